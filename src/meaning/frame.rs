//! What time the title, the headings and the openings of paragraphs set for the text below them.
//!
//! | spelling | time | remark |
//! | --- | --- | --- |
//! | heading `2024年工作回顾` | 2024 | until the next heading that names a time |
//! | heading `“十四五”时期发展成就` `过去五年` | 2021/2025 | |
//! | heading `“十四五”时期和2025年工作回顾` | the first named | the text below turns it: `刚刚过去的2025年` |
//! | title `2025年上半年…` | 2025-01/2025-06 | |
//! | paragraph `五年来，` `一年来，` `今年要` of a work report | | until the next heading of that depth |
//!
//! A law, and a digest of judgments, has no time of its own: its amounts are norms.

use super::Period;
use super::word::{Lexer, Word, five_years};
use crate::figure::{Figure, Kind};
use crate::front::Front;
use crate::layout::{BlockKind, Page};
use crate::outline::Outline;
use crate::span::CleanSpan;

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
    /// Of partial ISO 8601.
    pub(super) fn of(period: Period) -> Self {
        let iso = period.text();
        match iso.split_once('/') {
            None if iso.len() == 4 => iso.parse().map_or(Self::Exact(period), Self::Year),
            Some((a, b)) if a.len() == 4 && b.len() == 4 => match (a.parse(), b.parse()) {
                (Ok(a), Ok(b)) => Self::Years(a, b),
                _ => Self::Exact(period),
            },
            _ => Self::Exact(period),
        }
    }

    pub(super) fn last_year(&self) -> Option<i32> {
        match self {
            Self::Year(y) | Self::Years(_, y) => Some(*y),
            Self::Exact(period) => period.text().rsplit('/').next()?.get(..4)?.parse().ok(),
        }
    }

    pub(super) fn period(self) -> Period {
        match self {
            Self::Year(y) => Period::of_year(y),
            Self::Years(a, b) => Period::of_year(a).and("/").and(&Period::of_year(b).text()),
            Self::Exact(period) => period,
        }
    }

    /// The same time of the year before.
    pub(super) fn year_before(self) -> Option<Period> {
        let earlier = |iso: &str| {
            let year: i32 = iso.get(..4)?.parse().ok()?;
            Some(Period::of_year(year - 1).and(iso.get(4..)?))
        };
        match self {
            Self::Exact(period) => match period.text().split_once('/') {
                Some((a, b)) => Some(earlier(a)?.and("/").and(&earlier(b)?.text())),
                None => earlier(&period.text()),
            },
            _ => self.last_year().map(|y| Period::of_year(y - 1)),
        }
    }
}

/// The years of the `n`th five-year plan.
pub(super) fn plan(n: u8) -> Frame {
    let first = match n {
        1 => 1953,
        2 => 1958,
        n => 1951 + 5 * i32::from(n),
    };
    Frame::Years(first, first + 4)
}

/// The years that a report speaks from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Anchor {
    /// The year reported on.
    pub(super) report: Option<i32>,
    /// The year in which it is delivered, where that is another: `今年` of a work report.
    pub(super) delivery: Option<i32>,
    /// What its title says of the time, where that is no year.
    title: Option<Frame>,
    /// A report that looks back and forth.
    work: bool,
    /// The year reported on is printed as such, and not the one that the text names most.
    pub(super) certain: bool,
}

impl Anchor {
    pub(super) fn new(page: &Page, front: &Front, figures: &[Figure]) -> Self {
        let kind = front.kind.as_ref().map_or("", |k| k.value);
        if matches!(kind, "regulation" | "judgment_guide") {
            return Self::default();
        }
        let title = front.title.as_ref().map_or("", |t| t.value.as_str());
        let work = kind == "work_report" && !["年度", "总结", "總結"].iter().any(|w| title.contains(w));
        let dated = front.date.as_ref().and_then(|d| d.value.get(..4)?.parse().ok());
        let fiscal = front.fiscal_year.as_ref().map(|f| f.value);
        // What a plan prints is of the years that it plans, and it looks back only where it says so.
        let plan = kind == "plan";
        let report = fiscal.or(dated).filter(|_| !plan);
        let report = report.or_else(|| printed_year(figures, &page.text).filter(|_| !plan));
        let planned = front.plan_year.as_ref().map(|f| f.value);
        let mut anchor = Self {
            report,
            delivery: planned.or_else(|| fiscal.filter(|_| work).map(|y| y + 1)),
            title: None,
            work,
            certain: fiscal.is_some(),
        };
        let mut named = front.title_blocks.iter().filter_map(|b| page.blocks.get(*b as usize));
        let named = named.find_map(|b| anchor.named(page, figures, b.span));
        anchor.title = named.filter(|n| !n.mixed && (plan || !matches!(n.frame, Frame::Year(_)))).map(|n| n.frame);
        anchor
    }

