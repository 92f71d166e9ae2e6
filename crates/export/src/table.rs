//! The tables and their columns: the one list that every format walks.
//!
//! A node is named by `report` (content hash, then path hash) and `key` (kind and first raw byte, `figure:3210`): both
//! stay the same when a new version of gongwen reads the same file. References name the `key` of a row of the same
//! report.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// A decimal, exact: its printed string in this column, and beside it a number as the format has it.
    ///
    /// | format | beside `x` |
    /// | --- | --- |
    /// | Parquet | `x_decimal` DECIMAL(38, 10) and `x_fits` |
    /// | SQLite | `x_e4`, the value times 10,000 as INTEGER, and `x_fits` |
    /// | CSV, NDJSON | nothing |
    ///
    /// Where the number does not fit exactly it is null and `x_fits` is false.
    Decimal,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether it may be null.
    pub null: bool,
    /// The table whose `key` it names, within the same report.
    pub refers: Option<&'static str>,
    /// Unit and meaning.
    pub doc: &'static str,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

const fn column(name: &'static str, ty: Type, null: bool, doc: &'static str) -> Column {
    Column { name, ty, null, refers: None, doc }
}
const fn text(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Text, false, doc)
}
const fn maybe(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Text, true, doc)
}
const fn int(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Int, false, doc)
}
const fn maybe_int(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Int, true, doc)
}
const fn flag(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Bool, false, doc)
}
const fn decimal(name: &'static str, doc: &'static str) -> Column {
    column(name, Type::Decimal, true, doc)
}
const fn refers(name: &'static str, table: &'static str, doc: &'static str) -> Column {
    Column { name, ty: Type::Text, null: true, refers: Some(table), doc }
}
const fn of(name: &'static str, table: &'static str, doc: &'static str) -> Column {
    Column { name, ty: Type::Text, null: false, refers: Some(table), doc }
}

const REPORT: Column = text("report", "The report: content hash and path hash");
const KEY: Column = text("key", "Kind and first raw byte; unique within the report");
const ID: Column = int("id", "Index in the JSON of the report");
const FIRST: Column = int("first_byte", "First byte in the raw file");
const BYTES: Column = text("bytes", "Half-open ranges of raw bytes, as JSON: [[from, to], …]");
const LINE: Column = int("line", "Line of the first character, from 1");

/// `reports`
pub const REPORTS: usize = 0;
/// `headings`
pub const HEADINGS: usize = 1;
/// `tasks`
pub const TASKS: usize = 2;
/// `tables`
pub const TABLES_: usize = 3;
/// `cells`
pub const CELLS: usize = 4;
/// `figures`
pub const FIGURES: usize = 5;
/// `links`
pub const LINKS: usize = 6;
/// `checks`
pub const CHECKS: usize = 7;
/// `check_operands`
pub const OPERANDS: usize = 8;
/// `warnings`
pub const WARNINGS: usize = 9;

