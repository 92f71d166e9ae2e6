use super::{Scheme, any_label, bullet, label, plain};

/// Text, the label it begins with, scheme, ordinal.
const ROWS: &[(&str, &str, Scheme, u32)] = &[
    ("一、基本情况", "一、", Scheme::HanDun, 1),
    ("一 、基本情况", "一 、", Scheme::HanDun, 1),
    ("十一、", "十一、", Scheme::HanDun, 11),
    ("二十三、附则", "二十三、", Scheme::HanDun, 23),
    ("廿三、附則", "廿三、", Scheme::HanDun, 23),
    ("一百零二、余项", "一百零二、", Scheme::HanDun, 102),
    ("二．收支", "二．", Scheme::HanDun, 2),
    ("二、三农工作", "二、", Scheme::HanDun, 2),
    ("一、二〇二四年工作", "一、", Scheme::HanDun, 1),
    ("（一）部门职能", "（一）", Scheme::HanParen, 1),
    ("(一)部门职能", "(一)", Scheme::HanParen, 1),
    ("（  四  ）年度任务", "（  四  ）", Scheme::HanParen, 4),
    ("( 一 ) 概况", "( 一 )", Scheme::HanParen, 1),
    ("（十二)概况", "（十二)", Scheme::HanParen, 12),
    ("㈢概况", "㈢", Scheme::HanParen, 3),
    ("三）概况", "三）", Scheme::HanParen, 3),
    ("1.2019 年预算中", "1.", Scheme::ArabicDot, 1),
    ("1.97年9月5日修正", "1.", Scheme::ArabicDot, 1),
    ("3.112 年 1 月起", "3.", Scheme::ArabicDot, 3),
    ("1.2024—2026年", "1.", Scheme::ArabicDot, 1),
    ("1. 加强领导", "1.", Scheme::ArabicDot, 1),
    ("1．加强领导", "1．", Scheme::ArabicDot, 1),
    ("１．加强领导", "１．", Scheme::ArabicDot, 1),
    ("１２、加强领导", "１２、", Scheme::ArabicDot, 12),
    ("3 、加强领导", "3 、", Scheme::ArabicDot, 3),
    ("⒈加强领导", "⒈", Scheme::ArabicDot, 1),
    ("1）加强领导", "1）", Scheme::ArabicParen, 1),
    ("（12）加强领导", "（12）", Scheme::ArabicParen, 12),
    ("( 1 )加强领导", "( 1 )", Scheme::ArabicParen, 1),
    ("⑵加强领导", "⑵", Scheme::ArabicParen, 2),
    ("①加强", "①", Scheme::Circled, 1),
    ("㉑加强", "㉑", Scheme::Circled, 21),
    ("㊿加强", "㊿", Scheme::Circled, 50),
    ("1.1 编制目的", "1.1", Scheme::ArabicPath, 1),
    ("1.1编制目的", "1.1", Scheme::ArabicPath, 1),
    ("2.3.4 项目概况", "2.3.4", Scheme::ArabicPath, 4),
    ("2．3 年度目标", "2．3", Scheme::ArabicPath, 3),
    ("1.2、工作原则", "1.2、", Scheme::ArabicPath, 2),
    ("Ⅱ、收支", "Ⅱ、", Scheme::Roman, 2),
    ("Ⅲ 收支", "Ⅲ", Scheme::Roman, 3),
    ("IV. 收支", "IV.", Scheme::Roman, 4),
    ("A.方案", "A.", Scheme::Latin, 1),
    ("b)方案", "b)", Scheme::Latin, 2),
    ("（C）方案", "（C）", Scheme::Latin, 3),
    ("甲、總說明", "甲、", Scheme::Stem, 1),
    ("（乙）方案", "（乙）", Scheme::Stem, 2),
    ("壹、施政目標", "壹、", Scheme::HanFormal, 1),
    ("貳、重點", "貳、", Scheme::HanFormal, 2),
    ("拾壹、其他", "拾壹、", Scheme::HanFormal, 11),
    ("第一部分 部门概况", "第一部分", Scheme::Part, 1),
    ("第 三 部分部门概况", "第 三 部分", Scheme::Part, 3),
    ("第二编 分则", "第二编", Scheme::Volume, 2),
    ("第三章 监督", "第三章", Scheme::Chapter, 3),
    ("第１章 监督", "第１章", Scheme::Chapter, 1),
    ("第四节", "第四节", Scheme::Section, 4),
    ("第一千二百六十条 本法", "第一千二百六十条", Scheme::Article, 1260),
    ("第壹條 宗旨", "第壹條", Scheme::Article, 1),
    ("第一，坚持", "第一，", Scheme::HanDi, 1),
    ("第二、坚持", "第二、", Scheme::HanDi, 2),
    ("一是坚持", "一是", Scheme::HanShi, 1),
    ("二要坚持", "二要", Scheme::HanShi, 2),
    ("其一，坚持", "其一，", Scheme::HanShi, 1),
    ("附件1", "附件1", Scheme::Annex, 1),
    ("附件一：名单", "附件一：", Scheme::Annex, 1),
    ("附件：", "附件：", Scheme::Annex, 0),
    ("附件", "附件", Scheme::Annex, 0),
    ("附表2 收支表", "附表2", Scheme::Annex, 2),
    ("案例一：某公司", "案例一：", Scheme::Case, 1),
    ("案例3 某公司", "案例3", Scheme::Case, 3),
    ("［1］见年鉴", "［1］", Scheme::Bracket, 1),
    ("[12] 见年鉴", "[12]", Scheme::Bracket, 12),
];

