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

/// Marks them.
pub fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    for end in 1..shapes.len() {
        if classes[end] != Class::Furniture || classes[end - 1] != Class::Body {
            continue;
        }
        let above = (end.saturating_sub(MOST)..end).rev().take_while(|&i| classes[i] == Class::Body);
        let begins = |&i: &usize| {
            let text = shapes[i].text(lines);
            shapes[i].blank_before && torn::is_footnote(text) || is_rule(&shapes[i], text)
        };
        let Some(start) = above.filter(begins).last() else { continue };
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
