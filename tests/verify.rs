//! `gongwen verify`: outputs against their sources, wherever either of them stands.

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use gongwen::report::extract;
use gongwen::verify::{Options, prove};
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

const REPORT: &str = "云溪市柳浦街道2024年度工作总结\n\n一、重点工作\n\n1.修缮柳浦桥。全年预算数1200.50万元，执行数1150.08万元，\
    完成预算的95.80%。\n2.新增停车位320个。\n\n二、收支情况\n\n单位：万元\n项目\t预算数\t执行数\n办公费\t12.50\t11.90\n差旅费\t3.20\t3.20\n";

fn gongwen() -> Command {
    Command::cargo_bin("gongwen").expect("the binary is built")
}

fn write(root: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("below")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *content).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// A folder `in` of reports in every form of packing, and its outputs in `out`.
fn archive(args: &[&str]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    let input = dir.path().join("in");
    let gbk = encoding_rs::GBK.encode(REPORT).0.into_owned();
    let other = REPORT.replace("柳浦", "柳岸");
    write(&input, "a.txt", REPORT);
    write(&input, "b/gbk.txt", &gbk);
    write(&input, "c.txt.zst", zstd::encode_all(REPORT.as_bytes(), 3).expect("memory"));
    write(&input, "d.zip", zip(&[("2023/x.txt", &gbk), ("y.txt", other.as_bytes())]));
    write(&input, "e.tar", tar(&[("x.txt", REPORT.as_bytes()), ("y.txt", other.as_bytes())]));
    write(&input, "f.ndjson", format!("{}\n", serde_json::json!({"path": "z.txt", "text": REPORT})));
    let out = dir.path().join("out");
    gongwen().arg("extract").arg(&input).arg("-q").arg("-o").arg(&out).args(args).assert().success();
    dir
}

fn verify(dir: &Path) -> assert_cmd::assert::Assert {
    gongwen().arg("verify").arg(dir.join("out")).arg("--sources").arg(dir.join("in")).assert()
}

#[test]
fn outputs_of_every_form_agree_with_sources_of_every_form() {
    for args in [&[][..], &["--ndjson"], &["--ndjson", "--shard-size", "8k", "--zstd"]] {
        let dir = archive(args);
        let done = verify(dir.path()).success();
        let said = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
        assert!(said.starts_with("8 reports, ") && said.ends_with(" 0 reports do not agree\n"), "{args:?}: {said}");
    }
}

#[test]
fn what_was_read_from_standard_input_agrees_with_the_file() {
    let dir = TempDir::new().expect("a temporary folder");
    let source = dir.path().join("report.txt");
    fs::write(&source, REPORT).expect("a file");
    let done = gongwen().args(["extract", "-", "--ndjson", "-q"]).write_stdin(REPORT).assert().success();
    let out = dir.path().join("out.ndjson");
    fs::write(&out, &done.get_output().stdout).expect("a file");
    gongwen().arg("verify").arg(&out).arg("-s").arg(&source).assert().success();
}

#[test]
fn a_source_that_changed_or_is_gone_is_named() {
    let dir = archive(&[]);
    write(&dir.path().join("in"), "a.txt", REPORT.replace("1200.50", "1200.60"));
    write(&dir.path().join("in"), "d.zip", zip(&[("y.txt", REPORT.replace("柳浦", "柳岸").as_bytes())]));
    verify(dir.path())
        .code(1)
        .stdout(predicate::str::contains("8 reports, ").and(predicate::str::contains(", 2 reports")))
        .stderr(
            predicate::str::contains("a.txt.json: expected a source of")
                .and(predicate::str::contains("its source d.zip/2023/x.txt is in none of the places given")),
        );
}

/// A report with something of every kind that an output lists.
const FULL: &str = "云溪市柳浦街道2024年度工作总结\n\n一、重点工作\n\n（一）桥梁\n\n1.修缮柳浦桥。全年预算数1200.50万元，执行数\
    1150.08万元，完成预算的95.80%。\n\n2.新增停车位320个，比上年增加20个。\n\n二、收支情况\n\n单位：万元\n项目\t预算数\t执行数\n\
    办公费\t12.50\t11.90\n差旅费\t3.20\t3.20\n合计\t15.70\t15.10\n\n三、问题和打算\n\n全年共更换路灯[1]4120盏，完成计划的103.00%。\
    2025年计划修缮道路3—5公里。\n\n云溪市柳浦街道办事处\n2024年12月31日\n";

