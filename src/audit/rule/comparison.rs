//! A comparison says which of two amounts is the larger.
//!
//! 决算数小于预算数 (of the pair before it); 54.44%，低于全市平均水平83.11%; 190件，与上年的190件持平; 收入总计……，支出总计……，
//! 收支平衡; 由A增加到B where B is less; 债务余额……, within 债务限额……; 增长5.2%，处于4%—7%的区间; and a part that is larger than the whole it is told of (32个，其中完工44个).
//!
//! Why: the explanation 决算数大于预算数的主要原因 is copied from item to item.
//!
//! Example: 年初预算67.92万元，支出决算67.45万元，决算数小于预算数。 — 67.45 < 67.92
//!
//! 低于全市平均水平0.5% is a distance, not a value, and is left alone.

use std::cmp::Ordering;

use super::super::claim::{factor, quantity};
use super::super::exact::Exact;
use super::super::formula::Quantity;
use super::super::term::{Document, Role, Term};
use super::super::word::{Text, Word, ending, words};
use super::super::{Check, Findings, Severity, Verdict};
use super::rate;
use crate::figure::Kind;

/// What is said of the first of two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Less,
    More,
    Equal,
    AtMost,
}

impl Op {
    const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::More => ">",
            Self::Equal => "=",
            Self::AtMost => "≤",
        }
    }
}

/// Words behind an amount that say how it compares with the one before.
const MOVED: [(&str, Op); 8] = [
    ("有所减少", Op::Less),
    ("有所下降", Op::Less),
    ("略有下降", Op::Less),
    ("略有减少", Op::Less),
    ("有所增加", Op::More),
    ("有所增长", Op::More),
    ("略有增加", Op::More),
    ("略有增长", Op::More),
];

/// Checks what is compared at, or directly behind, term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let after = doc.after(i);
    against_budget(doc, i, after, out);
    super::account::balance(doc, i, after, out);
    debt(doc, i, out);
    account(doc, i, out);
    let Some(at) = i.checked_sub(1) else { return };
    let (before, term) = (doc.terms[at], doc.terms[i]);
    if before.block != term.block {
        return;
    }
    part(doc, i, out);
    moved(doc, i, out);
    if before.sentence != term.sentence || !doc.alike(before.figure, term.figure) {
        return;
    }
    let ahead = after.trim_start_matches(['，', ',', ' ', '；']);
    let lead = term.lead;
    let level = ["两者持平", "二者持平", "两者相等"].iter().any(|w| ahead.starts_with(w));
    if (matches!(lead.chars().next(), Some('与' | '同' | '和')) && ahead.starts_with("持平") || level)
        && !before.in_brackets
    {
        compare(doc, &before, Op::Equal, &term, true, out);
        return;
    }
    // 余额A，控制在限额B以内
    if lead.starts(words!["控制在", "未超过", "没有超过", "未突破"])
        && lead.has(words!["限额", "概算", "预算", "标准", "指标", "控制数", "上限", "额度"])
        && (lead.starts(words!["未", "没有"])
            || ["以内", "之内", "内", "的范围", "范围"].iter().any(|w| ahead.starts_with(w)))
        && matches!(before.role, Role::Level | Role::Total | Role::To)
        && !before.in_brackets
        && !before.listed
    {
        // 以内 bounds the limit, and says nothing of its value.
        judge(doc, &before, Op::AtMost, &term, !doc.qualified(before.figure), out);
        return;
    }
    // A，较上年的B有所减少
    if let Some(&(_, op)) = MOVED.iter().find(|m| ahead.starts_with(m.0))
        && term.role == Role::Previous
        && matches!(before.role, Role::Level | Role::Total)
        && !before.in_brackets
    {
        // What holds is no more than the words for a change.
        let value = |t: &Term| doc.figure(t).base().map(|b| b.value);
        if value(&before) < value(&term) && op == Op::More || value(&before) > value(&term) && op == Op::Less {
            compare(doc, &before, op, &term, true, out);
        }
        return;
    }
    let op = match lead {
        l if l.starts(words!["低于", "少于", "小于", "不及"]) => Op::Less,
        l if l.starts(words!["高于", "多于", "大于"]) => Op::More,
        _ => {
            within(doc, &before, &term, ahead, out);
            return;
        }
    };
    // 高于年度目标0.1个百分点，高于全国0.6个百分点: both are distances.
    let distance = |t: &Term| doc.figure(t).kind == Kind::PercentagePoint;
    // 高于平均水平的有5个，低于的4个: how many there are.
    if doc.figure(&term).kind == Kind::Count
        && (before.lead.has(words!["高于", "低于", "大于", "小于"]) || lead.ends(words!["的有"]))
    {
        return;
    }
    if distance(&before)
        || distance(&term)
        || before.role == Role::Change
        || before.listed
        || before.role == Role::Growth
        || doc.qualified(term.figure)
    {
        return;
    }
    // 低于目标0.5%: a distance. Two values of one measure are not that far apart.
    let (Some(a), Some(b)) = (quantity(doc.figure(&before)), quantity(doc.figure(&term))) else { return };
    let distance = doc.figure(&term).kind == Kind::Percent && b.value.add(&b.value) < a.value;
    let names_value = lead.ends_with('的')
        || lead.has(words!["水平", "目标", "平均", "上年", "去年", "标准", "计划", "任务"])
        // 低于限额20万元 is a distance, 小于限额 is none.
        || lead.starts(words!["小于", "大于"])
            && lead.has(words!["限额", "额度", "概算", "核定", "约定", "定额", "预算", "上限", "控制数", "指标"]);
    if !distance && names_value {
        compare(doc, &before, op, &term, true, out);
    }
}

