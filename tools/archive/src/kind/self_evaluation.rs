//! 部门整体支出绩效自评报告: duties, revenue and expenditure, tasks with their budgets, outcomes, problems, measures.

use crate::bank;
use crate::page::{Role, Task};
use crate::proof::Relation;
use crate::prose::{BUDGET, SERVICE};
use crate::sentence::percent;
use crate::writer::{SCHEMES, Slot, Writer};

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = *w.chance.pick(SCHEMES);
    let title = match w.chance.below(3) {
        0 => format!("{}年度{}部门整体支出绩效自评报告", w.context.year, w.context.issuer),
        1 => format!("{}{}年度部门整体支出绩效自评报告", w.context.issuer, w.context.year),
        _ => format!("{}{}年部门整体绩效自评报告", w.context.issuer, w.context.year),
    };
    w.line(Role::Title, &title.clone());

    let name = w.one_of(&["部门基本情况", "基本情况"]);
    w.heading(1, name);
    let name = w.one_of(&["主要职责", "部门职能"]);
    w.heading(2, name);
    let duties = 4 + w.chance.below(9);
    let announced = w.chance.percent(60);
    if announced {
        let figure = {
            let mut f = w.figure(duties as i128, 0, "项");
            f.optional = true;
            f
        };
        let phrasing = *w.chance.pick(&["{o}主要承担以下{k}职责：", "根据“三定”方案，{o}承担{k}职责："]);
        w.state(phrasing, vec![("k", figure.into())], &[vec![(Relation::Count(duties as u32), vec!["k"])]]);
    } else {
        w.words("{o}主要职责如下：");
    }
    w.end();
    w.items(3, "duties", bank::DUTIES, duties);

    // The tasks' money is fixed first: the department's is its total.
    let n = 3 + w.chance.below(4);
    let initial: Vec<i128> = (0..n).map(|_| w.chance.spread(9000, 900_000)).collect();
    let annual: Vec<i128> = initial.iter().map(|i| w.chance.scaled(*i, 620, 1500)).collect();
    let executed: Vec<i128> = annual.iter().map(|a| w.chance.scaled(*a, 760, 1000)).collect();
    let (annual_total, executed_total): (i128, i128) = (annual.iter().sum(), executed.iter().sum());

    let name = w.one_of(&["部门整体收支情况", "年度收支情况"]);
    w.heading(2, name);
    let all = w.say(
        &[
            "{y}年部门整体预算数{b}，执行数{a}，预算完成率{p}。",
            "{y}年度全年预算数{b}，全年执行数{a}，预算执行率为{p}。",
            "{o}{y}年部门预算{b}，实际支出{a}，完成预算的{p}。",
        ],
        vec![
            ("b", w.figure(annual_total, 2, "万元").into()),
            ("a", w.figure(executed_total, 2, "万元").into()),
            ("p", w.percent(percent(executed_total, annual_total, 2), 2).into()),
        ],
        &[vec![(Relation::Rate, vec!["a", "b", "p"])]],
    );
    w.end();
    structure(w, executed_total, all["a"]);
    w.sentences(&BUDGET, 3);
    w.end();
    if w.chance.percent(60) {
        w.table();
    }
    w.heading(2, "部门整体支出绩效目标");
    let remarks = 2 + w.chance.below(3);
    for _ in 0..remarks {
        w.remark();
    }
    w.end();

    let name = w.one_of(&["年度重点工作任务", "年度重点任务及资金安排"]);
    w.heading(2, name);
    if w.chance.percent(40) {
        w.words("围绕年度目标，主要安排以下任务：");
        w.end();
    }
    for i in 0..n {
        task(w, initial[i], annual[i], executed[i]);
    }

    let name = w.one_of(&["绩效评价分析", "综合评价分析"]);
    w.heading(1, name);
    w.heading(2, "自评结论");
    let score = w.chance.between(860, 990);
    let mut score = w.figure(score, 1, "分");
    score.optional = true;
    w.state("经自评，{y}年度部门整体支出绩效得分{p}，等级为优。", vec![("p", score.into())], &[]);
    if w.chance.percent(50) {
        let again = w.figure(executed_total, 2, "万元");
        let said = w.state("全年执行数{again}，资金使用合规。", vec![("again", again.into())], &[]);
        w.page.check(Relation::Repeated, vec![all["a"], said["again"]]);
    }
    w.end();
    w.heading(2, "重点任务完成情况");
    let outcomes = 2 + w.chance.below(3);
    for _ in 0..outcomes {
        let object = w.label("outcomes", bank::ACHIEVEMENTS);
        w.run_in(3, &object, "。");
        w.leave_open();
        w.sentences(&SERVICE, 3);
        w.end();
    }
    w.heading(2, "主要工作成效");
    w.prose(&SERVICE, 84);

    w.heading(1, "存在的主要问题");
    w.words("对照目标要求，主要存在以下问题：");
    w.end();
    let problems = 2 + w.chance.below(3);
    w.items(2, "problems", bank::PROBLEMS, problems);
    w.heading(1, "改进措施");
    let measures = 2 + w.chance.below(3);
    w.items(2, "measures", bank::MEASURES, measures);
    while w.room(96) {
        w.prose(&SERVICE, 96);
    }
    w.signature();
    title
}

