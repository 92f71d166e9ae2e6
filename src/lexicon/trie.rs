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
    /// What is left of the product of a key is its place: the logarithm of the table's length, taken off 32.
    shift: u32,
    used: usize,
    /// A bit per code point for words of one character, and one per pair of characters that a longer word begins with
    /// (other pairs may share it): small enough to stay at hand, and enough to pass over most of a text.
    alone: Box<[u64]>,
    pairs: Box<[u64]>,
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
            shift: 32 - 6,
            used: 0,
            alone: vec![0; 1024].into_boxed_slice(),
            pairs: vec![0; 1024].into_boxed_slice(),
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
        let mut chars = word.chars();
        match (chars.next(), chars.next()) {
            (Some(c), Some(next)) => set(&mut self.pairs, pair(c, next)),
            (Some(c), None) => set(&mut self.alone, c as usize),
            (None, _) => return false,
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
            self.shift -= 1;
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
        let mut at = place(edge.key, self.shift);
        while self.edges[at & mask].key != 0 {
            at += 1;
        }
        self.edges[at & mask] = edge;
    }

    /// `false` where no word begins with `c` before `next`; `true` says nothing.
    #[inline]
    pub fn may_begin(&self, c: char, next: Option<char>) -> bool {
        has(&self.alone, c as usize) || next.is_some_and(|next| has(&self.pairs, pair(c, next)))
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
        let mut at = place(key, self.shift);
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

    /// The number of a word, white space aside.
    pub fn get(&self, word: &str) -> Option<u32> {
        let mut chars = word.chars();
        let (first, second) = (chars.next()?, chars.next());
        if !self.may_begin(first, second) && !second.is_some_and(char::is_whitespace) {
            return None;
        }
        let mut node = Self::ROOT;
        for c in word.chars() {
            let next = if node == Self::ROOT { self.begin(c) } else { self.step(node, c) };
            node = match next {
                Some(next) => next,
                None if c.is_whitespace() => node,
                None => return None,
            };
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

/// The bit of two characters.
#[inline]
const fn pair(c: char, next: char) -> usize {
    ((c as u32).wrapping_mul(0x9e37_79b1) ^ (next as u32).wrapping_mul(0x85eb_ca6b)) as usize >> 16 & 0xffff
}

#[inline]
fn has(bits: &[u64], bit: usize) -> bool {
    bits.get(bit >> 6).is_some_and(|word| word >> (bit & 63) & 1 == 1)
}

fn set(bits: &mut [u64], bit: usize) {
    if let Some(word) = bits.get_mut(bit >> 6) {
        *word |= 1 << (bit & 63);
    }
}

#[inline]
const fn place(key: u32, shift: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> shift) as usize
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
        assert_eq!(trie.get("增 长\n率"), Some(1));
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
