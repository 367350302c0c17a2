//! Whether a run is what its inputs give: what was found when it was recomputed.
use super::display;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every stored number is what the snapshot gives.
    Equal {
        /// How many numbers were held against each other.
        numbers: usize,
    },
    /// At least one is not.
    Differs {
        /// How many numbers differ.
        numbers: usize,
        /// The first of them in words: "day 12, biomass: stored 3.1, recomputed 3.2".
        first: String,
    },
    /// The inputs were not kept, or the run is of another engine version.
    CannotRecompute {
        /// Why not.
        why: String,
    },
}

impl Verdict {
    /// Whether every number was the same.
    pub fn is_equal(&self) -> bool {
        matches!(self, Self::Equal { .. })
    }

    /// "verified: 4,323 numbers recomputed, all equal", or why not.
    pub fn words(&self) -> String {
        let numbers = |n: usize| display::plural(n, "number", "numbers");
        match self {
            Self::Equal { numbers: n } => format!("verified: {} recomputed, all equal", numbers(*n)),
            Self::Differs { numbers: n, first } => format!("not verified: {} differ; {first}", numbers(*n)),
            Self::CannotRecompute { why } => format!("not verified: {why}"),
        }
    }
}
