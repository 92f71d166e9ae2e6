//! A product is a price or an amount per head, times how many.
//!
//! 单价, 人均, 户均, 每亩 with a number of things and a total in the same sentence, in any order.
//!
//! Why: contract sums and subsidies are stated with price and number, and one of the three is often the old one.
//!
//! Example: 采购应急照明设备349套，单价283.25元，合同金额9.89万元。 — 283.25 × 349 = 9.89
//!
//! Number and total may stand around it, in its sentence or the one beside (出院A万人次，次均费用B元，住院收入C万元): there only
//! what holds is a check.
//!
//! Further factors in the sentence are taken in where the product then holds (6次，每次5人，每人800元; 每月1500元，发放12个月), and so is
//! the sum of several products (25台，单价A元，5台，单价B元，合计C万元). An amount per month, day or term alone accuses nothing.
//!
//! An amount per head without a total beside it (人均可支配收入) is no claim.

use std::array::from_ref;

use smallvec::SmallVec;

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::{Word, words};
use super::plain;
use crate::figure::{Figure, Kind};

/// Words directly before an amount per piece, with the classifiers of the pieces where they are fixed.
const EACH: [(Word, &[&str]); 12] = [
    (Word::of("单价"), &[]),
    (Word::of("每套"), &["套"]),
    (Word::of("每台"), &["台"]),
    (Word::of("每件"), &["件"]),
    (Word::of("每人"), &["人", "名", "位"]),
    (Word::of("每户"), &["户"]),
    (Word::of("每亩"), &["亩"]),
    (Word::of("人均"), &["人", "名", "位"]),
    (Word::of("户均"), &["户"]),
    (Word::of("亩均"), &["亩"]),
    (Word::of("均价"), &[]),
    (Word::of("台均"), &["台"]),
];

/// Words before the total.
const TOTAL: [&str; 23] = [
    "接待费",
    "维护费",
    "共计",
    "合计",
    "合同金额",
    "总价",
    "总金额",
    "总额",
    "发放",
    "补助金",
    "补贴",
    "金额",
    "共发放",
    "救助金",
    "总投入",
    "资金",
    "支付",
    "支出",
    "补助",
    "货款",
    "费用",
    "奖励",
    "价款",
];

/// Checks the three figures of which the last is term `i`.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let Some(from) = i.checked_sub(2) else { return };
    let three = [doc.terms[from], doc.terms[from + 1], doc.terms[i]];
    // 45台，单价A元，金额B元；12台……: behind a semicolon another thing begins.
    let parted = three[1..].iter().any(|t| t.gap.contains(['；', ';']));
    if three[0].sentence != three[2].sentence || parted || three.iter().any(|t| t.listed || t.in_brackets) {
        return;
    }
    let money = |t: &Term| doc.figure(t).kind == Kind::Money;
    if three.iter().filter(|t| money(t)).count() != 2 {
        return;
    }
    let each = |t: &Term| money(t).then(|| EACH.iter().find(|(w, _)| t.lead.ends(from_ref(w)))).flatten();
    let fixed = three.iter().find_map(|t| Some((t, each(t)?.1)));
    // 每生每年补助1000元, 亩均收入4600元: amounts that are told of everybody are no price.
    let per = || {
        let t = three.iter().find(|t| money(t) && t.lead.contains(['每', '均']))?;
        pieces(t.lead.str()).filter(|p| !p.is_empty()).map(|p| (t, p))
    };
    let mean = fixed.is_none();
    let (a, classifiers): (&Term, SmallVec<[&str; 3]>) = match fixed {
        Some((t, classifiers)) => (t, classifiers.iter().copied().collect()),
        None => match per() {
            Some(found) => found,
            None => return,
        },
    };
    let count = three.iter().find(|t| matches!(doc.figure(t).kind, Kind::Count | Kind::Area));
    let total = three.iter().find(|t| money(t) && t.figure != a.figure);
    let (Some(b), Some(c)) = (count, total) else { return };
    let unit = piece(doc.figure(b));
    let of_each = classifiers.is_empty() || classifiers.iter().any(|k| unit.starts_with(k));
    // The total is named as one; the amount per piece follows the number or the total without another sentence.
    let counted = mean && a.lead.starts(words!["按"]) && c.lead.has(words!["收入", "增收", "收益"]);
    let that_one = c.lead.has(words!["此一项", "此项"]);
    let named = TOTAL.iter().any(|w| c.lead.ends_with(w))
        || TOTAL.iter().any(|w| c.lead.contains(w)) && c.figure < a.figure
        || counted
        || that_one;
    if !of_each || !named || doc.figure(b).kind == Kind::Area && unit != "亩" {
        return;
    }
    // 亩均收入A，仅此一项就收入B: of an income, the total must say that it is that one.
    let of_all = mean && a.lead.has(OF_ALL);
    if of_all && !that_one && !counted || mean && !matches!(c.role, Role::Level | Role::Total) {
        return;
    }
    let trust = match () {
        () if !is_whole(doc, &three, a, c) => Trust::Confirm,
        () if mean && !a.lead.contains('每') && !of_all => Trust::Likely,
        () => Trust::Stated,
    };
    if !out.claim(doc, &product(a.figure, b.figure, c.figure, trust)) {
        further(doc, a, c, out);
    }
}

