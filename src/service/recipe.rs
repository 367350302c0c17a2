//! What a user does with the parts of recipes in the window: look at, save, rename, duplicate, delete, and take back.
//!
//! Runs hold snapshots, so nothing here changes one. Scenarios refer to a part by its number: what is saved over it is
//! what they run with next.
use super::Farm;
use super::scenarios::copy_name;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::ScenarioId;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::person::Right;
use crate::domain::recipe::{PartKey, PartKind, PartUsers, RecipePart};
use crate::domain::scenario::Scenario;
use crate::store::Tx;

/// A part with all that is to be known before it is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct PartInFull {
    /// What it holds.
    pub part: RecipePart,
    /// Who uses it.
    pub users: PartUsers,
}

/// A part that was written, and what was there before: enough to take it back.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenPart {
    /// Which part it is.
    pub key: PartKey,
    /// What stood there before; none where it is new.
    pub before: Option<RecipePart>,
    /// What stands there now; none where it was deleted.
    pub now: Option<RecipePart>,
    /// The scenarios that run with the change from now on.
    pub taken_by: usize,
}

impl Farm {
    /// A part with its users.
    pub fn part_in_full(&self, key: PartKey) -> Outcome<PartInFull> {
        self.file.read(|tx| Ok(PartInFull { part: tx.part(key)?, users: tx.part_users(key)? }))
    }

    /// The stages of all lifecycles, each name once, in order.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is of one lifetime only"
    )]
    pub fn known_stages(&self) -> Outcome<Vec<LifecycleStage>> {
        self.file.read(|tx| tx.known_stages())
    }

    /// Saves a part: as a new one without `over`, else in place of that one. Refused where a scenario that uses it could
    /// not be run with it.
    pub fn save_part(&mut self, over: Option<PartKey>, part: &RecipePart) -> Outcome<WrittenPart> {
        self.change(Right::Edit, |tx, _| {
            let part = &with_its_profile(tx, part)?;
            part.check(&tx.known_stages()?)?;
            match over {
                None => {
                    let key = tx.insert_part(part)?;
                    Ok(WrittenPart { key, before: None, now: Some(tx.part(key)?), taken_by: 0 })
                }
                Some(key) => {
                    let before = tx.part(key)?;
                    tx.put_part(key.id, part)?;
                    let taken_by = check_scenarios(tx, key)?;
                    let now = Some(tx.part(key)?);
                    Ok(WrittenPart { key, before: Some(before), now, taken_by })
                }
            }
        })
    }

    /// Gives a part another name.
    pub fn rename_part(&mut self, key: PartKey, name: &str) -> Outcome<WrittenPart> {
        let part = self.file.read(|tx| tx.part(key))?;
        self.save_part(Some(key), &part.named(name.trim()))
    }

    /// Makes a part like another, under a name of its own.
    pub fn duplicate_part(&mut self, key: PartKey) -> Outcome<WrittenPart> {
        self.change(Right::Edit, |tx, _| {
            let part = tx.part(key)?;
            let taken: Vec<String> = tx.models(key.kind)?.into_iter().map(|row| row.name).collect();
            let copy = part.clone().named(&copy_name(part.name(), &taken));
            let key = tx.insert_part(&copy)?;
            Ok(WrittenPart { key, before: None, now: Some(tx.part(key)?), taken_by: 0 })
        })
    }

    /// Deletes a part that nothing uses. Runs hold what they were made from, so they do not count.
    pub fn delete_part(&mut self, key: PartKey) -> Outcome<WrittenPart> {
        self.change(Right::Delete, |tx, _| {
            let before = tx.part(key)?;
            delete_unused(tx, key, &before)?;
            Ok(WrittenPart { key, before: Some(before), now: None, taken_by: 0 })
        })
    }
}

/// A TGC model with what the profile holds that it names by its number: that is what it is checked with.
fn with_its_profile(tx: &Tx<'_>, part: &RecipePart) -> Outcome<RecipePart> {
    let mut part = part.clone();
    if let RecipePart::Tgc(stored) = &mut part {
        stored.model.temperature_profile = tx.temperature_profile(stored.profile)?;
    }
    Ok(part)
}

