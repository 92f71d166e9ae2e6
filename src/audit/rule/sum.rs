//! A total is the sum of its parts, and the shares of all parts total 100.
//!
//! Parts are read after 其中, 主要用于, 包括 (of the amount before), after 按资金来源分, 按支出性质看 (of the nearest total
//! before), before 合计 and 共计, after 共……，第一批……第二批, in brackets behind their total, in 一是……二是……, and in the
//! numbered items under 以下四项任务，预算数合计……, or above 上述任务预算数合计…….
//!
//! 收入A，加上B、C，收入总计D; 本年收支结余A，加上年结余B，滚存结余C; 收入总计 of 本年收入合计 and 年初结转和结余; and the same measure
//! of 全市, 市本级 and the districts are sums as well: the last two are only checked where they hold.
//!
//! Why: totals are copied from last year's text, parts from this year's table.
//!
//! Example: 收入960.50万元，其中：税收620.30万元，非税340.20万元。 — 620.30 + 340.20 = 960.50
//!
//! 其中 rarely promises that all parts are named. Its parts are therefore taken for all only where they add up, exactly or
//! within the printed precision, or where one slip in one of at least four digits is all that is missing. A list that
//! closes with 合计 promises it.

use smallvec::SmallVec;

use super::super::claim::{Claim, Trust, quantity};
use super::super::exact::Exact;
use super::super::formula::{Formula, Quantity};
use super::super::term::{Document, Role, Term, promises_all};
use super::super::word::{Word, ends, last, words};
use super::super::{Findings, Verdict};
use super::rate::is_target;
use super::share::heads;
use crate::decimal::Decimal;
use crate::figure::Kind;

/// At most so many parts.
const PARTS: usize = 40;

type Parts = SmallVec<[usize; 8]>;

/// Checks the sums that begin, or end, at term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let ratio = is_ratio(doc, &term);
    if matches!(term.role, Role::Share) || ratio {
        hundred(doc, i, out);
        if ratio {
            super::share::sectors(doc, i, out);
        }
        return;
    }
    if !doc.is_amount(&term) {
        return;
    }
    if term.opens {
        if let Some(&head) = heads(doc, i).first() {
            of_which(doc, i, head, out);
        }
    } else if term.division {
        division(doc, i, out);
    } else if term.lead.starts(words!["一是"]) {
        enumerated(doc, i, out);
    } else if term.listed {
        run(doc, i, out);
    } else {
        let closes = term.role == Role::Total
            || matches!(last(&term.lead), Some('量' | '入' | '出'))
                && term.lead.ends(words!["总量", "总收入", "总支出"]);
        let made = term.in_brackets && bracketed(doc, i, out) || plus(doc, i, out);
        if closes && !made {
            total(doc, i, out);
        }
    }
    if matches!(term.role, Role::Level | Role::Total) {
        items(doc, i, out);
    }
}

/// Whether a figure is a further part of a ratio: 14.4∶37.2∶48.4.
pub(super) fn is_ratio(doc: &Document, term: &Term) -> bool {
    term.gap.len() <= 6 && doc.figure(term).kind == Kind::Percent && matches!(term.gap.trim(), "∶" | ":" | "：")
}

/// Amounts of a whole and of its parts, by name; and what follows for their growth.
pub(super) fn of_scope(doc: &Document, parts: &[usize], total: usize, out: &mut Findings) -> bool {
    let made = holds(doc, parts, total) && out.claim(doc, &claim(doc, parts, total, Trust::Confirm));
    if made {
        of_parts(doc, parts, total, out);
    }
    made
}

fn claim(doc: &Document, parts: &[usize], total: usize, trust: Trust) -> Claim {
    Claim {
        rule: "sum",
        formula: Formula::Sum,
        operands: parts.iter().map(|&p| (doc.terms[p].figure, "part", false)).collect(),
        claimed: Some((doc.terms[total].figure, false)),
        trust,
    }
}

