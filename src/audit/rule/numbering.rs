//! Sibling headings are numbered one after the other.
//!
//! 一、二、四、 leaves one out; 一、二、二、 repeats one. The outline's warnings say the same of every list; here only
//! headings of one scheme under one parent are looked at, which begin with the first.
//!
//! Why: a missing number is a missing section, or one that was struck out.
//!
//! Example: （一）……（二）……（三）…… — 3 = 3
//!
//! The numbering of a page that was read badly breaks everywhere: what does not hold stays a warning of the outline, and
//! is no contradiction here.

use super::super::Findings;
use super::super::term::Document;

/// Numbering that breaks is a warning of the outline; the audit accuses nobody of it.
pub(super) const fn check(_doc: &Document, _out: &mut Findings) {}
