//! A batch beside its run, as a planner sees it.
use egui::Role;

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::ids::BatchId;

/// A month of a site's journal: fish that lag behind.
fn journal() -> String {
    let mut text = String::from("Dato;Snittvekt (g);N;Døde;Fôr (kg);Temperatur\n");
    for day in 1..=30 {
        let sample = if day % 10 == 0 { format!("{};60", 110 + day) } else { ";".to_owned() };
        text.push_str(&format!("{day:02}.09.2024;{sample};{};{};10,{}\n", day % 4, 200 + day, day % 10));
    }
    text
}

fn batch(window: &Window) -> BatchId {
    window.stored().find_batch("VES-24-01").unwrap()
}

fn recorded() -> Window {
    let mut window = Window::on_sample();
    let path = window.folder.path().join("journal.csv");
    std::fs::write(&path, journal()).unwrap();
    let batch = batch(&window);
    window.command(Command::RecordObservations(batch, vec![path]));
    window
}

#[test]
fn a_batch_that_nobody_looked_at_says_what_to_do() {
    let mut window = Window::on_sample();
    let batch = batch(&window);
    window.command(Command::ShowGrowth(batch));
    assert!(window.shows("Nothing was observed yet"));
    assert_eq!(window.harness.state().place, Place::Growth);
}

#[test]
fn a_recorded_journal_is_held_against_the_run_at_once() {
    let window = recorded();
    assert_eq!(window.harness.state().place, Place::Growth);
    assert!(window.shows_part("lighter than the run says"), "the banner beyond 5 %");
    assert!(window.shows_part("behind"), "days behind");
    assert!(window.shows_part("3 samples"));
    let growth = window.stored().growth(batch(&window), None).unwrap();
    assert_eq!(growth.actual.batch.len(), 30);
    assert!(window.shows_part(&crate::domain::display::weight(growth.actual.batch[29].avg_weight_g).number));
}

#[test]
fn another_run_is_looked_at_without_pinning_it() {
    let mut window = recorded();
    let id = batch(&window);
    let pinned = window.stored().batch(id).unwrap().pinned_projection_run;
    window.click(Role::ComboBox, "Projection Run");
    window.click(Role::Button, "Run #2 · Updated TGC");
    assert!(window.shows("Only looked at: the batch is not pinned to this run"));
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run, pinned);
    window.click(Role::Button, "Back to the pinned run");
    assert!(!window.shows("Only looked at: the batch is not pinned to this run"));
}

#[test]
fn the_fitted_models_stand_beside_those_of_the_plan() {
    let mut window = recorded();
    window.click(Role::Button, "Calibration");
    let calibration = window.stored().growth(batch(&window), None).unwrap().calibration();
    assert!(window.shows(&crate::domain::display::tgc(calibration.tgc.unwrap().value)));
    assert!(window.shows("from 3 measured weights"));
    assert!(window.shows("from 30 days counted"));
}

#[test]
fn a_batch_without_a_run_offers_to_pin_it() {
    let mut window = Window::on_sample();
    let hatchery = window.stored().find_batch("HAT-24-01").unwrap();
    window.command(Command::ShowGrowth(hatchery));
    assert!(window.shows("There is nothing to hold this batch against"));
    window.click(Role::Button, "Pin to a run…");
    assert!(window.shows("Pin 1 batch"), "the dialog of pins is open");
}
