//! `gongwen diff`: what changed between two sets of outputs, as after another version or other rules.
//!
//! Reports are paired by the path of their source, and what is left by content hash (a file that moved). Nodes are paired
//! by what they are and their first raw byte, which is the same as long as the source is; what refers to another node is
//! told by the first raw byte of that. Of each set only the paths are kept in memory.

mod nodes;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use self::nodes::{KINDS, Key, Node, Report, is_placed, nodes};
use super::args::{Diff, LogFormat};
use super::outputs::{Place, outputs, path_of};
use super::{FAILED, OK, Usage, say};

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
            say(LogFormat::Text, "failed", &format!("{}: expected outputs, found none", folder.display()));
            return Ok(FAILED);
        }
    }
    let mut out = Out { writer: BufWriter::new(io::stdout().lock()), json: args.json, totals: Totals::default() };
    let mut gone: BTreeMap<String, Vec<Box<str>>> = BTreeMap::new();
    let mut fresh: Vec<(String, Box<str>)> = Vec::new();
    let paths: Vec<Box<str>> = old.reports.keys().filter(|p| !new.reports.contains_key(*p)).cloned().collect();
    for path in paths {
        if let Some(report) = old.read(&path) {
            gone.entry(report.source("blake3").to_owned()).or_default().push(path);
        }
    }
    let paths: Vec<Box<str>> = new.reports.keys().cloned().collect();
    for path in paths {
        let Some(after) = new.read(&path) else { continue };
        if !old.reports.contains_key(&path) {
            fresh.push((after.source("blake3").to_owned(), path));
        } else if let Some(before) = old.read(&path) {
            out.pair(&path, &before, &after)?;
        }
    }
    for (hash, path) in fresh {
        // Of copies that are gone each moves once, in their order.
        let Some(from) = gone.get_mut(&hash).filter(|copies| !copies.is_empty()).map(|copies| copies.remove(0)) else {
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
    let mut gone: Vec<Box<str>> = gone.into_values().flatten().collect();
    gone.sort();
    for path in gone {
        out.totals.reports.removed += 1;
        out.report(&path, "removed", None)?;
    }
    out.end()?;
    Ok(if old.bad + new.bad > 0 { FAILED } else { OK })
}

impl Set {
    /// All outputs at `root`, by the path of their source. Should one path be there again, as where several folders were
    /// read into one, the others have the name of their output beside it.
    fn list(root: &Path) -> anyhow::Result<Self> {
        let mut set = Self { reports: BTreeMap::new(), bad: 0 };
        let passed_over = outputs(root, |place, line| {
            let read = line.map_or_else(|| place.read_path(), path_of);
            match read {
                Ok(path) if set.reports.contains_key(&*path) => {
                    let name = match &place {
                        Place::File(file) => file.strip_prefix(root).unwrap_or(file).display().to_string(),
                        Place::Line(..) => place.to_string(),
                    };
                    set.reports.insert(format!("{path} ({name})").into(), place);
                }
                Ok(path) => drop(set.reports.insert(path.into(), place)),
                Err(why) => set.named(&place.to_string(), &why),
            }
            Ok(())
        })?;
        set.bad += passed_over;
        Ok(set)
    }

    fn named(&mut self, what: &str, error: &dyn fmt::Display) {
        self.bad += 1;
        say(LogFormat::Text, "failed", &format!("{what}: expected a report of gongwen, found: {error}"));
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
        if before.source("blake3") != after.source("blake3") {
            self.totals.other_source += 1;
            return self.report(path, "its source has other bytes", None);
        }
        let (before, mut after) = (nodes(before), nodes(after));
        let mut changes: BTreeMap<Key, (Option<Node>, Option<Node>)> = BTreeMap::new();
        for (key, old) in before {
            match after.remove(&key) {
                Some(new) if new == old => self.totals.nodes.entry(KINDS[key.0].name).or_default().same += 1,
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
        &(kind, ref name, byte, _): &Key,
        old: Option<Node>,
        new: Option<Node>,
    ) -> io::Result<()> {
        let is_placed = is_placed(kind);
        let kind = KINDS[kind].name;
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
        let place = if is_placed { format!(" at byte {byte}") } else { String::new() };
        match (old, new) {
            (Some(old), Some(new)) => {
                let fields: Vec<&String> = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))).collect();
                let of = |node: &Node, field: &str| node.get(field).map_or("null".into(), shown);
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
