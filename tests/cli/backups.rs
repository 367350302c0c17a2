//! `backup`, `restore`, `schema` and `downgrade` as scripts and people call them.
use super::support::{Desk, rows};
use salmon_run::service::{Claim, Farm, SCHEMA_VERSION};
use std::fs;
use std::path::Path;

#[test]
fn a_backup_is_made_and_brought_back_by_name_and_by_number() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    let made = desk.json(&["backup", "copy.salmonrun"]);
    assert_eq!((&made["success"], &made["runs"], &made["batches"]), (&true.into(), &4.into(), &6.into()));
    assert_eq!(rows(&desk.path("copy.salmonrun")), before);
    let said = desk.run(&["backup", "copy.salmonrun"]).refused();
    assert!(said.starts_with("there is a file of that name already (copy.salmonrun)"), "{said}");

    desk.run(&["run", "label", "1", "Changed"]).ok();
    let changed = desk.rows();
    let human = desk.run(&["restore", "copy.salmonrun"]).ok();
    assert!(human.contains("It holds schema 12: 3 scenarios, 4 runs, 6 batches and "), "{human}");
    assert_eq!(desk.rows(), before);

    let list = desk.json(&["restore", "--list"]);
    let before_restore =
        list.as_array().unwrap().iter().find(|one| one["reason"] == "before_restore").unwrap();
    assert_eq!((&before_restore["runs"], &before_restore["schema_version"]), (&4.into(), &12.into()));
    let number = before_restore["number"].to_string();
    let restored = desk.json(&["restore", &number]);
    assert_eq!(rows(Path::new(restored["restored"].as_str().unwrap())), changed);
    assert_eq!(desk.rows(), changed, "the restore is taken back");
    let table = desk.run(&["restore"]).ok();
    assert!(table.contains("before a restore") && table.contains("They are in "), "{table}");
    let said = desk.run(&["restore", "999"]).refused();
    assert!(said.starts_with("there is no backup 999 ("), "{said}");
}

#[test]
fn a_file_that_is_lost_comes_back_at_its_place() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    desk.json(&["backup", "copy.salmonrun"]);
    fs::remove_file(desk.farm()).unwrap();
    assert!(desk.json(&["restore", "copy.salmonrun"])["before"].is_null());
    assert_eq!(desk.rows(), before);
    fs::write(desk.farm(), &fs::read(desk.farm()).unwrap()[..20_000]).unwrap();
    let said = desk.run(&["run", "list"]).refused();
    assert!(said.starts_with("the farm file is damaged ("), "{said}");
    let restored = desk.json(&["restore", "copy.salmonrun"]);
    assert_eq!(fs::read(restored["before"].as_str().unwrap()).unwrap().len(), 20_000);
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_downgrade_says_first_what_goes_and_the_way_up_leads_back() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    let preview = desk.json(&["downgrade", "--to", "3", "--preview"]);
    assert_eq!((&preview["from"], &preview["to"]), (&12.into(), &3.into()));
    let goes = preview["goes"].as_array().unwrap();
    assert!(goes.iter().any(|one| one["what"].as_str().unwrap().contains("history of pins")), "{preview}");
    assert!(desk.run(&["downgrade", "--to", "3", "--preview"]).ok().contains("only the backup would have"));
    assert_eq!(desk.rows(), before, "a preview changes nothing");
    let moved = desk.json(&["downgrade", "--to", "3"]);
    assert_eq!(rows(Path::new(moved["backup"].as_str().unwrap())), before);
    let schema = desk.json(&["schema"]);
    assert_eq!(schema["schema_version"], 3);
    let history = schema["history"].as_array().unwrap();
    assert_eq!((history.len(), history.iter().filter(|step| step["done"] == true).count()), (12, 3));
    assert!(desk.run(&["upgrade", "--preview"]).ok().contains("Nothing that this file holds would be lost"));
    desk.run(&["upgrade"]).ok();
    assert_eq!(desk.json(&["run", "list"]).as_array().unwrap().len(), 4, "no run is lost down to schema 3");
    let now = SCHEMA_VERSION.to_string();
    let said = desk.run(&["downgrade", "--to", &now]).refused();
    assert!(
        said.starts_with(&format!("the farm file has schema {now}, and {now} is not an earlier one (")),
        "{said}"
    );
    let said = desk.run(&["downgrade", "--to", "0"]).refused();
    assert!(said.starts_with("schema 0 is not known ("), "{said}");
}

