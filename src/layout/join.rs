//! Which line continues the paragraph before it.
//!
//! | the paragraph so far | the next line | |
//! | --- | --- | --- |
//! | any | begins with `，` `。` `》` … | goes on |
//! | `《` or `（` is open | closes it | goes on |
//! | ends in `，` `、` `《` … | no label | goes on |
//! | ends in a figure | begins with its unit | goes on |
//! | ends in `M` | `2`, and what follows | goes on: a number set below the line |
//! | `一是`, alone | | goes on |
//! | reaches the full width of a hard-wrapped document, ends in no 。 | no label, not indented | goes on |
//! | its one line is two letters short of that, and so are all first lines | no label | goes on |
//! | reaches it and ends in `其中：` | no label, not indented | goes on |
//! | fills the line, where paragraphs are indented | begins at the margin, be it with a label | goes on |
//! | a name that fills the line | a few letters | goes on: a heading was broken |
//! | a heading | a few letters set below its first one | the same |
//! | at the head of the text, set in the middle or at the margin | set alike, ends like a title | goes on: one title |
//! | is prose broken in the middle of a sentence | prose | goes on |
//! | prose that ends in no 。 | prose without label and indent | goes on: a page ended here |
//! | ends in 。 or ：, or is short, or is a heading | | ends |
//!
//! What the two lines say by themselves is in [`torn`](super::torn), the width in [`measure`](super::measure).

use super::measure::{Full, Measure};
use super::shape::{Shape, Signs, is_han, squeezed_hash};
use super::torn;
use crate::fold::squeezed;
use crate::lexicon::label::{Scheme, label};
use crate::lines::{Lines, Markup};

/// The paragraph that is open.
pub struct Joiner<'a> {
    lines: &'a Lines<'a>,
    shapes: &'a [Shape],
    measure: &'a Measure,
    /// Its first and its last line.
    open: Option<(usize, usize)>,
    /// Columns of the whole paragraph.
    width: u32,
    /// The first line of all.
    top: Option<usize>,
    /// How many more lines may be of the title: those at the head of the text or of an annex, above the first sentence.
    head: u8,
}

/// How far back the sentences of a paragraph are looked for, in lines.
const BACK: usize = 6;
/// The title stands among so many lines.
const HEAD: u8 = 8;
/// How much narrower the first line of a paragraph is that lost its indent, in columns.
const INDENT: u32 = 4;

/// Two lines, and what is known of them.
struct Break<'a> {
    last: &'a Shape,
    next: &'a Shape,
    a: &'a str,
    b: &'a str,
    /// The paragraph ends as a sentence ends, or as something that a list follows.
    closed: bool,
    /// The next line begins with a label.
    labelled: bool,
    /// No blank line lies between, or a page ends there.
    near: bool,
}

impl<'a> Joiner<'a> {
    /// No paragraph is open.
    pub const fn new(lines: &'a Lines<'a>, shapes: &'a [Shape], measure: &'a Measure) -> Self {
        Self { lines, shapes, measure, open: None, width: 0, top: None, head: HEAD }
    }

    /// Closes the paragraph.
    pub const fn close(&mut self) {
        self.open = None;
    }

    /// Takes line `i` into the paragraph, or begins one with it.
    pub fn take(&mut self, i: usize, goes_on: bool) {
        let first = match self.open {
            Some((first, _)) if goes_on => first,
            _ => {
                self.width = 0;
                i
            }
        };
        self.top = self.top.or(Some(i));
        let shape = &self.shapes[i];
        self.head = if shape.first == '附' && shape.width <= 10 {
            HEAD
        } else if shape.signs.any(Signs::COMMA | Signs::STOP) {
            0
        } else {
            self.head.saturating_sub(1)
        };
        self.width += shape.width;
        self.open = Some((first, i));
    }