/// Holds every scenario that uses a part against what it says now; gives how many there are.
fn check_scenarios(tx: &Tx<'_>, key: PartKey) -> Outcome<usize> {
    let scenarios = tx.part_users(key)?.scenarios;
    for (id, name) in &scenarios {
        check_scenario(tx, *id).map_err(|(scenario, fault)| {
            let who = scenario.and_then(|scenario| who_names_a_stage(&scenario, &fault.place));
            let who = who.map_or(String::new(), |who| format!(", which its {who} names"));
            let message = format!("the scenario \"{name}\" could not be run with it: {}{who}", fault.message);
            Fault::refused(message, "Save it as a new one, and let that scenario be as it is").at(fault.place)
        })?;
    }
    Ok(scenarios.len())
}

/// The scenario as it would be, with what is wrong with it.
fn check_scenario(tx: &Tx<'_>, id: ScenarioId) -> Result<(), (Option<Box<Scenario>>, Fault)> {
    let assembled =
        tx.scenario_plan(id).and_then(|plan| tx.assemble(&plan)).map_err(|fault| (None, fault))?;
    assembled.check().map_err(|fault| (Some(Box::new(assembled)), fault))
}

/// Which model of a scenario names a stage that its lifecycle does not have, by the place of the refusal.
fn who_names_a_stage(scenario: &Scenario, place: &str) -> Option<String> {
    if !place.ends_with(".stage") {
        return None;
    }
    let change = || {
        let at = place.strip_prefix("model_changes[")?.split(']').next()?;
        scenario.model_changes.get(at.parse::<usize>().ok()?)
    };
    let last = |key: &str| place.contains(key);
    let change = change();
    let is_later = change.is_some();
    let (kind, name) = if last("fcr_model") {
        let later = change.and_then(|change| change.new_fcr_model.as_ref());
        (PartKind::Fcr, later.map_or(&scenario.fcr_model.name, |model| &model.name))
    } else if last("tgc_model") {
        let later = change.and_then(|change| change.new_tgc_model.as_ref());
        (PartKind::Tgc, later.map_or(&scenario.tgc_model.name, |model| &model.name))
    } else if last("mortality_model") {
        let later = change.and_then(|change| change.new_mortality_model.as_ref());
        (PartKind::Mortality, later.map_or(&scenario.mortality_model.name, |model| &model.name))
    } else {
        let constraints = scenario.biological_constraints.as_ref()?;
        (PartKind::Constraints, &constraints.name)
    };
    let later = if is_later { "later " } else { "" };
    Some(format!("{later}{} \"{name}\"", kind.noun()))
}

