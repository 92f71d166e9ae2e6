//! Runs that remember: only what is new or changed is read again, and a killed run is resumed.

#[path = "support/files.rs"]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use files::files;
use tempfile::TempDir;

struct Archive {
    dir: TempDir,
}

impl Archive {
    fn new(files: usize) -> Self {
        let archive = Self { dir: TempDir::new().expect("a temporary folder") };
        for i in 0..files {
            archive.write(&format!("{:02}/{i:04}.txt", i % 7), &report(i));
        }
        archive
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().expect("below")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
        command.arg("extract").arg(self.path("in")).arg("-o").arg(self.path("out"));
        command.arg("--manifest").arg(self.path("run")).args(args);
        command
    }

    /// The last line but the summary's: made, unchanged, failed.
    fn run(&self, args: &[&str]) -> String {
        let done = self.command(args).output().expect("it runs");
        String::from_utf8(done.stderr).expect("UTF-8")
    }

    fn records(&self) -> BTreeMap<String, serde_json::Value> {
        let text = fs::read_to_string(self.path("run/manifest.ndjson")).expect("a manifest");
        let records = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        records.map(|r| (r["path"].as_str().expect("a path").to_owned(), r)).collect()
    }
}

fn report(i: usize) -> String {
    format!("云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1{i:03}.50万元。\n")
}

fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let below = |path: &Path| path.strip_prefix(root).expect("below").to_owned();
    files(root).iter().map(|path| (below(path), fs::read(path).expect("a file"))).collect()
}

#[test]
fn only_what_is_new_or_changed_is_made() {
    let archive = Archive::new(5);
    assert!(archive.run(&[]).contains("5 made, 0 unchanged"));
    assert!(archive.run(&[]).contains("0 made, 5 unchanged"));
    archive.write("00/0000.txt", &report(77));
    archive.write("new.txt", &report(78));
    let told = archive.run(&[]);
    assert!(told.contains("2 made, 4 unchanged"), "{told}");
    assert_eq!(archive.records().len(), 6);
    // An output that someone changed is made again.
    fs::write(archive.path("out/new.txt.json"), "{}").expect("a file");
    assert!(archive.run(&[]).contains("1 made, 5 unchanged"));
    // So is one that was made with other options.
    assert!(archive.run(&["--encoding", "gb18030"]).contains("6 made"));
}

