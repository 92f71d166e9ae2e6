//! The same measure stated twice is the same.
//!
//! 如前所述，全年执行数812.35万元; 执行数合计812.35万元 after 执行数812.35万元.
//!
//! Why: a figure is corrected in one place and forgotten in the other.
//!
//! Example: 执行数812.35万元…… 如前所述，执行数812.35万元。 — 812.35 = 812.35
//!
//! Without words that point back, two amounts of one name may be of two scopes: no check is made.

use super::super::Findings;
use super::super::claim::{Claim, Trust};
use super::super::formula::Formula;
use super::super::term::{Document, Role, Term};
use super::plain;

/// Words that point back.
const BACK: [&str; 6] = ["如前所述", "前述", "上述", "如上所述", "前文", "如前文所述"];

/// Checks all amounts that point back.
pub(super) fn check(doc: &Document, out: &mut Findings) {
    for (i, term) in doc.terms.iter().enumerate() {
        let back = term.back && BACK.iter().any(|w| term.gap.contains(w));
        let total = term.role == Role::Total && term.lead.ends_with("合计") && term.lead.len() > 6;
        if back {
            let n = doc.terms[i..].iter().take(6).take_while(|t| t.sentence == term.sentence).count();
            for j in i..i + n {
                repeated(doc, j, i, doc.terms[j].lead.str(), out);
            }
        } else if total {
            repeated(doc, i, i, term.lead.trim_end_matches("合计"), out);
        }
    }
}

/// The words that name a figure, without time and scope before them.
fn name(lead: &str) -> &str {
    let lead = lead.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('年').trim_start_matches('度');
    lead.trim_start_matches("部门").trim_start_matches("全年").trim_start_matches("全市").trim_start_matches("本年")
}

fn repeated(doc: &Document, j: usize, before: usize, lead: &str, out: &mut Findings) {
    let term = doc.terms[j];
    let wanted = name(lead);
    if wanted.chars().count() < 3
        || matches!(term.role, Role::Growth | Role::Average | Role::Change | Role::Share | Role::Previous)
    {
        return;
    }
    let same = |t: &&Term| {
        let lead = t.lead.trim_end_matches("合计");
        !t.in_brackets && lead.ends_with(wanted) && doc.alike(t.figure, term.figure) && name(lead) == wanted
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
    let operands = plain([(first.figure, "first")]);
    let trust = if one_value { Trust::Stated } else { Trust::Likely };
    out.claim(
        doc,
        &Claim { rule: "repeated", formula: Formula::Same, operands, claimed: Some((term.figure, false)), trust },
    );
}
