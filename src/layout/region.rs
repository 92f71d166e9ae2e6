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
//! Before the first row, the caption (`表1 …`, `…情况表`) and the unit (`单位：万元`) lead the table.

use super::shape::{Shape, Signs, is_han};
use super::{Class, TableForm, TableRegion};
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
    /// The caption or the unit of a table.
    Lead,
    /// A short line without clause: a cell alone, or a row that lost its figures.
    Short,
}

/// Marks tables; gives one region each, with its lines as indices of shapes.
pub(super) fn mark(lines: &Lines<'_>, shapes: &[Shape], classes: &mut [Class]) -> Vec<TableRegion> {
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
    let mut regions: Vec<TableRegion> = Vec::new();
    let mut i = 0;
    while i < shapes.len() {
        // Names of tables, one below the other, are a list of tables.
        if rows[i] == Row::Lead && rows[i + 1..].iter().take(3).filter(|r| **r == Row::Lead).count() == 3 {
            i += 1;
            continue;
        }
        let found = match rows[i] {
            Row::Html(t) => Some((TableForm::Html, run(&rows, classes, i, 0, |r| r == Row::Html(t)))),
            Row::Pipe => Some((TableForm::Pipe, run(&rows, classes, i, 0, |r| r == Row::Pipe))),
            Row::Box => Some((TableForm::Box, run(&rows, classes, i, 1, |r| matches!(r, Row::Box)))),
            Row::Tab => Some((TableForm::Tab, run(&rows, classes, i, 1, |r| r == Row::Tab))),
            Row::Spaced { .. } => {
                Some((TableForm::Spaced, run(&rows, classes, i, NAMED, |r| matches!(r, Row::Spaced { .. }))))
            }
            Row::Figure | Row::Short | Row::Lead => {
                let loose = |r| matches!(r, Row::Figure | Row::Short | Row::Lead);
                Some((TableForm::Loose, run(&rows, classes, i, 0, loose)))
            }
            Row::None => None,
        };
        let Some((form, members)) = found else {
            i += 1;
            continue;
        };
        let end = members.last().map_or(i, |l| l + 1);
        if accept(form, &rows, &members) {
            let id = regions.len() as u32;
            let (lead, header) = lead(lines, shapes, classes, &rows, i);
            let header = if form == TableForm::Spaced { header } else { Vec::new() };
            let rows: Vec<u32> = header.into_iter().chain(members.iter().map(|&m| m as u32)).collect();
            for &m in lead.iter().chain(&rows) {
                classes[m as usize] = Class::Table(id);
            }
            regions.push(TableRegion { form, lead, rows });
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

/// The lines from `i` on that fit; up to `gap` short lines may lie between two of them, and furniture.
fn run(rows: &[Row], classes: &[Class], i: usize, gap: usize, fits: impl Fn(Row) -> bool) -> Vec<usize> {
    let mut members = vec![i];
    let mut between: Vec<usize> = Vec::new();
    for j in i + 1..rows.len() {
        if classes[j] == Class::Furniture {
            continue;
        }
        if fits(rows[j]) {
            members.append(&mut between);
            members.push(j);
        } else if between.len() < gap && !matches!(rows[j], Row::None | Row::Lead) {
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
        let caption = shape.last == '表' && shape.width <= 100 && is_caption(shape.text(lines));
        return if caption { Row::Lead } else { Row::None };
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
    // 表四      单位：万元: another table begins.
    if !signs.any(Signs::DIGIT) && text.contains('位') && is_unit(text) || shape.last == '表' && is_caption(text) {
        return Row::Lead;
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

/// The columns of a spaced line, as ranges of its bytes.
pub fn columns(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut columns = Vec::new();
    let mut start: Option<usize> = None;
    let (mut blanks, mut end) = (0, 0);
    for (i, c) in text.char_indices() {
        if crate::fold::is_blank(c) {
            blanks += super::shape::blank_width(c);
            continue;
        }
        if let Some(s) = start {
            if blanks >= 2 {
                columns.push(s..end);
                start = Some(i);
            }
        } else {
            start = Some(i);
        }
        blanks = 0;
        end = i + c.len_utf8();
    }
    columns.extend(start.map(|s| s..end));
    columns
}

/// How many rows without figures may stand between two that have some.
const NAMED: usize = 12;
/// How many lines of a header, broken over lines of their own, may stand between the unit and the first row.
const HEADER: usize = 6;

/// Caption and unit lines before row `i`, and the lines of a header between them and that row.
fn lead(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class], rows: &[Row], i: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut lead, mut header) = (Vec::new(), Vec::new());
    let mut unit = None;
    for j in (i.saturating_sub(HEADER + 3)..i).rev() {
        let shape = &shapes[j];
        let text = shape.text(lines);
        let markup = lines.lines[shape.line as usize].markup;
        if classes[j] != Class::Body || text.len() > 160 || markup.heading > 0 {
            break;
        }
        if is_unit(text) || markup.caption {
            lead.push(j as u32);
            unit = Some(j);
        } else if is_caption(text) || unit == Some(j + 1) && names_table(text) {
            lead.push(j as u32);
            break;
        } else if unit.is_none() && header.len() < HEADER && rows[j] == Row::Short && label(text).is_none() {
            header.push(j as u32);
        } else {
            break;
        }
    }
    if !header.is_empty() && lead.is_empty() {
        // Short lines above a table, which may be anything.
        return (Vec::new(), Vec::new());
    }
    lead.reverse();
    header.reverse();
    (lead, header)
}

/// `单位：万元`, `金额单位：亿元`
pub fn is_unit(text: &str) -> bool {
    let squeezed: String = text.chars().filter(|c| !crate::fold::is_blank(*c)).take(40).collect();
    (squeezed.contains("单位：") || squeezed.contains("单位:") || squeezed.contains("單位："))
        && squeezed.chars().count() < 40
}

/// `云溪市收支决算总表（1）`: the line above the unit.
fn names_table(text: &str) -> bool {
    let name = text.trim_end_matches(['）', ')']);
    let name = if name.len() < text.len() { name.rfind(['（', '(']).map_or(name, |at| &name[..at]) } else { name };
    name.trim_end().ends_with('表') && !text.contains(['，', '。']) && label(text).is_none()
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
