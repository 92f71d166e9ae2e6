//! Two units for one measure: the rest in a smaller one.
//!
//! | spelling | value | unit |
//! | --- | --- | --- |
//! | `50元6角` `7块6毛5` `3斤5两` | 50.6, 7.65, 3.5 | the greater one |
//! | `两米半` `六倍半` `三块五` `一米九` | 2.5, 6.5, 3.5, 1.9 | |
//! | `1小时30分钟` `五分三十秒` | 90, 330 | the smaller one |
//! | `壹分` | 1 | cents; 分 is a score elsewhere |

use super::quantity::{self, Measure, Part, emit, printed_unit};
use super::scan::Reader;
use crate::decimal::Decimal;
use crate::lexicon::unit::{self as lexicon, Dimension, Entry, unit};
use crate::numeral::{Chars, Exact, Form, digit, han_numerals};

/// What follows 块 when it is money: 三块五, 七块六毛.
pub(super) fn is_price(rest: &str) -> bool {
    let mut chars = rest.chars();
    let digit = chars.next().and_then(crate::numeral::han_digit).is_some_and(|d| d > 0);
    digit && chars.next().is_none_or(|c| c == '毛' || c == '角' || !c.is_alphanumeric())
}

/// 五分三十秒 is a time, 壹分 is money; else 分 is a score.
pub(super) fn minutes_or_cents(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    part: &Part,
    measure: Measure,
) -> Option<usize> {
    let text = r.text;
    let number = &part.number;
    if number.formal || currency.is_some_and(|c| c.unit.base == "CNY") {
        let entry = unit("分钱")?.0;
        return emit(r, start, measure.end, negative, currency, part, None, "分".into(), Measure { entry, ..measure });
    }
    let minute = unit("分钟")?.0;
    let rest = &text[measure.end..];
    let whole = number.low.scale == 0 && number.power == 0;
    if whole && rest.starts_with('半') && r.options.bare {
        let low = number.plain(Exact { mantissa: number.low.mantissa.checked_mul(10)?.checked_add(5)?, scale: 1 });
        let end = measure.end + '半'.len_utf8();
        return emit(
            r,
            at,
            end,
            false,
            None,
            &Part { number: low, ..*part },
            None,
            "分".into(),
            Measure { entry: minute, ..measure },
        );
    }
    if !whole || !rest.starts_with(|c| crate::numeral::is_numeral_char(c) || digit(c).is_some()) {
        return None;
    }
    let seconds = quantity::part(text, measure.end)?;
    let second = seconds.unit.filter(|u| matches!(u.entry.unit.spelling, "秒" | "秒钟"))?;
    let sum = number.low.mantissa.checked_mul(60)?.checked_add(seconds.number.low.mantissa)?;
    let label = printed_unit(text, number, second);
    emit(
        r,
        at,
        second.end,
        false,
        None,
        &Part { number: number.plain(Exact::whole(sum)), ..*part },
        None,
        label,
        second,
    )
}

/// `1小时30分钟`, `三小时二十分`: in minutes.
pub(super) fn clock(text: &str, hours: &Part, measure: Measure) -> Option<(Exact, Measure)> {
    let whole = |p: &Part| p.number.low.scale == 0 && p.number.power == 0 && p.number.high.is_none();
    let hour = matches!(measure.entry.unit.spelling, "小时" | "小時" | "个小时" | "個小時");
    if !hour || measure.rate || !whole(hours) {
        return None;
    }
    let minutes = quantity::part(text, measure.end).filter(whole)?;
    let unit = minutes.unit.filter(|u| matches!(u.entry.unit.spelling, "分" | "分钟" | "分鐘") && !u.rate)?;
    let sum = hours.number.low.mantissa.checked_mul(60)?.checked_add(minutes.number.low.mantissa)?;
    Some((Exact::whole(sum), Measure { entry: lexicon::unit("分钟")?.0, ..unit }))
}

/// What an amount in a smaller unit begins with.
static REST: Chars = Chars::of(concat!(han_numerals!(), "0123456789０１２３４５６７８９半又"));

