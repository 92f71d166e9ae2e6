//! Rows that a user adds to the tables: indicators, units, names of issuers.
//!
//! The built-in tables come first: a row of the user's neither changes nor hides one of them. A set of rules lives as
//! long as the program, so that whatever is read by it can name its rows without a copy.
//!
//! [`using`] sets the rules for all that is read on this thread while a closure runs; [`unit`](super::unit::unit) and
//! [`indicator::of`](super::indicator::of) look them up there, and the stages between need not hand them on.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::indicator::{self, INDICATORS, Indicator};
use super::trie::Trie;
use super::unit::{Dimension, Entry, Unit, units};
use crate::decimal::Decimal;

/// A figure says in two bytes which indicator it is of.
const MOST_INDICATORS: u32 = 50_000;

/// An indicator of the user's, or more spellings of a built-in one.
#[derive(Debug, Clone, Default)]
pub struct IndicatorRow {
    /// Its code.
    pub code: String,
    /// Its usual name; empty where the code is a built-in one.
    pub name: String,
    /// Other spellings.
    pub synonyms: Vec<String>,
}

/// A unit of the user's.
#[derive(Debug, Clone, Default)]
pub struct UnitRow {
    /// As printed.
    pub spelling: String,
    /// What it measures: a name of [`Dimension`].
    pub kind: String,
    /// The unit of the base value.
    pub base: String,
    /// Base units in one of it: a decimal, or `a/b`.
    pub factor: String,
}

/// One issuer of many spellings.
#[derive(Debug, Clone, Default)]
pub struct IssuerRow {
    /// The name that stands for all.
    pub name: String,
    /// The other spellings.
    pub aliases: Vec<String>,
}

/// Where something is wrong in the rows that were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The indicator with this index, and the spelling of it (0 is the name) where it is one.
    Indicator(usize, Option<usize>),
    /// A field of the unit with this index.
    Unit(usize, &'static str),
    /// The issuer with this index, and the alias of it where it is one.
    Issuer(usize, Option<usize>),
}

/// Rows that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What was expected and what was found.
    pub reason: String,
}

/// A user's rules.
pub struct Rules {
    indicators: Vec<Indicator>,
    spellings: Trie,
    units: Vec<Entry>,
    unit_spellings: Trie,
    issuers: BTreeMap<String, String>,
    hash: String,
}

/// Nothing but the hash: equal for equal rules, and short enough for a key.
impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules({})", self.hash)
    }
}

