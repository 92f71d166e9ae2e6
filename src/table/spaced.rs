//! Columns parted by blanks: what stands below one another on a page belongs to one column.
//!
//! | seen | is |
//! | --- | --- |
//! | rows that have all columns, each a figure or words as in most of them | the columns, with their edges |
//! | a field that lies below one column and no other | a cell of it |
//! | a field below none, or below two | its best column, `misaligned` |
//! | `12,345 一、教育支出`, `12,345 6,789` | two fields: no cell holds both |
//! | `12345 6789` in one field | one cell, `fused` |
//! | `项    目` | one field |
//!
//! Converters of PDF count a Han character as one column, typists as two: the figures of the table, whose right edges stand
//! below one another, tell which.

use std::collections::HashMap;

use super::band::{Band, band, split};
use super::grid::{Grid, cell};
use super::{Cell, CellFlag};
use crate::fold::is_blank;
use crate::layout::{Page, TableRegion, columns, is_figure};
use crate::span::CleanSpan;

/// Rows of a page that are looked at for its columns.
const LOOK: usize = 400;
/// Most rows of a header.
const HEADER: usize = 12;
/// Columns of a spaced table: more are not told apart.
const MOST: usize = 64;

/// A field of a row with the printed columns it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub span: CleanSpan,
    pub left: u32,
    pub right: u32,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Figure,
    Words,
    /// `-`: a figure that is none.
    Blank,
}

/// A printed column of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub left: u32,
    right: u32,
    kind: Kind,
}

/// The fields of all rows, in one piece.
struct Rows {
    fields: Vec<Field>,
    /// Where the fields of each row end.
    ends: Vec<usize>,
}

impl Rows {
    fn of(&self, row: usize) -> &[Field] {
        let start = row.checked_sub(1).map_or(0, |r| self.ends[r]);
        &self.fields[start..self.ends[row]]
    }
}

/// Reads the cells of a region.
pub fn grid(page: &Page, region: &TableRegion, most: usize) -> Grid {
    if let Some(han) = han_width(page, region) {
        return read(page, region, han, most);
    }
    // The rows do not tell; a header that goes with its columns does.
    let one = Some(read(page, region, 1, most)).filter(|g| g.band.is_some());
    one.unwrap_or_else(|| read(page, region, 2, most))
}

fn read(page: &Page, region: &TableRegion, han: u32, most: usize) -> Grid {
    let mut rows = Rows { fields: Vec::new(), ends: Vec::with_capacity(region.rows.len()) };
    for &block in &region.rows {
        fields(page, block, han, &mut rows.fields);
        rows.ends.push(rows.fields.len());
    }
    let breaks = region.breaks.iter().map(|&b| b as usize).chain([region.rows.len()]);
    let mut pages: Vec<(std::ops::Range<usize>, Vec<Column>)> = Vec::new();
    let mut start = 0;
    for end in breaks {
        pages.push((start..end, page_columns(page, &rows, start..end, han)));
        start = end;
    }
    // As many columns as most rows have on their page: a page with another number of them cannot be placed.
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for (range, columns) in &pages {
        *counts.entry(columns.len()).or_default() += range.len();
    }
    let count = counts.iter().max_by_key(|&(columns, rows)| (*rows, *columns)).map_or(0, |(columns, _)| *columns);
    let mut grid = Grid { columns: count as u32, ..Grid::default() };
    for (range, columns) in &pages {
        let known = columns.len() == count && count <= MOST;
        let columns = if known { &columns[..] } else { &[] };
        let header: Vec<&[Field]> =
            range.clone().take(HEADER).map(|r| rows.of(r)).take_while(|f| !has_figures(f)).collect();
        let band = band(page, &header, columns, han).unwrap_or_default();
        let headed = grid.cells.len();
        if grid.rows == 0 && !band.rows.is_empty() {
            grid.band = Some(band.rows.start as u32);
        }
        for (k, row) in range.clone().enumerate() {
            if grid.cells.len() > most {
                return grid;
            }
            if band.rows.contains(&k) {
                name(page, rows.of(row), &band, han, &mut grid);
            } else {
                place(page, rows.of(row), columns, &mut grid);
            }
            grid.rows += 1;
            if k + 1 == header.len() && band.rows.is_empty() {
                unsure(&header, &mut grid.cells[headed..]);
            }
        }
    }
    grid.columns = grid.columns.max(grid.cells.iter().map(|c| u32::from(c.col) + 1).max().unwrap_or(0));
    grid
}

