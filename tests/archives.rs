//! Packed inputs: read through without unpacking, refused where they are dangerous.

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

const REPORT: &str = "云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1200.50万元。\n";

/// The paths of the reports that come out, and what is said on standard error.
fn read(path: &Path, args: &[&str]) -> (Vec<String>, String, Option<i32>) {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let done = command.arg("extract").arg(path).arg("--ndjson").args(args).output().expect("it runs");
    let out = String::from_utf8(done.stdout).expect("UTF-8");
    let paths = out.lines().map(|line| {
        let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
        report["source"]["path"].as_str().expect("a path").to_owned()
    });
    (paths.collect(), String::from_utf8(done.stderr).expect("UTF-8"), done.status.code())
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        // Set by hand: the builder refuses the names that we want to see refused.
        header.as_gnu_mut().expect("GNU").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn every_form_gives_the_same_report() {
    let dir = TempDir::new().expect("a temporary folder");
    let file = dir.path().join("all");
    fs::create_dir(&file).expect("a folder");
    let archive = tar(&[("2024/b.txt", REPORT.as_bytes()), ("a.txt", REPORT.as_bytes())]);
    fs::write(file.join("a.tar"), &archive).expect("a file");
    fs::write(file.join("b.tar.gz"), gzip(&archive)).expect("a file");
    fs::write(file.join("c.tar.zst"), zstd::encode_all(&archive[..], 3).expect("memory")).expect("a file");
    fs::write(file.join("d.txt.gz"), gzip(REPORT.as_bytes())).expect("a file");
    fs::write(file.join("e.txt.zst"), zstd::encode_all(REPORT.as_bytes(), 3).expect("memory")).expect("a file");
    let line = serde_json::json!({"path": "2019/f.txt", "text": REPORT, "more": 1});
    fs::write(file.join("f.ndjson"), format!("{line}\n\n{line}\n").replacen("2019/f", "2019/g", 1)).expect("a file");
    let (paths, told, code) = read(&file, &["--jobs", "2"]);
    let expected = [
        "a.tar/2024/b.txt",
        "a.tar/a.txt",
        "b.tar.gz/2024/b.txt",
        "b.tar.gz/a.txt",
        "c.tar.zst/2024/b.txt",
        "c.tar.zst/a.txt",
        "d.txt.gz",
        "e.txt.zst",
        "f.ndjson/2019/g.txt",
        "f.ndjson/2019/f.txt",
    ];
    assert_eq!(paths, expected, "{told}");
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(read(&file, &["--exclude", "2024/*", "--exclude", "*.zst"]).0.len(), 5);
}

#[test]
fn zip_names_in_gbk_are_decoded() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).expect("a file"));
    for name in ["XXXX/YYYY.txt", "plain.txt"] {
        writer.start_file(name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(REPORT.as_bytes()).expect("a member");
    }
    writer.finish().expect("an archive");
    // The names as an old Windows wrote them: GBK, and not said to be anything else.
    let mut bytes = fs::read(&path).expect("a file");
    for (ascii, name) in [("XXXX", "报告"), ("YYYY", "总结")] {
        let gbk = encoding_rs::GBK.encode(name).0.into_owned();
        for at in 0..bytes.len() - 4 {
            if &bytes[at..at + 4] == ascii.as_bytes() {
                bytes[at..at + 4].copy_from_slice(&gbk);
            }
        }
    }
    fs::write(&path, bytes).expect("a file");
    let (paths, told, _) = read(&path, &[]);
    assert_eq!(paths, ["a.zip/报告/总结.txt", "a.zip/plain.txt"], "{told}");
}

