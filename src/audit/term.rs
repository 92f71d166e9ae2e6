//! The prose as the audit reads it: each figure with the words that lead to it, and the part it plays in its sentence.
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
//!
//! Nothing here looks further than a sentence or two: the work is linear in the figures.

use super::word::{Text, Word, ending, ends, last, starts, trimmed, words};
use crate::figure::{Figure, Kind};
use crate::layout::{BlockKind, Page};
use crate::meaning::Meaning;
use crate::outline::Outline;
use crate::steps::Steps;
use crate::table::Tables;
use crate::task::Tasks;

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

/// A figure in prose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'a> {
    /// The figure.
    pub figure: u32,
    /// Its block.
    pub block: u32,
    /// Number of its sentence in the document (。！？ end one, and so does a block).
    pub sentence: u32,
    /// Its role.
    pub role: Role,
    /// 减少 下降: the figure counts as negative.
    pub down: bool,
    /// All between the figure before it in its block, and it.
    pub gap: Text<'a>,
    /// The words of its clause before it, blanks and closing brackets at the end taken off.
    pub lead: Text<'a>,
    /// It stands in brackets that open after the figure before it.
    pub in_brackets: bool,
    /// It is a further member of an enumeration (`43.05%、29.73%和27.22%`).
    pub listed: bool,
    /// The gap opens the parts of what stands before it: 其中, 主要用于, 包括.
    pub opens: bool,
    /// It stands behind, or is the first of, parts that were opened in its sentence.
    pub part: bool,
    /// The gap holds 其中.
    pub which: bool,
    /// The gap points back: 如前所述, 上述.
    pub back: bool,
    /// The words name a budget, a plan or a target, perhaps among others.
    pub target: bool,
    /// The gap ends in 按资金来源分，按支出性质看，分领域看.
    pub division: bool,
    /// Digits stand directly before it: a number that a blank or a page tore apart.
    pub torn: bool,
    /// A part of its sentence stands in another block: a page ended in the middle of it.
    pub cut: bool,
}

/// The document, as the rules see it.
pub(super) struct Document<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its outline.
    pub outline: &'a Outline,
    /// Its tables.
    pub tables: &'a Tables,
    /// Its figures.
    pub figures: &'a [Figure],
    /// What they mean.
    pub meanings: &'a [Meaning],
    /// Its tasks.
    pub tasks: &'a Tasks,
    /// The figures in prose, without times.
    pub terms: Vec<Term<'a>>,
    /// Each figure that is looked at is a step.
    pub steps: &'a Steps,
}

/// How far back the words that lead to a figure are looked at, in bytes.
const REACH: usize = 240;

/// Takes off what says nothing about the role: blanks, closing brackets with their content, copulas.
fn core(lead: &str) -> &str {
    // A minus sign that was not read with the figure.
    let mut s = trimmed(lead).trim_end_matches(['－', '−', '﹣']);
    loop {
        // The last letters of the copulas, and what else is taken off: most words end otherwise.
        let Some(last) = last(s) else { return s };
        match last {
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

/// The words after the last boundary of a gap; brackets closed within are passed over. Also whether an opening bracket
/// is that boundary.
fn last_clause(gap: &str) -> (&str, bool) {
    let mut depth = 0u32;
    for (i, c) in gap.char_indices().rev() {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' if depth == 0 => return (&gap[i + c.len_utf8()..], true),
            '（' | '(' => depth -= 1,
            '，' | '；' | '。' | '：' | '、' | ',' | ';' | ':' | '\n' | '！' | '？' if depth == 0 => {
                return (&gap[i + c.len_utf8()..], false);
            }
            _ => {}
        }
    }
    (gap, false)
}

/// Whether a paragraph begins in the middle of a sentence: with a unit or with what closes a clause.
fn is_cut(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('元' | '、' | '，' | '。' | '；' | '）' | '%' | '％' | '和' | '及') => true,
        Some('万' | '亿') => letters.next() == Some('元'),
        // 上年 is the end of the paragraph before.
        Some('同') => text.starts_with("同期"),
        _ => false,
    }
}

/// Whether prose ends in the middle of a sentence; `cut`: the next paragraph begins with what closes one.
fn is_left_open(text: &str, cut: bool) -> bool {
    let text = text.trim_end();
    let Some(last) = last(text) else { return false };
    let open = ('\u{4e00}'..='\u{9fff}').contains(&last) && last != '元' || matches!(last, '，' | '、' | '—');
    text.contains(['，', '。']) && (open || cut)
}

/// The nearest of these blocks, with its kind; page numbers are passed over.
fn beside<'a>(
    page: &'a Page,
    outline: &Outline,
    mut blocks: impl Iterator<Item = u32>,
) -> Option<(&'a str, BlockKind)> {
    blocks.find_map(|b| {
        let text = page.of(page.blocks.get(b as usize)?.span).trim();
        let kind = *outline.kinds.get(b as usize)?;
        let number = text.bytes().all(|b| b.is_ascii_digit());
        (kind != BlockKind::Furniture && !number).then_some((text, kind))
    })
}

