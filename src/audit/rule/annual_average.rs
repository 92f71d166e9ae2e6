//! Average annual growth is the n-th root of the quotient of the last value and the first.
//!
//! 由2019年的68亿元增加到2024年的136亿元，年均增长14.9%: both values and both years are printed. Where a sentence leaves the
//! years out, those of the sentence before it in the same paragraph hold. 比2019年增加68亿元，年均增长14.9% gives the change.
//!
//! Why: the number of years is easily miscounted (2019 to 2024 are five).
//!
//! Example: 由2019年的100亿元增加到2024年的161.05亿元，年均增长10.0%。 — (161.05 ÷ 100)^(1/5) − 1 = 10.0%
//!
//! Averages at constant prices agree with nominal values by chance only: for those, and where the years are not both
//! printed, a check is made only when it holds.

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role};
use super::{growth, plain};

/// The last year printed in a text, from 1900 to 2099.
fn year(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let mut last = None;
    let mut i = 0;
    while i + 4 <= bytes.len() {
        if bytes[i..i + 4].iter().all(u8::is_ascii_digit) {
            let n = bytes[i..i + 4].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
            let alone = !bytes.get(i + 4).is_some_and(u8::is_ascii_digit);
            if alone && (1900..2100).contains(&n) && text[i + 4..].trim_start().starts_with('年') {
                last = Some(n);
            }
            i += 4;
        } else {
            i += 1;
        }
    }
    last
}

/// Checks 年均增长.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let made = !term.listed && i >= 2 && claim(doc, i).is_some_and(|claims| out.best(doc, claims));
    if !made {
        out.not_checkable += 1;
    }
}

fn claim(doc: &Document, i: usize) -> Option<Vec<Claim>> {
    let term = doc.terms[i];
    let (last, first) = (doc.terms[i - 1], doc.terms[i - 2]);
    if last.block != term.block || term.sentence - last.sentence > 1 || !doc.alike(last.figure, first.figure) {
        return None;
    }
    let claimed = Some((term.figure, term.down));
    let make = |formula, operands, trust| Claim { rule: "annual_average", formula, operands, claimed, trust };
    if last.role == Role::To && first.role == Role::From {
        let printed = year(first.gap.str()).zip(year(last.gap.str()));
        let years = printed.or_else(|| {
            let window = (0..i.saturating_sub(2)).rev().take(12).take_while(|&j| doc.terms[j].block == term.block);
            window.into_iter().find_map(|j| {
                let (a, b) = (doc.terms[j], doc.terms.get(j + 1)?);
                (a.role == Role::From && b.role == Role::To).then(|| year(a.gap.str()).zip(year(b.gap.str()))).flatten()
            })
        });
        let (from, to) = years?;
        let n = to.checked_sub(from).filter(|n| (2..=50).contains(n))?;
        let stated = printed.is_some() && !growth::is_constant(doc, &term) && !growth::is_constant(doc, &first);
        let trust = if stated { Trust::Likely } else { Trust::Confirm };
        return Some(vec![make(
            Formula::Average(n),
            plain([(last.figure, "current"), (first.figure, "previous")]),
            trust,
        )]);
    }
    if last.role == Role::Change {
        let from = year(last.gap.str())?;
        let (found, _) = growth::current(doc, i - 1);
        let now = *found.first()?;
        let to = year(doc.terms[now].gap.str())?;
        let n = to.checked_sub(from).filter(|n| (2..=50).contains(n))?;
        let mut operands = plain([(doc.terms[now].figure, "current"), (last.figure, "change")]);
        operands[1].2 = last.down;
        return Some(vec![make(Formula::AverageByChange(n), operands, Trust::Confirm)]);
    }
    None
}
