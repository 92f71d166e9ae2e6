//! The words that several stages must know: one row per unit, per numbering scheme, per indicator.

pub mod label;
