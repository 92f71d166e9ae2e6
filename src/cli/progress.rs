//! Progress on standard error: a bar on a terminal, a line now and then elsewhere, nothing when quiet.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use gongwen::batch::{Failure, Summary};
use indicatif::{DecimalBytes, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::json;

use super::args::LogFormat;
use super::{plain, tell};

/// Where there is no terminal, a line is printed this often.
const EVERY: Duration = Duration::from_secs(30);

pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    format: LogFormat,
    total: u64,
    done: u64,
    failed: u64,
    bytes: u64,
    begun: Instant,
    told: Instant,
}

impl Progress {
    pub fn begin(total: u64, quiet: bool, format: LogFormat) -> Self {
        let bar = (!quiet && format == LogFormat::Text && total > 1 && stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(total);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let now = Instant::now();
        Self { bar, quiet, format, total, done: 0, failed: 0, bytes: 0, begun: now, told: now }
    }

    /// Prints a message: as text above the bar, or as a line of JSON.
    fn say(&self, text: &str, json: &serde_json::Value) {
        let print = || match self.format {
            LogFormat::Text => tell(&format_args!("gongwen: {}", plain(text))),
            LogFormat::Json => tell(json),
        };
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// An input gave no report.
    pub fn failure(&self, path: &str, failure: &Failure) {
        let json = json!({"event": "failed", "path": path, "reason": failure.reason, "message": failure.message});
        self.say(&format!("{path}: {}", failure.message), &json);
    }

    /// The run cannot go on.
    pub fn error(&self, message: &str) {
        self.say(message, &json!({"event": "error", "message": message}));
    }

    /// Something worth to be known.
    pub fn note(&self, event: &str, message: &str) {
        self.say(message, &json!({"event": event, "message": message}));
    }

    /// An input takes long.
    pub fn slow(&self, path: &str, since: Duration) {
        let json = json!({"event": "slow", "path": path, "seconds": since.as_secs()});
        self.say(&format!("{path}: still being read after {} s", since.as_secs()), &json);
    }

    /// The end.
    pub fn summary(&self, summary: &Summary) {
        match self.format {
            LogFormat::Text => tell(summary),
            LogFormat::Json => tell(&json!({"event": "summary", "summary": summary})),
        }
    }

    /// One more input is done.
    pub fn step(&mut self, bytes: Option<u64>) {
        self.done += 1;
        self.bytes += bytes.unwrap_or(0);
        self.failed += u64::from(bytes.is_none());
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        self.tell();
    }

    /// Tells how far it is, where it is time to.
    pub fn tell(&mut self) {
        if self.bar.is_none() && (self.quiet || self.told.elapsed() < EVERY) {
            return;
        }
        self.told = Instant::now();
        let elapsed = self.begun.elapsed();
        let left = elapsed.saturating_mul((self.total - self.done) as u32) / self.done.max(1) as u32;
        let (files, bytes) = (per_second(self.done, elapsed), per_second(self.bytes, elapsed));
        let (done, total, failed) = (self.done, self.total, self.failed);
        let rates =
            format!("{files} files/s, {}/s, {failed} failed, {} to go", DecimalBytes(bytes), HumanDuration(left));
        if let Some(bar) = &self.bar {
            bar.set_message(rates);
            return;
        }
        let json = json!({"event": "progress", "done": done, "total": total, "failed": failed,
            "files_per_second": files, "bytes_per_second": bytes, "seconds_left": left.as_secs()});
        self.say(&format!("{done} of {total} files, {rates}"), &json);
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
