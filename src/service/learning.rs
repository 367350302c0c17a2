//! What a user does with what a batch taught: keep it as new models, and plan with it again.
//!
//! Nothing that is there is changed by it. The models are new ones. Their run is one of a new scenario, which is the recipe
//! of the run that the batch was held against with the new models in place: the scenario of that run stays what everybody
//! who runs it next expects it to be, and the comparison of the two runs shows what was learnt and nothing else, even where
//! that scenario was edited since.
use std::collections::HashSet;
use std::ops::ControlFlow;

use super::growth::growth_of;
use super::runs::project;
use super::{Farm, Growth, RunReport};
use crate::domain::accepted;
use crate::domain::display::date;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::person::Right;
use crate::domain::recipe::{PartKey, PartKind};
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;
use crate::engine::ENGINE_VERSION;
use crate::engine::calibration::{Calibration, FitVerdict};
use crate::engine::parameter_diff::{ParameterDifference, parameter_diff};
use crate::engine::recalibrated::{Learn, recalibrated};
use crate::store::{NewRun, Tx};

/// What shall be kept of a calibration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LearnRequest {
    /// Another run than the pinned one that the batch is held against.
    pub against: Option<RunId>,
    /// Which figures are taken over.
    pub learn: Learn,
    /// What the new models are called; empty for a name of the batch and the day.
    pub name: String,
}

/// What is asked for when a plan is run again with what was learnt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplanRequest {
    /// What the new scenario is called; empty for a name of the old one and the batch.
    pub scenario_name: String,
    /// What the run is called; may be empty.
    pub label: String,
    /// Free text of the run; may be empty.
    pub notes: String,
}

/// Models that were kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The models, those too that were there already, with their names.
    pub models: Vec<(PartKey, String)>,
    /// Whether any of them was not there before.
    pub is_new: bool,
}

/// A plan that was run again.
#[derive(Debug, Clone, PartialEq)]
pub struct Replanned {
    /// The run that the batch was held against: the baseline of a comparison.
    pub baseline: RunId,
    /// The new scenario.
    pub scenario: ScenarioId,
    /// Its run.
    pub report: RunReport,
    /// What was learnt, those models too that were there already.
    pub models: Vec<(PartKey, String)>,
}

impl Growth {
    /// What speaks against the plan: figures that differ by more than their error, and other water; where no figure does, all
    /// whose error is known.
    ///
    /// Water goes with growth: a TGC is fitted to the water that fish were in.
    pub fn worth_learning(calibration: &Calibration) -> Learn {
        let all = [calibration.tgc, calibration.fcr, calibration.daily_mortality_percent];
        let water = calibration.water.as_ref().is_some_and(|water| !water.is_as_planned());
        let is = |wanted: fn(FitVerdict) -> bool| {
            let [tgc, fcr, mortality] = all.map(|fit| fit.is_some_and(|fit| wanted(fit.verdict())));
            Learn { tgc, fcr, mortality, water }
        };
        let differing = is(|verdict| verdict == FitVerdict::Differs);
        let is_any = differing.tgc || differing.fcr || differing.mortality;
        if is_any { differing } else { is(|verdict| verdict != FitVerdict::TooFew) }
    }

    /// What differs between the recipe of the plan and the same with what was learnt, but the names of the models.
    pub fn what_changes(&self, calibration: &Calibration, learn: Learn) -> Outcome<Vec<ParameterDifference>> {
        let before = self.plan.recipe.inputs();
        let after = ParametersSnapshot::freeze(recalibrated(before, calibration, learn, "new"))?;
        let mut differences = parameter_diff(&[Some(&*self.plan.recipe), Some(&after)]);
        differences.retain(|difference| difference.path != "name" && !difference.path.ends_with(".name"));
        Ok(differences)
    }

    /// What models are called that were learnt of the batch.
    pub fn name_of_learnt(&self) -> String {
        let number = &self.batch.batch_number;
        match self.actual.batch.last() {
            Some(last) => format!("{number} to {}", date(last.date)),
            None => number.clone(),
        }
    }

    /// What a scenario is called that is run with what was learnt of the batch.
    pub fn name_of_replan(&self) -> String {
        let of = &self.plan.run.scenario_name;
        let base = of.split(MARK).next().unwrap_or(of);
        shortened(base, &format!("{MARK}{}", self.batch.batch_number))
    }
}

/// What stands between the name of a scenario and the batch that it was calibrated on.
const MARK: &str = ", calibrated on ";

/// A name with what must stand at its end, as long as a name may be.
fn shortened(name: &str, end: &str) -> String {
    let room = accepted::NAME_CHARS.saturating_sub(end.chars().count());
    let name: String = name.chars().take(room).collect();
    format!("{name}{end}")
}

