//! Relations that the figures themselves show: no word next to the number says what it was computed from.
//!
//! | figure | relation looked for | rule |
//! | --- | --- | --- |
//! | an amount | the sum of those that follow, or stand before it, one after the other | sum |
//! | `结余` `差额` `顺差` | income less expenditure, with what was carried over | difference |
//! | `比上年增加` `节约` | the difference of two amounts near it | difference |
//! | `个百分点` | the difference of two percentages near it | difference |
//! | `增长` | against an earlier amount of the same name | growth |
//! | `完成预算的` | against an earlier budget of the same name | rate |
//! | `占比` `……率` | two amounts near it | share, rate |
//!
//! Chance makes small numbers agree. Only what holds to the last printed digit becomes a check, and only where the digits
//! are so many that chance would hardly do it; what does not hold is no claim. The amounts are compared as whole numbers,
//! before any interval is computed.

mod differs;
mod moved;
mod ratio;
mod rest;
mod times;
mod total;

use super::super::term::{Document, Role, Term};
use super::super::word::{Word, words};
use super::super::{Check, Findings};
use crate::figure::Kind;

/// How many figures are looked at to either side.
const NEAR: usize = 24;
/// At most so many parts.
const PARTS: usize = 16;

/// Names of ratios that are neither called 占 nor 率.
const RATIOS: &[Word; 5] = words!["比", "比例", "比重", "占比", "覆盖面"];

/// A figure as a whole number: ten-thousandths of its base unit.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: i64,
    /// Half of its last printed place.
    half: i64,
    /// Printed digits that say something: without zeros at the end of a whole number.
    digits: u32,
    /// An amount that can be a part, a whole, a value.
    plain: bool,
}

/// Ten-thousandths of a decimal, where that is a whole number that fits.
fn scaled(d: crate::decimal::Decimal) -> Option<i64> {
    let up = 4u32.checked_sub(d.scale())?;
    i64::try_from(d.mantissa().checked_mul(10i128.pow(up))?).ok().filter(|v| v.unsigned_abs() < 1 << 58)
}

fn number(doc: &Document, term: &Term) -> Option<Number> {
    let figure = doc.figures.get(term.figure as usize)?;
    if term.torn || figure.upper().is_some() || figure.qualifier.is_some() {
        return None;
    }
    let base = figure.base()?;
    let value = scaled(base.value)?;
    let half = base.ulp.map_or(Some(0), scaled)? / 2;
    let printed = figure.value.as_str();
    let told = if printed.contains('.') { printed } else { printed.trim_end_matches('0') };
    let digits = told.trim_start_matches(['0', '.', '-']).bytes().filter(u8::is_ascii_digit).count() as u32;
    let plain = doc.is_amount(term) && matches!(term.role, Role::Level | Role::Total | Role::To) && value > 0;
    Some(Number { value, half, digits, plain })
}

/// What has been claimed, by figure: one bit for each part that a figure plays.
struct Claimed(Vec<u8>);

/// The parts that a figure can play in the claims made so far.
#[derive(Debug, Clone, Copy)]
enum Played {
    /// The result of a check.
    Result = 1,
    /// The change in a growth.
    Change = 2,
    /// The result of a sum.
    Total = 4,
    /// A part of a sum.
    Part = 8,
    /// A number in a product.
    Product = 16,
}

/// The checks by the figures that take part in them, the claimed one included.
#[derive(Default)]
struct Told {
    /// By figure: the first and the last of its links, counted from 1; 0 for none.
    ends: Vec<[u32; 2]>,
    /// A check, and the next link of the same figure.
    links: Vec<[u32; 2]>,
    /// How many checks have been taken in.
    read: usize,
}

impl Told {
    /// The checks in which `figure` takes part, those made since the last call included.
    fn with<'o>(&mut self, figure: u32, out: &'o Findings) -> impl Iterator<Item = &'o Check> {
        for (k, check) in out.checks.iter().enumerate().skip(self.read) {
            for f in check.operands.iter().map(|o| o.0).chain(check.claim) {
                self.links.push([k as u32, 0]);
                let link = self.links.len() as u32;
                if self.ends.len() <= f as usize {
                    self.ends.resize(f as usize + 1, [0; 2]);
                }
                let [first, last] = &mut self.ends[f as usize];
                match last.checked_sub(1) {
                    Some(last) => self.links[last as usize][1] = link,
                    None => *first = link,
                }
                *last = link;
            }
        }
        self.read = out.checks.len();
        let mut next = self.ends.get(figure as usize).map_or(0, |ends| ends[0]);
        std::iter::from_fn(move || {
            let [check, then] = *self.links.get(next.checked_sub(1)? as usize)?;
            next = then;
            out.checks.get(check as usize)
        })
    }
}

impl Claimed {
    fn of(doc: &Document, out: &Findings) -> Self {
        let mut all = Self(vec![0; doc.figures.len()]);
        for check in &out.checks {
            if let Some(f) = check.claim.filter(|_| check.rule != "comparison" && check.rule != "repeated") {
                all.set(f, Played::Result);
                if check.rule == "sum" {
                    all.set(f, Played::Total);
                }
            }
            for &(f, role) in &check.operands {
                if check.rule == "product" {
                    all.set(f, Played::Product);
                }
                match role {
                    "change" => all.set(f, Played::Change),
                    "part" => all.set(f, Played::Part),
                    _ => {}
                }
            }
        }
        all
    }

