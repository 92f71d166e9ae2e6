//! Ranks, and all else that begins with 第.
//!
//! | spelling | reading |
//! | --- | --- |
//! | `第六位` `第4名` | rank, unit 位 or 名 |
//! | `全区第一` `位居第三` `排名第2` | rank without unit |
//! | `第一季度` | a period |
//! | `第三届` `第5条` `第一次会议` `第一产业` `第1、2、3项` | no figure |

use super::scan::{Found, Reader};
use super::{Kind, Short, quantity, time};
use crate::lexicon::unit::unit;
use crate::numeral::{blanks, number};

const PLACED: &[&str] = &[
    "居", "列", "名", "排", "获", "获得", "全国", "全省", "全市", "全区", "全县", "全州", "全盟", "世界", "全球",
    "倒数", "位次", "占", "全旗", "省内", "西部", "中部", "东部", "为", "均", "并列", "榜单", "中", "评", "指标",
    "夺得",
];

pub(super) fn read(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    if let Some(end) = time::quarter(r, at) {
        return Some(end);
    }
    let start = at + '第'.len_utf8();
    let start = start + blanks(&r.text[start..]);
    let (rest, n) = number(&r.text[start..]).ok()?;
    let end = r.text.len() - rest.len();
    let skip = blanks(rest);
    let (unit_text, unit_end) = match unit(&rest[skip..]) {
        Some((e, len)) => (e.unit.spelling, end + skip + len),
        None => ("", end),
    };
    let ranked = matches!(unit_text, "位" | "名");
    let lead = r.lead(at);
    let plain = unit_text.is_empty() && {
        let placed = PLACED.iter().any(|w| lead.ends_with(w));
        let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() || matches!(c, '的' | '和'));
        placed && ends && !rest.starts_with('、')
    };
    if (ranked || plain || r.options.bare) && n.high.is_none() && n.low.scale == 0 {
        let end = if ranked { unit_end } else { end };
        if let Some(total) = n.total() {
            let value = total.text(false);
            let kind = if ranked || plain { Kind::Rank } else { Kind::Number };
            let unit = if ranked { Short::from(unit_text) } else { Short::new() };
            r.push(Found { value, unit, ..quantity::empty(at, end, kind) });
            return Some(end);
        }
    }
    Some(chain(r, unit_end))
}

/// Past the further members of `第1、2、3项`.
fn chain(r: &Reader<'_>, mut end: usize) -> usize {
    for _ in 0..16 {
        let rest = &r.text[end..];
        let Some(c) = rest.chars().next().filter(|c| matches!(c, '、' | '-' | '－' | '—' | '至' | '到' | '~' | '～'))
        else {
            break;
        };
        let Ok((after, _)) = number(&rest[c.len_utf8()..]) else { break };
        let skip = blanks(after);
        // A second number with a unit of its own (第3、5万元) is not one of them.
        match unit(&after[skip..]) {
            Some((e, len)) if e.unit.dimension == crate::lexicon::unit::Dimension::Count => {
                end = r.text.len() - after.len() + skip + len;
            }
            Some(_) => break,
            None => end = r.text.len() - after.len(),
        }
    }
    end
}
