//! What a decoded text holds that no report should: control characters, private-use characters, characters that were
//! lost before, and text that was once read in the wrong encoding.
//!
//! | seen | told as |
//! | --- | --- |
//! | control characters, more than one in a hundred characters | refused as binary |
//! | fewer of them | warning `control_characters` |
//! | one in twenty private or not decoded, and less than one in ten frequent | refused as binary |
//! | U+E000–U+F8FF | warning `private_use` |
//! | U+FFFD that the file itself holds | warning `lost_characters` |
//! | `鏀垮簻` for 政府 (UTF-8 read as GBK), `æ”¿` (UTF-8 read as Latin), `Õþ¸®` (GBK read as Latin), `锟斤拷` | warning `mojibake` |

use std::collections::BTreeMap;
use std::fmt::Write;

use encoding_rs::{GB18030, UTF_8, WINDOWS_1252};

use super::Refusal;
use super::frequent::FREQUENT;
use super::transcode::Transcoded;
use crate::fold::is_blank;

/// A text with more control characters than one in this many characters is binary.
const BINARY_SHARE: usize = 100;
/// Below this many control characters none is binary.
const BINARY_LEAST: usize = 4;

/// What a text may hold that is worth a closer look; over-cautious, never wrong the other way.
struct Suspicion {
    /// C0 controls other than tab and line ends, DEL.
    controls: bool,
    /// U+E000–U+F8FF.
    private: bool,
    /// U+FFC0–U+FFFF, where U+FFFD is.
    last: bool,
}

impl Suspicion {
    /// Sweeps without a branch; short chunks keep the sums in single bytes, which the compiler turns into vectors, and
    /// are a whole number of these.
    fn of(text: &str) -> Self {
        const CHUNK: usize = 224;
        let bytes = text.as_bytes();
        let next = bytes.get(1..).unwrap_or_default();
        let [mut controls, mut private, mut last] = [0_usize; 3];
        for chunk in bytes.chunks(CHUNK) {
            let [mut control, mut lead] = [0_u8; 2];
            for &b in chunk {
                control += u8::from(b < 0x20) & u8::from(!(0x09..=0x0d).contains(&b)) | u8::from(b == 0x7f);
                lead += u8::from(b == 0xee);
            }
            controls += usize::from(control);
            private += usize::from(lead);
        }
        for (chunk, next) in bytes.chunks(CHUNK).zip(next.chunks(CHUNK)) {
            let [mut high, mut end] = [0_u8; 2];
            for (&a, &b) in chunk.iter().zip(next) {
                high += u8::from(a == 0xef) & u8::from(b <= 0xa3);
                end += u8::from(a == 0xef) & u8::from(b == 0xbf);
            }
            private += usize::from(high);
            last += usize::from(end);
        }
        Self { controls: controls > 0, private: private > 0, last: last > 0 }
    }
}

/// What is to be warned of: code and message.
type Warnings = Vec<(&'static str, String)>;

/// Judges a decoded text.
///
/// # Errors
/// [`Refusal::Binary`] and [`Refusal::Empty`].
pub(super) fn survey(decoded: &Transcoded<'_>, warnings: &mut Warnings) -> Result<(), Refusal> {
    let text: &str = &decoded.text;
    let suspicion = Suspicion::of(text);
    let is_control = |c: char| c.is_ascii_control() && !('\t'..='\r').contains(&c);
    let printed = text.chars().any(|c| !is_blank(c) && !c.is_control());
    if suspicion.controls {
        let found = text.chars().filter(|&c| is_control(c)).count();
        let characters = text.chars().count();
        // A file that was padded to the size of a disk block, or closed with Ctrl-Z as in DOS, is text all the same.
        let padding = text.len() - text.trim_end_matches(['\0', '\u{1a}']).len();
        let first = text.char_indices().find(|&(_, c)| is_control(c)).map_or(0, |(i, _)| i as u32);
        let first = decoded.map.start(first) as usize;
        if found - padding > BINARY_LEAST.max(characters / BINARY_SHARE) || !printed {
            return Err(Refusal::Binary { controls: found, characters, first });
        }
        if found > usize::from(padding == 1) {
            let message = format!("expected text alone, found {found} control characters, the first at byte {first}");
            warnings.push(("control_characters", message));
        }
    }
    if !printed {
        return Err(Refusal::Empty);
    }
    if suspicion.private || decoded.replaced > 0 {
        noise(decoded)?;
    }
    if suspicion.private {
        private_use(decoded, warnings);
    }
    if suspicion.last {
        let n = text.matches('\u{fffd}').count().saturating_sub(decoded.replaced as usize);
        if n > 0 {
            let message = format!("{n} characters were lost before: the file itself holds U+FFFD in their place");
            warnings.push(("lost_characters", message));
        }
    }
    if let Some(message) = mojibake(text) {
        warnings.push(("mojibake", message));
    }
    Ok(())
}

/// Refuses what is characters by chance alone: random bytes read as UTF-16 have few control characters, but many that
/// are private or could not be decoded, and hardly any that are frequent.
fn noise(decoded: &Transcoded<'_>) -> Result<(), Refusal> {
    let text: &str = &decoded.text;
    let odd = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c) || c == '\u{fffd}' || c.is_control() && !is_blank(c);
    let (mut characters, mut found, mut usual) = (0, 0, 0);
    for c in text.chars() {
        characters += 1;
        found += usize::from(odd(c));
        let frequent = u16::try_from(u32::from(c)).is_ok_and(|unit| FREQUENT.unicode.has(unit));
        usual += usize::from(frequent || c.is_ascii_graphic() || is_blank(c));
    }
    if characters < 100 || found * 20 < characters || usual * 10 > characters {
        return Ok(());
    }
    let first = text.char_indices().find(|&(_, c)| odd(c)).map_or(0, |(i, _)| decoded.map.start(i as u32));
    Err(Refusal::Binary { controls: found, characters, first: first as usize })
}

