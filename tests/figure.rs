//! The figure stage over the cases in `tests/cases/figure`.

mod support;

use gongwen::figure::{Figure, Kind, Options, Qualifier, read, read_taiwan};

/// The kind in the words of the case files.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "金额",
        Kind::Percent => "百分比",
        Kind::PercentagePoint => "百分点",
        Kind::Count => "数量",
        Kind::Area => "面积",
        Kind::Length => "长度",
        Kind::Mass => "质量",
        Kind::Volume => "体积",
        Kind::Energy => "能量",
        Kind::Power => "功率",
        Kind::Temperature => "温度",
        Kind::Duration => "时长",
        Kind::Date => "日期",
        Kind::Period => "时期",
        Kind::Rank => "位次",
        Kind::Rate => "比率",
        Kind::Number => "数",
    }
}

/// `金额：8316.42 万元 = 83164200 CNY`: the text as printed, then its base value, or its value where it has no base.
fn line(text: &str, f: &Figure) -> String {
    let printed = f.span.of(text).replace('\n', "⏎");
    let upper = |value: &str, upper: Option<String>| upper.map_or(value.to_owned(), |u| format!("{value} ~ {u}"));
    let mut line = match &f.base() {
        Some(b) => format!(
            "{}：{printed} = {} {}",
            kind(f.kind),
            upper(&b.value.to_string(), b.upper.map(|u| u.to_string())),
            b.unit
        ),
        None => format!("{}：{printed} = {}", kind(f.kind), upper(&f.value, f.upper().map(str::to_owned))),
    };
    line += match f.qualifier {
        Some(Qualifier::About) => " 约",
        Some(Qualifier::MoreThan) => " 多于",
        Some(Qualifier::LessThan) => " 少于",
        Some(Qualifier::AtLeast) => " 至少",
        Some(Qualifier::AtMost) => " 至多",
        None => "",
    };
    line
}

#[test]
fn cases() {
    support::check("figure", |case| {
        let options = Options { bare: case.has("裸数"), ..Options::default() };
        let figures = if case.has("台湾") { read_taiwan(&case.source, options) } else { read(&case.source, options) };
        figures.iter().map(|f| line(&case.source, f)).collect()
    });
}
