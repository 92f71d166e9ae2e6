//! One report against the bytes it was made from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;
use gongwen::decode::MediaType;
use gongwen::fold::folded_text;
use gongwen::report::law::Law;
use gongwen::span::RawSpan;
use serde::Deserialize;
use serde_json::Value;

/// Ranges of raw bytes, as they are written.
type Bytes = Vec<[u32; 2]>;

/// What of a report is compared.
#[derive(Deserialize)]
pub struct Report<'a> {
    #[serde(borrow)]
    source: Source<'a>,
    document: BTreeMap<String, Option<Field>>,
    blocks: Vec<Node<'a>>,
    headings: Vec<Heading<'a>>,
    tasks: Vec<Task<'a>>,
    links: Vec<Link>,
    figures: Vec<Figure<'a>>,
    tables: Vec<Table<'a>>,
    checks: Vec<Check>,
    derived: Vec<Derived>,
    warnings: Vec<Place>,
}

#[derive(Deserialize)]
struct Source<'a> {
    bytes: u64,
    blake3: &'a str,
    text_hash: &'a str,
    encoding: &'a str,
    media_type: &'a str,
}

#[derive(Deserialize)]
struct Field {
    value: Value,
    bytes: Bytes,
}

#[derive(Deserialize)]
struct Node<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    bytes: Bytes,
    #[serde(default)]
    figures: Vec<u32>,
}

#[derive(Deserialize)]
struct Heading<'a> {
    parent: Option<u32>,
    block: u32,
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    bytes: Bytes,
}

#[derive(Deserialize)]
struct Task<'a> {
    heading: Option<u32>,
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    blocks: Vec<u32>,
    bytes: Bytes,
    budget: Option<BTreeMap<String, Option<u32>>>,
    figures: Vec<u32>,
}

#[derive(Deserialize)]
struct Link {
    task: u32,
    outcome: u32,
}

#[derive(Deserialize)]
struct Figure<'a> {
    block: u32,
    cell: Option<[u32; 2]>,
    range: [u32; 2],
    bytes: Bytes,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    label: Option<Cow<'a, str>>,
    label_bytes: Bytes,
    heading: Option<u32>,
    task: Option<u32>,
}

#[derive(Deserialize)]
struct Table<'a> {
    blocks: Vec<u32>,
    #[serde(borrow)]
    caption: Option<Cow<'a, str>>,
    #[serde(borrow)]
    unit: Option<Cow<'a, str>>,
    #[serde(borrow)]
    cells: Vec<Node<'a>>,
}

#[derive(Deserialize)]
struct Check {
    claim: Option<u32>,
    operands: Vec<Operand>,
    figures: Vec<u32>,
    headings: Vec<u32>,
}

#[derive(Deserialize)]
struct Operand {
    figure: u32,
}

#[derive(Deserialize)]
struct Derived {
    figures: Vec<u32>,
}

#[derive(Deserialize)]
struct Place {
    bytes: Bytes,
}

/// Fields whose value is the text where they stand. An issuer may be put together from a place and a body, and years
/// and dates are written in another way: of these the bytes must lie in the file.
const PRINTED: [&str; 4] = ["title", "document_number", "rating", "score"];

/// Compares a report with its source and gives the number of places compared.
///
/// # Errors
/// The first place where they do not agree, in words.
pub fn compare(report: &Report<'_>, raw: &[u8]) -> Result<u64, String> {
    let source = &report.source;
    let hash = blake3::hash(raw).to_hex();
    if raw.len() as u64 != source.bytes || hash.as_str() != source.blake3 {
        let (bytes, found) = (source.bytes, raw.len());
        return Err(format!(
            "expected a source of {bytes} bytes with BLAKE3 {}, found one of {found} with {hash}",
            source.blake3
        ));
    }
    let mut hasher = blake3::Hasher::new();
    for block in &report.blocks {
        hasher.update(folded_text(&block.text).as_bytes());
    }
    let hash = hasher.finalize().to_hex();
    if hash.as_str() != source.text_hash {
        return Err(format!("text_hash: expected {hash} of the text of all blocks, found {}", source.text_hash));
    }
    let encoding = Encoding::for_label(source.encoding.as_bytes())
        .ok_or_else(|| format!("expected a WHATWG encoding, found {}", source.encoding))?;
    let media_type = match source.media_type {
        "text/html" => MediaType::Html,
        "text/markdown" => MediaType::Markdown,
        _ => MediaType::Plain,
    };
    let mut places = Places { law: Law { raw, encoding, media_type }, compared: 0 };
    places.nodes(report)?;
    places.ranges(report)?;
    indices(report)?;
    Ok(places.compared)
}

