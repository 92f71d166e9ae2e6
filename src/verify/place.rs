//! Where things stand: the law for every node, the lines, and that no byte is lost.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;

use encoding_rs::Encoding;

use super::Proof;
use super::output::{Bytes, Field, Figure, Report};
use crate::decode::MediaType;
use crate::fold::{fold, folded_text};
use crate::report::law::Law;
use crate::span::RawSpan;

/// Compares all places of an output with the source.
pub(super) fn places(report: &Report<'_>, law: Law<'_>, proof: &mut Proof) {
    let mut places = Places { report, law, line_ends: line_ends(law), proof };
    places.blocks();
    places.headings();
    places.tasks();
    places.labels();
    places.tables();
    places.document();
    for (id, warning) in report.warnings.iter().enumerate() {
        places.within(&format_args!("warning {id} ({})", warning.code), &warning.bytes);
    }
    places.nothing_lost();
}

struct Places<'a, 'p> {
    report: &'a Report<'a>,
    law: Law<'a>,
    /// The raw offset behind each line end.
    line_ends: Vec<u32>,
    proof: &'p mut Proof,
}

/// Lines end at `\n`, in whatever bytes it stands.
fn line_ends(law: Law<'_>) -> Vec<u32> {
    let raw = law.raw;
    let pair = if law.encoding == encoding_rs::UTF_16LE {
        [b'\n', 0]
    } else if law.encoding == encoding_rs::UTF_16BE {
        [0, b'\n']
    } else {
        return memchr::memchr_iter(b'\n', raw).map(|at| at as u32 + 1).collect();
    };
    let mark = mark(raw);
    let units = raw[mark..].as_chunks::<2>().0.iter().enumerate();
    units.filter(|(_, unit)| **unit == pair).map(|(i, _)| (mark + 2 * i + 2) as u32).collect()
}

/// The bytes of the mark before the text.
fn mark(raw: &[u8]) -> usize {
    Encoding::for_bom(raw).map_or(0, |(_, len)| len)
}

impl Places<'_, '_> {
    /// The text of a node is what stands at its bytes.
    fn node(&mut self, what: &dyn Display, bytes: &[[u32; 2]], text: &str) {
        self.proof.compared += 1;
        if let Some([start, end]) = bytes.iter().find(|[start, end]| start > end) {
            return self.proof.say(format!("{what}: expected a range, found {start}..{end}"));
        }
        let ranges: Vec<RawSpan> = bytes.iter().map(|&[start, end]| RawSpan::new(start, end)).collect();
        if let Err(why) = self.law.node(&ranges, text) {
            self.proof.say(format!("{what}: {why}"));
        }
    }

    /// Bytes lie in the file.
    fn within(&mut self, what: &dyn Display, bytes: &[[u32; 2]]) {
        let size = self.law.raw.len();
        let wrong = bytes.iter().find(|[start, end]| start > end || *end as usize > size);
        self.proof.expect(wrong.is_none(), || {
            let [start, end] = wrong.copied().unwrap_or_default();
            format!("{what}: expected a range up to {size}, found {start}..{end}")
        });
    }

    /// Bytes lie in those of what holds them.
    fn inside(&mut self, what: &dyn Display, bytes: &[[u32; 2]], holder: &dyn Display, of: &[[u32; 2]]) {
        let wrong = bytes.iter().find(|[start, end]| !of.iter().any(|[from, to]| from <= start && end <= to));
        self.proof.expect(wrong.is_none(), || {
            let [start, end] = wrong.copied().unwrap_or_default();
            format!("{what}: expected bytes inside of {holder}, found {start}..{end}")
        });
    }

    fn line(&mut self, what: &dyn Display, bytes: &[[u32; 2]], found: u32) {
        let Some([start, _]) = bytes.first() else { return };
        let expected = self.line_ends.partition_point(|end| end <= start) as u32 + 1;
        self.proof.equal(format_args!("{what}, line"), &expected, &found);
    }

