//! Packed inputs: read through without unpacking, refused where they are dangerous.

#[path = "support/files.rs"]
mod files;

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use files::files;
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

/// A zip archive whose members are stored as they are.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
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
    assert_eq!(read(&file, &["--exclude", "*/2024/*", "--exclude", "*.zst"]).0.len(), 5);
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
#[cfg(target_os = "linux")]
fn there_may_be_more_zips_than_files_may_be_open() {
    let dir = TempDir::new().expect("a temporary folder");
    for i in 0..100 {
        let members = [("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.as_bytes())];
        fs::write(dir.path().join(format!("{i:03}.zip")), zip(&members)).expect("a file");
    }
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "ulimit -n 60; exec \"$0\" extract \"$1\" --jobs 2 -o \"$1/out\""]);
    let done = limited.arg(assert_cmd::cargo::cargo_bin("gongwen")).arg(dir.path()).output().expect("sh runs");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && told.contains("200 inputs: 200 made"), "{told}");
}

#[test]
fn a_zip_behind_the_rest_of_another_is_refused() {
    let dir = TempDir::new().expect("a temporary folder");
    let inner = zip(&[("a.txt", REPORT.as_bytes())]);
    let outer = zip(&[("b.txt", REPORT.as_bytes()), ("in.zip", &inner), ("c.txt", REPORT.as_bytes())]);
    let start = outer.windows(inner.len()).position(|bytes| bytes == inner).expect("stored");
    fs::write(dir.path().join("cut.zip"), &outer[..start + inner.len()]).expect("a file");
    fs::write(dir.path().join("two.zip"), [&*inner, &zip(&[("d.txt", REPORT.as_bytes())])].concat()).expect("a file");
    // A program that unpacks itself.
    fs::write(dir.path().join("program.zip"), [b"MZ program", &*inner].concat()).expect("a file");
    let (paths, told, code) = read(dir.path(), &[]);
    assert_eq!((paths.as_slice(), code), (&["program.zip/a.txt".to_owned()][..], Some(1)), "{told}");
    for name in ["cut", "two"] {
        assert!(told.contains(&format!("{name}.zip: unreadable: expected one archive, found ")), "{told}");
    }
}

