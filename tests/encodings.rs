//! Every encoding is named rightly, decodes to the same text, and leads back to the very bytes of each character.

#[path = "support/encode.rs"]
mod encode;

use encode::{ENCODINGS, encode};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use gongwen::decode::{DetectedBy, Hints, Refusal, decode};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

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
    // The same documents in each run; PROPTEST_RNG_SEED and PROPTEST_CASES ask for others.
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(18030),
        ..ProptestConfig::default()
    })]

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

const TEXT: &str =
    "云溪市柳浦街道2024年部门整体支出绩效自评报告\r\n一、基本情况\r\n全年预算数8316.42万元，执行率98.96％。\r\n";

fn gb(text: &str) -> Vec<u8> {
    encode(text, GB18030).expect("GB18030 has everything")
}

/// Encoding, how it was found, how sure, and the codes of the warnings.
fn verdict(raw: &[u8], path: &str) -> String {
    match decode(raw, Hints { encoding: None, path: Some(path) }) {
        Ok(d) => {
            let codes: Vec<&str> = d.warnings.iter().map(|(code, _)| *code).collect();
            format!(
                "{} {:?} {:?} {:?} {}",
                d.encoding.name(),
                d.detected_by,
                d.confidence,
                d.media_type,
                codes.join(",")
            )
            .trim_end()
            .to_owned()
        }
        Err(refusal) => format!("{refusal}"),
    }
}

