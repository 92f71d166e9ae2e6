//! Readers of numerals: Arabic, Han, financial (大写) and mixed, with their magnitudes and vague tails.
//!
//! | spelling | reading | remark |
//! | --- | --- | --- |
//! | `1234` `１２３４` `1,283` `82，225.00` | Arabic | groups of three after the comma; `1, 234` is two numbers |
//! | `7 4 7 7 2` | 74772 | single digits, single blanks, at least three of them |
//! | `12 480人` | 12480 | groups of three after single blanks, where a letter follows at once |
//! | `.5` `01.10` | 0.5, 1.10 | the printed decimals stay |
//! | `一万零二百五十` `一百十一` | 10250, 111 | |
//! | `三千五` `一万六` | 3500, 16000 | a last digit counts tenths of the unit before it |
//! | `二〇二四` `一七二零` | 2024, 1720 | digits alone are positional |
//! | `廿三` `卅` `两` `兩` | 23, 30, 2, 2 | |
//! | `壹佰贰拾万` | 120 万 | |
//! | `五十五点三` `一点五万` | 55.3, 1.5 万 | |
//! | `3亿5千万` `860萬7千` `200亿零四千230` | written out | mixed magnitudes |
//! | `2.5万亿` `2百萬` `8,607千` | 2.5 万亿 … | one magnitude at the end stays with the unit |
//! | `十余万` `三万多` `十几` `一百零几万` | 10 万, 3 万, 10, 100 万 | and [`Number::more`] |
//! | `三四十万` `十五六` `三五百` | 30–40 万, 15–16, 300–500 | [`Number::high`] |
//!
//! A numeral never begins with 百 千 万 亿 or with a vague word (几 数).

mod arabic;
mod chars;
mod han;

pub use arabic::{Digit, digit, grouped};
pub use chars::{Chars, three};
pub use han::{han_digit, is_formal, is_numeral_char, positional};

use ecow::EcoString;
use nom::IResult;
use nom::error::{Error, ErrorKind};
use smallvec::SmallVec;

use crate::fold::is_blank;
pub(crate) use han::han_numerals;

/// Most tokens of one numeral; a longer run is no number that anybody wrote.
const MOST_TOKENS: usize = 48;

/// An exact number of up to 38 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exact {
    /// All digits.
    pub mantissa: u128,
    /// Digits after the point.
    pub scale: u8,
}

impl Exact {
    /// A whole number.
    #[must_use]
    pub const fn whole(n: u128) -> Self {
        Self { mantissa: n, scale: 0 }
    }

    /// Times a power of ten, as far as it fits; decimals are used up first.
    #[must_use]
    pub fn shifted(self, power: u8) -> Option<Self> {
        if power == 0 {
            return Some(self);
        }
        let kept = self.scale.saturating_sub(power);
        let zeros = power.saturating_sub(self.scale);
        let mantissa = self.mantissa.checked_mul(power_of_ten(usize::from(zeros))?)?;
        Some(Self { mantissa, scale: kept })
    }

    /// The same number without zeros at the end of its decimals.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        while self.scale > 0 {
            // A division of 64 bits costs a tenth of one of 128.
            let last = u64::try_from(self.mantissa).map_or_else(|_| (self.mantissa % 10) as u64, |m| m % 10);
            if last != 0 {
                break;
            }
            self.mantissa = u64::try_from(self.mantissa).map_or_else(|_| self.mantissa / 10, |m| u128::from(m / 10));
            self.scale -= 1;
        }
        self
    }

    /// In plain digits, with the decimals it was printed with.
    #[must_use]
    pub fn text(self, negative: bool) -> EcoString {
        let mut buffer = [0u8; 48];
        let (mut at, mut rest, mut written) = (buffer.len(), self.mantissa, 0);
        loop {
            at -= 1;
            let digit;
            (rest, digit) = match u64::try_from(rest) {
                Ok(few) => (u128::from(few / 10), few % 10),
                Err(_) => (rest / 10, (rest % 10) as u64),
            };
            buffer[at] = b'0' + digit as u8;
            written += 1;
            if written == self.scale && at > 1 {
                at -= 1;
                buffer[at] = b'.';
            }
            let enough = written > self.scale;
            if (rest == 0 && enough) || at < 2 {
                break;
            }
        }
        if negative {
            at -= 1;
            buffer[at] = b'-';
        }
        EcoString::from(std::str::from_utf8(&buffer[at..]).unwrap_or_default())
    }
}

