//! Plain text: line ends are the only structure.
//!
//! | spelling | meaning | remark |
//! | --- | --- | --- |
//! | `\n` `\r\n` `\r` | the line ends | mixed in one file, too |
//! | `\f` | the line ends and a page begins | |
//! | `　　` inside a long line | a paragraph begins | a document on one line; not lists of names |
//! | `。 二、` inside a long line | a paragraph begins | |

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Line, Lines, Markup};
use crate::fold::is_blank;
use crate::lexicon::label::{Label, Scheme, label};
use crate::span::{FlowSpan, OffsetMap};

/// Two full-width blanks: how a paragraph begins.
static WIDE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\u{3000}\u{3000}"));
static STOP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("。"));

/// A line this long (in bytes) may hold several paragraphs.
pub const LONG: usize = 400;

/// Splits plain text into lines; the text is its own flow.
pub fn lines(text: &str) -> Lines<'_> {
    let bytes = text.as_bytes();
    // Most files have one kind of line end: looking for one byte is twice as fast as looking for three.
    let lines = if memchr::memchr2(b'\r', 0x0c, bytes).is_none() {
        split(text, memchr::memchr_iter(b'\n', bytes))
    } else {
        split(text, memchr::memchr3_iter(b'\n', b'\r', 0x0c, bytes))
    };
    Lines { text: Cow::Borrowed(text), map: OffsetMap::identity(), lines, cells: Vec::new(), markup: Vec::new() }
}

fn split(text: &str, ends: impl Iterator<Item = usize>) -> Vec<Line> {
    let mut lines = Vec::with_capacity(text.len() / 64 + 1);
    let bytes = text.as_bytes();
    let (mut start, mut page_start, mut blank_before) = (0, false, false);
    for end in ends.chain([bytes.len()]) {
        if end < start {
            continue; // The `\n` of `\r\n`.
        }
        // Of blank lines in a row one says it all, and a file may have nothing else.
        let blank = bytes[start..end].iter().all(|b| matches!(b, b' ' | b'\t'));
        if !(blank && blank_before) || page_start {
            push(&mut lines, text, start, end, page_start);
        }
        blank_before = blank;
        page_start = bytes.get(end) == Some(&0x0c);
        start = end + 1;
        if bytes.get(end) == Some(&b'\r') && bytes.get(start) == Some(&b'\n') {
            start += 1;
        }
    }
    lines
}

fn push(lines: &mut Vec<Line>, text: &str, start: usize, end: usize, page_start: bool) {
    let mut page_start = page_start;
    let mut line = |start: usize, end: usize| {
        lines.push(Line {
            span: FlowSpan::new(start as u32, end as u32),
            markup: Markup::default(),
            page_start,
            cells: 0..0,
        });
        page_start = false;
    };
    if end - start < LONG {
        return line(start, end);
    }
    let mut from = start;
    for at in paragraphs(&text[start..end]) {
        line(from, start + at);
        from = start + at;
    }
    line(from, end);
}

/// Where further paragraphs begin in a long line: at `　　`, when most of these follow the end of a sentence, and at a
/// blank between 。 and a numbering label of the upper ranks.
pub fn paragraphs(line: &str) -> Vec<usize> {
    let body = line.len() - line.trim_start().len();
    let (mut cuts, mut after_sentence) = (Vec::new(), 0);
    let mut from = body;
    while let Some(i) = WIDE.find(&line.as_bytes()[from..]) {
        let at = from + i;
        let run = line[at..].len() - line[at..].trim_start().len();
        if at + run >= line.len() {
            break;
        }
        if line[..at].trim_end().ends_with(['。', '：', '！', '？', '；', '”', '）', '…', ':', ';']) {
            after_sentence += 1;
        }
        cuts.push(at);
        from = at + run;
    }
    if after_sentence * 5 < cuts.len() * 2 {
        cuts.clear();
    }
    let mut from = body;
    while let Some(i) = STOP.find(&line.as_bytes()[from..]) {
        let at = from + i + '。'.len_utf8();
        from = at;
        let rest = &line[at..];
        if !rest.starts_with(is_blank) {
            continue;
        }
        let next = rest.trim_start_matches(is_blank);
        let upper = |l: Label| matches!(l.scheme, Scheme::HanDun | Scheme::HanParen | Scheme::Part | Scheme::Chapter);
        if label(next).is_some_and(upper) {
            cuts.push(at);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}
