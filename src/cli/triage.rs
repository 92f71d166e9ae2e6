//! `gongwen show --coverage`: the files of an archive by how doubtful their text is, worst first.
//!
//! | points | grade | what to do |
//! | --- | --- | --- |
//! | less than 15 | `good` | use it |
//! | 15 to 59 | `doubtful` | look at it before using it |
//! | 60 and more | `again` | scan or convert it again |

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use gongwen::batch::{Input, Selection, collect};
use gongwen::report::{Options, extract};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::args::Show;
use super::{FAILED, OK, tell};

/// What of a report tells how doubtful it is.
#[derive(Deserialize)]
struct Report<'a> {
    #[serde(borrow)]
    schema: Cow<'a, str>,
    #[serde(borrow)]
    source: Source<'a>,
    document: Document,
    #[serde(borrow)]
    blocks: Vec<Block<'a>>,
    headings: Vec<serde::de::IgnoredAny>,
    #[serde(borrow)]
    figures: Vec<Figure<'a>>,
    #[serde(borrow)]
    checks: Vec<Check<'a>>,
    #[serde(borrow)]
    warnings: Vec<Warning<'a>>,
    #[serde(borrow)]
    coverage: Coverage<'a>,
}

#[derive(Deserialize)]
struct Source<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    encoding: Cow<'a, str>,
    #[serde(borrow)]
    confidence: Cow<'a, str>,
    #[serde(borrow)]
    media_type: Cow<'a, str>,
    replaced: u32,
}

#[derive(Deserialize)]
struct Document {
    title: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Block<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Figure<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    label: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Check<'a> {
    #[serde(borrow)]
    verdict: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Warning<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Coverage<'a> {
    #[serde(borrow)]
    bytes_in_blocks: Cow<'a, str>,
}

/// One reason for doubt.
#[derive(Debug, Serialize)]
struct Reason {
    code: &'static str,
    points: u32,
    detail: String,
}

/// A file and how doubtful it is.
#[derive(Debug, Serialize)]
struct Row {
    path: String,
    grade: &'static str,
    points: u32,
    reasons: Vec<Reason>,
    #[serde(skip)]
    unread: bool,
}

/// From these points on a file is doubtful.
const DOUBTFUL: u32 = 15;
/// From these points on a file is better scanned again.
const AGAIN: u32 = 60;

impl Row {
    fn new(path: String, mut reasons: Vec<Reason>) -> Self {
        reasons.sort_by_key(|r| std::cmp::Reverse(r.points));
        let points = reasons.iter().map(|r| r.points).sum();
        let grade = match points {
            AGAIN.. => "again",
            DOUBTFUL.. => "doubtful",
            _ => "good",
        };
        Self { path, grade, points, reasons, unread: false }
    }

    fn unread(path: String, why: String) -> Self {
        let reasons = vec![Reason { code: "unread", points: 100, detail: why }];
        Self { unread: true, ..Self::new(path, reasons) }
    }
}

pub fn run(args: &Show) -> anyhow::Result<u8> {
    let rules = args.reading.rules.read()?;
    let options = args.reading.options(rules);
    let selection = Selection { max_bytes: args.reading.max_bytes, outputs: true, ..Selection::default() };
    let inputs = collect(&[args.file.clone().into()], &selection).inputs;
    let mut rows: Vec<Row> = inputs.par_iter().filter_map(|input| row(input, args, options)).collect();
    if rows.is_empty() {
        tell(&format_args!("gongwen: {}: expected outputs or reports, found none", args.file.display()));
        return Ok(FAILED);
    }
    rows.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.path.cmp(&b.path)));
    let mut out = io::stdout().lock();
    if args.json {
        for row in &rows {
            serde_json::to_writer(&mut out, row)?;
            out.write_all(b"\n")?;
        }
    } else {
        out.write_all(table(&rows)?.as_bytes())?;
    }
    Ok(if rows.iter().any(|r| r.unread) { FAILED } else { OK })
}

/// The table, and below it how many files are of each grade.
fn table(rows: &[Row]) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let width = rows.iter().map(|r| columns(&r.path)).max().unwrap_or(0).clamp(4, 60);
    writeln!(out, "grade     points  {:<width$}  reasons", "file")?;
    for r in rows {
        let blanks = " ".repeat(width.saturating_sub(columns(&r.path)));
        let reasons: Vec<&str> = r.reasons.iter().map(|r| r.detail.as_str()).collect();
        let line = format!("{:<9} {:>6}  {}{blanks}  {}", r.grade, r.points, r.path, reasons.join("; "));
        writeln!(out, "{}", line.trim_end())?;
    }
    let count = |grade| rows.iter().filter(|r| r.grade == grade).count();
    let (good, doubtful, again) = (count("good"), count("doubtful"), count("again"));
    writeln!(out, "\n{} files: {good} good, {doubtful} doubtful, {again} to be scanned again", rows.len())?;
    Ok(out)
}

/// The columns that a text takes in a terminal: Han takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

