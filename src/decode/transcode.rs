//! Bytes of a known encoding to characters, and the way back for each of them.
//!
//! | encoding | bytes a character | in UTF-8 |
//! | --- | --- | --- |
//! | UTF-8 | as they are | the same |
//! | GB18030 | 1, 2 or 4 (second byte a digit) | 1–4 |
//! | Big5 with HKSCS | 1 or 2; four pairs are two characters each | 1–4 |
//! | UTF-16 | 2 or 4 | 1–4 |
//! | single byte | 1 | 1–3 |
//! | any other, when forced | found by feeding one byte after the other | 1–4 |
//!
//! `encoding_rs` decodes. It stops at what does not decode, so that each stretch between two such places is known to
//! be well formed, and the way back follows from the lead bytes on both sides without decoding anything twice.

use std::borrow::Cow;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::DecodedMap;

/// Text, the way back, and how many characters were replaced.
pub(super) struct Transcoded<'a> {
    pub text: Cow<'a, str>,
    pub map: DecodedMap,
    pub replaced: u32,
    /// Raw offset of the first byte that did not decode.
    pub first_bad: Option<u32>,
}

/// What stands for bytes that do not decode.
const REPLACEMENT: &str = "\u{fffd}";

/// More room than any character takes.
const ROOM: usize = 32;

/// UTF-8 that was checked already, after a byte order mark of `mark` bytes.
pub(super) fn borrowed(text: &str, mark: usize) -> Transcoded<'_> {
    let map = if mark == 0 {
        DecodedMap::identity()
    } else {
        let mut map = DecodedMap::default();
        map.copy(0, mark as u32, text.len() as u32);
        map
    };
    Transcoded { text: Cow::Borrowed(text), map, replaced: 0, first_bad: None }
}

