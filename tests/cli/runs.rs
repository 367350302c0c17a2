//! The history of runs.
use super::support::Desk;
use serde_json::{Value, json};

fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|run| run["run_id"].as_u64().unwrap()).collect()
}

#[test]
fn the_list_has_the_seeds_fields_newest_first() {
    let desk = Desk::with_sample();
    let list = desk.json(&["run", "list"]);
    assert_eq!(ids(&list), [4, 3, 2, 1]);
    for key in [
        "run_id",
        "scenario",
        "scenario_name",
        "run_number",
        "label",
        "run_date",
        "total_projections",
        "final_weight_g",
        "final_biomass_kg",
        "pinned_batch_count",
    ] {
        assert!(!list[0][key].is_null(), "{key}");
    }
    assert!(list[0]["run_date"].as_str().unwrap().ends_with('Z'));
    assert_eq!(ids(&desk.json(&["run", "list", "--scenario", "1"])), [4, 1]);
    let table = desk.run(&["run", "list"]).ok();
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.contains("Updated TGC"), "{table}");
    assert!(desk.run(&["run", "list", "--scenario", "9"]).refused().starts_with("there is no scenario 9"));
    assert!(Desk::with_new_farm().run(&["run", "list"]).ok().starts_with("No runs"));
}

#[test]
fn a_run_shows_the_seeds_snapshot_and_all_its_inputs() {
    let desk = Desk::with_sample();
    let run = desk.json(&["run", "show", "1#2"]);
    assert_eq!(run, desk.json(&["run", "show", "4"]));
    let snapshot = &run["parameters_snapshot"];
    assert_eq!(snapshot["tgc_model"]["tgc_value"], 2.95);
    assert_eq!(snapshot["tgc_model"]["exponent_n"], 1.0);
    assert!(snapshot["tgc_model"]["id"].is_u64());
    assert_eq!(snapshot["fcr_model"]["name"], "Sea phase FCR");
    assert_eq!(
        snapshot["mortality_model"],
        json!({"id": 1, "name": "Mean of 16 months in sea", "rate": 0.0157, "frequency": "daily"})
    );
    assert_eq!(
        snapshot["scenario"],
        json!({"initial_weight": 110.0, "initial_count": 200_000, "duration_days": 480})
    );
    assert_eq!(snapshot["captured_at"], run["run_date"]);
    assert_eq!(snapshot["inputs"]["format"], "salmon-run/scenario");
    assert_eq!(run["inputs_hash"].as_str().unwrap().len(), 64);
    assert_eq!(run["engine_version"], "1");
    assert_eq!(run["created_by_name"], "anna");
    assert_eq!(run["warnings"], json!(["day 121: stage Post-Smolt -> Adult (495.83 g)"]));
    let human = desk.run(&["run", "show", "1#2"]).ok();
    assert!(human.contains("Pinned by  VES-24-02"), "{human}");
    assert!(human.contains("110 g → 4,298 g"), "{human}");
    // The inputs are a document that can be run again, to the same bits.
    desk.write("inputs.json", snapshot["inputs"].to_string());
    desk.run(&["scenario", "import", "inputs.json"]).ok();
    let copy = desk.json(&["scenario", "run", "4"])["projection_run_id"].to_string();
    assert_eq!(desk.json(&["run", "days", &copy]), desk.json(&["run", "days", "4"]));
}

#[test]
fn days_are_unrounded_and_can_be_thinned() {
    let desk = Desk::with_sample();
    let all = desk.json(&["run", "days", "1"]);
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 480);
    let keys: Vec<&String> = all[0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 9);
    assert_eq!(all[0]["projection_date"], "2024-09-01");
    for (every, divisor) in [("daily", 1), ("weekly", 7), ("monthly", 30)] {
        let some = desk.json(&["run", "days", "1", "--every", every]);
        let expected: Vec<Value> =
            all.iter().filter(|day| day["day_number"].as_u64().unwrap() % divisor == 0).cloned().collect();
        assert_eq!(some.as_array().unwrap(), &expected);
    }
    let csv = desk.run(&["run", "days", "1", "--csv"]).ok();
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "projection_date,day_number,average_weight,population,biomass,daily_feed,cumulative_feed,temperature,current_stage"
    );
    for (line, day) in lines.by_ref().zip(all) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[2].parse::<f64>().unwrap(), day["average_weight"].as_f64().unwrap());
        assert_eq!(cells[4].parse::<f64>().unwrap(), day["biomass"].as_f64().unwrap());
        assert_eq!(cells[8], day["current_stage"]);
    }
    let human = desk.run(&["run", "days", "1", "--every", "monthly"]).ok();
    assert_eq!(human.lines().count(), 17, "{human}");
    assert!(human.contains("190 g"), "{human}");
}

