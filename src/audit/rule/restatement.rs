//! A restatement gives one amount twice, in two units or in figures and in words.
//!
//! 36240万元（3.62亿元）; 52000平方米，即5.2万平方米; 五百九十万元（590万元）. The second is as a rule the rounder.
//!
//! Why: a slip between 万 and 亿 is the costliest of all.
//!
//! Example: 累计落实资金72936万元（7.29亿元）。 — 72936万元 = 7.29亿元
//!
//! The same number in two units that cannot both be right (72936万元（7.29万元）) is named where the digits agree.

use super::super::Findings;
use super::super::claim::{Claim, Trust, quantity};
use super::super::exact::Exact;
use super::super::formula::Formula;
use super::super::term::{Document, Term};
use super::plain;

/// Checks an amount that stands in brackets, or after 即, directly behind another.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let Some(at) = i.checked_sub(1) else { return };
    let (first, second) = (doc.terms[at], doc.terms[i]);
    if second.gap.len() > 40 || first.block != second.block || !doc.is_amount(&first) || !doc.is_amount(&second) {
        return;
    }
    if !matches!(second.gap.trim_start().chars().next(), Some('（' | '(' | '，' | '即')) {
        return;
    }
    let gap = second.gap.trim();
    let brackets =
        matches!(gap, "（" | "(" | "（约" | "（約" | "（即" | "（合" | "（约合" | "（折合" | "(约" | "(合" | "(折合")
            && {
                let after = doc.after(i).trim_start();
                after.starts_with(['）', ')'])
            };
    let that_is = matches!(gap, "，即" | "即" | "，合" | "，折合" | "，也就是" | "，约合" | "，约" | "，即约");
    if !(brackets || that_is) || !doc.alike(first.figure, second.figure) {
        return;
    }
    let (a, b) = (doc.figure(&first), doc.figure(&second));
    let in_words = |t: &Term| {
        doc.page.of(doc.figure(t).span).contains(['百', '千', '十', '一', '二', '三', '五', '六', '七', '八', '九'])
    };
    let trust = if a.unit() != b.unit() || in_words(&first) && !in_words(&second) {
        Trust::Stated
    } else {
        // The same unit twice: a plan and its outcome, unless the digits say that they are one number.
        let (Some(x), Some(y)) = (quantity(a), quantity(b)) else { return };
        let slip = Exact::int(10_000);
        if x.value.sub(&y.value.mul(&slip)).abs() > y.half.mul(&slip) || y.value.is_zero() {
            return;
        }
        Trust::Stated
    };
    let operands = plain([(first.figure, "first")]);
    out.claim(
        doc,
        &Claim { rule: "restatement", formula: Formula::Same, operands, claimed: Some((second.figure, false)), trust },
    );
}
