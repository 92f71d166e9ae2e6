//! Items inside one paragraph.
//!
//! | printed | what opens an item |
//! | --- | --- |
//! | `一是……；二是……。三是……` | the next number, after a closing sign |
//! | `（1）……。（2）……` `1.……；2.……` `①……` | the same |
//! | `第一，……。第二，……` `首先，……。其次，……` | the same, with a sign behind it |
//!
//! One label alone is no list. An item ends where the next begins; the last, where the others are single clauses or
//! sentences, at its first 。.

/// How the items of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `一是` and `一要`.
    Spoken(char),
    /// `（1）`
    Parenthesis,
    /// `1.` `1、`
    Point,
    /// `①`
    Circle,
    /// `第一，`
    Ordinal,
    /// `首先，`
    Order,
}

/// One item: bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Its number.
    pub ordinal: u32,
    /// Where its label begins.
    pub start: usize,
    /// Where its label ends.
    pub label: usize,
    /// Where it ends.
    pub end: usize,
}

/// Lists longer than this are none.
const MOST: usize = 60;

/// The items of the first list in a text, two at least, whose first has the number `first`.
pub(super) fn parts(text: &str, first: u32) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut style = None;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let before = last;
        if !c.is_whitespace() {
            last = Some(c);
        }
        let closed = before.is_none_or(|c| "。；：;:！？".contains(c));
        // `一是甲，二是乙`
        let comma = matches!(style, Some(Style::Spoken(_))) && matches!(before, Some('，' | ','));
        if !closed && !comma {
            continue;
        }
        let Some((found, ordinal, length)) = label(&text[at..], parts.last().map_or(0, |p| p.ordinal)) else {
            continue;
        };
        let next = parts.last().map_or(first, |p| p.ordinal + 1);
        if ordinal != next || style.is_some_and(|s| s != found) || parts.len() == MOST {
            continue;
        }
        if let Some(part) = parts.last_mut() {
            part.end = at;
        }
        style = Some(found);
        parts.push(Part { ordinal, start: at, label: at + length, end: text.len() });
    }
    if parts.len() < 2 {
        return Vec::new();
    }
    // Of one sentence each: the last is no longer.
    let single = |p: &Part| !text[p.label..p.end].trim_end().trim_end_matches('。').contains('。');
    let (tail, others) = parts.split_last_mut().expect("two at least");
    if others.iter().all(single)
        && let Some(end) = text[tail.label..].find('。')
    {
        tail.end = tail.label + end + '。'.len_utf8();
    }
    // A label without a text is none.
    if parts.iter().any(|p| text[p.label..p.end].trim().chars().nth(1).is_none()) {
        return Vec::new();
    }
    parts
}

/// The label that a text begins with: style, number, bytes. `last` is the number before it, for 最后.
fn label(text: &str, last: u32) -> Option<(Style, u32, usize)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    match c {
        '首' | '其' | '再' | '最' => {
            let rows = [("首先", 1), ("其次", 2), ("再次", 3), ("最后", last + 1)];
            let (word, number) = rows.into_iter().find(|(word, _)| text.starts_with(word))?;
            let signed = text[word.len()..].starts_with(['，', ',', '是']) && (word != "最后" || last > 1);
            signed.then_some((Style::Order, number, word.len()))
        }
        '第' => {
            let (number, length) = han(&text[c.len_utf8()..])?;
            let end = c.len_utf8() + length;
            text[end..].starts_with(['，', ',', '、']).then_some((Style::Ordinal, number, end))
        }
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => {
            let (number, length) = han(text)?;
            let verb = text[length..].chars().next().filter(|c| matches!(c, '是' | '要'))?;
            Some((Style::Spoken(verb), number, length + verb.len_utf8()))
        }
        '（' | '(' => {
            let (number, length) = digits(&text[c.len_utf8()..])?;
            let end = c.len_utf8() + length;
            let close = text[end..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
            Some((Style::Parenthesis, number, end + close.len_utf8()))
        }
        '0'..='9' => {
            let (number, length) = digits(text)?;
            let mut rest = text[length..].chars();
            let point = rest.next().filter(|c| matches!(c, '.' | '．' | '、'))?;
            let decimal = rest.next().is_some_and(|c| c.is_ascii_digit());
            (!decimal).then_some((Style::Point, number, length + point.len_utf8()))
        }
        '①'..='⑳' => Some((Style::Circle, c as u32 - '①' as u32 + 1, c.len_utf8())),
        _ => None,
    }
}

/// A number of one or two digits.
fn digits(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let number = (1..3).contains(&length).then(|| text[..length].parse().ok())??;
    Some((number, length))
}

/// A number from 一 to 十九.
fn han(text: &str) -> Option<(u32, usize)> {
    let digit = |c| Some("一二三四五六七八九".chars().position(|d| d == c)? as u32 + 1);
    let mut chars = text.chars();
    match chars.next()? {
        '十' => Some(chars.next().and_then(digit).map_or((10, 3), |d| (10 + d, 6))),
        c => Some((digit(c)?, 3)),
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn read(text: &str) -> Vec<&str> {
        parts(text, 1).into_iter().map(|p| &text[p.start..p.end]).collect()
    }

    #[test]
    fn items_end_where_the_next_begins_and_the_last_at_its_sentence() {
        assert_eq!(read("问题有：一是甲镇不足；二是乙镇不够。以上要改。"), ["一是甲镇不足；", "二是乙镇不够。"]);
        assert_eq!(read("1.完成3.5公里；2.完成2.1公里。"), ["1.完成3.5公里；", "2.完成2.1公里。"]);
        assert_eq!(read("首先，建好路。其次，管好水。最后，种好树。").len(), 3);
        assert_eq!(read("（1）预算不细。（2）执行偏慢。").len(), 2);
    }

    #[test]
    fn a_label_alone_and_a_number_in_a_sentence_open_nothing() {
        for text in
            ["一是甲镇不足。", "有两股歪风，一是占地，二是砍树。", "共3.5万元；2.1万元。", "1.；2.", "", "一是", "（1"]
        {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
