//! Label, indicator, period, qualifier, change and basis of each figure: a small state per section.

mod clause;
mod column;
mod frame;
mod header;
mod label;
mod list;
mod noun;
mod period;
mod section;
mod time;
mod word;

use self::header::Headers;
use self::section::Section;
use crate::figure::{Figure, Qualifier};
use crate::front::Front;
use crate::layout::Page;
use crate::lexicon::indicator;
use crate::outline::Outline;
use crate::table::Tables;

pub use self::label::Label;
pub use self::period::Period;

/// The direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// 增长 增加 上涨
    Increase,
    /// 下降 减少 降低
    Decrease,
}

/// What a change or a percentage is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The same time of the year before.
    Yoy,
    /// A whole.
    Share,
    /// A budget.
    VsBudget,
    /// A plan.
    VsPlan,
    /// A target.
    VsTarget,
    /// The month or quarter before.
    VsPreviousPeriod,
    /// A mean over years.
    AnnualAverage,
    /// A contribution to growth.
    Contribution,
    /// A named year (`比2010年`).
    VsYear(u16),
}

/// What a figure means. A large file has millions of these: each takes 36 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The shortest noun phrase that names what is measured: one span of text, or row and column header of a table.
    pub label: Label,
    /// The indicator.
    pub indicator: Option<indicator::Id>,
    /// What time it is about: `2024`, `2024-01/2024-12`, `2024-12-31`.
    pub period: Option<Period>,
    /// A bound or an approximation, also from words further off than the figure stage looks.
    pub qualifier: Option<Qualifier>,
    /// The direction of a change.
    pub change: Option<Change>,
    /// What it is measured against.
    pub basis: Option<Basis>,
}

/// Reads the meaning of each figure; one entry per figure.
pub fn meanings(page: &Page, outline: &Outline, front: &Front, tables: &Tables, figures: &[Figure]) -> Vec<Meaning> {
    let mut section = Section::new(page, outline, front, figures);
    let headers = Headers::new(tables, &page.text);
    let mut meanings = Vec::with_capacity(figures.len());
    for (i, f) in figures.iter().enumerate() {
        meanings.push(match f.cell() {
            Some(cell) => {
                section.reset();
                section.cell(&headers, tables, cell, i)
            }
            None => section.figure(i),
        });
    }
    meanings
}
