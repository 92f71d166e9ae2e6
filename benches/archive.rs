//! What a whole archive costs: CPU time, memory and ratios of the command, measured from outside in one run.
//!
//! `cargo bench --bench archive [-- COUNT]` makes an archive of COUNT reports of mixed encodings with `gongwen-archive`
//! (20,000 unless told otherwise) in memory (`/dev/shm`, else the folder of temporary files) and runs `gongwen extract`
//! over it:
//!
//! | row | what it is | bound |
//! | --- | --- | --- |
//! | yardstick | read, then `simdutf8` or `encoding_rs` called directly, one thread | |
//! | read and hash | read, then BLAKE3 | |
//! | compute | `--ndjson` into `/dev/null`, one thread | 8 × yardstick |
//! | compute, 2 threads | the same with two | CPU 1.05 × that of one |
//! | write | one file each, one thread | 1.5 × compute |
//! | unchanged | the same again with a manifest | 1.4 × read and hash |
//! | memory | peak of `write`, and of ten times as many files of a few bytes | 48 MB, 150 bytes a file |
//! | one large file | peak of one file of 64 MB of dense text | 1 GB |
//!
//! The rows are measured over two archives: a dense one, as the tests have it (a figure for every 40 bytes, seven times as
//! dense as prose), and a fifth as many reports of 33 KB that have a figure for every 150 bytes, as real reports have.
//!
//! The command is built as `cargo bench` builds: `cargo bench --profile fast --bench archive` is quicker to build. Linux
//! only: CPU time and memory are what it tells of a process.
//!
//! Machines are noisy: each row is the least of several runs, and ratios within one run are what counts.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gongwen_archive::{Options, report};
use rustix::time::{ClockId, clock_gettime};

/// Runs of each row.
const ROUNDS: usize = 3;

/// Bytes of the largest file that is read unless told otherwise.
const LARGE: usize = 64 << 20;

/// A command's CPU time, wall time and peak memory in KB.
#[derive(Debug, Clone, Copy)]
struct Cost {
    cpu: Duration,
    wall: Duration,
    peak: u64,
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

fn least(mut pass: impl FnMut()) -> Duration {
    let times = (0..ROUNDS).map(|_| {
        let start = cpu();
        pass();
        cpu().saturating_sub(start)
    });
    times.min().unwrap_or_default()
}

/// Clock ticks a second, of `/proc/PID/stat`.
const TICKS: u32 = 100;

/// Runs the command once. Its times are those that Linux keeps for it while it waits to be buried.
fn once(args: &[&str]) -> Cost {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gongwen"))
        .args(args)
        .stdout(Stdio::null())
        .spawn()
        .expect("the command starts");
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let mut peak = 0;
    let stat = loop {
        let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kb.unwrap_or(0));
        let stat = fs::read_to_string(folder.join("stat")).expect("Linux tells of processes");
        if stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')) {
            break stat;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = begun.elapsed();
    assert!(child.wait().expect("it ends").success());
    let fields: Vec<u32> =
        stat.rsplit(") ").next().unwrap_or("").split(' ').map(|field| field.parse().unwrap_or(0)).collect();
    let ticks = fields[11] + fields[12];
    Cost { cpu: Duration::from_secs(1) * ticks / TICKS, wall, peak }
}

fn run(args: &[&str], mut before: impl FnMut()) -> Cost {
    let costs = (0..ROUNDS).map(|_| {
        before();
        once(args)
    });
    costs.min_by_key(|cost| cost.cpu).expect("several rounds")
}

fn row(name: &str, cpu: Duration, files: usize, per: (&str, Duration)) {
    let micros = cpu.as_micros() / files as u128;
    let ratio = cpu.as_micros() * 100 / per.1.as_micros().max(1);
    println!("{name:<28} {micros:>6} µs/file {:>4}.{:02} × {}", ratio / 100, ratio % 100, per.0);
}

fn decode(path: &Path) -> usize {
    let raw = fs::read(path).expect("a file");
    if raw.starts_with(b"\xff\xfe") || raw.starts_with(b"\xfe\xff") {
        encoding_rs::UTF_16LE.decode(&raw).0.len()
    } else if let Ok(text) = simdutf8::basic::from_utf8(&raw) {
        text.len()
    } else {
        encoding_rs::GB18030.decode_without_bom_handling(&raw).0.len()
    }
}

/// Makes an archive and prints what reading it costs.
fn measure(name: &str, count: u64, options: Options, folder: &Path) {
    let input = folder.join("in");
    let mut paths = Vec::new();
    let mut bytes = 0;
    for index in 0..count {
        let made = report(1, index, options);
        let path = input.join(&made.name);
        fs::create_dir_all(path.parent().expect("below")).expect("a folder");
        fs::write(&path, &made.bytes).expect("a file");
        bytes += made.bytes.len();
        paths.push(path);
    }
    // Read in the order in which the batch reads: neighbours in memory are read faster.
    paths.sort_unstable();
    let files = paths.len();
    println!("{name}: {files} reports of {} bytes on average, mixed encodings", bytes / files);

    let yardstick = least(|| {
        black_box(paths.iter().map(|p| decode(p)).sum::<usize>());
    });
    let hash = least(|| {
        for path in &paths {
            black_box(blake3::hash(&fs::read(path).expect("a file")));
        }
    });
    let (out, run_folder) = (folder.join("out"), folder.join("run"));
    let clear = || drop((fs::remove_dir_all(&out), fs::remove_dir_all(&run_folder)));
    let [input_name, out_name, manifest] = [&input, &out, &run_folder].map(|p| p.display().to_string());
    let compute = |jobs| run(&["extract", &input_name, "--ndjson", "-q", "--jobs", jobs], || {});
    let (one, two) = (compute("1"), compute("2"));
    let write = run(&["extract", &input_name, "-q", "--jobs", "1", "-o", &out_name], clear);
    let write_two = run(&["extract", &input_name, "-q", "--jobs", "2", "-o", &out_name], clear);
    let again = ["extract", &input_name, "-q", "--jobs", "1", "-o", &out_name, "--manifest", &manifest];
    clear();
    once(&again);
    let unchanged = run(&again, || {});

    let base = ("yardstick", yardstick);
    row("yardstick", yardstick, files, base);
    row("read and hash", hash, files, base);
    row("compute", one.cpu, files, base);
    row("compute, 2 threads", two.cpu, files, ("one thread", one.cpu));
    row("write", write.cpu, files, ("compute", one.cpu));
    row("write, 2 threads", write_two.cpu, files, ("one thread", write.cpu));
    row("unchanged, with manifest", unchanged.cpu, files, ("read and hash", hash));
    let rate = |cost: Cost| (bytes as u128 * 1000) / cost.wall.as_nanos().max(1);
    let millis = |cost: Cost| cost.wall.as_millis();
    println!("wall time: compute {} ms with 1 thread, {} ms with 2 ({} MB/s)", millis(one), millis(two), rate(two));
    println!("           write {} ms with 1 thread, {} ms with 2", millis(write), millis(write_two));
    println!("peak memory: write {} KB, with 2 threads {} KB", write.peak, write_two.peak);
    println!("             unchanged, with manifest {} KB", unchanged.peak);
    clear();
    let _ = fs::remove_dir_all(&input);
}

fn main() {
    let count = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(20_000_u64);
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::TempDir::new_in(memory) } else { tempfile::TempDir::new() };
    let folder = folder.expect("a temporary folder");
    println!("CPU time, least of {ROUNDS}");
    measure("dense", count, Options::default(), folder.path());
    let prose = Options { narrative: 95, size: 40_000, ..Options::default() };
    measure("prose", count / 5, prose, folder.path());

