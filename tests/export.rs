//! What is exported is what was extracted: counted, summed, joined, brought up to date, and never half there.
#![cfg(feature = "export")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use num_bigint::BigInt;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use predicates::str::contains;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

/// Decimals that floats get wrong, and one of eighteen digits.
const EXACT: &str = "云溪市柳浦街道2024年部门决算\n\n\
    一、支出情况\n\n\
    2024年会议费支出0.1万元，培训费支出0.2万元，合计支出0.3万元。\n\n\
    年末资产总额12345678901234.5678元，同比增长0.10%。\n";

fn gongwen() -> Command {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Outputs of `corpus/` and of a report with decimals, below `outputs`.
fn outputs(folder: &Path) -> PathBuf {
    let text = folder.join("exact.txt");
    fs::write(&text, EXACT).expect("written");
    let out = folder.join("outputs");
    let mut command = gongwen();
    command.args(["extract", "corpus", "--exclude", "README.md", "-q"]).arg(&text).arg("-o").arg(&out);
    command.assert().success();
    out
}

fn export(from: &Path, to: &str, out: &Path) -> Command {
    let mut command = gongwen();
    command.arg("export").arg(from).args(["--to", to]).arg(out);
    command
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            json_files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// A decimal times 10^30, exact.
fn scaled(decimal: &str) -> BigInt {
    let (sign, number) = decimal.strip_prefix('-').map_or((1, decimal), |n| (-1, n));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    assert!(fraction.len() <= 30, "{decimal}");
    let digits = format!("{whole}{fraction:0<30}");
    digits.parse::<BigInt>().expect("a decimal") * sign
}

/// A whole number of units of 10^-`scale`, times 10^30.
fn of_scale(number: impl Into<BigInt>, scale: u32) -> BigInt {
    number.into() * BigInt::from(10).pow(30 - scale)
}

/// Figures by base unit: how many, and their sum times 10^30; and the rows of each table.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    figures: BTreeMap<String, (u64, BigInt)>,
    rows: BTreeMap<String, u64>,
}

impl Totals {
    fn figure(&mut self, unit: Option<&str>, value: Option<&str>) {
        let slot = self.figures.entry(unit.unwrap_or("none").to_owned()).or_default();
        slot.0 += 1;
        slot.1 += value.map_or_else(BigInt::default, scaled);
    }
}

const TABLES: [&str; 10] =
    ["reports", "headings", "tasks", "tables", "cells", "figures", "links", "checks", "check_operands", "warnings"];

fn of_json(folder: &Path) -> Totals {
    let mut totals = Totals::default();
    let mut files = Vec::new();
    json_files(folder, &mut files);
    for file in files {
        let report: Value = serde_json::from_slice(&fs::read(file).expect("readable")).expect("JSON");
        for f in report["figures"].as_array().expect("figures") {
            totals.figure(f["base"]["unit"].as_str(), f["base"]["value"].as_str());
        }
        *totals.rows.entry("reports".into()).or_default() += 1;
        for table in ["headings", "tasks", "tables", "figures", "links", "checks", "warnings"] {
            let rows = report[table].as_array().expect("a list").len() as u64;
            *totals.rows.entry(table.into()).or_default() += rows;
        }
        let cells = report["tables"].as_array().expect("tables").iter();
        let cells: usize = cells.map(|t| t["cells"].as_array().expect("cells").len()).sum();
        *totals.rows.entry("cells".into()).or_default() += cells as u64;
    }
    totals
}

fn of_sqlite(file: &Path) -> Totals {
    let db = Connection::open(file).expect("a database");
    let mut totals = Totals::default();
    let mut figures = db.prepare("SELECT base_unit, base_value, base_value_e4, base_value_fits FROM figures").unwrap();
    let mut rows = figures.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (unit, value): (Option<String>, Option<String>) = (row.get(0).unwrap(), row.get(1).unwrap());
        let (number, fits): (Option<i64>, Option<bool>) = (row.get(2).unwrap(), row.get(3).unwrap());
        assert_eq!(fits, value.as_ref().map(|_| number.is_some()));
        if let (Some(value), Some(number)) = (&value, number) {
            assert_eq!(scaled(value), of_scale(number, 4), "{value}");
        }
        totals.figure(unit.as_deref(), value.as_deref());
    }
    for table in TABLES {
        let count = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get::<_, i64>(0)).unwrap();
        totals.rows.insert(table.into(), count.cast_unsigned());
    }
    totals
}

