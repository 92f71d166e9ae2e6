//! A count that announces a list is the number of its entries.
//!
//! 以下四项任务, 存在三个方面的问题：, 采取三项措施：一是……二是……三是……, 《甲办法》和《乙规程》2项制度. Entries are headings or
//! numbered items that follow directly and begin with the first.
//!
//! Why: entries are added and struck out to the last day.
//!
//! Example: 承担以下3项职责： followed by 1. 2. 3. — 3 = 3
//!
//! A list whose first entries are missing, or that goes on under another number, is left alone.

use super::super::term::{Document, Term};
use super::super::{Check, Findings, Severity, Verdict};
use crate::figure::Kind;
use crate::layout::BlockKind;
use ecow::eco_format;

/// Checks a count that announces a list.
pub(super) fn check(doc: &Document, i: usize, out: &mut Findings) {
    let term = doc.terms[i];
    let figure = doc.figure(&term);
    if figure.kind != Kind::Count || figure.upper().is_some() || figure.qualifier.is_some() {
        return;
    }
    let Some(n) = figure.base().and_then(|b| u32::try_from(b.value.mantissa()).ok().filter(|_| b.value.scale() == 0))
    else {
        return;
    };
    if !(1..=60).contains(&n) {
        return;
    }
    let after = doc.after(i);
    if let Some(listed) = titles(&term.gap, after) {
        finding(doc, &term, n, listed, Vec::new(), out);
        return;
    }
    if let Some(listed) = respectively(doc, i, after).or_else(|| batches(doc, i)) {
        finding(doc, &term, n, listed, Vec::new(), out);
        return;
    }
    let sentence = after.split(['。', '；']).next().unwrap_or(after);
    let colon = sentence.contains(['：', ':']);
    if colon && let Some(listed) = inline(doc, &term) {
        finding(doc, &term, n, listed, Vec::new(), out);
        return;
    }
    let announced = ["以下", "下列"].iter().any(|w| term.lead.ends_with(w));
    let Some(block) = doc.page.blocks.get(term.block as usize) else { return };
    let ends = matches!(doc.page.of(block.span).trim_end().chars().last(), Some('：' | ':'));
    if announced || colon && ends {
        following(doc, &term, n, announced, out);
    }
}

/// 《甲》、《乙》和《丙》3项制度
fn titles(gap: &str, after: &str) -> Option<u32> {
    let names_rules = ["制度", "办法", "文件", "规定", "方案", "规范", "政策", "意见", "标准", "规程"];
    if !gap.ends_with('》') || !names_rules.iter().any(|w| after.starts_with(w)) || gap.contains('等') {
        return None;
    }
    let sentence = gap.rsplit(['。', '；', '，']).next().unwrap_or(gap);
    let listed = sentence.matches('《').count() as u32;
    (listed >= 2 && listed == sentence.matches('》').count() as u32).then_some(listed)
}

/// 甲、乙和丙三个项目分别完成投资a、b和c: as many names as amounts.
fn respectively(doc: &Document, i: usize, after: &str) -> Option<u32> {
    let term = doc.terms[i];
    let next = doc.terms.get(i + 1).filter(|t| t.sentence == term.sentence)?;
    let clause = after.split_once("分别")?.0;
    if clause.chars().count() > 8 || clause.contains(['，', '。', '；']) || !doc.is_amount(next) {
        return None;
    }
    let amounts = doc.run(i + 1).len();
    let names = term.gap.rsplit(['。', '；', '，']).next().unwrap_or(term.gap.str());
    if names.contains('等') || names.matches('和').count() != 1 {
        return None;
    }
    let listed = names.matches('、').count() + 2;
    (listed == amounts && amounts >= 2).then_some(amounts as u32)
}

/// 分两批下达，共……，第一批……，第二批……
fn batches(doc: &Document, i: usize) -> Option<u32> {
    let term = doc.terms[i];
    let unit = doc.figure(&term).unit();
    if !term.lead.ends_with('分') || !matches!(unit, "批" | "次" | "期" | "笔") {
        return None;
    }
    let sentence = doc.terms[i + 1..].iter().take(12).take_while(|t| t.sentence == term.sentence);
    let mut listed = 0;
    for t in sentence {
        let nth = ["第一", "第二", "第三", "第四", "第五", "第六"].get(listed)?;
        if t.lead.strip_prefix(nth).is_some_and(|rest| rest.starts_with(unit)) {
            listed += 1;
        } else if listed > 0 {
            return None;
        }
    }
    (listed >= 2).then_some(listed as u32)
}

