//! A folder of files that takes its place whole: built beside the target, then put in its stead.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::run::{Error, Summary};
use crate::table::{TABLES, Type};

/// The file that says that a folder is an export, and what its columns mean.
const MANIFEST: &str = "gongwen-export.json";

/// A folder in the making.
pub(crate) struct Folder {
    making: TempDir,
    target: PathBuf,
    files: Vec<PathBuf>,
}

impl Folder {
    /// Begins a folder that will stand at `target`. A folder that is no export of ours is never replaced.
    pub fn begin(target: &Path) -> Result<Self, Error> {
        let foreign = match fs::read_dir(target) {
            Ok(mut entries) => entries.next().is_some() && !target.join(MANIFEST).is_file(),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if foreign {
            let shown = target.display();
            return Err(Error::Target(format!("{shown}: expected a new or empty folder, or an earlier export")));
        }
        let parent = parent(target);
        fs::create_dir_all(parent)?;
        let mut prefix = OsString::from(".");
        prefix.push(target.file_name().unwrap_or_default());
        prefix.push(".gongwen-");
        let making = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent)?;
        Ok(Self { making, target: target.to_owned(), files: Vec::new() })
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
    pub fn finish(mut self, format: &str, summary: &Summary) -> Result<(), Error> {
        let mut manifest = BufWriter::new(self.create(MANIFEST)?);
        serde_json::to_writer_pretty(&mut manifest, &manifest_of(format, summary))?;
        manifest.write_all(b"\n")?;
        manifest.flush()?;
        drop(manifest);
        for file in &self.files {
            File::open(file)?.sync_all()?;
        }
        #[cfg(unix)]
        {
            // Temporary folders are private; an export is as readable as any other folder.
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.making.path(), fs::Permissions::from_mode(0o755))?;
        }
        if self.target.exists() {
            // From now on `making` is the old one, and goes when it is dropped.
            exchange(self.making.path(), &self.target)?;
        } else {
            fs::rename(self.making.path(), &self.target)?;
        }
        File::open(parent(&self.target))?.sync_all()?;
        Ok(())
    }
}

pub(crate) fn parent(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
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

fn manifest_of(format: &str, summary: &Summary) -> serde_json::Value {
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
        json!({"name": table.name, "meaning": table.doc, "rows": summary.rows.get(table.name), "columns": columns})
    });
    let tables: Vec<_> = tables.collect();
    json!({"schema": "gongwen.tables/0", "format": format, "reports": summary.reports, "tables": tables})
}