fn of_csv(folder: &Path) -> Totals {
    let mut totals = Totals::default();
    for table in TABLES {
        let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).expect("a file per table");
        let headers = reader.headers().expect("headers").clone();
        let column = |name: &str| headers.iter().position(|h| h == name);
        let mut count = 0;
        for row in reader.records() {
            let row = row.expect("a record of as many fields as there are headers");
            count += 1;
            if table == "figures" {
                let field = |name| row.get(column(name).expect("a column")).filter(|f: &&str| !f.is_empty());
                totals.figure(field("base_unit"), field("base_value"));
            }
        }
        totals.rows.insert(table.into(), count);
    }
    totals
}

fn of_ndjson(folder: &Path) -> Totals {
    let mut totals = Totals::default();
    for table in TABLES {
        let text = fs::read_to_string(folder.join(format!("{table}.ndjson"))).expect("a file per table");
        let mut count = 0;
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            count += 1;
            if table == "figures" {
                totals.figure(row["base_unit"].as_str(), row["base_value"].as_str());
            }
        }
        totals.rows.insert(table.into(), count);
    }
    totals
}

fn of_parquet(folder: &Path) -> Totals {
    let mut totals = Totals::default();
    for table in TABLES {
        let mut files = Vec::new();
        if folder.join(table).is_dir() {
            json_files(&folder.join(table), &mut files);
        } else if folder.join(format!("{table}.parquet")).is_file() {
            files.push(folder.join(format!("{table}.parquet")));
        }
        let mut count = 0;
        for file in files {
            let reader = SerializedFileReader::new(fs::File::open(file).unwrap()).expect("a Parquet file");
            for row in reader.get_row_iter(None).unwrap() {
                let row = row.expect("a row");
                count += 1;
                if table != "figures" {
                    continue;
                }
                let field = |name: &str| row.get_column_iter().find(|(n, _)| *n == name).expect("a column").1.clone();
                let text = |name: &str| if let Field::Str(text) = field(name) { Some(text) } else { None };
                let (unit, value) = (text("base_unit"), text("base_value"));
                if let (Field::Decimal(d), Some(value)) = (field("base_value_decimal"), &value) {
                    let number = d
                        .data()
                        .iter()
                        .fold(if d.data()[0] > 127 { -1 } else { 0 }, |n: i128, &b| n << 8 | i128::from(b));
                    assert_eq!((d.scale(), d.precision()), (10, 38));
                    assert_eq!(of_scale(number, 10), scaled(value));
                }
                totals.figure(unit.as_deref(), value.as_deref());
            }
        }
        totals.rows.insert(table.into(), count);
    }
    totals
}

#[test]
fn every_format_counts_and_sums_the_same() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let json = of_json(&outputs);
    assert!(json.figures["CNY"].0 > 100, "{json:?}");
    let out = |name: &str| folder.path().join(name);
    for (to, more, name) in [
        ("sqlite", None, "r.sqlite"),
        ("csv", None, "csv"),
        ("ndjson", None, "ndjson"),
        ("parquet", None, "parquet"),
        ("parquet", Some("--by-year"), "by-year"),
    ] {
        export(&outputs, to, &out(name)).args(more).assert().success();
    }
    let exported =
        [of_sqlite(&out("r.sqlite")), of_csv(&out("csv")), of_ndjson(&out("ndjson")), of_parquet(&out("parquet"))];
    for totals in &exported {
        assert_eq!(totals.figures, json.figures);
        for (table, count) in &json.rows {
            assert_eq!(totals.rows[table], *count, "{table}");
        }
        assert_eq!(totals.rows, exported[0].rows);
    }
    assert_eq!(of_parquet(&out("by-year")), exported[3]);
    assert!(out("by-year/figures/year=2024/part-0.parquet").is_file());
}

