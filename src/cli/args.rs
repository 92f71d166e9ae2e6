//! What can be typed.

use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use encoding_rs::Encoding;

/// Reads raw Chinese official reports (公文) into headings, numbered tasks and exact figures, each with the bytes where
/// it stands, and checks whether the prose adds up.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  gongwen extract reports -o output        one JSON per report, in folders like those of the input
  gongwen extract - --ndjson < report.txt  one report, as a line on standard output
  gongwen show report.txt                  outline, tasks, figures and findings for a person
  echo 执行数5268.47万元 | gongwen figures
  gongwen verify output --sources reports  every byte range and hash against the sources

Exit status:
  0    everything was read
  1    some input could not be read or was refused
  2    the command line was not understood, or two inputs would write the same output
  3    a report contradicts itself (with --strict only)
  130  stopped by Ctrl-C, SIGTERM or SIGHUP, the files in hand finished")]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads reports and writes one JSON each
    Extract(Box<Extract>),
    /// Shows one report to a person: outline, tasks, figures, findings; or which files of a folder are doubtful
    Show(Show),
    /// Reads text on standard input and prints its figures as JSON
    Figures(Figures),
    /// Turns outputs into tables: Parquet, SQLite, CSV, NDJSON, or chunks for retrieval
    #[cfg(feature = "export")]
    Export(Export),
    /// Compares outputs with their sources: every byte range and hash
    Verify(Verify),
    /// Compares two sets of outputs: reports, headings, tasks, figures, findings
    Diff(Diff),
    /// Prints the JSON Schema of the output
    Schema,
    /// Prints the rules of the audit: what each does, why, and an example
    Rules(Rules),
    /// Prints the table of units: spelling, kind, base unit, factor, source of the factor
    Units(OwnRules),
    /// Prints the table of indicators: code, name, synonyms
    Indicators(OwnRules),
}

/// How documents are read.
#[derive(Debug, Group)]
pub struct Reading {
    /// Read as this encoding, whatever the bytes look like (a WHATWG label: gb18030, gbk, big5, utf-16le …)
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,
    /// Refuse inputs with more bytes than this (k, m and g are understood); what would take more than 1 GB of memory, as
    /// some files of more than 4 MB that are figures or lines of a few bytes each, is refused in any case
    #[arg(long, value_name = "BYTES", default_value = "64m", value_parser = bytes)]
    pub max_bytes: u64,
    #[command(flatten)]
    pub rules: OwnRules,
}

impl Reading {
    /// What the pipeline needs of it.
    pub fn options(&self, rules: Option<&'static gongwen::lexicon::rules::Rules>) -> gongwen::report::Options {
        gongwen::report::Options { encoding: self.encoding, rules, ..gongwen::report::Options::default() }
    }
}

/// Rows of the user's own.
#[derive(Debug, Group)]
pub struct OwnRules {
    /// Rows of your own for indicators, units and names of issuers, in TOML (see docs/rules.md)
    #[arg(long = "rules", value_name = "FILE")]
    own_rules: Option<PathBuf>,
}

impl OwnRules {
    /// The file, where one was given.
    pub fn file(&self) -> Option<&PathBuf> {
        self.own_rules.as_ref()
    }

    /// Reads them, where a file was given.
    pub fn read(&self) -> Result<Option<&'static gongwen::lexicon::rules::Rules>, gongwen::batch::RulesError> {
        self.own_rules.as_deref().map(gongwen::batch::rules).transpose()
    }
}

