//! Everything that a user did is taken back exactly, and made again exactly; only counters and histories go on.
use std::ops::ControlFlow;

use rusqlite::Connection;
use salmon_run::domain::FaultKind;
use salmon_run::domain::batch::BatchDocument;
use salmon_run::domain::ids::{BatchId, RunId, ScenarioId};
use salmon_run::domain::observation::{MortalityEvent, Observation, Observations};
use salmon_run::domain::person::Role;
use salmon_run::domain::plan::{ModelKind, ScenarioRow};
use salmon_run::domain::recipe::{PartKey, PartKind};
use salmon_run::domain::retention::Retention;
use salmon_run::domain::run::{ProjectionRun, RunFilter};
use salmon_run::domain::template::TemplateKey;
use salmon_run::service::{Changes, Farm, ModelImport, OtherValues, RunRequest, Verdict};

use super::support::{TestFarm, autumn, batch, columns, rows, tables};

/// All that a file holds but counters and histories, which only go on.
fn state(farm: &TestFarm) -> Vec<String> {
    let connection = farm.raw();
    let mut all = Vec::new();
    for table in tables(&connection) {
        if ["pin_event", "observation_correction"].contains(&table.as_str()) {
            continue;
        }
        let mut names = columns(&connection, &table);
        names.retain(|name| name != "last_run_number");
        let names = names.join(", ");
        let found = rows(&connection, &format!("SELECT {names} FROM {table} ORDER BY {names}"));
        all.extend(found.into_iter().map(|row| format!("{table}: {row}")));
    }
    // What guards the file is there again after every step.
    all.extend(rows(&connection, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"));
    all
}

/// A farm file whose changes are remembered from now on.
fn remembered() -> TestFarm {
    let mut farm = TestFarm::new();
    farm.farm = farm.open_again().remembering();
    farm
}

fn changes(farm: &mut TestFarm) -> Changes {
    farm.farm.take_changes().expect("something was changed")
}

/// Takes changes back; gives what makes them again.
fn undo(farm: &mut TestFarm, changes: &Changes) -> Changes {
    farm.farm.take_back(changes, "Undone").unwrap();
    farm.farm.take_changes().expect("taking back changes something")
}

fn deaths(day: u32, count: u64) -> Observations {
    let date = autumn().start_date + chrono::Days::new(u64::from(day));
    let event = MortalityEvent { date, pen: None, count, cause: String::new() };
    Observations { mortality_events: vec![event], ..Observations::default() }
}

#[test]
fn a_run_that_was_made_goes_with_its_days_and_comes_back_as_it_was() {
    let mut farm = remembered();
    let empty = state(&farm);
    let run = farm.run("Baseline").run;
    let made = changes(&mut farm);
    let full = state(&farm);
    let again = undo(&mut farm, &made);
    assert_eq!(state(&farm), empty);
    // Its number is not given twice, even so.
    assert_eq!(farm.run("Another").run.run_number, run.run_number + 1);
    let other = changes(&mut farm);
    undo(&mut farm, &other);
    undo(&mut farm, &again);
    assert_eq!(state(&farm), full);
    let verified = farm.farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())).unwrap();
    assert!(matches!(verified.verdict, Verdict::Equal { .. }), "{verified:?}");
    assert_eq!(farm.run("And on").run.run_number, run.run_number + 2);
}

#[test]
fn a_deleted_scenario_comes_back_with_its_runs_their_days_and_inputs() {
    let mut farm = remembered();
    farm.run("Baseline");
    farm.set_tgc(3.1);
    farm.run("Updated TGC");
    farm.farm.archive_runs(&[RunId(1)]).unwrap();
    changes(&mut farm);
    let before = state(&farm);
    farm.farm.delete_scenario(farm.scenario).unwrap();
    let deleted = changes(&mut farm);
    undo(&mut farm, &deleted);
    assert_eq!(state(&farm), before);
    for run in [RunId(1), RunId(2)] {
        let verified = farm.farm.verify_run(run, |_, _| ControlFlow::Continue(())).unwrap();
        assert!(matches!(verified.verdict, Verdict::Equal { .. }), "{verified:?}");
    }
    // The guards that were lifted stand again.
    let number = "INSERT INTO projection_run SELECT * FROM projection_run WHERE run_id = 1";
    assert!(farm.raw().execute_batch(number).unwrap_err().to_string().contains("never given twice"));
}

