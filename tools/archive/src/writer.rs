//! Writes sentences: a phrasing is chosen, its slots are filled, and the relations it states are recorded.
//!
//! | in a phrasing | becomes |
//! | --- | --- |
//! | `{now}` | the slot of that name: a word or a figure |
//! | `{o}` `{y}` `{py}` `{ny}` `{c}` `{s}` | the issuer, the year, the year before, the year after, the place, 全市 or the like |
//! | `[300-9800件]` `[1.00-3.80亿元]` | a figure between both, with as many decimals as the first |
//! | `[200-900次+]` | the same with 余: `580余次` |
//! | `约[..]` `近[..]` `超过[..]` `[..]以上` | the same with the qualifier that the words say |
//! | `[5~9%]` | a range: `5%—7%` |
//! | `<三项>` | a count that a reader may leave out |

use std::collections::HashMap;

use crate::chance::Chance;
use crate::figure::{Decimal, Figure, Style, unit};
use crate::page::{HEAD, HEAD_END, Heading, Page, Role};
use crate::proof::Relation;

/// How labels of one document look, from the outermost level in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// `第一部分　`
    Part,
    /// `第一章　`
    Chapter,
    /// `一、`
    HanDun,
    /// `（一）`
    HanWide,
    /// `(一)`
    HanNarrow,
    /// `1.`
    Dot,
    /// `1. `
    DotBlank,
    /// `1．`
    DotWide,
    /// `1、`
    Dun,
    /// `（1）`
    Wide,
    /// `①`
    Circled,
    /// `1.1 `, `1.1.1 `: all ordinals from the outermost in.
    Nested,
}

/// The schemes a document may follow.
pub const SCHEMES: &[[Label; 4]] = &[
    [Label::HanDun, Label::HanWide, Label::DotBlank, Label::Wide],
    [Label::HanDun, Label::HanWide, Label::Dot, Label::Wide],
    [Label::HanDun, Label::HanNarrow, Label::Dun, Label::Wide],
    [Label::HanDun, Label::HanWide, Label::DotWide, Label::Circled],
    [Label::HanDun, Label::HanWide, Label::Dun, Label::Circled],
];
/// The scheme of documents in parts.
pub const PARTS: [Label; 4] = [Label::Part, Label::HanDun, Label::HanWide, Label::Dot];
/// The scheme of documents in chapters.
pub const CHAPTERS: [Label; 4] = [Label::Chapter, Label::HanDun, Label::HanWide, Label::DotWide];
/// The scheme of technical documents.
pub const NESTED: [Label; 4] = [Label::HanDun, Label::Nested, Label::Nested, Label::Wide];

/// What fills a slot.
#[derive(Debug, Clone)]
pub enum Slot {
    /// A word.
    Word(String),
    /// A figure.
    Figure(Figure),
}

impl From<&str> for Slot {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}
impl From<String> for Slot {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}
impl From<Figure> for Slot {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

/// A relation, and the slots between which it holds.
pub type Claim = (Relation, Vec<&'static str>);

/// What the document is about.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who reports.
    pub issuer: String,
    /// The place it governs.
    pub place: String,
    /// `全市`, `全县` …
    pub scope: &'static str,
    /// The year reported on.
    pub year: i128,
}

/// A document being written.
#[derive(Debug)]
pub struct Writer {
    /// What is written.
    pub page: Page,
    /// Where choices come from.
    pub chance: Chance,
    /// What it is about.
    pub context: Context,
    /// How labels look.
    pub scheme: [Label; 4],
    /// A blank stands between number and unit.
    pub gap: bool,
    /// Sentences of a hundred that are made remarks without figures.
    pub narrative: u64,
    /// Thousands are set off by commas.
    pub grouped: bool,
    /// The size to be reached, in bytes of UTF-8.
    pub target: usize,
    ordinals: [usize; 4],
    decks: HashMap<&'static str, (Vec<usize>, usize)>,
    open: String,
}

impl Writer {
    /// An empty document.
    pub fn new(context: Context, chance: Chance, target: usize) -> Self {
        Self {
            page: Page::default(),
            chance,
            context,
            scheme: SCHEMES[0],
            gap: false,
            narrative: 0,
            grouped: false,
            target,
            ordinals: [0; 4],
            decks: HashMap::new(),
            open: String::new(),
        }
    }

