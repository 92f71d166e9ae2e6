//! Exact decimals and intervals of the printed precision. No float ever holds a value.

use num_bigint::BigInt;
use num_rational::BigRational;
pub use rust_decimal::Decimal;

/// The exact rational of a decimal.
pub fn rational(d: Decimal) -> BigRational {
    BigRational::new(BigInt::from(d.mantissa()), BigInt::from(10u8).pow(d.scale()))
}