/// Whether a paragraph begins in the middle of a sentence that the one before left open.
fn is_begun(page: &Page, outline: &Outline, block: u32) -> bool {
    if outline.kinds.get(block as usize) != Some(&BlockKind::Paragraph) {
        return false;
    }
    let own = page.blocks.get(block as usize).map_or("", |b| page.of(b.span));
    let before = beside(page, outline, (block.saturating_sub(4)..block).rev());
    is_cut(own)
        || before.is_some_and(|(text, kind)| {
            matches!(kind, BlockKind::Paragraph | BlockKind::Item) && is_left_open(text, false)
        })
}

/// Whether digits stand at the end of a text, with nothing but a separator behind.
fn is_torn(text: &str) -> bool {
    // The last byte of these separators: most figures stand behind a Han letter.
    if !matches!(text.as_bytes().last(), Some(b',' | 0x8c | b'.' | b' ')) {
        return false;
    }
    let before = text.trim_end_matches([',', '，', '.', ' ']);
    before.len() < text.len() && before.ends_with(|c: char| c.is_ascii_digit())
}

/// A slice of the last `REACH` bytes.
fn tail(gap: &str) -> &str {
    let mut from = gap.len().saturating_sub(REACH);
    while !gap.is_char_boundary(from) {
        from += 1;
    }
    &gap[from..]
}

/// Verbs of growth before a percentage: upwards.
const UP: &[Word; 21] = words![
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
];

/// Verbs of growth before a percentage: downwards.
const DOWN: &[Word; 22] = words![
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
const TO: &[Word; 25] = words![
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
        )
    });
    if !verb || ends(core, NO_CHANGE) {
        return None;
    }
    if ends(core, DOWN) { Some(true) } else { ends(core, UP).then_some(false) }
}

