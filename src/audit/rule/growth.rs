//! Growth is the change, divided by what there was before.
//!
//! | what the text prints | example |
//! | --- | --- |
//! | both values | `本年812万元，上年为780万元，增长4.1%` |
//! | from one to the other | `由780户增加到812户，增长4.1%` |
//! | the value and its change, with or without the value before | `收入812万元，比上年增加32万元，增长4.1%` |
//! | the two years in two sentences, under one name | `2023年收入780万元。2024年收入812万元，增长4.1%` |
//! | parts that make a total, each with its growth or its rate of the budget | the growth or the rate of the total |
//!
//! A fall counts as negative.
//!
//! Why: the change, the rate and the total are drawn from different tables, and the sign from none.
//!
//! Example: 收入812.00万元，比上年增加32.00万元，增长4.10%。 — 32 ÷（812 − 32） = 4.10%
//!
//! Growth at constant prices (地区生产总值, 增加值, 可比价) is never recomputed from nominal values. Growth without both
//! values (同比增长5%) is counted as not checkable.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::super::basis::{Base, base};
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::role::is_verb;
use super::super::term::{Document, Role, Term};
use super::super::word::{Text, Word, ends, words};
use super::super::{Findings, Verdict};
use super::plain;
use super::share::is_both_totals;
use crate::figure::Kind;

/// Growth of these is of the units that were asked both years, unless the text prints the change itself.
const SAMPLED: &[Word; 8] =
    words!["规上", "规模以上", "限上", "限额以上", "固定资产投资", "房地产开发投资", "商品房", "劳动生产率"];

/// Growth of these is given at constant prices, or on a basis that the text does not print.
const CONSTANT: &[Word; 13] = words![
    "生产总值",
    "增加值",
    "GDP",
    "总产值",
    "可比",
    "不变价",
    "口径",
    "扣除",
    "实际增长",
    "实际下降",
    "名义",
    "剔除",
    "价格因素",
];

/// Whether a figure's growth is on a basis of its own.
pub(super) fn is_constant(doc: &Document, term: &Term) -> bool {
    // 按现价计算 says that it is.
    if term.gap.has(words!["现价", "現價", "当年价"]) {
        return false;
    }
    // 单位GDP能耗 is no value.
    let intensity = |t: Text| t.has(words!["单位GDP", "单位地区生产总值", "单位生产总值", "单位工业增加值"]);
    if intensity(term.lead) || doc.label(term.figure).is_some_and(|l| intensity(Text::new(l))) {
        return false;
    }
    is_of(doc, term, CONSTANT) || is_of(doc, term, SAMPLED)
}

fn is_of<const N: usize>(doc: &Document, term: &Term, words: &[Word; N]) -> bool {
    term.lead.has(words) || doc.label(term.figure).is_some_and(|l| Text::new(l).has(words)) || term.gap.has(words)
}

/// The subject of a change: what its clause names before 比上年增加; empty where it names nothing.
pub(super) fn subject(lead: Text<'_>) -> &str {
    const AGAINST: &[Word; 20] = words![
        "比预",
        "较预",
        "比计",
        "较计",
        "比调",
        "较调",
        "比上",
        "较上",
        "比去",
        "较去",
        "同比",
        "比2",
        "较2",
        "比 2",
        "较 2",
        "与上",
        "与2",
        "与 2",
        "比年初",
        "较年初",
    ];
    const VERBS: &[Word; 17] = words![
        "增加", "减少", "增长", "下降", "增收", "减收", "增支", "减支", "净增", "提高", "降低", "多", "少", "总额",
        "共", "各", "均",
    ];
    let mut s = lead.str();
    for a in lead.those(AGAINST) {
        if let Some(i) = s.find(a) {
            s = &s[..i];
        }
    }
    for verb in VERBS {
        if ends(s, std::array::from_ref(verb)) {
            s = &s[..s.len() - verb.text.len()];
        }
    }
    // 比一季度, 較99年度決算
    if s.starts_with(['比', '较', '較']) && s.len() <= 36 && !s.starts_with("比重") { "" } else { s.trim() }
}

