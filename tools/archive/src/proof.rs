//! Whether a stated relation is true at the printed precision: exact, on whole numbers.
//!
//! | verdict | rates, growth, products, restatements | sums, differences, counts |
//! | --- | --- | --- |
//! | `holds` | the nominal result lies in the claimed figure's interval | equal as printed |
//! | `rounding` | only the intervals meet | only the intervals meet |
//! | `contradiction` | the intervals are disjoint | the intervals are disjoint |

use crate::figure::{Figure, Interval, SCALE};

/// A relation that a report states; figures in the order given, the claimed one last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Parts, their total.
    Sum,
    /// The same, in a table.
    TableTotal,
    /// Shares that total 100.
    Hundred,
    /// a, b, a − b.
    Difference,
    /// Part, whole, percent.
    Rate,
    /// Part, whole, percent of it.
    Share,
    /// Now, before, percent (negative for a decrease that is printed without a sign: see [`Relation::Drop`]).
    Growth,
    /// Now, before, percent less.
    Drop,
    /// Now, the increase, percent.
    GrowthDelta,
    /// Now, the decrease, percent less.
    DropDelta,
    /// Now, before, the yearly growth over that many years.
    Average(u32),
    /// Now, before, how many times.
    Multiple,
    /// Per head, heads, amount.
    Product,
    /// An amount, the same in another unit.
    Restatement,
    /// A figure, the same figure said again.
    Repeated,
    /// a is less than b.
    Less,
    /// a is greater than b.
    More,
    /// a equals b.
    Equal,
    /// The number of a list's entries that the text announces.
    Count(u32),
}

/// What recomputing gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// True as printed.
    Holds,
    /// True within the printed precision.
    Rounding,
    /// False.
    Contradiction,
}

impl Relation {
    /// The rule of gongwen's audit that checks it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Sum | Self::Hundred => "sum",
            Self::TableTotal => "table_total",
            Self::Difference => "difference",
            Self::Rate => "rate",
            Self::Share => "share",
            Self::Growth | Self::Drop | Self::GrowthDelta | Self::DropDelta => "growth",
            Self::Average(_) => "annual_average",
            Self::Multiple => "multiple",
            Self::Product => "product",
            Self::Restatement => "restatement",
            Self::Repeated => "repeated",
            Self::Less | Self::More | Self::Equal => "comparison",
            Self::Count(_) => "count",
        }
    }

    /// Which of several forms of a rule it is.
    pub const fn form(self) -> Option<&'static str> {
        Some(match self {
            Self::Hundred => "hundred",
            Self::Drop => "decrease",
            Self::GrowthDelta => "delta",
            Self::DropDelta => "delta_decrease",
            Self::Less => "less",
            Self::More => "more",
            Self::Equal => "equal",
            _ => return None,
        })
    }

    /// Recomputes it.
    ///
    /// # Panics
    /// Where the figures are fewer than the relation has places for.
    pub fn verdict(self, figures: &[&Figure]) -> Verdict {
        let v: Vec<Interval> = figures.iter().map(|f| f.interval()).collect();
        let last = v[v.len() - 1];
        match self {
            Self::Sum | Self::TableTotal => {
                let parts = &v[..v.len() - 1];
                met(
                    Interval {
                        low: parts.iter().map(|p| p.low).sum(),
                        mid: parts.iter().map(|p| p.mid).sum(),
                        high: parts.iter().map(|p| p.high).sum(),
                    },
                    last,
                    true,
                )
            }
            Self::Hundred => {
                let hundred = 100 * SCALE;
                met(
                    Interval {
                        low: v.iter().map(|p| p.low).sum(),
                        mid: v.iter().map(|p| p.mid).sum(),
                        high: v.iter().map(|p| p.high).sum(),
                    },
                    Interval { low: hundred, mid: hundred, high: hundred },
                    true,
                )
            }
            Self::Difference => {
                let (a, b) = (v[0], v[1]);
                met(Interval { low: a.low - b.high, mid: a.mid - b.mid, high: a.high - b.low }, last, true)
            }
            Self::Rate | Self::Share => {
                ratio([v[0].low, v[0].mid, v[0].high], [v[1].high, v[1].mid, v[1].low], 100, last)
            }
            Self::Multiple => ratio([v[0].low, v[0].mid, v[0].high], [v[1].high, v[1].mid, v[1].low], 1, last),
            Self::Growth | Self::Drop => {
                let (now, before) = (v[0], v[1]);
                let sign = if self == Self::Drop { -1 } else { 1 };
                let bottom = if sign > 0 { (now.low, before.high) } else { (now.high, before.low) };
                let top = if sign > 0 { (now.high, before.low) } else { (now.low, before.high) };
                ratio(
                    [bottom, (now.mid, before.mid), top].map(|(n, b)| sign * (n - b)),
                    [bottom.1, before.mid, top.1],
                    100,
                    last,
                )
            }
            Self::GrowthDelta | Self::DropDelta => {
                let (now, delta) = (v[0], v[1]);
                let sign = if self == Self::DropDelta { -1 } else { 1 };
                let before = |n: i128, d: i128| n - sign * d;
                ratio(
                    [delta.low, delta.mid, delta.high],
                    [before(now.high, delta.low), before(now.mid, delta.mid), before(now.low, delta.high)],
                    100,
                    last,
                )
            }
            Self::Average(years) => average(figures, years),
            Self::Product => {
                let (a, b) = (v[0], v[1]);
                let by = |x: i128, y: i128| x * y / SCALE;
                met(Interval { low: by(a.low, b.low), mid: by(a.mid, b.mid), high: by(a.high, b.high) }, last, false)
            }
            Self::Restatement | Self::Repeated => {
                let (fine, coarse) =
                    if v[0].high - v[0].low <= v[1].high - v[1].low { (v[0], v[1]) } else { (v[1], v[0]) };
                met(fine, coarse, false)
            }
            Self::Equal => met(v[0], v[1], true),
            Self::Less => less(v[0], v[1]),
            Self::More => less(v[1], v[0]),
            Self::Count(listed) => {
                if last.mid == i128::from(listed) * SCALE {
                    Verdict::Holds
                } else {
                    Verdict::Contradiction
                }
            }
        }
    }
}

