//! The year reported on, and the year planned for.
//!
//! | printed | reported on | planned for |
//! | --- | --- | --- |
//! | `2024年度部门决算`, `2024年统计公报` | 2024 | |
//! | `2025年预算执行情况和2026年预算草案` | 2025 | 2026 |
//! | `2026年政府工作报告`, heading `2025年工作回顾` | 2025 | 2026 |
//! | a notice, a regulation, a plan | none | |
//! | `114年度…預算案` | 2025 | |

use std::sync::LazyLock;

use regex::Regex;

use super::title::Title;
use super::{Field, View};

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20|１９|２０)[0-9０-９]{2}|[一二][〇○零一二三四五六七八九]{3})\s*年")
        .expect("a constant pattern")
});
static YEAR_OF_ACCOUNT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(20[0-9]{2})\s*年度").expect("a constant pattern"));
static REPUBLIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[。；，本])(?:中華民國)?\s*(1[01][0-9]|[6-9][0-9])\s*年度[^。；，]{0,40}(?:預算|編列|增列|決算)")
        .expect("a constant pattern")
});
static OF_REPUBLIC: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^0-9])(1[0-3][0-9]|[6-9][0-9])\s*年度").expect("a constant pattern"));
static JUST_PAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:刚刚过去的|过去的一年，即|回顾)\s*(20[0-9]{2})\s*年").expect("a constant pattern")
});
static OF_ECONOMY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([0-9]{4})\s*年(?:经济社会|国民经济|中央和地方预算)").expect("a constant pattern"));

/// Bytes from which on a text is taken for a whole report: a cut one does not tell which year it reviews.
const WHOLE: usize = 12_000;

type Year = Field<i32>;

/// Reads both.
pub fn years(
    view: &View<'_>,
    title: Option<&Title>,
    kind: &str,
    date: Option<&Field<String>>,
) -> (Option<Year>, Option<Year>) {
    let titled = title.map_or_else(Vec::new, |t| of_title(view, t));
    let first = titled.first().cloned();
    match kind {
        "work_report" => {
            let delivered =
                date.and_then(|d| Some(Field { value: d.value.get(..4)?.parse().ok()?, spans: d.spans.clone() }));
            // 医院2023年度工作报告, 2023年工作总结, and a report of 2023 given in 2024 are about the year of their title.
            let later = first.as_ref().zip(delivered.as_ref()).is_some_and(|(f, d)| f.value < d.value);
            let of_year = title.is_some_and(|t| ["年度", "总结", "總結"].iter().any(|w| t.field.value.contains(w)));
            if first.is_some() && (later || of_year) {
                return (first, None);
            }
            let year = first.or(delivered);
            let reviewed =
                reviewed(view).filter(|r| year.as_ref().is_none_or(|y| (y.value - 1..=y.value).contains(&r.value)));
            // A cut text does not tell which year it reviews.
            let year = year.or_else(|| {
                let whole = view.page.text.len() >= WHOLE;
                planned(view).filter(|p| reviewed.as_ref().map_or(whole, |r| p.value == r.value + 1))
            });
            match (reviewed, year) {
                (Some(r), Some(y)) if r.value == y.value => (Some(r), None),
                (Some(r), y) => (Some(r), y),
                (None, Some(y)) => (Some(Field { value: y.value - 1, spans: y.spans.clone() }), Some(y)),
                (None, None) if view.page.text.len() >= WHOLE => (most_recent(view), None),
                (None, None) => (None, None),
            }
        }
        "budget_report" => {
            let second = titled.iter().find(|y| Some(y.value) > first.as_ref().map(|f| f.value)).cloned();
            (first.or_else(|| in_headings(view)), second)
        }
        "performance_self_evaluation"
        | "project_self_evaluation"
        | "final_accounts"
        | "statistical_bulletin"
        | "audit_report"
        | "annual_report"
        | "budget"
        | "debt_report"
        | "report" => (first.or_else(|| of_account(view)), None),
        "budget_proposal" => (first.or_else(|| republic(view)), None),
        "resolution" => (first.or_else(|| of_economy(view)), None),
        "" => {
            let year = republic(view).or_else(|| of_account(view)).or_else(|| just_past(view));
            (year.or_else(|| reviewed(view)).or_else(|| in_headings(view)), None)
        }
        _ => (None, None),
    }
}

/// The years of the title, in order.
fn of_title(view: &View<'_>, title: &Title) -> Vec<Year> {
    let mut years = Vec::new();
    for span in &title.field.spans {
        for found in YEAR.captures_iter(view.page.of(*span)) {
            if let Some(m) = found.get(1)
                && let Some(value) = super::date::digits(m.as_str())
            {
                years.push(Field { value: value as i32, spans: vec![span.part(m.range())] });
            }
        }
    }
    if years.is_empty() {
        // 雲溪縣政府112年度施政報告
        let found = title.field.spans.iter().find_map(|s| Some((s, OF_REPUBLIC.captures(view.page.of(*s))?.get(1)?)));
        if let Some((span, m)) = found
            && let Ok(value) = m.as_str().parse::<i32>()
        {
            years.push(Field { value: value + 1911, spans: vec![span.part(m.range())] });
        }
    }
    years
}

