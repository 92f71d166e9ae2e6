//! Times in a list, one for each figure of the list after it: `2022年、2023年、2024年收入分别为`, `2020—2023年客运量分别为`.

use smallvec::SmallVec;

use super::Section;
use crate::figure::Kind;
use crate::meaning::{Period, list, time};

/// Times, and the first of the figures that they are of.
#[derive(Debug)]
pub(super) struct Spread {
    first: usize,
    times: SmallVec<[Period; 4]>,
}

impl Spread {
    /// The time of a figure.
    pub(super) fn of(&self, figure: usize) -> Option<Period> {
        self.times.get(figure.checked_sub(self.first)?).copied()
    }
}

impl Section<'_> {
    /// Gives the times before a list of figures to its members, where there are as many.
    pub(super) fn spread(&mut self, first: usize) {
        let text = self.page.text.as_str();
        let members = list::row(self.figures, first, text);
        let dates = self.figures[..first].iter().rev();
        let dates = dates.take_while(|f| matches!(f.kind, Kind::Date | Kind::Period)).take(members.max(1) + 1);
        let dates: SmallVec<[_; 4]> =
            dates.take_while(|f| self.tokens.iter().any(|t| t.start == f.span.start)).collect();
        if members < 2 || dates.is_empty() {
            return;
        }
        let year = self.clock.year();
        let mut times: SmallVec<[Period; 4]> = SmallVec::new();
        if dates.len() == members {
            times.extend(dates.iter().rev().filter_map(|f| time::resolve(&f.value, f.upper(), year)));
        } else if let [stretch] = dates[..]
            && let (Ok(from), Some(Ok(to))) =
                (stretch.value.parse::<i32>(), stretch.upper().as_ref().map(|u| u.parse::<i32>()))
            && to.checked_sub(from).is_some_and(|years| usize::try_from(years + 1) == Ok(members))
        {
            times.extend((from..=to).map(Period::of_year));
        }
        if times.len() == members {
            self.spread = Some(Spread { first, times });
        }
    }
}
