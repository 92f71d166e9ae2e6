//! Dates and periods.
//!
//! | spelling | value, upper | remark |
//! | --- | --- | --- |
//! | `2024年` `二〇二四年` `2024年度` | 2024 | 度 stays outside |
//! | `2024年3月` `2024年3月5日` `二〇〇六年十二月` | 2024-03, 2024-03-05 | an impossible date is none |
//! | `2010/01/29` `2010-01-29` `2010.01.29` | 2010-01-29 | four digits of year |
//! | `民國114年` `114年` | 2025 | the latter in a report from Taiwan |
//! | `公元前202年` | -202 | |
//! | `98年9月` `八五年二月` `九八年` | 1998-09, 1985-02, 1998 | `七八年` is seven or eight years |
//! | `1995-1997年` `2021—2025年` | 1995, 1997 | one period; `A年至B年` is two dates |
//! | `2024年1-12月` `2024年前三季度` `2024年上半年` | 2024-01, 2024-12 … | |
//! | `2019年6月1日-6月30日` | 2019-06-01, 2019-06-30 | one period: the second end leans on the first |
//! | `2024年一至三季度` `1-3季度` `一、二季度` | 2024-01, 2024-09 … | |
//! | `08-08-2008` `12.2.3` `08/08` `2334b.c.` | 2008-08-08, 0012-02-03 … | on request |
//! | `3月5日` `1-11月` `前三季度` | `--03-05` … | no year printed |
//! | `“十四五”时期` | 2021, 2025 | the plan alone (`“十四五”规划`) is a name |
//! | `九十年代` `20世纪90年代` | 1990, 1999 | |

// The ends of a stretch are a and b, x and y; a number is n, an end of text e.
#![allow(clippy::many_single_char_names, clippy::similar_names)]

use ecow::eco_format;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::error::{Error, ErrorKind};
use nom::{Err, IResult, Parser};

use super::scan::{Found, Reader};
use super::{Kind, Short, quantity};
use crate::fold::is_blank;
use crate::numeral::{Chars, blanks, digit, han_digit, positional, three};

/// A whole number of a date: its value, how many digits it has, whether they are Han.
#[derive(Debug, Clone, Copy)]
struct Int {
    value: u32,
    digits: usize,
    han: bool,
    len: usize,
}

/// Arabic digits, Han digits in a row, or a Han number below one hundred.
fn int(text: &str) -> Option<Int> {
    let c = text.chars().next()?;
    if digit(c).is_some() {
        let (mut value, mut digits, mut len) = (0u32, 0, 0);
        for c in text.chars().take(6) {
            let Some(d) = digit(c) else { break };
            value = value * 10 + u32::from(d);
            digits += 1;
            len += c.len_utf8();
        }
        return (digits <= 4).then_some(Int { value, digits, han: false, len });
    }
    // 陸 is a month nowhere: it stands in 大陸.
    if matches!(c, '陸' | '陆') {
        return None;
    }
    let (value, digits, len) = positional(text);
    let next = text[len..].chars().next();
    if digits >= 2 || (digits == 1 && !matches!(next, Some('十' | '拾' | '百' | '千'))) {
        return (digits <= 4).then_some(Int { value, digits, han: true, len });
    }
    // 十二, 二十, 三十一, 廿二
    let mut len = 0;
    let mut chars = text.chars().peekable();
    let tens = match *chars.peek()? {
        '十' | '拾' => 1,
        '廿' => 2,
        '卅' => 3,
        '肆' => 4,
        c => u32::from(han_digit(c)?),
    };
    let c = chars.next()?;
    len += c.len_utf8();
    if !matches!(c, '十' | '拾' | '廿' | '卅') {
        let ten = chars.next().filter(|c| matches!(c, '十' | '拾'))?;
        len += ten.len_utf8();
    }
    let ones = chars.peek().and_then(|&c| han_digit(c)).filter(|&d| d > 0);
    if ones.is_some() {
        len += chars.next().map_or(0, char::len_utf8);
    }
    (tens > 0 && tens < 10).then_some(Int {
        value: tens * 10 + u32::from(ones.unwrap_or(0)),
        digits: 2,
        han: true,
        len,
    })
}

