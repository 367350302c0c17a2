//! Models imported from files and exported again in the whole window, as planners do it.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::PathBuf;

use crate::app::command::exchange::ExchangeCommand;
use crate::app::command::{Command, FilePurpose};
use crate::app::testing::Window;
use crate::domain::plan::ModelKind;
use crate::service::ModelDocument;

const LOGGER: &str =
    "Dato;Temperatur\n01.09.2024 00:00;10,0\n01.09.2024 12:00;11,0\n02.09.2024;-0,5\n07.09.2024;9,25\n";

fn write(window: &Window, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
    let path = window.folder.path().join(name);
    std::fs::write(&path, contents).unwrap();
    path
}

fn look_at(window: &mut Window, name: &str, contents: &str) {
    let path = write(window, name, contents);
    window.command(Command::Exchange(ExchangeCommand::LookAt(vec![path])));
}

fn names(window: &Window, kind: ModelKind) -> Vec<String> {
    window.stored().models(kind).unwrap().into_iter().map(|row| row.name).collect()
}

fn can(window: &Window, button: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

fn pick(window: &mut Window, list: &str, one: &str) {
    window.click(Role::ComboBox, list);
    window.click(Role::Button, one);
}

fn document(window: &Window, kind: ModelKind, name: &str) -> ModelDocument {
    let farm = window.stored();
    farm.model_document(kind, farm.find_model(kind, name).unwrap()).unwrap()
}

#[test]
fn a_logger_file_is_seen_before_it_is_stored_and_undo_takes_it_back() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "north_pen.csv", LOGGER);
    assert!(window.shows("CSV, semicolon between columns, decimal comma, 1 kB"));
    assert!(window.shows("Dato as day, Temperatur as temperature"));
    assert!(window.shows("2024-09-01 to 2024-09-07"));
    assert!(window.shows("1: 2024-09-03 to 2024-09-06"));
    assert!(window.shows("−0.5 °C, 6.4 °C, 10.5 °C"));
    assert!(names(&window, ModelKind::Temperature).is_empty(), "nothing is stored yet");
    window.click(Role::Button, "Import model");
    assert_eq!(names(&window, ModelKind::Temperature), ["north pen"]);
    assert!(window.shows("north pen is imported"));
    window.command(Command::Undo);
    assert!(names(&window, ModelKind::Temperature).is_empty());
    window.command(Command::Redo);
    assert_eq!(names(&window, ModelKind::Temperature), ["north pen"]);
}

#[test]
fn escape_leaves_everything_as_it_was() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "north.csv", LOGGER);
    window.key(Key::Escape);
    assert!(!window.shows("What was understood"));
    assert!(names(&window, ModelKind::Temperature).is_empty());
}

#[test]
fn a_date_that_may_be_two_days_is_asked_about_with_both() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "us.csv", "date,temp\n03/04/2024,4\n05/04/2024,5\n");
    assert!(window.shows("Which day is 03/04/2024 in line 2?"));
    assert!(!can(&window, "Import model"));
    assert!(window.shows("Say first whether the day or the month comes first"));
    window.click(Role::RadioButton, "2024-03-04: the month comes first");
    assert!(window.shows("2024-03-04 to 2024-05-04"));
    window.click(Role::Button, "Import model");
    let ModelDocument::Temperature(profile) = document(&window, ModelKind::Temperature, "us") else {
        panic!()
    };
    assert_eq!(profile.readings.last().unwrap().day_number, 62);
}

#[test]
fn rejected_lines_are_listed_with_their_reasons_and_left_out_when_asked() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "bad.csv", "date,temp\n2024-09-01,4\nspring,5\n2024-09-03,60\n");
    assert!(window.shows("2 lines cannot be read"));
    assert!(window.shows("spring | 5"));
    assert!(window.shows("Temperature 60 is not accepted; accepted is -5 to 45 °C"));
    window.click(Role::Button, "Import without the 2 rejected lines");
    let ModelDocument::Temperature(profile) = document(&window, ModelKind::Temperature, "bad") else {
        panic!()
    };
    assert_eq!(profile.readings.len(), 1);
}

#[test]
fn doubled_days_and_gaps_are_treated_as_chosen() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "n.csv", "date,temp\n2024-09-01,4\n2024-09-01,6\n2024-09-04,10\n");
    pick(&mut window, "Days that are there twice", "Take the last");
    pick(&mut window, "Gaps", "Fill them with what lies between");
    assert!(window.shows_part("2 days filled"));
    window.click(Role::Button, "Import model");
    let ModelDocument::Temperature(profile) = document(&window, ModelKind::Temperature, "n") else {
        panic!()
    };
    let values: Vec<f64> = profile.readings.iter().map(|reading| reading.temperature_c).collect();
    assert_eq!(values.len(), 4);
    assert!((values[0] - 6.0).abs() < 1e-9 && (values[1] - 7.333).abs() < 1e-3, "{values:?}");
}