/// The values that changed by the amount of term `i`, the likeliest first, and whether the first is certain.
pub(super) fn current(doc: &Document, i: usize) -> (SmallVec<[usize; 3]>, bool) {
    let term = doc.terms[i];
    let name = subject(term.lead);
    let mut found = SmallVec::new();
    let level = |t: &Term| {
        doc.is_amount(t)
            && matches!(t.role, Role::Level | Role::Total | Role::To)
            && doc.alike(t.figure, term.figure)
            && (!t.in_brackets || term.in_brackets)
    };
    // 为调整预算127500万元的100.9%，比上年增加……: the budget did not grow.
    let level = |j: usize| {
        let t = doc.terms[j];
        level(&t) && !(t.target && doc.is_measure(j)) && !super::difference::compares(&t)
    };
    // 收入总计A，支出总计A。收入、支出总计各增加D: the first of the two.
    if super::share::is_both_totals(name) {
        let both = (1..i).rev().take(4).find(|&j| {
            let (a, b) = (doc.terms[j - 1], doc.terms[j]);
            level(j - 1)
                && level(j)
                && a.sentence == b.sentence
                && a.block == term.block
                && a.lead.ends(words!["收入总计"])
                && b.lead.ends(words!["支出总计"])
                && doc.figure(&a).value == doc.figure(&b).value
        });
        if let Some(j) = both {
            found.push(j - 1);
            return (found, true);
        }
    }
    if name.is_empty() {
        // Carried over: the value of the clause before, in the same sentence or the one before.
        let mut parts = false;
        for j in (0..i).rev().take(6) {
            let t = doc.terms[j];
            if t.block != term.block || term.sentence - t.sentence > 1 {
                break;
            }
            if level(j) {
                found.push(j);
                if found.len() == 3 {
                    break;
                }
            }
            parts |= t.which || t.listed;
        }
        let near = found.first().is_some_and(|&j: &usize| doc.terms[j].sentence == term.sentence);
        // Several in one sentence, or parts between: any of them may be meant.
        let sole = found.len() == 1 || found.get(1).is_some_and(|&j| doc.terms[j].sentence < term.sentence) || !parts;
        return (found, near && sole && !parts);
    }
    for j in (0..i).rev().take(24) {
        let t = doc.terms[j];
        let near = t.block == term.block && term.sentence - t.sentence <= 1;
        let both = |l: &str| near && super::share::is_both_totals(l) && super::share::is_both_totals(name);
        let labelled = |l: &str| l == name || both(l);
        // 因公出国支出决算比上年减少: not the 支出决算 of all.
        let named =
            super::share::is_named(t.lead.str(), name) && (t.lead.contains(name) || !name.ends_with(t.lead.str()));
        if level(j) && (named || doc.label(t.figure).is_some_and(labelled)) {
            found.push(j);
            if found.len() == 3 {
                break;
            }
        }
    }
    let sure = found.first().is_some_and(|&j| {
        (doc.terms[j].lead.ends_with(name) || super::share::is_both_totals(name))
            && doc.terms[j].block == term.block
            && term.sentence - doc.terms[j].sentence <= 2
    });
    (found, sure)
}

