//! Lines to blocks: furniture, contents, table regions, joined paragraphs, repaired text.

use std::collections::BTreeMap;

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

/// Makes blocks of lines.
pub fn layout(lines: &Lines<'_>) -> Page {
    // A first form: each line is a paragraph.
    let mut page = Page::default();
    for line in &lines.lines {
        let span = line.span.trim(&lines.text);
        if span.is_empty() {
            continue;
        }
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        let start = page.text.len() as u32;
        page.map.copy(start, span.start, span.len() as u32);
        page.text.push_str(span.of(&lines.text));
        page.blocks.push(Block {
            kind: BlockKind::Paragraph,
            span: CleanSpan::new(start, page.text.len() as u32),
            markup: line.markup,
            blank_before: false,
            indent: 0,
            letter_spaced: false,
            lines: 1,
            cells: 0..0,
        });
    }
    page
}
