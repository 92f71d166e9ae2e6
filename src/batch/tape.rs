//! The members of a `.tar`, from front to back.
//!
//! | type of a header | what follows is |
//! | --- | --- |
//! | `0` NUL `7` | a file; a folder where its name ends with `/` |
//! | `S` | a file with holes, as GNU keeps it |
//! | `5` `D` | a folder |
//! | `L` | the name of the next member |
//! | `x` | what PAX says of the next member: name, size, holes |
//! | `K` | where the next member leads, which is a link |
//! | `V` `g` | a label, or what is said of all members: passed over |
//! | any other | a link, a device, the rest of a file: not read |
//!
//! Blocks of zeros end an archive. Behind them another may stand, which is read on. Where a header should stand and none
//! does, the next one is looked for, and what lies between is named by where it stands.

use std::io::{self, BufRead, Read};

use tar::{EntryType, Header};

use super::Failure;
use super::archive::{BYTE, Content, Item, failure};
use super::sparse::{Holes, Pieces};

const BLOCK: usize = 512;
/// Bytes of what may be said of a member.
const MOST_SAID: u64 = 1 << 20;

/// The blocks of an archive.
struct Tape<R> {
    reader: R,
    /// Bytes read so far.
    at: u64,
}

impl<R: BufRead> Read for Tape<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Tape<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.at += n as u64;
        self.reader.consume(n);
    }
}

impl<R: BufRead> Tape<R> {
    /// The next block, and how much of it is there.
    fn block(&mut self) -> Result<([u8; BLOCK], usize), Failure> {
        let mut block = [0; BLOCK];
        let mut n = 0;
        while n < BLOCK {
            match self.read(&mut block[n..]) {
                Ok(0) => break,
                Ok(more) => n += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failure(error)),
            }
        }
        Ok((block, n))
    }

    /// Passes over what is left of a member that ends there, and over the rest of its last block.
    fn pass(&mut self, end: u64) -> Result<(), Failure> {
        let end = end.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX);
        let left = end.saturating_sub(self.at);
        let passed = io::copy(&mut self.by_ref().take(left), &mut io::sink()).map_err(failure)?;
        if passed == left { Ok(()) } else { Err(cut()) }
    }
}

fn cut() -> Failure {
    Failure::unreadable("cut short: expected the end of the archive, found the end of the file")
}

/// A header, and the size that it gives; `None` where the block is none.
fn header(block: &[u8; BLOCK]) -> Option<(&Header, u64)> {
    let header = Header::from_byte_slice(block);
    let (before, after) = (&block[..148], &block[156..]);
    let sum = before.iter().chain(after).map(|&b| u32::from(b)).sum::<u32>() + 8 * u32::from(b' ');
    // Old ones summed up signed bytes.
    let signed = before.iter().chain(after).map(|&b| i32::from(b.cast_signed())).sum::<i32>() + 8 * i32::from(b' ');
    let written = header.cksum().ok()?;
    if written != sum && i64::from(written) != i64::from(signed) {
        return None;
    }
    let is_blank = header.as_old().size.iter().all(|&b| b == 0 || b == b' ');
    Some((header, if is_blank { 0 } else { header.entry_size().ok()? }))
}

/// What is said of a member before its own header.
#[derive(Default)]
struct Said {
    /// Where that begins.
    at: Option<u64>,
    name: Option<Vec<u8>>,
    /// Bytes that it has in the archive.
    size: Option<u64>,
    sparse: Option<Sparse>,
    /// Why nothing is known of it.
    failure: Option<Failure>,
}

/// What PAX says of a file with holes.
#[derive(Default)]
struct Sparse {
    /// Its name: that of its member is another.
    name: Option<Vec<u8>>,
    /// Bytes that it has with its holes.
    size: u64,
    /// Places and lengths of its pieces; since version 1 they stand before the pieces.
    numbers: Vec<u64>,
    version: u64,
}

impl Said {
    /// Reads what follows a header of type `L`, `K` or `x`.
    fn read(&mut self, kind: EntryType, size: u64, tape: &mut Tape<impl BufRead>) -> Result<(), Failure> {
        if kind.is_gnu_longlink() {
            return Ok(());
        }
        if size > MOST_SAID {
            let message = format!("expected at most {MOST_SAID} bytes of what is said of the member, found {size}");
            self.failure = Some(Failure::unreadable(message));
            return Ok(());
        }
        let mut bytes = Vec::new();
        tape.by_ref().take(size).read_to_end(&mut bytes).map_err(failure)?;
        if kind.is_gnu_longname() {
            self.name = bytes.split(|&b| b == 0).next().map(<[u8]>::to_owned);
        } else if self.records(&bytes).is_none() {
            let message = "expected records of PAX before the member, found something else";
            self.failure = Some(Failure::unreadable(message));
        }
        Ok(())
    }

    /// Takes in the records of a PAX header; `None` where they are none.
    fn records(&mut self, mut bytes: &[u8]) -> Option<()> {
        let number = |value: &[u8]| str::from_utf8(value).ok()?.parse::<u64>().ok();
        while bytes.first().is_some_and(|&b| b != 0) {
            // `LENGTH KEY=VALUE\n`
            let blank = memchr::memchr(b' ', bytes)?;
            let len = usize::try_from(number(&bytes[..blank])?).ok()?;
            let record = bytes.get(blank + 1..len)?.strip_suffix(b"\n")?;
            bytes = &bytes[len..];
            let equals = memchr::memchr(b'=', record)?;
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            if let Some(key) = key.strip_prefix(b"GNU.sparse.") {
                let sparse = self.sparse.get_or_insert_default();
                match key {
                    b"name" => sparse.name = Some(value.to_owned()),
                    b"size" | b"realsize" => sparse.size = number(value)?,
                    b"major" => sparse.version = number(value)?,
                    b"offset" | b"numbytes" => sparse.numbers.push(number(value)?),
                    b"map" => sparse.numbers = value.split(|&b| b == b',').map(number).collect::<Option<_>>()?,
                    _ => {}
                }
            } else if key == b"size" {
                self.size = Some(number(value)?);
            } else if key == b"path" {
                self.name = Some(value.to_owned());
            }
        }
        Some(())
    }
}

