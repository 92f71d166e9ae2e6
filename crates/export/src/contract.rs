//! The output contract as its reader sees it: `gongwen.report/1`, owned.
//!
//! The keys and their meaning are those of `gongwen::report::model`, which writes them; keys that a later version adds
//! are passed over. A test holds the two together over all of `output/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The versions of the contract that are understood, the current one first. `/0` was the same before it had its name.
pub const SCHEMAS: [&str; 2] = ["gongwen.report/1", "gongwen.report/0"];

/// Half-open ranges of bytes in the raw file, ascending.
pub type Bytes = Vec<[u32; 2]>;

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this contract.
    pub schema: String,
    /// What made this file.
    pub producer: Producer,
    /// What it was made from.
    pub source: Source,
    /// Title, issuer, years and the like.
    pub document: Document,
    /// The text in reading order; every character of the file stands in one of these, in markup, or was white space.
    pub blocks: Vec<Block>,
    /// The outline, in reading order.
    pub headings: Vec<Heading>,
    /// Numbered items with a role.
    pub tasks: Vec<Task>,
    /// From a planned task to its outcome.
    pub links: Vec<Link>,
    /// Every quantity, date and period, in reading order.
    pub figures: Vec<Figure>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Claims of the text that were recomputed from its own figures.
    pub checks: Vec<Check>,
    /// Figures that the text does not print but implies.
    pub derived: Vec<Derived>,
    /// What a reader of this file should know.
    pub warnings: Vec<Warning>,
    /// How much was understood.
    pub coverage: Coverage,
}

/// What made the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Producer {
    /// Version of gongwen.
    pub version: String,
    /// Hash of the tables of rules: two files with the same one were read by the same rules.
    pub rules: String,
    /// Options that were not at their default.
    pub options: BTreeMap<String, String>,
}

/// What the file was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Path of the input as given, relative to the folder that was read.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
    /// BLAKE3 of the text of all blocks, white space out and width folded: equal for the same text in other bytes.
    pub text_hash: String,
    /// The encoding, by its WHATWG name.
    pub encoding: String,
    /// How the encoding was found: `option`, `bom`, `ascii`, `valid_utf8`, `zero_bytes`, `declared`, `statistics`, `fallback`.
    pub detected_by: String,
    /// `certain`, `likely` or `doubtful`.
    pub confidence: String,
    /// Characters that could not be decoded and stand as U+FFFD.
    pub replaced: u32,
    /// `text/plain`, `text/html` or `text/markdown`.
    pub media_type: String,
    /// How often each repair of the text was made.
    pub repairs: BTreeMap<String, u32>,
    /// Columns of the user's catalogue, where one was given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub catalogue: BTreeMap<String, String>,
}

/// A value read from the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Where it stands; empty where it was inferred from the whole.
    pub bytes: Bytes,
}

/// The front matter; `null` is what the text does not print.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The title, without letter-spacing.
    pub title: Option<Field<String>>,
    /// The kind of report, a code.
    pub kind: Option<Field<String>>,
    /// Who reports.
    pub issuer: Option<Field<String>>,
    /// The year reported on.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for.
    pub plan_year: Option<Field<i32>>,
    /// The document number as printed.
    pub document_number: Option<Field<String>>,
    /// Day of signing, delivery or publication, partial ISO 8601.
    pub date: Option<Field<String>>,
    /// The rating as printed.
    pub rating: Option<Field<String>>,
    /// The score as printed.
    pub score: Option<Field<String>>,
}

/// A paragraph, a line of its own, or a row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Its index.
    pub id: u32,
    /// `title heading paragraph item table furniture contents`.
    pub kind: String,
    /// The repaired text.
    pub text: String,
    /// Line of its first character, from 1; lines end at `\n` alone.
    pub line: u32,
    /// Where it stands.
    pub bytes: Bytes,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// Its index.
    pub id: u32,
    /// The heading above it.
    pub parent: Option<u32>,
    /// Depth in this document, from 1.
    pub level: u8,
    /// The label as printed; empty where there is none.
    pub label: String,
    /// The numbering scheme.
    pub scheme: String,
    /// Its number.
    pub ordinal: Option<u32>,
    /// The text after the label, without a closing 。 or ：.
    pub text: String,
    /// Body text follows in the same block.
    pub run_in: bool,
    /// The block it stands in.
    pub block: u32,
    /// Line of its first character, from 1.
    pub line: u32,
    /// Where label and text stand.
    pub bytes: Bytes,
}

