//! Ctrl-C, SIGTERM and SIGHUP.

use std::io;

/// Calls `handle` on each of the signals that end a program, on a thread of its own. One that was ignored when the
/// program began stays ignored, as `nohup` and a shell that starts a job in the background want it.
#[cfg(unix)]
pub fn each(mut handle: impl FnMut() + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
    let mut signals = signal_hook::iterator::Signals::new(heard)?;
    std::thread::Builder::new().name("signals".into()).spawn(move || signals.forever().for_each(|_| handle()))?;
    Ok(())
}

/// Whether a signal is ignored, as far as the system tells: Linux does, in `SigIgn` of `/proc/self/status`.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}

#[cfg(not(unix))]
pub fn each(handle: impl FnMut() + Send + 'static) -> io::Result<()> {
    ctrlc::set_handler(handle).map_err(io::Error::other)
}
