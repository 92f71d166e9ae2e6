//! Bounds and approximations around a number.
//!
//! | spelling | qualifier |
//! | --- | --- |
//! | `约` `近` `将近` `大约` `接近` … before, `左右` `上下` behind | about |
//! | `超` `超过` `突破` `多于` before, `余` `多` `几` inside | more_than |
//! | `不足` `不到` `低于` `少于` before | less_than |
//! | `不低于` `不少于` `至少` before, `以上` behind | at_least |
//! | `不超过` `不高于` `至多` before, `以内` `以下` behind | at_most |

use super::Qualifier;

const BEFORE: &[(&str, Qualifier)] = &[
    ("不低于", Qualifier::AtLeast),
    ("不少于", Qualifier::AtLeast),
    ("不小于", Qualifier::AtLeast),
    ("不得低于", Qualifier::AtLeast),
    ("不得少于", Qualifier::AtLeast),
    ("至少", Qualifier::AtLeast),
    ("最少", Qualifier::AtLeast),
    ("最低", Qualifier::AtLeast),
    ("起码", Qualifier::AtLeast),
    ("起碼", Qualifier::AtLeast),
    ("大于等于", Qualifier::AtLeast),
    ("≥", Qualifier::AtLeast),
    ("不超过", Qualifier::AtMost),
    ("不超過", Qualifier::AtMost),
    ("不得超过", Qualifier::AtMost),
    ("不高于", Qualifier::AtMost),
    ("不多于", Qualifier::AtMost),
    ("不大于", Qualifier::AtMost),
    ("至多", Qualifier::AtMost),
    ("最多", Qualifier::AtMost),
    ("最高", Qualifier::AtMost),
    ("小于等于", Qualifier::AtMost),
    ("≤", Qualifier::AtMost),
    ("超过", Qualifier::MoreThan),
    ("超過", Qualifier::MoreThan),
    ("突破", Qualifier::MoreThan),
    ("多于", Qualifier::MoreThan),
    ("高于", Qualifier::MoreThan),
    ("大于", Qualifier::MoreThan),
    ("逾", Qualifier::MoreThan),
    ("超", Qualifier::MoreThan),
    ("＞", Qualifier::MoreThan),
    ("不足", Qualifier::LessThan),
    ("不到", Qualifier::LessThan),
    ("未达", Qualifier::LessThan),
    ("低于", Qualifier::LessThan),
    ("少于", Qualifier::LessThan),
    ("小于", Qualifier::LessThan),
    ("＜", Qualifier::LessThan),
    ("约", Qualifier::About),
    ("約", Qualifier::About),
    ("大约", Qualifier::About),
    ("近", Qualifier::About),
    ("接近", Qualifier::About),
    ("约为", Qualifier::About),
    ("约占", Qualifier::About),
    ("大体", Qualifier::About),
    ("至少是", Qualifier::AtLeast),
    ("至少有", Qualifier::AtLeast),
    ("最多为", Qualifier::AtMost),
    ("小于或等于", Qualifier::AtMost),
    ("大于或者等于", Qualifier::AtLeast),
    ("大于或等于", Qualifier::AtLeast),
];

const AFTER: &[(&str, Qualifier)] = &[
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("以上", Qualifier::AtLeast),
    ("及以上", Qualifier::AtLeast),
    ("或以上", Qualifier::AtLeast),
    ("(含)以上", Qualifier::AtLeast),
    ("（含）以上", Qualifier::AtLeast),
    ("以内", Qualifier::AtMost),
    ("以內", Qualifier::AtMost),
    ("之内", Qualifier::AtMost),
    ("以下", Qualifier::AtMost),
    ("及以下", Qualifier::AtMost),
];

/// The qualifier from the words right before and right behind.
pub(super) fn qualifier(lead: &str, after: &str, more: bool) -> Option<Qualifier> {
    if more {
        return Some(Qualifier::MoreThan);
    }
    let last = lead.chars().next_back();
    if let Some(
        '于' | '少' | '过' | '過' | '多' | '高' | '低' | '破' | '逾' | '是' | '有' | '超' | '足' | '到' | '达' | '约'
        | '約' | '近' | '为' | '占' | '码' | '碼' | '体' | '≥' | '≤' | '＞' | '＜',
    ) = last
    {
        let longest = BEFORE.iter().filter(|(w, _)| lead.ends_with(w)).max_by_key(|(w, _)| w.len());
        if let Some((_, q)) = longest {
            return Some(*q);
        }
    }
    let after = after.trim_start();
    if let Some('左' | '上' | '以' | '及' | '或' | '(' | '（' | '之') = after.chars().next() {
        return AFTER.iter().find(|(w, _)| after.starts_with(w)).map(|(_, q)| *q);
    }
    None
}

/// The bytes of the bounding word right before a bare number, which has no unit to tell what it bounds: it is quoted
/// with the number. 0 where there is none, or a blank between.
pub(super) fn word_before(lead: &str) -> usize {
    BEFORE.iter().filter(|(w, _)| lead.ends_with(w)).map(|(w, _)| w.len()).max().unwrap_or(0)
}
