//! HTML: the text a browser would show, line by line, with what the markup said about each line.
//!
//! | markup | becomes | remark |
//! | --- | --- | --- |
//! | `p` `div` `li` `br` … | a line | |
//! | `span` `font` `b` … | nothing | `<span>74</span><span>49.81</span>` is one figure |
//! | `tr` of a table of data | a line with cells | a table used to lay out the page is no table |
//! | `script` `style` | a line of one blank, chrome | the blank stands for all of it |
//! | what lies outside the article | chrome | see [`super::article`] |

use std::borrow::Cow;

use super::article::{self, Node};
use super::entity::entity;
use super::tag::{Element, Piece, Pieces, attribute, end_tag, is_known};
use super::{Line, Lines, Markup, MarkupCell, plain};
use crate::fold::is_blank;
use crate::span::{DecodedSpan, FlowSpan, OffsetMap};

/// Elements open at the same time; deeper ones are not followed.
const DEPTH: usize = 400;

/// A line before it is known which tables are data.
#[derive(Debug)]
pub struct Draft {
    /// Where it stands in the flow.
    pub span: FlowSpan,
    /// What the markup said.
    pub markup: Markup,
    /// The element it stands in, in the tree.
    pub node: u32,
    /// The cell it stands in.
    pub cell: Option<u32>,
    /// Bytes of it that are links.
    pub link: u32,
    /// It stands for a script or a style sheet.
    pub opaque: bool,
}

/// A cell before it is known which tables are data.
#[derive(Debug)]
struct DraftCell {
    table: u32,
    row: u32,
    span: FlowSpan,
    col_span: u16,
    row_span: u16,
    header: bool,
    lines: u32,
}

#[derive(Debug, Default)]
struct DraftTable {
    rows: u32,
    nested: bool,
    cells: u32,
    longest: u32,
    most_lines: u32,
    /// Cells in the widest row.
    columns: u32,
    in_row: u32,
}

impl DraftTable {
    /// A table of data, not one that lays out a page.
    const fn is_data(&self) -> bool {
        !self.nested
            && self.columns >= 2
            && (self.rows >= 2 || self.cells >= 3)
            && self.longest < 3000
            && !(self.longest > 1200 && self.most_lines >= 4)
    }
}

#[derive(Debug, Clone, Copy)]
struct Open {
    element: Element,
    /// Its name, folded to eight bytes, to pair end tags of inline elements.
    name: u64,
    node: u32,
    bold: bool,
    centred: bool,
    link: bool,
    heading: u8,
    item: bool,
    pre: bool,
    caption: bool,
    title: bool,
    /// Index into cells, tables.
    cell: Option<u32>,
    table: Option<u32>,
}

struct Reader<'a> {
    html: &'a str,
    out: String,
    map: OffsetMap<crate::span::Flow, crate::span::Decoded>,
    markup: Vec<DecodedSpan>,
    open: Vec<Open>,
    nodes: Vec<Node>,
    drafts: Vec<Draft>,
    cells: Vec<DraftCell>,
    tables: Vec<DraftTable>,
    /// Start of the current line.
    line: usize,
    bold: u32,
    link: u32,
    solid: u32,
    /// Blanks not yet written: where, and whether a line end is among them.
    gap: Option<(u32, u32, bool)>,
    /// Line ends of the source are line ends: markup inside plain text.
    lines_count: bool,
    /// Where no `</name` follows, it need not be looked for again.
    endless: Vec<u64>,
}

