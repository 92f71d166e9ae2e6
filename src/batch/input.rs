//! What is to be read: files, folders, lists, archives, lines of JSON and standard input, in one order.
//!
//! | given | inputs | names |
//! | --- | --- | --- |
//! | a file | itself | its file name; from a list, the path as it stands there |
//! | a folder | all files below it, in the order of their names | the path below the folder; from a list, below what is listed |
//! | either, with a base | the same | the path below the base |
//! | `x.zip` `x.tar` `x.tar.gz` `x.tgz` `x.tar.zst` `x.tzst` | its members, in its order | `x.zip/member` |
//! | `x.txt.gz` `x.txt.zst` | the file inside | its file name |
//! | `x.ndjson` `x.jsonl` | a document per line, `{"path": …, "text": …}` | `x.ndjson/path` |
//! | `x.7z` `x.rar` `x.xz` `x.bz2` … | none: named as what is not read | its file name |
//! | `-` | standard input | `stdin` |

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::archive::{Compression, Packed, bounded, names, not_read, packed, unpack};
use super::folder::{regular, size};
use super::name::{absolute, based, below, escape, relative, unescape};
use super::zipped::{Shelf, Zip};
use super::{Facts, Failure, Folder, Selection};
use crate::report::Options;

/// A file of at most so many bytes is read into a buffer that is used again.
const BUFFER: u64 = 1 << 20;

/// How every report begins.
const REPORT: &[u8] = b"{\"schema\":\"gongwen.report/";

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
    Next(Arc<(PathBuf, Packed)>, u32),
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

/// What is to be read, as it was given.
#[derive(Debug, Clone)]
pub struct Given {
    /// A file or a folder; `-` is standard input.
    pub path: PathBuf,
    /// The name of a file; of a folder, what the names of all that stands in it begin with; or why it has none.
    name: Result<PathBuf, Failure>,
    /// Below this the name is the path.
    root: PathBuf,
}

impl From<PathBuf> for Given {
    /// A folder, whose files are named below it, or a file, named by its file name.
    fn from(path: PathBuf) -> Self {
        if path.is_dir() {
            return Self { name: Ok(PathBuf::new()), root: absolute(&path), path };
        }
        if path.as_os_str() == "-" {
            return Self { name: Ok("stdin".into()), root: PathBuf::new(), path };
        }
        let name = path.file_name().map_or_else(|| relative(&path), PathBuf::from);
        Self { name: Ok(name), root: absolute(path.parent().unwrap_or(Path::new(""))), path }
    }
}

impl Given {
    /// A path of a list: named as it stands there, without what leads out of an archive (`/` or `..` at its beginning).
    pub fn listed(path: PathBuf) -> Self {
        let root = absolute(Path::new(if path.is_absolute() { "/" } else { "" }));
        Self { name: Ok(relative(&path)), root, path }
    }

    /// A path that is named by where it stands below a folder.
    pub fn below(path: PathBuf, base: &Path) -> Self {
        Self { name: based(&path, base), root: absolute(base), path }
    }

    /// A file that is called otherwise than it is.
    pub fn named(path: PathBuf, name: &str) -> Self {
        Self { name: Ok(name.into()), root: PathBuf::new(), path }
    }
}

/// Two inputs that would write the same output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{first} and {second} would both be written to {name}.json; with --base DIR inputs are named by their path below DIR"
)]
pub struct Collision {
    /// The first input.
    pub first: String,
    /// The second.
    pub second: String,
    /// The name they share.
    pub name: String,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// All inputs, in their order.
    pub inputs: Vec<Input>,
    /// Files that are reports of gongwen already: they were passed over.
    pub outputs: usize,
    /// Folders below which names are paths, each with the index of the first input that was found there.
    roots: Vec<(usize, Arc<str>)>,
    /// Folders and archives that could not be looked into, or not to their end.
    pub(super) unsure: BTreeSet<PathBuf>,
    /// Archives that were, to their end, and of which no member was left out.
    pub(super) listed: BTreeSet<PathBuf>,
}