/// The parts told from term `i` to the end of its sentence.
fn parts(doc: &Document, i: usize) -> Parts {
    let first = doc.terms[i];
    let mut parts = Parts::new();
    for j in i..doc.terms.len().min(i + 3 * PARTS) {
        let t = doc.terms[j];
        if t.block != first.block || t.sentence != first.sentence || parts.len() == PARTS {
            break;
        }
        if j > i && (t.which || t.division) && !t.in_brackets {
            break;
        }
        // 公务接待费2.76万元，完成预算4.00万元的69.00%: a part's budget is no part.
        let budget = t.target && is_target(t.lead) && !is_target(first.lead);
        let level = matches!(t.role, Role::Level) && (!t.in_brackets || first.in_brackets) && !budget;
        if level && doc.is_amount(&t) && doc.alike(t.figure, first.figure) {
            parts.push(j);
        }
        if first.in_brackets && t.in_brackets && doc.after(j).contains(['）', ')']) {
            break;
        }
    }
    parts
}

/// Whether chance would hardly make these parts miss their total by one slip.
fn is_telling(doc: &Document, parts: &[usize], total: usize) -> bool {
    let digits = |t: &Term| doc.figure(t).value.chars().filter(char::is_ascii_digit).count();
    let total = &doc.terms[total];
    let all = parts.iter().map(|&p| &doc.terms[p]);
    digits(total) >= 4 && parts.len() <= 8 && all.clone().filter(|t| digits(t) >= 3).count() >= 2
}

/// 其中: of the amount before.
fn of_which(doc: &Document, i: usize, head: usize, out: &mut Findings) {
    let parts = parts(doc, i);
    if parts.len() < 2 {
        return;
    }
    let confirmed = is_fine(doc, &parts, head) && out.claim(doc, &claim(doc, &parts, head, Trust::Confirm))
        // What follows the parts in the same sentence may be something else.
        || first_parts(doc, &parts, head)
            .is_some_and(|n| out.claim(doc, &claim(doc, &parts[..n], head, Trust::Confirm)));
    if confirmed {
        of_parts(doc, &parts, head, out);
    } else if let Some(trust) = completeness(doc, &parts, head) {
        out.claim(doc, &claim(doc, &parts, head, trust));
    }
}

/// Whether the parts of a total that they do not add up to were nevertheless meant to be all.
///
/// A small part left out looks like a slip of one digit: only a list in one breath, shares that total 100, or parts that
/// exceed their total tell the two apart.
fn completeness(doc: &Document, parts: &[usize], head: usize) -> Option<Trust> {
    let last = *parts.last()?;
    let breath = parts.len() >= 3
        && parts[1..].iter().all(|&j| doc.terms[j].gap.starts_with('、') || doc.terms[j].gap.starts_with('和'))
        && !doc.after(last).starts_with('等');
    if breath && promises_all(&doc.terms[parts[0]].gap) {
        return Some(Trust::Stated);
    }
    if breath && is_telling(doc, parts, head) {
        return Some(Trust::Likely);
    }
    let shares = parts.iter().map(|&p| {
        let t = doc.terms.get(p + 1).filter(|t| t.role == Role::Share && t.block == doc.terms[p].block)?;
        quantity(doc.figure(t))
    });
    let shares: Option<Vec<Quantity>> = shares.collect();
    if let Some(shares) = shares {
        let total = Formula::Sum.interval(&shares)?;
        return total.contains(&Exact::HUNDRED).then_some(Trust::Stated);
    }
    let c = claim(doc, parts, head, Trust::Likely);
    let (x, claimed) = c.quantities(doc)?;
    let exceeds = Formula::Sum.interval(&x)?.lo > claimed.interval().hi;
    (exceeds && is_telling(doc, parts, head)).then_some(Trust::Likely)
}

/// Whether the parts were printed as finely as their total, or add up exactly: coarse parts meet any total by chance.
fn is_fine(doc: &Document, parts: &[usize], total: usize) -> bool {
    let ulp = |j: usize| doc.figure(&doc.terms[j]).base.as_ref().and_then(|b| b.ulp);
    let Some(of_total) = ulp(total) else { return true };
    let coarse = parts.iter().filter(|&&j| ulp(j).is_some_and(|u| u > of_total)).count();
    2 * coarse < parts.len() || holds(doc, parts, total)
}

/// How many of the first parts, two at least and not all, add up to the total.
fn first_parts(doc: &Document, parts: &[usize], total: usize) -> Option<usize> {
    let value = |j: usize| doc.figure(&doc.terms[j]).base.as_ref().map(|b| b.value);
    let whole = value(total)?;
    let mut sum = Decimal::ZERO;
    let mut found = None;
    for (n, &p) in parts[..parts.len() - 1].iter().enumerate() {
        sum = sum.checked_add(value(p)?)?;
        if n > 0 && sum == whole {
            found = Some(n + 1);
        }
    }
    found.filter(|&n| holds(doc, &parts[..n], total))
}

