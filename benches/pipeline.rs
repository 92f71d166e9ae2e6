//! CPU time of each stage, beside a yardstick measured in the same run.
//!
//! `cargo bench --bench pipeline` reads a fixed mix of files (60% UTF-8, 35% GB18030, 5% UTF-16 by count, about 13 KB
//! each, made of the texts of `corpus/`, about seven figures a KB) and prints, per file and per MB of raw bytes, the CPU
//! time of the yardstick (read, then `simdutf8` or `encoding_rs` called directly) and of each stage up to JSON; then the
//! same for text with nothing but figures, for HTML, and for growing sizes. Machines are noisy: the ratios in one run are
//! what counts. Each figure is the median of several rounds.
//!
//! `--once` runs the whole pipeline once over the mix and prints nothing else: for counting instructions, as in
//! `valgrind --tool=callgrind target/release/deps/pipeline-… --once`. `--until STAGE` ends after `decode`, `lines` or
//! `layout`, for their profiles.

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gongwen::audit;
use gongwen::decode::{Decoded, Hints, decode};
use gongwen::figure::{self, figures};
use gongwen::front::front;
use gongwen::layout::layout;
use gongwen::lines::lines;
use gongwen::meaning::meanings;
use gongwen::outline::outline;
use gongwen::report::{Extraction, Options, extract};
use gongwen::steps::Steps;
use gongwen::table::tables;
use gongwen::task::tasks;
use rustix::time::{ClockId, clock_gettime};

const FILES: usize = 200;
const SIZE: usize = 13_000;
/// How much of a file is dense with figures: about seven figures a KB in all, as in a performance report of an office.
const DENSE: usize = SIZE / 8;
const ROUNDS: usize = 9;

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// The median CPU time of one pass.
fn median<T>(mut pass: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = cpu();
            black_box(pass());
            cpu().saturating_sub(start)
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn corpus(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("corpus/ is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            corpus(&path, found);
        } else if path.file_name().is_some_and(|n| n != "README.md") {
            found.push(path);
        }
    }
    found.sort();
}

/// The texts of the corpus with the given extension.
fn texts(extension: &str) -> Vec<String> {
    let mut paths = Vec::new();
    corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &mut paths);
    let paths = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == extension));
    paths
        .map(|path| {
            let raw = fs::read(&path).expect("a file");
            let hints = Hints { encoding: None, path: path.to_str() };
            let text = decode(&raw, hints).expect("the corpus is text").text;
            text.trim_start_matches('\u{feff}').to_owned()
        })
        // Letter-spaced and one-line documents are no measure of the others.
        .filter(|text| text.lines().count() > 8 && !text.contains("预  算"))
        .collect()
}

/// Whether a text is narrative: most texts of the corpus pack figures four times as densely as real reports do.
fn is_narrative(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() * 100 < text.len()
}

/// The paragraphs of some texts, from number `first` on, to a size in bytes.
fn fill(document: &mut String, texts: &[&String], first: usize, size: usize) {
    for k in 0.. {
        for line in texts[(first + k * 7) % texts.len()].lines() {
            if document.len() >= size {
                return;
            }
            document.push_str(line);
            document.push('\n');
        }
    }
}

/// About `SIZE` bytes of UTF-8: `dense` of them from texts full of figures, the rest narrative.
fn document(texts: &[String], i: usize, dense: usize) -> String {
    let (narrative, full): (Vec<_>, Vec<_>) = texts.iter().partition(|t| is_narrative(t));
    let mut document = String::new();
    fill(&mut document, &full, i, dense);
    fill(&mut document, &narrative, i, SIZE);
    document
}

/// The mix: 60% UTF-8, 35% GB18030, 5% UTF-16LE by count.
fn mix(texts: &[String], dense: usize) -> Vec<Vec<u8>> {
    let files = (0..FILES).map(|i| {
        let text = document(texts, i, dense);
        match i % 20 {
            0..12 => text.into_bytes(),
            12..19 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            _ => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        }
    });
    files.collect()
}

fn yardstick(paths: &[PathBuf]) -> usize {
    let mut characters = 0;
    for (i, path) in paths.iter().enumerate() {
        let raw = fs::read(path).expect("a file");
        characters += match i % 20 {
            0..12 => simdutf8::basic::from_utf8(&raw).expect("UTF-8").len(),
            12..19 => encoding_rs::GB18030.decode_without_bom_handling(&raw).0.len(),
            _ => encoding_rs::UTF_16LE.decode_with_bom_removal(&raw).0.len(),
        };
    }
    characters
}

struct Table {
    files: usize,
    bytes: usize,
    yardstick: Duration,
}

impl Table {
    fn row(&self, name: &str, time: Duration) {
        let per_file = time.as_nanos() / self.files as u128;
        let rate = self.bytes as u128 * 1000 / time.as_nanos().max(1);
        let ratio = time.as_nanos() * 100 / self.yardstick.as_nanos().max(1);
        println!(
            "{name:<34} {:>7}.{} µs/file {rate:>6} MB/s {:>5}.{:02} × yardstick",
            per_file / 1000,
            per_file / 100 % 10,
            ratio / 100,
            ratio % 100
        );
    }
}

