//! What an output says of its source as a whole.

use encoding_rs::{DecoderResult, Encoding};

use super::Proof;
use super::output::{Report, Source};
use crate::decode::MediaType;
use crate::fold::folded_text;
use crate::report::law::Law;

/// Whether these are the bytes that the output was made from.
pub(super) fn is_same(source: &Source<'_>, raw: &[u8], proof: &mut Proof) -> bool {
    let hash = blake3::hash(raw).to_hex();
    let (bytes, found) = (source.bytes, raw.len());
    proof.expect(bytes == found as u64 && hash.as_str() == source.blake3, || {
        format!("expected a source of {bytes} bytes with BLAKE3 {}, found one of {found} with {hash}", source.blake3)
    });
    proof.holds()
}

/// How the source is to be read by what the output says; `None` where it does not say.
pub(super) fn reading<'a>(report: &Report<'_>, raw: &'a [u8], proof: &mut Proof) -> Option<Law<'a>> {
    let source = &report.source;
    let mut hasher = blake3::Hasher::new();
    for block in &report.blocks {
        hasher.update(folded_text(&block.text).as_bytes());
    }
    let hash = hasher.finalize().to_hex();
    proof.expect(hash.as_str() == source.text_hash, || {
        format!("source.text_hash: expected {hash} of the text of all blocks, found {}", source.text_hash)
    });
    let encoding = Encoding::for_label(source.encoding.as_bytes()).filter(|e| e.name() == source.encoding);
    let media_type = match source.media_type {
        "text/plain" => Some(MediaType::Plain),
        "text/html" => Some(MediaType::Html),
        "text/markdown" => Some(MediaType::Markdown),
        _ => None,
    };
    proof.expect(encoding.is_some(), || {
        format!("source.encoding: expected the WHATWG name of an encoding, found {}", source.encoding)
    });
    proof.expect(media_type.is_some(), || {
        format!("source.media_type: expected text/plain, text/html or text/markdown, found {}", source.media_type)
    });
    let law = Law { raw, encoding: encoding?, media_type: media_type? };
    let mark = Encoding::for_bom(raw);
    detected(source.detected_by, law, mark, report.producer.options.contains_key("encoding"), proof);
    let replaced = malformed(law.encoding, &raw[mark.map_or(0, |(_, len)| len)..]);
    proof.equal("source.replaced", &replaced, &source.replaced);
    Some(law)
}

/// How the encoding was found, as far as the bytes show it.
fn detected(by: &str, law: Law<'_>, mark: Option<(&'static Encoding, usize)>, asked: bool, proof: &mut Proof) {
    let body = &law.raw[mark.map_or(0, |(_, len)| len)..];
    let marked = mark.is_some_and(|(encoding, _)| encoding == law.encoding);
    let (holds, expected) = match by {
        "bom" => (marked, "a byte order mark of that encoding"),
        "option" => (asked, "an encoding among the options of the producer"),
        "ascii" => (law.encoding == encoding_rs::UTF_8 && body.is_ascii(), "bytes of ASCII alone"),
        "valid_utf8" => {
            (law.encoding == encoding_rs::UTF_8 && std::str::from_utf8(body).is_ok(), "bytes of valid UTF-8")
        }
        _ => (!asked, "an option or a byte order mark, since an encoding was asked for"),
    };
    proof.expect(holds, || format!("source.detected_by: expected {expected}, found {by}"));
}

/// The places that do not decode.
fn malformed(encoding: &'static Encoding, body: &[u8]) -> u32 {
    if encoding == encoding_rs::UTF_8 && simdutf8::basic::from_utf8(body).is_ok() {
        return 0;
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut room = [0; 1 << 14];
    let (mut read, mut count) = (0, 0);
    loop {
        let (result, taken, _) = decoder.decode_to_utf8_without_replacement(&body[read..], &mut room, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => return count,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => count += 1,
        }
    }
}
