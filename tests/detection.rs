//! How often the encoding is named rightly: every text of `corpus/`, and of the folder named in `GONGWEN_TEXTS`, written
//! anew in each encoding, whole and cut to its first 200 bytes. Where it is, the same headings and figures must come out
//! as from the same text in UTF-8.
//!
//! ```text
//! GONGWEN_TEXTS=~/archive cargo test --test detection -- --nocapture
//! ```

#[path = "support/encode.rs"]
mod encode;

use std::path::{Path, PathBuf};

use encode::{ENCODINGS, encode};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use gongwen::decode::{Hints, decode};
use gongwen::report::{Options, extract};

const CUT: usize = 200;

/// The first characters of a text that fit into `limit` bytes of an encoding.
fn cut(text: &str, encoding: &'static Encoding, limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for c in text.chars() {
        let coded = encode(c.encode_utf8(&mut [0; 4]), encoding)?;
        if bytes.len() + coded.len() > limit {
            break;
        }
        bytes.extend(coded);
    }
    Some(bytes)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| ["txt", "md", "html"].iter().any(|x| e.eq_ignore_ascii_case(x))) {
            found.push(path);
        }
    }
}

#[derive(Default, Clone, Copy)]
struct Tally {
    /// Named rightly.
    right: u32,
    /// Of these, with the same headings and figures.
    same: u32,
    all: u32,
}

/// Headings and figures of a file, with their text; its encoding is found, not told.
fn content(raw: &[u8], name: &str) -> Vec<String> {
    let Ok(x) = extract(raw, name, Options::default()) else { return vec!["refused".into()] };
    let of = |span| x.page.of(span);
    let headings = x.outline.headings.iter().map(|h| format!("{} {} {}", h.level, of(h.label), of(h.text)));
    let figures = x.figures.iter().map(|f| format!("{} {} {:?} {}", of(f.span), f.value, f.upper(), f.unit()));
    headings.chain(figures).collect()
}

fn measure(folder: &Path, limits: &[usize]) -> Vec<(String, Tally)> {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let mut rows = Vec::new();
    for &limit in limits {
        let mut total = Tally::default();
        for encoding in ENCODINGS {
            let mut tally = Tally::default();
            for path in &paths {
                let Ok(raw) = std::fs::read(path) else { continue };
                let Ok(decoded) = decode(&raw, Hints::default()) else { continue };
                // Undecodable places and the marks of encodings are no part of what is written anew.
                let text = decoded.text.replace('\u{fffd}', "");
                let Some(bytes) = cut(&text, encoding, limit) else { continue };
                if bytes.is_empty() || (encoding != UTF_16LE && encoding != UTF_16BE && bytes.is_ascii()) {
                    continue;
                }
                let found = decode(&bytes, Hints::default());
                let right = found.as_ref().is_ok_and(|d| d.encoding == encoding && d.replaced == 0);
                tally.all += 1;
                tally.right += u32::from(right);
                let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
                if right {
                    let (written, _) = encoding.decode_without_bom_handling(&bytes);
                    let same = content(&bytes, &name) == content(written.as_bytes(), &name);
                    tally.same += u32::from(same);
                    if !same {
                        println!("  {name} in {}, {} bytes: not what comes out of UTF-8", encoding.name(), bytes.len());
                    }
                } else {
                    let found = found.map(|d| (d.encoding.name(), d.detected_by, d.confidence));
                    println!("  {name} in {}, {} bytes: {found:?}", encoding.name(), bytes.len());
                }
            }
            total.right += tally.right;
            total.same += tally.same;
            total.all += tally.all;
            rows.push((format!("{}, {}", encoding.name(), extent(limit)), tally));
        }
        rows.push((format!("all, {}", extent(limit)), total));
    }
    rows
}

fn extent(limit: usize) -> String {
    if limit == WHOLE { "whole".into() } else { format!("up to {limit} bytes") }
}

fn show(folder: &Path, rows: &[(String, Tally)]) {
    println!("{}", folder.display());
    for (name, Tally { right, same, all }) in rows {
        let percent = 100.0 * f64::from(*right) / f64::from((*all).max(1));
        println!("{name:36} {right:5} of {all:5}  {percent:6.2}%  same headings and figures: {same:5} of {right:5}");
    }
}

fn holds(rows: &[(String, Tally)], name: &str, percent: u32) {
    let (_, tally) = rows.iter().find(|(n, _)| n == name).unwrap();
    assert!(tally.all >= 20, "{name}: {} texts are no measure", tally.all);
    assert!(tally.right * 100 >= tally.all * percent, "{name}: {} of {}", tally.right, tally.all);
    assert_eq!(tally.same, tally.right, "{name}: headings and figures differ between encodings");
}

const WHOLE: usize = usize::MAX;

#[test]
fn the_corpus_is_named_rightly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let rows = measure(&folder, &[WHOLE, CUT]);
    show(&folder, &rows);
    holds(&rows, "all, whole", 99);
    holds(&rows, "all, up to 200 bytes", 95);
}

#[test]
fn other_texts_are_named_rightly() {
    let Some(folder) = std::env::var_os("GONGWEN_TEXTS").map(PathBuf::from) else { return };
    let rows = measure(&folder, &[WHOLE, CUT, 60, 20, 8]);
    show(&folder, &rows);
    holds(&rows, "all, whole", 99);
    holds(&rows, "all, up to 200 bytes", 95);
}
