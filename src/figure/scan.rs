//! The scanning pass: a class table indexed by code point finds the anchors, the readers are called there.

use super::record::Records;
pub(super) use super::record::{Found, Place};
use super::{Figure, Kind, Options};
use crate::decimal::Decimal;
use crate::fold::is_blank;
use crate::front::Front;
use crate::lexicon::unit::{Entry, begins};
use crate::memory::Part;
use crate::numeral::{Chars, Exact, han_digit, han_numerals, is_numeral_char, power_of_ten, three};

/// Characters at which a figure may begin, beyond ASCII digits.
static ANCHORS: Chars = Chars::of(
    // 百 千 万 only for 百分之 and the like; 上 下 前 公 民 纪 for periods and eras.
    "零〇○一二三四五六七八九十两兩壹贰貳叁叄參肆伍陆陸柒捌玖拾廿卅百千万萬第上下前公民中纪半０１２３４５６７８９",
);

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
    /// There is no memory for more.
    is_full: bool,
    records: Records,
}

impl<'t> Reader<'t> {
    #[inline]
    pub(super) fn push(&mut self, f: Found) {
        self.floor = f.end;
        let part = if self.place.cell.is_some() { Part::CellFigure } else { Part::Figure };
        let figure = self.records.record(f, self.place);
        let rare = usize::from(figure.is_rare());
        self.is_full |= !(self.options.memory.take(part, 1) && self.options.memory.take(Part::Rare, rare));
        self.out.push(figure);
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The text that stands before a place and after the last figure, without blanks at its end.
    #[inline]
    pub(super) fn lead(&self, at: usize) -> &'t str {
        let lead = &self.text[self.floor.min(at)..at];
        // Most often a Han letter stands there, or the blanks between two columns.
        let blanks = lead.bytes().rev().take_while(|b| *b == b' ').count();
        let lead = &lead[..lead.len() - blanks];
        match lead.as_bytes() {
            [] | [.., 0xe4..=0xe9, _, _] | [.., b'!'..=b'~'] => lead,
            _ => lead.trim_end(),
        }
    }

    /// Reads at an ASCII digit; gives where to go on, always further.
    #[inline]
    fn digit(&mut self, at: usize, c: char) -> usize {
        match super::plain::read(self, at) {
            Some(next) if next > at => next,
            _ => self.number(at, c),
        }
    }

    /// The same where more questions must be asked.
    #[inline(never)]
    fn number(&mut self, at: usize, c: char) -> usize {
        let date = if self.dated(at) { super::time::numbered(self, at) } else { None };
        match date.or_else(|| super::quantity::read(self, at)) {
            Some(next) if next > at => next,
            _ => self.skip(at, c),
        }
    }

    /// Reads at an anchor that is no ASCII digit; gives where to go on, always further.
    #[inline(never)]
    fn anchor(&mut self, at: usize, c: char) -> usize {
        let next = match c {
            '第' => super::order::read(self, at),
            // 提前六个月
            '前' if self.text[..at].ends_with(['提', '目', '此']) => return at + c.len_utf8(),
            '前' => {
                let next = self.text[at + c.len_utf8()..].chars().next();
                if !next.is_some_and(|n| is_numeral_char(n) || crate::numeral::digit(n).is_some()) {
                    return at + c.len_utf8();
                }
                super::time::worded(self, at)
            }
            '上' | '下' | '公' | '民' | '中' | '纪' => super::time::worded(self, at),
            _ if self.idle(at, c) => return at + c.len_utf8(),
            // 零下 is a sign.
            '零' if self.text[at + c.len_utf8()..].starts_with('下') => None,
            '半' => super::quantity::half(self, at),
            '百' | '千' | '万' | '萬' => super::share::percent_words(self, at),
            _ => super::plain::digit(self, at, c).or_else(|| {
                let date = if self.dated_han(at) { super::time::numbered(self, at) } else { None };
                date.or_else(|| super::quantity::read(self, at))
            }),
        };
        match next {
            Some(next) if next > at => next,
            _ => self.skip(at, c),
        }
    }

