//! The numbers inside labels, and the signs around them.
//!
//! Labels are tried at the start of every line, and of every number: these readers look at one character after the other
//! and give up at the first that does not fit.

use nom::error::{Error, ErrorKind};
use nom::{Err, IResult};

use crate::fold::{half_width, is_blank};

/// No label.
pub fn fail<T>(input: &str) -> IResult<&str, T> {
    Err(Err::Error(Error::new(input, ErrorKind::Verify)))
}

/// One of these characters.
#[inline]
pub fn any<'a, const N: usize>(signs: [char; N]) -> impl Fn(&'a str) -> IResult<&'a str, char> {
    move |input| {
        let mut left = input.chars();
        match left.next() {
            Some(c) if signs.contains(&c) => Ok((left.as_str(), c)),
            _ => fail(input),
        }
    }
}

/// Blanks inside a label: a few, not a column's width. It never fails, but is used among readers that may.
#[inline]
#[allow(clippy::unnecessary_wraps)]
pub fn blanks(input: &str) -> IResult<&str, &str> {
    let end = if input.starts_with(is_blank) { run(input, 4, is_blank) } else { 0 };
    Ok((&input[end..], &input[..end]))
}

/// The length in bytes of the first characters that fit, at most `most` of them.
fn run(input: &str, most: usize, fits: impl Fn(char) -> bool) -> usize {
    input.chars().take(most).take_while(|&c| fits(c)).map(char::len_utf8).sum()
}

pub const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// One to three digits of either width; never 0.
pub fn arabic_number(input: &str) -> IResult<&str, u32> {
    let ascii = |i: usize| input.as_bytes().get(i).copied().filter(|b| !matches!(b, 0xef));
    // `1.` and `12、`, as nearly always.
    if let (Some(first @ b'1'..=b'9'), Some(second)) = (ascii(0), ascii(1)) {
        let n = u32::from(first - b'0');
        if !second.is_ascii_digit() {
            return Ok((&input[1..], n));
        }
        if ascii(2).is_some_and(|b| !b.is_ascii_digit()) {
            return Ok((&input[2..], n * 10 + u32::from(second - b'0')));
        }
    }
    let end = run(input, 4, is_digit);
    let digits = &input[..end];
    match value_of_digits(digits) {
        n if n > 0 && digits.chars().count() <= 3 => Ok((&input[end..], n)),
        _ => fail(input),
    }
}

pub fn value_of_digits(digits: &str) -> u32 {
    digits.chars().fold(0, |n, c| n * 10 + half_width(c).to_digit(10).unwrap_or(0))
}

/// The value of `一` to `九`.
pub const fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

pub const fn is_han_number(c: char) -> bool {
    han_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '零' | '〇' | '○' | '廿' | '卅')
}

/// A Han number up to 9999: `十一`, `二十三`, `廿`, `一百零二`, `一千二百六十`, and `一〇二` digit by digit.
pub fn han_number(input: &str) -> IResult<&str, u32> {
    let mut left = input.chars();
    let Some(first) = left.next().filter(|&c| is_han_number(c)) else { return fail(input) };
    let rest = left.as_str();
    if let Some(n) = han_digit(first)
        && !rest.starts_with(is_han_number)
    {
        return Ok((rest, n));
    }
    let end = run(input, 9, is_han_number);
    match han_value(&input[..end]) {
        Some(n) if n > 0 => Ok((&input[end..], n)),
        _ => fail(input),
    }
}

fn han_value(run: &str) -> Option<u32> {
    let mut letters = run.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return if only == '十' { Some(10) } else { han_digit(only).or_else(|| of_many(run)) };
    }
    of_many(run)
}

fn of_many(run: &str) -> Option<u32> {
    let positional = !run.contains(['十', '百', '千', '廿', '卅']);
    if positional {
        return if run.contains(['〇', '○', '零']) {
            run.chars().try_fold(0, |n: u32, c| Some(n * 10 + han_digit(c).unwrap_or(0))).filter(|&n| n < 10_000)
        } else {
            None
        };
    }
    let (mut total, mut last, mut scale) = (0, 0, 10_000);
    for c in run.chars() {
        let unit = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            '廿' | '卅' if last == 0 && scale > 10 => {
                total += if c == '廿' { 20 } else { 30 };
                scale = 10;
                continue;
            }
            '零' | '〇' | '○' if last == 0 => continue,
            _ if last == 0 => {
                last = han_digit(c)?;
                continue;
            }
            _ => return None,
        };
        if unit >= scale || (last == 0 && unit != 10) {
            return None;
        }
        total += last.max(1) * unit;
        (last, scale) = (0, unit);
    }
    Some(total + last)
}

/// `壹` to `拾`, simplified or traditional.
pub const fn formal(c: char) -> Option<u32> {
    Some(match c {
        '壹' => 1,
        '贰' | '貳' => 2,
        '叁' | '參' => 3,
        '肆' => 4,
        '伍' => 5,
        '陆' | '陸' => 6,
        '柒' => 7,
        '捌' => 8,
        '玖' => 9,
        '拾' => 10,
        _ => return None,
    })
}

pub fn formal_number(input: &str) -> IResult<&str, u32> {
    let end = run(input, 3, |c| formal(c).is_some());
    let mut digits = input[..end].chars().filter_map(formal);
    let n = match (digits.next(), digits.next(), digits.next()) {
        (Some(n), None, _) => n,
        (Some(10), Some(n), None) if n < 10 => 10 + n,
        (Some(t), Some(10), None) if t < 10 => t * 10,
        (Some(t), Some(10), Some(n)) if t < 10 && n < 10 => t * 10 + n,
        _ => return fail(input),
    };
    Ok((&input[end..], n))
}

/// The ten heavenly stems.
pub const fn stem(c: char) -> Option<u32> {
    Some(match c {
        '甲' => 1,
        '乙' => 2,
        '丙' => 3,
        '丁' => 4,
        '戊' => 5,
        '己' => 6,
        '庚' => 7,
        '辛' => 8,
        '壬' => 9,
        '癸' => 10,
        _ => return None,
    })
}

pub fn stem_number(input: &str) -> IResult<&str, u32> {
    one(input, stem)
}

pub fn letter(input: &str) -> IResult<&str, u32> {
    one(input, |c| {
        let c = half_width(c).to_ascii_uppercase();
        c.is_ascii_uppercase().then(|| u32::from(c) - u32::from('A') + 1)
    })
}

/// A number that is one character.
fn one(input: &str, value: impl Fn(char) -> Option<u32>) -> IResult<&str, u32> {
    let mut left = input.chars();
    left.next().and_then(value).map_or_else(|| fail(input), |n| Ok((left.as_str(), n)))
}

/// `I` to `XX`, in capitals.
pub fn ascii_roman(input: &str) -> IResult<&str, u32> {
    const ROMAN: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
        "XVIII", "XIX", "XX",
    ];
    let end = input.bytes().take_while(|b| b"IVX".contains(b)).count();
    match ROMAN.iter().position(|r| *r == &input[..end]) {
        Some(i) => Ok((&input[end..], i as u32 + 1)),
        None => fail(input),
    }
}

pub fn unicode_roman(input: &str) -> IResult<&str, u32> {
    one(input, |c| match c {
        'Ⅰ'..='Ⅻ' => Some(c as u32 - 'Ⅰ' as u32 + 1),
        'ⅰ'..='ⅻ' => Some(c as u32 - 'ⅰ' as u32 + 1),
        _ => None,
    })
}
