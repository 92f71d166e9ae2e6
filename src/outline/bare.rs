//! Chapter numbers without a point: `1 概述` above `1.1 基本情况`.
//!
//! A number and a blank begin many a line that is no heading. Here they are read only where the lines count on from 1 and
//! stand above paths that begin with their number.

use super::candidate::{Candidate, opens_with_year};
use super::rows;
use super::shape::{Shape, body};
use crate::fold::is_blank;
use crate::layout::{BlockKind, Page};
use crate::lexicon::label::Scheme;
use crate::span::CleanSpan;

/// Adds them to the candidates, in reading order.
pub fn add(page: &Page, candidates: &mut Vec<Candidate>) {
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
    fits.then(|| Candidate {
        block: i as u32,
        label: span.part(0..digits),
        body: CleanSpan::new(span.start + from as u32, span.end),
        shape,
        apart: None,
        goes_on: None,
        scheme: Scheme::ArabicPath,
        ordinal,
        depth: 1,
        markup: page.blocks[i].markup.heading,
        list: 0,
        level: 0,
        parent: None,
        fault: None,
        rank: 0,
    })
}
