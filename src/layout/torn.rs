//! What two lines say about the break between them, whatever their widths.
//!
//! | before the break | after it | |
//! | --- | --- | --- |
//! | `《` or `（` is open | closes it | one text |
//! | `较上年增加 9.9` | `亿元` | a figure and its unit |
//! | `同比下降` | `6.3%` | a figure follows |
//! | `同比` | `增长4.2%` | the same |
//! | `比上年提高1.` | `12个百分点` | a number, at its point |
//! | `一是` | `产业结构……` | a label that stands alone |
//! | `三、存` | `在的主要问题` | a heading |
//! | `……群众文化（项）。` | `主要用于……` | a code and what it is for |
//! | `——2026年1月8日在云溪市` | `第五届人民代表大会第一次会议上` | a subtitle |
//! | `云溪市2024年预算执行情况` | `与2025年预算草案的报告` | a title |

use super::shape::{Shape, Signs, is_han};
use crate::fold::squeezed;
use crate::lexicon::label::{Scheme, label};

/// A bracket that the one opens and the other closes, not far from the break.
pub fn unclosed(a: &str, b: &str) -> bool {
    let tail = tail(a, 90);
    let head = head(b, 120);
    [('《', '》'), ('（', '）'), ('〈', '〉'), ('〔', '〕')].iter().any(|&(open, close)| {
        let opened = tail.rfind(open).is_some_and(|i| !tail[i..].contains(close));
        opened && head.find(close).is_some_and(|i| !head[..i].contains(open))
    })
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut at = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    &text[at..]
}

fn head(text: &str, bytes: usize) -> &str {
    let mut at = text.len().min(bytes);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[..at]
}

/// `较上年增加 9.9` | `亿元`, `10.33 亿` | `元`
pub fn figure_and_unit(a: &str, b: &str) -> bool {
    // 318公 | 里
    let metric = a.strip_suffix('公').is_some_and(|n| n.ends_with(|c: char| c.is_ascii_digit()));
    if metric && b.starts_with(['里', '斤', '顷', '吨']) {
        return true;
    }
    let number = a.trim_end_matches(['亿', '万', '千', '百', '億', '萬', ' ']);
    let cut = number.len() < a.trim_end().len();
    if !number.ends_with(|c: char| c.is_ascii_digit()) || !number.contains(is_han) {
        return false;
    }
    if cut {
        return b.starts_with([
            '元', '吨', '人', '亩', '户', '平', '立', '美', '千', '公', '家', '个', '件', '辆', '台', '套', '噸',
        ]);
    }
    b.starts_with(['亿', '万', '億', '萬', '元', '%', '％', '倍', '个'])
        || b.starts_with("平方")
        || b.starts_with("立方")
}

/// `比上年提高1.` | `12个百分点`: a number broken at its point, the unit behind it.
pub fn decimal(a: &str, b: &str) -> bool {
    let Some(number) = a.strip_suffix('.') else { return false };
    let head = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    let rest = b.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_unit = || rest.trim_start().starts_with(UNITS) || ["平方", "立方"].iter().any(|w| rest.starts_with(w));
    head.len() < number.len() && head.trim_end().ends_with(is_han) && rest.len() < b.len() && has_unit()
}

/// What stands behind a number with decimals.
const UNITS: [char; 26] = [
    '%', '％', '‰', '亿', '万', '億', '萬', '元', '个', '倍', '吨', '噸', '亩', '米', '人', '户', '公', '千', '家',
    '件', '天', '年', '岁', '㎡', '克', '升',
];

/// `三、存` | `在的主要问题`: a heading of one letter is none; nor is a phrase at the head of a page (`phrase`) a paragraph,
/// where the page before ended in `（三）年度重点`.
pub fn name(a: &str, b: &str, phrase: bool) -> bool {
    let Some(label) = label(a).filter(|_| b.starts_with(is_han)) else { return false };
    let name = a[label.len..].trim();
    let mut letters = name.chars();
    let one = letters.next().is_some_and(|c| is_han(c) && !matches!(c, '序' | '跋')) && letters.next().is_none();
    one || phrase && !name.is_empty() && name.chars().count() <= 14 && !ends_as_name(a)
}

/// `一是`, `二要`, `其一，` and nothing else.
pub fn announces_one(a: &str) -> bool {
    label(a).is_some_and(|l| l.scheme == Scheme::HanShi && l.len == a.len())
}

/// `元，同比…`: a unit that is nothing else.
pub fn unit_alone(b: &str) -> bool {
    b.strip_prefix(['元', '%', '％']).is_some_and(|rest| rest.starts_with(['，', '。', '；', '、', '（', ',']))
}

