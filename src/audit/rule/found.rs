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

use std::collections::HashMap;

use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::{Word, words};
use super::super::{Check, Findings, Verdict};
use super::rate::is_target;
use super::repeated::name;
use super::{growth, plain, sum};
use crate::figure::Kind;

/// How many figures are looked at to either side.
const NEAR: usize = 24;
/// How far back an amount of the same name is looked for.
const FAR: usize = 160;
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
    if term.torn || figure.upper.is_some() || figure.qualifier.is_some() {
        return None;
    }
    let base = figure.base.as_ref()?;
    let value = scaled(base.value)?;
    let half = base.ulp.map_or(Some(0), scaled)? / 2;
    let printed = figure.value.as_str();
    let told = if printed.contains('.') { printed } else { printed.trim_end_matches('0') };
    let digits = told.trim_start_matches(['0', '.', '-']).bytes().filter(u8::is_ascii_digit).count() as u32;
    let plain = doc.is_amount(term) && matches!(term.role, Role::Level | Role::Total | Role::To) && value > 0;
    Some(Number { value, half, digits, plain })
}

/// What has been claimed, by figure.
struct Claimed {
    /// As the result of a check.
    result: Vec<bool>,
    /// As a change in a growth.
    change: Vec<bool>,
    /// As the result of a sum.
    total: Vec<bool>,
    /// As a part of a sum.
    part: Vec<bool>,
    /// As a number in a product.
    product: Vec<bool>,
}

/// The checks by the figures that take part in them, the claimed one included.
#[derive(Default)]
struct Told {
    of: HashMap<u32, smallvec::SmallVec<[u32; 4]>>,
    /// How many checks have been taken in.
    read: usize,
}

impl Told {
    /// The checks in which `figure` takes part, those made since the last call included.
    fn with<'o>(&mut self, figure: u32, out: &'o Findings) -> impl Iterator<Item = &'o Check> {
        for (k, check) in out.checks.iter().enumerate().skip(self.read) {
            for f in check.operands.iter().map(|o| o.0).chain(check.claim) {
                self.of.entry(f).or_default().push(k as u32);
            }
        }
        self.read = out.checks.len();
        self.of.get(&figure).into_iter().flatten().filter_map(|&k| out.checks.get(k as usize))
    }
}

impl Claimed {
    fn of(doc: &Document, out: &Findings) -> Self {
        let no = || vec![false; doc.figures.len()];
        let mut all = Self { result: no(), change: no(), total: no(), part: no(), product: no() };
        let set = |list: &mut Vec<bool>, f: u32| {
            if let Some(slot) = list.get_mut(f as usize) {
                *slot = true;
            }
        };
        for check in &out.checks {
            if let Some(f) = check.claim.filter(|_| check.rule != "comparison" && check.rule != "repeated") {
                set(&mut all.result, f);
                if check.rule == "sum" {
                    set(&mut all.total, f);
                }
            }
            for &(f, role) in &check.operands {
                if check.rule == "product" {
                    set(&mut all.product, f);
                }
                match role {
                    "change" => set(&mut all.change, f),
                    "part" => set(&mut all.part, f),
                    _ => {}
                }
            }
        }
        all
    }
}

