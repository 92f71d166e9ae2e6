//! 预算执行情况和预算草案的报告: accounts of a year and the plan of the next.

use crate::bank;
use crate::page::Role;
use crate::proof::Relation;
use crate::prose::{BUDGET, ECONOMY, SOCIETY};
use crate::sentence::percent;
use crate::writer::{SCHEMES, Writer};

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = *w.chance.pick(SCHEMES);
    let (year, place) = (w.context.year, w.context.place.clone());
    let title = format!("关于{place}{year}年财政预算执行情况和{}年财政预算草案的报告", year + 1);
    w.line(Role::Title, &title.clone());
    w.line(Role::Line, "{o}");
    w.line(Role::Line, "各位代表：");
    w.words("受{c}人民政府委托，现将{y}年财政预算执行情况和{ny}年财政预算草案的报告提请审议。");
    w.end();

    w.heading(1, "{y}年财政预算执行情况");
    w.heading(2, "一般公共预算执行情况");
    account(w, "一般公共预算收入", "亿元", 3000, 90_000);
    w.end();
    let parts: Vec<i128> = vec![w.chance.spread(1000, 60_000), w.chance.spread(600, 30_000)];
    w.sum_of("全口径地方收入", &["税务部门组织收入", "财政部门组织收入"], &parts, "亿元", 2);
    w.end();
    account(w, "一般公共预算支出", "亿元", 6000, 200_000);
    w.sentences(&BUDGET, 2);
    w.end();
    let total = w.chance.spread(600_000, 90_000_000);
    balance(w, "经济开发区财政", total);
    if w.chance.percent(75) {
        w.table();
    }
    w.heading(2, "政府性基金预算执行情况");
    account(w, "政府性基金收入", "万元", 300_000, 30_000_000);
    w.sentences(&BUDGET, 1);
    w.end();
    w.heading(2, "国有资本经营预算执行情况");
    account(w, "国有资本经营收入", "万元", 3000, 900_000);
    w.end();
    w.heading(2, "社会保险基金预算执行情况");
    account(w, "社会保险基金收入", "亿元", 300, 30_000);
    w.balanced();
    w.end();
    w.heading(2, "政府债务情况");
    w.words("截至{y}年底，政府债务余额控制在限额以内。");
    w.restated();
    w.end();

    w.heading(1, "{y}年财政主要工作");
    let sections = 3 + w.chance.below(3);
    for i in 0..sections {
        let name = w.label("achievements", bank::ACHIEVEMENTS);
        if w.chance.percent(50) {
            w.run_in(2, &name, "。");
        } else {
            w.heading(2, &name);
        }
        w.prose(if i % 2 == 0 { &ECONOMY } else { &SOCIETY }, 30 + 50 * (i + 1) / sections);
    }

    w.heading(1, "{ny}年财政预算草案");
    w.heading(2, "指导思想");
    w.remark();
    w.remark();
    w.end();
    w.heading(2, "收支安排");
    w.words("{ny}年预计财力增长[3~6%]，安排重点支出[3.00-60.00亿元]，新增偿债准备金[600.00-9000.00万元]。");
    w.remark();
    w.end();
    w.heading(1, "完成预算的保障措施");
    let measures = 3 + w.chance.below(3);
    w.items(2, "measures", bank::MEASURES, measures);
    while w.room(96) {
        w.prose(&ECONOMY, 96);
    }
    title
}

/// An account: reached, of the plan, growth.
fn account(w: &mut Writer, label: &str, unit: &str, low: i128, high: i128) {
    let before = w.chance.spread(low, high).max(low);
    let now = w.chance.scaled(before, 880, 1180) + 1;
    let plan = w.chance.scaled(before, 900, 1150) + 2;
    let up = now > before;
    let p = percent((now - before).abs(), before, 2);
    if p == 0 {
        return;
    }
    let phrasings: &[&str] = &[
        "{w}完成{now}，为预算{plan}的{r}，比上年{before}{up}{p}。",
        "{w}{now}，完成预算{plan}的{r}，{more}{d}，{up}{p}。",
        "{w}年初预算{plan}，实际完成{now}，占预算的{r}，较上年{more}{d}，{up}{p}。",
        "{w}预算为{plan}，执行数{now}，完成预算的{r}，比上年{more}{d}，{up}{p}。",
    ];
    let (by_before, by_delta) =
        if up { (Relation::Growth, Relation::GrowthDelta) } else { (Relation::Drop, Relation::DropDelta) };
    w.say(
        phrasings,
        vec![
            ("w", label.into()),
            ("now", w.figure(now, 2, unit).into()),
            ("before", w.figure(before, 2, unit).into()),
            ("plan", w.figure(plan, 2, unit).into()),
            ("d", w.figure((now - before).abs(), 2, unit).into()),
            ("r", w.percent(percent(now, plan, 2), 2).into()),
            ("p", w.percent(p, 2).into()),
            ("up", if up { "增长" } else { "下降" }.into()),
            ("more", if up { "增加" } else { "减少" }.into()),
        ],
        &[
            vec![(Relation::Rate, vec!["now", "plan", "r"])],
            vec![(by_before, vec!["now", "before", "p"]), (by_delta, vec!["now", "d", "p"])],
        ],
    );
}

/// An account that balances, both sides with their parts.
fn balance(w: &mut Writer, label: &str, total: i128) {
    let own = w.chance.scaled(total, 300, 600);
    let grants = w.chance.scaled(total, 200, 350);
    let spent = w.chance.scaled(total, 700, 900);
    let said = w.state(
        "{w}总收入{t}，包括当年收入{a0}、转移性收入{a1}、债务转贷收入{a2}；总支出{u}，包括当年支出{b0}、上解及结转支出{b1}。收支平衡。",
        vec![
            ("w", label.into()),
            ("t", w.figure(total, 2, "万元").into()),
            ("a0", w.figure(own, 2, "万元").into()),
            ("a1", w.figure(grants, 2, "万元").into()),
            ("a2", w.figure(total - own - grants, 2, "万元").into()),
            ("u", w.figure(total, 2, "万元").into()),
            ("b0", w.figure(spent, 2, "万元").into()),
            ("b1", w.figure(total - spent, 2, "万元").into()),
        ],
        &[
            vec![(Relation::Sum, vec!["a0", "a1", "a2", "t"])],
            vec![(Relation::Sum, vec!["b0", "b1", "u"])],
        ],
    );
    w.page.check(Relation::Equal, vec![said["t"], said["u"]]);
    w.end();
}
