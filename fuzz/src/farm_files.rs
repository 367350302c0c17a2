//! A small farm that has some of everything, and all that can be done with one. Shared by the fuzz target of farm files and
//! `tests/crash`.
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;
use salmon_run::domain::batch::{BatchDocument, BatchStatus};
use salmon_run::domain::fault::{Fault, Outcome};
use salmon_run::domain::goal_weights::GoalWeights;
use salmon_run::domain::observation::Observations;
use salmon_run::domain::pen::Pen;
use salmon_run::domain::plan::ModelKind;
use salmon_run::domain::run::RunFilter;
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::{Farm, RunRequest};
use tempfile::TempDir;

/// A folder for files that may be lost: in memory where that is possible, since nothing here tests the disk.
pub fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A scenario of so many days.
pub fn scenario(name: &str, days: u32) -> Scenario {
    let mut scenario = Scenario::read(include_str!("../../tests/fixtures/short-autumn.json")).unwrap();
    scenario.name = name.to_owned();
    scenario.duration_days = days;
    scenario
}

/// Observations of a few days.
pub fn observations() -> Observations {
    serde_json::from_str(
        r#"{"growth_samples":[{"date":"2024-09-05","avg_weight_g":115.5,"sample_size":40},{"date":"2024-09-20","avg_weight_g":131.0}],
            "mortality_events":[{"date":"2024-09-06","count":3}],"feeding_events":[{"date":"2024-09-06","amount_kg":1.25}],
            "temperature_readings":[{"date":"2024-09-07","temperature":9.8}]}"#,
    )
    .unwrap()
}

/// Two scenarios, the first of which ran twice; batches B-1 to B-3, pinned; what was observed of B-1.
pub fn make(path: &Path) {
    let mut farm = Farm::create(path).unwrap().acting_as("anna");
    let ids = farm.import_scenarios(&[scenario("Autumn", 40), scenario("Spring", 30)]).unwrap();
    let batches = farm.import_batches(&["B-1", "B-2", "B-3"].map(batch)).unwrap();
    let mut runs = Vec::new();
    for (id, label) in [(ids[0], "Plan"), (ids[0], "Better plan"), (ids[1], "Plan")] {
        let request = RunRequest { scenario: id, label: label.to_owned(), notes: String::new() };
        runs.push(farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap().run.run_id);
    }
    farm.pin_batches(&batches, runs[0], "Plan of the season").unwrap();
    farm.record(batches[0], &observations()).unwrap();
}

fn batch(number: &str) -> BatchDocument {
    BatchDocument {
        batch_number: number.to_owned(),
        start_date: scenario("Autumn", 1).start_date,
        initial_count: 200_000,
        initial_weight_g: 110.0,
        stage: "Post-Smolt".to_owned(),
        site: "North".to_owned(),
        pens: vec![Pen::named("1"), Pen::named("2")],
        scenario: None,
        species: String::new(),
        status: BatchStatus::Active,
        notes: String::new(),
    }
}

/// The bytes of a closed small farm with small pages, so that few of its bytes mean nothing.
pub fn dense_bytes() -> Vec<u8> {
    let folder = folder();
    let path = folder.path().join("farm.salmonrun");
    make(&path);
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM").unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    drop(connection);
    std::fs::read(&path).unwrap()
}

/// Everything that can be looked at in a farm file and some of what can be changed. Gives the faults that it met.
pub fn do_everything(path: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Beside somebody who has it open already, its pages are not looked over first: what is damaged is met where it is read.
    let mut farm = match Farm::open_beside(path) {
        Ok(farm) => farm.acting_as("anna"),
        Err(fault) => return vec![fault],
    };
    look_at_everything(&farm, &mut faults);
    change_something(&mut farm, &mut faults);
    faults
}

fn keep<T>(faults: &mut Vec<Fault>, outcome: Outcome<T>) -> Option<T> {
    outcome.map_err(|fault| faults.push(fault)).ok()
}

fn look_at_everything(farm: &Farm, faults: &mut Vec<Fault>) {
    let runs =
        keep(faults, farm.runs(RunFilter { archived: true, ..RunFilter::default() })).unwrap_or_default();
    for run in &runs {
        keep(faults, farm.run_in_full(run.run_id));
        keep(faults, farm.verify_run(run.run_id, |_, _| ControlFlow::Continue(())));
        keep(faults, farm.batches_pinned_to(run.run_id));
    }
    let ids: Vec<_> = runs.iter().map(|run| run.run_id).take(3).collect();
    if ids.len() > 1 {
        keep(faults, farm.compare_runs(&ids));
    }
    for row in keep(faults, farm.scenarios()).unwrap_or_default() {
        keep(faults, farm.scenario_document(row.scenario_id));
        keep(faults, farm.scenario_oddities(row.scenario_id));
        keep(faults, farm.unchanged_since(row.scenario_id));
    }
    for row in keep(faults, farm.batches()).unwrap_or_default() {
        keep(faults, farm.pin_history(row.batch_id));
        keep(faults, farm.recorded(row.batch_id));
        keep(faults, farm.corrections(row.batch_id));
        if let Some(growth) = keep(faults, farm.growth(row.batch_id, None)) {
            growth.forecast(&[1000.0, 5000.0]);
            growth.calibration();
        }
    }
    keep(faults, farm.growth_overview(GoalWeights::default(), "2024-10-01".parse().unwrap()));
    for kind in ModelKind::ALL {
        keep(faults, farm.models(kind));
    }
    keep(faults, farm.templates());
    keep(faults, farm.data_version());
}

fn change_something(farm: &mut Farm, faults: &mut Vec<Fault>) {
    let scenario = farm.scenarios().ok().and_then(|rows| rows.first().map(|row| row.scenario_id));
    if let Some(scenario) = scenario {
        let request = RunRequest { scenario, label: "Another".to_owned(), notes: String::new() };
        let report = keep(faults, farm.run_scenario(&request, |_, _| ControlFlow::Continue(())));
        let batches: Vec<_> = farm.batches().unwrap_or_default().iter().map(|row| row.batch_id).collect();
        if let Some(report) = report {
            keep(faults, farm.label_run(report.run.run_id, "The other"));
            keep(faults, farm.pin_batches(&batches, report.run.run_id, "Try"));
            keep(faults, farm.unpin_batches(&batches, "Back"));
            keep(faults, farm.delete_run(report.run.run_id, true));
        }
        if let Some(batch) = batches.first() {
            keep(faults, farm.record(*batch, &observations()));
        }
    }
    keep(faults, farm.import_scenarios(&[scenario_of_another_name()]));
    keep(faults, farm.import_batches(&[batch("B-9")]));
}

fn scenario_of_another_name() -> Scenario {
    scenario("Another", 3)
}

/// What a fault must have to be of use.
pub fn is_plain(fault: &Fault) -> bool {
    !fault.message.is_empty() && !fault.message.contains("panicked") && !fault.message.contains('\n')
}