/// 50元6角, 3斤5两, 五分三十秒, 两米半, 一吨半: one figure in the greater unit.
pub(super) fn composed(text: &str, part: &Part, measure: Measure, end: usize) -> Option<(Exact, usize)> {
    let entry = measure.entry;
    let d = entry.unit.dimension;
    let fits = matches!(
        d,
        Dimension::Money
            | Dimension::Mass
            | Dimension::Length
            | Dimension::Volume
            | Dimension::Duration
            | Dimension::Area
            | Dimension::Multiple
    );
    if !fits || part.number.power > 0 && d != Dimension::Money || part.number.high.is_some() || measure.rate {
        return None;
    }
    let next = text[end..].chars().next().filter(|c| REST.has(*c))?;
    let words = ["半数", "半數", "半年", "半月", "半天", "半以", "半径", "半岛", "半价", "半程", "半成", "半导"];
    let half = next == '半' && part.number.low.scale == 0 && !words.iter().any(|w| text[end..].starts_with(w));
    if half && !(part.number.low.mantissa >= 1000 && entry.unit.spelling == "年") {
        let low = part.number.low;
        return Some((
            Exact { mantissa: low.mantissa.checked_mul(10)?.checked_add(5)?, scale: 1 },
            end + '半'.len_utf8(),
        ));
    }
    let lead = if next == '又' { '又'.len_utf8() } else { 0 };
    if !crate::numeral::is_numeral_char(next) && digit(next).is_none() && lead == 0 {
        return None;
    }
    // 三米九, 三块五
    if matches!(entry.unit.spelling, "米" | "块" | "公尺" | "块钱" | "蚊") && part.number.form == Form::Han {
        let tenths = crate::numeral::han_digit(next).filter(|&d| d > 0);
        let behind = end + next.len_utf8();
        let alone =
            !text[behind..].starts_with(crate::numeral::is_numeral_char) && quantity::measure(text, behind).is_none();
        if let Some(d) = tenths.filter(|_| alone && part.number.low.scale == 0) {
            let mantissa = part.number.low.mantissa.checked_mul(10)?.checked_add(u128::from(d))?;
            return Some((Exact { mantissa, scale: 1 }, behind));
        }
    }
    let total = part.number.total()?;
    let (mut sum, mut scale) = (total.mantissa, total.scale);
    let (mut at, mut last) = (end + lead, entry);
    for _ in 0..2 {
        let Some(p) = quantity::part(text, at).filter(|p| p.number.low.scale == 0 && p.number.high.is_none()) else {
            break;
        };
        let (smaller, behind) = match p.unit {
            Some(u) if !u.rate => (u.entry, u.end),
            _ => break,
        };
        let same = match d {
            // 分 of money and 分 of a score are spelled alike.
            Dimension::Money => {
                (smaller.unit.dimension == Dimension::Money && smaller.unit.base == entry.unit.base)
                    || smaller.unit.spelling == "分"
            }
            _ => smaller.unit.dimension == d && smaller.unit.base == entry.unit.base,
        };
        let fen = d == Dimension::Money && smaller.unit.spelling == "分";
        let factor = if fen { (Decimal::new(1, 2), Decimal::ONE) } else { smaller.factor };
        if !same || factor.0 * last.factor.1 >= last.factor.0 * factor.1 {
            break;
        }
        // In units of the greater one, exactly.
        let ratio = (factor.0 * entry.factor.1).checked_div(factor.1 * entry.factor.0)?.normalize();
        let piece = Decimal::from(u64::try_from(p.number.total()?.mantissa).ok()?).checked_mul(ratio)?;
        let piece_scale = piece.scale() as u8;
        if piece_scale > 6 {
            return None;
        }
        while scale < piece_scale {
            sum = sum.checked_mul(10)?;
            scale += 1;
        }
        let raised = 10u128.checked_pow(u32::from(scale - piece_scale))?;
        sum = sum.checked_add(u128::try_from(piece.mantissa()).ok()?.checked_mul(raised)?)?;
        (at, last) = (behind, smaller);
        if fen {
            break;
        }
    }
    (at > end + lead).then(|| {
        // 七块六毛五: a last digit counts tenths of the unit before it.
        let cents = scale == 1 && matches!(last.unit.spelling, "毛" | "角");
        let mut over = text[at..].chars();
        if let Some(digit) = over.next().filter(|_| cents)
            && let Some(d) = crate::numeral::han_digit(digit).filter(|&d| d > 0)
            && over.next().is_none_or(|c| !c.is_alphanumeric())
            && let Some(raised) = sum.checked_mul(10).and_then(|s| s.checked_add(d.into()))
        {
            (sum, scale, at) = (raised, 2, at + digit.len_utf8());
        }
        let tail = &text[at..];
        let end = if d == Dimension::Money && tail.starts_with(['整', '正']) { at + '整'.len_utf8() } else { at };
        (Exact { mantissa: sum, scale }, end)
    })
}