    /// An entry of a table that was not used yet, and how often the table was used up before.
    pub fn draw<T>(&mut self, name: &'static str, all: &'static [T]) -> (&'static T, usize) {
        let chance = &mut self.chance;
        let (order, at) = self.decks.entry(name).or_insert_with(|| (chance.order(all.len()), 0));
        let round = *at / order.len();
        let entry = &all[order[*at % order.len()]];
        *at += 1;
        (entry, round)
    }

    /// An entry of a table that was not used yet; the whole table anew when all were.
    pub fn take<T>(&mut self, name: &'static str, all: &'static [T]) -> &'static T {
        self.draw(name, all).0
    }

    /// A label from a table, and where all were used, of a part of the place: no label is used twice.
    pub fn label(&mut self, name: &'static str, all: &'static [&'static str]) -> String {
        let (label, round) = self.draw(name, all);
        self.apart(label, round)
    }

    /// A label set apart from its earlier uses.
    pub fn apart(&self, label: &str, round: usize) -> String {
        if round == 0 { label.to_owned() } else { format!("{}{label}", crate::bank::quarter(round - 1)) }
    }

    /// Whether there is room, up to `part` hundredths of the size to be reached.
    pub const fn room(&self, part: usize) -> bool {
        self.page.size < self.target * part / 100
    }

    /// A figure with the document's habits.
    pub fn figure(&self, digits: i128, places: u32, name: &str) -> Figure {
        let mut figure = Figure::new(Decimal::new(digits, places), unit(name));
        figure.gap = self.gap;
        if self.grouped && digits / 10i128.pow(places) >= 1000 {
            figure.style = Style::Grouped;
        }
        figure
    }

    /// Adds a sentence to the open paragraph: one of the phrasings, and of each group of claims the first that the
    /// phrasing prints in full. Gives the index of each figure by its slot.
    pub fn say(
        &mut self,
        phrasings: &[&str],
        slots: Vec<(&'static str, Slot)>,
        groups: &[Vec<Claim>],
    ) -> HashMap<String, usize> {
        let phrasing = *self.chance.pick(phrasings);
        self.state(phrasing, slots, groups)
    }

    /// Adds a sentence of a given phrasing.
    ///
    /// # Panics
    /// Where the phrasing names a slot that is not given.
    pub fn state(
        &mut self,
        phrasing: &str,
        slots: Vec<(&'static str, Slot)>,
        groups: &[Vec<Claim>],
    ) -> HashMap<String, usize> {
        let slots: HashMap<&str, Slot> = slots.into_iter().collect();
        let mut printed = HashMap::new();
        let mut rest = phrasing;
        while let Some(at) = rest.find(['{', '[', '<']) {
            let (before, tail) = rest.split_at(at);
            self.open.push_str(before);
            let closing = match &tail[..1] {
                "{" => '}',
                "[" => ']',
                _ => '>',
            };
            let end = tail.find(closing).unwrap_or_else(|| panic!("{phrasing:?} lacks a {closing}"));
            let inner = &tail[1..end];
            rest = &tail[end + 1..];
            match closing {
                '}' => match slots.get(inner) {
                    Some(Slot::Word(word)) => self.open.push_str(word),
                    Some(Slot::Figure(figure)) => {
                        let index = self.put(figure.clone());
                        printed.insert(inner.to_owned(), index);
                    }
                    None => {
                        let word = self.word(inner).unwrap_or_else(|| panic!("{phrasing:?}: no slot {inner:?}"));
                        self.open.push_str(&word);
                    }
                },
                ']' => {
                    let figure = self.random(inner, rest);
                    self.put(figure);
                }
                _ => {
                    let figure = optional_count(inner);
                    let index = self.put(figure);
                    printed.insert("<>".to_owned(), index);
                }
            }
        }
        self.open.push_str(rest);
        for group in groups {
            for (relation, members) in group {
                let found: Option<Vec<usize>> = members.iter().map(|m| printed.get(*m).copied()).collect();
                if let Some(figures) = found {
                    self.page.check(*relation, figures);
                    if let Some(check) = self.page.checks.last_mut() {
                        phrasing.clone_into(&mut check.phrasing);
                    }
                    break;
                }
            }
        }
        printed
    }

    fn put(&mut self, figure: Figure) -> usize {
        let (index, mark) = self.page.figure(figure);
        self.open.push(mark);
        index
    }

    fn word(&self, name: &str) -> Option<String> {
        Some(match name {
            "o" => self.context.issuer.clone(),
            "c" => self.context.place.clone(),
            "s" => self.context.scope.to_owned(),
            "y" => self.context.year.to_string(),
            "py" => (self.context.year - 1).to_string(),
            "ny" => (self.context.year + 1).to_string(),
            _ => return None,
        })
    }

    /// A figure between the bounds of a phrasing.
    fn random(&mut self, bounds: &str, rest: &str) -> Figure {
        let split = bounds.find(['-', '~']).unwrap_or_else(|| panic!("no bounds in [{bounds}]"));
        let range = &bounds[split..=split] == "~";
        let (low, tail) = (&bounds[..split], &bounds[split + 1..]);
        let end = tail.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
        let (high, name) = tail.split_at(end);
        let (name, more) = name.strip_suffix('+').map_or((name, false), |n| (n, true));
        let (low, high) = (Decimal::parse(low), Decimal::parse(high));
        let top = Decimal::new(
            if high.places < low.places { high.digits * 10i128.pow(low.places - high.places) } else { high.digits },
            low.places,
        );
        let mut digits = self.chance.spread(low.digits, top.digits);
        if more {
            digits = (digits / 10).max(1) * 10;
        }
        let mut figure = self.figure(digits, low.places, name);
        figure.more = more;
        if range {
            figure.style = Style::Plain;
            let upper = self.chance.between(digits + 1, digits + (digits / 2).max(1));
            figure.upper = Some(Decimal::new(upper, low.places));
        }
        let before = |words: &[&str]| words.iter().any(|w| self.open.ends_with(w));
        // 签约 and 节约 end with a 约 that is none.
        let agreed = before(&["签约", "节约", "违约", "合约"]);
        figure.qualifier = if (before(&["约", "近", "大约"]) && !agreed) || rest.starts_with("左右") {
            Some("about")
        } else if more || before(&["超过", "突破", "超"]) {
            Some("more_than")
        } else if before(&["不足"]) {
            Some("less_than")
        } else if before(&["不低于", "不少于", "至少"]) || rest.starts_with("以上") {
            Some("at_least")
        } else if before(&["不超过", "不高于", "控制在"]) || rest.starts_with("以内") || rest.starts_with("以下")
        {
            Some("at_most")
        } else {
            None
        };
        figure
    }

    /// Adds words to the open paragraph.
    pub fn words(&mut self, phrasing: &str) {
        self.state(phrasing, Vec::new(), &[]);
    }

    /// Whether the open paragraph has text.
    pub const fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Ends the open paragraph.
    pub fn end(&mut self) {
        if !self.open.is_empty() {
            let text = std::mem::take(&mut self.open);
            self.page.para(Role::Body, text);
        }
    }

    /// A line of its own.
    pub fn line(&mut self, role: Role, phrasing: &str) {
        self.end();
        self.words(phrasing);
        let text = std::mem::take(&mut self.open);
        self.page.para(role, text);
    }

    fn next_label(&mut self, level: usize) -> (String, usize) {
        self.ordinals[level - 1] += 1;
        self.ordinals[level..].fill(0);
        let n = self.ordinals[level - 1];
        (self.label_at(level, n), n)
    }

    /// The label number `n` of a level.
    pub fn label_at(&self, level: usize, n: usize) -> String {
        let han = crate::figure::han(n as i128);
        match self.scheme[level - 1] {
            Label::Part => format!("第{han}部分　"),
            Label::Chapter => format!("第{han}章　"),
            Label::HanDun => format!("{han}、"),
            Label::HanWide => format!("（{han}）"),
            Label::HanNarrow => format!("({han})"),
            Label::Dot => format!("{n}."),
            Label::DotBlank => format!("{n}. "),
            Label::DotWide => format!("{n}．"),
            Label::Dun => format!("{n}、"),
            Label::Wide => format!("（{n}）"),
            Label::Circled => {
                char::from_u32(0x2460 + n as u32 - 1).filter(|_| n <= 20).map_or(format!("({n})"), String::from)
            }
            Label::Nested => {
                let mut all: Vec<String> = self.ordinals[..level - 1].iter().map(ToString::to_string).collect();
                all.push(n.to_string());
                format!("{} ", all.join("."))
            }
        }
    }

    fn push_heading(&mut self, level: usize, text: &str, run_in: bool) -> (usize, usize) {
        self.end();
        let (label, ordinal) = self.next_label(level);
        self.open.push(HEAD);
        self.open.push_str(&label);
        self.open.push_str(text);
        self.open.push(HEAD_END);
        let heading =
            Heading { level, label: label.trim_end().to_owned(), text: text.to_owned(), run_in, optional: false };
        self.page.headings.push(heading);
        (self.page.headings.len() - 1, ordinal)
    }

    /// A heading on a line of its own.
    pub fn heading(&mut self, level: usize, phrasing: &str) -> usize {
        let text = self.filled(phrasing);
        let (index, _) = self.push_heading(level, &text, false);
        let text = std::mem::take(&mut self.open);
        self.page.para(Role::Heading, text);
        index
    }

    /// A heading that its body follows in the same paragraph; gives its index and number.
    pub fn run_in(&mut self, level: usize, phrasing: &str, end: &str) -> (usize, usize) {
        let text = self.filled(phrasing);
        let found = self.push_heading(level, &text, true);
        self.open.push_str(end);
        found
    }

    /// The heading made last may be left out by a reader: entries of a list of tasks are headings to some, items to
    /// others.
    pub fn leave_open(&mut self) {
        if let Some(last) = self.page.headings.last_mut() {
            last.optional = true;
        }
    }

    /// A numbered entry that is no heading; its text is to follow.
    pub fn item(&mut self, level: usize, n: usize, bullet: &str) {
        self.end();
        let label = self.label_at(level, n);
        self.open.push_str(bullet);
        self.open.push_str(&label);
    }

    fn filled(&self, phrasing: &str) -> String {
        let mut out = phrasing.to_owned();
        for name in ["o", "c", "s", "y", "py", "ny"] {
            let key = format!("{{{name}}}");
            if out.contains(&key) {
                out = out.replace(&key, &self.word(name).unwrap_or_default());
            }
        }
        out
    }
}

/// `三项`, `5个`: a count of a few, in either numerals.
fn optional_count(text: &str) -> Figure {
    let end = text.find(|c: char| !"一二三四五六七八九十0123456789".contains(c)).unwrap_or(text.len());
    let (number, name) = text.split_at(end);
    let (value, style) = match number.parse::<i128>() {
        Ok(n) => (n, Style::Plain),
        Err(_) => ((1..100).find(|n| crate::figure::han(*n) == number).unwrap_or(0), Style::Han),
    };
    let mut figure = Figure::new(Decimal::new(value, 0), unit(name));
    figure.style = style;
    figure.optional = true;
    figure
}