/// What stands between the ends of a stretch.
fn dash(text: &str) -> IResult<&str, &str> {
    static FIRST: Chars = Chars::of("—-－–~～−至到〜―");
    let skip = blanks(text);
    if !text[skip..].chars().next().is_some_and(|c| FIRST.has(c)) {
        return Err(Err::Error(Error::new(text, ErrorKind::Tag)));
    }
    let (rest, sign) = alt((
        tag("——"),
        tag("—"),
        tag("-"),
        tag("－"),
        tag("–"),
        tag("~"),
        tag("～"),
        tag("−"),
        tag("至"),
        tag("到"),
        tag("〜"),
        tag("―"),
    ))
    .parse(&text[skip..])?;
    Ok((&rest[blanks(rest)..], sign))
}

/// A point of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
}

impl Point {
    fn valid(self) -> bool {
        let day = self.day.unwrap_or(1);
        let Some(month) = self.month else { return true };
        let year = self.year.unwrap_or(2000);
        let last = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return false,
        };
        (1..=last).contains(&day)
    }

    fn text(self) -> Short {
        let two = |n: u32| [b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
        let mut buffer = [b'-'; 10];
        let mut len = match self.year {
            Some(year @ 0..10_000) => {
                let year = year.unsigned_abs();
                buffer[..2].copy_from_slice(&two(year / 100));
                buffer[2..4].copy_from_slice(&two(year % 100));
                4
            }
            Some(year) => {
                let mut text = eco_format!("{year}");
                for part in [self.month, self.day].into_iter().flatten() {
                    text.push_str(&eco_format!("-{part:02}"));
                }
                return text;
            }
            None => 1,
        };
        for part in [self.month, self.day].into_iter().flatten() {
            buffer[len + 1..len + 3].copy_from_slice(&two(part));
            len += 3;
        }
        Short::from(std::str::from_utf8(&buffer[..len]).unwrap_or_default())
    }
}

// It ends the chains of readers that may find nothing.
#[expect(clippy::unnecessary_wraps)]
fn push(r: &mut Reader<'_>, start: usize, end: usize, from: Point, to: Option<Point>) -> Option<usize> {
    // An impossible date is none, and no other figure either.
    if !from.valid() || to.is_some_and(|t| !t.valid()) {
        return Some(end);
    }
    let kind = if to.is_some() { Kind::Period } else { Kind::Date };
    let year_printed = from.year.is_some();
    let (value, upper) = (from.text(), to.map(Point::text));
    r.push(Found { value, upper, year_printed, ..quantity::empty(start, end, kind) });
    Some(end)
}

/// `text` at `at`, behind blanks, if it begins with `word`: the place behind it.
fn word(text: &str, at: usize, word: &str) -> Option<usize> {
    let at = at + blanks(&text[at..]);
    text[at..].starts_with(word).then_some(at + word.len())
}

fn int_at(text: &str, at: usize) -> Option<(Int, usize, usize)> {
    let at = at + blanks(&text[at..]);
    let i = int(&text[at..])?;
    Some((i, at, at + i.len))
}

