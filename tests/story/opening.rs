//! Opening: what a file may hold and do, what happens under the program's feet, and file systems that can bear no log.
use std::fs;

use rusqlite::Connection;
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::Farm;
use salmon_run::store::schema;

use super::support::{TestFarm, file_hash, rows};

#[test]
fn a_file_with_code_of_somebody_else_is_refused_and_none_of_it_runs() {
    for (sql, names) in [
        ("CREATE VIEW batch_view AS SELECT * FROM batch", "view \"batch_view\""),
        ("CREATE TABLE extra (a)", "table \"extra\""),
        (
            "CREATE TRIGGER spy AFTER UPDATE ON batch BEGIN DELETE FROM person; END",
            "trigger \"spy\"",
        ),
        ("CREATE INDEX slow ON batch (abs(batch_id))", "index \"slow\""),
        (
            "DROP TRIGGER runs_do_not_change;
             CREATE TRIGGER runs_do_not_change BEFORE UPDATE ON projection_run BEGIN DELETE FROM pin_event; END",
            "trigger \"runs_do_not_change\"",
        ),
        (
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, 'TEXT NOT NULL', 'TEXT NOT NULL CHECK (length(hex(name)) > 0)')
             WHERE name = 'lifecycle'",
            "table \"lifecycle\"",
        ),
    ] {
        let TestFarm { folder, path, farm, .. } = TestFarm::new();
        drop(farm);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let hash = file_hash(&path);
        let fault = Farm::open(&path).unwrap_err();
        assert_eq!(fault.kind, FaultKind::ForeignSchema, "{fault}");
        assert!(fault.message.contains(names) && fault.hint.contains("check --repair"), "{fault}");
        Farm::downgrade(&path, 3, "anna").unwrap_err();
        assert_eq!(file_hash(&path), hash, "{sql}");
        drop(folder);
    }
}

#[test]
fn a_file_that_went_down_and_up_again_is_one_of_ours() {
    for low in 1..schema::CURRENT {
        let TestFarm { folder, path, farm, .. } = TestFarm::new();
        drop(farm);
        Farm::downgrade(&path, low, "anna").unwrap();
        Farm::upgrade(&path).unwrap();
        Farm::open(&path).unwrap();
        drop(folder);
    }
}

#[test]
fn where_memory_cannot_be_shared_a_farm_is_made_and_worked_with_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("farm.salmonrun");
    // A folder stands where the shared memory would be: as on a file system that has none.
    let in_the_way = folder.path().join("farm.salmonrun-shm");
    fs::create_dir(&in_the_way).unwrap();
    let mut farm = Farm::create(&path).unwrap();
    farm.import_scenarios(&[super::support::autumn()]).unwrap();
    let mode = |path| rows(&Connection::open(path).unwrap(), "SELECT * FROM pragma_journal_mode");
    assert_eq!(mode(&path), ["delete"]);
    drop(farm);
    assert_eq!(Farm::open(&path).unwrap().scenarios().unwrap().len(), 1);
    assert_eq!(mode(&path), ["delete"]);
    fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(Farm::open(&path).unwrap().scenarios().unwrap().len(), 1);
    assert_eq!(mode(&path), ["wal"], "where there is a log to be had, it is taken again");
    // One that has a log comes to where there is none.
    fs::create_dir(&in_the_way).unwrap();
    let mut farm = Farm::open(&path).unwrap();
    assert!(!farm.is_read_only());
    farm.import_scenarios(&[super::support::autumn()]).unwrap();
    assert_eq!(mode(&path), ["delete"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_deleted_moved_or_replaced_under_the_program_is_noticed_before_anything_is_written() {
    for what in ["deleted", "moved", "replaced"] {
        let mut farm = TestFarm::new();
        let run = farm.run("Baseline").run.run_id;
        let other = farm.folder.path().join("other.salmonrun");
        match what {
            "deleted" => fs::remove_file(&farm.path).unwrap(),
            "moved" => fs::rename(&farm.path, &other).unwrap(),
            _ => {
                Farm::create(&other).unwrap();
                fs::rename(&other, &farm.path).unwrap();
            }
        }
        let fault = farm.farm.label_run(run, "Into the void").unwrap_err();
        assert_eq!(fault.kind, FaultKind::FileMissing, "{what}: {fault}");
        assert!(fault.place.contains("farm.salmonrun") && fault.hint.contains("Back up to"), "{fault}");
        assert_eq!(farm.farm.data_version().unwrap_err().kind, FaultKind::FileMissing);
        assert_eq!(farm.farm.runs(RunFilter::default()).unwrap()[0].label, "Baseline", "reading goes on");
    }
}

#[test]
fn a_farm_opened_to_be_read_sees_what_others_write_and_writes_nothing() {
    let mut farm = TestFarm::new();
    let run = farm.run("Baseline").run.run_id;
    let mut reader = Farm::open_to_read(&farm.path).unwrap();
    let seen = reader.data_version().unwrap();
    farm.farm.label_run(run, "Changed").unwrap();
    assert_ne!(reader.data_version().unwrap(), seen);
    assert_eq!(reader.runs(RunFilter::default()).unwrap()[0].label, "Changed");
    assert_eq!(reader.label_run(run, "Mine").unwrap_err().kind, FaultKind::ReadOnly);
}

/// Opening and closing a file drops every lock that a process holds on it, on systems with POSIX locks. Were a farm file
/// looked at in that way while it is open, another program could take its log away under our feet.
#[test]
fn opening_a_file_a_second_time_costs_the_first_one_no_lock() {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    drop(Farm::open(&farm.path).unwrap());
    Farm::schema_of(&farm.path).unwrap();
    let desk = std::process::Command::new(env!("CARGO_BIN_EXE_salmon-run"))
        .args(["--file", farm.path.to_str().unwrap(), "run", "label", "1", "By another program"])
        .env("SALMON_RUN_CONFIG_DIR", farm.folder.path().join("config"))
        .output()
        .unwrap();
    assert!(desk.status.success(), "{desk:?}");
    let log = farm.folder.path().join("farm.salmonrun-wal");
    assert!(log.exists(), "the log is still there, for the file is still open here");
    farm.run("Second");
    let stored = Farm::open(&farm.path).unwrap().runs(RunFilter::default()).unwrap();
    let labels: Vec<&str> = stored.iter().map(|run| run.label.as_str()).collect();
    assert_eq!(labels, ["Second", "By another program"]);
}
