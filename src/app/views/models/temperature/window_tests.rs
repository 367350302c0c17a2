//! Profiles in the whole window, on a real farm file.
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::Command;
use crate::app::command::models::ModelCommand;
use crate::app::testing::Window;
use crate::domain::plan::ModelKind;
use crate::domain::recipe::{PartKey, PartKind};
use crate::service::ModelDocument;

/// Monthly means of the sea in three regions as the NTNU project on production planning lists them (repository
/// olav-bjorlykke/tpppsf, data/temps_aasen.txt). It does not say which month comes first.
const REGIONS: [(&str, [f64; 12]); 3] = [
    ("Senja", [7.633, 5.977, 4.769, 3.843, 3.303, 4.063, 5.665, 7.767, 9.46, 11.71, 11.97, 9.813]),
    ("Vesteralen", [7.827, 6.452, 5.448, 4.143, 3.145, 3.98, 6.345, 9.623, 12.139, 13.419, 11.66, 9.481]),
    ("Nord-Troms", [6.783, 5.59, 4.878, 3.228, 2.976, 3.659, 4.762, 7.237, 9.423, 10.103, 9.303, 8.0]),
];

const FIRST: PartKey = PartKey::new(PartKind::Temperature, 1);

fn models(command: ModelCommand) -> Command {
    Command::Models(command)
}

fn type_into(window: &mut Window, label: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, label).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

/// The readings of the stored profile of this name.
fn stored(window: &Window, name: &str) -> Vec<(u32, f64)> {
    let farm = window.stored();
    let id = farm.find_model(ModelKind::Temperature, name).unwrap();
    let ModelDocument::Temperature(profile) = farm.model_document(ModelKind::Temperature, id).unwrap() else {
        panic!("no profile");
    };
    profile.readings.iter().map(|reading| (reading.day_number, reading.temperature_c)).collect()
}

/// The name of the sample's first profile.
fn first_name(window: &Window) -> String {
    let farm = window.stored();
    farm.model_document(ModelKind::Temperature, 1).unwrap().name().to_owned()
}

#[test]
fn three_norwegian_regions_become_profiles_from_their_monthly_means() {
    let mut window = Window::on_sample();
    for (region, figures) in REGIONS {
        window.command(models(ModelCommand::New(PartKind::Temperature)));
        type_into(&mut window, "Name", region);
        window.click(Role::Button, "Make from a pattern…");
        window.click(Role::Button, "Monthly means");
        let pasted: Vec<String> = figures.iter().map(|figure| figure.to_string().replace('.', ",")).collect();
        window.harness.event(Event::Paste(pasted.join("\r\n")));
        window.settle();
        window.click(Role::ComboBox, "The first figure is of");
        window.click(Role::Button, "December");
        type_into(&mut window, "Start date", "2026-12-01");
        window.click(Role::Button, "Make 365 readings");
        window.keys(Modifiers::COMMAND, Key::S);
        assert!(window.shows(&format!("{region} is saved")), "{region}");
        let readings = stored(&window, region);
        let mean = |days: &[(u32, f64)]| days.iter().map(|day| day.1).sum::<f64>() / days.len() as f64;
        assert_eq!(readings.len(), 365);
        assert!((mean(&readings[..31]) - figures[0]).abs() < 1e-9, "December");
        assert!((mean(&readings[31..62]) - figures[1]).abs() < 1e-9, "January");
        assert!((mean(&readings[335..365]) - figures[11]).abs() < 1e-9, "November");
    }
}

