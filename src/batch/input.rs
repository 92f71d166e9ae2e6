//! What is to be read: files, folders and standard input, in one order.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use globset::GlobSet;
use walkdir::WalkDir;

use super::Failure;

/// Where the bytes of an input come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its bytes.
    pub source: Source,
    /// Its name in the outputs: the path below the folder that was given, with `/` between its parts; bytes that are
    /// not UTF-8 are written `%XX`.
    pub name: String,
}

/// Which files of a folder are read.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only names that match; all where it is empty.
    pub include: GlobSet,
    /// No name that matches.
    pub exclude: GlobSet,
}

/// The inputs found, and the places that could not be looked into.
#[derive(Debug, Default)]
pub struct Collected {
    /// What is to be read, in order.
    pub inputs: Vec<Input>,
    /// Path and reason.
    pub failures: Vec<(String, Failure)>,
}

/// Two inputs that would write the same output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{first} and {second} would both be written to {name}.json; give them in two runs with an output folder each")]
pub struct Collision {
    /// The first input.
    pub first: String,
    /// The second.
    pub second: String,
    /// The name they share.
    pub name: String,
}

/// Collects the inputs below `paths`; `-` is standard input. Folders are walked in the order of their names; symbolic
/// links are followed, and one that leads back into itself is a failure.
pub fn collect(paths: &[PathBuf], selection: &Selection) -> Collected {
    let mut found = Collected::default();
    for path in paths {
        if path.as_os_str() == "-" {
            found.inputs.push(Input { source: Source::Stdin, name: "stdin".into() });
        } else if path.is_dir() {
            walk(path, selection, &mut found);
        } else {
            let name = path.file_name().map_or_else(|| escape(path), |n| escape(Path::new(n)));
            found.inputs.push(Input { source: Source::File(path.clone()), name });
        }
    }
    found
}

fn walk(folder: &Path, selection: &Selection, found: &mut Collected) {
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                let wanted = selection.include.is_empty() || selection.include.is_match(below);
                if wanted && !selection.exclude.is_match(below) {
                    found.inputs.push(Input { name: escape(below), source: Source::File(entry.into_path()) });
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).display().to_string();
                let message = match error.loop_ancestor() {
                    Some(ancestor) => format!("a symbolic link that leads back to {}", ancestor.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                };
                found
                    .failures
                    .push((path, Failure { reason: "unreadable", message: format!("unreadable: {message}") }));
            }
        }
    }
}

/// A path as a name: `/` between its parts, bytes that are not UTF-8 (and `%` itself beside them) as `%XX`.
fn escape(path: &Path) -> String {
    let parts = path.components().map(|part| {
        let part = part.as_os_str();
        match part.to_str() {
            Some(text) => text.to_owned(),
            None => part.as_encoded_bytes().utf8_chunks().fold(String::new(), |mut name, chunk| {
                name.push_str(&chunk.valid().replace('%', "%25"));
                name.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
                name
            }),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The first two inputs that would write the same output, if there are any.
pub fn collision(inputs: &[Input]) -> Option<Collision> {
    let mut seen: HashMap<&str, &Input> = HashMap::with_capacity(inputs.len());
    inputs.iter().find_map(|input| {
        let first = seen.insert(&input.name, input)?;
        Some(Collision { first: first.shown(), second: input.shown(), name: input.name.clone() })
    })
}

impl Input {
    /// Its name for a person.
    pub fn shown(&self) -> String {
        match &self.source {
            Source::File(path) => path.display().to_string(),
            Source::Stdin => "standard input".into(),
        }
    }

    /// Its bytes, at most `limit` of them.
    ///
    /// # Errors
    /// A [`Failure`] with the reason `unreadable` or `too_large`.
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, Failure> {
        let unreadable = |e: io::Error| Failure { reason: "unreadable", message: format!("unreadable: {e}") };
        match &self.source {
            Source::Stdin => bounded(io::stdin().lock(), 0, limit).map_err(unreadable)?,
            Source::File(path) => {
                // Looked at before it is opened: opening a pipe would wait for a writer.
                let meta = std::fs::metadata(path).map_err(unreadable)?;
                if !meta.is_file() {
                    let message = "unreadable: expected a file, found a device, pipe or socket".into();
                    return Err(Failure { reason: "unreadable", message });
                }
                if meta.len() > limit {
                    return Err(too_large(meta.len(), limit));
                }
                let file = File::open(path).map_err(unreadable)?;
                bounded(file, meta.len(), limit).map_err(unreadable)?
            }
        }
        .ok_or_else(|| too_large(limit + 1, limit))
    }
}

fn too_large(bytes: u64, limit: u64) -> Failure {
    let refusal = crate::decode::Refusal::TooLarge { bytes, limit };
    Failure { reason: super::reason(&refusal), message: refusal.to_string() }
}

/// All bytes of a reader; `None` where there are more than `limit`.
fn bounded(reader: impl Read, expected: u64, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn names_that_are_not_utf8_are_escaped() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new("2005").join(OsStr::from_bytes(b"50%\xb1\xa8.txt"));
        assert_eq!(escape(&path), "2005/50%25%B1%A8.txt");
        assert_eq!(escape(Path::new("a/50%.txt")), "a/50%.txt");
    }
}
