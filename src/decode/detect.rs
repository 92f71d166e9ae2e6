//! Which encoding bytes without a mark are in: the one in which a Chinese report is spelled with the fewest bits.
//!
//! | reading | a character costs |
//! | --- | --- |
//! | GB18030 | frequent 11 bits, GB2312 level 1 (B0–D7) 15, signs 16, level 2 18, GBK's own 21, private 24, four bytes 30 |
//! | Big5 | frequent 11, level 1 (A4–C6) 15, signs 16, level 2 (C9–F9) 18, HKSCS 21 |
//! | UTF-16 | frequent 11, Han 18, signs 15–16, other scripts 20–22, private 22, lone surrogate 30 |
//! | UTF-8 | as UTF-16 |
//! | all | ASCII 7, control character 22, a byte that does not decode 24 |
//!
//! The costs are minus log₂ of how often such a character stands in a report, so the sums over the same bytes compare
//! as probabilities do, and a short text is judged by the same rule as a long one. Bytes are looked at from the first
//! one that is not ASCII; a page with a long head of script is judged by its text.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::frequent::{FREQUENT, Frequent, Set};
use super::{Confidence, DetectedBy};

/// An encoding, and how it was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detection {
    pub encoding: &'static Encoding,
    pub by: DetectedBy,
    pub confidence: Confidence,
}

/// Bits between the best reading and the next: beyond it no doubt is left.
const CERTAIN: u32 = 120;
/// Bits between the best reading and the next: below it both are about as likely.
const LIKELY: u32 = 24;
/// Bits per byte beyond which a text is hardly Chinese in that reading.
const STRANGE: u32 = 8;
/// Bytes looked at first, and bytes looked at when those do not settle it.
const WINDOWS: [usize; 2] = [512, 1 << 14];
/// Bytes of ASCII looked at before the first byte that is not.
const BEFORE: usize = 64;
/// Bytes given to `chardetng`, which is exact about many encodings but runs at 15 MB/s.
const CHARDETNG: usize = 4096;

/// One encoding and what the bytes cost in it.
#[derive(Debug, Clone, Copy)]
struct Reading {
    encoding: &'static Encoding,
    bits: u32,
}

/// The encoding of `raw`, which has no mark and is not plain UTF-8; `declared` is what an HTML page says of itself.
pub(super) fn detect(raw: &[u8], declared: Option<&'static Encoding>) -> Detection {
    // A little of the ASCII before it is looked at too: the zeros of UTF-16 are there. UTF-16 counts its pairs from the
    // start of the file.
    let first = raw.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(BEFORE) & !1;
    let declared = declared.map(family);
    let mut ranked = [Reading { encoding: GB18030, bits: 0 }; 5];
    let mut window = &raw[first..];
    for size in WINDOWS {
        window = &raw[first..raw.len().min(first + size)];
        let f = &*FREQUENT;
        ranked = [
            Reading { encoding: GB18030, bits: gb18030(window, f) },
            Reading { encoding: BIG5, bits: big5(window, &f.big5) },
            Reading { encoding: UTF_16LE, bits: utf16(window, u16::from_le_bytes, &f.unicode) },
            Reading { encoding: UTF_16BE, bits: utf16(window, u16::from_be_bytes, &f.unicode) },
            Reading { encoding: UTF_8, bits: utf8(window, &f.unicode) },
        ];
        // A stable sort: of equals the first in the list, which is the most common one in archives.
        ranked.sort_by_key(|r| r.bits);
        if ranked[1].bits - ranked[0].bits >= CERTAIN {
            break;
        }
    }
    let [best, next, ..] = ranked;
    let margin = next.bits - best.bits;
    let strange = best.bits > STRANGE * window.len() as u32;

    if let Some(declared) = declared {
        // What a page says of itself settles what the bytes leave open.
        let agrees = declared == best.encoding;
        let open = strange || ranked.iter().any(|r| r.encoding == declared && r.bits < best.bits + LIKELY);
        if agrees || open {
            let confidence = match (agrees, strange) {
                (true, false) if margin >= CERTAIN => Confidence::Certain,
                (true, false) => Confidence::Likely,
                _ => Confidence::Doubtful,
            };
            return Detection { encoding: declared, by: DetectedBy::Declared, confidence };
        }
    }
    if strange || margin < LIKELY {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(&window[..window.len().min(CHARDETNG)], window.len() <= CHARDETNG);
        let guess = family(detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow));
        // It knows nothing of UTF-16, and of two readings that are equally good here it may choose.
        let agrees = guess == best.encoding;
        let utf16 = best.encoding == UTF_16LE || best.encoding == UTF_16BE;
        if agrees && !strange {
            return Detection { encoding: guess, by: DetectedBy::Statistics, confidence: Confidence::Likely };
        }
        if strange && !(utf16 && margin >= LIKELY) {
            return Detection { encoding: guess, by: DetectedBy::Fallback, confidence: Confidence::Doubtful };
        }
        return Detection { encoding: best.encoding, by: DetectedBy::Statistics, confidence: Confidence::Doubtful };
    }
    let by = match best.encoding {
        e if (e == UTF_16LE || e == UTF_16BE) && window.contains(&0) => DetectedBy::ZeroBytes,
        _ => DetectedBy::Statistics,
    };
    let confidence = if margin >= CERTAIN { Confidence::Certain } else { Confidence::Likely };
    Detection { encoding: best.encoding, by, confidence }
}

