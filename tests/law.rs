//! The law: every node of every report leads back to the bytes that say it, in every encoding, and no byte is lost.

#[path = "support/encode.rs"]
mod encode;

use std::path::{Path, PathBuf};

use encode::{ENCODINGS, encode};
use gongwen::decode::{Hints, decode};
use gongwen::report::law::violations;
use gongwen::report::{Options, extract};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|e| ["txt", "md", "html", "htm"].iter().any(|x| e.eq_ignore_ascii_case(x)))
        {
            found.push(path);
        }
    }
}

/// What a report says, without where it says it: equal in every encoding.
fn content(x: &gongwen::report::Extraction) -> Vec<String> {
    let blocks = x.page.blocks.iter().map(|b| x.text(b.span).to_owned());
    let headings = x.outline.headings.iter().map(|h| format!("{} {}", h.level, x.text(h.span())));
    let figures = x.figures.iter().map(|f| format!("{} {} {}", x.text(f.span), f.value, f.unit()));
    blocks.chain(headings).chain(figures).collect()
}

/// Checks a folder; returns how many readings were checked.
fn hold(folder: &Path) -> usize {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let mut broken = Vec::new();
    let mut readings = 0;
    for path in &paths {
        let raw = std::fs::read(path).unwrap();
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        let mut check = |raw: &[u8], how: &str, encoding| {
            readings += 1;
            let options = Options { encoding, ..Options::default() };
            match extract(raw, &name, options) {
                Ok(x) => {
                    let found = violations(raw, &x);
                    if let Some(first) = found.first() {
                        broken.push(format!("{name} {how}: {} times, first {first}", found.len()));
                    }
                    Some(content(&x))
                }
                Err(refusal) => {
                    broken.push(format!("{name} {how}: {refusal}"));
                    None
                }
            }
        };
        let stored = check(&raw, "as stored", None);
        let Ok(decoded) = decode(&raw, Hints::default()) else { continue };
        if decoded.replaced > 0 {
            continue;
        }
        let mut differ = Vec::new();
        for encoding in ENCODINGS {
            let Some(bytes) = encode(&decoded.text, encoding) else { continue };
            if check(&bytes, encoding.name(), Some(encoding)) != stored {
                differ.push(format!("{name} in {}: other blocks, headings or figures", encoding.name()));
            }
        }
        broken.extend(differ);
    }
    for line in &broken {
        println!("{line}");
    }
    assert!(broken.is_empty(), "the law is broken in {} of {readings} readings of {}", broken.len(), folder.display());
    readings
}

#[test]
fn the_law_holds_for_the_corpus() {
    let readings = hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    assert!(readings >= 100, "corpus/ has reports, and each is read in several encodings: {readings} readings");
}

#[test]
fn the_law_holds_for_real_reports() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let here = std::env::var_os("GONGWEN_TEXTS").map(PathBuf::from);
    for folder in here.into_iter().chain([beside.join("reports"), beside.join("gold")]) {
        if folder.is_dir() {
            hold(&folder);
        }
    }
}
