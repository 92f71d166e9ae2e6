//! What a batch came to.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::time::{Duration, Instant, SystemTime};

use serde::{Serialize, Serializer};

use super::Outcome;

/// The count of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Version of gongwen.
    pub version: &'static str,
    /// When the run began, in UTC (ISO 8601).
    pub began: String,
    /// What records of this run have as their key, where the catalogue has no row for the input.
    pub key: String,
    /// The options that it was run with, in words.
    pub options: BTreeMap<&'static str, String>,
    /// Inputs that were to be read.
    pub inputs: usize,
    /// Reports written.
    pub made: usize,
    /// Reports that were there already, the same to the byte.
    pub unchanged: usize,
    /// Reports that were read and stand nowhere: the run was stopped before the file or table they go to was whole.
    pub not_written: usize,
    /// Reports whose text an earlier input has, too.
    pub duplicates: usize,
    /// Inputs without a report, by reason.
    pub failed: BTreeMap<&'static str, usize>,
    /// Reports by encoding.
    pub encodings: BTreeMap<&'static str, usize>,
    /// Contradictions in all reports.
    pub contradictions: u64,
    /// Warnings in all reports, by code.
    pub warnings: BTreeMap<String, u64>,
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes of JSON.
    pub bytes_out: u64,
    /// Bytes of JSON for each byte read, to a tenth.
    pub bytes_out_per_byte_in: f64,
    /// Reports made or found unchanged each second.
    pub files_per_second: u64,
    /// Bytes read each second.
    pub bytes_per_second: u64,
    /// Rows of the catalogue that fit no input, and inputs without a row; where there is a catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<Unmatched>,
    /// Stopped before the end.
    pub stopped: bool,
    /// Stopped because nothing more can be written: a full or read-only target.
    pub lost: Option<String>,
    /// Time it took, in milliseconds where it is written as JSON.
    #[serde(rename = "millis", serialize_with = "millis")]
    pub elapsed: Duration,
    #[serde(skip)]
    begun: Instant,
    /// Beginnings of the hashes of the texts seen, and the input that had each: thirteen bytes for each input, and room for
    /// all from the start, for a table that grows is there twice meanwhile.
    #[serde(skip)]
    texts: HashMap<[u8; 8], u32, BuildHasherDefault<Beginning>>,
}

/// What a catalogue and the inputs do not have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// Rows that fit no input.
    pub rows: usize,
    /// Inputs without a row.
    pub inputs: usize,
    /// The first of those rows, by path.
    pub first: Vec<String>,
}

impl Unmatched {
    /// How many rows that fit no input are named.
    pub const NAMED: usize = 20;
}

/// Hashes the beginning of a hash, which is one already.
#[derive(Debug, Clone, Default)]
struct Beginning(u64);

impl Hasher for Beginning {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash << 8 | u64::from(byte));
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

