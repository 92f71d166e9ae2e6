//! Blocks that may open a part: those that begin with a label or are marked up as headings.

use super::rows;
use super::shape::{Body, Shape, body, whole_line};
use crate::fold::is_blank;
use crate::layout::{BlockKind, Page};
use crate::lexicon::label::{Scheme, bullet, label};
use crate::span::CleanSpan;

/// A block that may open a part.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The block.
    pub block: u32,
    /// The label; empty where there is none.
    pub label: CleanSpan,
    /// What stands after the label, to the end of the block.
    pub body: CleanSpan,
    /// The shape of that.
    pub shape: Body,
    /// The shape that it has instead where its list is set so: see [`apart`].
    pub apart: Option<Body>,
    /// The scheme of a list that has begun within it: `附件：1.实施方案`, and `2.任务分工表` on the next line.
    pub goes_on: Option<Scheme>,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its number.
    pub ordinal: u32,
    /// Numbers in the label.
    pub depth: u8,
    /// The level that markup gives it; 0 for none.
    pub markup: u8,
    /// The list it belongs to.
    pub list: u32,
    /// Its depth in the nesting, from 1.
    pub level: u8,
    /// The candidate it stands under.
    pub parent: Option<u32>,
    /// What is wrong with its number.
    pub fault: Option<Fault>,
    /// The rank of its scheme in this document; a smaller rank encloses a greater one.
    pub rank: u8,
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Numbers are missing before it.
    Gap {
        /// The number that would have continued the list.
        expected: u32,
    },
    /// The number was there before.
    Repeat {
        /// The number that would have continued the list.
        expected: u32,
    },
    /// The list begins anew without a heading between.
    Restart {
        /// The number that would have continued the list.
        expected: u32,
    },
}

/// The depth of an unnumbered heading that only its look makes one.
pub const ASIDE: u8 = 2;
/// The depth of a heading such as 前言, which stands before the numbered parts and has none of them within it.
pub const PREFACE: u8 = 3;

impl Candidate {
    /// An unnumbered heading that stands beside the outermost ones, such as 前言.
    pub const fn label_is_root(&self) -> bool {
        matches!(self.depth, 0 | PREFACE)
    }

    /// Whether it has a number, or could have one.
    pub const fn is_numbered(&self) -> bool {
        !matches!(self.scheme, Scheme::Markup | Scheme::Unnumbered)
    }
}

/// Finds all blocks that begin with a label or are marked up as headings.
pub fn candidates(page: &Page) -> Vec<Candidate> {
    let mut found = Vec::with_capacity(64);
    let title = marked_title(page);
    // The block that a label alone on its line has taken for its text.
    let mut named = None;
    for (i, block) in page.blocks.iter().enumerate() {
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        let text = page.of(block.span);
        let dash = bullet(text);
        let read = label(&text[dash..]);
        let marked = block.markup.heading;
        let (len, scheme, ordinal, depth) = match read {
            Some(l) => (l.len, l.scheme, l.ordinal, l.depth),
            None if marked > 0 => (0, Scheme::Markup, 0, 1),
            None if dash > 0 && !is_dateline(text) => (0, Scheme::Dash, 0, 1),
            None => continue,
        };
        // ① below the text is the number of a note.
        let note = block.note && scheme == Scheme::Circled;
        if note || Some(i) == title || Some(i) == named || rows::is_row(page, i) {
            continue;
        }
        let start = block.span.start + dash as u32;
        let (label, mut rest) = if scheme == Scheme::Dash {
            (CleanSpan::new(block.span.start, start).trim(&page.text), CleanSpan::new(start, block.span.end))
        } else {
            (CleanSpan::new(start, start + len as u32), CleanSpan::new(start + len as u32, block.span.end))
        };
        rest = rest.trim(&page.text);
        let mut shape = body(page.of(rest));
        if shape.shape == Shape::Alone {
            // 第四部分, and what it is called on the next line.
            match name_below(page, i, scheme) {
                Some((below, name)) => {
                    named = Some(i + 1);
                    (rest, shape) = (below, name);
                }
                None => continue,
            }
        }
        // However long, what is set bold on a line of its own is a name.
        if shape.shape == Shape::Sentence && block.markup.bold {
            shape = whole_line(page.of(rest)).unwrap_or(shape);
        }
        if !has_letter(&page.of(rest)[..shape.end]) {
            continue;
        }
        let apart = apart(page.of(rest), shape);
        let within = if scheme == Scheme::Annex { self::label(page.of(rest)) } else { None };
        let goes_on = within.filter(|l| l.ordinal == 1).map(|l| l.scheme);
        found.push(Candidate {
            block: i as u32,
            label,
            body: rest,
            shape,
            apart,
            goes_on,
            scheme,
            ordinal,
            depth,
            markup: marked,
            list: 0,
            level: 0,
            parent: None,
            fault: None,
            rank: 0,
        });
    }
    found
}

