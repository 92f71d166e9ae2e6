//! What the items under a heading are, by the words of the heading and of those above it.
//!
//! | words in the heading | role | remark |
//! | --- | --- | --- |
//! | `完成情况` `工作成效` `工作回顾` | outcome | before the others: `重点任务完成情况` reports outcomes |
//! | `存在的问题` `不足` | problem | with `改进措施` in the same heading, each item by its own words |
//! | `改进措施` `下一步工作` `工作安排` | measure | |
//! | `重点工作` `主要任务` | task | |
//! | `主要职责` `部门职能` | duty | |

use super::Role;
use crate::outline::Outline;

const OUTCOME: &[&str] = &[
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
];
const PROBLEM: &[&str] = &["问题", "不足", "困难", "差距", "短板", "挑战", "薄弱环节", "偏离绩效目标"];
const MEASURE: &[&str] = &[
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
];
const TASK: &[&str] = &[
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
];
const DUTY: &[&str] = &["职能", "职责", "主要职能", "机构设置及职责", "工作范围", "业务范围"];

/// Words of an item that tell of something amiss.
const AMISS: &[&str] = &[
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
];

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

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

fn given(heading: &str) -> Given {
    // A long heading tells what was done; its words name no section.
    if heading.chars().count() > 32 {
        return Given::Nothing;
    }
    let problem = any(heading, PROBLEM);
    let measure = any(heading, MEASURE);
    if problem && measure {
        return Given::Mixed;
    }
    if any(heading, OUTCOME) {
        return Given::One(Role::Outcome);
    }
    if problem {
        return Given::One(Role::Problem);
    }
    if any(heading, TASK) {
        return Given::One(Role::Task);
    }
    if measure {
        return Given::One(Role::Measure);
    }
    if any(heading, DUTY) {
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
        Given::Mixed if any(title, AMISS) => Role::Problem,
        Given::Mixed => Role::Measure,
    }
}
