//! The nodes of a report, by their keys: what is compared of each.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// What of a node is compared.
pub type Node = Map<String, Value>;

/// A node's key within its report: what it is (an index of [`KINDS`]), the name it has besides, its first raw byte, and
/// how many such nodes stand before it.
pub type Key = (usize, String, u64, u32);

/// A report as it is compared.
#[derive(Deserialize)]
pub struct Report {
    pub source: Node,
    document: Node,
    blocks: Vec<Node>,
    headings: Vec<Node>,
    tasks: Vec<Node>,
    links: Vec<Node>,
    figures: Vec<Node>,
    tables: Vec<Table>,
    checks: Vec<Node>,
    derived: Vec<Node>,
    warnings: Vec<Node>,
    coverage: Node,
}

#[derive(Deserialize)]
struct Table {
    cells: Vec<Node>,
    #[serde(flatten)]
    node: Node,
}

impl Report {
    /// A text that its source has under a key.
    pub fn source(&self, key: &str) -> &str {
        self.source.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A kind of node.
pub struct Kind {
    pub name: &'static str,
    /// Keys that say what a node is. Ids and places in lists are none: they change with whatever stands before.
    keys: &'static [&'static str],
    /// Keys that refer to other nodes, and to what list: told by the first raw byte of these.
    refers: &'static [(&'static str, List)],
}

#[derive(Clone, Copy)]
enum List {
    Blocks,
    Headings,
    Tasks,
    Figures,
}

