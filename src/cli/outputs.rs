//! Outputs as they are found: a folder of reports, or files with a report per line, plain or compressed.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use walkdir::WalkDir;

use super::args::LogFormat;
use super::say;

/// The path of the source stands within so many bytes, if no option is very long.
const BEGINNING: usize = 4096;
const BEFORE_PATH: &[u8] = b"\"source\":{\"path\":";

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
    /// The path of the source of the report that stands there.
    pub fn read_path(&self) -> Result<String, String> {
        if let Self::File(path) = self {
            let mut beginning = Vec::with_capacity(BEGINNING);
            let file = File::open(path).map_err(|error| error.to_string())?;
            file.take(BEGINNING as u64).read_to_end(&mut beginning).map_err(|error| error.to_string())?;
            if beginning.len() == BEGINNING
                && let Ok(path) = path_of(&beginning)
            {
                return Ok(path);
            }
        }
        path_of(&self.read().map_err(|error| error.to_string())?)
    }

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
/// lines are none. Gives how many folders and files of lines were named and passed over, because they cannot be read, or
/// not to their end.
///
/// # Errors
/// When `each` fails.
pub fn outputs(root: &Path, mut each: impl FnMut(Place, Option<&[u8]>) -> anyhow::Result<()>) -> anyhow::Result<u64> {
    let mut passed_over = 0;
    let mut named = |what: &dyn fmt::Display, why: &dyn fmt::Display| {
        passed_over += 1;
        say(LogFormat::Text, "failed", &format!("{what}: unreadable: {why}"));
    };
    for entry in WalkDir::new(root).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).display().to_string();
                let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                named(&path, &why);
                continue;
            }
        };
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        if is_lines(path) || path == root {
            if let Err(error) = lines(path, &mut each) {
                // What is wrong with the file is said; what `each` says ends all.
                let io = error.downcast::<io::Error>()?;
                named(&path.display(), &io);
            }
        } else if path.extension().is_some_and(|e| e == "json") {
            each(Place::File(path.to_owned()), None)?;
        }
    }
    Ok(passed_over)
}

/// The path of the source that a report names.
///
/// # Errors
/// What was found instead, in words.
pub fn path_of(json: &[u8]) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Named {
        source: Source,
    }
    #[derive(Deserialize)]
    struct Source {
        path: String,
    }
    // Nearly always it stands at the beginning, and a report may be large.
    if let Some(at) = memchr::memmem::find(&json[..json.len().min(BEGINNING)], BEFORE_PATH)
        && json.starts_with(b"{\"schema\":")
        && let Some(Ok(path)) = serde_json::Deserializer::from_slice(&json[at + BEFORE_PATH.len()..]).into_iter().next()
    {
        return Ok(path);
    }
    serde_json::from_slice(json).map(|named: Named| named.source.path).map_err(|error| error.to_string())
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
