//! A rate of completion is what was done, divided by what was planned.
//!
//! 完成预算的, 为年初预算的, 占调整预算的, 预算执行率 and the like are recomputed from the executed amount and the budget,
//! plan or target in the same sentence or the one before. 完成年初预算的 is measured against the initial budget;
//! 完成预算的 against the budget of the whole year where both are printed. A rate with a name of its own (办结率 98%) is
//! recomputed where the amount that carries its name stands directly before it, with the whole before that.
//!
//! Why: it is the figure that performance reports are graded by, and the one most often typed by hand.
//!
//! Example: 全年预算数830.42万元，执行数812.35万元，完成预算的97.82%。 — 812.35 ÷ 830.42 = 97.82%
//!
//! A rate whose budget is not printed is counted as not checkable; the budget that it implies is derived.

mod implied;
mod named;

use self::implied::implied;
pub(super) use self::named::named;
use self::named::{aliased, pairs};
use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::{Text, Word, words};
use super::plain;

/// How many figures back the budget may stand.
const WINDOW: usize = 8;

/// Whether these words name a budget, a plan or a target.
pub(super) fn is_target(lead: Text) -> bool {
    const ENDS: &[Word; 16] = words![
        "预算",
        "预算数",
        "预算安排",
        "安排预算",
        "计划",
        "计划数",
        "目标",
        "目标值",
        "任务",
        "任务数",
        "指标",
        "指标值",
        "预算总额",
        "预算合计",
        "预算金额",
        "目标数",
    ];
    const INSIDE: &[Word; 6] = words!["计划投资", "计划完成", "目标为", "控制目标", "年度目标", "预算调整"];
    const DONE: &[Word; 6] = words!["执行", "决算", "实际", "支出数", "完成了", "预算支出"];
    let named = lead.ends(ENDS) || lead.has(INSIDE) || lead.starts(words!["预算安排", "计划"]);
    named && !lead.those(DONE).any(|w| lead.rfind(w).is_some_and(|i| lead.len() - i <= 15))
}

/// What was planned and what was done, as term indices, before term `i`.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// Budgets, the nearest first.
    pub targets: Vec<usize>,
    /// The nearest amount that is no budget; of parts, the amount that they are parts of.
    pub done: Option<usize>,
    /// The part before its budget: 公务接待费A，预算为B, where `done` is the whole.
    pub part: Option<usize>,
    /// Another amount than `done` stands beside the budget, in a sentence before: it has its rate of it.
    pub used: bool,
}

/// Collects the pair that a rate, or 决算数小于预算数, speaks of.
pub(super) fn pair(doc: &Document, i: usize, from: usize) -> Pair {
    let term = doc.terms[i];
    let in_brackets = term.in_brackets;
    let mut pair = Pair::default();
    for j in (0..from).rev().take(WINDOW) {
        let t = doc.terms[j];
        if t.block != term.block || term.sentence - t.sentence > 2 {
            break;
        }
        if doc.is_amount(&t) && (in_brackets || !t.in_brackets) && t.role != Role::Change {
            let same = pair.done.or(pair.targets.first().copied());
            if same.is_some_and(|s| !doc.alike(doc.terms[s].figure, t.figure)) {
                break;
            }
            // 执行中调整为A: the budget that it became.
            let adjusted =
                t.role == Role::To && t.lead.has(words!["调整", "调增", "调减"]) && !t.lead.has(words!["结构"]);
            let over = t.lead.starts(words!["超", "低于", "高于", "少于", "多于"]);
            if t.target && is_target(t.lead) && !over || adjusted {
                pair.targets.push(j);
            } else if pair.done.is_none() && pair.targets.is_empty() {
                // 完成37个、未达标3个: what was not done is not what was done.
                let left =
                    t.lead.ends(words!["结余", "节余", "结转", "剩余", "结转下年", "结转结余", "结余资金", "余额"]);
                if left || moved(t.lead) || t.lead.starts(words!["未", "尚未", "没有", "不合格"]) {
                    continue;
                }
                pair.done = Some(j);
            } else if pair.done.is_none() {
                // 执行数……，预算数……: the budget after what was done.
                pair.done = whole(doc, j);
                pair.part = Some(j).filter(|_| pair.done != Some(j));
                break;
            } else if moved(t.lead) {
                continue;
            } else if !pair.targets.is_empty() {
                break;
            } else if pair.done.is_some_and(|d| doc.terms[d].sentence > t.sentence) {
                pair.used = true;
            }
        } else if t.role == Role::Completion && (pair.done.is_some() || !pair.targets.is_empty()) {
            break;
        }
        // What is part of something else has no share in the budget of the whole.
        if t.which || t.gap.has(words!["按"]) && t.gap.has(words!["分"]) {
            break;
        }
    }
    pair
}

