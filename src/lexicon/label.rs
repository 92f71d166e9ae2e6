//! Numbering labels at the start of a line.
//!
//! | spelling | scheme | remark |
//! | --- | --- | --- |
//! | `第一部分` `第二编` `第三章` `第四节` `第五条` | part, volume, chapter, section, article | also `第1章`, `第壹條`; not `第五条规定` |
//! | `一、` `二．` `十一 、` `廿三、` | han_dun | not `一、二产业` |
//! | `壹、` `貳、` | han_formal | above `一、` in Taiwan |
//! | `（一）` `(一)` `㈠` `一）` | han_paren | inner blanks allowed: `（  四  ）` |
//! | `1.` `1．` `1、` `１．` `⒈` | arabic_dot | not `3.84 亿元`, but `1.2019 年预算` |
//! | `（1）` `1）` `⑴` | arabic_paren | |
//! | `①` to `㊿`, `❶` | circled | |
//! | `1.1` `1.1.1` `1．1` | arabic_path | not `1.1 亿元` |
//! | `Ⅰ、` `IV.` | roman | not `Ⅲ类水质` |
//! | `A.` `b)` `（C）` | latin | not `A股`, `U.S.` |
//! | `甲、` `（乙）` | stem | not `甲、乙双方` |
//! | `附件1` `附件：` `附表2` `附录A` `附：` | annex | ordinal 0 where none is printed |
//! | `案例一：` `任务2：` | case | |
//! | `§3` | section | |
//! | `第一，` `第一、` `第一：` | han_di | not `第一季度` |
//! | `一是` `二要` `其一，` | han_shi | items, never headings; not `三要素` |
//! | `［1］` `[1]` `【1】` | bracket | notes, not `〔2019〕5号` |
//!
//! `首先`, `其次` have no number and are no labels. Numbers go up to 9999 in Han (`第一千二百六十条`) and to three Arabic
//! digits. Bullets (`- `, `●`, `——`) are read by [`bullet`]; a label may follow one.

mod number;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n};
use nom::character::complete::{char, satisfy};
use nom::combinator::{not, opt, peek, rest, verify};
use nom::error::Error;
use nom::multi::many_m_n;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use self::number::{
    any, arabic_number, ascii_roman, blanks, fail, formal, formal_number, han_digit, han_number, is_digit,
    is_han_number, letter, stem, stem_number, unicode_roman, value_of_digits,
};
use crate::fold::is_blank;
use crate::numeral::three;

/// A numbering scheme, in the order of GB/T 9704 where that has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// `附件1`
    Annex,
    /// `第一编`
    Volume,
    /// `第一部分`
    Part,
    /// `第一章`
    Chapter,
    /// `第一节`
    Section,
    /// `第一条`
    Article,
    /// `壹、`
    HanFormal,
    /// `一、`
    HanDun,
    /// `（一）`
    HanParen,
    /// `1.` and `1、`
    ArabicDot,
    /// `（1）` and `1）`
    ArabicParen,
    /// `①`
    Circled,
    /// `1.1` and deeper
    ArabicPath,
    /// `Ⅰ` and `I.`
    Roman,
    /// `A.` and `a)`
    Latin,
    /// `甲、`
    Stem,
    /// `案例一：`
    Case,
    /// `第一，` and `第一、`
    HanDi,
    /// `一是` and `一要`
    HanShi,
    /// `［1］`
    Bracket,
    /// `——` and other bullets, without a number
    Dash,
    /// Markdown `#` or an HTML heading, without a number of its own
    Markup,
    /// An unnumbered title line
    Unnumbered,
}

impl Scheme {
    /// How many schemes there are.
    pub const COUNT: usize = Self::Unnumbered as usize + 1;

    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Volume => "volume",
            Self::Part => "part",
            Self::Chapter => "chapter",
            Self::Section => "section",
            Self::Article => "article",
            Self::HanFormal => "han_formal",
            Self::HanDun => "han_dun",
            Self::HanParen => "han_paren",
            Self::ArabicDot => "arabic_dot",
            Self::ArabicParen => "arabic_paren",
            Self::Circled => "circled",
            Self::ArabicPath => "arabic_path",
            Self::Roman => "roman",
            Self::Latin => "latin",
            Self::Stem => "stem",
            Self::Case => "case",
            Self::HanDi => "han_di",
            Self::HanShi => "han_shi",
            Self::Bracket => "bracket",
            Self::Dash => "dash",
            Self::Markup => "markup",
            Self::Unnumbered => "unnumbered",
        }
    }
}

