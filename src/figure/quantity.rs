//! Quantities: a number with its unit, shares, ranges, and numbers that share a unit.
//!
//! | spelling | reading |
//! | --- | --- |
//! | `8316.42 万元` | number, magnitude, unit, blanks between |
//! | `覆盖率—14— 99.91%` | 99.91 `%`: the number of a page stands between |
//! | `人民币壹佰贰拾万元整` `￥13.5` `负3.9%` | signs and currencies: see [`sign`](super::sign) |
//! | `零下5摄氏度` | a sign of temperatures |
//! | `5%—7%` `10~15万` `100万元至300万元` | a range, not behind 由 and 从 |
//! | `3、5和8万人` | each member gets the unit |
//! | `百分之三点五` `三又五分之一` `1/4` `七成六` | shares |
//! | `18.6∶35.8∶45.6` | three shares of a hundred |
//! | `两个半小时` | 2.5 小时 |
//! | `3斤5两` `一年半` `1小时30分钟` | two units for one measure: see [`compound`](super::compound) |
//! | `税收8.14亿，` `增长 13.95。` | the unit is understood: see [`understood`](super::understood) |
//! | `每万人18.5件` | a rate; of money it stays an amount (`每人3元`) |
//! | `三年多来` `两倍多` | more than |
//! | `几十亿元` `数百万` | vague: none |
//! | `两打` `三百九十九三` | 24, 3993: on request |

// The ends of a stretch are a and b, x and y; a number is n, an end of text e.
#![allow(clippy::many_single_char_names, clippy::similar_names)]

use super::compound::{clock, composed, is_price, minutes_or_cents};
use super::range::{bounded, joint, range, shared};
use super::scan::{Found, Reader, scaled};
use super::share::{fraction, ratio, tenths};
use super::sign::{SIGNS, prefix};
use super::understood::without_unit;
use super::{Base, Kind, Short, bound, name};
use crate::lexicon::unit::{Dimension, Entry, unit};
use crate::numeral::{Chars, Exact, Form, Number, blanks, digit, number};

/// A figure without anything but its place and kind.
pub(super) fn empty(start: usize, end: usize, kind: Kind) -> Found {
    Found {
        start,
        end,
        kind,
        value: Short::new(),
        upper: None,
        unit: Short::new(),
        base: None,
        qualifier: None,
        year_printed: false,
    }
}

/// A number with what follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub number: Number,
    /// Behind the number.
    pub bare: usize,
    pub unit: Option<Measure>,
    /// 多 余 stand behind the number or inside the unit.
    pub more: bool,
}

impl Part {
    pub(super) fn end(&self) -> usize {
        self.unit.map_or(self.bare, |u| u.end)
    }
}

/// A unit as printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub entry: &'static Entry,
    pub start: usize,
    pub end: usize,
    /// A unit price: `元/吨`.
    pub rate: bool,
}

pub(super) const fn kind_of(d: Dimension) -> Kind {
    match d {
        Dimension::Money => Kind::Money,
        Dimension::Percent => Kind::Percent,
        Dimension::PercentagePoint => Kind::PercentagePoint,
        Dimension::Multiple => Kind::Rate,
        Dimension::Area => Kind::Area,
        Dimension::Length => Kind::Length,
        Dimension::Mass => Kind::Mass,
        Dimension::Volume => Kind::Volume,
        Dimension::Energy => Kind::Energy,
        Dimension::Power => Kind::Power,
        Dimension::Temperature => Kind::Temperature,
        Dimension::Duration => Kind::Duration,
        Dimension::Other | Dimension::Count | Dimension::Noun => Kind::Count,
    }
}

/// Whether a whole number of it is exact.
pub(super) const fn is_counted(d: Dimension) -> bool {
    matches!(d, Dimension::Count | Dimension::Noun | Dimension::Other | Dimension::Duration)
}

