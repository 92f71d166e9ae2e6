//! 部门决算: parts with sections, sums by class, items against the budget, 三公 expenses, a glossary.

use crate::bank;
use crate::page::Role;
use crate::proof::Relation;
use crate::prose::{BUDGET, SERVICE};
use crate::sentence::percent;
use crate::writer::{PARTS, SCHEMES, Writer};

const CLASSES: &[&str] = &[
    "一般公共服务支出",
    "教育支出（类）",
    "文化旅游体育与传媒支出（类）",
    "社会保障和就业支出（类）",
    "卫生健康支出（类）",
    "住房保障支出（类）",
    "城乡社区支出（类）",
    "农林水支出（类）",
];
const ENTRIES: &[&str] = &[
    "一般公共服务支出（类）财政事务（款）行政运行（项）",
    "社会保障和就业支出（类）民政管理事务（款）一般行政管理事务（项）",
    "教育支出（类）普通教育（款）小学教育（项）",
    "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）",
    "住房保障支出（类）住房改革支出（款）住房公积金（项）",
    "农林水支出（类）水利（款）防汛（项）",
    "城乡社区支出（类）城乡社区环境卫生（款）城乡社区环境卫生（项）",
    "文化旅游体育与传媒支出（类）文物（款）文物保护（项）",
];

pub(super) fn write(w: &mut Writer) -> String {
    let parts = w.chance.percent(60);
    w.scheme = if parts { PARTS } else { *w.chance.pick(SCHEMES) };
    let title = format!(
        "{}{}年度部门决算{}",
        w.context.issuer,
        w.context.year,
        if w.chance.percent(40) { "公开说明" } else { "" }
    );
    w.line(Role::Title, &title.clone());
    let top = if parts { 2 } else { 1 };
    if parts {
        w.heading(1, "部门概况");
    }
    w.heading(top, "主要职责");
    let duties = 3 + w.chance.below(5);
    w.items(top + 1, "duties", bank::DUTIES, duties);
    w.heading(top, "机构设置");
    w.words("{o}内设机构[4-16个]，所属事业单位[1-9个]。");
    w.remark();
    w.end();
    if parts {
        w.heading(1, "{y}年度部门决算情况说明");
    }

    w.heading(top, "收入支出决算总体情况说明");
    let before = w.chance.spread(300_000, 9_000_000);
    w.growth_of("收入总计", "万元", before, 2);
    w.remark();
    w.end();

    w.heading(top, "收入决算情况说明");
    let income: Vec<i128> =
        vec![w.chance.spread(90_000, 6_000_000), w.chance.spread(900, 90_000), w.chance.spread(900, 90_000)];
    w.sum_of("本年收入合计", &["财政拨款收入", "事业收入", "其他收入"], &income, "万元", 2);
    w.end();
    w.heading(top, "支出决算情况说明");
    let spent: Vec<i128> = vec![w.chance.spread(90_000, 3_000_000), w.chance.spread(90_000, 3_000_000)];
    w.sum_of("本年支出合计", &["基本支出", "项目支出"], &spent, "万元", 2);
    if w.chance.percent(50) {
        w.sentences(&BUDGET, 2);
    }
    w.end();

    w.heading(top, "一般公共预算财政拨款支出决算情况说明");
    w.heading(top + 1, "支出决算结构情况");
    let n = 3 + w.chance.below(3);
    let classes: Vec<&str> = (0..n).map(|_| *w.take("classes", CLASSES)).collect();
    let amounts: Vec<i128> = (0..n).map(|_| w.chance.spread(3000, 900_000)).collect();
    w.sum_of("一般公共预算财政拨款支出", &classes, &amounts, "万元", 2);
    w.end();
    w.heading(top + 1, "支出决算具体情况");
    w.words("按功能分类科目，具体情况如下：");
    w.end();
    let entries = 3 + w.chance.below(4);
    let as_headings = w.chance.percent(50);
    for i in 0..entries {
        let entry = w.label("entries", ENTRIES);
        let plan = w.chance.spread(900, 300_000);
        if as_headings {
            w.run_in(top + 2, &entry, "。");
        } else {
            w.item(top + 2, i + 1, "");
            w.words(&entry);
            w.words("，");
        }
        entry_of(w, plan);
        w.end();
    }

    w.heading(top, "财政拨款“三公”经费支出决算情况说明");
    public(w);
    w.heading(top, "机关运行经费支出说明");
    let before = w.chance.spread(3000, 90_000);
    w.growth_of("机关运行经费支出", "万元", before, 2);
    w.end();
    w.heading(top, "政府采购支出说明");
    w.sum("procurement", bank::PROCUREMENT);
    w.end();
    if w.chance.percent(70) {
        w.table();
    }
    w.heading(top, "国有资产占用情况说明");
    w.words("截至{y}年12月31日，共有车辆[2-46辆]，单价100万元以上设备[1-9台（套）]。");
    w.end();
    w.heading(top, "预算绩效情况说明");
    w.prose(&SERVICE, 88);
    if parts {
        w.heading(1, "名词解释");
    } else {
        w.heading(top, "名词解释");
    }
    let terms = 3 + w.chance.below(4);
    for _ in 0..terms {
        let (term, meaning) = w.take("glossary", bank::GLOSSARY);
        w.run_in(top + usize::from(!parts), term, "：");
        w.words(meaning);
        w.words("。");
        w.end();
    }
    title
}

/// An entry's budget, accounts and rate, and which is greater.
fn entry_of(w: &mut Writer, plan: i128) {
    let done = if w.chance.percent(12) { plan } else { w.chance.scaled(plan, 720, 1240) };
    let reason = match done.cmp(&plan) {
        std::cmp::Ordering::Less => "决算数小于年初预算数的主要原因是厉行节约、压减开支。",
        std::cmp::Ordering::Equal => "决算数与年初预算数持平。",
        std::cmp::Ordering::Greater => "决算数大于年初预算数的主要原因是年中追加专项经费。",
    };
    let relation = match done.cmp(&plan) {
        std::cmp::Ordering::Less => Relation::Less,
        std::cmp::Ordering::Equal => Relation::Equal,
        std::cmp::Ordering::Greater => Relation::More,
    };
    let said = w.say(
        &[
            "年初预算为{b}，支出决算为{a}，完成年初预算的{p}。",
            "年初预算{b}，决算数{a}，完成年初预算的{p}。",
            "支出决算为{a}，年初预算为{b}，完成年初预算的{p}。",
        ],
        vec![
            ("b", w.figure(plan, 2, "万元").into()),
            ("a", w.figure(done, 2, "万元").into()),
            ("p", w.percent(percent(done, plan, 2), 2).into()),
        ],
        &[vec![(Relation::Rate, vec!["a", "b", "p"])]],
    );
    if w.chance.percent(70) {
        w.words(reason);
        w.page.check(relation, vec![said["a"], said["b"]]);
    }
}

/// 三公: three kinds of expense and their total, each against its budget.
fn public(w: &mut Writer) {
    let amounts: Vec<i128> = vec![w.chance.spread(100, 3000), w.chance.spread(300, 6000), w.chance.spread(60, 3000)];
    w.sum_of(
        "“三公”经费财政拨款支出决算",
        &["因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"],
        &amounts,
        "万元",
        2,
    );
    w.words("全年国内公务接待[6-160批次]，来访人员[60-1900人次]。");
    w.end();
    let plan = w.chance.spread(300, 6000);
    w.completion("公务用车购置及运行维护费中的运行费用", "万元", plan, 2);
    w.remark();
    w.end();
}
