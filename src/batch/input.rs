//! What is to be read: files, folders, lists, archives, lines of JSON and standard input, in one order.
//!
//! | given | inputs | names |
//! | --- | --- | --- |
//! | a file | itself | its file name |
//! | a folder | all files below it, in the order of their names | the path below the folder |
//! | `x.zip` `x.tar` `x.tar.gz` `x.tgz` `x.tar.zst` | its members, in its order | `x.zip/member` |
//! | `x.txt.gz` `x.txt.zst` | the file inside | its file name |
//! | `x.ndjson` `x.jsonl` | a document per line, `{"path": …, "text": …}` | `x.ndjson/path` |
//! | `-` | standard input | `stdin` |

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;
use walkdir::{DirEntry, WalkDir};

use super::archive::{Packed, Zip, bounded, names, packed, unpack};
use super::folder::open;
use super::{Facts, Failure, Folder};

/// A file of at most so many bytes is read into a buffer that is used again.
const BUFFER: u64 = 1 << 20;

/// Where the bytes of an input come from. There are as many as there are inputs: each is a pointer and little more.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// A file below a folder, by the name of the input; it was no link, device or pipe when it was found.
    Below(Arc<PathBuf>),
    /// A file.
    File(Box<PathBuf>),
    /// A member of a zip archive, by its index.
    Zip(Arc<Zip>, u32),
    /// A document, by its index, of something that can only be read from front to back.
    Next(Arc<PathBuf>, u32),
    /// Found, but not readable: what a look at it said.
    Refused(Box<Failure>),
    /// Standard input.
    Stdin,
}

/// One input.
#[derive(Debug, Clone)]
pub struct Input {
    pub(super) place: Place,
    /// Its name in the outputs, with `/` between its parts; bytes that are not UTF-8 are written `%XX`.
    pub name: Box<str>,
}

/// Which files of folders and archives are read.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only names that match; all where it is empty.
    pub include: GlobSet,
    /// No name that matches.
    pub exclude: GlobSet,
    /// Folders that are not looked into, as [`std::fs::canonicalize`] names them: where outputs go.
    pub own: Vec<PathBuf>,
}

impl Selection {
    fn wants(&self, name: impl AsRef<Path>) -> bool {
        if self.include.is_empty() && self.exclude.is_empty() {
            return true;
        }
        let name = name.as_ref();
        (self.include.is_empty() || self.include.is_match(name)) && !self.exclude.is_match(name)
    }
}

/// Two inputs that would write the same output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{first} and {second} would both be written to {name}.json; give them in two runs with an output folder each")]
pub struct Collision {
    /// The first input.
    pub first: String,
    /// The second.
    pub second: String,
    /// The name they share.
    pub name: String,
}

/// Collects the inputs at `paths`; `-` is standard input. Symbolic links are followed. What cannot be looked into
/// becomes an input that fails, so that it is named and counted like any other.
pub fn collect(paths: &[PathBuf], selection: &Selection) -> Vec<Input> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Input { place: Place::Stdin, name: "stdin".into() });
        } else if path.is_dir() {
            walk(path, selection, &mut found);
        } else {
            let name = path.file_name().map_or_else(|| escape(path), |n| escape(Path::new(n)));
            file(path, name, || Place::File(path.clone().into()), selection, &mut found);
        }
    }
    found
}

fn walk(folder: &Path, selection: &Selection, found: &mut Vec<Input>) {
    let root = Arc::new(folder.to_owned());
    let own = |path: &Path| !selection.own.is_empty() && path.canonicalize().is_ok_and(|p| selection.own.contains(&p));
    // What stands in one folder differs in the name alone, and paths are compared without taking them apart.
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let walk = WalkDir::new(folder).follow_links(true).sort_by(by_name).into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !e.file_type().is_dir() || !own(e.path())) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let below = below(folder, entry.path());
                if selection.wants(below) {
                    let name = escape(below);
                    // A link may lead to a pipe tomorrow: it is looked at before it is opened.
                    let plain = below.to_str().is_some() && entry.file_type().is_file() && !entry.path_is_symlink();
                    let place =
                        || if plain { Place::Below(root.clone()) } else { Place::File(entry.path().to_owned().into()) };
                    file(entry.path(), name, place, selection, found);
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let message = match error.loop_ancestor() {
                    Some(ancestor) => format!("a symbolic link that leads back to {}", ancestor.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                };
                refuse(escape(path), Failure::unreadable(message), found);
            }
        }
    }
}

