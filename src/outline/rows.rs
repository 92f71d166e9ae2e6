//! Rows of tables that look like headings: `一、税收收入` in a table that was printed as text.
//!
//! | line | evidence of a row |
//! | --- | --- |
//! | `一、税收收入` and below it `7,892.1` | the next lines are numbers |
//! | `五、年末余额 65,345.90` | it ends with a number that has no unit |
//! | `三、节能环保支出` in a document full of numbers | no sentence stands below it |

use super::candidate::Candidate;
use super::shape::Shape;
use crate::layout::{BlockKind, Page, TableForm};
use crate::lexicon::label::Scheme;

/// Takes rows out of the candidates, in a document of which a good part is tables printed as text.
pub fn drop_rows(page: &Page, candidates: &mut Vec<Candidate>) {
    let printed = page.tables.iter().filter(|t| !matches!(t.form, TableForm::Html | TableForm::Pipe));
    let in_tables: usize = printed.map(|t| t.rows.len()).sum();
    let numbers = page.blocks.iter().filter(|b| b.kind == BlockKind::Paragraph && is_number(page.of(b.span))).count();
    if (in_tables + numbers) * 7 < page.blocks.len() {
        return;
    }
    let mut opens = vec![true; candidates.len()];
    for i in (0..candidates.len()).rev() {
        let c = &candidates[i];
        if c.scheme < Scheme::HanDun || !matches!(c.shape.shape, Shape::Open | Shape::Closed) {
            continue;
        }
        let name = &page.of(c.body)[..c.shape.end];
        // 一、2025年预算执行情况 names a part, 二、国有资本经营预算 need not.
        opens[i] = name.ends_with(['表', '况', '案', '明', '告', '则', '法', '单', '册'])
            || prose_below(page, candidates, &opens, i);
    }
    let mut opens = opens.into_iter();
    candidates.retain(|_| opens.next().unwrap_or(true));
}

/// Whether a sentence stands below a candidate, or a deeper one that has a sentence below it.
fn prose_below(page: &Page, candidates: &[Candidate], opens: &[bool], i: usize) -> bool {
    let c = &candidates[i];
    let from = c.block as usize + 1;
    let next = candidates.get(i + 1);
    let below = page.blocks.iter().enumerate().skip(from).filter(|(_, b)| b.kind != BlockKind::Furniture).take(3);
    for (k, b) in below {
        if let Some(n) = next.filter(|n| n.block as usize == k) {
            return n.scheme > c.scheme && opens[i + 1];
        }
        let text = page.of(b.span);
        if b.kind == BlockKind::Paragraph && text.len() >= 60 && text.contains(['。', '；']) {
            return true;
        }
    }
    false
}

/// Whether a line is a row of a table that was printed one cell to a line: the next line is nothing but a number, or the
/// line itself ends with one that has no unit.
pub fn is_row(page: &Page, i: usize) -> bool {
    let text = page.of(page.blocks[i].span);
    if text.len() > 150 {
        return false;
    }
    let below = page.blocks[i + 1..].iter().filter(|b| b.kind != BlockKind::Furniture).take(2);
    ends_with_number(text) || below.map(|b| page.of(b.span)).any(is_number)
}

/// Whether a text ends with a number that has decimals or thousands marked off, and is not that number alone.
fn ends_with_number(text: &str) -> bool {
    if !text.as_bytes().last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let digits = text.bytes().rev().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    digits < text.len() && text[text.len() - digits..].contains(['.', ','])
}

/// Whether a text is nothing but a number, as in a cell.
fn is_number(text: &str) -> bool {
    text.len() <= 24
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(['.', ',', '%'])
        && text.chars().all(|c| c.is_ascii_digit() || ".,%- ".contains(c))
}
