//! The source read anew, by the same version with the same rules and options: the same report must come out.

use std::fmt::Write as _;
use std::io;

use encoding_rs::Encoding;
use serde_json::Value;

use super::Proof;
use super::output::{Producer, Report, Source};
use crate::lexicon::rules::Rules;
use crate::report::{Options, extract, rules_hash};

/// Reads the source as the output was made, and compares.
pub(super) fn again(json: &[u8], report: Report<'_>, raw: &[u8], rules: Option<&'static Rules>, proof: &mut Proof) {
    // Of a large report the rest takes as much memory as the pipeline.
    let (producer, source) = origin(report);
    let options = match options(&producer, rules) {
        Ok(options) => options,
        Err(why) => {
            proof.not_again = Some(why);
            return;
        }
    };
    let mut anew = match extract(raw, &source.path, options) {
        Ok(anew) => anew,
        Err(refusal) => return proof.say(format!("read anew, the source is refused: {refusal}")),
    };
    anew.source.catalogue = source.catalogue;
    let mut same = Same { rest: json.trim_ascii(), so_far: true };
    // Writing to it cannot fail.
    let written = serde_json::to_writer(&mut same, &anew.report()).is_ok();
    if written && same.so_far && same.rest.is_empty() {
        proof.compared += 1;
        return;
    }
    // Another program may have written it again, with its keys in another order.
    let found = serde_json::from_slice(json).unwrap_or_default();
    let expected = serde_json::to_value(anew.report()).unwrap_or_default();
    differences(&mut String::new(), &expected, &found, proof);
}

/// What made the report, and of what; the rest is dropped.
fn origin(report: Report<'_>) -> (Producer<'_>, Source<'_>) {
    (report.producer, report.source)
}

/// How the output was read; or why that cannot be done here.
fn options(producer: &Producer<'_>, rules: Option<&'static Rules>) -> Result<Options, String> {
    let mut options = Options::default();
    for (&name, value) in &producer.options {
        let known = match name {
            "encoding" => {
                options.encoding = Encoding::for_label(value.as_bytes());
                options.encoding.is_some()
            }
            "bare_numbers" => {
                options.bare_numbers = true;
                value == "true"
            }
            "rules" => {
                options.rules = rules.filter(|rules| rules.hash() == &**value);
                if options.rules.is_none() {
                    let which =
                        if rules.is_some() { "other rules than those given" } else { "rules that --rules must give" };
                    return Err(format!("made with {which}"));
                }
                true
            }
            "steps_per_byte" => value.parse().map(|steps| options.steps_per_byte = steps).is_ok(),
            "memory" => value.parse().map(|memory| options.memory = memory).is_ok(),
            _ => false,
        };
        if !known {
            return Err(format!("made with an option that this version does not have, {name}"));
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    if producer.version != version {
        return Err(format!("made by version {}, and this is {version}", producer.version));
    }
    if producer.rules != rules_hash(options.rules) {
        return Err(format!("made by another build of version {version}, with other tables"));
    }
    Ok(options)
}

/// Compares what is written with what stands there, and keeps none of it.
struct Same<'a> {
    rest: &'a [u8],
    so_far: bool,
}

impl io::Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => self.rest = rest,
            None => self.so_far = false,
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The places where two reports differ.
fn differences(path: &mut String, expected: &Value, found: &Value, proof: &mut Proof) {
    let len = path.len();
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, expected) in a {
                *path += if len == 0 { "" } else { "." };
                *path += key;
                match b.get(key) {
                    Some(found) => differences(path, expected, found, proof),
                    None => proof.say(format!("read anew: {path}: expected {expected}, found no such key")),
                }
                path.truncate(len);
            }
            for key in b.keys().filter(|key| !a.contains_key(*key)) {
                proof.say(format!("read anew: expected no {path}.{key}"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (expected, found)) in a.iter().zip(b).enumerate() {
                // Writing to it cannot fail.
                let _ = write!(path, "[{i}]");
                differences(path, expected, found, proof);
                path.truncate(len);
            }
        }
        (Value::Array(a), Value::Array(b)) if !path.is_empty() && a.iter().chain(b).any(Value::is_object) => {
            proof.expect(false, || format!("read anew: {path}: expected {} of them, found {}", a.len(), b.len()));
        }
        _ => proof.expect(expected == found, || format!("read anew: {path}: expected {expected}, found {found}")),
    }
}
