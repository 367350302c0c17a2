//! Scenario documents in and out, and new runs of them.
use super::support::{Desk, SHORT, on_one_line, short_but};
use serde_json::{Value, json};

fn with_short() -> Desk {
    let desk = Desk::with_new_farm();
    desk.write("short.json", SHORT);
    desk.run(&["scenario", "import", "short.json"]).ok();
    desk
}

#[test]
fn what_is_imported_is_shown_and_exported_as_the_same_document() {
    let desk = Desk::with_new_farm();
    desk.write("short.json", SHORT);
    let imported = desk.json(&["scenario", "import", "short.json"]);
    assert_eq!(
        imported,
        json!({"success": true, "scenarios": [{"scenario": 1, "name": "Short autumn", "warnings": []}]})
    );
    let exported = desk.run(&["scenario", "export", "1"]).ok();
    assert_eq!(desk.run(&["scenario", "show", "1"]).ok(), exported);
    assert_eq!(desk.run(&["--json", "scenario", "show", "1"]).ok(), exported);
    desk.write("again.json", &exported);
    desk.run(&["scenario", "import", "again.json"]).ok();
    assert_eq!(desk.run(&["scenario", "export", "2"]).ok(), exported);
    let document: Value = serde_json::from_str(&exported).unwrap();
    let original: Value = serde_json::from_str(SHORT).unwrap();
    assert_eq!(document["tgc_model"], original["tgc_model"]);
    assert_eq!(document["lifecycle"].as_array().unwrap().len(), 6);
}

