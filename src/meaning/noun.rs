//! The noun phrases around a number: what stands before it, trimmed to its shortest form, and what stands after it.

use super::Basis;
use super::clause::{Reading, clause_start};
use super::word::{Token, Word};
use crate::span::CleanSpan;

/// What a noun phrase is made of.
const STUFF: u64 = Word::Text.bit()
    | Word::Noun.bit()
    | Word::Anchor.bit()
    | Word::Quote.bit()
    | Word::Paren.bit()
    | Word::Budget.bit()
    | Word::Plan.bit()
    | Word::Target.bit();

pub(super) const fn is_stuff(word: Word) -> bool {
    word.is_in(STUFF)
}

/// The noun phrase that ends before token `end`, trimmed to its shortest form.
pub(super) fn noun(tokens: &[Token], clause: usize, end: usize, text: &str, r: &mut Reading) {
    let mut start = end;
    while start > clause {
        let t = tokens[start - 1];
        let single = t.end - t.start <= 3;
        let inside = match t.word {
            word if is_stuff(word) => true,
            Word::Adverb if sums_up(tokens, clause, start, end, text) => true,
            Word::Blank => beside_latin(text, t),
            Word::And | Word::Enum | Word::Last | Word::To => true,
            Word::Copula | Word::Than | Word::More => {
                single && !matches!(&text[t.start as usize..t.end as usize], "为" | "是" | "比" | "较")
            }
            Word::Head => matches!(
                &text[t.start as usize..t.end as usize],
                "对" | "用" | "给" | "在" | "从" | "向" | "于" | "所" | "并" | "按"
            ),
            Word::Rise | Word::Fall | Word::Reach => single,
            Word::Adverb => matches!(
                &text[t.start as usize..t.end as usize],
                "新" | "其"
                    | "及时"
                    | "可"
                    | "能"
                    | "需"
                    | "要"
                    | "只"
                    | "就"
                    | "都"
                    | "再"
                    | "又"
                    | "还"
                    | "基本"
                    | "主要"
                    | "实际"
                    | "全部"
                    | "直接"
                    | "间接"
                    | "统一"
                    | "集中"
                    | "联合"
                    | "一次性"
            ),
            Word::Verb | Word::Soft
                if start < end && text[..tokens[start].end as usize].ends_with('率') && start + 1 == end =>
            {
                true
            }
            Word::Verb if nominal(tokens, clause, start, end, text) => true,
            Word::Verb => single && start - 1 > clause && is_stuff(tokens[start - 2].word),
            Word::Soft => {
                start - 1 > clause && is_stuff(tokens[start - 2].word)
                    || start < end && len(tokens, start, end, text) == 1
                    || start == end && aid(tokens, clause, start, text)
            }
            Word::Etc => len(tokens, start, end, text) <= 2,
            _ => false,
        };
        if !inside {
            break;
        }
        start -= 1;
    }
    // A head that is no part of a noun.
    while start < end {
        let t = tokens[start];
        let word = &text[t.start as usize..t.end as usize];
        let goes = match t.word {
            Word::And
            | Word::Enum
            | Word::Blank
            | Word::Etc
            | Word::Copula
            | Word::Than
            | Word::More
            | Word::To
            | Word::Reach => true,
            Word::Head => word != "对" || start + 1 < end && tokens[start + 1].word != Word::Noun,
            Word::Adverb => word != "新" && word != "基本" && word != "主要" && word != "实际",
            Word::Paren => start + 1 < end,
            _ => false,
        };
        if !goes {
            break;
        }
        start += 1;
    }
    if start >= end {
        return;
    }
    // The name of the body before the measure is no part of it: `青峦县一般公共预算收入`.
    for i in (start + 1..end).rev() {
        if tokens[i].word == Word::Anchor {
            let before = &text[tokens[start].start as usize..tokens[i].start as usize];
            if ends_with_body(before) && before != "单位" {
                start = i;
            }
            break;
        }
    }
    // Whose it is is no part of it: `青峦县规模以上工业企业`.
    if end - start > 1
        && tokens[start].word == Word::Text
        && matches!(tokens[start + 1].word, Word::Noun | Word::Anchor)
    {
        let own = &text[tokens[start].start as usize..tokens[start].end as usize];
        let named = (3..=4).contains(&own.chars().count()) && own.ends_with(['省', '市', '县', '旗']);
        let common =
            ["城市", "都市", "超市", "各市", "各县", "门市", "上市", "夜市", "菜市", "县市", "市县", "省市", "股市"];
        if named && !common.iter().any(|c| own.ends_with(c)) {
            start += 1;
        }
    }
    // A place is not what is measured; with the verb before it, it is: `转贷柳浦区`.
    if start > clause && tokens[start - 1].word == Word::Verb && end - start <= 3 {
        let place = &text[tokens[start].start as usize..tokens[end - 1].end as usize];
        if place.trim_end_matches('）').ends_with(['区', '县', '市', '州', '旗', '镇'])
            && !place.ends_with("小区")
            && !place.ends_with("园区")
        {
            start -= 1;
        }
    }
    let end = without_plan(tokens, start, end, text, r);
    let mut from = tokens[start].start;
    let whole = &text[from as usize..tokens[end - 1].end as usize];
    let signed = whole.trim_end_matches(['－', '—']);
    let to = from + signed.len() as u32;
    from += leading_digits(&text[from as usize..to as usize]);
    if start == clause {
        from += leading_sum(&text[from as usize..to as usize]);
    }
    generic(CleanSpan::new(from, to), tokens, start, end, text, r);
}

