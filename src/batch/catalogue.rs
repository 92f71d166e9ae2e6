//! The archive's own catalogue: rows that go with the inputs, by path.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use anyhow::{Context, bail};

/// Rows by the path of the input, each with the names of its columns.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    columns: Vec<String>,
    rows: HashMap<String, Vec<String>>,
}

impl Catalogue {
    /// Reads a catalogue in CSV (RFC 4180, UTF-8): a line of column names, one of them `path`, and a row per input.
    ///
    /// # Errors
    /// When it is no CSV, has no column `path`, or names a path twice; the message says which line.
    pub fn read(reader: impl Read) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(reader);
        let header = reader.headers().context("expected a line of column names")?.clone();
        // Excel begins its UTF-8 with a mark.
        let columns: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        let Some(path) = columns.iter().position(|name| name.eq_ignore_ascii_case("path")) else {
            bail!("expected a column named path, found {}", columns.join(", "));
        };
        let mut rows = HashMap::new();
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            let key = record.get(path).unwrap_or_default().to_owned();
            if rows.insert(key.clone(), record.iter().map(str::to_owned).collect()).is_some() {
                bail!("line {line}: expected each path once, found {key} again");
            }
        }
        Ok(Self { columns, rows })
    }

    /// The row of an input, by column.
    pub fn row(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let row = self.rows.get(path)?;
        Some(self.columns.iter().cloned().zip(row.iter().cloned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_by_path() {
        let catalogue = Catalogue::read("\u{feff}path,档号\n2024/a.txt,\"J1,7\"\n".as_bytes()).expect("CSV");
        let row = catalogue.row("2024/a.txt").expect("a row");
        assert_eq!(row["档号"], "J1,7");
        assert!(catalogue.row("b.txt").is_none());
    }

    #[test]
    fn errors_name_the_line() {
        let error = |text: &str| Catalogue::read(text.as_bytes()).expect_err("wrong").to_string();
        assert!(error("name,x\n").contains("column named path"));
        assert!(error("path\na\nb\na\n").contains("line 4"));
    }
}
