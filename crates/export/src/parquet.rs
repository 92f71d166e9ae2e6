//! Parquet: a file per table, or per table and year; zstd.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::folder::{Folder, Form};
use crate::given::{Given, Kept};
use crate::panel::{Dialect, panels};
use crate::row::{Row, Value};
use crate::rows::Rows;
use crate::run::{Added, Error, Summary, Writer};
use crate::scaled::scaled;
use crate::table::{TABLES, Table, Type};

/// Digits of a decimal.
const DIGITS: u8 = 38;
/// Digits of a decimal after the point.
const SCALE: i8 = 10;
/// Rows that are handed to the writer of a table together.
const BATCH: usize = 4096;
/// Rows of a row group of a table and year, at most.
const GROUP: usize = 1 << 16;
/// Rows that wait to be handed to a writer take this many bytes in all, at most.
const WAITING_BYTES: usize = 48 << 20;
/// A row group is closed when the open ones of all tables hold this many bytes.
const OPEN_BYTES: usize = 64 << 20;
/// Row groups of a file of a year: what is known of each is kept in memory until its file is closed.
const GROUPS: usize = 32;
/// A year that no report names, as Hive and DuckDB write it.
const NO_YEAR: &str = "__HIVE_DEFAULT_PARTITION__";

/// A folder of Parquet files.
pub(crate) struct Parquet {
    folder: Folder,
    by_year: bool,
    schemas: Vec<SchemaRef>,
    files: BTreeMap<(usize, Option<i32>), Part>,
    /// How many files of a table and year are closed already.
    closed: BTreeMap<(usize, Option<i32>), u32>,
    /// Bytes of rows that were not yet handed to a writer.
    waiting: usize,
}

/// One file in the making.
struct Part {
    writer: ArrowWriter<File>,
    columns: Vec<Builder>,
    rows: usize,
    /// Bytes of the rows, about.
    bytes: usize,
    groups: usize,
}

enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Bool(BooleanBuilder),
    Decimal(StringBuilder, Decimal128Builder, BooleanBuilder),
}

impl Parquet {
    pub fn begin(target: &Path, by_year: bool, prune: bool) -> Result<Self, Error> {
        let mut made = Self {
            folder: Folder::begin(target, Form { format: "parquet", by_year }, prune)?,
            by_year,
            schemas: TABLES.iter().map(schema).collect(),
            files: BTreeMap::new(),
            closed: BTreeMap::new(),
            waiting: 0,
        };
        if !by_year {
            // A table without rows is a file all the same.
            for table in 0..TABLES.len() {
                made.open(table, None)?;
            }
        }
        Ok(made)
    }

    fn open(&mut self, table: usize, year: Option<i32>) -> Result<&mut Part, Error> {
        let key = (table, year);
        if !self.files.contains_key(&key) {
            let name = TABLES[table].name;
            let name = if self.by_year {
                let year = year.map_or_else(|| NO_YEAR.to_owned(), |year| year.to_string());
                let number = self.closed.get(&key).copied().unwrap_or(0);
                format!("{name}/year={year}/part-{number}.parquet")
            } else {
                format!("{name}.parquet")
            };
            let mut properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .set_created_by(format!("gongwen {}", env!("CARGO_PKG_VERSION")));
            // No value stands twice in these: a dictionary of them would only be made and thrown away.
            for unique in ["key", "bytes"] {
                properties = properties.set_column_dictionary_enabled(ColumnPath::from(unique), false);
            }
            let properties = properties.build();
            let file = self.folder.create(&name)?;
            let writer = ArrowWriter::try_new(file, self.schemas[table].clone(), Some(properties))?;
            let columns = TABLES[table].columns.iter().map(|c| Builder::new(c.ty)).collect();
            self.files.insert(key, Part { writer, columns, rows: 0, bytes: 0, groups: 0 });
        }
        Ok(self.files.get_mut(&key).expect("just put in"))
    }

