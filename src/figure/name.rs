//! What looks like a figure and is none: labels, codes, names, slogans, thresholds inside names.
//!
//! | spelling | what it is |
//! | --- | --- |
//! | `1.` `（二）` at the start | a label |
//! | `C919` `A10版` `PM2.5` `5G` | codes and models |
//! | `“1310”` `“三个一”` `“百千万”` `“水十条”` | names in quotes |
//! | `十一号线` `5号楼` `110千伏变电站` `60万吨乙烯项目` `2×66万千瓦` | names |
//! | `K23+500处` `国道101段` | places on a road |
//! | `七台河市` `十家堡镇` `三件套` | names that begin like a count |
//! | `两个以上申请人` | more than one, whatever their number |
//! | `5日` `里程` `八里桥` | a day of a month, and words; `三十日内` and `四百里` count |
//! | `一批` `一个新的台阶` `一项` | 一 as an article |
//! | `两个维护` `四个意识` `六个方面` | slogans and enumerations |
//! | `5000万元以上项目` | a threshold inside a name |
//! | `三年行动` `五年规划` `15分钟健身圈` | names of plans |
//! | `下了一番功夫` | 番 counts only behind 翻 |

use crate::lexicon::label;
use crate::lexicon::unit::{Dimension, Unit, unit};
use crate::numeral::{Chars, Form, Number, blanks, digit, han_numerals, is_numeral_char, number};

/// The bytes of the numbering label at the start of a text; `3.84亿元` and `1.5kg` begin with a number.
#[inline]
pub(super) fn label(text: &str) -> usize {
    /// Of the Han letters only these begin one.
    static FIRST: Chars = Chars::of(concat!(han_numerals!(), "第附"));
    match *text.as_bytes() {
        [] => 0,
        [a @ 0xe4..=0xe9, b, c, ..] if !FIRST.has_three(a, b, c) => 0,
        [b'0'..=b'9', ref rest @ ..] if !numbers(rest) => 0,
        _ => any_label(text),
    }
}

/// Whether a digit and what stands behind it may be a label: at most three digits and a point, a bracket or a blank; no
/// number with its decimals and nothing else (12.34), as in the cells of a table.
fn numbers(rest: &[u8]) -> bool {
    let digits = rest.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    match rest[digits..] {
        _ if digits == 3 => false,
        [b'.', ref decimals @ ..] => {
            decimals.is_empty() || decimals.len() > 20 || !decimals.iter().all(u8::is_ascii_digit)
        }
        [b, ..] => !b.is_ascii() || matches!(b, b')' | b'\0'..=b' '),
        [] => false,
    }
}

fn any_label(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if first.is_ascii_digit() {
        let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
        let rest = &text[digits..];
        let mut behind = rest[blanks(rest)..].chars();
        let sign = behind.next();
        if !sign.is_some_and(|c| matches!(c, '.' | '．' | '、' | ')' | '）' | '０'..='９')) {
            return 0;
        }
        // Only a point with a digit behind it is one of decimals.
        let decimals = behind.next().is_some_and(|c| digit(c).is_some()) || sign.is_some_and(|c| digit(c).is_some());
        if let Some((rest, n)) = Some(text).filter(|_| decimals).and_then(|text| number(text).ok()) {
            let measured = n.power > 0 || unit(rest).is_some() || rest.starts_with('成') || rest.trim().is_empty();
            if n.low.scale > 0 && measured {
                return 0;
            }
        }
    }
    if matches!(first, '第' | '附') || is_numeral_char(first) || !(han(first) || first.is_alphabetic()) {
        return label::label(text).map_or(0, |l| l.len);
    }
    0
}

/// Whether a character is a letter of the common Han block: the first question, because it is cheap.
const fn han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Nouns behind N个 / N项 / N大 that make it a slogan or an enumeration of the text itself.
const SLOGANS: &[&str] = &[
    "维护",
    "确立",
    "意识",
    "自信",
    "中心",
    "方面",
    "坚持",
    "务必",
    "结合",
    "必须",
    "不",
    "明确",
    "一律",
    "统筹",
    "责任",
    "文明",
    "全面",
    "重要",
    "革命",
    "转变",
    "更加",
    "基本",
    "层面",
    "转型",
    "体系",
    "关键",
    "轮子",
    "机制",
    "层次",
    "角度",
    "维度",
    "环节",
    "字",
    "阶段",
    "一批",
    "一",
    "专项行动",
    "伟大",
    "根本",
    "巩固",
    "毫不",
    "倡导",
    "从",
    "着力",
    "百年",
    "先锋",
    "走在前",
    "率先",
    "善于",
    "值得",
    "阶级",
    "时期",
    "世纪",
    "大局",
    "面向",
    "优先",
    "高于",
    "到位",
    "问题",
    "特点",
    "条件",
    "步骤",
    "原则",
    "矛盾",
    "现代化",
    "積極性",
    "积极性",
    "方针",
    "攻坚战",
];

