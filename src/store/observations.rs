//! What was observed of batches, and every correction of it.
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, ToSql, params};
use std::collections::BTreeSet;

use super::{Tx, day, stamp};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId};
use crate::domain::observation::{
    Correction, FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observation, Observations, Recorded,
    SelectionMethod, TransferIn, TransferOut, Treatment, WaterReading,
};

const COLUMNS: &str = "kind, date, pen, fish, avg_weight_g, std_deviation_g, avg_length_cm, condition_factor,
    amount_kg, temperature_c, to_pen, selection_method, words";
/// How many columns those are.
const VALUES: usize = 13;

/// Rows that one statement writes, where there are many: a statement by itself costs about as much as two rows do.
const ROWS_AT_ONCE: usize = 100;

/// Writes so many rows; the first three values are the same for all of them.
fn insertion(rows: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (0..VALUES).map(|i| format!("?{}", 4 + row * VALUES + i)).collect();
        format!("(?1, ?2, ?3, {})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "INSERT INTO observation (batch_id, recorded_by, recorded_at, {COLUMNS}) VALUES {}",
        rows.join(", ")
    )
}

/// A row of the table, whatever its kind.
#[derive(Debug, Default)]
struct Columns<'a> {
    kind: &'static str,
    pen: Option<&'a str>,
    fish: Option<u64>,
    avg_weight_g: Option<f64>,
    std_deviation_g: Option<f64>,
    avg_length_cm: Option<f64>,
    condition_factor: Option<f64>,
    amount_kg: Option<f64>,
    temperature_c: Option<f64>,
    to_pen: Option<&'a str>,
    selection_method: Option<&'static str>,
    words: &'a str,
}

impl<'a> Columns<'a> {
    fn of(observation: &'a Observation) -> Self {
        let none = Self::default();
        match observation {
            Observation::GrowthSample(it) => Self {
                kind: "growth_sample",
                pen: it.pen.as_deref(),
                fish: it.sample_size.map(u64::from),
                avg_weight_g: Some(it.avg_weight_g),
                std_deviation_g: it.std_deviation_g,
                avg_length_cm: it.avg_length_cm,
                condition_factor: it.condition_factor,
                ..none
            },
            Observation::Mortality(it) => Self {
                kind: "mortality",
                pen: it.pen.as_deref(),
                fish: Some(it.count),
                words: &it.cause,
                ..none
            },
            Observation::Feeding(it) => {
                Self { kind: "feeding", pen: it.pen.as_deref(), amount_kg: Some(it.amount_kg), ..none }
            }
            Observation::Temperature(it) => Self {
                kind: "temperature",
                pen: it.pen.as_deref(),
                temperature_c: Some(it.temperature_c),
                ..none
            },
            Observation::TransferOut(it) => Self {
                kind: "transfer_out",
                pen: it.pen.as_deref(),
                to_pen: it.to_pen.as_deref(),
                fish: Some(it.transferred_count),
                avg_weight_g: it.measured_avg_weight_g,
                selection_method: Some(it.selection_method.as_str()),
                ..none
            },
            Observation::TransferIn(it) => Self {
                kind: "transfer_in",
                pen: it.pen.as_deref(),
                fish: Some(it.transferred_count),
                avg_weight_g: it.measured_avg_weight_g,
                ..none
            },
            Observation::Treatment(it) => Self {
                kind: "treatment",
                pen: it.pen.as_deref(),
                avg_weight_g: it.measured_avg_weight_g,
                words: &it.kind,
                ..none
            },
            Observation::Harvest(it) => Self {
                kind: "harvest",
                pen: it.pen.as_deref(),
                fish: Some(it.harvested_count),
                avg_weight_g: it.avg_weight_g,
                ..none
            },
        }
    }

    /// The values in the order of [`COLUMNS`].
    fn values<'v>(&'v self, date: &'v NaiveDate) -> [&'v dyn ToSql; VALUES] {
        [
            &self.kind,
            date,
            &self.pen,
            &self.fish,
            &self.avg_weight_g,
            &self.std_deviation_g,
            &self.avg_length_cm,
            &self.condition_factor,
            &self.amount_kg,
            &self.temperature_c,
            &self.to_pen,
            &self.selection_method,
            &self.words,
        ]
    }
}

