//! Growth, rates, shares and multiples of amounts that no word next to them names.

use super::super::super::claim::{Claim, Trust};
use super::super::super::formula::Formula;
use super::super::super::term::{Role, Term};
use super::super::super::word::{last, words};
use super::super::super::{Findings, Verdict};
use super::super::rate::is_target;
use super::super::repeated::name;
use super::super::{growth, plain};
use super::{Number, Search, Told};

/// How far back an amount of the same name is looked for.
const FAR: usize = 160;

/// The name of an amount with its scope, without the verb behind it.
fn whole_name<'t>(term: &Term<'t>) -> &'t str {
    let name = term.lead.str();
    // Most names end in another letter.
    if !matches!(last(name), Some('排' | '成' | '期' | '计' | '到' | '行' | '现' | '库' | '争' | '际')) {
        return name;
    }
    let without = |name: &'t str, verb: &&str| {
        let mut name = name;
        while let Some(left) = name.strip_suffix(verb) {
            name = left;
        }
        name
    };
    ["力争", "达到", "实际", "安排", "完成", "入库", "预期", "预计", "达到", "执行", "实现"].iter().fold(name, without)
}

impl Search<'_, '_> {
    /// The nearest value before term `i`, in its sentence.
    fn current(&self, i: usize) -> Option<(usize, Number)> {
        let of = self.doc.terms[i];
        (0..i)
            .rev()
            .take(6)
            .take_while(|&j| self.doc.terms[j].block == of.block && self.doc.terms[j].sentence == of.sentence)
            .filter(|&j| !self.doc.is_measure(j))
            .find_map(|j| self.numbers[j].filter(|v| v.plain && v.digits >= 2).map(|v| (j, v)))
            .filter(|&(j, _)| !self.doc.terms[j].in_brackets || of.in_brackets)
    }

    /// 增长: against an earlier amount of the same name.
    pub(super) fn grown(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        if self.grown_to(i, n, out) {
            return;
        }
        let Some((at, now)) = self.current(i) else { return };
        let subject = self.doc.terms[at];
        if n.digits < 3 && n.half == 0
            || of.role == Role::Average
            || growth::is_constant(self.doc, &of)
            || growth::is_constant(self.doc, &subject)
        {
            return;
        }
        let wanted = if of.down { -n.value } else { n.value };
        let is_base = |v: Number, t: &Term| {
            // 100 (now − before) ÷ before, against the claimed percentage.
            let off = 1_000_000 * i128::from(now.value - v.value) - i128::from(wanted) * i128::from(v.value);
            let (off, close) = (off.abs(), i128::from(n.half) * i128::from(v.value));
            // Of the very same name, within the precision of both.
            let room = 1_000_000 * (i128::from(now.half) + 2 * i128::from(v.half));
            let same = || n.digits >= 3 && whole_name(t) == whole_name(&subject);
            v.value != now.value && (off <= close || off <= close + room && same())
        };
        // Of one digit, only where the value was computed from it: within its last printed place.
        let is_computed = |v: Number| {
            let off = 1_000_000 * i128::from(now.value) - (1_000_000 + i128::from(wanted)) * i128::from(v.value);
            now.digits >= 3 && (n.digits >= 2 || off.abs() <= 1_000_000 * i128::from(now.half))
        };
        let told = |j: usize, trust| {
            let operands = plain([(subject.figure, "current"), (self.doc.terms[j].figure, "previous")]);
            Claim { rule: "growth", formula: Formula::Growth, operands, claimed: Some((of.figure, of.down)), trust }
        };
        let found = || self.of_name(at, |v, t| is_base(v, t) && is_computed(v) && !(t.target && is_target(t.lead)));
        if let Some(before) = found() {
            out.claim(self.doc, &told(before, Trust::Confirm));
        } else if let Some(before) = self.year_before(at).filter(|_| now.digits >= 3) {
            // Of the very same name, in the year before.
            let trust = if n.digits >= 3 { Trust::Likely } else { Trust::Confirm };
            if n.digits >= 3 || is_base(self.numbers[before].unwrap_or(now), &self.doc.terms[before]) {
                out.claim(self.doc, &told(before, trust));
            }
        }
    }