/// Units that are parts of too many words: what stands around them, or how great the number is, decides.
const UNSURE: &[&str] = &[
    "年", "度", "分", "面", "周年", "週年", "级", "号", "两", "份", "口", "双", "对", "道", "组", "头", "段", "本",
    "门", "股", "部", "单", "方", "眼", "片", "代", "m", "g", "t", "L", "l", "P", "番", "毛", "千伏", "kV", "里", "日",
];

/// Units that a letter behind them may make part of a name (60万吨乙烯项目, 15分钟健身圈).
const NAMING: &[&str] = &["分钟", "小时", "分鐘", "小時", "吨", "噸", "公斤", "千克"];

/// Whether digits before a unit are a figure, as long as nothing else stands around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// Whatever the number is.
    Always,
    /// As long as no Han letter follows; [`is_name`] tells of the others.
    BeforeNoLetter,
    /// [`is_name`] tells.
    Ask,
    /// It may be a date, or part of a longer measure.
    Never,
}

/// How sure a unit makes a figure.
pub(super) fn sure(unit: &Unit) -> Sure {
    if unit.spelling.starts_with('年') || unit.spelling.ends_with(['整', '正']) {
        Sure::Never
    } else if unit.dimension == Dimension::Noun || UNSURE.contains(&unit.spelling) {
        Sure::Ask
    } else if unit.dimension == Dimension::Mass || NAMING.contains(&unit.spelling) {
        Sure::BeforeNoLetter
    } else {
        Sure::Always
    }
}

