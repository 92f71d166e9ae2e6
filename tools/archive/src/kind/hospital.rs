//! 医院年度工作报告: services, rates, costs, what was bought, what is planned.

use crate::bank;
use crate::page::Role;
use crate::prose::{HOSPITAL, SOCIETY};
use crate::writer::{CHAPTERS, NESTED, SCHEMES, Writer};

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = match w.chance.below(10) {
        0 => CHAPTERS,
        1 | 2 => NESTED,
        _ => *w.chance.pick(SCHEMES),
    };
    let title = match w.chance.below(2) {
        0 => format!("{}{}年度工作报告", w.context.issuer, w.context.year),
        _ => format!("{}{}年工作总结", w.context.issuer, w.context.year),
    };
    w.line(Role::Title, &title.clone());
    w.heading(1, "医院概况");
    w.words("医院占地面积[20.0-160.0亩]，编制床位[120-1600张]，临床科室[12-48个]。");
    let staff: Vec<i128> = (0..4).map(|_| w.chance.spread(40, 900)).collect();
    w.sum_of("卫生专业技术人员", &["医师", "护士", "药师", "技师"], &staff, "人", 0);
    w.remark();
    w.end();
    w.heading(1, "主要业务指标");
    for name in ["医疗服务量", "医疗质量", "费用控制"] {
        w.heading(2, name);
        w.growth(HOSPITAL.growing.0, HOSPITAL.growing.1);
        w.growth(HOSPITAL.growing.0, HOSPITAL.growing.1);
        w.rate(HOSPITAL.rated.0, HOSPITAL.rated.1);
        w.points();
        w.end();
    }
    w.heading(1, "财务收支情况");
    let income: Vec<i128> =
        vec![w.chance.spread(900_000, 9_000_000), w.chance.spread(90_000, 900_000), w.chance.spread(9000, 90_000)];
    w.sum_of("全院总收入", &["医疗业务收入", "财政补助收入", "科教项目收入"], &income, "万元", 2);
    w.end();
    let cost: Vec<i128> =
        vec![w.chance.spread(300_000, 3_000_000), w.chance.spread(300_000, 3_000_000), w.chance.spread(9000, 90_000)];
    w.sum_of("全院总费用", &["人员费用", "药品耗材费用", "管理费用"], &cost, "万元", 2);
    w.rest();
    w.end();
    if w.chance.percent(70) {
        w.table();
    }
    w.heading(1, "重点工作开展情况");
    let sections = 4 + w.chance.below(3);
    for i in 0..sections {
        let name = w.label("achievements", bank::ACHIEVEMENTS);
        if w.chance.percent(50) && w.scheme != NESTED {
            w.run_in(2, &name, "。");
        } else {
            w.heading(2, &name);
        }
        w.prose(if i % 2 == 0 { &SOCIETY } else { &HOSPITAL }, 34 + 50 * (i + 1) / sections);
    }
    w.heading(1, "存在的问题");
    w.words("主要表现在：");
    let problems: Vec<String> =
        (1..=3).map(|i| format!("{}是{}", crate::figure::han(i), w.take("problems", bank::PROBLEMS))).collect();
    w.words(&problems.join("；"));
    w.words("。");
    w.end();
    w.heading(1, "下一步工作打算");
    w.words("{ny}年，力争门急诊量不低于[20.00-160.00万人次]，平均住院日稳步下降。");
    w.remark();
    w.end();
    while w.room(96) {
        w.prose(&SOCIETY, 96);
    }
    w.signature();
    title
}
