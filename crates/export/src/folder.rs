//! A folder of files that takes its place whole: built beside the target, then put in its stead.
//!
//! What an earlier export holds of reports that are not given now goes over into the new one, row by row, unless it is
//! pruned: a folder is brought up to date as a database is.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::beside::{Beside, Lock, parent, real};
use crate::run::{Error, Summary};
use crate::table::{TABLES, Type};

/// The file that says that a folder is an export, and what its columns mean.
const MANIFEST: &str = "gongwen-export.json";

/// A folder in the making.
pub(crate) struct Folder {
    making: TempDir,
    target: PathBuf,
    files: Vec<PathBuf>,
    /// What its manifest says of its form.
    form: Form,
    /// Whether an export of the same form stands there, of which rows go over.
    has_former: bool,
    _lock: Lock,
}

/// What two exports must have in common for rows to go over from one to the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub format: &'static str,
    pub by_year: bool,
}

impl Folder {
    /// Begins a folder that will stand at `target`. A folder that is no export of ours is never replaced, and one of
    /// another form only where it is to be pruned.
    pub fn begin(target: &Path, form: Form, prune: bool) -> Result<Self, Error> {
        let target = &*real(target);
        let shown = target.display();
        let is_empty = match fs::read_dir(target) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(_) => return Err(Error::Target(format!("{shown}: expected a folder"))),
        };
        let mut has_former = false;
        if !is_empty {
            let manifest = fs::read(target.join(MANIFEST)).ok();
            let Some(manifest) = manifest.and_then(|m| serde_json::from_slice::<serde_json::Value>(&m).ok()) else {
                return Err(Error::Target(format!("{shown}: expected a new or empty folder, or an earlier export")));
            };
            if !prune && !is_same(&manifest, form) {
                return Err(Error::Target(format!(
                    "{shown}: expected an earlier export of the same form and version, found another; \
                     --prune makes it anew from what is given"
                )));
            }
            if let Some(foreign) = foreign(target)? {
                return Err(Error::Target(format!(
                    "{shown}: expected an earlier export and nothing else, found {foreign}, which would be lost with it"
                )));
            }
            has_former = !prune;
        }
        if target.exists() && !can_be_replaced(target) {
            return Err(Error::Target(format!(
                "{shown}: expected a folder whose place another can take, found the current folder or a disk; name a \
                 folder in it"
            )));
        }
        let (making, lock) = Beside::begin(target)?.folder()?;
        Ok(Self { making, target: target.to_owned(), files: Vec::new(), form, has_former, _lock: lock })
    }

    /// The earlier export of which rows go over.
    pub fn former(&self) -> Option<&Path> {
        self.has_former.then_some(&self.target)
    }

    /// Makes a file in it.
    pub fn create(&mut self, name: &str) -> Result<File, Error> {
        let path = self.making.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(&path)?;
        self.files.push(path);
        Ok(file)
    }

    /// Puts it in the place of the target.
    pub fn finish(mut self, summary: &Summary) -> Result<(), Error> {
        let mut manifest = BufWriter::new(self.create(MANIFEST)?);
        serde_json::to_writer_pretty(&mut manifest, &manifest_of(self.form, summary))?;
        manifest.write_all(b"\n")?;
        manifest.flush()?;
        drop(manifest);
        for file in &self.files {
            File::open(file)?.sync_all()?;
        }
        if self.target.exists() {
            if let Some(foreign) = foreign(&self.target)? {
                let shown = self.target.display();
                return Err(Error::Target(format!(
                    "{shown}: expected an earlier export and nothing else, found {foreign}"
                )));
            }
            // From now on `making` is the old one, and goes when it is dropped.
            exchange(self.making.path(), &self.target)?;
        } else {
            fs::rename(self.making.path(), &self.target)?;
        }
        File::open(parent(&self.target))?.sync_all()?;
        Ok(())
    }
}

/// What stands in the folder of an export and is none of it: all of the folder goes when a new one takes its place. What
/// systems leave in folders by themselves is nobody's.
fn foreign(target: &Path) -> io::Result<Option<String>> {
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(target.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let is_folder = entry.file_type()?.is_dir();
            if !is_ours(&path, is_folder) {
                return Ok(Some(path.display().to_string()));
            }
            if is_folder {
                folders.push(path);
            }
        }
    }
    Ok(None)
}

