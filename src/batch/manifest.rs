//! What a run read and what it made: one line of JSON per input, so that the next run can do only what is new.
//!
//! A manifest is a folder of its own, apart from the reports: `manifest.ndjson` with a [`Record`] per input in the order
//! of the inputs, and `summary.json`. While a run is under way its records stand in `manifest.part`; a run that was
//! killed leaves that file, and the next one goes on from it. Of a former run only one hash and one place in the file
//! are kept in memory for each input.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Facts, Outcome, Summary};

/// A BLAKE3 hash, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex(pub blake3::Hash);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_hex())
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = <&str>::deserialize(deserializer)?;
        bytes(hex).map(|bytes| Self(blake3::Hash::from_bytes(bytes))).ok_or_else(|| D::Error::custom("64 digits"))
    }
}

/// The bytes of a hash of hexadecimal digits; a quarter of the time that [`blake3::Hash::from_hex`] takes.
fn bytes(hex: &str) -> Option<[u8; blake3::OUT_LEN]> {
    const NONE: u8 = 0xff;
    const DIGITS: [u8; 256] = {
        let mut digits = [NONE; 256];
        let mut value = 0;
        while value < 16 {
            digits[b"0123456789abcdef"[value as usize] as usize] = value;
            value += 1;
        }
        digits
    };
    let hex = hex.as_bytes().first_chunk::<{ 2 * blake3::OUT_LEN }>().filter(|_| hex.len() == 2 * blake3::OUT_LEN)?;
    let mut bytes = [0; blake3::OUT_LEN];
    let mut wrong = 0;
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        let (high, low) = (DIGITS[pair[0] as usize], DIGITS[pair[1] as usize]);
        wrong |= high | low;
        *byte = high << 4 | low;
    }
    (wrong < 16).then_some(bytes)
}

/// One input of a run, borrowed from what was read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// Name of the input.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// Size of the input in bytes; `null` where it could not be read.
    pub bytes: Option<u64>,
    /// BLAKE3 of its bytes.
    pub blake3: Option<Hex>,
    /// BLAKE3 of its folded text.
    pub text_hash: Option<Hex>,
    /// An earlier input of this run with the same text in other bytes or under another name.
    #[serde(borrow)]
    pub duplicate_of: Option<Cow<'a, str>>,
    /// `made`, `unchanged` or `failed`.
    #[serde(borrow)]
    pub result: Cow<'a, str>,
    /// Of a failure: its code.
    #[serde(borrow)]
    pub reason: Option<Cow<'a, str>>,
    /// Of a failure: what was expected and what was found.
    #[serde(borrow)]
    pub message: Option<Cow<'a, str>>,
    /// Name of the output below the folder of outputs.
    #[serde(borrow)]
    pub output: Option<Cow<'a, str>>,
    /// Size of the output in bytes.
    pub output_bytes: Option<u64>,
    /// WHATWG name of the encoding.
    #[serde(borrow)]
    pub encoding: Option<Cow<'a, str>>,
    /// Contradictions found.
    pub contradictions: u32,
    /// Warnings by code.
    pub warnings: Cow<'a, BTreeMap<String, u32>>,
    /// Version of gongwen that made the output.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// Hash of version, rules, options and the row of the catalogue: an output with another key is made again.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// Microseconds from reading to writing.
    pub micros: u64,
}

/// A line of a manifest.
#[derive(Debug)]
pub struct Line(Vec<u8>);

impl Line {
    /// The record on it; `None` where it is none.
    pub fn record(&self) -> Option<Record<'_>> {
        serde_json::from_slice(&self.0).ok()
    }

    /// Writes it again as that of an output left unchanged. `None` where that takes more than to change two values. No
    /// text in it can be taken for a key: a quote in a text is escaped.
    fn renew(&self, writer: &mut impl Write, micros: u64) -> Option<io::Result<()>> {
        let line = &self.0;
        let find = |what: &str| memchr::memmem::find(line, what.as_bytes());
        find("\"duplicate_of\":null,")?;
        let result = find("\"result\":\"")? + "\"result\":\"".len();
        let after = result + memchr::memchr(b'"', &line[result..])?;
        let last = memchr::memmem::rfind(line, b"\"micros\":")? + "\"micros\":".len();
        let parts = (line.get(..result)?, line.get(after..last)?);
        Some((|| {
            writer.write_all(parts.0)?;
            writer.write_all(b"unchanged")?;
            writer.write_all(parts.1)?;
            writeln!(writer, "{micros}}}")
        })())
    }
}

const NAME: &str = "manifest.ndjson";
const PART: &str = "manifest.part";