/// The output of a text, as JSON that can be changed.
fn output(text: &str) -> Value {
    let report = extract(text.as_bytes(), "a.txt", gongwen::report::Options::default()).expect("a report");
    let mut json = Vec::new();
    report.write_json(&mut json).expect("memory");
    serde_json::from_slice(&json).expect("JSON")
}

/// What is said of an output whose value at `place` is another one.
fn said_of(whole: &Value, place: &str, other: &Value, quick: bool) -> Vec<String> {
    let mut report = whole.clone();
    let at = report.pointer_mut(place).unwrap_or_else(|| panic!("{place} is there"));
    assert_ne!(at, other, "{place} is something else");
    *at = other.clone();
    prove(report.to_string().as_bytes(), FULL.as_bytes(), Options { quick, ..Options::default() }).wrong
}

/// Where an output is changed, to what, and what must be said of it, without reading the source anew.
const TAMPERINGS: &[(&str, &str, &str)] = &[
    ("/schema", "\"gongwen.report/9\"", "schema: expected gongwen.report/1, found gongwen.report/9"),
    // The source.
    ("/source/bytes", "9", "expected a source of 9 bytes"),
    ("/source/text_hash", "\"00\"", "source.text_hash: expected "),
    ("/source/encoding", "\"gbk\"", "source.encoding: expected the WHATWG name of an encoding, found gbk"),
    ("/source/encoding", "\"gb18030\"", "source.detected_by: expected bytes of valid UTF-8"),
    ("/source/detected_by", "\"ascii\"", "source.detected_by: expected bytes of ASCII alone, found ascii"),
    ("/source/detected_by", "\"bom\"", "source.detected_by: expected a byte order mark of that encoding, found bom"),
    ("/source/detected_by", "\"option\"", "source.detected_by: expected an encoding among the options"),
    ("/source/replaced", "1", "source.replaced: expected 0, found 1"),
    ("/source/media_type", "\"text/x\"", "source.media_type: expected text/plain, text/html or text/markdown"),
    ("/source/repairs", "{}", "in no block, markup or repair: "),
    // What points at what.
    ("/blocks/2/id", "3", "block 2, id: expected 2, found 3"),
    ("/headings/1/id", "0", "heading 1, id: expected 1, found 0"),
    ("/tasks/1/id", "7", "task 1, id: expected 1, found 7"),
    ("/figures/4/id", "3", "figure 4, id: expected 4, found 3"),
    ("/tables/0/id", "1", "table 0, id: expected 0, found 1"),
    ("/checks/0/id", "1", "check 0, id: expected 0, found 1"),
    ("/blocks/5/heading", "0", "block 5, heading: expected 2, found 0"),
    ("/blocks/5/heading", "99", "block 5: expected one of 4 headings, found index 99"),
    ("/headings/1/parent", "1", "heading 1: expected one of 1 headings before it, found index 1"),
    ("/headings/1/level", "1", "heading 1, level: expected more than 1, found 1"),
    ("/headings/2/block", "99", "heading 2: expected one of 15 blocks, found index 99"),
    ("/headings/2/block", "4", "heading 2: expected it to begin in block 4"),
    ("/tasks/1/heading", "2", "task 1, heading: expected 1, found 2"),
    ("/tasks/1/blocks", "[]", "task 1, blocks: expected some that ascend"),
    ("/tasks/1/blocks", "[4]", "task 1, figures: expected figures of its blocks, found 1 of block 3"),
    ("/tasks/1/figures", "[1, 2]", "task 1, budget.rate: expected one of its figures, found 3"),
    ("/tasks/1/figures", "[2, 1, 3]", "task 1, figures: expected indices that ascend"),
    ("/tasks/1/budget/initial", "4", "task 1, budget.initial: expected one of its figures, found 4"),
    (
        "/links",
        "[{\"task\": 0, \"outcome\": 9, \"by\": [\"words\"]}]",
        "link 0: expected one of 3 tasks, found index 9",
    ),
    (
        "/links",
        "[{\"task\": 1, \"outcome\": 1, \"by\": [\"words\"]}]",
        "link 0: expected two tasks and what links them",
    ),
    ("/figures/1/block", "4", "figure 1"),
    ("/figures/1/heading", "0", "figure 1, heading: expected 1, found 0"),
    ("/figures/1/task", "2", "figure 1, task: expected 1, found 2"),
    ("/figures/1/task", "null", "figure 1, task: expected 1, found null"),
    ("/figures/6/cell", "[0, 5]", "figure 6, cell: expected table 0, cell 4, found table 0, cell 5"),
    ("/figures/6/cell", "null", "figure 6, cell: expected table 0, cell 4, found null"),
    ("/figures/6/cell", "[3, 5]", "figure 6: expected one of 0 cells, found index 5"),
    ("/tables/0/blocks", "[6, 7, 8, 10, 9]", "table 0, blocks: expected indices that ascend"),
    ("/tables/0/blocks", "[6, 7, 9, 10]", "figure 6, block: expected one of table 0, found 8"),
    ("/tables/0/header_rows", "9", "table 0, header_rows: expected at most 4, found 9"),
    ("/tables/0/cells/4/row", "0", "table 0, cell 4: expected it behind row 1, column 1, found it at 0, 1"),
    ("/tables/0/cells/4/col", "0", "table 0, cell 4: expected it behind row 1, column 1, found it at 1, 0"),
    ("/tables/0/cells/4/row_span", "0", "table 0, cell 4: expected it to cover a row and a column, found 0 and 1"),
    ("/tables/0/cells/4/figures", "[]", "figure 6, cell: expected null, found table 0, cell 4"),
    ("/tables/0/cells/4/figures", "[6, 7]", "table 0, cell 5: expected figure 7 in one cell, found it in two"),
    ("/checks/0/figures", "[1, 2, 3]", "check 0, figures: expected those of its operands and its claim, [2, 1, 3]"),
    ("/checks/0/claim", "4", "check 0, figures: expected those of its operands and its claim, [2, 1, 4]"),
    ("/checks/0/operands/0/figure", "999", "check 0: expected one of 17 figures, found index 999"),
    ("/checks/0/headings", "[9]", "check 0: expected one of 4 headings, found index 9"),
    ("/derived/0/figures", "[99]", "derived figure 0: expected one of 17 figures, found index 99"),
    ("/coverage/figures", "18", "coverage.figures: expected 17, found 18"),
    ("/coverage/figures_labelled", "17", "coverage.figures_labelled: expected 14, found 17"),
    ("/coverage/claims", "4", "coverage.claims: expected 3, found 4"),
    ("/coverage/bytes_in_blocks", "\"0.99\"", "coverage.bytes_in_blocks: expected 0.95, found 0.99"),
    // Where things stand.
    ("/blocks/4/text", "\"2.新增停车位320个，比去年增加20个。\"", "block 4 before figure 5: expected “去年增加”"),
    ("/blocks/4/bytes", "[[187, 236]]", "block 4"),
    ("/blocks/4/line", "10", "block 4, line: expected 9, found 10"),
    ("/blocks/12/bytes", "[[385, 406]]", "in no block, markup or repair: "),
    ("/headings/1/label", "\"（二）\"", "heading 1: expected “二)桥梁”"),
    ("/headings/1/text", "\"桥\"", "heading 1: expected “”"),
    ("/headings/1/bytes", "[[45, 63]]", "heading 1: expected "),
    ("/headings/1/line", "1", "heading 1, line: expected 5, found 1"),
    ("/tasks/1/title", "\"修缮\"", "task 1: expected “”"),
    ("/tasks/1/bytes", "[[0, 43]]", "task 1: expected "),
    ("/figures/5/range", "[18, 21]", "figure 5: expected “20个” at the code points 18..21 of block 4"),
    ("/figures/5/bytes", "[[203, 210]]", "figure 5: expected “20个”"),
    ("/figures/5/text", "\"2个\"", "figure 5: expected “2个” at the code points 17..20"),
    // The same digits stand in another cell: only range and bytes together name the place.
    ("/figures/9/bytes", "[[330, 334]]", "figure 9: expected bytes behind those of the figure before it, up to 334"),
    ("/figures/9/range", "[4, 8]", "figure 9: expected it behind code point 8 of block 9, found 4"),
    ("/figures/5/label", "\"停车位\"", "label of figure 5: expected "),
    ("/figures/5/label", "null", "label of figure 5: expected no bytes, found some"),
    ("/figures/5/label_bytes", "[]", "label of figure 5: expected bytes, found none"),
    (
        "/figures/6/label",
        "\"预算数 办公费\"",
        "label of figure 6: expected “预算数 办公费” at its bytes, found other text",
    ),
    (
        "/figures/6/label_bytes/1",
        "[290, 299]",
        "label of figure 6: expected “办公费 预算数” at its bytes, found other text",
    ),
    ("/tables/0/unit", "\"亿元\"", "table 0, unit: expected the text of its blocks to hold it, found “亿元”"),
    ("/tables/0/caption", "\"收支表\"", "table 0, caption: expected the text of its blocks to hold it"),
    ("/tables/0/cells/4/text", "\"12.60\"", "table 0, cell 4: expected “60” behind “12.”"),
    ("/tables/0/cells/4/bytes", "[[0, 3]]", "table 0, cell 4: expected "),
    ("/document/title/value", "\"柳\"", "document.title: expected “柳”"),
    ("/document/title/bytes", "[[1, 9999]]", "document.title: expected a range from 0 to"),
    ("/document/fiscal_year/bytes", "[[1, 9999]]", "document.fiscal_year: expected a range up to"),
    ("/document/date/value", "\"2024-13\"", "document.date: expected partial ISO 8601, found 2024-13"),
    (
        "/warnings",
        "[{\"code\": \"x\", \"message\": \"\", \"bytes\": [[0, 9999]]}]",
        "warning 0 (x): expected a range up to",
    ),
    // Numbers.
    (
        "/figures/1/value",
        "\"1200.60\"",
        "figure 1, base: expected the value 1200.60 × the factor of 万元 = 12006000, found 12005000",
    ),
    (
        "/figures/1/unit",
        "\"亿元\"",
        "figure 1, base: expected the value 1200.50 × the factor of 亿元 = 120050000000, found 12005000",
    ),
    ("/figures/1/unit", "\"万里\"", "figure 1, base: expected the unit m, found CNY"),
    ("/figures/1/unit", "\"万柳\"", "figure 1, base: expected a unit of the table, found “万柳”"),
    ("/figures/1/kind", "\"length\"", "figure 1, base: expected the kind money, found length"),
    ("/figures/1/base/value", "\"1.2e7\"", "figure 1: expected a decimal, found 1.2e7"),
    ("/figures/1/base/unit", "\"m\"", "figure 1, base: expected the unit "),
    ("/figures/1/base/ulp", "\"10\"", "figure 1, base: expected the ulp 100, found 10"),
    ("/figures/1/base/ulp", "null", "figure 1, base: expected an ulp, found null"),
    (
        "/figures/15/upper",
        "\"6\"",
        "figure 15, base: expected the upper value 6 × the factor of 公里 = 6000, found 5000",
    ),
    ("/figures/15/upper", "null", "figure 15, base.upper: expected it where there is an upper value"),
    ("/figures/0/value", "\"24\"", "figure 0, value: expected partial ISO 8601, found 24"),
    ("/figures/0/unit", "\"年\"", "figure 0: expected a date without unit and base"),
    ("/figures/1/period", "\"2024-1\"", "figure 1, period: expected partial ISO 8601, found 2024-1"),
    ("/checks/0/verdict", "\"contradiction\"", "check 0, verdict: expected another one of 95.80"),
    ("/checks/0/verdict", "\"true\"", "check 0, verdict: expected holds, rounding or contradiction, found true"),
    ("/checks/0/severity", "\"material\"", "check 0, severity: expected one of a contradiction"),
    ("/checks/0/claimed", "\"95.81\"", "check 0, claimed: expected 95.80, found 95.81"),
    ("/checks/0/computed", "\"95.9\"", "check 0, computed: expected it from 95.799268 to 95.800899, found 95.9"),
    ("/checks/0/interval", "[\"96\", \"97\"]", "check 0, verdict: expected another one"),
    ("/checks/0/interval", "[\"97\", \"96\"]", "check 0, interval: expected low and high, found 97, 96"),
    (
        "/derived/0/nearest_round",
        "\"5000\"",
        "derived figure 0, nearest_round: expected it from 3999.806 to 4000.194, found 5000",
    ),
    ("/derived/0/interval", "[\"5\", \"4\"]", "derived figure 0, interval: expected low and high, found 5, 4"),
];

