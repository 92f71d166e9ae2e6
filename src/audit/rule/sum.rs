//! A total is the sum of its parts, and the shares of all parts total 100.
//!
//! Parts are read after 其中, 主要用于, 包括 (of the amount before), after 按资金来源分, 按支出性质看 (of the nearest total
//! before), before 合计 and 共计, after 共……，第一批……第二批, in brackets behind their total, in 一是……二是……, and in the
//! numbered items under 以下四项任务，预算数合计……, or above 上述任务预算数合计…….
//!
//! 收入A，加上B、C，收入总计D; 本年收支结余A，加上年结余B，滚存结余C; 收入总计 of 本年收入合计 and 年初结转和结余; and the same measure
//! of 全市, 市本级 and the districts are sums as well: the last two are only checked where they hold.
//!
//! Why: totals are copied from last year's text, parts from this year's table.
//!
//! Example: 收入960.50万元，其中：税收620.30万元，非税340.20万元。 — 620.30 + 340.20 = 960.50
//!
//! 其中 rarely promises that all parts are named. Its parts are therefore taken for all only where they add up, exactly or
//! within the printed precision, or where one slip in one of at least four digits is all that is missing. A list promises
//! it that closes with 合计 or 三项合计, ends with 其他, follows 共……，分别为, or names kinds that are all there are (税收收入 and
//! 非税收入, 出口 and 进口); so does a list in one breath whose parts are more than their whole.

mod closing;
mod hundred;
mod items;
mod which;

use smallvec::SmallVec;

use self::closing::{plus, run, total};
use self::hundred::hundred;
use self::items::items;
use self::which::{bracketed, division, enumerated, of_which};
use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term, composed_of};
use super::super::word::{last, words};
use super::rate::is_target;
use super::share::heads;
use crate::decimal::Decimal;
use crate::figure::Kind;

/// At most so many parts.
const PARTS: usize = 40;

type Parts = SmallVec<[usize; 8]>;

/// Checks the sums that begin, or end, at term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let ratio = is_ratio(doc, &term);
    if matches!(term.role, Role::Share) || ratio {
        hundred(doc, i, out);
        if ratio {
            super::share::sectors(doc, i, out);
        }
        return;
    }
    if !doc.is_amount(&term) {
        return;
    }
    if term.opens {
        // 税收收入由增值税A和所得税B构成: of the amount of that name.
        let name = composed_of(&term.gap);
        let named = (0..i).rev().take(12).find(|&j| {
            let t = doc.terms[j];
            name.chars().count() >= 2
                && term.block - t.block <= 1
                && matches!(t.role, Role::Level | Role::Total)
                && t.lead.ends_with(name)
                && doc.alike(t.figure, term.figure)
        });
        if let Some(head) = named.or_else(|| heads(doc, i).first().copied()) {
            of_which(doc, i, head, out);
        }
    } else if let Some(head) = within(doc, i) {
        of_which(doc, i, head, out);
    } else if term.division {
        division(doc, i, out);
    } else if term.lead.starts(words!["一是"]) {
        enumerated(doc, i, out);
    } else if term.listed {
        run(doc, i, out);
    } else {
        let closes = term.role == Role::Total
            || matches!(last(&term.lead), Some('量' | '入' | '出'))
                && term.lead.ends(words!["总量", "总收入", "总支出"]);
        let made = term.in_brackets && bracketed(doc, i, out) || plus(doc, i, out);
        if closes && !made {
            total(doc, i, out);
        }
    }
    if matches!(term.role, Role::Level | Role::Total) {
        items(doc, i, out);
    }
}

/// Whether a gap opens the parts of an amount by its name: 基本支出中，, 医疗收入按性质分：.
pub(super) fn opens_within(term: &Term) -> bool {
    term.gap.has(words!["中，", "中：", "中,", "分：", "分，", "看：", "看，"]) && within_name(term).is_some()
}

/// The name whose parts a gap opens.
fn within_name<'a>(term: &Term<'a>) -> Option<&'a str> {
    let sentence = term.gap.str().rsplit(['。', '；', '\n']).next()?.trim_start().trim_start_matches('在');
    let (head, rest) = sentence.split_once(['，', '：', ','])?;
    let head = head.trim_end();
    let name = match head.split_once('按') {
        Some((name, _)) if head.ends_with(['分', '看']) => name,
        _ => head.strip_suffix('中')?,
    };
    let plain = (3..=12).contains(&name.chars().count()) && !name.contains(['、', '其']);
    (plain && !rest.contains(['，', '：'])).then_some(name)
}

/// 基本支出中，人员经费A，公用经费B: the amount of that name, told before.
pub(super) fn within(doc: &Document, i: usize) -> Option<usize> {
    let term = doc.terms[i];
    if !opens_within(&term) {
        return None;
    }
    let name = within_name(&term)?;
    let near = (0..i).rev().take(24).take_while(|&j| term.block - doc.terms[j].block <= 1);
    near.into_iter().find(|&j| {
        let t = doc.terms[j];
        matches!(t.role, Role::Level | Role::Total) && t.lead.ends_with(name) && doc.alike(t.figure, term.figure)
    })
}

/// Whether a figure is a further part of a ratio: 14.4∶37.2∶48.4.
pub(super) fn is_ratio(doc: &Document, term: &Term) -> bool {
    term.gap.len() <= 6 && doc.figure(term).kind == Kind::Percent && matches!(term.gap.trim(), "∶" | ":" | "：")
}

