//! What a figure measures, as spans of the text: held in place, since a large file has millions of them.

use std::ops::Deref;

use crate::span::CleanSpan;

/// The spans of a label: one of the text, or row and column header of a table; none where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label([CleanSpan; 2]);

impl Default for Label {
    fn default() -> Self {
        Self([CleanSpan::new(0, 0); 2])
    }
}

impl Label {
    /// With one more span; an empty one is none, and a third finds no room.
    pub(super) fn push(&mut self, span: CleanSpan) {
        if let Some(free) = self.0.iter_mut().find(|free| free.is_empty()) {
            *free = span;
        }
    }
}

impl Deref for Label {
    type Target = [CleanSpan];

    #[inline]
    fn deref(&self) -> &[CleanSpan] {
        match &self.0 {
            [first, _] if first.is_empty() => &[],
            [first, second] if second.is_empty() => std::slice::from_ref(first),
            both => both,
        }
    }
}

impl FromIterator<CleanSpan> for Label {
    fn from_iter<I: IntoIterator<Item = CleanSpan>>(spans: I) -> Self {
        let mut label = Self::default();
        spans.into_iter().for_each(|span| label.push(span));
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_two_spans() {
        let spans = [CleanSpan::new(3, 9), CleanSpan::new(0, 3), CleanSpan::new(12, 15)];
        assert_eq!(*spans.into_iter().collect::<Label>(), spans[..2]);
        assert_eq!(*spans[1..2].iter().copied().collect::<Label>(), spans[1..2]);
        assert!(Label::default().is_empty());
    }
}