#[test]
fn a_manifest_that_still_holds_is_left_alone() {
    let archive = Archive::new(40);
    archive.write("quote\"d.txt", &report(50));
    assert!(archive.run(&[]).contains("41 made"));
    assert!(archive.run(&[]).contains("41 unchanged"));
    let path = archive.path("run/manifest.ndjson");
    let read = || fs::read_to_string(&path).expect("a manifest");
    let (before, at) = (read(), fs::metadata(&path).and_then(|m| m.modified()).expect("a time"));
    let summary = || fs::metadata(archive.path("run/summary.json")).and_then(|m| m.modified()).expect("a time");
    let summed_up = summary();
    std::thread::sleep(Duration::from_millis(20));
    for jobs in ["1", "3"] {
        assert!(archive.run(&["--jobs", jobs]).contains("0 made, 41 unchanged"));
        assert!(read() == before && fs::metadata(&path).and_then(|m| m.modified()).expect("a time") == at);
    }
    assert!(summary() > summed_up, "each run has its summary");
    assert!(!archive.path("run/manifest.part").exists());
    // What changed is written anew in its place; all else stands as it stood.
    archive.write("03/0003.txt", &report(60));
    archive.write("03/new.txt", &report(61));
    fs::remove_file(archive.path("in/04/0004.txt")).expect("a file");
    fs::remove_file(archive.path("out/05/0005.txt.json")).expect("an output");
    fs::write(archive.path("out/06/0006.txt.json"), "{}").expect("an output");
    let told = archive.run(&["--jobs", "2"]);
    assert!(told.contains("4 made, 37 unchanged"), "{told}");
    let after = read();
    let names = |text: &str| -> Vec<String> {
        let records = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        records.map(|record| record["path"].as_str().expect("a path").to_owned()).collect()
    };
    let mut expected = names(&before);
    expected.retain(|name| name != "04/0004.txt");
    let place = expected.iter().position(|name| name.starts_with("04")).expect("a folder");
    expected.insert(place, "03/new.txt".to_owned());
    expected.push("04/0004.txt".to_owned());
    assert_eq!(names(&after), expected);
    let new = ["03/0003.txt", "03/new.txt", "05/0005.txt", "06/0006.txt"];
    let stands = |line: &&str| !new.iter().any(|name| line.starts_with(&format!("{{\"path\":\"{name}\"")));
    assert!(after.lines().filter(stands).all(|line| before.lines().any(|old| old == line)));
    let records = archive.records();
    assert!(new.iter().all(|name| records[*name]["result"] == "made"));
    // Pruned, the record of what is gone goes; and in another order of the inputs the records stand in that.
    assert!(archive.run(&["--prune"]).contains("41 unchanged") && archive.records().len() == 41);
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let lists = ["06", "03"].map(|folder| archive.path("in").join(folder));
    command.arg("extract").args(lists).arg("-o").arg(archive.path("apart")).arg("--manifest").arg(archive.path("run2"));
    let orders = || names(&fs::read_to_string(archive.path("run2/manifest.ndjson")).expect("a manifest"));
    command.assert().success();
    command.assert().success();
    let first = orders();
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let lists = ["03", "06"].map(|folder| archive.path("in").join(folder));
    command.arg("extract").args(lists).arg("-o").arg(archive.path("apart")).arg("--manifest").arg(archive.path("run2"));
    command.assert().success();
    let mut second = orders();
    assert!(first != second);
    second.sort();
    assert!(
        {
            let mut first = first;
            first.sort();
            first
        } == second
    );
}

#[test]
fn failures_are_recorded_and_tried_again() {
    let archive = Archive::new(3);
    archive.write("empty.txt", "");
    assert!(archive.run(&[]).contains("3 made, 0 unchanged, 1 failed"));
    let records = archive.records();
    assert_eq!(records["empty.txt"]["reason"], "empty");
    assert_eq!(records["empty.txt"]["output"], serde_json::Value::Null);
    archive.write("empty.txt", &report(9));
    archive.write("00/0000.txt", &report(10));
    archive.write("new.txt", &report(11));
    let told = archive.run(&["--retry-failed"]);
    assert!(told.contains("1 made, 3 unchanged"), "{told}");
    let summary = fs::read(archive.path("run/summary.json")).expect("a summary");
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
    assert_eq!((&summary["made"], &summary["unchanged"]), (&1.into(), &3.into()));
}

#[test]
fn prune_forgets_what_is_gone() {
    let archive = Archive::new(4);
    archive.write("03/04/below.txt", &report(9));
    archive.write("03/stays.txt", &report(8));
    archive.run(&[]);
    fs::remove_file(archive.path("in/03/0003.txt")).expect("a file");
    archive.run(&[]);
    assert!(archive.path("out/03/0003.txt.json").exists() && archive.records().len() == 6);
    fs::write(archive.path("out/03/foreign.json"), "{}").expect("a file");
    fs::remove_file(archive.path("in/03/04/below.txt")).expect("a file");
    fs::write(archive.path("in/03/04/left-out.md"), "").expect("a file");
    archive.run(&["--prune", "--exclude", "*.md"]);
    assert_eq!(archive.records().len(), 4);
    assert!(!archive.path("out/03/0003.txt.json").exists());
    assert!(archive.path("out/03/foreign.json").exists(), "what the manifest does not name is left alone");
    assert!(!archive.path("out/03/04").exists(), "an empty folder goes too");
}