/// The columns of the rows of one page.
fn page_columns(page: &Page, rows: &Rows, range: std::ops::Range<usize>, han: u32) -> Vec<Column> {
    let look = || range.clone().take(LOOK).map(|r| rows.of(r));
    // By the number of fields: how many rows, how many of these with figures.
    let mut counts: HashMap<usize, (usize, usize)> = HashMap::new();
    for fields in look() {
        let count = counts.entry(fields.len()).or_default();
        count.0 += 1;
        count.1 += usize::from(has_figures(fields));
    }
    // Of a hundred rows one may have a gap inside a cell; one row and the header have none.
    let least = if range.len() < 3 { 1 } else { 2.max(range.len().min(LOOK) / 100) };
    let most = |least: usize| {
        let fits = |&(count, n): &(&usize, &(usize, usize))| *count > 1 && n.0 >= least && n.1 > 0;
        counts.iter().filter(fits).map(|(count, _)| *count).max()
    };
    // A row that alone has all columns proves them where the header has as many.
    let headed = |&count: &usize| {
        let columns = full_columns(rows, range.clone(), count);
        let header: Vec<&[Field]> = look().take(HEADER).take_while(|f| !has_figures(f)).collect();
        band(page, &header, &columns, han).is_some()
    };
    let count = most(1).filter(|c| Some(*c) == most(least) || headed(c)).or_else(|| most(least));
    count.map_or_else(Vec::new, |count| full_columns(rows, range, count))
}

/// The columns of the rows that have `count` fields.
fn full_columns(rows: &Rows, range: std::ops::Range<usize>, count: usize) -> Vec<Column> {
    let look = || range.clone().take(LOOK).map(|r| rows.of(r));
    let full = || look().filter(|f| f.len() == count && has_figures(f));
    // Words or figures, as in most of these rows.
    let mut words = vec![(0u32, 0u32); count];
    for fields in full() {
        for (w, f) in words.iter_mut().zip(fields) {
            w.0 += u32::from(f.kind == Kind::Words);
            w.1 += u32::from(f.kind == Kind::Figure);
        }
    }
    let kinds: Vec<Kind> = words.iter().map(|w| if w.0 > w.1 { Kind::Words } else { Kind::Figure }).collect();
    let mut columns: Vec<Column> = Vec::new();
    for fields in full().filter(|f| is_like(f, kinds.iter().copied())) {
        if columns.is_empty() {
            columns.extend(fields.iter().zip(&kinds).map(|(f, &kind)| Column { left: f.left, right: f.right, kind }));
        }
        for (column, f) in columns.iter_mut().zip(fields) {
            (column.left, column.right) = (column.left.min(f.left), column.right.max(f.right));
        }
    }
    let header = || look().take(16).take_while(|f| !has_figures(f));
    // The names of all columns are about as wide as these.
    for names in header().filter(|f| f.len() == count) {
        let own = |k: usize| {
            (0..count).all(|c| {
                c == k
                    || gap(columns[c], names[k].left, names[k].right) > gap(columns[k], names[k].left, names[k].right)
            })
        };
        if (0..columns.len()).all(own) {
            for (column, f) in columns.iter_mut().zip(names) {
                (column.left, column.right) = (column.left.min(f.left), column.right.max(f.right));
            }
            break;
        }
    }
    // A header may name columns that are empty on this page.
    let wider = header().filter(|f| f.len() > count).max_by_key(|f| f.len());
    match wider.and_then(|h| widened(&columns, h)) {
        Some(all) => all,
        None => columns,
    }
}

