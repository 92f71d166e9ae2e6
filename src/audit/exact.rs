//! Exact rationals: 128-bit while they fit, arbitrary size where they do not. No float, no rounding before printing.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::decimal::Decimal;

/// A rational number.
#[derive(Debug, Clone)]
pub enum Exact {
    /// `num / den` with `den > 0`, not necessarily in lowest terms: nothing is reduced before it must be.
    Small(i128, i128),
    /// What does not fit.
    Big(BigRational),
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self::Small(0, 1);
    /// One.
    pub const ONE: Self = Self::Small(1, 1);
    /// A hundred: what shares total, and what makes a fraction a percentage.
    pub const HUNDRED: Self = Self::Small(100, 1);

    /// A whole number.
    pub const fn int(n: i64) -> Self {
        Self::Small(n as i128, 1)
    }

    /// A decimal.
    pub fn of(d: Decimal) -> Self {
        Self::Small(d.mantissa(), 10i128.pow(d.scale()))
    }

    fn big(&self) -> BigRational {
        match self {
            Self::Small(n, d) => BigRational::new(BigInt::from(*n), BigInt::from(*d)),
            Self::Big(b) => b.clone(),
        }
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Self {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            let sum = if b == d {
                a.checked_add(*c).map(|n| (n, *b))
            } else if d % b == 0 {
                a.checked_mul(d / b).and_then(|a| a.checked_add(*c)).map(|n| (n, *d))
            } else if b % d == 0 {
                c.checked_mul(b / d).and_then(|c| c.checked_add(*a)).map(|n| (n, *b))
            } else {
                let n = a.checked_mul(*d).zip(c.checked_mul(*b)).and_then(|(x, y)| x.checked_add(y));
                n.zip(b.checked_mul(*d))
            };
            if let Some((n, d)) = sum {
                return Self::Small(n, d);
            }
        }
        Self::Big(self.big() + other.big())
    }

    /// Half of it.
    pub fn half(&self) -> Self {
        self.mul(&Self::Small(1, 2))
    }

    /// In lowest terms.
    pub fn reduced(self) -> Self {
        let Self::Small(n, d) = self else { return self };
        let (mut a, mut b) = (n.unsigned_abs(), d.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        match i128::try_from(a) {
            Ok(divisor) if divisor > 1 => Self::Small(n / divisor, d / divisor),
            _ => self,
        }
    }

    /// The negative.
    pub fn neg(&self) -> Self {
        match self {
            Self::Small(n, d) if *n != i128::MIN => Self::Small(-n, *d),
            _ => Self::Big(-self.big()),
        }
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Self {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other)
            && let Some((n, d)) = a.checked_mul(*c).zip(b.checked_mul(*d))
        {
            return Self::Small(n, d);
        }
        Self::Big(self.big() * other.big())
    }

    /// The quotient; `None` by nothing.
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let Self::Small(n, d) = other
            && *n != i128::MIN
        {
            return Some(self.mul(&Self::Small(d * n.signum(), n.abs())));
        }
        Some(Self::Big(self.big() / other.big()))
    }

    /// The largest whole number that is not above it, where it fits.
    pub fn floor(&self) -> Option<i64> {
        match self {
            Self::Small(n, d) => i64::try_from(n.div_euclid(*d)).ok(),
            Self::Big(b) => i64::try_from(b.floor().to_integer()).ok(),
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Small(n, _) => *n == 0,
            Self::Big(b) => b.is_zero(),
        }
    }

    /// −1, 0 or 1.
    pub fn signum(&self) -> i8 {
        match self {
            Self::Small(n, _) => n.signum() as i8,
            Self::Big(b) if b.is_zero() => 0,
            Self::Big(b) => 1 - 2 * i8::from(b.is_negative()),
        }
    }

    /// Without its sign.
    pub fn abs(&self) -> Self {
        if self.signum() < 0 { self.neg() } else { self.clone() }
    }

    /// As [`Exact::rounded`], sign apart, where it fits.
    fn rounded_small(&self, places: u32) -> Option<(bool, u128)> {
        let Self::Small(n, d) = self else { return None };
        let d = d.unsigned_abs();
        let scaled = n.unsigned_abs().checked_mul(2 * 10u128.checked_pow(places)?)?.checked_add(d)?;
        Some((*n < 0, scaled / d.checked_mul(2)?))
    }

    /// Rounded half away from nothing to `places` decimals, as a whole number of the last of them.
    fn rounded(&self, places: u32) -> BigInt {
        let (n, d) = match self {
            Self::Small(n, d) => (BigInt::from(*n), BigInt::from(*d)),
            Self::Big(b) => (b.numer().clone(), b.denom().clone()),
        };
        let whole = (n.abs() * (BigInt::from(2u8) * BigInt::from(10u8).pow(places)) + &d) / (BigInt::from(2u8) * d);
        if n.is_negative() { -whole } else { whole }
    }

