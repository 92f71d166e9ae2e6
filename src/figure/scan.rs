//! The scanning pass: a class table indexed by code point finds the anchors, the readers are called there.

use super::{Base, Figure, Kind, Options, Qualifier};
use crate::decimal::Decimal;
use crate::front::Front;
use crate::numeral::is_numeral_char;
use crate::span::CleanSpan;

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Byte offset of the text in the clean text.
    pub base: u32,
    /// Its block.
    pub block: u32,
    /// Its cell.
    pub cell: Option<(u32, u32)>,
}

/// Characters at which a figure may begin, beyond ASCII digits: a bit per code point of the basic plane.
static ANCHORS: [u64; 1024] = anchors();

const fn anchors() -> [u64; 1024] {
    // 百 千 万 only for 百分之 and the like; 上 下 前 公 民 纪 for periods and eras.
    const CHARS: &str =
        "零〇○一二三四五六七八九十两兩壹贰貳叁叄參肆伍陆陸柒捌玖拾廿卅百千万萬第上下前公民中纪半０１２３４５６７８９";
    let mut table = [0u64; 1024];
    let bytes = CHARS.as_bytes();
    let mut i = 0;
    while i + 2 < bytes.len() {
        let c = three(bytes[i], bytes[i + 1], bytes[i + 2]);
        table[c >> 6] |= 1 << (c & 63);
        i += 3;
    }
    table
}

const fn three(a: u8, b: u8, c: u8) -> usize {
    ((a as usize & 0xf) << 12) | ((b as usize & 0x3f) << 6) | (c as usize & 0x3f)
}

/// The reader of one text.
pub(super) struct Reader<'t> {
    /// The text.
    pub text: &'t str,
    /// Where it stands.
    pub place: Place,
    /// 元 is the new Taiwan dollar, and years count from 1912.
    pub taiwan: bool,
    /// Options.
    pub options: Options,
    /// Where the last figure ended: nothing before belongs to the next one.
    pub floor: usize,
    /// What was found.
    pub out: &'t mut Vec<Figure>,
}

/// What a reader hands over; the rest is the place's.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub value: String,
    pub upper: Option<String>,
    pub unit: String,
    pub base: Option<Base>,
    pub qualifier: Option<Qualifier>,
    pub year_printed: bool,
    pub list: Option<u32>,
}

impl Reader<'_> {
    pub(super) fn push(&mut self, f: Found) {
        let base = self.place.base;
        self.floor = f.end;
        self.out.push(Figure {
            span: CleanSpan::new(base + f.start as u32, base + f.end as u32),
            block: self.place.block,
            cell: self.place.cell,
            kind: f.kind,
            value: f.value,
            upper: f.upper,
            unit: f.unit,
            base: f.base,
            qualifier: f.qualifier,
            year_printed: f.year_printed,
            list: f.list,
        });
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The text that stands before a place and after the last figure, without blanks at its end.
    pub(super) fn lead(&self, at: usize) -> &str {
        let from = self.floor.min(at);
        self.text[from..at].trim_end()
    }

    /// Reads at an anchor; gives where to go on, always further.
    fn anchor(&mut self, at: usize, c: char) -> usize {
        let next = match c {
            '第' => super::order::read(self, at),
            '上' | '下' | '前' | '公' | '民' | '中' | '纪' => {
                let next = self.text[at + c.len_utf8()..].chars().next();
                let fits = match c {
                    '上' | '下' => next == Some('半'),
                    '前' => {
                        next.is_some_and(|n| is_numeral_char(n) || n.is_ascii_digit() || ('０'..='９').contains(&n))
                    }
                    '公' | '纪' => next == Some('元'),
                    '中' => next == Some('華'),
                    _ => matches!(next, Some('國' | '国')),
                };
                if fits { super::time::worded(self, at) } else { None }
            }
            '半' => super::quantity::half(self, at),
            _ => super::time::numbered(self, at).or_else(|| super::quantity::read(self, at)),
        };
        match next {
            Some(next) if next > at => next,
            _ => self.skip(at, c),
        }
    }

    /// Past a numeral that is no figure: all of its run, so that no run is read twice.
    fn skip(&self, at: usize, c: char) -> usize {
        let rest = &self.text[at + c.len_utf8()..];
        let start = at + c.len_utf8();
        if c.is_ascii_digit() || ('０'..='９').contains(&c) {
            let more = rest.find(|c: char| crate::numeral::digit(c).is_none()).unwrap_or(rest.len());
            return start + more;
        }
        if !is_numeral_char(c) {
            return start;
        }
        // 百分之 may stand behind a Han numeral, never inside one.
        start + rest.find(|c| !is_numeral_char(c) || matches!(c, '百' | '千' | '万')).unwrap_or(rest.len())
    }
}

