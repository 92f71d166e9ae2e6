//! Totals that nobody calls so: the sum of what follows an amount, or stands before it.
//!
//! | parts | example |
//! | --- | --- |
//! | all that is near | `总收入A，税收B，非税C` |
//! | without what is told as a part of a part | `收入A：税收B（其中增值税C），非税D` |
//! | the first of each clause that a semicolon or a sentence begins | `债券A。新增债券B，本级留用C，转贷D；置换债券E，本级留用F` |
//! | the first of each paragraph that follows | `安排资金A：` and a list |
//! | those in brackets in the same unit | `造林6.37万公顷（95.53万亩），人工造林1.77万公顷（26.59万亩）` |

use smallvec::SmallVec;

use super::super::super::Findings;
use super::super::super::word::words;
use super::super::rate::is_target;
use super::super::sum;
use super::{NEAR, Number, PARTS, Search, Told};
use crate::audit::term::Role;

/// Which of the amounts near a total are tried as its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    /// All that follow.
    Ahead,
    /// All that follow, without the parts of parts.
    Wholes,
    /// All before.
    Before,
    /// All before, without the parts of parts.
    WholesBefore,
    /// All of the next paragraph.
    Next,
    /// The first of each clause that follows.
    Heads,
    /// The first of each paragraph that follows.
    Blocks,
    /// Those in brackets that follow.
    Brackets,
}

impl Search<'_, '_> {
    /// The sum of what follows term `i`, or stands before it.
    pub(super) fn total(&self, i: usize, n: Number, told: &mut Told, out: &mut Findings) -> bool {
        let of = &self.doc.terms[i];
        if of.listed || self.doc.is_measure(i) || n.digits == 0 {
            return false;
        }
        let order = [
            Parts::Ahead,
            Parts::Wholes,
            Parts::Before,
            Parts::WholesBefore,
            Parts::Heads,
            Parts::Next,
            Parts::Blocks,
            Parts::Brackets,
        ];
        order.into_iter().any(|kind| self.total_of(i, n, kind, told, out))
    }

    fn total_of(&self, i: usize, n: Number, kind: Parts, told: &mut Told, out: &mut Findings) -> bool {
        let of = &self.doc.terms[i];
        let ahead = !matches!(kind, Parts::Before | Parts::WholesBefore);
        let apart = of.in_brackets && ahead && !self.restates(i);
        if apart && kind != Parts::Brackets || !of.in_brackets && kind == Parts::Brackets {
            return false;
        }
        // Of two digits only where the words say that it is a total.
        let said = of.lead.has(words!["共有", "总共", "合计", "共计", "总数"]) || of.gap.ends_with('共');
        let budget = of.target && is_target(of.lead);
        let mut parts: SmallVec<[usize; 8]> = SmallVec::new();
        let (mut sum, mut passed, mut digits) = (0i64, false, n.digits);
        let mut last = i;
        let range: &mut dyn Iterator<Item = usize> =
            if ahead { &mut (i + 1..self.doc.terms.len().min(i + 1 + 2 * NEAR)) } else { &mut (0..i).rev().take(NEAR) };
        for (k, j) in range.enumerate() {
            let t = &self.doc.terms[j];
            let apart = t.sentence.abs_diff(of.sentence);
            let near = match kind {
                Parts::Blocks => t.block - self.doc.terms[last].block <= 1,
                Parts::Next => t.block - of.block <= 2 && (parts.is_empty() || t.block == self.doc.terms[last].block),
                Parts::Heads => t.block == of.block && apart <= 8,
                _ => t.block == of.block && apart <= 2 && k < NEAR,
            };
            if !near {
                break;
            }
            let skipped = match kind {
                Parts::Wholes | Parts::WholesBefore => t.part,
                Parts::Next => t.block == of.block,
                Parts::Blocks => t.block == self.doc.terms[last].block,
                Parts::Heads => !parts.is_empty() && !(last + 1..=j).any(|k| self.begins(k)),
                Parts::Brackets => !t.in_brackets || !self.same_unit(j, i),
                Parts::Ahead | Parts::Before => false,
            };
            if skipped {
                continue;
            }
            let Some((t, v)) = self.fellow(j, i) else {
                passed |= self.doc.is_amount(t) && self.doc.alike(t.figure, of.figure);
                continue;
            };
            if t.target && !budget && is_target(t.lead) || self.doc.is_measure(j) {
                passed = true;
                continue;
            }
            sum += v.value;
            // Of one unit whose factor has no end (亩), the sum is a little off.
            if kind == Parts::Brackets && (sum - n.value).unsigned_abs() < 1_000_000 {
                sum = n.value;
            }
            if sum > n.value || parts.len() == PARTS || t.role == Role::Total && !ahead {
                return false;
            }
            parts.push(j);
            last = j;
            digits = digits.max(v.digits);
            if sum != n.value || parts.len() < 2 {
                continue;
            }
            // A total of two digits tells no more than its last printed place does, however many its parts have.
            let coarse = parts.iter().filter_map(|&p| self.numbers[p]).map(|v| v.half).max().unwrap_or(0).max(n.half);
            let places = (n.value / (2 * coarse).max(10_000)).checked_ilog10().map_or(1, |d| d + 1);
            let digits = if n.digits >= 3 { digits } else { digits.min(places.max(n.digits)) };
            let near = !passed && parts.iter().all(|&p| self.doc.terms[p].sentence == of.sentence);
            let first = parts.iter().min().and_then(|p| p.checked_sub(1));
            let whole = first.is_none_or(|j| self.doc.terms[j].sentence != of.sentence);
            // 以上共计28项: of many, the words say that they are added.
            let closed = !ahead && said && parts.len() >= 3;
            if digits < 3 && !closed && (ahead || !said || !near || !whole) {
                return false;
            }
            // Of three digits only a list in one breath; of a part, its own parts only where many digits agree.
            let far = matches!(kind, Parts::Heads | Parts::Blocks | Parts::Next | Parts::WholesBefore) || of.which;
            // Things of several kinds that are counted one by one, in a sentence of their own.
            let counted = n.half == 0 && parts.len() >= 3 && kind == Parts::Ahead && {
                let one = self.doc.terms[parts[0]].sentence;
                one == of.sentence + 1
                    && parts.iter().all(|&p| self.doc.terms[p].sentence == one && self.same_unit(p, i))
            };
            if digits < 4 && (!near && !closed && !counted || far) || digits < 5 && parts.len() > 8 {
                return false;
            }
            if !ahead {
                parts.reverse();
            }
            // 5.8亿元（58000万元）: the one in the unit of the parts.
            let exact = self.doc.terms.get(i + 1).is_some() && self.restates(i + 1) && self.same_unit(parts[0], i + 1);
            let total = if exact { i + 1 } else { i };
            return self.is_told(&parts, i, told, out) || sum::of_scope(self.doc, &parts, total, out);
        }
        false
    }

    /// Whether a clause begins at term `j`: behind a semicolon or a sentence.
    fn begins(&self, j: usize) -> bool {
        self.doc.terms[j].gap.contains(['；', ';', '。'])
    }

    /// Whether two amounts are printed in one unit.
    pub(super) fn same_unit(&self, a: usize, b: usize) -> bool {
        self.doc.figure(&self.doc.terms[a]).unit() == self.doc.figure(&self.doc.terms[b]).unit()
    }
}
