//! Page furniture: page numbers, and headers and footers that run over the pages.
//!
//! | spelling | remark |
//! | --- | --- |
//! | `- 12 -` `— 3 —` `─ 1 ─` `·3·` | a number between marks |
//! | `第 3 页` `第3页 共10页` `第3页/共10页` | |
//! | `3 / 10` | at the edge of a page, or counting up |
//! | `Page 2` `Page 2---` `Page 2 of 10` `P.2` | |
//! | `12` | at the edge of a page, with the count of pages; or counting up with pages of lines between; not beside `- 12 -` |
//! | `2 某公司年度报告` | the same line on page after page, with its number or without |
//!
//! A line that names a table (`…决算表`) is its caption where it stands first; on the pages that follow it is furniture.

use std::collections::{HashMap, HashSet};

use super::Class;
use super::caption::{self, Leads};
use super::shape::{Shape, Signs, squeezed_hash};
use crate::fold::{half_width, is_blank, squeezed};
use crate::lexicon::label::label;
use crate::lines::Lines;

/// A line that may be a page number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    /// It can be nothing else.
    Sure,
    /// A number alone.
    Alone(u32),
}

/// What page numbers are set between.
const fn is_mark(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '─' | '―' | '‐' | '━' | '·' | '•' | '~' | '_' | '=' | '*' | '﹣')
}

/// Whether a page number may begin with this.
const fn begins_number(c: char) -> bool {
    let c = half_width(c);
    is_mark(c) || matches!(c, '0'..='9' | '第' | '共' | 'p' | 'P')
}

/// A page number as text, if the line is nothing else.
fn page_number(text: &str) -> Option<Number> {
    let mut core = String::with_capacity(text.len());
    core.extend(text.chars().filter(|c| !is_blank(*c)).map(half_width));
    let inner = core.trim_matches(is_mark);
    let (left, right) = (core.starts_with(is_mark), core.ends_with(is_mark));
    if let Ok(n) = inner.parse::<u32>() {
        // —  —  12  —: a row of a table.
        let alone = |w: &&str| w.chars().all(is_mark);
        let words = text.split(is_blank).filter(|w| !w.is_empty());
        if inner.len() > 4 || inner.starts_with('+') || words.filter(alone).count() > 2 {
            return None;
        }
        return match (left, right) {
            (true, true) => Some(Number::Sure),
            (false, false) => Some(Number::Alone(n)),
            _ => None,
        };
    }
    let digits = |s: &str| !s.is_empty() && s.len() <= 5 && s.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = inner.strip_prefix('第') {
        let (n, rest) = rest.split_once('页').or_else(|| rest.split_once('頁'))?;
        let rest = rest.trim_start_matches(['，', ',', '/', '、', '(']).trim_end_matches(')');
        let total = rest.strip_prefix(['共', '总']).and_then(|r| r.strip_suffix(['页', '頁'])).is_some_and(digits);
        return (digits(n) && (rest.is_empty() || total)).then_some(Number::Sure);
    }
    if let Some(rest) = inner.strip_prefix('共') {
        let (n, rest) = rest.split_once(['页', '頁'])?;
        let rest = rest.trim_start_matches(['，', ',', '/', '、']);
        let page = rest.strip_prefix('第').and_then(|r| r.strip_suffix(['页', '頁'])).is_some_and(digits);
        return (digits(n) && (rest.is_empty() || page)).then_some(Number::Sure);
    }
    if let Some((n, total)) = inner.split_once('/') {
        let (n, total) = (n.parse::<u32>().ok()?, total.parse::<u32>().ok()?);
        return (n <= total && total < 3000 && n > 0).then_some(Number::Alone(n));
    }
    let lower = inner.to_ascii_lowercase();
    let rest = lower.strip_prefix("page").or_else(|| lower.strip_prefix("p."))?;
    let rest = rest.trim_matches(is_mark);
    let plain = digits(rest) || rest.split_once("of").is_some_and(|(a, b)| digits(a) && digits(b));
    plain.then_some(Number::Sure)
}

