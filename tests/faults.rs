//! What can go wrong around a batch: damaged inputs, things that are no files, full and read-only targets, signals,
//! panics. What is good comes out whole, what is bad is named, and the run can be resumed.

#[path = "support/chance.rs"]
mod chance;
#[path = "support/files.rs"]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use chance::Chance;
use files::files;
use tempfile::TempDir;

fn gongwen() -> Command {
    Command::cargo_bin("gongwen").expect("the binary is built")
}

fn report(i: usize) -> String {
    format!(
        "云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1{i:03}.50万元，执行数1{i:03}.08万元。\n\n二、下一步打算\n\n\
         （一）修缮柳浦桥{i}座。\n（二）新增停车位{i}个。\n"
    )
}

fn write(root: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("below")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// All outputs below a folder, and whether each is whole.
fn outputs(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in files(root) {
        if entry.extension().is_some_and(|e| e == "json") {
            let bytes = fs::read(&entry).expect("a file");
            assert!(bytes.ends_with(b"}\n"), "{} is half written", entry.display());
            found.insert(entry.strip_prefix(root).expect("below").to_owned(), bytes);
        }
    }
    found
}

struct Mount(PathBuf);

impl Mount {
    /// A small filesystem in memory; `None`, said aloud, where none may be mounted.
    fn new(folder: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&folder).expect("a folder");
        let options = format!("size={size}");
        let mut mount = Process::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&folder).stderr(Stdio::null());
        if mount.status().is_ok_and(|s| s.success()) {
            return Some(Self(folder));
        }
        println!("SKIPPED: no small filesystem can be mounted here; run as root to test it");
        None
    }

    fn read_only(&self) {
        let status = Process::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().expect("mount runs");
        assert!(status.success());
    }

    fn grow(&self, size: &str) {
        let options = format!("remount,size={size}");
        let status = Process::new("mount").args(["-o", &options]).arg(&self.0).status().expect("mount runs");
        assert!(status.success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg(&self.0).status();
    }
}

/// A zip archive of one member that says of itself what `tamper` makes of it.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
    writer.write_all(content).expect("memory");
    writer.finish().expect("memory").into_inner()
}

/// 200 damaged files of ten sorts: name, bytes, and what is said of each.
fn damaged(chance: &mut Chance) -> Vec<(String, Vec<u8>, &'static str)> {
    let mut noise = |len: usize| -> Vec<u8> { (0..len).map(|_| chance.below(256) as u8).collect() };
    let bomb = zip("big.txt", &vec![b'0'; 3 << 20]);
    let mut files = Vec::new();
    for i in 0..20 {
        let (gbk, _, _) = encoding_rs::GBK.encode("柳浦街道");
        let controls: Vec<u8> = gbk.iter().copied().chain((0..60).map(|k| [1, 2, 3, 5, 6, 14][k % 6])).collect();
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain((0..400u32).flat_map(|k| [(k % 7) as u8, 0])).collect();
        let whole = zip("a.txt", report(i).as_bytes());
        files.extend([
            (format!("bad/empty-{i}.txt"), Vec::new(), "empty"),
            (format!("bad/blank-{i}.txt"), vec![b'\n'; 100 + i], "empty"),
            (format!("bad/noise-{i}.txt"), noise(4000), "binary"),
            (format!("bad/zeros-{i}.txt"), vec![0; 3000], "binary"),
            (format!("bad/controls-{i}.txt"), controls, "binary"),
            (format!("bad/utf16-{i}.txt"), utf16, "binary"),
            (format!("bad/long-{i}.txt"), "一".repeat(1_200_000).into_bytes(), "too large"),
            (format!("bad/cut-{i}.zip"), whole[..whole.len() / 2].to_vec(), "unreadable"),
            (format!("bad/bomb-{i}.zip"), bomb.clone(), "too large"),
            (format!("bad/name-{i}.zip"), zip("../escape.txt", report(i).as_bytes()), "unsafe name"),
        ]);
    }
    files
}

