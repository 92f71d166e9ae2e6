//! The budget of a task: from the words right before its figures, and from their indicators.
//!
//! | slot | spellings |
//! | --- | --- |
//! | initial | `年初安排预算` `年初预算数` `年初安排资金` |
//! | annual | `全年预算数` `全年安排预算` `调整预算数`; with an execution beside it `安排预算` `下达资金` |
//! | executed | `执行数` `支出决算` `实际支出`; with a budget before it `支出` `支付` `使用` |
//! | rate | `完成预算的` `预算执行率`; with a budget before it `支付率` `资金使用率` `完成计划的` |
//!
//! `支出20万元` alone is no execution and `财政拨款30万元` no budget: such words count where a sentence has both.

use self::Slot::{Annual, Executed, Initial, Rate, Source};
use super::Budget;
use crate::figure::{Figure, Kind};
use crate::layout::Page;
use crate::lexicon::rules;
use crate::meaning::{Basis, Meaning};
use crate::span::CleanSpan;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Initial,
    Annual,
    /// The annual budget where none is named as such.
    Source,
    Executed,
    Rate,
}

/// What stands right before a figure, without what [`core`] takes off. Each counts in company only.
const WORDS: &[(Slot, &[&str])] = &[
    (Initial, &["年初预算", "年初预算数", "年初安排资金", "年初安排预算资金", "年初预算资金", "年初下达资金"]),
    (
        Annual,
        &[
            "预算",
            "预算数",
            "预算资金",
            "预算金额",
            "预算总额",
            "安排预算",
            "预算安排",
            "安排预算资金",
            "预算安排资金",
            "财政预算",
            "财政预算资金",
            "财政预算安排",
            "财政安排预算",
            "下达预算",
            "预算下达",
            "调整后预算",
            "预算调整为",
            "年度预算调整为",
            "预算调整后为",
            "调整后",
        ],
    ),
    (
        Source,
        &[
            "财政拨款",
            "财政安排",
            "安排资金",
            "财政安排资金",
            "财政资金",
            "下达资金",
            "资金下达",
            "项目资金",
            "计划资金",
            "计划安排资金",
            "批复资金",
            "专项资金",
        ],
    ),
    (
        Executed,
        &[
            "支出",
            "支出数",
            "支出资金",
            "资金支出",
            "支出决算",
            "决算",
            "决算数",
            "决算支出",
            "支付",
            "支付数",
            "支付资金",
            "资金支付",
            "执行",
            "执行数",
            "执行金额",
            "使用",
            "使用资金",
            "资金使用",
            "列支",
            "完成",
            "完成支出",
            "预算执行",
            "预算支出",
        ],
    ),
    (
        Rate,
        &[
            "支出率",
            "资金支出率",
            "预算支出率",
            "完成率",
            "预算完成率",
            "执行率",
            "预算执行率",
            "资金执行率",
            "执行比例",
            "预算执行比例",
            "使用率",
            "资金使用率",
            "支付率",
            "资金支付率",
            "支付进度",
            "支出进度",
            "预算支出进度",
            "执行进度",
            "预算执行进度",
            "占预算",
            "占年初预算",
            "占全年预算",
            "完成预算",
            "完成计划",
            "完成全年计划",
            "完成年度计划",
        ],
    ),
];

/// What may stand before the words of a slot.
const BEFORE: &[&str] = &[
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "本级",
    "截至年底",
    "截至年末",
    "该项目",
    "本项目",
    "该项工作",
    "全年",
    "当年",
    "本年",
    "年度",
    "年内",
    "项目",
    "实际",
    "累计",
    "已经",
    "已",
    "共",
    "均",
    "由",
    "为",
    "至",
];

/// What may stand between the words of a slot and the figure.
const BEHIND: &[&str] =
    &["人民币", "总额", "达到", "共计", "合计", "达", "约", "共", "为", "的", "了", "是", ":", "："];

/// Characters before a figure that are looked at.
const FAR: usize = 24;

/// What fills the slots of one sentence.
#[derive(Debug, Default)]
struct Sentence {
    end: u32,
    /// It ends with a semicolon.
    goes_on: bool,
    slots: [Option<u32>; 5],
    /// Executions in it: of two, none is meant.
    executed: u32,
}

