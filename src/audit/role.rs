//! The part a figure plays in its sentence, by the words before it.
//!
//! | words before the number | role | remark |
//! | --- | --- | --- |
//! | `完成预算的` `为年初预算的` `占调整预算的` `预算执行率` | completion | of the budget, plan or target it names |
//! | `占` `占比` `占……的比重为` | share | |
//! | `增长` `同比下降` `增幅` `增速为` (a percentage) | growth | `年均增长` is an average |
//! | `比上年增加` `减少` `超出` (an amount) | change | |
//! | `增加到` `降至` `变为` | to | |
//! | `由上年的` `从2019年的` | from | |
//! | `上年为` `上年同期` | previous | |
//! | `办结率` | named rate | |
//! | `合计` `共计` `共` | total | |
//! | anything else | level | |

use super::word::{Text, Word, ending, ends, last, starts, trimmed, words};
use crate::figure::Kind;

/// The part a figure plays in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An amount that was reached, planned, spent …
    Level,
    /// The amount of all that was named before or comes after.
    Total,
    /// An amount of change.
    Change,
    /// Where a change began.
    From,
    /// Where a change led.
    To,
    /// The amount of the year before.
    Previous,
    /// Percent of a budget, plan or target.
    Completion,
    /// Percent of a whole.
    Share,
    /// Percent of change.
    Growth,
    /// Percent of change a year, over years.
    Average,
    /// A rate with a name of its own (办结率).
    Rate,
}

/// How far back the words that lead to a figure are looked at, in bytes.
pub(super) const REACH: usize = 240;

/// Takes off what says nothing about the role: blanks, closing brackets with their content, copulas.
pub(super) fn core(lead: &str) -> &str {
    // A minus sign that was not read with the figure.
    let mut s = trimmed(lead).trim_end_matches(['－', '−', '﹣']);
    loop {
        // The last letters of the copulas, and what else is taken off: most words end otherwise.
        let Some(last) = last(s) else { return s };
        match last {
            // 节约30万元: the letter ends another word.
            '约' | '近'
                if ends(s, words!["节约", "签约", "履约", "违约", "预约", "公约", "集约", "解约", "附近", "邻近"]) =>
            {
                return s;
            }
            '）' | ')' => match s.rfind(['（', '(']) {
                Some(open) => s = s[..open].trim_end(),
                None => return s,
            },
            '为' | '為' | '約' | '僅' | '是' | '约' | '近' | '超' | '达' | '了' | '仅' | '各' | '共' | '：' | '有'
            | '在' => {
                s = s[..s.len() - last.len_utf8()].trim_end();
                // 只有
                s = if last == '有' { s.trim_end_matches('只') } else { s };
            }
            '过' | '到' | '破' | '少' | '别' | '達' => {
                let two = ending(s, words!["超过", "达到", "不到", "突破", "至少", "分别", "高達"]);
                match two.map(|w| w.text.len()).or((last == '達').then_some(3)) {
                    Some(width) => s = s[..s.len() - width].trim_end(),
                    None => return s,
                }
            }
            _ => return s,
        }
    }
}

/// A slice of the last `REACH` bytes.
pub(super) fn tail(gap: &str) -> &str {
    let mut from = gap.len().saturating_sub(REACH);
    while !gap.is_char_boundary(from) {
        from += 1;
    }
    &gap[from..]
}

/// Verbs of growth before a percentage: upwards.
const UP: &[Word; 23] = words![
    "调增",
    "增产",
    "增長",
    "成長",
    "增长",
    "增加",
    "上升",
    "上涨",
    "提高",
    "递增",
    "增幅",
    "增速",
    "增长率",
    "增减率",
    "涨幅",
    "净增",
    "多",
    "提升",
    "扩大",
    "攀升",
    "增收",
    "增支",
    "多出",
];

/// Verbs of growth before a percentage: downwards.
const DOWN: &[Word; 24] = words![
    "调减",
    "净减",
    "削减",
    "压降",
    "缩短",
    "减产",
    "減少",
    "減幅",
    "下降",
    "减少",
    "降低",
    "回落",
    "下滑",
    "缩减",
    "压减",
    "降幅",
    "下跌",
    "减收",
    "减支",
    "少",
    "负增长",
    "缩小",
    "减幅",
    "压缩",
];

/// Words that end in a verb of growth and are no change.
const NO_CHANGE: &[Word; 8] = words!["至少", "很多", "不少", "增多", "许多", "缺少", "最多", "最少"];

