//! Where reports go. Nothing is ever half written: a file gets its name when it is whole.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::input::begins_with_report;
use super::json::is_same;
use super::name::output;
use super::{Folder, Input, Json, Record, unfinished};

/// What became of a report that was handed to a sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// Written.
    Made,
    /// It was there already, the same to the byte, and was left alone.
    Unchanged,
    /// Kept for [`Sink::append`].
    Held,
}

/// A place for reports.
pub trait Sink: Sync {
    /// Takes one report, on the thread that made it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn place(&self, input: &Input, json: &mut Json) -> io::Result<Placed>;

    /// A file for a report that is too large for memory: where outputs are files, it becomes the output.
    ///
    /// # Errors
    /// When it cannot be made.
    fn open(&self, _input: &Input) -> io::Result<NamedTempFile> {
        NamedTempFile::new()
    }

    /// The name under which the report of an input can be found again, where each has a file of its own.
    fn output(&self, _input: &Input) -> Option<String> {
        None
    }

    /// Whether the report of a former run still stands here, as far as a look at it tells: `nearby` is the folder that was
    /// looked into last.
    fn has(&self, _input: &Input, _former: &Record<'_>, _nearby: &mut Folder) -> bool {
        false
    }

    /// Whether an output of an earlier run stands under the name of this input's.
    fn stands(&self, _input: &Input) -> bool {
        false
    }

    /// What stands under the name of this input's output and does not look like one.
    fn taken(&self, _input: &Input) -> Option<PathBuf> {
        None
    }

    /// Whether reports go to one stream, and so must come in the order of their inputs through [`Sink::append`].
    fn is_stream(&self) -> bool {
        false
    }

    /// Takes the reports of a stream, in the order of the inputs.
    ///
    /// # Errors
    /// When it cannot be written.
    fn append(&self, _json: &Json) -> io::Result<()> {
        Ok(())
    }

    /// Reports of a stream that were taken and stand nowhere yet; once nothing more comes, those that never will.
    fn unfinished(&self) -> usize {
        0
    }

    /// No more reports come. `is_whole` says that they were all of them, and that the run was not stopped before the end.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    fn finish(&self, _is_whole: bool) -> io::Result<()> {
        Ok(())
    }
}

/// One JSON file per report, `NAME.json`, in folders like those of the inputs.
#[derive(Debug)]
pub struct Tree {
    /// The folder of the outputs.
    pub root: PathBuf,
}

impl Tree {
    fn target(&self, input: &Input) -> PathBuf {
        self.root.join(output(&input.name))
    }
}

impl Sink for Tree {
    fn output(&self, input: &Input) -> Option<String> {
        Some(output(&input.name))
    }

    /// A file of its name and of its size in bytes is there. What is in it is not read: `gongwen verify` does that.
    fn has(&self, input: &Input, former: &Record<'_>, nearby: &mut Folder) -> bool {
        let Some(name) = &former.output else { return false };
        (name.strip_suffix(".json") == Some(&*input.name) || **name == output(&input.name))
            && nearby.size(&self.root, name).is_ok_and(|size| Some(size) == former.output_bytes)
    }

    fn stands(&self, input: &Input) -> bool {
        self.target(input).is_file()
    }

    fn taken(&self, input: &Input) -> Option<PathBuf> {
        let target = self.target(input);
        // What a crash left empty is nobody's.
        let is_something = fs::metadata(&target).is_ok_and(|meta| meta.len() > 0);
        (is_something && !begins_with_report(&target)).then_some(target)
    }

    fn open(&self, input: &Input) -> io::Result<NamedTempFile> {
        let target = self.target(input);
        let folder = target.parent().unwrap_or(&self.root);
        // The folder nearly always stands already: it is made when it is found missing.
        unfinished::new(folder).or_else(|_| {
            fs::create_dir_all(folder)?;
            unfinished::new(folder)
        })
    }

    fn place(&self, input: &Input, json: &mut Json) -> io::Result<Placed> {
        let target = self.target(input);
        let same_size = fs::metadata(&target).is_ok_and(|m| m.len() == json.len());
        if same_size && json.is_same(File::open(&target)?)? {
            return Ok(Placed::Unchanged);
        }
        let file = if let Some(file) = json.take_file() {
            file
        } else {
            let mut file = self.open(input)?;
            json.copy_to(&mut file)?;
            file
        };
        publish(file, &target)?;
        Ok(Placed::Made)
    }
}

/// All reports as lines of one stream, in the order of the inputs.
#[derive(Debug)]
pub struct Stream<W> {
    writer: Mutex<W>,
}

impl<W: Write + Send> Stream<W> {
    /// Writes to `writer`.
    pub fn new(writer: W) -> Self {
        Self { writer: Mutex::new(writer) }
    }
}

impl<W: Write + Send> Sink for Stream<W> {
    fn place(&self, _input: &Input, _json: &mut Json) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn append(&self, json: &Json) -> io::Result<()> {
        json.copy_to(&mut *self.writer.lock().expect("no panic under the lock"))
    }

    fn finish(&self, _is_whole: bool) -> io::Result<()> {
        self.writer.lock().expect("no panic under the lock").flush()
    }
}

/// All reports as lines of files of bounded size, in the order of the inputs: `reports-00000.ndjson` and so on.
///
/// A file is closed with the report that reaches the bound, and gets its name then; the same inputs give the same files.
#[derive(Debug)]
pub struct Shards {
    folder: PathBuf,
    bound: u64,
    compressed: bool,
    state: Mutex<Shard>,
}