/// Whether some parts add up to the total exactly.
fn holds(doc: &Document, parts: &[usize], total: usize) -> bool {
    let whole = doc.figure(&doc.terms[total]);
    // In one unit, the printed numbers are added.
    if parts.iter().all(|&p| doc.figure(&doc.terms[p]).unit == whole.unit) {
        let mut sum = Some(Decimal::ZERO);
        for &p in parts {
            let value = doc.figure(&doc.terms[p]).value.parse::<Decimal>().ok();
            sum = sum.zip(value).and_then(|(sum, value)| sum.checked_add(value));
        }
        return sum.is_some() && sum == whole.value.parse().ok();
    }
    let c = claim(doc, parts, total, Trust::Confirm);
    c.quantities(doc).is_some_and(|(x, claimed)| Formula::Sum.nominal(&x).is_some_and(|s| s == claimed.value))
}

/// Where the parts add up and each has its growth (or its rate of the budget), the total's follows.
fn of_parts(doc: &Document, parts: &[usize], head: usize, out: &mut Findings) {
    let next = |j: usize, role: Role| {
        let t = doc
            .terms
            .get(j + 1..)?
            .iter()
            .take(4)
            .take_while(|t| t.block == doc.terms[j].block && (!doc.is_amount(t) || t.role == Role::Change));
        t.copied().find(|t| t.role == role && doc.figure(t).kind == Kind::Percent && !t.listed)
    };
    for (role, rule, formula) in
        [(Role::Growth, "growth", Formula::GrowthOfParts), (Role::Completion, "rate", Formula::RateOfParts)]
    {
        let Some(claimed) = next(head, role) else { continue };
        let rates: Option<SmallVec<[Term; 4]>> = parts.iter().map(|&p| next(p, role)).collect();
        let Some(rates) = rates else { continue };
        if super::growth::is_constant(doc, &doc.terms[head]) || super::growth::is_constant(doc, &claimed) {
            continue;
        }
        let pairs = parts.iter().zip(&rates);
        let operands =
            pairs.flat_map(|(&p, r)| [(doc.terms[p].figure, "part", false), (r.figure, "rate", r.down)]).collect();
        let claimed = Some((claimed.figure, claimed.down));
        out.claim(doc, &Claim { rule, formula, operands, claimed, trust: Trust::Confirm });
    }
}

/// 按……分: of the nearest total before that fits.
fn division(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let parts = parts(doc, i);
    if parts.len() < 2 {
        return;
    }
    let wholes = (0..i).rev().take(14).filter(|&j| {
        let t = doc.terms[j];
        term.block - t.block <= 2
            && t.sentence < term.sentence
            && doc.is_amount(&t)
            && matches!(t.role, Role::Level | Role::Total | Role::To)
            && !t.in_brackets
            && doc.alike(t.figure, term.figure)
    });
    let wholes: Vec<usize> = wholes.collect();
    // 从地区看……；从性质看……: where one division of an amount adds up, the other was meant to.
    let divided = |j: usize| {
        let sums = out.checks.iter().rev().take(8).filter(|c| c.rule == "sum" && c.verdict != Verdict::Contradiction);
        sums.into_iter().any(|c| c.claim == Some(doc.terms[j].figure))
            && i.checked_sub(1)
                .is_some_and(|k| doc.terms[k].block == term.block && term.sentence - doc.terms[k].sentence <= 1)
    };
    let telling = |j: usize| if is_telling(doc, &parts, j) || divided(j) { Trust::Likely } else { Trust::Confirm };
    let claims = wholes.iter().map(|&j| claim(doc, &parts, j, telling(j))).collect();
    let exact = wholes.iter().find(|&&j| holds(doc, &parts, j));
    let made = match exact {
        Some(&j) => out.claim(doc, &claim(doc, &parts, j, Trust::Confirm)),
        None => out.best(doc, claims),
    };
    if made && let Some(&head) = exact.or(wholes.first()) {
        of_parts(doc, &parts, head, out);
    }
}

