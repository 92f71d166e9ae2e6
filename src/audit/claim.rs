//! A claim becomes a finding: operands in one unit, the verdict, its severity, the formula in words and numbers.

use smallvec::SmallVec;

use super::exact::{Exact, Interval};
use super::formula::{Formula, Quantity};
use super::hint;
use super::reading;
use super::term::Document;
use super::{Check, Severity, Verdict};
use crate::decimal::Decimal;
use crate::figure::{Figure, Kind};

/// How sure the reading of a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// The text states this relation of these figures: what does not hold is a contradiction.
    Stated,
    /// Figures and relation are likely ones: a check is made only where it holds or one slip (a digit, a unit) is all
    /// that is missing.
    Likely,
    /// A check is made only where it holds.
    Confirm,
}

/// A relation between figures that the text states.
#[derive(Debug)]
pub(super) struct Claim {
    /// The rule that found it.
    pub rule: &'static str,
    /// The arithmetic.
    pub formula: Formula,
    /// Figures and their roles, in the formula's order. A figure with `true` counts as negative (减少).
    pub operands: SmallVec<[(u32, &'static str, bool); 4]>,
    /// The claimed figure, and whether it counts as negative (下降); `None`: the parts are to total 100.
    pub claimed: Option<(u32, bool)>,
    /// How sure the reading is.
    pub trust: Trust,
}

/// Half a unit of the last printed place, for a figure without a base.
fn printed_half(figure: &Figure) -> Exact {
    let decimals = figure.value.split_once('.').map_or(0, |(_, d)| d.len() as u32).min(20);
    if decimals == 0 && figure.kind == Kind::Count { Exact::ZERO } else { Exact::Small(1, 2 * 10i128.pow(decimals)) }
}

/// What a figure says, in base units where it has any.
pub(super) fn quantity(figure: &Figure) -> Option<Quantity> {
    match &figure.base() {
        Some(base) => {
            let half = base.ulp.map_or(Exact::ZERO, |u| Exact::Small(u.mantissa(), 2 * 10i128.pow(u.scale())));
            Some(Quantity { value: Exact::of(base.value), half })
        }
        None => Some(Quantity { value: Exact::of(figure.value.parse::<Decimal>().ok()?), half: printed_half(figure) }),
    }
}

/// What a figure says in its own unit.
fn in_own_unit(figure: &Figure) -> Option<Quantity> {
    let value: Decimal = figure.value.parse().ok()?;
    let half = match &figure.base() {
        None => printed_half(figure),
        Some(base) => match base.ulp {
            None => Exact::ZERO,
            // 3亿5千万元: the last printed place is not the last digit.
            Some(ulp) if base.value == value && value.mantissa() != 0 => Exact::of(ulp).half(),
            Some(_) => Exact::Small(1, 2 * 10i128.pow(value.scale())),
        },
    };
    Some(Quantity { value: Exact::of(value), half })
}

/// What a figure counts in pieces of its unit, the magnitude before it written out: 3.2万亩 is 32000.
fn in_pieces(figure: &Figure) -> Option<Quantity> {
    if matches!(figure.kind, Kind::Count | Kind::Money) {
        return quantity(figure);
    }
    let many = match figure.unit().chars().next() {
        Some('万' | '萬') => 10_000,
        Some('亿' | '億') => 100_000_000,
        _ => 1,
    };
    let q = in_own_unit(figure)?;
    let many = Exact::int(many);
    Some(Quantity { value: q.value.mul(&many), half: q.half.mul(&many) })
}

/// How many base units the unit of a figure is.
pub(super) fn factor(figure: &Figure) -> Exact {
    let Some(base) = figure.base() else { return Exact::ONE };
    match figure.value.parse::<Decimal>() {
        Ok(value) if value.mantissa() != 0 => Exact::of(base.value).div(&Exact::of(value)).unwrap_or(Exact::ONE),
        Ok(value) => match base.ulp {
            Some(ulp) => Exact::of(ulp).mul(&Exact::Small(10i128.pow(value.scale()), 1)),
            None => Exact::ONE,
        },
        Err(_) => Exact::ONE,
    }
}

/// What was computed.
pub(super) struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Of a contradiction.
    pub severity: Option<Severity>,
    /// The nominal result.
    pub computed: Option<Exact>,
    /// The interval of the result.
    pub interval: Option<Interval>,
}

/// Whether the nominal result agrees with what is claimed.
pub(super) fn agrees(formula: Formula, computed: &Exact, claimed: &Quantity) -> bool {
    if formula.is_exact() { *computed == claimed.value } else { claimed.interval().contains(computed) }
}

/// Compares a formula over operands with what is claimed.
pub(super) fn judge(formula: Formula, x: &[Quantity], claimed: &Quantity) -> Option<Outcome> {
    let Some(computed) = formula.nominal(x) else {
        // A divisor printed as nothing: growth from 0, completion of a budget of 0.
        let from_nothing = x.len() == 2
            && !x[0].value.is_zero()
            && !claimed.value.is_zero()
            && match formula {
                Formula::Share | Formula::Growth => x[1].value.is_zero(),
                // 支出18万元，比上年增加18万元
                Formula::GrowthByChange => x[0].value == x[1].value,
                _ => false,
            };
        let (verdict, severity) = (Verdict::Contradiction, Some(Severity::UndefinedBase));
        return from_nothing.then_some(Outcome { verdict, severity, computed: None, interval: None });
    };
    let interval = formula.interval(x)?;
    let claimable = claimed.interval();
    let verdict = match agrees(formula, &computed, claimed) {
        true => Verdict::Holds,
        false if interval.meets(&claimable) => Verdict::Rounding,
        false => Verdict::Contradiction,
    };
    let severity = (verdict == Verdict::Contradiction).then(|| {
        let off = computed.sub(&claimed.value).abs();
        let place = claimed.half.add(&claimed.half);
        if off <= place { Severity::LastDigit } else { Severity::Material }
    });
    Some(Outcome { verdict, severity, computed: Some(computed), interval: Some(interval) })
}

impl Claim {
    /// Operands and claimed figure in one unit: that of the claimed figure for sums and products, of the first operand
    /// for ratios.
    pub fn quantities(&self, doc: &Document) -> Option<(SmallVec<[Quantity; 4]>, Quantity)> {
        let figure = |i: u32| doc.figures.get(i as usize);
        let claimed = self.claimed.and_then(|c| figure(c.0));
        let first = figure(self.operands.first()?.0)?;
        let ratio = self.formula.is_ratio();
        let reference = claimed.filter(|_| !ratio).unwrap_or(first);
        let mut x = SmallVec::new();
        for (k, &(i, _, negative)) in self.operands.iter().enumerate() {
            let f = figure(i)?;
            let plain = match self.formula {
                Formula::Product => k > 0,
                Formula::Products => k % 2 == 1,
                // An amount per head: the two are of different kinds.
                Formula::Quotient => figure(self.operands.last()?.0)?.kind != first.kind,
                Formula::GrowthOfParts | Formula::RateOfParts | Formula::Per(_) => true,
                _ => false,
            };
            // Printed in the very unit: no detour through base units, whose factor (亩) may have no end.
            let q = match f.unit() == reference.unit() {
                _ if plain && matches!(self.formula, Formula::Product | Formula::Products) => in_pieces(f)?,
                _ if plain => quantity(f)?,
                true => in_own_unit(f)?,
                false => quantity(f)?.per(&factor(reference))?,
            };
            x.push(if negative { q.neg() } else { q });
        }
        let Some(claimed) = claimed else {
            return Some((x, Quantity { value: Exact::HUNDRED, half: Exact::ZERO }));
        };
        let c = if ratio { quantity(claimed)? } else { in_own_unit(claimed)? };
        Some((x, if self.claimed.is_some_and(|c| c.1) { c.neg() } else { c }))
    }