/// The observation of a row whose columns begin at `first`.
fn observation(row: &Row<'_>, first: usize) -> rusqlite::Result<Observation> {
    let kind: String = row.get(first)?;
    let (date, pen) = (day(row, first + 1)?, row.get(first + 2)?);
    let weight = |row: &Row<'_>| row.get::<_, Option<f64>>(first + 4);
    Ok(match kind.as_str() {
        "growth_sample" => Observation::GrowthSample(GrowthSample {
            date,
            pen,
            avg_weight_g: row.get(first + 4)?,
            sample_size: row.get(first + 3)?,
            std_deviation_g: row.get(first + 5)?,
            avg_length_cm: row.get(first + 6)?,
            condition_factor: row.get(first + 7)?,
        }),
        "mortality" => Observation::Mortality(MortalityEvent {
            date,
            pen,
            count: row.get(first + 3)?,
            cause: row.get(first + 12)?,
        }),
        "feeding" => Observation::Feeding(FeedingEvent { date, pen, amount_kg: row.get(first + 8)? }),
        "temperature" => {
            Observation::Temperature(WaterReading { date, pen, temperature_c: row.get(first + 9)? })
        }
        "transfer_out" => {
            let word: Option<String> = row.get(first + 11)?;
            let method =
                SelectionMethod::ALL.into_iter().find(|known| Some(known.as_str()) == word.as_deref());
            Observation::TransferOut(TransferOut {
                date,
                pen,
                to_pen: row.get(first + 10)?,
                transferred_count: row.get(first + 3)?,
                measured_avg_weight_g: weight(row)?,
                selection_method: method.unwrap_or_default(),
            })
        }
        "transfer_in" => Observation::TransferIn(TransferIn {
            date,
            pen,
            transferred_count: row.get(first + 3)?,
            measured_avg_weight_g: weight(row)?,
        }),
        "treatment" => Observation::Treatment(Treatment {
            date,
            pen,
            kind: row.get(first + 12)?,
            measured_avg_weight_g: weight(row)?,
        }),
        "harvest" => Observation::Harvest(Harvest {
            date,
            pen,
            harvested_count: row.get(first + 3)?,
            avg_weight_g: weight(row)?,
        }),
        _ => return Err(rusqlite::Error::InvalidColumnType(first, "kind".to_owned(), Type::Text)),
    })
}

fn json(text: &str, column: usize) -> rusqlite::Result<Observation> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

