//! Which line continues the paragraph before it.
//!
//! | the paragraph so far | the next line | |
//! | --- | --- | --- |
//! | any | begins with `，` `。` `》` … | goes on |
//! | `《` or `（` is open | closes it | goes on |
//! | ends in `，` `、` `《` … | no label | goes on |
//! | ends in a figure | begins with its unit | goes on |
//! | reaches the full width of a hard-wrapped document, ends in no 。 | no label, not indented | goes on |
//! | prose that ends in no 。 | prose without label and indent | goes on: a page ended here |
//! | ends in 。 or ：, or is short, or is a heading | | ends |

use super::Class;
use super::shape::{Shape, Signs, is_han};
use crate::lexicon::label::{Scheme, label};
use crate::lines::Lines;

/// Lines below this width say nothing about the width of the page.
const PROSE: u32 = 36;

/// What the lines of a document have in common.
#[derive(Debug, Clone, Default)]
pub struct Measure {
    /// The width at which lines were broken, in columns, if they were.
    pub full: Option<u32>,
    /// Paragraphs begin with an indent.
    pub indented: bool,
    /// Blanks before every line.
    pub margin: u16,
    /// Lines break around what were links: some begin with a comma.
    pub links: bool,
    /// What `<title>` says, without blanks.
    pub page_title: String,
}

impl Measure {
    /// Measures the body of a document.
    pub fn of(lines: &Lines<'_>, shapes: &[Shape], classes: &[Class]) -> Self {
        let body = || shapes.iter().zip(classes).filter(|(_, c)| **c == Class::Body).map(|(s, _)| s);
        let title = shapes.iter().find(|s| lines.lines[s.line as usize].markup.page_title);
        let page_title = title.map(|s| squeeze(s.text(lines))).unwrap_or_default();
        let mut measure = Self { page_title, ..Self::default() };
        let (mut all, mut indented, mut broken, mut markup) = (0, 0, 0, 0);
        let mut margin = u16::MAX;
        for s in body() {
            all += 1;
            margin = margin.min(s.indent);
            broken += u32::from(s.broken_off());
            markup += u32::from(lines.lines[s.line as usize].markup != crate::lines::Markup::default());
        }
        measure.margin = if all == 0 { 0 } else { margin };
        for s in body() {
            indented += u32::from((2..=12).contains(&(s.indent - measure.margin)));
        }
        measure.indented = indented * 8 > all;
        measure.links = broken >= 2 && markup == 0;
        // Prose whose lines end in the middle of a sentence, at much the same width.
        let mut open: Vec<u32> = Vec::new();
        let (mut wide, mut widths) = (0, Vec::new());
        for s in body().filter(|s| s.width >= PROSE && s.gaps * 20 < s.width as u16) {
            wide += 1;
            widths.push(s.width + u32::from(s.indent - measure.margin));
            if !s.closed() && s.last != '）' && s.last != '”' {
                open.push(s.width + u32::from(s.indent - measure.margin));
            }
        }
        open.sort_unstable();
        let mut best = (0, 0);
        let mut low = 0;
        for (i, &w) in open.iter().enumerate() {
            while open[low] + 6 < w {
                low += 1;
            }
            if i + 1 - low >= best.0 {
                best = (i + 1 - low, w);
            }
        }
        let longer = open.iter().filter(|&&w| w > best.1 + 12).count();
        // Three headings of a width are no margin, where whole paragraphs stand on one line.
        let beyond = widths.iter().filter(|&&w| w > best.1 + 12).count();
        if best.0 >= 3
            && open.len() * 3 >= wide
            && best.0 * 5 >= open.len() * 2
            && longer * 8 <= open.len()
            && beyond * 4 <= wide
        {
            measure.full = Some(best.1);
        }
        measure
    }
}

/// The paragraph that is open.
pub struct Joiner<'a> {
    lines: &'a Lines<'a>,
    shapes: &'a [Shape],
    measure: &'a Measure,
    /// Its first and its last line.
    open: Option<(usize, usize)>,
    /// Columns of the whole paragraph.
    width: u32,
}

/// How far back the sentences of a paragraph are looked for, in lines.
const BACK: usize = 6;

