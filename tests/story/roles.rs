//! Who may do what: every verb that changes the file passes one door, and the door asks for the role of who acts.
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use salmon_run::domain::FaultKind;
use salmon_run::domain::fault::{Fault, Outcome};
use salmon_run::domain::ids::{BatchId, ObservationId, RunId, ScenarioId, TemplateId};
use salmon_run::domain::observation::{ObservationChange, Observations};
use salmon_run::domain::person::Role::{self, Manager, Planner, Viewer};
use salmon_run::domain::plan::ModelKind;
use salmon_run::domain::recipe::{PartKey, PartKind};
use salmon_run::domain::retention::Retention;
use salmon_run::domain::template::TemplateKey;
use salmon_run::service::{
    BundleWishes, Changes, Farm, Learn, LearnRequest, ModelChoice, ModelImport, ObservationImport,
    ObservationWishes, OtherValues, ReplanRequest, RunRequest, Settling, TemperatureWishes,
};

use super::support::{ANNA, TestFarm, autumn, batch, everything};

/// A farm file with a run, a pin, an observation and a template, in which anna is the manager, bo a planner and cy a
/// viewer.
fn crew() -> TestFarm {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[0], run);
    farm.farm.record(farm.batches[0], &mortality()).unwrap();
    farm.farm.save_scenario_as_template(farm.scenario, "Ours", "").unwrap();
    farm.farm.set_role(ANNA, Manager).unwrap();
    farm.farm.set_role("bo", Planner).unwrap();
    farm.farm.set_role("cy", Viewer).unwrap();
    farm
}

fn mortality() -> Observations {
    let mut seen = Observations::default();
    let json = r#"{"date": "2024-09-10", "count": 12}"#;
    seen.mortality_events.push(serde_json::from_str(json).unwrap());
    seen
}

/// A call of a verb with all that it needs to succeed, so that nothing but the role can be what refuses it.
type Call = fn(&mut Farm, &Path) -> Outcome<()>;

const SCENARIO: ScenarioId = ScenarioId(1);
const RUN: RunId = RunId(1);
const BATCH: BatchId = BatchId(1);
const PART: PartKey = PartKey { kind: PartKind::Mortality, id: 1 };

