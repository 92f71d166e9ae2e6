//! Rows of each form to cells with a row and a column.

use super::{Cell, CellFlags};
use crate::fold::is_blank;
use crate::layout::{Page, TableForm, TableRegion};
use crate::span::CleanSpan;

/// Cells beyond this column are not placed, and not read.
pub(super) const MOST_COLUMNS: u16 = 4096;
/// Columns that one cell covers at the most.
const MOST_SPAN: u16 = 512;

/// The cells of a region and what its rows say about themselves.
#[derive(Debug, Default)]
pub struct Grid {
    /// All cells, row by row.
    pub cells: Vec<Cell>,
    /// Rows in all.
    pub rows: u32,
    /// Columns in all.
    pub columns: u32,
    /// Rows above the `---` of a pipe table, or of `th` alone.
    pub marked_header: Option<u32>,
    /// Of a table parted by blanks: the first row of the header whose lines are as many as the columns.
    pub band: Option<u32>,
    /// The first block with cells beyond the last column that is read.
    pub cut: Option<u32>,
}

/// Reads the cells of a region; behind the row in which there are more than `most` it stops.
pub fn grid(page: &Page, region: &TableRegion, most: usize) -> Grid {
    match region.form {
        TableForm::Html => html(page, region, most),
        TableForm::Pipe | TableForm::Box => ruled(page, region, most),
        TableForm::Tab => tabbed(page, region, most),
        TableForm::Spaced => super::spaced::grid(page, region, most),
        TableForm::Loose => Grid::default(),
    }
}

pub(super) fn cell(row: u32, col: usize, span: CleanSpan) -> Cell {
    let col = u16::try_from(col).unwrap_or(u16::MAX);
    Cell { row, col, row_span: 1, col_span: 1, span, flags: CellFlags::default() }
}

/// Places cells as a browser does: a cell that spans rows keeps its columns below.
fn html(page: &Page, region: &TableRegion, most: usize) -> Grid {
    let mut grid = Grid::default();
    // For each column, the row from which it is free again.
    let mut taken: Vec<u32> = Vec::new();
    let mut header = true;
    for (row, &block) in region.rows.iter().enumerate() {
        if grid.cells.len() > most {
            break;
        }
        let row = row as u32;
        let range = page.blocks[block as usize].cells.clone();
        let cells = &page.cells[range.start as usize..range.end as usize];
        let mut col = 0_u16;
        for c in cells {
            while taken.get(usize::from(col)).is_some_and(|&until| until > row) {
                col += 1;
            }
            if col >= MOST_COLUMNS {
                grid.cut.get_or_insert(block);
                break;
            }
            let (width, height) = (c.col_span.min(MOST_SPAN).min(MOST_COLUMNS - col), c.row_span);
            let end = usize::from(col + width);
            if taken.len() < end {
                taken.resize(end, 0);
            }
            taken[usize::from(col)..end].fill(row + u32::from(height));
            let left = region.rows.len() as u32 - row;
            let height = u16::try_from(left).map_or(height, |left| height.min(left));
            grid.cells.push(Cell { row_span: height, col_span: width, ..cell(row, usize::from(col), c.span) });
            col += width;
        }
        header &= !cells.is_empty() && cells.iter().all(|c| c.header);
        if header {
            grid.marked_header = Some(row + 1);
        }
    }
    grid.rows = region.rows.len() as u32;
    grid.columns = taken.len() as u32;
    grid
}

/// `| a | b |` and `│ a │ b │`
fn ruled(page: &Page, region: &TableRegion, most: usize) -> Grid {
    let bar = |c: char| matches!(c, '|' | '│' | '┃' | '║');
    let mut grid = Grid::default();
    for &block in &region.rows {
        if grid.cells.len() > most {
            break;
        }
        let span = page.blocks[block as usize].span;
        let text = page.of(span);
        if text
            .chars()
            .all(|c| is_blank(c) || matches!(c, '|' | '-' | ':' | '+' | '=') || ('\u{2500}'..='\u{257f}').contains(&c))
        {
            // The rule below the header; a box has one below each row.
            if grid.rows > 0 && grid.marked_header.is_none() && region.form == TableForm::Pipe {
                grid.marked_header = Some(grid.rows);
            }
            continue;
        }
        let mut fields: Vec<CleanSpan> = Vec::new();
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| bar(*c)).chain([(text.len(), '|')]) {
            fields.push(span.part(from..at).trim(&page.text));
            from = (at + c.len_utf8()).min(text.len());
        }
        // What stands before the first bar and behind the last is no cell when it is empty.
        let first = usize::from(text.starts_with(bar));
        let last = fields.len() - usize::from(text.ends_with(bar) && fields.len() > 1);
        for (col, field) in fields[first.min(last)..last].iter().enumerate() {
            if col >= usize::from(MOST_COLUMNS) {
                grid.cut.get_or_insert(block);
                break;
            }
            grid.cells.push(cell(grid.rows, col, *field));
            grid.columns = grid.columns.max(col as u32 + 1);
        }
        grid.rows += 1;
    }
    grid
}

fn tabbed(page: &Page, region: &TableRegion, most: usize) -> Grid {
    let mut grid = Grid::default();
    for &block in &region.rows {
        if grid.cells.len() > most {
            break;
        }
        let span = page.blocks[block as usize].span;
        let mut from = 0;
        let text = page.of(span);
        for (col, field) in text.split('\t').enumerate() {
            if col >= usize::from(MOST_COLUMNS) {
                grid.cut.get_or_insert(block);
                break;
            }
            grid.cells.push(cell(grid.rows, col, span.part(from..from + field.len()).trim(&page.text)));
            grid.columns = grid.columns.max(col as u32 + 1);
            from += field.len() + 1;
        }
        grid.rows += 1;
    }
    grid
}