#[test]
fn two_runs_are_compared_in_the_seeds_shape() {
    let desk = Desk::with_sample();
    let compared = desk.json(&["run", "compare", "1#1", "1#2"]);
    assert_eq!((&compared["run_a"]["run_id"], &compared["run_b"]["run_id"]), (&1.into(), &4.into()));
    assert_eq!(compared["runs"][0], compared["run_a"]);
    assert_eq!(compared["parameter_diff"]["tgc_value"], json!({"run_a": 2.81, "run_b": 2.95}));
    assert!(compared["parameter_diff"].get("mortality_rate").is_none());
    assert_eq!(compared["parameter_diff"]["tgc_model.name"]["run_a"], "Vesteralen autumn");
    let figures = compared["key_figures"].as_array().unwrap();
    let weight = figures.iter().find(|figure| figure["key"] == "final_weight_g").unwrap();
    let (a, b) = (weight["values"][0].as_f64().unwrap(), weight["values"][1].as_f64().unwrap());
    assert_eq!(weight["differences"], json!([0.0, b - a]));
    assert_eq!(weight["differences_percent"][1].as_f64().unwrap(), 100.0 * (b - a) / a);
    assert_eq!((&weight["better"], &weight["unit"]), (&"higher".into(), &"g".into()));
    let day = &compared["days"][99];
    assert_eq!(day["day_number"], 100);
    let delta = day["runs"][1]["average_weight"].as_f64().unwrap()
        - day["runs"][0]["average_weight"].as_f64().unwrap();
    assert_eq!(day["deltas"][1]["average_weight"].as_f64().unwrap(), delta);
    let human = desk.run(&["run", "compare", "1#1", "1#2"]).ok();
    for part in [
        "baseline",
        "Final weight",
        "+417 g",
        "+10.8 %",
        "2025-10-24 (day 419)",
        "−17 days",
        "tgc_model.tgc_value",
        "2.95",
    ] {
        assert!(human.contains(part), "{part}: {human}");
    }
}

#[test]
fn more_runs_are_compared_by_run() {
    let desk = Desk::with_sample();
    let compared = desk.json(&["run", "compare", "1", "4", "2"]);
    assert!(compared.get("run_a").is_none());
    assert_eq!(compared["parameter_diff"]["tgc_value"]["values"], json!({"1": 2.81, "4": 2.95, "2": 2.81}));
    let readings = &compared["parameter_diff"]["tgc_model.temperature_profile.readings"];
    assert!(readings["profile"]["4"].is_null());
    assert_eq!(readings["profile"]["2"]["first_day"], 1);
    let days = compared["days"].as_array().unwrap();
    assert_eq!(days.len(), 480);
    assert!(days[470]["runs"][2].is_null() && days[470]["deltas"][2].is_null());
    let human = desk.run(&["run", "compare", "1", "4", "2"]).ok();
    assert!(human.contains("C against A:\n  on 480 days"), "{human}");
    let same = desk.run(&["run", "compare", "1", "1"]).ok();
    assert!(same.contains("None: all were made from the same inputs"), "{same}");
}