#[test]
fn several_files_are_imported_all_or_none() {
    let desk = Desk::with_new_farm();
    desk.write("two.jsonl", format!("{0}\n{0}\n", on_one_line(SHORT)));
    desk.write("list.json", format!("[{SHORT}]"));
    desk.write("bad.json", short_but("\"duration_days\": 40", "\"duration_days\": 0"));
    let before = desk.rows();
    let told = desk.run(&["scenario", "import", "two.jsonl", "bad.json"]).refused();
    assert_eq!(told, "0 is not accepted (bad.json, duration_days). Accepted is 1 to 7305 days");
    assert_eq!(desk.rows(), before);
    let human = desk.run(&["scenario", "import", "two.jsonl", "list.json"]).ok();
    assert!(human.starts_with("3 scenarios imported\n"), "{human}");
    let list = desk.json(&["scenario", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(list[0]["scenario"], 1);
    assert_eq!(list[0]["initial_weight"], 110.0);
    assert_eq!(list[0]["run_count"], 0);
    assert_eq!(list[0]["created_by"], "anna");
}

#[test]
fn values_out_of_sense_are_imported_with_a_warning() {
    let desk = Desk::with_new_farm();
    desk.write("odd.json", short_but("\"tgc_value\": 2.81", "\"tgc_value\": 9"));
    let imported = desk.json(&["scenario", "import", "odd.json"]);
    let warning = imported["scenarios"][0]["warnings"][0].as_str().unwrap();
    assert_eq!(warning, "tgc_model.tgc_value: a TGC of 9 is unusual; planners' figures lie in 0.5 to 6");
    let human = desk.run(&["scenario", "import", "odd.json"]).ok();
    assert!(human.contains(warning), "{human}");
    assert_eq!(desk.json(&["scenario", "run", "1"])["warnings"][0], warning);
}

/// Constraints under which fish of 110 g are too light, and water of more than 9.5 °C is too warm.
const CONSTRAINED: &str = r#""biological_constraints": {
  "name": "Fjord", "stages": [
   {"stage": "Smolt", "min_weight_g": 50, "max_weight_g": 150},
   {"stage": "Post-Smolt", "min_weight_g": 120, "max_weight_g": 700, "max_temperature_c": 9.5}
 ]}"#;

#[test]
fn what_does_not_go_together_with_the_constraints_is_told_when_it_is_imported() {
    let desk = Desk::with_new_farm();
    desk.write("odd.json", short_but("\"biological_constraints\": null", CONSTRAINED));
    let imported = desk.json(&["scenario", "import", "odd.json"]);
    let told = "initial_weight: 110 g is below the 120 g that Post-Smolt, the stage of the first day, may have; \
                Smolt may have it";
    assert_eq!(imported["scenarios"][0]["warnings"], json!([told]));
    assert!(desk.run(&["scenario", "import", "odd.json"]).ok().contains(told));
    assert_eq!(desk.json(&["scenario", "run", "1"])["warnings"], json!([]), "a run is not asked to tell");
}

#[test]
fn a_run_with_the_switch_warns_once_a_stretch_and_is_verified_all_the_same() {
    let desk = Desk::with_new_farm();
    let switched = format!("{CONSTRAINED}, \"warn_outside_constraints\": true");
    desk.write("warned.json", short_but("\"biological_constraints\": null", &switched));
    desk.run(&["scenario", "import", "warned.json"]).ok();
    let answer = desk.json(&["scenario", "run", "1"]);
    let warnings: Vec<&str> =
        answer["warnings"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let [light, warm] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert!(light.starts_with("days 1–"), "{light}");
    assert!(light.ends_with(" g at least, below the 120 g that Post-Smolt may have"), "{light}");
    // From 10 °C on day 1 to 9 °C on day 20 by a line.
    assert_eq!(*warm, "days 1–10: 10.0 °C at most, above the 9.5 °C that Post-Smolt may have");
    assert!(desk.run(&["run", "verify", "1"]).ok().contains("equal"));
    let exported = desk.run(&["scenario", "export", "1"]).ok();
    assert!(exported.contains("\"warn_outside_constraints\": true"), "{exported}");
}

#[test]
fn a_list_is_a_table_for_people() {
    let desk = Desk::with_sample();
    let table = desk.run(&["scenario", "list"]).ok();
    assert!(table.lines().next().unwrap().starts_with("ID  Scenario"), "{table}");
    assert!(table.contains("Autumn smolt 2024    2024-09-01   480  200,000   110 g"), "{table}");
    assert!(!table.contains('─'), "a pipe gets no lines: {table}");
    assert!(Desk::with_new_farm().run(&["scenario", "list"]).ok().starts_with("No scenarios yet"));
}

#[test]
fn a_run_is_answered_in_the_seeds_shape() {
    let desk = with_short();
    let answer = desk.json(&["scenario", "run", "1", "--label", "Baseline", "--notes", "First"]);
    assert_eq!(answer["success"], true);
    assert_eq!(answer["scenario"], 1);
    assert_eq!(answer["projection_run_id"], 1);
    assert_eq!(answer["run_number"], 1);
    assert_eq!(answer["message"], "Projection run #1 created.");
    assert_eq!(answer["warnings"], json!([]));
    assert_eq!(answer["summary"]["duration_days"], 40);
    let run = desk.json(&["run", "show", "1"]);
    assert_eq!((&run["label"], &run["notes"]), (&"Baseline".into(), &"First".into()));
    assert_eq!(run["created_by_name"], "anna");
}

#[test]
fn running_again_leaves_earlier_runs_and_says_if_nothing_changed() {
    let desk = with_short();
    desk.run(&["scenario", "run", "1"]).ok();
    let first_days = desk.run(&["--json", "run", "days", "1"]).ok();
    let again = desk.json(&["scenario", "run", "1"]);
    assert_eq!((&again["run_number"], &again["same_inputs_as"]), (&2.into(), &1.into()));
    let warning = again["warnings"][0].as_str().unwrap();
    assert_eq!(warning, "nothing has changed since run #1 (run 1): it was made from the very same inputs");
    let human = desk.run(&["scenario", "run", "1"]).ok();
    assert!(human.starts_with("Short autumn - Run #3 is kept as run 3\n"), "{human}");
    assert!(human.contains("nothing has changed since run #2 (run 2)"), "{human}");
    assert_eq!(desk.run(&["--json", "run", "days", "1"]).ok(), first_days);
}

#[test]
fn of_several_scenarios_one_that_fails_does_not_keep_the_others() {
    let desk = with_short();
    desk.run(&["scenario", "import", "short.json"]).ok();
    let ran = desk.run(&["--json", "scenario", "run", "1", "99", "2"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.json_error()["message"], "there is no scenario 99");
    let list: Value = serde_json::from_str(&ran.out).unwrap();
    let done: Vec<_> = list.as_array().unwrap().iter().map(|one| one["success"].as_bool().unwrap()).collect();
    assert_eq!(done, [true, false, true]);
    assert_eq!(list[1]["error"]["code"], "not_found");
    assert_eq!(desk.json(&["run", "list"]).as_array().unwrap().len(), 2);
    let all = desk.json(&["scenario", "run", "--all", "--label", "All"]);
    let numbers: Vec<_> =
        all.as_array().unwrap().iter().map(|one| one["run_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 2]);
    let human = desk.run(&["scenario", "run", "1", "99"]);
    assert_eq!(
        human.error_line(),
        "there is no scenario 99. `salmon-run scenario list` shows those there are"
    );
    assert!(human.out.starts_with("1 run made\n"), "{}", human.out);
}

#[test]
fn what_is_not_there_is_said_and_changes_nothing() {
    let desk = Desk::with_new_farm();
    let before = desk.rows();
    let none = "there is no scenario 7. `salmon-run scenario list` shows those there are";
    for words in [["scenario", "show", "7"], ["scenario", "export", "7"]] {
        assert_eq!(desk.run(&words).refused(), none);
    }
    assert!(desk.run(&["scenario", "run", "7"]).refused().starts_with("there is no scenario 7"));
    assert!(desk.run(&["scenario", "run", "--all"]).refused().starts_with("there are no scenarios to run"));
    assert!(
        desk.run(&["scenario", "import", "none.json"])
            .refused()
            .starts_with("there is no such file (none.json)")
    );
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_label_that_is_too_long_is_refused() {
    let desk = with_short();
    let before = desk.rows();
    let told = desk.run(&["scenario", "run", "1", "--label", &"x".repeat(101)]).refused();
    assert_eq!(told, "the text has 101 characters (label). Accepted is up to 100 characters");
    assert_eq!(desk.rows(), before);
}
