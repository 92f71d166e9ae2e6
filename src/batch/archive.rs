//! Archives and other packed files, read through without unpacking to disk.
//!
//! What a stranger packed is not trusted: names that lead out of the archive, members that unpack to more than they
//! may, and encrypted members are refused, each with its reason.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use zip::ZipArchive;

use super::Failure;

/// A sequence may unpack to this many times its size, and to [`SLACK`] bytes besides.
const RATIO: u64 = 1000;
/// Bytes that any sequence may unpack to.
const SLACK: u64 = 64 << 20;

/// How bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstd,
}

/// How documents are packed in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    /// One document, compressed.
    Single(Compression),
    /// `.zip`
    Zip,
    /// `.tar`
    Tar(Option<Compression>),
    /// A document per line of JSON.
    Lines(Option<Compression>),
}

/// How documents are packed in a file of that name; `None` for a plain file.
pub(super) fn packed(name: &str) -> Option<Packed> {
    let is = |end: &str, one_of: &[&str]| one_of.iter().any(|e| end.eq_ignore_ascii_case(e));
    let (stem, end) = name.rsplit_once('.')?;
    let (stem, compression) = match end {
        _ if is(end, &["zip"]) => return Some(Packed::Zip),
        _ if is(end, &["tgz"]) => return Some(Packed::Tar(Some(Compression::Gzip))),
        _ if is(end, &["gz"]) => (stem, Some(Compression::Gzip)),
        _ if is(end, &["zst"]) => (stem, Some(Compression::Zstd)),
        _ => (name, None),
    };
    match stem.rsplit_once('.') {
        Some((_, inner)) if is(inner, &["tar"]) => Some(Packed::Tar(compression)),
        Some((_, inner)) if is(inner, &["ndjson", "jsonl"]) => Some(Packed::Lines(compression)),
        _ => compression.map(Packed::Single),
    }
}

/// A member of an archive: its index, its name, and why it is not read, if so.
#[derive(Debug)]
pub(super) struct Member {
    pub index: u32,
    pub name: String,
    pub failure: Option<Failure>,
}

/// A reader of what is in a file, decompressed.
pub(super) fn unpack(path: &Path, compression: Option<Compression>) -> Result<Box<dyn Read>, Failure> {
    let file = File::open(path).map_err(Failure::unreadable)?;
    Ok(match compression {
        None => Box::new(file),
        Some(Compression::Gzip) => Box::new(MultiGzDecoder::new(BufReader::new(file))),
        Some(Compression::Zstd) => Box::new(zstd::Decoder::new(file).map_err(Failure::unreadable)?),
    })
}

/// All bytes of a reader, at most `limit`.
pub(super) fn bounded(reader: impl Read, expected: u64, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(expected.min(limit) as usize + 1);
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(Failure::unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Failure::too_large(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// A member's name as a path below its archive, or why it is none.
fn safe_name(raw: &[u8]) -> Result<String, (String, Failure)> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        // Archives made on Chinese Windows have names in GBK and do not say so.
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let name = if name.contains('/') { name } else { name.replace('\\', "/") };
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let drive = parts.first().is_some_and(|part| part.len() == 2 && part.ends_with(':'));
    if name.starts_with('/') || drive || parts.contains(&"..") || name.contains('\0') || parts.is_empty() {
        let message = format!("unsafe name: expected a path below the archive, found {name:?}");
        return Err((parts.join("/").replace("..", "__"), Failure::new("unsafe_name", message)));
    }
    Ok(parts.join("/"))
}

impl Member {
    fn new(index: usize, raw: &[u8], failure: Option<Failure>) -> Self {
        let index = index as u32;
        match safe_name(raw) {
            Ok(name) => Self { index, name, failure },
            Err((name, failure)) => Self { index, name, failure: Some(failure) },
        }
    }
}

/// A file that many threads read at places of their own.
#[derive(Debug, Clone)]
struct At {
    file: Arc<File>,
    len: u64,
    place: u64,
}

impl Read for At {
    #[cfg(unix)]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.place)?;
        self.place += n as u64;
        Ok(n)
    }

    #[cfg(windows)]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.place)?;
        self.place += n as u64;
        Ok(n)
    }
}

impl Seek for At {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.place.checked_add_signed(by),
        };
        self.place = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.place)
    }
}

/// A zip archive whose members can be read by many threads.
#[derive(Debug)]
pub(super) struct Zip(ZipArchive<At>, u64);

impl Zip {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(Failure::unreadable)?;
        let len = file.metadata().map_err(Failure::unreadable)?.len();
        let at = At { file: Arc::new(file), len, place: 0 };
        ZipArchive::new(at).map(|archive| Self(archive, len)).map_err(Failure::unreadable)
    }

    /// Its files, in the order of its directory.
    pub fn members(&self) -> Vec<Member> {
        let mut archive = self.fresh();
        let mut left = self.len().saturating_mul(RATIO).saturating_add(SLACK);
        (0..archive.len())
            .filter_map(|index| match archive.by_index_raw(index) {
                Ok(file) if file.is_dir() => None,
                Ok(file) => {
                    // Members may overlap, so that a small archive unpacks to far more than each member may.
                    let rest = left.checked_sub(file.size());
                    left = rest.unwrap_or(left);
                    let failure = if file.encrypted() {
                        let message = "encrypted: expected a member that can be read without a password";
                        Some(Failure::new("encrypted", message))
                    } else if file.is_symlink() {
                        Some(Failure::unreadable("expected a file in the archive, found a link"))
                    } else if rest.is_none() {
                        Some(Failure::new("bomb", format!("bomb: {Bomb}; the member was not read")))
                    } else {
                        None
                    };
                    Some(Member::new(index, file.name_raw(), failure))
                }
                Err(error) => {
                    Some(Member::new(index, format!("member-{index}").as_bytes(), Some(Failure::unreadable(error))))
                }
            })
            .collect()
    }

    pub fn read(&self, index: u32, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut archive = self.fresh();
        let file = archive.by_index(index as usize).map_err(Failure::unreadable)?;
        if file.size() > limit {
            return Err(Failure::too_large(file.size(), limit));
        }
        let expected = file.size();
        bounded(file, expected, limit)
    }

    /// Bytes of the archive.
    fn len(&self) -> u64 {
        self.1
    }

    fn fresh(&self) -> ZipArchive<At> {
        self.0.clone()
    }
}

