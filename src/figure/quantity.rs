//! Quantities: a number with its unit, shares, ranges, and numbers that share a unit.
//!
//! | spelling | reading |
//! | --- | --- |
//! | `7449.81 万元` | number, magnitude, unit, blanks between |
//! | `人民币壹佰贰拾万元整` `￥13.5` | a currency before the number belongs to it |
//! | `-23.5万元` `负3.9%` | a sign, where no range or code stands before it |
//! | `5%—7%` `10~15万` `100万元至300万元` | a range, not behind 由 and 从 |
//! | `3、5和8万人` | each member gets the unit |
//! | `百分之三点五` `三又五分之一` `1/4` `七成六` | shares |
//! | `18.6∶35.8∶45.6` | three shares of a hundred |
//! | `增长 13.95。` | a share that lost its sign |
//! | `几十亿元` `数百万` | vague: none |

use super::scan::{Found, Reader, scaled};
use super::{Base, Kind, bound, name};
use crate::decimal::Decimal;
use crate::lexicon::unit::{Dimension, Entry, unit};
use crate::numeral::{Exact, Form, Number, blanks, digit, number};

/// A figure without anything but its place and kind.
pub(super) fn empty(start: usize, end: usize, kind: Kind) -> Found {
    Found {
        start,
        end,
        kind,
        value: String::new(),
        upper: None,
        unit: String::new(),
        base: None,
        qualifier: None,
        year_printed: false,
        list: None,
    }
}

/// A number with what follows it.
#[derive(Debug, Clone, Copy)]
struct Part {
    number: Number,
    /// Behind the number.
    bare: usize,
    unit: Option<Measure>,
    /// 多 余 stand behind the number or inside the unit.
    more: bool,
}

impl Part {
    fn end(&self) -> usize {
        self.unit.map_or(self.bare, |u| u.end)
    }
}

/// A unit as printed.
#[derive(Debug, Clone, Copy)]
struct Measure {
    entry: &'static Entry,
    start: usize,
    end: usize,
    /// A unit price: `元/吨`.
    rate: bool,
}