fn go(_: u32, _: u32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Writes a file beside the farm file.
fn file(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Every verb that changes something. Who adds one to the service adds it here, with the role that it takes.
const VERBS: &[(&str, Role, Call)] = &[
    ("archive_runs", Planner, |farm, _| farm.archive_runs(&[RUN])),
    ("change_observations", Planner, |farm, _| {
        let first = farm.recorded(BATCH)?.remove(0);
        farm.change_observations(BATCH, &[ObservationChange::of(&first, None)], "Counted twice")
    }),
    ("clean_runs", Manager, |farm, _| farm.clean_runs(Retention::default()).map(drop)),
    ("correct_observation", Planner, |farm, _| {
        farm.correct_observation(ObservationId(1), None, "Counted twice").map(drop)
    }),
    ("delete_batch", Manager, |farm, _| farm.delete_batch(BATCH, true).map(drop)),
    ("delete_model", Manager, |farm, _| {
        farm.delete_model(ModelKind::Mortality, PART.id).map(drop).or_else(used)
    }),
    ("delete_part", Manager, |farm, _| farm.delete_part(PART).map(drop).or_else(used)),
    ("delete_run", Manager, |farm, _| farm.delete_run(RUN, true).map(drop)),
    ("delete_scenario", Manager, |farm, _| farm.delete_scenario(SCENARIO).or_else(used)),
    ("delete_templates", Manager, |farm, _| farm.delete_templates(&[TemplateId(1)]).map(drop)),
    ("describe_template", Planner, |farm, _| farm.describe_template(TemplateId(1), "Theirs", "").map(drop)),
    ("duplicate_part", Planner, |farm, _| farm.duplicate_part(PART).map(drop)),
    ("duplicate_scenario", Planner, |farm, _| farm.duplicate_scenario(SCENARIO).map(drop)),
    ("export_bundle", Viewer, |farm, _| farm.export_bundle(&everything_there_is()).map(drop)),
    ("import_aquamind", Planner, |farm, folder| {
        let rows = r#"[{"model": "scenario.fcrmodel", "pk": 1, "fields": {"name": "Theirs"}}]"#;
        farm.import_aquamind(&file(folder, "a.json", rows), false, |_, _| ControlFlow::Continue(())).map(drop)
    }),
    ("import_batch_files", Planner, |farm, folder| {
        let batches = serde_json::to_string(&batch("B-9")).unwrap();
        farm.import_batch_files(&[file(folder, "b.json", &batches)]).map(drop)
    }),
    ("import_batches", Planner, |farm, _| farm.import_batches(&[batch("B-10")]).map(drop)),
    ("import_bundle", Planner, |farm, folder| {
        farm.import_bundle(&bundle(folder), &Settling::default()).map(drop)
    }),
    ("import_model", Planner, |farm, folder| {
        let path = file(folder, "t.csv", "day_number,temperature\n1,8.1\n2,8.2\n");
        let wishes = TemperatureWishes { name: "Fjord".to_owned(), ..TemperatureWishes::default() };
        let asked = ModelImport { name: Some("Fjord".to_owned()), wishes, ..ModelImport::default() };
        farm.import_model(ModelKind::Temperature, &path, &asked).map(drop)
    }),
    ("import_observations", Planner, |farm, folder| {
        let path = file(folder, "i.json", r#"{"mortality_events": [{"date": "2024-09-12", "count": 4}]}"#);
        farm.import_observations(BATCH, &path, &ObservationImport::default()).map(drop)
    }),
    ("import_scenario_files", Planner, |farm, folder| {
        let scenario = serde_json::to_string(&autumn()).unwrap();
        farm.import_scenario_files(&[file(folder, "s.json", &scenario)]).map(drop)
    }),
    ("import_scenarios", Planner, |farm, _| farm.import_scenarios(&[autumn()]).map(drop)),
    ("import_templates", Planner, |farm, folder| {
        let scenario = serde_json::to_string(&autumn()).unwrap();
        farm.import_templates(&[file(folder, "t.json", &scenario)]).map(drop)
    }),
    ("label_run", Planner, |farm, _| farm.label_run(RUN, "Mine")),
    ("new_from_template", Planner, |farm, _| farm.new_from_template("Autumn smolt 2024").map(drop)),
    ("note_run", Planner, |farm, _| farm.note_run(RUN, "Mine")),
    ("open_to_everybody", Manager, |farm, _| farm.open_to_everybody().map(drop)),
    ("pin_batch_to_latest", Planner, |farm, _| farm.pin_batch_to_latest(BATCH, SCENARIO).map(drop)),
    ("pin_batches", Planner, |farm, _| farm.pin_batches(&[BatchId(2)], RUN, "").map(drop)),
    ("preview_bundle", Viewer, |farm, folder| {
        farm.preview_bundle(&bundle(folder), &Settling::default()).map(drop)
    }),
    ("record", Planner, |farm, _| farm.record(BATCH, &mortality()).map(drop)),
    ("record_file", Planner, |farm, folder| {
        let path = file(folder, "o.json", r#"{"mortality_events": [{"date": "2024-09-11", "count": 3}]}"#);
        farm.record_file(BATCH, &path, ObservationWishes::default()).map(drop)
    }),
    ("remove_person", Manager, |farm, _| farm.remove_person("cy").map(drop)),
    ("rename_part", Planner, |farm, _| farm.rename_part(PART, "Other").map(drop)),
    ("replan", Planner, |farm, _| farm.replan(BATCH, &deaths(), &ReplanRequest::default(), go).map(drop)),
    ("restore_runs", Planner, |farm, _| farm.restore_runs(&[RUN])),
    ("run_scenario", Manager, |farm, _| {
        // anna made it, so bo may not.
        let request = RunRequest { scenario: SCENARIO, label: String::new(), notes: String::new() };
        farm.run_scenario(&request, go).map(drop)
    }),
    ("save_learnt", Planner, |farm, _| farm.save_learnt(BATCH, &deaths()).map(drop)),
    ("save_models_as_template", Planner, |farm, _| {
        let choice = ModelChoice { lifecycle: Some(1), ..ModelChoice::default() };
        farm.save_models_as_template(&choice, "Ours too", "").map(drop)
    }),
    ("save_part", Planner, |farm, _| {
        let there = farm.part_in_full(PART)?.part;
        farm.save_part(None, &there.named("Another")).map(drop)
    }),
    ("save_plan", Planner, |farm, _| {
        let plan = farm.scenario_plan(SCENARIO)?;
        farm.save_plan(None, &plan, OtherValues::default()).map(drop)
    }),
    ("save_scenario", Planner, |farm, _| {
        let plan = farm.scenario_plan(SCENARIO)?;
        farm.save_scenario(None, &plan).map(drop)
    }),
    ("save_scenario_as_template", Planner, |farm, _| {
        farm.save_scenario_as_template(SCENARIO, "Mine", "").map(drop)
    }),
    ("scenario_from_batch", Planner, |farm, _| farm.scenario_from_batch(BATCH, None, "").map(drop)),
    ("set_role", Manager, |farm, _| farm.set_role("dia", Viewer).map(drop)),
    ("start_from_template", Planner, |farm, _| {
        farm.start_from_template(TemplateKey::Own(TemplateId(1))).map(drop)
    }),
    ("store_mortality_model", Planner, |farm, _| {
        let plan = farm.scenario_plan(SCENARIO)?;
        let model = farm.mortality_model(plan.mortality_model)?;
        farm.store_mortality_model(&model).map(drop)
    }),
    ("store_tgc_model", Planner, |farm, _| {
        let plan = farm.scenario_plan(SCENARIO)?;
        let model = farm.tgc_model(plan.tgc_model)?;
        farm.store_tgc_model(&model).map(drop)
    }),
    ("take_back", Planner, |farm, _| farm.take_back(&Changes::default(), "Undone")),
    ("unpin_batches", Planner, |farm, _| farm.unpin_batches(&[BATCH], "").map(drop)),
    ("update_batch", Planner, |farm, _| {
        let now = farm.batch(BATCH)?.document();
        farm.update_batch(BATCH, &now).map(drop)
    }),
];

fn everything_there_is() -> BundleWishes {
    BundleWishes { all: true, ..BundleWishes::default() }
}

/// A bundle of another farm, beside the farm file.
fn bundle(folder: &Path) -> std::path::PathBuf {
    let mut other = TestFarm::new();
    let bytes = other.farm.export_bundle(&everything_there_is()).unwrap().bytes;
    let path = folder.join("all.salmonbundle");
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What the deaths of a batch taught.
fn deaths() -> LearnRequest {
    LearnRequest { learn: Learn { mortality: true, ..Learn::default() }, ..LearnRequest::default() }
}

/// What is used is not deleted: that is refused for another reason than the role.
fn used(fault: Fault) -> Outcome<()> {
    if fault.kind == FaultKind::Refused { Ok(()) } else { Err(fault) }
}

#[test]
fn every_verb_that_changes_something_is_refused_to_whom_it_is_not_for() {
    for (verb, takes, call) in VERBS {
        let mut farm = crew();
        let folder = farm.folder.path().to_owned();
        let before = everything(&farm.raw());
        for (name, role) in [("nobody named", Viewer), ("cy", Viewer), ("bo", Planner)] {
            if role >= *takes {
                continue;
            }
            farm.hand_over_to(name);
            let told = call(&mut farm.farm, &folder).unwrap_err();
            assert_eq!(told.kind, FaultKind::NotAllowed, "{verb} by {name}: {told}");
            assert!(told.hint.contains(ANNA), "{verb} by {name} does not say whom to ask: {told}");
            assert!(everything(&farm.raw()) == before, "{verb} by {name} changed something");
        }
        // With the role, the very same call does what it says.
        let may = if *takes == Manager { ANNA } else { "bo" };
        farm.hand_over_to(may);
        call(&mut farm.farm, &folder).unwrap_or_else(|fault| panic!("{verb} by {may}: {fault}"));
    }
}

/// The verbs that change something, as the sources of the service have them.
fn writing_verbs() -> BTreeSet<String> {
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service");
    let mut verbs = BTreeSet::new();
    let mut folders = vec![service];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // Preferences are no part of a farm file.
            if !text.contains("impl Farm {") {
                continue;
            }
            let doors = text.matches("file.write(").count();
            // The door itself; and a bundle is written by whoever may look, which is remembered.
            let may =
                if path.ends_with("farm.rs") { 2 } else { usize::from(path.ends_with("bundles/mod.rs")) };
            assert!(doors <= may, "{} goes around `Farm::change`", path.display());
            for function in text.split("    pub fn ").skip(1) {
                let (name, rest) = function.split_once(['(', '<']).unwrap();
                let head = rest.split(" {\n").next().unwrap();
                if head.contains("&mut self") && head.contains("Outcome<") {
                    verbs.insert(name.to_owned());
                }
            }
        }
    }
    verbs
}

#[test]
fn every_verb_is_known_here_with_its_role_and_passes_the_one_door() {
    let known: BTreeSet<String> = VERBS.iter().map(|(verb, ..)| (*verb).to_owned()).collect();
    let written = writing_verbs();
    assert!(written.len() > 30, "the verbs were not found");
    let missing: Vec<_> = written.difference(&known).collect();
    assert!(missing.is_empty(), "say in VERBS of this file which role these take: {missing:?}");
    let gone: Vec<_> = known.difference(&written).collect();
    assert!(gone.is_empty(), "these are no verbs any more: {gone:?}");
}

#[test]
fn a_file_without_a_manager_is_open_to_everybody() {
    let mut farm = TestFarm::new();
    farm.hand_over_to("dia");
    farm.run("By somebody else");
    // A planner alone closes nothing.
    farm.farm.set_role("bo", Planner).unwrap();
    assert!(farm.farm.access().unwrap().is_open());
    let run = farm.run("Once more").run.run_id;
    farm.farm.delete_run(run, false).unwrap();
    farm.farm.set_role(ANNA, Manager).unwrap();
    assert_eq!(farm.farm.access().unwrap().role(), Viewer, "whoever is not named looks on");
    assert_eq!(farm.farm.label_run(RunId(1), "").unwrap_err().kind, FaultKind::NotAllowed);
}

#[test]
fn a_scenario_is_run_by_who_made_it_or_by_a_manager() {
    let mut farm = crew();
    farm.hand_over_to("bo");
    let request = RunRequest { scenario: SCENARIO, label: String::new(), notes: String::new() };
    let told = farm.farm.run_scenario(&request, |_, _| panic!("nothing is computed in vain")).unwrap_err();
    assert_eq!(
        told.to_string(),
        "only managers may run what others made, here anna, and bo is a planner of this farm file. Duplicate it and \
         run the copy, or ask anna"
    );
    let copy = farm.farm.duplicate_scenario(SCENARIO).unwrap();
    assert_eq!(farm.run_of(copy, "").run.run_number, 1);
    farm.hand_over_to(ANNA);
    assert_eq!(farm.run_of(copy, "").run.run_number, 2);
}

#[test]
fn a_file_keeps_a_manager_until_somebody_says_that_it_is_open() {
    let mut farm = crew();
    for told in
        [farm.farm.remove_person("Anna").unwrap_err(), farm.farm.set_role("ANNA", Planner).unwrap_err()]
    {
        assert_eq!(told.message, "anna is the only manager of the farm file");
        assert!(told.hint.contains("people open"), "{told}");
    }
    assert_eq!(farm.farm.set_role("bo", Manager).unwrap(), Some(Planner));
    assert_eq!(farm.farm.remove_person("anna").unwrap(), Manager);
    farm.hand_over_to("bo");
    let named: Vec<String> =
        farm.farm.open_to_everybody().unwrap().into_iter().map(|person| person.name).collect();
    assert_eq!(named, ["bo", "cy"]);
    farm.hand_over_to("cy");
    assert_eq!(farm.farm.access().unwrap().role(), Manager);
}
