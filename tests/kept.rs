//! What was made is kept: by a run whose sources are away, and by one that tidies up.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

fn report(i: usize) -> String {
    format!("云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1{i:03}.50万元。\n")
}

fn dir() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn write(root: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("below")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// Runs `gongwen extract` in a folder: its exit status and what it says.
fn extract(dir: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let done = command.current_dir(dir).arg("extract").args(args).output().expect("it runs");
    (done.status.code(), String::from_utf8(done.stderr).expect("UTF-8"))
}

/// Names of what stands in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

fn json(path: PathBuf) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn lines_whose_sources_are_away_are_kept() {
    let dir = dir();
    let dir = dir.path();
    for i in 0..9 {
        write(dir, &format!("in/{i}.txt"), report(i));
    }
    let args = ["in", "--ndjson", "-o", "out", "--shard-size", "8k"];
    assert_eq!(extract(dir, &args).0, Some(0));
    let before = names(&dir.join("out"));
    assert!(before.len() > 2, "{before:?}");
    fs::rename(dir.join("in"), dir.join("away")).expect("a folder");
    let (code, told) = extract(dir, &args);
    assert!(code == Some(1) && told.contains("in cannot be read"), "{told}");
    assert_eq!(names(&dir.join("out")), before);
    // A list of what is not there, and an archive that breaks off.
    write(dir, "list", "in/1.txt\nin/2.txt\n");
    extract(dir, &["--files-from", "list", "--ndjson", "-o", "out"]);
    assert_eq!(names(&dir.join("out")), before);
    write(dir, "in/r.zip", "PK but no more");
    assert_eq!(extract(dir, &args).0, Some(1));
    assert_eq!(names(&dir.join("out")), before);
}

#[test]
fn files_of_lines_of_others_are_no_reports() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "in/a.txt", report(1));
    write(dir, "out/reports-00007.ndjson", "{\"mine\": 1}\n");
    let args = ["in", "--ndjson", "-o", "out"];
    let (code, told) = extract(dir, &args);
    assert!(code == Some(2) && told.contains("found another: ") && told.contains("nothing was written"), "{told}");
    assert_eq!(names(&dir.join("out")), ["reports-00007.ndjson"]);
    // Those of a longer run before are ours, compressed or not.
    fs::remove_file(dir.join("out/reports-00007.ndjson")).expect("a file");
    assert_eq!(extract(dir, &args).0, Some(0));
    fs::copy(dir.join("out/reports-00000.ndjson"), dir.join("out/reports-00007.ndjson")).expect("a file");
    assert_eq!(extract(dir, &["in", "--ndjson", "--zstd", "-o", "out"]).0, Some(0));
    assert_eq!(names(&dir.join("out")), ["reports-00000.ndjson.zst"]);
    assert_eq!(extract(dir, &args).0, Some(0));
    assert_eq!(names(&dir.join("out")), ["reports-00000.ndjson"]);
}

#[test]
fn a_folder_in_which_nothing_is_may_not_be_mounted() {
    let dir = dir();
    let dir = dir.path();
    for (i, name) in ["in/2023/a.txt", "in/2024/b.txt", "in/2024/c.txt"].into_iter().enumerate() {
        write(dir, name, report(i));
    }
    let args = ["in", "-o", "out", "--manifest", "run", "--prune"];
    extract(dir, &args);
    fs::remove_file(dir.join("in/2023/a.txt")).expect("a file");
    fs::remove_file(dir.join("in/2024/b.txt")).expect("a file");
    assert!(extract(dir, &args).1.contains("1 outputs of sources that are gone were deleted"));
    assert_eq!(
        (names(&dir.join("out/2023")), names(&dir.join("out/2024"))),
        (vec!["a.txt.json".into()], vec!["c.txt.json".into()])
    );
    fs::remove_dir(dir.join("in/2023")).expect("a folder");
    extract(dir, &args);
    assert!(dir.join("out/2023/a.txt.json").exists());
    // Once the folder is there again with something in it, it is known.
    write(dir, "in/2023/d.txt", report(4));
    extract(dir, &args);
    assert_eq!(names(&dir.join("out/2023")), ["d.txt.json"]);
}

#[test]
fn what_has_lost_its_name_is_not_gone() {
    let dir = dir();
    let dir = dir.path();
    let line = |i: usize| serde_json::json!({"path": format!("{i}.txt"), "text": report(i)}).to_string() + "\n";
    write(dir, "in/n.ndjson", [line(1), line(2), line(3)].concat());
    let args = ["in", "-o", "out", "--manifest", "run", "--prune"];
    extract(dir, &args);
    write(dir, "in/n.ndjson", [line(1), line(2)[..20].to_owned() + "\n", line(3)].concat());
    let (_, told) = extract(dir, &args);
    assert!(told.contains("n.ndjson/line-2: unreadable"), "{told}");
    assert_eq!(names(&dir.join("out/n.ndjson")), ["1.txt.json", "2.txt.json", "3.txt.json"]);
    write(dir, "in/n.ndjson", [line(1), line(3)].concat());
    extract(dir, &args);
    assert_eq!(names(&dir.join("out/n.ndjson")), ["1.txt.json", "3.txt.json"]);
}