    /// Whether a line of the paragraph has one of these before its last character.
    fn has(&self, signs: Signs, marks: &[char]) -> bool {
        let Some((first, last)) = self.open else { return false };
        let near = &self.shapes[first.max((last + 1).saturating_sub(BACK))..=last];
        near.iter().filter(|s| s.signs.any(signs)).any(|s| {
            let text = s.text(self.lines);
            !marks.contains(&s.last) || text[..text.len() - s.last.len_utf8()].contains(marks)
        })
    }

    /// Whether these two lines are wrapped at a width of their own: prose, both equally long, or the second is its end.
    fn wrapped_here(&self, last: &Shape, next: &Shape) -> bool {
        let prose = last.width >= 50 && self.has(Signs::COMMA | Signs::STOP, &['，', '。', '；']);
        let shut = matches!(last.last, '）' | ')' | '”');
        let ends = next.width < last.width && matches!(next.last, '。' | '；');
        prose && !shut && !next.blank_before && (last.width.abs_diff(next.width) <= 6 || ends)
    }

    /// Whether a number set below the line was printed on a line of its own: `……（PM` | `2.5` | `）`, `广义货币M` | `2` | `……`.
    fn subscript(&self, first: usize, last: &Shape, next: &Shape) -> bool {
        let number = |s: &Shape| s.width <= 3 && s.text(self.lines).bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if last.last.is_ascii_alphabetic() && self.width >= 20 && number(next) {
            return self.has(Signs::COMMA | Signs::STOP, &['，', '。', '；']);
        }
        let Some((_, end)) = self.open.filter(|_| is_han(next.first) && number(last)) else { return false };
        first < end && self.shapes[end - 1].last.is_ascii_alphabetic()
    }

