//! `gongwen diff`: what changed between two sets of outputs, as after another version or other rules.
//!
//! Reports are paired by path, and what is left by content hash (a file that moved). Nodes are paired by what they are
//! and their first raw byte, which is the same as long as the source is. Of each set only the paths are kept in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use walkdir::WalkDir;

use super::args::Diff;
use super::{FAILED, OK, USAGE};

/// What is compared of a report.
#[derive(Deserialize)]
struct Report {
    source: Source,
    document: Map<String, Value>,
    headings: Vec<Map<String, Value>>,
    tasks: Vec<Map<String, Value>>,
    figures: Vec<Map<String, Value>>,
    checks: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Source {
    path: String,
    blake3: String,
}

/// Keys of a node that say what it is. Ids and places in lists are none: they change with whatever stands before.
const FIELDS: [(&str, &[&str]); 5] = [
    ("document", &["value"]),
    ("heading", &["level", "label", "scheme", "ordinal", "text", "run_in"]),
    ("task", &["role", "label", "ordinal", "title"]),
    (
        "figure",
        &[
            "text",
            "kind",
            "value",
            "upper",
            "unit",
            "base",
            "label",
            "indicator",
            "period",
            "qualifier",
            "change",
            "basis",
        ],
    ),
    ("check", &["rule", "verdict", "severity", "claimed", "computed"]),
];

/// A node's key within its report: what it is, its first raw byte, and how many such nodes stand before it.
type Key = (usize, String, u64, u32);

/// What of a node is compared.
type Node = Map<String, Value>;

/// A set of outputs: the path of each report and where it stands.
struct Set {
    reports: BTreeMap<Box<str>, Place>,
    lines: Vec<PathBuf>,
    bad: u64,
}

#[derive(Clone, Copy)]
enum Place {
    /// A file of its own, below the folder, by its path.
    File,
    /// A line of one of the files of lines: which, where, how long.
    Line(u32, u64, u32),
}

/// Counts of what became of reports or nodes.
#[derive(Default, Serialize)]
struct Count {
    same: u64,
    changed: u64,
    added: u64,
    removed: u64,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} the same, {} changed, {} added, {} removed", self.same, self.changed, self.added, self.removed)
    }
}

#[derive(Default, Serialize)]
struct Totals {
    reports: Count,
    /// Reports of the same content under another path.
    moved: u64,
    /// Reports whose source has other bytes now: their nodes are not compared.
    other_source: u64,
    nodes: BTreeMap<&'static str, Count>,
}

pub fn run(args: &Diff) -> anyhow::Result<u8> {
    for folder in [&args.old, &args.new] {
        if !folder.exists() {
            eprintln!("gongwen: {}: expected a folder of outputs, or a file of lines", folder.display());
            return Ok(USAGE);
        }
    }
    let (mut old, mut new) = (Set::list(&args.old)?, Set::list(&args.new)?);
    let mut out = Out { writer: BufWriter::new(io::stdout().lock()), json: args.json, totals: Totals::default() };
    let mut gone: BTreeMap<String, Box<str>> = BTreeMap::new();
    let mut fresh: Vec<(String, Box<str>)> = Vec::new();
    let paths: Vec<Box<str>> = old.reports.keys().filter(|p| !new.reports.contains_key(*p)).cloned().collect();
    for path in paths {
        if let Some(report) = old.read(&args.old, &path) {
            gone.insert(report.source.blake3, path);
        }
    }
    let paths: Vec<Box<str>> = new.reports.keys().cloned().collect();
    for path in paths {
        let Some(after) = new.read(&args.new, &path) else { continue };
        if !old.reports.contains_key(&path) {
            fresh.push((after.source.blake3, path));
        } else if let Some(before) = old.read(&args.old, &path) {
            out.pair(&path, &before, &after)?;
        }
    }
    for (hash, path) in fresh {
        let Some(from) = gone.remove(&hash) else {
            out.totals.reports.added += 1;
            out.report(&path, "added", None)?;
            continue;
        };
        out.totals.moved += 1;
        out.report(&path, "moved", Some(&from))?;
        if let (Some(before), Some(after)) = (old.read(&args.old, &from), new.read(&args.new, &path)) {
            out.pair(&path, &before, &after)?;
        }
    }
    for path in gone.into_values() {
        out.totals.reports.removed += 1;
        out.report(&path, "removed", None)?;
    }
    out.end()?;
    Ok(if old.bad + new.bad > 0 { FAILED } else { OK })
}

