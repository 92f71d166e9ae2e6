//! Carries subject, year and basis through a section, figure by figure.

mod against;
mod name;
mod spread;

use smallvec::SmallVec;

use self::against::Step;
use self::spread::Spread;
use super::clause::{self, Reading};
use super::frame::{self, Anchor, Frame};
use super::header::Headers;
use super::list::Pairs;
use super::time::{self, About, Against, Clock};
use super::word::{Lexer, Token, Word};
use super::{Basis, Change, Label, Meaning, Period};
use crate::figure::{Figure, Kind, Qualifier};
use crate::front::Front;
use crate::layout::{BlockKind, Page};
use crate::lexicon::indicator;
use crate::outline::Outline;
use crate::span::CleanSpan;
use crate::table::Tables;

/// Words further back than this many bytes are not read.
const WINDOW: u32 = 360;

/// Labels that say themselves what they are measured against.
const NAMED: [(&str, Basis); 18] = [
    ("贡献率", Basis::Contribution),
    ("产业结构", Basis::Share),
    ("产业比例", Basis::Share),
    ("增加值比例", Basis::Share),
    ("比重", Basis::Share),
    ("构成", Basis::Share),
    ("占比", Basis::Share),
    ("份额", Basis::Share),
    ("指标完成率", Basis::VsTarget),
    ("目标完成率", Basis::VsTarget),
    ("任务完成率", Basis::VsTarget),
    ("计划完成率", Basis::VsPlan),
    ("预算执行率", Basis::VsBudget),
    ("预算完成率", Basis::VsBudget),
    ("支出进度", Basis::VsBudget),
    ("执行率", Basis::VsBudget),
    ("预算执行进度", Basis::VsBudget),
    ("支出执行进度", Basis::VsBudget),
];

/// Labels that say of nothing what it is the budget of.
const BUDGETS: [&str; 14] = [
    "预算",
    "预算数",
    "年初预算",
    "年初预算数",
    "调整预算",
    "调整预算数",
    "调整后预算",
    "变动预算",
    "全年预算",
    "全年预算数",
    "年度预算",
    "当年预算",
    "預算",
    "預算數",
];

/// The last characters of [`NAMED`].
const NAMED_END: [char; 8] = ['构', '重', '成', '比', '额', '率', '度', '例'];

/// A label that a later clause may carry on.
#[derive(Debug, Clone)]
struct Past {
    /// Its index.
    figure: usize,
    /// What a generic label belongs to.
    subject: Option<CleanSpan>,
    label: Label,
    indicator: Option<indicator::Id>,
    kind: Kind,
    /// A level, not a change or a share of it.
    level: bool,
    /// A budget that does not say of what: it belongs to the figure before it.
    budget: bool,
    /// Told in a parenthesis.
    inside: bool,
    /// `追加`: no noun.
    adjusted: bool,
}

/// What a figure leaves to one that is joined to it.
#[derive(Debug, Clone, Copy)]
struct Before {
    kind: Kind,
    period: Option<Period>,
    change: Option<Change>,
    basis: Option<Basis>,
    qualifier: Option<Qualifier>,
}