/// Each stage over the same files, and the whole.
fn stages(table: &Table, files: &[Vec<u8>], name: &str) {
    let hints = Hints { encoding: None, path: Some(name) };
    let decode_all = || -> Vec<Decoded<'_>> { files.iter().map(|raw| decode(raw, hints).expect("text")).collect() };
    let until = std::env::args().skip_while(|a| a != "--until").nth(1);
    let ends = |stage: &str| until.as_deref() == Some(stage);
    table.row("decode", median(decode_all));
    if ends("decode") {
        return;
    }
    let decoded = decode_all();
    table.row("lines", median(|| decoded.iter().map(lines).collect::<Vec<_>>()));
    if ends("lines") {
        return;
    }
    let flows: Vec<_> = decoded.iter().map(lines).collect();
    table.row("layout", median(|| flows.iter().map(layout).collect::<Vec<_>>()));
    if ends("layout") {
        return;
    }
    let pages: Vec<_> = flows.iter().map(layout).collect();
    table.row("outline", median(|| pages.iter().map(outline).collect::<Vec<_>>()));
    let outlines: Vec<_> = pages.iter().map(outline).collect();
    let fronts = || pages.iter().zip(&outlines).map(|(p, o)| front(p, o)).collect::<Vec<_>>();
    table.row("front", median(fronts));
    let fronts = fronts();
    table.row("table", median(|| pages.iter().map(|page| tables(page, usize::MAX)).collect::<Vec<_>>()));
    let grids: Vec<_> = pages.iter().map(|page| tables(page, usize::MAX)).collect();
    let read = || -> Vec<_> {
        let each = pages.iter().zip(&fronts).zip(&grids);
        each.map(|((p, f), t)| figures(p, f, t, figure::Options::default())).collect()
    };
    table.row("figure", median(read));
    let found = read();
    let mean = || -> Vec<_> {
        let each = pages.iter().zip(&outlines).zip(&fronts).zip(&grids).zip(&found);
        each.map(|((((p, o), f), t), x)| meanings(p, o, f, t, x)).collect()
    };
    table.row("meaning", median(mean));
    let meant = mean();
    let task = || -> Vec<_> {
        let each = pages.iter().zip(&outlines).zip(&fronts).zip(&found).zip(&meant);
        each.map(|((((p, o), f), x), m)| tasks(p, o, f, x, m)).collect()
    };
    table.row("task", median(task));
    let listed = task();
    let steps = Steps::of(usize::MAX, 1);
    let check = || -> Vec<_> {
        let each = pages.iter().zip(&outlines).zip(&grids).zip(&found).zip(&meant).zip(&listed);
        each.map(|(((((p, o), t), x), m), l)| audit::audit(p, o, t, x, m, l, &steps, usize::MAX)).collect()
    };
    table.row("audit", median(check));
    table.row(
        "ways back, hashes (with all above)",
        median(|| files.iter().filter(|raw| extract(raw, name, Options::default()).is_ok()).count()),
    );
    let extractions: Vec<_> = files.iter().filter_map(|raw| extract(raw, name, Options::default()).ok()).collect();
    table.row("ids, names, ways back", median(|| extractions.iter().map(|x| x.report().blocks.len()).sum::<usize>()));
    let mut json = Vec::new();
    let mut write = || {
        let mut bytes = 0;
        for extraction in &extractions {
            json.clear();
            extraction.write_json(&mut json).expect("memory");
            bytes += json.len();
        }
        bytes
    };
    table.row("JSON (with the row above)", median(&mut write));
    table.row("of this, serde_json alone", floor(&extractions));
    let figures: usize = extractions.iter().map(|x| x.figures.len()).sum();
    let raw: usize = files.iter().map(Vec::len).sum();
    let json = write();
    println!("{:<34} {:>7} bytes/file {:>5} figures/KB", "size of the JSON", json / files.len(), figures * 1000 / raw);
}

/// Memory as the report itself writes to it.
struct Memory<'a>(&'a mut Vec<u8>);

#[expect(clippy::inline_always, reason = "as in the report")]
impl Write for Memory<'_> {
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }
    #[inline(always)]
    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What `serde_json` takes to write the lists of the reports, all of their items made before: a floor under the JSON.
