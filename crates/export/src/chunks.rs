//! Chunks for retrieval: pieces of bounded size with their heading, figures and bytes.
//!
//! A chunk is a run of whole blocks under one heading. A block that is longer than the bound is cut between sentences;
//! a sentence that alone is longer, at ； or ，; never inside a figure. Furniture and contents are left out.
//!
//! `blocks` says where the text stands: the block, the range of code points of its text, and the raw bytes of the
//! block. A cut block has the bytes of the whole: the JSON does not say more.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use crate::beside::{Beside, Lock, real};
use crate::contract::{Block, Bytes, Figure, Report};
use crate::given::Given;
use crate::rows::{report_name, trails};
use crate::run::{Error, Summary};

/// A file of chunks in the making.
pub(crate) struct Chunks {
    file: BufWriter<NamedTempFile>,
    target: PathBuf,
    /// Chunks of an earlier export stand there, which stay where their path is not given.
    has_former: bool,
    _lock: Lock,
}

/// What says whose a chunk is.
#[derive(serde::Deserialize)]
struct Named {
    report: String,
    path: String,
}

impl Chunks {
    pub fn begin(target: &Path, prune: bool) -> Result<Self, Error> {
        let target = &*real(target);
        let shown = target.display();
        if target.is_dir() {
            return Err(Error::Target(format!("{shown}: expected a file to write, found a folder")));
        }
        let mut line = Vec::new();
        if let Ok(file) = File::open(target) {
            BufReader::new(file).read_until(b'\n', &mut line)?;
        }
        let has_former = !line.is_empty();
        if has_former && serde_json::from_slice::<Named>(&line).is_err() {
            return Err(Error::Target(format!("{shown}: expected a new file or earlier chunks, found something else")));
        }
        let (file, lock) = Beside::begin(target)?.file(".ndjson")?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 16, file),
            target: target.to_owned(),
            has_former: has_former && !prune,
            _lock: lock,
        })
    }

    pub fn add(&mut self, lines: &[u8]) -> Result<(), Error> {
        Ok(self.file.write_all(lines)?)
    }

    pub fn finish(mut self, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        if self.has_former {
            let mut from = BufReader::new(File::open(&self.target)?);
            let mut line = Vec::new();
            let mut last = String::new();
            while from.read_until(b'\n', &mut line)? > 0 {
                let chunk: Named = serde_json::from_slice(&line)?;
                if !given.has(&chunk.path) {
                    self.file.write_all(&line)?;
                    *summary.rows.entry("chunks").or_default() += 1;
                    // The chunks of a report stand together.
                    if last != chunk.report {
                        summary.kept += 1;
                        last = chunk.report;
                    }
                }
                line.clear();
            }
        }
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }
}

#[derive(Serialize)]
struct Chunk<'a> {
    report: &'a str,
    key: String,
    path: &'a str,
    title: Option<&'a str>,
    issuer: Option<&'a str>,
    fiscal_year: Option<i32>,
    heading: Option<&'a str>,
    text: String,
    bytes: Bytes,
    blocks: Vec<Part<'a>>,
    figures: Vec<Held<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    block: u32,
    kind: &'a str,
    range: [u32; 2],
    bytes: &'a Bytes,
}

#[derive(Serialize)]
struct Held<'a> {
    id: u32,
    text: &'a str,
    kind: &'a str,
    value: &'a str,
    unit: Option<&'a str>,
    base_value: Option<&'a str>,
    base_unit: Option<&'a str>,
    label: Option<&'a str>,
    indicator: Option<&'a str>,
    period: Option<&'a str>,
    bytes: &'a Bytes,
}

/// A piece of a block: code points from, to, and the text.
struct Piece<'a> {
    block: &'a Block<'a>,
    range: [u32; 2],
    text: &'a str,
}

/// The chunks of a report, a line each: how many, and the lines.
pub(crate) fn lines(report: &Report<'_>, most: usize) -> (u64, Vec<u8>) {
    let trails = trails(report);
    let name = report_name(&report.source.blake3, &report.source.path);
    // Figures by block; they stand in reading order.
    let mut by_block: Vec<Vec<&Figure<'_>>> = vec![Vec::new(); report.blocks.len()];
    for figure in &report.figures {
        if let Some(list) = by_block.get_mut(figure.block as usize) {
            list.push(figure);
        }
    }
    let mut out = Vec::new();
    let mut count = 0;
    let mut held: Vec<Piece<'_>> = Vec::new();
    let mut size = 0;
    let mut close = |held: &mut Vec<Piece<'_>>, size: &mut usize| {
        if !held.is_empty() {
            let chunk = chunk(report, &name, &trails, &by_block, held);
            // A chunk is text and numbers, and writing to memory does not fail.
            if serde_json::to_writer(&mut out, &chunk).is_ok() {
                out.push(b'\n');
                count += 1;
            }
            held.clear();
        }
        *size = 0;
    };
    for block in report
        .blocks
        .iter()
        .filter(|b| b.kind.as_str() != "furniture" && b.kind.as_str() != "contents" && !b.text.is_empty())
    {
        let other_heading = held.last().is_some_and(|last| last.block.heading != block.heading);
        if other_heading {
            close(&mut held, &mut size);
        }
        let figures = by_block.get(block.id as usize).map_or(&[][..], Vec::as_slice);
        for piece in pieces(block, figures, most) {
            let length = (piece.range[1] - piece.range[0]) as usize + 1;
            if size + length > most {
                close(&mut held, &mut size);
            }
            size += length;
            held.push(piece);
        }
    }
    close(&mut held, &mut size);
    (count, out)
}

