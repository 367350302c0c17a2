//! What a user can do with what a batch taught.
use crate::domain::ids::{BatchId, RunId};
use crate::service::{LearnRequest, ReplanRequest};

/// One thing a user can do with what was learnt. A command whose name starts with `Ask` opens a dialog and changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum LearnCommand {
    /// Ask what the new models are called.
    AskSave(BatchId, LearnRequest),
    /// Ask what the new models, their scenario and its run are called.
    AskReplan(BatchId, LearnRequest),
    /// Keep what was learnt as new models.
    Save(BatchId, LearnRequest),
    /// Keep it, make a scenario with it, and run that.
    Replan(BatchId, LearnRequest, ReplanRequest),
    /// Make a scenario that goes on where a batch is, with the models of its pinned run or of another.
    ScenarioFrom(BatchId, Option<RunId>),
    /// Compare the run that a batch was held against with the one that follows from it, and offer to pin the batch to that.
    Compare {
        /// The batch.
        batch: BatchId,
        /// The run that it was held against.
        baseline: RunId,
        /// The new one.
        run: RunId,
    },
}
