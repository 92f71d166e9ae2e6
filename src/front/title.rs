//! The title: the lines above the body that end like a title, joined where the printer broke them.
//!
//! | lines | title |
//! | --- | --- |
//! | `关于云溪市2025年预算执行情况和` `2026年预算草案的报告` | both |
//! | `云溪市人民政府办公室` `关于…的通知` | both |
//! | `云溪市文物中心2024年度` `部门整体支出绩效` `自评报告`, each in the middle | all three |
//! | `2026年政府工作报告——2026年1月…` | up to the dash |
//! | `青峦能源股份有限公司 公开发行…募集说明书` at the head of each page | where no line of the text is a title |

use super::{Field, LINE, View, tight};
use crate::layout::{BlockKind, TableRegion};
use crate::lexicon::label::{Scheme, label};
use crate::span::CleanSpan;

/// The title and where it stands.
pub struct Title {
    /// Its text and bytes.
    pub field: Field<String>,
    /// Its blocks.
    pub blocks: Vec<u32>,
    /// The block and byte where a subtitle begins on the same line.
    pub tail: Option<(usize, usize)>,
}

/// What titles end with.
const ENDS: &[&str] = &[
    "报告",
    "公报",
    "决算",
    "预算",
    "草案",
    "说明",
    "通知",
    "意见",
    "决定",
    "函",
    "办法",
    "条例",
    "规定",
    "方案",
    "规划",
    "纲要",
    "计划",
    "公告",
    "决议",
    "细则",
    "说明书",
    "要点",
    "方法",
    "思路",
    "总结",
    "批复",
    "通报",
    "纪要",
    "章程",
    "准则",
    "指南",
    "自评表",
    "情况表",
    "决算表",
    "公开",
    "报表",
    "概况",
    "年报",
    "指引",
    "规程",
    "令",
    "法",
    "请示",
    "汇报",
    "分析",
    "结果",
    "情况",
    "報告",
    "公報",
    "決算",
    "預算",
    "預算案",
    "說明",
    "通知書",
    "決議",
    "紀錄",
    "總結",
    "提案",
    "答复",
    "回复",
    "复函",
    "议案",
];

/// Reads it.
pub fn title(view: &View<'_>) -> Option<Title> {
    printed(view).or_else(|| named_by_page(view)).or_else(|| running_header(view)).or_else(|| set_apart(view))
}

fn printed(view: &View<'_>) -> Option<Title> {
    // Web pages print the title outside the article: furniture is looked at, and must show more.
    // A collection of tables begins with the caption of the first.
    let begins = |t: &TableRegion, i: usize| t.lead.iter().chain(t.rows.iter().take(2)).any(|&b| b == i as u32);
    let caption = |i: usize| i < 3 && view.page.tables.first().is_some_and(|t| begins(t, i));
    let apart = |i: usize| {
        matches!(view.kind(i), BlockKind::Table | BlockKind::Contents) && !caption(i)
            || view.page.blocks[i].markup.page_title
            || is_metadata(view.text(i))
    };
    let lines: Vec<usize> = (0..view.body).filter(|&i| !apart(i) && view.page.blocks[i].span.len() <= LINE).collect();
    let page_title = named_in(view).map(|i| tight(view.text(i)));
    let mut best: Option<(u32, Title)> = None;
    for (k, &i) in lines.iter().enumerate() {
        let end = cut(view.text(i));
        let main = view.text(i)[..end].trim_end();
        // 一、2024年预算执行情况 names a part.
        if !ends_like_title(main) || label(main).is_some_and(|l| l.scheme != Scheme::Annex) {
            continue;
        }
        // 1 项目概况 is a chapter.
        let chapter = main.trim_start_matches(|c: char| c.is_ascii_digit());
        if chapter.len() < main.len() && chapter.starts_with(crate::fold::is_blank) && main.chars().count() < 12 {
            continue;
        }
        let mut first = k;
        while let Some(prev) = first.checked_sub(1).filter(|&p| lines[p] + 1 == lines[p + 1] && k - p <= 4) {
            if !continues(view, lines[prev], lines[prev + 1]) {
                break;
            }
            first = prev;
        }
        let mut value = String::new();
        let mut spans = Vec::new();
        for &j in &lines[first..k] {
            value.push_str(&tight(view.text(j)));
            spans.push(view.page.blocks[j].span);
        }
        let lead = if first == k { number_before(main) } else { 0 };
        value.push_str(&tight(&main[lead..]));
        spans.push(view.span(i, lead..main.len()));
        let chars = value.chars().count();
        if !(4..=100).contains(&chars) || value.starts_with(['—', '（', '(', '附', '表', '图', '请', '注', '省'])
        {
            continue;
        }
        let score = weight(view, &lines, k, end, &value, page_title.as_deref());
        let least = if view.kind(i) == BlockKind::Furniture { 5 } else { 1 };
        let extends = |t: &Title| t.blocks.iter().all(|b| lines[first..=k].contains(&(*b as usize)));
        let value_len = value.len();
        let better = |(s, t): &(u32, Title)| score > *s || (extends(t) && value_len > t.field.value.len());
        if score >= least && best.as_ref().is_none_or(better) {
            let blocks = lines[first..=k].iter().map(|&j| j as u32).collect();
            let tail = (end < view.text(i).len()).then_some((i, end));
            best = Some((score, Title { field: Field { value, spans }, blocks, tail }));
        }
    }
    best.map(|(_, title)| title)
}

