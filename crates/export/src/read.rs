//! Reading outputs back: files and folders of reports, one after the other, in bounded memory.
//!
//! | given | read |
//! | --- | --- |
//! | a folder | `*.json`, `*.ndjson` and `*.jsonl` below it, in the order of their names |
//! | `x.ndjson` `x.jsonl` | a report per line |
//! | any other file | one report |
//!
//! What is no report is named and passed over.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::prelude::*;
use serde::Deserialize;
use walkdir::{DirEntry, WalkDir};

use crate::contract::{Report, SCHEMAS};

/// No report is larger than this.
const LARGEST: u64 = 1 << 30;
/// Inputs that are parsed together, at most: by number, for what small ones cost beside their bytes, and by bytes.
const BATCH: usize = 64;
const BATCH_BYTES: u64 = 4 << 20;

/// Something among the inputs that is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Skipped {
    /// The file, and the line where there are many.
    pub place: String,
    /// `unreadable`, `not_json`, `truncated`, `foreign`, `other_version`, `corrupt`, `same_path`.
    pub reason: &'static str,
    /// What was expected and what was found.
    pub message: String,
}

/// An input that is still to be parsed.
enum Unit {
    /// A file, and how long it was when it was found.
    File(PathBuf, u64),
    Line(String, Vec<u8>),
    Failed(Skipped),
}

impl Unit {
    fn failed(place: &Path, line: Option<u64>, error: &dyn std::fmt::Display) -> Self {
        let place = line.map_or_else(|| place.display().to_string(), |n| format!("{}:{n}", place.display()));
        Self::Failed(Skipped { place, reason: "unreadable", message: format!("unreadable: {error}") })
    }

    /// Its part of a batch, in bytes.
    fn weight(&self) -> u64 {
        let bytes = match self {
            Self::File(_, bytes) => *bytes,
            Self::Line(_, line) => line.len() as u64,
            Self::Failed(_) => 0,
        };
        bytes.max(BATCH_BYTES / BATCH as u64)
    }
}

/// Reads all reports at `paths`, in order. `make` runs on many threads, `each` on this one, for reports and for what is
/// passed over alike.
///
/// # Errors
/// The first error of `each`, which ends the reading.
pub fn read<T: Send, E: Send>(
    paths: &[PathBuf],
    make: impl Fn(&Report<'_>, &[u8]) -> T + Sync,
    mut each: impl FnMut(Result<T, Skipped>) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel::<Vec<Result<T, Skipped>>>(1);
        let make = &make;
        scope.spawn(move || {
            let mut batch = Vec::new();
            let mut weight = 0;
            let parse = |batch: &mut Vec<Unit>| {
                let parsed: Vec<_> = std::mem::take(batch).into_par_iter().map(|unit| parse(unit, make)).collect();
                sender.send(parsed).is_ok()
            };
            let finished = walk(paths, &mut |unit| {
                weight += unit.weight();
                batch.push(unit);
                if weight < BATCH_BYTES {
                    return true;
                }
                weight = 0;
                parse(&mut batch)
            });
            if finished {
                parse(&mut batch);
            }
        });
        receiver.into_iter().flatten().try_for_each(&mut each)
    })
}

/// Calls `give` for all inputs in order, until it says to stop.
fn walk(paths: &[PathBuf], give: &mut impl FnMut(Unit) -> bool) -> bool {
    for path in paths {
        let is_folder = path.is_dir();
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            let go_on = match entry {
                Ok(entry) if entry.file_type().is_dir() => true,
                Ok(entry) => file(&entry, is_folder, give),
                Err(error) => give(Unit::failed(error.path().unwrap_or(path), None, &error)),
            };
            if !go_on {
                return false;
            }
        }
    }
    true
}

fn file(entry: &DirEntry, in_folder: bool, give: &mut impl FnMut(Unit) -> bool) -> bool {
    let path = entry.path();
    match path.extension().and_then(|e| e.to_str()) {
        Some("ndjson" | "jsonl") => return lines(path, give),
        Some("json") => {}
        _ if in_folder => return true,
        _ => {}
    }
    // What is gone again is named when it is to be read.
    give(Unit::File(path.to_owned(), entry.metadata().map_or(0, |m| m.len())))
}