/// 决算数小于预算数, behind the pair that it speaks of.
fn against_budget(doc: &Document, i: usize, after: &str, out: &mut Findings) {
    let term = doc.terms[i];
    // Only the last figure before the words: they stand in this gap.
    let words = after.trim_start_matches(['，', ',', '。', '；', ' ', '%', '\n', '）']);
    if !matches!(words.chars().next(), Some('决' | '支' | '执' | '实')) {
        return;
    }
    let end = words.find(['，', '。', '；', '：', ',', '\n']).unwrap_or(words.len());
    let words = &words[..end];
    let Some(rest) = ["决算数", "支出决算数", "支出决算", "执行数", "支出数", "实际支出数"]
        .iter()
        .find_map(|w| words.strip_prefix(w))
    else {
        return;
    };
    let (op, about) = match rest {
        r if r.starts_with("小于") || r.starts_with("低于") => (Op::Less, false),
        r if r.starts_with("大于") || r.starts_with("高于") => (Op::More, false),
        r if r.starts_with("等于") => (Op::Equal, false),
        r if r.contains("持平") => (Op::Equal, r.contains("基本")),
        _ => return,
    };
    if !rest.contains("预算") || rest.contains("调整") {
        return;
    }
    let pair = rate::pair(doc, i, i + 1);
    let (Some(done), Some(&target)) = (pair.done, pair.targets.first()) else { return };
    if pair.targets.len() > 1 || term.sentence - doc.terms[target].sentence > 1 {
        return;
    }
    compare(doc, &doc.terms[done], op, &doc.terms[target], !about, out);
}

/// Income and expenditure that are said to be equal; where it is not `certain`, only what holds is a check.
pub(super) fn equal(doc: &Document, income: &Term, spent: &Term, certain: bool, out: &mut Findings) {
    compare(doc, income, Op::Equal, spent, certain, out);
}

/// A debt is within its limit: no contradiction where it is not, for that is no slip of the pen.
fn debt(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if !term.lead.ends(words!["债务余额"]) || !matches!(term.role, Role::Level | Role::Total) {
        return;
    }
    // 控制在限额以内: somebody must say so.
    let rest = doc.page.text.get(doc.figure(&term).span.end as usize..).unwrap_or("");
    let end = rest.find(['。', '\n']).unwrap_or(rest.len());
    if !rest[..end].contains("限额") {
        return;
    }
    let special = |t: &Term| (t.lead.has(words!["专项"]), t.lead.has(words!["一般"]));
    let limit =
        doc.terms[..i].iter().rev().take(12).take_while(|t| term.block - t.block <= 2).find(|t| {
            t.lead.ends(words!["债务限额"]) && special(t) == special(&term) && doc.alike(t.figure, term.figure)
        });
    if let Some(limit) = limit.filter(|l| l.role == Role::Level && !l.in_brackets) {
        compare(doc, &term, Op::AtMost, limit, false, out);
    }
}