#[test]
fn references_hold_and_no_number_is_a_float() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let file = folder.path().join("r.sqlite");
    export(&outputs, "sqlite", &file).assert().success();
    let db = Connection::open(&file).unwrap();
    let broken: Vec<String> = db
        .prepare("PRAGMA foreign_key_check")
        .unwrap()
        .query_map([], |row| Ok(format!("{:?} {:?}", row.get_ref(0)?, row.get_ref(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    for view in
        ["indicators", "tasks_budget", "contradictions", "coverage", "stated", "restated", "carried_over", "growth"]
    {
        let mut all = db.prepare(&format!("SELECT * FROM {view}")).unwrap();
        let columns = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let is_float = matches!(row.get_ref(column).unwrap(), rusqlite::types::ValueRef::Real(_));
                assert!(!is_float, "{view} column {column}");
            }
        }
    }
    let exact = "SELECT sum(base_value_e4) FROM figures JOIN reports USING (report) \
                 WHERE path = 'exact.txt' AND figures.text IN ('0.1万元', '0.2万元')";
    assert_eq!(db.query_row(exact, [], |r| r.get::<_, i64>(0)).unwrap(), 30_000_000, "0.1 + 0.2 = 0.3 万元");
    let long = "SELECT base_value_e4 FROM figures JOIN reports USING (report) \
                WHERE path = 'exact.txt' AND base_value = '12345678901234.5678'";
    assert_eq!(db.query_row(long, [], |r| r.get::<_, i64>(0)).unwrap(), 123_456_789_012_345_678);
}

fn reports_by_path(file: &Path) -> BTreeMap<String, String> {
    let db = Connection::open(file).unwrap();
    let mut rows = db.prepare("SELECT path, output_hash FROM reports").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// What an export holds, whatever its format.
fn totals(to: &str, out: &Path) -> Totals {
    match to {
        "sqlite" => of_sqlite(out),
        "csv" => of_csv(out),
        "ndjson" => of_ndjson(out),
        _ => of_parquet(out),
    }
}

#[test]
fn exporting_again_brings_up_to_date() {
    for (to, more) in
        [("sqlite", None), ("csv", None), ("ndjson", None), ("parquet", None), ("parquet", Some("--by-year"))]
    {
        let folder = TempDir::new().unwrap();
        let outputs = outputs(folder.path());
        let out = folder.path().join("out");
        let again = |from: &Path| {
            let mut command = export(from, to, &out);
            command.args(more);
            command
        };
        again(&outputs).assert().success();
        let before = totals(to, &out);
        again(&outputs).assert().success();
        assert_eq!(totals(to, &out), before, "{to}: never doubled");
        again(&outputs).arg("--quiet").assert().success();
        assert_eq!(totals(to, &out), before, "{to}: never doubled");

        // The same path with other content takes the place of the old one, though nothing else is given.
        let text = folder.path().join("exact.txt");
        fs::write(&text, EXACT.replace("0.2", "0.5")).unwrap();
        gongwen().arg("extract").arg(&text).arg("-q").arg("-o").arg(&outputs).assert().success();
        let others = before.rows["reports"] - 1;
        let assert = again(&outputs.join("exact.txt.json")).assert().success();
        if to != "sqlite" {
            assert.stderr(contains(format!("1 reports written, 0 unchanged, {others} kept")));
        }
        assert_eq!(totals(to, &out).figures, of_json(&outputs).figures, "{to}: never stale");
        assert_eq!(totals(to, &out).rows["reports"], others + 1);

        fs::remove_file(outputs.join("exact.txt.json")).unwrap();
        again(&outputs).assert().success();
        assert_eq!(totals(to, &out).rows["reports"], others + 1, "{to}: what is not given stays");
        again(&outputs).arg("--prune").assert().success();
        assert_eq!(totals(to, &out).figures, of_json(&outputs).figures, "{to}: pruned");
        assert_eq!(totals(to, &out).rows["reports"], others, "{to}: pruned");
    }
}

#[test]
fn a_database_says_what_it_left_alone_and_took_out() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let file = folder.path().join("r.sqlite");
    export(&outputs, "sqlite", &file).assert().success();
    export(&outputs, "sqlite", &file).assert().success().stderr(contains("0 reports written, "));
    fs::remove_file(outputs.join("exact.txt.json")).unwrap();
    export(&outputs, "sqlite", &file).assert().success();
    assert!(reports_by_path(&file).contains_key("exact.txt"), "what is not given stays");
    export(&outputs, "sqlite", &file).arg("--prune").assert().success().stderr(contains("1 taken out"));
    assert!(!reports_by_path(&file).contains_key("exact.txt"));
}

#[test]
fn chunks_are_brought_up_to_date() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let out = folder.path().join("chunks.ndjson");
    let lines = || fs::read_to_string(&out).unwrap().lines().count();
    export(&outputs, "chunks", &out).assert().success();
    let all = lines();
    let one = outputs.join("exact.txt.json");
    export(&one, "chunks", &out).assert().success();
    assert_eq!(lines(), all, "never doubled, and what is not given stays");
    export(&one, "chunks", &out).arg("--prune").assert().success();
    assert!(lines() < all && lines() > 0);
    fs::write(&out, "a letter\n").unwrap();
    export(&one, "chunks", &out).assert().code(2).stderr(contains("nothing was written"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "a letter\n");
}

#[test]
fn the_same_output_twice_is_one_report() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let file = folder.path().join("csv");
    let mut twice = gongwen();
    twice.arg("export").args([&outputs, &outputs]).args(["--to", "csv"]).arg(&file).assert().success();
    let json = of_json(&outputs);
    assert_eq!(of_csv(&file).figures, json.figures);
    assert_eq!(of_csv(&file).rows["reports"], json.rows["reports"]);
}

