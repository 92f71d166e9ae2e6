//! Lines to blocks: furniture, contents, table regions, joined paragraphs, repaired text.

mod caption;
mod chrome;
mod contents;
mod furniture;
mod join;
mod measure;
mod notes;
mod order;
mod region;
mod repair;
mod shape;
mod torn;

use std::collections::BTreeMap;

pub use self::caption::unit_at;
pub use self::region::{columns, is_figure};

use self::caption::Lead;
use self::join::Joiner;
use self::measure::Measure;
use self::repair::{Manner, clean};
use self::shape::{Shape, read, shapes};
use crate::fold::folded;
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
    /// It is a footnote that stood between two parts of a paragraph.
    pub note: bool,
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
    /// One cell to a line, in an order that cannot be trusted: what is left of a table after conversion from PDF.
    Loose,
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
    /// Where a page begins between two rows: indices into `rows`, ascending. The columns of a spaced table stand anew on
    /// each page.
    pub breaks: Vec<u32>,
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
    #[inline]
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
    /// A footnote that may stand between two parts of a paragraph.
    Note,
    /// A row, caption or unit line of the table with this index in [`Page::tables`].
    Table(u32),
}

/// Makes blocks of lines.
pub fn layout(lines: &Lines<'_>) -> Page {
    let mut page = Page::default();
    page.text.reserve(lines.text.len());
    let shapes = shapes(lines);
    page.blocks.reserve(shapes.len());
    let mut classes: Vec<Class> = shapes.iter().map(|s| chrome::of_markup(lines, s)).collect();
    let leads = furniture::mark(lines, &shapes, &mut classes);
    chrome::mark(lines, &shapes, &mut classes);
    contents::mark(lines, &shapes, &mut classes);
    let mut regions = region::mark(lines, &shapes, &mut classes, &leads.leads);
    notes::mark(lines, &shapes, &mut classes);
    order::warn(&mut page, lines, &shapes, &regions);
    let measure = Measure::of(lines, &shapes, &classes);
    let blocks = write(&mut page, lines, &shapes, &classes, &measure, &leads.leads);
    for region in &mut regions {
        for shape in region.lead.iter_mut().chain(&mut region.rows) {
            *shape = blocks[*shape as usize];
        }
        // The two lines of a caption are one block.
        region.lead.dedup();
    }
    for warning in &mut page.warnings {
        // Until here, a place is a line.
        let block = |line: u32| page.blocks[blocks[line as usize] as usize].span;
        warning.span = warning.span.map(|s| block(s.start));
    }
    page.tables = regions;
    page
}

/// Writes all blocks; gives for each line the block it went into.
fn write(
    page: &mut Page,
    lines: &Lines<'_>,
    shapes: &[Shape],
    classes: &[Class],
    measure: &Measure,
    leads: &[Lead],
) -> Vec<u32> {
    let mut captions = leads.iter().flat_map(|l| l.joined.0..l.joined.1).peekable();
    let mut blocks = vec![0; shapes.len()];
    let mut joiner = Joiner::new(lines, shapes, measure);
    // Furniture and footnotes met within the open paragraph: written after its end.
    let mut pending: Vec<usize> = Vec::new();
    let mut crossing = false;
    for (i, shape) in shapes.iter().enumerate() {
        let class = classes[i];
        if matches!(class, Class::Furniture | Class::Note) {
            pending.push(i);
            crossing = true;
            continue;
        }
        if class != Class::Body {
            joiner.close();
        }
        while captions.next_if(|&l| l < i).is_some() {}
        let half = captions.peek() == Some(&i) && class != Class::Body && i > 0 && classes[i - 1] == class;
        if half {
            continue_block(page, lines, shape, false);
            blocks[i] = page.blocks.len() as u32 - 1;
            crossing = false;
            continue;
        }
        let after = shapes.get(i + 1).filter(|_| classes[i + 1] == Class::Body);
        if class == Class::Body && joiner.goes_on(i, after, crossing) {
            continue_block(page, lines, shape, crossing);
            joiner.take(i, true);
        } else {
            aside_blocks(page, lines, shapes, classes, &mut pending, &mut blocks);
            start_block(page, lines, shape, class);
            if class == Class::Body {
                joiner.take(i, false);
            }
        }
        blocks[i] = page.blocks.len() as u32 - 1;
        crossing = false;
    }
    aside_blocks(page, lines, shapes, classes, &mut pending, &mut blocks);
    blocks
}

