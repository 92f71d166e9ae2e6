//! Numbering labels at the start of a line.
//!
//! | spelling | scheme | remark |
//! | --- | --- | --- |
//! | `第一部分` `第二编` `第三章` `第四节` `第五条` | part, volume, chapter, section, article | |
//! | `一、` `二．` | han_dun | |
//! | `（一）` `(一)` | han_paren | inner blanks allowed: `（  四  ）` |
//! | `1.` `1．` `1、` | arabic_dot | not `3.84 亿元`, but `1.2019 年预算` |
//! | `（1）` `1）` | arabic_paren | |
//! | `①` | circled | |
//! | `1.1` `1.1.1` | arabic_path | |
//! | `Ⅰ` `A.` `附件1` | roman, latin, annex | |
//! | `第一，` `第一、` | han_di | |
//! | `一是` `一要` | han_shi | items, never headings |

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
    /// `第一，` and `第一、`
    HanDi,
    /// `一是` and `一要`
    HanShi,
    /// Markdown `#` or an HTML heading, without a number of its own
    Markup,
    /// An unnumbered title line
    Unnumbered,
}

impl Scheme {
    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Annex => "annex",
            Self::Volume => "volume",
            Self::Part => "part",
            Self::Chapter => "chapter",
            Self::Section => "section",
            Self::Article => "article",
            Self::HanDun => "han_dun",
            Self::HanParen => "han_paren",
            Self::ArabicDot => "arabic_dot",
            Self::ArabicParen => "arabic_paren",
            Self::Circled => "circled",
            Self::ArabicPath => "arabic_path",
            Self::Roman => "roman",
            Self::Latin => "latin",
            Self::HanDi => "han_di",
            Self::HanShi => "han_shi",
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
    /// Its number; the last one of a path (`1.2.3` is 3).
    pub ordinal: u32,
    /// Numbers in it: 1, or 2 and more for a path.
    pub depth: u8,
}

/// Reads the numbering label that `text` begins with.
pub fn label(text: &str) -> Option<Label> {
    // A first form: 一、 only.
    let end = text.find('、')?;
    let ordinal = "一二三四五六七八九十".find(&text[..end])? / 3 + 1;
    (end == 3).then_some(Label { len: end + 3, scheme: Scheme::HanDun, ordinal: ordinal as u32, depth: 1 })
}
