//! A stretch of the calendar as it is written out, held in place: a report has one for nearly every figure.

use std::fmt;
use std::ops::Deref;

/// Partial ISO 8601, with `/` between the ends of a stretch: `2024`, `2024-12-31`, `2024-01/2024-12`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Period {
    text: [u8; Self::LONGEST],
    len: u8,
}

impl Period {
    /// Bytes that it can hold: two days and what parts them.
    const LONGEST: usize = 23;

    /// A year.
    pub(super) fn of_year(year: i32) -> Self {
        let digit = |n: i32| b'0' + (n % 10).unsigned_abs() as u8;
        if (1000..10_000).contains(&year) {
            let mut period = Self { len: 4, ..Self::default() };
            period.text[..4].copy_from_slice(&[digit(year / 1000), digit(year / 100), digit(year / 10), digit(year)]);
            return period;
        }
        Self::default().and(&year.to_string())
    }

    /// With more text after it; as it is where that finds no room.
    pub(super) fn and(mut self, more: &str) -> Self {
        let from = usize::from(self.len);
        if let Some(room) = self.text.get_mut(from..from + more.len()) {
            room.copy_from_slice(more.as_bytes());
            self.len += more.len() as u8;
        }
        self
    }
}

impl Deref for Period {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.get(..usize::from(self.len)).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &**self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_two_days_and_leaves_out_what_is_longer() {
        let day = Period::of_year(2024).and("-12-31");
        assert_eq!(&*day, "2024-12-31");
        assert_eq!(&*day.and("/").and(&day), "2024-12-31/2024-12-31");
        assert_eq!(&*day.and(&"9".repeat(40)), "2024-12-31");
        assert_eq!(&*Period::of_year(85), "85");
        assert_eq!(&*Period::of_year(-3), "-3");
    }
}