/// The heading in markup that is the title of the document: the first one, where no other is as high.
fn marked_title(page: &Page) -> Option<usize> {
    let mut marked =
        page.blocks.iter().enumerate().filter(|(_, b)| b.markup.heading > 0 && b.kind == BlockKind::Paragraph);
    let (first, block) = marked.next()?;
    let level = block.markup.heading;
    let alone = marked.all(|(_, b)| b.markup.heading > level);
    ((level <= 2 || alone) && label(page.of(block.span)).is_none()).then_some(first)
}

/// `——2026年1月8日在云溪市第五届人民代表大会第一次会议上`: a subtitle, whose dash is no bullet.
fn is_dateline(text: &str) -> bool {
    text.len() <= 300
        && text.trim_end_matches(['）', ')']).ends_with("会议上")
        && ["年", "月", "日在"].iter().all(|w| text.contains(w))
}

/// Whether words stand in it: `4.57 2024/7/4` is a row of a table.
fn has_letter(text: &str) -> bool {
    // The first character nearly always is one.
    matches!(text.as_bytes().first(), Some(0xe4..=0xe9)) || text.chars().any(char::is_alphabetic)
}

/// A name parted from the text that runs on by nothing but a blank: `一、综合 全年地区生产总值……`.
fn apart(text: &str, shape: Body) -> Option<Body> {
    if !matches!(shape.shape, Shape::Sentence | Shape::Long | Shape::RunIn) || text.len() < 120 {
        return None;
    }
    // A blank is a byte of its own, or begins as 、 and 。 do.
    let head = &text.as_bytes()[..72];
    let end =
        memchr::memchr2_iter(b' ', 0xe3, head).find(|&at| text[at..].starts_with(is_blank)).filter(|&at| at >= 6)?;
    let name = &text[..end];
    let plain = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '、' | '“' | '”' | '（' | '）');
    let left = text[end..].trim_start_matches(is_blank);
    // 一、转移支付补助 19.1 亿元: the blank stands before a figure.
    let runs_on = left.starts_with(char::is_alphabetic) || opens_with_year(left);
    (runs_on && name.chars().all(plain)).then(|| Body { shape: Shape::RunIn, end, chars: name.chars().count() })
}

/// Whether it begins with a year: `2025年`.
pub fn opens_with_year(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits == 4 && text[digits..].trim_start_matches(is_blank).starts_with('年')
}

/// Takes a name parted by a blank for what it is, where all of a list, and not less than two, are set so or have names of
/// another form: a blank alone is found in many a sentence.
pub fn set_apart(candidates: &mut [Candidate]) {
    let fits = |c: &Candidate| c.apart.is_some() || matches!(c.shape.shape, Shape::RunIn | Shape::Open);
    let mut counts = [(0_u32, 0_u32); Scheme::COUNT];
    for c in &*candidates {
        let (apart, others) = &mut counts[c.scheme as usize];
        *apart += u32::from(c.apart.is_some());
        *others += u32::from(!fits(c));
    }
    for c in candidates {
        if let (Some(shape), (2.., 0)) = (c.apart, counts[c.scheme as usize]) {
            c.shape = shape;
        }
    }
}

/// What a label that stands alone on its line labels: the next block.
fn name_below(page: &Page, i: usize, scheme: Scheme) -> Option<(CleanSpan, Body)> {
    // Below 附件1 stands the name of a text, or of a table.
    let names = |kind| kind == BlockKind::Paragraph || scheme == Scheme::Annex && kind == BlockKind::Table;
    let next = page.blocks.get(i + 1).filter(|b| names(b.kind))?;
    let text = page.of(next.span);
    let name = body(text);
    let fits = match name.shape {
        Shape::Open => (2..=30).contains(&name.chars),
        Shape::Closed | Shape::RunIn => true,
        _ => false,
    };
    // 第四部分 附表: the word alone is no label.
    let own =
        || scheme != Scheme::Annex && label(text).is_some_and(|l| l.scheme == Scheme::Annex && l.len == text.len());
    (fits && (label(text).is_none() || own())).then_some((next.span, name))
}
