//! Tar archives as hands, tapes and other programs leave them: all their documents are read, and what cannot be is named.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A report whose budget is that number.
fn report(n: usize) -> String {
    format!("云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数{n}.50万元。\n")
}

/// A header of that type, and what follows it.
fn entry(kind: u8, name: &str, bytes: &[u8]) -> Vec<u8> {
    shaped(kind, name, bytes, |_| {})
}

/// The same, with a header of another shape.
fn shaped(kind: u8, name: &str, bytes: &[u8], shape: impl FnOnce(&mut tar::Header)) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).expect("a name");
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_entry_type(tar::EntryType::new(kind));
    shape(&mut header);
    header.set_cksum();
    let mut entry = [header.as_bytes(), bytes].concat();
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

fn file(name: &str, n: usize) -> Vec<u8> {
    entry(b'0', name, report(n).as_bytes())
}

/// The end of an archive.
fn end() -> Vec<u8> {
    vec![0; 1024]
}

/// A record of PAX.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let len = (rest + 1..rest + 9).find(|len| len.to_string().len() + rest == *len).expect("there is one");
    format!("{len} {key}={value}\n")
}

struct Read {
    /// Path and source of each report.
    reports: Vec<(String, u64)>,
    told: String,
    code: Option<i32>,
}

impl Read {
    fn paths(&self) -> Vec<&str> {
        self.reports.iter().map(|(path, _)| &**path).collect()
    }
}

/// What comes of an archive.
fn read(archive: &[u8]) -> Read {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join("a.tar");
    fs::write(&path, archive).expect("a file");
    extract(&path, &[])
}

fn extract(path: &Path, args: &[&str]) -> Read {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    let done = command.arg("extract").arg(path).arg("--ndjson").args(args).output().expect("it runs");
    let reports = String::from_utf8(done.stdout).expect("UTF-8");
    let reports = reports.lines().map(|line| {
        let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let source = &report["source"];
        let path = source["path"].as_str().expect("a path");
        (path.trim_start_matches("a.tar/").to_owned(), source["bytes"].as_u64().expect("a number"))
    });
    Read { reports: reports.collect(), told: String::from_utf8(done.stderr).expect("UTF-8"), code: done.status.code() }
}

#[test]
fn an_archive_without_its_end_is_cut_short() {
    let members = [file("a.txt", 1), file("b.txt", 2), file("c.txt", 3)].concat();
    let whole = [&*members, &end()].concat();
    assert_eq!(read(&whole).code, Some(0));
    // Just behind a member, within what fills its last block, and within the block that ends all.
    for (len, paths) in [
        (1024, &["a.txt"][..]),
        (2048, &["a.txt", "b.txt"]),
        (2000, &["a.txt", "b.txt"]),
        (members.len(), &["a.txt", "b.txt", "c.txt"]),
        (members.len() + 100, &["a.txt", "b.txt", "c.txt"]),
    ] {
        let read = read(&whole[..len]);
        assert_eq!((read.paths(), read.code), (paths.to_vec(), Some(1)), "{len}: {}", read.told);
        let told = "a.tar/(rest): unreadable: cut short: expected the end of the archive, found the end of the file";
        assert!(read.told.contains(told), "{len}: {}", read.told);
    }
    // A careless hand wrote but one block of zeros.
    assert_eq!(read(&whole[..members.len() + 512]).code, Some(0));
}

#[test]
fn outputs_of_what_is_cut_off_stay() {
    let dir = TempDir::new().expect("a temporary folder");
    fs::create_dir(dir.path().join("in")).expect("a folder");
    let path = dir.path().join("in/a.tar");
    let whole = [file("a.txt", 1), file("b.txt", 2), end()].concat();
    let run = || {
        let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
        command.current_dir(dir.path()).args(["extract", "in", "-o", "out", "--manifest", "run", "--prune"]);
        command.output().expect("it runs")
    };
    fs::write(&path, &whole).expect("a file");
    run();
    for damaged in [whole[..1024].to_vec(), [&whole[..1024], &[b'x'; 512], &whole[1536..]].concat()] {
        fs::write(&path, damaged).expect("a file");
        let told = String::from_utf8(run().stderr).expect("UTF-8");
        assert!(dir.path().join("out/a.tar/b.txt.json").exists(), "{told}");
    }
    fs::write(&path, [file("a.txt", 1), end()].concat()).expect("a file");
    run();
    assert!(!dir.path().join("out/a.tar/b.txt.json").exists());
}

