//! What a claim says of its operands, as arithmetic: the nominal result and the interval of all possible ones.
//!
//! | formula | operands | result |
//! | --- | --- | --- |
//! | share | a, b | 100 a ÷ b |
//! | growth | a, b | 100 (a − b) ÷ b |
//! | growth from a change | a, d | 100 d ÷ (a − d) |
//! | average, average from a change | a, b or a, d | 100 ((a ÷ b)^(1/n) − 1) |
//! | average of a growth | g | 100 ((1 + g ÷ 100)^(1/n) − 1) |
//! | sum, difference, product, quotient | a, b … | |
//! | sum of products | a, b … | a × b + c × d … |
//! | the rest | a, b | 100 (b − a) ÷ b |
//! | times more, doubled | a, b | a ÷ b − 1, a ÷ 2b |
//! | for n heads | a, b | n a ÷ b |
//! | mean change of n years | a, b | (a − b) ÷ n |
//! | total growth, total rate of parts | part, rate … | the parts' earlier values (or budgets) are recovered from their rates |

use smallvec::SmallVec;

use super::exact::{Exact, Interval};

/// A formula. Operands stand in the order of the table above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// 100 a ÷ b
    Share,
    /// 100 (a − b) ÷ b
    Growth,
    /// 100 d ÷ (a − d)
    GrowthByChange,
    /// 100 ((a ÷ b)^(1/n) − 1)
    Average(u32),
    /// 100 ((a ÷ (a − d))^(1/n) − 1)
    AverageByChange(u32),
    /// 100 ((1 + g ÷ 100)^(1/n) − 1)
    AverageOfGrowth(u32),
    /// a + b + …
    Sum,
    /// a − b − …
    Difference,
    /// a × b × …
    Product,
    /// a × b + c × d + …
    Products,
    /// a ÷ b
    Quotient,
    /// a ÷ b − 1
    Times,
    /// a ÷ 2b: how often doubled, near once
    Doubled,
    /// 100 (b − a) ÷ b
    Rest,
    /// n a ÷ b
    Per(u32),
    /// (a − b) ÷ n
    Mean(u32),
    /// a
    Same,
    /// The growth of a total from its parts and their growth.
    GrowthOfParts,
    /// The rate of a total from its parts and their rates.
    RateOfParts,
}

/// An operand: its nominal value and what it can stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// As printed.
    pub value: Exact,
    /// Half a unit of the last printed place; nothing for plain counts.
    pub half: Exact,
}

impl Quantity {
    /// All that it can stand for.
    pub fn interval(&self) -> Interval {
        Interval { lo: self.value.sub(&self.half), hi: self.value.add(&self.half) }
    }

    /// The same in a unit `factor` times as large.
    pub fn per(&self, factor: &Exact) -> Option<Self> {
        Some(Self { value: self.value.div(factor)?.reduced(), half: self.half.div(factor)?.reduced() })
    }

    /// With the other sign.
    pub fn neg(&self) -> Self {
        Self { value: self.value.neg(), half: self.half.clone() }
    }
}

impl Formula {
    /// The result at the nominal values; `None` where it is undefined, or a root (see [`Formula::nominal`]).
    fn at(self, x: &[&Exact]) -> Option<Exact> {
        let two = || Some((*x.first()?, *x.get(1)?));
        Some(match self {
            Self::Share => {
                let (a, b) = two()?;
                a.mul(&Exact::HUNDRED).div(b)?
            }
            Self::Growth => {
                let (a, b) = two()?;
                a.sub(b).mul(&Exact::HUNDRED).div(b)?
            }
            Self::GrowthByChange => {
                let (a, d) = two()?;
                d.mul(&Exact::HUNDRED).div(&a.sub(d))?
            }
            Self::AverageByChange(_) => {
                let (a, d) = two()?;
                a.div(&a.sub(d))?
            }
            Self::Sum => x.iter().fold(Exact::ZERO, |s, v| s.add(v)),
            Self::Difference => x.get(1..)?.iter().fold((*x.first()?).clone(), |s, v| s.sub(v)),
            Self::Product => x.iter().fold(Exact::ONE, |p, v| p.mul(v)),
            Self::Products => x.chunks_exact(2).fold(Exact::ZERO, |s, pair| s.add(&pair[0].mul(pair[1]))),
            Self::Quotient | Self::Average(_) => {
                let (a, b) = two()?;
                a.div(b)?
            }
            Self::Times => {
                let (a, b) = two()?;
                a.sub(b).div(b)?
            }
            Self::Doubled => {
                let (a, b) = two()?;
                a.div(b)?.half()
            }
            Self::Rest => {
                let (a, b) = two()?;
                b.sub(a).mul(&Exact::HUNDRED).div(b)?
            }
            Self::Per(n) => {
                let (a, b) = two()?;
                a.mul(&Exact::int(n.into())).div(b)?
            }
            Self::Mean(n) => {
                let (a, b) = two()?;
                a.sub(b).div(&Exact::int(n.into()))?
            }
            Self::Same => (*x.first()?).clone(),
            Self::AverageOfGrowth(_) => x.first()?.add(&Exact::HUNDRED).div(&Exact::HUNDRED)?,
            Self::GrowthOfParts => {
                let (mut now, mut before) = (Exact::ZERO, Exact::ZERO);
                for pair in x.chunks_exact(2) {
                    now = now.add(pair[0]);
                    before = before.add(&pair[0].mul(&Exact::HUNDRED).div(&pair[1].add(&Exact::HUNDRED))?);
                }
                now.sub(&before).mul(&Exact::HUNDRED).div(&before)?
            }
            Self::RateOfParts => {
                let (mut done, mut budget) = (Exact::ZERO, Exact::ZERO);
                for pair in x.chunks_exact(2) {
                    done = done.add(pair[0]);
                    budget = budget.add(&pair[0].mul(&Exact::HUNDRED).div(pair[1])?);
                }
                done.mul(&Exact::HUNDRED).div(&budget)?
            }
        })
    }

