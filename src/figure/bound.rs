//! Bounds and approximations around a number.
//!
//! | spelling | qualifier |
//! | --- | --- |
//! | `约` `近` `将近` `大约` `接近` … before, `左右` `上下` behind | about |
//! | `超` `超过` `突破` `多于` before, `余` `多` `几` inside | more_than |
//! | `不足` `不到` `低于` `少于` before | less_than |
//! | `不低于` `不少于` `至少` before, `以上` `之上` behind | at_least |
//! | `不超过` `不高于` `至多` before, `以内` `以下` `之下` behind | at_most |

use super::Qualifier;
use super::scan::Reader;
use crate::fold::is_blank;
use crate::numeral::Chars;

/// The words that bound what follows, by their last letter, the longest first.
const BEFORE: &[(char, &[(&str, Qualifier)])] = &[
    (
        '于',
        &[
            ("大于或者等于", Qualifier::AtLeast),
            ("小于或等于", Qualifier::AtMost),
            ("大于或等于", Qualifier::AtLeast),
            ("不得低于", Qualifier::AtLeast),
            ("不得少于", Qualifier::AtLeast),
            ("大于等于", Qualifier::AtLeast),
            ("小于等于", Qualifier::AtMost),
            ("不低于", Qualifier::AtLeast),
            ("不少于", Qualifier::AtLeast),
            ("不小于", Qualifier::AtLeast),
            ("不下于", Qualifier::AtLeast),
            ("不高于", Qualifier::AtMost),
            ("不多于", Qualifier::AtMost),
            ("不大于", Qualifier::AtMost),
            ("多于", Qualifier::MoreThan),
            ("高于", Qualifier::MoreThan),
            ("大于", Qualifier::MoreThan),
            ("低于", Qualifier::LessThan),
            ("少于", Qualifier::LessThan),
            ("小于", Qualifier::LessThan),
        ],
    ),
    ('少', &[("至少", Qualifier::AtLeast), ("最少", Qualifier::AtLeast)]),
    ('低', &[("最低", Qualifier::AtLeast)]),
    ('码', &[("起码", Qualifier::AtLeast)]),
    ('碼', &[("起碼", Qualifier::AtLeast)]),
    ('≥', &[("≥", Qualifier::AtLeast)]),
    (
        '过',
        &[
            ("不得超过", Qualifier::AtMost),
            ("不超过", Qualifier::AtMost),
            ("未超过", Qualifier::AtMost),
            ("超过", Qualifier::MoreThan),
        ],
    ),
    ('過', &[("不超過", Qualifier::AtMost), ("超過", Qualifier::MoreThan)]),
    ('多', &[("至多", Qualifier::AtMost), ("最多", Qualifier::AtMost)]),
    ('高', &[("最高", Qualifier::AtMost)]),
    ('≤', &[("≤", Qualifier::AtMost)]),
    ('破', &[("未突破", Qualifier::AtMost), ("不突破", Qualifier::AtMost), ("突破", Qualifier::MoreThan)]),
    ('逾', &[("逾", Qualifier::MoreThan)]),
    ('超', &[("超", Qualifier::MoreThan)]),
    ('＞', &[("＞", Qualifier::MoreThan)]),
    ('足', &[("不足", Qualifier::LessThan)]),
    ('到', &[("不到", Qualifier::LessThan)]),
    ('达', &[("未达", Qualifier::LessThan)]),
    ('＜', &[("＜", Qualifier::LessThan)]),
    ('约', &[("大约", Qualifier::About), ("约", Qualifier::About)]),
    ('約', &[("約", Qualifier::About)]),
    ('近', &[("接近", Qualifier::About), ("近", Qualifier::About)]),
    ('为', &[("最多为", Qualifier::AtMost), ("约为", Qualifier::About)]),
    ('占', &[("约占", Qualifier::About)]),
    ('体', &[("大体", Qualifier::About)]),
    ('是', &[("至少是", Qualifier::AtLeast)]),
    ('有', &[("至少有", Qualifier::AtLeast)]),
];

const AFTER: &[(&str, Qualifier)] = &[
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("以上", Qualifier::AtLeast),
    ("之上", Qualifier::AtLeast),
    ("及以上", Qualifier::AtLeast),
    ("或以上", Qualifier::AtLeast),
    ("(含)以上", Qualifier::AtLeast),
    ("（含）以上", Qualifier::AtLeast),
    ("以内", Qualifier::AtMost),
    ("以內", Qualifier::AtMost),
    ("之内", Qualifier::AtMost),
    ("以下", Qualifier::AtMost),
    ("之下", Qualifier::AtMost),
    ("及以下", Qualifier::AtMost),
];

/// The first letters of `AFTER`.
static FIRST: Chars = Chars::of("左上以及或(（之");

/// The qualifier from the words right before and right behind.
pub(super) fn qualifier(lead: &str, after: &str, more: bool) -> Option<Qualifier> {
    if more {
        return Some(Qualifier::MoreThan);
    }
    if let Some(q) = lead.chars().next_back().and_then(|c| before(lead, c)) {
        return Some(q);
    }
    let next = after.chars().next()?;
    if FIRST.has(next) || is_blank(next) {
        let after = after.trim_start();
        return AFTER.iter().find(|(w, _)| after.starts_with(w)).map(|(_, q)| *q);
    }
    None
}

/// The bytes of the bounding word right behind; 0 where there is none.
pub(super) fn word_behind(after: &str) -> usize {
    AFTER.iter().filter(|(w, _)| after.starts_with(w)).map(|(w, _)| w.len()).max().unwrap_or(0)
}

/// The letters that bounding words before a number end with.
static LAST: Chars = Chars::of("于少过過多高低破逾是有超足到达约約近为占码碼体≥≤＞＜");

/// The qualifier from the words right before, given their last letter.
#[inline]
pub(super) fn before(lead: &str, last: char) -> Option<Qualifier> {
    if LAST.has(last) { ending(lead, last) } else { None }
}

/// The same of what stands before a place.
#[inline]
pub(super) fn before_letter(r: &Reader<'_>, at: usize, last: char) -> Option<Qualifier> {
    if LAST.has(last) { ending(r.lead(at), last) } else { None }
}

/// The bounding word that a text ends with, given its last letter.
#[inline(never)]
fn ending(lead: &str, last: char) -> Option<Qualifier> {
    // 节约30万元, 附近3公里: the letter ends another word.
    if matches!(last, '约' | '約' | '近' | '超') && OTHERS.iter().any(|w| lead.ends_with(w)) {
        return None;
    }
    words(last).iter().find(|(w, _)| lead.ends_with(w)).map(|(_, q)| *q)
}

/// Words that end like a bound and are none.
const OTHERS: &[&str] = &[
    "节约", "節約", "集约", "签约", "簽約", "履约", "违约", "預約", "预约", "公约", "合约", "解约", "附近", "邻近",
    "临近", "靠近", "最近", "赶超", "反超",
];

/// The bounding words that end with a letter.
fn words(last: char) -> &'static [(&'static str, Qualifier)] {
    BEFORE.iter().find(|(c, _)| *c == last).map_or(&[], |(_, words)| words)
}

/// The bytes of the bounding word right before a bare number, which has no unit to tell what it bounds: it is quoted
/// with the number. 0 where there is none, or a blank between: `lead` is the text up to the number, blanks and all.
pub(super) fn word_before(lead: &str) -> usize {
    let words = lead.chars().next_back().map_or(&[][..], words);
    words.iter().find(|(w, _)| lead.ends_with(w)).map_or(0, |(w, _)| w.len())
}
