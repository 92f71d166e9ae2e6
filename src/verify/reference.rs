//! What points at what: every id is its index, every reference leads to what is there and is borne out from the other
//! side, and the counts count what is listed.

use super::Proof;
use super::output::{Report, Table, Task};

/// Compares what an output says of itself.
pub(super) fn references(report: &Report<'_>, proof: &mut Proof) {
    let before = proof.wrong.len();
    ids(report, proof);
    indices(report, proof);
    // What points nowhere cannot be followed.
    if proof.wrong.len() == before {
        outline(report, proof);
        tasks(report, proof);
        tables(report, proof);
        figures(report, proof);
    }
    counts(report, proof);
}

/// Ids are indices.
fn ids(report: &Report<'_>, proof: &mut Proof) {
    let lists: [(&str, &mut dyn Iterator<Item = u32>); 6] = [
        ("block", &mut report.blocks.iter().map(|x| x.id)),
        ("heading", &mut report.headings.iter().map(|x| x.id)),
        ("task", &mut report.tasks.iter().map(|x| x.id)),
        ("figure", &mut report.figures.iter().map(|x| x.id)),
        ("table", &mut report.tables.iter().map(|x| x.id)),
        ("check", &mut report.checks.iter().map(|x| x.id)),
    ];
    for (what, list) in lists {
        for (index, id) in (0..).zip(list) {
            proof.equal(format_args!("{what} {index}, id"), &index, &id);
        }
    }
}

/// Every index is that of something.
fn indices(report: &Report<'_>, proof: &mut Proof) {
    let (blocks, headings, tasks, figures) =
        (report.blocks.len(), report.headings.len(), report.tasks.len(), report.figures.len());
    let mut all = |what: &str, id: usize, of: &str, found: &mut dyn Iterator<Item = u32>, count: usize| {
        for index in found {
            proof.expect((index as usize) < count, || {
                format!("{what} {id}: expected one of {count} {of}, found index {index}")
            });
        }
    };
    for (id, b) in report.blocks.iter().enumerate() {
        all("block", id, "headings", &mut b.heading.into_iter(), headings);
    }
    for (id, h) in report.headings.iter().enumerate() {
        all("heading", id, "headings before it", &mut h.parent.into_iter(), id);
        all("heading", id, "blocks", &mut std::iter::once(h.block), blocks);
    }
    for (id, t) in report.tasks.iter().enumerate() {
        all("task", id, "figures", &mut t.figures.iter().copied().chain(slots(t).map(|(_, f)| f)), figures);
        all("task", id, "blocks", &mut t.blocks.iter().copied(), blocks);
        all("task", id, "headings", &mut t.heading.into_iter(), headings);
    }
    for (id, l) in report.links.iter().enumerate() {
        all("link", id, "tasks", &mut [l.task, l.outcome].into_iter(), tasks);
    }
    for (id, f) in report.figures.iter().enumerate() {
        all("figure", id, "blocks", &mut std::iter::once(f.block), blocks);
        all("figure", id, "headings", &mut f.heading.into_iter(), headings);
        all("figure", id, "tasks", &mut f.task.into_iter(), tasks);
        let Some([table, cell]) = f.cell else { continue };
        let cells = report.tables.get(table as usize).map_or(0, |t| t.cells.len());
        all("figure", id, "cells", &mut std::iter::once(cell), cells);
    }
    for (id, t) in report.tables.iter().enumerate() {
        all("table", id, "blocks", &mut t.blocks.iter().copied(), blocks);
        all("table", id, "figures", &mut t.cells.iter().flat_map(|c| &c.figures).copied(), figures);
    }
    for (id, c) in report.checks.iter().enumerate() {
        let named = c.operands.iter().map(|operand| operand.figure).chain(c.claim);
        all("check", id, "figures", &mut c.figures.iter().copied().chain(named), figures);
        all("check", id, "headings", &mut c.headings.iter().copied(), headings);
    }
    for (id, d) in report.derived.iter().enumerate() {
        all("derived figure", id, "figures", &mut d.figures.iter().copied(), figures);
    }
}

/// The slots of a task's budget that are filled, by name.
fn slots(task: &Task<'_>) -> impl Iterator<Item = (&'static str, u32)> {
    let named = task
        .budget
        .iter()
        .flat_map(|b| [("initial", b.initial), ("annual", b.annual), ("executed", b.executed), ("rate", b.rate)]);
    named.filter_map(|(name, figure)| Some((name, figure?)))
}

fn ascends(list: &[u32]) -> bool {
    list.is_sorted_by(|a, b| a < b)
}

/// A heading stands deeper than the one above it, and each block under the last one that begins before it or in it.
fn outline(report: &Report<'_>, proof: &mut Proof) {
    let mut block = 0;
    for (id, h) in report.headings.iter().enumerate() {
        let above = h.parent.map_or(0, |parent| report.headings[parent as usize].level);
        proof.expect(above < h.level, || format!("heading {id}, level: expected more than {above}, found {}", h.level));
        proof.expect(block <= h.block, || format!("heading {id}, block: expected {block} or later, found {}", h.block));
        block = block.max(h.block);
    }
    let mut next = 0;
    for (id, b) in report.blocks.iter().enumerate() {
        while report.headings.get(next).is_some_and(|h| h.block as usize <= id) {
            next += 1;
        }
        proof.same(format_args!("block {id}, heading"), next.checked_sub(1).map(|h| h as u32), b.heading);
    }
}