/// The length of a page or table number before a title: `22 云溪市2018年决算情况表`.
fn number_before(text: &str) -> usize {
    let left = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let name = left.trim_start_matches(crate::fold::is_blank);
    let fits = (1..=3).contains(&(text.len() - left.len()))
        && name.len() < left.len()
        && matches!(name.as_bytes().first(), Some(0xe4..=0xe9))
        && !name.starts_with(['年', '月', '日', '个', '件', '项', '家', '周', '届']);
    if fits { text.len() - name.len() } else { 0 }
}

/// How much speaks for a line.
fn weight(view: &View<'_>, lines: &[usize], k: usize, end: usize, value: &str, page_title: Option<&str>) -> u32 {
    let block = &view.page.blocks[lines[k]];
    let next = lines.get(k + 1).map_or("", |&n| view.text(n));
    let subtitle =
        next.starts_with(['—', '－', '-', '（', '(', '―', '─']) || (next.contains("会议") && next.contains('年'));
    let named = page_title.is_some_and(|p| value.chars().count() >= 6 && p.contains(value));
    let marked = block.markup.heading > 0;
    4 * u32::from(named)
        + 4 * u32::from(marked)
        + 3 * u32::from(block.letter_spaced)
        + 3 * u32::from(subtitle || end < view.text(lines[k]).len())
        + 2 * u32::from(block.markup.bold || block.markup.centred)
        + 2 * u32::from(value.contains("关于") || value.contains(|c: char| c.is_ascii_digit()) || has_han_year(value))
        + u32::from(value.len() >= 30)
}

/// `一九八六年`
fn has_han_year(title: &str) -> bool {
    ["一九", "二〇", "二○", "二零"].iter().filter_map(|w| title.find(w)).any(|at| {
        let mut left = title[at..].trim_start_matches(|c| "一二三四五六七八九〇○零".contains(c)).chars();
        left.next() == Some('年')
    })
}

/// Whether the second line goes on with a title that the first has begun, or that a line not far above it has.
fn continues(view: &View<'_>, first: usize, second: usize) -> bool {
    let (a, b) = (view.text(first), view.text(second));
    let plain = |s: &str| {
        s.len() <= 130
            && !s.contains(['。', '：', '；', ':', '！', '>', '|', '／'])
            && !s.starts_with(['—', '（', '(', '-'])
    };
    if !plain(a) {
        return false;
    }
    let depth = |s: &str| s.matches(['《', '（', '“']).count() as i32 - s.matches(['》', '）', '”']).count() as i32;
    let hangs = a.ends_with(['和', '与', '與', '及', '的', '、', '暨', '并', '在', '对', '年']) || a.ends_with("年度");
    let goes_on = b.starts_with(['和', '与', '與', '及', '的', '暨', '》']);
    let (tight_a, tight_b) = (tight(a), tight(b));
    let ended = ends_like_title(&tight_a);
    let by =
        ["关于", "關於", "印发", "转发"].iter().any(|w| tight_b.starts_with(w)) && super::issuer::is_body(&tight_a);
    // 云溪市文化馆 / 2024年度单位决算
    let year = |t: &str| {
        t.len() > 7 && t.bytes().take(4).all(|b| b.is_ascii_digit()) && t[4..].starts_with("年度")
            || t.starts_with(['一', '二']) && has_han_year(t)
    };
    let by = by || year(&tight_b) && super::issuer::is_body(&tight_a);
    // 云溪市供水管网改造项目 / 绩效评价报告: the first line of all, and below it what it is.
    let what = ["绩效", "自评", "评价", "决算", "工作", "审计", "实施", "总结"].iter().any(|w| tight_b.starts_with(w));
    let block = |i: usize| &view.page.blocks[i];
    let close = |i: usize| !block(i).blank_before;
    let top = first == 0 || first <= 2 && close(first) && close(second);
    let names = !ended && top && what && tight_b.chars().count() <= 10 && tight_a.chars().count() >= 6;
    let of = |i: usize| &block(i).markup;
    // Lines set in the middle, one below the other, at the very top.
    let middle = |i: usize| block(i).indent >= 4;
    let set_below = top && close(second) && middle(first) && middle(second) && !super::issuer::is_body(&tight_a);
    let set_alike =
        !ended && (of(first).centred && of(second).centred || of(first).bold && of(second).bold || set_below);
    // 云溪市2025年国民经济和社会发展 / 统计公报
    let dated = !ended && b.len() <= 36 && tight_a.contains(|c: char| c.is_ascii_digit()) && tight_a.contains('年');
    // A line up to three above has begun with 关于, and none between has ended it.
    let begun = !ended
        && (0..3)
            .map_while(|back| first.checked_sub(back))
            .map(|i| tight(view.text(i)))
            .take_while(|t| plain(t) && !ends_like_title(t))
            .any(|t| ["关于", "關於", "印发"].iter().any(|w| t.contains(w)));
    depth(a) > 0 || depth(b) < 0 || names || hangs || goes_on || by || set_alike || dated || begun
}

