//! A look over the whole file finds what is wrong and says it in words; a repair mends what can be mended and changes no run.
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;
use salmon_run::domain::check::Aspect;
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::run::RunFilter;
use salmon_run::service::{CheckReport, Farm, Mended};

use super::support::{ANNA, TestFarm, everything, files_of, rows};

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn check(path: &Path) -> CheckReport {
    Farm::check(path, &mut go_on, None).unwrap()
}

fn mend(path: &Path) -> Mended {
    Farm::repair(path, ANNA, &mut go_on).unwrap()
}

/// What was found: where, and in which words.
fn found(report: &CheckReport) -> Vec<(Aspect, String)> {
    report.findings.iter().map(|one| (one.aspect, format!("{} ({})", one.message, one.place))).collect()
}

/// A farm with two runs, of which batches are pinned to the second.
fn farm_with_runs() -> TestFarm {
    let mut farm = TestFarm::new();
    farm.run("Baseline");
    farm.set_tgc(3.1);
    let run = farm.run("Updated TGC").run.run_id;
    farm.pin(&[0, 1], run);
    farm
}

/// Changes what the file itself guards, as damage does.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let triggers = rows(&connection, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'");
    for name in rows(&connection, "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for trigger in triggers {
        connection.execute_batch(&trigger).unwrap();
    }
}

#[test]
fn a_sound_file_is_looked_over_and_every_run_computed_again() {
    let farm = farm_with_runs();
    let before = everything(&farm.raw());
    let report = check(&farm.path);
    assert_eq!(found(&report), []);
    assert_eq!((report.runs_equal, report.looked_at.as_slice()), (2, Aspect::ALL.as_slice()));
    assert!(report.is_whole);
    let mended = mend(&farm.path);
    assert_eq!(mended, Mended::default(), "nothing is done to a file that is sound");
    assert_eq!(everything(&farm.raw()), before);
}

#[test]
fn a_check_can_be_stopped_and_says_that_it_was() {
    let farm = farm_with_runs();
    let report = Farm::check(&farm.path, &mut |_, _| ControlFlow::Break(()), None).unwrap();
    assert!(!report.is_whole);
    let report = Farm::check(&farm.path, &mut go_on, Some(Box::new(|| true))).unwrap();
    assert!(report.is_sound());
}

#[test]
fn each_kind_of_damage_is_found_and_said_in_words() {
    for (sql, aspect, says) in [
        (
            "UPDATE scenario_projection SET average_weight_g = average_weight_g * 1.0000001 WHERE run_id = 1 AND day_number = 7",
            Aspect::Runs,
            "a run does not hold what its snapshot gives (Autumn smolt 2024 - Run #1: day 7, weight:",
        ),
        (
            "DELETE FROM scenario_projection WHERE run_id = 2 AND day_number = 100",
            Aspect::Days,
            "a run does not have the days that it says it has (Autumn smolt 2024 - Run #2: 479 of 480 days)",
        ),
        (
            "UPDATE run_inputs SET canonical = canonical || ' ' ",
            Aspect::Inputs,
            "a snapshot is not what its hash says it was (Autumn smolt 2024 - Run #",
        ),
        (
            "UPDATE scenario SET last_run_number = 1",
            Aspect::RunNumbers,
            "a run has a number that its scenario never counted (Autumn smolt 2024 - Run #2)",
        ),
        (
            "INSERT INTO batch_pen (batch_id, position, name) VALUES (99, 0, 'Nobody''s')",
            Aspect::References,
            "1 row points to what is not there (batch_pen, to batch)",
        ),
        (
            "DROP INDEX batch_by_pinned_run",
            Aspect::Schema,
            "something that belongs to the file is gone (index batch_by_pinned_run)",
        ),
        (
            "CREATE VIEW peek AS SELECT * FROM batch",
            Aspect::Schema,
            "something is in the file that Salmon Run did not make (view peek)",
        ),
    ] {
        let farm = farm_with_runs();
        tamper(&farm.path, sql);
        let report = check(&farm.path);
        assert!(!report.is_sound(), "{sql}");
        let told = found(&report);
        assert!(told.iter().any(|(of, words)| *of == aspect && words.starts_with(says)), "{sql}: {told:?}");
    }
}

