//! What stands behind the editor of scenarios: where a new one starts from, what a plan would give, and saving it.
use chrono::NaiveDate;
use std::ops::ControlFlow;

use super::runs::project;
use super::{Farm, Summary};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{FcrModelId, MortalityModelId, ScenarioId, TgcModelId};
use crate::domain::person::Right;
use crate::domain::plan::{ModelKind, ModelRow, ScenarioPlan};
use crate::domain::run::{ParametersSnapshot, Projection};
use crate::engine::limits;

/// Days of a new scenario: a smolt put to sea is usually harvested within them.
const USUAL_DURATION_DAYS: u32 = 480;
/// Fish of a new scenario: one sea pen.
const USUAL_INITIAL_COUNT: u64 = 200_000;
/// Weight of a new scenario's fish: an autumn smolt.
const USUAL_INITIAL_WEIGHT_G: f64 = 110.0;

/// Values that a scenario has in place of those of its chosen models: models like them are made, with these values.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct OtherValues {
    /// Another TGC.
    pub tgc: Option<f64>,
    /// Another mortality rate, for the same period as the model's.
    pub mortality_percent: Option<f64>,
}

/// What a run of a plan would give. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanPreview {
    /// Its days.
    pub projection: Projection,
    /// Its figures.
    pub summary: Summary,
    /// What is accepted but out of sense, one line each, by its path in the document.
    pub oddities: Vec<String>,
    /// Where it leaves its constraints, one line each: along all of its days where it warns of them, else only what does
    /// not go together whichever days one looks at.
    pub outside: Vec<String>,
}

/// A new scenario of these models with the usual figures.
pub(super) fn usual_plan(
    start_date: NaiveDate,
    lifecycle: i64,
    tgc_model: TgcModelId,
    fcr_model: FcrModelId,
    mortality_model: MortalityModelId,
) -> ScenarioPlan {
    ScenarioPlan {
        name: String::new(),
        start_date,
        duration_days: USUAL_DURATION_DAYS,
        initial_count: USUAL_INITIAL_COUNT,
        initial_weight_g: USUAL_INITIAL_WEIGHT_G,
        genotype: String::new(),
        supplier: String::new(),
        lifecycle,
        tgc_model,
        fcr_model,
        mortality_model,
        constraints: None,
        warn_outside_constraints: false,
        model_changes: Vec::new(),
    }
}

impl Farm {
    /// What a new scenario starts from: the first model of each kind. Refused where there are none.
    pub fn starting_plan(&self, start_date: NaiveDate) -> Outcome<ScenarioPlan> {
        self.file.read(|tx| {
            let first = |kind| -> Outcome<i64> {
                let models: Vec<ModelRow> = tx.models(kind)?;
                models.first().map(|row| row.id).ok_or_else(|| {
                    Fault::refused(
                        "the farm file has no models yet",
                        "Start from a template, or import a scenario document with its models",
                    )
                })
            };
            let (tgc, fcr) = (TgcModelId(first(ModelKind::Tgc)?), FcrModelId(first(ModelKind::Fcr)?));
            let mortality = MortalityModelId(first(ModelKind::Mortality)?);
            Ok(usual_plan(start_date, tx.first_lifecycle()?, tgc, fcr, mortality))
        })
    }

    /// Projects a plan without storing anything.
    pub fn preview_plan(&self, plan: &ScenarioPlan, other: OtherValues) -> Outcome<PlanPreview> {
        let mut scenario = self.file.read(|tx| tx.assemble(plan))?;
        if let Some(tgc_value) = other.tgc {
            scenario.tgc_model.tgc_value = tgc_value;
        }
        if let Some(rate_percent) = other.mortality_percent {
            scenario.mortality_model.rate_percent = rate_percent;
        }
        let oddities = scenario.oddities();
        let snapshot = ParametersSnapshot::freeze(scenario)?;
        let (projection, summary) = project(&snapshot, |_, _| ControlFlow::Continue(()))?;
        let inputs = snapshot.inputs();
        let mut outside = limits::out_of_place(inputs, &projection);
        if inputs.warn_outside_constraints {
            // Each stretch in fresh water is among those of all days.
            let days = limits::outside(inputs, &projection);
            outside.retain(|line| !days.contains(line));
            outside.extend(days);
        }
        Ok(PlanPreview { projection, summary, oddities, outside })
    }

