//! Work is bounded by what a document's bytes allow: steps are counted, not seconds, so that a document is refused on
//! every machine or on none.
//!
//! A step is one thing looked at: a line, a block, a cell, a figure, a neighbour of a figure that a rule of the audit
//! weighs. The stages up to the audit look at each part of a document a bounded number of times, and are counted when they
//! are done; the audit, whose rules look around a figure for others, counts while it works. Reports take well under one
//! step for each byte; the bound is there for the text that makes a stage take more.

use std::cell::Cell;

/// Steps for each byte of a document.
pub const STEPS_PER_BYTE: u32 = 64;

/// A document shorter than this may take as many steps as one this long.
const LEAST: u64 = 1 << 12;

/// The steps that a document takes, and how many it may take.
#[derive(Debug)]
pub struct Steps {
    limit: u64,
    taken: Cell<u64>,
}

impl Steps {
    /// For a document of so many bytes.
    pub fn of(bytes: usize, per_byte: u32) -> Self {
        Self { limit: (bytes as u64).max(LEAST).saturating_mul(u64::from(per_byte)), taken: Cell::new(0) }
    }

    /// Takes steps; `false` where those are more than may be taken, and the caller had better stop.
    pub fn take(&self, steps: usize) -> bool {
        self.taken.set(self.taken.get().saturating_add(steps as u64));
        !self.are_spent()
    }

    /// Whether more were taken than may be.
    pub fn are_spent(&self) -> bool {
        self.taken.get() > self.limit
    }

    /// Steps that may be taken.
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// Steps taken.
    pub fn taken(&self) -> u64 {
        self.taken.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_taken_up_to_the_limit() {
        let steps = Steps::of(5000, 2);
        assert!(steps.take(10_000));
        assert!(!steps.take(1) && steps.are_spent());
        assert_eq!((steps.limit(), steps.taken()), (10_000, 10_001));
        assert_eq!(Steps::of(3, 2).limit(), Steps::of(4096, 2).limit());
    }
}