    /// Whether a Han digit counts nothing: it stands alone, and what follows is no unit (一些, 三者, 统一的).
    fn idle(&self, at: usize, c: char) -> bool {
        static ON: Chars = Chars::of(concat!(
            han_numerals!(),
            "点點多余餘來来几幾０１２３４５６７８９成:：∶又分份/／至到—-－–~～−〜―∼(（与和與及、以年月季世.个個"
        ));
        if self.options.bare || han_digit(c).is_none() {
            return false;
        }
        let next = self.text[at + c.len_utf8()..].chars().next();
        next.is_none_or(|n| !n.is_ascii() && !ON.has(n) && !begins(n) && !is_blank(n))
    }

    /// Whether ASCII digits may begin a date: by what stands right behind them.
    fn dated(&self, at: usize) -> bool {
        static BEHIND: Chars = Chars::of("年月季世-/.—－–~～至到−、和―〜");
        let rest = &self.text[at..];
        let digits = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
        match rest[digits..].chars().next() {
            Some('.') => digits == 4 || self.options.bare,
            Some('a' | 'b' | 'A' | 'B') => self.options.bare,
            Some(c) => BEHIND.has(c) || is_blank(c),
            None => false,
        }
    }

    /// Whether a numeral that is not of ASCII digits may begin a date or a plan: by what stands behind its run.
    fn dated_han(&self, at: usize) -> bool {
        static BEHIND: Chars = Chars::of("年月季世-/.—－–～~至到−、和―〜");
        let mut five = false;
        let behind = self.text[at..].chars().take(12).find(|&c| {
            five |= c == '五';
            !is_numeral_char(c) && crate::numeral::digit(c).is_none()
        });
        five || self.options.bare || behind.is_none_or(|c| BEHIND.has(c) || is_blank(c))
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

impl<'t> Reader<'t> {
    /// A reader that has read nothing yet.
    pub(super) fn new(taiwan: bool, options: Options, out: &'t mut Vec<Figure>) -> Self {
        let place = Place { base: 0, block: 0, cell: None };
        Self { text: "", place, taiwan, options, floor: 0, out, is_full: false, records: Records::new() }
    }

    /// Reads all figures of one text.
    pub(super) fn read(&mut self, text: &'t str, place: Place) {
        let first = self.out.len();
        let bytes = text.as_bytes();
        let at = if place.cell.is_none() { super::name::label(text) } else { 0 };
        // On request a text that is nothing but a label (12.2.3), or goes on with a letter (1.5GHz), is read as what
        // else it may be.
        let again = self.options.bare && bytes.get(at).is_none_or(u8::is_ascii_alphabetic);
        let mut next = if again { 0 } else { at };
        (self.text, self.place, self.floor) = (text, place, next);
        while let Some((at, c)) = stop(bytes, next).filter(|_| !self.is_full) {
            next = if c.is_ascii() { self.digit(at, c) } else { self.anchor(at, c) };
        }
        if self.out.len() > first + 1 {
            lists(text, place.base as usize, &mut self.out[first..], first);
        }
    }
}

/// Whether a word that may begin a date begins none: the character behind it tells (公里, 人民, 中国, 上年).
fn is_idle_word(c: char, behind: &[u8]) -> bool {
    let goes_on = |word: &str| behind.starts_with(word.as_bytes());
    match c {
        '上' | '下' => !goes_on("半"),
        '公' | '纪' => !goes_on("元"),
        '中' => !goes_on("華"),
        '民' => !(goes_on("國") || goes_on("国")),
        _ => false,
    }
}

/// The next anchor from a place on. This loop sees every character, and does nothing else.
fn stop(bytes: &[u8], from: usize) -> Option<(usize, char)> {
    let mut rest = bytes.get(from..)?;
    loop {
        match *rest {
            [a @ 0xe0..0xf0, b, c, ref tail @ ..] => {
                if ANCHORS.has_three(a, b, c)
                    && let Some(found) = anchor(a, b, c, tail)
                {
                    return Some((bytes.len() - rest.len(), found));
                }
                rest = tail;
            }
            [b @ b'0'..=b'9', ..] => return Some((bytes.len() - rest.len(), char::from(b))),
            // Characters of two and four bytes go byte by byte: none of their bytes looks like an anchor. The blanks
            // between the columns of a table go by eight.
            [b' ', b' ', b' ', b' ', b' ', b' ', b' ', b' ', ref tail @ ..] | [_, ref tail @ ..] => rest = tail,
            [] => return None,
        }
    }
}

/// The anchor of three bytes, unless what follows says that it is none.
#[inline(never)]
fn anchor(a: u8, b: u8, c: u8, tail: &[u8]) -> Option<char> {
    char::from_u32(three(a, b, c) as u32).filter(|&found| !is_idle_word(found, tail))
}

/// Marks the members of enumerations: figures of one kind with nothing but `、` `和` `及` `与` between them.
fn lists(text: &str, base: usize, figures: &mut [Figure], first: usize) {
    let mut head: Option<usize> = None;
    for i in 1..figures.len() {
        let (a, b) = (&figures[i - 1], &figures[i]);
        let alike = b.span.start - a.span.end <= 12
            && a.kind == b.kind
            && !matches!(a.kind, Kind::Date | Kind::Period | Kind::Number)
            && a.unit() == b.unit();
        let joined = alike && {
            let between = text.get(a.span.end as usize - base..b.span.start as usize - base).unwrap_or_default().trim();
            let comma = matches!(between, "，" | ",");
            // A comma goes on with a list, and begins none.
            (!comma || head.is_some())
                && matches!(between, "、" | "和" | "及" | "与" | "與" | "以及" | "∶" | ":" | "：" | "，" | ",")
        };
        if joined {
            let h = *head.get_or_insert(i - 1);
            figures[h].set_list((first + h) as u32);
            figures[i].set_list((first + h) as u32);
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
pub(super) fn scaled(value: Exact, negative: bool, power: u8, entry: &Entry) -> Option<Decimal> {
    if let Some(few) = few(value, negative, power, entry) {
        return Some(few);
    }
    let d = decimal(value.shifted(power)?.trimmed(), negative)?;
    if entry.plain {
        return Some(d);
    }
    d.checked_mul(entry.factor.0)?.checked_div(entry.factor.1).map(|d| d.normalize())
}

/// The same in 64 bits, where they hold it all and no division is needed.
fn few(value: Exact, negative: bool, power: u8, entry: &Entry) -> Option<Decimal> {
    let (times, places) = entry.tenfold?;
    let mut mantissa = u64::try_from(value.mantissa).ok()?.checked_mul(times)?;
    let mut scale = value.scale + places;
    if scale >= power {
        scale -= power;
    } else {
        let zeros = u64::try_from(power_of_ten(usize::from(power - scale))?).ok()?;
        (mantissa, scale) = (mantissa.checked_mul(zeros)?, 0);
    }
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    let negative = negative && mantissa > 0;
    (scale <= 28).then(|| Decimal::from_parts(mantissa as u32, (mantissa >> 32) as u32, 0, negative, scale.into()))
}

/// A number as a decimal.
pub(super) fn decimal(e: Exact, negative: bool) -> Option<Decimal> {
    let mantissa = i128::try_from(e.mantissa).ok()?;
    Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, u32::from(e.scale)).ok()
}

#[cfg(test)]
mod tests {
    use super::{Options, Place, Reader};

    /// The steps of the numeral readers over `unit` repeated to about `bytes`.
    fn steps(unit: &str, bytes: usize) -> usize {
        let text = unit.repeat(bytes / unit.len());
        let before = crate::numeral::steps();
        let mut out = Vec::new();
        let place = Place { base: 0, block: 0, cell: None };
        for bare in [false, true] {
            Reader::new(false, Options { bare, ..Options::default() }, &mut out).read(&text, place);
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
            "1.1.1.",
            "年月日",
            "2024年1",
            "（（",
            "“",
            "个",
            "负",
            "零下",
            "三块",
            "1小时",
            "成",
            "百分之一到",
            "一至",
            "一、",
            "第一、",
            "五分",
            "九八年",
            "1打",
            "1个半",
            "以上",
            "1 234 ",
            "翻",
        ];
        for unit in units {
            let (one, four) = (steps(unit, 40_000), steps(unit, 160_000));
            assert!(four <= one * 5 + 1000, "{unit}: {one} steps, then {four} for four times the text");
            assert!(one <= 40_000 * 400, "{unit}: {one} steps for 40 kB");
        }
    }
}