/// A label read at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Its length in bytes, punctuation included, blanks after it not.
    pub len: usize,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its number; the last one of a path (`1.2.3` is 3); 0 where an annex has none.
    pub ordinal: u32,
    /// Numbers in it: 1, or 2 and more for a path.
    pub depth: u8,
}

/// What a reader of one family of labels gives: scheme, number, numbers in all.
type Read = (Scheme, u32, u8);

/// Reads the numbering label that `text` begins with. Blanks before it are not skipped.
pub fn label(text: &str) -> Option<Label> {
    plain(text.as_bytes()).or_else(|| any_label(text))
}

/// The same for labels of every form.
fn any_label(text: &str) -> Option<Label> {
    // Most lines begin with no label at all: the first byte tells, or the first character.
    let read = match text.as_bytes().first()? {
        b'0'..=b'9' => arabic(text),
        b'(' | b'[' => enclosed(text),
        b'A'..=b'Z' | b'a'..=b'z' => latin(text),
        0xc2 => section_sign(text),
        0xe2 => sign(text),
        0xe3..=0xe9 => match text.chars().next()? {
            '第' => of_division(text),
            '附' => annex(text),
            '案' | '任' | '问' | '問' | '情' | '例' | '争' | '爭' => case(text),
            '〔' | '【' => enclosed(text),
            '\u{3200}'..='\u{32ff}' => sign(text),
            '其' => of_these(text),
            c if is_han_number(c) => han(text),
            c if formal(c).is_some() || stem(c).is_some() => formal_or_stem(text),
            _ => return None,
        },
        0xef => match text.chars().next()? {
            '０'..='９' => arabic(text),
            '（' | '［' => enclosed(text),
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => latin(text),
            _ => return None,
        },
        _ => return None,
    };
    let (left, (scheme, ordinal, depth)) = read.ok()?;
    Some(Label { len: text.len() - left.len(), scheme, ordinal, depth })
}

/// Reads `二农林水支出`: a Han number that has lost its 、 before a name. Only where it continues a list is it a label.
pub fn label_without_point(text: &str) -> Option<Label> {
    let (left, ordinal) = han_number(text).ok()?;
    // 二是, 三个, 五年, 十四届 go on as words; so do numbers.
    let word =
        ['是', '要', '个', '個', '项', '項', '年', '月', '日', '季', '级', '級', '届', '次', '条', '大', '万', '亿'];
    let name = left.starts_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c)) && !left.starts_with(word);
    name.then_some(Label { len: text.len() - left.len(), scheme: Scheme::HanDun, ordinal, depth: 1 })
}

