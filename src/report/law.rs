//! The law that ties a report to its file: decode a node's raw ranges, take the markup out, fold, and you have the fold
//! of its text; and no byte of the file is lost.
//!
//! | markup | what `unmark` takes out |
//! | --- | --- |
//! | plain | nothing |
//! | HTML | tags, comments, scripts, styles; entities become their characters |
//! | Markdown | the same, and the signs `# * _ ~ ` > \| - + = \ [ ] ( ) !` and link targets where the text lacks them |
//!
//! This module knows nothing of how `lines` and `layout` found their way: it reads the file anew.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::LazyLock;

use encoding_rs::Encoding;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use regex::{Captures, Regex};

use super::Extraction;
use crate::decode::MediaType;
use crate::fold::folded;
use crate::front::Field;
use crate::lines::{is_known, name, tag_end};
use crate::outline::Heading;
use crate::span::{CleanSpan, RawSpan};

/// How many bytes of text a message quotes.
const QUOTED: usize = 60;

/// Checks every block, heading, figure, label, cell and field of an extraction against the bytes it was read from.
///
/// # Errors
/// The first place where the law does not hold, in words.
pub fn check_law(raw: &[u8], extraction: &Extraction) -> Result<(), String> {
    match violations(raw, extraction).into_iter().next() {
        Some(violation) => Err(violation),
        None => Ok(()),
    }
}

/// All places where the law does not hold, in words.
pub fn violations(raw: &[u8], extraction: &Extraction) -> Vec<String> {
    let mut check = Check { x: extraction, law: Law::of(raw, extraction), found: Vec::new() };
    let mut covered: Vec<RawSpan> = [&extraction.markup[..], &extraction.removed].concat();
    for (i, block) in extraction.page.blocks.iter().enumerate() {
        check.node(&format!("block {i}"), block.span);
        covered.extend(extraction.map.ranges(block.span));
    }
    check.ascend("block", extraction.page.blocks.iter().map(|b| b.span));
    for (i, heading) in extraction.outline.headings.iter().enumerate() {
        check.node(&format!("heading {i}"), heading.span());
    }
    check.ascend("heading", extraction.outline.headings.iter().map(Heading::span));
    for (i, item) in extraction.outline.items.iter().enumerate() {
        check.node(&format!("label of item {i}"), item.label);
    }
    for (i, task) in extraction.tasks.tasks.iter().enumerate() {
        check.node(&format!("task {i}"), task.label.cover(task.title));
    }
    for (i, figure) in extraction.figures.iter().enumerate() {
        check.node(&format!("figure {i}"), figure.span);
    }
    check.ascend("figure", extraction.figures.iter().map(|f| f.span));
    for (i, meaning) in extraction.meanings.iter().enumerate() {
        for &span in &meaning.label {
            check.node(&format!("label of figure {i}"), span);
        }
    }
    for (i, table) in extraction.tables.tables.iter().enumerate() {
        for (k, cell) in table.cells.iter().enumerate() {
            check.node(&format!("cell {k} of table {i}"), cell.span);
        }
        for span in table.caption.iter().chain(&table.unit) {
            check.node(&format!("caption or unit of table {i}"), *span);
        }
    }
    let front = &extraction.front;
    for (name, field) in [
        ("title", &front.title),
        ("document number", &front.document_number),
        ("rating", &front.rating),
        ("score", &front.score),
    ] {
        if let Some(field) = field {
            check.field(name, field);
        }
    }
    // An issuer may be put together from a place and a body: the value is no text of one place.
    for &span in front.issuer.iter().flat_map(|issuer| &issuer.spans) {
        check.node("issuer", span);
    }
    check.nothing_lost(&mut covered);
    check.found
}

struct Check<'a> {
    x: &'a Extraction,
    law: Law<'a>,
    found: Vec<String>,
}

impl Check<'_> {
    fn node(&mut self, what: &str, span: CleanSpan) {
        let ranges = self.x.map.ranges(span);
        if let Err(why) = self.law.node(&ranges, self.x.text(span)) {
            self.found.push(format!("{what}: {why}"));
        }
    }

    /// A field's value is its printed text, or nothing is claimed of where it stands.
    fn field(&mut self, what: &str, field: &Field<String>) {
        let ranges: Vec<RawSpan> = field.spans.iter().flat_map(|s| self.x.map.ranges(*s)).collect();
        if ranges.is_empty() {
            return;
        }
        if let Err(why) = self.law.node(&ranges, &field.value) {
            self.found.push(format!("{what}: {why}"));
        }
    }

    fn ascend(&mut self, what: &str, spans: impl Iterator<Item = CleanSpan>) {
        let mut last = 0;
        for (i, span) in spans.enumerate() {
            if span.start < last || span.end < span.start {
                self.found.push(format!("{what} {i}: expected it after byte {last}, found it at {}", span.start));
            }
            last = span.end;
        }
    }

    fn nothing_lost(&mut self, covered: &mut Vec<RawSpan>) {
        covered.sort_unstable();
        covered.push(RawSpan::new(self.law.raw.len() as u32, self.law.raw.len() as u32));
        // A mark of UTF-8 may stand before text of another encoding, in which it would read as a character.
        let mut at = if self.law.raw.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        for span in covered {
            if span.start > at {
                let gap = RawSpan::new(at, span.start);
                if let Err(why) = self.law.node(&[gap], "") {
                    self.found.push(format!("in no block, markup or repair: {why}"));
                }
            }
            at = at.max(span.end);
        }
    }
}