/// Whether an export has something of this name: `figures.csv`, `figures/year=2024/part-0.parquet`.
fn is_ours(path: &Path, is_folder: bool) -> bool {
    let names: Option<Vec<&str>> = path.iter().map(std::ffi::OsStr::to_str).collect();
    let is_table = |name: &str| TABLES.iter().any(|table| table.name == name);
    match (names.as_deref(), is_folder) {
        (Some([table]), true) => is_table(table),
        (Some([table, year]), true) => is_table(table) && year.starts_with("year="),
        (Some([table, year, part]), false) => {
            is_table(table) && year.starts_with("year=") && part.starts_with("part-") && part.ends_with(".parquet")
        }
        (Some([MANIFEST | "views.sql" | ".DS_Store" | "Thumbs.db" | "desktop.ini"]), false) => true,
        (Some([name]), false) => name
            .rsplit_once('.')
            .is_some_and(|(table, end)| is_table(table) && matches!(end, "csv" | "ndjson" | "parquet")),
        _ => false,
    }
}

/// Whether a folder can change places with another: not the current one, nor the root of a disk.
fn can_be_replaced(target: &Path) -> bool {
    let real = target.canonicalize().ok();
    let is_current = real.is_some() && real == std::env::current_dir().and_then(|at| at.canonicalize()).ok();
    let is_named = target.file_name().is_some();
    #[cfg(unix)]
    let is_disk = {
        use std::os::unix::fs::MetadataExt;
        let disk = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
        disk(target) != disk(parent(target))
    };
    #[cfg(not(unix))]
    let is_disk = false;
    is_named && !is_current && !is_disk
}

/// Two folders change places in one step.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => step_aside(new, old),
        done => Ok(done?),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    step_aside(new, old)
}

/// Where the system cannot exchange: the old one steps aside first. Killed just between, it stands beside the target.
fn step_aside(new: &Path, old: &Path) -> io::Result<()> {
    let mut aside = new.as_os_str().to_owned();
    aside.push(".old");
    fs::rename(old, &aside)?;
    fs::rename(new, old)?;
    fs::remove_dir_all(&aside)
}

fn manifest_of(form: Form, summary: &Summary) -> serde_json::Value {
    let mut tables = described();
    for table in &mut tables {
        table["rows"] = json!(table["name"].as_str().and_then(|name| summary.rows.get(name)).copied().unwrap_or(0));
    }
    let reports = summary.reports + summary.kept;
    json!({"schema": SCHEMA, "format": form.format, "by_year": form.by_year, "reports": reports, "tables": tables})
}

/// The version of the tables.
const SCHEMA: &str = "gongwen.tables/1";

/// All tables with their columns and what these mean.
fn described() -> Vec<serde_json::Value> {
    let tables = TABLES.iter().map(|table| {
        let columns = table.columns.iter().map(|c| {
            let ty = match c.ty {
                Type::Text => "text",
                Type::Int => "integer",
                Type::Bool => "boolean",
                Type::Decimal => "decimal",
            };
            json!({"name": c.name, "type": ty, "null": c.null, "refers": c.refers, "meaning": c.doc})
        });
        let columns: Vec<_> = columns.collect();
        json!({"name": table.name, "meaning": table.doc, "columns": columns})
    });
    tables.collect()
}

/// Whether a manifest is that of an export with the same files and columns.
fn is_same(manifest: &serde_json::Value, form: Form) -> bool {
    let names = |tables: &[serde_json::Value]| -> Vec<(String, Vec<(String, String)>)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let columns = |table: &serde_json::Value| {
            let columns = table["columns"].as_array().into_iter().flatten();
            columns.map(|c| (text(&c["name"]), text(&c["type"]))).collect()
        };
        tables.iter().map(|table| (text(&table["name"]), columns(table))).collect()
    };
    manifest["format"] == form.format
        && manifest["by_year"] == form.by_year
        && manifest["tables"].as_array().is_some_and(|tables| names(tables) == names(&described()))
}