/// The unit at `at`, blanks before it, with `（套）` and `/吨` behind it.
pub(super) fn measure(text: &str, at: usize) -> Option<Measure> {
    let start = at + blanks(&text[at..]);
    let (entry, len) = unit(&text[start..])?;
    let mut end = start + len;
    let rest = &text[end..];
    // A Latin unit ends where the letters end.
    let letters = |c: char| c.is_ascii_alphanumeric();
    if entry.unit.spelling.ends_with(letters) && rest.starts_with(letters) {
        return None;
    }
    // 迈上2000亿台阶
    if matches!(entry.unit.spelling, "台" | "臺") && rest.starts_with(['阶', '階']) {
        return None;
    }
    let mut rate = false;
    match rest.chars().next() {
        Some(open @ ('（' | '(')) => {
            let close = if open == '（' { '）' } else { ')' };
            let inner = &rest[open.len_utf8()..];
            if let Some((e, len)) = unit(inner) {
                let counted = e.unit.dimension == Dimension::Count && entry.unit.dimension == Dimension::Count;
                if counted && inner[len..].starts_with(close) {
                    end += open.len_utf8() + len + close.len_utf8();
                }
            }
        }
        Some(sign @ ('/' | '／')) => {
            let slash = sign.len_utf8();
            let per = &rest[slash..];
            // 元/千瓦时 is per kilowatt-hour, 件/千人 per thousand persons.
            let whole = unit(per).is_some();
            let magnitude = per
                .chars()
                .next()
                .filter(|c| !whole && matches!(c, '万' | '千' | '百' | '亿' | '萬' | '億'))
                .map_or(0, char::len_utf8);
            let word = unit(&per[magnitude..]).map(|(_, len)| len);
            let word = word.or_else(|| {
                ["日", "月", "天", "班", "股", "度"].iter().find(|w| per[magnitude..].starts_with(**w)).map(|w| w.len())
            });
            if let Some(len) = word {
                end += slash + magnitude + len;
                rate = true;
            }
        }
        _ => {}
    }
    Some(Measure { entry, start, end, rate })
}

/// A number and its unit at `at`.
pub(super) fn part(text: &str, at: usize) -> Option<Part> {
    let (rest, mut number) = number(&text[at..]).ok()?;
    let mut bare = text.len() - rest.len();
    let mut more = number.more;
    // 两个亿
    if number.power == 0
        && let Some(after) = rest.strip_prefix('个')
        && let Some(c) = after.chars().next().filter(|c| matches!(c, '亿' | '万'))
    {
        number = number.with_magnitude(c, if c == '亿' { 8 } else { 4 });
        bare += '个'.len_utf8() + c.len_utf8();
    }
    if let Some(after) = rest.strip_prefix("个半").or_else(|| rest.strip_prefix("個半"))
        && number.power == 0
        && number.low.scale == 0
        && let Some((word, spelling)) =
            [("月", "个月"), ("小时", "小时"), ("小時", "小時")].into_iter().find(|(w, _)| after.starts_with(w))
    {
        // 两个半小时
        let half = Exact { mantissa: number.low.mantissa.checked_mul(10)?.checked_add(5)?, scale: 1 };
        let start = text.len() - after.len();
        let measure = Measure { entry: unit(spelling)?.0, start, end: start + word.len(), rate: false };
        return Some(Part { number: number.plain(half), bare: start, unit: Some(measure), more: false });
    }
    let skip = blanks(&text[bare..]);
    if text[bare + skip..].starts_with(['余', '多', '餘']) && measure(text, bare + skip + '余'.len_utf8()).is_some()
    {
        more = true;
        bare += skip + '余'.len_utf8();
    }
    let unit = measure(text, bare);
    // 三个多月 is in the table of units; 五年多 is not a unit but a tail.
    Some(Part { number, bare, unit, more })
}

/// What stands behind a number that is part of a share.
static SHARE: Chars = Chars::of("成:：∶又分份/／");

