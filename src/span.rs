//! Spans and the way back: where a piece of text stands, and in which text.
//!
//! | space | counts | text |
//! | --- | --- | --- |
//! | [`Raw`] | bytes | the file as stored |
//! | [`Decoded`] | bytes of UTF-8 | the file's characters |
//! | [`Flow`] | bytes of UTF-8 | the characters without markup |
//! | [`Clean`] | bytes of UTF-8 | the repaired text of all blocks, one after the other |
//!
//! A [`Span`] carries its space in its type, so a place in one text cannot be taken for a place in another.
//! An [`OffsetMap`] leads from one space back to an earlier one, exactly, for every encoding.

use std::marker::PhantomData;
use std::ops::Range;

use smallvec::SmallVec;

/// Bytes of the raw file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Raw {}
/// Bytes of the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decoded {}
/// Bytes of the text without markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {}
/// Bytes of the clean text, in which all blocks stand one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clean {}

/// A half-open range of bytes in the text of one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span<S> {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    space: PhantomData<S>,
}

/// A span of the raw file.
pub type RawSpan = Span<Raw>;
/// A span of the decoded text.
pub type DecodedSpan = Span<Decoded>;
/// A span of the text without markup.
pub type FlowSpan = Span<Flow>;
/// A span of the clean text.
pub type CleanSpan = Span<Clean>;

impl<S: Copy> Span<S> {
    /// The span from `start` up to, not including, `end`.
    #[inline]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end, space: PhantomData }
    }

    /// Its length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// As a range for indexing the text of its space.
    #[inline]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its text, taken from the whole text of its space.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether both share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span of `part`, which counts from this span's start.
    pub fn part(self, part: Range<usize>) -> Self {
        Self::new(self.start + part.start as u32, self.start + part.end as u32)
    }

    /// Without white space at both ends, given the whole text of its space.
    #[inline]
    pub fn trim(self, text: &str) -> Self {
        let s = self.of(text);
        // Han at both ends, as nearly always.
        let han = |b: Option<&u8>| matches!(b, Some(0xe4..=0xe9));
        if han(s.as_bytes().first()) && s.len() >= 3 && han(s.as_bytes().get(s.len() - 3)) {
            return self;
        }
        let start = s.len() - s.trim_start().len();
        let end = s.trim_end().len().max(start);
        self.part(start..end)
    }
}

/// A stretch of text that was copied, character by character with equal strides, or replaced as a whole.
///
/// Each `out_step` bytes here stand for `src_step` bytes there: 1 and 1 for a copy, 3 and 2 for Han decoded from GBK,
/// 3 and 7 for one `&ldquo;`. A large file has millions of these: each takes 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    out: u32,
    src: u32,
    /// Bytes here; of what stands for more bytes than a step holds (a script, a long run of blanks), bytes there.
    count: u32,
    out_step: u8,
    /// 0 where the run is one step, which stands for `count` bytes.
    src_step: u8,
    /// Foreign content (a page number, another cell) lies in the source before this run.
    foreign: bool,
}

impl Run {
    fn new(out: u32, src: u32, len: u32, out_step: u32, src_step: u32) -> Self {
        let run = Self { out, src, count: len, out_step: out_step.min(0xff) as u8, src_step: 0, foreign: false };
        match u8::try_from(src_step) {
            Ok(step @ 1..) => Self { src_step: step, ..run },
            _ => Self { count: src_step, ..run },
        }
    }
    #[inline]
    const fn is_one_step(self) -> bool {
        self.src_step == 0
    }
    #[inline]
    const fn len(self) -> u32 {
        if self.is_one_step() { self.out_step as u32 } else { self.count }
    }
    #[inline]
    const fn out_end(self) -> u32 {
        self.out + self.len()
    }
    /// Bytes there that so many steps stand for.
    #[inline]
    const fn steps(self, count: u32) -> u32 {
        if self.is_one_step() { if count > 0 { self.count } else { 0 } } else { count * self.src_step as u32 }
    }
    #[inline]
    const fn src_end(self) -> u32 {
        self.src + self.steps(self.len() / self.out_step as u32)
    }
    /// Where the character at `out` begins in the source.
    #[inline]
    const fn start_of(self, out: u32) -> u32 {
        self.src + self.steps(out.saturating_sub(self.out) / self.out_step as u32)
    }
    /// Where the character before `out`, which lies behind the start of the run, ends in the source.
    fn end_of(self, out: u32) -> u32 {
        self.src + self.steps((out - self.out).min(self.len()).div_ceil(u32::from(self.out_step)))
    }
}

