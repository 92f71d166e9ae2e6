//! Figures in table cells: a bare number takes the unit of its row, its column or its table.
//!
//! | unit printed | where it holds |
//! | --- | --- |
//! | `地区生产总值（亿元）` in the row's first cell | the row |
//! | `决算数（万元）` `增长（%）` in the header | the column |
//! | `亿元` in a column headed 单位 or 计量单位 | the row |
//! | `单位：万元` | the table; not for 比 率 幅 增长 数量 人数, nor where several are named |
//! | 序号 编码 行次 年份 期限 in the header | none: no figures |
//! | `决算数为上年的%`, the last line of a header | the column |
//!
//! Where blanks part the columns, the unit of the table reaches no column at the left that names rows, none whose numbers
//! are printed unlike those of its neighbours (`98.5` beside `12,345`), and none that a rate could belong to whose place in
//! the header is unsure.

use std::collections::BTreeMap;

use super::quantity::{Measure, Part, emit};
use super::scan;
use super::sign::prefix;
use crate::layout::Page;
use crate::lexicon::unit::{Dimension, Entry, unit};
use crate::numeral::{Chars, blanks, number};
use crate::table::{CellFlag, Table, Tables};

/// A unit for bare numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    /// As printed, with its magnitude.
    printed: String,
    power: u8,
    spelling: &'static str,
}

/// What holds in a table besides the words of a cell.
#[derive(Debug, Default)]
struct Held {
    table: Option<Given>,
    /// By column: its unit, or none where its numbers are not measured.
    columns: BTreeMap<u32, Option<Given>>,
    rows: BTreeMap<u32, Given>,
    /// Rows whose name says share or rate: the table's unit does not reach them.
    shares: Vec<u32>,
    /// The header has a rate whose column is unsure: columns without a name are not measured.
    unnamed: bool,
}

/// Cells by block.
pub(super) struct Cells<'p> {
    page: &'p Page,
    tables: &'p Tables,
    /// (table, cell), ascending by place.
    order: Vec<(u32, u32)>,
    held: Vec<Held>,
    next: usize,
}

impl<'p> Cells<'p> {
    pub(super) fn new(page: &'p Page, tables: &'p Tables) -> Self {
        let each = tables.tables.iter().enumerate();
        let each = each.flat_map(|(t, table)| (0..table.cells.len()).map(move |c| (t as u32, c as u32)));
        let mut order: Vec<(u32, u32)> = each.collect();
        let place = |&(t, c): &(u32, u32)| tables.tables[t as usize].cells[c as usize].span.start;
        // Nearly always so already; a sort would take half as much memory again.
        if !order.is_sorted_by_key(place) {
            order.sort_by_key(place);
        }
        let held = tables.tables.iter().map(|table| held(page, table)).collect();
        Self { page, tables, order, held, next: 0 }
    }

    /// Reads the cells of a block; false where it has none.
    pub(super) fn read(&mut self, block: u32, reader: &mut scan::Reader<'p>) -> bool {
        let first = self.next;
        let whole = self.page.blocks[block as usize].span;
        let mut end = whole.start;
        while let Some(&(t, c)) = self.order.get(self.next) {
            let table = &self.tables.tables[t as usize];
            let cell = &table.cells[c as usize];
            if cell.span.end > whole.end {
                break;
            }
            self.next += 1;
            if cell.span.start < end {
                continue;
            }
            end = cell.span.end;
            let place = scan::Place { base: cell.span.start, block, cell: Some((t, c)) };
            let text = self.page.of(cell.span);
            let body = cell.row >= table.header_rows;
            let held = self.held.get(t as usize).filter(|h| body && (cell.flags.is_empty() || h.columns.is_empty()));
            let given = held.and_then(|h| h.of(cell.row, cell.col.into()));
            if !given.is_some_and(|g| bare(text, place, g, reader)) {
                reader.read(text, place);
            }
        }
        self.next > first
    }
}

