//! Models, profiles, lifecycles and constraints: stored once each, shared by the scenarios that use them.
use rusqlite::{OptionalExtension, ToSql, params};

use super::Tx;
use crate::domain::constraints::{BiologicalConstraints, StageConstraint};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use crate::domain::growth::{StageTgc, TgcFrom, TgcModel};
use crate::domain::ids::{FcrModelId, MortalityModelId, ProfileId, TgcModelId};
use crate::domain::lifecycle::{LifecycleStage, Water};
use crate::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
use crate::domain::plan::ModelKind;
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

impl Tx<'_> {
    /// A TGC model with its overrides and its profile.
    pub fn tgc_model(&self, id: TgcModelId) -> Outcome<TgcModel> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT name, location, release_period, tgc_value, exponent_n, exponent_m, profile_id
                 FROM tgc_model WHERE tgc_model_id = ?1",
            )?
            .query_row([id.0], |row| {
                let model = TgcModel {
                    name: row.get(0)?,
                    location: row.get(1)?,
                    release_period: row.get(2)?,
                    tgc_value: row.get(3)?,
                    exponent_n: row.get(4)?,
                    exponent_m: row.get(5)?,
                    stage_overrides: Vec::new(),
                    schedule: Vec::new(),
                    temperature_profile: TemperatureProfile { name: String::new(), readings: Vec::new() },
                };
                Ok((model, row.get(6)?))
            })
            .optional()?;
        let (mut model, profile_id): (TgcModel, i64) = found.ok_or_else(|| no_model(ModelKind::Tgc, id.0))?;
        model.stage_overrides = self
            .connection
            .prepare_cached("SELECT stage, tgc_value FROM tgc_model_stage WHERE tgc_model_id = ?1")?
            .query_map([id.0], |row| Ok(StageTgc { stage: row.get(0)?, tgc_value: row.get(1)? }))?
            .collect::<Result<_, _>>()?;
        model.schedule = self
            .connection
            .prepare_cached(
                "SELECT from_day, tgc_value FROM tgc_model_schedule WHERE tgc_model_id = ?1 ORDER BY from_day",
            )?
            .query_map([id.0], |row| Ok(TgcFrom { from_day: row.get(0)?, tgc_value: row.get(1)? }))?
            .collect::<Result<_, _>>()?;
        model.temperature_profile = self.temperature_profile(ProfileId(profile_id))?;
        Ok(model)
    }

    /// A temperature profile, its readings by day.
    pub fn temperature_profile(&self, id: ProfileId) -> Outcome<TemperatureProfile> {
        let name = self
            .connection
            .prepare_cached("SELECT name FROM temperature_profile WHERE profile_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .ok_or_else(|| no_model(ModelKind::Temperature, id.0))?;
        let readings = self
            .connection
            .prepare_cached(
                "SELECT day_number, temperature_c FROM temperature_reading WHERE profile_id = ?1 ORDER BY day_number",
            )?
            .query_map([id.0], |row| Ok(TemperatureReading { day_number: row.get(0)?, temperature_c: row.get(1)? }))?
            .collect::<Result<_, _>>()?;
        Ok(TemperatureProfile { name, readings })
    }

    /// An FCR model with its stages and weight bands.
    pub fn fcr_model(&self, id: FcrModelId) -> Outcome<FcrModel> {
        let name = self
            .connection
            .prepare_cached("SELECT name FROM fcr_model WHERE fcr_model_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .ok_or_else(|| no_model(ModelKind::Fcr, id.0))?;
        let mut stages: Vec<FcrStage> = self
            .connection
            .prepare_cached(
                "SELECT stage, fcr_value, duration_days FROM fcr_model_stage WHERE fcr_model_id = ?1 ORDER BY position",
            )?
            .query_map([id.0], |row| {
                Ok(FcrStage {
                    stage: row.get(0)?,
                    fcr_value: row.get(1)?,
                    duration_days: row.get(2)?,
                    overrides: Vec::new(),
                })
            })?
            .collect::<Result<_, _>>()?;
        for stage in &mut stages {
            stage.overrides = self
                .connection
                .prepare_cached(
                    "SELECT min_weight_g, max_weight_g, fcr_value FROM fcr_model_stage_override
                     WHERE fcr_model_id = ?1 AND stage = ?2 ORDER BY position",
                )?
                .query_map(params![id.0, stage.stage], |row| {
                    Ok(WeightBandFcr {
                        min_weight_g: row.get(0)?,
                        max_weight_g: row.get(1)?,
                        fcr_value: row.get(2)?,
                    })
                })?
                .collect::<Result<_, _>>()?;
        }
        Ok(FcrModel { name, stages })
    }

    /// A mortality model with its stage overrides.
    pub fn mortality_model(&self, id: MortalityModelId) -> Outcome<MortalityModel> {
        let mut model = self
            .connection
            .prepare_cached(
                "SELECT name, frequency, rate_percent FROM mortality_model WHERE mortality_model_id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(MortalityModel {
                    name: row.get(0)?,
                    frequency: Frequency::of(&row.get::<_, String>(1)?).unwrap_or(Frequency::Daily),
                    rate_percent: row.get(2)?,
                    stage_overrides: Vec::new(),
                    schedule: Vec::new(),
                })
            })
            .optional()?
            .ok_or_else(|| no_model(ModelKind::Mortality, id.0))?;
        model.stage_overrides = self
            .connection
            .prepare_cached(
                "SELECT stage, daily_rate_percent FROM mortality_model_stage WHERE mortality_model_id = ?1",
            )?
            .query_map([id.0], |row| {
                Ok(StageMortality { stage: row.get(0)?, daily_rate_percent: row.get(1)? })
            })?
            .collect::<Result<_, _>>()?;
        model.schedule = self
            .connection
            .prepare_cached(
                "SELECT from_day, daily_rate_percent FROM mortality_model_schedule
                 WHERE mortality_model_id = ?1 ORDER BY from_day",
            )?
            .query_map([id.0], |row| {
                Ok(MortalityFrom { from_day: row.get(0)?, daily_rate_percent: row.get(1)? })
            })?
            .collect::<Result<_, _>>()?;
        Ok(model)
    }

    /// The lifecycle that was there first: the standard one in every file that this program made.
    pub fn first_lifecycle(&self) -> Outcome<i64> {
        let first: Option<i64> = self
            .connection
            .prepare_cached("SELECT min(lifecycle_id) FROM lifecycle")?
            .query_row([], |row| row.get(0))?;
        first.ok_or_else(|| Fault::not_found("the farm file has no lifecycle", "Import a scenario document"))
    }

    /// The stages of a lifecycle, in order.
    pub fn lifecycle(&self, id: i64) -> Outcome<Vec<LifecycleStage>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT name, stage_order, feeds, water, fixed_temperature_c, weight_cap_g
                 FROM lifecycle_stage WHERE lifecycle_id = ?1 ORDER BY stage_order",
            )?
            .query_map([id], |row| {
                let fresh = row.get::<_, String>(3)? == "fresh";
                Ok(LifecycleStage {
                    name: row.get(0)?,
                    order: row.get(1)?,
                    feeds: row.get(2)?,
                    water: if fresh { Water::Fresh } else { Water::Sea },
                    fixed_temperature_c: row.get(4)?,
                    weight_cap_g: row.get(5)?,
                })
            })?
            .collect::<Result<_, _>>()?)
    }

    /// A set of constraints.
    pub fn constraints(&self, id: i64) -> Outcome<BiologicalConstraints> {
        let name = self
            .connection
            .prepare_cached("SELECT name FROM biological_constraints WHERE constraints_id = ?1")?
            .query_row([id], |row| row.get(0))?;
        let stages = self
            .connection
            .prepare_cached(
                "SELECT stage, min_weight_g, max_weight_g, min_temperature_c, max_temperature_c,
                    max_freshwater_weight_g, typical_duration_days
                 FROM stage_constraint WHERE constraints_id = ?1 ORDER BY position",
            )?
            .query_map([id], |row| {
                Ok(StageConstraint {
                    stage: row.get(0)?,
                    min_weight_g: row.get(1)?,
                    max_weight_g: row.get(2)?,
                    min_temperature_c: row.get(3)?,
                    max_temperature_c: row.get(4)?,
                    max_freshwater_weight_g: row.get(5)?,
                    typical_duration_days: row.get(6)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(BiologicalConstraints { name, stages })
    }

    /// The stored TGC model that equals this one; stored now if there is none.
    pub fn store_tgc_model(&self, model: &TgcModel) -> Outcome<TgcModelId> {
        let mut wanted = model.clone();
        wanted.temperature_profile.sort();
        wanted.stage_overrides.sort_by(|a, b| a.stage.cmp(&b.stage));
        wanted.schedule.sort_by_key(|item| item.from_day);
        for id in self.ids("SELECT tgc_model_id FROM tgc_model WHERE name = ?1 ORDER BY 1", &model.name)? {
            if self.tgc_model(TgcModelId(id))? == wanted {
                return Ok(TgcModelId(id));
            }
        }
        let profile_id = self.store_temperature_profile(&wanted.temperature_profile)?;
        self.connection
            .prepare_cached(
                "INSERT INTO tgc_model (name, location, release_period, tgc_value, exponent_n, exponent_m, profile_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                model.name,
                model.location,
                model.release_period,
                model.tgc_value,
                model.exponent_n,
                model.exponent_m,
                profile_id.0
            ])?;
        let id = self.connection.last_insert_rowid();
        for item in &wanted.stage_overrides {
            self.connection
                .prepare_cached(
                    "INSERT INTO tgc_model_stage (tgc_model_id, stage, tgc_value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id, item.stage, item.tgc_value])?;
        }
        for item in &wanted.schedule {
            self.connection
                .prepare_cached(
                    "INSERT INTO tgc_model_schedule (tgc_model_id, from_day, tgc_value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id, item.from_day, item.tgc_value])?;
        }
        Ok(TgcModelId(id))
    }

    /// The stored temperature profile that equals this one; stored now if there is none.
    pub fn store_temperature_profile(&self, profile: &TemperatureProfile) -> Outcome<ProfileId> {
        let mut wanted = profile.clone();
        wanted.sort();
        let same_name = "SELECT profile_id FROM temperature_profile WHERE name = ?1 ORDER BY 1";
        for id in self.ids(same_name, &profile.name)?.into_iter().map(ProfileId) {
            if self.temperature_profile(id)? == wanted {
                return Ok(id);
            }
        }
        self.connection
            .prepare_cached("INSERT INTO temperature_profile (name) VALUES (?1)")?
            .execute([&profile.name])?;
        let id = self.connection.last_insert_rowid();
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO temperature_reading (profile_id, day_number, temperature_c) VALUES (?1, ?2, ?3)",
        )?;
        for reading in &wanted.readings {
            insert.execute(params![id, reading.day_number, reading.temperature_c])?;
        }
        Ok(ProfileId(id))
    }

    /// The stored FCR model that equals this one; stored now if there is none.
    pub fn store_fcr_model(&self, model: &FcrModel) -> Outcome<FcrModelId> {
        for id in self.ids("SELECT fcr_model_id FROM fcr_model WHERE name = ?1 ORDER BY 1", &model.name)? {
            if self.fcr_model(FcrModelId(id))? == *model {
                return Ok(FcrModelId(id));
            }
        }
        self.connection.prepare_cached("INSERT INTO fcr_model (name) VALUES (?1)")?.execute([&model.name])?;
        let id = self.connection.last_insert_rowid();
        for (i, stage) in model.stages.iter().enumerate() {
            self.connection
                .prepare_cached(
                    "INSERT INTO fcr_model_stage (fcr_model_id, position, stage, fcr_value, duration_days)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![id, i, stage.stage, stage.fcr_value, stage.duration_days])?;
            for (j, band) in stage.overrides.iter().enumerate() {
                self.connection
                    .prepare_cached(
                        "INSERT INTO fcr_model_stage_override
                            (fcr_model_id, stage, position, min_weight_g, max_weight_g, fcr_value)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    )?
                    .execute(params![
                        id,
                        stage.stage,
                        j,
                        band.min_weight_g,
                        band.max_weight_g,
                        band.fcr_value
                    ])?;
            }
        }
        Ok(FcrModelId(id))
    }

    /// The stored mortality model that equals this one; stored now if there is none.
    pub fn store_mortality_model(&self, model: &MortalityModel) -> Outcome<MortalityModelId> {
        let mut wanted = model.clone();
        wanted.stage_overrides.sort_by(|a, b| a.stage.cmp(&b.stage));
        wanted.schedule.sort_by_key(|item| item.from_day);
        let same_name = "SELECT mortality_model_id FROM mortality_model WHERE name = ?1 ORDER BY 1";
        for id in self.ids(same_name, &model.name)? {
            if self.mortality_model(MortalityModelId(id))? == wanted {
                return Ok(MortalityModelId(id));
            }
        }
        self.connection
            .prepare_cached(
                "INSERT INTO mortality_model (name, frequency, rate_percent) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![model.name, model.frequency.as_str(), model.rate_percent])?;
        let id = self.connection.last_insert_rowid();
        for item in &wanted.stage_overrides {
            self.connection
                .prepare_cached(
                    "INSERT INTO mortality_model_stage (mortality_model_id, stage, daily_rate_percent)
                     VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id, item.stage, item.daily_rate_percent])?;
        }
        for item in &wanted.schedule {
            self.connection
                .prepare_cached(
                    "INSERT INTO mortality_model_schedule (mortality_model_id, from_day, daily_rate_percent)
                     VALUES (?1, ?2, ?3)",
                )?
                .execute(params![id, item.from_day, item.daily_rate_percent])?;
        }
        Ok(MortalityModelId(id))
    }

    /// The stored lifecycle that has these stages; stored now, under the given name, if there is none.
    pub fn store_lifecycle(&self, name: &str, stages: &[LifecycleStage]) -> Outcome<i64> {
        let mut wanted = stages.to_vec();
        wanted.sort_by_key(|stage| stage.order);
        for id in self.ids("SELECT lifecycle_id FROM lifecycle WHERE ?1 = ?1 ORDER BY 1", name)? {
            if self.lifecycle(id)? == wanted {
                return Ok(id);
            }
        }
        self.connection.prepare_cached("INSERT INTO lifecycle (name) VALUES (?1)")?.execute([name])?;
        let id = self.connection.last_insert_rowid();
        for stage in &wanted {
            let water = if stage.water == Water::Fresh { "fresh" } else { "sea" };
            self.connection
                .prepare_cached(
                    "INSERT INTO lifecycle_stage
                        (lifecycle_id, stage_order, name, feeds, water, fixed_temperature_c, weight_cap_g)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    id,
                    stage.order,
                    stage.name,
                    stage.feeds,
                    water,
                    stage.fixed_temperature_c,
                    stage.weight_cap_g
                ])?;
        }
        Ok(id)
    }

    /// The stored set of constraints that equals this one; stored now if there is none.
    pub fn store_constraints(&self, constraints: &BiologicalConstraints) -> Outcome<i64> {
        let same_name = "SELECT constraints_id FROM biological_constraints WHERE name = ?1 ORDER BY 1";
        for id in self.ids(same_name, &constraints.name)? {
            if self.constraints(id)? == *constraints {
                return Ok(id);
            }
        }
        self.connection
            .prepare_cached("INSERT INTO biological_constraints (name) VALUES (?1)")?
            .execute([&constraints.name])?;
        let id = self.connection.last_insert_rowid();
        for (i, item) in constraints.stages.iter().enumerate() {
            self.connection
                .prepare_cached(
                    "INSERT INTO stage_constraint (constraints_id, position, stage, min_weight_g, max_weight_g,
                        min_temperature_c, max_temperature_c, max_freshwater_weight_g, typical_duration_days)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    id,
                    i,
                    item.stage,
                    item.min_weight_g,
                    item.max_weight_g,
                    item.min_temperature_c,
                    item.max_temperature_c,
                    item.max_freshwater_weight_g,
                    item.typical_duration_days
                ])?;
        }
        Ok(id)
    }

    pub(super) fn ids(&self, sql: &str, parameter: impl ToSql) -> Outcome<Vec<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map([parameter], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

pub(super) fn no_model(kind: ModelKind, id: i64) -> Fault {
    Fault::not_found(format!("there is no {} {id}", kind.noun()), "Choose one of the models in the list")
}
