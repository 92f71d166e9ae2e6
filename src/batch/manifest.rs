//! What a run read and what it made: one line of JSON per input, so that the next run can do only what is new.
//!
//! A manifest is a folder of its own, apart from the reports: `manifest.ndjson` with a [`Record`] per input in the order
//! of the inputs, and `summary.json`. While a run is under way its records stand in `manifest.part`; a run that was
//! killed leaves that file, and the next one goes on from it. Of a former run only one hash and one place in the file
//! are kept in memory for each input.
//!
//! What decides whether an input is left alone:
//!
//! | looked at | same as recorded |
//! | --- | --- |
//! | the input | its bytes, by size and BLAKE3: all of it is read |
//! | version, rules, options, folder of the outputs, row of the catalogue | `key` |
//! | the output | a file of its name and of its size is there; what is in it is not read (`gongwen verify` does that) |
//!
//! A record that says so already is not written again: `micros` are those of the run that wrote it. Where that holds of
//! all records, the file is left alone and only `summary.json` is new.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use super::record::{is_of, path_of};
use super::{Line, Made, Outcome, Record, Summary};

/// What a former run recorded of an input.
#[derive(Debug)]
pub struct Standing {
    /// Where the record stands.
    pub(super) place: Place,
    pub(super) says: Says,
}

/// Whether a record of a former run still holds.
#[derive(Debug)]
pub(super) enum Says {
    /// It is right as it is.
    Right,
    /// It was not asked: it stays as it is.
    Kept,
    /// It holds but for what became of the input: its line.
    Nearly(Line),
    /// It does not.
    Wrong,
}

/// Where a record of a former run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    at: u64,
    len: u32,
}

const NAME: &str = "manifest.ndjson";
const PART: &str = "manifest.part";

/// Of the place of a record: in the part, not in the whole.
const IN_PART: u64 = 1 << 63;

fn short_hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// What former runs left.
#[derive(Debug, Default)]
pub struct Former {
    whole: Option<Mutex<Lines>>,
    part: Option<Mutex<Lines>>,
    /// Bytes of the whole.
    len: u64,
    /// Where records stand by their names, once one is asked for out of turn.
    places: OnceLock<Vec<(u64, u64)>>,
}

impl Former {
    /// Opens what stands in `folder`, if anything does.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let (whole, part) = (open(&folder.join(NAME))?, open(&folder.join(PART))?);
        let len = whole.as_ref().map_or(Ok(0), |file| file.file.get_ref().metadata().map(|meta| meta.len()))?;
        Ok(Self { whole: whole.map(Mutex::new), part: part.map(Mutex::new), len, places: OnceLock::new() })
    }

    /// Whether the former run was killed before it was finished.
    pub fn was_killed(&self) -> bool {
        self.part.is_some()
    }

    /// Hash of the name of each record, and where it begins; ascending. One that stands in the part has [`IN_PART`] set.
    /// A record that was cut short by a kill, or cannot be read, is left out: its input is done again.
    fn places(&self) -> &[(u64, u64)] {
        self.places.get_or_init(|| {
            let mut places = Vec::new();
            // The part is newer than the whole.
            for (file, mark) in [(&self.whole, 0), (&self.part, IN_PART)] {
                let Some(Ok(mut file)) = file.as_ref().map(Mutex::lock) else { continue };
                let mut line = Vec::new();
                if file.go_to(0).is_err() {
                    continue;
                }
                loop {
                    let at = file.at;
                    line.clear();
                    if !file.read(&mut line).is_ok_and(|len| len > 0) {
                        break;
                    }
                    if let Some(path) = path_of(&line) {
                        places.push((short_hash(&path), at | mark));
                    }
                }
            }
            // Of several records of one name the last is the newest.
            places.sort_unstable_by_key(|&(hash, place)| (hash, Reverse(place)));
            places.dedup_by_key(|&mut (hash, _)| hash);
            places
        })
    }

    /// Appends the line of the last record of what may be this input (hashes of names may be alike), and gives its place.
    fn find(&self, path: &str, line: &mut Vec<u8>) -> Option<Place> {
        let places = self.places();
        if places.is_empty() {
            return None;
        }
        let hash = short_hash(path);
        let found = places.binary_search_by_key(&hash, |&(hash, _)| hash).ok()?;
        self.at(places[found].1, line)
    }

    /// The line of the last record of what may be this input.
    pub fn line(&self, path: &str) -> Option<Line> {
        let mut line = Line::default();
        self.find(path, &mut line.0).map(|_| line)
    }

    /// Appends the line at a place.
    fn at(&self, place: u64, line: &mut Vec<u8>) -> Option<Place> {
        let file = if place & IN_PART > 0 { &self.part } else { &self.whole };
        let mut file = file.as_ref()?.lock().ok()?;
        file.go_to(place & !IN_PART).ok()?;
        let len = file.read(line).ok()? as u32;
        Some(Place { at: place, len })
    }

    /// Appends the line of the record of this input, where there is one, and gives its place. Inputs are asked for in
    /// much the order in which their records stand: `at` is where the next one is looked for first.
    pub(super) fn next(&self, path: &str, at: &mut u64, line: &mut Vec<u8>) -> Option<Place> {
        let found = self.in_turn(path, at, line);
        found.or_else(|| keep(self.find(path, line), path, at, line))
    }

    /// The same where it stands right there; what stands elsewhere is not looked for.
    fn in_turn(&self, path: &str, at: &mut u64, line: &mut Vec<u8>) -> Option<Place> {
        // What stands in a part would be newer.
        let found = if self.part.is_none() && *at < self.len { self.at(*at, line) } else { None };
        keep(found, path, at, line)
    }

    /// All lines, one for each input.
    pub fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        self.others(&[])
    }

    /// All lines but those of names with these hashes, which ascend.
    fn others(&self, hashes: &[u64]) -> impl Iterator<Item = Line> + '_ {
        let others = self.places().iter().filter(|(hash, _)| hashes.binary_search(hash).is_err());
        let mut places: Vec<u64> = others.map(|&(_, place)| place).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| {
            let mut line = Line::default();
            self.at(place, &mut line.0).map(|_| line)
        })
    }
}

