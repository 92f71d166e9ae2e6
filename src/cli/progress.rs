//! Progress on standard error: a bar on a terminal, a line now and then elsewhere, nothing when quiet.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressStyle};

/// Where there is no terminal, a line is printed this often.
const EVERY: Duration = Duration::from_secs(30);

pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    total: u64,
    done: u64,
    failed: u64,
    bytes: u64,
    begun: Instant,
    told: Instant,
}

impl Progress {
    pub fn begin(total: u64, quiet: bool) -> Self {
        let bar = (!quiet && total > 1 && stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(total);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {per_sec}, ETA {eta}, {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let now = Instant::now();
        Self { bar, quiet, total, done: 0, failed: 0, bytes: 0, begun: now, told: now }
    }

    /// Prints a line above the bar.
    pub fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("gongwen: {text}")),
            None => eprintln!("gongwen: {text}"),
        }
    }

    /// One more input is done.
    pub fn step(&mut self, bytes: u64, failed: bool) {
        self.done += 1;
        self.bytes += bytes;
        self.failed += u64::from(failed);
        let elapsed = self.begun.elapsed();
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(format!("{}/s, {} failed", HumanBytes(per_second(self.bytes, elapsed)), self.failed));
        } else if !self.quiet && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let left = elapsed.saturating_mul((self.total - self.done) as u32) / self.done as u32;
            eprintln!(
                "gongwen: {} of {} files, {} files/s, {}/s, {} failed, {} to go",
                self.done,
                self.total,
                per_second(self.done, elapsed),
                HumanBytes(per_second(self.bytes, elapsed)),
                self.failed,
                HumanDuration(left)
            );
        }
    }

    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn per_second(count: u64, elapsed: Duration) -> u64 {
    count * 1000 / (elapsed.as_millis() as u64).max(1)
}
