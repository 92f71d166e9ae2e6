//! The output contract, `gongwen.report/1`: one JSON per report, keys in this order, decimals as strings.
//!
//! Within the version it only grows: see `docs/contract.md`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use smallvec::SmallVec;

use super::list::List;
use crate::decimal::Decimal;
use crate::meaning::Period;

/// The version of the contract.
pub const SCHEMA: &str = "gongwen.report/1";

/// Half-open ranges of bytes in the raw file, ascending; the least cover of a node, split only where foreign content
/// lies between.
pub type Bytes = SmallVec<[[u32; 2]; 1]>;

/// One report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The version of this contract: `gongwen.report/1`.
    pub schema: &'static str,
    /// What made this file.
    pub producer: Producer<'a>,
    /// What it was made from.
    pub source: Source<'a>,
    /// Title, issuer, years and the like.
    pub document: Document<'a>,
    /// The text in reading order; every character of the file stands in one of these, in markup, or was white space.
    pub blocks: List<'a, Block<'a>>,
    /// The outline, in reading order.
    pub headings: List<'a, Heading<'a>>,
    /// Numbered items with a role.
    pub tasks: List<'a, Task<'a>>,
    /// From a planned task to its outcome.
    pub links: Vec<Link>,
    /// Every quantity, date and period, in reading order.
    pub figures: List<'a, Figure<'a>>,
    /// The tables.
    pub tables: List<'a, Table<'a>>,
    /// Claims of the text that were recomputed from its own figures.
    pub checks: List<'a, Check<'a>>,
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
    /// Version of gongwen, semantic versioning.
    pub version: &'a str,
    /// Hash of the tables of rules: two files with the same one were read by the same rules.
    pub rules: Cow<'a, str>,
    /// Options that were not at their default, by name; a reader with the same ones gets the same report.
    pub options: BTreeMap<&'static str, String>,
}

/// What the file was made from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Source<'a> {
    /// Path of the input as given, relative to the folder that was read.
    pub path: &'a str,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes of the file, 64 hexadecimal digits.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub blake3: String,
    /// BLAKE3 of the text of all blocks, white space out and width folded, 64 hexadecimal digits: equal for the same text
    /// in other bytes.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub text_hash: String,
    /// The encoding, by its WHATWG name: `UTF-8`, `gb18030`, `Big5`, `UTF-16LE`, `UTF-16BE`, `windows-1252` …
    pub encoding: &'a str,
    /// How the encoding was found: `option`, `bom`, `ascii`, `valid_utf8`, `zero_bytes`, `declared`, `statistics`, `fallback`.
    pub detected_by: &'static str,
    /// How sure the encoding is: `certain`, `likely` or `doubtful`.
    pub confidence: &'static str,
    /// Places that could not be decoded and stand as U+FFFD, a count.
    pub replaced: u32,
    /// The markup: `text/plain`, `text/html` or `text/markdown`.
    pub media_type: &'static str,
    /// How often each repair of the text was made: `han_blank letter_space line_join page_join zero_width control` …
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
    /// Where it stands, raw bytes; empty where it was inferred from the whole.
    pub bytes: Bytes,
}

/// The front matter; `null` is what the text does not print.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// The title, without letter-spacing.
    pub title: Option<Field<&'a str>>,
    /// The kind of report, a code: `work_report budget_report final_accounts performance_self_evaluation audit_report
    /// statistical_bulletin budget annual_report notice plan regulation report other` …
    pub kind: Option<Field<&'a str>>,
    /// Who reports, as printed.
    pub issuer: Option<Field<&'a str>>,
    /// The year reported on, of the common era.
    pub fiscal_year: Option<Field<i32>>,
    /// The year planned for, of the common era.
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
    /// Its index in its list, from 0.
    pub id: u32,
    /// What it is: `title heading paragraph item table furniture contents`.
    pub kind: &'static str,
    /// The text after repair.
    pub text: &'a str,
    /// Line of its first character, from 1; lines end at `\n` alone.
    pub line: u32,
    /// Where it stands, raw bytes.
    pub bytes: Bytes,
    /// The innermost heading it stands under, an index.
    pub heading: Option<u32>,
}

/// A heading.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Heading<'a> {
    /// Its index in its list, from 0.
    pub id: u32,
    /// The heading above it, an index; it stands earlier in the list.
    pub parent: Option<u32>,
    /// Depth in this document, from 1.
    pub level: u8,
    /// The label as printed; empty where there is none.
    pub label: &'a str,
    /// The numbering scheme: `han_dun` (一、) `han_paren` (（一）) `arabic_dot` (1.) `arabic_paren` (（1）) `circled` (①)
    /// `chapter section article part annex unnumbered` …
    pub scheme: &'static str,
    /// Its number; `null` where the label has none.
    pub ordinal: Option<u32>,
    /// The text after the label, without a closing 。 or ：.
    pub text: &'a str,
    /// Whether body text follows in the same block.
    pub run_in: bool,
    /// The block it stands in, an index.
    pub block: u32,
    /// Line of its first character, from 1.
    pub line: u32,
    /// Where label and text stand, raw bytes.
    pub bytes: Bytes,
}