/// The year of a heading such as 2025年工作回顾.
fn reviewed(view: &View<'_>) -> Option<Year> {
    view.outline.headings.iter().take(8).find_map(|h| {
        let text = view.page.of(h.text);
        let at = text.find("回顾").or_else(|| text.find("总结")).or_else(|| text.find("完成情况"))?;
        // “十四五”时期和2024年工作回顾: the year nearest to the word.
        let m = YEAR.captures_iter(&text[..at]).last()?.get(1)?;
        let value = super::date::digits(m.as_str())? as i32;
        Some(Field { value, spans: vec![h.text.part(m.range())] })
    })
}

/// The year of a heading such as 2026年工作总体部署, 对2026年政府工作的建议.
fn planned(view: &View<'_>) -> Option<Year> {
    const WORDS: [&str; 7] = ["部署", "总体要求", "工作安排", "主要任务", "重点工作", "工作的建议", "工作建议"];
    view.outline.headings.iter().filter(|h| h.level == 1).take(8).find_map(|h| {
        let text = view.page.of(h.text);
        let at = WORDS.iter().find_map(|w| text.find(w))?;
        let m = YEAR.captures_iter(&text[..at]).last()?.get(1)?;
        Some(Field { value: super::date::digits(m.as_str())? as i32, spans: vec![h.text.part(m.range())] })
    })
}

/// The year of a heading such as 2025年预算执行情况.
fn in_headings(view: &View<'_>) -> Option<Year> {
    view.outline.headings.iter().take(8).find_map(|h| {
        let text = view.page.of(h.text);
        let m = YEAR.captures(text).filter(|_| text.contains("执行"))?.get(1)?;
        Some(Field { value: super::date::digits(m.as_str())? as i32, spans: vec![h.text.part(m.range())] })
    })
}

/// The year of account that the text names most often, at least twice, or before a word for what is accounted for.
fn of_account(view: &View<'_>) -> Option<Year> {
    let mut counts: Vec<(i32, u32, Year)> = Vec::new();
    for i in view.rest().take(400) {
        let text = view.text(i);
        if !text.contains("年度") {
            continue;
        }
        for m in YEAR_OF_ACCOUNT.captures_iter(text).filter_map(|c| c.get(1)) {
            let Ok(value) = m.as_str().parse::<i32>() else { continue };
            // 与2023年度相比: the year compared with is not the year of account.
            if text[..m.start()].trim_end().ends_with(['与', '比', '较', '同']) {
                continue;
            }
            let after = text[m.end()..].trim_start_matches(|c: char| c == '年' || c == '度' || c.is_whitespace());
            let weight = 1 + u32::from(ACCOUNTED.iter().any(|w| after.starts_with(w)));
            match counts.iter_mut().find(|c| c.0 == value) {
                Some(c) => c.1 += weight,
                None => counts.push((value, weight, Field { value, spans: vec![view.span(i, m.range())] })),
            }
        }
    }
    counts.into_iter().filter(|c| c.1 >= 2).max_by_key(|c| (c.1, c.0)).map(|c| c.2)
}

/// What a year is the year of account of.
const ACCOUNTED: &[&str] = &[
    "部门",
    "单位",
    "决算",
    "预算",
    "收入",
    "支出",
    "收支",
    "财政",
    "一般公共",
    "政府",
    "本部门",
    "本单位",
    "整体",
    "绩效",
    "项目",
];

/// 114年度…預算案; years before it are those compared with.
fn republic(view: &View<'_>) -> Option<Year> {
    let years = view.all().take(12).filter(|&i| view.text(i).contains("年度")).flat_map(|i| {
        let found = REPUBLIC.captures_iter(view.text(i)).filter_map(|c| c.get(1));
        found.filter_map(move |m| Some((m.as_str().parse::<i32>().ok()?, view.span(i, m.range()))))
    });
    // The first of the latest.
    let (value, span) = years.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    Some(Field { value: value + 1911, spans: vec![span] })
}

fn just_past(view: &View<'_>) -> Option<Year> {
    first_match(view, &JUST_PAST, 5)
}

fn of_economy(view: &View<'_>) -> Option<Year> {
    first_match(view, &OF_ECONOMY, 4)
}

fn first_match(view: &View<'_>, pattern: &Regex, blocks: usize) -> Option<Year> {
    view.all().take(blocks).find_map(|i| {
        let m = pattern.captures(view.text(i))?.get(1)?;
        Some(Field { value: m.as_str().parse().ok()?, spans: vec![view.span(i, m.range())] })
    })
}

/// The year that a review without a year in its heading names three times or more; the latest of such.
fn most_recent(view: &View<'_>) -> Option<Year> {
    let review = view.outline.headings.iter().position(|h| view.page.of(h.text).contains("回顾"))?;
    let after = view.outline.headings[review + 1..].iter().find(|h| h.level == 1);
    let from = view.outline.headings[review].block as usize;
    let until = after.map_or(view.page.blocks.len(), |h| h.block as usize).min(from + 200);
    let mut counts: Vec<(i32, u32, Year)> = Vec::new();
    for i in from..until {
        let text = view.text(i);
        if !text.contains('年') {
            continue;
        }
        for m in YEAR.captures_iter(text).filter_map(|c| c.get(1)) {
            let Some(value) = super::date::digits(m.as_str()) else { continue };
            match counts.iter_mut().find(|c| c.0 == value as i32) {
                Some(c) => c.1 += 1,
                None => {
                    counts.push((value as i32, 1, Field { value: value as i32, spans: vec![view.span(i, m.range())] }));
                }
            }
        }
    }
    counts.into_iter().filter(|c| c.1 >= 3).max_by_key(|c| c.0).map(|c| c.2)
}
