//! Signs and currencies before a number.
//!
//! | spelling | reading |
//! | --- | --- |
//! | `-23.5万元` `负3.9%` `增长 -0.4%` | negative, where no range or code stands before the sign |
//! | `结余-3万元` | negative behind a word too, of an amount or a share |
//! | `￥13.5` `US$20` `人民币30万元` | the currency belongs to the amount |
//! | `欠2万元` `2020-03` `正负5%` | no sign |

use super::scan::Reader;
use crate::lexicon::unit::{Entry, unit};
use crate::numeral::Chars;

/// Signs of currencies before an amount, and the units they stand for.
const SYMBOLS: &[(&str, &str)] = &[
    ("￥", "元"),
    ("¥", "元"),
    ("US$", "美元"),
    ("HK$", "港元"),
    ("NT$", "新台币"),
    ("$", "美元"),
    ("＄", "美元"),
    ("€", "欧元"),
    ("£", "英镑"),
    ("￡", "英镑"),
    ("₩", "韩元"),
    ("CNY", "元"),
    ("RMB", "元"),
    ("USD", "美元"),
    ("HKD", "港元"),
    ("EUR", "欧元"),
];

/// Words of currencies before an amount.
const CURRENCIES: &[&str] = &[
    "人民币",
    "人民幣",
    "港币",
    "港幣",
    "美元",
    "美金",
    "欧元",
    "日元",
    "日币",
    "新台币",
    "新臺幣",
    "新台幣",
    "台币",
    "澳门币",
    "英镑",
];

/// Signs, and the last letters of currencies.
pub(super) static SIGNS: Chars = Chars::of("-－−负負 ￥¥￡$＄€£₩YBDR币幣元金镑");

/// The sign or currency that stands before a number: where the figure begins, whether it is negative, the currency.
/// `strong` says that what follows is an amount or a share: a dash before it is a sign even behind a word (结余-3万元).
pub(super) fn prefix(r: &Reader<'_>, at: usize, strong: bool) -> (usize, bool, Option<&'static Entry>) {
    let (mut start, mut negative, mut currency) = (at, false, None);
    let lead = &r.text[r.floor.min(at)..at];
    let Some(last) = lead.chars().next_back().filter(|c| SIGNS.has(*c)) else { return (start, false, None) };
    if matches!(last, '-' | '－' | '−' | '负' | '負' | ' ') {
        let trimmed = lead.trim_end_matches(' ');
        let sign = trimmed.chars().next_back().filter(|c| matches!(c, '-' | '－' | '−' | '负' | '負'));
        if let Some(sign) = sign.filter(|&s| last != ' ' || matches!(s, '负' | '-')) {
            let before = trimmed[..trimmed.len() - sign.len_utf8()].chars().next_back();
            let fits = match before {
                None => r.floor == 0 || matches!(sign, '负' | '負'),
                Some(c) if matches!(sign, '负' | '負') => {
                    !matches!(c, '欠' | '担' | '肩' | '自' | '胜' | '背' | '抱' | '减' | '正')
                }
                Some(c) => {
                    let word = "为长少降达到是速率额差值幅率增减至约下升、，,。；;（(：:";
                    let noun = strong && last != ' ' && matches!(c, '\u{4e00}'..='\u{9fff}');
                    (c.is_whitespace() && last != ' ') || word.contains(c) || noun
                }
            };
            if fits {
                negative = true;
                start = r.floor.min(at) + trimmed.len() - sign.len_utf8();
            }
        }
    }
    let lead = r.text[r.floor.min(at)..start].trim_end_matches(' ');
    if let Some(last) = lead.chars().next_back() {
        if matches!(last, '￥' | '¥' | '$' | '＄' | '€' | '£' | '￡' | '₩' | 'Y' | 'B' | 'D' | 'R') {
            if let Some((w, spelling)) = SYMBOLS.iter().find(|(w, _)| lead.ends_with(w)) {
                currency = unit(spelling).map(|(e, _)| e);
                start = r.floor.min(at) + lead.len() - w.len();
            }
        } else if matches!(last, '币' | '幣' | '元' | '金' | '镑')
            && let Some(w) = CURRENCIES.iter().find(|w| lead.ends_with(**w))
        {
            currency = unit(w).map(|(e, _)| e);
            start = r.floor.min(at) + lead.len() - w.len();
        }
    }
    (start, negative, currency)
}
