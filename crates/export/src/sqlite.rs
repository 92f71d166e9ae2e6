//! SQLite: one database with references, indexes and panels.
//!
//! A new database is built beside its place and then renamed. An existing one is changed in one transaction: a report
//! takes the place of the one that had its path. Killed in between, the old state is what the next reader finds.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use tempfile::TempPath;

use crate::beside::{Beside, Lock, parent, real};
use crate::given::Given;
use crate::panel::{Dialect, panels};
use crate::row::{Row, Value};
use crate::rows::Rows;
use crate::run::{Added, Error, Summary, Writer};
use crate::scaled::scaled;
use crate::table::{TABLES, Table, Type};

/// Says that a database is ours: `gwen`.
const APPLICATION: i32 = 0x6777_656e;
/// The version of its tables.
const VERSION: i32 = 2;
/// Decimals stand as integers of ten thousandths.
const SCALE: usize = 4;
/// Every number of so many digits fits an INTEGER.
const DIGITS: u32 = 18;

/// A database in the making.
pub(crate) struct Sqlite {
    db: Connection,
    /// A new database stands here until it is whole.
    making: Option<(TempPath, PathBuf, Lock)>,
    inserts: Vec<String>,
    /// Whether reports go that were not given.
    prune: bool,
}

impl Sqlite {
    pub fn begin(target: &Path, prune: bool) -> Result<Self, Error> {
        let target = &*real(target);
        // An empty file is what some tools leave where they looked for a database.
        let is_new = fs::metadata(target).map_or(true, |m| m.is_file() && m.len() == 0);
        let (db, making) = if is_new {
            let (file, lock) = Beside::begin(target)?.file(".sqlite")?;
            let making = file.into_temp_path();
            let db = Connection::open(&making)?;
            // Nobody sees it before it is whole, so that nothing need be undone.
            db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
            (db, Some((making, target.to_owned(), lock)))
        } else {
            (Connection::open(target)?, None)
        };
        if is_new {
            db.execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"))?;
        } else {
            let pragma = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0));
            let found = pragma("application_id").and_then(|id| Ok((id, pragma("user_version")?)));
            if !matches!(found, Ok((APPLICATION, VERSION))) {
                let shown = target.display();
                return Err(Error::Target(format!(
                    "{shown}: expected a new file or a database of gongwen {VERSION}, found something else"
                )));
            }
        }
        // References are declared for those who read; rows of a report come in one piece and were checked before.
        db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;")?;
        // One for each table to put in and to take out, and those that find.
        db.set_prepared_statement_cache_capacity(2 * TABLES.len() + 4);
        db.execute_batch("BEGIN IMMEDIATE")?;
        if is_new {
            for table in &TABLES {
                db.execute_batch(&create(table))?;
            }
        }
        let inserts = TABLES.iter().map(insert).collect();
        Ok(Self { db, making, inserts, prune })
    }

    fn take_out(&self, report: &str) -> Result<(), Error> {
        for table in &TABLES {
            self.db.prepare_cached(&format!("DELETE FROM {} WHERE report = ?1", table.name))?.execute([report])?;
        }
        Ok(())
    }

    fn put_in(statement: &mut CachedStatement<'_>, table: usize, row: Row<'_>) -> Result<(), Error> {
        let mut place = 0;
        for (column, value) in TABLES[table].columns.iter().zip(row.values()) {
            place += 1;
            statement.raw_bind_parameter(place, value)?;
            if column.ty == Type::Decimal {
                let printed = if let Value::Text(text) = value { Some(text) } else { None };
                // At most eighteen digits: an i64.
                let number = printed.and_then(|p| scaled(p, SCALE, DIGITS)).map(|n| n as i64);
                statement.raw_bind_parameter(place + 1, number)?;
                statement.raw_bind_parameter(place + 2, printed.map(|_| number.is_some()))?;
                place += 2;
            }
        }
        statement.raw_execute()?;
        Ok(())
    }

    /// Takes out the reports that were not given.
    fn prune(&self, given: &Given) -> Result<u64, Error> {
        let mut statement = self.db.prepare("SELECT report, path FROM reports")?;
        let mut rows = statement.query([])?;
        let mut gone = Vec::new();
        while let Some(row) = rows.next()? {
            if !given.has(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
                gone.push(row.get::<_, String>(0)?);
            }
        }
        for report in &gone {
            self.take_out(report)?;
        }
        Ok(gone.len() as u64)
    }
}