#[test]
fn what_only_cannot_be_read_this_time_is_not_gone() {
    let archive = Archive::new(2);
    let run = |inputs: &[&str], args: &[&str]| {
        let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
        command.current_dir(archive.dir.path()).arg("extract").args(inputs).args(["-o", "out", "--manifest", "run"]);
        let done = command.args(args).output().expect("it runs");
        String::from_utf8(done.stderr).expect("UTF-8")
    };
    let files = || tree(&archive.path("out")).len();
    // A folder that was given and is away, empty, or not given.
    run(&["in/00", "in/01"], &[]);
    assert_eq!(files(), 2);
    fs::rename(archive.path("in/01"), archive.path("away")).expect("a folder");
    for inputs in [&["in/00", "in/01"][..], &["in/00"]] {
        assert!(run(inputs, &["--prune"]).contains("0 outputs of sources that are gone"), "{inputs:?}");
    }
    fs::create_dir(archive.path("in/01")).expect("a folder");
    run(&["in/00", "in/01"], &["--prune"]);
    assert_eq!(files(), 2);
    // A file that really is.
    archive.write("01/other.txt", &report(5));
    assert!(run(&["in/00", "in/01"], &["--prune"]).contains("1 outputs of sources that are gone"));
    assert_eq!(files(), 2);
    assert!(archive.path("out/other.txt.json").exists() && !archive.path("out/0001.txt.json").exists());
}

#[test]
fn what_is_left_out_or_cut_off_is_not_gone() {
    let archive = Archive::new(2);
    let tar = |names: &[&str]| {
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let text = report(name.len());
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, text.as_bytes()).expect("memory");
        }
        builder.into_inner().expect("memory")
    };
    let whole = tar(&["a.txt", "bb.txt", "ccc.txt"]);
    fs::write(archive.path("in/t.tar"), &whole).expect("a file");
    archive.run(&[]);
    let files = || tree(&archive.path("out")).len();
    assert_eq!(files(), 5);
    for args in [&["--include", "a*"][..], &["--exclude", "t.tar"], &["--exclude", "00"], &["--include", "*.md"]] {
        archive.run(&[args, &["--prune"]].concat());
        assert_eq!(files(), 5, "{args:?}");
    }
    fs::write(archive.path("in/t.tar"), &whole[..1700]).expect("a file");
    archive.run(&["--prune"]);
    assert_eq!(files(), 5, "behind a cut nothing is known");
    fs::write(archive.path("in/t.tar"), tar(&["a.txt"])).expect("a file");
    archive.run(&["--prune"]);
    assert_eq!(files(), 3);
}

#[test]
fn prune_deletes_nothing_but_outputs() {
    let archive = Archive::new(2);
    archive.run(&[]);
    for name in ["victim.json", "victim.txt.json"] {
        fs::write(archive.path(name), "{}").expect("a file");
    }
    let path = archive.path("run/manifest.ndjson");
    let text = fs::read_to_string(&path).expect("a manifest");
    let text = text.replace("\"output\":\"00/0000.txt.json\"", "\"output\":\"../victim.json\"");
    let damaged = text.replace("{\"path\":\"01/0001.txt\"", "{\"path\":\"../victim.txt\"");
    assert_ne!(damaged, text);
    fs::write(&path, damaged).expect("a manifest");
    archive.write("00/other.txt", &report(7));
    fs::remove_file(archive.path("in/00/0000.txt")).expect("a file");
    archive.run(&["--prune"]);
    assert!(archive.path("victim.json").exists() && archive.path("victim.txt.json").exists());
}

#[test]
fn an_output_that_stands_for_a_source_that_fails_is_remembered() {
    let archive = Archive::new(1);
    archive.write("r.txt", &report(3));
    archive.run(&[]);
    fs::write(archive.path("in/r.txt"), [0; 300]).expect("a file");
    archive.run(&[]);
    let record = &archive.records()["r.txt"];
    assert_eq!((&record["result"], &record["output"]), (&"failed".into(), &"r.txt.json".into()));
    fs::remove_file(archive.path("in/r.txt")).expect("a file");
    archive.run(&["--prune"]);
    assert!(!archive.path("out/r.txt.json").exists());
}