#[test]
fn an_export_of_another_form_is_not_mixed_with_this_one() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let out = folder.path().join("out");
    export(&outputs, "csv", &out).assert().success();
    export(&outputs, "ndjson", &out).assert().code(2).stderr(contains("--prune makes it anew"));
    assert!(out.join("figures.csv").is_file());
    export(&outputs, "parquet", &out).arg("--prune").assert().success();
    assert!(!out.join("figures.csv").exists());
    export(&outputs, "parquet", &out).arg("--by-year").assert().code(2);
    assert_eq!(of_parquet(&out).rows["reports"], of_json(&outputs).rows["reports"]);
}

#[test]
fn keys_outlive_a_new_version() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let file = outputs.join("exact.txt.json");
    let keys = |name: &str| -> Vec<String> {
        let db = folder.path().join(name);
        export(&file, "sqlite", &db).assert().success();
        let db = Connection::open(&db).unwrap();
        let mut all = db.prepare("SELECT report || ' ' || key FROM figures ORDER BY first_byte").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let old = keys("old.sqlite");
    // A version that finds one figure fewer counts all later ones anew.
    let mut report: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    for list in ["tasks", "links", "checks"] {
        report[list] = Value::Array(Vec::new());
    }
    report["producer"]["version"] = "9.9.9".into();
    let figures = report["figures"].as_array_mut().unwrap();
    figures.remove(0);
    for (id, figure) in figures.iter_mut().enumerate() {
        figure["id"] = id.into();
        figure["task"] = Value::Null;
    }
    fs::write(&file, report.to_string()).unwrap();
    assert_eq!(keys("new.sqlite"), old[1..]);
}

