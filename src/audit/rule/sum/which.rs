//! The parts of an amount, told behind it: 其中, 按……分, 一是……二是……, in brackets.

use smallvec::SmallVec;

use super::super::super::claim::{Trust, quantity};
use super::super::super::exact::Exact;
use super::super::super::formula::{Formula, Quantity};
use super::super::super::term::{Document, Role, Term, promises_all};
use super::super::super::word::{Word, words};
use super::super::super::{Findings, Verdict};
use super::closing::is_taken;
use super::{PARTS, Parts, claim, holds, is_telling, of_parts, parts, signed};
use crate::decimal::Decimal;
use crate::figure::Kind;

/// 其中: of the amount before.
pub(super) fn of_which(doc: &Document, i: usize, head: usize, out: &mut Findings) {
    let mut parts = parts(doc, i);
    // 由甲A和乙B构成，……: what is said behind it are no parts.
    if let Some(end) = parts.iter().position(|&j| is_composed(doc, j)) {
        parts.truncate(end + 1);
    }
    if parts.len() < 2 {
        return;
    }
    // 资金构成为：甲A、乙B，减去丙C、丁D; 净增A，其中新增B、减少C
    let net = doc.terms[head].lead.has(words!["净", "相抵", "盈亏"]);
    let against = |&j: &usize| net && doc.terms[j].lead.has(AGAINST) || doc.terms[j].gap.has(words!["重复"]);
    let taken = parts.iter().position(|&j| is_taken(&doc.terms[j]));
    if taken.is_some() || net || parts.iter().any(against) {
        out.claim(doc, &signed(doc, &parts, head, |k| taken.is_some_and(|from| k >= from) || against(&parts[k])));
        return;
    }
    // What follows the parts in the same sentence may be something else.
    if let Some(n) = first_parts(doc, &parts, head).filter(|_| !holds(doc, &parts, head)) {
        parts.truncate(n);
    }
    let confirmed = is_fine(doc, &parts, head) && out.claim(doc, &claim(doc, &parts, head, Trust::Confirm));
    // 城镇……46310元；农村……27480元。其中城镇……: they may be of another amount before.
    let others = || {
        (0..i).rev().take(8).filter(|&j| {
            let t = doc.terms[j];
            j != head && t.block == doc.terms[i].block && doc.is_amount(&t) && doc.alike(t.figure, doc.terms[i].figure)
        })
    };
    if confirmed {
        of_parts(doc, &parts, head, out);
    } else if let Some(other) = others().find(|&j| holds(doc, &parts, j)) {
        out.claim(doc, &claim(doc, &parts, other, Trust::Confirm));
    } else if let Some(n) =
        kinds(doc, &parts, Some(head)).filter(|_| !doc.terms[head].lead.has(words!["人均", "平均", "户均"]))
    {
        out.claim(doc, &claim(doc, &parts[..n], head, Trust::Likely));
    } else if let Some(trust) = completeness(doc, &parts, head) {
        out.claim(doc, &claim(doc, &parts, head, trust));
    }
}

/// What is told against the rest in an account of both.
const AGAINST: &[Word; 12] =
    words!["减少", "退", "流出", "迁出", "死亡", "注销", "亏", "核减", "调减", "关停", "支出", "减员"];

/// Whether 构成 stands directly behind an amount.
fn is_composed(doc: &Document, j: usize) -> bool {
    ["构成", "组成"].iter().any(|w| doc.after(j).starts_with(w))
}

