//! From paragraphs to the text of a file: indents, line ends, and the noise of scanners and PDF converters.
//!
//! | noise | at strength 1 |
//! | --- | --- |
//! | blanks between Han characters, around figures, before units | 1 in 170 joints, 1 in 10, 1 in 6 |
//! | full-width digits | one document in four, one figure in three |
//! | hard wraps at 30 to 45 columns of Han | one document in three |
//! | page numbers, between paragraphs and within them | one document in two |
//! | letter-spaced title, letter-spaced main headings | one document in three, in five |
//!
//! No noise changes a digit, and none parts the digits of one number.

use crate::chance::Chance;
use crate::page::{FIGURE, FIGURE_END, HEAD, HEAD_END, Page, Role, TABLE, TABLE_END, figure_of};

/// A text, and where in it everything stands, in code points.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Start and end of each figure.
    pub figures: Vec<[usize; 2]>,
    /// Start and end of each heading's label and text.
    pub headings: Vec<[usize; 2]>,
    /// Start and end of each table.
    pub tables: Vec<[usize; 2]>,
}

/// A character with the marks that cling to it.
#[derive(Debug, Clone)]
struct Token {
    open: String,
    c: char,
    close: String,
    /// 1 within a figure, 2 within a heading.
    within: u8,
}

fn tokens(text: &str, page: &Page, printed: &[String]) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::with_capacity(text.len() / 3);
    let mut open = String::new();
    let mut within = 0;
    let push = |all: &mut Vec<Token>, open: &mut String, c: char, within: u8| {
        all.push(Token { open: std::mem::take(open), c, close: String::new(), within });
    };
    for c in text.chars() {
        match c {
            HEAD => {
                open.push(c);
                within = 2;
            }
            TABLE => open.push(c),
            HEAD_END | TABLE_END => {
                if let Some(last) = all.last_mut() {
                    last.close.push(c);
                }
                within = 0;
            }
            c => {
                if let Some(index) = figure_of(c) {
                    open.push(FIGURE);
                    for d in printed[index].chars() {
                        push(&mut all, &mut open, d, 1);
                    }
                    if let Some(last) = all.last_mut() {
                        last.close.push(FIGURE_END);
                    }
                } else {
                    push(&mut all, &mut open, c, within);
                }
            }
        }
    }
    debug_assert!(page.figures.len() >= printed.len());
    all
}

fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for t in tokens {
        out.push_str(&t.open);
        out.push(t.c);
        out.push_str(&t.close);
    }
    out
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

const fn is_numeric(c: char) -> bool {
    matches!(c, '0'..='9' | '.' | ',' | '-' | '—' | '%' | '\u{ff10}'..='\u{ff19}' | '．' | '％')
        || c.is_ascii_alphabetic()
}

/// Habits of one file.
#[derive(Debug)]
struct Habits {
    indent: &'static str,
    blank_lines: bool,
    crlf: bool,
    airy: bool,
    wrap: Option<usize>,
    pages: bool,
    page_form: usize,
    wide_digits: bool,
    spaced_title: Option<&'static str>,
    spaced_headings: bool,
}

fn habits(style: &mut Chance, noise: &mut Chance, strength: u64) -> Habits {
    let mut habits = Habits {
        indent: ["", "　　", "", "　　", "    "][style.below(5)],
        blank_lines: style.percent(40),
        crlf: style.percent(30),
        airy: style.percent(10),
        wrap: None,
        pages: false,
        page_form: noise.below(4),
        wide_digits: false,
        spaced_title: None,
        spaced_headings: false,
    };
    // Drawn in any case, so that a stronger noise adds to a weaker one.
    let mut draw = |parts: u64| noise.per_million(parts * strength / 1000);
    let (wrap, pages, wide, title, headings) =
        (draw(330_000), draw(500_000), draw(250_000), draw(330_000), draw(200_000));
    let width = 30 + noise.below(16);
    habits.wrap = wrap.then_some(width);
    habits.pages = pages;
    habits.wide_digits = wide;
    habits.spaced_title = title.then_some([" ", "  ", "　"][noise.below(3)]);
    habits.spaced_headings = headings;
    if habits.wrap.is_some() && habits.indent.is_empty() && !habits.blank_lines {
        habits.indent = "　　";
    }
    habits
}