/// `…同比下降` | `6.3%；…`: what says how much it changed wants its figure.
pub fn figure_follows(a: &str, b: &str) -> bool {
    // 同比 | 增长4.2%
    let compares = ["同比", "环比", "比上年", "较上年", "比去年", "较去年"].iter().any(|w| a.ends_with(w));
    if compares && ["增", "减", "下降", "上升", "提高", "持平"].iter().any(|w| b.starts_with(w)) {
        return true;
    }
    let wants = ["下降", "增长", "增加", "减少", "提高", "达到", "完成", "超过", "同比", "约"];
    if !b.starts_with(|c: char| c.is_ascii_digit()) || !wants.iter().any(|w| a.ends_with(w)) {
        return false;
    }
    let rest = b.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    rest.starts_with(['%', '％', '亿', '万', '億', '萬', '元', '个', '倍', '人', '户', '吨'])
}

/// `——2026年1月8日在云溪市` | `第五届人民代表大会第一次会议上`
pub fn dateline(a: &str, b: &str) -> bool {
    let opens = a.starts_with(['—', '-', '－', '─', '（', '('])
        || a.starts_with("20")
        || a.starts_with("19")
        || a.starts_with("二");
    let opens = opens && !a.contains(['，', '。']) && b.len() < 120;
    let closes = |s: &str| s.trim_end_matches(['）', ')', ' ']).ends_with('上');
    opens && a.contains('年') && a.contains('月') && a.contains('在') && !closes(a) && closes(b) && a.len() < 150
}

/// `云溪市2024年预算执行情况` | `与2025年预算草案的报告`
///
/// On the first line of all (`top`) stands whose report it is, or on what.
pub fn title_goes_on(a: &str, b: &str, last: &Shape, next: &Shape, top: bool) -> bool {
    let stops = last.signs | next.signs;
    let may_end = matches!(next.last, '告' | '案' | '）' | '明' | '算' | '见' | '知' | '划' | '法' | '报');
    if next.blank_before || !may_end || stops.any(Signs::COMMA | Signs::STOP) {
        return false;
    }
    let spaced = stops.any(Signs::BLANK) && a.len() < 150 && b.len() < 150;
    let (tight_a, tight_b) = if spaced { (squeezed(a), squeezed(b)) } else { (String::new(), String::new()) };
    let (a, b) = if spaced { (&*tight_a, &*tight_b) } else { (a, b) };
    let ends = |s: &str| {
        ["报告", "報告", "草案", "草案）", "说明", "方案", "意见", "通知", "规划", "办法", "公报"]
            .iter()
            .any(|e| s.ends_with(e))
    };
    let accounts = ["决算", "预算"].iter().any(|w| b.ends_with(w));
    if a.len() >= 150 || b.len() >= 150 || !(ends(b) || accounts) {
        return false;
    }
    // 关于2024年省级转移支付 | 执行情况的说明
    let name = &a[label(a).map_or(0, |l| l.len)..];
    let begun = name.trim_start().starts_with("关于") && !ends(a) && b.len() < 60 && !b.contains("关于");
    // 云溪市水务局2024年度 | 部门整体支出绩效自评报告
    let dated = ["年", "年度"].iter().any(|w| a.ends_with(w)) && a.len() >= 24;
    // 云溪市文化馆 | 2024年度单位决算, 云溪市供水管网改造项目 | 绩效评价报告
    let year = b.len() > 7 && b.bytes().take(4).all(|c| c.is_ascii_digit()) && b[4..].starts_with("年度");
    let what = ["绩效", "自评", "评价", "决算", "工作", "审计", "实施", "总结"].iter().any(|w| b.starts_with(w));
    let names = top && a.len() >= 15 && !ends(a) && !a.contains('年') && (year || what && b.len() <= 30);
    if accounts {
        return names;
    }
    begun
        || dated
        || names
        || a.ends_with(['和', '与', '及', '暨', '的', '、'])
        || b.starts_with(['和', '与', '及', '暨', '的'])
}

/// `农林水支出（类）水利（款）水利工程建` | `设（项）：……`: a code of the budget, broken.
pub fn code(a: &str, b: &str) -> bool {
    const LEVELS: [&str; 3] = ["（类）", "（款）", "（项）"];
    if LEVELS.iter().any(|level| b.starts_with(level)) {
        return true;
    }
    let open = tail(a, 90);
    let begun = LEVELS[..2].iter().filter_map(|w| open.rfind(w)).max();
    let rest = head(b, 60);
    let ends = |w: &str| rest.find(w).is_some_and(|at| !rest[..at].contains(['，', '。', '；', '：', '、']));
    begun.is_some_and(|at| !open[at..].contains(['，', '。', '；', '：']) && !open[at..].contains("（项）"))
        && label(b).is_none()
        && (ends("（项）") || ends("（款）"))
}