/// Whether the parts of a total that they do not add up to were nevertheless meant to be all.
///
/// A small part left out looks like a slip of one digit: only a list in one breath, shares that total 100, or parts that
/// exceed their total tell the two apart.
fn completeness(doc: &Document, parts: &[usize], head: usize) -> Option<Trust> {
    let last = *parts.last()?;
    // 由甲A和乙B构成: whatever their number.
    // 支出构成为：A，B，C。
    let after = doc.after(last).trim_start();
    let says = doc.terms[parts[0]].gap.has(words!["构成为：", "构成如下："]) && after.starts_with(['。', '\n']);
    let composed = says || is_composed(doc, last);
    if composed && doc.terms[head].block == doc.terms[last].block {
        return Some(if is_telling(doc, parts, head) { Trust::Stated } else { Trust::Likely });
    }
    let breath = parts.len() >= 3
        && parts[1..].iter().all(|&j| doc.terms[j].gap.starts_with('、') || doc.terms[j].gap.starts_with('和'))
        && !doc.after(last).starts_with('等');
    if breath && promises_all(&doc.terms[parts[0]].gap) {
        return Some(Trust::Stated);
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
    // Not where another amount before them could hold them.
    let value = |j: usize| doc.figure(&doc.terms[j]).base().map(|b| b.value);
    let sole = (0..parts[0]).rev().take(6).all(|j| {
        let t = doc.terms[j];
        t.block != doc.terms[head].block
            || !doc.alike(t.figure, doc.terms[head].figure)
            || value(j).is_none_or(|v| value(head).is_some_and(|h| v <= h))
    });
    // Things of two kinds that are counted one by one; of an average, the parts are no parts.
    let counted = parts[1..].iter().all(|&j| doc.terms[j].gap.starts_with('、') || doc.terms[j].gap.starts_with('和'))
        && doc.figure(&doc.terms[head]).base().is_some_and(|b| b.ulp.is_none());
    let mean = doc.terms[head].lead.has(words!["人均", "平均", "户均", "每"]);
    // 3家单位应收未收租金A，其中甲B、乙C、丙D: as many as there are.
    let of_count = parts[0].checked_sub(2).map(|j| doc.terms[j]).is_some_and(|t| {
        t.sentence == doc.terms[head].sentence
            && doc.figure(&t).kind == Kind::Count
            && doc.figure(&t).value.parse() == Ok(parts.len())
    });
    // 党员318名、妇女138名 of 426: one may be both.
    if exceeds && (breath || counted) && sole && !mean && (of_count || is_disjoint(doc, parts)) {
        return Some(Trust::Stated);
    }
    if sole && !doc.after(last).starts_with('等') {
        // A list that ends with 其他, and two kinds that are all there are.
        let rest = doc.terms[last].lead.starts(words!["其他", "其它", "其余"]);
        if rest && breath {
            return Some(Trust::Stated);
        }
    }
    // Parts that fall short may be the first few: the last of four digits is a slip away by chance too often.
    let digits = doc.digits(&doc.terms[head]);
    // 亿 in one of them, 万 in the others.
    let unit = |j: usize| doc.figure(&doc.terms[j]).unit();
    let odd = parts.iter().filter(|&&j| unit(j) != unit(head)).count();
    let alone = if exceeds { breath || is_disjoint(doc, parts) } else { breath && digits >= 5 };
    let telling = (alone || breath && odd == 1) && is_telling(doc, parts, head);
    telling.then_some(Trust::Likely)
}

/// Whether nothing can be of two of these parts: each is of another class of one division.
fn is_disjoint(doc: &Document, parts: &[usize]) -> bool {
    const CLASSES: [&[Word]; 16] = [
        words!["幼儿园", "小学", "初中", "高中", "职业", "特殊教育"],
        words!["中央", "省", "市", "县", "区", "乡", "自筹"],
        words!["国家级", "省级", "市级", "县级", "区级"],
        words!["特大型", "大型", "中型", "小型", "微型", "小微"],
        words!["正高", "副高", "高级", "中级", "初级"],
        words!["一级", "二级", "三级", "四级"],
        words!["一类", "二类", "三类", "四类"],
        words!["第一产业", "第二产业", "第三产业"],
        words!["男", "女"],
        words!["公办", "民办"],
        words!["博士", "硕士", "本科", "专科"],
        words!["通信", "应急", "执法", "专业", "领导", "离退休", "其他"],
        words!["工资福利", "商品和服务", "对个人和家庭", "资本性"],
        words!["基本支出", "项目支出", "经营支出"],
        words!["增值税", "企业所得税", "个人所得税", "消费税", "契税", "资源税", "房产税", "印花税"],
        words!["货物", "工程", "服务"],
    ];
    let of = |classes: &[Word], j: usize| classes.iter().position(|w| doc.terms[j].lead.contains(w.text));
    CLASSES.iter().any(|classes| {
        let mut seen: SmallVec<[usize; 8]> = parts.iter().map_while(|&j| of(classes, j)).collect();
        seen.sort_unstable();
        let all = seen.len() == parts.len();
        seen.dedup();
        all && seen.len() == parts.len()
    })
}

/// How many of the first parts are of kinds that are all there are: 税收收入 and 非税收入.
fn kinds(doc: &Document, parts: &[usize], head: Option<usize>) -> Option<usize> {
    const KINDS: [&[&str]; 20] = [
        &["市属", "县"],
        &["满意", "基本满意", "不满意"],
        &["在职", "灵活就业", "退休"],
        &["一般性转移", "专项转移"],
        &["税收", "非税"],
        &["一般债", "专项债"],
        &["专项债", "一般债"],
        &["出口", "进口"],
        &["进口", "出口"],
        &["城镇", "乡村"],
        &["城镇", "农村"],
        &["农村", "城镇"],
        &["基本支出", "项目支出"],
        &["人员经费", "公用经费"],
        &["公办", "民办"],
        &["男", "女"],
        &["代表建议", "政协提案"],
        &["第一产业", "第二产业", "第三产业"],
        &["出国", "用车", "接待"],
        &["接待", "用车", "出国"],
    ];
    let lead = |k: usize| parts.get(k).map_or("", |&j| doc.terms[j].lead.str());
    let fits = |kinds: &&&[&str]| {
        // What households use is of no industry.
        !(kinds[0].starts_with("第一") && head.is_some_and(|h| doc.terms[h].lead.contains('电')))
            && kinds.iter().enumerate().all(|(k, kind)| {
                // 非税收入 holds 税收.
                lead(k).contains(kind) && kinds[k + 1..].iter().all(|other| !lead(k).contains(other))
            })
    };
    KINDS.iter().find(fits).map(|kinds| kinds.len())
}

/// Whether two shares are of kinds that are all there are.
pub(super) fn are_all(doc: &Document, parts: &[usize]) -> bool {
    kinds(doc, parts, None) == Some(parts.len())
}

/// Whether the parts were printed as finely as their total, or add up exactly: coarse parts meet any total by chance.
fn is_fine(doc: &Document, parts: &[usize], total: usize) -> bool {
    let ulp = |j: usize| doc.figure(&doc.terms[j]).base().and_then(|b| b.ulp);
    let Some(of_total) = ulp(total) else { return true };
    let coarse = parts.iter().filter(|&&j| ulp(j).is_some_and(|u| u > of_total)).count();
    2 * coarse < parts.len() || holds(doc, parts, total)
}

/// How many of the first parts, two at least and not all, add up to the total.
fn first_parts(doc: &Document, parts: &[usize], total: usize) -> Option<usize> {
    let value = |j: usize| doc.figure(&doc.terms[j]).base().map(|b| b.value);
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

/// 按……分: of the nearest total before that fits.
pub(super) fn division(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let parts = parts(doc, i);
    if parts.len() < 2 {
        return;
    }
    let wholes = (0..i).rev().take(14).filter(|&j| {
        let t = doc.terms[j];
        term.block - t.block <= 2
            && (t.sentence < term.sentence || j + 1 == i && !t.listed && !t.part)
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

/// A：一是……B；二是……C: each entry has its amount.
pub(super) fn enumerated(doc: &Document, i: usize, out: &mut Findings) {
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
pub(super) fn bracketed(doc: &Document, i: usize, out: &mut Findings) -> bool {
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
