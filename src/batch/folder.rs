//! A folder that is kept open: one file after another is found in it by name, and not each time by the whole path.

use std::fs::{File, Metadata, metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::Failure;

/// The folder in which a file was asked for last. Where it cannot be kept open, files are found by their paths.
#[derive(Debug, Default)]
pub struct Folder {
    root: PathBuf,
    below: String,
    #[cfg(unix)]
    handle: Option<std::os::fd::OwnedFd>,
}

impl Folder {
    /// Opens the file of this name below `root`; a pipe too, without waiting for a writer.
    pub(super) fn open(&mut self, root: &Path, name: &str) -> io::Result<File> {
        #[cfg(unix)]
        if let Some((folder, name)) = self.at(root, name) {
            use rustix::fs::{Mode, OFlags, openat};
            let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
            return Ok(rustix::io::retry_on_intr(|| openat(folder, name, flags, Mode::empty()))?.into());
        }
        open(&root.join(name))
    }

    /// The size in bytes of the file of this name below `root`; of a link, that of what it leads to.
    pub(super) fn size(&mut self, root: &Path, name: &str) -> io::Result<u64> {
        #[cfg(unix)]
        if let Some((folder, name)) = self.at(root, name) {
            let stat = rustix::fs::statat(folder, name, rustix::fs::AtFlags::empty())?;
            return u64::try_from(stat.st_size).map_err(io::Error::other);
        }
        metadata(root.join(name)).map(|meta| meta.len())
    }

    /// The folder of the file of this name below `root`, and the file's name in it.
    #[cfg(unix)]
    fn at<'n>(&mut self, root: &Path, name: &'n str) -> Option<(std::os::fd::BorrowedFd<'_>, &'n str)> {
        use std::os::fd::AsFd;

        use rustix::fs::{Mode, OFlags};
        let (below, name) = name.rsplit_once('/').unwrap_or(("", name));
        if self.handle.is_none() || self.below != below || self.root.as_os_str() != root.as_os_str() {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.handle = rustix::fs::open(root.join(below), flags, Mode::empty()).ok();
            root.clone_into(&mut self.root);
            below.clone_into(&mut self.below);
        }
        Some((self.handle.as_ref()?.as_fd(), name))
    }
}

/// Opens what is a file, and gives its size. It is looked at before it is opened, for to open a device may do something,
/// and again when it is open, for it may be another by then.
pub(super) fn regular(path: &Path) -> Result<(File, u64), Failure> {
    size(&metadata(path).map_err(Failure::unreadable)?)?;
    let file = open(path).map_err(Failure::unreadable)?;
    let size = size(&file.metadata().map_err(Failure::unreadable)?)?;
    Ok((file, size))
}

/// The size of what is a file.
pub(super) fn size(meta: &Metadata) -> Result<u64, Failure> {
    if meta.is_file() {
        return Ok(meta.len());
    }
    Err(Failure::unreadable(if meta.is_dir() {
        "expected a file, found a folder"
    } else {
        "expected a file, found a device, pipe or socket"
    }))
}

/// Opens a file; a pipe too, without waiting for a writer.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    options.read(true).open(path)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::*;

    #[test]
    fn files_are_found_below_one_root_and_another() {
        let dir = tempfile::TempDir::new().expect("a temporary folder");
        for (name, text) in [("a/x.txt", "1"), ("a/y.txt", "22"), ("b/c/x.txt", "333"), ("z.txt", "4444")] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let mut folder = Folder::default();
        let mut read = |root: &Path, name: &str| {
            let mut text = String::new();
            folder.open(root, name)?.read_to_string(&mut text)?;
            assert_eq!(folder.size(root, name)?, text.len() as u64);
            Ok::<_, io::Error>(text)
        };
        let root = dir.path();
        for (name, text) in
            [("a/x.txt", "1"), ("a/y.txt", "22"), ("b/c/x.txt", "333"), ("a/x.txt", "1"), ("z.txt", "4444")]
        {
            assert_eq!(read(root, name).expect("a file"), text);
        }
        assert_eq!(read(&root.join("b"), "c/x.txt").expect("a file"), "333");
        assert_eq!(read(&root.join("a"), "x.txt").expect("a file"), "1");
        for missing in ["a/none.txt", "none/x.txt", "x.txt"] {
            assert_eq!(read(root, missing).expect_err("nothing there").kind(), io::ErrorKind::NotFound);
        }
        // What stands there now is found, and not what stood there once.
        fs::remove_dir_all(root.join("a")).expect("a folder");
        assert!(read(root, "a/x.txt").is_err() && read(root, "z.txt").is_ok() && read(root, "a/x.txt").is_err());
    }
}
