//! gongwen's reports, read back and written as tables: what an analyst's tools read.
//!
//! ```text
//! PATH.json … ─ read ─ contract::Report ─ rows ─ Rows ─ csv · ndjson · sqlite · parquet
//!                                      └ chunks
//! ```
//!
//! `table` is the one list of tables and columns: the headers of CSV, the tables of SQLite, the columns of Parquet and
//! the manifest all walk it. This crate knows the contract and not the program that writes it; it decides nothing
//! about what a report means.

pub mod contract;
pub mod read;
pub mod table;

mod across;
mod beside;
mod chunks;
mod folder;
mod given;
mod lines;
mod panel;
mod parquet;
mod row;
mod rows;
mod run;
mod scaled;
mod scope;
mod sqlite;

pub use beside::parent;
pub use run::{Error, Exporter, Format, Settings, Summary, run};
