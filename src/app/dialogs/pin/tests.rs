//! States of the dialog; what it does to batches is tested with their view.
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::batch::{BatchDocument, BatchStatus};
use crate::domain::ids::{BatchId, RunId};
use crate::domain::run::RunFilter;
use crate::service::{Farm, make_sample_at};

fn batch(farm: &Farm, number: &str) -> BatchId {
    farm.find_batch(number).unwrap()
}

fn run(farm: &Farm, scenario: &str, number: u32) -> RunId {
    let runs = farm.runs(RunFilter::default()).unwrap();
    runs.iter().find(|run| run.scenario_name == scenario && run.run_number == number).unwrap().run_id
}

fn is_disabled(window: &Window, button: &str) -> bool {
    window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

#[test]
fn nothing_is_pinned_before_the_preview_is_there() {
    let mut window = Window::on_sample();
    let farm = window.stored();
    let (hatchery, egg) = (batch(&farm, "HAT-24-01"), run(&farm, "Egg to harvest 2024", 1));
    let held = window.harness.state_mut().hold_background();
    let ctx = window.harness.ctx.clone();
    let ask = Command::AskPin { batches: vec![hatchery], run: Some(egg) };
    window.harness.state_mut().carry_out(&ctx, ask);
    window.harness.run_steps(3);
    assert!(window.shows("Looking up what changes…"));
    assert!(is_disabled(&window, "Pin 1 batch"));
    drop(held);
    window.settle();
    assert!(!window.shows("Looking up what changes…"));
    assert!(!is_disabled(&window, "Pin 1 batch"));
}

#[test]
fn a_preview_that_cannot_be_had_says_why_and_nothing_can_be_pinned() {
    let mut window = Window::on_sample();
    let mut farm = window.stored();
    let (hatchery, egg) = (batch(&farm, "HAT-24-01"), run(&farm, "Egg to harvest 2024", 1));
    farm.delete_run(egg, false).unwrap();
    window.command(Command::AskPin { batches: vec![hatchery], run: Some(egg) });
    assert!(window.shows_part("What changes cannot be shown: "));
    assert!(is_disabled(&window, "Pin 1 batch"));
    window.click(Role::Button, "Try again");
    assert!(
        window.shows("Select a projection run to see what changes"),
        "the run is gone from the lists too"
    );
}

#[test]
fn the_reason_has_the_keyboard_first_and_escape_gives_it_back_to_the_list() {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Batches));
    window.click(Role::Row, "VES-24-01");
    window.key(Key::P);
    assert!(window.harness.get_by_role_and_label(Role::TextInput, "Why").is_focused());
    window.key(Key::Escape);
    assert!(window.harness.state().dialog().is_none());
    assert!(window.harness.get_by_role_and_label(Role::Table, "Batches").is_focused());
}

#[test]
fn tab_stays_within_the_dialog() {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Batches));
    window.click(Role::Row, "VES-24-01");
    window.key(Key::P);
    for _ in 0..20 {
        window.key(Key::Tab);
        for below in ["Find batches", "Find", "All", "Import…"] {
            let node = window.harness.query_all_by_label(below).next();
            assert!(node.is_none_or(|node| !node.is_focused()), "{below} has the keyboard");
        }
    }
}

#[test]
fn among_many_batches_those_for_a_run_are_found_by_typing() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        let mut farm = make_sample_at(path, "anna").unwrap().farm;
        let documents: Vec<BatchDocument> = (1..=200)
            .map(|i| BatchDocument {
                batch_number: format!("MANY-{i:03}"),
                start_date: chrono::NaiveDate::from_ymd_opt(2024, 9, 1).unwrap(),
                initial_count: 1000,
                initial_weight_g: 100.0,
                stage: "Post-Smolt".to_owned(),
                site: "Sørøya".to_owned(),
                pens: Vec::new(),
                scenario: None,
                species: String::new(),
                status: BatchStatus::Active,
                notes: String::new(),
            })
            .collect();
        farm.import_batches(&documents).unwrap();
    });
    let autumn = run(&window.stored(), "Autumn smolt 2024", 2);
    window.command(Command::AskPin { batches: Vec::new(), run: Some(autumn) });
    window.harness.get_by_label("Find batches to pin").focus();
    window.settle();
    window.type_text("soroya 042");
    window.click(Role::CheckBox, "Select MANY-042");
    window.click(Role::Button, "Pin 1 batch");
    let stored = window.stored();
    let pinned = stored.batch(batch(&stored, "MANY-042")).unwrap().pinned_projection_run;
    assert_eq!(pinned.map(|run| run.run_id), Some(autumn));
}

/// A click whose press and release come within one frame, as a short tap on a touch pad does.
fn click(window: &mut Window, pos: egui::Pos2) {
    window.harness.event(egui::Event::PointerMoved(pos));
    for pressed in [true, false] {
        let modifiers = egui::Modifiers::NONE;
        let button = egui::PointerButton::Primary;
        window.harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
    }
    window.settle();
}

#[test]
fn a_short_tap_opens_the_list_of_runs() {
    let mut window = Window::on_sample();
    let farm = window.stored();
    let (hatchery, egg) = (batch(&farm, "HAT-24-01"), run(&farm, "Egg to harvest 2024", 1));
    window.command(Command::AskPin { batches: vec![hatchery], run: Some(egg) });
    let picker = window.harness.get_all_by_role(Role::ComboBox).next().unwrap().rect().center();
    click(&mut window, picker);
    assert!(window.shows_part("Run #2 · Updated TGC"), "the list is open");
}

#[test]
fn a_click_that_slips_beside_the_dialog_does_not_lose_what_was_typed() {
    let mut window = Window::on_sample();
    let farm = window.stored();
    let (hatchery, egg) = (batch(&farm, "HAT-24-01"), run(&farm, "Egg to harvest 2024", 1));
    window.command(Command::AskPin { batches: vec![hatchery], run: Some(egg) });
    window.type_text("Moved a year ahead");
    click(&mut window, egui::pos2(20.0, 400.0));
    assert!(window.shows("Pin 1 batch"), "the dialog is still there");
    window.click(Role::Button, "Pin 1 batch");
    let history = window.stored().pin_history(hatchery).unwrap();
    assert_eq!(history[0].reason, "Moved a year ahead");
    window.command(Command::ShowKeys);
    assert!(window.shows("Shortcuts"));
    click(&mut window, egui::pos2(20.0, 400.0));
    assert!(!window.shows("Shortcuts"), "what is only read closes");
}
