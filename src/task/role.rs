//! What the items under a heading are, by the words of the heading and of those above it.
//!
//! | words in the heading | role | remark |
//! | --- | --- | --- |
//! | `完成情况` `工作成效` `工作回顾` `取得的成绩` | outcome | before the others: `重点任务完成情况` reports outcomes |
//! | `存在的问题` `不足` | problem | with `改进措施` in the same heading, each item by its own words |
//! | `改进措施` `下一步工作` `工作安排` | measure | |
//! | `重点工作` `主要任务` `工作要点` `绩效目标` | task | |
//! | `主要职责` `部门职能` | duty | |
//!
//! A sentence before a list tells as well: `审计发现的主要问题：`, `采取以下措施：`; `主要原因：` opens no tasks.

use std::sync::LazyLock;

use super::Role;
use crate::front::Front;
use crate::lexicon::trie::Trie;
use crate::outline::Outline;

/// The role that a heading gives to what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// None of its own.
    Nothing,
    /// One.
    One(Role),
    /// Problems and measures: each item by its own words.
    Mixed,
}

/// A list of words; a power of two.
type List = u32;
const OUTCOME: List = 1;
const PROBLEM: List = 2;
const MEASURE: List = 4;
const TASK: List = 8;
const DUTY: List = 16;
/// Words of an item that tell of something amiss.
const AMISS: List = 32;

/// The words of each list.
const WORDS: &[(List, &[&str])] = &[
    (
        OUTCOME,
        &[
            "完成情况",
            "成效",
            "成果",
            "工作回顾",
            "回顾",
            "发展成就",
            "主要成绩",
            "取得的成绩",
            "取得成绩",
            "工作成绩",
            "工作总结",
            "工作进展",
            "进展情况",
            "开展情况",
            "落实情况",
            "工作完成",
            "实施情况",
            "履职情况",
            "产出情况",
            "效益情况",
            "主要做法",
            "主要工作情况",
            "主要亮点",
            "工作亮点",
            "履职效能",
            "主要经验",
            "实现情况",
            "推进情况",
        ],
    ),
    (PROBLEM, &["问题", "不足", "困难", "差距", "短板", "挑战", "薄弱环节", "偏离绩效目标"]),
    (
        MEASURE,
        &[
            "措施",
            "改进",
            "下一步",
            "下步",
            "整改",
            "建议",
            "打算",
            "对策",
            "工作安排",
            "工作思路",
            "今后",
            "工作计划",
            "工作设想",
            "工作要求",
            "政策取向",
            "工作部署",
            "保障机制",
            "努力方向",
        ],
    ),
    (
        TASK,
        &[
            "重点工作",
            "工作任务",
            "主要任务",
            "重点任务",
            "目标任务",
            "年度任务",
            "年度目标",
            "工作目标",
            "主要工作",
            "工作重点",
            "总体任务",
            "任务清单",
            "工作要点",
        ],
    ),
    (DUTY, &["职能", "职责", "主要职能", "机构设置及职责", "工作范围", "业务范围"]),
    (
        AMISS,
        &[
            "不足",
            "不够",
            "不高",
            "不强",
            "不到位",
            "不完善",
            "不健全",
            "不平衡",
            "不合理",
            "不规范",
            "不及时",
            "不理想",
            "不明显",
            "不全",
            "有待",
            "欠缺",
            "缺乏",
            "缺少",
            "薄弱",
            "滞后",
            "偏低",
            "偏慢",
            "缓慢",
            "较少",
            "较低",
            "较慢",
            "较弱",
            "问题",
            "困难",
            "不严",
            "不细",
            "未达",
            "未完成",
            "偏差",
            "短板",
        ],
    ),
];

/// All words; the number of each is the sum of the lists that it stands in.
static INDEX: LazyLock<Trie> = LazyLock::new(|| {
    let mut index = Trie::default();
    for (_, words) in WORDS {
        for word in *words {
            let lists = WORDS.iter().filter(|(_, words)| words.contains(word));
            index.insert(word, lists.map(|(list, _)| list).sum());
        }
    }
    index
});