    /// In decimal digits, rounded half up (away from nothing) to exactly `places` decimals.
    pub fn fixed(&self, places: u32) -> String {
        if let Some((negative, whole)) = self.rounded_small(places)
            && let Ok(whole) = u64::try_from(whole)
        {
            return fixed_small(negative && whole != 0, whole, places as usize);
        }
        let whole = self.rounded(places);
        let mut digits = whole.abs().to_string();
        let places = places as usize;
        if digits.len() <= places {
            digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
        }
        if places > 0 {
            digits.insert(digits.len() - places, '.');
        }
        if whole.is_negative() {
            digits.insert(0, '-');
        }
        digits
    }

    /// In decimal digits, rounded half up to at most 6 decimals, without zeros at the end.
    pub fn trimmed(&self) -> String {
        let mut fixed = self.fixed(6);
        fixed.truncate(fixed.trim_end_matches('0').trim_end_matches('.').len());
        fixed
    }
}

/// A whole number of the last of `places` decimals, as nearly all of a report are: one piece of memory, made once.
fn fixed_small(negative: bool, whole: u64, places: usize) -> String {
    let mut reversed = [0; 20];
    let (mut len, mut rest) = (0, whole);
    while rest > 0 {
        reversed[len] = b'0' + (rest % 10) as u8;
        rest /= 10;
        len += 1;
    }
    let count = len.max(places + 1);
    let mut digits = String::with_capacity(count + 2);
    if negative {
        digits.push('-');
    }
    for place in (0..count).rev() {
        digits.push(char::from(reversed.get(place).copied().filter(|_| place < len).unwrap_or(b'0')));
        if place == places && places > 0 {
            digits.push('.');
        }
    }
    digits
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            if b == d {
                return a.cmp(c);
            }
            if let Some((x, y)) = a.checked_mul(*d).zip(c.checked_mul(*b)) {
                return x.cmp(&y);
            }
        }
        self.big().cmp(&other.big())
    }
}

/// A closed interval: what a printed number can stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// Its lower end.
    pub lo: Exact,
    /// Its upper end.
    pub hi: Exact,
}

impl Interval {
    /// From one end to the other, in either order.
    pub fn new(a: Exact, b: Exact) -> Self {
        if a <= b { Self { lo: a, hi: b } } else { Self { lo: b, hi: a } }
    }

    /// The least one around all of `points`.
    pub fn around(points: impl IntoIterator<Item = Exact>) -> Option<Self> {
        points.into_iter().fold(None, |i, p| {
            Some(match i {
                None => Self { lo: p.clone(), hi: p },
                Some(Self { lo, hi }) if p < lo => Self { lo: p, hi },
                Some(Self { lo, hi }) if p > hi => Self { lo, hi: p },
                Some(i) => i,
            })
        })
    }

    /// Whether it holds `x`.
    pub fn contains(&self, x: &Exact) -> bool {
        self.lo <= *x && *x <= self.hi
    }

    /// Whether both share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.lo <= other.hi && other.lo <= self.hi
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(s: &str) -> Exact {
        Exact::of(s.parse().unwrap())
    }

    #[test]
    fn rounds_half_away_from_nothing() {
        assert_eq!(dec("0.0000005").fixed(6), "0.000001");
        assert_eq!(dec("-0.0000005").fixed(6), "-0.000001");
        assert_eq!(dec("-2.087397").trimmed(), "-2.087397");
        assert_eq!(Exact::Small(2, 3).fixed(6), "0.666667");
        assert_eq!(dec("100.000").trimmed(), "100");
        assert_eq!(Exact::ZERO.fixed(6), "0.000000");
        assert_eq!(Exact::int(-7).fixed(0), "-7");
        assert_eq!(Exact::int(0).fixed(0), "0");
        assert_eq!(Exact::Small(-1, 3_000_000).fixed(6), "0.000000");
        assert_eq!(Exact::Small(i128::from(u64::MAX), 1).fixed(0), "18446744073709551615");
        assert_eq!(Exact::Small(1 << 64, 1).fixed(1), "18446744073709551616.0");
    }

    #[test]
    fn stays_exact_past_128_bits() {
        let huge = Exact::of("79228162514264337593543950335".parse().unwrap());
        let square = huge.mul(&huge);
        assert!(matches!(square, Exact::Big(_)));
        assert_eq!(square.div(&huge), Some(huge.clone()));
        assert!(square > huge);
        assert_eq!(square.sub(&square).signum(), 0);
    }

    #[test]
    fn divides_by_negatives_and_refuses_nothing() {
        assert_eq!(Exact::int(6).div(&Exact::int(-4)), Some(Exact::Small(-3, 2)));
        assert_eq!(Exact::int(6).div(&Exact::ZERO), None);
    }
}
