//! Blocks to headings in a tree.
//!
//! One pass over the blocks finds what begins with a label or is marked up as a heading. The candidates fall into lists:
//! same scheme, same place in the nesting, ordinals that continue one another. A list is decided as a whole: its members
//! name parts (headings) or state something (items). Levels are the depth in the nesting.
//!
//! | list | is |
//! | --- | --- |
//! | `（一）部门职能` and text below | headings |
//! | `（一）指导思想。以……` | headings, run-in |
//! | `1.完善工作机制，落实责任；` | items |
//! | `7、提高服务水平。` `8、……` with nothing between | items |
//! | `一是……` at the start of a line | items, always |

mod bare;
mod build;
mod candidate;
mod list;
mod nest;
mod order;
mod rows;
mod shape;
mod unnumbered;

use crate::layout::{BlockKind, Page, Warning};
use crate::lexicon::label::Scheme;
use crate::span::CleanSpan;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Index of the heading above it.
    pub parent: Option<u32>,
    /// Depth in this document, from 1.
    pub level: u8,
    /// The label as printed, empty where there is none.
    pub label: CleanSpan,
    /// The text after the label, without a closing 。 or ：.
    pub text: CleanSpan,
    /// The numbering scheme.
    pub scheme: Scheme,
    /// Its number.
    pub ordinal: Option<u32>,
    /// Body text follows in the same block.
    pub run_in: bool,
    /// The block it stands in.
    pub block: u32,
}

impl Heading {
    /// Label and text together.
    pub fn span(&self) -> CleanSpan {
        self.label.cover(self.text)
    }
}

/// A numbered or dashed entry that is no heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The block it begins.
    pub block: u32,
    /// The label as printed.
    pub label: CleanSpan,
    /// The scheme of the label.
    pub scheme: Scheme,
    /// Its number; `None` for a dash.
    pub ordinal: Option<u32>,
}

/// The outline of a document.
#[derive(Debug, Default)]
pub struct Outline {
    /// All headings in reading order.
    pub headings: Vec<Heading>,
    /// All items in reading order.
    pub items: Vec<Item>,
    /// For each block, what it turned out to be.
    pub kinds: Vec<BlockKind>,
    /// For each block, the innermost heading it stands under; a heading's own block has that heading.
    pub section: Vec<Option<u32>>,
    /// Gaps, repeats, restarts and mixed styles in the numbering.
    pub warnings: Vec<Warning>,
}

/// Finds the headings of a page.
pub fn outline(page: &Page) -> Outline {
    let mut candidates = candidate::candidates(page);
    bare::add(page, &mut candidates);
    unnumbered::add(page, &mut candidates);
    rows::drop_rows(page, &mut candidates);
    candidate::set_apart(&mut candidates);
    let lists = nest::nest(&mut candidates);
    let lists = list::decide(page, &mut candidates, lists);
    build::build(page, &candidates, &lists)
}