#[test]
fn names_that_lead_out_are_refused() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.tar");
    let members: [(&str, &[u8]); 4] = [
        ("../escape.txt", REPORT.as_bytes()),
        ("/etc/escape.txt", REPORT.as_bytes()),
        ("c:/escape.txt", REPORT.as_bytes()),
        ("good.txt", REPORT.as_bytes()),
    ];
    fs::write(&path, tar(&members)).expect("a file");
    let (paths, told, code) = read(&path, &[]);
    assert_eq!(paths, ["a.tar/good.txt"]);
    assert_eq!(code, Some(1));
    assert_eq!(told.matches("unsafe name").count(), 3, "{told}");
    assert_eq!(read(&path, &["--max-failures", "3"]).2, Some(0));
}

#[test]
fn bombs_are_refused() {
    let dir = TempDir::new().expect("a temporary folder");
    let zeros = vec![b'0'; 80 << 20];
    fs::write(dir.path().join("a.txt.gz"), gzip(&zeros)).expect("a file");
    fs::write(dir.path().join("b.txt.zst"), zstd::encode_all(&zeros[..], 3).expect("memory")).expect("a file");
    let mut writer = zip::ZipWriter::new(fs::File::create(dir.path().join("c.zip")).expect("a file"));
    writer.start_file("large.txt", SimpleFileOptions::default()).expect("a member");
    writer.write_all(&zeros).expect("a member");
    writer.start_file("good.txt", SimpleFileOptions::default()).expect("a member");
    writer.write_all(REPORT.as_bytes()).expect("a member");
    writer.finish().expect("an archive");
    let many = tar(&[("one.txt", &zeros), ("good.txt", REPORT.as_bytes())]);
    fs::write(dir.path().join("d.tar.zst"), zstd::encode_all(&many[..], 3).expect("memory")).expect("a file");
    let (paths, told, code) = read(dir.path(), &[]);
    assert_eq!(code, Some(1));
    assert_eq!(paths, ["c.zip/good.txt"], "{told}");
    assert!(told.contains("too_large 4") && told.contains("bomb 1"), "{told}");
}

#[test]
fn damaged_archives_harm_only_themselves() {
    let dir = TempDir::new().expect("a temporary folder");
    let archive = gzip(&tar(&[("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.repeat(500).as_bytes())]));
    fs::write(dir.path().join("cut.tar.gz"), &archive[..archive.len() / 2]).expect("a file");
    fs::write(dir.path().join("good.txt"), REPORT).expect("a file");
    fs::write(dir.path().join("no.zip"), b"PK but not really").expect("a file");
    fs::write(dir.path().join("no.ndjson"), "{\"path\": 1}\n{\"path\":\"x.txt\",\"text\":\"一、总则\"}\n")
        .expect("a file");
    let (paths, told, code) = read(dir.path(), &[]);
    assert_eq!(code, Some(1));
    assert!(
        paths.contains(&"good.txt".to_owned()) && paths.contains(&"no.ndjson/x.txt".to_owned()),
        "{paths:?} {told}"
    );
    assert!(told.contains("no.zip: unreadable") && told.contains("on line 1"), "{told}");
    assert!(told.contains("cut.tar.gz"), "{told}");
}

#[test]
fn encrypted_members_are_refused() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).expect("a file"));
    writer.start_file("secret.txt", SimpleFileOptions::default()).expect("a member");
    writer.write_all(REPORT.as_bytes()).expect("a member");
    writer.finish().expect("an archive");
    // The flag that says so, in the member's own header and in the directory.
    let mut bytes = fs::read(&path).expect("a file");
    for at in 0..bytes.len() - 4 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    fs::write(&path, bytes).expect("a file");
    let (paths, told, code) = read(&path, &[]);
    assert!(paths.is_empty() && code == Some(1) && told.contains("encrypted: expected"), "{told}");
}

#[test]
fn lists_of_files() {
    let dir = TempDir::new().expect("a temporary folder");
    let report = dir.path().join("a b.txt");
    fs::write(&report, REPORT).expect("a file");
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    command.args(["extract", "--files-from", "-", "--ndjson", "-q"]).write_stdin(format!("{}\0", report.display()));
    command.assert().success().stdout(predicate::str::contains("\"path\":\"a b.txt\""));
}
