//! The fold under which a node's text and the text at its bytes must be equal: white space out, width folded.

/// Whether a character is white space or takes no room: blanks of every width, line ends, zero-width marks.
pub const fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A full-width form as its half-width twin; every other character as it is.
pub const fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        '\u{ffe5}' => '\u{a5}',
        _ => c,
    }
}

/// The folded characters of a text.
pub fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|&c| !is_blank(c) && !c.is_control()).map(half_width)
}
