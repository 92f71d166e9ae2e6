//! `gongwen-archive`: writes an archive of made-up reports.
//!
//! ```text
//! OUT/reports/岭澜省/砚溪市/r000012.txt     the reports
//! OUT/truth/岭澜省/砚溪市/r000012.json      what a perfect reader would find, with --truth
//! OUT/manifest.ndjson                       a line per report: path, truth, encoding, bytes, blake3, kind
//! ```

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use clap::Parser;
use gongwen_archive::{Options, kind, kind_named, report};
use serde::Serialize;

/// Writes an archive of made-up Chinese official reports, with the truth about them.
///
/// Report i depends on the seed, i and the options alone: a smaller archive is the beginning of a larger one.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// How many reports.
    count: u64,
    /// The folder to write to.
    out: PathBuf,
    /// Another seed gives another archive.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Strength of OCR-like noise, 0 to 1; it never changes a digit.
    #[arg(long, default_value = "0", value_name = "X", value_parser = |s: &str| parts(s, 3))]
    noise: u64,
    /// Share of digits to be misread, such as 0.002; they are recorded in the truth.
    #[arg(long, default_value = "0", value_name = "P", value_parser = |s: &str| parts(s, 6))]
    ocr_digits: u64,
    /// Share of reports with one planted contradiction.
    #[arg(long, default_value = "0", value_name = "F", value_parser = |s: &str| parts(s, 6))]
    fault_rate: u64,
    /// Only one kind of report.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(kind::KINDS.iter().map(|k| k.name)))]
    kind: Option<String>,
    /// Size of a report as UTF-8, about.
    #[arg(long, default_value_t = 13)]
    size_kb: usize,
    /// Write the truth too.
    #[arg(long)]
    truth: bool,
    /// UTF-8 throughout.
    #[arg(long)]
    utf8: bool,
    /// Sentences of a hundred that are made remarks without figures: 0 packs figures several times as densely as real prose.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=100))]
    narrative: u64,
}

/// A share such as `0.002`, in parts of ten to the power of `places`; no floats.
fn parts(text: &str, places: u32) -> Result<u64> {
    let (whole, after) = text.split_once('.').unwrap_or((text, ""));
    let wrong = || anyhow!("{text:?} is not a share with at most {places} decimals");
    let after_value: u64 = if after.is_empty() { 0 } else { after.parse().map_err(|_| wrong())? };
    let missing = places.checked_sub(after.len() as u32).ok_or_else(wrong)?;
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    Ok(whole * 10u64.pow(places) + after_value * 10u64.pow(missing))
}

#[derive(Serialize)]
struct Row<'a> {
    path: String,
    truth: Option<String>,
    encoding: &'a str,
    bytes: usize,
    blake3: String,
    kind: &'a str,
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn main() -> Result<()> {
    let args = Args::parse();
    let options = Options {
        noise: args.noise,
        ocr_digits: args.ocr_digits,
        fault_rate: args.fault_rate,
        kind: args.kind.as_deref().and_then(kind_named),
        size: args.size_kb * 1000,
        utf8: args.utf8,
        narrative: args.narrative,
    };
    fs::create_dir_all(&args.out).with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let manifest_path = args.out.join("manifest.ndjson");
    let manifest =
        fs::File::create(&manifest_path).with_context(|| format!("cannot write {}", manifest_path.display()))?;
    let mut manifest = std::io::BufWriter::new(manifest);
    let mut bytes = 0;
    for index in 0..args.count {
        let made = report(args.seed, index, options);
        let path = format!("reports/{}", made.name);
        write(&args.out.join(&path), &made.bytes)?;
        let truth = args.truth.then(|| format!("truth/{}json", made.name.trim_end_matches("txt")));
        if let Some(truth) = &truth {
            write(&args.out.join(truth), &serde_json::to_vec(&made.truth)?)?;
        }
        let row = Row {
            path,
            truth,
            encoding: made.truth.encoding,
            bytes: made.bytes.len(),
            blake3: blake3::hash(&made.bytes).to_hex().to_string(),
            kind: made.truth.kind,
        };
        serde_json::to_writer(&mut manifest, &row)?;
        manifest.write_all(b"\n")?;
        bytes += made.bytes.len();
    }
    manifest.flush().with_context(|| format!("cannot write {}", manifest_path.display()))?;
    println!("{} reports, {} KB, in {}", args.count, bytes / 1000, args.out.display());
    Ok(())
}