#[test]
fn a_deleted_run_comes_back_and_so_do_its_pins_which_their_history_tells() {
    let mut farm = remembered();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[0, 1], run);
    changes(&mut farm);
    let before = state(&farm);
    farm.farm.delete_run(run, true).unwrap();
    let deleted = changes(&mut farm);
    let again = undo(&mut farm, &deleted);
    assert_eq!(state(&farm), before);
    let told = |farm: &TestFarm| -> Vec<String> {
        let history = farm.farm.pin_history(farm.batches[0]).unwrap();
        history.into_iter().map(|event| event.reason).collect()
    };
    assert_eq!(told(&farm), ["Undone", "The run was deleted", "Plan of the season"]);
    farm.farm.take_back(&again, "Done again").unwrap();
    assert_eq!(told(&farm)[0], "Done again");
    assert!(farm.farm.runs(RunFilter::default()).unwrap().is_empty());
}

#[test]
fn a_correction_that_is_undone_stays_in_the_history_with_the_undo() {
    let mut farm = remembered();
    let batch = farm.batches[0];
    farm.farm.record(batch, &deaths(3, 12)).unwrap();
    let recorded = changes(&mut farm);
    let seen = farm.farm.recorded(batch).unwrap().remove(0);
    let Observation::Mortality(mut event) = seen.observation.clone() else { panic!("{seen:?}") };
    event.count = 21;
    let corrected = Observation::Mortality(event);
    farm.farm.correct_observation(seen.observation_id, Some(&corrected), "Digits swapped").unwrap();
    let correction = changes(&mut farm);
    farm.farm.correct_observation(seen.observation_id, None, "Counted twice").unwrap();
    let removal = changes(&mut farm);
    undo(&mut farm, &removal);
    undo(&mut farm, &correction);
    assert_eq!(farm.farm.recorded(batch).unwrap(), std::slice::from_ref(&seen));
    let told: Vec<_> = farm.farm.corrections(batch).unwrap();
    let reasons: Vec<&str> = told.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["Undone", "Undone", "Counted twice", "Digits swapped"]);
    assert_eq!((&told[0].before, &told[0].after), (&corrected, &Some(seen.observation)));
    undo(&mut farm, &recorded);
    assert!(farm.farm.recorded(batch).unwrap().is_empty());
}

#[test]
fn what_others_changed_or_rely_on_since_is_not_taken_from_under_them() {
    let mut farm = remembered();
    let mut other = farm.open_again();
    // A run that somebody has pinned a batch to.
    let run = farm.run("Baseline").run.run_id;
    let made = changes(&mut farm);
    other.pin_batches(&[farm.batches[0]], run, "Of another").unwrap();
    let before = state(&farm);
    let told = farm.farm.take_back(&made, "Undone").unwrap_err();
    assert_eq!(
        (told.kind, told.message.as_str()),
        (FaultKind::Refused, "batches are pinned to this projection run")
    );
    // A batch that somebody has recorded deaths of.
    let id = farm.farm.import_batches(&[batch("B-9")]).unwrap()[0];
    let imported = changes(&mut farm);
    other.record(id, &deaths(4, 3)).unwrap();
    let told = farm.farm.take_back(&imported, "Undone").unwrap_err();
    assert_eq!(
        (told.kind, told.message.as_str()),
        (FaultKind::Refused, "others have added to it or rely on it since")
    );
    assert_eq!(other.recorded(id).unwrap().len(), 1);
    // A label that somebody has changed.
    farm.farm.label_run(run, "Mine").unwrap();
    let labelled = changes(&mut farm);
    other.label_run(run, "Theirs").unwrap();
    let told = farm.farm.take_back(&labelled, "Undone").unwrap_err();
    assert_eq!(told.message, "the run was changed since, or others rely on it");
    assert_eq!(farm.farm.run_detail(run).unwrap().run.label, "Theirs");
    // A model that somebody has chosen.
    let scenario = farm.farm.scenario_plan(farm.scenario).unwrap();
    let mut model = farm.farm.tgc_model(scenario.tgc_model).unwrap();
    model.tgc_value = 3.3;
    let tgc_model = farm.farm.store_tgc_model(&model).unwrap();
    let stored = changes(&mut farm);
    other
        .save_scenario(Some(farm.scenario), &salmon_run::domain::plan::ScenarioPlan { tgc_model, ..scenario })
        .unwrap();
    assert_eq!(farm.farm.take_back(&stored, "Undone").unwrap_err().kind, FaultKind::Refused);
    assert!(state(&farm).len() >= before.len(), "nothing of others is gone");
}