    /// Whether a sum, a difference or the same amount twice is further off than the printed precision allows: a cheap
    /// test before any fraction is computed.
    fn is_far_off(&self, doc: &Document) -> bool {
        let Some(claimed) =
            self.claimed.filter(|_| matches!(self.formula, Formula::Sum | Formula::Difference | Formula::Same))
        else {
            return false;
        };
        // Both in millionths of the base unit.
        let read = |figure: u32| {
            let base = doc.figures.get(figure as usize)?.base()?;
            let millionths = |d: Decimal| d.mantissa().checked_mul(10i128.checked_pow(6u32.checked_sub(d.scale())?)?);
            Some((millionths(base.value)?, base.ulp.map_or(Some(0), millionths)?))
        };
        let far = || {
            let (value, ulp) = read(claimed.0)?;
            let (mut off, mut room) = (if claimed.1 { value } else { value.checked_neg()? }, ulp);
            for (k, &(figure, _, negative)) in self.operands.iter().enumerate() {
                let (value, ulp) = read(figure)?;
                let minus = negative != (self.formula == Formula::Difference && k > 0);
                off = if minus { off.checked_sub(value)? } else { off.checked_add(value)? };
                room = room.checked_add(ulp)?;
            }
            Some(off.unsigned_abs() > room.unsigned_abs())
        };
        far().unwrap_or(false)
    }