/// `（一）` `一、` `一是` `1.` `1、` `12.` `（1）`, where nothing behind them can make them anything else: most labels, in
/// a few steps.
fn plain(bytes: &[u8]) -> Option<Label> {
    const COMMA: &[u8] = "、".as_bytes();
    const CLOSE: &[u8] = "）".as_bytes();
    let han = |bytes: &[u8]| match *bytes {
        [a, b, c, ..] => char::from_u32(three(a, b, c) as u32).and_then(|c| match c {
            '十' => Some(10),
            c => han_digit(c),
        }),
        _ => None,
    };
    let arabic = |bytes: &[u8]| match *bytes {
        [a @ b'1'..=b'9', b'.' | 0xe3 | 0xef | b')', ..] => Some((u32::from(a - b'0'), 1)),
        [a @ b'1'..=b'9', b @ b'0'..=b'9', b'.' | 0xe3 | 0xef | b')', ..] => {
            Some((u32::from(a - b'0') * 10 + u32::from(b - b'0'), 2))
        }
        _ => None,
    };
    let (scheme, ordinal, len) = match *bytes {
        [b'1'..=b'9', ..] => {
            let (n, len) = arabic(bytes)?;
            let len = if bytes[len] == b'.' {
                len + 1
            } else if bytes[len..].starts_with(COMMA) {
                len + COMMA.len()
            } else {
                return None;
            };
            // 1.2, 3、4月, 1.…
            let alone = matches!(bytes.get(len), Some(b'A'..=b'Z' | b'a'..=b'z' | 0xe4..=0xe9));
            alone.then_some((Scheme::ArabicDot, n, len))?
        }
        // （
        [0xef, 0xbc, 0x88, ref inner @ ..] => {
            let (scheme, n, len) = if let Some(n) = han(inner) {
                (Scheme::HanParen, n, 3)
            } else {
                let (n, len) = arabic(inner)?;
                (Scheme::ArabicParen, n, len)
            };
            let close = inner[len..].starts_with(CLOSE);
            // A point that follows belongs to it.
            let alone = close && matches!(inner.get(len + CLOSE.len()), Some(0xe4..=0xe9));
            alone.then_some((scheme, n, len + 2 * CLOSE.len()))?
        }
        [0xe4..=0xe9, ..] => {
            let n = han(bytes)?;
            let (left, behind) = (&bytes[3..], bytes.get(6..)?);
            if left.starts_with(COMMA) {
                // 一、二产业
                let next = char::from_u32(match *behind {
                    [a @ 0xe4..=0xe9, b, c, ..] => three(a, b, c) as u32,
                    _ => return None,
                })?;
                (!is_han_number(next)).then_some((Scheme::HanDun, n, 6))?
            } else {
                left.starts_with("是".as_bytes()).then_some((Scheme::HanShi, n, 6))?
            }
        }
        _ => return None,
    };
    Some(Label { len, scheme, ordinal, depth: 1 })
}

/// The length in bytes of the bullet that `text` begins with, the blanks after it included; 0 where there is none.
///
/// `——坚持` has one, `-5%` and `—2024年` have none.
pub fn bullet(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    let signs = match first {
        '●'
        | '○'
        | '■'
        | '□'
        | '◆'
        | '◇'
        | '▲'
        | '△'
        | '►'
        | '▶'
        | '➢'
        | '★'
        | '☆'
        | '※'
        | '•'
        | '·'
        | '・'
        | '‧'
        | '∙'
        | '⚫'
        | '✓'
        | '√'
        | '\u{f000}'..='\u{f0ff}' => first.len_utf8(),
        '-' | '－' | '—' | '―' | '–' | '─' | '*' | '+' => {
            let signs = text.len() - text.trim_start_matches(first).len();
            let after = text[signs..].chars().next();
            let one = signs == first.len_utf8();
            match after {
                Some(c) if is_blank(c) => signs,
                // A single sign before a number is a minus or a span of years.
                Some(c) if one && (c.is_ascii_digit() || !('\u{2e80}'..='\u{ffff}').contains(&c)) => return 0,
                Some(_) if matches!(first, '*' | '+') => return 0,
                Some(_) if signs <= 4 * first.len_utf8() => signs,
                _ => return 0,
            }
        }
        _ => return 0,
    };
    let left = text[signs..].trim_start_matches(is_blank);
    if left.is_empty() { 0 } else { text.len() - left.len() }
}

/// This word.
fn word<'a>(word: &'static str) -> impl Parser<&'a str, Output = &'a str, Error = Error<&'a str>> {
    tag(word)
}

/// The point after a number: `、`, `.`, `．`, with blanks before it.
fn point(input: &str) -> IResult<&str, char> {
    preceded(blanks, any(['、', '.', '．', '﹒'])).parse(input)
}

/// What makes a number with decimals a quantity.
const UNITS: &[&str] = &[
    "万",
    "萬",
    "亿",
    "億",
    "元",
    "%",
    "％",
    "‰",
    "倍",
    "吨",
    "噸",
    "亩",
    "畝",
    "米",
    "克",
    "斤",
    "岁",
    "歲",
    "℃",
    "°",
    "㎡",
    "公里",
    "公斤",
    "公顷",
    "平方",
    "立方",
    "千瓦",
    "千米",
    "千克",
    "个百分",
    "個百分",
    "百分点",
    "年以",
    "年来",
    "年左右",
    "年多",
    "年期",
    "年时间",
    "年的",
    "个月",
    "個月",
    "个工作日",
    "个小时",
    "美元",
    "人次",
    "分钟",
    "小时",
];