#[test]
fn two_hundred_damaged_files_among_a_thousand() {
    let dir = TempDir::new().expect("a temporary folder");
    let input = dir.path().join("in");
    for i in 0..1000 {
        write(&input, &format!("{:02}/{i:04}.txt", i % 13), report(i));
    }
    let damaged = damaged(&mut Chance::new(1));
    assert_eq!(damaged.len(), 200);
    for (name, bytes, _) in &damaged {
        write(&input, name, bytes);
    }
    let out = dir.path().join("out");
    let done = gongwen().arg("extract").arg(&input).arg("-o").arg(&out).args(["--max-bytes", "2m"]).output();
    let done = done.expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1));
    assert!(told.contains("1000 made, 0 unchanged, 200 failed"), "{}", told.lines().rev().take(6).collect::<String>());
    assert_eq!(outputs(&out).len(), 1000);
    for (name, _, reason) in &damaged {
        let line = told.lines().find(|line| line.contains(name.as_str()));
        assert!(line.is_some_and(|line| line.contains(reason)), "{name}: expected {reason}, found {line:?}");
    }
    assert!(!dir.path().join("escape.txt").exists() && !out.join("bad/escape.txt.json").exists());
}

#[test]
fn damage_that_can_be_read_is_read() {
    // What is no reason to refuse a file: it comes out, and the warnings say what was odd.
    let dir = TempDir::new().expect("a temporary folder");
    let gbk = encoding_rs::GBK.encode(&report(1)).0.into_owned();
    write(dir.path(), "cut.txt", &gbk[..gbk.len() - 1]);
    let mut broken = report(2).into_bytes();
    broken[40] = 0xff;
    write(dir.path(), "broken.txt", broken);
    write(dir.path(), "line.txt", report(3).replace('\n', "　　").repeat(60_000));
    let surrogate: Vec<u8> = report(4).encode_utf16().chain([0xd800]).flat_map(u16::to_le_bytes).collect();
    write(dir.path(), "surrogate.txt", [vec![0xff, 0xfe], surrogate].concat());
    write(dir.path(), "deep.html", format!("<p>{}</p>{}", report(5), "<div><table><tr><td>".repeat(50_000)));
    write(dir.path(), "deep.txt", report(6) + &"（《“".repeat(100_000));
    write(dir.path(), "deep.md", report(7) + &"> ".repeat(50_000) + "- ".repeat(50_000).as_str());
    assert!(fs::metadata(dir.path().join("line.txt")).expect("a file").len() > 10 << 20);
    let out = dir.path().join("out");
    let done = gongwen().arg("extract").arg(dir.path()).arg("-o").arg(&out).output().expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert!(told.contains("7 made, 0 unchanged, 0 failed"), "{told}");
    assert_eq!(outputs(&out).len(), 7);
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_named() {
    use std::os::unix::ffi::OsStrExt;
    let dir = TempDir::new().expect("a temporary folder");
    let input = dir.path().join("in");
    write(&input, "good.txt", report(1));
    write(&input, ".hidden/.report.txt", report(2));
    write(&input, ".gitignore", "*.txt\n");
    write(&input, "sub/a.txt", report(3));
    fs::write(input.join(std::ffi::OsStr::from_bytes(b"\xb1\xa8\xb8\xe6.txt")), report(4)).expect("a file");
    std::os::unix::fs::symlink("..", input.join("sub/loop")).expect("a link");
    std::os::unix::fs::symlink("nowhere.txt", input.join("dangling.txt")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", input.join("device.txt")).expect("a link");
    std::os::unix::fs::symlink("good.txt", input.join("link.txt")).expect("a link");
    assert!(Process::new("mkfifo").arg(input.join("pipe.txt")).status().expect("mkfifo runs").success());
    let out = dir.path().join("out");
    let done = gongwen().arg("extract").arg(&input).arg("-o").arg(&out).args(["--exclude", ".gitignore"]).output();
    let done = done.expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1));
    assert!(told.contains("5 made, 0 unchanged, 4 failed"), "{told}");
    for (name, reason) in [
        ("loop", "leads back to"),
        ("dangling.txt", "unreadable"),
        ("device.txt", "found a device, pipe or socket"),
        ("pipe.txt", "found a device, pipe or socket"),
    ] {
        assert!(told.lines().any(|l| l.contains(name) && l.contains(reason)), "{name}: {reason}\n{told}");
    }
    let outputs = outputs(&out);
    for name in [".hidden/.report.txt.json", "%B1%A8%B8%E6.txt.json", "link.txt.json"] {
        assert!(outputs.contains_key(Path::new(name)), "{name} in {:?}", outputs.keys());
    }
}

