//! Every encoding is named rightly, decodes to the same text, and leads back to the very bytes of each character.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use gongwen::decode::{DetectedBy, Hints, decode};
use proptest::prelude::*;

/// A text in an encoding; `None` where the encoding does not have all of it.
fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE {
        return Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, lost) = encoding.encode(text);
    (!lost).then(|| bytes.into_owned())
}

const ENCODINGS: [&Encoding; 5] = [UTF_8, GB18030, BIG5, UTF_16LE, UTF_16BE];

fn forced(encoding: &'static Encoding) -> Hints<'static> {
    Hints { encoding: Some(encoding), path: None }
}

/// Checks that each character of what `raw` decodes to stands where the map says, and that the places join up.
fn map_is_exact(raw: &[u8], mark: usize, hints: Hints<'_>) -> Result<(), TestCaseError> {
    let Ok(decoded) = decode(raw, hints) else { return Ok(()) };
    let mut expected = mark as u32;
    for (i, c) in decoded.text.char_indices() {
        let (start, end) = (decoded.map.start(i as u32), decoded.map.end((i + c.len_utf8()) as u32));
        let bytes = &raw[start as usize..end as usize];
        let (there, _) = decoded.encoding.decode_without_bom_handling(bytes);
        if there.chars().count() == 1 {
            prop_assert!(there.starts_with(c), "{c:?} at {i}: bytes {start}..{end} are {there:?}");
            prop_assert_eq!(start, expected, "{:?} at {} in {}", c, i, decoded.encoding.name());
        } else {
            // One pair of bytes for two characters.
            prop_assert!(there.contains(c), "{c:?} at {i}: bytes {start}..{end} are {there:?}");
        }
        expected = end;
    }
    prop_assert_eq!(expected as usize, raw.len());
    Ok(())
}

/// Characters as reports have them, and rarer ones.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::char::range('\u{4e00}', '\u{9fa5}'),
        2 => proptest::char::range(' ', '~'),
        1 => proptest::sample::select(vec!['\n', '\r', '\t', '\u{3000}', '，', '。', '《', '·', '×', '±', '°', '①', '％', '２', '—', '€']),
        1 => proptest::char::range('\u{a1}', '\u{4ff}'),
        1 => proptest::char::range('\u{3400}', '\u{4db5}'),
        1 => proptest::char::range('\u{20000}', '\u{2a6d6}'),
        1 => proptest::char::range('\u{1f300}', '\u{1f5ff}'),
        1 => proptest::char::range('\u{e000}', '\u{f8ff}'),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_leads_back_in_every_encoding(text in proptest::collection::vec(character(), 1..200)) {
        for encoding in ENCODINGS {
            let text: String = text.iter().copied().filter(|&c| encode(&c.to_string(), encoding).is_some()).collect();
            let raw = encode(&text, encoding).unwrap();
            if let Ok(decoded) = decode(&raw, forced(encoding)) {
                prop_assert_eq!(&*decoded.text, &*encoding.decode_without_bom_handling(&raw).0);
                prop_assert_eq!(decoded.replaced, 0);
            }
            map_is_exact(&raw, 0, forced(encoding))?;
        }
    }

    #[test]
    fn any_bytes_lead_back_in_every_encoding(raw in proptest::collection::vec(
        prop_oneof![3 => 0x81..=0xfe_u8, 2 => 0x30..=0x39_u8, 2 => 0x20..=0x7e_u8, 1 => 0x80..=0xff_u8, 1 => proptest::sample::select(vec![0x88, 0x62, 0xd8, 0xdc, 0xff, 0x80, 0x0a])],
        1..120,
    )) {
        for encoding in ENCODINGS.into_iter().chain([encoding_rs::WINDOWS_1252, encoding_rs::SHIFT_JIS, encoding_rs::EUC_KR, encoding_rs::EUC_JP]) {
            if let Ok(decoded) = decode(&raw, forced(encoding)) {
                if decoded.detected_by == DetectedBy::Bom {
                    continue;
                }
                let (text, _) = encoding.decode_without_bom_handling(&raw);
                prop_assert_eq!(&*decoded.text, &*text, "{}", encoding.name());
                map_is_exact(&raw, 0, forced(encoding))?;
            }
        }
    }

    #[test]
    fn a_mark_is_left_out_and_counted(text in proptest::collection::vec(character(), 4..80)) {
        let text: String = text.into_iter().collect();
        for (encoding, mark) in [(UTF_8, &b"\xef\xbb\xbf"[..]), (UTF_16LE, b"\xff\xfe"), (UTF_16BE, b"\xfe\xff")] {
            let raw = [mark, &encode(&text, encoding).unwrap()].concat();
            if let Ok(decoded) = decode(&raw, Hints::default()) {
                prop_assert_eq!(decoded.encoding, encoding);
                prop_assert_eq!(decoded.detected_by, DetectedBy::Bom);
                prop_assert_eq!(&*decoded.text, &*text);
            }
            map_is_exact(&raw, mark.len(), Hints::default())?;
        }
    }

    #[test]
    fn decoding_never_panics(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&raw, Hints::default());
    }
}
