//! Lists of names and lists of figures, one name for each figure.
//!
//! | spelling | names | remark |
//! | --- | --- | --- |
//! | `甲、乙和丙分别为` | 甲, 乙, 丙 | |
//! | `城镇和农村居民收入分别为` | 城镇居民收入, 农村居民收入 | what the last name says for all |
//! | `第一、二、三产业增加值` | 第一产业增加值, 第二产业增加值, … | |
//! | `东屏、南渡、北岭三县` | 东屏, 南渡, 北岭 | how many they are is no part of the last |

use super::Label;
use super::word::{Lexer, Token, Word};
use crate::figure::Figure;
use crate::span::CleanSpan;

/// What the last name of a list may say for all, the longer first (`城镇、农村居民人均可支配收入`).
const HEADS: [&str; 36] = [
    "常住居民人均可支配收入",
    "居民人均可支配收入",
    "人均可支配收入",
    "居民人均消费支出",
    "人均消费支出",
    "财政拨款收入",
    "财政拨款支出",
    "预算收入",
    "预算支出",
    "贷款余额",
    "存款余额",
    "债务余额",
    "债务限额",
    "进出口总额",
    "零售总额",
    "增加值",
    "总产值",
    "总产量",
    "销售额",
    "零售额",
    "产值",
    "产量",
    "收入",
    "支出",
    "总额",
    "面积",
    "销量",
    "投资",
    "余额",
    "限额",
    "价格",
    "人数",
    "利润",
    "增速",
    "比重",
    "出口",
];

/// The last characters of a name that says itself what it measures.
const WHOLE: [char; 24] = [
    '数', '额', '率', '量', '值', '费', '入', '出', '积', '资', '重', '格', '润', '速', '例', '度', '价', '款', '税',
    '债', '比', '线', '分', '次',
];

/// Names paired with the figures after them.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    names: Vec<CleanSpan>,
    /// Labels of figures before, in place of names.
    told: Vec<Label>,
    /// Index of the first figure.
    first: usize,
}

impl Pairs {
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.told.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many figures have a name.
    pub(super) fn len(&self) -> usize {
        self.names.len().max(self.told.len())
    }

    /// Pairs the names in a label with as many figures, of which `first` is the index of the first.
    pub(super) fn split(&mut self, tokens: &[Token], label: CleanSpan, wanted: usize, first: usize, text: &str) {
        self.names = names(tokens, label, wanted);
        if let Some(last) = self.names.last_mut() {
            *last = uncounted(*last, wanted, text);
        }
        self.told.clear();
        self.first = first;
    }

    /// Pairs labels that were told before, one after the other.
    pub(super) fn tell(&mut self, told: impl Iterator<Item = Label>, first: usize) {
        self.clear();
        self.told.extend(told);
        self.first = first;
    }

    /// Which of the names belongs to this figure.
    pub(super) fn place(&self, figure: usize) -> Option<usize> {
        figure.checked_sub(self.first).filter(|place| *place < self.len())
    }

    /// The name of one member: with what the last name says for all.
    pub(super) fn name(&self, place: usize, text: &str) -> Label {
        if let Some(told) = self.told.get(place) {
            return *told;
        }
        let (Some(&own), Some(&first), Some(&last)) = (self.names.get(place), self.names.first(), self.names.last())
        else {
            return Label::default();
        };
        if let Some(tail) = self.ordinal_tail(text) {
            // `第一、二、三产业增加值`
            let last = place + 1 == self.names.len();
            return if last {
                [first.part(0..3), own].into_iter().collect()
            } else {
                [own, tail].into_iter().collect()
            };
        }
        let head = |s: CleanSpan| HEADS.iter().find(|h| s.of(text).ends_with(**h) && s.len() > h.len());
        let whole = own.of(text).ends_with(WHOLE) || head(own).is_some();
        if let (false, Some(shared)) = (whole || place + 1 == self.names.len(), head(last)) {
            return [own, last.part(last.len() - shared.len()..last.len())].into_iter().collect();
        }
        [own].into_iter().collect()
    }

    /// The whole name of a member of `第一、二、三产业增加值`, which two spans do not hold.
    pub(super) fn ordinal(&self, place: usize, text: &str) -> Option<String> {
        let tail = self.ordinal_tail(text)?;
        let own = self.names.get(place)?.of(text).trim_start_matches('第');
        let digit = own.chars().next()?;
        Some(format!("第{digit}{}", tail.of(text)))
    }

    /// Of `第一、二、三产业增加值`: 产业增加值.
    fn ordinal_tail(&self, text: &str) -> Option<CleanSpan> {
        let digit = |c: char| "一二三四五六七八九十".contains(c);
        let (first, rest) = self.names.split_first()?;
        let (last, between) = rest.split_last()?;
        let one = |s: &CleanSpan| s.len() == 3 && s.of(text).chars().all(digit);
        let named = first.of(text).strip_prefix('第').is_some_and(|n| n.chars().count() == 1 && n.chars().all(digit));
        let counted = last.of(text).chars().next().is_some_and(digit) && last.len() > 3;
        (named && counted && between.iter().all(one)).then(|| last.part(3..last.len()))
    }
}

/// `北岭三县` of three names: 北岭.
fn uncounted(last: CleanSpan, wanted: usize, text: &str) -> CleanSpan {
    const COUNTS: [&str; 10] = ["", "", "两", "三", "四", "五", "六", "七", "八", "九"];
    let Some(count) = COUNTS.get(wanted).filter(|c| !c.is_empty()) else { return last };
    let name = last.of(text);
    let Some(at) = name.rfind(count).filter(|at| *at > 0) else { return last };
    let rest = name[at + count.len()..].trim_start_matches(['个', '大']);
    let noun = ["县", "市", "区", "县区", "地", "项", "类", "家", "者", "镇", "乡", "省", "村", "方面", "部分"];
    if noun.contains(&rest) { last.part(0..at) } else { last }
}

/// How many figures stand joined in a row, this one the first: nothing but signs of a list, or a word of change, stands
/// between them.
pub(super) fn row(figures: &[Figure], first: usize, text: &str) -> usize {
    let joined = |pair: &[Figure]| {
        let [a, b] = pair else { return false };
        let gap = (a.span.end, b.span.start);
        if b.cell().is_some() || a.block != b.block || gap.1 < gap.0 || gap.1 - gap.0 > 24 {
            return false;
        }
        let mut listed = false;
        Lexer::new(text, gap.0, gap.1).all(|t| {
            listed |= matches!(t.word, Word::Enum | Word::And);
            matches!(t.word, Word::Enum | Word::And | Word::Blank | Word::Rise | Word::Fall | Word::About)
        }) && listed
    };
    1 + figures.get(first..).unwrap_or(&[]).windows(2).take(32).take_while(|pair| joined(pair)).count()
}

/// Splits the names of a 分别 list: `甲、乙和丙` before it.
fn names(tokens: &[Token], label: CleanSpan, wanted: usize) -> Vec<CleanSpan> {
    let inside = |t: &&Token| t.start >= label.start && t.end <= label.end;
    for and in [true, false] {
        let mut names = Vec::new();
        let mut start = label.start;
        for t in tokens.iter().filter(inside) {
            if t.word == Word::Enum || and && t.word == Word::And {
                if t.start > start {
                    names.push(CleanSpan::new(start, t.start));
                }
                start = t.end;
            }
        }
        if label.end > start {
            names.push(CleanSpan::new(start, label.end));
        }
        if names.len() == wanted {
            return names;
        }
    }
    Vec::new()
}
