//! `gongwen verify`: outputs against their sources, byte by byte.
//!
//! Nothing is extracted anew: what stands in the JSON is compared with the file it names.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use gongwen::decode::MediaType;
use gongwen::report::law::Law;
use gongwen::span::RawSpan;
use serde::Deserialize;
use walkdir::WalkDir;

use super::args::Verify;
use super::{FAILED, OK, USAGE};

/// What of a report is verified.
#[derive(Deserialize)]
struct Report {
    schema: String,
    source: Source,
    blocks: Vec<Node>,
    headings: Vec<Heading>,
    figures: Vec<Figure>,
    tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Source {
    path: String,
    bytes: u64,
    blake3: String,
    encoding: String,
    media_type: String,
}

#[derive(Deserialize)]
struct Node {
    text: String,
    bytes: Vec<[u32; 2]>,
}

#[derive(Deserialize)]
struct Heading {
    label: String,
    text: String,
    bytes: Vec<[u32; 2]>,
}

#[derive(Deserialize)]
struct Figure {
    text: String,
    bytes: Vec<[u32; 2]>,
    label: Option<String>,
    label_bytes: Vec<[u32; 2]>,
}

#[derive(Deserialize)]
struct Table {
    cells: Vec<Node>,
}

pub fn run(args: &Verify) -> anyhow::Result<u8> {
    if !args.outputs.is_dir() {
        eprintln!("gongwen: {}: expected a folder of outputs", args.outputs.display());
        return Ok(USAGE);
    }
    let (mut reports, mut nodes, mut bad) = (0_u64, 0_u64, 0_u64);
    for entry in WalkDir::new(&args.outputs).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() || entry.path().extension().is_none_or(|e| e != "json") {
            continue;
        }
        reports += 1;
        match one(entry.path(), &args.sources) {
            Ok(checked) => nodes += checked,
            Err(why) => {
                bad += 1;
                eprintln!("gongwen: {}: {why}", entry.path().display());
            }
        }
    }
    println!("{reports} reports, {nodes} places compared with their sources, {bad} reports do not agree");
    Ok(if bad > 0 || reports == 0 { FAILED } else { OK })
}

/// Verifies one output and gives the number of places compared.
fn one(output: &Path, sources: &[PathBuf]) -> Result<u64, String> {
    let json = std::fs::read(output).map_err(|e| format!("unreadable: {e}"))?;
    let report: Report =
        serde_json::from_slice(&json).map_err(|e| format!("expected a report of gongwen, found: {e}"))?;
    if !report.schema.starts_with("gongwen.report/") {
        return Err(format!("expected a report of gongwen, found {}", report.schema));
    }
    let source = &report.source;
    let found = sources.iter().map(|s| if s.is_dir() { s.join(&source.path) } else { s.clone() }).find(|p| p.is_file());
    let path = found.ok_or_else(|| format!("its source {} is in none of the folders given", source.path))?;
    let raw = std::fs::read(&path).map_err(|e| format!("source unreadable: {e}"))?;
    let hash = blake3::hash(&raw).to_hex();
    if raw.len() as u64 != source.bytes || hash.as_str() != source.blake3 {
        return Err(format!("expected a source with BLAKE3 {}, found {hash} in {}", source.blake3, path.display()));
    }
    let encoding = Encoding::for_label(source.encoding.as_bytes())
        .ok_or_else(|| format!("expected a WHATWG encoding, found {}", source.encoding))?;
    let media_type = match source.media_type.as_str() {
        "text/html" => MediaType::Html,
        "text/markdown" => MediaType::Markdown,
        _ => MediaType::Plain,
    };
    let law = Law { raw: &raw, encoding, media_type };
    let mut checked = 0;
    let mut node = |what: &str, id: usize, bytes: &[[u32; 2]], text: &str| {
        checked += 1;
        if let Some([start, end]) = bytes.iter().find(|[start, end]| start > end) {
            return Err(format!("{what} {id}: expected a range, found {start}..{end}"));
        }
        let ranges: Vec<RawSpan> = bytes.iter().map(|&[start, end]| RawSpan::new(start, end)).collect();
        law.node(&ranges, text).map_err(|why| format!("{what} {id}: {why}"))
    };
    for (id, b) in report.blocks.iter().enumerate() {
        node("block", id, &b.bytes, &b.text)?;
    }
    for (id, h) in report.headings.iter().enumerate() {
        node("heading", id, &h.bytes, &format!("{}{}", h.label, h.text))?;
    }
    for (id, f) in report.figures.iter().enumerate() {
        node("figure", id, &f.bytes, &f.text)?;
        // A label may stand after another one of the same row: its ranges need not ascend, so each stands for itself.
        if let (Some(label), [_]) = (&f.label, f.label_bytes.as_slice()) {
            node("label of figure", id, &f.label_bytes, label)?;
        }
    }
    for cell in report.tables.iter().flat_map(|t| &t.cells) {
        node("cell", 0, &cell.bytes, &cell.text)?;
    }
    Ok(checked)
}
