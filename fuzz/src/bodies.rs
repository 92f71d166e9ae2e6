//! What is asserted of any bytes whatever. The fuzz targets call these, and so does `tests/fuzz.rs` with seeds,
//! regression inputs and simple mutations of both.
//!
//! The first byte of an input chooses how the rest is read: which file name, which forced encoding, which packing.

use std::fs;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};
use gongwen::batch::{Selection, collect, read_each};
use gongwen::decode::Hints;
use gongwen::figure::{self, read};
use gongwen::report::law::violations;
use gongwen::report::{Options, written_figures};
use gongwen::span::DecodedSpan;
use gongwen::verify::{self, prove};

/// File names, for their extensions.
const NAMES: [&str; 4] = ["a.txt", "a.html", "a.md", "a"];

/// Encodings that may be forced; `None` twice, since detection is what nearly always happens.
const FORCED: [Option<&Encoding>; 8] =
    [None, None, None, None, Some(GB18030), Some(BIG5), Some(UTF_16LE), Some(UTF_16BE)];

/// Packings of the archive readers, by file name.
const PACKED: [&str; 8] =
    ["a.zip", "a.tar", "a.tar.gz", "a.tar.zst", "a.txt.gz", "a.txt.zst", "a.ndjson", "a.ndjson.gz"];

/// Bytes that a member of an archive may unpack to here.
const LIMIT: u64 = 1 << 20;

/// How the first byte says that the rest is to be read.
fn choice(data: &[u8]) -> Option<(&'static str, Option<&'static Encoding>, &[u8])> {
    let (&first, rest) = data.split_first()?;
    Some((NAMES[first as usize % 4], FORCED[first as usize / 4 % 8], rest))
}

/// Decoding: each character stands in bytes of the file that follow those of the one before it.
pub fn decode(data: &[u8]) {
    let Some((name, encoding, raw)) = choice(data) else { return };
    let Ok(decoded) = gongwen::decode::decode(raw, Hints { encoding, path: Some(name) }) else { return };
    let mut last = 0;
    for (at, c) in decoded.text.char_indices() {
        let span = DecodedSpan::new(at as u32, (at + c.len_utf8()) as u32);
        let bytes = decoded.map.cover(span);
        assert!(bytes.start >= last, "character at {at}: bytes {bytes:?} begin before {last}");
        assert!(bytes.end as usize <= raw.len(), "character at {at}: bytes {bytes:?} are not in the file");
        last = bytes.end;
    }
}

/// The whole pipeline: the law holds, the work stays within its budget, and the JSON is what `gongwen verify` proves:
/// ids and what they refer to, lines, ranges in the file, value and unit against base, counts.
pub fn extract(data: &[u8]) {
    let Some((name, encoding, raw)) = choice(data) else { return };
    let options = Options { encoding, ..Options::default() };
    let Ok(report) = gongwen::report::extract(raw, name, options) else { return };
    assert!(report.steps.taken() <= report.steps.limit(), "{:?}", report.steps);
    let found = violations(raw, &report);
    assert!(found.is_empty(), "the law is broken: {found:#?}");
    let mut json = Vec::new();
    report.write_json(&mut json).expect("memory");
    let proof = prove(&json, raw, verify::Options { quick: true, ..Default::default() });
    assert!(proof.holds(), "the output is not what it says: {:#?}", proof.wrong);
}

/// Figures of bare text: they ascend, and each is quoted as printed.
pub fn figures(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let found = read(&text, figure::Options { bare: first % 2 == 1, ..figure::Options::default() });
    let mut last = 0;
    for figure in &found {
        assert!(figure.span.start >= last && figure.span.end >= figure.span.start, "{figure:?} begins before {last}");
        assert!(text.get(figure.span.range()).is_some_and(|s| !s.is_empty()), "{figure:?} quotes nothing");
        last = figure.span.end;
    }
    for (figure, written) in found.iter().zip(written_figures(&text, &found)) {
        assert_eq!(written.text, figure.span.of(&text));
        serde_json::to_vec(&written).expect("memory");
    }
}

/// Archives: what comes out has a safe name and no more bytes than allowed.
pub fn archives(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let folder = folder();
    let path = folder.path().join(PACKED[first as usize % 8]);
    fs::write(&path, rest).expect("a temporary file");
    let inputs = collect(&[path.into()], &Selection::default()).inputs;
    let mut read = 0;
    read_each(&inputs, LIMIT, |index, result| {
        read += 1;
        if let Ok(bytes) = result {
            let name = &inputs[index].name;
            assert!(bytes.len() as u64 <= LIMIT, "{name}: {} bytes", bytes.len());
            assert!(!name.starts_with('/') && name.split('/').all(|p| !p.is_empty() && p != ".."), "{name:?}");
        }
        true
    });
    assert_eq!(read, inputs.len(), "each input is read once");
}

fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::TempDir::new_in(memory) } else { tempfile::TempDir::new() }
        .expect("a temporary folder")
}
