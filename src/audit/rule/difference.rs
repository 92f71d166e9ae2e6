//! A difference is what one amount is more than another.
//!
//! 由2160起增加到2394起，增加234起; 完好率74.31%，比上年的77.59%下降3.28个百分点; 控制目标1980人，实际2588人，超出目标608人;
//! 安排资金476万元，支出400万元，结余76万元; 收入86.4亿元……支出71.9亿元，当年收支结余14.5亿元; 年初预算134万元，年中追加16万元，
//! 全年预算数150万元.
//!
//! Why: the difference is the sentence's news, and is written last.
//!
//! Example: 安排资金476.30万元，支出400.10万元，结余76.20万元。 — 476.30 − 400.10 = 76.20
//!
//! 收入总计A，支出总计B，年末结转C; 送审A，审定B，核减C; A，比上年的B增加C; 食品行业增速快于建材行业6.5个百分点 are differences as well.
//!
//! Where no word says what a difference is of (收入A。支出B。当年结余C。上年结转A，收入B，支出C，结转下年D。), two or three amounts before
//! it are tried: as a rule only what holds is a check.
//!
//! 年末结转和结余 and 滚存结余 hold what earlier years left over: no such difference is checked.

use super::super::basis::base;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::role::is_verb;
use super::super::term::{Document, Role, Term};
use super::super::word::{Word, last, words};
use super::super::{Findings, Verdict};
use super::plain;
use crate::figure::Kind;