fn lines(path: &Path, give: &mut impl FnMut(Unit) -> bool) -> bool {
    let mut reader = match File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 16, file),
        Err(error) => return give(Unit::failed(path, None, &error)),
    };
    for number in 1.. {
        let mut line = Vec::new();
        match (&mut reader).take(LARGEST).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(n) if n as u64 == LARGEST => {
                return give(Unit::failed(path, Some(number), &"a line of more than 1 GiB"));
            }
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => {
                if !give(Unit::Line(format!("{}:{number}", path.display()), line)) {
                    return false;
                }
            }
            Err(error) => return give(Unit::failed(path, Some(number), &error)),
        }
    }
    true
}

fn parse<T>(unit: Unit, make: impl Fn(&Report<'_>, &[u8]) -> T) -> Result<T, Skipped> {
    let (place, bytes) = match unit {
        Unit::Failed(skipped) => return Err(skipped),
        Unit::Line(place, bytes) => (place, bytes),
        Unit::File(path, _) => {
            let place = path.display().to_string();
            match whole(&path) {
                Ok(bytes) => (place, bytes),
                Err(error) => {
                    let message = format!("unreadable: {error}");
                    return Err(Skipped { place, reason: "unreadable", message });
                }
            }
        }
    };
    match report(&bytes) {
        Ok(report) => Ok(make(&report, bytes.trim_ascii_end())),
        Err((reason, message)) => Err(Skipped { place, reason, message }),
    }
}

fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(LARGEST) as usize + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("expected a report, found more than 1 GiB"));
    }
    Ok(bytes)
}

/// One report, or why it is none: the reason and a message.
///
/// # Errors
/// When it is not JSON, breaks off, was made by something else, or does not fit together.
pub fn report(bytes: &[u8]) -> Result<Report<'_>, (&'static str, String)> {
    #[derive(Deserialize)]
    struct Head {
        schema: Option<String>,
    }
    // Checked once as a whole: faster than string by string.
    let json = match simdutf8::compat::from_utf8(bytes) {
        Ok(json) => json,
        // In the middle of a character.
        Err(error) if error.error_len().is_none() => {
            return Err(("truncated", "truncated: expected more JSON, found half a character at the end".to_owned()));
        }
        Err(error) => return Err(("not_json", format!("expected JSON, found: text that is no UTF-8: {error}"))),
    };
    match serde_json::from_str::<Report<'_>>(json) {
        Ok(report) if SCHEMAS.contains(&report.schema.as_str()) => {
            report.check().map_err(|what| ("corrupt", format!("corrupt: {what}")))?;
            Ok(report)
        }
        Ok(report) => Err(other_version(&report.schema)),
        Err(error) if error.is_eof() => Err(("truncated", format!("truncated: expected more JSON, found {error}"))),
        Err(error) if !error.is_data() => Err(("not_json", format!("expected JSON, found: {error}"))),
        Err(error) => Err(match serde_json::from_str::<Head>(json) {
            Ok(Head { schema: Some(schema) }) if SCHEMAS.contains(&schema.as_str()) => {
                ("corrupt", format!("corrupt: {error}"))
            }
            Ok(Head { schema: Some(schema) }) => other_version(&schema),
            Ok(_) => {
                ("foreign", format!("foreign: expected a report with \"schema\": \"{}\", found other JSON", SCHEMAS[0]))
            }
            Err(e) if e.is_eof() => ("truncated", format!("truncated: expected more JSON, found {e}")),
            Err(e) if !e.is_data() => ("not_json", format!("expected JSON, found: {e}")),
            Err(_) => ("foreign", "foreign: expected a report, found other JSON".to_owned()),
        }),
    }
}

fn other_version(schema: &str) -> (&'static str, String) {
    if schema.starts_with("gongwen.report/") {
        ("other_version", format!("expected one of {}, found {schema}", SCHEMAS.join(", ")))
    } else {
        ("foreign", format!("foreign: expected one of {}, found schema {schema:?}", SCHEMAS.join(", ")))
    }
}