#[test]
fn of_what_has_a_wrong_checksum_nothing_is_read() {
    let dir = TempDir::new().expect("a temporary folder");
    let archive = tar(&[("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.as_bytes())]);
    let line = serde_json::json!({"path": "a.txt", "text": REPORT}).to_string() + "\n";
    let stored = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    // A level of zstd that stores as it is what it cannot make smaller, here a text without repetition.
    let zstd = |bytes: &[u8]| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.include_checksum(true).expect("zstd");
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    for (name, bytes) in
        [("a.tar.gz", stored(&archive)), ("a.tar.zst", zstd(&archive)), ("a.ndjson.gz", stored(line.as_bytes()))]
    {
        let path = dir.path().join(name);
        fs::write(&path, &bytes).expect("a file");
        assert_eq!(read(&path, &[]).2, Some(0), "{name}");
        let mut damaged = bytes.clone();
        let at = damaged.windows(4).position(|bytes| bytes == b"1200").expect("as it is");
        damaged[at] = b'7';
        fs::write(&path, &damaged).expect("a file");
        let (paths, told, code) = read(&path, &[]);
        assert!(paths.is_empty() && code == Some(1), "{name}: {paths:?} {told}");
        assert!(told.contains(&format!("{name}: damaged: ")) && told.contains("may be other than it was"), "{told}");
        // Of what is only cut off, within its checksum too, what comes before the cut is as it was.
        fs::write(&path, &bytes[..bytes.len() - 2]).expect("a file");
        let (paths, told, code) = read(&path, &[]);
        assert!(!paths.is_empty() && code == Some(1) && told.contains("/(rest): unreadable"), "{name}: {told}");
    }
}

#[test]
fn gzip_members_and_the_zeros_of_a_tape() {
    let dir = TempDir::new().expect("a temporary folder");
    let (one, two) = REPORT.split_at(REPORT.find("一、").expect("a heading"));
    fs::write(
        dir.path().join("a.txt.gz"),
        [gzip(one.as_bytes()), vec![0; 700], gzip(two.as_bytes()), vec![0; 9000]].concat(),
    )
    .expect("a file");
    fs::write(dir.path().join("b.txt.gz"), [gzip(REPORT.as_bytes()), b"rubbish".to_vec()].concat()).expect("a file");
    let (paths, told, _) = read(dir.path(), &[]);
    assert_eq!(paths, ["a.txt.gz"], "{told}");
    assert!(told.contains("b.txt.gz: unreadable: expected the end of the gzip data, found something else"), "{told}");
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let out = command.arg("extract").arg(dir.path().join("a.txt.gz")).arg("--ndjson").output().expect("it runs").stdout;
    assert!(String::from_utf8_lossy(&out).contains(&format!("\"bytes\":{}", REPORT.len())));
}

#[test]
fn archives_of_other_forms_are_named_as_what_they_are() {
    let dir = TempDir::new().expect("a temporary folder");
    for name in ["a.7z", "b.tar.xz", "c.tar.bz2", "d.RAR", "e.txt.xz"] {
        fs::write(dir.path().join(name), REPORT).expect("a file");
    }
    let packed = gzip(REPORT.as_bytes());
    fs::write(dir.path().join("f.txt.gz"), &packed).expect("a file");
    fs::write(dir.path().join("g.md.gz"), &packed).expect("a file");
    let (paths, told, code) = read(dir.path(), &[]);
    assert_eq!((paths.as_slice(), code), (&["f.txt.gz", "g.md.gz"].map(str::to_owned)[..], Some(1)), "{told}");
    assert_eq!(told.matches("found an archive of a form that is not read; unpack it").count(), 5, "{told}");
    // A packed file is wanted by either name.
    let (paths, told, _) = read(dir.path(), &["--include", "*.txt"]);
    assert_eq!((paths.as_slice(), told.matches("not read").count()), (&["f.txt.gz".to_owned()][..], 1), "{told}");
    assert_eq!(read(dir.path(), &["--include", "*.gz"]).0.len(), 2);
}

#[test]
fn names_that_are_no_text_keep_their_bytes() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.tar");
    let mut archive = tar(&[("caf1.txt", REPORT.as_bytes()), ("caf2.txt", REPORT.as_bytes())]);
    for (ascii, byte) in [(b'1', 0xe9), (b'2', 0xe8)] {
        let name = [b'c', b'a', b'f', ascii];
        let start = archive.windows(4).position(|bytes| bytes == name).expect("a name");
        archive[start + 3] = byte;
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(&archive[start..start + 512]);
        header.set_cksum();
        archive[start..start + 512].copy_from_slice(header.as_bytes());
    }
    fs::write(&path, archive).expect("a file");
    let (paths, told, code) = read(&path, &[]);
    assert_eq!((paths, code), (vec!["a.tar/caf%E9.txt".to_owned(), "a.tar/caf%E8.txt".to_owned()], Some(0)), "{told}");
}

#[test]
fn an_archive_that_is_replaced_after_it_was_listed_gives_nothing_under_wrong_names() {
    use gongwen::batch::{Selection, collect, read_each};
    let dir = TempDir::new().expect("a temporary folder");
    let other = REPORT.replace("1200", "1300");
    let (one, two) = (("a.txt", REPORT.as_bytes()), ("b.txt", other.as_bytes()));
    let line = |(path, text): (&str, &[u8])| {
        serde_json::json!({"path": path, "text": String::from_utf8_lossy(text)}).to_string() + "\n"
    };
    let of = |members: &[(&str, &[u8])]| {
        [
            ("x.tar", tar(members)),
            ("x.zip", zip(members)),
            ("x.ndjson", members.iter().copied().map(line).collect::<String>().into_bytes()),
        ]
    };
    for (name, bytes) in of(&[one, two]) {
        let path = dir.path().join(name);
        fs::write(&path, bytes).expect("a file");
    }
    // Of zip archives so many are kept open; the first was closed when the last was listed.
    for i in 0..20 {
        fs::write(dir.path().join(format!("y{i}.zip")), zip(&[one])).expect("a file");
    }
    let found = collect(&[dir.path().to_owned().into()], &Selection::default());
    let read = |members: &[(&str, &[u8])]| {
        for (name, bytes) in of(members) {
            // Another file in its place, not other bytes in the file.
            fs::write(dir.path().join("new"), bytes).expect("a file");
            fs::rename(dir.path().join("new"), dir.path().join(name)).expect("a file");
        }
        let mut results = Vec::new();
        read_each(&found.inputs, 1 << 20, |index, read| {
            if found.inputs[index].name.starts_with('x') {
                results.push(read.map(|bytes| bytes.len()).map_err(|failure| failure.reason));
            }
            true
        });
        results
    };
    assert_eq!(read(&[two, one]), [Err("changed"); 6]);
    assert_eq!(read(&[one]), [Ok(REPORT.len()), Err("changed")].repeat(3));
    assert_eq!(read(&[one, two, ("c.txt", b"")]), [Ok(REPORT.len()), Ok(other.len())].repeat(3));
}

#[test]
fn lines_of_json_are_unicode_whatever_encoding_is_given() {
    let dir = TempDir::new().expect("a temporary folder");
    let line = serde_json::json!({"path": "b.txt", "text": REPORT}).to_string();
    fs::write(dir.path().join("a.txt"), encoding_rs::GBK.encode(REPORT).0).expect("a file");
    fs::write(dir.path().join("b.ndjson"), line).expect("a file");
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let done =
        command.arg("extract").arg(dir.path()).args(["--ndjson", "--encoding", "gbk"]).output().expect("it runs");
    let out = String::from_utf8(done.stdout).expect("UTF-8");
    assert_eq!(out.lines().filter(|line| line.contains("云溪市柳浦街道")).count(), 2, "{out}");
}

#[test]
fn any_bound_of_bytes_is_a_bound() {
    let dir = TempDir::new().expect("a temporary folder");
    fs::write(dir.path().join("a.txt.gz"), gzip(REPORT.as_bytes())).expect("a file");
    fs::write(dir.path().join("b.zip"), zip(&[("b.txt", REPORT.as_bytes())])).expect("a file");
    fs::write(dir.path().join("c.tar"), tar(&[("c.txt", REPORT.as_bytes())])).expect("a file");
    let (paths, told, _) = read(dir.path(), &["--max-bytes", "18446744073709551615"]);
    assert_eq!(paths.len(), 3, "{told}");
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
    // As it stands in the list, without what would lead out of a folder of outputs.
    let name = report.display().to_string();
    command.assert().success().stdout(predicate::str::contains(format!("\"path\":\"{}\"", &name[1..])));
}

/// Runs in a folder, and gives the paths of the outputs and what was said.
fn run_in(dir: &Path, out: &str, args: &[&str], stdin: &[u8]) -> (Vec<String>, String, Option<i32>) {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    command.current_dir(dir).arg("extract").args(args).args(["-o", out]).write_stdin(stdin);
    let done = command.output().expect("it runs");
    let out = dir.join(out);
    let below = |path: &Path| path.strip_prefix(&out).expect("below").display().to_string();
    let mut names: Vec<String> = files(&out).iter().map(|path| below(path)).collect();
    names.sort();
    (names, String::from_utf8(done.stderr).expect("UTF-8"), done.status.code())
}

#[test]
fn what_is_listed_keeps_its_path() {
    let dir = TempDir::new().expect("a temporary folder");
    for year in ["2023", "2024"] {
        fs::create_dir_all(dir.path().join("y").join(year)).expect("a folder");
        fs::write(dir.path().join("y").join(year).join("report.txt"), REPORT).expect("a file");
    }
    let list = "y/2023/report.txt\n./y/2024/report.txt\ny/2023/report.txt\n";
    let expected = ["y/2023/report.txt.json", "y/2024/report.txt.json"];
    let (names, told, code) = run_in(dir.path(), "o1", &["--files-from", "-"], list.as_bytes());
    assert_eq!((names.as_slice(), code), (&expected.map(str::to_owned)[..], Some(0)), "{told}");
    assert!(told.contains("2 inputs: 2 made"), "what is listed twice is read once: {told}");
    let utf16: Vec<u8> = format!("\u{feff}{list}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(run_in(dir.path(), "o2", &["--files-from", "-"], &utf16).0, expected);
    assert_eq!(run_in(dir.path(), "o3", &["--files-from", "-"], &utf16[2..]).2, Some(2));
    let based = ["2023/report.txt.json", "2024/report.txt.json"];
    assert_eq!(run_in(dir.path(), "o4", &["--base", "y", "y/2023", "y/2024"], b"").0, based);
    assert_eq!(run_in(dir.path(), "o5", &["--base", "y", "y/2023/report.txt", "y/2024/report.txt"], b"").0, based);
    let (names, told, code) = run_in(dir.path(), "o6", &["y/2023", "y/2024"], b"");
    assert!(names.is_empty() && code == Some(2) && told.contains("--base DIR"), "{told}");
    let (names, told, code) = run_in(dir.path(), "o7", &["--base", "y/2023", "y/2023", "y/2024"], b"");
    assert!(names == ["report.txt.json"] && code == Some(1) && told.contains("expected a path below"), "{told}");
}

#[test]
fn patterns_are_of_the_path_that_outputs_have() {
    let dir = TempDir::new().expect("a temporary folder");
    let folder = dir.path().join("in/2024");
    fs::create_dir_all(&folder).expect("a folder");
    let archive = tar(&[("a.txt", REPORT.as_bytes()), ("b.md", REPORT.as_bytes())]);
    for (name, bytes) in [("a.txt", REPORT.as_bytes()), ("r.tar", &archive), ("../top.tar", &archive)] {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    for (pattern, expected) in [
        ("*.txt", &["2024/a.txt", "2024/r.tar/a.txt", "top.tar/a.txt"][..]),
        ("2024/**", &["2024/a.txt", "2024/r.tar/a.txt", "2024/r.tar/b.md"]),
        ("2024/r.tar/*.md", &["2024/r.tar/b.md"]),
        ("top.tar", &["top.tar/a.txt", "top.tar/b.md"]),
        ("2024", &["2024/a.txt", "2024/r.tar/a.txt", "2024/r.tar/b.md"]),
    ] {
        assert_eq!(read(&dir.path().join("in"), &["--include", pattern]).0, expected, "{pattern}");
    }
    assert_eq!(read(&dir.path().join("in"), &["--exclude", "2024/"]).0, ["top.tar/a.txt", "top.tar/b.md"]);
    assert_eq!(read(&dir.path().join("in"), &["--exclude", "r.tar", "--exclude", "*.md"]).0.len(), 2);
}

#[test]
fn a_member_that_is_cut_through_is_no_report() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("cut.tar");
    let archive = tar(&[("a.txt", REPORT.as_bytes()), ("b.txt", REPORT.repeat(20).as_bytes())]);
    fs::write(&path, &archive[..3 * 512 + 800]).expect("a file");
    let (paths, told, code) = read(&path, &[]);
    assert_eq!((paths.as_slice(), code), (&["cut.tar/a.txt".to_owned()][..], Some(1)), "{told}");
    assert!(told.contains("cut.tar/b.txt: unreadable: cut short: expected"), "{told}");
}

#[test]
fn of_members_of_one_name_the_last_is_read_and_the_others_are_named() {
    let dir = TempDir::new().expect("a temporary folder");
    let other = REPORT.replace("1200.50", "1300.50");
    let members = [("r.txt", REPORT.as_bytes()), ("./r.txt", other.as_bytes()), ("s.txt", REPORT.as_bytes())];
    fs::write(dir.path().join("a.tar"), tar(&members)).expect("a file");
    let line = |text: &str| serde_json::json!({"path": "r.txt", "text": text}).to_string() + "\n";
    fs::write(dir.path().join("b.ndjson"), line(REPORT) + &line(&other)).expect("a file");
    // A zip with one name twice: made with two names of one length.
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("r.txt", REPORT), ("q.txt", &other), ("s.txt", REPORT)] {
        writer.start_file(name, SimpleFileOptions::default()).expect("a member");
        writer.write_all(text.as_bytes()).expect("a member");
    }
    let mut bytes = writer.finish().expect("an archive").into_inner();
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"q.txt" {
            bytes[at] = b'r';
        }
    }
    fs::write(dir.path().join("c.zip"), bytes).expect("a file");
    fs::write(dir.path().join("good.txt"), REPORT).expect("a file");
    let (names, told, code) = run_in(dir.path(), "out", &["a.tar", "b.ndjson", "c.zip", "good.txt"], b"");
    let expected = [
        "a.tar/r.txt.json",
        "a.tar/s.txt.json",
        "b.ndjson/r.txt.json",
        "c.zip/r.txt.json",
        "c.zip/s.txt.json",
        "good.txt.json",
    ];
    assert_eq!((names.as_slice(), code), (&expected.map(str::to_owned)[..], Some(1)), "{told}");
    assert!(told.contains("9 inputs: 6 made, 0 unchanged, 3 failed") && told.contains("same_name 3"), "{told}");
    for name in ["a.tar/r.txt", "b.ndjson/r.txt", "c.zip/r.txt"] {
        let report =
            fs::read_to_string(dir.path().join("out").join(name).with_extension("txt.json")).expect("a report");
        assert!(report.contains("1300.50"), "{name}");
    }
}

#[test]
fn a_line_that_is_too_long_harms_only_itself() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.ndjson");
    let line = |name: &str, text: &str| serde_json::json!({"path": name, "text": text}).to_string() + "\n";
    let lines = ["a", "b", "c", "d", "e"]
        .map(|name| line(&format!("{name}.txt"), &if name == "c" { REPORT.repeat(1000) } else { REPORT.to_owned() }));
    // Excel and PowerShell begin their UTF-8 with a mark.
    fs::write(&path, format!("\u{feff}{}", lines.concat())).expect("a file");
    let (paths, told, code) = read(&path, &["--max-bytes", "10k"]);
    assert_eq!(paths, ["a", "b", "d", "e"].map(|name| format!("a.ndjson/{name}.txt")), "{told}");
    assert!(code == Some(1) && told.contains("a.ndjson/line-3: too large: expected at most 10240 bytes"), "{told}");
    assert!(told.contains(&format!("found {}", lines[2].len())), "{told}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_line_that_unpacks_to_a_gigabyte_is_not_kept_in_memory() {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.ndjson.gz");
    let mut encoder =
        flate2::write::GzEncoder::new(fs::File::create(&path).expect("a file"), flate2::Compression::fast());
    encoder.write_all(b"{\"path\":\"x\",\"text\":\"").expect("a file");
    for _ in 0..512 {
        encoder.write_all(&vec![b'a'; 1 << 20]).expect("a file");
    }
    encoder.finish().expect("a file");
    // Of the address space of 400 MB most is room that is never touched.
    let script = "ulimit -v 400000; exec \"$0\" extract \"$1\" --ndjson --jobs 1 --max-bytes 8m";
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", script]).arg(assert_cmd::cargo::cargo_bin("gongwen")).arg(&path);
    let done = limited.output().expect("sh runs");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(1) && told.contains("line-1: too large"), "{told}");
}

