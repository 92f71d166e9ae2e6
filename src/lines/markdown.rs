//! Markdown: its signs become markup, its lines stay lines.
//!
//! | spelling | becomes | remark |
//! | --- | --- | --- |
//! | `## 概况` | heading 2 | `概况` under `===` is heading 1 |
//! | `- 1、宣传…` `* …` | a list item | the bullet is markup, `1、` is text |
//! | `1. …` | text | the number is a label |
//! | `**…**` `__…__` `~~…~~` `` `…` `` | text; bold where the whole line is | also broken ones: `**案****例**` |
//! | `[text](address)` | `text` | |
//! | `![](picture)` | chrome, where it stands alone | left out within a line |
//! | `\>` `&nbsp;` `<br>` `<!-- … -->` | `>`, a blank, a line end, nothing | |
//! | `> …` | text | |
//! | `---` | nothing | |
//!
//! Lines that CommonMark would join are left to `layout`: reports rarely leave a blank line between paragraphs.

use std::borrow::Cow;

use super::entity::closed_entity;
use super::tag::{Piece, Pieces, is_known};
use super::{Line, Lines, Markup, plain};
use crate::fold::is_blank;
use crate::span::{Decoded, DecodedSpan, Flow, FlowSpan, OffsetMap};

struct Reader<'a> {
    text: &'a str,
    out: String,
    map: OffsetMap<Flow, Decoded>,
    markup: Vec<DecodedSpan>,
    lines: Vec<Line>,
    /// Inside ``` fences.
    fenced: bool,
    /// Inside `<!-- … -->` over several lines.
    comment: bool,
}

/// Reads Markdown.
pub fn lines(text: &str) -> Lines<'_> {
    let mut r = Reader {
        text,
        out: String::with_capacity(text.len()),
        map: OffsetMap::default(),
        markup: Vec::new(),
        lines: Vec::new(),
        fenced: false,
        comment: false,
    };
    for line in plain::lines(text).lines {
        r.line(line.span.range(), line.page_start);
    }
    Lines { text: Cow::Owned(r.out), map: r.map, lines: r.lines, cells: Vec::new(), markup: r.markup }
}

