//! Changing what a batch is, and deleting one.
use super::support::Desk;
use serde_json::json;

#[test]
fn what_is_named_changes_and_all_else_stays() {
    let desk = Desk::with_sample();
    let before = desk.json(&["batch", "show", "VES-24-01"]);
    let pens = "1: 60000; 2: 42000 at 98,5 g";
    let edited = desk.json(&[
        "batch",
        "edit",
        "VES-24-01",
        "--number",
        "V-1",
        "--pens",
        pens,
        "--notes",
        "Vaccinated",
    ]);
    assert_eq!(edited["success"], true);
    let mut wanted = before.clone();
    wanted["batch_number"] = json!("V-1");
    wanted["notes"] = json!("Vaccinated");
    wanted["pens"] = json!([{"name": "1", "initial_count": 60_000}, {"name": "2", "initial_count": 42_000, "initial_weight": 98.5}]);
    assert_eq!(edited["batch"], wanted);
    assert_eq!(desk.json(&["batch", "show", "V-1"]), wanted);
    let human =
        desk.run(&["batch", "edit", "V-1", "--number", "VES-24-01", "--species", "Rainbow trout"]).ok();
    assert!(human.starts_with("Batch VES-24-01 is changed\n"), "{human}");
    assert!(human.contains("Rainbow trout"), "{human}");
    let linked = desk.json(&["batch", "edit", "VES-24-01", "--scenario", "1"]);
    assert_eq!(linked["batch"]["scenario"], 1);
    assert!(desk.json(&["batch", "edit", "VES-24-01", "--no-scenario"])["batch"]["scenario"].is_null());
}

#[test]
fn what_no_batch_can_be_is_refused_by_field_and_changes_nothing() {
    let desk = Desk::with_sample();
    desk.write("seen.csv", "date,pen,deaths\n2024-09-02,1,3\n2024-09-03,1,4\n");
    desk.run(&["batch", "record", "VES-24-01", "seen.csv"]).ok();
    let before = desk.rows();
    for (edits, told) in [
        (&["--number", "VES-24-02"][..], "there is a batch \"VES-24-02\" already (batch_number)"),
        (&["--initial-weight", "-3"], "-3 is not accepted (initial_weight). Accepted is 0.001 to 50000 g"),
        (&["--initial-count", "0"], "0 is not accepted (initial_count). Accepted is 1 to"),
        (
            &["--pens", "1: 200000"],
            "200000 is not accepted (pens[0].initial_count). Accepted is 0 to 102000 fish",
        ),
        (&["--pens", "3; 2"], "pen \"1\" is gone, and 2 observations are of it (pens). Keep the pen"),
        (&["--scenario", "77"], "there is no scenario 77 (scenario)"),
        (&[], "nothing of the batch is another than it was"),
        (&["--site", "Vesteralen South"], "nothing of the batch is another than it was"),
    ] {
        let said = desk.run(&[&["batch", "edit", "VES-24-01"], edits].concat()).refused();
        assert!(said.starts_with(told), "{said}");
        assert_eq!(desk.rows(), before);
    }
}

#[test]
fn closed_batches_are_listed_after_the_others() {
    let desk = Desk::with_sample();
    desk.run(&["batch", "edit", "HAT-24-01", "--status", "closed"]).ok();
    let list = desk.run(&["batch", "list"]).ok();
    let (active, closed) = list.split_once("Closed: their fish are no longer in the water").unwrap();
    assert!(active.contains("VES-24-01") && !active.contains("HAT-24-01"), "{list}");
    assert!(closed.contains("HAT-24-01"), "{list}");
}

#[test]
fn a_batch_that_something_hangs_off_is_deleted_only_when_that_may_go_too() {
    let desk = Desk::with_sample();
    desk.write("new.json", r#"{"batch_number":"N-1","start_date":"2024-09-03","initial_count":5,"initial_weight":1,"stage":"Fry"}"#);
    desk.run(&["batch", "import", "new.json"]).ok();
    assert_eq!(desk.run(&["batch", "delete", "N-1"]).ok(), "Batch N-1 is deleted\n");
    desk.write("seen.csv", "date,deaths\n2024-09-02,3\n");
    desk.run(&["batch", "record", "VES-24-01", "seen.csv"]).ok();
    let before = desk.rows();
    let told = desk.run(&["batch", "delete", "VES-24-01"]).refused();
    assert!(
        told.starts_with(
            "1 observation and 1 change of its pin would go with batch VES-24-01. Close it instead"
        ),
        "{told}"
    );
    assert_eq!(desk.rows(), before);
    let deleted = desk.json(&["batch", "delete", "VES-24-01", "--with-observations"]);
    assert_eq!((&deleted["success"], &deleted["batch_number"]), (&json!(true), &json!("VES-24-01")));
    assert!(desk.run(&["batch", "show", "VES-24-01"]).refused().starts_with("there is no batch VES-24-01"));
}

#[test]
fn a_weight_that_no_fish_has_is_refused_with_what_is_accepted() {
    let desk = Desk::with_sample();
    for weight in ["-3", "0", "1e9"] {
        let told = desk.run(&["batch", "forecast", "VES-24-01", "--weight", weight]).refused();
        assert!(told.ends_with("is not accepted (--weight). Accepted is 0.001 to 50000 g"), "{told}");
    }
    assert!(
        desk.run(&["batch", "forecast", "VES-24-01", "--weight=-3"])
            .refused()
            .starts_with("-3 is not accepted")
    );
}
