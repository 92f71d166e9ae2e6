//! `gongwen show`: a report for a person in a terminal.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use gongwen::batch::{Selection, collect};
use gongwen::lexicon::rules::Rules;
use gongwen::report::extract;
use gongwen::report::model::{Figure, Report};

use super::args::Show;
use super::{CONTRADICTION, FAILED, OK, tell};

pub fn run(args: &Show) -> anyhow::Result<u8> {
    let selection = Selection { max_bytes: args.reading.max_bytes, ..Selection::default() };
    let found = collect(&[args.file.clone().into()], &selection).inputs;
    let [input] = found.as_slice() else {
        tell(&format_args!("gongwen: {}: expected one report, found {}", args.file.display(), found.len()));
        return Ok(FAILED);
    };
    let rules = args.reading.rules.read()?;
    let options = args.reading.options(rules);
    let read = input.read(args.reading.max_bytes).map_err(|failure| failure.message);
    let read = read.and_then(|raw| extract(&raw, &input.name, options).map_err(|refusal| refusal.to_string()));
    let extraction = match read {
        Ok(extraction) => extraction,
        Err(message) => {
            tell(&format_args!("gongwen: {}: {message}", input.shown()));
            return Ok(FAILED);
        }
    };
    let report = extraction.report();
    io::stdout().lock().write_all(page(&report, args.all, rules)?.as_bytes())?;
    let contradicts = report.checks.iter().any(|c| c.verdict == "contradiction");
    Ok(if args.strict && contradicts { CONTRADICTION } else { OK })
}

fn page(report: &Report<'_>, all: bool, rules: Option<&Rules>) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    head(&mut out, report, rules)?;
    outline(&mut out, report)?;
    tasks(&mut out, report)?;
    if all {
        writeln!(out, "\n数据 figures ({})", report.figures.len())?;
        for f in &report.figures {
            writeln!(out, "  {:>5}  {}", f.id, figure(&f))?;
        }
    }
    findings(&mut out, report)?;
    Ok(out)
}

fn head(out: &mut String, report: &Report<'_>, rules: Option<&Rules>) -> std::fmt::Result {
    let d = &report.document;
    writeln!(out, "{}", d.title.as_ref().map_or("(no title)", |t| t.value))?;
    let year = d.fiscal_year.as_ref().map(|y| y.value.to_string());
    let rows = [
        ("issuer", d.issuer.as_ref().map(|f| issuer(f.value, rules))),
        ("kind", d.kind.as_ref().map(|f| f.value.to_owned())),
        ("year", year),
        ("number", d.document_number.as_ref().map(|f| f.value.to_owned())),
        ("date", d.date.as_ref().map(|f| f.value.to_owned())),
        ("rating", d.rating.as_ref().map(|f| f.value.to_owned())),
        ("score", d.score.as_ref().map(|f| f.value.to_owned())),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            writeln!(out, "  {name:<9} {value}")?;
        }
    }
    let s = &report.source;
    writeln!(out, "  {:<9} {} bytes, {} ({}, {})", "source", s.bytes, s.encoding, s.detected_by, s.confidence)
}

/// The issuer as printed, and the name that stands for it where the user gave one.
fn issuer(printed: &str, rules: Option<&Rules>) -> String {
    match rules.and_then(|rules| rules.issuers().get(printed)) {
        Some(name) => format!("{printed} = {name}"),
        None => printed.to_owned(),
    }
}

fn outline(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    writeln!(out, "\n提纲 outline ({})", report.headings.len())?;
    for h in &report.headings {
        let indent = "  ".repeat(usize::from(h.level));
        writeln!(out, "{indent}{}{}  [line {}]", h.label, h.text, h.line)?;
    }
    Ok(())
}

fn tasks(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let (tasks, figures): (Vec<_>, Vec<_>) = (report.tasks.iter().collect(), report.figures.iter().collect());
    writeln!(out, "\n事项 tasks ({})", tasks.len())?;
    for t in &tasks {
        writeln!(out, "  {:<8} {}{}", t.role, t.label, t.title)?;
        if let Some(b) = &t.budget {
            let slots = [("initial", b.initial), ("annual", b.annual), ("executed", b.executed), ("rate", b.rate)];
            let slots = slots.iter().filter_map(|(name, id)| {
                let f = figures.get(id.as_ref().copied()? as usize)?;
                Some(format!("{name} {}", f.text))
            });
            writeln!(out, "           {}", slots.collect::<Vec<_>>().join(" · "))?;
        }
        for link in report.links.iter().filter(|l| l.task == t.id) {
            if let Some(outcome) = tasks.get(link.outcome as usize) {
                writeln!(out, "           → {}{} (by {})", outcome.label, outcome.title, link.by.join(", "))?;
            }
        }
    }
    Ok(())
}

fn findings(out: &mut String, report: &Report<'_>) -> std::fmt::Result {
    let count = |verdict: &str| report.checks.iter().filter(|c| c.verdict == verdict).count();
    writeln!(
        out,
        "\n核对 findings: {} hold, {} within rounding, {} contradictions, {} not checkable",
        count("holds"),
        count("rounding"),
        count("contradiction"),
        report.coverage.not_checkable
    )?;
    // What does not add up comes first.
    for verdict in ["contradiction", "rounding", "holds"] {
        for c in report.checks.iter().filter(|c| c.verdict == verdict) {
            let mark = match verdict {
                "contradiction" => "✗",
                "rounding" => "≈",
                _ => "✓",
            };
            writeln!(out, "  {mark} {:<12} {}", c.rule, c.message)?;
            if let Some(severity) = c.severity {
                writeln!(out, "      {severity}: computed {}", c.computed.unwrap_or("–"))?;
            }
            for hint in c.hints {
                writeln!(out, "      {hint}")?;
            }
        }
    }
    for d in &report.derived {
        writeln!(out, "  ⇒ {}: {} to {} {} ({})", d.label, d.interval[0], d.interval[1], d.unit, d.formula)?;
    }
    if !report.warnings.is_empty() {
        writeln!(out, "\n提示 warnings ({})", report.warnings.len())?;
        for w in &report.warnings {
            writeln!(out, "  {}: {}", w.code, w.message)?;
        }
    }
    Ok(())
}

fn figure(f: &Figure<'_>) -> String {
    let mut line = format!("{:<16} {}", f.kind, f.text);
    let period = f.period.map(|period| period.0.text());
    let notes = [f.label.as_deref(), f.indicator, period.as_deref(), f.qualifier, f.change, f.basis.as_deref()];
    for note in notes.into_iter().flatten() {
        line.push_str("  ");
        line.push_str(note);
    }
    line
}