/// Where in a map something was found last: what stands a little further on is found without a search.
#[derive(Debug, Clone, Copy, Default)]
pub struct Near(usize);

/// How many runs on are looked at before the search.
const NEAR: usize = 8;

/// The way back from a text to the earlier text it was made from: a run-length list, one binary search per lookup.
///
/// Out of `To`, into `From`. Bytes of the later text that no run covers were inserted (only white space ever is).
#[derive(Debug, Clone)]
pub struct OffsetMap<To, From> {
    runs: Vec<Run>,
    /// The identity over any length; `runs` is empty then.
    identity: bool,
    /// The next run has foreign content before it.
    foreign_next: bool,
    spaces: PhantomData<(To, From)>,
}

impl<To, From> Default for OffsetMap<To, From> {
    fn default() -> Self {
        Self { runs: Vec::new(), identity: false, foreign_next: false, spaces: PhantomData }
    }
}

impl<To: Copy, From: Copy> OffsetMap<To, From> {
    /// Both texts are one and the same.
    pub fn identity() -> Self {
        Self { runs: Vec::new(), identity: true, foreign_next: false, spaces: PhantomData }
    }

    /// Appends: the `len` bytes at `out` are a copy of those at `src`.
    pub fn copy(&mut self, out: u32, src: u32, len: u32) {
        self.push(out, src, len, 1, 1);
    }

    /// Appends: from `out` on, `count` characters of `out_step` bytes stand for as many of `src_step` bytes at `src`.
    pub fn steps(&mut self, out: u32, src: u32, count: u32, out_step: u32, src_step: u32) {
        self.push(out, src, count * out_step, out_step, src_step);
    }

    /// Appends: the `out_len` bytes at `out` as a whole stand for the `src_len` bytes at `src`.
    pub fn replace(&mut self, out: u32, out_len: u32, src: u32, src_len: u32) {
        self.push(out, src, out_len, out_len, src_len);
    }

    fn push(&mut self, out: u32, src: u32, len: u32, out_step: u32, src_step: u32) {
        debug_assert!(!self.identity);
        if len == 0 {
            return;
        }
        let foreign = std::mem::take(&mut self.foreign_next);
        if let Some(last) = self.runs.last_mut().filter(|_| !foreign) {
            debug_assert!(last.out_end() <= out, "runs ascend");
            let same = u32::from(last.out_step) == out_step && u32::from(last.src_step) == src_step;
            if same && !last.is_one_step() && last.out_end() == out && last.src_end() == src {
                last.count += len;
                return;
            }
        }
        self.runs.push(Run { foreign, ..Run::new(out, src, len, out_step, src_step) });
    }

    /// Says of the next run to be appended at `out` or later that foreign content lies before it in the source.
    pub fn mark_foreign(&mut self, out: u32) {
        if let Some(run) = self.runs.iter_mut().rev().take_while(|r| r.out >= out).last() {
            run.foreign = true;
        }
    }

    /// Says that what was left out before the next run is foreign content: the ranges of a text around it are split.
    pub fn foreign_next(&mut self) {
        self.foreign_next = true;
    }

    /// Where what was appended last ends in the earlier text.
    pub fn src_end(&self) -> u32 {
        self.runs.last().map_or(0, |run| run.src_end())
    }

    /// Runs that it is kept in.
    pub const fn runs(&self) -> usize {
        self.runs.len()
    }

    fn run_at(&self, out: u32) -> usize {
        self.runs.partition_point(|r| r.out_end() <= out)
    }

    /// [`Self::run_at`], looked for first where the last one was found.
    fn run_near(&self, near: &mut Near, out: u32) -> usize {
        let mut at = near.0;
        let far = at + NEAR;
        if at > 0 && self.runs.get(at - 1).is_none_or(|r| r.out_end() > out) {
            at = far;
        }
        while at < far && self.runs.get(at).is_some_and(|r| r.out_end() <= out) {
            at += 1;
        }
        near.0 = if at < far { at } else { self.run_at(out) };
        near.0
    }