/// Words of an amount that is told of a stretch of time: what was paid depends on how often.
const PERIODIC: &[Word; 16] = words![
    "每月",
    "每天",
    "每日",
    "每季",
    "每周",
    "每学期",
    "每期",
    "每次",
    "每场",
    "每课时",
    "每晚",
    "每班",
    "每批",
    "月均",
    "日均",
    "/月",
];

/// Whether price, number and total are all that the text tells of this purchase: no amount per month, no second price, no
/// other number or amount between them, none before a total of all.
fn is_whole(doc: &Document, three: &[Term], each: &Term, total: &Term) -> bool {
    // 每次聘请专家5人: a number per piece is a factor of its own.
    let per = |t: &Term| t.figure != each.figure && t.figure != total.figure && t.lead.contains('每');
    if each.lead.has(PERIODIC) || each.gap.has(PERIODIC) || three.iter().any(per) {
        return false;
    }
    // 每公里补助20万元，……，市级补助A，县级配套B: a part of the whole; 门诊次均费用 is another price.
    if total.lead.has(words!["中央", "省级", "市级", "县级", "区级", "均", "每"]) {
        return false;
    }
    // 报废更新A辆，……补贴总额，其中置换更新B辆: of two numbers of pieces.
    let counted = sentence(doc, each).iter().filter(|t| {
        three.iter().any(|x| x.figure != each.figure && x.figure != total.figure && doc.alike(x.figure, t.figure))
    });
    if counted.count() > 1 {
        return false;
    }
    let (first, last) = (three[0].figure, three[2].figure);
    let of_all = total.lead.has(words!["合计", "共计", "总计", "总额", "总价", "总投入"]);
    let near = sentence(doc, each);
    let at = near.iter().position(|t| t.figure == first).unwrap_or(0);
    // Behind 25台，单价5600元 a further 5台 belongs to the same total.
    let before = &near[near[..=at].iter().rposition(|t| t.gap.contains(['；', ';', '：'])).unwrap_or(0)..at];
    let priced = |t: &Term| t.lead.has(words!["单价", "每", "均价", "人均"]);
    let own = |t: &Term| three.iter().any(|x| x.figure == t.figure);
    !(near.iter().any(|t| (first..=last).contains(&t.figure) && !own(t) && !t.in_brackets)
        || before.iter().any(priced)
        || of_all && before.iter().any(|t| doc.alike(t.figure, total.figure)))
}