/// Grades one file: an output as it is, any other file by reading it. `None` for JSON that is no report.
fn row(input: &Input, args: &Show, options: Options) -> Option<Row> {
    let raw = match input.read(args.reading.max_bytes) {
        Ok(raw) => raw,
        Err(failure) => return Some(Row::unread(input.name.to_string(), failure.message)),
    };
    let graded = |json: &[u8]| {
        let report: Report = serde_json::from_slice(json).ok()?;
        report.schema.starts_with("gongwen.report/").then(|| Row::new(report.source.path.to_string(), reasons(&report)))
    };
    if input.name.ends_with(".json") {
        let row = graded(&raw);
        if row.is_none() {
            tell(&format_args!("gongwen: {}: passed over: expected a report, found other JSON", input.shown()));
        }
        return row;
    }
    let read = extract(&raw, &input.name, options).map_err(|refusal| refusal.to_string());
    let json = read.and_then(|x| {
        let mut json = Vec::new();
        x.write_json(&mut json).map(|()| json).map_err(|error| error.to_string())
    });
    match json {
        Ok(json) => graded(&json),
        Err(why) => Some(Row::unread(input.name.to_string(), why)),
    }
}

/// Everything that makes a report doubtful.
fn reasons(report: &Report<'_>) -> Vec<Reason> {
    let mut found = Vec::new();
    let mut add = |code, points, detail: String| found.push(Reason { code, points, detail });
    let texts = || report.blocks.iter().map(|b| b.text.as_ref());
    let chars: usize = texts().map(|t| t.chars().count()).sum();
    let letters: usize = texts().map(|t| t.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let han: usize = texts().map(|t| t.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count()).sum();

    let replaced = report.source.replaced as usize;
    if replaced > 0 {
        let points = if replaced * 100 > chars { AGAIN } else { 20 };
        add("replaced", points, format!("{replaced} places could not be decoded, in {chars} characters"));
    }
    if report.source.confidence == "doubtful" {
        add("encoding", 30, format!("its encoding, {}, is a guess", report.source.encoding));
    }
    if letters >= 20 && han * 2 < letters {
        add("few_han", AGAIN, format!("{han} of its {letters} letters are Han"));
    }
    let covered: u32 = report.coverage.bytes_in_blocks.replace('.', "").parse().unwrap_or(0);
    if report.source.media_type == "text/plain" && covered < 80 {
        let points = if covered < 50 { AGAIN } else { 20 };
        add("coverage", points, format!("{covered}% of its bytes are in blocks"));
    }
    let mut numbering: BTreeMap<&str, u32> = BTreeMap::new();
    for w in &report.warnings {
        match w.code.as_ref() {
            "mojibake" => add("mojibake", AGAIN, w.message.to_string()),
            "reversed_text" => add("reversed", AGAIN + 20, w.message.to_string()),
            "interleaved_columns" => {
                // The message names how many cells stand one to a line.
                let cells = w.message.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap_or(0);
                let points = if cells * 5 >= report.blocks.len() { AGAIN } else { 20 };
                add("interleaved", points, format!("{cells} cells of tables in an order that is not the page's"));
            }
            "lost_characters" => add("lost_characters", 30, w.message.to_string()),
            "control_characters" => add("control_characters", 15, w.message.to_string()),
            "private_use" => add("private_use", 15, w.message.to_string()),
            code => {
                let style = Some(code).filter(|c| *c == "mixed_style").map(|_| "mixed style");
                if let Some(fault) = code.strip_prefix("numbering_").or(style) {
                    *numbering.entry(fault).or_default() += 1;
                }
            }
        }
    }
    let faults: u32 = numbering.values().sum();
    if faults > 0 {
        let each: Vec<String> = numbering.iter().map(|(fault, n)| format!("{fault} {n}")).collect();
        add("numbering", (faults * 5).min(25), format!("numbering: {}", each.join(", ")));
    }
    let paragraphs = report.blocks.iter().filter(|b| b.kind == "paragraph").count();
    if report.headings.is_empty() && han >= 3000 && paragraphs >= 10 {
        add("no_headings", 20, format!("no headings in {chars} characters"));
    }
    if chars < 60 {
        add("short", 15, format!("{chars} characters in all"));
    }
    if report.document.title.is_none() {
        add("no_title", 5, "no title".into());
    }
    // Every amount and every share is of something; thirty days need not be.
    let measured = || report.figures.iter().filter(|f| matches!(f.kind.as_ref(), "money" | "percent"));
    let (figures, bare) = (measured().count(), measured().filter(|f| f.label.is_none()).count());
    if figures >= 20 && bare * 2 > figures {
        add("unlabelled", 15, format!("{bare} of {figures} amounts and shares have no label"));
    }
    let contradictions = report.checks.iter().filter(|c| c.verdict == "contradiction").count() as u32;
    if contradictions > 0 {
        add("contradictions", (contradictions * 5).min(20), format!("claims that do not add up: {contradictions}"));
    }
    found
}
