//! A share is a part, divided by its whole.
//!
//! 占本年支出合计的99.87%: the whole is the nearest amount of that name. 占40.17% alone, or 占比: the whole is the amount
//! before 其中, 主要用于 or 包括. 分别占33%、25%和42% pairs with the amounts listed before. 占全年目标620户的40% names its
//! whole as a figure. The shares of the three sectors (三次产业结构) are held against their value added.
//!
//! Why: shares are computed by hand from a table that went on changing.
//!
//! Example: 本年支出合计960.50万元，其中：基本支出610.20万元，占63.53%。 — 610.20 ÷ 960.50 = 63.53%
//!
//! 三次产业增加值占……的比重分别为a、b和c are of the parts of a sum that was told before, in their order.
//!
//! A whole that stands in another paragraph may belong to another level of government; there a share is only named wrong
//! when a single slip explains it.

use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term, is_of};
use super::super::word::words;
use super::super::{Findings, Verdict};
use super::plain;

/// How many figures back a whole of that name is looked for.
const WINDOW: usize = 40;
/// How much further back, where only what holds is a check.
const FAR: usize = 160;

/// An amount that can be a whole: a level or a total outside of brackets.
fn is_whole(doc: &Document, j: usize) -> bool {
    let t = doc.terms[j];
    doc.is_amount(&t) && matches!(t.role, Role::Level | Role::Total | Role::To) && !t.listed
}

/// The amounts whose parts are being told at term `i`, the nearest first.
pub(super) fn heads(doc: &Document, i: usize) -> Vec<usize> {
    let term = doc.terms[i];
    let mut heads = Vec::new();
    let mut open = term.opens;
    // A paragraph that begins with 其中 tells the parts of the one before.
    let opened = |t: &Term| {
        let sentence = t.gap.rsplit('。').next().unwrap_or("").trim_start();
        ["其中", "主要用于", "具体", "包括"].iter().any(|w| sentence.starts_with(w))
    };
    let mut first = term;
    for j in (0..i).rev().take(24) {
        let t = doc.terms[j];
        let reach = if t.block == term.block { 2 } else { 4 };
        let goes_on = t.block == first.block || first.opens && opened(&first) && term.block - t.block <= 2;
        if !goes_on || term.sentence - t.sentence > reach {
            break;
        }
        first = t;
        // 完成年度目标480万元的103%: the target is no whole of what follows.
        if open && !doc.is_measure(j) && is_whole(doc, j) && !t.in_brackets && doc.alike(t.figure, term.figure) {
            heads.push(j);
            open = false;
            if heads.len() == 2 {
                break;
            }
        }
        open |= t.opens;
    }
    heads
}

/// Whether the words before an amount are the name of a whole.
pub(super) fn is_named(lead: &str, name: &str) -> bool {
    let (lead, name) = (lead.trim_end_matches("安排").trim_end_matches('数'), name.trim_end_matches('数'));
    // 收入总计、支出总计均为
    let lead = if lead.ends_with("总计均") { lead.trim_end_matches('均') } else { lead };
    !name.is_empty() && (lead.ends_with(name) || name.ends_with(lead) && lead.chars().count() >= 4)
}

/// 收入总计、支出总计均为, 收、支总计各 (of which the words after 、 may be all that is left): the total of both sides of
/// the account.
pub(super) fn is_both_totals(name: &str) -> bool {
    name.contains("总计") && (name.contains('收') && name.contains('支') || name.starts_with("支总计"))
}

/// Amounts of a name before term `i`, the nearest first.
fn of_name(doc: &Document, i: usize, like: u32, name: &str) -> Vec<usize> {
    let fits = |&j: &usize| {
        let t = doc.terms[j];
        is_whole(doc, j)
            && t.figure != like
            && doc.alike(t.figure, like)
            && (is_named(t.lead.str(), name) || doc.label(t.figure).is_some_and(|l| is_named(l, name)))
    };
    let near: Vec<usize> = (0..i).rev().take(WINDOW).filter(fits).take(3).collect();
    if near.is_empty() && name.chars().count() >= 4 {
        return (0..i).rev().skip(WINDOW).take(FAR).filter(fits).take(3).collect();
    }
    near
}

fn claim(doc: &Document, part: usize, whole: usize, share: u32, trust: Trust) -> Claim {
    let whole = doc.in_unit_of(whole, part);
    Claim {
        rule: "share",
        formula: Formula::Share,
        operands: plain([(doc.terms[part].figure, "part"), (doc.terms[whole].figure, "whole")]),
        claimed: Some((share, false)),
        trust,
    }
}

