//! What is gone: sources that a manifest names and that stand nowhere any more.
//!
//! | found | gone |
//! | --- | --- |
//! | it is there, whether it was wanted this time or not | no |
//! | the folder it stood in, or its archive stood in, is not there, or nothing is in it, as where nothing is mounted | no |
//! | a folder or an archive on the way could not be looked into | no |
//! | in its archive is what cannot be read and has lost its name | no |
//! | its archive is there, and was not listed this time, or members of it were left out | no |
//! | its archive was listed, all of it, and has no such member | yes |
//! | its folder was looked into, and has no such file, or a folder of that name | yes |

use std::fs::{read_dir, symlink_metadata};
use std::io::ErrorKind;
use std::path::Path;

use super::archive::{NUMBERED, Packed, REST, packed};
use super::input::Found;
use super::name::{is_below, unescape};

impl Found {
    /// Whether a source that an earlier run found below `root` is gone.
    pub fn is_gone(&self, root: &str, name: &str) -> bool {
        let root = Path::new(root);
        // As it is written, or as it is called where that is no UTF-8.
        is_below(name) && [root.join(name), root.join(unescape(name))].iter().all(|place| self.has_left(place))
    }

    /// Whether a folder or an archive that an earlier run could not look into, or not to its end, was looked into now.
    pub fn is_mended(&self, root: &str, name: &str) -> bool {
        let place = Path::new(root).join(container(name).unwrap_or(name));
        !self.unsure.contains(&place) && (self.listed.contains(&place) || place.is_dir())
    }

    /// Whether it is known that nothing stands there.
    fn has_left(&self, place: &Path) -> bool {
        if place.ancestors().any(|above| self.unsure.contains(above)) {
            return false;
        }
        let archive = place.ancestors().skip(1).filter(|above| is_archive(above)).last();
        let file = archive.unwrap_or(place);
        if !file.parent().is_some_and(|folder| read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())) {
            return false;
        }
        is_missing(file) || file.is_dir() || archive.is_some_and(|archive| self.listed.contains(archive))
    }
}

/// The archive of what has no name of its own but one that says where it stands.
pub fn container(name: &str) -> Option<&str> {
    let (archive, place) = name.rsplit_once('/')?;
    let is_number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let number = NUMBERED.iter().find_map(|what| place.strip_prefix(what));
    (place == REST || number.is_some_and(is_number)).then_some(archive)
}

/// Whether this is called an archive, and is no folder.
fn is_archive(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let packed = name.and_then(packed);
    matches!(packed, Some(Packed::Zip | Packed::Tar(_) | Packed::Lines(_))) && !path.is_dir()
}

/// Whether it is known that nothing stands there.
fn is_missing(place: &Path) -> bool {
    let looked = symlink_metadata(place);
    looked.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}
