//! What the window does as a whole: it opens, closes, remembers, takes files, and rests when there is nothing to do.
use egui::{Role, Theme, ViewportCommand};
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::command::{Command, Place};
use super::testing::Window;
use super::{App, FarmState};
use crate::domain::ids::ScenarioId;
use crate::service::{Farm, Preferences, RunRequest, ThemeChoice, make_sample_at};

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_file(window: &mut Window, path: &Path) {
    window.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
    window.settle();
}

#[test]
fn the_window_opens_on_a_farm_and_goes_to_every_place() {
    let mut window = Window::on_sample();
    for (i, place) in Place::ALL.into_iter().enumerate() {
        use egui::Key;
        let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7];
        window.keys(egui::Modifiers::COMMAND, keys[i]);
        assert_eq!(window.harness.state().place, place);
        assert!(window.shows(place.name()));
    }
}

#[test]
fn the_list_of_a_place_has_the_keyboard_when_one_comes_there() {
    let mut window = Window::on_sample();
    for (key, list) in [
        (egui::Key::Num2, "Runs of all scenarios"),
        (egui::Key::Num4, "Batches"),
        (egui::Key::Num1, "Scenarios"),
    ] {
        window.keys(egui::Modifiers::COMMAND, key);
        assert!(window.harness.get_by_role_and_label(Role::Table, list).is_focused(), "{list}");
    }
    window.key(egui::Key::ArrowDown);
    window.key(egui::Key::Enter);
    assert!(window.shows("What a run would give"), "Enter opens the scenario that the arrow went to");
}

#[test]
fn a_window_at_rest_draws_no_frame() {
    let mut window = Window::on_sample();
    for place in Place::ALL {
        window.command(Command::Show(place));
        window.harness.step();
        assert!(!window.harness.ctx.has_requested_repaint(), "{} asks for another frame", place.name());
    }
}

#[test]
fn a_farm_file_that_is_dropped_is_opened_and_remembered() {
    let mut window = Window::on_empty_farm();
    let other = window.folder.path().join("other.salmonrun");
    make_sample_at(&other, "anna").unwrap();
    drop_file(&mut window, &other);
    let FarmState::Open(farm) = window.harness.state().farm() else { panic!("not open") };
    assert_eq!(farm.name(), "other");
    assert_eq!(farm.scenarios.len(), 3);
    let remembered = Preferences::load(&window.folder.path().join("config"));
    assert_eq!(remembered.last_file(), Some(other.as_path()));
    assert_eq!(remembered.recent_files.len(), 2);
}

#[test]
fn a_scenario_document_that_is_dropped_is_imported() {
    let mut window = Window::on_empty_farm();
    let document = window.folder.path().join("smolt.json");
    std::fs::write(&document, include_str!("../../assets/sample/autumn-smolt-2024.json")).unwrap();
    drop_file(&mut window, &document);
    assert!(window.shows_part("1 scenario imported"));
    assert_eq!(window.stored().scenarios().unwrap()[0].name, "Autumn smolt 2024");
}

#[test]
fn documents_that_are_dropped_are_read_as_what_they_hold() {
    let mut window = Window::on_empty_farm();
    let [smolt, batches] = ["smolt.json", "batches.json"].map(|name| window.folder.path().join(name));
    std::fs::write(&smolt, include_str!("../../assets/sample/autumn-smolt-2024.json")).unwrap();
    std::fs::write(&batches, include_str!("../../assets/sample/batches.json")).unwrap();
    for path in [&smolt, &batches] {
        window.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    }
    window.settle();
    assert!(window.shows("1 scenario imported, 6 batches imported"));
    assert_eq!(window.stored().batches().unwrap().len(), 6);
}

