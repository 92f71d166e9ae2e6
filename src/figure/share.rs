//! Shares of a whole: percentages in words, fractions, tenths, shares of a hundred.
//!
//! | spelling | reading |
//! | --- | --- |
//! | `百分之三点五` `千分之五` `万分之三` `百分之百` | 3.5 `%`, 5 `‰`, 3 `‱`, 100 `%` |
//! | `百分之三十到四十一` `五成到六成` | 30, 41 `%`; 50, 60 `%` |
//! | `百分之负三点五` | -3.5 `%` |
//! | `四分一` `十份十一` | 1/4, 1.1: on request |
//! | `三分之二` `三又五分之一` `1/4` `1又1/5` | 2/3, 3.2, 0.25, 1.2 |
//! | `一成` `三成半` `七成六` `9.5成` | 10, 35, 76, 95 `%` |
//! | `18.6∶35.8∶45.6` | three percentages without a sign |

use ecow::eco_format;

use super::quantity::{Measure, Part, emit, empty, measure, part, printed_unit};
use super::range::{joint, less};
use super::scan::{self, Found, Reader};
use super::sign::prefix;
use super::{Kind, Short, bound};
use crate::decimal::Decimal;
use crate::lexicon::unit::{Dimension, unit};
use crate::numeral::{Exact, Form, Number, blanks, digit, number};

/// `百分之三点五`, `千分之五`, `百分之三十到四十一`.
pub(super) fn percent_words(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let rest = &text[at..];
    let (word, sign) = match rest.chars().next()? {
        '百' => [("百分之", "%"), ("百万分之", "ppm")].into_iter().find(|(w, _)| rest.starts_with(w))?,
        '千' => ("千分之", "‰"),
        '万' | '萬' => ("万分之", "‱"),
        _ => return None,
    };
    let skip = crate::lexicon::unit::spelled(rest, word)?;
    let from = at + skip + blanks(&text[at + skip..]);
    if text[from..].starts_with(['几', '百']) && !text[from..].starts_with("百分之") {
        // 百分之百
        if text[from..].starts_with('百') {
            let (start, negative, _) = prefix(r, at, false);
            let hundred = Part { number: hundred(), bare: from + '百'.len_utf8(), unit: None, more: false };
            return share(r, start, hundred.bare, negative, &hundred, None, sign);
        }
        return Some(from);
    }
    // 百分之负三点五
    let minus = text[from..].chars().next().filter(|c| matches!(c, '负' | '負' | '-' | '－')).map_or(0, char::len_utf8);
    let (after, n) = number(&text[from + minus..]).ok()?;
    let end = text.len() - after.len();
    let (start, negative, _) = prefix(r, at, false);
    let negative = negative || minus > 0;
    let first = Part { number: n, bare: end, unit: None, more: n.more };
    let worded = |w: &str| r.lead(start).ends_with(w);
    if let Some((to, _)) = joint(text, end).filter(|(_, w)| !w || !(worded("由") || worded("从") || worded("從"))) {
        let to = text[to..].strip_prefix(word).map_or(to, |t| text.len() - t.len());
        let second = number(&text[to..]).ok().map(|(after, n)| (n, text.len() - after.len()));
        let hundred = text[to..].starts_with('百').then(|| (hundred(), to + '百'.len_utf8()));
        if let Some((n2, end2)) = second.or(hundred)
            && less(n.low, n2.low)
            && measure(text, end2).is_none()
        {
            return share(r, start, end2, negative, &first, Some(n2.low), sign);
        }
    }
    share(r, start, end, negative, &first, None, sign)
}

fn hundred() -> Number {
    number("100").map_or_else(|_| unreachable(), |(_, n)| n)
}

fn unreachable() -> Number {
    Number::zero()
}

fn share(
    r: &mut Reader<'_>,
    start: usize,
    end: usize,
    negative: bool,
    part: &Part,
    high: Option<Exact>,
    sign: &str,
) -> Option<usize> {
    let (entry, _) = unit(if sign == "ppm" { "%" } else { sign })?;
    let number = &part.number;
    let number = if sign == "ppm" {
        number.plain(Exact { scale: number.low.scale + 4, ..number.low.shifted(number.power)? })
    } else if number.power > 0 {
        number.plain(number.total()?)
    } else {
        *number
    };
    let measure = Measure { entry, start: end, end, rate: false };
    let sign = if sign == "ppm" { "%" } else { sign };
    emit(r, start, end, negative, None, &Part { number, ..*part }, high, sign.into(), measure)
}

