//! Running again adds to the history and touches nothing that was there.
use std::ops::ControlFlow;

use rusqlite::Connection;
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::ids::RunId;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::RunRequest;
use sha2::{Digest, Sha256};

use super::support::{TestFarm, everything, rows};

/// The hash of every stored byte of a run: its row, its days and its inputs.
fn hash_of(connection: &Connection, run: RunId) -> Vec<u8> {
    let mut hash = Sha256::new();
    for sql in [
        format!("SELECT * FROM projection_run WHERE run_id = {run}"),
        format!("SELECT * FROM scenario_projection WHERE run_id = {run} ORDER BY day_number"),
        format!(
            "SELECT i.* FROM run_inputs AS i JOIN projection_run USING (inputs_hash) WHERE run_id = {run}"
        ),
    ] {
        let found = rows(connection, &sql);
        assert!(!found.is_empty(), "{sql}");
        for row in found {
            hash.update(row);
            hash.update("\n");
        }
    }
    hash.finalize().to_vec()
}

#[test]
fn a_rerun_leaves_every_byte_of_earlier_runs_and_every_pin_as_it_was() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    farm.set_tgc(2.95);
    let second = farm.run("Updated TGC").run.run_id;
    farm.pin(&[0, 1], first);
    farm.pin(&[2], second);
    let pins = "SELECT * FROM batch ORDER BY batch_id";
    let events = "SELECT * FROM pin_event ORDER BY pin_event_id";
    let raw = farm.raw();
    let before = (hash_of(&raw, first), hash_of(&raw, second), rows(&raw, pins), rows(&raw, events));
    farm.set_tgc(3.2);
    for i in 3..8 {
        assert_eq!(farm.run("Again").run.run_number, i);
    }
    let after = (hash_of(&raw, first), hash_of(&raw, second), rows(&raw, pins), rows(&raw, events));
    assert_eq!(before, after);
}

#[test]
fn editing_duplicating_and_deleting_other_scenarios_leaves_runs_alone() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    let before = hash_of(&farm.raw(), run);
    farm.set_tgc(1.5);
    let copy = farm.farm.duplicate_scenario(farm.scenario).unwrap();
    farm.run_of(copy, "Of the copy");
    farm.farm.delete_scenario(copy).unwrap();
    assert_eq!(hash_of(&farm.raw(), run), before);
}

#[test]
fn numbers_count_up_and_a_deleted_one_is_not_given_again() {
    let mut farm = TestFarm::new();
    let first = farm.run("One").run;
    let second = farm.run("Two").run;
    assert_eq!((first.run_number, second.run_number), (1, 2));
    farm.farm.delete_run(second.run_id, false).unwrap();
    let third = farm.run("Three").run;
    assert_eq!(third.run_number, 3);
    assert!(third.run_id > second.run_id, "nor is the id");
    farm.farm.delete_run(first.run_id, false).unwrap();
    farm.farm.delete_run(third.run_id, false).unwrap();
    assert_eq!(farm.run("Four").run.run_number, 4);
}

#[test]
fn each_scenario_has_numbers_of_its_own() {
    let mut farm = TestFarm::new();
    let copy = farm.farm.duplicate_scenario(farm.scenario).unwrap();
    assert_eq!(farm.run("").run.run_number, 1);
    assert_eq!(farm.run_of(copy, "").run.run_number, 1);
    assert_eq!(farm.run("").run.run_number, 2);
}

#[test]
fn label_notes_and_archiving_change_and_nothing_else_does() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    let rest =
        "SELECT run_id, scenario_id, run_number, run_date, created_by, origin, engine_version, inputs_hash,
        tgc_model_id, fcr_model_id, mortality_model_id, warnings, total_projections, final_weight_g,
        final_biomass_kg FROM projection_run";
    let before = rows(&farm.raw(), rest);
    farm.farm.label_run(run, "  Plan of 2024 ").unwrap();
    farm.farm.note_run(run, "Agreed in March").unwrap();
    farm.farm.archive_runs(&[run]).unwrap();
    let detail = farm.farm.run_detail(run).unwrap();
    assert_eq!(detail.run.label, "Plan of 2024");
    assert_eq!(detail.notes, "Agreed in March");
    assert!(detail.run.archived);
    assert!(farm.farm.runs(RunFilter::default()).unwrap().is_empty());
    farm.farm.restore_runs(&[run]).unwrap();
    assert_eq!(farm.farm.runs(RunFilter::default()).unwrap().len(), 1);
    assert_eq!(rows(&farm.raw(), rest), before);
    let too_long = farm.farm.label_run(run, &"x".repeat(101)).unwrap_err();
    assert_eq!((too_long.kind, too_long.place.as_str()), (FaultKind::InvalidInput, "label"));
}

#[test]
fn a_run_of_unchanged_inputs_says_which_run_holds_them_already() {
    let mut farm = TestFarm::new();
    assert_eq!(farm.farm.unchanged_since(farm.scenario).unwrap(), None);
    let first = farm.run("Baseline");
    assert_eq!(first.same_inputs_as, None);
    assert_eq!(farm.farm.unchanged_since(farm.scenario).unwrap().unwrap().run_id, first.run.run_id);
    let second = farm.run("The same again");
    assert_eq!(second.same_inputs_as.unwrap().run_id, first.run.run_id);
    assert_eq!(rows(&farm.raw(), "SELECT count(*) FROM run_inputs"), ["1"], "equal inputs are kept once");
    farm.set_tgc(3.0);
    assert_eq!(farm.farm.unchanged_since(farm.scenario).unwrap(), None);
    let third = farm.run("Changed");
    assert_eq!(third.same_inputs_as, None);
    farm.set_tgc(2.81);
    let fourth = farm.run("As at first");
    assert_eq!(fourth.same_inputs_as.unwrap().run_number, 2, "the newest of those that hold them");
}

#[test]
fn a_stopped_run_leaves_nothing() {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    let before = everything(&farm.raw());
    let request = RunRequest { scenario: farm.scenario, label: "Stopped".to_owned(), notes: String::new() };
    let mut calls = 0;
    let fault = farm
        .farm
        .run_scenario(&request, |_, _| {
            calls += 1;
            if calls == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::Cancelled);
    assert_eq!(everything(&farm.raw()), before);
    assert_eq!(farm.run("Next").run.run_number, 2);
}

#[test]
fn a_deleted_run_takes_its_days_and_its_inputs_along_and_leaves_those_of_others() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    let same = farm.run("Same inputs").run.run_id;
    farm.set_tgc(3.0);
    let other = farm.run("Other inputs").run.run_id;
    let kept = hash_of(&farm.raw(), same);
    farm.farm.delete_run(first, false).unwrap();
    farm.farm.delete_run(other, false).unwrap();
    assert_eq!(hash_of(&farm.raw(), same), kept);
    let raw = farm.raw();
    assert_eq!(rows(&raw, "SELECT DISTINCT run_id FROM scenario_projection"), [same.to_string()]);
    assert_eq!(rows(&raw, "SELECT count(*) FROM run_inputs"), ["1"]);
}
