//! Exact decimals, which keep their printed places. No float ever holds a value.

pub use rust_decimal::Decimal;
