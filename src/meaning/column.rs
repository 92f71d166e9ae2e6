//! What the header of a column says besides its name: the year it is about, and what its percentages are measured against.
//!
//! | header | says |
//! | --- | --- |
//! | `2023年决算数` | 2023 |
//! | `上年决算数` | the year before that of the caption, or of the report |
//! | `比上年增长%` `同比增减（%）` | a change, yoy |
//! | `增长（%）` | a change |
//! | `决算数为上年决算数的%` | yoy |
//! | `占预算%` `决算数为调整预算数的%` `预算执行率` | vs_budget |
//! | `比重（%）` `占比` | share |
//!
//! The name of a row may name a year, too: `2023年末余额`. Where row and column name two, none is told.

use super::Basis;
use crate::fold::is_blank;
use crate::span::CleanSpan;
use crate::table::Table;

/// The year of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// It names none.
    None,
    /// 2023年
    Named(i32),
    /// 上年
    Before,
    /// Several.
    Unsure,
}

/// What a header says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub year: Year,
    pub basis: Option<Basis>,
    /// Its figures are changes.
    pub grows: bool,
}

/// The columns of a table, as far as their headers are sure.
pub(super) fn columns(table: &Table, text: &str) -> Vec<Column> {
    let mut names: Vec<String> = Vec::new();
    for c in table.cells.iter().take_while(|c| c.row < table.header_rows) {
        if c.col >= MOST || c.flags.unsure() {
            continue;
        }
        for col in c.col..c.col.saturating_add(c.col_span.clamp(1, 64)).min(MOST) {
            let col = usize::from(col);
            if names.len() <= col {
                names.resize(col + 1, String::new());
            }
            // Two headers of one column do not make one word.
            let name = &mut names[col];
            if !name.is_empty() && !table.spaced {
                name.push('|');
            }
            name.extend(c.span.of(text).chars().filter(|c| !is_blank(*c)));
        }
    }
    names.iter().map(|n| read(n)).collect()
}

/// Columns beyond this one have no meaning of their own.
const MOST: u16 = 512;

fn read(name: &str) -> Column {
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    let against_year = has(&["比上年", "较上年", "比去年", "较去年", "同比", "比上年同期", "较上年同期"]);
    let of_year = has(&["为上年", "占上年", "为去年", "占去年"]);
    let grows = has(&["增长", "增减", "增幅", "升降", "±"]) && has(&["%", "％", "率", "幅"]);
    let budget = has(&["预算", "年初数"]);
    let basis = if grows && against_year || of_year {
        Some(Basis::Yoy)
    } else if !grows
        && budget
        && has(&[
            "占预算",
            "占调整预算",
            "占年初预算",
            "为预算",
            "为调整预算",
            "为年初预算",
            "预算执行率",
            "完成预算",
            "预算完成率",
        ])
    {
        Some(Basis::VsBudget)
    } else if !grows && has(&["比重", "占比"]) {
        Some(Basis::Share)
    } else {
        None
    };
    let year = match year(name) {
        Year::Before if against_year || of_year => Year::None,
        year => year,
    };
    Column { year, basis, grows }
}

/// The year that a text names: `2023年末`, `上年决算数`.
pub(super) fn year(text: &str) -> Year {
    let mut found = Year::None;
    for (at, _) in text.match_indices('年') {
        let before = text[..at].trim_end_matches(is_blank);
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let named = if digits == 4 {
            before[before.len() - 4..].parse().ok().filter(|y| (1900..2200).contains(y)).map(Year::Named)
        } else {
            before.ends_with(['上', '去']).then_some(Year::Before)
        };
        let Some(named) = named else { continue };
        found = if found == Year::None || found == named { named } else { Year::Unsure };
    }
    found
}

/// The year of a figure whose row and column are named so, in a table of a year.
pub(super) fn of(row: Year, column: Year, table: Option<i32>) -> Option<i32> {
    match (row, column) {
        (Year::Unsure, _) | (_, Year::Unsure) => None,
        (Year::None, Year::None) => table,
        (Year::None, year) | (year, Year::None) => resolve(year, table),
        (row, column) => resolve(row, table).filter(|y| Some(*y) == resolve(column, table)),
    }
}

fn resolve(year: Year, table: Option<i32>) -> Option<i32> {
    match year {
        Year::Named(year) => Some(year),
        Year::Before => table.map(|y| y - 1),
        Year::None | Year::Unsure => None,
    }
}

/// The year that a table is about: that of its caption, or that of the report where the caption names none.
pub(super) fn of_table(caption: Option<CleanSpan>, text: &str, report: Option<i32>) -> Option<i32> {
    match caption.map_or(Year::None, |c| year(c.of(text))) {
        Year::Named(year) => Some(year),
        Year::None => report,
        Year::Before => report.map(|y| y - 1),
        Year::Unsure => None,
    }
}
