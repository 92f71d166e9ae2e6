//! The output contract, `gongwen.report/0`: one JSON per report, keys in this order, decimals as strings.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use smallvec::SmallVec;

/// The version of the contract.
pub const SCHEMA: &str = "gongwen.report/0";

/// Half-open ranges of bytes in the raw file, ascending; the least cover of a node, split only where foreign content
/// lies between.
pub type Bytes = SmallVec<[[u32; 2]; 1]>;

/// One report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The version of this contract.
    pub schema: &'static str,
    /// What made this file.
    pub producer: Producer<'a>,
    /// What it was made from.
    pub source: Source<'a>,
    /// Title, issuer, years and the like.
    pub document: Document<'a>,
    /// The text in reading order; every character of the file stands in one of these, in markup, or was white space.
    pub blocks: Vec<Block<'a>>,
    /// The outline, in reading order.
    pub headings: Vec<Heading<'a>>,
    /// Numbered items with a role.
    pub tasks: Vec<Task<'a>>,
    /// From a planned task to its outcome.
    pub links: Vec<Link>,
    /// Every quantity, date and period, in reading order.
    pub figures: Vec<Figure<'a>>,
    /// The tables.
    pub tables: Vec<Table<'a>>,
    /// Claims of the text that were recomputed from its own figures.
    pub checks: Vec<Check<'a>>,
    /// Figures that the text does not print but implies.
    pub derived: Vec<Derived<'a>>,
    /// What a reader of this file should know.
    pub warnings: Vec<Warning<'a>>,
    /// How much was understood.
    pub coverage: Coverage,
}

/// What made the file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Producer<'a> {
    /// Version of gongwen.
    pub version: &'a str,
    /// Hash of the tables of rules: two files with the same one were read by the same rules.
    pub rules: Cow<'a, str>,
    /// Options that were not at their default.
    pub options: BTreeMap<&'static str, String>,
}

/// What the file was made from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Source<'a> {
    /// Path of the input as given, relative to the folder that was read.
    pub path: &'a str,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
    /// BLAKE3 of the text of all blocks, white space out and width folded: equal for the same text in other bytes.
    pub text_hash: String,
    /// The encoding, by its WHATWG name.
    pub encoding: &'a str,
    /// How the encoding was found: `option`, `bom`, `ascii`, `valid_utf8`, `zero_bytes`, `declared`, `statistics`, `fallback`.
    pub detected_by: &'static str,
    /// `certain`, `likely` or `doubtful`.
    pub confidence: &'static str,
    /// Characters that could not be decoded and stand as U+FFFD.
    pub replaced: u32,
    /// `text/plain`, `text/html` or `text/markdown`.
    pub media_type: &'static str,
    /// How often each repair of the text was made.
    pub repairs: &'a BTreeMap<&'static str, u32>,
    /// The archive's own record of the file, by column, where a catalogue was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<&'a BTreeMap<String, String>>,
}

/// A value read from the text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Where it stands; empty where it was inferred from the whole.
    pub bytes: Bytes,
}

/// The front matter; `null` is what the text does not print.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// The title, without letter-spacing.
    pub title: Option<Field<&'a str>>,
    /// The kind of report, a code.
    pub kind: Option<Field<&'a str>>,
    /// Who reports.
    pub issuer: Option<Field<&'a str>>,
    /// The year reported on.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for.
    pub plan_year: Option<Field<i32>>,
    /// The document number as printed.
    pub document_number: Option<Field<&'a str>>,
    /// Day of signing, delivery or publication, partial ISO 8601.
    pub date: Option<Field<&'a str>>,
    /// The rating as printed.
    pub rating: Option<Field<&'a str>>,
    /// The score as printed.
    pub score: Option<Field<&'a str>>,
}

/// A paragraph, a line of its own, or a row of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Block<'a> {
    /// Its index.
    pub id: u32,
    /// `title heading paragraph item table furniture contents`.
    pub kind: &'static str,
    /// The repaired text.
    pub text: &'a str,
    /// Line of its first character, from 1; lines end at `\n` alone.
    pub line: u32,
    /// Where it stands.
    pub bytes: Bytes,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
}

/// A heading.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Heading<'a> {
    /// Its index.
    pub id: u32,
    /// The heading above it.
    pub parent: Option<u32>,
    /// Depth in this document, from 1.
    pub level: u8,
    /// The label as printed; empty where there is none.
    pub label: &'a str,
    /// The numbering scheme.
    pub scheme: &'static str,
    /// Its number.
    pub ordinal: Option<u32>,
    /// The text after the label, without a closing 。 or ：.
    pub text: &'a str,
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct Task<'a> {
    /// Its index.
    pub id: u32,
    /// The heading it stands under.
    pub heading: Option<u32>,
    /// `duty task outcome problem measure other`, from the headings above.
    pub role: &'static str,
    /// The label as printed.
    pub label: &'a str,
    /// Its number.
    pub ordinal: Option<u32>,
    /// What it is called.
    pub title: &'a str,
    /// The blocks it covers.
    pub blocks: &'a [u32],
    /// Where label and title stand.
    pub bytes: Bytes,
    /// Its budget, as indices of figures; `null` where it has none.
    pub budget: Option<Budget>,
    /// The figures in it.
    pub figures: &'a [u32],
}