/// The amount `j` itself, or, where it is told as a part (其中), the amount it is a part of.
fn whole(doc: &Document, j: usize) -> Option<usize> {
    let part = doc.terms[j];
    let same = |k: &usize| doc.terms[*k].block == part.block && doc.terms[*k].sentence == part.sentence;
    let opened = (0..=j).rev().take(WINDOW).take_while(same).find(|&k| doc.terms[k].which);
    match opened {
        None => Some(j),
        Some(k) => k.checked_sub(1).filter(same).filter(|&k| doc.is_amount(&doc.terms[k])),
    }
}

/// What the sentence before says was approved: 批准……支出A。实际完成B，完成预算的……
fn approved(doc: &Document, done: usize) -> Option<usize> {
    let (j, of) = (done.checked_sub(1)?, doc.terms[done]);
    let t = doc.terms[j];
    let near = t.block == of.block && of.sentence - t.sentence <= 1 && doc.alike(t.figure, of.figure);
    let said = near && !t.in_brackets && t.gap.has(words!["批准", "批复", "核定", "下达", "通过"]);
    said.then_some(j)
}

/// An amount by which a budget was changed in the year.
fn moved(lead: Text) -> bool {
    lead.ends(words!["追加", "调增", "调减", "追减", "核减", "压减"])
}

/// Checks 完成预算的 and its like.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if term.listed {
        return;
    }
    if term.gap.trim() == "）的" && bracketed(doc, i, out) {
        return;
    }
    // 完成五年目标14.5%的40.0%: of a percentage.
    let of_percent = i.checked_sub(1).is_some_and(|j| doc.is_measure(j) && !doc.is_amount(&doc.terms[j]));
    if of_percent || lists(doc, i, out) {
        out.not_checkable += u32::from(of_percent);
        return;
    }
    let Pair { targets, done, part, used } = pair(doc, i, i);
    let named = |j: &usize, w: &str| doc.terms[*j].lead.contains(w);
    let target = if term.lead.contains("年初") {
        targets
            .iter()
            .find(|j| named(j, "年初"))
            .or(targets.first().filter(|j| targets.len() == 1 && !named(j, "调整")))
    } else if term.lead.contains("调整") {
        targets
            .iter()
            .find(|j| named(j, "调整"))
            .or(targets.first().filter(|j| targets.len() == 1 && !named(j, "年初")))
    } else {
        targets.iter().find(|j| !named(j, "年初")).or(targets.first())
    };
    let approved = if target.is_none() { done.and_then(|done| approved(doc, done)) } else { None };
    if let (Some(target), Some(done)) = (approved, done)
        && out.claim(
            doc,
            &Claim {
                rule: "rate",
                formula: Formula::Share,
                operands: plain([(doc.terms[done].figure, "numerator"), (doc.terms[target].figure, "denominator")]),
                claimed: Some((term.figure, false)),
                trust: Trust::Confirm,
            },
        )
    {
        return;
    }
    if target.is_none() && pairs(doc, i, out) {
        return;
    }
    let done = if target.is_some() { done.or(part) } else { done };
    let (Some(&target), Some(done)) = (target, done) else {
        if beside(doc, i, out) {
            return;
        }
        if aliased(doc, i, out) || above(doc, i, done, out) {
            return;
        }
        out.not_checkable += 1;
        implied(doc, i, done, out);
        return;
    };
    let claim = |target: usize, trust| Claim {
        rule: "rate",
        formula: Formula::Share,
        operands: plain([(doc.terms[done].figure, "numerator"), (doc.terms[target].figure, "denominator")]),
        claimed: Some((term.figure, false)),
        trust,
    };
    // Another budget in the sentence may be meant: then only what holds is a check.
    let of_part = part.filter(|_| part != Some(done)).map(|part| Claim {
        operands: plain([(doc.terms[part].figure, "numerator"), (doc.terms[target].figure, "denominator")]),
        ..claim(target, Trust::Confirm)
    });
    let other = is_of_other(&term, [&doc.terms[done], &doc.terms[target]]);
    let other = other || used || is_of_named(&term, &doc.terms[done], &doc.terms[target]);
    let trust = match (other || are_apart(&doc.terms[done], &doc.terms[target]), of_part.is_some()) {
        (true, _) => Trust::Confirm,
        (false, true) => Trust::Likely,
        (false, false) => Trust::Stated,
    };
    let mut claims = vec![claim(target, trust)];
    claims.extend(of_part);
    claims.extend(targets.iter().filter(|&&j| j != target).map(|&j| claim(j, Trust::Confirm)));
    if !out.best(doc, claims) {
        out.not_checkable += 1;
    }
}

