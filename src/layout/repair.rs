//! Repaired text: stray blanks, letter-spacing, zero-width and control characters, footnote marks.
//!
//! | as printed | clean | repair |
//! | --- | --- | --- |
//! | `街办 事处` | `街办事处` | `han_blank` |
//! | `政 府 工 作 报 告` | `政府工作报告` | `letter_space` |
//! | `1,421, 486万元` `1 026户` `增长 6. 1%` | `1,421,486万元` `1026户` `增长 6.1%` | `digit_blank` |
//! | U+200B, U+FEFF … | nothing | `zero_width` |
//! | U+0000, U+0008 … | nothing | `control` |
//! | `增加值【4】增长` `增长[1]` | `增加值增长` `增长` | `footnote_mark` |
//!
//! Kept: a blank beside Latin or a figure, the blank after a label, two columns of blanks and more between words,
//! and the blank between an office and the name of its holder.

use super::Page;
use super::shape::{Signs, blank_width, is_han, is_wide};
use crate::fold::is_blank;
use crate::lexicon::label::label;
use crate::span::FlowSpan;

/// How a line is to be cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// It stands at the start of its block: a label may come first.
    pub opens: bool,
    /// Columns are parted by blanks: leave these as they are.
    pub table: bool,
    /// It has too few and too long words to be letter-spaced.
    pub few_words: bool,
}

/// What cleaning a line came upon.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    /// It was letter-spaced.
    pub letter_spaced: bool,
}

/// Appends the text of `span`, repaired, to the page.
pub fn clean(page: &mut Page, source: &str, span: FlowSpan, signs: Signs, manner: Manner) -> Outcome {
    let text = span.of(source);
    let mut outcome = Outcome::default();
    // The columns of a table stay as they are.
    let asks = if manner.table { Signs::ODD | Signs::MARK } else { Signs::BLANK | Signs::ODD | Signs::MARK };
    if !signs.any(asks) {
        page.map.copy(page.text.len() as u32, span.start, text.len() as u32);
        page.text.push_str(text);
        return outcome;
    }
    let blanks = signs.any(Signs::BLANK | Signs::ODD);
    let spaced = blanks && !manner.table && !manner.few_words && letter_spaced(text);
    let mut label_end: Option<usize> = None;
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        // Most bytes begin no character that is of interest here.
        match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (0x21..=0x5a | 0x5c..=0x7e, ..) => {
                at += 1;
                continue;
            }
            (0xe4..=0xee, ..)
            | (0xe3, Some(0x80), Some(0x81..=0x8f | 0x91..))
            | (0xef, Some(0xbc), Some(..=0xba | 0xbc..))
            | (0xe2, Some(0x80), Some(0x90..=0xa7)) => {
                at += 3;
                continue;
            }
            (b' ', Some(b'0'..=b'9'), _)
                if !manner.table
                    && (broken_thousands(text, at) || spaced_thousands(text, at) || broken_decimal(text, at)) =>
            {
                copy(page, text, span, copied..at);
                *page.repairs.entry("digit_blank").or_default() += 1;
                at += 1;
                copied = at;
                continue;
            }
            // A blank beside Latin or a figure stays.
            (b' ', Some(0x21..=0x7e), _) if !spaced => {
                at += 1;
                continue;
            }
            (b' ', Some(0xe4..=0xe9), _) if !spaced && at > 0 && bytes[at - 1].is_ascii_graphic() => {
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some(c) = text[at..].chars().next() else { break };
        let len = c.len_utf8();
        if is_zero_width(c) || (c.is_control() && c != '\t') {
            copy(page, text, span, copied..at);
            let name = if is_zero_width(c) { "zero_width" } else { "control" };
            remove(page, span.part(at..at + len), name);
            at += len;
            copied = at;
        } else if is_blank(c) {
            let run: usize =
                text[at..].chars().take_while(|&c| is_blank(c) || c.is_control()).map(char::len_utf8).sum();
            let end = at + run;
            if !manner.table {
                let label_of = || if manner.opens { label(text).map_or(0, |l| l.len) } else { 0 };
                let label_end = *label_end.get_or_insert_with(label_of);
                let verdict = judge(text, at, end, spaced, label_end);
                if verdict != Verdict::Keep {
                    copy(page, text, span, copied..at);
                    if verdict == Verdict::One {
                        copied = at;
                        copy(page, text, span, copied..at + len);
                    } else {
                        let name = if spaced { "letter_space" } else { "han_blank" };
                        outcome.letter_spaced |= spaced;
                        *page.repairs.entry(name).or_default() += 1;
                    }
                    copied = end;
                }
            }
            at = end;
        } else if let Some(mark) = footnote_mark(text, at, c) {
            copy(page, text, span, copied..at);
            remove(page, span.part(at..at + mark), "footnote_mark");
            page.map.foreign_next();
            at += mark;
            copied = at;
        } else {
            at += len;
        }
    }
    copy(page, text, span, copied..text.len());
    outcome
}

