//! Lists of paths, as other tools write them.

use std::io::{self, Read};
use std::path::PathBuf;

use encoding_rs::Encoding;

/// The paths in a list: one per line, or parted by NUL where it holds one. Blank lines are left out. A list in UTF-16 is
/// read where a byte order mark says that it is one.
///
/// # Errors
/// When `reader` cannot be read, or the list is in UTF-16 and does not say so.
pub fn paths(mut reader: impl Read) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        // Names that are not UTF-8 stay as they are.
        bytes.drain(..3);
    } else if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        bytes = encoding.decode(&bytes).0.into_owned().into_bytes();
    } else if let [_, 0, _, 0, ..] | [0, _, 0, _, ..] = *bytes {
        return Err(io::Error::other("UTF-16 without a byte order mark; write the list in UTF-8"));
    }
    let parting = if bytes.contains(&0) { 0 } else { b'\n' };
    let line = |line| if parting == 0 { line } else { <[u8]>::strip_suffix(line, b"\r").unwrap_or(line) };
    Ok(bytes.split(|&b| b == parting).map(line).filter(|line| !line.trim_ascii().is_empty()).map(path).collect())
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_paths() {
        let read = |list: &[u8]| paths(list).expect("memory");
        assert_eq!(read(b"a.txt\r\n\nb c.txt\n"), [PathBuf::from("a.txt"), "b c.txt".into()]);
        assert_eq!(read(b"a\nb.txt\0c.txt\0"), [PathBuf::from("a\nb.txt"), "c.txt".into()]);
        assert_eq!(read(b"\xef\xbb\xbfa.txt\nb \n"), [PathBuf::from("a.txt"), "b ".into()]);
        assert_eq!(read(b"\xef\xbb\xbf\xb1\xa8.txt\n"), [path(b"\xb1\xa8.txt")]);
        let utf16: Vec<u8> = "\u{feff}年/a.txt\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), [PathBuf::from("年/a.txt")]);
        assert!(paths(&b"a\0/\0b\0"[..]).is_err());
    }
}
