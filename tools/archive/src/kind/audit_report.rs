//! 审计工作报告: problems with amounts, 一是 二是 within the paragraph, shares of what was sampled.

use crate::bank;
use crate::page::Role;
use crate::proof::Relation;
use crate::prose::{BUDGET, SERVICE};
use crate::sentence::percent;
use crate::writer::{SCHEMES, Writer};

const AREAS: &[&str] = &[
    "预算编制和执行方面",
    "转移支付管理方面",
    "政府债务管理方面",
    "国有资产管理方面",
    "政府采购方面",
    "专项资金使用方面",
    "工程建设管理方面",
    "财务核算方面",
    "内部控制方面",
    "公务支出管理方面",
];
const FAULTS: &[&str] = &[
    "预算细化不到位",
    "项目执行进度缓慢",
    "非税收入征缴不及时",
    "专项资金闲置",
    "超范围列支费用",
    "合同管理不规范",
    "资产账实不符",
    "招投标程序不合规",
    "结余资金未按规定上缴",
    "虚报工程量",
    "往来款项长期挂账",
    "补助对象审核不严",
];

pub(super) fn write(w: &mut Writer) -> String {
    w.scheme = *w.chance.pick(SCHEMES);
    let (place, year) = (w.context.place.clone(), w.context.year);
    let title = format!("关于{place}{year}年度本级预算执行和其他财政收支的审计工作报告");
    w.line(Role::Title, &title.clone());
    let speaker = *w.chance.pick(bank::PEOPLE);
    w.line(Role::Line, &format!("{{o}}局长　{speaker}"));
    w.line(Role::Line, "主任、各位副主任、各位委员：");
    w.words("我受{c}人民政府委托，报告{y}年度本级预算执行和其他财政收支的审计情况，请予审议。");
    w.end();
    let kinds: Vec<i128> = (0..3).map(|_| w.chance.spread(30_000, 3_000_000)).collect();
    w.sum_of("查出主要问题金额", &["违规金额", "管理不规范金额", "损失浪费金额"], &kinds, "万元", 2);
    let found = w.chance.between(60, 480);
    let done = w.chance.scaled(found, 720, 960);
    let left = w.figure(found - done, 0, "个");
    w.say(
        &[
            "上年度审计发现的{b}问题，已整改{a}，整改率{p}，正在整改{left}。",
            "上年审计查出问题{b}，截至目前完成整改{a}，整改率为{p}。",
        ],
        vec![
            ("b", w.figure(found, 0, "个").into()),
            ("a", w.figure(done, 0, "个").into()),
            ("p", w.percent(percent(done, found, 1), 1).into()),
            ("left", left.into()),
        ],
        &[vec![(Relation::Rate, vec!["a", "b", "p"])]],
    );
    w.end();

    let chapters = [
        "财政管理审计情况",
        "部门预算执行审计情况",
        "重点民生资金审计情况",
        "政府投资项目审计情况",
        "国有资产管理审计情况",
    ];
    for (i, chapter) in chapters.iter().enumerate() {
        w.heading(1, chapter);
        if w.chance.percent(25) {
            w.table();
        }
        let upto = 8 + 76 * (i + 1) / chapters.len();
        loop {
            let area = w.label("areas", AREAS);
            w.run_in(2, &area, "。");
            problems(w);
            w.end();
            if w.chance.percent(60) {
                w.sentences(&BUDGET, 2);
                w.end();
            }
            if !w.room(upto) {
                break;
            }
        }
    }
    w.heading(1, "审计建议");
    let measures = 2 + w.chance.below(3);
    for _ in 0..measures {
        let name = w.task_title();
        w.run_in(2, &name, "。");
        let text = w.label("measures", bank::MEASURES);
        w.words(&text);
        w.words("。");
        w.end();
    }
    while w.room(96) {
        w.prose(&SERVICE, 96);
    }
    w.words("以上报告，请予审议。");
    w.end();
    title
}

/// 一是 … 二是 …, each with what was sampled and what was found.
fn problems(w: &mut Writer) {
    let n = 2 + w.chance.below(2);
    for i in 1..=n {
        let fault = w.label("audit faults", FAULTS);
        w.words(&format!("{}是{fault}。", crate::figure::han(i as i128)));
        let sampled = w.chance.between(20, 480);
        let bad = (w.chance.scaled(sampled, 30, 420)).max(1);
        let amount = w.chance.spread(300, 900_000);
        w.say(
            &[
                "抽查的{b}项目中，有{a}存在上述问题，占{p}，涉及金额{m}。",
                "在抽查的{b}样本中发现问题{a}，占比{p}。",
                "涉及单位[2-26家]、资金{m}。",
                "[2-18家]单位未按规定履行程序，涉及金额{m}。",
            ],
            vec![
                ("b", w.figure(sampled, 0, "个").into()),
                ("a", w.figure(bad, 0, "个").into()),
                ("p", w.percent(percent(bad, sampled, 1), 1).into()),
                ("m", w.figure(amount, 2, "万元").into()),
            ],
            &[vec![(Relation::Share, vec!["a", "b", "p"])]],
        );
    }
}