    /// The check, where one is to be made.
    pub fn settle(&self, doc: &Document) -> Option<Check> {
        if self.trust == Trust::Confirm && self.is_far_off(doc) {
            return None;
        }
        let qualified = self.operands.iter().map(|o| o.0).chain(self.claimed.map(|c| c.0)).any(|f| doc.qualified(f));
        let trust = if qualified { Trust::Confirm } else { self.trust };
        let (x, claimed) = self.quantities(doc)?;
        let outcome = self.in_unit_of_claim(doc, judge(self.formula, &x, &claimed)?);
        let mut hints = Vec::new();
        if outcome.verdict == Verdict::Contradiction {
            match trust {
                Trust::Confirm => return None,
                Trust::Likely if !hint::one_slip(self, doc, &x, &claimed) => return None,
                _ if hint::is_note(self, doc, &x, &claimed) => return None,
                // Where the divisor is nothing, no reading of it gives a number.
                _ if outcome.severity != Some(Severity::UndefinedBase) && reading::is_other(self, doc) => return None,
                _ => hints = hint::hints(self, doc),
            }
        }
        Some(self.check(doc, &outcome, &claimed, hints))
    }

    /// A ratio is computed in base units, and told in the unit of what is claimed: 14.9万元 a piece, 3.5‰.
    fn in_unit_of_claim(&self, doc: &Document, outcome: Outcome) -> Outcome {
        let claimed = self.claimed.filter(|_| self.formula.is_ratio()).and_then(|c| doc.figures.get(c.0 as usize));
        let Some(unit) = claimed.map(factor).filter(|unit| *unit != Exact::ONE && !unit.is_zero()) else {
            return outcome;
        };
        let interval = outcome.interval.and_then(|i| Some(Interval::new(i.lo.div(&unit)?, i.hi.div(&unit)?)));
        Outcome { computed: outcome.computed.and_then(|c| c.div(&unit)), interval, ..outcome }
    }

    fn check(&self, doc: &Document, outcome: &Outcome, claimed: &Quantity, hints: Vec<String>) -> Check {
        let message = self.message(doc, outcome);
        Check {
            rule: self.rule,
            verdict: outcome.verdict,
            severity: outcome.severity,
            claim: self.claimed.map(|c| c.0),
            operands: self.operands.iter().map(|&(f, role, _)| (f, role)).collect(),
            claimed: Some(self.claimed.map_or_else(|| "100".into(), |c| printed(doc, c.0, claimed).into())),
            computed: outcome.computed.as_ref().map(|c| c.trimmed().into()),
            interval: outcome.interval.as_ref().map(|i| [i.lo.fixed(6).into(), i.hi.fixed(6).into()]),
            headings: Box::default(),
            hints: hints.into(),
            message: message.into(),
        }
    }

