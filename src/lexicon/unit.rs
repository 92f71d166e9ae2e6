//! Units: one row per spelling, with its base unit, its exact factor and where the factor is laid down.
//!
//! | dimension | rows | base units |
//! | --- | --- | --- |
//! | money | [`unit_money::ROWS`](super::unit_money::ROWS) | `CNY` `TWD` `USD` … |
//! | percent, multiple, area, length, mass … | [`unit_measure::ROWS`](super::unit_measure::ROWS) | `%` `pp` `倍` `m2` `m` `kg` `m3` `J` … |
//! | count | [`unit_count::ROWS`](super::unit_count::ROWS) | the classifier itself, in simplified form |
//!
//! Magnitudes (万 亿 千 百) are no part of a unit here: `万元` is the magnitude 万 before the unit 元.
//! The spellings stand in a tree: a lookup costs one step in a table by the first letter, and one per further letter.

use std::sync::LazyLock;

use super::rules;
use crate::decimal::Decimal;
use crate::fold::{half_width, is_blank};
use crate::numeral::three;

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
    /// The factor as a whole number and a power of ten to divide it by; `None` for a fraction such as 2000/3.
    pub tenfold: Option<(u64, u8)>,
    /// The factor is 1.
    pub plain: bool,
    /// Its place among [`units`]; past them for a row of the user's.
    pub row: usize,
}

