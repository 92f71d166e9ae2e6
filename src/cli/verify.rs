//! `gongwen verify`: outputs against their sources, byte by byte.
//!
//! A source that is a file of its own is found by its path at once; outputs of what is packed in archives wait until all
//! others are done, and are then compared in the order in which the archives are read. All processors prove; what is
//! said stands in the order of the outputs.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};

use gongwen::batch::{self, Given, Input, Selection};
use gongwen::verify::{Options, Proof, prove};
use rayon::prelude::*;

use super::args::{LogFormat, Verify};
use super::outputs::{Place, outputs, path_of};
use super::{FAILED, OK, Usage, say};

/// No source is larger: nothing larger is read.
const LARGEST: u64 = 1 << 30;
/// So many outputs are proved at one time.
const TOGETHER: usize = 256;
/// Together they have no more bytes than this, or there is a single one: a large one may take a gigabyte.
const ROOM: u64 = 32 << 20;

/// An output to be proved.
struct Waiting {
    place: Place,
    /// What stands there, where that was read already.
    json: Option<Vec<u8>>,
    /// The bytes of its source, where these were.
    raw: Option<Result<Vec<u8>, String>>,
}

/// What came of an output.
enum Proved {
    Proof(Proof),
    /// It cannot be proved: why.
    Not(String),
    /// Its source, of this path, is no file of its own.
    Packed(String),
}

/// What has been verified so far.
struct Verification<'a> {
    /// Where the outputs stand.
    root: &'a Path,
    sources: &'a [PathBuf],
    options: Options,
    waiting: Vec<Waiting>,
    /// Bytes of what waits.
    bytes: u64,
    /// Outputs whose source is no file of its own, by the path of the source.
    packed: HashMap<Box<str>, Vec<Place>>,
    reports: u64,
    compared: u64,
    bad: u64,
    /// Reports whose source was not read anew, by the reason.
    not_again: BTreeMap<String, u64>,
}

pub fn run(args: &Verify) -> anyhow::Result<u8> {
    if !args.outputs.exists() {
        let found = args.outputs.display();
        return Err(Usage(format!("{found}: expected a folder of outputs, or a file of lines")).into());
    }
    let jobs = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    let mut run = Verification {
        root: &args.outputs,
        sources: &args.sources,
        options: Options { rules: args.rules.read()?, quick: args.quick },
        waiting: Vec::new(),
        bytes: 0,
        packed: HashMap::new(),
        reports: 0,
        compared: 0,
        bad: 0,
        not_again: BTreeMap::new(),
    };
    let passed_over = outputs(&args.outputs, |place, line| {
        run.reports += 1;
        run.wait(&pool, Waiting { place, json: line.map(<[u8]>::to_owned), raw: None });
        Ok(())
    })?;
    run.prove(&pool);
    run.rest(&pool);
    for (why, count) in &run.not_again {
        say(LogFormat::Text, "not_read_anew", &format!("{count} reports were not read anew: {why}"));
    }
    let Verification { reports, compared, bad, .. } = run;
    writeln!(
        io::stdout(),
        "{reports} reports, {compared} things compared with their sources, {bad} reports do not agree"
    )?;
    Ok(if bad > 0 || reports == 0 || passed_over > 0 { FAILED } else { OK })
}

