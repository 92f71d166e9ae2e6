//! A set of words, each with a number, walked character by character: what a text begins with is found in one pass
//! over its characters, however many words there are.
//!
//! All edges of all nodes stand in one table with open addressing, so that a step costs one look at one place.

/// A place in a [`Trie`]: what has been read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node(u16);

#[derive(Debug, Clone, Copy, Default)]
struct Edge {
    /// Node in the upper half, character in the lower; 0 where the place is free.
    key: u32,
    next: u16,
}

/// Words of characters of the basic plane.
#[derive(Debug, Clone)]
pub struct Trie {
    /// By code point from [`HAN`]: the node that the first character of a word leads to, 0 for none.
    first: Box<[u16]>,
    /// A power of two, at most half of it in use.
    edges: Box<[Edge]>,
    used: usize,
    /// By node: one more than the number of the word that ends there, 0 for none. Its length is the number of nodes.
    ends: Vec<u32>,
}

/// The Han characters of everyday use, which nearly every word begins with.
const HAN: std::ops::Range<u32> = 0x4e00..0xa000;

impl Default for Trie {
    fn default() -> Self {
        Self {
            first: vec![0; HAN.len()].into_boxed_slice(),
            edges: vec![Edge::default(); 64].into_boxed_slice(),
            used: 0,
            ends: vec![0],
        }
    }
}

impl Trie {
    /// The place before the first character.
    pub const ROOT: Node = Node(0);

    /// Adds a word; the number of one that is there already stays. `false` where it cannot be held: an empty word, a
    /// character beyond the basic plane, or more than 65,535 nodes.
    pub fn insert(&mut self, word: &str, number: u32) -> bool {
        if word.is_empty() || word.chars().any(|c| c as u32 > 0xffff || c == '\0') {
            return false;
        }
        let mut node = Self::ROOT;
        for c in word.chars() {
            node = match self.step(node, c) {
                Some(next) => next,
                None => match self.grow(node, c) {
                    Some(next) => next,
                    None => return false,
                },
            };
        }
        let end = &mut self.ends[usize::from(node.0)];
        if *end == 0 {
            *end = number + 1;
        }
        true
    }

    fn grow(&mut self, node: Node, c: char) -> Option<Node> {
        let next = u16::try_from(self.ends.len()).ok()?;
        self.ends.push(0);
        if node == Self::ROOT
            && let Some(first) = self.first.get_mut((c as usize).wrapping_sub(HAN.start as usize))
        {
            *first = next;
        }
        if (self.used + 1) * 2 > self.edges.len() {
            let wider = vec![Edge::default(); self.edges.len() * 2].into_boxed_slice();
            for edge in std::mem::replace(&mut self.edges, wider) {
                if edge.key != 0 {
                    self.put(edge);
                }
            }
        }
        self.put(Edge { key: key(node, c)?, next });
        self.used += 1;
        Some(Node(next))
    }

    fn put(&mut self, edge: Edge) {
        let mask = self.edges.len() - 1;
        let mut at = self.place(edge.key);
        while self.edges[at & mask].key != 0 {
            at += 1;
        }
        self.edges[at & mask] = edge;
    }

    fn place(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> (32 - self.edges.len().trailing_zeros())) as usize
    }

    /// Where a first character leads to.
    #[inline]
    pub fn begin(&self, c: char) -> Option<Node> {
        match self.first.get((c as usize).wrapping_sub(HAN.start as usize)) {
            Some(&next) => (next != 0).then_some(Node(next)),
            None => self.step(Self::ROOT, c),
        }
    }

    /// Where one more character leads to.
    #[inline]
    pub fn step(&self, node: Node, c: char) -> Option<Node> {
        let key = key(node, c)?;
        let mask = self.edges.len() - 1;
        let mut at = self.place(key);
        loop {
            let edge = self.edges[at & mask];
            if edge.key == key {
                return Some(Node(edge.next));
            }
            if edge.key == 0 {
                return None;
            }
            at += 1;
        }
    }

    /// The number of the word that ends here.
    #[inline]
    pub fn end(&self, node: Node) -> Option<u32> {
        self.ends.get(usize::from(node.0))?.checked_sub(1)
    }

    /// The number of a word.
    pub fn get(&self, word: &str) -> Option<u32> {
        let mut chars = word.chars();
        let mut node = self.begin(chars.next()?)?;
        for c in chars {
            node = self.step(node, c)?;
        }
        self.end(node)
    }

    /// The numbers of all words in a text, wherever they stand, in reading order.
    pub fn inside<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let begun = text.char_indices().filter_map(|(i, c)| Some((i + c.len_utf8(), self.begin(c)?)));
        begun.flat_map(move |(from, first)| {
            let mut chars = text[from..].chars();
            std::iter::successors(Some(first), move |node| self.step(*node, chars.next()?))
                .filter_map(move |node| self.end(node))
        })
    }
}

#[inline]
fn key(node: Node, c: char) -> Option<u32> {
    let c = c as u32;
    (c <= 0xffff && c != 0).then_some(u32::from(node.0) << 16 | c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_their_beginnings_are_not() {
        let mut trie = Trie::default();
        let words = ["增长", "增长率", "R&D经费", "（注）", "占"];
        for (i, word) in words.iter().enumerate() {
            assert!(trie.insert(word, i as u32));
        }
        for (i, word) in words.iter().enumerate() {
            assert_eq!(trie.get(word), Some(i as u32), "{word}");
        }
        assert_eq!(trie.get("增"), None);
        assert_eq!(trie.get("增长率低"), None);
        assert_eq!(trie.get(""), None);
        assert_eq!(trie.inside("占比的增长率").collect::<Vec<_>>(), [4, 0, 1]);
    }

    #[test]
    fn what_it_cannot_hold_it_refuses() {
        let mut trie = Trie::default();
        assert!(!trie.insert("", 0));
        assert!(!trie.insert("𠮷", 0));
        assert!(trie.insert("先", 1) && trie.insert("先", 2));
        assert_eq!(trie.get("先"), Some(1), "the first one stays");
        let full = (0..200u32).flat_map(|a| (0..400u32).map(move |b| (a, b))).all(|(a, b)| {
            let han = |n: u32| char::from_u32(0x4e00 + n).expect("Han");
            trie.insert(&format!("{}{}", han(a), han(b)), 0)
        });
        assert!(!full);
    }
}
