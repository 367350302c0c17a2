//! Runs: written once with their days and inputs, then only read, labelled, archived or deleted whole.
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::{Tx, stamp};
use crate::domain::fault::{Fault, FaultKind, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, RunId, ScenarioId, TgcModelId};
use crate::domain::run::{
    ModelIds, ParametersSnapshot, Projection, ProjectionDay, ProjectionRun, RunDetail, RunFilter, RunOrigin,
    hash,
};

/// What a new run is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// The scenario it is a run of.
    pub scenario: ScenarioId,
    /// What planners call it.
    pub label: &'a str,
    /// Free text.
    pub notes: &'a str,
    /// When it was computed.
    pub run_date: DateTime<Utc>,
    /// Who ran it.
    pub created_by: &'a str,
    /// Version of the engine that computed it.
    pub engine_version: &'a str,
    /// All that determined it.
    pub snapshot: &'a ParametersSnapshot,
    /// Which stored models those inputs came from.
    pub models: ModelIds,
    /// Its days and warnings.
    pub projection: &'a Projection,
}

const LIST: &str =
    "SELECT r.run_id, r.scenario_id, s.name, r.run_number, r.label, r.run_date, r.total_projections,
        r.final_weight_g, r.final_biomass_kg,
        (SELECT count(*) FROM batch AS b WHERE b.pinned_projection_run_id = r.run_id),
        r.archived_at IS NOT NULL,
        r.run_number = (SELECT max(run_number) FROM projection_run AS o WHERE o.scenario_id = r.scenario_id)
     FROM projection_run AS r JOIN scenario AS s USING (scenario_id)";

fn run_of(row: &Row<'_>) -> rusqlite::Result<ProjectionRun> {
    Ok(ProjectionRun {
        run_id: RunId(row.get(0)?),
        scenario: ScenarioId(row.get(1)?),
        scenario_name: row.get(2)?,
        run_number: row.get(3)?,
        label: row.get(4)?,
        run_date: row.get(5)?,
        total_projections: row.get(6)?,
        final_weight_g: row.get(7)?,
        final_biomass_kg: row.get(8)?,
        pinned_batch_count: row.get(9)?,
        archived: row.get(10)?,
        is_latest: row.get(11)?,
    })
}