struct Places<'a> {
    law: Law<'a>,
    compared: u64,
}

impl Places<'_> {
    /// The text of a node is what stands at its bytes.
    fn node(&mut self, what: &str, id: usize, bytes: &[[u32; 2]], text: &str) -> Result<(), String> {
        self.compared += 1;
        if let Some([start, end]) = bytes.iter().find(|[start, end]| start > end) {
            return Err(format!("{what} {id}: expected a range, found {start}..{end}"));
        }
        let ranges: Vec<RawSpan> = bytes.iter().map(|&[start, end]| RawSpan::new(start, end)).collect();
        self.law.node(&ranges, text).map_err(|why| format!("{what} {id}: {why}"))
    }

    /// Bytes lie in the file.
    fn within(&mut self, what: &str, id: usize, bytes: &[[u32; 2]]) -> Result<(), String> {
        self.compared += 1;
        let size = self.law.raw.len();
        match bytes.iter().find(|[start, end]| start > end || *end as usize > size) {
            Some([start, end]) => Err(format!("{what} {id}: expected a range up to {size}, found {start}..{end}")),
            None => Ok(()),
        }
    }

    fn nodes(&mut self, report: &Report<'_>) -> Result<(), String> {
        for (id, b) in report.blocks.iter().enumerate() {
            self.node("block", id, &b.bytes, &b.text)?;
        }
        for (id, h) in report.headings.iter().enumerate() {
            self.node("heading", id, &h.bytes, &format!("{}{}", h.label, h.text))?;
        }
        for (id, t) in report.tasks.iter().enumerate() {
            self.node("task", id, &t.bytes, &format!("{}{}", t.label, t.title))?;
        }
        for (id, f) in report.figures.iter().enumerate() {
            self.node("figure", id, &f.bytes, &f.text)?;
            let Some(label) = &f.label else { continue };
            // A label of several parts stands in the order in which it is said, not in which it is printed.
            let parts: Vec<&str> = if f.label_bytes.len() > 1 { label.split(' ').collect() } else { vec![&**label] };
            if parts.len() == f.label_bytes.len() {
                for (part, range) in parts.iter().zip(&f.label_bytes) {
                    self.node("label of figure", id, &[*range], part)?;
                }
            } else {
                self.within("label of figure", id, &f.label_bytes)?;
            }
        }
        let mut above = BTreeSet::new();
        for (id, table) in report.tables.iter().enumerate() {
            for (k, cell) in table.cells.iter().enumerate() {
                self.node(&format!("table {id}, cell"), k, &cell.bytes, &cell.text)?;
            }
            for said in [&table.caption, &table.unit].into_iter().flatten() {
                self.compared += 1;
                // What holds for a table holds for its rows on the next page too.
                if !above.insert(&**said) {
                    continue;
                }
                let blocks = table.blocks.iter().filter_map(|&block| report.blocks.get(block as usize));
                let there: String = blocks.map(|block| folded_text(&block.text)).collect();
                if !there.contains(&folded_text(said)) {
                    return Err(format!("table {id}: expected “{said}” in its blocks"));
                }
            }
        }
        for (name, field) in &report.document {
            match field {
                Some(Field { value: Value::String(value), bytes })
                    if PRINTED.contains(&name.as_str()) && !bytes.is_empty() =>
                {
                    self.node(name, 0, bytes, value)?;
                }
                Some(field) => self.within(name, 0, &field.bytes)?,
                None => {}
            }
        }
        for (id, warning) in report.warnings.iter().enumerate() {
            self.within("warning", id, &warning.bytes)?;
        }
        Ok(())
    }

    /// The code points that a figure names are the figure.
    fn ranges(&mut self, report: &Report<'_>) -> Result<(), String> {
        // Counted along: figures ascend within a block.
        let (mut block, mut point, mut at) = (u32::MAX, 0, 0);
        for (id, f) in report.figures.iter().enumerate() {
            let Some(text) = report.blocks.get(f.block as usize).map(|b| &*b.text) else {
                return Err(format!("figure {id}: expected a block, found index {}", f.block));
            };
            let [from, to] = f.range;
            if f.block != block || from < point {
                (block, point, at) = (f.block, 0, 0);
            }
            let skip = from - point;
            let start = text[at..].char_indices().nth(skip as usize).map_or(text.len(), |(i, _)| at + i);
            self.compared += 1;
            let found = text.get(start..start + f.text.len());
            if found != Some(&*f.text) || f.text.chars().count() as u64 + u64::from(from) != u64::from(to) {
                return Err(format!(
                    "figure {id}: expected “{}” at the code points {from}..{to} of block {block}",
                    f.text
                ));
            }
            (point, at) = (to, start + f.text.len());
        }
        Ok(())
    }
}

