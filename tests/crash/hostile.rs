//! Farm files that somebody made to do harm: each is told plainly, none is changed, none keeps the program busy for ever.
use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use salmon_run::domain::fault::FaultKind;
use salmon_run::service::Farm;
use salmon_run::store::schema;

use super::small_farm::{do_everything, folder, in_time, is_plain, make, within};
use super::story::file_hash;

/// A small farm, changed by SQL with every guard off.
fn changed_by(path: &Path, sql: &str) {
    make(path);
    let connection = Connection::open(path).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON; PRAGMA legacy_alter_table = ON",
        )
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

const ENDLESS: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT";

#[test]
fn code_that_somebody_put_into_a_farm_file_is_never_run() {
    let endless_view = |name: &str| format!("CREATE VIEW {name} AS {ENDLESS} x AS batch_id FROM n;");
    let cases: Vec<(&str, String, &str)> = vec![
        ("a view beside the tables", endless_view("season"), "view \"season\""),
        (
            "a view in the place of a table",
            format!("DROP TABLE identity; {}", endless_view("identity")),
            "view \"identity\"",
        ),
        (
            "a trigger that never ends",
            format!("CREATE TRIGGER busy AFTER UPDATE ON projection_run BEGIN DELETE FROM person WHERE name IN ({ENDLESS} x FROM n); END;"),
            "trigger \"busy\"",
        ),
        (
            "a trigger that takes fish away when others are written down",
            "CREATE TRIGGER thief AFTER INSERT ON observation BEGIN DELETE FROM batch WHERE batch_id = 2; END;".to_owned(),
            "trigger \"thief\"",
        ),
        (
            "a guard of ours with other words",
            "DROP TRIGGER no_day_changes;
             CREATE TRIGGER no_day_changes BEFORE UPDATE ON scenario_projection BEGIN SELECT 1; END;"
                .to_owned(),
            "trigger \"no_day_changes\"",
        ),
        (
            "a column that is computed",
            "ALTER TABLE batch ADD COLUMN secret TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL;".to_owned(),
            "table \"batch\"",
        ),
        (
            "an index that computes",
            "CREATE INDEX slow ON batch (length(hex(notes)));".to_owned(),
            "index \"slow\"",
        ),
        (
            "a table of a module",
            "CREATE VIRTUAL TABLE words USING fts5(word);".to_owned(),
            "table \"words\"",
        ),
        (
            "a column of another type",
            "DROP TABLE identity; CREATE TABLE identity (kind TEXT NOT NULL, record_id BLOB NOT NULL, uid TEXT NOT NULL);".to_owned(),
            "table \"identity\"",
        ),
    ];
    let count = cases.len();
    for (what, sql, says) in cases {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        changed_by(&path, &sql);
        let hash = file_hash(&path);
        let opened = path.clone();
        let fault = in_time(what, move || Farm::open(&opened).map(drop)).unwrap_err();
        assert_eq!(fault.kind, FaultKind::ForeignSchema, "{what}: {fault}");
        assert!(fault.message.contains(&format!("holds a {says} that")), "{what}: {fault}");
        assert!(fault.place.contains("farm.salmonrun") && !fault.hint.is_empty(), "{what}: {fault:?}");
        assert_eq!(file_hash(&path), hash, "{what}");
    }
    println!("{count} farm files with code of somebody else's, none run");
}

#[test]
fn nor_is_it_when_the_file_is_of_an_earlier_schema_and_is_brought_up() {
    let folder = folder();
    let path = within(&folder, "farm.salmonrun");
    for (number, sql) in [
        format!("CREATE VIEW season AS {ENDLESS} x FROM n;"),
        format!("CREATE TRIGGER busy AFTER UPDATE ON scenario BEGIN DELETE FROM batch WHERE batch_id IN ({ENDLESS} x FROM n); END;"),
        "ALTER TABLE scenario ADD COLUMN more TEXT AS (hex(zeroblob(400000000)));".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let path = path.with_extension(format!("{number}.salmonrun"));
        schema::create_earlier(&path, 1).unwrap();
        Connection::open(&path).unwrap().execute_batch(&sql).unwrap();
        let hash = file_hash(&path);
        let opened = path.clone();
        let fault = in_time(&sql, move || Farm::upgrade(&opened).map(drop)).unwrap_err();
        assert_eq!(fault.kind, FaultKind::ForeignSchema, "{fault}");
        assert_eq!(file_hash(&path), hash);
    }
}

