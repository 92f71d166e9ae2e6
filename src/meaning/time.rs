//! What time a figure is about: the report's year, the years of headings, paragraphs and sentences, and the dates
//! beside the number.
//!
//! | spelling | period | remark |
//! | --- | --- | --- |
//! | `2024年` at the head of a sentence | 2024 | until the sentence ends; of a paragraph, until that ends |
//! | `由2010年的` `到2015年的` | that year | for this figure only |
//! | `比2010年` `是2010年的` | – | a comparison, not a time |
//! | `五年来` `“十二五”期间` | 2011/2015 | a level reached (`达到`) stands at its end |
//! | `年均` | 2011/2015 | from the year after the first to the last |
//! | `上年结转` | the year before | |
//! | `去年` `今年` `明年` | by the year of the report | |

use super::Period;
use super::word::{Token, Word, five_years};
use crate::figure::{Figure, Kind};
use crate::front::Front;

/// A time that holds over several figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// A year.
    Year(i32),
    /// From the first year to the last.
    Years(i32, i32),
    /// A day, a month, a stretch of months, as partial ISO 8601.
    Exact(Period),
}

impl Frame {
    fn last_year(&self) -> Option<i32> {
        match self {
            Self::Year(y) | Self::Years(_, y) => Some(*y),
            Self::Exact(iso) => iso.rsplit('/').next()?.get(..4)?.parse().ok(),
        }
    }

    fn period(self) -> Period {
        match self {
            Self::Year(y) => Period::of_year(y),
            Self::Years(a, b) => Period::of_year(a).and("/").and(&Period::of_year(b)),
            Self::Exact(iso) => iso,
        }
    }
}

/// What a change is measured against, as far as dates say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// The year before.
    YearBefore,
    /// A named year.
    Year(u16),
    /// The plan period before.
    PeriodBefore,
}

/// Words that the clock takes note of.
pub(super) const TELLING: u64 = Word::Stop.bit()
    | Word::Semicolon.bit()
    | Word::Comma.bit()
    | Word::Colon.bit()
    | Word::FiveYears.bit()
    | Word::LastCalendar.bit()
    | Word::This.bit()
    | Word::Next.bit()
    | Word::Time.bit();

/// The years that hold at a place in the document.
#[derive(Debug)]
pub(super) struct Clock {
    report: Option<i32>,
    plan: Option<i32>,
    section: Option<i32>,
    block: Option<Frame>,
    sentence: Option<Frame>,
    local: Option<Frame>,
    from: Option<i32>,
    to: Option<i32>,
    against: Option<Against>,
    against_year: Option<i32>,
    /// The comparison stands at the head of the sentence (`1986年同1978年相比`) and holds for all of it.
    against_all: bool,
    /// No sentence of this block has ended yet.
    opening: bool,
}

impl Clock {
    pub(super) fn new(front: &Front, figures: &[Figure], text: &str) -> Self {
        let report = front.fiscal_year.as_ref().map(|f| f.value).or_else(|| printed_year(figures, text));
        Self {
            report,
            plan: front.plan_year.as_ref().map(|f| f.value),
            section: None,
            block: None,
            sentence: None,
            local: None,
            from: None,
            to: None,
            against: None,
            against_year: None,
            against_all: false,
            opening: true,
        }
    }

    /// Begins a block; `section` is the year that the headings above it name.
    pub(super) fn block(&mut self, section: Option<i32>) {
        self.section = section;
        (self.block, self.sentence, self.local) = (None, None, None);
        (self.from, self.to, self.against, self.against_year) = (None, None, None, None);
        self.against_all = false;
        self.opening = true;
    }

    /// The year that holds here.
    pub(super) fn year(&self) -> Option<i32> {
        let frame = self.sentence.as_ref().or(self.block.as_ref());
        frame.and_then(Frame::last_year).or(self.section).or(self.report)
    }

    pub(super) fn against(&self) -> Option<Against> {
        self.against
    }

    /// Whether a span of years holds.
    pub(super) fn spans_years(&self) -> bool {
        matches!(self.sentence.as_ref().or(self.block.as_ref()), Some(Frame::Years(..)))
    }

