//! Zip archives, whose members are read in any order.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Failure;
use super::archive::{Bomb, MEMBER, Member, RATIO, SLACK, bounded, is_called, replaced, same_name};
use super::folder::regular;

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

/// A zip archive whose members can be read by many threads. It is open only while that is done: there may be more archives
/// than files that may be open.
#[derive(Debug)]
pub(super) struct Zip {
    path: Box<Path>,
    shelf: Arc<Shelf>,
}

impl Zip {
    /// Its members too.
    pub fn open(path: &Path, shelf: &Arc<Shelf>) -> Result<(Self, Vec<Member>), Failure> {
        let members = shelf.get(path)?.members();
        Ok((Self { path: path.into(), shelf: shelf.clone() }, members))
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of a member, of which an input has this name.
    pub fn read(&self, index: u32, name: &str, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut archive = self.shelf.get(&self.path)?.archive;
        let file = archive.by_index(index as usize).map_err(|error| match error {
            ZipError::FileNotFound => replaced(name, "the end of the archive"),
            error => Failure::unreadable(error),
        })?;
        if !is_called(file.name_raw(), name) {
            return Err(replaced(name, &String::from_utf8_lossy(file.name_raw())));
        }
        if file.size() > limit {
            return Err(Failure::too_large(file.size(), limit));
        }
        let expected = file.size();
        bounded(file, expected, limit)
    }
}

/// The zip archives that were read last, and are kept open.
#[derive(Debug, Default)]
pub(super) struct Shelf(Mutex<Vec<OpenZip>>);

/// Archives that stand on a shelf at the most.
const MOST_OPEN: usize = 16;
/// Members that they may have together, where they are several.
const MOST_MEMBERS: usize = 1 << 16;

impl Shelf {
    /// Opens an archive, if it is not open.
    fn get(&self, path: &Path) -> Result<OpenZip, Failure> {
        // Others wait meanwhile, for the same archive as a rule.
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let zip = match shelf.iter().position(|zip| *zip.path == *path) {
            Some(at) => shelf.remove(at),
            None => OpenZip::new(path)?,
        };
        shelf.push(zip.clone());
        while shelf.len() > 1
            && (shelf.len() > MOST_OPEN || shelf.iter().map(|zip| zip.archive.len()).sum::<usize>() > MOST_MEMBERS)
        {
            shelf.remove(0);
        }
        Ok(zip)
    }
}

/// An open zip archive.
#[derive(Debug, Clone)]
struct OpenZip {
    archive: ZipArchive<At>,
    file: At,
    path: Arc<Path>,
}

impl OpenZip {
    fn new(path: &Path) -> Result<Self, Failure> {
        let (file, len) = regular(path)?;
        let at = At { file: Arc::new(file), len, place: 0 };
        let archive = ZipArchive::new(at.clone()).map_err(Failure::unreadable)?;
        let mut beginning = Vec::new();
        at.clone().take(4).read_to_end(&mut beginning).map_err(Failure::unreadable)?;
        // A program that unpacks itself stands before its archive rightly.
        if archive.offset() > 0 && beginning == b"PK\x03\x04" {
            let message = format!(
                "expected one archive, found {} bytes of another before it: it is cut short, or several were joined",
                archive.offset()
            );
            return Err(Failure::unreadable(message));
        }
        Ok(Self { archive, file: at, path: path.into() })
    }

    /// Its files, in the order of its directory.
    fn members(&self) -> Vec<Member> {
        let mut archive = self.archive.clone();
        let mut left = self.file.len.saturating_mul(RATIO).saturating_add(SLACK);
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
                Err(error) => Some(Member::unnamed(index, &format!("{MEMBER}{index}"), Failure::unreadable(error))),
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
}