/// The powers of ten that an [`Exact`] holds.
const POWERS_OF_TEN: [u128; 39] = {
    let mut powers = [1u128; 39];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// Ten to a power, as far as it fits.
pub(crate) fn power_of_ten(power: usize) -> Option<u128> {
    POWERS_OF_TEN.get(power).copied()
}

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With Arabic digits, perhaps with magnitudes in Han.
    Arabic,
    /// In Han characters.
    Han,
}

/// A numeral as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its value without the magnitude at the end.
    pub low: Exact,
    /// The upper of two neighbours (三四十).
    pub high: Option<Exact>,
    /// The power of ten of the magnitude at the end.
    pub power: u8,
    /// That magnitude as printed.
    magnitude: [char; 4],
    magnitude_len: u8,
    /// 余 多 几 stand inside or directly behind.
    pub more: bool,
    /// Power of ten of the last printed place of [`Number::low`] (0, or more where it was written out).
    pub place: u8,
    /// How it is written.
    pub form: Form,
    /// Characters of the numeral proper: 1 for 三, 2 for 十三.
    pub tokens: u8,
    /// In financial letters (壹 贰 叁).
    pub formal: bool,
    /// Only digits in a row, no 十 百 千 (二〇二四).
    pub positional: bool,
}

impl Number {
    /// The magnitude at the end, as printed.
    pub fn magnitude(&self) -> impl Iterator<Item = char> + '_ {
        self.magnitude.iter().copied().take(usize::from(self.magnitude_len))
    }

    /// Zero, plainly written.
    #[must_use]
    pub const fn zero() -> Self {
        Self {
            low: Exact { mantissa: 0, scale: 0 },
            high: None,
            power: 0,
            magnitude: ['\0'; 4],
            magnitude_len: 0,
            more: false,
            place: 0,
            form: Form::Arabic,
            tokens: 1,
            formal: false,
            positional: false,
        }
    }

    /// The same magnitude behind another number.
    #[must_use]
    pub const fn with_low(&self, low: Exact) -> Self {
        Self { low, high: None, place: 0, ..*self }
    }

    /// A value without magnitude, written like this one.
    #[must_use]
    pub const fn plain(&self, low: Exact) -> Self {
        Self { low, high: None, power: 0, magnitude_len: 0, place: 0, ..*self }
    }

    /// Printed to this power of ten.
    #[must_use]
    pub const fn at_place(&self, place: u8) -> Self {
        Self { place, ..*self }
    }

    /// In a column whose unit has this magnitude.
    #[must_use]
    pub const fn raised(&self, power: u8) -> Self {
        Self { power, ..*self }
    }

    /// Written in a form, with so many characters of the numeral proper.
    #[must_use]
    pub const fn written(&self, form: Form, tokens: u8) -> Self {
        Self { form, tokens, ..*self }
    }

    /// With a magnitude that stands apart (两个亿).
    #[must_use]
    pub const fn with_magnitude(&self, c: char, power: u8) -> Self {
        Self { power, magnitude: [c, '\0', '\0', '\0'], magnitude_len: 1, ..*self }
    }

    /// The whole value with its magnitude.
    #[must_use]
    pub fn total(&self) -> Option<Exact> {
        self.low.shifted(self.power)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Digit(u8),
    Zero,
    /// 十 百 千
    Small(u8),
    /// 万 亿 兆
    Big(u8),
    Arabic(Exact),
    Point,
    More,
}

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Characters the readers of numerals have looked at, in tests: the measure of hostile text.
#[cfg(test)]
pub(crate) fn steps() -> usize {
    STEPS.get()
}

#[cfg(test)]
fn step(count: usize) {
    STEPS.set(STEPS.get() + count);
}

#[cfg(not(test))]
const fn step(_: usize) {}

fn no<T>(text: &str) -> IResult<&str, T> {
    Err(nom::Err::Error(Error::new(text, ErrorKind::Digit)))
}

