//! Two windows on one farm file: the second is told who has it, and may read meanwhile.
use egui::Role;
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

use super::FarmState;
use super::command::{Command, FilePurpose};
use super::testing::Window;
use crate::domain::fault::FaultKind;
use crate::domain::ids::RunId;
use crate::service::Farm;

fn lock_files(window: &Window) -> Vec<String> {
    let entries = std::fs::read_dir(window.folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with("-lock") || name.ends_with("-open")).collect()
}

fn is_open(window: &Window) -> bool {
    matches!(window.harness.state().farm(), FarmState::Open(_))
}

#[test]
fn a_second_window_is_told_who_has_the_file_and_gets_it_when_that_one_closes() {
    let first = Window::on_sample();
    assert_eq!(lock_files(&first).len(), 2);
    let mut second = first.second("bo");
    assert!(!is_open(&second));
    assert!(second.shows("The farm file is open elsewhere"));
    assert!(second.shows_part("anna on "), "who has it");
    assert!(second.shows_part(" has it open since "));
    second.key(egui::Key::Enter);
    assert!(
        second.shows("The farm file is open elsewhere"),
        "trying again has the keyboard, and still finds it so"
    );
    drop(first);
    second.key(egui::Key::Enter);
    assert!(is_open(&second));
    second.command(Command::LabelRun(RunId(1), "By bo".to_owned()));
    assert_eq!(second.stored().run_detail(RunId(1)).unwrap().run.label, "By bo");
    assert_eq!(lock_files(&second).len(), 2, "it is bo's now");
    second.command(Command::CloseFarm);
    assert!(lock_files(&second).is_empty(), "nothing is left lying");
}

#[test]
fn a_second_window_can_read_meanwhile_and_sees_what_the_first_one_changes() {
    let mut first = Window::on_sample();
    let mut second = first.second("bo");
    second.click(Role::Button, "Open to read only");
    assert!(second.shows_part("farm (read-only)"));
    assert!(second.shows_part("Read-only: anna on "));
    first.command(Command::LabelRun(RunId(4), "Changed by anna".to_owned()));
    second.command(Command::ShowRunsOf(None));
    second.harness.event(egui::Event::WindowFocused(true));
    second.settle();
    assert!(second.shows_part("Changed by anna"));
    second.command(Command::LabelRun(RunId(4), "Changed by bo".to_owned()));
    assert!(second.shows_part("The farm file can only be read"));
    assert_eq!(first.stored().run_detail(RunId(4)).unwrap().run.label, "Changed by anna");
    second.click(Role::Button, "Try again");
    assert!(second.shows("The farm file is open elsewhere"));
    second.key(egui::Key::Escape);
    assert!(is_open(&second), "what was read stays in sight");
    first.command(Command::CloseFarm);
    second.click(Role::Button, "Try again");
    assert!(!second.shows_part("Read-only: "));
    second.command(Command::LabelRun(RunId(4), "Changed by bo".to_owned()));
    assert_eq!(second.stored().run_detail(RunId(4)).unwrap().run.label, "Changed by bo");
}

#[test]
fn opening_another_file_lets_go_of_the_first_and_opening_the_same_one_again_keeps_it() {
    let mut first = Window::on_sample();
    let path = first.folder.path().join("farm.salmonrun");
    first.command(Command::OpenFarm(path.clone()));
    assert!(is_open(&first) && !first.shows("The farm file is open elsewhere"));
    assert!(!is_open(&first.second("bo")));
    first.command(Command::NewFarm(first.folder.path().join("other.salmonrun")));
    assert!(is_open(&first.second("bo")));
}

#[test]
fn a_file_asked_for_in_the_dialog_that_is_open_elsewhere_leaves_the_one_that_is_open() {
    let first = Window::on_sample();
    let path = first.folder.path().join("farm.salmonrun");
    let mut second = Window::on_empty_farm();
    second.command(Command::AskFile(FilePurpose::OpenFarm));
    second.type_text(&path.display().to_string());
    second.key(egui::Key::Enter);
    assert!(second.shows("The farm file is open elsewhere"));
    second.harness.get_by_role_and_label(Role::Button, "Cancel").click();
    second.settle();
    let FarmState::Open(data) = second.harness.state().farm() else { panic!("not open") };
    assert_eq!(data.path, second.folder.path().join("farm.salmonrun"));
}

#[cfg(unix)]
#[test]
fn where_no_lock_can_be_made_the_window_opens_as_ever() {
    let window = Window::on_sample();
    // Something else is called as the lock would be.
    let path = window.folder.path().join("north.salmonrun");
    Farm::create(&path).unwrap();
    std::fs::create_dir(window.folder.path().join("north.salmonrun-lock")).unwrap();
    let mut window = window;
    window.command(Command::OpenFarm(path));
    let FarmState::Open(data) = window.harness.state().farm() else { panic!("not open") };
    assert!(data.name() == "north" && !data.read_only);
}

#[test]
fn what_changes_the_whole_file_from_the_command_line_waits_until_the_window_is_closed() {
    let window = Window::on_sample();
    let path = window.folder.path().join("farm.salmonrun");
    let fault = Farm::claim_whole(&path, "bo").unwrap_err();
    assert_eq!(fault.kind, FaultKind::OpenElsewhere);
    assert!(
        fault.message.starts_with("anna on ") && fault.message.contains(" has the farm file open since ")
    );
    let folder = Arc::clone(&window.folder);
    drop(window);
    assert!(Farm::claim_whole(&path, "bo").unwrap().is_some());
    drop(folder);
}