fn has_figures(fields: &[Field]) -> bool {
    fields.iter().any(|f| f.kind == Kind::Figure)
}

fn is_like(fields: &[Field], kinds: impl Iterator<Item = Kind>) -> bool {
    fields.iter().zip(kinds).all(|(f, kind)| f.kind == Kind::Blank || f.kind == kind)
}

/// The columns with those of a header that has more, if each of its fields stands above one of them or above none.
fn widened(columns: &[Column], header: &[Field]) -> Option<Vec<Column>> {
    let mut all = Vec::with_capacity(header.len());
    let mut next = 0;
    for f in header {
        let below: Vec<usize> = (0..columns.len()).filter(|&c| gap(columns[c], f.left, f.right) == 0).collect();
        match below[..] {
            [c] if c == next => {
                all.push(columns[c]);
                next += 1;
            }
            [] => all.push(Column { left: f.left, right: f.right, kind: Kind::Figure }),
            _ => return None,
        }
    }
    (next == columns.len()).then_some(all)
}

/// The blanks between a column and what stands from `left` to `right`, and one; 0 where they lie above one another.
pub(super) fn gap(column: Column, left: u32, right: u32) -> u32 {
    if left < column.right && column.left < right {
        return 0;
    }
    1 + left.saturating_sub(column.right).max(column.left.saturating_sub(right))
}

/// Printed columns of a text, if a Han character takes `han`.
pub(super) fn width(text: &str, han: u32) -> u32 {
    let mut before = 0;
    text.bytes()
        .map(|b| {
            let first = std::mem::replace(&mut before, b);
            match b {
                0..=0x7f | 0xc0..=0xe2 => 1,
                // U+2E80–U+2FFF, radicals: narrow so far, by its first byte.
                0xba..=0xbf if first == 0xe2 => han - 1,
                0x80..=0xbf => 0,
                _ => han,
            }
        })
        .sum()
}

/// Places the fields of a row below the columns of its page.
fn place(page: &Page, fields: &[Field], columns: &[Column], grid: &mut Grid) {
    let figures = has_figures(fields);
    let full = fields.len() == columns.len() && (!figures || is_like(fields, columns.iter().map(|c| c.kind)));
    let mut next = 0;
    for (k, field) in fields.iter().enumerate() {
        let mut made = cell(grid.rows, k.min(usize::from(super::grid::MOST_COLUMNS) - 1), field.span);
        let lies = columns.get(k).is_some_and(|c| gap(*c, field.left, field.right) == 0);
        if full && lies {
            next = k + 1;
        } else {
            let (best, sure) = below(columns, *field, next, figures);
            if let Some(best) = best {
                made.col = best as u16;
                next = best + 1;
            }
            // Alone on the page or first of its row, it names the row wherever it stands.
            let names = k == 0 && field.kind == Kind::Words && (columns.is_empty() || best == Some(0));
            if !sure && !names {
                made.flags.set(CellFlag::Misaligned);
            }
        }
        let words = |t: &str| {
            t.split(is_blank)
                .filter(|w| w.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() >= 2)
                .count()
        };
        if !figures && made.col > 0 && words(page.of(field.span)) > 1 {
            made.flags.set(CellFlag::Fused);
        }
        if field.kind == Kind::Words && page.of(field.span).split(is_blank).filter(|w| is_figure(w)).count() > 1
            || field.kind == Kind::Figure && page.of(field.span).trim_matches(is_blank).contains(is_blank)
        {
            made.flags.set(CellFlag::Fused);
        }
        grid.cells.push(made);
    }
}