impl Reader<'_> {
    fn mark(&mut self, from: usize, to: usize) {
        let span = DecodedSpan::new(from as u32, to as u32);
        match self.markup.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ if from < to => self.markup.push(span),
            _ => {}
        }
    }

    fn copy(&mut self, from: usize, to: usize) {
        if from < to {
            self.map.copy(self.out.len() as u32, from as u32, (to - from) as u32);
            self.out.push_str(&self.text[from..to]);
        }
    }

    /// Copies text in which nothing but entities is read.
    fn verbatim(&mut self, from: usize, to: usize) {
        let (mut at, mut copied) = (from, from);
        while let Some(i) = memchr::memchr(b'&', &self.text.as_bytes()[at..to]) {
            at += i;
            let Some((c, len)) = closed_entity(&self.text[at..to]) else {
                at += 1;
                continue;
            };
            self.copy(copied, at);
            let out = self.out.len() as u32;
            self.out.push(c);
            self.map.replace(out, c.len_utf8() as u32, at as u32, len as u32);
            at += len;
            copied = at;
        }
        self.copy(copied, to);
    }

    fn push(&mut self, start: usize, markup: Markup, page_start: bool) {
        let span = FlowSpan::new(start as u32, self.out.len() as u32);
        self.lines.push(Line { span, markup, page_start, cells: 0..0 });
        self.out.push('\n');
    }

    fn line(&mut self, at: std::ops::Range<usize>, page_start: bool) {
        let line = &self.text[at.clone()];
        let start = self.out.len();
        let body = line.trim_start();
        if self.comment || body.starts_with("<!--") {
            let ends = line.find("-->").map(|i| i + 3);
            self.comment = ends.is_none();
            let end = at.start + ends.unwrap_or(line.len());
            self.mark(at.start, end);
            self.verbatim(end, at.end);
            return self.push(start, Markup::default(), page_start);
        }
        if body.starts_with("```") || body.starts_with("~~~") {
            self.fenced = !self.fenced;
            self.mark(at.start, at.end);
            return self.push(start, Markup::default(), page_start);
        }
        if self.fenced {
            self.verbatim(at.start, at.end);
            return self.push(start, Markup::default(), page_start);
        }
        let trimmed = body.trim_end();
        let rule = |c: char| trimmed.len() >= 3 && trimmed.chars().all(|d| d == c);
        if rule('=') && self.lines.last().is_some_and(|l| !l.span.of(&self.out).trim().is_empty()) {
            if let Some(last) = self.lines.last_mut() {
                last.markup.heading = 1;
            }
            self.mark(at.start, at.end);
            return self.push(start, Markup::default(), page_start);
        }
        if rule('-') || rule('*') || rule('_') && trimmed.len() < 6 {
            self.mark(at.start, at.end);
            return self.push(start, Markup::default(), page_start);
        }
        let mut markup = Markup::default();
        let mut from = at.start;
        let mut indent = line.len() - body.len();
        loop {
            let rest = &self.text[from + indent..at.end];
            let sign = if let Some(sign) = heading(rest) {
                markup.heading = sign.1;
                sign.0
            } else if rest.starts_with("> ") || rest == ">" {
                1
            } else if rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ") {
                markup.list_item = true;
                1
            } else {
                break;
            };
            self.copy(from, from + indent);
            self.mark(from + indent, from + indent + sign);
            from += indent + sign;
            let rest = &self.text[from..at.end];
            indent = rest.len() - rest.trim_start().len();
            if markup.heading > 0 {
                break;
            }
        }
        let mut end = at.end;
        if markup.heading > 0 {
            let rest = self.text[from..end].trim_end();
            let bare = rest.trim_end_matches('#');
            if bare.len() < rest.len() && bare.ends_with(' ') {
                end = from + bare.len();
            }
        }
        self.inline(from, end, start, &mut markup, page_start);
        self.mark(end, at.end);
    }

    /// Writes the text of a line without its signs; `<br>` begins another line.
    fn inline(&mut self, from: usize, to: usize, mut start: usize, markup: &mut Markup, page_start: bool) {
        let line = &self.text[from..to];
        if !line.bytes().any(|b| matches!(b, b'*' | b'_' | b'~' | b'`' | b'[' | b'!' | b'\\' | b'&' | b'<')) {
            self.copy(from, to);
            return self.push(start, *markup, page_start);
        }
        let doubles = line.matches("**").count();
        let singles = line.bytes().filter(|b| *b == b'*').count() - 2 * doubles;
        let image = line.trim_matches(|c: char| is_blank(c) || c == '*');
        if image.starts_with("![") && image.ends_with(')') && image.matches("](").count() == 1 {
            self.verbatim(from, to);
            markup.chrome = true;
            return self.push(start, *markup, page_start);
        }
        let (scores, waves, ticks) =
            (line.matches("__").count(), line.matches("~~").count(), line.matches('`').count());
        let (mut bold, mut solid, mut on) = (0, 0, false);
        let (mut at, mut copied) = (from, from);
        // Where the address of a link begins and ends: `](…)`.
        let mut closing: Option<(usize, usize)> = None;
        while at < to {
            let rest = &self.text[at..to];
            let Some(c) = rest.chars().next() else { break };
            let sign = match c {
                '*' if rest.starts_with("**") && doubles > 1 => {
                    on = !on;
                    2
                }
                '*' if singles > 1
                    && singles.is_multiple_of(2)
                    && !self.text[from..at].ends_with(|c: char| c.is_ascii_digit()) =>
                {
                    1
                }
                '_' if rest.starts_with("__") && !rest.starts_with("___") && scores.is_multiple_of(2) => 2,
                '~' if rest.starts_with("~~") && waves > 1 => 2,
                '`' if ticks > 1 => 1,
                '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => 1,
                '!' if rest.starts_with("![") => link(&rest[1..]).map_or(0, |(_, end)| end + 1),
                '[' if closing.is_none() => match link(rest) {
                    Some((middle, end)) => {
                        closing = Some((at + middle, at + end));
                        1
                    }
                    None => 0,
                },
                ']' if closing.is_some_and(|(middle, _)| middle == at) => {
                    let end = closing.take().map_or(at, |(_, end)| end);
                    end - at
                }
                '<' => self.tag(&rest[..floor(rest, 2000)]),
                '&' => match closed_entity(rest) {
                    Some((c, len)) => {
                        self.copy(copied, at);
                        let out = self.out.len() as u32;
                        self.out.push(c);
                        self.map.replace(out, c.len_utf8() as u32, at as u32, len as u32);
                        at += len;
                        copied = at;
                        continue;
                    }
                    None => 0,
                },
                _ => 0,
            };
            if sign == 0 {
                if !is_blank(c) {
                    solid += 1;
                    bold += u32::from(on);
                }
                at += c.len_utf8();
                continue;
            }
            self.copy(copied, at);
            self.mark(at, at + sign);
            if c == '<' && rest[1..].trim_start_matches('/').get(..2).is_some_and(|n| n.eq_ignore_ascii_case("br")) {
                self.push(start, *markup, page_start);
                start = self.out.len();
            }
            at += sign;
            copied = at;
            if c == '\\' {
                // What is escaped is text.
                at += self.text[at..to].chars().next().map_or(0, char::len_utf8);
            }
        }
        self.copy(copied, to);
        markup.bold = solid > 0 && bold * 10 >= solid * 9;
        self.push(start, *markup, page_start);
    }

    /// The length of the HTML tag or comment at the start of `rest`, 0 if there is none.
    #[expect(clippy::unused_self, reason = "reads like the other signs")]
    fn tag(&self, rest: &str) -> usize {
        let Some((piece, at)) = Pieces::new(rest).next() else { return 0 };
        let known = match piece {
            Piece::Open { name, .. } | Piece::Close(name) => is_known(name),
            // One that is not closed here is text.
            Piece::Comment => rest.starts_with("<!--") && rest[..at.end].ends_with("-->"),
            Piece::Text => false,
        };
        if known { at.end } else { 0 }
    }
}

/// `## `: its length without the blank, and the level.
fn heading(rest: &str) -> Option<(usize, u8)> {
    let signs = rest.bytes().take_while(|b| *b == b'#').count();
    let fits = (1..=6).contains(&signs) && rest[signs..].starts_with([' ', '\t', '\u{3000}']);
    fits.then_some((signs, signs as u8))
}

/// `[text](address)`: where `]` stands and where it ends.
fn link(rest: &str) -> Option<(usize, usize)> {
    let window = &rest[..floor(rest, 2000)];
    let middle = window.find("](")?;
    if window[1..middle].contains('[') {
        return None;
    }
    let end = window[middle..].find(')')? + middle + 1;
    (!window[middle..end].contains(' ') || window[middle..end].contains('"')).then_some((middle, end))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}