/// Lays a page out; `printed` is the text of each figure as it stands in the file.
pub fn lay_out(page: &Page, printed: &[String], style: &mut Chance, noise: &mut Chance, strength: u64) -> Text {
    let habits = habits(style, noise, strength);
    let mut out = String::new();
    let mut lines = 0;
    let mut number = 0;
    let page_lines = if habits.wrap.is_some() { 30 + noise.below(12) } else { 14 + noise.below(12) };
    for (i, para) in page.paras.iter().enumerate() {
        let mut tokens = tokens(&para.text, page, printed);
        if para.role != Role::Table {
            if habits.airy {
                air(&mut tokens);
            }
            blanks(&mut tokens, noise, strength);
            if habits.wide_digits {
                widen(&mut tokens, noise);
            }
        }
        match (para.role, habits.spaced_title) {
            (Role::Title, Some(gap)) => letter_space(&mut tokens, gap),
            (Role::Heading, _) if habits.spaced_headings && page_level_one(page, &para.text, i) => {
                letter_space(&mut tokens, " ");
            }
            _ => {}
        }
        let indent = match para.role {
            Role::Body | Role::Heading => habits.indent,
            Role::Title if habits.wrap.is_some() => "          ",
            _ => "",
        };
        let mut body = vec![tokens];
        if para.role != Role::Table
            && let Some(width) = habits.wrap
        {
            body = wrapped(body.remove(0), width, indent);
        } else if habits.pages && para.role == Role::Body && lines >= page_lines && noise.percent(70) {
            body = parted(body.remove(0), noise);
        }
        let last = body.len() - 1;
        for (k, line) in body.iter().enumerate() {
            if k == 0 {
                out.push_str(indent);
            }
            out.push_str(&joined(line));
            out.push('\n');
            lines += 1;
            let here = habits.wrap.is_some() || k < last || i % 2 == 0;
            if habits.pages && lines >= page_lines && para.role != Role::Table && para.role != Role::Caption && here {
                lines = 0;
                number += 1;
                page_number(&mut out, habits.page_form, number);
            }
        }
        if habits.blank_lines {
            out.push('\n');
        }
    }
    settle(&out, habits.crlf)
}

fn page_level_one(page: &Page, text: &str, _: usize) -> bool {
    // A main heading begins with 一、 or the like: two to four characters of label.
    page.headings.iter().any(|h| h.level == 1 && !h.run_in && text[HEAD.len_utf8()..].starts_with(h.label.as_str()))
}

fn page_number(out: &mut String, form: usize, number: usize) {
    let (before, after) =
        [("\n- ", " -\n\n"), ("— ", " —\n"), ("\n第 ", " 页\n\n"), ("\n                    — ", " —\n\u{c}")]
            [form.min(3)];
    out.push_str(before);
    out.push_str(&number.to_string());
    out.push_str(after);
}

/// Blanks between Han characters and figures, on both sides.
fn air(tokens: &mut Vec<Token>) {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len() + 64);
    for token in tokens.drain(..) {
        if let Some(before) = out.last() {
            let starts = token.open.contains(FIGURE) && is_han(before.c);
            let ends = before.close.contains(FIGURE_END) && is_han(token.c) && !is_han(before.c);
            if starts || ends {
                out.push(Token { open: String::new(), c: ' ', close: String::new(), within: 0 });
            }
        }
        out.push(token);
    }
    *tokens = out;
}

/// Stray blanks.
fn blanks(tokens: &mut Vec<Token>, noise: &mut Chance, strength: u64) {
    if strength == 0 {
        return;
    }
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len() + 16);
    for token in tokens.drain(..) {
        if let Some(before) = out.last() {
            let edge = token.open.contains(FIGURE) || before.close.contains(FIGURE_END);
            let rate = if is_han(before.c) && is_han(token.c) && !(before.within == 1 && token.within == 1) {
                6000
            } else if edge && (is_han(before.c) || is_han(token.c)) {
                100_000
            } else if before.within == 1 && token.within == 1 && before.c.is_ascii_digit() && is_han(token.c) {
                160_000
            } else {
                0
            };
            if rate > 0 && noise.per_million(rate * strength / 1000) {
                let within = if before.within == token.within { token.within } else { 0 };
                out.push(Token { open: String::new(), c: ' ', close: String::new(), within });
            }
        }
        out.push(token);
    }
    *tokens = out;
}

