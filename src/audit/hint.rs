//! One slip in one figure that would make a claim hold: what a misread page, a misprint or a wrong unit looks like.
//!
//! | slip | example |
//! | --- | --- |
//! | a digit taken for one of its shape | `8` `3`, `1` `7`, `0` `6`, `5` `6`, `0` `8`, `6` `8`, `9` `8`, `2` `7` |
//! | a lost or misplaced decimal point | `72745` for `727.45` |
//! | two neighbours swapped | `1358` for `1385` |
//! | 万 for 亿 | `3.62万元` for `3.62亿元` |

use smallvec::SmallVec;

use super::Verdict;
use super::claim::{Claim, agrees, factor, judge, quantity};
use super::exact::Exact;
use super::formula::{Formula, Quantity};
use super::term::Document;
use crate::decimal::Decimal;

/// Digits that are taken for one another, the likeliest first.
const ALIKE: [(u8, &[u8]); 10] = [
    (b'0', b"68"),
    (b'1', b"74"),
    (b'2', b"7"),
    (b'3', b"8"),
    (b'4', b"1"),
    (b'5', b"6"),
    (b'6', b"058"),
    (b'7', b"12"),
    (b'8', b"3069"),
    (b'9', b"8"),
];

/// How many hints a finding carries.
const HINTS: usize = 3;

/// A figure's printed value replaced, in the unit that the claim computes in.
fn replaced(q: &Quantity, was: &Exact, value: &str) -> Option<Quantity> {
    let value = Exact::of(value.parse::<Decimal>().ok()?);
    // The unit and the sign stay: scale by new ÷ old, or by the step of the printed unit where the old value is nothing.
    if was.is_zero() {
        return None;
    }
    Some(Quantity { value: q.value.mul(&value).div(was)?, half: q.half.clone() })
}

/// All slips of a printed number, the likeliest first: `(what it would read, looks alike)`.
fn slips(value: &str, every_digit: bool) -> Vec<String> {
    let mut all = Vec::new();
    let bytes = value.as_bytes();
    let mut push = |v: Vec<u8>| {
        let leading_zero = v.len() > 1 && v[0] == b'0' && v[1].is_ascii_digit();
        if let (false, Ok(v)) = (leading_zero, String::from_utf8(v)) {
            all.push(v);
        }
    };
    for (i, &b) in bytes.iter().enumerate() {
        if !b.is_ascii_digit() {
            continue;
        }
        let alike = ALIKE[(b - b'0') as usize].1;
        let others: &[u8] = if every_digit { b"0123456789" } else { alike };
        for &c in others {
            if c != b {
                let mut v = bytes.to_vec();
                v[i] = c;
                push(v);
            }
        }
    }
    if every_digit {
        for i in 1..bytes.len() {
            // The point between two digits stays where it is.
            let before = if bytes[i - 1] == b'.' && i > 1 { i - 2 } else { i - 1 };
            if bytes[i] != bytes[before] && bytes[i].is_ascii_digit() && bytes[before].is_ascii_digit() {
                let mut v = bytes.to_vec();
                v.swap(i, before);
                push(v);
            }
        }
    }
    all
}

/// The printed number with its point lost or put where it was lost.
fn points(value: &str) -> Vec<String> {
    if let Some((whole, part)) = value.split_once('.') {
        return vec![format!("{whole}{part}")];
    }
    (1..value.len())
        .filter(|&i| value.is_char_boundary(i))
        .map(|i| format!("{}.{}", &value[..i], &value[i..]))
        .collect()
}

/// Whether the claim holds with operand (or, at the end, claimed figure) `k` replaced.
fn holds_with(claim: &Claim, x: &[Quantity], claimed: &Quantity, k: usize, q: Quantity) -> bool {
    let mut x: SmallVec<[Quantity; 4]> = x.iter().cloned().collect();
    let mut c = claimed.clone();
    match x.get_mut(k) {
        Some(slot) => *slot = q,
        None => c = q,
    }
    claim.formula.nominal(&x).is_some_and(|computed| agrees(claim.formula, &computed, &c))
}

/// The figure of operand `k`, the claimed one last.
fn figure_of(claim: &Claim, k: usize) -> Option<u32> {
    claim.operands.get(k).map(|o| o.0).or(claim.claimed.filter(|_| k == claim.operands.len()).map(|c| c.0))
}

/// Up to three one-digit changes of one figure, or a point, that would make the claim hold and look like misreading.
pub(super) fn hints(claim: &Claim, doc: &Document) -> Vec<String> {
    let Some((x, claimed)) = claim.quantities(doc) else { return Vec::new() };
    let mut hints = Vec::new();
    let count = claim.operands.len();
    // The claimed figure first: it is what most often went wrong.
    for k in std::iter::once(count).chain(0..count) {
        let Some(figure) = figure_of(claim, k) else { continue };
        let Some(f) = doc.figures.get(figure as usize) else { continue };
        let Some(was) = f.value.parse::<Decimal>().ok().map(Exact::of) else { continue };
        let q = if k == count { &claimed } else { &x[k] };
        for value in slips(&f.value, false).into_iter().chain(points(&f.value)) {
            if hints.len() == HINTS {
                return hints;
            }
            if replaced(q, &was, &value).is_some_and(|q| holds_with(claim, &x, &claimed, k, q)) {
                hints.push(format!("{} → {value}", doc.named(figure)));
            }
        }
        if hints.len() < HINTS && unit_slip(claim, doc, &x, &claimed, k) {
            hints.push(format!("{} 的单位", doc.named(figure)));
        }
    }
    hints
}

