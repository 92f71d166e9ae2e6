//! The plain figure: digits and a unit, and nothing around them that could change how they are read.
//!
//! | spelling | read |
//! | --- | --- |
//! | `8316.42 万元` `12,345人` `64.38%` `3.2亿千瓦时` `31.3千公顷` `60人以上` `2024年，` `2024年3月5日` | here |
//! | `五年` `三个` `一批` `三公` `一、` | here |
//! | `-3万元` `人民币3万元` `3万元以上` `3万至5万元` `“3个”` `3年` `３万元` | in [`quantity`](super::quantity) |
//!
//! Three figures in four are plain, and a straight line through them is several times as fast as all the questions
//! that the others need. What is read here must be read there in the same way; a test holds the two together.

use std::sync::LazyLock;

use super::name::Sure;
use super::quantity::{PER, empty, is_counted, kind_of};
use super::scan::{Found, Reader, scaled};
use super::{Base, Kind, Qualifier, Short, bound, name, time};
use crate::decimal::Decimal;
use crate::fold::is_blank;
use crate::lexicon::unit::{Dimension, Entry, Unit, unit, units};
use crate::numeral::{Chars, Exact, Form, Number, blanks, han_digit, han_numerals, is_formal, three};

/// What may stand before a number and change its reading: signs, currencies, quotation marks, and what ends a bound that
/// may have a second one or a longer word. Nearly everything in ASCII belongs to them.
static BEFORE: Chars = Chars::of("－−负負￥¥￡＄€£₩币幣元金镑“「『‘于过低高少多足等×下人口");
/// Signs and letters of currencies in ASCII.
static SIGNED: Chars = Chars::of("-$YBDR");
/// What may stand behind a number and go on with it.
static TAIL: Chars = Chars::of(concat!(han_numerals!(), "点點多余餘来來几幾成又分份，．０１２３４５６７８９"));
/// What may stand behind a unit and change the reading: ends of ranges and bounds, a smaller unit, a bracket, a price
/// per unit, and the second letter of words that begin like a unit (人民, 项规定, 所得).
static BEHIND: Chars = Chars::of(concat!(
    han_numerals!(),
    "０１２３４５６７８９半又”」』’至到—－–~～−〜―∼与和與以左上及或之（／",
    "民均大全会會代党规本措得有门委位级类局炭化点成中团体烟电角气氣制期计行攻倍多阶階套然津"
));
/// What a second bound (超过3万元，且不超过5万元) begins with, or what joins it to the first.
static SECOND: Chars = Chars::of("大不高超至最多小低少足且并而的同但");
/// What goes on behind 以上 to an upper bound.
static ON: Chars = Chars::of(concat!(han_numerals!(), "0123456789０１２３４５６７８９，,且并而的同但几数"));

/// ASCII digits with groups and decimals.
struct Literal {
    mantissa: u64,
    scale: u8,
    len: usize,
    grouped: bool,
    padded: bool,
    form: Form,
}

/// Digits at the start: their value behind that of others, and how many they are.
fn digits(bytes: &[u8], mut value: u64) -> (u64, usize) {
    let mut len = 0;
    for b in bytes {
        let digit = b.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        len += 1;
    }
    (value, len)
}

/// At most eighteen digits; one that begins with 0 is no measure where others follow.
fn literal(bytes: &[u8]) -> Option<Literal> {
    let (mut mantissa, mut len) = digits(bytes, 0);
    let (mut scale, mut grouped) = (0, false);
    if len == 0 || len > 18 {
        return None;
    }
    let padded = len > 1 && bytes.first() == Some(&b'0');
    if padded {
        let alone = !matches!(bytes.get(len), Some(b'.' | b','));
        return alone.then_some(Literal { mantissa, scale: 0, len, grouped, padded, form: Form::Arabic });
    }
    let first = len;
    while first <= 3 && len <= 15 && bytes.get(len) == Some(&b',') {
        let (value, group) = digits(&bytes[len + 1..], mantissa);
        if group != 3 {
            return None;
        }
        (mantissa, grouped) = (value, true);
        len += 4;
    }
    if bytes.get(len) == Some(&b'.') {
        (mantissa, scale) = digits(&bytes[len + 1..], mantissa);
        len += 1 + scale;
        if scale == 0 || len > 18 {
            return None;
        }
    }
    Some(Literal { mantissa, scale: scale as u8, len, grouped, padded, form: Form::Arabic })
}