impl Writer for Sqlite {
    fn add(&mut self, rows: &Rows) -> Result<Added, Error> {
        if self.making.is_none() {
            let mut find =
                self.db.prepare_cached("SELECT report, output_hash, issuer_name FROM reports WHERE path = ?1")?;
            // Made of the report and of the user's aliases, which may have changed.
            let issuer_name = rows.issuer_name.as_ref().map_or(ValueRef::Null, |n| ValueRef::Text(n.as_bytes()));
            let old = find.query_row([&rows.path], |row| {
                let is_same = row.get_ref(0)? == ValueRef::Text(rows.report.as_bytes())
                    && row.get_ref(1)? == ValueRef::Text(rows.output_hash.as_bytes())
                    && row.get_ref(2)? == issuer_name;
                Ok((row.get::<_, String>(0)?, is_same))
            });
            match old.optional()? {
                Some((_, true)) => return Ok(Added::Unchanged),
                Some((report, false)) => self.take_out(&report)?,
                None => {}
            }
        }
        for table in (0..TABLES.len()).filter(|&table| rows.store.count(table) > 0) {
            let mut statement = self.db.prepare_cached(&self.inserts[table])?;
            for row in rows.store.rows(table) {
                Self::put_in(&mut statement, table, row)?;
            }
        }
        Ok(Added::Written)
    }

    fn finish(self: Box<Self>, given: &Given, summary: &mut Summary) -> Result<(), Error> {
        if self.prune {
            summary.pruned = self.prune(given)?;
        }
        self.db.execute_batch(INDEXES)?;
        for (name, select) in panels(Dialect::Sqlite) {
            self.db.execute_batch(&format!("DROP VIEW IF EXISTS {name}; CREATE VIEW {name} AS {select};"))?;
        }
        self.db.execute_batch("COMMIT")?;
        self.db.close().map_err(|(_, error)| error)?;
        if let Some((making, target, _lock)) = self.making {
            File::open(&making)?.sync_all()?;
            making.persist(&target).map_err(|error| error.error)?;
            File::open(parent(&target))?.sync_all()?;
        }
        Ok(())
    }
}

const INDEXES: &str = "
CREATE INDEX IF NOT EXISTS reports_by_issuer ON reports (issuer_name, fiscal_year);
CREATE INDEX IF NOT EXISTS reports_by_hash ON reports (blake3);
CREATE INDEX IF NOT EXISTS figures_by_indicator ON figures (indicator, period) WHERE indicator IS NOT NULL;
CREATE INDEX IF NOT EXISTS checks_by_verdict ON checks (verdict, rule);
CREATE INDEX IF NOT EXISTS checks_by_claim ON checks (report, claim);
CREATE INDEX IF NOT EXISTS operands_by_check ON check_operands (report, check_key);
CREATE INDEX IF NOT EXISTS warnings_by_code ON warnings (code);
";

fn create(table: &Table) -> String {
    let mut columns = Vec::new();
    for c in table.columns {
        let null = if c.null { "" } else { " NOT NULL" };
        let sql = match c.ty {
            Type::Text => format!("{} TEXT{null}", c.name),
            Type::Int => format!("{} INTEGER{null}", c.name),
            Type::Bool => format!("{n} INTEGER{null} CHECK ({n} IN (0, 1))", n = c.name),
            Type::Decimal => {
                format!("{n} TEXT{null}, {n}_e4 INTEGER, {n}_fits INTEGER CHECK ({n}_fits IN (0, 1))", n = c.name)
            }
        };
        columns.push(sql);
    }
    if table.name == "reports" {
        columns.push("PRIMARY KEY (report)".to_owned());
        columns.push("UNIQUE (path)".to_owned());
    } else {
        columns.push("PRIMARY KEY (report, key)".to_owned());
        columns.push("FOREIGN KEY (report) REFERENCES reports (report) ON DELETE CASCADE".to_owned());
    }
    for c in table.columns {
        if let Some(to) = c.refers {
            columns.push(format!(
                "FOREIGN KEY (report, {}) REFERENCES {to} (report, key) DEFERRABLE INITIALLY DEFERRED",
                c.name
            ));
        }
    }
    // Rows of a report lie together, found by its name.
    format!("CREATE TABLE {} (\n  {}\n) STRICT, WITHOUT ROWID;", table.name, columns.join(",\n  "))
}

fn insert(table: &Table) -> String {
    let mut sql = format!("INSERT INTO {} VALUES (", table.name);
    let count: usize = table.columns.iter().map(|c| if c.ty == Type::Decimal { 3 } else { 1 }).sum();
    for place in 1..=count {
        let _ = write!(sql, "{}?{place}", if place > 1 { ", " } else { "" });
    }
    sql.push(')');
    sql
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Bool(b) => ValueRef::Integer(i64::from(*b)),
        }))
    }
}