/// Checks a percentage of growth.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if term.listed || doc.run(i).len() > 1 || i == 0 {
        out.not_checkable += 1;
        return;
    }
    let at = i - 1;
    let before = doc.terms[at];
    let claimed = Some((term.figure, term.down));
    let mut claims: Vec<Claim> = Vec::new();
    let near = before.block == term.block && before.sentence == term.sentence;
    // 固定资产投资……增加5.40亿元，增长10.9%: the text reckons with the printed amounts.
    let constant = is_constant(doc, &term) && (before.role != Role::Change || is_of(doc, &term, CONSTANT));
    let trust = |sure: bool| match (sure, constant) {
        (_, true) => Trust::Confirm,
        (true, false) => Trust::Stated,
        (false, false) => Trust::Likely,
    };
    if near && doc.is_amount(&before) {
        match before.role {
            Role::Change => {
                // 由A增加到B，增加D，增长R%: the values themselves are printed.
                let values = at.checked_sub(2).map(|k| (doc.terms[k], doc.terms[k + 1]));
                if let Some((a, b)) =
                    values.filter(|(a, b)| a.role == Role::From && b.role == Role::To && b.sentence == term.sentence)
                    // 由15辆减少到12辆，比上年减少1辆: another base.
                    && base(before.gap.str()).is_none_or(|own| base(a.gap.str()) == Some(own))
                    && !before.gap.has(words!["年", "其中"])
                {
                    claims.push(of_values(b.figure, a.figure, claimed, trust(doc.alike(a.figure, b.figure))));
                } else if let Some(previous) = at
                    .checked_sub(1)
                    .map(|k| doc.terms[k])
                    .filter(|t| t.role == Role::Previous && t.sentence == term.sentence && t.block == term.block)
                    .filter(|t| doc.alike(t.figure, before.figure))
                {
                    // A，比上年的P增加D，增长R%: both values are printed.
                    // Its share of something else may stand between.
                    let back = (0..at - 1).rev().take(3).map(|k| doc.terms[k]);
                    let now = back.into_iter().find(|t| doc.figure(t).kind != Kind::Percent).filter(|t| {
                        t.sentence == term.sentence
                            && matches!(t.role, Role::Level | Role::Total | Role::To)
                            && doc.alike(t.figure, previous.figure)
                            && !t.in_brackets
                    });
                    if let Some(now) = now {
                        // Of the change as well.
                        let mut operands = plain([(now.figure, "current"), (before.figure, "change")]);
                        operands[1].2 = before.down;
                        let formula = Formula::GrowthByChange;
                        let by_change = Claim { rule: "growth", formula, operands, claimed, trust: Trust::Confirm };
                        out.claim(doc, &by_change);
                        claims.push(of_values(now.figure, previous.figure, claimed, trust(true)));
                    }
                    // 比上年的P增加D，增长R%: the change over what there was before.
                    let mut operands = plain([(before.figure, "change"), (previous.figure, "previous")]);
                    operands[0].2 = before.down;
                    let trust = trust(true);
                    claims.push(Claim { rule: "growth", formula: Formula::Share, operands, claimed, trust });
                } else {
                    let (found, sure) = current(doc, at);
                    for (k, &j) in found.iter().enumerate() {
                        let mut operands = plain([(doc.terms[j].figure, "current"), (before.figure, "change")]);
                        operands[1].2 = before.down;
                        // 资产总额同比增加D，增长R%: of the amount of that name. 比2020年增加D，下降R%: of two bases.
                        let named = subject(before.lead);
                        // 资产总额 is not 流动资产.
                        let all = [named, "总额"].concat();
                        let name = if before.lead.contains(&all) { &all } else { named };
                        // 收入总计、支出总计均为A。收、支总计各增加D
                        let both = is_both_totals(named) && doc.terms[j].lead.has(words!["总计"]);
                        let own = named.is_empty() || is_verb(named) || both || doc.terms[j].lead.ends_with(name);
                        let turned = before.down != term.down
                            && matches!(base(before.gap.str()), Some(Base::Year(_) | Base::Plan | Base::Start));
                        let trust = if k == 0 && own && !turned { trust(sure) } else { Trust::Confirm };
                        claims.push(Claim {
                            rule: "growth",
                            formula: Formula::GrowthByChange,
                            operands,
                            claimed,
                            trust,
                        });
                    }
                }
            }
            Role::To
                if i >= 2
                    && doc.terms[i - 2].role == Role::From
                    && doc.alike(before.figure, doc.terms[i - 2].figure) =>
            {
                claims.push(of_values(before.figure, doc.terms[i - 2].figure, claimed, trust(true)));
            }
            Role::Previous if i >= 2 => {
                // 完成A，为预算B的R%，比上年P增长S%: the budget and its rate are passed over.
                let back = (0..at).rev().take(4).take_while(|&j| doc.terms[j].block == term.block);
                let passed = |j: usize| {
                    let t = doc.terms[j];
                    doc.figure(&t).kind == Kind::Percent
                        || doc.is_measure(j)
                        || matches!(t.role, Role::Previous | Role::From)
                        || t.lead.ends(words!["年均", "平均", "人均", "日均", "月均"])
                        || t.role == Role::Change && base(t.gap.str()).is_some()
                        || super::difference::compares(&t)
                };
                let now = back.into_iter().find(|&j| !passed(j)).map(|j| doc.terms[j]);
                if let Some(now) = now.filter(|now| {
                    term.sentence - now.sentence <= 1 && doc.alike(now.figure, before.figure) && doc.is_amount(now)
                }) {
                    let sure = now.sentence == term.sentence && matches!(now.role, Role::Level | Role::Total);
                    claims.push(of_values(now.figure, before.figure, claimed, trust(sure)));
                }
            }
            // 利润总额A，……；利润总额上年为B，增长R%
            Role::Level if prior_name(before.lead).is_some() => {
                let name = prior_name(before.lead).unwrap_or("");
                let back = (0..at).rev().take(6).take_while(|&j| doc.terms[j].block == term.block);
                let now = back.into_iter().map(|j| doc.terms[j]).find(|t| {
                    term.sentence - t.sentence <= 1
                        && matches!(t.role, Role::Level | Role::Total)
                        && t.lead.ends_with(name)
                        && doc.alike(t.figure, before.figure)
                });
                if let Some(now) = now {
                    claims.push(of_values(now.figure, before.figure, claimed, trust(false)));
                }
            }
            // 与上年的B相比，今年A，增长R%
            Role::Level if i >= 2 && doc.terms[i - 2].role == Role::Previous && before.gap.has(words!["相比"]) => {
                let previous = doc.terms[i - 2];
                if previous.sentence == term.sentence
                    && doc.alike(previous.figure, before.figure)
                    && !before.in_brackets
                {
                    claims.push(of_values(before.figure, previous.figure, claimed, trust(false)));
                }
            }
            // 2024年A，2023年为B，增长R%; 本年收入A，上年收入B，增长R%
            Role::Level
                if i >= 2
                    && (is_year(before.lead)
                        || is_prior(doc.terms[i - 2].lead, before.lead)
                        || same_name(doc.terms[i - 2].lead, before.lead)) =>
            {
                let now = doc.terms[i - 2];
                let later = super::annual_average::year(now.gap.str()) > super::annual_average::year(before.gap.str())
                    || is_prior(now.lead, before.lead);
                if later
                    && now.sentence == term.sentence
                    && now.block == term.block
                    && matches!(now.role, Role::Level | Role::Total)
                    && !now.in_brackets
                    && doc.alike(now.figure, before.figure)
                {
                    claims.push(of_values(now.figure, before.figure, claimed, trust(false)));
                }
            }
            _ => {}
        }
    }
    // A，增长R%，比上年增加D: the change behind the growth.
    if let Some(change) = doc.terms.get(i + 1).filter(|t| {
        near && t.sentence == term.sentence
            && t.role == Role::Change
            && t.down == term.down
            && matches!(before.role, Role::Level | Role::Total | Role::To)
            && doc.is_amount(&before)
            && doc.alike(t.figure, before.figure)
            && !doc.is_measure(at)
            && !before.lead.has(words!["超收", "短收", "超支", "结余", "缺口"])
            && t.gap.len() <= 30
            && t.lead.starts(words![
                "比上", "较上", "比去", "较去", "同比", "增加", "减少", "增收", "减收", "增支", "减支", "净增"
            ])
            && subject(t.lead).is_empty()
    }) {
        // With a growth of its own, the change is of something else.
        let own = doc
            .terms
            .get(i + 2)
            .is_some_and(|t| t.sentence == term.sentence && t.role == Role::Growth && t.gap.len() <= 30);
        let mut operands = plain([(before.figure, "current"), (change.figure, "change")]);
        operands[1].2 = change.down;
        let trust = if own { Trust::Confirm } else { trust(true) };
        claims.push(Claim { rule: "growth", formula: Formula::GrowthByChange, operands, claimed, trust });
    }
    // 与某年的P相比，增加D，增长R%，达到N: both values, and the change.
    let three = (at.checked_sub(1).map(|k| doc.terms[k]), doc.terms.get(i + 1));
    if let (Some(previous), Some(&now)) = three
        && before.role == Role::Change
        && previous.role == Role::Previous
        && previous.sentence == term.sentence
        && now.sentence == term.sentence
        && now.gap.has(words!["达到", "增至", "降至", "升至"])
        && [previous, now].iter().all(|t| doc.alike(t.figure, before.figure) && !t.in_brackets)
    {
        claims.clear();
        claims.push(of_values(now.figure, previous.figure, claimed, trust(true)));
        let operands = plain([(now.figure, "minuend"), (previous.figure, "subtrahend")]);
        let (rule, formula, trust) = ("difference", Formula::Difference, trust(true));
        let change = Some((before.figure, before.down));
        out.claim(doc, &Claim { rule, formula, operands, claimed: change, trust });
    }
    // A，下降R%（上年P）; A，下降R%，上年同期P
    if let Some(previous) = doc.terms.get(i + 1).filter(|t| {
        near && t.block == term.block
            && (t.in_brackets || t.sentence == term.sentence && t.gap.len() <= 24)
            && t.role == Role::Previous
            && matches!(before.role, Role::Level | Role::Total)
            && doc.is_amount(&before)
            && doc.alike(t.figure, before.figure)
    }) {
        claims.push(of_values(before.figure, previous.figure, claimed, trust(true)));
    }
    // 比2019年增加D，同比增长R%: of two bases. 其中税收增长R%: of something else.
    let own = noun(&term);
    let kin = |f: u32| {
        let lead = doc.terms.iter().rev().skip(doc.terms.len() - i).take(24).find(|t| t.figure == f).map(|t| t.lead);
        own.is_empty()
            || doc.label(f).is_some_and(|l| l.starts_with(own) || l.ends_with(own))
            || lead.is_some_and(|l| {
                let name = super::repeated::name(l);
                name.starts_with(own) || l.ends_with(own) || name == super::repeated::name(Text::new(own))
            })
    };
    for claim in &mut claims {
        if two_bases(doc, i, claim)
            || off_plan(doc, i, claim)
            || term.gap.has(words!["其中"])
            || !claim.operands.iter().any(|o| kin(o.0))
        {
            claim.trust = Trust::Confirm;
        }
    }
    // Whatever is measured at constant prices, the words may say so at any of the operands.
    for claim in &mut claims {
        let terms = doc.terms[i.saturating_sub(24)..i].iter();
        let mut named = terms.filter(|t| claim.operands.iter().any(|o| o.0 == t.figure));
        let printed = before.role == Role::Change && near;
        if named.any(|t| if printed { is_of(doc, t, CONSTANT) } else { is_constant(doc, t) }) {
            claim.trust = Trust::Confirm;
        }
    }
    if claims.is_empty() || !out.best(doc, claims) {
        out.not_checkable += 1;
    }
}

