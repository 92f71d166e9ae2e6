//! In a table, totals are the sums of their rows or columns, and computed columns follow from the columns beside them.
//!
//! A row 合计 or 总计 at the end or the beginning, a column 合计 or 全年; columns 增减额, 增减率, 完成率, 占比 against the columns
//! of this year, last year, budget and execution.
//!
//! Why: a table is the one place where all operands are printed.
//!
//! Example: | 甲 | 12.50 | and | 乙 | 7.50 | above | 合计 | 20.00 | — 12.50 + 7.50 = 20.00
//!
//! What a column is computed from, and whether a total has parts beside the rows printed, the table itself must prove: a
//! cell is only named wrong where its neighbours hold by the same rule. Tables with 其中 or 小计 among their rows are
//! nested; their totals are left alone. Findings in computed columns carry the rule of what they compute: difference,
//! growth, rate, share.

use smallvec::SmallVec;

use super::super::Findings;
use super::super::claim::{Claim, Trust, judge};
use super::super::formula::Formula;
use super::super::term::Document;
use super::super::{Verdict, hint};
use super::plain;
use crate::figure::{Kind, by_cell};
use crate::table::Table;

/// Tables with more cells are read in part.
const CELLS: usize = 20_000;
/// At most so many columns.
const COLUMNS: usize = 24;

/// The figures of a table by row and column.
pub(super) struct Grid<'a> {
    pub rows: usize,
    pub columns: usize,
    figures: Vec<Option<u32>>,
    /// The name of each row.
    pub labels: Vec<&'a str>,
    /// The names of each column.
    pub headers: Vec<String>,
    /// The first row that is no header.
    pub first: usize,
}

impl Grid<'_> {
    /// The figure of a cell.
    pub fn at(&self, row: usize, column: usize) -> Option<u32> {
        self.figures.get(row * self.columns + column).copied().flatten()
    }
}

/// A name without blanks.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '\u{3000}')).collect()
}

fn grid<'a>(doc: &Document<'a>, table: &Table, of_cell: impl Fn(usize) -> Option<u32>) -> Option<Grid<'a>> {
    let cells = &table.cells[..table.cells.len().min(CELLS)];
    let rows = cells.iter().map(|c| c.row as usize + 1).max()?;
    let columns = cells.iter().map(|c| usize::from(c.col) + 1).max()?;
    if columns > COLUMNS || rows < 2 || rows.checked_mul(columns)? > 4 * CELLS {
        return None;
    }
    let first = table.header_rows as usize;
    let mut grid = Grid {
        rows,
        columns,
        figures: vec![None; rows * columns],
        labels: vec![""; rows],
        headers: vec![String::new(); columns],
        first,
    };
    for (k, cell) in cells.iter().enumerate() {
        let (row, column) = (cell.row as usize, usize::from(cell.col));
        let text = doc.page.of(cell.span);
        if row < first {
            // A header of several lines is joined; a line of one whose column is unsure is none.
            if cell.flags.unsure() {
                continue;
            }
            let to = (column + usize::from(cell.col_span.max(1))).min(columns);
            for header in &mut grid.headers[column..to] {
                *header += &squeezed(text);
            }
        } else {
            if cell.flags.is_empty() && cell.row_span <= 1 && cell.col_span <= 1 {
                grid.figures[row * columns + column] = of_cell(k);
            }
            if column < table.header_cols.max(1) as usize && !text.is_empty() {
                grid.labels[row] = text;
            }
        }
    }
    Some(grid)
}

/// Checks all tables.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    if doc.tables.tables.is_empty() {
        return;
    }
    let by_cell = by_cell(doc.figures);
    let cell_of = |figure: u32| doc.figures[figure as usize].cell();
    for (t, table) in doc.tables.tables.iter().enumerate() {
        let of_cell = |k: usize| {
            let key = Some((t as u32, k as u32));
            let at = by_cell.partition_point(|&figure| cell_of(figure) < key);
            let &figure = by_cell.get(at).filter(|&&figure| cell_of(figure) == key)?;
            let sole = by_cell.get(at + 1).is_none_or(|&other| cell_of(other) != key);
            sole.then_some(figure)
        };
        if let Some(grid) = grid(doc, table, of_cell) {
            total_row(doc, &grid, out);
            total_column(doc, &grid, out);
            computed(doc, &grid, out);
            super::cells::check(doc, &grid, out);
        }
    }
}

fn is_amount(doc: &Document, figure: u32) -> bool {
    doc.figures.get(figure as usize).is_some_and(|f| {
        f.upper().is_none()
            && !matches!(f.kind, Kind::Date | Kind::Period | Kind::Rank | Kind::Duration | Kind::Percent)
    })
}

/// Whether the names of rows, or columns, tell of parts of parts.
fn is_nested(name: &str) -> bool {
    is_part(name) || may_be_part(name)
}

