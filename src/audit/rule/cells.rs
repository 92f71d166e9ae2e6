//! A table repeats the budgets that the prose gives its tasks: the row of a task, the columns 年初预算, 全年预算, 执行数, 执行率.
//!
//! The checks are called repeated. A cell is only named wrong where two others of its row agree with the prose.

use std::collections::HashMap;

use super::super::Findings;
use super::super::claim::{Claim, Trust, quantity};
use super::super::formula::Formula;
use super::super::term::Document;
use super::plain;
use super::table_total::{Grid, squeezed};

/// The slot that a column holds: initial, annual, executed, rate.
fn slot(header: &str) -> Option<usize> {
    let has = |words: &[&str]| words.iter().any(|w| header.contains(w));
    if has(&["执行率", "完成率"]) {
        Some(3)
    } else if has(&["执行数", "支出数", "决算数", "实际支出"]) {
        Some(2)
    } else if has(&["年初预算", "年初安排"]) {
        Some(0)
    } else if has(&["全年预算", "调整预算", "调整后预算"]) {
        Some(1)
    } else {
        None
    }
}

/// Checks the rows that carry the title of a task.
pub(super) fn check(doc: &Document, grid: &Grid, out: &mut Findings) {
    let columns: Vec<(usize, usize)> =
        grid.headers.iter().enumerate().filter_map(|(c, h)| Some((c, slot(h)?))).collect();
    if columns.len() < 3 {
        return;
    }
    let tasks = doc.tasks.tasks.iter().filter_map(|t| Some((squeezed(doc.page.of(t.title)), t.budget?)));
    let mut by_title = HashMap::new();
    for (title, budget) in tasks {
        // 优化平台运维，提高群众满意度: the table has the first clause alone. Of two tasks of one title, none is meant.
        let clause = title.split(['，', '。', ',']).next().unwrap_or("").to_owned();
        by_title.entry(clause).and_modify(|b| *b = None).or_insert(Some(budget));
    }
    for row in grid.first..grid.rows {
        let label = squeezed(grid.labels[row]);
        let clause = label.split(['，', '。', ',']).next().unwrap_or("");
        let Some(Some(budget)) = by_title.get(clause) else { continue };
        let slots = [budget.initial, budget.annual, budget.executed, budget.rate];
        let pairs: Vec<(u32, u32)> = columns.iter().filter_map(|&(c, s)| Some((slots[s]?, grid.at(row, c)?))).collect();
        let same = |&(prose, cell): &(u32, u32)| {
            let of = |f: u32| doc.figures.get(f as usize).and_then(quantity).map(|q| q.value);
            doc.alike(prose, cell) && of(prose).is_some() && of(prose) == of(cell)
        };
        let equal = pairs.iter().filter(|p| same(p)).count();
        let trust = if equal >= 2 && pairs.len() - equal <= 1 { Trust::Stated } else { Trust::Confirm };
        for (prose, cell) in pairs.into_iter().filter(|&(prose, cell)| doc.alike(prose, cell)) {
            let operands = plain([(prose, "first")]);
            let claimed = Some((cell, false));
            out.claim(doc, &Claim { rule: "repeated", formula: Formula::Same, operands, claimed, trust });
        }
    }
}
