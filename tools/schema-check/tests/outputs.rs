//! Every report of `output/`, and of `corpus/` as it is read now, is as the committed schema says.

use std::fs;
use std::path::{Path, PathBuf};

use gongwen::report::{Options, extract};
use gongwen_schema_check::{errors, validator};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn schema() -> Value {
    let text = fs::read(root().join("schema/gongwen.report-1.json")).expect("the committed schema");
    serde_json::from_slice(&text).expect("JSON")
}

#[test]
fn outputs_are_as_the_schema_says() {
    let validator = validator(&schema()).expect("a schema");
    let mut found = Vec::new();
    files(&root().join("output"), &mut found);
    found.retain(|path| path.extension().is_some_and(|e| e == "json"));
    assert!(found.len() > 20, "output/ has reports");
    for path in found {
        let report = serde_json::from_slice(&fs::read(&path).expect("readable")).expect("JSON");
        let errors = errors(&validator, &report);
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
    }
}

#[test]
fn what_is_read_now_is_as_the_schema_says() {
    let validator = validator(&schema()).expect("a schema");
    let mut found = Vec::new();
    files(&root().join("corpus"), &mut found);
    assert!(found.len() > 20, "corpus/ has reports");
    for path in found {
        let raw = fs::read(&path).expect("readable");
        let extraction = extract(&raw, "report", Options::default()).expect("a report");
        let mut json = Vec::new();
        extraction.write_json(&mut json).expect("JSON");
        let errors = errors(&validator, &serde_json::from_slice(&json).expect("JSON"));
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
    }
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let validator = validator(&schema()).expect("a schema");
    let extraction = extract("一、基本情况\n\n支出12万元。".as_bytes(), "r", Options::default()).expect("a report");
    let mut json = Vec::new();
    extraction.write_json(&mut json).expect("JSON");
    let good: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(errors(&validator, &good), Vec::<String>::new());
    for (place, wrong) in [
        ("/blocks/0/id", Value::from("0")),
        ("/blocks/0/bytes", Value::from(3)),
        ("/source/bytes", Value::from(-1)),
        ("/figures", Value::Null),
        ("/coverage", serde_json::json!({})),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).expect("is there") = wrong;
        assert!(!errors(&validator, &bad).is_empty(), "{place}");
    }
}