#[test]
#[cfg(unix)]
fn what_is_called_an_archive_and_is_no_file_is_named() {
    let dir = TempDir::new().expect("a temporary folder");
    let input = dir.path().join("in");
    write(&input, "good.txt", report(1));
    for name in ["p.zip", "p.tar", "p.tar.gz", "p.ndjson"] {
        assert!(Process::new("mkfifo").arg(input.join(name)).status().expect("mkfifo runs").success());
    }
    for name in ["z.tar", "z.ndjson"] {
        std::os::unix::fs::symlink("/dev/zero", input.join(name)).expect("a link");
    }
    let mut command = gongwen();
    command.arg("extract").arg(&input).arg("-o").arg(dir.path().join("out")).timeout(Duration::from_secs(20));
    let done = command.output().expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(told.contains("1 made, 0 unchanged, 6 failed"), "{told}");
    assert_eq!(told.matches("found a device, pipe or socket").count(), 6, "{told}");
}

#[test]
#[cfg(unix)]
fn outputs_are_as_readable_as_the_user_wishes() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().expect("a temporary folder");
    write(&dir.path().join("in"), "a.txt", report(1));
    for (umask, mode) in [("077", 0o600), ("022", 0o644), ("002", 0o664)] {
        let out = dir.path().join(umask);
        let script = format!("umask {umask}; exec \"$0\" extract \"$1\" -q -o \"$2\"");
        let mut run = Process::new("sh");
        run.args(["-c", &script]).arg(assert_cmd::cargo::cargo_bin("gongwen")).arg(dir.path().join("in")).arg(&out);
        assert!(run.status().expect("sh runs").success());
        let made = fs::metadata(out.join("a.txt.json")).expect("an output").permissions().mode();
        assert_eq!(made & 0o777, mode, "{umask}");
    }
}

/// Runs over `input` with outputs in `out` and a manifest beside the inputs.
fn archived(dir: &Path, out: &Path) -> (Option<i32>, String) {
    let mut command = gongwen();
    command.arg("extract").arg(dir.join("in")).arg("-o").arg(out).arg("--manifest").arg(dir.join("run"));
    let done = command.output().expect("it runs");
    (done.status.code(), String::from_utf8(done.stderr).expect("UTF-8"))
}

#[test]
fn a_full_target_stops_the_run_and_it_can_be_resumed() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..300 {
        write(&dir.path().join("in"), &format!("{i:03}.txt"), report(i));
    }
    let whole = dir.path().join("whole");
    gongwen().arg("extract").arg(dir.path().join("in")).arg("-q").arg("-o").arg(&whole).assert().success();
    let whole = outputs(&whole);
    let Some(mount) = Mount::new(dir.path().join("small"), "400k") else { return };
    let (code, told) = archived(dir.path(), &mount.0);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("stopped: the outputs cannot be written"), "{told}");
    assert!(told.contains("not written:"), "{told}");
    let there = outputs(&mount.0);
    assert!(!there.is_empty() && there.len() < 300);
    assert!(there.iter().all(|(name, bytes)| whole[name] == *bytes), "what is there is whole");
    mount.grow("16m");
    let (code, told) = archived(dir.path(), &mount.0);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains(&format!("{} unchanged", there.len())), "what was made is not made again: {told}");
    assert!(outputs(&mount.0) == whole, "resumed outputs are those of an undisturbed run");
}

