//! The record of one input: a line of JSON, written by one run and read by the next.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Facts, Outcome};

/// A BLAKE3 hash, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex(pub blake3::Hash);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_hex())
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = <&str>::deserialize(deserializer)?;
        bytes(hex).map(|bytes| Self(blake3::Hash::from_bytes(bytes))).ok_or_else(|| D::Error::custom("64 digits"))
    }
}

/// The bytes of a hash of hexadecimal digits; a quarter of the time that [`blake3::Hash::from_hex`] takes.
fn bytes(hex: &str) -> Option<[u8; blake3::OUT_LEN]> {
    const NONE: u8 = 0xff;
    const DIGITS: [u8; 256] = {
        let mut digits = [NONE; 256];
        let mut value = 0;
        while value < 16 {
            digits[b"0123456789abcdef"[value as usize] as usize] = value;
            value += 1;
        }
        digits
    };
    let hex = hex.as_bytes().first_chunk::<{ 2 * blake3::OUT_LEN }>().filter(|_| hex.len() == 2 * blake3::OUT_LEN)?;
    let mut bytes = [0; blake3::OUT_LEN];
    let mut wrong = 0;
    for (byte, pair) in bytes.iter_mut().zip(hex.as_chunks::<2>().0) {
        let (high, low) = (DIGITS[usize::from(pair[0])], DIGITS[usize::from(pair[1])]);
        wrong |= high | low;
        *byte = high << 4 | low;
    }
    (wrong < 16).then_some(bytes)
}

/// One input of a run, borrowed from what was read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// Name of the input.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// Where that is: the folder below which it stands. Empty where it stands in none, as standard input does.
    #[serde(borrow, default)]
    pub root: Cow<'a, str>,
    /// Size of the input in bytes; `null` where that is not known.
    pub bytes: Option<u64>,
    /// BLAKE3 of its bytes; `null` where not all of them were read.
    pub blake3: Option<Hex>,
    /// BLAKE3 of its folded text.
    pub text_hash: Option<Hex>,
    /// An earlier input of this run with the same text in other bytes or under another name.
    #[serde(borrow)]
    pub duplicate_of: Option<Cow<'a, str>>,
    /// `made`, `unchanged` or `failed`.
    #[serde(borrow)]
    pub result: Cow<'a, str>,
    /// Of a failure: its code.
    #[serde(borrow)]
    pub reason: Option<Cow<'a, str>>,
    /// Of a failure: what was expected and what was found.
    #[serde(borrow)]
    pub message: Option<Cow<'a, str>>,
    /// Name of the output below the folder of outputs; of a failure, that of an output that stands from an earlier run.
    #[serde(borrow)]
    pub output: Option<Cow<'a, str>>,
    /// Size of the output in bytes.
    pub output_bytes: Option<u64>,
    /// WHATWG name of the encoding.
    #[serde(borrow)]
    pub encoding: Option<Cow<'a, str>>,
    /// Contradictions found.
    pub contradictions: u32,
    /// Warnings by code.
    pub warnings: Cow<'a, BTreeMap<String, u32>>,
    /// Version of gongwen that made the output.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// Hash of version, rules, options, folder of the outputs and the row of the catalogue: an output with another key is
    /// made again.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// Microseconds from reading to writing.
    pub micros: u64,
}

/// What a record says besides what became of the input.
#[derive(Debug)]
pub struct Made<'a> {
    /// The key of the input.
    pub key: Cow<'a, str>,
    /// The folder below which it stands.
    pub root: &'a str,
    /// The name of its output, where outputs are files and one stands.
    pub output: Option<String>,
}

/// A line of a manifest.
#[derive(Debug, Default)]
pub struct Line(pub(super) Vec<u8>);

impl Line {
    /// A line of these bytes.
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The record on it; `None` where it is none.
    pub fn record(&self) -> Option<Record<'_>> {
        Record::read(&self.0)
    }

    /// Writes it again as that of an output left unchanged. `None` where that takes more than to change two values. No
    /// text in it can be taken for a key: a quote in a text is escaped.
    pub(super) fn renew(&self, writer: &mut impl Write, micros: u64) -> Option<io::Result<()>> {
        let line = &self.0;
        let find = |what: &str| memchr::memmem::find(line, what.as_bytes());
        find("\"duplicate_of\":null,")?;
        let result = find("\"result\":\"")? + "\"result\":\"".len();
        let after = result + memchr::memchr(b'"', &line[result..])?;
        let last = memchr::memmem::rfind(line, b"\"micros\":")? + "\"micros\":".len();
        let parts = (line.get(..result)?, line.get(after..last)?);
        Some((|| {
            writer.write_all(parts.0)?;
            writer.write_all(b"unchanged")?;
            writer.write_all(parts.1)?;
            writeln!(writer, "{micros}}}")
        })())
    }
}

