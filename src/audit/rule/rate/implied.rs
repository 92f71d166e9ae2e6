//! What was planned, where only what was done and its rate are printed.

use super::super::super::claim::{factor, quantity};
use super::super::super::exact::Exact;
use super::super::super::term::Document;
use super::super::super::{Derived, Findings};
use crate::decimal::Decimal;

/// What was planned, derived from what was done and the rate: 36240万元 at 453.00% implies 8000万元.
pub(super) fn implied(doc: &Document, i: usize, done: Option<usize>, out: &mut Findings) {
    let Some(done) = done else { return };
    let (rate, amount) = (doc.terms[i], doc.terms[done]);
    if rate.sentence != amount.sentence || doc.qualified(rate.figure) || doc.qualified(amount.figure) {
        return;
    }
    let figure = doc.figure(&amount);
    let (Some(base), Some(a), Some(r)) = (&figure.base(), quantity(figure), quantity(doc.figure(&rate))) else {
        return;
    };
    let (a, r) = (a.interval(), r.interval());
    if r.lo.signum() <= 0 || a.lo.signum() < 0 {
        return;
    }
    let Some((lo, hi)) = a.lo.mul(&Exact::HUNDRED).div(&r.hi).zip(a.hi.mul(&Exact::HUNDRED).div(&r.lo)) else {
        return;
    };
    // Printed to three places more than the amount was.
    let ulp = base.ulp.unwrap_or(Decimal::ONE);
    let step = Exact::of(ulp).mul(&Exact::Small(1, 1000));
    let nearest = |x: &Exact| x.div(&step)?.fixed(0).parse().ok().map(|steps: i64| Exact::int(steps).mul(&step));
    let Some((lo, hi)) = nearest(&lo).zip(nearest(&hi)) else { return };
    let print = |x: &Exact| x.fixed(ulp.scale() + 3).trim_end_matches('0').trim_end_matches('.').to_owned();
    let name =
        rate.lead.trim_start_matches("完成").trim_start_matches('为').trim_end_matches('的').trim_end_matches('率');
    out.derived.push(Derived {
        label: if name.is_empty() { "指标".to_owned() } else { name.to_owned() },
        kind: figure.kind.name(),
        interval: [print(&lo), print(&hi)],
        nearest_round: roundest(&lo, &hi, &factor(figure)),
        unit: base.unit,
        figures: vec![amount.figure, rate.figure],
        formula: format!("{}{} ÷ {}", figure.value, figure.unit(), doc.printed(rate.figure)),
    });
}

/// The number with the fewest digits between two, in base units.
fn roundest(lo: &Exact, hi: &Exact, unit: &Exact) -> Option<String> {
    let unit = if unit.is_zero() { &Exact::ONE } else { unit };
    let mut step = Exact::int(1_000_000).mul(unit).mul(&Exact::int(1_000_000)).reduced();
    for _ in 0..24 {
        // The largest multiple of the step that is not above the upper end.
        let floor = hi.div(&step)?.floor()?;
        let multiple = Exact::int(floor).mul(&step);
        if floor > 0 && multiple >= *lo {
            return Some(multiple.trimmed());
        }
        step = step.div(&Exact::int(10))?;
    }
    None
}
