//! What a figure in a table means: the headers of its row and its column.

use super::Label;
use crate::span::CleanSpan;
use crate::table::{Table, Tables};

/// The headers of rows or of columns.
type Names = Vec<Option<CleanSpan>>;

/// For each table, the header of each row and of each column.
pub(super) struct Headers {
    tables: Vec<(Names, Names)>,
}

impl Headers {
    pub(super) fn new(tables: &Tables, text: &str) -> Self {
        Self { tables: tables.tables.iter().map(|t| (rows(t, text), columns(t))).collect() }
    }

    /// The label of a figure in a cell: its row's header and its column's, those that are words.
    pub(super) fn label(&self, tables: &Tables, cell: (u32, u32), own: CleanSpan, text: &str) -> Label {
        let Some((row, column)) = self.of(tables, cell.0, cell.1) else { return Label::default() };
        let named = |s: &CleanSpan| s.of(text).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        [row, column].into_iter().flatten().filter(|s| !s.overlaps(own) && named(s)).collect()
    }

    /// Row and column header of a cell.
    fn of(&self, tables: &Tables, table: u32, cell: u32) -> Option<(Option<CleanSpan>, Option<CleanSpan>)> {
        let c = tables.tables.get(table as usize)?.cells.get(cell as usize)?;
        let (rows, columns) = self.tables.get(table as usize)?;
        Some((rows.get(c.row as usize).copied().flatten(), columns.get(usize::from(c.col)).copied().flatten()))
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

fn columns(table: &Table) -> Vec<Option<CleanSpan>> {
    let mut headers = Vec::new();
    for c in table.cells.iter().take_while(|c| c.row < table.header_rows) {
        if c.span.is_empty() {
            continue;
        }
        let col = usize::from(c.col);
        for col in col..col + usize::from(c.col_span.clamp(1, 64)) {
            if headers.len() <= col {
                headers.resize(col + 1, None);
            }
            headers[col] = Some(c.span);
        }
    }
    headers
}
