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
use super::frame::{self, Anchor, Frame};
use super::word::{Token, Word, five_years};
use crate::figure::{Figure, Kind};

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

/// Words that name a time.
pub(super) const TIMES: u64 =
    Word::FiveYears.bit() | Word::LastCalendar.bit() | Word::This.bit() | Word::Next.bit() | Word::Last.bit();

/// The years that hold at a place in the document.
#[derive(Debug)]
pub(super) struct Clock {
    anchor: Anchor,
    /// What stands above the block sets.
    section: Option<Frame>,
    block: Option<Frame>,
    sentence: Option<Frame>,
    local: Option<Frame>,
    from: Option<i32>,
    to: Option<i32>,
    /// The date before.
    prior: Option<Period>,
    /// The last stretch that was told from one year to another.
    stretch: Option<(i32, i32)>,
    against: Option<Against>,
    against_year: Option<i32>,
    /// The comparison stands at the head of the sentence (`1986年同1978年相比`) and holds for all of it.
    against_all: bool,
    /// No sentence of this block has ended yet.
    opening: bool,
}

/// At most so many words back a bracket is looked for that a time may stand in.
const REMARK: usize = 64;

impl Clock {
    pub(super) fn new(anchor: Anchor) -> Self {
        Self {
            anchor,
            section: None,
            block: None,
            sentence: None,
            local: None,
            from: None,
            to: None,
            prior: None,
            stretch: None,
            against: None,
            against_year: None,
            against_all: false,
            opening: true,
        }
    }

    /// Begins a block; `section` is the time that stands above it.
    pub(super) fn block(&mut self, section: Option<Frame>) {
        self.section = section;
        (self.block, self.sentence, self.local) = (None, None, None);
        (self.from, self.to, self.against, self.against_year) = (None, None, None, None);
        self.against_all = false;
        self.opening = true;
    }

    /// The year that holds here.
    pub(super) fn year(&self) -> Option<i32> {
        self.frame().and_then(|f| f.last_year()).or(self.anchor.report)
    }

    /// The time that holds here, where the text says one.
    fn frame(&self) -> Option<Frame> {
        self.sentence.or(self.block).or(self.section)
    }

    /// The year of the headings above, or of the report.
    fn above(&self) -> Option<i32> {
        self.section.and_then(|f| f.last_year()).or(self.anchor.report)
    }

    pub(super) fn against(&self) -> Option<Against> {
        self.against
    }

    /// How far the year named for the next number lies before the year that holds.
    pub(super) fn distance(&self) -> Option<Against> {
        let named = self.local.and_then(|f| f.last_year()).or(self.against_year)?;
        match self.year() {
            Some(year) if year == named + 1 => Some(Against::YearBefore),
            _ => u16::try_from(named).ok().map(Against::Year),
        }
    }

    /// The years of two levels, as far as they stand beside their dates.
    pub(super) fn step(&self, from: bool, to: bool) -> Option<(i32, i32)> {
        let from = self.from.filter(|_| from)?;
        let to = if to { self.to } else { self.year() };
        to.filter(|to| from < *to).map(|to| (from, to))
    }