#[test]
fn a_folder_that_cannot_be_written_gets_no_backup_and_is_told_so() {
    let desk = Desk::with_sample();
    // A file stands where the folder should be: nobody can make it, not even an administrator.
    fs::write(desk.path("farm.backups"), "in the way").unwrap();
    let before = desk.rows();
    let said = desk.run(&["downgrade", "--to", "5"]).refused();
    assert!(said.contains("farm.backups"), "{said}");
    assert_eq!(desk.rows(), before, "without a backup nothing is done to the whole file");
    assert_eq!(fs::read_to_string(desk.path("farm.backups")).unwrap(), "in the way");
}

#[test]
fn a_check_says_what_is_wrong_and_mends_it_when_asked() {
    let desk = Desk::with_sample();
    let said = desk.run(&["check"]).ok();
    assert!(said.contains("Days against totals: as it should be"), "{said}");
    assert!(said.contains("4 runs computed again, every number equal"), "{said}");
    assert_eq!(desk.json(&["check", "--repair"])["repair"]["before"], serde_json::Value::Null);
    let before = desk.rows();
    let farm = rusqlite::Connection::open(desk.farm()).unwrap();
    farm.execute_batch("CREATE TABLE cookies (a); DROP INDEX batch_by_scenario").unwrap();
    drop(farm);
    let ran = desk.run(&["check"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.out.contains("something is in the file that Salmon Run did not make (table cookies)"),
        "{}",
        ran.out
    );
    assert!(ran.error_line().starts_with("2 things are not as they should be ("), "{}", ran.err);
    let said = desk.run(&["run", "list"]).refused();
    assert!(
        said.starts_with("the farm file holds a table \"cookies\" that Salmon Run did not make"),
        "{said}"
    );
    let mended = desk.json(&["check", "--repair"]);
    assert_eq!((&mended["success"], &mended["repair"]["lost"]), (&true.into(), &serde_json::json!([])));
    // The counters of SQLite stand in another order.
    let in_order = |rows: &str| rows.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert!(in_order(&desk.rows()) == in_order(&before), "every row is there");
}

#[test]
fn only_a_manager_brings_backups_back() {
    let desk = Desk::with_sample();
    desk.json(&["backup", "copy.salmonrun"]);
    rusqlite::Connection::open(desk.farm())
        .unwrap()
        .execute_batch("INSERT INTO person VALUES ('bo', 'manager'), ('anna', 'planner')")
        .unwrap();
    let before = desk.rows();
    for words in
        [vec!["restore", "copy.salmonrun"], vec!["downgrade", "--to", "5"], vec!["check", "--repair"]]
    {
        let said = desk.run(&words).refused();
        assert!(said.starts_with("only managers may restore, downgrade or repair the file"), "{said}");
    }
    assert_eq!(desk.rows(), before);
}

#[test]
fn what_changes_the_whole_file_waits_for_the_window_that_has_it_and_all_else_does_not() {
    let desk = Desk::with_sample();
    desk.json(&["backup", "copy.salmonrun"]);
    let Claim::Held(window) = Farm::claim(&desk.farm(), "bo") else { panic!("not held") };
    for words in [&["restore", "copy.salmonrun"][..], &["downgrade", "--to", "3"], &["check", "--repair"]] {
        let said = desk.run(words).refused();
        assert!(said.starts_with("bo on ") && said.contains(" has the farm file open since "), "{said}");
        assert!(
            said.ends_with("Close it there first: this would change the whole file under that window"),
            "{said}"
        );
        let mut in_json = words.to_vec();
        in_json.push("--json");
        assert_eq!(desk.run(&in_json).json_error()["code"], "open_elsewhere");
    }
    desk.run(&["run", "label", "1", "Beside the window"]).ok();
    desk.run(&["downgrade", "--to", "3", "--preview"]).ok();
    desk.run(&["check"]).ok();
    desk.json(&["backup", "beside.salmonrun"]);
    desk.run(&["upgrade"]).ok();
    drop(window);
    desk.run(&["restore", "copy.salmonrun"]).ok();
    assert_eq!(rows(&desk.farm()), rows(&desk.path("copy.salmonrun")));
    assert!(!desk.path("farm.salmonrun-lock").exists() && !desk.path("farm.salmonrun-open").exists());
}

#[test]
fn what_a_killed_program_left_lying_holds_nobody_up() {
    let desk = Desk::with_sample();
    desk.json(&["backup", "copy.salmonrun"]);
    fs::write(desk.path("farm.salmonrun-lock"), "").unwrap();
    fs::write(desk.path("farm.salmonrun-open"), r#"{"user":"bo","computer":"gone"}"#).unwrap();
    desk.run(&["restore", "copy.salmonrun"]).ok();
    assert!(!desk.path("farm.salmonrun-lock").exists() && !desk.path("farm.salmonrun-open").exists());
}