/// What stands behind the first number of a range, and before a bound.
static BEHIND: Chars = Chars::of("至到—-－–~～−〜―∼(（与和與以");

/// The last letters of bounds that may have a second one.
static BOUND: Chars = Chars::of("于过低高少多足等");

/// What stands between numbers that share a unit.
static SHARED: Chars = Chars::of("、和及与與");

/// Reads what begins with a number; gives where to go on.
pub(super) fn read(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let at = if r.options.bare
        && text[..at].ends_with('.')
        && text[..at - 1].chars().next_back().is_none_or(|c| !c.is_alphanumeric())
    {
        at - 1
    } else {
        at
    };
    let first = part(text, at)?;
    // `注：1.2023年预算数`: a label before a year.
    if first.number.low.scale == 4 && first.number.form == Form::Arabic && first.number.power == 0 {
        let year = first.number.low.mantissa % 10_000;
        let label = first.number.low.mantissa / 10_000 < 30 && (1900..2100).contains(&year);
        if label && first.unit.is_some_and(|u| u.entry.unit.spelling == "年") {
            return text[at..].find(['.', '．']).map(|point| at + point + 1);
        }
    }
    let last = r.before(at);
    if matches!(last, Some('几' | '数' | '幾' | '數')) && vague(text, at) {
        return vague_range(r, at, &first).or(Some(first.end()));
    }
    // What stands behind the number, and behind its unit, tells which readers have anything to read.
    let share = match behind(text, first.bare) {
        Some(c) if !SHARE.has(c) && !r.options.bare => None,
        Some('成') => tenths(r, at, &first),
        Some(':' | '：' | '∶') => ratio(r, at, &first),
        Some('又' | '分' | '份' | '/' | '／') => fraction(r, at, &first),
        _ if r.options.bare => fraction(r, at, &first),
        _ => None,
    };
    if share.is_some() {
        return share;
    }
    let lead = r.lead(at).chars().next_back();
    // A number of a code, a row, a list: nothing around it makes it a measurement.
    let alone = first.unit.is_none()
        && first.number.power < 4
        && first.number.low.scale == 0
        && !r.options.bare
        && !last.is_some_and(|c| SIGNS.has(c))
        && !lead.is_some_and(|c| BOUND.has(c) || SIGNS.has(c))
        && !behind(text, first.bare).is_some_and(|c| BEHIND.has(c) || SHARED.has(c));
    if alone {
        return Some(first.bare);
    }
    // 覆盖率—14— 99.91%: the number of a page came between.
    let (before, after) = (&text[..at], &text[first.bare..]);
    if first.unit.is_none() && before.ends_with('—') && !before.ends_with("——") && after.starts_with('—') {
        return Some(first.bare + '—'.len_utf8());
    }
    let bounded_behind = behind(text, first.end()).is_some_and(|c| BEHIND.has(c));
    let strong = first.unit.is_some_and(|u| {
        matches!(u.entry.unit.dimension, Dimension::Money | Dimension::Percent | Dimension::PercentagePoint)
    });
    let cold = first.unit.is_some_and(|u| is_cold(r.lead(at), u));
    let (start, negative, currency) =
        if cold { (at - blank_before(r, at) - "零下".len(), true, None) } else { prefix(r, at, strong) };
    // A range.
    if bounded_behind
        && first.number.high.is_none()
        && let Some((to, worded)) = joint(text, first.end())
    {
        let from_to = worded && first.unit.is_some() && changes(r.lead(start))
            || worded && r.lead(start).ends_with(['由', '从', '從', '自']);
        if let Some(second) = part(text, to).filter(|_| !from_to)
            && let Some(end) = range(r, start, at, &first, &second, currency)
        {
            return Some(end);
        }
    }
    if first.number.high.is_none()
        && (bounded_behind || lead.is_some_and(|c| BOUND.has(c)))
        && let Some(end) = bounded(r, at, &first, currency)
    {
        return Some(end);
    }
    if first.unit.is_none()
        && currency.is_none()
        && let Some(end) = shared(r, at, &first)
    {
        return Some(end);
    }
    single(r, start, at, negative, currency, &first)
}