#[test]
fn a_guard_and_an_index_that_are_gone_are_made_anew_after_a_backup() {
    let farm = farm_with_runs();
    let before = everything(&farm.raw());
    farm.raw().execute_batch("DROP TRIGGER runs_do_not_change; DROP INDEX batch_by_pinned_run").unwrap();
    let mended = mend(&farm.path);
    assert!(mended.before.is_some_and(|backup| backup.exists()));
    assert!(
        mended.done.iter().any(|done| done == "the trigger runs_do_not_change is there again"),
        "{:?}",
        mended.done
    );
    assert_eq!(mended.lost, [""; 0]);
    assert_eq!(everything(&farm.raw()), before);
    farm.raw().execute("UPDATE projection_run SET final_weight_g = 1", []).unwrap_err();
}

#[test]
fn what_somebody_else_put_into_the_file_goes_and_all_of_ours_stays() {
    let farm = farm_with_runs();
    let before = everything(&farm.raw());
    farm.raw()
        .execute_batch(
            "CREATE TABLE cookies (a); INSERT INTO cookies VALUES (1);
             CREATE TRIGGER spy AFTER UPDATE ON batch BEGIN INSERT INTO cookies VALUES (NEW.batch_id); END;
             CREATE VIEW peek AS SELECT * FROM batch;",
        )
        .unwrap();
    let fault = Farm::open(&farm.path).unwrap_err();
    assert_eq!(fault.kind, FaultKind::ForeignSchema, "{fault}");
    let mended = mend(&farm.path);
    assert_eq!(mended.lost, [""; 0]);
    assert_eq!(everything(&farm.raw()), before);
    assert!(check(&farm.path).is_sound());
    assert_eq!(files_of(farm.folder.path()).iter().filter(|name| name.contains("mended")).count(), 0);
}

#[test]
fn from_pages_that_are_noise_whole_runs_are_carried_over_and_what_is_lost_is_named() {
    let farm = farm_with_runs();
    let (path, folder) = (farm.path.clone(), farm.folder);
    drop(farm.farm);
    let bytes = fs::read(&path).unwrap();
    let whole_days = |path: &Path| {
        rows(
            &Connection::open(path).unwrap(),
            "SELECT p.* FROM scenario_projection AS p JOIN projection_run AS r USING (run_id) ORDER BY p.run_id, p.day_number",
        )
    };
    let days = whole_days(&path);
    let (mut mended_files, mut named) = (0, 0);
    for page in 2..bytes.len() / 4096 {
        let mut damaged = bytes.clone();
        damaged[page * 4096..page * 4096 + 2000].fill(0xC3);
        for end in ["-wal", "-shm"] {
            fs::remove_file(format!("{}{end}", path.display())).ok();
        }
        fs::write(&path, &damaged).unwrap();
        match Farm::repair(&path, ANNA, &mut go_on) {
            Err(fault) => {
                assert_eq!(fault.kind, FaultKind::Damaged, "{fault}");
                assert_eq!(fs::read(&path).unwrap(), damaged, "what cannot be mended stays as it is");
            }
            Ok(mended) => {
                mended_files += 1;
                let report = check(&path);
                assert_eq!(found(&report), [], "page {page}: {mended:?}");
                let kept = whole_days(&path);
                assert!(kept.iter().all(|day| days.contains(day)), "page {page}: no number of a run is new");
                assert_eq!(kept.len() % 480, 0, "page {page}: runs are whole");
                let runs = Farm::open(&path).unwrap().runs(RunFilter::default()).unwrap().len();
                named += usize::from(runs < 2);
                if runs < 2 {
                    assert!(!mended.lost.is_empty(), "page {page}: what is lost is named");
                }
            }
        }
    }
    assert!(mended_files > 20 && named > 0, "{mended_files} mended, of {named} a run was lost");
    drop(folder);
}
