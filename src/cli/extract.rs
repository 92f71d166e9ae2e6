//! `gongwen extract`: many inputs to many reports.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, anyhow};
use gongwen::batch::{
    self, Catalogue, Event, Former, Found, Given, Hex, Lock, Made, Manifest, Patterns, Selection, Settings, Shards,
    Sink, Stop, Stream, Tree,
};
use gongwen::lexicon::rules::Rules;
use gongwen::report::{Options, extract_owned};

use super::args::{Extract, LogFormat};
use super::given;
use super::progress::Progress;
use super::{CONTRADICTION, FAILED, INTERRUPTED, OK, Usage, interrupt, say, tell};

/// Bytes of a file of lines, unless told otherwise.
const SHARD: u64 = 256 << 20;
/// A file that takes longer than this is named.
const SLOW: Duration = Duration::from_secs(10);

pub fn run(args: &Extract) -> anyhow::Result<u8> {
    if args.prune && args.manifest.is_none() && !tables_are_wanted(args) {
        return Err(Usage("--prune goes with --manifest, which names what was made".into()).into());
    }
    #[cfg(feature = "export")]
    if let Some((flag, format)) = args.tables.misplaced(args.to) {
        return Err(Usage(format!("{flag} goes with --to {format}")).into());
    }
    if !args.ndjson && (args.shard_size.is_some() || args.zstd) {
        return Err(Usage("--shard-size goes with --ndjson".into()).into());
    }
    if args.retry_failed && is_stream(args) {
        let message = "--retry-failed goes with one file each: lines and tables are written anew as a whole";
        return Err(Usage(message.into()).into());
    }
    let spooled = given::spooled(args)?;
    let given = given::given(args, spooled.as_ref())?;
    apart(args, &given)?;
    let selection = selection(args)?;
    let mut found = batch::collect(&given, &selection);
    if let Err(collision) = found.settle(!is_stream(args)) {
        return Err(Usage(format!("{collision}; nothing was written")).into());
    }
    if found.outputs > 0 && !args.quiet {
        let message = format!("{} outputs of gongwen below the inputs were passed over", found.outputs);
        say(args.log_format, "passed_over", &message);
    }
    keep_lines(args, &found)?;
    if found.inputs.is_empty() {
        return Err(anyhow!("nothing to read: no file in {}", shown(&given)));
    }
    let rules = args.reading.rules.read()?;
    let stop = Arc::new(Stop::default());
    on_interrupt(&stop, args.log_format)?;
    let unread = Arc::new(AtomicBool::default());
    let sink = sink(args, rules, &unread)?;
    let _locks = locks(args)?;
    let former = args.manifest.as_deref().map(Former::read).transpose().context("reading the manifest")?;
    let former = former.unwrap_or_default();
    if let (Some(root), true) = (&args.output, former.was_killed() && !tables_are_wanted(args)) {
        // Where others write too, what is unfinished may be theirs.
        if let Some(_alone) = Lock::alone(root) {
            batch::sweep(root).context("clearing away what a killed run left")?;
        }
    }
    let _writing = writing(args)?;
    if args.retry_failed {
        let failed = failed(&former);
        let is_below = |name: &str| Path::new(name).ancestors().skip(1).any(|above| failed.contains(above));
        found.retain(|input| former.line(&input.name).is_some() || is_below(&input.name));
    }
    let inputs = &found.inputs;
    let settings = Settings {
        options: Options { steps_per_byte: args.steps_per_byte, ..args.reading.options(rules) },
        extract: extract_owned,
        jobs: args.jobs.map_or_else(processors, usize::from),
        max_bytes: args.reading.max_bytes,
        slow_after: SLOW,
        catalogue: args.metadata.as_deref().map(catalogue).transpose()?.unwrap_or_default(),
        target: args.output.as_ref().and_then(|out| out.canonicalize().ok()).unwrap_or_default(),
        former,
        retry_failed: args.retry_failed,
    };
    let mut manifest = args.manifest.as_deref().map(Manifest::begin).transpose().context("beginning the manifest")?;

    if args.log_format == LogFormat::Json {
        // What is said of a panic is a line of JSON like any other.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            tell(&serde_json::json!({"event": "panic", "message": panic.to_string(), "place": place}));
        }));
    }
    let mut progress = Progress::begin(inputs.len() as u64, args.quiet, args.log_format);
    let mut trouble = None;
    let keys = settings.keys();
    let name = |index: usize| &*inputs[index].name;
    let mut summary = batch::run(&found, &settings, sink.as_ref(), &stop, |event| match event {
        Event::Ahead(bytes) => progress.step(bytes),
        Event::Still => progress.tell(),
        Event::Done(input, outcome) => {
            if let Err(failure) = &outcome.result {
                if matches!(failure.reason, "unreadable" | "damaged" | "changed") {
                    unread.store(true, Ordering::Relaxed);
                }
                progress.failure(&input.shown(), failure);
            }
            if let Some(manifest) = &mut manifest {
                let made = || Made {
                    key: keys.of(input),
                    root: found.root(outcome.index),
                    output: sink.output(input).filter(|_| outcome.result.is_ok() || sink.stands(input)),
                };
                let added = manifest.add(outcome, made, name);
                if let Err(error) = added {
                    trouble = Some(error);
                    stop.request();
                }
            }
        }
        Event::Slow(input, since) => progress.slow(&input.shown(), since),
    })?;
    progress.end();
    summary.options = options(args);
    summary.catalogue = settings.catalogue.unmatched(inputs);
    if let Some(error) = trouble {
        if !args.quiet {
            progress.summary(&summary);
        }
        return Err(error).context("writing the manifest");
    }
    let mut not_pruned = 0;
    if let Some(manifest) = manifest {
        let mut gone = if args.prune && !summary.stopped { gone(&found, &settings.former) } else { BTreeMap::new() };
        let (pruned, failed) = prune(args, &gone);
        not_pruned = failed.len();
        for (path, error) in failed {
            progress.note("not_pruned", &format!("{path}: its output was not deleted: {error}"));
            gone.remove(&path);
        }
        let finished = manifest.finish(&settings.former, &summary, name, |path| !gone.contains_key(path));
        if finished.is_err() && !args.quiet {
            progress.summary(&summary);
        }
        finished.context("writing the manifest")?;
        if args.prune && !args.quiet {
            progress.note("pruned", &format!("{pruned} outputs of sources that are gone were deleted"));
        }
    }
    if !args.quiet {
        progress.summary(&summary);
    }
    if let (Some(out), true) = (&args.output, tables_are_wanted(args) && (summary.stopped || summary.lost.is_some())) {
        let out = out.display();
        progress.error(&format!("stopped: nothing was written to {out}; what stood there before is as it was"));
    }
    if let Some(why) = &summary.lost {
        progress.error(&format!("stopped: the outputs cannot be written: {why}; run again when they can"));
        return Ok(FAILED);
    }
    Ok(if summary.stopped {
        INTERRUPTED
    } else if summary.failures() > args.max_failures
        || not_pruned > 0
        // Nobody knows how many are in what could not be listed.
        || summary.failures() > 0 && away(args, &found).is_some()
    {
        FAILED
    } else if args.strict && summary.contradictions > 0 {
        CONTRADICTION
    } else {
        OK
    })
}

