//! Where an export is made: beside its target, under a name of its own, until it is whole.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::run::Error;

/// What stands in the name of all that is made here.
const MARK: &str = ".gongwen-";
/// Letters and digits behind it.
const CHANCE: usize = 6;
/// How files in the making end; folders end with the letters. SQLite sets its own files beside a database, and reports that
/// are large wait there for their turn.
const ENDS: [&str; 6] = ["", ".ndjson", ".sqlite", ".sqlite-journal", ".sqlite-wal", ".tmp"];

/// The folder of a target, in which exports are being made. As long as one lives, nobody clears the folder of them.
#[derive(Debug)]
pub(crate) struct Beside<'a> {
    target: &'a Path,
    lock: Lock,
}

/// Held while an export is made: the folder in which, and the target.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held")] [Option<File>; 2]);

impl<'a> Beside<'a> {
    /// Makes the folder of the target where it is missing. What killed exports left there is deleted, where nobody is
    /// making one; where the file system knows no locks, it stays.
    ///
    /// # Errors
    /// When the folder cannot be made, or another run makes an export of the same target.
    pub fn begin(target: &'a Path) -> Result<Self, Error> {
        let folder = parent(target);
        fs::create_dir_all(folder)?;
        let only = only(target)?;
        let lock = File::open(folder).ok().filter(|lock| {
            if lock.try_lock().is_ok() {
                sweep(folder);
                // A lock that is held is not taken a second time.
                let _ = lock.unlock();
            }
            lock.try_lock_shared().is_ok()
        });
        Ok(Self { target, lock: Lock([lock, only]) })
    }

    /// A file that is to stand at the target.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn file(self, end: &str) -> Result<(NamedTempFile, Lock), Error> {
        debug_assert!(ENDS.contains(&end));
        let mut builder = Builder::new();
        builder.prefix(MARK).suffix(end).rand_bytes(CHANCE);
        as_readable(&mut builder, 0o666);
        Ok((builder.tempfile_in(parent(self.target))?, self.lock))
    }

    /// A folder that is to stand at the target.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(self) -> Result<(TempDir, Lock), Error> {
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(self.target.file_name().unwrap_or_default());
        prefix.push(MARK);
        let mut builder = Builder::new();
        builder.prefix(&prefix).rand_bytes(CHANCE);
        as_readable(&mut builder, 0o777);
        Ok((builder.tempdir_in(parent(self.target))?, self.lock))
    }
}

/// What is temporary is private; an export is as readable as any file of the user's (umask).
fn as_readable(builder: &mut Builder<'_, '_>, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = (builder, mode);
}

/// Keeps a target for this run, by a file in the folder of temporary files that is called after its path.
fn only(target: &Path) -> Result<Option<File>, Error> {
    let name = blake3::hash(std::path::absolute(target)?.as_os_str().as_encoded_bytes()).to_hex();
    let path = std::env::temp_dir().join(format!("gongwen-export-{}.lock", &name[..16]));
    // Where it cannot be opened or locked, the target is kept by nothing.
    let Ok(file) = File::options().create(true).write(true).truncate(false).open(path) else { return Ok(None) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(Error::Target(format!("{}: another run makes an export there", target.display())))
        }
        _ => Ok(Some(file)),
    }
}

/// The place that a target is: of a symbolic link, that to which it leads.
pub(crate) fn real(target: &Path) -> PathBuf {
    let real = if target.is_symlink() { target.canonicalize().ok() } else { None };
    real.unwrap_or_else(|| target.to_owned())
}

/// The folder in which a target stands.
pub fn parent(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a file or folder of that name was made here.
fn is_ours(name: &str) -> bool {
    let Some((before, behind)) = name.rsplit_once(MARK) else { return false };
    let Some((chance, end)) = behind.split_at_checked(CHANCE) else { return false };
    (before.is_empty() || before.starts_with('.') && end.is_empty())
        && chance.bytes().all(|b| b.is_ascii_alphanumeric())
        && ENDS.contains(&end)
}

/// Deletes what was made here and never became whole. What cannot be deleted harms nobody.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_ours)) {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let _ = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_export_left_goes_with_the_next() {
        let dir = TempDir::new().expect("a temporary folder");
        let target = dir.path().join("tables");
        let (folder, first) = Beside::begin(&target).and_then(Beside::folder).expect("a folder");
        assert!(Beside::begin(&target).is_err(), "one run at a time");
        let (file, second) = Beside::begin(&dir.path().join("x")).and_then(|b| b.file(".sqlite")).expect("a file");
        let left = [folder.keep(), file.into_temp_path().keep().expect("it stays")];
        let notes = dir.path().join(".gongwen-notes.txt");
        fs::write(&notes, "").expect("a file");

        // Somebody is making one: nothing goes.
        drop(Beside::begin(&dir.path().join("y")).expect("the folder"));
        assert!(left.iter().all(|path| path.exists()));
        drop((first, second));
        drop(Beside::begin(&target).expect("the folder"));
        assert!(left.iter().all(|path| !path.exists()) && notes.exists());
    }
}
