//! Claims to findings: the prose is recomputed at its printed precision. One file per rule.
//!
//! A claim is a relation that the text states. Numbers that stand side by side without one are no claim, and where the
//! operands are ambiguous nothing is checked: a contradiction is an accusation.

// Arithmetic reads best in the letters of arithmetic.
#![allow(clippy::many_single_char_names)]

mod basis;
mod claim;
mod exact;
mod formula;
mod hint;
mod reading;
mod role;
mod rule;
mod term;
mod word;

pub use rule::{RULES, Rule};

use crate::figure::{Figure, Short};
use crate::layout::Page;
use crate::meaning::Meaning;
use crate::outline::Outline;
use crate::steps::Steps;
use crate::table::Tables;
use crate::task::Tasks;
use term::Document;
/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Rates: the nominal result lies in the claimed figure's interval; sums: exactly equal.
    Holds,
    /// Only the intervals of the printed precision meet.
    Rounding,
    /// No values within the printed precision make it true.
    Contradiction,
}

/// How bad a contradiction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Truncation, or a share forced so that the parts total 100.
    LastDigit,
    /// More than that.
    Material,
    /// Growth from 0, completion of a budget of 0.
    UndefinedBase,
}

/// A claim and its verdict. A large file has a million of these: short texts are kept in place, long ones without room to
/// grow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The rule, by the name in the output.
    pub rule: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// For contradictions.
    pub severity: Option<Severity>,
    /// The claimed figure.
    pub claim: Option<u32>,
    /// The figures it was computed from, with their roles (`numerator`, `denominator`, `part`, `whole` …).
    pub operands: Box<[(u32, &'static str)]>,
    /// What is claimed, as printed.
    pub claimed: Option<Short>,
    /// The nominal result, at most 6 decimals.
    pub computed: Option<Short>,
    /// The interval of the result.
    pub interval: Option<[Short; 2]>,
    /// Headings that take part (numbering, counts).
    pub headings: Box<[u32]>,
    /// One-digit changes of an operand that would make it hold, in words.
    pub hints: Box<[String]>,
    /// The formula in words and numbers.
    pub message: Short,
}

/// A figure that the text does not print but implies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// What it is.
    pub label: String,
    /// Its kind, by the name in the output.
    pub kind: &'static str,
    /// Its interval in base units.
    pub interval: [String; 2],
    /// The roundest number in the interval.
    pub nearest_round: Option<String>,
    /// The base unit.
    pub unit: &'static str,
    /// What it was derived from.
    pub figures: Vec<u32>,
    /// How.
    pub formula: String,
}

/// The findings of the audit.
#[derive(Debug, Default)]
pub struct Findings {
    /// Claims with their verdicts, in reading order of the claimed figure.
    pub checks: Vec<Check>,
    /// Implied figures.
    pub derived: Vec<Derived>,
    /// Claims seen whose operands are not in the text.
    pub not_checkable: u32,
}

/// Checks every claim that can be recomputed from the report's own figures. Where no steps are left, or there
/// are more than `most` checks, it stops.
#[expect(clippy::too_many_arguments, reason = "all that was read")]
pub fn audit(
    page: &Page,
    outline: &Outline,
    tables: &Tables,
    figures: &[Figure],
    meanings: &[Meaning],
    tasks: &Tasks,
    steps: &Steps,
    most: usize,
) -> Findings {
    let doc = Document { most, ..Document::new(page, outline, tables, figures, meanings, tasks, steps) };
    let mut findings = Findings::default();
    rule::run(&doc, &mut findings);
    findings
}
