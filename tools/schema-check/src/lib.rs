//! Holds reports against a JSON Schema, with an independent validator. A package of its own, so that the validator's
//! crates are built only where this is tested: `cargo test --workspace`.

use jsonschema::Validator;
use serde_json::Value;

/// A validator for a schema of draft 2020-12.
///
/// # Errors
/// When it is no schema.
pub fn validator(schema: &Value) -> Result<Validator, String> {
    jsonschema::draft202012::new(schema).map_err(|error| error.to_string())
}

/// What a report has that its schema does not allow, or lacks that it asks for: a line each.
pub fn errors(validator: &Validator, report: &Value) -> Vec<String> {
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}