/// All tables.
pub const TABLES: [Table; 10] = [
    Table {
        name: "reports",
        doc: "One report",
        columns: &[
            REPORT,
            text("path", "Path of the input, relative to the folder that was read"),
            text("blake3", "BLAKE3 of the raw bytes, hexadecimal"),
            text("text_hash", "BLAKE3 of the folded text: equal for the same text in other bytes"),
            text("output_hash", "BLAKE3 of the JSON that this was exported from"),
            int("bytes", "Size of the raw file, bytes"),
            text("encoding", "Encoding, by its WHATWG name"),
            text("detected_by", "How the encoding was found"),
            text("confidence", "certain, likely or doubtful"),
            int("replaced", "Characters that could not be decoded"),
            text("media_type", "text/plain, text/html or text/markdown"),
            maybe("title", "Title as printed, without letter-spacing"),
            maybe("kind", "Kind of report, a code"),
            maybe("issuer", "Who reports, as printed"),
            maybe("issuer_name", "The issuer after the aliases that the user gave; as printed where none matches"),
            maybe_int("fiscal_year", "Year reported on"),
            maybe_int("plan_year", "Year planned for"),
            maybe("document_number", "Document number as printed"),
            maybe("date", "Day of signing, delivery or publication, partial ISO 8601"),
            maybe("rating", "Rating as printed"),
            maybe("score", "Score as printed"),
            text("schema", "Version of the contract"),
            text("version", "Version of gongwen"),
            text("rules", "Hash of the tables of rules"),
            text("options", "Options not at their default, as a JSON object"),
            decimal("bytes_in_blocks", "Share of the file's bytes that lie in blocks, 0 to 1"),
            int("figures", "Figures, dates and periods included"),
            int("figures_labelled", "Figures other than dates and periods that have a label"),
            int("claims", "Claims that were checked"),
            int("not_checkable", "Claims whose operands are not in the text"),
            int("contradictions", "Checks whose verdict is contradiction"),
            text("catalogue", "Columns of the user's catalogue, as a JSON object"),
        ],
    },
    Table {
        name: "headings",
        doc: "One heading of the outline",
        columns: &[
            REPORT,
            KEY,
            ID,
            refers("parent", "headings", "The heading above"),
            int("level", "Depth in this document, from 1"),
            text("label", "Label as printed; empty where there is none"),
            text("scheme", "Numbering scheme"),
            maybe_int("ordinal", "Its number"),
            text("text", "Text after the label"),
            text("trail", "Labels and texts from the top down to this one, joined by ' / '"),
            flag("run_in", "Body text follows in the same block"),
            LINE,
            FIRST,
            BYTES,
        ],
    },
    Table {
        name: "tasks",
        doc: "One numbered item with a role",
        columns: &[
            REPORT,
            KEY,
            ID,
            refers("heading", "headings", "The heading it stands under"),
            text("role", "duty, task, outcome, problem, measure or other"),
            text("label", "Label as printed"),
            maybe_int("ordinal", "Its number"),
            text("title", "What it is called"),
            refers("initial", "figures", "Budget at the start of the year"),
            refers("annual", "figures", "Budget for the whole year, after adjustment"),
            refers("executed", "figures", "Amount spent"),
            refers("rate", "figures", "Rate of execution as printed"),
            FIRST,
            BYTES,
        ],
    },
    Table {
        name: "tables",
        doc: "One table",
        columns: &[
            REPORT,
            KEY,
            ID,
            maybe("caption", "Caption as printed"),
            maybe("unit", "Unit that holds for all of it, as printed"),
            int("header_rows", "Rows at the top that name the columns"),
            int("rows_count", "Rows"),
            int("columns_count", "Columns"),
            FIRST,
        ],
    },
    Table {
        name: "cells",
        doc: "One cell of a table",
        columns: &[
            REPORT,
            KEY,
            of("table_key", "tables", "The table"),
            int("row_no", "Row, from 0"),
            int("col_no", "Column, from 0"),
            int("row_span", "Rows covered"),
            int("col_span", "Columns covered"),
            text("text", "Text as printed"),
            text("flags", "fused, misaligned, continued; separated by blanks"),
            maybe_int("first_byte", "First byte in the raw file; null for an empty cell"),
            BYTES,
        ],
    },
    Table {
        name: "figures",
        doc: "One quantity, date or period",
        columns: &[
            REPORT,
            KEY,
            ID,
            refers("heading", "headings", "The innermost heading it stands under"),
            refers("task", "tasks", "The task it stands in"),
            refers("cell", "cells", "The cell it stands in"),
            text("text", "As printed"),
            text("kind", "money, percent, count, date, period …"),
            text("value", "The number in plain digits, printed precision kept; partial ISO 8601 for dates and periods"),
            maybe("upper", "Upper end of a range, end of a period"),
            maybe("unit", "Unit as printed, magnitude included"),
            decimal("base_value", "Value in the base unit"),
            decimal("base_upper", "Upper end of a range in the base unit"),
            decimal("base_ulp", "One unit of the last printed place in the base unit; null where exact"),
            maybe("base_unit", "Base unit: CNY, m2, kg, %, 人 …"),
            maybe("label", "What is measured, as printed"),
            maybe("indicator", "Code of the indicator"),
            maybe("period", "What time it is about, partial ISO 8601, / between the ends"),
            maybe("qualifier", "about, more_than, less_than, at_least or at_most"),
            maybe("change", "increase or decrease"),
            maybe("basis", "What it is measured against: yoy, share, vs_budget …"),
            maybe(
                "scope",
                "Level and account that limit an indicator or a balance, from the words before it; ? where they are at odds",
            ),
            flag("own_basis", "A growth on a basis that the printed values do not have: 同口径, 可比价, 扣除 …"),
            maybe("balance", "Of a balance at the turn of a year: opening or closing"),
            maybe("balance_of", "Of what: 结转, 结余, 贷款余额 …"),
            maybe_int("balance_year", "The year at whose end it stood"),
            text("block_kind", "Kind of the block it stands in"),
            LINE,
            FIRST,
            BYTES,
        ],
    },
    Table {
        name: "links",
        doc: "From a planned task to its outcome",
        columns: &[
            REPORT,
            KEY,
            of("task", "tasks", "The planned task"),
            of("outcome", "tasks", "What became of it"),
            text("evidence", "number, words, figures; separated by blanks"),
        ],
    },
    Table {
        name: "checks",
        doc: "One claim that was recomputed",
        columns: &[
            REPORT,
            KEY,
            ID,
            text("rule", "The rule"),
            text("verdict", "holds, rounding or contradiction"),
            maybe("severity", "Of a contradiction: last_digit, material or undefined_base"),
            refers("claim", "figures", "The claimed figure"),
            maybe("claimed", "What is claimed, as printed"),
            maybe("computed", "The nominal result, at most 6 decimals"),
            maybe("interval_low", "Lower end of the result at the printed precision"),
            maybe("interval_high", "Upper end of the result at the printed precision"),
            text("message", "The formula in words and numbers"),
            text("hints", "One-digit changes that would make it hold, as a JSON array"),
        ],
    },
    Table {
        name: "check_operands",
        doc: "One figure that takes part in a check",
        columns: &[
            REPORT,
            KEY,
            of("check_key", "checks", "The check"),
            int("position", "Place among the operands, from 0; the claimed figure last"),
            of("figure", "figures", "The figure"),
            text("role", "Its role; claim for the claimed figure"),
        ],
    },
    Table {
        name: "warnings",
        doc: "Something that a reader of the report should know",
        columns: &[
            REPORT,
            KEY,
            text("code", "Its code"),
            text("message", "What was expected and what was found"),
            maybe_int("first_byte", "First byte in the raw file; null for the whole document"),
            BYTES,
        ],
    },
];