/// A numbered item with a role.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Task<'a> {
    /// Its index in its list, from 0.
    pub id: u32,
    /// The heading it stands under, an index.
    pub heading: Option<u32>,
    /// What it is, from the headings above: `duty task outcome problem measure other`.
    pub role: &'static str,
    /// The label as printed.
    pub label: &'a str,
    /// Its number; `null` where the label has none.
    pub ordinal: Option<u32>,
    /// What it is called, as printed.
    pub title: &'a str,
    /// The blocks it covers, indices.
    pub blocks: &'a [u32],
    /// Where label and title stand, raw bytes.
    pub bytes: Bytes,
    /// Its budget, as indices of figures; `null` where it has none.
    pub budget: Option<Budget>,
    /// The figures in it, indices.
    pub figures: &'a [u32],
}

/// Budget slots, as indices of figures.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Budget {
    /// Budget at the start of the year, a figure.
    pub initial: Option<u32>,
    /// Budget for the whole year, after adjustment, a figure.
    pub annual: Option<u32>,
    /// Amount spent, a figure.
    pub executed: Option<u32>,
    /// Rate of execution as printed, a figure.
    pub rate: Option<u32>,
}

/// From a planned task to its outcome.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Link {
    /// The planned task, an index of `tasks`.
    pub task: u32,
    /// What became of it, an index of `tasks`.
    pub outcome: u32,
    /// The evidence: `number` (they are numbered alike), `words`, `figures`.
    pub by: SmallVec<[&'static str; 3]>,
}

/// A decimal, written as a string of plain digits that keeps its scale: `23.20`, `-0.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plain(pub Decimal);

/// Room for a sign, 29 digits, a point, and the zeros before the digits of a small number.
const PLAIN: usize = 64;

impl Serialize for Plain {
    /// Writes the digits into a buffer on the stack: a report has hundreds of these.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = [b'0'; PLAIN];
        let (mut at, scale) = (PLAIN, self.0.scale() as usize);
        let mut place = 0;
        let mut put = |digit: u64| {
            if place == scale && scale > 0 {
                at -= 1;
                digits[at] = b'.';
            }
            at -= 1;
            digits[at] = b'0' + digit as u8;
            place += 1;
            place <= scale
        };
        // Numbers of more than 64 bits are rare, and dividing them is slow.
        let mut rest = self.0.mantissa().unsigned_abs();
        while rest > u128::from(u64::MAX) {
            put((rest % 10) as u64);
            rest /= 10;
        }
        let mut rest = rest as u64;
        while put(rest % 10) || rest >= 10 {
            rest /= 10;
        }
        if self.0.is_sign_negative() {
            at -= 1;
            digits[at] = b'-';
        }
        match std::str::from_utf8(&digits[at..]) {
            Ok(plain) => serializer.serialize_str(plain),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl JsonSchema for Plain {
    fn schema_name() -> Cow<'static, str> {
        "Plain".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$" })
    }
    fn inline_schema() -> bool {
        true
    }
}

/// A stretch of the calendar, written as partial ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Iso(pub Period);

impl Serialize for Iso {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.text())
    }
}

impl JsonSchema for Iso {
    fn schema_name() -> Cow<'static, str> {
        str::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        str::json_schema(generator)
    }
    fn inline_schema() -> bool {
        true
    }
}

/// A value in base units.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Base {
    /// Value times the factor of the unit, in the base unit: a decimal, exact.
    pub value: Plain,
    /// The upper end of a range, in the base unit.
    pub upper: Option<Plain>,
    /// The base unit: `CNY TWD USD m m2 m3 kg W J s ℃ % pp`, or the classifier of what is counted: `人 户 个` …
    pub unit: &'static str,
    /// One unit of the last printed place, in the base unit; `null` where the number is exact.
    pub ulp: Option<Plain>,
}

/// A quantity, a date or a period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Figure<'a> {
    /// Its index in its list, from 0.
    pub id: u32,
    /// The block it stands in, an index.
    pub block: u32,
    /// `[table, cell]`, indices of `tables` and of its `cells`, where it stands in one.
    pub cell: Option<[u32; 2]>,
    /// Where it stands in the block's text, in Unicode code points, half-open.
    pub range: [u32; 2],
    /// Where it stands in the file.
    pub bytes: Bytes,
    /// As printed.
    pub text: &'a str,
    /// What it measures: `money percent percentage_point count area length mass volume energy power temperature duration
    /// date period rank rate number`.
    pub kind: &'static str,
    /// The number in plain decimal digits, printed precision kept; dates and periods as partial ISO 8601.
    pub value: &'a str,
    /// The upper end of a range, the end of a period; as `value`.
    pub upper: Option<&'a str>,
    /// The unit as printed, magnitude included: `万元`; `null` for dates, periods and bare numbers.
    pub unit: Option<&'a str>,
    /// The same in the base unit; `null` for dates, periods and bare numbers.
    pub base: Option<Base>,
    /// What is measured, as printed; `null` where that is not known.
    pub label: Option<Cow<'a, str>>,
    /// Where the label stands, raw bytes; empty where there is none.
    pub label_bytes: Bytes,
    /// Code of the indicator (`gongwen indicators`); `null` where the label is none.
    pub indicator: Option<&'static str>,
    /// What time it is about, partial ISO 8601, `/` between the ends of a period.
    pub period: Option<Iso>,
    /// How exact it claims to be: `about more_than less_than at_least at_most`; `null` where it is plain.
    pub qualifier: Option<&'static str>,
    /// A change rather than a level: `increase` or `decrease`; the value itself is not negative then.
    pub change: Option<&'static str>,
    /// What it is measured against: `yoy` (the year before) `share vs_budget vs_plan vs_target vs_previous_period
    /// annual_average contribution`, `vs_` and a year …; `null` for a level.
    pub basis: Option<Cow<'static, str>>,
    /// The innermost heading it stands under, an index.
    pub heading: Option<u32>,
    /// The task it stands in, an index.
    pub task: Option<u32>,
}