/// The blanks at the start of a text, a bounded number of them.
#[must_use]
#[inline]
pub fn blanks(text: &str) -> usize {
    // Nearly always there is none. The bytes of the ideographic blank and of the byte order mark tell them from the
    // punctuation beside them.
    match *text.as_bytes() {
        [] | [b'!'..=0x7f | 0xe4..=0xe9, ..] | [0xe3, _, 0x81..=0xbf, ..] | [0xef, 0xbc..=0xbf, ..] => 0,
        _ => some_blanks(text),
    }
}

fn some_blanks(text: &str) -> usize {
    let mut len = text.bytes().take(12).take_while(|b| *b == b' ').count();
    for c in text[len..].chars().take(12 - len) {
        if !is_blank(c) {
            return len;
        }
        len += c.len_utf8();
    }
    len
}

/// Whether `text` goes on with a unit that begins with a magnitude (千瓦, 千克, 兆瓦, 百分点, 万分之).
fn unit_with_magnitude(after: &str, magnitude: char) -> bool {
    let Some(c) = after.chars().next() else { return false };
    match magnitude {
        '千' => matches!(c, '瓦' | '克' | '米' | '卡' | '焦' | '帕' | '伏' | '字' | '比' | '赫'),
        '兆' => matches!(c, '瓦' | '字' | '比' | '赫' | '帕' | '焦' | '伏' | '欧'),
        '百' => matches!(c, '分' | '帕'),
        '万' | '萬' => after.starts_with("分之") || after.starts_with("分点"),
        _ => false,
    }
}

/// Reads the numeral that `text` begins with.
///
/// # Errors
/// nom's, where there is none.
pub fn number(text: &str) -> IResult<&str, Number> {
    if let Some((number, len)) = plain(text) {
        return Ok((&text[len..], number));
    }
    mixed(text)
}

/// The plain forms, which are nearly all: `123`, `7,449.81`, `1.2万`, and one Han digit by itself.
fn plain(text: &str) -> Option<(Number, usize)> {
    let first = text.chars().next()?;
    let (exact, len) = if first.is_ascii_digit() {
        arabic::literal(text)?
    } else {
        let digit = han_digit(first).filter(|&d| d > 0)?;
        (Exact::whole(u128::from(digit)), first.len_utf8())
    };
    let mut number = Number { low: exact, ..Number::zero() };
    number.form = if first.is_ascii_digit() { Form::Arabic } else { Form::Han };
    number.formal = han::is_formal(first);
    let rest = &text[len..];
    let next = rest.chars().next();
    // Behind Arabic digits and blanks a magnitude goes on, and nothing else does.
    let apart =
        |c: char| number.form == Form::Arabic && is_blank(c) && !rest[blanks(rest)..].starts_with(is_numeral_char);
    if next.is_none_or(|c| ends(c) || apart(c)) {
        return Some((number, len));
    }
    let c = next.filter(|c| matches!(c, '万' | '亿' | '萬' | '億'))?;
    let behind = &rest[c.len_utf8()..];
    if number.form != Form::Arabic || !behind.chars().next().is_none_or(ends) || behind.starts_with('分') {
        return None;
    }
    number = number.with_magnitude(c, if matches!(c, '万' | '萬') { 4 } else { 8 });
    number.tokens = 2;
    Some((number, len + c.len_utf8()))
}

/// Whether a plain numeral ends before a character.
fn ends(c: char) -> bool {
    /// Numerals and their tails, beyond ASCII; what of them is a blank is told apart below.
    static ON: Chars = Chars::of(concat!(han_numerals!(), "点點多余餘来來几幾０１２３４５６７８９"));
    if c.is_ascii() {
        return !matches!(c, '0'..='9' | '.' | '\t'..='\r' | ' ');
    }
    // Han characters and their punctuation are no blanks.
    !ON.has(c) && (matches!(c, '\u{3001}'..='\u{9fff}') || !is_blank(c))
}

/// Whether a text begins with Arabic digits and 万, blanks between them aside.
fn is_myriads(text: &str) -> bool {
    let digits = arabic::literal(text).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()));
    digits.is_some_and(|(exact, len)| exact.scale == 0 && text[len + blanks(&text[len..])..].starts_with(['万', '萬']))
}

