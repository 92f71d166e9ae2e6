//! The date of signing or delivery; else of publication.
//!
//! | line | date |
//! | --- | --- |
//! | `——2026年2月19日在云溪市第七届人民代表大会第四次会议上` | `2026-02-19` |
//! | `（2026年2月19日在…会议上）` | `2026-02-19` |
//! | `二〇〇四年八月十二日` alone on its line | `2004-08-12` |
//! | `2024 年 8 月` alone on its line, above the body | `2024-08` |
//! | `2021年1月22日 …第二次修订`, the last such line below the title of a law | `2021-01-22` |
//! | `成文日期：2018年12月21日` | `2018-12-21` |
//! | `发布时间：2026-02-09 09:20`, `2026-02-09　出处：…` | `2026-02-09`, where nothing better is printed |
//! | `時間：102年3月26日（星期二）上午10時` at the head of minutes | `2013-03-26` |

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::title::Title;
use super::{Field, View};
use crate::fold::{half_width, is_blank};

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?P<roc>民\s*[国國])\s*(?P<r>[0-9０-９]{2,3})|(?P<y>[12１２][0-9０-９]{3}|[一二][〇○Ｏ零一二三四五六七八九]{3}))",
        r"\s*(?:年\s*(?P<m>[0-9０-９]{1,2}|[一二三四五六七八九十元]{1,2})\s*月(?:\s*(?P<d>[0-9０-９]{1,2}|[一二三四五六七八九十廿]{1,3})\s*[日号])?",
        r"|[-./](?P<m2>[0-9]{1,2})[-./](?P<d2>[0-9]{1,2}))"
    ))
    .expect("a constant pattern")
});

static IN_REPUBLIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{2,3})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日").expect("a constant pattern")
});

/// Reads it.
pub fn date(view: &View<'_>, title: Option<&Title>) -> Option<Field<String>> {
    revised(view, title).or_else(|| delivered(view, title)).or_else(|| signed(view)).or_else(|| published(view))
}

/// The last of the lines below the title of a law, which list when it was passed and revised.
fn revised(view: &View<'_>, title: Option<&Title>) -> Option<Field<String>> {
    let title = title.filter(|t| t.field.value.ends_with(['法', '则', '例']))?;
    let from = *title.blocks.last()? as usize + 1;
    let lines = (from..view.body).take_while(|&i| begins(view.text(i)));
    find(view, lines.last()?, 0)
}

/// The subtitle.
fn delivered(view: &View<'_>, title: Option<&Title>) -> Option<Field<String>> {
    // 报告——2026年…在…会议上, on the title's own line.
    if let Some(t) = title
        && let Some((block, tail)) = t.tail
        && let Some(found) = find(view, block, tail)
    {
        return Some(found);
    }
    let near = title.map_or(0, |t| t.blocks.first().map_or(0, |b| *b as usize));
    let until = (view.body + 2).min(view.page.blocks.len());
    (near..until)
        .filter(|&i| view.text(i).len() <= 300)
        .find_map(|i| is_dateline(view.text(i)).then(|| find(view, i, 0)).flatten())
}

/// Whether a line says when and where the report was given.
pub fn is_dateline(text: &str) -> bool {
    let start =
        text.trim_start_matches(|c: char| is_blank(c) || matches!(c, '—' | '-' | '－' | '―' | '─' | '（' | '('));
    let said = ["会议上", "大会上", "會議", "次会议"].iter().any(|w| text.contains(w));
    said && begins(start) && !start.contains("修正") && !start.contains("修订")
}

/// A date alone on its line: the signature below the text, or the cover.
fn signed(view: &View<'_>) -> Option<Field<String>> {
    let alone = |i: usize| {
        let text = view.text(i);
        if text.len() > 90 || !may_be_date(text) || !text.contains(['年', '-']) {
            return None;
        }
        let m = DATE.find(text)?;
        let bare = |s: &str| {
            s.trim_matches(|c: char| is_blank(c) || "（）()—-".contains(c)).trim_end_matches("印发").is_empty()
        };
        let lead = text[..m.start()].trim_end_matches(['華', '华']).trim_end_matches('中');
        let before = bare(lead) || ["成文日期", "签发日期", "印发日期"].iter().any(|w| text.starts_with(w));
        (before && bare(&text[m.end()..])).then(|| find(view, i, 0)).flatten()
    };
    // Below the text, or between it and its annexes; rows of tables are not looked at.
    let rows = |i: &usize| view.kind(*i) == crate::layout::BlockKind::Table;
    let below = view.rest().filter(|i| !rows(i)).find_map(alone);
    below
        .or_else(|| view.head().find_map(alone))
        .or_else(|| (0..view.body).find_map(|i| labelled(view, i, &["成文日期"])))
}

/// Whether a text begins with a date.
fn begins(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(opens) && DATE.find(text).is_some_and(|m| m.start() == 0)
}

/// Whether a date can begin with this character.
const fn opens(c: char) -> bool {
    matches!(c, '民' | '1' | '2' | '１' | '２' | '一' | '二')
}