/// The part of an account that is paid for by the treasury is no larger than the account.
fn account(doc: &Document, i: usize, out: &mut Findings) {
    const ACCOUNTS: &[Word; 4] = words!["收入支出总计", "收支总计", "收、支总计", "收入、支出总计"];
    let term = doc.terms[i];
    let Some(name) = ending(&term.lead, ACCOUNTS).map(|w| w.text) else { return };
    if term.role != Role::Level && term.role != Role::Total
        || !term.lead[..term.lead.len() - name.len()].ends_with("财政拨款")
    {
        return;
    }
    let whole = doc.terms[..i].iter().rev().take(24).find(|t| {
        t.lead.ends_with(name) && !t.lead.contains("财政拨款") && matches!(t.role, Role::Level | Role::Total)
    });
    let Some(whole) = whole.filter(|w| doc.alike(w.figure, term.figure)) else { return };
    let (Some(a), Some(b)) = (quantity(doc.figure(&term)), quantity(doc.figure(whole))) else { return };
    if a.interval().lo > b.interval().hi {
        compare(doc, &term, Op::AtMost, whole, true, out);
    }
}

/// A part that is larger than its whole.
fn part(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if !term.which {
        return;
    }
    let after_which = term.gap.rsplit("其中").next().filter(|r| r.len() < term.gap.len());
    let Some(words) = after_which else { return };
    // 新增92.3公里；其中，高速公路318.6公里: after a semicolon the whole stands further back.
    if term.gap.split("其中").next().is_some_and(|before| before.contains(['；', ';', '。'])) {
        return;
    }
    if words.chars().count() > 12 || term.in_brackets || !doc.is_amount(&term) || term.role != Role::Level {
        return;
    }
    if words.contains(['。', '；']) || !is_tangible(doc.figure(&term).kind) {
        return;
    }
    let Some(whole) = (0..i).rev().take(2).find(|&j| doc.is_amount(&doc.terms[j])) else { return };
    let whole = doc.terms[whole];
    // 超额0.5万亩，其中人工造林5.2万亩: a difference is no whole.
    if whole.lead.has(words!["超", "多出", "少", "差", "净增", "缺口"]) {
        return;
    }
    if whole.sentence != term.sentence || doc.figure(&whole).unit() != doc.figure(&term).unit() || whole.listed {
        return;
    }
    if !matches!(whole.role, Role::Level | Role::Total) || doc.qualified(term.figure) || doc.qualified(whole.figure) {
        return;
    }
    // 净增A，其中新增B、减少C; 其中网上信访B（含重复）
    let behind = doc.after(i).trim_start();
    let counted_otherwise = behind.starts_with(['（', '('])
        && Text::new(behind).has(words!["含", "重复", "口径", "累计", "跨年", "包括", "往年"]);
    if counted_otherwise || whole.lead.has(words!["净", "单产", "均", "率", "价"]) || term.lead.has(words!["累计"])
    {
        return;
    }
    let (Some(a), Some(b)) = (quantity(doc.figure(&term)), quantity(doc.figure(&whole))) else { return };
    // 幼儿园612所，新增8所，其中公办326所: of an amount before, that could hold it.
    let holds = |j: usize| {
        let t = doc.terms[j];
        doc.alike(t.figure, term.figure)
            && quantity(doc.figure(&t)).is_some_and(|q| q.value.sub(&a.value).signum() >= 0)
    };
    let earlier = (0..i).rev().take(8).take_while(|&j| doc.terms[j].block == term.block);
    if a.interval().lo > b.interval().hi && !earlier.into_iter().any(holds) {
        compare(doc, &term, Op::AtMost, &whole, true, out);
    }
}

/// 由A增加到B, where nothing is said of how much that is.
fn moved(doc: &Document, i: usize, out: &mut Findings) {
    const UP: &[Word; 14] = words![
        "增加到",
        "增长到",
        "增至",
        "提高到",
        "提高至",
        "扩大到",
        "上升到",
        "上升至",
        "增加至",
        "增长至",
        "提升到",
        "提升至",
        "升至",
        "扩大至",
    ];
    const DOWN: &[Word; 10] =
        words!["减少到", "下降到", "降至", "降到", "减少至", "下降至", "降低到", "降低至", "减至", "压减到",];
    let (from, to) = (doc.terms[i - 1], doc.terms[i]);
    let gap = to.gap;
    let op = match (gap.has(UP), gap.has(DOWN)) {
        (true, false) => Op::More,
        (false, true) => Op::Less,
        _ => return,
    };
    // The words and a time: 由3127万元增加到2024年的4460万元.
    // A rank rises to a smaller number.
    let rank = matches!(doc.figure(&to).unit(), "位" | "名");
    let stated =
        !rank && gap.len() <= 60 && from.lead.has(words!["由", "从"]) && !gap.contains(['，', '；', '。', '、']);
    let told = doc.terms.get(i + 1).is_some_and(|t| {
        t.sentence == to.sentence
            && (matches!(t.role, Role::Growth | Role::Average | Role::Change)
                || doc.figure(t).kind == Kind::PercentagePoint)
    });
    if !stated || told || from.sentence != to.sentence || from.listed || to.listed || !doc.alike(from.figure, to.figure)
    {
        return;
    }
    // What holds is no more than the words for a change: only the wrong direction is a claim.
    let value = |t: &Term| doc.figure(t).base().map(|b| b.value);
    if value(&to) < value(&from) && op == Op::More || value(&to) > value(&from) && op == Op::Less {
        compare(doc, &to, op, &from, true, out);
    }
}