#[test]
fn tricky_inputs() {
    let utf8 = TEXT.as_bytes();
    let page =
        |charset: &str| format!("<html><head><meta charset=\"{charset}\"></head><body><p>{TEXT}</p></body></html>");
    let cut_short = [utf8, &"支出".as_bytes()[..4]].concat();
    let broken = [utf8, b"\xe5\xff\xe4", utf8].concat();
    let padded = [utf8, &[0; 600]].concat();
    let dos = [&gb(TEXT)[..], b"\x1a"].concat();
    let nul = [&utf8[..28], b"\0", &utf8[28..]].concat();
    let four = gb("云溪市䶮水镇𠀀𡈽社区2024年工作总结：全镇实现财政收入3.2亿元。");
    let marked_gb = [&b"\xef\xbb\xbf"[..], &gb(TEXT)].concat();
    let as_gbk = GB18030.decode_without_bom_handling(utf8).0.into_owned();
    let as_latin: String = utf8.iter().map(|&b| char::from(b)).collect();
    let gb_as_latin: String = gb(TEXT).iter().map(|&b| char::from(b)).collect();
    let private = TEXT.replace("一、", "\u{e5e5}一、");
    let lost = TEXT.replace("柳浦", "\u{fffd}浦");
    let twice = TEXT.replace("柳浦街道", "锟斤拷锟斤拷锟斤拷");
    let zip: Vec<u8> =
        [&b"PK\x03\x04\x14\0\x06\0\x08\0"[..], &(0..=255).cycle().take(2000).collect::<Vec<u8>>()].concat();
    let (lies, named_txt) = (page("gb2312"), page("utf-8"));
    let table: [(&str, &[u8], &str, &str); 32] = [
        ("plain", utf8, "a.txt", "UTF-8 ValidUtf8 Certain Plain"),
        ("GB18030", &gb(TEXT), "a.txt", "gb18030 Statistics Certain Plain"),
        ("ASCII", b"Budget 2024: 12.5\n", "a.txt", "UTF-8 Ascii Certain Plain"),
        ("cut in a character", &cut_short, "a.txt", "UTF-8 Statistics Certain Plain undecodable_bytes"),
        ("broken bytes", &broken, "a.txt", "UTF-8 Statistics Certain Plain undecodable_bytes"),
        ("four-byte forms", &four, "a.txt", "gb18030 Statistics Certain Plain"),
        ("padded to a disk block", &padded, "a.txt", "UTF-8 ValidUtf8 Certain Plain control_characters"),
        ("Ctrl-Z at the end", &dos, "a.txt", "gb18030 Statistics Certain Plain"),
        ("a stray NUL", &nul, "a.txt", "UTF-8 ValidUtf8 Certain Plain control_characters"),
        ("mark of UTF-8 before GBK", &marked_gb, "a.txt", "gb18030 Statistics Certain Plain byte_order_mark_wrong"),
        (
            "UTF-8 read as GBK",
            as_gbk.as_bytes(),
            "a.txt",
            "UTF-8 ValidUtf8 Certain Plain private_use,lost_characters,mojibake",
        ),
        ("UTF-8 read as Latin", as_latin.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Plain mojibake"),
        ("GBK read as Latin", gb_as_latin.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Plain mojibake"),
        (
            "UTF-8 read as GBK, in UTF-16",
            &encode(&as_gbk, UTF_16LE).unwrap(),
            "a.txt",
            "UTF-16LE ZeroBytes Certain Plain private_use,lost_characters,mojibake",
        ),
        ("锟斤拷", twice.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Plain mojibake"),
        ("private use", private.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Plain private_use"),
        ("lost before", lost.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Plain lost_characters"),
        ("a page", &gb(&page("gb2312")), "a.html", "gb18030 Declared Certain Html"),
        ("a page that lies", lies.as_bytes(), "a.html", "UTF-8 ValidUtf8 Certain Html declared_encoding_wrong"),
        (
            "a page that lies, the other way",
            &gb(&page("utf-8")),
            "a.html",
            "gb18030 Statistics Certain Html declared_encoding_wrong",
        ),
        ("a page named .txt", named_txt.as_bytes(), "a.txt", "UTF-8 ValidUtf8 Certain Html"),
        ("a page in UTF-16", &encode(&page("utf-8"), UTF_16BE).unwrap(), "-", "UTF-16BE ZeroBytes Certain Html"),
        ("text named .html", utf8, "a.html", "UTF-8 ValidUtf8 Certain Plain"),
        ("Markdown", "# 总结\n\n## 一、收入\n\n正文。\n".as_bytes(), "a", "UTF-8 ValidUtf8 Certain Markdown"),
        ("a hash alone", "# 说明：下表单位为万元\n收入 3\n".as_bytes(), "a", "UTF-8 ValidUtf8 Certain Plain"),
        ("less than", "增速<5%的有3个，p<0.05。\n".as_bytes(), "a", "UTF-8 ValidUtf8 Certain Plain"),
        ("short GB18030", &gb("联通"), "a", "gb18030 Statistics Likely Plain"),
        (
            "short GB18030 that is valid UTF-8",
            b"\xc4\xbf\n\n\xc2\xbc\n",
            "a",
            "gb18030 Statistics Doubtful Plain doubtful_encoding",
        ),
        (
            "short UTF-16 that is valid UTF-8",
            &encode("江苏省", UTF_16LE).unwrap(),
            "a",
            "UTF-16LE Statistics Doubtful Plain doubtful_encoding",
        ),
        (
            "Latin",
            b"Caf\xe9 \xe0 la cr\xe8me, d\xe9j\xe0 vu.",
            "a",
            "windows-1252 Fallback Doubtful Plain doubtful_encoding",
        ),
        ("nothing", b"", "a", "empty: expected the text of a report, found no character"),
        ("blanks", " \r\n\t　\u{feff}\n".as_bytes(), "a", "empty: expected the text of a report, found no character"),
    ];
    let mut wrong = String::new();
    for (name, raw, path, expected) in table {
        let found = verdict(raw, path);
        if found != expected {
            wrong.extend([name, "\n  expected ", expected, "\n  found    ", &found, "\n"]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(verdict(&zip, "a").starts_with("binary:"), "{}", verdict(&zip, "a"));
}

#[test]
fn the_option_decides_unless_a_mark_does() {
    let big5 = encode("立法院第8屆會議紀錄", BIG5).unwrap();
    let decoded = decode(&big5, forced(GB18030)).unwrap();
    assert_eq!((decoded.encoding, decoded.detected_by), (GB18030, DetectedBy::Option));
    let bytes = gb(TEXT);
    let gbk = decode(&bytes, forced(encoding_rs::GBK)).unwrap();
    assert_eq!((gbk.encoding, &*gbk.text), (GB18030, TEXT));
    let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
    let decoded = decode(&marked, forced(GB18030)).unwrap();
    assert_eq!((decoded.encoding, decoded.detected_by), (UTF_8, DetectedBy::Bom));
    assert_eq!(decoded.warnings[0].0, "encoding_option_overruled");
}

#[test]
fn a_mark_that_the_bytes_refute_is_passed_over() {
    let marked = [b"\xef\xbb\xbf", &*gb(TEXT)].concat();
    let decoded = decode(&marked, Hints::default()).unwrap();
    assert_eq!((decoded.encoding, &*decoded.text), (GB18030, TEXT));
    assert!(decoded.warnings.iter().any(|(code, _)| *code == "byte_order_mark_wrong"), "{:?}", decoded.warnings);
    assert_eq!(decoded.map.start(0), 3);
}

#[test]
fn what_does_not_decode_is_counted_and_mapped() {
    let raw = b"\xb9\xfa\xff\xbc\xd2\xff".to_vec();
    let decoded = decode(&raw, forced(GB18030)).unwrap();
    assert_eq!((&*decoded.text, decoded.replaced), ("国\u{fffd}家\u{fffd}", 2));
    assert_eq!((decoded.map.start(3), decoded.map.end(6)), (2, 3));
    // A lone half of a pair and an odd byte at the end.
    let utf16 = b"\xfd\x56\x3d\xd8\xb6\x5b\x0a".to_vec();
    let decoded = decode(&utf16, forced(UTF_16LE)).unwrap();
    assert_eq!((&*decoded.text, decoded.replaced), ("国\u{fffd}家\u{fffd}", 2));
    assert_eq!((decoded.map.start(9), decoded.map.end(12)), (6, 7));
}

#[test]
fn refusals_say_where() {
    let raw = [gb("云溪市").as_slice(), &[1; 40]].concat();
    let refusal = decode(&raw, forced(GB18030)).unwrap_err();
    assert_eq!(refusal, Refusal::Binary { controls: 40, characters: 43, first: 6 });
}
