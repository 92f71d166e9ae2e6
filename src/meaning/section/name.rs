//! What a figure measures: the noun before its number, behind it, or of an earlier clause.

use super::{Past, Section, carry};
use crate::figure::Kind;
use crate::lexicon::indicator;
use crate::meaning::clause::{self, Reading};
use crate::meaning::word::{Lexer, Word};
use crate::meaning::{Meaning, list, noun};
use crate::span::CleanSpan;

/// How far the noun after a number may reach, in bytes.
const AFTER: usize = 66;

/// Words besides nouns that stand between the numbers of a list.
const INSIDE_LIST: u64 = Word::Enum.bit() | Word::Blank.bit() | Word::And.bit() | Word::Soft.bit();

impl Section<'_> {
    pub(super) fn label(
        &mut self,
        index: usize,
        r: &mut Reading,
        member: Option<(usize, usize)>,
        meaning: &mut Meaning,
    ) {
        let f = &self.figures[index];
        if self.listed(index, r, member, meaning) {
            return;
        }
        // `完成1.2万户、96万平方米改造任务`
        if r.joined
            && f.list().is_none()
            && !matches!(f.kind, Kind::Percent | Kind::Rate)
            && let Some(after) = self.after(index)
        {
            meaning.label.push(after);
            return;
        }
        if r.joined || r.restated {
            if let Some(past) = self.past.last() {
                carry(past, r, meaning);
            }
            return;
        }
        if r.rate {
            meaning.label = r.label.into_iter().collect();
            return;
        }
        let person = f.kind == Kind::Count
            && (f.unit().ends_with('人') || f.unit().ends_with("人次") || f.unit().ends_with('户'));
        let counts = f.kind == Kind::Count && !person;
        // `迈上2个百亿元台阶`: steps are counted, whatever climbs them.
        let steps = counts && self.page.text[f.span.end as usize..].chars().skip(1).take(6).any(|c| c == '阶');
        // `预算中有31个项目`: the noun after it, not where they were found.
        let has = counts
            && self.tokens.last().is_some_and(|t| {
                t.word == Word::Copula && matches!(&self.page.text[t.start as usize..t.end as usize], "有" | "共有")
            });
        // `12公里雨水管网、9公里供水管网`: a member of a list begins with its number.
        let begins = !matches!(f.kind, Kind::Percent | Kind::Rate)
            && r.change.is_none()
            && self
                .tokens
                .iter()
                .rev()
                .find(|t| t.word != Word::Blank)
                .is_some_and(|t| t.word.is_in(Word::Enum.bit() | Word::And.bit()))
            && self.enumerates(index);
        // `为1467位老人发放`: they are counted.
        let serves = f.kind == Kind::Count && r.label.is_none() && r.copula && self.serves();
        r.copula &= !(steps || has || serves);
        let counts = counts || begins;
        let noun_after = if r.label.is_none() || counts && !r.copula || r.of { self.after(index) } else { None };
        if let Some(fine) = self.fine(index) {
            meaning.label.push(fine);
            return;
        }
        if let Some(measured) = r.measured.filter(|_| matches!(f.kind, Kind::Percent | Kind::Rate)) {
            meaning.label.push(measured);
            return;
        }
        if let Some(label) = r.label.as_mut()
            && f.kind != Kind::Count
            && let Some(before) = index.checked_sub(1).map(|i| &self.figures[i])
            && before.kind == Kind::Count
            && before.span.end == label.start
        {
            *label = noun::of_counted(*label, &self.page.text);
        }
        // `新增规上工业企业14家，总数达到108家`
        if let Some(label) = r.label
            && r.near
            && matches!(label.of(&self.page.text), "总数" | "总量")
            && let Some(past) = self.past.iter().rev().find(|p| p.kind == f.kind)
        {
            carry(past, r, meaning);
            r.reach = true;
            self.without_new(r, meaning);
            return;
        }
        if let Some(label) = r.label {
            match noun_after {
                Some(after) if counts && !r.copula || r.of => meaning.label.push(after),
                _ => meaning.label.push(label),
            }
            return;
        }
        if r.each && !self.pairs.is_empty() && member.is_none() {
            return;
        }
        if f.kind == Kind::Percent
            && r.change.is_none()
            && r.basis.is_none()
            && let Some(after) = noun_after
        {
            meaning.label.push(after);
            return;
        }
        let changed = r.change.is_some() || r.basis.is_some() || r.copula || r.to;
        if let (Some(after), false) = (noun_after, changed) {
            meaning.label.push(after);
            return;
        }
        if let Some(earlier) = r.earlier {
            meaning.label.push(earlier);
            return;
        }
        if let Some(listed) = r.listed.filter(|_| f.kind == Kind::Money) {
            meaning.label.push(listed);
            return;
        }
        // `由9.8亿元调整为9.3亿元，调减0.5亿元`: what was adjusted has been named.
        if let Some(adjusted) = r.adjusted.filter(|_| f.kind == Kind::Money && r.basis.is_none() && !self.led) {
            meaning.label.push(adjusted);
            return;
        }
        if let Some(whole) = self.whole.filter(|_| r.scope && !changed) {
            meaning.label.push(whole);
            return;
        }
        // `是上年2.28亿千瓦时的2.3倍`: of what stands before both.
        if f.kind == Kind::Rate
            && r.of
            && self.tokens.len() == 1
            && let Some(past) = self.past.iter().rev().find(|p| p.level)
        {
            carry(past, r, meaning);
            return;
        }
        if self.carried_out(f.kind, r, meaning) {
            return;
        }
        let strict = !changed;
        if !r.verb && !r.etc && !r.far && !self.skipped {
            // A budget belongs to what stands before it: that is what changed, or was carried out.
            let fits = |p: &&Past| if strict { p.kind == f.kind && p.level } else { p.level || p.kind == f.kind };
            let own = |p: &&Past| fits(p) && !(p.budget && p.level) && !p.adjusted;
            // Of two sentences, the budget of this one.
            let own = |p: &&Past| {
                own(p)
                    && !self.past.last().is_some_and(|last| last.budget && r.near && self.parted(p.figure, last.figure))
            };
            let carried = self.past.iter().rev().find(own).or_else(|| self.past.iter().rev().find(fits));
            let carried = carried.or_else(|| self.past.last().filter(|_| !strict));
            if let Some(past) = carried.filter(|_| !strict || r.near && (r.light || r.last)) {
                // What was carried out is not the budget before it, but what that was for.
                match past.subject.filter(|_| strict && r.light) {
                    Some(subject) => meaning.label.push(subject),
                    None => carry(past, r, meaning),
                }
                self.without_new(r, meaning);
                return;
            }
        }
        meaning.label = noun_after.or(r.deed).into_iter().collect();
    }

    /// Whether a sentence ends between two figures.
    fn parted(&self, first: usize, second: usize) -> bool {
        let ends = self.figures.get(first).zip(self.figures.get(second));
        ends.and_then(|(a, b)| self.page.text.get(a.span.end as usize..b.span.start as usize))
            .is_some_and(|t| t.contains('。'))
    }

    /// What is reached is all of them, and not the new ones: `新增公园12座，累计达到110座`.
    fn without_new(&self, r: &mut Reading, meaning: &mut Meaning) {
        let [label] = meaning.label[..] else { return };
        let rest = label.of(&self.page.text).strip_prefix("新增").filter(|rest| r.reach && rest.chars().count() > 1);
        if let Some(rest) = rest {
            meaning.label = [CleanSpan::new(label.end - rest.len() as u32, label.end)].into_iter().collect();
            (r.carried, meaning.indicator) = (false, None);
        }
    }

    /// Whether figure and noun alternate here: `甲5公里雨水管网、8公里供水管网`, and not `供水管网、排水管网各8公里`.
    fn enumerates(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).and_then(|i| self.figures.get(i)) else { return false };
        let Some(first) = self.tokens.first() else { return false };
        let own = &self.figures[index];
        let verbless = self.tokens.iter().all(|t| clause::is_stuff(t.word) || t.word.is_in(INSIDE_LIST));
        before.block == own.block && before.span.end == first.start && verbless
    }

    /// Whether a label is who speaks: `陳委員明文：`.
    pub(super) fn speaks(&self, label: CleanSpan) -> bool {
        let text = self.page.text.as_str();
        let opens =
            self.block.and_then(|b| self.page.blocks.get(b as usize)).is_some_and(|b| b.span.start == label.start);
        let said = text.get(label.end as usize..).is_some_and(|rest| rest.starts_with(['：', ':']));
        let titles = [
            "委員",
            "部長",
            "主席",
            "主任",
            "院長",
            "署長",
            "局長",
            "教授",
            "總經理",
            "董事長",
            "處長",
            "次長",
            "委员",
            "部长",
            "主持人",
            "记者",
        ];
        opens && said && titles.iter().any(|t| label.of(text).contains(t))
    }

    /// Whether nothing but 为 stands in the clause before the number.
    fn serves(&self) -> bool {
        let clause = self.tokens.iter().rposition(|t| t.word.is_in(clause::ENDS)).map_or(0, |i| i + 1);
        let mut words =
            self.tokens[clause..].iter().filter(|t| !matches!(t.word, Word::Blank | Word::Scope | Word::Adverb));
        let first = words.next().map(|t| &self.page.text[t.start as usize..t.end as usize]);
        first == Some("为") && words.next().is_none()
    }

    /// What an amount of a norm is of: `五千元以上一万元以下的罚款`.
    fn fine(&self, index: usize) -> Option<CleanSpan> {
        let f = &self.figures[index];
        if !matches!(f.kind, Kind::Money | Kind::Rate) {
            return None;
        }
        let text = self.page.text.get(f.span.end as usize..)?;
        let rest = ["以下", "以上", "的"].iter().fold(text, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        let start = f.span.end + (text.len() - rest.len()) as u32;
        (start > f.span.end && rest.starts_with("罚款")).then(|| CleanSpan::new(start, start + "罚款".len() as u32))
    }

    /// Labels a member of a list by the name that is its own; whether that was done.
    fn listed(&mut self, index: usize, r: &mut Reading, member: Option<(usize, usize)>, meaning: &mut Meaning) -> bool {
        let page = self.page;
        let text = page.text.as_str();
        let place = self.pairs.place(index).filter(|place| *place > 0);
        let (place, members) = match (member, place) {
            (Some(member), _) => member,
            (None, Some(place)) => (place, self.pairs.len()),
            (None, None) if r.joined || r.label.is_none() => return false,
            (None, None) => (0, list::row(self.figures, index, text)),
        };
        if place == 0 {
            self.pairs.clear();
            // `甲540万元、乙675万元，分别占44%和56%`: what was told before, one after the other.
            let told = self.past.len().checked_sub(members).map(|from| &self.past[from..]);
            let told = told.filter(|told| told.iter().rev().zip(1..).all(|(p, back)| p.figure + back == index));
            if let Some(told) = told.filter(|_| r.each && r.label.is_none() && r.near) {
                self.pairs.tell(told.iter().map(|p| p.label), index);
            } else if let Some(label) = r.label.filter(|_| members > 1 && (r.each || r.copula)) {
                self.pairs.split(&self.tokens, label, members, index, text);
            }
        } else if member.is_some()
            && r.label.is_none()
            && let Some(past) = self.past.last().filter(|_| r.joined)
        {
            carry(past, r, meaning);
        }
        if self.pairs.len() == members && members > 1 && (place == 0 || r.joined || r.label.is_none()) {
            meaning.label = self.pairs.name(place, text);
            (r.carried, meaning.indicator) = (false, None);
            if let Some(name) = self.pairs.ordinal(place, text) {
                (r.carried, meaning.indicator) = (true, indicator::of(&name));
            }
            if let Some(before) = self.before.as_ref().filter(|_| place > 0) {
                r.qualifier = r.qualifier.or(before.qualifier);
            }
            return true;
        }
        member.is_some() && place > 0 && r.joined
    }

    /// The noun after a number.
    fn after(&mut self, index: usize) -> Option<CleanSpan> {
        let text = self.page.text.as_str();
        let f = &self.figures[index];
        // `96户177人贫困人口`: of both.
        let next = self.figures.get(index + 1);
        let f =
            next.filter(|n| f.kind == Kind::Count && n.kind == Kind::Count && n.span.start == f.span.end).unwrap_or(f);
        let index = if f.span == self.figures[index].span { index } else { index + 1 };
        let block = self.page.blocks.get(f.block as usize)?.span.end;
        let next = self.figures.get(index + 1).map_or(block, |n| n.span.start);
        let mut end = (f.span.end as usize + AFTER).min(block as usize).min(next as usize);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        if end <= f.span.end as usize {
            return None;
        }
        let words = Lexer::new(text, f.span.end, end as u32);
        let of = matches!(f.kind, Kind::Count | Kind::Percent);
        let things = f.kind == Kind::Count && f.unit().ends_with(['个', '家', '户']);
        noun::after(words, &mut self.scratch, of, things, text)
    }
}
