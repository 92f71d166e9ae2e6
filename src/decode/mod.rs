//! Bytes to characters, with the way back.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::span::{Decoded as DecodedSpace, OffsetMap, Raw};

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
    /// Control characters that no text has.
    #[error("binary: expected text, found {controls} control characters in {characters}, the first at byte {first}")]
    Binary {
        /// Control characters found.
        controls: usize,
        /// Characters in all.
        characters: usize,
        /// Raw byte offset of the first one.
        first: usize,
    },
    /// Beyond what offsets or options allow.
    #[error("too large: expected at most {limit} bytes, found {bytes}; raise --max-bytes to read it")]
    TooLarge {
        /// Bytes of the input.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// More work than is allowed for that many bytes.
    #[error("too complex: {stage} needed more than {limit} steps for {bytes} bytes")]
    TooComplex {
        /// The stage that gave up.
        stage: &'static str,
        /// Steps allowed.
        limit: u64,
        /// Bytes of the input.
        bytes: u64,
    },
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
    /// What is to be warned of: code and message. Codes: `undecodable_bytes`, `doubtful_encoding`,
    /// `declared_encoding_wrong`, `mojibake`, `control_characters`.
    pub warnings: Vec<(&'static str, String)>,
}

/// Decodes `raw`.
///
/// # Errors
/// [`Refusal::Empty`] and [`Refusal::Binary`], judged after detection.
pub fn decode<'a>(raw: &'a [u8], hints: Hints<'_>) -> Result<Decoded<'a>, Refusal> {
    // A first form: UTF-8 or GB18030, no way back for the latter.
    let text = match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0,
    };
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let media_type = match hints.path.and_then(|p| p.rsplit('.').next()) {
        Some("html" | "htm") => MediaType::Html,
        Some("md") => MediaType::Markdown,
        _ => MediaType::Plain,
    };
    Ok(Decoded {
        text,
        map: OffsetMap::identity(),
        encoding: encoding_rs::UTF_8,
        detected_by: DetectedBy::ValidUtf8,
        confidence: Confidence::Certain,
        replaced: 0,
        media_type,
        warnings: Vec::new(),
    })
}