#[test]
fn archives_without_documents_and_archives_in_archives_are_named() {
    let dir = TempDir::new().expect("a temporary folder");
    fs::write(dir.path().join("a.tar"), b"").expect("a file");
    fs::write(dir.path().join("b.tar"), vec![0; 10240]).expect("a file");
    fs::write(dir.path().join("c.ndjson"), b"\n").expect("a file");
    let empty = zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().expect("an archive").into_inner();
    fs::write(dir.path().join("d.zip"), empty).expect("a file");
    let nested = [("in.tar.gz", REPORT.as_bytes()), ("x.txt.gz", b"x"), ("good.txt", REPORT.as_bytes())];
    fs::write(dir.path().join("e.tar"), tar(&nested)).expect("a file");
    let (paths, told, code) = read(dir.path(), &[]);
    assert_eq!((paths.as_slice(), code), (&["e.tar/good.txt".to_owned()][..], Some(1)), "{told}");
    assert!(told.contains("failed: empty 4, nested 2"), "{told}");
}

#[test]
fn standard_input_can_be_an_archive() {
    let dir = TempDir::new().expect("a temporary folder");
    let lines = serde_json::json!({"path": "2024/a.txt", "text": REPORT}).to_string();
    let (names, told, code) = run_in(dir.path(), "o1", &["-", "--stdin-name", "in.ndjson"], lines.as_bytes());
    assert_eq!((names.as_slice(), code), (&["in.ndjson/2024/a.txt.json".to_owned()][..], Some(0)), "{told}");
    let archive = gzip(&tar(&[("a.txt", REPORT.as_bytes())]));
    assert_eq!(run_in(dir.path(), "o2", &["-", "--stdin-name", "in.tar.gz"], &archive).0, ["in.tar.gz/a.txt.json"]);
    assert_eq!(run_in(dir.path(), "o3", &["a.txt", "--stdin-name", "in.tar.gz"], b"").2, Some(2));
}