impl<'a> Joiner<'a> {
    /// No paragraph is open.
    pub const fn new(lines: &'a Lines<'a>, shapes: &'a [Shape], measure: &'a Measure) -> Self {
        Self { lines, shapes, measure, open: None, width: 0 }
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
        self.width += self.shapes[i].width;
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

    /// Whether line `i` continues the open paragraph; `after` is the line behind it, `crossing` says that furniture
    /// lies between.
    pub fn goes_on(&self, i: usize, after: Option<&Shape>, crossing: bool) -> bool {
        let Some((first, last)) = self.open else { return false };
        let (last, next) = (&self.shapes[last], &self.shapes[i]);
        let of = |s: &Shape| self.lines.lines[s.line as usize].markup;
        let (ma, mb) = (of(last), of(next));
        let apart = ma.heading > 0 || mb.heading > 0 || mb.list_item || ma.table.is_some() || mb.table.is_some();
        if apart || ma.chrome != mb.chrome {
            return false;
        }
        if next.broken_off() {
            return true;
        }
        // …（款）行政运行 | （项）。主要用于……
        if !last.closed() && ["（项）", "（款）", "（类）"].iter().any(|code| next.text(self.lines).starts_with(code))
        {
            return true;
        }
        let (a, b) = (last.text(self.lines), next.text(self.lines));
        let closed = last.closed() || ends_quoted(a);
        if closed && (self.measure.full.is_none() || last.last != '。' && last.last != '；') {
            return false;
        }
        if !closed && last.signs.any(Signs::OPEN) && next.signs.any(Signs::CLOSE) && unclosed(a, b) {
            return true;
        }
        let near = !next.blank_before || crossing;
        if !closed && (dateline(a, b) || title_goes_on(a, b, last, next) || self.is_page_title(a, b)) {
            return near;
        }
        let indented = self.measure.indented && next.indent >= self.measure.margin + 2;
        if indented || b.starts_with("——") || b.starts_with("- ") {
            return false;
        }
        if !closed && figure_follows(a, b) && self.width >= 20 {
            return true;
        }
        let scheme = label(b).map(|l| l.scheme);
        let weak = |s| {
            matches!(
                s,
                Scheme::Article | Scheme::HanDi | Scheme::HanShi | Scheme::Annex | Scheme::Latin | Scheme::Roman
            )
        };
        if scheme.is_some_and(|s| !weak(s)) {
            return false;
        }
        if figure_and_unit(a, b) && self.width >= 20 && (near || unit_alone(b)) {
            return true;
        }
        let hangs = last.hangs() || a.ends_with("——");
        if let Some(full) = self.measure.full {
            let width = last.width + u32::from(last.indent.saturating_sub(self.measure.margin));
            let token = b.bytes().take_while(u8::is_ascii_graphic).count().min(14) as u32;
            let is_full = width + 5 + token.max(2) >= full && width <= full + 12;
            if is_full && !closed {
                return true;
            }
            if is_full {
                // A sentence that ends at the margin: the paragraph goes on if the next line is as long.
                let goes_on = next.width + 8 >= full || next.closed();
                return scheme.is_none() && (self.measure.indented || near && width + 2 >= full && goes_on);
            }
            let open = !closed && scheme.is_none();
            return open && (hangs && self.width >= 20 && near || self.wrapped_here(last, next));
        }
        if closed || scheme.is_some() || last.last == '）' || last.last == ')' || speaks(b) {
            return false;
        }
        if hangs && self.width >= 20 && (matches!(last.last, '，' | '、' | ',') || near) {
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
        let plain = ma == crate::lines::Markup::default() && mb == ma;
        plain && prose && continued
    }
}

impl Joiner<'_> {
    /// Both together stand in `<title>`, and neither does alone as its whole.
    fn is_page_title(&self, a: &str, b: &str) -> bool {
        if self.measure.page_title.is_empty() || a.len() + b.len() > 240 || a.len() < 18 {
            return false;
        }
        let mut both = squeeze(a);
        let own = both.len();
        both.push_str(&squeeze(b));
        let rest = self.measure.page_title.find(&both).map(|i| &self.measure.page_title[i + own..]);
        rest.is_some() && !self.measure.page_title.starts_with(&format!("{}-", squeeze(a)))
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !crate::fold::is_blank(*c)).collect()
}

/// A bracket that the one opens and the other closes, not far from the break.
fn unclosed(a: &str, b: &str) -> bool {
    let tail = tail(a, 90);
    let head = head(b, 120);
    [('《', '》'), ('（', '）'), ('〈', '〉'), ('〔', '〕')].iter().any(|&(open, close)| {
        let opened = tail.rfind(open).is_some_and(|i| !tail[i..].contains(close));
        opened && head.find(close).is_some_and(|i| !head[..i].contains(open))
    })
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut at = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    &text[at..]
}

fn head(text: &str, bytes: usize) -> &str {
    let mut at = text.len().min(bytes);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[..at]
}

/// `较上年增加 9.9` | `亿元`, `10.33 亿` | `元`
fn figure_and_unit(a: &str, b: &str) -> bool {
    let number = a.trim_end_matches(['亿', '万', '千', '百', '億', '萬', ' ']);
    let cut = number.len() < a.trim_end().len();
    if !number.ends_with(|c: char| c.is_ascii_digit()) || !number.contains(is_han) {
        return false;
    }
    if cut {
        return b.starts_with([
            '元', '吨', '人', '亩', '户', '平', '立', '美', '千', '公', '家', '个', '件', '辆', '台', '套', '噸',
        ]);
    }
    b.starts_with(['亿', '万', '億', '萬', '元', '%', '％', '倍', '个'])
        || b.starts_with("平方")
        || b.starts_with("立方")
}

/// `元，同比…`: a unit that is nothing else.
fn unit_alone(b: &str) -> bool {
    b.strip_prefix(['元', '%', '％']).is_some_and(|rest| rest.starts_with(['，', '。', '；', '、', '（', ',']))
}

/// `…同比下降` | `6.3%；…`: what says how much it changed wants its figure.
fn figure_follows(a: &str, b: &str) -> bool {
    let wants = ["下降", "增长", "增加", "减少", "提高", "达到", "完成", "超过", "同比", "约"];
    if !b.starts_with(|c: char| c.is_ascii_digit()) || !wants.iter().any(|w| a.ends_with(w)) {
        return false;
    }
    let rest = b.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    rest.starts_with(['%', '％', '亿', '万', '億', '萬', '元', '个', '倍', '人', '户', '吨'])
}

/// `——2026年1月8日在云溪市` | `第五届人民代表大会第一次会议上`
fn dateline(a: &str, b: &str) -> bool {
    let opens = a.starts_with(['—', '-', '－', '─', '（', '('])
        || a.starts_with("20")
        || a.starts_with("19")
        || a.starts_with("二");
    let opens = opens && !a.contains(['，', '。']) && b.len() < 120;
    let closes = |s: &str| s.trim_end_matches(['）', ')', ' ']).ends_with('上');
    opens && a.contains('年') && a.contains('月') && a.contains('在') && !closes(a) && closes(b) && a.len() < 150
}

/// `云溪市2024年预算执行情况` | `与2025年预算草案的报告`
fn title_goes_on(a: &str, b: &str, last: &Shape, next: &Shape) -> bool {
    let stops = last.signs | next.signs;
    let may_end = matches!(next.last, '告' | '案' | '）' | '明' | '见' | '知' | '划' | '法' | '报');
    if next.blank_before || !may_end || stops.any(Signs::COMMA | Signs::STOP) {
        return false;
    }
    let ends = |s: &str| {
        ["报告", "草案", "草案）", "说明", "方案", "意见", "通知", "规划", "办法", "公报"]
            .iter()
            .any(|e| s.ends_with(e))
    };
    if a.len() >= 150 || b.len() >= 150 || !ends(b) {
        return false;
    }
    a.ends_with(['和', '与', '及', '暨', '的', '、']) || b.starts_with(['和', '与', '及', '暨', '的'])
}

/// `周委员明川：…`: a speaker begins, not `其中：…`.
fn speaks(text: &str) -> bool {
    let len = text.chars().take(13).take_while(|&c| is_han(c) || matches!(c, '（' | '）')).map(char::len_utf8).sum();
    let (name, rest) = text.split_at(len);
    name.chars().count() >= 2 && rest.starts_with('：') && !name.starts_with("其中") && !name.ends_with('为')
}

/// It ends in 。” or 。）
fn ends_quoted(text: &str) -> bool {
    let mut last = text.chars().rev();
    matches!(last.next(), Some('”' | '）' | ')' | '’' | '」' | '"'))
        && matches!(last.next(), Some('。' | '！' | '？' | '；' | '…'))
}
