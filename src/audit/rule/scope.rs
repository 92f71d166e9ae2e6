//! The same measure of a whole and of its parts: 全市……收入 is that of 市本级 and of the districts together.
//!
//! Nobody says so in words; the checks, called sum, are only made where it holds exactly.

use super::super::Findings;
use super::super::term::{Document, Role, Term};
use super::repeated::name;
use super::sum;
use crate::decimal::Decimal;

/// Mentions of one name that are looked back at.
const BACK: usize = 6;
/// Lists of names by the hash of their ends.
const LISTS: usize = 128;

/// A named amount of three digits at least.
fn amount<'a>(doc: &Document<'a>, term: &Term<'a>) -> Option<(&'a str, Decimal)> {
    let figure = doc.figure(term);
    let plain = matches!(term.role, Role::Level | Role::Total) && !term.in_brackets && !term.torn && !term.listed;
    if !plain || figure.value.len() < 3 || !doc.is_amount(term) {
        return None;
    }
    let name = name(term.lead);
    let base = figure.base()?;
    (name.len() >= 12 && !base.value.is_zero()).then_some((name, base.value))
}

/// An amount with its name.
struct Named<'a> {
    term: u32,
    name: &'a str,
    value: Decimal,
    /// The one before it in its list.
    earlier: u32,
}

/// Checks all names that are mentioned three times or more.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    let mut lists = [u32::MAX; LISTS];
    let mut mentions: Vec<Named> = Vec::new();
    for (i, term) in doc.terms.iter().enumerate() {
        let Some((name, value)) = amount(doc, term) else { continue };
        let end = &name.as_bytes()[name.len() - 6..];
        let list = end.iter().fold(0usize, |h, &b| h * 31 + usize::from(b)) % LISTS;
        // The mentions before, the latest first; a value that is repeated counts once.
        let mut before: [(usize, Decimal); BACK] = [(0, Decimal::ZERO); BACK];
        let mut n = 0;
        let mut at = lists[list];
        let mut steps = 0;
        while let Some(mention) = mentions.get(at as usize).filter(|_| n < BACK && steps < 4 * BACK) {
            let (j, v) = (mention.term as usize, mention.value);
            steps += 1;
            at = mention.earlier;
            if mention.name == name && doc.alike(doc.terms[j].figure, term.figure) {
                if v == value {
                    n = 0;
                    break;
                }
                // Where a value was told twice, its first mention counts.
                if let Some(told) = before[..n].iter_mut().find(|b| b.1 == v) {
                    told.0 = j;
                } else {
                    before[n] = (j, v);
                    n += 1;
                }
            }
        }
        mentions.push(Named { term: i as u32, name, value, earlier: lists[list] });
        lists[list] = mentions.len() as u32 - 1;
        for total in (1..n).rev() {
            // All that were mentioned since, or the one before alone.
            let parts: Vec<usize> = before[..total].iter().rev().map(|b| b.0).chain([i]).collect();
            let whole = before[..total].iter().fold(value, |s, b| s + b.1);
            if whole == before[total].1 && sum::of_scope(doc, &parts, before[total].0, out) {
                break;
            }
        }
    }
}