/// A reader that gives up where a sequence unpacks to far more than its size.
struct Guarded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| io::Error::other(Bomb))?;
        Ok(n)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {RATIO} times its size")]
struct Bomb;

fn failure(error: io::Error) -> Failure {
    match error.get_ref() {
        Some(inner) if inner.is::<Bomb>() => Failure::new("bomb", format!("bomb: {inner}; the rest was not read")),
        _ => Failure::unreadable(error),
    }
}

/// A document on a line of JSON.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    path: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

/// What a sequence holds: calls `each` with index, raw name, and either a failure or a reader of its bytes, until that
/// says to stop. The outer error is of the sequence as a whole.
fn walk(
    path: &Path,
    name: &str,
    limit: u64,
    mut each: impl FnMut(usize, &[u8], Result<&mut dyn Read, Failure>) -> bool,
) -> Result<(), Failure> {
    let (Some(Packed::Tar(compression) | Packed::Lines(compression)), kind) = (packed(name), packed(name)) else {
        return Err(Failure::unreadable("expected an archive or lines of JSON"));
    };
    let size = std::fs::metadata(path).map_err(Failure::unreadable)?.len();
    let reader = Guarded { reader: unpack(path, compression)?, left: size.saturating_mul(RATIO) + SLACK };
    if matches!(kind, Some(Packed::Tar(_))) {
        let mut archive = tar::Archive::new(reader);
        for (index, entry) in archive.entries().map_err(failure)?.enumerate() {
            let mut entry = entry.map_err(failure)?;
            let kind = entry.header().entry_type();
            if kind.is_dir() || kind.is_pax_global_extensions() {
                continue;
            }
            let raw = entry.path_bytes().into_owned();
            let reader: Result<&mut dyn Read, Failure> = if kind.is_file() {
                Ok(&mut entry)
            } else {
                Err(Failure::unreadable("expected a file in the archive, found a link or a device"))
            };
            if !each(index, &raw, reader) {
                break;
            }
        }
        return Ok(());
    }
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    for index in 0.. {
        line.clear();
        // A text has at most six bytes of JSON for each of its own (`\u0000`), and a path besides.
        let most = limit.saturating_mul(6).saturating_add(1 << 16);
        let n = (&mut reader).take(most).read_until(b'\n', &mut line).map_err(failure)?;
        if n == 0 {
            break;
        }
        if n as u64 == most {
            return Err(Failure::too_large(most, limit));
        }
        let go_on = match serde_json::from_slice::<Line<'_>>(&line) {
            Ok(line) => each(index, line.path.as_bytes(), Ok(&mut line.text.as_bytes())),
            Err(_) if line.trim_ascii().is_empty() => true,
            Err(error) => {
                let message = format!("expected {{\"path\": …, \"text\": …}} on line {}, found: {error}", index + 1);
                each(index, format!("line-{}", index + 1).as_bytes(), Err(Failure::unreadable(message)))
            }
        };
        if !go_on {
            break;
        }
    }
    Ok(())
}

/// The documents of a sequence. One that breaks off is listed up to there, and then with its failure.
pub(super) fn names(path: &Path, name: &str) -> Result<Vec<Member>, Failure> {
    let mut members = Vec::new();
    let walked = walk(path, name, u64::MAX / 8, |index, raw, reader| {
        members.push(Member::new(index, raw, reader.err()));
        true
    });
    match walked {
        Err(failure) if members.is_empty() => return Err(failure),
        Err(failure) => {
            let index = members.len();
            members.push(Member::new(index, b"(rest)", Some(failure)));
        }
        Ok(()) => {}
    }
    Ok(members)
}

/// Reads the `wanted` documents of a sequence, by ascending index. `give` takes the place in `wanted` and the bytes,
/// and says whether to go on; so does the result.
pub(super) fn sequence(
    path: &Path,
    wanted: &[u32],
    limit: u64,
    mut give: impl FnMut(usize, Result<Vec<u8>, Failure>) -> bool,
) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut next = 0;
    let mut go_on = true;
    let walked = walk(path, &name, limit, |index, _, reader| {
        if wanted.get(next) == Some(&(index as u32)) {
            go_on = give(next, reader.and_then(|reader| bounded(reader, 0, limit)));
            next += 1;
        }
        go_on && next < wanted.len()
    });
    let failure = walked.err().unwrap_or_else(|| Failure::unreadable("the archive changed while it was read"));
    while go_on && next < wanted.len() {
        go_on = give(next, Err(failure.clone()));
        next += 1;
    }
    go_on
}