#[test]
fn a_file_that_is_no_farm_file_is_told_with_the_way_out_and_left_alone() {
    let mut window = Window::on_sample();
    let wrong = window.folder.path().join("letter.salmonrun");
    std::fs::write(&wrong, "Dear planner, this is only a letter and no farm file at all").unwrap();
    drop_file(&mut window, &wrong);
    assert!(window.shows("The farm file could not be opened"));
    assert!(window.shows_part("This is not a farm file of Salmon Run"));
    assert!(std::fs::read_to_string(&wrong).unwrap().starts_with("Dear planner"));
    window.click(Role::Button, "Back");
    assert!(window.shows("Open the sample farm"));
}

#[test]
fn a_file_whose_making_was_cut_off_is_made_anew_when_asked() {
    let mut window = Window::on_sample();
    let empty = window.folder.path().join("north.salmonrun");
    std::fs::write(&empty, "").unwrap();
    drop_file(&mut window, &empty);
    assert!(window.shows("Make the farm anew?"));
    window.click(Role::Button, "Cancel");
    assert_eq!(std::fs::metadata(&empty).unwrap().len(), 0, "nothing is made before it is asked for");
    drop_file(&mut window, &empty);
    window.click(Role::Button, "Make farm file");
    let FarmState::Open(farm) = window.harness.state().farm() else { panic!("not open") };
    assert_eq!((farm.name().as_str(), farm.scenarios.len()), ("north", 0));
}

#[test]
fn the_theme_is_remembered() {
    let mut window = Window::of([1280.0, 800.0], Theme::Light, |path| {
        Farm::create(path).unwrap();
    });
    window.click(Role::Button, "Dark theme");
    assert_eq!(Preferences::load(&window.folder.path().join("config")).theme, ThemeChoice::Dark);
    assert!(window.harness.ctx.global_style().visuals.dark_mode);
}

#[test]
fn closing_while_a_run_is_under_way_asks_and_leaving_keeps_nothing_half_done() {
    let mut window = Window::on_sample();
    let held = window.harness.state_mut().hold_long_work();
    let request = RunRequest { scenario: ScenarioId(1), label: "never".to_owned(), notes: String::new() };
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(&ctx, Command::RunScenarios(vec![request]));
    window.close();
    assert!(window.asked_of_the_system(&ViewportCommand::CancelClose));
    window.harness.run_steps(2);
    assert!(window.shows("Leave while something runs?"));
    window.harness.get_by_role_and_label(Role::Button, "Cancel it and leave").click();
    let left = (0..3).any(|_| {
        window.harness.step();
        window.asked_of_the_system(&ViewportCommand::Close)
    });
    assert!(left, "the window did not close");
    assert_eq!(window.stored().runs(crate::domain::run::RunFilter::default()).unwrap().len(), 4);
    drop(held);
}

#[test]
fn closing_an_idle_window_does_not_ask() {
    let mut window = Window::on_sample();
    window.close();
    assert!(!window.asked_of_the_system(&ViewportCommand::CancelClose));
}

#[test]
fn what_another_program_changed_is_seen_when_the_window_comes_back_to_the_front() {
    let mut window = Window::on_sample();
    window.stored().duplicate_scenario(ScenarioId(1)).unwrap();
    window.harness.event(egui::Event::WindowFocused(true));
    window.settle();
    let FarmState::Open(farm) = window.harness.state().farm() else { panic!("not open") };
    assert_eq!(farm.scenarios.len(), 4);
}

#[test]
fn without_a_file_the_window_offers_the_sample_and_recent_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut preferences = Preferences::default();
    preferences.remember(Path::new("/farms/Havsbrúgv 2024.salmonrun"));
    preferences.save(folder.path()).unwrap();
    let config = folder.path().to_owned();
    let mut harness = egui_kittest::Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| App::new(&creation.egui_ctx, "anna", Some(config), None).unwrap());
    harness.run_steps(2);
    for label in ["New farm file…", "Open farm file…", "Open the sample farm", "Havsbrúgv 2024"] {
        harness.get_by_role_and_label(Role::Button, label);
    }
}
