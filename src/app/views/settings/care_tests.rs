//! Backups are made, listed and brought back, and the file is checked and mended, as a user does it.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};

use crate::app::FarmState;
use crate::app::command::care::CareCommand;
use crate::app::command::{Command, FilePurpose, Place, Section};
use crate::app::testing::Window;
use crate::domain::backup::BackupReason;
use crate::domain::ids::{RunId, ScenarioId};
use crate::service::{Farm, make_sample_at};

fn path(window: &Window) -> PathBuf {
    window.folder.path().join("farm.salmonrun")
}

fn label(window: &Window) -> String {
    window.stored().run_detail(RunId(1)).unwrap().run.label
}

fn change(window: &mut Window, label: &str) {
    window.command(Command::LabelRun(RunId(1), label.to_owned()));
}

fn reasons(window: &Window) -> Vec<BackupReason> {
    Farm::backup_files(&path(window)).unwrap().iter().map(|backup| backup.name.reason).collect()
}

/// Confirms a dialog whose way out has the keyboard at first.
fn confirm_by_keyboard(window: &mut Window) {
    window.keys(Modifiers::SHIFT, Key::Tab);
    window.key(Key::Enter);
}

#[test]
fn without_backups_the_list_says_when_they_are_made_and_makes_the_first() {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Settings));
    window.click(Role::Button, "Backups");
    assert!(window.shows("No backups yet"));
    window.click(Role::Button, "Back up now");
    assert!(window.shows("The farm file is backed up"));
    assert_eq!(reasons(&window), [BackupReason::Asked]);
    assert!(window.shows("When asked for"));
    assert!(window.shows_part("3 scenarios, 4 runs, 6 batches and "), "the name of the row");
}

#[test]
fn a_backup_is_brought_back_by_keyboard_and_that_is_taken_back() {
    let mut window = Window::on_sample();
    change(&mut window, "First");
    window.command(Command::Care(CareCommand::BackUpNow));
    change(&mut window, "Second");
    window.command(Command::Care(CareCommand::BackUpNow));
    window.stored().duplicate_scenario(ScenarioId(1)).unwrap();
    change(&mut window, "Third");
    window.command(Command::ShowSettings(Section::Backups));
    assert!(window.harness.get_by_role_and_label(Role::Table, "Backups").is_focused());
    window.key(Key::ArrowDown);
    window.key(Key::Enter);
    assert!(window.shows("Restore this backup?"));
    assert!(window.shows("The backup") && window.shows("The file now"));
    assert_eq!(label(&window), "Third", "nothing is done before it is confirmed");
    confirm_by_keyboard(&mut window);
    assert!(window.shows("The backup is brought back"));
    assert_eq!(label(&window), "First");
    assert_eq!(window.stored().scenarios().unwrap().len(), 3);
    assert_eq!(reasons(&window)[0], BackupReason::BeforeRestore);
    let FarmState::Open(data) = window.harness.state().farm() else { panic!("not open again") };
    assert_eq!(data.scenarios.len(), 3, "the window shows what is there now");
    assert!(window.shows("Before a restore"), "the list is on show still");
    window.click(Role::Button, "Take it back…");
    assert!(window.shows("Restore this backup?"));
    window.click(Role::Button, "Back up and restore");
    assert_eq!(label(&window), "Third");
    assert_eq!(window.stored().scenarios().unwrap().len(), 4);
    window.close();
    assert!(
        !window.asked_of_the_system(&egui::ViewportCommand::CancelClose),
        "the backups of the restores hold all that was changed"
    );
}

#[test]
fn a_restore_is_not_made_when_it_is_cancelled_or_when_the_copy_is_none() {
    let mut window = Window::on_sample();
    window.command(Command::Care(CareCommand::BackUpNow));
    change(&mut window, "Changed");
    window.command(Command::ShowSettings(Section::Backups));
    window.click(Role::Button, "Restore…");
    window.key(Key::Escape);
    assert!(!window.shows("Restore this backup?"));
    let letter = window.folder.path().join("letter.salmonrun");
    std::fs::write(&letter, "Dear planner, this is only a letter and no farm file at all").unwrap();
    window.click(Role::Button, "Restore another copy…");
    window.type_text(&letter.display().to_string());
    window.key(Key::Enter);
    assert!(window.shows_part("It cannot be brought back: this is not a farm file"));
    confirm_by_keyboard(&mut window);
    assert_eq!(label(&window), "Changed");
    assert_eq!(reasons(&window), [BackupReason::Asked]);
}

#[test]
fn who_is_no_manager_is_told_so_and_the_file_stays_open_as_it_is() {
    let mut window = Window::on_sample();
    window.command(Command::Care(CareCommand::BackUpNow));
    window.stored().acting_as("chief").set_role("chief", crate::domain::person::Role::Manager).unwrap();
    window.command(Command::ShowSettings(Section::Backups));
    window.click(Role::Button, "Restore…");
    window.click(Role::Button, "Back up and restore");
    assert!(window.shows_part("manager"));
    assert!(matches!(window.harness.state().farm(), FarmState::Open(_)));
    assert_eq!(reasons(&window), [BackupReason::Asked]);
}