/// 合计, 共计 after a list; 共……，第一批…… before one.
fn total(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let mut before: Parts = Parts::new();
    for j in (0..i).rev().take(PARTS) {
        let t = doc.terms[j];
        if t.in_brackets && !term.in_brackets && t.sentence == term.sentence {
            continue;
        }
        if t.sentence != term.sentence
            || !doc.is_amount(&t)
            || !doc.alike(t.figure, term.figure)
            || t.role != Role::Level
        {
            break;
        }
        let closes_list = !t.listed && before.last().is_some_and(|&later: &usize| doc.terms[later].listed);
        before.push(j);
        // 奖补资金2000万元，分别奖励500万元、300万元、200万元，合计1000万元: only the list is totalled.
        if t.opens || closes_list {
            break;
        }
    }
    before.reverse();
    if before.len() >= 2 && !term.in_brackets {
        // A list in one breath, closed by its total, promises that it is whole.
        let breath = before.iter().skip(1).all(|&j| doc.terms[j].listed);
        let trust = match (breath, is_telling(doc, &before, i)) {
            (true, _) => Trust::Stated,
            (false, true) => Trust::Likely,
            (false, false) => Trust::Confirm,
        };
        out.claim(doc, &claim(doc, &before, i, trust));
        return;
    }
    if before.is_empty() && i + 1 < doc.terms.len() {
        let after = parts(doc, i + 1);
        let batches = after.iter().all(|&j| doc.terms[j].lead.starts_with('第') || doc.terms[j].listed);
        if after.len() >= 2
            && batches
            && doc.terms[after[0]].sentence == term.sentence
            && doc.alike(doc.terms[after[0]].figure, term.figure)
        {
            out.claim(doc, &claim(doc, &after, i, Trust::Likely));
        }
    }
}

/// A：一是……B；二是……C: each entry has its amount.
fn enumerated(doc: &Document, i: usize, out: &mut Findings) {
    const ORDER: [&str; 10] = ["一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是"];
    let first = doc.terms[i];
    let alike =
        |t: &Term| doc.is_amount(t) && t.role == Role::Level && !t.in_brackets && doc.alike(t.figure, first.figure);
    let head = (0..i).rev().take(3).find(|&j| {
        let t = doc.terms[j];
        t.block == first.block && first.sentence - t.sentence <= 1 && alike(&t)
    });
    let Some(head) = head else { return };
    let mut parts = Parts::new();
    for j in i..doc.terms.len().min(i + 2 * PARTS) {
        let t = doc.terms[j];
        if t.block != first.block {
            break;
        }
        let Some(next) = ORDER.get(parts.len()) else { break };
        if alike(&t) && t.lead.starts_with(next) {
            parts.push(j);
        }
    }
    let text = doc.page.blocks.get(first.block as usize).map_or("", |b| doc.page.of(b.span));
    // An entry without an amount, or one that the list goes on with.
    let more = ORDER.get(parts.len()).is_some_and(|next| text.contains(next));
    if parts.len() >= 2 && !more {
        let trust = if is_telling(doc, &parts, head) { Trust::Likely } else { Trust::Confirm };
        out.claim(doc, &claim(doc, &parts, head, trust));
    }
}

/// A（甲B、乙C）: the parts in brackets directly behind their total. Whether it became a check.
fn bracketed(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let first = doc.terms[i];
    let Some(head) = i.checked_sub(1) else { return false };
    let whole = doc.terms[head];
    let opens = first.gap.starts_with(['（', '(']) && whole.block == first.block && !whole.in_brackets;
    if !opens || !doc.alike(whole.figure, first.figure) || !matches!(whole.role, Role::Level | Role::Total) {
        return false;
    }
    let mut parts = Parts::new();
    for j in i..doc.terms.len().min(i + PARTS) {
        let t = doc.terms[j];
        if t.block != first.block || !t.in_brackets || t.role != Role::Level || !doc.alike(t.figure, first.figure) {
            return false;
        }
        parts.push(j);
        let after = doc.after(j);
        if let Some(end) = after.find(['）', ')']) {
            if after[..end].contains('等') {
                return false;
            }
            break;
        }
    }
    let trust = if is_telling(doc, &parts, head) { Trust::Likely } else { Trust::Confirm };
    parts.len() >= 2 && out.claim(doc, &claim(doc, &parts, head, trust))
}

