//! The archive's own catalogue: rows that go with the inputs, by path.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

use anyhow::{Context, bail};
use encoding_rs::GB18030;

use super::{Input, Unmatched};

/// Rows by the path of the input, each with the names of its columns.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    columns: Vec<String>,
    rows: HashMap<String, Vec<String>>,
}

impl Catalogue {
    /// Reads a catalogue in CSV (RFC 4180; UTF-8, or as Excel writes it, GB18030 or UTF-16): a line of column names, one of
    /// them `path`, and a row per input. A path may begin with `./` and have `\` or `//` for `/`. Columns without a name and
    /// rows without anything are passed over: spreadsheets leave them behind.
    ///
    /// # Errors
    /// When it is no CSV, has no column `path`, two columns of one name, names a path twice or none, or ends within quotes;
    /// the message says which line.
    pub fn read(mut reader: impl Read) -> anyhow::Result<Self> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        if std::str::from_utf8(&bytes).is_err() {
            let (text, _, is_damaged) = GB18030.decode(&bytes);
            if is_damaged {
                bail!("expected text in UTF-8, UTF-16 or GB18030");
            }
            bytes = text.into_owned().into_bytes();
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(&*bytes);
        let header = reader.headers().context("expected a line of column names")?.clone();
        // Excel begins its UTF-8 with a mark.
        let columns: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        let Some(path) = columns.iter().position(|name| name.eq_ignore_ascii_case("path")) else {
            bail!("expected a column named path, found {}", columns.join(", "));
        };
        let twice = |(i, name): (usize, &String)| !name.is_empty() && columns[..i].contains(name);
        if let Some((_, name)) = columns.iter().enumerate().find(|column| twice(*column)) {
            bail!("expected columns of different names, found two named {name}");
        }
        let mut rows = HashMap::new();
        let mut last = (bytes.len(), 0);
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            last = record.position().map_or(last, |position| (position.byte() as usize, line));
            let key = record.get(path).unwrap_or_default().trim().replace('\\', "/");
            let parts: Vec<&str> = key.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
            let key = parts.join("/");
            if key.is_empty() {
                bail!("line {line}: expected a path, found a row without one");
            }
            if rows.insert(key.clone(), record.iter().map(str::to_owned).collect()).is_some() {
                bail!("line {line}: expected each path once, found {key} again");
            }
        }
        let (start, line) = last;
        if bytes.get(start..).is_some_and(ends_in_quotes) {
            bail!("line {line}: expected a quote at the end of what it opens, found the end of the file");
        }
        Ok(Self { columns, rows })
    }

    /// Rows and inputs that do not find each other; `None` where there is no catalogue.
    pub fn unmatched(&self, inputs: &[Input]) -> Option<Unmatched> {
        if self.columns.is_empty() {
            return None;
        }
        let names: HashSet<&str> = inputs.iter().map(|input| &*input.name).collect();
        let matched = names.iter().filter(|name| self.rows.contains_key(**name)).count();
        let mut first: Vec<String> = self.rows.keys().filter(|path| !names.contains(&***path)).cloned().collect();
        first.sort_unstable();
        first.truncate(Unmatched::NAMED);
        Some(Unmatched { rows: self.rows.len() - matched, inputs: inputs.len() - matched, first })
    }

    /// The row of an input, by column.
    pub fn row(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let row = self.rows.get(path)?;
        let named = self.columns.iter().zip(row).filter(|(column, _)| !column.is_empty());
        Some(named.map(|(column, field)| (column.clone(), field.clone())).collect())
    }
}

/// Whether the last row of a file, which begins here, opens quotes that nothing closes.
fn ends_in_quotes(row: &[u8]) -> bool {
    let (mut is_quoted, mut before) = (false, b',');
    for &byte in row {
        // Quotes stand for themselves within a field that does not begin with them.
        if byte == b'"' && (is_quoted || matches!(before, b',' | b'\n' | b'\r' | b'"')) {
            is_quoted = !is_quoted;
        }
        before = byte;
    }
    is_quoted
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
        let absolute = Catalogue::read("path\n/data//a.txt\n".as_bytes()).expect("CSV");
        assert!(absolute.row("data/a.txt").is_some(), "as an input is named that is listed so");
        let gbk = encoding_rs::GBK.encode("path,档号\n.\\2024\\a.txt,丙\n").0.into_owned();
        assert_eq!(Catalogue::read(&*gbk).expect("CSV").row("2024/a.txt").expect("a row")["档号"], "丙");
    }

    #[test]
    fn what_spreadsheets_leave_behind_is_passed_over() {
        let catalogue =
            Catalogue::read("path,x,,\n 2024//a.txt ,\"5\"\" \n管\",,\n,,,\n,,,\n".as_bytes()).expect("CSV");
        let row = catalogue.row("2024/a.txt").expect("a row");
        assert_eq!((row.len(), &*row["x"]), (2, "5\" \n管"));
    }

    #[test]
    fn errors_name_the_line() {
        let error = |text: &str| Catalogue::read(text.as_bytes()).expect_err("wrong").to_string();
        assert!(error("name,x\n").contains("column named path"));
        assert!(error("path\na\nb\na\n").contains("line 4"));
        assert!(error("path,x,x\n").contains("two named x"));
        assert!(error("path,x\na,1\nb,\"open\nc,2\n").starts_with("line 3: expected a quote"));
        assert!(error("path,x\n,1\n").starts_with("line 2: expected a path"));
    }
}