    /// Whether line `i` continues the open paragraph; `after` is the line behind it, `crossing` says that furniture
    /// lies between.
    pub fn goes_on(&self, i: usize, after: Option<&Shape>, crossing: bool) -> bool {
        let Some((first, end)) = self.open else { return false };
        let (last, next) = (&self.shapes[end], &self.shapes[i]);
        let of = |s: &Shape| self.lines.lines[s.line as usize].markup;
        let (ma, mb) = (of(last), of(next));
        let apart = ma.heading > 0 || mb.heading > 0 || mb.list_item || ma.table.is_some() || mb.table.is_some();
        if apart || ma.chrome != mb.chrome {
            return false;
        }
        if next.broken_off() {
            return true;
        }
        // 二是 | 结构调整……
        if last.width <= 8 && !next.blank_before && torn::announces_one(last.text(self.lines)) {
            return true;
        }
        // …（款）行政运行 | （项）。主要用于……
        if !last.closed() && next.signs.any(Signs::CLOSE) && torn::code(last.text(self.lines), next.text(self.lines)) {
            return true;
        }
        let full = self.measure.full(end);
        let (a, b) = (last.text(self.lines), next.text(self.lines));
        let near = !next.blank_before || crossing;
        if near && (last.last == '.' && torn::decimal(a, b) || self.subscript(first, last, next)) {
            return true;
        }
        let closed = last.closed() || torn::ends_quoted(a);
        if closed && full.is_none() && !torn::code_and_use(a, b) {
            return false;
        }
        if !closed && last.signs.any(Signs::OPEN) && next.signs.any(Signs::CLOSE) && torn::unclosed(a, b) {
            return true;
        }
        if !closed
            && (torn::dateline(a, b)
                || torn::title_goes_on(a, b, last, next, self.top == Some(end))
                || self.head > 0 && self.is_titled(last, next, after)
                || self.is_named_whole(a, b))
        {
            return near;
        }
        if !closed && near && first == end && Self::hangs_below(last, next, after) && label(a).is_some() {
            return true;
        }
        let indented = self.measure.indented && next.indent >= self.measure.margin + 2;
        if indented || b.starts_with("——") || b.starts_with("- ") {
            return false;
        }
        if !closed && torn::figure_follows(a, b) && self.width >= 20 {
            return true;
        }
        let scheme = label(b).map(|l| l.scheme);
        let weak = |s| {
            matches!(
                s,
                Scheme::Article | Scheme::HanDi | Scheme::HanShi | Scheme::Annex | Scheme::Latin | Scheme::Roman
            )
        };
        // Where paragraphs are indented, or were, what begins at the margin goes on: 3.7 broken off its line, 二是 within it.
        let wide = || full.is_some_and(|f| self.measure.set_width(b, next) + 1 >= f.common);
        let outdented = self.measure.indented && next.indent == self.measure.margin;
        let within = scheme.is_some() && near && (outdented || self.measure.narrow_first && wide());
        let prose = || self.has(Signs::COMMA | Signs::STOP, &['，', '。', '；']);
        let torn = outdented || scheme == Some(Scheme::ArabicPath);
        if within && torn && !closed && full.is_some_and(|f| self.fills(f, last)) && prose() {
            return true;
        }
        if scheme.is_some_and(|s| !weak(s)) {
            return false;
        }
        let scheme = scheme.filter(|s| !(within && *s == Scheme::HanShi));
        if torn::code_and_use(a, b) {
            return near;
        }
        let alone = first == end && !closed && scheme.is_none() && last.width <= 40;
        if alone && torn::name(a, b, crossing && Self::is_short(next) && after.is_some_and(|s| s.width > 40)) {
            return true;
        }
        if torn::figure_and_unit(a, b) && self.width >= 14 && (near || torn::unit_alone(b)) {
            return true;
        }
        // A footnote below the text, above the end of the page.
        if next.blank_before && !crossing && torn::is_footnote(b) {
            return false;
        }
        let cut = Break { last, next, a, b, closed, labelled: scheme.is_some(), near };
        if let Some(full) = full {
            return self.wrapped_at(full, first == end, &cut);
        }
        if closed || scheme.is_some() || last.last == '）' || last.last == ')' || torn::speaks(b) {
            return false;
        }
        let hangs = last.hangs() || a.ends_with("——");
        // 在科技工作方面， | 要按照……: hardly a line of its own ends so.
        let enough = if last.last == '，' && near && next.width >= 40 { 14 } else { 20 };
        if hangs && self.width >= enough && (matches!(last.last, '，' | '、' | ',') || near) {
            return true;
        }
        let (sentence, comma) = (self.has(Signs::STOP, &['。', '；']), self.has(Signs::COMMA, &['，']));
        let breaks_again = after.is_some_and(|s| s.broken_off() && !s.blank_before) && !next.blank_before;
        if breaks_again && (comma || sentence || last.indent > next.indent) {
            return true;
        }
        let labelled = label(self.shapes[first].text(self.lines)).is_some();
        let enough = if self.measure.links && !next.blank_before {
            30
        } else if labelled || next.blank_before && !crossing {
            90
        } else if crossing {
            40
        } else {
            60
        };
        let prose = sentence && self.width >= 40 || comma && self.width >= enough;
        if self.measure.links && prose && !next.blank_before {
            return true;
        }
        let continued = next.width >= 40 || matches!(next.last, '。' | '；') || next.hangs();
        let plain = ma == Markup::default() && mb == ma;
        plain && prose && continued
    }

    /// Whether a line reaches the width at which lines are broken.
    fn fills(&self, full: Full, last: &Shape) -> bool {
        let width = last.width + u32::from(last.indent.saturating_sub(self.measure.margin));
        width + 7 >= full.most && width <= full.most + 12
    }