/// What a plain figure takes from its unit, made once.
struct Ready {
    sure: Sure,
    kind: Kind,
    /// A whole number of it is exact.
    counted: bool,
    /// It names money of the mainland wherever it stands (人民币, 元人民币).
    mainland: bool,
    /// As printed: alone, behind 万, behind 亿.
    printed: [Short; 3],
}

fn ready(entry: &Entry) -> Option<&'static Ready> {
    static READY: LazyLock<Vec<Ready>> = LazyLock::new(|| {
        let ready = |unit: &Unit| Ready {
            sure: name::sure(unit),
            kind: kind_of(unit.dimension),
            counted: is_counted(unit.dimension),
            mainland: unit.spelling.contains(['人', '币', '幣']),
            printed: ["", "万", "亿"].map(|magnitude| [magnitude, unit.spelling].concat().into()),
        };
        units().map(ready).collect()
    });
    // What a user added is not among them, and goes the long way.
    READY.get(entry.row)
}

/// What makes a unit behind 千, which else is a magnitude.
const fn begins_unit(c: char) -> bool {
    matches!(c, '瓦' | '克' | '米' | '卡' | '焦' | '帕' | '伏' | '字' | '比' | '赫')
}

/// 万 and 亿 in bytes: the power of ten of the magnitude at the start.
const fn magnitude(bytes: &[u8]) -> u8 {
    match bytes {
        [0xe4, 0xb8, 0x87, ..] | [0xe8, 0x90, 0xac, ..] => 4,
        [0xe4, 0xba, 0xbf, ..] | [0xe5, 0x84, 0x84, ..] => 8,
        _ => 0,
    }
}

/// Reads a plain figure that begins with an ASCII digit, or sees that there plainly is none: where to go on. `None`
/// where more questions must be asked.
pub(super) fn read(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    #[cfg(test)]
    if tests::OFF.get() {
        return None;
    }
    let bytes = r.text.as_bytes();
    let number = literal(&bytes[at..])?;
    let bare = at + number.len;
    let gap = match bytes[bare..] {
        [0xe5, 0xb9, 0xb4, ..] if number.len == 4 => {
            // 年
            if let Some(end) = time::plain_year(r, at, bare + 3, number.mantissa) {
                return Some(end);
            }
            0
        }
        [] | [0xe4..=0xe9 | b'!'..=b'~', ..] => 0,
        _ => blanks(&r.text[bare..]),
    };
    let first = bare + gap;
    if gap > 0 && number.len <= 3 && bytes.get(first).is_some_and(u8::is_ascii_digit) {
        // `7 4 7 7 2`, `12 480 人`
        return None;
    }
    let (mut start, mut power) = (first, magnitude(&bytes[first..]));
    if power > 0 {
        start += 3;
        let more = magnitude(&bytes[start..]);
        if more > 0 {
            // 万亿
            if (power, more) != (4, 8) {
                return None;
            }
            (start, power) = (start + 3, 12);
        }
    }
    if matches!(bytes[start..], [a @ 0xe0..0xf0, b, c, ..] if TAIL.has_three(a, b, c)) {
        if !bytes[start..].starts_with("千".as_bytes()) {
            return None;
        }
        // 千 begins a unit (千瓦), or is a magnitude (31.3千公顷).
        let behind = match bytes[start + 3..] {
            [a @ 0xe4..=0xe9, b, c, ..] if !TAIL.has_three(a, b, c) => char::from_u32(three(a, b, c) as u32)?,
            _ => return None,
        };
        if !begins_unit(behind) {
            if power > 0 {
                return None;
            }
            (start, power) = (start + 3, 3);
        }
    }
    let last = last(r, at);
    let known = match bytes[start..] {
        [] | [b'\0'..=b'$' | b'&'..=b'@' | b'['..=b'`' | b'{'..=0x7f, ..] => None,
        _ => unit(&r.text[start..]),
    };
    let Some((entry, len)) = known else {
        let none = power == 0 && !r.options.bare && alone(&number, last, &r.text[start..]);
        return none.then_some(bare);
    };
    if number.padded {
        return None;
    }
    measured(r, &number, last, Place { at, bare, first, start, end: start + len, power }, entry)
}

