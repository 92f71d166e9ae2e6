//! What a number is set against inside of its clause: a budget, a plan, a target, a whole.

use super::super::word::{Token, Word};
use super::super::{Basis, Change};
use super::{Reading, clause_start, is_stuff, more, noun, set, tail};
use crate::figure::Qualifier;
use crate::span::CleanSpan;

pub(super) enum Measure {
    /// It is the label: `年初预算为`.
    Noun,
    /// `完成预算的`: the label has been set.
    Label,
    /// `为预算的`: passed, up to this token.
    Passed(usize),
}

/// A budget, plan or target before the number: what is measured, or what it is measured against?
pub(super) fn measure(tokens: &[Token], clause: usize, end: usize, word: Word, text: &str, r: &mut Reading) -> Measure {
    let basis = match word {
        Word::Budget => Basis::VsBudget,
        Word::Plan => Basis::VsPlan,
        _ => Basis::VsTarget,
    };
    // A few words may stand between: 完成年初人代会批准预算的.
    let from = clause.max(end.saturating_sub(7));
    let mut stuff = 0;
    for i in (from..end - 1).rev() {
        let t = tokens[i];
        match t.word {
            Word::Light => {
                // `完成投资计划10亿元` measures the plan's own amount only with 的 or a percentage; both name the rate.
                if word != Word::Budget && !r.of && stuff > 0 {
                    return Measure::Noun;
                }
                let start = if t.end - t.start > 6 { t.end - 6 } else { t.start };
                if !text.is_char_boundary(start as usize) {
                    return Measure::Noun;
                }
                let start = if text[t.start as usize..t.end as usize].ends_with('了') { t.start } else { start };
                r.label = Some(CleanSpan::new(start, tokens[end - 1].end));
                r.rate = true;
                set(&mut r.basis, basis);
                let mut before = Reading::default();
                if let Some(e) = tail(tokens, clause, i, text, &mut before) {
                    noun(tokens, clause, e, text, &mut before);
                    r.subject = before.label;
                }
                return Measure::Label;
            }
            Word::Copula | Word::Reach if r.of => {
                set(&mut r.basis, basis);
                return Measure::Passed(i);
            }
            // `较上年预算120万元`: the amount that is compared with; what changed stands further on.
            Word::Than if word == Word::Budget && r.change.is_none() && !r.copula && !r.of => {
                r.light = true;
                return Measure::Passed(i);
            }
            Word::Than => {
                set(&mut r.basis, basis);
                return Measure::Passed(i);
            }
            // `超计划20%` `超出预算12万元`
            Word::More
                if !r.of
                    && !r.copula
                    && stuff == 0
                    && matches!(&text[t.start as usize..t.end as usize], "超" | "超过" | "超過" | "超出") =>
            {
                set(&mut r.basis, basis);
                r.change.get_or_insert(Change::Increase);
                r.copula = true;
                return Measure::Passed(i);
            }
            // `比上年年初预算增加`
            Word::Yoy if stuff == 0 && text[t.start as usize..t.end as usize].starts_with(['比', '较', '較', '与']) =>
            {
                if r.change.is_none() {
                    return Measure::Noun;
                }
                set(&mut r.basis, Basis::Yoy);
                return Measure::Passed(i);
            }
            Word::Yoy | Word::Average => return Measure::Noun,
            word if is_stuff(word) => stuff += 1,
            Word::Time | Word::Blank | Word::Adverb | Word::Last | Word::This | Word::Date | Word::Of => {}
            _ => break,
        }
    }
    if r.of && stuff == 0 {
        set(&mut r.basis, basis);
    }
    Measure::Noun
}

/// Reads `A占B的`.
pub(super) fn share(tokens: &[Token], clause: usize, at: usize, text: &str, r: &mut Reading) {
    // What follows 占: the whole, or a budget.
    let mut end = tokens.len();
    let mut budget = None;
    while end > at + 1 {
        let t = tokens[end - 1];
        match t.word {
            Word::Noun if matches!(&text[t.start as usize..t.end as usize], "比重" | "比例" | "比率") => {}
            Word::About => set(&mut r.qualifier, Qualifier::About),
            Word::More => set(&mut r.qualifier, Qualifier::MoreThan),
            Word::Less => set(&mut r.qualifier, Qualifier::LessThan),
            Word::Reach => {
                r.reach = true;
                more(&text[t.start as usize..t.end as usize], r);
            }
            Word::Each => r.each = true,
            Word::RiseTo => (r.reach, r.to) = (true, true),
            Word::To => r.to = true,
            Word::From => r.from = true,
            Word::Rise if !r.to => r.change = Some(Change::Increase),
            Word::Fall if !r.to => r.change = Some(Change::Decrease),
            Word::Yoy if r.change.is_some() => set(&mut r.basis, Basis::Yoy),
            Word::Budget => {
                budget = Some(Basis::VsBudget);
                break;
            }
            Word::Plan => {
                budget = Some(Basis::VsPlan);
                break;
            }
            Word::Target => {
                budget = Some(Basis::VsTarget);
                break;
            }
            word if is_stuff(word) => break,
            _ => {}
        }
        end -= 1;
    }
    r.copula = true;
    r.basis = budget.or(r.basis).or(Some(Basis::Share));
    if budget.is_none() && end > at + 1 {
        let mut whole = Reading::default();
        noun(tokens, at + 1, end, text, &mut whole);
        r.whole = whole.label;
    }
    let mut part = Reading::default();
    let named = tail(tokens, clause, at, text, &mut part);
    // `约占全市的12%`
    r.qualifier = r.qualifier.or(part.qualifier);
    if let Some(e) = named {
        noun(tokens, clause, e, text, &mut part);
        r.label = part.label;
        r.subject = part.subject;
        // `A、B分别占`
        r.each |= part.each;
    } else {
        r.each |= part.each;
        if r.label.is_none() {
            r.earlier = earlier(tokens, clause, text);
        }
    }
}

/// The noun phrase of the clause before, where that clause ends in a change (`项目支出增加，较上年增加`).
pub(super) fn earlier(tokens: &[Token], clause: usize, text: &str) -> Option<CleanSpan> {
    let comma = clause.checked_sub(1).filter(|&c| tokens[c].word == Word::Comma)?;
    let start = clause_start(tokens, comma);
    let mut end = comma;
    let mut changed = false;
    while end > start {
        match tokens[end - 1].word {
            Word::Rise | Word::Fall => changed = true,
            // `利润由降转升，实现`
            Word::Adverb if text[tokens[end - 1].start as usize..].starts_with(['由', '扭', '止']) => changed = true,
            Word::Blank | Word::Adverb | Word::Done | Word::Yoy | Word::Head => {}
            _ => break,
        }
        end -= 1;
    }
    if !changed || end == start || !is_stuff(tokens[end - 1].word) {
        return None;
    }
    let mut r = Reading::default();
    noun(tokens, start, end, text, &mut r);
    r.label
}
