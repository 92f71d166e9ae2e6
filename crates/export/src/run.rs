//! One export: reads reports, writes one format, names what it passes over.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::chunks::{self, Chunks};
use crate::contract::Report;
use crate::given::{self, Given};
use crate::lines::{Csv, Ndjson};
use crate::parquet::Parquet;
use crate::read::{self, Skipped};
use crate::rows::Rows;
use crate::sqlite::Sqlite;
use crate::table::{REPORTS, TABLES, Table};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder of Parquet files.
    Parquet,
    /// One SQLite database.
    Sqlite,
    /// A folder of CSV files.
    Csv,
    /// A folder of files with a JSON object per line.
    Ndjson,
    /// One file with a piece of text per line, for retrieval.
    Chunks,
}

/// What an export is asked to do.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The format.
    pub format: Format,
    /// A file for SQLite and chunks, a folder for the others.
    pub out: PathBuf,
    /// Parquet in folders `year=2024`.
    pub by_year: bool,
    /// CSV begins with a byte order mark, as Excel wants it.
    pub bom: bool,
    /// Reports of an earlier export whose path is not among the inputs are taken out; else they stay.
    pub prune: bool,
    /// Chunks: at most this many characters.
    pub chunk_chars: usize,
    /// One name for the many spellings of an issuer.
    pub aliases: BTreeMap<String, String>,
}

/// Why an export ended without a result. What was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The target is something that an export must not replace.
    #[error("{0}")]
    Target(String),
    /// Reading or writing a file.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// Parquet.
    #[error(transparent)]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// Arrow.
    #[error(transparent)]
    Arrow(#[from] arrow_schema::ArrowError),
}

impl Error {
    /// The kind of what went wrong below: a full disk, a place that cannot be written to.
    pub fn kind(&self) -> io::ErrorKind {
        if let Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) = self {
            return match failure.code {
                rusqlite::ErrorCode::DiskFull => io::ErrorKind::StorageFull,
                rusqlite::ErrorCode::ReadOnly => io::ErrorKind::ReadOnlyFilesystem,
                _ => io::ErrorKind::Other,
            };
        }
        if let Self::Json(error) = self {
            return error.io_error_kind().unwrap_or(io::ErrorKind::Other);
        }
        if let Self::Csv(error) = self {
            let csv::ErrorKind::Io(error) = error.kind() else { return io::ErrorKind::Other };
            return error.kind();
        }
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<io::Error>() {
                return io.kind();
            }
            if let Some(Self::Io(io)) = error.downcast_ref::<Self>() {
                return io.kind();
            }
            cause = error.source();
        }
        io::ErrorKind::Other
    }
}

/// What an export came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Reports written.
    pub reports: u64,
    /// Reports that stood in the database already, or were given before, from the same output.
    pub unchanged: u64,
    /// Reports of an earlier export in a folder or file that were not given and stay.
    pub kept: u64,
    /// Reports taken out of a database because their path is gone.
    pub pruned: u64,
    /// Rows written by table, or chunks; those that stay are counted too.
    pub rows: BTreeMap<&'static str, u64>,
    /// Inputs passed over, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    Written,
    Unchanged,
}

/// A format that takes reports as rows.
pub(crate) trait Writer {
    /// Takes the rows of one report.
    fn add(&mut self, rows: &Rows) -> Result<Added, Error>;
    /// Gives the result its name: from here on it is there. What stays of an earlier one, and what goes, is added to the
    /// summary.
    fn finish(self: Box<Self>, given: &Given, summary: &mut Summary) -> Result<(), Error>;
}

/// A report, made ready on any thread.
enum Made {
    Rows(Box<Rows>),
    Chunks { path: String, output_hash: String, count: u64, lines: Vec<u8> },
}

impl Made {
    fn new(report: &Report<'_>, json: &[u8], settings: &Settings) -> Self {
        let output_hash = blake3::hash(json).to_hex().to_string();
        if settings.format == Format::Chunks {
            let (count, lines) = chunks::lines(report, settings.chunk_chars.max(1));
            Self::Chunks { path: report.source.path.to_string(), output_hash, count, lines }
        } else {
            Self::Rows(Box::new(Rows::new(report, output_hash, &settings.aliases)))
        }
    }
}

enum To {
    Tables(Box<dyn Writer + Send>),
    Chunks(Chunks),
}

/// An export in the making. Dropped before it is finished, it leaves what was there before.
pub struct Exporter {
    settings: Settings,
    to: To,
    given: Given,
    summary: Summary,
}

