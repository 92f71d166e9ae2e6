//! Block and cell text to figures as written: one scanning pass, nom at the anchors; periods still relative.
//!
//! | spelling | kind | value, upper | unit |
//! | --- | --- | --- | --- |
//! | `8316.42 万元` | money | 8316.42 | 万元 |
//! | `3亿5千万元` | money | 350000000 | 元 |
//! | `50元6角` `3斤5两` | money, mass | 50.6, 3.5 | the greater unit |
//! | `728萬` where money is spoken of | money | 728 | 萬元: the unit that is understood |
//! | `百分之三点五` `千分之五` | percent | 3.5, 5 | `%`, `‰` |
//! | `三成半` `七成六` | percent | 35, 76 | `%` |
//! | `5至10%` `10~15万亩` | as the unit | 5, 10 | the shared unit |
//! | `三四十万人` | count | 30, 40 | 万人 |
//! | `1/4` `十分之一` | rate | 0.25, 0.1 | none |
//! | `三分之二` | rate | 2/3: no decimal has its value | none |
//! | `翻两番` | rate | 2 | 番: each is a doubling |
//! | `零下5摄氏度` | temperature | -5 | 摄氏度 |
//! | `每万人18.5件` | rate | 18.5 | 件 |
//! | `18.6∶35.8∶45.6` | percent, three figures | | none |
//! | `7590元/吨` | rate | 7590 | 元/吨 |
//! | `第六位` `全区第一` | rank | 6, 1 | 位, none |
//! | `2024年3月` `2010/01/29` | date | 2024-03, 2010-01-29 | none |
//! | `民國114年`, `114年` in a report from Taiwan | date | 2025 | none |
//! | `2024年1-12月` `2024年前三季度` | period | 2024-01, 2024-12; 2024-01, 2024-09 | none |
//! | `1995—1997年` | period | 1995, 1997 | none |
//! | `3月5日` `6月` | date, no year printed | `--03-05`, `--06` | none |
//! | `前三季度` `1-11月` `上半年` | period, no year printed | `--01`, `--09` … | none |
//! | `“十四五”时期` `九十年代` | period | 2021, 2025; 1990, 1999 | none |
//!
//! A day without year and month is no date. Not figures: see `name`.

mod bound;
mod cell;
mod compound;
mod name;
mod order;
mod plain;
mod quantity;
mod range;
mod record;
mod scan;
mod share;
mod sign;
mod time;
mod understood;

pub use self::record::{Base, Figure};
use crate::front::Front;
use crate::layout::{BlockKind, Page};
use crate::memory::Memory;
use crate::table::Tables;

/// A text that is nearly always short: up to fifteen bytes are kept in place.
pub type Short = ecow::EcoString;

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An amount of money.
    Money,
    /// A share of a hundred, a thousand (‰) or ten thousand.
    Percent,
    /// A difference of two percentages.
    PercentagePoint,
    /// A number of things, with a classifier or a noun.
    Count,
    /// An area.
    Area,
    /// A length.
    Length,
    /// A mass.
    Mass,
    /// A volume.
    Volume,
    /// An energy.
    Energy,
    /// A power.
    Power,
    /// A temperature.
    Temperature,
    /// A span of time without a place in the calendar.
    Duration,
    /// A year, month or day.
    Date,
    /// A stretch of the calendar.
    Period,
    /// A place in an order (第一, 第6位).
    Rank,
    /// A multiple, a fraction, a ratio, or a price per unit.
    Rate,
    /// A number without any unit, on request only.
    Number,
}

impl Kind {
    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::PercentagePoint => "percentage_point",
            Self::Count => "count",
            Self::Area => "area",
            Self::Length => "length",
            Self::Mass => "mass",
            Self::Volume => "volume",
            Self::Energy => "energy",
            Self::Power => "power",
            Self::Temperature => "temperature",
            Self::Duration => "duration",
            Self::Date => "date",
            Self::Period => "period",
            Self::Rank => "rank",
            Self::Rate => "rate",
            Self::Number => "number",
        }
    }
}

/// How the true value relates to the printed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Qualifier {
    /// 约 近 左右
    About,
    /// 余 多 超 突破
    MoreThan,
    /// 不足
    LessThan,
    /// 以上 不低于 至少
    AtLeast,
    /// 以内 以下 不超过
    AtMost,
}

/// How figures are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Numbers without a unit too, and bounding words (至少 以上 左右) quoted with what they bound.
    pub bare: bool,
    /// Memory that the figures may take; where it is used up, no more are read.
    pub memory: Memory,
}

/// Reads the figures of a document, ascending and disjoint.
pub fn figures(page: &Page, front: &Front, tables: &Tables, options: Options) -> Vec<Figure> {
    let mut out = Vec::with_capacity(page.text.len() / 32);
    let taiwan = scan::from_taiwan(front, &page.text);
    let mut reader = scan::Reader::new(taiwan, options, &mut out);
    let mut cells = cell::Cells::new(page, tables);
    for (i, block) in page.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Furniture | BlockKind::Contents) {
            continue;
        }
        if cells.read(i as u32, &mut reader) {
            continue;
        }
        let place = scan::Place { base: block.span.start, block: i as u32, cell: None };
        reader.read(page.of(block.span), place);
    }
    out
}

/// The figures that stand in tables, by table, cell and place.
pub fn by_cell(figures: &[Figure]) -> Vec<u32> {
    let mut inside: Vec<u32> = (0..figures.len() as u32).filter(|&i| figures[i as usize].cell().is_some()).collect();
    // Nearly always so already; a sort would take half as much memory again.
    let cell = |i: &u32| figures[*i as usize].cell();
    if !inside.is_sorted_by_key(cell) {
        inside.sort_by_key(cell);
    }
    inside
}

/// Reads the figures of a bare piece of text: spans count its bytes, and the block is 0.
pub fn read(text: &str, options: Options) -> Vec<Figure> {
    read_one(text, false, options)
}

/// The same for a text from Taiwan: 元 is the new Taiwan dollar, years count from 1912.
pub fn read_taiwan(text: &str, options: Options) -> Vec<Figure> {
    read_one(text, true, options)
}

fn read_one(text: &str, taiwan: bool, options: Options) -> Vec<Figure> {
    let mut out = Vec::new();
    scan::Reader::new(taiwan, options, &mut out).read(text, scan::Place { base: 0, block: 0, cell: None });
    out
}