/// Where a subtitle begins on the line; its length where there is none.
fn cut(text: &str) -> usize {
    if !text.contains(['—', '－', '-', '─']) {
        return text.len();
    }
    for dash in ["——", "—", "－－", "--", "──"] {
        if let Some(at) = text.find(dash).filter(|&at| at > 0) {
            let tail = text[at..].trim_start_matches(['—', '－', '-', '─', ' ', '　']);
            let dated = tail.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '一' | '二' | '在'));
            if dated && (tail.contains("会议") || tail.contains('月')) {
                return at;
            }
        }
    }
    text.len()
}

/// Whether a line ends with one of the words of titles, a remark in brackets left out.
fn ends_like_title(text: &str) -> bool {
    let mut core = text.trim_end();
    if core.ends_with(['）', ')'])
        && let Some(at) = core.rfind(['（', '('])
        && core.len() - at <= 60
    {
        core = core[..at].trim_end();
    }
    // Most lines end with a letter that no such word ends with.
    let Some(last) = core.trim_end_matches(crate::fold::is_blank).as_bytes().last_chunk::<3>() else { return false };
    if !ENDS.iter().any(|e| e.as_bytes().last_chunk() == Some(last)) {
        return false;
    }
    if text.contains(['。', '；', '！', '？', '>']) || text.ends_with(['：', ':']) || text.contains("来源") {
        return false;
    }
    let letters: String = core.chars().rev().filter(|&c| !crate::fold::is_blank(c)).take(3).collect();
    let last: String = letters.chars().rev().collect();
    ENDS.iter().any(|e| last.ends_with(e)) && core.chars().filter(|&c| !crate::fold::is_blank(c)).count() >= 4
}

/// `标　题：`, in the table above the text of a web page.
fn is_metadata(text: &str) -> bool {
    let mut letters = text.chars().filter(|&c| !crate::fold::is_blank(c));
    let two = (letters.next(), letters.next());
    matches!(two, (Some('标'), Some('题')) | (Some('標'), Some('題')))
}

/// The block in which the page names the text: its metadata, else its own title.
fn named_in(view: &View<'_>) -> Option<usize> {
    let metadata = (0..view.body).find(|&i| view.page.blocks[i].span.len() <= 400 && is_metadata(view.text(i)));
    metadata.or_else(|| (0..view.body).find(|&i| view.page.blocks[i].markup.page_title))
}

/// The page's own title, without the name of the site.
fn named_by_page(view: &View<'_>) -> Option<Title> {
    let i = named_in(view)?;
    let whole = view.text(i);
    let mut at = if is_metadata(whole) { whole.find(['：', ':']).map_or(0, |c| c + 1) } else { 0 };
    while !whole.is_char_boundary(at) {
        at += 1;
    }
    let text = &whole[at..];
    for part in text.split_inclusive(['_', '|', '-', '–']) {
        let name = part.trim_end_matches(['_', '|', '-', '–']);
        let name = &name[..cut(name)];
        let lead = name.len() - name.trim_start().len();
        let name = name.trim();
        if ends_like_title(name) && name.chars().count() >= 6 {
            let span = view.span(i, at + lead..at + lead + name.len());
            return Some(Title {
                field: Field { value: tight(name), spans: vec![span] },
                blocks: Vec::new(),
                tail: None,
            });
        }
        at += part.len();
    }
    None
}

/// The line at the head of each page, where it names the document.
fn running_header(view: &View<'_>) -> Option<Title> {
    let mut seen: Vec<(String, CleanSpan)> = Vec::new();
    for (i, block) in view.page.blocks.iter().enumerate().take(400) {
        if block.kind != BlockKind::Furniture || block.span.len() > LINE || block.markup.page_title {
            continue;
        }
        let text = view.text(i);
        let name = text.trim_start_matches(|c: char| c.is_ascii_digit() || crate::fold::is_blank(c));
        let name = if name.starts_with('年') { text } else { name };
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || crate::fold::is_blank(c));
        let value = tight(name);
        if value.chars().count() < 12 || !ends_like_title(&value) {
            continue;
        }
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        if let Some((value, span)) = seen.iter().find(|(v, _)| *v == value) {
            let field = Field { value: value.clone(), spans: vec![*span] };
            return Some(Title { field, blocks: Vec::new(), tail: None });
        }
        seen.push((value, view.span(i, start..start + name.len())));
    }
    None
}

/// A first line that markup sets apart.
fn set_apart(view: &View<'_>) -> Option<Title> {
    let i = view.head().take(6).find(|&i| {
        let b = &view.page.blocks[i];
        let text = view.text(i);
        b.markup.heading > 0 && (12..=180).contains(&text.len()) && !text.contains(['。', '；', '：'])
    })?;
    let field = Field { value: tight(view.text(i)), spans: vec![view.page.blocks[i].span] };
    Some(Title { field, blocks: vec![i as u32], tail: None })
}