#[test]
fn what_is_no_report_is_named_and_passed_over() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let good = of_json(&outputs).rows["reports"];
    let whole = fs::read(outputs.join("exact.txt.json")).unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let bad: [(&str, Vec<u8>, &str); 9] = [
        ("truncated.json", whole[..whole.len() / 2].to_vec(), "truncated"),
        ("empty.json", Vec::new(), "truncated"),
        ("not.json", b"not JSON at all".to_vec(), "expected JSON"),
        ("foreign.json", br#"{"name": "left-pad", "version": "1.0.0"}"#.to_vec(), "foreign"),
        ("list.json", b"[1, 2, 3]".to_vec(), "foreign"),
        ("later.json", text.replace("gongwen.report/1", "gongwen.report/7").into_bytes(), "expected one of"),
        ("lost.json", text.replace("\"block\":0", "\"block\":99999").into_bytes(), "corrupt"),
        ("latin.json", [&whole[..40], b"\xff\xfe", &whole[40..]].concat(), "expected JSON"),
        ("deep.json", "[".repeat(100_000).into_bytes(), "expected JSON"),
    ];
    for (name, bytes, _) in &bad {
        fs::write(outputs.join(name), bytes).unwrap();
    }
    // Two outputs of one path cannot both be current.
    fs::create_dir(outputs.join("zz")).unwrap();
    fs::write(outputs.join("zz/again.json"), text.replace("0.1万元", "0.4万元")).unwrap();
    fs::write(outputs.join("lines.ndjson"), [&whole[..], b"{\"half\": "].concat()).unwrap();
    for to in ["sqlite", "csv", "ndjson", "parquet", "chunks"] {
        let mut assert = export(&outputs, to, &folder.path().join(to)).assert().code(1);
        for (name, _, message) in &bad {
            assert = assert.stderr(contains(*name)).stderr(contains(*message));
        }
        assert.stderr(contains("lines.ndjson:2")).stderr(contains("exported already"));
    }
    assert_eq!(of_sqlite(&folder.path().join("sqlite")).rows["reports"], good);
    assert_eq!(of_parquet(&folder.path().join("parquet")).rows["reports"], good);
}

#[test]
fn what_is_not_ours_is_not_replaced() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let home = folder.path().join("home");
    fs::create_dir(&home).unwrap();
    fs::write(home.join("letter.txt"), "mine").unwrap();
    for to in ["csv", "ndjson", "parquet"] {
        export(&outputs, to, &home).assert().code(2).stderr(contains("nothing was written"));
    }
    assert_eq!(fs::read_to_string(home.join("letter.txt")).unwrap(), "mine");
    let other = folder.path().join("other.sqlite");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    export(&outputs, "sqlite", &other).assert().code(2);
    fs::write(folder.path().join("text.sqlite"), "no database at all, but a text").unwrap();
    export(&outputs, "sqlite", &folder.path().join("text.sqlite")).assert().code(2);
}

#[test]
fn killed_in_the_middle_leaves_the_old_or_the_new_state() {
    let folder = TempDir::new().unwrap();
    let small = outputs(folder.path());
    // The new state has the same reports under many paths.
    let large = folder.path().join("large");
    fs::create_dir(&large).unwrap();
    let mut files = Vec::new();
    json_files(&small, &mut files);
    for (i, file) in files.iter().enumerate() {
        let mut report: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let path = report["source"]["path"].as_str().unwrap().to_owned();
        let mut lines = String::new();
        for copy in 0..12 {
            report["source"]["path"] = format!("{copy}/{path}").into();
            lines.push_str(&report.to_string());
            lines.push('\n');
        }
        fs::write(large.join(format!("{i}.ndjson")), lines).unwrap();
    }
    let binary = assert_cmd::cargo::cargo_bin("gongwen");
    for to in ["sqlite", "parquet", "csv"] {
        let out = folder.path().join(format!("out-{to}"));
        let state = || match to {
            "sqlite" => of_sqlite(&out),
            "parquet" => of_parquet(&out),
            _ => of_csv(&out),
        };
        export(&small, to, &out).assert().success();
        let old = state();
        let begun = std::time::Instant::now();
        let whole = folder.path().join(format!("whole-{to}"));
        export(&large, to, &whole).assert().success();
        let takes = begun.elapsed();
        let mut killed = 0;
        for step in 1..=5_u32 {
            let mut child = Process::new(&binary)
                .args(["export", "--quiet", "--to", to])
                .args([&large, &out])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(takes * step / 6);
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            let now = state();
            if now != old {
                assert!(now.rows["reports"] >= 12 * old.rows["reports"], "{to}: the new state is whole");
                break;
            }
        }
        assert!(killed > 0 || takes < Duration::from_millis(50), "{to}: no export was stopped in time");
        export(&large, to, &out).assert().success();
        // The old ones, which were not given again, and the new ones.
        assert_eq!(state().rows["figures"], 13 * old.rows["figures"], "{to}");
    }
}

