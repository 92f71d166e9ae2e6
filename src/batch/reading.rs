//! Inputs in their order, with the bytes of those that can only be read from front to back.

use std::sync::Arc;

use super::archive::sequence;
use super::input::Place;
use super::{Failure, Input};

/// Hands out all inputs in order, until `hand_out` says to stop: its index, and its bytes where they had to be read in
/// order. Documents of sequences are read here, one after another.
pub(super) fn dispatch(
    inputs: &[Input],
    limit: u64,
    mut hand_out: impl FnMut(usize, Option<Result<Vec<u8>, Failure>>) -> bool,
) {
    let mut index = 0;
    while let Some(input) = inputs.get(index) {
        let Place::Next(container, _) = &input.place else {
            if !hand_out(index, None) {
                return;
            }
            index += 1;
            continue;
        };
        let wanted = inputs[index..].iter().map_while(|input| match &input.place {
            Place::Next(same, member) if Arc::ptr_eq(same, container) => Some((*member, &*input.name)),
            _ => None,
        });
        let first = index;
        index += wanted.clone().count();
        let (path, packed) = &**container;
        if !sequence(path, *packed, wanted, limit, |k, read| hand_out(first + k, Some(read))) {
            return;
        }
    }
}

/// Reads all inputs in order, on this thread, at most `limit` bytes of each. `each` gets the index of an input and its
/// bytes, and says whether to go on.
pub fn read_each(inputs: &[Input], limit: u64, mut each: impl FnMut(usize, Result<Vec<u8>, Failure>) -> bool) {
    dispatch(inputs, limit, |index, read| each(index, read.unwrap_or_else(|| inputs[index].read(limit))));
}
