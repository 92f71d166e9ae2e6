//! Who reports.
//!
//! | evidence | issuer |
//! | --- | --- |
//! | `云溪市人民政府办公室关于…的通知` | the body before 关于 |
//! | `云溪市财政局2024年度部门决算`, `2024年度柳浦街道办事处部门整体支出…` | the body beside the year |
//! | `云溪市财政局` or `市财政局局长 某某` below the title | the body, with the place of the title |
//! | `我代表国务院`, `我代表市人民政府` | the same |
//! | `云溪市财政局` above the date of signing | the same |
//! | `部门名称（盖章）：云溪市文化馆`, `评价机构：青峦会计师事务所（普通合伙）` on the cover of an evaluation | the same |
//! | `云溪市水利局2024年度部门决算` at the head of each page | the body |
//! | `青峦能源股份有限公司（以下简称“公司”）` | the company |
//! | `云溪市财政局2024年度…` in a text without a title | the body |

use std::sync::LazyLock;

use regex::Regex;

use super::title::Title;
use super::{Field, View, tight};
use crate::fold::is_blank;
use crate::span::CleanSpan;

/// What names of bodies end with.
const BODIES: &[&str] = &[
    "人民政府",
    "县政府",
    "市政府",
    "縣政府",
    "公所",
    "办公厅",
    "办公室",
    "办事处",
    "委员会",
    "管委会",
    "公司",
    "国务院",
    "法院",
    "检察院",
    "研究院",
    "大学",
    "学院",
    "医院",
    "学校",
    "中心",
    "总队",
    "支队",
    "联合会",
    "联合社",
    "合作社",
    "秘书处",
    "代表大会",
    "局",
    "厅",
    "委",
    "部",
    "署",
    "馆",
    "總處",
    "處",
    "會",
    "院",
];

/// Words for the head of a body, and how many of their letters belong to the body's name.
const HEADS: &[&str] = &[
    "总理",
    "省长",
    "市长",
    "区长",
    "县长",
    "州长",
    "盟长",
    "旗长",
    "镇长",
    "乡长",
    "主席",
    "局长",
    "厅长",
    "主任",
    "检察长",
    "院长",
];

static SPEAKS_FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:我(?:谨)?代表|我受)\s*([\p{Han}]{2,24}?)(?:[，,]|向|作|的?委托|报告|将|对)")
        .expect("a constant pattern")
});

/// Whether a text is the name of a body.
pub fn is_body(name: &str) -> bool {
    // Most texts end with a character that no such name ends with.
    let Some(last) = name.as_bytes().last_chunk::<3>() else { return false };
    let may_be = BODIES.iter().any(|b| b.as_bytes().last_chunk() == Some(last));
    may_be
        && (3..=40).contains(&name.chars().count())
        && BODIES.iter().any(|b| name.ends_with(b))
        && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '（' | '）' | '〇'))
}

/// Reads it.
pub fn issuer(view: &View<'_>, title: Option<&Title>, kind: &str) -> Option<Field<String>> {
    let place = Place::of(view, title);
    let by_line = || below_title(view, title, &place);
    let spoken = || speaks_for(view, &place);
    let named = || title.and_then(|t| of_title(view, t));
    match kind {
        "work_report" => spoken().or_else(by_line).or_else(named),
        "budget_report" => by_line()
            .or_else(named)
            .or_else(spoken)
            .or_else(|| entrusted(view, &place))
            .or_else(|| signature(view))
            .or_else(|| of_source(view, &place, &["财政局", "财政厅", "财政部", "财政所"])),
        "statistical_bulletin" => named()
            .or_else(|| metadata(view))
            .or_else(by_line)
            .or_else(|| signature(view))
            .or_else(|| of_source(view, &place, &["统计局", "调查队"])),
        "judgment_guide" => None,
        _ => named()
            .or_else(|| metadata(view))
            .or_else(|| kind.ends_with("evaluation").then(|| on_cover(view)).flatten())
            .or_else(|| by_line().filter(|_| title.is_some()))
            .or_else(|| signature(view))
            .or_else(|| running_header(view))
            .or_else(spoken)
            .or_else(|| short_name(view))
            .or_else(|| title.is_none().then(|| of_year(view)).flatten()),
    }
}

/// The place that a report is about: 云溪市.
struct Place {
    name: String,
    span: Option<CleanSpan>,
}

