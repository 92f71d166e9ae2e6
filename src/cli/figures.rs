//! `gongwen figures`: text on standard input to figures as JSON.

use std::io::{self, BufWriter, Read, Write};

use anyhow::anyhow;
use gongwen::decode::{Hints, decode};
use gongwen::figure::{self, read};
use gongwen::lexicon::rules::using;
use gongwen::report::written_figures;

use super::OK;
use super::args::Figures;

pub fn run(args: &Figures) -> anyhow::Result<u8> {
    using(args.rules.read()?, || print_figures(args))
}

fn print_figures(args: &Figures) -> anyhow::Result<u8> {
    let mut raw = Vec::new();
    io::stdin().lock().read_to_end(&mut raw)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let options = figure::Options { bare: args.bare, ..figure::Options::default() };
    let mut print = |text: &str| -> anyhow::Result<()> {
        serde_json::to_writer(&mut out, &written_figures(text, &read(text, options)))?;
        Ok(out.write_all(b"\n")?)
    };
    if raw.iter().all(u8::is_ascii_whitespace) {
        // Blank lines have no figures, and are lines all the same.
        let lines = if args.lines { memchr::memchr_iter(b'\n', &raw).count() } else { 1 };
        (0..lines).try_for_each(|_| print(""))?;
    } else {
        let decoded = decode(&raw, Hints::default()).map_err(|refusal| anyhow!("standard input: {refusal}"))?;
        if args.lines {
            decoded.text.lines().try_for_each(&mut print)?;
        } else {
            print(&decoded.text)?;
        }
    }
    out.flush()?;
    Ok(OK)
}