/// What titles end with, in the middle of the page or at its margin.
const TITLES: &[&str] = &[
    "报告",
    "報告",
    "草案",
    "（草案）",
    "决算",
    "決算",
    "预算",
    "說明",
    "说明",
    "方案",
    "意见",
    "通知",
    "规划",
    "办法",
    "公报",
    "总结",
    "自评表",
    "评分表",
    "情况表",
    "决算公开",
    "预算公开",
    "计划",
    "纲要",
    "决定",
    "条例",
    "规定",
    "公告",
    "要点",
    "会议文件",
];

/// Whether a line without blanks ends as a title does, a number in brackets left out.
pub fn ends_title(line: &str) -> bool {
    let bare = line.trim_end_matches(['）', ')']);
    let core = if bare.len() < line.len() { bare.rfind(['（', '(']).map_or(line, |at| &bare[..at]) } else { line };
    TITLES.iter().any(|w| core.ends_with(w) || line.ends_with(w)) || core.ends_with("大会文件")
}

/// Whether a line without blanks may be of a title: no label, no remark, no name of a site or of who it is sent to.
pub fn begins_title(line: &str) -> bool {
    const NOT: [&str; 13] =
        ["网", "网站", "首页", "专栏", "公开", "日报", "文件", "令", "日", "月", "号", "同志", "报"];
    let first = line.chars().next().unwrap_or(' ');
    (is_han(first) || first.is_ascii_digit())
        && !line.contains(['：', ':', '>', '|', '〔', '[', '［', '/'])
        && line.contains(is_han)
        && label(line).is_none()
        && (ends_title(line) || !NOT.iter().any(|w| line.ends_with(w)))
}

/// `群众文化（项）。` | `主要用于：……`: a code of the budget and what it is for.
pub fn code_and_use(a: &str, b: &str) -> bool {
    a.ends_with("（项）。") && ["主要用于", "主要反映", "反映", "指"].iter().any(|w| b.starts_with(w))
}

/// `完成预算的100%。其中：`: parts of what was said follow in the same sentence.
pub fn announces_parts(a: &str) -> bool {
    let a = a.trim_end_matches(['：', ':']);
    ["其中", "包括", "原因", "原因是", "主要是", "分别是", "分别为"].iter().any(|w| a.ends_with(w))
}

/// `40133 万元。主要用于……`
pub fn opens_with_amount(b: &str) -> bool {
    let left = b.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    left.len() < b.len() && left.trim_start().starts_with(['亿', '万', '元', '億', '萬'])
}

/// `1 据快报数，……`: a note at the foot of a page, whose number stands before a blank.
pub fn is_footnote(b: &str) -> bool {
    const COUNTED: [char; 18] =
        ['年', '月', '日', '亿', '万', '億', '萬', '元', '个', '项', '家', '户', '人', '件', '亩', '吨', '倍', '次'];
    if b.starts_with(|c: char| ('①'..='⑳').contains(&c)) {
        return true;
    }
    let left = b.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = b.len() - left.len();
    let text = left.trim_start_matches(crate::fold::is_blank);
    let begins = text.starts_with(|c: char| c.is_alphanumeric() || c == '《') && !text.starts_with(COUNTED);
    (1..=2).contains(&digits) && (left.is_empty() || text.len() < left.len() && begins)
}

/// A name that ends as names of parts end.
pub fn ends_as_name(a: &str) -> bool {
    const ENDS: [&str; 22] = [
        "情况", "说明", "结果", "报告", "工作", "建议", "措施", "要求", "问题", "成效", "原则", "思路", "任务", "安排",
        "目标", "事项", "概况", "分析", "回顾", "展望", "支出", "表",
    ];
    ENDS.iter().any(|w| a.ends_with(w))
}

/// `周委员明川：…`: a speaker begins, not `其中：…`.
pub fn speaks(text: &str) -> bool {
    let len = text.chars().take(13).take_while(|&c| is_han(c) || matches!(c, '（' | '）')).map(char::len_utf8).sum();
    let (name, rest) = text.split_at(len);
    name.chars().count() >= 2 && rest.starts_with('：') && !name.starts_with("其中") && !name.ends_with('为')
}

/// It ends in 。” or 。）
pub fn ends_quoted(text: &str) -> bool {
    let mut last = text.chars().rev();
    matches!(last.next(), Some('”' | '）' | ')' | '’' | '」' | '"'))
        && matches!(last.next(), Some('。' | '！' | '？' | '；' | '…'))
}