/// Words that lead to where a change led.
const TO: &[Word; 35] = words![
    "变动为",
    "变更为",
    "减至",
    "减到",
    "增到",
    "升至",
    "升到",
    "降为",
    "增为",
    "减为",
    "調整為",
    "增為",
    "減為",
    "增加到",
    "增长到",
    "增至",
    "提高到",
    "提高至",
    "减少到",
    "下降到",
    "降至",
    "降到",
    "扩大到",
    "变为",
    "上升到",
    "上升至",
    "增加至",
    "增长至",
    "减少至",
    "下降至",
    "调整为",
    "提升到",
    "提升至",
    "降低到",
    "降低至",
];

/// What a completion is measured against.
const TARGETS: &[Word; 6] = words!["预算", "计划", "目标", "任务", "指标", "决算"];

fn growth(core: &str) -> Option<bool> {
    // Most words end otherwise.
    let verb = last(core).is_some_and(|last| {
        matches!(
            last,
            '长' | '加'
                | '升'
                | '高'
                | '增'
                | '幅'
                | '速'
                | '率'
                | '多'
                | '大'
                | '攀'
                | '收'
                | '支'
                | '降'
                | '少'
                | '低'
                | '落'
                | '滑'
                | '减'
                | '跌'
                | '缩'
                | '小'
                | '涨'
                | '产'
                | '短'
                | '長'
                | '出'
        )
    });
    if !verb || ends(core, NO_CHANGE) {
        return None;
    }
    if ends(core, DOWN) { Some(true) } else { ends(core, UP).then_some(false) }
}

/// Whether a word is nothing but a verb of change.
pub(super) fn is_verb(word: &str) -> bool {
    UP.iter().chain(DOWN).any(|v| v.text == word)
}

/// Whether the words before 的 name what a completion is measured against: `完成年初预算的`, `占年度调整预算的`, `为预算数的`.
pub(super) fn completion(core: &str) -> bool {
    const RATES: &[Word; 17] = words![
        "完成指标",
        "完成计划",
        "完成目标",
        "完成任务",
        "执行率",
        "预算完成率",
        "计划完成率",
        "目标完成率",
        "任务完成率",
        "支出进度",
        "执行进度",
        "投资完成率",
        "支出率",
        "预算执行进度",
        "完成预算",
        "完成率",
        "完成年初预算",
    ];
    if let Some(of) = core.strip_suffix('的') {
        // 占一般公共预算收入的61.5%: of what came in, and no budget.
        if core.starts_with('占') && ends(of, words!["收入", "支出", "总额", "资金", "经费"]) {
            return false;
        }
        let tail = Text::new(tail(of));
        let verb = tail.has(words!["完成", "为", "占", "达到", "达", "是", "相当于"]);
        return verb && TARGETS.iter().any(|t| tail.rfind(t.text).is_some_and(|i| tail.len() - i <= 24));
    }
    ends(core, RATES)
}

/// Whether the words end as `由上年的` and `从2019年的` do.
fn is_from(core: &str) -> bool {
    let Some(i) = core.rfind(['由', '从', '自']) else { return false };
    let rest = core[i..].trim_start_matches(['由', '从', '自']).trim();
    let rest = rest.trim_end_matches('的');
    let time = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            // 由每人每年610元
            || "年月日底末初上去前同期度季原来期初的“”十一二三四五六七八九〇每人均户亩".contains(c)
    };
    rest.chars().all(time)
}

/// Whether the words end as `收入比2021年的` and `较上年的` do: the amount that follows is the one compared with.
fn is_compared(lead: &str) -> bool {
    let Some(of) = lead.strip_suffix('的') else { return false };
    let Some(i) = of.rfind(['比', '较', '与']) else { return false };
    let time = of[i..].trim_start_matches(['比', '较', '与']).trim();
    let year = |c: char| c.is_ascii_digit() || c.is_whitespace() || "年度上去前同期".contains(c);
    !time.is_empty() && time.chars().all(year)
}

/// Whether an amount is what another is compared with: 比第五个五年计划期间的……亿元增加, 較100年度預算……千元，減少.
pub(super) fn is_base(core: Text, ahead: &str) -> bool {
    let against = starts(&core, words!["比", "较", "較", "但较", "但較", "但比"]).is_some()
        && core.len() > 6
        && starts(&core, words!["比重", "比例", "比如", "比赛"]).is_none();
    against && {
        let ahead = ahead.trim_start_matches(['，', ',', ' ', '\n']);
        starts(
            ahead,
            words![
                "增加", "增长", "增長", "减少", "減少", "下降", "上升", "提高", "降低", "净增", "增收", "减收", "增支",
                "减支", "多", "少", "上涨", "下跌", "增产", "减产"
            ],
        )
        .is_some()
    }
}