impl Tx<'_> {
    /// All that was observed of a batch, by day, in the order in which it was recorded.
    pub fn observations(&self, batch: BatchId) -> Outcome<Observations> {
        let sql =
            format!("SELECT {COLUMNS} FROM observation WHERE batch_id = ?1 ORDER BY date, observation_id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut all = Observations::default();
        for row in statement.query_map([batch.0], |row| observation(row, 0))? {
            all.add(row?);
        }
        Ok(all)
    }

    /// The same of some days only.
    pub fn observations_of_days(&self, batch: BatchId, days: &BTreeSet<NaiveDate>) -> Outcome<Observations> {
        let sql = format!(
            "SELECT {COLUMNS} FROM observation WHERE batch_id = ?1 AND date = ?2 ORDER BY observation_id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut all = Observations::default();
        for day in days {
            for row in statement.query_map(params![batch.0, day], |row| observation(row, 0))? {
                all.add(row?);
            }
        }
        Ok(all)
    }

    /// The same one by one, with who recorded it and when.
    pub fn recorded(&self, batch: BatchId) -> Outcome<Vec<Recorded>> {
        let sql = format!(
            "SELECT observation_id, recorded_by, recorded_at, {COLUMNS} FROM observation
             WHERE batch_id = ?1 ORDER BY date, observation_id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([batch.0], |row| {
            Ok(Recorded {
                observation_id: ObservationId(row.get(0)?),
                recorded_by: row.get(1)?,
                recorded_at: row.get(2)?,
                observation: observation(row, 3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One of them, with the batch that it is of; none if there is none.
    pub fn recorded_one(&self, id: ObservationId) -> Outcome<Option<(BatchId, Recorded)>> {
        let sql = format!(
            "SELECT batch_id, recorded_by, recorded_at, {COLUMNS} FROM observation WHERE observation_id = ?1"
        );
        let found = self.connection.prepare_cached(&sql)?.query_row([id.0], |row| {
            let recorded = Recorded {
                observation_id: id,
                recorded_by: row.get(1)?,
                recorded_at: row.get(2)?,
                observation: observation(row, 3)?,
            };
            Ok((BatchId(row.get(0)?), recorded))
        });
        Ok(found.optional()?)
    }

    /// Puts an observation back that was removed, under its number and as it was recorded. The history says so with a
    /// correction after which it is what it was before.
    pub fn put_observation_back(
        &self,
        batch: BatchId,
        back: &Recorded,
        by: &str,
        at: DateTime<Utc>,
        reason: &str,
    ) -> Outcome<()> {
        let sql = format!(
            "INSERT INTO observation ({COLUMNS}, batch_id, recorded_by, recorded_at, observation_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
        );
        let columns = Columns::of(&back.observation);
        let (date, recorded_at) = (back.observation.date(), stamp(back.recorded_at));
        let mut values = columns.values(&date).to_vec();
        values.extend([&batch.0 as &dyn ToSql, &back.recorded_by, &recorded_at, &back.observation_id.0]);
        self.connection.prepare_cached(&sql)?.execute(values.as_slice())?;
        self.note_correction(
            batch,
            back.observation_id,
            (&back.observation, Some(&back.observation)),
            by,
            at,
            reason,
        )
    }

    /// Writes into the history what an observation was before and is now.
    pub(super) fn note_correction(
        &self,
        batch: BatchId,
        id: ObservationId,
        (before, after): (&Observation, Option<&Observation>),
        by: &str,
        at: DateTime<Utc>,
        reason: &str,
    ) -> Outcome<()> {
        let text = |observation: &Observation| serde_json::to_string(observation).unwrap_or_default();
        self.connection
            .prepare_cached(
                "INSERT INTO observation_correction
                    (batch_id, observation_id, corrected_at, corrected_by, reason, before, after)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![batch.0, id.0, stamp(at), by, reason, text(before), after.map(text)])?;
        Ok(())
    }

    /// Writes an observation down.
    pub fn insert_observation(
        &self,
        batch: BatchId,
        observation: &Observation,
        by: &str,
        at: DateTime<Utc>,
    ) -> Outcome<ObservationId> {
        self.insert_observations(batch, std::slice::from_ref(observation), by, at)?;
        Ok(ObservationId(self.connection.last_insert_rowid()))
    }

    /// Writes many observations down, in their order.
    pub fn insert_observations(
        &self,
        batch: BatchId,
        all: &[Observation],
        by: &str,
        at: DateTime<Utc>,
    ) -> Outcome<()> {
        let at = stamp(at);
        let whole = all.chunks_exact(ROWS_AT_ONCE);
        let rest = whole.remainder().chunks(1);
        for (chunks, rows) in [(whole.collect(), ROWS_AT_ONCE), (rest.collect::<Vec<_>>(), 1)] {
            if chunks.is_empty() {
                continue;
            }
            let mut statement = self.connection.prepare_cached(&insertion(rows))?;
            for chunk in chunks {
                let rows: Vec<(NaiveDate, Columns<'_>)> =
                    chunk.iter().map(|one| (one.date(), Columns::of(one))).collect();
                let mut values: Vec<&dyn ToSql> = vec![&batch.0, &by, &at];
                values.extend(rows.iter().flat_map(|(date, columns)| columns.values(date)));
                statement.execute(values.as_slice())?;
            }
        }
        Ok(())
    }

    /// Writes something else in the place of an observation, or removes it; what it was is kept.
    pub fn correct_observation(
        &self,
        id: ObservationId,
        after: Option<&Observation>,
        by: &str,
        at: DateTime<Utc>,
        reason: &str,
    ) -> Outcome<BatchId> {
        let (batch, before) = self.observation(id)?;
        self.note_correction(batch, id, (&before, after), by, at, reason)?;
        match after {
            None => self.remove_observation(id)?,
            Some(after) => self.rewrite_observation(id, after)?,
        }
        Ok(batch)
    }

    /// An observation, and the batch that it is of.
    pub(super) fn observation(&self, id: ObservationId) -> Outcome<(BatchId, Observation)> {
        let sql = format!("SELECT batch_id, {COLUMNS} FROM observation WHERE observation_id = ?1");
        let found = self
            .connection
            .prepare_cached(&sql)?
            .query_row([id.0], |row| Ok((BatchId(row.get(0)?), observation(row, 1)?)))
            .optional()?;
        found.ok_or_else(|| {
            Fault::not_found(
                format!("there is no observation {id}"),
                "Look at the batch's observations again",
            )
        })
    }

    /// Whether the last correction of an observation removed it; none if it was never corrected.
    pub(super) fn last_correction_removed(&self, id: ObservationId) -> Outcome<Option<bool>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT after IS NULL FROM observation_correction WHERE observation_id = ?1
                 ORDER BY correction_id DESC LIMIT 1",
            )?
            .query_row([id.0], |row| row.get(0))
            .optional()?)
    }

    pub(super) fn remove_observation(&self, id: ObservationId) -> Outcome<()> {
        let sql = "DELETE FROM observation WHERE observation_id = ?1";
        self.connection.prepare_cached(sql)?.execute([id.0])?;
        Ok(())
    }

    pub(super) fn rewrite_observation(&self, id: ObservationId, after: &Observation) -> Outcome<()> {
        let columns = Columns::of(after);
        let date = after.date();
        let mut values = columns.values(&date).to_vec();
        values.push(&id.0);
        self.connection
            .prepare_cached(
                "UPDATE observation SET kind = ?1, date = ?2, pen = ?3, fish = ?4, avg_weight_g = ?5,
                    std_deviation_g = ?6, avg_length_cm = ?7, condition_factor = ?8, amount_kg = ?9,
                    temperature_c = ?10, to_pen = ?11, selection_method = ?12, words = ?13
                 WHERE observation_id = ?14",
            )?
            .execute(values.as_slice())?;
        Ok(())
    }

    /// Every correction of a batch's observations, newest first.
    pub fn corrections(&self, batch: BatchId) -> Outcome<Vec<Correction>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT observation_id, corrected_at, corrected_by, reason, before, after
             FROM observation_correction WHERE batch_id = ?1 ORDER BY correction_id DESC",
        )?;
        let rows = statement.query_map([batch.0], |row| {
            let after: Option<String> = row.get(5)?;
            Ok(Correction {
                observation_id: ObservationId(row.get(0)?),
                corrected_at: row.get(1)?,
                corrected_by: row.get(2)?,
                reason: row.get(3)?,
                before: json(&row.get::<_, String>(4)?, 4)?,
                after: after.map(|text| json(&text, 5)).transpose()?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
