//! Where reports go. Nothing is ever half written: a file gets its name when it is whole.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::Input;

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

impl Sink for Tree {
    fn place(&self, input: &Input, json: &[u8]) -> io::Result<Placed> {
        let target = self.root.join(format!("{}.json", input.name));
        let same_size = fs::metadata(&target).is_ok_and(|m| m.len() == json.len() as u64);
        if same_size && fs::read(&target)? == json {
            return Ok(Placed::Unchanged);
        }
        let folder = target.parent().unwrap_or(&self.root);
        // The folder nearly always stands already: it is made when it is found missing.
        let mut file = NamedTempFile::new_in(folder).or_else(|_| {
            fs::create_dir_all(folder)?;
            NamedTempFile::new_in(folder)
        })?;
        file.write_all(json)?;
        #[cfg(unix)]
        {
            // Temporary files are private; outputs are as readable as any other file.
            use std::os::unix::fs::PermissionsExt;
            file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        file.persist(&target)?;
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