    /// Saves a plan, with models of its own where it has other values than the chosen ones: all of it or nothing.
    /// A new scenario without `id`, else the one that has it. Runs made from it do not change.
    pub fn save_plan(
        &mut self,
        id: Option<ScenarioId>,
        plan: &ScenarioPlan,
        other: OtherValues,
    ) -> Outcome<ScenarioId> {
        self.change(Right::Edit, |tx, act| {
            let mut plan = plan.clone();
            if let Some(tgc_value) = other.tgc {
                let mut model = tx.tgc_model(plan.tgc_model)?;
                model.name = renamed(&model.name, &format!("TGC {tgc_value}"));
                model.tgc_value = tgc_value;
                plan.tgc_model = tx.store_tgc_model(&model)?;
            }
            if let Some(rate_percent) = other.mortality_percent {
                let mut model = tx.mortality_model(plan.mortality_model)?;
                model.name = renamed(&model.name, &format!("{rate_percent} %"));
                model.rate_percent = rate_percent;
                plan.mortality_model = tx.store_mortality_model(&model)?;
            }
            tx.assemble(&plan)?.check()?;
            match id {
                Some(id) => tx.update_scenario(id, &plan).map(|()| id),
                None => tx.insert_scenario(&plan, act.by, act.at),
            }
        })
    }
}

/// "Faroes Sept (TGC 3.1)": a model that was made from another, however often.
fn renamed(name: &str, what: &str) -> String {
    let base = name.split(" (").next().unwrap_or(name);
    format!("{base} ({what})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn farm() -> (tempfile::TempDir, Farm) {
        let folder = tempfile::tempdir().unwrap();
        let farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap();
        (folder, farm)
    }

    fn with_autumn(farm: &mut Farm) -> ScenarioId {
        let autumn = super::super::sample_scenarios().unwrap().remove(0);
        farm.import_scenarios(&[autumn]).unwrap()[0]
    }

    #[test]
    fn an_empty_farm_has_no_start() {
        let (_folder, mut farm) = farm();
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert!(farm.starting_plan(today).unwrap_err().message.contains("no models"));
        with_autumn(&mut farm);
        assert_eq!(farm.starting_plan(today).unwrap().start_date, today);
    }

    #[test]
    fn a_preview_is_what_a_saved_plan_then_runs_to() {
        let (_folder, mut farm) = farm();
        let id = with_autumn(&mut farm);
        let plan = farm.scenario_plan(id).unwrap();
        let other = OtherValues { tgc: Some(3.1), mortality_percent: Some(0.02) };
        let preview = farm.preview_plan(&plan, other).unwrap();
        let saved = farm.save_plan(None, &plan, other).unwrap();
        let request =
            super::super::RunRequest { scenario: saved, label: String::new(), notes: String::new() };
        let report = farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap();
        let days = |projection: &Projection| {
            projection
                .days
                .iter()
                .map(|day| (day.average_weight_g, day.cumulative_feed_kg))
                .collect::<Vec<_>>()
        };
        assert!(days(&farm.run_days(report.run.run_id).unwrap()) == days(&preview.projection));
        let name = farm.scenario_document(saved).unwrap().tgc_model.name;
        assert!(name.ends_with("(TGC 3.1)"), "{name}");
    }

    #[test]
    fn a_refused_plan_leaves_no_model_behind() {
        let (_folder, mut farm) = farm();
        let id = with_autumn(&mut farm);
        let plan = ScenarioPlan { duration_days: 0, ..farm.scenario_plan(id).unwrap() };
        let before = farm.models(ModelKind::Tgc).unwrap();
        let other = OtherValues { tgc: Some(3.1), mortality_percent: None };
        let fault = farm.save_plan(Some(id), &plan, other).unwrap_err();
        assert_eq!(fault.place, "duration_days");
        assert_eq!(farm.models(ModelKind::Tgc).unwrap(), before);
    }
}
