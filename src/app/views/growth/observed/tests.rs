//! All that was observed of a batch, as a planner looks through it and puts it right.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::app::command::Command;
use crate::app::command::observing::ObservingCommand;
use crate::app::testing::Window;
use crate::domain::ids::BatchId;
use crate::domain::observation::Observation;

fn batch(window: &Window) -> BatchId {
    window.stored().find_batch("VES-24-01").unwrap()
}

/// A week of deaths and temperatures, and one sample.
fn recorded() -> Window {
    let mut window = Window::on_sample();
    let path = window.folder.path().join("journal.csv");
    let mut text = "date,avg_weight_g,deaths,temperature\n".to_owned();
    for day in 1..=7 {
        let weight = if day == 7 { "118.5" } else { "" };
        text.push_str(&format!("2024-09-{day:02},{weight},{day},10.{day}\n"));
    }
    std::fs::write(&path, text).unwrap();
    let id = batch(&window);
    let asked = Box::default();
    window.command(Command::Observing(ObservingCommand::Import { batch: id, path, asked }));
    window.command(Command::Observing(ObservingCommand::ShowObserved(id)));
    window
}

/// Puts the cursor of the list on its first row, by keyboard.
fn on_the_first(window: &mut Window) {
    window.harness.get_by_role_and_label(Role::Table, "Observations").focus();
    window.settle();
    window.key(Key::Home);
}

fn deaths(window: &Window) -> Vec<u64> {
    let all = window.stored().recorded(batch(window)).unwrap();
    let deaths = all.iter().filter_map(|one| match &one.observation {
        Observation::Mortality(it) => Some(it.count),
        _ => None,
    });
    deaths.collect()
}

#[test]
fn all_that_was_observed_is_listed_and_narrowed_down() {
    let mut window = recorded();
    assert!(window.shows("15 observations"));
    assert!(window.shows("2024-09-07, Growth sample: 118.5 g"));
    window.click(Role::ComboBox, "Kind");
    window.click(Role::Button, "Mortality");
    assert!(window.shows("7 observations"));
    assert!(!window.shows("2024-09-07, Growth sample: 118.5 g"));
    window.click(Role::ComboBox, "Pen");
    window.click(Role::Button, "Whole batch");
    assert!(window.shows("7 observations"));
}

#[test]
fn one_is_corrected_by_keyboard_with_a_reason_and_it_is_undone() {
    let mut window = recorded();
    window.click(Role::ComboBox, "Kind");
    window.click(Role::Button, "Mortality");
    on_the_first(&mut window);
    window.key(Key::Enter);
    assert!(window.shows("Correct a count of dead fish of VES-24-01"));
    window.type_text("70");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("Say in a few words why"), "nothing is saved without a reason");
    window.click(Role::TextInput, "Why");
    window.type_text("A digit was missing");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(deaths(&window), [1, 2, 3, 4, 5, 6, 70]);
    window.click(Role::Button, "Corrections (1)");
    assert!(window.shows_part("A digit was missing: 70 dead instead of 7 dead"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(deaths(&window), [1, 2, 3, 4, 5, 6, 7]);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(deaths(&window), [1, 2, 3, 4, 5, 6, 70]);
    let history = window.stored().corrections(batch(&window)).unwrap();
    assert_eq!(history.len(), 3, "every step is in the history");
    assert_eq!(history[1].reason, "Undone");
}

#[test]
fn one_is_removed_with_a_reason_and_put_back_under_its_number() {
    let mut window = recorded();
    let before = window.stored().recorded(batch(&window)).unwrap();
    on_the_first(&mut window);
    window.key(Key::Delete);
    eprintln!("DIALOG {:?}", window.harness.state().dialog());
    assert!(window.shows("Remove a growth sample of VES-24-01"));
    window.type_text("Weighed another pen");
    window.click(Role::Button, "Remove observation");
    assert_eq!(window.stored().recorded(batch(&window)).unwrap().len(), 14);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.stored().recorded(batch(&window)).unwrap(), before);
}

#[test]
fn a_correction_that_cannot_well_be_is_asked_about() {
    let mut window = recorded();
    on_the_first(&mut window);
    window.key(Key::Enter);
    window.type_text("18.5");
    window.click(Role::TextInput, "Why");
    window.type_text("Read again");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("1 thing cannot well be"));
    assert!(window.shows_part("more than a third below"));
    window.click(Role::Button, "Go back");
    assert!(window.shows("Save correction"), "what was typed is still there");
    assert!(window.stored().corrections(batch(&window)).unwrap().is_empty());
    window.keys(Modifiers::COMMAND, Key::Enter);
    window.click(Role::Button, "Save all the same");
    assert_eq!(window.stored().corrections(batch(&window)).unwrap().len(), 1);
}

#[test]
fn a_batch_of_which_nothing_is_known_offers_to_enter_something() {
    let mut window = Window::on_sample();
    let id = window.stored().find_batch("HAT-24-01").unwrap();
    window.command(Command::Observing(ObservingCommand::ShowObserved(id)));
    assert!(window.shows("Nothing was observed yet"), "without a run as well");
    window.click(Role::Button, "Enter the first ones…");
    assert!(window.shows("Enter observations of HAT-24-01"));
}
