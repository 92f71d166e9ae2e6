//! A user's own rules, as they are used on the command line.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;

const RULES: &str = r#"# rows of our own
[[indicator]]
code = "culture.library_visits"
name = "图书馆接待读者"
synonyms = ["到馆读者"]

[[indicator]]
code = "revenue.general"
synonyms = ["地方级收入"]

[[unit]]
spelling = "整柜"
kind = "count"
base = "整柜"
factor = "1"

[[unit]]
spelling = "标石"
kind = "mass"
base = "kg"
factor = "62.5"

[[issuer]]
name = "青峦县财政局"
aliases = ["青峦财政局"]
"#;

const REPORT: &str = "青峦财政局2024年度工作总结\n\n一、收支情况\n\n2024年地方级收入3.2亿元，到馆读者4.1万人次。港口吞吐量12.5万整柜，收储早稻8标石。\n";

fn gongwen() -> Command {
    Command::cargo_bin("gongwen").expect("the binary is built")
}

fn file(dir: &TempDir, name: &str, text: &str) -> std::path::PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).expect("a file");
    path
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("an output")).expect("JSON")
}

#[test]
fn rows_are_read_with_the_rules_and_not_without() {
    let dir = TempDir::new().expect("a temporary folder");
    let (rules, report) = (file(&dir, "rules.toml", RULES), file(&dir, "a.txt", REPORT));
    let extract = |out: &str, rules: Option<&Path>| {
        let mut command = gongwen();
        command.arg("extract").arg(&report).arg("-o").arg(dir.path().join(out));
        if let Some(rules) = rules {
            command.arg("--rules").arg(rules);
        }
        command.assert().success();
        json(&dir.path().join(out).join("a.txt.json"))
    };
    let (with, without) = (extract("with", Some(&rules)), extract("without", None));
    let seen = |report: &serde_json::Value| -> Vec<(String, Option<String>, Option<String>)> {
        let figures = report["figures"].as_array().expect("figures").iter();
        let text = |v: &serde_json::Value| v.as_str().map(str::to_owned);
        let all =
            figures.map(|f| (text(&f["text"]).unwrap_or_default(), text(&f["indicator"]), text(&f["base"]["value"])));
        all.filter(|(text, ..)| !text.contains('年')).collect()
    };
    let some = |s: &str| Some(s.to_owned());
    assert_eq!(
        seen(&with),
        [
            ("3.2亿元".to_owned(), some("revenue.general"), some("320000000")),
            ("4.1万人次".to_owned(), some("culture.library_visits"), some("41000")),
            ("12.5万整柜".to_owned(), None, some("125000")),
            ("8标石".to_owned(), None, some("500")),
        ]
    );
    assert!(seen(&without).iter().all(|(text, indicator, _)| indicator.is_none() && !text.ends_with('石')));
    assert_ne!(with["producer"]["rules"], without["producer"]["rules"]);
    assert!(with["producer"]["options"]["rules"].is_string());
    assert_eq!(without["producer"]["options"], serde_json::json!({}));
}

#[test]
fn figures_show_and_the_tables_know_them() {
    let dir = TempDir::new().expect("a temporary folder");
    let (rules, report) = (file(&dir, "rules.toml", RULES), file(&dir, "a.txt", REPORT));
    let figures = gongwen().args(["figures", "--rules"]).arg(&rules).write_stdin("吞吐量12.5万整柜").assert().success();
    figures.stdout(predicate::str::contains(r#""unit":"万整柜""#));
    let show = gongwen().arg("show").arg(&report).arg("--rules").arg(&rules).assert().success();
    show.stdout(predicate::str::contains("青峦财政局 = 青峦县财政局"));
    let units = gongwen().args(["units", "--rules"]).arg(&rules).assert().success();
    units.stdout(predicate::str::contains("标石\tmass\tkg\t62.5\tuser"));
    let indicators = gongwen().args(["indicators", "--rules"]).arg(&rules).assert().success();
    indicators.stdout(predicate::str::contains("culture.library_visits\t图书馆接待读者\t到馆读者"));
}

#[test]
fn a_run_with_other_rules_reads_again() {
    let dir = TempDir::new().expect("a temporary folder");
    let (rules, report) = (file(&dir, "rules.toml", RULES), file(&dir, "a.txt", REPORT));
    let run = |made: &str| {
        let mut command = gongwen();
        command.arg("extract").arg(&report).arg("-o").arg(dir.path().join("out"));
        command.arg("--manifest").arg(dir.path().join("manifest")).arg("--rules").arg(&rules);
        command.assert().success().stderr(predicate::str::contains(made));
    };
    run("1 made, 0 unchanged");
    run("0 made, 1 unchanged");
    fs::write(&rules, RULES.replace("62.5", "60")).expect("a file");
    run("1 made, 0 unchanged");
}

#[test]
fn what_is_wrong_is_named_with_file_line_and_reason() {
    let dir = TempDir::new().expect("a temporary folder");
    let report = file(&dir, "a.txt", REPORT);
    let cases = [
        ("synonyms = [\"到馆读者\"]", "synonym = [\"到馆读者\"]", 5, "unknown field `synonym`"),
        ("\"到馆读者\"", "\"图书馆接待读者\"", 5, "stands twice"),
        ("\"地方级收入\"", "\"税收收入\"", 9, "revenue.tax"),
        ("factor = \"62.5\"", "factor = \"much\"", 21, "expected a decimal above 0"),
        ("factor = \"62.5\"", "factor = 62.5", 21, "expected a string"),
        ("base = \"kg\"", "base = \"stone\"", 20, "expected a known base unit of kind mass"),
        ("kind = \"mass\"", "kind = \"weight\"", 19, "expected one of money"),
        ("spelling = \"标石\"", "spelling = \"吨\"", 18, "built-in unit already"),
        ("[\"青峦财政局\"]", "[]", 24, "at least one alias"),
        ("name = \"青峦县财政局\"", "name = \"青峦县财政局", 24, ""),
    ];
    for (good, bad, line, reason) in cases {
        assert!(RULES.contains(good), "{good}");
        let rules = file(&dir, "bad.toml", &RULES.replace(good, bad));
        let place = format!("{}:{line}: ", rules.display());
        let out = dir.path().join("out");
        let run = gongwen().arg("extract").arg(&report).arg("-o").arg(&out).arg("--rules").arg(&rules).assert();
        run.code(2).stderr(predicate::str::contains(place).and(predicate::str::contains(reason)));
        assert!(!out.exists(), "nothing is written: {bad}");
    }
    let missing = gongwen().args(["indicators", "--rules", "no/such.toml"]).assert().code(2);
    missing.stderr(predicate::str::contains("no/such.toml: expected rules in TOML"));
}