impl Summary {
    /// Starts to count.
    pub(super) fn begin(inputs: usize, key: String) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            began: utc(SystemTime::now()),
            key,
            options: BTreeMap::new(),
            inputs,
            made: 0,
            unchanged: 0,
            not_written: 0,
            duplicates: 0,
            failed: BTreeMap::new(),
            encodings: BTreeMap::new(),
            contradictions: 0,
            warnings: BTreeMap::new(),
            bytes_in: 0,
            bytes_out: 0,
            bytes_out_per_byte_in: 0.0,
            files_per_second: 0,
            bytes_per_second: 0,
            catalogue: None,
            stopped: false,
            lost: None,
            elapsed: Duration::ZERO,
            begun: Instant::now(),
            texts: HashMap::with_capacity_and_hasher(inputs, BuildHasherDefault::default()),
        }
    }

    /// Counts what became of an input, and notes on it which earlier one has the same text.
    pub(super) fn count(&mut self, outcome: &mut Outcome) {
        match &outcome.result {
            Ok(facts) => {
                let start = facts.text_hash.as_bytes().first_chunk().copied().unwrap_or_default();
                let first = *self.texts.entry(start).or_insert(outcome.index as u32) as usize;
                outcome.duplicate_of = (first != outcome.index).then_some(first);
                self.duplicates += usize::from(first != outcome.index);
                *(if facts.unchanged { &mut self.unchanged } else { &mut self.made }) += 1;
                *self.encodings.entry(facts.encoding).or_default() += 1;
                self.contradictions += u64::from(facts.contradictions);
                self.bytes_in += facts.bytes_in;
                self.bytes_out += facts.bytes_out;
                for (code, &n) in &facts.warnings {
                    match self.warnings.get_mut(code) {
                        Some(count) => *count += u64::from(n),
                        None => drop(self.warnings.insert(code.clone(), u64::from(n))),
                    }
                }
            }
            Err(failure) => *self.failed.entry(failure.reason).or_default() += 1,
        }
    }

    /// Reports counted as made stand nowhere.
    pub(super) fn discard(&mut self, reports: usize) {
        self.not_written = reports.min(self.made);
        self.made -= self.not_written;
    }

    pub(super) fn end(&mut self, stopped: bool) {
        self.stopped = stopped;
        self.elapsed = self.begun.elapsed();
        // What is written of the run now grows with the number of inputs, too.
        self.texts = HashMap::default();
        let millis = (self.elapsed.as_millis() as u64).max(1);
        self.files_per_second = (self.made + self.unchanged) as u64 * 1000 / millis;
        self.bytes_per_second = self.bytes_in * 1000 / millis;
        self.bytes_out_per_byte_in = f64::from((self.bytes_out * 10 / self.bytes_in.max(1)) as u32) / 10.0;
    }

    /// Inputs without a report.
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}

/// A moment as `2024-05-06T07:08:09Z`.
fn utc(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(moment).to_string()
}

fn millis<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(elapsed.as_millis() as u64)
}

fn listed(counts: &BTreeMap<impl fmt::Display, impl fmt::Display>) -> String {
    counts.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = (self.elapsed.as_millis() as u64).max(1);
        let tenths = |bytes: u64| format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10);
        writeln!(
            f,
            "{} inputs: {} made, {} unchanged, {} failed{}{}",
            self.inputs,
            self.made,
            self.unchanged,
            self.failures(),
            if self.not_written > 0 { format!(", {} read and not written", self.not_written) } else { String::new() },
            if self.stopped { " (stopped before the end)" } else { "" }
        )?;
        if !self.failed.is_empty() {
            writeln!(f, "failed: {}", listed(&self.failed))?;
        }
        if !self.encodings.is_empty() {
            writeln!(f, "encodings: {}", listed(&self.encodings))?;
        }
        writeln!(f, "contradictions: {}", self.contradictions)?;
        if self.duplicates > 0 {
            writeln!(f, "duplicates: {} with the text of an earlier input", self.duplicates)?;
        }
        if let Some(Unmatched { rows, inputs, first }) = &self.catalogue {
            writeln!(f, "catalogue: {rows} rows fit no input, {inputs} inputs have no row")?;
            if !first.is_empty() {
                let more = if *rows > first.len() { " …" } else { "" };
                writeln!(f, "no input: {}{more}", first.join(", "))?;
            }
        }
        if !self.warnings.is_empty() {
            writeln!(f, "warnings: {}", listed(&self.warnings))?;
        }
        write!(
            f,
            "{} MB in {}.{:03} s ({} files/s, {} MB/s), {:.1} bytes of JSON per byte read",
            tenths(self.bytes_in),
            millis / 1000,
            millis % 1000,
            self.files_per_second,
            tenths(self.bytes_per_second),
            self.bytes_out_per_byte_in
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn moments_in_utc() {
        let utc = |seconds| utc(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(utc(1_735_689_599), "2024-12-31T23:59:59Z");
    }
}