/// Whether tables are to be written, and no JSON.
#[cfg(feature = "export")]
fn tables_are_wanted(args: &Extract) -> bool {
    args.to.is_some()
}

#[cfg(not(feature = "export"))]
fn tables_are_wanted(_: &Extract) -> bool {
    false
}

/// Where the reports go. `unread` will say whether there was an input that could not be looked into.
fn sink(args: &Extract, rules: Option<&Rules>, unread: &Arc<AtomicBool>) -> anyhow::Result<Box<dyn Sink>> {
    #[cfg(feature = "export")]
    if let (Some(to), Some(out)) = (args.to, &args.output) {
        return Ok(Box::new(super::export::Tables::begin(to, out, args, rules, unread.clone())?));
    }
    #[cfg(not(feature = "export"))]
    let _ = (rules, unread);
    let Some(folder) = &args.output else {
        return Ok(Box::new(Stream::new(BufWriter::with_capacity(1 << 16, io::stdout()))));
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("expected a folder that can be written to, found {}", folder.display()))?;
    Ok(if args.ndjson {
        let shards = Shards::new(folder.clone(), args.shard_size.unwrap_or(SHARD), args.zstd);
        Box::new(shards.map_err(|error| Usage(format!("{error}; nothing was written")))?)
    } else {
        Box::new(Tree { root: folder.clone() })
    })
}

