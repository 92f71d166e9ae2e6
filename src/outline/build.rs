//! What was decided, as an outline: headings in a tree, items, and warnings of their numbers.

use super::candidate::{Candidate, Fault};
use super::list::List;
use super::shape::Shape;
use super::{Heading, Item, Outline};
use crate::layout::{BlockKind, Page, Warning};
use crate::lexicon::label::{Scheme, label};
use crate::span::CleanSpan;

/// Makes the outline of what was decided.
pub fn build(page: &Page, candidates: &[Candidate], lists: &[List]) -> Outline {
    let mut outline = Outline {
        headings: Vec::with_capacity(candidates.len()),
        items: Vec::with_capacity(candidates.len()),
        kinds: page.blocks.iter().map(|b| b.kind).collect(),
        section: vec![None; page.blocks.len()],
        ..Outline::default()
    };
    let mut heading_of: Vec<Option<u32>> = vec![None; candidates.len()];
    let mut opened: Vec<(u32, u32)> = Vec::with_capacity(candidates.len());
    let mut styles: Vec<Option<(u32, bool)>> = vec![None; lists.len()];
    let is_heading = |c: &Candidate| lists[c.list as usize].headings && c.shape.shape != Shape::Sentence;
    let mut cut = Cut::of(candidates.iter().filter(|c| is_heading(c)));
    for (i, c) in candidates.iter().enumerate() {
        let heads = is_heading(c);
        let ordinal = Some(c.ordinal).filter(|&n| n > 0);
        if let Some(style) = style(page.of(c.label)).filter(|_| c.is_numbered() && c.scheme != Scheme::Annex) {
            let first = styles[c.list as usize].get_or_insert((style, false));
            if first.0 != style && !std::mem::replace(&mut first.1, true) {
                let message = format!("expected labels of one style in a list, found {}", page.of(c.label));
                outline.warnings.push(Warning { code: "mixed_style", message, span: Some(c.label) });
            }
        }
        if let (true, Some(fault)) = (heads || c.scheme <= Scheme::ArabicDot, c.fault)
            && !(matches!(fault, Fault::Restart { .. }) && may_begin_anew(page, c))
        {
            outline.warnings.push(warning(page, c, fault));
        }
        if !heads {
            outline.items.push(Item { block: c.block, label: c.label, scheme: c.scheme, ordinal });
            outline.kinds[c.block as usize] = BlockKind::Item;
            continue;
        }
        let mut parent = c.parent;
        while let Some(p) = parent.filter(|&p| heading_of[p as usize].is_none()) {
            parent = candidates[p as usize].parent;
        }
        let text = CleanSpan::new(c.body.start, c.body.start + c.shape.end as u32).trim(&page.text);
        let run_in = matches!(c.shape.shape, Shape::RunIn | Shape::Long);
        heading_of[i] = Some(outline.headings.len() as u32);
        opened.push((c.block, outline.headings.len() as u32));
        if !run_in {
            outline.kinds[c.block as usize] = BlockKind::Heading;
            let end = page.blocks.partition_point(|b| b.span.start < text.end);
            for kind in &mut outline.kinds[c.block as usize..end.max(c.block as usize)] {
                *kind = BlockKind::Heading;
            }
        }
        outline.headings.push(Heading {
            parent: parent.and_then(|p| heading_of[p as usize]),
            level: cut.level(c),
            label: c.label,
            text,
            scheme: c.scheme,
            ordinal,
            run_in,
            block: c.block,
        });
    }
    let mut opened = opened.into_iter().peekable();
    let mut current = None;
    for (i, section) in outline.section.iter_mut().enumerate() {
        while let Some((_, h)) = opened.next_if(|(b, _)| *b as usize <= i) {
            current = Some(h);
        }
        *section = current;
    }
    outline
}

/// What stands before the first heading of the outermost scheme: the text was cut out of a longer one, or the part before
/// it has deeper headings only. They keep the depth that their scheme has in this document.
#[derive(Debug)]
struct Cut {
    ranks: u32,
    top: u8,
    offset: u8,
    over: bool,
}

impl Cut {
    fn of<'a>(headings: impl Iterator<Item = &'a Candidate>) -> Self {
        let ranks = headings.filter(|c| c.is_numbered()).fold(0_u32, |set, c| set | 1 << c.rank);
        Self { ranks, top: ranks.trailing_zeros() as u8, offset: 0, over: false }
    }

    fn level(&mut self, c: &Candidate) -> u8 {
        if c.is_numbered() && !self.over {
            self.over = c.rank == self.top;
            if c.level == 1 {
                let above = self.ranks & ((1 << c.rank) - 1);
                self.offset = if self.over { 0 } else { above.count_ones() as u8 };
            }
        }
        let offset = if c.is_numbered() { self.offset } else { 0 };
        c.level.saturating_add(offset)
    }
}

/// Whether a list may begin anew: not far above stands the name of an attached plan or rule, or the line before announces
/// a list.
fn may_begin_anew(page: &Page, c: &Candidate) -> bool {
    const ENDS: [&str; 12] =
        ["规定", "办法", "方案", "细则", "规划", "计划", "条例", "意见", "标准", "报告", "说明", "草案"];
    let mut before = page.blocks[..c.block as usize].iter().rev().filter(|b| b.kind != BlockKind::Furniture).take(3);
    let announced = before.clone().next().is_some_and(|b| page.of(b.span).ends_with(['：', ':']));
    announced
        || before.any(|b| {
            let text = page.of(b.span);
            b.kind == BlockKind::Paragraph
                && text.len() <= 150
                && label(text).is_none()
                && ENDS.iter().any(|e| text.trim_end_matches('）').ends_with(e))
        })
}

/// The signs of a label without its number, as one value: （） and () differ, 1、 and 1. differ. `None` where a label has
/// none of the signs that vary.
fn style(label: &str) -> Option<u32> {
    let signs = label.chars().filter(|c| matches!(c, '（' | '）' | '(' | ')' | '、' | '.' | '．' | '，' | '：' | ':'));
    let value = signs.fold(0_u32, |n, c| n.wrapping_mul(31).wrapping_add(c as u32));
    (value > 0).then_some(value)
}

fn warning(page: &Page, c: &Candidate, fault: Fault) -> Warning {
    let found = page.of(c.label);
    let (code, message) = match fault {
        Fault::Gap { expected } => ("numbering_gap", format!("expected number {expected}, found {found}")),
        Fault::Repeat { expected } => {
            ("numbering_repeat", format!("expected number {expected}, found {found}, which was there before"))
        }
        Fault::Restart { expected } => {
            ("numbering_restart", format!("expected number {expected}, found {found}: the list begins anew"))
        }
    };
    Warning { code, message, span: Some(c.label) }
}
