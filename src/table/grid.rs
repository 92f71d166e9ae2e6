//! Rows of each form to cells with a row and a column.

use super::{Cell, CellFlag, CellFlags};
use crate::fold::is_blank;
use crate::layout::{Page, TableForm, TableRegion, is_figure};
use crate::span::CleanSpan;

/// Cells beyond this column are not placed.
const MOST_COLUMNS: u16 = 512;

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
}

/// Reads the cells of a region.
pub fn grid(page: &Page, region: &TableRegion) -> Grid {
    match region.form {
        TableForm::Html => html(page, region),
        TableForm::Pipe | TableForm::Box => ruled(page, region),
        TableForm::Tab => tabbed(page, region),
        TableForm::Spaced => spaced(page, region),
        TableForm::Loose => Grid::default(),
    }
}

fn cell(row: u32, col: usize, span: CleanSpan, block: u32) -> Cell {
    let col = u16::try_from(col).unwrap_or(u16::MAX);
    Cell { row, col, row_span: 1, col_span: 1, span, block, flags: CellFlags::default() }
}

/// Places cells as a browser does: a cell that spans rows keeps its columns below.
fn html(page: &Page, region: &TableRegion) -> Grid {
    let mut grid = Grid::default();
    // For each column, the row from which it is free again.
    let mut taken: Vec<u32> = Vec::new();
    let mut header = true;
    for (row, &block) in region.rows.iter().enumerate() {
        let row = row as u32;
        let range = page.blocks[block as usize].cells.clone();
        let cells = &page.cells[range.start as usize..range.end as usize];
        let mut col = 0_u16;
        for c in cells {
            while taken.get(usize::from(col)).is_some_and(|&until| until > row) {
                col += 1;
            }
            if col >= MOST_COLUMNS {
                break;
            }
            let (width, height) = (c.col_span.min(MOST_COLUMNS - col), c.row_span);
            let end = usize::from(col + width);
            if taken.len() < end {
                taken.resize(end, 0);
            }
            taken[usize::from(col)..end].fill(row + u32::from(height));
            let left = region.rows.len() as u32 - row;
            let height = u16::try_from(left).map_or(height, |left| height.min(left));
            grid.cells.push(Cell { row_span: height, col_span: width, ..cell(row, usize::from(col), c.span, block) });
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
fn ruled(page: &Page, region: &TableRegion) -> Grid {
    let bar = |c: char| matches!(c, '|' | '│' | '┃' | '║');
    let mut grid = Grid::default();
    for &block in &region.rows {
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
        for (col, field) in fields[first.min(last)..last].iter().enumerate().take(usize::from(MOST_COLUMNS)) {
            grid.cells.push(cell(grid.rows, col, *field, block));
            grid.columns = grid.columns.max(col as u32 + 1);
        }
        grid.rows += 1;
    }
    grid
}

fn tabbed(page: &Page, region: &TableRegion) -> Grid {
    let mut grid = Grid::default();
    for &block in &region.rows {
        let span = page.blocks[block as usize].span;
        let mut from = 0;
        let text = page.of(span);
        for (col, field) in text.split('\t').enumerate().take(usize::from(MOST_COLUMNS)) {
            grid.cells.push(cell(grid.rows, col, span.part(from..from + field.len()).trim(&page.text), block));
            grid.columns = grid.columns.max(col as u32 + 1);
            from += field.len() + 1;
        }
        grid.rows += 1;
    }
    grid
}

/// A field of a spaced row with the printed columns it takes.
#[derive(Debug, Clone, Copy)]
struct Field {
    span: CleanSpan,
    left: u32,
    right: u32,
}

/// Columns parted by blanks: fields that stand above one another belong to one column.
fn spaced(page: &Page, region: &TableRegion) -> Grid {
    let rows: Vec<(u32, Vec<Field>)> = region.rows.iter().map(|&b| (b, fields(page, b))).collect();
    // The edges of the columns, from the rows that have all of them.
    let most = rows.iter().map(|(_, f)| f.len()).max().unwrap_or(0);
    let mut columns: Vec<(u32, u32)> = Vec::new();
    for (_, fields) in rows.iter().filter(|(_, f)| f.len() == most).take(60) {
        if columns.is_empty() {
            columns = fields.iter().map(|f| (f.left, f.right)).collect();
            continue;
        }
        for (column, field) in columns.iter_mut().zip(fields) {
            *column = (column.0.min(field.left), column.1.max(field.right));
        }
    }
    let header = header_columns(page, &rows, &columns);
    let mut grid = Grid { columns: most as u32, ..Grid::default() };
    for (block, fields) in &rows {
        let mut next = 0;
        for (k, field) in fields.iter().enumerate() {
            let row = grid.rows;
            let mut made = cell(row, k, field.span, *block);
            if let Some(&(_, col)) = header.iter().find(|(span, _)| *span == field.span) {
                let col = col as usize;
                made = cell(row, col, field.span, *block);
                made.flags.set(CellFlag::Misaligned);
                next = next.max(col + 1);
            } else if fields.len() < most {
                let room = next..most.saturating_sub(fields.len() - 1 - k).max(next + 1).min(most);
                let distance = |c: usize| apart(columns[c], *field);
                let best = room.clone().min_by_key(|&c| distance(c)).unwrap_or(k.min(most.saturating_sub(1)));
                let rivals = room.filter(|&c| distance(c) == distance(best)).count();
                made = cell(row, best, field.span, *block);
                if distance(best).0 > 0 || rivals > 1 {
                    made.flags.set(CellFlag::Misaligned);
                }
                next = best + 1;
            }
            if page.of(field.span).split(is_blank).filter(|w| is_figure(w)).count() > 1 {
                made.flags.set(CellFlag::Fused);
            }
            grid.cells.push(made);
        }
        grid.rows += 1;
    }
    grid
}

/// Where the parts of a header broken over lines belong that end with %: above the cells that have it. The parts that
/// stand above or below them belong there, too.
fn header_columns(page: &Page, rows: &[(u32, Vec<Field>)], columns: &[(u32, u32)]) -> Vec<(CleanSpan, u32)> {
    let has_figure = |fields: &[Field]| fields.iter().skip(1).any(|f| is_figure(page.of(f.span)));
    let head = rows.iter().take(12).take_while(|(_, f)| !has_figure(f)).count();
    let parts: Vec<Field> =
        rows[..head].iter().filter(|(_, f)| f.len() < columns.len()).flat_map(|(_, f)| f.clone()).collect();
    let percent = |f: &Field| page.of(f.span).ends_with(['%', '％']);
    if !parts.iter().any(percent) {
        return Vec::new();
    }
    let mut shares = vec![false; columns.len()];
    for (_, fields) in rows[head..].iter().filter(|(_, f)| f.len() == columns.len()).take(20) {
        for (share, field) in shares.iter_mut().zip(fields) {
            *share |= percent(field);
        }
    }
    let nearest = |f: &Field| (0..columns.len()).filter(|&c| shares[c]).min_by_key(|&c| apart(columns[c], *f));
    let mut found: Vec<(Field, u32)> =
        parts.iter().filter(|f| percent(f)).filter_map(|f| Some((*f, nearest(f)? as u32))).collect();
    let over = |a: &Field, b: &Field| {
        a.right.min(b.right).saturating_sub(a.left.max(b.left)) * 2 >= (a.right - a.left).min(b.right - b.left)
    };
    for part in parts.iter().filter(|f| !percent(f)) {
        if let Some(col) = found.iter().find(|(f, _)| over(f, part)).map(|f| f.1) {
            found.push((*part, col));
        }
    }
    found.into_iter().map(|(f, col)| (f.span, col)).collect()
}

/// How far a field lies from a column: the gap between them, then that of their nearer edges.
fn apart(column: (u32, u32), field: Field) -> (u32, u32) {
    let gap = field.left.saturating_sub(column.1).max(column.0.saturating_sub(field.right));
    (gap, column.1.abs_diff(field.right).min(column.0.abs_diff(field.left)))
}

fn fields(page: &Page, block: u32) -> Vec<Field> {
    let b = &page.blocks[block as usize];
    let text = page.of(b.span);
    let mut fields: Vec<Field> = Vec::new();
    let (mut at, mut column) = (0, u32::from(b.indent));
    for range in crate::layout::columns(text) {
        let width = |s: &str| s.chars().map(|c| if (c as u32) < 0x2e80 { 1 } else { 2 }).sum::<u32>();
        let left = column + width(&text[at..range.start]);
        let right = left + width(&text[range.clone()]);
        (at, column) = (range.end, right);
        let field = Field { span: b.span.part(range.clone()), left, right };
        // 项　　目: a letter-spaced word is one field.
        let single = |f: &Field| page.of(f.span).chars().count() == 1 && !page.of(f.span).is_ascii();
        match fields.last_mut() {
            Some(last)
                if single(&field)
                    && page.of(last.span).chars().filter(|c| !is_blank(*c)).count() <= 2
                    && left - last.right <= 10
                    && !page.of(last.span).is_ascii() =>
            {
                *last = Field { span: last.span.cover(field.span), right, ..*last };
            }
            _ => fields.push(field),
        }
    }
    fields
}
