//! Table regions to cells with headers, caption and unit.

use crate::layout::{Page, Warning};
use crate::span::CleanSpan;

/// What is doubtful about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFlag {
    /// Two printed columns could not be told apart.
    Fused,
    /// The column it belongs to is uncertain.
    Misaligned,
    /// Its text goes on in the next row.
    Continued,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Rows covered.
    pub row_span: u32,
    /// Columns covered.
    pub col_span: u32,
    /// Its text.
    pub span: CleanSpan,
    /// The block it stands in.
    pub block: u32,
    /// What is doubtful about it.
    pub flags: Vec<CellFlag>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The blocks of its caption, unit line and rows.
    pub blocks: Vec<u32>,
    /// The caption.
    pub caption: Option<CleanSpan>,
    /// The unit that holds for the whole table, as printed after 单位：.
    pub unit: Option<CleanSpan>,
    /// Rows at the top that name the columns.
    pub header_rows: u32,
    /// Columns at the left that name the rows (0 or more; text, not numbers).
    pub header_cols: u32,
    /// All cells, row by row.
    pub cells: Vec<Cell>,
}

/// The tables of a document.
#[derive(Debug, Default)]
pub struct Tables {
    /// In reading order.
    pub tables: Vec<Table>,
    /// What is doubtful.
    pub warnings: Vec<Warning>,
}

/// Reads the tables of a page.
pub fn tables(page: &Page) -> Tables {
    let _ = page;
    Tables::default()
}
