//! Who may do what, on the command line.
use super::support::Desk;
use serde_json::json;

#[test]
fn roles_are_named_listed_and_taken_away() {
    let desk = Desk::with_sample();
    assert_eq!(
        desk.run(&["people", "list"]).ok().trim(),
        "No manager is named, so everybody may do everything"
    );
    let said = desk.run(&["people", "set", "bo", "planner"]).ok();
    assert_eq!(said, "bo is a planner\nNo manager is named, so everybody may do everything\n");
    assert_eq!(desk.run(&["people", "set", "anna", "manager"]).ok(), "anna is a manager\n");
    assert_eq!(
        desk.json(&["people", "list"]),
        json!({
            "open": false, "user": "anna", "role": "manager",
            "people": [{"name": "anna", "role": "manager"}, {"name": "bo", "role": "planner"}],
        })
    );
    assert!(desk.run(&["people", "list", "--user", "bo"]).ok().contains("You act as bo, a planner"));
    assert_eq!(desk.json(&["people", "set", "BO", "viewer"])["role_before"], "planner");
    assert!(desk.run(&["people", "remove", "cy"]).refused().starts_with("cy is not named in the farm file"));
    let told = desk.run(&["people", "remove", "anna"]).refused();
    assert!(told.starts_with("anna is the only manager of the farm file"), "{told}");
    assert_eq!(desk.run(&["people", "set", "bo", "captain"]).status, 2);
    let opened = desk.json(&["people", "open"]);
    assert_eq!((&opened["success"], &opened["open"]), (&json!(true), &json!(true)));
    assert_eq!(desk.json(&["people", "list"])["people"], json!([]));
}

#[test]
fn what_one_may_not_do_is_refused_with_who_may_and_changes_nothing() {
    let desk = Desk::with_sample();
    desk.run(&["people", "set", "anna", "manager"]).ok();
    desk.run(&["people", "set", "bo", "planner"]).ok();
    let before = desk.rows();
    let deleted = desk.run(&["run", "delete", "1#2", "--unpin", "--user", "bo"]).refused();
    assert_eq!(deleted, "only managers may delete, and bo is a planner of this farm file. Ask anna");
    let told = desk.run(&["scenario", "run", "1", "--user", "bo"]).refused();
    assert!(told.starts_with("only managers may run what others made, here anna"), "{told}");
    let told = desk.run(&["run", "label", "1#1", "Mine", "--user", "cy", "--json"]);
    let error: serde_json::Value = serde_json::from_str(&told.err).unwrap();
    assert_eq!(error["error"]["code"], "not_allowed");
    assert!(desk.rows() == before);
    desk.run(&["run", "label", "1#1", "Ours", "--user", "bo"]).ok();
    // Everybody looks.
    desk.run(&["run", "compare", "1#1", "1#2", "--user", "cy"]).ok();
}

#[test]
fn old_runs_go_by_a_managers_rule_after_a_look_and_pinned_ones_stay() {
    let desk = Desk::with_sample();
    desk.run(&["people", "set", "anna", "manager"]).ok();
    let last_year = "UPDATE projection_run SET archived_at = '2026-01-01T00:00:00.000Z'";
    rusqlite::Connection::open(desk.farm()).unwrap().execute_batch(last_year).unwrap();
    // A run of today is not older than a day.
    let look = desk.json(&["run", "clean", "--older-than", "1", "--keep-last", "0", "--dry-run"]);
    assert_eq!((&look["dry_run"], &look["deleted"]), (&json!(true), &json!([])));
    assert!(
        desk.run(&["run", "clean", "--older-than", "0"]).refused().contains("Accepted is 1 to 7305 days")
    );
    let before = desk.rows();
    let told = desk.run(&["run", "clean", "--user", "bo"]).refused();
    assert!(told.starts_with("only managers may delete"), "{told}");
    assert_eq!(desk.run(&["run", "clean", "--dry-run"]).ok(), "0 runs would be deleted\n");
    assert!(desk.rows() == before);
}