/// Collects what was given. Symbolic links are followed. What cannot be looked into becomes an input that fails, so that
/// it is named and counted like any other.
pub fn collect(given: &[Given], selection: &Selection) -> Found {
    let mut search = Search {
        selection,
        found: Found::default(),
        root: PathBuf::new(),
        below: Arc::default(),
        shelf: Arc::default(),
        led_to: HashSet::new(),
    };
    for given in given {
        search.given(given);
    }
    search.found
}

impl Found {
    /// The folder below which the name of an input is its path.
    pub fn root(&self, index: usize) -> &str {
        let after = self.roots.partition_point(|&(start, _)| start <= index);
        after.checked_sub(1).map_or("", |at| &self.roots[at].1)
    }

    /// Something that could not be looked into, or not to its end, if there is such.
    pub fn unsure(&self) -> Option<&Path> {
        self.unsure.first().map(PathBuf::as_path)
    }

    /// Keeps only inputs of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&Input) -> bool) {
        let left_out =
            self.inputs.iter().enumerate().filter(|(_, input)| !keep(input)).map(|(index, _)| index).collect();
        self.leave_out(&left_out);
    }

    fn leave_out(&mut self, indices: &BTreeSet<usize>) {
        for (start, _) in &mut self.roots {
            *start -= indices.range(..*start).count();
        }
        let mut index = 0;
        self.inputs.retain(|_| {
            index += 1;
            !indices.contains(&(index - 1))
        });
    }

    /// Sees to it that each name is there once. What was given twice is read once. Of several documents of one name in
    /// one archive or folder the last is read, as an unpacker would leave it, and each other fails.
    ///
    /// With `as_files`, what would have to stand below the output of another input fails, too.
    ///
    /// # Errors
    /// The first two inputs of one name that were given apart from each other.
    pub fn settle(&mut self, as_files: bool) -> Result<(), Collision> {
        self.settle_names()?;
        if as_files {
            self.settle_folders();
        }
        Ok(())
    }

    fn settle_names(&mut self) -> Result<(), Collision> {
        let inputs = &self.inputs;
        // Nearly always so already.
        if inputs.is_sorted_by(|a, b| a.name < b.name) {
            return Ok(());
        }
        // Sorted indices, and no map: four bytes for each input.
        let written = (0..inputs.len() as u32).filter(|&i| !matches!(inputs[i as usize].place, Place::Refused(_)));
        let mut sorted: Vec<u32> = written.collect();
        sorted.sort_unstable_by_key(|&i| (&inputs[i as usize].name, i));
        let alike = sorted.windows(2).map(|w| (w[0] as usize, w[1] as usize));
        let mut alike: Vec<_> = alike.filter(|&(a, b)| inputs[a].name == inputs[b].name).collect();
        alike.sort_unstable_by_key(|&(_, second)| second);
        let mut again = BTreeSet::new();
        for (first, second) in alike {
            let given = |index: usize| self.roots.partition_point(|&(start, _)| start <= index);
            let (one, other) = (&self.inputs[first], &self.inputs[second]);
            if given(first) == given(second) {
                self.inputs[first].place = Place::Refused(Box::new(super::archive::same_name()));
            } else if one.is_same(other) {
                again.insert(second);
            } else {
                let name = other.name.to_string();
                return Err(Collision { first: one.shown(), second: other.shown(), name });
            }
        }
        if !again.is_empty() {
            self.leave_out(&again);
        }
        Ok(())
    }

    /// `a.txt` is written to `a.txt.json`, so that nothing can stand in a folder of that name.
    fn settle_folders(&mut self) {
        let folders =
            |name: &str| name.match_indices(".json/").map(|(at, _)| name[..at].to_owned()).collect::<Vec<_>>();
        let is_read = |input: &&Input| !matches!(input.place, Place::Refused(_));
        let wanted: BTreeSet<String> = self.inputs.iter().filter(is_read).flat_map(|i| folders(&i.name)).collect();
        if wanted.is_empty() {
            return;
        }
        let names = self.inputs.iter().filter(is_read).map(|input| &*input.name);
        let taken: BTreeSet<String> = names.filter(|name| wanted.contains(*name)).map(str::to_owned).collect();
        for input in &mut self.inputs {
            if let Some(file) = folders(&input.name).into_iter().find(|folder| taken.contains(folder)) {
                let message = format!("same name: expected a folder for its output, found the output of {file} there");
                input.place = Place::Refused(Box::new(Failure::new("same_name", message)));
            }
        }
    }
}

