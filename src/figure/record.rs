//! A figure as it is kept: in 56 bytes, since a large file has millions of them.
//!
//! What figures of one unit and one precision have in common is kept once; one that has more than they has its own.

use std::sync::Arc;

use super::{Kind, Qualifier, Short};
use crate::decimal::Decimal;
use crate::span::CleanSpan;

/// A value in the base unit of its dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// `value × factor(unit)`.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// The base unit: `CNY`, `m2`, `kg`, `%`, `人` …
    pub unit: &'static str,
    /// One unit of the last printed place, in base units; `None` where the number is exact.
    pub ulp: Option<Decimal>,
}

/// A figure as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands; blanks and line breaks inside included.
    pub span: CleanSpan,
    /// The block it stands in.
    pub block: u32,
    /// What it measures.
    pub kind: Kind,
    /// The number in plain decimal digits with the printed precision (`8316.42`, `-3.8`); for dates and periods
    /// partial ISO 8601 (`2024`, `2024-03`), `--03` and `--03-05` where no year is printed
    /// ([`Figure::year_printed`] is false then); a fraction without a decimal is `2/3`.
    pub value: Short,
    /// A bound or an approximation in or directly around the number.
    pub qualifier: Option<Qualifier>,
    /// For dates and periods: the year is printed in it.
    pub year_printed: bool,
    /// The table and the cell; outside tables [`NO_TABLE`], and the first member of its enumeration or [`NO_LIST`].
    place: (u32, u32),
    /// The digits of the value in base units, where they fit, and how many of them are decimals.
    digits: i64,
    decimals: u8,
    gauge: Arc<Gauge>,
}

/// There is no table of this index: its cells would take more bytes than a document may have.
const NO_TABLE: u32 = u32::MAX;
const NO_LIST: u32 = u32::MAX;

/// What figures of one unit and one precision share.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gauge {
    unit: Short,
    /// The base unit, and one unit of the last printed place in it.
    base: Option<(&'static str, Option<Decimal>)>,
    /// Of what is one figure's alone.
    rare: Option<Box<Rare>>,
}

/// What few figures have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rare {
    upper: Option<Short>,
    base_upper: Option<Decimal>,
    /// A value in base units of more digits than fit.
    base: Option<Decimal>,
    /// The first member of an enumeration in a cell.
    list: Option<u32>,
}

impl Figure {
    /// The table and the cell (index into its cells) it stands in.
    #[inline]
    pub fn cell(&self) -> Option<(u32, u32)> {
        Some(self.place).filter(|place| place.0 != NO_TABLE)
    }

    /// The upper end of a range or a period.
    #[inline]
    pub fn upper(&self) -> Option<&str> {
        self.rare()?.upper.as_deref()
    }

    /// The unit as printed, with the magnitude that stands directly before it; empty where there is none.
    #[inline]
    pub fn unit(&self) -> &str {
        &self.gauge.unit
    }

    /// The value in base units; `None` for dates, periods, ranks and what has no base.
    #[inline]
    pub fn base(&self) -> Option<Base> {
        let (unit, ulp) = self.gauge.base?;
        let rare = self.rare();
        let few = || Decimal::new(self.digits, self.decimals.into());
        let value = rare.and_then(|rare| rare.base).unwrap_or_else(few);
        Some(Base { value, upper: rare.and_then(|rare| rare.base_upper), unit, ulp })
    }

    /// Whether another figure measures in the same base unit, whatever the magnitude: 元 and 万元, but not 人 and 户.
    #[inline]
    pub fn is_alike(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (Arc::ptr_eq(&self.gauge, &other.gauge)
                || match (&self.gauge.base, &other.gauge.base) {
                    (Some((a, _)), Some((b, _))) => {
                        a == b && (self.kind != Kind::Count || !a.is_empty() || self.unit() == other.unit())
                    }
                    _ => self.unit() == other.unit(),
                })
    }

    /// Whether it has more than figures of its unit and precision share, and takes more memory.
    #[inline]
    pub(crate) fn is_rare(&self) -> bool {
        self.gauge.rare.is_some()
    }

    #[inline]
    fn rare(&self) -> Option<&Rare> {
        self.gauge.rare.as_deref()
    }

    /// For members of one enumeration (`分别为64.38%、9.33%和26.29%`): the index of its first member.
    pub fn list(&self) -> Option<u32> {
        match self.place {
            (NO_TABLE, first) => Some(first).filter(|&first| first != NO_LIST),
            _ => self.rare()?.list,
        }
    }