/// Looks for the relations of all figures that have none.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    let claimed = Claimed::of(doc, out);
    let numbers: Vec<Option<Number>> = doc.terms.iter().map(|t| number(doc, t)).collect();
    let search = Search { doc, numbers: &numbers };
    let mut told = Told::default();
    // What is left over first: the same figures the other way round are no second claim.
    for (i, term) in doc.terms.iter().enumerate() {
        if doc.steps.are_spent() {
            return;
        }
        let f = term.figure as usize;
        if !claimed.product.get(f).copied().unwrap_or(true) {
            super::product::near(doc, i, out);
        }
        let one = term.role == Role::Growth;
        let Some(n) = numbers[i].filter(|n| n.digits >= 2 || one && n.digits == 1) else { continue };
        let result = claimed.result.get(f).copied().unwrap_or(true);
        match term.role {
            // What balances an account has been checked as its part.
            Role::Level | Role::Total | Role::To if n.plain && (result || claimed.part[f]) => {}
            Role::Level | Role::Total | Role::To if n.plain => search.left_over(i, n, out),
            Role::Change if doc.is_amount(term) && !result => search.changed(i, n, claimed.change[f], out),
            _ if result || term.listed => {}
            Role::Growth if doc.figure(term).kind == Kind::Percent => search.grown(i, n, out),
            Role::Completion if search.completed(i, n, out) => {}
            Role::Share if search.of_sum(i, &mut told, out) => {}
            Role::Completion | Role::Share | Role::Rate => search.ratio(i, n, out),
            Role::Level if doc.figure(term).kind == Kind::Percent && term.lead.ends(RATIOS) => search.ratio(i, n, out),
            _ => {}
        }
        if !result {
            match doc.figure(term).kind {
                Kind::PercentagePoint => search.points(i, n, out),
                Kind::Rate if doc.figure(term).unit.starts_with('倍') => search.times(i, n, out),
                Kind::Percent if term.lead.ends(words!["自然增长率"]) => search.natural(i, out),
                _ => {}
            }
        }
    }
    for (i, term) in doc.terms.iter().enumerate() {
        let total = claimed.total.get(term.figure as usize).copied().unwrap_or(true);
        if let Some(n) = numbers[i].filter(|n| n.plain && !total) {
            search.total(i, n, &mut told, out);
        }
    }
}

/// The name of an amount with its scope, without the verb behind it.
fn whole_name<'t>(term: &Term<'t>) -> &'t str {
    let verbs = ["安排", "完成", "预期", "预计", "达到", "执行", "实现"];
    verbs.iter().fold(term.lead.str(), |n, w| n.trim_end_matches(w))
}

struct Search<'d, 'a> {
    doc: &'d Document<'a>,
    numbers: &'d [Option<Number>],
}

