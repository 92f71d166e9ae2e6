//! Other readings of a sentence, tried before a figure in it is called wrong.
//!
//! The nearest amounts are not always those that are meant: in 预算500万元，支出450万元，结余50万元，预算执行率90% the rate is of what
//! was spent, in 不起诉60人，起诉240人，不诉率20% of both. Where one of these readings gives what is printed, the text is taken at its
//! word:
//!
//! | claimed | readings, with a and b the operands, n and m other amounts nearby |
//! | --- | --- |
//! | a rate, a share | a ÷ (a + b), (b − a) ÷ b, a ÷ n, a ÷ (b ± n), n ÷ b, (a ± n) ÷ b, n ÷ m |
//! | growth | (a − n) ÷ n, (n − m) ÷ m, a rise only for a rise |
//! | a sum | one part less; n more or less |
//! | a difference | n more or less; n − m |
//!
//! How many are tried depends on the printed places: 90% agrees with one reading in a hundred by chance, 89.87% with one in
//! ten thousand.

use smallvec::SmallVec;

use super::claim::{Claim, quantity};
use super::exact::Exact;
use super::formula::{Formula, Quantity};
use super::term::{Document, Term};

/// How many figures away another amount may stand.
const NEAR: usize = 24;

/// At most as many readings are tried; of a rate, the first two in any case.
const MANY: i64 = 200;
/// So many may be tried where amounts further than a sentence away are looked at.
const FURTHER: i64 = 20;
const FEW: i64 = 2;

/// Whether another reading gives what is claimed.
pub(super) fn is_other(claim: &Claim, doc: &Document) -> bool {
    let Some((claimed, falls)) = claim.claimed else { return is_total_of_fewer(claim, doc) };
    let read = |figure: u32| doc.figures.get(figure as usize).and_then(quantity);
    let Some(target) = read(claimed) else { return false };
    let operands: Option<SmallVec<[Quantity; 8]>> = claim.operands.iter().map(|o| read(o.0)).collect();
    let Some(operands) = operands else { return false };
    let x: SmallVec<[&Exact; 8]> = operands.iter().map(|q| &q.value).collect();
    let mut tries = Tries::new(&target);
    let others = others(claim, doc, claimed, tries.left >= FURTHER);
    let n: SmallVec<[&Exact; 16]> = others.iter().collect();
    match claim.formula {
        // Nothing is of nothing: no other reading makes sense of a budget of 0.
        Formula::Share if x.get(1).is_none_or(|b| b.is_zero()) => false,
        // A part that is larger than its whole is a part of something else, unless 亿 stands for 万.
        Formula::Share if claim.rule == "share" && is_larger(claim, doc, &x) => true,
        Formula::Share => {
            tries.left = tries.left.max(FEW);
            is_other_ratio(&x, &n, &mut tries)
        }
        Formula::Growth | Formula::GrowthByChange => is_other_growth(&x, &n, falls, &mut tries),
        Formula::Sum => is_other_sum(&x, &n, &mut tries),
        Formula::Difference => is_other_difference(&x, &n, &mut tries),
        _ => false,
    }
}

fn is_larger(claim: &Claim, doc: &Document, x: &[&Exact]) -> bool {
    let unit = |k: usize| doc.figures.get(claim.operands.get(k)?.0 as usize).map(crate::figure::Figure::unit);
    matches!(x, [a, b] if a.sub(b).signum() > 0) && unit(0) == unit(1)
}

/// Parts that total 100 when one of them, a part of a part, is left out.
fn is_total_of_fewer(claim: &Claim, doc: &Document) -> bool {
    let read = |figure: u32| doc.figures.get(figure as usize).and_then(quantity).map(|q| q.value);
    let Some(parts) = claim.operands.iter().map(|o| read(o.0)).collect::<Option<SmallVec<[Exact; 8]>>>() else {
        return false;
    };
    let sum = parts.iter().fold(Exact::ZERO, |s, p| s.add(p));
    parts.len() > 2 && parts.iter().any(|p| sum.sub(p).sub(&Exact::HUNDRED).is_zero())
}

