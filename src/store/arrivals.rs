//! What comes from other farm files is written down as it was there: who did it and when stays with it.
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeSet;

use super::{Tx, stamp};
use crate::domain::bundle::{RememberedRun, SharedPinEvent};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId, RunId, ScenarioId};
use crate::domain::observation::{Correction, Observation};
use crate::domain::run::{ParametersSnapshot, Projection};

/// A run that was made elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct ArrivingRun<'a> {
    /// The scenario it is a run of.
    pub scenario: ScenarioId,
    /// Its number, larger than that of every run that the scenario ever had here.
    pub run_number: u32,
    /// What planners call it.
    pub label: &'a str,
    /// Free text.
    pub notes: &'a str,
    /// Since when it is put away.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it was computed.
    pub run_date: DateTime<Utc>,
    /// Who ran it.
    pub created_by: &'a str,
    /// Where it comes from, as the file of its making said it.
    pub origin: &'a str,
    /// Version of the engine that computed it.
    pub engine_version: &'a str,
    /// All that determined it, where that was kept.
    pub snapshot: Option<&'a ParametersSnapshot>,
    /// Its days and warnings.
    pub projection: &'a Projection,
}

/// What of a run neither lists nor details say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRemains {
    /// Where it comes from, as the file says it.
    pub origin: String,
    /// Since when it is put away.
    pub archived_at: Option<DateTime<Utc>>,
}