    fn set(&mut self, figure: u32, played: Played) {
        if let Some(parts) = self.0.get_mut(figure as usize) {
            *parts |= played as u8;
        }
    }

    fn has(&self, figure: u32, played: Played) -> bool {
        self.0.get(figure as usize).is_none_or(|parts| parts & played as u8 != 0)
    }
}

/// Looks for the relations of all figures that have none.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    let claimed = Claimed::of(doc, out);
    let numbers: Vec<Option<Number>> = doc.terms.iter().map(|t| number(doc, t)).collect();
    let search = Search { doc, numbers: &numbers };
    let mut told = Told::default();
    let result = |f: u32| claimed.has(f, Played::Result);
    // What is left over first: the same figures the other way round are no second claim.
    for (i, term) in doc.terms.iter().enumerate() {
        if doc.is_spent(out) {
            return;
        }
        if !claimed.has(term.figure, Played::Product) {
            super::product::near(doc, i, out);
        }
        search.moved(i, out);
        let Some(n) = numbers[i].filter(|n| n.digits >= 1) else { continue };
        let made = out.checks.len();
        match term.role {
            // What balances an account has been checked as its part.
            Role::Level | Role::Total | Role::To
                if n.plain && (result(term.figure) || claimed.has(term.figure, Played::Part)) =>
            {
                continue;
            }
            Role::Level | Role::Total | Role::To if n.plain && n.digits >= 2 => search.left_over(i, n, out),
            Role::Change if doc.is_amount(term) && !result(term.figure) => {
                search.changed(i, n, claimed.has(term.figure, Played::Change), out);
            }
            Role::Level | Role::Total | Role::To if n.plain => {}
            Role::Average if doc.is_amount(term) => {
                search.a_year(i, out);
                continue;
            }
            _ => continue,
        }
        if out.checks.len() == made && !search.differs(i, n, out) && !search.for_heads(i, n, out) {
            search.rolled(i, n, out);
        }
    }
    for (i, term) in doc.terms.iter().enumerate() {
        let Some(n) = numbers[i].filter(|_| !claimed.has(term.figure, Played::Total)) else { continue };
        if !(n.plain && search.total(i, n, &mut told, out))
            && matches!(term.role, Role::Level | Role::Total | Role::Change)
        {
            search.netted(i, out);
        }
    }
    // Ratios last: the total of a part may have been found by its sum.
    for (i, term) in doc.terms.iter().enumerate() {
        let kind = doc.figure(term).kind;
        if doc.is_spent(out) {
            return;
        }
        if !matches!(kind, Kind::Percent | Kind::PercentagePoint | Kind::Rate) || result(term.figure) {
            continue;
        }
        let Some(n) = numbers[i].filter(|n| n.digits >= 1) else {
            if kind == Kind::Rate {
                search.fraction(i, out);
            }
            continue;
        };
        match term.role {
            _ if term.listed => {}
            Role::Growth if kind == Kind::Percent => search.grown(i, n, out),
            Role::Completion if search.completed(i, n, out) => {}
            Role::Share if search.of_sum(i, &mut told, out) => {}
            Role::Completion | Role::Share | Role::Rate => search.ratio(i, n, out),
            Role::Level if kind == Kind::Percent && term.lead.ends(RATIOS) => search.ratio(i, n, out),
            Role::Level if kind == Kind::Percent && term.lead.ends_with('的') => search.ratio(i, n, out),
            _ => {}
        }
        match kind {
            Kind::PercentagePoint if n.digits >= 2 => search.points(i, n, out),
            Kind::Rate => search.times(i, n, out),
            Kind::Percent if term.lead.ends(words!["自然增长率"]) => search.natural(i, out),
            _ => {}
        }
    }
}

struct Search<'d, 'a> {
    doc: &'d Document<'a>,
    numbers: &'d [Option<Number>],
}

impl Search<'_, '_> {
    /// A term that can stand in a relation with term `i`.
    fn fellow(&self, j: usize, i: usize) -> Option<(&Term<'_>, &Number)> {
        let n = self.numbers[j].as_ref().filter(|n| n.plain)?;
        let (t, of) = (&self.doc.terms[j], &self.doc.terms[i]);
        let fits = (!t.in_brackets || of.in_brackets) && self.doc.alike(t.figure, of.figure);
        fits.then_some((t, n))
    }

    /// Whether a check over the very same figures has been made, or these parts are those of a total already.
    fn is_told(&self, parts: &[usize], of: usize, told: &mut Told, out: &Findings) -> bool {
        let figure = |&j: &usize| self.doc.terms[j].figure;
        let Some(first) = parts.first().map(figure) else { return false };
        let mut figures: smallvec::SmallVec<[u32; 8]> = parts.iter().chain([&of]).map(figure).collect();
        figures.sort_unstable();
        told.with(first, out).any(|c| {
            let holds = |f: u32| c.operands.iter().any(|o| o.0 == f);
            let mut all: smallvec::SmallVec<[u32; 8]> = c.operands.iter().map(|o| o.0).chain(c.claim).collect();
            all.sort_unstable();
            all == figures || c.rule == "sum" && c.operands.len() == parts.len() && parts.iter().map(figure).all(holds)
        })
    }
}
