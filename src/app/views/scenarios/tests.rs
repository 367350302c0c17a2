//! The scenarios in the whole window on a real farm file, as planners work with them.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::mpsc;

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::app::{Answer, FarmState};
use crate::domain::ids::ScenarioId;
use crate::domain::run::RunFilter;

const AUTUMN: &str = "Autumn smolt 2024";
const EGG: &str = "Egg to harvest 2024";
const SPRING: &str = "Spring smolt 2025";
const SCOTLAND: &str = "Scotland, sea phase";

/// The names of the listed scenarios from top to bottom.
fn listed(window: &Window) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = window
        .harness
        .query_all_by_role(Role::Row)
        .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|row| row.1).collect()
}

fn id_of(window: &Window, name: &str) -> ScenarioId {
    let rows = window.stored().scenarios().unwrap();
    rows.iter().find(|row| row.name == name).unwrap().scenario_id
}

fn edit(window: &mut Window, name: &str) {
    let id = id_of(window, name);
    window.command(Command::EditScenario(id));
}

/// Makes a scenario from the template of this name.
fn from_template(window: &mut Window, name: &str) {
    window.click(Role::Button, "New from template…");
    window.type_text(name);
    window.click(Role::Button, "Make scenario");
}

/// Puts the keyboard into a field and types over what it holds.
fn type_over(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

/// Chooses a model from a list, wherever on the page it is.
fn pick(window: &mut Window, list: &str, model: &str) {
    window.harness.get_by_role_and_label(Role::ComboBox, list).click_accesskit();
    window.settle();
    window.harness.get_by_role_and_label(Role::Button, model).click_accesskit();
    window.settle();
}

fn value_of(window: &Window, field: &str) -> String {
    window.harness.get_by_role_and_label(Role::TextInput, field).value().unwrap_or_default()
}

fn can_save(window: &Window) -> bool {
    let button = window.harness.get_by_role_and_label(Role::Button, "Save scenario");
    !button.accesskit_node().is_disabled()
}

fn runs_of(window: &Window, name: &str) -> Vec<crate::domain::run::ProjectionRun> {
    let scenario = Some(id_of(window, name));
    window.stored().runs(RunFilter { scenario, archived: true }).unwrap()
}

#[test]
fn a_search_finds_by_name_origin_and_model_and_says_how_many() {
    let mut window = Window::on_sample();
    assert_eq!(listed(&window), [AUTUMN, EGG, SPRING]);
    assert!(window.shows("3 scenarios"));
    type_over(&mut window, "Search scenarios", "senja spring");
    assert_eq!(listed(&window), [SPRING]);
    assert!(window.shows("1 of 3 scenarios"));
    type_over(&mut window, "Search scenarios", "autumn salmobreed");
    assert_eq!(listed(&window), [AUTUMN]);
    type_over(&mut window, "Search scenarios", "trout");
    assert!(window.shows("No scenario matches"));
    window.click(Role::Button, "Clear the search");
    assert_eq!(listed(&window).len(), 3);
}

#[test]
fn the_heads_sort_with_the_keyboard_too() {
    let mut window = Window::on_sample();
    window.harness.get_by_role_and_label(Role::ColumnHeader, "Days").focus();
    window.settle();
    window.key(Key::Enter);
    assert_eq!(listed(&window), [EGG, AUTUMN, SPRING]);
    window.key(Key::Enter);
    assert_eq!(listed(&window), [SPRING, AUTUMN, EGG]);
}

#[test]
fn the_list_is_walked_with_arrows_and_enter_opens_the_editor() {
    let mut window = Window::on_sample();
    window.key(Key::ArrowDown);
    window.key(Key::Enter);
    assert_eq!(value_of(&window, "Name"), EGG);
    assert!(!can_save(&window), "nothing has changed");
    window.click(Role::Button, "Back");
    assert_eq!(listed(&window).len(), 3);
    let table = window.harness.get_by_role_and_label(Role::Table, "Scenarios");
    assert!(table.is_focused());
    assert_eq!(table.value().as_deref(), Some(EGG));
}

#[test]
fn a_wrong_value_says_its_range_and_cannot_be_saved() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Duration", "9000");
    assert!(window.shows("A whole number from 1 to 7,305 days"));
    assert!(window.shows("Not accepted yet: Duration"));
    assert!(!can_save(&window));
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(value_of(&window, "Duration"), "9000", "what was typed is kept");
    type_over(&mut window, "Duration", "520");
    assert!(!window.shows_part("Not accepted yet"));
    assert!(can_save(&window));
}

