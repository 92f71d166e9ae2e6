//! Regions of lines that form a table.
//!
//! | form | a line belongs when | remark |
//! | --- | --- | --- |
//! | html | the markup says so | |
//! | pipe | it begins with `|` or has two and more | |
//! | box | it has `│` `┃` `├` `─┬─` … | |
//! | tab | it has tabs inside | two such lines and more |
//! | spaced | it has columns parted by two and more blanks, and no clause | three such lines and more, figures among them |
//! | loose | one cell to a line, half of them figures | what pdftotext leaves of a table: no cells are read |
//!
//! Before the first row, the caption (`表1 …`, `…情况表`) and the unit (`单位：万元`) lead the table. Of a spaced table, what
//! stands between these and the first row is its header, however short the lines; other lines that lead a table end it.

use super::caption::{HEADER, Lead, begins_caption, names_table};
use super::shape::{Shape, Signs, is_han};
use super::{Class, TableForm, TableRegion};
use crate::fold::blank_at;
use crate::lexicon::label::{Scheme, label};
use crate::lines::Lines;

/// What a line could be a row of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    None,
    Html(u32),
    Pipe,
    Box,
    Tab,
    Spaced {
        figures: bool,
    },
    /// A figure alone.
    Figure,
    /// A short line without clause: a cell alone, or a row that lost its figures.
    Short,
    /// A line without clause that is longer: the name of a row whose figures stand below, or lack.
    Long,
    /// It leads a table: a short line that states a unit, or is the caption above it.
    Lead,
}

/// So many short lines may lie between two rows of a spaced table.
const GAP: usize = 3;
/// The same where the table has a unit of its own: rows whose cells are empty.
const LED_GAP: usize = 40;

/// What stands above the first row of a spaced table.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    /// Its caption and unit.
    lead: Option<Lead>,
    /// The first line of its header.
    first: Option<usize>,
}

/// Marks tables; gives one region each, with its lines as indices of shapes.
pub(super) fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class], leads: &[Lead]) -> Vec<TableRegion> {
    let class = |i: usize| if classes[i] == Class::Body { row(lines, &shapes[i]) } else { Row::None };
    let mut rows: Vec<Row> = (0..shapes.len()).map(class).collect();
    // 第三部分 or 附件2, and what it is called on the next line, end what stands above them.
    for i in 0..rows.len() {
        if rows[i] == Row::Short && matches!(shapes[i].first, '第' | '附') && opens_part(shapes[i].text(lines)) {
            rows[i] = Row::None;
            if let Some(next @ Row::Short) = rows.get_mut(i + 1) {
                *next = Row::None;
            }
        }
    }
    for line in leads.iter().flat_map(|l| l.first..=l.last) {
        if matches!(rows[line], Row::Short | Row::Long | Row::Spaced { .. }) {
            rows[line] = Row::Lead;
        }
    }
    let mut regions: Vec<TableRegion> = Vec::new();
    let mut i = 0;
    while i < shapes.len() {
        let mut head = Head::default();
        let found = match rows[i] {
            Row::Html(t) => Some((TableForm::Html, run(&rows, classes, i, 0, |r| r == Row::Html(t)))),
            Row::Pipe => Some((TableForm::Pipe, run(&rows, classes, i, 0, |r| r == Row::Pipe))),
            Row::Box => Some((TableForm::Box, run(&rows, classes, i, 1, |r| matches!(r, Row::Box)))),
            Row::Tab => Some((TableForm::Tab, run(&rows, classes, i, 1, |r| r == Row::Tab))),
            Row::Spaced { .. } => {
                head = spaced_head(lines, shapes, classes, &rows, leads, i);
                let gap = if head.lead.is_some() { LED_GAP } else { GAP };
                Some((TableForm::Spaced, run(&rows, classes, i, gap, |r| matches!(r, Row::Spaced { .. }))))
            }
            Row::Figure | Row::Short => Some((
                TableForm::Loose,
                run(&rows, classes, i, 0, |r| matches!(r, Row::Figure | Row::Short | Row::Lead)),
            )),
            Row::None | Row::Lead | Row::Long => None,
        };
        let Some((form, members)) = found else {
            i += 1;
            continue;
        };
        let end = members.last().map_or(i, |l| l + 1);
        if accept(form, &rows, &members) || form == TableForm::Spaced && head.lead.is_some() && is_led(&rows, &members)
        {
            let id = regions.len() as u32;
            let above = || lead_of(leads, classes, shapes, i).filter(|_| form != TableForm::Html);
            let lead = match head.lead.or_else(above) {
                Some(l) => (l.first as u32..=l.last as u32).collect(),
                None => lead(lines, shapes, classes, head.first.unwrap_or(i)),
            };
            let rows: Vec<u32> = (head.first.unwrap_or(i)..i).chain(members).map(|m| m as u32).collect();
            let breaks = if form == TableForm::Spaced { breaks(shapes, classes, &rows) } else { Vec::new() };
            for &m in lead.iter().chain(&rows) {
                classes[m as usize] = Class::Table(id);
            }
            regions.push(TableRegion { form, lead, rows, breaks });
            i = end;
        } else if form == TableForm::Loose || end > i + 40 {
            // Trying again from each line of a long run would take quadratic time.
            i = end.max(i + 1);
        } else {
            i += 1;
        }
    }
    regions
}

