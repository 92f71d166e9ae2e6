//! Numbered items against the total that announces or closes them, and against the classes they belong to.

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::{Document, Role, Term};
use super::super::super::word::{Word, ends, last, words};
use super::{PARTS, Parts, claim, is_telling};
use crate::decimal::Decimal;

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
pub(super) fn items(doc: &Document, i: usize, out: &mut Findings) {
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
    let value = |j: usize| doc.figure(&doc.terms[j]).base().map(|b| b.value);
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