fn floor(extractions: &[Extraction]) -> Duration {
    let mut json = Vec::new();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let mut time = Duration::ZERO;
            for extraction in extractions {
                let r = extraction.report();
                let blocks = (r.blocks.iter().collect::<Vec<_>>(), r.headings.iter().collect::<Vec<_>>());
                let figures = (r.figures.iter().collect::<Vec<_>>(), r.tables.iter().collect::<Vec<_>>());
                let rest = (r.tasks.iter().collect::<Vec<_>>(), r.checks.iter().collect::<Vec<_>>());
                json.clear();
                let start = cpu();
                serde_json::to_writer(Memory(&mut json), &(&blocks, &figures, &rest)).expect("memory");
                time += cpu().saturating_sub(start);
            }
            time
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

/// All stages up to the audit, stage after stage over some files at a time: one is how a report is read, all is how the
/// rows of the stages are measured. The difference is what cold code costs, which no stage owns: the code of a report is
/// several times what the nearest cache holds.
fn together(files: &[Vec<u8>], name: &str, at_a_time: usize) {
    let hints = Hints { encoding: None, path: Some(name) };
    let steps = Steps::of(usize::MAX, 1);
    for some in files.chunks(at_a_time) {
        let decoded: Vec<_> = some.iter().map(|raw| decode(raw, hints).expect("text")).collect();
        let flows: Vec<_> = decoded.iter().map(lines).collect();
        let pages: Vec<_> = flows.iter().map(layout).collect();
        let outlines: Vec<_> = pages.iter().map(outline).collect();
        let each = 0..some.len();
        let fronts: Vec<_> = each.clone().map(|i| front(&pages[i], &outlines[i])).collect();
        let grids: Vec<_> = pages.iter().map(|page| tables(page, usize::MAX)).collect();
        let options = figure::Options::default();
        let read = |i: usize| figures(&pages[i], &fronts[i], &grids[i], options);
        let found: Vec<_> = each.clone().map(read).collect();
        let mean = |i: usize| meanings(&pages[i], &outlines[i], &fronts[i], &grids[i], &found[i]);
        let meant: Vec<_> = each.clone().map(mean).collect();
        let list = |i: usize| tasks(&pages[i], &outlines[i], &fronts[i], &found[i], &meant[i]);
        let listed: Vec<_> = each.clone().map(list).collect();
        let check = |i: usize| {
            audit::audit(&pages[i], &outlines[i], &grids[i], &found[i], &meant[i], &listed[i], &steps, usize::MAX)
        };
        black_box(each.map(check).collect::<Vec<_>>());
    }
}

/// Everything from the file on disk to JSON in memory.
fn whole(paths: &[PathBuf]) -> usize {
    let mut json = Vec::new();
    let mut bytes = 0;
    for path in paths {
        let raw = fs::read(path).expect("a file");
        json.clear();
        extract(&raw, "a.txt", Options::default()).expect("text").write_json(&mut json).expect("memory");
        bytes += json.len();
    }
    bytes
}

/// The stages and the whole over plain text of one density.
fn plain(texts: &[String], dense: usize) -> Duration {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let files = mix(texts, dense);
    let paths = written(&files, folder.path());
    let bytes = files.iter().map(Vec::len).sum::<usize>();
    let table = Table { files: files.len(), bytes, yardstick: median(|| yardstick(&paths)) };
    println!("plain text: {} files, {} bytes each on average", files.len(), bytes / files.len());
    table.row("yardstick: read and decode", table.yardstick);
    stages(&table, &files, "a.txt");
    if !std::env::args().any(|a| a == "--until") {
        table.row("up to the audit, stage by stage", median(|| together(&files, "a.txt", files.len())));
        table.row("up to the audit, file by file", median(|| together(&files, "a.txt", 1)));
        table.row("whole: file to JSON in memory", median(|| whole(&paths)));
    }
    table.yardstick
}

fn written(files: &[Vec<u8>], folder: &Path) -> Vec<PathBuf> {
    let paths: Vec<PathBuf> = (0..files.len()).map(|i| folder.join(format!("{i}.txt"))).collect();
    for (path, raw) in paths.iter().zip(files) {
        fs::write(path, raw).expect("a file");
    }
    paths
}

fn main() {
    let sources = texts("txt");
    if std::env::args().any(|a| a == "--once") {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        black_box(whole(&written(&mix(&sources, DENSE), folder.path())));
        return;
    }
    let yardstick = plain(&sources, DENSE);
    println!("\nthe same, of nothing but text dense with figures");
    plain(&sources, SIZE);

    let pages: Vec<Vec<u8>> = texts("html").iter().map(|text| text.replace("gb2312", "utf-8").into_bytes()).collect();
    let pages: Vec<Vec<u8>> = (0..40).map(|i| pages[i % pages.len()].clone()).collect();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("\nHTML: {} pages, {} bytes each on average", pages.len(), bytes / pages.len());
    let table = Table { files: pages.len(), bytes, yardstick: yardstick / 5 };
    stages(&table, &pages, "a.html");
    if std::env::args().any(|a| a == "--until") {
        return;
    }

    println!("\none document of 1, 10 and 60 MB, and the same on one line");
    for one_line in [false, true] {
        for size in [1, 10, 60] {
            let text: String = texts("txt").join("\n").repeat(1 + size * 10);
            let end = (size << 20..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
            let text = if one_line { text[..end].replace('\n', "　　") } else { text[..end].to_owned() };
            let start = cpu();
            black_box(extract(text.as_bytes(), "a.txt", Options::default()).is_ok());
            let time = cpu().saturating_sub(start);
            println!("  {size:>3} MB {:<10} {:>6} ms", if one_line { "one line" } else { "" }, time.as_millis());
        }
    }
}