/// `三分之二`, `三又五分之一`, `1/4`, `1又1/5`.
pub(super) fn fraction(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    let mut whole = None;
    let mut part = *first;
    let rest = &text[part.bare..];
    if let Some(after) = rest.strip_prefix('又') {
        let from = text.len() - after.len();
        // 五十又一百分之一: the hundred stands before 分之.
        let power = [("百分之", 2), ("千分之", 3), ("万分之", 4)];
        let (behind, mut n) = number(after).ok()?;
        let mut bare = text.len() - behind.len();
        if let Some((w, p)) = power.iter().find(|(w, _)| behind.starts_with(w)) {
            n = n.plain(n.low.shifted(*p)?);
            bare += w.chars().next().map_or(0, char::len_utf8);
        }
        (whole, part) = (Some(first.number), Part { number: n, bare, unit: None, more: false });
        if from == bare {
            return None;
        }
    } else if r.options.bare && digit(text[at..].chars().next()?).is_some() {
        // `1 3/5`
        if let Some(after) = rest.strip_prefix(' ').filter(|a| a.starts_with(|c| digit(c).is_some())) {
            let (behind, n) = number(after).ok()?;
            if behind.starts_with('/') {
                let bare = text.len() - behind.len();
                (whole, part) = (Some(first.number), Part { number: n, bare, unit: None, more: false });
            }
        }
    }
    // 四分一升, 十份十一: spoken without 之, on request.
    if r.options.bare
        && whole.is_none()
        && let Some(after) = rest.strip_prefix(['分', '份'])
        && let Ok((behind, n)) = number(after)
        && n.form == Form::Han
        && part.number.form == Form::Han
        && (rest.starts_with('份') || n.low.mantissa < part.number.low.mantissa)
        && !behind.starts_with(['秒', '钟', '鐘', '之', '半'])
        && !after.starts_with(['之', '半'])
    {
        return of_whole(r, at, &n, &part.number, text.len() - behind.len());
    }
    let rest = &text[part.bare..];
    let skip = blanks(rest);
    let mut flip = false;
    let (numerator, denominator, end) = if let Some(after) =
        rest.strip_prefix("分之").or_else(|| rest.strip_prefix("份之"))
    {
        flip = after.starts_with('负');
        let after = after.strip_prefix('负').unwrap_or(after);
        let (behind, n) = number(after).ok()?;
        (n, part.number, text.len() - behind.len())
    } else if let Some(after) = rest[skip..].strip_prefix(['/', '／']).filter(|_| part.number.form == Form::Arabic) {
        let after = &after[blanks(after)..];
        let (behind, n) = number(after).ok().filter(|(_, n)| n.form == Form::Arabic)?;
        let before = text[..at].chars().next_back();
        let code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.' | '_' | '第');
        let whole = n.low.scale == 0 && part.number.low.scale == 0 && n.power == 0 && part.number.power == 0;
        if !whole
            || before.is_some_and(code)
            || behind.starts_with(|c: char| code(c) || c == '年')
            || n.low.mantissa < 2
        {
            return None;
        }
        let small = part.number.low.mantissa < n.low.mantissa && n.low.mantissa <= 100;
        if !(small || r.options.bare)
            || measure(text, text.len() - behind.len())
                .is_some_and(|m| m.entry.unit.dimension != Dimension::Volume && n.low.mantissa > 10)
        {
            return None;
        }
        (n, part.number, text.len() - behind.len())
    } else {
        return None;
    };
    // In `a/b` the first number is the numerator.
    let (numerator, denominator) = if rest.starts_with('分') || rest.starts_with('份') {
        (numerator, denominator)
    } else {
        (denominator, numerator)
    };
    let (over, under) = (numerator.total()?, denominator.total()?);
    if under.scale > 0 || under.mantissa == 0 {
        return None;
    }
    let (start, negative, _) = prefix(r, at, false);
    // 一百分之五 is a percentage.
    if let (None, Some(sign)) = (
        whole,
        match under.mantissa {
            100 => Some("%"),
            1000 => Some("‰"),
            10_000 => Some("‱"),
            _ => None,
        },
    ) && rest.starts_with('分')
    {
        let part = Part { number: numerator, bare: end, unit: None, more: false };
        return share(r, start, end, negative, &part, None, sign);
    }
    if over.scale > 0 {
        return None;
    }
    let over = match whole {
        Some(w) => w.total()?.mantissa.checked_mul(under.mantissa)?.checked_add(over.mantissa)?,
        None => over.mantissa,
    };
    let volume = measure(text, end).filter(|m| m.entry.unit.dimension == Dimension::Volume);
    if let (Some(m), Some(e)) = (volume, decimal(over, under.mantissa)) {
        let part = Part { number: numerator.plain(e), bare: end, unit: Some(m), more: false };
        let label = printed_unit(text, &part.number, m);
        return emit(r, start, m.end, negative, None, &part, None, label, m);
    }
    let value = fraction_value(over, under.mantissa, negative != flip);
    let qualifier = bound::qualifier(r.lead(start), &text[end..], false);
    r.push(Found { value, qualifier, ..empty(start, end, Kind::Rate) });
    Some(end)
}

/// `over` of `under` parts, and the volume that it may measure.
fn of_whole(r: &mut Reader<'_>, at: usize, over: &Number, under: &Number, end: usize) -> Option<usize> {
    let (n, over, under) = (*over, over.total()?, under.total()?);
    if over.scale > 0 || under.scale > 0 || under.mantissa == 0 {
        return None;
    }
    let volume = measure(r.text, end).filter(|m| m.entry.unit.dimension == Dimension::Volume);
    if let (Some(m), Some(e)) = (volume, decimal(over.mantissa, under.mantissa)) {
        let part = Part { number: n.plain(e), bare: end, unit: Some(m), more: false };
        let label = printed_unit(r.text, &part.number, m);
        return emit(r, at, m.end, false, None, &part, None, label, m);
    }
    let value = fraction_value(over.mantissa, under.mantissa, false);
    r.push(Found { value, ..empty(at, end, Kind::Rate) });
    Some(end)
}

