//! What an amount, a rate or a change is set against, where the figures around it say so.
//!
//! | spelling | basis | of |
//! | --- | --- | --- |
//! | `完成预算15亿元的102.0%` | vs_budget | 102.0% |
//! | `由2022年的1640件减至2024年的574件，减少1066件，下降65%` | vs_2022 | 1066件, 65% |
//! | `收入由6.1亿元调整为5.49亿元，调减0.61亿元` | vs_budget | 0.61亿元 |
//! | `比上年的220亿元多16.5亿元` | yoy | 16.5亿元 |
//! | `是2020年24万千瓦的6倍` | vs_2020 | 6倍 |
//! | `完成预算的84.5%，短收7.44亿元` | vs_budget | 7.44亿元 |

use super::{Before, Section, carry};
use crate::figure::Kind;
use crate::meaning::clause::{self, Reading, differs};
use crate::meaning::time::Against;
use crate::meaning::word::{Lexer, Token, Word};
use crate::meaning::{Basis, Change, Meaning};
use crate::span::CleanSpan;

/// Budgets, plans and targets.
const MEASURES: u64 = Word::Budget.bit() | Word::Plan.bit() | Word::Target.bit();

/// What two levels that were told one after the other leave to the changes after them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// The years of both.
    years: Option<(i32, i32)>,
}

