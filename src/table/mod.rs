//! Table regions to cells with headers, caption and unit.
//!
//! | form | a cell is | remark |
//! | --- | --- | --- |
//! | HTML | a `td`, a `th` | spans as given |
//! | `| a | b |` | what lies between two bars | the row of `---` ends the header |
//! | tabs | what lies between two tabs | |
//! | blanks | what two and more blanks part | below the column it stands under on its page; `misaligned` where that is not sure |
//! | box drawing | what lies between two bars | rules are no rows |
//! | one cell to a line | nothing is read | `layout` warns of it |

mod band;
mod grid;
mod header;
mod spaced;

use self::grid::grid;
use crate::layout::{Page, TableForm, Warning};
use crate::span::CleanSpan;

/// What is doubtful about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFlag {
    /// The column it belongs to is uncertain.
    Misaligned,
    /// Two printed columns could not be told apart.
    Fused,
    /// Its text goes on below, in the next cell of its column: a header of several lines.
    Continued,
}

/// The flags of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellFlags(u8);

impl CellFlags {
    /// With one more.
    pub(crate) const fn set(&mut self, flag: CellFlag) {
        self.0 |= 1 << flag as u8;
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether its column, or what it holds, is in doubt.
    pub const fn unsure(self) -> bool {
        self.has(CellFlag::Misaligned) || self.has(CellFlag::Fused)
    }

    /// Whether this one is set.
    pub const fn has(self, flag: CellFlag) -> bool {
        self.0 >> flag as u8 & 1 > 0
    }

    /// Those that are set.
    pub fn iter(self) -> impl Iterator<Item = CellFlag> {
        let all = [CellFlag::Misaligned, CellFlag::Fused, CellFlag::Continued];
        all.into_iter().filter(move |&flag| self.0 >> flag as u8 & 1 > 0)
    }
}

/// A cell. A large file has millions of these: each takes 24 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u16,
    /// Rows covered.
    pub row_span: u16,
    /// Columns covered.
    pub col_span: u16,
    /// Its text.
    pub span: CleanSpan,
    /// What is doubtful about it.
    pub flags: CellFlags,
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
    /// Further columns that name rows, each those of the columns that follow it: 收入 | 金额 | 支出 | 金额.
    pub inner_headers: Vec<u16>,
    /// Its columns were told by the blanks between them.
    pub spaced: bool,
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

/// Reads the tables of a page. Where there are more than `most` cells, it stops behind these.
pub fn tables(page: &Page, most: usize) -> Tables {
    let mut found = Tables::default();
    // Where the last table ended, for what it leaves to its continuation.
    let mut last_block = 0;
    let mut left = most;
    for region in &page.tables {
        let grid = grid(page, region, left);
        left = left.saturating_sub(grid.cells.len());
        if grid.cells.is_empty() {
            continue;
        }
        if let Some(block) = grid.cut {
            let message = format!(
                "expected at most {} cells in a row of a table, found more; they are not read",
                grid::MOST_COLUMNS
            );
            let span = Some(page.blocks[block as usize].span);
            found.warnings.push(Warning { code: "table_cut", message, span });
        }
        let lead = || region.lead.iter().map(|&b| page.blocks[b as usize].span);
        let caption = header::caption(page, lead());
        let own_unit = lead().find_map(|s| header::unit(page, s));
        let own_unit = own_unit.or_else(|| header::unit_in_cells(page, &grid.cells));
        let first_block = region.lead.first().or(region.rows.first()).copied().unwrap_or(0);
        let follows = first_block <= last_block + 3;
        let before = found.tables.last().filter(|_| follows);
        let continues = caption.is_none() && own_unit.is_none();
        let unit = own_unit.or_else(|| before.filter(|_| continues).and_then(|t| t.unit));
        let spaced = region.form == TableForm::Spaced;
        let header_rows = header::rows(page, &grid);
        let header_cols = header::columns(page, &grid, header_rows);
        let inner_headers = if spaced { header::inner(page, &grid, header_rows, header_cols) } else { Vec::new() };
        let mut cells = grid.cells;
        if spaced {
            header::chain(page, &mut cells, header_rows, grid.band);
        }
        let blocks: Vec<u32> = region.lead.iter().chain(&region.rows).copied().collect();
        last_block = blocks.last().copied().unwrap_or(last_block);
        found.tables.push(Table { blocks, caption, unit, header_rows, header_cols, inner_headers, spaced, cells });
    }
    found
}