#[test]
fn an_output_that_another_source_made_meanwhile_is_not_pruned() {
    let dir = dir();
    let dir = dir.path();
    for (i, name) in ["a/x.txt", "a/y.txt", "b/x.txt"].into_iter().enumerate() {
        write(dir, name, report(i));
    }
    let of_a = ["a", "-o", "out", "--manifest", "run-a", "--prune"];
    extract(dir, &of_a);
    extract(dir, &["b", "-o", "out", "--manifest", "run-b"]);
    fs::remove_file(dir.join("a/x.txt")).expect("a file");
    assert!(extract(dir, &of_a).1.contains("0 outputs of sources that are gone"));
    assert_eq!(names(&dir.join("out")), ["x.txt.json", "y.txt.json"]);
}

#[test]
fn a_manifest_of_outputs_elsewhere_says_nothing_of_these() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "in/a.txt", report(1));
    let run = |out: &str| extract(dir, &["in", "-o", out, "--manifest", "run"]).1;
    run("one");
    write(dir, "in/a.txt", report(2));
    run("two");
    assert!(run("one").contains("1 made"), "what stands there is of the text before");
    assert_eq!(
        fs::read(dir.join("one/a.txt.json")).expect("a file"),
        fs::read(dir.join("two/a.txt.json")).expect("a file")
    );
    assert!(run("one").contains("1 unchanged"));
}

#[test]
fn trying_failures_again_leaves_other_records_as_they_are() {
    let dir = dir();
    let dir = dir.path();
    // The second has the text of the first, so that its record says so.
    for (name, i) in [("a.txt", 1), ("b.txt", 1)] {
        write(dir, &format!("in/{name}"), report(i));
    }
    write(dir, "catalogue.csv", "path,档号\nb.txt,J1\n");
    let run = |args: &[&str]| extract(dir, &[&["in", "-o", "out", "--manifest", "run"], args].concat()).1;
    run(&[]);
    let before = fs::read(dir.join("run/manifest.ndjson")).expect("a manifest");
    run(&["--metadata", "catalogue.csv", "--retry-failed"]);
    assert_eq!(fs::read(dir.join("run/manifest.ndjson")).expect("a manifest"), before);
    run(&["--metadata", "catalogue.csv"]);
    assert_eq!(json(dir.join("out/b.txt.json"))["source"]["catalogue"]["档号"], "J1");
}

#[test]
fn what_was_read_and_refused_is_recorded_with_size_and_hash() {
    let dir = dir();
    let dir = dir.path();
    let (binary, line) = ([1; 400], "{\"path\": 1}\n");
    write(dir, "in/binary.txt", binary);
    write(dir, "in/large.txt", report(1).repeat(90));
    write(dir, "in/n.ndjson", line);
    extract(dir, &["in", "-o", "out", "--manifest", "run", "--max-bytes", "4k"]);
    let text = fs::read_to_string(dir.join("run/manifest.ndjson")).expect("a manifest");
    let records: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let hash = |bytes: &[u8]| serde_json::Value::from(blake3::hash(bytes).to_hex().as_str());
    let large = (report(1).len() * 90).into();
    let expected = [
        ("binary", 400.into(), hash(&binary)),
        ("too_large", large, serde_json::Value::Null),
        ("unreadable", line.len().into(), hash(line.as_bytes())),
    ];
    assert_eq!(records.len(), expected.len());
    for (record, (reason, bytes, hash)) in records.iter().zip(expected) {
        assert_eq!(
            (&record["reason"], &record["bytes"], &record["blake3"]),
            (&reason.into(), &bytes, &hash),
            "{record}"
        );
    }
}

#[test]
fn files_of_others_are_not_overwritten() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "in/a.txt", report(1));
    write(dir, "out/a.txt.json", "{\"my\": \"sidecar\"}");
    let (code, told) = extract(dir, &["in", "-o", "out"]);
    assert!(code == Some(1) && told.contains("found another file: "), "{told}");
    assert_eq!(fs::read(dir.join("out/a.txt.json")).expect("a file"), b"{\"my\": \"sidecar\"}");
}