/// `零下5摄氏度`, `零下三十度`.
fn is_cold(lead: &str, unit: Measure) -> bool {
    let degrees = unit.entry.unit.dimension == Dimension::Temperature || unit.entry.unit.spelling == "度";
    degrees && lead.ends_with("零下")
}

/// The bytes of blanks before a place.
fn blank_before(r: &Reader<'_>, at: usize) -> usize {
    at - r.floor.min(at) - r.lead(at).len()
}

/// The character at a place, blanks aside.
fn behind(text: &str, at: usize) -> Option<char> {
    let c = text[at..].chars().next()?;
    if crate::fold::is_blank(c) { text[at + blanks(&text[at..])..].chars().next() } else { Some(c) }
}

/// `提高30元至700元` says by how much and to what.
fn changes(lead: &str) -> bool {
    ["提升", "提高", "上调", "降低", "增加", "下降", "减少", "缩短", "上升", "调高"].iter().any(|w| lead.ends_with(w))
}

/// 几十亿, 数百万: not 预算数 8204.75, nor 合计数三十.
fn vague(text: &str, at: usize) -> bool {
    let counted = text[..at].chars().rev().nth(1).is_some_and(|c| "算总计行人户项额基指合倍次位个".contains(c));
    text[at..].starts_with(['十', '百', '千', '万', '亿']) && !counted
}

/// On request, `数十亿` is a number from ten to a hundred.
fn vague_range(r: &mut Reader<'_>, at: usize, part: &Part) -> Option<usize> {
    let low = part.number.total().filter(|_| r.options.bare)?;
    let (value, upper) = (low.text(false), low.shifted(1)?.text(false));
    let start = at - '几'.len_utf8();
    // 十几十亿: 几 is of the figure before.
    let lead = r.text.get(r.floor..start)?;
    let start = lead.trim_end().strip_suffix("人民币").map_or(start, |before| r.floor + before.len());
    let end = part.end();
    r.push(Found { value, upper: Some(upper), ..empty(start, end, Kind::Number) });
    Some(end)
}

/// One number with its unit, or without one where it needs none.
fn single(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    part: &Part,
) -> Option<usize> {
    let text = r.text;
    let number = &part.number;
    let Some(measure) = part.unit else {
        return without_unit(r, start, at, negative, currency, part);
    };
    let spoken = measure.entry.unit.spelling == "块" && is_price(&text[measure.end..]);
    let measure = if spoken { Measure { entry: self::unit("块钱")?.0, ..measure } } else { measure };
    let unit = measure.entry.unit;
    let end = measure.end;
    if unit.spelling == "分"
        && let Some(end) = minutes_or_cents(r, start, at, negative, currency, part, measure)
    {
        return Some(end);
    }
    let lead = r.lead(at);
    let quoted = in_quotes(text, at, end, unit.dimension);
    let time = r.options.bare && matches!(unit.dimension, Dimension::Duration | Dimension::Other);
    // `0017道路`: the number of a project.
    let padded = text[at..].strip_prefix('0').is_some_and(|rest| rest.starts_with(|c| digit(c).is_some()));
    let coded = padded && !matches!(unit.dimension, Dimension::Money | Dimension::Percent) && !r.options.bare;
    if coded
        || quoted
        || (currency.is_none() && !time && name::is_name(lead, number, unit.spelling, unit.dimension, &text[end..]))
    {
        let past = if number.positional { part.bare } else { part.end() };
        return Some(bare(r, start, at, negative, part).unwrap_or(past));
    }
    if unit.dimension == Dimension::Duration
        && let Some((minutes, smaller)) = clock(text, part, measure)
    {
        let exact = Part { number: number.plain(minutes), ..*part };
        let label = printed_unit(text, &exact.number, smaller);
        return emit(r, start, smaller.end, negative, currency, &exact, None, label, smaller);
    }
    // 五分三十秒, 3斤5两, 50元6角, 两米半: the rest in a smaller unit.
    if let Some((whole, end)) = composed(text, part, measure, end) {
        let exact = Part { number: number.plain(whole), ..*part };
        let label = printed_unit(text, &exact.number, measure);
        return emit(r, start, end, negative, currency, &exact, None, label, measure);
    }
    let label = printed_unit(text, number, measure);
    emit(r, start, end, negative, currency, part, None, label, measure)
}

