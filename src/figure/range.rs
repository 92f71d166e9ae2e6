//! Ranges, bounds on both sides, and numbers that share a unit.
//!
//! | spelling | value, upper |
//! | --- | --- |
//! | `5%—7%` `10~15万` `5至10%` | 5, 7; 10, 15; 5, 10 |
//! | `100万元至300万元` | 100, 300 |
//! | `5000元至1万元` | 5000, 10000: both written out in the second unit |
//! | `两到三百` | 200, 300 |
//! | `1万与2万之间` `大于10小于20` `不低于5%不高于8%` | the two bounds |
//! | `由5亿元至8亿元` | a change, no range |
//! | `3.5、4.2和5.1亿元` | three figures |

// The ends of a stretch are a and b, x and y; a number is n, an end of text e.
#![allow(clippy::many_single_char_names, clippy::similar_names)]

use super::quantity::{Measure, Part, emit, empty, in_quotes, part, printed_unit};
use super::scan::{Found, Reader};
use super::{Kind, bound, name};
use crate::lexicon::unit::{Dimension, Entry, unit};
use crate::numeral::{Chars, Exact, Form, blanks};

/// Behind a range's first number: where its second begins. `（含）` may stand between.
pub(super) fn joint(text: &str, at: usize) -> Option<(usize, bool)> {
    let mut at = at + blanks(&text[at..]);
    if text[at..].starts_with(['(', '（']) {
        at += ["(含)", "（含）"].iter().find(|w| text[at..].starts_with(**w))?.len();
    }
    let c = text[at..].chars().next()?;
    let worded = matches!(c, '至' | '到');
    if !worded && !matches!(c, '—' | '-' | '－' | '–' | '~' | '～' | '−' | '〜' | '―' | '∼') {
        return None;
    }
    let mut end = at + c.len_utf8();
    if c == '—' && text[end..].starts_with('—') {
        end += c.len_utf8();
    }
    Some((end + blanks(&text[end..]), worded))
}

/// `5%—7%`, `10~15万`, `100万元至300万元`.
pub(super) fn range(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    a: &Part,
    b: &Part,
    currency: Option<&'static Entry>,
) -> Option<usize> {
    let text = r.text;
    if b.number.high.is_some() {
        return None;
    }
    let measure = match (a.unit, b.unit) {
        (Some(u), Some(v))
            if u.entry.unit.dimension == v.entry.unit.dimension && u.entry.unit.base == v.entry.unit.base =>
        {
            v
        }
        (None, Some(v)) => v,
        (None, None) if currency.is_some() => Measure { entry: currency?, start: b.bare, end: b.bare, rate: false },
        (None, None) => {
            // Two bare numbers, on request.
            let (x, y) = (a.number.total()?, b.number.total()?);
            let shared =
                if a.number.power == 0 && b.number.power > 0 { a.number.low.shifted(b.number.power)? } else { x };
            if b.number.power >= 4 && !r.options.bare {
                let lead = r.text[..at].chars().rev().take(14).collect::<String>();
                let spoken = r.taiwan && b.number.form == Form::Arabic;
                if spoken || lead.contains(['元', '额', '资', '款', '费', '金', '投', '值']) {
                    let entry = unit("元")?.0;
                    let measure = Measure { entry, start: b.bare, end: b.bare, rate: false };
                    return joined(r, start, at, a, b, currency, measure, b.bare);
                }
            }
            if !r.options.bare || !less(shared, y) {
                return None;
            }
            let (value, upper) = (shared.text(false), y.text(false));
            r.push(Found { value, upper: Some(upper), ..empty(at, b.bare, Kind::Number) });
            return Some(b.bare);
        }
        _ => return None,
    };
    let d = measure.entry.unit.dimension;
    if measure.entry.unit.spelling == "年" && b.number.low.mantissa >= 1000 {
        return None;
    }
    let zero = text[at..].starts_with('0') && a.number.low.scale == 0 && a.number.low.mantissa > 0;
    if zero
        || name::is_name(r.lead(at), &b.number, measure.entry.unit.spelling, d, &text[measure.end..])
        || in_quotes(text, at, measure.end, d)
    {
        return None;
    }
    joined(r, start, at, a, b, currency, measure, measure.end)
}

