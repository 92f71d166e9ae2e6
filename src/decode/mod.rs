//! Bytes to characters, with the way back.
//!
//! | found by | when |
//! | --- | --- |
//! | `bom` | a byte order mark begins the file, and the bytes after it bear it out; it beats what the caller says, as in browsers |
//! | `option` | the caller says so |
//! | `ascii` `valid_utf8` | the bytes are valid UTF-8, and hold no zeros that look like UTF-16 |
//! | `zero_bytes` `statistics` | the reading in which the text is most likely, of GB18030, Big5, UTF-16 and UTF-8 with errors |
//! | `declared` | a page says so, and the bytes agree or leave it open |
//! | `fallback` | none of these is likely; `chardetng` is asked about all others |
//!
//! GB2312 and GBK are read as GB18030, which holds both. A pure ASCII file is UTF-8 by name. Names are WHATWG's.

mod detect;
mod frequent;
mod media;
mod survey;
mod transcode;

use std::borrow::Cow;

use encoding_rs::Encoding;

use self::detect::Detection;
use self::transcode::{Transcoded, transcode};
use crate::span::{Decoded as DecodedSpace, OffsetMap, Raw};

/// From decoded text back to raw bytes.
type DecodedMap = OffsetMap<DecodedSpace, Raw>;

/// What the caller knows about an input beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The encoding to use, whatever the bytes look like.
    pub encoding: Option<&'static Encoding>,
    /// The name of the file, for its extension.
    pub path: Option<&'a str>,
}

/// How the encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectedBy {
    /// The caller said so.
    Option,
    /// A byte order mark.
    Bom,
    /// Every byte is ASCII.
    Ascii,
    /// The bytes are valid UTF-8 and not ASCII alone.
    ValidUtf8,
    /// The zero bytes of UTF-16 without a mark.
    ZeroBytes,
    /// `meta charset` of an HTML page, and the bytes agree.
    Declared,
    /// Plausibility of the byte pairs.
    Statistics,
    /// Nothing fitted; the least bad was taken.
    Fallback,
}

/// How sure the encoding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// No other reading is possible or likely.
    Certain,
    /// Other readings are much less plausible.
    Likely,
    /// Another reading is nearly as plausible: look at it.
    Doubtful,
}

/// What kind of markup the text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `text/plain`
    Plain,
    /// `text/html`
    Html,
    /// `text/markdown`
    Markdown,
}

/// Why an input gives no report. `Display` is a sentence for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing in it but white space, or nothing at all.
    #[error("empty: expected the text of a report, found no character")]
    Empty,
    /// Control characters and others that no text has.
    #[error(
        "binary: expected text, found {controls} of {characters} characters that no text has, the first at byte {first}"
    )]
    Binary {
        /// How many of these.
        controls: usize,
        /// Characters in all.
        characters: usize,
        /// Raw byte offset of the first one.
        first: usize,
    },
    /// Beyond what offsets or options allow.
    #[error("too large: expected at most {limit} bytes, found {bytes}; {}", larger(*.limit))]
    TooLarge {
        /// Bytes of the input.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// More work than is allowed for that many bytes.
    #[error("too complex: {stage} needed more than {limit} steps for {bytes} bytes; split the file")]
    TooComplex {
        /// The stage that gave up.
        stage: &'static str,
        /// Steps allowed.
        limit: u64,
        /// Bytes of the input.
        bytes: u64,
    },
    /// More memory than a document may take.
    #[error(
        "too complex: {stage} needed more than {limit} bytes of memory for {bytes} bytes, so many parts are in them; split the file"
    )]
    TooDense {
        /// The stage that gave up.
        stage: &'static str,
        /// Bytes of memory allowed.
        limit: u64,
        /// Bytes of the input.
        bytes: u64,
    },
}

/// How a larger file can be read.
const fn larger(limit: u64) -> &'static str {
    // Beyond what offsets reach no option helps.
    if limit >= u32::MAX as u64 / 4 { "split the file" } else { "raise --max-bytes to read it" }
}

/// The characters of a file.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text: borrowed where the file is UTF-8 already. A byte order mark is left out.
    pub text: Cow<'a, str>,
    /// From the text back to the file.
    pub map: OffsetMap<DecodedSpace, Raw>,
    /// The encoding, by its WHATWG name.
    pub encoding: &'static Encoding,
    /// How it was found.
    pub detected_by: DetectedBy,
    /// How sure it is.
    pub confidence: Confidence,
    /// Characters that could not be decoded and stand as U+FFFD.
    pub replaced: u32,
    /// The markup of the text.
    pub media_type: MediaType,
    /// For HTML: it is plain text that keeps its tables as HTML, as minutes and old archives do, so that its line ends
    /// are line ends and not mere blanks.
    pub line_ends_count: bool,
    /// What is to be warned of: code and message. Codes: `undecodable_bytes`, `doubtful_encoding`,
    /// `declared_encoding_wrong`, `byte_order_mark_wrong`, `encoding_option_overruled`, `mojibake`, `lost_characters`,
    /// `private_use`, `control_characters`.
    pub warnings: Vec<(&'static str, String)>,
}

