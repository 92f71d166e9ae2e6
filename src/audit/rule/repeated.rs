//! The same measure stated twice is the same.
//!
//! 如前所述，全年执行数812.35万元; 执行数合计812.35万元 after 执行数812.35万元.
//!
//! Why: a figure is corrected in one place and forgotten in the other.
//!
//! Example: 执行数812.35万元…… 如前所述，执行数812.35万元。 — 812.35 = 812.35
//!
//! A table that repeats the budgets of the prose is checked by its rows: a cell is named wrong where two others of its row
//! agree. Otherwise, without words that point back, two amounts of one name may be of two scopes: a check is only made
//! where both are the same.

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::super::word::{Text, Word, words};
use super::plain;
use crate::figure::Kind;
use crate::lexicon::indicator;

/// Words that point back.
const BACK: [&str; 6] = ["如前所述", "前述", "上述", "如上所述", "前文", "如前文所述"];

/// Checks all amounts that point back.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    for (i, term) in doc.terms.iter().enumerate() {
        // 上述问题，涉及金额A points to problems: the word must stand in the clause of the amount, or be one of its own.
        let back = term.back && {
            let clause = term.gap.rsplit(['，', '。', '；', '：']).next().unwrap_or("");
            BACK.iter().any(|w| clause.contains(w) || w.starts_with('如') && term.gap.contains(w))
        };
        // 门诊、住院收入合计 is more than 住院收入.
        let one = || {
            !term
                .gap
                .trim_end()
                .strip_suffix(term.lead.str())
                .is_some_and(|b| b.trim_end().ends_with(['、', '和', '与', '及']))
                && !term.lead.has(words!["和", "与", "及"])
        };
        let total = term.role == Role::Total && term.lead.ends_with("合计") && term.lead.len() > 6 && one();
        if back {
            let n = doc.terms[i..].iter().take(6).take_while(|t| t.sentence == term.sentence).count();
            for j in i..i + n {
                // ……，执行数A为中央资金: told of something else.
                if j > i && doc.after(j).starts_with(['为', '是']) {
                    continue;
                }
                repeated(doc, j, i, doc.terms[j].lead.str(), true, out);
            }
        } else if total {
            // The amount before it may be that of a part, where a page lost what stood between.
            repeated(doc, i, i, term.lead.trim_end_matches("合计"), false, out);
        }
    }
    values(doc, out);
}

/// Lists of amounts by the hash of their digits.
const LISTS: usize = 128;

/// Amounts of one name and one value, in different sentences: only what holds is a check.
fn values(doc: &Document, out: &mut Findings) {
    let mut named = out.checks.iter().filter(|c| c.rule == "repeated").filter_map(|c| c.claim).collect::<Vec<u32>>();
    named.sort_unstable();
    let mut lists = [u32::MAX; LISTS];
    let mut earlier = vec![u32::MAX; doc.terms.len()];
    for (i, term) in doc.terms.iter().enumerate() {
        let figure = doc.figure(term);
        let plain_amount =
            matches!(term.role, Role::Level | Role::Total) && !term.in_brackets && !term.torn && !term.listed;
        let digits = figure.value.len();
        if !plain_amount || digits < 2 || figure.kind != Kind::Money || term.lead.len() < 9 {
            continue;
        }
        let list = figure.value.bytes().fold(0usize, |h, b| h.wrapping_mul(31).wrapping_add(b.into())) % LISTS;
        let mut at = lists[list];
        for _ in 0..6 {
            let Some(first) = doc.terms.get(at as usize) else { break };
            let before = doc.figure(first);
            if before.value == figure.value
                && before.unit() == figure.unit()
                && first.sentence != term.sentence
                && (is_use(doc, i, first)
                    || is_local(first, term, digits)
                    || digits >= 3
                        && !term.lead.starts(words!["加上"])
                        && (is_carry(first, term)
                            || is_same(first, term, digits) && (leads(doc, i) || is_long(first, term, digits))
                            || leads(doc, i) && is_subject(doc, first, term)))
            {
                if named.binary_search(&term.figure).is_err() {
                    let operands = plain([(first.figure, "first")]);
                    let claimed = Some((term.figure, false));
                    out.claim(
                        doc,
                        &Claim { rule: "repeated", formula: Formula::Same, operands, claimed, trust: Trust::Confirm },
                    );
                }
                break;
            }
            at = earlier[at as usize];
        }
        earlier[i] = lists[list];
        lists[list] = i as u32;
    }
}

/// 支出决算数为X, where the heading names what the amount before is called.
fn is_subject(doc: &Document, first: &Term, term: &Term) -> bool {
    if !matches!(name(term.lead), "支出决算" | "支出决算数" | "决算数") {
        return false;
    }
    let name = name(first.lead);
    let mut at = doc.outline.section.get(term.block as usize).copied().flatten();
    for _ in 0..3 {
        let Some(h) = at.and_then(|h| doc.outline.headings.get(h as usize)) else { return false };
        if name.len() >= 18 && doc.page.of(h.text).contains(name) {
            return true;
        }
        at = h.parent;
    }
    false
}

