//! How many times another amount an amount is, and how many there are for every hundred or thousand.
//!
//! | words | relation |
//! | --- | --- |
//! | `A……B……，A是B的1.85倍`, `城乡收入比为1.76` | A ÷ B |
//! | `由B增加到A，增长2.2倍` | A ÷ B − 1 |
//! | `由B增加到A，翻一番` | A ÷ B = 2 |
//! | `12件中已办结9件，占四分之三` | 9 ÷ 12 |
//! | `床位A张，每千常住人口B张` | A × 1000 ÷ people |
//! | `由B增加到A，平均每年增加C` | (A − B) ÷ years |

use smallvec::SmallVec;

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::{Role, Term};
use super::super::super::word::words;
use super::super::{annual_average, plain};
use super::{Number, Search};
use crate::figure::Kind;

/// How far back the people are looked for that there are so many things for.
const PEOPLE: usize = 80;

/// For how many people something is told: 每千, 每百, 每万, 每十万.
fn heads(lead: &str) -> Option<u32> {
    const HEADS: [(&str, u32); 6] =
        [("每百", 100), ("每千", 1000), ("每万", 10_000), ("每十万", 100_000), ("每1000", 1000), ("每100", 100)];
    HEADS.iter().rev().find(|(w, _)| lead.contains(w)).map(|&(_, n)| n)
}

impl Search<'_, '_> {
    /// The two amounts that a multiple before term `i` is of: what it became, and what it was.
    fn two(&self, i: usize) -> Option<(usize, usize)> {
        let of = self.doc.terms[i];
        // Growth, averages and the change may stand between.
        let between = |t: &Term| {
            matches!(t.role, Role::Growth | Role::Average | Role::Change) || self.doc.figure(t).kind == Kind::Rate
        };
        let last = (0..i).rev().take(4).find(|&j| !between(&self.doc.terms[j]))?;
        let first = last.checked_sub(1)?;
        let (a, b) = (self.doc.terms[first], self.doc.terms[last]);
        let near = [a, b].iter().all(|t| t.sentence == of.sentence && t.block == of.block && self.doc.is_amount(t));
        if !near || !self.doc.alike(a.figure, b.figure) {
            return None;
        }
        let moved = a.lead.has(words!["由", "从", "自"]) && (b.role == Role::To || b.gap.has(words!["到", "至", "为"]));
        if moved {
            return Some((last, first));
        }
        (b.role == Role::Previous).then_some((first, last))
    }

