//! Documents in, results out, no farm file.
use super::support::{Desk, SHORT, on_one_line, short_but};
use serde_json::{Value, json};

#[path = "../golden/cases.rs"]
mod golden;

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn short_of(days: usize) -> String {
    on_one_line(&short_but("\"duration_days\": 40", &format!("\"duration_days\": {days}")))
}

#[test]
fn results_come_in_the_order_of_the_documents_from_stdin_and_file() {
    let desk = Desk::empty();
    let input: String = (1..=100).map(|days| short_of(days) + "\n").collect();
    let out = desk.fed(&["project"], input.as_bytes()).ok();
    let results = lines(&out);
    for (i, result) in results.iter().enumerate() {
        assert_eq!(result["summary"]["duration_days"], i + 1);
        assert_eq!(result["days"].as_array().unwrap().len(), i + 1);
        assert!(result["warnings"].is_array());
    }
    assert_eq!(results.len(), 100);
    let file = desk.write("many.jsonl", &input);
    for threads in ["1", "3"] {
        assert_eq!(desk.plain(&["project", &file, "--threads", threads]).ok(), out);
    }
}

#[test]
fn a_projection_is_what_a_run_of_the_same_document_keeps() {
    let desk = Desk::with_new_farm();
    let file = desk.write("short.json", SHORT);
    desk.run(&["scenario", "import", &file]).ok();
    desk.run(&["scenario", "run", "1"]).ok();
    let result = desk.plain(&["project", &file]).json();
    assert_eq!(result["days"], desk.json(&["run", "days", "1"]));
    assert_eq!(result["summary"], desk.json(&["run", "show", "1"])["summary"]);
    let summary = desk.plain(&["project", "--summary-only", &file]).json();
    assert!(summary.get("days").is_none());
    assert_eq!(summary["summary"], result["summary"]);
}

#[test]
fn a_document_that_is_refused_has_its_line_and_the_others_go_on() {
    let desk = Desk::empty();
    let bad = on_one_line(&short_but("2.81", "-2.81"));
    let ran = desk.fed(&["project"], format!("{}\n{bad}\n{}\n", short_of(3), short_of(4)).as_bytes());
    let results = lines(&ran.out);
    assert_eq!(ran.status, 1);
    assert_eq!(
        results[1],
        json!({"error": {"code": "invalid_input", "message": "-2.81 is not accepted",
            "where": "tgc_model.tgc_value", "hint": "Accepted is 0 to 20"}})
    );
    assert_eq!(results[2]["summary"]["duration_days"], 4);
    assert_eq!(ran.error_line(), "-2.81 is not accepted (line 2, tgc_model.tgc_value). Accepted is 0 to 20");
    let file = desk.write("two.jsonl", format!("{bad}\nnot json\n{}\n{{\"half\": \n", short_of(1)));
    let ran = desk.plain(&["project", &file]);
    assert_eq!((ran.status, lines(&ran.out).len()), (1, 4));
    assert_eq!(
        ran.error_line(),
        "3 of 4 documents were refused (two.jsonl, line 1, line 2, line 4). The output says why in their places"
    );
}

#[test]
fn odd_values_are_warned_of_and_computed() {
    let desk = Desk::empty();
    let odd = short_but("\"tgc_value\": 2.81", "\"tgc_value\": 9").replace("1.05", "7");
    let result = desk.fed(&["project"], odd.as_bytes()).json();
    let warnings: Vec<&str> =
        result["warnings"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert!(warnings[0].starts_with("tgc_model.tgc_value: a TGC of 9 is unusual"), "{warnings:?}");
    assert!(warnings[1].starts_with("fcr_model.stages[0].fcr_value: an FCR of 7 is unusual"), "{warnings:?}");
}

#[test]
fn a_line_of_200_mb_is_passed_over_and_the_next_one_is_computed() {
    let desk = Desk::empty();
    let path = desk.path("huge.jsonl");
    let mut file = std::fs::File::create(&path).unwrap();
    file.set_len(200_000_000).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap();
    std::io::Write::write_all(&mut file, format!("\n{}\n", short_of(2)).as_bytes()).unwrap();
    let ran = desk.plain(&["project", "huge.jsonl"]);
    let results = lines(&ran.out);
    assert_eq!((ran.status, results.len()), (1, 2));
    assert_eq!(results[0]["error"]["message"], "the line has 200 MB");
    assert_eq!(results[1]["summary"]["duration_days"], 2);
}

#[test]
fn the_golden_cases_that_live_here_agree_through_the_binary() {
    hold(&golden::that_live_here());
}

#[test]
fn all_32_golden_cases_agree_through_the_binary_where_they_are_at_hand() {
    if let Some(cases) = golden::all_32() {
        hold(&cases);
    }
}

/// All of them in one go, one a line, on both cores; the answers come in the same order.
fn hold(cases: &[golden::Case]) {
    let desk = Desk::empty();
    let documents: Vec<String> = cases.iter().map(|case| case.scenario.to_string()).collect();
    desk.write("golden.jsonl", documents.join("\n"));
    let results = lines(&desk.plain(&["project", "golden.jsonl", "--threads", "2"]).ok());
    assert_eq!(results.len(), cases.len());
    for (case, result) in cases.iter().zip(results) {
        let days: Vec<golden::Day> = serde_json::from_value(result["days"].clone()).unwrap();
        golden::hold(case, &days);
    }
}
