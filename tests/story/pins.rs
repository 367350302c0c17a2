//! Pins: a batch stays with its run until somebody moves it, and who moved it is written down.
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::ids::{BatchId, RunId};

use super::support::{ANNA, TestFarm, everything};

#[test]
fn a_pin_stays_when_the_scenario_is_run_again_and_says_that_a_newer_run_is_there() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    farm.pin(&[0], first);
    assert_eq!(farm.farm.batch(farm.batches[0]).unwrap().newer_run_number, None);
    farm.run("Updated TGC");
    let batch = farm.farm.batch(farm.batches[0]).unwrap();
    assert_eq!(batch.pinned_projection_run.unwrap().run_id, first);
    assert_eq!(batch.pinned_scenario, Some(farm.scenario));
    assert_eq!(batch.newer_run_number, Some(2));
}

#[test]
fn the_history_tells_who_pinned_what_when_from_where_to_where_and_why() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    let second = farm.run("Updated TGC").run.run_id;
    let batch = farm.batches[0];
    farm.farm.pin_batches(&[batch], first, "Plan of the season").unwrap();
    farm.hand_over_to("bo");
    farm.farm.pin_batches(&[batch], second, "Grows faster").unwrap();
    farm.farm.pin_batches(&[batch], second, "Pinned there already").unwrap();
    farm.hand_over_to("cy");
    farm.farm.unpin_batches(&[batch], "Sold").unwrap();
    let history = farm.farm.pin_history(batch).unwrap();
    let told: Vec<_> = history
        .iter()
        .rev()
        .map(|event| {
            let number =
                |run: &Option<salmon_run::domain::batch::PinnedRun>| run.as_ref().map(|r| r.run_number);
            (event.changed_by.as_str(), number(&event.from), number(&event.to), event.reason.as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            (ANNA, None, Some(1), "Plan of the season"),
            ("bo", Some(1), Some(2), "Grows faster"),
            ("cy", Some(2), None, "Sold"),
        ]
    );
    assert!(history.windows(2).all(|pair| pair[0].changed_at >= pair[1].changed_at), "newest first");
    assert_eq!(history[0].batch_number, "B-1");
}

#[test]
fn the_history_is_readable_when_the_run_and_the_scenario_are_gone() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[0], run);
    farm.farm.unpin_batches(&[farm.batches[0]], "").unwrap();
    farm.farm.delete_scenario(farm.scenario).unwrap();
    let from = farm.farm.pin_history(farm.batches[0]).unwrap()[0].from.clone().unwrap();
    assert_eq!((from.scenario_name.as_str(), from.run_number), ("Autumn smolt 2024", 1));
    assert_eq!(from.run_label, "Baseline");
}

#[test]
fn a_scenario_with_pinned_runs_is_not_deleted_and_the_batches_are_named() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    farm.run("Nobody is pinned to this one");
    farm.pin(&[0, 2], first);
    let before = everything(&farm.raw());
    let fault = farm.farm.delete_scenario(farm.scenario).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert_eq!(fault.place, "batches B-1, B-3");
    assert_eq!(everything(&farm.raw()), before);
}

#[test]
fn a_pinned_run_is_not_deleted_unless_its_batches_are_unpinned_with_it() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    farm.pin(&[1], run);
    let before = everything(&farm.raw());
    let fault = farm.farm.delete_run(run, false).unwrap_err();
    assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::Refused, "batch B-2"));
    assert_eq!(everything(&farm.raw()), before);
    let unpinned = farm.farm.delete_run(run, true).unwrap();
    assert_eq!(unpinned[0].batch_number, "B-2");
    assert_eq!(farm.farm.batch(farm.batches[1]).unwrap().pinned_projection_run, None);
    let event = farm.farm.pin_history(farm.batches[1]).unwrap().remove(0);
    assert_eq!(event.reason, "The run was deleted");
}

#[test]
fn many_batches_are_pinned_all_or_none() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    let before = everything(&farm.raw());
    let unknown = [farm.batches[0], BatchId(99)];
    let fault = farm.farm.pin_batches(&unknown, run, "").unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    let fault = farm.farm.pin_batches(&farm.batches.clone(), RunId(99), "").unwrap_err();
    assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::NotFound, ""));
    assert_eq!(everything(&farm.raw()), before);
}

#[test]
fn what_pinning_would_change_is_told_before_and_can_be_taken_back_after() {
    let mut farm = TestFarm::new();
    let first = farm.run("Baseline").run.run_id;
    let second = farm.run("Updated TGC").run.run_id;
    farm.pin(&[0], first);
    farm.pin(&[1], second);
    let preview = farm.farm.preview_pins(&farm.batches, Some(second)).unwrap();
    assert_eq!(preview.iter().map(|p| p.changes).collect::<Vec<_>>(), [true, false, true]);
    let pins = |farm: &TestFarm| -> Vec<Option<RunId>> {
        let all = farm.farm.batches().unwrap();
        all.into_iter().map(|batch| batch.pinned_projection_run.map(|run| run.run_id)).collect()
    };
    let before = pins(&farm);
    let mut planner = farm.open_again().remembering();
    planner.pin_batches(&farm.batches.clone(), second, "All").unwrap();
    assert_eq!(pins(&farm), [Some(second); 3]);
    let changes = planner.take_changes().unwrap();
    planner.take_back(&changes, "Undone").unwrap();
    assert_eq!(pins(&farm), before);
    let last = planner.pin_history(farm.batches[2]).unwrap().remove(0);
    assert_eq!(
        (last.reason.as_str(), last.from.map(|run| run.run_id), last.to),
        ("Undone", Some(second), None)
    );
}

#[test]
fn pinning_to_a_scenario_takes_its_latest_run_and_is_refused_where_none_ran() {
    let mut farm = TestFarm::new();
    let fault = farm.farm.pin_batch_to_latest(farm.batches[0], farm.scenario).unwrap_err();
    assert!(fault.message.contains("has no projection runs"), "{fault}");
    farm.run("One");
    let latest = farm.run("Two").run.run_id;
    let pinned = farm.farm.pin_batch_to_latest(farm.batches[0], farm.scenario).unwrap();
    assert_eq!(pinned.run.unwrap().run_id, latest);
}

#[test]
fn a_batch_of_a_scenario_that_is_not_there_is_refused_at_its_place_and_none_is_stored() {
    let mut farm = TestFarm::new();
    let mut stray = super::support::batch("B-5");
    stray.scenario = Some(salmon_run::domain::ids::ScenarioId(99));
    let fault = farm.farm.import_batches(&[stray.clone()]).unwrap_err();
    assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::NotFound, "scenario"));
    let fault = farm.farm.import_batches(&[super::support::batch("B-4"), stray]).unwrap_err();
    assert_eq!(fault.place, "[1].scenario");
    let fault =
        farm.farm.import_batches(&[super::support::batch("B-4"), super::support::batch("B-4")]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert_eq!(farm.farm.batches().unwrap().len(), 3);
}
