//! Shares that are all there are total 100.

use super::super::super::claim::{Claim, Trust, quantity};
use super::super::super::exact::Exact;
use super::super::super::formula::Formula;
use super::super::super::term::{Document, Role, Term};
use super::super::super::word::words;
use super::super::super::{Check, Findings, Verdict};
use super::super::share::is_named;
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
        // 评价项目32个，占22.6%，其中优6个，占18.8%: a part of a part.
        if !ratio && !is_share(&t) && t.which && !shares.is_empty() {
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
    let exceeds = || {
        let sum = shares.iter().map(|&j| quantity(doc.figure(&doc.terms[j])).map_or(Exact::ZERO, |q| q.value));
        sum.fold(Exact::HUNDRED, |left, share| left.sub(&share)).signum() < 0
    };
    let amounts: Option<Parts> = shares.iter().map(|&j| amount_of(doc, j)).collect();
    let complete = amounts.as_ref().is_some_and(|amounts| {
        let sums = out.checks.iter().rev().take(24).filter(|c| c.rule == "sum" && c.verdict != Verdict::Contradiction);
        let holds = |c: &Check, j: usize| c.operands.iter().any(|o| o.0 == doc.terms[j].figure);
        // 占预算数的a%；……，占b%: of a budget, not of what the amounts add up to.
        let of = of(&doc.terms[first]).filter(|of| of.chars().count() >= 2 && !of.starts_with('比'));
        let whole = |c: &Check| {
            let label = c.claim.and_then(|f| doc.label(f)).unwrap_or("");
            of.as_ref().is_none_or(|of| is_named(label, of.trim_end_matches(['比', '重', '例', '的'])))
        };
        let mut sums = sums.into_iter();
        // 刑事案件A，其中盗窃B，占b%，诈骗C，占c%: most of the shares are of that very whole.
        let fits = |c: &Check| {
            let of = |(&share, &part): (&usize, &usize)| {
                let read = |f: u32| doc.figures.get(f as usize).and_then(quantity);
                let (part, total) = (read(doc.terms[part].figure)?, read(c.claim?)?);
                let share = read(doc.terms[share].figure)?;
                Formula::Share.nominal(&[part, total]).map(|r| share.interval().contains(&r))
            };
            2 * shares.iter().zip(amounts).filter(|&pair| of(pair) == Some(true)).count() >= shares.len()
        };
        sums.any(|c| c.operands.len() == shares.len() && whole(c) && amounts.iter().all(|&j| holds(c, j)) && fits(c))
    });
    let decimals = |j: &usize| doc.figure(&doc.terms[*j]).value.split_once('.').map_or(0, |(_, d)| d.len());
    // 三次产业结构为……, 由……调整为……: the words stand before the first of the two.
    let tells = |j: usize| doc.terms[j].block == term.block && doc.terms[j].gap.has(words!["三次产业", "产业结构"]);
    let sectors = ratio && shares.len() == 3 && (tells(first) || first.checked_sub(3).is_some_and(tells));
    // 甲、乙、丙三个领域，分别占A、B和C
    let said = ["两", "三", "四", "五", "六"].iter().position(|n| {
        let gap = doc.terms[first].gap;
        ["个", "类", "项", "大", "者"].iter().any(|of| gap.contains(&[*n, of].concat())) && gap.contains("分别占")
    });
    let said = said.is_some_and(|n| n + 2 == shares.len());
    // 用水结构中……; ……、其他占20%: all are named.
    let named = shares.len() >= 3
        && !doc.after(i).starts_with('等')
        && (said || doc.terms[first].gap.has(words!["结构", "构成"]) || term.gap.has(words!["其他", "其余"]))
        && (ratio || said || shares.iter().all(|&j| doc.terms[j].gap.has(words!["占"])));
    // 城镇A，占a%；农村B，占b%；饲料C: a further part without a share.
    let further = || {
        let amount = |t: &Term| {
            amounts.as_ref().and_then(|a| a.first()).is_some_and(|&j| doc.alike(t.figure, doc.terms[j].figure))
        };
        more.clone().any(|t| t.role == Role::Level && doc.is_amount(t) && amount(t))
    };
    let kinds = amounts.as_ref().is_some_and(|a| super::which::are_all(doc, a)) && !further()
        || super::which::are_all(doc, &shares);
    // 甲A，占a%，乙B，丙C，占c%: one has no share.
    let from = amounts.as_ref().and_then(|a| a.first().copied()).unwrap_or(first);
    let like = doc.terms[from];
    let levels = doc.terms[from..i]
        .iter()
        .filter(|t| t.role == Role::Level && doc.is_amount(t) && doc.alike(t.figure, like.figure));
    // 从用水结构看，甲、乙和丙占比分别为A、B和C: all there are.
    let each = levels.count() <= shares.len() && (!term.listed || doc.terms[first].gap.has(words!["看，"]));
    let trust = match (
        complete || sectors || kinds,
        // A page break may have cut the list: one slip must be all that is wrong. The shares of the first few of many are as
        // likely to be a slip away from 100 as printed places allow: with one, in one list of twelve.
        // More than 100 are no first few.
        named && !term.in_brackets
            || shares.len() >= 3
                && (each && shares.iter().all(|j| decimals(j) >= 2)
                    || shares.iter().filter(|&j| decimals(j) >= 1).count() >= 2 && exceeds()),
    ) {
        (true, _) => Trust::Stated,
        (false, true) => Trust::Likely,
        (false, false) => Trust::Confirm,
    };
    let operands = shares.iter().map(|&j| (doc.terms[j].figure, "share", false)).collect();
    out.claim(doc, &Claim { rule: "sum", formula: Formula::Sum, operands, claimed: None, trust });
}

/// The amount that a share is told of: the one before it.
fn amount_of(doc: &Document, share: usize) -> Option<usize> {
    let before = (0..share).rev().take(3).take_while(|&j| doc.terms[j].block == doc.terms[share].block);
    before.into_iter().find(|&j| doc.is_amount(&doc.terms[j]))
}
