//! The end of a batch, and what goes with it.
use super::Tx;
use crate::domain::fault::Outcome;
use crate::domain::ids::BatchId;

/// What goes with a batch when it is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BelongsToBatch {
    /// Observations.
    pub observations: u64,
    /// Corrections of them.
    pub corrections: u64,
    /// Changes of its pin.
    pub pin_events: u64,
}

impl Tx<'_> {
    /// How much hangs off a batch.
    pub fn belongs_to_batch(&self, id: BatchId) -> Outcome<BelongsToBatch> {
        let mut statement = self.connection.prepare_cached(
            "SELECT (SELECT count(*) FROM observation WHERE batch_id = ?1),
                (SELECT count(*) FROM observation_correction WHERE batch_id = ?1),
                (SELECT count(*) FROM pin_event WHERE batch_id = ?1)",
        )?;
        Ok(statement.query_row([id.0], |row| {
            Ok(BelongsToBatch {
                observations: row.get(0)?,
                corrections: row.get(1)?,
                pin_events: row.get(2)?,
            })
        })?)
    }

    /// Deletes a batch with its pens, observations and history.
    pub fn delete_batch(&self, id: BatchId) -> Outcome<()> {
        self.connection.prepare_cached("DELETE FROM batch WHERE batch_id = ?1")?.execute([id.0])?;
        Ok(())
    }
}
