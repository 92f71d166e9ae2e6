//! The command line, tested as it is used.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;

const REPORT: &str = "云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1200.50万元，执行数1150.08万元，完成预算的95.80%。\n";

fn gongwen() -> Command {
    Command::cargo_bin("gongwen").expect("the binary is built")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    dir
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("an output")).expect("JSON")
}

#[test]
fn extract_writes_one_json_per_report() {
    let source = folder(&[("2024/a.txt", REPORT.as_bytes()), ("b.txt", REPORT.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).assert().success().stderr(
        predicate::str::contains("2 inputs: 2 made, 0 unchanged, 0 failed").and(predicate::str::contains("UTF-8 2")),
    );
    let report = json(&out.path().join("2024/a.txt.json"));
    assert_eq!(report["schema"], "gongwen.report/1");
    assert_eq!(report["source"]["path"], "2024/a.txt");
    assert_eq!(report["source"]["bytes"], REPORT.len());
    assert!(out.path().join("b.txt.json").exists());
}

#[test]
fn an_identical_output_is_left_alone() {
    let source = folder(&[("a.txt", REPORT.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    let run = || gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).assert().success();
    run();
    let target = out.path().join("a.txt.json");
    let before = fs::metadata(&target).expect("an output").modified().expect("a time");
    run().stderr(predicate::str::contains("0 made, 1 unchanged"));
    assert_eq!(before, fs::metadata(&target).expect("an output").modified().expect("a time"));
}

#[test]
fn a_bad_file_harms_only_itself() {
    let source = folder(&[
        ("binary.txt", b"\x7fELF\x02\x01\x01\x00\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11"),
        ("empty.txt", b""),
        ("good.txt", REPORT.as_bytes()),
        ("large.txt", &[b'a'; 3000]),
        ("blank.txt", b" \r\n\t\n"),
    ]);
    let out = TempDir::new().expect("a temporary folder");
    let done =
        gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).args(["--max-bytes", "2k"]).assert();
    done.code(1).stderr(
        predicate::str::contains("binary.txt: binary: expected text, found")
            .and(predicate::str::contains("empty.txt: empty: expected the text of a report"))
            .and(predicate::str::contains("blank.txt: empty"))
            .and(predicate::str::contains("large.txt: too large: expected at most 2048 bytes, found 3000"))
            .and(predicate::str::contains("5 inputs: 1 made, 0 unchanged, 4 failed"))
            .and(predicate::str::contains("failed: binary 1, empty 2, too_large 1")),
    );
    let outputs: Vec<_> =
        fs::read_dir(out.path()).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(outputs, ["good.txt.json"], "nothing is half written");
}

#[test]
fn a_missing_file_is_named() {
    let out = TempDir::new().expect("a temporary folder");
    let done = gongwen().args(["extract", "no-such-report.txt", "-o"]).arg(out.path()).assert();
    done.code(1).stderr(predicate::str::contains("no-such-report.txt: unreadable"));
}

#[test]
fn colliding_outputs_are_refused_before_anything_is_written() {
    let one = folder(&[("a.txt", REPORT.as_bytes())]);
    let two = folder(&[("a.txt", REPORT.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    let done = gongwen().arg("extract").args([one.path(), two.path()]).arg("-o").arg(out.path()).assert();
    done.code(2).stderr(predicate::str::contains("would both be written to a.txt.json"));
    assert_eq!(fs::read_dir(out.path()).expect("a folder").count(), 0);
}

#[test]
fn standard_input_gives_a_line() {
    let done = gongwen().args(["extract", "-", "--ndjson", "--quiet"]).write_stdin(REPORT).assert().success();
    let out = done.get_output();
    assert!(out.stderr.is_empty(), "--quiet says nothing");
    let text = String::from_utf8(out.stdout.clone()).expect("UTF-8");
    assert_eq!(text.lines().count(), 1);
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["source"]["path"], "stdin");
}

#[test]
fn threads_do_not_change_a_byte() {
    let files: Vec<(String, String)> =
        (0..40).map(|i| (format!("{i:02}.txt"), REPORT.replace("1200", &format!("1{i:03}")))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let source = folder(&files);
    let run = |jobs: &str| {
        let done =
            gongwen().arg("extract").arg(source.path()).args(["--ndjson", "-q", "--jobs", jobs]).assert().success();
        done.get_output().stdout.clone()
    };
    assert_eq!(run("1"), run("8"));
}

#[test]
fn include_and_exclude_select_in_folders() {
    let source = folder(&[("a.txt", REPORT.as_bytes()), ("b.md", REPORT.as_bytes()), ("old/c.txt", REPORT.as_bytes())]);
    let names = |args: &[&str]| {
        let done = gongwen().arg("extract").arg(source.path()).args(["--ndjson", "-q"]).args(args).assert().success();
        let out = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
        let paths =
            out.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON")["source"]["path"].clone());
        paths.map(|p| p.as_str().expect("a string").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--include", "*.txt"]), ["a.txt", "old/c.txt"]);
    assert_eq!(names(&["--exclude", "old/**"]), ["a.txt", "b.md"]);
}

#[test]
fn encoding_can_be_forced_and_must_exist() {
    let (gbk, _, _) = encoding_rs::GBK.encode(REPORT);
    let source = folder(&[("a.txt", &gbk)]);
    let run =
        |name: &str| gongwen().arg("extract").arg(source.path()).args(["--ndjson", "-q", "--encoding", name]).assert();
    run("gb18030")
        .success()
        .stdout(predicate::str::contains("\"detected_by\":\"option\"").and(predicate::str::contains("执行数")));
    run("klingon").code(2).stderr(predicate::str::contains("WHATWG"));
}

#[test]
fn figures_of_lines() {
    let done = gongwen().args(["figures", "--lines"]).write_stdin("执行数8204.75万元\n\n无数字\n").assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
    let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0][0]["value"], "8204.75");
    assert_eq!(lines[0][0]["unit"], "万元");
    assert_eq!(lines[0][0]["base"]["value"], "82047500");
    assert_eq!(lines[0][0]["range"], serde_json::json!([3, 12]));
    assert_eq!(lines[1], serde_json::json!([]));
    assert_eq!(lines[2], serde_json::json!([]));
}

#[test]
fn show_is_for_a_person() {
    let source = folder(&[("a.txt", REPORT.as_bytes())]);
    let done = gongwen().arg("show").arg(source.path().join("a.txt")).assert().success();
    done.stdout(predicate::str::contains("收支情况").and(predicate::str::contains("findings")));
    gongwen().args(["show", "no-such-report.txt"]).assert().code(1);
}

#[test]
fn strict_exits_with_3_on_a_contradiction() {
    let wrong = REPORT.replace("95.80%", "59.80%");
    let source = folder(&[("wrong.txt", wrong.as_bytes())]);
    let run = |args: &[&str]| gongwen().arg("extract").arg(source.path()).args(["--ndjson", "-q"]).args(args).assert();
    run(&[]).success();
    run(&["--strict"]).code(3);
    gongwen().arg("show").arg(source.path().join("wrong.txt")).arg("--strict").assert().code(3);
}

#[test]
fn schema_describes_every_key_of_a_report() {
    let done = gongwen().arg("schema").assert().success();
    let schema: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).expect("JSON");
    let report = gongwen().args(["extract", "-", "--ndjson", "-q"]).write_stdin(REPORT).assert().success();
    let report: serde_json::Value = serde_json::from_slice(&report.get_output().stdout).expect("JSON");
    for key in report.as_object().expect("an object").keys() {
        assert!(schema["properties"][key]["description"].is_string(), "{key} is not described");
    }
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    gongwen().args(["extract", "corpus"]).assert().code(2).stderr(predicate::str::contains("--output"));
    gongwen().args(["extract", "corpus", "-o", "x", "--jobs", "0"]).assert().code(2);
    gongwen()
        .args(["extract", "corpus", "-o", "x", "--include", "[a"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("glob"));
}

#[test]
fn errors_are_lines_of_json_on_request() {
    let told = |args: &[&str], code: i32| -> serde_json::Value {
        let done = gongwen().arg("extract").args(args).args(["--log-format", "json"]).assert().code(code);
        let text = String::from_utf8(done.get_output().stderr.clone()).expect("UTF-8");
        serde_json::from_str(&text).expect("one line of JSON")
    };
    let out = TempDir::new().expect("a temporary folder");
    let empty = out.path().to_str().expect("UTF-8");
    let nothing = told(&[empty, "--ndjson"], 1);
    assert_eq!(nothing["event"], "error");
    assert!(nothing["message"].as_str().is_some_and(|m| m.starts_with("nothing to read")), "{nothing}");
    let prune = told(&[empty, "-o", empty, "--prune"], 2);
    assert!(prune["message"].as_str().is_some_and(|m| m.contains("--manifest")), "{prune}");
    let rules = told(&["Cargo.toml", "-o", empty, "--rules", "no-such-rules.toml"], 2);
    assert!(rules["message"].as_str().is_some_and(|m| m.contains("no-such-rules.toml")), "{rules}");
    let list = told(&["--files-from", "no-such-list", "-o", empty], 2);
    assert!(list["message"].as_str().is_some_and(|m| m.contains("no-such-list")), "{list}");
    // So is what the command line itself is refused for.
    for (args, what) in [
        (&[empty][..], "--output"),
        (&[empty, "-o", empty, "--jobs", "0"], "--jobs"),
        (&[empty, "-o", empty, "--no-such-flag"], "--no-such-flag"),
        (&["--ndjson"], "PATH"),
    ] {
        let usage = told(args, 2);
        assert_eq!(usage["event"], "error");
        assert!(usage["message"].as_str().is_some_and(|m| m.contains(what) && !m.contains("Usage")), "{usage}");
    }
    let joined = gongwen().args(["extract", "--log-format=json"]).assert().code(2);
    assert!(joined.get_output().stderr.starts_with(b"{\"event\":\"error\""));
    gongwen().args(["extract", "--", "--log-format=json"]).assert().code(2).stderr(predicate::str::contains("Usage"));
    gongwen().args(["extract", "--log-format=json", "--help"]).assert().success();
}

/// Runs `gongwen diff` and gives what it prints.
fn diff(old: &Path, new: &Path, args: &[&str]) -> String {
    let done = gongwen().arg("diff").args([old, new]).args(args).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8")
}

#[test]
fn diff_says_what_changed_between_two_sets_of_outputs() {
    let other = REPORT.replace("柳浦", "柳岸");
    let gone = REPORT.replace("柳浦", "柳林");
    let source = folder(&[
        ("a.txt", REPORT.as_bytes()),
        ("sub/b.txt", other.as_bytes()),
        ("c.txt", gone.as_bytes()),
        ("m.txt", other.replace("一、", "二、").as_bytes()),
    ]);
    let old = outputs_of(&source);
    fs::remove_file(source.path().join("c.txt")).expect("a file");
    fs::rename(source.path().join("m.txt"), source.path().join("moved.txt")).expect("a file");
    fs::write(source.path().join("d.txt"), REPORT.replace("2024", "2023")).expect("a file");
    let new = outputs_of(&source);
    // As another version might have read it: a label that was unknown, and a figure that was missed.
    let target = new.path().join("a.txt.json");
    let mut report = json(&target);
    let figures = report["figures"].as_array_mut().expect("a list");
    figures.pop();
    let label = figures.iter_mut().find(|f| f["label"].is_string()).expect("a labelled figure")["label"].take();
    report["checks"] = serde_json::json!([]);
    fs::write(&target, report.to_string()).expect("a file");

    let told = diff(old.path(), new.path(), &[]);
    assert!(told.contains("c.txt: removed\n") && told.contains("d.txt: added\n"), "{told}");
    assert!(told.contains("moved.txt: moved from m.txt\n"), "{told}");
    assert!(told.contains(&format!(": label “{}” → null", label.as_str().expect("a label"))), "{told}");
    assert!(told.contains("  - figure at byte") && told.contains("  - check rate at byte"), "{told}");
    assert!(told.contains("reports: 2 the same, 1 changed, 1 added, 1 removed\nmoved: 1"), "{told}");
    assert!(diff(old.path(), old.path(), &[]).starts_with("reports: 4 the same, 0 changed, 0 added, 0 removed"));

    let lines = diff(old.path(), new.path(), &["--json"]);
    let lines: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let changed = lines.iter().find(|l| l["change"] == "changed").expect("a change");
    assert_eq!((&changed["report"], &changed["node"]), (&"a.txt".into(), &"figure".into()));
    assert_eq!((&changed["old"]["label"], &changed["new"]["label"]), (&label, &serde_json::Value::Null));
    assert_eq!(lines.last().expect("a summary")["summary"]["moved"], 1);
    gongwen().args(["diff", "no-such-folder"]).arg(new.path()).assert().code(2);
}

/// The outputs of a folder of sources.
fn outputs_of(source: &TempDir) -> TempDir {
    let out = TempDir::new().expect("a folder");
    gongwen().arg("extract").arg(source.path()).arg("-q").arg("-o").arg(out.path()).assert().success();
    out
}

#[test]
fn diff_sees_tables_links_and_derived_figures() {
    let text = "云溪市2024年工作总结\n\n一、2024年重点任务\n\n1.修缮柳浦桥。\n\n二、收支情况\n\n表1\n单位：万元\n\
        项目\t预算数\t执行数\n办公费\t12.50\t11.90\n差旅费\t3.20\t3.20\n";
    let source = folder(&[("a.txt", text.as_bytes())]);
    let (old, new) = (outputs_of(&source), outputs_of(&source));
    let target = new.path().join("a.txt.json");
    let mut report = json(&target);
    let cells = report["tables"][0]["cells"].as_array_mut().expect("a table");
    cells[0]["col_span"] = 3.into();
    cells.pop();
    report["tables"][0]["header_rows"] = 7.into();
    report["links"] = serde_json::json!([{"task": 0, "outcome": 0, "by": ["words"]}]);
    let derived = serde_json::json!({"label": "上年数", "kind": "money", "interval": ["1", "2"], "nearest_round": null,
        "unit": "CNY", "figures": [0], "formula": "…"});
    report["derived"] = serde_json::json!([derived]);
    fs::write(&target, report.to_string()).expect("a file");
    let told = diff(old.path(), new.path(), &[]);
    for line in
        ["table: 0 the same, 1 changed", "  ~ table at byte", "link: 0 the same, 0 changed, 1 added", "derived: "]
    {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(told.contains("1 changed, 0 added, 1 removed"), "{told}");
}

#[test]
fn diff_sees_texts_catalogues_warnings_and_what_refers_to_what() {
    let text = "云溪市2024年工作总结\n\n一、重点任务\n\n1.修缮柳浦桥。预算数12.50万元，执行数11.90万元。\n\n二、收支情况\n\n支出3亿元。\n";
    let source = folder(&[("a.txt", text.as_bytes())]);
    let (old, new) = (outputs_of(&source), outputs_of(&source));
    let target = new.path().join("a.txt.json");
    let mut report = json(&target);
    report["source"]["catalogue"] = serde_json::json!({"fonds": "17"});
    report["blocks"][0]["text"] = "云溪市工作总结".into();
    report["tasks"][0]["budget"]["annual"] = serde_json::Value::Null;
    report["figures"].as_array_mut().expect("a list").last_mut().expect("a figure")["heading"] = 0.into();
    report["warnings"] = serde_json::json!([{"code": "mixed_style", "message": "…", "bytes": [[3, 6]]}]);
    report["coverage"]["not_checkable"] = 9.into();
    fs::write(&target, report.to_string()).expect("a file");
    let told = diff(old.path(), new.path(), &[]);
    let heading = |number: usize| json(&old.path().join("a.txt.json"))["headings"][number]["bytes"][0][0].clone();
    let moved = format!("heading {} → {}", heading(2), heading(0));
    for said in [
        "  ~ source: catalogue null → {\"fonds\":\"17\"}",
        "  ~ block at byte 0 ",
        ": budget {",
        &moved,
        "  + warning mixed_style at byte 3: ",
        "  ~ coverage: not_checkable ",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn diff_knows_reports_by_their_sources() {
    // Names that were cut, copies of one text, and outputs that are no reports.
    let long = format!("{}.txt", "长".repeat(90));
    let other = REPORT.replace("柳浦", "柳岸");
    let files = [
        ("x", REPORT),
        ("x.json.txt", REPORT),
        (&*long, other.as_str()),
        ("1.txt", "复本\n支出1元。\n"),
        ("2.txt", "复本\n支出1元。\n"),
    ];
    let list: String =
        files.iter().map(|(path, text)| serde_json::json!({"path": path, "text": text}).to_string() + "\n").collect();
    let source = folder(&[("in.ndjson", list.as_bytes())]);
    let (tree, lines) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    gongwen().arg("extract").arg(source.path()).arg("-q").arg("-o").arg(tree.path()).assert().success();
    gongwen().arg("extract").arg(source.path()).args(["-q", "--ndjson", "-o"]).arg(lines.path()).assert().success();
    assert!(diff(tree.path(), lines.path(), &[]).starts_with("reports: 5 the same, 0 changed, 0 added, 0 removed"));
    for copy in ["1.txt", "2.txt"] {
        fs::remove_file(tree.path().join(format!("in.ndjson/{copy}.json"))).expect("a file");
    }
    let told = diff(lines.path(), tree.path(), &[]);
    assert!(told.contains("in.ndjson/1.txt: removed\nin.ndjson/2.txt: removed\n"), "{told}");
    assert!(told.contains("reports: 3 the same, 0 changed, 0 added, 2 removed\n"), "{told}");
    fs::write(tree.path().join("other.json"), "{\"source\": 3}").expect("a file");
    gongwen()
        .arg("diff")
        .args([tree.path(), lines.path()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("other.json: expected a report of gongwen, found"));
}

#[test]
fn diff_reads_files_of_lines() {
    let source = folder(&[("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.as_bytes())]);
    let (tree, lines) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    gongwen().arg("extract").arg(source.path()).arg("-q").arg("-o").arg(tree.path()).assert().success();
    gongwen().arg("extract").arg(source.path()).args(["-q", "--ndjson", "-o"]).arg(lines.path()).assert().success();
    assert!(diff(tree.path(), lines.path(), &[]).starts_with("reports: 2 the same, 0 changed"));
    let zstd = TempDir::new().expect("a folder");
    let args = ["-q", "--ndjson", "--zstd", "-o"];
    gongwen().arg("extract").arg(source.path()).args(args).arg(zstd.path()).assert().success();
    assert!(diff(lines.path(), zstd.path(), &[]).starts_with("reports: 2 the same, 0 changed"));
}

#[test]
fn outputs_below_the_inputs_are_no_inputs() {
    let source = folder(&[("a.txt", REPORT.as_bytes())]);
    let out = source.path().join("out");
    let run = || gongwen().arg("extract").arg(source.path()).arg("-o").arg(&out).assert().success();
    run().stderr(predicate::str::contains("1 inputs: 1 made"));
    run().stderr(predicate::str::contains("1 inputs: 0 made, 1 unchanged"));
}

#[test]
fn inputs_outputs_and_manifest_stand_apart() {
    let source = folder(&[("a.txt", REPORT.as_bytes())]);
    let path = source.path();
    let run = |out: &Path, args: &[&Path]| {
        let mut command = gongwen();
        command.arg("extract").arg(path).arg("-o").arg(out);
        for manifest in args {
            command.arg("--manifest").arg(manifest);
        }
        command.assert()
    };
    run(path, &[]).code(2).stderr(predicate::str::contains("apart from the inputs"));
    let out = path.join("out");
    for manifest in [out.clone(), out.join("run")] {
        run(&out, &[&manifest]).code(2).stderr(predicate::str::contains("a manifest apart from the reports"));
    }
    let manifest = run(&folder(&[]).path().join("out"), &[path]);
    manifest.code(2).stderr(predicate::str::contains("a manifest apart from the inputs"));
    run(&out, &[&path.join("run")]).success();
    // Outputs of another run are no inputs, and that is said.
    let done = run(&path.join("other"), &[&path.join("run2")]);
    done.stderr(predicate::str::contains("1 outputs of gongwen below the inputs were passed over"));
    assert!(path.join("other/a.txt.json").exists() && !path.join("other/out").exists());
}

#[test]
fn an_output_is_no_folder_for_others() {
    let source = folder(&[("a.txt", REPORT.as_bytes()), ("a.txt.json/b.txt", REPORT.as_bytes())]);
    for jobs in ["1", "2"] {
        let out = TempDir::new().expect("a temporary folder");
        let done = gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).args(["-j", jobs]).assert();
        done.code(1).stderr(predicate::str::contains("same name: expected a folder for its output"));
        assert!(out.path().join("a.txt.json").is_file());
    }
    gongwen().arg("extract").arg(source.path()).args(["--ndjson", "-q"]).assert().success();
}

#[test]
fn names_that_are_too_long_for_their_output_are_shortened() {
    let (one, two) = (format!("{}甲.txt", "报".repeat(82)), format!("{}.txt", "x".repeat(250)));
    let source = folder(&[(&one, REPORT.as_bytes()), (&two, REPORT.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    let run = || gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).assert().success();
    run().stderr(predicate::str::contains("2 made"));
    run().stderr(predicate::str::contains("2 unchanged"));
    gongwen().arg("verify").arg(out.path()).arg("-s").arg(source.path()).assert().success();
}

#[test]
fn what_is_said_does_nothing_to_a_terminal() {
    let source = folder(&[("a\n\u{1b}[31mb.txt", b"")]);
    let done = gongwen().arg("extract").arg(source.path()).arg("--ndjson").assert().code(1);
    done.stderr(predicate::str::contains("a\\n\\u{1b}[31mb.txt: empty"));
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let source = folder(&[("a.txt", REPORT.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    let run = |args: &[&str]| {
        gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path().join("o")).args(args).assert().code(2)
    };
    run(&["--shard-size", "1m"]);
    run(&["--encoding", "replacement"]);
    let manifest = out.path().join("m");
    run(&["--ndjson", "--retry-failed", "--manifest", manifest.to_str().expect("UTF-8")]);
    let empty = out.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    gongwen().arg("diff").args([&empty, &empty]).assert().code(1).stderr(predicate::str::contains("found none"));
}

/// Outputs of a good report, one with damaged bytes and one without a heading, in a folder.
fn archive() -> (TempDir, TempDir) {
    let mut damaged = REPORT.repeat(3).into_bytes();
    for at in [100, 200, 300, 330, 360] {
        damaged[at] = 0xff;
    }
    let prose = "全县各级各部门认真落实各项部署，经济社会发展取得了新的成绩，人民生活继续改善。\n\n".repeat(120);
    let source =
        folder(&[("a.txt", REPORT.as_bytes()), ("2019/damaged.txt", &damaged), ("2019/prose.txt", prose.as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    gongwen().arg("extract").arg(source.path()).arg("-o").arg(out.path()).arg("-q").assert().success();
    (source, out)
}

#[test]
fn coverage_lists_the_worst_first() {
    let (source, out) = archive();
    let done = gongwen().args(["show", "--coverage"]).arg(out.path()).assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("grade     points  file"), "{text}");
    assert!(lines[1].starts_with("again") && lines[1].contains("2019/damaged.txt"), "{text}");
    assert!(lines[1].contains("places could not be decoded"), "{text}");
    assert!(lines[2].starts_with("doubtful") && lines[2].contains("2019/prose.txt"), "{text}");
    assert!(lines[2].contains("no headings in"), "{text}");
    assert!(lines[3].starts_with("good") && lines[3].contains("a.txt"), "{text}");
    assert_eq!(lines.last(), Some(&"3 files: 1 good, 1 doubtful, 1 to be scanned again"));
    // The reports themselves give the same list as their outputs.
    gongwen().args(["show", "--coverage"]).arg(source.path()).assert().success().stdout(text);
}

#[test]
fn coverage_as_lines_of_json() {
    let (_source, out) = archive();
    let done = gongwen().args(["show", "--coverage", "--json"]).arg(out.path()).assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
    let rows: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let grades: Vec<_> = rows.iter().map(|r| (r["path"].as_str(), r["grade"].as_str())).collect();
    let expected = [("2019/damaged.txt", "again"), ("2019/prose.txt", "doubtful"), ("a.txt", "good")];
    assert_eq!(grades, expected.map(|(path, grade)| (Some(path), Some(grade))));
    assert_eq!(rows[0]["reasons"][0]["code"], "replaced");
    let points = |r: &serde_json::Value| r["points"].as_u64();
    let sum: u64 = rows[0]["reasons"].as_array().expect("reasons").iter().filter_map(points).sum();
    assert_eq!(points(&rows[0]), Some(sum));
}

#[test]
fn coverage_names_what_it_cannot_grade() {
    let mixed = folder(&[("a.txt", REPORT.as_bytes()), ("blank.txt", b" \n"), ("other.json", b"{\"a\": 1}")]);
    let done = gongwen().args(["show", "--coverage"]).arg(mixed.path()).assert().code(1);
    let stdout = predicate::str::contains("2 files: 1 good, 0 doubtful, 1 to be scanned again");
    done.stdout(stdout).stderr(predicate::str::contains("other.json: passed over"));
    let empty = TempDir::new().expect("a temporary folder");
    let done = gongwen().args(["show", "--coverage"]).arg(empty.path()).assert().code(1);
    done.stderr(predicate::str::contains("expected outputs or reports, found none"));
    gongwen().args(["show", "--json", "a.txt"]).assert().code(2);
}

#[test]
#[cfg(feature = "export")]
fn tables_straight_from_the_reading_take_the_options_of_an_export() {
    let source = folder(&[("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.replace("2024", "2023").as_bytes())]);
    let out = TempDir::new().expect("a temporary folder");
    let extract = |to: &str, name: &str, args: &[&str]| {
        let mut command = gongwen();
        command.arg("extract").arg(source.path()).args(["-q", "--to", to, "-o"]).arg(out.path().join(name)).args(args);
        command
    };
    extract("parquet", "years", &["--by-year"]).assert().success();
    for year in [2023, 2024] {
        assert!(out.path().join(format!("years/figures/year={year}/part-0.parquet")).is_file());
    }
    extract("csv", "csv", &["--bom"]).assert().success();
    let reports = || fs::read_to_string(out.path().join("csv/reports.csv")).expect("UTF-8");
    assert!(reports().starts_with('\u{feff}') && reports().lines().count() == 3);
    fs::remove_file(source.path().join("b.txt")).expect("a file");
    extract("csv", "csv", &["--bom"]).assert().success();
    assert_eq!(reports().lines().count(), 3, "what is not given stays");
    extract("csv", "csv", &["--bom", "--prune"]).assert().success();
    assert_eq!(reports().lines().count(), 2);
    extract("csv", "csv", &["--by-year"]).assert().code(2).stderr(predicate::str::contains("--to parquet"));
    let done = gongwen().arg("extract").arg(source.path()).args(["--ndjson", "--bom"]).assert().code(2);
    done.stderr(predicate::str::contains("--bom goes with --to csv"));
}

#[test]
fn standard_input_is_not_named_out_of_the_outputs() {
    let folder = TempDir::new().expect("a temporary folder");
    let out = folder.path().join("out/below");
    for name in ["../x.txt", "/x.txt", "", "a/..", "."] {
        let mut command = gongwen();
        command.args(["extract", "-", "--stdin-name", name, "-o"]).arg(&out).write_stdin("一、概况\n");
        command.assert().code(2).stderr(predicate::str::contains("--stdin-name: expected the path of a file"));
    }
    assert!(!folder.path().join("out").exists());
}
