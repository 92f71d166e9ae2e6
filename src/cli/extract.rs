//! `gongwen extract`: many inputs to many reports.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use globset::{Glob, GlobSet, GlobSetBuilder};
use gongwen::batch::{
    self, Catalogue, Event, Former, Input, Manifest, Selection, Settings, Shards, Sink, Stop, Stream, Tree,
};
use gongwen::lexicon::rules::Rules;
use gongwen::report::{Options, extract_owned};

use super::args::{Extract, LogFormat};
use super::progress::Progress;
use super::{CONTRADICTION, FAILED, INTERRUPTED, OK, Usage, say};

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
    let selection = selection(args)?;
    let mut paths = args.paths.clone();
    if let Some(list) = &args.files_from {
        let listed = if list.as_os_str() == "-" {
            batch::paths(io::stdin().lock())
        } else {
            File::open(list).and_then(batch::paths)
        };
        paths.extend(listed.with_context(|| format!("expected a list of paths, found {}", list.display()))?);
    }
    let inputs = batch::collect(&paths, &selection);
    if let Some(collision) = batch::collision(&inputs) {
        return Err(Usage(format!("{collision}; nothing was written")).into());
    }
    if inputs.is_empty() {
        return Err(anyhow!("nothing to read: no file in {}", shown(&paths)));
    }
    let rules = args.reading.rules.read()?;
    let stop = Arc::new(Stop::default());
    let sink = sink(args, rules)?;
    let former = args.manifest.as_deref().map(Former::read).transpose().context("reading the manifest")?;
    if let (Some(root), true) = (&args.output, former.as_ref().is_some_and(Former::was_killed)) {
        Tree { root: root.clone() }.sweep().context("clearing away what a killed run left")?;
    }
    let settings = Settings {
        options: Options { steps_per_byte: args.steps_per_byte, ..args.reading.options(rules) },
        extract: extract_owned,
        jobs: args.jobs.map_or_else(processors, usize::from),
        max_bytes: args.reading.max_bytes,
        slow_after: SLOW,
        catalogue: args.metadata.as_deref().map(catalogue).transpose()?.unwrap_or_default(),
        former: former.unwrap_or_default(),
        retry_failed: args.retry_failed,
    };
    let mut manifest = args
        .manifest
        .as_deref()
        .map(|folder| Manifest::begin(folder, inputs.len()))
        .transpose()
        .context("beginning the manifest")?;

    on_interrupt(&stop, args.log_format)?;
    if args.log_format == LogFormat::Json {
        // What is said of a panic is a line of JSON like any other.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            eprintln!("{}", serde_json::json!({"event": "panic", "message": panic.to_string(), "place": place}));
        }));
    }
    let mut progress = Progress::begin(inputs.len() as u64, args.quiet, args.log_format);
    let mut trouble = None;
    let keys = settings.keys();
    let name = |index: usize| &*inputs[index].name;
    let summary = batch::run(&inputs, &settings, sink.as_ref(), &stop, |event| match event {
        Event::Done(input, outcome) => {
            if let Err(failure) = &outcome.result {
                progress.failure(&input.shown(), failure);
            }
            if let Some(manifest) = &mut manifest {
                let added = manifest.add(outcome, || (keys.of(input), sink.output(input)), name);
                if let Err(error) = added {
                    trouble = Some(error);
                    stop.request();
                }
            }
            progress.step(outcome.result.as_ref().map_or(0, |facts| facts.bytes_in), outcome.result.is_err());
        }
        Event::Slow(input, since) => progress.slow(&input.shown(), since),
    })?;
    progress.end();
    if let Some(error) = trouble {
        return Err(error).context("writing the manifest");
    }
    if let Some(manifest) = manifest {
        let gone = if args.prune && !summary.stopped { gone(&inputs, &settings.former) } else { BTreeSet::new() };
        manifest
            .finish(&settings.former, &summary, name, |path| !gone.contains(path))
            .context("writing the manifest")?;
        prune(args, &settings.former, &gone)?;
    }
    if !args.quiet {
        progress.summary(&summary);
    }
    if let Some(why) = &summary.lost {
        progress.error(&format!("stopped: the outputs cannot be written: {why}; run again when they can"));
        return Ok(FAILED);
    }
    Ok(if summary.stopped {
        INTERRUPTED
    } else if summary.failures() > args.max_failures {
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

fn sink(args: &Extract, rules: Option<&Rules>) -> anyhow::Result<Box<dyn Sink>> {
    #[cfg(feature = "export")]
    if let (Some(to), Some(out)) = (args.to, &args.output) {
        return Ok(Box::new(super::export::Tables::begin(to, out, args, rules)?));
    }
    #[cfg(not(feature = "export"))]
    let _ = rules;
    let Some(folder) = &args.output else {
        return Ok(Box::new(Stream::new(BufWriter::with_capacity(1 << 16, io::stdout()))));
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("expected a folder that can be written to, found {}", folder.display()))?;
    Ok(if args.ndjson {
        Box::new(Shards::new(folder.clone(), args.shard_size, args.zstd))
    } else {
        Box::new(Tree { root: folder.clone() })
    })
}

fn catalogue(path: &Path) -> anyhow::Result<Catalogue> {
    let read = File::open(path).map_err(anyhow::Error::from).and_then(Catalogue::read);
    read.with_context(|| format!("{}: expected a catalogue in CSV", path.display()))
}

/// Names in the former manifest that are no inputs any more.
fn gone(inputs: &[Input], former: &Former) -> BTreeSet<String> {
    let there: HashSet<&str> = inputs.iter().map(|input| &*input.name).collect();
    let names = former.lines().filter_map(|line| line.record().map(|record| record.path.into_owned()));
    names.filter(|path| !there.contains(path.as_str())).collect()
}

/// Deletes the outputs of inputs that are gone, and folders that are empty then.
fn prune(args: &Extract, former: &Former, gone: &BTreeSet<String>) -> anyhow::Result<()> {
    let Some(root) = &args.output else { return Ok(()) };
    for output in gone.iter().filter_map(|path| Some(former.line(path)?.record()?.output?.into_owned())) {
        let target = root.join(output);
        if target.exists() {
            std::fs::remove_file(&target).with_context(|| format!("pruning {}", target.display()))?;
        }
        let below = target.ancestors().skip(1).take_while(|folder| *folder != root);
        // A folder that is not empty stays.
        let _ = below.map(std::fs::remove_dir).take_while(Result::is_ok).count();
    }
    Ok(())
}

/// Ctrl-C finishes the files in hand; a second one stops at once.
fn on_interrupt(stop: &Arc<Stop>, format: LogFormat) -> anyhow::Result<()> {
    let stop = stop.clone();
    ctrlc::set_handler(move || {
        if stop.requested() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        say(format, "interrupted", "interrupted; finishing the files in hand, press Ctrl-C again to stop at once");
        stop.request();
    })?;
    Ok(())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn selection(args: &Extract) -> anyhow::Result<Selection> {
    // What an earlier run wrote below the inputs is no input.
    let own = args.output.iter().chain(&args.manifest).filter_map(|folder| folder.canonicalize().ok()).collect();
    Ok(Selection { include: globs(&args.include)?, exclude: globs(&args.exclude)?, own })
}

fn globs(patterns: &[String]) -> anyhow::Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob =
            Glob::new(pattern).map_err(|e| Usage(format!("expected a glob such as '*.txt' or '2024/**', found {e}")));
        set.add(glob?);
    }
    Ok(set.build()?)
}
