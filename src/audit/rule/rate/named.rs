//! Rates with a name of their own: 办结率, 合格率, 城镇化率.

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust, quantity};
use super::super::super::formula::Formula;
use super::super::super::term::{Document, Role, Term};
use super::super::super::word::words;
use super::super::plain;
use super::lists;

/// Checks 办结率 and its like: the part carries the rate's name.
pub(in crate::audit::rule) fn named(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let stem: String = {
        let name = term.lead.trim_end_matches(['率', '度']);
        let two: Vec<char> = name.chars().rev().take(2).collect();
        two.into_iter().rev().collect()
    };
    if lists(doc, i, out) {
        return;
    }
    let near = |k: usize| i.checked_sub(k).map(|j| doc.terms[j]).filter(|t| t.sentence == term.sentence);
    let (Some(part), Some(whole)) = (near(1), near(2)) else {
        if !(aliased(doc, i, out) || pairs(doc, i, out)) {
            out.not_checkable += 1;
        }
        return;
    };
    // 送审A，审定B，核减C，核减率……: another amount before may be the whole.
    let sole = near(3).is_none_or(|t| !doc.alike(t.figure, whole.figure)) && !term.listed;
    let amounts = [part, whole].iter().all(|t| doc.is_amount(t) && !t.in_brackets)
        && part.role == Role::Level
        && matches!(whole.role, Role::Level | Role::Total)
        && doc.alike(part.figure, whole.figure);
    let levels = amounts && whole.role == Role::Level;
    let two = stem.chars().count() == 2;
    let fits = two && sole && amounts && part.lead.contains(&stem) && !whole.lead.contains(&stem);
    // 预算A，支出B，节约C，节约率R: of what there was.
    let saved = || {
        if !matches!(stem.as_str(), "节约" | "节省" | "核减" | "审减" | "结余" | "下浮") {
            return None;
        }
        let had = near(3)?;
        let value = |t: &Term| doc.figure(t).base().map(|b| b.value);
        let is_rest = value(&had)?.checked_sub(value(&whole)?) == value(&part) && doc.alike(had.figure, part.figure);
        (is_rest && part.lead.contains(&stem) && !term.listed).then_some(had)
    };
    // 应签约A户，已签约B户，签约率R; 计划检查A家，实际检查B家，覆盖率R
    let planned = sole && levels && whole.lead.has(words!["应", "计划", "可"]) && part.lead.has(words!["已", "实际"]);
    // 其中投入使用B个，投用率R: the part holds both letters of the name.
    let scattered = !fits
        && sole
        && two
        && amounts
        && stem.chars().all(|c| part.lead.contains(c))
        && !stem.chars().all(|c| whole.lead.contains(c));
    // 6000户农户中已有1980户用上沼气，普及率R
    let within = !fits
        && sole
        && levels
        && part.gap.len() <= 60
        && part.gap.has(words!["中已有", "中，已有", "中有", "中，有", "中已", "中，已"]);
    // 检出不合格12批次，合格率R: what is left of the whole.
    let rest = two && ["不", "未", "无", "非"].iter().any(|no| part.lead.contains(&[no, stem.as_str()].concat()));
    if rest {
        let trust = if sole { Trust::Likely } else { Trust::Confirm };
        let operands = plain([(part.figure, "part"), (whole.figure, "whole")]);
        let claimed = Some((term.figure, false));
        let claim = Claim { rule: "rate", formula: Formula::Rest, operands, claimed, trust };
        if !(levels && out.claim(doc, &claim)) {
            out.not_checkable += 1;
        }
        return;
    }
    let fits = fits || planned || scattered || within;
    // 按时办结率, 当庭结案率: of a part of what was done; 报到率 of what nobody told; 最低工资标准 is no whole.
    let before = term.lead.trim_end_matches(['率', '度']).trim_end_matches(stem.as_str());
    let narrow = !before.is_empty() && !part.lead.contains(before) && !whole.lead.contains(before);
    let called = part.lead.contains(&stem) || whole.lead.contains(&stem) || scattered || within;
    let other = narrow || !called || whole.lead.has(words!["标准"]);
    let (fits, whole) = if fits { (true, whole) } else { saved().map_or((false, whole), |had| (true, had)) };
    let claim = Claim {
        rule: "rate",
        formula: Formula::Share,
        operands: plain([(part.figure, "numerator"), (whole.figure, "denominator")]),
        claimed: Some((term.figure, false)),
        trust: match (other, scattered || within) {
            (true, _) => Trust::Confirm,
            (false, true) => Trust::Likely,
            (false, false) => Trust::Stated,
        },
    };
    if !(fits && out.claim(doc, &claim) || aliased(doc, i, out) || pairs(doc, i, out)) {
        out.not_checkable += 1;
    }
}

