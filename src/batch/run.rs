//! The run itself: inputs are handed out in order, workers make reports of them, one place counts.
//!
//! ```text
//! dispatcher ─ jobs ─▶ workers ─ outcomes ─▶ counting, telling, and for streams writing, in the order of the inputs
//! ```
//!
//! Jobs and outcomes go several at a time: to wake another thread costs about as much as to read and hash a file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, mpsc};
use std::time::{Duration, Instant};

use crossbeam_channel::TryRecvError;

use super::reading::{Job, dispatch};
use super::{Event, Facts, Failure, Input, Json, Keys, Line, Outcome, Placed, Record, Settings, Sink, Stop, Summary};
use crate::audit::Verdict;
use crate::decode::Refusal;
use crate::report::Extraction;

/// Inputs that may be done ahead of the first one that is not.
const WINDOW: usize = 4096;
/// The same for a stream, which must hold the reports of these back.
const STREAM_WINDOW: usize = 256;
/// Bytes of reports that a stream may hold back before no more inputs are begun.
const HELD: u64 = 64 << 20;
/// Jobs, or outcomes, that go to another thread together, at most.
const TOGETHER: usize = 64;
/// Batches of jobs that wait for a worker.
const AT_HAND: usize = 2;
/// An outcome is told of after this long, alone or with others.
const TOLD_AFTER: Duration = Duration::from_millis(50);
/// How often it is looked whether an input takes long.
const LOOK: Duration = Duration::from_millis(500);

/// How far the batch is.
#[derive(Default)]
struct Front {
    /// All inputs before this one are done.
    done: usize,
    /// Bytes of reports beyond it that are held back.
    held: u64,
}

/// What workers give: outcomes, each with its report where that is to be appended to a stream.
type Made = Vec<(Outcome, Json)>;

/// What all threads of a run share.
struct Shared<'a> {
    inputs: &'a [Input],
    settings: &'a Settings,
    keys: Keys<'a>,
    sink: &'a dyn Sink,
    stop: &'a Stop,
    front: (Mutex<Front>, Condvar),
    /// Nothing more can be written, and why.
    lost: OnceLock<io::Error>,
}

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
    let in_hand: Vec<Mutex<Option<(usize, Instant)>>> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let (sender, receiver) = mpsc::channel::<Made>();
    let mut summary = Summary::begin(inputs.len());
    let shared = Shared {
        inputs,
        settings,
        keys: settings.keys(),
        sink,
        stop,
        front: Default::default(),
        lost: OnceLock::new(),
    };

    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (shared, in_hand) = (&shared, &in_hand);
        let (hand_out, take) = crossbeam_channel::bounded::<Vec<Job>>(AT_HAND);
        scope.spawn(move || shared.dispatch(jobs, |batch| hand_out.send(batch).is_ok()));
        scope.spawn(move || {
            pool.broadcast(|context| shared.work(&take, &in_hand[context.index()], &sender));
        });

        let mut broken = None;
        let mut early: BTreeMap<usize, (Outcome, Json)> = BTreeMap::new();
        let mut held = 0;
        let mut named = BTreeSet::new();
        let mut wanted = 0;
        let mut looked = Instant::now();
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok(made) => {
                    held += made.iter().map(|(_, json)| json.held()).sum::<u64>();
                    early.extend(made.into_iter().map(|made| (made.0.index, made)));
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
            while let Some((outcome, json)) = early.remove(&wanted) {
                if outcome.result.is_ok() && sink.is_stream() && broken.is_none() {
                    broken = sink.append(&json).err();
                }
                if broken.is_some() {
                    stop.request();
                    break;
                }
                held -= json.held();
                summary.count(&outcome);
                tell(Event::Done(&inputs[wanted], &outcome));
                wanted += 1;
            }
            if shared.lost.get().is_some() {
                stop.request();
            }
            *shared.front() = Front { done: wanted, held };
            shared.front.1.notify_all();
        }
        // Workers that stopped may have left gaps: what was made beyond them is there all the same. A stream ends before
        // the first gap.
        for (index, (outcome, _)) in early.into_iter().filter(|_| !sink.is_stream()) {
            summary.count(&outcome);
            tell(Event::Done(&inputs[index], &outcome));
        }
        // Workers may have stopped while the dispatcher waits; it looks again.
        drop(shared.front());
        shared.front.1.notify_all();
        broken.map_or(Ok(()), |error| Err(error.into()))
    })?;
    sink.finish(!stop.requested())?;
    summary.lost = shared.lost.into_inner().map(|error| error.to_string());
    summary.end(stop.requested());
    Ok(summary)
}