/// `a/b` as a decimal where it has one of at most six places.
fn decimal(over: u128, under: u128) -> Option<Exact> {
    (0..=6u8).find_map(|scale| {
        let over = over.checked_mul(10u128.pow(u32::from(scale)))?;
        (over % under == 0).then(|| Exact { mantissa: over / under, scale })
    })
}

fn fraction_value(over: u128, under: u128, negative: bool) -> Short {
    let sign = if negative { "-" } else { "" };
    decimal(over, under).map_or_else(|| eco_format!("{sign}{over}/{under}"), |e| e.text(negative))
}

/// Letters behind 成 that make it a word (成立 成为 成本 …).
const NOT_TENTHS: &str = "不立为為本果员員功效就长長分绩績都型熟品交语語年套堆群全因天人千片片份色活事稿形婚虫";

/// `一成`, `三成半`, `七成六`, `9.5成`.
pub(super) fn tenths(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    let skip = blanks(&text[first.bare..]);
    let after = text[first.bare + skip..].strip_prefix('成')?;
    let n = &first.number;
    if n.power > 0 || n.low.scale > 1 || n.low.mantissa == 0 {
        return None;
    }
    if after.starts_with(|c| NOT_TENTHS.contains(c)) || r.before(at) == Some('第') {
        return None;
    }
    let limit = if n.low.scale == 1 { 100 } else { 10 };
    if n.low.mantissa > limit && !r.options.bare {
        return None;
    }
    let mut end = text.len() - after.len();
    let mut low = n.low.shifted(1)?;
    let mut place = u8::from(n.low.scale == 0);
    let next = after.chars().next();
    if n.low.scale == 0 && n.high.is_none() {
        if next == Some('半') {
            low.mantissa += 5;
            (end, place) = (end + '半'.len_utf8(), 0);
        } else if let Some(d) = next.and_then(crate::numeral::han_digit).filter(|&d| d > 0) {
            let behind = after.chars().nth(1);
            if !behind.is_some_and(crate::numeral::is_numeral_char) {
                low.mantissa += u128::from(d);
                (end, place) = (end + next.map_or(0, char::len_utf8), 0);
            }
        }
    }
    let (start, negative, _) = prefix(r, at, false);
    // 五成到六成
    let further = joint(text, end).filter(|(_, worded)| !worded || !r.lead(start).ends_with(['由', '从', '從']));
    if let Some((to, _)) = further.filter(|_| n.high.is_none())
        && let Ok((rest, m)) = number(&text[to..])
        && let Some(after) = rest.strip_prefix('成').filter(|a| !a.starts_with(|c| NOT_TENTHS.contains(c)))
        && m.power == 0
        && m.high.is_none()
        && less(n.low, m.low)
    {
        let end = text.len() - after.len();
        let (entry, _) = unit("%")?;
        let measure = Measure { entry, start: end, end, rate: false };
        let part = Part { number: n.plain(low).at_place(place), bare: end, unit: None, more: false };
        return emit(r, start, end, negative, None, &part, m.low.shifted(1), "%".into(), measure);
    }
    let high = n.high.and_then(|h| h.shifted(1));
    let number = n.plain(low).at_place(place);
    let (entry, _) = unit("%")?;
    let measure = Measure { entry, start: end, end, rate: false };
    let part = Part { number, bare: end, unit: None, more: first.more };
    // ulp counts in places of the written value.
    emit(r, start, end, negative, None, &part, high, "%".into(), measure)
}

/// `18.6∶35.8∶45.6`: shares of a hundred.
pub(super) fn ratio(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    let colon = |at: usize| {
        let skip = blanks(&text[at..]);
        let c = text[at + skip..].chars().next().filter(|c| matches!(c, ':' | '：' | '∶'))?;
        let at = at + skip + c.len_utf8();
        Some(at + blanks(&text[at..]))
    };
    let second_at = colon(first.bare)?;
    let second = part(text, second_at)?;
    let third_at = colon(second.bare)?;
    let third = part(text, third_at)?;
    if third.unit.is_some() && third.unit?.entry.unit.dimension != Dimension::Percent {
        return None;
    }
    let parts = [(at, *first), (second_at, second), (third_at, third)];
    let mut sum = Decimal::ZERO;
    for (_, p) in &parts {
        sum = sum.checked_add(scan::decimal(p.number.total()?.trimmed(), false)?)?;
    }
    if (sum - Decimal::ONE_HUNDRED).abs() > Decimal::new(5, 1) {
        return None;
    }
    let (entry, _) = unit("%")?;
    for (from, p) in &parts {
        let measure = Measure { entry, start: p.bare, end: p.bare, rate: false };
        emit(r, *from, p.bare, false, None, p, None, Short::new(), measure);
    }
    Some(third.bare)
}
