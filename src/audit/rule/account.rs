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
use super::super::word::{Text, Word, last, words};
use super::{comparison, plain};
use crate::figure::Kind;

/// Names of all that came in.
const INCOME: &[Word; 8] =
    words!["收入总计", "总收入", "收入合计", "收入总额", "收入总量", "收入共计", "收入总额为", "收入决算结果"];
/// Names of all that went out.
const SPENDING: &[Word; 8] =
    words!["总费用", "支出总计", "总支出", "支出合计", "支出总额", "支出总量", "支出共计", "支出决算结果"];

/// A total of one side of the account.
fn is_side(doc: &Document, term: &Term, like: &Term) -> bool {
    matches!(term.role, Role::Level | Role::Total) && !term.in_brackets && doc.alike(term.figure, like.figure)
}

/// Whether a minus sign stands before the figure and was not read with it.
pub(super) fn has_minus(term: &Term) -> bool {
    term.gap.trim_end().ends_with(['－', '−', '﹣'])
}

/// The income that goes with the expenditure of term `i`.
fn income(doc: &Document, i: usize) -> Option<usize> {
    let term = doc.terms[i];
    let near = (0..i).rev().take(32).take_while(|&j| {
        let t = doc.terms[j];
        term.block - t.block <= 2 && term.sentence - t.sentence <= 8
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
    if !matches!(last(&term.lead), Some('计' | '出' | '额' | '量' | '成')) {
        return;
    }
    if !term.lead.ends(SPENDING) {
        of_year(doc, i, after, out);
        return;
    }
    let ahead = after.trim_start_matches(['，', ',', '。', '；', ' ', '\n']);
    let said = [
        "收支相抵平衡",
        "收支相抵，平衡",
        "收支平衡",
        "实现收支平衡",
        "当年收支平衡",
        "收支相等",
        "收支总量平衡",
        "全年收支平衡",
        "收支持平",
    ]
    .iter()
    .any(|w| ahead.starts_with(w));
    let Some(at) = income(doc, i) else { return };
    let first = at.saturating_sub(12);
    let announced = || {
        let near = doc.terms[first..=at].iter().filter(|t| t.block == term.block);
        near.into_iter().any(|t| t.gap.has(words!["平衡情况"]))
    };
    // Where both totals are one number, nobody need say so.
    let totals = doc.terms[at].lead.ends(words!["收入总计"]) && term.lead.ends(words!["支出总计"]);
    if said || announced() || totals && doc.terms[at].block == term.block {
        // In another paragraph it may be the income of another account.
        comparison::equal(doc, &doc.terms[at], &term, said && doc.terms[at].block == term.block, out);
    }
}

/// 经营预算收入A，……，经营预算支出B，收支相抵平衡: only what holds is a check.
fn of_year(doc: &Document, i: usize, after: &str, out: &mut Findings) {
    let term = doc.terms[i];
    let ahead = after.trim_start_matches(['，', ',', '。', '；', ' ', '\n']);
    let said =
        ["收支平衡", "收支相抵平衡", "收支相抵，平衡", "实现收支平衡", "收支持平"].iter().any(|w| ahead.starts_with(w));
    if !said || !term.lead.ends(words!["支出", "支出完成", "支出安排"]) {
        return;
    }
    let near = (0..i).rev().take(8).take_while(|&j| doc.terms[j].block == term.block);
    let income = near.into_iter().map(|j| doc.terms[j]).find(|t| {
        term.sentence - t.sentence <= 1
            && is_side(doc, t, &term)
            && t.lead.ends(words!["收入", "收入完成", "收入安排", "收入总计", "总收入"])
    });
    if let Some(income) = income {
        comparison::equal(doc, &income, &term, false, out);
    }
}

/// Checks what is left over of the totals of both sides. Whether both stand there.
pub(super) fn left_over(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let said = term.gap.has(words!["收支相抵", "收支两抵", "收支品迭"]);
    // 支出总计A，其中……。收支相抵，年终结余C: its parts are passed over.
    let parts = || {
        let mut before = (0..i)
            .rev()
            .take(16)
            .take_while(|&j| doc.terms[j].block == term.block && term.sentence - doc.terms[j].sentence <= 1);
        before.find(|&j| said && doc.terms[j].lead.ends(SPENDING))
    };
    let Some(spent) = parts().or_else(|| i.checked_sub(1)).filter(|&j| {
        let t = doc.terms[j];
        let near =
            t.sentence == term.sentence || t.sentence + 1 == term.sentence && (said || term.gap.has(words!["相抵"]));
        t.block == term.block && near && t.lead.ends(SPENDING) && is_side(doc, &t, &term)
    }) else {
        return false;
    };
    let Some(had) = income(doc, spent) else { return false };
    let apart = doc.terms[had].block != term.block;
    if apart && !term.gap.has(words!["收支相抵", "收支两抵"]) {
        return false;
    }
    let (a, b) = (doc.figure(&doc.terms[had]), doc.figure(&doc.terms[spent]));
    // Where both are equal, what is left over is among the expenditure; more can be spent than came in where earlier
    // years left something over.
    let opening = |t: &Term| t.lead.has(words!["年初结", "上年结", "年初余", "上年余"]);
    let opened = doc.terms[had.saturating_sub(2)..i].iter().any(|t| t.block == term.block && opening(t));
    let whole = doc.terms[had].lead.ends(words!["总计", "总量", "决算结果", "总收入"]);
    let equal = a
        .base()
        .zip(b.base())
        .is_none_or(|(a, b)| a.value == b.value || a.value < b.value && !said || opened && !whole);
    if equal || !term.lead.ends(words!["结转", "结余", "结转下年", "结转下年支出", "结转结余", "结余结转"])
    {
        return equal;
    }
    // 结转A，净结余B: the rest has two parts.
    let more = doc.terms.get(i + 1).is_some_and(|t| {
        t.block == term.block && t.sentence == term.sentence && t.lead.has(words!["结余", "结转", "稳定调节"])
    });
    let trust = match (more || term.in_brackets, apart) {
        (true, _) => Trust::Confirm,
        (false, true) => Trust::Likely,
        (false, false) => Trust::Stated,
    };
    let had = doc.in_unit_of(had, i);
    let operands = plain([(doc.terms[had].figure, "minuend"), (doc.terms[spent].figure, "subtrahend")]);
    let claimed = Some((term.figure, false));
    out.claim(doc, &Claim { rule: "difference", formula: Formula::Difference, operands, claimed, trust });
    true
}

/// A year's totals are those of the year and what was carried over: 收入支出总计 is 本年收入合计 and 年初结转和结余.
///
/// Nobody says so in words: only what holds is a check.
pub(super) fn carried(doc: &Document, out: &mut Findings) {
    let mut totals: Vec<usize> = Vec::new();
    let (mut income, mut spending) = (None, None);
    let (mut opening, mut closing): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (i, t) in doc.terms.iter().enumerate() {
        let level = matches!(t.role, Role::Level | Role::Total) && !t.in_brackets && doc.figure(t).kind == Kind::Money;
        // 收入总计、支出总计均为
        let lead = Text::new(t.lead.str().trim_end_matches('均'));
        if !level || !matches!(last(&lead), Some('计' | '余' | '转' | '配')) || t.lead.has(words!["财政拨款"]) {
            continue;
        }
        if lead.str() == "支总计"
            || lead.ends(words!["收入支出总计", "收支总计", "收、支总计", "收入、支出总计", "收入总计", "支出总计"])
        {
            totals.push(i);
        } else if t.lead.ends(words!["本年收入合计"]) {
            income.get_or_insert(i);
        } else if t.lead.ends(words!["本年支出合计"]) {
            spending.get_or_insert(i);
        } else if t.lead.ends(words!["年初结转和结余", "使用非财政拨款结余", "上年结转和结余", "上年结转", "年初结余"])
            && opening.len() < 3
        {
            opening.push(i);
        } else if t.lead.ends(words!["年末结转和结余", "结余分配", "结转下年", "年末结余"]) && closing.len() < 3
        {
            closing.push(i);
        }
    }
    let Some(&first) = totals.first() else { return };
    for (year, rest) in [(income, opening), (spending, closing)] {
        if let (Some(year), Some(&end)) = (year, rest.last()) {
            // The total that the paragraph itself draws has been checked.
            let told = totals.iter().any(|&t| t > end && doc.terms[t].block == doc.terms[end].block);
            let parts: Vec<usize> = std::iter::once(year).chain(rest).collect();
            if !told {
                super::sum::of_scope(doc, &parts, first, out);
            }
        }
    }
}

/// Checks what a debt, a fund, a stock came to: 年初余额A，新增B，偿还C，年末余额D. Only what holds is a check.
pub(super) fn moved(doc: &Document, i: usize, out: &mut Findings) {
    const IN: &[Word; 8] = words!["举借", "舉借", "新增", "增加", "发行", "收入", "转贷", "发放"];
    const OUT: &[Word; 8] = words!["偿还", "償還", "归还", "减少", "还本", "支出", "收回", "核销"];
    let term = doc.terms[i];
    if !term.lead.has(words!["余额", "餘額", "结余", "賸餘"]) || i < 3 {
        return;
    }
    let mut operands = smallvec::SmallVec::<[(u32, &'static str, bool); 4]>::new();
    let near = (0..i).rev().take(6).take_while(|&j| {
        let t = doc.terms[j];
        t.block == term.block && term.sentence - t.sentence <= 1
    });
    for j in near {
        let t = doc.terms[j];
        if t.in_brackets || t.part || !doc.is_amount(&t) || !doc.alike(t.figure, term.figure) {
            continue;
        }
        let begins = t.lead.has(words!["余额", "餘額", "结余", "賸餘"]) && matches!(t.role, Role::Level | Role::To);
        if begins {
            if operands.len() == 2 && operands[0].2 != operands[1].2 {
                operands.insert(0, (t.figure, "part", false));
                let claimed = Some((term.figure, false));
                let (rule, formula, trust) = ("sum", Formula::Sum, Trust::Confirm);
                out.claim(doc, &Claim { rule, formula, operands, claimed, trust });
            }
            return;
        }
        let (more, less) = (t.lead.has(IN), t.lead.has(OUT));
        if more == less {
            return;
        }
        operands.insert(0, (t.figure, if less { "subtrahend" } else { "part" }, less));
    }
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
    let mut operands = plain([(two[0].figure, "part"), (two[1].figure, "part")]);
    for (operand, t) in operands.iter_mut().zip(two) {
        operand.2 = has_minus(&t);
    }
    let claimed = Some((term.figure, has_minus(&term)));
    out.claim(doc, &Claim { rule: "sum", formula: Formula::Sum, operands, claimed, trust });
}