#[test]
fn what_an_output_says_wrongly_is_named_without_reading_anew() {
    let whole = output(FULL);
    let quick = Options { quick: true, ..Options::default() };
    assert_eq!(prove(whole.to_string().as_bytes(), FULL.as_bytes(), quick).wrong, [""; 0]);
    let mut missed = Vec::new();
    for (place, other, expected) in TAMPERINGS {
        let said = said_of(&whole, place, &serde_json::from_str(other).expect("JSON"), true);
        if !said.iter().any(|said| said.contains(expected)) {
            missed.push(format!("{place} = {other}: expected “{expected}”, found {said:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Changes one value in a way of its own; of lists and objects what stands in them is left out, too.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::from(1), Value::from("改")],
        Value::Bool(is) => vec![Value::from(!is)],
        Value::Number(n) => vec![Value::from(n.as_i64().expect("a whole number") + 1)],
        Value::String(text) => {
            let digit = |c: char| if c == '9' { '8' } else { '9' };
            let cut = text.char_indices().next_back().map_or(0, |(i, _)| i);
            let last = text.chars().next_back().map_or('改', digit);
            vec![Value::from(format!("{}{last}", &text[..cut])), Value::from(&text[..cut]), Value::from("")]
        }
        Value::Array(items) => {
            let cut = items.len().saturating_sub(1);
            vec![Value::from(&items[..cut]), [&items[..], &items[cut..]].concat().into()]
        }
        Value::Object(keys) => {
            let without = |key: &String| {
                let mut keys = keys.clone();
                keys.remove(key);
                Value::Object(keys)
            };
            keys.keys().map(without).collect()
        }
    }
}

fn places(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| places(item, format!("{place}/{i}"), found));
        }
        Value::Object(keys) => keys.iter().for_each(|(key, value)| places(value, format!("{place}/{key}"), found)),
        _ => {}
    }
    found.push(place);
}