/// A file that stands beside files of lines until a run has written all of them.
const UNDER_WAY: &str = "reports.unfinished";
const UNDER_WAY_SAYS: &str =
    "A run began to write reports-NNNNN.ndjson here and has not finished: later files may be of an earlier run.\n";

#[derive(Debug, Default)]
struct Shard {
    number: u32,
    bytes: u64,
    reports: usize,
    open: Option<Open>,
}

enum Open {
    Plain(NamedTempFile),
    Zstd(Box<zstd::Encoder<'static, NamedTempFile>>),
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open")
    }
}

impl Shards {
    /// Writes below `folder`, about `bound` bytes of JSON to a file, compressed with zstd or not.
    ///
    /// # Errors
    /// When the folder cannot be listed, or has a file of such a name that does not begin with a report.
    pub fn new(folder: PathBuf, bound: u64, compressed: bool) -> io::Result<Self> {
        if let Some((path, _)) = standing(&folder)?.into_iter().find(|(path, _)| !begins_with_report(path)) {
            let path = path.display();
            let message = format!("expected only reports of gongwen in files of this name, found another: {path}");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        Ok(Self { folder, bound, compressed, state: Mutex::default() })
    }

    /// Whether files of an earlier run stand here.
    pub fn stand_in(folder: &Path) -> bool {
        standing(folder).is_ok_and(|files| !files.is_empty())
    }

    /// Deletes what an earlier run left beyond this one's files, and its files of the other kind: reports would be there
    /// twice. A file that does not begin with a report is somebody else's.
    fn sweep(&self, next: u32) -> io::Result<()> {
        for (path, (number, compressed)) in standing(&self.folder)? {
            if (number >= next || compressed != self.compressed) && begins_with_report(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn close(&self, shard: &mut Shard) -> io::Result<()> {
        let Some(open) = shard.open.take() else { return Ok(()) };
        let file = match open {
            Open::Plain(file) => file,
            Open::Zstd(encoder) => encoder.finish()?,
        };
        let suffix = if self.compressed { ".zst" } else { "" };
        let target = self.folder.join(format!("reports-{:05}.ndjson{suffix}", shard.number));
        publish_new(file, &target)?;
        shard.number += 1;
        (shard.bytes, shard.reports) = (0, 0);
        Ok(())
    }
}

impl Sink for Shards {
    fn place(&self, _input: &Input, _json: &mut Json) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn open(&self, _input: &Input) -> io::Result<NamedTempFile> {
        unfinished::new(&self.folder)
    }

    fn append(&self, json: &Json) -> io::Result<()> {
        let mut shard = self.state.lock().expect("no panic under the lock");
        let is_first = shard.number == 0;
        let open = match &mut shard.open {
            Some(open) => open,
            empty => {
                if is_first {
                    fs::write(self.folder.join(UNDER_WAY), UNDER_WAY_SAYS)?;
                }
                let file = unfinished::new(&self.folder)?;
                empty.insert(if self.compressed {
                    Open::Zstd(Box::new(zstd::Encoder::new(file, 0)?))
                } else {
                    Open::Plain(file)
                })
            }
        };
        match open {
            Open::Plain(file) => json.copy_to(file)?,
            Open::Zstd(encoder) => json.copy_to(encoder)?,
        }
        shard.bytes += json.len();
        shard.reports += 1;
        if shard.bytes >= self.bound {
            self.close(&mut shard)?;
        }
        Ok(())
    }

    fn unfinished(&self) -> usize {
        self.state.lock().expect("no panic under the lock").reports
    }

    fn finish(&self, is_whole: bool) -> io::Result<()> {
        let mut shard = self.state.lock().expect("no panic under the lock");
        self.close(&mut shard)?;
        // Where no report was made, those that stand are the last there are.
        if !is_whole || shard.number == 0 {
            return Ok(());
        }
        self.sweep(shard.number)?;
        match fs::remove_file(self.folder.join(UNDER_WAY)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// The files of lines that stand in a folder, each with what its name says.
fn standing(folder: &Path) -> io::Result<Vec<(PathBuf, (u32, bool))>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.extend(entry.file_name().to_str().and_then(shard_number).map(|named| (entry.path(), named)));
    }
    files.sort_unstable();
    Ok(files)
}

/// The number of a file of lines, and whether it is compressed; `None` for any other file.
fn shard_number(name: &str) -> Option<(u32, bool)> {
    let number = name.strip_prefix("reports-")?;
    let (number, compressed) = number.strip_suffix(".zst").map_or((number, false), |number| (number, true));
    let digits = number.strip_suffix(".ndjson").filter(|d| d.len() >= 5 && d.bytes().all(|b| b.is_ascii_digit()))?;
    Some((digits.parse().ok()?, compressed))
}

/// Gives a finished temporary file its name.
fn publish(file: NamedTempFile, target: &Path) -> io::Result<()> {
    file.persist(target)?;
    Ok(())
}

/// The same, where what stands there is not the same to the byte already.
fn publish_new(mut file: NamedTempFile, target: &Path) -> io::Result<()> {
    let size = file.as_file().metadata()?.len();
    if std::fs::symlink_metadata(target).is_ok_and(|meta| meta.is_file() && meta.len() == size) {
        file.seek(SeekFrom::Start(0))?;
        if is_same(file.as_file(), File::open(target)?)? {
            return Ok(());
        }
    }
    publish(file, target)
}
