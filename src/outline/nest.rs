//! Candidates to lists: which number goes on with which, and what stands within what.

use super::candidate::{ASIDE, Candidate, Fault, PREFACE};
use super::order::Order;
use super::shape::Shape;
use crate::lexicon::label::Scheme;

/// A list that may still go on.
#[derive(Debug, Clone, Copy)]
struct Open {
    scheme: Scheme,
    depth: u8,
    markup: u8,
    stated: bool,
    last: u32,
    list: u32,
    candidate: u32,
}

/// Puts the candidates into lists and the lists into one another; gives the number of lists.
pub fn nest(candidates: &mut [Candidate]) -> u32 {
    let order = Order::of(candidates.iter().map(|c| (c.scheme, c.ordinal)));
    let mut stack: Vec<Open> = Vec::new();
    // A text cut out of a longer one begins in the middle: no number is missed there.
    let torn_text = candidates.first().is_some_and(|c| c.ordinal > 1);
    // Of each scheme the last number and its list.
    let mut seen = [(0_u32, 0_u32); Scheme::COUNT];
    let mut lists = 0;
    // Each candidate is read as a whole and changed in place, and so are earlier ones: an index is what fits.
    #[allow(clippy::needless_range_loop)]
    for i in 0..candidates.len() {
        let c = candidates[i];
        let stated = is_stated(&c);
        candidates[i].rank = order.rank(c.scheme);
        let numbered = c.ordinal > 0 && !matches!(c.scheme, Scheme::Markup | Scheme::Unnumbered);
        let mut fault = None;
        // An annex begins anew: its parts are of the first level.
        if c.scheme == Scheme::Annex {
            stack.clear();
            if let Some(scheme) = c.goes_on {
                seen[scheme as usize] = (1, lists);
                candidates[i].list = lists;
                lists += 1;
            }
        }
        if matches!(c.scheme, Scheme::Annex | Scheme::Dash) {
            candidates[i].level = stack.len() as u8 + 1;
            candidates[i].parent = stack.last().map(|o| o.candidate);
            if c.goes_on.is_none() {
                candidates[i].list = lists;
                lists += 1;
            }
            continue;
        }
        let depth = |depth: u8| if depth == PREFACE { 0 } else { depth };
        let same = |o: &Open| o.scheme == c.scheme && depth(o.depth) == depth(c.depth) && o.markup_agrees(&c);
        let mut inside = false;
        let at = if numbered {
            let follows = |o: &Open| same(o) && o.last + 1 == c.ordinal;
            let one = c.ordinal == 1;
            // 三、 may go on with the items within a part or with the parts: a name goes on with names, a sentence with
            // sentences, and a short sentence with whatever is nearest.
            let near = c.shape.shape == Shape::Closed;
            (stack.iter().rposition(|o| follows(o) && (near || o.stated == stated)))
                .or_else(|| stack.iter().rposition(follows))
                .or_else(|| {
                    let at = stack.iter().rposition(|o| same(o) && !(one && stated && !o.stated))?;
                    // （一） 一、 （一）: it begins within 一、, which the standard puts above it.
                    inside = one && at + 1 < stack.len() && stack[stack.len() - 1].is_above(c.scheme);
                    (!inside).then_some(at)
                })
        } else {
            stack.iter().rposition(same)
        };
        let list = if let Some(at) = at {
            stack.truncate(at + 1);
            let open = stack[at];
            if numbered && open.last + 1 != c.ordinal {
                let expected = open.last + 1;
                fault = match c.ordinal {
                    // 2.1 after 1.3: the number before it has changed.
                    1 if c.depth > 1 => None,
                    1 => Some(Fault::Restart { expected }),
                    n if n > expected => Some(Fault::Gap { expected }),
                    _ => Some(Fault::Repeat { expected }),
                };
            }
            if numbered && c.ordinal == 1 {
                lists += 1;
                lists - 1
            } else {
                open.list
            }
        } else {
            let within = |o: &Open| {
                if c.scheme == Scheme::Unnumbered {
                    !c.label_is_root() && o.scheme != Scheme::Unnumbered
                } else if c.scheme == Scheme::Markup {
                    o.markup > 0 && o.markup < c.markup
                } else if c.markup > 0 && o.markup > 0 && o.markup != c.markup {
                    o.markup < c.markup
                } else {
                    let outer = order.rank(o.scheme) < order.rank(c.scheme) || o.scheme == c.scheme;
                    outer && !(o.scheme == Scheme::Unnumbered && o.depth == PREFACE && c.scheme <= Scheme::HanDun)
                }
            };
            // A line without a number stands beside the lists within a part: it has no say in their depth.
            while !inside && stack.last().is_some_and(|o| !within(o) || o.is_aside() && stack.len() > 1) {
                stack.pop();
            }
            let (number, list) = seen[c.scheme as usize];
            // Articles, and （七） after （六） of the chapter before, are one list.
            let goes_on = numbered && c.ordinal > 1 && c.ordinal == number + 1;
            if numbered && c.ordinal > 1 && !goes_on && !(torn_text && number == 0) {
                fault = Some(Fault::Gap { expected: 1 });
            }
            let list = if goes_on { list } else { lists };
            stack.push(Open {
                scheme: c.scheme,
                depth: c.depth,
                markup: c.markup,
                stated,
                last: 0,
                list,
                candidate: 0,
            });
            lists += u32::from(!goes_on);
            list
        };
        seen[c.scheme as usize] = (c.ordinal, list);
        let level = stack.len();
        let parent = level.checked_sub(2).and_then(|k| stack.get(k)).map(|o| o.candidate);
        if let Some(top) = stack.last_mut() {
            (top.last, top.list, top.candidate) = (c.ordinal, list, i as u32);
            if c.shape.shape != Shape::Closed {
                top.stated = stated;
            }
        }
        let c = &mut candidates[i];
        (c.list, c.level, c.parent, c.fault) = (list, level.min(u8::MAX.into()) as u8, parent, fault);
    }
    lists
}

impl Open {
    /// A line that only its look makes a heading.
    fn is_aside(&self) -> bool {
        self.scheme == Scheme::Unnumbered && self.depth == ASIDE
    }

    /// A numbering that the standard puts above another, whatever the rest of the document shows.
    fn is_above(&self, scheme: Scheme) -> bool {
        let numbered = self.markup == 0 && !matches!(self.scheme, Scheme::Markup | Scheme::Unnumbered);
        numbered && Order::standard(self.scheme) < Order::standard(scheme)
    }

    /// Markup headings of another level are another list.
    fn markup_agrees(&self, c: &Candidate) -> bool {
        c.scheme != Scheme::Markup || self.markup == c.markup
    }
}

/// Whether it reads like a statement rather than a name.
fn is_stated(c: &Candidate) -> bool {
    matches!(c.shape.shape, Shape::Sentence | Shape::Long)
}
