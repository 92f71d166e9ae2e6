//! The JSON of one report on its way to a sink: in memory, or beyond a size in a file, so that a large report does not
//! take ten times its bytes of memory.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::NamedTempFile;

/// Up to so many bytes the JSON of a report stays in memory.
const IN_MEMORY: usize = 4 << 20;

/// The JSON of one report, with its line end.
#[derive(Debug, Default)]
pub struct Json {
    /// All of it, or what is not yet in the file.
    memory: Vec<u8>,
    file: Option<NamedTempFile>,
    in_file: u64,
}

impl Json {
    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        self.in_file + self.memory.len() as u64
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its bytes, where they are in memory.
    pub fn in_memory(&self) -> Option<&[u8]> {
        self.file.is_none().then_some(&*self.memory)
    }

    /// Bytes of memory that it takes.
    pub(super) fn held(&self) -> u64 {
        self.memory.len() as u64
    }

    /// All its bytes, from wherever they are.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn whole(&self) -> io::Result<Cow<'_, [u8]>> {
        let Some(mut reader) = self.reader()? else { return Ok(Cow::Borrowed(&self.memory)) };
        let mut bytes = Vec::with_capacity(self.in_file as usize);
        reader.read_to_end(&mut bytes)?;
        Ok(Cow::Owned(bytes))
    }

    /// Writes it to another place.
    ///
    /// # Errors
    /// When its file cannot be read, or the place not be written.
    pub fn copy_to(&self, to: &mut impl Write) -> io::Result<()> {
        match self.reader()? {
            Some(mut reader) => io::copy(&mut reader, to).map(drop),
            None => to.write_all(&self.memory),
        }
    }

    /// Whether what `other` gives is the same to the byte.
    pub(super) fn is_same(&self, other: impl Read) -> io::Result<bool> {
        let Some(reader) = self.reader()? else {
            let mut bytes = Vec::with_capacity(self.memory.len() + 1);
            other.take(self.memory.len() as u64 + 1).read_to_end(&mut bytes)?;
            return Ok(bytes == self.memory);
        };
        is_same(reader, other)
    }

    /// The file it is in, where it is in one: from then on it is empty.
    pub(super) fn take_file(&mut self) -> Option<NamedTempFile> {
        self.in_file = 0;
        self.file.take()
    }

    /// Its file from the start, where it is in one.
    fn reader(&self) -> io::Result<Option<impl Read + '_>> {
        let Some(file) = &self.file else { return Ok(None) };
        let mut file = file.as_file();
        file.seek(SeekFrom::Start(0))?;
        Ok(Some(file))
    }

    /// Empties it and gives what is to be written a place: `open` gives the file, should one be needed.
    pub(super) fn begin<F: Fn() -> io::Result<NamedTempFile>>(&mut self, open: F) -> Writer<'_, F> {
        self.memory.clear();
        self.file = None;
        self.in_file = 0;
        Writer { json: self, open }
    }
}

/// Whether two readers give the same to the byte.
pub(super) fn is_same(mut one: impl Read, mut other: impl Read) -> io::Result<bool> {
    let (mut here, mut there) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let n = one.read(&mut here)?;
        if n == 0 {
            return Ok(other.read(&mut there)? == 0);
        }
        match other.read_exact(&mut there[..n]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            done => done?,
        }
        if here[..n] != there[..n] {
            return Ok(false);
        }
    }
}

/// Writes a [`Json`].
pub(super) struct Writer<'a, F> {
    json: &'a mut Json,
    open: F,
}

impl<F: Fn() -> io::Result<NamedTempFile>> Writer<'_, F> {
    /// Moves what is in memory to the file.
    #[cold]
    fn spill(&mut self) -> io::Result<()> {
        let json = &mut *self.json;
        let file = match &mut json.file {
            Some(file) => file,
            none => none.insert((self.open)()?),
        };
        file.write_all(&json.memory)?;
        json.in_file += json.memory.len() as u64;
        json.memory.clear();
        Ok(())
    }

    /// Ends the line. What began in a file ends in it.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_all(b"\n")?;
        if self.json.file.is_some() { self.spill() } else { Ok(()) }
    }
}

#[expect(
    clippy::inline_always,
    reason = "JSON is written in small pieces; as calls these would cost more than all else"
)]
impl<F: Fn() -> io::Result<NamedTempFile>> Write for Writer<'_, F> {
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline(always)]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.json.memory.push(*byte),
            _ => self.json.memory.extend_from_slice(bytes),
        }
        if self.json.memory.len() < IN_MEMORY { Ok(()) } else { self.spill() }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_stays_in_memory_and_what_is_large_does_not() {
        let mut json = Json::default();
        let mut written = |pieces: usize| {
            let mut writer = json.begin(NamedTempFile::new);
            for _ in 0..pieces {
                writer.write_all(&[b'x'; 1000]).expect("written");
            }
            writer.finish().expect("written");
            let mut copy = Vec::new();
            json.copy_to(&mut copy).expect("read");
            assert_eq!(copy.len(), pieces * 1000 + 1);
            assert_eq!((json.len(), &*json.whole().expect("read")), (copy.len() as u64, &*copy));
            assert!(json.is_same(&*copy).expect("read"));
            let mut other = copy.clone();
            *other.last_mut().expect("a line end") = b' ';
            assert!(!json.is_same(&*other).expect("read") && !json.is_same(&copy[1..]).expect("read"));
            assert!(!json.is_same(&*[&*copy, b"x"].concat()).expect("read"));
            json.in_memory().is_some()
        };
        assert!(written(3) && written(4000) && !written(5000) && !written(9000) && written(2));
    }
}
