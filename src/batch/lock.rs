//! Folders that a run has for itself while it writes there.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A folder that is in use; free again when this is dropped, and when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held")] Option<File>);

/// The file in a folder by which it is kept for one run.
const NAME: &str = "lock";

/// Someone who clears away what a killed run left has a folder for himself no longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

impl Lock {
    /// Keeps a folder for one run, by a file in it that stays. `None` where another run has it.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn by_file(folder: &Path) -> io::Result<Option<Self>> {
        let file = File::options().create(true).write(true).truncate(false).open(folder.join(NAME))?;
        Ok(alone(file))
    }

    /// Keeps a folder for one run. `None` where another run has it or writes there too.
    pub fn alone(folder: &Path) -> Option<Self> {
        // Where a folder cannot be opened or locked as a file can, it is kept by nothing.
        let Ok(file) = File::open(folder) else { return Some(Self(None)) };
        alone(file)
    }

    /// Keeps a folder for all runs that write one file each there. `None` where another run has it for itself.
    pub fn with_others(folder: &Path) -> Option<Self> {
        let Ok(file) = File::open(folder) else { return Some(Self(None)) };
        let step = PATIENCE / 50;
        for _ in 0..50 {
            match file.try_lock_shared() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(step),
                _ => return Some(Self(Some(file))),
            }
        }
        None
    }
}

fn alone(file: File) -> Option<Lock> {
    match file.try_lock() {
        Ok(()) => Some(Lock(Some(file))),
        Err(TryLockError::WouldBlock) => None,
        // Some file systems know no locks: a run is not refused for that.
        Err(TryLockError::Error(_)) => Some(Lock(None)),
    }
}