/// `gongwen extract`
#[derive(Debug, Group)]
#[command(after_help = "\
A folder is walked in the order of its names; below DIR the outputs stand as the inputs stand below their folder,
as NAME.json. An output that is already there and the same to the byte is left alone. A file that cannot be read is
named on standard error with the reason and counted in the summary; all others are written.")]
pub struct Extract {
    /// Files, folders, archives (.zip .tar .tar.gz .tar.zst), compressed files (.gz .zst), lines of JSON with `path` and
    /// `text` (.ndjson .jsonl), or - for standard input
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read the paths in this file too, one per line or parted by NUL; - for standard input. What is listed is named by
    /// its path as it stands there (y/2023/a.txt), a leading / or .. left out
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// Name all inputs, typed or listed, by their path below this folder
    #[arg(long, value_name = "DIR")]
    pub base: Option<PathBuf>,
    /// What standard input would be called as a file: reports.ndjson, reports.tar.gz, report.txt.gz. It is then read as
    /// such, through a temporary file
    #[arg(long, value_name = "NAME")]
    pub stdin_name: Option<String>,
    /// Write tables to OUT (-o) and no JSON: what `gongwen export` would make of the outputs
    #[cfg(feature = "export")]
    #[arg(long, value_name = "FORMAT", value_enum, requires = "output", conflicts_with = "ndjson")]
    pub to: Option<To>,
    /// Folder for the outputs
    #[arg(short, long, value_name = "DIR", required_unless_present = "ndjson")]
    pub output: Option<PathBuf>,
    /// Write all reports as lines, in the order of the inputs: to standard output, or with -o to files of bounded size
    #[arg(long)]
    pub ndjson: bool,
    /// With --ndjson -o: begin a new file after this many bytes [default: 256m]
    #[arg(long, value_name = "BYTES", value_parser = bytes, requires = "output")]
    pub shard_size: Option<u64>,
    /// With --ndjson -o: compress the files
    #[arg(long, requires = "ndjson", requires = "output")]
    pub zstd: bool,
    /// Keep a record of the run in this folder, apart from the outputs; the next run with it does only what is new or
    /// changed. An output is taken to be what it was by its size alone (verify looks into it). With --ndjson, lines are
    /// written anew as a whole: the record says what was read, and saves no work
    #[arg(long, value_name = "DIR")]
    pub manifest: Option<PathBuf>,
    /// With --manifest: try again what failed, an archive or a folder with all that is in it now, and leave alone all else:
    /// what was read before, changed or not, and what is new
    #[arg(long, requires = "manifest")]
    pub retry_failed: bool,
    /// With --manifest: forget inputs whose files are gone, and delete their outputs. Gone is what stands nowhere any more:
    /// not what was left out this time, could not be looked into, or stood in a folder that is missing or empty now. An
    /// output that was made from something else meanwhile stays. With
    /// --to: take out what an earlier export holds of reports that are not read now
    #[arg(long, requires = "output")]
    pub prune: bool,
    #[cfg(feature = "export")]
    #[command(flatten)]
    pub tables: TableOptions,
    /// A catalogue in CSV with a column `path`: its rows are passed through to the outputs as `source.catalogue`
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
    /// In folders and archives, read only files whose path matches this pattern (may be given again). The path is the one
    /// below what was given, 2024/r.zip/a.txt. A pattern without / is one of names, at any depth; a folder or an archive
    /// that matches stands for all in it; * stands for any text, / too
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// In folders and archives, leave out files whose path matches such a pattern (may be given again)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Threads, 256 at the most [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// No progress and no summary; failures are still named
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages on standard error are written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Exit with 3 when a report contradicts itself
    #[arg(long)]
    pub strict: bool,
    /// Exit with 0 as long as no more than this many inputs fail
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub max_failures: usize,
    /// Refuse inputs that need more steps of work than this for each of their bytes
    #[arg(long, value_name = "N", default_value_t = gongwen::steps::STEPS_PER_BYTE, hide = true)]
    pub steps_per_byte: u32,
    #[command(flatten)]
    pub reading: Reading,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For a person
    Text,
    /// One JSON object per line
    Json,
}

/// `gongwen show`
#[derive(Debug, Group)]
#[command(after_help = "\
With --coverage, FILE is a folder of outputs (of reports, if there are none yet: these are then read anew). Each file is
graded by points: good (less than 15), doubtful (15 to 59: look at it before using it), again (60 and more: scan or
convert it again). Points are given for
  bytes that could not be decoded, a guessed encoding, mojibake, lost, private or control characters;
  text that is reversed, or whose tables came out in the wrong order; little of it Han; little of it in blocks;
  gaps, repeats, restarts and mixed styles in the numbering; no title; no headings in a long text; hardly any text;
  figures without a label; claims that do not add up.")]
