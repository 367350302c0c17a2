//! Batches and their pins.
use super::support::Desk;
use serde_json::json;

const CSV: &str = include_str!("../fixtures/batches.csv");

#[test]
fn batches_come_from_csv_and_json() {
    let desk = Desk::with_new_farm();
    desk.write("batches.csv", CSV);
    let imported = desk.json(&["batch", "import", "batches.csv"]);
    assert_eq!(imported["success"], true);
    assert_eq!(imported["batches"][0]["batch_number"], "N-1");
    assert_eq!(imported["batches"][0]["pens"], json!(["1", "2"]));
    desk.write("one.json", r#"{"batch_number":"N-3","start_date":"2024-09-03","initial_count":5,"initial_weight":1,"stage":"Fry"}"#);
    assert!(desk.run(&["batch", "import", "one.json"]).ok().starts_with("1 batch imported\n"));
    let list = desk.json(&["batch", "list"]);
    let numbers: Vec<_> =
        list.as_array().unwrap().iter().map(|batch| batch["batch_number"].clone()).collect();
    assert_eq!(numbers, ["N-1", "N-2", "N-3"]);
    let table = desk.run(&["batch", "list"]).ok();
    assert!(table.starts_with("ID  Batch  Start"), "{table}");
    assert_eq!(desk.json(&["batch", "show", "N-2"]), desk.json(&["batch", "show", "2"]));
    assert!(desk.run(&["batch", "show", "N-1"]).ok().contains("Pens        1, 2"));
    assert!(Desk::with_new_farm().run(&["batch", "list"]).ok().starts_with("No batches yet"));
}

#[test]
fn pens_are_names_or_say_what_came_into_them() {
    let desk = Desk::with_new_farm();
    let document = r#"{"batch_number":"P-1","start_date":"2024-09-03","initial_count":100000,"initial_weight":110,"stage":"Fry",
        "pens":["1",{"name":"2","initial_count":40000,"initial_weight":95.5}],"status":"closed"}"#;
    desk.write("one.json", document);
    let imported = desk.json(&["batch", "import", "one.json"]);
    let pens = json!(["1", {"name": "2", "initial_count": 40_000, "initial_weight": 95.5}]);
    assert_eq!(
        (&imported["batches"][0]["pens"], &imported["batches"][0]["status"]),
        (&pens, &json!("closed"))
    );
    assert_eq!(desk.json(&["batch", "show", "P-1"])["pens"], pens);
    assert!(desk.run(&["batch", "show", "P-1"]).ok().contains("1, 2: 40,000 of 95.5 g"));
    let csv = "batch_number,start_date,initial_count,initial_weight,stage,pens,status\n\
               P-2,2024-09-03,100000,110,Fry,1; 2: 40000 at 95.5 g,closed\n";
    desk.write("two.csv", csv);
    assert_eq!(desk.json(&["batch", "import", "two.csv"])["batches"][0]["pens"], pens);
    let before = desk.rows();
    for (from, to, told) in [
        ("40000", "100001", "100001 is not accepted (pens[1].initial_count). Accepted is 0 to 100000 fish"),
        (
            "\"1\"",
            "{\"name\":\"1\",\"initial_count\":5}",
            "the pens hold 40005 of the batch's 100000 fish (pens)",
        ),
        ("\"1\"", "\"2\"", "\"2\" is the name of pens[0] already (pens[1])"),
        ("\"1\"", "7", "7 is not accepted (bad.json, pens[0]). Accepted is a pen's name or an object"),
    ] {
        desk.write("bad.json", document.replace("P-1", "P-3").replacen(from, to, 1));
        let said = desk.run(&["batch", "import", "bad.json"]).refused();
        assert!(said.starts_with(told), "{said}");
        assert_eq!(desk.rows(), before);
    }
}