/// A file, and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// Its bytes.
    pub raw: &'a [u8],
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// Its markup.
    pub media_type: MediaType,
}

impl<'a> Law<'a> {
    /// The law as it applies to an extraction.
    pub fn of(raw: &'a [u8], extraction: &Extraction) -> Self {
        let encoding = Encoding::for_label(extraction.source.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        Self { raw, encoding, media_type: extraction.source.media_type }
    }

    /// Checks one node: its ranges ascend, lie in the file, and hold its text.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn node(&self, ranges: &[RawSpan], text: &str) -> Result<(), String> {
        let mut there = String::new();
        let mut last = 0;
        for range in ranges {
            let (start, end) = (range.start, range.end);
            let bytes = self.raw.get(start as usize..end as usize).filter(|_| start >= last);
            let Some(bytes) = bytes else {
                let size = self.raw.len();
                return Err(format!("expected a range from {last} to {size}, found {start}..{end}"));
            };
            let part = self.encoding.decode_without_bom_handling(bytes).0;
            if part.ends_with('\u{fffd}') && (end as usize) < self.raw.len() && self.encoding.is_ascii_compatible() {
                // A sequence broken by what follows it gives its last bytes back; one broken by the end does not.
                there.push_str(&self.encoding.decode_without_bom_handling(&[bytes, b"\n"].concat()).0);
            } else {
                there.push_str(&part);
            }
            last = end;
        }
        let same = match self.media_type {
            MediaType::Plain => same_fold(&there, text),
            MediaType::Html => same_fold(&unmark(&there), text) || same_fold(&unmark(&known_only(&there)), text),
            MediaType::Markdown => {
                same_but_signs(&unmark_but(&closed(&there), &[]), text) || same_but_signs(&there, text)
            }
        };
        if same {
            return Ok(());
        }
        let place = ranges.first().map_or(0, |r| r.start);
        Err(format!("expected “{}”, found at bytes {place}..{last} “{}”", quote(text), quote(&there)))
    }
}

/// The start of a text, for a message.
fn quote(text: &str) -> &str {
    let end = text.char_indices().map(|(i, _)| i).take_while(|&i| i <= QUOTED).last().unwrap_or(0);
    if text.len() <= QUOTED { text } else { &text[..end] }
}

/// The characters that count under the law.
fn fold(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    text.chars().filter_map(|c| folded(c).map(|folded| (c, folded)))
}

fn same_fold(there: &str, text: &str) -> bool {
    fold(there).map(|(_, c)| c).eq(fold(text).map(|(_, c)| c))
}

/// Elements whose content is no text.
const SILENT: [&[u8]; 6] = [b"script", b"style", b"textarea", b"iframe", b"svg", b"xmp"];

/// A stretch of HTML without tags, comments, scripts and styles, entities as characters.
pub fn unmark(html: &str) -> String {
    unmark_but(html, &SILENT)
}

/// The same, without the content of `silent` elements.
fn unmark_but(html: &str, silent_elements: &[&[u8]]) -> String {
    if memchr::memchr2(b'<', b'&', html.as_bytes()).is_none() {
        return html.to_owned();
    }
    let mut text = Vec::with_capacity(html.len());
    let mut silent = 0_u32;
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } if silent_elements.contains(&name) => silent += 1,
            CallbackEvent::EndTag { name } if silent_elements.contains(&name) => silent = silent.saturating_sub(1),
            CallbackEvent::String { value } if silent == 0 => text.extend_from_slice(value),
            _ => {}
        }
        None
    });
    emitter.naively_switch_states(!silent_elements.is_empty());
    // The emitter keeps nothing and cannot fail: running it to its end is all there is to do.
    let _ = Tokenizer::new_with_emitter(&*tags_only(html), emitter).finish();
    String::from_utf8_lossy(&text).into_owned()
}

/// A stretch of HTML in which start tags have lost their attributes, and each `<` that begins no whole tag is escaped:
/// a browser would take all that follows for a tag, up to whatever `>` or quote comes next.
fn tags_only(html: &str) -> Cow<'_, str> {
    let mut bare = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let bytes = &html.as_bytes()[at..];
        let whole = match bytes.get(1) {
            Some(b'/') => memchr::memchr(b'>', bytes).is_some().then_some(0),
            Some(b) if b.is_ascii_alphabetic() => tag_end(bytes).filter(|&end| bytes[end - 1] == b'>'),
            _ => Some(0),
        };
        if at < copied || whole == Some(0) {
            continue;
        }
        bare.push_str(&html[copied..at]);
        match whole {
            None => bare.push_str("&lt;"),
            Some(end) if bytes[end - 2] == b'/' => {}
            Some(end) => bare.extend(["<", name(&html[at + 1..at + end]), ">"]),
        }
        copied = at + whole.unwrap_or(1);
    }
    if copied == 0 { Cow::Borrowed(html) } else { Cow::Owned(bare + &html[copied..]) }
}

