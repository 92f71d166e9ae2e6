//! A report under construction: paragraphs, and in them the places of figures and headings.
//!
//! In a paragraph's text a figure is one character of plane 15 (its index), and a heading stands between two marks, so
//! that wraps, blanks and page numbers can be laid over the text without losing any place.

use crate::figure::Figure;
use crate::proof::{Relation, Verdict};

/// Before a heading's label.
pub const HEAD: char = '\u{f0000}';
/// After a heading's text.
pub const HEAD_END: char = '\u{f0001}';
/// Before a figure's text.
pub const FIGURE: char = '\u{f0002}';
/// After a figure's text.
pub const FIGURE_END: char = '\u{f0003}';
/// Before a table's first cell.
pub const TABLE: char = '\u{f0004}';
/// After a table's last cell.
pub const TABLE_END: char = '\u{f0005}';
/// The character that stands for figure 0.
const FIRST: u32 = 0x10_0000;

/// The character that stands for a figure.
///
/// # Panics
/// Beyond 65,000 figures.
pub fn figure_mark(index: usize) -> char {
    char::from_u32(FIRST + index as u32).expect("a report has fewer figures than plane 16 has characters")
}

/// The figure that a character stands for.
pub const fn figure_of(c: char) -> Option<usize> {
    let c = c as u32;
    if c >= FIRST { Some((c - FIRST) as usize) } else { None }
}

/// What a paragraph is, as far as its layout goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The title.
    Title,
    /// The speaker, the salutation, the signature.
    Line,
    /// A heading on a line of its own.
    Heading,
    /// A paragraph or an item.
    Body,
    /// The caption of a table, and the line of its unit.
    Caption,
    /// A table: its lines, printed as they are.
    Table,
}

/// A paragraph.
#[derive(Debug, Clone)]
pub struct Para {
    /// What it is.
    pub role: Role,
    /// Its text with marks.
    pub text: String,
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Depth, from 1.
    pub level: usize,
    /// As printed.
    pub label: String,
    /// The text after the label, without 。 or ：.
    pub text: String,
    /// Body text follows in the same paragraph.
    pub run_in: bool,
    /// A reader may leave it out.
    pub optional: bool,
}

/// A numbered task and its budget, as indices of figures.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its heading.
    pub heading: usize,
    /// Its number.
    pub ordinal: usize,
    /// What it is called.
    pub title: String,
    /// 年初预算, 全年预算, 执行数, 执行率.
    pub slots: [Option<usize>; 4],
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its caption.
    pub caption: String,
    /// The unit printed above it.
    pub unit: String,
    /// `pipe`, `tab`, `space`.
    pub format: &'static str,
    /// Rows of printed cells, the header first. Figures are marks.
    pub rows: Vec<Vec<String>>,
}

/// A stated relation.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is stated.
    pub relation: Relation,
    /// Of which figures, the claimed one last.
    pub figures: Vec<usize>,
    /// Whether it is true as printed.
    pub verdict: Verdict,
    /// In which phrasing it was stated; empty for tables and what several sentences state together.
    pub phrasing: String,
}

/// A report before it is laid out.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// In reading order.
    pub paras: Vec<Para>,
    /// In reading order.
    pub figures: Vec<Figure>,
    /// In reading order.
    pub headings: Vec<Heading>,
    /// In reading order.
    pub tasks: Vec<Task>,
    /// In reading order.
    pub tables: Vec<Table>,
    /// In the order in which they were stated.
    pub checks: Vec<Check>,
    /// Bytes of UTF-8 so far, about.
    pub size: usize,
}

impl Page {
    /// Appends a figure and gives the character that stands for it.
    pub fn figure(&mut self, figure: Figure) -> (usize, char) {
        let index = self.figures.len();
        self.size += figure.text().len();
        self.figures.push(figure);
        (index, figure_mark(index))
    }

    /// Appends a paragraph.
    pub fn para(&mut self, role: Role, text: String) {
        self.size += text.len() + 1;
        self.paras.push(Para { role, text });
    }

    /// Records a relation and recomputes it.
    pub fn check(&mut self, relation: Relation, figures: Vec<usize>) {
        let verdict = self.verdict(relation, &figures);
        self.checks.push(Check { relation, figures, verdict, phrasing: String::new() });
    }

    /// Recomputes a relation with the figures as they are now.
    pub fn verdict(&self, relation: Relation, figures: &[usize]) -> Verdict {
        let figures: Vec<&Figure> = figures.iter().map(|i| &self.figures[*i]).collect();
        relation.verdict(&figures)
    }
}