/// A table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Table<'a> {
    /// Its index in its list, from 0.
    pub id: u32,
    /// The blocks of its caption, unit line and rows, indices.
    pub blocks: &'a [u32],
    /// Its caption as printed.
    pub caption: Option<&'a str>,
    /// The unit that holds for all of it, as printed.
    pub unit: Option<&'a str>,
    /// Rows at the top that name the columns, a count.
    pub header_rows: u32,
    /// Its cells, row by row.
    pub cells: List<'a, Cell<'a>>,
}

/// A cell of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Cell<'a> {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub col: u32,
    /// Rows covered, a count.
    pub row_span: u32,
    /// Columns covered, a count.
    pub col_span: u32,
    /// Its text, after repair.
    pub text: &'a str,
    /// Where it stands, raw bytes.
    pub bytes: Bytes,
    /// The figures in it, indices.
    pub figures: SmallVec<[u32; 1]>,
    /// What is odd about it: `fused` (two cells ran together), `misaligned`, `continued`.
    pub flags: SmallVec<[&'static str; 1]>,
}

/// An operand of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Operand {
    /// The figure, an index.
    pub figure: u32,
    /// Its role: `numerator denominator part whole current previous change minuend subtrahend share rate` …
    pub role: &'static str,
}

/// A claim and its verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check<'a> {
    /// Its index in its list, from 0.
    pub id: u32,
    /// The rule (`gongwen rules`).
    pub rule: &'static str,
    /// `holds`, `rounding` (only the intervals of the printed precision meet) or `contradiction` (they do not).
    pub verdict: &'static str,
    /// Of a contradiction: `last_digit`, `material` or `undefined_base`; else `null`.
    pub severity: Option<&'static str>,
    /// The claimed figure, an index; `null` where no figure is claimed.
    pub claim: Option<u32>,
    /// What it was computed from.
    pub operands: SmallVec<[Operand; 4]>,
    /// What is claimed, as printed, in the unit of the claimed figure.
    pub claimed: Option<&'a str>,
    /// The nominal result in the unit of `claimed`, at most 6 decimals.
    #[schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$"))]
    pub computed: Option<&'a str>,
    /// The interval of the result at the printed precision of the operands, in the unit of `claimed`.
    pub interval: Option<[&'a str; 2]>,
    /// Every figure that takes part, indices, the claimed one last.
    pub figures: SmallVec<[u32; 4]>,
    /// Headings that take part, indices.
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
    /// Its kind, as of figures.
    pub kind: &'static str,
    /// The interval that holds it, lower and upper end, in the base unit.
    pub interval: &'a [String; 2],
    /// The roundest number in the interval, in the base unit.
    #[schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$"))]
    pub nearest_round: Option<&'a str>,
    /// The base unit.
    pub unit: &'static str,
    /// The figures it was derived from, indices.
    pub figures: &'a [u32],
    /// How, in words and numbers.
    pub formula: &'a str,
}

/// Something that a reader of the file should know.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Warning<'a> {
    /// Its code: `numbering_gap numbering_repeat numbering_restart mixed_style interleaved_columns table_cut
    /// undecodable_bytes doubtful_encoding mojibake` …
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: &'a str,
    /// Where, raw bytes; empty for the whole document.
    pub bytes: Bytes,
}

/// How much was understood.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coverage {
    /// Share of the file's bytes that lie in blocks, a decimal from 0 to 1.
    #[schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+)?$"))]
    pub bytes_in_blocks: String,
    /// Figures, dates and periods included, a count.
    pub figures: u32,
    /// Figures other than dates and periods that have a label, a count.
    pub figures_labelled: u32,
    /// Claims that were checked, a count.
    pub claims: u32,
    /// Claims whose operands are not in the text, a count.
    pub not_checkable: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_scale() {
        let printed = ["0", "7", "-7", "0.5", "-0.05", "23.20", "83164200", "0.00", "18446744073709551616.5"];
        for text in printed.into_iter().chain(["79228162514264337593543950335", "0.0000000000000000000000000001"]) {
            let plain = Plain(text.parse().expect("a decimal"));
            assert_eq!(serde_json::to_string(&plain).expect("a string"), format!("{text:?}"));
        }
    }
}