/// Whether a line begins and ends as a date alone on its line may: most lines do not.
fn may_be_date(text: &str) -> bool {
    let around = |c: char| is_blank(c) || matches!(c, '（' | '）' | '(' | ')' | '—' | '-');
    let ends = |c: char| around(c) || c.is_ascii_digit() || matches!(c, '日' | '号' | '月' | '发');
    let starts = |c: char| around(c) || opens(c) || matches!(c, '成' | '签' | '印' | '中');
    text.chars().next_back().is_some_and(ends) && text.chars().next().is_some_and(starts)
}

/// What the web page says.
fn published(view: &View<'_>) -> Option<Field<String>> {
    const NAMES: [&str; 9] =
        ["发布时间", "发布日期", "时间", "日期", "發布日期", "公布日期", "发文日期", "来源", "出处"];
    let until = (view.body + 3).min(view.page.blocks.len());
    let stamped = |i: usize| labelled(view, i, &NAMES).or_else(|| held(view, i));
    (0..until).find_map(stamped).or_else(|| {
        // The name and the date in blocks of their own.
        (1..until).find_map(|i| {
            let name = view.text(i - 1);
            let names = name.len() <= 30 && NAMES[..7].iter().any(|n| name.contains(n));
            (names && view.text(i).len() <= 60).then(|| find(view, i, 0)).flatten()
        })
    })
}

fn labelled(view: &View<'_>, block: usize, names: &[&str]) -> Option<Field<String>> {
    let text = view.text(block);
    // Each of the names ends with one of these.
    if text.len() > 400 || !text.contains(['间', '期', '源', '处']) {
        return None;
    }
    let at = names.iter().find_map(|n| text.find(n).map(|at| at + n.len()))?;
    // 2026-02-09　出处：云溪市统计局
    find(view, block, at).or_else(|| begins(text).then(|| find(view, block, 0)).flatten().filter(|_| text.len() <= 150))
}

/// When a meeting was held, in the years of the Republic: `時間：102年3月26日`.
fn held(view: &View<'_>, block: usize) -> Option<Field<String>> {
    let text = view.text(block);
    let left = text.strip_prefix("時間").filter(|_| text.len() <= 200)?;
    let left = left.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '(' | ')' | '（' | '）'));
    let left = ["中華民國", "民國"].iter().find_map(|w| left.strip_prefix(w)).unwrap_or(left);
    let left = left.trim_start_matches(|c: char| is_blank(c) || matches!(c, ')' | '）'));
    let found = IN_REPUBLIC.captures(left)?;
    let number = |k: usize| found.get(k).and_then(|m| m.as_str().parse::<u32>().ok());
    let (year, month, day) = (number(1)? + 1911, number(2)?, number(3)?);
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    let from = text.len() - left.len();
    let span = view.span(block, from..from + found.get(0)?.end());
    fits.then(|| Field { value: format!("{year:04}-{month:02}-{day:02}"), spans: vec![span] })
}

/// The first date of a block from a byte on.
fn find(view: &View<'_>, block: usize, from: usize) -> Option<Field<String>> {
    let text = view.text(block);
    let found = DATE.captures(text.get(from..)?)?;
    let whole = found.get(0)?;
    let value = iso(&found)?;
    Some(Field { value, spans: vec![view.span(block, from + whole.start()..from + whole.end())] })
}

fn iso(found: &Captures<'_>) -> Option<String> {
    let number = |name: &str| found.name(name).and_then(|m| digits(m.as_str()));
    let year = number("y").or_else(|| number("r").map(|r| r + 1911)).filter(|y| (1900..2100).contains(y))?;
    let month = number("m").or_else(|| number("m2")).filter(|m| (1..=12).contains(m))?;
    match number("d").or_else(|| number("d2")) {
        Some(day) if (1..=31).contains(&day) => Some(format!("{year:04}-{month:02}-{day:02}")),
        Some(_) => None,
        None => Some(format!("{year:04}-{month:02}")),
    }
}

/// The value of a year, month or day in digits of either width or in Han.
pub fn digits(text: &str) -> Option<u32> {
    if text.starts_with(|c| half_width(c).is_ascii_digit()) {
        return text.chars().try_fold(0_u32, |n, c| half_width(c).to_digit(10).map(|d| n * 10 + d));
    }
    let digit = |c| "〇一二三四五六七八九".chars().position(|x| x == c).map(|d| d as u32);
    let digit = |c| if matches!(c, '○' | 'Ｏ' | '零') { Some(0) } else { digit(c) };
    match text {
        "元" => return Some(1),
        _ if !text.contains(['十', '廿']) => {
            return text.chars().try_fold(0_u32, |n, c| digit(c).map(|d| n * 10 + d));
        }
        _ => {}
    }
    let (mut total, mut last) = (0, 0);
    for c in text.chars() {
        match c {
            '十' => (total, last) = (last.max(1) * 10, 0),
            '廿' => (total, last) = (20, 0),
            c => last = digit(c)?,
        }
    }
    Some(total + last)
}