/// The terms of the sentence that a term stands in.
fn sentence<'a, 'b>(doc: &'b Document<'a>, term: &Term) -> &'b [Term<'a>] {
    let from = doc.terms.partition_point(|t| t.sentence < term.sentence);
    let to = doc.terms.partition_point(|t| t.sentence <= term.sentence);
    &doc.terms[from..to]
}

/// At most as many factors of a sentence are tried.
const FACTORS: usize = 4;

/// Looks for a product of more than two, or a sum of products, that gives the total: only what holds is a check.
fn further(doc: &Document, each: &Term, total: &Term, out: &mut Findings) {
    let near = sentence(doc, each);
    let (Some(first), Some(last)) = (near.first(), near.last()) else { return };
    let is_factor = |f: &Figure| matches!(f.kind, Kind::Count | Kind::Duration | Kind::Area) && f.upper().is_none();
    let within = first.figure.saturating_sub(1)..last.figure + 2;
    let factors: SmallVec<[u32; FACTORS]> = within
        .filter(|&f| doc.figures.get(f as usize).is_some_and(|x| x.block == each.block && is_factor(x)))
        .take(FACTORS)
        .collect();
    for (k, &a) in factors.iter().enumerate() {
        for (l, &b) in factors.iter().enumerate().skip(k + 1) {
            let pair = [(each.figure, "each"), (a, "count"), (b, "count")];
            if confirm(doc, Formula::Product, plain(pair), total, out) {
                return;
            }
            for &c in &factors[l + 1..] {
                let three = [(each.figure, "each"), (a, "count"), (b, "count"), (c, "count")];
                if confirm(doc, Formula::Product, plain(three), total, out) {
                    return;
                }
            }
        }
    }
    // 25台，单价5600元，5台，单价2000元，合计15万元
    let before = near.iter().filter(|t| t.figure < total.figure && !t.in_brackets);
    let priced = before
        .clone()
        .filter(|t| doc.alike(t.figure, total.figure) && EACH.iter().any(|(w, _)| t.lead.ends(from_ref(w))));
    let mut pairs = SmallVec::new();
    for price in priced {
        let Some(count) = before.clone().rfind(|t| t.figure < price.figure && doc.figure(t).kind == Kind::Count) else {
            return;
        };
        pairs.extend([(price.figure, "each", false), (count.figure, "count", false)]);
    }
    if pairs.len() >= 4 {
        confirm(doc, Formula::Products, pairs, total, out);
    }
}

type Operands = SmallVec<[(u32, &'static str, bool); 4]>;

fn confirm(doc: &Document, formula: Formula, operands: Operands, total: &Term, out: &mut Findings) -> bool {
    let claimed = Some((total.figure, false));
    out.claim(doc, &Claim { rule: "product", formula, operands, claimed, trust: Trust::Confirm })
}

fn product(each: u32, count: u32, total: u32, trust: Trust) -> Claim {
    let operands = plain([(each, "each"), (count, "count")]);
    Claim { rule: "product", formula: Formula::Product, operands, claimed: Some((total, false)), trust }
}

/// An amount per piece that was rounded: total ÷ number.
fn quotient(total: u32, count: u32, each: u32) -> Claim {
    let operands = plain([(total, "total"), (count, "count")]);
    let claimed = Some((each, false));
    Claim { rule: "product", formula: Formula::Quotient, operands, claimed, trust: Trust::Confirm }
}

/// The unit of a figure without a magnitude: 人 of 万人.
fn piece(figure: &Figure) -> &str {
    figure.unit().trim_start_matches(['万', '亿', '千', '百'])
}

/// 1.25元/立方米: what one of is told behind the amount.
fn per_unit<'a>(doc: &Document<'a>, i: usize) -> Option<SmallVec<[&'a str; 3]>> {
    let rest = doc.after(i).trim_start().strip_prefix(['/', '／'])?;
    let end = rest.find(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c)).unwrap_or(rest.len());
    // 元/立方米测算: the unit is the head of the words.
    let units = [
        "立方米",
        "平方米",
        "公斤",
        "千克",
        "千瓦时",
        "公里",
        "吨",
        "亩",
        "米",
        "度",
        "人次",
        "人",
        "户",
        "件",
        "台",
        "套",
    ];
    let unit = units.iter().find(|u| rest[..end].starts_with(**u))?;
    Some(std::iter::once(&rest[..unit.len()]).collect())
}

