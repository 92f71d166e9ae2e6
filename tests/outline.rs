//! The cases of `outline` and `front`, in plain text.

mod support;

use gongwen::report::{Extraction, Options, extract};
use support::Case;

fn read(case: &Case) -> Option<Extraction> {
    let path = match case.options.first().map(String::as_str) {
        Some("md") => "case.md",
        Some("html") => "case.html",
        _ => "case.txt",
    };
    extract(case.source.as_bytes(), path, Options::default()).ok()
}

#[test]
fn outline() {
    support::check("outline", |case| {
        let Some(x) = read(case) else { return Vec::new() };
        let mut lines: Vec<(u32, String)> = Vec::new();
        for h in &x.outline.headings {
            let more = if h.run_in { "……" } else { "" };
            let text: String = x.text(h.text).split_whitespace().collect();
            lines.push((h.span().start, format!("{} {}{text}{more}", h.level, x.text(h.label))));
        }
        for i in &x.outline.items {
            lines.push((i.label.start, format!("项 {}", x.text(i.label))));
        }
        lines.sort();
        let warnings = x.outline.warnings.iter();
        let warnings = warnings.map(|w| format!("警 {} {}", w.code, w.span.map_or("", |s| x.text(s))));
        lines.into_iter().map(|(_, l)| l).chain(warnings).collect()
    });
}

#[test]
fn front() {
    support::check("front", |case| {
        let Some(x) = read(case) else { return Vec::new() };
        let f = &x.front;
        let year = |y: &Option<gongwen::front::Field<i32>>| y.as_ref().map(|y| y.value.to_string());
        let text = |t: &Option<gongwen::front::Field<String>>| t.as_ref().map(|t| t.value.clone());
        [
            ("题名", text(&f.title)),
            ("种类", f.kind.as_ref().map(|k| k.value.to_owned())),
            ("单位", text(&f.issuer)),
            ("年度", year(&f.fiscal_year)),
            ("计划年度", year(&f.plan_year)),
            ("文号", text(&f.document_number)),
            ("日期", text(&f.date)),
            ("等级", text(&f.rating)),
            ("得分", text(&f.score)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}：{}", value?)))
        .collect()
    });
}
