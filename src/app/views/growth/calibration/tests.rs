//! Plan, measure, learn, plan again, as a planner does it.
use egui::Role;
use std::path::Path;

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::ids::BatchId;
use crate::domain::recipe::PartKind;
use crate::domain::run::RunFilter;

fn batch(window: &Window) -> BatchId {
    window.stored().find_batch("VES-24-01").unwrap()
}

/// The sample with half a year of a journal, the calibration on show.
fn calibrated() -> Window {
    let mut window = Window::on_sample();
    let journal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/season.csv");
    let batch = batch(&window);
    window.command(Command::RecordObservations(batch, vec![journal]));
    window.click(Role::Button, "Calibration");
    window
}

#[test]
fn each_figure_stands_beside_the_plan_with_its_error_and_its_fit() {
    let window = calibrated();
    let calibration = window.stored().growth(batch(&window), None).unwrap().calibration();
    for words in crate::service::fit_words(&calibration) {
        for shown in [&words.observed, &words.planned, &words.verdict] {
            assert!(window.shows(shown), "{shown}");
        }
    }
    assert!(window.shows_part("R² 0.99"), "how well the line lies");
    assert!(window.shows_part("as in the forecast"), "the winter was warm");
}

#[test]
fn four_clicks_lead_from_what_was_observed_to_a_pinned_new_plan() {
    let mut window = calibrated();
    let id = batch(&window);
    let pinned = window.stored().batch(id).unwrap().pinned_projection_run.unwrap().run_id;
    // The first click was that on "Calibration".
    window.click(Role::Button, "Run the scenario with it…");
    assert!(window.shows("Run the scenario with what VES-24-01 taught"));
    window.click(Role::Button, "Run and compare");
    assert_eq!(window.harness.state().place, Place::Compare);
    assert!(window.shows_part("follows from what batch VES-24-01 taught"));
    let newest = window.stored().runs(RunFilter::default()).unwrap()[0].clone();
    assert_eq!(newest.scenario_name, "Autumn smolt 2024, calibrated on VES-24-01");
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run.unwrap().run_id, pinned, "not yet");
    window.click(Role::Button, "Pin VES-24-01 to it");
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run.unwrap().run_id, newest.run_id);
    assert!(window.shows_part("Batch VES-24-01 is pinned to"));
    // All of it is taken back step by step, and made again.
    window.command(Command::Undo);
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run.unwrap().run_id, pinned);
    window.command(Command::Undo);
    let runs = window.stored().runs(RunFilter::default()).unwrap();
    assert!(runs.iter().all(|run| run.scenario_name != newest.scenario_name), "{runs:?}");
    window.command(Command::Redo);
    let runs = window.stored().runs(RunFilter::default()).unwrap();
    assert!(runs.iter().any(|run| run.scenario_name == newest.scenario_name), "{runs:?}");
}

#[test]
fn new_models_are_saved_under_the_name_that_is_typed_and_taken_back() {
    let mut window = calibrated();
    let before = window.stored().models(PartKind::Tgc).unwrap();
    window.click(Role::Button, "Save as new model…");
    assert!(window.shows("Save what VES-24-01 taught as new models"));
    window.keys(egui::Modifiers::COMMAND, egui::Key::A);
    window.type_text("Vestur, warm winter");
    window.key(egui::Key::Enter);
    let models = window.stored().models(PartKind::Tgc).unwrap();
    assert!(models.iter().any(|row| row.name == "Vestur, warm winter"), "{models:?}");
    assert!(window.shows_part("new models saved"));
    window.command(Command::Undo);
    assert_eq!(window.stored().models(PartKind::Tgc).unwrap(), before);
}

#[test]
fn growth_without_its_water_is_warned_of_and_nothing_chosen_leads_nowhere() {
    let mut window = calibrated();
    window.click(Role::CheckBox, "Water");
    assert!(window.shows_part("with the planned water a run misses them"));
    window.click(Role::CheckBox, "TGC");
    window.click(Role::CheckBox, "Mortality a day");
    window.click(Role::Button, "Run the scenario with it…");
    assert!(!window.shows("Run and compare"), "the button is off");
}