const fn kind(name: &'static str, keys: &'static [&'static str], refers: &'static [(&'static str, List)]) -> Kind {
    Kind { name, keys, refers }
}

/// All kinds.
pub const KINDS: [Kind; 13] = [
    kind(
        "source",
        &["text_hash", "encoding", "detected_by", "confidence", "replaced", "media_type", "repairs", "catalogue"],
        &[],
    ),
    kind("document", &["value", "bytes"], &[]),
    kind("block", &["kind", "text", "line", "bytes"], &[("heading", List::Headings)]),
    kind(
        "heading",
        &["level", "label", "scheme", "ordinal", "text", "run_in", "line", "bytes"],
        &[("parent", List::Headings), ("block", List::Blocks)],
    ),
    kind(
        "task",
        &["role", "label", "ordinal", "title", "bytes"],
        &[("heading", List::Headings), ("blocks", List::Blocks), ("budget", List::Figures), ("figures", List::Figures)],
    ),
    kind("link", &["by"], &[]),
    kind(
        "figure",
        &[
            "text",
            "kind",
            "value",
            "upper",
            "unit",
            "base",
            "label",
            "label_bytes",
            "indicator",
            "period",
            "qualifier",
            "change",
            "basis",
            "range",
            "bytes",
        ],
        &[("block", List::Blocks), ("heading", List::Headings), ("task", List::Tasks)],
    ),
    kind("table", &["caption", "unit", "header_rows"], &[("blocks", List::Blocks)]),
    kind("cell", &["row", "col", "row_span", "col_span", "text", "bytes", "flags"], &[("figures", List::Figures)]),
    kind(
        "check",
        &["rule", "verdict", "severity", "claimed", "computed", "interval", "hints", "message"],
        &[("operands", List::Figures), ("headings", List::Headings)],
    ),
    kind("derived", &["label", "kind", "interval", "nearest_round", "unit", "formula"], &[("figures", List::Figures)]),
    kind("warning", &["message", "bytes"], &[]),
    kind("coverage", &["bytes_in_blocks", "figures", "figures_labelled", "claims", "not_checkable"], &[]),
];
const SOURCE: usize = 0;
const DOCUMENT: usize = 1;
const BLOCK: usize = 2;
const HEADING: usize = 3;
const TASK: usize = 4;
const LINK: usize = 5;
const FIGURE: usize = 6;
const TABLE: usize = 7;
const CELL: usize = 8;
const CHECK: usize = 9;
const DERIVED: usize = 10;
const WARNING: usize = 11;
const COVERAGE: usize = 12;

/// Whether nodes of a kind stand at a place of their own.
pub fn is_placed(kind: usize) -> bool {
    !matches!(kind, SOURCE | DOCUMENT | COVERAGE)
}

/// The first raw byte of a node.
fn first_byte(node: &Node) -> u64 {
    node.get("bytes").and_then(|b| b.get(0)?.get(0)?.as_u64()).unwrap_or(0)
}

/// A list by index of the first raw bytes of its nodes.
type Bytes = Vec<u64>;

/// The lists that nodes refer to.
struct Lists {
    blocks: Bytes,
    headings: Bytes,
    tasks: Bytes,
    figures: Bytes,
}

impl Lists {
    fn of(report: &Report) -> Self {
        let bytes = |list: &[Node]| list.iter().map(first_byte).collect();
        Self {
            blocks: bytes(&report.blocks),
            headings: bytes(&report.headings),
            tasks: bytes(&report.tasks),
            figures: bytes(&report.figures),
        }
    }

    fn list(&self, list: List) -> &Bytes {
        match list {
            List::Blocks => &self.blocks,
            List::Headings => &self.headings,
            List::Tasks => &self.tasks,
            List::Figures => &self.figures,
        }
    }

    /// The first raw byte of the node that an index refers to.
    fn byte(&self, list: List, index: Option<&Value>) -> u64 {
        let index = index.and_then(Value::as_u64).and_then(|i| usize::try_from(i).ok());
        index.and_then(|i| self.list(list).get(i)).copied().unwrap_or(0)
    }

    /// A value whose indices are the first raw bytes of what they refer to.
    fn told(&self, list: List, value: &Value) -> Value {
        match value {
            Value::Number(_) => self.byte(list, Some(value)).into(),
            Value::Array(items) => items.iter().map(|item| self.told(list, item)).collect(),
            Value::Object(keys) => keys.iter().map(|(key, value)| (key.clone(), self.told(list, value))).collect(),
            _ => value.clone(),
        }
    }
}

/// Nodes as they are found.
struct Nodes<'r> {
    lists: &'r Lists,
    found: BTreeMap<Key, Node>,
    seen: BTreeMap<(usize, String, u64), u32>,
}

impl Nodes<'_> {
    fn add(&mut self, kind: usize, name: &str, byte: u64, node: &Node) {
        let Kind { keys, refers, .. } = &KINDS[kind];
        let said = keys.iter().filter_map(|&key| Some((key.to_owned(), node.get(key)?.clone())));
        let referred =
            refers.iter().filter_map(|&(key, list)| Some((key.to_owned(), self.lists.told(list, node.get(key)?))));
        let node = said.chain(referred).collect();
        let number = self.seen.entry((kind, name.to_owned(), byte)).or_insert(0);
        self.found.insert((kind, name.to_owned(), byte, *number), node);
        *number += 1;
    }
}

/// All nodes of a report by their keys.
pub fn nodes(report: &Report) -> BTreeMap<Key, Node> {
    let lists = Lists::of(report);
    let mut nodes = Nodes { lists: &lists, found: BTreeMap::new(), seen: BTreeMap::new() };
    nodes.add(SOURCE, "", 0, &report.source);
    nodes.add(COVERAGE, "", 0, &report.coverage);
    for (name, value) in &report.document {
        if let Value::Object(field) = value {
            nodes.add(DOCUMENT, name, 0, field);
        }
    }
    let placed =
        [(BLOCK, &report.blocks), (HEADING, &report.headings), (TASK, &report.tasks), (FIGURE, &report.figures)];
    for (kind, list) in placed {
        for node in list {
            nodes.add(kind, "", first_byte(node), node);
        }
    }
    // A link stands where its task does, and is named by where it leads.
    for link in &report.links {
        let outcome = format!("to byte {}", lists.byte(List::Tasks, link.get("outcome")));
        nodes.add(LINK, &outcome, lists.byte(List::Tasks, link.get("task")), link);
    }
    // A table stands where its first cell does that has text; so do its cells without text, by row and column.
    for table in &report.tables {
        let byte = table.cells.iter().map(first_byte).find(|&byte| byte > 0).unwrap_or(0);
        nodes.add(TABLE, "", byte, &table.node);
        for cell in &table.cells {
            let number = |key| cell.get(key).and_then(Value::as_u64).unwrap_or(0);
            if cell.get("bytes").and_then(Value::as_array).is_none_or(Vec::is_empty) {
                nodes.add(CELL, &format!("{}, {}", number("row"), number("col")), byte, cell);
            } else {
                nodes.add(CELL, "", first_byte(cell), cell);
            }
        }
    }
    for check in &report.checks {
        // A finding stands where its claim does, or the first of its headings.
        let claim = check.get("claim").filter(|c| !c.is_null());
        let figure = claim.or_else(|| check.get("figures")?.get(0));
        let byte = match figure {
            Some(_) => lists.byte(List::Figures, figure),
            None => lists.byte(List::Headings, check.get("headings").and_then(|h| h.get(0))),
        };
        nodes.add(CHECK, check.get("rule").and_then(Value::as_str).unwrap_or_default(), byte, check);
    }
    for derived in &report.derived {
        let byte = lists.byte(List::Figures, derived.get("figures").and_then(|f| f.get(0)));
        nodes.add(DERIVED, derived.get("kind").and_then(Value::as_str).unwrap_or_default(), byte, derived);
    }
    for warning in &report.warnings {
        let code = warning.get("code").and_then(Value::as_str).unwrap_or_default();
        nodes.add(WARNING, code, first_byte(warning), warning);
    }
    nodes.found
}