#[test]
fn the_keyboard_stays_in_a_field_while_it_goes_from_right_to_wrong_and_back() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Duration", "5");
    window.type_text("200");
    window.type_text("0");
    assert!(window.shows("Not accepted yet: Duration"));
    window.key(Key::Backspace);
    window.key(Key::Backspace);
    assert_eq!(value_of(&window, "Duration"), "520");
    assert!(can_save(&window));
    window.harness.get_by_role_and_label(Role::Button, "Add a model change").click();
    window.settle();
    type_over(&mut window, "Change 1 from day", "1");
    window.type_text("00");
    window.type_text("0");
    assert_eq!(value_of(&window, "Change 1 from day"), "1000");
}

#[test]
fn a_changed_duration_is_stored_and_earlier_runs_stay() {
    let mut window = Window::on_sample();
    let before = runs_of(&window, AUTUMN);
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Duration", "520");
    assert!(window.shows("Unsaved changes"));
    window.click(Role::Button, "Save scenario");
    let id = id_of(&window, AUTUMN);
    assert_eq!(window.stored().scenario_plan(id).unwrap().duration_days, 520);
    assert_eq!(runs_of(&window, AUTUMN), before);
    assert!(!window.shows("Unsaved changes"));
    assert_eq!(value_of(&window, "Duration"), "520");
}

#[test]
fn the_preview_follows_what_is_typed() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    assert!(window.shows_part("The same as the latest run, #2 Updated TGC"));
    type_over(&mut window, "Duration", "300");
    assert!(window.shows_part("Compared with the latest run"));
    // 2024-09-01 and 299 days more.
    assert!(window.shows("2025-06-27"));
    type_over(&mut window, "TGC", "9");
    assert!(window.shows_part("A TGC of 9 is unusual"));
    type_over(&mut window, "Duration", "0");
    assert!(window.shows_part("As it was before"));
}

#[test]
fn another_tgc_makes_a_model_like_the_chosen_one() {
    let mut window = Window::on_sample();
    edit(&mut window, SPRING);
    let id = id_of(&window, SPRING);
    let before = window.stored().scenario_document(id).unwrap().tgc_model;
    type_over(&mut window, "TGC", "3.1");
    assert!(window.shows("Saving makes a model like the chosen one"));
    window.keys(Modifiers::COMMAND, Key::S);
    let after = window.stored().scenario_document(id).unwrap().tgc_model;
    assert_eq!(after.tgc_value, 3.1);
    assert_eq!(after.name, format!("{} (TGC 3.1)", before.name));
    assert_eq!(after.temperature_profile, before.temperature_profile);
    assert!(!window.shows("Unsaved changes"));
    assert_eq!(value_of(&window, "TGC"), "3.1");
}

#[test]
fn an_empty_farm_becomes_usable_with_the_keyboard_alone() {
    let mut window = Window::on_empty_farm();
    assert!(window.shows("No scenarios yet"));
    window.harness.get_by_role_and_label(Role::Button, "New from template…").focus();
    window.settle();
    window.key(Key::Enter);
    window.type_text("scotland sea");
    window.key(Key::Enter);
    assert_eq!(value_of(&window, "Name"), SCOTLAND);
    window.keys(Modifiers::COMMAND, Key::R);
    window.type_text("Baseline");
    window.key(Key::Enter);
    let runs = runs_of(&window, SCOTLAND);
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].run_number, runs[0].label.as_str()), (1, "Baseline"));
    assert_eq!(runs[0].total_projections, 426);
}