/// What leads a table whose first line is `i`.
fn lead_of(leads: &[Lead], classes: &[Class], shapes: &[Shape], i: usize) -> Option<Lead> {
    let last = leads.partition_point(|l| l.last < i).checked_sub(1)?;
    let fits = |l: &Lead| l.last + 1 == i && !shapes[i].page_start && (l.first..i).all(|k| classes[k] == Class::Body);
    Some(leads[last]).filter(fits)
}

/// The lines above the row `i` of a spaced table, on the same page: up to its unit all of them; without a unit those that
/// have columns.
fn spaced_head(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], rows: &[Row], leads: &[Lead], i: usize) -> Head {
    let is_header = |k: usize| {
        let shape = &shapes[k];
        classes[k] == Class::Body
            && !shapes[k + 1].page_start
            && shape.span.len() <= 300
            && !shape.signs.any(Signs::STOP | Signs::COMMA)
            && (shape.gaps > 0 || rows[k] == Row::Short)
    };
    let mut first = i;
    while first > 0 && i - first < HEADER {
        if let Some(lead) = lead_of(leads, classes, shapes, first) {
            return Head { lead: Some(lead), first: Some(first) };
        }
        if !is_header(first - 1) {
            break;
        }
        first -= 1;
    }
    // 项目    金额, and below it the first figures.
    let words = |k: usize| shapes[k].gaps > 0 && fields(shapes[k].text(lines)).1 == 0 && rows[k] != Row::Lead;
    let above = (0..i).rev().take(4).take_while(|&k| is_header(k) && words(k));
    Head { lead: None, first: above.last() }
}

/// Whether rows below a unit are a table: two and more, figures in half of those that have columns.
fn is_led(rows: &[Row], members: &[usize]) -> bool {
    let spaced = members.iter().filter(|&&m| matches!(rows[m], Row::Spaced { .. })).count();
    let figures = members.iter().filter(|&&m| rows[m] == Row::Spaced { figures: true }).count();
    figures >= 1 && spaced >= 2 && figures * 3 >= spaced
}

/// Where a page begins between two rows.
fn breaks(shapes: &[Shape], classes: &[Class], rows: &[u32]) -> Vec<u32> {
    let turns =
        |a: u32, b: u32| (a as usize + 1..=b as usize).any(|k| shapes[k].page_start || classes[k] == Class::Furniture);
    (1..rows.len()).filter(|&k| turns(rows[k - 1], rows[k])).map(|k| k as u32).collect()
}