    /// The result at the printed values, for storage to six decimals; roots are found by bisection.
    pub fn nominal(self, x: &[Quantity]) -> Option<Exact> {
        let values: SmallVec<[&Exact; 8]> = x.iter().map(|q| &q.value).collect();
        let result = self.at(&values)?;
        Some(match self {
            Self::Average(n) | Self::AverageByChange(n) | Self::AverageOfGrowth(n) => average(&result, n)?,
            _ => result,
        })
    }

    /// The interval of the result; `None` where a divisor can be nothing.
    ///
    /// Every formula is monotonic in each operand as long as no divisor changes its sign, so the ends lie at corners.
    /// Sums need no corners; the total of parts is bounded part by part.
    pub fn interval(self, x: &[Quantity]) -> Option<Interval> {
        // The total of values, and of what each may be off.
        let around = |value: Exact| {
            let half = x.iter().fold(Exact::ZERO, |sum, q| sum.add(&q.half));
            Some(Interval { lo: value.sub(&half), hi: value.add(&half) })
        };
        if matches!(self, Self::Sum | Self::Difference) {
            let values: SmallVec<[&Exact; 8]> = x.iter().map(|q| &q.value).collect();
            return around(self.at(&values)?);
        }
        let ends: SmallVec<[Interval; 4]> = x.iter().map(Quantity::interval).collect();
        let spans_nothing = |i: &Interval| i.lo.signum() * i.hi.signum() <= 0;
        match self {
            // None of them is negative: an end of the result is made of the ends of its parts.
            Self::Product | Self::Products => {
                if ends.iter().any(|i| i.lo.signum() < 0) {
                    return None;
                }
                let lo: SmallVec<[&Exact; 8]> = ends.iter().map(|i| &i.lo).collect();
                let hi: SmallVec<[&Exact; 8]> = ends.iter().map(|i| &i.hi).collect();
                Some(Interval { lo: self.at(&lo)?, hi: self.at(&hi)? })
            }
            Self::Same => ends.into_iter().next(),
            Self::AverageOfGrowth(n) => {
                let end = |x: &Exact| average(&self.at(&[x])?, n);
                let growth = ends.first()?;
                Some(Interval { lo: end(&growth.lo)?, hi: end(&growth.hi)? })
            }
            Self::GrowthOfParts | Self::RateOfParts => {
                let (mut done, mut base) = ((Exact::ZERO, Exact::ZERO), (Exact::ZERO, Exact::ZERO));
                for pair in ends.chunks_exact(2) {
                    let (part, rate) = (&pair[0], &pair[1]);
                    let shift = if self == Self::GrowthOfParts { Exact::HUNDRED } else { Exact::ZERO };
                    let divisor = Interval { lo: rate.lo.add(&shift), hi: rate.hi.add(&shift) };
                    if divisor.lo.signum() <= 0 || part.lo.signum() < 0 {
                        return None;
                    }
                    done = (done.0.add(&part.lo), done.1.add(&part.hi));
                    let (lo, hi) = (
                        part.lo.mul(&Exact::HUNDRED).div(&divisor.hi)?,
                        part.hi.mul(&Exact::HUNDRED).div(&divisor.lo)?,
                    );
                    base = (base.0.add(&lo), base.1.add(&hi));
                }
                let ratio =
                    Interval::new(done.0.mul(&Exact::HUNDRED).div(&base.1)?, done.1.mul(&Exact::HUNDRED).div(&base.0)?);
                let shift = if self == Self::GrowthOfParts { Exact::HUNDRED } else { Exact::ZERO };
                Some(Interval { lo: ratio.lo.sub(&shift), hi: ratio.hi.sub(&shift) })
            }
            _ => {
                let [a, b] = ends.as_slice() else { return None };
                let divisor = match self {
                    Self::Share
                    | Self::Growth
                    | Self::Quotient
                    | Self::Average(_)
                    | Self::Times
                    | Self::Doubled
                    | Self::Rest
                    | Self::Per(_) => Some(b.clone()),
                    Self::GrowthByChange | Self::AverageByChange(_) => {
                        Some(Interval { lo: a.lo.sub(&b.hi), hi: a.hi.sub(&b.lo) })
                    }
                    _ => None,
                };
                if divisor.is_some_and(|d| spans_nothing(&d)) {
                    return None;
                }
                let corners = [(&a.lo, &b.lo), (&a.lo, &b.hi), (&a.hi, &b.lo), (&a.hi, &b.hi)];
                let mut results: SmallVec<[Exact; 4]> = SmallVec::new();
                for (a, b) in corners {
                    results.push(self.at(&[a, b])?);
                }
                let i = Interval::around(results)?;
                match self {
                    Self::Average(n) | Self::AverageByChange(n) => {
                        Some(Interval { lo: average(&i.lo, n)?, hi: average(&i.hi, n)? })
                    }
                    _ => Some(i),
                }
            }
        }
    }