fn catalogue(path: &Path) -> anyhow::Result<Catalogue> {
    let read = File::open(path).map_err(anyhow::Error::from).and_then(Catalogue::read);
    Ok(read.map_err(|error| Usage(format!("{}: expected a catalogue in CSV: {error:#}", path.display())))?)
}

/// What failed, and archives in which something did that has no name of its own: what stands there now is tried again.
fn failed(former: &Former) -> HashSet<PathBuf> {
    let mut failed = HashSet::new();
    for line in former.lines() {
        let Some(record) = line.record().filter(|record| record.result == "failed") else { continue };
        failed.extend(batch::container(&record.path).map(PathBuf::from));
        failed.insert(PathBuf::from(&*record.path));
    }
    failed
}

/// What the former manifest says of the output of a source that is gone.
struct Gone {
    /// Whether there was one.
    has_output: bool,
    /// Its size, and the BLAKE3 of what it was made from; `None` where the source failed and it is from a run before that.
    made: Option<(u64, Hex)>,
}

/// Names in the former manifest whose sources are gone.
fn gone(found: &Found, former: &Former) -> BTreeMap<String, Gone> {
    let there: HashSet<&str> = found.inputs.iter().map(|input| &*input.name).collect();
    let mut gone = BTreeMap::new();
    for line in former.lines() {
        let Some(record) = line.record().filter(|record| !there.contains(&*record.path)) else { continue };
        let had_none = record.result == "failed" && record.output.is_none();
        if found.is_gone(&record.root, &record.path) || had_none && found.is_mended(&record.root, &record.path) {
            let (has_output, made) = (record.output.is_some(), record.output_bytes.zip(record.blake3));
            gone.insert(record.path.into_owned(), Gone { has_output, made });
        }
    }
    gone
}

/// Deletes the outputs of sources that are gone, and folders that are empty then; gives the number of the outputs, and
/// the sources whose output could not be deleted. What outputs are called follows from the names of the sources: what a
/// damaged manifest says of that is not believed. An output that was made from something else meanwhile stays.
fn prune(args: &Extract, gone: &BTreeMap<String, Gone>) -> (usize, Vec<(String, io::Error)>) {
    let (mut pruned, mut failed) = (0, Vec::new());
    let Some(root) = args.output.as_ref().filter(|_| !is_stream(args)) else { return (pruned, failed) };
    for (path, gone) in gone.iter().filter(|(_, gone)| gone.has_output) {
        let target = root.join(batch::output(path));
        if target.is_file() && gone.made.is_none_or(|made| is_made_so(&target, made)) {
            if let Err(error) = std::fs::remove_file(&target) {
                failed.push((path.clone(), error));
                continue;
            }
            pruned += 1;
        }
        let below = target.ancestors().skip(1).take_while(|folder| *folder != root);
        // A folder that is not empty stays.
        let _ = below.map(std::fs::remove_dir).take_while(Result::is_ok).count();
    }
    (pruned, failed)
}