/// A list in one breath, at its last member, and the amount before or behind it: 共40个，完成37个、未完成3个; 得分依次为
/// 9.60分、48.10分，总分57.70分. Only what holds exactly is a check.
fn run(doc: &Document, i: usize, out: &mut Findings) {
    if doc.terms.get(i + 1).is_some_and(|t| t.listed) {
        return;
    }
    let Some(first) = (0..i).rev().take(PARTS).find(|&j| !doc.terms[j].listed) else { return };
    let term = doc.terms[first];
    if term.opens || term.division || term.role != Role::Level || term.in_brackets {
        return;
    }
    let parts: Parts = (first..=i).collect();
    let near = |t: &Term| {
        t.sentence == term.sentence
            && t.block == term.block
            && matches!(t.role, Role::Level | Role::Total)
            && !t.in_brackets
            && doc.is_amount(t)
            && doc.alike(t.figure, term.figure)
    };
    let telling = |t: &Term| {
        let digits = doc.figure(t).value.chars().filter(char::is_ascii_digit).count();
        digits >= 3 || digits >= 2 && t.lead.has(words!["共", "总"])
    };
    let head = first.checked_sub(1).filter(|&j| near(&doc.terms[j]) && telling(&doc.terms[j]));
    let behind = (i + 1 < doc.terms.len()).then_some(i + 1).filter(|&j| {
        let t = doc.terms[j];
        near(&t) && t.role == Role::Level && telling(&t) && !t.opens
    });
    for total in [head, behind].into_iter().flatten() {
        if holds(doc, &parts, total) && out.claim(doc, &claim(doc, &parts, total, Trust::Confirm)) {
            return;
        }
    }
}

/// A，加上B、C……，总计T. Whether it was one, and became a check.
fn plus(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = &doc.terms[i];
    if !matches!(last(&term.lead), Some('计' | '入' | '出' | '量' | '额' | '力' | '果'))
        || !term.lead.ends(words![
            "总计",
            "合计",
            "共计",
            "总收入",
            "总支出",
            "总量",
            "总额",
            "总财力",
            "可用财力",
            "财力",
            "收入决算结果",
            "支出决算结果"
        ])
        || term.in_brackets
    {
        return false;
    }
    let same = |t: &Term| t.block == term.block && t.sentence == term.sentence;
    let adds = |t: &Term| t.gap.has(words!["加上", "加：", "再加", "另加"]) || t.lead.starts(words!["加"]);
    let mut from = None;
    for j in (0..i).rev().take(PARTS).take_while(|&j| same(&doc.terms[j])) {
        let t = doc.terms[j];
        if adds(&t) {
            from = Some(j);
        }
        // Another account begins behind a semicolon, or behind another total.
        if t.gap.has(words!["；"]) || t.role == Role::Total || t.lead.ends(words!["总量", "总收入", "总支出"])
        {
            break;
        }
    }
    let fits = |t: &Term| {
        doc.is_amount(t)
            && matches!(t.role, Role::Level | Role::Total)
            && !t.in_brackets
            && doc.alike(t.figure, term.figure)
    };
    // A，增长5%；B、C，收入总计T: the first of the account has its growth, or its budget, behind it.
    let said = from.is_some();
    let from = from.or_else(|| {
        if !term.lead.ends(words!["收入总计", "支出总计", "收入总量", "支出总量", "总收入", "总支出"])
        {
            return None;
        }
        let list = (0..i).rev().take(PARTS).take_while(|&j| same(&doc.terms[j]) && fits(&doc.terms[j]));
        let from = list.last()?;
        let before = from.checked_sub(1).map(|j| doc.terms[j]).filter(|t| t.block == term.block)?;
        (before.role == Role::Change || doc.figure(&before).kind == Kind::Percent).then_some(from)
    });
    let Some(from) = from else { return false };
    // What is added to: parts, shares and growth between are passed over.
    let near = (0..from).rev().take(12).take_while(|&j| {
        let t = doc.terms[j];
        t.block == term.block && doc.terms[from].sentence - t.sentence <= 2
    });
    let Some(first) = near.into_iter().find(|&j| {
        let t = doc.terms[j];
        let budget = t.target && is_target(t.lead);
        fits(&t) && !t.part && !budget && !doc.is_measure(j)
    }) else {
        return false;
    };
    let mut parts: Parts = std::iter::once(first).collect();
    let mut vague = false;
    for j in from..=i {
        let t = doc.terms[j];
        if t.gap.has(words!["减去", "扣除", "减："]) {
            return false;
        }
        vague |= t.gap.has(words!["等"]);
        if j < i && fits(&t) && !t.part && !(t.target && is_target(t.lead)) {
            parts.push(j);
        }
    }
    // An amount without a name begins a page that was torn apart.
    let named = !doc.terms[first].lead.is_empty();
    let trust = if said && !vague && named && is_telling(doc, &parts, i) { Trust::Likely } else { Trust::Confirm };
    parts.len() >= 2 && out.claim(doc, &claim(doc, &parts, i, trust))
}