/// Whether 万 for 亿, or 亿 for 万, in figure `k` is all that is wrong.
fn unit_slip(claim: &Claim, doc: &Document, x: &[Quantity], claimed: &Quantity, k: usize) -> bool {
    let Some(f) = figure_of(claim, k).and_then(|f| doc.figures.get(f as usize)) else { return false };
    let by = match f.unit().chars().next() {
        Some('亿' | '億') => Exact::Small(1, 10_000),
        Some('万' | '萬') => Exact::Small(10_000, 1),
        _ => return false,
    };
    let ratio = matches!(claim.formula, Formula::Same | Formula::Sum | Formula::Difference | Formula::Product);
    // The unit that the claim computes in is the claimed figure's own, or the first operand's: all others move.
    if (k == claim.operands.len() && !ratio) || quantity(f).is_none() || factor(f).is_zero() {
        return false;
    }
    let q = if k == x.len() { claimed } else { &x[k] };
    let q = Quantity { value: q.value.mul(&by), half: q.half.mul(&by) };
    let mut moved: SmallVec<[Quantity; 4]> = x.iter().cloned().collect();
    let mut c = claimed.clone();
    match moved.get_mut(k) {
        Some(slot) => *slot = q,
        None => c = q,
    }
    judge(claim.formula, &moved, &c).is_some_and(|o| o.verdict != Verdict::Contradiction)
}

/// Whether one slip in one figure is all that keeps a likely claim from holding, and chance would hardly do as well.
pub(super) fn one_slip(claim: &Claim, doc: &Document, x: &[Quantity], claimed: &Quantity) -> bool {
    let Some(computed) = claim.formula.nominal(x) else { return false };
    let count = claim.operands.len();
    for k in 0..=count {
        let Some(f) = figure_of(claim, k).and_then(|f| doc.figures.get(f as usize)) else { continue };
        if unit_slip(claim, doc, x, claimed, k) {
            return true;
        }
        let Some(was) = f.value.parse::<Decimal>().ok() else { continue };
        let q = if k == count { claimed } else { &x[k] };
        let slipped = if claim.formula.is_exact() {
            // What the figure would have to be is known: compare the digits.
            let off = claimed.value.sub(&computed);
            let needed = match (k, claim.formula) {
                (k, _) if k == count => computed.clone(),
                (0, _) | (_, Formula::Sum) => q.value.add(&off),
                _ => q.value.sub(&off),
            };
            is_slip_of(&f.value, was, q, &needed)
        } else {
            let exact = Exact::of(was);
            let mut values = slips(&f.value, true).into_iter().filter_map(|v| replaced(q, &exact, &v));
            if k == count {
                values.any(|q| agrees(claim.formula, &computed, &q))
            } else {
                values.any(|q| holds_with(claim, x, claimed, k, q))
            }
        };
        if slipped {
            return true;
        }
    }
    false
}

/// Blocks further on that may still be of the same page.
const PAGE: usize = 12;

/// Whether the number of a footnote, set as a small figure before an operand and read with it, is all that is wrong:
/// 45.5 for ⁴5.5, with note 4 at the foot of the page.
pub(super) fn is_note(claim: &Claim, doc: &Document, x: &[Quantity], claimed: &Quantity) -> bool {
    (0..=claim.operands.len()).any(|k| {
        let Some(f) = figure_of(claim, k).and_then(|f| doc.figures.get(f as usize)) else { return false };
        let Ok(was) = f.value.parse::<Decimal>() else { return false };
        let q = if k == claim.operands.len() { claimed } else { &x[k] };
        (1..=2).any(|n| {
            let Some((note, rest)) = f.value.split_at_checked(n) else { return false };
            let number = note.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
            number
                && replaced(q, &Exact::of(was), rest).is_some_and(|q| holds_with(claim, x, claimed, k, q))
                && doc.page.blocks.iter().skip(f.block as usize + 1).take(PAGE).any(|b| {
                    let left = doc.page.of(b.span).trim_start().strip_prefix(note);
                    left.is_some_and(|left| left.trim().is_empty() || left.starts_with([' ', '\u{3000}']))
                })
        })
    })
}

/// Whether the printed number would be the needed one with one digit replaced, or two neighbours swapped.
fn is_slip_of(printed: &str, was: Decimal, q: &Quantity, needed: &Exact) -> bool {
    if was.mantissa() == 0 {
        return false;
    }
    // In the printed unit and sign, to the printed places.
    let Some(value) = needed.mul(&Exact::of(was)).div(&q.value) else { return false };
    let text = value.fixed(was.scale());
    if text.parse::<Decimal>().map(Exact::of).ok().as_ref() != Some(&value) || text.len() != printed.len() {
        return false;
    }
    let off: SmallVec<[usize; 4]> =
        text.bytes().zip(printed.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(i, _)| i).take(3).collect();
    let (a, b) = (text.as_bytes(), printed.as_bytes());
    match off[..] {
        [_] => true,
        [i, j] => (j == i + 1 || j == i + 2 && a[i + 1] == b'.') && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}