/// Whether the token before `i` is the aid for what the noun before it says: `车辆购置补助`.
pub(super) fn aid(tokens: &[Token], clause: usize, i: usize, text: &str) -> bool {
    i > clause + 2
        && tokens[i - 2].word == Word::Verb
        && is_stuff(tokens[i - 3].word)
        && matches!(&text[tokens[i - 1].start as usize..tokens[i - 1].end as usize], "补助" | "奖励" | "补贴")
}

/// `设备购置投资`: a verb that names a kind of the bare noun after it.
fn nominal(tokens: &[Token], clause: usize, start: usize, end: usize, text: &str) -> bool {
    const VERBS: [&str; 10] = ["购置", "使用", "转让", "盘活", "出让", "租赁", "更新", "消费", "处置", "清偿"];
    let verb = tokens[start - 1];
    let bare = start < end
        && matches!(
            &text[tokens[start].start as usize..tokens[end - 1].end as usize],
            "收入" | "支出" | "投资" | "补助" | "资金" | "总量" | "费用" | "费" | "税"
        );
    bare && VERBS.contains(&&text[verb.start as usize..verb.end as usize])
        && start - 1 > clause
        && is_stuff(tokens[start - 2].word)
}

/// `股票交易累计买入额`: 累计 inside of a name.
fn sums_up(tokens: &[Token], clause: usize, start: usize, end: usize, text: &str) -> bool {
    let whole = &text[tokens[start - 1].start as usize..tokens[end - 1].end as usize];
    start < end
        && start > clause + 1
        && is_stuff(tokens[start - 2].word)
        && whole.starts_with("累计")
        && whole.ends_with('额')
}

/// `粮食产量计划达到`: 计划 is the verb there, not what is measured.
fn without_plan(tokens: &[Token], start: usize, end: usize, text: &str, r: &Reading) -> usize {
    let last = tokens[end - 1];
    let verb = r.copula || r.reach || r.basis == Some(Basis::AnnualAverage);
    if last.word != Word::Plan || end - start < 2 || !verb || &text[last.start as usize..last.end as usize] != "计划"
    {
        return end;
    }
    let before = &text[tokens[start].start as usize..last.start as usize];
    if before.ends_with(['值', '额', '量', '平', '费', '入', '出', '积']) { end - 1 } else { end }
}

/// `加上级补助收入`: a member of a sum that is told, at the head of its clause.
fn leading_sum(label: &str) -> u32 {
    let amount = ["收入", "支出", "结余", "结转", "资金", "基金", "债券"].iter().any(|w| label.ends_with(w));
    let added = label.strip_prefix("加").or_else(|| label.strip_prefix("减去")).filter(|_| amount);
    let Some(rest) = added else { return 0 };
    let own = ["上年", "上级", "上解", "上一年"].iter().any(|w| rest.starts_with(w));
    let rest = rest.strip_prefix('上').filter(|_| !own).unwrap_or(rest);
    let word =
        rest.starts_with(['工', '快', '强', '大', '油', '班', '盟', '速', '热', '密', '固', '装', '价', '权', '气']);
    if word || rest.chars().count() < 3 { 0 } else { (label.len() - rest.len()) as u32 }
}

/// Whether a blank stands beside a Latin letter or a digit, where it parts nothing.
fn beside_latin(text: &str, blank: Token) -> bool {
    let left = text[..blank.start as usize].bytes().next_back();
    let right = text.as_bytes().get(blank.end as usize).copied();
    left.into_iter().chain(right).any(|b| b.is_ascii_alphanumeric())
}

