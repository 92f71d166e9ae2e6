//! `gongwen diff`: what changed between two sets of outputs, as after another version or other rules.
//!
//! Reports are paired by path, and what is left by content hash (a file that moved). Nodes are paired by what they are
//! and their first raw byte, which is the same as long as the source is. Of each set only the paths are kept in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::args::Diff;
use super::outputs::{Place, outputs};
use super::{FAILED, OK, Usage, plain, tell};

/// What is compared of a report.
#[derive(Deserialize)]
struct Report {
    source: Source,
    document: Map<String, Value>,
    headings: Vec<Map<String, Value>>,
    tasks: Vec<Map<String, Value>>,
    links: Vec<Map<String, Value>>,
    figures: Vec<Map<String, Value>>,
    tables: Vec<Table>,
    checks: Vec<Map<String, Value>>,
    derived: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Table {
    cells: Vec<Map<String, Value>>,
    #[serde(flatten)]
    node: Map<String, Value>,
}

#[derive(Deserialize)]
struct Source {
    path: String,
    blake3: String,
}

/// Keys of a node that say what it is. Ids and places in lists are none: they change with whatever stands before.
const FIELDS: [(&str, &[&str]); 9] = [
    ("document", &["value"]),
    ("heading", &["level", "label", "scheme", "ordinal", "text", "run_in"]),
    ("task", &["role", "label", "ordinal", "title"]),
    ("link", &["by"]),
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
    ("table", &["caption", "unit", "header_rows"]),
    ("cell", &["row", "col", "row_span", "col_span", "text", "flags"]),
    ("check", &["rule", "verdict", "severity", "claimed", "computed"]),
    ("derived", &["label", "kind", "interval", "nearest_round", "unit", "formula"]),
];
const DOCUMENT: usize = 0;
const HEADING: usize = 1;
const TASK: usize = 2;
const LINK: usize = 3;
const FIGURE: usize = 4;
const TABLE: usize = 5;
const CELL: usize = 6;
const CHECK: usize = 7;
const DERIVED: usize = 8;

/// A node's key within its report: what it is, its first raw byte, and how many such nodes stand before it.
type Key = (usize, String, u64, u32);

/// What of a node is compared.
type Node = Map<String, Value>;

/// A set of outputs: the path of each report and where it stands.
struct Set {
    reports: BTreeMap<Box<str>, Place>,
    bad: u64,
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
            let found = folder.display();
            return Err(Usage(format!("{found}: expected a folder of outputs, or a file of lines")).into());
        }
    }
    let (mut old, mut new) = (Set::list(&args.old)?, Set::list(&args.new)?);
    for (set, folder) in [(&old, &args.old), (&new, &args.new)] {
        if set.reports.is_empty() {
            tell(&format_args!("gongwen: {}: expected outputs, found none", folder.display()));
            return Ok(FAILED);
        }
    }
    let mut out = Out { writer: BufWriter::new(io::stdout().lock()), json: args.json, totals: Totals::default() };
    let mut gone: BTreeMap<String, Box<str>> = BTreeMap::new();
    let mut fresh: Vec<(String, Box<str>)> = Vec::new();
    let paths: Vec<Box<str>> = old.reports.keys().filter(|p| !new.reports.contains_key(*p)).cloned().collect();
    for path in paths {
        if let Some(report) = old.read(&path) {
            gone.insert(report.source.blake3, path);
        }
    }
    let paths: Vec<Box<str>> = new.reports.keys().cloned().collect();
    for path in paths {
        let Some(after) = new.read(&path) else { continue };
        if !old.reports.contains_key(&path) {
            fresh.push((after.source.blake3, path));
        } else if let Some(before) = old.read(&path) {
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
        if let (Some(before), Some(after)) = (old.read(&from), new.read(&path)) {
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
        #[derive(Deserialize)]
        struct Named {
            source: Source,
        }
        let mut set = Self { reports: BTreeMap::new(), bad: 0 };
        outputs(root, |place, line| {
            let path = match (&place, line.map(serde_json::from_slice::<Named>)) {
                (Place::File(path), _) => {
                    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
                    below.trim_end_matches(".json").into()
                }
                (_, Some(Err(error))) => {
                    set.named(&place.to_string(), &error);
                    return Ok(());
                }
                (_, Some(Ok(named))) => named.source.path.into(),
                (_, None) => return Ok(()),
            };
            set.reports.insert(path, place);
            Ok(())
        })?;
        Ok(set)
    }

    fn named(&mut self, what: &str, error: &dyn fmt::Display) {
        self.bad += 1;
        tell(&format_args!("gongwen: {}", plain(&format!("{what}: expected a report of gongwen, found: {error}"))));
    }

    fn read(&mut self, path: &str) -> Option<Report> {
        let place = self.reports.get(path)?;
        let (shown, bytes) = (place.to_string(), place.read());
        let report = bytes.map_err(|e| e.to_string());
        match report.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|e| e.to_string())) {
            Ok(report) => Some(report),
            Err(error) => {
                self.named(&shown, &error);
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
            add(DOCUMENT, name, 0, field);
        }
    }
    for (kind, list) in [(HEADING, &report.headings), (TASK, &report.tasks), (FIGURE, &report.figures)] {
        for node in list {
            add(kind, "", first_byte(node), node);
        }
    }
    // A link stands where its task does, and is named by where it leads.
    let byte_of = |list: &[Map<String, Value>], index: Option<&Value>| {
        index.and_then(Value::as_u64).and_then(|i| list.get(i as usize)).map_or(0, first_byte)
    };
    for link in &report.links {
        let outcome = format!("to byte {}", byte_of(&report.tasks, link.get("outcome")));
        add(LINK, &outcome, byte_of(&report.tasks, link.get("task")), link);
    }
    // A table stands where its first cell does that has text; so do its cells without text, by row and column.
    for table in &report.tables {
        let byte = table.cells.iter().map(first_byte).find(|&byte| byte > 0).unwrap_or(0);
        add(TABLE, "", byte, &table.node);
        for cell in &table.cells {
            let number = |key| cell.get(key).and_then(Value::as_u64).unwrap_or(0);
            if cell.get("bytes").and_then(Value::as_array).is_none_or(Vec::is_empty) {
                add(CELL, &format!("{}, {}", number("row"), number("col")), byte, cell);
            } else {
                add(CELL, "", first_byte(cell), cell);
            }
        }
    }
    for check in &report.checks {
        // A finding stands where its claim does, or the first of its headings.
        let claim = check.get("claim").filter(|c| !c.is_null());
        let figure = claim.or_else(|| check.get("figures")?.get(0));
        let byte = match figure {
            Some(_) => byte_of(&report.figures, figure),
            None => byte_of(&report.headings, check.get("headings").and_then(|h| h.get(0))),
        };
        add(CHECK, check.get("rule").and_then(Value::as_str).unwrap_or_default(), byte, check);
    }
    for derived in &report.derived {
        let byte = byte_of(&report.figures, derived.get("figures").and_then(|f| f.get(0)));
        add(DERIVED, derived.get("kind").and_then(Value::as_str).unwrap_or_default(), byte, derived);
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