/// The column from `next` on that a field stands below, and whether there is no other.
fn below(columns: &[Column], field: Field, next: usize, figures: bool) -> (Option<usize>, bool) {
    let fits = |c: &usize| !figures || field.kind != Kind::Figure || columns[*c].kind != Kind::Words;
    let over: Vec<usize> = (0..columns.len()).filter(|&c| gap(columns[c], field.left, field.right) == 0).collect();
    // A line of a header that only touches its column may belong to the one beside it.
    let under = |c: usize| {
        let shared = columns[c].right.min(field.right) - columns[c].left.max(field.left);
        let near = |o: usize| o != c && gap(columns[o], field.left, field.right) <= 2;
        figures
            || shared * 2 >= (field.right - field.left).min(columns[c].right - columns[c].left)
            || !(0..columns.len()).any(near)
    };
    match over[..] {
        [c] => (Some(c), c >= next && fits(&c) && under(c)),
        [] => {
            let best = (next..columns.len()).min_by_key(|&c| gap(columns[c], field.left, field.right));
            (best, false)
        }
        _ => {
            // Figures end below one another; words stand in the one column of words.
            let ends: Vec<usize> = over
                .iter()
                .copied()
                .filter(|&c| c >= next && (field.kind == Kind::Words) == (columns[c].kind == Kind::Words))
                .filter(|&c| field.kind == Kind::Words && figures || columns[c].right.abs_diff(field.right) <= 1)
                .collect();
            match ends[..] {
                [c] => (Some(c), true),
                _ => (over.into_iter().find(|c| *c >= next), false),
            }
        }
    }
}

/// Writes a row of a header whose band is known.
fn name(page: &Page, fields: &[Field], band: &Band, han: u32, grid: &mut Grid) {
    let from = grid.cells.len();
    for field in fields {
        for word in split(page, *field, han) {
            let col = band.column(word).unwrap_or(0);
            match grid.cells[from..].last_mut() {
                // 本年 预算数 of one column.
                Some(last) if usize::from(last.col) == col => last.span = last.span.cover(word.span),
                _ => grid.cells.push(cell(grid.rows, col, word.span)),
            }
        }
    }
}

/// Lines of a header that seem to stand in one column, but not below one another, stand in two.
fn unsure(header: &[&[Field]], cells: &mut [Cell]) {
    // The names of the first rows may stand above their figures.
    let end = header.iter().rposition(|f| f.len() > 1).map_or(0, |k| k + 1);
    let header = &header[..end];
    let places: HashMap<u32, (u32, u32)> =
        header.iter().copied().flatten().map(|f| (f.span.start, (f.left, f.right))).collect();
    let mut seen: HashMap<u16, (u32, u32)> = HashMap::new();
    let mut doubtful: Vec<u16> = Vec::new();
    for cell in cells.iter().filter(|c| c.flags.is_empty()) {
        let Some(&(left, right)) = places.get(&cell.span.start) else { continue };
        // What all lines of the column have in common.
        let common = seen.entry(cell.col).or_insert((left, right));
        *common = (common.0.max(left), common.1.min(right));
        if common.0 >= common.1 {
            doubtful.push(cell.col);
        }
    }
    // What seems to name the rows, but does not stand where these are named, may name the first figures: all are shifted.
    let shifted = doubtful.contains(&0);
    for cell in cells.iter_mut().filter(|c| c.flags.is_empty() && (shifted || doubtful.contains(&c.col))) {
        if places.contains_key(&cell.span.start) {
            cell.flags.set(CellFlag::Misaligned);
        }
    }
}