#[test]
fn a_farm_without_models_says_where_they_come_from() {
    let mut window = Window::on_empty_farm();
    window.click(Role::Button, "New scenario…");
    assert!(window.shows("No models yet"));
    window.click(Role::Button, "Back");
    from_template(&mut window, SCOTLAND);
    window.click(Role::Button, "Back");
    window.click(Role::Button, "New scenario…");
    assert_eq!(value_of(&window, "Duration"), "480");
    assert_eq!(value_of(&window, "Initial count"), "200,000");
    assert_eq!(value_of(&window, "Initial weight"), "110");
    assert!(window.shows("Not accepted yet: Name"));
    type_over(&mut window, "Name", "Autumn smolt 2026");
    window.click(Role::Button, "Save scenario");
    let saved = window.stored().scenario_plan(id_of(&window, "Autumn smolt 2026")).unwrap();
    assert_eq!((saved.duration_days, saved.initial_count, saved.initial_weight_g), (480, 200_000, 110.0));
    assert!(!window.shows("Unsaved changes"));
}

#[test]
fn a_scenario_is_duplicated_and_its_copy_opened() {
    let mut window = Window::on_sample();
    window.click(Role::Button, "Duplicate");
    assert_eq!(value_of(&window, "Name"), "Autumn smolt 2024 (copy)");
    assert_eq!(window.stored().scenarios().unwrap().len(), 4);
}

#[test]
fn a_scenario_that_batches_hold_is_not_deleted_and_says_which() {
    let mut window = Window::on_sample();
    window.key(Key::Delete);
    assert!(window.shows("Autumn smolt 2024 cannot be deleted"));
    for batch in ["VES-24-01 is pinned to run #1", "VES-24-02 is pinned to run #2"] {
        assert!(window.shows(batch), "{batch}");
    }
    window.click(Role::Button, "Show batches");
    assert_eq!(window.harness.state().place, Place::Batches);
    assert_eq!(window.stored().scenarios().unwrap().len(), 3);
    // Were it asked for all the same, the farm file itself would refuse it by the same names.
    let id = id_of(&window, AUTUMN);
    window.command(Command::DeleteScenario(id));
    assert!(window.shows_part("has runs that batches are pinned to"));
    assert!(window.shows_part("VES-24-01"));
    assert_eq!(window.stored().scenarios().unwrap().len(), 3);
}

#[test]
fn a_scenario_that_nothing_holds_is_deleted_after_a_question() {
    let mut window = Window::on_sample();
    window.key(Key::ArrowDown);
    window.key(Key::Delete);
    assert!(window.shows("Delete Egg to harvest 2024?"));
    window.key(Key::Escape);
    assert_eq!(listed(&window).len(), 3);
    let id = id_of(&window, EGG);
    window.command(Command::AskDeleteScenario(id));
    window.click(Role::Button, "Delete scenario");
    assert_eq!(listed(&window), [AUTUMN, SPRING]);
    assert_eq!(window.stored().scenarios().unwrap().len(), 2);
}

#[test]
fn a_model_change_is_added_checked_and_stored() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    window.click(Role::Button, "Add a model change");
    assert!(window.shows("Choose at least one model that takes over"));
    assert!(!can_save(&window));
    // The new change has the keyboard.
    window.type_text("200");
    pick(&mut window, "Change 1 new TGC model", "Senja spring");
    assert!(!window.shows("Choose at least one model that takes over"));
    window.click(Role::Button, "Add a model change");
    type_over(&mut window, "Change 2 from day", "200");
    pick(&mut window, "Change 2 new TGC model", "Senja egg to harvest");
    assert!(window.shows("Day 200 has a change of the TGC model already"));
    assert!(window.shows("Not accepted yet: Change 2"));
    type_over(&mut window, "Change 2 from day", "600");
    assert!(window.shows("After the end of the scenario, so it has no effect"));
    window.click(Role::Button, "Remove change 2");
    window.click(Role::Button, "Save scenario");
    let stored = window.stored().scenario_document(id_of(&window, AUTUMN)).unwrap();
    let [change] = stored.model_changes.as_slice() else { panic!("{:?}", stored.model_changes) };
    assert_eq!(change.change_day, 200);
    assert_eq!(change.new_tgc_model.as_ref().unwrap().name, "Senja spring");
    assert_eq!(change.new_fcr_model, None);
}

