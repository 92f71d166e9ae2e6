//! Headings without a number: only where the evidence is strong.
//!
//! | line | evidence |
//! | --- | --- |
//! | `前言`, `声  明`, `重大事项提示` | the name itself, on a line of its own |
//! | `产业结构持续优化。` | a short sentence alone on its line, a long paragraph below, two siblings of the same kind near by |
//! | `收入支出决算总表` | the table of contents names it |
//! | a bold line | all bold, short, no stop, text below, another such line |
//! | `“十四五”时期工作回顾` | no stop, between a whole paragraph and another, and another such line |

use std::cell::LazyCell;
use std::collections::HashSet;

use super::candidate::{ASIDE, Candidate, PREFACE};
use super::shape::{Shape, body};
use crate::fold::is_blank;
use crate::layout::{Block, BlockKind, Page};
use crate::lexicon::label::{Scheme, label};
use crate::span::CleanSpan;

/// Parts that are called so in every report.
const NAMES: &[&str] = &[
    "前言",
    "引言",
    "序言",
    "导言",
    "声明",
    "摘要",
    "结语",
    "结束语",
    "结论",
    "释义",
    "后记",
    "编后语",
    "重大事项提示",
    "重要提示",
    "特别提示",
    "重要声明",
    "名词解释",
    "编制说明",
    "编者按",
    "总结与展望",
    "報告事項",
    "討論事項",
    "选举事项",
    "選舉事項",
    "其他事項",
    "臨時動議",
];

/// Those that stand before the numbered parts.
const PREFACES: &[&str] = &["前言", "引言", "序言", "导言", "摘要"];

/// How far apart, in blocks, two siblings may stand.
const NEAR: usize = 24;

/// Adds them to the candidates, in reading order.
pub fn add(page: &Page, candidates: &mut Vec<Candidate>) {
    let blocks = &page.blocks;
    // A label alone on its line has its text in the next block.
    let below = |c: &Candidate| u32::from(c.body.start >= page.blocks[c.block as usize].span.end && !c.body.is_empty());
    let mut taken = candidates.iter().flat_map(|c| c.block..=c.block + below(c)).map(|b| b as usize).peekable();
    let mut found: Vec<Candidate> = Vec::new();
    // Short lines of one kind, kept until it is known whether there are enough of them.
    let mut weak: Vec<(usize, Kind)> = Vec::new();
    let (mut plain, mut longer) = (0, Vec::new());
    let mut lines: Vec<usize> = Vec::new();
    let listed = LazyCell::new(|| listed(page));
    // What only its look makes a heading is none in a text that was cut out of a longer one: there is too little beside
    // it to tell.
    let whole = is_whole(page);
    // Before the first long paragraph stand the title and who reports.
    let mut started = false;
    let mut last_table = String::new();
    for (i, block) in blocks.iter().enumerate() {
        started |= block.kind == BlockKind::Paragraph && block.span.len() >= 180;
        while taken.next_if(|&t| t < i).is_some() {}
        let len = block.span.len();
        if names_table(page, block, &listed) && taken.peek() != Some(&i) {
            // On the pages that follow it stands once more.
            let name = letters(page.of(block.span));
            if last_table != name {
                found.push(candidate(page, i, 1));
            }
            last_table = name;
            continue;
        }
        if block.kind != BlockKind::Paragraph || len > 120 || taken.peek() == Some(&i) || block.markup.page_title {
            continue;
        }
        let below = blocks[i + 1..].iter().find(|b| !matches!(b.kind, BlockKind::Furniture | BlockKind::Contents));
        let Some(below) = below.filter(|b| b.kind == BlockKind::Paragraph) else { continue };
        let text = page.of(block.span);
        if text.len() <= 60 && is_name(text, NAMES) {
            found.push(candidate(page, i, if is_name(text, PREFACES) { PREFACE } else { 0 }));
        } else if whole && started && block.markup.bold && is_phrase(text) && !below.span.is_empty() {
            weak.push((i, Kind::Bold));
        } else if whole && len <= 84 && text.ends_with('。') && below.span.len() >= 180 && is_short_sentence(text) {
            if len <= 54 && !text.contains(['，', '、']) {
                plain += 1;
            } else {
                longer.push(weak.len());
            }
            weak.push((i, Kind::Sentence));
        } else if whole && is_line(page, i, text) {
            lines.push(i);
        }
    }
    // Those with a comma are of the kind only where there are enough of those without.
    if plain < 3 || longer.len() > 3 * plain {
        let mut k = 0;
        weak.retain(|_| {
            k += 1;
            longer.binary_search(&(k - 1)).is_err()
        });
    }
    for (k, &(i, kind)) in weak.iter().enumerate() {
        let near = |o: Option<&(usize, Kind)>| o.is_some_and(|&(j, other)| other == kind && j.abs_diff(i) <= NEAR);
        let before = k.checked_sub(1).and_then(|k| weak.get(k));
        let twice = k.checked_sub(2).and_then(|k| weak.get(k));
        let (after, afterwards) = (weak.get(k + 1), weak.get(k + 2));
        let siblings = match kind {
            // Two bold lines one after the other are the title of an attached text.
            Kind::Bold => {
                let beside = |o: Option<&(usize, Kind)>| o.is_some_and(|&(j, _)| j.abs_diff(i) == 1);
                (near(before) || near(after)) && !beside(before) && !beside(after) && !begins_anew(page, i + 1)
            }
            Kind::Sentence => (near(before) && (near(after) || near(twice))) || (near(after) && near(afterwards)),
        };
        if siblings {
            found.push(candidate(page, i, if kind == Kind::Sentence { ASIDE } else { 1 }));
        }
    }
    // One line alone may be anything, unless others of its kind are set bold; so may any of many.
    let bold = found.iter().filter(|c| c.depth == 1 && page.blocks[c.block as usize].markup.bold).count();
    if is_hard_wrapped(page) {
        let indent = paragraph_indent(page);
        lines.retain(|&i| Some(blocks[i].indent) == indent);
    }
    if lines.len() * 3 <= blocks.len() {
        match lines.len() {
            1 if bold >= 2 => found.push(candidate(page, lines[0], 1)),
            0 | 1 => {}
            _ => found.extend(lines.iter().map(|&i| candidate(page, i, ASIDE))),
        }
    }
    if !found.is_empty() {
        candidates.append(&mut found);
        candidates.sort_by_key(|c| c.block);
    }
}