/// A numbered item with a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its index.
    pub id: u32,
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// `duty task outcome problem measure other`, from the headings above.
    pub role: String,
    /// The label as printed.
    pub label: String,
    /// Its number.
    pub ordinal: Option<u32>,
    /// What it is called.
    pub title: String,
    /// The blocks it covers.
    pub blocks: Vec<u32>,
    /// Where label and title stand.
    pub bytes: Bytes,
    /// Its budget, as indices of figures; `null` where it has none.
    pub budget: Option<Budget>,
    /// The figures in it.
    pub figures: Vec<u32>,
}

/// Budget slots, as indices of figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Budget at the start of the year.
    pub initial: Option<u32>,
    /// Budget for the whole year, after adjustment.
    pub annual: Option<u32>,
    /// Amount spent.
    pub executed: Option<u32>,
    /// Rate of execution as printed.
    pub rate: Option<u32>,
}

/// From a planned task to its outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The planned task.
    pub task: u32,
    /// What became of it.
    pub outcome: u32,
    /// Evidence: `number`, `words`, `figures`.
    pub by: Vec<String>,
}

/// A value in base units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// value × factor(unit), a decimal.
    pub value: String,
    /// The upper end of a range.
    pub upper: Option<String>,
    /// The base unit: `CNY`, `m2`, `kg`, `%`, `人` …
    pub unit: String,
    /// One unit of the last printed place; `null` where the number is exact.
    pub ulp: Option<String>,
}

/// A quantity, a date or a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its index.
    pub id: u32,
    /// The block it stands in.
    pub block: u32,
    /// `[table, cell]` where it stands in one.
    pub cell: Option<[u32; 2]>,
    /// Where it stands in the block's text, in Unicode code points, half-open.
    pub range: [u32; 2],
    /// Where it stands in the file.
    pub bytes: Bytes,
    /// As printed.
    pub text: String,
    /// `money percent percentage_point count area length mass volume energy power temperature duration date period rank rate number`.
    pub kind: String,
    /// The number in plain decimal digits, printed precision kept; dates and periods as partial ISO 8601.
    pub value: String,
    /// The upper end of a range, the end of a period.
    pub upper: Option<String>,
    /// The unit as printed, magnitude included.
    pub unit: Option<String>,
    /// In base units.
    pub base: Option<Base>,
    /// What is measured, as printed.
    pub label: Option<String>,
    /// Where the label stands.
    pub label_bytes: Bytes,
    /// Code of the indicator.
    pub indicator: Option<String>,
    /// What time it is about, partial ISO 8601, `/` between the ends of a period.
    pub period: Option<String>,
    /// `about more_than less_than at_least at_most`.
    pub qualifier: Option<String>,
    /// `increase` or `decrease`.
    pub change: Option<String>,
    /// What it is measured against.
    pub basis: Option<String>,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
    /// The task it stands in.
    pub task: Option<u32>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its index.
    pub id: u32,
    /// The blocks of its caption, unit line and rows.
    pub blocks: Vec<u32>,
    /// Its caption.
    pub caption: Option<String>,
    /// The unit that holds for all of it, as printed.
    pub unit: Option<String>,
    /// Rows at the top that name the columns.
    pub header_rows: u32,
    /// Its cells, row by row.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Rows covered.
    pub row_span: u32,
    /// Columns covered.
    pub col_span: u32,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub bytes: Bytes,
    /// The figures in it.
    pub figures: Vec<u32>,
    /// `fused`, `misaligned`, `continued`.
    pub flags: Vec<String>,
}

/// An operand of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// The figure.
    pub figure: u32,
    /// Its role.
    pub role: String,
}

/// A claim and its verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Its index.
    pub id: u32,
    /// The rule.
    pub rule: String,
    /// `holds`, `rounding` or `contradiction`.
    pub verdict: String,
    /// Of a contradiction: `last_digit`, `material` or `undefined_base`.
    pub severity: Option<String>,
    /// The claimed figure.
    pub claim: Option<u32>,
    /// What it was computed from.
    pub operands: Vec<Operand>,
    /// What is claimed, as printed.
    pub claimed: Option<String>,
    /// The nominal result, at most 6 decimals.
    pub computed: Option<String>,
    /// The interval of the result at the printed precision.
    pub interval: Option<[String; 2]>,
    /// Every figure that takes part, the claimed one last.
    pub figures: Vec<u32>,
    /// Headings that take part.
    pub headings: Vec<u32>,
    /// One-digit changes of an operand that would make it hold.
    pub hints: Vec<String>,
    /// The formula in words and numbers.
    pub message: String,
}