#[test]
fn lines_that_fill_the_target_are_summed_up_and_marked() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..300 {
        write(&dir.path().join("in"), &format!("{i:03}.txt"), report(i));
    }
    let Some(mount) = Mount::new(dir.path().join("small"), "400k") else { return };
    let run = || {
        let mut command = gongwen();
        command.arg("extract").arg(dir.path().join("in")).args(["--ndjson", "--shard-size", "50k", "-o"]).arg(&mount.0);
        let done = command.arg("--manifest").arg(dir.path().join("run")).output().expect("it runs");
        (done.status.code(), String::from_utf8(done.stderr).expect("UTF-8"))
    };
    let (code, told) = run();
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("300 inputs: ") && told.contains("stopped: the outputs cannot be written"), "{told}");
    let summary = fs::read_to_string(dir.path().join("run/summary.json")).expect("a summary");
    assert!(summary.contains("\"lost\": \""), "{summary}");
    assert!(mount.0.join("reports.unfinished").exists());
    mount.grow("16m");
    let (code, told) = run();
    assert!(code == Some(0) && !mount.0.join("reports.unfinished").exists(), "{told}");
}

#[test]
fn a_read_only_target_is_left_as_it_is() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..20 {
        write(&dir.path().join("in"), &format!("{i:03}.txt"), report(i));
    }
    // A folder cannot be made below a file, whoever asks.
    write(dir.path(), "file", "not a folder");
    let (code, told) = archived(dir.path(), &dir.path().join("file/out"));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("expected a folder that can be written to"), "{told}");
    let Some(mount) = Mount::new(dir.path().join("small"), "4m") else { return };
    archived(dir.path(), &mount.0);
    let before = outputs(&mount.0);
    write(&dir.path().join("in"), "000.txt", report(500));
    mount.read_only();
    let (code, told) = archived(dir.path(), &mount.0);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("Read-only file system") && told.contains("stopped"), "{told}");
    assert!(outputs(&mount.0) == before);
}

#[test]
#[cfg(unix)]
fn a_limit_on_the_size_of_files_leaves_no_half_file() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..50 {
        write(&dir.path().join("in"), &format!("{i:03}.txt"), report(i).repeat(1 + i % 5 * 8));
    }
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    let script = "ulimit -f 24; exec \"$0\" extract \"$1\" -q -o \"$2\"";
    let mut limited = Process::new("sh");
    limited.args(["-c", script]).arg(assert_cmd::cargo::cargo_bin("gongwen")).arg(&input).arg(&out);
    let status = limited.stderr(Stdio::null()).status().expect("sh runs");
    assert!(!status.success());
    outputs(&out);
    gongwen().arg("extract").arg(&input).arg("-q").arg("-o").arg(&out).assert().success();
    assert_eq!(outputs(&out).len(), 50);
}

#[test]
#[cfg(unix)]
fn an_interrupt_finishes_what_is_in_hand() {
    for signal in ["-INT", "-TERM"] {
        finishes_what_is_in_hand(signal);
    }
}

#[cfg(unix)]
fn finishes_what_is_in_hand(signal: &str) {
    let dir = TempDir::new().expect("a temporary folder");
    let (out, run) = (dir.path().join("out"), dir.path().join("run"));
    let mut command = Process::new(assert_cmd::cargo::cargo_bin("gongwen"));
    command.args(["extract", "--log-format", "json", "-o"]).arg(&out).stderr(Stdio::piped());
    let mut child = at_work(dir.path(), 3000, &mut command, || has_begun(&out));
    send(signal, &child);
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    let summary = summary(dir.path());
    assert_eq!(summary["stopped"], true);
    let made = summary["made"].as_u64().expect("a number") as usize;
    let records = fs::read_to_string(run.join("manifest.ndjson")).expect("a manifest");
    assert_eq!(records.lines().count(), made);
    assert_eq!(outputs(&out).len(), made, "each output that is there is in the manifest");
    let (code, told) = archived(dir.path(), &out);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains(&format!("{made} unchanged")), "{told}");
    assert_eq!(outputs(&out).len(), 3000);
}