#[test]
fn batches_that_are_wrong_are_refused_all_together() {
    let desk = Desk::with_new_farm();
    let before = desk.rows();
    for (text, told) in [
        (CSV.replace("480", "many"), "\"many\" is not accepted (bad.csv, line 3, initial_count). Accepted is a whole number of fish"),
        (CSV.replace("2024-09-02", "2024-09-31"), "\"2024-09-31\" is not accepted (bad.csv, line 3, start_date). Accepted is a date that exists, written YYYY-MM-DD"),
        (CSV.replace("480", "0"), "0 is not accepted ([1].initial_count). Accepted is 1 to 1000000000000 fish"),
        (CSV.replace("stage", "stadium"), "the column \"stadium\" is not known (bad.csv, line 1). Accepted are the columns batch_number, start_date, initial_count, initial_weight, stage, site, pens, scenario"),
        (CSV.replace("N-2", "N-1"), "there is a batch \"N-1\" already"),
        (CSV.replace("3,\n", "3,8\n"), "there is no scenario 8 ([1].scenario)"),
        (r#"{"batch_number":"B","start_date":"2024-09-01","initial_count":5,"initial_weight":1,"stage":"Fry","scenario":8}"#.to_owned(), "there is no scenario 8 (scenario)"),
    ] {
        desk.write("bad.csv", text);
        let said = desk.run(&["batch", "import", "bad.csv"]).refused();
        assert!(said.starts_with(told), "{said}");
        assert_eq!(desk.rows(), before);
    }
}

#[test]
fn several_batches_are_pinned_in_one_transaction() {
    let desk = Desk::with_sample();
    let pinned = desk.json(&["batch", "pin", "VES-24-01", "SEN-25-01", "1#2", "--reason", "Grows faster"]);
    for (key, value) in [
        ("success", json!(true)),
        ("pinned_projection_run_id", json!(4)),
        ("scenario_name", json!("Autumn smolt 2024")),
        ("run_number", json!(2)),
        ("run_label", json!("Updated TGC")),
    ] {
        assert_eq!(pinned[key], value);
    }
    assert_eq!(pinned["batches"].as_array().unwrap().len(), 2);
    let before = desk.rows();
    let told = desk.run(&["batch", "pin", "VES-24-01", "NONE-1", "1"]).refused();
    assert_eq!(told, "there is no batch NONE-1. `salmon-run batch list` shows those there are");
    assert!(desk.run(&["batch", "pin", "VES-24-01", "77"]).refused().starts_with("there is no run 77"));
    assert_eq!(desk.rows(), before);
    let human = desk.run(&["batch", "pin", "VES-24-01", "VES-24-03", "4"]).ok();
    assert_eq!(
        human,
        "2 batches pinned to Autumn smolt 2024 - Run #2 (Updated TGC)\n  VES-24-01 (as before)\n  VES-24-03\n"
    );
}

#[test]
fn the_history_says_who_pinned_what_and_why() {
    let desk = Desk::with_sample();
    desk.run(&["batch", "pin", "VES-24-01", "1#2", "--reason", "Grows faster"]).ok();
    let unpinned = desk.json(&["batch", "unpin", "VES-24-01", "VES-24-02", "--reason", "Withdrawn"]);
    assert!(unpinned["pinned_projection_run_id"].is_null());
    assert_eq!(unpinned["batches"].as_array().unwrap().len(), 2);
    let history = desk.json(&["batch", "history", "VES-24-01"]);
    assert_eq!(history[0]["reason"], "Withdrawn");
    assert!(history[0]["to"].is_null());
    assert_eq!(history[1]["from"]["run_number"], 1);
    assert_eq!(history[1]["to"]["run_number"], 2);
    assert_eq!(history[1]["changed_by"], "anna");
    let human = desk.run(&["batch", "history", "VES-24-01"]).ok();
    assert!(human.contains("Grows faster"), "{human}");
    assert_eq!(desk.run(&["batch", "history", "HAT-24-01"]).ok(), "Batch HAT-24-01 was never pinned\n");
    assert_eq!(desk.run(&["batch", "unpin", "VES-24-03"]).ok(), "1 batch unpinned\n  VES-24-03\n");
}

#[test]
fn pin_scenario_pins_the_latest_run_and_says_that_it_is_deprecated() {
    let desk = Desk::with_sample();
    let pinned = desk.json(&["batch", "pin-scenario", "HAT-24-01", "1"]);
    assert_eq!((&pinned["success"], &pinned["pinned_projection_run_id"]), (&true.into(), &4.into()));
    assert!(pinned["message"].as_str().unwrap().starts_with("DEPRECATED"));
    assert!(desk.run(&["batch", "pin-scenario", "HAT-24-01", "3"]).ok().starts_with("DEPRECATED"));
    desk.write("short.json", super::support::SHORT);
    desk.run(&["scenario", "import", "short.json"]).ok();
    let before = desk.rows();
    let told = desk.run(&["batch", "pin-scenario", "HAT-24-01", "4"]).refused();
    assert_eq!(told, "the scenario \"Short autumn\" has no projection runs. Run projections first");
    assert_eq!(desk.rows(), before);
}

#[test]
fn running_a_scenario_again_moves_no_pin() {
    let desk = Desk::with_sample();
    let pins = desk.run(&["--json", "batch", "show", "VES-24-02"]).ok();
    desk.run(&["scenario", "run", "2"]).ok();
    assert_eq!(desk.run(&["--json", "batch", "show", "VES-24-02"]).ok(), pins);
    let newer = desk.json(&["batch", "show", "SEN-25-01"]);
    assert_eq!(
        (&newer["pinned_projection_run"]["run_number"], &newer["newer_run_number"]),
        (&1.into(), &2.into())
    );
}
