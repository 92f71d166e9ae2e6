//! An output against the bytes it was made from: all that it says and that can be proved.
//!
//! | what | proved from | where |
//! | --- | --- | --- |
//! | size, hashes, encoding, places that do not decode | the source | [`source`] |
//! | text, lines, ranges, labels; that no byte is lost; the share of bytes in blocks | the source | [`place`] |
//! | ids, references in both directions, counts | the output itself | [`reference`] |
//! | value × factor of the unit, decimals, dates, verdicts | the output and the table of units | [`number`] |
//! | all else: what things mean | the source, read anew by the same version | [`again`] |
//!
//! The first four share nothing with the pipeline but the tables, and what a tag and a reference look like: what the
//! pipeline got wrong in itself does not agree with them.

mod again;
mod number;
mod output;
mod place;
mod reference;
mod source;

use std::fmt::Display;

use self::output::Report;
use crate::lexicon::rules::Rules;

/// So many things that do not agree are said of one report; the others are counted.
const SAID: usize = 10;

/// How an output is proved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Rows of the user's own, where the output was made with some.
    pub rules: Option<&'static Rules>,
    /// Do not read the source anew: prove what follows from the bytes alone.
    pub quick: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Proof {
    /// How many things were compared.
    pub compared: u64,
    /// Those that do not agree: which one, what was expected, what was found. The first ten, and how many more there are.
    pub wrong: Vec<String>,
    /// Why the source was not read anew, where that was asked for and all else agrees.
    pub not_again: Option<String>,
    more: u64,
}

impl Proof {
    /// Whether all agrees.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.wrong.is_empty()
    }

    /// Compares: where it does not hold, `say` tells what was expected and what was found.
    fn expect(&mut self, holds: bool, say: impl FnOnce() -> String) {
        self.compared += 1;
        if !holds {
            self.say(say());
        }
    }

    /// Compares what is expected with what was found at `what`.
    fn equal<T: PartialEq + Display + ?Sized>(&mut self, what: impl Display, expected: &T, found: &T) {
        self.expect(expected == found, || format!("{what}: expected {expected}, found {found}"));
    }

    /// The same where there may be none.
    fn same(&mut self, what: impl Display, expected: Option<u32>, found: Option<u32>) {
        let shown = |index: Option<u32>| index.map_or("null".to_owned(), |index| index.to_string());
        self.expect(expected == found, || format!("{what}: expected {}, found {}", shown(expected), shown(found)));
    }

    /// Something does not agree.
    fn say(&mut self, what: String) {
        if self.wrong.len() < SAID {
            self.wrong.push(what);
        } else {
            self.more += 1;
        }
    }

    fn end(mut self) -> Self {
        if self.more > 0 {
            self.wrong.push(format!("{} more that do not agree", self.more));
        }
        self
    }
}

/// Proves an output, one report of JSON, against its source.
#[must_use]
pub fn prove(json: &[u8], raw: &[u8], options: Options) -> Proof {
    let mut proof = Proof::default();
    let report: Report<'_> = match serde_json::from_slice(json) {
        Ok(report) => report,
        Err(error) => {
            proof.say(format!("expected a report of gongwen, found: {error}"));
            return proof;
        }
    };
    let schema = crate::report::model::SCHEMA;
    proof.expect(report.schema == schema, || format!("schema: expected {schema}, found {}", report.schema));
    // Of other bytes, and of a report of another kind, nothing else can be said.
    if !proof.holds() || !source::is_same(&report.source, raw, &mut proof) {
        return proof;
    }
    let Some(law) = source::reading(&report, raw, &mut proof) else { return proof };
    place::places(&report, law, &mut proof);
    reference::references(&report, &mut proof);
    number::numbers(&report, options.rules, &mut proof);
    if !options.quick && proof.holds() {
        again::again(json, report, raw, options.rules, &mut proof);
    }
    proof.end()
}