#[test]
fn label_notes_and_archive_change_and_nothing_else_does() {
    let desk = Desk::with_sample();
    let days = desk.run(&["--json", "run", "days", "1"]).ok();
    let changed = desk.json(&["run", "label", "1#1", "Plan A"]);
    assert_eq!((&changed["success"], &changed["run"]["label"]), (&true.into(), &"Plan A".into()));
    let human = desk.run(&["run", "note", "1", "Seen in October"]).ok();
    assert_eq!(human, "Autumn smolt 2024 - Run #1 (Plan A) is noted\n");
    assert_eq!(desk.json(&["run", "show", "1"])["notes"], "Seen in October");
    assert_eq!(desk.json(&["run", "archive", "1"])["run"]["archived"], true);
    assert_eq!(ids(&desk.json(&["run", "list"])), [4, 3, 2]);
    assert_eq!(ids(&desk.json(&["run", "list", "--archived"])), [4, 3, 2, 1]);
    assert_eq!(desk.json(&["run", "restore", "1"])["run"]["archived"], false);
    assert_eq!(desk.run(&["--json", "run", "days", "1"]).ok(), days);
    let before = desk.rows();
    let told = desk.run(&["run", "label", "1", &"x".repeat(101)]).refused();
    assert_eq!(told, "the text has 101 characters (label). Accepted is up to 100 characters");
    assert!(desk.run(&["run", "archive", "77"]).refused().starts_with("there is no run 77"));
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_pinned_run_is_deleted_only_with_its_pins() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    let told = desk.run(&["run", "delete", "1#1"]).refused();
    assert_eq!(
        told,
        "Autumn smolt 2024 - Run #1 (Baseline) is the pinned run of 2 batches (batches VES-24-01, VES-24-03). \
         Pin them to another run first, or unpin them with --unpin"
    );
    assert_eq!(desk.rows(), before);
    let deleted = desk.json(&["run", "delete", "1#1", "--unpin"]);
    let expected =
        json!({"success": true, "deleted_run_id": 1, "unpinned_batches": ["VES-24-01", "VES-24-03"]});
    assert_eq!(deleted, expected);
    assert!(desk.json(&["batch", "show", "VES-24-01"])["pinned_projection_run"].is_null());
    assert_eq!(desk.json(&["batch", "history", "VES-24-01"])[0]["reason"], "The run was deleted");
    let human = desk.run(&["run", "delete", "3"]).ok();
    assert_eq!(human, "Egg to harvest 2024 - Run #1 (Baseline) is deleted\n");
    // Its number is not given away again.
    assert_eq!(desk.json(&["scenario", "run", "3"])["run_number"], 2);
}

#[test]
fn verifying_finds_the_run_whose_numbers_were_touched() {
    let desk = Desk::with_sample();
    let all = desk.json(&["run", "verify", "--all"]);
    let verdicts: Vec<_> = all.as_array().unwrap().iter().map(|one| one["verdict"].clone()).collect();
    assert_eq!(verdicts, ["equal"; 4]);
    assert!(desk.run(&["run", "verify", "1", "1#2"]).ok().contains("equal, all 4,323 numbers"));
    let connection = rusqlite::Connection::open(desk.farm()).unwrap();
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    connection
        .execute(
            "UPDATE scenario_projection SET biomass_kg = biomass_kg + 1 WHERE run_id = 1 AND day_number = 9",
            [],
        )
        .unwrap();
    let ran = desk.run(&["--json", "run", "verify", "--all"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.json_error()["where"], "run 1");
    let list: Value = serde_json::from_str(&ran.out).unwrap();
    let one = list.as_array().unwrap().iter().find(|one| one["run_id"] == 1).unwrap();
    assert_eq!((&one["verdict"], &one["numbers"]), (&"differs".into(), &1.into()));
    assert!(one["detail"].as_str().unwrap().starts_with("day 9, biomass: stored"), "{one}");
    let ran = desk.run(&["run", "verify", "1"]);
    assert!(
        ran.error_line().starts_with("1 run does not hold the numbers that their inputs give (run 1)"),
        "{}",
        ran.err
    );
    assert_eq!(desk.run(&["run", "verify", "2"]).status, 0);
}

#[test]
fn a_run_that_is_not_there_is_named() {
    let desk = Desk::with_sample();
    for (name, told) in [
        ("99", "there is no run 99. `salmon-run run list` shows those there are"),
        ("1#9", "there is no run 1#9. `salmon-run run list` shows those there are"),
        ("first", "\"first\" names no run. Give a run id such as 12, or SCENARIO#NUMBER such as 3#2"),
    ] {
        assert_eq!(desk.run(&["run", "show", name]).refused(), told);
        assert_eq!(desk.run(&["run", "days", name]).refused(), told);
        assert_eq!(desk.run(&["run", "compare", "1", name]).refused(), told);
        assert_eq!(desk.run(&["run", "verify", name]).refused(), told);
    }
    let ran = desk.run(&["--json", "run", "show", "99"]);
    assert_eq!((ran.status, &ran.json_error()["code"]), (1, &"not_found".into()));
}