impl Held {
    fn of(&self, row: u32, column: u32) -> Option<&Given> {
        match (self.rows.get(&row), self.columns.get(&column)) {
            (_, Some(None)) => None,
            (_, Some(Some(given))) | (Some(given), None) => Some(given),
            (None, None) if self.shares.contains(&row) => None,
            (None, None) => self.table.as_ref(),
        }
    }
}

/// Reads a cell that is a bare number; false where it is anything else.
fn bare<'t>(text: &'t str, place: scan::Place, given: &Given, reader: &mut scan::Reader<'t>) -> bool {
    let Some((entry, _)) = unit(given.spelling) else { return false };
    let at = text.find(|c: char| crate::numeral::digit(c).is_some()).unwrap_or(text.len());
    if text[..at].chars().any(|c| !crate::fold::is_blank(c) && !matches!(c, '-' | '－' | '−')) {
        return false;
    }
    let Ok((rest, n)) = number(&text[at..]) else { return false };
    if !rest.trim().is_empty() || n.power > 0 || n.high.is_some() || n.more {
        return false;
    }
    let end = text.len() - rest.len();
    (reader.text, reader.place, reader.floor) = (text, place, 0);
    let (start, negative, _) = prefix(reader, at, true);
    let part = Part { number: n.raised(given.power), bare: end, unit: None, more: false };
    let measure = Measure { entry, start: end, end, rate: false };
    emit(reader, start, end, negative, None, &part, None, given.printed.as_str().into(), measure).is_some()
}

/// The units that hold in a table.
fn held(page: &Page, table: &Table) -> Held {
    let mut held = Held { table: table.unit.and_then(|span| stated(page.of(span))), ..Held::default() };
    let mut unit_column = None;
    for cell in table.cells.iter().filter(|c| c.row < table.header_rows) {
        let (text, column) = (page.of(cell.span), u32::from(cell.col));
        if text.contains(['序', '码', '次', '号']) && !text.contains(['人', '批']) || text.trim() == "年份" {
            held.columns.insert(column, None);
        } else if let Some(given) = bracketed(text) {
            for column in column..column + u32::from(cell.col_span.clamp(1, 64)) {
                held.columns.insert(column, Some(given.clone()));
            }
        } else if matches!(text.trim(), "单位" | "计量单位") {
            unit_column = Some(column);
            held.columns.insert(column, None);
        } else if table.spaced && text.ends_with(['%', '％']) {
            let percent = Given { printed: "%".to_owned(), power: 0, spelling: "%" };
            held.columns.insert(column, Some(percent).filter(|_| cell.flags.is_empty()));
        } else if is_share(text)
            || ["期限", "年限", "时间", "日期"].iter().any(|w| text.contains(w)) && !cell.flags.has(CellFlag::Continued)
        {
            held.columns.insert(column, None);
        }
    }
    if table.spaced {
        doubtful(page, table, &mut held);
    }
    for cell in table.cells.iter().filter(|c| c.row >= table.header_rows) {
        let text = page.of(cell.span);
        if Some(u32::from(cell.col)) == unit_column {
            if let Some((given, _)) = spelled(text.trim()) {
                held.rows.insert(cell.row, given);
            }
        } else if cell.col == 0 {
            if let Some(given) = bracketed(text) {
                held.rows.insert(cell.row, given);
            } else if is_share(text) {
                held.shares.push(cell.row);
            }
        }
    }
    held
}

