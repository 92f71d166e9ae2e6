//! Archives of made-up Chinese official reports, and what a perfect reader would find in them.
//!
//! ```text
//! kind (a report's plan) → prose, sentence, table (its text and the relations it states) → page
//!   → fault (a planted contradiction) → layout (line ends, noise) → encode → file, truth
//! ```
//!
//! Report `i` depends on (seed, i, options) alone, so that a smaller archive is the beginning of a larger one. Text,
//! style, noise, faults and misread digits draw from streams of their own. All arithmetic is on whole numbers.
//!
//! This crate does not know gongwen: gongwen's benches and tests build on it.

pub mod bank;
pub mod chance;
pub mod fault;
pub mod figure;
pub mod kind;
pub mod layout;
pub mod page;
pub mod proof;
pub mod prose;
pub mod sentence;
pub mod table;
pub mod truth;
pub mod writer;

use chance::Chance;
use kind::{KINDS, Kind};
use truth::{Known, Truth, truth};
use writer::Writer;

/// How reports are to be made.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Strength of the noise, in thousandths.
    pub noise: u64,
    /// Misread digits in a million.
    pub ocr_digits: u64,
    /// Reports with a planted contradiction in a million.
    pub fault_rate: u64,
    /// Only this kind.
    pub kind: Option<&'static Kind>,
    /// The size to be reached, in bytes of UTF-8.
    pub size: usize,
    /// Only UTF-8 without a byte order mark.
    pub utf8: bool,
    /// Sentences of a hundred that are made remarks without figures: 0 packs figures several times as densely as real
    /// prose does.
    pub narrative: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { noise: 0, ocr_digits: 0, fault_rate: 0, kind: None, size: 13_000, utf8: false, narrative: 0 }
    }
}

/// A report.
#[derive(Debug)]
pub struct Report {
    /// Its path within the archive: `岭澜省/砚溪市/r000012.txt`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What a perfect reader would find in it.
    pub truth: Truth,
}

/// The kind of that name.
pub fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.name == name)
}

/// Report `index` of the archive.
pub fn report(seed: u64, index: u64, options: Options) -> Report {
    let stream = |name| Chance::new(seed, index, name);
    let mut plan = stream("plan");
    let picked = kind::pick(&mut plan);
    let kind = options.kind.unwrap_or(picked);
    let context = (kind.context)(&mut plan);
    let name = format!("{}/{}/r{index:06}.txt", plan.pick(bank::PROVINCES), plan.pick(bank::CITIES));
    let known_issuer = context.issuer.clone();
    let year = context.year;

    let mut writer = Writer::new(context, stream("text"), options.size);
    let mut style = stream("style");
    writer.narrative = options.narrative;
    writer.gap = style.percent(35);
    writer.grouped = style.percent(12);
    let title = (kind.write)(&mut writer);
    writer.end();
    let mut page = writer.page;

    let mut faults = stream("fault");
    let fault = if faults.per_million(options.fault_rate) { fault::plant(&mut page, &mut faults) } else { None };
    let misread = fault::misread(&page, &mut stream("ocr"), options.ocr_digits);
    let mut printed: Vec<String> = page.figures.iter().map(figure::Figure::text).collect();
    for m in &misread {
        printed[m.figure] = m.read.text();
    }
    let text = layout::lay_out(&page, &printed, &mut style, &mut stream("noise"), options.noise);
    let (bytes, encoding) = encode(&text.text, index, &mut style, options.utf8);
    let known = Known { title, issuer: known_issuer, year, kind: kind.code, encoding };
    Report { name, bytes, truth: truth(known, &page, &text, fault, &misread) }
}

/// Of 20 reports in a row 12 are UTF-8 (one with a byte order mark), 7 GB18030, and one UTF-16.
fn encode(text: &str, index: u64, style: &mut Chance, utf8: bool) -> (Vec<u8>, &'static str) {
    let little = style.percent(50);
    match (index * 7 + 3) % 20 {
        _ if utf8 => (text.as_bytes().to_vec(), "UTF-8"),
        0..12 => {
            let mark: &[u8] = if (index * 7 + 3).is_multiple_of(20) { b"\xef\xbb\xbf" } else { b"" };
            ([mark, text.as_bytes()].concat(), "UTF-8")
        }
        12..19 => (encoding_rs::GB18030.encode(text).0.into_owned(), "gb18030"),
        _ if little => {
            (std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(), "UTF-16LE")
        }
        _ => (std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(), "UTF-16BE"),
    }
}

/// The mix of the benchmarks, in memory: 60% UTF-8, 35% GB18030, 5% UTF-16 by count, about 13 KB each, a little noise.
pub fn mix(count: usize, seed: u64) -> Vec<(String, Vec<u8>)> {
    let options = Options { noise: 250, ..Options::default() };
    (0..count as u64)
        .map(|index| {
            let report = report(seed, index, options);
            (report.name, report.bytes)
        })
        .collect()
}
