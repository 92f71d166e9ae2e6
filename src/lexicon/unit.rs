//! Units: one row per spelling, with its base unit, its exact factor and where the factor is laid down.
//!
//! | dimension | rows | base units |
//! | --- | --- | --- |
//! | money | [`unit_money::ROWS`](super::unit_money::ROWS) | `CNY` `TWD` `USD` … |
//! | percent, multiple, area, length, mass … | [`unit_measure::ROWS`](super::unit_measure::ROWS) | `%` `pp` `倍` `m2` `m` `kg` `m3` `J` … |
//! | count | [`unit_count::ROWS`](super::unit_count::ROWS) | the classifier itself, in simplified form |
//!
//! Magnitudes (万 亿 千 百) are no part of a unit here: `万元` is the magnitude 万 before the unit 元.
//! A lookup costs one step in a table by the first character and tries the few rows that begin with it, longest first.

use std::sync::LazyLock;

use super::rules;
use crate::decimal::Decimal;
use crate::fold::{half_width, is_blank};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Money.
    Money,
    /// Hundredths and smaller shares.
    Percent,
    /// Differences of percentages.
    PercentagePoint,
    /// Multiples.
    Multiple,
    /// Area.
    Area,
    /// Length.
    Length,
    /// Mass.
    Mass,
    /// Volume.
    Volume,
    /// Energy.
    Energy,
    /// Power.
    Power,
    /// Temperature.
    Temperature,
    /// Spans of time.
    Duration,
    /// Speed, pressure, voltage, data, angle: measures that reports seldom print.
    Other,
    /// Things counted with a classifier.
    Count,
    /// Things counted without one (`8万市民`): the noun itself.
    Noun,
}

impl Dimension {
    /// The name in the table of units.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::PercentagePoint => "percentage_point",
            Self::Multiple => "rate",
            Self::Area => "area",
            Self::Length => "length",
            Self::Mass => "mass",
            Self::Volume => "volume",
            Self::Energy => "energy",
            Self::Power => "power",
            Self::Temperature => "temperature",
            Self::Duration => "duration",
            Self::Other | Self::Count | Self::Noun => "count",
        }
    }
}

/// One unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// As printed, without blanks; half-width letters.
    pub spelling: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// The unit of the base value.
    pub base: &'static str,
    /// Base units in one of it: a decimal, or `a/b`.
    pub factor: &'static str,
    /// Where the factor is laid down; empty for what is counted.
    pub source: &'static str,
}

impl Unit {
    /// The factor as numerator and denominator.
    #[must_use]
    pub fn ratio(&self) -> (Decimal, Decimal) {
        let (a, b) = self.factor.split_once('/').unwrap_or((self.factor, "1"));
        (a.parse().unwrap_or(Decimal::ONE), b.parse().unwrap_or(Decimal::ONE))
    }
}

/// All units, by dimension.
pub const TABLES: &[&[Unit]] = &[super::unit_money::ROWS, super::unit_measure::ROWS, super::unit_count::ROWS];

/// All units, in the order of the tables.
pub fn units() -> impl Iterator<Item = &'static Unit> {
    TABLES.iter().copied().flatten()
}

/// A unit ready for use: its row and its factor.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The row.
    pub unit: &'static Unit,
    /// Numerator and denominator of the factor.
    pub factor: (Decimal, Decimal),
    /// The factor is 1.
    pub plain: bool,
}

struct Index {
    /// By code point of the basic plane: one more than the place in `firsts`, 0 for none.
    places: Box<[u16]>,
    /// First characters, ascending, each with its range of entries.
    firsts: Vec<(char, u32, u32)>,
    /// Entries by first character, then the longest spelling first.
    entries: Vec<Entry>,
}

/// A row made ready for use.
pub(super) fn entry(unit: &'static Unit) -> Entry {
    let factor = unit.ratio();
    Entry { unit, factor, plain: factor == (Decimal::ONE, Decimal::ONE) }
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = units().map(entry).collect();
    let first = |e: &Entry| e.unit.spelling.chars().next().unwrap_or_default();
    entries.sort_by(|a, b| {
        let longest = b.unit.spelling.len().cmp(&a.unit.spelling.len());
        first(a).cmp(&first(b)).then(longest).then(a.unit.spelling.cmp(b.unit.spelling))
    });
    let mut firsts: Vec<(char, u32, u32)> = Vec::new();
    for (i, e) in entries.iter().enumerate() {
        match firsts.last_mut() {
            Some((c, _, end)) if *c == first(e) => *end = i as u32 + 1,
            _ => firsts.push((first(e), i as u32, i as u32 + 1)),
        }
    }
    let mut places = vec![0u16; 0x1_0000].into_boxed_slice();
    for (i, (c, _, _)) in firsts.iter().enumerate() {
        if let Some(place) = places.get_mut(*c as usize) {
            *place = i as u16 + 1;
        }
    }
    Index { places, firsts, entries }
});

/// The bytes of `text` that spell `spelling`, blanks between its characters and width aside.
#[must_use]
pub fn spelled(text: &str, spelling: &str) -> Option<usize> {
    if text.as_bytes().starts_with(spelling.as_bytes()) {
        return Some(spelling.len());
    }
    let mut len = 0;
    let mut rest = text.chars();
    for (i, want) in spelling.chars().enumerate() {
        let mut skipped = 0;
        loop {
            let c = rest.next()?;
            len += c.len_utf8();
            if half_width(c) == want {
                break;
            }
            skipped += 1;
            if i == 0 || skipped > 6 || !is_blank(c) {
                return None;
            }
        }
    }
    Some(len)
}

/// The longest unit that `text` begins with, and its bytes; also one of the [`rules`] that hold here.
#[must_use]
pub fn unit(text: &str) -> Option<(&'static Entry, usize)> {
    let known = built_in(text);
    let Some(rules) = rules::current() else { return known };
    let own = rules.unit(text).filter(|(_, len)| known.is_none_or(|(_, known)| *len > known));
    own.or(known)
}

fn built_in(text: &str) -> Option<(&'static Entry, usize)> {
    let c = half_width(text.chars().next()?);
    let index = &*INDEX;
    let place = usize::from(*index.places.get(c as usize)?).checked_sub(1)?;
    let &(_, from, to) = index.firsts.get(place)?;
    let rows = index.entries.get(from as usize..to as usize)?;
    // Blanks inside a unit and letters of full width are rare: only then each letter is compared.
    let near = &text.as_bytes()[..text.len().min(24)];
    let loose = near.iter().any(|&b| b <= b' ' || b == 0xef) || near.windows(3).any(|w| w == "\u{3000}".as_bytes());
    if loose {
        return rows.iter().find_map(|e| Some((e, spelled(text, e.unit.spelling)?)));
    }
    let found = rows.iter().find(|e| text.as_bytes().starts_with(e.unit.spelling.as_bytes()))?;
    Some((found, found.unit.spelling.len()))
}

pub(super) const fn row(
    spelling: &'static str,
    dimension: Dimension,
    base: &'static str,
    factor: &'static str,
    source: &'static str,
) -> Unit {
    Unit { spelling, dimension, base, factor, source }
}
