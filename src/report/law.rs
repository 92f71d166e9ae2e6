//! The law that ties a report to its file: decode a node's raw ranges, take the markup out, fold, and you have the fold
//! of its text; and no byte of the file is lost.
//!
//! | markup | what may be taken out |
//! | --- | --- |
//! | plain | nothing |
//! | HTML | tags, comments, scripts, styles; references become their characters |
//! | Markdown | the same, the signs `# * _ ~ ` > \| - + = \ [ ] ( ) !`, link targets, and pictures with their words |
//!
//! This module knows nothing of how `lines` and `layout` found their way: it reads the file anew, and shares with them
//! only what a tag and a reference look like.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::Extraction;
use crate::decode::MediaType;
use crate::fold::folded;
use crate::front::Field;
use crate::lines::{Element, Piece, Pieces, closed_entity, end_tag, entity};
use crate::outline::Heading;
use crate::span::{CleanSpan, RawSpan};

/// How many bytes of text a message quotes.
const QUOTED: usize = 60;
/// And how many characters before the place where text and file part.
const BEFORE: usize = 12;

/// Checks every block, heading, figure, label, cell and field of an extraction against the bytes it was read from; gives
/// all places where the law does not hold, in words.
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
        for &span in &*meaning.label {
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
        // A mark may stand before text of another encoding, in which it would read as a character.
        let mut at = Encoding::for_bom(self.law.raw).map_or(0, |(_, len)| len as u32);
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
        let text: Vec<char> = fold(text).collect();
        let Err((at, read)) = (Walk { there: &there, text: &text, markup: self.media_type }).arrive() else {
            return Ok(());
        };
        let place = ranges.first().map_or(0, |r| r.start);
        let (expected, found) = (text[read..].iter().collect::<String>(), &there[at..]);
        Err(format!(
            "expected “{}” behind “{}”, found “{}” at bytes {place}..{last}",
            quote(&expected),
            text[read.saturating_sub(BEFORE)..read].iter().collect::<String>(),
            quote(found),
        ))
    }
}

/// The start of a text, for a message.
fn quote(text: &str) -> &str {
    let end = text.char_indices().map(|(i, _)| i).take_while(|&i| i <= QUOTED).last().unwrap_or(0);
    if text.len() <= QUOTED { text } else { &text[..end] }
}

/// The characters that count under the law.
fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(folded)
}

/// A walk over what stands in the file, along the text that is said to be there.
///
/// A node's bytes alone do not always tell whether `<` begins a tag: that depends on what stands before and behind them.
/// So each sign may be markup or text, as both are tried; what is taken out is whole tags and the like in any case, and
/// all else must be the text, in order.
struct Walk<'a> {
    there: &'a str,
    text: &'a [char],
    markup: MediaType,
}

