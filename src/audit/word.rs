//! Words that the rules look for, found by their letters first.
//!
//! Most texts hold none of the words of a rule. Each text therefore knows the set of its letters, and is only searched
//! for a word whose letters are all among them.

use std::ops::Deref;

/// The letters of a text, as a set of 128: it may name too many, never too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letters([u64; 2]);

impl Letters {
    const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        // The last seven bits of the code point tell Han letters well apart: 64 and 64 of them.
        let mut halves = [0u64; 2];
        let mut i = 0;
        while i < bytes.len() {
            let width = match bytes[i] {
                0xE0..0xF0 => 3,
                0..0x80 => 1,
                0x80..0xE0 => 2,
                _ => 4,
            };
            let last = i + width - 1;
            if last >= bytes.len() {
                break;
            }
            let half = if width == 1 { bytes[i] >> 6 & 1 } else { bytes[last - 1] & 1 };
            halves[half as usize] |= 1 << (bytes[last] & 0x3F);
            i = last + 1;
        }
        Self(halves)
    }

    #[inline]
    const fn hold(self, word: Self) -> bool {
        // Without a branch: this is asked more often than anything else.
        word.0[0] & !self.0[0] | word.0[1] & !self.0[1] == 0
    }
}

/// The first three bytes, which are one Han letter.
const fn head(bytes: &[u8]) -> u32 {
    match bytes {
        [a, b, c, ..] => u32::from_le_bytes([*a, *b, *c, 0]),
        _ => 0,
    }
}

/// The last three bytes.
const fn tail(bytes: &[u8]) -> u32 {
    match bytes {
        [.., a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
        _ => 0,
    }
}

/// A word that is looked for: of three bytes at least.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// The word.
    pub text: &'static str,
    letters: Letters,
    head: u32,
    tail: u32,
}

impl Word {
    /// A word of our own.
    pub const fn of(text: &'static str) -> Self {
        assert!(text.len() >= 3, "a word has a Han letter");
        Self { text, letters: Letters::of(text), head: head(text.as_bytes()), tail: tail(text.as_bytes()) }
    }
}

/// Words, made ready when the program is built: `words!["结余", "结转"]`.
macro_rules! words {
    ($($word:literal),* $(,)?) => {
        const { &[$($crate::audit::word::Word::of($word)),*] }
    };
}
pub(super) use words;

/// A text that knows its letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    text: &'a str,
    letters: Letters,
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl<'a> Text<'a> {
    /// Reads the letters of a text.
    pub const fn new(text: &'a str) -> Self {
        Self { text, letters: Letters::of(text) }
    }

    /// The text alone.
    pub const fn str(self) -> &'a str {
        self.text
    }

    /// Whether it holds one of these words.
    #[inline]
    pub fn has<const N: usize>(self, words: &[Word; N]) -> bool {
        words.iter().any(|w| self.letters.hold(w.letters) && contains(self.text, w.text))
    }

    /// Where this word stands last.
    pub fn last(self, word: &Word) -> Option<usize> {
        if self.letters.hold(word.letters) { self.text.rfind(word.text) } else { None }
    }

    /// Those of these words that it may hold.
    pub fn those<const N: usize>(self, words: &'static [Word; N]) -> impl Iterator<Item = &'static str> {
        words.iter().filter(move |w| self.letters.hold(w.letters)).map(|w| w.text)
    }

    /// Whether it ends in one of these words.
    #[inline]
    pub fn ends<const N: usize>(self, words: &[Word; N]) -> bool {
        ends(self.text, words)
    }

    /// Whether it begins with one of these words.
    #[inline]
    pub fn starts<const N: usize>(self, words: &[Word; N]) -> bool {
        starts(self.text, words).is_some()
    }
}

/// Whether a text holds a word, of a few hundred bytes at most: what the library makes ready for long texts costs more
/// than the search. The third byte of a Han letter is the one that tells most.
fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(&third) = word.get(2) else { return false };
    let mut from = 2;
    while let Some(i) = text.get(from..).and_then(|rest| memchr::memchr(third, rest)) {
        if text[from + i - 2..].starts_with(word) {
            return true;
        }
        from += i + 1;
    }
    false
}

/// Whether a text ends in one of these words.
#[inline]
pub(super) fn ends<const N: usize>(text: &str, words: &[Word; N]) -> bool {
    ending(text, words).is_some()
}

/// The first of these words that a text ends in.
#[inline]
pub(super) fn ending<'w, const N: usize>(text: &str, words: &'w [Word; N]) -> Option<&'w Word> {
    let last = tail(text.as_bytes());
    words.iter().find(|w| w.tail == last && text.ends_with(w.text))
}

/// The first of these words that a text begins with.
#[inline]
pub(super) fn starts<'w, const N: usize>(text: &str, words: &'w [Word; N]) -> Option<&'w Word> {
    let first = head(text.as_bytes());
    words.iter().find(|w| w.head == first && text.starts_with(w.text))
}

/// A text without blanks at its ends; most have none, and begin and end with a Han letter.
pub(super) fn trimmed(text: &str) -> &str {
    let han = |b: &u8| (0xE4..=0xE9).contains(b);
    let bytes = text.as_bytes();
    let bare = bytes.first().is_some_and(han) && bytes.len().checked_sub(3).is_some_and(|i| han(&bytes[i]));
    if bare { text } else { text.trim() }
}

/// The last letter.
pub(super) fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_it_stands() {
        let text = Text::new("年末收支结余 3.5万元GDP");
        assert!(text.has(words!["结转", "结余"]));
        assert!(text.has(words!["GDP"]));
        assert!(!text.has(words!["余结", "结转"]));
        assert!(text.ends(words!["元GDP"]) && !text.ends(words!["万元"]));
        assert!(text.starts(words!["年末"]) && !text.starts(words!["末收"]));
        assert!(!Text::new("").has(words!["结余"]) && !Text::new("").ends(words!["结余"]));
    }
}
