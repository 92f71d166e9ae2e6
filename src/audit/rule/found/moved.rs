//! What was moved from one amount to another, and the moves it is made of.
//!
//! | figures | relation |
//! | --- | --- |
//! | `收入由A调整为B，调减C。其中：税收由a调整为b，调减c；非税由d调整为e，调增f` | A = a + d, B = b + e, −C = −c + f |
//! | `由A调整为B，主要是补助增加a，债券增加b，其他减少c` | B = A + a + b − c |
//! | `补助增加a，债券b，扣除短收的c，可增加支出D` | D = a + b − c |
//!
//! Only what holds to the last digit is a check.

use smallvec::SmallVec;

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::role::is_verb;
use super::super::super::term::{Role, Term};
use super::super::super::word::words;
use super::super::{growth, sum};
use super::Search;

/// How many pairs and moves are looked at.
const REACH: usize = 24;
/// At most so many moves.
const MOVES: usize = 8;

/// An amount and what it became, by their terms.
#[derive(Debug, Clone, Copy)]
struct Pair {
    before: usize,
    after: usize,
    /// The change printed behind it.
    change: Option<usize>,
}

/// Whether the words say that an amount is taken away.
fn takes(t: &Term) -> bool {
    t.down || t.lead.has(words!["扣除", "减去", "减少", "压减", "调减", "核减", "削减", "追减", "短收", "减收"])
}

impl Search<'_, '_> {
    /// 由A调整为B, at A; B，比上年的A, at B.
    fn pair(&self, i: usize) -> Option<Pair> {
        let (t, next) = (self.doc.terms[i], self.doc.terms.get(i + 1)?);
        if next.sentence != t.sentence || next.block != t.block || !self.doc.alike(t.figure, next.figure) {
            return None;
        }
        // 由A调整为B，主要是补助增加C: the change of something else.
        let own = |c: &Term| {
            let name = growth::subject(c.lead);
            name.is_empty() || is_verb(name)
        };
        let change = self.doc.terms.get(i + 2).filter(|c| {
            c.role == Role::Change && c.sentence == t.sentence && self.doc.alike(c.figure, t.figure) && own(c)
        });
        let change = change.map(|_| i + 2);
        let short = next.gap.len() <= 60 && !next.gap.contains(['，', '；', '。', '、']);
        let became = short
            && t.lead.has(words!["由", "从", "自"])
            && next.gap.has(words!["到", "至", "调整为", "变动为", "变更为", "变为", "增为", "减为", "升为", "降为"]);
        if became {
            return Some(Pair { before: i, after: i + 1, change });
        }
        let level = matches!(t.role, Role::Level | Role::Total);
        (level && next.role == Role::Previous).then_some(Pair { before: i + 1, after: i, change })
    }

    /// What the pair that begins at term `i` is made of.
    pub(super) fn moved(&self, i: usize, out: &mut Findings) {
        let Some(head) = self.pair(i) else { return };
        self.pairs(i, head, out);
        self.reasons(head, out);
    }

    /// The pairs that follow, and add up to it.
    fn pairs(&self, i: usize, head: Pair, out: &mut Findings) {
        let of = self.doc.terms[i];
        let value = |j: usize| self.numbers[j].map(|n| n.value);
        let mut all: SmallVec<[Pair; 8]> = SmallVec::new();
        let mut j = i + 2;
        let (mut before, mut after) = (0i64, 0i64);
        while let Some(t) = self.doc.terms.get(j).filter(|_| j < i + REACH && all.len() < MOVES) {
            if t.block != of.block || t.sentence - of.sentence > 2 {
                return;
            }
            let Some(pair) = self.pair(j).filter(|_| self.doc.alike(t.figure, of.figure)) else {
                j += 1;
                continue;
            };
            let (Some(a), Some(b)) = (value(pair.before), value(pair.after)) else { return };
            all.push(pair);
            (before, after) = (before + a, after + b);
            j += 2;
            let ends = [(before, head.before), (after, head.after)].map(|(sum, j)| value(j) == Some(sum));
            if all.len() < 2 || ends == [false, false] {
                continue;
            }
            // One end alone agrees by chance where its digits are few.
            let told = self.numbers[head.after].is_some_and(|n| n.digits >= 4);
            if ends != [true, true] && !told {
                return;
            }
            let of_ends: [fn(&Pair) -> usize; 2] = [|p| p.before, |p| p.after];
            for (end, total) in of_ends.into_iter().zip([head.before, head.after]) {
                let parts: SmallVec<[usize; 8]> = all.iter().map(end).collect();
                sum::of_scope(self.doc, &parts, total, out);
            }
            if let (Some(total), Some(parts)) =
                (head.change, all.iter().map(|p| p.change).collect::<Option<SmallVec<[usize; 8]>>>())
            {
                self.signed(&parts, total, out);
            }
            return;
        }
    }

