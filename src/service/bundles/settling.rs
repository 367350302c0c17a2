//! Who is right where two laptops changed the same value.
use serde::Serialize;
use std::collections::BTreeSet;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// This farm file.
    Mine,
    /// The bundle.
    Theirs,
}

/// What a planner decided, by the keys of the disagreements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settling {
    /// What is taken where nothing else is said; nothing leaves it undecided.
    pub otherwise: Option<Side>,
    /// Where the value of this farm file is kept.
    pub mine: BTreeSet<String>,
    /// Where that of the bundle is taken.
    pub theirs: BTreeSet<String>,
}

impl Settling {
    /// What was decided of one disagreement.
    pub fn of(&self, key: &str) -> Option<Side> {
        if self.theirs.contains(key) {
            Some(Side::Theirs)
        } else if self.mine.contains(key) {
            Some(Side::Mine)
        } else {
            self.otherwise
        }
    }
}
