//! Files with holes, as a tar keeps them: only the pieces between the holes, and a map that says where each belongs.

use std::io::{self, BufRead, Read};

use tar::{GnuExtSparseHeader, GnuHeader, GnuSparseHeader};

/// Pieces that a file may have.
const MOST: usize = 1 << 16;

/// Where the pieces of a file stand in it: place and length of each, in bytes, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces(Vec<(u64, u64)>);

impl Pieces {
    /// From numbers that are place and length by turns; `None` where they are no map.
    pub fn new(numbers: &[u64]) -> Option<Self> {
        let (pairs, []) = numbers.as_chunks::<2>() else { return None };
        let mut pieces = Self::default();
        pairs.iter().all(|&[place, len]| pieces.push(place, len)).then_some(pieces)
    }

    /// Adds one that stands behind all others; `false` where it does not.
    fn push(&mut self, place: u64, len: u64) -> bool {
        let end = self.0.last().map_or(0, |&(place, len)| place + len);
        let fits = self.0.len() < MOST && place >= end && place.checked_add(len).is_some();
        self.0.push((place, len));
        fits
    }

    /// The map of GNU tar: in the header, and in blocks behind it.
    pub fn gnu(header: &GnuHeader, mut next: impl Read) -> io::Result<Option<Self>> {
        let mut pieces = Self::default();
        let mut add = |list: &[GnuSparseHeader]| {
            let mut given = list.iter().filter(|piece| !piece.is_empty());
            given.all(|piece| matches!((piece.offset(), piece.length()), (Ok(at), Ok(len)) if pieces.push(at, len)))
        };
        let mut is_map = add(&header.sparse);
        let mut goes_on = header.is_extended();
        while goes_on {
            let mut more = GnuExtSparseHeader::new();
            next.read_exact(more.as_mut_bytes())?;
            // All blocks are read, even where they are no map: what stands behind them is the next member's.
            is_map = is_map && add(more.sparse());
            goes_on = more.is_extended();
        }
        Ok(is_map.then_some(pieces))
    }

    /// The map of PAX 1.0, which stands before the pieces: the number of them, then place and length of each, a number
    /// per line.
    pub fn pax(mut data: impl BufRead) -> io::Result<Option<Self>> {
        let mut number = || -> io::Result<Option<u64>> {
            let mut line = Vec::new();
            data.by_ref().take(24).read_until(b'\n', &mut line)?;
            let digits = line.strip_suffix(b"\n").and_then(|digits| str::from_utf8(digits).ok());
            Ok(digits.and_then(|digits| digits.parse().ok()))
        };
        let Some(count) = number()?.filter(|&count| count <= MOST as u64) else { return Ok(None) };
        let mut pieces = Self::default();
        for _ in 0..count {
            let (Some(place), Some(len)) = (number()?, number()?) else { return Ok(None) };
            if !pieces.push(place, len) {
                return Ok(None);
            }
        }
        Ok(Some(pieces))
    }
}

/// The whole file: its pieces, and zeros for the holes.
pub(super) struct Holes<R> {
    /// The pieces, one behind the other.
    data: R,
    pieces: Pieces,
    /// The piece that is read, or that a hole stands before.
    piece: usize,
    /// How far the file is read.
    at: u64,
    /// Bytes of the file.
    size: u64,
}

impl<R: Read> Holes<R> {
    pub fn new(data: R, pieces: Pieces, size: u64) -> Self {
        Self { data, pieces, piece: 0, at: 0, size }
    }
}

impl<R: Read> Read for Holes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let pieces = &self.pieces.0[self.piece..];
        self.piece += pieces.iter().take_while(|(place, len)| place + len <= self.at).count();
        let next = self.pieces.0.get(self.piece);
        let is_hole = next.is_none_or(|&(place, _)| self.at < place);
        let end = match next {
            Some(&(place, len)) => {
                if is_hole {
                    place
                } else {
                    place + len
                }
            }
            None => self.size,
        };
        let n = end.saturating_sub(self.at).min(buffer.len() as u64) as usize;
        let n = if is_hole {
            buffer[..n].fill(0);
            n
        } else {
            self.data.read(&mut buffer[..n])?
        };
        self.at += n as u64;
        Ok(n)
    }
}
