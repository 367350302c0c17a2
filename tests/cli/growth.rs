//! What was observed of a batch, and what follows from it.
use super::support::Desk;
use serde_json::json;

/// A month of a site's journal, as Norwegian spreadsheets have it: samples every ten days, deaths, feed and water daily.
fn journal() -> String {
    let mut text = String::from("Dato;Snittvekt (g);N;SD;Døde;Fôr (kg);Temperatur\n");
    for day in 1..=30 {
        let sample = if day % 10 == 0 { format!("{};60;22", 110 + day * 2) } else { ";;".to_owned() };
        text.push_str(&format!("{day:02}.09.2024;{sample};{};{},5;10,{}\n", day % 4, 200 + day, day % 10));
    }
    text
}

#[test]
fn a_journal_is_recorded_once_however_often_it_is_read() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    let recorded = desk.json(&["batch", "record", "VES-24-01", "journal.csv"]);
    assert_eq!(recorded["success"], true);
    assert_eq!((&recorded["recorded"], &recorded["known_already"]), (&json!(93), &json!(0)));
    let again = desk.json(&["batch", "record", "VES-24-01", "journal.csv"]);
    assert_eq!((&again["recorded"], &again["known_already"]), (&json!(0), &json!(93)));
    desk.write("journal.csv", journal() + "01.10.2024;;;;2;231,5;9,9\n");
    let grown = desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    assert!(
        grown.starts_with("3 observations of batch VES-24-01 recorded\n  93 were there already"),
        "{grown}"
    );
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_recorded_unless_it_may_be_left_out() {
    let desk = Desk::with_sample();
    desk.write("bad.csv", "date,pen,deaths\n2024-09-01,,3\n2024-09-02,,many\n");
    let before = desk.rows();
    let said = desk.run(&["batch", "record", "VES-24-01", "bad.csv"]).refused();
    assert_eq!(said, "\"many\" is not accepted (bad.csv, line 3, deaths). Accepted is a number, or nothing");
    desk.write("pen.csv", "date,pen,deaths\n2024-09-01,Pen 77,3\n");
    let said = desk.run(&["batch", "record", "VES-24-01", "pen.csv"]).refused();
    assert!(
        said.starts_with("there is no pen \"Pen 77\" (pen.csv, pen). Accepted is one of the pens of"),
        "{said}"
    );
    assert_eq!(desk.rows(), before);
    let left_out = desk.json(&["batch", "record", "VES-24-01", "bad.csv", "--skip-bad-lines"]);
    assert_eq!((&left_out["recorded"], &left_out["rejected_lines"][0]["line"]), (&json!(1), &json!(3)));
}

#[test]
fn the_document_of_the_contract_is_recorded() {
    let desk = Desk::with_sample();
    desk.write(
        "seen.json",
        r#"{"growth_samples":[{"date":"2024-09-20","avg_weight_g":150.5,"sample_size":60}],
            "mortality_events":[{"date":"2024-09-03","count":12}],
            "feeding_events":[{"date":"2024-09-03","amount_kg":219.28}],
            "temperature_readings":[{"date":"2024-09-03","temperature":10.87}],
            "transfers_out":[{"date":"2024-09-20","transferred_count":100,"measured_avg_weight_g":160.0,"selection_method":"LARGEST"}]}"#,
    );
    assert_eq!(desk.json(&["batch", "record", "VES-24-01", "seen.json"])["recorded"], 5);
    let growth = desk.json(&["batch", "growth", "VES-24-01"]);
    assert_eq!(growth["growth_samples"][0]["avg_weight_g"], 150.5);
    let states = growth["actual_daily_states"].as_array().unwrap();
    assert_eq!(states.len(), 20, "to the last day on which anything was observed");
    let last = &states[19];
    assert_eq!(
        (&last["avg_weight_g"], &last["anchor_type"], &last["weight_source"]),
        (&json!(150.5), &json!("growth_sample"), &json!("measured"))
    );
    assert_eq!(
        (&states[2]["mortality_count"], &states[2]["mortality_source"]),
        (&json!(12.0), &json!("actual"))
    );
    assert_eq!(growth["projection_run"]["run_id"], 1);
    assert_eq!(growth["projection"].as_array().unwrap().len(), 480);
    let weight = &growth["variance"]["weight_g"];
    let planned = growth["projection"][19]["average_weight"].as_f64().unwrap();
    let percent = 100.0 * (150.5 - planned) / planned;
    assert!((weight["current_percent"].as_f64().unwrap() - percent).abs() < 1e-9, "{weight}");
    assert_eq!(weight["significant"], percent.abs() > 5.0);
}

#[test]
fn growth_is_shown_as_a_table_and_as_csv() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let shown = desk.run(&["batch", "growth", "VES-24-01"]).ok();
    assert!(shown.starts_with("Batch VES-24-01 against Autumn smolt 2024 - Run #1"), "{shown}");
    assert!(shown.contains("2024-09-30") && shown.contains("measured"), "{shown}");
    let csv = desk.run(&["batch", "growth", "VES-24-01", "--csv"]).ok();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("pen,day_number,date,avg_weight_g,population,biomass_kg,temp_c"), "{csv}");
    assert_eq!(lines.len(), 31);
    let pens = desk.run(&["batch", "growth", "VES-24-01", "--csv", "--pens"]).ok();
    let count = desk.json(&["batch", "show", "VES-24-01"])["pens"].as_array().unwrap().len();
    assert_eq!(pens.lines().count(), 1 + 30 * count);
}