/// A result against what is claimed of it.
const fn met(result: Interval, claimed: Interval, equal: bool) -> Verdict {
    let nominal =
        if equal { result.mid == claimed.mid } else { claimed.low <= result.mid && result.mid <= claimed.high };
    if nominal {
        Verdict::Holds
    } else if result.low <= claimed.high && claimed.low <= result.high {
        Verdict::Rounding
    } else {
        Verdict::Contradiction
    }
}

/// `times × over / under` against a claimed figure, without dividing: least, nominal and greatest.
fn ratio(over: [i128; 3], under: [i128; 3], times: i128, claimed: Interval) -> Verdict {
    if under.iter().any(|u| *u <= 0) {
        return Verdict::Contradiction;
    }
    let result = |i: usize| times * over[i] * SCALE;
    if claimed.low * under[1] <= result(1) && result(1) <= claimed.high * under[1] {
        Verdict::Holds
    } else if result(0) <= claimed.high * under[0] && claimed.low * under[2] <= result(2) {
        Verdict::Rounding
    } else {
        Verdict::Contradiction
    }
}

/// `before × (1 + percent)^years` against `now`; both are printed in one unit with equally many places.
fn average(figures: &[&Figure], years: u32) -> Verdict {
    let (now, before, percent) = (figures[0], figures[1], figures[2]);
    let whole = 2 * 10i128.pow(2 + percent.value.places);
    let grown = |ends: i128, rate: i128| {
        (2 * before.value.digits + ends) * (whole + 2 * percent.value.digits + rate).pow(years)
    };
    let target = |ends: i128| (2 * now.value.digits + ends) * whole.pow(years);
    if now.value.places != before.value.places || now.unit != before.unit {
        return Verdict::Contradiction;
    }
    // Whole things are exact: nothing to either side of them.
    let room = |f: &Figure| i128::from(f.interval().high > f.interval().mid);
    let (a, b) = (room(before), room(now));
    if grown(0, -1) <= target(0) && target(0) <= grown(0, 1) {
        Verdict::Holds
    } else if grown(-a, -1) <= target(b) && target(-b) <= grown(a, 1) {
        Verdict::Rounding
    } else {
        Verdict::Contradiction
    }
}

const fn less(a: Interval, b: Interval) -> Verdict {
    if a.mid < b.mid {
        Verdict::Holds
    } else if a.low < b.high {
        Verdict::Rounding
    } else {
        Verdict::Contradiction
    }
}