/// Decodes `raw`.
///
/// # Errors
/// [`Refusal::Empty`] and [`Refusal::Binary`], judged after detection.
pub fn decode<'a>(raw: &'a [u8], hints: Hints<'_>) -> Result<Decoded<'a>, Refusal> {
    if raw.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut warnings = Vec::new();
    let declared = media::declared(raw).map(detect::family);
    let (transcoded, found) = read(raw, hints.encoding.map(detect::family), declared, &mut warnings);
    survey::survey(&transcoded, &mut warnings)?;
    let Transcoded { text, map, replaced, first_bad } = transcoded;
    let Detection { encoding, by, mut confidence } = found;

    if let Some(at) = first_bad {
        // One character in fifty is more than a few slips of a disk: perhaps the encoding is another one after all.
        if replaced as usize > 3 + text.len() / 3 / 50 {
            confidence = Confidence::Doubtful;
        }
        let message = format!("{replaced} places do not decode as {}, the first at byte {at}", encoding.name());
        warnings.insert(0, ("undecodable_bytes", message));
    }
    if confidence == Confidence::Doubtful {
        let message = format!("taken for {} with little to go by; --encoding settles it", encoding.name());
        warnings.insert(0, ("doubtful_encoding", message));
    }
    let (media_type, line_ends_count) = media::media_type(&text, hints.path);
    if let Some(declared) = declared.filter(|&d| d != encoding && media_type == MediaType::Html) {
        // A page in ASCII is right about any encoding that holds ASCII, and all but UTF-16 do.
        if by != DetectedBy::Ascii {
            let message = format!("the page says {}, its bytes are {}", declared.name(), encoding.name());
            warnings.push(("declared_encoding_wrong", message));
        }
    }
    Ok(Decoded { text, map, encoding, detected_by: by, confidence, replaced, media_type, line_ends_count, warnings })
}

/// Finds the encoding and decodes.
///
/// A byte order mark that the bytes bear out comes first, as in browsers; then what the caller says; then what the
/// bytes look like.
fn read<'a>(
    raw: &'a [u8],
    forced: Option<&'static Encoding>,
    declared: Option<&'static Encoding>,
    warnings: &mut Vec<(&'static str, String)>,
) -> (Transcoded<'a>, Detection) {
    let mut mark = 0;
    if let Some((encoding, len)) = Encoding::for_bom(raw) {
        mark = len;
        let transcoded = transcode(raw, mark, encoding);
        // A mark glued before text of another encoding: hardly a character decodes.
        let refuted = transcoded.replaced as usize * 6 > raw.len();
        if !refuted {
            if let Some(forced) = forced.filter(|&f| f != encoding) {
                let message = format!(
                    "asked to read {}, but the file begins with the mark of {}",
                    forced.name(),
                    encoding.name()
                );
                warnings.push(("encoding_option_overruled", message));
            }
            return (transcoded, Detection { encoding, by: DetectedBy::Bom, confidence: Confidence::Certain });
        }
        let message = format!("the file begins with the mark of {}, its bytes are something else", encoding.name());
        warnings.push(("byte_order_mark_wrong", message));
    }
    if let Some(encoding) = forced {
        let found = Detection { encoding, by: DetectedBy::Option, confidence: Confidence::Certain };
        return (transcode(raw, mark, encoding), found);
    }
    // A mark that is refuted is left out all the same: it would put the pairs after it out of step.
    let body = &raw[mark..];
    let mut found = None;
    if let Ok(text) = simdutf8::basic::from_utf8(body) {
        // UTF-16 of Latin text is valid UTF-8 with a zero in every other byte; a word or two may be valid by chance.
        let zeros = memchr::memchr(0, &body[..body.len().min(ZEROS)]).is_some();
        let ascii = body.is_ascii();
        let by_chance = body.len() <= SHORT && !(ascii && body.iter().all(|b| *b >= b' ' || b.is_ascii_whitespace()));
        let other = zeros || (by_chance && detect::is_disguised(body));
        found = other.then(|| detect::detect(body, declared)).filter(|found| found.encoding != encoding_rs::UTF_8);
        if found.is_none() {
            let by = if ascii { DetectedBy::Ascii } else { DetectedBy::ValidUtf8 };
            let found = Detection { encoding: encoding_rs::UTF_8, by, confidence: Confidence::Certain };
            return (transcode::borrowed(text, mark), found);
        }
    }
    let found = found.unwrap_or_else(|| detect::detect(body, declared));
    (transcode(raw, mark, found.encoding), found)
}

/// How far zeros are looked for in what is valid UTF-8.
const ZEROS: usize = 4096;
/// Valid UTF-8 that is longer than this is UTF-8.
const SHORT: usize = 64;
