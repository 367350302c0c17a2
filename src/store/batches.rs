//! Batches: fish in the water, with the run each is pinned to.
use rusqlite::{OptionalExtension, Row, params};

use super::{Tx, day};
use crate::domain::batch::{Batch, BatchDocument, BatchStatus, PinnedRun};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::pen::Pen;

const LIST: &str =
    "SELECT b.batch_id, b.batch_number, b.start_date, b.initial_count, b.initial_weight_g, b.stage,
        b.site, b.scenario_id, r.run_id, s.name, r.run_number, r.label, r.scenario_id,
        (SELECT max(run_number) FROM projection_run AS o
         WHERE o.scenario_id = r.scenario_id AND o.archived_at IS NULL), b.species, b.status, b.notes
     FROM batch AS b
     LEFT JOIN projection_run AS r ON r.run_id = b.pinned_projection_run_id
     LEFT JOIN scenario AS s ON s.scenario_id = r.scenario_id";

fn batch_of(row: &Row<'_>) -> rusqlite::Result<Batch> {
    let pinned = match row.get::<_, Option<i64>>(8)? {
        Some(run_id) => Some(PinnedRun {
            run_id: RunId(run_id),
            scenario_name: row.get(9)?,
            run_number: row.get(10)?,
            run_label: row.get(11)?,
        }),
        None => None,
    };
    let latest: Option<u32> = row.get(13)?;
    Ok(Batch {
        batch_id: BatchId(row.get(0)?),
        batch_number: row.get(1)?,
        start_date: day(row, 2)?,
        initial_count: row.get(3)?,
        initial_weight_g: row.get(4)?,
        stage: row.get(5)?,
        site: row.get(6)?,
        pens: Vec::new(),
        scenario: row.get::<_, Option<i64>>(7)?.map(ScenarioId),
        species: row.get(14)?,
        status: if row.get::<_, String>(15)? == "closed" { BatchStatus::Closed } else { BatchStatus::Active },
        notes: row.get(16)?,
        newer_run_number: latest.filter(|latest| pinned.as_ref().is_some_and(|p| p.run_number < *latest)),
        pinned_projection_run: pinned,
        pinned_scenario: row.get::<_, Option<i64>>(12)?.map(ScenarioId),
    })
}