/// Finds page numbers and running headers; gives the lines that lead tables.
pub(super) fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) -> Leads {
    let mut alone: Vec<(usize, u32)> = Vec::new();
    let mut sure = 0;
    for (i, shape) in shapes.iter().enumerate() {
        let may_be = shape.width <= 30 && shape.span.len() <= 60 && shape.signs.any(Signs::DIGIT);
        if !may_be || !begins_number(shape.first) || classes[i] != Class::Body {
            continue;
        }
        match page_number(shape.text(lines)) {
            Some(Number::Sure) => {
                classes[i] = Class::Furniture;
                sure += 1;
            }
            Some(Number::Alone(n)) => alone.push((i, n)),
            None => {}
        }
    }
    // The pages of a document are numbered in one style: beside `- 12 -`, a number alone is a cell of a table.
    if sure < 3 {
        let pages = shapes.iter().filter(|s| s.page_start).count();
        if pages >= 3 {
            at_edges(shapes, classes, &alone);
        } else {
            counting(shapes, classes, &alone);
        }
    }
    let leads = caption::leads(lines, shapes, classes);
    running(lines, shapes, classes, &leads.held);
    torn_from(lines, shapes, classes);
    leads
}

/// A short line between a page number and the rest of the sentence that the page ended in is the header of the page,
/// though it may stand there once; so is the issue of a journal.
fn torn_from(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) {
    let prose = |s: &Shape| s.width >= 30 && !s.closed() && !matches!(s.last, '）' | '”');
    for i in 1..shapes.len().saturating_sub(2) {
        if classes[i] != Class::Furniture || classes[i + 1] != Class::Body {
            continue;
        }
        let (above, header, below) = (&shapes[i - 1], &shapes[i + 1], &shapes[i + 2]);
        let short = header.width <= 60 && !header.closed() && !header.signs.any(Signs::COMMA | Signs::STOP);
        if !short || header.width < 8 || header.blank_before || !below.blank_before || classes[i + 2] != Class::Body {
            continue;
        }
        let text = header.text(lines);
        let torn = classes[i - 1] == Class::Body && prose(above) && prose_goes_on(lines, below);
        if (torn || is_issue(text)) && label(text).is_none() {
            classes[i + 1] = Class::Furniture;
        }
    }
}

/// Whether a line is no new paragraph: it has the signs of prose, and no label.
fn prose_goes_on(lines: &Lines<'_>, shape: &Shape) -> bool {
    shape.signs.any(Signs::COMMA | Signs::STOP) && label(shape.text(lines)).is_none()
}

/// `一九八六年第二期`
fn is_issue(text: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十〇○".contains(c);
    let of_year = text.strip_suffix('期').map(|t| t.trim_end_matches(number));
    of_year.and_then(|t| t.strip_suffix("年第")).is_some_and(|year| year.chars().all(number))
}

/// Where form feeds part the pages, a page number stands among the first two or the last two lines of its page, and goes
/// with the count of pages: the same difference lies between both on the pages nearby.
fn at_edges(shapes: &[Shape], classes: &mut [Class], alone: &[(usize, u32)]) {
    let mut page = 0;
    let mut at = 0;
    let mut found: Vec<(usize, i64, i64)> = Vec::new();
    for &(i, n) in alone {
        while at <= i {
            page += i64::from(shapes[at].page_start);
            at += 1;
        }
        let begins = |i: usize| shapes.get(i).is_none_or(|s| s.page_start);
        if begins(i) || i > 0 && begins(i - 1) || begins(i + 1) || begins(i + 2) {
            found.push((i, page, i64::from(n) - page));
        }
    }
    found.sort_unstable_by_key(|&(i, page, ahead)| (ahead, page, i));
    for run in found.chunk_by(|a, b| a.2 == b.2 && b.1 - a.1 <= 4).filter(|run| run.len() >= 3) {
        for &(i, ..) in run {
            classes[i] = Class::Furniture;
        }
    }
}