/// Whether an amount is a change, by a verb that the base stands before: 比上年多申报, 比上年节约, 較預算差短. `true`: a fall.
pub(super) fn compared_move(core: Text) -> Option<bool> {
    let against = core.len() > 9
        && starts(&core, words!["比", "较", "較", "同比"]).is_some()
        && starts(&core, words!["比重", "比例", "比如", "比赛", "较多", "较高", "较大", "较少", "较低"]).is_none();
    if !against {
        return None;
    }
    // 比增值税, 比高中: the letter belongs to a name.
    let up = core.has(words!["多", "超", "增盈", "增发", "增产", "高出"]);
    let down = core.has(words!["少", "节约", "节省", "差短", "短收", "减亏", "限额低", "预算低"]);
    (up != down).then_some(down)
}

/// Whether a gap says that a percentage is of the amount before it: 的, 个县的.
pub(super) fn is_of(gap: &str) -> bool {
    let noun = gap.trim().strip_suffix('的');
    noun.is_some_and(|n| n.len() <= 24 && n.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
}

/// Whether the words are `上年`, `去年同期为`, `上年执行数`: the amount of the year before.
fn is_previous(core: &str) -> bool {
    if starts(core, words!["较", "比", "而", "与", "上", "去"]).is_none() {
        return false;
    }
    if core.starts_with(['较', '比']) && core.ends_with("末的") {
        return true;
    }
    let s = core.trim_start_matches('而').trim_start_matches('比').trim_start_matches('较').trim_start_matches('与');
    let Some(rest) = s.strip_prefix("上年").or_else(|| s.strip_prefix("去年")).or_else(|| s.strip_prefix("上一年"))
    else {
        return false;
    };
    matches!(
        rest.trim_end_matches('的'),
        "" | "度"
            | "数"
            | "同期"
            | "同期数"
            | "执行数"
            | "决算数"
            | "度决算数"
            | "实际"
            | "完成"
            | "同期完成"
            | "末"
            | "底"
            | "度同期"
    )
}

/// The role of a figure after these words.
pub(super) fn role(kind: Kind, lead: &str, core: Text) -> (Role, bool) {
    if kind == Kind::Percent {
        if completion(&core) {
            return (Role::Completion, false);
        }
        if is_previous(&core) {
            return (Role::Previous, false);
        }
        if let Some(down) = growth(&core) {
            let average = Text::new(lead).has(words!["年均", "年平均", "平均每年", "年递增"]);
            return (if average { Role::Average } else { Role::Growth }, down);
        }
        if core.starts_with('占') || lead.contains("占比") || lead.contains("比重") {
            return (Role::Share, false);
        }
        if core.has(words!["占"]) && !core.has(words!["占用", "占地"]) {
            return (Role::Share, false);
        }
        if core.ends_with('率') || core.ends(words!["满意度", "知晓度", "认可度", "信任度", "达标度"]) {
            return (Role::Rate, false);
        }
        (Role::Level, false)
    } else {
        let end = lead.trim_end();
        let at = last(end);
        let to = |s: &str| matches!(last(s), Some('到' | '至' | '为' | '為')) && ends(s, TO);
        if to(end) || at.is_some_and(|c| c.is_ascii_digit() || AT.contains(c)) && to(timeless(end)) {
            return (Role::To, false);
        }
        if is_previous(&core) || at == Some('的') && is_compared(end) {
            return (Role::Previous, false);
        }
        if core.has(words!["由", "从", "自"])
            && (matches!(at, Some('的' | '由' | '从')) || core.has(words!["年"]))
            && is_from(&core)
        {
            return (Role::From, false);
        }
        let verb = last(&core);
        if verb == Some('增')
            && core.ends(words!["新增"])
            && core.has(words!["比上", "较上", "比年初", "较年初", "同比"])
        {
            return (Role::Change, false);
        }
        if let Some(down) = growth(&core) {
            // 平均每年增加 is no change between the two values before it.
            let average = Text::new(lead).has(words!["年均", "平均", "每年"]);
            return (if average { Role::Average } else { Role::Change }, down);
        }
        if matches!(verb, Some('计' | '共')) && core.ends(words!["合计", "共计", "总计", "一共"])
            || verb.is_none() && at == Some('共')
        {
            return (Role::Total, false);
        }
        (Role::Level, false)
    }
}

/// How the time ends that may stand between 增加到 and the amount: 增加到2024年的.
const AT: &str = "的年月末底上目前现在";

/// The words before a time at their end.
fn timeless(end: &str) -> &str {
    let end = end.trim_end_matches('的').trim_end_matches(['年', '月', '末', '底', ' ', '上', '目', '前', '现', '在']);
    end.trim_end_matches(|c: char| c.is_ascii_digit())
}
