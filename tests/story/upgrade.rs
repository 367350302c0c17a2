//! The seed's migration, with data, there and back.
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, Utc};
use rusqlite::{Connection, params};
use salmon_run::domain::fault::FaultKind;
use salmon_run::domain::run::{RunFilter, RunOrigin};
use salmon_run::service::{Farm, SCHEMA_VERSION};
use salmon_run::store::schema::{self, BEFORE_RUNS};
use tempfile::TempDir;

use super::support::{everything, file_hash, files_of, rows, tables};

/// A farm file of the time before runs.
pub struct Before {
    pub folder: TempDir,
    pub path: PathBuf,
}

/// Three scenarios, of which "Never run" was never run; four batches, of which B-4 is pinned to nothing.
pub fn world_before() -> Before {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.salmonrun");
    schema::create_earlier(&path, BEFORE_RUNS).unwrap();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "INSERT INTO lifecycle VALUES (1, 'Standard');
             INSERT INTO lifecycle_stage VALUES (1, 5, 'Post-Smolt', 1, 'sea', NULL, 700.0), (1, 6, 'Adult', 1, 'sea', NULL, 8000.0);
             INSERT INTO temperature_profile VALUES (1, 'Faroe shelf');
             INSERT INTO temperature_reading VALUES (1, 1, 10.4), (1, 90, 7.1);
             INSERT INTO tgc_model VALUES (1, 'Faroes Sept', 'Faroe Islands', 'September', 2.9, 1.0, 0.3333333333333333, 1);
             INSERT INTO fcr_model VALUES (1, 'Standard FCR');
             INSERT INTO fcr_model_stage VALUES (1, 0, 'Post-Smolt', 1.1, 90), (1, 1, 'Adult', 1.2, 450);
             INSERT INTO fcr_model_stage_override VALUES (1, 'Adult', 0, 3000.0, 8000.0, 1.22);
             INSERT INTO mortality_model VALUES (1, 'Low', 'daily', 0.03);
             INSERT INTO mortality_model_stage VALUES (1, 'Adult', 0.02);
             INSERT INTO biological_constraints VALUES (1, 'Standard');
             INSERT INTO stage_constraint VALUES (1, 0, 'Adult', 700.0, 8000.0, NULL, 18.0, NULL, 450);
             INSERT INTO scenario VALUES
                (3, 'Autumn', '2024-09-01', 120, 200000, 110.0, 'SalmoBreed', 'Benchmark', 1, 1, 1, 1, 1, 'anna', '2024-08-01T10:00:00.000Z', '2024-08-02T11:30:00.125Z'),
                (4, 'Never run', '2024-10-01', 90, 1000, 90.0, '', '', 1, 1, 1, 1, NULL, 'bo', '2024-08-03T10:00:00.000Z', NULL),
                (7, 'Spring', '2025-04-15', 60, 150000, 150.5, '', '', 1, 1, 1, 1, NULL, 'bo', '2025-01-03T10:00:00.000Z', '2025-01-05T10:00:00.000Z');
             INSERT INTO scenario_model_change VALUES (3, 0, 60, 1, NULL, NULL);
             INSERT INTO batch VALUES
                (1, 'B-1', '2024-09-01', 198000, 111.5, 'Post-Smolt', 'North', 3, 3),
                (2, 'B-2', '2024-09-02', 198000, 112.5, 'Post-Smolt', 'North', 3, 3),
                (3, 'B-3', '2024-10-01', 1000, 91.5, 'Post-Smolt', 'South', 4, 4),
                (4, 'B-4', '2025-04-15', 149000, 150.5, 'Post-Smolt', 'South', NULL, NULL);
             INSERT INTO batch_pen VALUES (1, 0, 'Pen 1'), (1, 1, 'Pen 2');",
        )
        .unwrap();
    for (scenario, first, days) in [(3, (2024, 9, 1), 120), (7, (2025, 4, 15), 60)] {
        write_days(&connection, scenario, first, days);
    }
    Before { folder, path }
}

