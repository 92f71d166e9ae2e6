//! An account balances: income and expenditure, what the year leaves over, and what all years left over.
//!
//! | words | relation |
//! | --- | --- |
//! | `收入总计A……支出总计B，收支平衡` | A = B |
//! | `收支平衡情况：总收入A，其中……。总支出B` | A = B, where it is so |
//! | `收入总计A……支出总计B，年末结转C` | A − B = C |
//! | `本年收支结余A，加上年结余B，年末滚存结余C` | A + B = C |
//!
//! The checks are called comparison, difference and sum.

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::{Word, last, words};
use super::{comparison, plain};

/// Names of all that came in.
const INCOME: &[Word; 7] = words!["收入总计", "总收入", "收入合计", "收入总额", "收入总量", "收入共计", "收入总额为"];
/// Names of all that went out.
const SPENDING: &[Word; 6] = words!["支出总计", "总支出", "支出合计", "支出总额", "支出总量", "支出共计"];

/// A total of one side of the account.
fn is_side(doc: &Document, term: &Term, like: &Term) -> bool {
    matches!(term.role, Role::Level | Role::Total) && !term.in_brackets && doc.alike(term.figure, like.figure)
}

/// The income that goes with the expenditure of term `i`.
fn income(doc: &Document, i: usize) -> Option<usize> {
    let term = doc.terms[i];
    let near = (0..i).rev().take(32).take_while(|&j| {
        let t = doc.terms[j];
        t.block == term.block && term.sentence - t.sentence <= 2
    });
    // Another expenditure between belongs to another account.
    for j in near {
        let t = doc.terms[j];
        if is_side(doc, &t, &term) && t.lead.ends(INCOME) {
            return Some(j);
        }
        if t.lead.ends(SPENDING) {
            return None;
        }
    }
    None
}

/// Checks whether both sides are equal, at the expenditure.
pub(super) fn balance(doc: &Document, i: usize, after: &str, out: &mut Findings) {
    let term = doc.terms[i];
    if !matches!(last(&term.lead), Some('计' | '出' | '额' | '量')) || !term.lead.ends(SPENDING) {
        return;
    }
    let ahead = after.trim_start_matches(|c| matches!(c, '，' | ',' | '。' | '；' | ' ' | '\n'));
    let said = ["收支平衡", "实现收支平衡", "当年收支平衡", "收支相等", "收支总量平衡", "全年收支平衡"]
        .iter()
        .any(|w| ahead.starts_with(w));
    let Some(at) = income(doc, i) else { return };
    let first = at.saturating_sub(12);
    let announced = || {
        let near = doc.terms[first..=at].iter().filter(|t| t.block == term.block);
        near.into_iter().any(|t| t.gap.has(words!["平衡情况"]))
    };
    if said || announced() {
        comparison::equal(doc, &doc.terms[at], &term, said, out);
    }
}

/// Checks what is left over of the totals of both sides. Whether both stand there.
pub(super) fn left_over(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(spent) = i.checked_sub(1).filter(|&j| {
        let t = doc.terms[j];
        t.block == term.block && t.sentence == term.sentence && t.lead.ends(SPENDING) && is_side(doc, &t, &term)
    }) else {
        return false;
    };
    let Some(had) = income(doc, spent) else { return false };
    let (a, b) = (doc.figure(&doc.terms[had]), doc.figure(&doc.terms[spent]));
    // Where both are equal, what is left over is among the expenditure.
    let equal = a.base.as_ref().zip(b.base.as_ref()).is_none_or(|(a, b)| a.value <= b.value);
    if equal || !term.lead.ends(words!["结转", "结余", "结转下年", "结转下年支出", "结转结余", "结余结转"])
    {
        return equal;
    }
    // 结转A，净结余B: the rest has two parts.
    let more = doc.terms.get(i + 1).is_some_and(|t| {
        t.block == term.block && t.sentence == term.sentence && t.lead.has(words!["结余", "结转", "稳定调节"])
    });
    let trust = if more || term.in_brackets { Trust::Confirm } else { Trust::Stated };
    let operands = plain([(doc.terms[had].figure, "minuend"), (doc.terms[spent].figure, "subtrahend")]);
    let claimed = Some((term.figure, false));
    out.claim(doc, &Claim { rule: "difference", formula: Formula::Difference, operands, claimed, trust });
    true
}

/// Checks what all years left over: 本年收支结余A，加上年结余B，年末滚存结余C.
pub(super) fn rolled_over(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if !term.lead.ends(words!["滚存结余", "累计结余", "滚存结转结余", "年末结余"]) {
        return;
    }
    let Some(first) = i.checked_sub(2) else { return };
    let two = [doc.terms[first], doc.terms[first + 1]];
    let left = |t: &Term| {
        t.block == term.block
            && t.sentence == term.sentence
            && is_side(doc, t, &term)
            && t.lead.has(words!["结余", "结转"])
    };
    let old = |t: &Term| t.lead.has(words!["上年", "历年", "以前年度", "年初"]);
    if !two.iter().all(left) || old(&two[0]) == old(&two[1]) {
        return;
    }
    let added = two.iter().any(|t| old(t) && t.lead.has(words!["加"]));
    let trust = if added { Trust::Stated } else { Trust::Confirm };
    let operands = plain([(two[0].figure, "part"), (two[1].figure, "part")]);
    let claimed = Some((term.figure, false));
    out.claim(doc, &Claim { rule: "sum", formula: Formula::Sum, operands, claimed, trust });
}
