//! Help, versions, wrong usage, and which farm file is meant.
use super::support::Desk;
use std::process::Stdio;

#[test]
fn every_command_has_help_with_an_example() {
    let desk = Desk::empty();
    for command in [
        "",
        "demo",
        "new",
        "scenario",
        "scenario import",
        "scenario list",
        "scenario show",
        "scenario export",
        "scenario run",
        "project",
        "run",
        "run list",
        "run show",
        "run days",
        "run compare",
        "run label",
        "run note",
        "run archive",
        "run restore",
        "run delete",
        "run verify",
        "batch",
        "batch import",
        "batch list",
        "batch show",
        "batch pin",
        "batch unpin",
        "batch pin-scenario",
        "batch history",
        "batch growth",
        "batch record",
        "batch forecast",
        "batch calibrate",
        "scenario from-batch",
        "model",
        "model import",
        "model list",
        "model show",
        "model export",
        "model delete",
        "aquamind import",
        "bundle export",
        "bundle import",
        "backup",
        "restore",
        "check",
        "schema",
        "upgrade",
        "downgrade",
    ] {
        let mut words: Vec<&str> = command.split_whitespace().collect();
        words.push("--help");
        let help = desk.plain(&words).ok();
        let (_, example) =
            help.split_once("Example:\n  salmon-run").unwrap_or_else(|| panic!("{command}: {help}"));
        assert!(example.contains(command), "{help}");
    }
}

#[test]
fn the_version_names_program_engine_schema_and_sqlite() {
    let desk = Desk::empty();
    let lines = desk.plain(&["--version"]).ok();
    let heads: Vec<&str> = lines.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(heads, ["salmon-run", "engine", "schema", "SQLite"]);
    let json = desk.plain(&["--version", "--json"]).json();
    assert_eq!(json["schema_version"], 12);
    assert!(json["sqlite_version"].as_str().unwrap().starts_with("3."));
}

#[test]
fn wrong_usage_is_one_line_and_exit_2() {
    let desk = Desk::empty();
    for (words, says) in [
        (vec!["frobnicate"], "unrecognized subcommand 'frobnicate'"),
        (vec!["run"], "'salmon-run run' requires a subcommand"),
        (vec!["run", "show"], "required arguments were not provided: <RUN>"),
        (vec!["run", "compare", "1"], "2 values required"),
        (vec!["scenario", "run"], "required arguments were not provided"),
        (vec!["scenario", "show", "autumn"], "a scenario goes by its number"),
        (vec!["run", "days", "1", "--every", "hour"], "invalid value 'hour'"),
        (vec!["run", "days", "1", "--csv", "--json"], ""),
        (vec!["batch", "pin", "B-1"], "required arguments were not provided"),
        (vec!["project", "--threads", "0"], "invalid value '0'"),
        (vec!["new"], "the new farm file has no name"),
    ] {
        let ran = desk.plain(&words);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{words:?}");
        if !says.is_empty() {
            assert!(ran.error_line().contains(says), "{}", ran.err);
        }
        let mut words = words;
        words.push("--json");
        let ran = desk.plain(&words);
        assert_eq!(ran.status, 2, "{words:?}");
        assert_eq!(ran.json_error()["code"], "usage");
    }
}

#[test]
fn the_last_farm_file_is_meant_when_none_is_named() {
    let desk = Desk::empty();
    let told = desk.plain(&["run", "list"]).refused();
    assert!(told.starts_with("no farm file is named, and none was open before. Name one with `--file FILE`"));
    desk.run(&["new"]).ok();
    assert_eq!(desk.plain(&["run", "list", "--json"]).json(), serde_json::json!([]));
    desk.plain(&["--file", "other.salmonrun", "new"]).ok();
    desk.plain(&["--file", "missing.salmonrun", "run", "list"]).refused();
    let last = desk.plain(&["--json", "schema"]).json();
    assert!(last["file"].as_str().unwrap().ends_with("other.salmonrun"), "{last}");
    std::fs::remove_file(desk.path("other.salmonrun")).unwrap();
    assert!(desk.plain(&["run", "list"]).refused().starts_with("there is no such farm file"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = Desk::with_sample();
    let farm = desk.farm();
    // 900 days of CSV are more than a pipe holds.
    let mut child = desk
        .command(&["--file", farm.to_str().unwrap(), "--json", "run", "compare", "1", "2", "3", "4"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[test]
fn without_a_screen_the_window_says_what_to_do() {
    let desk = Desk::empty();
    let told = desk.plain(&[]).refused();
    assert!(told.starts_with("there is no screen to open the window on. Work on the command line"), "{told}");
    assert_eq!(desk.plain(&["farm.salmonrun"]).refused(), told);
}

#[test]
fn who_acts_is_checked_and_kept() {
    let desk = Desk::with_new_farm();
    let told = desk.plain(&["--user", " ", "run", "list"]).refused();
    assert_eq!(told, "the name is blank (--user). Accepted is 1 to 200 characters");
}
