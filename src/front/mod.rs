//! Title, issuer, years, document number, date, rating, kind: what stands at the head and the foot of a report.
//! Never read from figures.

use crate::layout::Page;
use crate::outline::Outline;
use crate::span::CleanSpan;

/// A field and where it was read; no spans where it was inferred from the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub spans: Vec<CleanSpan>,
}

/// The front matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// The title, letter-spacing removed.
    pub title: Option<Field<String>>,
    /// The kind of report, a code such as `performance_self_evaluation`.
    pub kind: Option<Field<&'static str>>,
    /// Who reports.
    pub issuer: Option<Field<String>>,
    /// The year reported on.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for, where the report has one besides.
    pub plan_year: Option<Field<i32>>,
    /// `〔2019〕5号` with the issuer's sign.
    pub document_number: Option<Field<String>>,
    /// The day of signing, delivery or publication, as partial ISO 8601.
    pub date: Option<Field<String>>,
    /// `优`, `良`, …
    pub rating: Option<Field<String>>,
    /// The score of the evaluation, as printed.
    pub score: Option<Field<String>>,
    /// Blocks that are the title.
    pub title_blocks: Vec<u32>,
}

/// Reads the front matter.
pub fn front(page: &Page, outline: &Outline) -> Front {
    let _ = (page, outline);
    Front::default()
}
