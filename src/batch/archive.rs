//! Archives and other packed files, read through without unpacking to disk.
//!
//! What a stranger packed is not trusted: names that lead out of the archive, members that unpack to more than they
//! may, and encrypted members are refused, each with its reason.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use zip::ZipArchive;

use super::Failure;
use super::folder::regular;

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
pub(super) fn unpack(file: File, compression: Option<Compression>) -> Result<Box<dyn Read>, Failure> {
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

    /// What is packed once more is not opened: how deep that goes is for a stranger to say.
    fn unless_nested(mut self) -> Self {
        if self.failure.is_none() && packed(&self.name).is_some() {
            let message = "nested: expected a document in the archive, found another archive or packed file; unpack it";
            self.failure = Some(Failure::new("nested", message));
        }
        self
    }
}

/// Why a document that has the name of a later one is not read.
pub(super) fn same_name() -> Failure {
    let message =
        "same name: expected one document of this name, found another behind it, which is the one that is read";
    Failure::new("same_name", message)
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
pub(super) struct Zip {
    archive: ZipArchive<At>,
    file: At,
    path: Box<Path>,
}

impl Zip {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let (file, len) = regular(path)?;
        let at = At { file: Arc::new(file), len, place: 0 };
        let archive = ZipArchive::new(at.clone()).map_err(Failure::unreadable)?;
        Ok(Self { archive, file: at, path: path.into() })
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
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
                    Some(Member::new(index, file.name_raw(), failure).unless_nested())
                }
                Err(error) => {
                    Some(Member::new(index, format!("member-{index}").as_bytes(), Some(Failure::unreadable(error))))
                }
            })
            .chain(self.hidden())
            .collect()
    }

    /// Members that have the name of a later one: of these a reader of zip archives sees only the last.
    fn hidden(&self) -> Vec<Member> {
        let names = self.directory();
        if names.len() <= self.archive.len() {
            return Vec::new();
        }
        let mut count: HashMap<&[u8], usize> = HashMap::new();
        for name in &names {
            *count.entry(name).or_default() += 1;
        }
        let mut hidden = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let left = count.get_mut(&**name).expect("counted");
            *left -= 1;
            if *left > 0 {
                hidden.push(Member::new(index, name, Some(same_name())));
            }
        }
        hidden
    }

    /// The names in the directory, each as often as it stands there.
    fn directory(&self) -> Vec<Box<[u8]>> {
        let mut at = self.file.clone();
        at.place = self.archive.central_directory_start();
        let mut reader = BufReader::new(at);
        let mut names = Vec::new();
        let mut header = [0; 46];
        while reader.read_exact(&mut header).is_ok() && header.starts_with(b"PK\x01\x02") {
            let length = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
            let mut name = vec![0; usize::from(length(28))].into_boxed_slice();
            if reader.read_exact(&mut name).is_err()
                || reader.seek_relative(i64::from(length(30)) + i64::from(length(32))).is_err()
            {
                break;
            }
            names.push(name);
        }
        names
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
        self.file.len
    }

    fn fresh(&self) -> ZipArchive<At> {
        self.archive.clone()
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

/// A document of a sequence, and how many bytes it is said to have.
struct Content<'a> {
    reader: &'a mut dyn Read,
    bytes: u64,
}

impl Content<'_> {
    /// All its bytes.
    fn whole(self, limit: u64) -> Result<Vec<u8>, Failure> {
        if self.bytes > limit {
            return Err(Failure::too_large(self.bytes, limit));
        }
        let bytes = bounded(self.reader, self.bytes, limit)?;
        if bytes.len() as u64 == self.bytes {
            return Ok(bytes);
        }
        Err(Failure::unreadable(format!("cut short: expected {} bytes, found {}", self.bytes, bytes.len())))
    }
}

