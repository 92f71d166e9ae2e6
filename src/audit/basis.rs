//! What a change is measured against, by the words of its clause.
//!
//! | words | base |
//! | --- | --- |
//! | `同比` `比上年` `较去年同期` | the year before |
//! | `比2019年` `与2019年相比` | that year |
//! | `比年初` | the start of the year |
//! | `比年初预算` `较计划` | a plan |
//! | `环比` `比上月` | the period before |
//!
//! A change and a rate of two bases are two claims, though they stand side by side.

use super::word::{Text, Word};

/// What a change is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The year before.
    LastYear,
    /// A year that is named.
    Year(u32),
    /// The start of the year.
    Start,
    /// A budget, a plan, a target.
    Plan,
    /// The month, the quarter before.
    Period,
}

/// Words that name a base, and which.
const WORDS: [(Word, Base); 35] = [
    (Word::of("年度目标"), Base::Plan),
    (Word::of("年度计划"), Base::Plan),
    (Word::of("年度任务"), Base::Plan),
    (Word::of("全年目标"), Base::Plan),
    (Word::of("全年计划"), Base::Plan),
    (Word::of("月初"), Base::Period),
    (Word::of("季初"), Base::Period),
    (Word::of("序时"), Base::Plan),
    (Word::of("比限额"), Base::Plan),
    (Word::of("较限额"), Base::Plan),
    (Word::of("同比"), Base::LastYear),
    (Word::of("上年"), Base::LastYear),
    (Word::of("去年"), Base::LastYear),
    (Word::of("上一年"), Base::LastYear),
    (Word::of("年初"), Base::Start),
    (Word::of("上年末"), Base::Start),
    (Word::of("去年末"), Base::Start),
    (Word::of("上年底"), Base::Start),
    (Word::of("比预算"), Base::Plan),
    (Word::of("较预算"), Base::Plan),
    (Word::of("年初预算"), Base::Plan),
    (Word::of("年初计划"), Base::Plan),
    (Word::of("年初目标"), Base::Plan),
    (Word::of("比计划"), Base::Plan),
    (Word::of("较计划"), Base::Plan),
    (Word::of("超计划"), Base::Plan),
    (Word::of("超预算"), Base::Plan),
    (Word::of("比调整"), Base::Plan),
    (Word::of("较调整"), Base::Plan),
    (Word::of("上年预算"), Base::Plan),
    (Word::of("上年初预算"), Base::Plan),
    (Word::of("比目标"), Base::Plan),
    (Word::of("较目标"), Base::Plan),
    (Word::of("环比"), Base::Period),
    (Word::of("上月"), Base::Period),
];

/// The base that the last clauses of a gap name.
pub(super) fn base(gap: &str) -> Option<Base> {
    let sentence = Text::new(gap.rsplit(['。', '；', '\n']).next().unwrap_or(gap));
    let named = WORDS
        .iter()
        .filter_map(|(w, b)| sentence.last(w).map(|at| (at + w.text.len(), w.text.len(), *b)))
        .max_by_key(|m| (m.0, m.1));
    let year = || {
        let at = sentence.rfind(['比', '较', '與', '与', '較'])?;
        let rest = sentence.get(at..)?;
        super::rule::printed_year(rest).map(|y| (at + rest.find('年').unwrap_or(0), Base::Year(y)))
    };
    match (named, year()) {
        (Some((end, _, b)), Some((at, y))) => Some(if at > end { y } else { b }),
        (Some((_, _, b)), None) => Some(b),
        (None, Some((_, y))) => Some(y),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_base_counts() {
        assert_eq!(base("，比2019年增加12亿元，同比增长"), Some(Base::LastYear));
        assert_eq!(base("，比上年增加，比2020年增长"), Some(Base::Year(2020)));
        assert_eq!(base("，较年初预算减少"), Some(Base::Plan));
        assert_eq!(base("，比年初增加"), Some(Base::Start));
        assert_eq!(base("，增长"), None);
    }
}
