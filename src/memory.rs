//! Memory is bounded for each document: its parts are counted and weighed, so that a document that would take more than
//! its room is refused before the memory is taken, and on every machine or on none.
//!
//! The weights are the bytes that a part takes at the peak of a stage, records of later stages that come of it included.
//! They are estimates, made once and fixed: what is compared is never what an allocator says.

/// Bytes that one document may take: a file of 64 MB of ordinary text has room in it, and any file of 4 MB.
pub const ROOM: u64 = 1_000_000_000;

/// A part of a document that takes memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A byte of a text.
    Byte,
    /// A run of the way back from one text to another, and of the one that is made of it.
    Run,
    /// A line while blocks are made of lines.
    Line,
    /// A stretch of markup.
    Markup,
    /// A block, with its line.
    Block,
    /// A heading, and the task that may come of it.
    Heading,
    /// A cell of a table.
    Cell,
    /// A figure in a cell, with its meaning.
    CellFigure,
    /// A figure in prose, with its meaning and what the audit notes of it.
    Figure,
    /// What few figures have of their own: the end of a range, a value of many digits.
    Rare,
    /// A check.
    Check,
}

impl Part {
    /// Bytes of memory.
    pub const fn weight(self) -> u64 {
        match self {
            Self::Byte => 1,
            Self::Run | Self::Markup => 16,
            Self::Line => 144,
            Self::Block => 72,
            Self::Heading => 160,
            Self::Cell => 24,
            Self::CellFigure => 100,
            Self::Figure => 262,
            Self::Rare => 176,
            Self::Check => 320,
        }
    }
}

/// What is left of the room of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    left: Option<u64>,
}

impl Memory {
    /// For a document that may take so many bytes.
    pub const fn of(room: u64) -> Self {
        Self { left: Some(room) }
    }

    /// Takes the memory of so many parts; `false` where that is more than is left, and the caller had better stop.
    pub fn take(&mut self, part: Part, count: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(part.weight().saturating_mul(count as u64)));
        self.left.is_some()
    }

    /// How many of these parts there is memory for.
    pub fn most(self, part: Part) -> usize {
        usize::try_from(self.left.unwrap_or(0) / part.weight()).unwrap_or(usize::MAX)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::of(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_taken_up_to_the_room() {
        let mut memory = Memory::of(10 * Part::Cell.weight());
        assert_eq!(memory.most(Part::Cell), 10);
        assert!(memory.take(Part::Cell, 10));
        assert_eq!(memory.most(Part::Byte), 0);
        assert!(!memory.take(Part::Byte, 1) && !memory.take(Part::Byte, 0), "once too much is too much");
    }
}
