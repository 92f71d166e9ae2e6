//! Files that are not whole yet: the one place that knows what they are called.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

const PREFIX: &str = ".gongwen-";
const SUFFIX: &str = ".tmp";
/// Letters and digits between them.
const CHANCE: usize = 6;

/// A file in this folder that gets its name when it is whole, or is read once more and goes.
///
/// # Errors
/// When it cannot be made.
pub fn new(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(CHANCE);
    #[cfg(unix)]
    {
        // Temporary files are private; outputs are as readable as any file of the user's (umask).
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Whether a file of that name was made here.
fn is_ours(name: &str) -> bool {
    let chance = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
    chance.is_some_and(|chance| chance.len() == CHANCE && chance.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Deletes what a run that was killed left unfinished below this folder. Folders that cannot be listed, such as the
/// `lost+found` of a disk, are passed over: nothing was written there.
///
/// # Errors
/// When a file cannot be deleted.
pub fn sweep(root: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && entry.file_name().to_str().is_some_and(is_ours) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_made_here_is_swept() {
        let dir = tempfile::TempDir::new().expect("a temporary folder");
        let ours = new(dir.path()).expect("a file").keep().expect("it stays").1;
        let others = [".gongwen-notes.txt", ".gongwen-my-notes.tmp", ".gongwen-report.txt.json", "x.tmp"];
        for name in others {
            fs::write(dir.path().join(name), "").expect("a file");
        }
        sweep(dir.path()).expect("swept");
        assert!(!ours.exists());
        assert!(others.iter().all(|name| dir.path().join(name).exists()));
        assert!(!is_ours(".gongwen-notes.txt") && is_ours(".gongwen-a1B2c3.tmp"));
    }
}