/// Reads a Han digit by itself with its unit (五年, 三个), or sees that it plainly counts nothing (一批, 三公, 一、).
pub(super) fn digit(r: &mut Reader<'_>, at: usize, c: char) -> Option<usize> {
    /// What goes on with the number, makes a share, a range or a date of it.
    static ON: Chars = Chars::of(concat!(
        han_numerals!(),
        "点點多余餘來来几幾０１２３４５６７８９成:：∶又分份/／至到—-－–~～−〜―∼(（与和與及、以月季世."
    ));
    #[cfg(test)]
    if tests::OFF.get() {
        return None;
    }
    let digit = han_digit(c).filter(|d| *d > 0 && !is_formal(c))?;
    let bytes = r.text.as_bytes();
    let bare = at + 3;
    let (0xe3..=0xe9, [a @ 0xe3..=0xe9, b, c, ..]) = (bytes[at], &bytes[bare..]) else { return None };
    let last = last(r, at);
    if r.options.bare || last.is_some_and(|c| if c.is_ascii() { SIGNED.has(c) } else { BEFORE.has(c) }) {
        return None;
    }
    if ON.has_three(*a, *b, *c) {
        // 一、 numbers something, if no other number follows.
        let alone = [*a, *b, *c] == *"、".as_bytes()
            && matches!(bytes[bare + 3..], [a @ 0xe4..=0xe9, b, c, ..] if !ON.has_three(a, b, c));
        return alone.then_some(bare);
    }
    let Some((entry, len)) = unit(&r.text[bare..]) else {
        return (*a != 0xe3).then_some(bare);
    };
    let number = Literal { mantissa: digit.into(), scale: 0, len: 3, grouped: false, padded: false, form: Form::Han };
    measured(r, &number, last, Place { at, bare, first: bare, start: bare, end: bare + len, power: 0 }, entry)
}

/// Where the parts of a plain figure stand.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    /// Behind the digits.
    bare: usize,
    /// Behind the blanks.
    first: usize,
    /// Behind the magnitude.
    start: usize,
    end: usize,
    power: u8,
}

/// A plain number with its unit.
fn measured(
    r: &mut Reader<'_>,
    number: &Literal,
    last: Option<char>,
    place: Place,
    entry: &'static Entry,
) -> Option<usize> {
    let Place { at, bare, first, start, end, power } = place;
    let bytes = r.text.as_bytes();
    let d = entry.unit.dimension;
    let ready = ready(entry)?;
    let behind = Behind::of(r.text, end, d)?;
    let spelled = end - start == entry.unit.spelling.len();
    let han = number.form == Form::Han;
    let sure = match ready.sure {
        // 五年 is none of a calendar, unless 五年代.
        Sure::Never if han && entry.unit.spelling == "年" && !bytes[end..].starts_with("代".as_bytes()) => Sure::Ask,
        Sure::Always | Sure::BeforeNoLetter if han => Sure::Ask,
        sure => sure,
    };
    if sure == Sure::Never
        || last.is_some_and(|c| changes(r, at, c, d, behind.at))
        || !spelled && bytes[start..end] != *"％".as_bytes()
    {
        return None;
    }
    let exact = Exact { mantissa: number.mantissa.into(), scale: number.scale };
    if sure != Sure::Always && (sure == Sure::Ask || matches!(bytes[behind.at..], [0xe4..=0xe9, _, _, ..])) {
        if r.options.bare {
            return None;
        }
        let tokens = 1 + ((start - first) / 3) as u8;
        let written = Number::zero().plain(exact).raised(power).written(number.form, tokens);
        if name::is_name(r.lead(at), &written, entry.unit.spelling, d, &r.text[end..]) {
            return Some(end);
        }
    }
    let mut qualifier = last.and_then(|c| bound::before_letter(r, at, c)).or(behind.bound);
    if r.options.bare && qualifier.is_some() {
        return None;
    }
    let base = base(number, power, entry, ready, r.taiwan);
    if ready.kind == Kind::Duration && last == Some('近') {
        // 近三年 is the last three years.
        qualifier = qualifier.filter(|q| *q != Qualifier::About);
    }
    let value = if number.grouped || han { exact.text(false) } else { r.text[at..bare].into() };
    let printed = match (spelled, power, bytes[first]) {
        (true, 0, _) => ready.printed[0].clone(),
        (true, 4, 0xe4) => ready.printed[1].clone(),
        (true, 8, 0xe4) => ready.printed[2].clone(),
        _ => r.text[first..end].into(),
    };
    r.push(Found { value, unit: printed, base, qualifier, ..empty(at, end, ready.kind) });
    Some(end)
}

