//! Links from planned tasks to what became of them, each with its evidence.
//!
//! | evidence | what it is | alone enough? |
//! | --- | --- | --- |
//! | number | the same number in two lists of the same length | yes |
//! | words | pairs of characters that few others share | where one task is clearly the nearest |
//! | figures | the same amount in both | with a word or a number |
//!
//! A plan that stands after the outcomes is the next year's: it has none.

use std::collections::HashMap;

use super::{Evidence, Link, Role, Task};
use crate::figure::{Figure, Kind};
use crate::layout::Page;

/// Characters of a task's text that are compared.
const COMPARED: usize = 400;
/// A pair of characters that more tasks than this share tells nothing.
const COMMON: usize = 4;
/// Lists longer than this are not compared.
const LONGEST: usize = 200;

/// Characters of words that every plan and every outcome uses: two of them are no evidence.
const EMPTY: &str = "工作推进加强提升建设开展完成管理落实全面服务深入持续";

/// Finds the links; tasks are in reading order.
pub(super) fn links(page: &Page, tasks: &[Task], figures: &[Figure]) -> Vec<Link> {
    let plans: Vec<usize> = (0..tasks.len()).filter(|&i| tasks[i].role == Role::Task).take(LONGEST).collect();
    let Some(&first) = plans.first() else { return Vec::new() };
    let outcomes: Vec<usize> = (first..tasks.len()).filter(|&i| tasks[i].role == Role::Outcome).take(LONGEST).collect();
    if outcomes.is_empty() {
        return Vec::new();
    }
    let mut pairs: HashMap<(char, char), Vec<u32>> = HashMap::new();
    for (p, &i) in plans.iter().enumerate() {
        for pair in pairs_of(page, &tasks[i]) {
            let having = pairs.entry(pair).or_default();
            if having.last() != Some(&(p as u32)) && having.len() <= COMMON {
                having.push(p as u32);
            }
        }
    }
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
        let mut seen: Vec<(char, char)> = pairs_of(page, outcome).collect();
        seen.sort_unstable();
        seen.dedup();
        for pair in seen {
            if let Some(having) = pairs.get(&pair).filter(|h| h.len() <= COMMON) {
                let weight = 12 / having.len() as u32;
                for &p in having {
                    words[p as usize] += weight;
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
    links
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

/// The pairs of Han characters at the head of a task's text.
fn pairs_of<'a>(page: &'a Page, task: &'a Task) -> impl Iterator<Item = (char, char)> + 'a {
    let texts = task.blocks.iter().filter_map(|&b| page.blocks.get(b as usize)).map(|b| page.of(b.span));
    let mut last = None;
    let chars = texts.flat_map(|t| t.chars().chain(['\n'])).take(COMPARED);
    chars.filter_map(move |c| {
        let han = ('\u{4e00}'..='\u{9fff}').contains(&c);
        let pair = last.filter(|_| han).map(|l| (l, c));
        last = han.then_some(c);
        pair.filter(|(a, b)| !EMPTY.contains(*a) || !EMPTY.contains(*b))
    })
}

/// The amounts of a task that are worth comparing: not shares, and not single digits.
fn amounts_of<'a>(task: &Task, figures: &'a [Figure]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let own: Vec<&Figure> = task.figures.iter().filter_map(|&f| figures.get(f as usize)).collect();
    own.into_iter()
        .filter(|f| matches!(f.kind, Kind::Money | Kind::Count | Kind::Area | Kind::Length | Kind::Mass))
        .filter(|f| f.value.len() > 1)
        .map(|f| (f.value.as_str(), f.unit.as_str()))
}
