//! Text whose order is not that of the page: it is recognized and warned of, not put right.
//!
//! | code | evidence |
//! | --- | --- |
//! | `interleaved_columns` | tables came out one cell to a line |
//! | `reversed_text` | lines begin with 。 and ，, and common words stand in them backwards |

use super::shape::Shape;
use super::{Page, TableForm, TableRegion, Warning};
use crate::lines::Lines;
use crate::span::CleanSpan;

/// Words that every report has, and the same backwards.
const WORDS: [(&str, &str); 8] = [
    ("预算", "算预"),
    ("收入", "入收"),
    ("支出", "出支"),
    ("工作", "作工"),
    ("万元", "元万"),
    ("发展", "展发"),
    ("政府", "府政"),
    ("建设", "设建"),
];

/// Warns; the span of a warning is an index of `shapes` until the blocks are written.
pub fn warn(page: &mut Page, lines: &Lines<'_>, shapes: &[Shape], regions: &[TableRegion]) {
    let loose = || regions.iter().filter(|r| r.form == TableForm::Loose);
    let cells: usize = loose().map(|r| r.rows.len()).sum();
    if let Some(first) = loose().find_map(|r| r.rows.first()) {
        page.warnings.push(Warning {
            code: "interleaved_columns",
            message: format!("expected tables in rows and columns, found {cells} cells one to a line; their order is not that of the page"),
            span: Some(CleanSpan::new(*first, *first)),
        });
    }
    let is_odd = |s: &Shape| matches!(s.first, '。' | '，' | '；' | '）' | '》');
    let count = shapes.iter().filter(|s| is_odd(s)).count();
    if count < 3 || count * 4 < shapes.len() {
        return;
    }
    let odd: Vec<usize> = (0..shapes.len()).filter(|&i| is_odd(&shapes[i])).collect();
    let mut counts = (0, 0);
    for shape in odd.iter().take(400).map(|&i| &shapes[i]) {
        let text = shape.text(lines);
        counts.0 += WORDS.iter().filter(|w| text.contains(w.0)).count();
        counts.1 += WORDS.iter().filter(|w| text.contains(w.1)).count();
    }
    if counts.1 >= 3 && counts.1 > 2 * counts.0 {
        page.warnings.push(Warning {
            code: "reversed_text",
            message: format!("expected text from left to right, found {} words backwards", counts.1),
            span: odd.first().map(|&i| CleanSpan::new(i as u32, i as u32)),
        });
    }
}
