//! Archives and other packed files, read through without unpacking to disk.
//!
//! What a stranger packed is not trusted: names that lead out of the archive, members that unpack to more than they
//! may, and encrypted members are refused, each with its reason.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use super::folder::regular;
use super::gzip::Gunzip;
use super::name::escape_bytes;
use super::{Failure, tape};

/// A sequence may unpack to this many times its size, and to [`SLACK`] bytes besides.
pub(super) const RATIO: u64 = 1000;
/// Bytes that any sequence may unpack to.
pub(super) const SLACK: u64 = 64 << 20;

/// Endings of archives and packed files that are not read.
const NOT_READ: &[&str] =
    &["7z", "rar", "xz", "txz", "bz2", "tbz", "tbz2", "lzma", "lz", "lz4", "z", "br", "cab", "arj", "lzh"];

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
    /// Some other way, which is not read.
    NotRead,
}

/// How documents are packed in a file of that name; `None` for a plain file.
pub(super) fn packed(name: &str) -> Option<Packed> {
    let is = |end: &str, one_of: &[&str]| one_of.iter().any(|e| end.eq_ignore_ascii_case(e));
    let (stem, end) = name.rsplit_once('.')?;
    let (stem, compression) = match end {
        _ if is(end, &["zip"]) => return Some(Packed::Zip),
        _ if is(end, NOT_READ) => return Some(Packed::NotRead),
        _ if is(end, &["tzst"]) => return Some(Packed::Tar(Some(Compression::Zstd))),
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

/// What stands for the name of what has lost it, with the number of its line, member or first byte.
pub(super) const NUMBERED: [&str; 3] = [LINE, MEMBER, BYTE];
pub(super) const LINE: &str = "line-";
pub(super) const MEMBER: &str = "member-";
pub(super) const BYTE: &str = "byte-";
/// And for all that is left of an archive.
pub(super) const REST: &str = "(rest)";

/// A member of an archive: its index, its name, and why it is not read, if so.
#[derive(Debug)]
pub(super) struct Member {
    pub index: u32,
    pub name: String,
    /// Whether that is the name it has, and not one that says where it stands.
    pub is_named: bool,
    pub failure: Option<Failure>,
}

/// A reader of what is in a file, decompressed.
pub(super) fn unpack(file: File, compression: Option<Compression>) -> Result<Box<dyn Read>, Failure> {
    Ok(match compression {
        None => Box::new(file),
        Some(Compression::Gzip) => Box::new(Gunzip::new(file)),
        Some(Compression::Zstd) => Box::new(Unzstd(zstd::Decoder::new(file).map_err(failure)?)),
    })
}

/// Memory that is asked for at once, whatever a size says.
const AT_ONCE: u64 = 64 << 20;

/// All bytes of a reader, at most `limit`.
pub(super) fn bounded(reader: impl Read, expected: u64, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(expected.min(limit).min(AT_ONCE) as usize + 1);
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failure)?;
    if bytes.len() as u64 > limit {
        // How many more there are is not known.
        return Err(Failure { bytes: None, ..Failure::too_large(bytes.len() as u64, limit) });
    }
    Ok(bytes)
}

/// A member's name as a path below its archive, or why it is none.
fn safe_name(raw: &[u8]) -> Result<String, (String, Failure)> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        // Archives made on Chinese Windows have names in GBK and do not say so. What is none keeps its bytes.
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(raw)
            .map_or_else(|| escape_bytes(raw), Cow::into_owned),
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
    pub fn new(index: usize, raw: &[u8], failure: Option<Failure>) -> Self {
        let index = index as u32;
        match safe_name(raw) {
            Ok(name) => Self { index, name, is_named: true, failure },
            Err((name, failure)) => Self { index, name, is_named: true, failure: Some(failure) },
        }
    }

    /// One whose name cannot be read, but only where it stands.
    pub fn unnamed(index: usize, place: &str, failure: Failure) -> Self {
        Self { index: index as u32, name: place.to_owned(), is_named: false, failure: Some(failure) }
    }

    /// What is packed once more is not opened: how deep that goes is for a stranger to say.
    pub fn unless_nested(mut self) -> Self {
        if self.failure.is_none() && packed(&self.name).is_some() {
            let message = "nested: expected a document in the archive, found another archive or packed file; unpack it";
            self.failure = Some(Failure::new("nested", message));
        }
        self
    }
}