/// The state of a section.
pub(super) struct Section<'a> {
    page: &'a Page,
    figures: &'a [Figure],
    clock: Clock,
    /// For each block, the time that stands above it.
    frames: Vec<Option<Frame>>,
    outline: &'a Outline,
    /// The block and the section the state belongs to.
    block: Option<u32>,
    heading: Option<u32>,
    past: SmallVec<[Past; 4]>,
    /// What parts are parts of.
    whole: Option<CleanSpan>,
    /// The sentence compares with a budget.
    vs_budget: bool,
    /// The section compares with the year before.
    yoy: bool,
    /// Names that a list paired with figures.
    pairs: Pairs,
    tokens: Vec<Token>,
    /// Which words are among the tokens.
    seen: u64,
    /// Where the words begin that have not been read.
    at: u32,
    /// Words were passed over since the last figure.
    skipped: bool,
    scratch: Vec<Token>,
    /// The figure before was the first of two levels.
    first_level: bool,
    /// The first of two levels stands beside its date.
    dated: bool,
    /// The figure before was the second of two levels, or a change that follows them.
    step: Option<Step>,
    /// Times that a list gave to the figures after it.
    spread: Option<Spread>,
    /// What the figure before, which others are compared with, leaves to this one.
    base: Option<Basis>,
    /// The figure before was the second of two levels, whenever they were.
    led: bool,
    /// A parenthesis is open.
    inside: bool,
    /// The sentence compares with the beginning of the year.
    since_start: bool,
    /// The figure before was the first of two levels, and a budget.
    of_budget: bool,
    /// The figure before in this block.
    before: Option<Before>,
    /// The figure before is the budget of a rate that follows (`为预算15亿元的102.0%`).
    pending: Option<(Basis, Option<CleanSpan>)>,
    /// `、` stands before the figure before.
    enumerated: bool,
    /// First figure of the list being read, and its length.
    list: Option<(u32, usize)>,
}

impl<'a> Section<'a> {
    pub(super) fn new(page: &'a Page, outline: &'a Outline, front: &Front, figures: &'a [Figure]) -> Self {
        let anchor = Anchor::new(page, front, figures);
        Self {
            page,
            figures,
            clock: Clock::new(anchor),
            frames: frame::of_blocks(page, outline, figures, &anchor),
            outline,
            block: None,
            heading: None,
            past: SmallVec::new(),
            whole: None,
            vs_budget: false,
            yoy: false,
            pairs: Pairs::default(),
            tokens: Vec::with_capacity(64),
            seen: 0,
            at: 0,
            skipped: false,
            scratch: Vec::with_capacity(32),
            first_level: false,
            dated: false,
            step: None,
            spread: None,
            base: None,
            led: false,
            inside: false,
            since_start: false,
            of_budget: false,
            before: None,
            pending: None,
            enumerated: false,
            list: None,
        }
    }

    /// Reads the meaning of a figure in a table.
    pub(super) fn cell(&self, headers: &Headers, tables: &Tables, cell: (u32, u32), index: usize) -> Meaning {
        let f = &self.figures[index];
        let mut meaning = Meaning::default();
        if f.kind == Kind::Duration {
            return meaning;
        }
        if matches!(f.kind, Kind::Date | Kind::Period) {
            meaning.period = time::resolve(&f.value, f.upper(), self.clock.year());
            return meaning;
        }
        meaning.label = headers.label(tables, cell, f.span, &self.page.text);
        let (says, year) = headers.says(tables, cell, &self.page.text, self.clock.year());
        meaning.period = year.map(Period::of_year);
        if let Some(says) = says.filter(|_| matches!(f.kind, Kind::Percent)) {
            meaning.basis = says.basis;
            if says.grows {
                let falls = f.value.starts_with('-');
                meaning.change = Some(if falls { Change::Decrease } else { Change::Increase });
            }
        }
        if let Some(header) = meaning.label.last() {
            meaning.indicator = indicator::of(header.of(&self.page.text));
        }
        if let (None, Some(header)) = (meaning.indicator, meaning.label.first()) {
            meaning.indicator = indicator::of(header.of(&self.page.text));
        }
        meaning
    }

    /// Forgets everything that a table or a heading parts.
    pub(super) fn reset(&mut self) {
        self.past.clear();
        self.pairs.clear();
        (self.whole, self.yoy, self.block) = (None, false, None);
    }

