//! Shares that are all there are total 100.

use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::{Document, Role, Term};
use super::super::super::word::words;
use super::super::super::{Findings, Verdict};
use super::{PARTS, Parts, is_ratio};
use crate::figure::Kind;

/// Shares that are all there are: at the last of them.
pub(super) fn hundred(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let ratio = is_ratio(doc, &term);
    let is_share = |t: &Term| doc.figure(t).kind == Kind::Percent && (if ratio { true } else { t.role == Role::Share });
    let ahead = doc.terms.get(i + 1..).unwrap_or(&[]).iter().take(4);
    let more = ahead.take_while(|t| t.sentence == term.sentence && t.block == term.block);
    if (ratio && more.clone().next().is_some_and(|t| is_ratio(doc, t))) || (!ratio && more.clone().any(is_share)) {
        return;
    }
    let of = |t: &Term| t.lead.split_once('占').map(|(_, of)| of.to_owned());
    let name = of(&term);
    let mut shares = Parts::new();
    let mut first = i;
    for j in (0..=i).rev().take(3 * PARTS) {
        let t = doc.terms[j];
        if t.sentence != term.sentence || t.block != term.block {
            break;
        }
        if is_share(&t) {
            // 占37.5% after 占支出合计的62.5%: of the same.
            let bare = |name: &Option<String>| name.as_ref().is_none_or(String::is_empty);
            if !ratio && !t.listed && !term.listed && of(&t) != name && !bare(&name) {
                return;
            }
            shares.push(j);
            first = j;
            if ratio && !is_ratio(doc, &t) || !ratio && t.which {
                break;
            }
        }
    }
    shares.reverse();
    if shares.len() < 2 || doc.terms[first].in_brackets != term.in_brackets {
        return;
    }
    // Complete where the amounts that the shares are of were found to add up.
    let amount =
        (0..first).rev().take(shares.len() + 1).find(|&j| doc.is_amount(&doc.terms[j])).map(|j| doc.terms[j].figure);
    let complete = amount.is_some_and(|f| {
        let sums = out.checks.iter().rev().take(24).filter(|c| c.rule == "sum" && c.verdict != Verdict::Contradiction);
        sums.into_iter().any(|c| c.operands.len() == shares.len() && c.operands.iter().any(|o| o.0 == f))
    });
    let decimals = |j: &usize| doc.figure(&doc.terms[*j]).value.split_once('.').map_or(0, |(_, d)| d.len());
    // 三次产业结构为……, 由……调整为……: the words stand before the first of the two.
    let tells = |j: usize| doc.terms[j].block == term.block && doc.terms[j].gap.has(words!["三次产业", "产业结构"]);
    let sectors = ratio && shares.len() == 3 && (tells(first) || first.checked_sub(3).is_some_and(tells));
    // 用水结构中……; ……、其他占20%: all are named.
    let named = shares.len() >= 3
        && !doc.after(i).starts_with('等')
        && (doc.terms[first].gap.has(words!["结构", "构成"]) || term.gap.has(words!["其他", "其余"]))
        && (ratio || shares.iter().all(|&j| doc.terms[j].gap.has(words!["占"])));
    let amounts: Option<Parts> = shares.iter().map(|j| j.checked_sub(1)).collect();
    let kinds = amounts.is_some_and(|a| super::which::are_all(doc, &a));
    let trust = match (
        complete || sectors || kinds,
        // A page break may have cut the list: one slip must be all that is wrong.
        named && !term.in_brackets || shares.len() >= 3 && shares.iter().filter(|&j| decimals(j) >= 1).count() >= 2,
    ) {
        (true, _) => Trust::Stated,
        (false, true) => Trust::Likely,
        (false, false) => Trust::Confirm,
    };
    let operands = shares.iter().map(|&j| (doc.terms[j].figure, "share", false)).collect();
    out.claim(doc, &Claim { rule: "sum", formula: Formula::Sum, operands, claimed: None, trust });
}