/// Numbers alone are page numbers where they count up, each with a page of lines before the next, or at a single form
/// feed or two.
fn counting(shapes: &[Shape], classes: &mut [Class], alone: &[(usize, u32)]) {
    let at_edge = |i: usize| shapes.get(i + 1).is_none_or(|s| s.page_start) || shapes[i].page_start;
    let pages = shapes.iter().filter(|s| s.page_start).count();
    let mut run: Vec<usize> = Vec::new();
    let mut last: Option<(usize, u32)> = None;
    let mut flush = |run: &mut Vec<usize>| {
        if run.len() >= 3 {
            for &i in run.iter() {
                classes[i] = Class::Furniture;
            }
        }
        run.clear();
    };
    for (at, &(i, n)) in alone.iter().enumerate() {
        if pages > 0 && at_edge(i) {
            flush(&mut vec![i, i, i]);
            continue;
        }
        let follows = last.is_some_and(|(j, m)| n == m + 1 && i - j >= 10);
        // A stray number between two page numbers does not break the count.
        let stray = !follows
            && run.len() >= 2
            && last.is_some_and(|(j, m)| {
                let ahead = alone[at + 1..].iter().take_while(|(k, _)| k - j < 200);
                ahead.take(200).any(|&(k, o)| o == m + 1 && k - j >= 10)
            });
        if stray {
            continue;
        }
        if !follows {
            flush(&mut run);
        }
        run.push(i);
        last = Some((i, n));
    }
    flush(&mut run);
}

/// Where a line stands that may be a header.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Equal in equal lines, blanks and number left out.
    key: u64,
    line: usize,
    number: Option<u32>,
}

/// The first and the last character of a text that are no blanks.
fn ends(text: &str) -> u64 {
    let solid = |c: &char| !is_blank(*c);
    let (first, last) = (text.chars().find(solid), text.chars().rev().find(solid));
    first.map_or(0, |c| u64::from(u32::from(c)) << 32) | last.map_or(0, |c| u64::from(u32::from(c)))
}

