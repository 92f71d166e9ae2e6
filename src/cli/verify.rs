//! `gongwen verify`: outputs against their sources, byte by byte.
//!
//! Nothing is extracted anew: what stands in the JSON is compared with the file it names. A source that is a file of its
//! own is found by its path at once; outputs of what is packed in archives wait until all others are done, and are then
//! compared in the order in which the archives are read.

mod compare;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use gongwen::batch::{self, Given, Input, Selection};
use serde::Deserialize;

use self::compare::{Report, compare};
use super::args::Verify;
use super::outputs::{Place, outputs};
use super::{FAILED, OK, Usage, plain, tell};

/// No source is larger: nothing larger is read.
const LARGEST: u64 = 1 << 30;

/// What has been verified so far.
struct Verification<'a> {
    sources: &'a [PathBuf],
    /// Outputs whose source is no file of its own, by the path of the source.
    packed: HashMap<Box<str>, Vec<Place>>,
    reports: u64,
    places: u64,
    bad: u64,
}

pub fn run(args: &Verify) -> anyhow::Result<u8> {
    if !args.outputs.exists() {
        let found = args.outputs.display();
        return Err(Usage(format!("{found}: expected a folder of outputs, or a file of lines")).into());
    }
    let mut run = Verification { sources: &args.sources, packed: HashMap::new(), reports: 0, places: 0, bad: 0 };
    outputs(&args.outputs, |place, line| {
        run.output(place, line);
        Ok(())
    })?;
    run.rest();
    let Verification { reports, places, bad, .. } = run;
    writeln!(
        std::io::stdout(),
        "{reports} reports, {places} places compared with their sources, {bad} reports do not agree"
    )?;
    Ok(if bad > 0 || reports == 0 { FAILED } else { OK })
}

impl Verification<'_> {
    /// Verifies an output, or puts it off.
    fn output(&mut self, place: Place, line: Option<&[u8]>) {
        self.reports += 1;
        let json = match line.map_or_else(|| place.read(), |line| Ok(line.to_owned())) {
            Ok(json) => json,
            Err(error) => return self.count(&place, Err(format!("unreadable: {error}"))),
        };
        let path = match path_of(&json) {
            Ok(path) => path,
            Err(why) => return self.count(&place, Err(why)),
        };
        let Some(input) = self.file_of_its_own(&path) else {
            return self.packed.entry(path.into()).or_default().push(place);
        };
        let raw = input.read(LARGEST).map_err(|failure| failure.message);
        self.count(&place, raw.and_then(|raw| verify(&json, &raw)));
    }

    fn count(&mut self, place: &Place, verified: Result<u64, String>) {
        match verified {
            Ok(places) => self.places += places,
            Err(why) => {
                self.bad += 1;
                tell(&format_args!("gongwen: {}", plain(&format!("{place}: {why}"))));
            }
        }
    }

    /// The source of a report, where it is a file below one of the folders, or a file that was given.
    fn file_of_its_own(&self, path: &str) -> Option<Input> {
        let below = self.sources.iter().filter(|s| s.is_dir()).map(|s| s.join(path)).find(|p| p.is_file());
        let given = || self.sources.iter().find(|s| s.file_name().is_some_and(|n| n == Path::new(path))).cloned();
        let found = batch::collect(&[below.or_else(given)?.into()], &selection());
        // What is packed in it are other reports.
        found.inputs.into_iter().next().filter(|input| path.ends_with(&*input.name))
    }

    /// Whether a file holds one report, and nothing is packed in it.
    fn is_one(file: &Path) -> bool {
        let found = batch::collect(&[file.to_owned().into()], &selection());
        matches!(&*found.inputs, [input] if file.ends_with(&*input.name))
    }

    /// Verifies what was put off.
    fn rest(&mut self) {
        if self.packed.is_empty() {
            return;
        }
        let mut packed = std::mem::take(&mut self.packed);
        let sources: Vec<_> = match self.sources {
            // Of one report and one file there is no doubt, whatever they are called: standard input has no name.
            [file] if packed.len() == 1 && file.is_file() && Self::is_one(file) => {
                packed.keys().map(|name| Given::named(file.clone(), name)).collect()
            }
            sources => sources.iter().cloned().map(Given::from).collect(),
        };
        let mut inputs = batch::collect(&sources, &selection()).inputs;
        inputs.retain(|input| packed.contains_key(&input.name));
        batch::read_each(&inputs, LARGEST, |index, raw| {
            for place in packed.remove(&inputs[index].name).into_iter().flatten() {
                let json = place.read().map_err(|error| format!("unreadable: {error}"));
                let raw = raw.as_ref().map_err(|failure| failure.message.clone());
                self.count(&place, json.and_then(|json| verify(&json, raw?)));
            }
            true
        });
        let mut missing: Vec<_> = packed.into_iter().collect();
        missing.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (path, places) in missing {
            for place in places {
                self.count(&place, Err(format!("its source {path} is in none of the places given")));
            }
        }
    }
}

fn selection() -> Selection {
    Selection { max_bytes: LARGEST, ..Selection::default() }
}

/// The path of the source that a report names.
fn path_of(json: &[u8]) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Named {
        schema: String,
        source: Source,
    }
    #[derive(Deserialize)]
    struct Source {
        path: String,
    }
    let named: Named = serde_json::from_slice(json).map_err(|e| format!("expected a report of gongwen, found: {e}"))?;
    if named.schema == gongwen::report::model::SCHEMA {
        Ok(named.source.path)
    } else {
        Err(format!("expected a report of gongwen, found {}", named.schema))
    }
}

/// Verifies one output and gives the number of places compared.
fn verify(json: &[u8], raw: &[u8]) -> Result<u64, String> {
    let report: Report<'_> =
        serde_json::from_slice(json).map_err(|e| format!("expected a report of gongwen, found: {e}"))?;
    compare(&report, raw)
}