#[test]
fn what_was_typed_is_still_there_after_a_walk_through_the_window() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Initial count", "250000");
    window.command(Command::Show(Place::Runs));
    window.command(Command::Show(Place::Scenarios));
    assert_eq!(value_of(&window, "Initial count"), "250000");
    window.click(Role::Button, "Back");
    assert!(window.shows("1 with unsaved changes"));
    edit(&mut window, SPRING);
    assert!(!window.shows("Unsaved changes"));
    // Another change to the file does not take it away either.
    let id = id_of(&window, EGG);
    window.command(Command::DuplicateScenario(id));
    edit(&mut window, AUTUMN);
    assert_eq!(value_of(&window, "Initial count"), "250000");
    window.click(Role::Button, "Discard changes");
    assert_eq!(value_of(&window, "Initial count"), "200,000");
    assert!(!window.shows("Unsaved changes"));
}

#[test]
fn another_farm_file_is_not_opened_over_unsaved_changes_without_a_question() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Duration", "500");
    window.command(Command::CloseFarm);
    assert!(window.shows("Leave with unsaved changes?"));
    window.key(Key::Escape);
    assert_eq!(value_of(&window, "Duration"), "500");
    window.command(Command::CloseFarm);
    window.click(Role::Button, "Lose the changes");
    assert!(matches!(window.harness.state().farm, FarmState::None));
}

#[test]
fn what_the_farm_file_refuses_is_said_beside_the_field_and_kept() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        let mut sample = crate::service::make_sample_at(path, "anna").unwrap();
        // A recipe with stages of its own, whose FCR model no standard lifecycle knows.
        let mut odd = crate::service::sample_scenarios().unwrap().remove(0);
        odd.name = "Two stages".to_owned();
        odd.fcr_model.name = "Two stages FCR".to_owned();
        odd.lifecycle.retain(|stage| stage.name.contains("Smolt"));
        odd.lifecycle[1].name = "Grow-out".to_owned();
        odd.fcr_model.stages.retain(|stage| stage.stage == "Post-Smolt");
        odd.fcr_model.stages[0].stage = "Grow-out".to_owned();
        sample.farm.import_scenarios(&[odd]).unwrap();
    });
    edit(&mut window, AUTUMN);
    pick(&mut window, "FCR model", "Two stages FCR");
    assert!(window.shows_part("The lifecycle has no stage \"Grow-out\""));
    window.click(Role::Button, "Save scenario");
    assert!(window.shows("Autumn smolt 2024 is not saved"));
    assert!(window.shows("Unsaved changes"));
    let stored = window.stored().scenario_document(id_of(&window, AUTUMN)).unwrap();
    assert_eq!(stored.fcr_model.name, "Sea phase FCR");
}

#[test]
fn two_scenarios_are_run_at_once_under_one_label() {
    let mut window = Window::on_sample();
    window.key(Key::Space);
    window.key(Key::ArrowDown);
    window.key(Key::Space);
    assert!(window.shows("3 scenarios · 2 selected"));
    window.click(Role::Button, "Run 2 scenarios…");
    assert!(window.shows_part("Nothing has changed since these runs"));
    window.type_text("Spring review");
    window.key(Key::Enter);
    for (name, number) in [(AUTUMN, 3), (EGG, 2)] {
        let newest = &runs_of(&window, name)[0];
        assert_eq!((newest.run_number, newest.label.as_str()), (number, "Spring review"), "{name}");
    }
    assert_eq!(runs_of(&window, SPRING).len(), 1);
}

