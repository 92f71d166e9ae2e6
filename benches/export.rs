//! What each format of `gongwen export` costs, beside reading and parsing the same JSON.
//!
//! `cargo bench --bench export` makes 20,000 reports with the generator of `tools/archive`, reads them into JSON below
//! `target/tmp` (kept for the next run), and exports them in each format, each in a process of its own: reports per
//! second, CPU time per report, peak memory, size of the result, and the ratio of CPU time to the yardstick, which reads
//! and parses the same files into the types of the contract and does nothing else. `cargo bench --bench export -- 2000`
//! takes fewer. Each format is run over a quarter of the reports too, for its peak memory alone: what a million reports
//! would take follows from the two. `--profile fast` is quicker to build. Machines are noisy: the ratios in one run are what counts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use gongwen::report::{Options, extract};
use gongwen_export::{Format, Settings};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

const REPORTS: u64 = 20_000;
const FORMATS: [(&str, Option<Format>); 7] = [
    ("parse", None),
    ("ndjson", Some(Format::Ndjson)),
    ("csv", Some(Format::Csv)),
    ("parquet", Some(Format::Parquet)),
    ("parquet by year", Some(Format::Parquet)),
    ("sqlite", Some(Format::Sqlite)),
    ("chunks", Some(Format::Chunks)),
];

fn main() -> ExitCode {
    // Cargo adds `--bench` of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [run, format, from, out] = arguments.as_slice()
        && run == "--run"
    {
        return measure(format, Path::new(from), Path::new(out));
    }
    let count = arguments.first().and_then(|n| n.parse().ok()).unwrap_or(REPORTS);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("export-bench-{count}"));
    let json = root.join("json");
    let (files, bytes) = inputs(&json, count);
    let quarter = root.join("quarter");
    inputs(&quarter, count / 4);
    println!("{files} reports, {} MB of JSON, {} KB each", bytes / 1_000_000, bytes / files / 1000);
    println!(
        "{:<16} {:>10} {:>12} {:>9} {:>9} {:>12} {:>9}",
        "", "reports/s", "CPU µs each", "× parse", "peak MB", "of a quarter", "MB out"
    );
    let mut yardstick = None;
    for (name, _) in FORMATS {
        let out = root.join("out");
        let run = |json: &Path| {
            remove(&out);
            let program = std::env::current_exe().expect("this program has a path");
            let run = Command::new(program).args(["--run", name]).arg(json).arg(&out).output().expect("it starts");
            let said = String::from_utf8_lossy(&run.stdout).into_owned();
            let numbers: Vec<u64> = said.split_whitespace().filter_map(|n| n.parse().ok()).collect();
            <[u64; 3]>::try_from(numbers).map_err(|_| format!("{said}{}", String::from_utf8_lossy(&run.stderr)))
        };
        let ([_, _, less], [wall, cpu, peak]) = match run(&quarter).and_then(|few| Ok((few, run(&json)?))) {
            Ok(costs) => costs,
            Err(why) => {
                eprintln!("{name}: {why}");
                return ExitCode::FAILURE;
            }
        };
        let base = *yardstick.get_or_insert(cpu);
        println!(
            "{name:<16} {:>10} {:>12} {:>6}.{:02} {:>9} {:>12} {:>9}",
            files * 1_000_000 / wall.max(1),
            cpu / files,
            cpu / base,
            cpu * 100 / base % 100,
            peak / 1024,
            less / 1024,
            size(&out) / 1_000_000
        );
        remove(&out);
    }
    ExitCode::SUCCESS
}

/// Makes the outputs, or finds them made: how many, and their bytes.
fn inputs(json: &Path, count: u64) -> (u64, u64) {
    let done = json.join("done");
    if !done.is_file() {
        let made = (0..count).into_par_iter().try_for_each(|index| {
            let report = gongwen_archive::report(1, index, archive_options());
            let path = json.join(format!("{}.json", report.name));
            fs::create_dir_all(path.parent().unwrap_or(json))?;
            let mut bytes = Vec::new();
            if let Ok(extraction) = extract(&report.bytes, &report.name, Options::default()) {
                extraction.write_json(&mut bytes)?;
                fs::write(path, bytes)?;
            }
            Ok::<(), std::io::Error>(())
        });
        made.and_then(|()| fs::write(&done, "")).expect("the outputs can be written");
    }
    let mut found = (0, 0);
    for entry in walkdir::WalkDir::new(json).into_iter().flatten() {
        if entry.path().extension().is_some_and(|e| e == "json") {
            found = (found.0 + 1, found.1 + entry.metadata().map_or(0, |m| m.len()));
        }
    }
    found
}

fn archive_options() -> gongwen_archive::Options {
    gongwen_archive::Options { size: 13_000, ..gongwen_archive::Options::default() }
}

/// Runs one format in this process and prints wall and CPU time in microseconds, and peak memory in KiB.
fn measure(name: &str, from: &Path, out: &Path) -> ExitCode {
    let Some((_, format)) = FORMATS.iter().find(|(n, _)| *n == name) else { return ExitCode::FAILURE };
    let from = [from.to_owned()];
    let began = Instant::now();
    let failed = match format {
        None => parse(&from),
        Some(format) => export(*format, name.ends_with("by year"), &from, out),
    };
    let cpu = clock_gettime(ClockId::ProcessCPUTime);
    let cpu = Duration::new(cpu.tv_sec.unsigned_abs(), cpu.tv_nsec.unsigned_abs() as u32);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    println!("{} {} {peak}", began.elapsed().as_micros(), cpu.as_micros());
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn parse(from: &[PathBuf]) -> bool {
    let mut failed = false;
    let make = |report: &gongwen_export::contract::Report<'_>, _: &[u8]| {
        std::hint::black_box(report);
    };
    let read = gongwen_export::read::read(from, make, |item| {
        failed |= item.is_err();
        Ok::<(), ()>(())
    });
    failed || read.is_err()
}

fn export(format: Format, by_year: bool, from: &[PathBuf], out: &Path) -> bool {
    let settings = Settings {
        format,
        out: out.to_owned(),
        by_year,
        bom: false,
        prune: false,
        chunk_chars: 800,
        aliases: std::collections::BTreeMap::new(),
    };
    match gongwen_export::run(from, &settings, |skipped| eprintln!("{skipped}")) {
        Ok(summary) => summary.failures() > 0,
        Err(error) => {
            eprintln!("{error}");
            true
        }
    }
}

fn size(path: &Path) -> u64 {
    walkdir::WalkDir::new(path)
        .into_iter()
        .flatten()
        .filter(|e| e.file_type().is_file())
        .filter_map(|e| e.metadata().ok())
        .map(|m| m.len())
        .sum()
}

fn remove(path: &Path) {
    if path.is_dir() {
        fs::remove_dir_all(path).expect("what was measured can be removed");
    } else if path.exists() {
        fs::remove_file(path).expect("what was measured can be removed");
    }
}