/// Reads an HTML page, or plain text with HTML in it.
pub fn lines(html: &str, inside_text: bool) -> Lines<'_> {
    let mut r = Reader {
        html,
        out: String::with_capacity(html.len() / 2),
        map: OffsetMap::default(),
        markup: Vec::new(),
        open: Vec::new(),
        nodes: vec![Node::default()],
        drafts: Vec::new(),
        cells: Vec::new(),
        tables: Vec::new(),
        line: 0,
        bold: 0,
        link: 0,
        solid: 0,
        gap: None,
        lines_count: inside_text,
        endless: Vec::new(),
    };
    r.open.push(Open {
        element: Element::Root,
        name: 0,
        node: 0,
        bold: false,
        centred: false,
        link: false,
        heading: 0,
        item: false,
        pre: false,
        caption: false,
        title: false,
        cell: None,
        table: None,
    });
    let mut pieces = Pieces::new(html);
    while let Some((piece, at)) = pieces.next() {
        match piece {
            Piece::Text => r.text(at),
            Piece::Comment => r.comment(at),
            Piece::Open { name, attributes, closed } => {
                let element = Element::of(name);
                if inside_text && !is_known(name) {
                    r.text(at);
                    continue;
                }
                r.mark(at.clone());
                if element == Element::Opaque && !closed {
                    let end = r.opaque(name, at);
                    pieces.skip_to(end);
                    continue;
                }
                r.start(element, name, attributes, closed);
            }
            Piece::Close(name) if inside_text && !is_known(name) => r.text(at),
            Piece::Close(name) => {
                r.mark(at);
                r.end(Element::of(name), folded(name));
            }
        }
    }
    r.break_line();
    while r.open.len() > 1 {
        r.pop();
    }
    r.finish(!inside_text)
}

/// The first eight bytes of a name in lower case.
fn folded(name: &str) -> u64 {
    name.bytes().take(8).fold(0, |n, b| n << 8 | u64::from(b.to_ascii_lowercase()))
}