impl Rules {
    /// Takes the rows in; they are kept for as long as the program runs.
    ///
    /// # Errors
    /// The first row that cannot be used, and why.
    pub fn new(
        indicators: &[IndicatorRow],
        units: &[UnitRow],
        issuers: &[IssuerRow],
    ) -> Result<&'static Self, Problem> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{indicators:?}{units:?}{issuers:?}").as_bytes());
        let mut rules = Self {
            indicators: Vec::new(),
            spellings: Trie::default(),
            units: Vec::new(),
            unit_spellings: Trie::default(),
            issuers: BTreeMap::new(),
            hash: hasher.finalize().to_hex()[..16].to_owned(),
        };
        let mut own = HashMap::new();
        for (i, row) in indicators.iter().enumerate() {
            rules.add_indicator(i, row, &mut own)?;
        }
        for (i, row) in units.iter().enumerate() {
            rules.add_unit(i, row, units)?;
        }
        for (i, row) in issuers.iter().enumerate() {
            rules.add_issuer(i, row)?;
        }
        Ok(Box::leak(Box::new(rules)))
    }

    fn add_indicator<'r>(
        &mut self,
        i: usize,
        row: &'r IndicatorRow,
        own: &mut HashMap<String, &'r str>,
    ) -> Result<(), Problem> {
        let wrong = |spelling, reason| Err(Problem { place: Place::Indicator(i, spelling), reason });
        let built_in = INDICATORS.iter().any(|known| known.code == row.code);
        if row.code.is_empty() || !row.code.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_')) {
            let reason = format!("expected a code of a-z, 0-9, dots and underscores, found {:?}", row.code);
            return wrong(None, reason);
        }
        if row.name.is_empty() && !built_in {
            return wrong(None, format!("expected a name: {:?} is no built-in code", row.code));
        }
        let number = self.indicators.len() as u32;
        if number > MOST_INDICATORS {
            return wrong(None, format!("expected no more than {MOST_INDICATORS} indicators"));
        }
        let mut synonyms = Vec::new();
        let all = std::iter::once(&row.name).chain(&row.synonyms).enumerate();
        for (k, spelling) in all.filter(|(k, spelling)| *k > 0 || !spelling.is_empty()) {
            let spelling: String = spelling.chars().filter(|c| !c.is_whitespace()).collect();
            if let Some(known) = indicator::built_in(&spelling) {
                let code = known.code;
                return wrong(Some(k), format!("{spelling:?} is a spelling of the built-in {code} already"));
            }
            if let Some(code) = own.insert(spelling.clone(), &row.code) {
                return wrong(Some(k), format!("{spelling:?} stands twice, before for {code}"));
            }
            if !self.spellings.insert(&spelling, number) {
                return wrong(Some(k), format!("expected a spelling that can be looked up, found {spelling:?}"));
            }
            if k > 0 {
                synonyms.push(spelling);
            }
        }
        if row.name.is_empty() && synonyms.is_empty() {
            return wrong(None, "expected at least one spelling".to_owned());
        }
        self.indicators.push(Indicator {
            code: leak(&row.code),
            name: leak(&row.name),
            synonyms: leak(&synonyms.join(" ")),
        });
        Ok(())
    }

    fn add_unit(&mut self, i: usize, row: &UnitRow, all: &[UnitRow]) -> Result<(), Problem> {
        let wrong = |field, reason| Err(Problem { place: Place::Unit(i, field), reason });
        let spelling = row.spelling.as_str();
        if spelling.is_empty() || spelling.contains(char::is_whitespace) {
            return wrong("spelling", format!("expected a spelling without blanks, found {spelling:?}"));
        }
        if spelling.starts_with(|c: char| c.is_numeric() || "十百千万亿萬億".contains(c)) {
            return wrong(
                "spelling",
                format!("expected a unit without a number or a magnitude before it, found {spelling:?}"),
            );
        }
        if units().any(|u| u.spelling == spelling) {
            return wrong("spelling", format!("{spelling:?} is a built-in unit already"));
        }
        let named = |d: &Dimension| !matches!(d, Dimension::Noun | Dimension::Other);
        let Some(dimension) = units().map(|u| u.dimension).filter(named).find(|d| d.name() == row.kind) else {
            let mut names: Vec<&str> = units().map(|u| u.dimension).filter(named).map(Dimension::name).collect();
            names.dedup();
            return wrong("kind", format!("expected one of {}, found {:?}", names.join(", "), row.kind));
        };
        let known = units().find(|u| u.base == row.base && u.dimension.name() == row.kind).map(|u| u.base);
        let counted = || all.iter().any(|u| u.kind == "count" && u.spelling == row.base);
        let base = match known {
            Some(base) => base,
            None if dimension == Dimension::Count && counted() => leak(&row.base),
            None => {
                let mut bases: Vec<&str> = units().filter(|u| u.dimension == dimension).map(|u| u.base).collect();
                bases.dedup();
                bases.truncate(12);
                let reason = format!(
                    "expected a known base unit of kind {} ({} …), found {:?}",
                    row.kind,
                    bases.join(", "),
                    row.base
                );
                return wrong("base", reason);
            }
        };
        let (over, under) = row.factor.split_once('/').unwrap_or((&row.factor, "1"));
        let positive = |s: &str| s.parse::<Decimal>().is_ok_and(|d| d > Decimal::ZERO);
        if !positive(over) || !positive(under) {
            return wrong("factor", format!("expected a decimal above 0, or two as a/b, found {:?}", row.factor));
        }
        if !self.unit_spellings.insert(spelling, self.units.len() as u32)
            || self.unit_spellings.get(spelling) != Some(self.units.len() as u32)
        {
            return wrong("spelling", format!("{spelling:?} stands twice, or cannot be looked up"));
        }
        let unit = Unit { spelling: leak(spelling), dimension, base, factor: leak(&row.factor), source: "user" };
        self.units.push(Entry::new((usize::MAX, Box::leak(Box::new(unit)))));
        Ok(())
    }

    fn add_issuer(&mut self, i: usize, row: &IssuerRow) -> Result<(), Problem> {
        let wrong = |alias, reason| Err(Problem { place: Place::Issuer(i, alias), reason });
        if row.name.trim().is_empty() || row.aliases.is_empty() {
            return wrong(None, "expected a name and at least one alias".to_owned());
        }
        for (k, alias) in row.aliases.iter().enumerate() {
            if alias.trim().is_empty() {
                return wrong(Some(k), "expected a spelling, found an empty one".to_owned());
            }
            if let Some(name) = self.issuers.insert(alias.clone(), row.name.clone()) {
                return wrong(Some(k), format!("{alias:?} stands twice, before for {name}"));
            }
        }
        Ok(())
    }

    /// A hash of all rows.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The indicators, in the order in which they were given.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The units, in the order in which they were given.
    pub fn units(&self) -> impl Iterator<Item = &'static Unit> + '_ {
        self.units.iter().map(|entry| entry.unit)
    }

    /// For each other spelling of an issuer, the name that stands for it.
    pub fn issuers(&self) -> &BTreeMap<String, String> {
        &self.issuers
    }

    /// The row of the indicator of a label.
    pub(super) fn indicator(&self, label: &str) -> Option<usize> {
        self.spellings.get(label).map(|row| row as usize)
    }

    /// Whether any unit begins with a character.
    pub(super) fn begins(&self, c: char) -> bool {
        self.unit_spellings.begin(c).is_some()
    }

    /// The bytes of the longest spelling of an indicator that `text` begins with.
    pub fn spelled(&self, text: &str) -> Option<usize> {
        longest(&self.spellings, text).map(|(_, len)| len)
    }

    /// The longest unit that `text` begins with, and its bytes.
    pub(super) fn unit(&'static self, text: &str) -> Option<(&'static Entry, usize)> {
        let (row, len) = longest(&self.unit_spellings, text)?;
        Some((self.units.get(row as usize)?, len))
    }
}