impl Entry {
    pub(super) fn new((row, unit): (usize, &'static Unit)) -> Self {
        let factor = unit.ratio();
        let plain = factor == (Decimal::ONE, Decimal::ONE);
        let whole = u64::try_from(factor.0.mantissa()).ok().filter(|_| factor.1 == Decimal::ONE);
        Self { unit, factor, tenfold: whole.map(|whole| (whole, factor.0.scale() as u8)), plain, row }
    }
}

/// A place in the tree of spellings.
#[derive(Debug, Default)]
struct Node {
    /// The unit that is spelled out here.
    entry: Option<&'static Entry>,
    /// The nodes one letter further, and how many they are.
    next: u16,
    count: u16,
    /// A bit for each letter that goes on, by its last six bits: most texts go on with none.
    letters: u64,
}

/// The spellings as a tree: one look for the first letter, then as many as go on with it.
struct Index {
    /// By the code point of the first letter: one more than its node, 0 for none.
    firsts: Box<[u16]>,
    nodes: Vec<Node>,
    /// The letter of each node.
    letters: Vec<char>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| units().enumerate().map(Entry::new).collect());

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut entries: Vec<(Vec<char>, &'static Entry)> =
        ENTRIES.iter().map(|e| (e.unit.spelling.chars().map(half_width).collect(), e)).collect();
    // Stable: of two rows with one spelling the first counts.
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let mut index =
        Index { firsts: vec![0; 0x1_0000].into_boxed_slice(), nodes: vec![Node::default()], letters: vec!['\0'] };
    // Nodes to fill: each with the entries below it and how many letters lead to it.
    let mut open = std::collections::VecDeque::from([(0usize, 0..entries.len(), 0usize)]);
    while let Some((node, mut range, depth)) = open.pop_front() {
        while let Some((letters, entry)) = entries.get(range.start).filter(|_| !range.is_empty()) {
            if letters.len() > depth {
                break;
            }
            index.nodes[node].entry.get_or_insert(entry);
            range.start += 1;
        }
        let next = index.nodes.len();
        for below in entries[range.clone()].chunk_by(|a, b| a.0[depth] == b.0[depth]) {
            open.push_back((index.nodes.len(), range.start..range.start + below.len(), depth + 1));
            range.start += below.len();
            index.nodes.push(Node::default());
            index.letters.push(below[0].0[depth]);
            index.nodes[node].letters |= bit(below[0].0[depth]);
        }
        index.nodes[node].next = next as u16;
        index.nodes[node].count = (index.nodes.len() - next) as u16;
    }
    let root = usize::from(index.nodes[0].next)..usize::from(index.nodes[0].next + index.nodes[0].count);
    for node in root {
        if let Some(first) = index.firsts.get_mut(index.letters[node] as usize) {
            *first = node as u16 + 1;
        }
    }
    index
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

/// Whether any unit begins with a character.
#[must_use]
pub fn begins(c: char) -> bool {
    let built_in = INDEX.firsts.get(half_width(c) as usize).is_some_and(|place| *place > 0);
    built_in || rules::current().is_some_and(|rules| rules.begins(c))
}

/// The longest unit that `text` begins with, and its bytes; also one of the [`rules`] that hold here.
#[must_use]
pub fn unit(text: &str) -> Option<(&'static Entry, usize)> {
    let known = built_in(text);
    let Some(rules) = rules::current() else { return known };
    let own = rules.unit(text).filter(|(_, len)| known.is_none_or(|(_, known)| *len > known));
    own.or(known)
}

/// The longest unit of the tables; blanks between its letters and their width aside.
fn built_in(text: &str) -> Option<(&'static Entry, usize)> {
    let index = &*INDEX;
    let bytes = text.as_bytes();
    let (first, mut at) = match *bytes {
        [a @ 0xe4..=0xe9, b, c, ..] => (three(a, b, c), 3),
        [b, ..] if b.is_ascii() => (usize::from(b), 1),
        _ => text.chars().next().map(|c| (half_width(c) as usize, c.len_utf8()))?,
    };
    let place = usize::from(*index.firsts.get(first)?).checked_sub(1)?;
    let mut node = index.nodes.get(place)?;
    let mut found = node.entry.map(|e| (e, at));
    while node.count > 0 {
        // Nearly always what follows is no blank, and its bit tells at once that no unit goes on.
        let ends = match bytes[at..] {
            // Of these signs none is a blank, and none stands in a unit.
            [] | [0xe3, 0x80, 0x81..=0x8f, ..] | [0xef, 0xbc, 0x8c | 0x9a | 0x9b, ..] => true,
            [a @ 0xe4..=0xe9, b, c, ..] => node.letters >> (three(a, b, c) & 63) & 1 == 0,
            [b @ b'!'..=b'~', ..] => node.letters >> (b & 63) & 1 == 0,
            _ => false,
        };
        if ends {
            break;
        }
        let from = usize::from(node.next);
        let letters = index.letters.get(from..from + usize::from(node.count))?;
        let Some((i, len)) = further(letters, text.get(at..)?) else { break };
        at += len;
        node = index.nodes.get(from + i)?;
        found = node.entry.map(|e| (e, at)).or(found);
    }
    found
}

/// The bit of a letter in [`Node::letters`].
const fn bit(c: char) -> u64 {
    1 << (c as u32 & 63)
}

/// Which of the letters `text` goes on with, behind at most six blanks, and the bytes up to its end.
fn further(letters: &[char], text: &str) -> Option<(usize, usize)> {
    // Nearly always a Han letter stands there: the quick answer first.
    let c = text.chars().next()?;
    if matches!(c, '\u{3001}'..='\u{9fff}') {
        return letters.iter().position(|&l| l == c).map(|i| (i, c.len_utf8()));
    }
    let mut len = 0;
    for c in text.chars().take(7) {
        len += c.len_utf8();
        let half = half_width(c);
        if let Some(i) = letters.iter().position(|&l| l == half) {
            return Some((i, len));
        }
        // Han letters are no blanks: the quick answer first.
        if matches!(c, '\u{4e00}'..='\u{9fff}') || !is_blank(c) {
            return None;
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Dimension, unit, units};
    use crate::decimal::Decimal;

    #[test]
    fn every_spelling_is_found_again_and_stands_once() {
        let mut rows = BTreeMap::new();
        for u in units() {
            assert!(rows.insert(u.spelling, u).is_none(), "{} has two rows", u.spelling);
            let (entry, len) = unit(u.spelling).expect("a unit");
            assert_eq!((entry.unit.spelling, len), (u.spelling, u.spelling.len()));
        }
    }

    #[test]
    fn a_longer_spelling_is_preferred_and_a_shorter_one_is_enough() {
        let read = |text| unit(text).map(|(e, len)| (e.unit.spelling, len));
        assert_eq!(read("元人民币，"), Some(("元人民币", 12)));
        assert_eq!(read("元人"), Some(("元", 3)));
        assert_eq!(read("平 方 公 里的"), Some(("平方公里", 15)));
        assert_eq!(read("％"), Some(("%", 3)));
        assert_eq!(read("的"), None);
    }

    #[test]
    fn factors_are_exact_and_measures_name_their_source() {
        for u in units() {
            let (a, b) = u.ratio();
            assert!(a > Decimal::ZERO && b > Decimal::ZERO, "{}", u.spelling);
            assert_eq!(u.factor.split('/').count() == 2, b != Decimal::ONE, "{}: {}", u.spelling, u.factor);
            let counted = matches!(u.dimension, Dimension::Count | Dimension::Noun | Dimension::Other);
            let time = matches!(u.dimension, Dimension::Duration | Dimension::Multiple);
            assert!(counted || time || !u.source.is_empty(), "{} has no source", u.spelling);
        }
    }

    #[test]
    fn there_are_classifiers_for_nearly_everything() {
        let mut bases: Vec<_> = units().filter(|u| u.dimension == Dimension::Count).map(|u| u.base).collect();
        bases.sort_unstable();
        bases.dedup();
        assert!(bases.len() >= 150, "{} classifiers", bases.len());
    }
}
