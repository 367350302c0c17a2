//! What a user can do with what was observed of a batch.
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::actual::Doubt;
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;
use crate::domain::observation::{ObservationChange, ObservationKind, Observations, Recorded};
use crate::service::ObservationImport;

/// One thing a user can do with observations. What is recorded or corrected is asked about first where it cannot well be, unless
/// it was said that it shall be saved all the same.
#[derive(Debug, Clone, PartialEq)]
pub enum ObservingCommand {
    /// Open the grid to enter what was observed.
    AskEnter(BatchId, ObservationKind),
    /// Open an observation to correct it.
    AskCorrect(BatchId, Box<Recorded>),
    /// Ask whether and why an observation is removed.
    AskRemove(BatchId, Box<Recorded>),
    /// Look at these files one after the other, and ask how each shall be imported.
    LookAt(BatchId, Vec<PathBuf>),
    /// Show all that was observed of a batch.
    ShowObserved(BatchId),
    /// Record what was entered.
    Record {
        /// The batch.
        batch: BatchId,
        /// What was observed.
        seen: Arc<Observations>,
        /// Whether it is recorded although some of it cannot well be.
        despite_doubts: bool,
    },
    /// Record what a file holds; its preview has asked about doubts.
    Import {
        /// The batch.
        batch: BatchId,
        /// The file.
        path: PathBuf,
        /// How it shall be read.
        asked: Box<ObservationImport>,
    },
    /// Correct or remove observations, or put them back.
    Change {
        /// The batch.
        batch: BatchId,
        /// What becomes of each.
        changes: Arc<Vec<ObservationChange>>,
        /// Why.
        reason: String,
        /// What undoing it is called: "correction of a growth sample".
        name: String,
        /// Whether it is done although the outcome cannot well be.
        despite_doubts: bool,
    },
    /// Ask in the dialog about what cannot well be.
    TakeDoubts(Vec<Doubt>),
    /// Tell the dialog how saving went.
    TakeSaved(Result<(), Fault>),
}
