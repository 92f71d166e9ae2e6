//! The output contract as its reader sees it: `gongwen.report/1`; its texts are slices of the JSON.
//!
//! The keys and their meaning are those of `gongwen::report::model`, which writes them; keys that a later version adds
//! are passed over. A test holds the two together over all of `output/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The versions of the contract that are understood, the current one first. `/0` was the same before it had its name.
pub const SCHEMAS: [&str; 2] = ["gongwen.report/1", "gongwen.report/0"];

/// A text of the report: a slice of the JSON where it stands there as it is, which it nearly always does, and else, with
/// its escapes taken out, a text of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl Text<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrow)
    }
}

/// Half-open ranges of bytes in the raw file, ascending.
pub type Bytes = Vec<[u32; 2]>;

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report<'a> {
    /// The version of this contract.
    #[serde(borrow)]
    pub schema: Text<'a>,
    /// What made this file.
    #[serde(borrow)]
    pub producer: Producer<'a>,
    /// What it was made from.
    #[serde(borrow)]
    pub source: Source<'a>,
    /// Title, issuer, years and the like.
    #[serde(borrow)]
    pub document: Document<'a>,
    /// The text in reading order; every character of the file stands in one of these, in markup, or was white space.
    #[serde(borrow)]
    pub blocks: Vec<Block<'a>>,
    /// The outline, in reading order.
    #[serde(borrow)]
    pub headings: Vec<Heading<'a>>,
    /// Numbered items with a role.
    #[serde(borrow)]
    pub tasks: Vec<Task<'a>>,
    /// From a planned task to its outcome.
    #[serde(borrow)]
    pub links: Vec<Link<'a>>,
    /// Every quantity, date and period, in reading order.
    #[serde(borrow)]
    pub figures: Vec<Figure<'a>>,
    /// The tables.
    #[serde(borrow)]
    pub tables: Vec<Table<'a>>,
    /// Claims of the text that were recomputed from its own figures.
    #[serde(borrow)]
    pub checks: Vec<Check<'a>>,
    /// Figures that the text does not print but implies.
    #[serde(borrow)]
    pub derived: Vec<Derived<'a>>,
    /// What a reader of this file should know.
    #[serde(borrow)]
    pub warnings: Vec<Warning<'a>>,
    /// How much was understood.
    #[serde(borrow)]
    pub coverage: Coverage<'a>,
}

/// What made the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Producer<'a> {
    /// Version of gongwen.
    #[serde(borrow)]
    pub version: Text<'a>,
    /// Hash of the tables of rules: two files with the same one were read by the same rules.
    #[serde(borrow)]
    pub rules: Text<'a>,
    /// Options that were not at their default.
    pub options: BTreeMap<String, String>,
}

/// What the file was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source<'a> {
    /// Path of the input as given, relative to the folder that was read.
    #[serde(borrow)]
    pub path: Text<'a>,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, hexadecimal.
    #[serde(borrow)]
    pub blake3: Text<'a>,
    /// BLAKE3 of the text of all blocks, white space out and width folded: equal for the same text in other bytes.
    #[serde(borrow)]
    pub text_hash: Text<'a>,
    /// The encoding, by its WHATWG name.
    #[serde(borrow)]
    pub encoding: Text<'a>,
    /// How the encoding was found: `option`, `bom`, `ascii`, `valid_utf8`, `zero_bytes`, `declared`, `statistics`, `fallback`.
    #[serde(borrow)]
    pub detected_by: Text<'a>,
    /// `certain`, `likely` or `doubtful`.
    #[serde(borrow)]
    pub confidence: Text<'a>,
    /// Characters that could not be decoded and stand as U+FFFD.
    pub replaced: u32,
    /// `text/plain`, `text/html` or `text/markdown`.
    #[serde(borrow)]
    pub media_type: Text<'a>,
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
pub struct Document<'a> {
    /// The title, without letter-spacing.
    #[serde(borrow)]
    pub title: Option<Field<Text<'a>>>,
    /// The kind of report, a code.
    #[serde(borrow)]
    pub kind: Option<Field<Text<'a>>>,
    /// Who reports.
    #[serde(borrow)]
    pub issuer: Option<Field<Text<'a>>>,
    /// The year reported on.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for.
    pub plan_year: Option<Field<i32>>,
    /// The document number as printed.
    #[serde(borrow)]
    pub document_number: Option<Field<Text<'a>>>,
    /// Day of signing, delivery or publication, partial ISO 8601.
    #[serde(borrow)]
    pub date: Option<Field<Text<'a>>>,
    /// The rating as printed.
    #[serde(borrow)]
    pub rating: Option<Field<Text<'a>>>,
    /// The score as printed.
    #[serde(borrow)]
    pub score: Option<Field<Text<'a>>>,
}