/// A unit after a number with decimals: `3.84 亿元`, `5.2%`.
fn is_quantity(left: &str) -> bool {
    let left = left.trim_start_matches(is_blank);
    // These begin words too (项目, 年度, 人员): a unit where nothing follows that continues a word.
    let short = (
        any([
            '个', '個', '人', '年', '项', '項', '家', '件', '户', '戶', '次', '天', '日', '月', '分', '级', '度', 'k',
        ]),
        alt((rest_empty, any(['，', '。', '、', '；', ',', ';', '（', '(']).map(|_| ()))),
    );
    // 1.5年内建成, but 1.2年内部审计情况 and 2.3年初预算.
    let within = ["年内", "日内", "天内"].iter().any(|w| left.starts_with(w)) && left.chars().nth(2) != Some('部');
    within || UNITS.iter().any(|u| left.starts_with(u)) || { short }.parse(left).is_ok()
}

fn rest_empty(input: &str) -> IResult<&str, ()> {
    verify(rest, str::is_empty).map(|_| ()).parse(input)
}

/// `1.` `1、` `1）` `1.1` `1.1.1`.
fn arabic(input: &str) -> IResult<&str, Read> {
    let (left, first) = arabic_number(input)?;
    if let Ok((left, _)) = preceded(blanks, any([')', '）'])).parse(left) {
        let (left, _) = opt(any(['、', '.', '．'])).parse(left)?;
        return Ok((left, (Scheme::ArabicParen, first, 1)));
    }
    let (after, sign) = point(left)?;
    if sign == '、' {
        // 3、4月份 counts months.
        let next = (arabic_number, blanks, any(['月', '日', '季', '号', '號']));
        return match peek(next).parse(after) {
            Ok((_, (n, ..))) if n == first + 1 => fail(input),
            _ => Ok((after, (Scheme::ArabicDot, first, 1))),
        };
    }
    if after.starts_with(['.', '．', '…']) {
        return fail(input);
    }
    if !after.starts_with(is_digit) {
        return Ok((after, (Scheme::ArabicDot, first, 1)));
    }
    // 1.2019 年预算: a year directly after the point.
    let (past, digits) = take_while(is_digit).parse(after)?;
    if digits.chars().count() == 4 {
        let year = (1949..2100).contains(&value_of_digits(digits));
        let continues = preceded(blanks, any(['年', '—', '-', '–', '~', '－', '至'])).parse(past).is_ok();
        return if year && continues { Ok((after, (Scheme::ArabicDot, first, 1))) } else { fail(input) };
    }
    // 1.97年9月5日: no decimal is followed by a month, so a date of a year short or of the Republic stands there.
    let month = take_while_m_n(1, 2, is_digit);
    if (blanks, any(['年']), blanks, month, blanks, any(['月'])).parse(past).is_ok() {
        return Ok((after, (Scheme::ArabicDot, first, 1)));
    }
    if first > 99 {
        return fail(input);
    }
    let part = verify(take_while_m_n(1, 2, is_digit), |d: &str| !d.starts_with(['0', '０']));
    let part = terminated(part, not(satisfy(is_digit)));
    let mut parts = many_m_n(1, 5, preceded(any(['.', '．']), part));
    let (past, parts) = parts.parse(left)?;
    let depth = parts.len() as u8 + 1;
    let ordinal = parts.last().map_or(0, |d| value_of_digits(d));
    let (end, mark) = opt(any(['、', '.', '．'])).parse(past)?;
    if mark.is_none()
        && (past.starts_with(['%', '％', '-', '—', '~', ')', '）', '，', '。', '；']) || is_quantity(past))
    {
        // 1.10个 with a single decimal may still be item 1: not read, a wrong label would cut a figure.
        return fail(input);
    }
    Ok((end, (Scheme::ArabicPath, ordinal, depth)))
}

