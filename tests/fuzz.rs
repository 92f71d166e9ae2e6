//! The bodies of the fuzz targets, run as ordinary tests: over seeds cut from `corpus/`, over every input that fuzzing
//! once found a fault with (`tests/regressions/TARGET/`), and over mutations of both, the same ones each time.
//!
//! `cargo test --test fuzz -- --ignored write_seeds` writes seeds and dictionary for `cargo fuzz`; see
//! `fuzz/README.md`.

#[path = "../fuzz/src/bodies.rs"]
mod bodies;
#[path = "support/chance.rs"]
mod chance;
#[path = "support/files.rs"]
mod files;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chance::Chance;
use files::files;
use gongwen::lexicon::indicator::{INDICATORS, spellings};
use gongwen::lexicon::unit::units;

/// Seeds have at most this many bytes.
const PIECE: usize = 4096;

/// Labels, numerals and words that the stages look for, besides units and indicators.
const WORDS: &[&str] = &[
    "第一部分 ",
    "第一章",
    "第二条",
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1.",
    "1．",
    "1、",
    "（1）",
    "①",
    "②",
    "1.1 ",
    "1.1.1",
    "Ⅰ",
    "A.",
    "附件1",
    "第一，",
    "一是",
    "二是",
    "# ",
    "## ",
    "- ",
    "| ",
    "\n",
    "\r\n",
    "\r",
    "\u{c}",
    "　　",
    "\t",
    "。",
    "：",
    "《",
    "》",
    "“",
    "”",
    "—",
    "- 12 -",
    "— 3 —",
    "第 3 页 共 10 页",
    "目录",
    "……12",
    "单位：万元",
    "其中：",
    "合计",
    "比上年增长",
    "同比下降",
    "完成预算的",
    "占",
    "分别为",
    "以上",
    "以下",
    "左右",
    "约",
    "近",
    "不足",
    "三百二十",
    "3亿5千万",
    "1,234.56",
    "１２％",
    "12.5%",
    "两",
    "〇",
    "2024年",
    "2024年3月31日",
    "“十四五”",
    "截至",
    "倍",
    "翻一番",
    "个百分点",
    "以下四项",
    "共3个",
    "<table>",
    "<tr><td>",
    "</td>",
    "<br>",
    "<p>",
    "</p>",
    "<h2>",
    "&nbsp;",
    "&#x4E2D;",
    "&ldquo;",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<meta charset=gb2312>",
    "**",
    "\\",
    "[",
    "](",
    "〔2024〕3号",
    "\u{feff}",
    "\u{200b}",
];

struct Target {
    name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

const TARGETS: [Target; 4] = [
    Target { name: "decode", run: bodies::decode, seeds: texts },
    Target { name: "extract", run: bodies::extract, seeds: texts },
    Target { name: "figures", run: bodies::figures, seeds: lines },
    Target { name: "archives", run: bodies::archives, seeds: packed },
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Pieces of the corpus, each behind the byte that chooses how it is read.
fn texts() -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    for path in files(&root().join("corpus")) {
        let choice = match path.extension().and_then(|e| e.to_str()) {
            Some("html") => 1,
            Some("md") => 2,
            _ => 0,
        };
        let raw = fs::read(&path).expect("a file");
        // An odd size: pieces of text in two bytes a character begin in the middle of one now and then.
        for piece in raw.chunks(PIECE - 1).step_by(2).take(4) {
            pieces.push([&[choice], piece].concat());
        }
    }
    pieces
}

/// Single lines of the corpus as UTF-8.
fn lines() -> Vec<Vec<u8>> {
    let texts = files(&root().join("corpus")).into_iter().filter_map(|path| fs::read_to_string(path).ok());
    let mut lines = Vec::new();
    for text in texts {
        let long = text.lines().filter(|line| line.len() > 60).step_by(5).take(8);
        lines.extend(long.map(|line| {
            let end = (0..=line.len().min(PIECE - 1)).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
            [&[0], &line.as_bytes()[..end]].concat()
        }));
    }
    lines
}

/// A small archive of each kind.
fn packed() -> Vec<Vec<u8>> {
    let text = "云溪市柳浦街道2024年度工作总结\n\n一、收支情况\n\n2024年预算数1200.50万元。\n".as_bytes();
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).expect("memory");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, method) in
        [("2024/a.txt", zip::CompressionMethod::Deflated), ("报告.txt", zip::CompressionMethod::Stored)]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default().compression_method(method)).expect("memory");
        zip.write_all(text).expect("memory");
    }
    let zip = zip.finish().expect("memory").into_inner();
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["2024/a.txt".to_owned(), "b.txt".to_owned(), format!("{}/c.txt", "长".repeat(60))] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text).expect("memory");
    }
    let tar = tar.into_inner().expect("memory");
    let line = serde_json::json!({"path": "2024/a.txt", "text": std::str::from_utf8(text).expect("UTF-8")});
    let lines = format!("{line}\n\n{line}\n").into_bytes();
    let forms = [zip, tar.clone(), gzip(&tar), zstd(&tar), gzip(text), zstd(text), lines.clone(), gzip(&lines)];
    forms.into_iter().enumerate().map(|(i, form)| [&[i as u8], &form[..]].concat()).collect()
}