/// Digits at the head that belong to a name (`12345热线`) are left out; those of an amount are kept.
fn leading_digits(label: &str) -> u32 {
    // Nearly every label begins with a Han character.
    if label.as_bytes().first().is_some_and(|b| *b >= 0xe4) {
        return 0;
    }
    let rest = label.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let n = label.len() - rest.len();
    // `2.公务接待费`: the number of an item.
    if (2..=3).contains(&n) && label[..n].ends_with('.') && !rest.is_empty() {
        return n as u32;
    }
    if n == 0
        || rest.is_empty()
        || rest.starts_with([
            '万', '亿', '元', '%', '％', '年', '月', '日', '个', '家', '级', '千', '公', '吨', 'A', 'G', 'D',
        ])
    {
        return 0;
    }
    n as u32
}

fn ends_with_body(before: &str) -> bool {
    const ENDS: [&str; 22] = [
        "市",
        "省",
        "区",
        "县",
        "州",
        "旗",
        "镇",
        "乡",
        "局",
        "委",
        "办",
        "处",
        "院",
        "级",
        "会",
        "部门",
        "单位",
        "街道",
        "中心",
        "全口径",
        "厅",
        "盟",
    ];
    ENDS.iter().any(|e| before.ends_with(e))
}

/// Characters of the tokens.
pub(super) fn len(tokens: &[Token], start: usize, end: usize, text: &str) -> usize {
    if start >= end {
        return 0;
    }
    text[tokens[start].start as usize..tokens[end - 1].end as usize].chars().count()
}

/// Without what stands before the noun and is no part of it: `计划完成` `含` `对东盟国家`.
fn bare(span: CleanSpan, heads_clause: bool, text: &str) -> CleanSpan {
    const DONE: [&str; 6] = ["计划完成", "预计完成", "实际完成", "全年完成", "已经完成", "完成"];
    const TRADE: [&str; 7] = ["进出口总额", "进出口额", "进出口", "出口额", "进口额", "出口", "进口"];
    let label = span.of(text);
    let amount =
        |rest: &str| ["投资", "收入", "支出", "产值", "税收", "利润", "增加值"].iter().any(|w| rest.ends_with(w));
    if heads_clause
        && let Some(rest) = DONE.iter().find_map(|w| label.strip_prefix(w)).filter(|rest| amount(rest))
        && label != "完成投资"
    {
        return CleanSpan::new(span.end - rest.len() as u32, span.end);
    }
    if heads_clause && let Some(rest) = label.strip_prefix("扣除").filter(|rest| rest.chars().count() > 3) {
        return CleanSpan::new(span.end - rest.len() as u32, span.end);
    }
    let before = text.get(..span.start as usize).unwrap_or("");
    // `收入15万元后亏损`
    if let Some(rest) = label.strip_prefix('后').filter(|_| before.ends_with(['元', '人', '%'])) {
        return CleanSpan::new(span.end - rest.len() as u32, span.end);
    }
    if let Some(rest) =
        label.strip_prefix('含').filter(|rest| before.ends_with(['（', '(', '，']) && rest.chars().count() > 1)
        && !rest.starts_with(['量', '税', '金', '水', '氧', '糖', '油'])
    {
        return CleanSpan::new(span.end - rest.len() as u32, span.end);
    }
    if before.ends_with('对')
        && let Some(trade) = TRADE.iter().find(|w| label.ends_with(**w))
    {
        return CleanSpan::new(span.end - trade.len() as u32, span.end);
    }
    span
}