/// Lines that stand on page after page, with a page number at one end or at the edge of the page.
fn running(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class], held: &[std::ops::Range<usize>]) {
    let edge = |classes: &[Class], i: usize| {
        shapes[i].page_start
            || shapes.get(i + 1).is_some_and(|s| s.page_start)
            || (i > 0 && (shapes[i - 1].page_start || classes[i - 1] == Class::Furniture))
            || classes.get(i + 1) == Some(&Class::Furniture)
    };
    // A header stands first or last on the page, but for page numbers and other headers: the second line of a caption
    // does not.
    let outermost = |classes: &[Class], i: usize| {
        let body = |c: Option<&Class>| c.is_some_and(|c| *c != Class::Furniture);
        let first = shapes[i].page_start || i == 0 || !body(classes.get(i - 1));
        let last = shapes.get(i + 1).is_none_or(|s| s.page_start) || !body(classes.get(i + 1));
        (first, first || last)
    };
    let paged = shapes.iter().zip(&*classes).any(|(s, c)| s.page_start || *c == Class::Furniture);
    let mut seen: Vec<Place> = Vec::new();
    let mut held = held.iter().peekable();
    for (i, shape) in shapes.iter().enumerate() {
        while held.next_if(|h| h.end <= i).is_some() {}
        if held.peek().is_some_and(|h| h.start <= i) {
            continue;
        }
        if classes[i] != Class::Body || shape.width < 8 || shape.width > 140 || matches!(shape.last, '。' | '；' | '，')
        {
            continue;
        }
        let numbered = shape.first.is_ascii_digit() || shape.last.is_ascii_digit();
        let at_edge = paged && edge(classes, i);
        if !numbered && !at_edge {
            continue;
        }
        let (core, number) = without_number(shape.text(lines));
        // 功能编码 is the head of a column, 年度报告 with its number is not.
        let least = if number.is_some() { 4 } else { 5 };
        if core.chars().filter(|c| !is_blank(*c)).take(least).count() < least
            || core.contains("单位")
            || is_total(core)
            || !core.contains(char::is_alphabetic)
        {
            continue;
        }
        seen.push(Place { key: ends(core), line: i, number });
    }
    // Lines are no header unless they begin and end alike: few need to be read as a whole.
    seen.sort_unstable_by_key(|p| (p.key, p.line));
    let mut alike: Vec<Place> = Vec::new();
    for group in seen.chunk_by(|a, b| a.key == b.key).filter(|g| g.len() >= 2) {
        let whole = |p: &Place| Place { key: squeezed_hash(without_number(shapes[p.line].text(lines)).0), ..*p };
        alike.extend(group.iter().map(whole));
    }
    alike.sort_unstable_by_key(|p| (p.key, p.line));
    let mut groups: Vec<&[Place]> = alike.chunk_by(|a, b| a.key == b.key).filter(|g| g.len() >= 2).collect();
    // In the order in which they first come: a header found makes the line beside it stand at an edge.
    groups.sort_unstable_by_key(|g| g[0].line);
    let inside = inside(lines, shapes, classes, &groups);
    let mut headers: Vec<String> = Vec::new();
    let breaks = if groups.is_empty() { Vec::new() } else { breaks(shapes, classes) };
    let (mut captions, mut firsts): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for places in groups {
        let follows = |w: &&[Place]| matches!((w[0].number, w[1].number), (Some(a), Some(b)) if b > a && b - a <= 4);
        let counted = places.windows(2).filter(follows);
        let apart = places.windows(2).filter(|w| w[1].line - w[0].line >= 5).count();
        if apart * 4 >= (places.len() - 1) * 3 {
            let numbered = places.len() >= 3 && counted.count() * 4 >= (places.len() - 1) * 3;
            // The first time it may stand below the number of the table: 表四.
            let caption = names_table(lines, shapes, places);
            // The title stands in the text before it runs over the pages.
            let titled = !numbered && places.len() >= 4 && !outermost(classes, places[0].line).1;
            let tops = places.iter().filter(|p| outermost(classes, p.line).0).count();
            // What also stands within pages is a cell, or the last row of a table; so is what only ends pages here and there.
            let within = inside.get(&places[0].key).map_or(0, |n| n - places.len().min(*n));
            let stands_within = if tops * 2 >= places.len() {
                within > 2.max(places.len() / 3)
            } else {
                within > 0 || places.len() < 5
            };
            let edges = &places[usize::from(caption || titled)..];
            let at_edges = edges.iter().all(|p| outermost(classes, p.line).1) && !stands_within;
            // Two lines may be the name of a table and its continuation, unless they name the document or its kind.
            let twice = || {
                let by_number = |p: &Place| {
                    let beside = [p.line.checked_sub(1), Some(p.line + 1)];
                    beside.into_iter().flatten().any(|j| classes.get(j) == Some(&Class::Furniture))
                };
                let names = || {
                    let text = without_number(shapes[places[0].line].text(lines)).0;
                    text.contains("会议文件")
                        || ["报告", "決算", "决算", "预算", "公报", "说明书", "年报"].iter().any(|w| text.ends_with(w))
                };
                // On the first page it stands without a number.
                let later = &places[usize::from(places[0].line == 0)..];
                !later.is_empty()
                    && later.iter().all(by_number)
                    && (titles(lines, shapes).contains(&places[0].key) || names())
            };
            let often = numbered || at_edges && places.len() >= 3 && page_after_page(&breaks, places);
            if often || at_edges && twice() {
                // The first line is the title, or the name of the table that goes on over the pages.
                let keeps = caption || titled || !often && places[0].line == 0;
                for place in &places[usize::from(keeps)..] {
                    classes[place.line] = Class::Furniture;
                }
                if caption {
                    captions.push(places[0].line);
                }
                firsts.push(places[0].line);
                if !often || caption || titled {
                    continue;
                }
                let core = without_number(shapes[places[0].line].text(lines)).0;
                headers.push(squeezed(core));
            }
        }
    }
    firsts.sort_unstable();
    for caption in captions {
        // With it, the lines beside it that came for the first time on this page: its number, its other half.
        let first = |i: usize| firsts.binary_search(&i).is_ok();
        let above = (0..caption).rev().take(2).take_while(|&i| first(i) && !shapes[i + 1].page_start);
        let below = (caption + 1..shapes.len()).take(2).take_while(|&i| first(i) && !shapes[i].page_start);
        for i in above.chain([caption]).chain(below) {
            classes[i] = Class::Body;
        }
    }
    if headers.is_empty() {
        return;
    }
    // The header of the first page stands there without a number.
    if let Some(shape) = shapes.first().filter(|s| classes[0] == Class::Body && s.width <= 140) {
        let key = squeezed(shape.text(lines));
        if headers.contains(&key) {
            classes[0] = Class::Furniture;
        }
    }
}

