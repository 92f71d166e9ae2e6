//! The header of a table parted by blanks: its lines stand closer together than the figures below, and a converter may have
//! moved them, so that they are told by their order.
//!
//! ```text
//!                             决算数为 决算数为
//!    项目     预算数     决算数   调整预算 上年决算
//!                              数的%   数的%
//! 一、教育     1,200      1,180      98.3     104.1
//! ```
//!
//! Words that stand below one another are one header; where there are as many as columns, the first names the first column,
//! and so on. Lines at the top that lie across several (`2023年决算数`) are left out of the count.

use super::spaced::{Column, Field, gap, width};
use crate::fold::is_blank;
use crate::layout::Page;

/// How far a header may stand from its column.
const NEAR: u32 = 12;

/// A header that goes with the columns of its page.
#[derive(Debug, Clone, Default)]
pub(super) struct Band {
    /// Where it begins and ends, as rows of the page.
    pub rows: std::ops::Range<usize>,
    /// What the header of each column covers.
    pub columns: Vec<(u32, u32)>,
}

impl Band {
    /// The column that a word stands in.
    pub fn column(&self, word: Field) -> Option<usize> {
        self.columns.iter().position(|c| c.0 <= word.left && word.right <= c.1)
    }
}

/// The band of a page whose first rows, those without figures, are given.
pub(super) fn band(page: &Page, rows: &[&[Field]], columns: &[Column], han: u32) -> Option<Band> {
    if columns.len() < 2 {
        return None;
    }
    // The name of the first row may stand above its figures.
    let names_row = |f: &[Field]| f.len() <= 1 && f.iter().all(|f| f.right <= columns[1].left);
    let end = rows.len() - rows.iter().rev().take_while(|f| names_row(f)).count();
    (0..end).find_map(|start| {
        let mut words: Vec<(u32, u32)> = Vec::new();
        for field in rows[start..end].iter().copied().flatten() {
            words.extend(split(page, *field, han).iter().map(|w| (w.left, w.right)));
        }
        words.sort_unstable();
        let mut found: Vec<(u32, u32)> = Vec::new();
        for word in words {
            match found.last_mut() {
                Some(last) if word.0 < last.1 => last.1 = last.1.max(word.1),
                _ => found.push(word),
            }
        }
        let near = |(column, &(left, right)): (&Column, &(u32, u32))| gap(*column, left, right) <= NEAR;
        let fits = found.len() == columns.len() && columns.iter().zip(&found).all(near);
        fits.then_some(Band { rows: start..end, columns: found })
    })
}

/// The words of a field of a header, where each is a header's line of its own: `调整预算 上年决算`.
pub(super) fn split(page: &Page, field: Field, han: u32) -> Vec<Field> {
    let text = page.of(field.span);
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let whole = |w: &str| w.chars().filter(is_han).count() >= 2 || w.contains(['%', '％']);
    let mut words: Vec<Field> = Vec::new();
    let mut start = 0;
    let blanks = text.match_indices(is_blank).map(|(i, b)| (i, i + b.len())).chain([(text.len(), text.len())]);
    for (end, next) in blanks {
        let word = &text[start..end];
        // 2024 年执行数: the year belongs to what follows.
        let year = word.bytes().all(|b| b.is_ascii_digit()) && text[next..].starts_with(['年', '月']);
        if word.is_empty() || year {
            start = if word.is_empty() { next } else { start };
            continue;
        }
        // 预算数的 %
        if let Some(last) = words.last_mut().filter(|_| matches!(word, "%" | "％")) {
            let span = last.span.cover(field.span.part(start..end));
            *last = Field { span, right: field.left + width(&text[..end], han), ..*last };
            start = next;
            continue;
        }
        if !whole(word) {
            return vec![field];
        }
        let left = field.left + width(&text[..start], han);
        let span = field.span.part(start..end);
        words.push(Field { span, left, right: left + width(word, han), ..field });
        start = next;
    }
    if words.is_empty() { vec![field] } else { words }
}