/// The lines from `i` on that fit; up to `gap` short lines may lie between two of them, and furniture.
fn run(rows: &[Row], classes: &[Class], i: usize, gap: usize, fits: impl Fn(Row) -> bool) -> Vec<usize> {
    // In a table with a unit of its own the name of a row may fill its line.
    let fills = |row: Row| !matches!(row, Row::None | Row::Lead) && (row != Row::Long || gap > GAP);
    let mut members = vec![i];
    let mut between: Vec<usize> = Vec::new();
    for j in i + 1..rows.len() {
        if classes[j] == Class::Furniture {
            continue;
        }
        if fits(rows[j]) {
            members.append(&mut between);
            members.push(j);
        } else if between.len() < gap && fills(rows[j]) {
            between.push(j);
        } else {
            break;
        }
    }
    members
}

fn accept(form: TableForm, rows: &[Row], members: &[usize]) -> bool {
    let count = |f: fn(Row) -> bool| members.iter().filter(|&&m| f(rows[m])).count();
    match form {
        TableForm::Html => true,
        TableForm::Pipe | TableForm::Tab | TableForm::Box => members.len() >= 2,
        TableForm::Spaced => {
            let spaced = count(|r| matches!(r, Row::Spaced { .. }));
            let figures = count(|r| matches!(r, Row::Spaced { figures: true }));
            spaced >= 3 && figures * 3 >= spaced && spaced * 3 >= members.len()
        }
        TableForm::Loose => {
            let figures = count(|r| r == Row::Figure);
            figures >= 6 && figures * 10 >= members.len() * 3 || members.len() >= 24 && figures * 12 >= members.len()
        }
    }
}

fn row(lines: &Lines<'_>, shape: &Shape) -> Row {
    if let Some(table) = lines.lines[shape.line as usize].markup.table {
        return Row::Html(table);
    }
    let (signs, bars) = (shape.signs, shape.bars);
    let plain = shape.gaps == 0 && bars == 0 && !signs.any(Signs::BOX | Signs::TAB);
    if plain && shape.width > 44 || shape.span.len() > 1500 {
        if shape.last == '表' && shape.width <= 100 && is_caption(shape.text(lines)) {
            return Row::Lead;
        }
        let long = plain && shape.width <= 80 && !shape.closed() && !signs.any(Signs::COMMA | Signs::STOP);
        return if long { Row::Long } else { Row::None };
    }
    let text = shape.text(lines);
    if bars >= 2 && (shape.first == '|' || shape.last == '|' || bars >= 3) {
        return Row::Pipe;
    }
    if signs.any(Signs::BOX) && (text.contains(['│', '┃', '║']) || is_rule(text)) {
        return Row::Box;
    }
    if signs.any(Signs::STOP) || signs.any(Signs::COMMA) && shape.width > 60 {
        return Row::None;
    }
    if signs.any(Signs::TAB) {
        return Row::Tab;
    }
    if shape.gaps > 0 {
        let (fields, figures, single) = fields(text);
        if single * 2 > fields || fields < 2 {
            return if shape.width <= 30 { Row::Short } else { Row::None };
        }
        if fields >= 3 || figures > 0 {
            return Row::Spaced { figures: figures > 0 };
        }
        return if shape.width <= 60 { Row::Short } else { Row::None };
    }
    if signs.any(Signs::DIGIT) && is_figure(text) {
        return Row::Figure;
    }
    if shape.width <= 44 && !shape.closed() && !signs.any(Signs::COMMA) && !text.contains("——") {
        if shape.last == '表' && shape.indent >= 4 && names_table(text) && label(text).is_none() {
            return Row::Lead;
        }
        Row::Short
    } else {
        Row::None
    }
}

