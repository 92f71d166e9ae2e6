//! Which reports were given, and which of an earlier export stay beside them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::table::{REPORTS, TABLES, Table};

/// A hash of sixteen bytes: so many reports there are never that two would be alike.
type Short = [u8; 16];

fn short(text: &[u8]) -> Short {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(text).as_bytes()[..16]);
    short
}

/// What became of a path that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// For the first time.
    New,
    /// Again, with the same output.
    Same,
    /// Again, with another output.
    Other,
}

/// The paths of the reports that were given, with their outputs: 32 bytes each.
#[derive(Debug, Default)]
pub(crate) struct Given(HashMap<Short, Short>);

impl Given {
    pub fn add(&mut self, path: &str, output_hash: &str) -> Path {
        let output = short(output_hash.as_bytes());
        match self.0.insert(short(path.as_bytes()), output) {
            None => Path::New,
            Some(old) if old == output => Path::Same,
            Some(old) => {
                self.0.insert(short(path.as_bytes()), old);
                Path::Other
            }
        }
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(&short(path.as_bytes()))
    }
}

/// The reports of an earlier export that stay. The table of reports is the first that is read, so that it decides.
#[derive(Debug, Default)]
pub(crate) struct Kept(HashSet<Short>);

impl Kept {
    /// Whether a row of an earlier export goes over: its report, and, in the table of reports, its path.
    pub fn keeps<'a>(
        &mut self,
        table: &Table,
        report: Option<&str>,
        path: impl FnOnce() -> Option<Cow<'a, str>>,
        given: &Given,
    ) -> bool {
        let Some(report) = report.map(|name| short(name.as_bytes())) else { return false };
        if table.name == TABLES[REPORTS].name && path().is_some_and(|path| !given.has(&path)) {
            self.0.insert(report);
        }
        self.0.contains(&report)
    }
}