/// What makes a line likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bold,
    Sentence,
}

/// Whether a text is long, is a page of the web, or begins as a whole one does: with a salutation.
fn is_whole(page: &Page) -> bool {
    if page.text.len() >= 6000 || page.blocks.iter().take(60).any(|b| b.markup.page_title) {
        return true;
    }
    let head = page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph).take(8).map(|b| page.of(b.span));
    head.filter(|t| t.len() <= 90).any(|t| t.starts_with("各位") || t.starts_with("同志们"))
}

/// Whether a line without a stop stands between a paragraph that is complete and one that begins.
fn is_line(page: &Page, i: usize, text: &str) -> bool {
    // Most paragraphs end with a stop, which is three bytes that no Han character has.
    if !matches!(text.as_bytes(), [.., 0xe4..=0xe9, _, _]) || text.len() < 15 {
        return false;
    }
    let b = body(text);
    if b.shape != Shape::Open || !(5..=30).contains(&b.chars) || text.contains(is_blank) {
        return false;
    }
    // 强化人员培训，业: a sentence was broken off.
    if text.rsplit_once('，').is_some_and(|(_, last)| last.chars().count() < 4) {
        return false;
    }
    if text.starts_with(['—', '（', '(', '［', '《', '〔', '【'])
        || text.ends_with(['日', '摄', '讯', '电', '年', '月'])
    {
        return false;
    }
    if text.contains(['：', ':', '|', '>', '@', '/', '·', '…', '-', '_', '=']) {
        return false;
    }
    let body_text = |b: &&Block| !matches!(b.kind, BlockKind::Furniture);
    let before = page.blocks[..i].iter().rev().find(body_text).filter(|b| b.kind == BlockKind::Paragraph);
    let complete = before.map(|b| page.of(b.span)).is_some_and(|t| {
        t.ends_with(['。', '！', '”']) && t.len() >= 120
            || t.ends_with(['。', '：']) && t.starts_with("各位")
            || t.contains("我代表")
    });
    let below = page.blocks[i + 1..].iter().find(body_text).filter(|b| b.kind == BlockKind::Paragraph);
    complete
        && below.map(|b| page.of(b.span)).is_some_and(|t| {
            let begins = !t.starts_with(['《', '（', '(', '、', '，', '。', '；', '的', '和', '》', '”']);
            let numbered = label(t).is_some_and(|l| l.ordinal == 1 && l.scheme <= Scheme::HanParen);
            begins && (numbered || t.len() >= 180 && t.contains('。') || t.len() >= 60 && t.ends_with(['。', '：']))
        })
}