/// Why what is packed some other way is not read.
pub(super) fn not_read() -> Failure {
    Failure::unreadable(
        "expected text, or .zip, .tar, .gz or .zst, found an archive of a form that is not read; unpack it",
    )
}

/// Why what stands in an archive is not read, where another stood when it was listed.
pub(super) fn replaced(name: &str, found: &str) -> Failure {
    Failure::new("changed", format!("changed while it was read: expected {name} there, found {found}"))
}

/// Whether a member of that name is what an input is called by.
pub(super) fn is_called(raw: &[u8], name: &str) -> bool {
    safe_name(raw).is_ok_and(|own| name.strip_suffix(&*own).is_some_and(|archive| archive.ends_with('/')))
}

/// Why a document that has the name of a later one is not read.
pub(super) fn same_name() -> Failure {
    let message =
        "same name: expected one document of this name, found another behind it, which is the one that is read";
    Failure::new("same_name", message)
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

/// Bytes that a checksum or their own form shows to be others than were written.
#[derive(Debug, thiserror::Error)]
#[error("{0}: what is in it may be other than it was")]
struct Damaged(io::Error);

/// An error of a decompressor: of bytes that are damaged, unless they only end too soon or cannot be read.
pub(super) fn damaged(error: io::Error) -> io::Error {
    let is_of_reading = error.raw_os_error().is_some();
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::Interrupted => error,
        _ if is_of_reading => error,
        _ => io::Error::other(Damaged(error)),
    }
}

/// A reader of what is packed in a zstd file.
struct Unzstd(zstd::Decoder<'static, BufReader<File>>);

impl Read for Unzstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(damaged)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {RATIO} times its size")]
pub(super) struct Bomb;

pub(super) fn failure(error: io::Error) -> Failure {
    match error.get_ref() {
        Some(inner) if inner.is::<Bomb>() => Failure::new("bomb", format!("bomb: {inner}; the rest was not read")),
        Some(inner) if inner.is::<Damaged>() => Failure::new("damaged", format!("damaged: {inner}")),
        _ => Failure::unreadable(error),
    }
}

/// A document on a line of JSON.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// A document of a sequence, and how many bytes it is said to have.
pub(super) struct Content<'a> {
    pub reader: &'a mut dyn Read,
    pub bytes: u64,
}

/// What stands in a sequence.
pub(super) enum Item<'a> {
    /// A document, by its name as it is written.
    Named(&'a [u8], Result<Content<'a>, Failure>),
    /// Something whose name cannot be read: where it stands, and why.
    Unnamed(String, Failure),
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

impl Item<'_> {
    /// All bytes of the input of that name.
    fn whole(self, name: &str, limit: u64) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Named(raw, content) if is_called(raw, name) => content?.whole(limit),
            Self::Named(raw, _) => Err(replaced(name, &String::from_utf8_lossy(raw))),
            Self::Unnamed(_, failure) => Err(failure),
        }
    }
}