/// The lists that have a word in this text, together.
fn named(text: &str) -> List {
    INDEX.inside(text).fold(0, |lists, word| lists | word)
}

/// Words that make 问题 what is spoken of, and nothing that is amiss.
const MATTERS: [&str; 5] = ["说明的问题", "有关问题", "若干问题", "几个问题", "问题的说明"];

fn given(heading: &str) -> Given {
    // A long heading tells what was done; its words name no section.
    if heading.chars().nth(32).is_some() {
        return Given::Nothing;
    }
    let named = named(heading);
    let problem = named & PROBLEM != 0 && !MATTERS.iter().any(|w| heading.contains(w));
    let measure = named & MEASURE != 0;
    if problem && measure {
        return Given::Mixed;
    }
    // `发展成就和今后主要任务`: what is listed under it are the tasks.
    if heading.split_once("发展成就").is_some_and(|(_, rest)| self::named(rest) & TASK != 0) {
        return Given::One(Role::Task);
    }
    // `2025年重点工作情况`
    if named & OUTCOME != 0 || named & TASK != 0 && heading.ends_with("情况") {
        return Given::One(Role::Outcome);
    }
    if problem {
        return Given::One(Role::Problem);
    }
    if named & TASK != 0 {
        return Given::One(Role::Task);
    }
    if measure {
        return Given::One(Role::Measure);
    }
    // `绩效目标` and no more: `绩效目标管理` is none of the year's.
    if heading.ends_with("绩效目标") || heading.ends_with("预期目标") {
        return Given::One(Role::Task);
    }
    if named & DUTY != 0 {
        return Given::One(Role::Duty);
    }
    Given::Nothing
}

/// Whether a heading is the name of a section, and does not only tell of its words: `存在的问题`, not `着力破解发展难题`.
fn names_section(heading: &str) -> bool {
    let short = heading.chars().nth(12).is_none();
    let ends = [
        "问题", "不足", "困难", "挑战", "措施", "打算", "安排", "建议", "任务", "职责", "情况", "计划", "思路", "目标",
    ];
    heading.contains("存在") || heading.starts_with("下一步") || short && ends.iter().any(|w| heading.ends_with(w))
}

/// For each heading, the role it gives by its own words, and the one that holds under it.
pub(super) fn of_headings(outline: &Outline, front: &Front, text: &str) -> Vec<(Given, Given)> {
    let years = front.fiscal_year.as_ref().zip(front.plan_year.as_ref()).map(|(f, p)| (f.value, p.value));
    let own: Vec<Given> = outline.headings.iter().map(|h| given(h.text.of(text))).collect();
    // How many headings stand beside each, and how many of them name a role.
    let mut beside: Vec<(u32, u32)> = vec![(0, 0); outline.headings.len() + 1];
    let under = |parent: Option<u32>| parent.map_or(0, |p| p as usize + 1);
    for (h, own) in outline.headings.iter().zip(&own) {
        if let Some((all, named)) = beside.get_mut(under(h.parent)) {
            *all += 1;
            *named += u32::from(*own != Given::Nothing);
        }
    }
    let mut roles: Vec<(Given, Given)> = Vec::with_capacity(outline.headings.len());
    for (h, &own) in outline.headings.iter().zip(&own) {
        let above = h.parent.and_then(|p| roles.get(p as usize)).map_or(Given::Nothing, |r| r.1);
        let title = h.text.of(text);
        if title.starts_with("附件") || h.label.of(text).starts_with("附件") {
            roles.push((Given::Nothing, Given::Nothing));
            continue;
        }
        let (all, named) = beside.get(under(h.parent)).copied().unwrap_or_default();
        // One of a list of outcomes or tasks that happens to have a word of a section: it is as those beside it.
        let told = all > 2 && named * 2 <= all && !names_section(title);
        // Inside a list of outcomes or duties, a heading that speaks of problems or measures is still one of the list:
        // only headings of the two upper levels open a section.
        let held = above != Given::Nothing && above != Given::Mixed && (h.level > 2 || told);
        let own = if held { Given::Nothing } else { own };
        // `2025年主要工作` of a report that plans 2026.
        let past = years.is_some_and(|(reported, planned)| {
            title.contains(&reported.to_string()) && !title.contains(&planned.to_string()) && reported < planned
        });
        let own = if past && own == Given::One(Role::Task) { Given::One(Role::Outcome) } else { own };
        roles.push((own, if own == Given::Nothing { above } else { own }));
    }
    roles
}

