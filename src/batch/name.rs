//! Names: of inputs, by where they stand, and of outputs, by their inputs.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use super::Failure;

/// Bytes that a name may have on the file systems that there are.
const LONGEST: usize = 255;
/// What is added to the name of an input.
const ENDING: &str = ".json";

/// A path as a name: `/` between its parts, bytes that are not UTF-8 (and `%` itself beside them) as `%XX`.
pub(super) fn escape(path: &Path) -> String {
    // Below a folder that was walked there are neither `.` nor two separators in a row.
    if let (true, true, Some(name)) = (cfg!(unix), path.is_relative(), path.to_str()) {
        return name.to_owned();
    }
    let parts = path.components().map(|part| {
        let part = part.as_os_str();
        match part.to_str() {
            Some(text) => text.to_owned(),
            None => escape_bytes(part.as_encoded_bytes()),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The same of a name that is not UTF-8.
pub(super) fn escape_bytes(bytes: &[u8]) -> String {
    bytes.utf8_chunks().fold(String::new(), |mut name, chunk| {
        name.push_str(&chunk.valid().replace('%', "%25"));
        name.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
        name
    })
}

/// A name with its `%XX` as the bytes that they stand for.
#[cfg(unix)]
pub(super) fn unescape(name: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let (mut bytes, mut rest) = (Vec::new(), name);
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(super) fn unescape(name: &str) -> PathBuf {
    name.into()
}

/// A path without the folder that it was found in.
pub(super) fn below<'p>(folder: &Path, path: &'p Path) -> &'p Path {
    let named = folder.to_str().zip(path.to_str());
    let rest = named.and_then(|(folder, path)| path.strip_prefix(folder)?.strip_prefix('/'));
    match rest.filter(|rest| !rest.starts_with('/')) {
        Some(rest) => Path::new(rest),
        None => path.strip_prefix(folder).unwrap_or(path),
    }
}

/// A path in words alone: without `.`, without a root, and without `..` at its beginning, as an archive would have it.
pub(super) fn relative(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part),
            Component::ParentDir => drop(parts.pop()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    parts
}

/// A path from the root on, in words alone: links are not followed.
pub(super) fn absolute(path: &Path) -> PathBuf {
    // A path without any name is that of the folder in which we are.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.ancestors().last().unwrap_or(Path::new("")).join(relative(&path))
}

/// A path below a folder.
///
/// # Errors
/// `unsafe_name` where it does not stand below it.
pub(super) fn based(path: &Path, base: &Path) -> Result<PathBuf, Failure> {
    let (path, base) = (absolute(path), absolute(base));
    path.strip_prefix(&base).map(Path::to_owned).map_err(|_| {
        let message = format!("unsafe name: expected a path below {}, found {}", base.display(), path.display());
        Failure::new("unsafe_name", message)
    })
}

/// The name of the output of an input: `NAME.json`, and where a part of that is longer than a file system takes, its
/// beginning and a hash of the whole part.
pub fn output(name: &str) -> String {
    let is_short = |part: &str| part.len() + ENDING.len() <= LONGEST;
    let parts: Vec<Cow<'_, str>> = if name.split('/').all(is_short) {
        vec![name.into()]
    } else {
        name.split('/').map(|part| if is_short(part) { part.into() } else { shortened(part).into() }).collect()
    };
    format!("{}{ENDING}", parts.join("/"))
}

fn shortened(part: &str) -> String {
    let hash = &blake3::hash(part.as_bytes()).to_hex()[..16];
    let room = LONGEST - ENDING.len() - hash.len() - 1;
    let end = (0..=room).rev().find(|&end| part.is_char_boundary(end)).unwrap_or(0);
    format!("{}~{hash}", &part[..end])
}

/// Whether a name leads to something below a folder.
pub fn is_below(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn names_that_are_not_utf8_are_escaped() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new("2005").join(Path::new(std::ffi::OsStr::from_bytes(b"50%\xb1\xa8.txt")));
        assert_eq!(escape(&path), "2005/50%25%B1%A8.txt");
        assert_eq!(unescape("2005/50%25%B1%A8.txt"), path);
        assert_eq!(escape(Path::new("a/50%.txt")), "a/50%.txt");
        assert_eq!(unescape("a/50%.txt"), Path::new("a/50%.txt"));
    }

    #[test]
    fn paths_without_their_folder() {
        for (folder, path) in [("in", "in/a/b.txt"), ("in/", "in/a/b.txt"), ("in//", "in//a/b.txt"), (".", "./a/b.txt")]
        {
            assert_eq!(below(Path::new(folder), Path::new(path)), Path::new("a/b.txt"), "{folder}");
        }
        assert_eq!(below(Path::new("in"), Path::new("inside/b.txt")), Path::new("inside/b.txt"));
    }

    #[test]
    fn paths_as_names() {
        for (path, name) in [("./y/a.txt", "y/a.txt"), ("/y/a.txt", "y/a.txt"), ("../../y/b/../a.txt", "y/a.txt")] {
            assert_eq!(relative(Path::new(path)), Path::new(name), "{path}");
        }
        assert_eq!(based(Path::new("/x/./y/a.txt"), Path::new("/x")), Ok("y/a.txt".into()));
        assert!(based(Path::new("/x/../a.txt"), Path::new("/x")).is_err());
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(output("a/b.txt"), "a/b.txt.json");
        let (one, two) = (format!("a/{}甲.txt", "报".repeat(90)), format!("a/{}乙.txt", "报".repeat(90)));
        assert!(
            output(&one) != output(&two)
                && output(&one).len() <= 2 + LONGEST
                && output(&one).rsplit_once('.').is_some_and(|(_, e)| e == "json")
        );
        let fits = "x".repeat(LONGEST - ENDING.len());
        assert_eq!(output(&fits), fits.clone() + ENDING);
    }
}
