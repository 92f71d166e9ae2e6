//! What stands above a table: its number, its caption and its unit, and the same again on each of its pages.
//!
//! | line | is |
//! | --- | --- |
//! | `表3` `附表二：` `表4-1` | a number alone |
//! | `2023年云溪市收入` + `决算明细表（二）` | a caption; the end alone says so, what was broken off above belongs to it |
//! | `单位：万元` `金额单位：亿元` | the unit |
//! | `表一          单位：万元` | number and unit on one line |
//!
//! The same lines at the top of a later page are furniture: the table goes on. Other lines begin another table.

use super::Class;
use super::shape::{Shape, Signs, squeezed_hash};
use crate::fold::{is_blank, squeezed};
use crate::lexicon::label::label;
use crate::lexicon::unit::unit;
use crate::lines::Lines;

/// Most lines above the unit that may belong to the caption.
const MOST: usize = 4;

/// The lines that lead a table, as indices of shapes: the last states the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lead {
    /// The first line.
    pub first: usize,
    /// The line of the unit.
    pub last: usize,
    /// The lines of a caption behind its first: they are joined to it.
    pub joined: (usize, usize),
}

/// What leads the tables of a document.
#[derive(Debug, Default)]
pub(super) struct Leads {
    /// Of each table, in reading order.
    pub leads: Vec<Lead>,
    /// The lines of these and of the headers below them, also where they stand again: no running headers.
    pub held: Vec<std::ops::Range<usize>>,
}

/// Most lines of a header.
pub(super) const HEADER: usize = 12;

/// Finds the lines that lead tables; those that stand again on a later page, above the same header, become furniture.
pub(super) fn leads(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) -> Leads {
    let mut found = Leads::default();
    let mut last: Option<u64> = None;
    for i in 0..shapes.len() {
        let markup = lines.lines[shapes[i].line as usize].markup;
        if classes[i] != Class::Body || markup.table.is_some() || !states_unit(lines, &shapes[i]) {
            continue;
        }
        let (first, joined) = first(lines, shapes, classes, i);
        let (header, below) = header(lines, shapes, classes, i);
        found.held.push(first..below);
        // Its caption, if it has one: a unit alone does not tell one table from the next. Below the same caption, other
        // columns may go on.
        let key = (first < i).then(|| hash(lines, &shapes[first..=i]).wrapping_add(header));
        if key.is_some() && key == last && tops_page(shapes, classes, first) {
            classes[first..=i].fill(Class::Furniture);
            continue;
        }
        last = key;
        found.leads.push(Lead { first, last: i, joined });
    }
    found
}

/// A hash of the header below the unit line `unit`, of its lines that have columns; and where the first figures stand.
fn header(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], unit: usize) -> (u64, usize) {
    let mut hash = 0u64;
    let end = shapes.len().min(unit + 1 + HEADER);
    for i in unit + 1..end {
        let shape = &shapes[i];
        let text = shape.text(lines);
        if classes[i] != Class::Body || shape.page_start || shape.gaps > 0 && has_figures(text) {
            return (hash, i);
        }
        if shape.gaps > 0 {
            hash = hash.rotate_left(9) ^ squeezed_hash(text);
        }
    }
    (hash, end)
}

fn hash(lines: &Lines<'_>, shapes: &[Shape]) -> u64 {
    shapes.iter().fold(0, |hash: u64, s| hash.rotate_left(7) ^ squeezed_hash(s.text(lines)))
}

/// Whether a line is the first of its page, page numbers and running headers aside.
fn tops_page(shapes: &[Shape], classes: &[Class], i: usize) -> bool {
    shapes[i].page_start || i > 0 && classes[i - 1] == Class::Furniture
}

/// The first line of the caption that stands above the unit line `unit`, and which of its lines go on from the one before.
fn first(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], unit: usize) -> (usize, (usize, usize)) {
    // Line `i` is on the page of the line below it, and may be part of a caption.
    let fits = |i: usize| {
        i + MOST >= unit && classes[i] == Class::Body && !shapes[i + 1].page_start && is_short(lines, &shapes[i])
    };
    let text = |i: usize| shapes[i].text(lines);
    let above = |i: usize| i.checked_sub(1).filter(|&j| fits(j));
    let number = |i: usize| above(i).filter(|&j| is_number(text(j))).unwrap_or(i);
    let none = (unit, unit);
    let Some(mut end) = above(unit) else { return (unit, none) };
    // （按经济科目分类）
    let mut joined = none;
    if text(end).starts_with(['（', '(']) && text(end).ends_with(['）', ')']) {
        let Some(i) = above(end).filter(|&i| ends_in_table(text(i))) else { return (unit, none) };
        joined = (end, end + 1);
        end = i;
    }
    // The upper part of a caption of two lines.
    let upper = || above(end).filter(|&i| !shapes[end].blank_before && begins_caption(text(i)));
    if ends_in_table(text(end)) {
        if let Some(i) = upper().filter(|&i| shapes[i].width >= 12) {
            return (number(i), (end, joined.1.max(end + 1).min(unit)));
        }
        return if names_table(text(end)) { (number(end), joined) } else { (unit, none) };
    }
    if is_number(text(end)) {
        // 表3 below the caption, or alone.
        let i = above(end).filter(|&i| names_table(text(i)));
        return (i.unwrap_or(end), none);
    }
    if names_table(text(end)) {
        return (number(end), none);
    }
    // What stands alone between the top of the page, or the number, and the unit.
    let top = shapes[end].page_start || end == 0 || number(end) < end;
    if top && is_title(text(end)) { (number(end), none) } else { (unit, none) }
}