/// Full-width digits in one figure of three.
fn widen(tokens: &mut [Token], noise: &mut Chance) {
    let mut wide = false;
    for token in tokens {
        if token.open.contains(FIGURE) {
            wide = noise.percent(33);
        }
        if wide && token.within == 1 && matches!(token.c, '0'..='9' | '.' | '%') {
            token.c = char::from_u32(token.c as u32 + 0xfee0).unwrap_or(token.c);
        }
    }
}

fn letter_space(tokens: &mut Vec<Token>, gap: &str) {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len() * 2);
    for token in tokens.drain(..) {
        if out.last().is_some_and(|before| is_han(before.c) && is_han(token.c)) {
            for c in gap.chars() {
                out.push(Token { open: String::new(), c, close: String::new(), within: token.within });
            }
        }
        out.push(token);
    }
    *tokens = out;
}

/// Lines of at most `width` columns of Han: never within digits, never before closing punctuation.
fn wrapped(tokens: Vec<Token>, width: usize, indent: &str) -> Vec<Vec<Token>> {
    let columns = |c: char| if c.is_ascii() { 1 } else { 2 };
    let mut lines: Vec<Vec<Token>> = vec![Vec::new()];
    let mut used: usize = indent.chars().map(columns).sum();
    for token in tokens {
        let line = lines.last_mut().expect("there is always a line");
        let fits = used + columns(token.c) <= 2 * width;
        let glued = line.last().is_none_or(|before| is_numeric(before.c) && is_numeric(token.c))
            || "，。；：、）》”！？)%％ 　".contains(token.c)
            || line.last().is_some_and(|before| "（《“(".contains(before.c))
            || line.last().is_some_and(|before| before.within == 2 && line.len() < 8);
        if fits || glued {
            used += columns(token.c);
            line.push(token);
        } else {
            used = columns(token.c);
            lines.push(vec![token]);
        }
    }
    for line in &mut lines {
        while line.len() > 1 && line.last().is_some_and(|t| matches!(t.c, ' ' | '　') && t.close.is_empty()) {
            line.pop();
        }
    }
    lines
}

/// Two lines: a page ended within the paragraph.
fn parted(tokens: Vec<Token>, noise: &mut Chance) -> Vec<Vec<Token>> {
    let joints: Vec<usize> = (12..tokens.len().saturating_sub(6))
        .filter(|i| {
            let (a, b) = (&tokens[i - 1], &tokens[*i]);
            is_han(a.c) && is_han(b.c) && a.within == 0 && b.within == 0
        })
        .collect();
    if joints.is_empty() {
        return vec![tokens];
    }
    let at = *noise.pick(&joints);
    let (head, tail) = tokens.split_at(at);
    vec![head.to_vec(), tail.to_vec()]
}

/// Takes the marks out and notes where they stood.
fn settle(marked: &str, crlf: bool) -> Text {
    let mut text = Text { text: String::with_capacity(marked.len()), ..Text::default() };
    let mut at = 0;
    for c in marked.chars() {
        match c {
            HEAD => text.headings.push([at, at]),
            FIGURE => text.figures.push([at, at]),
            TABLE => text.tables.push([at, at]),
            HEAD_END => end(&mut text.headings, at),
            FIGURE_END => end(&mut text.figures, at),
            TABLE_END => end(&mut text.tables, at),
            '\n' if crlf => {
                text.text.push_str("\r\n");
                at += 2;
            }
            c => {
                text.text.push(c);
                at += 1;
            }
        }
    }
    text
}

fn end(spans: &mut [[usize; 2]], at: usize) {
    if let Some(span) = spans.last_mut() {
        span[1] = at;
    }
}