/// Decodes all of `raw` after a byte order mark of `mark` bytes.
pub(super) fn transcode<'a>(raw: &'a [u8], mark: usize, encoding: &'static Encoding) -> Transcoded<'a> {
    let body = raw.get(mark..).unwrap_or_default();
    if encoding == UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(body)
    {
        return borrowed(text, mark);
    }
    let Some(walk) = walk_for(encoding) else {
        return byte_by_byte(body, mark, encoding);
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out =
        Transcoded { text: Cow::Owned(String::new()), map: DecodedMap::default(), replaced: 0, first_bad: None };
    // Three bytes of UTF-8 for two of most encodings; single bytes may need three each, which is grown into.
    let mut text = String::with_capacity(body.len() + body.len() / 2 + 32);
    let mut read = 0;
    // Where the well-formed stretch that is being decoded began, in bytes and in text.
    let (mut from_raw, mut from_text) = (0, 0);
    loop {
        let (result, taken) = decoder.decode_to_string_without_replacement(&body[read..], &mut text, true);
        read += taken;
        match result {
            DecoderResult::OutputFull => text.reserve(body.len() - read + ROOM),
            DecoderResult::InputEmpty => {
                walk(body, from_raw, text.as_bytes(), from_text, mark, &mut out.map);
                break;
            }
            DecoderResult::Malformed(bad, after) => {
                // `read` counts the bytes taken after the bad ones too; those belong to what follows.
                let bad_end = (read - usize::from(after)).max(from_raw);
                let bad_start = (bad_end - usize::from(bad).min(bad_end)).max(from_raw);
                walk(&body[..bad_start], from_raw, text.as_bytes(), from_text, mark, &mut out.map);
                let at = text.len();
                text.push_str(REPLACEMENT);
                let src = (mark + bad_start) as u32;
                out.map.replace(at as u32, REPLACEMENT.len() as u32, src, (bad_end - bad_start) as u32);
                out.replaced += 1;
                out.first_bad.get_or_insert(src);
                (from_raw, from_text) = (bad_end, text.len());
            }
        }
    }
    out.text = Cow::Owned(text);
    out
}

/// Maps `text[from_text..]` to `body[from_raw..]`, which is well formed and decodes to exactly that.
type Walk = fn(body: &[u8], from_raw: usize, text: &[u8], from_text: usize, mark: usize, map: &mut DecodedMap);

fn walk_for(encoding: &'static Encoding) -> Option<Walk> {
    if encoding == UTF_8 {
        Some(walk_utf8)
    } else if encoding == GB18030 || encoding == GBK {
        Some(walk_double_byte::<true>)
    } else if encoding == BIG5 {
        Some(walk_double_byte::<false>)
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(walk_utf16)
    } else if encoding.is_single_byte() {
        Some(walk_single_byte)
    } else {
        None
    }
}

fn walk_utf8(body: &[u8], from_raw: usize, text: &[u8], from_text: usize, mark: usize, map: &mut DecodedMap) {
    debug_assert_eq!(body.len() - from_raw, text.len() - from_text);
    map.copy(from_text as u32, (mark + from_raw) as u32, (text.len() - from_text) as u32);
}

/// Bytes of the UTF-8 character that begins with `lead`.
const fn utf8_len(lead: u8) -> usize {
    match lead {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// GB18030 (`FOUR`) and Big5: a byte below 0x80 is itself, any other begins a pair or, in GB18030 with a digit after
/// it, a group of four.
fn walk_double_byte<const FOUR: bool>(
    body: &[u8],
    from_raw: usize,
    text: &[u8],
    from_text: usize,
    mark: usize,
    map: &mut DecodedMap,
) {
    let (mut i, mut o) = (from_raw, from_text);
    while i < body.len() && o < text.len() {
        let (start, begin) = (i, o);
        let (out, src) = (o as u32, (mark + i) as u32);
        if body[i] < 0x80 {
            while i < body.len() && body[i] < 0x80 {
                i += 1;
            }
            map.copy(out, src, (i - start) as u32);
            o += i - start;
            continue;
        }
        // Nearly all text is this: pairs that become three bytes.
        let pairs = body[i..].as_chunks::<2>().0.iter().zip(text[o..].as_chunks::<3>().0);
        let plain = |(pair, wide): &(&[u8; 2], &[u8; 3])| {
            pair[0] > 0x80 && (!FOUR || pair[1] >= 0x40) && wide[0] & 0xf0 == 0xe0
        };
        let count = pairs.take_while(plain).count();
        if count > 0 {
            map.steps(out, src, count as u32, 3, 2);
            i += 2 * count;
            o += 3 * count;
            continue;
        }
        let width = utf8_len(text[begin]);
        let (raw_len, text_len) = match body.get(i + 1) {
            // 0x80 alone is the euro sign in GB18030.
            _ if FOUR && body[i] == 0x80 => (1, width),
            Some(0x30..=0x39) if FOUR => (4, width),
            // Ê and ê with a macron or a caron are one pair in Big5 and two characters in Unicode.
            Some(0x62 | 0x64 | 0xa3 | 0xa5) if !FOUR && body[i] == 0x88 => (2, 4),
            _ => (2, width),
        };
        if raw_len == 2 && text_len != 4 {
            map.steps(out, src, 1, text_len as u32, 2);
        } else {
            map.replace(out, text_len as u32, src, raw_len as u32);
        }
        i += raw_len;
        o += text_len;
    }
    debug_assert!(i == body.len() && o == text.len(), "the walk ends with both texts");
}

/// UTF-16: two bytes a character, four where UTF-8 needs four as well.
fn walk_utf16(_: &[u8], from_raw: usize, text: &[u8], from_text: usize, mark: usize, map: &mut DecodedMap) {
    let (mut i, mut o) = (mark + from_raw, from_text);
    while let Some(&lead) = text.get(o) {
        let width = utf8_len(lead);
        let begin = o;
        while text.get(o).is_some_and(|&b| utf8_len(b) == width) {
            o += width;
        }
        let count = (o - begin) / width;
        let stride = if width == 4 { 4 } else { 2 };
        map.steps(begin as u32, i as u32, count as u32, width as u32, stride as u32);
        i += count * stride;
    }
}

fn walk_single_byte(_: &[u8], from_raw: usize, text: &[u8], from_text: usize, mark: usize, map: &mut DecodedMap) {
    let (mut i, mut o) = (mark + from_raw, from_text);
    while let Some(&lead) = text.get(o) {
        let width = utf8_len(lead);
        let begin = o;
        while text.get(o).is_some_and(|&b| utf8_len(b) == width) {
            o += width;
        }
        let count = (o - begin) / width;
        map.steps(begin as u32, i as u32, count as u32, width as u32, 1);
        i += count;
    }
}

/// Any encoding at all, slowly: what appears after a byte was fed stands for the bytes since something last appeared.
pub(super) fn byte_by_byte<'a>(body: &[u8], mark: usize, encoding: &'static Encoding) -> Transcoded<'a> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out =
        Transcoded { text: Cow::Owned(String::new()), map: DecodedMap::default(), replaced: 0, first_bad: None };
    let mut text = String::with_capacity(body.len() + body.len() / 2 + 32);
    let mut room = "\0".repeat(16);
    let (mut from_raw, mut read) = (0, 0);
    loop {
        let last = read == body.len();
        let next = if last { &[][..] } else { &body[read..=read] };
        let from_text = text.len();
        let (result, taken, written) = decoder.decode_to_str_without_replacement(next, &mut room, last);
        read += taken;
        text.push_str(&room[..written]);
        // A character that was complete before the bad bytes is mapped up to them.
        let (bad_start, bad_end) = match result {
            DecoderResult::Malformed(bad, after) => {
                let end = (read - usize::from(after)).max(from_raw);
                ((end - usize::from(bad).min(end)).max(from_raw), end)
            }
            _ => (read, read),
        };
        if text.len() > from_text {
            let (out_len, src_len) = (text.len() - from_text, bad_start - from_raw);
            out.map.replace(from_text as u32, out_len as u32, (mark + from_raw) as u32, src_len as u32);
            from_raw = bad_start;
        }
        if let DecoderResult::Malformed(..) = result {
            let at = text.len() as u32;
            text.push_str(REPLACEMENT);
            let src = (mark + bad_start) as u32;
            out.map.replace(at, REPLACEMENT.len() as u32, src, (bad_end - bad_start) as u32);
            out.replaced += 1;
            out.first_bad.get_or_insert(src);
            from_raw = bad_end;
        }
        if last && matches!(result, DecoderResult::InputEmpty) {
            break;
        }
    }
    out.text = Cow::Owned(text);
    out
}
