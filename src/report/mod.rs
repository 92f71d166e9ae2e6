//! The pipeline on one screen, and the report it gives.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

mod build;
pub mod law;
pub mod list;
pub mod model;

pub use build::written_figures;

use crate::audit::{Findings, RULES, audit};
use crate::decode::{Confidence, Decoded, DetectedBy, Hints, MediaType, Refusal, decode};
use crate::figure::{self, Figure, figures};
use crate::fold::folded_text;
use crate::front::{Front, front};
use crate::layout::{Page, Warning, layout};
use crate::lexicon::indicator::INDICATORS;
use crate::lexicon::rules::{self, Rules};
use crate::lexicon::unit::units;
use crate::lines::lines;
use crate::meaning::{Meaning, meanings};
use crate::memory::{Memory, Part, ROOM};
use crate::outline::{Outline, outline};
use crate::span::{Clean, OffsetMap, Raw, RawSpan};
use crate::steps::{STEPS_PER_BYTE, Steps};
use crate::table::{Tables, tables};
use crate::task::{Tasks, tasks};

/// How a document is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Use this encoding, whatever the bytes look like.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Give numbers without a unit too.
    pub bare_numbers: bool,
    /// Rows of the user's own for the tables.
    pub rules: Option<&'static Rules>,
    /// Work that a document may cost, in steps for each of its bytes; see [`Steps`].
    pub steps_per_byte: u32,
    /// Memory that a document may take, in bytes as [`memory`](crate::memory) counts them.
    pub memory: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { encoding: None, bare_numbers: false, rules: None, steps_per_byte: STEPS_PER_BYTE, memory: ROOM }
    }
}

impl Options {
    /// Those that are not at their default, as the output names them.
    fn given(self) -> BTreeMap<&'static str, String> {
        let encoding = self.encoding.map(|e| ("encoding", e.name().to_owned()));
        let bare = self.bare_numbers.then(|| ("bare_numbers", "true".to_owned()));
        let rules = self.rules.map(|r| ("rules", r.hash().to_owned()));
        let steps =
            (self.steps_per_byte != STEPS_PER_BYTE).then(|| ("steps_per_byte", self.steps_per_byte.to_string()));
        let memory = (self.memory != ROOM).then(|| ("memory", self.memory.to_string()));
        [encoding, bare, rules, steps, memory].into_iter().flatten().collect()
    }
}

/// What is known of the input itself.
#[derive(Debug)]
pub struct Source {
    /// Its name in the output.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes.
    pub blake3: blake3::Hash,
    /// BLAKE3 of the folded text of all blocks.
    pub text_hash: blake3::Hash,
    /// The WHATWG name of its encoding.
    pub encoding: &'static str,
    /// How that was found.
    pub detected_by: DetectedBy,
    /// How sure it is.
    pub confidence: Confidence,
    /// Characters that could not be decoded.
    pub replaced: u32,
    /// Its markup.
    pub media_type: MediaType,
    /// Raw byte offset of the start of each line.
    pub line_starts: Vec<u32>,
    /// The archive's own record of it, by column; whoever calls [`extract`] may fill it in.
    pub catalogue: Option<BTreeMap<String, String>>,
}

/// Everything read from one document, stage by stage.
#[derive(Debug)]
pub struct Extraction {
    /// How it was read.
    pub options: Options,
    /// The input.
    pub source: Source,
    /// Its blocks.
    pub page: Page,
    /// From the clean text back to the file.
    pub map: OffsetMap<Clean, Raw>,
    /// Raw bytes that are markup.
    pub markup: Vec<RawSpan>,
    /// Raw bytes that a repair took out.
    pub removed: Vec<RawSpan>,
    /// Its headings.
    pub outline: Outline,
    /// Its front matter.
    pub front: Front,
    /// Its tables.
    pub tables: Tables,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What each figure means.
    pub meanings: Vec<Meaning>,
    /// Its numbered tasks.
    pub tasks: Tasks,
    /// What the audit found.
    pub findings: Findings,
    /// All warnings.
    pub warnings: Vec<Warning>,
    /// The work that it took.
    pub steps: Steps,
}

/// Reads one document.
///
/// Total, pure and deterministic: the same bytes, path and options give the same extraction.
///
/// # Errors
/// A [`Refusal`] where there is no text to read (empty, binary), or where there is more of it than offsets reach, than the
/// budget of steps allows, or than there is memory for.
pub fn extract(raw: &[u8], path: &str, options: Options) -> Result<Extraction, Refusal> {
    rules::using(options.rules, || stages(Cow::Borrowed(raw), blake3::hash(raw), path, options))
}

