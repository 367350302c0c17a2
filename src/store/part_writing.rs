//! Writing a part of the recipe under its number: a new one, or one that is there, rewritten in place.
//!
//! What a part consists of is written anew as a whole; scenarios that refer to it by its number keep doing so.
use rusqlite::{ToSql, params};

use super::Tx;
use super::models::no_part;
use crate::domain::constraints::BiologicalConstraints;
use crate::domain::fault::Outcome;
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, TgcModelId};
use crate::domain::lifecycle::{LifecycleStage, Water};
use crate::domain::mortality::MortalityModel;
use crate::domain::recipe::{NamedLifecycle, PartKey, PartKind, RecipePart, StoredTgc};
use crate::domain::temperature::TemperatureProfile;

impl Tx<'_> {
    /// A part of the recipe.
    pub fn part(&self, key: PartKey) -> Outcome<RecipePart> {
        let id = key.id;
        Ok(match key.kind {
            PartKind::Temperature => RecipePart::Temperature(self.temperature_profile(ProfileId(id))?),
            PartKind::Tgc => {
                let model = self.tgc_model(TgcModelId(id))?;
                let profile = self
                    .connection
                    .prepare_cached("SELECT profile_id FROM tgc_model WHERE tgc_model_id = ?1")?
                    .query_row([id], |row| row.get(0))?;
                RecipePart::Tgc(StoredTgc { model, profile: ProfileId(profile) })
            }
            PartKind::Fcr => RecipePart::Fcr(self.fcr_model(FcrModelId(id))?),
            PartKind::Mortality => RecipePart::Mortality(self.mortality_model(MortalityModelId(id))?),
            PartKind::Lifecycle => {
                let name = self
                    .names("SELECT name FROM lifecycle WHERE lifecycle_id = ?1", id)?
                    .pop()
                    .ok_or_else(|| no_part(key))?;
                RecipePart::Lifecycle(NamedLifecycle { name, stages: self.lifecycle(id)? })
            }
            PartKind::Constraints => {
                let sql = "SELECT name FROM biological_constraints WHERE constraints_id = ?1";
                self.names(sql, id)?.pop().ok_or_else(|| no_part(key))?;
                RecipePart::Constraints(self.constraints(id)?)
            }
        })
    }

    /// Writes a part as a new one, and gives its number.
    pub fn insert_part(&self, part: &RecipePart) -> Outcome<PartKey> {
        let key = PartKey::new(part.kind(), self.next_id(part.kind())?);
        self.put_part(key.id, part)?;
        Ok(key)
    }

    /// Writes a part under this number, in place of what was there.
    pub fn put_part(&self, id: i64, part: &RecipePart) -> Outcome<()> {
        match part {
            RecipePart::Temperature(profile) => self.put_temperature_profile(id, profile),
            RecipePart::Tgc(stored) => {
                // Refused in words where it is gone.
                self.temperature_profile(stored.profile)?;
                self.put_tgc_model(id, &stored.model, stored.profile)
            }
            RecipePart::Fcr(model) => self.put_fcr_model(id, model),
            RecipePart::Mortality(model) => self.put_mortality_model(id, model),
            RecipePart::Lifecycle(lifecycle) => self.put_lifecycle(id, &lifecycle.name, &lifecycle.stages),
            RecipePart::Constraints(constraints) => self.put_constraints(id, constraints),
        }
    }

    /// A number that no part of this kind has, and none had that a run remembers: a new model must not seem to be the one
    /// that a run was made from.
    pub(super) fn next_id(&self, kind: PartKind) -> Outcome<i64> {
        let sql = match kind {
            PartKind::Temperature => "SELECT coalesce(max(profile_id), 0) + 1 FROM temperature_profile",
            PartKind::Tgc => {
                "SELECT max(coalesce((SELECT max(tgc_model_id) FROM tgc_model), 0),
                    coalesce((SELECT max(tgc_model_id) FROM projection_run), 0)) + 1"
            }
            PartKind::Fcr => {
                "SELECT max(coalesce((SELECT max(fcr_model_id) FROM fcr_model), 0),
                    coalesce((SELECT max(fcr_model_id) FROM projection_run), 0)) + 1"
            }
            PartKind::Mortality => {
                "SELECT max(coalesce((SELECT max(mortality_model_id) FROM mortality_model), 0),
                    coalesce((SELECT max(mortality_model_id) FROM projection_run), 0)) + 1"
            }
            PartKind::Lifecycle => "SELECT coalesce(max(lifecycle_id), 0) + 1 FROM lifecycle",
            PartKind::Constraints => {
                "SELECT coalesce(max(constraints_id), 0) + 1 FROM biological_constraints"
            }
        };
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    pub(super) fn put_temperature_profile(&self, id: i64, profile: &TemperatureProfile) -> Outcome<()> {
        self.execute(
            "INSERT INTO temperature_profile (profile_id, name) VALUES (?1, ?2)
             ON CONFLICT (profile_id) DO UPDATE SET name = excluded.name",
            params![id, profile.name],
        )?;
        self.execute("DELETE FROM temperature_reading WHERE profile_id = ?1", [id])?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO temperature_reading (profile_id, day_number, temperature_c) VALUES (?1, ?2, ?3)",
        )?;
        for reading in &profile.readings {
            insert.execute(params![id, reading.day_number, reading.temperature_c])?;
        }
        Ok(())
    }

    pub(super) fn put_tgc_model(&self, id: i64, model: &TgcModel, profile: ProfileId) -> Outcome<()> {
        self.execute(
            "INSERT INTO tgc_model
                (tgc_model_id, name, location, release_period, tgc_value, exponent_n, exponent_m, profile_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (tgc_model_id) DO UPDATE SET name = excluded.name, location = excluded.location,
                release_period = excluded.release_period, tgc_value = excluded.tgc_value,
                exponent_n = excluded.exponent_n, exponent_m = excluded.exponent_m, profile_id = excluded.profile_id",
            params![
                id,
                model.name,
                model.location,
                model.release_period,
                model.tgc_value,
                model.exponent_n,
                model.exponent_m,
                profile.0
            ],
        )?;
        self.execute("DELETE FROM tgc_model_stage WHERE tgc_model_id = ?1", [id])?;
        for item in &model.stage_overrides {
            self.execute(
                "INSERT INTO tgc_model_stage (tgc_model_id, stage, tgc_value) VALUES (?1, ?2, ?3)",
                params![id, item.stage, item.tgc_value],
            )?;
        }
        self.execute("DELETE FROM tgc_model_schedule WHERE tgc_model_id = ?1", [id])?;
        for item in &model.schedule {
            self.execute(
                "INSERT INTO tgc_model_schedule (tgc_model_id, from_day, tgc_value) VALUES (?1, ?2, ?3)",
                params![id, item.from_day, item.tgc_value],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_fcr_model(&self, id: i64, model: &FcrModel) -> Outcome<()> {
        self.execute(
            "INSERT INTO fcr_model (fcr_model_id, name) VALUES (?1, ?2)
             ON CONFLICT (fcr_model_id) DO UPDATE SET name = excluded.name",
            params![id, model.name],
        )?;
        self.execute("DELETE FROM fcr_model_stage_override WHERE fcr_model_id = ?1", [id])?;
        self.execute("DELETE FROM fcr_model_stage WHERE fcr_model_id = ?1", [id])?;
        for (i, stage) in model.stages.iter().enumerate() {
            self.execute(
                "INSERT INTO fcr_model_stage (fcr_model_id, position, stage, fcr_value, duration_days)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, i, stage.stage, stage.fcr_value, stage.duration_days],
            )?;
            for (j, band) in stage.overrides.iter().enumerate() {
                let (min, max) = (band.min_weight_g, band.max_weight_g);
                self.execute(
                    "INSERT INTO fcr_model_stage_override
                        (fcr_model_id, stage, position, min_weight_g, max_weight_g, fcr_value)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![id, stage.stage, j, min, max, band.fcr_value],
                )?;
            }
        }
        Ok(())
    }

    pub(super) fn put_mortality_model(&self, id: i64, model: &MortalityModel) -> Outcome<()> {
        self.execute(
            "INSERT INTO mortality_model (mortality_model_id, name, frequency, rate_percent) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (mortality_model_id) DO UPDATE SET name = excluded.name, frequency = excluded.frequency,
                rate_percent = excluded.rate_percent",
            params![id, model.name, model.frequency.as_str(), model.rate_percent],
        )?;
        self.execute("DELETE FROM mortality_model_stage WHERE mortality_model_id = ?1", [id])?;
        for item in &model.stage_overrides {
            self.execute(
                "INSERT INTO mortality_model_stage (mortality_model_id, stage, daily_rate_percent)
                 VALUES (?1, ?2, ?3)",
                params![id, item.stage, item.daily_rate_percent],
            )?;
        }
        self.execute("DELETE FROM mortality_model_schedule WHERE mortality_model_id = ?1", [id])?;
        for item in &model.schedule {
            self.execute(
                "INSERT INTO mortality_model_schedule (mortality_model_id, from_day, daily_rate_percent)
                 VALUES (?1, ?2, ?3)",
                params![id, item.from_day, item.daily_rate_percent],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_lifecycle(&self, id: i64, name: &str, stages: &[LifecycleStage]) -> Outcome<()> {
        self.execute(
            "INSERT INTO lifecycle (lifecycle_id, name) VALUES (?1, ?2)
             ON CONFLICT (lifecycle_id) DO UPDATE SET name = excluded.name",
            params![id, name],
        )?;
        self.execute("DELETE FROM lifecycle_stage WHERE lifecycle_id = ?1", [id])?;
        for stage in stages {
            let water = if stage.water == Water::Fresh { "fresh" } else { "sea" };
            let (fixed_c, cap_g) = (stage.fixed_temperature_c, stage.weight_cap_g);
            self.execute(
                "INSERT INTO lifecycle_stage
                    (lifecycle_id, stage_order, name, feeds, water, fixed_temperature_c, weight_cap_g)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![id, stage.order, stage.name, stage.feeds, water, fixed_c, cap_g],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_constraints(&self, id: i64, constraints: &BiologicalConstraints) -> Outcome<()> {
        self.execute(
            "INSERT INTO biological_constraints (constraints_id, name) VALUES (?1, ?2)
             ON CONFLICT (constraints_id) DO UPDATE SET name = excluded.name",
            params![id, constraints.name],
        )?;
        self.execute("DELETE FROM stage_constraint WHERE constraints_id = ?1", [id])?;
        for (i, item) in constraints.stages.iter().enumerate() {
            self.execute(
                "INSERT INTO stage_constraint (constraints_id, position, stage, min_weight_g, max_weight_g,
                    min_temperature_c, max_temperature_c, max_freshwater_weight_g, typical_duration_days)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    id,
                    i,
                    item.stage,
                    item.min_weight_g,
                    item.max_weight_g,
                    item.min_temperature_c,
                    item.max_temperature_c,
                    item.max_freshwater_weight_g,
                    item.typical_duration_days
                ],
            )?;
        }
        Ok(())
    }

    fn execute(&self, sql: &str, parameters: impl rusqlite::Params) -> Outcome<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(parameters)?)
    }

    pub(super) fn names(&self, sql: &str, parameter: impl ToSql) -> Outcome<Vec<String>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([parameter], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}
