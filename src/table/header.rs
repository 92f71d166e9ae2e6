//! Which rows name the columns, which columns name the rows, and the unit of it all.

use super::grid::Grid;
use super::{Cell, CellFlag};
use crate::fold::{is_blank, squeezed};
use crate::layout::{Page, is_figure, unit_at};
use crate::span::CleanSpan;

/// More rows at the top than these are not headers.
const MOST_HEADERS: u32 = 9;

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

/// The words of the header, by column, without blanks: on each page they stand among the rows again.
fn again(page: &Page, grid: &Grid, header_rows: u32) -> Vec<(u16, String)> {
    let header = grid.cells.iter().take_while(|c| c.row < header_rows.min(MOST_HEADERS));
    let words = header.filter(|c| !c.span.is_empty()).map(|c| (c.col, squeezed(page.of(c.span))));
    words.take(MOST_WORDS).collect()
}

/// Most words of a header that are known again.
const MOST_WORDS: usize = 256;

/// Whether a text is `words`, blanks left out.
fn is_same(words: &str, text: &str) -> bool {
    words.chars().eq(text.chars().filter(|c| !is_blank(*c)))
}

/// Whether a text is words, not the dash of an empty cell.
fn is_words(text: &str) -> bool {
    text.chars().any(|c| !is_blank(c) && !matches!(c, '-' | '—' | '－' | '–' | '/'))
}

/// Columns at the left that name the rows.
pub fn columns(page: &Page, grid: &Grid, header_rows: u32) -> u32 {
    let again = again(page, grid, header_rows);
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
        if !is_words(text) || !is_figure(text) && again.iter().any(|(c, w)| *c == cell.col && is_same(w, text)) {
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

/// What stands before 单位 where it is an office: 填报单位, 编制单位, 预算单位, 主管单位.
const OFFICES: [char; 14] = ['报', '制', '算', '管', '责', '施', '开', '设', '办', '建', '价', '收', '送', '门'];

/// The unit after 单位： in a text: `万元`, `亿元、%`.
pub fn unit(page: &Page, span: CleanSpan) -> Option<CleanSpan> {
    let text = page.of(span);
    // 编制单位：水务局    单位：万元
    let skip = unit_at(text).map_or(0, |(at, _)| at);
    let text = &text[skip..];
    let squeezed = text.find(['单', '單', '計'])?;
    let from = text[squeezed..].find(['：', ':']).map(|i| squeezed + i)?;
    if text[squeezed..from].chars().filter(|c| !is_blank(*c)).count() > 6 {
        return None;
    }
    // 填报单位：水务局
    if skip == 0 && text[..squeezed].trim_end_matches(is_blank).ends_with(OFFICES) {
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
    fits.then(|| span.part(skip + start + lead..skip + start + lead + unit.len()))
}

/// The unit in one of the cells at the top, `单位：万元`.
pub fn unit_in_cells(page: &Page, cells: &[Cell]) -> Option<CleanSpan> {
    let mut top = cells.iter().take_while(|c| c.row < 3).filter(|c| page.of(c.span).contains('位'));
    top.find_map(|c| unit(page, c.span))
}

/// The caption among the lines that lead a table: what stands above its unit, or on one line with it.
pub fn caption(page: &Page, lead: impl Iterator<Item = CleanSpan>) -> Option<CleanSpan> {
    let mut number = None;
    for span in lead {
        let text = page.of(span);
        let named = match unit_at(text) {
            Some((at, _)) => {
                let before = text[..at].trim_end_matches(|c: char| is_blank(c) || matches!(c, '（' | '('));
                let before =
                    ["金额", "货币", "计量", "数量"].iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
                span.part(0..before.trim_end_matches(is_blank).len())
            }
            None if text.contains("单位：") || text.contains("单位:") => continue,
            None if unit(page, span).is_some_and(|u| span.len() <= u.len() + 40) => continue,
            None => span,
        };
        let letters = page.of(named).chars().filter(|c| !is_blank(*c)).count();
        if letters >= 7 {
            return Some(named);
        }
        // 表3 alone: the caption stands on the next line.
        if letters > 0 && number.is_none() {
            number = Some(named);
        }
    }
    number
}

/// Columns to the right of figures that name rows in their turn: words in most of their cells, at least two.
pub fn inner(page: &Page, grid: &Grid, header_rows: u32, header_cols: u32) -> Vec<u16> {
    let again = again(page, grid, header_rows);
    let mut counts: Vec<(u32, u32)> = vec![(0, 0); grid.columns.min(64) as usize];
    for cell in grid.cells.iter().filter(|c| c.row >= header_rows && c.flags.is_empty()) {
        let Some((words, figures)) = counts.get_mut(usize::from(cell.col)) else { continue };
        let text = page.of(cell.span);
        let named = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        *words += u32::from(named && !again.iter().any(|(c, w)| *c == cell.col && is_same(w, text)));
        *figures += u32::from(is_figure(text));
    }
    let names = |c: &usize| counts[*c].0 >= 2 && counts[*c].0 > counts[*c].1 * 3;
    (header_cols as usize..counts.len()).filter(names).map(|c| c as u16).collect()
}

/// Marks the lines of one header that stand below one another in a column: each but the last goes on below. From the row
/// `band` on the columns of all lines are known; without it, one line whose column is unsure makes all headers of several
/// lines unsure.
pub fn chain(page: &Page, cells: &mut [Cell], header_rows: u32, band: Option<u32>) {
    let end = cells.partition_point(|c| c.row < header_rows);
    let cells = &mut cells[..end];
    let from = band.unwrap_or(0);
    let unsure = band.is_none() && cells.iter().any(|c| c.row >= from && !c.flags.is_empty());
    let named = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '%' | '％'));
    let mut below: Vec<u16> = Vec::new();
    let mut broken: Vec<u16> = Vec::new();
    for cell in cells.iter_mut().rev().filter(|c| c.flags.is_empty()) {
        if !named(page.of(cell.span)) {
            continue;
        }
        if below.contains(&cell.col) {
            if unsure {
                broken.push(cell.col);
            } else {
                cell.flags.set(CellFlag::Continued);
            }
        } else {
            below.push(cell.col);
        }
    }
    // Of several lines one may be missing: none of them names the column.
    if unsure {
        broken.extend(cells.iter().filter(|c| c.flags.unsure()).map(|c| c.col));
    }
    for cell in cells.iter_mut().filter(|c| c.flags.is_empty() && broken.contains(&c.col)) {
        cell.flags.set(CellFlag::Misaligned);
    }
}
