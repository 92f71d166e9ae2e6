//! The schema can be relied on: committed, described, kept compatible. That it is true of every output is tested in
//! `tools/schema-check`.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn gongwen() -> Command {
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    command.current_dir(root());
    command
}

/// The schema as the program prints it.
fn printed() -> Value {
    let out = gongwen().arg("schema").output().expect("gongwen runs");
    serde_json::from_slice(&out.stdout).expect("a schema is JSON")
}

fn committed_path() -> PathBuf {
    root().join("schema/gongwen.report-1.json")
}

fn read(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).expect("a schema is JSON"))
}

/// The schema as version 1 began: what its first readers were promised. It is never rewritten.
fn first() -> Value {
    read(&root().join("schema/gongwen.report-1.first.json")).expect("the first schema of the version stays")
}

/// What a consumer of `old` would stumble over in outputs of `new`.
fn incompatible(old: &Value, new: &Value, place: &str, found: &mut Vec<String>) {
    let list = |schema: &Value, key: &str| -> Vec<Value> {
        match &schema[key] {
            Value::Array(items) => items.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        }
    };
    // A value of a new type, or null where there was none.
    for ty in list(new, "type") {
        let known = list(old, "type");
        if !known.is_empty() && !known.contains(&ty) {
            found.push(format!("{place}: now also {ty}"));
        }
    }
    if !old["type"].is_null() && new["type"].is_null() && new["$ref"].is_null() && new["anyOf"].is_null() {
        found.push(format!("{place}: no longer has a type"));
    }
    for key in ["$ref", "const", "pattern", "format"] {
        if !old[key].is_null() && old[key] != new[key] {
            found.push(format!("{place}: {key} was {}, is {}", old[key], new[key]));
        }
    }
    if old["additionalProperties"] != false && new["additionalProperties"] == false && !old["properties"].is_null() {
        found.push(format!("{place}: was open for further keys, and is closed"));
    }
    for key in ["minItems", "maxItems"] {
        if !old[key].is_null() && old[key] != new[key] {
            found.push(format!("{place}: {key} was {}, is {}", old[key], new[key]));
        }
    }
    let (was, is) = (list(old, "anyOf"), list(new, "anyOf"));
    if !was.is_empty() {
        for option in is {
            if !was.contains(&option) {
                found.push(format!("{place}: may now be {option}"));
            }
        }
    }
    // A key that a consumer reads is gone, or may be missing.
    for key in list(old, "required") {
        if !list(new, "required").contains(&key) {
            found.push(format!("{place}: {key} was always there, and is not"));
        }
    }
    for part in ["properties", "$defs"] {
        for (name, schema) in old[part].as_object().into_iter().flatten() {
            match new[part].get(name) {
                Some(now) => incompatible(schema, now, &format!("{place}/{name}"), found),
                None => found.push(format!("{place}/{name}: is gone")),
            }
        }
    }
    for part in ["items", "additionalProperties"] {
        if old[part].is_object() {
            incompatible(&old[part], &new[part], &format!("{place}/{part}"), found);
        }
    }
}

#[test]
fn the_committed_schema_is_the_printed_one_and_changes_compatibly() {
    let printed = printed();
    let committed = read(&committed_path());
    for old in [Some(&first()), committed.as_ref()].into_iter().flatten() {
        let mut found = Vec::new();
        incompatible(old, &printed, "", &mut found);
        assert!(
            found.is_empty(),
            "the contract changed in a way that breaks its consumers; within a version it may only grow:\n{}",
            found.join("\n")
        );
    }
    if committed.as_ref() == Some(&printed) {
        return;
    }
    assert!(
        std::env::var_os("UPDATE").is_some(),
        "schema/gongwen.report-1.json is not what `gongwen schema` prints; run with UPDATE=1 and commit the change"
    );
    let mut text = serde_json::to_string_pretty(&printed).expect("JSON");
    text.push('\n');
    fs::write(committed_path(), text).expect("schema/ can be written");
}

#[test]
fn an_incompatible_change_is_seen() {
    let old = serde_json::json!({"type": "object", "required": ["a", "b"], "properties": {
        "a": {"type": "string"}, "b": {"type": ["integer", "null"]}, "c": {"type": "array", "items": {"type": "string"}},
    }});
    let compatible = |new: Value| {
        let mut found = Vec::new();
        incompatible(&old, &new, "", &mut found);
        found.is_empty()
    };
    let changed = |path: &str, value: Value| {
        let mut new = old.clone();
        *new.pointer_mut(path).expect("is there") = value;
        compatible(new)
    };
    assert!(compatible(old.clone()));
    assert!(changed("/properties/b/type", "integer".into()), "null never again is no harm");
    assert!(!changed("/properties/a/type", serde_json::json!(["string", "null"])));
    assert!(!changed("/properties/a/type", "integer".into()));
    assert!(!changed("/properties/c/items/type", "integer".into()));
    assert!(!changed("/required", serde_json::json!(["a"])));
    assert!(!changed("/properties", serde_json::json!({"a": {"type": "string"}})));
    let mut more = old.clone();
    more["properties"]["d"] = serde_json::json!({"type": "string"});
    more["required"] = serde_json::json!(["a", "b", "d"]);
    assert!(compatible(more), "one more key is no harm");
}

#[test]
fn every_key_is_described() {
    fn look(schema: &Value, place: &str, missing: &mut Vec<String>) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if property["description"].as_str().is_none_or(str::is_empty) {
                missing.push(format!("{place}/{name}"));
            }
        }
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            look(definition, name, missing);
        }
    }
    let printed = printed();
    assert_eq!(printed["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let mut missing = Vec::new();
    look(&printed, "", &mut missing);
    assert!(missing.is_empty(), "without a description: {missing:?}");
}

#[cfg(feature = "export")]
fn reports(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            reports(&path, found);
        } else if path.extension().is_some_and(|e| e == "json") {
            found.push(path);
        }
    }
}

/// The reports of `output/`, and those that the program makes of `corpus/` now.
#[cfg(feature = "export")]
fn all_reports(fresh: &Path) -> Vec<PathBuf> {
    gongwen().args(["extract", "corpus", "--exclude", "README.md", "-q", "-o"]).arg(fresh).assert().success();
    let mut found = Vec::new();
    reports(fresh, &mut found);
    assert!(found.len() > 20, "corpus/ has reports");
    reports(&root().join("output"), &mut found);
    found
}

/// What was read back and written again is part of what was there.
#[cfg(feature = "export")]
#[test]
fn outputs_read_back_without_loss() {
    fn part_of(part: &Value, whole: &Value, place: &str) {
        match (part, whole) {
            (Value::Object(part), Value::Object(whole)) => {
                for (key, value) in part {
                    let other = whole.get(key).unwrap_or_else(|| panic!("{place}/{key}: is not in the output"));
                    part_of(value, other, &format!("{place}/{key}"));
                }
            }
            (Value::Array(part), Value::Array(whole)) => {
                assert_eq!(part.len(), whole.len(), "{place}");
                for (i, (a, b)) in part.iter().zip(whole).enumerate() {
                    part_of(a, b, &format!("{place}/{i}"));
                }
            }
            _ => assert_eq!(part, whole, "{place}"),
        }
    }
    let fresh = tempfile::TempDir::new().expect("a temporary folder");
    for path in all_reports(fresh.path()) {
        let bytes = fs::read(&path).expect("readable");
        let read = gongwen_export::read::report(&bytes).unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
        let again = serde_json::to_value(&read).expect("JSON");
        part_of(&again, &serde_json::from_slice(&bytes).expect("JSON"), &path.display().to_string());
    }
}