#[test]
fn a_schema_that_is_garbage_is_told() {
    let cases = [
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE batch (' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET sql = NULL WHERE name = 'batch';",
        "UPDATE sqlite_schema SET sql = 'garbage' WHERE name = 'scenario';",
        "UPDATE sqlite_schema SET sql = printf('CREATE TABLE batch (%s)', substr(replace(hex(zeroblob(20000)), '00', ', x'), 3)) WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = 900000 WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = -1 WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = 'x' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'scenario') WHERE name = 'batch';",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'scenario_projection') WHERE name = 'temperature_reading';",
        "UPDATE sqlite_schema SET type = 'banana' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET type = 'view' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET name = 'sqlite_batch' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET name = 'scenario' WHERE name = 'batch';",
        "UPDATE sqlite_schema SET tbl_name = 'nowhere' WHERE type = 'trigger';",
        "DELETE FROM sqlite_schema WHERE name = 'batch';",
        "DELETE FROM sqlite_schema WHERE name = 'sqlite_sequence';",
        "DROP TABLE batch;",
        "DELETE FROM sqlite_schema;",
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema;",
        "PRAGMA user_version = -1;",
        "PRAGMA user_version = 0;",
        "PRAGMA user_version = 2147483647;",
        "DROP TRIGGER run_numbers_are_counted; DELETE FROM sqlite_sequence; UPDATE sqlite_sequence SET seq = 'x';",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807;",
    ];
    let mut told = 0;
    for sql in cases {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        changed_by(&path, sql);
        let faults = in_time(sql, move || do_everything(&path));
        assert!(!faults.is_empty(), "{sql}");
        assert!(faults.iter().all(is_plain), "{sql}: {faults:?}");
        told += faults.len();
    }
    println!("{} farm files with a schema of garbage, {told} faults told", cases.len());
}