/// 预算数分别为A、B，执行数分别为C、D，执行率分别为R、S: pair by pair. Whether the rates are a list.
fn lists(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let n = doc.run(i).len();
    if n < 2 {
        return false;
    }
    let list = |end: usize| {
        let first = end.checked_sub(n)?;
        let all = &doc.terms[first..end];
        let one = all[1..].iter().all(|t| t.listed) && !all[0].listed && all.iter().all(|t| doc.is_amount(t));
        (one && all[0].block == doc.terms[i].block && doc.terms[i].sentence - all[0].sentence <= 1).then_some(first)
    };
    let pairs = list(i).and_then(|done| Some((done, list(done)?)));
    let mut made = 0;
    if let Some((done, planned)) = pairs.filter(|&(a, b)| doc.alike(doc.terms[a].figure, doc.terms[b].figure)) {
        for k in 0..n {
            let operands =
                plain([(doc.terms[done + k].figure, "numerator"), (doc.terms[planned + k].figure, "denominator")]);
            let claimed = Some((doc.terms[i + k].figure, false));
            let (formula, trust) = (Formula::Share, Trust::Likely);
            made += u32::from(out.claim(doc, &Claim { rule: "rate", formula, operands, claimed, trust }));
        }
    }
    out.not_checkable += n as u32 - made;
    true
}

/// 安排资金A，实际支出B，执行率R; 计划培训A，实际培训B，完成计划的R: the only two amounts of the sentence.
fn beside(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let (term, Some(first)) = (doc.terms[i], i.checked_sub(2)) else { return false };
    let (whole, done) = (doc.terms[first], doc.terms[first + 1]);
    let one = |t: &Term| t.sentence == term.sentence && t.block == term.block && doc.stands_alone(t);
    let alone = |j: Option<usize>| {
        j.and_then(|j| doc.terms.get(j))
            .is_none_or(|t| t.sentence != term.sentence || !doc.alike(t.figure, done.figure))
    };
    if !one(&whole) || !one(&done) || !doc.alike(whole.figure, done.figure) || !alone(first.checked_sub(1)) {
        return false;
    }
    let planned = whole.lead.has(words!["安排", "下达", "拨付", "批复", "计划", "应", "拟"]);
    let did = done.lead.has(words!["实际", "支出", "使用", "支付", "已", "执行"]);
    if !planned || !did || whole.which || done.which || is_of_other(&term, [&done, &whole]) {
        return false;
    }
    let operands = plain([(done.figure, "numerator"), (whole.figure, "denominator")]);
    let claimed = Some((term.figure, false));
    let (formula, trust) = (Formula::Share, Trust::Likely);
    out.claim(doc, &Claim { rule: "rate", formula, operands, claimed, trust })
}

