//! Footnotes that stand between two parts of a paragraph.
//!
//! | line | is |
//! | --- | --- |
//! | `……专户管理资金支出 31.6` | the paragraph |
//! | `6 因一人可以参加几种保险，人数按人次计算。`, after a blank line | the note |
//! | `————————` `① ……`, also without a blank line | the same |
//! | `- 10 -` | the end of the page |
//! | `亿元。各部门……` | the paragraph goes on |
//!
//! The lines from the number of the note to the end of the page are set aside; where the paragraph goes on below, they are
//! blocks of their own after it, else they stay where they are.
//!
//! A number that stands alone may as well be that of the page before (`2`, a page of text, `— 3 —`): it is, where the page
//! numbers lead up to it and what lies between is more than notes are, or where the number of its page is missing.

use super::Class;
use super::shape::{Shape, Signs};
use super::torn;
use crate::lines::Lines;

/// `————————`, above the notes.
fn is_rule(shape: &Shape, text: &str) -> bool {
    matches!(shape.first, '—' | '─' | '_' | '-' | '━' | '―')
        && shape.width >= 8
        && text.chars().all(|c| c == shape.first)
}

/// Most lines of notes on one page.
const MOST: usize = 10;

/// A page has more text than this, in columns; notes have less.
const PAGE: u32 = 500;

/// Marks them.
pub fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    // The number of the page before.
    let mut page: Option<u32> = None;
    for end in 0..shapes.len() {
        if classes[end] != Class::Furniture {
            continue;
        }
        let (before, number) = (page, number(shapes[end].text(lines)));
        page = number.or(page);
        if end == 0 || classes[end - 1] != Class::Body {
            continue;
        }
        let above = (end.saturating_sub(MOST)..end).rev().take_while(|&i| classes[i] == Class::Body);
        let begins = |&i: &usize| {
            let text = shapes[i].text(lines);
            shapes[i].blank_before && torn::is_footnote(text) || is_rule(&shapes[i], text)
        };
        let Some(start) = above.filter(begins).last() else { continue };
        if let (Some(alone), Some(next)) = (alone(shapes[start].text(lines)), number)
            && alone < next
            && before.is_none_or(|before| before < alone)
            && (before.is_some() || shapes[start..end].iter().map(|s| s.width).sum::<u32>() > PAGE)
        {
            classes[start] = Class::Furniture;
            continue;
        }
        let prose = Signs::COMMA | Signs::STOP;
        let says = shapes[start..end].iter().any(|s| s.signs.any(prose));
        let before = start.checked_sub(1).map(|i| (&shapes[i], classes[i]));
        let ruled = is_rule(&shapes[start], shapes[start].text(lines)) && start + 1 < end;
        let broken = before.is_some_and(|(s, class)| class == Class::Body && !s.closed() && s.signs.any(prose));
        if says && (broken || ruled) {
            classes[start..end].fill(Class::Note);
        }
    }
}

/// The number of a line that is nothing else.
fn alone(text: &str) -> Option<u32> {
    let text = text.trim();
    (text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The one number of a short line: `— 3 —`, `第 3 页`.
fn number(text: &str) -> Option<u32> {
    if text.len() > 30 {
        return None;
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
    numbers.next().filter(|_| numbers.next().is_none())?.parse().ok()
}