/// What the clause of a percentage says that grew; empty where it names nothing.
fn noun<'a>(term: &Term<'a>) -> &'a str {
    let name = subject(term.lead).trim_start_matches("其中").trim_start_matches(['也', '又', '均', '共']);
    // 税收增幅3.6%, 产值增速9.6%
    let rates = ["增幅", "降幅", "增速", "涨幅", "增长率", "幅度", "下降率", "增减率", "年均"];
    let name = rates.iter().find_map(|w| name.strip_suffix(w)).unwrap_or(name);
    if name.chars().count() < 2 || is_verb(name) { "" } else { name }
}

/// Whether the words of a rate and of its operands name two bases.
fn two_bases(doc: &Document, i: usize, claim: &Claim) -> bool {
    let term = doc.terms[i];
    let told = base(term.gap.str()).or_else(|| {
        let note = doc.after(i).trim_start().strip_prefix(['（', '('])?;
        base(note.split(['）', ')']).next()?)
    });
    let Some(told) = told else { return false };
    let near = (i.saturating_sub(6)..doc.terms.len().min(i + 2)).filter(|&j| j != i);
    let operand = |role: &str| {
        let figure = claim.operands.iter().find(|o| o.1 == role)?.0;
        near.clone().find(|&j| doc.terms[j].figure == figure)
    };
    if let Some(previous) = operand("previous") {
        let own = base(doc.terms[previous].gap.str());
        // 由60亿元增加到86.5亿元，比上年增长3.2%
        return own.map_or(doc.terms[previous].role == Role::From, |own| own != told);
    }
    operand("change").is_some_and(|change| base(doc.terms[change].gap.str()).is_some_and(|own| own != told))
}