/// Whether number and unit stand alone in quotation marks: a name (“1310”, “三个一”).
pub(super) fn in_quotes(text: &str, at: usize, end: usize, dimension: Dimension) -> bool {
    if matches!(dimension, Dimension::Money | Dimension::Percent | Dimension::PercentagePoint | Dimension::Area) {
        return false;
    }
    let opened = text[..at].ends_with(['“', '「', '『', '‘', '"']);
    // “水十条”, 双“20条”: a short name that ends with its number.
    let named = matches!(dimension, Dimension::Count | Dimension::Noun)
        && text[end..].starts_with(['”', '」', '』', '’'])
        && text[..at].chars().rev().take(4).any(|c| matches!(c, '“' | '「' | '『' | '‘'));
    named || opened && text[end..].chars().take(12).any(|c| matches!(c, '”' | '」' | '』' | '’' | '"'))
}

/// The unit as printed with its magnitude, blanks out.
pub(super) fn printed_unit(text: &str, number: &Number, measure: Measure) -> Short {
    let unit = &text[measure.start..measure.end];
    let power: usize = number.magnitude().map(char::len_utf8).sum();
    // Nearly always the magnitude stands right before the unit, and no blank in it.
    let before = measure.start.checked_sub(power).and_then(|from| text.get(from..measure.start));
    let closed = unit.len() == measure.entry.unit.spelling.len();
    let mut label = if closed && before.is_some_and(|b| b.chars().eq(number.magnitude())) {
        Short::from(&text[measure.start - power..measure.end])
    } else {
        let mut label: Short = number.magnitude().collect();
        label.extend(unit.chars().filter(|c| !crate::fold::is_blank(*c)));
        label
    };
    if measure.entry.unit.dimension == Dimension::Money && !measure.rate {
        // 元整 ends an amount and is no unit of its own.
        if label.ends_with(['整', '正']) {
            label.pop();
        }
    }
    label
}

#[expect(clippy::too_many_arguments)]
pub(super) fn emit(
    r: &mut Reader<'_>,
    start: usize,
    end: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    low: &Part,
    high: Option<Exact>,
    label: Short,
    measure: Measure,
) -> Option<usize> {
    let number = &low.number;
    let entry = if negative && measure.entry.unit.spelling == "度" { unit("摄氏度")?.0 } else { measure.entry };
    let d = entry.unit.dimension;
    let lead = r.lead(start);
    // 每万人18.5件
    let per = d == Dimension::Count && entry.unit.base != "岁" && PER.iter().any(|w| lead.ends_with(w));
    let kind = if measure.rate || per { Kind::Rate } else { kind_of(d) };
    let high = high.or(number.high);
    let value = number.low.text(negative);
    let upper = high.map(|h| h.text(false));
    let base = if measure.rate || per { None } else { base(r, number, high, negative, currency, entry) };
    // 增长两倍多, 三年多来; 5年多元化发展 is none.
    let over = matches!(d, Dimension::Multiple | Dimension::Duration)
        && r.text[end..].strip_prefix('多').is_some_and(|rest| !rest.starts_with(['元', '样', '樣', '层', '功', '种']));
    let mut qualifier = bound::qualifier(lead, &r.text[end..], low.more || over);
    if kind == Kind::Duration && lead.ends_with('近') {
        // 近三年 is the last three years.
        qualifier = qualifier.filter(|q| *q != super::Qualifier::About);
    }
    let (mut start, mut end) = (start, end);
    if r.options.bare {
        start -= bound::word_before(&r.text[r.floor.min(start)..start]);
        end += bound::word_behind(&r.text[end..]);
    }
    r.push(Found { value, upper, unit: label, base, qualifier, ..empty(start, end, kind) });
    Some(end)
}

