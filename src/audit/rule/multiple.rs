//! A multiple says how many times another amount an amount is.
//!
//! 812万元，是上年406万元的2倍; 相当于2020年投资406万元的2倍; 甲812万元，乙406万元，前者是后者的2倍: both amounts are printed.
//!
//! Why: 是……的2倍 and 增长2倍 are taken for one another.
//!
//! Example: 投资812万元，是上年406万元的2倍。 — 812 ÷ 406 = 2
//!
//! A multiple of what is not printed (是2019年的2.6倍) is counted as not checkable.

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::words;
use super::plain;
use crate::figure::Kind;

/// Checks a multiple.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let figure = doc.figure(&term);
    if figure.kind != Kind::Rate || !figure.unit().starts_with('倍') {
        return;
    }
    let two = i.checked_sub(2).map(|j| (doc.terms[j], doc.terms[j + 1]));
    let made = two.is_some_and(|(now, before)| {
        let close = before.sentence == term.sentence && now.sentence == term.sentence && now.block == term.block;
        // 由2020年的86家增加到215家，是2020年的2.5倍
        let moved = now.role == Role::From && before.role == Role::To && term.gap.has(words!["是"]);
        let stated =
            term.gap.trim() == "的" && (before.gap.contains(['是', '为']) || before.lead.has(words!["相当于"]));
        // 3.06万次，上年只有1.02万次，为上年的3倍
        let last = before.role == Role::Previous
            && matches!(now.role, Role::Level | Role::Total | Role::To)
            && !now.in_brackets
            && ["为上年的", "是上年的", "相当于上年的", "为去年的", "是去年的"].iter().any(|w| term.gap.ends_with(w));
        let pair = |words: [&str; 2]| {
            let level = |t: &Term| matches!(t.role, Role::Level | Role::Total) && !t.in_brackets;
            words.iter().any(|w| term.gap.trim().ends_with(w)) && level(&now) && level(&before)
        };
        let (former, latter) = (pair(["前者是后者的", "前者为后者的"]), pair(["后者是前者的", "后者为前者的"]));
        let stated = stated || last || former || latter;
        let (now, before) = if moved || latter { (before, now) } else { (now, before) };
        // A，比2020年增加D，是2020年B的1.2倍: of what it is, not of what was added.
        let level = |j: usize| {
            let t = doc.terms[j];
            (t.sentence == now.sentence && matches!(t.role, Role::Level | Role::Total)).then_some(t)
        };
        let now = match now.role {
            Role::Change => i.checked_sub(3).and_then(level).unwrap_or(now),
            _ => now,
        };
        close
            && (moved || stated)
            && now.role != Role::Change
            && doc.is_amount(&now)
            && doc.alike(now.figure, before.figure)
            && {
                let operands = plain([(now.figure, "numerator"), (before.figure, "denominator")]);
                let claimed = Some((term.figure, false));
                let trust = if moved { Trust::Confirm } else { Trust::Stated };
                out.claim(doc, &Claim { rule: "multiple", formula: Formula::Quotient, operands, claimed, trust })
            }
    });
    if !made {
        out.not_checkable += 1;
    }
}
