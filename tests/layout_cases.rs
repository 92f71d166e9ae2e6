//! Cases of `layout` and `table` in plain text: `tests/cases/layout`, `tests/cases/table`.
//!
//! ```text
//! == name
//! 原文：plain text; ⏎ is a line end, ⇥ a tab, ␌ a form feed
//! 网页：the same for HTML          标记：the same for Markdown
//! 段落：… 家具：… 目录：… 表格：…   every block in reading order, or
//! 表：caption ｜ unit ｜ header rows ｜ header columns, then 行：cell ｜ cell
//! 无                               nothing is expected
//! ```
//!
//! `UPDATE=1 cargo test --test layout_cases` rewrites the expected lines, for review.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use gongwen::decode::{Hints, decode};
use gongwen::layout::{BlockKind, layout};
use gongwen::lines::lines;
use gongwen::table::tables;

/// The source of a case as a file: its text, and the name it would have.
fn source(line: &str) -> Option<(String, &'static str)> {
    let names = [("原文：", "a.txt"), ("网页：", "a.html"), ("标记：", "a.md")];
    let (text, name) = names.iter().find_map(|(key, name)| Some((line.strip_prefix(key)?, *name)))?;
    Some((text.replace('⏎', "\n").replace('⇥', "\t").replace('␌', "\u{c}"), name))
}

fn visible(text: &str) -> String {
    text.replace('\t', "⇥").replace('\n', "⏎")
}

fn blocks(text: &str, name: &str) -> Vec<String> {
    let decoded = decode(text.as_bytes(), Hints { encoding: Some(encoding_rs::UTF_8), path: Some(name) })
        .expect("a case has text");
    let lines = lines(&decoded);
    let page = layout(&lines);
    let of = |b: &gongwen::layout::Block| {
        let key = match b.kind {
            BlockKind::Furniture => "家具",
            BlockKind::Contents => "目录",
            BlockKind::Table => "表格",
            _ => "段落",
        };
        format!("{key}：{}", visible(page.of(b.span)))
    };
    page.blocks.iter().map(of).collect()
}

fn grids(text: &str, name: &str) -> Vec<String> {
    let decoded = decode(text.as_bytes(), Hints { encoding: Some(encoding_rs::UTF_8), path: Some(name) })
        .expect("a case has text");
    let lines = lines(&decoded);
    let page = layout(&lines);
    let mut out = Vec::new();
    for table in tables(&page, usize::MAX).tables {
        let text = |s: Option<gongwen::span::CleanSpan>| s.map_or("无", |s| page.of(s));
        out.push(format!(
            "表：{} ｜ {} ｜ {} ｜ {}",
            text(table.caption),
            text(table.unit),
            table.header_rows,
            table.header_cols
        ));
        let mut row = None;
        for cell in &table.cells {
            if row != Some(cell.row) {
                out.push("行：".to_owned());
                row = Some(cell.row);
            } else if let Some(line) = out.last_mut() {
                line.push_str(" ｜ ");
            }
            let line = out.last_mut().expect("a row was begun");
            let _ = write!(line, "{}={}", cell.col, visible(page.of(cell.span)));
            if cell.col_span > 1 || cell.row_span > 1 {
                let _ = write!(line, "（{}×{}）", cell.row_span, cell.col_span);
            }
            if !cell.flags.is_empty() {
                line.push('？');
            }
        }
    }
    out
}

/// Runs all cases of a folder through `read`; expected lines begin with one of `keys`.
fn run(folder: &str, read: fn(&str, &str) -> Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("cases are there").map(|e| e.expect("listed").path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("cases are UTF-8");
        let mut rewritten = String::new();
        for case in text.split("\n\n").filter(|c| !c.trim().is_empty()) {
            let all: Vec<&str> = case.trim_matches('\n').lines().collect();
            let Some(at) = all.iter().position(|l| source(l).is_some()) else {
                let _ = writeln!(rewritten, "{}\n", all.join("\n"));
                continue;
            };
            let (source, name) = source(all[at]).expect("found above");
            let mut found = read(&source, name);
            if found.is_empty() {
                found.push("无".to_owned());
            }
            count += 1;
            if found != all[at + 1..] {
                let _ = writeln!(wrong, "{}\n应为 {:#?}\n实为 {found:#?}", all[0], &all[at + 1..]);
            }
            let _ = writeln!(rewritten, "{}\n{}\n", all[..=at].join("\n"), found.join("\n"));
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, rewritten.trim_end().to_owned() + "\n").expect("cases can be rewritten");
        }
    }
    assert!(count > 0, "no case in {}", folder.display());
    assert!(wrong.is_empty() || std::env::var_os("UPDATE").is_some(), "{wrong}");
}

#[test]
fn layout_cases() {
    run("layout", blocks);
}

#[test]
fn table_cases() {
    run("table", grids);
}