/// Amounts of a whole and of its parts, by name; and what follows for their growth.
pub(super) fn of_scope(doc: &Document, parts: &[usize], total: usize, out: &mut Findings) -> bool {
    let made = holds(doc, parts, total) && out.claim(doc, &claim(doc, parts, total, Trust::Confirm));
    if made {
        of_parts(doc, parts, total, out);
    }
    made
}

fn claim(doc: &Document, parts: &[usize], total: usize, trust: Trust) -> Claim {
    let total = parts.first().map_or(total, |&part| doc.in_unit_of(total, part));
    Claim {
        rule: "sum",
        formula: Formula::Sum,
        operands: parts.iter().map(|&p| (doc.terms[p].figure, "part", false)).collect(),
        claimed: Some((doc.terms[total].figure, false)),
        trust,
    }
}

/// The same where some of the parts are taken off: only what holds is a check.
fn signed(doc: &Document, parts: &[usize], total: usize, is_taken: impl Fn(usize) -> bool) -> Claim {
    let mut claim = claim(doc, parts, total, Trust::Confirm);
    for (k, operand) in claim.operands.iter_mut().enumerate() {
        if is_taken(k) {
            (operand.1, operand.2) = ("subtrahend", true);
        }
    }
    claim
}

/// The parts told from term `i` to the end of its sentence.
fn parts(doc: &Document, i: usize) -> Parts {
    let first = doc.terms[i];
    let mut parts = Parts::new();
    // 基本支出A，其中人员经费a、公用经费b；项目支出B: the parts of a part end with a semicolon.
    let mut nested = false;
    for j in i..doc.terms.len().min(i + 3 * PARTS) {
        let t = doc.terms[j];
        if t.block != first.block || t.sentence != first.sentence || parts.len() == PARTS {
            break;
        }
        if j > i && t.division && !t.in_brackets {
            break;
        }
        if j > i && !t.in_brackets {
            nested = t.which || nested && !t.gap.contains('；');
            if nested {
                continue;
            }
        }
        // 公务接待费2.76万元，完成预算4.00万元的69.00%: a part's budget is no part.
        let budget = t.target && is_target(t.lead) && !is_target(first.lead);
        let level = matches!(t.role, Role::Level) && (!t.in_brackets || first.in_brackets) && !budget;
        if level && doc.is_amount(&t) && doc.alike(t.figure, first.figure) {
            parts.push(j);
        }
        if first.in_brackets && t.in_brackets && doc.after(j).contains(['）', ')']) {
            break;
        }
    }
    parts
}

/// Whether chance would hardly make these parts miss their total by one slip.
fn is_telling(doc: &Document, parts: &[usize], total: usize) -> bool {
    let digits = |t: &Term| doc.digits(t);
    let total = &doc.terms[total];
    let all = parts.iter().map(|&p| &doc.terms[p]);
    digits(total) >= 4 && parts.len() <= 8 && all.clone().filter(|t| digits(t) >= 3).count() >= 2
}

/// Whether some parts add up to the total exactly.
fn holds(doc: &Document, parts: &[usize], total: usize) -> bool {
    let whole = doc.figure(&doc.terms[total]);
    // In one unit, the printed numbers are added.
    if parts.iter().all(|&p| doc.figure(&doc.terms[p]).unit() == whole.unit()) {
        let mut sum = Some(Decimal::ZERO);
        for &p in parts {
            let value = doc.figure(&doc.terms[p]).value.parse::<Decimal>().ok();
            sum = sum.zip(value).and_then(|(sum, value)| sum.checked_add(value));
        }
        return sum.is_some() && sum == whole.value.parse().ok();
    }
    let c = claim(doc, parts, total, Trust::Confirm);
    c.quantities(doc).is_some_and(|(x, claimed)| Formula::Sum.nominal(&x).is_some_and(|s| s == claimed.value))
}

/// Where the parts add up and each has its growth (or its rate of the budget), the total's follows.
fn of_parts(doc: &Document, parts: &[usize], head: usize, out: &mut Findings) {
    let next = |j: usize, role: Role| {
        let t = doc
            .terms
            .get(j + 1..)?
            .iter()
            .take(4)
            .take_while(|t| t.block == doc.terms[j].block && (!doc.is_amount(t) || t.role == Role::Change));
        t.copied().find(|t| t.role == role && doc.figure(t).kind == Kind::Percent && !t.listed)
    };
    for (role, rule, formula) in
        [(Role::Growth, "growth", Formula::GrowthOfParts), (Role::Completion, "rate", Formula::RateOfParts)]
    {
        let Some(claimed) = next(head, role) else { continue };
        let rates: Option<SmallVec<[Term; 4]>> = parts.iter().map(|&p| next(p, role)).collect();
        let Some(rates) = rates else { continue };
        if super::growth::is_constant(doc, &doc.terms[head]) || super::growth::is_constant(doc, &claimed) {
            continue;
        }
        let pairs = parts.iter().zip(&rates);
        let operands =
            pairs.flat_map(|(&p, r)| [(doc.terms[p].figure, "part", false), (r.figure, "rate", r.down)]).collect();
        let claimed = Some((claimed.figure, claimed.down));
        out.claim(doc, &Claim { rule, formula, operands, claimed, trust: Trust::Confirm });
    }
}
