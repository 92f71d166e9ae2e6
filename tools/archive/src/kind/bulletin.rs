//! 国民经济和社会发展统计公报: short paragraphs, mostly figures.

use crate::page::Role;
use crate::proof::Relation;
use crate::prose::{ECONOMY, SERVICE, SOCIETY};
use crate::sentence::percent;
use crate::writer::{SCHEMES, Writer};

const SECTIONS: &[&str] = &[
    "农业",
    "工业和建筑业",
    "固定资产投资",
    "国内贸易",
    "对外经济",
    "交通、邮电和旅游",
    "财政和金融",
    "教育和科学技术",
    "文化、卫生和体育",
    "人口、人民生活和社会保障",
    "资源、环境和应急管理",
];

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = *w.chance.pick(SCHEMES);
    let title = format!("{}{}年国民经济和社会发展统计公报", w.context.place, w.context.year);
    w.line(Role::Title, &title.clone());
    w.line(Role::Line, "{o}");
    w.words("{y}年，面对复杂多变的外部环境，{s}上下攻坚克难，经济运行总体平稳。");
    w.remark();
    w.end();
    w.heading(1, "综合");
    let parts: Vec<i128> =
        vec![w.chance.between(900, 9000), w.chance.between(6000, 60_000), w.chance.between(9000, 90_000)];
    let total: i128 = parts.iter().sum();
    let mut slots: Vec<(&'static str, crate::writer::Slot)> = vec![("t", w.figure(total, 2, "亿元").into())];
    for (slot, part) in ["a0", "a1", "a2"].iter().zip(&parts) {
        slots.push((slot, w.figure(*part, 2, "亿元").into()));
    }
    for (slot, part) in ["p0", "p1", "p2"].iter().zip(&parts) {
        slots.push((slot, w.percent(percent(*part, total, 1), 1).into()));
    }
    w.say(
        &[
            "全年地区生产总值{t}，按不变价格计算，比上年增长[2.1-8.8%]。其中，第一产业增加值{a0}，增长[1.1-4.8%]；第二产业增加值{a1}，增长[2.1-8.8%]；第三产业增加值{a2}，增长[2.1-8.8%]。",
            "初步核算，全年地区生产总值{t}，可比增长[2.1-8.8%]。第一、二、三产业增加值分别为{a0}、{a1}和{a2}，占比分别为{p0}、{p1}和{p2}。",
        ],
        slots,
        &[
            vec![(Relation::Sum, vec!["a0", "a1", "a2", "t"])],
            vec![(Relation::Share, vec!["a0", "t", "p0"])],
            vec![(Relation::Share, vec!["a1", "t", "p1"])],
            vec![(Relation::Share, vec!["a2", "t", "p2"])],
        ],
    );
    w.end();
    w.prose(&ECONOMY, 12);
    for (i, name) in SECTIONS.iter().enumerate() {
        w.heading(1, name);
        let theme = match i {
            0..7 => &ECONOMY,
            7..10 => &SOCIETY,
            _ => &SERVICE,
        };
        if w.chance.percent(22) {
            w.table();
        }
        let upto = 12 + 85 * (i + 1) / SECTIONS.len();
        loop {
            let n = 1 + w.chance.below(3);
            for _ in 0..n {
                match w.chance.below(5) {
                    0 => w.growth(theme.growing.0, theme.growing.1),
                    1 => w.sum(theme.wholes.0, theme.wholes.1),
                    _ => w.sentence(theme),
                }
            }
            w.end();
            if !w.room(upto) {
                break;
            }
        }
    }
    w.words("注：本公报数据均为初步统计数，部分数据因四舍五入存在分项与合计不等的情况。");
    w.end();
    title
}