    /// Whether the paragraph goes on where lines were broken at a width; `alone` says that it has but one line.
    fn wrapped_at(&self, full: Full, alone: bool, cut: &Break<'_>) -> bool {
        let Break { last, next, a, b, closed, labelled, near } = *cut;
        let width = last.width + u32::from(last.indent.saturating_sub(self.measure.margin));
        let reach = width + if alone && self.measure.narrow_first { INDENT } else { 0 };
        let token = b.bytes().take_while(u8::is_ascii_graphic).count().min(14) as u32;
        let is_full = reach + 5 + token.max(2) >= full.most && width <= full.most + 12;
        if is_full && !closed {
            return self.is_broken(full, alone, reach - width, cut);
        }
        // 3. | 8公里
        if is_full && last.last == '.' && a.trim_end_matches('.').ends_with(|c: char| c.is_ascii_digit()) {
            return near && !labelled && next.first.is_ascii_digit();
        }
        let narrow_first = self.measure.narrow_first;
        // After ； a paragraph ends more seldom than after 。
        let play = if last.last == '；' { 2 } else { 1 };
        let at_margin = near && if narrow_first { reach + play >= full.common } else { reach + 2 >= full.most };
        // The first line of a paragraph would be narrower.
        let within = narrow_first && self.measure.set_width(b, next) + play >= full.common;
        if is_full && !labelled && matches!(last.last, '。' | '；' | ';' | '！' | '？') {
            // A sentence that ends at the margin: the paragraph goes on if the next line is as long, or ends it.
            let (ends, long) = (next.closed(), next.width + 8 >= full.most);
            return if narrow_first {
                at_margin && (within || ends && !alone && !torn::speaks(b))
            } else {
                (ends || long) && (self.measure.indented || at_margin && !torn::speaks(b))
            };
        }
        if is_full && !labelled && matches!(last.last, '：' | ':') {
            let prose = self.has(Signs::COMMA | Signs::STOP, &['，', '。', '；']);
            let parts = near && reach + 2 >= full.common && (within || torn::announces_parts(a));
            return prose && (self.measure.indented || parts);
        }
        if closed || labelled {
            return false;
        }
        let hangs = last.hangs() || a.ends_with("——");
        let enough = if last.last == '，' { 10 } else { 20 };
        hangs && self.width >= enough && near || self.wrapped_here(last, next) || self.is_torn(alone, cut)
    }

    /// Whether a line that fills its width was broken there: most were, but names of tables and headings end at any width.
    fn is_broken(&self, full: Full, alone: bool, indent: u32, cut: &Break<'_>) -> bool {
        let Break { last, next, a, b, .. } = *cut;
        let prose = Signs::COMMA | Signs::STOP;
        // The first line of a paragraph is narrower: below a heading that fills its line, one begins.
        let begins = |width: u32| width + 3 <= full.common && width + 6 >= full.common && !next.closed();
        let heads = || label(a).is_some() && !last.hangs() && !last.signs.any(Signs::STOP) && !a.contains('：');
        if alone && self.measure.narrow_first && begins(self.measure.set_width(b, next)) && heads() {
            return false;
        }
        // A name and 的 are never two paragraphs; a colon within a line stands between a name and what runs on.
        if !alone || last.signs.any(prose) || a.contains(['：', ':']) || matches!(next.first, '的' | '和' | '与' | '及')
        {
            return true;
        }
        let margin = self.measure.margin;
        let long = next.width + 8 >= full.most && next.width <= full.most + 6;
        let continued = next.signs.any(prose) || next.closed() || long && (a.contains('、') || b.contains('、'));
        // Where paragraphs are indented, none begins at the margin.
        let outdented = self.measure.indented && last.indent >= margin + 2 && next.indent == margin;
        if label(a).is_none() || outdented && continued {
            return continued;
        }
        // A heading goes on with a few letters, or with the text that runs on in its line.
        let few = next.width <= 16 && next.width + 8 <= last.width && !next.signs.any(Signs::DIGIT);
        if torn::opens_with_amount(b) {
            return continued;
        }
        let reach = self.measure.set_width(a, last) + u32::from(last.indent.saturating_sub(margin)) + indent;
        !torn::ends_as_name(a) && (few && reach + 3 >= full.common || (continued || long) && reach + 1 >= full.common)
    }