/// Checks 占……% and its like.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if term.listed {
        return;
    }
    if super::sum::is_ratio(doc, &term) {
        return;
    }
    let run = doc.run(i);
    let made = if run.len() > 1 { listed(doc, i, run.len(), out) } else { single(doc, i, out) };
    if !made {
        out.not_checkable += run.len() as u32;
    }
}

/// 分别占a、b和c, after as many amounts.
fn listed(doc: &Document, i: usize, n: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(first) = i.checked_sub(n) else { return false };
    if of_parts(doc, i, n, out) {
        return true;
    }
    let parts = &doc.terms[first..i];
    let alike = parts.iter().all(|p| {
        doc.is_amount(p) && p.sentence == term.sentence && p.block == term.block && doc.alike(p.figure, parts[0].figure)
    });
    if !alike || n > 12 {
        return false;
    }
    let of = |whole: usize| -> Vec<Claim> {
        (0..n).map(|k| claim(doc, first + k, whole, doc.terms[i + k].figure, Trust::Stated)).collect()
    };
    // Where no share fits, the whole was not understood.
    let fits = |c: &Claim| c.settle(doc).is_some_and(|c| c.verdict != Verdict::Contradiction);
    if let Some(&whole) = heads(doc, first).first() {
        let claims = of(whole);
        if claims.iter().any(fits) {
            return claims.iter().filter(|c| out.claim(doc, c)).count() > 0;
        }
    }
    // 全年支出T，执行率……。从构成看，甲A、乙B和丙C，分别占……: the nearest amount before of which most of them are.
    let like = doc.terms[first].figure;
    let before = (0..first).rev().take(8).take_while(|&j| doc.terms[j].block == term.block);
    let wholes =
        before.filter(|&j| is_whole(doc, j) && !doc.terms[j].in_brackets && doc.alike(doc.terms[j].figure, like));
    for whole in wholes.take(3) {
        let claims = of(whole);
        if 2 * claims.iter().filter(|c| fits(c)).count() > n {
            return claims.iter().filter(|c| out.claim(doc, c)).count() > 0;
        }
    }
    false
}

/// 余额A，为限额的R%: the whole is named, and was told before.
pub(super) fn of_limit(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let name = ["为", "相当于", "是", "仅为", "达"].iter().find_map(|w| term.lead.strip_prefix(w));
    let name = name.or_else(|| ["仅为", "相当于"].iter().find_map(|w| Some(term.lead.split_once(w)?.1)));
    let Some(name) = name.and_then(|n| n.strip_suffix('的')).filter(|n| n.chars().count() >= 2) else { return };
    let name = name.trim();
    let name = ["执行数", "决算数", "完成数"].iter().find_map(|w| name.strip_suffix(w)).unwrap_or(name);
    let Some(part) = i.checked_sub(1).filter(|_| doc.figure(&term).value.len() >= 3) else { return };
    let t = doc.terms[part];
    let level = matches!(t.role, Role::Level | Role::Total | Role::To) && !t.in_brackets && doc.is_amount(&t);
    if !level || term.sentence - t.sentence > 2 || t.block != term.block || term.listed {
        return;
    }
    let wholes = of_name(doc, part, t.figure, name);
    let mut claims: Vec<Claim> =
        wholes.iter().map(|&whole| claim(doc, part, whole, term.figure, Trust::Confirm)).collect();
    if let ([one], [c]) = (&wholes[..], &mut claims[..])
        && (doc.terms[*one].block == term.block || doc.figure(&term).value.len() >= 5)
    {
        c.trust = Trust::Likely;
    }
    if claims.is_empty() || !out.best(doc, claims) {
        out.not_checkable += 1;
    }
}

/// 占……的比重分别为a、b和c: of the parts, as many, of a sum that was told before, in their order.
fn of_parts(doc: &Document, i: usize, n: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some((_, whole)) = term.lead.split_once('占') else { return false };
    let whole = whole.trim_end_matches("比重").trim_end_matches("比例").trim_end_matches('的');
    let sum = out.checks.iter().rev().take(24).find(|c| {
        c.rule == "sum"
            && c.verdict != Verdict::Contradiction
            && c.operands.len() == n
            && c.claim.and_then(|f| doc.label(f)).is_some_and(|l| is_named(l, whole))
    });
    let Some((total, parts)) = sum.and_then(|c| Some((c.claim?, c.operands.clone()))) else { return false };
    let claims = parts.iter().zip(&doc.terms[i..i + n]).map(|(&(part, _), share)| Claim {
        rule: "share",
        formula: Formula::Share,
        operands: plain([(part, "part"), (total, "whole")]),
        claimed: Some((share.figure, false)),
        trust: Trust::Stated,
    });
    let claims: Vec<Claim> = claims.collect();
    let fits = |c: &&Claim| c.settle(doc).is_some_and(|c| c.verdict != Verdict::Contradiction);
    // Where most do not fit, they are of something else.
    if claims.iter().filter(fits).count() * 2 <= n {
        return false;
    }
    claims.iter().filter(|c| out.claim(doc, c)).count() > 0
}