/// 收入总计……其中：本级收入A, which was 实际完成A before.
fn is_local(first: &Term, term: &Term, digits: usize) -> bool {
    digits >= 5
        && term.lead.ends(words!["本级收入", "本级支出", "本级一般公共预算收入", "本级一般公共预算支出"])
        && first.lead.ends(words!["完成", "实际完成", "预算收入", "预算支出"])
}

/// 安排X用于补充某基金, where 补充某基金 X stands before it.
fn is_use(doc: &Document, i: usize, first: &Term) -> bool {
    let name = name(first.lead).trim_start_matches("加上");
    name.len() >= 18 && doc.after(i).strip_prefix("用于").is_some_and(|rest| rest.starts_with(name))
}

/// What one year carries over is what the next one begins with: 结转下年支出A……上年结转A.
fn is_carry(first: &Term, term: &Term) -> bool {
    first.lead.ends(words!["结转下年", "结转下年支出", "年终结转", "年末结转"])
        && term.lead.ends(words!["上年结转", "上年结转收入", "上年结余", "上年结余收入"])
}

/// Whether an amount is the first of its sentence, or of the parts or the account that it opens: those further on are
/// told of another scope as well.
fn leads(doc: &Document, i: usize) -> bool {
    let term = doc.terms[i];
    let first = i.checked_sub(1).is_none_or(|j| doc.terms[j].sentence != term.sentence);
    first
        || matches!(name(term.lead), "支出决算" | "支出决算数" | "决算数")
        || term.which
        || term.gap.has(words!["平衡情况", "分"])
}

/// Whether name and digits are so many that no other amount is meant, wherever it stands.
fn is_long(a: &Term, b: &Term, digits: usize) -> bool {
    let letters = bare(a.lead).len().min(bare(b.lead).len()) / 3;
    digits >= 6 && letters >= 4
}

/// A name without the verb behind it.
fn bare(lead: Text<'_>) -> &str {
    let name = name(lead);
    ["完成", "实现", "达到", "安排", "执行"].iter().fold(name, |n, w| n.strip_suffix(w).unwrap_or(n))
}

/// Whether two amounts of one value have one name: the longer the name, the fewer digits must agree.
fn is_same(a: &Term, b: &Term, digits: usize) -> bool {
    let (a, b) = (bare(a.lead), bare(b.lead));
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let letters = short.len() / 3;
    long.ends_with(short) && (letters >= 6 || letters >= 4 && digits >= 5)
}

/// Time and scope before a name.
const SCOPES: &[Word; indicator::SCOPES.len()] = {
    const ALL: [Word; indicator::SCOPES.len()] = {
        let mut all = [Word::of("其中"); indicator::SCOPES.len()];
        let mut i = 0;
        while i < all.len() {
            all[i] = Word::of(indicator::SCOPES[i]);
            i += 1;
        }
        all
    };
    &ALL
};

/// The words that name a figure, without time and scope before them.
pub(super) fn name(lead: Text<'_>) -> &str {
    // 全市完成一般公共预算收入: what stands before the verb is the scope.
    let mut verbs = lead.those(words!["完成", "实现", "达到"]);
    let named = verbs.find_map(|v| lead.str().split_once(v)).map(|(_, what)| what);
    let lead = named.filter(|what| what.len() >= 12).unwrap_or(lead.str());
    let dated = lead.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let mut lead =
        if dated.len() < lead.len() { dated.trim_start_matches('年').trim_start_matches('度') } else { lead };
    while let Some(scope) = super::super::word::starts(lead, SCOPES) {
        // 年末结转 is a name of its own.
        if scope.text.starts_with('年') {
            break;
        }
        lead = &lead[scope.text.len()..];
    }
    lead
}

/// An amount of that name against the ones before; `stated`: the text itself says that it was told before.
fn repeated(doc: &Document, j: usize, before: usize, lead: &str, stated: bool, out: &mut Findings) {
    let term = doc.terms[j];
    let wanted = name(Text::new(lead));
    if wanted.chars().count() < 3
        || matches!(term.role, Role::Growth | Role::Average | Role::Change | Role::Share | Role::Previous)
    {
        return;
    }
    let same = |t: &&Term| {
        let lead = t.lead.trim_end_matches("合计");
        !t.in_brackets && lead.ends_with(wanted) && doc.alike(t.figure, term.figure) && name(Text::new(lead)) == wanted
    };
    let seen = doc.terms[..before].iter().rev().take(120).filter(same);
    let mut seen = seen.into_iter();
    // One value stated before, however often: it is what is repeated. Where several were (items have the name too), the
    // first stands for the whole report, and only a slip is named.
    let Some(mut first) = seen.next() else { return };
    let mut one_value = true;
    for t in seen {
        one_value &= doc.figure(t).value == doc.figure(first).value;
        first = t;
    }
    // 执行数A。项目支出执行数B。如前所述，执行数B: it was told, under a longer name.
    let told = doc.terms[..before].iter().rev().take(120).find(|t| {
        t.lead.ends_with(wanted) && doc.figure(t).value == doc.figure(&term).value && doc.alike(t.figure, term.figure)
    });
    let operands = plain([(told.unwrap_or(first).figure, "first")]);
    let trust = if one_value && stated { Trust::Stated } else { Trust::Likely };
    out.claim(
        doc,
        &Claim { rule: "repeated", formula: Formula::Same, operands, claimed: Some((term.figure, false)), trust },
    );
}