/// Of the place of a record: in the part, not in the whole.
const IN_PART: u64 = 1 << 63;

/// The name in a record, which is its first key; `None` where the line was cut short.
fn path_of(line: &[u8]) -> Option<Cow<'_, str>> {
    let rest = line.strip_suffix(b"}\n")?.strip_prefix(b"{\"path\":")?;
    serde_json::Deserializer::from_slice(rest).into_iter().next()?.ok()
}

fn short_hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// What former runs left.
#[derive(Debug, Default)]
pub struct Former {
    /// Hash of the name, and where its record begins; ascending. One that stands in the part has [`IN_PART`] set.
    places: Vec<(u64, u64)>,
    whole: Option<Mutex<Lines>>,
    part: Option<Mutex<Lines>>,
}

impl Former {
    /// Reads what stands in `folder`, if anything does. A record that was cut short by a kill is left out.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut former = Self { whole: open(&folder.join(NAME))?, part: open(&folder.join(PART))?, ..Self::default() };
        // The part is newer than the whole.
        for is_part in [false, true] {
            let file = if is_part { &mut former.part } else { &mut former.whole };
            let Some(file) = file else { continue };
            let Ok(file) = file.get_mut() else { continue };
            let mut line = Vec::new();
            loop {
                let at = file.at;
                line.clear();
                if file.read(&mut line)? == 0 {
                    break;
                }
                if let Some(path) = path_of(&line) {
                    former.places.push((short_hash(&path), at | if is_part { IN_PART } else { 0 }));
                }
            }
        }
        // Of several records of one name the last is the newest.
        former.places.sort_unstable_by_key(|&(hash, place)| (hash, Reverse(place)));
        former.places.dedup_by_key(|&mut (hash, _)| hash);
        Ok(former)
    }

    /// Whether the former run was killed before it was finished.
    pub fn was_killed(&self) -> bool {
        self.part.is_some()
    }

    /// The line of the last record of what may be this input: hashes of names may be alike.
    pub fn line(&self, path: &str) -> Option<Line> {
        let hash = short_hash(path);
        let found = self.places.binary_search_by_key(&hash, |&(hash, _)| hash).ok()?;
        self.at(self.places[found].1)
    }

    /// The line at a place.
    fn at(&self, place: u64) -> Option<Line> {
        let file = if place & IN_PART > 0 { &self.part } else { &self.whole };
        let mut line = Vec::with_capacity(1 << 10);
        let mut file = file.as_ref()?.lock().ok()?;
        file.go_to(place & !IN_PART).ok()?;
        file.read(&mut line).ok()?;
        Some(Line(line))
    }

    /// All lines, one for each input.
    pub fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        self.others(&[])
    }

    /// All lines but those of names with these hashes, which ascend.
    fn others(&self, hashes: &[u64]) -> impl Iterator<Item = Line> + '_ {
        let others = self.places.iter().filter(|(hash, _)| hashes.binary_search(hash).is_err());
        let mut places: Vec<u64> = others.map(|&(_, place)| place).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.at(place))
    }
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
        let n = self.file.read_until(b'\n', line)?;
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

