//! Paragraphs of mixed sentences on a theme, up to a given size.

use crate::bank::{self, Growing, Rated, Whole};
use crate::writer::Writer;

/// What a stretch of prose draws from.
#[derive(Debug)]
pub struct Theme {
    /// Facts, and the name of their deck.
    pub facts: (&'static str, &'static [&'static str]),
    /// Wholes with parts.
    pub wholes: (&'static str, &'static [Whole]),
    /// What grows.
    pub growing: (&'static str, &'static [Growing]),
    /// What has a rate.
    pub rated: (&'static str, &'static [Rated]),
}

/// Administration and services.
pub const SERVICE: Theme = Theme {
    facts: ("service facts", bank::SERVICE_FACTS),
    wholes: ("service wholes", bank::SERVICE_WHOLES),
    growing: ("service growing", bank::SERVICE_GROWING),
    rated: ("service rated", bank::SERVICE_RATED),
};
/// The economy.
pub const ECONOMY: Theme = Theme {
    facts: ("economy facts", bank::ECONOMY_FACTS),
    wholes: ("economy wholes", bank::ECONOMY_WHOLES),
    growing: ("economy growing", bank::ECONOMY_GROWING),
    rated: ("service rated", bank::SERVICE_RATED),
};
/// Schools, health, welfare.
pub const SOCIETY: Theme = Theme {
    facts: ("society facts", bank::SOCIETY_FACTS),
    wholes: ("service wholes", bank::SERVICE_WHOLES),
    growing: ("service growing", bank::SERVICE_GROWING),
    rated: ("service rated", bank::SERVICE_RATED),
};
/// Money.
pub const BUDGET: Theme = Theme {
    facts: ("service facts", bank::SERVICE_FACTS),
    wholes: ("budget wholes", bank::BUDGET_WHOLES),
    growing: ("budget growing", bank::BUDGET_GROWING),
    rated: ("service rated", bank::SERVICE_RATED),
};
/// A hospital.
pub const HOSPITAL: Theme = Theme {
    facts: ("society facts", bank::SOCIETY_FACTS),
    wholes: ("budget wholes", bank::BUDGET_WHOLES),
    growing: ("hospital growing", bank::HOSPITAL_GROWING),
    rated: ("hospital rated", bank::HOSPITAL_RATED),
};

impl Writer {
    /// One sentence on a theme.
    pub fn sentence(&mut self, theme: &Theme) {
        if self.narrative > 0 && self.chance.percent(self.narrative) {
            return self.remark();
        }
        match self.chance.below(100) {
            0..23 => {
                let (fact, round) = self.draw(theme.facts.0, theme.facts.1);
                if round > 0 {
                    let quarter = bank::quarter(round - 1);
                    self.words(&format!("{quarter}："));
                }
                self.words(fact);
            }
            23..51 => self.remark(),
            51..56 => {
                let text = *self.take("distractors", bank::DISTRACTORS);
                self.words(text);
            }
            56..63 => self.sum(theme.wholes.0, theme.wholes.1),
            63..72 => self.growth(theme.growing.0, theme.growing.1),
            72..78 => self.rate(theme.rated.0, theme.rated.1),
            78..81 => self.rest(),
            81..84 => self.product(),
            84..87 => self.restated(),
            87..89 => self.compared(),
            89..90 => self.balanced(),
            90..93 => self.points(),
            93..94 => self.multiple(theme.growing.0, theme.growing.1),
            94..95 => self.average(theme.growing.0, theme.growing.1),
            95..97 => self.counted(),
            97..98 => self.shares(),
            98..99 => self.spelled(),
            _ => self.oddity(),
        }
    }

    /// A remark without figures.
    pub fn remark(&mut self) {
        let text = *self.take("remarks", bank::REMARKS);
        self.words(text);
    }

    /// The rest of a paragraph: so many sentences.
    pub fn sentences(&mut self, theme: &Theme, n: usize) {
        for _ in 0..n {
            self.sentence(theme);
        }
    }

    /// Paragraphs up to `part` hundredths of the size to be reached; at least one.
    pub fn prose(&mut self, theme: &Theme, part: usize) {
        loop {
            let n = 2 + self.chance.below(4);
            self.sentences(theme, n);
            self.end();
            if !self.room(part) {
                return;
            }
            if self.chance.percent(3) {
                self.table();
            }
        }
    }
}
