//! Documents that cannot be: each refusal names place, value and range, and nothing changes.
use super::support::{Desk, SHORT, short_but};

const BAD: &[(&str, &str, &str)] = &[
    // What, instead of what, and how it is told (the file's name stands before the path).
    (
        "\"tgc_value\"",
        "\"tgc\"",
        "the key \"tgc\" is not known (bad.json, tgc_model.tgc). Accepted are the keys name, location,",
    ),
    ("\"tgc_value\": 2.81,", "", "the key \"tgc_value\" is missing (bad.json, tgc_model.tgc_value)."),
    (
        "\"day_number\": 20",
        "\"day_number\": 1",
        "day 1 has a reading already, in readings[0] (bad.json, tgc_model.temperature_profile.readings[1].day_number). Accepted is one reading a day",
    ),
    ("2.81", "NaN", "NaN is not accepted (bad.json, tgc_model.tgc_value). Accepted are finite numbers"),
    (
        "\"temperature\": 10.0",
        "\"temperature\": 1e999",
        "1e999 is infinite (bad.json, tgc_model.temperature_profile.readings[0].temperature). Accepted are finite numbers",
    ),
    ("110.0", "-110.0", "-110 is not accepted (bad.json, initial_weight). Accepted is 0.001 to 50000 g"),
    ("2.81", "-2.81", "-2.81 is not accepted (bad.json, tgc_model.tgc_value). Accepted is 0 to 20"),
    ("0.0157", "-1", "-1 is not accepted (bad.json, mortality_model.rate). Accepted is 0 to 100 %"),
    (
        "1000,",
        "-1000,",
        "-1000 is not accepted (bad.json, initial_count). Accepted is a whole number that is not negative",
    ),
    (
        "2024-09-01",
        "2023-02-29",
        "\"2023-02-29\" is not a date (bad.json, start_date). Accepted is a date that exists, written YYYY-MM-DD",
    ),
    (
        "\"duration_days\": 40",
        "\"duration_days\": 0",
        "0 is not accepted (bad.json, duration_days). Accepted is 1 to 7305 days",
    ),
    (
        "\"duration_days\": 40",
        "\"duration_days\": 7306",
        "7306 is not accepted (bad.json, duration_days). Accepted is 1 to 7305 days",
    ),
    (
        "1000,",
        "1000000000001,",
        "1000000000001 is not accepted (bad.json, initial_count). Accepted is 1 to 1000000000000 fish",
    ),
    ("2.81", "21", "21 is not accepted (bad.json, tgc_model.tgc_value). Accepted is 0 to 20"),
    ("1.05", "21", "21 is not accepted (bad.json, fcr_model.stages[0].fcr_value). Accepted is 0 to 20"),
    ("1.05", "-1", "-1 is not accepted (bad.json, fcr_model.stages[0].fcr_value). Accepted is 0 to 20"),
    (
        "\"Post-Smolt\"",
        "\"Kelt\"",
        "the lifecycle has no stage \"Kelt\" (bad.json, fcr_model.stages[0].stage). Accepted is one of Egg&Alevin, Fry, Parr, Smolt, Post-Smolt, Adult",
    ),
];

#[test]
fn a_document_with_an_impossible_value_is_refused_by_place_value_and_range() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    for (from, to, told) in BAD {
        desk.write("bad.json", short_but(from, to));
        let said = desk.run(&["scenario", "import", "bad.json"]).refused();
        assert!(said.starts_with(told), "{said}");
        assert_eq!(desk.rows(), before);
        // The pure function refuses it with the same words, in the place of its result.
        let ran = desk.plain(&["project", "bad.json"]);
        assert_eq!(ran.status, 1);
        assert!(ran.error_line().starts_with(told), "{}", ran.err);
        let result: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert!(told.starts_with(result["error"]["message"].as_str().unwrap()), "{result}");
    }
}

#[test]
fn a_profile_without_readings_is_refused() {
    let desk = Desk::with_new_farm();
    let before = desk.rows();
    let (head, rest) = SHORT.split_once("\"readings\": [").unwrap();
    let (_, tail) = rest.split_once(']').unwrap();
    desk.write("bad.json", format!("{head}\"readings\": []{tail}"));
    let told = desk.run(&["scenario", "import", "bad.json"]).refused();
    assert_eq!(
        told,
        "the temperature profile is empty (bad.json, tgc_model.temperature_profile.readings). \
         Accepted is at least one reading"
    );
    assert_eq!(desk.rows(), before);
}

#[test]
fn files_that_are_no_documents_are_refused() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    std::fs::File::create(desk.path("huge.json")).unwrap().set_len(200_000_000).unwrap();
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.write("latin1.json", SHORT.replace("autumn", "høst").chars().map(|c| c as u8).collect::<Vec<u8>>());
    desk.write("empty.json", " \n\n");
    desk.write("text.json", "Dear Anna,\n");
    desk.write("half.json", &SHORT[..200]);
    for (name, told) in [
        ("huge.json", "the file has 200 MB (huge.json). Accepted are documents up to 64 MB"),
        ("latin1.json", "this is not UTF-8 text: byte 69 is not (latin1.json). Save the file as UTF-8"),
        ("empty.json", "the file is empty (empty.json)."),
        ("folder", "this is a folder (folder). Choose a file"),
        ("none.json", "there is no such file (none.json)."),
        ("text.json", "this is not valid JSON: \"Dear\" is not a JSON value (text.json, column 1)."),
        ("half.json", "the document breaks off (half.json, "),
    ] {
        let said = desk.run(&["scenario", "import", name]).refused();
        assert!(said.starts_with(told), "{said}");
        if !["text.json", "half.json"].contains(&name) {
            let said = desk.run(&["batch", "import", name]).refused();
            assert!(said.starts_with(told), "{said}");
        }
        assert_eq!(desk.rows(), before);
        let ran = desk.plain(&["project", name]);
        assert_eq!(ran.status, 1);
        ran.error_line();
    }
    assert_eq!(
        desk.fed(&["project"], b"").refused(),
        "the file is empty. Choose the file that holds the document"
    );
}

#[test]
fn a_value_cannot_bring_lines_or_colours_into_the_terminal() {
    let desk = Desk::with_new_farm();
    desk.write("bad.json", short_but("\"2024-09-01\"", "\"20\\n24\\u001b[31m\""));
    let told = desk.run(&["scenario", "import", "bad.json"]).refused();
    assert!(told.starts_with("\"20 24 [31m\" is not a date"), "{told}");
}
