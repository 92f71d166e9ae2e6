//! The command line: what the user typed becomes what the library needs, once, here.

mod args;
mod diff;
#[cfg(feature = "export")]
mod export;
mod extract;
mod figures;
mod listing;
mod progress;
mod show;
mod triage;
mod verify;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use gongwen::batch::RulesError;

use args::{Args, Command};

/// Everything was read.
const OK: u8 = 0;
/// Some input could not be read or was refused.
const FAILED: u8 = 1;
/// The command was not understood, or cannot be carried out as given.
const USAGE: u8 = 2;
/// A report contradicts itself, and `--strict` was given.
const CONTRADICTION: u8 = 3;

/// Stopped by Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Runs the command and gives its exit status.
pub fn main() -> ExitCode {
    let done = match Args::parse().command {
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
        // Whoever reads our output may stop reading: that is no failure of ours.
        Err(error) if is_broken_pipe(&error) => ExitCode::from(OK),
        Err(error) => {
            eprintln!("gongwen: {error:#}");
            // Rules that cannot be read are a fault of the command, not of a report.
            ExitCode::from(if error.is::<RulesError>() { USAGE } else { FAILED })
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