impl Place {
    fn of(view: &View<'_>, title: Option<&Title>) -> Self {
        let mut place = title.and_then(|t| Self::in_text(&t.field.value).map(|name| (name, t.field.spans.clone())));
        if place.is_none() {
            // ——2024年2月19日在云溪市第十四届人民代表大会…
            place = (0..view.body.saturating_add(1).min(view.page.blocks.len())).find_map(|i| {
                let text = view.text(i);
                let from = (text.len() <= 300).then(|| text.find('在'))?? + 3;
                let name = tight(text[from..].split('第').next()?);
                Self::is_place(&name).then(|| (name, vec![view.page.blocks[i].span]))
            });
        }
        let Some((name, spans)) = place else { return Self { name: String::new(), span: None } };
        let span = spans.iter().find_map(|s| {
            let at = view.page.of(*s).find(&name)?;
            Some(s.part(at..at + name.len()))
        });
        Self { name, span }
    }

    fn is_place(name: &str) -> bool {
        (2..=14).contains(&name.chars().count())
            && name.ends_with(['省', '市', '区', '县', '州', '盟', '旗', '镇', '乡', '縣', '區'])
    }

    fn in_text(title: &str) -> Option<String> {
        let mut text = title.trim_start_matches("关于");
        if let Some(after) = text.strip_prefix(|c: char| c.is_ascii_digit()) {
            text = after
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .trim_start_matches('年')
                .trim_start_matches('度');
        }
        let end =
            ["政府", "人民政府", "国民", "财政", "预算", "决算", "一般"].iter().filter_map(|w| text.find(w)).min();
        let end = text.find(|c: char| c.is_ascii_digit()).into_iter().chain(end).min()?;
        let name = &text[..end];
        Self::is_place(name).then(|| name.to_owned())
    }

    /// The full name of a body that is named without its place: 市财政局, 省政府.
    fn complete(&self, body: &str, span: CleanSpan) -> Option<Field<String>> {
        let full = body.strip_suffix("政府").filter(|b| !b.ends_with("人民")).map(|b| format!("{b}人民政府"));
        let body = full.as_deref().unwrap_or(body);
        for unit in ["自治区", "自治州", "自治县", "省", "市", "区", "县", "州", "盟", "旗", "镇", "乡"]
        {
            if let Some(rest) = body.strip_prefix(unit) {
                if self.name.is_empty() || !self.name.ends_with(unit) {
                    return None;
                }
                let spans = self.span.into_iter().chain([span]).collect();
                return Some(Field { value: format!("{}{rest}", self.name), spans });
            }
        }
        is_body(body).then(|| Field { value: body.to_owned(), spans: vec![span] })
    }
}

/// The body that the title begins with, or names beside the year.
fn of_title(view: &View<'_>, title: &Title) -> Option<Field<String>> {
    let value = title.field.value.as_str();
    let located = |name: &str| {
        let whole = title.field.spans.iter().find_map(|s| {
            let at = view.page.of(*s).find(name)?;
            Some(s.part(at..at + name.len()))
        });
        Field { value: name.to_owned(), spans: whole.into_iter().collect() }
    };
    // 第五届云溪市人民代表大会第二次会议关于…的决议
    if let Some(at) = value.find("人民代表大会")
        && value.contains("次会议")
    {
        let end = at + "人民代表大会".len();
        let end = if value[end..].starts_with("常务委员会") { end + "常务委员会".len() } else { end };
        let start = value[..at].find('届').map_or(0, |k| k + '届'.len_utf8());
        return Some(located(&value[start..end]));
    }
    let words = ["关于", "關於", "印发", "转发", "批转", "公布"];
    if let Some(at) = words.iter().filter_map(|w| value.find(w)).min().filter(|&at| at > 0) {
        return is_body(&value[..at]).then(|| located(&value[..at]));
    }
    let year = |c: char| c.is_ascii_digit() || matches!(c, '年' | '度');
    let name = value.trim_start_matches(year);
    let ends = [
        "20",
        "19",
        "一九",
        "二〇",
        "二○",
        "二零",
        "部门整体",
        "部门预算",
        "部门决算",
        "部门",
        "整体支出",
        "项目支出",
        "单位",
        "公开发行",
        "预算",
        "决算",
        "绩效",
        "政府工作",
    ];
    let roc = name.find(|c: char| c.is_ascii_digit()).filter(|_| name.contains("年度"));
    let name = &name[..ends.iter().filter_map(|e| name.find(e)).chain(roc).filter(|&at| at > 0).min()?];
    is_body(name).then(|| in_full(view, name).unwrap_or_else(|| located(name)))
}