/// The name under which the items repeat what a total totals: 全年预算数 of 全年预算数合计, 年初预算 of 收入年初预算.
fn item_name(term: &Term) -> Option<&'static str> {
    const NAMES: [&str; 11] = [
        "年初预算",
        "全年预算数",
        "全年预算",
        "年初预算数",
        "调整预算数",
        "预算数",
        "支出决算",
        "执行数",
        "预算",
        "决算数",
        "支出决算数",
    ];
    if !matches!(last(&term.lead), Some('算' | '数' | '计')) {
        return None;
    }
    let lead = term.lead.trim_end_matches("合计").trim_end_matches("共计");
    NAMES.into_iter().filter(|n| lead.ends_with(n)).max_by_key(|n| n.len())
}

/// Whether block `b` stands under heading `h`.
fn is_under(doc: &Document, b: u32, h: Option<u32>) -> bool {
    let mut at = doc.outline.section.get(b as usize).copied().flatten();
    for _ in 0..12 {
        if at == h {
            return true;
        }
        at = at.and_then(|x| doc.outline.headings.get(x as usize)).and_then(|x| x.parent);
    }
    false
}

/// The numbered items that follow a total and repeat its name.
fn items(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let Some(name) = item_name(&term) else { return };
    let Some(block) = doc.page.blocks.get(term.block as usize) else { return };
    let text = doc.page.of(block.span);
    if term.role == Role::Total && items_before(doc, i, name, out) {
        return;
    }
    let opens = text.trim_end().ends_with("其中：") || text.trim_end().ends_with("其中:");
    let announced = term.role == Role::Total && ["以下", "下列", "如下"].iter().any(|w| text.contains(w));
    if !opens && !announced {
        return;
    }
    let home = doc.outline.section.get(term.block as usize).copied().flatten();
    let mut members = Parts::new();
    let mut last = None;
    for j in i + 1..doc.terms.len().min(i + 1 + 8 * PARTS) {
        let t = doc.terms[j];
        if t.block == term.block {
            continue;
        }
        if !is_under(doc, t.block, home) || members.len() == PARTS {
            break;
        }
        if last != Some(t.block) && t.lead.ends_with(name) && t.role == Role::Level && doc.alike(t.figure, term.figure)
        {
            members.push(j);
            last = Some(t.block);
        }
    }
    if members.len() >= 2 {
        let trust = if is_telling(doc, &members, i) { Trust::Likely } else { Trust::Confirm };
        out.claim(doc, &claim(doc, &members, i, trust));
        if !name.contains("预算") {
            classes(doc, &members, i, out);
        }
    }
}

/// Whether an item's amount is what the total's name says: 调整后全年预算数 is a 全年预算, 实际支出 an 执行数.
fn is_slot(lead: &str, name: &str) -> bool {
    const SPENT: &[Word; 7] = words!["执行数", "实际支出", "支出数", "支出决算", "实际执行", "决算数", "执行"];
    const ANNUAL: &[Word; 8] = words![
        "全年预算",
        "全年预算数",
        "调整预算",
        "调整预算数",
        "预算数",
        "全年安排预算",
        "调整后预算数",
        "调整后预算"
    ];
    let initial = lead.contains("年初");
    match name {
        "年初预算" => initial && ends(lead, words!["年初预算", "年初预算数", "年初安排预算"]),
        "支出决算" | "执行数" | "决算数" | "支出决算数" => ends(lead, SPENT),
        _ => !initial && ends(lead, ANNUAL),
    }
}