    /// Where the character at `out` begins in the earlier text.
    pub fn start(&self, out: u32) -> u32 {
        if self.identity {
            return out;
        }
        self.start_in(self.run_at(out), out)
    }

    /// [`Self::start`] of places that are asked for one after the other.
    pub fn start_near(&self, near: &mut Near, out: u32) -> u32 {
        if self.identity {
            return out;
        }
        self.start_in(self.run_near(near, out), out)
    }

    /// [`Self::start`], where the run that ends after `out` is known.
    fn start_in(&self, run: usize, out: u32) -> u32 {
        match self.runs.get(run) {
            Some(r) => r.start_of(out),
            None => self.runs.last().map_or(0, |r| r.src_end()),
        }
    }

    /// Where the character before `out` ends in the earlier text.
    pub fn end(&self, out: u32) -> u32 {
        if self.identity || out == 0 {
            return out;
        }
        let i = self.runs.partition_point(|r| r.out < out);
        match i.checked_sub(1).map(|i| self.runs[i]) {
            Some(r) => r.end_of(out),
            None => self.runs.first().map_or(0, |r| r.src),
        }
    }

    /// The least cover of `span` in the earlier text, not split.
    pub fn cover(&self, span: Span<To>) -> Span<From> {
        let start = self.start(span.start);
        Span::new(start, self.end(span.end).max(start))
    }

    /// The least cover of `span` in the earlier text, split where foreign content lies between.
    pub fn ranges(&self, span: Span<To>) -> SmallVec<[Span<From>; 1]> {
        let mut ranges = SmallVec::new();
        self.each_range(span, &mut Near::default(), |range| ranges.push(range));
        ranges
    }

    /// [`Self::ranges`], one by one: none of what is empty, as a cell without text.
    pub fn each_range(&self, span: Span<To>, near: &mut Near, mut give: impl FnMut(Span<From>)) {
        if span.is_empty() {
            return;
        }
        if self.identity {
            return give(Span::new(span.start, span.end));
        }
        let first = self.run_near(near, span.start);
        let mut start = self.start_in(first, span.start);
        let mut last = first;
        for (i, run) in self.runs.iter().enumerate().skip(first + 1) {
            if run.out >= span.end {
                break;
            }
            last = i;
            if run.foreign {
                let end = self.runs[i - 1].src_end();
                if end > start {
                    give(Span::new(start, end));
                }
                start = run.src;
            }
        }
        // Where the span begins before the run found for it, its end may lie before that run too.
        let end = match self.runs.get(last).filter(|r| r.out < span.end) {
            Some(r) => r.end_of(span.end),
            None => self.end(span.end),
        };
        give(Span::new(start, end.max(start)));
    }

    /// This map followed by `next`: the way back over two stages in one.
    pub fn then<Earlier: Copy>(self, next: &OffsetMap<From, Earlier>) -> OffsetMap<To, Earlier> {
        if next.identity {
            return OffsetMap { runs: self.runs, identity: self.identity, foreign_next: false, spaces: PhantomData };
        }
        if self.identity {
            return OffsetMap { runs: next.runs.clone(), identity: false, foreign_next: false, spaces: PhantomData };
        }
        let mut joined = OffsetMap {
            runs: Vec::with_capacity(self.runs.len()),
            identity: false,
            foreign_next: false,
            spaces: PhantomData,
        };
        for run in &self.runs {
            let at = joined.runs.len();
            if (run.out_step, run.src_step) == (1, 1) {
                let mut i = next.run_at(run.src);
                while let Some(n) = next.runs.get(i).filter(|n| n.out < run.src_end()) {
                    let from = n.out.max(run.src);
                    let to = n.out_end().min(run.src_end());
                    let (out, src) = (run.out + (from - run.src), n.start_of(from));
                    joined.push(out, src, to - from, n.out_step.into(), n.steps(1));
                    i += 1;
                }
            } else {
                let step = u32::from(run.out_step);
                for k in 0..run.len() / step {
                    let source = Span::new(run.src + run.steps(k), run.src + run.steps(k + 1));
                    let cover = next.cover(source);
                    joined.push(run.out + k * step, cover.start, step, step, cover.len() as u32);
                }
            }
            if run.foreign && at < joined.runs.len() {
                joined.runs[at].foreign = true;
            }
        }
        joined
    }
}