    /// Whether the result is a percentage or a number that has not the unit of its operands.
    pub const fn is_ratio(self) -> bool {
        matches!(
            self,
            Self::Share
                | Self::Growth
                | Self::GrowthByChange
                | Self::Average(_)
                | Self::AverageByChange(_)
                | Self::AverageOfGrowth(_)
                | Self::Quotient
                | Self::Times
                | Self::Doubled
                | Self::Per(_)
                | Self::Rest
        )
    }

    /// Whether the result must equal the claim exactly to hold (sums), not only fall into its interval (rates).
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Sum | Self::Difference)
    }
}

/// `100 (ratio^(1/n) − 1)`, rounded to nine decimals: enough for every printed precision.
///
/// The root itself is irrational; the result is the largest multiple of 10^-9 that is not above it.
fn average(ratio: &Exact, n: u32) -> Option<Exact> {
    use num_bigint::BigInt;
    if ratio.signum() <= 0 || !(1..=100).contains(&n) {
        return None;
    }
    // root = floor((ratio · 10^(11n))^(1/n)) / 10^11: two of the eleven places go to the percent.
    let scale = BigInt::from(10u8).pow(11 * n);
    let scaled = match ratio {
        Exact::Small(a, b) => BigInt::from(*a) * scale / BigInt::from(*b),
        Exact::Big(r) => r.numer() * scale / r.denom(),
    };
    let root = scaled.nth_root(n);
    let unit = BigInt::from(10u8).pow(11);
    let ratio = num_rational::BigRational::new((root - &unit) * BigInt::from(100u8), unit);
    Some(Exact::Big(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(value: &str, half: &str) -> Quantity {
        Quantity { value: Exact::of(value.parse().unwrap()), half: Exact::of(half.parse().unwrap()) }
    }

    #[test]
    fn rate_with_its_interval() {
        let x = [q("812.35", "0.005"), q("830.42", "0.005")];
        assert_eq!(Formula::Share.nominal(&x).unwrap().trimmed(), "97.823993");
        let i = Formula::Share.interval(&x).unwrap();
        assert_eq!((i.lo.fixed(6), i.hi.fixed(6)), ("97.822802".into(), "97.825184".into()));
    }

    #[test]
    fn growth_by_a_fall() {
        let x = [q("0.39", "0.005"), q("-0.15", "0.005")];
        assert_eq!(Formula::GrowthByChange.nominal(&x).unwrap().trimmed(), "-27.777778");
    }

    #[test]
    fn an_annual_average_over_five_years() {
        let x = [q("161.051", "0"), q("100", "0")];
        assert_eq!(Formula::Average(5).nominal(&x).unwrap().trimmed(), "10");
    }

    #[test]
    fn nothing_divides_by_nothing() {
        let x = [q("3", "0.5"), q("0.2", "0.5")];
        assert!(Formula::Share.interval(&x).is_none());
        assert!(Formula::Share.nominal(&[q("3", "0"), q("0", "0")]).is_none());
    }

    #[test]
    fn the_growth_of_a_total_from_its_parts() {
        let x = [q("110", "0"), q("10", "0"), q("210", "0"), q("5", "0")];
        assert_eq!(Formula::GrowthOfParts.nominal(&x).unwrap().trimmed(), "6.666667");
        let i = Formula::GrowthOfParts.interval(&x).unwrap();
        assert!(i.contains(&Formula::GrowthOfParts.nominal(&x).unwrap()));
    }
}
