//! Lists to headings or items: a list is decided as a whole.

use std::cell::LazyCell;

use super::candidate::{Candidate, Fault};
use super::shape::{Shape, whole_line};
use crate::layout::{BlockKind, Page};
use crate::lexicon::label::Scheme;

/// A list and what it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct List {
    /// Members.
    pub members: u32,
    /// Its members are headings.
    pub headings: bool,
    /// It does not begin with its first number, and the text did not begin with it.
    torn: bool,
    /// It names annexes.
    annexes: bool,
    named: u32,
    /// Members that are a line of their own with text below.
    lines: u32,
    /// One of them has no stop.
    open: bool,
    stated: u32,
    bare: u32,
    /// Members that are a phrase on a line of its own.
    phrases: u32,
    /// Members that are run-in and named as an indicator is: `数量指标：……`.
    indicators: u32,
    last: Option<u32>,
}

/// Schemes whose entries are never headings.
const fn never_heads(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::HanShi | Scheme::Bracket | Scheme::Dash | Scheme::Annex)
}

/// Decides each list; a member that is a long name on a line of its own follows those beside it.
pub fn decide(page: &Page, candidates: &mut [Candidate], lists: u32) -> Vec<List> {
    let mut lists = vec![List::default(); lists as usize];
    let body_after = |c: &Candidate, next: Option<&Candidate>| {
        let from = page.blocks.partition_point(|b| b.span.start < c.body.end.max(c.label.end));
        let until = next.map_or(page.blocks.len(), |n| n.block as usize);
        page.blocks[from.min(until)..until]
            .iter()
            .any(|b| !matches!(b.kind, BlockKind::Furniture | BlockKind::Contents))
    };
    let evaluation = LazyCell::new(|| is_evaluation(page));
    let mut opening = vec![false; candidates.len()];
    for (i, c) in candidates.iter().enumerate() {
        let next = candidates.get(i + 1);
        let opens = body_after(c, next) || next.is_some_and(|n| n.level > c.level && n.parent == Some(i as u32));
        opening[i] = opens;
        let list = &mut lists[c.list as usize];
        list.torn |= list.members == 0 && c.fault == Some(Fault::Gap { expected: 1 });
        list.members += 1;
        list.annexes |= c.scheme == Scheme::Annex || list.members == 1 && names_annexes(page, c);
        list.last = Some(i as u32);
        list.phrases += u32::from(c.shape.shape == Shape::Open);
        match c.shape.shape {
            // （一）技术领域：写明……；（二）背景技术：写明……；
            Shape::RunIn if page.of(c.body).ends_with(['；', ';']) => list.stated += 2,
            // 第二条 本法适用于……。: an article is said, not named.
            Shape::RunIn | Shape::Closed if c.scheme == Scheme::Article => list.stated += 2,
            Shape::RunIn => {
                list.named += 2;
                let numbered = c.scheme >= Scheme::ArabicDot && *evaluation;
                list.indicators += u32::from(numbered && names_indicator(&page.of(c.body)[..c.shape.end]));
            }
            shape @ (Shape::Open | Shape::Closed) if opens => {
                list.named += 2;
                list.lines += 1;
                list.open |= shape == Shape::Open;
            }
            Shape::Open => list.bare += 1,
            // The text was cut off below it.
            Shape::Closed if is_last(page, c) && page.of(c.body).ends_with(['：', ':']) => list.bare += 1,
            Shape::Alone | Shape::Closed | Shape::Long | Shape::Sentence => list.stated += 2,
        }
    }
    // Below the articles of a law stand cases and conditions: only a name on a line of its own names a part there.
    let law = candidates.iter().filter(|c| c.scheme == Scheme::Article && c.shape.shape != Shape::Open).count() >= 2;
    for list in &mut lists {
        let Some(last) = list.last.map(|i| &candidates[i as usize]) else { continue };
        let against = 2 * list.stated + list.bare;
        list.headings = if never_heads(last.scheme)
            || list.annexes
            || (list.torn && last.scheme >= Scheme::ArabicDot && last.scheme != Scheme::Case)
        {
            false
        } else if matches!(last.scheme, Scheme::Markup | Scheme::Unnumbered) {
            true
        } else if law && last.scheme > Scheme::Article && !list.open {
            false
        } else if list.named == 0 {
            // A lone heading at the end of a cut text.
            let first = last.ordinal == 1 && matches!(last.scheme, Scheme::ArabicDot | Scheme::Case);
            list.stated == 0 && list.members == 1 && (last.scheme <= Scheme::HanParen || first && is_last(page, last))
        } else if last.scheme >= Scheme::ArabicDot
            && 2 * list.indicators <= list.members
            && list.phrases < list.members
            && *evaluation
            && lists_tasks(page, candidates, last)
        {
            false
        } else {
            2 * list.named > against
        };
    }
    // What has named parts below it is one, however long its name; what has nothing below it is none beside it.
    let mut widened = vec![false; lists.len()];
    for i in 0..candidates.len() {
        let c = &candidates[i];
        let below = candidates.get(i + 1).filter(|n| n.parent == Some(i as u32) && n.scheme > c.scheme);
        let outer = matches!(c.scheme, Scheme::HanFormal | Scheme::HanDun);
        if !outer || lists[c.list as usize].headings || !below.is_some_and(|n| lists[n.list as usize].headings) {
            continue;
        }
        if let Some(name) = whole_line(page.of(c.body)) {
            lists[c.list as usize].headings = true;
            widened[c.list as usize] = true;
            candidates[i].shape = name;
        }
    }
    for (c, opens) in candidates.iter_mut().zip(&opening) {
        if widened[c.list as usize] && !opens {
            c.shape.shape = Shape::Sentence;
        }
    }
    // What stands between two names of parts is one, too.
    let mut before = vec![false; lists.len()];
    for i in (0..candidates.len()).rev() {
        let c = &candidates[i];
        let list = &lists[c.list as usize];
        let goes_on = std::mem::replace(&mut before[c.list as usize], true);
        let fits = goes_on && opening[i] && c.ordinal > 1 && c.shape.shape == Shape::Sentence;
        if fits && list.headings && 2 * list.lines > list.members {
            candidates[i].shape = whole_line(page.of(c.body)).unwrap_or(c.shape);
        }
    }
    lists
}

