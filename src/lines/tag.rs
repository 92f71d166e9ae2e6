//! Tags of HTML: where each begins and ends, which element it names, and the few attributes that matter.

/// A piece of an HTML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Characters, entities still in them.
    Text,
    /// `<p class="a">`
    Open {
        /// As printed.
        name: &'a str,
        /// What stands between the name and `>`.
        attributes: &'a str,
        /// It ends in `/>`.
        closed: bool,
    },
    /// `</p>`
    Close(&'a str),
    /// A comment, a doctype, a processing instruction.
    Comment,
}

/// Cuts an HTML file into pieces.
pub struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// No `-->` follows: looking for it again from each comment would take quadratic time.
    no_comment_end: bool,
    /// No `>` follows.
    no_close: bool,
}

impl<'a> Pieces<'a> {
    /// The pieces of `html`.
    pub const fn new(html: &'a str) -> Self {
        Self { html, at: 0, no_comment_end: false, no_close: false }
    }

    /// Goes on at `at`, behind what the caller has read by itself.
    pub const fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    fn until_close(&mut self, from: usize) -> Option<usize> {
        if self.no_close {
            return None;
        }
        let found = memchr::memchr(b'>', &self.html.as_bytes()[from..]).map(|i| from + i + 1);
        self.no_close = found.is_none();
        found
    }

    fn text(&self, from: usize) -> (Piece<'a>, usize) {
        let end = memchr::memchr(b'<', &self.html.as_bytes()[from..]).map_or(self.html.len(), |i| from + i);
        (Piece::Text, end)
    }

    fn piece(&mut self) -> (Piece<'a>, usize) {
        let (html, at) = (self.html, self.at);
        let rest = &html[at..];
        let bytes = rest.as_bytes();
        if bytes.first() != Some(&b'<') {
            return self.text(at);
        }
        match bytes.get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                // `<!-->` is one too.
                let end = if self.no_comment_end { None } else { comment_end(&rest[2..]).map(|i| at + 2 + i) };
                self.no_comment_end |= end.is_none();
                let end = end.or_else(|| self.until_close(at + 4));
                (Piece::Comment, end.unwrap_or(html.len()))
            }
            Some(b'!' | b'?') => (Piece::Comment, self.until_close(at + 2).unwrap_or(html.len())),
            Some(b'/') => match self.until_close(at + 2) {
                Some(end) if bytes[2].is_ascii_alphabetic() => (Piece::Close(name(&html[at + 2..end])), end),
                // `</3>` closes nothing and is not shown.
                Some(end) => (Piece::Comment, end),
                None => self.text(at + 1),
            },
            Some(b) if b.is_ascii_alphabetic() && !self.no_close => match tag_end(bytes) {
                // A page that was cut off in the middle of a tag.
                Some(end) if bytes[end - 1] != b'>' => (Piece::Comment, at + end),
                Some(end) => {
                    let name = name(&rest[1..end]);
                    let inner = &rest[1 + name.len()..end - 1];
                    let closed = inner.ends_with('/');
                    (Piece::Open { name, attributes: inner.trim_end_matches('/'), closed }, at + end)
                }
                None => self.text(at + 1),
            },
            _ => self.text(at + 1),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    /// What it is, and where it stands.
    type Item = (Piece<'a>, std::ops::Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.html.len() {
            return None;
        }
        let start = self.at;
        let (piece, end) = self.piece();
        self.at = end.max(start + 1);
        Some((piece, start..self.at))
    }
}

/// Whether a tag of that name is one in Markdown and in text that is no page: `<ABC公司>` is none.
pub fn is_known(name: &str) -> bool {
    let inline = ["span", "font", "u", "i", "em", "sup", "sub"];
    Element::of(name) != Element::Inline || inline.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The name at the start of a tag.
fn name(text: &str) -> &str {
    let end = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-')).count();
    &text[..end]
}

/// Where the end tag of the element `name` stands in what follows its start tag; the end of the file may cut it off.
pub fn end_tag(content: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let bytes = content.as_bytes();
    let start = memchr::memmem::find_iter(bytes, b"</").find(|at| {
        let found = bytes.get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })?;
    let end = memchr::memchr(b'>', &bytes[start..]).map_or(bytes.len(), |n| start + n + 1);
    Some(start..end)
}

/// Where the comment ends whose `--` begins `text`.
fn comment_end(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(i) = text[from..].find("--") {
        let rest = &text[from + i + 2..];
        match rest.as_bytes() {
            [b'>', ..] => return Some(from + i + 3),
            [b'!', b'>', ..] if from + i > 0 => return Some(from + i + 4),
            _ => from += i + 1,
        }
    }
    None
}

/// A tag has at most this many bytes outside of quotes: to look further from each `<` would take quadratic time.
const LONGEST: usize = 2000;

/// Where a start tag ends: at the first `>` that is not in quotes, or with the file, where that was cut off in its
/// middle; quotes that never close do not count. `None` where it is no tag.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut i = 1;
    for _ in 0..LONGEST {
        let Some(&b) = bytes.get(i) else {
            let one_tag = bytes.is_ascii() && memchr::memchr2(b'<', b'\n', &bytes[1..]).is_none();
            return one_tag.then_some(bytes.len());
        };
        match b {
            b'>' => return Some(i + 1),
            b'<' => return None,
            b'"' | b'\'' if bytes[..i].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=') => {
                let window = &bytes[i + 1..bytes.len().min(i + 1 + 20_000)];
                match memchr::memchr(b, window) {
                    Some(n) => i += n + 2,
                    None => i += 1,
                }
            }
            _ => i += 1,
        }
    }
    None
}