/// What a sequence holds: calls `each` with index, raw name, and either a failure or the content, until that says to
/// stop. The outer error is of the sequence as a whole.
fn walk(
    path: &Path,
    packed: Packed,
    limit: u64,
    each: impl FnMut(usize, &[u8], Result<Content<'_>, Failure>) -> bool,
) -> Result<(), Failure> {
    let (Packed::Tar(compression) | Packed::Lines(compression)) = packed else {
        return Err(Failure::unreadable("expected an archive or lines of JSON"));
    };
    let (file, size) = regular(path)?;
    let reader = Guarded { reader: unpack(file, compression)?, left: size.saturating_mul(RATIO) + SLACK };
    match packed {
        Packed::Tar(_) => walk_tar(reader, each),
        _ => walk_lines(BufReader::new(reader), limit, each),
    }
}

fn walk_tar(
    reader: impl Read,
    mut each: impl FnMut(usize, &[u8], Result<Content<'_>, Failure>) -> bool,
) -> Result<(), Failure> {
    let mut archive = tar::Archive::new(reader);
    for (index, entry) in archive.entries().map_err(failure)?.enumerate() {
        let mut entry = entry.map_err(failure)?;
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let raw = entry.path_bytes().into_owned();
        let bytes = entry.size();
        let content = if kind.is_file() || kind.is_gnu_sparse() {
            Ok(Content { reader: &mut entry, bytes })
        } else {
            Err(Failure::unreadable("expected a file in the archive, found a link or a device"))
        };
        if !each(index, &raw, content) {
            break;
        }
    }
    Ok(())
}

/// Bytes that a line of JSON has beside its text.
const BESIDE: u64 = 1 << 16;

fn walk_lines(
    mut reader: impl BufRead,
    limit: u64,
    mut each: impl FnMut(usize, &[u8], Result<Content<'_>, Failure>) -> bool,
) -> Result<(), Failure> {
    // A text has at most two bytes of JSON for each of its own, as `\n` and `\u4e00` have.
    let most = limit.saturating_mul(2).saturating_add(BESIDE);
    let mut buffer = Vec::new();
    for index in 0.. {
        let bytes = next_line(&mut reader, most, &mut buffer).map_err(failure)?;
        if bytes == 0 {
            break;
        }
        let line = buffer.strip_prefix(b"\xef\xbb\xbf").filter(|_| index == 0).unwrap_or(&buffer);
        let name = || format!("line-{}", index + 1).into_bytes();
        let go_on = if bytes > most {
            each(index, &name(), Err(Failure::too_large(bytes, limit)))
        } else {
            match serde_json::from_slice::<Line<'_>>(line) {
                Ok(Line { path, text }) => {
                    let bytes = text.len() as u64;
                    each(index, path.as_bytes(), Ok(Content { reader: &mut text.as_bytes(), bytes }))
                }
                Err(_) if line.trim_ascii().is_empty() => true,
                Err(error) => {
                    let message =
                        format!("expected {{\"path\": …, \"text\": …}} on line {}, found: {error}", index + 1);
                    each(index, &name(), Err(Failure::unreadable(message)))
                }
            }
        };
        if !go_on {
            break;
        }
    }
    Ok(())
}

/// Reads a line with its end, or passes over the rest of one that is longer than `most`. Gives its bytes; 0 at the end.
fn next_line(reader: &mut impl BufRead, most: u64, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    // A long line is no reason to keep as much memory for all behind it.
    line.shrink_to(1 << 20);
    let mut bytes = reader.by_ref().take(most).read_until(b'\n', line)? as u64;
    if bytes < most || line.ends_with(b"\n") {
        return Ok(bytes);
    }
    loop {
        let buffer = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let end = memchr::memchr(b'\n', buffer);
        let passed = end.map_or(buffer.len(), |end| end + 1);
        bytes += passed as u64;
        let is_end = end.is_some() || passed == 0;
        reader.consume(passed);
        if is_end {
            return Ok(bytes);
        }
    }
}

/// The documents of a sequence, and whether they are all of them: one that breaks off is listed up to there, and then
/// with its failure.
pub(super) fn names(path: &Path, packed: Packed, limit: u64) -> Result<(Vec<Member>, bool), Failure> {
    let mut members = Vec::new();
    let walked = walk(path, packed, limit, |index, raw, content| {
        let member = Member::new(index, raw, content.err());
        members.push(if matches!(packed, Packed::Tar(_)) { member.unless_nested() } else { member });
        true
    });
    let is_whole = walked.is_ok();
    match walked {
        Err(failure) if members.is_empty() => return Err(failure),
        Err(failure) => {
            let index = members.len();
            members.push(Member::new(index, b"(rest)", Some(failure)));
        }
        Ok(()) => {}
    }
    Ok((members, is_whole))
}

/// Reads the `wanted` documents of a sequence, by ascending index. `give` takes the place in `wanted` and the bytes,
/// and says whether to go on; so does the result.
pub(super) fn sequence(
    path: &Path,
    packed: Packed,
    wanted: &[u32],
    limit: u64,
    mut give: impl FnMut(usize, Result<Vec<u8>, Failure>) -> bool,
) -> bool {
    let mut next = 0;
    let mut go_on = true;
    let walked = walk(path, packed, limit, |index, _, content| {
        if wanted.get(next) == Some(&(index as u32)) {
            go_on = give(next, content.and_then(|content| content.whole(limit)));
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
