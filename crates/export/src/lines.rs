//! CSV (RFC 4180) and NDJSON: a folder with a file per table.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::ser::{SerializeMap, Serializer};

use crate::folder::Folder;
use crate::rows::{Rows, Value};
use crate::run::{Added, Error, Summary, Writer};
use crate::table::{TABLES, Table};

/// What tells Excel that a file is UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A folder of CSV files.
pub(crate) struct Csv {
    folder: Folder,
    files: Vec<csv::Writer<BufWriter<File>>>,
}

impl Csv {
    pub fn begin(target: &Path, bom: bool) -> Result<Self, Error> {
        let mut folder = Folder::begin(target)?;
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
        Ok(Self { folder, files })
    }
}

impl Writer for Csv {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        for (file, rows) in self.files.iter_mut().zip(&rows.tables) {
            for row in rows {
                for value in row {
                    match value {
                        Value::Null => file.write_field("")?,
                        Value::Text(text) => file.write_field(text)?,
                        Value::Int(n) => file.write_field(n.to_string())?,
                        Value::Bool(b) => file.write_field(if *b { "true" } else { "false" })?,
                    }
                }
                file.write_record(None::<&[u8]>)?;
            }
        }
        Ok(Added::Written)
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<u64, Error> {
        for mut file in self.files {
            file.flush()?;
        }
        self.folder.finish("csv", summary)?;
        Ok(0)
    }
}

/// A folder of files with an object per line.
pub(crate) struct Ndjson {
    folder: Folder,
    files: Vec<BufWriter<File>>,
}

impl Ndjson {
    pub fn begin(target: &Path) -> Result<Self, Error> {
        let mut folder = Folder::begin(target)?;
        let mut files = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            files.push(BufWriter::new(folder.create(&format!("{}.ndjson", table.name))?));
        }
        Ok(Self { folder, files })
    }
}

fn object(out: &mut impl Write, table: &Table, row: &[Value]) -> Result<(), Error> {
    let mut json = serde_json::Serializer::new(&mut *out);
    let mut map = json.serialize_map(None)?;
    for (column, value) in table.columns.iter().zip(row) {
        match value {
            Value::Null => map.serialize_entry(column.name, &())?,
            Value::Text(text) => map.serialize_entry(column.name, text)?,
            Value::Int(n) => map.serialize_entry(column.name, n)?,
            Value::Bool(b) => map.serialize_entry(column.name, b)?,
        }
    }
    map.end()?;
    Ok(out.write_all(b"\n")?)
}

impl Writer for Ndjson {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        for ((file, table), rows) in self.files.iter_mut().zip(&TABLES).zip(&rows.tables) {
            for row in rows {
                object(file, table, row)?;
            }
        }
        Ok(Added::Written)
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<u64, Error> {
        for mut file in self.files {
            file.flush()?;
        }
        self.folder.finish("ndjson", summary)?;
        Ok(0)
    }
}
