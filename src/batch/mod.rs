//! Many inputs at once: files in, outcomes out, on all processors. A bad file is an outcome, not the end.
//!
//! Inputs are taken in the order in which they stand; whatever a [`Sink`] makes of the reports is the same for any
//! number of threads. Each worker reads, extracts and writes one input after another; only the counting, and for
//! streams the writing, happens in one place.

mod archive;
mod catalogue;
mod input;
mod manifest;
mod reading;
mod rules;
mod sink;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, mpsc};
use std::time::{Duration, Instant};

pub use catalogue::Catalogue;
pub use input::{Collision, Input, Selection, collect, collision, paths};
pub use manifest::{Former, Manifest, Record};
pub use reading::read_each;
use reading::{Job, dispatch};
pub use rules::{RulesError, rules};
pub use sink::{Placed, Shards, Sink, Stream, Tree};
pub use summary::Summary;

use crate::audit::Verdict;
use crate::decode::Refusal;
use crate::report::{Extraction, Options};

/// How a batch is run.
#[derive(Debug)]
pub struct Settings {
    /// How each document is read.
    pub options: Options,
    /// What reads it: [`crate::report::extract`].
    pub extract: fn(&[u8], &str, Options) -> Result<Extraction, Refusal>,
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Bytes that an input may have at the most.
    pub max_bytes: u64,
    /// A file that takes longer is named while the others go on.
    pub slow_after: Duration,
    /// Rows of a catalogue that go with the inputs.
    pub catalogue: Catalogue,
    /// Of the run before: inputs whose bytes and key are the same are not read again.
    pub former: Former,
    /// Read only what failed in the run before.
    pub retry_failed: bool,
}