/// Whether an output has this size and was made from what has this hash, which stands at its beginning.
fn is_made_so(output: &Path, (size, blake3): (u64, Hex)) -> bool {
    const BEGINNING: u64 = 1 << 14;
    let mut beginning = String::new();
    let read = File::open(output).and_then(|file| {
        let is_of_size = file.metadata()?.len() == size;
        let mut bytes = Vec::new();
        file.take(BEGINNING).read_to_end(&mut bytes)?;
        beginning.push_str(&String::from_utf8_lossy(&bytes));
        Ok(is_of_size)
    });
    read.is_ok_and(|is_of_size| is_of_size) && beginning.contains(blake3.0.to_hex().as_str())
}

/// The options of a run that differ from one to the next, in words.
fn options(args: &Extract) -> BTreeMap<&'static str, String> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(" "));
    let yes = |given: bool| given.then(|| "yes".to_owned());
    let inputs: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
    let given = [
        ("inputs", list(&inputs)),
        ("files_from", path(&args.files_from)),
        ("base", path(&args.base)),
        ("stdin_name", args.stdin_name.clone()),
        ("output", path(&args.output)),
        ("ndjson", yes(args.ndjson)),
        ("shard_size", args.shard_size.map(|size| size.to_string())),
        ("zstd", yes(args.zstd)),
        ("retry_failed", yes(args.retry_failed)),
        ("prune", yes(args.prune)),
        ("strict", yes(args.strict)),
        ("max_failures", (args.max_failures > 0).then(|| args.max_failures.to_string())),
        ("metadata", path(&args.metadata)),
        ("include", list(&args.include)),
        ("exclude", list(&args.exclude)),
        ("jobs", args.jobs.map(|jobs| jobs.to_string())),
        ("encoding", args.reading.encoding.map(|encoding| encoding.name().to_owned())),
        ("max_bytes", Some(args.reading.max_bytes.to_string())),
        ("steps_per_byte", Some(args.steps_per_byte.to_string())),
        ("rules", path(&args.reading.rules.file().cloned())),
    ];
    let given = given.into_iter().chain(of_tables(args));
    given.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The same, of those that say what the tables are like.