/// The form that the body of the text uses, where the title leaves out a letter or two.
fn in_full(view: &View<'_>, name: &str) -> Option<Field<String>> {
    let lead: String = name.chars().take(4).collect();
    let tail: String = name.chars().skip(name.chars().count().saturating_sub(3)).collect();
    view.rest().take(12).find_map(|i| {
        let text = view.text(i);
        let at = text.find(&lead)?;
        let near: usize = text[at..].chars().take(name.chars().count() + 4).map(char::len_utf8).sum();
        let end = at + text[at..at + near].find(&tail)? + tail.len();
        let full = &text[at..end];
        let mut letters = full.chars();
        let contained = name.chars().all(|c| letters.any(|f| f == c));
        (contained && is_body(full)).then(|| Field { value: full.to_owned(), spans: vec![view.span(i, at..end)] })
    })
}

/// The line of the body or of its head between the title and the text.
fn below_title(view: &View<'_>, title: Option<&Title>, place: &Place) -> Option<Field<String>> {
    let from = title.and_then(|t| t.blocks.last()).map_or(0, |b| *b as usize + 1);
    let until = (view.body + 2).min(view.page.blocks.len());
    let lines = (from..until).filter(|&i| view.kind(i) != crate::layout::BlockKind::Table).take(14);
    lines.filter(|&i| view.text(i).len() <= 120).find_map(|i| {
        let text = view.text(i);
        if text.contains(['：', ':', '。', '，', '>', '《']) {
            return None;
        }
        let mut name = tight(text);
        // 云溪市财政局局长, and who that is on the next line.
        if HEADS.iter().any(|h| name.ends_with(h)) && i + 1 < until {
            let person = tight(view.text(i + 1));
            if (2..=4).contains(&person.chars().count())
                && person.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            {
                name.push_str(&person);
            }
        }
        if is_body(&name) && text.len() <= 90 {
            return place.complete(&name, view.page.blocks[i].span);
        }
        // 云溪市统计局  国家统计局云溪调查队: the first of two.
        if let Some((first, second)) = text.split_once("  ").filter(|_| text.len() <= 150)
            && is_body(first)
            && second.trim().ends_with(['局', '队', '部', '委', '会', '厅'])
        {
            return place.complete(first, view.span(i, 0..first.len()));
        }
        head_of(&name).and_then(|body| {
            let end = end_of(text, body)?;
            let span = view.span(i, 0..end.max(1).min(text.len()));
            match body {
                // 省长 某某: the place alone says whose head it is.
                "" => place.span.map(|s| Field { value: format!("{}人民政府", place.name), spans: vec![s] }),
                b if b == place.name || b == "自治区" || Place::is_place(b) => {
                    let name = if b == "自治区" { place.name.as_str() } else { b };
                    (!name.is_empty()).then(|| Field { value: format!("{name}人民政府"), spans: vec![span] })
                }
                b => place.complete(b, span),
            }
        })
    })
}

/// The body that a person is the head of: 云溪市财政局局长某某 gives 云溪市财政局.
fn head_of(line: &str) -> Option<&str> {
    // Each of the words ends with one of these.
    if !line.contains(['长', '理', '席', '任']) || line.chars().count() > 30 {
        return None;
    }
    let (at, head) = HEADS.iter().filter_map(|h| line.find(h).map(|at| (at, *h))).min()?;
    // What follows is a name of two to twelve letters (with a dot in some).
    let person = line[at + head.len()..].chars().count();
    if !(1..=12).contains(&person) {
        return None;
    }
    let body = line[..at].trim_end_matches(['代', '副']);
    let known = body.is_empty() || is_body(body) || Place::is_place(body) || body == "自治区" || body.ends_with("政府");
    known.then_some(body)
}

/// Where the letters of `name` end in a text that may have blanks among them.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let mut letters = name.chars().peekable();
    for (at, c) in text.char_indices() {
        if letters.peek().is_none() {
            return Some(at);
        }
        if is_blank(c) {
            continue;
        }
        letters.next_if_eq(&c)?;
    }
    letters.peek().is_none().then_some(text.len())
}

