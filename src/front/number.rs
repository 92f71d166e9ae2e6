//! The document number: `云府办发〔2019〕5号`, as printed, with the sign of the issuer.
//!
//! | line | number |
//! | --- | --- |
//! | `云府〔2019〕5号` | `云府〔2019〕5号` |
//! | `发文字号：云府办发[2019]5号` | `云府办发[2019]5号` |
//! | `报告编号：青评字〔2024〕第037号` | `青评字〔2024〕第037号` |
//! | `根据云府〔2019〕5号文件` | none: it speaks of another document |

use std::sync::LazyLock;

use regex::Regex;

use super::{Field, View, tight};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:发文字号|發文字號|报告编号|报告文号|文号|文號|字号|编号)\s*[：:]?\s*)?([\p{Han}]{1,20}\s*[〔\[［【（(]\s*(?:19|20)[0-9]{2}\s*[〕\]］】）)]\s*第?\s*[0-9]{1,4}\s*[号號])(?:\s|$|签发|；)",
    )
    .expect("a constant pattern")
});

/// Reads it.
pub fn number(view: &View<'_>) -> Option<Field<String>> {
    let last = (view.body + 4).min(view.page.blocks.len());
    // Above the body, metadata tables of web pages among it.
    (0..last).find_map(|i| {
        let text = view.text(i);
        if text.len() > 160 || !text.contains(['号', '號']) {
            return None;
        }
        // Metadata stands in cells: read each.
        let mut at = 0;
        for part in text.split_inclusive(['\t', '|', '　']) {
            let lead = part.len() - part.trim_start().len();
            if let Some(found) = NUMBER.captures(&part[lead..]).and_then(|c| c.get(1)) {
                let range = at + lead + found.start()..at + lead + found.end();
                return Some(Field { value: tight(found.as_str()), spans: vec![view.span(i, range)] });
            }
            at += part.len();
        }
        None
    })
}