/// Budget slots, as indices of figures.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct Link {
    /// The planned task.
    pub task: u32,
    /// What became of it.
    pub outcome: u32,
    /// Evidence: `number`, `words`, `figures`.
    pub by: SmallVec<[&'static str; 3]>,
}

/// A value in base units.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Base {
    /// value × factor(unit), a decimal.
    pub value: String,
    /// The upper end of a range.
    pub upper: Option<String>,
    /// The base unit: `CNY`, `m2`, `kg`, `%`, `人` …
    pub unit: &'static str,
    /// One unit of the last printed place; `null` where the number is exact.
    pub ulp: Option<String>,
}

/// A quantity, a date or a period.
#[derive(Debug, Serialize, JsonSchema)]
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
    pub text: &'a str,
    /// `money percent percentage_point count area length mass volume energy power temperature duration date period rank rate number`.
    pub kind: &'static str,
    /// The number in plain decimal digits, printed precision kept; dates and periods as partial ISO 8601.
    pub value: &'a str,
    /// The upper end of a range, the end of a period.
    pub upper: Option<&'a str>,
    /// The unit as printed, magnitude included.
    pub unit: Option<&'a str>,
    /// In base units.
    pub base: Option<Base>,
    /// What is measured, as printed.
    pub label: Option<Cow<'a, str>>,
    /// Where the label stands.
    pub label_bytes: Bytes,
    /// Code of the indicator.
    pub indicator: Option<&'static str>,
    /// What time it is about, partial ISO 8601, `/` between the ends of a period.
    pub period: Option<&'a str>,
    /// `about more_than less_than at_least at_most`.
    pub qualifier: Option<&'static str>,
    /// `increase` or `decrease`.
    pub change: Option<&'static str>,
    /// What it is measured against.
    pub basis: Option<Cow<'static, str>>,
    /// The innermost heading it stands under.
    pub heading: Option<u32>,
    /// The task it stands in.
    pub task: Option<u32>,
}

/// A table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Table<'a> {
    /// Its index.
    pub id: u32,
    /// The blocks of its caption, unit line and rows.
    pub blocks: &'a [u32],
    /// Its caption.
    pub caption: Option<&'a str>,
    /// The unit that holds for all of it, as printed.
    pub unit: Option<&'a str>,
    /// Rows at the top that name the columns.
    pub header_rows: u32,
    /// Its cells, row by row.
    pub cells: Vec<Cell<'a>>,
}

/// A cell of a table.
#[derive(Debug, Serialize, JsonSchema)]
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
    pub text: &'a str,
    /// Where it stands.
    pub bytes: Bytes,
    /// The figures in it.
    pub figures: SmallVec<[u32; 1]>,
    /// `fused`, `misaligned`, `continued`.
    pub flags: SmallVec<[&'static str; 1]>,
}

/// An operand of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Operand {
    /// The figure.
    pub figure: u32,
    /// Its role.
    pub role: &'static str,
}

/// A claim and its verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check<'a> {
    /// Its index.
    pub id: u32,
    /// The rule.
    pub rule: &'static str,
    /// `holds`, `rounding` or `contradiction`.
    pub verdict: &'static str,
    /// Of a contradiction: `last_digit`, `material` or `undefined_base`.
    pub severity: Option<&'static str>,
    /// The claimed figure.
    pub claim: Option<u32>,
    /// What it was computed from.
    pub operands: Vec<Operand>,
    /// What is claimed, as printed.
    pub claimed: Option<&'a str>,
    /// The nominal result, at most 6 decimals.
    pub computed: Option<&'a str>,
    /// The interval of the result at the printed precision.
    pub interval: Option<&'a [String; 2]>,
    /// Every figure that takes part, the claimed one last.
    pub figures: Vec<u32>,
    /// Headings that take part.
    pub headings: &'a [u32],
    /// One-digit changes of an operand that would make it hold.
    pub hints: &'a [String],
    /// The formula in words and numbers.
    pub message: &'a str,
}

/// A figure that the text does not print but implies.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Derived<'a> {
    /// What it is.
    pub label: &'a str,
    /// Its kind.
    pub kind: &'static str,
    /// Its interval in base units.
    pub interval: &'a [String; 2],
    /// The roundest number in the interval.
    pub nearest_round: Option<&'a str>,
    /// The base unit.
    pub unit: &'static str,
    /// What it was derived from.
    pub figures: &'a [u32],
    /// How.
    pub formula: &'a str,
}

/// Something that a reader of the file should know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Warning<'a> {
    /// Its code.
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: &'a str,
    /// Where; empty for the whole document.
    pub bytes: Bytes,
}

/// How much was understood.
#[derive(Debug, Serialize, JsonSchema)]
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