impl Tx<'_> {
    /// All batches, by number.
    pub fn batches(&self) -> Outcome<Vec<Batch>> {
        self.batches_where("1 = 1 OR ?1", 0)
    }

    /// The batches that are pinned to a run, by number.
    pub fn batches_pinned_to(&self, run: RunId) -> Outcome<Vec<Batch>> {
        self.batches_where("b.pinned_projection_run_id = ?1", run.0)
    }

    /// The batches that are pinned to any run of a scenario, by number.
    pub fn batches_pinned_to_scenario(&self, scenario: ScenarioId) -> Outcome<Vec<Batch>> {
        self.batches_where("r.scenario_id = ?1", scenario.0)
    }

    /// One batch.
    pub fn batch(&self, id: BatchId) -> Outcome<Batch> {
        let found = self.batches_where("b.batch_id = ?1", id.0)?.pop();
        found.ok_or_else(|| no_batch(&id.to_string()))
    }

    fn batches_where(&self, condition: &str, value: i64) -> Outcome<Vec<Batch>> {
        let sql = format!("{LIST} WHERE {condition} ORDER BY b.batch_number COLLATE NOCASE, b.batch_id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut batches: Vec<Batch> = statement.query_map([value], batch_of)?.collect::<Result<_, _>>()?;
        let mut pens = self.connection.prepare_cached(
            "SELECT name, initial_count, initial_weight_g FROM batch_pen WHERE batch_id = ?1 ORDER BY position",
        )?;
        let pen = |row: &Row<'_>| {
            Ok(Pen { name: row.get(0)?, initial_count: row.get(1)?, initial_weight_g: row.get(2)? })
        };
        for batch in &mut batches {
            batch.pens = pens.query_map([batch.batch_id.0], pen)?.collect::<Result<_, _>>()?;
        }
        Ok(batches)
    }

    /// The batch of this number, or else of this id: a farm's own numbers go first.
    pub fn find_batch(&self, name: &str) -> Outcome<BatchId> {
        let by_number = self
            .connection
            .prepare_cached("SELECT batch_id FROM batch WHERE batch_number = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        if let Some(id) = by_number {
            return Ok(BatchId(id));
        }
        let id: i64 = name.parse().map_err(|_| no_batch(name))?;
        Ok(self.batch(BatchId(id))?.batch_id)
    }

    /// Stores a batch. A number that is taken is refused.
    pub fn insert_batch(&self, new: &BatchDocument) -> Outcome<BatchId> {
        self.refuse_taken_number(&new.batch_number, None)?;
        self.connection
            .prepare_cached(
                "INSERT INTO batch (batch_number, start_date, initial_count, initial_weight_g, stage, site, scenario_id,
                    species, status, notes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                new.batch_number,
                new.start_date,
                new.initial_count,
                new.initial_weight_g,
                new.stage,
                new.site,
                new.scenario.map(|s| s.0),
                new.species,
                new.status.as_str(),
                new.notes
            ])?;
        let id = self.connection.last_insert_rowid();
        self.insert_pens(BatchId(id), &new.pens)?;
        Ok(BatchId(id))
    }

    /// Writes what a batch is anew: everything but its pin and what was observed of it. A number that is taken is refused.
    pub fn rewrite_batch(&self, id: BatchId, now: &BatchDocument) -> Outcome<()> {
        self.refuse_taken_number(&now.batch_number, Some(id))?;
        self.connection
            .prepare_cached(
                "UPDATE batch SET batch_number = ?2, start_date = ?3, initial_count = ?4, initial_weight_g = ?5,
                    stage = ?6, site = ?7, scenario_id = ?8, species = ?9, status = ?10, notes = ?11
                 WHERE batch_id = ?1",
            )?
            .execute(params![
                id.0,
                now.batch_number,
                now.start_date,
                now.initial_count,
                now.initial_weight_g,
                now.stage,
                now.site,
                now.scenario.map(|scenario| scenario.0),
                now.species,
                now.status.as_str(),
                now.notes
            ])?;
        self.connection.prepare_cached("DELETE FROM batch_pen WHERE batch_id = ?1")?.execute([id.0])?;
        self.insert_pens(id, &now.pens)
    }

    /// Refuses a number that another batch than `but` has.
    fn refuse_taken_number(&self, number: &str, but: Option<BatchId>) -> Outcome<()> {
        let sql = "SELECT 1 FROM batch WHERE batch_number = ?1 AND batch_id IS NOT ?2";
        if self.connection.prepare_cached(sql)?.exists(params![number, but.map(|id| id.0)])? {
            return Err(Fault::refused(
                format!("there is a batch \"{number}\" already"),
                "Give this one another number",
            )
            .at("batch_number"));
        }
        Ok(())
    }

    /// The pens that observations of a batch name, each with how many do.
    pub fn observed_pens(&self, id: BatchId) -> Outcome<Vec<(String, u64)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT name, count(*) FROM (
                SELECT pen AS name FROM observation WHERE batch_id = ?1 AND pen IS NOT NULL
                UNION ALL
                SELECT to_pen FROM observation WHERE batch_id = ?1 AND to_pen IS NOT NULL)
             GROUP BY name ORDER BY name",
        )?;
        let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn insert_pens(&self, batch: BatchId, pens: &[Pen]) -> Outcome<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO batch_pen (batch_id, position, name, initial_count, initial_weight_g)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (i, pen) in pens.iter().enumerate() {
            insert.execute(params![batch.0, i, pen.name, pen.initial_count, pen.initial_weight_g])?;
        }
        Ok(())
    }
}

fn no_batch(name: &str) -> Fault {
    Fault::not_found(format!("there is no batch {name}"), "`salmon-run batch list` shows those there are")
}