#[test]
fn values_that_no_farm_has_are_told_or_shown_and_keep_nobody_busy_for_ever() {
    // As a file that never had its guards would have them.
    let no_guards: String = schema_triggers().iter().map(|name| format!("DROP TRIGGER {name};")).collect();
    let guards_again = guards();
    let cases = [
        "UPDATE scenario SET duration_days = 9223372036854775807;",
        "UPDATE scenario SET duration_days = -1;",
        "UPDATE scenario SET start_date = '+262142-12-31';",
        "UPDATE scenario SET start_date = '-262143-01-01';",
        "UPDATE scenario SET start_date = '';",
        "UPDATE scenario SET start_date = '2024-09-01' || char(0) || 'x';",
        "UPDATE scenario SET initial_count = 9223372036854775807, initial_weight_g = 1e308;",
        "UPDATE scenario SET initial_count = -9223372036854775808, initial_weight_g = 9e999;",
        "UPDATE scenario SET name = CAST(x'ff00fe' AS TEXT);",
        "UPDATE scenario SET last_run_number = 9223372036854775807;",
        "UPDATE temperature_reading SET temperature_c = 9e999;",
        "UPDATE temperature_reading SET day_number = day_number + 4294967290;",
        "UPDATE tgc_model SET tgc_value = -9e999, exponent_m = 0, exponent_n = 1e308;",
        "UPDATE fcr_model_stage SET duration_days = 9223372036854775807;",
        "UPDATE lifecycle_stage SET weight_cap_g = 0, name = '' WHERE stage_order = 5;",
        "UPDATE observation SET date = '9999-12-31' WHERE observation_id = (SELECT max(observation_id) FROM observation);",
        "UPDATE observation SET date = '+262142-12-31';",
        "UPDATE observation SET date = '-262143-01-01' WHERE kind = 'temperature';",
        "UPDATE observation SET date = '0001-01-01' WHERE kind = 'feeding';",
        "UPDATE observation SET date = '2024-02-30';",
        "UPDATE observation SET fish = 9223372036854775807 WHERE kind = 'mortality';",
        "UPDATE observation SET fish = -5;",
        "UPDATE observation SET avg_weight_g = 0 WHERE kind = 'growth_sample';",
        "UPDATE observation SET avg_weight_g = 9e999 WHERE kind = 'growth_sample';",
        "UPDATE observation SET recorded_at = 'yesterday';",
        "UPDATE batch SET start_date = '+262142-12-31';",
        "UPDATE batch SET start_date = '0001-01-01';",
        "UPDATE batch SET initial_count = 0, initial_weight_g = 0;",
        "UPDATE batch SET initial_count = 9223372036854775807, initial_weight_g = 9e999;",
        "UPDATE batch SET pinned_projection_run_id = 4711;",
        "UPDATE batch SET scenario_id = 4711;",
        "UPDATE batch_pen SET name = '';",
        "INSERT INTO batch_pen WITH RECURSIVE n (x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 2000) SELECT 1, x, 'P' || x, NULL, NULL FROM n;",
        "UPDATE scenario_projection SET projection_date = '9999-12-31' WHERE day_number = 40;",
        "UPDATE scenario_projection SET day_number = 4294967295 WHERE day_number = 40;",
        "UPDATE scenario_projection SET day_number = day_number - 30;",
        "UPDATE scenario_projection SET average_weight_g = 9e999, population = -1, biomass_kg = -9e999;",
        "UPDATE scenario_projection SET current_stage = 'Stage ' || day_number;",
        "UPDATE scenario_projection SET current_stage = printf('%.*c', 1000000, 'x') WHERE day_number = 1;",
        "DELETE FROM scenario_projection;",
        "INSERT INTO scenario_projection WITH RECURSIVE n (x) AS (SELECT 41 UNION ALL SELECT x + 1 FROM n WHERE x < 300) SELECT 1, x, '2024-09-01', 1, 1, 1, 1, 1, 1, 'S' || x FROM n;",
        "UPDATE projection_run SET run_date = 'then', archived_at = 'now';",
        "UPDATE projection_run SET warnings = '{\"a\": 1}';",
        "UPDATE projection_run SET run_number = 4294967295 WHERE run_number = 2;",
        "UPDATE projection_run SET total_projections = 9223372036854775807;",
        "UPDATE projection_run SET engine_version = '';",
        "UPDATE run_inputs SET canonical = '{}';",
        "UPDATE run_inputs SET canonical = printf('%.*c', 200000, '[');",
        "UPDATE pin_event SET to_run_number = -1, changed_at = '';",
        "INSERT INTO person VALUES ('somebody else', 'manager');",
        "INSERT INTO recipe_template VALUES (1, 'T', '', printf('%.*c%.*c', 900, '[', 900, ']'), '', '');",
        "UPDATE batch SET notes = printf('%.*c', 70000000, 'x') WHERE batch_id = 1;",
    ];
    let mut told = 0;
    for sql in cases {
        let folder = folder();
        let path = within(&folder, "farm.salmonrun");
        changed_by(&path, &format!("{no_guards} PRAGMA ignore_check_constraints = ON; {sql} {guards_again}"));
        let faults = in_time(sql, move || do_everything(&path));
        assert!(faults.iter().all(is_plain), "{sql}: {faults:?}");
        told += faults.len();
    }
    println!("{} farm files with values that no farm has, {told} faults told", cases.len());
    assert!(told > cases.len(), "{told}");
}

/// The names of the guards of a new file.
fn schema_triggers() -> Vec<String> {
    of_a_new_file("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
}

/// The guards of a new file, in SQL.
fn guards() -> String {
    of_a_new_file("SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'").join("\n")
}

fn of_a_new_file(sql: &str) -> Vec<String> {
    let folder = folder();
    let path = within(&folder, "new.salmonrun");
    drop(Farm::create(&path).unwrap());
    super::story::rows(&Connection::open(&path).unwrap(), sql)
}
