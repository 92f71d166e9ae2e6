//! What a batch came to.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use serde::{Serialize, Serializer};

use super::Outcome;

/// The count of a batch.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Inputs that were to be read.
    pub inputs: usize,
    /// Reports written.
    pub made: usize,
    /// Reports that were there already, the same to the byte.
    pub unchanged: usize,
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
    /// Stopped before the end.
    pub stopped: bool,
    /// Stopped because nothing more can be written: a full or read-only target.
    pub lost: Option<String>,
    /// Time it took, in milliseconds where it is written as JSON.
    #[serde(rename = "millis", serialize_with = "millis")]
    pub elapsed: Duration,
    #[serde(skip)]
    begun: Instant,
}

impl Summary {
    /// Starts to count.
    pub(super) fn begin(inputs: usize) -> Self {
        Self {
            inputs,
            made: 0,
            unchanged: 0,
            failed: BTreeMap::new(),
            encodings: BTreeMap::new(),
            contradictions: 0,
            warnings: BTreeMap::new(),
            bytes_in: 0,
            bytes_out: 0,
            stopped: false,
            lost: None,
            elapsed: Duration::ZERO,
            begun: Instant::now(),
        }
    }

    pub(super) fn count(&mut self, outcome: &Outcome) {
        match &outcome.result {
            Ok(facts) => {
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

    pub(super) fn end(&mut self, stopped: bool) {
        self.stopped = stopped;
        self.elapsed = self.begun.elapsed();
    }

    /// Inputs without a report.
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
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
            "{} inputs: {} made, {} unchanged, {} failed{}",
            self.inputs,
            self.made,
            self.unchanged,
            self.failures(),
            if self.stopped { " (stopped before the end)" } else { "" }
        )?;
        if !self.failed.is_empty() {
            writeln!(f, "failed: {}", listed(&self.failed))?;
        }
        if !self.encodings.is_empty() {
            writeln!(f, "encodings: {}", listed(&self.encodings))?;
        }
        writeln!(f, "contradictions: {}", self.contradictions)?;
        if !self.warnings.is_empty() {
            writeln!(f, "warnings: {}", listed(&self.warnings))?;
        }
        let ratio = self.bytes_out * 10 / self.bytes_in.max(1);
        write!(
            f,
            "{} MB in {}.{:03} s ({} files/s, {} MB/s), {}.{} bytes of JSON per byte read",
            tenths(self.bytes_in),
            millis / 1000,
            millis % 1000,
            (self.made + self.unchanged) as u64 * 1000 / millis,
            tenths(self.bytes_in * 1000 / millis),
            ratio / 10,
            ratio % 10
        )
    }
}
