//! Arabic digits, half and full width.

use super::{Exact, power_of_ten};

/// The lead byte of the digits of full width.
const FULL_WIDTH: u8 = 0xef;

/// A digit's value.
pub type Digit = u8;

/// The value of an Arabic digit, half or full width.
#[must_use]
pub const fn digit(c: char) -> Option<Digit> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

/// Digits at the start: how many, their value, bytes.
fn run(text: &str) -> (usize, u128, usize) {
    // Nearly always they are few and of half width.
    let bytes = text.as_bytes();
    let (mut few, mut len) = (0u64, 0);
    while len < 19 {
        match bytes.get(len) {
            Some(b @ b'0'..=b'9') => few = few * 10 + u64::from(b - b'0'),
            _ => break,
        }
        len += 1;
    }
    if len < 19 && bytes.get(len) != Some(&FULL_WIDTH) {
        super::step(len);
        return (len, u128::from(few), len);
    }
    let (mut count, mut value) = (len, u128::from(few));
    for c in text[len..].chars() {
        let Some(d) = digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(u128::from(d));
        count += 1;
        len += c.len_utf8();
    }
    super::step(count);
    (count, value, len)
}

/// `1,234,567`: the groups behind the first, given its bytes and value; three digits each.
pub fn grouped(text: &str, mut value: u128, mut len: usize) -> (u128, usize) {
    // Twelve groups are more than any number has.
    for _ in 0..12 {
        super::step(4);
        let Some(comma) = text[len..].chars().next().filter(|c| matches!(c, ',' | '，')) else { break };
        let rest = &text[len + comma.len_utf8()..];
        let mut group = rest.chars();
        let mut next = || group.next().and_then(digit).map(u128::from);
        let (Some(a), Some(b), Some(c)) = (next(), next(), next()) else { break };
        if group.next().and_then(digit).is_some() {
            break;
        }
        value = value.saturating_mul(1000).saturating_add(a * 100 + b * 10 + c);
        len += comma.len_utf8() + rest.chars().take(3).map(char::len_utf8).sum::<usize>();
    }
    (value, len)
}

/// A literal with separators and decimals: its value and bytes. `None` beyond 36 digits.
pub(super) fn literal(text: &str) -> Option<(Exact, usize)> {
    let (mut count, mut value, mut len) = run(text);
    if count == 0 {
        // `.5`
        let (decimals, value, more) = run(text.strip_prefix('.')?);
        let fits = (1..=30).contains(&decimals);
        return fits.then_some((Exact { mantissa: value, scale: decimals as u8 }, more + 1));
    }
    let next = text.as_bytes().get(len);
    if count <= 3 && matches!(next, Some(b',' | &FULL_WIDTH)) {
        let before = len;
        (value, len) = grouped(text, value, len);
        count += (len - before) * 3 / 4;
    }
    if count == 1
        && next.is_some_and(|b| *b == b' ' || *b >= 0x80)
        && len == text.chars().next().map_or(0, char::len_utf8)
        && let Some((v, l)) = spaced(text, value, len)
    {
        (value, len) = (v, l);
    }
    if count <= 3
        && next.is_some_and(|b| *b == b' ' || *b >= 0x80)
        && let Some((v, l)) = blank_groups(text, value, len)
    {
        count += (l - len) / 4 * 3;
        (value, len) = (v, l);
    }
    if count > 36 {
        return None;
    }
    let rest = &text[len..];
    if matches!(rest.as_bytes().first(), Some(b'.' | &FULL_WIDTH))
        && let Some(point) = rest.chars().next().filter(|c| matches!(c, '.' | '．'))
    {
        let (decimals, fraction, more) = run(&rest[point.len_utf8()..]);
        if decimals > 0 && count + decimals <= 36 {
            let mantissa = value.checked_mul(power_of_ten(decimals)?)?.checked_add(fraction)?;
            return Some((Exact { mantissa, scale: decimals as u8 }, len + point.len_utf8() + more));
        }
        if decimals > 0 {
            return None;
        }
    }
    Some((Exact::whole(value), len))
}

/// `12 480人`: groups of three after single blanks, as GB/T 15835 has them; a letter must follow at once, else they
/// are two numbers.
fn blank_groups(text: &str, mut value: u128, mut len: usize) -> Option<(u128, usize)> {
    if text.starts_with('0') {
        return None;
    }
    let first = len;
    for _ in 0..4 {
        super::step(4);
        let rest = &text[len..];
        let Some(blank) = rest.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')) else {
            break;
        };
        let (count, group, bytes) = run(&rest[blank.len_utf8()..]);
        if count != 3 || bytes != 3 {
            return None;
        }
        value = value.checked_mul(1000)?.checked_add(group)?;
        len += blank.len_utf8() + bytes;
    }
    let rest = &text[len..];
    let rest =
        rest.strip_prefix('.').map_or(rest, |decimals| decimals.trim_start_matches(|c: char| c.is_ascii_digit()));
    let letter = rest.starts_with(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    (len > first && letter).then_some((value, len))
}

/// `7 4 7 7 2`: single digits parted by single blanks, at least three and at most sixteen.
fn spaced(text: &str, mut value: u128, mut len: usize) -> Option<(u128, usize)> {
    let mut count = 1;
    while count < 16 {
        let mut rest = text[len..].chars();
        let (Some(' ' | '\u{3000}' | '\u{a0}'), Some(c)) = (rest.next(), rest.next()) else { break };
        let Some(d) = digit(c) else { break };
        if rest.next().is_some_and(|c| digit(c).is_some()) {
            return None;
        }
        let blank = text[len..].chars().next().map_or(0, char::len_utf8);
        value = value * 10 + u128::from(d);
        len += blank + c.len_utf8();
        count += 1;
    }
    (count >= 3).then_some((value, len))
}