/// Whether the line above a list is `附件：` alone: what it numbers are names of annexes.
fn names_annexes(page: &Page, first: &Candidate) -> bool {
    if first.ordinal != 1 {
        return false;
    }
    let above = page.blocks[..first.block as usize].iter().rev().find(|b| b.kind != BlockKind::Furniture);
    let lead = above.filter(|b| b.span.len() <= 30).map_or("", |b| page.of(b.span));
    matches!(lead.trim_end_matches(['：', ':']), "附件" | "附表" | "附" | "相关附件" | "附件下载")
}

/// Whether nothing follows the block of a candidate but furniture.
fn is_last(page: &Page, c: &Candidate) -> bool {
    page.blocks[c.block as usize + 1..].iter().all(|b| b.kind == BlockKind::Furniture)
}

/// Whether the document is a body's own evaluation of its spending, in which numbered duties and tasks are listed.
fn is_evaluation(page: &Page) -> bool {
    let head = page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph).take(4);
    head.map(|b| page.of(b.span)).any(|t| t.chars().count() <= 60 && t.contains("绩效"))
}

/// `数量指标`, `社会效益`, `服务对象满意度`: what an evaluation measures, which is no task.
fn names_indicator(name: &str) -> bool {
    !name.contains(['，', ',']) && ["指标", "效益", "满意度", "影响", "成本", "时效"].iter().any(|w| name.ends_with(w))
}

/// Whether the part that a list stands in is named as a list of duties, tasks or goals.
fn lists_tasks(page: &Page, candidates: &[Candidate], member: &Candidate) -> bool {
    let above = member.parent.and_then(|p| candidates.get(p as usize));
    above.is_some_and(|a| {
        let name = &page.of(a.body)[..a.shape.end];
        ["任务", "职责", "职能", "目标"].iter().any(|w| name.contains(w))
    })
}
