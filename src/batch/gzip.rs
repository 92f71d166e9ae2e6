//! Gzip as it lies on disks and tapes: members one behind the other, and zeros that fill the last block of a tape.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::archive::damaged;

/// A reader of what is packed in all members of a gzip file.
pub(super) struct Gunzip<R> {
    /// The member that is read; `None` behind the last one.
    member: Option<GzDecoder<BufReader<R>>>,
}

impl<R: Read> Gunzip<R> {
    pub fn new(reader: R) -> Self {
        Self { member: Some(GzDecoder::new(BufReader::new(reader))) }
    }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let n = member.read(buffer).map_err(damaged)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let Some(mut reader) = self.member.take().map(GzDecoder::into_inner) else { break };
            if goes_on(&mut reader)? {
                self.member = Some(GzDecoder::new(reader));
            }
        }
        Ok(0)
    }
}

/// Whether another member follows behind zeros.
fn goes_on(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = reader.fill_buf()?;
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        match bytes.get(zeros) {
            Some(0x1f) => {
                reader.consume(zeros);
                return Ok(true);
            }
            Some(_) => {
                return Err(io::Error::other("expected the end of the gzip data, found something else behind it"));
            }
            None if bytes.is_empty() => return Ok(false),
            None => reader.consume(zeros),
        }
    }
}