#[test]
fn what_stands_behind_the_end_is_read_on() {
    let (one, two) = ([file("a.txt", 1), end()].concat(), [file("b.txt", 2), file("c.txt", 3), vec![0; 9216]].concat());
    let read_both = read(&[&*one, &two].concat());
    assert_eq!((read_both.paths(), read_both.code), (vec!["a.txt", "b.txt", "c.txt"], Some(0)), "{}", read_both.told);
    for rubbish in [&b"rubbish"[..], &[7; 2000]] {
        let read = read(&[&*one, rubbish].concat());
        assert_eq!((read.paths(), read.code), (vec!["a.txt"], Some(1)), "{}", read.told);
        let told = "a.tar/(rest): unreadable: expected the header of a member at byte 2048, found none from there on";
        assert!(read.told.contains(told), "{}", read.told);
    }
}

#[test]
fn a_bad_header_harms_only_its_member() {
    let mut bad = file("b.txt", 2);
    bad[10] = b'?';
    let archive = [file("a.txt", 1), bad.clone(), file("c.txt", 3), bad.clone(), end()].concat();
    let read_all = read(&archive);
    assert_eq!((read_all.paths(), read_all.code), (vec!["a.txt", "c.txt"], Some(1)), "{}", read_all.told);
    for told in [
        "a.tar/byte-1024: unreadable: expected the header of a member at byte 1024, found none before byte 2048",
        "a.tar/(rest): unreadable: expected the header of a member at byte 3072, found none from there on",
    ] {
        assert!(read_all.told.contains(told), "{}", read_all.told);
    }
    // What was said of the lost one is said of no other.
    let named = entry(b'L', "././@LongLink", b"lost.txt\0");
    let archive = [named.clone(), bad, file("c.txt", 3), end()].concat();
    let read_one = read(&archive);
    assert_eq!(read_one.paths(), ["c.txt"], "{}", read_one.told);
    assert!(read_one.told.contains("a.tar/byte-0: "), "{}", read_one.told);
    // Something is said, and nothing follows that it could be said of.
    let read_none = read(&[file("a.txt", 1), named, end()].concat());
    assert!(read_none.told.contains("a.tar/(rest): unreadable: expected the header of a member at byte 1024"));
    // No tar at all.
    let noise = read(&b"no tar ".repeat(900));
    assert!(noise.told.contains("a.tar: unreadable: expected the header of a member at byte 0"), "{}", noise.told);
}

#[test]
fn labels_are_no_documents_and_blank_numbers_are_zero() {
    let blank = |header: &mut tar::Header| header.as_old_mut().size = [b' '; 12];
    let archive = [
        shaped(b'V', "标签", b"", |header| header.as_old_mut().size = [0; 12]),
        entry(b'g', "pax_global_header", record("comment", "x").as_bytes()),
        shaped(b'5', "old/", b"", blank),
        shaped(b'0', "old/folder/", b"", blank),
        entry(b'D', "dumped", b"Ya.txt\0\0"),
        file("a.txt", 1),
        end(),
    ];
    let read = read(&archive.concat());
    assert_eq!((read.paths(), read.code), (vec!["a.txt"], Some(0)), "{}", read.told);
}