/// Checks the differences that end in term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    const GOALS: &[Word; 4] = words!["目标", "计划", "预算", "指标"];
    let term = doc.terms[i];
    let back = |k: usize| i.checked_sub(k).map(|j| doc.terms[j]).filter(|t| t.sentence == term.sentence);
    let kind = doc.figure(&term).kind;
    if kind == Kind::PercentagePoint {
        points(doc, &term, back(1).zip(back(2)), out);
        faster(doc, i, out);
        return;
    }
    if !doc.is_amount(&term) || term.listed {
        return;
    }
    if term.role == Role::Change {
        if let Some((to, from)) = back(1).zip(back(2))
            && to.role == Role::To
            && from.role == Role::From
            // 乡镇由26个增加到41个，人数增加35.2万
            && doc.alike(to.figure, term.figure)
        {
            let operands = plain([(to.figure, "minuend"), (from.figure, "subtrahend")]);
            // 由15辆减少到12辆，比上年减少1辆；主要是补助增加……: of another base, of something else.
            let other = base(term.gap.str()).is_some_and(|b| base(from.gap.str()) != Some(b));
            let named = super::growth::subject(term.lead);
            let apart = other
                || term.gap.has(words!["其中", "主要是", "原因"])
                || !named.is_empty() && !is_verb(named) && !from.lead.contains(named);
            let trust = if doc.alike(to.figure, from.figure) && !apart { Trust::Stated } else { Trust::Confirm };
            difference(doc, operands, (term.figure, term.down), trust, out);
        } else if let Some((before, now)) = back(1).zip(back(2))
            && before.role == Role::Level
            && now.role == Role::Level
            && (super::growth::is_prior(now.lead, before.lead) || super::growth::same_name(now.lead, before.lead))
            && super::growth::subject(term.lead).is_empty()
            && [before, now].iter().all(|t| doc.is_amount(t) && doc.alike(t.figure, term.figure) && !t.in_brackets)
        {
            // 本年支出A，上年支出B，增加C
            let operands = plain([(now.figure, "minuend"), (before.figure, "subtrahend")]);
            difference(doc, operands, (term.figure, term.down), Trust::Likely, out);
        } else if term.lead.starts(words!["决算数比", "支出决算比", "执行数比", "实际支出比", "比预算", "比年初预算"])
            && against_budget(doc, i, out)
        {
        } else if let Some((before, now)) = back(1).zip(back(2).filter(|t| !compares(t)).or_else(|| back(3)))
            && before.role == Role::Previous
            && matches!(now.role, Role::Level | Role::Total | Role::To)
            && !before.in_brackets
            && [before, now].iter().all(|t| doc.is_amount(t) && doc.alike(t.figure, term.figure))
            && now.in_brackets == term.in_brackets
        {
            // A，比上年的B增加C
            let operands = plain([(now.figure, "minuend"), (before.figure, "subtrahend")]);
            let other = base(before.gap.str()).zip(base(term.gap.str())).is_some_and(|(a, b)| a != b);
            let trust = if other || term.gap.has(words!["其中"]) { Trust::Confirm } else { Trust::Stated };
            difference(doc, operands, (term.figure, term.down), trust, out);
        } else if term.lead.starts(words!["比上年", "较上年", "比去年", "较去年", "增加", "净增", "减少"])
        {
            earlier(doc, i, out);
        }
        return;
    }
    if matches!(term.role, Role::Level | Role::Total | Role::To) {
        super::account::moved(doc, i, out);
    }
    if matches!(last(&term.lead), Some('余' | '转' | '年' | '出')) {
        super::account::rolled_over(doc, i, out);
        if super::account::left_over(doc, i, out) {
            return;
        }
    }
    if term.lead.has(words!["剩余", "未使用", "未动用"]) && triple(doc, i, out) {
        return;
    }
    if matches!(last(&term.lead), Some('减' | '行' | '出' | '用' | '成' | '余'))
        && term.lead.ends(words!["核减", "审减", "未执行", "未支出", "未使用", "未完成", "剩余"])
        || term.lead.has(words!["其余", "余下", "剩余"])
        || term.lead.starts(words!["未", "尚未", "还有", "仍有"]) && doc.figure(&term).kind == Kind::Count
    {
        rest(doc, i, out);
        return;
    }
    if triple(doc, i, out) || unspent(doc, i, out) {
        return;
    }
    let above = words!["大于预算数", "大于年初预算数", "高于预算数", "高于年初预算数"];
    let below = words!["小于预算数", "小于年初预算数", "低于预算数", "低于年初预算数"];
    if term.lead.starts(words!["决算数", "支出决算", "执行数"]) && (term.lead.ends(above) || term.lead.ends(below))
    {
        against_budget(doc, i, out);
        return;
    }
    if term.target && term.lead.starts(words!["超出", "超额", "超过"]) && term.lead.has(GOALS) {
        if let Some((done, goal)) = back(1).zip(back(2)) {
            let named = goal.lead.has(GOALS);
            if named && [done, goal].iter().all(|t| doc.is_amount(t) && doc.alike(t.figure, term.figure)) {
                let operands = plain([(done.figure, "minuend"), (goal.figure, "subtrahend")]);
                difference(doc, operands, (term.figure, false), Trust::Stated, out);
            }
        }
    } else if term.lead.ends(words!["结余", "结转结余", "节余", "收支结余", "收支差额", "结转", "收支缺口", "相抵缺口"])
        && !term.lead.has(words!["年末", "累计", "滚存", "上年", "历年", "期末", "财政拨款"])
    {
        left_over(doc, i, out);
    } else if term.lead.ends(words!["预算", "预算数"]) && !term.lead.contains("年初") {
        changed_budget(doc, i, out);
    }
}

/// 年初预算A，支出决算B，决算数比预算数多C
fn against_budget(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let pair = super::rate::pair(doc, i, i);
    let (Some(done), [target]) = (pair.done, &pair.targets[..]) else { return false };
    let (done, target) = (doc.terms[done], doc.terms[*target]);
    if term.sentence - target.sentence > 1
        || !doc.alike(done.figure, term.figure)
        || !doc.alike(target.figure, term.figure)
    {
        return false;
    }
    let operands = plain([(done.figure, "minuend"), (target.figure, "subtrahend")]);
    let down = term.down || term.lead.has(words!["小于", "低于"]);
    difference(doc, operands, (term.figure, down), Trust::Likely, out)
}