#[test]
fn a_manifest_is_for_one_run_at_a_time() {
    let archive = Archive::new(1);
    archive.run(&[]);
    let held = fs::File::options().write(true).open(archive.path("run/lock")).expect("a lock");
    held.try_lock().expect("nobody else has it");
    let done = archive.command(&[]).output().expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert!(done.status.code() == Some(1) && told.contains("another run has this manifest in hand"), "{told}");
    drop(held);
    archive.command(&[]).assert().success();
}

#[test]
fn only_what_a_killed_run_left_is_swept() {
    let archive = Archive::new(1);
    archive.write(".gongwen-report.txt", &report(2));
    archive.run(&[]);
    for name in [".gongwen-notes.txt", ".gongwen-aB3dE6.tmp"] {
        fs::write(archive.path("out").join(name), "mine").expect("a file");
    }
    fs::write(archive.path("run/manifest.part"), "").expect("a file");
    archive.run(&[]);
    assert!(archive.path("out/.gongwen-notes.txt").exists() && archive.path("out/.gongwen-report.txt.json").exists());
    assert!(!archive.path("out/.gongwen-aB3dE6.tmp").exists());
}

#[test]
fn the_same_text_in_other_bytes_is_a_duplicate() {
    let archive = Archive::new(1);
    let gbk = encoding_rs::GBK.encode(&report(0)).0.into_owned();
    fs::write(archive.path("in/zz.txt"), gbk).expect("a file");
    archive.run(&[]);
    let records = archive.records();
    assert_eq!(records["zz.txt"]["duplicate_of"], "00/0000.txt");
    assert_eq!(records["00/0000.txt"]["duplicate_of"], serde_json::Value::Null);
    assert_ne!(records["zz.txt"]["blake3"], records["00/0000.txt"]["blake3"]);
    let summary = fs::read(archive.path("run/summary.json")).expect("a summary");
    let summary: serde_json::Value = serde_json::from_slice(&summary).expect("JSON");
    assert_eq!(summary["duplicates"], 1);
    // What it was run with stands there too, in words.
    assert_eq!((&summary["version"], &summary["key"]), (&records["zz.txt"]["version"], &records["zz.txt"]["key"]));
    assert_eq!(summary["options"]["max_bytes"], "67108864");
    assert!(summary["began"].as_str().is_some_and(|began| began.ends_with('Z')), "{summary}");
    for rate in ["files_per_second", "bytes_per_second", "bytes_out_per_byte_in"] {
        assert!(summary[rate].is_number(), "{summary}");
    }
}

#[test]
fn a_catalogue_goes_with_the_reports() {
    let archive = Archive::new(2);
    let catalogue = archive.path("catalogue.csv");
    fs::write(&catalogue, "path,档号,全宗\n00/0000.txt,J1-7,柳浦街道\n").expect("a file");
    let option = ["--metadata", catalogue.to_str().expect("UTF-8")];
    archive.run(&option);
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(archive.path("out").join(name)).expect("an output")).expect("JSON")
    };
    assert_eq!(json("00/0000.txt.json")["source"]["catalogue"]["档号"], "J1-7");
    assert!(json("01/0001.txt.json")["source"].get("catalogue").is_none());
    fs::write(&catalogue, "path,档号\n00/0000.txt,J1-8\n").expect("a file");
    assert!(archive.run(&option).contains("1 made, 1 unchanged"), "a changed row makes its report again");
    fs::write(&catalogue, "path,档号\n.\\00\\0000.txt,J1-8\nnone.txt,J2\n").expect("a file");
    let told = archive.run(&option);
    assert!(told.contains("catalogue: 1 rows fit no input, 1 inputs have no row\nno input: none.txt"), "{told}");
}

