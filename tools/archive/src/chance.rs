//! Chance that is the same everywhere: splitmix64, seeded by (seed, index, stream).
//!
//! What each concern draws (text, style, noise, faults, misread digits) comes from a stream of its own, so that one
//! report with noise is the same report as without.

/// A stream of numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// The stream called `stream` of report `index`.
    pub fn new(seed: u64, index: u64, stream: &str) -> Self {
        let mut chance = Self { state: seed ^ 0x6a09_e667_f3bc_c908 };
        chance.state = chance.next() ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in stream.bytes() {
            chance.state = chance.next() ^ u64::from(byte);
        }
        chance
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub const fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }

    /// A number from `low` to `high`, both possible.
    pub fn between(&mut self, low: i128, high: i128) -> i128 {
        let room = (high - low + 1).max(1).unsigned_abs();
        low + (u128::from(self.next()) % room).cast_signed()
    }

    /// A number from `low` to `high` whose length is spread evenly, as amounts of money are.
    pub fn spread(&mut self, low: i128, high: i128) -> i128 {
        let mut top = high;
        while top / 2 > low.max(1) && self.below(3) == 0 {
            top /= 2;
        }
        self.between(low, top.max(low))
    }

    /// `amount` times something between `low` and `high` thousandths.
    pub fn scaled(&mut self, amount: i128, low: i128, high: i128) -> i128 {
        amount * self.between(low * 100, high * 100) / 100_000
    }

    /// True `parts` times in a million.
    pub const fn per_million(&mut self, parts: u64) -> bool {
        self.next() % 1_000_000 < parts
    }

    /// True `parts` times in a hundred.
    pub const fn percent(&mut self, parts: u64) -> bool {
        self.next() % 100 < parts
    }

    /// One of `all`.
    ///
    /// # Panics
    /// Where there is nothing to pick from.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// The numbers below `n` in an order of chance.
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}
