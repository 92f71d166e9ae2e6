//! Which rows name the columns, which columns name the rows, and the unit of it all.

use super::Cell;
use super::grid::Grid;
use crate::fold::is_blank;
use crate::layout::{Page, is_figure};
use crate::span::CleanSpan;

/// More rows at the top than these are not headers.
const MOST_HEADERS: u32 = 5;

/// Rows at the top that name the columns.
pub fn rows(page: &Page, grid: &Grid) -> u32 {
    if let Some(marked) = grid.marked_header {
        return marked.min(grid.rows);
    }
    let mut first_figures = None;
    let mut filled = vec![false; grid.rows.min(MOST_HEADERS + 1) as usize];
    for cell in &grid.cells {
        let Some(filled) = filled.get_mut(cell.row as usize) else { break };
        let text = page.of(cell.span);
        *filled |= !text.is_empty();
        if cell.col > 0 && is_figure(text) && !is_year(text) && !numbers_columns(page, grid, cell.row) {
            first_figures = Some(cell.row);
            break;
        }
    }
    match first_figures {
        // A header that spans rows reaches down as far as it spans.
        Some(row) => row,
        None if grid.rows > MOST_HEADERS => 1,
        None => u32::from(grid.rows > 1 && filled.first() == Some(&true)),
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `栏次 1 2 3 4`, `A=B+C B C`: a row that numbers the columns.
fn numbers_columns(page: &Page, grid: &Grid, row: u32) -> bool {
    let start = grid.cells.partition_point(|c| c.row < row);
    let mut count = 0;
    let mut expected = None;
    for cell in grid.cells[start..].iter().take_while(|c| c.row == row) {
        let text = page.of(cell.span);
        if let Ok(n) = text.parse::<u32>() {
            if n > 60 || expected.is_some_and(|e| e != n) {
                return false;
            }
            expected = Some(n + 1);
            count += 1;
        }
    }
    count >= 2
}

/// Columns at the left that name the rows.
pub fn columns(page: &Page, grid: &Grid, header_rows: u32) -> u32 {
    let mut words = [0u32; 4];
    let mut figures = [0u32; 4];
    let mut counting = [true; 4];
    let mut last = [0u32; 4];
    let mut any = false;
    for cell in grid.cells.iter().filter(|c| c.row >= header_rows) {
        let text = page.of(cell.span);
        let Some(words) = words.get_mut(usize::from(cell.col)) else {
            any |= is_figure(text);
            continue;
        };
        let col = usize::from(cell.col);
        if text.is_empty() {
            continue;
        }
        if is_figure(text) {
            any = true;
            figures[col] += 1;
            let n = text.parse::<u32>().ok();
            counting[col] &= n.is_some_and(|n| last[col] == 0 || n == last[col] + 1 || n == 1);
            last[col] = n.unwrap_or(0);
        } else {
            *words += 1;
        }
    }
    if !any {
        return 0;
    }
    let mut header = 0;
    for col in 0..4.min(grid.columns as usize) {
        let numbered = figures[col] >= 2 && counting[col] && words[col] * 4 <= figures[col] && col == 0;
        if words[col] > figures[col] * 3 || numbered {
            header = col as u32 + 1;
        } else {
            break;
        }
    }
    header
}

/// The unit after 单位： in a text: `万元`, `亿元、%`.
pub fn unit(page: &Page, span: CleanSpan) -> Option<CleanSpan> {
    let text = page.of(span);
    let squeezed = text.find(['单', '單', '計'])?;
    let from = text[squeezed..].find(['：', ':']).map(|i| squeezed + i)?;
    if text[squeezed..from].chars().filter(|c| !is_blank(*c)).count() > 6 {
        return None;
    }
    let start = from + text[from..].chars().next().map_or(0, char::len_utf8);
    let rest = &text[start..];
    let lead = rest.len() - rest.trim_start().len();
    let body = rest.trim_start();
    let end = body.find(['）', ')', '\t', '|', '；', ';', '】', '│']).unwrap_or(body.len());
    let end = body[..end].find("  ").unwrap_or(end);
    let unit = body[..end].trim_end();
    let fits = !unit.is_empty() && unit.chars().count() <= 16 && !unit.contains('。');
    fits.then(|| span.part(start + lead..start + lead + unit.len()))
}

/// The unit in one of the cells at the top, `单位：万元`.
pub fn unit_in_cells(page: &Page, cells: &[Cell]) -> Option<CleanSpan> {
    let mut top = cells.iter().take_while(|c| c.row < 3).filter(|c| page.of(c.span).contains('位'));
    top.find_map(|c| unit(page, c.span))
}