impl Tx<'_> {
    /// Stores a run with its days, its inputs and the next free number of its scenario.
    pub fn insert_run(&self, new: &NewRun<'_>) -> Outcome<RunId> {
        let last = new.projection.days.last().ok_or_else(|| Fault::refused("the run has no days", ""))?;
        let run_id = self.next_run_id()?;
        self.insert_days(run_id, new.projection)?;
        let inputs_hash = self.store_inputs(new.snapshot)?;
        self.connection
            .prepare_cached(
                "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by,
                    origin, engine_version, inputs_hash, tgc_model_id, fcr_model_id, mortality_model_id, warnings,
                    total_projections, final_weight_g, final_biomass_kg)
                 VALUES (?1, ?2, (SELECT last_run_number + 1 FROM scenario WHERE scenario_id = ?2), ?3, ?4, ?5, ?6,
                    'computed', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                run_id,
                new.scenario.0,
                new.label,
                new.notes,
                stamp(new.run_date),
                new.created_by,
                new.engine_version,
                inputs_hash,
                new.models.tgc.map(|m| m.0),
                new.models.fcr.map(|m| m.0),
                new.models.mortality.map(|m| m.0),
                serde_json::to_string(&new.projection.warnings).unwrap_or_default(),
                new.projection.days.len(),
                last.average_weight_g,
                last.biomass_kg
            ])?;
        Ok(RunId(run_id))
    }

    /// A number that no run ever had.
    pub(super) fn next_run_id(&self) -> Outcome<i64> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'projection_run'), 0) + 1",
            )?
            .query_row([], |row| row.get(0))?)
    }

    /// Stores the inputs of a run, once for all that have them; gives their hash.
    pub(super) fn store_inputs(&self, snapshot: &ParametersSnapshot) -> Outcome<String> {
        let canonical = snapshot.canonical();
        let inputs_hash = hash(&canonical);
        self.connection
            .prepare_cached(
                "INSERT INTO run_inputs (inputs_hash, canonical) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute([&inputs_hash, &canonical])?;
        Ok(inputs_hash)
    }

    /// Days go in before their run: from the moment the run is there, triggers refuse any further day.
    pub(super) fn insert_days(&self, run_id: i64, projection: &Projection) -> Outcome<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO scenario_projection (run_id, day_number, projection_date, average_weight_g, population,
                biomass_kg, daily_feed_kg, cumulative_feed_kg, temperature_c, current_stage)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for day in &projection.days {
            insert.execute(params![
                run_id,
                day.day_number,
                day.projection_date,
                day.average_weight_g,
                day.population,
                day.biomass_kg,
                day.daily_feed_kg,
                day.cumulative_feed_kg,
                day.temperature_c,
                projection.stage_name(day)
            ])?;
        }
        Ok(())
    }

    /// The runs that a filter lets through, newest first.
    pub fn runs(&self, filter: RunFilter) -> Outcome<Vec<ProjectionRun>> {
        let sql = format!(
            "{LIST} WHERE (?1 IS NULL OR r.scenario_id = ?1) AND (?2 OR r.archived_at IS NULL)
             ORDER BY r.run_date DESC, r.run_id DESC"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![filter.scenario.map(|s| s.0), filter.archived], run_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One run as lists show it.
    pub fn run(&self, id: RunId) -> Outcome<ProjectionRun> {
        self.connection
            .prepare_cached(&format!("{LIST} WHERE r.run_id = ?1"))?
            .query_row([id.0], run_of)
            .optional()?
            .ok_or_else(|| no_run(&id.to_string()))
    }

    /// The run of a scenario that has this number.
    pub fn run_by_number(&self, scenario: ScenarioId, number: u32) -> Outcome<RunId> {
        self.connection
            .prepare_cached("SELECT run_id FROM projection_run WHERE scenario_id = ?1 AND run_number = ?2")?
            .query_row(params![scenario.0, number], |row| Ok(RunId(row.get(0)?)))
            .optional()?
            .ok_or_else(|| no_run(&format!("{scenario}#{number}")))
    }

    /// The newest run of a scenario, if it ever ran.
    pub fn latest_run(&self, scenario: ScenarioId) -> Outcome<Option<RunId>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT run_id FROM projection_run WHERE scenario_id = ?1 ORDER BY run_number DESC LIMIT 1",
            )?
            .query_row([scenario.0], |row| Ok(RunId(row.get(0)?)))
            .optional()?)
    }

    /// A run with everything that is known of it but its days.
    pub fn run_detail(&self, id: RunId) -> Outcome<RunDetail> {
        let run = self.run(id)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT r.notes, r.created_by, r.engine_version, r.origin, r.inputs_hash, i.canonical,
                r.tgc_model_id, r.fcr_model_id, r.mortality_model_id, r.warnings
             FROM projection_run AS r LEFT JOIN run_inputs AS i USING (inputs_hash) WHERE r.run_id = ?1",
        )?;
        let (mut detail, canonical, warnings) = statement.query_row([id.0], |row| {
            let computed = row.get::<_, String>(3)? == "computed";
            let engine_version: String = row.get(2)?;
            let detail = RunDetail {
                run,
                notes: row.get(0)?,
                created_by_name: row.get(1)?,
                // A run that an upgrade made says of no engine; one that came from another program names that.
                origin: match (computed, engine_version.is_empty()) {
                    (true, _) => RunOrigin::Computed,
                    (false, true) => RunOrigin::Migrated,
                    (false, false) => RunOrigin::Imported,
                },
                engine_version,
                snapshot: None,
                inputs_hash: row.get(4)?,
                models: ModelIds {
                    tgc: row.get::<_, Option<i64>>(6)?.map(TgcModelId),
                    fcr: row.get::<_, Option<i64>>(7)?.map(FcrModelId),
                    mortality: row.get::<_, Option<i64>>(8)?.map(MortalityModelId),
                },
                warnings: Vec::new(),
            };
            Ok((detail, row.get::<_, Option<String>>(5)?, row.get::<_, String>(9)?))
        })?;
        detail.warnings =
            serde_json::from_str(&warnings).map_err(|e| damaged(id, "warnings", &e.to_string()))?;
        if let Some(canonical) = canonical {
            if detail.inputs_hash.as_deref() != Some(&hash(&canonical)) {
                return Err(damaged(id, "inputs", "they do not have the hash that was stored with them"));
            }
            let snapshot =
                ParametersSnapshot::read(&canonical).map_err(|f| damaged(id, "inputs", &f.to_string()))?;
            detail.snapshot = Some(snapshot);
        }
        Ok(detail)
    }

    /// By what the inputs of a run are known; none where a run was made before they were kept.
    pub fn inputs_hash(&self, id: RunId) -> Outcome<Option<String>> {
        self.connection
            .prepare_cached("SELECT inputs_hash FROM projection_run WHERE run_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .ok_or_else(|| no_run(&id.to_string()))
    }

    /// The stored days of a run. Warnings are not part of them.
    pub fn run_days(&self, id: RunId) -> Outcome<Projection> {
        let mut statement = self.connection.prepare_cached(
            "SELECT day_number, projection_date, average_weight_g, population, biomass_kg, daily_feed_kg,
                cumulative_feed_kg, temperature_c, current_stage
             FROM scenario_projection WHERE run_id = ?1 ORDER BY day_number",
        )?;
        let mut projection = Projection::default();
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let stage = row.get_ref(8)?.as_str().map_err(|e| damaged(id, "days", &e.to_string()))?;
            let known = projection.stages.iter().position(|name| name == stage);
            let place = known.unwrap_or_else(|| {
                projection.stages.push(stage.to_owned());
                projection.stages.len() - 1
            });
            projection.days.push(ProjectionDay {
                day_number: row.get(0)?,
                projection_date: row.get::<_, NaiveDate>(1)?,
                average_weight_g: row.get(2)?,
                population: row.get(3)?,
                biomass_kg: row.get(4)?,
                daily_feed_kg: row.get(5)?,
                cumulative_feed_kg: row.get(6)?,
                temperature_c: row.get(7)?,
                stage: u8::try_from(place).map_err(|e| damaged(id, "days", &e.to_string()))?,
            });
        }
        Ok(projection)
    }

    /// The newest run of a scenario that was made from inputs of this hash.
    pub fn run_with_inputs(&self, scenario: ScenarioId, inputs_hash: &str) -> Outcome<Option<RunId>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT run_id FROM projection_run WHERE scenario_id = ?1 AND inputs_hash = ?2
                 ORDER BY run_number DESC LIMIT 1",
            )?
            .query_row(params![scenario.0, inputs_hash], |row| Ok(RunId(row.get(0)?)))
            .optional()?)
    }

    /// Gives a run another label.
    pub fn set_label(&self, id: RunId, label: &str) -> Outcome<()> {
        self.change_run("UPDATE projection_run SET label = ?2 WHERE run_id = ?1", id, Some(label))
    }

    /// Gives a run other notes.
    pub fn set_notes(&self, id: RunId, notes: &str) -> Outcome<()> {
        self.change_run("UPDATE projection_run SET notes = ?2 WHERE run_id = ?1", id, Some(notes))
    }

    /// Archives a run, or restores it.
    pub fn set_archived(&self, id: RunId, at: Option<DateTime<Utc>>) -> Outcome<()> {
        let at = at.map(stamp);
        self.change_run("UPDATE projection_run SET archived_at = ?2 WHERE run_id = ?1", id, at.as_deref())
    }

    fn change_run(&self, sql: &str, id: RunId, value: Option<&str>) -> Outcome<()> {
        let changed = self.connection.prepare_cached(sql)?.execute(params![id.0, value])?;
        if changed == 0 { Err(no_run(&id.to_string())) } else { Ok(()) }
    }

    /// Deletes a run; the file itself takes its days along, and its inputs if no other run has them. Batches that are
    /// pinned to it make the file refuse it.
    pub fn delete_run(&self, id: RunId) -> Outcome<()> {
        let gone = self
            .connection
            .prepare_cached("DELETE FROM projection_run WHERE run_id = ?1")?
            .execute([id.0])?;
        if gone == 0 { Err(no_run(&id.to_string())) } else { Ok(()) }
    }
}

fn no_run(name: &str) -> Fault {
    Fault::not_found(format!("there is no run {name}"), "`salmon-run run list` shows those there are")
}

fn damaged(id: RunId, what: &str, why: &str) -> Fault {
    Fault::new(FaultKind::Damaged, format!("the {what} of run {id} cannot be read: {why}"), "Open a backup")
}
