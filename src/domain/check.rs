//! What a look over a whole farm file found, in words.
use serde::Serialize;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The pages that the file is made of, and its indexes.
    Pages,
    /// Its tables, indexes and guards.
    Schema,
    /// Rows that point to others.
    References,
    /// The numbers of runs.
    RunNumbers,
    /// The days of runs against their totals.
    Days,
    /// The snapshots of what runs were made from, against their hashes.
    Inputs,
    /// The numbers of runs, computed again.
    Runs,
}

impl Aspect {
    /// All, in the order in which they are looked at.
    pub const ALL: [Self; 7] =
        [Self::Pages, Self::Schema, Self::References, Self::RunNumbers, Self::Days, Self::Inputs, Self::Runs];

    /// What is looked at, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pages => "Pages and indexes",
            Self::Schema => "Tables and guards",
            Self::References => "What points to what",
            Self::RunNumbers => "Run numbers",
            Self::Days => "Days against totals",
            Self::Inputs => "Snapshots against their hashes",
            Self::Runs => "Runs computed again",
        }
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub aspect: Aspect,
    /// What is wrong, in words.
    pub message: String,
    /// Where; empty where there is no one place.
    #[serde(rename = "where")]
    pub place: String,
    /// Whether a repair can mend it.
    pub mendable: bool,
}

impl Finding {
    /// Something that a repair mends.
    pub fn mendable(aspect: Aspect, message: impl Into<String>, place: impl Into<String>) -> Self {
        Self { aspect, message: message.into(), place: place.into(), mendable: true }
    }

    /// Something that only a backup mends.
    pub fn lasting(aspect: Aspect, message: impl Into<String>, place: impl Into<String>) -> Self {
        Self { mendable: false, ..Self::mendable(aspect, message, place) }
    }
}