    /// Rows of an earlier export whose report was not given go over.
    fn go_over(&mut self, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        let Some(former) = self.folder.former().map(Path::to_owned) else { return Ok(()) };
        let mut kept = Kept::default();
        for (place, table) in TABLES.iter().enumerate() {
            let mut last = None;
            for (year, path) in parts(&former, table, self.by_year)? {
                // The last year's row group is written before the next one's is begun.
                if let Some(key) = last.replace((place, year)).filter(|&key| self.by_year && key != (place, year)) {
                    self.close(key)?;
                }
                let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(BATCH);
                for batch in reader.build()? {
                    let batch = batch?;
                    let text = |place: usize| batch.columns().get(place).and_then(|c| c.as_string_opt::<i32>());
                    let (Some(reports), Some(paths)) = (text(0), text(1)) else { continue };
                    let mut stays = BooleanBuilder::with_capacity(batch.num_rows());
                    let mut count = 0;
                    for row in 0..batch.num_rows() {
                        let stay = kept.keeps(table, Some(reports.value(row)), || Some(paths.value(row).into()), given);
                        stays.append_value(stay);
                        count += usize::from(stay);
                    }
                    if count == 0 {
                        continue;
                    }
                    let batch = filter_record_batch(&batch, &stays.finish())?;
                    let batch = RecordBatch::try_new(self.schemas[place].clone(), batch.columns().to_vec())?;
                    let by_year = self.by_year;
                    let part = self.open(place, year)?;
                    part.writer.write(&batch)?;
                    // Files of one year come together: each is a row group after another, not one beside the others.
                    if by_year && part.writer.in_progress_rows() >= GROUP {
                        part.writer.flush()?;
                        part.groups += 1;
                    }
                    (0..count).for_each(|_| summary.keep(table));
                    self.bound()?;
                }
            }
        }
        Ok(())
    }

    /// Hands over rows and closes row groups where all files together hold too much, the largest first: small ones closed
    /// often would be many.
    ///
    /// A writer takes two megabytes as soon as its row group is begun. There are ten tables, but hundreds of tables and
    /// years: of these, rows wait until they are a row group, which is written at once.
    fn bound(&mut self) -> Result<(), Error> {
        if self.waiting > WAITING_BYTES {
            let mut parts: Vec<_> = self.files.iter_mut().collect();
            parts.sort_by_key(|(_, part)| std::cmp::Reverse(part.bytes));
            for ((table, _), part) in parts {
                if self.waiting <= WAITING_BYTES / 2 {
                    break;
                }
                self.waiting -= part.hand_over(&self.schemas[*table], self.by_year)?;
            }
        }
        if self.by_year {
            let full = self.files.iter().filter(|(_, part)| part.groups >= GROUPS);
            let full: Vec<_> = full.map(|(key, _)| *key).collect();
            return full.into_iter().try_for_each(|key| self.close(key));
        }
        let mut open: usize = self.files.values().map(|part| part.writer.memory_size()).sum();
        if open > OPEN_BYTES {
            let mut parts: Vec<&mut Part> = self.files.values_mut().collect();
            parts.sort_by_key(|part| std::cmp::Reverse(part.writer.memory_size()));
            for part in parts {
                if open <= OPEN_BYTES / 2 {
                    break;
                }
                open = open.saturating_sub(part.writer.memory_size());
                part.writer.flush()?;
            }
        }
        Ok(())
    }

    /// Ends a file; what comes after goes to the next one.
    fn close(&mut self, key: (usize, Option<i32>)) -> Result<(), Error> {
        if let Some(mut part) = self.files.remove(&key) {
            self.waiting -= part.hand_over(&self.schemas[key.0], self.by_year)?;
            part.writer.close()?;
            *self.closed.entry(key).or_default() += 1;
        }
        Ok(())
    }
}

impl Writer for Parquet {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        let by_year = self.by_year;
        let (year, most) = if by_year { (rows.year, GROUP) } else { (None, BATCH) };
        let mut is_time = false;
        for table in (0..TABLES.len()).filter(|&table| rows.store.count(table) > 0) {
            let schema = self.schemas[table].clone();
            let part = self.open(table, year)?;
            let (mut pushed, mut handed_over) = (0, 0);
            for row in rows.store.rows(table) {
                pushed += part.push(row);
                if part.rows >= most {
                    handed_over += part.hand_over(&schema, by_year)?;
                }
            }
            self.waiting = self.waiting + pushed - handed_over;
            is_time |= handed_over > 0;
        }
        if is_time || self.waiting > WAITING_BYTES {
            self.bound()?;
        }
        Ok(Added::Written)
    }

    fn finish(mut self: Box<Self>, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        self.go_over(given, summary)?;
        while let Some(&key) = self.files.keys().next() {
            self.close(key)?;
        }
        let Self { mut folder, by_year, .. } = *self;
        folder.create("views.sql")?.write_all(views(by_year).as_bytes())?;
        folder.finish(summary)
    }
}

impl Part {
    /// Takes a row and gives its bytes, about.
    fn push(&mut self, row: Row<'_>) -> usize {
        let mut bytes = 0;
        for (builder, value) in self.columns.iter_mut().zip(row.values()) {
            builder.push(value);
            bytes += size_of::<i64>() + if let Value::Text(text) = value { text.len() } else { 0 };
        }
        self.rows += 1;
        self.bytes += bytes;
        bytes
    }