/// The name in a record, which is its first key; `None` where the line was cut short.
pub(super) fn path_of(line: &[u8]) -> Option<Cow<'_, str>> {
    let rest = line.strip_suffix(b"}\n")?.strip_prefix(b"{\"path\":")?;
    serde_json::Deserializer::from_slice(rest).into_iter().next()?.ok()
}

/// Whether a line is the record of an input of this name.
pub(super) fn is_of(line: &[u8], name: &str) -> bool {
    // Nearly every name stands in JSON as it is, and what stands there without a backslash is what it says.
    let rest = line.strip_prefix(b"{\"path\":\"").and_then(|rest| rest.strip_prefix(name.as_bytes()));
    let is_plain = rest.is_some_and(|rest| rest.starts_with(b"\",") && rest.ends_with(b"}\n"));
    is_plain && memchr::memchr2(b'"', b'\\', name.as_bytes()).is_none()
        || path_of(line).is_some_and(|path| path == name)
}

/// The values of a line as this version writes it: all keys in their order, without blanks and without escapes.
struct Values<'a>(&'a str);

impl<'a> Values<'a> {
    /// Passes over what stands next, if it is this.
    #[expect(clippy::inline_always, reason = "with a length that is known, it is a comparison and no call")]
    #[inline(always)]
    fn pass(&mut self, what: &str) -> Option<()> {
        if !self.0.as_bytes().starts_with(what.as_bytes()) {
            return None;
        }
        self.0 = self.0.get(what.len()..)?;
        Some(())
    }

    /// The string that stands next.
    #[inline]
    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.pass("\"")?;
        let (string, rest) = self.0.split_at_checked(memchr::memchr2(b'"', b'\\', self.0.as_bytes())?)?;
        self.0 = rest.strip_prefix('"')?;
        Some(Cow::Borrowed(string))
    }

    /// The string that stands next, or `null`.
    #[expect(clippy::option_option, reason = "what is `null` is read, too")]
    #[inline]
    fn text(&mut self) -> Option<Option<Cow<'a, str>>> {
        if self.pass("null").is_some() { Some(None) } else { self.string().map(Some) }
    }

    fn hash(&mut self) -> Option<Hex> {
        self.pass("\"")?;
        let (hex, rest) = self.0.split_at_checked(2 * blake3::OUT_LEN)?;
        self.0 = rest.strip_prefix('"')?;
        Some(Hex(blake3::Hash::from_bytes(bytes(hex)?)))
    }

    fn number<N: std::str::FromStr>(&mut self) -> Option<N> {
        let len = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        digits.parse().ok()
    }

    fn counts(&mut self) -> Option<Cow<'a, BTreeMap<String, u32>>> {
        if self.pass("{}").is_some() {
            return Some(Cow::Borrowed(&NONE));
        }
        let (counts, rest) = self.0.split_at_checked(memchr::memchr(b'}', self.0.as_bytes())? + 1)?;
        self.0 = rest;
        serde_json::from_str(counts).ok().map(Cow::Owned)
    }
}

/// An encoding by its name.
fn encoding_of(name: &str) -> Option<&'static str> {
    use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16LE};
    let frequent = [UTF_8, GB18030, GBK, UTF_16LE, BIG5].into_iter().map(Encoding::name).find(|known| *known == name);
    frequent.or_else(|| Encoding::for_label(name.as_bytes()).map(Encoding::name))
}

/// No warnings.
static NONE: BTreeMap<String, u32> = BTreeMap::new();

