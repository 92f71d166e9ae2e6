//! Tables of contents.
//!
//! | line | remark |
//! | --- | --- |
//! | `第一节  释义 ........ 10` `一、概况······（3）` | leaders, the number may be missing |
//! | `目 录`, also `目` and `录` on two lines | the title |
//! | `一、概况` below the title, and again further down | without leaders |
//! | `一、概况  3` below the title | without leaders, with a page number |

use super::Class;
use super::shape::{Shape, Signs, squeezed_hash};
use crate::fold::is_blank;
use crate::lexicon::label::label;
use crate::lines::Lines;

/// Marks tables of contents.
pub fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    let body: Vec<usize> = (0..shapes.len()).filter(|&i| classes[i] == Class::Body).collect();
    let text = |k: usize| shapes[body[k]].text(lines);
    let mut k = 0;
    let mut last_leader: Option<usize> = None;
    // Each title makes the reader look ahead over the document: a report has few.
    let mut titles = 0;
    while k < body.len() {
        let first = shapes[body[k]].first;
        let may_be = titles < 8 && matches!(first, '目' | '*' | '#' | '-');
        if let Some(len) = may_be.then(|| title(&body, k, &text)).flatten() {
            titles += 1;
            let end = below_title(lines, shapes, &body, k + len);
            if end > k + len {
                for &i in &body[k..end] {
                    classes[i] = Class::Contents;
                }
                last_leader = Some(end - 1);
                k = end;
                continue;
            }
        }
        if ends_entry(&shapes[body[k]]) && leader(text(k)) {
            // An entry broken over lines: what lies between two leaders belongs to them.
            if let Some(last) = last_leader.filter(|last| k - last <= 3) {
                for &i in &body[last + 1..k] {
                    classes[i] = Class::Contents;
                }
            }
            classes[body[k]] = Class::Contents;
            last_leader = Some(k);
        }
        k += 1;
    }
}

/// The number of lines that the title 目录 takes at `k`.
fn title<'a>(body: &[usize], k: usize, text: &impl Fn(usize) -> &'a str) -> Option<usize> {
    let own = text(k);
    if own.len() > 60 || !own.contains('目') {
        return None;
    }
    let squeezed: String = own.chars().filter(|c| !is_blank(*c)).collect();
    if matches!(
        squeezed.trim_start_matches(['*', '#', '-']).trim_end_matches(['*', '：', '-']),
        "目录" | "目次" | "目錄" | "目　录"
    ) {
        return Some(1);
    }
    (squeezed == "目" && k + 1 < body.len() && matches!(text(k + 1), "录" | "次" | "錄")).then_some(2)
}

/// It may end in leaders or a page number, and is not too long for an entry.
const fn ends_entry(shape: &Shape) -> bool {
    shape.width < 200
        && shape.signs.any(Signs::DOT)
        && (shape.last.is_ascii_digit()
            || matches!(
                shape.last,
                '.' | '…' | '·' | '．' | '⋯' | '‥' | '┈' | ')' | '）' | '-' | 'I' | 'V' | 'X' | 'i' | 'v' | 'x'
            ))
}

/// Leaders: `......` `……` `···`, at the end but for a page number.
fn leader(text: &str) -> bool {
    let dot = |c: char| matches!(c, '.' | '…' | '·' | '．' | '‥' | '⋯' | '•' | '_' | '-' | '─' | '┈');
    if !text.contains(['.', '…', '·', '．', '⋯', '‥', '┈']) {
        return false;
    }
    let number = |c: char| {
        c.is_ascii_digit()
            || is_blank(c)
            || matches!(c, '(' | ')' | '（' | '）' | '-' | 'I' | 'V' | 'X' | 'i' | 'v' | 'x')
    };
    let rest = text.trim_end_matches(number);
    let dots = rest.chars().rev().filter(|c| !is_blank(*c)).take_while(|&c| dot(c)).count();
    let wide = rest.chars().rev().take(6).filter(|c| matches!(c, '…' | '⋯')).count();
    let words = rest.chars().any(char::is_alphabetic);
    words && (dots >= 4 || wide >= 2 && rest.len() < text.len())
}

/// Where the entries below the title end.
fn below_title(lines: &Lines<'_>, shapes: &[Shape], body: &[usize], from: usize) -> usize {
    // Entries without leaders come again as headings; look ahead as far as needed, once.
    let mut later: Option<Vec<u64>> = None;
    let mut end = from;
    let mut misses = 0;
    let mut seen: Vec<u64> = Vec::new();
    let mut k = from;
    while k < body.len() && k < from + 400 {
        let shape = &shapes[body[k]];
        let text = shape.text(lines);
        let leads = shape.signs.any(Signs::DOT) && leader(text);
        if shape.width > 120 && !leads {
            break;
        }
        let (entry, numbered) = entry(text);
        let own = squeezed_hash(entry);
        if seen.contains(&own) && !leads && !numbered {
            break; // The first heading of the body.
        }
        let later = later.get_or_insert_with(|| {
            let ahead = body[from..].iter().filter(|&&i| shapes[i].width <= 120);
            let mut hashes: Vec<u64> = ahead.map(|&i| squeezed_hash(self::entry(shapes[i].text(lines)).0)).collect();
            hashes.sort_unstable();
            // Those that come at least twice.
            hashes.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect()
        });
        let comes_again = || {
            later.binary_search(&own).is_ok()
                && entry.chars().filter(|c| !is_blank(*c)).take(6).map(char::len_utf8).sum::<usize>() >= 6
        };
        let labelled = label(text).is_some();
        let hit = leads || numbered && (labelled || shape.width >= 8) || comes_again();
        seen.push(own);
        if hit {
            misses = 0;
            end = k + 1;
        } else {
            misses += 1;
            if misses > 2 || shape.closed() && shape.last != '：' {
                break;
            }
        }
        k += 1;
    }
    end
}

/// An entry without its page number.
fn entry(text: &str) -> (&str, bool) {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '（' | '）' | '-'));
    let number = &text[bare.len()..];
    let numbered = number.len() <= 9
        && number.contains(|c: char| c.is_ascii_digit())
        && (bare.ends_with(is_blank) || number.starts_with(['(', '（']));
    if numbered { (bare.trim_end(), true) } else { (text, false) }
}
