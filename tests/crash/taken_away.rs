//! Farm files that are deleted, moved or replaced under the program, a clock that is set back, and two programs at once.
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, Utc};
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::ids::ScenarioId;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{Farm, RunReport, RunRequest};

use super::desk::{Desk, SHORT};
use super::small_farm::{content, folder, is_whole, make, within};
use super::story::file_hash;

fn run(farm: &mut Farm, label: &str) -> salmon_run::domain::fault::Outcome<RunReport> {
    let request = RunRequest { scenario: ScenarioId(1), label: label.to_owned(), notes: String::new() };
    farm.run_scenario(&request, |_, _| ControlFlow::Continue(()))
}

fn is_refused(farm: &mut Farm, path: &Path, how: &str) {
    let fault = run(farm, "Into nothing").unwrap_err();
    assert_eq!(fault.kind, FaultKind::FileMissing, "{fault}");
    assert!(fault.message.contains(how), "{fault}");
    assert!(fault.place.contains(path.file_name().unwrap().to_str().unwrap()), "{fault}");
}

#[cfg(unix)]
#[test]
fn a_farm_file_that_is_deleted_under_the_program_takes_no_change_any_more_and_can_be_looked_at() {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    make(&path);
    let mut farm = Farm::open(&path).unwrap().acting_as("anna");
    fs::remove_file(&path).unwrap();
    is_refused(&mut farm, &path, "was moved or deleted while it was open");
    assert_eq!(farm.runs(RunFilter::default()).unwrap().len(), 3, "what was there is still to be seen");
    assert!(!path.exists());
}

#[cfg(unix)]
#[test]
fn a_farm_file_that_is_moved_under_the_program_is_whole_where_it_is_now() {
    let folder = folder();
    let (path, now) = (within(&folder, "farm.salmonrun"), within(&folder, "moved.salmonrun"));
    make(&path);
    let mut farm = Farm::open(&path).unwrap().acting_as("anna");
    run(&mut farm, "Before it went").unwrap();
    fs::rename(&path, &now).unwrap();
    is_refused(&mut farm, &path, "was moved or deleted while it was open");
    drop(farm);
    is_whole(&now).unwrap();
    let farm = Farm::open(&now).unwrap();
    assert_eq!(farm.runs(RunFilter::default()).unwrap()[0].label, "Before it went");
}

#[cfg(unix)]
#[test]
fn a_farm_file_that_is_replaced_under_the_program_is_not_written_into() {
    let folder = folder();
    let (path, other) = (within(&folder, "farm.salmonrun"), within(&folder, "other.salmonrun"));
    make(&path);
    make(&other);
    let (before, hash) = (content(&other), file_hash(&other));
    let mut farm = Farm::open(&path).unwrap().acting_as("anna");
    run(&mut farm, "Before it was replaced").unwrap();
    fs::rename(&other, &path).unwrap();
    is_refused(&mut farm, &path, "was replaced by another while it was open");
    assert_eq!(file_hash(&path), hash);
    drop(farm);
    assert_eq!(content(&path), before, "nor did it take the log of the one before for its own");
    let mut farm = Farm::open(&path).unwrap().acting_as("anna");
    run(&mut farm, "On the other").unwrap();
}

#[test]
fn a_farm_file_that_is_copied_while_it_is_open_has_everything() {
    let folder = folder();
    let (path, copy) = (within(&folder, "farm.salmonrun"), within(&folder, "copy.salmonrun"));
    make(&path);
    let mut farm = Farm::open(&path).unwrap().acting_as("anna");
    for number in 0..5 {
        run(&mut farm, &format!("Run {number}")).unwrap();
        fs::copy(&path, &copy).unwrap();
        assert_eq!(content(&copy), content(&path));
    }
}

#[test]
fn a_clock_that_is_set_back_loses_no_run_and_no_number() {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    make(&path);
    let long_ago = || "1999-12-31T23:59:59Z".parse::<DateTime<Utc>>().unwrap();
    let mut farm = Farm::open(&path).unwrap().acting_as("anna").with_clock(long_ago);
    let report = run(&mut farm, "Set back").unwrap();
    assert_eq!(report.run.run_number, 3);
    assert!(
        report.run.is_latest,
        "the latest run is the one with the highest number, whatever the clock says"
    );
    let batch = farm.find_batch("B-1").unwrap();
    farm.pin_batches(&[batch], report.run.run_id, "Later, by an earlier clock").unwrap();
    let history = farm.pin_history(batch).unwrap();
    // Told by the clock, as histories of several laptops are; nothing of it is missing.
    let reasons: Vec<&str> = history.iter().map(|event| event.reason.as_str()).collect();
    assert_eq!(reasons, ["Plan of the season", "Later, by an earlier clock"]);
    let pinned = farm.batch(batch).unwrap().pinned_projection_run.unwrap();
    assert_eq!(pinned.run_number, 3, "what was done last is what holds");
    assert_eq!(farm.runs(RunFilter::default()).unwrap().len(), 4);
}

#[test]
fn two_programs_that_run_scenarios_at_once_give_every_number_once() {
    let desk = Desk::with_new_farm();
    desk.write("short.json", SHORT);
    desk.run(&["scenario", "import", "short.json"]).ok();
    let farm = desk.farm();
    let each = 6;
    let done: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let words = ["--file", farm.to_str().unwrap(), "--user", "anna", "scenario", "run", "1"];
                    let ran: Vec<_> = (0..each).map(|_| desk.plain(&words)).collect();
                    for ran in ran.iter().filter(|ran| ran.status != 0) {
                        let said = ran.error_line();
                        assert!(said.starts_with("the farm file is in use"), "{said}");
                    }
                    ran.iter().filter(|ran| ran.status == 0).count()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    let runs = Farm::open(&farm).unwrap().runs(RunFilter::default()).unwrap();
    let mut numbers: Vec<u32> = runs.iter().map(|run| run.run_number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=done as u32).collect::<Vec<_>>(), "as many as said that they were done");
    is_whole(&farm).unwrap();
    println!("2 programs, {done} of {} runs done, every number once", 2 * each);
}