/// A stretch of HTML in which each `<` is escaped of which `is_text` says so, given what begins there.
fn escaped(html: &str, is_text: impl Fn(&[u8]) -> bool) -> Cow<'_, str> {
    let mut escaped = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        if is_text(&html.as_bytes()[at..]) {
            escaped.push_str(&html[copied..at]);
            escaped.push_str("&lt;");
            copied = at + 1;
        }
    }
    if copied == 0 { Cow::Borrowed(html) } else { Cow::Owned(escaped + &html[copied..]) }
}

/// A stretch of HTML in which tags of unknown names are escaped: in Markdown, and in text that is no page, they
/// are text.
fn known_only(html: &str) -> Cow<'_, str> {
    escaped(html, |bytes| {
        let end = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(bytes.len());
        let inner = std::str::from_utf8(&bytes[1..end]).unwrap_or_default();
        let name = name(inner.strip_prefix('/').unwrap_or(inner));
        !name.is_empty() && !is_known(name)
    })
}

/// A stretch of Markdown in which each `&` that begins no reference with its semicolon is escaped, and each `<` that
/// begins neither tag nor comment: HTML would read `&gt` and `</3>` too.
fn closed(markdown: &str) -> String {
    static BARE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"&(#?[[:alnum:]]+;)?").expect("a valid pattern"));
    let references = BARE.replace_all(markdown, |found: &Captures<'_>| match found.get(1) {
        Some(name) => format!("&{}", name.as_str()),
        None => "&amp;".to_owned(),
    });
    let tags = escaped(&references, |bytes| match bytes {
        // A tag of Markdown stands on one line.
        [_, b'/', b, ..] | [_, b, ..] if b.is_ascii_alphabetic() => {
            let line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
            tag_end(line).is_none_or(|end| line[end - 1] != b'>')
        }
        _ => !bytes.starts_with(b"<!--"),
    });
    known_only(&tags).into_owned()
}

/// Whether `text` is `there` but for signs of Markdown and targets of links.
fn same_but_signs(there: &str, text: &str) -> bool {
    let mut expected = fold(text).map(|(_, c)| c).peekable();
    let mut rest = fold(there).peekable();
    while let Some((printed, c)) = rest.next() {
        if expected.next_if_eq(&c).is_some() {
            continue;
        }
        if !is_sign(printed) {
            return false;
        }
        if printed == ']' && rest.peek().is_some_and(|&(p, _)| p == '(' || p == '[') {
            // The target of a link, parentheses inside it included.
            let mut depth = 0;
            for (p, _) in rest.by_ref() {
                match p {
                    '(' | '[' => depth += 1,
                    ')' | ']' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        }
    }
    expected.next().is_none()
}

const fn is_sign(c: char) -> bool {
    matches!(
        c,
        '#' | '*' | '_' | '~' | '`' | '>' | '<' | '|' | '-' | '+' | '=' | ':' | '\\' | '[' | ']' | '(' | ')' | '!'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_unmarked() {
        assert_eq!(unmark("预算<b>3<!-- 旧 --></b>&ldquo;亿&rdquo;元&nbsp;&#x4E2D;"), "预算3“亿”元\u{a0}中");
        assert_eq!(unmark("收入<script>var a = '<p>';</script>支出<style>p{}</style>"), "收入支出");
        assert_eq!(unmark("下降<3%，a & b"), "下降<3%，a & b");
        assert_eq!(unmark("<b>甲<c 乙</b>丙<table border=\"1"), "甲<c 乙丙<table border=\"1");
        assert_eq!(unmark("<a title=\"甲<乙\">丙</a>"), "丙");
    }

    #[test]
    fn references_of_markdown_have_their_semicolon() {
        assert_eq!(unmark(&closed("&gt &gt; a&b &#65 </3><b>甲</b>")), "&gt > a&b &#65 </3>甲");
    }

    #[test]
    fn markdown_signs_may_be_missing_but_nothing_else() {
        assert!(same_but_signs("## **一、** 总则", "一、总则"));
        assert!(same_but_signs("1\\. 见[办法](http://a.cn/x_(1))（试行）", "1. 见办法（试行）"));
        assert!(same_but_signs("| 甲 | 2 |", "甲\t2"));
        assert!(same_but_signs("2*3*4", "2*3*4"));
        assert!(!same_but_signs("增长3.5%", "增长35%"));
        assert!(!same_but_signs("总则", "总则二"));
    }
}