/// Whether it begins with `第三部分` or `附件2` or is nothing else.
fn opens_part(text: &str) -> bool {
    label(text).is_some_and(|l| matches!(l.scheme, Scheme::Volume | Scheme::Part | Scheme::Chapter | Scheme::Annex))
}

/// `┌──┬──┐`
fn is_rule(text: &str) -> bool {
    text.chars().take(200).filter(|c| ('\u{2500}'..='\u{257f}').contains(c)).count() >= 4
        && text.contains(['┌', '├', '└', '┬', '┼', '┴', '╔', '╠', '╚', '┏', '┣', '┗'])
}

/// A figure alone, as a cell has it.
pub fn is_figure(text: &str) -> bool {
    let body =
        text.trim_end_matches(['%', '％']).trim_start_matches(['-', '－', '(', '（']).trim_end_matches([')', '）']);
    text.len() <= 24
        && body.bytes().any(|b| b.is_ascii_digit())
        && body.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b' ' | b'-' | b'+' | b'/'))
}

/// Columns of a spaced line: how many, how many of figures, how many of one letter.
fn fields(text: &str) -> (usize, usize, usize) {
    let (mut fields, mut figures, mut single) = (0, 0, 0);
    for field in columns(text) {
        let field = &text[field];
        fields += 1;
        figures += usize::from(is_figure(field));
        single += usize::from(field.chars().count() == 1 && field.chars().all(is_han));
    }
    (fields, figures, single)
}

/// The columns of a spaced line, as ranges of its bytes: two blanks and more part them.
pub fn columns(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // The first of the column that is no blank, the end of what is none so far, the blanks since.
        let (mut start, mut end, mut blanks) = (None, at, 0);
        while let Some((len, is_blank)) = blank_at(text, at) {
            match start {
                _ if is_blank => blanks += text[at..].chars().next().map_or(0, super::shape::blank_width),
                Some(start) if blanks >= 2 => return Some(start..end),
                _ => {
                    start = start.or(Some(at));
                    (blanks, end) = (0, at + len);
                }
            }
            at += len;
        }
        start.map(|start| start..end)
    })
}

/// Caption and unit lines directly before row `i`.
fn lead(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], i: usize) -> Vec<u32> {
    // The lower half of a caption of two lines stays with the upper one.
    let is_half = |j: usize| {
        let above = j.checked_sub(1).filter(|&k| classes[k] == Class::Body && !shapes[j].blank_before);
        above.is_some_and(|k| shapes[k].width >= 12 && begins_caption(shapes[k].text(lines)))
    };
    let mut lead = Vec::new();
    for j in (i.saturating_sub(3)..i).rev() {
        let text = shapes[j].text(lines);
        let markup = lines.lines[shapes[j].line as usize].markup;
        if classes[j] != Class::Body || text.len() > 160 || markup.heading > 0 {
            break;
        }
        if is_unit(text) || markup.caption {
            lead.push(j as u32);
        } else if is_caption(text)
            || (shapes[j].indent >= 4 || !lead.is_empty()) && names_table(text) && label(text).is_none() && !is_half(j)
        {
            lead.push(j as u32);
            break;
        } else {
            break;
        }
    }
    lead.reverse();
    lead
}

/// `单位：万元`, `金额单位：亿元`
pub fn is_unit(text: &str) -> bool {
    let squeezed: String = text.chars().filter(|c| !crate::fold::is_blank(*c)).take(40).collect();
    (squeezed.contains("单位：") || squeezed.contains("单位:") || squeezed.contains("單位："))
        && squeezed.chars().count() < 40
}

/// `表1  …`, `附表2：…`
fn is_caption(text: &str) -> bool {
    let rest = text.strip_prefix('附').unwrap_or(text);
    let numbered = rest.strip_prefix('表').is_some_and(|r| {
        r.trim_start().starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    });
    numbered && !text.contains(['，', '。'])
        || text.ends_with('表') && text.contains("年") && !text.contains(['，', '。', '、'])
}
