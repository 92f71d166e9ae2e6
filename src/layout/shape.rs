//! The shape of each line: how wide it is, how it begins and ends, where its columns are.
//!
//! Widths are in columns: a Han character takes two, an ASCII character one, a run of blanks inside a line one.

use crate::lines::Lines;
use crate::span::FlowSpan;

/// What a line looks like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its text without blanks at both ends.
    pub span: FlowSpan,
    /// Blanks before it, in columns.
    pub indent: u16,
    /// Width in columns, blanks inside counted once.
    pub width: u32,
    /// Gaps inside of two and more columns, or tabs.
    pub gaps: u16,
    /// Its first character.
    pub first: char,
    /// Its last character.
    pub last: char,
    /// A page begins with it, or with a blank line before it.
    pub page_start: bool,
    /// A blank line stands before it.
    pub blank_before: bool,
    /// Index in [`Lines::lines`].
    pub line: u32,
}

impl Shape {
    /// The text.
    pub fn text<'a>(&self, lines: &'a Lines<'_>) -> &'a str {
        self.span.of(&lines.text)
    }

    /// It ends as a sentence ends, or as something that a list or a quotation follows.
    pub fn closed(&self) -> bool {
        matches!(
            self.last,
            '。' | '！' | '？' | '：' | '；' | ';' | ':' | '!' | '?' | '…' | '．' | '.' | '|' | '】' | '」' | '』'
        )
    }

    /// It ends where no sentence and no title ends: the next line goes on.
    pub const fn hangs(&self) -> bool {
        matches!(self.last, '，' | '、' | ',' | '（' | '(' | '《' | '“' | '〈' | '和' | '与' | '及' | '的')
    }

    /// It begins with what no line begins with, unless it was broken off the line before.
    pub fn broken_off(&self) -> bool {
        matches!(
            self.first,
            '，' | '、'
                | '。'
                | '；'
                | '：'
                | '》'
                | '”'
                | '）'
                | '！'
                | '？'
                | '」'
                | '』'
                | '％'
                | '%'
                | ')'
                | '〉'
        )
    }
}

/// Full-width blanks and their like are two columns wide.
pub const fn blank_width(c: char) -> u16 {
    match c {
        '\u{3000}' | '\u{2003}' => 2,
        '\t' => 4,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => 0,
        _ => 1,
    }
}

/// Whether it is Han, or punctuation as wide as Han.
pub const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '①'..='⓿')
        && c != '\u{3000}'
}

/// Whether it is a Han character.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// The shapes of all lines that are not blank.
pub fn shapes(lines: &Lines<'_>) -> Vec<Shape> {
    let text: &str = &lines.text;
    let mut shapes: Vec<Shape> = Vec::with_capacity(lines.lines.len());
    let (mut blank_before, mut page_start) = (false, false);
    for (i, line) in lines.lines.iter().enumerate() {
        page_start |= line.page_start;
        let whole = line.span.of(text);
        let start = whole.trim_start_matches(crate::fold::is_blank);
        let body = start.trim_end_matches(crate::fold::is_blank);
        // A blank in chrome stands for a script.
        let body = if body.is_empty() && line.markup.chrome && whole == " " { whole } else { body };
        let (Some(first), Some(last)) = (body.chars().next(), body.chars().next_back()) else {
            blank_before = true;
            continue;
        };
        let before = if start.is_empty() { "" } else { &whole[..whole.len() - start.len()] };
        let indent = before.chars().map(blank_width).fold(0u16, u16::saturating_add);
        let at = line.span.start + before.len() as u32;
        let (width, gaps) = measure(body);
        shapes.push(Shape {
            span: FlowSpan::new(at, at + body.len() as u32),
            indent,
            width,
            gaps,
            first,
            last,
            page_start,
            blank_before,
            line: i as u32,
        });
        (blank_before, page_start) = (false, false);
    }
    shapes
}

/// Width and gaps of a text that neither begins nor ends with a blank.
fn measure(text: &str) -> (u32, u16) {
    let bytes = text.as_bytes();
    let ascii = bytes.iter().filter(|b| b.is_ascii()).count();
    let width = ascii + (bytes.len() - ascii) / 3 * 2;
    let (mut gaps, mut blanks) = (0u16, 0);
    let mut from = 0;
    while let Some(i) = memchr::memchr2(b' ', b'\t', &bytes[from..]) {
        let at = from + i;
        let run = bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        blanks += run - 1;
        if run > 1 || bytes[at] == b'\t' {
            gaps = gaps.saturating_add(1);
        }
        from = at + run;
    }
    ((width - blanks.min(width)) as u32, gaps)
}