/// Texts that begin with no label.
const NONE: &[&str] = &[
    "",
    "、",
    "3.84 亿元",
    "3.84亿元",
    "1.1 亿元",
    "12.5%",
    "685.31 青峦县",
    "0.5 个百分点",
    "1.10 万元",
    "2024.",
    "2024、2025年",
    "1...........3",
    "3、4月份",
    "3 月",
    "1 总则",
    "一、二产业",
    "一、二、三产业",
    "三、四线城市",
    "一季度",
    "一二三、",
    "三要素市场",
    "十一届",
    "百、",
    "第一季度",
    "第一、二产业",
    "第一、第二季度",
    "第五条规定",
    "第三章的内容",
    "第二届",
    "第十条第二款",
    "（2024）",
    "（含税）",
    "〔2019〕5号",
    "Ⅲ类水质",
    "A股",
    "U.S. Steel",
    "C919",
    "甲、乙双方",
    "甲方",
    "附件1所列",
    "附近",
    "附属医院",
    "案例分析",
    "首先，",
    "其他",
    "任务一完成",
    "本年",
];

#[test]
fn labels() {
    for &(text, printed, scheme, ordinal) in ROWS {
        let read = label(text).unwrap_or_else(|| panic!("{text}: 应为 {printed}，实为 无"));
        assert_eq!((&text[..read.len], read.scheme, read.ordinal), (printed, scheme, ordinal), "{text}");
    }
}

#[test]
fn no_labels() {
    for text in NONE {
        assert_eq!(label(text), None, "{text}");
    }
}

#[test]
fn depth_of_a_path() {
    assert_eq!(label("2.3.4 概况").map(|l| l.depth), Some(3));
    assert_eq!(label("2. 概况").map(|l| l.depth), Some(1));
}

#[test]
fn bullets() {
    let rows = [
        ("- 1、甲", "- "),
        ("——坚持", "——"),
        ("● 收入", "● "),
        ("·收入", "·"),
        ("— 坚持", "— "),
        ("\u{f06c}收入", "\u{f06c}"),
    ];
    for (text, printed) in rows {
        assert_eq!(&text[..bullet(text)], printed, "{text}");
    }
    for text in ["", "-5%", "—2024年", "-", "收入", "*注", "————————————", "+3.2"] {
        assert_eq!(bullet(text), 0, "{text}");
    }
}

#[test]
fn plain_labels_are_read_as_all_others() {
    let labels =
        ["一、", "十、", "二是", "（三）", "（十）", "（4）", "（12）", "1.", "12.", "3、", "（五", "0.", "10、"];
    let behind =
        ["", "、", "二", "是", "产业", "基本情况", "2019年", "2", "．", "A类", "（一）", " 全年", "4月份", "。"];
    for label in labels {
        for behind in behind {
            let text = format!("{label}{behind}");
            let plain = plain(text.as_bytes());
            assert!(plain.is_none() || plain == any_label(&text), "{text}");
        }
    }
}