    // What each further file costs in memory: many files of one line, once and ten times.
    let peaks = [1, 10].map(|times| {
        let small = folder.path().join(format!("small-{times}"));
        let n = count * times / 2;
        for i in 0..n {
            let path = small.join(format!("{:03}/report-{i:07}.txt", i % 100));
            if i < 100 {
                fs::create_dir_all(path.parent().expect("below")).expect("a folder");
            }
            fs::write(path, format!("一、第{i}号报告\n")).expect("a file");
        }
        let (small, out) = (small.display().to_string(), folder.path().join("small-out").display().to_string());
        let with = [folder.path().join("small-run").display().to_string()];
        let _ = (fs::remove_dir_all(&out), fs::remove_dir_all(&with[0]));
        let first = once(&["extract", &small, "-q", "--jobs", "1", "-o", &out, "--manifest", &with[0]]);
        let again = once(&["extract", &small, "-q", "--jobs", "1", "-o", &out, "--manifest", &with[0]]);
        (n, first.peak, again.peak)
    });
    // Reports one after another, as much as is read of one file.
    let large = folder.path().join("large.txt");
    let mut text = Vec::with_capacity(LARGE);
    for index in 0.. {
        let made = report(1, index, Options { utf8: true, ..Options::default() });
        if text.len() + made.bytes.len() > LARGE {
            break;
        }
        text.extend_from_slice(&made.bytes);
    }
    fs::write(&large, text).expect("a file");
    let out = folder.path().join("out").display().to_string();
    let large = once(&["extract", &large.display().to_string(), "-q", "--jobs", "1", "-o", &out]);
    println!("one file of {} MB: {} KB, {} ms", LARGE >> 20, large.peak, large.cpu.as_millis());

    let [(few, first, again), (many, first_many, again_many)] = peaks;
    let per = |few_kb: u64, many_kb: u64| many_kb.saturating_sub(few_kb) * 1024 / (many - few);
    println!(
        "each further file (with manifest): {} bytes, in a re-run {} bytes",
        per(first, first_many),
        per(again, again_many)
    );
}