    /// 财政收入增长8%，达到A: against an earlier amount of that name.
    fn grown_to(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let reached = self.doc.terms.get(i + 1).filter(|t| {
            t.sentence == of.sentence
                && t.block == of.block
                && t.gap.len() <= 24
                && t.gap.has(words!["达到", "达", "增至", "增加到", "降至"])
                && self.doc.is_amount(t)
        });
        let (Some(reached), Some(now)) = (reached, self.numbers.get(i + 1).copied().flatten()) else { return false };
        let name = growth::subject(of.lead);
        if name.chars().count() < 4 || growth::is_constant(self.doc, &of) || now.digits < 2 {
            return false;
        }
        let wanted = if of.down { -n.value } else { n.value };
        let before = (0..i).rev().take(FAR).find(|&j| {
            let t = self.doc.terms[j];
            let Some(v) = self.numbers[j].filter(|v| v.value > 0 && v.digits >= 2 && v.value != now.value) else {
                return false;
            };
            let off = 1_000_000 * i128::from(now.value - v.value) - i128::from(wanted) * i128::from(v.value);
            let computed = 1_000_000 * i128::from(now.value) - (1_000_000 + i128::from(wanted)) * i128::from(v.value);
            let called = whole_name(&t);
            off.abs() <= i128::from(n.half) * i128::from(v.value)
                && (n.digits >= 2 && now.digits >= 3 || computed.abs() <= 1_000_000 * i128::from(now.half))
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::Previous)
                && self.doc.alike(t.figure, reached.figure)
                && !(t.target && is_target(t.lead))
                && (called.ends_with(name)
                    || called.chars().count() >= 4 && name.ends_with(called)
                    || self.doc.label(t.figure).is_some_and(|l| l == name))
        });
        let Some(before) = before else { return false };
        let operands = plain([(reached.figure, "current"), (self.doc.terms[before].figure, "previous")]);
        let (rule, formula, trust) = ("growth", Formula::Growth, Trust::Confirm);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed: Some((of.figure, of.down)), trust })
    }

    /// The one amount of the whole name of term `at` that is told of the year before.
    fn year_before(&self, at: usize) -> Option<usize> {
        let of = self.doc.terms[at];
        let year = |t: &Term| self.doc.meanings.get(t.figure as usize)?.period?.year();
        let (name, wanted) = (whole_name(&of), year(&of)?.checked_sub(1)?);
        if name.chars().count() < 8 {
            return None;
        }
        let same = (0..at).rev().take(FAR).filter(|&j| {
            let t = self.doc.terms[j];
            matches!(t.role, Role::Level | Role::Total)
                && !t.in_brackets
                && self.numbers[j].is_some_and(|v| v.plain)
                && year(&t) == Some(wanted)
                && whole_name(&t) == name
                && !(t.target && is_target(t.lead))
                && self.doc.alike(t.figure, of.figure)
        });
        let mut values = same.map(|j| (j, self.numbers[j].map_or(0, |v| v.value)));
        let first = values.next()?;
        values.all(|(_, value)| value == first.1).then_some(first.0)
    }

    /// 完成预算的: against an earlier budget of the same name.
    pub(super) fn completed(&self, i: usize, n: Number, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let Some((at, done)) = self.current(i).filter(|v| n.digits >= 3 || v.1.digits >= 4) else { return false };
        let is_whole = |v: Number, t: &Term| {
            let off = 1_000_000 * i128::from(done.value) - i128::from(n.value) * i128::from(v.value);
            let close = if n.digits >= 3 {
                i128::from(n.half) * i128::from(v.value)
            } else {
                1_000_000 * i128::from(done.half)
            };
            let adjusted =
                t.role == Role::To && t.lead.has(words!["由", "调整", "变动"]) || t.gap.has(words!["调整为"]);
            (t.target || t.lead.has(words!["安排", "预期", "预计"]) || adjusted) && off.abs() <= close
        };
        if let Some(budget) = self.of_name(at, |v, t| is_whole(v, t)).or_else(|| self.adjusted(at, is_whole)) {
            let figures = [(self.doc.terms[at].figure, "numerator"), (self.doc.terms[budget].figure, "denominator")];
            let claimed = Some((of.figure, false));
            let (rule, formula, trust) = ("rate", Formula::Share, Trust::Confirm);
            return out.claim(self.doc, &Claim { rule, formula, operands: plain(figures), claimed, trust });
        }
        false
    }

    /// The budget of the name of term `at` that the report adjusts further on: 收入预算由A调整为B.
    fn adjusted(&self, at: usize, does: impl Fn(Number, &Term) -> bool) -> Option<usize> {
        let of = self.doc.terms[at];
        (at + 1..self.doc.terms.len().min(at + 40)).find(|&j| {
            let (from, t) = (self.doc.terms[j - 1], self.doc.terms[j]);
            t.role == Role::To
                && from.role == Role::From
                && self.numbers[j].is_some_and(|v| v.digits >= 2 && does(v, &t))
                && self.doc.alike(t.figure, of.figure)
                && from.lead.str().split_once('由').is_some_and(|(name, _)| {
                    name.chars().count() >= 4 && (of.lead.contains(name) || self.doc.label(of.figure) == Some(name))
                        || self.doc.label(of.figure).is_some_and(|l| l.chars().count() >= 4 && name.ends_with(l))
                })
        })
    }

    /// An earlier amount of the name of term `at` that does.
    fn of_name(&self, at: usize, does: impl Fn(Number, &Term) -> bool) -> Option<usize> {
        let of = self.doc.terms[at];
        (0..at).rev().take(FAR).find(|&j| {
            let t = self.doc.terms[j];
            self.numbers[j].is_some_and(|v| v.value > 0 && v.digits >= 2 && does(v, &t))
                && self.doc.is_amount(&t)
                && matches!(t.role, Role::Level | Role::Total | Role::To | Role::Previous)
                && self.doc.alike(t.figure, of.figure)
                && self.is_named_alike(&t, &of)
        })
    }

    /// Whether two amounts are of one measure: by their names, or by their indicators and the end of their names.
    fn is_named_alike(&self, a: &Term, b: &Term) -> bool {
        let bare = |t: &Term| {
            let n = name(t.lead).trim_end_matches('数');
            [
                "力争",
                "年初预算",
                "调整预算",
                "预算",
                "安排",
                "完成",
                "入库",
                "预期",
                "预计",
                "达到",
                "目标",
                "计划",
                "决算",
                "执行",
            ]
            .iter()
            .fold(n.to_owned(), |n, w| n.trim_end_matches(w).to_owned())
        };
        let (x, y) = (bare(a), bare(b));
        let (long, short) = if x.len() >= y.len() { (&x, &y) } else { (&y, &x) };
        let named = short.len() >= 12 && long.ends_with(short.as_str());
        let labels = self.doc.label(a.figure).zip(self.doc.label(b.figure));
        named || labels.is_some_and(|(x, y)| x == y && x.len() >= 12)
    }

    /// 占38.79%, behind a part of a sum that was checked: of its total.
    pub(super) fn of_sum(&self, i: usize, told: &mut Told, out: &mut Findings) -> bool {
        let of = self.doc.terms[i];
        let part = i.checked_sub(1).map(|j| self.doc.terms[j]).filter(|t| t.block == of.block);
        let Some(part) = part.filter(|t| of.role == Role::Share && t.role == Role::Level && t.sentence == of.sentence)
        else {
            return false;
        };
        let (what, name) = of.lead.split_once('占').unwrap_or(("", ""));
        if name.trim_end_matches("比重").trim_end_matches('比').chars().count() > 1 {
            return false;
        }
        let sums = told.with(part.figure, out).filter(|c| {
            c.rule == "sum"
                && c.verdict != Verdict::Contradiction
                && c.operands.iter().any(|o| o.0 == part.figure && o.1 == "part")
        });
        // 税收收入A、非税收入B，税收占比: the part is named.
        let what = what.trim_start_matches("其中").trim_end_matches("所");
        let is_meant = |figure: u32| {
            what.is_empty() && figure == part.figure
                || !what.is_empty() && self.doc.label(figure).is_some_and(|l| l.starts_with(what))
        };
        let Some(sum) = sums.last() else { return false };
        let meant = sum.operands.iter().find(|o| o.1 == "part" && is_meant(o.0));
        let (Some(total), Some(meant)) = (sum.claim, meant) else { return false };
        let operands = plain([(meant.0, "part"), (total, "whole")]);
        let claimed = Some((of.figure, false));
        // ……，占b%。五类合计C: a total that closes the list says nothing of what the shares are of.
        let named = super::super::share::is_of_named(self.doc, i);
        let trust = if total < of.figure && !named { Trust::Likely } else { Trust::Confirm };
        let (rule, formula) = ("share", Formula::Share);
        out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust })
    }

    /// 占比, ……率: two amounts near it.
    pub(super) fn ratio(&self, i: usize, n: Number, out: &mut Findings) {
        let of = self.doc.terms[i];
        // 节约率 of two digits: its part carries its name.
        let stem = of.lead.strip_suffix('率').filter(|s| s.chars().count() == 2 && of.role == Role::Rate);
        let carries = |t: &Term| stem.is_some_and(|s| t.lead.contains(s));
        // Rates of births and deaths are of the mean population.
        let vital = self.doc.figure(&of).unit().contains('‰');
        if n.digits == 0 || of.down || vital {
            return;
        }
        // Counts of two digits say enough where they stand next to it.
        // 执行率96.4%，其中预算数A，执行数B: they may follow.
        let ahead = (i + 1..self.doc.terms.len().min(i + 4)).filter(|&j| self.doc.terms[j].sentence == of.sentence);
        let ahead = ahead.filter(|_| of.role != Role::Share);
        let near = (0..i).rev().take(12).chain(ahead).enumerate().filter(|&(k, j)| {
            let t = self.doc.terms[j];
            t.block == of.block
                && of.sentence.abs_diff(t.sentence) <= 2
                && self.numbers[j].is_some_and(|v| v.plain && (v.digits >= 3 || v.half == 0 && v.digits >= 2 && k < 4))
                && (!t.in_brackets || of.in_brackets || j == i + 1 || self.restates(j))
        });
        let mut all: smallvec::SmallVec<[usize; 12]> = near.map(|(_, j)| j).collect();
        let beside = all.len();
        // Paragraphs above, where the part is a share of it to the last digit.
        let above = (0..i).rev().take(FAR / 4).filter(|&j| {
            let t = self.doc.terms[j];
            t.block < of.block && of.block - t.block <= 4 && self.numbers[j].is_some_and(|v| v.plain && v.digits >= 3)
        });
        all.extend(above.filter(|&j| !self.doc.terms[j].in_brackets || self.restates(j)));
        let own = |j: &usize| {
            of.sentence - self.doc.terms[*j].sentence
                <= u32::from(!all.iter().any(|&j| self.doc.terms[j].sentence == of.sentence))
        };
        for &part in all[..beside].iter().filter(|j| own(j)).take(3) {
            for (k, &whole) in all.iter().enumerate() {
                let (Some(a), Some(b)) = (self.numbers[part], self.numbers[whole]) else { continue };
                let off = 1_000_000 * i128::from(a.value) - i128::from(n.value) * i128::from(b.value);
                // Of two digits, where the part carries the name of the rate, or is its share to the last digit.
                let exact = a.digits >= 2
                    && a.digits + b.digits >= 6
                    && a.value != b.value
                    && off.abs() <= 1_000_000 * i128::from(a.half);
                let carried = n.digits == 2 && carries(&self.doc.terms[part]);
                if (k >= beside || n.digits < 3 && !carried) && !exact {
                    continue;
                }
                if part == whole
                    || off.abs() > i128::from(n.half) * i128::from(b.value)
                    || !self.doc.alike(self.doc.terms[part].figure, self.doc.terms[whole].figure)
                {
                    continue;
                }
                let share = of.role == Role::Share;
                let roles = if share { ["part", "whole"] } else { ["numerator", "denominator"] };
                let figures = [part, whole].map(|j| self.doc.terms[j].figure);
                let claimed = Some((of.figure, false));
                let (formula, trust) = (Formula::Share, Trust::Confirm);
                let operands = plain([(figures[0], roles[0]), (figures[1], roles[1])]);
                let rule = if share { "share" } else { "rate" };
                out.claim(self.doc, &Claim { rule, formula, operands, claimed, trust });
                return;
            }
        }
    }
}