/// Deletes a part that nothing uses.
pub(super) fn delete_unused(tx: &Tx<'_>, key: PartKey, part: &RecipePart) -> Outcome<()> {
    let users = tx.part_users(key)?;
    if users.is_used() {
        let models = users.tgc_models.iter().map(|(_, name)| format!("TGC model \"{name}\""));
        let scenarios = users.scenarios.iter().map(|(_, name)| format!("scenario \"{name}\""));
        let by: Vec<String> = models.chain(scenarios).collect();
        let message = format!("the {} \"{}\" is used", key.kind.noun(), part.name());
        return Err(Fault::refused(message, "Let them use another one first").at(by.join(", ")));
    }
    if key.kind == PartKind::Lifecycle && tx.models(PartKind::Lifecycle)?.len() == 1 {
        return Err(Fault::refused(
            "it is the only lifecycle of the farm file",
            "Make another one first: every scenario needs a lifecycle",
        ));
    }
    tx.delete_part(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TgcModelId;
    use crate::domain::recipe::StoredTgc;
    use crate::service::RunRequest;
    use std::ops::ControlFlow;

    const SCENARIO: &str = "Autumn smolt 2024";

    fn farm() -> (tempfile::TempDir, Farm, ScenarioId) {
        let folder = tempfile::tempdir().unwrap();
        let mut farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap();
        let scenario = farm.new_from_template(SCENARIO).unwrap();
        (folder, farm.remembering(), scenario)
    }

    fn run(farm: &mut Farm, scenario: ScenarioId) -> crate::domain::run::ProjectionRun {
        let request = RunRequest { scenario, label: String::new(), notes: String::new() };
        farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap().run
    }

    fn with_tgc(part: &RecipePart, tgc_value: f64) -> RecipePart {
        let RecipePart::Tgc(stored) = part else { panic!("{part:?}") };
        let mut stored = stored.clone();
        stored.model.tgc_value = tgc_value;
        RecipePart::Tgc(stored)
    }

    fn tgc_of(farm: &Farm, scenario: ScenarioId) -> PartKey {
        PartKey::new(PartKind::Tgc, farm.scenario_plan(scenario).unwrap().tgc_model.0)
    }

    #[test]
    fn saving_over_a_model_changes_what_runs_next_and_no_run_that_was_made() {
        let (_folder, mut farm, scenario) = farm();
        let before = run(&mut farm, scenario);
        let snapshot = farm.run_detail(before.run_id).unwrap().snapshot;
        let key = tgc_of(&farm, scenario);
        let full = farm.part_in_full(key).unwrap();
        assert_eq!(full.users.scenarios, [(scenario, SCENARIO.to_owned())]);
        assert_eq!(full.users.runs.len(), 1);
        let written = farm.save_part(Some(key), &with_tgc(&full.part, 3.3)).unwrap();
        assert_eq!((written.key, written.taken_by), (key, 1));
        assert_eq!(farm.run_detail(before.run_id).unwrap().snapshot, snapshot);
        assert!(run(&mut farm, scenario).final_weight_g > before.final_weight_g);
    }

    #[test]
    fn what_was_saved_can_be_taken_back_and_made_again() {
        let (_folder, mut farm, scenario) = farm();
        let key = tgc_of(&farm, scenario);
        let old = farm.part_in_full(key).unwrap().part;
        let written = farm.save_part(Some(key), &with_tgc(&old, 3.3)).unwrap();
        let saved = farm.take_changes().unwrap();
        farm.take_back(&saved, "Undone").unwrap();
        assert_eq!(farm.part_in_full(key).unwrap().part, old);
        let undone = farm.take_changes().unwrap();
        farm.take_back(&undone, "Done again").unwrap();
        assert_eq!(Some(farm.part_in_full(key).unwrap().part), written.now);
    }

    #[test]
    fn what_somebody_else_changed_since_is_not_overwritten_by_an_undo() {
        let (_folder, mut farm, scenario) = farm();
        let key = tgc_of(&farm, scenario);
        let old = farm.part_in_full(key).unwrap().part;
        farm.save_part(Some(key), &with_tgc(&old, 3.3)).unwrap();
        let saved = farm.take_changes().unwrap();
        farm.save_part(Some(key), &with_tgc(&old, 3.4)).unwrap();
        let fault = farm.take_back(&saved, "Undone").unwrap_err();
        assert!(fault.message.contains("was changed since"), "{fault}");
        assert_eq!(farm.part_in_full(key).unwrap().part, with_tgc(&old, 3.4));
    }

    #[test]
    fn a_profile_that_changed_since_does_not_stand_in_the_way_of_its_tgc_model() {
        let (_folder, mut farm, scenario) = farm();
        let key = tgc_of(&farm, scenario);
        let old = farm.part_in_full(key).unwrap().part;
        let RecipePart::Tgc(StoredTgc { profile, .. }) = &old else { panic!() };
        farm.save_part(Some(key), &with_tgc(&old, 3.3)).unwrap();
        let saved = farm.take_changes().unwrap();
        let profile = PartKey::new(PartKind::Temperature, profile.0);
        farm.rename_part(profile, "Warmer shelf").unwrap();
        farm.take_back(&saved, "Undone").unwrap();
        let model = farm.tgc_model(TgcModelId(key.id)).unwrap();
        assert_eq!(model.temperature_profile.name, "Warmer shelf");
    }

    #[test]
    fn every_kind_is_duplicated_renamed_and_deleted_and_all_of_it_taken_back() {
        let (_folder, mut farm, scenario) = farm();
        let plan = farm.scenario_plan(scenario).unwrap();
        let before: Vec<_> = PartKind::ALL.map(|kind| farm.models(kind).unwrap()).into();
        for (kind, id) in [
            (PartKind::Temperature, 1),
            (PartKind::Tgc, plan.tgc_model.0),
            (PartKind::Fcr, plan.fcr_model.0),
            (PartKind::Mortality, plan.mortality_model.0),
            (PartKind::Lifecycle, plan.lifecycle),
            (PartKind::Constraints, 1),
        ] {
            let copy = farm.duplicate_part(PartKey::new(kind, id)).unwrap();
            let name = copy.now.as_ref().unwrap().name().to_owned();
            assert!(name.ends_with("(copy)"), "{kind:?} {name}");
            farm.rename_part(copy.key, "  Trial ").unwrap();
            assert_eq!(farm.part_in_full(copy.key).unwrap().part.name(), "Trial");
            farm.delete_part(copy.key).unwrap();
            assert!(farm.part_in_full(copy.key).is_err(), "{kind:?}");
            let all = farm.take_changes().unwrap();
            farm.take_back(&all, "Undone").unwrap();
            farm.take_changes();
        }
        let after: Vec<_> = PartKind::ALL.map(|kind| farm.models(kind).unwrap()).into();
        assert_eq!(after, before);
    }

    #[test]
    fn what_is_used_is_not_deleted_and_says_by_whom() {
        let (_folder, mut farm, scenario) = farm();
        let fault = farm.delete_part(tgc_of(&farm, scenario)).unwrap_err();
        assert_eq!(fault.place, format!("scenario \"{SCENARIO}\""));
        let fault = farm.delete_part(PartKey::new(PartKind::Temperature, 1)).unwrap_err();
        assert!(fault.place.starts_with("TGC model \""), "{fault}");
    }

    #[test]
    fn the_last_lifecycle_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut farm = Farm::create(&folder.path().join("farm.salmonrun")).unwrap();
        let key = PartKey::new(PartKind::Lifecycle, farm.models(PartKind::Lifecycle).unwrap()[0].id);
        assert!(farm.delete_part(key).unwrap_err().message.contains("only lifecycle"));
    }

    #[test]
    fn a_change_that_a_scenario_could_not_be_run_with_is_refused_and_names_it() {
        let (_folder, mut farm, scenario) = farm();
        let key = PartKey::new(PartKind::Lifecycle, farm.scenario_plan(scenario).unwrap().lifecycle);
        let before = farm.part_in_full(key).unwrap().part;
        let RecipePart::Lifecycle(mut lifecycle) = before.clone() else { panic!() };
        lifecycle.stages.retain(|stage| stage.name != "Adult");
        let fault = farm.save_part(Some(key), &RecipePart::Lifecycle(lifecycle)).unwrap_err();
        assert!(fault.message.contains(SCENARIO) && fault.message.contains("Adult"), "{fault}");
        assert_eq!(farm.part_in_full(key).unwrap().part, before);
    }

    #[test]
    fn a_new_model_never_takes_the_number_that_a_run_remembers() {
        let (_folder, mut farm, scenario) = farm();
        let made = run(&mut farm, scenario);
        let key = tgc_of(&farm, scenario);
        let copy = farm.duplicate_part(key).unwrap().key;
        let mut plan = farm.scenario_plan(scenario).unwrap();
        // The scenario moves on to the model of the higher number, runs with it, moves back, and that model is deleted.
        plan.tgc_model = TgcModelId(copy.id);
        farm.save_plan(Some(scenario), &plan, super::super::OtherValues::default()).unwrap();
        let with_copy = run(&mut farm, scenario);
        plan.tgc_model = TgcModelId(key.id);
        farm.save_plan(Some(scenario), &plan, super::super::OtherValues::default()).unwrap();
        farm.delete_part(copy).unwrap();
        let new = farm.duplicate_part(key).unwrap().key;
        assert!(new.id > copy.id);
        assert!(farm.part_in_full(new).unwrap().users.runs.is_empty());
        assert_ne!(made.run_id, with_copy.run_id);
    }
}