#[test]
fn a_cancelled_dialog_runs_nothing_and_gives_the_keyboard_back() {
    let mut window = Window::on_sample();
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.shows("Run Autumn smolt 2024"));
    assert!(window.shows_part("Nothing has changed since run #2 Updated TGC"));
    window.type_text("Not this");
    window.keys(Modifiers::COMMAND, Key::R);
    assert_eq!(value_of(&window, "Label"), "Not this");
    window.key(Key::Escape);
    assert_eq!(runs_of(&window, AUTUMN).len(), 2);
    let table = window.harness.get_by_role_and_label(Role::Table, "Scenarios");
    assert!(table.is_focused());
}

#[test]
fn a_run_that_is_cancelled_keeps_nothing() {
    let mut window = Window::on_sample();
    let before = runs_of(&window, AUTUMN);
    let scenario = id_of(&window, AUTUMN);
    // The lane is held up, so that the run is still waiting when it is cancelled.
    let (go_on, held_up) = mpsc::channel::<()>();
    let ctx = window.harness.ctx.clone();
    let app = window.harness.state_mut();
    app.long.add("", move |_, _| {
        held_up.recv().ok();
        Answer::Followed(Ok(()))
    });
    let request = crate::service::RunRequest { scenario, label: String::new(), notes: String::new() };
    app.carry_out(&ctx, Command::RunScenarios(vec![request]));
    window.harness.run_steps(2);
    assert!(window.shows("Running 1 scenario"));
    window.harness.get_by_role_and_label(Role::Button, "Cancel").click();
    window.harness.run_steps(2);
    go_on.send(()).unwrap();
    window.settle();
    assert!(window.shows("Running was cancelled"));
    assert_eq!(runs_of(&window, AUTUMN), before);
}

#[test]
fn a_file_that_can_only_be_read_is_shown_and_changed_in_nothing() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        drop(crate::service::make_sample_at(path, "anna").unwrap());
        let mut permissions = std::fs::metadata(path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(path, permissions).unwrap();
    });
    for verb in ["Run projections…", "New scenario…", "Import…", "Duplicate"] {
        let button = window.harness.get_by_role_and_label(Role::Button, verb);
        assert!(button.accesskit_node().is_disabled(), "{verb}");
    }
    window.click(Role::Button, "Open…");
    let name = window.harness.get_by_role_and_label(Role::TextInput, "Name");
    assert!(name.accesskit_node().is_disabled());
    assert!(!can_save(&window));
}

#[test]
fn the_menu_does_more_with_the_scenario_that_has_the_cursor() {
    let mut window = Window::on_sample();
    window.key(Key::ArrowDown);
    window.click(Role::Button, "More actions");
    window.click(Role::Button, "Duplicate Egg to harvest 2024");
    assert_eq!(value_of(&window, "Name"), "Egg to harvest 2024 (copy)");
    window.click(Role::Button, "Back");
    let table = window.harness.get_by_role_and_label(Role::Table, "Scenarios");
    assert_eq!(table.value().as_deref(), Some("Egg to harvest 2024 (copy)"));
    window.click(Role::Button, "More actions");
    window.click(Role::Button, "Delete…");
    assert!(window.shows("Delete Egg to harvest 2024 (copy)?"));
    window.key(Key::Escape);
    window.click(Role::Button, "More actions");
    from_template(&mut window, SCOTLAND);
    assert_eq!(value_of(&window, "Name"), SCOTLAND);
}

#[test]
fn what_is_not_saved_is_not_run() {
    let mut window = Window::on_sample();
    edit(&mut window, AUTUMN);
    type_over(&mut window, "Duration", "300");
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.shows_part("Save the scenario first"));
    assert!(!window.shows("Run Autumn smolt 2024"));
    window.keys(Modifiers::COMMAND, Key::S);
    window.keys(Modifiers::COMMAND, Key::R);
    assert!(window.shows("Run Autumn smolt 2024"));
    assert!(!window.shows_part("Nothing has changed since"));
    window.key(Key::Enter);
    assert_eq!(runs_of(&window, AUTUMN)[0].total_projections, 300);
}