/// A name without these words, one after the other.
fn without(name: &str, words: &[&str]) -> String {
    let mut name = name.to_owned();
    for word in words {
        if name.contains(word) {
            name = name.replace(word, "");
        }
    }
    name
}

/// Whether a rate is called by something that neither of its amounts is: 整体执行率, 基本支出执行率 behind 项目支出.
fn is_of_other(rate: &Term, of: [&Term; 2]) -> bool {
    let name = ["预算执行率", "执行率", "预算完成率", "支出进度", "支出率", "完成率"]
        .iter()
        .find_map(|w| rate.lead.strip_suffix(w));
    let Some(name) = name else { return false };
    // 项目完成率 is of deeds, where the budget is of money.
    let deeds = rate.lead.ends(words!["完成率"]) && !rate.lead.has(words!["预算"]) && of[1].lead.has(words!["预算"]);
    if deeds || name.ends_with(['体', '合', '总']) {
        return true;
    }
    let name = without(name, &["资金", "项目", "预算", "全年", "年度", "本年", "当年", "支出"]);
    !name.is_empty() && of.iter().all(|t| !t.lead.contains(name.as_str()))
}

/// Whether the words of a rate name another budget, or another thing done: 完成部门预算的 beside 年初预算, 造林完成计划的.
fn is_of_named(rate: &Term, done: &Term, target: &Term) -> bool {
    const PLAIN: [&str; 24] = [
        "年初", "年度", "全年", "调整", "变更", "后", "数", "预算", "计划", "目标", "任务", "指标", "的", "安排",
        "本年", "当年", "收入", "支出", "核定", "批复", "下达", "既定", "约", "总",
    ];
    // 投资完成率 is a name of its own.
    if rate.lead.ends(words!["率", "进度"]) {
        return false;
    }
    let Some(at) = ["完成", "占", "为"].iter().find_map(|w| rate.lead.find(w).map(|at| (at, w.len()))) else {
        return false;
    };
    let (doer, of) = (&rate.lead[..at.0], &rate.lead[at.0 + at.1..]);
    let of_other = without(of, &PLAIN);
    let long = target.lead.has(words!["五年", "三年", "总投资"]) && rate.lead.has(words!["年度", "全年", "当年"]);
    let doer = without(doer, &PLAIN);
    let doer = doer.trim_start_matches(['，', ' ']);
    long || of_other.chars().count() >= 2 && !target.lead.contains(of_other.as_str())
        || doer.chars().count() >= 2 && !done.lead.contains(doer)
}

/// Whether an amount and a budget are told of two things, or of two years: 甲项目预算A。乙项目支出B.
fn are_apart(done: &Term, target: &Term) -> bool {
    const ROLES: [&str; 30] = [
        "年初",
        "全年",
        "年度",
        "本年",
        "调整后",
        "调整",
        "批复",
        "核定",
        "财政",
        "安排",
        "预算",
        "计划",
        "目标",
        "任务",
        "指标",
        "资金",
        "总额",
        "金额",
        "合计",
        "数",
        "值",
        "实际",
        "累计",
        "支出",
        "执行",
        "完成",
        "决算",
        "使用",
        "投资",
        "其中",
    ];
    let bare = |t: &Term| {
        let name = t.lead.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '年' || c == '度');
        without(name, &ROLES)
    };
    let years = [done, target].map(|t| super::annual_average::year(t.gap.str()));
    if let [Some(a), Some(b)] = years
        && a != b
    {
        return true;
    }
    if done.sentence == target.sentence {
        return false;
    }
    let (a, b) = (bare(done), bare(target));
    let long = |s: &str| s.chars().count() >= 2;
    long(&a) && long(&b) && !a.contains(&b) && !b.contains(&a)
}