impl Set {
    fn list(root: &Path) -> anyhow::Result<Self> {
        let mut set = Self { reports: BTreeMap::new(), lines: Vec::new(), bad: 0 };
        for entry in WalkDir::new(root).sort_by_file_name() {
            let entry = entry?;
            let path = entry.path();
            let is = |extension| path.extension().is_some_and(|e| e == extension);
            if !entry.file_type().is_file() {
                continue;
            }
            if is("ndjson") || is("jsonl") || path == root {
                set.index(path)?;
            } else if is("json") {
                let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
                set.reports.insert(below.trim_end_matches(".json").into(), Place::File);
            } else if is("zst") {
                bail!("{}: expected lines that are not compressed; unpack it with `zstd -d`", path.display());
            }
        }
        Ok(set)
    }

    /// Notes where each report of a file of lines stands.
    fn index(&mut self, path: &Path) -> anyhow::Result<()> {
        #[derive(Deserialize)]
        struct Named {
            source: Source,
        }
        let mut file = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
        let (mut at, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let n = file.read_until(b'\n', &mut line)?;
            if n == 0 {
                break;
            }
            match serde_json::from_slice::<Named>(&line) {
                Ok(named) => {
                    let place = Place::Line(self.lines.len() as u32, at, n as u32);
                    self.reports.insert(named.source.path.into(), place);
                }
                Err(_) if line.trim_ascii().is_empty() => {}
                Err(error) => self.named(&format!("{} at byte {at}", path.display()), &error),
            }
            at += n as u64;
        }
        self.lines.push(path.to_owned());
        Ok(())
    }

    fn named(&mut self, what: &str, error: &dyn fmt::Display) {
        self.bad += 1;
        eprintln!("gongwen: {what}: expected a report of gongwen, found: {error}");
    }

    fn read(&mut self, root: &Path, path: &str) -> Option<Report> {
        let bytes = match *self.reports.get(path)? {
            Place::File => fs::read(root.join(format!("{path}.json"))),
            Place::Line(file, at, len) => File::open(&self.lines[file as usize]).and_then(|mut file| {
                file.seek(SeekFrom::Start(at))?;
                let mut bytes = Vec::with_capacity(len as usize);
                file.take(u64::from(len)).read_to_end(&mut bytes)?;
                Ok(bytes)
            }),
        };
        let report = bytes.map_err(|e| e.to_string());
        match report.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|e| e.to_string())) {
            Ok(report) => Some(report),
            Err(error) => {
                self.named(path, &error);
                None
            }
        }
    }
}

/// The first raw byte of a node.
fn first_byte(node: &Map<String, Value>) -> u64 {
    node.get("bytes").and_then(|b| b.get(0)?.get(0)?.as_u64()).unwrap_or(0)
}

/// All nodes of a report by their keys.
fn nodes(report: &Report) -> BTreeMap<Key, Map<String, Value>> {
    let mut found: BTreeMap<Key, Map<String, Value>> = BTreeMap::new();
    let mut seen: BTreeMap<(usize, String, u64), u32> = BTreeMap::new();
    let mut add = |kind: usize, name: &str, byte: u64, node: &Map<String, Value>| {
        let fields = FIELDS[kind].1.iter().filter_map(|&f| Some((f.to_owned(), node.get(f)?.clone()))).collect();
        let number = seen.entry((kind, name.to_owned(), byte)).or_insert(0);
        found.insert((kind, name.to_owned(), byte, *number), fields);
        *number += 1;
    };
    for (name, value) in &report.document {
        if let Value::Object(field) = value {
            add(0, name, 0, field);
        }
    }
    for (kind, list) in [(1, &report.headings), (2, &report.tasks), (3, &report.figures)] {
        for node in list {
            add(kind, "", first_byte(node), node);
        }
    }
    for check in &report.checks {
        // A finding stands where its claim does, or the first of its headings.
        let claim = check.get("claim").filter(|c| !c.is_null());
        let figure = claim.or_else(|| check.get("figures")?.get(0)).and_then(Value::as_u64);
        let heading = || check.get("headings").and_then(|h| h.get(0)?.as_u64());
        let node = match figure {
            Some(i) => report.figures.get(i as usize),
            None => heading().and_then(|i| report.headings.get(i as usize)),
        };
        add(4, check.get("rule").and_then(Value::as_str).unwrap_or_default(), node.map_or(0, first_byte), check);
    }
    found
}