/// Months and their ends that a part of a year stands for: `上半年`, `前三季度`, `第二季度`, `前11个月`.
fn part_of_year(text: &str, at: usize) -> Option<(u32, u32, usize)> {
    let at = at + blanks(&text[at..]);
    let rest = &text[at..];
    if let Some(r) = rest.strip_prefix("上半年") {
        return Some((1, 6, text.len() - r.len()));
    }
    if let Some(r) = rest.strip_prefix("下半年") {
        return Some((7, 12, text.len() - r.len()));
    }
    let (before, lead) = match rest.chars().next()? {
        '前' => (true, '前'.len_utf8()),
        '第' => (false, '第'.len_utf8()),
        _ => (false, 0),
    };
    let (n, _, end) = int_at(text, at + lead)?;
    let end = word(text, end, "个").or_else(|| word(text, end, "個")).filter(|_| before).unwrap_or(end);
    // `一至三季度`, `1-3季度`, `一、二季度`
    let further = dash(&text[end..]).ok().map(|(rest, _)| rest).or_else(|| text[end..].strip_prefix('、'));
    if let Some(rest) = further.filter(|_| !before && n.digits == 1)
        && let Some((to, _, end)) = int_at(text, text.len() - rest.len())
        && let Some(end) = word(text, end, "季度").filter(|_| n.value < to.value && to.value <= 4 && n.value > 0)
    {
        return Some((n.value * 3 - 2, to.value * 3, end));
    }
    if let Some(end) = word(text, end, "季度") {
        if !(1..=4).contains(&n.value) {
            return None;
        }
        return Some((if before { 1 } else { n.value * 3 - 2 }, n.value * 3, end));
    }
    if before && (1..=12).contains(&n.value) {
        let named = text[..end].ends_with(['个', '個']);
        return word(text, end, "月").filter(|_| named).map(|end| (1, n.value, end));
    }
    None
}

/// What a part of a year begins with.
static PARTS: Chars =
    Chars::of("0123456789０１２３４５６７８９零〇○一二两兩三四五六七八九十壹贰貳叁叄參肆伍陆陸柒捌玖拾廿卅上下前第度");

/// What follows a year: a part of it, months, days, a further end. `at` stands behind 年.
fn within(r: &mut Reader<'_>, start: usize, at: usize, year: i32) -> Option<usize> {
    let text = r.text;
    let plain = Point { year: Some(year), month: None, day: None };
    if !text[at..].chars().next().is_some_and(|c| PARTS.has(c) || is_blank(c)) {
        return push(r, start, at, plain, None);
    }
    let month = |m| Point { month: Some(m), ..plain };
    let after = word(text, at, "度").unwrap_or(at);
    if let Some((from, to, end)) = part_of_year(text, after) {
        return push(r, start, end, month(from), Some(month(to)));
    }
    if let Some((m, _, end)) = int_at(text, at).filter(|(m, _, _)| m.digits <= 2) {
        if let Some(end) = word(text, end, "月") {
            return months(r, start, end, month(m.value));
        }
        if let Ok((rest, _)) = dash(&text[end..])
            && let Some((to, _, end)) = int_at(text, text.len() - rest.len())
            && let Some(end) = word(text, end, "月").filter(|_| m.value < to.value)
        {
            return push(r, start, end, month(m.value), Some(month(to.value)));
        }
    }
    push(r, start, at, plain, None)
}

/// A date of ASCII digits and nothing that could go on with it: `2024年，` `2024年3月` `2024年3月5日`. `at` is its first
/// digit, `behind` stands behind 年.
pub(super) fn plain_year(r: &mut Reader<'_>, at: usize, behind: usize, year: u64) -> Option<usize> {
    static ON: Chars = Chars::of("—-－–~～−至到〜―");
    let bytes = r.text.as_bytes();
    let ends = |at: usize| match bytes[at..] {
        [] => true,
        [a @ 0xe0..0xf0, b, c, ..] => {
            let c = char::from_u32(three(a, b, c) as u32);
            c.is_some_and(|c| !PARTS.has(c) && !ON.has(c) && c != '代' && !is_blank(c))
        }
        [b, ..] => b > b' ' && b.is_ascii() && !b.is_ascii_digit() && !matches!(b, b'-' | b'~'),
    };
    // One or two digits and the word behind them.
    let part = |at: usize, word: &str| {
        let (n, len) = match bytes[at..] {
            [a @ b'0'..=b'9', b @ b'0'..=b'9', ..] => (u32::from(a - b'0') * 10 + u32::from(b - b'0'), 2),
            [a @ b'0'..=b'9', ..] => (u32::from(a - b'0'), 1),
            _ => return None,
        };
        bytes[at + len..].starts_with(word.as_bytes()).then_some((n, at + len + word.len()))
    };
    if !(1000..3000).contains(&year) {
        return None;
    }
    let mut point = Point { year: Some(year as i32), month: None, day: None };
    let mut end = behind;
    if let Some((month, behind)) = part(end, "月").filter(|(month, _)| (1..=12).contains(month)) {
        (point.month, end) = (Some(month), behind);
        if let Some((day, behind)) = part(end, "日") {
            (point.day, end) = (Some(day), behind);
        }
    }
    if ends(end) { push(r, at, end, point, None) } else { None }
}