/// A line that may be part of a caption: no clause, no row of a table.
fn is_short(lines: &Lines<'_>, shape: &Shape) -> bool {
    let text = shape.text(lines);
    // 二、收入决算表 is a heading.
    shape.width <= 100
        && label(text).is_none()
        && shape.bars == 0
        && !shape.signs.any(Signs::STOP | Signs::COMMA | Signs::TAB | Signs::BOX)
        && (shape.gaps == 0 || !has_figures(text) || names_table(text))
}

/// Whether one of the columns of a line is a figure.
fn has_figures(text: &str) -> bool {
    super::region::columns(text).any(|c| super::region::is_figure(&text[c]))
}

/// `表3`, `附表二：`, `表4-1`, and nothing else.
fn is_number(text: &str) -> bool {
    numbered(text).is_some_and(|rest| rest.trim_matches(|c: char| is_blank(c) || matches!(c, '：' | ':')).is_empty())
}

/// What stands behind `表3`.
fn numbered(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('附').unwrap_or(text).strip_prefix('表')?.trim_start_matches(is_blank);
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let end = rest.trim_start_matches(|c| digit(c) || matches!(c, '-' | '－' | '—' | '.'));
    (end.len() < rest.len() && rest.starts_with(digit)).then_some(end)
}

/// Whether a line ends as the name of a table ends: `…决算表`, `…明细表（二）`, `…表（续）`.
pub(super) fn names_table(text: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !is_blank(*c)).count();
    ends_in_table(text) && letters(bare(text)) >= 4 || numbered(text).is_some_and(|rest| letters(rest) >= 4)
}

fn ends_in_table(text: &str) -> bool {
    bare(text).ends_with('表') && !text.contains(['，', '。', '；', '、', '：']) && !text.contains("代表")
}

/// A text without short brackets at its end.
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches(is_blank);
    let open = text.ends_with(['）', ')']).then(|| text.rfind(['（', '('])).flatten();
    match open {
        Some(at) if text[at..].chars().count() <= 6 => text[..at].trim_end_matches(is_blank),
        _ => text,
    }
}

/// Whether a line may be the upper part of a caption whose end stands below.
pub(super) fn begins_caption(text: &str) -> bool {
    text.chars().next().is_some_and(|c| super::shape::is_han(c) || c.is_ascii_digit())
        && !text.contains(['：', ':', '、', '；'])
        && !names_table(text)
}

/// Whether a line alone above the unit can be a title: `云溪市2024年债务还本付息情况`.
fn is_title(text: &str) -> bool {
    let letters = text.chars().filter(|c| !is_blank(*c)).count();
    (6..=40).contains(&letters)
        && text.chars().any(super::shape::is_han)
        && !text.contains(['：', ':', '、', '；', '？'])
        && super::region::columns(text).count() == 1
}

/// Whether a line states the unit of a table and says nothing else: what follows 单位： is a unit, not an office.
fn states_unit(lines: &Lines<'_>, shape: &Shape) -> bool {
    if shape.width > 100 || shape.signs.any(Signs::STOP) {
        return false;
    }
    let text = shape.text(lines);
    let Some((before, at)) = unit_at(text) else { return false };
    let before = squeezed(&text[..before]);
    let lead = before.trim_end_matches(['(', '（', '：', ':']);
    let lead = ["金额", "货币", "计量", "金額", "数量"].iter().find_map(|w| lead.strip_suffix(w)).unwrap_or(lead);
    let rest = text[at..].trim_end_matches(['）', ')']);
    rest.chars().count() <= 16 && (lead.is_empty() || numbered(lead).is_some() || names_table(lead))
}

/// Where 单位： stands before a unit, and where that unit begins: `单位：万元`, but not `填报单位：水务局`.
pub fn unit_at(text: &str) -> Option<(usize, usize)> {
    text.match_indices('位').find_map(|(i, sign)| {
        let head = text[..i].trim_end_matches(is_blank).strip_suffix(['单', '單'])?;
        let rest = text[i + sign.len()..].trim_start_matches(is_blank).strip_prefix(['：', ':'])?;
        let rest = rest.trim_start_matches(is_blank);
        let word = rest.trim_start_matches(['亿', '億', '万', '萬', '千', '百']);
        unit(word).map(|_| (head.len(), text.len() - rest.len()))
    })
}
