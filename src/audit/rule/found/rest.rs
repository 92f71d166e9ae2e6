//! What is left over, or was more or less: differences that the figures show.

use super::super::super::Findings;
use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::{Role, Term};
use super::super::super::word::{Word, words};
use super::super::{account, plain};
use super::{NEAR, Number, Search};
use crate::figure::Kind;

impl Search<'_, '_> {
    /// 结余 and the like: what came in less what went out, with what was carried over.
    pub(super) fn left_over(&self, i: usize, n: Number, out: &mut Findings) {
        const NAMES: &[Word; 27] = words![
            "盈餘",
            "純益",
            "純損",
            "短收",
            "超收",
            "短絀",
            "短绌",
            "賸餘",
            "剩餘",
            "結餘",
            "结存",
            "结余",
            "结转",
            "差额",
            "顺差",
            "逆差",
            "缺口",
            "盈余",
            "节余",
            "节约",
            "净流入",
            "净增",
            "剩余",
            "净额",
            "超支",
            "亏损",
            "利润",
        ];
        const OUT: &[Word; 14] = words![
            "歲出", "支出", "上解", "调出", "还本", "执行", "使用", "支付", "进口", "成本", "费用", "决算", "采购",
            "实际"
        ];
        const IN: &[Word; 12] =
            words!["歲入", "收入", "上年", "年初", "历年", "滚存", "调入", "安排", "出口", "预算", "概算", "估算"];
        let of = self.doc.terms[i];
        if !of.lead.has(NAMES) || of.part && !of.lead.has(words!["差额", "顺差", "逆差"]) {
            return;
        }
        let claimed = Some((of.figure, account::has_minus(&of)));
        if self.of_trade(i, out) || self.of_period(i, out) || self.set_off(i, out) || self.short_of(i, out) {
            return;
        }
        // 收入A，支出B，当年结余C, and the like: stated, side by side.
        let two = || {
            let j = i.checked_sub(2)?;
            let ((a, _), (b, _)) = (self.fellow(j, i)?, self.fellow(j + 1, i)?);
            let near = a.block == of.block && of.sentence - a.sentence <= 2 && !self.doc.is_measure(j);
            let year = of.lead.has(words!["当年", "本年", "当期", "收支", "顺差", "逆差", "节约", "节余"]);
            let pair = a.lead.ends(words![
                "收入",
                "收入合计",
                "出口",
                "预算",
                "概算",
                "估算",
                "预算总额",
                "安排资金",
                "下达资金",
                "到位资金"
            ]) && b.lead.ends(words!["支出", "支出合计", "进口", "决算", "实际支出", "实际采购"]);
            (near && year && pair).then(|| plain([(a.figure, "minuend"), (b.figure, "subtrahend")]))
        };
        if let Some(operands) = two() {
            let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
            if out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust }) {
                return;
            }
        }
        let mut operands: smallvec::SmallVec<[(u32, &'static str, bool); 4]> = smallvec::SmallVec::new();
        let mut sum = 0i64;
        for j in (0..i).rev().take(8) {
            let t = &self.doc.terms[j];
            if t.block != of.block || of.sentence - t.sentence > 3 {
                return;
            }
            let Some((t, v)) = self.fellow(j, i) else { continue };
            if self.doc.is_measure(j) {
                continue;
            }
            let spent =
                t.lead.has(OUT) && !t.lead.has(words!["收入支出", "采购预算", "支出预算", "执行预算", "成本概算"]);
            let named = spent || t.lead.has(IN);
            // 收到捐款A，支出B，结存C: before what was spent stands what there was.
            if !named && (operands.len() != 1 || n.digits < 3) {
                return;
            }
            sum += if spent { -v.value } else { v.value };
            operands.insert(0, (t.figure, if spent { "subtrahend" } else { "minuend" }, spent));
            // Of two digits only what stands directly before it.
            if n.digits < 3 && (i - j != operands.len() || operands.len() > 3) {
                return;
            }
            if operands.len() >= 2 && sum == n.value && operands.iter().any(|o| o.2) {
                let rule = "difference";
                let formula = Formula::Sum;
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust: Trust::Confirm });
                return;
            }
            // 上年结转A，本年收入B，本年支出C，结转下年D: the account of a year, whole.
            let account = || {
                let has =
                    |w: &[Word; 2]| (j..i).any(|k| self.doc.terms[k].lead.has(w) && !self.doc.terms[k].lead.has(OUT));
                n.digits >= 2
                    && operands.len() == 3
                    && i - j == 3
                    && operands.iter().filter(|o| o.2).count() == 1
                    && has(words!["上年结", "年初结"])
                    && has(words!["本年收入", "收入合计"])
                    && of.lead.has(words!["结转下年", "年末结转", "年末结余", "滚存结余"])
            };
            if account() {
                let (rule, formula, trust) = ("difference", Formula::Sum, Trust::Likely);
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
            if operands.len() == 5 {
                return;
            }
        }
    }

    /// 出口A，增长……；进口B，增长……。贸易逆差C
    fn of_trade(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let deficit = of.lead.has(words!["逆差"]);
        if !deficit && !of.lead.has(words!["顺差"]) {
            return false;
        }
        let side = |word: &[Word; 1]| {
            let near = (0..i).rev().take(10).take_while(|&j| {
                let t = self.doc.terms[j];
                t.block == of.block && of.sentence - t.sentence <= 2
            });
            let mut found = near.into_iter().filter(|&j| {
                let t = self.doc.terms[j];
                self.fellow(j, i).is_some() && t.lead.ends(word) && !t.lead.ends(words!["进出口"])
            });
            // Of two of a name, one is of a part.
            found.next().filter(|_| found.next().is_none())
        };
        let (Some(a), Some(b)) = (side(words!["出口"]), side(words!["进口"])) else { return false };
        let (a, b) = if deficit { (b, a) } else { (a, b) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust })
    }

    /// 業務賸餘A，業務外短絀B，本期賸餘C: each counts as less where it is a 短絀.
    fn of_period(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        if !of.lead.has(words!["本期"]) || !of.lead.has(words!["賸餘", "短絀", "盈餘", "純益", "純損"]) {
            return false;
        }
        let short = |t: &Term| t.lead.has(words!["短絀", "純損", "損失"]);
        let left = |t: &Term| t.lead.has(words!["賸餘", "短絀", "盈餘", "利益", "損失"]);
        let near = || {
            let list = (0..i).rev().take(10).map(|j| self.doc.terms[j]);
            list.take_while(|t| t.block == of.block && of.sentence - t.sentence <= 2)
                .filter(|t| left(t) && t.role == Role::Level && self.doc.alike(t.figure, of.figure))
        };
        let outside = |t: &Term| t.lead.has(words!["業務外", "營業外"]);
        let inside = |t: &Term| !outside(t) && t.lead.has(words!["業務", "營業"]);
        let (Some(a), Some(b)) = (near().find(inside), near().find(outside)) else { return false };
        let mut operands = plain([(a.figure, "part"), (b.figure, "part")]);
        for (operand, t) in operands.iter_mut().zip([a, b]) {
            (operand.1, operand.2) = (if short(&t) { "subtrahend" } else { "part" }, short(&t));
        }
        let claimed = Some((of.figure, short(&of)));
        let (rule, formula, trust) = ("difference", Formula::Sum, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust })
    }

    /// 業務收入A，……；業務成本與費用B，收支相抵後，計列賸餘C; 業務外收入A，業務外費用B，業務外短絀C.
    fn set_off(&self, i: usize, out: &mut Findings) -> bool {
        const SPENT: &[Word; 6] = words!["支出", "费用", "費用", "成本", "歲出", "开支"];
        let of = self.doc.terms[i];
        let said = of.gap.has(words!["相抵"]);
        let short = of.lead.has(words!["短絀", "短绌", "亏损"]);
        let loss = short || of.lead.has(words!["賸餘", "盈余", "盈餘"]);
        if !said && !loss || of.lead.has(words!["年末", "累计", "滚存", "上年", "历年", "本期"]) {
            return false;
        }
        let near = |from: usize| {
            let list = (0..from).rev().take(8);
            list.take_while(|&j| self.doc.terms[j].block == of.block && of.sentence - self.doc.terms[j].sentence <= 1)
        };
        // Changes, budgets and growth between are passed over where the words say that the two sides were set off.
        let level = |j: usize| {
            let t = self.doc.terms[j];
            self.fellow(j, i).is_some() && matches!(t.role, Role::Level | Role::Total) && !t.part
        };
        let last = |j: &usize| level(*j);
        let Some(spent) = near(i).find(last).filter(|&j| self.doc.terms[j].lead.has(SPENT)) else { return false };
        let income = |&j: &usize| level(j) && self.doc.terms[j].lead.has(words!["收入", "歲入"]);
        let Some(had) = near(spent).find(income) else { return false };
        if !said && had + 1 != spent {
            return false;
        }
        let (a, b) = if short { (spent, had) } else { (had, spent) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let claimed = Some((of.figure, account::has_minus(&of)));
        let trust = if said || loss { Trust::Likely } else { Trust::Confirm };
        let (rule, formula) = ("difference", Formula::Difference);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust })
    }

    /// 收入完成A，为预算B的R%，短收C
    fn short_of(&self, i: usize, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let short = of.lead.ends(words!["短收"]);
        if !short && !of.lead.ends(words!["超收"]) {
            return false;
        }
        let near = |from: usize| {
            let list = (0..from).rev().take(5);
            list.take_while(|&j| self.doc.terms[j].sentence == of.sentence && self.doc.terms[j].block == of.block)
        };
        let budget = near(i).find(|&j| {
            let t = self.doc.terms[j];
            self.fellow(j, i).is_some() && (t.target || self.doc.is_measure(j))
        });
        let done = budget.and_then(|b| near(b).find(|&j| self.fellow(j, i).is_some()));
        let (Some(budget), Some(done)) = (budget, done) else { return false };
        let (a, b) = if short { (budget, done) } else { (done, budget) };
        let figure = |j: usize| self.doc.terms[j].figure;
        let operands = plain([(figure(a), "minuend"), (figure(b), "subtrahend")]);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust })
    }

    /// 增加, 减少, 节约: the difference of two amounts near it.
    ///
    /// Where its growth was checked, the amount that it is compared with must stand in the same sentence.
    pub(super) fn changed(&self, i: usize, n: Number, told: bool, out: &mut Findings) {
        let of = self.doc.terms[i];
        let first = i.saturating_sub(8);
        let near = |j: &usize| {
            let t = self.doc.terms[*j];
            *j != i
                && t.block == of.block
                && t.sentence.abs_diff(of.sentence) <= u32::from(!told)
                && self.numbers[*j].is_some_and(|v| v.value > 0)
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::Previous | Role::From)
                && self.doc.alike(t.figure, of.figure)
                && (!t.in_brackets || of.in_brackets)
        };
        let all: smallvec::SmallVec<[usize; 12]> = (first..self.doc.terms.len().min(i + 3)).filter(near).collect();
        let value = |j: usize| self.numbers[j].map_or(0, |v| v.value);
        // 年初预算A，调增B，调整后C is a sum.
        let added = of.lead.ends(words!["调增", "调减", "净减"]);
        // 核定增加A，调整为B: from what it was paragraphs ago.
        let next =
            self.doc.terms.get(i + 1).filter(|t| {
                t.sentence == of.sentence && matches!(t.role, Role::To) && self.doc.alike(t.figure, of.figure)
            });
        if next.is_some() && n.digits >= 4 {
            let wanted = if of.down { value(i + 1) + n.value } else { value(i + 1) - n.value };
            let before = (0..i).rev().take(NEAR).find(|&j| {
                self.numbers[j].is_some_and(|v| v.plain && v.value == wanted && v.digits >= 4)
                    && self.doc.alike(self.doc.terms[j].figure, of.figure)
            });
            if let Some(before) = before {
                let figure = |j: usize| self.doc.terms[j].figure;
                let operands = plain([(figure(i + 1), "minuend"), (figure(before), "subtrahend")]);
                let claimed = Some((of.figure, of.down));
                let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
        }
        for &now in all.iter().rev() {
            for &before in &all {
                let off = value(now) - value(before);
                let told =
                    self.doc.terms[before].sentence == of.sentence || self.doc.terms[now].sentence == of.sentence;
                let sum = added && now > i;
                let digits = |j: usize| self.numbers[j].map_or(0, |v| v.digits);
                let told = told && n.digits.max(digits(now)).max(digits(before)) >= 3;
                if now != before && told && !sum && off.abs() == n.value && (off < 0) == of.down {
                    let figure = |j: usize| self.doc.terms[j].figure;
                    let operands = plain([(figure(now), "minuend"), (figure(before), "subtrahend")]);
                    let claimed = Some((of.figure, of.down));
                    let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                    out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                    return;
                }
            }
        }
    }

    /// 高于, 提高 so many percentage points: the difference of two percentages near it.
    pub(super) fn points(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        let down = of.down || of.lead.has(words!["低于", "慢于", "低", "慢", "少于"]);
        let above = of.lead.has(words!["于", "过", "出"]);
        let percent = |j: &usize| {
            let t = self.doc.terms[*j];
            t.block == of.block
                && self.doc.figure(&t).kind == Kind::Percent
                && self.numbers[*j].is_some_and(|v| v.half == n.half || j.abs_diff(i) <= 2 && v.half < 20 * n.half)
        };
        let mut all: smallvec::SmallVec<[usize; 6]> = (i.saturating_sub(5)..self.doc.terms.len().min(i + 2))
            .filter(|&j| self.doc.terms[j].sentence == of.sentence)
            .filter(percent)
            .collect();
        // 高于平均水平 that the paragraph began with.
        if above {
            let block = (0..i).rev().take(40).take_while(|&j| self.doc.terms[j].block == of.block);
            all.extend(block.filter(percent).last());
        }
        let value = |j: usize| self.numbers[j].map_or(0, |v| if self.doc.terms[j].down { -v.value } else { v.value });
        for &now in all.iter().filter(|&&j| j < i && self.doc.terms[j].sentence == of.sentence).rev().take(2) {
            for &before in &all {
                let off = value(now) - value(before);
                if now != before && off.abs() == n.value && (off < 0) == down {
                    let mut operands =
                        plain([(self.doc.terms[now].figure, "minuend"), (self.doc.terms[before].figure, "subtrahend")]);
                    (operands[0].2, operands[1].2) = (self.doc.terms[now].down, self.doc.terms[before].down);
                    let claimed = Some((of.figure, down));
                    let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Confirm);
                    out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                    return;
                }
            }
        }
        self.above(i, out);
    }

    /// 增长A，高于全省平均水平（B）C个百分点: both are named.
    fn above(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let Some(j) = i.checked_sub(2) else { return };
        let (now, than) = (self.doc.terms[j], self.doc.terms[j + 1]);
        let down = than.gap.has(words!["低于", "慢于"]);
        let said = than.in_brackets && (down || than.gap.has(words!["高于", "快于"])) && than.sentence == of.sentence;
        let percent = |t: &Term| self.doc.figure(t).kind == Kind::Percent;
        if !said || now.sentence != of.sentence || now.in_brackets || !percent(&now) || !percent(&than) {
            return;
        }
        let mut operands = plain([(now.figure, "minuend"), (than.figure, "subtrahend")]);
        (operands[0].2, operands[1].2) = (now.down, than.down);
        let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, down)), trust });
    }

    /// 人口自然增长率 is 出生率 less 死亡率.
    pub(super) fn natural(&self, i: usize, out: &mut Findings) {
        let of = self.doc.terms[i];
        let named = |word: &[Word; 1]| {
            let near = self.doc.terms[..i].iter().rev().take(8).take_while(|t| t.block == of.block);
            near.into_iter().find(|t| t.lead.ends(word) && self.doc.alike(t.figure, of.figure))
        };
        if let Some((born, died)) = named(words!["出生率"]).zip(named(words!["死亡率"])) {
            let operands = plain([(born.figure, "minuend"), (died.figure, "subtrahend")]);
            let claimed = Some((of.figure, false));
            let (rule, formula, trust) = ("difference", Formula::Difference, Trust::Likely);
            out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
        }
    }

    /// 本年收支结余A，年末滚存结余B, where what earlier years left over was told before: only what holds is a check.
    pub(super) fn rolled(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        const ROLLED: &[Word; 6] = words!["滚存结余", "累计结余", "滚存结转", "年末结余", "滚存餘額", "滚存余额"];
        let of = self.doc.terms[i];
        if n.digits < 3 || !of.lead.has(ROLLED) {
            return false;
        }
        let left = |t: &Term| {
            t.lead.has(words!["结余", "缺口", "收支差额"]) && !t.lead.has(ROLLED) && self.doc.alike(t.figure, of.figure)
        };
        let Some(year) = i.checked_sub(1).filter(|&j| {
            let t = self.doc.terms[j];
            t.block == of.block && of.sentence - t.sentence <= 1 && left(&t)
        }) else {
            return false;
        };
        let short = self.doc.terms[year].lead.has(words!["缺口"]) || self.doc.terms[year].lead.has(words!["赤字"]);
        let Some(moved) = self.numbers[year] else { return false };
        let wanted = if short { n.value + moved.value } else { n.value - moved.value };
        let before = (0..year).rev().take(160).find(|&j| {
            let t = self.doc.terms[j];
            self.numbers[j].is_some_and(|v| v.digits >= 3 && (v.value - wanted).abs() <= n.half + v.half + moved.half)
                && t.lead.has(ROLLED)
                && self.doc.alike(t.figure, of.figure)
        });
        let Some(before) = before else { return false };
        let figure = |j: usize| self.doc.terms[j].figure;
        let mut operands = plain([(figure(before), "part"), (figure(year), if short { "subtrahend" } else { "part" })]);
        operands[1].2 = short;
        let (rule, formula, trust) = ("sum", Formula::Sum, Trust::Confirm);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, false)), trust })
    }
}
