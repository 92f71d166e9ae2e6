//! 政府工作报告: a review with run-in headings, targets, and the tasks of the coming year.

use crate::bank;
use crate::page::Role;
use crate::prose::{ECONOMY, SERVICE, SOCIETY};
use crate::writer::{SCHEMES, Writer};

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = *w.chance.pick(SCHEMES);
    let title = match w.chance.below(2) {
        0 => format!("{}{}年政府工作报告", w.context.place, w.context.year + 1),
        _ => "政府工作报告".to_owned(),
    };
    w.line(Role::Title, &title.clone());
    let day = w.chance.between(5, 28);
    let congress = crate::figure::han(w.chance.between(14, 19));
    let session = crate::figure::han(w.chance.between(1, 5));
    w.line(Role::Line, &format!("——{{ny}}年1月{day}日在{{c}}第{congress}届人民代表大会第{session}次会议上"));
    let speaker = *w.chance.pick(bank::PEOPLE);
    w.line(Role::Line, &format!("{{o}}　{speaker}"));
    w.line(Role::Line, "各位代表：");
    w.words("现在，我代表{o}向大会报告工作，请予审议。");
    w.end();

    w.heading(1, "{y}年工作回顾");
    w.words("{y}年，{s}上下奋力拼搏，经济社会发展取得新成效。");
    w.words("初步核算，地区生产总值[80.00-960.00亿元]，按可比价格计算增长[2.1-8.8%]。");
    w.sentences(&ECONOMY, 3);
    w.end();
    let sections = 5 + w.chance.below(3);
    let own_line = w.chance.percent(35);
    for i in 0..sections {
        let name = w.label("achievements", bank::ACHIEVEMENTS);
        if own_line {
            w.heading(2, &name);
        } else {
            w.run_in(2, &name, "。");
        }
        let theme = [&ECONOMY, &SERVICE, &SOCIETY][i % 3];
        w.prose(theme, 12 + 58 * (i + 1) / sections);
    }
    w.words("同时，我们也清醒看到，");
    let problems: Vec<String> =
        (1..=3).map(|i| format!("{}是{}", crate::figure::han(i), w.take("problems", bank::PROBLEMS))).collect();
    w.words(&problems.join("；"));
    w.words("。");
    w.end();

    w.heading(1, "{ny}年工作总体要求和目标");
    w.words("主要预期目标是：地区生产总值增长[5~7%]；城镇登记失业率控制在[3.0-5.0%]以内；粮食产量保持稳定。");
    w.end();
    w.heading(1, "{ny}年重点工作");
    let tasks = 3 + w.chance.below(3);
    for _ in 0..tasks {
        let name = w.task_title();
        if own_line {
            w.heading(2, &name);
        } else {
            w.run_in(2, &name, "。");
        }
        w.remark();
        if w.chance.percent(50) {
            w.counted();
        }
        w.remark();
        w.end();
    }
    while w.room(96) {
        w.prose(&SERVICE, 96);
    }
    w.words("各位代表！让我们携手同心，为建设更加美好的家园不懈奋斗！");
    w.end();
    title
}