/// All other forms.
fn mixed(text: &str) -> IResult<&str, Number> {
    let mut tokens = SmallVec::<[Token; 12]>::new();
    let (mut n, mut at) = (0, 0);
    let mut magnitudes = SmallVec::<[char; 12]>::new();
    let mut form = Form::Han;
    let (mut zeros, mut given) = (0u32, 0);
    while n < MOST_TOKENS {
        step(1);
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        let after_arabic = n > 0 && matches!(tokens[n - 1], Token::Arabic(_));
        let (token, len) = match han::token(c) {
            Some(Token::Small(p)) if after_arabic && p == 1 => break,
            Some(Token::Small(_) | Token::Big(_)) if unit_with_magnitude(&rest[c.len_utf8()..], c) => break,
            Some(Token::Digit(_) | Token::Zero) if after_arabic => break,
            Some(t) => (t, c.len_utf8()),
            None if digit(c).is_some() || c == '.' => {
                let before = n.checked_sub(1).map(|i| tokens[i]);
                if matches!(before, Some(Token::Digit(_) | Token::Arabic(_) | Token::More)) {
                    break;
                }
                let Some((exact, len)) = arabic::literal(rest) else { break };
                if n == 0 {
                    form = Form::Arabic;
                } else if exact.scale > 0 && before != Some(Token::Point) {
                    break;
                }
                if before == Some(Token::Point) {
                    zeros = len as u32;
                }
                (Token::Arabic(exact), len)
            }
            None if c == '点' || c == '點' => {
                let next = rest[c.len_utf8()..].chars().next();
                let fits = next.is_some_and(|d| {
                    han_digit(d).is_some() && !matches!(d, '两' | '兩') || (form == Form::Han && digit(d).is_some())
                });
                if n == 0 || form == Form::Arabic || !fits || tokens[..n].contains(&Token::Point) {
                    break;
                }
                (Token::Point, c.len_utf8())
            }
            None if matches!(c, '多' | '余' | '餘' | '来' | '來' | '几' | '幾') => {
                let numeral = n > 0 && !tokens[..n].contains(&Token::More);
                let round = n > 0
                    && match tokens[n - 1] {
                        Token::Small(_) | Token::Big(_) => true,
                        Token::Zero => n > 1 && !matches!(c, '来' | '來'),
                        Token::Arabic(_) => !matches!(c, '来' | '來'),
                        _ => matches!(c, '多' | '余' | '餘'),
                    };
                if !numeral || !round {
                    break;
                }
                (Token::More, c.len_utf8())
            }
            None if after_arabic && is_blank(c) => {
                // `1000  万`
                let skip = blanks(rest);
                let m = rest[skip..].chars().next();
                match m.and_then(han::token) {
                    Some(Token::Big(_)) => {
                        at += skip;
                        continue;
                    }
                    Some(Token::Small(p)) if p > 1 => {
                        at += skip;
                        continue;
                    }
                    _ => break,
                }
            }
            // `2 亿 1,846 万`
            None if n > 0 && tokens[n - 1] == Token::Big(8) && is_blank(c) && is_myriads(&rest[blanks(rest)..]) => {
                at += blanks(rest);
                continue;
            }
            None => break,
        };
        if matches!(token, Token::Small(_) | Token::Big(_)) && n == 0 && c != '十' && c != '拾' {
            return no(text);
        }
        magnitudes.push(c);
        tokens.push(token);
        n += 1;
        at += len;
    }
    // 两万两, 二两: the last 两 is the unit of mass.
    let tael = n > 1 && matches!(magnitudes[n - 1], '两' | '兩') && tokens[n - 2] != Token::Zero;
    let counted = |t: &Token| matches!(t, Token::Small(_) | Token::Big(_));
    if tael && (n != 3 || tokens[..n - 1].iter().any(counted)) {
        n -= 1;
        at -= magnitudes[n].len_utf8();
    }
    while n > 0 {
        if let Some(number) = han::evaluate(&tokens[..n], &magnitudes[..n], form, zeros) {
            return Ok((&text[at..], number));
        }
        // Give back the last token: 一千一百四千 ends where it stops making sense. Never many: a run that makes no
        // sense for long is no numeral.
        n -= 1;
        given += 1;
        if given > 4 {
            return no(text);
        }
        at -= match tokens[n] {
            Token::Arabic(_) => return no(text),
            _ => magnitudes[n].len_utf8(),
        };
    }
    no(text)
}