/// 三次产业结构为14.4∶37.2∶48.4, at the last of the three: each against its value added and the whole.
pub(super) fn sectors(doc: &Document, i: usize, out: &mut Findings) {
    const NAMES: [&str; 4] = ["第一产业增加值", "第二产业增加值", "第三产业增加值", "生产总值"];
    let Some(first) = i.checked_sub(2) else { return };
    let three = &doc.terms[first..=i];
    let ratio = three[1..].iter().all(|t| super::sum::is_ratio(doc, t) && t.block == three[0].block);
    let after = doc.after(i);
    if !ratio
        || after.contains(['∶', '调', '变', '优'])
        || matches!(after.trim(), ":" | "：")
        || !three[0].gap.contains("产业") && !before_sectors(doc, first)
    {
        return;
    }
    let mut amounts = [None; 4];
    for j in (0..first).rev().take(20).take_while(|&j| doc.terms[j].block == three[0].block) {
        let t = doc.terms[j];
        if !doc.is_amount(&t) || t.role != Role::Level || t.in_brackets {
            continue;
        }
        let lead = ["完成", "达到", "实现", "预计"].iter().fold(t.lead.str(), |l, w| l.trim_end_matches(w));
        if let Some(k) = NAMES.iter().position(|n| lead.ends_with(n)) {
            amounts[k].get_or_insert(j);
        }
    }
    let [Some(a), Some(b), Some(c), Some(whole)] = amounts else { return };
    for (part, share) in [a, b, c].into_iter().zip(three) {
        out.claim(doc, &claim(doc, part, whole, share.figure, Trust::Stated));
    }
}

/// 三次产业结构由……调整为: the words stand before the first of two triples.
fn before_sectors(doc: &Document, first: usize) -> bool {
    first
        .checked_sub(3)
        .is_some_and(|j| doc.terms[j].gap.contains("产业") && doc.terms[j].block == doc.terms[first].block)
}

/// Whether a share that does not name its whole may be of another than the amount before 其中:
///
/// - 60岁以上A，占a%，其中65岁以上B，占b%: the whole has a share of its own, both may be of the same;
/// - 占预算数的a%；……，占b%: the share before it names its whole;
/// - 贷款A笔、B亿元，其中首套房C笔、D亿元，占c%: of the numbers or of the amounts;
/// - 从出口商品看，……; 发明专利中，……: what is divided is named.
fn is_open(doc: &Document, part: usize, whole: usize, share: usize) -> bool {
    let t = doc.terms[part];
    let between = doc.terms.get(whole + 1..share).unwrap_or(&[]);
    let own = between.iter().find(|t| t.role == Role::Share).is_some_and(|s| s.figure < t.figure && !s.lead.is_empty());
    let nearest = doc.terms.get(whole + 1).is_some_and(|s| s.role == Role::Share && s.block == t.block);
    let double = part.checked_sub(1).map(|j| doc.terms[j]).is_some_and(|b| {
        b.block == t.block
            && doc.is_amount(&b)
            && t.gap.len() <= 18
            && !doc.alike(b.figure, t.figure)
            && !t.gap.contains(['。', '；'])
    });
    let clause = t.gap.rsplit(['。', '；']).next().unwrap_or("");
    let divided =
        clause.contains("看，") || clause.contains("分，") || clause.contains("中，") && !clause.contains("其中，");
    own && nearest || is_of_named(doc, share) || double || divided
}

/// 占预算数的a%；……，占b%: whether the share before this one names its whole.
pub(super) fn is_of_named(doc: &Document, share: usize) -> bool {
    let block = doc.terms[share].block;
    let before = doc.terms[..share].iter().rev().take(12).take_while(|s| s.block == block && s.role != Role::Total);
    let last = before.into_iter().find(|s| matches!(s.role, Role::Share | Role::Completion));
    last.and_then(|s| s.lead.str().split_once('占'))
        .is_some_and(|(_, of)| of.trim_end_matches(['比', '重', '例', '的']).chars().count() >= 2)
}