/// Starts a run over so many reports below `dir` that goes on for a while, and waits until it is surely at work: until
/// `at_work` says so.
#[cfg(unix)]
fn at_work(dir: &Path, reports: usize, command: &mut Process, at_work: impl Fn() -> bool) -> std::process::Child {
    for i in 0..reports {
        write(&dir.join("in"), &format!("{i:04}.txt"), report(i).repeat(4));
    }
    let mut child = command.arg(dir.join("in")).arg("--manifest").arg(dir.join("run")).spawn().expect("it starts");
    while !at_work() {
        assert!(child.try_wait().expect("it can be asked").is_none(), "it goes on for a while");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

/// `gongwen extract -q -o OUT`, to which more can be added.
#[cfg(unix)]
fn extract(out: &Path) -> Process {
    let mut command = Process::new(assert_cmd::cargo::cargo_bin("gongwen"));
    command.args(["extract", "-q", "-o"]).arg(out);
    command
}

/// Whether the first outputs are there.
#[cfg(unix)]
fn has_begun(out: &Path) -> bool {
    fs::read_dir(out).map_or(0, Iterator::count) >= 5
}

#[cfg(unix)]
fn send(signal: &str, child: &std::process::Child) {
    assert!(Process::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs").success());
}

#[cfg(unix)]
fn summary(dir: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(dir.join("run/summary.json")).expect("a summary")).expect("JSON")
}

#[test]
#[cfg(target_os = "linux")]
fn messages_that_nobody_can_read_harm_nothing() {
    let full = || fs::File::options().write(true).open("/dev/full").expect("a device");
    let dir = TempDir::new().expect("a temporary folder");
    let out = dir.path().join("out");
    write(dir.path(), "in/a.bin", [0; 600]);
    let begun = || has_begun(&out);
    let mut child = at_work(dir.path(), 1000, extract(&out).stderr(full()), begun);
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "the one that is no text");
    assert_eq!((&summary(dir.path())["made"], outputs(&out).len()), (&1000.into(), 1000));

    // It can be stopped, too.
    fs::remove_dir_all(&out).expect("outputs");
    let mut child = at_work(dir.path(), 1000, extract(&out).stderr(full()), begun);
    send("-TERM", &child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(summary(dir.path())["stopped"], true);
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_was_ignored_from_the_start_stays_so() {
    let dir = TempDir::new().expect("a temporary folder");
    let out = dir.path().join("out");
    // As nohup does it, and a shell without job control for what it puts in the background.
    let mut command = Process::new("sh");
    command.args(["-c", "trap '' HUP INT; exec \"$0\" \"$@\""]).arg(assert_cmd::cargo::cargo_bin("gongwen"));
    command.args(["extract", "-q", "-o"]).arg(&out);
    let mut child = at_work(dir.path(), 1000, &mut command, || has_begun(&out));
    send("-HUP", &child);
    send("-INT", &child);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(outputs(&out).len(), 1000);
}

#[test]
#[cfg(all(unix, feature = "export"))]
fn tables_that_are_stopped_say_that_they_were_not_written() {
    let dir = TempDir::new().expect("a temporary folder");
    let out = dir.path().join("tables");
    let is_ours = |entry: fs::DirEntry| entry.file_name().to_string_lossy().contains(".gongwen-");
    let made = || fs::read_dir(dir.path()).expect("a folder").flatten().any(is_ours);
    let begun = || made() && dir.path().join("run/manifest.part").exists();
    let child = at_work(dir.path(), 1000, extract(&out).args(["--to", "csv"]).stderr(Stdio::piped()), begun);
    send("-TERM", &child);
    let done = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(130), "{told}");
    assert!(told.contains(&format!("stopped: nothing was written to {}", out.display())), "{told}");
    let summary = summary(dir.path());
    assert!(summary["made"] == 0 && summary["not_written"].is_number() && !out.exists(), "{summary}");

    // Killed, a run leaves what it was making; the next one with the same manifest clears it away and comes to an end.
    let mut child = at_work(dir.path(), 1000, extract(&out).args(["--to", "csv"]), begun);
    child.kill().and_then(|()| child.wait()).expect("it ends");
    assert!(begun());
    let mut again = extract(&out);
    let again = again.args(["--to", "csv"]).arg(dir.path().join("in")).arg("--manifest").arg(dir.path().join("run"));
    let again = again.output().expect("it runs");
    assert!(again.status.success() && out.exists() && !made(), "{}", String::from_utf8_lossy(&again.stderr));
}

#[test]
#[cfg(feature = "export")]
fn tables_that_fill_the_target_name_it() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..300 {
        write(&dir.path().join("in"), &format!("{i:03}.txt"), report(i));
    }
    let Some(mount) = Mount::new(dir.path().join("small"), "100k") else { return };
    for to in ["csv", "sqlite", "chunks", "parquet"] {
        let out = mount.0.join(to);
        let mut command = gongwen();
        command.arg("extract").arg(dir.path().join("in")).args(["--to", to, "-o"]).arg(&out);
        let done = command.arg("--manifest").arg(dir.path().join("run")).output().expect("it runs");
        let told = String::from_utf8(done.stderr).expect("UTF-8");
        assert_eq!(done.status.code(), Some(1), "{told}");
        assert!(
            told.contains("stopped: the outputs cannot be written") && told.contains(&*out.to_string_lossy()),
            "{told}"
        );
        assert!(told.contains("0 made") && !out.exists(), "{told}");
    }
}

#[test]
#[cfg(unix)]
fn folders_that_lead_to_each_other_are_read_a_bounded_number_of_times() {
    let dir = TempDir::new().expect("a temporary folder");
    let folder = |i: usize| dir.path().join(format!("in/{i}"));
    for i in 0..7 {
        write(&folder(i), "a.txt", report(i));
        for other in (0..7).filter(|&other| other != i) {
            std::os::unix::fs::symlink(folder(other), folder(i).join(format!("to-{other}"))).expect("a link");
        }
    }
    let out = dir.path().join("out");
    let done = gongwen().arg("extract").arg(dir.path().join("in")).arg("-o").arg(&out).output().expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!((7..=70).contains(&outputs(&out).len()), "{}", outputs(&out).len());
    assert!(told.contains("to a folder that a link has led to already"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_second_interrupt_stops_at_once() {
    use std::io::{BufRead, BufReader};
    // Standard input that never ends is a file in hand that is never finished.
    let mut child = Process::new(assert_cmd::cargo::cargo_bin("gongwen"))
        .args(["extract", "-", "--ndjson", "--log-format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // More than a pipe holds: once it is taken, the file is surely in hand.
    child.stdin.as_mut().expect("piped").write_all(report(1).repeat(2000).as_bytes()).expect("it reads");
    send("-INT", &child);
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    stderr.read_line(&mut told).expect("UTF-8");
    let told: serde_json::Value = serde_json::from_str(&told).expect("a line of JSON");
    assert_eq!(told["event"], "interrupted");
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().expect("it can be asked").is_none(), "the file in hand is waited for");
    send("-INT", &child);
    let begun = std::time::Instant::now();
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_large_report_goes_through_a_file_and_comes_out_the_same() {
    let dir = TempDir::new().expect("a temporary folder");
    // Some megabytes of JSON, between two that stay in memory.
    write(&dir.path().join("in"), "a.txt", report(1));
    write(&dir.path().join("in"), "b.txt", (0..6000).map(report).collect::<String>());
    write(&dir.path().join("in"), "c.txt", report(2));
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    let run = |args: &[&str]| gongwen().arg("extract").arg(&input).args(args).arg("-o").arg(&out).output();
    let told = |args| String::from_utf8(run(args).expect("it runs").stderr).expect("UTF-8");
    assert!(told(&[]).contains("3 made, 0 unchanged"));
    let tree = outputs(&out);
    assert!(tree[Path::new("b.txt.json")].len() > 8 << 20);
    assert!(told(&[]).contains("0 made, 3 unchanged"), "an identical output is left alone");
    let mut other = tree[Path::new("b.txt.json")].clone();
    *other.last_mut().expect("a line end") = b' ';
    fs::write(out.join("b.txt.json"), other).expect("a file");
    assert!(told(&[]).contains("1 made, 2 unchanged"));
    assert!(outputs(&out) == tree);
    assert!(told(&["--ndjson"]).contains("3 made"));
    let lines = fs::read(out.join("reports-00000.ndjson")).expect("a file");
    assert!(lines == tree.into_values().collect::<Vec<_>>().concat());
    assert_eq!(files(&out).len(), 4, "no temporary file stays");
}

mod library {
    //! What only the library can be made to do.

    use std::path::PathBuf;
    use std::sync::Mutex;
    use std::time::Duration;

    use blake3::Hash;
    use gongwen::batch::{Catalogue, Event, Former, Selection, Settings, Stop, Stream, collect, run};
    use gongwen::decode::Refusal;
    use gongwen::report::{Extraction, Options, extract, extract_owned};
    use tempfile::TempDir;

    fn planted(raw: Vec<u8>, blake3: Hash, path: &str, options: Options) -> Result<Extraction, Refusal> {
        assert!(!path.contains("panic"), "planted in {path}");
        if path.contains("slow") {
            std::thread::sleep(Duration::from_millis(1500));
        }
        extract_owned(raw, blake3, path, options)
    }

    #[test]
    fn a_panic_is_caught_and_a_slow_file_named() {
        let dir = TempDir::new().expect("a temporary folder");
        for name in ["a.txt", "panic.txt", "slow.txt", "z.txt"] {
            super::write(dir.path(), name, super::report(1));
        }
        let inputs = collect(&[dir.path().to_owned().into()], &Selection::default());
        let settings = Settings {
            options: Options::default(),
            extract: planted,
            jobs: 2,
            max_bytes: 1 << 20,
            slow_after: Duration::from_millis(300),
            catalogue: Catalogue::default(),
            target: PathBuf::new(),
            former: Former::default(),
            retry_failed: false,
        };
        let told = Mutex::new(Vec::new());
        let sink = Stream::new(std::io::sink());
        let summary = run(&inputs, &settings, &sink, &Stop::default(), |event| {
            told.lock().expect("one thread").push(match event {
                Event::Slow(input, _) => format!("slow {}", input.name),
                Event::Ahead(bytes) => format!("ahead {}", bytes.is_some()),
                Event::Still => "still".into(),
                Event::Done(input, outcome) => match &outcome.result {
                    Ok(_) => format!("made {}", input.name),
                    Err(failure) => format!("{} {}", failure.reason, failure.message),
                },
            });
        });
        let summary = summary.expect("it runs");
        assert_eq!((summary.made, summary.failed.get("panicked")), (3, Some(&1)));
        let told = told.into_inner().expect("one thread");
        assert!(told.iter().any(|t| t.starts_with("panicked panicked: planted in panic.txt")), "{told:?}");
        assert_eq!(told.iter().filter(|t| *t == "slow slow.txt").count(), 1, "{told:?}");
        // What is done behind a slow file is told of before that is.
        let at = |what: &str| told.iter().position(|t| t == what).expect("it was told");
        assert!(told.iter().take(at("made slow.txt")).filter(|t| *t == "ahead true").count() > 1, "{told:?}");
    }

    #[test]
    fn work_is_bounded_by_steps() {
        let text = super::report(1);
        let read = |steps_per_byte| extract(text.as_bytes(), "a.txt", Options { steps_per_byte, ..Options::default() });
        let steps = read(64).expect("few steps").steps;
        assert!(steps.taken() * 100 < steps.limit(), "{steps:?}");
        let refusal = read(0).expect_err("no steps at all");
        assert!(matches!(refusal, Refusal::TooComplex { limit: 0, .. }));
        assert_eq!(refusal, read(0).expect_err("the same each time"));
        assert!(refusal.to_string().starts_with("too complex: lines needed more than 0 steps for"), "{refusal}");
    }
}

#[test]
fn a_refusal_for_too_much_work_harms_only_its_file() {
    let dir = TempDir::new().expect("a temporary folder");
    let dense = "1%、".repeat(20_000);
    write(dir.path(), "dense.txt", &dense);
    write(dir.path(), "plain.txt", "柳浦街道办事处负责辖区内的各项工作。".repeat(2000));
    let mut command = gongwen();
    command.arg("extract").arg(dir.path()).args(["--ndjson", "--steps-per-byte", "1"]);
    let done = command.output().expect("it runs");
    let told = String::from_utf8(done.stderr).expect("UTF-8");
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(told.contains("dense.txt: too complex: ") && told.contains("1 made"), "{told}");
}
