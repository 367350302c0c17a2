//! Observations one by one: looked at before they are recorded, listed, corrected.
use super::support::Desk;
use serde_json::json;

const JOURNAL: &str = "date,pen,avg_weight_g,sample_size,deaths,cause,temperature\n\
    2024-09-03,,,,12,Gill disease,10.5\n2024-09-10,,128.5,60,3,,10.1\n";

#[test]
fn a_preview_says_what_a_file_comes_to_and_writes_nothing() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", "date,pen,weather,deaths,temperature\n2024-09-03,,sun,3,40\n2024-09-04,Pen 77,rain,2,10\n2024-09-05,,sun,many,10\n");
    let before = desk.rows();
    let preview = desk.json(&["batch", "record", "VES-24-01", "journal.csv", "--preview"]);
    assert_eq!((&preview["rows"], &preview["rejected"]), (&json!(3), &json!(1)));
    assert_eq!(preview["kinds"], json!({"mortality": 2, "temperature": 2}));
    assert_eq!(preview["unknown_pens"], json!(["Pen 77"]));
    assert_eq!(preview["columns"][2], json!({"head": "weather", "means": ""}));
    let text = desk.run(&["batch", "record", "VES-24-01", "journal.csv", "--preview"]).ok();
    for line in [
        "Passed over     weather",
        "rejected: line 4, deaths: \"many\" is not accepted",
        "Nothing was written",
    ] {
        assert!(text.contains(line), "{text}");
    }
    desk.write("warm.csv", "date,temperature\n2024-09-03,40\n");
    let warm = desk.json(&["batch", "record", "VES-24-01", "warm.csv", "--preview"]);
    assert_eq!(warm["doubts"][0]["what"], "40 °C is unusual for salmon; it counts as measured");
    desk.write("open.csv", "date,deaths\n03/04/2024,1\n");
    let open = desk.json(&["batch", "record", "VES-24-01", "open.csv", "--preview"]);
    assert_eq!(open["open_date"]["text"], "03/04/2024");
    assert_eq!(desk.rows(), before);
}

/// The number of the first observation of VES-24-01: those of the sample's other batches come before it.
fn first_of(desk: &Desk) -> i64 {
    let all = desk.json(&["batch", "observations", "VES-24-01"]);
    all.as_array().unwrap().iter().filter_map(|one| one["observation_id"].as_i64()).min().unwrap()
}

#[test]
fn observations_are_listed_by_kind_and_their_csv_is_read_again() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", JOURNAL);
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let all = desk.json(&["batch", "observations", "VES-24-01"]);
    assert_eq!(all.as_array().unwrap().len(), 5);
    assert_eq!(all[0]["recorded_by"], "anna");
    // By day, while they are numbered as they stood in the file: the samples before the rest.
    let number = |at: usize| all[at]["observation_id"].as_i64().unwrap();
    assert_eq!(number(0), first_of(&desk) + 1);
    let dead = desk.run(&["batch", "observations", "VES-24-01", "--kind", "mortality"]).ok();
    assert!(dead.contains("12 dead, Gill disease") && dead.contains("3 dead"), "{dead}");
    assert!(!dead.contains("128.5"), "{dead}");
    let csv = desk.run(&["batch", "observations", "VES-24-01", "--csv"]).ok();
    desk.write("again.csv", csv);
    let again = desk.json(&["batch", "record", "VES-24-01", "again.csv"]);
    assert_eq!((&again["recorded"], &again["known_already"]), (&json!(0), &json!(5)));
    let none = desk.run(&["batch", "observations", "SEN-25-02"]).ok();
    assert_eq!(none, "Nothing of that was observed of batch SEN-25-02 yet\n");
}

#[test]
fn a_correction_keeps_what_was_there_with_who_and_why() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", JOURNAL);
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let dead = desk.json(&["batch", "observations", "VES-24-01", "--kind", "mortality"]);
    let (first, second) = (dead[0]["observation_id"].to_string(), dead[1]["observation_id"].to_string());
    desk.write(
        "right.json",
        r#"{"mortality": {"date": "2024-09-03", "count": 21, "cause": "Gill disease"}}"#,
    );
    let swapped = ["--reason", "Two digits swapped"];
    let said =
        desk.run(&["batch", "correct", "VES-24-01", &first, "right.json", swapped[0], swapped[1]]).ok();
    assert_eq!(
        said,
        format!("Observation {first} is corrected: 21 dead, Gill disease instead of 12 dead, Gill disease\n")
    );
    let said =
        desk.run(&["batch", "correct", "VES-24-01", &second, "--remove", "--reason", "Counted twice"]).ok();
    assert_eq!(said, format!("Observation {second} is removed: 3 dead\n"));
    let history = desk.json(&["batch", "corrections", "VES-24-01"]);
    assert_eq!((&history[0]["after"], &history[0]["reason"]), (&json!(null), &json!("Counted twice")));
    assert_eq!(history[1]["before"]["mortality"]["count"], 12);
    assert_eq!(
        (&history[1]["after"]["mortality"]["count"], &history[1]["corrected_by"]),
        (&json!(21), &json!("anna"))
    );
    let table = desk.run(&["batch", "corrections", "VES-24-01"]).ok();
    assert!(table.starts_with("2 corrections\n") && table.contains("removed"), "{table}");
    desk.write("warm.csv", "date,temperature\n2024-09-03,40\n");
    let water =
        desk.json(&["batch", "observations", "VES-24-01", "--kind", "temperature"])[0]["observation_id"]
            .to_string();
    let warned =
        desk.json(&["batch", "correct", "VES-24-01", &water, "warm.csv", "--reason", "Read wrongly"]);
    assert!(warned["warnings"][0].as_str().unwrap().contains("40 °C is unusual"), "{warned}");
}

#[test]
fn a_correction_that_makes_no_sense_changes_nothing() {
    let desk = Desk::with_sample();
    desk.write("journal.csv", JOURNAL);
    desk.run(&["batch", "record", "VES-24-01", "journal.csv"]).ok();
    let first = first_of(&desk);
    let (first, of_first) = (first.to_string(), format!("observation {first} is of batch VES-24-01"));
    let first = first.as_str();
    let before = desk.rows();
    let refused = |arguments: &[&str]| {
        let mut all = vec!["batch", "correct"];
        all.extend(arguments);
        desk.run(&all).refused()
    };
    assert!(
        refused(&["VES-24-01", "99999", "--remove", "--reason", "gone"])
            .starts_with("there is no observation 99999")
    );
    assert!(refused(&["VES-24-02", first, "--remove", "--reason", "gone"]).starts_with(&of_first));
    assert!(refused(&["VES-24-01", first, "--remove", "--reason", " "]).starts_with("no reason is given"));
    assert!(
        refused(&["VES-24-01", first, "journal.csv", "--reason", "x"])
            .starts_with("the file holds 5 observations")
    );
    desk.write("bad.json", r#"{"mortality": {"date": "2024-09-03", "count": -1}}"#);
    assert!(refused(&["VES-24-01", first, "bad.json", "--reason", "x"]).contains("-1 is not accepted"));
    assert_eq!(desk.rows(), before);
    assert_eq!(
        desk.run(&["batch", "correct", "VES-24-01", first, "--reason", "x"]).status,
        2,
        "neither file nor --remove"
    );
}
