//! Differences of any two amounts near, where a word says that there is one: 多换A, 缺口B, 超出C, 尚有D.

use smallvec::SmallVec;

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::Role;
use super::super::super::word::{Text, words};
use super::super::plain;
use super::{Number, Search};

/// How many amounts are looked at.
const NEAR: usize = 8;

/// Whether the words say that an amount is more, less, or what is left.
fn tells(lead: Text) -> bool {
    lead.has(words![
        "超", "缺口", "缺额", "差额", "差距", "结余", "节余", "剩余", "余额", "余款", "尚有", "还有", "仍有", "尚欠",
        "未", "短收", "短缺", "节约", "节省", "节支", "净增", "净减", "逆差", "顺差", "提前", "缩短", "压减", "核减",
        "审减", "减少", "增加", "相差", "多出", "少于", "多于", "盈余", "亏损", "结转", "欠",
    ]) || lead.starts(words!["多", "少"])
        || lead.starts(words!["比", "较"]) && lead.contains(['多', '少', '高', '低'])
}

impl Search<'_, '_> {
    /// The difference of two of the amounts before term `i`.
    pub(super) fn differs(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        if of.listed || !self.doc.is_amount(&of) || !tells(of.lead) {
            return false;
        }
        let near = (0..i).rev().take(2 * NEAR).take_while(|&j| {
            let t = self.doc.terms[j];
            t.block == of.block && of.sentence - t.sentence <= 2
        });
        let level = |j: &usize| {
            let t = self.doc.terms[*j];
            self.numbers[*j].is_some_and(|v| v.value > 0)
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::From | Role::Previous)
                && (!t.in_brackets || of.in_brackets || self.restates(*j))
                && self.doc.alike(t.figure, of.figure)
        };
        let mut all: SmallVec<[usize; NEAR]> = SmallVec::new();
        // 可增加支出C，支出由A调整为B
        let ahead = (i + 1..self.doc.terms.len().min(i + 3)).filter(|&j| {
            matches!(self.doc.terms[j].role, Role::From | Role::To) && self.doc.terms[j].sentence == of.sentence
        });
        let ahead: SmallVec<[usize; 2]> = ahead.filter(level).collect();
        if ahead.len() == 2 {
            all.extend(ahead);
        }
        all.extend(near.filter(level).take(NEAR));
        for (k, &b) in all.iter().enumerate() {
            for &a in &all[k + 1..] {
                let (Some(x), Some(y)) = (self.numbers[a], self.numbers[b]) else { continue };
                let off = x.value - y.value;
                if off.abs() != n.value {
                    continue;
                }
                // Few digits agree by chance, unless the three stand side by side.
                let digits = n.digits.max(x.digits).max(y.digits);
                let beside = k == 0 && all.get(1) == Some(&a) && self.doc.terms[a].sentence == of.sentence;
                if digits < 3 && !beside || digits < 4 && (k > 1 || self.doc.terms[b].sentence != of.sentence) {
                    continue;
                }
                let (a, b) = if off > 0 { (a, b) } else { (b, a) };
                let figure = |j: usize| self.doc.terms[j].figure;
                let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
                let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                return out
                    .claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust });
            }
        }
        false
    }

    /// Whether an amount in brackets is the one before it in another unit: 1.26亿元（12600万元）.
    pub(super) fn restates(&self, j: usize) -> bool {
        let t = self.doc.terms[j];
        let Some(k) = j.checked_sub(1).filter(|_| t.in_brackets && t.gap.len() <= 12) else { return false };
        let (Some(a), Some(b)) = (self.numbers[k], self.numbers[j]) else { return false };
        self.doc.alike(self.doc.terms[k].figure, t.figure) && (a.value - b.value).abs() <= a.half.max(b.half)
    }
}
