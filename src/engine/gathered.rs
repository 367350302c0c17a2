//! What a report is drawn from: runs that were compared, what verifying them found, and who relies on them.
use chrono::{DateTime, Utc};

use super::comparison::RunComparison;
use crate::domain::batch::{Batch, PinEvent};
use crate::domain::verdict::Verdict;

/// Who made a report, when, of which farm file.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Name of the farm file.
    pub farm_file: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// With which program: "Salmon Run 0.1.0".
    pub program: String,
}

/// Everything that a report holds, as it was read and recomputed; nothing of it is in words yet.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Who made the report, when, of what.
    pub about: About,
    /// The runs with all their days, the baseline first: one for a run's own report, none for a batch without a pin.
    pub compared: RunComparison,
    /// What verifying each of them found.
    pub verdicts: Vec<Verdict>,
    /// The batches that are pinned to each of them.
    pub pinned: Vec<Vec<Batch>>,
    /// The batch that the report is about, if it is about one.
    pub batch: Option<BatchHistory>,
}

/// A batch, and every change of its pin.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchHistory {
    /// The batch as it is now.
    pub batch: Batch,
    /// What it was pinned to, the newest change first.
    pub events: Vec<PinEvent>,
}