    /// Prose that was broken in the middle of a sentence, before the end of the line.
    fn is_torn(&self, alone: bool, cut: &Break<'_>) -> bool {
        let Break { last, next, b, near, .. } = *cut;
        let signs = Signs::COMMA | Signs::STOP;
        let above = || self.open.is_some_and(|(first, end)| self.shapes[first..end].iter().any(|s| s.signs.any(signs)));
        let prose = last.signs.any(Signs::STOP) || !alone && (last.signs.any(signs) || above());
        let open = is_han(last.last) || last.last.is_ascii_digit();
        let continued = next.signs.any(signs) || b.contains('、') && next.width >= 36;
        prose && open && continued && last.width >= 30 && (near || last.width >= 60)
    }

    /// Whether two lines at the head of the text are of one title: each is set in the middle, or both at the margin.
    fn is_titled(&self, last: &Shape, next: &Shape, after: Option<&Shape>) -> bool {
        let plain = |s: &Shape| !s.signs.any(Signs::COMMA | Signs::STOP) && s.width <= 100 && !s.closed();
        if next.blank_before || !plain(last) || !plain(next) {
            return false;
        }
        let margin = self.measure.margin;
        let middle = |s: &Shape| 2 * u32::from(s.indent) + s.width;
        let of = |s: &Shape| self.lines.lines[s.line as usize].markup;
        let set = |s: &Shape| s.indent >= margin + 4 && middle(s).abs_diff(middle(last)) <= 12;
        let centred = |s: &Shape| set(s) || of(s).centred && of(last).centred;
        let (a, b) = (squeezed(last.text(self.lines)), squeezed(next.text(self.lines)));
        let begun = last.width >= 16 || a.ends_with("年度");
        let at_margin = |s: &Shape| s.indent == margin && last.indent == margin && begun;
        if !(centred(last) && centred(next) || at_margin(next)) || !torn::begins_title(&a) || torn::ends_title(&a) {
            return false;
        }
        let named = |b: &str| torn::begins_title(b) && torn::ends_title(b);
        // 云溪市文物保护中心2024年度 | 部门整体支出绩效 | 自评报告
        let third = |s: &Shape| !s.blank_before && plain(s) && centred(s) && named(&squeezed(s.text(self.lines)));
        named(&b) || torn::begins_title(&b) && centred(next) && after.is_some_and(third)
    }

    /// A phrase that is no paragraph: without a stop, and short.
    fn is_short(next: &Shape) -> bool {
        next.width <= 40 && !next.closed() && !next.signs.any(Signs::COMMA | Signs::STOP | Signs::DIGIT)
    }

    /// Whether the second line of a heading stands below its first letter, further in than the text that follows.
    fn hangs_below(last: &Shape, next: &Shape, after: Option<&Shape>) -> bool {
        let few = next.width <= 24 && !next.signs.any(Signs::COMMA | Signs::STOP | Signs::DIGIT) && !next.closed();
        let within = (2..=14).contains(&next.indent.saturating_sub(last.indent));
        let prose = |s: &Shape| s.width >= 40 && s.signs.any(Signs::COMMA | Signs::STOP);
        few && within && after.is_some_and(|s| s.indent < next.indent && prose(s))
    }

    /// Both together are the title of the page or an entry of the contents, and neither is alone.
    fn is_named_whole(&self, a: &str, b: &str) -> bool {
        if a.len() + b.len() > 240 || a.len() < 18 {
            return false;
        }
        if !self.measure.contents.is_empty() {
            let is_entry = |hash: u64| self.measure.contents.binary_search(&hash).is_ok();
            if is_entry(squeezed_hash(&[a, b].concat())) && !is_entry(squeezed_hash(a)) && !is_entry(squeezed_hash(b)) {
                return true;
            }
        }
        if self.measure.page_title.is_empty() {
            return false;
        }
        let mut both = squeezed(a);
        let own = both.len();
        both.push_str(&squeezed(b));
        let rest = self.measure.page_title.find(&both).map(|i| &self.measure.page_title[i + own..]);
        rest.is_some() && !self.measure.page_title.starts_with(&format!("{}-", squeezed(a)))
    }
}