impl Walk<'_> {
    /// Goes every way.
    ///
    /// # Errors
    /// If none takes both to their ends: the furthest place in the file, and how many characters of the text had been
    /// read there.
    fn arrive(&self) -> Result<(), (usize, usize)> {
        let mut furthest = (0, 0);
        // Places in the file from which to go on, and how many characters of the text have been read there.
        let mut ahead = BTreeMap::from([(0, vec![0])]);
        while let Some((mut at, mut read)) = ahead.pop_first() {
            read.sort_unstable();
            read.dedup();
            if ahead.is_empty()
                && let [read] = &mut *read
            {
                self.plain(&mut at, read);
            }
            furthest = (at, read.last().copied().unwrap_or(0));
            let Some(c) = self.there[at..].chars().next() else {
                return if read.contains(&self.text.len()) { Ok(()) } else { Err(furthest) };
            };
            for end in self.markup_ends(c, at) {
                ahead.entry(end).or_default().extend(&read);
            }
            if let Some((c, len)) = self.reference(at) {
                Self::step(&mut ahead, at + len, &self.matching(&read, c));
            }
            Self::step(&mut ahead, at + c.len_utf8(), &self.matching(&read, c));
        }
        Err(furthest)
    }

    /// Goes on, where there is one way to go, to the next character that may be markup or is not that of the text.
    fn plain(&self, at: &mut usize, read: &mut usize) {
        for c in self.there[*at..].chars() {
            let folded = folded(c);
            let sign = match self.markup {
                MediaType::Plain => false,
                MediaType::Html => matches!(c, '<' | '&'),
                MediaType::Markdown => is_sign(c) || c == '&',
            };
            if sign || folded.is_some_and(|c| self.text.get(*read) != Some(&c)) {
                return;
            }
            *at += c.len_utf8();
            *read += usize::from(folded.is_some());
        }
    }

    fn step(ahead: &mut BTreeMap<usize, Vec<usize>>, to: usize, read: &[usize]) {
        if !read.is_empty() {
            ahead.entry(to).or_default().extend(read);
        }
    }

    /// How much of the text is read once `c` is; the readings in which it says something else end here.
    fn matching(&self, read: &[usize], c: char) -> Vec<usize> {
        match folded(c) {
            None => read.to_vec(),
            Some(c) => read.iter().filter(|&&n| self.text.get(n) == Some(&c)).map(|n| n + 1).collect(),
        }
    }

    fn reference(&self, at: usize) -> Option<(char, usize)> {
        let rest = &self.there[at..];
        match self.markup {
            MediaType::Plain => None,
            MediaType::Html => entity(rest),
            MediaType::Markdown => closed_entity(rest),
        }
    }

    /// Where markup ends that may begin with the character `c` at `at`.
    fn markup_ends(&self, c: char, at: usize) -> Vec<usize> {
        let rest = &self.there[at..];
        let mut ends = Vec::new();
        if self.markup == MediaType::Markdown && is_sign(c) {
            ends.push(at + 1);
            if rest.starts_with("](") || rest.starts_with("][") {
                ends.extend(target_end(rest).map(|end| at + end));
            }
            // `![图1](a.png)` in the middle of a line.
            if rest.starts_with("![")
                && let Some(middle) = rest.find("](")
            {
                ends.extend(rest[middle..].find(')').map(|end| at + middle + end + 1));
                ends.extend(target_end(&rest[middle..]).map(|end| at + middle + end));
            }
        }
        if self.markup == MediaType::Markdown && rest.starts_with("<!--") {
            // One without an end goes to the end of the file.
            ends.push(at + rest.find("-->").map_or(rest.len(), |end| end + "-->".len()));
        }
        if c == '<' && self.markup != MediaType::Plain {
            // A tag of Markdown stands on one line.
            let one_line = self.markup == MediaType::Markdown && !rest.starts_with("<!--");
            let reach = if one_line { rest.lines().next().unwrap_or(rest) } else { rest };
            match Pieces::new(reach).next() {
                Some((Piece::Open { name, .. }, tag)) => {
                    ends.push(at + tag.end);
                    // Its content is no text.
                    if Element::of(name) == Element::Opaque {
                        let close = end_tag(&rest[tag.end..], name);
                        ends.push(close.as_ref().map_or(self.there.len(), |close| at + tag.end + close.end));
                        // An end tag that is cut off is text.
                        let cut = close.filter(|close| !rest[..tag.end + close.end].ends_with('>'));
                        ends.extend(cut.map(|close| at + tag.end + close.start));
                    }
                }
                Some((Piece::Close(_) | Piece::Comment, tag)) => ends.push(at + tag.end),
                Some((Piece::Text, _)) | None => {}
            }
        }
        ends
    }
}

/// Where the target of a link ends whose `](` or `][` begins `rest`, parentheses inside it included.
fn target_end(rest: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (i, b) in rest.bytes().enumerate().skip(1) {
        match b {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(i + 1);
        }
    }
    None
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

    fn html(there: &str, text: &str) -> bool {
        let text: Vec<char> = fold(text).collect();
        Walk { there, text: &text, markup: MediaType::Html }.arrive().is_ok()
    }

    fn markdown(there: &str, text: &str) -> bool {
        let text: Vec<char> = fold(text).collect();
        Walk { there, text: &text, markup: MediaType::Markdown }.arrive().is_ok()
    }

    #[test]
    fn tags_of_html_are_no_text() {
        assert!(html("预算<b>3<!-- 旧 --></b>&ldquo;亿&rdquo;元&nbsp;&#x4E2D;", "预算3“亿”元中"));
        assert!(html("收入<script>var a = '<p>';</script>支出<style>p{}</style>", "收入支出"));
        assert!(html("<a title=\"甲<乙\">丙</a>", "丙"));
        assert!(!html("预算<b>3</b>亿元", "预算亿元"));
        assert!(!html("预算<b>3</b>亿元", "预算32亿元"));
        assert!(!html("收入<b>支出", "收入支"));
    }

    #[test]
    fn a_sign_that_begins_no_tag_is_text() {
        assert!(html("下降<3%，a & b", "下降<3%，a & b"));
        assert!(html("<b>甲<c 乙</b>丙<table border=\"1", "甲<c 乙丙<table border=\"1"));
        assert!(!html("下降<3%，a & b", "下降，a & b"));
        assert!(!html("甲<乙>丙", "甲丙"));
    }

    #[test]
    fn references_of_markdown_have_their_semicolon() {
        assert!(markdown("&gt &gt; a&b &#65 <b>甲</b>", "&gt > a&b &#65 甲"));
        assert!(!markdown("&#65 ", "A"));
    }

    #[test]
    fn markdown_signs_may_be_missing_but_nothing_else() {
        assert!(markdown("## **一、** 总则", "一、总则"));
        assert!(markdown("1\\. 见[办法](http://a.cn/x_(1))（试行）", "1. 见办法（试行）"));
        assert!(markdown("| 甲 | 2 |", "甲\t2"));
        assert!(markdown("如图![图1 支出](a_(1).png)所示，![](b.png)12", "如图所示，12"));
        assert!(!markdown("如图![图1](a.png)所示", "如图所"));
        assert!(markdown("2*3*4", "2*3*4"));
        assert!(!markdown("增长3.5%", "增长35%"));
        assert!(!markdown("总则", "总则二"));
    }
}
