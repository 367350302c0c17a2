//! `aquamind import`: a trial, the import, and a second one that brings nothing.
use rusqlite::Connection;

use super::support::Desk;

fn with_database() -> Desk {
    let desk = Desk::with_new_farm();
    let there = Connection::open(desk.path("db.sqlite3")).unwrap();
    there.execute_batch(include_str!("../fixtures/aquamind/current.sql")).unwrap();
    desk
}

#[test]
fn a_trial_says_what_would_come_and_the_import_says_the_same() {
    let desk = with_database();
    let before = desk.rows();
    let tried = desk.run(&["aquamind", "import", "db.sqlite3", "--dry-run"]).ok();
    assert!(tried.starts_with(
        "Would bring along from db.sqlite3 (AquaMind database since ProjectionRun)\nNothing was written\n"
    ));
    assert_eq!(desk.rows(), before);
    let done = desk.run(&["aquamind", "import", "db.sqlite3"]).ok();
    let same = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
    assert_eq!(same(&tried), same(&done));
    for words in [
        "TGC model \"TGC 0\": TGC 0.0029 was stored divided by 1000 and is 2.9",
        "Batch FI-2024-005: neither a pen nor a scenario says how many fish it has",
        "computed by AquaMind from what comes anyway: this program computes its own",
        "growth samples",
    ] {
        assert!(done.contains(words), "{words} in {done}");
    }
    let again = desk.run(&["aquamind", "import", "db.sqlite3"]).ok();
    assert!(again.contains("\n0 rows came, "), "{again}");
}

#[test]
fn the_report_in_json_has_every_row() {
    let desk = with_database();
    let report = desk.json(&["aquamind", "import", "db.sqlite3"]);
    assert_eq!((&report["success"], &report["dry_run"]), (&true.into(), &false.into()));
    let there = Connection::open(desk.path("db.sqlite3")).unwrap();
    for table in report["tables"].as_array().unwrap() {
        let name = table["table"].as_str().unwrap();
        let counted: u64 =
            there.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0)).unwrap();
        let of = |key: &str| table[key].as_u64().unwrap();
        let left: u64 =
            table["left"].as_array().unwrap().iter().map(|left| left["rows"].as_u64().unwrap()).sum();
        let settled = of("came") + of("adapted") + of("known_already") + of("updated") + of("kept") + left;
        assert_eq!((of("rows"), settled), (counted, counted), "{table}");
    }
    let scenarios =
        report["brought"].as_array().unwrap().iter().find(|it| it["what"] == "scenarios").unwrap();
    assert_eq!(scenarios["new"], 5);
}

#[test]
fn what_is_no_file_of_aquamind_is_refused_in_one_line() {
    let desk = Desk::with_new_farm();
    let before = desk.rows();
    desk.write("letter.json", "Dear Sir");
    let told = desk.run(&["aquamind", "import", "letter.json"]).refused();
    assert!(told.starts_with("this is not valid JSON: expected value (letter.json, column 1)"), "{told}");
    assert_eq!(desk.rows(), before);
}

#[test]
fn imported_runs_say_so_where_runs_are_shown_and_verified() {
    let desk = with_database();
    desk.run(&["aquamind", "import", "db.sqlite3"]).ok();
    let shown = desk.run(&["run", "show", "1"]).ok();
    assert!(
        shown.contains("AquaMind (imported, cannot be recomputed: AquaMind did not keep its inputs)"),
        "{shown}"
    );
    let verified = desk.run(&["run", "verify", "1"]);
    assert!(
        format!("{}{}", verified.out, verified.err).contains("imported, cannot be recomputed"),
        "{verified:?}"
    );
}
