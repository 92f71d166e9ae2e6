//! Planted contradictions and misread digits.

use crate::chance::Chance;
use crate::figure::{Decimal, Figure, Style};
use crate::page::Page;
use crate::proof::Verdict;

/// A planted contradiction.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The check it breaks.
    pub check: usize,
    /// The figure that was changed.
    pub figure: usize,
    /// As it stands in the report.
    pub printed: String,
    /// As it would be true.
    pub original: String,
    /// Other checks it breaks.
    pub also: Vec<usize>,
}

/// A misread digit.
#[derive(Debug, Clone)]
pub struct Misread {
    /// The figure.
    pub figure: usize,
    /// The figure as it stands in the file.
    pub read: Figure,
}

fn changeable(figure: &Figure) -> bool {
    matches!(figure.style, Style::Plain | Style::Grouped) && figure.upper.is_none() && !figure.date
}

/// Changes one figure so that a check no longer holds; `None` where no try gives a contradiction.
pub fn plant(page: &mut Page, chance: &mut Chance) -> Option<Fault> {
    if page.checks.is_empty() {
        return None;
    }
    for _ in 0..200 {
        let check = chance.below(page.checks.len());
        let figures = page.checks[check].figures.clone();
        let member = if chance.percent(70) { figures.len() - 1 } else { chance.below(figures.len()) };
        let figure = figures[member];
        if !changeable(&page.figures[figure]) {
            continue;
        }
        let original = page.figures[figure].clone();
        let Some(value) = slip(original.value, chance) else { continue };
        page.figures[figure].value = value;
        if page.verdict(page.checks[check].relation, &figures) != Verdict::Contradiction {
            page.figures[figure] = original;
            continue;
        }
        let mut also = Vec::new();
        for i in 0..page.checks.len() {
            if page.checks[i].figures.contains(&figure) {
                let verdict = page.verdict(page.checks[i].relation, &page.checks[i].figures);
                page.checks[i].verdict = verdict;
                if i != check && verdict == Verdict::Contradiction {
                    also.push(i);
                }
            }
        }
        let printed = page.figures[figure].text();
        return Some(Fault { check, figure, printed, original: original.text(), also });
    }
    None
}

/// A slip of the pen: one digit changed, or two neighbours exchanged.
fn slip(value: Decimal, chance: &mut Chance) -> Option<Decimal> {
    let mut digits: Vec<u8> = value.digits.unsigned_abs().to_string().into_bytes();
    let at = chance.below(digits.len());
    if chance.percent(30) && digits.len() > 1 {
        let next = (at + 1) % digits.len();
        digits.swap(at, next);
    } else {
        digits[at] = b'0' + ((digits[at] - b'0' + 1 + chance.below(9) as u8) % 10);
    }
    rebuilt(value, &digits)
}

fn rebuilt(value: Decimal, digits: &[u8]) -> Option<Decimal> {
    if digits[0] == b'0' {
        return None;
    }
    let number: i128 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let changed = Decimal::new(if value.digits < 0 { -number } else { number }, value.places);
    (changed != value).then_some(changed)
}

/// What a digit is taken for.
const LOOKALIKES: [&[u8]; 10] = [b"68", b"74", b"7", b"85", b"19", b"63", b"85", b"12", b"36", b"47"];

/// Misreads each digit of a figure `per_million` times in a million.
pub fn misread(page: &Page, chance: &mut Chance, per_million: u64) -> Vec<Misread> {
    let mut all = Vec::new();
    if per_million == 0 {
        return all;
    }
    for (index, figure) in page.figures.iter().enumerate() {
        if !changeable(figure) {
            continue;
        }
        let mut digits = figure.value.digits.unsigned_abs().to_string().into_bytes();
        let before = digits.clone();
        for digit in &mut digits {
            if chance.per_million(per_million) {
                *digit = *chance.pick(LOOKALIKES[usize::from(*digit - b'0')]);
            }
        }
        if digits != before
            && let Some(value) = rebuilt(figure.value, &digits)
        {
            let mut read = figure.clone();
            read.value = value;
            all.push(Misread { figure: index, read });
        }
    }
    all
}