/// What a sequence holds: calls `each` with the index of each item, until that says to stop. The failure is of the
/// sequence as a whole.
fn walk(path: &Path, packed: Packed, limit: u64, mut each: impl FnMut(usize, Item<'_>) -> bool) -> Result<(), Failure> {
    let (Packed::Tar(compression) | Packed::Lines(compression)) = packed else {
        return Err(Failure::unreadable("expected an archive or lines of JSON"));
    };
    let (file, size) = regular(path)?;
    let left = size.saturating_mul(RATIO).saturating_add(SLACK);
    let reader = BufReader::with_capacity(1 << 16, Guarded { reader: unpack(file, compression)?, left });
    let mut index = 0;
    let each = |item: Item<'_>| {
        index += 1;
        each(index - 1, item)
    };
    match packed {
        Packed::Tar(_) => tape::members(reader, each),
        _ => lines(reader, limit, each),
    }
}

/// Bytes that a line of JSON has beside its text.
const BESIDE: u64 = 1 << 16;

fn lines(mut reader: impl BufRead, limit: u64, mut each: impl FnMut(Item<'_>) -> bool) -> Result<(), Failure> {
    // A text has at most two bytes of JSON for each of its own, as `\n` and `\u4e00` have.
    let most = limit.saturating_mul(2).saturating_add(BESIDE);
    let mut buffer = Vec::new();
    for number in 1.. {
        let bytes = next_line(&mut reader, most, &mut buffer).map_err(failure)?;
        if bytes == 0 {
            break;
        }
        let line = buffer.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&buffer);
        let place = || format!("{LINE}{number}");
        let go_on = if bytes > most {
            each(Item::Unnamed(place(), Failure::too_large(bytes, limit)))
        } else {
            match serde_json::from_slice::<Line<'_>>(line) {
                Ok(Line { path, text }) => {
                    let bytes = text.len() as u64;
                    each(Item::Named(path.as_bytes(), Ok(Content { reader: &mut text.as_bytes(), bytes })))
                }
                Err(_) if line.trim_ascii().is_empty() => true,
                Err(error) => {
                    let message = format!("expected {{\"path\": …, \"text\": …}} on line {number}, found: {error}");
                    let failure = Failure::unreadable(message).of(line.len(), blake3::hash(line));
                    each(Item::Unnamed(place(), failure))
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

/// The documents of a sequence: one that breaks off is listed up to there, and then with its failure. Of one whose bytes
/// are damaged none is listed, for any may be.
pub(super) fn names(path: &Path, packed: Packed, limit: u64) -> Result<Vec<Member>, Failure> {
    let mut members = Vec::new();
    let walked = walk(path, packed, limit, |index, item| {
        members.push(match item {
            Item::Unnamed(place, failure) => Member::unnamed(index, &place, failure),
            Item::Named(raw, content) if matches!(packed, Packed::Tar(_)) => {
                Member::new(index, raw, content.err()).unless_nested()
            }
            Item::Named(raw, content) => Member::new(index, raw, content.err()),
        });
        true
    });
    match walked {
        Err(failure) if members.is_empty() || failure.reason == "damaged" => return Err(failure),
        Err(failure) => members.push(Member::unnamed(members.len(), REST, failure)),
        Ok(()) => {}
    }
    Ok(members)
}

/// Reads the `wanted` documents of a sequence, given by index and name of the input, by ascending index. `give` takes the
/// place in `wanted` and the bytes, and says whether to go on; so does the result.
pub(super) fn sequence<'a>(
    path: &Path,
    packed: Packed,
    wanted: impl Iterator<Item = (u32, &'a str)>,
    limit: u64,
    mut give: impl FnMut(usize, Result<Vec<u8>, Failure>) -> bool,
) -> bool {
    let mut wanted = wanted.enumerate().peekable();
    let mut go_on = true;
    let walked = walk(path, packed, limit, |index, item| {
        if let Some((next, (_, name))) = wanted.next_if(|(_, (wanted, _))| *wanted as usize == index) {
            go_on = give(next, item.whole(name, limit));
        }
        go_on && wanted.peek().is_some()
    });
    let failure = walked.err().unwrap_or_else(|| replaced("more", "the end of the archive"));
    for (next, _) in wanted {
        go_on = go_on && give(next, Err(failure.clone()));
    }
    go_on
}
