//! What the fuzz targets do with their bytes.

mod bodies;

pub use bodies::{archives, decode, extract, figures};