#[test]
fn chunks_are_bounded_and_cut_no_figure() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let out = folder.path().join("chunks.ndjson");
    for most in [60, 300, 800] {
        export(&outputs, "chunks", &out).args(["--chunk-chars", &most.to_string()]).assert().success();
        let mut figures = BTreeMap::<String, Vec<u64>>::new();
        let mut keys = std::collections::BTreeSet::new();
        let mut text_of = BTreeMap::<String, String>::new();
        for line in fs::read_to_string(&out).unwrap().lines() {
            let chunk: Value = serde_json::from_str(line).unwrap();
            let text = chunk["text"].as_str().unwrap();
            let longest =
                chunk["figures"].as_array().unwrap().iter().map(|f| f["text"].as_str().unwrap().chars().count());
            assert!(text.chars().count() <= most + longest.max().unwrap_or(0), "{most}: {text}");
            let path = chunk["path"].as_str().unwrap().to_owned();
            assert!(keys.insert((path.clone(), chunk["key"].to_string())), "{}", chunk["key"]);
            for figure in chunk["figures"].as_array().unwrap() {
                assert!(text.contains(figure["text"].as_str().unwrap()));
                figures.entry(path.clone()).or_default().push(figure["id"].as_u64().unwrap());
            }
            text_of.entry(path).or_default().push_str(text);
        }
        let mut files = Vec::new();
        json_files(&outputs, &mut files);
        for file in files {
            let report: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            let path = report["source"]["path"].as_str().unwrap();
            let kept = |b: &&Value| b["kind"] != "furniture" && b["kind"] != "contents";
            let kept: Vec<&Value> = report["blocks"].as_array().unwrap().iter().filter(kept).collect();
            let whole: String = kept.iter().map(|b| b["text"].as_str().unwrap()).collect();
            let strip = |s: &str| s.replace('\n', "");
            assert_eq!(strip(&text_of[path]), strip(&whole), "{path}");
            let blocks: std::collections::BTreeSet<u64> = kept.iter().map(|b| b["id"].as_u64().unwrap()).collect();
            let all =
                report["figures"].as_array().unwrap().iter().filter(|f| blocks.contains(&f["block"].as_u64().unwrap()));
            let mut all: Vec<u64> = all.map(|f| f["id"].as_u64().unwrap()).collect();
            let mut held = figures.remove(path).unwrap_or_default();
            all.sort_unstable();
            held.sort_unstable();
            assert_eq!(held, all, "{path}: each figure is in one chunk");
        }
    }
}

#[test]
fn aliases_make_one_issuer_of_many_spellings() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let first = folder.path().join("first.sqlite");
    export(&outputs, "sqlite", &first).assert().success();
    let db = Connection::open(&first).unwrap();
    let spelling = "SELECT issuer FROM reports WHERE issuer IS NOT NULL LIMIT 1";
    let spelling: String = db.query_row(spelling, [], |row| row.get(0)).expect("some report has an issuer");
    let aliases = folder.path().join("aliases.csv");
    fs::write(&aliases, format!("{spelling},云溪市柳浦街道办事处\r\n")).unwrap();
    export(&outputs, "sqlite", &first).arg("--aliases").arg(&aliases).assert().success();
    let renamed = "SELECT count(*) FROM reports WHERE issuer = ?1 AND issuer_name = '云溪市柳浦街道办事处'";
    assert!(db.query_row(renamed, [&spelling], |row| row.get::<_, i64>(0)).unwrap() > 0);
    fs::write(&aliases, "only one field\n").unwrap();
    export(&outputs, "sqlite", &first)
        .arg("--aliases")
        .arg(&aliases)
        .assert()
        .code(2)
        .stderr(contains("spelling,name"));
}