/// `一、`, `一是`, `一）`.
fn han(input: &str) -> IResult<&str, Read> {
    if let Ok((left, n)) = terminated(han_number, point).parse(input) {
        // 一、二产业 and 三、四线城市 list numbers; 二、三农工作 is a heading.
        if let Ok((after, next)) = han_number(left)
            && next == n + 1
            && after.starts_with(['、', '产', '產', '季', '级', '級', '线', '線', '类', '類', '期', '月', '审', '審'])
        {
            return fail(input);
        }
        return Ok((left, (Scheme::HanDun, n, 1)));
    }
    let paren = terminated(han_number, (blanks, any([')', '）']), opt(any(['、', '.', '．']))));
    alt((han_shi, paren.map(|n| (Scheme::HanParen, n, 1)))).parse(input)
}

/// `一是`, `二要`.
fn han_shi(input: &str) -> IResult<&str, Read> {
    // 三要素, 两要件, 四要点
    let must =
        terminated(word("要"), not(any(['素', '务', '務', '点', '點', '件', '领', '領', '求', '塞', '害', '道'])));
    terminated(han_number, alt((word("是"), must))).map(|n| (Scheme::HanShi, n, 1)).parse(input)
}

/// `其一，`.
fn of_these(input: &str) -> IResult<&str, Read> {
    delimited(char('其'), han_number, any(['，', '、', '：'])).map(|n| (Scheme::HanShi, n, 1)).parse(input)
}

/// `壹、`, `甲、`.
fn formal_or_stem(input: &str) -> IResult<&str, Read> {
    let stems = terminated(terminated(stem_number, point), not(peek(satisfy(|c| stem(c).is_some()))));
    alt((terminated(formal_number, point).map(|n| (Scheme::HanFormal, n, 1)), stems.map(|n| (Scheme::Stem, n, 1))))
        .parse(input)
}

/// `（一）`, `（1）`, `（甲）`, `（A）`, `［1］`.
fn enclosed(input: &str) -> IResult<&str, Read> {
    let number = alt((
        han_number.map(|n| (Scheme::HanParen, n, 1)),
        arabic_number.map(|n| (Scheme::ArabicParen, n, 1)),
        formal_number.map(|n| (Scheme::HanFormal, n, 1)),
        stem_number.map(|n| (Scheme::Stem, n, 1)),
        unicode_roman.map(|n| (Scheme::Roman, n, 1)),
        ascii_roman.map(|n| (Scheme::Roman, n, 1)),
        letter.map(|n| (Scheme::Latin, n, 1)),
    ));
    let round = delimited((any(['(', '（']), blanks), number, (blanks, any([')', '）']), opt(any(['、', '.', '．']))));
    let square = delimited(any(['[', '［', '〔', '【']), arabic_number, any([']', '］', '〕', '】']))
        .map(|n| (Scheme::Bracket, n, 1));
    alt((round, square)).parse(input)
}

/// `A.`, `b)`, `IV.`; never before another letter.
fn latin(input: &str) -> IResult<&str, Read> {
    let end =
        (blanks, any(['.', '．', '、', ')', '）']), peek(not(satisfy(|c| c.is_ascii_alphanumeric() || c == '.'))));
    let number = alt((ascii_roman.map(|n| (Scheme::Roman, n, 1)), letter.map(|n| (Scheme::Latin, n, 1))));
    terminated(number, end).parse(input)
}

/// Numbers that are one character: `①`, `⑴`, `⒈`, `㈠`, `Ⅰ、`.
fn sign(input: &str) -> IResult<&str, Read> {
    if let Ok((left, n)) = unicode_roman(input) {
        // Ⅲ类水质, Ⅱ型 go on as a word.
        let end = alt((point.map(|_| ()), peek(satisfy(is_blank)).map(|_| ()), rest_empty));
        return end.map(|()| (Scheme::Roman, n, 1)).parse(left);
    }
    let (left, c) = satisfy(|_| true).parse(input)?;
    let from = |base: char| c as u32 - base as u32 + 1;
    let (scheme, n) = match c {
        '①'..='⑳' => (Scheme::Circled, from('①')),
        '㉑'..='㉟' => (Scheme::Circled, from('㉑') + 20),
        '㊱'..='㊿' => (Scheme::Circled, from('㊱') + 35),
        '❶'..='❿' => (Scheme::Circled, from('❶')),
        '㊀'..='㊉' => (Scheme::Circled, from('㊀')),
        '⑴'..='⒇' => (Scheme::ArabicParen, from('⑴')),
        '⒈'..='⒛' => (Scheme::ArabicDot, from('⒈')),
        '㈠'..='㈩' => (Scheme::HanParen, from('㈠')),
        _ => return fail(input),
    };
    let (left, _) = opt(any(['、', '.', '．'])).parse(left)?;
    Ok((left, (scheme, n, 1)))
}

