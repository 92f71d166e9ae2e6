//! Figures in table cells: bare numbers take the unit of their table or column.

use super::{Figure, Options, scan};
use crate::layout::Page;
use crate::table::Tables;

/// Cells by block.
pub(super) struct Cells<'p> {
    page: &'p Page,
    tables: &'p Tables,
    /// (block, table, cell), ascending.
    order: Vec<(u32, u32, u32)>,
    next: usize,
}

impl<'p> Cells<'p> {
    pub(super) fn new(page: &'p Page, tables: &'p Tables) -> Self {
        let mut order = Vec::new();
        for (t, table) in tables.tables.iter().enumerate() {
            order.extend(table.cells.iter().enumerate().map(|(c, cell)| (cell.block, t as u32, c as u32)));
        }
        order.sort_by_key(|&(block, t, c)| (block, tables.tables[t as usize].cells[c as usize].span.start));
        Self { page, tables, order, next: 0 }
    }

    /// Reads the cells of a block; false where it has none.
    pub(super) fn read(&mut self, block: u32, taiwan: bool, options: Options, out: &mut Vec<Figure>) -> bool {
        let first = self.next;
        let mut end = 0;
        while let Some(&(_, t, c)) = self.order.get(self.next).filter(|(b, _, _)| *b <= block) {
            self.next += 1;
            let cell = &self.tables.tables[t as usize].cells[c as usize];
            if cell.block != block || cell.span.start < end {
                continue;
            }
            end = cell.span.end;
            let place = scan::Place { base: cell.span.start, block, cell: Some((t, c)) };
            scan::read(self.page.of(cell.span), place, taiwan, options, out);
        }
        self.next > first
    }
}
