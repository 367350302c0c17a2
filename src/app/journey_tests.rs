//! From an empty farm file to a better plan, with mouse and keyboard: what the README tells.
use egui::{Key, Modifiers, Role, Theme};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;

use super::command::Place;
use super::testing::Window;
use crate::domain::run::RunFilter;
use crate::service::Farm;

const BATCH: &str = "KAL-24-01";

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).display().to_string()
}

/// Types into what has the keyboard and confirms.
fn enter(window: &mut Window, text: &str) {
    window.type_text(text);
    window.key(Key::Enter);
}

fn plan_measure_learn_and_plan_again(theme: Theme) {
    let mut window = Window::of([1280.0, 800.0], theme, |path| {
        Farm::create(path).unwrap();
    });

    // A plan: a scenario from a template, with the date on which the fish went to sea.
    window.click(Role::Button, "New from template…");
    window.type_text("Faroes, sea phase");
    window.click(Role::Button, "Make scenario");
    window.harness.get_by_role_and_label(Role::TextInput, "Start date").focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("2024-05-01");
    window.key(Key::Tab);
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(window.stored().scenarios().unwrap()[0].start_date.to_string(), "2024-05-01");

    // Its run.
    window.keys(Modifiers::COMMAND, Key::R);
    enter(&mut window, "Budget");
    let budget = window.stored().runs(RunFilter::default()).unwrap()[0].clone();
    assert_eq!((budget.label.as_str(), budget.total_projections), ("Budget", 396));

    // A batch, pinned to it.
    window.keys(Modifiers::COMMAND, Key::Num4);
    window.click(Role::Button, "Import batches…");
    enter(&mut window, &fixture("journey-batch.csv"));
    let batch = window.stored().find_batch(BATCH).unwrap();
    window.key(Key::P);
    window.click(Role::ComboBox, "Projection run to pin");
    window.click(Role::Button, "Faroes, sea phase - Run #1 · Budget");
    window.click(Role::Button, "Pin 1 batch");
    let pinned = window.stored().batch(batch).unwrap().pinned_projection_run.unwrap();
    assert_eq!(pinned.run_id, budget.run_id);

    // What was measured over the season.
    window.keys(Modifiers::COMMAND, Key::Num5);
    // The empty page offers it, as the title line does.
    let record = window.harness.get_all_by_role_and_label(Role::Button, "Import observations…").last();
    record.unwrap().click();
    window.settle();
    enter(&mut window, &fixture("journey-season.csv"));
    // What was understood of the journal is seen first.
    window.click(Role::Button, "Record 462 observations");
    let growth = window.stored().growth(batch, None).unwrap();
    assert_eq!((growth.actual.batch.len(), growth.observations.growth_samples.len()), (150, 12));
    let behind = growth.variance.as_ref().unwrap().weight_g.current.percent().unwrap();
    assert!(window.shows_part(&crate::domain::display::percent_difference(behind, 1).number), "{behind}");

    // What it taught, in four clicks: a better plan, beside the old one, and the batch pinned to it.
    window.click(Role::Button, "Calibration");
    assert!(window.shows_part("The plan lies outside of the error"));
    window.click(Role::Button, "Run the scenario with it…");
    window.click(Role::Button, "Run and compare");
    assert_eq!(window.harness.state().place, Place::Compare);
    window.click(Role::Button, "Pin KAL-24-01 to it");

    let stored = window.stored();
    let better = stored.runs(RunFilter::default()).unwrap()[0].clone();
    assert_eq!(better.full_name(), "Faroes, sea phase, calibrated on KAL-24-01 - Run #1");
    assert_eq!(stored.batch(batch).unwrap().pinned_projection_run.unwrap().run_id, better.run_id);
    let now = stored.growth(batch, None).unwrap().variance.unwrap();
    let nearer = now.weight_g.current.percent().unwrap();
    assert!(nearer.abs() < behind.abs() / 2.0, "{nearer} % off the new plan, {behind} % off the old");
    assert_eq!(stored.pin_history(batch).unwrap().len(), 2, "who pinned what, and why, stays");
    assert_eq!(stored.run_detail(budget.run_id).unwrap().run.label, "Budget", "the old plan stays too");
}

#[test]
fn a_plan_becomes_a_better_plan_in_the_light() {
    plan_measure_learn_and_plan_again(Theme::Light);
}

#[test]
fn a_plan_becomes_a_better_plan_in_the_dark() {
    plan_measure_learn_and_plan_again(Theme::Dark);
}
