//! What is gone: sources that a manifest names and that stand nowhere any more.
//!
//! | found | gone |
//! | --- | --- |
//! | it is there, whether it was wanted this time or not | no |
//! | the folder that was given for it is not there, or nothing is in it, as where nothing is mounted | no |
//! | a folder or an archive on the way could not be looked into | no |
//! | its archive is there, and was not listed this time, or members of it were left out | no |
//! | its archive was listed, all of it, and has no such member | yes |
//! | its folder was looked into, and has no such file | yes |

use std::fs::{metadata, read_dir, symlink_metadata};
use std::io::ErrorKind;
use std::path::Path;

use super::input::Found;
use super::name::{is_below, unescape};

impl Found {
    /// Whether a source that an earlier run found below `root` is gone.
    pub fn is_gone(&self, root: &str, name: &str) -> bool {
        let root = Path::new(root);
        if !is_below(name) || !read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) {
            return false;
        }
        let place = root.join(name);
        if place.ancestors().any(|above| self.unsure.contains(above)) {
            return false;
        }
        // As it is written, or as it is called where that is no UTF-8.
        is_missing(&place) && is_missing(&root.join(unescape(name))) && self.has_no_archive_of(&place)
    }

    /// Whether no archive stands on the way to what is missing, but one that was listed.
    fn has_no_archive_of(&self, place: &Path) -> bool {
        let mut above = place.ancestors().skip(1);
        let is_there = above.find(|above| metadata(above).is_ok());
        is_there.is_some_and(|above| above.is_dir() || self.listed.contains(above))
    }
}

/// Whether it is known that nothing stands there.
fn is_missing(place: &Path) -> bool {
    let looked = symlink_metadata(place);
    looked.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}