impl Section<'_> {
    /// Of `504个县，占全国1786个县的28%`: at the whole, which is no share, what the percentage after it is of.
    pub(super) fn part_of(&self, index: usize, r: &mut Reading) -> Option<(Basis, Option<CleanSpan>)> {
        let text = self.page.text.as_str();
        let f = &self.figures[index];
        if r.basis != Some(Basis::Share) || matches!(f.kind, Kind::Percent | Kind::Rate) {
            return None;
        }
        let part = r.label.or(r.earlier);
        let told = self.past.iter().rev().find(|p| p.level).and_then(|p| p.label.first().copied());
        (r.basis, r.label, r.copula) = (None, r.whole.take(), false);
        let next = self.figures.get(index + 1).filter(|n| n.kind == Kind::Percent && n.block == f.block)?;
        let between = text.get(f.span.end as usize..next.span.start as usize)?;
        let same = between.trim().ends_with('的') && between.len() < 60 && !between.contains(['，', '。', '；', '、']);
        same.then_some((Basis::Share, part.or(told)))
    }

    /// Of `完成预算15亿元的102.0%`: at the amount, what the rate after it is measured against, and the amount's own
    /// label without the verb; at the rate, that.
    pub(super) fn against(&self, index: usize, r: &mut Reading) -> Option<(Basis, Option<CleanSpan>)> {
        let text = self.page.text.as_str();
        let f = &self.figures[index];
        if let Some((basis, whole)) = self.pending
            && f.kind == Kind::Percent
            && r.of
            && self.tokens.iter().all(|t| {
                matches!(t.word, Word::Of | Word::Blank | Word::Close)
                    || basis == Basis::Share && clause::is_stuff(t.word)
            })
        {
            (r.basis, r.copula, r.near) = (Some(basis), true, true);
            r.label = whole;
            // The name of the rate, and no noun to carry on.
            r.rate = whole.is_some_and(|w| ["完成", "执行", "实现"].iter().any(|v| w.of(text).starts_with(v)));
            return None;
        }
        let next = self.figures.get(index + 1)?;
        let between = text.get(f.span.end as usize..next.span.start as usize).unwrap_or("");
        let between = between.trim();
        let inside = between.starts_with(['）', ')']);
        let follows = next.kind == Kind::Percent && between.trim_start_matches(['）', ')']).trim_start() == "的";
        let opens = |word: Word| inside && word == Word::Open;
        let last = self.tokens.iter().rev().find(|t| t.word != Word::Blank && !opens(t.word))?;
        let basis = match last.word {
            Word::Budget => Basis::VsBudget,
            Word::Plan => Basis::VsPlan,
            Word::Target => Basis::VsTarget,
            _ => return None,
        };
        if !follows || f.kind == Kind::Percent {
            return None;
        }
        if inside && r.label.is_none() {
            let clause = clause::clause_start(&self.tokens, self.tokens.len() - 1);
            *r = clause::read(&self.tokens[clause..self.tokens.len() - 1], text);
            r.near = true;
        }
        if r.rate {
            let rate = r.label;
            (r.rate, r.basis, r.label) = (false, None, Some(CleanSpan::new(last.start, last.end)));
            return Some((basis, rate));
        }
        // After parts that were told, it is the whole that the budget was for.
        let parted = self.enumerated || self.tokens.iter().any(|t| t.word == Word::Semicolon);
        Some((basis, self.whole.filter(|_| parted)))
    }

    /// `余额55亿元，为限额的94.7%`: what was measured before, as a share of that.
    pub(super) fn set_against(&self, kind: Kind, r: &mut Reading) {
        if matches!(kind, Kind::Percent | Kind::Rate) && self.past.iter().any(|p| p.level) {
            (r.label, r.subject) = (None, None);
            r.basis = (kind == Kind::Percent).then_some(Basis::Share);
            r.copula = true;
        }
    }

    /// `支出12.6亿元，预算12.8亿元，完成98.4%`: how much of the budget was carried out.
    pub(super) fn carried_out(&self, kind: Kind, r: &mut Reading, meaning: &mut Meaning) -> bool {
        let [.., done, budget] = self.past.as_slice() else { return false };
        let bare = r.light && r.label.is_none() && !r.verb && kind == Kind::Percent && r.near;
        if !bare || !budget.budget || !budget.level || !done.level || r.change.is_some() {
            return false;
        }
        carry(done, r, meaning);
        r.basis = Some(Basis::VsBudget);
        true
    }

    /// Whether a budget is what this sentence compares with (`较年初预算数相比，减少86万元，下降12%`,
    /// `由年初的9.8亿元调整为9.3亿元，下降5.1%`).
    pub(super) fn compared_with_budget(&mut self) {
        for (i, t) in self.tokens.iter().enumerate() {
            match t.word {
                Word::Stop | Word::Yoy => (self.vs_budget, self.since_start) = (false, false),
                Word::Semicolon => self.vs_budget = false,
                Word::RiseTo => self.vs_budget |= self.of_budget || self.first_level && self.adjusts(t.start, t.end),
                Word::Than => {
                    self.since_start |= self.tokens.get(i + 1).is_some_and(|t| {
                        let rest = &self.page.text[t.start as usize..];
                        t.word == Word::Time && rest.starts_with("年初") && !rest.starts_with("年初预")
                    });
                    let mut near = self.tokens[i + 1..].iter().take(4).take_while(|t| t.word != Word::Comma);
                    self.vs_budget |= near.any(|t| t.word == Word::Budget);
                    // `与年初预算数相比，`
                    let parts = |t: &&Token| !matches!(t.word, Word::Comma | Word::Stop | Word::Semicolon);
                    let mut with = self.tokens[..i].iter().rev().take(4).take_while(parts);
                    self.vs_budget |= with.any(|t| t.word == Word::Budget);
                }
                _ => {}
            }
        }
    }

    /// Whether a word between two levels says that a budget was adjusted from one to the other.
    fn adjusts(&self, start: u32, end: u32) -> bool {
        const ACCOUNTS: [&str; 8] = ["收入", "支出", "预算", "预算数", "总计", "财力", "基金", "限额"];
        let text = self.page.text.as_str();
        let word = &text[start as usize..end as usize];
        let adjusted = ["调整", "变动", "调减", "调增", "追加", "核减"].iter().any(|w| word.starts_with(w));
        let label = self.past.last().and_then(|p| p.label.last()).map_or("", |l| l.of(text));
        adjusted && ACCOUNTS.iter().any(|w| label.ends_with(w))
    }

    /// What this figure, a level that others are compared with, leaves to the figure after it: `比上年的220亿元` to
    /// `多16.5亿元`, `是2020年24万千瓦` to `的6倍`.
    pub(super) fn base(&self, index: usize) -> Option<Basis> {
        let page = self.page;
        let text = page.text.as_str();
        let f = &self.figures[index];
        if !self
            .tokens
            .iter()
            .any(|t| matches!(t.word, Word::Yoy | Word::Previous | Word::Date | Word::Last | Word::Than))
        {
            return None;
        }
        let next = self
            .figures
            .get(index + 1)
            .filter(|n| n.block == f.block && n.span.start >= f.span.end && n.span.start - f.span.end <= 24)?;
        // Nothing but the name of what is compared stands between the time and the number.
        let words = || self.tokens.iter().enumerate().rev().filter(|(_, t)| t.word != Word::Blank);
        let (at, time) = words().find(|(_, t)| t.word != Word::Of && !clause::is_stuff(t.word))?;
        let last = words().map(|(_, t)| *t).find(|t| t.word != Word::Of)?;
        let before = words().map(|(_, t)| *t).find(|t| t.end <= time.start);
        let compared = before.is_some_and(|t| {
            let word = &text[t.start as usize..t.end as usize];
            t.word == Word::Than || t.word == Word::Copula && matches!(word, "是" | "为" | "相当于" | "等于")
        });
        let basis = match time.word {
            Word::Yoy => Basis::Yoy,
            Word::Previous => Basis::VsPreviousPeriod,
            Word::Last if compared => Basis::Yoy,
            Word::Than if last.word == Word::Budget => Basis::VsBudget,
            Word::Than if last.word == Word::Plan => Basis::VsPlan,
            Word::Than if last.word == Word::Target => Basis::VsTarget,
            Word::Date if compared => match self.clock.distance()? {
                Against::YearBefore => Basis::Yoy,
                Against::Year(year) => Basis::VsYear(year),
                Against::PeriodBefore => Basis::VsPreviousPeriod,
            },
            _ => return None,
        };
        let named = self.tokens.len() - at > 1;
        let mut gap = Lexer::new(text, f.span.end, next.span.start).filter(|t| t.word != Word::Blank);
        let first = gap.next()?;
        let changes = matches!(first.word, Word::Rise | Word::Fall)
            || differs(&text[first.start as usize..first.end as usize]).is_some();
        let bare = named || !matches!(f.kind, Kind::Percent | Kind::Rate);
        let multiple = first.word == Word::Of && next.kind == Kind::Rate && gap.next().is_none();
        (changes && bare || multiple).then_some(basis)
    }

    /// Reads a budget, plan or target that others are compared with.
    pub(super) fn base_itself(&self, r: &mut Reading) {
        let named = self.tokens.iter().rev().find(|t| t.word.is_in(MEASURES));
        (r.label, r.basis, r.base) = (named.map(|t| CleanSpan::new(t.start, t.end)), None, true);
        (r.change, r.subject, r.verb, r.copula) = (None, None, false, true);
    }

    /// Reads a figure after one that it is compared with.
    pub(super) fn differs(&self, base: Basis, kind: Kind, r: &mut Reading) {
        let text = self.page.text.as_str();
        let mut words = self.tokens.iter().filter(|t| t.word != Word::Blank);
        let Some(first) = words.next() else { return };
        if kind == Kind::Rate && first.word == Word::Of {
            r.basis.get_or_insert(base);
        } else if let Some(change) = differs(&text[first.start as usize..first.end as usize]) {
            (r.change, r.qualifier, r.label, r.copula) = (Some(change), None, None, true);
            (r.verb, r.deed, r.basis) = (false, None, Some(base));
        } else if matches!(first.word, Word::Rise | Word::Fall) && r.change.is_some() {
            r.basis.get_or_insert(base);
        }
    }

    /// `短收7.44亿元` `超出198万元` after what was carried out of a budget: against that.
    pub(super) fn deviates(&self, r: &mut Reading) {
        let text = self.page.text.as_str();
        let Some(Before { basis: Some(basis), .. }) = self.before else { return };
        if !matches!(basis, Basis::VsBudget | Basis::VsPlan | Basis::VsTarget) || r.basis.is_some_and(|b| b != basis) {
            return;
        }
        let mut words = self.tokens.iter().rev().take_while(|t| !t.word.is_in(clause::ENDS));
        let Some(last) = words.next() else { return };
        if !words.all(|t| matches!(t.word, Word::Blank | Word::Adverb)) {
            return;
        }
        let change = match &text[last.start as usize..last.end as usize] {
            "超收" | "短收" | "欠收" | "超支" | "节约" | "节支" | "节省" | "超额" | "超额完成" => {
                None
            }
            "超出" => Some(Change::Increase),
            "完成" if text[..last.start as usize].trim_end().ends_with("超额") => None,
            _ => return,
        };
        (r.change, r.qualifier, r.label, r.copula) = (change, None, None, true);
        (r.verb, r.deed, r.basis) = (false, None, Some(basis));
    }

    /// What a figure leaves to the changes after it, where it is the second of two levels, or one of those changes.
    pub(super) fn step(&self, r: &Reading, meaning: &Meaning) -> Option<Step> {
        let dated = Word::Date.is_in(self.seen);
        if self.first_level && r.to {
            return (dated || self.dated).then(|| Step { years: self.clock.step(self.dated, dated) });
        }
        self.step.filter(|_| r.near && r.label.is_none() && meaning.change.is_some())
    }

    /// What a change is measured against that follows two levels.
    pub(super) fn stepped(&self, r: &Reading) -> Option<Basis> {
        let (from, to) = self.step?.years?;
        let year = u16::try_from(from).ok()?;
        (r.label.is_none() && r.near).then_some(if to - from == 1 { Basis::Yoy } else { Basis::VsYear(year) })
    }
}