#[expect(clippy::too_many_arguments)]
fn joined(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    a: &Part,
    b: &Part,
    currency: Option<&'static Entry>,
    measure: Measure,
    end: usize,
) -> Option<usize> {
    let text = r.text;
    let (x, y) = (&a.number, &b.number);
    let same_unit = a.unit.is_none_or(|u| u.entry.unit.spelling == measure.entry.unit.spelling);
    let spelled_alike = a.unit.is_some() && same_unit && x.power == y.power;
    let understood = measure.start == measure.end;
    let shared = a.unit.is_none() && (x.power == y.power || x.power == 0) && less(x.low, y.low);
    // 两到三百: the hundred belongs to both.
    let lent = x.form == Form::Han && x.tokens == 1 && y.form == Form::Han && y.tokens == 2 && x.power == 0;
    if shared && lent && y.low.mantissa >= 200 {
        let power = if y.low.mantissa >= 2000 { 3 } else { 2 };
        let low = x.low.shifted(power)?;
        if less(low, y.low) {
            let label = printed_unit(text, y, measure);
            let low = Part { number: y.with_low(low), ..*b };
            return emit(r, start, end, false, currency, &low, Some(y.low), label, measure);
        }
    }
    if (spelled_alike || shared) && less(x.low, y.low) {
        let mut label = printed_unit(text, y, measure);
        if understood {
            label.push('元');
        }
        let low = Part { number: y.with_low(x.low), ..*b };
        return emit(r, start, end, false, currency, &low, Some(y.low), label, measure);
    }
    // Different magnitudes: both written out, in the second unit.
    let (low, high) = (x.total()?, y.total()?);
    let low = match a.unit {
        Some(u) if !same_unit => {
            let factor =
                (u.entry.factor.0 * measure.entry.factor.1).checked_div(u.entry.factor.1 * measure.entry.factor.0)?;
            let d = factor.normalize();
            let whole = u128::try_from(d.mantissa()).ok()?;
            Exact { mantissa: low.mantissa.checked_mul(whole)?, scale: low.scale.checked_add(d.scale() as u8)? }
        }
        _ => low,
    };
    if !less(low, high) || start < r.floor || at < start {
        return None;
    }
    let written = Part { number: y.plain(low), ..*b };
    let mut label = printed_unit(text, &written.number, measure);
    if understood {
        label.push('元');
    }
    emit(r, start, end, false, currency, &written, Some(high), label, measure)
}

pub(super) fn less(a: Exact, b: Exact) -> bool {
    let up =
        |e: Exact, scale: u8| e.mantissa.checked_mul(10u128.checked_pow(u32::from(scale.saturating_sub(e.scale)))?);
    let scale = a.scale.max(b.scale);
    matches!((up(a, scale), up(b, scale)), (Some(a), Some(b)) if a < b)
}

/// `3、5和8万人`: members without a unit of their own, up to the one that has it.
pub(super) fn shared(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    if !text[first.bare..].starts_with(['、', '和', '及', '与', '與']) {
        return None;
    }
    let lead = text[..at].chars().next_back()?;
    if first.number.high.is_some() || !(lead.is_alphabetic() || lead.is_whitespace() || lead == '（') {
        return None;
    }
    let mut members = [(at, *first); 12];
    let mut count = 1;
    let mut last = *first;
    while count < members.len() {
        let rest = &text[last.bare..];
        let Some(c) = rest.chars().next().filter(|c| matches!(c, '、' | '和' | '及' | '与' | '與')) else { break };
        let from = last.bare + c.len_utf8();
        let Some(p) = part(text, from).filter(|p| p.number.form == first.number.form) else { break };
        members[count] = (from, p);
        count += 1;
        last = p;
        if p.unit.is_some() {
            break;
        }
    }
    let measure = last.unit.filter(|_| count > 1)?;
    let d = measure.entry.unit.dimension;
    let counted = matches!(d, Dimension::Count | Dimension::Duration | Dimension::Other | Dimension::Noun);
    let small = first.number.form == Form::Han || lead.is_whitespace() || count == 2;
    if counted && small || name::is_name(r.lead(at), &last.number, measure.entry.unit.spelling, d, &text[measure.end..])
    {
        return None;
    }
    let magnitude = last.number;
    for (i, (from, p)) in members[..count].iter().enumerate() {
        let whole = i + 1 == count;
        let lends = p.number.power == 0 && !whole;
        let number = if lends { magnitude.with_low(p.number.low) } else { p.number };
        let label = printed_unit(text, &number, measure);
        let end = if whole { measure.end } else { p.bare };
        emit(r, *from, end, false, None, &Part { number, ..*p }, None, label, measure);
    }
    Some(measure.end)
}

