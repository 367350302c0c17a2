//! Reusable models from spreadsheets, logger files and documents, and back.
use super::support::{Desk, SHORT};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;

const LOGGER: &str = "Dato;Temperatur (°C)\n\
    01.09.2024 00:00;10,0\n01.09.2024 12:00;11,0\n02.09.2024;-0,5\n\n03.09.2024;NaN\n07.09.2024;9,25\n";

fn with_logger() -> Desk {
    let desk = Desk::with_new_farm();
    desk.write("logger.csv", LOGGER);
    desk
}

#[test]
fn a_logger_file_becomes_a_profile_and_says_what_was_understood() {
    let desk = with_logger();
    let answer = desk.json(&["model", "import", "temperature", "logger.csv", "--name", "North 5 m"]);
    assert_eq!(answer["success"], true);
    assert_eq!(
        (&answer["kind"], &answer["id"], &answer["name"]),
        (&json!("temperature"), &json!(1), &json!("North 5 m"))
    );
    assert_eq!(
        answer["understood"],
        json!({
            "rows": 5, "days": 3, "start_date": "2024-09-01", "first_date": "2024-09-01", "last_date": "2024-09-07",
            "first_day": 1, "last_day": 7, "gaps": 1, "longest_gap_days": 4, "averaged_days": 1,
            "missing_values": 1, "before_start": 0, "rejected": 0, "rejected_lines": []
        })
    );
    assert_eq!(answer["warnings"].as_array().unwrap().len(), 3);
    let profile = desk.json(&["model", "show", "temperature", "North 5 m"]);
    assert_eq!(
        profile["readings"],
        json!([
            {"day_number": 1, "temperature": 10.5},
            {"day_number": 2, "temperature": -0.5},
            {"day_number": 7, "temperature": 9.25}
        ])
    );
    let human = desk.run(&["model", "import", "temperature", "logger.csv", "--name", "Again"]).ok();
    assert!(human.starts_with("\"Again\" is kept as temperature profile 2\n"), "{human}");
    assert!(human.contains("Gaps                     1, the longest of 4 days"), "{human}");
    let same = desk.json(&["model", "import", "temperature", "logger.csv", "--name", "Again"]);
    assert_eq!(same["id"], 2);
    let said = same["warnings"].as_array().unwrap();
    assert_eq!(said.last().unwrap(), "the farm file has this very temperature profile already, as 2");
}

#[test]
fn a_sheet_that_a_spreadsheet_program_saved_becomes_a_profile() {
    let desk = Desk::with_new_farm();
    desk.write("logger.xlsx", include_bytes!("../fixtures/logger.xlsx"));
    let answer = desk.json(&["model", "import", "temperature", "logger.xlsx", "--name", "North pen"]);
    let understood = &answer["understood"];
    assert_eq!(
        (&understood["first_date"], &understood["last_date"]),
        (&json!("2024-09-01"), &json!("2024-09-07"))
    );
    assert_eq!(
        desk.json(&["model", "show", "temperature", "1"])["readings"],
        json!([
            {"day_number": 1, "temperature": 10.5},
            {"day_number": 2, "temperature": -0.5},
            {"day_number": 4, "temperature": 9.25},
            {"day_number": 7, "temperature": 8.1}
        ])
    );
}