/// Whether many of the paragraphs were joined from lines: one more line may be a broken one that was not joined.
fn is_hard_wrapped(page: &Page) -> bool {
    let paragraphs = page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph && b.span.len() >= 180);
    let (mut all, mut joined) = (0, 0);
    for b in paragraphs {
        all += 1;
        joined += usize::from(b.lines > 1);
    }
    joined * 4 > all
}

/// The indent with which nearly all paragraphs of several lines begin: a line that has it is no rest of one.
fn paragraph_indent(page: &Page) -> Option<u16> {
    let mut indents: Vec<u16> =
        page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph && b.lines > 1).map(|b| b.indent).collect();
    indents.sort_unstable();
    let most = indents.chunk_by(|a, b| a == b).max_by_key(|c| c.len())?;
    (most[0] >= 2 && most.len() * 10 >= indents.len() * 9).then_some(most[0])
}

/// Whether a block begins the outermost numbering: what stands above it is the title of a text, not a part of one.
fn begins_anew(page: &Page, block: usize) -> bool {
    let first = page.blocks.get(block).and_then(|b| label(page.of(b.span)));
    first.is_some_and(|l| l.ordinal == 1 && l.scheme <= Scheme::HanDun)
}

fn candidate(page: &Page, block: usize, depth: u8) -> Candidate {
    let b = &page.blocks[block];
    // The name of a table, `§3 2024年云溪市收入决算表`, keeps its label.
    let read = label(page.of(b.span));
    let end = b.span.start + read.map_or(0, |l| l.len as u32);
    let name = CleanSpan::new(end, b.span.end).trim(&page.text);
    Candidate {
        block: block as u32,
        label: CleanSpan::new(b.span.start, end),
        body: name,
        shape: body(page.of(name)),
        apart: None,
        goes_on: None,
        scheme: read.map_or(Scheme::Unnumbered, |l| l.scheme),
        ordinal: read.map_or(0, |l| l.ordinal),
        depth: read.map_or(depth, |l| l.depth),
        markup: b.markup.heading,
        list: 0,
        level: 0,
        parent: None,
        fault: None,
        rank: 0,
    }
}

/// What the table of contents lists, without labels, leaders, page numbers and blanks.
fn listed(page: &Page) -> HashSet<String> {
    let lines = page.blocks.iter().filter(|b| b.kind == BlockKind::Contents).map(|b| page.of(b.span));
    let names = lines.filter(|text| text.contains('表')).map(|text| {
        let text = &text[label(text).map_or(0, |l| l.len)..];
        let end =
            |c: char| c.is_ascii_digit() || is_blank(c) || matches!(c, '.' | '…' | '·' | '-' | '—' | '．' | '(' | ')');
        letters(text.trim_end_matches(end))
    });
    names.filter(|n| n.chars().count() >= 5).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c)).collect()
}

/// Whether a line is the title of a table that the contents list: `收入支出决算总表`.
fn names_table(
    page: &Page,
    block: &Block,
    listed: &LazyCell<HashSet<String>, impl FnOnce() -> HashSet<String>>,
) -> bool {
    if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Table) || block.span.len() > 150 {
        return false;
    }
    let text = page.of(block.span);
    text.ends_with(['表', '）'])
        && text.contains('表')
        && !listed.is_empty()
        && listed.contains(&letters(&text[label(text).map_or(0, |l| l.len)..]))
}

/// Whether a line is one of the names, blanks and a colon left out.
fn is_name(text: &str, names: &[&str]) -> bool {
    let text = text.trim_end_matches(['：', ':']);
    let Some(first) = text.trim_start_matches(is_blank).as_bytes().first_chunk::<3>() else { return false };
    let letters = text.chars().filter(|&c| !is_blank(c));
    names.iter().any(|n| n.as_bytes().first_chunk() == Some(first) && n.chars().eq(letters.clone()))
}

/// Whether a bold line can be a heading: no stop, not a date, not a person.
fn is_phrase(text: &str) -> bool {
    let b = body(text);
    b.shape == Shape::Open
        && (4..=30).contains(&b.chars)
        && !text.ends_with(['）', ')', '日'])
        && !text.starts_with(['—', '（', '('])
}

/// Whether a line is one short sentence: 产业结构持续优化。
fn is_short_sentence(text: &str) -> bool {
    let b = body(text);
    b.shape == Shape::Closed
        && b.chars >= 5
        && text.matches(['，', '、']).count() <= 2
        && !text.contains('：')
        && !text.contains(|c: char| c.is_ascii_digit())
}