    /// Blocks, and the figures in them: what stands before, in, between and behind the figures is the text of the block,
    /// piece by piece, so that a figure's range and its bytes mean the same place.
    fn blocks(&mut self) {
        let report = self.report;
        let mut next = 0;
        for (id, block) in report.blocks.iter().enumerate() {
            let first = next;
            while report.figures.get(next).is_some_and(|figure| figure.block as usize == id) {
                next += 1;
            }
            let figures = &report.figures[first..next];
            if figures.is_empty() || !self.pieces(id, first, figures) {
                self.node(&format_args!("block {id}"), &block.bytes, &block.text);
            }
            self.line(&format_args!("block {id}"), &block.bytes, block.line);
        }
        self.proof.expect(next == report.figures.len(), || {
            format!("figure {next}: expected it in a block behind those before it, found it in another place")
        });
    }

    /// Whether the block was compared as a whole by its pieces.
    fn pieces(&mut self, block: usize, first: usize, figures: &[Figure<'_>]) -> bool {
        let Some(whole) = self.report.blocks.get(block) else { return false };
        let text = &*whole.text;
        let before = self.proof.wrong.len();
        // Counted along: code points, bytes of the text, raw bytes.
        let (mut point, mut at, mut raw) = (0, 0, 0);
        for (id, figure) in (first..).zip(figures) {
            let [from, to] = figure.range;
            let Some(skip) = from.checked_sub(point) else {
                self.proof
                    .say(format!("figure {id}: expected it behind code point {point} of block {block}, found {from}"));
                return false;
            };
            let start = text[at..].char_indices().nth(skip as usize).map_or(text.len(), |(i, _)| at + i);
            let found = text.get(start..start + figure.text.len());
            let points = figure.text.chars().count() as u64;
            self.proof.expect(found == Some(&*figure.text) && points + u64::from(from) == u64::from(to), || {
                format!("figure {id}: expected “{}” at the code points {from}..{to} of block {block}", figure.text)
            });
            let (Some(&[begin, _]), Some(&[_, end])) = (figure.bytes.first(), figure.bytes.last()) else {
                self.proof.say(format!("figure {id}: expected bytes, found none"));
                return false;
            };
            self.node(&format_args!("figure {id}"), &figure.bytes, &figure.text);
            self.inside(&format_args!("figure {id}"), &figure.bytes, &format_args!("block {block}"), &whole.bytes);
            self.proof.expect(begin >= raw, || {
                format!("figure {id}: expected bytes behind those of the figure before it, up to {raw}, found {begin}")
            });
            if self.proof.wrong.len() > before {
                return false;
            }
            let gap = between(&whole.bytes, raw, begin);
            self.node(&format_args!("block {block} before figure {id}"), &gap, &text[at..start]);
            (point, at, raw) = (to, start + figure.text.len(), end);
        }
        let rest = between(&whole.bytes, raw, u32::MAX);
        self.node(&format_args!("block {block} behind its last figure"), &rest, &text[at..]);
        true
    }

    fn headings(&mut self) {
        let report = self.report;
        for (id, heading) in report.headings.iter().enumerate() {
            let what = format_args!("heading {id}");
            let text = format!("{}{}", heading.label, heading.text);
            self.node(&what, &heading.bytes, &text);
            self.line(&what, &heading.bytes, heading.line);
            // Its label may stand in a block of its own, and its text in the next.
            let from = heading.block as usize;
            let Some(first) = report.blocks.get(from) else { continue };
            let last = heading.bytes.last().map_or(0, |range| range[1]);
            let few = &report.blocks[from..report.blocks.len().min(from + 4)];
            let within = |bytes: &Bytes| bytes.iter().any(|range| range[0] < last && last <= range[1]);
            let to = few.iter().position(|block| within(&block.bytes)).unwrap_or(0);
            let holders = &few[..=to];
            let starts = heading.bytes.first().zip(first.bytes.last());
            self.proof.expect(starts.is_none_or(|(heading, block)| heading[0] < block[1]), || {
                format!("{what}: expected it to begin in block {from}, found it behind that")
            });
            let hull = first.bytes.first().zip(holders.last().and_then(|block| block.bytes.last()));
            let hull = hull.map(|(first, last)| [first[0], last[1]]);
            self.inside(&what, &heading.bytes, &format_args!("block {from}"), hull.as_slice());
            let there: String = holders.iter().flat_map(|block| fold(&block.text)).collect();
            self.proof.expect(there.contains(&folded_text(&text)), || {
                format!("{what}: expected “{text}” in the text of block {from}, found other text there")
            });
        }
    }

    fn tasks(&mut self) {
        let report = self.report;
        for (id, task) in report.tasks.iter().enumerate() {
            let what = format_args!("task {id}");
            self.node(&what, &task.bytes, &format!("{}{}", task.label, task.title));
            let all = self.of_blocks(&task.blocks);
            self.inside(&what, &task.bytes, &"its blocks", &all);
        }
    }

    fn of_blocks(&self, blocks: &[u32]) -> Bytes {
        let there = blocks.iter().filter_map(|&block| self.report.blocks.get(block as usize));
        there.flat_map(|block| block.bytes.iter().copied()).collect()
    }

    fn labels(&mut self) {
        let report = self.report;
        for (id, figure) in report.figures.iter().enumerate() {
            let what = format_args!("label of figure {id}");
            let Some(label) = &figure.label else {
                self.proof.expect(figure.label_bytes.is_empty(), || format!("{what}: expected no bytes, found some"));
                continue;
            };
            match figure.label_bytes[..] {
                [] => self.proof.say(format!("{what}: expected bytes, found none")),
                [range] => self.node(&what, &[range], label),
                // A label of several parts stands in the order in which it is said, not in which it is printed.
                _ => {
                    let said = self.parts(&figure.label_bytes, label);
                    self.proof
                        .expect(said, || format!("{what}: expected “{}” at its bytes, found other text", &**label));
                }
            }
        }
    }

    /// Whether a text is what stands at ranges, one part after the other.
    fn parts(&self, ranges: &[[u32; 2]], text: &str) -> bool {
        if self.law.media_type == MediaType::Plain {
            let mut there = String::new();
            for &[start, end] in ranges {
                let Some(bytes) = self.law.raw.get(start as usize..end as usize) else { return false };
                there.push_str(&self.law.encoding.decode_without_bom_handling(bytes).0);
            }
            return fold(&there).eq(fold(text));
        }
        // Among tags each part may end at any character: all ends are tried, and mostly one is left.
        let text = folded_text(text);
        let mut starts = BTreeSet::from([0]);
        for &[start, end] in ranges {
            if start > end {
                return false;
            }
            let span = [RawSpan::new(start, end)];
            let ends = text.char_indices().map(|(i, _)| i).chain([text.len()]);
            let ends: Vec<usize> = ends.collect();
            let fits = |from: usize, to: usize| from <= to && self.law.node(&span, &text[from..to]).is_ok();
            starts = starts.iter().flat_map(|&from| ends.iter().filter(move |&&to| fits(from, to))).copied().collect();
        }
        starts.contains(&text.len())
    }

    fn tables(&mut self) {
        let report = self.report;
        let mut above = BTreeSet::new();
        for (id, table) in report.tables.iter().enumerate() {
            let mut blocks = self.of_blocks(&table.blocks);
            blocks.sort_unstable();
            for (k, cell) in table.cells.iter().enumerate() {
                let what = format_args!("table {id}, cell {k}");
                self.node(&what, &cell.bytes, &cell.text);
                let near = blocks.partition_point(|range| range[1] < cell.bytes.first().map_or(0, |range| range[0]));
                self.inside(&what, &cell.bytes, &"the blocks of its table", &blocks[near..]);
            }
            for (key, said) in [("caption", &table.caption), ("unit", &table.unit)] {
                let Some(said) = said else { continue };
                // What holds for a table holds for its rows on the next page too.
                if !above.insert(&**said) {
                    continue;
                }
                let blocks = table.blocks.iter().filter_map(|&block| report.blocks.get(block as usize));
                let there: String = blocks.map(|block| folded_text(&block.text)).collect();
                self.proof.expect(there.contains(&folded_text(said)), || {
                    format!("table {id}, {key}: expected the text of its blocks to hold it, found “{}”", &**said)
                });
            }
        }
    }

    fn document(&mut self) {
        let document = &self.report.document;
        // Of these the value is the text where they stand.
        let printed = [
            ("title", &document.title),
            ("document_number", &document.number),
            ("rating", &document.rating),
            ("score", &document.score),
        ];
        for (name, field) in printed {
            match field {
                Some(Field { value, bytes }) if !bytes.is_empty() => {
                    self.node(&format_args!("document.{name}"), bytes, value);
                }
                _ => {}
            }
        }
        // An issuer may be put together from a place and a body, and years and dates are written in another way.
        for (name, field) in [("kind", &document.kind), ("issuer", &document.issuer), ("date", &document.date)] {
            self.field(name, field.as_ref());
        }
        for (name, field) in [("fiscal_year", &document.fiscal_year), ("plan_year", &document.plan_year)] {
            self.field(name, field.as_ref());
        }
    }

    fn field<T>(&mut self, name: &str, field: Option<&Field<T>>) {
        if let Some(field) = field {
            self.within(&format_args!("document.{name}"), &field.bytes);
        }
    }

    /// Each byte lies in a block, or is white space, markup or a mark that a repair took out; and the share in blocks.
    fn nothing_lost(&mut self) {
        let size = self.law.raw.len() as u32;
        let mut covered: Bytes = self.report.blocks.iter().flat_map(|block| block.bytes.iter().copied()).collect();
        let total = covered.iter().map(|[start, end]| u64::from(end.saturating_sub(*start))).sum();
        let (expected, found) = (hundredths(total, u64::from(size)), self.report.coverage.bytes_in_blocks);
        self.proof.equal("coverage.bytes_in_blocks", &*expected, found);
        covered.sort_unstable();
        covered.push([size, size]);
        let mut marks = self.report.source.repairs.get("footnote_mark").copied().unwrap_or(0);
        // A mark may stand before text of another encoding, in which it would read as a character.
        let mut at = mark(self.law.raw) as u32;
        for [start, end] in covered {
            if start > at {
                self.gap(RawSpan::new(at, start), &mut marks);
            }
            at = at.max(end);
        }
    }

    fn gap(&mut self, gap: RawSpan, marks: &mut u32) {
        self.proof.compared += 1;
        let Err(why) = self.law.node(&[gap], "") else { return };
        let there = self.law.raw.get(gap.range()).unwrap_or_default();
        let there = self.law.encoding.decode_without_bom_handling(there).0;
        if *marks > 0 && footnote_mark(&there).is_some_and(|mark| self.law.node(&[gap], &mark).is_ok()) {
            *marks -= 1;
            return;
        }
        self.proof.say(format!("in no block, markup or repair: {why}"));
    }
}

/// What of ranges lies between two places.
fn between(ranges: &[[u32; 2]], from: u32, to: u32) -> Bytes {
    let cut = ranges.iter().map(|[start, end]| [*start.max(&from), *end.min(&to)]);
    cut.filter(|[start, end]| start < end).collect()
}

/// The first mark of a footnote, one or two digits in brackets.
fn footnote_mark(text: &str) -> Option<Cow<'_, str>> {
    let open = text.find(['[', '［', '【'])?;
    let rest = &text[open..];
    let close = rest.find([']', '］', '】'])?;
    Some(rest[..close + rest[close..].chars().next()?.len_utf8()].into())
}

/// `part / whole` in two decimals, rounded half up.
fn hundredths(part: u64, whole: u64) -> String {
    let rounded = (200 * part + whole) / (2 * whole.max(1));
    format!("{}.{:02}", rounded / 100, rounded % 100)
}