#[test]
fn an_output_whose_source_stands_below_another_root_is_not_overwritten() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "2023/a.txt", report(1));
    write(dir, "2024/a.txt", report(2));
    let run = |year: &str| extract(dir, &[year, "-o", "out", "--manifest", "run"]);
    assert_eq!(run("2023").0, Some(0));
    let before = fs::read(dir.join("out/a.txt.json")).expect("a file");
    let (code, told) = run("2024");
    assert!(code == Some(1) && told.contains("2023/a.txt, which is still there"), "{told}");
    assert_eq!(fs::read(dir.join("out/a.txt.json")).expect("a file"), before);
    assert!(run("2023").1.contains("1 unchanged"));
    // Where it was moved, it is the same.
    fs::remove_dir_all(dir.join("2024")).expect("a folder");
    fs::rename(dir.join("2023"), dir.join("2024")).expect("a folder");
    assert!(run("2024").1.contains("1 unchanged"));
}

#[test]
fn archives_that_failed_are_tried_again_with_all_that_is_in_them() {
    let dir = dir();
    let dir = dir.path();
    let line = serde_json::json!({"path": "a.txt", "text": report(1)}).to_string();
    write(dir, "in/n.ndjson", &line[..20]);
    write(dir, "in/x.ndjson.gz", "no gzip");
    let run = |args: &[&str]| extract(dir, &[&["in", "-o", "out", "--manifest", "run"], args].concat()).1;
    assert!(run(&[]).contains("2 failed"));
    write(dir, "in/n.ndjson", &line);
    let told = run(&["--retry-failed"]);
    assert!(told.contains("1 made") && told.contains("1 failed"), "{told}");
    // What it failed for is forgotten with what is gone.
    let records = || fs::read_to_string(dir.join("run/manifest.ndjson")).expect("a manifest").lines().count();
    assert_eq!(records(), 3);
    run(&["--prune"]);
    assert_eq!(records(), 2);
}

#[test]
fn what_was_listed_is_forgotten_when_it_is_gone() {
    let dir = dir();
    let dir = dir.path();
    for (i, name) in ["y/a.txt", "y/b.txt", "y/c.txt"].into_iter().enumerate() {
        write(dir, name, report(i));
    }
    write(dir, "list", "y/a.txt\ny/b.txt\ny/c.txt\n");
    let args = ["--files-from", "list", "-o", "out", "--manifest", "run", "--prune"];
    extract(dir, &args);
    // One is gone, and another is a folder now.
    fs::remove_file(dir.join("y/a.txt")).expect("a file");
    fs::remove_file(dir.join("y/b.txt")).expect("a file");
    write(dir, "y/b.txt/d.txt", report(4));
    write(dir, "list", "y/c.txt\n");
    extract(dir, &args);
    assert_eq!(names(&dir.join("out/y")), ["c.txt.json"]);
}

#[test]
fn what_could_not_be_listed_is_more_than_one_failure() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "in/a.txt", report(1));
    write(dir, "in/empty.txt", "");
    let run = |inputs: &[&str]| extract(dir, &[inputs, &["-o", "out", "--max-failures", "5"]].concat()).0;
    assert_eq!((run(&["in"]), run(&["in", "none"])), (Some(0), Some(1)));
}

#[test]
fn what_stood_in_a_folder_that_was_given_is_kept_while_that_is_away() {
    let dir = dir();
    let dir = dir.path();
    write(dir, "x/a/a.txt", report(1));
    write(dir, "x/b/b.txt", report(2));
    let run =
        |given: &[&str]| extract(dir, &[&["--base", "x", "-o", "out", "--manifest", "run", "--prune"], given].concat());
    assert_eq!(run(&["x/a", "x/b"]).0, Some(0));
    fs::rename(dir.join("x/b"), dir.join("away")).expect("a folder");
    let (code, told) = run(&["x/a", "x/b"]);
    assert!(code == Some(1) && told.contains("x/b"), "{told}");
    assert_eq!(run(&["x/a"]).0, Some(0));
    assert!(dir.join("out/b/b.txt.json").exists(), "{told}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_in_an_archive_of_a_name_of_other_times_is_kept_while_that_is_left_out() {
    use std::os::unix::ffi::OsStrExt;
    let dir = dir();
    let dir = dir.path();
    write(dir, "in/b.txt", report(1));
    let line = serde_json::json!({"path": "a.txt", "text": report(2)});
    // 报 in GBK.
    let name = std::ffi::OsStr::from_bytes(b"in/\xb1\xa8.ndjson");
    fs::write(dir.join(name), format!("{line}\n")).expect("a file");
    let run = |given: &[&str]| extract(dir, &[&["-o", "out", "--manifest", "run", "--prune"], given].concat());
    assert_eq!(run(&["in"]).0, Some(0));
    let kept = dir.join("out/%B1%A8.ndjson/a.txt.json");
    assert!(kept.exists());
    assert_eq!(run(&["in", "--exclude", "*.ndjson"]).0, Some(0));
    assert_eq!(run(&["in/b.txt"]).0, Some(0));
    assert!(kept.exists());
}
