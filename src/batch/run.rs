//! The run itself: inputs are handed out in order, workers make reports of them, one place counts.
//!
//! ```text
//! dispatcher ─ jobs ─▶ workers ─ outcomes ─▶ counting, telling, and for streams writing, in the order of the inputs
//! ```
//!
//! Jobs and outcomes go several at a time: to wake another thread costs about as much as to read and hash a file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, mpsc};
use std::time::{Duration, Instant};

use crossbeam_channel::TryRecvError;

use super::manifest::{Place, Says};
use super::reading::dispatch;
use super::room::Room;
use super::{
    Event, Facts, Failure, Folder, Found, Input, Json, Keys, Line, Outcome, Placed, Record, Settings, Sink, Standing,
    Stop, Summary,
};
use crate::audit::Verdict;
use crate::decode::Refusal;
use crate::report::Extraction;

/// Threads at the most: with more, they only wait for each other.
const MOST_JOBS: usize = 256;
/// Inputs that may be done ahead of the first one that is not.
const WINDOW: usize = 4096;
/// The same for a stream, which must hold the reports of these back.
const STREAM_WINDOW: usize = 256;
/// Bytes of reports that a stream may hold back before no more inputs are begun.
const HELD: u64 = 64 << 20;
/// Jobs, or outcomes, that go to another thread together, at most.
const TOGETHER: usize = 256;
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

/// An input to be done.
struct Job {
    index: usize,
    /// Its bytes, where they had to be read in order.
    read: Option<Result<Vec<u8>, Failure>>,
    /// Where the former run recorded it, and where in the batch's lines that record is.
    former: Option<(Place, Range<usize>)>,
}

/// Inputs that go to a worker together.
#[derive(Default)]
struct Batch {
    jobs: Vec<Job>,
    /// What the former run recorded of them.
    lines: Vec<u8>,
}

/// What workers give: outcomes, each with its report where that is to be appended to a stream.
type Made = Vec<(Outcome, Json)>;

/// What a worker keeps from one input to the next.
#[derive(Default)]
struct Desk {
    json: Json,
    /// The bytes of an input that may be what it was.
    bytes: Vec<u8>,
    /// Where the last input was read.
    source: Folder,
    /// Where the last output was looked for.
    target: Folder,
}

/// What all threads of a run share.
struct Shared<'a> {
    found: &'a Found,
    inputs: &'a [Input],
    settings: &'a Settings,
    keys: Keys<'a>,
    sink: &'a dyn Sink,
    stop: &'a Stop,
    front: (Mutex<Front>, Condvar),
    room: Room,
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
    found: &Found,
    settings: &Settings,
    sink: &dyn Sink,
    stop: &Stop,
    mut tell: impl FnMut(Event<'_>),
) -> anyhow::Result<Summary> {
    let inputs = &*found.inputs;
    let jobs = settings.jobs.clamp(1, inputs.len().clamp(1, MOST_JOBS));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    let in_hand: Vec<Mutex<Option<(usize, Instant)>>> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let (sender, receiver) = mpsc::channel::<Made>();
    let mut summary = Summary::begin(inputs.len(), settings.keys().common);
    let shared = Shared {
        found,
        inputs,
        settings,
        keys: settings.keys(),
        sink,
        stop,
        front: Default::default(),
        room: Room::default(),
        lost: OnceLock::new(),
    };

    let mut is_broken = false;
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let (shared, in_hand) = (&shared, &in_hand);
        let (hand_out, take) = crossbeam_channel::bounded::<Batch>(AT_HAND);
        let _wake = Wake(shared);
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
            let mut made = match receiver.recv_timeout(LOOK) {
                Ok(made) => {
                    for (outcome, _) in &made {
                        tell(Event::Ahead(outcome.result.as_ref().ok().map(|facts| facts.bytes_in)));
                    }
                    made.into_iter()
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    tell(Event::Still);
                    Made::new().into_iter()
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            };
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                for slot in in_hand {
                    let Some((index, since)) = *slot.lock().expect("no panic under the lock") else { continue };
                    if since.elapsed() > settings.slow_after && named.insert(index) {
                        tell(Event::Slow(&inputs[index], since.elapsed()));
                    }
                }
            }
            loop {
                let waited = early.remove(&wanted);
                held -= waited.as_ref().map_or(0, |(_, json)| json.held());
                let Some((mut outcome, json)) = waited.or_else(|| made.next()) else { break };
                if outcome.index != wanted {
                    held += json.held();
                    early.insert(outcome.index, (outcome, json));
                    continue;
                }
                if outcome.result.is_ok() && sink.is_stream() && broken.is_none() {
                    broken = sink.append(&json).err();
                }
                if broken.is_some() {
                    stop.request();
                    break;
                }
                summary.count(&mut outcome);
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
        for (index, (mut outcome, _)) in early.into_iter().filter(|_| !sink.is_stream()) {
            summary.count(&mut outcome);
            tell(Event::Done(&inputs[index], &outcome));
        }
        // Workers may have stopped while the dispatcher waits; it looks again.
        drop(shared.front());
        shared.front.1.notify_all();
        is_broken = broken.is_some();
        broken.map_or(Ok(()), |error| shared.give_up(error))
    })?;
    if !is_broken {
        sink.finish(!stop.requested()).or_else(|error| shared.give_up(error))?;
    }
    summary.discard(sink.unfinished());
    summary.lost = shared.lost.into_inner().map(|error| error.to_string());
    summary.end(stop.requested());
    Ok(summary)
}

