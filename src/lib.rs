//! gongwen (公文) reads raw text of official reports and gives headings, numbered tasks and exact figures, each with
//! the bytes where it stands, and checks whether the prose adds up.
//!
//! The core is total, pure and deterministic: bytes in, report out. It does no IO and has no clock; see
//! `ARCHITECTURE.md` for the stages and what each may know.

pub mod decimal;
pub mod fold;
pub mod memory;
pub mod span;
pub mod steps;

pub mod lexicon;
pub mod numeral;

pub mod audit;
pub mod decode;
pub mod figure;
pub mod front;
pub mod layout;
pub mod lines;
pub mod meaning;
pub mod outline;
pub mod report;

pub mod batch;
pub mod table;
pub mod task;
pub mod verify;