/// Whether the words before 的 name what a completion is measured against: `完成年初预算的`, `占年度调整预算的`, `为预算数的`.
fn completion(core: &str) -> bool {
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

/// The role of a percentage of the amount directly before it.
fn of_named(whole: &Term) -> Option<Role> {
    // 占一般公共预算支出38亿元的81.1%: what was spent is a whole.
    let spent = whole.lead.starts(words!["占"]) && whole.lead.ends(words!["支出", "收入", "总额", "资金"]);
    if whole.target && !spent && whole.lead.has(words!["完成", "为", "达", "相当于", "占"]) {
        Some(Role::Completion)
    } else {
        whole.lead.starts(words!["占"]).then_some(Role::Share)
    }
}

/// Whether an amount is what another is compared with: 比第五个五年计划期间的……亿元增加, 較100年度預算……千元，減少.
fn is_base(core: Text, ahead: &str) -> bool {
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
fn role(kind: Kind, lead: &str, core: Text) -> (Role, bool) {
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

/// Whether a gap holds nothing but what parts the members of an enumeration.
fn is_list_gap(gap: &str) -> bool {
    gap.len() <= 12 && matches!(gap.trim(), "、" | "和" | "及" | "与" | "以及" | "∶" | ":" | "：" | "，" | "／" | "/")
}

/// Words after which the parts of what stands before them are told.
const OPENS: &[Word; 11] =
    words!["其中", "主要用于", "包括", "分为", "用于以下", "具体为", "具体是", "构成为", "分别是", "项下", "項下"];

/// Words that point back to what was said.
const BACK: &[Word; 4] = words!["所述", "前述", "上述", "前文"];

/// Words that name a budget, a plan or a target.
const TARGET: &[Word; 5] = words!["预算", "计划", "目标", "任务", "指标"];

/// What is said to consist of the amounts from here on: 税收收入 of 税收收入由甲A和乙B构成, 支出 of 支出构成为：.
pub(super) fn composed_of(gap: &str) -> &str {
    if let Some((before, _)) = gap.rsplit_once("构成为").or_else(|| gap.rsplit_once("构成如下")) {
        let name = before.rsplit(['，', '。', '；', '：', '\n']).next().unwrap_or("");
        return name.trim_end_matches("具体").trim_end_matches('的').trim();
    }
    last_clause(gap).0.split_once('由').map_or("", |(name, _)| name.trim())
}

/// Whether a gap says that the parts it opens are all there are: 由以下三部分构成：
pub(super) fn promises_all(gap: &str) -> bool {
    gap.trim_start_matches('，').starts_with('由') && ["构成：", "组成："].iter().any(|w| gap.contains(w))
}

/// Whether the amounts from here on are all that something consists of: 由甲A、乙B和丙C构成.
fn is_composed(gap: &str, ahead: &str) -> bool {
    let clause = last_clause(gap).0.trim_start();
    let Some(name) = clause.strip_prefix('由').or_else(|| clause.split_once('由').map(|(_, name)| name)) else {
        return false;
    };
    let mut end = ahead.len().min(REACH);
    while !ahead.is_char_boundary(end) {
        end -= 1;
    }
    let sentence = ahead[..end].split(['。', '；', '\n']).next().unwrap_or("");
    !name.is_empty()
        && !name.starts_with(['于', '上'])
        && ["构成", "组成"].iter().any(|w| {
            let before = sentence.find(w).map(|at| sentence[..at].trim_end());
            before.is_some_and(|s| s.contains(['、', '和']) && !s.ends_with('等') && !s.contains("包括"))
        })
}

/// Whether a gap ends in 按资金来源分，按支出性质看，分领域看 at the start of a sentence.
fn is_division(gap: Text) -> bool {
    if !gap.has(words!["按", "从", "分", "依"]) {
        return false;
    }
    let gap = gap.str();
    let sentence = gap.rsplit(['。', '；', '！', '？']).next().unwrap_or(gap).trim_start();
    // 新建公园60处，按类别分，……
    let sentence = sentence.trim_start_matches('，');
    // 歲入依來源別分析：
    if let Some((head, _)) = sentence.split_once('：')
        && head.chars().count() <= 14
        && head.contains(['依', '按'])
        && (head.ends_with("分析") || head.ends_with('別'))
    {
        return true;
    }
    let Some(rest) = sentence.strip_prefix(['按', '从', '分']) else { return false };
    let Some((how, _)) = rest.split_once(['，', ',', '：']) else { return false };
    // 分结构看，分来源看
    if sentence.starts_with('分') {
        return how.ends_with('看');
    }
    ["分", "看", "统计", "划分", "分类", "口径", "分组", "来说"].iter().any(|w| how.ends_with(w))
}

impl<'a> Document<'a> {
    /// Reads the terms of a document.
    pub fn new(
        page: &'a Page,
        outline: &'a Outline,
        tables: &'a Tables,
        figures: &'a [Figure],
        meanings: &'a [Meaning],
        tasks: &'a Tasks,
        steps: &'a Steps,
    ) -> Self {
        let mut doc = Self { page, outline, tables, figures, meanings, tasks, terms: Vec::new(), steps };
        let mut sentence = 0;
        let mut begun = false;
        for (i, f) in figures.iter().enumerate() {
            if f.cell.is_some() || matches!(f.kind, Kind::Date | Kind::Period | Kind::Rank | Kind::Duration) {
                continue;
            }
            let Some(block) = page.blocks.get(f.block as usize) else { continue };
            let last = doc.terms.last().filter(|t| t.block == f.block).copied();
            let from = last.map_or(block.span.start, |t| figures[t.figure as usize].span.end);
            let Some(gap) = page.text.get(from as usize..f.span.start as usize) else { continue };
            let near = Text::new(tail(gap));
            let ends_sentence = |t: Text| t.has(words!["。", "！", "？"]);
            let head = Text::new(&gap[..gap.len() - near.len()]);
            if last.is_none() {
                begun = is_begun(page, outline, f.block);
                doc.leave();
            }
            if last.is_none() || ends_sentence(near) || ends_sentence(head) {
                begun &= last.is_none() && !ends_sentence(near) && !ends_sentence(head);
                sentence += 1;
            }
            let (lead, in_brackets) = last_clause(near.str());
            let listed = last.is_some_and(|t| is_list_gap(&near) && doc.alike(t.figure, i as u32));
            let core = Text::new(core(lead));
            let (role, down) = match last {
                Some(t) if listed => (t.role, t.down),
                _ => role(f.kind, lead, core),
            };
            let ahead = page.text.get(f.span.end as usize..).unwrap_or("");
            let role = match last {
                _ if role != Role::Level => role,
                _ if is_base(core, ahead) => Role::Previous,
                // 减少483万元，约2.5%
                Some(t)
                    if f.kind == Kind::Percent
                        && t.role == Role::Change
                        && core.is_empty()
                        && near.len() <= 12
                        && !near.contains(['（', '(', '。', '；']) =>
                {
                    Role::Growth
                }
                // 減少632千元（-2.05%）
                Some(t) if f.kind == Kind::Percent && t.role == Role::Change && matches!(near.trim(), "（" | "(") => {
                    Role::Growth
                }
                // 完成年度计划36公里的105%，占全年目标620户的40%
                Some(t) if f.kind == Kind::Percent && is_of(&near) => of_named(&t).unwrap_or(role),
                // 完成调整预算（49.60亿元）的96.4%
                Some(t) if f.kind == Kind::Percent && near.trim() == "）的" && t.in_brackets => {
                    let words = t.gap.trim_end().trim_end_matches(['（', '(']);
                    let of = last_clause(words).0;
                    if completion(&[of.trim(), "的"].concat()) { Role::Completion } else { role }
                }
                // 支出12.60亿元，预算12.80亿元，完成98.4%
                Some(t)
                    if f.kind == Kind::Percent
                        && matches!(core.str(), "完成" | "实际完成" | "已完成")
                        && t.lead.starts(TARGET)
                        && t.sentence == sentence =>
                {
                    Role::Completion
                }
                _ => role,
            };
            let down = match last {
                // A printed minus says it already.
                _ if f.value.starts_with('-') => false,
                Some(t) if role == Role::Growth && core.is_empty() && !listed => t.down,
                _ => down,
            };
            let in_brackets = in_brackets || last.is_some_and(|t| t.in_brackets && !near.contains(['）', ')']));
            // A paragraph that begins with an amount was cut from the one before, perhaps in the middle of a number.
            let cut = last.map_or_else(|| is_cut(page.of(block.span)), |t| t.torn && t.sentence == sentence);
            let torn = cut
                || f.span.start == block.span.start
                || near.trim_end().ends_with(['－', '−', '﹣'])
                || is_torn(page.text.get(..f.span.start as usize).unwrap_or(""));
            let which = near.has(words!["其中"]);
            let opens = which || near.has(OPENS) || promises_all(&near) || is_composed(&near, ahead);
            doc.terms.push(Term {
                figure: i as u32,
                block: f.block,
                sentence,
                role,
                down,
                gap: near,
                lead: core,
                in_brackets,
                listed,
                torn,
                cut: begun,
                opens,
                part: opens || last.is_some_and(|t| t.part && t.sentence == sentence),
                which,
                back: near.has(BACK),
                target: core.has(TARGET),
                division: is_division(near),
            });
        }
        doc.leave();
        doc
    }

    /// Marks the last sentence of the last block, where the block ends in the middle of it.
    fn leave(&mut self) {
        let Some(last) = self.terms.last().copied() else { return };
        let Some(block) = self.page.blocks.get(last.block as usize) else { return };
        let end = self.figures[last.figure as usize].span.end as usize;
        // The sentence of the figure is not the last one.
        if self.page.text.get(end..block.span.end as usize).is_none_or(|rest| rest.contains(['。', '！', '？'])) {
            return;
        }
        let next = beside(self.page, self.outline, last.block + 1..last.block + 5);
        let Some((next, BlockKind::Paragraph)) = next else { return };
        if is_left_open(self.page.of(block.span), is_cut(next)) {
            for t in self.terms.iter_mut().rev().take_while(|t| t.sentence == last.sentence) {
                t.cut = true;
            }
        }
    }

    /// The figure of a term.
    pub fn figure(&self, term: &Term) -> &'a Figure {
        self.steps.take(1);
        &self.figures[term.figure as usize]
    }

    /// Whether two figures measure in the same base unit, whatever the magnitude.
    pub fn alike(&self, a: u32, b: u32) -> bool {
        self.steps.take(1);
        let (Some(a), Some(b)) = (self.figures.get(a as usize), self.figures.get(b as usize)) else { return false };
        a.kind == b.kind
            && match (&a.base, &b.base) {
                (Some(x), Some(y)) => {
                    x.unit == y.unit && (a.kind != Kind::Count || !x.unit.is_empty() || a.unit == b.unit)
                }
                _ => a.unit == b.unit,
            }
    }

    /// Whether a figure is an amount: of money, of things, of an area …
    pub fn is_amount(&self, term: &Term) -> bool {
        !matches!(
            self.figure(term).kind,
            Kind::Percent | Kind::PercentagePoint | Kind::Rate | Kind::Number | Kind::Temperature
        ) && self.figure(term).upper.is_none()
    }

    /// Whether a figure cannot be held to account: the text bounds it, calls it an approximation, or tore it apart.
    pub fn qualified(&self, figure: u32) -> bool {
        let i = figure as usize;
        self.meanings.get(i).is_some_and(|m| m.qualifier.is_some())
            || self.figures.get(i).is_some_and(|f| f.qualifier.is_some() || f.upper.is_some())
            || self
                .terms
                .binary_search_by_key(&figure, |t| t.figure)
                .is_ok_and(|t| self.terms[t].torn || self.terms[t].cut)
    }

    /// Whether a percentage is told of this very amount: 完成年度目标480万元的103%.
    pub fn is_measure(&self, i: usize) -> bool {
        let Some(term) = self.terms.get(i) else { return false };
        self.terms.get(i + 1).is_some_and(|next| next.block == term.block && next.gap.trim() == "的")
    }

    /// A figure's label, as printed, where there is one.
    pub fn label(&self, figure: u32) -> Option<&'a str> {
        let label = &self.meanings.get(figure as usize)?.label;
        match **label {
            [one] => Some(self.page.of(one)),
            _ => None,
        }
    }

    /// A figure as the message prints it: the number, with the sign of a percentage.
    pub fn printed(&self, figure: u32) -> String {
        let Some(f) = self.figures.get(figure as usize) else { return String::new() };
        match f.kind {
            Kind::Percent | Kind::PercentagePoint => format!("{}{}", f.value, f.unit),
            _ => f.value.to_string(),
        }
    }

    /// A figure with its label: `执行数 812.35`.
    pub fn named(&self, figure: u32) -> String {
        match self.label(figure) {
            Some(label) => format!("{label} {}", self.printed(figure)),
            None => self.printed(figure),
        }
    }

    /// What follows a term in its block: up to the next figure, at most `REACH` bytes.
    pub fn after(&self, i: usize) -> &'a str {
        let Some(term) = self.terms.get(i) else { return "" };
        let start = self.figure(term).span.end as usize;
        let end = match self.terms.get(i + 1).filter(|t| t.block == term.block) {
            Some(next) => self.figure(next).span.start as usize,
            None => self.page.blocks.get(term.block as usize).map_or(start, |b| b.span.end as usize),
        };
        let mut end = end.min(start + REACH);
        while !self.page.text.is_char_boundary(end) {
            end -= 1;
        }
        self.page.text.get(start..end).unwrap_or("")
    }
}

impl Document<'_> {
    /// The terms of the enumeration that begins at `i`, itself included.
    pub fn run(&self, i: usize) -> std::ops::Range<usize> {
        let more = self.terms.get(i + 1..).unwrap_or(&[]).iter().take_while(|t| t.listed).count();
        self.steps.take(more);
        i..i + 1 + more
    }
}