/// A name that no other has: "… (2)" where it is taken.
pub(super) fn free_name(wanted: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(name);
    let whole = shortened(wanted, "");
    if is_free(&whole) {
        return whole;
    }
    (2..).map(|n| shortened(wanted, &format!(" ({n})"))).find(is_free).unwrap_or(whole)
}

impl Farm {
    /// Keeps what was learnt of a batch as new models; those that are there stay as they are.
    pub fn save_learnt(&mut self, batch: BatchId, request: &LearnRequest) -> Outcome<Learnt> {
        self.change_with_kept(Right::Edit, |tx, _, kept| {
            let growth = growth_of(tx, kept, tx.batch(batch)?, request.against)?;
            let before = parts(tx)?;
            let (_, models) = keep(tx, &growth, request, &before)?;
            Ok(Learnt { models, is_new: !new_parts(tx, &before)?.is_empty() })
        })
    }

    /// Plans again with what was learnt of a batch: keeps it as new models, makes a scenario of the recipe of the run that
    /// the batch is held against with those models, and runs it. All of it or nothing; no pin changes.
    pub fn replan(
        &mut self,
        batch: BatchId,
        request: &LearnRequest,
        replan: &ReplanRequest,
        on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<Replanned> {
        accepted::check_length("label", &replan.label, accepted::LABEL_CHARS)?;
        accepted::check_length("notes", &replan.notes, accepted::NOTES_CHARS)?;
        // The scenario is of whoever plans again, who may run what they made.
        self.change_with_kept(Right::Edit, |tx, act, kept| {
            let growth = growth_of(tx, kept, tx.batch(batch)?, request.against)?;
            let before = parts(tx)?;
            let (mut recipe, models) = keep(tx, &growth, request, &before)?;
            recipe.name = scenario_name(tx, &replan.scenario_name, || growth.name_of_replan())?;
            let plan = tx.store_models_of(&recipe)?;
            let snapshot = ParametersSnapshot::freeze(recipe)?;
            let (projection, summary) = project(&snapshot, on_progress)?;
            let scenario = tx.insert_scenario(&plan, act.by, act.at)?;
            let run = tx.insert_run(&NewRun {
                scenario,
                label: replan.label.trim(),
                notes: &replan.notes,
                run_date: act.at,
                created_by: act.by,
                engine_version: ENGINE_VERSION,
                snapshot: &snapshot,
                models: plan.models(),
                projection: &projection,
            })?;
            let report = RunReport {
                run: tx.run(run)?,
                summary,
                warnings: projection.warnings.clone(),
                same_inputs_as: None,
            };
            Ok(Replanned { baseline: growth.plan.run.run_id, scenario, report, models })
        })
    }
}

/// The kinds of parts, each before those that it reads.
const OF_A_RECIPE: [PartKind; 6] = [
    PartKind::Tgc,
    PartKind::Fcr,
    PartKind::Mortality,
    PartKind::Temperature,
    PartKind::Lifecycle,
    PartKind::Constraints,
];

/// The name that was wished for a scenario, or one of our own that no other has.
pub(super) fn scenario_name(tx: &Tx<'_>, wished: &str, ours: impl FnOnce() -> String) -> Outcome<String> {
    let wished = wished.trim();
    if !wished.is_empty() {
        accepted::check_name("name", wished)?;
        return Ok(wished.to_owned());
    }
    let taken: Vec<String> = tx.scenarios()?.into_iter().map(|row| row.name).collect();
    Ok(free_name(&ours(), &taken))
}

/// All parts of the farm file, with their names.
pub(super) fn parts(tx: &Tx<'_>) -> Outcome<Vec<(PartKey, String)>> {
    let mut all = Vec::new();
    for kind in PartKind::ALL {
        all.extend(tx.models(kind)?.into_iter().map(|row| (PartKey::new(kind, row.id), row.name)));
    }
    Ok(all)
}

/// Those that were not there before.
pub(super) fn new_parts(tx: &Tx<'_>, before: &[(PartKey, String)]) -> Outcome<Vec<PartKey>> {
    let before: HashSet<PartKey> = before.iter().map(|(key, _)| *key).collect();
    Ok(parts(tx)?.into_iter().map(|(key, _)| key).filter(|key| !before.contains(key)).collect())
}

/// Stores the models that were learnt; gives the recipe with them, and which they are.
///
/// A name of ours is counted on where another model has it; a name that was wished is refused then.
fn keep(
    tx: &Tx<'_>,
    growth: &Growth,
    request: &LearnRequest,
    before: &[(PartKey, String)],
) -> Outcome<(Scenario, Vec<(PartKey, String)>)> {
    let calibration = growth.calibration();
    check_learnt(growth, &calibration, request.learn)?;
    let wished = request.name.trim();
    if !wished.is_empty() {
        accepted::check_name("name", wished)?;
    }
    let planned = growth.plan.recipe.inputs();
    for count in 1..MOST_NAMES {
        let name = match (wished.is_empty(), count) {
            (false, _) => wished.to_owned(),
            (true, 1) => growth.name_of_learnt(),
            (true, n) => shortened(&growth.name_of_learnt(), &format!(" ({n})")),
        };
        let mut recipe = recalibrated(planned, &calibration, request.learn, &name);
        recipe.name.clone_from(&growth.plan.run.scenario_name);
        recipe.check()?;
        let models = store_changed(tx, planned, &recipe)?;
        let new = new_parts(tx, before)?;
        let is_taken = |(key, name): &&(PartKey, String)| {
            new.contains(key) && before.iter().any(|(other, its)| other.kind == key.kind && its == name)
        };
        let Some((key, name)) = models.iter().find(is_taken) else { return Ok((recipe, models)) };
        if !wished.is_empty() {
            return Err(Fault::refused(
                format!("there is a {} \"{name}\" already, with other figures", key.kind.noun()),
                "Give the new models another name",
            )
            .at("name"));
        }
        for kind in OF_A_RECIPE {
            new.iter().filter(|key| key.kind == kind).try_for_each(|key| tx.delete_part(*key))?;
        }
    }
    Err(Fault::refused("no name is left for the new models", "Give them one of your own").at("name"))
}

/// So often a name is counted on.
const MOST_NAMES: u32 = 1000;

/// Stores the models of a recipe that are others than those it was made from.
fn store_changed(tx: &Tx<'_>, from: &Scenario, recipe: &Scenario) -> Outcome<Vec<(PartKey, String)>> {
    let mut stored: Vec<(PartKey, String)> = Vec::new();
    let changes = || from.model_changes.iter().zip(&recipe.model_changes);
    let tgc = changes().filter_map(|(was, is)| was.new_tgc_model.as_ref().zip(is.new_tgc_model.as_ref()));
    for (was, is) in std::iter::once((&from.tgc_model, &recipe.tgc_model)).chain(tgc) {
        if was != is {
            stored.push((PartKey::new(PartKind::Tgc, tx.store_tgc_model(is)?.0), is.name.clone()));
        }
    }
    let fcr = changes().filter_map(|(was, is)| was.new_fcr_model.as_ref().zip(is.new_fcr_model.as_ref()));
    for (was, is) in std::iter::once((&from.fcr_model, &recipe.fcr_model)).chain(fcr) {
        if was != is {
            stored.push((PartKey::new(PartKind::Fcr, tx.store_fcr_model(is)?.0), is.name.clone()));
        }
    }
    let mortality = changes()
        .filter_map(|(was, is)| was.new_mortality_model.as_ref().zip(is.new_mortality_model.as_ref()));
    for (was, is) in std::iter::once((&from.mortality_model, &recipe.mortality_model)).chain(mortality) {
        if was != is {
            let id = tx.store_mortality_model(is)?;
            stored.push((PartKey::new(PartKind::Mortality, id.0), is.name.clone()));
        }
    }
    Ok(stored)
}

fn check_learnt(growth: &Growth, calibration: &Calibration, learn: Learn) -> Outcome<()> {
    let number = &growth.batch.batch_number;
    let there = Learn::all_of(calibration);
    if there.is_nothing() {
        return Err(Fault::refused(
            format!("too little was observed of batch {number} to learn from"),
            "Record at least two weights of the same fish, or days with the dead counted",
        ));
    }
    if learn.is_nothing() {
        return Err(Fault::invalid("nothing is chosen to be learnt", "", "Choose TGC, FCR or mortality"));
    }
    for (is_wanted, is_there, what, needed) in [
        (learn.tgc, there.tgc, "TGC", "two weights of the same fish"),
        (learn.fcr, there.fcr, "FCR", "two weights with all the feed between them"),
        (learn.mortality, there.mortality, "mortality", "days with the dead counted"),
        (learn.water, there.water, "water temperature", "one temperature"),
    ] {
        if is_wanted && !is_there {
            return Err(Fault::refused(
                format!("no {what} was observed of batch {number}"),
                format!("Record at least {needed}, or leave {what} as it is planned"),
            ));
        }
    }
    Ok(())
}
