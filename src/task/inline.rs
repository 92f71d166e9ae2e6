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

use crate::lexicon::label::{self, Scheme};

/// How the items of a list are numbered: by the scheme of their labels and, of `一是` and `一要`, the verb; by no scheme,
/// `首先，`.
type Style = (Option<Scheme>, Option<char>);

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
        let closed = before.is_none_or(|c| matches!(c, '。' | '；' | '：' | ';' | ':' | '！' | '？'));
        // `一是甲，二是乙`
        let comma = matches!(style, Some((Some(Scheme::HanShi), _))) && matches!(before, Some('，' | ','));
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
    // Of one sentence each: the last is no longer.
    let single = |p: &Part| !text[p.label..p.end].trim_end().trim_end_matches('。').contains('。');
    let Some((tail, others)) = parts.split_last_mut().filter(|(_, others)| !others.is_empty()) else {
        return Vec::new();
    };
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
    if text.starts_with(['首', '其', '再', '最']) {
        let rows = [("首先", 1), ("其次", 2), ("再次", 3), ("最后", last + 1)];
        let (word, number) = rows.into_iter().find(|(word, _)| text.starts_with(word))?;
        let signed = text[word.len()..].starts_with(['，', ',', '是']) && (word != "最后" || last > 1);
        return signed.then_some(((None, None), number, word.len()));
    }
    let label = label::label(text)?;
    let (read, rest) = text.split_at(label.len);
    let (verb, length) = match label.scheme {
        Scheme::HanShi => (read.chars().last(), label.len),
        Scheme::ArabicParen if read.starts_with(['（', '(']) => (None, label.len),
        // `3.5公里`
        Scheme::ArabicDot if !rest.starts_with(|c: char| c.is_ascii_digit()) => (None, label.len),
        Scheme::Circled => (None, label.len),
        // The sign behind it is none of it.
        Scheme::HanDi => (None, read.strip_suffix(['，', ',', '、'])?.len()),
        _ => return None,
    };
    Some(((Some(label.scheme), verb), label.ordinal, length))
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