/// Keeps the line that was found last, if it is of this input.
fn keep(found: Option<Place>, path: &str, at: &mut u64, line: &mut Vec<u8>) -> Option<Place> {
    let from = line.len() - found.map_or(0, |place| place.len as usize);
    let place = found.filter(|_| is_of(&line[from..], path));
    match place {
        Some(Place { at: start, len }) => *at = start + u64::from(len),
        None => line.truncate(from),
    }
    place
}

/// Lines of a file, one after another or from a place on.
#[derive(Debug)]
struct Lines {
    file: BufReader<File>,
    at: u64,
}

impl Lines {
    /// Appends the next line and gives its length; 0 at the end.
    fn read(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        // Nearly always all of it is in the buffer.
        let n = match memchr::memchr(b'\n', self.file.buffer()) {
            Some(end) => {
                line.extend_from_slice(&self.file.buffer()[..=end]);
                self.file.consume(end + 1);
                end + 1
            }
            None => self.file.read_until(b'\n', line)?,
        };
        self.at += n as u64;
        Ok(n)
    }

    /// Goes on from a place. Records are asked for in much the order in which they stand: most are in the buffer already.
    fn go_to(&mut self, place: u64) -> io::Result<()> {
        self.file.seek_relative(place as i64 - self.at as i64)?;
        self.at = place;
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<Option<Lines>> {
    match File::open(path) {
        Ok(file) => Ok(Some(Lines { file: BufReader::with_capacity(1 << 17, file), at: 0 })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The manifest of a run under way.
#[derive(Debug)]
pub struct Manifest {
    folder: PathBuf,
    writer: BufWriter<File>,
    /// Where this run's records begin in the part: before them stand those of a run that was killed.
    start: u64,
    /// A bit for each input, set where this run wrote a record of it.
    written: Vec<u64>,
    /// How many of these are set.
    wrote: usize,
    /// Up to here all records of the former run are of inputs of this one, in the same order.
    met: u64,
    since_flush: u32,
}

impl Manifest {
    /// Begins a manifest in `folder`, or goes on with that of a run that was killed.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut file = File::options().create(true).append(true).read(true).open(folder.join(PART))?;
        let mut start = file.metadata()?.len();
        if start > 0 {
            // Ends a record that was cut short.
            file.write_all(b"\n")?;
            start += 1;
        }
        let writer = BufWriter::new(file);
        Ok(Self { folder: folder.to_owned(), writer, start, written: Vec::new(), wrote: 0, met: 0, since_flush: 0 })
    }

    /// Adds what became of an input. `made` gives what is recorded besides; `name` gives the name of an input by its index.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add<'n>(
        &mut self,
        outcome: &Outcome,
        made: impl FnOnce() -> Made<'n>,
        name: impl Fn(usize) -> &'n str,
    ) -> io::Result<()> {
        let index = outcome.index;
        if let Some(Standing { place, .. }) = outcome.former.as_ref().filter(|former| former.place.at == self.met) {
            self.met += u64::from(place.len);
        }
        let line = match outcome.former.as_ref().map(|former| &former.says) {
            Some(Says::Kept) => return Ok(()),
            Some(Says::Right) if outcome.duplicate_of.is_none() => return Ok(()),
            Some(Says::Nearly(line)) if outcome.duplicate_of.is_none() => Some(line),
            _ => None,
        };
        let renewed = line.and_then(|line| line.renew(&mut self.writer, outcome.elapsed.as_micros() as u64));
        renewed.unwrap_or_else(|| {
            let mut record = Record::new(name(index), made(), outcome);
            record.duplicate_of = outcome.duplicate_of.map(|first| name(first).into());
            serde_json::to_writer(&mut self.writer, &record)?;
            self.writer.write_all(b"\n")
        })?;
        let word = index / 64;
        if word >= self.written.len() {
            self.written.resize(word + 1, 0);
        }
        self.written[word] |= 1 << (index % 64);
        self.wrote += 1;
        self.since_flush += 1;
        if self.since_flush >= 64 {
            self.since_flush = 0;
            self.writer.flush()?;
        }
        Ok(())
    }

    /// Gives the manifest its name and writes the summary. Records of the former run that this one did not renew are
    /// kept where `keep` says so of their names; `name` gives the name of an input by its index.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish<'n>(
        mut self,
        former: &Former,
        summary: &Summary,
        name: impl Fn(usize) -> &'n str,
        keep: impl Fn(&str) -> bool,
    ) -> io::Result<()> {
        self.writer.flush()?;
        let part = self.folder.join(PART);
        // Then the former manifest has no records but of inputs of this run, in their order.
        let is_met = self.start == 0 && self.met == former.len;
        if is_met && self.wrote == 0 && former.whole.is_some() {
            // The former manifest is this one's to the byte.
            fs::remove_file(part)?;
            return self.summarize(summary);
        }
        let mut own = Vec::new();
        if !is_met {
            own.extend((0..summary.inputs).map(|index| short_hash(name(index))));
            own.sort_unstable();
        }
        let others = (!is_met).then(|| former.others(&own)).into_iter().flatten();
        let mut others = others.filter(|line| path_of(&line.0).is_some_and(|path| keep(&path))).peekable();
        let is_all_new = self.wrote == summary.inputs || former.len == 0 && former.part.is_none();
        if self.start == 0 && is_all_new && others.peek().is_none() {
            // Nothing stands before or after the records of this run.
            fs::rename(part, self.folder.join(NAME))?;
            return self.summarize(summary);
        }
        let mut records = BufReader::new(File::open(&part)?);
        records.seek(SeekFrom::Start(self.start))?;
        let fresh = self.folder.join("manifest.new");
        let mut writer = BufWriter::new(File::create(&fresh)?);
        let (mut line, mut at) = (Vec::new(), 0);
        for index in 0..summary.inputs {
            line.clear();
            let is_written = self.written.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 > 0);
            if former.in_turn(name(index), &mut at, &mut line).is_none() && !is_written {
                former.next(name(index), &mut at, &mut line);
            }
            if is_written {
                line.clear();
                records.read_until(b'\n', &mut line)?;
            }
            writer.write_all(&line)?;
        }
        for line in others {
            writer.write_all(&line.0)?;
        }
        writer.flush()?;
        fs::rename(&fresh, self.folder.join(NAME))?;
        fs::remove_file(part)?;
        self.summarize(summary)
    }

    fn summarize(&self, summary: &Summary) -> io::Result<()> {
        let fresh = self.folder.join("summary.new");
        fs::write(&fresh, serde_json::to_vec_pretty(summary)?)?;
        fs::rename(fresh, self.folder.join("summary.json"))
    }
}