/// A paragraph, a line of its own, or a row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block<'a> {
    /// Its index.
    pub id: u32,
    /// `title heading paragraph item table furniture contents`.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The repaired text.
    #[serde(borrow)]
    pub text: Text<'a>,
    /// Line of its first character, from 1; lines end at `\n` alone.
    pub line: u32,
    /// Where it stands.
    pub bytes: Bytes,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading<'a> {
    /// Its index.
    pub id: u32,
    /// The heading above it.
    pub parent: Option<u32>,
    /// Depth in this document, from 1.
    pub level: u8,
    /// The label as printed; empty where there is none.
    #[serde(borrow)]
    pub label: Text<'a>,
    /// The numbering scheme.
    #[serde(borrow)]
    pub scheme: Text<'a>,
    /// Its number.
    pub ordinal: Option<u32>,
    /// The text after the label, without a closing 。 or ：.
    #[serde(borrow)]
    pub text: Text<'a>,
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
pub struct Task<'a> {
    /// Its index.
    pub id: u32,
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// `duty task outcome problem measure other`, from the headings above.
    #[serde(borrow)]
    pub role: Text<'a>,
    /// The label as printed.
    #[serde(borrow)]
    pub label: Text<'a>,
    /// Its number.
    pub ordinal: Option<u32>,
    /// What it is called.
    #[serde(borrow)]
    pub title: Text<'a>,
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
pub struct Link<'a> {
    /// The planned task.
    pub task: u32,
    /// What became of it.
    pub outcome: u32,
    /// Evidence: `number`, `words`, `figures`.
    #[serde(borrow)]
    pub by: Vec<Text<'a>>,
}

/// A value in base units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Base<'a> {
    /// value × factor(unit), a decimal.
    #[serde(borrow)]
    pub value: Text<'a>,
    /// The upper end of a range.
    #[serde(borrow)]
    pub upper: Option<Text<'a>>,
    /// The base unit: `CNY`, `m2`, `kg`, `%`, `人` …
    #[serde(borrow)]
    pub unit: Text<'a>,
    /// One unit of the last printed place; `null` where the number is exact.
    #[serde(borrow)]
    pub ulp: Option<Text<'a>>,
}

/// A quantity, a date or a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure<'a> {
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
    #[serde(borrow)]
    pub text: Text<'a>,
    /// `money percent percentage_point count area length mass volume energy power temperature duration date period rank rate number`.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The number in plain decimal digits, printed precision kept; dates and periods as partial ISO 8601.
    #[serde(borrow)]
    pub value: Text<'a>,
    /// The upper end of a range, the end of a period.
    #[serde(borrow)]
    pub upper: Option<Text<'a>>,
    /// The unit as printed, magnitude included.
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    /// In base units.
    #[serde(borrow)]
    pub base: Option<Base<'a>>,
    /// What is measured, as printed.
    #[serde(borrow)]
    pub label: Option<Text<'a>>,
    /// Where the label stands.
    pub label_bytes: Bytes,
    /// Code of the indicator.
    #[serde(borrow)]
    pub indicator: Option<Text<'a>>,
    /// What time it is about, partial ISO 8601, `/` between the ends of a period.
    #[serde(borrow)]
    pub period: Option<Text<'a>>,
    /// `about more_than less_than at_least at_most`.
    #[serde(borrow)]
    pub qualifier: Option<Text<'a>>,
    /// `increase` or `decrease`.
    #[serde(borrow)]
    pub change: Option<Text<'a>>,
    /// What it is measured against.
    #[serde(borrow)]
    pub basis: Option<Text<'a>>,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
    /// The task it stands in.
    pub task: Option<u32>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table<'a> {
    /// Its index.
    pub id: u32,
    /// The blocks of its caption, unit line and rows.
    pub blocks: Vec<u32>,
    /// Its caption.
    #[serde(borrow)]
    pub caption: Option<Text<'a>>,
    /// The unit that holds for all of it, as printed.
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    /// Rows at the top that name the columns.
    pub header_rows: u32,
    /// Its cells, row by row.
    #[serde(borrow)]
    pub cells: Vec<Cell<'a>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell<'a> {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Rows covered.
    pub row_span: u32,
    /// Columns covered.
    pub col_span: u32,
    /// Its text.
    #[serde(borrow)]
    pub text: Text<'a>,
    /// Where it stands.
    pub bytes: Bytes,
    /// The figures in it.
    pub figures: Vec<u32>,
    /// `fused`, `misaligned`, `continued`.
    #[serde(borrow)]
    pub flags: Vec<Text<'a>>,
}