/// 我代表国务院，向大会……
fn speaks_for(view: &View<'_>, place: &Place) -> Option<Field<String>> {
    view.rest().take(4).find_map(|i| {
        let text = view.text(i);
        if !(text.contains("代表") || text.contains("委托")) {
            return None;
        }
        let name = SPEAKS_FOR.captures(text)?.get(1)?;
        place.complete(name.as_str(), view.span(i, name.range()))
    })
}

/// 市财政局受市人民政府委托，……
fn entrusted(view: &View<'_>, place: &Place) -> Option<Field<String>> {
    view.all().take(8).find_map(|i| {
        let text = view.text(i);
        let at = text.find('受').filter(|&at| (9..=60).contains(&at) && text[at..].contains("委托"))?;
        if !is_body(&text[..at]) {
            return None;
        }
        // 提交了《关于云溪市2025年预算执行情况……的报告》
        let own = || {
            let from = text.find("《关于")? + "《".len();
            let name = Place::in_text(&text[from..])?;
            let at = from + text[from..].find(&name)?;
            Some(Place { span: Some(view.span(i, at..at + name.len())), name })
        };
        let span = view.span(i, 0..at);
        place.complete(&text[..at], span).or_else(|| own()?.complete(&text[..at], span))
    })
}

/// The line above the date of signing.
fn signature(view: &View<'_>) -> Option<Field<String>> {
    let short = |i: usize| view.page.blocks[i].span.len() <= 120;
    let mut lines = view.rest().filter(|&i| short(i)).peekable();
    std::iter::from_fn(|| Some((lines.next()?, *lines.peek()?))).find_map(|(name, date)| {
        let text = view.text(date);
        if name + 1 != date || !text.trim_end_matches(is_blank).ends_with(['日', '月', '）']) || !text.contains('年')
        {
            return None;
        }
        let name_text = tight(view.text(name));
        (tight(text).len() <= 40 && is_body(&name_text))
            .then(|| Field { value: name_text, spans: vec![view.page.blocks[name].span] })
    })
}

/// 发文机关：……
fn metadata(view: &View<'_>) -> Option<Field<String>> {
    let until = view.body.min(view.page.blocks.len());
    (0..until).find_map(|i| {
        let text = view.text(i);
        let at = text.find("发文机关").filter(|_| text.len() <= 200)? + "发文机关".len();
        let from = at + text[at..].find(|c: char| !is_blank(c) && !matches!(c, '：' | ':' | '|'))?;
        let name = text[from..].split(|c: char| is_blank(c) || c == '|').next()?;
        is_body(name).then(|| Field { value: name.to_owned(), spans: vec![view.span(i, from..from + name.len())] })
    })
}

/// 部门名称（盖章）：…, 评价机构：…: who evaluated, themselves or for others, as the cover says.
fn on_cover(view: &View<'_>) -> Option<Field<String>> {
    const NAMES: [&str; 11] = [
        "评价机构",
        "评价单位",
        "部门名称",
        "单位名称",
        "预算部门",
        "预算单位",
        "填报单位",
        "填报部门",
        "自评单位",
        "项目单位",
        "编制单位",
    ];
    let until = (view.body + 2).min(view.page.blocks.len());
    (0..until).filter(|&i| view.page.blocks[i].span.len() <= 150).find_map(|i| {
        let text = view.text(i);
        let colon = text.find(['：', ':'])?;
        let lead = tight(&text[..colon]);
        let lead = lead.split(['（', '(']).next()?;
        if !NAMES.contains(&lead) {
            return None;
        }
        let from = colon + text[colon..].find(|c: char| !is_blank(c) && !matches!(c, '：' | ':'))?;
        let name = text[from..].split(is_blank).next()?;
        let firm =
            name.split_once('（').map_or(name, |(head, rest)| if rest.ends_with("合伙）") { head } else { name });
        (is_body(firm) || firm.ends_with("事务所"))
            .then(|| Field { value: name.to_owned(), spans: vec![view.span(i, from..from + name.len())] })
    })
}

