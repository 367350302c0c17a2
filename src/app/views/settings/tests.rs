//! People and old runs, by mouse and keyboard, on a real farm file.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::ops::ControlFlow;
use std::path::Path;

use crate::app::command::{Command, Section};
use crate::app::testing::Window;
use crate::domain::ids::ScenarioId;
use crate::domain::person::Role::{self as Rank, Manager, Planner};
use crate::domain::run::RunFilter;
use crate::service::{Farm, RunRequest, fill_with_sample};

fn on(section: Section, mut window: Window) -> Window {
    window.command(Command::ShowSettings(section));
    window
}

fn named(window: &Window) -> Vec<(String, Rank)> {
    let access = window.stored().access().unwrap();
    access.people().iter().map(|person| (person.name.clone(), person.role)).collect()
}

fn why_not(window: &Window, role: Role, name: &str) -> Option<String> {
    let found = window.harness.get_by_role_and_label(role, name);
    let node = found.accesskit_node();
    node.is_disabled().then(|| node.description().unwrap_or_default())
}

fn type_into(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

#[test]
fn an_open_file_says_so_and_gets_a_manager_whose_naming_can_be_undone() {
    let mut window = on(Section::People, Window::on_sample());
    assert!(window.shows("No manager is named, so everybody may do everything"));
    assert_eq!(why_not(&window, Role::Button, "Name a manager").as_deref(), Some("Enter a name first"));
    type_into(&mut window, "Name", "anna");
    window.key(Key::Enter);
    assert_eq!(named(&window), [("anna".to_owned(), Manager)]);
    assert!(window.shows("You act as anna, a manager. Whoever is not named here is a viewer"));
    assert!(window.shows("anna · manager"));
    // The next one is a planner, unless somebody says otherwise.
    type_into(&mut window, "Name", "bo");
    window.click(Role::Button, "Name bo a planner");
    assert_eq!(named(&window), [("anna".to_owned(), Manager), ("bo".to_owned(), Planner)]);
    for _ in 0..2 {
        window.command(Command::Undo);
    }
    assert!(named(&window).is_empty());
    assert!(window.shows("No manager is named, so everybody may do everything"));
}

#[test]
fn who_would_be_left_with_less_by_what_they_do_is_asked_first() {
    let mut window = on(Section::People, Window::on_sample());
    type_into(&mut window, "Name", "bo");
    window.key(Key::Enter);
    assert!(window.shows("Be a viewer from now on?"));
    assert!(window.shows("Only bo can change that"));
    window.click(Role::Button, "Cancel");
    assert!(named(&window).is_empty());
    type_into(&mut window, "Name", "bo");
    window.click(Role::Button, "Name bo a manager");
    window.click(Role::Button, "Be a viewer");
    assert_eq!(named(&window), [("bo".to_owned(), Manager)]);
    assert!(window.shows("anna · viewer"));
    // It was not anna's to take back any more, and both the menu and the key say so.
    let told = "Only managers may say who may do what, and anna is not named in this farm file";
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows(told));
    window.click(Role::Button, "farm  ⌄");
    assert_eq!(why_not(&window, Role::Button, "Undo role of bo"), Some(format!("{told}. Ask bo")));
    assert_eq!(named(&window), [("bo".to_owned(), Manager)]);
}

#[test]
fn roles_change_in_the_list_people_go_and_the_only_manager_stays() {
    let mut window = on(Section::People, Window::on_crew_as("anna"));
    window.click(Role::ComboBox, "Role of cy");
    window.click(Role::Button, "planner");
    assert_eq!(named(&window)[2], ("cy".to_owned(), Planner));
    window.click(Role::Button, "Remove bo");
    assert_eq!(named(&window).len(), 2);
    assert!(window.shows("bo is not named any more"));
    window.click(Role::Button, "Undo");
    assert_eq!(named(&window).len(), 3);

    let only = "This is the only manager: name another one first, or open the file to everybody";
    assert_eq!(why_not(&window, Role::Button, "Remove anna").as_deref(), Some(only));
    window.click(Role::ComboBox, "Role of anna");
    assert_eq!(why_not(&window, Role::Button, "viewer").as_deref(), Some(only));
    window.key(Key::Escape);
    type_into(&mut window, "Name", "ANNA");
    assert_eq!(why_not(&window, Role::Button, "Name ANNA a planner").as_deref(), Some(only));
}