fn write_days(connection: &Connection, scenario: i64, (y, m, d): (i32, u32, u32), days: u32) {
    let first = NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let mut feed = 0.0;
    for day in 1..=days {
        // Figures with all their digits, as an engine makes them.
        let weight = 110.0 * (1.0 + f64::from(day) / 97.0).powf(1.7);
        let population = 200_000.0 * 0.999_7_f64.powi(day as i32);
        let daily = weight.sqrt() * 31.7;
        feed += daily;
        connection
            .execute(
                "INSERT INTO scenario_projection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    scenario,
                    day,
                    first + Days::new(u64::from(day) - 1),
                    weight,
                    population,
                    weight * population / 1000.0,
                    daily,
                    feed,
                    9.0 + (f64::from(day) / 30.0).sin(),
                    if day <= 90 { "Post-Smolt" } else { "Adult" }
                ],
            )
            .unwrap();
    }
}

fn content(path: &Path) -> Vec<String> {
    everything(&Connection::open(path).unwrap())
}

const DAY_COLUMNS: &str = "p.day_number, p.projection_date, p.average_weight_g, p.population, p.biomass_kg,
    p.daily_feed_kg, p.cumulative_feed_kg, p.temperature_c, p.current_stage";

#[test]
fn each_scenario_with_projections_gets_a_run_number_1_and_its_days_move_bit_for_bit() {
    let before = world_before();
    let sql = format!("SELECT p.scenario_id, {DAY_COLUMNS} FROM scenario_projection AS p ORDER BY 1, 2");
    let days = rows(&Connection::open(&before.path).unwrap(), &sql);
    assert_eq!(days.len(), 180);
    Farm::upgrade(&before.path).unwrap();
    let sql = format!(
        "SELECT r.scenario_id, {DAY_COLUMNS} FROM scenario_projection AS p JOIN projection_run AS r USING (run_id)
         ORDER BY 1, 2"
    );
    assert_eq!(rows(&Connection::open(&before.path).unwrap(), &sql), days);
    let farm = Farm::open(&before.path).unwrap();
    let runs = farm.runs(RunFilter::default()).unwrap();
    let told: Vec<_> = runs
        .iter()
        .map(|run| (run.scenario_name.as_str(), run.run_number, run.label.as_str(), run.total_projections))
        .collect();
    assert_eq!(told, [("Spring", 1, "Initial Run", 60), ("Autumn", 1, "Initial Run", 120)]);
    let autumn = farm.run_detail(runs[1].run_id).unwrap();
    assert_eq!(autumn.run.run_date.to_rfc3339(), "2024-08-02T11:30:00.125+00:00", "it ran when it ran");
    assert_eq!((autumn.origin, autumn.created_by_name.as_str()), (RunOrigin::Migrated, "anna"));
    let last = *farm.run_days(autumn.run.run_id).unwrap().days.last().unwrap();
    assert_eq!(autumn.run.final_weight_g.to_bits(), last.average_weight_g.to_bits());
    assert_eq!(autumn.run.final_biomass_kg.to_bits(), last.biomass_kg.to_bits());
}

#[test]
fn pins_are_carried_over_and_the_one_that_cannot_be_is_reported_by_name() {
    let before = world_before();
    let moved = Farm::upgrade(&before.path).unwrap();
    assert_eq!((moved.from, moved.to), (BEFORE_RUNS, SCHEMA_VERSION));
    let lost: Vec<_> =
        moved.lost_pins.iter().map(|pin| (pin.batch_number.as_str(), pin.scenario_name.as_str())).collect();
    assert_eq!(lost, [("B-3", "Never run")]);
    let farm = Farm::open(&before.path).unwrap();
    let pins: Vec<_> = farm
        .batches()
        .unwrap()
        .into_iter()
        .map(|batch| {
            (batch.batch_number, batch.pinned_projection_run.map(|run| (run.scenario_name, run.run_number)))
        })
        .collect();
    let autumn = Some(("Autumn".to_owned(), 1));
    assert_eq!(
        pins,
        [("B-1", autumn.clone()), ("B-2", autumn), ("B-3", None), ("B-4", None)]
            .map(|(n, p)| (n.to_owned(), p))
    );
    let event = farm.pin_history(farm.find_batch("B-3").unwrap()).unwrap().remove(0);
    assert!(event.reason.contains("\"Never run\" never ran"), "the history says it too: {}", event.reason);
    assert_eq!(event.to, None);
}

