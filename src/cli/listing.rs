//! Commands that print what the tool knows.

use std::io::{self, BufWriter, Write};

use gongwen::audit::RULES;
use gongwen::lexicon::indicator::{INDICATORS, spellings};
use gongwen::lexicon::rules::Rules;
use gongwen::lexicon::unit::units;
use gongwen::report::model::Report;
use schemars::generate::SchemaSettings;

use super::args::{OwnRules, Rules as RulesOfAudit};
use super::{OK, USAGE, tell};

/// `gongwen schema`
pub fn schema() -> anyhow::Result<u8> {
    // As it is written: what may be null stands there all the same.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Report<'static>>();
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schema)?;
    writeln!(out)?;
    Ok(OK)
}

/// `gongwen units`: a line per unit, columns parted by tabs.
pub fn print_units(own: &OwnRules) -> anyhow::Result<u8> {
    let own = own.read()?;
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "spelling\tkind\tbase\tfactor\tsource")?;
    for u in units().chain(own.into_iter().flat_map(Rules::units)) {
        writeln!(out, "{}\t{}\t{}\t{}\t{}", u.spelling, u.dimension.name(), u.base, u.factor, u.source)?;
    }
    out.flush()?;
    Ok(OK)
}

/// `gongwen indicators`: a line per indicator, columns parted by tabs.
pub fn print_indicators(own: &OwnRules) -> anyhow::Result<u8> {
    let own = own.read()?;
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "code\tname\tsynonyms")?;
    for indicator in INDICATORS.iter().chain(own.into_iter().flat_map(Rules::indicators)) {
        let synonyms: Vec<&str> = spellings(indicator).filter(|s| *s != indicator.name).collect();
        writeln!(out, "{}\t{}\t{}", indicator.code, indicator.name, synonyms.join(" "))?;
    }
    out.flush()?;
    Ok(OK)
}

/// `gongwen rules`: what each rule of the audit does, or the whole manual of one.
pub fn print_rules(args: &RulesOfAudit) -> anyhow::Result<u8> {
    let mut out = BufWriter::new(io::stdout().lock());
    let rules = RULES.iter().filter(|r| args.rule.as_ref().is_none_or(|name| name == r.name));
    let mut found = false;
    for rule in rules {
        found = true;
        writeln!(out, "{}\n", rule.name)?;
        for line in rule.manual().lines() {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    if !found {
        let names: Vec<&str> = RULES.iter().map(|r| r.name).collect();
        tell(&format_args!("gongwen: expected one of {}", names.join(", ")));
    }
    Ok(if found { OK } else { USAGE })
}