#[test]
fn nothing_in_an_output_can_be_changed_unnoticed() {
    let whole = output(FULL);
    let mut all = Vec::new();
    places(&whole, String::new(), &mut all);
    let mut unnoticed = Vec::new();
    for place in all {
        // Another path is another source, and what another version made is not read anew.
        if place == "/source/path" || place.starts_with("/producer/") {
            continue;
        }
        let value = whole.pointer(&place).expect("it is there");
        for other in others(value).into_iter().filter(|other| other != value) {
            if said_of(&whole, &place, &other, false).is_empty() {
                unnoticed.push(format!("{place} = {other}"));
            }
        }
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

#[test]
fn what_another_version_or_other_options_made_is_told_apart() {
    let whole = output(FULL);
    let proof = |change: &dyn Fn(&mut Value)| {
        let mut report = whole.clone();
        change(&mut report);
        prove(report.to_string().as_bytes(), FULL.as_bytes(), Options::default())
    };
    // What only a reading anew can tell is not told of what is not read anew; all else is.
    let older = proof(&|r| {
        r["producer"]["version"] = "0.0.1".into();
        r["figures"][1]["indicator"] = "budget.initial".into();
    });
    assert_eq!(older.wrong, [""; 0]);
    assert_eq!(older.not_again.as_deref(), Some("made by version 0.0.1, and this is 0.1.0"));
    let older = proof(&|r| {
        r["producer"]["version"] = "0.0.1".into();
        r["figures"][1]["base"]["value"] = "1".into();
    });
    assert!(older.wrong[0].starts_with("figure 1, base: expected the value"), "{:?}", older.wrong);
    let other = proof(&|r| r["producer"]["rules"] = "0".into());
    assert!(other.holds() && other.not_again.is_some_and(|why| why.contains("with other tables")));
    let own = proof(&|r| r["producer"]["options"]["rules"] = "0".into());
    assert_eq!(own.not_again.as_deref(), Some("made with rules that --rules must give"));
    let unknown = proof(&|r| r["producer"]["options"]["深"] = "1".into());
    assert!(unknown.not_again.is_some_and(|why| why.contains("an option that this version does not have, 深")));
    // An option that changes the report, and is not said to have been given.
    let bare = proof(&|r| r["producer"]["options"]["steps_per_byte"] = "5000".into());
    assert!(bare.wrong.is_empty() || bare.wrong[0].contains("read anew"), "{:?}", bare.wrong);
}

#[test]
fn outputs_of_the_corpus_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut verify = gongwen();
    verify.current_dir(root).args(["verify", "output", "--sources", "corpus"]);
    verify.assert().success().stdout(predicate::str::contains(" 0 reports do not agree"));
}

#[test]
fn outputs_made_with_own_rules_and_options_are_read_anew_with_them() {
    let dir = TempDir::new().expect("a temporary folder");
    write(dir.path(), "in/a.txt", encoding_rs::GBK.encode("全年清运砂石5标石，支出2.50万元。\n").0);
    write(dir.path(), "in/b.txt", REPORT);
    write(dir.path(), "rules.toml", "[[unit]]\nspelling = \"标石\"\nkind = \"mass\"\nbase = \"kg\"\nfactor = \"60\"\n");
    write(dir.path(), "list.csv", "path,fonds\nb.txt,17\n");
    let run = |args: &[&str]| {
        let mut command = gongwen();
        command.current_dir(dir.path()).args(args);
        command.assert()
    };
    run(&["extract", "in", "-q", "-o", "out", "--rules", "rules.toml", "--metadata", "list.csv"]).success();
    run(&["verify", "out", "-s", "in", "--rules", "rules.toml"]).success().stderr("");
    let why = "gongwen: 2 reports were not read anew: made with rules that --rules must give\n";
    run(&["verify", "out", "-s", "in"]).success().stderr(why);
    run(&["verify", "out", "-s", "in", "--quick"]).success().stderr("");
    run(&["extract", "in/a.txt", "-q", "-o", "gbk", "--encoding", "gbk"]).success();
    run(&["verify", "gbk", "-s", "in", "-j", "1"]).success().stderr("");
}

#[test]
fn each_report_that_does_not_agree_is_named_in_order_with_all_that_is_wrong() {
    let dir = archive(&[]);
    for name in ["a.txt", "b/gbk.txt", "e.tar/y.txt"] {
        let target = dir.path().join("out").join(format!("{name}.json"));
        let mut report: Value = serde_json::from_slice(&fs::read(&target).expect("an output")).expect("JSON");
        report["coverage"]["figures"] = 99.into();
        report["blocks"][0]["line"] = 7.into();
        fs::write(&target, report.to_string()).expect("a file");
    }
    let done = verify(dir.path()).code(1);
    let said = String::from_utf8(done.get_output().stderr.clone()).expect("UTF-8");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 6, "{said}");
    for (pair, name) in lines.chunks(2).zip(["a.txt", "b/gbk.txt", "e.tar/y.txt"]) {
        assert!(pair[0].contains(&format!("{name}.json: block 0, line: expected 1, found 7")), "{said}");
        assert!(pair[1].contains(&format!("{name}.json: coverage.figures: expected ")), "{said}");
    }
}