/// Behind a month: a day, and what may follow.
fn months(r: &mut Reader<'_>, start: usize, at: usize, month: Point) -> Option<usize> {
    let text = r.text;
    if !month.valid() {
        return None;
    }
    if let Some((d, _, end)) = int_at(text, at).filter(|(d, _, _)| d.digits <= 2) {
        if let Some(end) = word(text, end, "日").or_else(|| word(text, end, "号")).or_else(|| word(text, end, "號"))
        {
            let from = Point { day: Some(d.value), ..month };
            if let Some((to, end)) = further(text, end, from) {
                return push(r, start, end, from, Some(to));
            }
            return push(r, start, end, from, None);
        }
        // `3月5-8日`
        if let Ok((rest, _)) = dash(&text[end..])
            && let Some((to, _, end)) = int_at(text, text.len() - rest.len())
            && let Some(end) = word(text, end, "日").filter(|_| d.value < to.value)
        {
            let (from, to) = (Point { day: Some(d.value), ..month }, Point { day: Some(to.value), ..month });
            return push(r, start, end, from, Some(to));
        }
    }
    // `2021年4月-9月`, `2021年4月至9月`
    if let Ok((rest, _)) = dash(&text[at..])
        && let Some((to, _, end)) = int_at(text, text.len() - rest.len())
    {
        let later = to.digits <= 2 && month.month.is_some_and(|m| m < to.value);
        if let Some(end) = word(text, end, "月").filter(|_| later)
            && int_at(text, end).is_none_or(|(_, _, e)| word(text, e, "日").is_none())
        {
            return push(r, start, end, month, Some(Point { month: Some(to.value), ..month }));
        }
    }
    push(r, start, at, month, None)
}

/// The further end of a stretch of days: `-6月30日`, `至8日`.
fn further(text: &str, at: usize, from: Point) -> Option<(Point, usize)> {
    let (rest, _) = dash(&text[at..]).ok()?;
    let (n, _, end) = int_at(text, text.len() - rest.len()).filter(|(n, _, _)| n.digits <= 2)?;
    let to = if let Some(end) = word(text, end, "月") {
        let (d, _, end) = int_at(text, end)?;
        (Point { month: Some(n.value), day: Some(d.value), ..from }, word(text, end, "日")?)
    } else {
        (Point { day: Some(n.value), ..from }, word(text, end, "日")?)
    };
    (to.0.valid() && (to.0.month, to.0.day) > (from.month, from.day)).then_some(to)
}