#[cfg(feature = "export")]
fn of_tables(args: &Extract) -> [(&'static str, Option<String>); 5] {
    let (tables, yes) = (&args.tables, |given: bool| given.then(|| "yes".to_owned()));
    [
        ("to", args.to.map(|to| to.name().to_owned())),
        ("by_year", yes(tables.by_year)),
        ("bom", yes(tables.bom)),
        ("chunk_chars", tables.chunk_chars.map(|chars| chars.to_string())),
        ("aliases", tables.aliases.as_ref().map(|path| path.display().to_string())),
    ]
}

#[cfg(not(feature = "export"))]
fn of_tables(_: &Extract) -> [(&'static str, Option<String>); 0] {
    []
}

/// Whether all reports go to one stream, or to several in turn, and not to a file each.
fn is_stream(args: &Extract) -> bool {
    args.ndjson || args.output.is_none() || tables_are_wanted(args)
}

/// Outputs, manifest and inputs stand apart: else a run would read what another wrote.
fn apart(args: &Extract, given: &[Given]) -> anyhow::Result<()> {
    let Some(out) = &args.output else { return Ok(()) };
    let real = |path: &Path| {
        let mut above = path.ancestors();
        let there = above.find_map(|above| Some((above, above.canonicalize().ok()?)));
        there.map_or_else(|| path.to_owned(), |(above, real)| real.join(path.strip_prefix(above).unwrap_or(path)))
    };
    let out_real = real(&std::path::absolute(out)?);
    if let Some(folder) = given.iter().find(|g| g.path.is_dir() && real(&g.path) == out_real) {
        let folder = folder.path.display();
        let message = format!("expected a folder for the outputs (-o) apart from the inputs, found {folder} for both");
        return Err(Usage(message).into());
    }
    if let Some(manifest) = &args.manifest {
        let manifest_real = real(&std::path::absolute(manifest)?);
        if let Some(folder) = given.iter().find(|g| g.path.is_dir() && real(&g.path) == manifest_real) {
            let folder = folder.path.display();
            let message = format!("expected a manifest apart from the inputs, found {folder} for both");
            return Err(Usage(message).into());
        }
    }
    if let Some(manifest) = &args.manifest
        && real(&std::path::absolute(manifest)?).starts_with(&out_real)
        && !tables_are_wanted(args)
    {
        let (manifest, out) = (manifest.display(), out.display());
        let message = format!("expected a manifest apart from the reports, found {manifest} in {out}");
        return Err(Usage(message).into());
    }
    Ok(())
}

/// Something that was typed and is not there, or that could not be looked into, or not to its end, if there is such.
fn away<'a>(args: &'a Extract, found: &'a Found) -> Option<&'a Path> {
    let is_away = |path: &&Path| path.as_os_str() != "-" && std::fs::metadata(path).is_err();
    args.paths.iter().map(PathBuf::as_path).find(is_away).or(found.unsure())
}

/// Files of lines are written anew as a whole, and tables that are pruned hold what is read now: where what was given
/// cannot be looked into, its reports would be lost.
fn keep_lines(args: &Extract, found: &Found) -> anyhow::Result<()> {
    let is_lossy = |out: &&PathBuf| args.ndjson && Shards::stand_in(out) || tables_are_wanted(args) && args.prune;
    let Some(out) = args.output.as_ref().filter(is_lossy) else { return Ok(()) };
    away(args, found).map_or(Ok(()), |away| {
        let (away, out) = (away.display(), out.display());
        Err(anyhow!(
            "{away} cannot be read, or not to its end, and its reports would be lost from {out}; nothing was written: mend it, \
             or write elsewhere"
        ))
    })
}

/// Keeps the manifest for this run.
fn locks(args: &Extract) -> anyhow::Result<Option<Lock>> {
    let Some(folder) = &args.manifest else { return Ok(None) };
    std::fs::create_dir_all(folder).context("beginning the manifest")?;
    let lock = Lock::by_file(folder).context("beginning the manifest")?;
    match lock {
        Some(lock) => Ok(Some(lock)),
        None => Err(anyhow!("{}: another run has this manifest in hand; nothing was written", folder.display())),
    }
}

/// Keeps the folder of the outputs: for this run alone where it writes files of lines, else for all that write files of
/// their own.
fn writing(args: &Extract) -> anyhow::Result<Option<Lock>> {
    let Some(folder) = args.output.as_ref().filter(|_| !tables_are_wanted(args)) else { return Ok(None) };
    let lock = if args.ndjson { Lock::alone(folder) } else { Lock::with_others(folder) };
    match lock {
        Some(lock) => Ok(Some(lock)),
        None => Err(anyhow!("{}: another run writes to this folder; nothing was written", folder.display())),
    }
}

/// Ctrl-C finishes the files in hand; a second one stops at once.
fn on_interrupt(stop: &Arc<Stop>, format: LogFormat) -> anyhow::Result<()> {
    let stop = stop.clone();
    interrupt::each(move || {
        if stop.requested() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        stop.request();
        say(format, "interrupted", "interrupted; finishing the files in hand, press Ctrl-C again to stop at once");
    })
    .context("listening for Ctrl-C")
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn shown(given: &[Given]) -> String {
    given.iter().map(|given| given.path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn selection(args: &Extract) -> anyhow::Result<Selection> {
    // What an earlier run wrote below the inputs is no input; nor is what belongs to this one.
    let folders = args.output.iter().chain(&args.manifest);
    let files = args.metadata.iter().chain(&args.files_from).chain(args.reading.rules.file());
    let own = folders.chain(files).filter_map(|own| own.canonicalize().ok()).collect();
    let (include, exclude) = (patterns(&args.include)?, patterns(&args.exclude)?);
    Ok(Selection { include, exclude, own, max_bytes: args.reading.max_bytes, ..Selection::default() })
}

fn patterns(patterns: &[String]) -> anyhow::Result<Patterns> {
    let wrong = |e| Usage(format!("expected a glob such as '*.txt' or '2024/**', found {e}"));
    Ok(Patterns::new(patterns).map_err(wrong)?)
}