/// Every index is that of something.
fn indices(report: &Report<'_>) -> Result<(), String> {
    let (blocks, headings, tasks, figures) =
        (report.blocks.len(), report.headings.len(), report.tasks.len(), report.figures.len());
    let all = |what: &str, id: usize, of: &str, found: &mut dyn Iterator<Item = u32>, count: usize| {
        for i in found {
            if i as usize >= count {
                return Err(format!("{what} {id}: expected one of {count} {of}, found index {i}"));
            }
        }
        Ok(())
    };
    for (id, h) in report.headings.iter().enumerate() {
        all("heading", id, "headings before it", &mut h.parent.into_iter(), id)?;
        all("heading", id, "blocks", &mut std::iter::once(h.block), blocks)?;
    }
    for (id, t) in report.tasks.iter().enumerate() {
        let budget = t.budget.iter().flat_map(|b| b.values().flatten());
        all("task", id, "figures", &mut t.figures.iter().chain(budget).copied(), figures)?;
        all("task", id, "blocks", &mut t.blocks.iter().copied(), blocks)?;
        all("task", id, "headings", &mut t.heading.into_iter(), headings)?;
    }
    for (id, l) in report.links.iter().enumerate() {
        all("link", id, "tasks", &mut [l.task, l.outcome].into_iter(), tasks)?;
    }
    for (id, f) in report.figures.iter().enumerate() {
        all("figure", id, "headings", &mut f.heading.into_iter(), headings)?;
        all("figure", id, "tasks", &mut f.task.into_iter(), tasks)?;
        let Some([table, cell]) = f.cell else { continue };
        let cells = report.tables.get(table as usize).map_or(0, |t| t.cells.len());
        all("figure", id, "cells", &mut std::iter::once(cell), cells)?;
    }
    for (id, t) in report.tables.iter().enumerate() {
        all("table", id, "blocks", &mut t.blocks.iter().copied(), blocks)?;
        all("table", id, "figures", &mut t.cells.iter().flat_map(|c| &c.figures).copied(), figures)?;
    }
    for (id, c) in report.checks.iter().enumerate() {
        let named = c.operands.iter().map(|operand| operand.figure).chain(c.claim);
        all("check", id, "figures", &mut c.figures.iter().copied().chain(named), figures)?;
        all("check", id, "headings", &mut c.headings.iter().copied(), headings)?;
    }
    for (id, d) in report.derived.iter().enumerate() {
        all("derived figure", id, "figures", &mut d.figures.iter().copied(), figures)?;
    }
    Ok(())
}
