//! Outputs as they are found: a folder of reports, or files with a report per line, plain or compressed.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use walkdir::WalkDir;

/// A file of lines. One that is compressed was unpacked to a temporary file, so that a line of it can be found again.
#[derive(Debug)]
pub struct Lines {
    path: PathBuf,
    file: File,
}

/// Where an output stands.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file of its own.
    File(PathBuf),
    /// A line of one: its number from 1, where it begins, how long it is.
    Line(Arc<Lines>, u64, u64, u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Line(lines, number, ..) => write!(f, "{}:{number}", lines.path.display()),
        }
    }
}

impl Place {
    /// How many bytes stand there, as far as that can be said.
    pub fn size(&self) -> u64 {
        match self {
            Self::File(path) => fs::metadata(path).map_or(0, |file| file.len()),
            Self::Line(.., len) => u64::from(*len),
        }
    }

    /// What stands there.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => fs::read(path),
            Self::Line(lines, _, at, len) => {
                let mut file = &lines.file;
                file.seek(SeekFrom::Start(*at))?;
                let mut bytes = vec![0; *len as usize];
                file.read_exact(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// Whether a file holds a report per line, by its name.
fn is_lines(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".zst").unwrap_or(&name);
    [".ndjson", ".jsonl"].iter().any(|end| name.ends_with(end))
}

/// Calls `each` for all outputs at `root`, in the order of their names, with the bytes of those that are lines. Blank
/// lines are none.
///
/// # Errors
/// When something cannot be listed or unpacked, a file of lines cannot be read, or `each` fails.
pub fn outputs(root: &Path, mut each: impl FnMut(Place, Option<&[u8]>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        if is_lines(path) || path == root {
            lines(path, &mut each).with_context(|| path.display().to_string())?;
        } else if path.extension().is_some_and(|e| e == "json") {
            each(Place::File(path.to_owned()), None)?;
        }
    }
    Ok(())
}

fn lines(path: &Path, each: &mut impl FnMut(Place, Option<&[u8]>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zst")) {
        let mut unpacked = tempfile::tempfile()?;
        io::copy(&mut zstd::Decoder::new(file)?, &mut unpacked)?;
        unpacked.seek(SeekFrom::Start(0))?;
        file = unpacked;
    }
    let lines = Arc::new(Lines { path: path.to_owned(), file });
    let mut reader = BufReader::with_capacity(1 << 16, From { lines: lines.clone(), at: 0 });
    let (mut at, mut line) = (0, Vec::new());
    for number in 1.. {
        line.clear();
        let n = reader.read_until(b'\n', &mut line)?;
        if n == 0 {
            break;
        }
        if !line.trim_ascii().is_empty() {
            let len = u32::try_from(n).context("a line of more than 4 GiB")?;
            each(Place::Line(lines.clone(), number, at, len), Some(&line))?;
        }
        at += n as u64;
    }
    Ok(())
}

/// A file from a place on. It knows its place itself: between two reads others may have read elsewhere.
struct From {
    lines: Arc<Lines>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.lines.file;
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}
