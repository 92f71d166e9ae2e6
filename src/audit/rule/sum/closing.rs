//! A total that closes a list: 合计, 加上……总计, and lists in one breath.

use smallvec::SmallVec;

use super::super::super::Findings;
use super::super::super::claim::Trust;
use super::super::super::term::{Document, Role, Term};
use super::super::super::word::{Word, last, words};
use super::super::rate::is_target;
use super::{PARTS, Parts, claim, holds, is_telling, parts, signed};
use crate::figure::Kind;

/// 合计, 共计 after a list; 共……，第一批…… before one.
pub(super) fn total(doc: &Document, i: usize, out: &mut Findings) {
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
    // 购置电脑25台、打印机5台，单价A、B，合计C: prices do not add up.
    // ……，合计占总支出A的B%: nor is that a total.
    let priced = |&j: &usize| doc.terms[j].lead.has(words!["单价", "均价", "每"]);
    if before.iter().any(priced) || term.lead.has(words!["占"]) {
        return;
    }
    // 收入A，减去上解B，加上补助C，合计D
    if before.iter().any(|&j| is_taken(&doc.terms[j])) {
        out.claim(doc, &signed(doc, &before, i, |k| is_taken(&doc.terms[before[k]])));
        return;
    }
    if by_name(doc, i, out) {
        return;
    }
    // 两者合计: of the two before it, with their growth between them.
    if let Some(n) = said_count(term.lead.str())
        && before.len() != n
    {
        let near = (0..i)
            .rev()
            .take(4 * n)
            .take_while(|&j| doc.terms[j].block == term.block && term.sentence - doc.terms[j].sentence <= 1);
        let alike = near.filter(|&j| {
            let t = doc.terms[j];
            t.role == Role::Level && !t.in_brackets && doc.is_amount(&t) && doc.alike(t.figure, term.figure)
        });
        let mut parts: Parts = alike.take(n).collect();
        parts.reverse();
        if parts.len() == n {
            out.claim(doc, &claim(doc, &parts, i, Trust::Likely));
        }
        return;
    }
    if before.len() >= 2 && !term.in_brackets {
        // A list in one breath, closed by its total, promises that it is whole.
        let breath = before.iter().skip(1).all(|&j| doc.terms[j].listed);
        // 三项合计 of three; 新建A个、改造B个，共C个.
        let counted = said_count(term.lead.str()) == Some(before.len());
        let gap = term.gap.trim().trim_start_matches('，');
        let joined =
            before.iter().skip(1).all(|&j| doc.terms[j].gap.starts_with('、') || doc.terms[j].gap.starts_with('和'))
                && matches!(gap, "共" | "共计" | "合计" | "总计")
                && before[0].checked_sub(1).is_none_or(|j| doc.terms[j].sentence != term.sentence);
        let trust = match (breath || counted || joined, is_telling(doc, &before, i)) {
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

/// 减去上解: the amount is taken off.
pub(super) fn is_taken(term: &Term) -> bool {
    term.gap.has(words!["减去", "扣除", "减：", "剔除", "扣减", "減去"])
}

/// How many parts the words before 合计 say there are.
fn said_count(lead: &str) -> Option<usize> {
    const COUNTS: [(&str, usize); 12] = [
        ("两项", 2),
        ("两者", 2),
        ("二者", 2),
        ("两类", 2),
        ("三项", 3),
        ("三者", 3),
        ("三类", 3),
        ("四项", 4),
        ("四类", 4),
        ("五项", 5),
        ("五类", 5),
        ("六项", 6),
    ];
    let said = ["合计", "共计", "总计"].iter().find_map(|w| lead.strip_suffix(w))?;
    COUNTS.iter().find(|(w, _)| said.ends_with(w)).map(|&(_, n)| n)
}

/// 门诊、住院收入合计: of the amounts of these names, whatever stands between them.
fn by_name(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let sentence = term.gap.rsplit(['。', '；', '，', '：']).next().unwrap_or("").trim();
    let list = sentence.trim_end_matches("合计").trim_end_matches("共计").trim_end_matches("总计");
    if list.len() == sentence.len() || !list.contains(['、', '和', '与']) {
        return false;
    }
    let names: SmallVec<[&str; 6]> = list.split(['、', '和', '与']).collect();
    let Some(last) = names.last() else { return false };
    // What the last name says for all: 住院收入 of 门诊、住院收入.
    let tails = last.char_indices().map(|(k, _)| &last[k..]).skip(1).chain([""]);
    for tail in tails {
        let named = |name: &&str| {
            let near = (0..i).rev().take(12).take_while(|&j| doc.terms[j].block == term.block);
            let wanted = [*name, if name == last { "" } else { tail }].concat();
            near.into_iter().find(|&j| {
                let t = doc.terms[j];
                t.role == Role::Level
                    && wanted.chars().count() >= 2
                    && doc.alike(t.figure, term.figure)
                    && doc.label(t.figure).is_some_and(|l| l.ends_with(wanted.as_str()))
            })
        };
        let found: Option<Parts> = names.iter().map(named).collect();
        if let Some(mut parts) = found {
            parts.sort_unstable();
            parts.dedup();
            return parts.len() == names.len() && out.claim(doc, &claim(doc, &parts, i, Trust::Likely));
        }
    }
    false
}

/// A list in one breath, at its last member, and the amount before or behind it: 共40个，完成37个、未完成3个; 得分依次为
/// 9.60分、48.10分，总分57.70分. Only what holds exactly is a check.
pub(super) fn run(doc: &Document, i: usize, out: &mut Findings) {
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
        let digits = doc.digits(t);
        digits >= 3 || digits >= 2 && t.lead.has(words!["共", "总"])
    };
    let head = first.checked_sub(1).filter(|&j| near(&doc.terms[j]) && telling(&doc.terms[j]));
    // 共8.36亿元，分别为……: the list is all of it.
    let said = |head: usize| {
        doc.terms[head].gap.trim_end().ends_with(['共', '计'])
            && matches!(term.gap.trim().trim_start_matches('，'), "分别为" | "分别是")
            && !doc.after(i).starts_with('等')
    };
    if let Some(head) = head.filter(|&head| said(head)) {
        out.claim(doc, &claim(doc, &parts, head, Trust::Stated));
        return;
    }
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

/// 地方收入加上上划收入B，总收入T: what B is added to has its name there, and its amount before.
fn named(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let (term, Some(at)) = (doc.terms[i], i.checked_sub(1)) else { return false };
    let added = doc.terms[at];
    let Some((name, _)) = added.lead.split_once("加上").filter(|(name, _)| name.chars().count() >= 4) else {
        return false;
    };
    if added.sentence != term.sentence || added.block != term.block || !doc.alike(added.figure, term.figure) {
        return false;
    }
    let near = (0..at).rev().take(40).take_while(|&j| term.block - doc.terms[j].block <= 1);
    let first = near.into_iter().find(|&j| {
        let t = doc.terms[j];
        let lead = t.lead.trim_end_matches("完成").trim_end_matches("实现").trim_end_matches("执行");
        matches!(t.role, Role::Level | Role::Total) && lead.ends_with(name) && doc.alike(t.figure, term.figure)
    });
    let Some(first) = first else { return false };
    let parts: Parts = [first, at].into_iter().collect();
    out.claim(doc, &claim(doc, &parts, i, Trust::Likely))
}

/// A，加上B、C……，总计T. Whether it was one, and became a check.
pub(super) fn plus(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = &doc.terms[i];
    if !matches!(last(&term.lead), Some('计' | '入' | '出' | '量' | '额' | '力' | '果' | '成'))
        || !term.lead.ends(words![
            "总收入完成",
            "总支出完成",
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
    if named(doc, i, out) {
        return true;
    }
    let same = |t: &Term| t.block == term.block && t.sentence == term.sentence;
    // 收入加上上划收入 is one name: the verb stands at the head of its clause.
    let adds = |t: &Term| {
        t.gap.has(words!["加：", "再加", "另加"])
            || t.lead.starts(words!["加"])
            || t.gap.has(words!["，加上", "；加上", "。加上"])
            || t.gap.starts_with("加上")
    };
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
    // The total of the other side is no part of this one; what came in in the year is part of all that came in.
    let begins = doc.terms[first].lead;
    let year = |side: &[Word; 1]| begins.ends(side) && term.lead.has(words!["总计"]);
    let of_year = year(words!["本年收入合计"]) && term.lead.has(words!["收入"])
        || year(words!["本年支出合计"]) && term.lead.has(words!["支出"]);
    if !of_year && begins.ends(words!["总计", "合计", "共计", "总量", "决算结果"]) {
        return false;
    }
    let mut parts: Parts = std::iter::once(first).collect();
    let mut vague = false;
    // What is added behind parts is none of them, until parts of its own are told.
    let mut opened = !said;
    for j in from..=i {
        let t = doc.terms[j];
        if is_taken(&t) || is_taken(&doc.terms[first]) {
            return false;
        }
        // 加上转移性收入等278万元: the amount is that of the list; after another one, it may not be.
        let gap = t.gap.trim_end();
        let own = if j == from { gap.strip_suffix('等') } else { None };
        vague |= own.unwrap_or(gap).contains('等');
        opened |= t.opens;
        if j < i && fits(&t) && !(t.part && opened) && !(t.target && is_target(t.lead)) {
            parts.push(j);
        }
    }
    // An amount without a name begins a page that was torn apart.
    let named = !doc.terms[first].lead.is_empty();
    // A，加上B、C，总计T with nothing but amounts: all is told.
    let between = &doc.terms[first + 1..from];
    let told = between.iter().all(|t| !doc.is_amount(t) || t.role == Role::Change);
    let trust = match said && !vague && named {
        true if told
            && doc.terms[first].sentence == term.sentence
            && doc.terms[first].role == Role::Level
            && parts.len() == i - from + 1
            && doc.terms[from..i].iter().all(|t| !t.lead.is_empty()) =>
        {
            Trust::Stated
        }
        true if is_telling(doc, &parts, i) => Trust::Likely,
        _ => Trust::Confirm,
    };
    parts.len() >= 2 && out.claim(doc, &claim(doc, &parts, i, trust))
}