/// The pieces of a file with holes, and the bytes that it has with them; `None` for any other. Reads on to the first
/// piece.
fn pieces(
    header: &Header,
    sparse: Option<&Sparse>,
    size: u64,
    tape: &mut Tape<impl BufRead>,
) -> Result<Option<(Pieces, u64)>, Failure> {
    let no_map = || Failure::unreadable("expected a map of the holes of the file, found none that is right");
    let (pieces, whole) = if header.entry_type().is_gnu_sparse() {
        let header = header.as_gnu().ok_or_else(no_map)?;
        (Pieces::gnu(header, tape.by_ref()).map_err(failure)?, header.real_size().map_err(failure)?)
    } else if let Some(sparse) = sparse {
        let pieces = if sparse.version == 0 {
            Pieces::new(&sparse.numbers)
        } else {
            let pieces = Pieces::pax(tape.by_ref().take(size)).map_err(failure)?;
            tape.pass(tape.at)?;
            pieces
        };
        (pieces, sparse.size)
    } else {
        return Ok(None);
    };
    Ok(Some((pieces.ok_or_else(no_map)?, whole)))
}

/// A member behind its header. Gives where it ends; `None` where `each` says to stop.
fn member(
    header: &Header,
    size: u64,
    said: Said,
    tape: &mut Tape<impl BufRead>,
    each: &mut impl FnMut(Item<'_>) -> bool,
) -> Option<u64> {
    let kind = header.entry_type();
    let size = said.size.unwrap_or(size);
    let begin = tape.at;
    let pieces = pieces(header, said.sparse.as_ref(), size, tape);
    // The map of GNU stands before what the size is of.
    let end = if kind.is_gnu_sparse() { tape.at } else { begin }.saturating_add(size);

    let name = said.sparse.and_then(|sparse| sparse.name).or(said.name);
    let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
    let is_file = matches!(kind.as_byte(), b'0' | b'\0' | b'7' | b'S');
    if matches!(kind.as_byte(), b'5' | b'D') || is_file && size == 0 && name.ends_with(b"/") {
        return Some(end);
    }
    let failure = (!is_file).then(|| Failure::unreadable("expected a file in the archive, found a link or a device"));
    let mut data = tape.take(end.saturating_sub(tape.at));
    let go_on = match (said.failure.or(failure), pieces) {
        (Some(failure), _) | (None, Err(failure)) => each(Item::Named(&name, Err(failure))),
        (None, Ok(None)) => each(Item::Named(&name, Ok(Content { reader: &mut data, bytes: size }))),
        (None, Ok(Some((pieces, bytes)))) => {
            let mut holes = Holes::new(data, pieces, bytes);
            each(Item::Named(&name, Ok(Content { reader: &mut holes, bytes })))
        }
    };
    go_on.then_some(end)
}

/// Calls `each` with all members that are no folders, until that says to stop. The failure is of the archive as a whole.
pub(super) fn members(reader: impl BufRead, mut each: impl FnMut(Item<'_>) -> bool) -> Result<(), Failure> {
    let mut tape = Tape { reader, at: 0 };
    let mut said = Said::default();
    // Nothing at all lacks no end.
    let mut is_ended = true;
    // Where a header should have been.
    let mut lost: Option<u64> = None;
    loop {
        let start = tape.at;
        let (block, n) = tape.block()?;
        if n == 0 || n < BLOCK && !is_ended && lost.is_none() {
            break;
        }
        if block == [0; BLOCK] && lost.is_none() && said.at.is_none() {
            is_ended = true;
            continue;
        }
        // Among whatever bytes, a header has to say that it is one.
        let is_sure = |header: &Header| header.as_ustar().is_some() || header.as_gnu().is_some();
        let found = header(&block).filter(|(header, _)| n == BLOCK && (lost.is_none() || is_sure(header)));
        let Some((header, size)) = found else {
            lost = lost.or(said.at).or(Some(start));
            said = Said::default();
            continue;
        };
        is_ended = false;
        if let Some(from) = lost.take() {
            let message = format!("expected the header of a member at byte {from}, found none before byte {start}");
            if !each(Item::Unnamed(format!("{BYTE}{from}"), Failure::unreadable(message))) {
                return Ok(());
            }
        }
        let kind = header.entry_type();
        let end = tape.at.saturating_add(size);
        let end = match kind.as_byte() {
            b'V' | b'g' => end,
            b'L' | b'K' | b'x' => {
                said.at = said.at.or(Some(start));
                said.read(kind, size, &mut tape)?;
                end
            }
            _ => {
                let Some(end) = member(header, size, std::mem::take(&mut said), &mut tape, &mut each) else {
                    return Ok(());
                };
                end
            }
        };
        tape.pass(end)?;
    }
    match lost {
        Some(from) => {
            let message = format!("expected the header of a member at byte {from}, found none from there on");
            Err(Failure::unreadable(message))
        }
        None if is_ended => Ok(()),
        None => Err(cut()),
    }
}