/// Dates and periods that begin with a number.
pub(super) fn numbered(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    if let Some(end) = plan(r, at) {
        return Some(end);
    }
    let n = int(&text[at..])?;
    if r.options.bare
        && !n.han
        && n.digits == 2
        && let Some(end) = short(r, at, n)
    {
        return Some(end);
    }
    let end = at + n.len;
    if r.options.bare && !n.han {
        // `2334bc`, `1234b.c.`, `2934a.d.`
        let rest = &text[end..];
        let era = |words: &[&str]| words.iter().find(|w| rest.starts_with(**w)).map(|w| end + w.len());
        if let Some(end) = era(&["b.c.", "B.C.", "b.c", "bc", "BC"]) {
            return push(r, at, end, Point { year: Some(-n.value.cast_signed()), month: None, day: None }, None);
        }
        if let Some(end) = era(&["a.d.", "A.D.", "a.d", "ad", "AD"]) {
            return push(r, at, end, Point { year: Some(n.value.cast_signed()), month: None, day: None }, None);
        }
    }
    let gap = blanks(&text[end..]);
    let c = text[end + gap..].chars().next()?;
    let behind = end + gap + c.len_utf8();
    match c {
        '年' if text[behind..].starts_with('代') => decade(r, at, n, behind + '代'.len_utf8(), 19),
        '年' => {
            if n.digits == 4 && (1000..3000).contains(&n.value) {
                return within(r, at, behind, n.value.cast_signed());
            }
            let lead = r.before(at);
            let after = text[behind..].chars().next();
            let duration =
                matches!(lead, Some('近' | '满' | '滿' | '达' | '達' | '第' | '约' | '約' | '过' | '逾' | '前' | '后'))
                    || matches!(
                        after,
                        Some('来' | '來' | '内' | '內' | '以' | '期' | '间' | '間' | '级' | '後' | '后' | '前')
                    );
            if r.taiwan && !n.han && (60..200).contains(&n.value) && !duration {
                return within(r, at, behind, n.value.cast_signed() + 1911);
            }
            let written = positional(&text[at..]).1 == 2;
            if n.digits == 2 && (!n.han || written) && !duration {
                // `24年3月`, `八五年二月`, and `九八年`, which is not 七八年 (seven or eight years)
                let month =
                    int_at(text, behind).is_some_and(|(m, _, e)| m.digits <= 2 && word(text, e, "月").is_some());
                let year = written && n.value >= 50 && n.value % 10 != n.value / 10 + 1;
                if month || year {
                    let century = if n.value < 50 { 2000 } else { 1900 };
                    return within(r, at, behind, century + n.value.cast_signed());
                }
            }
            None
        }
        '月' if n.digits <= 2 && (1..=12).contains(&n.value) => {
            let lead = r.text[..at].trim_end();
            let relative = [
                "去年", "今年", "前年", "明年", "上年", "当年", "當年", "每年", "次年", "同年", "翌年", "每", "个",
                "個",
            ];
            if relative.iter().any(|w| lead.ends_with(w)) || text[behind..].starts_with(['龄', '嫂', '饼', '子']) {
                // 去年十月 is no date of its own; its day is none either.
                return Some(int_at(text, behind).and_then(|(_, _, e)| word(text, e, "日")).unwrap_or(behind));
            }
            months(r, at, behind, Point { year: None, month: Some(n.value), day: None })
        }
        '-' | '—' | '－' | '–' | '~' | '～' | '至' | '到' | '、' if n.digits == 1 && quarter(r, at).is_some() =>
        {
            // `一至三季度`
            Some(r.floor)
        }
        '季' if (1..=4).contains(&n.value) && n.digits == 1 => quarter(r, at),
        '世' => {
            let rest = text[behind..].strip_prefix('纪').or_else(|| text[behind..].strip_prefix('紀'))?;
            let behind = text.len() - rest.len();
            if let Some((d, _, e)) = int_at(text, behind).filter(|_| n.value > 1 && n.value < 25)
                && let Some(e) = word(text, e, "年代")
            {
                return decade(r, at, d, e, n.value.cast_signed() - 1);
            }
            Some(behind)
        }
        '-' | '/' | '.' if n.digits == 4 && gap == 0 && (1000..2200).contains(&n.value) => {
            iso(r, at, n.value.cast_signed(), c, behind).or_else(|| years(r, at, n, end))
        }
        '-' | '—' | '－' | '–' | '~' | '～' | '至' | '到' | '−' | '、' | '和' | '―' | '〜' if n.digits == 4 => {
            years(r, at, n, end)
        }
        '-' | '—' | '－' | '–' | '~' | '～' | '至' | '到' | '−' | '、' | '和' | '―' | '〜' if n.digits <= 3 =>
        {
            // `1-12月`, `111至113年`
            let (rest, _) = dash(&text[end..]).ok()?;
            let (to, _, e) = int_at(text, text.len() - rest.len())?;
            if let Some(e) = word(text, e, "月").filter(|_| to.digits <= 2 && n.value < to.value) {
                let month = |m| Point { year: None, month: Some(m), day: None };
                return push(r, at, e, month(n.value), Some(month(to.value)));
            }
            if r.taiwan && !n.han && n.value >= 60 && n.value < to.value && to.value < 200 {
                let e = word(text, e, "年")?;
                let year = |y: u32| Point { year: Some(y.cast_signed() + 1911), month: None, day: None };
                return push(r, at, e, year(n.value), Some(year(to.value)));
            }
            None
        }
        _ => None,
    }
}