/// Inputs that fuzzing once found a fault with.
fn regressions(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = files(&root().join("tests/regressions").join(target.name));
    paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

fn words() -> Vec<&'static str> {
    let units = units().map(|u| u.spelling);
    let indicators = INDICATORS.iter().flat_map(spellings);
    WORDS.iter().copied().chain(units).chain(indicators).collect()
}

/// A change or a few to one of `inputs`.
fn mutated(inputs: &[Vec<u8>], words: &[&str], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.pick(inputs).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(40)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(1 + chance.below(9));
                bytes.splice(at..at, piece);
            }
            3 => bytes.truncate(at.max(1)),
            4 => {
                let other = chance.pick(inputs);
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(200)).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => drop(bytes.splice(at..at, chance.pick(words).bytes())),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// Runs the target over what it is known by, and over `mutations` of that.
fn smoke(name: &str, mutations: usize) {
    let target = TARGETS.iter().find(|t| t.name == name).expect("a target");
    let mut inputs = (target.seeds)();
    assert!(!inputs.is_empty(), "no seeds for {name}");
    for (path, bytes) in regressions(target) {
        println!("{}", path.display());
        (target.run)(&bytes);
        inputs.push(bytes);
    }
    for input in &inputs {
        (target.run)(input);
    }
    let words = words();
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let mut chance = Chance::new(number("GONGWEN_FUZZ_SEED").unwrap_or(6));
    for i in 0..number("GONGWEN_FUZZ_MUTATIONS").map_or(mutations, |n| n as usize) {
        let input = mutated(&inputs, &words, &mut chance);
        let done = std::panic::catch_unwind(|| (target.run)(&input));
        if done.is_err() {
            let kept = std::env::temp_dir().join(format!("gongwen-{name}-{i}"));
            fs::write(&kept, &input).expect("a temporary file");
            panic!("{name}: mutation {i} fails; it was kept as {}", kept.display());
        }
    }
}

#[test]
fn decode_survives() {
    smoke("decode", 4000);
}

#[test]
fn extract_survives() {
    smoke("extract", 3000);
}

#[test]
fn figures_survive() {
    smoke("figures", 4000);
}

#[test]
fn archives_survive() {
    smoke("archives", 2000);
}

/// Not a test: writes `fuzz/corpus/` for `cargo fuzz`.
#[test]
#[ignore = "writes the seeds of cargo fuzz"]
fn write_seeds() {
    for target in &TARGETS {
        let folder = root().join("fuzz/corpus").join(target.name);
        fs::create_dir_all(&folder).expect("a folder");
        let found = regressions(target).into_iter().map(|(_, bytes)| bytes);
        for bytes in (target.seeds)().into_iter().chain(found) {
            fs::write(folder.join(&blake3::hash(&bytes).to_hex()[..16]), bytes).expect("a file");
        }
    }
    let mut dictionary = String::new();
    for word in words() {
        dictionary.push('"');
        dictionary.extend(word.bytes().map(|b| format!("\\x{b:02X}")));
        dictionary.push_str("\"\n");
    }
    fs::write(root().join("fuzz/corpus/words.dict"), dictionary).expect("a file");
}