    /// Whether it reviews one year and plans the next, so that `今年` and `去年` are told from its delivery.
    pub(super) fn looks_both_ways(&self) -> bool {
        self.work
    }

    /// The `n` years up to the one reported on.
    pub(super) fn past(&self, n: i32) -> Option<Frame> {
        self.report.map(|y| Frame::Years(y - n + 1, y))
    }

    /// The `n` years from the one it is delivered in.
    pub(super) fn coming(&self, n: i32) -> Option<Frame> {
        self.delivery.or(self.report.map(|y| y + 1)).map(|y| Frame::Years(y, y + n - 1))
    }

    /// The time that a title or a heading names.
    fn named(&self, page: &Page, figures: &[Figure], span: CleanSpan) -> Option<Named> {
        let text = span.of(&page.text);
        let mut found: Vec<(u32, Frame)> = Vec::new();
        let first = figures.partition_point(|f| f.span.start < span.start);
        for f in figures[first..].iter().take_while(|f| f.span.start < span.end) {
            let frame = match f.kind {
                Kind::Date => f.value.get(..4).and_then(|y| y.parse().ok()).map(Frame::Year),
                Kind::Period => super::time::resolve(&f.value, f.upper(), None).map(Frame::of),
                _ => None,
            };
            found.extend(frame.filter(|_| f.year_printed || f.kind == Kind::Period).map(|frame| (f.span.start, frame)));
        }
        for t in Lexer::new(&page.text, span.start, span.end).filter(|t| t.word == Word::FiveYears) {
            let after = page.text.get(t.end as usize..).unwrap_or("");
            if let Some(n) = five_years(&page.text[t.start as usize..t.end as usize])
                && !names_a_paper(after)
            {
                found.push((t.start, plan(n)));
            }
        }
        // Each of the words has a 年.
        let spelled = if text.contains('年') { SPELLED } else { &[] };
        for (word, years) in spelled {
            if let Some(at) = text.find(word) {
                found.extend(self.spelled(*years).map(|frame| (span.start + at as u32, frame)));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        let (_, frame) = *found.first()?;
        let mixed = found.iter().any(|(_, f)| *f != frame);
        // 2024年…和2025年…: neither holds for all.
        let years = found.iter().all(|(_, f)| matches!(f, Frame::Year(_)));
        (!(mixed && years)).then_some(Named { frame, mixed })
    }

    fn spelled(&self, years: Spelled) -> Option<Frame> {
        match years {
            Spelled::Past(1) => self.report.map(Frame::Year),
            Spelled::Past(n) => self.past(n),
            Spelled::Coming(n) => self.coming(n),
            Spelled::This => self.delivery.map(Frame::Year),
        }
    }

    /// The time to which the opening of a paragraph turns what follows.
    fn opened(&self, text: &str) -> Option<Frame> {
        let text = text.trim_start_matches(['—', '－', '-', ' ', '\u{3000}']);
        let text =
            text.strip_prefix("各位代表").map_or(text, |t| t.trim_start_matches(['，', '！', '!', ',', '：', ' ']));
        let text = ["回顾", "回首", "全面总结", "刚刚"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text);
        if text.starts_with('“') {
            let end = text.char_indices().skip(1).take(6).find(|(_, c)| *c == '”').map(|(i, c)| i + c.len_utf8())?;
            let rest = text[end..].strip_prefix("时期")?;
            return rest.starts_with(['，', '是']).then(|| five_years(&text[..end]).map(plan)).flatten();
        }
        if let Some((_, years)) = OPENINGS.iter().find(|(word, _)| text.starts_with(word)) {
            return self.spelled(*years);
        }
        // `过去的2025年，` `2026年是`
        let year = text.strip_prefix("过去的").unwrap_or(text);
        let digits = year.find(|c: char| !c.is_ascii_digit()).filter(|n| *n == 4)?;
        let named: i32 = year[..digits].parse().ok()?;
        let rest = year[digits..].trim_start();
        let rest = rest.strip_prefix('年')?;
        let own = Some(named) == self.report || Some(named) == self.delivery;
        // `2021年主要做了以下工作：`
        let leads = rest.len() <= 90 && rest.trim_end().ends_with(['：', ':']);
        (own && (rest.starts_with('是') || text.len() > year.len() || leads)).then_some(Frame::Year(named))
    }
}

/// A time that is spelled by its distance.
#[derive(Debug, Clone, Copy)]
enum Spelled {
    Past(i32),
    Coming(i32),
    This,
}

/// Words of headings.
const SPELLED: &[(&str, Spelled)] = &[
    ("过去五年", Spelled::Past(5)),
    ("五年来", Spelled::Past(5)),
    ("这五年", Spelled::Past(5)),
    ("近五年", Spelled::Past(5)),
    ("过去一年", Spelled::Past(1)),
    ("过去的一年", Spelled::Past(1)),
    ("去年工作", Spelled::Past(1)),
    ("今后五年", Spelled::Coming(5)),
    ("未来五年", Spelled::Coming(5)),
    ("今年工作", Spelled::This),
    ("今年政府工作", Spelled::This),
];

/// Words with which a paragraph of a work report turns to another time.
const OPENINGS: &[(&str, Spelled)] = &[
    ("五年来", Spelled::Past(5)),
    ("五年间", Spelled::Past(5)),
    ("过去五年", Spelled::Past(5)),
    ("这五年", Spelled::Past(5)),
    ("过去一年", Spelled::Past(1)),
    ("过去的一年", Spelled::Past(1)),
    ("一年来", Spelled::Past(1)),
    ("这一年", Spelled::Past(1)),
    ("今后五年", Spelled::Coming(5)),
    ("未来五年", Spelled::Coming(5)),
    ("今年是", Spelled::This),
    ("今年要", Spelled::This),
    ("今年工作", Spelled::This),
    ("今年政府", Spelled::This),
    ("今年的政府", Spelled::This),
    ("今年经济", Spelled::This),
    ("今年的经济", Spelled::This),
    ("今年发展", Spelled::This),
    ("今年全", Spelled::This),
    ("今年国民", Spelled::This),
    ("做好今年", Spelled::This),
    ("主要预期目标", Spelled::This),
    ("经济社会发展主要预期目标", Spelled::This),
    ("经济社会发展的主要预期目标", Spelled::This),
    ("全年经济社会发展主要预期目标", Spelled::This),
    ("全年主要预期目标", Spelled::This),
];

/// A time in a heading.
struct Named {
    frame: Frame,
    /// It names another besides: the text below tells which is meant.
    mixed: bool,
}

/// Whether a five-year plan is named as a paper, by what stands behind it: `“十四五”规划`.
pub(super) fn names_a_paper(after: &str) -> bool {
    let after = after.trim_start();
    ["规划", "計劃", "纲要"].iter().any(|w| after.starts_with(w)) && !after.starts_with("规划期")
}

/// A turn of the text, and the depth of the heading it stands under.
struct Turn {
    frame: Frame,
    level: u8,
    /// To what is to come: no heading takes it back but one that names a time.
    forward: bool,
}

/// The time that holds for each block by what stands above it.
pub(super) fn of_blocks(page: &Page, outline: &Outline, figures: &[Figure], anchor: &Anchor) -> Vec<Option<Frame>> {
    let mut headings: Vec<(Option<Frame>, bool)> = Vec::with_capacity(outline.headings.len());
    let mut named = Vec::with_capacity(outline.headings.len());
    for h in &outline.headings {
        let own = anchor.named(page, figures, h.span());
        let above = h.parent.and_then(|p| headings.get(p as usize)).copied().unwrap_or((anchor.title, false));
        named.push(own.is_some());
        headings.push(own.map_or(above, |n| (Some(n.frame), n.mixed)));
    }
    let mut frames = Vec::with_capacity(page.blocks.len());
    let mut turn: Option<Turn> = None;
    let mut last = None;
    for (i, block) in page.blocks.iter().enumerate() {
        let section = outline.section.get(i).copied().flatten();
        let heading = section.and_then(|s| outline.headings.get(s as usize));
        let level = heading.map_or(0, |h| h.level);
        if section != last {
            last = section;
            let own = section.is_some_and(|s| named.get(s as usize) == Some(&true));
            turn = turn.filter(|t| !own && (t.forward || level > t.level));
        }
        let (above, mixed) = section.and_then(|s| headings.get(s as usize)).copied().unwrap_or((anchor.title, false));
        let text = matches!(outline.kinds.get(i), Some(BlockKind::Paragraph | BlockKind::Item));
        if text
            && (anchor.work || mixed)
            && let Some(frame) = anchor.opened(block.span.of(&page.text))
        {
            let forward = anchor.work && frame.last_year() > anchor.report;
            // A look back among plans is one paragraph long.
            let ahead = turn.as_ref().map(|t| t.frame).or(above).and_then(|f| f.last_year()) > anchor.report;
            if anchor.work && ahead && frame.last_year() <= anchor.report {
                frames.push(Some(frame));
                continue;
            }
            turn = Some(Turn { frame, level, forward });
        }
        frames.push(turn.as_ref().map(|t| t.frame).or(above));
    }
    frames
}

/// The year of a text that names none in its title: the one that it prints most, where that is the first or more than
/// all others together; comparisons and terms weigh little.
fn printed_year(figures: &[Figure], text: &str) -> Option<i32> {
    let mut years: Vec<(i32, usize)> = Vec::new();
    let mut others = 0;
    let dates = figures.iter().filter(|f| matches!(f.kind, Kind::Date | Kind::Period) && f.year_printed);
    for f in dates.filter(|f| f.cell().is_none()) {
        let printed = f.upper().unwrap_or(&f.value);
        let Some(year) = printed.get(..4).and_then(|y| y.parse().ok()) else { continue };
        let before = text.get(..f.span.start as usize).unwrap_or("").trim_end();
        let after = text.get(f.span.end as usize..).unwrap_or("").trim_start();
        if f.upper().is_some() && f.value.len() == 4 {
            continue;
        }
        let aside = before.ends_with(['与', '比', '较', '同', '是', '由', '从', '到', '至', '自', '《', '〔', '（'])
            || ["的", "以来", "到", "至", "底到", "同期"].iter().any(|w| after.starts_with(w));
        // A comparison counts against the others, and never for its year.
        others += usize::from(aside);
        if aside {
            continue;
        }
        match years.iter().position(|(y, _)| *y == year) {
            Some(i) => years[i].1 += 1,
            None if years.len() < 64 => years.push((year, 1)),
            None => {}
        }
    }
    let total = years.iter().map(|(_, n)| *n).sum::<usize>() + others / 8;
    let &(year, most) = years.iter().rev().max_by_key(|(_, n)| *n)?;
    let first = years.first().is_some_and(|(first, _)| *first == year);
    let year = Some(year).filter(|_| most * 2 >= total || first)?;
    Some(if is_planned(figures, text, year) { year - 1 } else { year })
}

/// Whether a year is one for which the text plans: `二、2026年预算草案`, `一九九六年全镇工作的奋斗目标` further down. What
/// stands above it reports on the year before.
fn is_planned(figures: &[Figure], text: &str, year: i32) -> bool {
    const PLANS: [&str; 12] = [
        "预算草案",
        "预算安排",
        "奋斗目标",
        "预期目标",
        "发展目标",
        "工作安排",
        "工作的建议",
        "主要任务",
        "工作任务",
        "总体要求",
        "收支安排",
        "工作打算",
    ];
    let printed = |f: &&Figure| {
        f.kind == Kind::Date && f.cell().is_none() && f.year_printed && f.value.parse::<i32>() == Ok(year)
    };
    // At the head of the text it would be the year of all that follows.
    let late = |f: &&Figure| f.span.start as usize * 8 > text.len();
    figures.iter().filter(printed).filter(late).any(|f| {
        let after = text.get(f.span.end as usize..).unwrap_or("");
        let mut end = after.len().min(75);
        while !after.is_char_boundary(end) {
            end -= 1;
        }
        let clause = after[..end].split(['，', '。', '：', '；', '\n']).next().unwrap_or("");
        PLANS.iter().any(|w| clause.contains(w))
    })
}