    /// Takes note of words between figures.
    pub(super) fn words(&mut self, tokens: &[Token], from: usize, text: &str) {
        for (i, t) in tokens.iter().enumerate().skip(from) {
            match t.word {
                Word::Stop => self.stop(),
                Word::Semicolon if self.against_all || matches!(self.against, Some(Against::Year(_))) => {
                    self.local = None;
                }
                Word::Semicolon => (self.local, self.against, self.against_year) = (None, None, None),
                Word::Comma | Word::Colon => self.local = None,
                Word::FiveYears => {
                    if let Some(plan) = five_years(&text[t.start as usize..t.end as usize]) {
                        self.five_years(plan, before(tokens, i), &text[t.end as usize..]);
                    }
                }
                // `继去年突破40亿元后`: of the number after it only.
                Word::LastCalendar if i > 0 && text[..t.start as usize].ends_with('继') => {
                    self.local = self.last_calendar().map(Frame::Year);
                }
                Word::LastCalendar => {
                    if let Some(year) = self.last_calendar() {
                        self.set(Frame::Year(year));
                    }
                }
                Word::This => {
                    if let Some(year) = self.plan.filter(|_| self.section.is_none()).or(self.section).or(self.report) {
                        self.set(Frame::Year(year));
                    }
                }
                Word::Next if before(tokens, i) != Some(Word::Noun) => {
                    if let Some(year) = self.report.map(|y| y + 1) {
                        self.set(Frame::Year(year));
                    }
                }
                Word::Time => self.time(&text[t.start as usize..t.end as usize]),
                _ => {}
            }
        }
    }

    /// Passes over text that was not read.
    pub(super) fn stop(&mut self) {
        (self.sentence, self.local, self.against, self.against_year) = (None, None, None, None);
        self.against_all = false;
        self.opening = false;
    }

    fn set(&mut self, frame: Frame) {
        if self.opening && !matches!(frame, Frame::Exact(_)) || matches!(frame, Frame::Years(..)) {
            self.block = Some(frame);
        }
        self.sentence = Some(frame);
    }

    fn last_calendar(&self) -> Option<i32> {
        match self.plan {
            Some(plan) if self.section.is_none_or(|s| s == plan || Some(s) == self.report) => Some(plan - 1),
            _ => self.section.or(self.report).map(|y| y - 1),
        }
    }

    fn time(&mut self, word: &str) {
        let years = match word {
            "全年" => {
                // `截至12月31日，全年执行数`: the day is the last of the year that is meant.
                if let Some(Frame::Exact(iso)) = self.sentence
                    && (iso.ends_with("-12-31") || iso.ends_with("-12") || iso.contains('/'))
                {
                    self.sentence = Frame::Exact(iso).last_year().map(Frame::Year);
                }
                return;
            }
            "五年来" | "五年" | "过去五年" | "近五年" => 5,
            "四年来" => 4,
            "三年来" | "近三年" => 3,
            "今后五年" | "未来五年" => -5,
            _ => return,
        };
        if let Some(year) = self.section.or(self.report) {
            self.set(if years > 0 { Frame::Years(year - years + 1, year) } else { Frame::Years(year + 1, year + 5) });
        }
    }

    fn five_years(&mut self, plan: u8, before: Option<Word>, after: &str) {
        let first = match plan {
            1 => 1953,
            2 => 1958,
            n => 1951 + 5 * i32::from(n),
        };
        let compared = matches!(before, Some(Word::Copula | Word::Than | Word::Share | Word::And));
        if compared {
            self.against = Some(Against::PeriodBefore);
            self.against_year = Some(first + 4);
        } else if after.starts_with('末') || after.starts_with("期末") || after.starts_with("收官") {
            self.set(Frame::Year(first + 4));
        } else if ["时期", "期间", "以来", "五年", "，", "这五年"].iter().any(|w| after.starts_with(w)) {
            self.set(Frame::Years(first, first + 4));
        }
    }