#[test]
fn a_sound_file_is_said_to_be_sound_aspect_by_aspect() {
    let mut window = Window::on_sample();
    window.command(Command::ShowSettings(Section::Check));
    window.click(Role::Button, "Check this file");
    assert!(window.shows("All is as it should be"));
    assert!(window.shows("4 runs computed again, every number equal"));
    assert!(window.shows("Snapshots against their hashes"));
    assert!(!window.shows("Repair…"));
}

#[test]
fn a_check_that_is_stopped_says_that_it_did_not_see_all() {
    let mut window = Window::on_sample();
    window.command(Command::ShowSettings(Section::Check));
    let held = window.harness.state_mut().hold_long_work();
    window.harness.get_by_role_and_label(Role::Button, "Check this file").click();
    window.harness.run_steps(3);
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(&ctx, Command::Care(CareCommand::Check));
    assert_eq!(window.harness.state().long.jobs().len(), 2, "what holds the lane, and one look");
    // The status line offers the same, and so does the section.
    let mut cancel = window.harness.query_all_by_role_and_label(Role::Button, "Cancel");
    cancel.next().unwrap().click();
    drop(cancel);
    window.harness.run_steps(3);
    drop(held);
    window.settle();
    assert!(window.shows("The check was cancelled; nothing was wrong as far as it went"));
}

/// A guard is gone and a snapshot is not what it was.
fn tamper(path: &Path) {
    make_sample_at(path, "anna").unwrap();
    let file = rusqlite::Connection::open(path).unwrap();
    file.execute_batch(
        "DROP TRIGGER inputs_do_not_change;
         UPDATE run_inputs SET canonical = '{}' WHERE inputs_hash = (SELECT inputs_hash FROM projection_run LIMIT 1)",
    )
    .unwrap();
}

#[test]
fn what_a_check_finds_is_said_and_what_can_be_mended_is_mended_after_a_backup() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, tamper);
    window.command(Command::Care(CareCommand::Check));
    assert!(window.shows("2 things are not as they should be"));
    assert!(window.shows("Something that belongs to the file is gone"));
    assert!(window.shows("trigger inputs_do_not_change"));
    assert!(window.shows("A snapshot is not what its hash says it was"));
    window.click(Role::Button, "Repair…");
    assert!(window.shows_part("No number of a run is changed"));
    window.click(Role::Button, "Back up and repair");
    assert_eq!(reasons(&window), [BackupReason::BeforeRepair]);
    assert!(window.shows("Repaired"));
    assert!(window.shows("The trigger inputs_do_not_change is there again"));
    assert!(window.shows("1 thing is not as they should be") || window.shows_part("not as it should be"));
    assert!(window.shows("No repair mends this. Keep this file, and restore a backup from before"));
    window.click(Role::Button, "Show the backups");
    assert!(window.shows("Before a repair"));
}

/// Scribbles over the pages in the middle of a farm file.
fn scribble(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let (from, to) = (bytes.len() / 3, bytes.len() * 2 / 3);
    bytes[from..to].fill(0xA5);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_file_too_damaged_to_open_is_brought_back_from_its_backups_where_that_is_said() {
    let mut window = Window::on_empty_farm();
    let north = window.folder.path().join("north.salmonrun");
    make_sample_at(&north, "anna").unwrap();
    Farm::open(&north)
        .unwrap()
        .back_up(BackupReason::Asked, &mut |_, _| std::ops::ControlFlow::Continue(()))
        .unwrap();
    scribble(&north);
    window.command(Command::OpenFarm(north.clone()));
    assert!(window.shows("The farm file could not be opened"));
    window.click(Role::Button, "Check this file");
    assert!(window.shows_part("not as they should be") || window.shows_part("not as it should be"));
    window.click(Role::Button, "Restore…");
    assert!(window.shows_part("What the farm file holds now cannot be read"));
    window.click(Role::Button, "Back up and restore");
    let FarmState::Open(data) = window.harness.state().farm() else { panic!("{:?}", window.harness.state()) };
    assert_eq!((data.name().as_str(), data.runs.len()), ("north", 4));
}

#[test]
fn damage_that_is_found_in_the_background_is_said_in_a_line_that_leads_to_the_check() {
    let mut window = Window::on_sample();
    let at = path(&window);
    window.harness.state_mut().look_over(at.clone());
    window.settle();
    assert!(!window.shows("Check this file"), "silent while all is well");
    // What is on the disk goes bad while the file is open: an index loses what it lists.
    let file = rusqlite::Connection::open(&at).unwrap();
    file.execute_batch("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = (SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL LIMIT 1)").unwrap();
    drop(file);
    window.harness.state_mut().look_over(at);
    window.settle();
    assert!(window.shows_part("The farm file is damaged: "));
    window.click(Role::Button, "Check this file");
    assert_eq!(window.harness.state().place, Place::Settings);
    assert!(window.shows("Pages and indexes"));
    assert!(window.shows("Repair…"));
}

#[test]
fn a_farm_that_can_only_be_read_can_be_copied_and_not_restored() {
    let first = Window::on_sample();
    let mut second = first.second("bo");
    second.click(Role::Button, "Open to read only");
    second.command(Command::ShowSettings(Section::Backups));
    second.click(Role::Button, "Back up now");
    assert_eq!(reasons(&first), []);
    second.command(Command::AskFile(FilePurpose::BackUpTo));
    second.type_text(&first.folder.path().join("copy").display().to_string());
    second.key(Key::Enter);
    assert_eq!(Farm::contents(&first.folder.path().join("copy.salmonrun")).unwrap().runs, 4);
}