impl Settings {
    /// What an output depends on besides the bytes of its input: version, rules, options, row of the catalogue.
    pub fn key(&self, input: &Input) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(crate::report::rules_hash(self.options.rules).as_bytes());
        hasher.update(format!("{:?} {}", self.options, self.max_bytes).as_bytes());
        if let Some(row) = self.catalogue.row(&input.name) {
            hasher.update(format!("{row:?}").as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

/// Why an input gave no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason as a code, by which failures are counted; one of [`Failure::REASONS`].
    pub reason: &'static str,
    /// A sentence: what was expected and what was found.
    pub message: String,
}

impl Failure {
    /// Every reason there is.
    pub const REASONS: &[&str] = &[
        "unreadable",
        "changed",
        "empty",
        "binary",
        "too_large",
        "too_complex",
        "encrypted",
        "unsafe_name",
        "bomb",
        "panicked",
        "not_written",
    ];

    fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    fn unreadable(what: impl std::fmt::Display) -> Self {
        Self::new("unreadable", format!("unreadable: {what}"))
    }

    fn too_large(bytes: u64, limit: u64) -> Self {
        Refusal::TooLarge { bytes, limit }.into()
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
            Refusal::TooComplex { .. } => "too_complex",
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
    /// BLAKE3 of the input, hexadecimal.
    pub blake3: String,
    /// BLAKE3 of its folded text, hexadecimal.
    pub text_hash: String,
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
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Index of the input.
    pub index: usize,
    /// A report, or why there is none.
    pub result: Result<Facts, Failure>,
    /// From reading to writing.
    pub elapsed: Duration,
}

/// What the batch tells while it runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// An input is done.
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

/// Inputs that may be done ahead of the first one that is not.
const WINDOW: usize = 4096;
/// The same for a stream, which must hold the reports of these back.
const STREAM_WINDOW: usize = 256;
/// Inputs that wait for a worker: enough that threads seldom wake each other.
const AT_HAND: usize = 32;
/// How often it is looked whether an input takes long.
const LOOK: Duration = Duration::from_millis(500);

/// Runs over all inputs and gives the summary. `tell` is called in the order of the inputs.
///
/// # Errors
/// When the threads cannot be started or the sink cannot be finished.
///
/// # Panics
/// When `tell` or the sink panics; a panic while a report is made is a [`Failure`].
pub fn run(
    inputs: &[Input],
    settings: &Settings,
    sink: &dyn Sink,
    stop: &Stop,
    mut tell: impl FnMut(Event<'_>),
) -> anyhow::Result<Summary> {
    let jobs = settings.jobs.clamp(1, inputs.len().max(1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    let done = (Mutex::new(0_usize), Condvar::new());
    let in_hand: Vec<Mutex<Option<(usize, Instant)>>> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let (sender, receiver) = mpsc::channel::<(Outcome, Vec<u8>)>();
    let mut summary = Summary::begin(inputs.len());
    let window = if sink.is_stream() { STREAM_WINDOW } else { WINDOW };
    let lost: OnceLock<io::Error> = OnceLock::new();

    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (done, in_hand, lost) = (&done, &in_hand, &lost);
        let (hand_out, take) = crossbeam_channel::bounded::<Job>(AT_HAND);
        scope.spawn(move || {
            dispatch(inputs, settings.max_bytes, |job| {
                // What was read already is kept in memory: little of it may wait.
                let window = if job.read.is_some() { 2 * jobs } else { window };
                let count = done.0.lock().expect("no panic under the lock");
                drop(done.1.wait_while(count, |done| job.index >= *done + window && !stop.requested()));
                !stop.requested() && hand_out.send(job).is_ok()
            });
        });
        scope.spawn(move || {
            pool.broadcast(|context| {
                let slot = &in_hand[context.index()];
                let mut json = Vec::new();
                for job in &take {
                    let index = job.index;
                    *slot.lock().expect("no panic under the lock") = Some((index, Instant::now()));
                    json.clear();
                    let begun = Instant::now();
                    let result = one(job, &inputs[index], settings, sink, &mut json, lost);
                    let elapsed = begun.elapsed();
                    *slot.lock().expect("no panic under the lock") = None;
                    let bytes = if sink.is_stream() { std::mem::take(&mut json) } else { Vec::new() };
                    if sender.send((Outcome { index, result, elapsed }, bytes)).is_err() {
                        break;
                    }
                }
            });
        });

        let mut broken = None;
        let mut early: BTreeMap<usize, (Outcome, Vec<u8>)> = BTreeMap::new();
        let mut named = BTreeSet::new();
        let mut wanted = 0;
        let mut looked = Instant::now();
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok((outcome, bytes)) => {
                    early.insert(outcome.index, (outcome, bytes));
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                for slot in in_hand {
                    let Some((index, since)) = *slot.lock().expect("no panic under the lock") else { continue };
                    if since.elapsed() > settings.slow_after && named.insert(index) {
                        tell(Event::Slow(&inputs[index], since.elapsed()));
                    }
                }
            }
            while let Some((outcome, bytes)) = early.remove(&wanted) {
                if outcome.result.is_ok() && broken.is_none() {
                    broken = sink.append(&bytes).err();
                }
                if broken.is_some() {
                    stop.request();
                    break;
                }
                summary.count(&outcome);
                tell(Event::Done(&inputs[wanted], &outcome));
                wanted += 1;
                *done.0.lock().expect("no panic under the lock") = wanted;
                done.1.notify_all();
            }
            if lost.get().is_some() {
                stop.request();
            }
            if stop.requested() {
                done.1.notify_all();
            }
        }
        broken.map_or(Ok(()), |error| Err(error.into()))
    })?;
    sink.finish()?;
    summary.lost = lost.into_inner().map(|error| error.to_string());
    summary.end(stop.requested());
    Ok(summary)
}

/// Reads, extracts and places one input.
fn one(
    job: Job,
    input: &Input,
    settings: &Settings,
    sink: &dyn Sink,
    json: &mut Vec<u8>,
    lost: &OnceLock<io::Error>,
) -> Result<Facts, Failure> {
    let former = settings.former.record(&input.name).filter(|r| sink.has(input, r));
    if settings.retry_failed
        && let Some(facts) = former.clone().and_then(Record::facts)
    {
        return Ok(facts);
    }
    let raw = job.read.unwrap_or_else(|| input.read(settings.max_bytes))?;
    if let Some(former) = former.filter(|r| r.key == settings.key(input))
        && former.blake3.as_deref() == Some(blake3::hash(&raw).to_hex().as_str())
        && let Some(facts) = former.facts()
    {
        return Ok(facts);
    }
    let extraction = catch_unwind(AssertUnwindSafe(|| {
        let extraction = (settings.extract)(&raw, &input.name, settings.options);
        extraction.map(|mut extraction| {
            extraction.source.catalogue = settings.catalogue.row(&input.name);
            extraction.write_json(json).map(|()| extraction)
        })
    }));
    let extraction = match extraction {
        Ok(Ok(Ok(extraction))) => extraction,
        Ok(Ok(Err(error))) => return Err(Failure::not_written(error)),
        Ok(Err(refusal)) => return Err(refusal.into()),
        Err(panic) => {
            let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            let what = what.unwrap_or("no message");
            let message = format!("panicked: {what}; this is a fault of gongwen, please report it with the file");
            return Err(Failure::new("panicked", message));
        }
    };
    json.push(b'\n');
    let placed = sink.place(input, json).map_err(|error| {
        let failure = Failure::not_written(&error);
        if is_lost(&error) {
            let _ = lost.set(error);
        }
        failure
    })?;
    Ok(facts(&extraction, json.len() as u64, placed == Placed::Unchanged))
}

/// Whether nothing more can be written where this came from, so that to go on would only make each input fail.
fn is_lost(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | ReadOnlyFilesystem | QuotaExceeded)
}

fn facts(extraction: &Extraction, bytes_out: u64, unchanged: bool) -> Facts {
    let mut warnings = BTreeMap::new();
    for warning in &extraction.warnings {
        *warnings.entry(warning.code.to_owned()).or_insert(0) += 1;
    }
    let contradictions = extraction.findings.checks.iter().filter(|c| c.verdict == Verdict::Contradiction).count();
    Facts {
        encoding: extraction.source.encoding,
        bytes_in: extraction.source.bytes,
        blake3: extraction.source.blake3.to_hex().to_string(),
        text_hash: extraction.source.text_hash.to_hex().to_string(),
        bytes_out,
        contradictions: contradictions as u32,
        warnings,
        unchanged,
    }
}