/// 比序时进度多A，增长R%; 比预算减少A，增长R%: a distance from a plan, and a growth over a year.
fn off_plan(doc: &Document, i: usize, claim: &Claim) -> bool {
    if !claim.operands.iter().any(|o| o.1 == "change" || o.1 == "previous") {
        return false;
    }
    let term = doc.terms[i];
    let near = || doc.terms[i.saturating_sub(4)..i].iter().rev().take_while(|t| t.sentence == term.sentence);
    let plan =
        near().find(|t| matches!(t.role, Role::Change | Role::Previous) && base(t.gap.str()) == Some(Base::Plan));
    let change = near().find(|t| t.role == Role::Change);
    plan.is_some_and(|plan| {
        plan.lead.has(words!["序时", "限额", "进度"]) || change.is_some_and(|change| change.down != term.down)
    })
}

/// 上年收入A, 2023年度收入A, where what it is compared with is called 收入 as well: what is told of the year before.
pub(super) fn is_prior(now: Text, before: Text) -> bool {
    let bare = |s: &str| {
        let s = s.trim_start_matches(|c: char| c.is_ascii_digit());
        let s = ["上年度", "上年", "去年", "本年度", "本年", "今年", "当年", "年度", "年"]
            .iter()
            .fold(s, |s, w| s.strip_prefix(w).unwrap_or(s));
        s.trim_start_matches("同期").trim_end_matches('数').to_owned()
    };
    let last = before.starts(words!["上年", "去年"]);
    let (a, b) = (bare(now.str()), bare(before.str()));
    last && b.chars().count() >= 2 && (a.ends_with(&b) || b.ends_with(&a) && a.chars().count() >= 2)
}