/// The value in base units: in 64 bits where they hold it all and no division is needed.
fn base(number: &Literal, power: u8, entry: &Entry, ready: &Ready, taiwan: bool) -> Option<Base> {
    let unit = if taiwan && entry.unit.base == "CNY" && !ready.mainland { "TWD" } else { entry.unit.base };
    let exact = ready.counted && power == 0 && number.scale == 0;
    if let Some((times, places)) = entry.tenfold {
        // Both the value and its last place are so many tens of the factor.
        let (scale, zeros) = (number.scale + places, power.saturating_sub(number.scale + places));
        let times = TENS.get(usize::from(zeros)).and_then(|tens| times.checked_mul(*tens));
        if let Some(times) = times
            && let Some(value) = number.mantissa.checked_mul(times)
        {
            let scale = scale.saturating_sub(power);
            let ulp = if exact { None } else { Some(trimmed(times, scale)) };
            return Some(Base { value: trimmed(value, scale), upper: None, unit, ulp });
        }
    }
    let value = scaled(Exact { mantissa: number.mantissa.into(), scale: number.scale }, false, power, entry)?;
    let one = Exact { mantissa: 1, scale: number.scale };
    let ulp = if exact { None } else { scaled(one, false, power, entry) };
    Some(Base { value, upper: None, unit, ulp })
}

