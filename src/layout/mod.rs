//! Lines to blocks: furniture, contents, table regions, joined paragraphs, repaired text.

mod furniture;
mod join;
mod repair;
mod shape;

use std::collections::BTreeMap;

use self::join::{Joiner, Measure};
use self::repair::{Manner, clean};
use self::shape::{Shape, shapes};
use crate::lines::{Lines, Markup};
use crate::span::{Clean, CleanSpan, Flow, FlowSpan, OffsetMap};

/// What a block is. `layout` tells furniture, contents and table rows from paragraphs; `outline` and `front` make
/// headings, items and the title of some paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// The title of the document.
    Title,
    /// Names the part that follows.
    Heading,
    /// Running text.
    Paragraph,
    /// A numbered or dashed entry.
    Item,
    /// A row of a table, or its caption or unit line.
    Table,
    /// Page numbers, running headers, web-page chrome.
    Furniture,
    /// A line of a table of contents.
    Contents,
}

/// A paragraph, a line of its own, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its repaired text, without blanks at the ends.
    pub span: CleanSpan,
    /// What the markup said about its first line.
    pub markup: Markup,
    /// A blank line stands before it.
    pub blank_before: bool,
    /// Blanks at the start of its first line, in columns (a full-width blank counts 2).
    pub indent: u16,
    /// It was printed with blanks between its letters (`政 府 工 作 报 告`).
    pub letter_spaced: bool,
    /// How many lines it was joined from.
    pub lines: u16,
    /// For a table row in markup: range into [`Page::cells`].
    pub cells: std::ops::Range<u32>,
}

/// Where a table's rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    /// HTML.
    Html,
    /// `| a | b |`
    Pipe,
    /// Columns parted by tabs.
    Tab,
    /// Columns parted by two or more blanks.
    Spaced,
    /// Drawn with `│ ┼ ─`.
    Box,
}

/// Consecutive blocks that form a table (furniture between its rows, on page breaks, is not among them).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRegion {
    /// How it is set.
    pub form: TableForm,
    /// Caption and unit lines before it, as block indices.
    pub lead: Vec<u32>,
    /// Its rows, as block indices.
    pub rows: Vec<u32>,
}

/// A cell as the markup gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCell {
    /// Its text.
    pub span: CleanSpan,
    /// Columns covered, at least 1.
    pub col_span: u16,
    /// Rows covered, at least 1.
    pub row_span: u16,
    /// Marked as a header.
    pub header: bool,
}

/// A warning of any stage: something that a reader of the output should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The code: lower case, underscores.
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: String,
    /// Where; `None` for the whole document.
    pub span: Option<CleanSpan>,
}

/// The document as blocks.
#[derive(Debug, Default)]
pub struct Page {
    /// The repaired text of all blocks in reading order, one `\n` between two.
    pub text: String,
    /// From there back to the flow.
    pub map: OffsetMap<Clean, Flow>,
    /// The blocks, ascending and disjoint.
    pub blocks: Vec<Block>,
    /// The tables among them.
    pub tables: Vec<TableRegion>,
    /// Cells of tables in markup.
    pub cells: Vec<PageCell>,
    /// Characters other than white space that a repair took out, with the repair's name.
    pub removed: Vec<(FlowSpan, &'static str)>,
    /// How often each repair was made.
    pub repairs: BTreeMap<&'static str, u32>,
    /// What is to be warned of.
    pub warnings: Vec<Warning>,
}

impl Page {
    /// The text of a span.
    pub fn of(&self, span: CleanSpan) -> &str {
        span.of(&self.text)
    }
}

/// What a line is, before paragraphs are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Body,
    Furniture,
    Contents,
    /// A row, caption or unit line of the table with this index in [`Page::tables`].
    Table(u32),
}

/// Makes blocks of lines.
pub fn layout(lines: &Lines<'_>) -> Page {
    let mut page = Page::default();
    page.text.reserve(lines.text.len());
    let shapes = shapes(lines);
    let mut classes = vec![Class::Body; shapes.len()];
    furniture::mark(lines, &shapes, &mut classes);
    let measure = Measure::of(lines, &shapes, &classes);
    let mut joiner = Joiner::new(lines, &measure);
    // Furniture met within the open paragraph: written after its end.
    let mut pending: Vec<usize> = Vec::new();
    let mut crossing = false;
    for (i, shape) in shapes.iter().enumerate() {
        match classes[i] {
            Class::Furniture => {
                pending.push(i);
                crossing = true;
                continue;
            }
            Class::Body => {}
            Class::Contents | Class::Table(_) => joiner.close(),
        }
        let after = shapes.get(i + 1).filter(|_| classes[i + 1] == Class::Body);
        let goes_on = classes[i] == Class::Body && joiner.goes_on(shape, after, crossing);
        if goes_on {
            continue_block(&mut page, lines, shape, crossing);
        } else {
            for p in pending.drain(..) {
                start_block(&mut page, lines, &shapes[p], classes[p]);
            }
            start_block(&mut page, lines, shape, classes[i]);
        }
        if classes[i] == Class::Body {
            joiner.take(shape, goes_on);
        }
        crossing = false;
    }
    for p in pending.drain(..) {
        start_block(&mut page, lines, &shapes[p], classes[p]);
    }
    page
}

/// Adds a line to the last block.
fn continue_block(page: &mut Page, lines: &Lines<'_>, shape: &Shape, crossing: bool) {
    let before = page.text.chars().next_back();
    let latin = |c: char| c.is_ascii_alphabetic();
    let words = before.is_some_and(|c| latin(c) && (latin(shape.first) || shape.first.is_ascii_digit()))
        || before.is_some_and(|c| c.is_ascii_digit()) && latin(shape.first);
    if words {
        page.text.push(' ');
    }
    let at = page.text.len() as u32;
    clean(page, &lines.text, shape.span, Manner { opens: false, table: false, spaced: false });
    if crossing {
        page.map.mark_foreign(at);
    }
    let join = if crossing || shape.blank_before { "page_join" } else { "line_join" };
    *page.repairs.entry(join).or_default() += 1;
    let end = page.text.len() as u32;
    if let Some(block) = page.blocks.last_mut() {
        block.span.end = end;
        block.lines = block.lines.saturating_add(1);
    }
}

fn start_block(page: &mut Page, lines: &Lines<'_>, shape: &Shape, class: Class) {
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    let start = page.text.len() as u32;
    let manner = Manner { opens: true, table: matches!(class, Class::Table(_)), spaced: false };
    let outcome = clean(page, &lines.text, shape.span, manner);
    let line = &lines.lines[shape.line as usize];
    page.blocks.push(Block {
        kind: match class {
            Class::Body => BlockKind::Paragraph,
            Class::Furniture => BlockKind::Furniture,
            Class::Contents => BlockKind::Contents,
            Class::Table(_) => BlockKind::Table,
        },
        span: CleanSpan::new(start, page.text.len() as u32),
        markup: line.markup,
        blank_before: shape.blank_before,
        indent: shape.indent,
        letter_spaced: outcome.letter_spaced,
        lines: 1,
        cells: 0..0,
    });
}
