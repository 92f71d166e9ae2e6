//! The words that several stages must know: one row per unit, per numbering scheme, per indicator.

pub mod indicator;
pub mod label;
pub mod rules;
pub mod trie;
pub mod unit;
pub mod unit_count;
pub mod unit_measure;
pub mod unit_money;