#[test]
fn an_edit_in_the_curve_is_taken_back_within_the_editor_and_saved_with_ctrl_s() {
    let mut window = Window::on_sample();
    let name = first_name(&window);
    let before = stored(&window, &name);
    window.command(models(ModelCommand::Edit(FIRST)));
    window.harness.get_by_role_and_label(Role::Slider, "Temperature curve").focus();
    window.settle();
    window.key(Key::ArrowUp);
    assert!(window.shows("Unsaved changes"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(!window.shows("Unsaved changes"), "what is as it is stored is saved");
    assert!(window.shows_part("Undone: edit of day"));
    window.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(window.shows("Unsaved changes"));
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(!window.shows("Unsaved changes"));
    let after = stored(&window, &name);
    assert!((after[0].1 - before[0].1 - 0.1).abs() < 1e-6);
    assert_eq!(after[1..], before[1..]);
}

#[test]
fn discarded_changes_come_back_with_undo() {
    let mut window = Window::on_sample();
    window.command(models(ModelCommand::Edit(FIRST)));
    window.click(Role::Button, "Shift…");
    window.click(Role::Button, "By degrees");
    type_into(&mut window, "Warmer by", "1");
    window.click(Role::Button, "Make 1 °C warmer");
    assert!(window.shows("Unsaved changes"));
    window.click(Role::Button, "Discard changes");
    assert!(!window.shows("Unsaved changes"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("Unsaved changes"));
}

#[test]
fn a_logger_file_becomes_the_coming_year_and_a_bad_one_is_told_in_the_dialog() {
    let mut window = Window::on_sample();
    let logger = window.folder.path().join("north-pen.csv");
    let days = chrono::NaiveDate::from_ymd_opt(2021, 1, 1).unwrap().iter_days().take(3 * 365);
    let rows: String = days
        .map(|date| {
            let year = chrono::Datelike::year(&date);
            format!("{};{},5\n", date.format("%d.%m.%Y"), year - 2014)
        })
        .collect();
    std::fs::write(&logger, format!("dato;temperatur\n{rows}")).unwrap();
    window.command(models(ModelCommand::New(PartKind::Temperature)));
    type_into(&mut window, "Name", "North pen, next year");
    window.click(Role::Button, "Coming year from measurements…");
    window.click(Role::Button, "Add logger files…");
    let missing = window.folder.path().join("no-such-file.csv").display().to_string();
    window.type_text(&missing);
    window.key(Key::Enter);
    assert!(window.shows("There is no such file"));
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(&logger.display().to_string());
    window.key(Key::Enter);
    assert!(window.shows("1,095 readings, 2021-01-01 to 2023-12-31"));
    assert!(window.shows("3 calendar years, 2021 to 2023"));
    window.click(Role::Button, "Make 365 readings");
    window.keys(Modifiers::COMMAND, Key::S);
    let readings = stored(&window, "North pen, next year");
    assert_eq!(readings.len(), 365);
    assert!(readings.iter().all(|reading| (reading.1 - 8.5).abs() < 1e-9));
}

#[test]
fn stored_profiles_are_counted_in_once_their_day_1_has_a_date() {
    let mut window = Window::on_sample();
    let name = first_name(&window);
    window.command(models(ModelCommand::New(PartKind::Temperature)));
    window.click(Role::Button, "Coming year from measurements…");
    window.click(Role::CheckBox, &name);
    assert!(window.shows_part("name the date of its day 1 to count it in"));
    type_into(&mut window, &format!("Day 1 of {name}"), "2024-09-01");
    window.click(Role::Button, "Make 365 readings");
    assert!(window.shows("Length 365 days"));
}

#[test]
fn the_date_of_day_1_is_remembered_and_does_not_change_the_profile() {
    let mut window = Window::on_sample();
    window.command(models(ModelCommand::Edit(FIRST)));
    type_into(&mut window, "Date of day 1", "2024-09-01");
    assert!(!window.shows("Unsaved changes"), "the date is not part of the profile");
    window.click(Role::Button, "Back");
    window.command(models(ModelCommand::Edit(FIRST)));
    let date = window.harness.get_by_role_and_label(Role::TextInput, "Date of day 1");
    assert_eq!(date.accesskit_node().value().as_deref(), Some("2024-09-01"));
}

#[test]
fn shortcuts_of_the_window_wait_while_a_dialog_of_the_editor_is_open() {
    let mut window = Window::on_sample();
    window.command(models(ModelCommand::Edit(FIRST)));
    window.click(Role::Button, "Shift…");
    window.keys(Modifiers::COMMAND, Key::Num1);
    assert!(window.shows("Shift the profile"));
    window.key(Key::Escape);
    assert!(!window.shows("Shift the profile"));
    window.keys(Modifiers::COMMAND, Key::Num1);
    assert!(!window.shows("Shift…"));
}