/// Lower bounds, and the upper bounds that may follow them.
const LOWER: &[&str] =
    &["大于等于", "大于或等于", "不小于", "不低于", "不少于", "大于", "高于", "超过", "至少", "最少", "多于"];
const UPPER: &[&str] =
    &["小于等于", "小于或等于", "不大于", "不高于", "不超过", "小于", "低于", "至多", "最多", "少于", "不足"];

/// What a second bound begins with, or what joins it to the first.
static SECOND: Chars = Chars::of("大不高超至最多小低少足，,且并而的同但 ");

/// `大于10小于20`, `最多100最少20个`, `1000以上，1500以下`, `10000与20000之间`: one range.
pub(super) fn bounded(r: &mut Reader<'_>, at: usize, a: &Part, currency: Option<&'static Entry>) -> Option<usize> {
    let text = r.text;
    let behind = &text[a.end()..];
    let gap = blanks(behind);
    let c = behind[gap..].chars().next()?;
    if matches!(c, '与' | '和' | '至' | '到' | '與') {
        if !r.options.bare && !text[a.end()..].chars().skip(1).take(14).any(|c| c == '间' || c == '間') {
            return None;
        }
        let b = part(text, a.end() + gap + c.len_utf8() + blanks(&behind[gap + c.len_utf8()..]))?;
        // 20000间 is no count of rooms here.
        let room = b.unit.is_some_and(|u| u.entry.unit.spelling == "间");
        let b = if room { Part { unit: None, ..b } } else { b };
        let word = ["之间", "之間", "间"].into_iter().find(|w| text[b.end()..].starts_with(w))?;
        let end = range(r, at, at, a, &b, currency)?;
        // A bare number has no unit to end with: the word that closes the range belongs to it.
        let Some(bare) = r.out.last_mut().filter(|f| f.kind == Kind::Number) else { return Some(end) };
        bare.span.end += word.len() as u32;
        r.floor = end + word.len();
        return Some(r.floor);
    }
    let lead = r.lead(at);
    let above = behind[gap..].strip_prefix("以上");
    if above.is_none() && !SECOND.has(c) {
        return None;
    }
    if above.is_none() && !lead.ends_with(['于', '过', '低', '高', '少', '多', '足', '等']) {
        return None;
    }
    // 不低于 ends like 低于: the longest word tells.
    let longest = |words: &[&str]| words.iter().filter(|w| lead.ends_with(**w)).map(|w| w.len()).max().unwrap_or(0);
    let (upper, lower) = (longest(UPPER), longest(LOWER));
    let (high, low) = (upper > lower, lower > upper);
    if !low && !high && above.is_none() {
        return None;
    }
    let mut rest = above.unwrap_or(&behind[gap..]);
    for w in ["，", ",", "且", "并且", "而且", "的同时", "同时", "，但"] {
        let t = rest.trim_start_matches(' ');
        rest = t.strip_prefix(w).unwrap_or(t);
    }
    let rest = rest.trim_start_matches(' ');
    let words = if high { LOWER } else { UPPER };
    let rest = match above {
        Some(_) => rest,
        None => words.iter().find_map(|w| rest.strip_prefix(w))?,
    };
    let to = text.len() - rest.len();
    let b = part(text, to + blanks(rest))?;
    if above.is_some() && !text[b.end()..].trim_start_matches(' ').starts_with("以下") {
        return None;
    }
    if let (Some(u), Some(v)) = (a.unit, b.unit)
        && u.entry.unit.base != v.entry.unit.base
    {
        return None;
    }
    let (x, y) = if high { (&b, a) } else { (a, &b) };
    let unit = a.unit.or(b.unit);
    let end = b.end();
    match unit {
        Some(_) if a.unit.is_some() && b.unit.is_none() => None,
        Some(_) => {
            let bare = Part { unit: None, ..*x };
            let full = Part { unit, ..*y };
            let first = r.out.len();
            range(r, at, at, &bare, &full, currency)?;
            if let Some(f) = r.out.get_mut(first) {
                f.span.end = r.place.base + end as u32;
                // Both ends are told: it is no bound any more.
                f.qualifier = None;
            }
            r.floor = end;
            Some(end)
        }
        None => {
            let (low, high) = (x.number.total()?, y.number.total()?);
            if !r.options.bare || !less(low, high) {
                return None;
            }
            let (value, upper) = (low.text(false), high.text(false));
            let start = at - bound::word_before(&r.text[r.floor.min(at)..at]);
            r.push(Found { value, upper: Some(upper), ..empty(start, end, Kind::Number) });
            Some(end)
        }
    }
}
