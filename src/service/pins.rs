//! Pinning batches to runs: the one change that alters what a batch is measured against.
use super::Farm;
use super::farm::Act;
use crate::domain::batch::Batch;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::person::Right;
use crate::domain::run::ProjectionRun;
use crate::store::{PinChange, Tx};

/// What a batch was pinned to before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorPin {
    /// The batch.
    pub batch: BatchId,
    /// The run it was pinned to.
    pub run: Option<RunId>,
}

/// What pinning did.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    /// The run they are pinned to now; none if they were unpinned.
    pub run: Option<ProjectionRun>,
    /// The batches as they are now.
    pub batches: Vec<Batch>,
    /// What each was pinned to before.
    pub before: Vec<PriorPin>,
}

impl Farm {
    /// Pins batches to a run, all in one transaction.
    pub fn pin_batches(&mut self, batches: &[BatchId], run: RunId, reason: &str) -> Outcome<Pinned> {
        self.change_pins(batches, Some(run), reason)
    }

    /// Unpins batches, all in one transaction.
    pub fn unpin_batches(&mut self, batches: &[BatchId], reason: &str) -> Outcome<Pinned> {
        self.change_pins(batches, None, reason)
    }

    /// Deprecated in the seed and kept: pins a batch to the latest run of a scenario.
    pub fn pin_batch_to_latest(&mut self, batch: BatchId, scenario: ScenarioId) -> Outcome<Pinned> {
        let latest = self.file.read(|tx| {
            let name = tx.scenario_plan(scenario)?.name;
            tx.latest_run(scenario)?.ok_or_else(|| {
                Fault::refused(
                    format!("the scenario \"{name}\" has no projection runs"),
                    "Run projections first",
                )
            })
        })?;
        self.change_pins(&[batch], Some(latest), "Pinned to the latest run of the scenario")
    }

    fn change_pins(&mut self, batches: &[BatchId], to: Option<RunId>, reason: &str) -> Outcome<Pinned> {
        if batches.is_empty() {
            return Err(Fault::invalid("no batch was named", "", "Name at least one"));
        }
        self.change(Right::Edit, |tx, act| {
            let run = to.map(|id| tx.run(id)).transpose()?;
            let mut pinned = Pinned { run, batches: Vec::new(), before: Vec::new() };
            for batch in batches {
                change(tx, *batch, to, reason, act, &mut pinned)?;
            }
            pinned.run = to.map(|id| tx.run(id)).transpose()?;
            Ok(pinned)
        })
    }
}

/// A pin that is there already is left alone: the history tells of changes only.
fn change(
    tx: &Tx<'_>,
    batch: BatchId,
    to: Option<RunId>,
    reason: &str,
    act: Act<'_>,
    pinned: &mut Pinned,
) -> Outcome<()> {
    let Act { by, at } = act;
    let now = tx.batch(batch)?.pinned_projection_run.map(|run| run.run_id);
    if now != to {
        tx.change_pin(&PinChange { batch, to, by, at, reason })?;
    }
    pinned.before.push(PriorPin { batch, run: now });
    pinned.batches.push(tx.batch(batch)?);
    Ok(())
}
