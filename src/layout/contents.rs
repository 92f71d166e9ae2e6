//! Tables of contents.
//!
//! | line | remark |
//! | --- | --- |
//! | `第一节  释义 ........ 10` `一、概况······（3）` | leaders, the number may be missing |
//! | `········（12）` below `表十一` `某收入执行情况表` | the same on a line of their own, below an entry that fills the line |
//! | `目 录`, also `目` and `录` on lines of their own | the title |
//! | `一、概况` below the title, and again further down | without leaders |
//! | `1、2024年云溪市收入决算表` below the title, and again further down without its label | the same |
//! | `一、概况  3` below the title | without leaders, with a page number |

use super::Class;
use super::shape::{Shape, Signs, squeezed_hash};
use crate::fold::{is_blank, squeezed};
use crate::lexicon::label::{Scheme, label};
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
            let end = below_title(lines, shapes, &body, k, k + len);
            if end > k + len {
                for &i in &body[k..end] {
                    classes[i] = Class::Contents;
                }
                last_leader = Some(end - 1);
                k = end;
                continue;
            }
        }
        if let Some(leader) = ends_entry(&shapes[body[k]]).then(|| leader(text(k))).flatten() {
            // An entry broken over lines: what lies between two leaders belongs to them.
            let alone = leader == Leader::Alone;
            let near = last_leader.filter(|last| k - last <= if alone { 4 } else { 3 });
            let numbered = shapes[body[k]].signs.any(Signs::DIGIT);
            if near.is_some() || !alone || numbered && k > 0 {
                let first = near.map_or(k - usize::from(alone), |last| last + 1);
                for &i in &body[first..=k] {
                    classes[i] = Class::Contents;
                }
                last_leader = Some(k);
            }
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
    let squeezed = squeezed(own);
    if matches!(
        squeezed.trim_start_matches(['*', '#', '-']).trim_end_matches(['*', '：', '-']),
        "目录" | "目次" | "目錄" | "目　录"
    ) {
        return Some(1);
    }
    // 目 and 录 on lines of their own; an entry may have come between them.
    let second = |&at: &usize| at < body.len() && matches!(text(at), "录" | "次" | "錄");
    (squeezed == "目").then(|| (k + 1..k + 4).find(second)).flatten().map(|at| at + 1 - k)
}

