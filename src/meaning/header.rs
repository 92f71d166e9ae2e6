//! What a figure in a table means: the headers of its row and its column.

use smallvec::SmallVec;

use super::Label;
use super::column::{self, Column, Year};
use crate::span::CleanSpan;
use crate::table::{CellFlag, Table, Tables};

/// The headers of a table.
struct Names {
    /// Of each row.
    rows: Vec<Option<CleanSpan>>,
    /// In columns further right that name rows: row, column, name, ascending.
    inner: Vec<(u32, u16, CleanSpan)>,
    /// Of each column: the lines of its header.
    columns: Vec<SmallVec<[CleanSpan; 1]>>,
    /// What these say besides.
    says: Vec<Column>,
}

/// For each table, the header of each row and of each column.
pub(super) struct Headers {
    tables: Vec<Names>,
}

impl Headers {
    pub(super) fn new(tables: &Tables, text: &str) -> Self {
        let names =
            |t| Names { rows: rows(t, text), inner: inner(t), columns: columns(t), says: column::columns(t, text) };
        Self { tables: tables.tables.iter().map(names).collect() }
    }

    /// The label of a figure in a cell: its row's header and its column's, those that are words.
    pub(super) fn label(&self, tables: &Tables, cell: (u32, u32), own: CleanSpan, text: &str) -> Label {
        let Some((row, column)) = self.of(tables, cell.0, cell.1) else { return Label::default() };
        let named = |s: &CleanSpan| s.of(text).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let lines = column.iter().copied().filter(|s| column.len() > 1 || named(s));
        row.into_iter().filter(named).chain(lines).filter(|s| !s.overlaps(own)).collect()
    }

    /// What the header of a cell's column says, and the year that its row and its column name, in a table of the year
    /// `report` or that of its caption.
    pub(super) fn says(
        &self,
        tables: &Tables,
        cell: (u32, u32),
        text: &str,
        report: Option<i32>,
    ) -> (Option<Column>, Option<i32>) {
        let Some((row, _)) = self.of(tables, cell.0, cell.1) else { return (None, report) };
        let (table, names) = (&tables.tables[cell.0 as usize], &self.tables[cell.0 as usize]);
        let c = &table.cells[cell.1 as usize];
        let sure = !c.flags.has(CellFlag::Misaligned);
        let says = names.says.get(usize::from(c.col)).copied().filter(|_| sure && c.row >= table.header_rows);
        let year = column::of_table(table.caption, text, report);
        // 上年结余 is an item of this year's account.
        let row = row.map(|r| column::year(r.of(text))).filter(|y| *y != Year::Before).unwrap_or(Year::None);
        (says, column::of(row, says.map_or(Year::None, |s| s.year), year))
    }

    /// Row and column header of a cell.
    fn of(&self, tables: &Tables, table: u32, cell: u32) -> Option<(Option<CleanSpan>, &[CleanSpan])> {
        let table_of = tables.tables.get(table as usize)?;
        let c = table_of.cells.get(cell as usize)?;
        let names = self.tables.get(table as usize)?;
        // 收入 | 金额 | 支出 | 金额: the second amount is that of 支出.
        let column = table_of.inner_headers.iter().rev().find(|&&inner| inner <= c.col);
        let row = match column {
            Some(&inner) => {
                let at = names.inner.binary_search_by_key(&(c.row, inner), |&(row, column, _)| (row, column));
                at.ok().map(|at| names.inner[at].2)
            }
            None => names.rows.get(c.row as usize).copied().flatten(),
        };
        let sure = !c.flags.has(CellFlag::Misaligned);
        let column = names.columns.get(usize::from(c.col)).filter(|_| sure).map_or(&[][..], |lines| lines);
        Some((row, column))
    }
}

/// A table larger than this has no labels: its coordinates cannot be trusted.
const LARGEST: usize = 1 << 16;

fn rows(table: &Table, text: &str) -> Vec<Option<CleanSpan>> {
    let mut headers = Vec::new();
    for c in &table.cells {
        if u32::from(c.col) >= table.header_cols.max(1)
            || c.row < table.header_rows
            || c.span.is_empty()
            || c.row as usize >= LARGEST
        {
            continue;
        }
        for row in c.row..c.row.saturating_add(u32::from(c.row_span.clamp(1, 64))) {
            let row = row as usize;
            if headers.len() <= row {
                headers.resize(row + 1, None);
            }
            // The innermost header names the row.
            // A number beside the name does not.
            if headers[row].is_none() || !c.span.of(text).starts_with(|first: char| first.is_ascii_digit()) {
                headers[row] = Some(c.span);
            }
        }
    }
    headers
}

fn inner(table: &Table) -> Vec<(u32, u16, CleanSpan)> {
    let names = |c: &&crate::table::Cell| {
        table.inner_headers.contains(&c.col) && c.row >= table.header_rows && c.flags.is_empty() && !c.span.is_empty()
    };
    if table.inner_headers.is_empty() {
        return Vec::new();
    }
    table.cells.iter().filter(names).map(|c| (c.row, c.col, c.span)).collect()
}

fn columns(table: &Table) -> Vec<SmallVec<[CleanSpan; 1]>> {
    let mut headers: Vec<SmallVec<[CleanSpan; 1]>> = Vec::new();
    let mut goes_on: Vec<bool> = Vec::new();
    for c in table.cells.iter().take_while(|c| c.row < table.header_rows) {
        let unsure = c.flags.unsure();
        if c.span.is_empty() || unsure {
            continue;
        }
        for col in c.col..c.col.saturating_add(c.col_span.clamp(1, 64)) {
            let col = usize::from(col);
            if headers.len() <= col {
                headers.resize(col + 1, SmallVec::new());
                goes_on.resize(col + 1, false);
            }
            if !goes_on[col] {
                headers[col].clear();
            }
            headers[col].push(c.span);
            goes_on[col] = c.flags.has(CellFlag::Continued);
        }
    }
    headers
}