    pub(super) fn set_list(&mut self, first: u32) {
        match &mut self.place {
            (NO_TABLE, list) => *list = first,
            _ => Arc::make_mut(&mut self.gauge).rare.get_or_insert_default().list = Some(first),
        }
    }
}

/// What a reader hands over; the rest is the place's.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub value: Short,
    pub upper: Option<Short>,
    pub unit: Short,
    pub base: Option<Base>,
    pub qualifier: Option<Qualifier>,
    pub year_printed: bool,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Byte offset of the text in the clean text.
    pub base: u32,
    /// Its block.
    pub block: u32,
    /// Its cell.
    pub cell: Option<(u32, u32)>,
}

/// Makes records; remembers what they share.
pub(super) struct Records([Option<Arc<Gauge>>; 128]);

impl Records {
    pub fn new() -> Self {
        Self([const { None }; 128])
    }

    #[inline]
    pub fn record(&mut self, found: Found, place: Place) -> Figure {
        let Found { start, end, kind, value, upper, unit, base, qualifier, year_printed } = found;
        let (mut digits, mut decimals) = (0, 0);
        let mut rare = Rare { upper, base_upper: base.and_then(|base| base.upper), ..Rare::default() };
        if let Some(base) = base {
            match i64::try_from(base.value.mantissa()) {
                Ok(fits) => (digits, decimals) = (fits, base.value.scale() as u8),
                Err(_) => rare.base = Some(base.value),
            }
        }
        let measure = base.map(|base| (base.unit, base.ulp));
        let is_rare = rare.upper.is_some() || rare.base_upper.is_some() || rare.base.is_some();
        Figure {
            span: CleanSpan::new(place.base + start as u32, place.base + end as u32),
            block: place.block,
            kind,
            value,
            qualifier,
            year_printed,
            place: place.cell.unwrap_or((NO_TABLE, NO_LIST)),
            digits,
            decimals,
            gauge: if is_rare {
                Arc::new(Gauge { unit, base: measure, rare: Some(Box::new(rare)) })
            } else {
                self.gauge(unit, measure)
            },
        }
    }

    fn gauge(&mut self, unit: Short, base: Option<(&'static str, Option<Decimal>)>) -> Arc<Gauge> {
        // Decimals that differ in their zeros alone are equal, but not the same.
        let parts = |(unit, ulp): (&'static str, Option<Decimal>)| (unit, ulp.map(|ulp| ulp.serialize()));
        let place = base.and_then(|(_, ulp)| ulp).map_or(0, |ulp| ulp.mantissa().unsigned_abs() as u32 ^ ulp.scale());
        let hash = unit.bytes().fold(place, |hash, b| hash.wrapping_mul(31).wrapping_add(b.into()));
        // Fibonacci hashing: the upper bits are spread best.
        let slot = &mut self.0[(hash.wrapping_mul(0x9e37_79b9) >> 25) as usize];
        let same = |gauge: &&Arc<Gauge>| gauge.unit == unit && gauge.base.map(parts) == base.map(parts);
        match slot.as_ref().filter(same) {
            Some(gauge) => gauge.clone(),
            None => slot.insert(Arc::new(Gauge { unit, base, rare: None })).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_small() {
        assert_eq!(size_of::<Figure>(), 56);
    }

    #[test]
    fn what_is_kept_is_what_was_found() {
        let place = Place { base: 7, block: 2, cell: Some((3, 4)) };
        let mut records = Records::new();
        let values = ["0", "-3.50", "9223372036854775807", "-9223372036854775809", "79228162514264337593543950335"];
        for value in values {
            for ulp in [None, Some("1"), Some("1.0")] {
                let base = Base {
                    value: value.parse().expect("a decimal"),
                    upper: ulp.map(|ulp| ulp.parse().expect("a decimal")),
                    unit: "CNY",
                    ulp: ulp.map(|ulp| ulp.parse().expect("a decimal")),
                };
                let found = Found {
                    start: 1,
                    end: 3,
                    kind: Kind::Money,
                    value: value.into(),
                    upper: ulp.map(Into::into),
                    unit: "万元".into(),
                    base: Some(base),
                    qualifier: None,
                    year_printed: false,
                };
                let figure = records.record(found, place);
                assert_eq!((figure.base(), figure.upper(), figure.unit()), (Some(base), ulp, "万元"));
                let kept = figure.base().expect("a base");
                assert_eq!(
                    (kept.value.scale(), kept.ulp.map(|d| d.scale())),
                    (base.value.scale(), base.ulp.map(|d| d.scale()))
                );
                assert_eq!((figure.cell(), figure.span), (place.cell, CleanSpan::new(8, 10)));
            }
        }
    }
}
