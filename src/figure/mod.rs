//! Block and cell text to figures as written: one scanning pass, nom at the anchors; periods still relative.

use crate::decimal::Decimal;
use crate::front::Front;
use crate::layout::Page;
use crate::outline::Outline;
use crate::span::CleanSpan;
use crate::table::Tables;

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

/// A value in the base unit of its dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// `value × factor(unit)`.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// The base unit: `CNY`, `m2`, `kg`, `%`, `人` …
    pub unit: &'static str,
    /// One unit of the last printed place, in base units; `None` where the number is exact.
    pub ulp: Option<Decimal>,
}

/// A figure as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands; blanks and line breaks inside included.
    pub span: CleanSpan,
    /// The block it stands in.
    pub block: u32,
    /// The table and the cell (index into its cells) it stands in.
    pub cell: Option<(u32, u32)>,
    /// What it measures.
    pub kind: Kind,
    /// The number in plain decimal digits with the printed precision (`7449.81`, `-3.8`); for dates and periods
    /// partial ISO 8601 (`2024`, `2024-03`), with `----` for a year that is not printed (`---- -03` never; `----03`: see
    /// [`Figure::year_printed`]).
    pub value: String,
    /// The upper end of a range or a period.
    pub upper: Option<String>,
    /// The unit as printed, with the magnitude that stands directly before it; empty where there is none.
    pub unit: String,
    /// The value in base units; `None` for dates, periods, ranks and what has no base.
    pub base: Option<Base>,
    /// A bound or an approximation in or directly around the number.
    pub qualifier: Option<Qualifier>,
    /// For dates and periods: the year is printed in it.
    pub year_printed: bool,
    /// For members of one enumeration (`分别为64.38%、9.33%和26.29%`): the index of its first member.
    pub list: Option<u32>,
}

/// How figures are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Numbers without a unit too.
    pub bare: bool,
}

/// Reads the figures of a document, ascending and disjoint.
pub fn figures(page: &Page, outline: &Outline, front: &Front, tables: &Tables, options: Options) -> Vec<Figure> {
    let _ = (page, outline, front, tables, options);
    Vec::new()
}
