//! The shape of each line: how wide it is, how it begins and ends, where its columns are.
//!
//! Widths are in columns: a Han character takes two, an ASCII character one, a run of blanks inside a line one.
//!
//! Each line is read once, here, for the [`Signs`] that stand in it; a rule asks for these before it looks at the text,
//! so that most lines cost most rules nothing.

use std::ops::BitOr;

use crate::lines::Lines;
use crate::span::FlowSpan;

/// Which signs stand in a line at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs(u16);

impl Signs {
    /// A digit of either width.
    pub const DIGIT: Self = Self(1);
    /// `。` `；`
    pub const STOP: Self = Self(1 << 1);
    /// `，`
    pub const COMMA: Self = Self(1 << 2);
    /// A tab.
    pub const TAB: Self = Self(1 << 3);
    /// Box drawing.
    pub const BOX: Self = Self(1 << 4);
    /// `《` `（` `〈` `〔`
    pub const OPEN: Self = Self(1 << 5);
    /// `》` `）` `〉` `〕`
    pub const CLOSE: Self = Self(1 << 6);
    /// What leaders are made of: `.` `…` `·` `．` `‥` `⋯` `┈`
    pub const DOT: Self = Self(1 << 7);
    /// `>` `›` `»` `＞`, and `&`, with which `&gt;` begins.
    pub const ARROW: Self = Self(1 << 8);
    /// A blank, a tab, a full-width blank.
    pub const BLANK: Self = Self(1 << 9);
    /// `[` `［` `【`
    pub const MARK: Self = Self(1 << 10);
    /// A blank of another width, a mark without width, a control character; also some that share their first bytes.
    pub const ODD: Self = Self(1 << 11);

    /// Whether any of these is there.
    #[inline]
    pub const fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for Signs {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What one reading of a line tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// The signs in it.
    pub signs: Signs,
    /// Bars: `|`.
    pub bars: u16,
    /// Runs of blanks and tabs, and full-width blanks.
    pub blanks: u16,
    /// Width in columns, blanks inside counted once.
    pub width: u32,
    /// Gaps inside of two and more blanks, or tabs.
    pub gaps: u16,
}

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
    /// Bars: `|`.
    pub bars: u16,
    /// Runs of blanks and tabs, and full-width blanks.
    pub blanks: u16,
    /// The signs that stand in it.
    pub signs: Signs,
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
    #[inline]
    pub fn text<'a>(&self, lines: &'a Lines<'_>) -> &'a str {
        self.span.of(&lines.text)
    }

    /// Three words or fewer, wider than three letters apart are: it is not letter-spaced.
    pub const fn few_words(&self) -> bool {
        self.blanks <= 2 && !self.signs.any(Signs::ODD) && self.width > 4 * (self.blanks as u32 + 1)
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
#[inline]
pub const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '①'..='⓿')
        && c != '\u{3000}'
}

/// Whether it is a Han character.
#[inline]
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// The text without blanks at both ends, and how many bytes of blanks stand before it.
fn trim(text: &str) -> (usize, &str) {
    // Most lines begin and end with a letter, a sign or a figure.
    let solid = |b: Option<&u8>| b.is_some_and(|b| matches!(b, 0x21..=0x7e | 0xe4..=0xe9));
    let bytes = text.as_bytes();
    let body = if solid(bytes.first()) { text } else { text.trim_start_matches(crate::fold::is_blank) };
    let before = text.len() - body.len();
    let ascii = bytes.last().is_some_and(u8::is_ascii_graphic);
    let wide = matches!(bytes, [.., 0xe4..=0xe9, _, _] | [.., 0xe3, 0x80, 0x82]);
    (before, if ascii || wide { body } else { body.trim_end_matches(crate::fold::is_blank) })
}

