//! The meaning stage over the cases in `tests/cases/meaning`.

mod support;

use std::fmt::Write as _;

use gongwen::meaning::{Basis, Change};
use gongwen::report::{Extraction, Options, extract};

/// The basis in the words of the case files.
fn basis(basis: Basis) -> String {
    match basis {
        Basis::Yoy => "同比".into(),
        Basis::Share => "占比".into(),
        Basis::VsBudget => "对预算".into(),
        Basis::VsPlan => "对计划".into(),
        Basis::VsTarget => "对目标".into(),
        Basis::VsPreviousPeriod => "对上期".into(),
        Basis::AnnualAverage => "年均".into(),
        Basis::Contribution => "贡献".into(),
        Basis::VsYear(year) => format!("对{year}年"),
    }
}

/// `5.2亿元：税收收入 2024 同比 增`: the text as printed, label, period, basis and change; a label of two parts with ＋.
fn lines(x: &Extraction, indicators: bool) -> Vec<String> {
    let figures = x.figures.iter().zip(&x.meanings);
    figures
        .map(|(f, m)| {
            let label: Vec<&str> = m.label.iter().map(|s| x.text(*s)).collect();
            let label = if label.is_empty() { "–".to_owned() } else { label.join("＋") };
            let mut line = format!("{}：{label}", x.text(f.span).replace('\n', "⏎"));
            if let Some(period) = &m.period {
                let _ = write!(line, " {period}");
            }
            if let Some(b) = m.basis {
                let _ = write!(line, " {}", basis(b));
            }
            line += match m.change {
                Some(Change::Increase) => " 增",
                Some(Change::Decrease) => " 减",
                None => "",
            };
            if let Some(indicator) = m.indicator.filter(|_| indicators).and_then(|i| i.of(x.options.rules)) {
                let _ = write!(line, " {}", indicator.code);
            }
            line
        })
        .collect()
}

#[test]
fn cases() {
    support::check("meaning", |case| {
        let x = extract(case.source.as_bytes(), "case.txt", Options::default()).expect("a case is text");
        lines(&x, case.has("指标"))
    });
}
