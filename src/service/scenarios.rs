//! What a user does with scenarios and the models they use.
use std::ops::ControlFlow;

use super::Farm;
use super::runs::project;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::ids::{FcrModelId, MortalityModelId, ScenarioId, TgcModelId};
use crate::domain::mortality::MortalityModel;
use crate::domain::person::Right;
use crate::domain::plan::{ModelRow, ScenarioPlan, ScenarioRow};
use crate::domain::recipe::PartKind;
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;
use crate::engine::limits;
use crate::store::Tx;

impl Farm {
    /// All scenarios, by name.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn scenarios(&self) -> Outcome<Vec<ScenarioRow>> {
        self.file.read(|tx| tx.scenarios())
    }

    /// A scenario as the document that import reads.
    pub fn scenario_document(&self, id: ScenarioId) -> Outcome<Scenario> {
        self.file.read(|tx| tx.scenario(id))
    }

    /// A scenario by reference to its models: what an editor edits.
    pub fn scenario_plan(&self, id: ScenarioId) -> Outcome<ScenarioPlan> {
        self.file.read(|tx| tx.scenario_plan(id))
    }

    /// The document that a plan would be, checked: what an editor shows before it saves.
    pub fn check_plan(&self, plan: &ScenarioPlan) -> Outcome<Scenario> {
        let scenario = self.file.read(|tx| tx.assemble(plan))?;
        scenario.check()?;
        Ok(scenario)
    }

    /// Stores scenario documents with the models they carry, all or none; gives their numbers in the same order.
    pub fn import_scenarios(&mut self, documents: &[Scenario]) -> Outcome<Vec<ScenarioId>> {
        for document in documents {
            document.check()?;
        }
        self.change(Right::Edit, |tx, act| {
            documents
                .iter()
                .map(|document| tx.insert_scenario(&tx.store_models_of(document)?, act.by, act.at))
                .collect()
        })
    }

    /// What of a scenario is accepted but out of sense, and what of it does not go together with its constraints, one
    /// line each.
    pub fn scenario_oddities(&self, id: ScenarioId) -> Outcome<Vec<String>> {
        let scenario = self.scenario_document(id)?;
        let mut odd = scenario.oddities();
        if scenario.biological_constraints.is_some() || scenario.warn_outside_constraints {
            let snapshot = ParametersSnapshot::freeze(scenario)?;
            let (projection, _) = project(&snapshot, |_, _| ControlFlow::Continue(()))?;
            odd.extend(limits::out_of_place(snapshot.inputs(), &projection));
        }
        Ok(odd)
    }

    /// Saves a scenario: a new one without `id`, else the one that has it. Runs made from it do not change.
    pub fn save_scenario(&mut self, id: Option<ScenarioId>, plan: &ScenarioPlan) -> Outcome<ScenarioId> {
        self.check_plan(plan)?;
        self.change(Right::Edit, |tx, act| match id {
            Some(id) => tx.update_scenario(id, plan).map(|()| id),
            None => tx.insert_scenario(plan, act.by, act.at),
        })
    }

    /// Makes a scenario like another one, without its runs.
    pub fn duplicate_scenario(&mut self, id: ScenarioId) -> Outcome<ScenarioId> {
        self.change(Right::Edit, |tx, act| {
            let mut plan = tx.scenario_plan(id)?;
            let taken: Vec<String> = tx.scenarios()?.into_iter().map(|row| row.name).collect();
            plan.name = copy_name(&plan.name, &taken);
            tx.insert_scenario(&plan, act.by, act.at)
        })
    }

    /// Deletes a scenario with its runs. Refused, by their names, while batches are pinned to any of them.
    pub fn delete_scenario(&mut self, id: ScenarioId) -> Outcome<()> {
        self.change(Right::Delete, |tx, _| delete(tx, id))
    }

    /// The stored models of a kind, by name.
    pub fn models(&self, kind: impl Into<PartKind>) -> Outcome<Vec<ModelRow>> {
        self.file.read(|tx| tx.models(kind))
    }

    /// A TGC model with its profile.
    pub fn tgc_model(&self, id: TgcModelId) -> Outcome<TgcModel> {
        self.file.read(|tx| tx.tgc_model(id))
    }

    /// An FCR model.
    pub fn fcr_model(&self, id: FcrModelId) -> Outcome<FcrModel> {
        self.file.read(|tx| tx.fcr_model(id))
    }

    /// A mortality model.
    pub fn mortality_model(&self, id: MortalityModelId) -> Outcome<MortalityModel> {
        self.file.read(|tx| tx.mortality_model(id))
    }

    /// Stores a TGC model as a new one (or finds the one that equals it): a used model is never changed.
    pub fn store_tgc_model(&mut self, model: &TgcModel) -> Outcome<TgcModelId> {
        self.change(Right::Edit, |tx, _| tx.store_tgc_model(model))
    }

    /// Stores a mortality model as a new one (or finds the one that equals it): a used model is never changed.
    pub fn store_mortality_model(&mut self, model: &MortalityModel) -> Outcome<MortalityModelId> {
        self.change(Right::Edit, |tx, _| tx.store_mortality_model(model))
    }
}

/// Deletes a scenario with its runs, unless batches are pinned to any of them.
pub(super) fn delete(tx: &Tx<'_>, id: ScenarioId) -> Outcome<()> {
    let plan = tx.scenario_plan(id)?;
    let pinned = tx.batches_pinned_to_scenario(id)?;
    if !pinned.is_empty() {
        return Err(Fault::refused(
            format!("the scenario \"{}\" has runs that batches are pinned to", plan.name),
            "Pin these batches to other runs, or unpin them, first",
        )
        .at(super::batches::names(&pinned)));
    }
    tx.delete_scenario(id)
}

/// "Autumn smolt (copy)", then "(copy 2)", and so on.
pub(super) fn copy_name(name: &str, taken: &[String]) -> String {
    let base = name.split(" (copy").next().unwrap_or(name);
    let free = |candidate: &String| !taken.contains(candidate);
    let first = format!("{base} (copy)");
    if free(&first) {
        return first;
    }
    (2..).map(|n| format!("{base} (copy {n})")).find(free).unwrap_or(first)
}