/// 甲A、乙B、丙C，占……: the share is of all of them, or of the last.
fn is_of_several(doc: &Document, part: usize) -> bool {
    let t = doc.terms[part];
    t.gap.starts_with(['、', '和'])
        && part
            .checked_sub(1)
            .is_some_and(|j| doc.terms[j].block == t.block && doc.alike(doc.terms[j].figure, t.figure))
}

fn single(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    // A，占某某B的R%: both are named.
    if is_of(&term.gap)
        && let Some(first) = i.checked_sub(2)
        && doc.terms[i - 1].lead.starts(words!["占"])
    {
        let (part, whole) = (doc.terms[first], doc.terms[i - 1]);
        let named = part.sentence == whole.sentence
            && part.block == whole.block
            && matches!(part.role, Role::Level | Role::Total | Role::To)
            && doc.is_amount(&part)
            && doc.alike(part.figure, whole.figure)
            && !part.in_brackets;
        if named {
            let trust = if is_of_several(doc, first) { Trust::Confirm } else { Trust::Stated };
            return out.claim(doc, &claim(doc, first, i - 1, term.figure, trust));
        }
    }
    let (before, after) = term.lead.split_once('占').unwrap_or(("", ""));
    let name = after.trim_end_matches("比重").trim_end_matches("比例").trim_end_matches("的比").trim_end_matches('的');
    let name = name.trim_start_matches("到").trim_start_matches("全部").trim();
    let name = if name == "比" { "" } else { name };
    // A budget, or its completion, between the part and its share.
    let mut passed = false;
    // The part: the amount named before 占, else the nearest amount of the sentence that has no share yet.
    let part = if before.is_empty() || before.ends_with("其中") {
        (0..i)
            .rev()
            .take(5)
            .take_while(|&j| doc.terms[j].block == term.block && doc.terms[j].sentence == term.sentence)
            .find_map(|j| {
                let t = doc.terms[j];
                match t.role {
                    Role::Share => Some(None),
                    Role::Completion => {
                        passed = true;
                        None
                    }
                    Role::Level if t.target && super::rate::is_target(t.lead) => {
                        passed = true;
                        None
                    }
                    Role::Level | Role::Total if doc.is_amount(&t) && (!t.in_brackets || term.in_brackets) => {
                        Some(Some(j))
                    }
                    _ => None,
                }
            })
    } else {
        let named = (0..i).rev().take(12).take_while(|&j| doc.terms[j].block == term.block);
        // 税收占比 of 税收收入
        let called = |lead: &str| {
            lead.ends_with(before)
                || ["收入", "支出", "投资", "资金", "人口"]
                    .iter()
                    .any(|w| lead.strip_suffix(w).is_some_and(|l| l.ends_with(before)))
        };
        Some(named.into_iter().find(|&j| is_whole(doc, j) && called(doc.terms[j].lead.str())))
    };
    let Some(Some(part)) = part else { return false };
    let like = doc.terms[part].figure;
    let mut wholes = if name.is_empty() { heads(doc, part) } else { of_name(doc, part, like, name) };
    // 年末在岗职工A人，其中卫生技术人员B人，占职工总数的R%
    let short =
        ["总人数", "总数", "总量", "总额"].iter().find_map(|w| name.strip_suffix(w)).filter(|n| n.chars().count() >= 2);
    if let Some(short) = short.filter(|_| wholes.is_empty()) {
        let head = heads(doc, part).first().copied();
        wholes = head.into_iter().filter(|&j| doc.terms[j].lead.ends_with(short)).collect();
    }
    // 医疗收入中，药品收入A，占R%: of the amount of that name; where it is not told, of none.
    let opener = (0..=part).rev().take(12).take_while(|&j| doc.terms[j].sentence == term.sentence);
    let opener = opener.into_iter().find(|&j| super::sum::opens_within(&doc.terms[j]));
    if let Some(at) = opener.filter(|_| name.is_empty()) {
        wholes = super::sum::within(doc, at).into_iter().collect();
        passed |= wholes.is_empty();
    }
    // 补助下级40亿元，……，补助下级中专项转移支付12亿元，占30%: what is divided is named.
    let of_which = doc.terms[part].lead.split_once('中').map_or("", |(of, _)| of);
    if name.is_empty() && of_which.chars().count() >= 2 {
        let named = of_name(doc, part, like, of_which);
        if !named.is_empty() {
            wholes = named;
        }
    }
    // 学生28600人，教师2140人；其中寄宿生12600人: a part that is more than the nearest amount is of another before it.
    let value = |j: usize| doc.figure(&doc.terms[j]).base().map(|b| b.value);
    let larger = wholes.first().is_some_and(|&j| value(j) < value(part)) && name.is_empty();
    let other = (0..part)
        .rev()
        .take(6)
        .take_while(|&j| doc.terms[j].block == term.block)
        .find(|&j| larger && is_whole(doc, j) && doc.alike(doc.terms[j].figure, like) && value(j) > value(part));
    if let Some(other) = other {
        passed = true;
        wholes.push(other);
    }
    // 代编预算5.20亿元，至年底仍有1.30亿元未下达，占25%: what there still is of the amount before it.
    if name.is_empty() && doc.terms[part].gap.str().ends_with("有") {
        let before = (0..part)
            .rev()
            .take(4)
            .take_while(|&j| doc.terms[j].block == term.block && doc.terms[j].sentence == doc.terms[part].sentence)
            .find(|&j| is_whole(doc, j) && doc.alike(doc.terms[j].figure, like) && value(j) >= value(part));
        match before {
            Some(before) => wholes = vec![before],
            None => passed = true,
        }
    }
    // 总投资A，其中工业B。到位资金C，占……: a new sentence tells of something else.
    let apart = |&whole: &usize| doc.terms[whole].sentence != doc.terms[part].sentence && !doc.terms[part].part;
    if name.is_empty() && wholes.first().is_some_and(|whole| apart(whole) || is_open(doc, part, *whole, i))
        || is_of_several(doc, part)
    {
        passed = true;
    }
    let sole = wholes.len() == 1 && !passed;
    // 抽查的36个项目中，有9个存在问题，占25.0%
    let gap = doc.terms[part].gap;
    if wholes.is_empty()
        && name.is_empty()
        && ["中，有", "中有", "中发现"].iter().any(|w| gap.contains(w))
        && !gap.contains(['。', '；'])
        && let Some(whole) = part.checked_sub(1).filter(|&j| is_whole(doc, j) && doc.alike(doc.terms[j].figure, like))
        && doc.terms[whole].sentence == doc.terms[part].sentence
        && value(whole) >= value(part)
    {
        return out.claim(doc, &claim(doc, part, whole, term.figure, Trust::Stated));
    }
    // The whole may be told behind: 税收8.42亿元，占一般公共预算收入的68.3%。一般公共预算收入12.33亿元。
    if wholes.is_empty() && !name.is_empty() {
        let ahead = (i + 1..doc.terms.len().min(i + 6)).take_while(|&j| {
            let t = doc.terms[j];
            t.block == term.block && t.sentence - term.sentence <= 2
        });
        let claims = ahead.filter(|&j| {
            is_whole(doc, j) && doc.alike(doc.terms[j].figure, like) && is_named(doc.terms[j].lead.str(), name)
        });
        let claims: Vec<Claim> = claims.map(|j| claim(doc, part, j, term.figure, Trust::Confirm)).collect();
        if !claims.is_empty() && out.best(doc, claims) {
            return true;
        }
    }
    if wholes.is_empty() {
        // 占15% of the amount before; 占“三公”经费的……, which the sentence calls 支出决算: only what holds is a check.
        wholes = if name.is_empty() { Vec::new() } else { heads(doc, part) };
        let before = part.checked_sub(1).filter(|&j| {
            let t = doc.terms[j];
            is_whole(doc, j) && t.sentence == term.sentence && doc.alike(t.figure, like) && !t.in_brackets
        });
        wholes.extend(before.filter(|_| name.is_empty()));
        // 村卫生室420所，63所没有配备医生，占15%: of the only number before it, in the same unit.
        let t = doc.terms[part];
        let first = part.checked_sub(2).is_none_or(|j| doc.terms[j].sentence != term.sentence);
        let of_unit = |j: &usize| doc.figure(&doc.terms[*j]).unit() == doc.figure(&t).unit();
        let direct =
            first && t.lead.is_empty() && matches!(t.gap.trim(), "，" | ",") && before.as_ref().is_some_and(of_unit);
        let trust = if direct { Trust::Likely } else { Trust::Confirm };
        let claims = wholes.iter().map(|&whole| claim(doc, part, whole, term.figure, trust)).collect();
        return out.best(doc, claims);
    }
    let claims = wholes.iter().map(|&whole| {
        let near = doc.terms[whole].block == term.block;
        let trust = match (sole && near, near && !passed) {
            (true, _) => Trust::Stated,
            _ if passed || part - whole > WINDOW => Trust::Confirm,
            _ => Trust::Likely,
        };
        claim(doc, part, whole, term.figure, trust)
    });
    let mut claims: Vec<Claim> = claims.collect();
    // Where several wholes are possible, the nearest is the one that is held to account.
    for c in claims.iter_mut().skip(1) {
        c.trust = Trust::Confirm;
    }
    out.best(doc, claims)
}
