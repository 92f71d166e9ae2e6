//! `gongwen export`: outputs to tables.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, anyhow};
use gongwen_export::{Error, Format, Settings, run as export};

use super::args::{Export, To};
use super::{FAILED, OK, USAGE};

pub fn run(args: &Export) -> anyhow::Result<u8> {
    let settings = Settings {
        format: match args.to {
            To::Parquet => Format::Parquet,
            To::Sqlite => Format::Sqlite,
            To::Csv => Format::Csv,
            To::Ndjson => Format::Ndjson,
            To::Chunks => Format::Chunks,
        },
        out: args.out.clone(),
        by_year: args.by_year,
        bom: args.bom,
        prune: args.prune,
        chunk_chars: usize::from(args.chunk_chars),
        aliases: args.aliases.as_deref().map(aliases).transpose()?.unwrap_or_default(),
    };
    let wanted =
        [(args.by_year, "--by-year", To::Parquet), (args.bom, "--bom", To::Csv), (args.prune, "--prune", To::Sqlite)];
    if let Some((_, flag, to)) = wanted.iter().find(|(given, _, to)| *given && args.to != *to) {
        eprintln!("gongwen: {flag} goes with --to {}", to.name());
        return Ok(USAGE);
    }
    match export(&args.paths, &settings, |skipped| eprintln!("gongwen: {skipped}")) {
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
        Err(error) => Err(error).with_context(|| format!("{}: not written", args.out.display())),
    }
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