fn remembered(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<RememberedRun>> {
    let Some(scenario_name) = row.get::<_, Option<String>>(first)? else { return Ok(None) };
    let (run_number, run_label) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(Some(RememberedRun { scenario_name, run_number, run_label }))
}

impl Tx<'_> {
    /// Who made a scenario, and when.
    pub fn scenario_made(&self, id: ScenarioId) -> Outcome<(String, DateTime<Utc>)> {
        Ok(self
            .connection
            .prepare_cached("SELECT created_by, created_at FROM scenario WHERE scenario_id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The largest number that a run of a scenario ever had.
    pub fn last_run_number(&self, id: ScenarioId) -> Outcome<u32> {
        Ok(self
            .connection
            .prepare_cached("SELECT last_run_number FROM scenario WHERE scenario_id = ?1")?
            .query_row([id.0], |row| row.get(0))?)
    }

    /// What of a run neither lists nor details say.
    pub fn run_remains(&self, id: RunId) -> Outcome<RunRemains> {
        Ok(self
            .connection
            .prepare_cached("SELECT origin, archived_at FROM projection_run WHERE run_id = ?1")?
            .query_row([id.0], |row| Ok(RunRemains { origin: row.get(0)?, archived_at: row.get(1)? }))?)
    }

    /// Stores a run with the number, the date and the maker that it had.
    pub fn insert_arriving_run(&self, new: &ArrivingRun<'_>) -> Outcome<RunId> {
        let last = new.projection.days.last().ok_or_else(|| Fault::refused("the run has no days", ""))?;
        let run_id = self.next_run_id()?;
        self.insert_days(run_id, new.projection)?;
        let inputs_hash = new.snapshot.map(|snapshot| self.store_inputs(snapshot)).transpose()?;
        self.connection
            .prepare_cached(
                "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, archived_at, run_date,
                    created_by, origin, engine_version, inputs_hash, warnings, total_projections, final_weight_g,
                    final_biomass_kg)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                run_id,
                new.scenario.0,
                new.run_number,
                new.label,
                new.notes,
                new.archived_at.map(stamp),
                stamp(new.run_date),
                new.created_by,
                new.origin,
                new.engine_version,
                inputs_hash,
                serde_json::to_string(&new.projection.warnings).unwrap_or_default(),
                new.projection.days.len(),
                last.average_weight_g,
                last.biomass_kg
            ])?;
        Ok(RunId(run_id))
    }

    /// Pins a batch without a word in its history: the history of the change comes from where it was made.
    pub fn set_pin(&self, batch: BatchId, run: Option<RunId>) -> Outcome<()> {
        self.connection
            .prepare_cached("UPDATE batch SET pinned_projection_run_id = ?2 WHERE batch_id = ?1")?
            .execute(params![batch.0, run.map(|run| run.0)])?;
        Ok(())
    }

    /// The history of a batch's pins, as other farm files know it.
    pub fn pin_history_in_words(&self, batch: BatchId) -> Outcome<BTreeSet<SharedPinEvent>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT changed_at, changed_by, reason, from_scenario_name, from_run_number, from_run_label,
                to_scenario_name, to_run_number, to_run_label, lost_scenario_name
             FROM pin_event WHERE batch_id = ?1",
        )?;
        let rows = statement.query_map([batch.0], |row| {
            Ok(SharedPinEvent {
                changed_at: row.get(0)?,
                changed_by: row.get(1)?,
                reason: row.get(2)?,
                from: remembered(row, 3)?,
                to: remembered(row, 6)?,
                lost_scenario_name: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes a change of a pin into the history that was made elsewhere. Its runs are found by their words where they are here.
    pub fn insert_pin_event(&self, batch: BatchId, event: &SharedPinEvent) -> Outcome<()> {
        let run_id = |run: &Option<RememberedRun>| run.as_ref().map(|run| self.run_in_words(run)).transpose();
        let (from, to) = (event.from.as_ref(), event.to.as_ref());
        self.connection
            .prepare_cached(
                "INSERT INTO pin_event (batch_id, changed_at, changed_by, reason,
                    from_run_id, from_scenario_name, from_run_number, from_run_label,
                    to_run_id, to_scenario_name, to_run_number, to_run_label, lost_scenario_name)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                batch.0,
                stamp(event.changed_at),
                event.changed_by,
                event.reason,
                run_id(&event.from)?,
                from.map(|run| &run.scenario_name),
                from.map(|run| run.run_number),
                from.map(|run| &run.run_label),
                run_id(&event.to)?,
                to.map(|run| &run.scenario_name),
                to.map(|run| run.run_number),
                to.map(|run| &run.run_label),
                event.lost_scenario_name
            ])?;
        Ok(())
    }

    /// The run that is called so, or 0, which no run ever is.
    fn run_in_words(&self, run: &RememberedRun) -> Outcome<i64> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT r.run_id FROM projection_run AS r JOIN scenario AS s USING (scenario_id)
                 WHERE s.name = ?1 AND r.run_number = ?2 AND r.label = ?3 ORDER BY r.run_id DESC LIMIT 1",
            )?
            .query_row(params![run.scenario_name, run.run_number, run.run_label], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(0))
    }

    /// Says who wrote an observation down and when, where that was earlier elsewhere.
    pub fn set_recorded(&self, id: ObservationId, by: &str, at: DateTime<Utc>) -> Outcome<()> {
        self.connection
            .prepare_cached(
                "UPDATE observation SET recorded_by = ?2, recorded_at = ?3 WHERE observation_id = ?1",
            )?
            .execute(params![id.0, by, stamp(at)])?;
        Ok(())
    }

    /// Makes an observation what it was made elsewhere, or takes it away; the correction itself comes with its history.
    pub fn set_observation(&self, id: ObservationId, now: Option<&Observation>) -> Outcome<()> {
        match now {
            Some(now) => self.rewrite_observation(id, now),
            None => self.remove_observation(id),
        }
    }

    /// Brings an observation back that was taken away here, under the number that its corrections name.
    pub fn insert_observation_again(
        &self,
        batch: BatchId,
        id: ObservationId,
        observation: &Observation,
        by: &str,
        at: DateTime<Utc>,
    ) -> Outcome<()> {
        let new = self.insert_observation(batch, observation, by, at)?;
        self.connection
            .prepare_cached("UPDATE observation SET observation_id = ?2 WHERE observation_id = ?1")?
            .execute([new.0, id.0])?;
        Ok(())
    }

    /// Writes a correction into the history that was made elsewhere.
    pub fn insert_correction(&self, batch: BatchId, correction: &Correction) -> Outcome<()> {
        let text = |observation: &Observation| serde_json::to_string(observation).unwrap_or_default();
        self.connection
            .prepare_cached(
                "INSERT INTO observation_correction
                    (batch_id, observation_id, corrected_at, corrected_by, reason, before, after)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                batch.0,
                correction.observation_id.0,
                stamp(correction.corrected_at),
                correction.corrected_by,
                correction.reason,
                text(&correction.before),
                correction.after.as_ref().map(text)
            ])?;
        Ok(())
    }
}
