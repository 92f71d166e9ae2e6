//! The shape of a block that may open a part: what follows its label.
//!
//! | block after the label | shape |
//! | --- | --- |
//! | nothing | alone |
//! | `基本情况` | open |
//! | `指导思想。`, `主要指标：` | closed |
//! | `指导思想。以……` | run-in, up to the first 。 or ： |
//! | `完善工作机制，落实责任，……；` | sentence |

use crate::fold::is_blank;

/// What follows the label in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Alone,
    /// A phrase that fills the line, without a closing sign.
    Open,
    /// A phrase that fills the line and ends with 。 or ：.
    Closed,
    /// A phrase ended by 。 or ：, then body text.
    RunIn,
    /// A phrase ended by 。 or ：, then body text, but the phrase reads like a sentence.
    Long,
    /// A clause or a sentence.
    Sentence,
}

/// A shape and where the phrase ends, counted from the start of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body {
    /// The shape.
    pub shape: Shape,
    /// Length in bytes of the phrase, closing sign left out.
    pub end: usize,
    /// Characters in the phrase, blanks not counted.
    pub chars: usize,
}

/// Characters after which a phrase is too long for a heading.
const LONGEST: usize = 60;

/// Reads the shape of the text after a label.
pub fn body(text: &str) -> Body {
    if text.is_empty() {
        return Body { shape: Shape::Alone, end: 0, chars: 0 };
    }
    let (mut depth, mut chars, mut commas) = (0_u32, 0, 0);
    let sentence = |end| Body { shape: Shape::Sentence, end, chars: LONGEST };
    let bytes = text.as_bytes();
    let mut after = 0;
    while let Some(lead) = bytes.get(after) {
        let at = after;
        // Most characters are Han, which are three bytes and no sign.
        if matches!(lead, 0xe4..=0xe9) {
            after += 3;
            chars += 1;
            if chars > LONGEST {
                return sentence(text.len());
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        after += c.len_utf8();
        if is_blank(c) {
            continue;
        }
        match c {
            '（' | '(' | '《' | '“' | '「' | '『' | '〔' => depth += 1,
            '）' | ')' | '》' | '”' | '」' | '』' | '〕' => depth = depth.saturating_sub(1),
            '，' | ',' if depth == 0 => commas += 1,
            '。' | '：' | ':' if depth == 0 => {
                let left = &text[after..];
                if c == ':' && left.starts_with(|c: char| c.is_ascii_digit()) {
                    continue;
                }
                let phrase = Phrase { text: &text[..at], chars, commas, colon: c != '。' };
                let named = phrase.is_name();
                let shape = match (left.trim_start_matches(is_blank).is_empty(), named) {
                    (true, true) => Shape::Closed,
                    (false, true) => Shape::RunIn,
                    (false, false) => Shape::Long,
                    (true, false) => Shape::Sentence,
                };
                return Body { shape, end: at, chars };
            }
            '；' | ';' | '！' | '!' | '？' | '?' if depth == 0 => return sentence(at),
            _ => {}
        }
        chars += 1;
        if chars > LONGEST {
            return sentence(text.len());
        }
    }
    let phrase = Phrase { text, chars, commas, colon: false };
    if text.ends_with(['，', ',', '、', '…']) || !phrase.may_stand_alone() {
        return sentence(text.len());
    }
    Body { shape: Shape::Open, end: text.len(), chars }
}

/// A text that is one phrase, however long: no stop in it but at its end.
pub fn whole_line(text: &str) -> Option<Body> {
    let name = text.trim_end_matches('。');
    let chars = name.chars().count();
    let whole = chars <= 80 && !name.contains(['。', '；', ';', '：', '！', '？']);
    whole.then_some(Body {
        shape: if name.len() < text.len() { Shape::Closed } else { Shape::Open },
        end: name.len(),
        chars,
    })
}

/// The text up to the first stop.
struct Phrase<'a> {
    text: &'a str,
    chars: usize,
    commas: usize,
    colon: bool,
}

impl Phrase<'_> {
    /// Whether it names what follows, rather than states it.
    fn is_name(&self) -> bool {
        if self.chars == 0 {
            return false;
        }
        // The functional codes of a budget are long: 社会保障和就业支出（类）……（款）……（项）.
        if self.text.ends_with("（项）") || self.text.ends_with("(项)") {
            return self.commas == 0;
        }
        let limit = if self.commas == 0 { 32 } else { 42 };
        if self.chars > limit || self.commas > 2 {
            return false;
        }
        if self.colon {
            // A lead-in announces a list; it does not name a part.
            let leads = [
                "是", "为", "有", "如下", "包括", "指出", "认为", "要求", "规定", "方面", "以下", "作用", "即", "做到",
            ];
            if self.commas > 1 || leads.iter().any(|w| self.text.ends_with(w)) {
                return false;
            }
            // 比上年增加的主要原因：
            if self.chars > 6 && self.text.ends_with("原因") || self.chars > 10 && self.text.ends_with("单位") {
                return false;
            }
        }
        !(self.commas > 0 && (opens_with_time(self.text) || has_quantity(self.text)))
    }

    /// Whether a phrase that fills its line can be a heading.
    fn may_stand_alone(&self) -> bool {
        let limit = if self.commas >= 2 { 36 } else { 48 };
        self.commas <= 3 && self.chars <= limit && !(self.commas > 0 && has_quantity(self.text))
    }
}

/// Whether an amount stands in it: digits, then a unit.
pub fn has_quantity(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(i) = bytes[at..].iter().position(u8::is_ascii_digit).map(|i| i + at) {
        let end =
            bytes[i..].iter().position(|b| !(b.is_ascii_digit() || b".,".contains(b))).map_or(bytes.len(), |n| n + i);
        let left = text[end..].trim_start_matches(is_blank);
        if left.starts_with([
            '亿', '億', '万', '萬', '元', '%', '％', '千', '吨', '亩', '倍', '余', '多', '个', '人', '件', '家', '户',
        ]) {
            return true;
        }
        at = end;
    }
    false
}

/// Whether it begins with a time: `五年来，`, `2025年，`, `今年以来，`.
fn opens_with_time(text: &str) -> bool {
    let Some(comma) = text.find('，') else { return false };
    let head = &text[..comma];
    head.chars().count() <= 8
        && (head.ends_with('年')
            || head.ends_with('来')
            || head.ends_with("期间")
            || head.ends_with('月')
            || head.ends_with("目前"))
}
