//! In a table, total rows and columns are the sums of the rows and columns they total, and computed columns follow from others.
use super::super::Findings;
use super::super::term::Document;
/// Checks all tables.
pub(super) fn check(_doc: &Document, _out: &mut Findings) {}