#[test]
fn long_names_are_read_and_endless_ones_refused() {
    let long = format!("{}/a.txt", "长".repeat(60));
    let text = report(1);
    let size = text.len().to_string();
    // A header of PAX may say all; values may have line breaks.
    let pax = [record("SCHILY.xattr.user.x", "1\n2\n"), record("path", "卷/b.txt"), record("size", &size)].concat();
    let archive = [
        entry(b'K', "././@LongLink", b"nowhere\0"),
        entry(b'L', "././@LongLink", [long.as_bytes(), b"\0"].concat().as_slice()),
        file("short", 1),
        entry(b'x', "PaxHeaders/b", pax.as_bytes()),
        shaped(b'0', "b", text.as_bytes(), |header| header.set_size(0)),
        entry(b'x', "PaxHeaders/c", b"no record\n"),
        file("c.txt", 3),
        entry(b'L', "././@LongLink", &vec![b'd'; 2 << 20]),
        file("d.txt", 4),
        file("e.txt", 5),
        end(),
    ];
    let read = read(&archive.concat());
    assert_eq!((read.paths(), read.code), (vec![&*long, "卷/b.txt", "e.txt"], Some(1)), "{}", read.told);
    for told in [
        "a.tar/c.txt: unreadable: expected records of PAX before the member",
        "a.tar/d.txt: unreadable: expected at most 1048576 bytes of what is said of the member, found 2097152",
    ] {
        assert!(read.told.contains(told), "{}", read.told);
    }
}

#[test]
fn files_with_holes_are_whole() {
    // A text with a hole is none; but a file system that packs its files makes tar believe that each has holes.
    let text = report(1);
    let len = text.len();
    let gnu = |pieces: &[(usize, usize)]| {
        shaped(b'S', "gnu.txt", text.as_bytes(), |header| {
            let header = header.as_gnu_mut().expect("GNU");
            for (slot, (place, len)) in header.sparse.iter_mut().zip(pieces) {
                slot.offset = format!("{place:011o}\0").into_bytes().try_into().expect("12 bytes");
                slot.numbytes = format!("{len:011o}\0").into_bytes().try_into().expect("12 bytes");
            }
            header.realsize = format!("{len:011o}\0").into_bytes().try_into().expect("12 bytes");
        })
    };
    let said = |records: &[(&str, &str)]| {
        let records: String = records.iter().map(|(key, value)| record(&format!("GNU.sparse.{key}"), value)).collect();
        entry(b'x', "PaxHeaders/x", records.as_bytes())
    };
    let (size, map) = (len.to_string(), format!("0,{len}"));
    let mut mapped = format!("1\n0\n{len}\n").into_bytes();
    mapped.resize(512, 0);
    mapped.extend_from_slice(text.as_bytes());
    let archive = [
        gnu(&[(0, 30), (30, len - 30), (len, 0)]),
        said(&[("size", &size), ("numblocks", "1"), ("offset", "0"), ("numbytes", &size)]),
        file("pax00.txt", 1),
        said(&[("size", &size), ("name", "pax01.txt"), ("map", &map)]),
        file("GNUSparseFile.1/pax01.txt", 1),
        said(&[("major", "1"), ("minor", "0"), ("name", "pax10.txt"), ("realsize", &size)]),
        entry(b'0', "GNUSparseFile.1/pax10.txt", &mapped),
        // Maps that are none.
        said(&[("size", &size), ("name", "bad01.txt"), ("map", "5,5,0,5")]),
        file("GNUSparseFile.1/bad01.txt", 1),
        said(&[("major", "1"), ("minor", "0"), ("name", "bad10.txt"), ("realsize", &size)]),
        file("GNUSparseFile.1/bad10.txt", 1),
        gnu(&[(40, 10), (30, 10)]),
        // More than there is.
        said(&[("size", "99999999999"), ("name", "bomb.txt"), ("map", &map)]),
        file("GNUSparseFile.1/bomb.txt", 1),
        file("last.txt", 1),
        end(),
    ];
    let read = read(&archive.concat());
    let expected =
        ["gnu.txt", "pax00.txt", "pax01.txt", "pax10.txt", "last.txt"].map(|name| (name.to_owned(), len as u64));
    assert_eq!((&read.reports[..], read.code), (&expected[..], Some(1)), "{}", read.told);
    for name in ["bad01.txt", "bad10.txt", "gnu.txt"] {
        let told =
            format!("a.tar/{name}: unreadable: expected a map of the holes of the file, found none that is right");
        assert!(read.told.contains(&told), "{}", read.told);
    }
    assert!(read.told.contains("a.tar/bomb.txt: too large"), "{}", read.told);
}