impl Search<'_, '_> {
    /// A term that can stand in a relation with term `i`.
    fn fellow(&self, j: usize, i: usize) -> Option<(Term<'_>, Number)> {
        let (t, of) = (self.doc.terms[j], self.doc.terms[i]);
        let n = self.numbers[j]?;
        let fits = n.plain && (!t.in_brackets || of.in_brackets) && self.doc.alike(t.figure, of.figure);
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

    /// The sum of what follows term `i`, or stands before it.
    fn total(&self, i: usize, n: Number, told: &mut Told, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        // Of two digits only where the words say that it is a total.
        let said = of.lead.has(words!["共有", "总共", "合计", "共计"]) || of.gap.ends_with('共');
        if n.digits < 3 && !said || of.listed || of.which || self.doc.is_measure(i) {
            return false;
        }
        let budget = of.target && is_target(of.lead);
        let mut parts: smallvec::SmallVec<[usize; 8]> = smallvec::SmallVec::new();
        for (ahead, skip_parts) in [(true, false), (true, true), (false, false)] {
            parts.clear();
            let mut sum = 0i64;
            let mut passed = false;
            let range: &mut dyn Iterator<Item = usize> =
                if ahead { &mut (i + 1..self.doc.terms.len().min(i + 1 + NEAR)) } else { &mut (0..i).rev().take(NEAR) };
            for j in range {
                let t = self.doc.terms[j];
                if t.block != of.block || t.sentence.abs_diff(of.sentence) > 2 {
                    break;
                }
                if skip_parts && t.part {
                    continue;
                }
                let Some((t, v)) = self.fellow(j, i) else {
                    passed |= self.doc.is_amount(&t) && self.doc.alike(t.figure, of.figure);
                    continue;
                };
                if t.target && !budget && is_target(t.lead) || self.doc.is_measure(j) {
                    passed = true;
                    continue;
                }
                sum += v.value;
                if sum > n.value || parts.len() == PARTS || t.role == Role::Total && !ahead {
                    break;
                }
                parts.push(j);
                if sum == n.value && parts.len() >= 2 {
                    let near = !passed && parts.iter().all(|&p| self.doc.terms[p].sentence == of.sentence);
                    let first = parts.iter().min().and_then(|p| p.checked_sub(1));
                    let whole = first.is_none_or(|j| self.doc.terms[j].sentence != of.sentence);
                    if n.digits < 3 && (ahead || !near || !whole) {
                        break;
                    }
                    // Of three digits only a list in one breath.
                    if n.digits < 4 && !near || n.digits < 5 && parts.len() > 8 {
                        break;
                    }
                    if !ahead {
                        parts.reverse();
                    }
                    if self.is_told(&parts, i, told, out) {
                        return true;
                    }
                    return sum::of_scope(self.doc, &parts, i, out);
                }
            }
        }
        false
    }

    /// 结余 and the like: what came in less what went out, with what was carried over.
    fn left_over(&self, i: usize, n: Number, out: &mut Findings) {
        const NAMES: &[Word; 24] = words![
            "短收",
            "超收",
            "短絀",
            "短绌",
            "賸餘",
            "剩餘",
            "結餘",
            "结存",
            "结余",
            "结转",
            "差额",
            "顺差",
            "逆差",
            "缺口",
            "盈余",
            "节余",
            "节约",
            "净流入",
            "净增",
            "剩余",
            "净额",
            "超支",
            "亏损",
            "利润",
        ];
        const OUT: &[Word; 14] = words![
            "歲出", "支出", "上解", "调出", "还本", "执行", "使用", "支付", "进口", "成本", "费用", "决算", "采购",
            "实际"
        ];
        const IN: &[Word; 12] =
            words!["歲入", "收入", "上年", "年初", "历年", "滚存", "调入", "安排", "出口", "预算", "概算", "估算"];
        let of = self.doc.terms[i];
        if !of.lead.has(NAMES) || of.part && !of.lead.has(words!["差额", "顺差", "逆差"]) {
            return;
        }
        let claimed = Some((of.figure, super::account::has_minus(&of)));
        if self.of_trade(i, out) || self.set_off(i, out) || self.short_of(i, out) {
            return;
        }
        // 收入A，支出B，当年结余C, and the like: stated, side by side.
        let two = || {
            let j = i.checked_sub(2)?;
            let ((a, _), (b, _)) = (self.fellow(j, i)?, self.fellow(j + 1, i)?);
            let near = a.block == of.block && of.sentence - a.sentence <= 2 && !self.doc.is_measure(j);
            let year = of.lead.has(words!["当年", "本年", "当期", "收支", "顺差", "逆差", "节约", "节余"]);
            let pair = a.lead.ends(words![
                "收入",
                "收入合计",
                "出口",
                "预算",
                "概算",
                "估算",
                "预算总额",
                "安排资金",
                "下达资金",
                "到位资金"
            ]) && b.lead.ends(words!["支出", "支出合计", "进口", "决算", "实际支出", "实际采购"]);
            (near && year && pair).then(|| plain([(a.figure, "minuend"), (b.figure, "subtrahend")]))
        };
        if let Some(operands) = two() {
            let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
            if out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust }) {
                return;
            }
        }
        let mut operands: smallvec::SmallVec<[(u32, &'static str, bool); 4]> = smallvec::SmallVec::new();
        let mut sum = 0i64;
        for j in (0..i).rev().take(8) {
            let t = self.doc.terms[j];
            if t.block != of.block || of.sentence - t.sentence > 3 {
                return;
            }
            let Some((t, v)) = self.fellow(j, i) else { continue };
            if self.doc.is_measure(j) {
                continue;
            }
            let spent =
                t.lead.has(OUT) && !t.lead.has(words!["收入支出", "采购预算", "支出预算", "执行预算", "成本概算"]);
            let named = spent || t.lead.has(IN);
            // 收到捐款A，支出B，结存C: before what was spent stands what there was.
            if !named && (operands.len() != 1 || n.digits < 3) {
                return;
            }
            sum += if spent { -v.value } else { v.value };
            operands.insert(0, (t.figure, if spent { "subtrahend" } else { "minuend" }, spent));
            // Of two digits only what stands directly before it.
            if n.digits < 3 && (i - j != operands.len() || operands.len() > 3) {
                return;
            }
            if operands.len() >= 2 && sum == n.value && operands.iter().any(|o| o.2) {
                let rule = "difference";
                let formula = Formula::Sum;
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust: Trust::Confirm });
                return;
            }
            // 上年结转A，本年收入B，本年支出C，结转下年D: the account of a year, whole.
            let account = || {
                let has =
                    |w: &[Word; 2]| (j..i).any(|k| self.doc.terms[k].lead.has(w) && !self.doc.terms[k].lead.has(OUT));
                n.digits >= 2
                    && operands.len() == 3
                    && i - j == 3
                    && operands.iter().filter(|o| o.2).count() == 1
                    && has(words!["上年结", "年初结"])
                    && has(words!["本年收入", "收入合计"])
                    && of.lead.has(words!["结转下年", "年末结转", "年末结余", "滚存结余"])
            };
            if account() {
                let (rule, formula, trust) = ("difference", Formula::Sum, Trust::Likely);
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
            if operands.len() == 5 {
                return;
            }
        }
    }