impl<'a> Record<'a> {
    /// The record on a line; `None` where it is none.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        let text = simdutf8::basic::from_utf8(line).ok()?;
        Self::of_output(text).or_else(|| serde_json::from_str(text).ok())
    }

    /// The record of an output, as this version writes it; a quarter of the time that any JSON would take.
    fn of_output(line: &'a str) -> Option<Self> {
        let mut values = Values(line.strip_suffix("}\n")?);
        macro_rules! next {
            ($key:literal, $read:ident) => {{
                values.pass($key)?;
                values.$read()?
            }};
        }
        let record = Self {
            path: next!("{\"path\":", string),
            root: next!(",\"root\":", string),
            bytes: Some(next!(",\"bytes\":", number)),
            blake3: Some(next!(",\"blake3\":", hash)),
            text_hash: Some(next!(",\"text_hash\":", hash)),
            duplicate_of: next!(",\"duplicate_of\":", text),
            result: next!(",\"result\":", string),
            reason: next!(",\"reason\":", text),
            message: next!(",\"message\":", text),
            output: next!(",\"output\":", text),
            output_bytes: Some(next!(",\"output_bytes\":", number)),
            encoding: next!(",\"encoding\":", text),
            contradictions: next!(",\"contradictions\":", number),
            warnings: next!(",\"warnings\":", counts),
            version: next!(",\"version\":", string),
            key: next!(",\"key\":", string),
            micros: next!(",\"micros\":", number),
        };
        values.0.is_empty().then_some(record)
    }

    /// The record of an outcome.
    pub(super) fn new(path: &'a str, made: Made<'a>, outcome: &'a Outcome) -> Self {
        let facts = outcome.result.as_ref().ok();
        let failure = outcome.result.as_ref().err();
        let result = match facts {
            Some(facts) if facts.unchanged => "unchanged",
            Some(_) => "made",
            None => "failed",
        };
        Self {
            path: path.into(),
            root: made.root.into(),
            bytes: facts.map(|f| f.bytes_in).or(failure.and_then(|f| f.bytes)),
            blake3: facts.map(|f| f.blake3).or(failure.and_then(|f| f.blake3)).map(Hex),
            text_hash: facts.map(|f| Hex(f.text_hash)),
            duplicate_of: None,
            result: result.into(),
            reason: failure.map(|f| f.reason.into()),
            message: failure.map(|f| f.message.as_str().into()),
            output: made.output.map(Cow::Owned),
            output_bytes: facts.map(|f| f.bytes_out),
            encoding: facts.map(|f| f.encoding.into()),
            contradictions: facts.map_or(0, |f| f.contradictions),
            warnings: Cow::Borrowed(facts.map_or(&NONE, |f| &f.warnings)),
            version: env!("CARGO_PKG_VERSION").into(),
            key: made.key,
            micros: outcome.elapsed.as_micros() as u64,
        }
    }

    /// Whether it says of an output left alone that it was, and of its text that no earlier one has it.
    pub(super) fn stands(&self) -> bool {
        self.result == "unchanged" && self.duplicate_of.is_none()
    }

    /// What the record says of a report that need not be made again.
    pub(super) fn facts(self) -> Option<Facts> {
        Some(Facts {
            encoding: encoding_of(&self.encoding?)?,
            bytes_in: self.bytes?,
            blake3: self.blake3?.0,
            text_hash: self.text_hash?.0,
            bytes_out: self.output_bytes?,
            contradictions: self.contradictions,
            warnings: self.warnings.into_owned(),
            unchanged: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_read_as_they_are_written() {
        let hash = blake3::hash(b"a");
        let written = serde_json::to_string(&Hex(hash)).expect("a string");
        assert_eq!(serde_json::from_str::<Hex>(&written).expect("a hash"), Hex(hash));
        for wrong in ["", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"A".repeat(64)] {
            assert!(bytes(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn records_are_read_as_they_are_written() {
        let warnings = BTreeMap::from([("numbering_gap".to_owned(), 2)]);
        let record = Record {
            path: "甲/a.txt".into(),
            root: "/x".into(),
            bytes: Some(7),
            blake3: Some(Hex(blake3::hash(b"a"))),
            text_hash: Some(Hex(blake3::hash(b"b"))),
            duplicate_of: None,
            result: "made".into(),
            reason: None,
            message: None,
            output: Some("甲/a.txt.json".into()),
            output_bytes: Some(900),
            encoding: Some("UTF-8".into()),
            contradictions: 1,
            warnings: Cow::Owned(warnings),
            version: "0.1.0".into(),
            key: "k".into(),
            micros: 5,
        };
        let written = |record: &Record<'_>| serde_json::to_string(record).expect("memory") + "\n";
        let line = written(&record);
        assert_eq!(Record::of_output(&line), Some(record.clone()));
        assert!(is_of(line.as_bytes(), "甲/a.txt") && !is_of(line.as_bytes(), "甲/a.tx"));
        let other = Record { duplicate_of: Some("b".into()), warnings: Cow::Borrowed(&NONE), ..record.clone() };
        assert_eq!(Record::of_output(&written(&other)), Some(other));
        // What stands otherwise is read all the same.
        let quoted = Record { path: "\"\\.txt".into(), ..record.clone() };
        let (line, blank) = (written(&quoted), line.replace(":7,", ": 7,"));
        assert!(is_of(line.as_bytes(), "\"\\.txt") && !is_of(line.as_bytes(), "\\\"\\\\.txt"));
        assert_eq!((Record::of_output(&line), Record::of_output(&blank)), (None, None));
        assert_eq!((Record::read(line.as_bytes()), Record::read(blank.as_bytes())), (Some(quoted), Some(record)));
        assert!(!is_of(&line.as_bytes()[..line.len() - 1], "\"\\.txt"));
    }

    #[test]
    fn a_line_is_renewed_in_two_places() {
        let renewed = |line: &str| {
            let mut out = Vec::new();
            if let Some(done) = Line(line.as_bytes().to_vec()).renew(&mut out, 7) {
                done.expect("memory");
            }
            String::from_utf8(out).expect("UTF-8")
        };
        let line = r#"{"path":"a\"result\":\"x","duplicate_of":null,"result":"made","key":"k","micros":1234}"#;
        let new = r#"{"path":"a\"result\":\"x","duplicate_of":null,"result":"unchanged","key":"k","micros":7}"#;
        assert_eq!(renewed(&format!("{line}\n")), format!("{new}\n"));
        assert_eq!(renewed(&line.replace("null", "\"b\"")), "");
    }
}
