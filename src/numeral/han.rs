//! Han numerals, everyday and financial.

#![allow(clippy::similar_names)]

use super::{Chars, Exact, Form, Number, Token};

/// The value of a Han digit; 两 and 〇 among them, 十 not.
#[must_use]
pub const fn han_digit(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' | '○' | '◯' | 'Ｏ' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '两' | '兩' | '贰' | '貳' | '弍' => 2,
        '三' | '叁' | '參' | '叄' | '弎' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The token of a Han numeral character.
pub(super) const fn token(c: char) -> Option<Token> {
    Some(match c {
        '十' | '拾' => Token::Small(1),
        '百' | '佰' => Token::Small(2),
        '千' | '仟' => Token::Small(3),
        '万' | '萬' => Token::Big(4),
        '亿' | '億' => Token::Big(8),
        '兆' => Token::Big(12),
        '廿' => Token::Digit(20),
        '卅' => Token::Digit(30),
        '卌' => Token::Digit(40),
        _ => match han_digit(c) {
            Some(0) => Token::Zero,
            Some(d) => Token::Digit(d),
            None => return None,
        },
    })
}

/// Whether a character belongs to the financial numerals (大写).
pub const fn is_formal(c: char) -> bool {
    matches!(c, '壹' | '贰' | '貳' | '叁' | '叄' | '肆' | '伍' | '陆' | '陸' | '柒' | '捌' | '玖' | '拾')
}

/// The characters of Han numerals.
macro_rules! han_numerals {
    () => {
        "零〇○◯Ｏ一壹弌二两兩贰貳弍三叁參叄弎四肆五伍六陆陸七柒八捌九玖十拾百佰千仟万萬亿億兆廿卅卌"
    };
}
pub(crate) use han_numerals;

/// Whether a character can stand in a Han numeral.
#[must_use]
pub fn is_numeral_char(c: char) -> bool {
    static ALL: Chars = Chars::of(han_numerals!());
    ALL.has(c)
}

/// Han digits in a row (一九四九, 二〇二四): their value, count and bytes.
#[must_use]
pub fn positional(text: &str) -> (u32, usize, usize) {
    let (mut value, mut count, mut len) = (0u32, 0, 0);
    for c in text.chars().take(5) {
        let Some(d) = han_digit(c).filter(|_| !matches!(c, '两' | '兩')) else { break };
        value = value * 10 + u32::from(d);
        count += 1;
        len += c.len_utf8();
    }
    (value, count, len)
}

/// Two neighbours that stand for a range: 三四, 八九, and 三五.
const fn neighbours(a: u8, b: u8) -> bool {
    a >= 1 && b <= 9 && (b == a + 1 || (a == 3 && b == 5))
}

/// The number that the tokens make, or none where they make no sense.
pub(super) fn evaluate(tokens: &[Token], printed: &[char], form: Form, decimals: u32) -> Option<Number> {
    let mut number = Number {
        low: Exact::default(),
        high: None,
        power: 0,
        magnitude: ['\0'; 4],
        magnitude_len: 0,
        more: tokens.contains(&Token::More),
        place: 0,
        form,
        tokens: tokens.len() as u8,
        formal: printed.first().is_some_and(|&c| is_formal(c)),
        positional: false,
    };
    if tokens == [Token::More] || matches!(tokens.last(), Some(Token::Point)) {
        return None;
    }
    // 9万亿三个: a Han digit behind an Arabic number with its magnitude belongs to what follows.
    if matches!(tokens.last(), Some(Token::Digit(_)))
        && tokens.iter().any(|t| matches!(t, Token::Arabic(_)))
        && !tokens.contains(&Token::Point)
    {
        return None;
    }
    // Magnitudes at the end, 多 among them.
    let mut end = tokens.len();
    while end > 1 && matches!(tokens[end - 1], Token::Big(_) | Token::More) {
        end -= 1;
    }
    // `2百萬`, `8,607千`, `5千万`: behind an Arabic literal 百 and 千 are magnitudes too.
    if end == 2 && matches!(tokens[..2], [Token::Arabic(_), Token::Small(_)]) {
        end = 1;
    }
    let head = match tokens[..end] {
        [.., Token::Zero] if end > 1 && tokens.get(end) == Some(&Token::More) => &tokens[..end - 1],
        _ => &tokens[..end],
    };
    let simple = !head.iter().any(|t| matches!(t, Token::Big(_)))
        && (head.len() == 1 || !head.iter().any(|t| matches!(t, Token::Arabic(_))) || head.contains(&Token::Point));
    if simple {
        let (low, high, positional) = section(head, decimals)?;
        (number.low, number.high, number.positional) = (low, high, positional);
        for (i, t) in tokens.iter().enumerate().skip(end) {
            if let Token::Big(p) | Token::Small(p) = *t {
                number.power = number.power.checked_add(p)?;
                *number.magnitude.get_mut(usize::from(number.magnitude_len))? = printed[i];
                number.magnitude_len += 1;
            }
        }
        if number.power > 28 || (positional && number.power > 0 && number.high.is_none()) {
            return None;
        }
        return Some(number);
    }
    if let Some(pair) = pair(tokens) {
        (number.low, number.place) = written_out(tokens, Some((pair, false)))?;
        number.high = Some(written_out(tokens, Some((pair, true)))?.0);
    } else {
        (number.low, number.place) = written_out(tokens, None)?;
    }
    Some(number)
}

/// Where two neighbours stand for a range: index of the first.
fn pair(tokens: &[Token]) -> Option<usize> {
    let digits = |i: usize| matches!(tokens.get(i), Some(Token::Digit(_) | Token::Zero));
    let mut found = None;
    for i in 0..tokens.len().saturating_sub(1) {
        if let (Token::Digit(a), Token::Digit(b)) = (tokens[i], tokens[i + 1]) {
            if !neighbours(a, b) || digits(i + 2) || (i > 0 && digits(i - 1)) || found.is_some() {
                return None;
            }
            found = Some(i);
        }
    }
    found
}

/// A number below 万: 三百二十, 五十五点三, 二〇二四, 三四十, or one Arabic literal.
fn section(tokens: &[Token], decimals: u32) -> Option<(Exact, Option<Exact>, bool)> {
    if let [Token::Arabic(exact)] = tokens {
        return Some((*exact, None, false));
    }
    let point = tokens.iter().position(|&t| t == Token::Point);
    let (whole, fraction) = tokens.split_at(point.unwrap_or(tokens.len()));
    let whole: &[Token] = if let [rest @ .., Token::More] = whole { rest } else { whole };
    let mut positional = false;
    let (low, high) = if whole.iter().all(|t| matches!(t, Token::Digit(..=9) | Token::Zero)) && whole.len() > 1 {
        if let ([Token::Digit(a), Token::Digit(b)], Some(_)) = (whole, pair(whole)) {
            (u128::from(*a), Some(u128::from(*b)))
        } else {
            positional = true;
            let fold = |v: u128, t: &Token| if let Token::Digit(d) = t { v * 10 + u128::from(*d) } else { v * 10 };
            if whole.len() > 36 {
                return None;
            }
            (whole.iter().fold(0, fold), None)
        }
    } else if let Some(i) = pair(whole) {
        (written_out(whole, Some((i, false)))?.0.mantissa, Some(written_out(whole, Some((i, true)))?.0.mantissa))
    } else {
        (written_out(whole, None)?.0.mantissa, None)
    };
    let mut low = Exact::whole(low);
    if let [Token::Point, fraction @ ..] = fraction {
        if high.is_some() {
            return None;
        }
        for t in fraction {
            let (d, places) = match t {
                Token::Zero => (0, 1),
                Token::Digit(d) if *d < 10 => (u128::from(*d), 1),
                Token::Arabic(e) if e.scale == 0 => (e.mantissa, decimals),
                _ => return None,
            };
            low.scale = low.scale.checked_add(u8::try_from(places).ok()?)?;
            low.mantissa = low.mantissa.checked_mul(10u128.checked_pow(places)?)?.checked_add(d)?;
        }
        positional = false;
        if low.scale > 30 {
            return None;
        }
    }
    Some((low, high.map(Exact::whole), positional))
}

/// A number with all its magnitudes written out, and the power of ten of its last printed place. `chosen` takes one
/// of two neighbours.
fn written_out(tokens: &[Token], chosen: Option<(usize, bool)>) -> Option<(Exact, u8)> {
    let (mut total, mut part, mut current) = (0u128, 0u128, None::<Exact>);
    // Powers of the last small and the last big unit, and whether 零 stood since.
    let (mut small, mut big, mut zero, mut place, mut held) = (u8::MAX, u8::MAX, false, 0, 0u128);
    let mut last = 0;
    let mut tail = None;
    for (i, &t) in tokens.iter().enumerate() {
        match t {
            Token::Digit(d) => {
                if let Some((at, upper)) = chosen
                    && ((i == at && upper) || (i == at + 1 && !upper))
                {
                    continue;
                }
                if current.is_some() {
                    return None;
                }
                if d >= 20 {
                    // 廿三: twenty, and the place of ten is taken.
                    if small <= 1 {
                        return None;
                    }
                    part = part.checked_add(u128::from(d))?;
                    (small, last, place, zero) = (1, 1, 1, false);
                } else {
                    current = Some(Exact::whole(u128::from(d)));
                }
            }
            Token::Arabic(e) => {
                if current.is_some() || (e.scale > 0 && i > 0) {
                    return None;
                }
                current = Some(e);
                zero = true;
            }
            Token::Zero => {
                if current.is_some() {
                    return None;
                }
                zero = true;
                if tokens.len() == 1 {
                    current = Some(Exact::whole(0));
                }
            }
            Token::Small(p) => {
                if p >= small {
                    return None;
                }
                if current.is_none() && p > 1 && !zero {
                    return None;
                }
                part = part.checked_add(times(current.take().unwrap_or(Exact::whole(1)), p)?)?;
                (small, last, place, zero) = (p, p, p, false);
            }
            Token::Big(p) => {
                let head = current.take();
                if part == 0 && held == 0 && head.is_none() && total == 0 {
                    return None;
                }
                let whole = match head {
                    Some(e) if part == 0 && e.scale > 0 => {
                        if total > 0 {
                            return None;
                        }
                        total = times(e, p)?;
                        (small, big, last, place, zero) = (u8::MAX, p, p, p - e.scale.min(p), false);
                        continue;
                    }
                    Some(e) if e.scale > 0 => return None,
                    Some(e) => part.checked_add(e.mantissa)?,
                    None => part,
                };
                let power = 10u128.checked_pow(u32::from(p))?;
                if p > big || (p == big && (whole == 0 || p == 8)) || total == 0 {
                    // 五万亿, 一亿零一万亿: all that stands before counts in the greater unit.
                    total = total.checked_add(whole)?.checked_mul(power)?;
                } else {
                    total = total.checked_add(whole.checked_mul(power)?)?;
                }
                if p == 12 {
                    held = held.checked_add(total)?;
                    total = 0;
                }
                part = 0;
                (small, big, last, place, zero) = (u8::MAX, p, p, p, false);
            }
            Token::Point => {
                tail = Some(i);
                break;
            }
            Token::More => {}
        }
    }
    let mut rest = part;
    if let Some(e) = current {
        if e.scale > 0 {
            return (tokens.len() == 1).then_some((e, 0));
        }
        let tenth = last >= 2 && !zero && tail.is_none() && e.mantissa < 10;
        let tenth = tenth || (last >= 2 && !zero && e.mantissa < 10 && tokens.len() > 2);
        let worth = if tenth { e.mantissa.checked_mul(10u128.checked_pow(u32::from(last - 1))?)? } else { e.mantissa };
        place = if tenth { last - 1 } else { 0 };
        rest = rest.checked_add(worth)?;
    }
    let mut value = Exact::whole(held.checked_add(total)?.checked_add(rest)?);
    if let Some(i) = tail {
        for t in &tokens[i + 1..] {
            let d = match t {
                Token::Zero => 0,
                Token::Digit(d) if *d < 10 => u128::from(*d),
                _ => return None,
            };
            value.mantissa = value.mantissa.checked_mul(10)?.checked_add(d)?;
            value.scale += 1;
        }
        place = 0;
    }
    Some((value, place))
}

fn times(e: Exact, power: u8) -> Option<u128> {
    let e = e.shifted(power)?;
    (e.scale == 0).then_some(e.mantissa)
}

#[cfg(test)]
mod tests {
    use super::{is_numeral_char, token};

    #[test]
    fn numeral_characters_are_those_with_a_token() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_numeral_char(c), token(c).is_some(), "{c}");
        }
    }
}