#[test]
fn the_upgraded_farm_is_worked_with_as_any_other() {
    let before = world_before();
    Farm::upgrade(&before.path).unwrap();
    let mut farm = Farm::open(&before.path).unwrap();
    let autumn = farm.scenarios().unwrap().into_iter().find(|row| row.name == "Autumn").unwrap();
    let request = salmon_run::service::RunRequest {
        scenario: autumn.scenario_id,
        label: "Again".to_owned(),
        notes: String::new(),
    };
    let report = farm.run_scenario(&request, |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!(report.run.run_number, 2);
    let batch = farm.batch(farm.find_batch("B-1").unwrap()).unwrap();
    assert_eq!(batch.pinned_projection_run.unwrap().run_number, 1);
}

#[test]
fn there_and_back_at_every_step_gives_the_original_rows() {
    let before = world_before();
    let original = content(&before.path);
    for to in BEFORE_RUNS..=SCHEMA_VERSION {
        let path = before.folder.path().join(format!("to-{to}.salmonrun"));
        std::fs::copy(&before.path, &path).unwrap();
        schema::migrate(&path, to, Utc::now()).unwrap();
        assert_eq!(schema::version_of(&path).unwrap(), to);
        schema::migrate(&path, BEFORE_RUNS, Utc::now()).unwrap();
        assert_eq!(content(&path), original, "to {to} and back");
    }
}

#[test]
fn one_step_at_a_time_is_the_same_as_all_at_once() {
    let before = world_before();
    let at_once = before.folder.path().join("at-once.salmonrun");
    std::fs::copy(&before.path, &at_once).unwrap();
    schema::migrate(&at_once, SCHEMA_VERSION, Utc::now()).unwrap();
    let mut on_the_way = vec![content(&before.path)];
    for to in BEFORE_RUNS + 1..=SCHEMA_VERSION {
        schema::migrate(&before.path, to, Utc::now()).unwrap();
        on_the_way.push(content(&before.path));
    }
    // When a pin was carried over is written by the clock.
    let without_time = |rows: Vec<String>| -> Vec<String> {
        rows.into_iter().filter(|row| !row.contains("|upgrade|")).collect()
    };
    assert_eq!(without_time(content(&at_once)), without_time(content(&before.path)));
    for to in (BEFORE_RUNS..SCHEMA_VERSION).rev() {
        schema::migrate(&before.path, to, Utc::now()).unwrap();
        let expected = on_the_way[(to - BEFORE_RUNS) as usize].clone();
        assert_eq!(content(&before.path), expected, "down to {to}");
    }
}

/// A scenario of schema 1 holds one set of projections. What stays of several runs is the latest one's days; what
/// goes (earlier runs, labels, notes, snapshots, the history of pins) stays in the backup, and the runs are named.
#[test]
fn a_downgrade_with_several_runs_keeps_the_latest_days_and_names_the_runs_that_only_the_backup_has() {
    let before = world_before();
    Farm::upgrade(&before.path).unwrap();
    let mut farm = Farm::open(&before.path).unwrap();
    let autumn = farm.scenarios().unwrap().into_iter().find(|row| row.name == "Autumn").unwrap().scenario_id;
    let request =
        salmon_run::service::RunRequest { scenario: autumn, label: "Again".to_owned(), notes: String::new() };
    let latest = farm.run_scenario(&request, |_, _| std::ops::ControlFlow::Continue(())).unwrap().run.run_id;
    drop(farm);
    let days = |path: &Path, of: &str| {
        let sql = format!("SELECT {DAY_COLUMNS} FROM scenario_projection AS p WHERE {of} ORDER BY 1");
        rows(&Connection::open(path).unwrap(), &sql)
    };
    let latest_days = days(&before.path, &format!("run_id = {latest}"));
    let moved = schema::migrate(&before.path, BEFORE_RUNS, Utc::now()).unwrap();
    assert_eq!(moved.lost_runs, ["Autumn - Run #1 (Initial Run)"]);
    assert_eq!(days(&before.path, &format!("scenario_id = {autumn}")), latest_days);
    let pinned = "SELECT batch_number, pinned_scenario FROM batch ORDER BY 1";
    assert_eq!(
        rows(&Connection::open(&before.path).unwrap(), pinned),
        ["B-1|3", "B-2|3", "B-3|4", "B-4|null"],
        "the lost pin is back as well"
    );
    assert_eq!(Farm::open(&moved.backup).unwrap().runs(RunFilter::default()).unwrap().len(), 3);
}

#[test]
fn the_backup_is_the_file_as_it_was_and_opens() {
    let before = world_before();
    let original = content(&before.path);
    let moved = Farm::upgrade(&before.path).unwrap();
    assert_eq!(content(&moved.backup), original);
    assert_eq!(schema::version_of(&moved.backup).unwrap(), BEFORE_RUNS);
    let again = schema::migrate(&before.path, 5, Utc::now()).unwrap();
    let more = schema::migrate(&before.path, SCHEMA_VERSION, Utc::now()).unwrap();
    schema::migrate(&before.path, 5, Utc::now()).unwrap();
    let once_more = schema::migrate(&before.path, SCHEMA_VERSION, Utc::now()).unwrap();
    assert_ne!(more.backup, once_more.backup, "no backup is written over");
    assert!(again.lost_pins.is_empty() && more.lost_pins.is_empty(), "a lost pin is reported once");
    assert_eq!(schema::version_of(&more.backup).unwrap(), 5);
}

#[test]
fn a_failure_halfway_leaves_the_file_as_it_was() {
    let before = world_before();
    // Foreign keys are looked at when all steps are taken.
    let connection = Connection::open(&before.path).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO batch_pen VALUES (999, 0, 'Pen of no batch')")
        .unwrap();
    drop(connection);
    let (hash, files) = (file_hash(&before.path), files_of(before.folder.path()));
    let fault = Farm::upgrade(&before.path).unwrap_err();
    assert!(fault.place.contains("old.salmonrun"), "{fault}");
    assert_eq!(file_hash(&before.path), hash);
    assert_eq!(files_of(before.folder.path()), files, "nor is anything left beside it");
    assert_eq!(schema::version_of(&before.path).unwrap(), BEFORE_RUNS);
}

#[test]
fn a_new_file_went_through_all_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (new, old) = (folder.path().join("new.salmonrun"), folder.path().join("old.salmonrun"));
    drop(Farm::create(&new).unwrap());
    schema::create_earlier(&old, BEFORE_RUNS).unwrap();
    Farm::upgrade(&old).unwrap();
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2";
    let schema_of = |path: &Path| rows(&Connection::open(path).unwrap(), sql);
    assert_eq!(schema_of(&new), schema_of(&old));
    assert_eq!(schema::step_names().count(), SCHEMA_VERSION as usize);
    assert!(tables(&Connection::open(&new).unwrap()).contains(&"projection_run".to_owned()));
}