/// Hashes of the names that the contents list, ascending.
pub fn names(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class]) -> Vec<u64> {
    let end = |c: char| c.is_ascii_digit() || is_blank(c) || is_dot(c) || matches!(c, '(' | ')' | '（' | '）');
    let listed = shapes.iter().zip(classes).filter(|(_, c)| **c == Class::Contents);
    let mut names: Vec<u64> = listed.map(|(s, _)| squeezed_hash(s.text(lines).trim_end_matches(end))).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What leaders are made of.
const fn is_dot(c: char) -> bool {
    matches!(c, '.' | '…' | '·' | '．' | '‥' | '⋯' | '•' | '_' | '-' | '─' | '┈')
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

/// Leaders in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leader {
    /// They end an entry.
    Entry,
    /// They stand alone, with the page number or without.
    Alone,
}

/// Leaders: `......` `……` `···`, at the end but for a page number.
fn leader(text: &str) -> Option<Leader> {
    if !text.contains(['.', '…', '·', '．', '⋯', '‥', '┈']) {
        return None;
    }
    let number = |c: char| {
        c.is_ascii_digit()
            || is_blank(c)
            || matches!(c, '(' | ')' | '（' | '）' | '-' | 'I' | 'V' | 'X' | 'i' | 'v' | 'x')
    };
    let rest = text.trim_end_matches(number);
    let dots = rest.chars().rev().filter(|c| !is_blank(*c)).take_while(|&c| is_dot(c)).count();
    let wide = rest.chars().rev().take(6).filter(|c| matches!(c, '…' | '⋯')).count();
    if rest.chars().any(char::is_alphabetic) {
        return (dots >= 4 || wide >= 2 && rest.len() < text.len()).then_some(Leader::Entry);
    }
    // Where nothing but leaders stands, there are many of them: `……` by itself leaves something out.
    (dots >= 8 || wide >= 4 || dots >= 4 && rest.len() < text.len()).then_some(Leader::Alone)
}

/// Where the entries below the title end, which takes the lines `title..from`.
fn below_title(lines: &Lines<'_>, shapes: &[Shape], body: &[usize], title: usize, from: usize) -> usize {
    // Entries without leaders come again as headings; look ahead as far as needed, once.
    let mut later: Option<Vec<u64>> = None;
    let mut end = from;
    let (mut hits, mut misses, mut part) = (0, 0, 0);
    let mut named = false;
    let mut counted: Option<(Scheme, u32, usize)> = None;
    // 第三部分, and what it is called on the next line.
    let mut part_alone: Option<&str> = None;
    // Entries, their names without labels, and 第一部分 by itself.
    let mut seen: Vec<u64> = Vec::new();
    let (mut seen_bare, mut seen_parts): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
    for shape in body[title..from].iter().map(|&i| &shapes[i]) {
        // An entry came between 目 and 录.
        let text = shape.text(lines);
        seen.push(squeezed_hash(text));
        part = label(text).map_or(part, |l| l.ordinal);
    }
    for (k, &line) in body.iter().enumerate().skip(from).take(400) {
        let shape = &shapes[line];
        let text = shape.text(lines);
        let leads = shape.signs.any(Signs::DOT) && leader(text).is_some();
        if shape.width > 120 && !leads {
            break;
        }
        if !leads && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            named = text.contains('.'); // A number that was printed apart from its entry.
            continue;
        }
        let (entry, numbered) = entry(text);
        let own = squeezed_hash(entry);
        let bare = unlabelled(entry).map(squeezed_hash);
        if let Some(part) = part_alone.take() {
            seen.push(squeezed_hash(&[part, entry].concat()));
        }
        let again = seen.contains(&own) || seen_parts.contains(&own) || bare.is_none() && seen_bare.contains(&own);
        if again && !leads && !numbered {
            // The first heading of the body: what stands above it is all contents, if much of it is.
            return if k - end <= 3 + hits / 2 { k } else { end };
        }
        let later = later.get_or_insert_with(|| come_twice(lines, shapes, &body[from..]));
        let comes_again = || {
            entry.chars().filter(|c| !is_blank(*c)).take(2).count() == 2 && later.binary_search(&own).is_ok()
                || bare.is_some_and(|name| later.binary_search(&name).is_ok())
        };
        let labelled = label(text);
        // §1, §2, §3 with nothing between: entries, though what they name was cut off.
        let listed = labelled.is_some_and(|l| {
            let before = counted.replace((l.scheme, l.ordinal, k));
            let follows = before.is_some_and(|(scheme, n, at)| scheme == l.scheme && n + 1 == l.ordinal && k <= at + 2);
            follows && l.len < text.len() && !shape.closed()
        });
        let apart = std::mem::take(&mut named) && shape.width >= 12 && !shape.closed();
        let hit = leads || apart || listed || numbered && (labelled.is_some() || shape.width >= 8) || comes_again();
        seen.push(own);
        seen_bare.extend(bare);
        let of_part = labelled.filter(|l| matches!(l.scheme, Scheme::Volume | Scheme::Part | Scheme::Chapter));
        part_alone = of_part.filter(|l| l.len == entry.len()).map(|_| entry);
        seen_parts.extend(of_part.filter(|l| l.len < entry.len()).map(|l| squeezed_hash(&entry[..l.len])));
        if hit {
            (hits, misses, end) = (hits + 1, 0, k + 1);
        } else if of_part.is_none_or(|l| l.ordinal != part + 1) {
            misses += 1;
            if misses > 3 + (hits / 4).min(5) || shape.closed() && shape.last != '：' {
                break;
            }
        }
        part = of_part.map_or(part, |l| l.ordinal);
    }
    // Page numbers that were printed in a column of their own.
    let number = |&i: &usize| shapes[i].width <= 3 && shapes[i].text(lines).bytes().all(|b| b.is_ascii_digit());
    if end > from { end + body[end..].iter().take(400).take_while(|i| number(i)).count() } else { end }
}

/// Hashes of the short lines that come at least twice, with their labels and without, ascending.
fn come_twice(lines: &Lines<'_>, shapes: &[Shape], body: &[usize]) -> Vec<u64> {
    let mut hashes: Vec<u64> = Vec::new();
    for shape in body.iter().map(|&i| &shapes[i]).filter(|s| s.width <= 120) {
        let whole = entry(shape.text(lines)).0;
        hashes.push(squeezed_hash(whole));
        hashes.extend(unlabelled(whole).map(squeezed_hash));
    }
    hashes.sort_unstable();
    hashes.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect()
}

/// A name of some length without its label: the table that the contents call 1、, §1 or 表一： has none where it stands.
fn unlabelled(entry: &str) -> Option<&str> {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let name = match label(entry) {
        Some(label) => &entry[label.len..],
        None => entry.strip_prefix('表')?.trim_start_matches(number).strip_prefix(['：', ' ', '\u{3000}'])?,
    };
    Some(name.trim_start_matches(is_blank)).filter(|n| is_long(n))
}

/// Long enough to be told from other names: 收入情况 stands below many a heading.
fn is_long(name: &str) -> bool {
    name.chars().filter(|c| !is_blank(*c)).take(8).count() == 8
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