    /// Takes note of a date, period or duration among the figures; gives its own time, resolved. `tokens` are the words
    /// before it since the last figure, `after` the text behind it.
    pub(super) fn date(
        &mut self,
        figure: &Figure,
        tokens: &[Token],
        after: &str,
        text: &str,
        next: u32,
    ) -> Option<Period> {
        if figure.kind == Kind::Duration {
            self.duration(figure, tokens, after);
            return None;
        }
        let year = self.year();
        let own = resolve(&figure.value, figure.upper.as_deref(), year)?;
        let frame = match own.len() {
            4 => Frame::Year(own.parse().ok()?),
            _ => match own.split_once('/') {
                Some((a, b)) if a.len() == 4 && b.len() == 4 => Frame::Years(a.parse().ok()?, b.parse().ok()?),
                _ => Frame::Exact(own),
            },
        };
        let last = tokens.iter().rev().find(|t| t.word != Word::Blank);
        let spelled = last.map_or("", |t| &text[t.start as usize..t.end as usize]);
        let after = after.trim_start();
        let after = after
            .strip_prefix('度')
            .or_else(|| after.strip_prefix('底'))
            .or_else(|| after.strip_prefix('末'))
            .unwrap_or(after)
            .trim_start();
        let of = after.starts_with('的');
        let compared = match last.map(|t| t.word) {
            Some(Word::Than | Word::Share) => true,
            Some(Word::And) => {
                matches!(spelled, "与" | "同" | "和")
                    && (after.starts_with("相比")
                        || after.starts_with("同期")
                        || after.starts_with("相对")
                        || after.starts_with("决算数相比"))
            }
            Some(Word::Copula) => of,
            Some(Word::Text) => ["比", "较", "相当于", "相比"].iter().any(|w| spelled.ends_with(w)),
            _ => false,
        } || after.starts_with("相比");
        if compared {
            self.against_all =
                after.starts_with("相比") && matches!(last.map(|t| t.word), Some(Word::And | Word::Than));
            // `比2020年的518亿元` `较上年决算数120万元`: the number is of that year.
            let between = text.get(text.len() - after.len()..next as usize).unwrap_or("");
            let amount = between.trim_start_matches(['的', '度']).trim();
            let compared_amount =
                amount.is_empty() && of || amount.ends_with(['算', '数', '數']) && amount.chars().count() <= 6;
            if compared_amount && last.is_some_and(|t| t.word == Word::Than) {
                self.local = Some(frame);
            }
            if let Some(named) = frame.last_year() {
                self.against_year = Some(named);
                self.against = Some(if matches!(frame, Frame::Years(..)) {
                    Against::PeriodBefore
                } else if self.year() == Some(named + 1) {
                    Against::YearBefore
                } else {
                    Against::Year(u16::try_from(named).ok()?)
                });
            }
            return Some(own);
        }
        // `2021—2025年社会…` without a comma names a table or a chart.
        let span = text.get(figure.span.start as usize..figure.span.end as usize).unwrap_or("");
        let caption = matches!(frame, Frame::Years(..))
            && !span.ends_with("期间")
            && !span.ends_with("时期")
            && !after.starts_with(['，', ',', '间'])
            && !after.starts_with("期间");
        match last.map(|t| t.word) {
            _ if caption => self.local = Some(frame),
            Some(Word::From) => {
                self.from = frame.last_year();
                self.local = Some(frame);
            }
            Some(Word::To | Word::RiseTo) => {
                self.to = frame.last_year();
                self.local = Some(frame);
            }
            None
            | Some(
                Word::Comma
                | Word::Stop
                | Word::Semicolon
                | Word::Colon
                | Word::Time
                | Word::Scope
                | Word::Adverb
                | Word::Part
                | Word::Enum,
            ) => self.set(frame),
            Some(Word::Head) if spelled != "对" => self.set(frame),
            _ => self.local = Some(frame),
        }
        Some(own)
    }

    fn duration(&mut self, figure: &Figure, tokens: &[Token], after: &str) {
        if !figure.unit.ends_with('年') {
            return;
        }
        let Ok(years) = figure.value.parse::<i32>() else { return };
        let start =
            tokens.last().is_none_or(|t| matches!(t.word, Word::Comma | Word::Stop | Word::Semicolon | Word::Blank));
        let since = after.starts_with('来') || after.starts_with('间') || start && years == 5;
        if since
            && (2..=30).contains(&years)
            && let Some(year) = self.section.or(self.report)
        {
            self.set(Frame::Years(year - years + 1, year));
        }
    }