    /// 增长2.2倍, 翻一番, 是……的3倍: of the two amounts before it.
    pub(super) fn multiplied(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let unit = self.doc.figure(&of).unit();
        let doubled = unit.starts_with('番');
        if n.digits == 0 || !doubled && !unit.starts_with('倍') {
            return false;
        }
        let Some((now, before)) = self.two(i) else { return false };
        let more = of.lead.ends(words!["增长", "增加", "提高", "扩大", "上升", "净增", "增长了", "增加了", "增幅达"]);
        let formula = match (doubled, more) {
            (true, _) if n.value == 10_000 => Formula::Doubled,
            (true, _) => return false,
            (_, true) => Formula::Times,
            _ if of.lead.has(words!["相当于", "是", "为", "达"]) || of.gap.trim_end().ends_with('的') => {
                Formula::Quotient
            }
            _ => return false,
        };
        // 翻一番 is rarely exact, but near.
        let (Some(a), Some(b)) = (self.numbers[now], self.numbers[before]) else { return false };
        if doubled && !(19 * i128::from(b.value)..=22 * i128::from(b.value)).contains(&(10 * i128::from(a.value))) {
            return false;
        }
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(now), "numerator"), (figure(before), "denominator")]);
        let claimed = Some((of.figure, false));
        // 增长2倍 is said of what is twice as much; 企业由A增加到B，产值是2020年的1.6倍 of something else: 是, with nothing before
        // it, is of the amounts, and only where it is of the year before.
        let clause = of.gap.rsplit(['，', '。', '；', ',']).next().unwrap_or("");
        let bare = more || ["是上年的", "为上年的", "相当于上年的", "是去年的"].contains(&clause.trim());
        let trust = if n.digits < 2 || !bare { Trust::Confirm } else { Trust::Likely };
        out.claim(self.doc, &Claim { rule: "multiple", formula, operands, claimed, trust })
    }

    /// 城镇居民收入是农村居民的1.85倍: two amounts before it.
    pub(super) fn times(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        if self.multiplied(i, n, out) {
            return;
        }
        if n.digits < 2 || of.lead.has(words!["增长", "增加", "提高", "扩大", "翻"]) {
            return;
        }
        let near: SmallVec<[usize; 8]> = (0..i)
            .rev()
            .take(12)
            .take_while(|&j| self.doc.terms[j].block == of.block && of.sentence - self.doc.terms[j].sentence <= 2)
            .filter(|&j| self.numbers[j].is_some_and(|v| v.digits >= 3 && v.value > 0))
            .filter(|&j| self.doc.is_amount(&self.doc.terms[j]) && !self.doc.terms[j].in_brackets)
            .filter(|&j| !matches!(self.doc.terms[j].role, Role::Change | Role::Average))
            .collect();
        for &now in near.iter().take(4) {
            for &before in &near {
                let (Some(a), Some(b)) = (self.numbers[now], self.numbers[before]) else { continue };
                // Ten-thousandths of a ratio, against the claimed one.
                let off = 10_000 * i128::from(a.value) - i128::from(n.value) * i128::from(b.value);
                let close = off.abs() <= i128::from(n.half) * i128::from(b.value);
                if now != before && close && self.doc.alike(self.doc.terms[now].figure, self.doc.terms[before].figure) {
                    let figure = |j: usize| self.doc.terms[j].figure;
                    let operands = plain([(figure(now), "numerator"), (figure(before), "denominator")]);
                    let claimed = Some((of.figure, false));
                    let (rule, formula, trust) = ("multiple", Formula::Quotient, Trust::Confirm);
                    out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                    return;
                }
            }
        }
    }

    /// 12件中已办结9件，占四分之三.
    pub(super) fn fraction(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let Some((first, last)) = i.checked_sub(2).map(|j| (j, j + 1)) else { return };
        let (whole, part) = (self.doc.terms[first], self.doc.terms[last]);
        let near = [whole, part].iter().all(|t| t.sentence == of.sentence && t.block == of.block && !t.in_brackets);
        if !near
            || !of.lead.has(words!["占"])
            || !self.doc.is_amount(&part)
            || !self.doc.alike(whole.figure, part.figure)
        {
            return;
        }
        let operands = plain([(part.figure, "part"), (whole.figure, "whole")]);
        let (rule, formula, trust) = ("share", Formula::Quotient, Trust::Confirm);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust });
    }

    /// 床位A张，每千常住人口B张: of the people told of before.
    pub(super) fn for_heads(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        if n.digits < 2 || of.listed || !of.lead.has(words!["每"]) {
            return false;
        }
        let Some(many) = heads(of.lead.str()) else { return false };
        let households = of.lead.has(words!["户"]);
        let things = (0..i).rev().take(6).take_while(|&j| self.doc.terms[j].block == of.block).filter(|&j| {
            let t = self.doc.terms[j];
            self.numbers[j].is_some_and(|v| v.digits >= 2 && v.value > n.value) && self.doc.alike(t.figure, of.figure)
        });
        let things: SmallVec<[usize; 4]> = things.take(3).collect();
        let people = (0..i).rev().take(PEOPLE).filter(|&j| {
            let t = self.doc.terms[j];
            let base = self.doc.figure(&t).base().map_or("", |b| b.unit);
            self.numbers[j].is_some_and(|v| v.plain && v.digits >= 3)
                && if households { base == "户" } else { base == "人" && t.lead.has(words!["人口", "总人数"]) }
        });
        let people: SmallVec<[usize; 8]> = people.take(6).collect();
        for &thing in &things {
            for &all in &people {
                let figure = |j: usize| self.doc.terms[j].figure;
                let operands = plain([(figure(thing), "numerator"), (figure(all), "denominator")]);
                let (rule, formula, trust) = ("rate", Formula::Per(many), Trust::Confirm);
                let claim = Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust };
                if out.holds(self.doc, &claim) {
                    return true;
                }
            }
        }
        false
    }

    /// 由B增加到A，平均每年增加C.
    pub(super) fn a_year(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let Some((now, before)) = self.two(i) else { return };
        let (a, b) = (self.doc.terms[now], self.doc.terms[before]);
        if !self.doc.alike(a.figure, of.figure) {
            return;
        }
        let printed = annual_average::year(b.gap.str()).zip(annual_average::year(a.gap.str()));
        let span = printed.and_then(|(from, to)| to.checked_sub(from)).filter(|n| (2..=50).contains(n));
        let year = |t: &Term| self.doc.meanings.get(t.figure as usize)?.period?.year();
        let told = || {
            let (from, to) = (year(&b)?, year(&a)?);
            u32::try_from(to.checked_sub(from)?).ok().filter(|n| (2..=50).contains(n))
        };
        let Some(years) = span.or_else(|| annual_average::in_words(of.gap.str())).or_else(told) else { return };
        let operands = plain([(a.figure, "current"), (b.figure, "previous")]);
        let (rule, formula, trust) = ("annual_average", Formula::Mean(years), Trust::Confirm);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, of.down)), trust });
    }
}