    fn enter(&mut self, block: u32) {
        if self.block == Some(block) {
            return;
        }
        let section = self.outline.section.get(block as usize).copied().flatten();
        let heading = self.outline.kinds.get(block as usize) == Some(&BlockKind::Heading);
        if section != self.heading || self.block.is_none() || heading {
            self.reset();
        }
        self.block = Some(block);
        self.heading = section;
        self.past.clear();
        self.pairs.clear();
        self.whole = None;
        self.vs_budget = false;
        (self.first_level, self.dated, self.led) = (false, false, false);
        (self.step, self.base, self.spread) = (None, None, None);
        (self.inside, self.since_start) = (false, false);
        self.before = None;
        self.pending = None;
        self.tokens.clear();
        self.seen = 0;
        self.skipped = false;
        self.at = self.page.blocks.get(block as usize).map_or(0, |b| b.span.start);
        // The number of an item is no part of what it measures.
        if let Ok(item) = self.outline.items.binary_search_by_key(&block, |item| item.block) {
            self.at = self.at.max(self.outline.items[item].label.end);
        }
        self.clock.block(self.frames.get(block as usize).copied().flatten());
    }

    /// Whether a share, or a change from one level to the next, is of the time of the figure before it.
    fn follows(&self, r: &Reading, meaning: &Meaning) -> bool {
        let undated = r.near && self.seen & (Word::Date.bit() | time::TIMES) == 0;
        let share =
            meaning.basis == Some(Basis::Share) && meaning.change.is_none() && !self.first_level && !r.from && !r.to;
        let stepped = self.step.is_some() && meaning.change.is_some() && r.label.is_none();
        undated && meaning.basis != Some(Basis::AnnualAverage) && (share || stepped)
    }

    /// Reads the words up to `end` into the tokens.
    fn words(&mut self, end: u32) {
        let text = &self.page.text;
        let mut start = self.at;
        if end.saturating_sub(start) > WINDOW {
            let mut cut = (end - WINDOW) as usize;
            while !text.is_char_boundary(cut) {
                cut += 1;
            }
            start = cut as u32;
            self.tokens.clear();
            self.seen = 0;
            self.skipped = true;
            self.clock.stop();
        }
        let from = self.tokens.len();
        self.tokens.extend(Lexer::new(text, start, end));
        let fresh = self.tokens[from..].iter().fold(0, |words, t| words | t.word.bit());
        self.seen |= fresh;
        if fresh & (Word::Open.bit() | Word::Close.bit()) != 0 {
            self.parentheses(from);
        }
        if fresh & time::TELLING != 0 {
            self.clock.words(&self.tokens, from, text);
        }
        self.at = end;
    }

    /// Takes note of parentheses among the tokens: what was told in one that is closed is not carried on, where anything
    /// stands before it.
    fn parentheses(&mut self, from: usize) {
        for t in &self.tokens[from..] {
            match t.word {
                Word::Open => self.inside = true,
                Word::Close if self.inside => {
                    self.inside = false;
                    if self.past.iter().any(|p| !p.inside) {
                        self.past.retain(|p| !p.inside);
                    }
                    self.past.iter_mut().for_each(|p| p.inside = false);
                }
                _ => {}
            }
        }
    }