impl Shared<'_> {
    fn front(&self) -> MutexGuard<'_, Front> {
        self.front.0.lock().expect("no panic under the lock")
    }

    /// Hands out all inputs in order, several at a time where there are many.
    fn dispatch(&self, jobs: usize, hand_out: impl Fn(Vec<Job>) -> bool) {
        let together = (self.inputs.len() / (jobs * 32)).clamp(1, TOGETHER);
        let window = if self.sink.is_stream() { STREAM_WINDOW } else { WINDOW };
        let send = |batch: Vec<Job>| {
            let Some(last) = batch.last() else { return true };
            // What was read already is kept in memory: little of it may wait.
            let window = if last.read.is_some() { 2 * jobs } else { window };
            let is_far = |front: &mut Front| last.index >= front.done + window || front.held > HELD;
            drop(self.front.1.wait_while(self.front(), |front| is_far(front) && !self.stop.requested()));
            !self.stop.requested() && hand_out(batch)
        };
        let mut batch: Vec<Job> = Vec::new();
        dispatch(self.inputs, self.settings.max_bytes, |job| {
            let is_read = job.read.is_some();
            if is_read && !send(std::mem::take(&mut batch)) {
                return false;
            }
            batch.push(job);
            (batch.len() < together && !is_read) || send(std::mem::take(&mut batch))
        });
        send(batch);
    }

    /// Makes reports until there are no more jobs, or no more are wanted.
    fn work(
        &self,
        take: &crossbeam_channel::Receiver<Vec<Job>>,
        in_hand: &Mutex<Option<(usize, Instant)>>,
        sender: &mpsc::Sender<Made>,
    ) {
        let mut json = Json::default();
        let mut made = Made::new();
        let mut told = Instant::now();
        loop {
            let batch = match take.try_recv() {
                Ok(batch) => batch,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => {
                    // Others may wait for what is made before there are more jobs.
                    if !made.is_empty() && sender.send(std::mem::take(&mut made)).is_err() {
                        return;
                    }
                    let Ok(batch) = take.recv() else { break };
                    batch
                }
            };
            for job in batch {
                if self.stop.requested() {
                    break;
                }
                let index = job.index;
                let begun = Instant::now();
                *in_hand.lock().expect("no panic under the lock") = Some((index, begun));
                let mut former = None;
                let result = self.one(job, &mut json, &mut former);
                let elapsed = begun.elapsed();
                *in_hand.lock().expect("no panic under the lock") = None;
                if made.is_empty() {
                    told = begun;
                }
                let json = if self.sink.is_stream() { std::mem::take(&mut json) } else { Json::default() };
                made.push((Outcome { index, result, elapsed, former }, json));
                let is_time = begun + elapsed >= told + TOLD_AFTER;
                if (made.len() >= TOGETHER || is_time) && sender.send(std::mem::take(&mut made)).is_err() {
                    return;
                }
            }
            if self.stop.requested() {
                break;
            }
        }
        // Whoever listened may be gone.
        let _ = sender.send(made);
    }

    /// Reads, extracts and places one input. What the former run says of it, where that still holds, goes to `still`.
    fn one(&self, job: Job, json: &mut Json, still: &mut Option<Line>) -> Result<Facts, Failure> {
        let (input, settings) = (&self.inputs[job.index], self.settings);
        let line = settings.former.line(&input.name);
        let former = line.as_ref().and_then(Line::record);
        let former = former.filter(|r| *r.path == *input.name && self.sink.has(input, r));
        let is_current = former.as_ref().is_some_and(|r| r.key == self.keys.of(input));
        let former = former.and_then(Record::facts);
        if settings.retry_failed
            && let Some(facts) = former
        {
            *still = line;
            return Ok(facts);
        }
        let raw = job.read.unwrap_or_else(|| input.read(settings.max_bytes))?;
        if is_current
            && let Some(facts) = former
            && facts.blake3 == blake3::hash(&raw)
        {
            *still = line;
            return Ok(facts);
        }
        let mut writer = json.begin(|| self.sink.open(input));
        let extraction = catch_unwind(AssertUnwindSafe(|| {
            let mut extraction = (settings.extract)(&raw, &input.name, settings.options)?;
            // Not needed any more, and memory is: the JSON of a large report is larger by far.
            drop(raw);
            extraction.source.catalogue = settings.catalogue.row(&input.name);
            let written = serde_json::to_writer(&mut writer, &extraction.report()).map_err(io::Error::from);
            Ok::<_, Refusal>((facts(&extraction), written))
        }));
        let (facts, written) = match extraction {
            Ok(Ok(made)) => made,
            Ok(Err(refusal)) => return Err(Failure::from(refusal)),
            Err(panic) => {
                let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
                let what = what.unwrap_or("no message");
                let message = format!("panicked: {what}; this is a fault of gongwen, please report it with the file");
                return Err(Failure::new("panicked", message));
            }
        };
        let finished = written.and_then(|()| writer.finish());
        let placed = finished.and_then(|()| Ok((json.len(), self.sink.place(input, json)?)));
        let (bytes_out, placed) = placed.map_err(|error| {
            let failure = Failure::not_written(&error);
            if is_lost(&error) {
                let _ = self.lost.set(error);
            }
            failure
        })?;
        Ok(Facts { bytes_out, unchanged: placed == Placed::Unchanged, ..facts })
    }
}

/// Whether nothing more can be written where this came from, so that to go on would only make each input fail.
fn is_lost(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | ReadOnlyFilesystem | QuotaExceeded)
}

/// What is known of a report before it is placed.
fn facts(extraction: &Extraction) -> Facts {
    let mut warnings = BTreeMap::new();
    for warning in &extraction.warnings {
        *warnings.entry(warning.code.to_owned()).or_insert(0) += 1;
    }
    let contradictions = extraction.findings.checks.iter().filter(|c| c.verdict == Verdict::Contradiction).count();
    Facts {
        encoding: extraction.source.encoding,
        bytes_in: extraction.source.bytes,
        blake3: extraction.source.blake3,
        text_hash: extraction.source.text_hash,
        bytes_out: 0,
        contradictions: contradictions as u32,
        warnings,
        unchanged: false,
    }
}