/// Whether a number with its unit is a name after all.
pub(super) fn is_name(lead: &str, number: &Number, spelling: &str, dimension: Dimension, after: &str) -> bool {
    let after = after.trim_start();
    let strong = matches!(
        dimension,
        Dimension::Money | Dimension::Percent | Dimension::PercentagePoint | Dimension::Multiple | Dimension::Area
    );
    let last = lead.chars().next_back();
    // 2×66万千瓦机组 is a size.
    if !strong && (last == Some('×') || code(lead, number, spelling)) {
        return true;
    }
    // Codes: a letter stands right before.
    if !strong && last.is_some_and(|c| c.is_ascii_alphabetic()) && number.form == Form::Arabic {
        return true;
    }
    if dimension == Dimension::Money {
        // 三毛, 8万毛竹
        if spelling == "毛" {
            return true;
        }
        // 三角, 五角大楼, 八分: only 元 before them makes them money.
        if matches!(spelling, "角" | "块" | "圆") && number.form == Form::Han && number.tokens == 1 && !number.formal
        {
            return true;
        }
        // 三元桥, 三元里
        let alone = number.form == Form::Han && number.tokens == 1 && number.power == 0;
        if spelling == "元" && alone && after.starts_with(['桥', '里', '区', '乳', '村', '镇', '股']) {
            return true;
        }
        if spelling == "元" && after.starts_with("一体") || spelling == "分钱" && number.low.mantissa == 1 {
            return true;
        }
        let threshold = ["以上", "以下", "及以上", "（含）以上", "(含)以上"].iter().find_map(|w| after.strip_prefix(w));
        let nouns =
            ["项目", "的项目", "重大项目", "工业项目", "重点项目", "企业", "产业项目", "投资项目", "设备", "工程"];
        return threshold.is_some_and(|rest| nouns.iter().any(|n| rest.starts_with(n)));
    }
    if spelling == "年" && after.starts_with('半') && !after.starts_with("半数") && !number.positional {
        // 一年半 counts, 一年 does not.
        return false;
    }
    if spelling == "番" {
        // 下了一番功夫
        return !lead.ends_with('翻') && !lead.ends_with("翻了");
    }
    if strong {
        return false;
    }
    // 60万吨乙烯项目: a capacity in a name.
    if dimension == Dimension::Mass && after.starts_with(han) {
        let noun: String = after.chars().take(9).take_while(|c| han(*c)).collect();
        if noun.contains("项目") && !noun.contains('的') {
            return true;
        }
    }
    // 15分钟健身圈, 2小时交通圈
    if dimension == Dimension::Duration && matches!(spelling, "分钟" | "小时" | "分鐘" | "小時") {
        let name = after.chars().take(9).take_while(|c| han(*c)).any(|c| c == '圈');
        if name {
            return true;
        }
    }
    if dimension == Dimension::Noun && number.power < 4 && number.place < 3 {
        return true;
    }
    let counts = dimension == Dimension::Count && number.form == Form::Han;
    // 大陸對, 陆家嘴: a financial digit alone counts nothing; 零件 neither.
    if (number.formal || number.low.mantissa == 0) && number.tokens == 1 && number.form == Form::Han {
        return true;
    }
    // 九台市, 廿家子镇, 七台河市, 十家堡镇; 三百二十家市属企业 are counted.
    let place = ['市', '县', '镇', '乡', '屯', '子', '嘴', '旗', '堡'];
    let place = after.starts_with(place) || spelling == "台" && after.starts_with('河');
    if counts && number.tokens <= 2 && !matches!(spelling, "个" | "個") && place {
        return true;
    }
    // 国道101段: the number of a road.
    let road = || ["国道", "省道", "县道", "乡道", "國道"].iter().any(|w| lead.ends_with(w));
    if last == Some('道') && dimension == Dimension::Count && road() {
        return true;
    }
    let small = number.form == Form::Han && number.power == 0 && number.low.scale == 0;
    let value = number.low.mantissa;
    // 一 is an article before what is counted, and 拾 alone is a verb.
    let counted = matches!(dimension, Dimension::Count | Dimension::Duration | Dimension::Noun | Dimension::Other);
    // 以下四项任务, 分两批下达, 采取三项措施：: a list that follows is counted.
    if small && value <= 10 && dimension == Dimension::Count && !number.formal {
        let announced =
            ["以下", "下列"].iter().any(|w| lead.ends_with(w)) || value > 1 && after.chars().take(8).any(|c| c == '：');
        // 税收、规费、租金三类收入: what is counted stands before.
        // A class named by its number (一、二、三类) counts nothing.
        let listed = spelling == "类" && value > 1 && !after.starts_with('”') && last != Some('、') && {
            let mut clause = lead.chars().rev().take(24).take_while(|c| !matches!(c, '，' | '。' | '；' | '：'));
            clause.any(|c| c == '、')
        };
        if announced && matches!(spelling, "项" | "个" | "类" | "条" | "方面")
            || lead.ends_with('分') && matches!(spelling, "批" | "次" | "期")
            || listed
        {
            return false;
        }
    }
    if small && counted && number.tokens == 1 && (value == 1 || number.formal && value == 10) {
        return true;
    }
    // 两个以上申请人: more than one, whatever their number.
    if small && value == 2 && dimension == Dimension::Count && number.tokens == 1 && after.starts_with("以上") {
        return true;
    }
    if small && value == 1 && number.tokens == 1 && matches!(spelling, "度" | "方" | "两" | "尺" | "寸") {
        return true;
    }
    if small && value <= 10 && dimension == Dimension::Count && !number.formal {
        let pointing =
            ["这", "這", "那", "以下", "以上", "上述", "下列", "如下", "前", "后", "等", "其他", "其它", "另", "每"];
        if SLOGANS.iter().any(|w| after.starts_with(w)) || pointing.iter().any(|w| lead.ends_with(w)) {
            return true;
        }
        // 三项增减相抵, 八项主张: an enumeration of the text; 新增三项 counts.
        let done = [
            "新增", "完成", "获", "实施", "建成", "累计", "取消", "下放", "出台", "制定", "承担", "立项", "共", "达",
            "有",
        ];
        // 九台 is a town, 三个1亿人 a slogan.
        if spelling == "台" && value == 9 || spelling == "个" && after.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        // 《甲办法》和《乙规程》两项制度: what is counted stands before.
        if matches!(spelling, "项" | "項") && !done.iter().any(|w| lead.ends_with(w)) && last != Some('》') {
            return true;
        }
        let counted = [
            "个", "家", "名", "人", "户", "座", "台", "辆", "批次", "人次", "起", "件", "栋", "幢", "套", "所", "處",
            "处", "個", "宗", "篇", "条", "支", "项",
        ];
        if !counted.contains(&spelling) {
            return true;
        }
    }
    match spelling {
        "年" => {
            let plan = ["行动", "规划", "计划", "攻坚", "级", "制", "期", "倍增", "义务教育", "義務教育"];
            let stretch = ["近", "过去", "这", "连续", "未来", "今后"].iter().any(|w| lead.ends_with(w));
            let long = number.power == 0 && number.low.scale == 0 && value >= 1000 || number.positional;
            // 2.3 年末: the next sentence begins with 年末.
            let word = after.starts_with(['末', '初', '底']);
            (small && value == 1) || word || long || !stretch && plan.iter().any(|w| after.starts_with(w))
        }
        "度" if lead.ends_with("零下") => false,
        "度" => !(number.power >= 4 || ["电", "电力"].iter().any(|w| after.starts_with(w))) || after.starts_with('角'),
        "分" => {
            lead.ends_with(['时', '時', '点', '點'])
                || after.starts_with('之')
                || after.starts_with('类')
                || after.starts_with('局')
                || number.form == Form::Han
        }
        "部" => after.starts_with('门') || after.starts_with('委'),
        "次" => ["全会", "全會", "会议", "會議", "全体", "代表大会", "党代会", "全委会"]
            .iter()
            .any(|w| after.starts_with(w)),
        "周" => small && value == 4,
        // 三十日内 is a term; a day of the month has its month before it, and is a date.
        "日" => !["内", "內", "以内", "以內", "之内"].iter().any(|w| after.starts_with(w)),
        // 四百里 is a way; 八里桥, 里程 and 夜里 are none.
        "里" => {
            number.power == 0 && value < 100
                || after.starts_with(['程', '面', '头', '河', '庄', '铺', '桥', '店', '长', '巷', '村', '镇', '外'])
        }
        "天" => after.starts_with(['然', '津']),
        "焦" => after.starts_with(['炭', '化', '点']),
        "集" => after.starts_with(['成', '中', '团', '体']),
        "件" => after.starts_with('套') && small,
        "卷" => after.starts_with('烟'),
        "单" => after.starts_with('位'),
        "所" => {
            // 所以 is a word, 20所以上 a bound.
            let bound = ["以上", "以下", "以内"].iter().any(|w| after.starts_with(w));
            after.starts_with(['得', '有', '以']) && !bound
        }
        "人" => after.starts_with(['民', '均', '大']) || small && after.starts_with('转'),
        "吨" | "万吨" | "千米" | "公里" | "小时" if after.starts_with('级') => true,
        "千伏" | "kV" => after.starts_with(['输', '变', '线', '配', '及', '高', '特', '电', '等']),
        "m" | "g" | "t" | "L" | "l" | "P" => after.chars().next().is_some_and(|c| c.is_ascii_alphanumeric()),
        "面" | "周年" | "週年" | "级" | "号" => true,
        "方" => number.power == 0 && small,
        "口" | "代" => small || after.starts_with(['气', '氣']),
        "位" => after.starts_with("一体"),
        // 2股东, 3股室
        "股" => small || after.starts_with(['东', '東', '份', '权', '權', '票', '市', '长', '室', '级']),
        "家" => after.starts_with('庭') && small,
        "项" => after.starts_with("规定") || after.starts_with("本领"),
        "条" => ["规定", "措施", "线"].iter().any(|w| after.starts_with(w)),
        "两" => number.form == Form::Arabic || number.tokens == 1 || number.positional,
        _ => false,
    }
}

/// `0017道路`, `-0014`, `2018口前镇`: the number of a project, or a year that lost its 年.
fn code(lead: &str, number: &Number, spelling: &str) -> bool {
    if number.form == Form::Han || number.low.scale > 0 || number.power > 0 {
        return false;
    }
    let year = (2000..2040).contains(&number.low.mantissa) && number.tokens == 1;
    let rare = matches!(
        spelling,
        "口" | "双" | "对" | "道" | "组" | "头" | "段" | "本" | "门" | "部" | "单" | "方" | "眼" | "片"
    );
    // K23+500处: a place on a road.
    let dashed = lead.ends_with(['-', '+']) && lead[..lead.len() - 1].ends_with(|c: char| c.is_ascii_alphanumeric());
    year && rare || dashed
}