    /// Whether a span of years holds.
    pub(super) fn spans_years(&self) -> bool {
        matches!(self.frame(), Some(Frame::Years(..)))
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
                // `继去年突破40亿元后` `从去年的2%提高到`: of the number after it only.
                Word::LastCalendar if aside(&text[..t.start as usize], &text[t.end as usize..]) => {
                    self.local = self.last_calendar().map(Frame::Year);
                }
                Word::LastCalendar => {
                    if let Some(year) = self.last_calendar() {
                        self.set(Frame::Year(year));
                    }
                }
                Word::This => {
                    let delivery =
                        self.anchor.delivery.filter(|_| self.anchor.looks_both_ways() || self.section.is_none());
                    if let Some(year) = delivery.or(self.above()) {
                        self.set(Frame::Year(year));
                    }
                }
                Word::Next if before(tokens, i) != Some(Word::Noun) => {
                    let now = self.anchor.delivery.filter(|_| self.anchor.looks_both_ways()).or(self.anchor.report);
                    if let Some(year) = now {
                        self.set(Frame::Year(year + 1));
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
        let above = self.section.and_then(|f| f.last_year());
        match self.anchor.delivery {
            Some(now)
                if self.anchor.looks_both_ways() || above.is_none_or(|s| s == now || Some(s) == self.anchor.report) =>
            {
                Some(now - 1)
            }
            _ => self.above().map(|y| y - 1),
        }
    }

    fn time(&mut self, word: &str) {
        let frame = match word {
            "全年" => {
                // `截至12月31日，全年执行数`: the day is the last of the year that is meant.
                if let Some(Frame::Exact(period)) = self.sentence
                    && let iso = period.text()
                    && (iso.ends_with("-12-31") || iso.ends_with("-12") || iso.contains('/'))
                {
                    self.sentence = Frame::Exact(period).last_year().map(Frame::Year);
                }
                return;
            }
            "五年来" | "五年" | "过去五年" | "近五年" => self.past(5),
            "四年来" => self.past(4),
            "三年来" | "近三年" => self.past(3),
            "今后五年" | "未来五年" => self.anchor.coming(5),
            _ => return,
        };
        if let Some(frame) = frame {
            self.set(frame);
        }
    }

    /// The last `n` years: those of the section, where it is about so many.
    fn past(&self, n: i32) -> Option<Frame> {
        // `从1997年的…增加到2002年的…`, and then 五年.
        if let Some((from, to)) = self.stretch.filter(|(from, to)| to - from == n)
            && (!self.anchor.certain || self.anchor.report == Some(to))
        {
            return Some(Frame::Years(from + 1, to));
        }
        match self.block.or(self.section) {
            Some(Frame::Years(a, b)) if b - a + 1 == n => Some(Frame::Years(a, b)),
            Some(Frame::Year(y)) if Some(y) <= self.anchor.report => Some(Frame::Years(y - n + 1, y)),
            _ => self.anchor.past(n),
        }
    }

    fn five_years(&mut self, n: u8, before: Option<Word>, after: &str) {
        let mut plan = frame::plan(n);
        // `“十四五”以来`: up to the year reported on.
        if let (Frame::Years(first, last), Some(report)) = (plan, self.anchor.report)
            && after.starts_with("以来")
            && (first + 1..last).contains(&report)
        {
            plan = Frame::Years(first, report);
        }
        let compared = matches!(before, Some(Word::Copula | Word::Than | Word::Share | Word::And | Word::Above));
        let Some(last) = plan.last_year() else { return };
        let end = after.strip_prefix("期末").or_else(|| after.strip_prefix('末'));
        if let Some(rest) = end.filter(|_| compared) {
            // `较“十三五”末的93亿元增加`: that amount is of its last year, and what increased is measured against it.
            self.against_year = Some(last);
            self.against = u16::try_from(last).ok().map(Against::Year);
            self.local = (rest.starts_with('的') || rest.starts_with("期的")).then_some(Frame::Year(last));
        } else if compared {
            self.against = Some(Against::PeriodBefore);
            self.against_year = Some(last);
        } else if after.starts_with('末') || after.starts_with("期末") || after.starts_with("收官") {
            self.set(Frame::Year(last));
        } else if ["时期", "期间", "以来", "五年", "，", "这五年", "规定", "要求", "年均"]
            .iter()
            .any(|w| after.starts_with(w))
        {
            self.set(plan);
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
        next: Option<&Figure>,
    ) -> Option<Period> {
        if figure.kind == Kind::Duration {
            let before = text.get(..figure.span.start as usize).unwrap_or("");
            self.duration(figure, tokens, before, after);
            return None;
        }
        let year = self.year();
        let own = resolve(&figure.value, figure.upper(), year)?;
        let frame = Frame::of(own);
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
        // `按2020年不变价计算`: how it was reckoned.
        if ["不变价", "不變價", "可比价", "价格计算"].iter().any(|w| after.starts_with(w)) {
            return Some(own);
        }
        let compared = match last.map(|t| t.word) {
            Some(Word::Than | Word::Share | Word::Above) => true,
            Some(Word::And) => {
                matches!(spelled, "与" | "同" | "和")
                    && (after.starts_with("相比")
                        || after.starts_with("同期")
                        || after.starts_with("相对")
                        || after.starts_with("决算数相比"))
            }
            Some(Word::Copula) => of,
            // `达到1950年的1.8倍`
            Some(Word::Reach | Word::RiseTo) => of && next.is_some_and(|n| n.kind == Kind::Rate),
            Some(Word::Text) => ["比", "较", "相当于", "相比"].iter().any(|w| spelled.ends_with(w)),
            _ => false,
        } || after.starts_with("相比");
        if compared {
            self.against_all =
                after.starts_with("相比") && matches!(last.map(|t| t.word), Some(Word::And | Word::Than));
            // `比2020年的518亿元` `较上年决算数120万元`: the number is of that year.
            let between =
                text.get(text.len() - after.len()..next.map_or(text.len(), |n| n.span.start as usize)).unwrap_or("");
            let amount = between.trim_start_matches(['的', '度']).trim();
            let compared_amount =
                amount.is_empty() || amount.ends_with(['算', '数', '數']) && amount.chars().count() <= 6;
            if compared_amount && last.is_some_and(|t| t.word == Word::Than) {
                self.local = Some(frame);
            }
            // `低于1985年增长44.6%的速度`: the number is of that year.
            if last.is_some_and(|t| t.word == Word::Above)
                && next.is_some_and(|n| text.get(n.span.end as usize..).is_some_and(|rest| rest.starts_with('的')))
            {
                self.local = Some(frame);
                return Some(own);
            }
            if let Some(named) = frame.last_year() {
                self.against_year = Some(named);
                // `比一季度加快`: a part of the year that holds.
                let part = matches!(frame, Frame::Exact(_)) && self.year() == Some(named);
                self.against = Some(if matches!(frame, Frame::Years(..)) || part {
                    Against::PeriodBefore
                } else if self.year() == Some(named + 1) {
                    Against::YearBefore
                } else {
                    Against::Year(u16::try_from(named).ok()?)
                });
            }
            return Some(own);
        }
        // `从2012年3月至2013年7月`: one stretch.
        let mut words = tokens.iter().rev().filter(|t| t.word != Word::Blank).map(|t| t.word);
        if words.next() == Some(Word::To)
            && words.next() == Some(Word::Date)
            && let Some(first) = self.prior.filter(|first| begins(*first, own))
        {
            self.local = None;
            if matches!(words.next(), Some(Word::Copula | Word::Than | Word::Share | Word::Above | Word::And)) {
                // `是1950年到1997年总和的1.7倍`
                self.against = Some(Against::PeriodBefore);
                return Some(own);
            }
            self.to = frame.last_year();
            self.sentence = Some(Frame::of(first.and("/").and(&own.text())));
            return Some(own);
        }
        self.prior = Some(own);
        // `2021—2025年社会…` without a comma names a table or a chart.
        let span = text.get(figure.span.start as usize..figure.span.end as usize).unwrap_or("");
        let caption = matches!(frame, Frame::Years(..))
            && !span.ends_with("期间")
            && !span.ends_with("时期")
            && !after.starts_with(['，', ',', '间'])
            && !after.starts_with("期间");
        let bracket = tokens.iter().rev().take(REMARK).find(|t| matches!(t.word, Word::Open | Word::Close));
        let inside = bracket.is_some_and(|t| t.word == Word::Open);
        match last.map(|t| t.word) {
            // In a parenthesis: a remark.
            _ if caption || inside => self.local = Some(frame),
            Some(Word::From) => {
                self.from = frame.last_year();
                self.local = Some(frame);
            }
            // `到1985年，甲达到…；乙达到…`
            Some(Word::To) if !of && heads_clause(tokens, text) => {
                self.to = frame.last_year();
                self.sentence = Some(frame);
            }
            Some(Word::To | Word::RiseTo) => {
                self.to = frame.last_year();
                self.stretch = self.from.zip(self.to).or(self.stretch);
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
            // `查101年度銷貨收入編列`
            Some(Word::Text) if spelled == "查" => self.set(frame),
            Some(Word::Head) if !matches!(spelled, "对" | "把" | "被") => self.set(frame),
            _ => self.local = Some(frame),
        }
        Some(own)
    }

    fn duration(&mut self, figure: &Figure, tokens: &[Token], before: &str, after: &str) {
        if !figure.unit().ends_with('年') {
            return;
        }
        let Ok(years) = figure.value.parse::<i32>() else { return };
        if !(2..=30).contains(&years) {
            return;
        }
        if ["今后", "未来", "此后"].iter().any(|w| before.ends_with(w)) {
            if let Some(frame) = self.anchor.coming(years) {
                self.set(frame);
            }
            return;
        }
        // `30年来首次`: how rare it is.
        let rest = after.strip_prefix('来').unwrap_or("");
        if ["首次", "首度", "最", "新低", "新高", "罕见", "少有", "未有", "第一", "同期"]
            .iter()
            .any(|w| rest.starts_with(w))
        {
            return;
        }
        let start =
            tokens.last().is_none_or(|t| matches!(t.word, Word::Comma | Word::Stop | Word::Semicolon | Word::Blank));
        let back = ["过去", "最近", "这", "近"].iter().any(|w| before.ends_with(w));
        let within = years == 5 && (start || after.starts_with('内')) || years <= 10 && back;
        if (after.starts_with('来') || after.starts_with('间') || after.starts_with("以来") || within)
            && let Some(frame) = self.past(years)
        {
            // `近三年` in passing holds no longer than its sentence.
            if before.ends_with('近') && !self.opening {
                self.sentence = Some(frame);
            } else {
                self.set(frame);
            }
        }
    }

    /// The period of a figure.
    pub(super) fn period(&mut self, about: &About<'_>) -> Option<Period> {
        let frame = self.frame();
        if about.average {
            let to = self.to.or_else(|| self.year());
            let local = self.local.take();
            if let (Some(from), Some(to)) = (self.from.or(self.against_year), to)
                && from < to
            {
                return Some(Frame::Years(from + 1, to).period());
            }
            let spans = [local, self.sentence, self.block, self.section].into_iter().flatten();
            // A mean over years is of no single one.
            return spans.filter(|f| matches!(f, Frame::Years(..))).map(Frame::period).next();
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
        let frame = frame.or(self.anchor.report.map(Frame::Year))?;
        if about.last || about.label.starts_with("上年") || about.label.starts_with("上一年") {
            return frame.year_before();
        }
        match frame {
            // `五年来，由54万亿元增加到`: from where the five years began.
            Frame::Years(first, _) if about.from => Some(Period::of_year(first - 1)),
            Frame::Years(_, last) if about.at_end() || matches!(self.against, Some(Against::Year(_))) => {
                Some(Period::of_year(last))
            }
            // `时期`, and then a stock: `通车里程8000公里`.
            Frame::Years(_, last) if about.stock && self.sentence.is_none() && self.block.is_none() => {
                Some(Period::of_year(last))
            }
            // What it was before, nobody says when.
            Frame::Year(_) if about.from => None,
            frame => Some(frame.period()),
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
    /// Measured against the year before.
    pub(super) yoy: bool,
    /// It did not change: a level.
    pub(super) level: bool,
    /// A number of things that are there, and not of things that were done.
    pub(super) stock: bool,
}

impl About<'_> {
    /// Told of the end of the years that it is told in.
    fn at_end(&self) -> bool {
        let rate = self.level && ["率", "覆盖面", "余额", "寿命"].iter().any(|w| self.label.ends_with(w));
        self.reach || self.to || self.yoy || rate
    }
}

/// Whether a stretch may reach from one date to another: both are as exact, and the first is the earlier.
fn begins(first: Period, last: Period) -> bool {
    let (first, last) = (first.text(), last.text());
    first.len() == last.len() && !first.contains('/') && *first < *last
}

/// Whether a year before is named for one number only: `从去年的` `继去年`.
fn aside(before: &str, after: &str) -> bool {
    before.ends_with('继') || before.ends_with(['从', '由', '比', '较']) && after.starts_with('的')
}

/// Whether the last word stands at the head of its clause.
fn heads_clause(tokens: &[Token], text: &str) -> bool {
    let Some(last) = tokens.iter().rposition(|t| t.word != Word::Blank) else { return false };
    let before = tokens[..last].iter().rev().find(|t| t.word != Word::Blank);
    if let Some(t) = before {
        return matches!(t.word, Word::Comma | Word::Stop | Word::Semicolon | Word::Colon);
    }
    let before = text[..tokens[last].start as usize].trim_end_matches([' ', '\u{3000}']);
    before.is_empty() || before.ends_with(['。', '；', '，', '：', '\n'])
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
    Some(if last == first { first } else { first.and("/").and(&last.text()) })
}
