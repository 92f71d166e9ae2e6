//! Cases in plain text, for those who read reports and write no Rust.
//!
//! ```text
//! # a remark
//! == 小数补零
//! 原文：一般公共预算收入300.0亿元。
//! 金额：300.0亿元 = 30000000000 CNY
//!
//! == 几行的原文
//! 原文：
//! ｜第一行
//! ｜　　第二行，竖线后面的都算
//! 选项：台湾
//! 无
//! ```
//!
//! | line | what it is |
//! | --- | --- |
//! | `== name` | begins a case |
//! | `原文：…` | its text; further lines of text begin with `｜` |
//! | `选项：…` | options, parted by blanks, for the stage to understand |
//! | `无` | nothing is expected |
//! | `# …` | a remark |
//! | all else | what the stage must give, line by line, in reading order |
//!
//! A failure prints 应为 (what the file says) and 实为 (what the stage gave). `UPDATE=1 cargo test` writes what the
//! stage gives into the files, for review with `git diff`.

#![allow(dead_code)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// One case.
#[derive(Debug, Default)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Its text; several lines are joined with `\n`.
    pub source: String,
    /// Its options.
    pub options: Vec<String>,
    /// The lines that are expected; empty for `无`.
    pub expected: Vec<String>,
    /// The line of its name in the file, from 1.
    pub line: usize,
    /// All lines up to the first expected one, and remarks among those, as they stand in the file.
    head: Vec<String>,
}

impl Case {
    /// Whether it has an option.
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|o| o == option)
    }
}

/// The text before the first case, and the cases.
fn parse(text: &str) -> (Vec<String>, Vec<Case>) {
    let (mut lead, mut cases) = (Vec::new(), Vec::<Case>::new());
    for (i, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("== ") {
            cases.push(Case {
                name: name.trim().to_owned(),
                line: i + 1,
                head: vec![line.to_owned()],
                ..Case::default()
            });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            lead.push(line.to_owned());
            continue;
        };
        if let Some(source) = line.strip_prefix("原文：") {
            source.clone_into(&mut case.source);
        } else if let Some(more) = line.strip_prefix('｜') {
            if !case.source.is_empty() || case.head.iter().any(|l| l.starts_with('｜')) {
                case.source.push('\n');
            }
            case.source.push_str(more);
        } else if let Some(options) = line.strip_prefix("选项：") {
            case.options.extend(options.split_whitespace().map(str::to_owned));
        } else if !line.starts_with('#') {
            if !line.trim().is_empty() && line.trim() != "无" {
                case.expected.push(line.trim_end().to_owned());
            }
            continue;
        }
        case.head.push(line.to_owned());
    }
    (lead, cases)
}

/// All case files of a folder below `tests/cases`, in order.
pub fn files(stage: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(stage);
    let mut files: Vec<PathBuf> = (fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())))
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no case files in {}", folder.display());
    files
}

/// Runs every case of a stage: `read` gives the lines that the stage makes of a case.
///
/// # Panics
/// Where a case fails, with all that failed.
pub fn check(stage: &str, read: impl Fn(&Case) -> Vec<String>) {
    let update = std::env::var_os("UPDATE").is_some_and(|v| v == "1");
    let mut failures = String::new();
    let mut count = 0;
    for path in files(stage) {
        let text = fs::read_to_string(&path).expect("a case file is UTF-8");
        let (lead, cases) = parse(&text);
        let mut rewritten = lead.iter().fold(String::new(), |s, l| s + l + "\n");
        for case in &cases {
            count += 1;
            let got = read(case);
            if got != case.expected {
                let place = path.file_name().unwrap_or_default().to_string_lossy();
                let _ = writeln!(failures, "\n{place}:{} {}\n  原文：{}", case.line, case.name, case.source);
                let _ = writeln!(failures, "  应为：{}\n  实为：{}", shown(&case.expected), shown(&got));
            }
            for line in &case.head {
                rewritten += line;
                rewritten += "\n";
            }
            rewritten += &if got.is_empty() { "无".to_owned() } else { got.join("\n") };
            rewritten += "\n\n";
        }
        if update {
            let rewritten = rewritten.trim_end().to_owned() + "\n";
            if rewritten != text {
                fs::write(&path, rewritten).expect("the case file can be written");
            }
        }
    }
    assert!(count > 0, "no cases in tests/cases/{stage}");
    assert!(update || failures.is_empty(), "{failures}");
}

fn shown(lines: &[String]) -> String {
    if lines.is_empty() { "无".to_owned() } else { lines.join("\n        ") }
}
