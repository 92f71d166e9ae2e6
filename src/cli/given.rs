//! What is to be read, as it was typed, listed or piped in.

use std::fs::File;
use std::io::{self, Read};

use gongwen::batch::{self, Given};
use tempfile::NamedTempFile;

use super::Usage;
use super::args::Extract;

/// Standard input in a file, where what it holds can only be told from a name: it is read more than once.
///
/// # Errors
/// When it cannot be read or kept.
pub fn spooled(args: &Extract) -> anyhow::Result<Option<NamedTempFile>> {
    if args.stdin_name.is_none() {
        return Ok(None);
    }
    if !args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Usage("--stdin-name goes with - (standard input)".into()).into());
    }
    if let Some(name) = args.stdin_name.as_deref().filter(|name| !names_a_file(name)) {
        let message =
            format!("--stdin-name: expected the path of a file below the outputs, such as 2024/a.txt, found {name:?}");
        return Err(Usage(message).into());
    }
    let mut file = NamedTempFile::new()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    Ok(Some(file))
}

/// Whether a name is one of something below the outputs.
fn names_a_file(name: &str) -> bool {
    let name = name.trim_start_matches("./");
    !name.is_empty() && batch::is_below(name)
}

/// All that was given, in its order: first what was typed, then what was listed.
///
/// # Errors
/// When a list cannot be read.
pub fn given(args: &Extract, spooled: Option<&NamedTempFile>) -> anyhow::Result<Vec<Given>> {
    let mut given = Vec::new();
    for path in args.paths.iter().cloned() {
        given.push(match (spooled, &args.stdin_name, &args.base) {
            (Some(file), Some(name), _) if path.as_os_str() == "-" => Given::named(file.path().to_owned(), name),
            (_, _, Some(base)) if path.as_os_str() != "-" => Given::below(path, base),
            _ => Given::from(path),
        });
    }
    let Some(list) = &args.files_from else { return Ok(given) };
    let reader = || -> io::Result<Box<dyn Read>> {
        if list.as_os_str() == "-" { Ok(Box::new(io::stdin().lock())) } else { Ok(Box::new(File::open(list)?)) }
    };
    let listed = reader().and_then(batch::paths);
    let listed = listed.map_err(|e| Usage(format!("expected a list of paths, found {}: {e}", list.display())))?;
    given.extend(listed.into_iter().map(|path| match &args.base {
        Some(base) => Given::below(path, base),
        None => Given::listed(path),
    }));
    Ok(given)
}
