//! Verifying: every run gives the same bits again from its own snapshot, and a number that was meddled with is named.
use std::ops::ControlFlow;

use rusqlite::Connection;
use salmon_run::domain::ids::RunId;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{Farm, Verdict};

use super::support::{TestFarm, autumn};

fn verdict(farm: &Farm, run: RunId) -> Verdict {
    farm.verify_run(run, |_, _| ControlFlow::Continue(())).unwrap().verdict
}

fn verify_all(farm: &Farm) -> Vec<Verdict> {
    let runs = farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
    runs.iter().map(|run| verdict(farm, run.run_id)).collect()
}

/// A file whose guards are gone, as somebody with bad intentions would make it.
fn unguarded(farm: &TestFarm) -> Connection {
    let connection = farm.raw();
    for trigger in super::support::rows(&connection, "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    connection
}

#[test]
fn every_run_is_equal_whatever_happened_to_its_scenario_since() {
    let mut farm = TestFarm::new();
    let mut other = autumn();
    other.name = "Slow and cold".to_owned();
    other.tgc_model.exponent_n = 1.1;
    other.tgc_model.exponent_m = 0.4;
    other.duration_days = 1300;
    let other = farm.farm.import_scenarios(&[other]).unwrap()[0];
    for tgc in [2.5, 2.9, 3.1] {
        farm.set_tgc(tgc);
        farm.run("Plan");
        farm.run_of(other, "");
    }
    farm.set_tgc(1.0);
    let mut plan = farm.farm.scenario_plan(other).unwrap();
    plan.duration_days = 10;
    plan.initial_count = 1;
    farm.farm.save_scenario(Some(other), &plan).unwrap();
    let verdicts = verify_all(&farm.farm);
    assert_eq!(verdicts.len(), 6);
    for verdict in verdicts {
        let Verdict::Equal { numbers } = verdict else { panic!("{verdict:?}") };
        assert!(numbers >= 480 * 9, "{numbers} numbers were held against each other");
    }
}

#[test]
fn one_number_that_was_meddled_with_is_named() {
    let mut farm = TestFarm::new();
    let run = farm.run("Plan").run.run_id;
    for (change, named) in [
        (
            "UPDATE scenario_projection SET biomass_kg = biomass_kg * 1.0000000000000002 WHERE day_number = 12",
            "day 12, biomass",
        ),
        ("UPDATE scenario_projection SET current_stage = 'Adult' WHERE day_number = 3", "day 3, stage"),
        ("UPDATE scenario_projection SET projection_date = '2031-01-01' WHERE day_number = 1", "day 1, date"),
        ("UPDATE projection_run SET final_weight_g = final_weight_g + 1", "final weight"),
        ("DELETE FROM scenario_projection WHERE day_number = 480", "days"),
    ] {
        let copy = farm.folder.path().join("meddled.salmonrun");
        std::fs::remove_file(&copy).ok();
        unguarded(&farm).execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        Connection::open(&copy).unwrap().execute_batch(change).unwrap();
        let found = verdict(&Farm::open(&copy).unwrap(), run);
        let Verdict::Differs { numbers: 1, first } = found else { panic!("{change}: {found:?}") };
        assert!(first.starts_with(named), "{change}: {first}");
    }
}

#[test]
fn inputs_that_were_meddled_with_are_not_believed() {
    let mut farm = TestFarm::new();
    let run = farm.run("Plan").run.run_id;
    let connection = unguarded(&farm);
    connection.execute_batch("UPDATE run_inputs SET canonical = replace(canonical, '2.81', '2.82')").unwrap();
    let fault = farm.farm.verify_run(run, |_, _| ControlFlow::Continue(())).unwrap_err();
    assert!(fault.message.contains("hash"), "{fault}");
}

#[test]
fn a_run_of_before_there_were_snapshots_says_why_it_cannot_be_recomputed() {
    let before = super::upgrade::world_before();
    Farm::upgrade(&before.path).unwrap();
    let farm = Farm::open(&before.path).unwrap();
    for verdict in verify_all(&farm) {
        let Verdict::CannotRecompute { why } = verdict else { panic!("{verdict:?}") };
        assert!(why.contains("before runs kept their inputs"), "{why}");
    }
}
