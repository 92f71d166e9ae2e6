//! `gongwen export`: outputs to tables.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use gongwen::batch::{Input, Json, Placed, Sink, unfinished};
use gongwen::lexicon::rules::Rules;
use gongwen_export::{Error, Exporter, Format, Settings, parent, run as export};
use tempfile::NamedTempFile;

use super::args::{Export, Extract, TableOptions, To};
use super::{FAILED, OK, Usage, tell};

/// The longest chunk, in characters, where nothing else is said.
const CHUNK: usize = 800;

pub fn run(args: &Export) -> anyhow::Result<u8> {
    let Some((out, paths)) = args.paths.split_last().filter(|(_, paths)| !paths.is_empty()) else {
        let found = args.paths.iter().map(|p| p.display().to_string()).collect::<String>();
        return Err(Usage(format!("expected outputs to read and a place to write, found only {found}")).into());
    };
    let settings = settings(args.to, out, args.prune, &args.tables, args.rules.read()?)?;
    match export(paths, &settings, |skipped| tell(&format_args!("gongwen: {skipped}"))) {
        Ok(summary) => {
            if !args.quiet {
                tell(&summary);
            }
            Ok(if summary.failures() > 0 { FAILED } else { OK })
        }
        Err(error) => Err(not_written(error, out)),
    }
}

/// What the user typed, as the export needs it. The names of issuers in `rules` make one issuer of many spellings.
fn settings(
    to: To,
    out: &Path,
    prune: bool,
    options: &TableOptions,
    rules: Option<&Rules>,
) -> anyhow::Result<Settings> {
    if let Some((flag, format)) = options.misplaced(Some(to)) {
        return Err(Usage(format!("{flag} goes with --to {format}")).into());
    }
    let mut names = rules.map(|rules| rules.issuers().clone()).unwrap_or_default();
    names.extend(options.aliases.as_deref().map(aliases).transpose()?.unwrap_or_default());
    Ok(Settings {
        format: format(to),
        out: out.to_owned(),
        by_year: options.by_year,
        bom: options.bom,
        prune,
        chunk_chars: options.chunk_chars.map_or(CHUNK, usize::from),
        aliases: names,
    })
}

fn not_written(error: Error, out: &Path) -> anyhow::Error {
    match error {
        Error::Target(message) => Usage(format!("{message}; nothing was written")).into(),
        error => anyhow::Error::from(error).context(format!("{}: not written", out.display())),
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
    out: PathBuf,
    /// Rows go of what is not given: of what could not be read it is not known.
    prune: bool,
    unread: Arc<AtomicBool>,
    state: Mutex<(Option<Exporter>, usize)>,
}

impl Tables {
    /// Begins them.
    pub fn begin(
        to: To,
        out: &Path,
        args: &Extract,
        rules: Option<&Rules>,
        unread: Arc<AtomicBool>,
    ) -> anyhow::Result<Self> {
        let settings = settings(to, out, args.prune, &args.tables, rules)?;
        let exporter = Exporter::begin(&settings).map_err(|error| not_written(error, out))?;
        Ok(Self { out: out.to_owned(), prune: args.prune, unread, state: Mutex::new((Some(exporter), 0)) })
    }

    /// What went wrong, with the place: a full disk is still known as one.
    fn named(&self, error: &Error) -> io::Error {
        io::Error::new(error.kind(), format!("{}: {error}", self.out.display()))
    }
}

impl Sink for Tables {
    fn place(&self, _input: &Input, _json: &mut Json) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    /// Where there is room for the tables there is room for a report.
    fn open(&self, _input: &Input) -> io::Result<NamedTempFile> {
        unfinished(parent(&self.out))
    }

    fn append(&self, json: &Json) -> io::Result<()> {
        let mut state = self.state.lock().expect("no panic under the lock");
        let (Some(exporter), taken) = &mut *state else { return Ok(()) };
        *taken += 1;
        match exporter.add(&json.whole()?).map_err(|error| self.named(&error))? {
            None => Ok(()),
            Some(skipped) => Err(io::Error::other(skipped)),
        }
    }

    fn unfinished(&self) -> usize {
        self.state.lock().expect("no panic under the lock").1
    }

    fn finish(&self, is_whole: bool) -> io::Result<()> {
        let mut state = self.state.lock().expect("no panic under the lock");
        if is_whole && self.prune && self.unread.load(Ordering::Relaxed) {
            let out = self.out.display();
            return Err(io::Error::other(format!(
                "{out}: not written: --prune would take out rows of what could not be read; mend that, or go without it"
            )));
        }
        // Stopped before the end: what was there before stays.
        if let Some(exporter) = state.0.take().filter(|_| is_whole) {
            exporter.finish().map_err(|error| self.named(&error))?;
            state.1 = 0;
        }
        Ok(())
    }
}

/// Rows of a spelling and the name that stands for it.
fn aliases(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let shown = path.display();
    let wrong = |what: String| Usage(format!("{shown}: {what}"));
    let file = File::open(path).map_err(|error| wrong(format!("expected a CSV file of aliases, found {error}")))?;
    let mut names = BTreeMap::new();
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(file).records() {
        let row = row.map_err(|error| wrong(error.to_string()))?;
        let [spelling, name] = [row.get(0), row.get(1)].map(|field| field.map(str::trim).filter(|f| !f.is_empty()));
        let (Some(spelling), Some(name)) = (spelling, name) else {
            return Err(wrong(format!("expected `spelling,name` in each row, found {:?}", row.as_slice())).into());
        };
        names.insert(spelling.trim_start_matches('\u{feff}').to_owned(), name.to_owned());
    }
    Ok(names)
}