#[test]
fn a_batch_is_forecast_and_calibrated() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let forecast = desk.json(&["batch", "forecast", "VES-24-01", "--weight", "1000"]);
    let days = forecast["days"].as_array().unwrap();
    assert_eq!(days[0]["date"], "2024-10-01");
    assert_eq!(days.len(), 450);
    assert_eq!(forecast["bias"]["days"], 14);
    let reached = &forecast["dates"][0];
    let first = days.iter().find(|day| day["avg_weight_g"].as_f64().unwrap() >= 1000.0).unwrap();
    assert_eq!(reached["date"], first["date"]);
    let table = desk.run(&["batch", "forecast", "VES-24-01"]).ok();
    assert!(table.contains("Reached on") && table.contains("3,000 g"), "{table}");
    let calibration = desk.json(&["batch", "calibrate", "VES-24-01"]);
    assert_eq!(calibration["tgc"]["observations"], 3);
    assert_eq!(calibration["daily_mortality_percent"]["observations"], 30, "a count of both pens is one");
    assert!(desk.run(&["batch", "calibrate", "VES-24-01"]).ok().contains("measured weights"));
}

#[test]
fn without_a_pin_the_scenario_that_the_batch_was_planned_with_stands_in_and_it_is_said() {
    let desk = Desk::with_sample();
    desk.write(
        "batches.json",
        r#"[{"batch_number":"P-1","start_date":"2024-09-01","initial_count":1000,"initial_weight":110,"stage":"Post-Smolt","scenario":1},
            {"batch_number":"P-2","start_date":"2024-09-01","initial_count":1000,"initial_weight":110,"stage":"Post-Smolt"}]"#,
    );
    desk.run(&["batch", "import", "batches.json"]).ok();
    let growth = desk.json(&["batch", "growth", "P-1"]);
    assert_eq!(growth["projection_run"]["run_number"], 2, "the latest");
    assert_eq!(
        growth["note"],
        "batch P-1 is pinned to no run: this is the latest of the scenario it was planned with"
    );
    let said = desk.run(&["batch", "growth", "P-2"]).refused();
    assert_eq!(
        said,
        "batch P-2 is pinned to no run and was planned with no scenario. Pin it to a run: `salmon-run batch pin BATCH RUN`, or \
         \"Pin batches…\" in the window"
    );
    let other = desk.json(&["batch", "growth", "P-2", "--against", "1#1"]);
    assert_eq!(other["note"], "batch P-2 is not pinned to this run: it is only looked at");
    assert_eq!(
        desk.json(&["batch", "show", "P-2"])["pinned_projection_run"],
        json!(null),
        "looking pins nothing"
    );
}

#[test]
fn what_was_learnt_is_kept_as_new_models_and_run_as_a_new_scenario() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let models = desk.json(&["model", "list"]).as_array().unwrap().len();
    let saved =
        desk.json(&["batch", "calibrate", "VES-24-01", "--save", "Autumn, measured", "--only", "tgc"]);
    assert_eq!(saved["success"], true);
    assert_eq!(saved["saved_models"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&saved["saved_models"][0]["kind"], &saved["saved_models"][0]["name"]),
        (&json!("tgc_model"), &json!("Autumn, measured"))
    );
    assert_eq!(saved["scenario"], json!(null), "nothing was run");
    assert_eq!(desk.json(&["model", "list"]).as_array().unwrap().len(), models + 1);
    let run = desk.json(&[
        "batch",
        "calibrate",
        "VES-24-01",
        "--run",
        "--only",
        "tgc",
        "--only",
        "water",
        "--label",
        "As measured",
    ]);
    assert_eq!(run["scenario_name"], "Autumn smolt 2024, calibrated on VES-24-01");
    assert_eq!((&run["baseline_run_id"], &run["run_number"]), (&json!(1), &json!(1)));
    let id = run["projection_run_id"].to_string();
    let compared = desk.json(&["run", "compare", "1", &id]);
    assert!(compared["parameter_diff"]["tgc_value"]["run_b"].is_number(), "{compared}");
    assert_eq!(
        desk.json(&["batch", "show", "VES-24-01"])["pinned_projection_run"]["run_id"],
        1,
        "calibrating pins nothing"
    );
    let table = desk.run(&["batch", "calibrate", "VES-24-01", "--run", "--scenario", "Once more"]).ok();
    assert!(table.contains("Kept as new models") && table.contains("Pin: salmon-run batch pin"), "{table}");
    let said = desk
        .run(&["batch", "calibrate", "VES-24-01", "--save", "Vesteralen autumn", "--only", "tgc"])
        .refused();
    assert!(said.contains("already, with other figures (name). Give the new models another name"), "{said}");
}
