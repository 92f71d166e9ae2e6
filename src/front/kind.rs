//! The kind of report, from the words of its title.

use super::title::Title;
use super::{Field, View};

/// Words of the title, all of which must stand in it, and the kind. The first row that fits decides.
const KINDS: &[(&[&str], &str)] = &[
    (&["绩效", "项目", "自评"], "project_self_evaluation"),
    (&["绩效", "项目支出"], "project_self_evaluation"),
    (&["绩效"], "performance_self_evaluation"),
    (&["部门整体支出"], "performance_self_evaluation"),
    (&["自评"], "performance_self_evaluation"),
    (&["审计"], "audit_report"),
    (&["審計"], "audit_report"),
    (&["募集说明书"], "prospectus"),
    (&["预算执行情况"], "budget_report"),
    (&["预算草案"], "budget_report"),
    (&["预算调整"], "budget_report"),
    (&["决算"], "final_accounts"),
    (&["決算"], "final_accounts"),
    (&["統計公報"], "statistical_bulletin"),
    (&["统计公报"], "statistical_bulletin"),
    (&["经济核算"], "statistical_bulletin"),
    (&["初步核算"], "statistical_bulletin"),
    (&["預算案"], "budget_proposal"),
    (&["预算"], "budget"),
    (&["預算"], "budget"),
    (&["债务"], "debt_report"),
    (&["關於", "決議"], "resolution"),
    (&["决议"], "resolution"),
    (&["紀錄"], "minutes"),
    (&["会议纪要"], "minutes"),
    (&["政府工作报告"], "work_report"),
    (&["工作报告"], "work_report"),
    (&["工作報告"], "work_report"),
    (&["施政", "報告"], "work_report"),
    (&["工作总结"], "work_report"),
    (&["年度报告"], "annual_report"),
    (&["年报"], "annual_report"),
    (&["可行性分析"], "feasibility_report"),
    (&["审理思路"], "judgment_guide"),
    (&["裁判"], "judgment_guide"),
    (&["办理思路"], "judgment_guide"),
    (&["通知"], "notice"),
    (&["批复"], "notice"),
    (&["复函"], "notice"),
    (&["通报"], "notice"),
    (&["公告"], "notice"),
    (&["意见"], "opinion"),
    (&["规划"], "plan"),
    (&["方案"], "plan"),
    (&["计划"], "plan"),
    (&["纲要"], "plan"),
    (&["条例"], "regulation"),
    (&["办法"], "regulation"),
    (&["规定"], "regulation"),
    (&["细则"], "regulation"),
    (&["决定"], "decision"),
];

/// Last words that decide, whatever the text speaks of: 关于修改…条例的决定 is a decision.
const LAST: &[(&str, &str)] =
    &[("的通知", "notice"), ("的决定", "decision"), ("的批复", "notice"), ("的通报", "notice")];

/// A title without the names of other texts, where something is left: 关于印发《…办法》的通知.
fn without_names(title: &str) -> String {
    let mut own = String::with_capacity(title.len());
    let mut depth = 0_u32;
    for c in title.chars() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => own.push(c),
            _ => {}
        }
    }
    if own.chars().count() >= 2 { own } else { title.to_owned() }
}

/// Reads it.
pub fn kind(view: &View<'_>, title: Option<&Title>) -> Option<Field<&'static str>> {
    if let Some(t) = title {
        let whole = t.field.value.as_str();
        let own = without_names(whole);
        let text = own.as_str();
        if let Some((_, value)) = LAST.iter().find(|(word, _)| text.ends_with(word)) {
            return Some(Field { value, spans: t.field.spans.clone() });
        }
        let row = KINDS.iter().find(|(words, _)| words.iter().all(|w| text.contains(w)));
        let value = match row {
            Some((_, kind)) => kind,
            None if text.ends_with(['法', '则']) => "regulation",
            None if text.ends_with('函') => "notice",
            None if text.ends_with("报告") || text.ends_with("報告") => "report",
            None => "other",
        };
        return Some(Field { value, spans: t.field.spans.clone() });
    }
    // No title printed: the headings may tell.
    let named = |words: &[&str]| {
        view.outline.headings.iter().take(12).find(|h| {
            let text = view.page.of(h.text);
            words.iter().any(|w| text.contains(w))
        })
    };
    if let Some(h) = named(&["工作回顾"]) {
        return Some(Field { value: "work_report", spans: vec![h.text] });
    }
    let spoken = view.rest().take(3).find(|&i| {
        let text = view.text(i);
        text.contains("我代表") && text.contains("政府") && text.contains("大会")
    });
    if let Some(i) = spoken {
        return Some(Field { value: "work_report", spans: vec![view.page.blocks[i].span] });
    }
    let h = named(&["决算情况说明", "收支决算", "收入支出决算"])?;
    Some(Field { value: "final_accounts", spans: vec![h.text] })
}