    /// Reads the meaning of the figure with this index, which stands outside of tables.
    pub(super) fn figure(&mut self, index: usize) -> Meaning {
        let page = self.page;
        let text = page.text.as_str();
        let f = &self.figures[index];
        self.enter(f.block);
        self.words(f.span.start.max(self.at));
        self.at = self.at.max(f.span.end);
        let mut meaning = Meaning::default();
        if matches!(f.kind, Kind::Date | Kind::Period) || f.kind == Kind::Duration && !self.measured(f) {
            let after = text.get(f.span.end as usize..).unwrap_or("");
            meaning.period = self.clock.date(f, &self.tokens, after, text, self.figures.get(index + 1));
            let mut end = f.span.end;
            let tails: &[&str] = match f.kind {
                Kind::Duration => &["度", "以来", "以内", "以后", "之内", "来", "内", "间", "中", "末", "底", "初"],
                _ => &["年度", "底前", "末前", "度", "底", "末", "初", "份", "前"],
            };
            if let Some(own) = tails.iter().find(|w| after.starts_with(**w)) {
                end += own.len() as u32;
            }
            self.at = self.at.max(end);
            self.tokens.push(Token { word: Word::Date, start: f.span.start, end });
            self.seen |= Word::Date.bit();
            return meaning;
        }
        if Word::Yoy.is_in(self.seen) || self.clock.against() == Some(Against::YearBefore) {
            self.yoy = true;
        }
        if self.seen & (Word::Part.bit() | Word::Colon.bit() | Word::Stop.bit()) != 0 {
            self.parts();
        }
        let mut reading = clause::read(&self.tokens, text);
        reading.label = reading.label.filter(|label| !self.speaks(*label));
        if reading.last {
            self.yoy = true;
        }
        self.compared_with_budget();
        let against = self.part_of(index, &mut reading).or_else(|| self.against(index, &mut reading));
        if reading.against && against.is_none() && reading.basis.is_none() {
            self.set_against(f.kind, &mut reading);
        }
        let base = self.base.take();
        if let Some(base) = base {
            self.differs(base, f.kind, &mut reading);
        }
        self.deviates(&mut reading);
        self.base = self.base(index);
        match self.base {
            Some(Basis::Yoy) => reading.last = true,
            // `较目标值95%高1.3个百分点`: the target itself.
            Some(Basis::VsBudget | Basis::VsPlan | Basis::VsTarget) => self.base_itself(&mut reading),
            _ => {}
        }
        let member = f.list().and_then(|first| self.member(first, index));
        if reading.each {
            self.spread(index);
        }
        if f.kind == Kind::Rank {
            meaning.period = self.period(f.kind, &reading, &meaning);
        } else {
            self.label(index, &mut reading, member, &mut meaning);
            self.change(f, &reading, &mut meaning);
            meaning.period = match &self.before {
                Some(before) if reading.joined || reading.restated => before.period,
                Some(before) if self.follows(&reading, &meaning) => before.period,
                _ => self.period(f.kind, &reading, &meaning),
            };
            if let Some(period) = self.spread.as_ref().and_then(|s| s.of(index)) {
                meaning.period = Some(period);
            }
            if against.is_none() {
                self.remember(index, &reading, &meaning);
            }
            let Meaning { period, basis, qualifier, .. } = meaning;
            // A printed sign is of this figure alone.
            let signed = f.value.starts_with('-');
            let listed = self.before.as_ref().filter(|b| reading.joined && b.kind == f.kind).and_then(|b| b.change);
            let change = if signed { reading.change.or(listed) } else { meaning.change };
            self.before = Some(Before { kind: f.kind, period, change, basis, qualifier });
        }
        self.pending = against;
        if against.is_none() {
            self.enumerated = self.tokens.first().is_some_and(|t| t.word == Word::Enum);
        }
        self.step = self.step(&reading, &meaning);
        self.led = self.first_level && reading.to;
        self.first_level = reading.from;
        self.dated = reading.from && Word::Date.is_in(self.seen);
        self.of_budget = reading.from && {
            let before = text.get(..f.span.start as usize).unwrap_or("").trim_end().trim_end_matches('的');
            ["年初", "预算", "预算数"].iter().any(|w| before.ends_with(w))
        };
        self.tokens.clear();
        self.seen = 0;
        self.skipped = false;
        meaning
    }

    /// Sets what parts are parts of, where the words say that parts follow.
    fn parts(&mut self) {
        for i in 0..self.tokens.len() {
            match self.tokens[i].word {
                Word::Part | Word::Colon => {
                    if let Some(past) = self.past.iter().rev().find(|p| p.level) {
                        self.whole = past.label.first().copied();
                    }
                    return;
                }
                Word::Stop if !self.tokens[i..].iter().take(3).any(|t| t.word == Word::Part) => self.whole = None,
                _ => {}
            }
        }
    }