/// A search under way.
struct Search<'a> {
    selection: &'a Selection,
    found: Found,
    /// Below this the names of what is searched are paths.
    root: PathBuf,
    /// The same, as it is used to find files.
    below: Arc<PathBuf>,
    /// Folders that a link has led to.
    led_to: HashSet<PathBuf>,
    /// Zip archives that are open.
    shelf: Arc<Shelf>,
}

impl Search<'_> {
    fn given(&mut self, given: &Given) {
        self.root.clone_from(&given.root);
        let (start, root) = (self.found.inputs.len(), given.root.to_string_lossy());
        // Each has an entry of its own, so that what was given apart is known apart.
        let last = self.found.roots.last().map(|(_, last)| last).filter(|last| ***last == *root);
        let root = last.cloned().unwrap_or_else(|| root.into());
        self.found.roots.push((start, root));
        let name = match &given.name {
            Ok(name) => name,
            Err(failure) => return self.refuse(escape(&given.path), failure.clone()),
        };
        if given.path.as_os_str() == "-" {
            return self.found.inputs.push(Input { place: Place::Stdin, name: "stdin".into() });
        }
        // A path that ends with its name is found below what stands before that.
        let folder = given.path.ancestors().nth(name.components().count()).filter(|_| given.path.ends_with(name));
        if let Some(folder) = folder.filter(|folder| folder.as_os_str() != self.below.as_os_str()) {
            self.below = Arc::new(folder.to_owned());
        }
        let is_plain = folder.is_some() && name.to_str().is_some();
        match std::fs::symlink_metadata(&given.path) {
            Ok(meta) if meta.is_dir() => self.walk(&given.path, name, is_plain),
            Ok(meta) if meta.is_symlink() && given.path.is_dir() => self.walk(&given.path, name, is_plain),
            looked => {
                let is_plain = is_plain && looked.is_ok_and(|meta| meta.is_file());
                let name = if name.as_os_str().is_empty() { relative(&given.path) } else { name.clone() };
                self.file(&given.path, escape(&name), is_plain);
            }
        }
    }

    /// Where something of this name stands.
    fn at(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn walk(&mut self, folder: &Path, prefix: &Path, is_plain: bool) {
        let selection = self.selection;
        // What stands in one folder differs in the name alone, and paths are compared without taking them apart.
        let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
        let walk = WalkDir::new(folder).follow_links(true).sort_by(by_name).into_iter();
        let own_names: Vec<&OsStr> = selection.own.iter().filter_map(|own| own.file_name()).collect();
        let is_looked_into = |entry: &DirEntry| {
            let (path, is_folder) = (entry.path(), entry.file_type().is_dir());
            // A folder may have another name, where a link leads to it.
            let ends = |name: &&OsStr| path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes());
            let is_own = || (is_folder || own_names.iter().any(ends)) && selection.is_own(path);
            let left_out = || is_folder && selection.leaves_out(below(folder, path));
            entry.depth() == 0 || !(is_own() || left_out())
        };
        let named = |path: &Path| {
            let below = below(folder, path);
            match (prefix.as_os_str().is_empty(), below.as_os_str().is_empty()) {
                (true, _) => escape(below),
                (_, true) => escape(prefix),
                _ => escape(&prefix.join(below)),
            }
        };
        let mut walk = walk.filter_entry(is_looked_into);
        // Links to folders that are being walked, one below the other.
        let mut links: Vec<PathBuf> = Vec::new();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    let (path, is_link) = (entry.path(), entry.depth() > 0 && entry.path_is_symlink());
                    while links.pop_if(|link| !path.starts_with(link)).is_some() {}
                    let real = if is_link { path.canonicalize().ok() } else { None };
                    // Folders that lead to each other lead to each other in more ways than anybody can read.
                    if real.is_some_and(|real| !self.led_to.insert(real) && !links.is_empty()) {
                        let name = named(path);
                        self.found.unsure.insert(self.at(&name));
                        let message = "a symbolic link below another, to a folder that a link has led to already";
                        self.refuse(name, Failure::unreadable(message));
                        walk.skip_current_dir();
                    } else if is_link {
                        links.push(path.to_owned());
                    }
                }
                Ok(entry) => {
                    let name = named(entry.path());
                    if selection.leaves_out(&name) || !self.wants(&name) {
                        continue;
                    }
                    if !selection.outputs && is_report(entry.path()) {
                        self.found.outputs += 1;
                        continue;
                    }
                    // A link may lead to a pipe tomorrow: it is looked at before it is opened.
                    let is_file = entry.file_type().is_file() && !entry.path_is_symlink();
                    self.file(entry.path(), name, is_plain && is_file && entry.path().to_str().is_some());
                }
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let message = match error.loop_ancestor() {
                        Some(ancestor) => format!("a symbolic link that leads back to {}", ancestor.display()),
                        None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
                    };
                    let mut name = named(path);
                    self.found.unsure.insert(self.at(&name));
                    if name.is_empty() {
                        name = escape(path);
                    }
                    self.refuse(name, Failure::unreadable(message));
                }
            }
        }
    }

    /// Whether a file may be wanted. Of an archive that is asked of each member; a packed file may be called by its name
    /// before it was packed.
    fn wants(&self, name: &str) -> bool {
        match packed(name) {
            Some(Packed::Zip | Packed::Tar(_) | Packed::Lines(_)) => true,
            Some(Packed::Single(_) | Packed::NotRead) => {
                let unpacked = name.rsplit_once('.').is_some_and(|(stem, _)| self.selection.wants(stem));
                unpacked || self.selection.wants(name)
            }
            None => self.selection.wants(name),
        }
    }

    /// One file: itself, or what is packed in it.
    fn file(&mut self, path: &Path, name: String, is_plain: bool) {
        let members = match packed(&name) {
            None | Some(Packed::Single(_)) => {
                let place =
                    if is_plain { Place::Below(self.below.clone()) } else { Place::File(path.to_owned().into()) };
                return self.found.inputs.push(Input { place, name: name.into() });
            }
            Some(Packed::NotRead) => Err(not_read()),
            Some(Packed::Zip) => Zip::open(path, &self.shelf).map(|(zip, members)| {
                let zip = Arc::new(zip);
                (members, Box::new(move |index| Place::Zip(zip.clone(), index)) as Box<dyn Fn(u32) -> Place>)
            }),
            Some(packed @ (Packed::Tar(_) | Packed::Lines(_))) => {
                let container = Arc::new((path.to_owned(), packed));
                names(path, packed, self.selection.max_bytes).map(|members| {
                    let place = move |index| Place::Next(container.clone(), index);
                    (members, Box::new(place) as Box<dyn Fn(u32) -> Place>)
                })
            }
        };
        let archive = self.at(&name);
        // As it is called, where that is no UTF-8.
        let called = self.root.join(unescape(&name));
        match members {
            Ok((members, place)) => {
                // What has lost its name may be any of those that were there before.
                if members.iter().any(|member| !member.is_named) {
                    self.found.unsure.extend([archive.clone(), called.clone()]);
                }
                let mut is_all = true;
                if members.is_empty() {
                    let message = "empty: expected documents in the archive, found none";
                    return self.refuse(name, Failure::new("empty", message));
                }
                for member in members {
                    let name = format!("{name}/{}", member.name);
                    match member.failure {
                        _ if !self.selection.wants(&name) => is_all = false,
                        Some(failure) => self.refuse(name, failure),
                        None => self.found.inputs.push(Input { place: place(member.index), name: name.into() }),
                    }
                }
                if is_all {
                    self.found.listed.extend([archive, called]);
                }
            }
            Err(failure) => {
                self.found.unsure.extend([archive, called]);
                self.refuse(name, failure);
            }
        }
    }

    fn refuse(&mut self, name: String, failure: Failure) {
        self.found.inputs.push(Input { place: Place::Refused(Box::new(failure)), name: name.into() });
    }
}