/// 利润总额 of 利润总额上年.
fn prior_name(lead: Text<'_>) -> Option<&str> {
    let lead = lead.str();
    let name = ["上年同期", "去年同期", "上年", "去年"].iter().find_map(|w| lead.strip_suffix(w))?;
    (name.chars().count() >= 2).then_some(name)
}

/// 2024年度收入, 2023年度收入
pub(super) fn same_name(now: Text, before: Text) -> bool {
    let bare = |s: &str| s.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    let (a, b) = (bare(now.str()), bare(before.str()));
    a.len() < now.len() && b.len() < before.len() && a == b
}

/// 2023年, 2023年度
fn is_year(lead: Text) -> bool {
    let digits = lead.trim_start_matches(|c: char| c.is_ascii_digit());
    lead.len() - digits.len() == 4 && matches!(digits, "年" | "年度" | "年底" | "年末" | "年同期")
}

fn of_values(now: u32, before: u32, claimed: Option<(u32, bool)>, trust: Trust) -> Claim {
    let operands = plain([(now, "current"), (before, "previous")]);
    Claim { rule: "growth", formula: Formula::Growth, operands, claimed, trust }
}

/// 由A增加到B，增加D，增长R: all of B, A and D take part in the growth, where the difference was checked as well.
pub(super) fn join(out: &mut Findings) {
    let mut changes: Vec<(u32, u32, u32)> = Vec::new();
    for check in out.checks.iter().filter(|c| c.rule == "difference" && c.verdict == Verdict::Holds) {
        if let ([(a, "minuend"), (b, "subtrahend")], Some(change)) = (&check.operands[..], check.claim) {
            changes.push((change, *a, *b));
        }
    }
    if changes.is_empty() {
        return;
    }
    changes.sort_unstable();
    let of_values: HashMap<(u32, u32), u32> =
        changes.iter().flat_map(|&(change, a, b)| [((a, b), change), ((b, a), change)]).collect();
    for check in out.checks.iter_mut().filter(|c| c.rule == "growth" && c.verdict != Verdict::Contradiction) {
        let [(x, of_x), (y, of_y)] = check.operands[..] else { continue };
        let by_change = |change: u32| {
            let at = changes.partition_point(|c| c.0 < change);
            changes[at..].iter().take_while(move |c| c.0 == change)
        };
        let other = |known: u32, change: u32| {
            by_change(change).find_map(|&(_, a, b)| (a == known).then_some(b).or((b == known).then_some(a)))
        };
        let more = match (of_x, of_y) {
            ("current", "change") => other(x, y).map(|f| (f, "previous")),
            ("change", "previous") => other(y, x).map(|f| (f, "current")),
            // Between the values and the growth, or directly behind them.
            ("current", "previous") => of_values.get(&(x, y)).map(|&change| (change, "change")),
            _ => None,
        };
        check.operands = check.operands.iter().copied().chain(more).collect();
    }
}
