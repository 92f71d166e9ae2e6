//! `gongwen figures`: text on standard input to figures as JSON.

use std::io::{self, BufWriter, Read, Write};

use gongwen::report::{Options, extract};

use super::OK;
use super::args::Figures;

pub fn run(args: &Figures) -> anyhow::Result<u8> {
    let mut raw = Vec::new();
    io::stdin().lock().read_to_end(&mut raw)?;
    let options = Options { encoding: None, bare_numbers: args.bare };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut print = |text: &[u8]| -> anyhow::Result<()> {
        match extract(text, "-", options) {
            Ok(extraction) => serde_json::to_writer(&mut out, &extraction.report().figures)?,
            // A line without text has no figures.
            Err(_) => out.write_all(b"[]")?,
        }
        Ok(out.write_all(b"\n")?)
    };
    if args.lines {
        let lines = raw.strip_suffix(b"\n").unwrap_or(&raw);
        if !raw.is_empty() {
            lines.split(|&b| b == b'\n').try_for_each(print)?;
        }
    } else {
        print(&raw)?;
    }
    out.flush()?;
    Ok(OK)
}