/// A path without the folder that it was found in.
fn below<'p>(folder: &Path, path: &'p Path) -> &'p Path {
    let named = folder.to_str().zip(path.to_str());
    let rest = named.and_then(|(folder, path)| path.strip_prefix(folder)?.strip_prefix('/'));
    match rest.filter(|rest| !rest.starts_with('/')) {
        Some(rest) => Path::new(rest),
        None => path.strip_prefix(folder).unwrap_or(path),
    }
}

/// One file: itself, or what is packed in it.
fn file(path: &Path, name: String, place: impl Fn() -> Place, selection: &Selection, found: &mut Vec<Input>) {
    let members = match packed(&name) {
        None | Some(Packed::Single(_)) => {
            found.push(Input { place: place(), name: name.into() });
            return;
        }
        Some(Packed::Zip) => Zip::open(path).map(|zip| {
            let members = zip.members();
            let zip = Arc::new(zip);
            (members, Box::new(move |index| Place::Zip(zip.clone(), index)) as Box<dyn Fn(u32) -> Place>)
        }),
        Some(Packed::Tar(_) | Packed::Lines(_)) => {
            let container = Arc::new(path.to_owned());
            names(path, &name).map(|members| {
                (members, Box::new(move |index| Place::Next(container.clone(), index)) as Box<dyn Fn(u32) -> Place>)
            })
        }
    };
    match members {
        Ok((members, place)) => {
            for member in members {
                match member.failure {
                    Some(failure) => refuse(format!("{name}/{}", member.name), failure, found),
                    None if selection.wants(&member.name) => {
                        let name = format!("{name}/{}", member.name).into();
                        found.push(Input { place: place(member.index), name });
                    }
                    None => {}
                }
            }
        }
        Err(failure) => refuse(name, failure, found),
    }
}

fn refuse(name: String, failure: Failure, found: &mut Vec<Input>) {
    found.push(Input { place: Place::Refused(Box::new(failure)), name: name.into() });
}