const fn kind_of(d: Dimension) -> Kind {
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

/// The unit at `at`, blanks before it, with `（套）` and `/吨` behind it.
fn measure(text: &str, at: usize) -> Option<Measure> {
    let start = at + blanks(&text[at..]);
    let (entry, len) = unit(&text[start..])?;
    let mut end = start + len;
    let rest = &text[end..];
    // A Latin unit ends where the letters end.
    let letters = |c: char| c.is_ascii_alphanumeric();
    if entry.unit.spelling.ends_with(letters) && rest.starts_with(letters) {
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
        Some('/' | '／') => {
            let (per, slash) = (&rest['/'.len_utf8()..], '/'.len_utf8());
            let (per, slash) =
                if rest.starts_with('／') { (&rest['／'.len_utf8()..], '／'.len_utf8()) } else { (per, slash) };
            let magnitude = per
                .chars()
                .next()
                .filter(|c| matches!(c, '万' | '千' | '百' | '亿' | '萬' | '億'))
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
fn part(text: &str, at: usize) -> Option<Part> {
    let (rest, mut number) = number(&text[at..]).ok()?;
    let mut bare = text.len() - rest.len();
    let mut more = number.more;
    // 两个亿
    if number.power == 0 {
        if let Some(after) = rest.strip_prefix('个') {
            if let Some(c) = after.chars().next().filter(|c| matches!(c, '亿' | '万')) {
                number = number.with_magnitude(c, if c == '亿' { 8 } else { 4 });
                bare += '个'.len_utf8() + c.len_utf8();
            }
        }
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

/// The sign or currency that stands before a number: where the figure begins, whether it is negative, the currency.
fn prefix(r: &Reader<'_>, at: usize) -> (usize, bool, Option<&'static Entry>) {
    let (mut start, mut negative, mut currency) = (at, false, None);
    let lead = &r.text[r.floor.min(at)..at];
    let Some(last) = lead.chars().next_back() else { return (start, false, None) };
    if matches!(last, '-' | '－' | '−' | '负' | '負' | ' ') {
        let trimmed = lead.trim_end_matches(' ');
        let sign = trimmed.chars().next_back().filter(|c| matches!(c, '-' | '－' | '−' | '负' | '負'));
        if let Some(sign) = sign.filter(|&s| last != ' ' || matches!(s, '负' | '-')) {
            let before = trimmed[..trimmed.len() - sign.len_utf8()].chars().next_back();
            let fits = match before {
                None => r.floor == 0 || matches!(sign, '负' | '負'),
                Some(c) if matches!(sign, '负' | '負') => {
                    !matches!(c, '欠' | '担' | '肩' | '自' | '胜' | '背' | '抱' | '减' | '正')
                }
                Some(c) => {
                    let word = "为长少降达到是速率额差值幅率增减至约下升、，,。；;（(：:";
                    (c.is_whitespace() && last != ' ') || word.contains(c)
                }
            };
            if fits {
                negative = true;
                start = r.floor.min(at) + trimmed.len() - sign.len_utf8();
            }
        }
    }
    let lead = r.text[r.floor.min(at)..start].trim_end_matches(' ');
    let symbols = [
        ("￥", "元"),
        ("¥", "元"),
        ("US$", "美元"),
        ("HK$", "港元"),
        ("NT$", "新台币"),
        ("$", "美元"),
        ("＄", "美元"),
        ("€", "欧元"),
        ("£", "英镑"),
        ("₩", "韩元"),
        ("CNY", "元"),
        ("RMB", "元"),
        ("USD", "美元"),
        ("HKD", "港元"),
        ("EUR", "欧元"),
    ];
    let words = [
        "人民币",
        "人民幣",
        "港币",
        "港幣",
        "美元",
        "美金",
        "欧元",
        "日元",
        "日币",
        "新台币",
        "新臺幣",
        "新台幣",
        "台币",
        "澳门币",
        "英镑",
    ];
    if let Some(last) = lead.chars().next_back() {
        if matches!(last, '￥' | '¥' | '$' | '＄' | '€' | '£' | '₩' | 'Y' | 'B' | 'D' | 'R') {
            if let Some((w, spelling)) = symbols.iter().find(|(w, _)| lead.ends_with(w)) {
                currency = unit(spelling).map(|(e, _)| e);
                start = r.floor.min(at) + lead.len() - w.len();
            }
        } else if matches!(last, '币' | '幣' | '元' | '金' | '镑') {
            if let Some(w) = words.iter().find(|w| lead.ends_with(*w)) {
                currency = unit(w).map(|(e, _)| e);
                start = r.floor.min(at) + lead.len() - w.len();
            }
        }
    }
    (start, negative, currency)
}

/// Behind a range's first number: where its second begins. `（含）` may stand between.
fn joint(text: &str, at: usize) -> Option<(usize, bool)> {
    let mut at = at + blanks(&text[at..]);
    for w in ["(含)", "（含）"] {
        if text[at..].starts_with(w) {
            at += w.len();
        }
    }
    for sign in ["——", "—", "-", "－", "–", "~", "～", "−", "〜", "―", "∼", "至", "到"] {
        if text[at..].starts_with(sign) {
            let worded = matches!(sign, "至" | "到");
            let at = at + sign.len();
            return Some((at + blanks(&text[at..]), worded));
        }
    }
    None
}

/// Reads what begins with a number; gives where to go on.
pub(super) fn read(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    if let Some(end) = percent_words(r, at) {
        return Some(end);
    }
    let first = part(text, at)?;
    if text[..at].ends_with(['几', '数', '幾', '數']) && vague(text, at) {
        return Some(first.end());
    }
    if let Some(end) = fraction(r, at, &first).or_else(|| tenths(r, at, &first)).or_else(|| ratio(r, at, &first)) {
        return Some(end);
    }
    let (start, negative, currency) = prefix(r, at);
    // A range.
    if first.number.high.is_none() {
        if let Some((to, worded)) = joint(text, first.end()) {
            let from_to = worded && r.lead(start).ends_with(['由', '从', '從', '自']);
            if let Some(second) = part(text, to).filter(|_| !from_to) {
                if let Some(end) = range(r, start, at, &first, &second, currency) {
                    return Some(end);
                }
            }
        }
    }
    if first.unit.is_none() && currency.is_none() {
        if let Some(end) = shared(r, at, &first) {
            return Some(end);
        }
    }
    single(r, start, at, negative, currency, &first)
}

/// 几十亿, 数百万: not 预算数 7372.62, nor 合计数三十.
fn vague(text: &str, at: usize) -> bool {
    let counted = text[..at].chars().rev().nth(1).is_some_and(|c| "算总计行人户项额基指合倍次位个".contains(c));
    text[at..].starts_with(['十', '百', '千', '万', '亿']) && !counted
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
    let unit = measure.entry.unit;
    let mut end = measure.end;
    if unit.dimension == Dimension::Money {
        end = money_end(text, measure, end);
    }
    let lead = r.lead(at);
    let quoted = in_quotes(text, at, end, unit.dimension);
    if quoted || (currency.is_none() && name::is_name(lead, number, unit.spelling, unit.dimension, &text[end..])) {
        return Some(bare(r, start, at, negative, part).unwrap_or(part.end()));
    }
    // 五分三十秒, 3斤5两, 50元6角, 两米半: the rest in a smaller unit.
    if let Some((whole, end)) = composed(text, part, measure, end) {
        let exact = Part { number: number.plain(whole), ..*part };
        let label = printed_unit(text, &exact.number, measure);
        return emit(r, start, end, negative, currency, &exact, None, &label, measure);
    }
    let label = printed_unit(text, number, measure);
    emit(r, start, end, negative, currency, part, None, &label, measure)
}

/// `元` may be followed by 整, or by the currency once more (`元人民币`); the table has those spellings, but not with a
/// bracket between.
fn money_end(text: &str, measure: Measure, end: usize) -> usize {
    if measure.rate {
        return end;
    }
    let rest = &text[end..];
    for tail in ["(人民币)", "（人民币）", "（美元）"] {
        if rest.starts_with(tail) {
            return end;
        }
    }
    end
}

/// Whether number and unit stand alone in quotation marks: a name (“1310”, “三个一”).
fn in_quotes(text: &str, at: usize, end: usize, dimension: Dimension) -> bool {
    if matches!(dimension, Dimension::Money | Dimension::Percent | Dimension::PercentagePoint | Dimension::Area) {
        return false;
    }
    let opened = text[..at].ends_with(['“', '「', '『', '‘', '"']);
    opened && text[end..].chars().take(12).any(|c| matches!(c, '”' | '」' | '』' | '’' | '"'))
}

/// The unit as printed with its magnitude, blanks out.
fn printed_unit(text: &str, number: &Number, measure: Measure) -> String {
    let mut label = String::with_capacity(12);
    label.extend(number.magnitude());
    label.extend(text[measure.start..measure.end].chars().filter(|c| !crate::fold::is_blank(*c)));
    if measure.entry.unit.dimension == Dimension::Money && !measure.rate {
        // 元整 ends an amount and is no unit of its own.
        if label.ends_with(['整', '正']) {
            label.pop();
        }
    }
    label
}

#[expect(clippy::too_many_arguments)]
fn emit(
    r: &mut Reader<'_>,
    start: usize,
    end: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    low: &Part,
    high: Option<Exact>,
    label: &str,
    measure: Measure,
) -> Option<usize> {
    let number = &low.number;
    let entry = measure.entry;
    let d = entry.unit.dimension;
    let kind = if measure.rate { Kind::Rate } else { kind_of(d) };
    let high = high.or(number.high);
    let mut value = String::with_capacity(12);
    number.low.write(negative, &mut value);
    let upper = high.map(|h| {
        let mut s = String::with_capacity(12);
        h.write(false, &mut s);
        s
    });
    let base = if measure.rate { None } else { base(r, number, high, negative, currency, entry) };
    let lead_at = start;
    let mut qualifier = bound::qualifier(r.lead(lead_at), &r.text[end..], low.more);
    if kind == Kind::Duration && r.lead(lead_at).ends_with('近') {
        // 近三年 is the last three years.
        qualifier = qualifier.filter(|q| *q != super::Qualifier::About);
    }
    r.push(Found { value, upper, unit: label.to_owned(), base, qualifier, ..empty(start, end, kind) });
    Some(end)
}

fn base(
    r: &Reader<'_>,
    n: &Number,
    high: Option<Exact>,
    negative: bool,
    currency: Option<&'static Entry>,
    entry: &'static Entry,
) -> Option<Base> {
    let value = scaled(n.low, negative, n.power, entry.factor, entry.plain)?;
    let upper = match high {
        Some(h) => Some(scaled(h, false, n.power, entry.factor, entry.plain)?),
        None => None,
    };
    let d = entry.unit.dimension;
    let counted = matches!(d, Dimension::Count | Dimension::Noun | Dimension::Other | Dimension::Duration);
    let exact = counted && n.power == 0 && n.low.scale == 0 && n.place == 0;
    let ulp = if exact {
        None
    } else {
        let one = Exact { mantissa: 1, scale: n.low.scale };
        scaled(one, false, n.power + n.place, entry.factor, entry.plain)
    };
    let unit = match (entry.unit.base, currency) {
        ("CNY", Some(c)) if c.unit.base != "CNY" => c.unit.base,
        ("CNY", None) if r.taiwan && !entry.unit.spelling.contains(['人', '币', '幣']) => "TWD",
        (unit, _) => unit,
    };
    Some(Base { value, upper, unit, ulp })
}

/// 50元6角, 3斤5两, 五分三十秒, 两米半, 一吨半: one figure in the greater unit.
fn composed(text: &str, part: &Part, measure: Measure, end: usize) -> Option<(Exact, usize)> {
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
    );
    if !fits || part.number.power > 0 && d != Dimension::Money || part.number.high.is_some() || measure.rate {
        return None;
    }
    let next = text[end..].chars().next()?;
    if next == '半' && part.number.low.scale == 0 && !matches!(entry.unit.spelling, "年" | "天" | "周") {
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
    let total = part.number.total()?;
    let (mut sum, mut scale) = (total.mantissa, total.scale);
    let (mut at, mut last) = (end + lead, entry);
    for _ in 0..2 {
        let Some(p) = self::part(text, at).filter(|p| p.number.low.scale == 0 && p.number.high.is_none()) else {
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
        let tail = &text[at..];
        let end = if d == Dimension::Money && tail.starts_with(['整', '正']) { at + '整'.len_utf8() } else { at };
        (Exact { mantissa: sum, scale }, end)
    })
}

/// A number without a unit: an amount whose unit is understood, a share that lost its sign, or a bare number.
fn without_unit(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    part: &Part,
) -> Option<usize> {
    let text = r.text;
    let n = &part.number;
    if let Some(entry) = currency {
        let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
        let mut label: String = n.magnitude().collect();
        label.push_str(entry.unit.spelling);
        return emit(r, start, part.bare, negative, currency, part, None, &label, measure);
    }
    let after = text[part.bare..].trim_start().chars().next();
    let stops = after.is_none_or(|c| !c.is_alphanumeric() || c == '的') && after != Some('%');
    if n.power >= 4 && stops && !in_quotes(text, at, part.bare, Dimension::Count) {
        let lead = r.text[..at].chars().rev().take(14).collect::<String>();
        const MONEY: &[char] = &[
            '元', '额', '額', '资', '資', '款', '费', '費', '金', '债', '債', '值', '税', '价', '價', '收', '投', '币',
        ];
        if lead.contains(MONEY) {
            let entry = unit(if r.taiwan { "圓" } else { "元" })?.0;
            let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
            let mut label: String = n.magnitude().collect();
            label.push('元');
            return emit(r, start, part.bare, negative, currency, part, None, &label, measure);
        }
    }
    let decimals = n.form == Form::Arabic && n.low.scale > 0 && n.low.scale <= 2 && n.power == 0;
    if decimals && stops && matches!(after, None | Some('。' | '，' | '；' | ',' | ';')) {
        let lead = r.lead(at);
        if ["增长", "下降", "增幅", "降幅", "上升", "增长率"].iter().any(|w| lead.ends_with(w)) {
            let entry = unit("%")?.0;
            let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
            return emit(r, start, part.bare, negative, None, part, None, "", measure);
        }
    }
    bare(r, start, at, negative, part).or(Some(part.bare))
}

/// A number by itself, on request.
fn bare(r: &mut Reader<'_>, start: usize, at: usize, negative: bool, part: &Part) -> Option<usize> {
    if !r.options.bare {
        return None;
    }
    let total = part.number.total()?;
    let start = if negative { start } else { at };
    let mut value = String::new();
    total.write(negative, &mut value);
    let upper = part.number.high.and_then(|h| h.shifted(part.number.power)).map(|h| {
        let mut s = String::new();
        h.write(false, &mut s);
        s
    });
    r.push(Found { value, upper, ..empty(start, part.bare, Kind::Number) });
    Some(part.bare)
}

/// `5%—7%`, `10~15万`, `100万元至300万元`.
fn range(
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
                if lead.contains(['元', '额', '资', '款', '费', '金', '投', '值']) {
                    let entry = unit("元")?.0;
                    let measure = Measure { entry, start: b.bare, end: b.bare, rate: false };
                    return joined(r, start, at, a, b, currency, measure, b.bare);
                }
            }
            if !r.options.bare || !less(shared, y) {
                return None;
            }
            let (mut value, mut upper) = (String::new(), String::new());
            shared.write(false, &mut value);
            y.write(false, &mut upper);
            r.push(Found { value, upper: Some(upper), ..empty(at, b.bare, Kind::Number) });
            return Some(b.bare);
        }
        _ => return None,
    };
    let d = measure.entry.unit.dimension;
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
    if (spelled_alike || shared) && less(x.low, y.low) {
        let mut label = printed_unit(text, y, measure);
        if understood {
            label.push('元');
        }
        let low = Part { number: y.with_low(x.low), ..*b };
        return emit(r, start, end, false, currency, &low, Some(y.low), &label, measure);
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
    emit(r, start, end, false, currency, &written, Some(high), &label, measure)
}

fn less(a: Exact, b: Exact) -> bool {
    let up =
        |e: Exact, scale: u8| e.mantissa.checked_mul(10u128.checked_pow(u32::from(scale.saturating_sub(e.scale)))?);
    let scale = a.scale.max(b.scale);
    matches!((up(a, scale), up(b, scale)), (Some(a), Some(b)) if a < b)
}

/// `3、5和8万人`: members without a unit of their own, up to the one that has it.
fn shared(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
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
        emit(r, *from, end, false, None, &Part { number, ..*p }, None, &label, measure);
    }
    Some(measure.end)
}

/// `百分之三点五`, `千分之五`, `百分之三十到四十一`.
fn percent_words(r: &mut Reader<'_>, at: usize) -> Option<usize> {
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
            let (start, negative, _) = prefix(r, at);
            let hundred = Part { number: hundred(), bare: from + '百'.len_utf8(), unit: None, more: false };
            return share(r, start, hundred.bare, negative, &hundred, None, sign);
        }
        return Some(from);
    }
    let (after, n) = number(&text[from..]).ok()?;
    let end = text.len() - after.len();
    let (start, negative, _) = prefix(r, at);
    let first = Part { number: n, bare: end, unit: None, more: n.more };
    let worded = |w: &str| r.lead(start).ends_with(w);
    if let Some((to, _)) = joint(text, end).filter(|(_, w)| !w || !(worded("由") || worded("从") || worded("從"))) {
        let to = text[to..].strip_prefix(word).map_or(to, |t| text.len() - t.len());
        let second = number(&text[to..]).ok().map(|(after, n)| (n, text.len() - after.len()));
        let hundred = text[to..].starts_with('百').then(|| (hundred(), to + '百'.len_utf8()));
        if let Some((n2, end2)) = second.or(hundred) {
            if less(n.low, n2.low) && measure(text, end2).is_none() {
                return share(r, start, end2, negative, &first, Some(n2.low), sign);
            }
        }
    }
    share(r, start, end, negative, &first, None, sign)
}

fn hundred() -> Number {
    number("100").map(|(_, n)| n).unwrap_or_else(|_| unreachable())
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
    emit(r, start, end, negative, None, &Part { number, ..*part }, high, sign, measure)
}

/// `三分之二`, `三又五分之一`, `1/4`, `1又1/5`.
fn fraction(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    let mut whole = None;
    let mut part = *first;
    let rest = &text[part.bare..];
    if let Some(after) = rest.strip_prefix('又') {
        let from = text.len() - after.len();
        let (behind, n) = number(after).ok()?;
        let bare = text.len() - behind.len();
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
    let rest = &text[part.bare..];
    let skip = blanks(rest);
    let (numerator, denominator, end) = if let Some(after) =
        rest.strip_prefix("分之").or_else(|| rest.strip_prefix("份之"))
    {
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
            || measure(text, text.len() - behind.len()).is_some_and(|m| m.entry.unit.dimension != Dimension::Volume)
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
    let (start, negative, _) = prefix(r, at);
    // 一百分之五 is a percentage.
    if let (None, Some(sign)) = (
        whole,
        match under.mantissa {
            100 => Some("%"),
            1000 => Some("‰"),
            10_000 => Some("‱"),
            _ => None,
        },
    ) {
        if rest.starts_with('分') {
            let part = Part { number: numerator, bare: end, unit: None, more: false };
            return share(r, start, end, negative, &part, None, sign);
        }
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
        return emit(r, start, m.end, negative, None, &part, None, &label, m);
    }
    let value = fraction_value(over, under.mantissa, negative);
    let qualifier = bound::qualifier(r.lead(start), &text[end..], false);
    r.push(Found { value, qualifier, ..empty(start, end, Kind::Rate) });
    Some(end)
}

/// `a/b` as a decimal where it has one of at most six places.
fn decimal(over: u128, under: u128) -> Option<Exact> {
    (0..=6u8).find_map(|scale| {
        let over = over.checked_mul(10u128.pow(u32::from(scale)))?;
        (over % under == 0).then(|| Exact { mantissa: over / under, scale })
    })
}

fn fraction_value(over: u128, under: u128, negative: bool) -> String {
    let mut value = String::new();
    match decimal(over, under) {
        Some(e) => e.write(negative, &mut value),
        None => value = format!("{}{over}/{under}", if negative { "-" } else { "" }),
    }
    value
}

/// `一成`, `三成半`, `七成六`, `9.5成`.
fn tenths(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
    let text = r.text;
    let skip = blanks(&text[first.bare..]);
    let after = text[first.bare + skip..].strip_prefix('成')?;
    let n = &first.number;
    if n.power > 0 || n.low.scale > 1 || n.low.mantissa == 0 {
        return None;
    }
    const WORDS: &str = "立为為本果员員功效就长長分绩績都型熟品交语語年套堆群全因天人千片片份色活事稿形婚虫";
    if after.starts_with(|c| WORDS.contains(c)) || r.before(at) == Some('第') {
        return None;
    }
    let limit = if n.low.scale == 1 { 100 } else { 10 };
    if n.low.mantissa > limit && !r.options.bare {
        return None;
    }
    let mut end = text.len() - after.len();
    let mut low = n.low.shifted(1)?;
    let mut place = if n.low.scale == 0 { 1 } else { 0 };
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
    let (start, negative, _) = prefix(r, at);
    let high = n.high.and_then(|h| h.shifted(1));
    let number = n.plain(low).at_place(place);
    let (entry, _) = unit("%")?;
    let measure = Measure { entry, start: end, end, rate: false };
    let part = Part { number, bare: end, unit: None, more: first.more };
    // ulp counts in places of the written value.
    emit(r, start, end, negative, None, &part, high, "%", measure)
}

/// `18.6∶35.8∶45.6`: shares of a hundred.
fn ratio(r: &mut Reader<'_>, at: usize, first: &Part) -> Option<usize> {
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
        sum = sum.checked_add(scaled(p.number.low, false, p.number.power, (Decimal::ONE, Decimal::ONE), true)?)?;
    }
    if (sum - Decimal::ONE_HUNDRED).abs() > Decimal::new(5, 1) {
        return None;
    }
    let (entry, _) = unit("%")?;
    for (from, p) in &parts {
        let measure = Measure { entry, start: p.bare, end: p.bare, rate: false };
        emit(r, *from, p.bare, false, None, p, None, "", measure);
    }
    Some(third.bare)
}

/// `半公升`, `半年`: a half of a measure.
pub(super) fn half(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let bare = at + '半'.len_utf8();
    let measure = measure(text, bare)?;
    let fits = matches!(measure.entry.unit.dimension, Dimension::Mass | Dimension::Volume);
    if !fits || !r.options.bare {
        return None;
    }
    let number = Number::zero().plain(Exact { mantissa: 5, scale: 1 });
    let part = Part { number, bare, unit: Some(measure), more: false };
    let label = printed_unit(text, &number, measure);
    emit(r, at, measure.end, false, None, &part, None, &label, measure)
}
