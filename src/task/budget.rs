//! The budget of a task, from the indicators of its figures.
//!
//! | slot | spellings |
//! | --- | --- |
//! | initial | `年初安排预算` `年初预算数` |
//! | annual | `全年预算数` `全年安排预算` `调整预算数` |
//! | executed | `执行数` `支出决算` `实际支出` |
//! | rate | `完成预算的` `预算执行率` |

use super::Budget;
use crate::figure::{Figure, Kind};
use crate::lexicon::rules;
use crate::meaning::{Basis, Meaning};

/// The first figure of each slot; `None` where no amount fills one.
pub(super) fn of(inside: &[u32], figures: &[Figure], meanings: &[Meaning]) -> Option<Budget> {
    let mut budget = Budget::default();
    for &i in inside {
        let (Some(f), Some(m)) = (figures.get(i as usize), meanings.get(i as usize)) else { continue };
        if f.cell().is_some() || m.change.is_some() {
            continue;
        }
        let slot = match (f.kind, m.indicator.and_then(|i| i.of(rules::current())).map(|i| i.code)) {
            (Kind::Money, Some("budget.initial")) => &mut budget.initial,
            (Kind::Money, Some("budget.annual" | "budget.adjusted")) => &mut budget.annual,
            (Kind::Money, Some("budget.executed")) => &mut budget.executed,
            (Kind::Percent, Some("budget.execution_rate")) => &mut budget.rate,
            (Kind::Percent, _) if m.basis == Some(Basis::VsBudget) => &mut budget.rate,
            _ => continue,
        };
        slot.get_or_insert(i);
    }
    (budget.initial.or(budget.annual).or(budget.executed).is_some()).then_some(budget)
}