pub struct Show {
    /// The report; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// List the files of a folder by how doubtful they are, worst first, with the reasons
    #[arg(long)]
    pub coverage: bool,
    /// With --coverage: one JSON object per file
    #[arg(long, requires = "coverage")]
    pub json: bool,
    /// List every figure, also those outside of tasks and findings
    #[arg(short, long)]
    pub all: bool,
    /// Exit with 3 when the report contradicts itself
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// `gongwen verify`
#[derive(Debug, Group)]
#[command(after_help = "\
Of each output: size and hash of its source, the text at all bytes, lines, ids and what they refer to, counts, value and
unit against base, verdicts; that no byte of the source is lost; and that the source, read anew with the same options,
gives the same report. The last is left out, and said, where another version or other rules made it. What does not agree
is named with what was expected and what was found; the exit status is then 1.")]
pub struct Verify {
    /// Folder of outputs: files of their own or files of lines (.ndjson, .ndjson.zst); or one such file
    #[arg(value_name = "DIR")]
    pub outputs: PathBuf,
    /// What the outputs were made from: a folder, with archives in it or not, or a file (may be given again)
    #[arg(short, long, value_name = "PATH", required = true)]
    pub sources: Vec<PathBuf>,
    /// Do not read the sources anew: prove what follows from their bytes, in less than half the time
    #[arg(long)]
    pub quick: bool,
    /// Threads, 256 at the most [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub rules: OwnRules,
}

/// `gongwen diff`
#[derive(Debug, Group)]
#[command(after_help = "\
Reports are paired by the path of their source, or by content hash where a file moved; what stands in them by its first raw
byte, and what refers to another node is told by the first raw byte of that. Where the source itself has other bytes now,
only that is said. Differences are data: the exit status is 1 only where something is no report or cannot be read.")]
pub struct Diff {
    /// Outputs of before: a folder, or a file with a report per line
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Outputs of now
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// A line of JSON per difference, and one with the counts
    #[arg(long)]
    pub json: bool,
}

/// `gongwen rules`
#[derive(Debug, Group)]
pub struct Rules {
    /// Only this rule
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// `gongwen figures`
#[derive(Debug, Group)]
pub struct Figures {
    /// Read each line by itself and print one JSON array per line
    #[arg(long)]
    pub lines: bool,
    /// Give numbers without a unit too (kind `number`)
    #[arg(long)]
    pub bare: bool,
    #[command(flatten)]
    pub rules: OwnRules,
}

/// `gongwen export`
#[cfg(feature = "export")]
#[derive(Debug, Group)]
#[command(override_usage = "gongwen export [OPTIONS] --to <FORMAT> <PATH>... <OUT>")]
#[command(after_help = "\
Tables: reports headings tasks tables cells figures links checks check_operands warnings; each row is named by `report`
(content hash and path hash) and `key` (kind and first raw byte). An earlier export is brought up to date: one current
version per path, and what is not given stays unless --prune. An export takes its place whole: stopped in the middle,
what was there before is there still. What is no report is named and passed over, and the exit status is 1.")]
pub struct Export {
    /// Folders of outputs, single outputs, or lines of reports (.ndjson .jsonl); and last what to write: a file for sqlite
    /// and chunks, a folder for parquet, csv and ndjson
    #[arg(required = true, num_args = 1.., value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub to: To,
    /// Take out what an earlier export holds of reports whose path is not among the inputs
    #[arg(long)]
    pub prune: bool,
    #[command(flatten)]
    pub tables: TableOptions,
    #[command(flatten)]
    pub rules: OwnRules,
    /// No summary; what is passed over is still named
    #[arg(short, long)]
    pub quiet: bool,
}

/// How tables are written.
#[cfg(feature = "export")]
#[derive(Debug, Group)]
pub struct TableOptions {
    /// Parquet: folders `year=2024` by the year reported on
    #[arg(long)]
    pub by_year: bool,
    /// CSV for Excel: begin with a byte order mark, and set a ' before texts that would be taken for formulas
    #[arg(long)]
    pub bom: bool,
    /// Chunks: at most this many characters, but never part of a figure [default: 800]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(50..))]
    pub chunk_chars: Option<u16>,
    /// CSV of `spelling,name`: one name for the many spellings of an issuer (column issuer_name)
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,
}

#[cfg(feature = "export")]
impl TableOptions {
    /// The first option given, and the format it goes with, where it is not this one; `None` is no tables at all.
    pub fn misplaced(&self, to: Option<To>) -> Option<(&'static str, &'static str)> {
        let given = [
            (self.by_year, "--by-year", Some(To::Parquet)),
            (self.bom, "--bom", Some(To::Csv)),
            (self.chunk_chars.is_some(), "--chunk-chars", Some(To::Chunks)),
            (self.aliases.is_some(), "--aliases", None),
        ];
        let wrong = |with: Option<To>| with.map_or(to.is_none(), |with| to != Some(with));
        let found = given.into_iter().find(|&(given, _, with)| given && wrong(with));
        found.map(|(_, flag, with)| (flag, with.map_or("FORMAT", To::name)))
    }
}

/// The formats of `gongwen export`.
#[cfg(feature = "export")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    /// A folder of Parquet files
    Parquet,
    /// A SQLite database
    Sqlite,
    /// A folder of CSV files
    Csv,
    /// A folder of files with a JSON object per line
    Ndjson,
    /// A file with a piece of text per line, with its heading, figures and bytes
    Chunks,
}

#[cfg(feature = "export")]
impl To {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Sqlite => "sqlite",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Chunks => "chunks",
        }
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    let found = Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::REPLACEMENT);
    found.ok_or_else(|| {
        "expected a label of the WHATWG Encoding Standard, such as utf-8, gb18030, big5, utf-16le".into()
    })
}

fn bytes(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &lower[digits.len()..] {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err("expected a number of bytes, such as 65536, 512k, 64m or 1g".into()),
    };
    let number: u64 =
        digits.parse().map_err(|_| "expected a number of bytes, such as 65536, 512k, 64m or 1g".to_owned())?;
    number.checked_mul(factor).filter(|&n| n > 0).ok_or_else(|| "expected a number of bytes between 1 and 2^64".into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn bytes_with_and_without_a_factor() {
        assert_eq!(bytes("64m"), Ok(64 << 20));
        assert_eq!(bytes("12"), Ok(12));
        assert!(bytes("0").is_err());
        assert!(bytes("12 parsecs").is_err());
    }
}
