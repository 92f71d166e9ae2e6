//! Many inputs at once: files in, outcomes out, on all processors. A bad file is an outcome, not the end.
//!
//! Inputs are taken in the order in which they stand; whatever a [`Sink`] makes of the reports is the same for any
//! number of threads. Each worker reads, extracts and writes one input after another; only the counting, and for
//! streams the writing, happens in one place.

mod input;
mod sink;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, mpsc};
use std::time::{Duration, Instant};

pub use input::{Collected, Collision, Input, Selection, Source, collect, collision};
pub use sink::{Placed, Sink, Stream, Tree};
pub use summary::Summary;

use crate::audit::Verdict;
use crate::decode::Refusal;
use crate::report::{Extraction, Options, extract};

/// How a batch is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How each document is read.
    pub options: Options,
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Bytes that an input may have at the most.
    pub max_bytes: u64,
    /// A file that takes longer is named while the others go on.
    pub slow_after: Duration,
}

/// Why an input gave no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason as a code, by which failures are counted: `unreadable`, `empty`, `binary`, `too_large`, `too_complex`,
    /// `panicked`, `not_written`.
    pub reason: &'static str,
    /// A sentence: what was expected and what was found.
    pub message: String,
}

/// What a report told the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// WHATWG name of its encoding.
    pub encoding: &'static str,
    /// Size of the input.
    pub bytes_in: u64,
    /// Size of the JSON.
    pub bytes_out: u64,
    /// Contradictions found in it.
    pub contradictions: u32,
    /// Its warnings by code.
    pub warnings: BTreeMap<&'static str, u32>,
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

/// Inputs that may be done ahead of the first one that is not: bounds what a stream must hold back.
const WINDOW: usize = 256;

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
    let next = AtomicUsize::new(0);
    let done = (Mutex::new(0_usize), Condvar::new());
    let in_hand: Vec<Mutex<Option<(usize, Instant)>>> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let (sender, receiver) = mpsc::channel::<(Outcome, Vec<u8>)>();
    let mut summary = Summary::begin(inputs.len());

    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (next, done, in_hand) = (&next, &done, &in_hand);
        scope.spawn(move || {
            pool.broadcast(|context| {
                let mut json = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= inputs.len() || stop.requested() {
                        break;
                    }
                    let count = done.0.lock().expect("no panic under the lock");
                    drop(done.1.wait_while(count, |done| index >= *done + WINDOW && !stop.requested()));
                    *in_hand[context.index()].lock().expect("no panic under the lock") = Some((index, Instant::now()));
                    json.clear();
                    let result = one(&inputs[index], settings, sink, &mut json);
                    *in_hand[context.index()].lock().expect("no panic under the lock") = None;
                    let bytes = if sink.is_stream() { std::mem::take(&mut json) } else { Vec::new() };
                    if sender.send((Outcome { index, result }, bytes)).is_err() {
                        break;
                    }
                }
            });
        });

        let mut early: BTreeMap<usize, (Outcome, Vec<u8>)> = BTreeMap::new();
        let mut named = BTreeSet::new();
        let mut wanted = 0;
        loop {
            match receiver.recv_timeout(Duration::from_millis(500)) {
                Ok((outcome, bytes)) => {
                    early.insert(outcome.index, (outcome, bytes));
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    for slot in in_hand {
                        let Some((index, since)) = *slot.lock().expect("no panic under the lock") else { continue };
                        if since.elapsed() > settings.slow_after && named.insert(index) {
                            tell(Event::Slow(&inputs[index], since.elapsed()));
                        }
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            while let Some((mut outcome, bytes)) = early.remove(&wanted) {
                let appended = if outcome.result.is_ok() { sink.append(&bytes) } else { Ok(()) };
                if let Err(error) = appended {
                    outcome.result = Err(not_written(&error));
                    stop.request();
                }
                summary.count(&outcome);
                tell(Event::Done(&inputs[wanted], &outcome));
                wanted += 1;
                *done.0.lock().expect("no panic under the lock") = wanted;
                done.1.notify_all();
            }
            if stop.requested() {
                done.1.notify_all();
            }
        }
        Ok(())
    })?;
    sink.finish()?;
    summary.end(stop.requested());
    Ok(summary)
}

/// Reads, extracts and places one input.
fn one(input: &Input, settings: &Settings, sink: &dyn Sink, json: &mut Vec<u8>) -> Result<Facts, Failure> {
    let raw = input.read(settings.max_bytes)?;
    let extraction = catch_unwind(AssertUnwindSafe(|| {
        let extraction = extract(&raw, &input.name, settings.options);
        extraction.map(|e| e.write_json(&mut *json).map(|()| e))
    }));
    let extraction = match extraction {
        Ok(Ok(Ok(extraction))) => extraction,
        Ok(Ok(Err(error))) => return Err(not_written(&error.into())),
        Ok(Err(refusal)) => return Err(Failure { reason: reason(&refusal), message: refusal.to_string() }),
        Err(panic) => {
            let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            let message = format!(
                "panicked: {}; this is a fault of gongwen, please report it with the file",
                what.unwrap_or("no message")
            );
            return Err(Failure { reason: "panicked", message });
        }
    };
    json.push(b'\n');
    let placed = sink.place(input, json).map_err(|e| not_written(&e))?;
    Ok(facts(&extraction, json.len() as u64, placed == Placed::Unchanged))
}

fn not_written(error: &std::io::Error) -> Failure {
    Failure { reason: "not_written", message: format!("not written: {error}") }
}

fn facts(extraction: &Extraction, bytes_out: u64, unchanged: bool) -> Facts {
    let mut warnings = BTreeMap::new();
    for warning in &extraction.warnings {
        *warnings.entry(warning.code).or_insert(0) += 1;
    }
    let contradictions = extraction.findings.checks.iter().filter(|c| c.verdict == Verdict::Contradiction).count();
    Facts {
        encoding: extraction.source.encoding,
        bytes_in: extraction.source.bytes,
        bytes_out,
        contradictions: contradictions as u32,
        warnings,
        unchanged,
    }
}

/// The code of a refusal, by which failures are counted.
fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "empty",
        Refusal::Binary { .. } => "binary",
        Refusal::TooLarge { .. } => "too_large",
        Refusal::TooComplex { .. } => "too_complex",
    }
}