    /// The formula in words and numbers: `执行数 812.35 ÷ 预算数 830.42 = 97.82%`; what was computed stands behind it
    /// where that is something else.
    fn message(&self, doc: &Document, outcome: &Outcome) -> String {
        use Formula as F;
        // 万元 beside 元, 台 beside 元: each number is told with its unit.
        let unit = |figure: u32| doc.figures.get(figure as usize).map(crate::figure::Figure::unit);
        let claimed_unit = self.claimed.filter(|_| !self.formula.is_ratio()).map(|c| unit(c.0));
        let mut units = self.operands.iter().map(|o| unit(o.0)).chain(claimed_unit);
        let mixed = units.next().is_some_and(|first| units.any(|u| u != first));
        let print = |figure: u32| if mixed { doc.printed_with_unit(figure) } else { doc.printed(figure) };
        let bare = |k: usize| print(self.operands[k].0);
        let name = |k: usize| doc.labelled(self.operands[k].0, bare(k));
        let mut m = match (self.formula, self.operands.len()) {
            (F::Share | F::Quotient, 2) => format!("{} ÷ {}", name(0), name(1)),
            (F::Growth | F::Times, 2) => format!("（{} − {}）÷ {}", name(0), name(1), bare(1)),
            (F::GrowthByChange, 2) => {
                let sign = if self.operands[1].2 { '＋' } else { '−' };
                format!("{} ÷（{} {sign} {}）", name(1), name(0), bare(1))
            }
            (F::Average(n), 2) => format!("（{} ÷ {}）^(1/{n}) − 1", name(0), name(1)),
            (F::AverageByChange(n), 2) => {
                format!("（{} ÷（{} − {}））^(1/{n}) − 1", name(0), bare(0), name(1))
            }
            (F::AverageOfGrowth(n), 1) => format!("（1 + {}）^(1/{n}) − 1", bare(0)),
            (F::Rest, 2) => format!("（{} − {}）÷ {}", name(1), name(0), bare(1)),
            (F::Doubled, 2) => format!("{} ÷（2 × {}）", name(0), name(1)),
            (F::Per(n), 2) => format!("{} ÷ {} × {n}", name(0), name(1)),
            (F::Mean(n), 2) => format!("（{} − {}）÷ {n}", name(0), name(1)),
            (F::Product, n) => joined(n, " × ", name),
            (F::Products, n) => joined(n / 2, " + ", |k| format!("{} × {}", name(2 * k), name(2 * k + 1))),
            (F::Difference, _) => joined(self.operands.len(), " − ", name),
            (F::GrowthOfParts | F::RateOfParts, n) => {
                format!(
                    "按{}项构成推算 {}",
                    n / 2,
                    joined(n / 2, "、", |k| format!("{}（{}）", name(2 * k), bare(2 * k + 1)))
                )
            }
            (_, n) => (0..n).fold(String::new(), |sum, k| {
                let sign = match (k, self.operands[k].2) {
                    (0, false) => "",
                    (_, true) => " − ",
                    (_, false) => " + ",
                };
                sum + sign + &name(k)
            }),
        };
        let claimed = self.claimed.map_or_else(|| "100%".into(), |c| print(c.0));
        let sign = if self.claimed.is_some_and(|c| c.1) && !claimed.starts_with('-') { "−" } else { "" };
        m.push_str(" = ");
        m.push_str(sign);
        m.push_str(&claimed);
        match (&outcome.computed, outcome.verdict) {
            (None, _) => m.push_str("，基数为 0，不能计算"),
            (Some(c), Verdict::Contradiction) => {
                m.push_str("，实为 ");
                m.push_str(&c.trimmed());
            }
            (Some(c), Verdict::Rounding) => {
                m.push_str("（四舍五入，算得 ");
                m.push_str(&c.trimmed());
                m.push('）');
            }
            _ => {}
        }
        m
    }
}

/// What is claimed, as printed, with the sign that its words give it.
fn printed(doc: &Document, figure: u32, claimed: &Quantity) -> String {
    let value = doc.figures.get(figure as usize).map_or("", |f| f.value.as_str());
    if claimed.value.signum() < 0 && !value.starts_with('-') { format!("-{value}") } else { value.to_owned() }
}

/// `0..n` named and put together.
fn joined(n: usize, between: &str, name: impl Fn(usize) -> String) -> String {
    (0..n).map(name).collect::<Vec<_>>().join(between)
}