/// Takes the subject off a generic label: `维修费年初预算` is the 年初预算 of 维修费.
fn generic(span: CleanSpan, tokens: &[Token], start: usize, end: usize, text: &str, r: &mut Reading) {
    let span = bare(span, start == clause_start(tokens, end), text);
    let label = span.of(text);
    // `剔除一次性因素后`: on what basis, not what.
    if label.ends_with("因素后") || label.ends_with("因素影响后") {
        return;
    }
    // `公务接待费预算安排`: what is arranged is the budget.
    let arranged = label.strip_suffix("安排").filter(|l| l.ends_with("预算") && l.len() > "预算".len());
    let span = arranged.map_or(span, |l| CleanSpan::new(span.start, span.start + l.len() as u32));
    let label = span.of(text);
    let last = tokens[end - 1];
    let name = &text[last.start as usize..last.end as usize];
    let several = tokens[start..end].iter().any(|t| matches!(t.word, Word::Enum | Word::And));
    let own = !several
        && end - start > 1
        && (last.word == Word::Budget && !matches!(name, "预算" | "部门预算" | "预算数" | "預算" | "預算數")
            || matches!(name, "执行数" | "预算执行数" | "预算执行率" | "执行率"));
    if own && last.start > span.start {
        r.label = Some(CleanSpan::new(last.start, last.end));
        r.subject = trimmed(text, span.start, last.start);
        return;
    }
    let accounts: &[&str] = if label.ends_with('算') { &["支出决算", "决算"] } else { &[] };
    for &ending in accounts {
        let Some(rest) = label.strip_suffix(ending) else { continue };
        if rest.is_empty() || rest == "支出" || rest == "收入" || rest == "收支" {
            break;
        }
        if ending == "支出决算" && !rest.ends_with(['费', '金', '款']) && !rest.ends_with("经费") {
            continue;
        }
        r.label = trimmed(text, span.start, span.start + rest.len() as u32);
        return;
    }
    // `产出指标得48分`
    let scored = label.strip_suffix('得').filter(|l| l.chars().count() > 1 && !l.ends_with('所'));
    let (span, label) = scored.map_or((span, label), |l| (CleanSpan::new(span.start, span.start + l.len() as u32), l));
    // `政府网站中`: among them.
    let among =
        label.strip_suffix('中').filter(|l| l.chars().count() > 1 && !WITH_MIDDLE.iter().any(|w| label.ends_with(w)));
    let (span, label) = among.map_or((span, label), |l| (CleanSpan::new(span.start, span.start + l.len() as u32), l));
    // No more than one character, no more than 40: counted only where the bytes do not tell.
    let single = label.chars().nth(1).is_none();
    let short = label.len() <= 40 || label.chars().count() <= 40;
    // A few goods have names of one character.
    let good =
        single && start == clause_start(tokens, end) && label.starts_with(['纱', '钢', '布', '糖', '盐', '煤', '茶']);
    let sound = !single && !label.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || single && !label.is_empty() && last.word == Word::Noun
        || good;
    let pointing = matches!(label, "以上" | "以下" | "以内" | "上述" | "左右");
    let cut =
        pointing || label.ends_with(['×', 'x', '/', '-', '“', '《', '（']) || label.starts_with(['”', '》', '）']);
    if sound && !cut && short {
        r.label = Some(span);
    }
}

/// Words that 中 ends.
const WITH_MIDDLE: [&str; 8] = ["高中", "初中", "集中", "途中", "手中", "完中", "华中", "普中"];

fn trimmed(text: &str, start: u32, end: u32) -> Option<CleanSpan> {
    let span = CleanSpan::new(start, end).trim(text);
    (!span.is_empty()).then_some(span)
}

/// What an amount is that stands directly behind those who are counted: `合同金额` of `26个项目合同金额1.874亿元`.
pub(super) fn of_counted(label: CleanSpan, text: &str) -> CleanSpan {
    let name = label.of(text);
    let rest = WHO.iter().find_map(|w| name.strip_prefix(w)).filter(|rest| rest.chars().count() > 1);
    rest.map_or(label, |rest| CleanSpan::new(label.end - rest.len() as u32, label.end))
}

/// Those who may be counted before what they did.
const WHO: [&str; 13] =
    ["单位", "部门", "企业", "公司", "项目", "专项", "学校", "医院", "乡镇", "街道", "社区", "居民", "村"];

/// Those who are counted, where the rest says what they did or what befell them: `部门` of `7个部门超标准列支`, `村` of
/// `5个村人畜饮水困难`, but all of `14家企业技术中心`.
fn counted(span: CleanSpan, text: &str) -> CleanSpan {
    /// The last characters of things that can be counted.
    const THINGS: [char; 59] = [
        '心', '室', '站', '所', '院', '馆', '园', '点', '构', '织', '台', '地', '业', '位', '人', '员', '户', '队',
        '厂', '校', '店', '库', '区', '社', '会', '堂', '场', '池', '桥', '路', '房', '楼', '目', '程', '牌', '品',
        '部', '村', '镇', '乡', '县', '市', '司', '家', '师', '生', '民', '众', '庭', '团', '组', '集', '号', '车',
        '栋', '庄', '寨', '屯', '）',
    ];
    let label = span.of(text);
    let Some(who) = WHO.iter().find(|w| label.starts_with(**w) && label.len() > w.len()) else { return span };
    if label.ends_with(THINGS) { span } else { span.part(0..who.len()) }
}