/// `1995-1997年`, `1995—97年`: one period. `2023、2024年`: two dates.
fn years(r: &mut Reader<'_>, at: usize, n: Int, end: usize) -> Option<usize> {
    let text = r.text;
    if !(1000..3000).contains(&n.value) {
        return None;
    }
    let year = |y: u32| Point { year: Some(y.cast_signed()), month: None, day: None };
    let rest = text[end..].strip_prefix(['、', '和']);
    if let Some(rest) = rest {
        let (to, _, e) = int_at(text, text.len() - rest.len())?;
        let two = to.digits == 4 && (1000..3000).contains(&to.value) && word(text, e, "年").is_some();
        return if two { push(r, at, end, year(n.value), None) } else { None };
    }
    let (rest, _) = dash(&text[end..]).ok()?;
    let (to, _, e) = int_at(text, text.len() - rest.len())?;
    let to_year = match to.digits {
        4 => to.value,
        2 => n.value / 100 * 100 + to.value,
        _ => return None,
    };
    let e = word(text, e, "年")?;
    (n.value < to_year && to_year < 3000).then_some(())?;
    push(r, at, e, year(n.value), Some(year(to_year)))
}

/// `2010/01/29` behind its first separator; `2010/01` where the month has two digits.
fn iso(r: &mut Reader<'_>, at: usize, year: i32, separator: char, behind: usize) -> Option<usize> {
    let text = r.text;
    let month = int(&text[behind..]).filter(|m| !m.han && m.digits <= 2)?;
    let end = behind + month.len;
    let point = Point { year: Some(year), month: Some(month.value), day: None };
    if text[end..].starts_with(separator) {
        let from = end + separator.len_utf8();
        let day = int(&text[from..]).filter(|d| !d.han && d.digits <= 2)?;
        let end = from + day.len;
        if text[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        return push(r, at, end, Point { day: Some(day.value), ..point }, None);
    }
    let alone = !text[end..]
        .starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '%' | '.' | '年' | '万' | '亿' | '元'));
    let slash = separator == '/' || separator == '-' && r.options.bare;
    let month = slash && month.digits == 2 && (1900..2100).contains(&year) && alone;
    if month { push(r, at, end, point, None) } else { None }
}

/// On request, `12/2/3` and `12.2.3` are dates of a year of two digits, `08/08` and `08-08` days of a year.
fn short(r: &mut Reader<'_>, at: usize, n: Int) -> Option<usize> {
    let text = r.text;
    let separator = text[at + n.len..].chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    // The day or the month comes first, the year last: `08-08-2008`.
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '/' | '-' | '%'));
    let second = at + n.len + separator.len_utf8();
    let m = int(&text[second..]).filter(|m| !m.han && m.digits <= 2)?;
    let end = second + m.len;
    if !apart(r.before(at)) {
        return None;
    }
    if text[end..].starts_with(separator) {
        let third = end + separator.len_utf8();
        let d = int(&text[third..]).filter(|d| !d.han && d.digits != 3)?;
        let end = third + d.len;
        if d.digits == 4 {
            let (month, day) = if n.value > 12 { (m.value, n.value) } else { (n.value, m.value) };
            let point = Point { year: Some(d.value.cast_signed()), month: Some(month), day: Some(day) };
            return if apart(text[end..].chars().next()) && point.valid() {
                push(r, at, end, point, None)
            } else {
                None
            };
        }
        if separator == '-' {
            return None;
        }
        let point = Point { year: Some(n.value.cast_signed()), month: Some(m.value), day: Some(d.value) };
        return if apart(text[end..].chars().next()) && point.valid() { push(r, at, end, point, None) } else { None };
    }
    let padded = text[at..].starts_with('0') && text[second..].starts_with('0') && m.digits == 2 && separator != '.';
    let point = Point { year: None, month: Some(n.value), day: Some(m.value) };
    if padded && apart(text[end..].chars().next()) && point.valid() { push(r, at, end, point, None) } else { None }
}