/// The executed amount by source and by nature.
fn structure(w: &mut Writer, total: i128, whole: usize) {
    let cut = |w: &mut Writer, total: i128| w.chance.scaled(total, 350, 820);
    let first = cut(w, total);
    let second = cut(w, total - first);
    let third = total - first - second;
    let sources = w.say(
        &[
            "从资金来源看，一般公共预算财政拨款支出{a0}，政府性基金预算财政拨款支出{a1}，其他资金支出{a2}。",
            "按资金来源分，一般公共预算拨款{a0}、政府性基金拨款{a1}、其他资金{a2}。",
            "资金来源方面：一般公共预算{a0}，政府性基金{a1}，单位自有资金{a2}。",
        ],
        vec![
            ("a0", w.figure(first, 2, "万元").into()),
            ("a1", w.figure(second, 2, "万元").into()),
            ("a2", w.figure(third, 2, "万元").into()),
        ],
        &[],
    );
    w.page.check(Relation::Sum, vec![sources["a0"], sources["a1"], sources["a2"], whole]);
    let basic = cut(w, total);
    let project = total - basic;
    let natures = w.say(
        &[
            "从支出性质看，基本支出{a0}，项目支出{a1}。",
            "按支出性质分，基本支出{a0}，占{p0}；项目支出{a1}，占{p1}。",
            "执行数中，基本支出{a0}、项目支出{a1}，分别占{p0}和{p1}。",
        ],
        vec![
            ("a0", w.figure(basic, 2, "万元").into()),
            ("a1", w.figure(project, 2, "万元").into()),
            ("p0", w.percent(percent(basic, total, 2), 2).into()),
            ("p1", w.percent(percent(project, total, 2), 2).into()),
        ],
        &[],
    );
    w.page.check(Relation::Sum, vec![natures["a0"], natures["a1"], whole]);
    for (part, share) in [("a0", "p0"), ("a1", "p1")] {
        if let Some(share) = natures.get(share) {
            w.page.check(Relation::Share, vec![natures[part], whole, *share]);
        }
    }
    w.end();
}

/// A task: a run-in heading, what it does, and its four figures.
fn task(w: &mut Writer, initial: i128, annual: i128, executed: i128) {
    let title = w.task_title();
    let (heading, ordinal) = w.run_in(3, &title, "。");
    w.leave_open();
    w.remark();
    if w.chance.percent(30) {
        w.words("年内完成各类活动[6-80场]。");
    }
    let digits = if w.chance.percent(80) { 2 } else { 1 };
    let slots: Vec<(&'static str, Slot)> = vec![
        ("i", w.figure(initial, 2, "万元").into()),
        ("b", w.figure(annual, 2, "万元").into()),
        ("a", w.figure(executed, 2, "万元").into()),
        ("p", w.percent(percent(executed, annual, digits), digits).into()),
        ("d", w.figure((annual - initial).abs(), 2, "万元").into()),
        ("v", if annual > initial { "追加" } else { "调减" }.into()),
    ];
    let change = if annual > initial { vec!["b", "i", "d"] } else { vec!["i", "b", "d"] };
    let said = w.say(
        &[
            "年初安排预算{i}，全年预算数{b}，执行数{a}，完成预算的{p}。",
            "年初预算{i}，调整后预算{b}，实际支出{a}，执行率{p}。",
            "该项工作年初预算数{i}，全年预算数{b}，全年执行数{a}，预算执行率为{p}。",
            "年初预算安排{i}，年中{v}{d}，全年预算{b}，实际执行{a}，预算完成率{p}。",
            "全年预算数{b}（年初预算{i}），执行数{a}，执行率{p}。",
            "年初部门预算{i}，调整预算数为{b}，支出决算{a}，占调整预算的{p}。",
            "资金安排：年初预算数{i}；全年预算数{b}；执行数{a}；完成率{p}。",
        ],
        slots,
        &[vec![(Relation::Rate, vec!["a", "b", "p"])], vec![(Relation::Difference, change)]],
    );
    w.end();
    let slots = ["i", "b", "a", "p"].map(|s| said.get(s).copied());
    w.page.tasks.push(Task { heading, ordinal, title, slots });
}
