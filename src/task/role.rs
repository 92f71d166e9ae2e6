//! What the items under a heading are, by the words of the heading and of those above it.
//!
//! | words in the heading | role | remark |
//! | --- | --- | --- |
//! | `完成情况` `工作成效` `工作回顾` | outcome | before the others: `重点任务完成情况` reports outcomes |
//! | `存在的问题` `不足` | problem | with `改进措施` in the same heading, each item by its own words |
//! | `改进措施` `下一步工作` `工作安排` | measure | |
//! | `重点工作` `主要任务` | task | |
//! | `主要职责` `部门职能` | duty | |

use std::sync::LazyLock;

use super::Role;
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
            "主要成绩",
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

fn given(heading: &str) -> Given {
    // A long heading tells what was done; its words name no section.
    if heading.chars().nth(32).is_some() {
        return Given::Nothing;
    }
    let named = named(heading);
    let problem = named & PROBLEM != 0;
    let measure = named & MEASURE != 0;
    if problem && measure {
        return Given::Mixed;
    }
    if named & OUTCOME != 0 {
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
    if named & DUTY != 0 {
        return Given::One(Role::Duty);
    }
    Given::Nothing
}

/// For each heading, the role it gives by its own words, and the one that holds under it.
pub(super) fn of_headings(outline: &Outline, text: &str) -> Vec<(Given, Given)> {
    let mut roles: Vec<(Given, Given)> = Vec::with_capacity(outline.headings.len());
    for h in &outline.headings {
        let above = h.parent.and_then(|p| roles.get(p as usize)).map_or(Given::Nothing, |r| r.1);
        let own = given(h.text.of(text));
        // Inside a list of outcomes or duties, a heading that speaks of problems or measures is still one of the list:
        // only headings of the two upper levels open a section.
        let own = if above != Given::Nothing && above != Given::Mixed && h.level > 2 { Given::Nothing } else { own };
        roles.push((own, if own == Given::Nothing { above } else { own }));
    }
    roles
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