/// `90年代`: `century` is the number of hundreds of years.
fn decade(r: &mut Reader<'_>, at: usize, n: Int, end: usize, century: i32) -> Option<usize> {
    if n.digits == 4 && n.value.is_multiple_of(10) {
        let year = |y: u32| Point { year: Some(y.cast_signed()), month: None, day: None };
        return push(r, at, end, year(n.value), Some(year(n.value + 9)));
    }
    if !n.value.is_multiple_of(10) || !(10..100).contains(&n.value) {
        return Some(end);
    }
    let year = |y| Point { year: Some(y), month: None, day: None };
    let from = century * 100 + n.value.cast_signed();
    push(r, at, end, year(from), Some(year(from + 9)))
}

/// `“十四五”时期`: the years of a plan. Without 时期 or 期间 it is a name, and skipped.
fn plan(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let rest = &text[at..];
    if !rest.starts_with(['十', '九', '八', '七', '六']) {
        return None;
    }
    let mut chars = rest.chars();
    let (a, b, c) = (chars.next()?, chars.next()?, chars.next());
    let (number, len) = match (a, b, c) {
        ('十', n, Some('五')) => (10 + i32::from(han_digit(n).filter(|d| (1..=9).contains(d))?), 9),
        ('九' | '八' | '七' | '六', '五', _) => (i32::from(han_digit(a)?), 6),
        ('十', '五', Some('”' | '"' | '」' | '时' | '期')) => (10, 6),
        _ => return None,
    };
    let mut end = at + len;
    let quoted = text[end..].starts_with(['”', '"', '」', '』', '’']);
    if let Some(c) = text[end..].chars().next().filter(|_| quoted) {
        end += c.len_utf8();
    }
    if number < 11 && !quoted {
        return None;
    }
    let Some(to) = word(text, end, "时期")
        .or_else(|| word(text, end, "期间"))
        .or_else(|| word(text, end, "時期"))
        .or_else(|| word(text, end, "期間"))
    else {
        // 十四五规划 is a name; 十六五 is none of either.
        return quoted.then_some(end);
    };
    let start = if quoted {
        r.before(at).filter(|c| matches!(c, '“' | '"' | '「' | '『' | '‘')).map_or(at, |c| at - c.len_utf8())
    } else {
        at
    };
    let first = 1951 + number * 5;
    let year = |y| Point { year: Some(y), month: None, day: None };
    push(r, start.max(r.floor), to, year(first), Some(year(first + 4)))
}

/// `一季度`, `第三季度`: three months without a year.
pub(super) fn quarter(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let (from, to, end) = part_of_year(r.text, at)?;
    let month = |m| Point { year: None, month: Some(m), day: None };
    push(r, at, end, month(from), Some(month(to)))
}

/// Dates and periods that begin with a word: eras, `上半年`, `前三季度`.
pub(super) fn worded(r: &mut Reader<'_>, at: usize) -> Option<usize> {
    let text = r.text;
    let rest = &text[at..];
    for (era, shift) in
        [("中華民國", 1911), ("民國", 1911), ("民国", 1911), ("公元前", 0), ("公元", 1), ("纪元前", 0), ("纪元", 1)]
    {
        let Some(after) = rest.strip_prefix(era) else { continue };
        let (n, _, end) = int_at(text, text.len() - after.len())?;
        let end = word(text, end, "年")?;
        let year = match shift {
            0 => -(n.value.cast_signed()),
            1 => n.value.cast_signed(),
            shift => n.value.cast_signed() + shift,
        };
        return within(r, at, end, year);
    }
    if rest.starts_with("上半年") || rest.starts_with("下半年") || rest.starts_with('前') {
        return quarter(r, at);
    }
    None
}