#[test]
fn a_file_is_opened_to_everybody_when_it_is_said_twice() {
    let mut window = on(Section::People, Window::on_crew_as("anna"));
    window.click(Role::Button, "Open to everybody…");
    assert!(window.shows("Cy, a viewer"));
    window.click(Role::Button, "Open to everybody");
    assert!(named(&window).is_empty());
    window.click(Role::Button, "Undo");
    assert_eq!(named(&window).len(), 3);
    assert!(window.shows("anna · manager"));
}

#[test]
fn a_planner_sees_who_may_what_and_changes_none_of_it() {
    let window = on(Section::People, Window::on_crew_as("bo"));
    assert!(window.shows("You act as bo, a planner. Whoever is not named here is a viewer"));
    let told = "Only managers may say who may do what, and bo is a planner of this farm file. Ask anna";
    for button in ["Remove anna", "Remove bo", "Remove cy", "Name a planner", "Open to everybody…"] {
        assert_eq!(why_not(&window, Role::Button, button).as_deref(), Some(told), "{button}");
    }
    for combo in ["Role of anna", "Role of bo", "Role of cy", "Role"] {
        assert!(why_not(&window, Role::ComboBox, combo).is_some(), "{combo}");
    }
}

/// The sample of two years ago: its first scenario has five runs more, of which two are archived, as its first run is.
fn old_farm(path: &Path) {
    let long_ago = || "2024-03-01T09:30:00Z".parse().unwrap_or_default();
    let farm = Farm::create(path).unwrap().with_clock(long_ago).acting_as("anna");
    let mut farm = fill_with_sample(farm).unwrap().farm;
    let scenario = ScenarioId(1);
    for label in ["Try 1", "Try 2", "Try 3", "Try 4", "Try 5"] {
        let request = RunRequest { scenario, label: label.to_owned(), notes: String::new() };
        farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap();
    }
    let archived = ["Baseline", "Try 1", "Try 2"];
    let runs = farm.runs(RunFilter { scenario: Some(scenario), archived: false }).unwrap();
    let runs = runs.iter().filter(|run| archived.contains(&run.label.as_str()));
    farm.archive_runs(&runs.map(|run| run.run_id).collect::<Vec<_>>()).unwrap();
}

#[test]
fn old_runs_are_seen_before_they_go_and_come_back() {
    let window = Window::of([1280.0, 800.0], egui::Theme::Light, old_farm);
    let mut window = on(Section::OldRuns, window);
    let runs =
        |window: &Window| window.stored().runs(RunFilter { scenario: None, archived: true }).unwrap().len();
    assert_eq!(runs(&window), 9);
    // The usual rule: of a year ago, archived, and not among the last three.
    assert!(window.shows("2 runs would be deleted"));
    let row = |window: &Window, name: &str| window.harness.query_by_role_and_label(Role::Row, name).is_some();
    assert!(row(&window, "Autumn smolt 2024 - Run #3 (Try 1)"));
    assert!(window.shows_part("1 run stays, for batches are pinned to it: Autumn smolt 2024 - Run #1"));
    window.click(Role::CheckBox, "Runs that were never archived, too");
    assert!(!row(&window, "Egg to harvest 2024 - Run #1 (Baseline)"), "it is the only one of its scenario");
    type_into(&mut window, "Each scenario keeps", "0");
    assert!(row(&window, "Egg to harvest 2024 - Run #1 (Baseline)"));
    assert!(window.shows_part("3 runs stay, for batches are pinned to them"));
    window.click(Role::Button, "Delete 6 old runs");
    assert_eq!(runs(&window), 3);
    assert!(window.shows("No run that may go is as old as that"));
    window.click(Role::Button, "Undo");
    assert_eq!(runs(&window), 9);
    // A number that is not accepted takes nothing.
    type_into(&mut window, "Older than", "0");
    assert!(window.shows_part("A whole number from 1 to 7"));
    assert!(!window.shows_part("would be deleted") && !window.shows_part("Delete 6 old runs"));
}

#[test]
fn a_planner_sees_what_a_rule_would_take_and_who_may_let_it_go() {
    let window = on(Section::OldRuns, Window::on_crew_as("bo"));
    let told = "Only managers may delete, and bo is a planner of this farm file. Ask anna";
    assert_eq!(why_not(&window, Role::Button, "Delete old runs").as_deref(), Some(told));
}
