//! `gongwen export`: outputs to tables.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, anyhow};
use gongwen::batch::{Input, Placed, Sink, Stop};
use gongwen::lexicon::rules::Rules;
use gongwen_export::{Error, Exporter, Format, Settings, run as export};

use super::args::{Export, To};
use super::{FAILED, OK, USAGE};

/// The longest chunk, in characters, where nothing else is said.
const CHUNK: usize = 800;

pub fn run(args: &Export) -> anyhow::Result<u8> {
    let [paths @ .., out] = args.paths.as_slice() else { return Ok(USAGE) };
    if paths.is_empty() {
        eprintln!("gongwen: expected outputs to read and a place to write, found only {}", out.display());
        return Ok(USAGE);
    }
    let rules = match args.rules.read() {
        Ok(rules) => rules,
        Err(error) => {
            eprintln!("gongwen: {error}; nothing was written");
            return Ok(USAGE);
        }
    };
    let mut names = issuers(rules);
    names.extend(args.aliases.as_deref().map(aliases).transpose()?.unwrap_or_default());
    let settings = Settings {
        format: format(args.to),
        out: out.clone(),
        by_year: args.by_year,
        bom: args.bom,
        prune: args.prune,
        chunk_chars: usize::from(args.chunk_chars),
        aliases: names,
    };
    let wanted = [(args.by_year, "--by-year", To::Parquet), (args.bom, "--bom", To::Csv)];
    if let Some((_, flag, to)) = wanted.iter().find(|(given, _, to)| *given && args.to != *to) {
        eprintln!("gongwen: {flag} goes with --to {}", to.name());
        return Ok(USAGE);
    }
    match export(paths, &settings, |skipped| eprintln!("gongwen: {skipped}")) {
        Ok(summary) => {
            if !args.quiet {
                eprintln!("{summary}");
            }
            Ok(if summary.failures() > 0 { FAILED } else { OK })
        }
        Err(Error::Target(message)) => {
            eprintln!("gongwen: {message}; nothing was written");
            Ok(USAGE)
        }
        Err(error) => Err(error).with_context(|| format!("{}: not written", out.display())),
    }
}

fn format(to: To) -> Format {
    match to {
        To::Parquet => Format::Parquet,
        To::Sqlite => Format::Sqlite,
        To::Csv => Format::Csv,
        To::Ndjson => Format::Ndjson,
        To::Chunks => Format::Chunks,
    }
}

/// Tables straight from the reading, `gongwen extract --to`.
pub struct Tables {
    exporter: Mutex<Option<Exporter>>,
    stop: Arc<Stop>,
}

impl Tables {
    /// Begins them; the names of issuers in `rules` make one issuer of many spellings.
    pub fn begin(to: To, out: &Path, stop: Arc<Stop>, rules: Option<&Rules>) -> anyhow::Result<Self> {
        let settings = Settings {
            format: format(to),
            out: out.to_owned(),
            by_year: false,
            bom: false,
            prune: false,
            chunk_chars: CHUNK,
            aliases: issuers(rules),
        };
        let exporter = Exporter::begin(&settings).with_context(|| format!("{}: not written", out.display()))?;
        Ok(Self { exporter: Mutex::new(Some(exporter)), stop })
    }
}

impl Sink for Tables {
    fn place(&self, _input: &Input, _json: &[u8]) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn append(&self, json: &[u8]) -> io::Result<()> {
        let mut exporter = self.exporter.lock().expect("no panic under the lock");
        let Some(exporter) = exporter.as_mut() else { return Ok(()) };
        match exporter.add(json).map_err(io::Error::other)? {
            None => Ok(()),
            Some(skipped) => Err(io::Error::other(skipped)),
        }
    }

    fn finish(&self) -> io::Result<()> {
        let exporter = self.exporter.lock().expect("no panic under the lock").take();
        // Stopped before the end: what was there before stays.
        if let Some(exporter) = exporter.filter(|_| !self.stop.requested()) {
            exporter.finish().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// The names that the user's rules give to issuers.
fn issuers(rules: Option<&Rules>) -> BTreeMap<String, String> {
    rules.map(|rules| rules.issuers().clone()).unwrap_or_default()
}

/// Rows of a spelling and the name that stands for it.
fn aliases(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("expected a CSV file of aliases, found {shown}"))?;
    let mut names = BTreeMap::new();
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(file).records() {
        let row = row.with_context(|| shown.to_string())?;
        let [spelling, name] = [row.get(0), row.get(1)].map(|field| field.map(str::trim).filter(|f| !f.is_empty()));
        let (Some(spelling), Some(name)) = (spelling, name) else {
            return Err(anyhow!("{shown}: expected `spelling,name` in each row, found {:?}", row.as_slice()));
        };
        names.insert(spelling.trim_start_matches('\u{feff}').to_owned(), name.to_owned());
    }
    Ok(names)
}