impl Reader<'_> {
    fn top(&self) -> Open {
        self.open[self.open.len() - 1]
    }

    fn mark(&mut self, at: std::ops::Range<usize>) {
        let span = DecodedSpan::new(at.start as u32, at.end as u32);
        match self.markup.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => self.markup.push(span),
        }
    }

    /// A comment over several lines is kept in view like a script.
    fn comment(&mut self, at: std::ops::Range<usize>) {
        self.mark(at.clone());
        if self.html[at.clone()].trim().contains('\n') {
            self.stand_in(at);
        }
    }

    /// A line of one blank that stands for something without text.
    fn stand_in(&mut self, at: std::ops::Range<usize>) {
        self.break_line();
        let out = self.out.len() as u32;
        self.out.push(' ');
        self.map.replace(out, 1, at.start as u32, at.len() as u32);
        let markup = Markup { chrome: true, ..Markup::default() };
        let span = FlowSpan::new(out, out + 1);
        self.drafts.push(Draft { span, markup, node: self.top().node, cell: None, link: 0, opaque: true });
        self.out.push('\n');
        self.line = self.out.len();
    }

    /// Skips a script, a style sheet; gives where it ends.
    fn opaque(&mut self, name: &str, tag: std::ops::Range<usize>) -> usize {
        let from = tag.end;
        let id = folded(name);
        let close = if self.endless.contains(&id) { None } else { end_tag(&self.html[from..], name) };
        let Some(close) = close else {
            self.endless.push(id);
            return from;
        };
        let end = from + close.start;
        self.mark(from..end);
        let inner = &self.html[from..end];
        if self.top().cell.is_none() && !inner.trim().is_empty() && inner.contains('\n') {
            // Its tags are part of what the blank stands for: without them a script would read as text.
            self.stand_in(tag.start..from + close.end);
        }
        end
    }

    fn start(&mut self, element: Element, name: &str, attributes: &str, closed: bool) {
        match element {
            Element::Void | Element::Opaque => return,
            Element::Break => return self.break_line(),
            _ => {}
        }
        if element.is_block() {
            self.close_implied(element);
            self.break_line();
        }
        if closed && !element.is_block() || self.open.len() >= DEPTH {
            return;
        }
        let above = self.top();
        let mut open = Open { element, name: folded(name), ..above };
        match element {
            Element::Heading(n) => open.heading = n,
            Element::Item => open.item = true,
            Element::Bold => open.bold = true,
            Element::Link => open.link = true,
            Element::Preformatted => open.pre = true,
            Element::Caption => open.caption = true,
            Element::Title => open.title = true,
            Element::Table | Element::HeaderCell | Element::Cell => {
                (open.heading, open.item) = (0, false);
            }
            _ => {}
        }
        let mut node = Node { parent: above.node, element: Some(element), ..Node::default() };
        if attributes.len() > 5 {
            Self::attributes(attributes, element, &mut open, &mut node);
        }
        if name.eq_ignore_ascii_case("center") {
            open.centred = true;
        }
        if element.is_block() || node.chrome {
            open.node = self.nodes.len() as u32;
            self.nodes.push(node);
        }
        self.table_start(element, attributes, &mut open);
        self.open.push(open);
    }

    fn attributes(attributes: &str, element: Element, open: &mut Open, node: &mut Node) {
        // Styles are long, and stand on every other tag of a page that a word processor wrote.
        if let Some(style) = attribute(attributes, "style") {
            let style = style.as_bytes();
            let has = |word: &str| {
                let word = word.as_bytes();
                memchr::memchr2_iter(word[0], word[0].to_ascii_uppercase(), style)
                    .any(|at| style.get(at..at + word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word)))
            };
            open.bold |= has("font-weight") && (has("bold") || has("700") || has("800") || has("900"));
            if has("text-align") {
                open.centred = has("center");
            }
            node.hidden = has("display:none") || has("display: none");
        }
        if let Some(align) = attribute(attributes, "align") {
            open.centred = align.eq_ignore_ascii_case("center");
        }
        if element.is_block() {
            let id = attribute(attributes, "id");
            node.chrome |= attribute(attributes, "class").is_some_and(article::is_chrome_name);
            node.chrome |= id.is_some_and(article::is_chrome_name);
            node.article |= id.is_some_and(article::is_article_name);
        }
    }

    fn table_start(&mut self, element: Element, attributes: &str, open: &mut Open) {
        match element {
            Element::Table => {
                if let Some(outer) = open.table {
                    self.tables[outer as usize].nested = true;
                }
                open.table = Some(self.tables.len() as u32);
                open.cell = None;
                self.tables.push(DraftTable::default());
            }
            Element::Row => {
                if let Some(t) = open.table {
                    let table = &mut self.tables[t as usize];
                    table.rows += 1;
                    table.in_row = 0;
                }
            }
            Element::Cell | Element::HeaderCell => {
                let Some(t) = open.table else { return };
                let table = &mut self.tables[t as usize];
                table.rows = table.rows.max(1);
                table.cells += 1;
                table.in_row += 1;
                table.columns = table.columns.max(table.in_row);
                let count = |name| {
                    attribute(attributes, name).and_then(|v| v.trim().parse::<u16>().ok()).unwrap_or(1).clamp(1, 1000)
                };
                open.cell = Some(self.cells.len() as u32);
                let at = self.out.len() as u32;
                self.cells.push(DraftCell {
                    table: t,
                    row: table.rows - 1,
                    span: FlowSpan::new(at, at),
                    col_span: count("colspan"),
                    row_span: count("rowspan"),
                    header: element == Element::HeaderCell,
                    lines: 0,
                });
            }
            _ => {}
        }
    }

    /// Closes what the start of `element` closes by itself.
    fn close_implied(&mut self, element: Element) {
        let closes: fn(Element) -> bool = match element {
            Element::Item => |e| matches!(e, Element::Item | Element::Paragraph),
            Element::Row => |e| matches!(e, Element::Row | Element::Cell | Element::HeaderCell | Element::Paragraph),
            Element::Cell | Element::HeaderCell => {
                |e| matches!(e, Element::Cell | Element::HeaderCell | Element::Paragraph)
            }
            Element::RowGroup => |e| {
                matches!(e, Element::RowGroup | Element::Row | Element::Cell | Element::HeaderCell | Element::Paragraph)
            },
            _ => |e| matches!(e, Element::Paragraph),
        };
        let stops = |e: Element| match element {
            Element::Item => matches!(e, Element::List | Element::Table | Element::Cell | Element::HeaderCell),
            Element::Row | Element::RowGroup | Element::Cell | Element::HeaderCell => matches!(e, Element::Table),
            _ => e.is_block() && e != Element::Paragraph,
        };
        let mut lowest = None;
        for (i, open) in self.open.iter().enumerate().skip(1).rev().take(60) {
            if stops(open.element) {
                break;
            }
            if closes(open.element) {
                lowest = Some(i);
            }
        }
        if let Some(i) = lowest {
            self.break_line();
            while self.open.len() > i {
                self.pop();
            }
        }
    }

    fn end(&mut self, element: Element, name: u64) {
        if element.is_block() || element == Element::Break {
            self.break_line();
        }
        let cell = |e: Element| matches!(e, Element::Cell | Element::HeaderCell);
        let stops = |e: Element| match element {
            Element::Table => false,
            Element::Row | Element::RowGroup | Element::Cell | Element::HeaderCell => e == Element::Table,
            _ if element.is_block() => cell(e) || e == Element::Table,
            _ => e.is_block(),
        };
        let mut found = None;
        for (i, open) in self.open.iter().enumerate().skip(1).rev().take(100) {
            if open.name == name && open.element == element {
                found = Some(i);
                break;
            }
            if stops(open.element) {
                break;
            }
        }
        if let Some(i) = found {
            while self.open.len() > i {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if !matches!(open.element, Element::Cell | Element::HeaderCell) {
            return;
        }
        let Some(c) = open.cell else { return };
        let end = self.out.len() as u32;
        let cell = &mut self.cells[c as usize];
        cell.span = FlowSpan::new(cell.span.start, end.max(cell.span.start));
        let table = &mut self.tables[cell.table as usize];
        table.longest = table.longest.max(cell.span.len() as u32);
        table.most_lines = table.most_lines.max(cell.lines);
    }

    /// Writes the text `at`, its entities read and its white space folded as a browser does.
    fn text(&mut self, at: std::ops::Range<usize>) {
        let bytes = self.html.as_bytes();
        let mut i = at.start;
        while i < at.end {
            let rest = &bytes[i..at.end];
            let stop = rest.iter().position(|&b| b == b'&' || b <= b' ').map_or(at.end, |n| i + n);
            if stop > i {
                self.write(i, stop);
                i = stop;
                continue;
            }
            if bytes[i] == b'&' {
                if let Some((c, len)) = entity(&self.html[i..at.end]) {
                    self.settle_gap(c);
                    let out = self.out.len() as u32;
                    self.out.push(c);
                    self.map.replace(out, c.len_utf8() as u32, i as u32, len as u32);
                    self.count(c.len_utf8(), is_blank(c));
                    i += len;
                } else {
                    self.write(i, i + 1);
                    i += 1;
                }
                continue;
            }
            if bytes[i].is_ascii_whitespace() {
                let n = rest.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(rest.len());
                let ends = bytes[i..i + n].iter().filter(|b| matches!(b, b'\n')).count();
                if ends > 0 && (self.lines_count && self.top().table.is_none() || self.top().pre) {
                    self.break_line();
                    if ends > 1 {
                        self.blank_line();
                    }
                } else {
                    let (start, broken) = match self.gap {
                        Some((start, _, broken)) => (start, broken),
                        None => (i as u32, false),
                    };
                    self.gap = Some((start, (i + n) as u32, broken || ends > 0));
                }
                i += n;
            } else {
                self.write(i, i + 1); // A control character: layout takes it out.
                i += 1;
            }
        }
    }

    fn write(&mut self, from: usize, to: usize) {
        let text = &self.html[from..to];
        let Some(first) = text.chars().next() else { return };
        self.settle_gap(first);
        self.map.copy(self.out.len() as u32, from as u32, (to - from) as u32);
        self.out.push_str(text);
        self.count(to - from, false);
    }

    fn count(&mut self, bytes: usize, blank: bool) {
        if blank {
            return;
        }
        let top = self.top();
        self.solid += bytes as u32;
        self.bold += if top.bold { bytes as u32 } else { 0 };
        self.link += if top.link { bytes as u32 } else { 0 };
    }

    /// Blanks become one before `next`, or none at the start of a line and where the source broke a line within Han.
    fn settle_gap(&mut self, next: char) {
        let Some((start, end, broken)) = self.gap.take() else { return };
        let Some(before) = self.out[self.line..].chars().next_back() else { return };
        let wide = |c: char| c as u32 > 0x2e80;
        if is_blank(before) || broken && wide(before) && wide(next) {
            return;
        }
        let out = self.out.len() as u32;
        self.out.push(' ');
        self.map.replace(out, 1, start, end - start);
    }

    fn blank_line(&mut self) {
        let at = self.out.len() as u32;
        let node = self.top().node;
        let draft = Draft {
            span: FlowSpan::new(at, at),
            markup: Markup::default(),
            node,
            cell: self.top().cell,
            link: 0,
            opaque: false,
        };
        self.drafts.push(draft);
    }

    /// Ends the current line, if it has any text.
    fn break_line(&mut self) {
        self.gap = None;
        if self.out.len() == self.line {
            return;
        }
        let top = self.top();
        let most = |n: u32| n > 0 && n * 10 >= self.solid * 9;
        let markup = Markup {
            heading: top.heading,
            list_item: top.item,
            bold: most(self.bold),
            centred: top.centred,
            page_title: top.title,
            caption: top.caption,
            ..Markup::default()
        };
        if let Some(c) = top.cell {
            self.cells[c as usize].lines += 1;
        }
        let span = FlowSpan::new(self.line as u32, self.out.len() as u32);
        self.nodes[top.node as usize].add(span.len() as u32, self.link, span.of(&self.out));
        self.drafts.push(Draft { span, markup, node: top.node, cell: top.cell, link: self.link, opaque: false });
        self.out.push('\n');
        self.line = self.out.len();
        (self.solid, self.bold, self.link) = (0, 0, 0);
    }

    /// Tells data from layout, article from chrome.
    fn finish<'a>(mut self, whole_page: bool) -> Lines<'a> {
        let mut index: Vec<Option<u32>> = Vec::with_capacity(self.tables.len());
        let mut data = 0;
        for table in &self.tables {
            index.push(table.is_data().then_some(data));
            data += u32::from(table.is_data());
        }
        if whole_page {
            // A page may be all table: figures count as prose there.
            for draft in &self.drafts {
                let cell = draft.cell.map(|c| &self.cells[c as usize]);
                if cell.is_some_and(|c| index[c.table as usize].is_some() && self.tables[c.table as usize].cells >= 30)
                {
                    self.nodes[draft.node as usize].prose += draft.span.len() as u32 - draft.link;
                }
            }
            article::judge(&mut self.nodes, &mut self.drafts, &self.out);
        }
        let mut lines: Vec<Line> = Vec::with_capacity(self.drafts.len());
        let mut cells: Vec<MarkupCell> = Vec::new();
        let mut done: Option<u32> = None;
        for draft in &self.drafts {
            let row =
                draft.cell.map(|c| (c, &self.cells[c as usize])).filter(|(_, c)| index[c.table as usize].is_some());
            let Some((c, cell)) = row else {
                let span = draft.span;
                let cuts = if span.len() < plain::LONG { Vec::new() } else { plain::paragraphs(span.of(&self.out)) };
                let mut from = 0;
                for cut in cuts.into_iter().chain([span.len()]) {
                    lines.push(Line {
                        span: span.part(from..cut),
                        markup: draft.markup,
                        page_start: false,
                        cells: 0..0,
                    });
                    from = cut;
                }
                continue;
            };
            if done.is_some_and(|d| c <= d) {
                continue;
            }
            // The whole row, from its first cell on.
            let same = |o: &DraftCell| o.table == cell.table && o.row == cell.row;
            let mut first = c as usize;
            while first > 0 && same(&self.cells[first - 1]) {
                first -= 1;
            }
            let from = cells.len() as u32;
            let mut last = first;
            while last < self.cells.len() && same(&self.cells[last]) {
                let o = &self.cells[last];
                let span = o.span.trim(&self.out);
                cells.push(MarkupCell { span, col_span: o.col_span, row_span: o.row_span, header: o.header });
                last += 1;
            }
            done = Some(last as u32 - 1);
            let span = self.cells[first].span.cover(self.cells[last - 1].span).trim(&self.out);
            let markup = Markup {
                table: index[cell.table as usize],
                chrome: draft.markup.chrome,
                bold: draft.markup.bold,
                ..Markup::default()
            };
            lines.push(Line { span, markup, page_start: false, cells: from..cells.len() as u32 });
        }
        Lines { text: Cow::Owned(self.out), map: self.map, lines, cells, markup: self.markup }
    }
}