/// Whether what stands there is an output of gongwen, or a file of them: no report to be read.
fn is_report(path: &Path) -> bool {
    let ends = |end: &str| path.extension().is_some_and(|found| found == end);
    let is_packed =
        ends("zst") && path.file_stem().is_some_and(|stem| Path::new(stem).extension() == Some("ndjson".as_ref()));
    (ends("json") || ends("ndjson") || is_packed) && begins_with_report(path)
}

/// Whether a file, compressed or not, begins with a report of gongwen.
pub(super) fn begins_with_report(path: &Path) -> bool {
    let compression = path.extension().is_some_and(|end| end == "zst").then_some(Compression::Zstd);
    let mut beginning = Vec::new();
    let reader = regular(path).and_then(|(file, _)| unpack(file, compression));
    let read = reader.map(|reader| reader.take(REPORT.len() as u64).read_to_end(&mut beginning));
    read.is_ok() && beginning == REPORT
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
            Place::Below(root) => {
                let file = Folder::default().open(root, &self.name).map_err(Failure::unreadable)?;
                let size = size(&file.metadata().map_err(Failure::unreadable)?)?;
                self.read_file(file, size, limit)
            }
            Place::File(path) => {
                let (file, size) = regular(path)?;
                self.read_file(file, size, limit)
            }
            Place::Zip(zip, index) => zip.read(*index, &self.name, limit),
            Place::Refused(failure) => Err((**failure).clone()),
            Place::Next(container, _) => {
                Err(Failure::unreadable(format!("{} is read from front to back", container.0.display())))
            }
        }
    }

    /// How it is read: the text of lines of JSON is Unicode, whatever encoding other inputs are said to have.
    pub(super) fn options(&self, options: Options) -> Options {
        let is_line = matches!(&self.place, Place::Next(container, _) if matches!(container.1, Packed::Lines(_)));
        Options { encoding: options.encoding.map(|given| if is_line { encoding_rs::UTF_8 } else { given }), ..options }
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
        let expected = facts.bytes_in as usize;
        if buffer.len() <= expected {
            buffer.resize(expected + 1, 0);
        }
        let read = whole(&mut file, expected, &mut buffer[..=expected]);
        read.is_ok_and(|n| n == expected) && blake3::hash(&buffer[..expected]) == facts.blake3
    }

    fn read_file(&self, mut file: File, size: u64, limit: u64) -> Result<Vec<u8>, Failure> {
        if let Some(Packed::Single(compression)) = packed(&self.name) {
            return bounded(unpack(file, Some(compression))?, 0, limit);
        }
        if size > limit {
            return Err(Failure::too_large(size, limit));
        }
        let mut bytes = vec![0; size as usize + 1];
        let n = whole(&mut file, size as usize, &mut bytes).map_err(Failure::unreadable)?;
        bytes.truncate(n);
        unchanged(bytes, size)
    }

    /// Whether it is the very file that another input is.
    fn is_same(&self, other: &Self) -> bool {
        let path = |input: &Self| match &input.place {
            Place::Below(root) => Some(absolute(&root.join(&*input.name))),
            Place::File(path) => Some(absolute(path)),
            _ => None,
        };
        match (&self.place, &other.place) {
            (Place::Stdin, Place::Stdin) => true,
            (Place::Zip(one, a), Place::Zip(two, b)) => a == b && absolute(one.path()) == absolute(two.path()),
            (Place::Next(one, a), Place::Next(two, b)) => a == b && absolute(&one.0) == absolute(&two.0),
            _ => path(self).is_some_and(|one| path(other) == Some(one)),
        }
    }
}

/// Reads the bytes of a file of which `expected` are expected, and one more where `bytes` has room for it; says how many
/// they are.
fn whole(file: &mut impl Read, expected: usize, bytes: &mut [u8]) -> io::Result<usize> {
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
    Ok(n)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_is_named() {
        assert_eq!(unchanged(vec![0; 5], 5), Ok(vec![0; 5]));
        let failure = unchanged(vec![0; 6], 5).expect_err("it grew");
        assert_eq!(failure.message, "changed while it was read: expected 5 bytes, found 6");
    }
}