fn is_part(name: &str) -> bool {
    ["其中", "小计", "合计", "总计", "以上", "结转", "上年", "结余", "平衡"].iter().any(|w| name.contains(w))
}

/// Whether a name may be that of a part of a part: 二、支出, 2080505; where the rows add up, it is none.
fn may_be_part(name: &str) -> bool {
    name.contains("收入")
        || name.contains("支出")
        || name.starts_with(['一', '二', '三', '四', '五', '（', '(', '1', '2', '3', '-', '—'])
}

/// Quarters and months begin with numbers that number nothing.
fn is_season(name: &str) -> bool {
    ["季度", "季", "月", "半年", "月份"].iter().any(|w| name.ends_with(w))
}

fn is_total(name: &str) -> bool {
    matches!(name, "合计" | "总计" | "全年" | "共计" | "总合计" | "合计：")
}

type Operands = SmallVec<[(u32, &'static str, bool); 4]>;

fn sum(operands: Operands, claimed: u32) -> Claim {
    Claim {
        rule: "table_total",
        formula: Formula::Sum,
        operands,
        claimed: Some((claimed, false)),
        trust: Trust::Stated,
    }
}

/// Makes checks of sibling claims. What does not hold is named wrong where its siblings prove the rule.
fn siblings(doc: &Document, claims: &[Claim], proof: usize, out: &mut Findings) -> bool {
    let verdicts: Vec<Option<Verdict>> = claims
        .iter()
        .map(|c| {
            let (x, claimed) = c.quantities(doc)?;
            judge(c.formula, &x, &claimed).map(|o| o.verdict)
        })
        .collect();
    let held = verdicts.iter().filter(|v| matches!(v, Some(Verdict::Holds | Verdict::Rounding))).count();
    let wrong = verdicts.iter().filter(|v| matches!(v, Some(Verdict::Contradiction))).count();
    for (claim, verdict) in claims.iter().zip(&verdicts) {
        let made = match verdict {
            Some(Verdict::Contradiction) => {
                let slip = || claim.quantities(doc).is_some_and(|(x, c)| hint::one_slip(claim, doc, &x, &c));
                (held >= proof && held > 2 * wrong) || (held >= 1 && wrong == 1 && slip())
            }
            Some(_) => true,
            None => false,
        };
        if made {
            out.claim(doc, claim);
        }
    }
    held > 0
}

/// A row 合计 against the rows it totals.
fn total_row(doc: &Document, grid: &Grid, out: &mut Findings) {
    let body = grid.first..grid.rows;
    let named: Vec<usize> = body.clone().filter(|&r| is_total(&squeezed(grid.labels[r]))).collect();
    let [total] = named[..] else { return };
    let members: Vec<usize> = match total {
        t if t + 1 == grid.rows => (grid.first..t).collect(),
        t if t == grid.first => (t + 1..grid.rows).collect(),
        _ => return,
    };
    if members.len() < 2 || members.len() > 60 || members.iter().any(|&r| is_part(&squeezed(grid.labels[r]))) {
        return;
    }
    // Two columns that add up prove that the rows are all of one level.
    let proof = if members.iter().any(|&r| may_be_part(&squeezed(grid.labels[r]))) { 2 } else { 1 };
    let mut claims = Vec::new();
    for column in 0..grid.columns {
        let Some(claimed) = grid.at(total, column) else { continue };
        let header = &grid.headers[column];
        let shares = header.contains('占') || header.contains("比重") || header.contains("构成");
        let percent = doc.figures[claimed as usize].kind == Kind::Percent;
        if percent && !shares || !percent && !is_amount(doc, claimed) {
            continue;
        }
        let parts: Operands = members
            .iter()
            .filter_map(|&r| grid.at(r, column))
            .filter(|&f| doc.alike(f, claimed))
            .map(|f| (f, "part", false))
            .collect();
        // A column with holes may have them for a reason.
        if parts.len() == members.len() {
            claims.push(sum(parts, claimed));
        }
    }
    siblings(doc, &claims, proof, out);
}

/// A column 合计 or 全年 against the columns it totals.
fn total_column(doc: &Document, grid: &Grid, out: &mut Findings) {
    let totals: Vec<usize> = (0..grid.columns).filter(|&c| is_total(&grid.headers[c])).collect();
    let [total] = totals[..] else { return };
    let numeric = |c: usize| (grid.first..grid.rows).any(|r| grid.at(r, c).is_some());
    let members: Vec<usize> = (0..grid.columns).filter(|&c| c != total && numeric(c)).collect();
    let at_end = members.iter().all(|&c| c < total) || members.iter().all(|&c| c > total);
    let nested = |&c: &usize| is_nested(&grid.headers[c]) && !is_season(&grid.headers[c]);
    if members.len() < 2 || !at_end || members.iter().any(nested) {
        return;
    }
    let mut claims = Vec::new();
    for row in grid.first..grid.rows {
        let Some(claimed) = grid.at(row, total).filter(|&f| is_amount(doc, f)) else { continue };
        let parts: Operands = members
            .iter()
            .filter_map(|&c| grid.at(row, c))
            .filter(|&f| doc.alike(f, claimed))
            .map(|f| (f, "part", false))
            .collect();
        if parts.len() == members.len() {
            claims.push(sum(parts, claimed));
        }
    }
    siblings(doc, &claims, 2, out);
}

/// Words that name the columns of an operand.
const NOW: &[&str] = &["本年", "今年", "本期", "当年", "决算", "执行", "完成", "金额", "实际"];
const BEFORE: &[&str] = &["上年", "去年", "上期", "同期"];
const BUDGET: &[&str] = &["全年预算", "调整预算", "预算数", "预算", "计划", "目标"];
const DONE: &[&str] = &["执行数", "执行", "决算", "完成数", "支出数", "完成"];

/// Columns 增减额, 增减率, 完成率, 占比.
fn computed(doc: &Document, grid: &Grid, out: &mut Findings) {
    for column in 0..grid.columns {
        let header = grid.headers[column].as_str();
        let has = |words: &[&str]| words.iter().any(|w| header.contains(w));
        let percent = header.contains('%') || header.contains('％') || header.contains('率') || header.contains("幅");
        let tried = if has(&["增减", "增长", "增幅", "比上年"]) && percent {
            ("growth", Formula::Growth, NOW, BEFORE, ["current", "previous"])
        } else if has(&["增减额", "增减数", "增减", "差额", "增加额"]) {
            ("difference", Formula::Difference, NOW, BEFORE, ["minuend", "subtrahend"])
        } else if has(&["完成率", "执行率", "占预算", "完成预算", "预算完成", "占调整预算", "为预算"])
        {
            ("rate", Formula::Share, DONE, BUDGET, ["numerator", "denominator"])
        } else if has(&["占比", "比重", "占总"]) {
            share_column(doc, grid, column, out);
            continue;
        } else {
            continue;
        };
        let (rule, formula, first, second, roles) = tried;
        // The pair of columns by which most rows hold.
        let named = |words: &[&str]| -> Vec<usize> {
            (0..grid.columns)
                .filter(|&c| c != column && words.iter().any(|w| grid.headers[c].contains(w)))
                .take(4)
                .collect()
        };
        let (a, b) = (named(first), named(second));
        let pairs = a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b))).filter(|(a, b)| a != b);
        let mut best: Option<(usize, Vec<Claim>)> = None;
        for (a, b) in pairs {
            let rows = (grid.first..grid.rows).filter_map(|r| {
                let (x, y, claimed) = (grid.at(r, a)?, grid.at(r, b)?, grid.at(r, column)?);
                (is_amount(doc, x) && is_amount(doc, y)).then(|| Claim {
                    rule,
                    formula,
                    operands: plain([(x, roles[0]), (y, roles[1])]),
                    claimed: Some((claimed, false)),
                    trust: Trust::Stated,
                })
            });
            let claims: Vec<Claim> = rows.collect();
            let held = claims.iter().filter(|c| holds(doc, c)).count();
            if best.as_ref().is_none_or(|(n, _)| held > *n) {
                best = Some((held, claims));
            }
        }
        if let Some((held, claims)) = best
            && held >= 2
            && 2 * held > claims.len()
        {
            siblings(doc, &claims, 2, out);
        }
    }
}