/// `第一章`, `第五条`, `第一，`.
fn of_division(input: &str) -> IResult<&str, Read> {
    let number = alt((han_number, arabic_number, formal_number));
    let (left, n) = delimited((char('第'), blanks), number, blanks).parse(input)?;
    let mut after = left.chars();
    let division = match after.next() {
        Some('部') if after.next() == Some('分') => Some(Scheme::Part),
        Some('编' | '編' | '篇' | '卷') => Some(Scheme::Volume),
        Some('章') => Some(Scheme::Chapter),
        Some('节' | '節') => Some(Scheme::Section),
        Some('条' | '條') => Some(Scheme::Article),
        _ => None,
    };
    if let Some(scheme) = division {
        let left = after.as_str();
        // 第五条规定 and 第三章的 speak of a division, they do not open it.
        let speaks = left.starts_with([
            '的', '之', '和', '与', '與', '至', '、', '，', '）', ')', '》', '第', '是', '为', '所', '中', '款', '规',
        ]) || left.starts_with(['規', '及', '或', '课', '課', '以', '内']) && scheme == Scheme::Article;
        if speaks {
            return fail(input);
        }
        let (left, _) = opt(any(['：', ':', '．', '.'])).parse(left)?;
        return Ok((left, (scheme, n, 1)));
    }
    let (left, _) = any(['，', '、', '：', ':', ',']).parse(left)?;
    // 第一、二产业, 第三、第四季度
    if left.starts_with('第') || han_number(left).is_ok_and(|(after, m)| m == n + 1 && !after.starts_with('是')) {
        return fail(input);
    }
    Ok((left, (Scheme::HanDi, n, 1)))
}

/// `§3`.
fn section_sign(input: &str) -> IResult<&str, Read> {
    let (left, n) = preceded((char('§'), blanks), arabic_number).parse(input)?;
    let (left, _) = opt(any(['、', '.', '．'])).parse(left)?;
    Ok((left, (Scheme::Section, n, 1)))
}

/// `附件1`, `附件：`, `附表二`, `附：`; ordinal 0 where none is printed.
fn annex(input: &str) -> IResult<&str, Read> {
    let read = alt((word("附件"), word("附表"), word("附录"), word("附錄"), word("附图"), word("附"))).parse(input)?;
    let (left, word) = read;
    let number = alt((han_number, arabic_number, letter));
    if let Ok((left, n)) = preceded(blanks, number).parse(left) {
        let refers = left.starts_with(['所', '的', '中', '和', '及', '与', '至', '、', '）', ')', '》', '规', '，']);
        if refers || (word == "附" && !left.starts_with(['：', ':']) && !left.is_empty()) {
            return fail(input);
        }
        let (left, _) = opt(any(['：', ':', '．', '.'])).parse(left)?;
        return Ok((left, (Scheme::Annex, n, 1)));
    }
    let end = alt((preceded(blanks, any(['：', ':'])).map(|_| ()), rest_empty));
    end.map(|()| (Scheme::Annex, 0, 1)).parse(left)
}

/// `案例一：`, `任务2：`.
fn case(input: &str) -> IResult<&str, Read> {
    let mut named = alt((
        word("案例"),
        word("任务"),
        word("任務"),
        word("问题"),
        word("問題"),
        word("情形"),
        word("争议焦点"),
        word("爭議焦點"),
        word("例"),
    ));
    let (left, word) = named.parse(input)?;
    let (left, n) = preceded(blanks, alt((han_number, arabic_number))).parse(left)?;
    let (end, colon) = opt(preceded(blanks, any(['：', ':']))).parse(left)?;
    let apart = left.is_empty() || left.starts_with(is_blank);
    if colon.is_none() && !(apart && word == "案例") {
        return fail(input);
    }
    Ok((end, (Scheme::Case, n, 1)))
}

#[cfg(test)]
mod tests;