fn chunk<'a>(
    report: &'a Report<'a>,
    name: &'a str,
    trails: &'a [String],
    by_block: &[Vec<&'a Figure<'a>>],
    pieces: &[Piece<'a>],
) -> Chunk<'a> {
    let document = &report.document;
    let heading = pieces.first().and_then(|p| p.block.heading).and_then(|h| trails.get(h as usize));
    let at = pieces.first().map(|p| (p.block.bytes.first().map_or(0, |b| b[0]), p.range[0]));
    let key = match at {
        Some((first, 0)) => format!("chunk:{first}"),
        Some((first, from)) => format!("chunk:{first}+{from}"),
        None => String::new(),
    };
    let mut text = String::new();
    let mut bytes = Bytes::new();
    let mut figures = Vec::new();
    for piece in pieces {
        let same_block = bytes.last() == piece.block.bytes.last();
        if !text.is_empty() && !same_block {
            text.push('\n');
        }
        text.push_str(piece.text);
        if !same_block {
            bytes.extend_from_slice(&piece.block.bytes);
        }
        let inside = |f: &&&Figure<'_>| piece.range[0] <= f.range[0] && f.range[1] <= piece.range[1];
        figures.extend(by_block.get(piece.block.id as usize).into_iter().flatten().filter(inside).map(|f| Held {
            id: f.id,
            text: &f.text,
            kind: &f.kind,
            value: &f.value,
            unit: f.unit.as_deref(),
            base_value: f.base.as_ref().map(|b| b.value.as_str()),
            base_unit: f.base.as_ref().map(|b| b.unit.as_str()),
            label: f.label.as_deref(),
            indicator: f.indicator.as_deref(),
            period: f.period.as_deref(),
            bytes: &f.bytes,
        }));
    }
    Chunk {
        report: name,
        key,
        path: &report.source.path,
        title: document.title.as_ref().map(|t| t.value.as_str()),
        issuer: document.issuer.as_ref().map(|t| t.value.as_str()),
        fiscal_year: document.fiscal_year.as_ref().map(|y| y.value),
        heading: heading.map(String::as_str),
        text,
        bytes,
        blocks: pieces
            .iter()
            .map(|p| Part { block: p.block.id, kind: &p.block.kind, range: p.range, bytes: &p.block.bytes })
            .collect(),
        figures,
    }
}

/// Where a text may be cut after a character: the larger, the better; 0 is nowhere.
fn strength(c: char) -> u8 {
    match c {
        '。' | '！' | '？' | '!' | '?' | '\n' => 3,
        '；' | ';' => 2,
        '，' | ',' | '、' | ' ' => 1,
        _ => 0,
    }
}

/// Cuts a block into pieces of at most `most` code points, never inside a figure. One piece where it is short enough.
fn pieces<'a>(block: &'a Block<'a>, figures: &[&Figure<'_>], most: usize) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut figures = figures.iter().peekable();
    // The piece in hand, and the best cut seen in it by strength: code point and byte after the cut.
    let (mut from, mut from_byte) = (0_u32, 0_usize);
    let mut cuts: [Option<(u32, usize)>; 4] = [None; 4];
    let mut at = 0_u32;
    for (byte, c) in block.text.char_indices() {
        at += 1;
        let end = byte + c.len_utf8();
        while figures.peek().is_some_and(|f| f.range[1] <= at) {
            figures.next();
        }
        let in_figure = figures.peek().is_some_and(|f| f.range[0] < at);
        if !in_figure {
            cuts[usize::from(strength(c))] = Some((at, end));
        }
        if (at - from) as usize >= most && end < block.text.len() {
            // Without a cut the piece grows until its figure ends.
            let best = cuts.iter().rev().flatten().next().copied();
            if let Some((cut, cut_byte)) = best {
                pieces.push(Piece { block, range: [from, cut], text: &block.text[from_byte..cut_byte] });
                (from, from_byte) = (cut, cut_byte);
                for slot in &mut cuts {
                    *slot = slot.filter(|&(place, _)| place > cut);
                }
            }
        }
    }
    if from < at {
        pieces.push(Piece { block, range: [from, at], text: &block.text[from_byte..] });
    }
    pieces
}
