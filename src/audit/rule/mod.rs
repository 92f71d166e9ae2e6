//! The rules, one file each; a rule's doc comment is its manual.

mod account;
mod annual_average;
mod cells;
mod comparison;
mod count;
mod difference;
mod found;
mod growth;
mod multiple;
mod numbering;
mod product;
mod rate;
mod repeated;
mod restatement;
mod scope;
mod share;
mod sum;
mod table_total;

use smallvec::SmallVec;

use super::claim::{Claim, Trust};
use super::term::{Document, Role};
use super::{Findings, Verdict};
use crate::figure::Kind;

/// A rule of the audit.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name in the output.
    pub name: &'static str,
    source: &'static str,
}

impl Rule {
    /// What it does, why, and an example: the doc comment of its file.
    pub fn manual(&self) -> String {
        let lines = self.source.lines().take_while(|l| l.starts_with("//!"));
        lines.map(|l| l.trim_start_matches("//!").trim_start_matches(' ').to_owned() + "\n").collect()
    }

    /// The first sentence of the manual.
    pub fn summary(&self) -> String {
        self.manual().lines().next().unwrap_or("").to_owned()
    }
}

/// All rules. One more is one more file and one more row.
pub const RULES: [Rule; 14] = [
    Rule { name: "rate", source: include_str!("rate.rs") },
    Rule { name: "growth", source: include_str!("growth.rs") },
    Rule { name: "annual_average", source: include_str!("annual_average.rs") },
    Rule { name: "difference", source: include_str!("difference.rs") },
    Rule { name: "share", source: include_str!("share.rs") },
    Rule { name: "sum", source: include_str!("sum.rs") },
    Rule { name: "restatement", source: include_str!("restatement.rs") },
    Rule { name: "repeated", source: include_str!("repeated.rs") },
    Rule { name: "multiple", source: include_str!("multiple.rs") },
    Rule { name: "product", source: include_str!("product.rs") },
    Rule { name: "comparison", source: include_str!("comparison.rs") },
    Rule { name: "count", source: include_str!("count.rs") },
    Rule { name: "table_total", source: include_str!("table_total.rs") },
    Rule { name: "numbering", source: include_str!("numbering.rs") },
];

pub(super) use annual_average::year as printed_year;

/// Operands with their roles; none of them negative.
fn plain<const N: usize>(operands: [(u32, &'static str); N]) -> SmallVec<[(u32, &'static str, bool); 4]> {
    operands.into_iter().map(|(f, role)| (f, role, false)).collect()
}

impl Findings {
    /// Settles a claim; whether it became a check.
    fn claim(&mut self, doc: &Document, claim: &Claim) -> bool {
        let check = claim.settle(doc);
        let made = check.is_some();
        self.checks.extend(check);
        made
    }

    /// Settles a claim that chance could make: only what holds, not what is near, becomes a check.
    fn holds(&mut self, doc: &Document, claim: &Claim) -> bool {
        let check = claim.settle(doc).filter(|c| c.verdict == Verdict::Holds);
        let made = check.is_some();
        self.checks.extend(check);
        made
    }

    /// Of several readings of one claim, the first that holds; where none does, the first as far as it is trusted.
    fn best(&mut self, doc: &Document, mut claims: Vec<Claim>) -> bool {
        if claims.len() > 1 {
            let trusts: Vec<Trust> = claims.iter().map(|c| c.trust).collect();
            for claim in &mut claims {
                claim.trust = Trust::Confirm;
            }
            if claims.iter().any(|c| self.claim(doc, c)) {
                return true;
            }
            for (claim, trust) in claims.iter_mut().zip(trusts) {
                claim.trust = trust;
            }
        }
        claims.iter().any(|c| self.claim(doc, c))
    }
}

/// Runs all rules over a document.
pub(super) fn run(doc: &Document, findings: &mut Findings) {
    for (i, term) in doc.terms.iter().enumerate() {
        if doc.is_spent(findings) {
            return;
        }
        match term.role {
            Role::Completion => rate::check(doc, i, findings),
            Role::Rate => rate::named(doc, i, findings),
            Role::Share => share::check(doc, i, findings),
            Role::Growth => growth::check(doc, i, findings),
            Role::Average if !doc.is_amount(term) => annual_average::check(doc, i, findings),
            Role::Level if term.lead.ends_with('的') && doc.figure(term).kind == Kind::Percent => {
                share::of_limit(doc, i, findings);
            }
            _ => {}
        }
        difference::check(doc, i, findings);
        sum::check(doc, i, findings);
        restatement::check(doc, i, findings);
        product::check(doc, i, findings);
        multiple::check(doc, i, findings);
        comparison::check(doc, i, findings);
        count::check(doc, i, findings);
    }
    repeated::check(doc, findings);
    scope::check(doc, findings);
    account::carried(doc, findings);
    found::check(doc, findings);
    numbering::check(doc, findings);
    table_total::check(doc, findings);
    growth::join(findings);
    findings.checks.sort_by_cached_key(|c| c.claim.or(c.operands.last().map(|o| o.0)).unwrap_or(u32::MAX));
}