/// The line that stands at the head of page after page, where it begins with a body.
fn running_header(view: &View<'_>) -> Option<Field<String>> {
    let mut seen: Vec<String> = Vec::new();
    for (i, block) in view.page.blocks.iter().enumerate().take(400) {
        let plain = block.markup == crate::lines::Markup::default();
        if block.kind != crate::layout::BlockKind::Furniture || !plain || !(12..=150).contains(&block.span.len()) {
            continue;
        }
        let text = view.text(i);
        let name = text.trim_matches(|c: char| c.is_ascii_digit() || is_blank(c));
        // Web pages repeat lines, too; only books number their pages.
        let number = |k: usize| {
            let beside = view.page.blocks.get(k).filter(|b| b.kind == block.kind && b.span.len() <= 30);
            beside.is_some_and(|b| view.page.of(b.span).contains(|c: char| c.is_ascii_digit()))
        };
        if name.len() == text.len() && !number(i + 1) && !i.checked_sub(1).is_some_and(number) {
            continue;
        }
        if !seen.iter().any(|s| s == name) {
            seen.push(name.to_owned());
            continue;
        }
        let from = name.as_ptr() as usize - text.as_ptr() as usize;
        let end = name.find(|c: char| c.is_ascii_digit() || is_blank(c)).into_iter();
        let end = ["部门", "单位", "整体支出", "项目支出"].iter().filter_map(|w| name.find(w)).chain(end).min();
        let body = &name[..end.unwrap_or(name.len())];
        if is_body(body) {
            return Some(Field { value: body.to_owned(), spans: vec![view.span(i, from..from + body.len())] });
        }
    }
    None
}

/// 来源：云溪市统计局, 发布机构：云溪市财政局: what a web page says, where it names the office that such reports come from
/// and its place is that of the title.
fn of_source(view: &View<'_>, place: &Place, offices: &[&str]) -> Option<Field<String>> {
    const NAMES: [&str; 6] = ["发布机构", "发布单位", "信息来源", "来源", "出处", "公开主体"];
    let all = view.page.blocks.len();
    let until = (view.body + 2).min(all);
    // （信息来源：云溪市统计局）, below the text.
    let below = (until.max(all.saturating_sub(15))..all).filter(|&i| view.text(i).starts_with(['（', '(']));
    (0..until).chain(below).find_map(|i| {
        let text = view.text(i);
        let at = NAMES.iter().find_map(|n| text.find(n).map(|at| at + n.len())).filter(|_| text.len() <= 300)?;
        let from = at + text[at..].find(|c: char| !is_blank(c) && !matches!(c, '：' | ':' | '|'))?;
        let end = offices.iter().filter_map(|o| text[from..].find(o).map(|k| from + k + o.len())).min()?;
        let name = &text[from..end];
        (is_body(name) && name.starts_with(&place.name))
            .then(|| Field { value: name.to_owned(), spans: vec![view.span(i, from..end)] })
    })
}

/// 某某公司（以下简称“公司”）
fn short_name(view: &View<'_>) -> Option<Field<String>> {
    let i = view.all().next()?;
    let text = view.text(i);
    let at = text.find("（以下简称").or_else(|| text.find("(以下简称"))?;
    is_body(&text[..at]).then(|| Field { value: text[..at].to_owned(), spans: vec![view.span(i, 0..at)] })
}

/// 云溪市财政局2024年度…, at the start of a sentence.
fn of_year(view: &View<'_>) -> Option<Field<String>> {
    view.all().find_map(|i| {
        let text = view.text(i);
        text.match_indices("年度").find_map(|(at, _)| {
            let left = text[..at].trim_end();
            let year = left.get(left.len().checked_sub(4)?..)?;
            let left = left[..left.len() - 4].trim_end();
            let before = left.trim_end_matches(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let name = &left[before.len()..];
            let lead = before.trim_end();
            let fits = year.starts_with("20")
                && year.bytes().all(|b| b.is_ascii_digit())
                && (lead.is_empty() || lead.ends_with('。'))
                && (5..=34).contains(&name.chars().count())
                && ACCOUNTABLE.iter().any(|e| name.ends_with(e));
            fits.then(|| Field { value: name.to_owned(), spans: vec![view.span(i, before.len()..left.len())] })
        })
    })
}

/// What names of bodies end with where the year of account follows.
const ACCOUNTABLE: &[&str] =
    &["局", "厅", "委员会", "办公室", "办事处", "人民政府", "中心", "院", "部", "馆", "所", "会"];
