//! A product is a price or an amount per head, times how many.
//!
//! 单价, 人均, 户均, 每亩 with a number of things and a total in the same sentence, in any order.
//!
//! Why: contract sums and subsidies are stated with price and number, and one of the three is often the old one.
//!
//! Example: 采购应急照明设备349套，单价283.25元，合同金额9.89万元。 — 283.25 × 349 = 9.89
//!
//! Where the amount per head is stated last (274人……65.76万元，人均2400元), the check is a rate: total ÷ number.
//!
//! An amount per head without a total beside it (人均可支配收入) is no claim.

use std::array::from_ref;

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Term};
use super::super::word::Word;
use super::plain;
use crate::figure::Kind;

/// Words directly before an amount per piece, with the classifiers of the pieces where they are fixed.
const EACH: [(Word, &[&str]); 12] = [
    (Word::of("单价"), &[]),
    (Word::of("每套"), &["套"]),
    (Word::of("每台"), &["台"]),
    (Word::of("每件"), &["件"]),
    (Word::of("每人"), &["人", "名", "位"]),
    (Word::of("每户"), &["户"]),
    (Word::of("每亩"), &["亩"]),
    (Word::of("人均"), &["人", "名", "位"]),
    (Word::of("户均"), &["户"]),
    (Word::of("亩均"), &["亩"]),
    (Word::of("均价"), &[]),
    (Word::of("台均"), &["台"]),
];

/// Words before the total.
const TOTAL: [&str; 14] = [
    "共计",
    "合计",
    "合同金额",
    "总价",
    "总金额",
    "总额",
    "发放",
    "补助金",
    "补贴",
    "金额",
    "共发放",
    "救助金",
    "总投入",
    "资金",
];

/// Checks the three figures of which the last is term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let Some(from) = i.checked_sub(2) else { return };
    let three = [doc.terms[from], doc.terms[from + 1], doc.terms[i]];
    if three[0].sentence != three[2].sentence || three.iter().any(|t| t.listed || t.in_brackets) {
        return;
    }
    let money = |t: &Term| doc.figure(t).kind == Kind::Money;
    if three.iter().filter(|t| money(t)).count() != 2 {
        return;
    }
    let each = |t: &Term| money(t).then(|| EACH.iter().find(|(w, _)| t.lead.ends(from_ref(w)))).flatten();
    let Some((a, (_, classifiers))) = three.iter().find_map(|t| Some((t, each(t)?))) else { return };
    let count = three.iter().find(|t| matches!(doc.figure(t).kind, Kind::Count | Kind::Area));
    let total = three.iter().find(|t| money(t) && t.figure != a.figure);
    let (Some(b), Some(c)) = (count, total) else { return };
    let unit = doc.figure(b).unit.trim_start_matches(['万', '亿', '千', '百']);
    let of_each = classifiers.is_empty() || classifiers.iter().any(|k| unit.starts_with(k));
    // The total is named as one; the amount per piece follows the number or the total without another sentence.
    let named =
        TOTAL.iter().any(|w| c.lead.ends_with(w)) || TOTAL.iter().any(|w| c.lead.contains(w)) && c.figure < a.figure;
    if !of_each || !named || doc.figure(b).kind == Kind::Area && unit != "亩" {
        return;
    }
    // 274人……65.76万元，人均2400元: what is stated last is the amount per head.
    let average = a.figure > c.figure && a.figure > b.figure && !classifiers.is_empty();
    let (rule, formula, operands, claimed) = if average {
        ("rate", Formula::Quotient, plain([(c.figure, "total"), (b.figure, "count")]), a.figure)
    } else {
        ("product", Formula::Product, plain([(a.figure, "each"), (b.figure, "count")]), c.figure)
    };
    out.claim(doc, &Claim { rule, formula, operands, claimed: Some((claimed, false)), trust: Trust::Stated });
}
