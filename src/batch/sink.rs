//! Where reports go. Nothing is ever half written: a file gets its name when it is whole.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::{Input, Record};

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
    fn place(&self, input: &Input, json: &[u8]) -> io::Result<Placed>;

    /// The name under which the report of an input can be found again, where each has a file of its own.
    fn output(&self, _input: &Input) -> Option<String> {
        None
    }

    /// Whether the report of a former run still stands here as it was made.
    fn has(&self, _input: &Input, _former: &Record) -> bool {
        false
    }

    /// Whether reports go to one stream, and so must come in the order of their inputs through [`Sink::append`].
    fn is_stream(&self) -> bool {
        false
    }

    /// Takes the reports of a stream, in the order of the inputs.
    ///
    /// # Errors
    /// When it cannot be written.
    fn append(&self, _json: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// All reports were handed over.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    fn finish(&self) -> io::Result<()> {
        Ok(())
    }
}

/// One JSON file per report, `NAME.json`, in folders like those of the inputs.
#[derive(Debug)]
pub struct Tree {
    /// The folder of the outputs.
    pub root: PathBuf,
}

/// How names of files begin that are not whole yet.
const UNFINISHED: &str = ".gongwen-";

fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).suffix(".tmp").tempfile_in(folder)
}

impl Tree {
    /// Deletes what a run that was killed left unfinished.
    ///
    /// # Errors
    /// When a folder cannot be listed or a file not deleted.
    pub fn sweep(&self) -> io::Result<()> {
        for entry in walkdir::WalkDir::new(&self.root) {
            let entry = entry?;
            if entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

impl Sink for Tree {
    fn output(&self, input: &Input) -> Option<String> {
        Some(format!("{}.json", input.name))
    }

    fn has(&self, input: &Input, former: &Record) -> bool {
        let target = self.root.join(format!("{}.json", input.name));
        fs::metadata(target).is_ok_and(|m| Some(m.len()) == former.output_bytes)
    }

    fn place(&self, input: &Input, json: &[u8]) -> io::Result<Placed> {
        let target = self.root.join(format!("{}.json", input.name));
        let same_size = fs::metadata(&target).is_ok_and(|m| m.len() == json.len() as u64);
        if same_size && fs::read(&target)? == json {
            return Ok(Placed::Unchanged);
        }
        let folder = target.parent().unwrap_or(&self.root);
        // The folder nearly always stands already: it is made when it is found missing.
        let mut file = unfinished(folder).or_else(|_| {
            fs::create_dir_all(folder)?;
            unfinished(folder)
        })?;
        file.write_all(json)?;
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
    fn place(&self, _input: &Input, _json: &[u8]) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn append(&self, json: &[u8]) -> io::Result<()> {
        self.writer.lock().expect("no panic under the lock").write_all(json)
    }

    fn finish(&self) -> io::Result<()> {
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

#[derive(Debug, Default)]
struct Shard {
    number: u32,
    bytes: u64,
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
    pub fn new(folder: PathBuf, bound: u64, compressed: bool) -> Self {
        Self { folder, bound, compressed, state: Mutex::default() }
    }

    fn close(&self, shard: &mut Shard) -> io::Result<()> {
        let Some(open) = shard.open.take() else { return Ok(()) };
        let file = match open {
            Open::Plain(file) => file,
            Open::Zstd(encoder) => encoder.finish()?,
        };
        let suffix = if self.compressed { ".zst" } else { "" };
        let target = self.folder.join(format!("reports-{:05}.ndjson{suffix}", shard.number));
        publish(file, &target)?;
        shard.number += 1;
        shard.bytes = 0;
        Ok(())
    }
}

impl Sink for Shards {
    fn place(&self, _input: &Input, _json: &[u8]) -> io::Result<Placed> {
        Ok(Placed::Held)
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn append(&self, json: &[u8]) -> io::Result<()> {
        let mut shard = self.state.lock().expect("no panic under the lock");
        let open = match &mut shard.open {
            Some(open) => open,
            empty => {
                let file = unfinished(&self.folder)?;
                empty.insert(if self.compressed {
                    Open::Zstd(Box::new(zstd::Encoder::new(file, 0)?))
                } else {
                    Open::Plain(file)
                })
            }
        };
        match open {
            Open::Plain(file) => file.write_all(json)?,
            Open::Zstd(encoder) => encoder.write_all(json)?,
        }
        shard.bytes += json.len() as u64;
        if shard.bytes >= self.bound {
            self.close(&mut shard)?;
        }
        Ok(())
    }

    fn finish(&self) -> io::Result<()> {
        self.close(&mut self.state.lock().expect("no panic under the lock"))
    }
}

/// Gives a finished temporary file its name.
fn publish(file: NamedTempFile, target: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        // Temporary files are private; outputs are as readable as any other file.
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist(target)?;
    Ok(())
}