    /// 出口A，增长……；进口B，增长……。贸易逆差C
    fn of_trade(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let deficit = of.lead.has(words!["逆差"]);
        if !deficit && !of.lead.has(words!["顺差"]) {
            return false;
        }
        let side = |word: &[Word; 1]| {
            let near = (0..i).rev().take(10).take_while(|&j| {
                let t = self.doc.terms[j];
                t.block == of.block && of.sentence - t.sentence <= 2
            });
            let mut found = near.into_iter().filter(|&j| {
                let t = self.doc.terms[j];
                self.fellow(j, i).is_some() && t.lead.ends(word) && !t.lead.ends(words!["进出口"])
            });
            // Of two of a name, one is of a part.
            found.next().filter(|_| found.next().is_none())
        };
        let (Some(a), Some(b)) = (side(words!["出口"]), side(words!["进口"])) else { return false };
        let (a, b) = if deficit { (b, a) } else { (a, b) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust })
    }

    /// 業務收入A，……；業務成本與費用B，收支相抵後，計列賸餘C; 業務外收入A，業務外費用B，業務外短絀C.
    fn set_off(&self, i: usize, out: &mut Findings) -> bool {
        const SPENT: &[Word; 6] = words!["支出", "费用", "費用", "成本", "歲出", "开支"];
        let of = self.doc.terms[i];
        let said = of.gap.has(words!["相抵"]);
        let short = of.lead.has(words!["短絀", "短绌", "亏损"]);
        let loss = short || of.lead.has(words!["賸餘", "盈余", "盈餘"]);
        if !said && !loss || of.lead.has(words!["年末", "累计", "滚存", "上年", "历年", "本期"]) {
            return false;
        }
        let near = |from: usize| {
            let list = (0..from).rev().take(8);
            list.take_while(|&j| self.doc.terms[j].block == of.block && of.sentence - self.doc.terms[j].sentence <= 1)
        };
        // Changes, budgets and growth between are passed over where the words say that the two sides were set off.
        let level = |j: usize| {
            let t = self.doc.terms[j];
            self.fellow(j, i).is_some() && matches!(t.role, Role::Level | Role::Total) && !t.part
        };
        let last = |j: &usize| level(*j);
        let Some(spent) = near(i).find(last).filter(|&j| self.doc.terms[j].lead.has(SPENT)) else { return false };
        let income = |&j: &usize| level(j) && self.doc.terms[j].lead.has(words!["收入", "歲入"]);
        let Some(had) = near(spent).find(income) else { return false };
        if !said && had + 1 != spent {
            return false;
        }
        let (a, b) = if short { (spent, had) } else { (had, spent) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let claimed = Some((of.figure, super::account::has_minus(&of)));
        let trust = if said || loss { Trust::Likely } else { Trust::Confirm };
        let (rule, formula) = ("difference", Formula::Difference);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust })
    }

    /// 收入完成A，为预算B的R%，短收C
    fn short_of(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let short = of.lead.ends(words!["短收"]);
        if !short && !of.lead.ends(words!["超收"]) {
            return false;
        }
        let near = |from: usize| {
            let list = (0..from).rev().take(5);
            list.take_while(|&j| self.doc.terms[j].sentence == of.sentence && self.doc.terms[j].block == of.block)
        };
        let budget = near(i).find(|&j| {
            let t = self.doc.terms[j];
            self.fellow(j, i).is_some() && (t.target || self.doc.is_measure(j))
        });
        let done = budget.and_then(|b| near(b).find(|&j| self.fellow(j, i).is_some()));
        let (Some(budget), Some(done)) = (budget, done) else { return false };
        let (a, b) = if short { (budget, done) } else { (done, budget) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust })
    }

    /// 城镇居民收入是农村居民的1.85倍: two amounts before it.
    fn times(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        if n.digits < 2 || of.lead.has(words!["增长", "增加", "提高", "扩大", "翻"]) {
            return;
        }
        let near: smallvec::SmallVec<[usize; 8]> = (0..i)
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

    /// 增加, 减少, 节约: the difference of two amounts near it.
    ///
    /// Where its growth was checked, the amount that it is compared with must stand in the same sentence.
    fn changed(&self, i: usize, n: Number, told: bool, out: &mut Findings) {
        let of = self.doc.terms[i];
        if n.digits < 3 {
            return;
        }
        let first = i.saturating_sub(8);
        let near = |j: &usize| {
            let t = self.doc.terms[*j];
            *j != i
                && t.block == of.block
                && t.sentence.abs_diff(of.sentence) <= u32::from(!told)
                && self.numbers[*j].is_some_and(|v| v.value > 0)
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::Previous | Role::From)
                && self.doc.alike(t.figure, of.figure)
                && (!t.in_brackets || of.in_brackets)
        };
        let all: smallvec::SmallVec<[usize; 12]> = (first..self.doc.terms.len().min(i + 3)).filter(near).collect();
        let value = |j: usize| self.numbers[j].map_or(0, |v| v.value);
        // 核定增加A，调整为B: from what it was paragraphs ago.
        let next =
            self.doc.terms.get(i + 1).filter(|t| {
                t.sentence == of.sentence && matches!(t.role, Role::To) && self.doc.alike(t.figure, of.figure)
            });
        if next.is_some() && n.digits >= 4 {
            let wanted = if of.down { value(i + 1) + n.value } else { value(i + 1) - n.value };
            let before = (0..i).rev().take(NEAR).find(|&j| {
                self.numbers[j].is_some_and(|v| v.plain && v.value == wanted && v.digits >= 4)
                    && self.doc.alike(self.doc.terms[j].figure, of.figure)
            });
            if let Some(before) = before {
                let figure = |j: usize| self.doc.terms[j].figure;
                let operands = plain([(figure(i + 1), "minuend"), (figure(before), "subtrahend")]);
                let claimed = Some((of.figure, of.down));
                let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
        }
        for &now in all.iter().rev() {
            for &before in &all {
                let off = value(now) - value(before);
                let told =
                    self.doc.terms[before].sentence == of.sentence || self.doc.terms[now].sentence == of.sentence;
                if now != before && told && off.abs() == n.value && (off < 0) == of.down {
                    let figure = |j: usize| self.doc.terms[j].figure;
                    let operands = plain([(figure(now), "minuend"), (figure(before), "subtrahend")]);
                    let claimed = Some((of.figure, of.down));
                    let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                    out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                    return;
                }
            }
        }
    }

    /// 高于, 提高 so many percentage points: the difference of two percentages near it.
    fn points(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        let down = of.down || of.lead.has(words!["低于", "慢于", "低", "慢", "少于"]);
        let above = of.lead.has(words!["于", "过", "出"]);
        let percent = |j: &usize| {
            let t = self.doc.terms[*j];
            t.block == of.block
                && self.doc.figure(&t).kind == Kind::Percent
                && self.numbers[*j].is_some_and(|v| v.half == n.half)
        };
        let mut all: smallvec::SmallVec<[usize; 6]> = (i.saturating_sub(5)..self.doc.terms.len().min(i + 2))
            .filter(|&j| self.doc.terms[j].sentence == of.sentence)
            .filter(percent)
            .collect();
        // 高于平均水平 that the paragraph began with.
        if above {
            let block = (0..i).rev().take(40).take_while(|&j| self.doc.terms[j].block == of.block);
            all.extend(block.filter(percent).last());
        }
        let value = |j: usize| self.numbers[j].map_or(0, |v| if self.doc.terms[j].down { -v.value } else { v.value });
        for &now in all.iter().filter(|&&j| j < i && self.doc.terms[j].sentence == of.sentence).rev().take(2) {
            for &before in &all {
                let off = value(now) - value(before);
                if now != before && off.abs() == n.value && (off < 0) == down {
                    let mut operands =
                        plain([(self.doc.terms[now].figure, "minuend"), (self.doc.terms[before].figure, "subtrahend")]);
                    (operands[0].2, operands[1].2) = (self.doc.terms[now].down, self.doc.terms[before].down);
                    let claimed = Some((of.figure, down));
                    let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                    out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                    return;
                }
            }
        }
        self.above(i, out);
    }

    /// 增长A，高于全省平均水平（B）C个百分点: both are named.
    fn above(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let Some(j) = i.checked_sub(2) else { return };
        let (now, than) = (self.doc.terms[j], self.doc.terms[j + 1]);
        let down = than.gap.has(words!["低于", "慢于"]);
        let said = than.in_brackets && (down || than.gap.has(words!["高于", "快于"])) && than.sentence == of.sentence;
        let percent = |t: &Term| self.doc.figure(t).kind == Kind::Percent;
        if !said || now.sentence != of.sentence || now.in_brackets || !percent(&now) || !percent(&than) {
            return;
        }
        let mut operands = plain([(now.figure, "minuend"), (than.figure, "subtrahend")]);
        (operands[0].2, operands[1].2) = (now.down, than.down);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, down)), trust });
    }

    /// 人口自然增长率 is 出生率 less 死亡率.
    fn natural(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let named = |word: &[Word; 1]| {
            let near = self.doc.terms[..i].iter().rev().take(8).take_while(|t| t.block == of.block);
            near.into_iter().find(|t| t.lead.ends(word) && self.doc.alike(t.figure, of.figure))
        };
        if let Some((born, died)) = named(words!["出生率"]).zip(named(words!["死亡率"])) {
            let operands = plain([(born.figure, "minuend"), (died.figure, "subtrahend")]);
            let claimed = Some((of.figure, false));
            let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
            out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
        }
    }

    /// The nearest value before term `i`, in its sentence.
    fn current(&self, i: usize) -> Option<(usize, Number)> {
        let of = self.doc.terms[i];
        (0..i)
            .rev()
            .take(6)
            .take_while(|&j| self.doc.terms[j].block == of.block && self.doc.terms[j].sentence == of.sentence)
            .filter(|&j| !self.doc.is_measure(j))
            .find_map(|j| self.numbers[j].filter(|v| v.plain && v.digits >= 3).map(|v| (j, v)))
            .filter(|&(j, _)| !self.doc.terms[j].in_brackets || of.in_brackets)
    }

    /// 增长: against an earlier amount of the same name.
    fn grown(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        let Some((at, now)) = self.current(i) else { return };
        let subject = self.doc.terms[at];
        if n.digits < 3 && n.half == 0
            || of.role == Role::Average
            || growth::is_constant(self.doc, &of)
            || growth::is_constant(self.doc, &subject)
        {
            return;
        }
        let wanted = if of.down { -n.value } else { n.value };
        let is_base = |v: Number, t: &Term| {
            // 100 (now − before) ÷ before, against the claimed percentage.
            let off = 1_000_000 * i128::from(now.value - v.value) - i128::from(wanted) * i128::from(v.value);
            // Of the very same name, within the precision of both.
            let same = n.digits >= 3 && whole_name(t) == whole_name(&subject);
            let room = if same { 1_000_000 * (i128::from(now.half) + 2 * i128::from(v.half)) } else { 0 };
            v.value != now.value && off.abs() <= i128::from(n.half) * i128::from(v.value) + room
        };
        let told = |j: usize, trust| {
            let operands = plain([(subject.figure, "current"), (self.doc.terms[j].figure, "previous")]);
            Claim { rule: "growth", formula: Formula::Growth, operands, claimed: Some((of.figure, of.down)), trust }
        };
        let found = || self.of_name(at, |v, t| is_base(v, t) && !(t.target && is_target(t.lead)));
        if let Some(before) = Some(()).filter(|()| n.digits >= 2).and_then(|()| found()) {
            out.claim(self.doc, &told(before, Trust::Confirm));
        } else if let Some(before) = self.year_before(at) {
            // Of the very same name, in the year before.
            let trust = if n.digits >= 3 { Trust::Likely } else { Trust::Confirm };
            if n.digits >= 3 || is_base(self.numbers[before].unwrap_or(now), &self.doc.terms[before]) {
                out.claim(self.doc, &told(before, trust));
            }
        }
    }

    /// The one amount of the whole name of term `at` that is told of the year before.
    fn year_before(&self, at: usize) -> Option<usize> {
        let of = self.doc.terms[at];
        let year = |t: &Term| self.doc.meanings.get(t.figure as usize)?.period?.year();
        let (name, wanted) = (whole_name(&of), year(&of)?.checked_sub(1)?);
        if name.chars().count() < 8 {
            return None;
        }
        let same = (0..at).rev().take(FAR).filter(|&j| {
            let t = self.doc.terms[j];
            whole_name(&t) == name
                && year(&t) == Some(wanted)
                && !(t.target && is_target(t.lead))
                && !t.in_brackets
                && matches!(t.role, Role::Level | Role::Total)
                && self.numbers[j].is_some_and(|v| v.plain)
                && self.doc.alike(t.figure, of.figure)
        });
        let mut values = same.map(|j| (j, self.numbers[j].map_or(0, |v| v.value)));
        let first = values.next()?;
        values.all(|(_, value)| value == first.1).then_some(first.0)
    }

    /// 完成预算的: against an earlier budget of the same name.
    fn completed(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let Some((at, done)) = self.current(i).filter(|_| n.digits >= 3) else { return false };
        let is_whole = |v: Number, t: &Term| {
            let off = 1_000_000 * i128::from(done.value) - i128::from(n.value) * i128::from(v.value);
            (t.target || t.lead.has(words!["安排", "预期", "预计"]))
                && off.abs() <= i128::from(n.half) * i128::from(v.value)
        };
        if let Some(budget) = self.of_name(at, |v, t| is_whole(v, t)) {
            let figures = [(self.doc.terms[at].figure, "numerator"), (self.doc.terms[budget].figure, "denominator")];
            let claimed = Some((of.figure, false));
            let (rule, formula, trust) = ("rate", Formula::Share, Trust::Confirm);
            return out.claim(self.doc, &Claim { rule, formula, operands: plain(figures), claimed, trust });
        }
        false
    }

    /// An earlier amount of the name of term `at` that does.
    fn of_name(&self, at: usize, does: impl Fn(Number, &Term) -> bool) -> Option<usize> {
        let of = self.doc.terms[at];
        (0..at).rev().take(FAR).find(|&j| {
            let t = self.doc.terms[j];
            self.numbers[j].is_some_and(|v| v.value > 0 && v.digits >= 3 && does(v, &t))
                && self.doc.is_amount(&t)
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::Previous)
                && self.doc.alike(t.figure, of.figure)
                && self.is_named_alike(&t, &of)
        })
    }

    /// Whether two amounts are of one measure: by their names, or by their indicators and the end of their names.
    fn is_named_alike(&self, a: &Term, b: &Term) -> bool {
        let bare = |t: &Term| {
            let n = name(t.lead).trim_end_matches('数');
            ["年初预算", "调整预算", "预算", "安排", "完成", "预期", "预计", "目标", "计划", "决算", "执行"]
                .iter()
                .fold(n.to_owned(), |n, w| n.trim_end_matches(w).to_owned())
        };
        let (x, y) = (bare(a), bare(b));
        let (long, short) = if x.len() >= y.len() { (&x, &y) } else { (&y, &x) };
        let named = short.len() >= 12 && long.ends_with(short.as_str());
        let labels = self.doc.label(a.figure).zip(self.doc.label(b.figure));
        named || labels.is_some_and(|(x, y)| x == y && x.len() >= 12)
    }

    /// 占38.79%, behind a part of a sum that was checked: of its total.
    fn of_sum(&self, i: usize, told: &mut Told, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let part = i.checked_sub(1).map(|j| self.doc.terms[j]).filter(|t| t.block == of.block);
        let Some(part) = part.filter(|t| of.role == Role::Share && t.role == Role::Level && t.sentence == of.sentence)
        else {
            return false;
        };
        let (_, name) = of.lead.split_once('占').unwrap_or(("", ""));
        if name.trim_end_matches("比重").trim_end_matches('比').chars().count() > 1 {
            return false;
        }
        let sums = told.with(part.figure, out).filter(|c| {
            c.rule == "sum"
                && c.verdict != Verdict::Contradiction
                && c.operands.iter().any(|o| o.0 == part.figure && o.1 == "part")
        });
        let sum = sums.last();
        let Some(total) = sum.and_then(|c| c.claim) else { return false };
        let operands = plain([(part.figure, "part"), (total, "whole")]);
        let claimed = Some((of.figure, false));
        let (rule, formula, trust) = ("share", Formula::Share, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust })
    }

    /// 占比, ……率: two amounts near it.
    fn ratio(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        // 节约率 of two digits: its part carries its name.
        let stem = of.lead.strip_suffix('率').filter(|s| s.chars().count() == 2 && of.role == Role::Rate);
        let carries = |t: &Term| stem.is_some_and(|s| t.lead.contains(s));
        // Rates of births and deaths are of the mean population.
        let vital = self.doc.figure(&of).unit.contains('‰');
        if n.digits < 2 || n.digits < 3 && stem.is_none() || of.down || vital {
            return;
        }
        // Counts of two digits say enough where they stand next to it.
        // 执行率96.4%，其中预算数A，执行数B: they may follow.
        let ahead = (i + 1..self.doc.terms.len().min(i + 4)).filter(|&j| self.doc.terms[j].sentence == of.sentence);
        let ahead = ahead.filter(|_| of.role != Role::Share);
        let near = (0..i).rev().take(12).chain(ahead).enumerate().filter(|&(k, j)| {
            let t = self.doc.terms[j];
            t.block == of.block
                && of.sentence.abs_diff(t.sentence) <= 2
                && self.numbers[j].is_some_and(|v| v.plain && (v.digits >= 3 || v.half == 0 && v.digits >= 2 && k < 4))
                && (!t.in_brackets || of.in_brackets || j == i + 1)
        });
        let all: smallvec::SmallVec<[usize; 12]> = near.map(|(_, j)| j).collect();
        let own = |j: &usize| {
            of.sentence - self.doc.terms[*j].sentence
                <= u32::from(!all.iter().any(|&j| self.doc.terms[j].sentence == of.sentence))
        };
        for &part in all.iter().filter(|j| own(j)).take(3) {
            for &whole in &all {
                let (Some(a), Some(b)) = (self.numbers[part], self.numbers[whole]) else { continue };
                if n.digits < 3 && !carries(&self.doc.terms[part]) {
                    continue;
                }
                let off = 1_000_000 * i128::from(a.value) - i128::from(n.value) * i128::from(b.value);
                if part == whole
                    || off.abs() > i128::from(n.half) * i128::from(b.value)
                    || !self.doc.alike(self.doc.terms[part].figure, self.doc.terms[whole].figure)
                {
                    continue;
                }
                let share = of.role == Role::Share;
                let roles = if share { ["part", "whole"] } else { ["numerator", "denominator"] };
                let figures = [part, whole].map(|j| self.doc.terms[j].figure);
                let claimed = Some((of.figure, false));
                let (formula, trust) = (Formula::Share, Trust::Confirm);
                let operands = plain([(figures[0], roles[0]), (figures[1], roles[1])]);
                let rule = if share { "share" } else { "rate" };
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
        }
    }
}