#[test]
fn an_import_from_aquamind_is_undone_row_by_row_and_comes_again_as_it_was() {
    for sql in
        [include_str!("../fixtures/aquamind/legacy.sql"), include_str!("../fixtures/aquamind/current.sql")]
    {
        let mut farm = remembered();
        farm.run("Here before");
        changes(&mut farm);
        let before = state(&farm);
        let database = farm.folder.path().join("db.sqlite3");
        Connection::open(&database).unwrap().execute_batch(sql).unwrap();
        let import = |farm: &mut TestFarm| {
            farm.farm.import_aquamind(&database, false, |_, _| ControlFlow::Continue(())).unwrap()
        };
        let report = import(&mut farm);
        let imported = changes(&mut farm);
        let after = state(&farm);
        assert!(after.len() > before.len() + 100, "{} rows, then {}", before.len(), after.len());
        let again = undo(&mut farm, &imported);
        assert_eq!(state(&farm), before);
        let once_more = undo(&mut farm, &again);
        assert_eq!(state(&farm), after);
        // What was taken back is not known any more: it comes as it came at first.
        undo(&mut farm, &once_more);
        let anew = import(&mut farm);
        assert_eq!(anew.tables, report.tables);
        assert!(anew.changes_anything());
    }
}

#[test]
fn what_a_manager_said_of_people_is_taken_back_by_a_manager_only() {
    let mut farm = remembered();
    farm.farm.set_role("anna", Role::Manager).unwrap();
    farm.farm.set_role("bo", Role::Manager).unwrap();
    changes(&mut farm);
    farm.farm.set_role("anna", Role::Planner).unwrap();
    let stepped_down = changes(&mut farm);
    assert_eq!(farm.farm.take_back(&stepped_down, "Undone").unwrap_err().kind, FaultKind::NotAllowed);
    farm.farm.take_back(&Changes::default(), "Undone").unwrap();
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}

/// Does something that a user could do; it may be refused, as a user's deeds are.
fn do_something(farm: &mut Farm, dice: &mut Dice, step: usize, folder: &std::path::Path) {
    let scenarios: Vec<ScenarioRow> = farm.scenarios().unwrap();
    let runs: Vec<ProjectionRun> = farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
    let batches: Vec<BatchId> = farm.batches().unwrap().iter().map(|batch| batch.batch_id).collect();
    let scenario = dice.one(&scenarios).map_or(ScenarioId(0), |row| row.scenario_id);
    let run = dice.one(&runs).map_or(RunId(0), |run| run.run_id);
    let batch_id = *dice.one(&batches).unwrap_or(&BatchId(0));
    let kind = PartKind::ALL[dice.below(PartKind::ALL.len())];
    let parts = farm.models(kind).unwrap();
    let part = PartKey::new(kind, dice.one(&parts).map_or(0, |row| row.id));
    let name = format!("Step {step}");
    match dice.below(25) {
        0..=2 => {
            let request = RunRequest { scenario, label: name, notes: String::new() };
            farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).ok();
        }
        3 => drop(farm.delete_run(run, true)),
        4 => drop(farm.delete_scenario(scenario)),
        5 => drop(farm.duplicate_scenario(scenario)),
        6 => {
            if let Ok(mut plan) = farm.scenario_plan(scenario) {
                plan.duration_days = 30 + dice.below(60) as u32;
                let other =
                    OtherValues { tgc: Some(2.5 + dice.below(10) as f64 / 10.0), mortality_percent: None };
                farm.save_plan(Some(scenario), &plan, other).ok();
            }
        }
        7 => drop(farm.import_scenarios(&[salmon_run::domain::scenario::Scenario {
            name,
            duration_days: 40,
            ..autumn()
        }])),
        8 => drop(farm.import_batches(&[BatchDocument { scenario: Some(scenario), ..batch(&name) }])),
        9 | 10 => drop(farm.pin_batches(&batches[..dice.below(batches.len() + 1)], run, &name)),
        11 => drop(farm.unpin_batches(&[batch_id], &name)),
        12 => drop(farm.label_run(run, &name)),
        13 => drop(farm.note_run(run, &name)),
        14 => drop(farm.archive_runs(&[run])),
        15 => drop(farm.restore_runs(&[run])),
        16 | 17 => drop(farm.record(batch_id, &deaths(dice.below(30) as u32, 1 + step as u64))),
        18 => {
            let seen = farm.recorded(batch_id).unwrap_or_default();
            if let Some(one) = dice.one(&seen) {
                let other = deaths(5, 100 + step as u64).mortality_events.remove(0);
                let after = (dice.below(2) == 0).then_some(Observation::Mortality(other));
                farm.correct_observation(one.observation_id, after.as_ref(), &name).unwrap();
            }
        }
        19 => {
            let own = farm.templates().unwrap();
            let own: Vec<_> = own
                .iter()
                .filter_map(|row| match row.key {
                    TemplateKey::Own(id) => Some(id),
                    TemplateKey::Shipped(_) => None,
                })
                .collect();
            match dice.one(&own) {
                Some(id) if dice.below(2) == 0 => drop(farm.delete_templates(&[*id])),
                Some(id) => drop(farm.describe_template(*id, &name, "Described")),
                None => drop(farm.save_scenario_as_template(scenario, &name, "")),
            }
        }
        20 => drop(farm.duplicate_part(part)),
        21 => drop(farm.rename_part(part, &name)),
        22 => drop(farm.delete_part(part)),
        23 => {
            let path = folder.join("t.csv");
            std::fs::write(&path, format!("day_number,temperature\n1,8.{step}\n2,8.2\n")).unwrap();
            let asked = ModelImport { name: Some(name), ..ModelImport::default() };
            farm.import_model(ModelKind::Temperature, &path, &asked).ok();
        }
        _ => drop(farm.set_role(&name, Role::ALL[dice.below(2)])),
    }
}

