//! What a user can do with batches themselves; their pins and what was observed of them have commands of their own.
use crate::domain::batch::BatchDocument;
use crate::domain::fault::Fault;
use crate::domain::ids::BatchId;

/// One thing a user can do with batches. A command whose name starts with `Ask` opens a dialog and changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum BatchCommand {
    /// Ask what a new batch is.
    AskNew,
    /// Ask what a batch shall be.
    AskEdit(BatchId),
    /// Write a batch: a new one without a number, else the one that has it.
    Save {
        /// The batch to write anew.
        id: Option<BatchId>,
        /// What it shall be.
        document: Box<BatchDocument>,
    },
    /// Tell the dialog how writing went.
    TakeSaved(Result<(), Fault>),
    /// Find out what would go with a batch, and ask whether to delete it.
    AskDelete(BatchId),
    /// Ask whether to delete a batch of which this would go with it.
    ConfirmDelete {
        /// The batch.
        id: BatchId,
        /// "12 observations and 1 change of its pin"; none where nothing was observed and nothing was ever pinned.
        belongs: Option<String>,
    },
    /// Delete a batch with all that belongs to it.
    Delete(BatchId),
}

impl BatchCommand {
    /// Whether the window itself carries it out, without the farm file.
    pub fn is_for_the_window(&self) -> bool {
        matches!(self, Self::AskNew | Self::AskEdit(_) | Self::TakeSaved(_) | Self::ConfirmDelete { .. })
    }
}
