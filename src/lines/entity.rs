//! Character references of HTML.
//!
//! | spelling | character | remark |
//! | --- | --- | --- |
//! | `&nbsp;` `&ldquo;` `&hellip;` | by name | names of HTML 4; the semicolon may be missing after `&nbsp` `&amp` `&lt` `&gt` `&quot`, in Markdown nowhere |
//! | `&#12288;` `&#x3000;` | by number | `&#147;` is Windows-1252's “, as in browsers |
//! | `&unknown;` `AT&T` | kept as printed | |

/// Names and their characters, sorted by name.
const NAMES: &[(&str, char)] = &[
    ("Alpha", 'Α'),
    ("Beta", 'Β'),
    ("Delta", 'Δ'),
    ("Gamma", 'Γ'),
    ("Omega", 'Ω'),
    ("Phi", 'Φ'),
    ("Pi", 'Π'),
    ("Prime", '″'),
    ("Sigma", 'Σ'),
    ("alpha", 'α'),
    ("amp", '&'),
    ("apos", '\''),
    ("asymp", '≈'),
    ("bdquo", '„'),
    ("beta", 'β'),
    ("brvbar", '¦'),
    ("bull", '•'),
    ("cap", '∩'),
    ("cedil", '¸'),
    ("cent", '¢'),
    ("circ", 'ˆ'),
    ("copy", '©'),
    ("cup", '∪'),
    ("curren", '¤'),
    ("dagger", '†'),
    ("darr", '↓'),
    ("deg", '°'),
    ("delta", 'δ'),
    ("divide", '÷'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("equiv", '≡'),
    ("euro", '€'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("gamma", 'γ'),
    ("ge", '≥'),
    ("gt", '>'),
    ("harr", '↔'),
    ("hellip", '…'),
    ("iexcl", '¡'),
    ("infin", '∞'),
    ("laquo", '«'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("le", '≤'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("macr", '¯'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("minus", '−'),
    ("mu", 'μ'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ne", '≠'),
    ("not", '¬'),
    ("omega", 'ω'),
    ("para", '¶'),
    ("permil", '‰'),
    ("phi", 'φ'),
    ("pi", 'π'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("prime", '′'),
    ("quot", '"'),
    ("radic", '√'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("sect", '§'),
    ("shy", '\u{ad}'),
    ("sigma", 'σ'),
    ("sim", '∼'),
    ("sum", '∑'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("theta", 'θ'),
    ("thinsp", '\u{2009}'),
    ("tilde", '˜'),
    ("times", '×'),
    ("trade", '™'),
    ("uarr", '↑'),
    ("uml", '¨'),
    ("yen", '¥'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
];

/// Names that browsers take without a semicolon.
const BARE: [&str; 5] = ["nbsp", "amp", "lt", "gt", "quot"];

/// Windows-1252 at 0x80–0x9F, where a number in that range is meant so.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads the reference that `text` begins with: its character and its length in bytes.
pub fn entity(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        let (radix, digits) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (16, hex),
            None => (10, number),
        };
        let len = digits.bytes().take(8).take_while(|b| (*b as char).is_digit(radix)).count();
        let value = u32::from_str_radix(&digits[..len], radix).ok()?;
        let c = match value {
            0x80..=0x9f => WINDOWS[value as usize - 0x80],
            0 => return None,
            _ => char::from_u32(value)?,
        };
        let end = text.len() - digits.len() + len;
        return Some((c, end + usize::from(text[end..].starts_with(';'))));
    }
    let len = rest.bytes().take(10).take_while(u8::is_ascii_alphanumeric).count();
    let find = |name: &str| NAMES.binary_search_by(|(n, _)| (*n).cmp(name)).ok().map(|i| NAMES[i].1);
    if rest[len..].starts_with(';')
        && let Some(c) = find(&rest[..len])
    {
        return Some((c, len + 2));
    }
    let bare = BARE.iter().find(|b| rest.starts_with(**b))?;
    find(bare).map(|c| (c, bare.len() + 1))
}

/// Reads the reference that `text` begins with as Markdown does: only where its semicolon is printed.
///
/// Source: CommonMark 0.31, "Entity and numeric character references".
pub fn closed_entity(text: &str) -> Option<(char, usize)> {
    entity(text).filter(|&(_, len)| text[..len].ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn references() {
        assert_eq!(entity("&ldquo;两"), Some(('“', 7)));
        assert_eq!(entity("&#12288;"), Some(('\u{3000}', 8)));
        assert_eq!(entity("&nbspsp;"), Some(('\u{a0}', 5)));
        assert_eq!(entity("&#x3000;"), Some(('\u{3000}', 8)));
        assert_eq!(entity("&#147;"), Some(('“', 6)));
        assert_eq!(entity("&nbsp&nbsp"), Some(('\u{a0}', 5)));
        assert_eq!(entity("&unknown;"), None);
        assert_eq!(entity("&T"), None);
        assert_eq!(entity("&#xd800;"), None);
        assert_eq!(closed_entity("&gt;"), Some(('>', 4)));
        assert_eq!(closed_entity("&gt"), None);
        assert_eq!(closed_entity("&#65"), None);
    }
}
