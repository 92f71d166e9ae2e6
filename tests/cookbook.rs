//! Every command of `docs/cookbook.md` is run, and prints what the book says.
//!
//! A block of `sh` or `python` that is followed by a block of `text` prints that text. Blocks share one folder, from the
//! first to the last. A block whose tool is not at hand is passed over, and the test says so. `UPDATE=1` rewrites the
//! printed texts for review. `GONGWEN_PYTHON` names the Python to use.
#![cfg(all(feature = "export", unix))]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A fenced block of the book.
struct Block<'a> {
    language: &'a str,
    /// First and last line of what stands inside.
    lines: std::ops::Range<usize>,
}

fn blocks<'a>(lines: &[&'a str]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut open = None;
    for (i, line) in lines.iter().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            match open.take() {
                None => open = Some((language, i + 1)),
                Some((language, from)) => blocks.push(Block { language, lines: from..i }),
            }
        }
    }
    assert!(open.is_none(), "a block of the cookbook is not closed");
    blocks
}

fn has(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The tool that a block needs and this machine lacks.
fn lacking(language: &str, code: &str, python: &str) -> Option<String> {
    if language == "python" {
        let modules = code.lines().filter_map(|l| l.strip_prefix("import "));
        let modules = modules.map(|m| m.split_whitespace().next().unwrap_or_default());
        let import = format!("import sys, {}", modules.collect::<Vec<_>>().join(", "));
        let import = import.trim_end_matches(", ");
        return (!has(python, &["-c", import])).then(|| format!("{python} with `{import}`"));
    }
    let tools = [("jq ", "jq"), ("sqlite3 ", "sqlite3")];
    let needed = tools.iter().filter(|(word, _)| code.contains(word)).map(|(_, tool)| *tool);
    needed.into_iter().find(|tool| !has(tool, &["--version"])).map(str::to_owned)
}

#[test]
fn the_commands_print_what_the_book_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let book = root.join("docs/cookbook.md");
    let text = fs::read_to_string(&book).expect("docs/cookbook.md");
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks(&lines);
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    std::os::unix::fs::symlink(root.join("corpus"), folder.path().join("corpus")).expect("a link");
    let binary = assert_cmd::cargo::cargo_bin("gongwen");
    let path =
        format!("{}:{}", binary.parent().expect("a folder").display(), std::env::var("PATH").unwrap_or_default());
    let python = std::env::var("GONGWEN_PYTHON").unwrap_or_else(|_| "python3".to_owned());

    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = String::new();
    let mut ran = 0;
    let mut rewritten: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        if !matches!(block.language, "sh" | "python") {
            continue;
        }
        let code = lines[block.lines.clone()].join("\n");
        if let Some(tool) = lacking(block.language, &code, &python) {
            eprintln!("cookbook, line {}: passed over, {tool} is not at hand", block.lines.start);
            continue;
        }
        let (program, flag) =
            if block.language == "sh" { ("bash", "-euo pipefail -c") } else { (python.as_str(), "-c") };
        let mut command = Command::new(program);
        command.args(flag.split(' ')).arg(&code).current_dir(folder.path()).env("PATH", &path).env("LC_ALL", "C.UTF-8");
        let out = command.output().expect("the program starts");
        ran += 1;
        let line = block.lines.start;
        if !out.status.success() {
            let _ = writeln!(wrong, "line {line}: {}\n{code}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
            continue;
        }
        let printed = String::from_utf8(out.stdout).expect("UTF-8");
        let printed = printed.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        // The text stands right below its command.
        let expected = blocks.get(i + 1).filter(|b| b.language == "text" && b.lines.start <= block.lines.end + 3);
        let Some(expected) = expected else { continue };
        let said = lines[expected.lines.clone()].join("\n");
        if said != printed && update {
            rewritten.push((expected.lines.clone(), printed));
        } else if said != printed {
            let _ = writeln!(wrong, "line {line}:\n{code}\nthe book says\n{said}\nbut it is\n{printed}\n");
        }
    }
    if update && !rewritten.is_empty() {
        let mut lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        for (range, printed) in rewritten.into_iter().rev() {
            lines.splice(range, printed.lines().map(str::to_owned));
        }
        fs::write(&book, lines.join("\n") + "\n").expect("the book can be written");
    }
    assert!(wrong.is_empty(), "{wrong}UPDATE=1 rewrites the book");
    assert!(ran > 0, "the book has commands");
}