/// Whether a text has a word that may announce a list.
pub(super) fn may_lead(text: &str) -> bool {
    ["问题", "不足", "困难", "措施", "建议", "任务"].iter().any(|w| text.contains(w))
}

/// A sentence longer than this, in characters, announces nothing.
const LONG_LEAD: usize = 60;

/// The last sentence of what stands before a list.
fn last_sentence(lead: &str) -> &str {
    lead.rsplit(['。', '；', ';', '！', '\n']).next().unwrap_or("").trim()
}

/// Whether a sentence announces reasons, principles and the like: no tasks.
pub(super) fn tells_why(lead: &str) -> bool {
    let lead = last_sentence(lead);
    let why = ["原因", "因为", "由于", "原则", "特点", "类型", "变化", "用于", "意义", "之一", "条件", "情形"];
    why.iter().any(|w| lead.contains(w)) || lead.ends_with("指标")
}

/// The role of the list that a sentence announces: `存在以下问题`, `采取以下措施`, `重点任务`.
pub(super) fn of_lead(lead: &str) -> Option<Role> {
    let lead = last_sentence(lead);
    if tells_why(lead) || lead.chars().nth(LONG_LEAD).is_some() {
        return None;
    }
    let any = |words: &[&str]| words.iter().any(|w| lead.contains(w));
    let listed = any(&["存在", "以下", "下列", "如下", "主要", "仍有", "还有", "发现", "不容忽视", "清醒"]);
    // `处理好以下问题` is a task, `发现问题的整改情况` an outcome.
    let handled =
        any(&["解决", "处理", "注意", "把握", "针对", "研究", "克服", "应对", "回答", "整改", "说明", "抓好"]);
    if any(&["措施", "建议", "打算"]) && (listed || any(&["采取", "提出"])) && !any(&["落实"]) {
        return Some(Role::Measure);
    }
    if named(lead) & PROBLEM != 0 && listed && !handled {
        return Some(Role::Problem);
    }
    (any(&["重点任务", "主要任务", "任务如下", "以下任务"]) && !any(&["完成", "围绕"])).then_some(Role::Task)
}

/// What holds for a list under a heading that a sentence announces: what is amiss, always; measures, where the heading
/// tells neither of tasks nor of measures.
pub(super) fn announced(under: Given, lead: Option<Role>) -> Given {
    match (under, lead) {
        (_, Some(Role::Problem)) => Given::One(Role::Problem),
        (Given::Nothing, Some(role)) => Given::One(role),
        (Given::One(Role::Problem | Role::Outcome), Some(Role::Measure)) => Given::One(Role::Measure),
        _ => under,
    }
}

/// Whether a heading is the name of a section of problems: `存在的问题`, not `补齐短板惠民生` and not `关于退耕问题`.
pub(super) fn of_problems(heading: &str) -> bool {
    names_section(heading) && !heading.starts_with("关于")
}

/// The role of an item with this title under a heading that gives this role.
pub(super) fn of_item(given: Given, title: &str) -> Role {
    match given {
        Given::Nothing => Role::Other,
        Given::One(role) => role,
        Given::Mixed if named(title) & AMISS != 0 => Role::Problem,
        Given::Mixed => Role::Measure,
    }
}