/// `214个行政村中`: among them.
fn among(span: CleanSpan, text: &str) -> CleanSpan {
    let label = span.of(text);
    let inner = label.strip_suffix('中').filter(|l| l.chars().nth(1).is_some());
    inner.filter(|_| !WITH_MIDDLE.iter().any(|w| label.ends_with(w))).map_or(span, |l| span.part(0..l.len()))
}

/// The noun phrase after a number: `14家企业`, `9个村`; with `of` also `3万人的安全饮水`. No more of the words is cut
/// than the phrase has and one; `tokens` holds them.
pub(super) fn after(
    words: impl Iterator<Item = Token>,
    tokens: &mut Vec<Token>,
    of: bool,
    things: bool,
    text: &str,
) -> Option<CleanSpan> {
    let mut end = 0;
    tokens.clear();
    // `50家以上先进工厂`
    let bounds = |t: &Token| matches!(&text[t.start as usize..t.end as usize], "以上" | "以下" | "以内" | "左右");
    let mut words = words.peekable();
    let bounded = of && words.next_if(bounds).is_some();
    for (i, t) in words.enumerate() {
        let word = &text[t.start as usize..t.end as usize];
        let single = t.end - t.start <= 3;
        let inside = match t.word {
            Word::Noun if i == 0 => {
                !matches!(word, "以上" | "以下" | "以内" | "以外" | "以前" | "以后" | "以来" | "左右")
            }
            // `县（包括旗、市，下同）`
            Word::Paren => i > 0 && !["下同", "包括", "简称", "含"].iter().any(|w| word.contains(w)),
            Word::And => i > 0,
            Word::Soft if i == 0 => !matches!(word, "支持" | "保障" | "帮扶" | "救助" | "资助" | "处理"),
            word if word == Word::Soft || is_stuff(word) => true,
            Word::Blank => i == 0,
            Word::Rise | Word::Fall => single && i > 0,
            Word::Verb if i == 0 => matches!(word, "改革" | "更新" | "签约" | "重组" | "合并" | "整改"),
            Word::Verb => matches!(word, "建" | "修"),
            Word::Of => i == 0 && of && !bounded,
            Word::Adverb => matches!(word, "新" | "主要" | "基本") || i == 0 && word == "联合",
            Word::Scope => i == 0 && matches!(word, "全国" | "全域"),
            _ => false,
        };
        if !inside {
            break;
        }
        tokens.push(t);
        end = i + 1;
    }
    let first = tokens.iter().position(|t| !matches!(t.word, Word::Blank | Word::Of))?;
    while end > first
        && matches!(
            tokens[end - 1].word,
            Word::Enum | Word::And | Word::Blank | Word::Verb | Word::Rise | Word::Fall | Word::Reach
        )
    {
        end -= 1;
    }
    if end <= first {
        return None;
    }
    let span = CleanSpan::new(tokens[first].start, tokens[end - 1].end);
    // `7个项目未按规定公开招标`: what they did not do is no part of the name.
    let not = span.of(text).find('未').filter(|&k| {
        let rest = &span.of(text)[k..];
        k >= 6 && !["未来", "未成年", "未婚", "未利用"].iter().any(|w| rest.starts_with(w))
    });
    let span = not.map_or(span, |k| span.part(0..k));
    let span = among(span, text);
    let span = if things { counted(span, text) } else { span };
    let label = span.of(text);
    let odd = label.starts_with([
        '不', '左', '多', '余', '之', '以', '间', '内', '外', '中', '上', '下', '一', '二', '三', '%', '元', '-', '—',
        '～', '~', '/', '∶', '×',
    ]) && tokens[first].word == Word::Text;
    // `3个全国最大的基地` says which, not what.
    let boast =
        tokens[first].word == Word::Scope && (label.contains('最') || label.contains("前") || label.contains("第一"));
    let alone = tokens[first].word == Word::Scope && span.end == tokens[first].end;
    // `等7亿元后` `36项未细化`
    let hung = matches!(
        label,
        "后" | "前" | "未" | "已" | "等" | "均" | "都" | "并" | "以" | "为" | "可" | "时" | "块" | "构"
    );
    (!odd && !boast && !alone && !hung && !label.bytes().all(|b| b.is_ascii()) && label.chars().count() <= 24)
        .then_some(span)
}
