//! Nothing is lost when the window is left: what was changed is backed up, and what cannot be is said.
use egui::{Role, ViewportCommand};
use egui_kittest::kittest::Queryable as _;
use std::path::PathBuf;

use super::FarmState;
use super::command::care::CareCommand;
use super::command::{Command, FilePurpose};
use super::testing::Window;
use crate::domain::backup::BackupReason;
use crate::domain::ids::RunId;
use crate::service::{BackupFile, Farm};

fn path(window: &Window) -> PathBuf {
    window.folder.path().join("farm.salmonrun")
}

fn backups(window: &Window) -> Vec<BackupFile> {
    Farm::backup_files(&path(window)).unwrap()
}

fn change(window: &mut Window, label: &str) {
    window.command(Command::LabelRun(RunId(1), label.to_owned()));
}

fn label_in(backup: &std::path::Path) -> String {
    Farm::open(backup).unwrap().run_detail(RunId(1)).unwrap().run.label
}

#[test]
fn closing_after_a_change_backs_up_first_and_closes_by_itself() {
    let mut window = Window::on_sample();
    change(&mut window, "Changed");
    window.close();
    assert!(window.asked_of_the_system(&ViewportCommand::CancelClose));
    assert!(window.closes_itself());
    let made = backups(&window);
    assert_eq!((made.len(), made[0].name.reason), (1, BackupReason::Closing));
    assert_eq!(label_in(&made[0].path), "Changed");
}

#[test]
fn closing_without_a_change_or_after_a_backup_of_it_makes_none() {
    let mut window = Window::on_sample();
    window.close();
    assert!(!window.asked_of_the_system(&ViewportCommand::CancelClose));
    change(&mut window, "Changed");
    window.command(Command::Care(CareCommand::BackUpNow));
    window.close();
    assert!(!window.asked_of_the_system(&ViewportCommand::CancelClose));
    assert_eq!(backups(&window).len(), 1, "the one that was asked for");
    change(&mut window, "Changed again");
    window.close();
    assert!(window.closes_itself());
    assert_eq!(backups(&window).len(), 2);
}

#[test]
fn opening_another_file_or_closing_this_one_backs_up_what_was_changed() {
    let mut window = Window::on_sample();
    change(&mut window, "Changed");
    window.command(Command::NewFarm(window.folder.path().join("other.salmonrun")));
    assert_eq!(backups(&window).len(), 1);
    window.command(Command::OpenFarm(path(&window)));
    window.command(Command::CloseFarm);
    assert_eq!(backups(&window).len(), 1, "nothing was changed since");
    window.command(Command::OpenFarm(path(&window)));
    change(&mut window, "Changed again");
    window.command(Command::CloseFarm);
    assert_eq!(label_in(&backups(&window)[0].path), "Changed again");
    assert!(Farm::backup_files(&window.folder.path().join("other.salmonrun")).unwrap().is_empty());
}

#[test]
fn a_backup_that_cannot_be_made_is_said_and_keeps_nobody_from_closing() {
    let mut window = Window::on_sample();
    change(&mut window, "Changed");
    // Where the folder of backups would be is something else.
    std::fs::write(window.folder.path().join("farm.backups"), "not a folder").unwrap();
    window.close();
    assert!(!window.closes_itself());
    window.settle();
    assert!(window.shows("Close without a backup?"));
    assert!(window.shows_part("farm.backups"), "where");
    window.click(Role::Button, "Cancel");
    assert!(!window.shows("Close without a backup?"));
    window.close();
    assert!(!window.closes_itself());
    window.settle();
    window.harness.get_by_role_and_label(Role::Button, "Close without a backup").click();
    let closed = (0..3).any(|_| {
        window.harness.step();
        window.asked_of_the_system(&ViewportCommand::Close)
    });
    assert!(closed);
    // Opening another file says so too, and opens it.
    window.command(Command::NewFarm(window.folder.path().join("other.salmonrun")));
    assert!(window.shows("What was changed could not be backed up"));
    assert!(matches!(window.harness.state().farm(), FarmState::Open(data) if data.name() == "other"));
}

#[test]
fn a_backup_that_takes_longer_than_a_moment_is_said_and_can_be_left_or_stopped() {
    let mut window = Window::on_sample();
    change(&mut window, "Changed");
    let held = window.harness.state_mut().hold_long_work();
    window.close();
    assert!(!window.shows("Do not close"), "most are made within a moment");
    window.harness.run_steps(8);
    assert!(window.shows("Do not close"));
    window.close();
    assert!(window.asked_of_the_system(&ViewportCommand::CancelClose), "once more does not lose the backup");
    window.harness.get_by_role_and_label(Role::Button, "Do not close").click();
    window.harness.run_steps(2);
    drop(held);
    assert!(!window.closes_itself());
    window.settle();
    assert!(!window.shows("Do not close") && backups(&window).is_empty());
    window.close();
    assert!(window.closes_itself(), "what was not backed up still counts as changed");
    assert_eq!(backups(&window).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_farm_file_that_vanishes_under_the_window_leads_to_a_copy_of_it_in_one_click() {
    let mut window = Window::on_sample();
    change(&mut window, "Before it vanished");
    std::fs::remove_file(path(&window)).unwrap();
    change(&mut window, "Into the void");
    assert!(window.shows_part("was moved or deleted while it was open"));
    window.click(Role::Button, "Back up to…");
    let saved = window.folder.path().join("saved.salmonrun");
    window.type_text(&saved.display().to_string());
    window.key(egui::Key::Enter);
    assert!(window.shows("The farm file is copied"));
    assert_eq!(label_in(&saved), "Before it vanished");
}

#[test]
fn what_is_in_the_way_of_a_copy_is_said_where_it_was_asked_for() {
    let mut window = Window::on_sample();
    let there = window.folder.path().join("there.salmonrun");
    std::fs::write(&there, "mine").unwrap();
    window.command(Command::AskFile(FilePurpose::BackUpTo));
    window.type_text(&there.display().to_string());
    window.key(egui::Key::Enter);
    assert!(window.shows("There is a file of that name already"));
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
}
