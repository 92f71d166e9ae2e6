//! The figure stage beside one pass of a regex, over the same text in the same run.
//!
//! `cargo bench --bench figure` takes the clean text of the plain reports of `corpus/` in UTF-8, about 4 MB of it, and
//! prints the CPU time of its readers: the simplest combined regex that finds Arabic and Han numerals with the common
//! units, once only to find them, once to take number, magnitude and unit apart as a script must (neither makes values,
//! kinds, ranges or dates of them), and the whole figure stage. Machines are noisy: the ratio in one run is what counts;
//! each figure is the median of several rounds.
//!
//! `-- --over DIR` reads the plain reports of another folder. `--once` runs the figure stage once and prints nothing:
//! for counting instructions.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gongwen::decode::{Hints, decode};
use gongwen::figure::{Options, figures, read};
use gongwen::front::{Front, front};
use gongwen::layout::{Page, layout};
use gongwen::lines::lines;
use gongwen::outline::outline;
use gongwen::table::{Tables, tables};
use regex::Regex;
use rustix::time::{ClockId, clock_gettime};

const BYTES: usize = 4 << 20;
const ROUNDS: usize = 11;

/// A number, perhaps a magnitude, a unit: what a script begins with.
const SIMPLEST: &str = "([0-9０-９][0-9０-９,，.．]*|[零〇一二三四五六七八九十百千两]+)\\s*([百千万亿]*)\\s*\
    (元|美元|个百分点|%|％|倍|人次|人|户|家|个|项|件|亩|公顷|平方米|平方公里|公里|米|吨|公斤|千瓦时|万千瓦|\
    年|月|日|天|小时)";

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

fn plain(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            plain(&path, found);
        } else if path.extension().is_some_and(|e| e == "txt") {
            found.push(path);
        }
    }
    found.sort();
}

/// A report as the figure stage gets it.
struct Ready {
    page: Page,
    front: Front,
    tables: Tables,
}

fn ready(path: &Path) -> Ready {
    let raw = fs::read(path).expect("a file");
    let decoded = decode(&raw, Hints { encoding: None, path: path.to_str() }).expect("reports are text");
    let page = layout(&lines(&decoded));
    let outline = outline(&page);
    let front = front(&page, &outline);
    let tables = tables(&page, usize::MAX);
    Ready { page, front, tables }
}

fn main() {
    let mut paths = Vec::new();
    let arguments: Vec<String> = std::env::args().collect();
    let over = arguments.iter().position(|a| a == "--over").and_then(|i| arguments.get(i + 1));
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    plain(&over.map_or(corpus, PathBuf::from), &mut paths);
    let reports: Vec<Ready> = paths.iter().map(|p| ready(p)).collect();
    let bytes: usize = reports.iter().map(|r| r.page.text.len()).sum();
    let times = BYTES.div_ceil(bytes.max(1));
    let total = bytes * times;

    let regex = Regex::new(SIMPLEST).expect("a regex");
    let search = || reports.iter().map(|r| regex.find_iter(&r.page.text).count()).sum::<usize>();
    let capture = |r: &Ready| {
        let parts = |c: regex::Captures<'_>| (1..4).map(|i| c.get(i).map_or(0, |part| part.len())).sum::<usize>();
        regex.captures_iter(&r.page.text).fold(0, |n, c| {
            black_box(parts(c));
            n + 1
        })
    };
    let captured = || reports.iter().map(capture).sum::<usize>();
    let stage = || {
        let read = |r: &Ready| figures(&r.page, &r.front, &r.tables, Options::default()).len();
        reports.iter().map(read).sum::<usize>()
    };
    let bare = || reports.iter().map(|r| read(&r.page.text, Options::default()).len()).sum::<usize>();
    if arguments.iter().any(|a| a == "--once") {
        (0..times).for_each(|_| _ = black_box(stage()));
        return;
    }
    // The rounds take turns, so that all feel the same weather.
    let mut measured = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        let passes: [&dyn Fn() -> usize; 4] = [&search, &captured, &stage, &bare];
        for (pass, times_of) in passes.iter().zip(&mut measured) {
            let start = cpu();
            (0..times).for_each(|_| _ = black_box(pass()));
            times_of.push(cpu().saturating_sub(start).as_nanos().max(1));
        }
    }
    let medians = measured.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2]
    });
    println!("{} reports, {bytes} bytes of clean text, read {times} times", reports.len());
    let names = ["regex, one pass", "regex, its parts taken", "figure stage", "figure stage, text without blocks"];
    let found = [search(), captured(), stage(), bare()];
    for ((name, time), found) in names.iter().zip(medians).zip(found) {
        let rate = total as u128 * 1000 / time;
        let ratio = medians[0] * 100 / time;
        println!(
            "{name:<34} {rate:>5} MB/s  {:>2}.{:02} × regex  {found:>5} found  {:>4} ns each",
            ratio / 100,
            ratio % 100,
            time / (found * times).max(1) as u128
        );
    }
}
