//! What markup a text is in, and which encoding a page says it is in.
//!
//! | evidence | media type |
//! | --- | --- |
//! | the extension `.html` `.htm` `.xhtml` `.shtml`, and a tag | HTML |
//! | the extension `.md` `.markdown` `.mkd` | Markdown |
//! | any other name, and it begins with `<!DOCTYPE html`, `<html`, `<head`, `<body`, `<meta` | HTML |
//! | any other name, and a tag on at least every other line | HTML |
//! | any other name, and a table in HTML | HTML in which line ends count |
//! | any other name, and `#` headings of two levels or with emphasis or pipe tables | Markdown |
//! | any other name, and three lines that are bold as a whole: `**（一）概况**` | Markdown |
//! | anything else | plain |

use encoding_rs::Encoding;
use memchr::{memchr_iter, memmem};

use super::MediaType;

/// How much of a text is looked at.
const PREFIX: usize = 1 << 16;
/// How much of a page is searched for its charset: browsers look at 1024 bytes, real pages put it later.
const HEAD: usize = 1 << 13;

/// Tags that a page has and prose does not; `<p` also stands for `<p class=…`.
const TAGS: [&str; 14] =
    ["p", "div", "table", "tr", "td", "br", "span", "ul", "li", "h1", "h2", "h3", "strong", "font"];
/// Tags that nothing but a page begins with.
const FIRST: [&str; 6] = ["html", "head", "body", "meta", "title", "!doctype html"];

/// The media type of a text, by the extension of its name and by what it holds; and whether line ends count in HTML.
pub(super) fn media_type(text: &str, path: Option<&str>) -> (MediaType, bool) {
    let name = path.map_or("", |p| p.rsplit(['/', '\\']).next().unwrap_or(p));
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
    let is = |extensions: &[&str]| extensions.iter().any(|e| extension.eq_ignore_ascii_case(e));
    if is(&["md", "markdown", "mkd", "mdown"]) {
        return (MediaType::Markdown, false);
    }
    let cut = (0..=PREFIX.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let prefix = &text[..cut];
    let marked = memchr::memchr(b'<', text.as_bytes()).is_some();
    let page = marked && begins_page(prefix);
    let table = || marked && [&b"</td>"[..], b"</TD>"].iter().any(|t| memmem::find(text.as_bytes(), t).is_some());
    if is(&["html", "htm", "xhtml", "shtml"]) {
        let html = page || tagged_lines(prefix).0 > 0 || table();
        return (if html { MediaType::Html } else { MediaType::Plain }, false);
    }
    if page {
        return (MediaType::Html, false);
    }
    let (tagged, lines) = tagged_lines(prefix);
    if tagged > 0 && tagged * 2 >= lines {
        return (MediaType::Html, false);
    }
    if table() {
        return (MediaType::Html, true);
    }
    (if is_markdown(prefix) { MediaType::Markdown } else { MediaType::Plain }, false)
}

/// How many lines have a known tag, and how many are not blank.
fn tagged_lines(text: &str) -> (usize, usize) {
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return (0, 1);
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.fold((0, 0), |(tagged, all), line| (tagged + usize::from(has_tag(line)), all + 1))
}

fn has_tag(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        TAGS.iter().chain(&FIRST).any(|tag| begins_tag(rest, tag))
    })
}

/// Whether `rest`, after `<`, is the tag `tag`.
fn begins_tag(rest: &[u8], tag: &str) -> bool {
    let Some((name, after)) = rest.split_at_checked(tag.len()) else { return false };
    name.eq_ignore_ascii_case(tag.as_bytes())
        && after.first().is_some_and(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether the first thing in a text is the start of a page; a comment or an XML declaration may stand before it.
fn begins_page(text: &str) -> bool {
    let mut rest = text.trim_start_matches(crate::fold::is_blank);
    for _ in 0..4 {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            break;
        };
        match rest.find(end) {
            Some(at) => rest = rest[at + end.len()..].trim_start_matches(crate::fold::is_blank),
            None => return false,
        }
    }
    rest.strip_prefix('<').is_some_and(|rest| FIRST.iter().any(|tag| begins_tag(rest.as_bytes(), tag)))
}

/// Whether a text is Markdown beyond doubt: headings with `#`, and of two levels or with other signs; or several lines
/// that are bold as a whole.
fn is_markdown(text: &str) -> bool {
    let signs = text.starts_with('#') || memmem::find(text.as_bytes(), b"\n#").is_some();
    if !signs && memmem::find(text.as_bytes(), b"**").is_none() {
        return false;
    }
    let mut levels = [0_usize; 7];
    let (mut other, mut bold) = (0, 0);
    for line in text.lines() {
        let signs = line.bytes().take_while(|&b| b == b'#').count();
        if (1..=6).contains(&signs) && line[signs..].starts_with(' ') {
            levels[signs] += 1;
        } else {
            let rule = ["|--", "| --", "|:-"].iter().any(|start| line.starts_with(start));
            other += usize::from(rule || line.matches("**").count() >= 2);
            bold += usize::from(is_bold(line));
        }
    }
    let headings: usize = levels.iter().sum();
    let depths = levels.iter().filter(|&&n| n > 0).count();
    headings >= 2 && (depths >= 2 || other >= 1) || bold >= 3 || headings >= 1 && bold >= 2
}

/// `**（一）概况**`, and not `**县**镇`, where names were struck out.
fn is_bold(line: &str) -> bool {
    let line = line.trim_matches(crate::fold::is_blank);
    let Some(inner) = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) else { return false };
    let edge = |c: char| c == '*' || crate::fold::is_blank(c);
    let whole = line.matches("**").count().is_multiple_of(2);
    whole && inner.chars().filter(|c| *c != '*').count() >= 4 && !inner.starts_with(edge) && !inner.ends_with(edge)
}

/// The encoding that an HTML page says it is in: `<meta charset=…>`, `<meta … content="text/html; charset=…">`,
/// `<?xml … encoding="…"?>`. `None` where it says nothing or something unknown.
pub(super) fn declared(raw: &[u8]) -> Option<&'static Encoding> {
    let head = &raw[..raw.len().min(HEAD)];
    for at in memchr_iter(b'<', head) {
        let rest = &head[at + 1..];
        let key = if begins_tag(rest, "meta") {
            &b"charset"[..]
        } else if begins_tag(rest, "?xml") {
            b"encoding"
        } else {
            continue;
        };
        let tag = &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())];
        if let Some(label) = attribute(tag, key) {
            return Encoding::for_label(label);
        }
    }
    None
}

/// The value after `key=`, quoted or not.
fn attribute<'a>(tag: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = tag.windows(key.len()).position(|w| w.eq_ignore_ascii_case(key))?;
    let value = tag[at + key.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(value.len());
    Some(&value[..end])
}
