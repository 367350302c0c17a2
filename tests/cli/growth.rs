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

#[test]
fn the_variance_of_all_four_figures_the_dates_and_what_needs_a_person_are_said() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let growth = desk.json(&["batch", "growth", "VES-24-01"]);
    let shown = desk.run(&["batch", "growth", "VES-24-01"]).ok();
    for figure in ["weight_g", "population", "biomass_kg", "cumulative_feed_kg"] {
        let of = &growth["variance"][figure];
        let (actual, planned) = (of["actual"].as_f64().unwrap(), of["planned"].as_f64().unwrap());
        let percent = 100.0 * (actual - planned) / planned;
        assert!((of["current_percent"].as_f64().unwrap() - percent).abs() < 1e-9, "{figure}: {of}");
        assert!(of["mean_percent"].is_f64() && of["largest_on"].is_string(), "{figure}: {of}");
    }
    for word in ["Mean weight", "Fish", "Biomass", "Feed so far", "beyond 5 %"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    let goals = growth["goals"].as_array().unwrap();
    assert_eq!((&goals[0]["goal"], &goals[0]["weight_g"]), (&json!("transfer"), &json!(250.0)));
    assert_eq!((&goals[1]["goal"], &goals[1]["weight_g"]), (&json!("harvest"), &json!(5000.0)));
    // The journal ends in September 2024: whatever it led one to expect was due long ago.
    assert_eq!((&goals[0]["is_reached"], &goals[0]["needs_attention"]), (&json!(false), &json!(true)));
    let reasons: Vec<&str> =
        growth["attention"].as_array().unwrap().iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["far_off", "goal_due", "old_sample", "newer_run"]);
    assert!(shown.contains("Needs attention\n  The fish are "), "{shown}");
    let forecast = desk.json(&["batch", "forecast", "VES-24-01"]);
    let dates = forecast["dates"].as_array().unwrap();
    let weights: Vec<f64> = dates.iter().map(|date| date["weight_g"].as_f64().unwrap()).collect();
    assert_eq!(weights, [250.0, 1000.0, 3000.0, 5000.0], "the usual ones and those that the farm waits for");
    assert_eq!(dates[0]["date"], goals[0]["date"]);
    let table = desk.run(&["batch", "forecast", "VES-24-01"]).ok();
    assert!(table.contains("Transfer weight") && table.contains("needs attention"), "{table}");
}

#[test]
fn without_a_batch_all_of_them_stand_in_a_table() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    desk.write(
        "old.json",
        r#"{"batch_number":"OLD-1","start_date":"2022-09-01","initial_count":1000,"initial_weight":110,"stage":"Post-Smolt","status":"closed"}"#,
    );
    desk.run(&["batch", "import", "old.json"]).ok();
    let rows = desk.json(&["batch", "growth"]);
    let numbers: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["batch_number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), 6, "closed ones stand apart: {numbers:?}");
    let row = rows.as_array().unwrap().iter().find(|row| row["batch_number"] == "VES-24-01").unwrap();
    let growth = desk.json(&["batch", "growth", "VES-24-01"]);
    assert_eq!(row["weight_percent"], growth["variance"]["weight_g"]["current_percent"]);
    assert_eq!((&row["attention"], &row["goals"]), (&growth["attention"], &growth["goals"]));
    let table = desk.run(&["batch", "growth", "--needs-attention"]).ok();
    assert!(
        table.lines().any(|line| line.starts_with("HAT-24-01") && line.ends_with("no run, never weighed"))
    );
    let closed = desk.json(&["batch", "growth", "--closed"]);
    assert_eq!((&closed[0]["batch_number"], &closed[0]["attention"]), (&json!("OLD-1"), &json!([])));
}

#[test]
fn a_scenario_is_made_from_a_batch_as_it_is_today() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let made = desk.json(&["scenario", "from-batch", "VES-24-01"]);
    assert_eq!(
        (&made["name"], &made["start_date"]),
        (&json!("VES-24-01 from 2024-10-01"), &json!("2024-10-01"))
    );
    assert_eq!(made["duration_days"], 450);
    assert!((made["initial_weight"].as_f64().unwrap() - 170.0).abs() < 1e-9, "{made}");
    let shown = desk.run(&["scenario", "show", &made["scenario"].to_string()]).ok();
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["initial_count"], made["initial_count"]);
    let named = desk.run(&["scenario", "from-batch", "VES-24-01", "--name", "Spring"]).ok();
    assert!(named.starts_with("Scenario 5 made: Spring\n") && named.contains("by the recipe of"), "{named}");
}

#[test]
fn the_report_of_growth_says_what_became_of_the_batch_as_data_and_on_paper() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", journal());
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    desk.run(&["batch", "growth", "VES-24-01", "--report", "g.json", "g.csv", "g.html", "g.svg"]).ok();
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&read("g.json")).unwrap();
    let growth = &report["report"]["growth"];
    let shown = desk.json(&["batch", "growth", "VES-24-01"]);
    assert_eq!(growth["variance"]["weight_g"]["percent"], shown["variance"]["weight_g"]["current_percent"]);
    assert_eq!(growth["actual_days"].as_array().unwrap().len(), 30);
    assert_eq!(growth["sources"][2]["days_observed"], 30, "the dead were counted every day");
    let fitted = desk.json(&["batch", "calibrate", "VES-24-01"])["tgc"]["value"].clone();
    assert_eq!(growth["calibration"]["tgc"]["value"], fitted);
    let days = read("g.csv").lines().filter(|line| line.contains(",actual_days,average_weight_g,")).count();
    assert_eq!(days, 30);
    for words in [
        "What became of the batch",
        "The last actual day beside",
        "On how many days each was",
        "Fish that were weighed",
    ] {
        assert!(read("g.html").contains(words), "{words}");
    }
    assert!(read("g.svg").contains("Weight, planned and actual"));
}
