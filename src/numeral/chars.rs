//! Sets of characters, for questions that are asked of every letter.

/// A set of characters of the basic plane: a bit per code point, so that a question costs one look.
#[derive(Debug)]
pub struct Chars([u64; 1024]);

impl Chars {
    /// The set of the characters of a text. Characters beyond the basic plane are left out.
    #[must_use]
    pub const fn of(chars: &str) -> Self {
        let mut table = [0u64; 1024];
        let bytes = chars.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let (code, len) = match bytes[i] {
                b @ 0..0x80 => (b as usize, 1),
                b @ 0..0xe0 => ((b as usize & 0x1f) << 6 | bytes[i + 1] as usize & 0x3f, 2),
                b @ 0..0xf0 => (three(b, bytes[i + 1], bytes[i + 2]), 3),
                _ => (0xffff, 4),
            };
            table[code >> 6] |= 1 << (code & 63);
            i += len;
        }
        Self(table)
    }

    /// Whether a character is in the set.
    #[must_use]
    pub const fn has(&self, c: char) -> bool {
        self.has_code(c as usize)
    }

    /// Whether the character with a code point is in the set.
    #[must_use]
    pub const fn has_code(&self, code: usize) -> bool {
        code < 0xffff && self.0[code >> 6] >> (code & 63) & 1 == 1
    }

    /// Whether the character of these three bytes is in the set.
    #[must_use]
    #[inline]
    pub const fn has_three(&self, a: u8, b: u8, c: u8) -> bool {
        self.0[(a as usize & 0xf) << 6 | (b as usize & 0x3f)] >> (c & 0x3f) & 1 == 1
    }
}

/// The code point of a character of three bytes.
#[must_use]
pub const fn three(a: u8, b: u8, c: u8) -> usize {
    ((a as usize & 0xf) << 12) | ((b as usize & 0x3f) << 6) | (c as usize & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::Chars;

    #[test]
    fn a_set_has_its_characters_and_no_others() {
        let set = Chars::of("5%·²一鿿，𠀀");
        for c in "5%·²一鿿，".chars() {
            assert!(set.has(c), "{c}");
        }
        for c in "4&¸二龠。𠀀𠀁\u{ffff}".chars() {
            assert!(!set.has(c), "{c}");
        }
    }
}