/// The same for a document that nobody else needs: its bytes are let go of as soon as they have been read. `blake3` is
/// their hash.
///
/// # Errors
/// As of [`extract`].
pub fn extract_owned(raw: Vec<u8>, blake3: blake3::Hash, path: &str, options: Options) -> Result<Extraction, Refusal> {
    rules::using(options.rules, || stages(Cow::Owned(raw), blake3, path, options))
}

/// The stages, one after the other.
fn stages(raw: Cow<'_, [u8]>, blake3: blake3::Hash, path: &str, options: Options) -> Result<Extraction, Refusal> {
    let bytes = raw.len() as u64;
    if raw.len() > u32::MAX as usize / 4 {
        return Err(Refusal::TooLarge { bytes, limit: u64::from(u32::MAX / 4) });
    }
    let steps = Steps::of(raw.len(), options.steps_per_byte);
    let take = |stage, seen| {
        let refusal = Refusal::TooComplex { stage, limit: steps.limit(), bytes };
        if steps.take(seen) { Ok(()) } else { Err(refusal) }
    };
    let hold = |memory: &mut Memory, stage, parts: &[(Part, usize)]| {
        let refusal = Refusal::TooDense { stage, limit: options.memory, bytes };
        if parts.iter().all(|&(part, count)| memory.take(part, count)) { Ok(()) } else { Err(refusal) }
    };
    let decoded = decode(&raw, Hints { encoding: options.encoding, path: Some(path) })?;
    // While blocks are made, the bytes, the text, its flow and the clean text are there, and a way back for each.
    let mut memory = Memory::of(options.memory);
    hold(
        &mut memory,
        "decode",
        &[(Part::Byte, raw.len() + owned(&decoded.text)), (Part::Run, 2 * decoded.map.runs())],
    )?;
    hold(&mut { memory }, "lines", &[(Part::Line, line_starts(&decoded.text))])?;
    let lines = lines(&decoded);
    take("lines", lines.lines.len() + lines.cells.len() + lines.markup.len())?;
    let flow = [(Part::Byte, owned(&lines.text) + lines.text.len()), (Part::Run, 2 * lines.map.runs())];
    hold(&mut memory, "lines", &flow)?;
    // A cell is drafted first, and placed later.
    let marked = [(Part::Markup, lines.markup.len()), (Part::Cell, 3 * lines.cells.len())];
    hold(&mut memory, "lines", &marked)?;
    hold(&mut memory, "lines", &[(Part::Line, lines.lines.len())])?;
    let mut page = layout(&lines);
    take("layout", page.blocks.len() + page.removed.len())?;
    hold(&mut memory, "layout", &[(Part::Run, page.map.runs())])?;
    let removed = page.removed.iter().map(|(s, _)| decoded.map.cover(lines.map.cover(*s))).collect();
    let markup: Vec<RawSpan> = lines.markup.iter().map(|s| decoded.map.cover(*s)).collect();
    let map = std::mem::take(&mut page.map).then(&lines.map).then(&decoded.map);
    let newlines = memchr::memchr_iter(b'\n', decoded.text.as_bytes());
    let line_starts = std::iter::once(0).chain(newlines.map(|i| decoded.map.end(i as u32 + 1))).collect();
    drop(lines);
    let Decoded { text, map: way, encoding, detected_by, confidence, replaced, media_type, warnings: decoding, .. } =
        decoded;
    // Of a large file the text as it was decoded is as large again, and so is the way back from it: nothing needs them,
    // nor the bytes themselves.
    drop((text, way));
    drop(raw);

    // Of all that only what the page holds is left.
    let mut memory = Memory::of(options.memory);
    let page_parts = [(Part::Byte, page.text.len()), (Part::Run, map.runs()), (Part::Markup, markup.len())];
    hold(&mut memory, "layout", &page_parts)?;
    hold(&mut memory, "layout", &[(Part::Block, page.blocks.len()), (Part::Cell, page.cells.len())])?;
    let outline = outline(&page);
    hold(&mut memory, "outline", &[(Part::Heading, outline.headings.len())])?;
    take("outline", outline.headings.len() + outline.items.len())?;
    let front = front(&page, &outline);
    let tables = tables(&page, memory.most(Part::Cell));
    let cells = tables.tables.iter().map(|t| t.cells.len()).sum();
    take("table", cells)?;
    hold(&mut memory, "table", &[(Part::Cell, cells)])?;
    let figures = figures(&page, &front, &tables, figure::Options { bare: options.bare_numbers, memory });
    take("figure", figures.len())?;
    let inside = figures.iter().filter(|f| f.cell().is_some()).count();
    let rare = figures.iter().filter(|f| f.is_rare()).count();
    let figure_parts = [(Part::CellFigure, inside), (Part::Figure, figures.len() - inside), (Part::Rare, rare)];
    hold(&mut memory, "figure", &figure_parts)?;
    let meanings = meanings(&page, &outline, &front, &tables, &figures);
    take("meaning", meanings.iter().map(|m| m.label.len()).sum())?;
    let tasks = tasks(&page, &outline, &front, &figures, &meanings);
    take("task", tasks.tasks.iter().map(|t| 1 + t.blocks.len() + t.figures.len()).sum::<usize>() + tasks.links.len())?;
    let findings = audit(&page, &outline, &tables, &figures, &meanings, &tasks, &steps, memory.most(Part::Check));
    take("audit", findings.checks.iter().map(|c| 1 + c.operands.len() + c.headings.len()).sum())?;
    hold(&mut memory, "audit", &[(Part::Check, findings.checks.len())])?;

    let decoding = decoding.into_iter().map(|(code, message)| Warning { code, message, span: None });
    let mut warnings: Vec<Warning> = decoding.collect();
    warnings.append(&mut page.warnings);
    warnings.extend(outline.warnings.iter().cloned());
    warnings.extend(tables.warnings.iter().cloned());
    warnings.extend(tasks.warnings.iter().cloned());

    let source = Source {
        path: path.to_owned(),
        bytes,
        blake3,
        text_hash: text_hash(&page.text),
        encoding: encoding.name(),
        detected_by,
        confidence,
        replaced,
        media_type,
        line_starts,
        catalogue: None,
    };
    Ok(Extraction {
        options,
        source,
        page,
        map,
        markup,
        removed,
        outline,
        front,
        tables,
        figures,
        meanings,
        tasks,
        findings,
        warnings,
        steps,
    })
}

