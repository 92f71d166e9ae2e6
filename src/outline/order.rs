//! The order in which schemes nest in one document: the standard's order, corrected by what the document shows.
//!
//! | document | shows |
//! | --- | --- |
//! | 一、 （一）（二） 二、 （一） | （一） starts anew between 一、 and 二、: 一、 encloses （一） |
//! | （一） 一、二、 （二） 一、 | （一） encloses 一、, against GB/T 9704 |

use crate::lexicon::label::Scheme;

/// The schemes from the outermost to the innermost: GB/T 9704 first, then those it does not know.
const STANDARD: [Scheme; Scheme::COUNT] = [
    Scheme::Annex,
    Scheme::Volume,
    Scheme::Part,
    Scheme::Chapter,
    Scheme::Section,
    Scheme::Markup,
    Scheme::Unnumbered,
    Scheme::Article,
    Scheme::HanFormal,
    Scheme::HanDun,
    Scheme::HanParen,
    Scheme::ArabicDot,
    Scheme::ArabicPath,
    Scheme::ArabicParen,
    Scheme::Circled,
    Scheme::Roman,
    Scheme::Latin,
    Scheme::Stem,
    Scheme::Case,
    Scheme::HanDi,
    Scheme::HanShi,
    Scheme::Bracket,
    Scheme::Dash,
];

/// Parts, chapters and sections stand above whatever is counted through them: the articles of a law go on from chapter to
/// chapter.
const fn is_division(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::Volume | Scheme::Part | Scheme::Chapter | Scheme::Section)
}

/// Ranks of the schemes of one document; a smaller rank encloses a greater one.
#[derive(Debug)]
pub struct Order {
    rank: [u8; Scheme::COUNT],
}

impl Order {
    /// Finds the order of a document from its labels in reading order.
    pub fn of(labels: impl Iterator<Item = (Scheme, u32)>) -> Self {
        // For each scheme its last ordinal, and which schemes have begun at 1 since.
        let mut last = [0_u32; Scheme::COUNT];
        let mut begun = [0_u32; Scheme::COUNT];
        let mut encloses = [[0_i32; Scheme::COUNT]; Scheme::COUNT];
        let mut seen = 0_u32;
        for (scheme, ordinal) in labels {
            let s = scheme as usize;
            if ordinal > 1 && ordinal == last[s] + 1 {
                let mut inner = begun[s];
                while inner != 0 {
                    encloses[s][inner.trailing_zeros() as usize] += 1;
                    inner &= inner - 1;
                }
            }
            (last[s], begun[s]) = (ordinal, 0);
            seen |= 1 << s;
            if ordinal == 1 {
                let mut outer = seen & !(1 << s);
                while outer != 0 {
                    begun[outer.trailing_zeros() as usize] |= 1 << s;
                    outer &= outer - 1;
                }
            }
        }
        let mut order = STANDARD;
        // Each scheme moves outward past the outermost one that it is shown to enclose.
        for i in 1..order.len() {
            let inner = order[i] as usize;
            let shown = |o: Scheme| !is_division(o) && encloses[inner][o as usize] > encloses[o as usize][inner];
            if let Some(k) = order[..i].iter().position(|o| shown(*o)) {
                order[k..=i].rotate_right(1);
            }
        }
        let mut rank = [0; Scheme::COUNT];
        for (i, s) in order.iter().enumerate() {
            rank[*s as usize] = i as u8;
        }
        Self { rank }
    }

    /// The place of a scheme in the standard's order.
    pub fn standard(scheme: Scheme) -> usize {
        STANDARD.iter().position(|s| *s == scheme).unwrap_or(STANDARD.len())
    }

    /// The rank of a scheme.
    pub const fn rank(&self, scheme: Scheme) -> u8 {
        self.rank[scheme as usize]
    }
}
