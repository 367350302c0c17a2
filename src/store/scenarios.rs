//! Scenarios: the recipe by reference to stored models, and the whole recipe put together.
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Tx, stamp};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, RunId, ScenarioId, TgcModelId};
use crate::domain::plan::{PlannedChange, ScenarioPlan, ScenarioRow};
use crate::domain::scenario::{ModelChange, Scenario, ScenarioFormat, ScenarioVersion};

impl Tx<'_> {
    /// All scenarios, by name.
    pub fn scenarios(&self) -> Outcome<Vec<ScenarioRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.scenario_id, s.name, s.start_date, s.duration_days, s.initial_count, s.initial_weight_g,
                s.genotype, s.supplier, t.name, f.name, m.name,
                (SELECT count(*) FROM projection_run AS r WHERE r.scenario_id = s.scenario_id),
                l.run_id, l.run_number, l.run_date,
                (SELECT count(*) FROM batch AS b JOIN projection_run AS r ON r.run_id = b.pinned_projection_run_id
                    WHERE r.scenario_id = s.scenario_id),
                s.created_by
             FROM scenario AS s
             JOIN tgc_model AS t USING (tgc_model_id)
             JOIN fcr_model AS f USING (fcr_model_id)
             JOIN mortality_model AS m USING (mortality_model_id)
             LEFT JOIN projection_run AS l ON l.scenario_id = s.scenario_id AND l.run_number =
                (SELECT max(run_number) FROM projection_run AS r WHERE r.scenario_id = s.scenario_id)
             ORDER BY s.name COLLATE NOCASE, s.scenario_id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ScenarioRow {
                scenario_id: ScenarioId(row.get(0)?),
                name: row.get(1)?,
                start_date: row.get(2)?,
                duration_days: row.get(3)?,
                initial_count: row.get(4)?,
                initial_weight_g: row.get(5)?,
                genotype: row.get(6)?,
                supplier: row.get(7)?,
                tgc_model: row.get(8)?,
                fcr_model: row.get(9)?,
                mortality_model: row.get(10)?,
                run_count: row.get(11)?,
                latest_run_id: row.get::<_, Option<i64>>(12)?.map(RunId),
                latest_run_number: row.get(13)?,
                latest_run_date: row.get(14)?,
                pinned_batch_count: row.get(15)?,
                created_by: row.get(16)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who made a scenario.
    pub fn scenario_maker(&self, id: ScenarioId) -> Outcome<String> {
        let maker = self
            .connection
            .prepare_cached("SELECT created_by FROM scenario WHERE scenario_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        maker.ok_or_else(|| no_scenario(id))
    }

    /// A scenario by reference to its models.
    pub fn scenario_plan(&self, id: ScenarioId) -> Outcome<ScenarioPlan> {
        let mut plan = self
            .connection
            .prepare_cached(
                "SELECT name, start_date, duration_days, initial_count, initial_weight_g, genotype, supplier,
                    lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, constraints_id, warn_outside_constraints
                 FROM scenario WHERE scenario_id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(ScenarioPlan {
                    name: row.get(0)?,
                    start_date: row.get(1)?,
                    duration_days: row.get(2)?,
                    initial_count: row.get(3)?,
                    initial_weight_g: row.get(4)?,
                    genotype: row.get(5)?,
                    supplier: row.get(6)?,
                    lifecycle: row.get(7)?,
                    tgc_model: TgcModelId(row.get(8)?),
                    fcr_model: FcrModelId(row.get(9)?),
                    mortality_model: MortalityModelId(row.get(10)?),
                    constraints: row.get(11)?,
                    warn_outside_constraints: row.get(12)?,
                    model_changes: Vec::new(),
                })
            })
            .optional()?
            .ok_or_else(|| no_scenario(id))?;
        plan.model_changes = self
            .connection
            .prepare_cached(
                "SELECT change_day, new_tgc_model_id, new_fcr_model_id, new_mortality_model_id
                 FROM scenario_model_change WHERE scenario_id = ?1 ORDER BY position",
            )?
            .query_map([id.0], |row| {
                Ok(PlannedChange {
                    change_day: row.get(0)?,
                    new_tgc_model: row.get::<_, Option<i64>>(1)?.map(TgcModelId),
                    new_fcr_model: row.get::<_, Option<i64>>(2)?.map(FcrModelId),
                    new_mortality_model: row.get::<_, Option<i64>>(3)?.map(MortalityModelId),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(plan)
    }

    /// A scenario with everything that determines a run of it: the document.
    pub fn scenario(&self, id: ScenarioId) -> Outcome<Scenario> {
        self.assemble(&self.scenario_plan(id)?)
    }

    /// Puts a plan's models together into the document.
    pub fn assemble(&self, plan: &ScenarioPlan) -> Outcome<Scenario> {
        let mut model_changes = Vec::with_capacity(plan.model_changes.len());
        for change in &plan.model_changes {
            model_changes.push(ModelChange {
                change_day: change.change_day,
                new_tgc_model: change.new_tgc_model.map(|id| self.tgc_model(id)).transpose()?,
                new_fcr_model: change.new_fcr_model.map(|id| self.fcr_model(id)).transpose()?,
                new_mortality_model: change
                    .new_mortality_model
                    .map(|id| self.mortality_model(id))
                    .transpose()?,
            });
        }
        Ok(Scenario {
            format: ScenarioFormat,
            version: ScenarioVersion,
            name: plan.name.clone(),
            start_date: plan.start_date,
            duration_days: plan.duration_days,
            initial_count: plan.initial_count,
            initial_weight_g: plan.initial_weight_g,
            genotype: plan.genotype.clone(),
            supplier: plan.supplier.clone(),
            lifecycle: self.lifecycle(plan.lifecycle)?,
            tgc_model: self.tgc_model(plan.tgc_model)?,
            fcr_model: self.fcr_model(plan.fcr_model)?,
            mortality_model: self.mortality_model(plan.mortality_model)?,
            model_changes,
            biological_constraints: plan.constraints.map(|id| self.constraints(id)).transpose()?,
            warn_outside_constraints: plan.warn_outside_constraints,
        })
    }

    /// Stores the models of a document, each once, and gives the plan that refers to them.
    pub fn store_models_of(&self, scenario: &Scenario) -> Outcome<ScenarioPlan> {
        let lifecycle_name = if scenario.lifecycle == crate::domain::lifecycle::standard() {
            "Standard"
        } else {
            &scenario.name
        };
        let mut model_changes = Vec::with_capacity(scenario.model_changes.len());
        for change in &scenario.model_changes {
            model_changes.push(PlannedChange {
                change_day: change.change_day,
                new_tgc_model: change.new_tgc_model.as_ref().map(|m| self.store_tgc_model(m)).transpose()?,
                new_fcr_model: change.new_fcr_model.as_ref().map(|m| self.store_fcr_model(m)).transpose()?,
                new_mortality_model: change
                    .new_mortality_model
                    .as_ref()
                    .map(|m| self.store_mortality_model(m))
                    .transpose()?,
            });
        }
        Ok(ScenarioPlan {
            name: scenario.name.clone(),
            start_date: scenario.start_date,
            duration_days: scenario.duration_days,
            initial_count: scenario.initial_count,
            initial_weight_g: scenario.initial_weight_g,
            genotype: scenario.genotype.clone(),
            supplier: scenario.supplier.clone(),
            lifecycle: self.store_lifecycle(lifecycle_name, &scenario.lifecycle)?,
            tgc_model: self.store_tgc_model(&scenario.tgc_model)?,
            fcr_model: self.store_fcr_model(&scenario.fcr_model)?,
            mortality_model: self.store_mortality_model(&scenario.mortality_model)?,
            constraints: scenario
                .biological_constraints
                .as_ref()
                .map(|c| self.store_constraints(c))
                .transpose()?,
            warn_outside_constraints: scenario.warn_outside_constraints,
            model_changes,
        })
    }

    /// Stores a new scenario.
    pub fn insert_scenario(&self, plan: &ScenarioPlan, by: &str, at: DateTime<Utc>) -> Outcome<ScenarioId> {
        self.connection
            .prepare_cached(
                "INSERT INTO scenario (name, start_date, duration_days, initial_count, initial_weight_g, genotype,
                    supplier, lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, constraints_id,
                    warn_outside_constraints, created_by, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                plan.name,
                plan.start_date,
                plan.duration_days,
                plan.initial_count,
                plan.initial_weight_g,
                plan.genotype,
                plan.supplier,
                plan.lifecycle,
                plan.tgc_model.0,
                plan.fcr_model.0,
                plan.mortality_model.0,
                plan.constraints,
                plan.warn_outside_constraints,
                by,
                stamp(at)
            ])?;
        let id = ScenarioId(self.connection.last_insert_rowid());
        self.insert_changes(id, &plan.model_changes)?;
        Ok(id)
    }

    /// Writes a scenario anew. Its runs hold their own inputs and do not change.
    pub fn update_scenario(&self, id: ScenarioId, plan: &ScenarioPlan) -> Outcome<()> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE scenario SET name = ?2, start_date = ?3, duration_days = ?4, initial_count = ?5,
                    initial_weight_g = ?6, genotype = ?7, supplier = ?8, lifecycle_id = ?9, tgc_model_id = ?10,
                    fcr_model_id = ?11, mortality_model_id = ?12, constraints_id = ?13,
                    warn_outside_constraints = ?14
                 WHERE scenario_id = ?1",
            )?
            .execute(params![
                id.0,
                plan.name,
                plan.start_date,
                plan.duration_days,
                plan.initial_count,
                plan.initial_weight_g,
                plan.genotype,
                plan.supplier,
                plan.lifecycle,
                plan.tgc_model.0,
                plan.fcr_model.0,
                plan.mortality_model.0,
                plan.constraints,
                plan.warn_outside_constraints
            ])?;
        if changed == 0 {
            return Err(no_scenario(id));
        }
        self.connection
            .prepare_cached("DELETE FROM scenario_model_change WHERE scenario_id = ?1")?
            .execute([id.0])?;
        self.insert_changes(id, &plan.model_changes)
    }

    fn insert_changes(&self, id: ScenarioId, changes: &[PlannedChange]) -> Outcome<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO scenario_model_change (scenario_id, position, change_day, new_tgc_model_id,
                new_fcr_model_id, new_mortality_model_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (i, change) in changes.iter().enumerate() {
            insert.execute(params![
                id.0,
                i,
                change.change_day,
                change.new_tgc_model.map(|m| m.0),
                change.new_fcr_model.map(|m| m.0),
                change.new_mortality_model.map(|m| m.0)
            ])?;
        }
        Ok(())
    }

    /// Deletes a scenario; the file itself takes its runs along. Batches that are pinned to one of them make the file
    /// refuse it.
    pub fn delete_scenario(&self, id: ScenarioId) -> Outcome<()> {
        let gone =
            self.connection.prepare_cached("DELETE FROM scenario WHERE scenario_id = ?1")?.execute([id.0])?;
        if gone == 0 { Err(no_scenario(id)) } else { Ok(()) }
    }
}

fn no_scenario(id: ScenarioId) -> Fault {
    Fault::not_found(format!("there is no scenario {id}"), "`salmon-run scenario list` shows those there are")
}