#[test]
fn tgc_by_month_in_sea_takes_the_profile_that_is_chosen() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "shelf.csv", LOGGER);
    window.click(Role::Button, "Import model");
    look_at(&mut window, "regular.csv", "Month in sea;TGC\n1;2,92\n2;3,12\n3;4,39\n");
    assert!(window.shows("From day 31"));
    assert!(!can(&window, "Import model"));
    assert!(window.shows("Choose a temperature profile first"));
    pick(&mut window, "Temperature profile", "shelf");
    window.click(Role::Button, "Import model");
    let ModelDocument::Tgc(model) = document(&window, ModelKind::Tgc, "regular") else { panic!() };
    let days: Vec<u32> = model.schedule.iter().map(|item| item.from_day).collect();
    assert_eq!((days, model.temperature_profile.name), (vec![1, 31, 62], "shelf".to_owned()));
}

#[test]
fn mortality_by_month_is_percent_a_month_unless_another_is_chosen() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "regular.csv", "Month in sea;Mortality\n1;0,9\n");
    assert!(window.shows("The rates are taken as percent a month, since the table goes by months"));
    pick(&mut window, "Rates without a word are", "Percent a day");
    assert!(window.shows("0.9 % a day"));
    window.click(Role::Button, "Import model");
    let ModelDocument::Mortality(model) = document(&window, ModelKind::Mortality, "regular") else {
        panic!()
    };
    assert_eq!(model.schedule[0].daily_rate_percent, 0.9);
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_can_be_read_again() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "later.csv", "");
    assert!(window.shows("The file cannot be read"));
    assert!(window.shows_part("The file is empty"));
    assert!(!can(&window, "Import model"));
    write(&window, "later.csv", LOGGER);
    window.click(Role::Button, "Read it again");
    assert!(can(&window, "Import model"));
    window.key(Key::Escape);
    look_at(&mut window, "letter.csv", "Dear Anna,\nthe temperatures follow tomorrow\n");
    assert!(window.shows_part("It cannot be told what this file holds"));
    window.key(Key::Escape);
    let missing = window.folder.path().join("none.csv");
    window.command(Command::Exchange(ExchangeCommand::LookAt(vec![missing])));
    assert!(window.shows_part("There is no such file"));
}

#[test]
fn several_dropped_files_are_asked_about_one_after_the_other() {
    let mut window = Window::on_empty_farm();
    let one = write(&window, "one.csv", LOGGER);
    let two = write(&window, "two.csv", LOGGER);
    window.command(Command::ImportDocuments(vec![one, two]));
    assert!(window.shows("Import model 1 of 2"));
    window.click(Role::Button, "Import model");
    assert!(window.shows("Import model 2 of 2"));
    window.click(Role::Button, "Import model");
    assert!(!window.shows("What was understood"));
    assert_eq!(names(&window, ModelKind::Temperature), ["one", "two"]);
}

#[test]
fn a_farm_file_that_can_only_be_read_says_so_before_anything_is_tried() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        crate::service::Farm::create(path).unwrap();
        let mut permissions = std::fs::metadata(path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(path, permissions).unwrap();
    });
    look_at(&mut window, "north.csv", LOGGER);
    // Where permissions do not bind the user, such as root, the file can be written after all.
    let is_read_only = window.stored().is_read_only();
    assert_eq!(window.shows("The farm file can only be read"), is_read_only);
    assert_eq!(window.shows("Import model"), !is_read_only);
}

#[test]
fn an_exported_model_is_read_back_as_the_very_same_one() {
    let mut window = Window::on_empty_farm();
    look_at(&mut window, "shelf.csv", LOGGER);
    window.click(Role::Button, "Import model");
    let name = "shelf".to_owned();
    let id = window.stored().find_model(ModelKind::Temperature, &name).unwrap();
    for ending in ["csv", "xlsx", "json"] {
        window.command(Command::AskFile(FilePurpose::ExportModel(ModelKind::Temperature, id)));
        let path = window.folder.path().join(format!("out.{ending}"));
        window.type_text(&path.display().to_string());
        window.key(Key::Enter);
        assert!(window.shows(&format!("out.{ending} is written")));
        window.command(Command::Exchange(ExchangeCommand::LookAt(vec![path])));
        window.harness.get_by_role_and_label(Role::TextInput, "Name").focus();
        window.settle();
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text(&name);
        window.click(Role::Button, "Import model");
        assert!(window.shows(&format!("{name} is there already")), "{ending}");
    }
}

#[test]
fn a_template_is_written_and_an_existing_file_is_overwritten_only_when_it_is_said() {
    let mut window = Window::on_empty_farm();
    let path = write(&window, "mine.csv", "mine");
    window.command(Command::AskFile(FilePurpose::SaveTemplate(ModelKind::Mortality)));
    window.type_text(&path.display().to_string());
    window.key(Key::Enter);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(window.shows("Name another, or overwrite it"));
    window.click(Role::Button, "Overwrite");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("stage,from_day,month_in_sea,rate_percent"));
}
