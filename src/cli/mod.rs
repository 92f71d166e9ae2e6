//! The command line: what the user typed becomes what the library needs, once, here.

mod args;
mod diff;
#[cfg(feature = "export")]
mod export;
mod extract;
mod figures;
mod given;
mod interrupt;
mod listing;
mod outputs;
mod progress;
mod show;
mod triage;
mod verify;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use gongwen::batch::RulesError;

use args::{Args, Command, LogFormat};

/// Everything was read.
const OK: u8 = 0;
/// Some input could not be read or was refused.
const FAILED: u8 = 1;
/// The command was not understood, or cannot be carried out as given.
const USAGE: u8 = 2;
/// A report contradicts itself, and `--strict` was given.
const CONTRADICTION: u8 = 3;

/// Stopped by Ctrl-C, SIGTERM or SIGHUP.
const INTERRUPTED: u8 = 130;

/// A command that cannot be carried out as given, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Runs the command and gives its exit status.
pub fn main() -> ExitCode {
    let command = match Args::try_parse() {
        Ok(args) => args.command,
        Err(error) if error.use_stderr() && json_is_wanted(std::env::args_os()) => {
            say(LogFormat::Json, "error", &sentence(&error.to_string()));
            return ExitCode::from(USAGE);
        }
        Err(error) => error.exit(),
    };
    let format = match &command {
        Command::Extract(args) => args.log_format,
        _ => LogFormat::Text,
    };
    let keeps_a_record = matches!(&command, Command::Extract(args) if args.manifest.is_some());
    let done = match command {
        Command::Extract(args) => extract::run(&args),
        Command::Show(args) if args.coverage => triage::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Figures(args) => figures::run(&args),
        #[cfg(feature = "export")]
        Command::Export(args) => export::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Schema => listing::schema(),
        Command::Rules(args) => listing::print_rules(&args),
        Command::Units(rules) => listing::print_units(&rules),
        Command::Indicators(rules) => listing::print_indicators(&rules),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // Whoever reads our output may stop reading: that is no failure of ours, but the record of the run is not whole.
        Err(error) if is_broken_pipe(&error) && keeps_a_record => {
            say(format, "error", "standard output was closed before the end; the manifest is that of the run before");
            ExitCode::from(FAILED)
        }
        Err(error) if is_broken_pipe(&error) => ExitCode::from(OK),
        Err(error) => {
            say(format, "error", &format!("{error:#}"));
            // Rules that cannot be read are a fault of the command, not of a report.
            ExitCode::from(if error.is::<RulesError>() || error.is::<Usage>() { USAGE } else { FAILED })
        }
    }
}

/// A message on standard error, as text or as a line of JSON.
fn say(format: LogFormat, event: &str, message: &str) {
    match format {
        LogFormat::Text => tell(&format_args!("gongwen: {}", plain(message))),
        LogFormat::Json => tell(&serde_json::json!({"event": event, "message": message})),
    }
}

/// A line on standard error. Where nobody can read it (a full disk, a terminal that is gone) the work goes on without.
fn tell(line: &dyn Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A text without characters that do something to a terminal: names and messages of strangers are shown by it.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect::<String>().into()
}

/// Whether `--log-format json` stands on a command line that was not understood.
fn json_is_wanted(args: impl Iterator<Item = OsString>) -> bool {
    let args: Vec<OsString> = args.take_while(|arg| arg != "--").collect();
    let apart = args.windows(2).any(|pair| pair[0] == "--log-format" && pair[1] == "json");
    apart || args.iter().any(|arg| arg == "--log-format=json")
}

/// What is wrong with a command line on one line: without the usage that is printed behind it for a person.
fn sentence(error: &str) -> String {
    let what = error.split("\n\nUsage:").next().unwrap_or(error);
    let what = what.split("\n\nFor more information").next().unwrap_or(what);
    what.trim_start_matches("error:").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
