//! Making, changing and deleting batches in the whole window on a real farm file.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::Command;
use crate::app::command::batches::BatchCommand;
use crate::app::testing::Window;
use crate::domain::batch::{Batch, BatchDocument, BatchStatus};
use crate::domain::pen::Pen;

fn batch(window: &Window, number: &str) -> Option<Batch> {
    window.stored().batches().unwrap().into_iter().find(|batch| batch.batch_number == number)
}

fn is_enabled(window: &Window, button: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

/// Puts the keyboard into a field and types over what it holds.
fn type_over(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

fn edit(window: &mut Window, number: &str) {
    let id = batch(window, number).unwrap().batch_id;
    window.command(Command::Batches(BatchCommand::AskEdit(id)));
}

#[test]
fn a_new_batch_with_its_pens_is_made_and_taken_back() {
    let mut window = Window::on_sample();
    window.command(Command::Batches(BatchCommand::AskNew));
    // The number has the keyboard.
    window.type_text("VES-26-01");
    assert!(!is_enabled(&window, "Make batch"), "count and weight are missing");
    type_over(&mut window, "Start date", "2026-09-02");
    type_over(&mut window, "Initial count", "100000");
    type_over(&mut window, "Initial weight", "112,5");
    window.click(Role::Button, "Add pen");
    window.type_text("North 1");
    type_over(&mut window, "Fish in North 1", "60000");
    type_over(&mut window, "Weight in North 1", "98");
    window.click(Role::Button, "Add pen");
    assert!(window.shows_part("Pen 2: the name is blank"), "what is wrong is said beside the pens");
    window.type_text("North 2");
    window.click(Role::Button, "Make batch");
    let made = batch(&window, "VES-26-01").unwrap();
    assert_eq!((made.initial_count, made.initial_weight_g), (100_000, 112.5));
    let counted = Pen { initial_count: Some(60_000), initial_weight_g: Some(98.0), ..Pen::named("North 1") };
    assert_eq!(made.pens, [counted, Pen::named("North 2")]);
    assert!(!window.shows("New batch"), "the dialog is closed");
    window.command(Command::Undo);
    assert_eq!(batch(&window, "VES-26-01"), None);
    window.command(Command::Redo);
    assert_eq!(batch(&window, "VES-26-01"), Some(made));
}

#[test]
fn what_cannot_be_is_refused_beside_its_field() {
    let mut window = Window::on_sample();
    edit(&mut window, "VES-24-02");
    assert!(!is_enabled(&window, "Save batch"), "nothing is another than it was");
    type_over(&mut window, "Batch number", "VES-24-01");
    assert!(window.shows("A batch is called VES-24-01 already"));
    type_over(&mut window, "Batch number", "VES-24-22");
    type_over(&mut window, "Initial count", "0");
    assert!(window.shows_part("A whole number from 1 to"));
    assert!(!is_enabled(&window, "Save batch"));
    type_over(&mut window, "Initial count", "98000");
    type_over(&mut window, "Fish in 3", "98001");
    assert!(window.shows_part("3: 98001 is not accepted · Accepted is 0 to 98000 fish"));
    window.key(Key::Escape);
    assert!(batch(&window, "VES-24-02").is_some());
}

#[test]
fn a_closed_batch_comes_last_and_editing_is_undone() {
    let mut window = Window::on_sample();
    let hatchery = batch(&window, "HAT-24-01").unwrap();
    let document = Box::new(BatchDocument { status: BatchStatus::Closed, ..hatchery.document() });
    window.command(Command::Batches(BatchCommand::Save { id: Some(hatchery.batch_id), document }));
    assert_eq!(batch(&window, "HAT-24-01").unwrap().status, BatchStatus::Closed);
    window.command(Command::Show(crate::app::command::Place::Batches));
    assert!(window.shows("Closed"));
    window.command(Command::Undo);
    assert_eq!(batch(&window, "HAT-24-01").unwrap().status, BatchStatus::Active);
}

#[test]
fn the_status_is_chosen_by_mouse_and_by_keyboard() {
    let mut window = Window::on_sample();
    let status = |window: &Window| batch(window, "HAT-24-01").unwrap().status;
    edit(&mut window, "HAT-24-01");
    window.click(Role::ComboBox, "Status");
    window.click(Role::Button, "Closed: they are not");
    window.click(Role::Button, "Save batch");
    assert_eq!(status(&window), BatchStatus::Closed);

    edit(&mut window, "HAT-24-01");
    window.harness.get_by_role_and_label(Role::ComboBox, "Status").focus();
    window.settle();
    window.key(Key::Space);
    assert!(window.shows("Active: fish are in the water"), "the list is open");
    window.key(Key::ArrowDown);
    window.key(Key::Enter);
    assert!(!window.shows("Closed: they are not"), "the list is closed, and says what was chosen");
    assert!(window.harness.get_by_role_and_label(Role::ComboBox, "Status").is_focused());
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(status(&window), BatchStatus::Active);
}

#[test]
fn deleting_says_what_goes_with_a_batch_and_undo_brings_all_of_it_back() {
    let mut window = Window::on_sample();
    let before = batch(&window, "VES-24-02").unwrap();
    let history = window.stored().pin_history(before.batch_id).unwrap();
    let recorded = window.stored().recorded(before.batch_id).unwrap();
    window.command(Command::Batches(BatchCommand::AskDelete(before.batch_id)));
    assert!(window.shows("Delete batch VES-24-02?"));
    assert!(window.shows_part("2 changes of its pin"));
    window.click(Role::Button, "Delete batch");
    assert_eq!(batch(&window, "VES-24-02"), None);
    window.command(Command::Undo);
    assert_eq!(batch(&window, "VES-24-02"), Some(before.clone()));
    assert_eq!(window.stored().pin_history(before.batch_id).unwrap(), history);
    assert_eq!(window.stored().recorded(before.batch_id).unwrap(), recorded);
}
