//! A stretch of the calendar as it is written out, held in place: a report has one for nearly every figure.

use std::fmt;
use std::ops::Deref;

/// Partial ISO 8601, with `/` between the ends of a stretch: `2024`, `2024-12-31`, `2024-01/2024-12`.
///
/// Four bits for each character: a large file has millions of these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Period([u8; Self::LONGEST.div_ceil(2)]);

/// The characters of a period, by their four bits; 0 is none.
const SIGNS: [u8; 16] = *b"\x000123456789-/\0\0\0";

/// The four bits of a character; `None` for one that no period has.
const fn bits(sign: u8) -> Option<u8> {
    match sign {
        b'0'..=b'9' => Some(sign - b'0' + 1),
        b'-' => Some(11),
        b'/' => Some(12),
        _ => None,
    }
}

impl Period {
    /// Characters that it can hold: two days and what parts them.
    const LONGEST: usize = 23;

    /// A year.
    pub(super) fn of_year(year: i32) -> Self {
        let digit = |n: i32| (n % 10).unsigned_abs() as u8 + 1;
        if (1000..10_000).contains(&year) {
            let mut period = Self::default();
            period.0[0] = digit(year / 1000) << 4 | digit(year / 100);
            period.0[1] = digit(year / 10) << 4 | digit(year);
            return period;
        }
        Self::default().and(&year.to_string())
    }

    /// With more text after it; as it is where that finds no room, or is no part of a period.
    pub(super) fn and(self, more: &str) -> Self {
        let from = self.len();
        if from + more.len() > Self::LONGEST {
            return self;
        }
        let mut both = self;
        for (at, sign) in (from..).zip(more.bytes()) {
            let Some(bits) = bits(sign) else { return self };
            both.0[at / 2] |= if at % 2 == 0 { bits << 4 } else { bits };
        }
        both
    }

    /// Its length in characters.
    fn len(self) -> usize {
        let whole = self.0.iter().take_while(|pair| *pair & 0xf != 0).count();
        2 * whole + usize::from(self.0.get(whole).is_some_and(|pair| *pair != 0))
    }

    /// The year that it is, where it is one.
    pub fn year(self) -> Option<i32> {
        (self.len() == 4).then(|| self.text().parse().ok()).flatten()
    }

    /// Its text.
    pub fn text(self) -> Text {
        let mut text = Text { signs: [0; Self::LONGEST + 1], len: 0 };
        for (two, pair) in text.signs.as_chunks_mut().0.iter_mut().zip(self.0) {
            if pair == 0 {
                break;
            }
            *two = [SIGNS[usize::from(pair >> 4)], SIGNS[usize::from(pair & 0xf)]];
            text.len += if pair % 16 == 0 { 1 } else { 2 };
        }
        text
    }
}

/// The text of a [`Period`].
#[derive(Debug, Clone, Copy)]
pub struct Text {
    signs: [u8; Period::LONGEST + 1],
    len: usize,
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.signs.get(..self.len).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_two_days_and_leaves_out_what_is_longer() {
        let day = Period::of_year(2024).and("-12-31");
        assert_eq!(&*day.text(), "2024-12-31");
        assert_eq!(&*day.and("/").and(&day.text()).text(), "2024-12-31/2024-12-31");
        assert_eq!(&*day.and(&"9".repeat(40)).text(), "2024-12-31");
        assert_eq!(&*Period::of_year(85).text(), "85");
        assert_eq!(&*Period::of_year(-3).text(), "-3");
        assert_eq!(&*Period::default().text(), "");
        assert_eq!(&*Period::default().and("--03").and("x").text(), "--03");
        assert_eq!(Period::default().and(&"7".repeat(23)).to_string(), "7".repeat(23));
    }
}