/// Warns of private-use characters, if there are any.
fn private_use(decoded: &Transcoded<'_>, warnings: &mut Warnings) {
    let private = |c: &char| ('\u{e000}'..='\u{f8ff}').contains(c);
    let text: &str = &decoded.text;
    let mut seen: BTreeMap<char, usize> = BTreeMap::new();
    for c in text.chars().filter(private) {
        *seen.entry(c).or_default() += 1;
    }
    let n: usize = seen.values().sum();
    if n == 0 {
        return;
    }
    let mut seen: Vec<(char, usize)> = seen.into_iter().collect();
    seen.sort_by_key(|&(c, times)| (std::cmp::Reverse(times), c));
    let at = text.char_indices().find(|(_, c)| private(c)).map_or(0, |(i, _)| decoded.map.start(i as u32));
    let mut message = format!("{n} characters have no agreed meaning, the first at byte {at}:");
    for (c, times) in seen.iter().take(5) {
        let _ = write!(message, " U+{:04X} ×{times}", u32::from(*c));
    }
    warnings.push(("private_use", message));
}

/// Characters beyond ASCII that are looked at for mojibake.
const SAMPLE: usize = 120;

/// A message where a text was once read in the wrong encoding.
///
/// Nothing is repaired: what a reader is given must stand in the file. The message says how to undo it.
fn mojibake(text: &str) -> Option<String> {
    let mut sampled = 0;
    let (mut frequent, mut han, mut latin) = (0, 0, 0);
    let mut end = text.len();
    for (i, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        sampled += 1;
        if let Ok(unit) = u16::try_from(u32::from(c)) {
            frequent += usize::from(FREQUENT.unicode.has(unit));
        }
        han += usize::from(('\u{3400}'..='\u{9fff}').contains(&c));
        latin += usize::from(('\u{80}'..='\u{24f}').contains(&c) || WINDOWS_1252_SIGNS.contains(&c));
        if sampled == SAMPLE {
            end = i + c.len_utf8();
            break;
        }
    }
    // Nine characters in ten are frequent in any report; in mojibake one in four.
    if sampled < 4 || frequent * 2 > sampled {
        return lost_twice(text);
    }
    let sample = &text[..end];
    let as_utf8 = |bytes: &[u8]| readable(&UTF_8.decode_without_bom_handling(bytes).0);
    let undone = if han * 2 > sampled {
        let bytes = encode(sample, GB18030);
        as_utf8(&bytes).map(|s| ("UTF-8", "GB18030", s))
    } else if latin * 10 > sampled * 9 {
        let bytes = encode(sample, WINDOWS_1252);
        let gb = || readable(&GB18030.decode_without_bom_handling(&bytes).0);
        as_utf8(&bytes).map(|s| ("UTF-8", "windows-1252", s)).or_else(|| gb().map(|s| ("GB18030", "windows-1252", s)))
    } else {
        None
    };
    match undone {
        Some((was, read_as, text)) => Some(format!(
            "the text is {was} that was once read as {read_as}; written as {read_as} and read as {was} it begins “{text}”"
        )),
        None => lost_twice(text),
    }
}

/// Signs that windows-1252 has among its Latin letters.
const WINDOWS_1252_SIGNS: [char; 27] = [
    '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š',
    '›', 'œ', 'ž', 'Ÿ',
];

/// `锟斤拷` is U+FFFD in UTF-8, twice, read as GBK: what stood there is gone.
fn lost_twice(text: &str) -> Option<String> {
    let n = memchr::memmem::find_iter(text.as_bytes(), "锟斤拷").take(1000).count();
    (n > 1).then(|| format!("{n} times 锟斤拷: characters were lost and then read as GBK; they cannot be had back"))
}

/// The bytes of a text, `?` for what the encoding does not have.
fn encode(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        // GB18030 has a place for U+FFFD, but here it stands for a byte that is gone.
        if c == '\u{fffd}' {
            bytes.push(b'?');
            continue;
        }
        match (encoding.encode(c.encode_utf8(&mut buffer)), u32::from(c)) {
            ((coded, _, false), _) => bytes.extend_from_slice(&coded),
            // The five places that windows-1252 leaves open were kept as controls.
            (_, c @ 0x80..=0x9f) => bytes.push(c as u8),
            _ => bytes.push(b'?'),
        }
    }
    bytes
}

/// The first readable characters of a text, if it is Chinese beyond doubt.
fn readable(text: &str) -> Option<String> {
    let beyond = text.chars().filter(|c| !c.is_ascii());
    let (mut all, mut frequent, mut lost) = (0, 0, 0);
    for c in beyond {
        if c == '\u{fffd}' {
            lost += 1;
            continue;
        }
        all += 1;
        frequent += usize::from(u16::try_from(u32::from(c)).is_ok_and(|u| FREQUENT.unicode.has(u)));
    }
    if all < 3 || frequent * 3 < all * 2 || lost > all {
        return None;
    }
    Some(
        text.trim_start_matches(is_blank)
            .chars()
            .take_while(|c| !c.is_control())
            .filter(|c| *c != '\u{fffd}')
            .take(12)
            .collect(),
    )
}
