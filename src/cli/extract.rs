//! `gongwen extract`: many inputs to many reports.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use globset::{Glob, GlobSet, GlobSetBuilder};
use gongwen::batch::{self, Event, Selection, Settings, Sink, Stop, Stream, Tree};
use gongwen::report::Options;

use super::args::Extract;
use super::progress::Progress;
use super::{CONTRADICTION, FAILED, INTERRUPTED, OK, USAGE};

/// A file that takes longer than this is named.
const SLOW: Duration = Duration::from_secs(10);

pub fn run(args: &Extract) -> anyhow::Result<u8> {
    let selection = match selection(args) {
        Ok(selection) => selection,
        Err(error) => {
            eprintln!("gongwen: {error:#}");
            return Ok(USAGE);
        }
    };
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
        eprintln!("gongwen: {collision}; nothing was written");
        return Ok(USAGE);
    }
    if inputs.is_empty() {
        eprintln!("gongwen: nothing to read: no file in {}", shown(&paths));
        return Ok(FAILED);
    }
    let sink: Box<dyn Sink> = match &args.output {
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("expected a folder that can be written to, found {}", folder.display()))?;
            Box::new(Tree { root: folder.clone() })
        }
        None => Box::new(Stream::new(BufWriter::with_capacity(1 << 16, io::stdout()))),
    };
    let settings = Settings {
        options: Options { encoding: args.reading.encoding, bare_numbers: false },
        jobs: args.jobs.map_or_else(processors, usize::from),
        max_bytes: args.reading.max_bytes,
        slow_after: SLOW,
    };

    let stop = Arc::new(Stop::default());
    on_interrupt(&stop)?;
    let mut progress = Progress::begin(inputs.len() as u64, args.quiet);
    let summary = batch::run(&inputs, &settings, sink.as_ref(), &stop, |event| match event {
        Event::Done(input, outcome) => {
            if let Err(failure) = &outcome.result {
                progress.line(&format!("{}: {}", input.shown(), failure.message));
            }
            progress.step(outcome.result.as_ref().map_or(0, |facts| facts.bytes_in), outcome.result.is_err());
        }
        Event::Slow(input, since) => {
            progress.line(&format!("{}: still being read after {} s", input.shown(), since.as_secs()));
        }
    })?;
    progress.end();
    if !args.quiet {
        writeln!(io::stderr(), "{summary}")?;
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

/// Ctrl-C finishes the files in hand; a second one stops at once.
fn on_interrupt(stop: &Arc<Stop>) -> anyhow::Result<()> {
    let stop = stop.clone();
    ctrlc::set_handler(move || {
        if stop.requested() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        eprintln!("gongwen: interrupted; finishing the files in hand, press Ctrl-C again to stop at once");
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
    Ok(Selection { include: globs(&args.include)?, exclude: globs(&args.exclude)? })
}

fn globs(patterns: &[String]) -> anyhow::Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|e| anyhow!("expected a glob such as '*.txt' or '2024/**', found {e}"))?);
    }
    Ok(set.build()?)
}