/// A path as a name: `/` between its parts, bytes that are not UTF-8 (and `%` itself beside them) as `%XX`.
fn escape(path: &Path) -> String {
    // Below a folder that was walked there are neither `.` nor two separators in a row.
    if let (true, true, Some(name)) = (cfg!(unix), path.is_relative(), path.to_str()) {
        return name.to_owned();
    }
    let parts = path.components().map(|part| {
        let part = part.as_os_str();
        match part.to_str() {
            Some(text) => text.to_owned(),
            None => part.as_encoded_bytes().utf8_chunks().fold(String::new(), |mut name, chunk| {
                name.push_str(&chunk.valid().replace('%', "%25"));
                name.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
                name
            }),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The first two inputs that would write the same output, if there are any.
pub fn collision(inputs: &[Input]) -> Option<Collision> {
    // Nearly always so already.
    if inputs.is_sorted_by(|a, b| a.name < b.name) {
        return None;
    }
    // Sorted indices, and no map: four bytes for each input.
    let written = (0..inputs.len() as u32).filter(|&i| !matches!(inputs[i as usize].place, Place::Refused(_)));
    let mut sorted: Vec<u32> = written.collect();
    sorted.sort_unstable_by_key(|&i| (&inputs[i as usize].name, i));
    let same = sorted.windows(2).filter(|w| inputs[w[0] as usize].name == inputs[w[1] as usize].name);
    let [first, second] = same.min_by_key(|w| w[1])? else { return None };
    let (first, second) = (&inputs[*first as usize], &inputs[*second as usize]);
    Some(Collision { first: first.shown(), second: second.shown(), name: second.name.to_string() })
}

impl Input {
    /// Its name for a person.
    pub fn shown(&self) -> String {
        match &self.place {
            Place::Below(root) => root.join(&*self.name).display().to_string(),
            Place::File(path) => path.display().to_string(),
            Place::Stdin => "standard input".into(),
            Place::Zip(..) | Place::Next(..) | Place::Refused(_) => self.name.to_string(),
        }
    }

    /// Its bytes, at most `limit` of them. Documents of a sequence are read by the batch itself.
    ///
    /// # Errors
    /// A [`Failure`]: `unreadable`, `too_large`, or what an archive is refused for.
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, Failure> {
        match &self.place {
            Place::Stdin => bounded(io::stdin().lock(), 0, limit),
            Place::Below(root) => self.read_file(&root.join(&*self.name), limit),
            Place::File(path) => {
                // Looked at before it is opened: to open a device may do something.
                let meta = std::fs::metadata(&**path).map_err(Failure::unreadable)?;
                if meta.is_file() { self.read_file(path, limit) } else { Err(no_file()) }
            }
            Place::Zip(zip, index) => zip.read(*index, limit),
            Place::Refused(failure) => Err((**failure).clone()),
            Place::Next(path, _) => Err(Failure::unreadable(format!("{} is read from front to back", path.display()))),
        }
    }

    /// Whether it is a plain file whose bytes are those that `facts` were told of. Of any other input that is not known:
    /// it is to be read. `buffer` is what its bytes are read into.
    pub(super) fn is_still(&self, facts: &Facts, folder: &mut Folder, buffer: &mut Vec<u8>) -> bool {
        let Place::Below(root) = &self.place else { return false };
        if facts.bytes_in > BUFFER || packed(&self.name).is_some() {
            return false;
        }
        let Ok(mut file) = folder.open(root, &self.name) else { return false };
        // The hash decides: whatever else has these bytes may as well be a file.
        let read = whole(&mut file, facts.bytes_in as usize, buffer);
        read.is_ok() && buffer.len() as u64 == facts.bytes_in && blake3::hash(buffer) == facts.blake3
    }

    fn read_file(&self, path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut file = open(path).map_err(Failure::unreadable)?;
        let meta = file.metadata().map_err(Failure::unreadable)?;
        if !meta.is_file() {
            return Err(no_file());
        }
        if let Some(Packed::Single(compression)) = packed(&self.name) {
            return bounded(unpack(path, Some(compression))?, 0, limit);
        }
        if meta.len() > limit {
            return Err(Failure::too_large(meta.len(), limit));
        }
        let mut bytes = Vec::new();
        whole(&mut file, meta.len() as usize, &mut bytes).map_err(Failure::unreadable)?;
        unchanged(bytes, meta.len())
    }
}

fn no_file() -> Failure {
    Failure::unreadable("expected a file, found a device, pipe or socket")
}

/// Reads the bytes of a file of which `expected` are expected, and at most one more.
fn whole(file: &mut impl Read, expected: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    bytes.resize(expected + 1, 0);
    let mut n = 0;
    // A file gives all it has at once: less than there is room for is its end.
    while n < bytes.len() {
        match file.read(&mut bytes[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if n == expected {
            break;
        }
    }
    bytes.truncate(n);
    Ok(())
}

/// The bytes of a file, if they are as many as it had when its reading began: half of what is just being written is no
/// report.
fn unchanged(bytes: Vec<u8>, expected: u64) -> Result<Vec<u8>, Failure> {
    if bytes.len() as u64 == expected {
        return Ok(bytes);
    }
    let message = format!("changed while it was read: expected {expected} bytes, found {}", bytes.len());
    Err(Failure::new("changed", message))
}

/// The paths in a list: one per line, or parted by NUL where it holds one. Blank lines are left out.
///
/// # Errors
/// When `reader` cannot be read.
pub fn paths(mut reader: impl Read) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    let parting = if bytes.contains(&0) { 0 } else { b'\n' };
    let paths = bytes.split(|&b| b == parting).map(|line| if parting == 0 { line } else { line.trim_ascii_end() });
    Ok(paths.filter(|line| !line.is_empty()).map(path).collect())
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
    #[cfg(unix)]
    fn names_that_are_not_utf8_are_escaped() {
        let path = Path::new("2005").join(path(b"50%\xb1\xa8.txt"));
        assert_eq!(escape(&path), "2005/50%25%B1%A8.txt");
        assert_eq!(escape(Path::new("a/50%.txt")), "a/50%.txt");
    }

    #[test]
    fn paths_without_their_folder() {
        for (folder, path) in [("in", "in/a/b.txt"), ("in/", "in/a/b.txt"), ("in//", "in//a/b.txt"), (".", "./a/b.txt")]
        {
            assert_eq!(below(Path::new(folder), Path::new(path)), Path::new("a/b.txt"), "{folder}");
        }
        assert_eq!(below(Path::new("in"), Path::new("inside/b.txt")), Path::new("inside/b.txt"));
    }

    #[test]
    fn a_file_that_grows_is_named() {
        assert_eq!(unchanged(vec![0; 5], 5), Ok(vec![0; 5]));
        let failure = unchanged(vec![0; 6], 5).expect_err("it grew");
        assert_eq!(failure.message, "changed while it was read: expected 5 bytes, found 6");
    }

    #[test]
    fn lists_of_paths() {
        let read = |list: &[u8]| paths(list).expect("memory");
        assert_eq!(read(b"a.txt\r\n\nb c.txt\n"), [PathBuf::from("a.txt"), "b c.txt".into()]);
        assert_eq!(read(b"a\nb.txt\0c.txt\0"), [PathBuf::from("a\nb.txt"), "c.txt".into()]);
    }
}