/// A figure that the text does not print but implies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    /// What it is.
    pub label: String,
    /// Its kind.
    pub kind: String,
    /// Its interval in base units.
    pub interval: [String; 2],
    /// The roundest number in the interval.
    pub nearest_round: Option<String>,
    /// The base unit.
    pub unit: String,
    /// What it was derived from.
    pub figures: Vec<u32>,
    /// How.
    pub formula: String,
}

/// Something that a reader of the file should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Its code.
    pub code: String,
    /// What was expected and what was found.
    pub message: String,
    /// Where; empty for the whole document.
    pub bytes: Bytes,
}

/// How much was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Share of the file's bytes that lie in blocks, a decimal.
    pub bytes_in_blocks: String,
    /// Figures, dates and periods included.
    pub figures: u32,
    /// Figures other than dates and periods that have a label.
    pub figures_labelled: u32,
    /// Claims that were checked.
    pub claims: u32,
    /// Claims whose operands are not in the text.
    pub not_checkable: u32,
}

impl Report {
    /// Says what does not fit together: an id that is not its index, a reference to what is not there.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self) -> Result<(), String> {
        let ids = |what: &str, ids: &mut dyn Iterator<Item = u32>| {
            for (index, id) in ids.enumerate() {
                if id as usize != index {
                    return Err(format!("expected {what} {index}, found id {id}"));
                }
            }
            Ok(())
        };
        ids("block", &mut self.blocks.iter().map(|x| x.id))?;
        ids("heading", &mut self.headings.iter().map(|x| x.id))?;
        ids("task", &mut self.tasks.iter().map(|x| x.id))?;
        ids("figure", &mut self.figures.iter().map(|x| x.id))?;
        ids("table", &mut self.tables.iter().map(|x| x.id))?;
        ids("check", &mut self.checks.iter().map(|x| x.id))?;

        let (blocks, headings, tasks, figures) =
            (self.blocks.len(), self.headings.len(), self.tasks.len(), self.figures.len());
        let within = |what: &str, id: u32, len: usize| {
            if (id as usize) < len { Ok(()) } else { Err(format!("{what} {id} is referred to, but there are {len}")) }
        };
        let each = |what: &str, ids: &mut dyn Iterator<Item = u32>, len: usize| -> Result<(), String> {
            for id in ids {
                within(what, id, len)?;
            }
            Ok(())
        };
        each("block", &mut self.headings.iter().map(|h| h.block), blocks)?;
        each("block", &mut self.figures.iter().map(|f| f.block), blocks)?;
        each("block", &mut self.tasks.iter().flat_map(|t| t.blocks.iter().copied()), blocks)?;
        each("block", &mut self.tables.iter().flat_map(|t| t.blocks.iter().copied()), blocks)?;
        each("heading", &mut self.blocks.iter().filter_map(|b| b.heading), headings)?;
        each("heading", &mut self.figures.iter().filter_map(|f| f.heading), headings)?;
        each("heading", &mut self.tasks.iter().filter_map(|t| t.heading), headings)?;
        each("heading", &mut self.checks.iter().flat_map(|c| c.headings.iter().copied()), headings)?;
        each("task", &mut self.figures.iter().filter_map(|f| f.task), tasks)?;
        each("task", &mut self.links.iter().flat_map(|l| [l.task, l.outcome]), tasks)?;
        each("figure", &mut self.tasks.iter().flat_map(|t| t.figures.iter().copied()), figures)?;
        let slots = self.tasks.iter().filter_map(|t| t.budget.as_ref());
        each("figure", &mut slots.flat_map(|b| [b.initial, b.annual, b.executed, b.rate]).flatten(), figures)?;
        each("figure", &mut self.checks.iter().flat_map(|c| c.figures.iter().copied().chain(c.claim)), figures)?;
        each("figure", &mut self.checks.iter().flat_map(|c| c.operands.iter().map(|o| o.figure)), figures)?;
        for (index, heading) in self.headings.iter().enumerate() {
            if heading.parent.is_some_and(|parent| parent as usize >= index) {
                return Err(format!("heading {index} stands before the heading above it"));
            }
        }
        for [table, cell] in self.figures.iter().filter_map(|f| f.cell) {
            within("table", table, self.tables.len())?;
            within("cell", cell, self.tables[table as usize].cells.len())?;
        }
        Ok(())
    }
}