/// Rates that are called otherwise than their parts: what they are of stands near them under these names.
pub(super) fn aliased(doc: &Document, i: usize, out: &mut Findings) -> bool {
    const NAMES: [(&str, &str, &str); 11] = [
        ("结案率", "审结", "受理"),
        ("城镇化率", "城镇人口", "常住人口"),
        ("城镇化率", "城镇常住人口", "常住人口"),
        ("执行率", "执行数", "预算数"),
        ("执行率", "支出数", "预算数"),
        ("执行率", "实现数", "可用预算"),
        ("執行率", "執行數", "預算數"),
        ("執行率", "實現數", "可用預算"),
        ("達成率", "決算數", "預算數"),
        ("资产负债率", "负债总额", "资产总额"),
        ("存贷比", "贷款余额", "存款余额"),
    ];
    let term = doc.terms[i];
    for (rate, part, whole) in NAMES.into_iter().filter(|n| term.lead.ends_with(n.0)) {
        let near = |name: &str| {
            let mut found = (i.saturating_sub(6)..doc.terms.len().min(i + 4)).filter(|&j| {
                let t = doc.terms[j];
                let of_whole = name == whole && t.lead.contains(part);
                t.block == term.block
                    && t.sentence.abs_diff(term.sentence) <= 1
                    && t.role == Role::Level
                    && !t.in_brackets
                    && !of_whole
                    && (t.lead.ends_with(name) || t.lead.contains(name) && rate == "结案率")
            });
            // Two of a name: of two scopes.
            found.next().filter(|_| found.next().is_none())
        };
        let Some((a, b)) = near(part).zip(near(whole)) else { continue };
        let (a, b) = (doc.terms[a], doc.terms[b]);
        if doc.is_amount(&a) && doc.alike(a.figure, b.figure) {
            let operands = plain([(a.figure, "numerator"), (b.figure, "denominator")]);
            let claimed = Some((term.figure, false));
            // 预算数A，其中拨款a；执行数B，其中拨款b，执行率R: of the wholes or of the parts.
            let told = rate == "执行率" || rate == "執行率";
            let parts = told && doc.terms[..i].iter().rev().take(4).any(|t| t.which && t.sentence == term.sentence);
            let (formula, trust) = (Formula::Share, if parts { Trust::Confirm } else { Trust::Likely });
            return out.claim(doc, &Claim { rule: "rate", formula, operands, claimed, trust });
        }
    }
    false
}

/// A rate of two of the amounts before it, in its sentence or the one before: only what holds is a check.
pub(super) fn pairs(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    // A rate of two digits comes of many pairs by chance.
    if term.listed || doc.digits(&term) < 3 {
        return false;
    }
    let amounts: smallvec::SmallVec<[Term; 5]> = doc.terms[..i]
        .iter()
        .rev()
        .take(9)
        .take_while(|t| t.block == term.block && term.sentence - t.sentence <= 1)
        .filter(|t| doc.is_amount(t) && !t.torn && doc.figure(t).base().is_none_or(|b| !b.value.is_zero()))
        .copied()
        .collect();
    for (k, part) in amounts.iter().enumerate() {
        for whole in &amounts[k + 1..] {
            if !doc.alike(part.figure, whole.figure) || part.sentence != term.sentence {
                continue;
            }
            let x = [part, whole].map(|t| quantity(doc.figure(t)));
            let (Some(x), Some(rate)) = (x[0].clone().zip(x[1].clone()), quantity(doc.figure(&term))) else { continue };
            if !Formula::Share.nominal(&[x.0, x.1]).is_some_and(|share| rate.interval().contains(&share)) {
                continue;
            }
            let claim = Claim {
                rule: "rate",
                formula: Formula::Share,
                operands: plain([(part.figure, "numerator"), (whole.figure, "denominator")]),
                claimed: Some((term.figure, false)),
                trust: Trust::Confirm,
            };
            // Figures of two digits come near many rates.
            if out.holds(doc, &claim) {
                return true;
            }
        }
    }
    false
}