/// Bytes of a text that is no other's.
#[expect(clippy::ptr_arg, reason = "whose it is, is the question")]
fn owned(text: &Cow<'_, str>) -> usize {
    if let Cow::Owned(text) = text { text.len() } else { 0 }
}

/// Lines that begin with something, or fewer: of blank ones in a row one is kept.
fn line_starts(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|&at| bytes.get(at + 1).is_some_and(|&b| b > b' ')).count()
}

/// BLAKE3 of a folded text. It is folded piece by piece: the fold of a large text is as large again.
fn text_hash(text: &str) -> blake3::Hash {
    const PIECE: usize = 1 << 16;
    let mut hasher = blake3::Hasher::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cut = (0..=PIECE.min(rest.len())).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let (piece, more) = rest.split_at(cut);
        hasher.update(folded_text(piece).as_bytes());
        rest = more;
    }
    hasher.finalize()
}

/// A hash of the tables of units, indicators and audit rules, and of a user's rules: two reports with the same one were
/// read by the same tables.
pub fn rules_hash(own: Option<&Rules>) -> Cow<'static, str> {
    let Some(own) = own else { return tables_hash().into() };
    let both = [tables_hash(), own.hash()].concat();
    blake3::hash(both.as_bytes()).to_hex()[..16].to_owned().into()
}

fn tables_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        // Every run makes it: text after text, and nothing is formatted.
        let mut all = String::new();
        let mut add = |texts: &[&str]| texts.iter().for_each(|text| all.extend([text, "\n"]));
        for unit in units() {
            let dimension = char::from(b'A' + unit.dimension as u8);
            add(&[unit.spelling, dimension.encode_utf8(&mut [0; 4]), unit.base, unit.factor, unit.source]);
        }
        for indicator in INDICATORS {
            add(&[indicator.code, indicator.name, indicator.synonyms]);
        }
        for rule in RULES {
            add(&[&rule.manual()]);
        }
        blake3::hash(all.as_bytes()).to_hex()[..16].to_owned()
    });
    &HASH
}
