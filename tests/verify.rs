//! `gongwen verify`: outputs against their sources, wherever either of them stands.

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
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

#[test]
fn what_an_output_says_wrongly_is_named() {
    let dir = archive(&[]);
    let target = dir.path().join("out/a.txt.json");
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(&target).expect("an output")).expect("JSON");
    let said = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut report = whole.clone();
        change(&mut report);
        assert_ne!(report, whole, "nothing was changed");
        fs::write(&target, report.to_string()).expect("a file");
        let done = verify(dir.path()).code(1);
        String::from_utf8(done.get_output().stderr.clone()).expect("UTF-8")
    };
    let text_hash = said(&|r| r["source"]["text_hash"] = "0".repeat(64).into());
    assert!(text_hash.contains("text_hash: expected"), "{text_hash}");
    for (list, key) in [("blocks", "text"), ("headings", "text"), ("tasks", "title"), ("figures", "text")] {
        let told = said(&|r| r[list][0][key] = "柳".into());
        assert!(told.contains("expected"), "{list}: {told}");
    }
    let range = said(&|r| r["figures"][0]["range"] = serde_json::json!([0, 1]));
    assert!(range.contains("figure 0: expected"), "{range}");
    let cell = said(&|r| r["tables"][0]["cells"][0]["bytes"] = serde_json::json!([[0, 3]]));
    assert!(cell.contains("table 0, cell 0: expected"), "{cell}");
    let unit = said(&|r| r["tables"][0]["unit"] = "亿元".into());
    assert!(unit.contains("table 0: expected “亿元” in its blocks"), "{unit}");
    let title = said(&|r| r["document"]["title"]["value"] = "柳".into());
    assert!(title.contains("title 0: expected “柳”"), "{title}");
    let year = said(&|r| r["document"]["fiscal_year"]["bytes"] = serde_json::json!([[1, 99_999]]));
    assert!(year.contains("fiscal_year 0: expected a range up to"), "{year}");
    let link = said(&|r| r["links"] = serde_json::json!([{"task": 0, "outcome": 99, "by": ["words"]}]));
    assert!(link.contains("link 0: expected one of"), "{link}");
    let check = said(&|r| r["checks"][0]["figures"] = serde_json::json!([999]));
    assert!(check.contains("check 0: expected one of"), "{check}");
    let operand = said(&|r| r["checks"][0]["operands"][0]["figure"] = 9999.into());
    assert!(operand.contains("check 0: expected one of"), "{operand}");
    let schema = said(&|r| r["schema"] = "gongwen.report/9".into());
    assert!(schema.contains("found gongwen.report/9"), "{schema}");
}