fn open(path: &Path) -> io::Result<Option<Mutex<Lines>>> {
    match File::open(path) {
        Ok(file) => Ok(Some(Mutex::new(Lines { file: BufReader::with_capacity(1 << 17, file), at: 0 }))),
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
    /// Beginnings of the hashes of the texts seen, and the input that had each.
    texts: HashMap<u64, u32>,
    /// A bit for each input, set where this run recorded it.
    recorded: Vec<u64>,
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
        Ok(Self {
            folder: folder.to_owned(),
            writer,
            start,
            texts: HashMap::new(),
            recorded: Vec::new(),
            since_flush: 0,
        })
    }

    /// Adds what became of an input. `output` is the name of its output, where outputs are files; `name` gives the name
    /// of an earlier input by its index.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add<'n>(
        &mut self,
        path: &str,
        key: Cow<'_, str>,
        outcome: &Outcome,
        output: Option<String>,
        name: impl Fn(usize) -> &'n str,
    ) -> io::Result<()> {
        let index = outcome.index;
        let first = outcome.result.as_ref().map_or(index, |facts| {
            let start = facts.text_hash.as_bytes().first_chunk().map_or(0, |start| u64::from_be_bytes(*start));
            *self.texts.entry(start).or_insert(index as u32) as usize
        });
        let former = outcome.former.as_ref().filter(|_| first == index);
        let renewed = former.and_then(|line| line.renew(&mut self.writer, outcome.elapsed.as_micros() as u64));
        renewed.unwrap_or_else(|| {
            let mut record = Record::new(path, key, outcome, output);
            record.duplicate_of = (first != index).then(|| name(first).into());
            serde_json::to_writer(&mut self.writer, &record)?;
            self.writer.write_all(b"\n")
        })?;
        let word = index / 64;
        if word >= self.recorded.len() {
            self.recorded.resize(word + 1, 0);
        }
        self.recorded[word] |= 1 << (index % 64);
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
        // Room for what comes: both grow with the number of inputs.
        self.texts = HashMap::new();
        let words = self.recorded.iter().enumerate();
        let recorded =
            words.flat_map(|(k, word)| (0..64).filter(move |bit| word >> bit & 1 > 0).map(move |bit| k * 64 + bit));
        let mut renewed: Vec<u64> =
            if former.places.is_empty() { Vec::new() } else { recorded.map(|index| short_hash(name(index))).collect() };
        renewed.sort_unstable();
        let part = self.folder.join(PART);
        let mut kept =
            former.others(&renewed).filter(|line| path_of(&line.0).is_some_and(|path| keep(&path))).peekable();
        if self.start == 0 && kept.peek().is_none() {
            // Nothing stands before or after the records of this run.
            fs::rename(part, self.folder.join(NAME))?;
            return self.summarize(summary);
        }
        let mut records = BufReader::new(File::open(&part)?);
        records.seek(SeekFrom::Start(self.start))?;
        let fresh = self.folder.join("manifest.new");
        let mut writer = BufWriter::new(File::create(&fresh)?);
        let mut line = Vec::new();
        while records.read_until(b'\n', &mut line)? > 0 {
            if path_of(&line).is_some() {
                writer.write_all(&line)?;
            }
            line.clear();
        }
        for line in kept {
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

impl<'a> Record<'a> {
    /// The record of an outcome. `output` is the name of the output, where outputs are files.
    fn new(path: &'a str, key: Cow<'a, str>, outcome: &'a Outcome, output: Option<String>) -> Self {
        static NONE: BTreeMap<String, u32> = BTreeMap::new();
        let facts = outcome.result.as_ref().ok();
        let failure = outcome.result.as_ref().err();
        let result = match facts {
            Some(facts) if facts.unchanged => "unchanged",
            Some(_) => "made",
            None => "failed",
        };
        Self {
            path: path.into(),
            bytes: facts.map(|f| f.bytes_in),
            blake3: facts.map(|f| Hex(f.blake3)),
            text_hash: facts.map(|f| Hex(f.text_hash)),
            duplicate_of: None,
            result: result.into(),
            reason: failure.map(|f| f.reason.into()),
            message: failure.map(|f| f.message.as_str().into()),
            output: output.filter(|_| facts.is_some()).map(Cow::Owned),
            output_bytes: facts.map(|f| f.bytes_out),
            encoding: facts.map(|f| f.encoding.into()),
            contradictions: facts.map_or(0, |f| f.contradictions),
            warnings: Cow::Borrowed(facts.map_or(&NONE, |f| &f.warnings)),
            version: env!("CARGO_PKG_VERSION").into(),
            key,
            micros: outcome.elapsed.as_micros() as u64,
        }
    }

    /// What the record says of a report that need not be made again.
    pub(super) fn facts(self) -> Option<Facts> {
        Some(Facts {
            encoding: encoding_rs::Encoding::for_label(self.encoding?.as_bytes())?.name(),
            bytes_in: self.bytes?,
            blake3: self.blake3?.0,
            text_hash: self.text_hash?.0,
            bytes_out: self.output_bytes?,
            contradictions: self.contradictions,
            warnings: self.warnings.into_owned(),
            unchanged: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash = blake3::hash(b"a");
        let written = serde_json::to_string(&Hex(hash)).expect("a string");
        assert_eq!(serde_json::from_str::<Hex>(&written).expect("a hash"), Hex(hash));
        for wrong in ["", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"A".repeat(64)] {
            assert!(bytes(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_line_is_renewed_in_two_places() {
        let renewed = |line: &str| {
            let mut out = Vec::new();
            if let Some(done) = Line(line.as_bytes().to_vec()).renew(&mut out, 7) {
                done.expect("memory");
            }
            String::from_utf8(out).expect("UTF-8")
        };
        let line = r#"{"path":"a\"result\":\"x","duplicate_of":null,"result":"made","key":"k","micros":1234}"#;
        let new = r#"{"path":"a\"result\":\"x","duplicate_of":null,"result":"unchanged","key":"k","micros":7}"#;
        assert_eq!(renewed(&format!("{line}\n")), format!("{new}\n"));
        assert_eq!(renewed(&line.replace("null", "\"b\"")), "");
    }
}