/// Reads all figures of one text.
pub(super) fn read(text: &str, place: Place, taiwan: bool, options: Options, out: &mut Vec<Figure>) {
    let first = out.len();
    let mut reader = Reader { text, place, taiwan, options, floor: 0, out };
    let bytes = text.as_bytes();
    let mut at = if place.cell.is_none() { super::name::label(text) } else { 0 };
    reader.floor = at;
    while let Some(&b) = bytes.get(at) {
        if b < 0x80 {
            at = if b.is_ascii_digit() { reader.anchor(at, char::from(b)) } else { at + 1 };
        } else if b & 0xf0 == 0xe0 {
            let code = three(b, bytes[at + 1], bytes[at + 2]);
            let anchored = ANCHORS[code >> 6] >> (code & 63) & 1 == 1;
            at = match char::from_u32(code as u32) {
                Some(c) if anchored => reader.anchor(at, c),
                _ => at + 3,
            };
        } else {
            at += if b & 0xe0 == 0xc0 { 2 } else { 4 };
        }
    }
    lists(text, place.base as usize, &mut out[first..], first);
}

/// Marks the members of enumerations: figures of one kind with nothing but `、` `和` `及` `与` between them.
fn lists(text: &str, base: usize, figures: &mut [Figure], first: usize) {
    let mut head: Option<usize> = None;
    for i in 1..figures.len() {
        let (a, b) = (&figures[i - 1], &figures[i]);
        let between = text.get(a.span.end as usize - base..b.span.start as usize - base).unwrap_or_default();
        let joined = between.len() <= 12
            && matches!(between.trim(), "、" | "和" | "及" | "与" | "與" | "以及" | "∶" | ":" | "：" | "，" | ",");
        let comma = matches!(between.trim(), "，" | ",");
        let measured = !matches!(a.kind, Kind::Date | Kind::Period | Kind::Number);
        let running = head.is_some() || i + 1 < figures.len();
        if joined && measured && a.kind == b.kind && a.unit == b.unit && (!comma || running && head.is_some()) {
            let h = *head.get_or_insert(i - 1);
            figures[h].list = Some((first + h) as u32);
            figures[i].list = Some((first + h) as u32);
        } else {
            head = None;
        }
    }
}

/// Whether a report comes from Taiwan: traditional letters, and 民國, 臺 or 新臺幣 in it.
pub(super) fn from_taiwan(front: &Front, text: &str) -> bool {
    let issuer = front.issuer.as_ref().map_or("", |f| f.value.as_str());
    if ["臺", "行政院", "立法院", "中華民國"].iter().any(|w| issuer.contains(w)) {
        return true;
    }
    let head = {
        let mut end = text.len().min(24_000);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    };
    let finder = |w: &str| memchr::memmem::find(head.as_bytes(), w.as_bytes()).is_some();
    // Letters that simplified text never has come first: most reports end here.
    if !finder("國") && !finder("萬") {
        return false;
    }
    ["民國", "新臺幣", "新台幣", "立法院", "行政院", "臺灣", "台灣", "年度"].iter().any(|w| finder(w))
        && !["中华人民共和国", "中華人民共和國", "中国共产党", "社會主義"].iter().any(|w| finder(w))
}

/// An exact number times its magnitude and a factor, in base units.
pub(super) fn scaled(
    value: crate::numeral::Exact,
    negative: bool,
    power: u8,
    factor: (Decimal, Decimal),
    plain: bool,
) -> Option<Decimal> {
    let mut e = value.shifted(power)?;
    while e.scale > 0 && e.mantissa % 10 == 0 {
        e = crate::numeral::Exact { mantissa: e.mantissa / 10, scale: e.scale - 1 };
    }
    let mantissa = i128::try_from(e.mantissa).ok()?;
    let d = Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, u32::from(e.scale)).ok()?;
    if plain {
        return Some(d);
    }
    d.checked_mul(factor.0)?.checked_div(factor.1).map(|d| d.normalize())
}

#[cfg(test)]
mod tests {
    use super::{Options, Place, read};

    /// The steps of the numeral readers over `unit` repeated to about `bytes`.
    fn steps(unit: &str, bytes: usize) -> usize {
        let text = unit.repeat(bytes / unit.len());
        let before = crate::numeral::steps();
        let mut out = Vec::new();
        let place = Place { base: 0, block: 0, cell: None };
        for bare in [false, true] {
            read(&text, place, false, Options { bare }, &mut out);
        }
        crate::numeral::steps() - before
    }

    #[test]
    fn hostile_text_costs_linear_steps() {
        let units = [
            "1",
            "一二三四五",
            ",",
            "1,",
            "1,234,",
            "万亿",
            "亿",
            "一万",
            "十",
            "百分之",
            "分之",
            "第",
            "1、",
            "1-",
            "1~",
            "1.",
            "零",
            "3亿5千万",
            "2024年",
            "1月",
            "十四五",
            "一又",
            "大于1",
            "1以上，",
            "1 ",
            "几十亿",
            "三四",
            "7 ",
            "１",
            "1/",
            "1:",
            "（",
            "两两",
            "元",
            "1元",
            "1和",
        ];
        for unit in units {
            let (one, four) = (steps(unit, 40_000), steps(unit, 160_000));
            assert!(four <= one * 5 + 1000, "{unit}: {one} steps, then {four} for four times the text");
            assert!(one <= 40_000 * 400, "{unit}: {one} steps for 40 kB");
        }
    }
}
