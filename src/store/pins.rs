//! Pins: which run a batch relies on, and the history of every change.
use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::{Tx, stamp};
use crate::domain::batch::{PinEvent, PinnedRun};
use crate::domain::fault::Outcome;
use crate::domain::ids::{BatchId, RunId, ScenarioId};

/// A change of one batch's pin.
#[derive(Debug, Clone, Copy)]
pub struct PinChange<'a> {
    /// The batch.
    pub batch: BatchId,
    /// The run it is pinned to from now on; none unpins it.
    pub to: Option<RunId>,
    /// Who does it.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: &'a str,
}

/// A pin of a scenario that never ran: there is no run that could hold it.
#[derive(Debug, Clone, Copy)]
pub struct LostPinNote<'a> {
    /// The batch that was pinned.
    pub batch: BatchId,
    /// The scenario.
    pub scenario: Option<ScenarioId>,
    /// The scenario's name.
    pub scenario_name: &'a str,
    /// Who notes it.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl Tx<'_> {
    /// Writes into the history of pins that one could not be kept, as an upgrade does.
    pub fn note_lost_pin(&self, lost: &LostPinNote<'_>) -> Outcome<()> {
        let reason =
            format!("The pin could not be carried over: the scenario \"{}\" never ran", lost.scenario_name);
        self.connection
            .prepare_cached(
                "INSERT INTO pin_event (batch_id, changed_at, changed_by, reason, lost_scenario_id, lost_scenario_name)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                lost.batch.0,
                stamp(lost.at),
                lost.by,
                reason,
                lost.scenario.map(|id| id.0),
                lost.scenario_name
            ])?;
        Ok(())
    }

    /// Changes a pin and writes it into the history.
    pub fn change_pin(&self, change: &PinChange<'_>) -> Outcome<()> {
        let from = self.batch(change.batch)?.pinned_projection_run;
        self.connection
            .prepare_cached("UPDATE batch SET pinned_projection_run_id = ?2 WHERE batch_id = ?1")?
            .execute(params![change.batch.0, change.to.map(|r| r.0)])?;
        self.note_pin(change, from.as_ref())
    }

    /// Writes a change of a pin into the history.
    pub(super) fn note_pin(&self, change: &PinChange<'_>, from: Option<&PinnedRun>) -> Outcome<()> {
        let to = change.to.map(|id| self.run(id)).transpose()?.map(|run| PinnedRun {
            run_id: run.run_id,
            scenario_name: run.scenario_name,
            run_number: run.run_number,
            run_label: run.label,
        });
        self.connection
            .prepare_cached(
                "INSERT INTO pin_event (batch_id, changed_at, changed_by, reason,
                    from_run_id, from_scenario_name, from_run_number, from_run_label,
                    to_run_id, to_scenario_name, to_run_number, to_run_label)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                change.batch.0,
                stamp(change.at),
                change.by,
                change.reason,
                from.map(|r| r.run_id.0),
                from.map(|r| &r.scenario_name),
                from.map(|r| r.run_number),
                from.map(|r| &r.run_label),
                to.as_ref().map(|r| r.run_id.0),
                to.as_ref().map(|r| &r.scenario_name),
                to.as_ref().map(|r| r.run_number),
                to.as_ref().map(|r| &r.run_label),
            ])?;
        Ok(())
    }

    /// Every change of a batch's pin, newest first.
    pub fn pin_history(&self, batch: BatchId) -> Outcome<Vec<PinEvent>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT e.pin_event_id, b.batch_number, e.changed_at, e.changed_by, e.reason,
                e.from_run_id, e.from_scenario_name, e.from_run_number, e.from_run_label,
                e.to_run_id, e.to_scenario_name, e.to_run_number, e.to_run_label
             FROM pin_event AS e JOIN batch AS b USING (batch_id)
             WHERE e.batch_id = ?1 ORDER BY e.changed_at DESC, e.pin_event_id DESC",
        )?;
        let rows = statement.query_map([batch.0], |row| {
            Ok(PinEvent {
                pin_event_id: row.get(0)?,
                batch_number: row.get(1)?,
                changed_at: row.get(2)?,
                changed_by: row.get(3)?,
                reason: row.get(4)?,
                from: remembered(row, 5)?,
                to: remembered(row, 9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn remembered(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<PinnedRun>> {
    let Some(run_id) = row.get::<_, Option<i64>>(first)? else { return Ok(None) };
    Ok(Some(PinnedRun {
        run_id: RunId(run_id),
        scenario_name: row.get(first + 1)?,
        run_number: row.get(first + 2)?,
        run_label: row.get(first + 3)?,
    }))
}