impl Exporter {
    /// Begins an export.
    ///
    /// # Errors
    /// When the target cannot be written, or is something that must not be replaced.
    pub fn begin(settings: &Settings) -> Result<Self, Error> {
        let (out, prune) = (&settings.out, settings.prune);
        let to = match settings.format {
            Format::Csv => To::Tables(Box::new(Csv::begin(out, settings.bom, prune)?)),
            Format::Ndjson => To::Tables(Box::new(Ndjson::begin(out, prune)?)),
            Format::Sqlite => To::Tables(Box::new(Sqlite::begin(out, prune)?)),
            Format::Parquet => To::Tables(Box::new(Parquet::begin(out, settings.by_year, prune)?)),
            Format::Chunks => To::Chunks(Chunks::begin(out, prune)?),
        };
        Ok(Self { settings: settings.clone(), to, given: Given::default(), summary: Summary::default() })
    }

    /// Takes one report as JSON. Gives what was passed over, and why.
    ///
    /// # Errors
    /// When the target cannot be written.
    pub fn add(&mut self, json: &[u8]) -> Result<Option<Skipped>, Error> {
        let json = json.trim_ascii_end();
        match read::report(json) {
            Ok(report) => self.take(Ok(Made::new(&report, json, &self.settings))),
            Err((reason, message)) => self.take(Err(Skipped { place: "report".to_owned(), reason, message })),
        }
    }

    fn take(&mut self, item: Result<Made, Skipped>) -> Result<Option<Skipped>, Error> {
        let made = match item {
            Ok(made) => made,
            Err(skipped) => return Ok(Some(self.summary.skip(skipped))),
        };
        let (path, output_hash) = match &made {
            Made::Rows(rows) => (&rows.path, &rows.output_hash),
            Made::Chunks { path, output_hash, .. } => (path, output_hash),
        };
        match self.given.add(path, output_hash) {
            given::Path::New => {}
            given::Path::Same => {
                self.summary.unchanged += 1;
                return Ok(None);
            }
            given::Path::Other => {
                let message = "another report of this path was exported already; export the folders to two places";
                let skipped = Skipped { place: path.clone(), reason: "same_path", message: message.to_owned() };
                return Ok(Some(self.summary.skip(skipped)));
            }
        }
        match (made, &mut self.to) {
            (Made::Rows(rows), To::Tables(writer)) => match writer.add(&rows)? {
                Added::Unchanged => self.summary.unchanged += 1,
                Added::Written => {
                    self.summary.reports += 1;
                    for (place, table) in TABLES.iter().enumerate() {
                        *self.summary.rows.entry(table.name).or_default() += rows.store.count(place) as u64;
                    }
                }
            },
            (Made::Chunks { count, lines, .. }, To::Chunks(chunks)) => {
                chunks.add(&lines)?;
                self.summary.reports += 1;
                *self.summary.rows.entry("chunks").or_default() += count;
            }
            // What is made follows from the format, as the writer does.
            (Made::Rows(_), To::Chunks(_)) | (Made::Chunks { .. }, To::Tables(_)) => {}
        }
        Ok(None)
    }

    /// Gives the result its name: from here on it is there.
    ///
    /// # Errors
    /// When the target cannot be written; it is then as it was.
    pub fn finish(mut self) -> Result<Summary, Error> {
        match self.to {
            To::Tables(writer) => writer.finish(&self.given, &mut self.summary)?,
            To::Chunks(chunks) => chunks.finish(&self.given, &mut self.summary)?,
        }
        Ok(self.summary)
    }
}

/// Exports the reports at `paths`. `tell` hears of what is passed over, in the order of the inputs.
///
/// # Errors
/// When the target cannot be written; it is then as it was.
pub fn run(paths: &[PathBuf], settings: &Settings, mut tell: impl FnMut(&Skipped)) -> Result<Summary, Error> {
    let mut exporter = Exporter::begin(settings)?;
    let make = |report: &Report<'_>, json: &[u8]| Made::new(report, json, settings);
    read::read(paths, make, |item| {
        if let Some(skipped) = exporter.take(item)? {
            tell(&skipped);
        }
        Ok::<(), Error>(())
    })?;
    exporter.finish()
}

impl Summary {
    fn skip(&mut self, skipped: Skipped) -> Skipped {
        *self.skipped.entry(skipped.reason).or_default() += 1;
        skipped
    }

    /// A row of an earlier export stays.
    pub(crate) fn keep(&mut self, table: &Table) {
        *self.rows.entry(table.name).or_default() += 1;
        if table.name == TABLES[REPORTS].name {
            self.kept += 1;
        }
    }

    /// Inputs passed over.
    pub fn failures(&self) -> u64 {
        self.skipped.values().sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |counts: &BTreeMap<&'static str, u64>| {
            counts.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
        };
        write!(f, "{} reports written, {} unchanged", self.reports, self.unchanged)?;
        if self.kept > 0 {
            write!(f, ", {} kept", self.kept)?;
        }
        if self.pruned > 0 {
            write!(f, ", {} taken out", self.pruned)?;
        }
        if !self.skipped.is_empty() {
            write!(f, ", {} passed over: {}", self.failures(), listed(&self.skipped))?;
        }
        if !self.rows.is_empty() {
            write!(f, "\nrows: {}", listed(&self.rows))?;
        }
        Ok(())
    }
}