/// The shapes of all lines that are not blank.
pub fn shapes(lines: &Lines<'_>) -> Vec<Shape> {
    let text: &str = &lines.text;
    let mut shapes: Vec<Shape> = Vec::with_capacity(lines.lines.len());
    let (mut blank_before, mut page_start) = (false, false);
    for (i, line) in lines.lines.iter().enumerate() {
        page_start |= line.page_start;
        let whole = line.span.of(text);
        let (before, body) = trim(whole);
        // A blank in chrome stands for a script.
        let stand_in = body.is_empty() && line.markup.chrome && whole == " ";
        let (before, body) = if stand_in { (0, whole) } else { (before, body) };
        let (Some(first), Some(last)) = (body.chars().next(), body.chars().next_back()) else {
            blank_before = true;
            continue;
        };
        let indent = whole[..before].chars().map(blank_width).fold(0u16, u16::saturating_add);
        let at = line.span.start + before as u32;
        let Reading { signs, bars, blanks, width, gaps } = read(body);
        shapes.push(Shape {
            span: FlowSpan::new(at, at + body.len() as u32),
            indent,
            width,
            gaps,
            bars,
            blanks,
            signs,
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

/// The signs of ASCII.
const ASCII: [Signs; 128] = {
    let mut table = [Signs(0); 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'0'..=b'9' => Signs::DIGIT,
            b'.' => Signs::DOT,
            b'>' | b'&' => Signs::ARROW,
            b'[' => Signs::MARK,
            b' ' | b'\t' => Signs::BLANK,
            0..b' ' | 0x7f => Signs::ODD,
            _ => Signs(0),
        };
        b += 1;
    }
    table
};

/// For a first byte E0–EF, the second byte that the characters of [`WIDE`] have: U+2000, U+3000, U+FF00.
const SECOND: [u8; 16] = [0, 0, 0x80, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbc];

/// The signs of characters of three bytes, by the last four bits of the first and the last six of the third.
const WIDE: [[Signs; 64]; 16] = {
    let mut table = [[Signs(0); 64]; 16];
    let mut b = 0;
    while b < 64 {
        // U+2000: blanks of many widths and marks without width; ‥ …; ›
        table[0x2][b] = match b {
            0x00..=0x0f | 0x28..=0x2f => Signs::ODD,
            0x25 | 0x26 => Signs::DOT,
            0x3a => Signs::ARROW,
            _ => Signs(0),
        };
        // U+3000: the full-width blank; 。; 〈 《 〔; 〉 》 〕; 【
        table[0x3][b] = match b {
            0x00 => Signs::BLANK,
            0x02 => Signs::STOP,
            0x08 | 0x0a | 0x14 => Signs::OPEN,
            0x09 | 0x0b | 0x15 => Signs::CLOSE,
            0x10 => Signs::MARK,
            _ => Signs(0),
        };
        // U+FF00: （; ）; ，; ．; ０ to ９; ；; ＞; ［
        table[0xf][b] = match b {
            0x08 => Signs::OPEN,
            0x09 => Signs::CLOSE,
            0x0c => Signs::COMMA,
            0x0e => Signs::DOT,
            0x10..=0x19 => Signs::DIGIT,
            0x1b => Signs::STOP,
            0x1e => Signs::ARROW,
            0x3b => Signs::MARK,
            _ => Signs(0),
        };
        b += 1;
    }
    table
};

/// The sign that another character of two or three bytes is.
const fn rare(bytes: [u8; 3]) -> Signs {
    match bytes {
        [0xc2, 0xb7, _] | [0xe2, 0x8b, 0xaf] => Signs::DOT, // · ⋯
        [0xc2, 0xbb, _] => Signs::ARROW,                    // »
        [0xc2, 0x80..=0xad, _] | [0xe1, ..] | [0xe2, 0x81, _] | [0xef, 0xbb, _] => Signs::ODD,
        [0xe2, 0x94, 0x88] => Signs(Signs::BOX.0 | Signs::DOT.0), // ┈
        [0xe2, 0x94 | 0x95, _] => Signs::BOX,
        _ => Signs(0),
    }
}

/// Reads a text that neither begins nor ends with a blank.
pub fn read(text: &str) -> Reading {
    let bytes = text.as_bytes();
    let (mut signs, mut bars, mut gaps) = (0, 0u16, 0u16);
    let (mut ascii, mut runs, mut more, mut at) = (0, 0u16, 0, 0);
    while let Some(&b) = bytes.get(at) {
        match b {
            // U+4000–U+9FFF: Han, and no sign.
            0xe4..=0xe9 => at += 3,
            b' ' | b'\t' => {
                let run = bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                let tab = bytes[at..at + run].contains(&b'\t');
                signs |= Signs::BLANK.0 | if tab { Signs::TAB.0 } else { 0 };
                gaps = gaps.saturating_add(u16::from(run > 1 || tab));
                runs = runs.saturating_add(1);
                more += run - 1;
                ascii += run;
                at += run;
            }
            0..=0x7f => {
                signs |= ASCII[usize::from(b)].0;
                bars = bars.saturating_add(u16::from(b == b'|'));
                ascii += 1;
                at += 1;
            }
            0xe0..=0xef => {
                let row = usize::from(b & 0xf);
                if let Some(&[_, second, third]) = bytes[at..].first_chunk() {
                    let common = second == SECOND[row];
                    let sign = if common { WIDE[row][usize::from(third & 0x3f)] } else { rare([b, second, third]) };
                    signs |= sign.0;
                    if sign.any(Signs::BLANK) {
                        // 6,000　　　100.00%: columns are parted by them, too.
                        let more = bytes[at + 3..].chunks_exact(3).take_while(|c| c == b"\xe3\x80\x80").count();
                        gaps = gaps.saturating_add(u16::from(more > 0));
                        runs = runs.saturating_add(more.min(usize::from(u16::MAX)) as u16).saturating_add(1);
                        at += 3 * more;
                    }
                }
                at += 3;
            }
            0x80..=0xdf => {
                signs |= bytes.get(at + 1).map_or(Signs(0), |&second| rare([b, second, 0])).0;
                at += 2;
            }
            0xf0..=0xff => at += 4,
        }
    }
    let width = ascii + (bytes.len() - ascii) / 3 * 2;
    Reading { signs: Signs(signs), bars, blanks: runs, width: (width - more.min(width)) as u32, gaps }
}

/// A hash of a text without its blanks: FNV-1a over its characters, each as the number that its bytes make. Of the lines
/// of one document no two meet by chance.
pub fn squeezed_hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let (mut hash, mut at) = (0xcbf2_9ce4_8422_2325_u64, 0);
    while let Some((len, blank)) = crate::fold::blank_at(text, at) {
        if !blank {
            let c = bytes[at..].iter().take(len).fold(0, |c, b| c << 8 | u64::from(*b));
            hash = (hash ^ c).wrapping_mul(0x0100_0000_01b3);
        }
        at += len;
    }
    hash
}