/// Columns that a Han character takes, if the rows tell: with the right number, their last figures end below one another.
fn han_width(page: &Page, region: &TableRegion) -> Option<u32> {
    let play = |han: u32| -> u32 {
        let mut play = 0;
        let mut before: Option<(usize, u32)> = None;
        let mut row: Vec<Field> = Vec::new();
        for (k, &block) in region.rows.iter().take(LOOK).enumerate() {
            row.clear();
            fields(page, block, han, &mut row);
            if region.breaks.binary_search(&(k as u32)).is_ok() {
                before = None;
            }
            let last = row.iter().rfind(|f| f.kind == Kind::Figure).filter(|_| row[0].kind == Kind::Words);
            let Some(right) = last.map(|f| f.right) else { continue };
            if let Some((_, above)) = before.filter(|(count, _)| *count == row.len()) {
                play += right.abs_diff(above).min(20);
            }
            before = Some((row.len(), right));
        }
        play
    };
    let (one, two) = (play(1), play(2));
    (one != two).then_some(if one < two { 1 } else { 2 })
}

fn fields(page: &Page, block: u32, han: u32, out: &mut Vec<Field>) {
    let b = &page.blocks[block as usize];
    let text = page.of(b.span);
    let width = |s: &str| width(s, han);
    let mut found: Vec<Field> = Vec::new();
    let (mut at, mut column) = (0, u32::from(b.indent));
    for range in columns(text) {
        let left = column + width(&text[at..range.start]);
        let right = left + width(&text[range.clone()]);
        (at, column) = (range.end, right);
        found.push(Field { span: b.span.part(range.clone()), left, right, kind: kind(&text[range]) });
    }
    let single = |f: &Field| f.kind == Kind::Words && page.of(f.span).chars().nth(1).is_none();
    let mut k = 0;
    while k < found.len() {
        let run = found[k..].iter().take_while(|f| single(f)).count();
        if run < 2 {
            part(page, found[k], han, out);
            k += 1;
            continue;
        }
        // 项　　目: a letter-spaced word is one field; four letters are two words, 项　目　金　额.
        let word = if run % 2 == 0 { 2 } else { run };
        for letters in found[k..k + run].chunks(word) {
            let (first, last) = (letters[0], letters[letters.len() - 1]);
            let near = letters.windows(2).all(|w| w[1].left - w[0].right <= 16);
            if near {
                out.push(Field { span: first.span.cover(last.span), right: last.right, ..first });
            } else {
                out.extend_from_slice(letters);
            }
        }
        k += run;
    }
}

fn kind(text: &str) -> Kind {
    if is_figure(text) {
        Kind::Figure
    } else if text.chars().all(|c| matches!(c, '-' | '－' | '—' | '–' | '/' | '…' | '.')) {
        Kind::Blank
    } else {
        Kind::Words
    }
}

/// A figure as tables print amounts and rates: `12,345`, `98.5%`, `-0.3`. Such a one shares its cell with nothing.
fn is_amount(text: &str) -> bool {
    is_figure(text) && text.contains([',', '.', '%']) && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

/// Takes apart, at single blanks, what no cell holds together: an amount and the words before or behind it, two amounts.
fn part(page: &Page, field: Field, han: u32, out: &mut Vec<Field>) {
    let text = page.of(field.span);
    if !text.contains(' ') {
        out.push(field);
        return;
    }
    let width = |s: &str| width(s, han);
    let words: Vec<&str> = text.split(' ').collect();
    let (mut start, mut at) = (0, 0);
    let mut push = |from: usize, to: usize| {
        let left = field.left + width(&text[..from]);
        let right = left + width(&text[from..to]);
        out.push(Field { span: field.span.part(from..to), left, right, kind: kind(&text[from..to]) });
    };
    for pair in words.windows(2) {
        let end = at + pair[0].len();
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let left = is_amount(pair[0]) && end - start == pair[0].len();
        let right = is_amount(pair[1]);
        let name = pair[1].chars().take(2).filter(|c| han(*c)).count() == 2 || pair[1].contains('、');
        let label = pair[0].ends_with(|c: char| han(c) || matches!(c, ')' | '）'));
        if left && (right || name) || right && label {
            push(start, end);
            start = end + 1;
        }
        at = end + 1;
    }
    push(start, text.len());
}