#[test]
fn of_documents_of_one_name_the_last_was_read() {
    let dir = TempDir::new().expect("a temporary folder");
    let lines = ["柳浦", "柳岸"].map(|name| serde_json::json!({"path": "z.txt", "text": REPORT.replace("柳浦", name)}));
    write(dir.path(), "in/a.ndjson", format!("{}\n{}\n", lines[0], lines[1]));
    let mut extract = gongwen();
    extract.current_dir(dir.path()).args(["extract", "in", "-q", "-o", "out"]).assert().code(1);
    verify(dir.path()).success().stdout(predicate::str::starts_with("1 reports, "));
}

#[test]
fn an_output_in_the_place_of_another_is_named() {
    let dir = archive(&[]);
    let out = dir.path().join("out");
    fs::rename(out.join("a.txt.json"), out.join("x")).expect("a file");
    fs::rename(out.join("b/gbk.txt.json"), out.join("a.txt.json")).expect("a file");
    fs::rename(out.join("x"), out.join("b/gbk.txt.json")).expect("a file");
    verify(dir.path()).code(1).stdout(predicate::str::contains(", 2 reports do not agree")).stderr(
        predicate::str::contains(
            "a.txt.json: expected the output of its source, b/gbk.txt, to be called b/gbk.txt.json",
        )
        .and(predicate::str::contains(
            "gbk.txt.json: expected the output of its source, a.txt, to be called a.txt.json",
        )),
    );
    // A part of a tree is one.
    let part = out.join("d.zip/2023");
    gongwen().arg("verify").arg(part).arg("-s").arg(dir.path().join("in")).assert().success();
}

#[test]
fn a_file_of_lines_that_breaks_off_is_named_and_the_rest_is_verified() {
    let dir = archive(&["--ndjson", "--shard-size", "8k", "--zstd"]);
    let shards: Vec<_> =
        fs::read_dir(dir.path().join("out")).expect("shards").map(|e| e.expect("one").path()).collect();
    let shard = shards.iter().min().expect("a shard");
    let whole = fs::read(shard).expect("a shard");
    fs::write(shard, &whole[..whole.len() / 2]).expect("a file");
    let name = shard.file_name().expect("a name").to_string_lossy().into_owned();
    verify(dir.path())
        .code(1)
        .stdout(predicate::str::contains(" 0 reports do not agree"))
        .stderr(predicate::str::contains(format!("{name}: unreadable: ")));
}