/// 平均每批次检验费1539元, where 检验费 and the number of 批次 were told paragraphs ago: only what holds is a check.
fn far(doc: &Document, i: usize, pieces: &[&str], out: &mut Findings) -> bool {
    let term = doc.terms[i];
    let figure = doc.figure(&term);
    let Some(of) = pieces.first().filter(|_| figure.value.len() >= 4 && figure.kind == Kind::Money) else {
        return false;
    };
    let noun = term.lead.rsplit(|c| matches!(c, '均' | '次') || of.ends_with(c)).next().unwrap_or("");
    if noun.chars().count() < 2 {
        return false;
    }
    let before = || doc.terms[..i].iter().rev().take(FAR);
    let totals = before().filter(|t| {
        t.role == Role::Level && t.lead.ends_with(noun) && doc.alike(t.figure, term.figure) && !t.in_brackets
    });
    let totals: SmallVec<[Term; 3]> = totals.take(3).copied().collect();
    if totals.is_empty() {
        return false;
    }
    let counts = before().filter(|t| {
        let f = doc.figure(t);
        f.kind == Kind::Count && f.value.len() >= 3 && piece(f).starts_with(of)
    });
    for count in counts.take(8) {
        for total in &totals {
            if out.holds(doc, &quotient(total.figure, count.figure, term.figure)) {
                return true;
            }
        }
    }
    false
}

/// How many figures back number and total may stand.
const FAR: usize = 60;