    /// Whether a duration is what is measured, and no time at which something else is: `平均住院日7.2天`, `比上年的7.9天`
    /// `缩短0.7天` after it.
    fn measured(&self, f: &Figure) -> bool {
        const DAYS: [&str; 12] =
            ["住院日", "天数", "日数", "时间", "时长", "周期", "工期", "时限", "时数", "期限", "学时", "工时"];
        if f.unit().ends_with(['年', '月']) {
            return false;
        }
        let text = self.page.text.as_str();
        let before = text.get(..f.span.start as usize).unwrap_or("").trim_end();
        let before = before.trim_end_matches(['为', '达', '到', '约', '由', '从']);
        if DAYS.iter().any(|w| before.ends_with(w)) {
            return true;
        }
        let told = self.past.last().is_some_and(|p| self.figures[p.figure].kind == Kind::Duration);
        let compares = Word::Yoy.bit() | Word::Rise.bit() | Word::Fall.bit() | Word::To.bit() | Word::RiseTo.bit();
        told && self.seen & compares != 0 && self.seen & Word::Stop.bit() == 0
    }

    /// The place of a figure in its enumeration and the number of its members.
    fn member(&mut self, first: u32, index: usize) -> Option<(usize, usize)> {
        if self.list.is_none_or(|(f, _)| f != first) {
            let members = self.figures.get(first as usize..)?.iter().take_while(|f| f.list() == Some(first)).count();
            self.list = Some((first, members));
        }
        let (first, members) = self.list?;
        Some((index.checked_sub(first as usize)?, members)).filter(|(place, members)| place < members)
    }

    fn change(&mut self, f: &Figure, r: &Reading, meaning: &mut Meaning) {
        meaning.qualifier = r.qualifier;
        meaning.change = r.change;
        meaning.basis = r.basis;
        if f.value.starts_with('-') {
            meaning.change = Some(Change::Decrease);
        }
        let given = |a: CleanSpan| matches!(a.of(&self.page.text), "追加" | "核减" | "审减" | "核增");
        if r.adjusted.is_some_and(given) && meaning.basis.is_none() {
            meaning.change = None;
        }
        match meaning.label[..] {
            [label] if !r.carried => meaning.indicator = indicator::of(label.of(&self.page.text)),
            // `城镇、农村居民人均可支配收入`: the parts of a name together.
            [_, _, ..] if !r.carried => {
                let name: String = meaning.label.iter().map(|part| part.of(&self.page.text)).collect();
                meaning.indicator = indicator::of(&name);
            }
            _ => {}
        }
        if let Some(before) = self.before.as_ref().filter(|before| r.joined && before.kind == f.kind) {
            meaning.change = meaning.change.or(before.change);
            meaning.basis = meaning.basis.or(before.basis);
        }
        // `占比从11%提高到15%`: a share both.
        if let Some(before) = self.before.as_ref().filter(|b| self.first_level && r.to && b.kind == f.kind)
            && matches!(before.basis, Some(Basis::Share | Basis::Contribution))
        {
            meaning.basis = meaning.basis.or(before.basis);
        }
        // `减少483万元，约2.5%`: by that much.
        let bare = |t: &Token| matches!(t.word, Word::Comma | Word::Blank | Word::About | Word::Open);
        if let Some(before) = self.before.as_ref().filter(|b| b.change.is_some() && f.kind == Kind::Percent)
            && meaning.change.is_none()
            && meaning.basis.is_none()
            && self.tokens.iter().all(bare)
        {
            (meaning.change, meaning.basis) = (before.change, before.basis);
        }
        let average = r.average || r.mean && self.clock.spans_years();
        if meaning.basis.is_none() && average && f.kind != Kind::Rate {
            meaning.basis = Some(Basis::AnnualAverage);
        }
        if meaning.basis.is_none() && meaning.change.is_some() {
            meaning.basis = self.stepped(r);
        }
        if r.share && f.kind == Kind::Percent && meaning.change.is_none() {
            meaning.basis.get_or_insert(Basis::Share);
        }
        let compared = meaning.change.is_some() || f.kind == Kind::Rate || r.over;
        if meaning.basis.is_none() && compared {
            meaning.basis = match self.clock.against() {
                _ if r.cut => None,
                against if self.vs_budget && meaning.change.is_some() && against != Some(Against::YearBefore) => {
                    Some(Basis::VsBudget)
                }
                Some(Against::YearBefore) => Some(Basis::Yoy),
                Some(Against::Year(year)) => Some(Basis::VsYear(year)),
                Some(Against::PeriodBefore) => Some(Basis::VsPreviousPeriod),
                None if meaning.change.is_none() || self.clock.spans_years() => None,
                None if self.since_start => None,
                None if self.yoy => Some(Basis::Yoy),
                // Statistics leave 比上年 out; of a rate, it may as well be points or a target.
                None if f.kind == Kind::Percent && !(r.label.is_some() && self.is_rate(&meaning.label)) => {
                    Some(Basis::Yoy)
                }
                None => None,
            };
        }
        if meaning.basis == Some(Basis::Yoy)
            && meaning.change.is_none()
            && !(compared || r.of && f.kind == Kind::Percent)
        {
            meaning.basis = None;
        }
        if meaning.basis.is_none() && f.kind == Kind::Percent {
            let label = meaning.label.last().map_or("", |l| l.of(&self.page.text));
            if label == "完成率" {
                meaning.basis = Some(Basis::VsPlan);
            } else if label.ends_with(NAMED_END) {
                meaning.basis = NAMED.iter().find(|(ending, _)| label.ends_with(ending)).map(|(_, basis)| *basis);
            }
        }
    }