    /// Hands the waiting rows to the writer, as a row group of their own or not, and gives the bytes that they took.
    fn hand_over(&mut self, schema: &SchemaRef, is_group: bool) -> Result<usize, Error> {
        if self.rows > 0 {
            let mut arrays = Vec::with_capacity(schema.fields().len());
            for builder in &mut self.columns {
                builder.finish(&mut arrays);
            }
            self.writer.write(&RecordBatch::try_new(schema.clone(), arrays)?)?;
            if is_group {
                self.writer.flush()?;
                self.groups += 1;
            }
            self.rows = 0;
        }
        Ok(std::mem::take(&mut self.bytes))
    }
}

impl Builder {
    fn new(ty: Type) -> Self {
        let text = || StringBuilder::with_capacity(0, 0);
        match ty {
            Type::Text => Self::Text(text()),
            Type::Int => Self::Int(Int64Builder::with_capacity(0)),
            Type::Bool => Self::Bool(BooleanBuilder::with_capacity(0)),
            Type::Decimal => {
                let number = Decimal128Builder::with_capacity(0).with_data_type(DataType::Decimal128(DIGITS, SCALE));
                Self::Decimal(text(), number, BooleanBuilder::with_capacity(0))
            }
        }
    }

    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Text(to), Value::Text(text)) => to.append_value(text),
            (Self::Text(to), _) => to.append_null(),
            (Self::Int(to), Value::Int(n)) => to.append_value(n),
            (Self::Int(to), _) => to.append_null(),
            (Self::Bool(to), Value::Bool(b)) => to.append_value(b),
            (Self::Bool(to), _) => to.append_null(),
            (Self::Decimal(printed, number, fits), Value::Text(text)) => {
                let scaled = scaled(text, SCALE as usize, u32::from(DIGITS));
                printed.append_value(text);
                number.append_option(scaled);
                fits.append_value(scaled.is_some());
            }
            (Self::Decimal(printed, number, fits), _) => {
                printed.append_null();
                number.append_null();
                fits.append_null();
            }
        }
    }

    fn finish(&mut self, arrays: &mut Vec<ArrayRef>) {
        match self {
            Self::Text(b) => arrays.push(Arc::new(b.finish())),
            Self::Int(b) => arrays.push(Arc::new(b.finish())),
            Self::Bool(b) => arrays.push(Arc::new(b.finish())),
            Self::Decimal(printed, number, fits) => {
                arrays.push(Arc::new(printed.finish()));
                arrays.push(Arc::new(number.finish()));
                arrays.push(Arc::new(fits.finish()));
            }
        }
    }
}

/// The files of a table in an earlier export, each with its year.
fn parts(former: &Path, table: &Table, by_year: bool) -> Result<Vec<(Option<i32>, PathBuf)>, Error> {
    if !by_year {
        return Ok(vec![(None, former.join(format!("{}.parquet", table.name)))]);
    }
    let folder = former.join(table.name);
    let mut parts = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let year = name.to_str().and_then(|name| name.strip_prefix("year=")).and_then(|year| year.parse().ok());
            for file in std::fs::read_dir(entry.path())? {
                parts.push((year, file?.path()));
            }
        }
    }
    parts.sort();
    Ok(parts)
}

fn schema(table: &Table) -> SchemaRef {
    let mut fields = Vec::new();
    for c in table.columns {
        let meaning = |doc: &str| HashMap::from([("meaning".to_owned(), doc.to_owned())]);
        let mut push = |name: String, ty: DataType, null: bool, doc: &str| {
            fields.push(Field::new(name, ty, null).with_metadata(meaning(doc)));
        };
        match c.ty {
            Type::Text => push(c.name.to_owned(), DataType::Utf8, c.null, c.doc),
            Type::Int => push(c.name.to_owned(), DataType::Int64, c.null, c.doc),
            Type::Bool => push(c.name.to_owned(), DataType::Boolean, c.null, c.doc),
            Type::Decimal => {
                push(c.name.to_owned(), DataType::Utf8, c.null, c.doc);
                push(format!("{}_decimal", c.name), DataType::Decimal128(DIGITS, SCALE), true, c.doc);
                push(format!("{}_fits", c.name), DataType::Boolean, true, "Whether the decimal is there, and exact");
            }
        }
    }
    Arc::new(Schema::new(fields))
}

/// The tables and panels for DuckDB, to be read in this folder.
fn views(by_year: bool) -> String {
    let mut sql = String::from("-- The tables and panels of this export, for DuckDB: run it in this folder.\n");
    for table in &TABLES {
        let source = if by_year {
            format!("'{}/*/*.parquet', hive_partitioning = true", table.name)
        } else {
            format!("'{}.parquet'", table.name)
        };
        let _ = writeln!(sql, "CREATE OR REPLACE VIEW {} AS SELECT * FROM read_parquet({source});", table.name);
    }
    for (name, select) in panels(Dialect::DuckDb) {
        let _ = writeln!(sql, "CREATE OR REPLACE VIEW {name} AS {select};");
    }
    sql
}