/// The powers of ten that 64 bits hold.
const TENS: [u64; 20] = {
    let mut tens = [1; 20];
    let mut i = 1;
    while i < tens.len() {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

/// A decimal without zeros at the end of its decimals.
fn trimmed(mut mantissa: u64, mut scale: u8) -> Decimal {
    while scale > 0 && mantissa.is_multiple_of(10) {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    Decimal::from_parts(mantissa as u32, (mantissa >> 32) as u32, 0, false, scale.into())
}

/// The last character before a number, blanks aside.
fn last(r: &Reader<'_>, at: usize) -> Option<char> {
    match r.text.as_bytes()[r.floor.min(at)..at] {
        // No Han letter and no sign from 、 on is a blank.
        [.., a @ 0xe4..=0xe9, b, c] => char::from_u32(three(a, b, c) as u32),
        [.., b @ b'!'..=b'~'] => Some(char::from(b)),
        [] => None,
        _ => r.lead(at).chars().next_back(),
    }
}

/// What stands behind a unit, where it changes nothing or bounds plainly.
struct Behind {
    /// Behind the blanks.
    at: usize,
    bound: Option<Qualifier>,
}

impl Behind {
    /// `None` where it may change the reading.
    fn of(text: &str, end: usize, d: Dimension) -> Option<Self> {
        let bytes = text.as_bytes();
        let plain = Some(Self { at: end, bound: None });
        match bytes[end..] {
            // The signs from 、 to 》, and ，：；
            [] | [0xe3, 0x80, 0x81..=0x8b, ..] | [0xef, 0xbc, 0x8c | 0x9a | 0x9b, ..] => plain,
            [a @ 0xe4..=0xe9, b, c, ..] if !BEHIND.has_three(a, b, c) => plain,
            _ => Self::bound(text, end, d),
        }
    }

    /// The same where a blank, a sign or one of the letters stands there that may change it.
    #[inline(never)]
    fn bound(text: &str, end: usize, d: Dimension) -> Option<Self> {
        let gap = blanks(text.get(end..)?);
        let at = end + gap;
        let rest = text.get(at..)?;
        let plain = Some(Self { at, bound: None });
        let Some(c) = rest.chars().next() else { return plain };
        if c.is_ascii() {
            let fits = match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' => gap > 0,
                _ => !matches!(c, '(' | '/' | '-' | '~' | '\0'..=' ' | '\x7f'),
            };
            return plain.filter(|_| fits);
        }
        if !BEHIND.has(c) {
            // More blanks than are counted.
            return plain.filter(|_| gap < 12 || !is_blank(c));
        }
        // 60人以上, 3公里左右; 500万元以上 may be a threshold in a name.
        if gap > 0 || d == Dimension::Money || !matches!(c, '以' | '左') {
            return None;
        }
        let word = rest.get(..c.len_utf8() * 2)?;
        let bound = match word {
            "左右" => Qualifier::About,
            "以内" | "以下" => Qualifier::AtMost,
            "以上" => {
                let on = rest[word.len()..].chars().next();
                if on.is_some_and(|c| ON.has(c) || is_blank(c)) {
                    return None;
                }
                Qualifier::AtLeast
            }
            _ => return None,
        };
        Some(Self { at, bound: Some(bound) })
    }
}

/// Whether what stands before a number may change its reading: its last letter, what is measured, and what stands behind
/// the unit.
#[inline]
fn changes(r: &Reader<'_>, at: usize, last: char, d: Dimension, behind: usize) -> bool {
    if last.is_ascii() {
        !matches!(last, '(' | ')' | ',' | ';' | ':' | '0'..='9')
    } else {
        BEFORE.has(last) && words(r, at, last, d, behind)
    }
}

/// The same of the letters that may.
#[inline(never)]
fn words(r: &Reader<'_>, at: usize, last: char, d: Dimension, behind: usize) -> bool {
    match last {
        '金' => r.lead(at).ends_with("美金"),
        '下' => r.lead(at).ends_with("零下"),
        '人' | '口' => d == Dimension::Count && PER.iter().any(|w| r.lead(at).ends_with(w)),
        '于' | '过' | '低' | '高' | '少' | '多' | '足' | '等' => {
            let comma = |c: char| matches!(c, '，' | ',');
            let mut rest = &r.text[behind..];
            if rest.starts_with(comma) {
                rest = rest[rest.chars().next().map_or(0, char::len_utf8)..].trim_start_matches(' ');
            }
            rest.starts_with(|c| SECOND.has(c) || comma(c))
        }
        _ => true,
    }
}

/// Whether a number without a unit is none: no date, no end of a range, no share, no currency before it.
fn alone(number: &Literal, last: Option<char>, behind: &str) -> bool {
    static GOES_ON: Chars = Chars::of("-/.:%(年月季世—－–~～至到−、和―〜∼与與及以（：∶／°");
    static BOUND: Chars = Chars::of("￥¥￡＄€£₩币幣元金镑几数幾數于过低高少多足等$YBDR");
    static SIGN: Chars = Chars::of("-－−负負");
    // 增长13.95。 is a share that lost its sign.
    let share = number.scale > 0 && last.is_some_and(|c| matches!(c, '长' | '降' | '幅' | '升' | '率') || SIGN.has(c));
    let goes_on = match behind.as_bytes() {
        // 2018-06, P19220621-0042
        [b'-', rest @ ..] => rest.is_empty() || number.scale > 0 || !rest.iter().all(u8::is_ascii_digit),
        _ => behind.starts_with(|c| GOES_ON.has(c)),
    };
    !goes_on && !last.is_some_and(|c| BOUND.has(c)) && !share
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::figure::{Options, read, read_taiwan};
    use crate::lexicon::unit::units;

    thread_local! {
        /// Nothing is plain: all goes the long way.
        pub(super) static OFF: Cell<bool> = const { Cell::new(false) };
    }

    fn compare(text: &str) {
        for bare in [false, true] {
            let options = Options { bare, ..Options::default() };
            let short = (read(text, options), read_taiwan(text, options));
            OFF.set(true);
            let long = (read(text, options), read_taiwan(text, options));
            OFF.set(false);
            assert_eq!(short, long, "{text}");
        }
    }

    #[test]
    fn plain_figures_are_read_as_the_long_way_reads_them() {
        let before = [
            "完成",
            "约",
            "不足",
            "近",
            "超过",
            "A",
            "-",
            "（",
            "“",
            "人民币",
            "数",
            "第",
            "新增 ",
            "增长",
            "由",
            "，",
            "前",
            "不低于",
            "奖金",
            "美金",
            "每万人",
            "零下",
            "下",
        ];
        let behind = [
            "，",
            "以上",
            "以内，",
            " 以下的",
            "以上，且",
            "至4",
            "-5",
            "（含）",
            "半",
            "/吨",
            " ",
            "民",
            "级",
            "左右",
            "多",
            "的",
            "”",
            "1",
        ];
        let numbers = ["3", "12.5", "1,280", "4万", "0.7亿", "2019", "015", "31.3千", "5万亿", "一", "三", "两"];
        for (i, unit) in units().enumerate() {
            for (j, before) in before.iter().enumerate() {
                // Not all of all: each unit meets each neighbour with some of the numbers.
                let number = numbers[(i + j) % numbers.len()];
                for behind in behind {
                    compare(&format!("{before}{number}{}{behind}", unit.spelling));
                }
            }
        }
    }

    #[test]
    fn numbers_without_a_unit_are_none_either_way() {
        let before = ["", "表", "增长", "￥", "从", "低于", "约 ", "A-", "几", "§"];
        let numbers =
            ["3", "12.5", "1,280", "1,28", "4 5 6", "20 30", "2019", "015", "1.2.3", "12 000", "2018-06", "一", "五"];
        let behind = [
            "",
            "，",
            "。",
            "、项目",
            "公经费",
            "年代",
            "月5日",
            "、4%",
            "和5个",
            "-6万元",
            "至7%",
            "℃",
            "：8",
            "/9",
            "年",
            "月",
            "(含)",
            " 万元",
            "万",
            "之间",
        ];
        for before in before {
            for number in numbers {
                for behind in behind {
                    compare(&format!("{before}{number}{behind}"));
                }
            }
        }
    }
}
