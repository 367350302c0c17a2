//! The figures of another engine, day by day (`tests/golden/README.md`).
use std::ops::ControlFlow;

use salmon_run::domain::run::{DayDocument, ParametersSnapshot};
use salmon_run::domain::scenario::Scenario;
use salmon_run::service::project;

#[path = "../golden/cases.rs"]
mod cases;

#[test]
fn the_cases_that_live_here_agree() {
    cases::that_live_here().iter().for_each(check);
}

#[test]
fn all_32_cases_agree_where_they_are_at_hand() {
    cases::all_32().iter().flatten().for_each(check);
}

fn check(case: &cases::Case) {
    let scenario = Scenario::read(&case.scenario.to_string()).unwrap();
    let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
    let (ours, _) = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    let documents: Vec<_> = ours.days.iter().map(|day| DayDocument::of(&ours, day)).collect();
    let days: Vec<cases::Day> = serde_json::from_value(serde_json::to_value(documents).unwrap()).unwrap();
    cases::hold(case, &days);
}