    /// The period of a figure.
    pub(super) fn period(&mut self, about: &About<'_>) -> Option<Period> {
        let frame = self.sentence.as_ref().or(self.block.as_ref());
        if about.average {
            let to = self.to.or_else(|| frame.and_then(Frame::last_year));
            if let (Some(from), Some(to)) = (self.from.or(self.against_year), to)
                && from < to
            {
                self.local = None;
                return Some(Frame::Years(from + 1, to).period());
            }
            if let Some(years @ Frame::Years(..)) = self.block {
                return Some(years.period());
            }
        }
        if let Some(local) = self.local.take() {
            if let (Some(year), true) = (local.last_year(), about.from) {
                self.from = Some(year);
            }
            return Some(local.period());
        }
        if about.from
            && let Some(year) = self.from.or(self.against_year.filter(|_| self.against_all))
        {
            return Some(Period::of_year(year));
        }
        if about.to
            && about.second
            && let Some(year) = self.to
        {
            return Some(Period::of_year(year));
        }
        let year = self.year()?;
        if about.last || about.label.starts_with("上年") || about.label.starts_with("上一年") {
            return Some(Period::of_year(year - 1));
        }
        match frame {
            Some(Frame::Years(_, last)) if about.reach => Some(Period::of_year(*last)),
            Some(frame) => Some(frame.period()),
            None => Some(Period::of_year(year)),
        }
    }
}

/// What the period of a figure depends on.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) label: &'a str,
    /// `年均`
    pub(super) average: bool,
    /// `达到`
    pub(super) reach: bool,
    /// `由`
    pub(super) from: bool,
    /// `到`
    pub(super) to: bool,
    /// `上年为`
    pub(super) last: bool,
    /// A figure with `由` stands directly before it.
    pub(super) second: bool,
}

fn before(tokens: &[Token], i: usize) -> Option<Word> {
    tokens[..i].iter().rev().find(|t| t.word != Word::Blank).map(|t| t.word)
}

/// Partial ISO 8601 with the year filled in.
pub(super) fn resolve(value: &str, upper: Option<&str>, year: Option<i32>) -> Option<Period> {
    let one = |value: &str| {
        let rest = value.trim_start_matches('-');
        if rest.len() == value.len() {
            return Some(Period::default().and(value));
        }
        let year = Period::of_year(year?);
        Some(if rest.is_empty() { year } else { year.and("-").and(rest) })
    };
    let first = one(value)?;
    let Some(upper) = upper else { return Some(first) };
    let last = one(upper)?;
    Some(if last == first { first } else { first.and("/").and(&last) })
}

/// The year of a text that names none in its title: the latest of those that it prints often, not as a comparison or
/// as a term.
fn printed_year(figures: &[Figure], text: &str) -> Option<i32> {
    let mut years: Vec<(i32, usize)> = Vec::new();
    let dates = figures.iter().filter(|f| matches!(f.kind, Kind::Date | Kind::Period) && f.year_printed);
    for f in dates.filter(|f| f.cell.is_none()) {
        let printed = f.upper.as_deref().unwrap_or(&f.value);
        let Some(year) = printed.get(..4).and_then(|y| y.parse().ok()) else { continue };
        let before = text.get(..f.span.start as usize).unwrap_or("").trim_end();
        let aside = before.ends_with(['与', '比', '较', '同', '是', '由', '从', '到', '至', '自', '《', '〔', '（']);
        let weight = if aside { 1 } else { 8 };
        match years.iter().position(|(y, _)| *y == year) {
            Some(i) => years[i].1 += weight,
            None if years.len() < 64 => years.push((year, weight)),
            None => {}
        }
    }
    let most = years.iter().map(|(_, n)| *n).max()?;
    years.iter().filter(|(_, n)| n * 2 >= most).map(|(y, _)| *y).max()
}
