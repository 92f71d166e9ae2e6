//! An output as it is read here: every key of the contract that says something of a source, texts borrowed.
//!
//! A key that is missing is an error, also where the contract allows `null`. Keys that are not known are passed over: the
//! contract grows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer};
use smallvec::SmallVec;

use crate::decimal::Decimal;

/// Ranges of raw bytes, as they are written.
pub(super) type Bytes = SmallVec<[[u32; 2]; 1]>;

/// A key that stands there, be it `null`.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// A text, borrowed where nothing in it is escaped, also where there may be none.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[derive(Deserialize)]
pub(super) struct Report<'a> {
    pub schema: &'a str,
    #[serde(borrow)]
    pub producer: Producer<'a>,
    #[serde(borrow)]
    pub source: Source<'a>,
    #[serde(borrow)]
    pub document: Document<'a>,
    #[serde(borrow)]
    pub blocks: Vec<Block<'a>>,
    #[serde(borrow)]
    pub headings: Vec<Heading<'a>>,
    #[serde(borrow)]
    pub tasks: Vec<Task<'a>>,
    #[serde(borrow)]
    pub links: Vec<Link<'a>>,
    #[serde(borrow)]
    pub figures: Vec<Figure<'a>>,
    #[serde(borrow)]
    pub tables: Vec<Table<'a>>,
    #[serde(borrow)]
    pub checks: Vec<Check<'a>>,
    #[serde(borrow)]
    pub derived: Vec<Derived<'a>>,
    #[serde(borrow)]
    pub warnings: Vec<Warning<'a>>,
    #[serde(borrow)]
    pub coverage: Coverage<'a>,
}

#[derive(Deserialize)]
pub(super) struct Producer<'a> {
    pub version: &'a str,
    pub rules: &'a str,
    #[serde(borrow)]
    pub options: BTreeMap<&'a str, Cow<'a, str>>,
}

#[derive(Deserialize)]
pub(super) struct Source<'a> {
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    pub bytes: u64,
    pub blake3: &'a str,
    pub text_hash: &'a str,
    pub encoding: &'a str,
    pub detected_by: &'a str,
    pub replaced: u32,
    pub media_type: &'a str,
    #[serde(borrow)]
    pub repairs: BTreeMap<&'a str, u32>,
    #[serde(default)]
    pub catalogue: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
pub(super) struct Field<T> {
    pub value: T,
    pub bytes: Bytes,
}

/// A field whose value is text.
type Said<'a> = Option<Field<Cow<'a, str>>>;

#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow, deserialize_with = "there")]
    pub title: Said<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub kind: Said<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub issuer: Said<'a>,
    #[serde(deserialize_with = "there")]
    pub fiscal_year: Option<Field<i32>>,
    #[serde(deserialize_with = "there")]
    pub plan_year: Option<Field<i32>>,
    #[serde(borrow, rename = "document_number", deserialize_with = "there")]
    pub number: Said<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub date: Said<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub rating: Said<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub score: Said<'a>,
}

#[derive(Deserialize)]
pub(super) struct Block<'a> {
    pub id: u32,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub line: u32,
    pub bytes: Bytes,
    #[serde(deserialize_with = "there")]
    pub heading: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Heading<'a> {
    pub id: u32,
    #[serde(deserialize_with = "there")]
    pub parent: Option<u32>,
    pub level: u8,
    #[serde(borrow)]
    pub label: Cow<'a, str>,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub block: u32,
    pub line: u32,
    pub bytes: Bytes,
}

#[derive(Deserialize)]
pub(super) struct Task<'a> {
    pub id: u32,
    #[serde(deserialize_with = "there")]
    pub heading: Option<u32>,
    #[serde(borrow)]
    pub label: Cow<'a, str>,
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    pub blocks: Vec<u32>,
    pub bytes: Bytes,
    #[serde(deserialize_with = "there")]
    pub budget: Option<Budget>,
    pub figures: Vec<u32>,
}