#[test]
fn a_killed_run_is_resumed() {
    let archive = Archive::new(3000);
    let undisturbed = TempDir::new().expect("a temporary folder");
    let mut whole = Command::cargo_bin("gongwen").expect("the binary is built");
    whole.arg("extract").arg(archive.path("in")).arg("-q").arg("-o").arg(undisturbed.path()).assert().success();
    for round in 0..10_u64 {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin("gongwen"))
            .arg("extract")
            .arg(archive.path("in"))
            .args(["-q", "-o"])
            .arg(archive.path("out"))
            .arg("--manifest")
            .arg(archive.path("run"))
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        // Moments spread over the run: where in it they fall differs from machine to machine, as it should.
        std::thread::sleep(Duration::from_millis(5 + round * 23));
        let _ = child.kill();
        child.wait().expect("it ends");
        for (name, bytes) in tree(&archive.path("out")) {
            if name.extension().is_some_and(|e| e == "json") {
                assert!(bytes.ends_with(b"}\n"), "{} is half written", name.display());
            }
        }
    }
    archive.command(&["-q"]).assert().success();
    assert!(tree(&archive.path("out")) == tree(undisturbed.path()), "resumed outputs are those of an undisturbed run");
    assert_eq!(archive.records().len(), 3000);
}

#[test]
fn shards_are_the_same_for_any_number_of_threads() {
    let archive = Archive::new(60);
    let run = |jobs: &str, zstd: bool| {
        let out = TempDir::new().expect("a temporary folder");
        let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
        command.arg("extract").arg(archive.path("in")).args(["-q", "--ndjson", "--shard-size", "64k", "--jobs", jobs]);
        command.arg("-o").arg(out.path()).args(zstd.then_some("--zstd")).assert().success();
        tree(out.path())
    };
    let one = run("1", false);
    assert!(one.len() > 1 && one == run("4", false));
    let packed = run("3", true);
    let lines = |bytes: &[u8]| std::str::from_utf8(bytes).expect("UTF-8").lines().count();
    assert_eq!(one.values().map(|b| lines(b)).sum::<usize>(), 60);
    let unpacked = packed.values().map(|b| zstd::decode_all(&b[..]).expect("zstd"));
    assert!(unpacked.eq(one.values().cloned()));
}

#[test]
fn shards_that_are_the_same_are_left_alone() {
    let archive = Archive::new(30);
    for args in [&["--shard-size", "16k"][..], &["--shard-size", "16k", "--zstd"]] {
        let run = || {
            let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
            command.arg("extract").arg(archive.path("in")).args(["-q", "--ndjson", "-o"]).arg(archive.path("out"));
            command.args(args).assert().success();
            let entries = fs::read_dir(archive.path("out")).expect("a folder").map(|entry| entry.expect("an entry"));
            let times = entries.map(|e| (e.file_name(), e.metadata().and_then(|m| m.modified()).expect("a time")));
            times.collect::<BTreeMap<_, _>>()
        };
        let before = run();
        assert!(before.len() > 2);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(run(), before);
    }
}

#[test]
fn a_shorter_run_leaves_no_shards_of_a_longer_one() {
    let archive = Archive::new(30);
    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
        command.arg("extract").arg(archive.path("in")).args(["-q", "--ndjson", "-o"]).arg(archive.path("out"));
        command.args(args).assert().success();
        let names = tree(&archive.path("out")).into_keys().map(|name| name.display().to_string());
        names.collect::<Vec<_>>()
    };
    assert!(run(&["--shard-size", "8k"]).len() > 2);
    fs::write(archive.path("out/reports-old.ndjson"), "").expect("a file");
    assert_eq!(run(&["--shard-size", "8m"]), ["reports-00000.ndjson", "reports-old.ndjson"]);
    assert_eq!(run(&["--zstd"]), ["reports-00000.ndjson.zst", "reports-old.ndjson"]);
}
