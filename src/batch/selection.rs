//! Which files of folders and archives are read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Patterns of paths. One without `/` is a pattern of names, wherever they stand; one with `/` is of the whole path
/// below what was given. What stands in a folder or an archive that matches, matches too. `*` stands for any text,
/// slashes too.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    paths: GlobSet,
    names: GlobSet,
}

impl Patterns {
    /// Reads patterns.
    ///
    /// # Errors
    /// When one is no glob.
    pub fn new(patterns: &[String]) -> Result<Self, globset::Error> {
        let (mut paths, mut names) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns {
            let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
            let is_name = !trimmed.contains('/');
            (if is_name { &mut names } else { &mut paths }).add(Glob::new(trimmed.trim_start_matches('/'))?);
        }
        Ok(Self { paths: paths.build()?, names: names.build()? })
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.names.is_empty()
    }

    /// Whether a path matches, or a folder or an archive in which it stands.
    fn matches(&self, path: &Path) -> bool {
        let name = |path: &Path| path.file_name().is_some_and(|name: &OsStr| self.names.is_match(name));
        let mut above = path.ancestors().filter(|path| !path.as_os_str().is_empty());
        above.any(|path| name(path) || self.paths.is_match(path))
    }
}

/// Which files of folders and archives are read, and how much of them.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Only paths that match; all where there are none.
    pub include: Patterns,
    /// No path that matches.
    pub exclude: Patterns,
    /// Files that are not read and folders that are not looked into, as [`std::fs::canonicalize`] names them: where
    /// outputs go, and what belongs to the run itself.
    pub own: Vec<PathBuf>,
    /// Whether outputs of gongwen below folders are read, too.
    pub outputs: bool,
    /// Bytes that a document may have at the most; a line that must have more is not kept in memory.
    pub max_bytes: u64,
}

impl Default for Selection {
    fn default() -> Self {
        let (include, exclude) = Default::default();
        Self { include, exclude, own: Vec::new(), outputs: false, max_bytes: 64 << 20 }
    }
}

impl Selection {
    /// Whether a path is read: that of a file, or of a member below its archive.
    pub(super) fn wants(&self, path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        (self.include.is_empty() || self.include.matches(path)) && !self.leaves_out(path)
    }

    /// Whether nothing at a path or below it is read.
    pub(super) fn leaves_out(&self, path: impl AsRef<Path>) -> bool {
        !self.exclude.is_empty() && self.exclude.matches(path.as_ref())
    }

    /// Whether this belongs to the run itself.
    pub(super) fn is_own(&self, path: &Path) -> bool {
        !self.own.is_empty() && path.canonicalize().is_ok_and(|path| self.own.contains(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_names_and_of_paths() {
        let matches =
            |pattern: &str, path: &str| Patterns::new(&[pattern.to_owned()]).expect("a glob").matches(Path::new(path));
        for (pattern, path) in [
            ("*.txt", "2024/r.zip/a.txt"),
            ("README.md", "x/README.md"),
            ("sub", "sub/a.txt"),
            ("sub/", "x/sub/a.txt"),
            ("*.zip", "2024/r.zip/a.txt"),
            ("2024/**", "2024/r.zip/a.txt"),
            ("./2024/r.zip", "2024/r.zip/a.txt"),
            ("2024/*/a.txt", "2024/r.zip/a.txt"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("sub", "subs/a.txt"), ("2024/*", "x/2024/a.txt"), ("a", "b/a.txt")] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }
}