/// GB2312 and GBK are read as GB18030, which holds both.
pub(super) fn family(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// Whether short, valid UTF-8 is more likely something else: `宁夏` in GB18030 is valid UTF-8 too, and so is `江苏省` in
/// UTF-16.
pub(super) fn is_disguised(raw: &[u8]) -> bool {
    let f = &*FREQUENT;
    let least =
        gb18030(raw, f).min(utf16(raw, u16::from_le_bytes, &f.unicode)).min(utf16(raw, u16::from_be_bytes, &f.unicode));
    least + LIKELY / 4 < utf8(raw, &f.unicode)
}

const FREQUENT_COST: u32 = 11;
const BAD: u32 = 24;

const fn ascii(b: u8) -> u32 {
    match b {
        b'\t' | b'\n' | b'\r' | 0x0c | 0x20..=0x7e => 7,
        _ => 22,
    }
}

/// The bits of text in which a byte below 0x80 is ASCII, and another one leads a character: `cost` gives its bits and
/// its bytes, by its lead, its trail and what follows the two.
fn led(bytes: &[u8], cost: impl Fn(u8, u8, &[u8]) -> (u32, usize)) -> u32 {
    let mut bits = 0;
    let mut rest = bytes;
    while let [lead, behind @ ..] = rest {
        if *lead < 0x80 {
            bits += ascii(*lead);
            rest = behind;
            continue;
        }
        let [trail, further @ ..] = behind else { return bits + 8 };
        let (more, len) = cost(*lead, *trail, further);
        bits += more;
        rest = rest.get(len..).unwrap_or_default();
    }
    bits
}

fn gb18030(bytes: &[u8], frequent: &Frequent) -> u32 {
    led(bytes, |lead, trail, further| match (lead, trail) {
        (0x80 | 0xff, _) => (BAD, 1),
        (_, 0x30..=0x39) => match further {
            [0x81..=0xfe, 0x30..=0x39, ..] => (if lead < 0x85 { 30 } else { 36 }, 4),
            [] | [0x81..=0xfe] => (16, 2),
            _ => (BAD, 1),
        },
        (_, 0x40..=0x7e | 0x80..=0xfe) if frequent.gb.has(u16::from_be_bytes([lead, trail])) => (FREQUENT_COST, 2),
        (0xaa..=0xaf | 0xf8..=0xfe, 0xa1..=0xfe) | (0xa1..=0xa7, 0x40..=0xa0) => (24, 2),
        (0xa1..=0xa9, 0xa1..=0xfe) => (16, 2),
        (0xb0..=0xd7, 0xa1..=0xfe) => (15, 2),
        (0xd8..=0xf7, 0xa1..=0xfe) => (18, 2),
        (_, 0x40..=0x7e | 0x80..=0xfe) => (21, 2),
        _ => (BAD, 1),
    })
}

fn big5(bytes: &[u8], frequent: &Set) -> u32 {
    led(bytes, |lead, trail, _| match (lead, trail) {
        (0x80..=0x86 | 0xff, _) => (BAD, 1),
        (_, 0x40..=0x7e | 0xa1..=0xfe) if frequent.has(u16::from_be_bytes([lead, trail])) => (FREQUENT_COST, 2),
        (0xa1..=0xa3, 0x40..=0x7e | 0xa1..=0xfe) => (16, 2),
        (0xa4..=0xc6, 0x40..=0x7e) | (0xa4..=0xc5, 0xa1..=0xfe) => (15, 2),
        (0xc9..=0xf9, 0x40..=0x7e | 0xa1..=0xfe) => (18, 2),
        (_, 0x40..=0x7e | 0xa1..=0xfe) => (21, 2),
        _ => (BAD, 1),
    })
}

/// What a 16-bit unit of Unicode costs.
fn unit_cost(unit: u16, frequent: &Set) -> u32 {
    match unit {
        0..=0x7f => ascii(unit as u8),
        0x80..=0x9f => 22,
        _ if frequent.has(unit) => FREQUENT_COST,
        0xff00..=0xffef => 15,
        0xa0..=0xff | 0x370..=0x4ff | 0x2000..=0x27ff | 0x3000..=0x33ff => 16,
        0x4e00..=0x9fff | 0x100..=0x24f => 18,
        0x3400..=0x4dbf | 0xac00..=0xd7af => 20,
        0xd800..=0xdfff => 30,
        0xfffe | 0xffff => 40,
        _ => 22,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, frequent: &Set) -> u32 {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut bits = 8 * rest.len() as u32;
    let mut high = false;
    for &pair in pairs {
        let unit = unit(pair);
        bits += match unit {
            // The second half of a pair of surrogates makes up for the first.
            0xdc00..=0xdfff if high => 0,
            _ => unit_cost(unit, frequent),
        };
        high = (0xd800..=0xdbff).contains(&unit);
    }
    bits
}

fn utf8(bytes: &[u8], frequent: &Set) -> u32 {
    let mut bits = 0;
    let mut i = 0;
    while let Some(&lead) = bytes.get(i) {
        let (cost, len) = match (lead, bytes.get(i + 1), bytes.get(i + 2), bytes.get(i + 3)) {
            (0..0x80, ..) => (ascii(lead), 1),
            (0xc2..=0xdf, Some(&b @ 0x80..=0xbf), ..) => {
                (unit_cost(u16::from(lead & 0x1f) << 6 | u16::from(b & 0x3f), frequent), 2)
            }
            (0xe0..=0xef, Some(&b @ 0x80..=0xbf), Some(&c @ 0x80..=0xbf), _) => {
                let unit = u16::from(lead & 0xf) << 12 | u16::from(b & 0x3f) << 6 | u16::from(c & 0x3f);
                (if unit < 0x800 { 3 * BAD } else { unit_cost(unit, frequent) }, 3)
            }
            (0xf0..=0xf4, Some(0x80..=0xbf), Some(0x80..=0xbf), Some(0x80..=0xbf)) => (28, 4),
            // Cut off at the end of the window.
            (0xc2..=0xf4, None, ..) => (8, 1),
            (0xe0..=0xf4, Some(0x80..=0xbf), None, _) => (8, 2),
            _ => (BAD, 1),
        };
        bits += cost;
        i += len;
    }
    bits
}
