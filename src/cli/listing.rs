//! Commands that print what the tool knows.

use std::io::{self, Write};

use gongwen::report::model::Report;

use super::OK;

/// `gongwen schema`
pub fn schema() -> anyhow::Result<u8> {
    let schema = schemars::schema_for!(Report<'static>);
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &schema)?;
    writeln!(out)?;
    Ok(OK)
}