fn holds(doc: &Document, claim: &Claim) -> bool {
    let outcome = claim.quantities(doc).and_then(|(x, c)| judge(claim.formula, &x, &c));
    outcome.is_some_and(|o| o.verdict != Verdict::Contradiction)
}

/// 占比: each row of an amount against its total row.
fn share_column(doc: &Document, grid: &Grid, column: usize, out: &mut Findings) {
    let Some(total) = (grid.first..grid.rows).find(|&r| is_total(&squeezed(grid.labels[r]))) else { return };
    for amounts in (0..column).rev().take(3) {
        let Some(whole) = grid.at(total, amounts).filter(|&f| is_amount(doc, f)) else { continue };
        let rows = (grid.first..grid.rows).filter(|&r| r != total).filter_map(|r| {
            let (part, claimed) = (grid.at(r, amounts)?, grid.at(r, column)?);
            doc.alike(part, whole).then(|| Claim {
                rule: "share",
                formula: Formula::Share,
                operands: plain([(part, "part"), (whole, "whole")]),
                claimed: Some((claimed, false)),
                trust: Trust::Stated,
            })
        });
        let claims: Vec<Claim> = rows.collect();
        let held = claims.iter().filter(|c| holds(doc, c)).count();
        if held >= 2 && 2 * held > claims.len() {
            siblings(doc, &claims, 2, out);
            return;
        }
    }
}