/// What comes out: lines for a person or lines of JSON.
struct Out<W> {
    writer: W,
    json: bool,
    totals: Totals,
}

impl<W: Write> Out<W> {
    fn report(&mut self, path: &str, change: &str, from: Option<&str>) -> io::Result<()> {
        if self.json {
            let mut line = json!({"report": path, "change": change});
            if let Some(from) = from {
                line["from"] = from.into();
            }
            return writeln!(self.writer, "{line}");
        }
        match from {
            Some(from) => writeln!(self.writer, "{path}: {change} from {from}"),
            None => writeln!(self.writer, "{path}: {change}"),
        }
    }

    fn pair(&mut self, path: &str, before: &Report, after: &Report) -> io::Result<()> {
        if before.source.blake3 != after.source.blake3 {
            self.totals.other_source += 1;
            return self.report(path, "its source has other bytes", None);
        }
        let (before, mut after) = (nodes(before), nodes(after));
        let mut changes: BTreeMap<Key, (Option<Node>, Option<Node>)> = BTreeMap::new();
        for (key, old) in before {
            match after.remove(&key) {
                Some(new) if new == old => self.totals.nodes.entry(FIELDS[key.0].0).or_default().same += 1,
                new => drop(changes.insert(key, (Some(old), new))),
            }
        }
        changes.extend(after.into_iter().map(|(key, new)| (key, (None, Some(new)))));
        *(if changes.is_empty() { &mut self.totals.reports.same } else { &mut self.totals.reports.changed }) += 1;
        if !changes.is_empty() && !self.json {
            writeln!(self.writer, "{path}")?;
        }
        for (key, (old, new)) in changes {
            self.node(path, &key, old, new)?;
        }
        Ok(())
    }

    fn node(
        &mut self,
        path: &str,
        (kind, name, byte, _): &Key,
        old: Option<Map<String, Value>>,
        new: Option<Map<String, Value>>,
    ) -> io::Result<()> {
        let kind = FIELDS[*kind].0;
        let count = self.totals.nodes.entry(kind).or_default();
        let (change, sign) = match (&old, &new) {
            (Some(_), None) => (&mut count.removed, "removed"),
            (None, _) => (&mut count.added, "added"),
            _ => (&mut count.changed, "changed"),
        };
        *change += 1;
        if self.json {
            let line = json!({"report": path, "node": kind, "name": name, "byte": byte, "change": sign, "old": old, "new": new});
            return writeln!(self.writer, "{line}");
        }
        let what = if name.is_empty() { kind.to_owned() } else { format!("{kind} {name}") };
        let place = if kind == "document" { String::new() } else { format!(" at byte {byte}") };
        match (old, new) {
            (Some(old), Some(new)) => {
                let fields: Vec<&String> = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))).collect();
                let of = |node: &Map<String, Value>, field: &str| node.get(field).map_or("null".into(), shown);
                let differ = fields.into_iter().filter(|f| old.get(*f) != new.get(*f));
                let differ: Vec<String> = differ.map(|f| format!("{f} {} → {}", of(&old, f), of(&new, f))).collect();
                let text = old.get("text").or(old.get("title")).map(|t| format!(" {}", shown(t))).unwrap_or_default();
                writeln!(self.writer, "  ~ {what}{place}{text}: {}", differ.join("; "))
            }
            (old, new) => {
                let sign = if old.is_some() { '-' } else { '+' };
                let fields = old.or(new).unwrap_or_default();
                let fields = fields.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{k} {}", shown(v)));
                writeln!(self.writer, "  {sign} {what}{place}: {}", fields.collect::<Vec<_>>().join("; "))
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        let totals = &self.totals;
        if self.json {
            writeln!(self.writer, "{}", json!({"summary": totals}))?;
        } else {
            writeln!(self.writer, "reports: {}", totals.reports)?;
            if totals.moved + totals.other_source > 0 {
                writeln!(self.writer, "moved: {}; with other bytes: {}", totals.moved, totals.other_source)?;
            }
            for (kind, count) in &totals.nodes {
                writeln!(self.writer, "{kind}: {count}")?;
            }
        }
        self.writer.flush()
    }
}

/// A value for a person.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{text}”"),
        Value::Object(_) => value.get("value").map_or_else(
            || value.to_string(),
            |v| format!("{} {}", shown(v), value.get("unit").map_or(String::new(), shown)),
        ),
        _ => value.to_string(),
    }
}