/// The number of the longest word that `text` begins with, and its bytes.
fn longest(words: &Trie, text: &str) -> Option<(u32, usize)> {
    let mut chars = text.char_indices();
    let mut node = words.begin(chars.next()?.1);
    let mut found = None;
    while let Some(here) = node {
        let next = chars.next();
        let at = next.map_or(text.len(), |(i, _)| i);
        found = words.end(here).map(|number| (number, at)).or(found);
        node = next.and_then(|(_, c)| words.step(here, c));
    }
    found
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

thread_local! {
    static CURRENT: Cell<Option<&'static Rules>> = const { Cell::new(None) };
}

/// Runs `read` with these rules and gives what it gives.
pub fn using<T>(rules: Option<&'static Rules>, read: impl FnOnce() -> T) -> T {
    /// Sets back what was before, also where `read` panics.
    struct Back(Option<&'static Rules>);
    impl Drop for Back {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _back = Back(CURRENT.replace(rules));
    read()
}

/// The rules that hold here.
#[inline]
pub fn current() -> Option<&'static Rules> {
    CURRENT.get()
}

#[cfg(test)]
mod tests {
    use super::super::unit;
    use super::*;

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    fn indicator(code: &str, name: &str, synonyms: &[&str]) -> IndicatorRow {
        IndicatorRow { code: code.into(), name: name.into(), synonyms: owned(synonyms) }
    }

    fn unit(spelling: &str, kind: &str, base: &str, factor: &str) -> UnitRow {
        UnitRow { spelling: spelling.into(), kind: kind.into(), base: base.into(), factor: factor.into() }
    }

    #[test]
    fn rows_hold_inside_and_not_outside() {
        let rows = [indicator("culture.readers", "阅览人次", &["到馆 人次"]), indicator("gdp", "", &["生产总量"])];
        let units = [unit("整柜", "count", "整柜", "1"), unit("大斗", "mass", "kg", "12.5")];
        let rules = Rules::new(&rows, &units, &[]).expect("good rows");
        let read = || {
            let unit = unit::unit("大斗粮").map(|(e, len)| (e.unit.base, len));
            let code = |label| indicator::of(label)?.of(current()).map(|indicator| indicator.code);
            (code("全县到馆人次"), code("生产总量"), unit, code("地区生产总值"))
        };
        let inside = using(Some(rules), read);
        assert_eq!(inside, (Some("culture.readers"), Some("gdp"), Some(("kg", "大斗".len())), Some("gdp")));
        assert_eq!(read(), (None, None, None, Some("gdp")));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let one = |row: IndicatorRow| Rules::new(&[row], &[], &[]).expect_err("a bad row").reason;
        assert!(one(indicator("Ab", "甲", &[])).contains("a-z"));
        assert!(one(indicator("a.b", "", &["甲"])).contains("expected a name"));
        assert!(one(indicator("a.b", "税收收入", &[])).contains("revenue.tax"));
        assert!(one(indicator("a.b", "甲数", &["甲数"])).contains("twice"));
        let one = |row: UnitRow| Rules::new(&[], &[row], &[]).expect_err("a bad row").reason;
        assert!(one(unit("亩", "area", "m2", "1")).contains("built-in"));
        assert!(one(unit("罐方", "volumes", "m3", "1")).contains("expected one of money"));
        assert!(one(unit("罐方", "volume", "m4", "1")).contains("m3"));
        assert!(one(unit("罐方", "volume", "m3", "0")).contains("above 0"));
        assert!(one(unit("万方", "volume", "m3", "1")).contains("magnitude"));
        let twice = [unit("整柜", "count", "整柜", "1"), unit("整柜", "count", "整柜", "1")];
        assert!(Rules::new(&[], &twice, &[]).expect_err("twice").reason.contains("twice"));
        let issuer = IssuerRow { name: "甲局".into(), aliases: owned(&["乙局", "乙局"]) };
        let problem = Rules::new(&[], &[], &[issuer]).expect_err("twice");
        assert_eq!(problem.place, Place::Issuer(0, Some(1)));
    }
}