#[test]
fn csv_for_excel_begins_with_a_mark() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let out = folder.path().join("csv");
    export(&outputs, "csv", &out).arg("--bom").assert().success();
    let bytes = fs::read(out.join("figures.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbfreport,key,"));
    assert!(bytes.ends_with(b"\r\n"));
    export(&outputs, "sqlite", &folder.path().join("x")).arg("--bom").assert().code(2);
}

#[test]
fn texts_that_excel_would_compute_are_texts() {
    let folder = TempDir::new().unwrap();
    let source = "<h1>云溪市统计表</h1><table><tr><th>项目</th><th>数量</th></tr><tr><td>=1+1</td><td>-3.8</td></tr>\
        <tr><td>@甲</td><td>5</td></tr></table>";
    fs::write(folder.path().join("a.html"), source).unwrap();
    let read = |bom: &[&str]| {
        let out = folder.path().join(format!("csv{}", bom.len()));
        let mut command = assert_cmd::Command::cargo_bin("gongwen").unwrap();
        command
            .arg("extract")
            .arg(folder.path().join("a.html"))
            .args(["--to", "csv", "-q"])
            .args(bom)
            .arg("-o")
            .arg(&out);
        command.assert().success();
        fs::read_to_string(out.join("cells.csv")).unwrap()
    };
    let (plain, for_excel) = (read(&[]), read(&["--bom"]));
    assert!(plain.contains(",=1+1,") && plain.contains(",@甲,") && plain.contains(",-3.8,"), "{plain}");
    assert!(
        for_excel.contains(",'=1+1,") && for_excel.contains(",'@甲,") && for_excel.contains(",-3.8,"),
        "{for_excel}"
    );
}

#[test]
fn what_others_put_into_an_export_is_not_lost_with_it() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let out = folder.path().join("tables");
    for (to, extra) in [("csv", "notes.txt"), ("parquet", "figures/notes.txt"), ("ndjson", "year=2024/x")] {
        export(&outputs, to, &out).assert().success();
        let extra = out.join(extra);
        fs::create_dir_all(extra.parent().unwrap()).unwrap();
        fs::write(&extra, "mine").unwrap();
        export(&outputs, to, &out).assert().code(2).stderr(contains("which would be lost with it"));
        assert_eq!(fs::read_to_string(&extra).unwrap(), "mine");
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
#[cfg(unix)]
fn an_export_goes_where_a_link_leads_and_takes_no_place_that_cannot_be_taken() {
    let folder = TempDir::new().unwrap();
    let outputs = outputs(folder.path());
    let (disk, link) = (folder.path().join("disk"), folder.path().join("link"));
    fs::create_dir(&disk).unwrap();
    std::os::unix::fs::symlink(disk.join("tables"), &link).unwrap();
    fs::create_dir(disk.join("tables")).unwrap();
    export(&outputs, "csv", &link).assert().success();
    assert!(link.is_symlink() && disk.join("tables/reports.csv").exists());
    for place in [".", ".."] {
        let mut command = export(&outputs, "csv", Path::new(place));
        command.current_dir(disk.join("tables")).assert().code(2);
    }
    assert!(disk.join("tables/reports.csv").exists());
}

#[test]
fn rows_of_what_could_not_be_read_are_not_pruned() {
    let folder = TempDir::new().unwrap();
    let (source, out) = (folder.path().join("in"), folder.path().join("tables"));
    fs::create_dir(&source).unwrap();
    fs::write(source.join("a.txt"), "一、概况\n2024年收入12.5万元。\n").unwrap();
    let run = |extra: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("gongwen").unwrap();
        command.arg("extract").arg(&source).args(["--to", "csv", "-q", "-o"]).arg(&out).args(extra);
        command.assert()
    };
    run(&[]).success();
    fs::rename(&source, folder.path().join("away")).unwrap();
    run(&["--prune"]).failure().stderr(contains("its reports would be lost from"));
    assert!(fs::read_to_string(out.join("reports.csv")).unwrap().contains("a.txt"));
}
