//! Numbers without a point, which begin many a line that is no heading.
//!
//! | line | is a heading where |
//! | --- | --- |
//! | `1 概述` | such lines count on from 1 and stand above paths that begin with their number: `1.1 基本情况` |
//! | `二农林水支出` | it stands between `一、` and `三、`, or names a code of the budget and goes on with the list |

use super::candidate::{Candidate, opens_with_year};
use super::rows;
use super::shape::{Body, Shape, body};
use crate::fold::is_blank;
use crate::layout::{BlockKind, Page};
use crate::lexicon::label::{Scheme, label_without_point};
use crate::span::CleanSpan;

/// Adds them to the candidates, in reading order.
pub fn add(page: &Page, candidates: &mut Vec<Candidate>) {
    add_lost(page, candidates);
    add_chapters(page, candidates);
}

/// How many blocks below the last number of a list its next one is looked for.
const NEAR: usize = 8;

/// Labels that lost their 、.
fn add_lost(page: &Page, candidates: &mut Vec<Candidate>) {
    let counted: Vec<(u32, u32)> =
        candidates.iter().filter(|c| c.scheme == Scheme::HanDun).map(|c| (c.block, c.ordinal)).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for (k, &(block, ordinal)) in counted.iter().enumerate() {
        let next = counted.get(k + 1).copied();
        if next.is_some_and(|n| n.1 == ordinal + 1) {
            continue;
        }
        let between = next.filter(|n| n.1 == ordinal + 2);
        let end = between.map_or(block as usize + NEAR, |n| n.0 as usize).min(page.blocks.len());
        let end = next.map_or(end, |n| end.min(n.0 as usize));
        let mut expected = ordinal + 1;
        for i in block as usize + 1..end {
            let b = &page.blocks[i];
            let text = page.of(b.span);
            let read = label_without_point(text).filter(|l| b.kind == BlockKind::Paragraph && l.ordinal == expected);
            let Some(label) = read else { continue };
            let shape = body(&text[label.len..]);
            let named = matches!(shape.shape, Shape::Open | Shape::Closed | Shape::RunIn);
            let code =
                ["（类）", "（款）", "（项）"].iter().any(|w| text[label.len..label.len + shape.end].contains(w));
            if named && (code || between.is_some()) && !rows::is_row(page, i) {
                found.push(candidate(page, i, label.len, label.len, Scheme::HanDun, label.ordinal, shape));
                expected += 1;
            }
        }
    }
    if !found.is_empty() {
        candidates.append(&mut found);
        candidates.sort_by_key(|c| c.block);
    }
}

/// Chapters.
fn add_chapters(page: &Page, candidates: &mut Vec<Candidate>) {
    let first = |c: &Candidate| {
        let label = page.of(c.label);
        label[..label.find(['.', '．']).unwrap_or(0)].parse::<u32>().ok()
    };
    let is_path = |c: &&Candidate| c.scheme == Scheme::ArabicPath && c.depth == 2;
    let paths: Vec<(u32, u32)> = candidates.iter().filter(is_path).filter_map(|c| Some((c.block, first(c)?))).collect();
    if paths.is_empty() {
        return;
    }
    let mut found: Vec<Candidate> = Vec::new();
    for (i, block) in page.blocks.iter().enumerate() {
        if block.kind == BlockKind::Paragraph
            && let Some(c) = read(page, i)
            && c.ordinal == found.len() as u32 + 1
            && !rows::is_row(page, i)
        {
            found.push(c);
        }
    }
    // Each path stands below its chapter.
    let chapter = |block: u32| found.partition_point(|c| c.block < block) as u32;
    if found.len() < 2 || paths.iter().any(|&(block, n)| chapter(block) != n) {
        return;
    }
    candidates.append(&mut found);
    candidates.sort_by_key(|c| c.block);
}

/// `1 概述` as a candidate.
fn read(page: &Page, i: usize) -> Option<Candidate> {
    let span = page.blocks[i].span;
    let text = page.of(span);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ordinal = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    let name = text[digits..].trim_start_matches(is_blank);
    let from = text.len() - name.len();
    let shape = body(name);
    let named = name.starts_with(char::is_alphabetic) || opens_with_year(name);
    let fits = from > digits && named && shape.shape == Shape::Open && shape.chars <= 30;
    fits.then(|| candidate(page, i, digits, from, Scheme::ArabicPath, ordinal, shape))
}

/// A block as a candidate, with the end of its label and the start of its name in bytes.
fn candidate(
    page: &Page,
    block: usize,
    label: usize,
    name: usize,
    scheme: Scheme,
    ordinal: u32,
    shape: Body,
) -> Candidate {
    let span = page.blocks[block].span;
    Candidate {
        block: block as u32,
        label: span.part(0..label),
        body: CleanSpan::new(span.start + name as u32, span.end),
        shape,
        apart: None,
        goes_on: None,
        scheme,
        ordinal,
        depth: 1,
        markup: page.blocks[block].markup.heading,
        list: 0,
        level: 0,
        parent: None,
        fault: None,
        rank: 0,
    }
}
