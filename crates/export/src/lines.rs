//! CSV (RFC 4180) and NDJSON: a folder with a file per table.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use crate::folder::{Folder, Form};
use crate::given::{Given, Kept};
use crate::row::{Row, Value};
use crate::rows::Rows;
use crate::run::{Added, Error, Summary, Writer};
use crate::table::{TABLES, Table};

/// What tells Excel that a file is UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A folder of CSV files.
pub(crate) struct Csv {
    folder: Folder,
    files: Vec<csv::Writer<BufWriter<File>>>,
    /// For spreadsheets, which take some texts for formulas.
    for_excel: bool,
}

impl Csv {
    pub fn begin(target: &Path, bom: bool, prune: bool) -> Result<Self, Error> {
        let mut folder = Folder::begin(target, Form { format: "csv", by_year: false }, prune)?;
        let mut files = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            let mut file = BufWriter::new(folder.create(&format!("{}.csv", table.name))?);
            if bom {
                file.write_all(BOM)?;
            }
            let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
            file.write_record(table.columns.iter().map(|c| c.name))?;
            files.push(file);
        }
        Ok(Self { folder, files, for_excel: bom })
    }
}

/// Whether a spreadsheet would compute a text instead of showing it: `=1+1`, `@x`, `-x`, but not `-3.8`.
fn is_formula(text: &str) -> bool {
    let number = || text.bytes().skip(1).all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'%'));
    text.starts_with(['=', '+', '@', '\t', '\r']) || text.starts_with('-') && !number()
}

impl Writer for Csv {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        for (place, file) in self.files.iter_mut().enumerate() {
            for row in rows.store.rows(place) {
                for value in row.values() {
                    match value {
                        Value::Null => file.write_field("")?,
                        Value::Text(text) if self.for_excel && is_formula(text) => {
                            file.write_field(["'", text].concat())?;
                        }
                        Value::Text(text) => file.write_field(text)?,
                        Value::Int(n) => file.write_field(n.to_string())?,
                        Value::Bool(b) => file.write_field(if b { "true" } else { "false" })?,
                    }
                }
                file.write_record(None::<&[u8]>)?;
            }
        }
        Ok(Added::Written)
    }

    fn finish(mut self: Box<Self>, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        if let Some(former) = self.folder.former() {
            let mut kept = Kept::default();
            for (table, file) in TABLES.iter().zip(&mut self.files) {
                let mut from = BufReader::new(File::open(former.join(format!("{}.csv", table.name)))?);
                if from.fill_buf()?.starts_with(BOM) {
                    from.consume(BOM.len());
                }
                let mut from = csv::Reader::from_reader(from);
                let mut row = csv::ByteRecord::new();
                while from.read_byte_record(&mut row)? {
                    let text = |place: usize| row.get(place).and_then(|text| std::str::from_utf8(text).ok());
                    if kept.keeps(table, text(0), || text(1).map(Into::into), given) {
                        file.write_byte_record(&row)?;
                        summary.keep(table);
                    }
                }
            }
        }
        for mut file in self.files {
            file.flush()?;
        }
        self.folder.finish(summary)
    }
}

/// A folder of files with an object per line.
pub(crate) struct Ndjson {
    folder: Folder,
    files: Vec<BufWriter<File>>,
    /// The line in hand.
    line: Vec<u8>,
}

impl Ndjson {
    pub fn begin(target: &Path, prune: bool) -> Result<Self, Error> {
        let mut folder = Folder::begin(target, Form { format: "ndjson", by_year: false }, prune)?;
        let mut files = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            files.push(BufWriter::new(folder.create(&format!("{}.ndjson", table.name))?));
        }
        Ok(Self { folder, files, line: Vec::new() })
    }
}

/// What says whose a row is.
#[derive(serde::Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    report: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    path: Option<std::borrow::Cow<'a, str>>,
}

/// Writes a row as an object. Names of columns need no escape.
fn object(line: &mut Vec<u8>, table: &Table, row: Row<'_>) -> Result<(), Error> {
    line.push(b'{');
    for (place, (column, value)) in table.columns.iter().zip(row.values()).enumerate() {
        if place > 0 {
            line.push(b',');
        }
        line.push(b'"');
        line.extend_from_slice(column.name.as_bytes());
        line.extend_from_slice(b"\":");
        match value {
            Value::Null => line.extend_from_slice(b"null"),
            Value::Text(text) => serde_json::to_writer(&mut *line, text)?,
            Value::Int(n) => serde_json::to_writer(&mut *line, &n)?,
            Value::Bool(b) => line.extend_from_slice(if b { b"true" } else { b"false" }),
        }
    }
    line.extend_from_slice(b"}\n");
    Ok(())
}

impl Writer for Ndjson {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        for (place, (file, table)) in self.files.iter_mut().zip(&TABLES).enumerate() {
            for row in rows.store.rows(place) {
                self.line.clear();
                object(&mut self.line, table, row)?;
                file.write_all(&self.line)?;
            }
        }
        Ok(Added::Written)
    }

    fn finish(mut self: Box<Self>, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        if let Some(former) = self.folder.former() {
            let mut kept = Kept::default();
            for (table, file) in TABLES.iter().zip(&mut self.files) {
                let mut from = BufReader::new(File::open(former.join(format!("{}.ndjson", table.name)))?);
                let mut line = Vec::new();
                while from.read_until(b'\n', &mut line)? > 0 {
                    let row: Named = serde_json::from_slice(&line).map_err(io::Error::from)?;
                    if kept.keeps(table, Some(&row.report), || row.path, given) {
                        file.write_all(&line)?;
                        summary.keep(table);
                    }
                    line.clear();
                }
            }
        }
        for mut file in self.files {
            file.flush()?;
        }
        self.folder.finish(summary)
    }
}