#[test]
fn day_1_is_the_date_that_was_said() {
    let desk = with_logger();
    let import = |start: &str| {
        desk.json(&["model", "import", "temperature", "logger.csv", "--name", start, "--start-date", start])
    };
    let later = import("2024-09-02");
    assert_eq!(
        (&later["understood"]["first_day"], &later["understood"]["before_start"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(import("2024-08-31")["understood"]["first_day"], 2);
    let before = desk.rows();
    let told = desk
        .run(&["model", "import", "temperature", "logger.csv", "--name", "N", "--start-date", "2025-01-01"])
        .refused();
    assert!(told.starts_with("no reading is left: 4 lie before the start date 2025-01-01"), "{told}");
    let told = desk
        .run(&["model", "import", "temperature", "logger.csv", "--name", "N", "--start-date", "1066-01-01"])
        .refused();
    assert_eq!(told, "1066-01-01 is not accepted (--start-date). Accepted is 1950-01-01 to 2200-12-31");
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_nothing_is_stored() {
    let desk = Desk::with_new_farm();
    let before = desk.rows();
    for (file, told) in [
        (
            "date,temp\n2024-09-01,60\n",
            "temperature 60 is not accepted; accepted is -5 to 45 °C (bad.csv, line 2). Correct the file, or leave such lines out with --skip-bad-lines",
        ),
        (
            "date,temp\n2024-09-01,4\n\nspring,5\n",
            "\"spring\" is no date; accepted is 2024-09-01, 1.9.2024, or a day number (bad.csv, line 4).",
        ),
        (
            "date,temp\n2024-02-30,4\n2024-03-01,warm\n",
            "\"2024-02-30\" is no date that exists; line 3: \"warm\" is no temperature; accepted is -5 to 45 °C (bad.csv, line 2).",
        ),
        ("date,temp\n2024-09-01,4,5\n", "the line has 3 values for 2 columns;"),
        ("day,temp\n0,4\n", "day 0 is not accepted; accepted is 1 to 36600 (bad.csv, line 2)."),
        (
            "date,temp\n03/04/2024,4\n",
            "\"03/04/2024\" may have the day or the month first, and no other date tells (bad.csv, line 2). Say which: --date-order dmy or --date-order mdy",
        ),
        (
            "date,depth\n2024-09-01,4\n",
            "it cannot be told which columns hold dates and temperatures (bad.csv, line 1).",
        ),
        (
            "date,temp 5 m,temp 10 m\n2024-09-01,4,5\n",
            "2 columns hold temperatures: temp 5 m, temp 10 m (bad.csv, line 1).",
        ),
        (
            "date,temp\n2024-09-01,NA\n",
            "no reading is left: 0 lie before the start date, 1 lines have no value, 0 cannot be read (bad.csv).",
        ),
        ("", "the file is empty (bad.csv)."),
    ] {
        desk.write("bad.csv", file);
        let said = desk.run(&["model", "import", "temperature", "bad.csv", "--name", "N"]).refused();
        assert!(said.starts_with(told), "{file}: {said}");
    }
    desk.write("bad.csv", "date,temp\n2024-09-01,4\n");
    let said = desk.run(&["model", "import", "temperature", "bad.csv"]).refused();
    assert_eq!(said, "the model needs a name (--name). Give it one: --name \"Faroe shelf\"");
    let said = desk.run(&["model", "import", "temperature", "none.csv", "--name", "N"]).refused();
    assert!(said.starts_with("there is no such file (none.csv)"), "{said}");
    assert_eq!(desk.rows(), before);
}

#[test]
fn bad_lines_are_left_out_when_asked_and_of_many_twenty_are_named() {
    let desk = Desk::with_new_farm();
    let bad: String = (0..25).map(|n| format!("x{n},4\n")).collect();
    desk.write("bad.csv", format!("date,temp\n2024-09-01,4\n{bad}"));
    let told = desk.run(&["model", "import", "temperature", "bad.csv", "--name", "N"]).refused();
    assert!(told.contains("line 22: \"x19\""), "{told}");
    assert!(!told.contains("line 23") && told.contains("; and 5 more lines (bad.csv, line 3)."), "{told}");
    let answer = desk.json(&["model", "import", "temperature", "bad.csv", "--name", "N", "--skip-bad-lines"]);
    assert_eq!(answer["understood"]["rejected"], 25);
    assert_eq!(answer["understood"]["rejected_lines"].as_array().unwrap().len(), 20);
    assert_eq!(answer["understood"]["rejected_lines"][0]["line"], 3);
    assert_eq!(answer["understood"]["days"], 1);
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_read_as_said() {
    let desk = Desk::with_new_farm();
    desk.write("us.csv", "date,temp\n03/04/2024,4\n05/04/2024,5\n");
    let last_day = |order: &str| {
        let words = ["model", "import", "temperature", "us.csv", "--name", order, "--date-order", order];
        desk.json(&words)["understood"]["last_day"].clone()
    };
    assert_eq!((last_day("dmy"), last_day("mdy")), (json!(3), json!(62)));
}

/// The models of the fixture, each as a file of its own.
fn with_parts() -> (Desk, Value) {
    let desk = Desk::with_new_farm();
    let document: Value = serde_json::from_str(SHORT).unwrap();
    desk.write("tgc.json", document["tgc_model"].to_string());
    desk.write("fcr.json", document["fcr_model"].to_string());
    desk.write("mortality.json", document["mortality_model"].to_string());
    desk.write("temperature.json", document["tgc_model"]["temperature_profile"].to_string());
    (desk, document)
}

#[test]
fn parts_of_a_scenario_document_are_imported_as_they_stand() {
    let (desk, document) = with_parts();
    for (kind, part) in [
        ("temperature", &document["tgc_model"]["temperature_profile"]),
        ("tgc", &document["tgc_model"]),
        ("fcr", &document["fcr_model"]),
        ("mortality", &document["mortality_model"]),
    ] {
        let file = format!("{kind}.json");
        let answer = desk.json(&["model", "import", kind, &file]);
        assert_eq!((&answer["id"], &answer["name"]), (&json!(1), &part["name"]), "{kind}");
        assert_eq!(&desk.json(&["model", "show", kind, "1"])["name"], &part["name"]);
        let named = desk.json(&["model", "import", kind, &file, "--name", "Another"]);
        assert_eq!((&named["id"], &named["name"]), (&json!(2), &json!("Another")));
    }
    desk.write("tgc.json", document["tgc_model"].to_string().replace("2.81", "21"));
    let told = desk.run(&["model", "import", "tgc", "tgc.json"]).refused();
    assert_eq!(told, "21 is not accepted (tgc.json, tgc_model.tgc_value). Accepted is 0 to 20");
    let told = desk.run(&["model", "import", "fcr", "mortality.json"]).refused();
    assert!(told.contains("is not known (mortality.json"), "{told}");
}

#[test]
fn what_is_exported_reads_back_to_the_same_bits() {
    let desk = Desk::with_new_farm();
    desk.write("shelf.csv", "day_number,temperature_c\n1,0.1\n2,-0.30000000000000004\n9,1e-7\n");
    desk.write(
        "fcr.csv",
        "stage;fcr_value;duration_days;min_weight_g;max_weight_g\nPost-Smolt;1,1;90;;\nPost-Smolt;1,0500000001;;300;700\nAdult;1,2;450;;\n",
    );
    desk.write("mortality.csv", "stage,daily_rate_percent,frequency\n,0.21,weekly\nAdult,0.0200000001,\n");
    desk.write(
        "tgc.csv",
        "stage,tgc_value,exponent_n,location\n,2.9,1.1,\"Faroes, north\"\nAdult,3.1000000000000005,,\n",
    );
    let profile = ["--profile", "temperature"];
    for kind in ["temperature", "fcr", "mortality", "tgc"] {
        let source = if kind == "temperature" { "shelf.csv".to_owned() } else { format!("{kind}.csv") };
        let mut words = vec!["model", "import", kind, &source, "--name", kind];
        if kind == "tgc" {
            words.extend(profile);
        }
        assert_eq!(desk.json(&words)["id"], 1, "{kind}");
        let json = desk.run(&["model", "export", kind, kind]).ok();
        let csv = desk.run(&["model", "export", kind, "1", "--csv"]).ok();
        desk.write("back.json", &json);
        desk.write("back.csv", &csv);
        assert_eq!(desk.json(&["model", "import", kind, "back.json"])["id"], 1, "{kind}: {json}");
        words[3] = "back.csv";
        assert_eq!(desk.json(&words)["id"], 1, "{kind}: {csv}");
        assert!(desk.run(&["model", "show", kind, "1"]).ok().contains(kind));
    }
    let fcr = desk.json(&["model", "show", "fcr", "1"]);
    assert_eq!(
        fcr["stages"][0]["overrides"],
        json!([{"min_weight_g": 300.0, "max_weight_g": 700.0, "fcr_value": 1.0500000001}])
    );
    let tgc = desk.json(&["model", "show", "tgc", "1"]);
    assert_eq!((&tgc["exponent_n"], &tgc["location"]), (&json!(1.1), &json!("Faroes, north")));
    assert_eq!(tgc["temperature_profile"]["name"], "temperature");
}

#[test]
fn a_wrong_figure_of_a_table_is_named_by_line_value_and_range() {
    let desk = Desk::with_sample();
    let before = desk.rows();
    let fcr = "stage,fcr_value,duration_days,min_weight_g,max_weight_g\n";
    for (kind, file, told) in [
        (
            "fcr",
            format!("{fcr}Adult,21,450,,\n"),
            "21 is not accepted (bad.csv, line 2, fcr_value). Accepted is 0 to 20",
        ),
        (
            "fcr",
            format!("{fcr}Adult,1.2,4.5,,\n"),
            "4.5 is not accepted (bad.csv, line 2, duration_days). Accepted is a whole number, 1 to 36600 days",
        ),
        (
            "fcr",
            format!("{fcr}Adult,1.2,450,,\n\nAdult,1.1,,700,300\n"),
            "the band starts at 700 g and ends at 300 g (bad.csv, line 4, max_weight_g). Accepted is 700 g or more",
        ),
        (
            "fcr",
            format!("{fcr}Adult,1.2,450,,\nAdult,1.2,450,,\n"),
            "the stage \"Adult\" is given twice (bad.csv, line 3, stage).",
        ),
        (
            "fcr",
            format!("{fcr}Smolt,1.1,,1,2\n"),
            "the stage \"Smolt\" has a weight band but no line of its own (bad.csv, line 2, stage).",
        ),
        (
            "fcr",
            "stage,fcr_value\nAdult,1\n".to_owned(),
            "no line has the heads that are needed: duration_days is missing (bad.csv, line 1). Accepted are the columns stage, fcr_value,",
        ),
        (
            "fcr",
            "stage,fcr,days,price\nAdult,1,2,3\n".to_owned(),
            "the column \"price\" is not known (bad.csv, line 1).",
        ),
        (
            "mortality",
            "stage,rate\n,101\n".to_owned(),
            "101 is not accepted (bad.csv, line 2, daily_rate_percent). Accepted is 0 to 100 %",
        ),
        (
            "mortality",
            "stage,rate\nKelt,1\n".to_owned(),
            "the lifecycle has no stage \"Kelt\" (bad.csv, line 2, stage). Accepted is one of Egg&Alevin,",
        ),
        (
            "mortality",
            "stage,rate\nAdult,1\n".to_owned(),
            "no line holds for the stages that have none of their own (bad.csv). Add a line with an empty stage",
        ),
        (
            "mortality",
            "stage,rate,frequency\n,1,hourly\n".to_owned(),
            "\"hourly\" is not accepted (bad.csv, line 2, frequency). Accepted is daily, weekly or monthly",
        ),
        ("tgc", "stage,tgc_value\n,2.9\n".to_owned(), "a TGC model needs a temperature profile (--profile)."),
    ] {
        desk.write("bad.csv", &file);
        let said = desk.run(&["model", "import", kind, "bad.csv", "--name", "N"]).refused();
        assert!(said.starts_with(told), "{file}: {said}");
    }
    desk.write("bad.csv", "stage,tgc_value\n,many\n");
    let words = ["model", "import", "tgc", "bad.csv", "--name", "N", "--profile"];
    let said = desk.run(&[&words[..], &["1"]].concat()).refused();
    assert_eq!(said, "\"many\" is not accepted (bad.csv, line 2, tgc_value). Accepted is 0 to 20");
    let said = desk.run(&[&words[..], &["Moon"]].concat()).refused();
    assert!(said.starts_with("there is no temperature profile \"Moon\" (--profile)."), "{said}");
    assert_eq!(desk.rows(), before);
}

#[test]
fn models_are_listed_with_who_uses_them() {
    let desk = Desk::with_sample();
    let list = desk.json(&["model", "list"]);
    let kinds: std::collections::BTreeSet<&str> =
        list.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["fcr", "mortality", "temperature", "tgc"]);
    let profiles = desk.json(&["model", "list", "temperature"]);
    let used = &profiles[0]["used_by"];
    assert!(
        used["scenarios"].as_u64().unwrap() > 0 && used["tgc_models"].as_u64().unwrap() > 0,
        "{profiles}"
    );
    let human = desk.run(&["model", "list"]).ok();
    assert!(human.lines().next().unwrap().starts_with("Kind"), "{human}");
    assert!(Desk::with_new_farm().run(&["model", "list"]).ok().starts_with("No models;"));
}

#[test]
fn a_model_in_use_is_not_deleted_and_its_users_are_named() {
    let desk = Desk::with_new_farm();
    let changed = SHORT.replacen("\"name\": \"Short autumn\"", "\"name\": \"With a change\"", 1);
    assert_ne!(changed, SHORT);
    desk.write("short.json", &changed);
    desk.run(&["scenario", "import", "short.json"]).ok();
    let before = desk.rows();
    for kind in ["temperature", "tgc", "fcr", "mortality"] {
        let told = desk.run(&["model", "delete", kind, "1"]).refused();
        assert!(told.contains("is used (") && told.contains("scenario 1 \"With a change\""), "{told}");
    }
    assert!(desk.run(&["model", "delete", "temperature", "1"]).refused().contains("TGC model 1 \""));
    let told = desk.run(&["model", "delete", "fcr", "Moon"]).refused();
    assert_eq!(told, "there is no FCR model \"Moon\". `salmon-run model list fcr` shows those there are");
    assert_eq!(desk.rows(), before);
    desk.write("m.csv", "stage,rate\n,0.1\n");
    desk.run(&["model", "import", "mortality", "m.csv", "--name", "Low"]).ok();
    assert_eq!(
        desk.run(&["model", "delete", "mortality", "Low"]).ok(),
        "The mortality model \"Low\" is deleted\n"
    );
    assert_eq!(desk.rows(), before);
}

#[test]
fn an_option_that_would_do_nothing_is_wrong_usage_or_said() {
    let desk = Desk::with_new_farm();
    desk.write("m.csv", "stage,rate\n,0.1\n");
    desk.write("t.csv", "day,temp\n1,4\n");
    for words in [
        "model import mortality m.csv --name M --start-date 2024-09-01",
        "model import fcr m.csv --name M --skip-bad-lines",
        "model import temperature t.csv --name T --profile 1",
    ] {
        let ran = desk.run(&words.split(' ').collect::<Vec<_>>());
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{words}");
        assert!(ran.error_line().contains(" for "), "{}", ran.err);
    }
    let words = ["model", "import", "temperature", "t.csv", "--name", "T", "--start-date", "2024-09-01"];
    assert_eq!(
        desk.json(&words)["warnings"],
        json!(["the start date was not needed, for the file has day numbers"])
    );
}

#[test]
fn two_models_of_one_name_go_by_their_numbers() {
    let desk = Desk::with_new_farm();
    for rate in ["0.1", "0.2"] {
        desk.write("m.csv", format!("stage,rate\n,{rate}\n"));
        desk.run(&["model", "import", "mortality", "m.csv", "--name", "Low"]).ok();
    }
    let told = desk.run(&["model", "show", "mortality", "Low"]).refused();
    assert_eq!(told, "2 of the kind are called \"Low\". Say which by its number: 1, 2");
    assert_eq!(desk.json(&["model", "show", "mortality", "2"])["rate"], 0.2);
}

#[test]
fn real_logger_files_become_profiles_where_they_are_at_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
    if !folder.exists() {
        // Written past the test harness, which would keep it to itself.
        let said = b"SKIPPED: the logger files of ../shared/real are not beside this repository\n";
        std::io::stderr().write_all(said).unwrap();
        return;
    }
    let desk = Desk::with_new_farm();
    for (file, first, coldest) in [
        ("nova-scotia-birchy-head-5m.csv", "2018-02-21", None),
        ("nova-scotia-madeline-point-5m.csv", "2019-02-05", Some(-1.559)),
        ("nova-scotia-rook-island-5m.csv", "2018-07-05", None),
    ] {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let answer = desk.json(&["model", "import", "temperature", path.to_str().unwrap(), "--name", file]);
        let understood = &answer["understood"];
        assert_eq!(understood["rows"], text.lines().count() - 1, "{answer}");
        assert_eq!(understood["days"], understood["rows"], "{answer}");
        assert_eq!(understood["first_date"], first);
        assert_eq!(understood["rejected"], 0);
        let last = text.lines().last().unwrap().split(',').next().unwrap();
        assert_eq!(understood["last_date"], last);
        let profile = desk.json(&["model", "show", "temperature", file]);
        if let Some(coldest) = coldest {
            let values = profile["readings"].as_array().unwrap();
            assert!(values.iter().any(|reading| reading["temperature"] == coldest));
        }
    }
}
