//! What the file itself refuses, whoever opens it and however: these connections are not the product's.
use rusqlite::Connection;

use super::support::{TestFarm, columns, everything, rows};

/// A farm whose run 1 is pinned by B-1 and whose run 2 is pinned by nobody.
fn farm() -> TestFarm {
    let mut farm = TestFarm::new();
    // A few days are as good as many, and every statement below is followed by a look at all rows.
    let mut plan = farm.farm.scenario_plan(farm.scenario).unwrap();
    plan.duration_days = 6;
    farm.farm.save_scenario(Some(farm.scenario), &plan).unwrap();
    let first = farm.run("Baseline").run.run_id;
    farm.set_tgc(3.0);
    farm.run("Updated TGC");
    farm.pin(&[0], first);
    let copy = farm.farm.duplicate_scenario(farm.scenario).unwrap();
    farm.run_of(copy, "Of the copy");
    farm
}

/// Every way in which a connection may be set, from the most careful to the most careless.
fn connections(farm: &TestFarm) -> Vec<Connection> {
    let mut all = Vec::new();
    for foreign_keys in [true, false] {
        for recursive in [true, false] {
            let connection = farm.raw();
            connection.pragma_update(None, "foreign_keys", foreign_keys).unwrap();
            connection.pragma_update(None, "recursive_triggers", recursive).unwrap();
            all.push(connection);
        }
    }
    all
}

/// Each statement is refused by each connection, and nothing is different afterwards.
fn all_refused(farm: &TestFarm, statements: &[String]) {
    let before = everything(&farm.raw());
    for connection in connections(farm) {
        for sql in statements {
            let outcome = connection.execute_batch(sql);
            assert!(outcome.is_err(), "this went through: {sql}");
            assert!(everything(&farm.raw()) == before, "this changed something: {sql}");
        }
    }
}

fn owned(statements: &[&str]) -> Vec<String> {
    statements.iter().map(|sql| (*sql).to_owned()).collect()
}

#[test]
fn no_column_of_a_run_changes_but_label_notes_and_archiving() {
    let farm = farm();
    let raw = farm.raw();
    let free = ["label", "notes", "archived_at"];
    let all = columns(&raw, "projection_run");
    let fixed: Vec<&String> = all.iter().filter(|name| !free.contains(&name.as_str())).collect();
    assert_eq!(fixed.len() + free.len(), all.len());
    let statements: Vec<String> = fixed
        .iter()
        .flat_map(|name| {
            ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"]
                .map(|verb| format!("{verb} projection_run SET {name} = {name} || '1' WHERE run_id = 2"))
        })
        .collect();
    all_refused(&farm, &statements);
    for name in free {
        raw.execute_batch(&format!("UPDATE projection_run SET {name} = 'x' WHERE run_id = 2")).unwrap();
    }
}

#[test]
fn a_run_is_not_replaced_renumbered_or_pushed_out() {
    let insert = |verb: &str, run_id: &str, scenario: i64, number: i64, end: &str| {
        format!(
            "{verb} INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by, origin,
                engine_version, warnings, total_projections, final_weight_g, final_biomass_kg)
             VALUES ({run_id}, {scenario}, {number}, 'Forged', '', '', '', 'migrated', '', '[]', 0, 1, 1) {end}"
        )
    };
    let mut statements = owned(&[
        "UPDATE projection_run SET rowid = 77 WHERE run_id = 2",
        "UPDATE projection_run SET _rowid_ = 77 WHERE run_id = 2",
        "UPDATE OR REPLACE projection_run SET oid = 1 WHERE run_id = 2",
        "UPDATE OR REPLACE projection_run SET run_number = 1 WHERE run_id = 2",
        "DELETE FROM projection_run WHERE run_id = 1",
        "DELETE FROM projection_run",
    ]);
    for verb in ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"] {
        statements.push(insert(verb, "1", 1, 9, ""));
        statements.push(insert(verb, "2", 1, 2, ""));
        statements.push(insert(verb, "NULL", 1, 2, ""));
        statements.push(insert(verb, "NULL", 1, 1, ""));
    }
    statements.push(insert("INSERT", "1", 1, 9, "ON CONFLICT DO UPDATE SET label = 'x', final_weight_g = 2"));
    statements.push(insert("INSERT", "1", 1, 9, "ON CONFLICT (run_id) DO UPDATE SET run_date = 'x'"));
    all_refused(&farm(), &statements);
}

#[test]
fn a_run_without_all_its_days_is_not_stored() {
    let farm = farm();
    let insert =
        "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by,
            origin, engine_version, warnings, total_projections, final_weight_g, final_biomass_kg)
         VALUES (50, 1, 9, 'Empty', '', '', '', 'migrated', '', '[]', 480, 1, 1)";
    all_refused(&farm, &owned(&[insert]));
}

#[test]
fn no_day_of_a_run_changes_goes_or_comes() {
    let farm = farm();
    let mut statements: Vec<String> = columns(&farm.raw(), "scenario_projection")
        .iter()
        .map(|name| {
            format!("UPDATE scenario_projection SET {name} = {name} WHERE run_id = 2 AND day_number = 5")
        })
        .collect();
    let values = "(run_id, day_number, projection_date, average_weight_g, population, biomass_kg, daily_feed_kg,
        cumulative_feed_kg, temperature_c, current_stage) VALUES (2, 5, '2024-01-01', 1, 1, 1, 1, 1, 1, 'Adult')";
    let next = values.replace("(2, 5,", "(2, 7,");
    statements.extend([
        "DELETE FROM scenario_projection".to_owned(),
        "DELETE FROM scenario_projection WHERE run_id = 2 AND day_number = 6".to_owned(),
        "UPDATE OR REPLACE scenario_projection SET day_number = day_number + 1 WHERE run_id = 2".to_owned(),
        format!("INSERT INTO scenario_projection {next}"),
        format!("INSERT OR REPLACE INTO scenario_projection {values}"),
        format!("REPLACE INTO scenario_projection {values}"),
        format!("INSERT INTO scenario_projection {values} ON CONFLICT DO UPDATE SET biomass_kg = 0"),
    ]);
    all_refused(&farm, &statements);
}