/// Writes the furniture and the footnotes that were met; a line broken around links is one block here, too.
fn aside_blocks(
    page: &mut Page,
    lines: &Lines<'_>,
    shapes: &[Shape],
    classes: &[Class],
    pending: &mut Vec<usize>,
    blocks: &mut [u32],
) {
    let mut last: Option<usize> = None;
    for i in pending.drain(..) {
        let shape = &shapes[i];
        let plain = |i: usize| lines.lines[shapes[i].line as usize].markup == Markup::default();
        let goes_on = last.is_some_and(|l| {
            let before = &shapes[l];
            let note = classes[i] == Class::Note && classes[l] == Class::Note && before.width >= 50;
            let broken = shape.broken_off() || before.hangs() || matches!(before.last, '在' | '于');
            if note {
                return l + 1 == i && !before.closed() && !torn::is_footnote(shape.text(lines));
            }
            broken && l + 1 == i && !shape.blank_before && plain(l) && plain(i)
        });
        if goes_on {
            continue_block(page, lines, shape, false);
            blocks[i] = page.blocks.len() as u32 - 1;
        } else {
            blocks[i] = start_block(page, lines, shape, classes[i]);
        }
        last = Some(i);
    }
}

/// Adds a line to the last block.
fn continue_block(page: &mut Page, lines: &Lines<'_>, shape: &Shape, crossing: bool) {
    let before = page.text.chars().next_back();
    let latin = |c: char| c.is_ascii_alphabetic();
    // M | 2: a number set below the line belongs to the letter.
    let below = shape.width <= 3 && shape.last.is_ascii_digit();
    let words = before.is_some_and(|c| latin(c) && (latin(shape.first) || shape.first.is_ascii_digit()))
        || before.is_some_and(|c| c.is_ascii_digit()) && latin(shape.first);
    if words && !below {
        page.text.push(' ');
    }
    if crossing {
        page.map.foreign_next();
    }
    part_from_last(page, lines, shape);
    let few = shape.few_words();
    clean(page, &lines.text, shape.span, shape.signs, Manner { opens: false, table: false, few_words: few });
    let join = if crossing || shape.blank_before { "page_join" } else { "line_join" };
    *page.repairs.entry(join).or_default() += 1;
    let end = page.text.len() as u32;
    if let Some(block) = page.blocks.last_mut() {
        block.span.end = end;
        block.lines = block.lines.saturating_add(1);
    }
}

/// Between the line written last and this one may stand what is written elsewhere: the cell of a damaged table.
fn part_from_last(page: &mut Page, lines: &Lines<'_>, shape: &Shape) {
    let between = lines.text.get(page.map.src_end() as usize..shape.span.start as usize);
    if between.is_some_and(|text| text.chars().any(|c| folded(c).is_some())) {
        page.map.foreign_next();
    }
}

/// Begins a block with a line; gives its index.
fn start_block(page: &mut Page, lines: &Lines<'_>, shape: &Shape, class: Class) -> u32 {
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    let start = page.text.len() as u32;
    let line = &lines.lines[shape.line as usize];
    let few_words = shape.few_words();
    let manner = Manner { opens: true, table: matches!(class, Class::Table(_)), few_words };
    let first_cell = page.cells.len() as u32;
    let mut letter_spaced = false;
    if line.cells.is_empty() {
        part_from_last(page, lines, shape);
        letter_spaced = clean(page, &lines.text, shape.span, shape.signs, manner).letter_spaced;
    } else {
        // Cells one after the other, a tab between two.
        let mut before = usize::MAX;
        for (k, cell) in lines.cells[line.cells.start as usize..line.cells.end as usize].iter().enumerate() {
            if k > 0 {
                page.text.push('\t');
            }
            let from = page.text.len() as u32;
            let signs = read(cell.span.of(&lines.text)).signs;
            clean(page, &lines.text, cell.span, signs, Manner { opens: true, table: false, few_words: false });
            if page.text.len() as u32 > from {
                // Text that stands in the table but in none of its cells is a line of its own; an empty cell may lie
                // between it and this one.
                if lines.text.get(before..cell.span.start as usize).is_some_and(|t| !t.trim().is_empty()) {
                    page.map.mark_foreign(from);
                }
                before = cell.span.end as usize;
            }
            let span = CleanSpan::new(from, page.text.len() as u32);
            page.cells.push(PageCell { span, col_span: cell.col_span, row_span: cell.row_span, header: cell.header });
        }
    }
    page.blocks.push(Block {
        kind: match class {
            Class::Body | Class::Note => BlockKind::Paragraph,
            Class::Furniture => BlockKind::Furniture,
            Class::Contents => BlockKind::Contents,
            Class::Table(_) => BlockKind::Table,
        },
        span: CleanSpan::new(start, page.text.len() as u32),
        markup: line.markup,
        blank_before: shape.blank_before,
        indent: shape.indent,
        letter_spaced,
        lines: 1,
        note: class == Class::Note,
        cells: first_cell..page.cells.len() as u32,
    });
    page.blocks.len() as u32 - 1
}