/// What makes a number of things a rate.
pub(super) const PER: &[&str] = &["每万人", "每千人", "每百人", "每万人口", "每千人口", "每百万人", "每十万人"];

fn base(
    r: &Reader<'_>,
    n: &Number,
    high: Option<Exact>,
    negative: bool,
    currency: Option<&'static Entry>,
    entry: &'static Entry,
) -> Option<Base> {
    let value = scaled(n.low, negative, n.power, entry)?;
    let upper = match high {
        Some(h) => Some(scaled(h, false, n.power, entry)?),
        None => None,
    };
    let d = entry.unit.dimension;
    let exact = is_counted(d) && n.power == 0 && n.low.scale == 0 && n.place == 0;
    let ulp = if exact {
        None
    } else {
        let one = Exact { mantissa: 1, scale: n.low.scale };
        scaled(one, false, n.power + n.place, entry)
    };
    let unit = match (entry.unit.base, currency) {
        ("CNY", Some(c)) if c.unit.base != "CNY" => c.unit.base,
        ("CNY", None) if r.taiwan && !entry.unit.spelling.contains(['人', '币', '幣']) => "TWD",
        (unit, _) => unit,
    };
    Some(Base { value, upper, unit, ulp })
}

/// A number by itself, on request.
pub(super) fn bare(r: &mut Reader<'_>, start: usize, at: usize, negative: bool, part: &Part) -> Option<usize> {
    if !r.options.bare {
        return None;
    }
    let mut total = part.number.total()?;
    let mut end = part.bare;
    let start = if negative { start } else { at };
    let start = start - bound::word_before(&r.text[r.floor.min(start)..start]);
    if r.text[end..].starts_with('打') {
        // 两打
        total.mantissa = total.mantissa.checked_mul(12)?;
        end += '打'.len_utf8();
    }
    // 三百九十九三: a digit that the numeral cannot take in was dictated behind it.
    let dictated = part.number.form == Form::Han && part.number.tokens > 2 && !part.number.positional;
    let mut behind = r.text[end..].chars();
    if let Some(d) = behind.next().filter(|_| dictated && total.scale == 0).and_then(crate::numeral::han_digit)
        && !behind.next().is_some_and(crate::numeral::is_numeral_char)
    {
        total.mantissa = total.mantissa.checked_mul(10)?.checked_add(d.into())?;
        end += r.text[end..].chars().next().map_or(0, char::len_utf8);
    }
    let value = total.text(negative);
    let upper = part.number.high.and_then(|h| h.shifted(part.number.power)).map(|h| h.text(false));
    let quoted = end + bound::word_behind(&r.text[end..]);
    r.push(Found { value, upper, ..empty(start, quoted, Kind::Number) });
    Some(quoted)
}

/// `半公升`, `半年`: a half of a measure.
pub(super) fn half(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let bare = at + '半'.len_utf8();
    if r.options.bare && text[bare..].starts_with('打') {
        let end = bare + '打'.len_utf8();
        r.push(Found { value: Short::from("6"), ..empty(at, end, Kind::Number) });
        return Some(end);
    }
    let measure = measure(text, bare)?;
    let fits = matches!(measure.entry.unit.dimension, Dimension::Mass | Dimension::Volume);
    if !fits || !r.options.bare {
        return None;
    }
    let number = Number::zero().plain(Exact { mantissa: 5, scale: 1 });
    let part = Part { number, bare, unit: Some(measure), more: false };
    let label = printed_unit(text, &number, measure);
    emit(r, at, measure.end, false, None, &part, None, label, measure)
}