/// The amounts around a claim that are no operands of it, those of its own sentence first.
fn others(claim: &Claim, doc: &Document, claimed: u32, further: bool) -> SmallVec<[Exact; 16]> {
    let Ok(at) = doc.terms.binary_search_by_key(&claimed, |t| t.figure) else { return SmallVec::new() };
    let (here, like) = (doc.terms[at], claim.operands.first().map_or(claimed, |o| o.0));
    let around = &doc.terms[at.saturating_sub(NEAR)..doc.terms.len().min(at + NEAR)];
    let is_other = |t: &&Term| {
        t.figure != claimed
            && t.block == here.block
            && claim.operands.iter().all(|o| o.0 != t.figure)
            && doc.alike(t.figure, like)
    };
    let value = |t: &Term| quantity(doc.figure(t)).map(|q| q.value);
    let same = around.iter().filter(is_other).filter(|t| t.sentence == here.sentence);
    let reach = if further { u32::MAX } else { 1 };
    let beside = around.iter().filter(is_other).filter(|t| (1..=reach).contains(&t.sentence.abs_diff(here.sentence)));
    same.chain(beside).filter_map(value).collect()
}

/// What is claimed, and how many readings may still be tried.
struct Tries {
    low: Exact,
    high: Exact,
    left: i64,
}

impl Tries {
    fn new(claimed: &Quantity) -> Self {
        let value = claimed.value.abs();
        let width = claimed.half.add(&claimed.half);
        // One reading in (value ÷ width) agrees by chance: a tenth of that leaves little to it.
        let left = if width.is_zero() { Some(value.clone()) } else { value.div(&width) };
        let left = left.and_then(|n| n.floor()).map_or(MANY, |n| (n / 10).min(MANY));
        Self { low: value.sub(&claimed.half), high: value.add(&claimed.half), left }
    }

    /// Whether a reading gives what is claimed.
    fn hit(&mut self, result: &Exact) -> bool {
        self.left -= 1;
        self.left >= 0 && result.sub(&self.low).signum() >= 0 && self.high.sub(result).signum() >= 0
    }

    /// `100 a ÷ b`.
    fn ratio(&mut self, a: &Exact, b: &Exact) -> bool {
        if let Some(ratio) = a.mul(&Exact::HUNDRED).div(b) {
            return self.hit(&ratio);
        }
        self.left -= 1;
        false
    }
}

fn is_other_ratio(x: &[&Exact], n: &[&Exact], tries: &mut Tries) -> bool {
    let [a, b] = *x else { return false };
    tries.ratio(a, &a.add(b))
        || tries.ratio(&b.sub(a), b)
        || n.iter().any(|n| tries.ratio(a, n))
        || n.iter().any(|n| tries.ratio(a, &b.add(n)) || tries.ratio(a, &b.sub(n)))
        || n.iter().any(|n| tries.ratio(n, b))
        || n.iter().any(|n| tries.ratio(&a.add(n), b) || tries.ratio(&a.sub(n), b))
        || pairs(n).any(|(n, m)| tries.ratio(n, m))
}

fn is_other_growth(x: &[&Exact], n: &[&Exact], falls: bool, tries: &mut Tries) -> bool {
    let Some(a) = x.first() else { return false };
    let mut grows = |a: &Exact, b: &Exact| tries.ratio(&if falls { b.sub(a) } else { a.sub(b) }, b);
    n.iter().any(|n| grows(a, n)) || pairs(n).any(|(n, m)| grows(n, m))
}

fn is_other_sum(x: &[&Exact], n: &[&Exact], tries: &mut Tries) -> bool {
    let sum = x.iter().fold(Exact::ZERO, |s, p| s.add(p));
    x.len() > 2 && x.iter().any(|p| tries.hit(&sum.sub(p)))
        || n.iter().any(|n| tries.hit(&sum.add(n)) || tries.hit(&sum.sub(n)))
}

fn is_other_difference(x: &[&Exact], n: &[&Exact], tries: &mut Tries) -> bool {
    let Some((first, rest)) = x.split_first() else { return false };
    let left = rest.iter().fold((*first).clone(), |s, p| s.sub(p));
    n.iter().any(|n| tries.hit(&left.sub(n)) || tries.hit(&left.add(n)))
        || n.iter().any(|n| x.iter().any(|x| tries.hit(&x.sub(n))))
        || pairs(n).any(|(n, m)| tries.hit(&n.sub(m)))
}

/// All ordered pairs.
fn pairs<'a>(n: &'a [&'a Exact]) -> impl Iterator<Item = (&'a Exact, &'a Exact)> {
    n.iter()
        .enumerate()
        .flat_map(move |(i, a)| n.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, b)| (*a, *b)))
}