    fn is_rate(&self, label: &[CleanSpan]) -> bool {
        label.last().is_some_and(|l| l.of(&self.page.text).ends_with('率'))
    }

    fn period(&mut self, kind: Kind, r: &Reading, meaning: &Meaning) -> Option<Period> {
        let label = meaning.label.first().map_or("", |l| l.of(&self.page.text));
        let level = meaning.change.is_none() && meaning.basis != Some(Basis::Share);
        let before = r.label.is_some() && !r.verb && !r.light;
        self.clock.period(&About {
            label,
            stock: kind != Kind::Money && level && before && !Word::Adverb.is_in(self.seen) && !tells_of_deeds(label),
            average: meaning.basis == Some(Basis::AnnualAverage),
            reach: r.reach,
            from: r.from,
            to: r.to,
            last: r.last,
            second: self.first_level,
            yoy: meaning.basis == Some(Basis::Yoy),
            level,
        })
    }

    fn remember(&mut self, figure: usize, r: &Reading, meaning: &Meaning) {
        if meaning.label.is_empty() || r.rate {
            return;
        }
        if self.past.len() == 4 {
            self.past.remove(0);
        }
        let level = meaning.change.is_none() && meaning.basis.is_none() || r.label.is_some();
        let (subject, indicator) = (r.subject, meaning.indicator);
        let name = meaning.label.first().map_or("", |l| l.of(&self.page.text));
        let budget = r.base || subject.is_none() && BUDGETS.contains(&name);
        let kind = self.figures[figure].kind;
        let inside = self.inside;
        let adjusted = r.adjusted.is_some_and(|a| meaning.label.first() == Some(&a));
        self.past.push(Past {
            figure,
            subject,
            label: meaning.label,
            indicator,
            kind,
            level,
            budget,
            inside,
            adjusted,
        });
    }
}

/// The label of an earlier figure, and with it its indicator.
fn carry(past: &Past, r: &mut Reading, meaning: &mut Meaning) {
    r.carried = true;
    meaning.label = past.label;
    meaning.indicator = past.indicator;
}

/// Whether a label names what was done in a time, and not what is there at its end.
fn tells_of_deeds(label: &str) -> bool {
    // Two letters each: one look at each place of the label.
    let deed = |(at, _): (usize, char)| {
        matches!(
            label.get(at..at + 6),
            Some(
                "新增"
                    | "新建"
                    | "投入"
                    | "投资"
                    | "支出"
                    | "收入"
                    | "补助"
                    | "资金"
                    | "改造"
                    | "就业"
                    | "完成"
                    | "建设"
                    | "治理"
                    | "脱贫"
                    | "搬迁"
                    | "引进"
                    | "接待"
                    | "贸易"
                    | "总额"
                    | "产量"
            )
        )
    };
    label.char_indices().any(deed)
}
