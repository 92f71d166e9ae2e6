//! Links from planned tasks to what became of them, each with its evidence.
//!
//! | evidence | what it is | alone enough? |
//! | --- | --- | --- |
//! | number | the same number in two lists of the same length | where no other task is nearer by words or figures |
//! | words | pairs of characters that few others share | where one task is clearly the nearest |
//! | figures | the same amount in both | with a word or a number |
//!
//! A plan that stands after the outcomes is the next year's: it has none.

use std::collections::{HashMap, HashSet};

use super::{Evidence, Link, Role, Task};
use crate::figure::{Figure, Kind};
use crate::layout::{Page, Warning};

/// Characters of a task's text that are compared.
const COMPARED: usize = 400;
/// A pair of characters that more tasks than this share tells nothing.
const COMMON: usize = 4;
/// Lists longer than this are not compared.
const LONGEST: usize = 200;

/// Characters of words that every plan and every outcome uses, and of amounts: two of them are no evidence.
const fn is_empty(c: char) -> bool {
    matches!(
        c,
        '工' | '作'
            | '推'
            | '进'
            | '加'
            | '强'
            | '提'
            | '升'
            | '建'
            | '设'
            | '开'
            | '展'
            | '完'
            | '成'
            | '管'
            | '理'
            | '落'
            | '实'
            | '全'
            | '面'
            | '服'
            | '务'
            | '深'
            | '入'
            | '持'
            | '续'
            | '万'
            | '亿'
            | '元'
    )
}

/// A pair of characters and the plans that have it.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    /// 0 where the place is free.
    key: u32,
    /// How many plans have it; beyond [`COMMON`] it tells nothing.
    count: u8,
    plans: [u8; COMMON],
    /// One more than the outcome that it was last counted for.
    counted: u32,
}

/// The pairs of the plans, in a table with open addressing: each pair of each text costs one look.
struct Pairs {
    /// A power of two, at most half of it in use.
    table: Vec<Pair>,
}

impl Pairs {
    fn of(page: &Page, tasks: &[Task], plans: &[usize]) -> Self {
        // A Han character has three bytes.
        let han = |b: &u32| page.blocks.get(*b as usize).map_or(0, |b| b.span.len() / 3);
        let most: usize = plans.iter().map(|&i| tasks[i].blocks.iter().map(han).sum::<usize>().min(COMPARED)).sum();
        let mut pairs = Self { table: vec![Pair::default(); (most * 2).next_power_of_two()] };
        for (p, &i) in plans.iter().enumerate() {
            for key in pairs_of(page, &tasks[i]) {
                let pair = pairs.at(key);
                pair.key = key;
                let seen = pair.plans[..usize::from(pair.count).min(COMMON)].last() == Some(&(p as u8));
                if !seen && usize::from(pair.count) <= COMMON {
                    if let Some(place) = pair.plans.get_mut(usize::from(pair.count)) {
                        *place = p as u8;
                    }
                    pair.count += 1;
                }
            }
        }
        pairs
    }

    /// The place of a pair, or a free one.
    fn at(&mut self, key: u32) -> &mut Pair {
        let mask = self.table.len() - 1;
        let mut at = (key.wrapping_mul(0x9e37_79b1) >> 7) as usize;
        // Half of the table is free: the search ends.
        while self.table[at & mask].key != key && self.table[at & mask].key != 0 {
            at += 1;
        }
        &mut self.table[at & mask]
    }
}

/// Finds the links; tasks are in reading order.
pub(super) fn links(page: &Page, tasks: &[Task], figures: &[Figure]) -> Vec<Link> {
    let plans: Vec<usize> = (0..tasks.len()).filter(|&i| tasks[i].role == Role::Task).take(LONGEST).collect();
    let Some(&first) = plans.first() else { return Vec::new() };
    let outcomes: Vec<usize> = (first..tasks.len()).filter(|&i| tasks[i].role == Role::Outcome).take(LONGEST).collect();
    if outcomes.is_empty() {
        return Vec::new();
    }
    let mut pairs = Pairs::of(page, tasks, &plans);
    let mut amounts: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
    for (p, &i) in plans.iter().enumerate() {
        for (value, unit) in amounts_of(&tasks[i], figures) {
            amounts.entry((value, unit)).or_default().push(p as u32);
        }
    }
    let lists = lists(tasks);
    let mut links = Vec::new();
    let mut words = vec![0u32; plans.len()];
    let mut shared = vec![false; plans.len()];
    for &o in &outcomes {
        let outcome = &tasks[o];
        words.fill(0);
        shared.fill(false);
        for key in pairs_of(page, outcome) {
            let pair = pairs.at(key);
            let count = usize::from(pair.count);
            if (1..=COMMON).contains(&count) && pair.counted != o as u32 + 1 {
                pair.counted = o as u32 + 1;
                for &p in &pair.plans[..count] {
                    words[usize::from(p)] += 12 / count as u32;
                }
            }
        }
        for amount in amounts_of(outcome, figures) {
            for &p in amounts.get(&amount).into_iter().flatten() {
                shared[p as usize] = true;
            }
        }
        let numbered = plans.iter().position(|&p| lists[p] == lists[o] && lists[p].0.is_some() && lists[p].1 > 1);
        let nearest = nearest(&words);
        let chosen = match (numbered, nearest) {
            // Strong words against the number: the list of outcomes has another order.
            (Some(n), Some(w)) if n != w && words[w] >= 96 && words[n] * 3 < words[w] => Some(w),
            // The number and nothing else, while the words or an amount lead to another.
            (Some(n), Some(w))
                if n != w
                    && !shared[n]
                    && words[n] * 3 <= words[w]
                    && (words[w] >= 24 || words[w] >= 12 && shared[w]) =>
            {
                Some(w)
            }
            (Some(n), _) => Some(n),
            (None, Some(w)) if words[w] >= 48 => Some(w),
            (None, Some(w)) if words[w] >= 24 && shared[w] => Some(w),
            _ => None,
        };
        let Some(p) = chosen else { continue };
        let mut by = Vec::new();
        if numbered == Some(p) {
            by.push(Evidence::Number);
        }
        if words[p] >= 12 {
            by.push(Evidence::Words);
        }
        if shared[p] {
            by.push(Evidence::Figures);
        }
        links.push(Link { task: plans[p] as u32, outcome: o as u32, by });
    }
    // What words or amounts answer to is not also answered by a mere number.
    let told: HashSet<u32> = links.iter().filter(|l| l.by != [Evidence::Number]).map(|l| l.task).collect();
    links.retain(|l| l.by != [Evidence::Number] || !told.contains(&l.task));
    links
}