/// Ends the run where the place that counts panics: threads that wait for it would wait for ever.
struct Wake<'a, 'b>(&'a Shared<'b>);

impl Drop for Wake<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop.request();
            // Who looks whether to stop holds the lock, and sees it, or waits already, and is woken.
            drop(self.0.front.0.lock());
            self.0.front.1.notify_all();
        }
    }
}

impl Shared<'_> {
    fn front(&self) -> MutexGuard<'_, Front> {
        self.front.0.lock().expect("no panic under the lock")
    }

    /// What comes of an error of the sink: where nothing more can be written the run ends, and what it did is summed up.
    fn give_up(&self, error: io::Error) -> anyhow::Result<()> {
        if !is_lost(&error) {
            return Err(error.into());
        }
        let _ = self.lost.set(error);
        self.stop.request();
        Ok(())
    }

    /// Hands out all inputs in order, several at a time where there are many.
    fn dispatch(&self, jobs: usize, hand_out: impl Fn(Batch) -> bool) {
        let window = if self.sink.is_stream() { STREAM_WINDOW } else { WINDOW };
        let most = (window / (4 * jobs)).clamp(1, TOGETHER);
        // Fewer towards the end, so that no thread is left with many.
        let together = |index: usize| {
            if jobs == 1 { most } else { ((self.inputs.len() - index) / (4 * jobs)).clamp(1, most) }
        };
        let send = |batch: Batch| {
            let Some(last) = batch.jobs.last() else { return true };
            // What was read already is kept in memory: little of it may wait.
            let window = if last.read.is_some() { 2 * jobs } else { window };
            let is_far = |front: &mut Front| last.index >= front.done + window || front.held > HELD;
            drop(self.front.1.wait_while(self.front(), |front| is_far(front) && !self.stop.requested()));
            !self.stop.requested() && hand_out(batch)
        };
        let mut batch = Batch::default();
        let mut at = 0;
        dispatch(self.inputs, self.settings.max_bytes, |index, read| {
            let is_read = read.is_some();
            if is_read && !send(std::mem::take(&mut batch)) {
                return false;
            }
            let from = batch.lines.len();
            let place = self.settings.former.next(&self.inputs[index].name, &mut at, &mut batch.lines);
            let former = place.map(|place| (place, from..batch.lines.len()));
            batch.jobs.push(Job { index, read, former });
            (batch.jobs.len() < together(index) && !is_read) || send(std::mem::take(&mut batch))
        });
        send(batch);
    }

    /// Makes reports until there are no more jobs, or no more are wanted.
    fn work(
        &self,
        take: &crossbeam_channel::Receiver<Batch>,
        in_hand: &Mutex<Option<(usize, Instant)>>,
        sender: &mpsc::Sender<Made>,
    ) {
        let mut desk = Desk::default();
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
            for job in batch.jobs {
                if self.stop.requested() {
                    break;
                }
                let index = job.index;
                let begun = Instant::now();
                *in_hand.lock().expect("no panic under the lock") = Some((index, begun));
                let mut former = job.former.as_ref().map(|&(place, _)| Standing { place, says: Says::Wrong });
                let says = former.as_mut().map(|former| &mut former.says);
                let result = self.one(job, &batch.lines, &mut desk, says);
                let elapsed = begun.elapsed();
                if made.is_empty() {
                    told = begun;
                }
                let json = if self.sink.is_stream() { std::mem::take(&mut desk.json) } else { Json::default() };
                made.push((Outcome { index, result, elapsed, former, duplicate_of: None }, json));
                let is_time = begun + elapsed >= told + TOLD_AFTER;
                if (made.len() >= TOGETHER || is_time) && sender.send(std::mem::take(&mut made)).is_err() {
                    return;
                }
            }
            *in_hand.lock().expect("no panic under the lock") = None;
            if self.stop.requested() {
                break;
            }
        }
        // Whoever listened may be gone.
        let _ = sender.send(made);
    }

    /// Reads, extracts and places one input. `says` becomes what is to be held of the record of the former run.
    fn one(&self, job: Job, lines: &[u8], desk: &mut Desk, says: Option<&mut Says>) -> Result<Facts, Failure> {
        let (input, settings) = (&self.inputs[job.index], self.settings);
        let record = job.former.as_ref().and_then(|(_, line)| Record::read(lines.get(line.clone())?));
        if let Some(other) = record.as_ref().and_then(|record| self.other(job.index, record)) {
            if let Some(says) = says {
                *says = Says::Kept;
            }
            let other = other.display();
            let message = format!(
                "same name: its output would be that of {other}, which is still there; write to another folder, with a \
                 manifest of its own, or name inputs with --base"
            );
            return Err(Failure::new("same_name", message));
        }
        // What the former run made is ours, whatever became of it.
        let is_ours = record.as_ref().is_some_and(|record| record.output.is_some());
        let record = record.filter(|r| self.sink.has(input, r, &mut desk.target));
        let is_current = record.as_ref().is_some_and(|r| r.key == self.keys.of(input));
        let stands = record.as_ref().is_some_and(Record::stands);
        // A record of what stands elsewhere now is written anew.
        let is_there = record.as_ref().is_some_and(|r| r.root == self.found.root(job.index));
        let mut former = record.and_then(Record::facts);
        if let Some(facts) = former.take_if(|_| settings.retry_failed) {
            if let Some(says) = says {
                *says = Says::Kept;
            }
            return Ok(facts);
        }
        let holds = || {
            let Some((says, (_, line))) = says.zip(job.former.as_ref()).filter(|_| is_there) else { return };
            let line = || Line::new(lines.get(line.clone()).unwrap_or_default());
            *says = if stands { Says::Right } else { Says::Nearly(line()) };
        };
        let mut is_still = |facts: &mut Facts| {
            is_current && job.read.is_none() && input.is_still(facts, &mut desk.source, &mut desk.bytes)
        };
        if let Some(facts) = former.take_if(&mut is_still) {
            holds();
            return Ok(facts);
        }
        let raw = job.read.unwrap_or_else(|| input.read(settings.max_bytes))?;
        let (bytes, blake3) = (raw.len(), blake3::hash(&raw));
        if let Some(facts) = former.filter(|facts| is_current && facts.blake3 == blake3) {
            holds();
            return Ok(facts);
        }
        let taken = if is_ours { None } else { self.sink.taken(input) };
        if let Some(file) = taken {
            let file = file.display();
            let what = format!("expected an output of gongwen or nothing in its place, found another file: {file}");
            return Err(Failure::not_written(what).of(bytes, blake3));
        }
        self.make(input, raw, blake3, &mut desk.json).map_err(|failure| failure.of(bytes, blake3))
    }

    /// The file that a record is of, where that stands below another root and is there still.
    fn other(&self, index: usize, record: &Record<'_>) -> Option<PathBuf> {
        let root = self.found.root(index);
        if self.sink.is_stream() || record.output.is_none() || record.root.is_empty() || record.root == root {
            return None;
        }
        let place = |root: &str| Path::new(root).join(&*record.path);
        let (other, this) = (place(&record.root), place(root));
        // By another way it may be the same.
        let is_another =
            other.canonicalize().ok().zip(this.canonicalize().ok()).is_some_and(|(other, this)| other != this);
        is_another.then_some(other)
    }

    /// Makes the report of an input of these bytes, and places it.
    fn make(&self, input: &Input, raw: Vec<u8>, blake3: blake3::Hash, json: &mut Json) -> Result<Facts, Failure> {
        let settings = self.settings;
        let _room = self.room.take(raw.len() as u64);
        let mut writer = json.begin(|| self.sink.open(input));
        let extraction = catch_unwind(AssertUnwindSafe(|| {
            let options = input.options(settings.options);
            let mut extraction = (settings.extract)(raw, blake3, &input.name, options)?;
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