/// 一是……；二是……
fn inline(doc: &Document, term: &Term) -> Option<u32> {
    let block = doc.page.blocks.get(term.block as usize)?;
    let figure = doc.figure(term);
    let text = doc.page.text.get(figure.span.end as usize..block.span.end as usize)?;
    // A few words stand before the list, and it ends where the next one begins.
    let near = text.char_indices().nth(16).map_or(text, |(end, _)| &text[..end]);
    let first = near.find("一是")?;
    let text = &text[..text[first + 6..].find("一是").map_or(text.len(), |next| first + 6 + next)];
    doc.steps.take(text.len() / 16);
    let mut at = first;
    // The list begins with the colon, not somewhere behind.
    // 存在三个方面的问题：一是; of 5个部门存在以下问题：一是 the departments are not what is listed.
    let counted = text[..at].trim_end_matches(['：', ':', '，', ' ', '\n']);
    let other = [
        "存在", "采取", "开展", "进行", "围绕", "审计", "发现", "以下", "下列", "部门", "单位", "企业", "县", "区",
        "乡",
    ];
    let names_entries = !counted.contains(['，', '。', '；', '、', '：']) && !other.iter().any(|w| counted.contains(w));
    if counted.chars().count() > 12 || !names_entries {
        return None;
    }
    let mut listed = 0;
    for k in ["一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是"] {
        let Some(place) = text[at..].find(k) else { break };
        at += place + k.len();
        listed += 1;
    }
    // A list that its paragraph does not end goes on behind a page break.
    let ended = text[at..].contains('。');
    (ended && (2..10).contains(&listed)).then_some(listed)
}

/// Headings or items that follow the block directly.
fn following(doc: &Document, term: &Term, n: u32, announced: bool, out: &mut Findings) {
    let outline = doc.outline;
    let at = outline.headings.partition_point(|h| h.block <= term.block);
    let item_at = outline.items.partition_point(|h| h.block <= term.block);
    let heading = outline.headings.get(at).filter(|h| h.block <= term.block + 1 && h.ordinal == Some(1));
    let item = outline.items.get(item_at).filter(|h| h.block <= term.block + 1 && h.ordinal == Some(1));
    let mut heads = Vec::new();
    let mut listed = 0;
    let mut last = None;
    if let Some(first) = heading {
        for (k, h) in outline.headings.iter().enumerate().skip(at) {
            if h.scheme == first.scheme && h.parent == first.parent {
                if h.ordinal != Some(listed + 1) {
                    return;
                }
                listed += 1;
                last = Some(h.block);
                heads.push(k as u32);
            } else if h.level <= first.level {
                break;
            }
        }
    } else if let Some(first) = item {
        for (k, h) in outline.items.iter().enumerate().skip(item_at) {
            let section = outline.section.get(h.block as usize) == outline.section.get(first.block as usize);
            if !section {
                break;
            }
            if h.scheme == first.scheme {
                match h.ordinal {
                    Some(o) if o == listed + 1 => {
                        listed += 1;
                        last = Some(h.block);
                    }
                    Some(1) => break,
                    _ => return,
                }
            } else if k > item_at + 200 {
                break;
            }
        }
    }
    // A list that breaks off after one entry was not understood; one that is too short may go on without its labels.
    let whole = listed >= n || last.is_some_and(|b| closes(doc, b));
    if listed >= 2 && (announced && whole || listed == n) {
        finding(doc, term, n, listed, heads, out);
    }
}

/// Whether a list ends with the entry in block `b`: a heading, a table, a line that is no sentence (a signature, a
/// caption), or nothing at all, follows it directly.
fn closes(doc: &Document, b: u32) -> bool {
    let quiet = |k: &BlockKind| matches!(k, BlockKind::Furniture | BlockKind::Contents);
    let next = doc.outline.kinds.iter().enumerate().skip(b as usize + 1).find(|(_, k)| !quiet(k));
    let Some((at, kind)) = next else { return true };
    match kind {
        BlockKind::Heading | BlockKind::Table | BlockKind::Title => true,
        BlockKind::Paragraph => {
            let text = doc.page.blocks.get(at).map_or("", |b| doc.page.of(b.span)).trim();
            text.chars().count() <= 30 && !text.contains(['。', '；', '，', '：'])
        }
        _ => false,
    }
}

fn finding(doc: &Document, term: &Term, n: u32, listed: u32, headings: Vec<u32>, out: &mut Findings) {
    let holds = n == listed;
    out.checks.push(Check {
        rule: "count",
        verdict: if holds { Verdict::Holds } else { Verdict::Contradiction },
        severity: (!holds).then_some(Severity::Material),
        claim: Some(term.figure),
        operands: Box::default(),
        claimed: Some(eco_format!("{n}")),
        computed: Some(eco_format!("{listed}")),
        interval: Some([eco_format!("{listed}.000000"), eco_format!("{listed}.000000")]),
        headings: headings.into(),
        hints: Box::default(),
        message: if holds {
            eco_format!("列出 {listed} 项 = {}", doc.page.of(doc.figure(term).span))
        } else {
            eco_format!("所称 {}，列出 {listed} 项", doc.page.of(doc.figure(term).span))
        },
    });
}