#[test]
fn the_inputs_of_a_run_do_not_change_or_go() {
    all_refused(
        &farm(),
        &owned(&[
            "UPDATE run_inputs SET canonical = '{}'",
            "UPDATE run_inputs SET inputs_hash = inputs_hash || '0'",
            "UPDATE run_inputs SET rowid = rowid + 100",
            "DELETE FROM run_inputs",
            "INSERT OR REPLACE INTO run_inputs SELECT inputs_hash, '{}' FROM run_inputs",
            "INSERT INTO run_inputs SELECT inputs_hash, '{}' FROM run_inputs WHERE true
                ON CONFLICT DO UPDATE SET canonical = '{}'",
        ]),
    );
}

#[test]
fn a_scenario_keeps_its_number_and_the_count_of_its_runs() {
    let again = "INTO scenario (scenario_id, name, start_date, duration_days, initial_count, initial_weight_g,
            genotype, supplier, lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, created_by, created_at)
        SELECT ID, name, start_date, duration_days, initial_count, initial_weight_g, genotype, supplier,
            lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, created_by, created_at
        FROM scenario WHERE scenario_id = 2";
    let mut statements = owned(&[
        "UPDATE scenario SET last_run_number = 0",
        "UPDATE scenario SET last_run_number = 1 WHERE scenario_id = 1",
        "UPDATE scenario SET last_run_number = 1000000 WHERE scenario_id = 1",
        "UPDATE scenario SET scenario_id = 9 WHERE scenario_id = 1",
        "UPDATE scenario SET rowid = 9 WHERE scenario_id = 1",
        "UPDATE OR REPLACE scenario SET rowid = 1 WHERE scenario_id = 2",
        "DELETE FROM scenario WHERE scenario_id = 1",
        "DELETE FROM scenario",
    ]);
    statements.push(format!("INSERT OR REPLACE {again}").replace("SELECT ID", "SELECT 1"));
    statements.push(format!("INSERT OR REPLACE {again}").replace("SELECT ID", "SELECT 2"));
    all_refused(&farm(), &statements);
}

#[test]
fn the_number_of_a_deleted_scenario_or_run_is_not_taken_by_another() {
    let mut farm = farm();
    farm.farm.delete_run(salmon_run::domain::ids::RunId(2), false).unwrap();
    let copy = farm.farm.scenarios().unwrap().into_iter().find(|row| row.name.contains("copy")).unwrap();
    farm.farm.delete_scenario(copy.scenario_id).unwrap();
    all_refused(
        &farm,
        &owned(&[
            "INSERT INTO scenario (scenario_id, name, start_date, duration_days, initial_count, initial_weight_g,
                genotype, supplier, lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, created_by,
                created_at)
             SELECT 2, name, start_date, duration_days, initial_count, initial_weight_g, genotype, supplier,
                lifecycle_id, tgc_model_id, fcr_model_id, mortality_model_id, created_by, created_at
             FROM scenario WHERE scenario_id = 1",
            "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by, origin,
                engine_version, warnings, total_projections, final_weight_g, final_biomass_kg)
             VALUES (2, 1, 9, '', '', '', '', 'migrated', '', '[]', 0, 1, 1)",
        ]),
    );
}

#[test]
fn the_history_of_pins_is_only_written() {
    all_refused(
        &farm(),
        &owned(&[
            "UPDATE pin_event SET reason = 'another'",
            "UPDATE pin_event SET rowid = 99",
            "DELETE FROM pin_event",
            "INSERT OR REPLACE INTO pin_event (pin_event_id, batch_id, changed_at, changed_by, reason)
             VALUES (1, 1, '', 'nobody', '')",
            "INSERT OR REPLACE INTO batch (batch_id, batch_number, start_date, initial_count, initial_weight_g, stage,
                site) VALUES (1, 'B-1', '2024-01-01', 1, 1, '', '')",
            "INSERT OR REPLACE INTO batch (batch_number, start_date, initial_count, initial_weight_g, stage, site)
             VALUES ('B-1', '2024-01-01', 1, 1, '', '')",
            "UPDATE OR REPLACE batch SET batch_number = 'B-1' WHERE batch_number = 'B-2'",
            "UPDATE OR REPLACE batch SET rowid = 1 WHERE batch_id = 2",
            "UPDATE batch SET batch_id = 55 WHERE batch_id = 1",
            "UPDATE batch SET pinned_projection_run_id = 4711 WHERE batch_id = 1",
        ]),
    );
}

#[test]
fn a_run_that_is_deleted_goes_whole_even_where_foreign_keys_are_off() {
    let farm = farm();
    let connection = farm.raw();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch("DELETE FROM projection_run WHERE run_id = 2").unwrap();
    assert!(rows(&connection, "SELECT 1 FROM scenario_projection WHERE run_id = 2").is_empty());
    connection.execute_batch("DELETE FROM scenario WHERE scenario_id = 2").unwrap();
    assert_eq!(rows(&connection, "SELECT DISTINCT run_id FROM scenario_projection"), ["1"]);
    assert_eq!(rows(&connection, "SELECT count(*) FROM run_inputs"), ["1"]);
    assert!(rows(&connection, "PRAGMA foreign_key_check").is_empty());
}