fn tasks(report: &Report<'_>, proof: &mut Proof) {
    for (id, t) in report.tasks.iter().enumerate() {
        proof.expect(ascends(&t.blocks) && !t.blocks.is_empty(), || {
            format!("task {id}, blocks: expected some that ascend, found {:?}", t.blocks)
        });
        let Some(first) = t.blocks.first() else { continue };
        proof.same(format_args!("task {id}, heading"), report.blocks[*first as usize].heading, t.heading);
        proof.expect(ascends(&t.figures), || {
            format!("task {id}, figures: expected indices that ascend, found {:?}", t.figures)
        });
        for figure in &t.figures {
            let block = report.figures[*figure as usize].block;
            proof.expect(t.blocks.binary_search(&block).is_ok(), || {
                format!("task {id}, figures: expected figures of its blocks, found {figure} of block {block}")
            });
        }
        for (slot, figure) in slots(t) {
            proof.expect(t.figures.binary_search(&figure).is_ok(), || {
                format!("task {id}, budget.{slot}: expected one of its figures, found {figure}")
            });
        }
    }
    for (id, l) in report.links.iter().enumerate() {
        proof.expect(l.task != l.outcome && !l.by.is_empty(), || {
            format!(
                "link {id}: expected two tasks and what links them, found {} and {} by {:?}",
                l.task, l.outcome, l.by
            )
        });
    }
}

fn tables(report: &Report<'_>, proof: &mut Proof) {
    for (id, t) in report.tables.iter().enumerate() {
        proof.expect(ascends(&t.blocks), || {
            format!("table {id}, blocks: expected indices that ascend, found {:?}", t.blocks)
        });
        let rows = t.cells.last().map_or(0, |cell| cell.row + 1);
        proof.expect(t.header_rows <= rows, || {
            format!("table {id}, header_rows: expected at most {rows}, found {}", t.header_rows)
        });
        cells(id, t, proof);
    }
}

/// Cells stand row by row; within a row also column by column, but where they are out of line.
fn cells(id: usize, table: &Table<'_>, proof: &mut Proof) {
    let mut last = (0, 0);
    for (k, c) in table.cells.iter().enumerate() {
        let placed = if c.flags.contains(&"misaligned") { c.row >= last.0 } else { (c.row, c.col) >= last };
        proof.expect(placed, || {
            let (row, col) = last;
            format!(
                "table {id}, cell {k}: expected it behind row {row}, column {col}, found it at {}, {}",
                c.row, c.col
            )
        });
        proof.expect(c.row_span > 0 && c.col_span > 0, || {
            format!(
                "table {id}, cell {k}: expected it to cover a row and a column, found {} and {}",
                c.row_span, c.col_span
            )
        });
        last = (c.row, c.col + 1);
    }
}

/// A figure says of its block, its cell and its task what these say of it.
fn figures(report: &Report<'_>, proof: &mut Proof) {
    let mut cell_of = vec![None; report.figures.len()];
    for (t, table) in report.tables.iter().enumerate() {
        for (c, cell) in table.cells.iter().enumerate() {
            for &figure in &cell.figures {
                let twice = cell_of[figure as usize].replace([t as u32, c as u32]).is_some();
                proof.expect(!twice, || {
                    format!("table {t}, cell {c}: expected figure {figure} in one cell, found it in two")
                });
            }
        }
    }
    // Of one in two tasks the later counts.
    let mut task_of = vec![None; report.figures.len()];
    for (id, task) in (0..).zip(&report.tasks) {
        for &figure in &task.figures {
            task_of[figure as usize] = Some(id);
        }
    }
    let shown = |cell: Option<[u32; 2]>| cell.map_or("null".to_owned(), |[t, c]| format!("table {t}, cell {c}"));
    for (id, f) in report.figures.iter().enumerate() {
        proof.same(format_args!("figure {id}, heading"), report.blocks[f.block as usize].heading, f.heading);
        proof.same(format_args!("figure {id}, task"), task_of[id], f.task);
        let expected = cell_of[id];
        proof.expect(expected == f.cell, || {
            format!("figure {id}, cell: expected {}, found {}", shown(expected), shown(f.cell))
        });
        let Some([t, c]) = f.cell else { continue };
        let table = &report.tables[t as usize];
        let cell = &table.cells[c as usize];
        let within = |range: &[u32; 2]| cell.bytes.iter().any(|of| of[0] <= range[0] && range[1] <= of[1]);
        proof.expect(cell.text.contains(&*f.text) && f.bytes.iter().all(within), || {
            format!("figure {id}: expected it inside of table {t}, cell {c}, found “{}” beside “{}”", f.text, cell.text)
        });
        proof.expect(table.blocks.binary_search(&f.block).is_ok(), || {
            format!("figure {id}, block: expected one of table {t}, found {}", f.block)
        });
    }
}

/// The counts of the coverage are those of the lists.
fn counts(report: &Report<'_>, proof: &mut Proof) {
    let coverage = &report.coverage;
    let measured = report.figures.iter().filter(|f| !matches!(f.kind, "date" | "period"));
    let labelled = measured.filter(|f| f.label.is_some()).count() as u64;
    proof.equal("coverage.figures", &(report.figures.len() as u64), &coverage.figures);
    proof.equal("coverage.figures_labelled", &labelled, &coverage.figures_labelled);
    proof.equal("coverage.claims", &(report.checks.len() as u64), &coverage.claims);
}