/// Columns told by blanks that the unit of the table may not measure.
fn doubtful(page: &Page, table: &Table, held: &mut Held) {
    if table.header_rows == 0 {
        held.table = None;
    }
    for column in 0..table.header_cols.max(1) {
        held.columns.insert(column, None);
    }
    let header = || table.cells.iter().filter(|c| c.row < table.header_rows);
    let named: Vec<u32> = header().filter(|c| c.flags.is_empty()).map(|c| u32::from(c.col)).collect();
    for cell in header().filter(|c| c.flags.unsure()) {
        let (text, col) = (page.of(cell.span), u32::from(cell.col));
        if is_share(text) || text.contains(['序', '码', '次', '号']) {
            for column in [col.saturating_sub(1), col, col + 1] {
                held.columns.insert(column, None);
            }
            held.unnamed = true;
        }
    }
    // How the numbers of each column are printed: all, with a decimal point, like years.
    let mut prints: BTreeMap<u32, [u32; 3]> = BTreeMap::new();
    for cell in table.cells.iter().filter(|c| c.row >= table.header_rows && c.flags.is_empty()) {
        let (text, col) = (page.of(cell.span), u32::from(cell.col));
        if crate::layout::is_figure(text) && !text.ends_with(['%', '％']) {
            let print = prints.entry(col).or_default();
            let year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
            print[0] += 1;
            print[1] += u32::from(text.contains('.'));
            print[2] += u32::from(year);
            if held.unnamed && !named.contains(&col) {
                held.columns.insert(col, None);
            }
        }
    }
    let whole = prints.values().any(|p| p[0] >= 4 && p[1] * 10 < p[0]);
    for (column, p) in prints {
        let odd = whole && p[1] * 2 > p[0] || p[2] == p[0] && p[0] >= 2;
        if odd && !matches!(held.columns.get(&column), Some(Some(_))) {
            held.columns.insert(column, None);
        }
    }
}

/// A column or row of rates and numbers of things: the money of the table does not measure it.
fn is_share(text: &str) -> bool {
    static ALONE: Chars = Chars::of("率比幅±%");
    static FIRST: Chars = Chars::of("增数人户个面得分权");
    const WORDS: &[&str] = &["增长", "数量", "人数", "户数", "个数", "面积", "得分", "分值", "权重"];
    let word = |i: usize, c: char| FIRST.has(c) && WORDS.iter().any(|w| text[i..].starts_with(w));
    text.char_indices().any(|(i, c)| ALONE.has(c) || word(i, c)) && !text.contains("比例税")
}

/// `万元` at the start of a text.
fn spelled(text: &str) -> Option<(Given, usize)> {
    let mut power = 0u8;
    let mut at = blanks(text);
    let from = at;
    while let Some(c) = text[at..].chars().next() {
        let p = match c {
            '亿' | '億' => 8,
            '万' | '萬' => 4,
            '千' if !text[at..].starts_with("千米")
                && !text[at..].starts_with("千克")
                && !text[at..].starts_with("千瓦") =>
            {
                3
            }
            '百' if !text[at..].starts_with("百分") => 2,
            _ => break,
        };
        power = power.checked_add(p).filter(|p| *p <= 16)?;
        at += c.len_utf8();
    }
    let (entry, len): (&Entry, usize) = unit(&text[at..])?;
    if matches!(entry.unit.dimension, Dimension::Noun) {
        return None;
    }
    let printed = crate::fold::squeezed(&text[from..at + len]);
    Some((Given { printed, power, spelling: entry.unit.spelling }, at + len))
}

/// The one unit that `单位：万元` states; none where it states several.
fn stated(text: &str) -> Option<Given> {
    let text = text.rsplit(['：', ':']).next()?;
    let (given, len) = spelled(text)?;
    let rest = text[len..].trim_start();
    (!rest.starts_with(['、', ',', '，', '/', '；'])).then_some(given)
}

/// The unit in the last brackets of `决算数（万元）`. In `支出功能分类（款）` they name a level of the budget, and count
/// nothing.
fn bracketed(text: &str) -> Option<Given> {
    let open = text.rfind(['（', '('])?;
    let inner = text[open..].trim_start_matches(['（', '(']);
    let (given, len) = spelled(inner)?;
    let level = given.power == 0 && matches!(given.spelling, "类" | "款" | "项" | "類" | "項");
    if level && !text[..open].contains(['数', '量', '數']) {
        return None;
    }
    inner[len..].trim_start().starts_with(['）', ')']).then_some(given)
}