/// 上述任务年初预算合计……: the numbered items before.
fn items_before(doc: &Document, i: usize, name: &str, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let text = doc.page.blocks.get(term.block as usize).map_or("", |b| doc.page.of(b.span));
    if !["上述", "以上", "合计", "总计"].iter().any(|w| text.starts_with(w)) {
        return false;
    }
    let name = if name == "预算" && term.lead.contains("年初") { "年初预算" } else { name };
    let mut members = Parts::new();
    let mut last = term.block;
    for j in (0..i).rev().take(8 * PARTS) {
        let t = doc.terms[j];
        if t.block == term.block {
            continue;
        }
        // A paragraph without such an amount ends the list, one of another total too.
        if last - t.block > 3 || members.len() == PARTS || t.role == Role::Total {
            break;
        }
        if last != t.block && t.role == Role::Level && is_slot(&t.lead, name) && doc.alike(t.figure, term.figure) {
            members.push(j);
            last = t.block;
        }
    }
    // What stands before the first item may carry the name too: as many of the nearest as add up.
    let value = |j: usize| doc.figure(&doc.terms[j]).base.as_ref().map(|b| b.value);
    let mut sum = Decimal::ZERO;
    let mut exact = None;
    for (n, &j) in members.iter().enumerate() {
        let Some(next) = value(j).and_then(|v| sum.checked_add(v)) else { break };
        sum = next;
        if n > 0 && value(i) == Some(sum) {
            exact = Some(n + 1);
            break;
        }
    }
    let side = members.windows(2).position(|w| doc.terms[w[0]].block - doc.terms[w[1]].block > 1);
    members.truncate(exact.or(side.map(|n| n + 1)).unwrap_or(members.len()));
    members.reverse();
    if members.len() < 2 {
        return false;
    }
    let trust = if is_telling(doc, &members, i) { Trust::Likely } else { Trust::Confirm };
    out.claim(doc, &claim(doc, &members, i, trust))
}

/// The class (`农林水支出（类）`) that an item's block, or the one before it, begins with.
fn class<'a>(doc: &Document<'a>, block: u32) -> Option<&'a str> {
    (0..8).find_map(|k| {
        let b = doc.page.blocks.get(block.checked_sub(k)? as usize)?;
        let text = doc.page.of(b.span);
        let end = text.find("（类）")?;
        let start = text[..end]
            .rfind(['、', '.', '．', '。', '：'])
            .map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
        let name = text[start..end].trim_start_matches(|c: char| c.is_ascii_digit()).trim();
        (6..=60).contains(&name.len()).then_some(name)
    })
}

/// Items by class, against the amount that was printed for the class before.
fn classes(doc: &Document, members: &[usize], total: usize, out: &mut Findings) {
    let mut at = 0;
    while at < members.len() {
        let Some(name) = class(doc, doc.terms[members[at]].block) else { return };
        let end = members[at..]
            .iter()
            .position(|&j| class(doc, doc.terms[j].block) != Some(name))
            .map_or(members.len(), |n| at + n);
        let whole = (0..total).rev().take(24).find(|&j| {
            let t = doc.terms[j];
            t.role == Role::Level && t.lead.ends_with(name) && doc.alike(t.figure, doc.terms[total].figure)
        });
        if let Some(whole) = whole {
            if end - at == 1 {
                let operands = std::iter::once((doc.terms[members[at]].figure, "first", false)).collect();
                let claimed = Some((doc.terms[whole].figure, false));
                out.claim(
                    doc,
                    &Claim { rule: "repeated", formula: Formula::Same, operands, claimed, trust: Trust::Confirm },
                );
            } else {
                out.claim(doc, &claim(doc, &members[at..end], whole, Trust::Confirm));
            }
        }
        at = end;
    }
}

/// Shares that are all there are: at the last of them.
fn hundred(doc: &Document, i: usize, out: &mut Findings) {
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
            if !ratio && !t.listed && !term.listed && of(&t) != name {
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
    let trust = match (
        complete || sectors,
        // A page break may have cut the list: one slip must be all that is wrong.
        named && !term.in_brackets || shares.len() >= 3 && shares.iter().all(|j| decimals(j) >= 1),
    ) {
        (true, _) => Trust::Stated,
        (false, true) => Trust::Likely,
        (false, false) => Trust::Confirm,
    };
    let operands = shares.iter().map(|&j| (doc.terms[j].figure, "share", false)).collect();
    out.claim(doc, &Claim { rule: "sum", formula: Formula::Sum, operands, claimed: None, trust });
}