fn copy(page: &mut Page, text: &str, span: FlowSpan, part: std::ops::Range<usize>) {
    if part.is_empty() {
        return;
    }
    page.map.copy(page.text.len() as u32, span.start + part.start as u32, part.len() as u32);
    page.text.push_str(&text[part]);
}

fn remove(page: &mut Page, span: FlowSpan, name: &'static str) {
    page.removed.push((span, name));
    *page.repairs.entry(name).or_default() += 1;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    One,
    Remove,
}

/// What becomes of the run of blanks `from..to`.
fn judge(text: &str, from: usize, to: usize, spaced: bool, label_end: usize) -> Verdict {
    let wide_run = text[from..to].chars().map(blank_width).sum::<u16>() > 1;
    let (Some(before), Some(after)) = (text[..from].chars().next_back(), text[to..].chars().next()) else {
        return Verdict::Keep;
    };
    if from == label_end && from > 0 {
        return if wide_run { Verdict::One } else { Verdict::Keep };
    }
    let wide = is_wide(before) && is_wide(after);
    if spaced {
        // 1 1 2 年 度, but not 合 计 1 2
        if before.is_ascii_digit() && after.is_ascii_digit() {
            let mut left = text[to..].chars().filter(|c| !is_blank(*c)).take(4).skip_while(char::is_ascii_digit);
            return if left.next() == Some('年') { Verdict::Remove } else { Verdict::One };
        }
        let figure = |c: char| c.is_ascii_digit() || c == '.' || c == '%';
        let mixed = (is_wide(before) && figure(after)) || (figure(before) && is_wide(after));
        return if wide || mixed { Verdict::Remove } else { Verdict::One };
    }
    if from < label_end {
        return if wide { Verdict::Remove } else { Verdict::Keep };
    }
    if !wide {
        return if wide_run { Verdict::One } else { Verdict::Keep };
    }
    if !is_han(before) || !is_han(after) {
        let bracketed = matches!(before, '（' | '《' | '“') || matches!(after, '）' | '》' | '”' | '，' | '。' | '、');
        return if wide_run && !bracketed { Verdict::One } else { Verdict::Remove };
    }
    // 表六十二 收入情况表, 专栏1 …
    if from <= 21
        && text.starts_with(['表', '图', '專', '专'])
        && text[..from].chars().skip(1).all(|c| "一二三四五六七八九十〇栏欄0123456789".contains(c))
    {
        return Verdict::Keep;
    }
    // 一、综合 全年…: the blank parts the heading from the text that runs on.
    if label_end > 0 && heads(&text[label_end..from], &text[to..]) {
        return Verdict::Keep;
    }
    let (left, right) = (word_before(text, from), word_after(text, to));
    if wide_run {
        return if left == 1 && right == 1 { Verdict::Remove } else { Verdict::Keep };
    }
    let names_holder = matches!(before, '长' | '長' | '任' | '理' | '席' | '记' | '記' | '员' | '員')
        && text[to..].chars().filter(|c| !is_blank(*c)).take(5).count() <= 4;
    if names_holder || text[to..].starts_with("关于") && from > 0 && from < 90 {
        return Verdict::Keep;
    }
    if text.len() < 90 && left > 1 && right > 1 && short_words(text) && !clause(text) {
        return Verdict::Keep;
    }
    Verdict::Remove
}

/// Whether the blank at `at` broke one number at its comma: `3, 156,077万元`, but not `1, 234, 567万元`, which may be
/// three. The number stands between Han and a unit of money, has one blank, and the line groups digits without blanks.
fn broken_thousands(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    if at < 2 || bytes[at - 1] != b',' || !bytes[at - 2].is_ascii_digit() {
        return false;
    }
    let part = |b: &&u8| b.is_ascii_digit() || **b == b',';
    let start = at - bytes[..at].iter().rev().take_while(part).count();
    let end = at + 1 + bytes[at + 1..].iter().take_while(part).count();
    let groups = |s: &str| s.split(',').all(|g| g.len() == 3);
    let (head, rest) = (&text[start..at - 1], &text[at + 1..end]);
    let (first, more) = head.split_once(',').map_or((head, None), |(first, more)| (first, Some(more)));
    let grouped = (1..=3).contains(&first.len()) && !first.starts_with('0') && more.is_none_or(groups) && groups(rest);
    let before = &text[..start];
    let listed = ["分别为", "分别是", "分别达", "依次为"].iter().any(|w| before.ends_with(w));
    let money = text[end..].starts_with("万元") || text[end..].starts_with("亿元") || text[end..].starts_with('元');
    grouped
        && money
        && !listed
        && before.ends_with(is_han)
        && (more.is_some() || rest.len() > 3 || groups_digits(text, at))
}