    /// 由A调整为B，主要是……增加a，……减少b: A and the changes make B.
    fn reasons(&self, head: Pair, out: &mut Findings) {
        let first = head.before.max(head.after) + 1;
        let of = self.doc.terms[head.after];
        let (Some(a), Some(b)) = (self.numbers[head.before], self.numbers[head.after]) else { return };
        let mut moves: SmallVec<[usize; 8]> = SmallVec::new();
        let mut sum = a.value;
        for j in first..self.doc.terms.len().min(first + REACH) {
            let t = self.doc.terms[j];
            if t.block != of.block || t.sentence - of.sentence > 1 || moves.len() == MOVES {
                return;
            }
            if !self.doc.alike(t.figure, of.figure) || Some(j) == head.change {
                continue;
            }
            let moved = t.role == Role::Change || t.lead.has(words!["新增", "增加", "减少", "压减", "调入", "追加"]);
            let Some(n) = self.numbers[j].filter(|_| moved) else { return };
            sum += if takes(&t) { -n.value } else { n.value };
            moves.push(j);
            if moves.len() >= 2 && sum == b.value {
                let mut operands = SmallVec::new();
                operands.push((self.doc.terms[head.before].figure, "part", false));
                operands.extend(moves.iter().map(|&j| self.operand(j)));
                let (rule, formula, trust) = ("sum", Formula::Sum, Trust::Confirm);
                out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust });
                return;
            }
        }
    }

    /// A term as a part, or as what is taken away.
    fn operand(&self, j: usize) -> (u32, &'static str, bool) {
        let t = self.doc.terms[j];
        let less = takes(&t);
        (t.figure, if less { "subtrahend" } else { "part" }, less)
    }

    /// A change that is the sum of others, each with its sign; where it holds.
    fn signed(&self, parts: &[usize], total: usize, out: &mut Findings) -> bool {
        let signed = |j: usize| {
            let value = self.numbers[j].map_or(0, |n| n.value);
            if takes(&self.doc.terms[j]) { -value } else { value }
        };
        if parts.iter().map(|&j| signed(j)).sum::<i64>() != signed(total) {
            return false;
        }
        let operands: SmallVec<[(u32, &'static str, bool); 4]> = parts.iter().map(|&j| self.operand(j)).collect();
        let claimed = Some((self.doc.terms[total].figure, takes(&self.doc.terms[total])));
        let two = operands.len() == 2 && operands.iter().any(|o| o.2);
        let mut told = out.checks.iter().rev().take(16);
        if two && told.any(|c| c.rule == "difference" && c.claim == claimed.map(|c| c.0)) {
            return false;
        }
        let rule = if two { "difference" } else { "sum" };
        out.claim(self.doc, &Claim { rule, formula: Formula::Sum, operands, claimed, trust: Trust::Confirm })
    }

    /// 增加a，增加b，扣除c，可增加支出D, at D: of what stands directly before it.
    pub(super) fn netted(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let Some(n) = self.numbers[i].filter(|_| self.doc.is_amount(&of) && !of.listed) else { return false };
        let mut parts: SmallVec<[usize; 8]> = SmallVec::new();
        let mut digits = n.digits;
        let (mut sum, mut less, mut moved) = (0i64, false, of.role == Role::Change);
        for j in (0..i).rev().take(MOVES) {
            let t = self.doc.terms[j];
            let fits = t.block == of.block
                && of.sentence - t.sentence <= 1
                && self.doc.alike(t.figure, of.figure)
                && matches!(t.role, Role::Level | Role::Change)
                && t.in_brackets == of.in_brackets;
            let Some(v) = self.numbers[j].filter(|_| fits) else { return false };
            parts.insert(0, j);
            let down = takes(&t);
            (less, moved) = (less || down, moved || t.role == Role::Change);
            sum += if down { -v.value } else { v.value };
            digits = digits.max(v.digits);
            let signed = if takes(&of) { -n.value } else { n.value };
            if parts.len() >= 2 && sum == signed && (less || moved) && digits >= 3 {
                return self.signed(&parts, i, out);
            }
        }
        false
    }
}
