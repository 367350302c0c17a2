//! Templates in the whole window on a real farm file.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::templates::TemplateCommand;
use crate::app::command::{Command, FilePurpose};
use crate::app::testing::Window;
use crate::domain::template::{TemplateKey, TemplateRow};

fn own(window: &Window) -> Vec<TemplateRow> {
    let rows = window.stored().templates().unwrap();
    rows.into_iter().filter(|row| matches!(row.key, TemplateKey::Own(_))).collect()
}

fn ask(window: &mut Window) {
    window.command(Command::Templates(TemplateCommand::AskStart));
}

fn is_enabled(window: &Window, button: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

/// Puts the keyboard into a field and types over what it holds.
fn type_over(window: &mut Window, role: Role, field: &str, text: &str) {
    window.harness.get_by_role_and_label(role, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

#[test]
fn an_empty_farm_becomes_a_scenario_with_the_keyboard_alone() {
    let mut window = Window::on_empty_farm();
    window.harness.get_by_role_and_label(Role::Button, "New from template…").focus();
    window.settle();
    window.key(Key::Enter);
    // The search has the keyboard.
    window.type_text("north sea");
    assert!(window.shows("Scenario with its models · 456 days from 150 g"));
    window.key(Key::Enter);
    let scenarios = window.stored().scenarios().unwrap();
    assert_eq!(scenarios.len(), 1);
    assert_eq!(scenarios[0].name, "Norway north, sea phase");
    let name = window.harness.get_by_role_and_label(Role::TextInput, "Name");
    assert_eq!(name.value().as_deref(), Some("Norway north, sea phase"), "it is open in the editor");
}

#[test]
fn the_chooser_says_where_figures_are_from_and_walks_with_the_arrows() {
    let mut window = Window::on_sample();
    ask(&mut window);
    assert!(window.shows("Come with the program"));
    assert!(!window.shows("Of this farm file"));
    assert!(window.shows_part("Journal of Fish Diseases"), "the first is the Faroes'");
    assert!(window.shows_part("The program's own round assumptions"));
    assert!(!window.shows("Rename…"), "what comes with the program keeps its name");
    for _ in 0..6 {
        window.key(Key::ArrowDown);
    }
    assert!(window.shows_part("resistance-modelling/slim"));
    window.type_text("nowhere");
    assert!(window.shows("No template matches"));
    assert!(!is_enabled(&window, "Make scenario"));
    window.key(Key::Escape);
    assert!(!window.shows("New from template"));
    assert_eq!(window.stored().scenarios().unwrap().len(), 3);
}

#[test]
fn a_scenario_is_saved_as_a_template_under_a_free_name_and_that_is_undone() {
    let mut window = Window::on_sample();
    let id = window.stored().scenarios().unwrap()[0].scenario_id;
    window.command(Command::Templates(TemplateCommand::AskSaveScenario(id)));
    assert!(window.shows("Save Autumn smolt 2024 as template"));
    type_over(&mut window, Role::TextInput, "Template name", "Faroes, sea phase");
    assert!(window.shows("A template is called Faroes, sea phase already"));
    assert!(!is_enabled(&window, "Save template"));
    type_over(&mut window, Role::TextInput, "Template name", "Our autumn");
    type_over(&mut window, Role::MultilineTextInput, "Description", "As we farm it");
    window.click(Role::Button, "Save template");
    let rows = own(&window);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].name.as_str(), rows[0].description.as_str()), ("Our autumn", "As we farm it"));
    window.command(Command::Undo);
    assert!(own(&window).is_empty());
    window.command(Command::Redo);
    assert_eq!(own(&window), rows);
}

#[test]
fn an_own_template_is_renamed_used_and_deleted_and_put_back() {
    let mut window = Window::on_sample();
    let id = window.stored().scenarios().unwrap()[0].scenario_id;
    window.command(Command::Templates(TemplateCommand::AskSaveScenario(id)));
    window.click(Role::Button, "Save template");
    ask(&mut window);
    assert!(window.shows("Of this farm file"));
    window.type_text("autumn 2024");
    window.click(Role::Button, "Rename…");
    type_over(&mut window, Role::TextInput, "Template name", "Our autumn");
    window.click(Role::Button, "Rename template");
    assert_eq!(own(&window)[0].name, "Our autumn");
    ask(&mut window);
    window.type_text("our autumn");
    window.click(Role::Button, "Make scenario");
    assert_eq!(window.stored().scenarios().unwrap().len(), 4);
    let before = own(&window);
    ask(&mut window);
    window.type_text("our autumn");
    window.click(Role::Button, "Delete template");
    assert!(own(&window).is_empty());
    assert!(window.shows("1 template deleted"));
    window.command(Command::Undo);
    assert_eq!(own(&window), before);
}

#[test]
fn a_template_goes_out_as_a_document_and_comes_in_again() {
    let mut window = Window::on_sample();
    let file = window.folder.path().join("faroes.json");
    window.command(Command::AskFile(FilePurpose::ExportTemplate(TemplateKey::Shipped(0))));
    window.type_text(&file.with_extension("").display().to_string());
    window.key(Key::Enter);
    assert!(file.exists(), "the ending is added");
    assert!(window.shows("The template is exported"));
    window.command(Command::AskFile(FilePurpose::ExportTemplate(TemplateKey::Shipped(0))));
    window.type_text(&file.display().to_string());
    window.key(Key::Enter);
    assert!(window.shows("A file is there already"), "the dialog is open again with the reason");
    window.key(Key::Escape);
    window.command(Command::AskFile(FilePurpose::ImportTemplates));
    window.type_text(&file.display().to_string());
    window.key(Key::Enter);
    assert_eq!(own(&window)[0].name, "Faroes, sea phase (copy)");
}