/// Whether the blank at `at` stands for the comma of one number: `剩余1 026户`, but not `专栏8 100个项目`. The number has
/// four to six digits and stands between Han and what was counted; a second part that begins with 0 is no number of its
/// own, any other is taken for the rest of one only where the text has grouped numbers besides.
fn spaced_thousands(text: &str, at: usize) -> bool {
    const NAMED: [&str; 12] = ["表", "图", "栏", "件", "第", "条", "款", "项", "章", "节", "号", "附"];
    const COUNTED: [char; 14] = ['户', '人', '个', '家', '亩', '件', '名', '台', '辆', '头', '只', '吨', '套', '万'];
    let bytes = text.as_bytes();
    let head = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let rest = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=3).contains(&head) || rest != 3 || bytes[at - head] == b'0' {
        return false;
    }
    let before = &text[..at - head];
    before.ends_with(is_han)
        && !NAMED.iter().any(|w| before.ends_with(w))
        && text[at + 4..].starts_with(COUNTED)
        && (bytes[at + 1] == b'0' || groups_digits(text, at))
}

/// Whether the blank at `at` broke a number at its point: `增长 6. 1%`. No sentence ends so, and what follows has a unit.
fn broken_decimal(text: &str, at: usize) -> bool {
    let Some(number) = text[..at].strip_suffix('.') else { return false };
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let rest = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
    let decimals = text.len() - at - 1 - rest.len();
    let unit = rest.trim_start().starts_with(['%', '％', '亿', '万', '元', '倍']) || rest.starts_with("个百分");
    let before = head.trim_end_matches(is_blank);
    (1..=3).contains(&(number.len() - head.len())) && (1..=2).contains(&decimals) && unit && before.ends_with(is_han)
}

/// How far around a number others are looked at, in bytes.
const NEAR: usize = 2000;

/// Whether a number near `at` is grouped by thousands without a blank: `12,345`.
fn groups_digits(text: &str, at: usize) -> bool {
    // A document may be one line: the whole of it is not read for each of its numbers.
    let bytes = &text.as_bytes()[at.saturating_sub(NEAR)..text.len().min(at + NEAR)];
    memchr::memchr_iter(b',', bytes).any(|i| {
        let run = bytes[i + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        run == 3 && i > 0 && bytes[i - 1].is_ascii_digit()
    })
}

/// A short phrase without a stop, before prose.
fn heads(phrase: &str, rest: &str) -> bool {
    let phrase = phrase.trim_start_matches(is_blank);
    phrase.len() >= 6
        && phrase.len() <= 60
        && phrase.chars().all(|c| is_han(c) || c == '、')
        && rest.len() > 60
        && rest.contains(['，', '。'])
}

/// Han characters up to the next blank, at most three are counted.
fn word_after(text: &str, at: usize) -> usize {
    text[at..].chars().take(3).take_while(|&c| is_han(c)).count()
}

fn word_before(text: &str, at: usize) -> usize {
    text[..at].chars().rev().take(3).take_while(|&c| is_han(c)).count()
}

/// Whether no word of a line is longer than eight characters.
fn short_words(text: &str) -> bool {
    text.split(is_blank).all(|w| w.chars().count() <= 8)
}

/// Whether the line has clause punctuation: it is prose, not a row of names.
fn clause(text: &str) -> bool {
    text.contains(['，', '。', '；'])
}

/// Whether a line is printed with blanks between its letters: three in four of its first words are single characters,
/// and most of these are Han.
pub fn letter_spaced(text: &str) -> bool {
    let (mut words, mut han, mut digits) = (0_u32, 0_u32, 0_u32);
    let (mut run, mut last) = (0_u32, ' ');
    let mut count = |run: u32, last: char| {
        words += u32::from(run > 0);
        han += u32::from(run == 1 && is_han(last));
        digits += u32::from(run == 1 && last.is_ascii_digit());
        // With seven longer words among the first twenty-five it is settled.
        words > 24 || words > han + digits + 6
    };
    for c in text.chars() {
        if is_blank(c) {
            let settled = count(run, last);
            run = 0;
            if settled {
                break;
            }
        } else {
            run += 1;
            last = c;
            if run > 60 {
                return false;
            }
        }
    }
    count(run, last);
    let years = han >= 6 && han * 3 >= words * 2 && (han + digits) * 4 >= words * 3;
    words >= 3 && han * 4 >= words * 3 || words == 2 && han == 2 || years
}

const fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// The length of a footnote mark at `at`: one or two digits in brackets, glued on to a word.
fn footnote_mark(text: &str, at: usize, open: char) -> Option<usize> {
    let close = match open {
        '[' => ']',
        '［' => '］',
        '【' => '】',
        _ => return None,
    };
    let before = text[..at].chars().next_back()?;
    if !(is_han(before) || matches!(before, '”' | '》' | '）' | '%' | '％' | '」')) {
        return None;
    }
    let inner = &text[at + open.len_utf8()..];
    let digits: usize =
        inner.chars().take(3).take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).map(char::len_utf8).sum();
    let count = inner[..digits].chars().count();
    let rest = inner[digits..].strip_prefix(close)?;
    let after = rest.chars().next();
    let fits =
        (1..=2).contains(&count) && after.is_none_or(|c| is_wide(c) || c.is_ascii_digit() || is_blank(c) || c == ',');
    (fits && !rest.starts_with('号')).then_some(open.len_utf8() + digits + close.len_utf8())
}