impl Verification<'_> {
    /// Takes an output in; proves what waits where that is enough.
    fn wait(&mut self, pool: &rayon::ThreadPool, output: Waiting) {
        let raw = output.raw.iter().flatten().map(|raw| raw.len() as u64).sum::<u64>();
        let bytes = output.place.size() + raw;
        if self.waiting.len() == TOGETHER || self.bytes + bytes > ROOM {
            self.prove(pool);
        }
        self.bytes += bytes;
        self.waiting.push(output);
    }

    /// Proves what waits.
    fn prove(&mut self, pool: &rayon::ThreadPool) {
        let waiting = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        let proved: Vec<(Place, Proved)> = pool.install(|| {
            let each = waiting.into_par_iter().with_max_len(1);
            each.map(|output| (output.place.clone(), self.output(output))).collect()
        });
        for (place, proved) in proved {
            match proved {
                Proved::Proof(proof) => self.count(&place, proof),
                Proved::Not(why) => self.bad(&place, &[why]),
                Proved::Packed(path) => self.packed.entry(path.into()).or_default().push(place),
            }
        }
    }

    /// Proves an output, or says that it must be put off.
    fn output(&self, output: Waiting) -> Proved {
        let json = match output.json.map_or_else(|| output.place.read(), Ok) {
            Ok(json) => json,
            Err(error) => return Proved::Not(format!("unreadable: {error}")),
        };
        let path = match path_of(&json) {
            Ok(path) => path,
            Err(why) => return Proved::Not(format!("expected a report of gongwen, found: {why}")),
        };
        if let Some(why) = self.misplaced(&output.place, &path) {
            return Proved::Not(why);
        }
        let raw = match output.raw {
            Some(raw) => raw,
            None => match self.file_of_its_own(&path) {
                Some(input) => input.read(LARGEST).map_err(|failure| failure.message),
                None => return Proved::Packed(path),
            },
        };
        // Should the proof fail, it is that of one output.
        let proof = raw.map(|raw| catch_unwind(AssertUnwindSafe(|| prove(&json, &raw, self.options))));
        match proof {
            Ok(Ok(proof)) => Proved::Proof(proof),
            Ok(Err(_)) => Proved::Not("the program failed on it; please report this".into()),
            Err(why) => Proved::Not(why),
        }
    }

    /// An output that stands where that of another source belongs. Only part of a tree may be given, and what was read
    /// from standard input may be called anything.
    fn misplaced(&self, place: &Place, path: &str) -> Option<String> {
        let Place::File(file) = place else { return None };
        let (found, expected) = (file.strip_prefix(self.root).ok()?, batch::output(path));
        let fits = Path::new(&expected).ends_with(found) || path == "stdin";
        (!fits).then(|| format!("expected the output of its source, {path}, to be called {expected}"))
    }

    fn count(&mut self, place: &Place, proof: Proof) {
        self.compared += proof.compared;
        if !proof.holds() {
            self.bad(place, &proof.wrong);
        }
        if let Some(why) = proof.not_again {
            *self.not_again.entry(why).or_default() += 1;
        }
    }

    fn bad(&mut self, place: &Place, wrong: &[String]) {
        self.bad += 1;
        for why in wrong {
            say(LogFormat::Text, "failed", &format!("{place}: {why}"));
        }
    }

    /// The source of a report, where it is a file below one of the folders, or a file that was given.
    fn file_of_its_own(&self, path: &str) -> Option<Input> {
        // Who made the outputs is not known: nothing outside of the sources is looked at.
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
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
    fn rest(&mut self, pool: &rayon::ThreadPool) {
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
        // Of several documents of one name the last is the one that is read.
        let last: HashMap<Box<str>, usize> =
            (inputs.iter().enumerate()).map(|(i, input)| (input.name.clone(), i)).collect();
        let mut index = 0;
        inputs.retain(|input| {
            index += 1;
            last[&input.name] == index - 1
        });
        batch::read_each(&inputs, LARGEST, |index, raw| {
            let raw = raw.map_err(|failure| failure.message);
            for place in packed.remove(&inputs[index].name).into_iter().flatten() {
                self.wait(pool, Waiting { place, json: None, raw: Some(raw.clone()) });
            }
            true
        });
        self.prove(pool);
        let mut missing: Vec<_> = packed.into_iter().collect();
        missing.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (path, places) in missing {
            for place in places {
                self.bad(&place, &[format!("its source {path} is in none of the places given")]);
            }
        }
    }
}

fn selection() -> Selection {
    Selection { max_bytes: LARGEST, ..Selection::default() }
}
