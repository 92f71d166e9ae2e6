//! `output/` is what the main command makes of `corpus/`, to the byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn files(root: &Path, folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).expect("below the root").to_owned());
        }
    }
}

fn below(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    files(root, root, &mut found);
    found
}

#[test]
fn running_the_main_command_again_changes_no_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fresh = tempfile::TempDir::new().expect("a temporary folder");
    let mut command = Command::cargo_bin("gongwen").expect("the binary is built");
    command.current_dir(root).args(["extract", "corpus", "--exclude", "README.md", "-q", "-o"]).arg(fresh.path());
    command.assert().success();
    let committed = root.join("output");
    assert_eq!(below(&committed), below(fresh.path()), "output/ has one JSON per report of corpus/");
    for name in below(fresh.path()) {
        let (old, new) = (fs::read(committed.join(&name)), fs::read(fresh.path().join(&name)));
        assert!(old.expect("committed") == new.expect("fresh"), "{} is not what the command makes now", name.display());
    }
}