/// What an amount is told of one of: the classifiers of 人均, 每亩 … near the end of its words; empty for 单价.
fn pieces(lead: &str) -> Option<SmallVec<[&str; 3]>> {
    const MEANS: [(&str, [&str; 3]); 13] = [
        ("车均", ["辆", "台", "车"]),
        ("校均", ["所", "校", "所"]),
        ("生均", ["人", "名", "生"]),
        ("场均", ["场", "场", "场"]),
        ("人均", ["人", "名", "位"]),
        ("户均", ["户", "户", "户"]),
        ("亩均", ["亩", "亩", "亩"]),
        ("次均", ["人次", "次", "例"]),
        ("均次", ["人次", "次", "例"]),
        ("例均", ["例", "人次", "例"]),
        ("床均", ["张", "床", "张"]),
        ("台均", ["台", "台", "台"]),
        ("亩产", ["亩", "亩", "亩"]),
    ];
    // A few words may follow: 人均救助, 亩均补助.
    let near = |at: usize, width: usize| lead[at + width..].chars().count() <= 5;
    if lead.ends_with("单价") || lead.ends_with("均价") {
        return Some(SmallVec::new());
    }
    if let Some((_, of)) = MEANS.iter().find(|(w, _)| lead.rfind(w).is_some_and(|at| near(at, w.len()))) {
        return Some(SmallVec::from_slice(of));
    }
    // 村均, 件均, 篇均: of whatever stands before 均.
    if let Some(at) = lead.rfind('均')
        && near(at, '均'.len_utf8())
        && let Some(piece) = lead[..at].chars().next_back().filter(|c| !"平年月日时总全".contains(*c))
    {
        return Some(std::iter::once(&lead[at - piece.len_utf8()..at]).collect());
    }
    // 每生每年补助: of pupils.
    let mut pieces = SmallVec::new();
    for (at, each) in lead.match_indices('每') {
        let rest = &lead[at + each.len()..];
        let Some(piece) = rest.chars().next() else { continue };
        match piece {
            '人' | '生' | '名' => pieces.extend(["人", "名", "位"]),
            '年' | '月' | '日' | '天' => {}
            _ => pieces.push(&rest[..piece.len_utf8()]),
        }
        if rest.chars().count() > 7 {
            return None;
        }
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// Amounts per head that are told of all people, not of those whose number stands beside.
const OF_ALL: &[Word; 10] =
    words!["收入", "工资", "支出水平", "生产总值", "住房", "耕地", "寿命", "标准", "占有", "面积"];

/// Looks for number and total around an amount per piece, term `i`: only what holds is a check.
pub(super) fn near(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    if !doc.is_amount(&term) {
        return;
    }
    let of = if term.lead.contains(['均', '每', '价', '产']) { pieces(term.lead.str()) } else { None };
    let Some(pieces) = of.or_else(|| per_unit(doc, i)) else { return };
    let around = i.saturating_sub(14)..doc.terms.len().min(i + 4);
    let around = || {
        around.clone().map(|j| doc.terms[j]).filter(|t| {
            t.figure != term.figure && t.block == term.block && t.sentence.abs_diff(term.sentence) <= 1 && !t.listed
        })
    };
    let is_count = |t: &Term| {
        let f = doc.figure(t);
        let unit = piece(f);
        let counted = match f.kind {
            // 125个村，每村补助2万元: the thing stands behind its classifier.
            Kind::Count => {
                let named = || {
                    let at = doc.terms.binary_search_by_key(&t.figure, |t| t.figure);
                    at.is_ok_and(|at| pieces.iter().any(|k| doc.after(at).trim_start().starts_with(k)))
                };
                pieces.is_empty() || pieces.iter().any(|k| unit.starts_with(k)) || named()
            }
            Kind::Area | Kind::Length => pieces.iter().any(|k| unit.starts_with(k)),
            Kind::Mass => pieces.is_empty(),
            _ => false,
        };
        // Small numbers agree by chance.
        counted && (f.value.len() >= 2 || t.sentence == term.sentence && f.value != "1")
    };
    // 平均每场参与400人，累计参与9600人次
    let people = |t: &Term| {
        let unit = |f: u32| doc.figures.get(f as usize).map_or("", |f| f.unit().trim_start_matches(['万', '亿']));
        doc.figure(t).kind == Kind::Count && unit(t.figure) == "人次" && unit(term.figure) == "人"
    };
    let is_total = |t: &Term| {
        (doc.alike(t.figure, term.figure) || people(t))
            && doc.figure(t).value.len() >= 3
            && !t.lead.has(words!["次均", "人均", "户均", "每"])
            && doc.figure(t).value != doc.figure(&term).value
    };
    for count in around().filter(is_count) {
        for total in around().filter(is_total) {
            let each = quotient(total.figure, count.figure, term.figure);
            let digits = doc.figure(&term).value.len() >= 3;
            if out.holds(doc, &product(term.figure, count.figure, total.figure, Trust::Confirm))
                || digits && out.holds(doc, &each)
            {
                return;
            }
        }
    }
    if far(doc, i, &pieces, out) {
        return;
    }
    // The only number and the only amount beside it: the text says so, if one slip is all that is wrong.
    let beside = |t: &Term| t.sentence == term.sentence && t.figure.abs_diff(term.figure) <= 3 && !t.part;
    let mut counts = around().filter(beside).filter(is_count);
    // 实现产值3.20亿元，带动8100户、户均增收3200元: what was gained is no part of that.
    let named = |t: &Term| TOTAL.iter().any(|w| t.lead.contains(w));
    let mut totals =
        around().filter(beside).filter(|t| is_total(t) && matches!(t.role, Role::Level | Role::Total) && named(t));
    if let (Some(count), None, Some(total), None) = (counts.next(), counts.next(), totals.next(), totals.next())
        && !term.lead.has(OF_ALL)
    {
        let mut three = [term, count, total];
        three.sort_by_key(|t| t.figure);
        let trust = if is_whole(doc, &three, &term, &total) { Trust::Likely } else { Trust::Confirm };
        out.claim(doc, &product(term.figure, count.figure, total.figure, trust));
    }
}
