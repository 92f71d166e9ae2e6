//! Many inputs at once: files in, outcomes out, on all processors. A bad file is an outcome, not the end.
//!
//! Inputs are taken in the order in which they stand; whatever a [`Sink`] makes of the reports is the same for any
//! number of threads. Each worker reads, extracts and writes one input after another; only the counting, and for
//! streams the writing, happens in one place. Of inputs of more than a megabyte only so many are read at one time as
//! have 64 MB together: each further thread may wait with the bytes of one, and no more.

mod archive;
mod catalogue;
mod folder;
mod gone;
mod gzip;
mod input;
mod json;
mod list;
mod lock;
mod manifest;
mod name;
mod reading;
mod record;
mod room;
mod rules;
mod run;
mod selection;
mod sink;
mod sparse;
mod summary;
mod tape;
mod unfinished;
mod zipped;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use catalogue::Catalogue;
pub use folder::Folder;
pub use gone::container;
pub use input::{Collision, Found, Given, Input, collect};
pub use json::Json;
pub use list::paths;
pub use lock::Lock;
pub use manifest::{Former, Manifest, Standing};
pub use name::{is_below, output};
pub use reading::read_each;
pub use record::{Hex, Line, Made, Record};
pub use rules::{RulesError, rules};
pub use run::run;
pub use selection::{Patterns, Selection};
pub use sink::{Placed, Shards, Sink, Stream, Tree};
pub use summary::{Summary, Unmatched};
pub use unfinished::{new as unfinished, sweep};

use crate::decode::Refusal;
use crate::report::{Extraction, Options};

/// How a batch is run.
#[derive(Debug)]
pub struct Settings {
    /// How each document is read.
    pub options: Options,
    /// What reads it: [`crate::report::extract_owned`].
    pub extract: fn(Vec<u8>, blake3::Hash, &str, Options) -> Result<Extraction, Refusal>,
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Bytes that an input may have at the most.
    pub max_bytes: u64,
    /// A file that takes longer is named while the others go on.
    pub slow_after: Duration,
    /// Rows of a catalogue that go with the inputs.
    pub catalogue: Catalogue,
    /// Where outputs go: what a manifest says of another place says nothing of this one.
    pub target: PathBuf,
    /// Of the run before: inputs whose bytes and key are the same are not read again.
    pub former: Former,
    /// Read only what failed in the run before.
    pub retry_failed: bool,
}

impl Settings {
    /// The keys of all inputs.
    pub fn keys(&self) -> Keys<'_> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(crate::report::rules_hash(self.options.rules).as_bytes());
        hasher.update(format!("{:?} {} ", self.options, self.max_bytes).as_bytes());
        hasher.update(self.target.as_os_str().as_encoded_bytes());
        let common = short(&hasher);
        Keys { hasher, common, catalogue: &self.catalogue }
    }
}

/// What an output depends on besides the bytes of its input, as a hash: version, rules, options, folder of the outputs, row
/// of the catalogue.
#[derive(Debug)]
pub struct Keys<'a> {
    hasher: blake3::Hasher,
    /// That of every input without a row.
    common: String,
    catalogue: &'a Catalogue,
}

impl Keys<'_> {
    /// The key of an input.
    pub fn of(&self, input: &Input) -> Cow<'_, str> {
        let Some(row) = self.catalogue.row(&input.name) else { return Cow::Borrowed(&self.common) };
        Cow::Owned(short(self.hasher.clone().update(format!("{row:?}").as_bytes())))
    }
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Why an input gave no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason as a code, by which failures are counted; `unreadable damaged changed
    /// empty binary too_large too_complex encrypted nested same_name unsafe_name bomb panicked not_written`.
    pub reason: &'static str,
    /// A sentence: what was expected and what was found.
    pub message: String,
    /// Size of the input in bytes, where that is known.
    pub bytes: Option<u64>,
    /// BLAKE3 of its bytes, where all of them were read.
    pub blake3: Option<blake3::Hash>,
}

impl Failure {
    fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), bytes: None, blake3: None }
    }

    fn unreadable(what: impl std::fmt::Display) -> Self {
        Self::new("unreadable", format!("unreadable: {what}"))
    }

    fn too_large(bytes: u64, limit: u64) -> Self {
        Self { bytes: Some(bytes), ..Refusal::TooLarge { bytes, limit }.into() }
    }

    /// The same of an input of which all was read.
    fn of(self, bytes: usize, blake3: blake3::Hash) -> Self {
        Self { bytes: Some(bytes as u64), blake3: Some(blake3), ..self }
    }

    fn not_written(what: impl std::fmt::Display) -> Self {
        Self::new("not_written", format!("not written: {what}"))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let reason = match refusal {
            Refusal::Empty => "empty",
            Refusal::Binary { .. } => "binary",
            Refusal::TooLarge { .. } => "too_large",
            Refusal::TooComplex { .. } | Refusal::TooDense { .. } => "too_complex",
        };
        Self::new(reason, refusal.to_string())
    }
}

/// What a report told the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// WHATWG name of its encoding.
    pub encoding: &'static str,
    /// Size of the input.
    pub bytes_in: u64,
    /// BLAKE3 of the input.
    pub blake3: blake3::Hash,
    /// BLAKE3 of its folded text.
    pub text_hash: blake3::Hash,
    /// Size of the JSON.
    pub bytes_out: u64,
    /// Contradictions found in it.
    pub contradictions: u32,
    /// Its warnings by code.
    pub warnings: BTreeMap<String, u32>,
    /// Whether the output was already there, the same to the byte.
    pub unchanged: bool,
}

/// What became of an input.
#[derive(Debug)]
pub struct Outcome {
    /// Index of the input.
    pub index: usize,
    /// A report, or why there is none.
    pub result: Result<Facts, Failure>,
    /// From reading to writing.
    pub elapsed: Duration,
    /// What the former run recorded of it, where that still holds.
    pub former: Option<Standing>,
    /// Index of the first input with the same text, where that is another.
    pub duplicate_of: Option<usize>,
}

/// What the batch tells while it runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// An input is done that others before it may still wait for: so many bytes were read, or it failed.
    Ahead(Option<u64>),
    /// Nothing new, for half a second.
    Still,
    /// An input is done, and so are all before it.
    Done(&'a Input, &'a Outcome),
    /// An input takes long.
    Slow(&'a Input, Duration),
}

/// A wish to stop early, shared with whoever may voice it.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// The files in hand are finished, no other is begun.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was requested.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