/// Plans without an outcome and outcomes without a plan. Only where others of the same list are linked: a list that
/// nothing answers to tells of something else.
pub(super) fn unmatched(page: &Page, tasks: &[Task], links: &[Link]) -> Vec<Warning> {
    let linked: HashSet<u32> = links.iter().flat_map(|l| [l.task, l.outcome]).collect();
    let lists: HashSet<(Role, Option<u32>)> =
        linked.iter().filter_map(|&i| tasks.get(i as usize)).map(|t| (t.role, t.list)).collect();
    let alone = tasks.iter().enumerate().filter(|(i, t)| {
        matches!(t.role, Role::Task | Role::Outcome)
            && !linked.contains(&(*i as u32))
            && lists.contains(&(t.role, t.list))
    });
    let warning = |(_, t): (usize, &Task)| {
        let span = t.label.cover(t.title);
        let (code, other) = match t.role {
            Role::Task => ("unmatched_task", "an outcome"),
            _ => ("unmatched_outcome", "a planned task"),
        };
        let message = format!("expected {other} that answers to {}, found none", page.of(span).trim());
        Warning { code, message, span: Some(span) }
    };
    alone.map(warning).collect()
}

/// The plan that shares most, where it shares clearly more than the next.
fn nearest(words: &[u32]) -> Option<usize> {
    let best = (0..words.len()).max_by_key(|&p| (words[p], std::cmp::Reverse(p)))?;
    let next = (0..words.len()).filter(|&p| p != best).map(|p| words[p]).max().unwrap_or(0);
    (words[best] > 0 && words[best] * 2 >= next * 3).then_some(best)
}

/// Number and length of the list that each task stands in.
fn lists(tasks: &[Task]) -> Vec<(Option<u32>, u32)> {
    let mut lengths: HashMap<(Role, Option<u32>), u32> = HashMap::new();
    for t in tasks {
        *lengths.entry((t.role, t.list)).or_default() += 1;
    }
    tasks.iter().map(|t| (t.ordinal, lengths[&(t.role, t.list)])).collect()
}

/// The pairs of Han characters at the head of a task's text, as numbers above 0.
fn pairs_of<'a>(page: &'a Page, task: &'a Task) -> impl Iterator<Item = u32> + 'a {
    let blocks = task.blocks.iter().filter_map(|&b| page.blocks.get(b as usize)).enumerate();
    let texts = blocks.map(|(i, b)| page.of(task.part.filter(|_| i == 0).unwrap_or(b.span)));
    let mut last = None;
    let chars = texts.flat_map(|t| t.chars().chain(['\n'])).take(COMPARED);
    chars.filter_map(move |c| {
        let han = ('\u{4e00}'..='\u{9fff}').contains(&c);
        let pair = last.filter(|_| han).map(|l| (l, c));
        last = han.then_some(c);
        let (a, b) = pair.filter(|(a, b)| !is_empty(*a) || !is_empty(*b))?;
        Some(((a as u32 - 0x4e00) << 15) | (b as u32 - 0x4e00 + 1))
    })
}

/// The amounts of a task that are worth comparing: not shares, and not single digits.
fn amounts_of<'a>(task: &Task, figures: &'a [Figure]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let own: Vec<&Figure> = task.figures.iter().filter_map(|&f| figures.get(f as usize)).collect();
    own.into_iter()
        .filter(|f| matches!(f.kind, Kind::Money | Kind::Count | Kind::Area | Kind::Length | Kind::Mass))
        .filter(|f| f.value.len() > 1)
        .map(|f| (f.value.as_str(), f.unit()))
}
