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

use std::sync::LazyLock;

use regex::Regex;

use crate::figure::{Figure, Kind};
use crate::layout::Page;
use crate::meaning::Meaning;
use crate::outline::Outline;
use crate::steps::Steps;
use crate::table::Tables;

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
    pub gap: &'a str,
    /// The words of its clause before it, blanks and closing brackets at the end taken off.
    pub lead: &'a str,
    /// It stands in brackets that open after the figure before it.
    pub in_brackets: bool,
    /// It is a further member of an enumeration (`64.38%、9.33%和26.29%`).
    pub listed: bool,
    /// The gap opens the parts of what stands before it: 其中, 主要用于, 包括.
    pub opens: bool,
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
    /// The figures in prose, without times.
    pub terms: Vec<Term<'a>>,
    /// Each figure that is looked at is a step.
    pub steps: &'a Steps,
}

/// How far back the words that lead to a figure are looked at, in bytes.
const REACH: usize = 240;

/// Takes off what says nothing about the role: blanks, closing brackets with their content, copulas.
fn core(lead: &str) -> &str {
    const COPULAS: [&str; 23] = [
        "为",
        "是",
        "约",
        "近",
        "超过",
        "超",
        "达到",
        "达",
        "了",
        "仅",
        "突破",
        "至少",
        "不到",
        "分别",
        "各",
        "共",
        "：",
        "为：",
        "有",
        "在",
        "高达",
        "不超过",
        "不低于",
    ];
    // The last letters of the copulas, and what else is taken off: most words end otherwise.
    const LAST: &str = "为是约近过超到达了仅破少别各共：有在低）)";
    let mut s = lead.trim();
    loop {
        if !s.ends_with(|c| LAST.contains(c)) {
            return s;
        }
        let before = s;
        if s.ends_with(['）', ')'])
            && let Some(open) = s.rfind(['（', '('])
        {
            s = s[..open].trim_end();
        }
        for c in COPULAS {
            if let Some(cut) = s.strip_suffix(c) {
                s = cut.trim_end();
            }
        }
        if s == before {
            return s;
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
    text.starts_with(['元', '、', '，', '。', '；', '）', '%', '％', '和', '及'])
        || text.starts_with("万元")
        || text.starts_with("亿元")
}

/// A slice of the last `REACH` bytes.
fn tail(gap: &str) -> &str {
    let mut from = gap.len().saturating_sub(REACH);
    while !gap.is_char_boundary(from) {
        from += 1;
    }
    &gap[from..]
}

/// Verbs of growth before a percentage, with the sign they give it.
const GROWTH: [(&str, bool); 34] = [
    ("增长", false),
    ("增加", false),
    ("上升", false),
    ("上涨", false),
    ("提高", false),
    ("递增", false),
    ("增幅", false),
    ("增速", false),
    ("增长率", false),
    ("增减率", false),
    ("涨幅", false),
    ("净增", false),
    ("多", false),
    ("提升", false),
    ("扩大", false),
    ("攀升", false),
    ("增收", false),
    ("增支", false),
    ("下降", true),
    ("减少", true),
    ("降低", true),
    ("回落", true),
    ("下滑", true),
    ("缩减", true),
    ("压减", true),
    ("降幅", true),
    ("下跌", true),
    ("减收", true),
    ("减支", true),
    ("少", true),
    ("负增长", true),
    ("缩小", true),
    ("减幅", true),
    ("压缩", true),
];

/// Words that end in a verb of growth and are no change.
const NO_CHANGE: [&str; 8] = ["至少", "很多", "不少", "增多", "许多", "缺少", "最多", "最少"];

/// Words that lead to where a change led.
const TO: [&str; 22] = [
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
const TARGETS: [&str; 6] = ["预算", "计划", "目标", "任务", "指标", "决算"];

fn growth(core: &str) -> Option<bool> {
    const LAST: &str = "长加升高增幅速率多大攀收支降少低落滑减跌缩小";
    if !core.ends_with(|c| LAST.contains(c) || matches!(c, '涨')) {
        return None;
    }
    if NO_CHANGE.iter().any(|w| core.ends_with(w)) {
        return None;
    }
    GROWTH.iter().filter(|(w, _)| core.ends_with(w)).max_by_key(|(w, _)| w.len()).map(|&(_, down)| down)
}

/// Whether the words before 的 name what a completion is measured against: `完成年初预算的`, `占年度调整预算的`, `为预算数的`.
fn completion(core: &str) -> bool {
    const RATES: [&str; 17] = [
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
        let tail = tail(of);
        let verb = ["完成", "为", "占", "达到", "达", "是", "相当于"].iter().any(|v| tail.contains(v));
        return verb && TARGETS.iter().any(|t| tail.rfind(t).is_some_and(|i| tail.len() - i <= 24));
    }
    RATES.iter().any(|r| core.ends_with(r))
}

/// Whether the words end as `由上年的` and `从2019年的` do.
fn is_from(core: &str) -> bool {
    let Some(i) = core.rfind(['由', '从', '自']) else { return false };
    let rest = core[i..].trim_start_matches(['由', '从', '自']).trim();
    let rest = rest.trim_end_matches('的');
    let time = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || "年月日底末初上去前同期度季原来期初的“”十一二三四五六七八九〇".contains(c)
    };
    rest.chars().all(time)
}

/// Whether the words end as `收入比2021年的` and `较上年的` do: the amount that follows is the one compared with.
fn is_compared(lead: &str) -> bool {
    let Some(of) = lead.strip_suffix('的') else { return false };
    let Some(i) = of.rfind(['比', '较']) else { return false };
    let time = of[i..].trim_start_matches(['比', '较']).trim();
    let year = |c: char| c.is_ascii_digit() || c.is_whitespace() || "年度上去前同期".contains(c);
    !time.is_empty() && time.chars().all(year)
}

/// Whether the words are `上年`, `去年同期为`, `上年执行数`: the amount of the year before.
fn is_previous(core: &str) -> bool {
    if core.starts_with(['较', '比']) && core.ends_with("末的") {
        return true;
    }
    let s = core.trim_start_matches("而").trim_start_matches("比").trim_start_matches("较").trim_start_matches("与");
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
fn role(kind: Kind, lead: &str, core: &str) -> (Role, bool) {
    if kind == Kind::Percent {
        if completion(core) {
            return (Role::Completion, false);
        }
        if is_previous(core) {
            return (Role::Previous, false);
        }
        if let Some(down) = growth(core) {
            let average = ["年均", "年平均", "平均每年", "年递增"].iter().any(|w| lead.contains(w));
            return (if average { Role::Average } else { Role::Growth }, down);
        }
        if core.starts_with('占') || lead.contains("占比") || lead.contains("比重") {
            return (Role::Share, false);
        }
        if core.contains('占') && !core.contains("占用") && !core.contains("占地") {
            return (Role::Share, false);
        }
        if core.ends_with('率') {
            return (Role::Rate, false);
        }
        (Role::Level, false)
    } else {
        let end = lead.trim_end();
        let timeless =
            end.trim_end_matches('的').trim_end_matches(['年', '月', '末', '底', ' ', '上', '目', '前', '现', '在']);
        let timeless = timeless.trim_end_matches(|c: char| c.is_ascii_digit());
        let to = |s: &str| s.ends_with(['到', '至', '为']) && TO.iter().any(|t| s.ends_with(t));
        if to(timeless) || to(end) {
            return (Role::To, false);
        }
        if is_previous(core) || is_compared(end) {
            return (Role::Previous, false);
        }
        if (end.ends_with(['的', '由', '从']) || core.contains('年')) && is_from(core) {
            return (Role::From, false);
        }
        if core.ends_with("新增") && ["比上", "较上", "比年初", "较年初", "同比"].iter().any(|w| core.contains(w))
        {
            return (Role::Change, false);
        }
        if let Some(down) = growth(core) {
            // 平均每年增加 is no change between the two values before it.
            let average = ["年均", "平均", "每年"].iter().any(|w| lead.contains(w));
            return (if average { Role::Average } else { Role::Change }, down);
        }
        let total = ["合计", "共计", "总计", "一共"].iter().any(|t| core.ends_with(t));
        if total || (end.ends_with('共') && core.is_empty()) {
            return (Role::Total, false);
        }
        (Role::Level, false)
    }
}

/// Whether a gap holds nothing but what parts the members of an enumeration.
fn is_list_gap(gap: &str) -> bool {
    matches!(gap.trim(), "、" | "和" | "及" | "与" | "以及" | "∶" | ":" | "：" | "，" | "／" | "/")
}

/// Words after which the parts of what stands before them are told; one pass over each gap.
static OPENS: LazyLock<Regex> =
    LazyLock::new(|| pattern("其中|主要用于|包括|分为|用于以下|具体为|具体是|构成为|分别是"));

/// Words that point back to what was said.
static BACK: LazyLock<Regex> = LazyLock::new(|| pattern("所述|前述|上述|前文"));

/// Words that name a budget, a plan or a target.
static TARGET: LazyLock<Regex> = LazyLock::new(|| pattern("预算|计划|目标|任务|指标"));

/// A pattern of our own, which is known to be one.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of our own")
}

/// Whether a gap opens the parts of what stands before it.
fn opens_parts(gap: &str) -> bool {
    OPENS.is_match(gap) || promises_all(gap)
}

/// Whether a gap says that the parts it opens are all there are: 由以下三部分构成：
pub(super) fn promises_all(gap: &str) -> bool {
    gap.starts_with('由') && ["构成：", "组成："].iter().any(|w| gap.contains(w))
}

/// Whether a gap ends in 按资金来源分，按支出性质看，分领域看 at the start of a sentence.
fn is_division(gap: &str) -> bool {
    let sentence = gap.rsplit(['。', '；', '！', '？']).next().unwrap_or(gap).trim_start();
    let Some(rest) = sentence.strip_prefix('按').or_else(|| sentence.strip_prefix('从')) else { return false };
    let Some((how, _)) = rest.split_once(['，', ',', '：']) else { return false };
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
        steps: &'a Steps,
    ) -> Self {
        let mut doc = Self { page, outline, tables, figures, meanings, terms: Vec::new(), steps };
        let mut sentence = 0;
        for (i, f) in figures.iter().enumerate() {
            if f.cell.is_some() || matches!(f.kind, Kind::Date | Kind::Period | Kind::Rank | Kind::Duration) {
                continue;
            }
            let Some(block) = page.blocks.get(f.block as usize) else { continue };
            let last = doc.terms.last().filter(|t| t.block == f.block).copied();
            let from = last.map_or(block.span.start, |t| figures[t.figure as usize].span.end);
            let Some(gap) = page.text.get(from as usize..f.span.start as usize) else { continue };
            let near = tail(gap);
            if last.is_none() || gap.contains(['。', '！', '？']) {
                sentence += 1;
            }
            let (lead, in_brackets) = last_clause(near);
            let listed = last.is_some_and(|t| is_list_gap(near) && doc.alike(t.figure, i as u32));
            let core = core(lead);
            let (role, down) = match last {
                Some(t) if listed => (t.role, t.down),
                _ => role(f.kind, lead, core),
            };
            let in_brackets = in_brackets || last.is_some_and(|t| t.in_brackets && !near.contains(['）', ')']));
            let before = page.text.get(..f.span.start as usize).unwrap_or("").trim_end_matches([',', '，', '.', ' ']);
            // A paragraph that begins with an amount was cut from the one before, perhaps in the middle of a number.
            let cut = last.map_or_else(|| is_cut(page.of(block.span)), |t| t.torn && t.sentence == sentence);
            let torn = cut
                || f.span.start == block.span.start
                || before.len() < f.span.start as usize && before.ends_with(|c: char| c.is_ascii_digit());
            let opens = opens_parts(near);
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
                opens,
                which: opens && near.contains("其中"),
                back: BACK.is_match(near),
                target: TARGET.is_match(core),
                division: is_division(near),
            });
        }
        doc
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
            || self.terms.binary_search_by_key(&figure, |t| t.figure).is_ok_and(|t| self.terms[t].torn)
    }

    /// A figure's label, as printed, where there is one.
    pub fn label(&self, figure: u32) -> Option<&'a str> {
        let label = &self.meanings.get(figure as usize)?.label;
        match label.as_slice() {
            [one] => Some(self.page.of(*one)),
            _ => None,
        }
    }

    /// A figure as the message prints it: the number, with the sign of a percentage.
    pub fn printed(&self, figure: u32) -> String {
        let Some(f) = self.figures.get(figure as usize) else { return String::new() };
        match f.kind {
            Kind::Percent | Kind::PercentagePoint => format!("{}{}", f.value, f.unit),
            _ => f.value.clone(),
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