/// The first figure of each slot; `None` where no amount fills one.
pub(super) fn of(page: &Page, inside: &[u32], figures: &[Figure], meanings: &[Meaning]) -> Option<Budget> {
    let mut budget = Budget::default();
    let (mut source, mut adjusted) = (None, None);
    let mut sentence = Sentence::default();
    for &i in inside {
        let (Some(f), Some(m)) = (figures.get(i as usize), meanings.get(i as usize)) else { continue };
        if f.cell().is_some() || m.change.is_some() || !matches!(f.kind, Kind::Money | Kind::Percent) {
            continue;
        }
        if f.span.start >= sentence.end {
            let (end, sign) = sentence_end(page, f);
            // `年初预算……；执行……`: what became of a budget may stand behind a semicolon.
            let open =
                sentence.goes_on && sentence.slots[Executed as usize].or(sentence.slots[Rate as usize]).is_none();
            if !open {
                close(&mut sentence, &mut budget, &mut source);
                sentence = Sentence::default();
            }
            sentence.end = end;
            sentence.goes_on = matches!(sign, Some('；' | ';'));
        }
        let said = slot(page, f);
        if let Some(slot) = said {
            sentence.executed += u32::from(slot == Executed);
            // An execution or a rate follows its budget.
            let budgeted = sentence.slots[..3].iter().flatten().next().is_some();
            if budgeted || matches!(slot, Initial | Annual | Source) {
                sentence.slots[slot as usize].get_or_insert(i);
            }
        }
        let slot = match (f.kind, m.indicator.and_then(|i| i.of(rules::current())).map(|i| i.code)) {
            // A label carried over from the clause before names another slot.
            (Kind::Money, Some(_)) if said == Some(Executed) => continue,
            (Kind::Money, Some("budget.initial")) => &mut budget.initial,
            (Kind::Money, Some("budget.annual")) => &mut budget.annual,
            (Kind::Money, Some("budget.adjusted")) => &mut adjusted,
            (Kind::Money, Some("budget.executed")) => &mut budget.executed,
            (Kind::Percent, Some("budget.execution_rate")) => &mut budget.rate,
            (Kind::Percent, _) if m.basis == Some(Basis::VsBudget) => &mut budget.rate,
            _ => continue,
        };
        slot.get_or_insert(i);
    }
    close(&mut sentence, &mut budget, &mut source);
    // `预算数90万元，调整预算数96万元`: the later one holds.
    budget.annual = adjusted.or(budget.annual);
    if budget.initial.is_none() && budget.annual.is_none() {
        budget.annual = source;
    }
    (budget.initial.or(budget.annual).or(budget.executed).is_some()).then_some(budget)
}

/// Takes over what a sentence says, where it has a budget and what became of it.
fn close(sentence: &mut Sentence, budget: &mut Budget, source: &mut Option<u32>) {
    let [initial, annual, other, executed, rate] = sentence.slots;
    let executed = executed.filter(|_| sentence.executed == 1);
    if executed.or(rate).is_none() || initial.or(annual).or(other).is_none() {
        return;
    }
    let slots = [
        (&mut budget.initial, initial),
        (&mut budget.annual, annual),
        (source, other),
        (&mut budget.executed, executed),
        (&mut budget.rate, rate),
    ];
    for (slot, found) in slots {
        *slot = slot.or(found);
    }
}

/// Where the sentence or clause of a figure ends, and its sign.
fn sentence_end(page: &Page, f: &Figure) -> (u32, Option<char>) {
    let Some(block) = page.blocks.get(f.block as usize) else { return (f.span.end, None) };
    let rest = CleanSpan::new(f.span.end.min(block.span.end), block.span.end);
    let text = page.of(rest);
    let length = text.find(['。', '；', ';', '\n']).unwrap_or(text.len());
    (rest.start + length as u32 + 1, text[length..].chars().next())
}

/// The slot that the words before a figure name, where the figure ends its clause.
fn slot(page: &Page, f: &Figure) -> Option<Slot> {
    let block = page.blocks.get(f.block as usize)?;
    let after = page.of(CleanSpan::new(f.span.end, block.span.end.max(f.span.end)));
    let ends = after.trim_start().chars().next().is_none_or(|c| "，。；、,;（()）".contains(c));
    let before = page.of(CleanSpan::new(block.span.start.min(f.span.start), f.span.start));
    let mut clause: Vec<char> =
        before.chars().rev().take_while(|c| !"，。；、,;（()）！".contains(*c)).take(FAR).collect();
    clause.reverse();
    let clause: String = clause.into_iter().filter(|c| !c.is_whitespace()).collect();
    let core = core(&clause);
    let (slot, _) = WORDS.iter().find(|(_, words)| words.contains(&core))?;
    (ends && (*slot == Rate) == (f.kind == Kind::Percent)).then_some(*slot)
}

/// The words of a slot without a year, an adverb or a verb around them.
fn core(clause: &str) -> &str {
    let named = |text: &str| WORDS.iter().any(|(_, words)| words.contains(&text));
    // A year, and the name of what was listed before a colon.
    let mut text =
        clause.rsplit_once(['：', ':']).map_or(clause, |(before, rest)| if rest.is_empty() { before } else { rest });
    if let Some((year, rest)) = text.split_once('年')
        && year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
    {
        text = rest.strip_prefix('度').unwrap_or(rest);
    }
    // `5.预算……`
    text = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '．'));
    loop {
        if named(text) {
            return text;
        }
        let behind = BEHIND.iter().find_map(|w| text.strip_suffix(w));
        let Some(shorter) = behind.or_else(|| BEFORE.iter().find_map(|w| text.strip_prefix(w))) else { return text };
        text = shorter;
    }
}