/// The value of an attribute, without quotes; names in lower case.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let bytes = attributes.as_bytes();
    // Most tags have few attributes: without the first letter of the name there is nothing to look for.
    let (small, big) = (name.as_bytes().first()?, name.as_bytes().first()?.to_ascii_uppercase());
    memchr::memchr2(*small, big, bytes)?;
    let mut i = 0;
    while i < bytes.len() {
        while i < bytes.len() && (bytes[i].is_ascii_whitespace() || bytes[i] == b'/') {
            i += 1;
        }
        let start = i;
        while i < bytes.len() && !bytes[i].is_ascii_whitespace() && bytes[i] != b'=' {
            i += 1;
        }
        let found = i - start == name.len() && bytes[start..i].eq_ignore_ascii_case(name.as_bytes());
        while i < bytes.len() && bytes[i].is_ascii_whitespace() {
            i += 1;
        }
        if bytes.get(i) != Some(&b'=') {
            i = i.max(start + 1);
            continue;
        }
        i += 1;
        while i < bytes.len() && bytes[i].is_ascii_whitespace() {
            i += 1;
        }
        let quote = bytes.get(i).copied().filter(|b| matches!(b, b'"' | b'\''));
        let from = i + usize::from(quote.is_some());
        let to = match quote {
            Some(q) => memchr::memchr(q, &bytes[from..]).map_or(bytes.len(), |n| from + n),
            None => from + bytes[from..].iter().take_while(|b| !b.is_ascii_whitespace()).count(),
        };
        if found {
            return attributes.get(from..to);
        }
        i = to + usize::from(quote.is_some());
    }
    None
}

/// An element, as far as this reader tells elements apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// `h1`–`h6`
    Heading(u8),
    /// `p`
    Paragraph,
    /// `div` `section` `article` `main` `blockquote` `center` `dl` …
    Block,
    /// `nav` `footer` `aside` `select` `button` `noscript` …
    Chrome,
    /// `li` `dd` `dt`
    Item,
    /// `ul` `ol`
    List,
    /// `table`
    Table,
    /// `caption`
    Caption,
    /// `thead` `tbody` `tfoot`
    RowGroup,
    /// `tr`
    Row,
    /// `td`
    Cell,
    /// `th`
    HeaderCell,
    /// `br` `hr`
    Break,
    /// `b` `strong`
    Bold,
    /// `a`
    Link,
    /// `pre`
    Preformatted,
    /// `script` `style` `textarea` `iframe`: what is inside is no text
    Opaque,
    /// `title`
    Title,
    /// `head`
    Head,
    /// `body` `html`
    Root,
    /// `img` `input` `meta` `link` …: never closed
    Void,
    /// `span` `font` `em` `u` … and unknown ones
    Inline,
}

impl Element {
    /// The element of that name.
    pub fn of(name: &str) -> Self {
        let mut lower = [0u8; 12];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Inline };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            [b'h', n @ b'1'..=b'6'] => Self::Heading(n - b'0'),
            b"p" => Self::Paragraph,
            b"div" | b"section" | b"article" | b"main" | b"blockquote" | b"center" | b"dl" | b"header" | b"address"
            | b"fieldset" | b"figure" | b"form" | b"details" | b"ucapcontent" => Self::Block,
            b"nav" | b"footer" | b"aside" | b"select" | b"option" | b"button" | b"noscript" | b"figcaption" => {
                Self::Chrome
            }
            b"li" | b"dd" | b"dt" => Self::Item,
            b"ul" | b"ol" => Self::List,
            b"table" => Self::Table,
            b"caption" => Self::Caption,
            b"thead" | b"tbody" | b"tfoot" => Self::RowGroup,
            b"tr" => Self::Row,
            b"td" => Self::Cell,
            b"th" => Self::HeaderCell,
            b"br" | b"hr" => Self::Break,
            b"b" | b"strong" => Self::Bold,
            b"a" => Self::Link,
            b"pre" => Self::Preformatted,
            b"script" | b"style" | b"textarea" | b"iframe" | b"svg" | b"xmp" => Self::Opaque,
            b"title" => Self::Title,
            b"head" => Self::Head,
            b"body" | b"html" => Self::Root,
            b"img" | b"input" | b"meta" | b"link" | b"base" | b"area" | b"col" | b"embed" | b"source" | b"param"
            | b"wbr" | b"colgroup" => Self::Void,
            _ => Self::Inline,
        }
    }

    /// Whether it stands on lines of its own.
    pub const fn is_block(self) -> bool {
        !matches!(self, Self::Bold | Self::Link | Self::Inline | Self::Void | Self::Break | Self::Opaque)
    }
}