/// 支出A，完成调整预算（B）的R%
fn bracketed(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let (term, Some(target)) = (doc.terms[i], i.checked_sub(1)) else { return false };
    let like = doc.terms[target].figure;
    let near = (0..target).rev().take(4).take_while(|&j| doc.terms[j].sentence == term.sentence);
    let done = near.into_iter().find(|&j| {
        let t = doc.terms[j];
        !t.in_brackets && doc.alike(t.figure, like) && matches!(t.role, Role::Level | Role::Total)
    });
    let Some(done) = done.filter(|&j| !doc.is_measure(j)) else { return false };
    let operands = plain([(doc.terms[done].figure, "numerator"), (like, "denominator")]);
    let claimed = Some((term.figure, false));
    let (formula, trust) = (Formula::Share, Trust::Stated);
    out.claim(doc, &Claim { rule: "rate", formula, operands, claimed, trust })
}

/// 支出A，预算执行率R%, where the budget stands paragraphs above: only what holds is a check, unless there is but one budget.
fn above(doc: &Document, i: usize, done: Option<usize>, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(done) = done.filter(|_| doc.figure(&term).value.len() >= 4) else { return false };
    let like = doc.terms[done];
    let near = |t: &Term| term.block - t.block <= 3 && like.figure - t.figure <= 24;
    let is_budget = |t: &Term| {
        t.target && is_target(t.lead) && !t.lead.contains("年初") && doc.alike(t.figure, like.figure) && !t.in_brackets
    };
    let value = |t: &Term| doc.figure(t).base().map(|b| b.value);
    let claim = |target: &Term, trust| Claim {
        rule: "rate",
        formula: Formula::Share,
        operands: plain([(like.figure, "numerator"), (target.figure, "denominator")]),
        claimed: Some((term.figure, false)),
        trust,
    };
    if let Some(target) = doc.terms[..done].iter().rev().take(16).filter(|t| near(t)).find(|t| is_budget(t)) {
        return out.claim(doc, &claim(target, Trust::Confirm));
    }
    if adjusted(doc, i, done, out) {
        return true;
    }
    // 截至6月末累计支出A，预算执行率R: of the budget of the year, where the report names one alone.
    let whole = term.lead.ends(words!["预算执行率", "执行率", "预算完成率", "预算支出进度"])
        && like.lead.has(words!["累计支出", "累计执行", "实际支出", "支出", "执行"]);
    let of_year = |t: &&Term| {
        is_budget(t) && t.lead.ends(words!["全年预算数", "全年预算", "年度预算", "预算总额", "调整后预算", "预算数"])
    };
    let mut budgets = doc.terms[..done].iter().rev().take(FAR).filter(of_year);
    let Some(target) = budgets.next().filter(|_| whole && like.sentence == term.sentence) else { return false };
    let one = budgets.all(|t| value(t) == value(target));
    let trust = if one && doc.figure(&term).value.len() >= 5 { Trust::Likely } else { Trust::Confirm };
    out.claim(doc, &claim(target, trust))
}

/// How many figures back the budget of the year may stand.
const FAR: usize = 120;

/// 支出预算由A变动为B。……支出执行C，为预算的R%: of what the budget became, paragraphs ago.
fn adjusted(doc: &Document, i: usize, done: usize, out: &mut Findings) -> bool {
    let (term, like) = (doc.terms[i], doc.terms[done]);
    let sides = |t: &Term| (t.lead.has(words!["收入"]), t.lead.has(words!["支出"]));
    let near = (1..done).rev().take(WINDOW * 2).take_while(|&j| term.block - doc.terms[j].block <= 3);
    let mut budgets = near.filter(|&j| {
        let (from, to) = (doc.terms[j - 1], doc.terms[j]);
        to.role == Role::To
            && from.role == Role::From
            && from.lead.has(words!["预算"])
            && sides(&from) == sides(&like)
            && doc.alike(to.figure, like.figure)
    });
    let (Some(target), None) = (budgets.next(), budgets.next()) else { return false };
    let operands = plain([(like.figure, "numerator"), (doc.terms[target].figure, "denominator")]);
    let (formula, trust) = (Formula::Share, Trust::Likely);
    out.claim(doc, &Claim { rule: "rate", formula, operands, claimed: Some((term.figure, false)), trust })
}