/// Whether an amount is what another is compared with: 小于年初预算A.
pub(super) fn compares(term: &Term) -> bool {
    term.lead.starts(words!["小于", "大于", "低于", "高于", "少于", "多于", "超过", "控制在", "不超过", "未超过"])
}

fn difference(
    doc: &Document,
    operands: smallvec::SmallVec<[(u32, &'static str, bool); 4]>,
    claimed: (u32, bool),
    trust: Trust,
    out: &mut Findings,
) -> bool {
    out.claim(doc, &Claim { rule: "difference", formula: Formula::Difference, operands, claimed: Some(claimed), trust })
}

/// What there was, what became of it, and the rest, in one breath: the pairs of words tell.
const TRIPLES: [(&[Word; 4], &[Word; 4], &[Word; 5]); 7] = [
    (
        words!["预算", "安排", "下达", "拨款"],
        words!["使用", "动用", "支出", "支付"],
        words!["剩余", "未使用", "未动用", "未支出", "未支付"],
    ),
    (
        words!["送审", "报审", "申报", "概算"],
        words!["审定", "核定", "结算", "决算"],
        words!["审减", "核减", "节约", "少于", "压减"],
    ),
    (
        words!["采购预算", "预算金额", "招标控制价", "最高限价"],
        words!["中标", "成交", "采购金额", "合同金额"],
        words!["节约", "节省", "下浮", "节支", "压减"],
    ),
    (
        words!["合同总价", "合同金额", "合同价款", "应付"],
        words!["已付", "已支付", "支付", "付款"],
        words!["未付", "尚欠", "欠付", "余款", "未支付"],
    ),
    (
        words!["计划拨付", "应拨付", "应拨", "计划下达"],
        words!["实际拨付", "已拨付", "拨付", "下达"],
        words!["少拨", "未拨付", "欠拨", "滞留", "未下达"],
    ),
    (
        words!["应缴", "应收", "应征收", "应还"],
        words!["已缴", "已收", "实收", "实缴"],
        words!["尚欠", "未缴", "欠缴", "未收", "少缴"],
    ),
    (
        words!["总收入", "收入总额", "收入合计", "全年收入"],
        words!["总支出", "支出总额", "支出合计", "全年支出"],
        words!["盈余", "结余", "节余", "亏损", "净收益"],
    ),
];

/// 送审A，审定B，审减C: one slip is named, where nothing else stands before them in the sentence.
fn triple(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(first) = i.checked_sub(2) else { return false };
    let (had, went) = (doc.terms[first], doc.terms[first + 1]);
    let one = |t: &Term| {
        t.sentence == term.sentence && t.block == term.block && doc.stands_alone(t) && doc.alike(t.figure, term.figure)
    };
    let sole = first.checked_sub(1).is_none_or(|j| {
        let t = doc.terms[j];
        t.sentence != term.sentence || t.block != term.block || !doc.alike(t.figure, term.figure)
    });
    let told = TRIPLES.iter().any(|(a, b, c)| had.lead.has(a) && went.lead.has(b) && term.lead.has(c));
    if !told || !sole || term.in_brackets || !one(&had) || !one(&went) {
        return false;
    }
    let minus = term.lead.has(words!["亏损"]) || super::account::has_minus(&term);
    let operands = plain([(had.figure, "minuend"), (went.figure, "subtrahend")]);
    difference(doc, operands, (term.figure, minus), Trust::Likely, out)
}

/// 支出A，预算执行率R%，结余C: the rate says of which budget, wherever that stands.
fn unspent(doc: &Document, i: usize, out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let Some(rate) = i.checked_sub(1).map(|j| doc.terms[j]) else { return false };
    if !term.lead.ends(words!["结余", "结转", "节余", "结转结余", "结余结转", "未支出", "未使用"])
        || term.lead.has(words!["累计", "滚存", "上年", "历年"])
        || rate.block != term.block
        || term.sentence - rate.sentence > 1
    {
        return false;
    }
    let pair = out.checks.iter().rev().take(4).find_map(|c| match c.operands[..] {
        [(spent, _), (budget, _)] if c.rule == "rate" && c.claim == Some(rate.figure) => {
            (c.verdict != Verdict::Contradiction).then_some((budget, spent))
        }
        _ => None,
    });
    let Some((budget, spent)) = pair.filter(|p| doc.alike(p.0, term.figure)) else { return false };
    let operands = plain([(budget, "minuend"), (spent, "subtrahend")]);
    difference(doc, operands, (term.figure, false), Trust::Likely, out)
}

/// 74.31%，比上年的77.59%下降3.28个百分点
fn points(doc: &Document, term: &Term, two: Option<(Term, Term)>, out: &mut Findings) {
    let Some((before, now)) = two else { return };
    let percent = |t: &Term| doc.figure(t).kind == Kind::Percent;
    // 由35%提高到40%，提高5个百分点
    if percent(&before)
        && percent(&now)
        && term.role == Role::Change
        && now.lead.has(words!["由", "从"])
        && before.gap.len() <= 48
        && before.gap.has(words![
            "提高到",
            "提高至",
            "上升到",
            "上升至",
            "增加到",
            "增长到",
            "降至",
            "降到",
            "下降到",
            "下降至",
            "提升到",
            "提升至",
            "降低到",
            "降低至"
        ])
    {
        let operands = plain([(before.figure, "minuend"), (now.figure, "subtrahend")]);
        // 由A提高到B，比上年提高C；拉动收入增长C: of another base, of something else.
        let other = base(term.gap.str()).is_some_and(|b| base(now.gap.str()) != Some(b)) || term.gap.has(words!["年"]);
        let named = super::growth::subject(term.lead).trim_start_matches("累计");
        let apart = other || !named.is_empty() && !is_verb(named);
        let trust = if apart { Trust::Confirm } else { Trust::Stated };
        difference(doc, operands, (term.figure, term.down), trust, out);
        return;
    }
    if before.role == Role::Previous
        && percent(&before)
        && percent(&now)
        && term.role == Role::Change
        && now.block == term.block
    {
        let operands = plain([(now.figure, "minuend"), (before.figure, "subtrahend")]);
        let named = super::growth::subject(term.lead).trim_start_matches("累计");
        let trust = if named.is_empty() || is_verb(named) { Trust::Stated } else { Trust::Confirm };
        difference(doc, operands, (term.figure, term.down), trust, out);
    }
}

/// 送审A，审定B，核减C; 预算A，执行B，未执行C; 问题A个，已整改B个，其余C个: only what holds is a check.
fn rest(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let amounts: smallvec::SmallVec<[Term; 6]> = doc.terms[..i]
        .iter()
        .rev()
        .take(8)
        .take_while(|t| t.block == term.block && term.sentence - t.sentence <= 2)
        .filter(|t| {
            doc.alike(t.figure, term.figure) && (!t.part || term.part) && !t.in_brackets && t.role != Role::Change
        })
        .copied()
        .collect();
    for (k, done) in amounts.iter().enumerate() {
        for whole in &amounts[k + 1..] {
            let digits = doc.figure(whole).value.len();
            let near = done.sentence == term.sentence && whole.sentence == term.sentence;
            let operands = plain([(whole.figure, "minuend"), (done.figure, "subtrahend")]);
            if (near || digits >= 4) && difference(doc, operands, (term.figure, false), Trust::Confirm, out) {
                return;
            }
        }
    }
    // 查出问题A个，已整改B个，整改率R%。其余C个: the rate says that B is of A.
    if let [done, whole, ..] = amounts[..]
        && term.lead.starts(words!["其余", "余下", "剩余", "未", "尚未", "还有", "仍有"])
        && out.checks.iter().rev().take(6).any(|c| {
            matches!(c.rule, "rate" | "share")
                && c.verdict != Verdict::Contradiction
                && matches!(c.operands[..], [(a, _), (b, _)] if a == done.figure && b == whole.figure)
        })
    {
        let operands = plain([(whole.figure, "minuend"), (done.figure, "subtrahend")]);
        let all = term.lead.starts(words!["其余", "余下", "剩余"]);
        let trust = if all { Trust::Stated } else { Trust::Confirm };
        difference(doc, operands, (term.figure, false), trust, out);
    }
}

/// A，比上年执行数增加C, where the amount of the year before was told paragraphs ago: only what holds is a check.
fn earlier(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let told = doc.terms.get(i + 1).is_some_and(|t| t.sentence == term.sentence && t.role == Role::Growth);
    let Some(now) = i.checked_sub(1).map(|j| doc.terms[j]).filter(|t| t.sentence == term.sentence) else { return };
    if told || now.role != Role::Level || now.in_brackets || !doc.alike(now.figure, term.figure) {
        return;
    }
    let value = |t: &Term| doc.figure(t).base().map(|b| b.value);
    let (Some(a), Some(d)) = (value(&now), value(&term)) else { return };
    let Some(wanted) = (if term.down { a.checked_add(d) } else { a.checked_sub(d) }) else { return };
    let before = doc.terms[..i - 1].iter().rev().take(160).find(|t| {
        value(t) == Some(wanted)
            && matches!(t.role, Role::Level | Role::Total)
            && doc.figure(t).value.len() >= 4
            && doc.alike(t.figure, term.figure)
            && is_kin(&t.lead, &now.lead)
    });
    if let Some(before) = before {
        let operands = plain([(now.figure, "minuend"), (before.figure, "subtrahend")]);
        difference(doc, operands, (term.figure, term.down), Trust::Confirm, out);
    }
}

/// Whether two names are of one measure: one holds the other, or both end in the same four letters.
fn is_kin(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if short.len() < 12 {
        return false;
    }
    let same = long.chars().rev().zip(short.chars().rev()).take_while(|(x, y)| x == y).count();
    same >= 4 || long.contains(short)
}

/// 轻工业增长A，重工业增长B，轻工业增速快于重工业C个百分点
fn faster(doc: &Document, i: usize, out: &mut Findings) {
    const THAN: [(&str, bool); 8] = [
        ("快于", false),
        ("高于", false),
        ("慢于", true),
        ("低于", true),
        ("高出", false),
        ("快过", false),
        ("超过", false),
        ("高过", false),
    ];
    let term = doc.terms[i];
    let Some((one, other, down)) =
        THAN.iter().find_map(|&(w, down)| term.lead.split_once(w).map(|(a, b)| (a, b, down)))
    else {
        return;
    };
    if one.is_empty() || other.is_empty() {
        return;
    }
    // The rates of the sentence, by the names before their verbs.
    let named = |name: &str| {
        let near = doc.terms[..i].iter().rev().take(8).take_while(|t| t.block == term.block);
        let same = |t: &&Term| {
            let of = super::growth::subject(t.lead);
            doc.figure(t).kind == Kind::Percent && !of.is_empty() && (name.starts_with(of) || of.ends_with(name))
        };
        near.take_while(|t| term.sentence - t.sentence <= 1).find(same).copied()
    };
    let (Some(a), Some(b)) = (named(one), named(other)) else { return };
    if a.figure == b.figure || a.sentence != b.sentence {
        return;
    }
    let mut operands = plain([(a.figure, "minuend"), (b.figure, "subtrahend")]);
    (operands[0].2, operands[1].2) = (a.down, b.down);
    difference(doc, operands, (term.figure, down), Trust::Likely, out);
}

/// 安排资金A，支出B，结余C, and income less expenditure.
fn left_over(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let alike = |t: &Term| doc.is_amount(t) && doc.alike(t.figure, term.figure) && !t.in_brackets;
    let has = |t: &Term, words: &[&str]| words.iter().any(|w| t.lead.contains(w));
    let mut amounts =
        (0..i).rev().take(8).take_while(|&j| doc.terms[j].block == term.block).filter(|&j| alike(&doc.terms[j]));
    let (b, a) = (amounts.next(), amounts.next());
    if let Some((b, a)) = b.zip(a) {
        let (spent, had) = (doc.terms[b], doc.terms[a]);
        let short = term.lead.ends(words!["缺口"]);
        let same = spent.sentence == term.sentence && had.sentence == term.sentence;
        let spent_named = has(&spent, &["支出", "执行", "使用", "支付", "完成"]) && !has(&spent, &["其中"]);
        let had_named = has(&had, &["安排", "预算", "收入", "资金", "下达", "拨款", "到位"]);
        if same && spent_named && had_named && !short && !has(&had, &["支出完成"]) {
            // Income and expenditure of a whole account have carry-overs and transfers beside them.
            let account = has(&had, &["收入"]) || has(&spent, &["支出预算", "总支出", "支出总"]);
            let plain_name = matches!(term.lead.str(), "结余" | "结转结余");
            // 结转A，结余B: what is left over has two parts.
            let more = doc.terms.get(i + 1).is_some_and(|t| {
                t.sentence == term.sentence
                    && t.lead.has(words!["结余", "结转", "节余"])
                    && !t.lead.has(words!["年末", "滚存", "累计", "上年", "历年"])
                    && alike(t)
            });
            let trust = if more {
                Trust::Confirm
            } else if account || !plain_name {
                Trust::Likely
            } else {
                Trust::Stated
            };
            let operands = plain([(had.figure, "minuend"), (spent.figure, "subtrahend")]);
            difference(doc, operands, (term.figure, false), trust, out);
            return;
        }
    }
    if !["当年", "本年", "当期", "年度", "收支"].iter().any(|w| term.lead.contains(w)) {
        return;
    }
    // The nearest expenditure and the nearest income, parts and growth between them passed over.
    let mut spent = None;
    for j in (0..i).rev().take(16) {
        let t = doc.terms[j];
        if t.block != term.block {
            break;
        }
        if !alike(&t) || t.role != Role::Level || t.part {
            continue;
        }
        let end = t.lead;
        if spent.is_none()
            && ["支出", "支出完成", "支出预算", "总支出", "支出合计", "总费用"].iter().any(|w| end.ends_with(w))
        {
            spent = Some(t);
        } else if let Some(spent) = spent
            && ["基金预算收入", "基金收入", "收入完成", "收入预算", "总收入", "收入合计", "预算收入"]
                .iter()
                .any(|w| end.ends_with(w))
        {
            let short = term.lead.ends(words!["缺口"]);
            let (a, b) = if short { (spent, t) } else { (t, spent) };
            let operands = plain([(a.figure, "minuend"), (b.figure, "subtrahend")]);
            let minus = super::account::has_minus(&term);
            difference(doc, operands, (term.figure, minus), Trust::Likely, out);
            return;
        }
    }
}

/// 年初预算A，年中追加B、调减C，全年预算数D
fn changed_budget(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let mut moves = smallvec::SmallVec::<[(u32, &'static str, bool); 4]>::new();
    for j in (0..i).rev().take(5) {
        let t = doc.terms[j];
        if t.sentence != term.sentence || !doc.is_amount(&t) || !doc.alike(t.figure, term.figure) {
            return;
        }
        let up = t.lead.ends(words!["追加", "调增", "增加", "追加预算"]);
        let down = t.lead.ends(words!["调减", "追减", "核减", "压减", "减少"]);
        if up || down {
            moves.insert(0, (t.figure, if up { "part" } else { "subtrahend" }, down));
            continue;
        }
        if moves.is_empty() || !t.lead.contains("年初") {
            return;
        }
        let fall = moves.iter().all(|m| m.2);
        moves.insert(0, (t.figure, if fall { "minuend" } else { "part" }, false));
        // As a sum with negative parts: one formula for all.
        let (rule, formula, claimed) =
            (if fall { "difference" } else { "sum" }, Formula::Sum, Some((term.figure, false)));
        out.claim(doc, &Claim { rule, formula, operands: moves, claimed, trust: Trust::Stated });
        return;
    }
}