#[test]
fn whatever_was_done_all_of_it_is_undone_exactly_and_done_again_exactly() {
    let mut done = 0;
    for seed in 1..=8 {
        let mut farm = remembered();
        let folder = farm.folder.path().to_owned();
        let mut dice = Dice(seed);
        let mut states = vec![state(&farm)];
        let mut steps = Vec::new();
        for step in 0..24 {
            do_something(&mut farm.farm, &mut dice, step, &folder);
            if let Some(changes) = farm.farm.take_changes() {
                steps.push(changes);
                states.push(state(&farm));
            }
        }
        done += steps.len();
        // Back to the start one by one, and forth again, twice.
        for _ in 0..2 {
            let mut again = Vec::new();
            for (i, step) in steps.iter().enumerate().rev() {
                again.push(undo(&mut farm, step));
                assert!(state(&farm) == states[i], "seed {seed}, step {i} is not undone exactly");
            }
            steps.clear();
            for (i, step) in again.iter().rev().enumerate() {
                steps.push(undo(&mut farm, step));
                assert!(state(&farm) == states[i + 1], "seed {seed}, step {i} is not done again exactly");
            }
        }
        let runs = farm.farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
        for run in runs {
            let verified = farm.farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())).unwrap();
            assert!(matches!(verified.verdict, Verdict::Equal { .. }), "seed {seed}: {verified:?}");
        }
    }
    assert!(done > 100, "only {done} deeds changed something");
}

/// A clock two years on.
fn in_two_years() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now() + chrono::Duration::days(730)
}

#[test]
fn runs_that_went_by_a_rule_come_back_and_those_with_pins_never_went() {
    let mut farm = TestFarm::new();
    let runs: Vec<RunId> = ["One", "Two", "Three", "Four"].map(|label| farm.run(label).run.run_id).into();
    farm.pin(&[0], runs[0]);
    farm.farm.archive_runs(&runs[..3]).unwrap();
    farm.farm = farm.open_again().remembering().with_clock(in_two_years);
    let before = state(&farm);
    let rule = Retention { older_than_days: 365, keep_last: 1, not_archived_too: false };
    let look = farm.farm.preview_cleaning(rule).unwrap();
    assert_eq!(state(&farm), before, "looking changes nothing");
    let done = farm.farm.clean_runs(rule).unwrap();
    assert_eq!(look, done);
    let ids = |runs: &[ProjectionRun]| runs.iter().map(|run| run.run_id).collect::<Vec<_>>();
    assert_eq!((ids(&done.go), ids(&done.pinned)), (vec![runs[2], runs[1]], vec![runs[0]]));
    let left = farm.farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
    assert_eq!(ids(&left), [runs[3], runs[0]]);
    let cleaned = changes(&mut farm);
    undo(&mut farm, &cleaned);
    assert_eq!(state(&farm), before);
}
