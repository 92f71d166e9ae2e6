//! The rows of one report, all their text in one piece of memory.
//!
//! A report has hundreds of rows and thousands of values, most of them text and many of them the same: the name of the
//! report stands in every row, a key in every row that refers to it. Here a text is written once, and a value says where
//! it stands; nothing is allocated per value.

use std::fmt::{self, Write as _};

use crate::table::TABLES;

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Text, or the printed string of a decimal.
    Text(&'a str),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
}

/// A value as it is kept: text by its place.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Slot {
    #[default]
    Null,
    Text(u32, u32),
    Int(i64),
    Bool(bool),
}

impl From<u32> for Slot {
    fn from(n: u32) -> Self {
        Self::Int(i64::from(n))
    }
}
impl From<i32> for Slot {
    fn from(n: i32) -> Self {
        Self::Int(i64::from(n))
    }
}
impl From<i64> for Slot {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
impl From<bool> for Slot {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}
impl<T: Into<Slot>> From<Option<T>> for Slot {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows by table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Store {
    text: String,
    slots: [Vec<Slot>; TABLES.len()],
}

impl Store {
    /// Room for so much text.
    pub fn with_capacity(text: usize) -> Self {
        Self { text: String::with_capacity(text), slots: Default::default() }
    }

    /// Keeps a text. Past 4 GiB, which no report comes near, a text is lost and not another one read in its place.
    pub fn text(&mut self, text: &str) -> Slot {
        let from = self.text.len();
        self.text.push_str(text);
        self.since(from)
    }

    /// Keeps a text where there is one.
    pub fn maybe(&mut self, text: Option<&str>) -> Slot {
        text.map_or(Slot::Null, |text| self.text(text))
    }

    /// Keeps what is written.
    pub fn write(&mut self, arguments: fmt::Arguments<'_>) -> Slot {
        let from = self.text.len();
        // Writing to memory does not fail.
        let _ = self.text.write_fmt(arguments);
        self.since(from)
    }

    /// Keeps the JSON of something that always has one: maps with text keys, lists, numbers.
    pub fn json<T: serde::Serialize>(&mut self, value: &T) -> Slot {
        let json = serde_json::to_string(value).unwrap_or_default();
        self.text(&json)
    }

    /// Keeps ranges of bytes as JSON.
    pub fn ranges(&mut self, ranges: &[[u32; 2]]) -> Slot {
        let start = self.text.len();
        self.text.push('[');
        for (i, [from, to]) in ranges.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            let _ = write!(self.text, "{comma}[{from},{to}]");
        }
        self.text.push(']');
        self.since(start)
    }

    /// Keeps words with blanks between them.
    pub fn words(&mut self, words: &[impl AsRef<str>]) -> Slot {
        let from = self.text.len();
        for (i, word) in words.iter().enumerate() {
            if i > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word.as_ref());
        }
        self.since(from)
    }

    fn since(&self, from: usize) -> Slot {
        match (u32::try_from(from), u32::try_from(self.text.len())) {
            (Ok(from), Ok(to)) => Slot::Text(from, to),
            _ => Slot::Null,
        }
    }

    /// The text at a place.
    pub fn read(&self, slot: Slot) -> Value<'_> {
        match slot {
            Slot::Null => Value::Null,
            Slot::Text(from, to) => Value::Text(self.text.get(from as usize..to as usize).unwrap_or_default()),
            Slot::Int(n) => Value::Int(n),
            Slot::Bool(b) => Value::Bool(b),
        }
    }

    /// One more row: a value for each column.
    pub fn push(&mut self, table: usize, row: &[Slot]) {
        debug_assert_eq!(row.len(), TABLES[table].columns.len(), "{}", TABLES[table].name);
        self.slots[table].extend_from_slice(row);
    }

    /// How many rows a table has.
    pub fn count(&self, table: usize) -> usize {
        self.slots[table].len() / TABLES[table].columns.len()
    }

    /// The rows of a table.
    pub fn rows(&self, table: usize) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.slots[table].chunks_exact(TABLES[table].columns.len()).map(|slots| Row { store: self, slots })
    }
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    store: &'a Store,
    slots: &'a [Slot],
}

impl<'a> Row<'a> {
    /// Its values, one for each column.
    pub fn values(self) -> impl Iterator<Item = Value<'a>> {
        self.slots.iter().map(move |slot| self.store.read(*slot))
    }
}
