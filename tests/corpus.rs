//! The audit names every contradiction that was planted in the corpus, and no other.

use std::path::Path;

use gongwen::audit::Verdict;
use gongwen::report::{Options, extract};

/// File, rule, and the claimed figure as printed.
const PLANTED: [(&str, &str, &str); 7] = [
    ("2023/baizhi-transport-final-accounts-planted.txt", "restatement", "1.38亿元"),
    ("2023/baizhi-transport-final-accounts-planted.txt", "growth", "11.37%"),
    ("2023/yanxi-county-work-report-planted.txt", "difference", "0.85亿元"),
    ("2023/yanxi-county-work-report-planted.txt", "growth", "10.9%"),
    ("2023/yanxi-county-work-report-planted.txt", "comparison", "126公里"),
    ("2024/tongbu-urban-management-self-evaluation-planted.txt", "sum", "9348.27万元"),
    ("2024/tongbu-urban-management-self-evaluation-planted.txt", "rate", "98.39%"),
];

#[test]
fn planted_contradictions_are_named_and_no_others() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&corpus).sort_by_file_name() {
        let entry = entry.expect("the corpus can be listed");
        if !entry.file_type().is_file() || entry.file_name() == "README.md" {
            continue;
        }
        let name = entry.path().strip_prefix(&corpus).expect("below").to_string_lossy().into_owned();
        let raw = std::fs::read(entry.path()).expect("a file");
        let extraction = extract(&raw, &name, Options::default()).expect("a report");
        for check in extraction.findings.checks.iter().filter(|c| c.verdict == Verdict::Contradiction) {
            let claim = check.claim.map_or("", |i| extraction.text(extraction.figures[i as usize].span));
            found.push((name.clone(), check.rule, claim.to_owned()));
        }
    }
    let mut planted: Vec<_> =
        PLANTED.iter().map(|&(file, rule, claim)| (file.to_owned(), rule, claim.to_owned())).collect();
    planted.sort();
    found.sort();
    assert_eq!(found, planted);
}