/// Kinds of which a part is of the same things as its whole; of money, 其中 is often said of another budget.
const fn is_tangible(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Length | Kind::Area | Kind::Mass | Kind::Volume)
}

/// 增长5.2%，处于4%—7%的区间
fn within(doc: &Document, value: &Term, range: &Term, ahead: &str, out: &mut Findings) {
    let figure = doc.figure(range);
    let Some(upper) = figure.base().and_then(|b| b.upper) else { return };
    let inside = ["处于", "位于"].iter().any(|w| range.gap.contains(w));
    if !(inside || range.gap.contains('在') && ahead.contains("区间")) {
        return;
    }
    let (Some(x), Some(low)) = (quantity(doc.figure(value)), quantity(figure)) else { return };
    if doc.qualified(value.figure) {
        return;
    }
    let high = Exact::of(upper);
    let i = x.interval();
    let verdict = if low.value <= x.value && x.value <= high {
        Verdict::Holds
    } else if i.hi >= low.value.sub(&low.half) && i.lo <= high.add(&low.half) {
        Verdict::Rounding
    } else {
        Verdict::Contradiction
    };
    let message = format!("{} ∈ [{}, {}]", doc.named(value.figure), low.value.trimmed(), high.trimmed());
    finding(doc, value, range, &x, verdict, message, out);
}

/// Compares two terms. Where the words are not `certain`, or qualify one of the two, only what holds is a check.
fn compare(doc: &Document, a: &Term, op: Op, b: &Term, certain: bool, out: &mut Findings) {
    let qualified = doc.qualified(a.figure) || doc.qualified(b.figure);
    judge(doc, a, op, b, certain && !qualified, out);
}

fn judge(doc: &Document, a: &Term, op: Op, b: &Term, certain: bool, out: &mut Findings) {
    let (fa, fb) = (doc.figure(a), doc.figure(b));
    let (Some(x), Some(y)) = (quantity(fa), quantity(fb)) else { return };
    let (i, j) = (x.interval(), y.interval());
    let order = x.value.cmp(&y.value);
    let (holds, possible) = match op {
        Op::Less => (order == Ordering::Less, i.lo < j.hi),
        Op::More => (order == Ordering::Greater, i.hi > j.lo),
        Op::Equal => (order == Ordering::Equal, i.meets(&j)),
        Op::AtMost => (order != Ordering::Greater, i.lo <= j.hi),
    };
    let verdict = match (holds, possible) {
        (true, _) => Verdict::Holds,
        (false, true) => Verdict::Rounding,
        (false, false) => Verdict::Contradiction,
    };
    if verdict == Verdict::Contradiction && !certain {
        return;
    }
    let said = format!("{} {} {}", doc.named(a.figure), op.sign(), doc.named(b.figure));
    let sign = match order {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    };
    let message = match verdict {
        Verdict::Contradiction => format!("{said}，实为 {} {sign} {}", doc.printed(a.figure), doc.printed(b.figure)),
        _ => said,
    };
    finding(doc, a, b, &x, verdict, message, out);
}

fn finding(doc: &Document, a: &Term, b: &Term, x: &Quantity, verdict: Verdict, message: String, out: &mut Findings) {
    let unit = factor(doc.figure(b));
    let in_unit = x.per(&unit).unwrap_or_else(|| x.clone());
    let i = in_unit.interval();
    out.checks.push(Check {
        rule: "comparison",
        verdict,
        severity: (verdict == Verdict::Contradiction).then_some(Severity::Material),
        claim: Some(b.figure),
        operands: Box::new([(a.figure, "compared")]),
        claimed: Some(doc.figure(b).value.clone()),
        computed: Some(in_unit.value.trimmed().into()),
        interval: Some([i.lo.fixed(6).into(), i.hi.fixed(6).into()]),
        headings: Box::default(),
        hints: Box::default(),
        message: message.into(),
    });
}
