//! Average annual growth is the n-th root of the quotient of the last value and the first.
//!
//! 由2019年的68亿元增加到2024年的136亿元，年均增长14.9%: both values and both years are printed. Where a sentence leaves the
//! years out, those of the sentence before it in the same paragraph hold. 比2019年增加68亿元，年均增长14.9% gives the change.
//!
//! Why: the number of years is easily miscounted (2019 to 2024 are five).
//!
//! Example: 由2019年的100亿元增加到2024年的161.05亿元，年均增长10.0%。 — (161.05 ÷ 100)^(1/5) − 1 = 10.0%
//!
//! 五年增长61.05%，年均增长10% gives the growth of all years.
//!
//! Averages at constant prices agree with nominal values by chance only: for those, and where the years are not both
//! printed, a check is made only when it holds.

use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role};
use super::super::word::words;
use super::super::{Findings, Verdict};
use super::{growth, plain};
use crate::figure::Kind;

/// The last year printed in a text, from 1900 to 2099.
pub(in crate::audit) fn year(text: &str) -> Option<u32> {
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
    let made = !term.listed && i >= 2 && claim(doc, i, out).is_some_and(|claims| out.best(doc, claims));
    if !made && !of_growth(doc, i, out) {
        out.not_checkable += 1;
    }
}

/// How many years the words say: 五年, 近三年, “十四五”.
pub(super) fn in_words(text: &str) -> Option<u32> {
    const YEARS: [(&str, u32); 11] = [
        ("五年", 5),
        ("5年", 5),
        ("四年", 4),
        ("4年", 4),
        ("三年", 3),
        ("3年", 3),
        ("十年", 10),
        ("二五”", 5),
        ("三五”", 5),
        ("四五”", 5),
        ("一五”", 5),
    ];
    YEARS.iter().find(|(w, _)| text.contains(w)).map(|&(_, n)| n)
}

/// 五年增长61.1%，年均增长10%: only what holds is a check.
fn of_growth(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(all) = i.checked_sub(1).map(|j| doc.terms[j]) else { return false };
    let percent = doc.figure(&all).kind == Kind::Percent && all.role == Role::Growth && !all.listed;
    if !percent || all.sentence != term.sentence || all.block != term.block || term.listed {
        return false;
    }
    // 2024年与2019年相比: the years are printed, or the words say how many there are.
    let two = years(all.gap.str()).and_then(|(a, b)| b.checked_sub(a)).filter(|n| (2..=50).contains(n));
    let known = two.or_else(|| in_words(all.gap.str()));
    // Where no words say how many years, plans have five.
    let tried: &[u32] = &known.map_or([5, 4, 3], |n| [n; 3]);
    let claimed = Some((term.figure, term.down));
    tried.iter().any(|&n| {
        let operands = std::iter::once((all.figure, "growth", all.down)).collect();
        let (rule, formula, trust) = ("annual_average", Formula::AverageOfGrowth(n), Trust::Confirm);
        out.claim(doc, &Claim { rule, formula, operands, claimed, trust })
    })
}

/// The first and the last of the years printed in a text.
fn years(text: &str) -> Option<(u32, u32)> {
    let mut at = 0;
    let (mut low, mut high) = (None, None);
    while let Some(end) = text.get(at..)?.find('年').map(|k| at + k) {
        if let Some(y) = year(text.get(at..end + '年'.len_utf8()).unwrap_or("")) {
            low = Some(low.map_or(y, |l: u32| l.min(y)));
            high = Some(high.map_or(y, |h: u32| h.max(y)));
        }
        at = end + '年'.len_utf8();
    }
    low.zip(high)
}

fn claim(doc: &Document, i: usize, out: &Findings) -> Option<Vec<Claim>> {
    let term = doc.terms[i];
    // 由A增加到B，增长R%，年均增长S%: the growth of all years stands between.
    let between = |j: usize| match doc.figure(&doc.terms[j]).kind {
        Kind::Percent => doc.terms[j].role == Role::Growth,
        kind => kind == Kind::Rate,
    };
    let at = if i >= 3 && between(i - 1) && doc.terms[i - 2].role == Role::To { i - 1 } else { i };
    let (last, first) = (doc.terms[at - 1], doc.terms[at - 2]);
    if last.block != term.block || term.sentence - last.sentence > 1 || !doc.alike(last.figure, first.figure) {
        return None;
    }
    let claimed = Some((term.figure, term.down));
    let make = |formula, operands, trust| Claim { rule: "annual_average", formula, operands, claimed, trust };
    if last.role == Role::To && first.role == Role::From {
        let printed = year(first.gap.str()).zip(year(last.gap.str()));
        let mut sibling = None;
        let years = printed.or_else(|| {
            let window = (0..i.saturating_sub(2)).rev().take(12).take_while(|&j| doc.terms[j].block == term.block);
            let (j, years) = window.into_iter().find_map(|j| {
                let (a, b) = (doc.terms[j], doc.terms.get(j + 1)?);
                let years = || year(a.gap.str()).zip(year(b.gap.str()));
                (a.role == Role::From && b.role == Role::To).then(years).flatten().map(|y| (j, y))
            })?;
            sibling = doc.terms.get(j + 2).map(|t| t.figure);
            Some(years)
        });
        let n = match years {
            Some((from, to)) => to.checked_sub(from).filter(|n| (2..=50).contains(n))?,
            None => [term.gap, last.gap, first.gap].iter().find_map(|g| in_words(g.str()))?,
        };
        // 按现价计算年均增长: the words before the average decide.
        let nominal = term.gap.has(words!["现价", "現價", "当年价"]);
        let constant = !nominal && (growth::is_constant(doc, &term) || growth::is_constant(doc, &first));
        // The years of the pair before it hold for both where its own average does.
        let held = |f: u32| {
            let before = out.checks.iter().rev().take(8).find(|c| c.claim == Some(f));
            before.is_some_and(|c| c.rule == "annual_average" && c.verdict != Verdict::Contradiction)
        };
        let said = || in_words(term.gap.str()).is_some() && years.is_none();
        let stated = printed.is_some() || sibling.is_some_and(held) || said();
        let trust = if stated && !constant { Trust::Likely } else { Trust::Confirm };
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
