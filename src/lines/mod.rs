//! Characters or markup to lines with their shape.
//!
//! Plain text is its own flow. HTML and Markdown lose their markup here; each block-level element, list item and
//! table row becomes a line, with what the markup said about it in [`Markup`].

mod article;
mod entity;
mod html;
mod markdown;
mod plain;
mod tag;

pub(crate) use entity::{closed_entity, entity};
pub(crate) use tag::{Element, Piece, Pieces, end_tag};

use std::borrow::Cow;

use crate::decode::{Decoded, MediaType};
use crate::span::{Decoded as DecodedSpace, DecodedSpan, Flow, FlowSpan, OffsetMap};

/// What the markup said about a line. Plain text has the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Markup {
    /// 1–6 for `h1`–`h6` and Markdown `#`; 0 otherwise.
    pub heading: u8,
    /// The line is a list item.
    pub list_item: bool,
    /// All of its text is bold.
    pub bold: bool,
    /// It is centred.
    pub centred: bool,
    /// The page's `<title>`.
    pub page_title: bool,
    /// Inside navigation, header, footer, aside, a form or a list of links.
    pub chrome: bool,
    /// Index of the table that this line is a row of, counted over the document from 0.
    pub table: Option<u32>,
    /// The table's caption.
    pub caption: bool,
}

/// A cell as the markup gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkupCell {
    /// Its text.
    pub span: FlowSpan,
    /// Columns covered, at least 1.
    pub col_span: u16,
    /// Rows covered, at least 1.
    pub row_span: u16,
    /// `th`, or in the row above the `---` of a pipe table.
    pub header: bool,
}

/// A line of text without markup and without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, line end left out, blanks at both ends included.
    pub span: FlowSpan,
    /// What the markup said.
    pub markup: Markup,
    /// A form feed stands before it: a page begins here.
    pub page_start: bool,
    /// For a table row in markup: range into [`Lines::cells`].
    pub cells: std::ops::Range<u32>,
}

/// A document as lines.
#[derive(Debug)]
pub struct Lines<'a> {
    /// The text without markup.
    pub text: Cow<'a, str>,
    /// From there back to the decoded text.
    pub map: OffsetMap<Flow, DecodedSpace>,
    /// All lines; of blank ones in a row only the first may be there.
    pub lines: Vec<Line>,
    /// Cells of tables in markup, in reading order.
    pub cells: Vec<MarkupCell>,
    /// Where markup stands in the decoded text (tags, comments, scripts, Markdown signs), ascending.
    pub markup: Vec<DecodedSpan>,
}

/// Splits a document into lines.
pub fn lines<'a>(decoded: &'a Decoded<'_>) -> Lines<'a> {
    let text: &str = &decoded.text;
    match decoded.media_type {
        MediaType::Html => html::lines(text, decoded.line_ends_count),
        MediaType::Plain => plain::lines(text),
        MediaType::Markdown => markdown::lines(text),
    }
}