/// What a preview counts is what the move then takes away: each table that goes is counted to the row.
#[test]
fn a_preview_counts_what_goes_and_changes_nothing() {
    let before = world_before();
    let up = Farm::preview_move(&before.path, SCHEMA_VERSION).unwrap();
    assert_eq!((up.from, up.to, up.steps.len()), (1, SCHEMA_VERSION, SCHEMA_VERSION as usize - 1));
    let moved = Farm::upgrade(&before.path).unwrap();
    assert_eq!((&up.lost_pins, &up.goes), (&moved.lost_pins, &Vec::new()), "said before and after");
    let mut farm = Farm::open(&before.path).unwrap();
    let autumn = farm.scenarios().unwrap().into_iter().find(|row| row.name == "Autumn").unwrap().scenario_id;
    let request =
        salmon_run::service::RunRequest { scenario: autumn, label: "Again".to_owned(), notes: String::new() };
    farm.run_scenario(&request, |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    drop(farm);
    let connection = Connection::open(&before.path).unwrap();
    connection
        .execute_batch(
            "INSERT INTO observation (batch_id, kind, date, fish, words, recorded_by, recorded_at) VALUES
                (1, 'mortality', '2024-09-05', 12, '', 'bo', '2024-09-06T00:00:00.000Z'),
                (1, 'mortality', '2024-09-06', 7, '', 'bo', '2024-09-07T00:00:00.000Z');
             INSERT INTO person VALUES ('anna', 'manager');
             INSERT INTO identity VALUES ('run', 1, 'a'), ('run', 2, 'b'), ('batch', 1, 'c');
             INSERT INTO recipe_template VALUES (1, 'T', '', '{}', 'anna', '2024-09-06T00:00:00.000Z');
             UPDATE mortality_model SET frequency = 'monthly';
             UPDATE batch SET notes = 'Treated' WHERE batch_id = 2;
             UPDATE batch_pen SET initial_count = 90000 WHERE position = 0;",
        )
        .unwrap();
    let pin_events: i64 =
        connection.query_row("SELECT count(*) FROM pin_event", [], |row| row.get(0)).unwrap();
    drop(connection);
    let whole = content(&before.path);
    let down = Farm::preview_move(&before.path, BEFORE_RUNS).unwrap();
    assert_eq!(content(&before.path), whole, "a preview changes nothing");
    let counted: Vec<(u64, &str)> = down.goes.iter().map(|goes| (goes.count, goes.what)).collect();
    assert_eq!(
        counted,
        [
            (3, "marks by which records are known again"),
            (1, "person with a role"),
            (1, "pen's own count or weight of fish"),
            (2, "observations"),
            (1, "batch's species, closing or notes"),
            (1, "template"),
            (1, "monthly mortality rate, which becomes a weekly one that takes as many fish"),
            (u64::try_from(pin_events).unwrap(), "entries in the history of pins"),
            (2, "pins of runs, which become pins of their scenarios"),
            (1, "run that has a later one"),
            (3, "labels and notes of runs"),
            (1, "snapshot of what runs were made from"),
        ]
    );
    assert_eq!(down.lost_runs, ["Autumn - Run #1 (Initial Run)"]);
    let moved = Farm::downgrade(&before.path, BEFORE_RUNS, "anna").unwrap();
    assert_eq!(moved.lost_runs, down.lost_runs);
    assert_eq!(content(&moved.backup), whole, "all that went is in the backup");
    let fault = Farm::downgrade(&before.path, BEFORE_RUNS, "anna").unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused, "{fault}");
}

#[test]
fn schemas_that_do_not_exist_are_refused() {
    let before = world_before();
    let hash = file_hash(&before.path);
    for to in [0, SCHEMA_VERSION + 1] {
        let fault = schema::migrate(&before.path, to, Utc::now()).unwrap_err();
        assert_eq!(fault.kind, FaultKind::InvalidInput);
        assert!(fault.message.contains(&to.to_string()), "{fault}");
    }
    assert_eq!(file_hash(&before.path), hash);
    assert_eq!(files_of(before.folder.path()), ["old.salmonrun"]);
}
