//! The house keeps its shape: stages name only what stands before them, the core does no IO, files fit in a head.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The stages in the order in which data flows. A module may name itself and those above it.
const ORDER: &[&str] = &[
    "memory", "steps", "span", "fold", "decimal", "numeral", "lexicon", "decode", "lines", "layout", "outline",
    "front", "table", "figure", "meaning", "task", "audit", "report", "verify", "batch", "export",
];

/// The core: bytes in, report out. From `batch` on, files are read and written.
fn is_core(stage: &str) -> bool {
    let place = |name: &str| ORDER.iter().position(|s| *s == name);
    place(stage) <= place("report")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("src is there") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Every source file of the library with the stage it belongs to.
fn staged() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut staged = Vec::new();
    for path in sources(&root) {
        let below = path.strip_prefix(&root).expect("listed below src");
        let first = below.iter().next().expect("a file has a name").to_string_lossy();
        let stage = first.trim_end_matches(".rs").to_owned();
        if !matches!(stage.as_str(), "lib" | "main" | "cli") {
            let text = fs::read_to_string(&path).expect("source is UTF-8");
            staged.push((stage, path, text));
        }
    }
    staged
}

/// The code of a file: without comments, and without its unit tests, which stand at its end.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The stages that a piece of code names: `crate::STAGE`, `crate::{STAGE, STAGE::…}`.
fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut fresh = true;
            for (i, c) in list.char_indices() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    c if fresh && c.is_alphabetic() => {
                        names.insert(word(&list[i..]));
                        fresh = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.insert(word(rest));
        }
    }
    names
}

#[test]
fn a_stage_names_only_what_stands_before_it() {
    for (stage, path, text) in staged() {
        let place = ORDER.iter().position(|s| *s == stage);
        let place = place.unwrap_or_else(|| panic!("{}: `{stage}` is no stage of ORDER", path.display()));
        for name in named(&code(&text)) {
            let Some(other) = ORDER.iter().position(|s| *s == name) else { continue };
            assert!(other <= place, "{}: stage `{stage}` names `{name}`, which comes after it", path.display());
        }
    }
}

#[test]
fn the_core_does_no_io_and_has_no_clock() {
    for (stage, path, text) in staged() {
        if !is_core(&stage) {
            continue;
        }
        let code = code(&text);
        for word in [
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::env",
            "SystemTime",
            "Instant",
            "println!",
            "rayon",
        ] {
            assert!(!code.contains(word), "{}: the core may not name `{word}`", path.display());
        }
    }
}

#[test]
fn no_float_holds_a_value() {
    for (stage, path, text) in staged() {
        if !is_core(&stage) {
            continue;
        }
        let code = code(&text);
        for word in ["f32", "f64"] {
            let found = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|token| token == word);
            assert!(!found, "{}: `{word}` has no place in the core", path.display());
        }
    }
}

#[test]
fn only_the_report_knows_json() {
    for (stage, path, text) in staged() {
        if is_core(&stage) && stage != "report" {
            assert!(!code(&text).contains("serde_json"), "{}: only `report` knows JSON", path.display());
        }
    }
}

#[test]
fn files_fit_in_a_head() {
    for (_, path, text) in staged() {
        let lines = text.lines().count();
        assert!(lines <= 1000, "{}: {lines} lines; split it by what it yields", path.display());
    }
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let code = "use crate::{audit, figure::{Figure, Kind}, span::Span};\nfn f() { crate::task::tasks() }";
    let names: Vec<String> = named(code).into_iter().collect();
    assert_eq!(names, ["audit", "figure", "span", "task"]);
}
