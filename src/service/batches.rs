//! What a user does with batches.
use super::Farm;
use crate::domain::batch::{Batch, BatchDocument, PinEvent};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::ProjectionRun;

/// What pinning would change for one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct PinPreview {
    /// The batch as it is now.
    pub batch: Batch,
    /// The run it would be pinned to; none if it would be unpinned.
    pub to: Option<ProjectionRun>,
    /// Whether anything would change for it.
    pub changes: bool,
}

impl Farm {
    /// All batches, by number.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn batches(&self) -> Outcome<Vec<Batch>> {
        self.file.read(|tx| tx.batches())
    }

    /// One batch.
    pub fn batch(&self, id: BatchId) -> Outcome<Batch> {
        self.file.read(|tx| tx.batch(id))
    }

    /// A batch by the name users give it: its number, or its id.
    pub fn find_batch(&self, name: &str) -> Outcome<BatchId> {
        self.file.read(|tx| tx.find_batch(name))
    }

    /// Stores batches, all or none; gives their ids in the same order.
    pub fn import_batches(&mut self, documents: &[BatchDocument]) -> Outcome<Vec<BatchId>> {
        let place = |i: usize| if documents.len() == 1 { String::new() } else { format!("[{i}]") };
        for (i, document) in documents.iter().enumerate() {
            document.check(&place(i))?;
        }
        self.file.write(|tx| {
            documents
                .iter()
                .enumerate()
                .map(|(i, document)| {
                    if let Some(scenario) = document.scenario {
                        let here = format!("{}.scenario", place(i));
                        tx.scenario_plan(scenario)
                            .map_err(|fault| fault.within(here.trim_start_matches('.')))?;
                    }
                    tx.insert_batch(document)
                })
                .collect()
        })
    }

    /// Every change of a batch's pin, newest first.
    pub fn pin_history(&self, id: BatchId) -> Outcome<Vec<PinEvent>> {
        self.file.read(|tx| tx.pin_history(id))
    }

    /// What pinning these batches to a run (or unpinning them) would change, for each of them.
    pub fn preview_pins(&self, batches: &[BatchId], to: Option<RunId>) -> Outcome<Vec<PinPreview>> {
        self.file.read(|tx| {
            let run = to.map(|id| tx.run(id)).transpose()?;
            batches
                .iter()
                .map(|id| {
                    let batch = tx.batch(*id)?;
                    let changes = batch.pinned_projection_run.as_ref().map(|p| p.run_id) != to;
                    Ok(PinPreview { batch, to: run.clone(), changes })
                })
                .collect()
        })
    }
}

/// The numbers of batches as a fault lists them.
pub(super) fn names(batches: &[Batch]) -> String {
    let numbers: Vec<&str> = batches.iter().map(|batch| batch.batch_number.as_str()).collect();
    format!("batches {}", numbers.join(", "))
}