#[derive(Deserialize)]
pub(super) struct Budget {
    #[serde(deserialize_with = "there")]
    pub initial: Option<u32>,
    #[serde(deserialize_with = "there")]
    pub annual: Option<u32>,
    #[serde(deserialize_with = "there")]
    pub executed: Option<u32>,
    #[serde(deserialize_with = "there")]
    pub rate: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Link<'a> {
    pub task: u32,
    pub outcome: u32,
    #[serde(borrow)]
    pub by: Vec<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Figure<'a> {
    pub id: u32,
    pub block: u32,
    #[serde(deserialize_with = "there")]
    pub cell: Option<[u32; 2]>,
    pub range: [u32; 2],
    pub bytes: Bytes,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub kind: &'a str,
    pub value: Number<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub upper: Option<Number<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub unit: Option<Text<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub base: Option<Base<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub label: Option<Text<'a>>,
    pub label_bytes: Bytes,
    #[serde(deserialize_with = "there")]
    pub period: Option<&'a str>,
    #[serde(deserialize_with = "there")]
    pub heading: Option<u32>,
    #[serde(deserialize_with = "there")]
    pub task: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Base<'a> {
    pub value: Number<'a>,
    #[serde(borrow, deserialize_with = "there")]
    pub upper: Option<Number<'a>>,
    #[serde(borrow)]
    pub unit: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "there")]
    pub ulp: Option<Number<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Table<'a> {
    pub id: u32,
    pub blocks: Vec<u32>,
    #[serde(borrow, deserialize_with = "there")]
    pub caption: Option<Text<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub unit: Option<Text<'a>>,
    pub header_rows: u32,
    #[serde(borrow)]
    pub cells: Vec<Cell<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Cell<'a> {
    pub row: u32,
    pub col: u32,
    pub row_span: u32,
    pub col_span: u32,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    pub bytes: Bytes,
    pub figures: SmallVec<[u32; 2]>,
    #[serde(borrow)]
    pub flags: Vec<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Check<'a> {
    pub id: u32,
    pub rule: &'a str,
    pub verdict: &'a str,
    #[serde(deserialize_with = "there")]
    pub severity: Option<&'a str>,
    #[serde(deserialize_with = "there")]
    pub claim: Option<u32>,
    pub operands: Vec<Operand>,
    #[serde(borrow, deserialize_with = "there")]
    pub claimed: Option<Number<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub computed: Option<Number<'a>>,
    #[serde(borrow, deserialize_with = "there")]
    pub interval: Option<[Number<'a>; 2]>,
    pub figures: Vec<u32>,
    pub headings: Vec<u32>,
}

#[derive(Deserialize)]
pub(super) struct Operand {
    pub figure: u32,
}

#[derive(Deserialize)]
pub(super) struct Derived<'a> {
    #[serde(borrow)]
    pub interval: [Number<'a>; 2],
    #[serde(borrow, deserialize_with = "there")]
    pub nearest_round: Option<Number<'a>>,
    pub figures: Vec<u32>,
}

#[derive(Deserialize)]
pub(super) struct Warning<'a> {
    pub code: &'a str,
    pub bytes: Bytes,
}

#[derive(Deserialize)]
pub(super) struct Coverage<'a> {
    pub bytes_in_blocks: &'a str,
    pub figures: u64,
    pub figures_labelled: u64,
    pub claims: u64,
    #[serde(rename = "not_checkable")]
    _not_checkable: u64,
}

/// A decimal as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Number<'a>(pub &'a str);

impl Number<'_> {
    /// Whether it is plain digits, a point with digits on both sides, a sign where it is negative.
    pub fn is_plain(self) -> bool {
        let digits = self.0.strip_prefix('-').unwrap_or(self.0);
        let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        plain(whole) && rest.is_none_or(plain)
    }

    /// Its value; `None` where it is written otherwise, or has more digits than are counted with.
    pub fn value(self) -> Option<Decimal> {
        Decimal::from_str_exact(self.0).ok().filter(|_| self.is_plain())
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
