//! The main job in one command.
use super::support::Desk;
use std::fs;

#[test]
fn the_demo_leaves_a_farm_file_and_prints_the_comparison() {
    let desk = Desk::empty();
    let out = desk.plain(&["demo", "--no-window"]).ok();
    for part in [
        "Runs",
        "Updated TGC",
        "Key figures",
        "+417 g",
        "Parameters that differ",
        "VES-24-02",
        "salmon-run-demo",
        "Sample farm comparison.pdf",
        "Sample farm comparison.xlsx",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let farm = desk.path("salmon-run-demo/Sample farm.salmonrun");
    assert!(farm.exists());
    // It is the last file now.
    assert_eq!(desk.plain(&["--json", "run", "verify", "--all"]).json().as_array().unwrap().len(), 4);
    let bytes = fs::read(&farm).unwrap();
    let second = desk.plain(&["--json", "demo"]).json();
    assert!(second["file"].as_str().unwrap().ends_with("Sample farm 2.salmonrun"), "{second}");
    assert_eq!(second["comparison"]["run_b"]["label"], "Updated TGC");
    assert_eq!(second["batches"].as_array().unwrap().len(), 6);
    assert_eq!(fs::read(&farm).unwrap(), bytes, "the first sample is left alone");
    let reports = second["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 7);
    for report in reports {
        let report = report.as_str().unwrap();
        assert!(report.contains("Sample farm 2 comparison."), "{report}");
        assert!(fs::metadata(desk.path(report)).unwrap().len() > 1000, "{report}");
    }
}

#[test]
fn the_demo_goes_where_it_is_told_and_says_when_it_cannot() {
    let desk = Desk::empty();
    let out = desk.plain(&["demo", "--out", "deep/er"]).ok();
    assert!(out.contains("There is no screen here"), "{out}");
    assert!(desk.path("deep/er/Sample farm.salmonrun").exists());
    let file = desk.write("file", "x");
    let told = desk.plain(&["demo", "--out", &file]).refused();
    assert!(told.starts_with("the folder cannot be made") && told.contains("(file)"), "{told}");
}
