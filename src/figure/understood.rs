//! A number without a unit: the one that is understood, a share that lost its sign, or a bare number.
//!
//! | spelling | read as |
//! | --- | --- |
//! | `税收8.14亿，` `经济总量跃上2000亿台阶` | money |
//! | `参加保险的人口6.3亿` `农村贫困人口减少800万` | people |
//! | `追加47億就可以` in a report from Taiwan | money |
//! | `人民币3万` `￥200` | the currency before it |
//! | `增长 13.95。` | percent |

use super::Short;
use super::quantity::{Measure, Part, bare, emit, in_quotes};
use super::scan::Reader;
use crate::lexicon::unit::{Dimension, Entry, unit};
use crate::numeral::{Chars, Form};

/// Letters of the words of money (资金 债券 收入 产值 …).
const MONEY: &[char] = &[
    '錢', '钱', '花', '編', '元', '额', '額', '资', '資', '款', '费', '費', '金', '债', '債', '值', '税', '价', '價',
    '收', '投', '币',
];

/// What goes on behind an amount of speech.
static SPOKEN: Chars = Chars::of("的就嗎左以好還是到再提計了會才可難等預一，。？！、；（）「」");

/// The unit of a great number that is printed without one: of money or of people, whichever is named last before it.
fn understood(before: &str, power: u8, taiwan: bool) -> Option<&'static str> {
    let lead = before.char_indices().rev().take(if taiwan { 22 } else { 14 });
    let from = lead.take_while(|(_, c)| !matches!(c, '。' | '；')).last().map_or(before.len(), |(i, _)| i);
    let lead = &before[from..];
    let sums = ["总量", "规模", "GDP"].iter().filter(|_| power >= 8).filter_map(|w| lead.rfind(w)).max();
    let money = lead.rfind(MONEY).max(sums);
    let people = ["人口", "人数", "人數"].iter().filter_map(|w| lead.rfind(w)).max();
    match (money, people) {
        (Some(money), Some(people)) => Some(if people > money { "人" } else { "元" }),
        (Some(_), None) => Some("元"),
        (None, Some(_)) => Some("人"),
        (None, None) => None,
    }
}

/// A number without a unit: an amount whose unit is understood, a share that lost its sign, or a bare number.
pub(super) fn without_unit(
    r: &mut Reader<'_>,
    start: usize,
    at: usize,
    negative: bool,
    currency: Option<&'static Entry>,
    part: &Part,
) -> Option<usize> {
    let text = r.text;
    let n = &part.number;
    if let Some(entry) = currency {
        let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
        let mut label: Short = n.magnitude().collect();
        label.push_str(entry.unit.spelling);
        return emit(r, start, part.bare, negative, currency, part, None, label, measure);
    }
    if n.power < 4 && n.low.scale == 0 {
        return bare(r, start, at, negative, part).or(Some(part.bare));
    }
    let rest = text[part.bare..].trim_start();
    let after = rest.chars().next();
    let ends = ["以上", "以下", "以内", "以內", "左右", "台阶", "台階", "大关", "大關"];
    let stops =
        after.is_none_or(|c| !c.is_alphanumeric() && c != '%' || c == '的') || ends.iter().any(|w| rest.starts_with(w));
    // In Taiwan the unit is left out in speech (追加3億就可以).
    let spoken = r.taiwan && n.form == Form::Arabic && after.is_none_or(|c| SPOKEN.has(c));
    if n.power >= 4 && (stops || spoken) && !in_quotes(text, at, part.bare, Dimension::Count) {
        let measured =
            understood(&text[..at], n.power, r.taiwan).or_else(|| (r.taiwan && n.form == Form::Arabic).then_some("元"));
        if let Some(word) = measured {
            let entry = unit(if r.taiwan && word == "元" { "圓" } else { word })?.0;
            let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
            let mut label: Short = n.magnitude().collect();
            label.push_str(word);
            return emit(r, start, part.bare, negative, currency, part, None, label, measure);
        }
    }
    let decimals = n.form == Form::Arabic && n.low.scale > 0 && n.low.scale <= 2 && n.power == 0;
    if decimals && stops && matches!(after, None | Some('。' | '，' | '；' | ',' | ';')) {
        let lead = r.lead(at);
        if ["增长", "下降", "增幅", "降幅", "上升", "增长率"].iter().any(|w| lead.ends_with(w)) {
            let entry = unit("%")?.0;
            let measure = Measure { entry, start: part.bare, end: part.bare, rate: false };
            return emit(r, start, part.bare, negative, None, part, None, Short::new(), measure);
        }
    }
    bare(r, start, at, negative, part).or(Some(part.bare))
}