/// Whether repeated lines are the caption of a table, with its unit close below.
fn names_table(lines: &Lines<'_>, shapes: &[Shape], places: &[Place]) -> bool {
    let first = places[0].line;
    let text =
        without_number(shapes[first].text(lines)).0.trim_end_matches(['）', ')', '一', '二', '三', '四', '（', '(']);
    text.ends_with('表')
        || shapes.iter().skip(first + 1).take(3).any(|s| s.width <= 80 && super::region::is_unit(s.text(lines)))
}

/// `支出总计`: the last row of a table.
fn is_total(text: &str) -> bool {
    let mut last = text.chars().rev().filter(|c| !is_blank(*c));
    last.next() == Some('计') && matches!(last.next(), Some('总' | '合' | '小'))
}

/// The lines with which pages begin or end.
fn breaks(shapes: &[Shape], classes: &[Class]) -> Vec<usize> {
    let fed: Vec<usize> = (0..shapes.len()).filter(|&i| shapes[i].page_start).collect();
    if fed.len() >= 3 { fed } else { (0..shapes.len()).filter(|&i| classes[i] == Class::Furniture).collect() }
}

/// Whether lines stand on page after page, or on every other: the last row of many a table stands at the end of a page,
/// too, but not of the next.
fn page_after_page(breaks: &[usize], places: &[Place]) -> bool {
    let page = |p: &Place| breaks.partition_point(|&b| b <= p.line);
    let near = places.windows(2).filter(|w| page(&w[1]) - page(&w[0]) <= 2).count();
    near * 4 >= (places.len() - 1) * 3
}

/// How often each line that may be a header stands in the document at all, at the edges of pages or within.
fn inside(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], groups: &[&[Place]]) -> HashMap<u64, usize> {
    let mut counts: HashMap<u64, usize> = groups.iter().map(|g| (g[0].key, 0)).collect();
    let alike: HashSet<u64> = groups.iter().map(|g| ends(without_number(shapes[g[0].line].text(lines)).0)).collect();
    if groups.is_empty() {
        return counts;
    }
    for (shape, class) in shapes.iter().zip(classes) {
        if *class != Class::Body || shape.width < 8 || shape.width > 140 {
            continue;
        }
        let core = without_number(shape.text(lines)).0;
        if !core.is_empty()
            && alike.contains(&ends(core))
            && let Some(count) = counts.get_mut(&squeezed_hash(core))
        {
            *count += 1;
        }
    }
    counts
}

/// Hashes of what may be the title: the first line or the second, and two or three lines together.
fn titles(lines: &Lines<'_>, shapes: &[Shape]) -> Vec<u64> {
    let mut titles = Vec::new();
    for from in 0..2 {
        let mut title = String::new();
        for shape in shapes.iter().skip(from).take(3) {
            title.push_str(shape.text(lines));
            titles.push(squeezed_hash(&title));
        }
    }
    titles
}

/// A line without the number at its start or end, and that number.
fn without_number(text: &str) -> (&str, Option<u32>) {
    let head = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if head.len() < text.len() && head.starts_with(is_blank) {
        return (head.trim_start(), text[..text.len() - head.len()].parse().ok());
    }
    let tail = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if tail.len() < text.len() && tail.ends_with(is_blank) {
        return (tail.trim_end(), text[tail.len()..].parse().ok());
    }
    (text, None)
}