/// An operand of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operand<'a> {
    /// The figure.
    pub figure: u32,
    /// Its role.
    #[serde(borrow)]
    pub role: Text<'a>,
}

/// A claim and its verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check<'a> {
    /// Its index.
    pub id: u32,
    /// The rule.
    #[serde(borrow)]
    pub rule: Text<'a>,
    /// `holds`, `rounding` or `contradiction`.
    #[serde(borrow)]
    pub verdict: Text<'a>,
    /// Of a contradiction: `last_digit`, `material` or `undefined_base`.
    #[serde(borrow)]
    pub severity: Option<Text<'a>>,
    /// The claimed figure.
    pub claim: Option<u32>,
    /// What it was computed from.
    #[serde(borrow)]
    pub operands: Vec<Operand<'a>>,
    /// What is claimed, as printed.
    #[serde(borrow)]
    pub claimed: Option<Text<'a>>,
    /// The nominal result, at most 6 decimals.
    #[serde(borrow)]
    pub computed: Option<Text<'a>>,
    /// The interval of the result at the printed precision.
    #[serde(borrow)]
    pub interval: Option<[Text<'a>; 2]>,
    /// Every figure that takes part, the claimed one last.
    pub figures: Vec<u32>,
    /// Headings that take part.
    pub headings: Vec<u32>,
    /// One-digit changes of an operand that would make it hold.
    #[serde(borrow)]
    pub hints: Vec<Text<'a>>,
    /// The formula in words and numbers.
    #[serde(borrow)]
    pub message: Text<'a>,
}

/// A figure that the text does not print but implies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Derived<'a> {
    /// What it is.
    #[serde(borrow)]
    pub label: Text<'a>,
    /// Its kind.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// Its interval in base units.
    #[serde(borrow)]
    pub interval: [Text<'a>; 2],
    /// The roundest number in the interval.
    #[serde(borrow)]
    pub nearest_round: Option<Text<'a>>,
    /// The base unit.
    #[serde(borrow)]
    pub unit: Text<'a>,
    /// What it was derived from.
    pub figures: Vec<u32>,
    /// How.
    #[serde(borrow)]
    pub formula: Text<'a>,
}

/// Something that a reader of the file should know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning<'a> {
    /// Its code.
    #[serde(borrow)]
    pub code: Text<'a>,
    /// What was expected and what was found.
    #[serde(borrow)]
    pub message: Text<'a>,
    /// Where; empty for the whole document.
    pub bytes: Bytes,
}

/// How much was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage<'a> {
    /// Share of the file's bytes that lie in blocks, a decimal.
    #[serde(borrow)]
    pub bytes_in_blocks: Text<'a>,
    /// Figures, dates and periods included.
    pub figures: u32,
    /// Figures other than dates and periods that have a label.
    pub figures_labelled: u32,
    /// Claims that were checked.
    pub claims: u32,
    /// Claims whose operands are not in the text.
    pub not_checkable: u32,
}

impl Report<'_> {
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
