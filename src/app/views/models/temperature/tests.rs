//! The editor as a user works it, found by what a screen reader finds.
use chrono::NaiveDate;
use egui::{Event, Key, Modifiers, Pos2, Role, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use std::sync::Arc;

use super::dialogs::FarmProfile;
use super::editor::{ProfileEditor, Surroundings};
use crate::app::command::FilePurpose;
use crate::app::command::{Command, Commands};
use crate::app::widgets::testing::stage_with;
use crate::domain::temperature::TemperatureReading;
use crate::service::profiles::LoggerSeries;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

struct World {
    editor: ProfileEditor,
    profiles: Vec<FarmProfile>,
    commands: Commands,
    can_edit: bool,
}

fn world(readings: &[(u32, f64)], start: Option<NaiveDate>) -> World {
    let reading = |&(day_number, temperature_c)| TemperatureReading { day_number, temperature_c };
    World {
        editor: ProfileEditor::new(Arc::new(readings.iter().map(reading).collect()), start),
        profiles: Vec::new(),
        commands: Commands::new(),
        can_edit: true,
    }
}

fn stage(world: World) -> Harness<'static, World> {
    let mut stage = stage_with([1080.0, 760.0], world, |ui, world: &mut World| {
        let around =
            Surroundings { can_edit: world.can_edit, today: date(2026, 3, 5), profiles: &world.profiles };
        world.editor.ui(ui, around, &mut world.commands);
    });
    settle(&mut stage);
    stage
}

/// Draws until nothing more is asked for: a dialog that grows takes its place in the middle again first.
fn settle(stage: &mut Harness<'_, World>) {
    stage.run_steps(6);
    stage.run();
}

fn readings(stage: &Harness<'_, World>) -> Vec<(u32, f64)> {
    let readings = stage.state().editor.draft.readings();
    readings.iter().map(|reading| (reading.day_number, reading.temperature_c)).collect()
}

fn click(stage: &mut Harness<'_, World>, role: Role, label: &str) {
    stage.get_by_role_and_label(role, label).click();
    settle(stage);
}

fn press(stage: &mut Harness<'_, World>, key: Key) {
    stage.key_press(key);
    settle(stage);
}

fn type_into(stage: &mut Harness<'_, World>, label: &str, text: &str) {
    stage.get_by_role_and_label(Role::TextInput, label).focus();
    settle(stage);
    stage.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settle(stage);
    stage.event(Event::Text(text.to_owned()));
    settle(stage);
}

fn paste(stage: &mut Harness<'_, World>, text: &str) {
    stage.event(Event::Paste(text.to_owned()));
    settle(stage);
}

fn shows(stage: &Harness<'_, World>, part: &str) -> bool {
    stage.query_all_by_label_contains(part).next().is_some()
}

const WEEK: [(u32, f64); 4] = [(1, 8.0), (2, 8.5), (3, 9.0), (7, 10.0)];

#[test]
fn a_temperature_is_typed_into_its_cell_and_enter_goes_on_to_the_next_day() {
    let mut stage = stage(world(&WEEK, None));
    click(&mut stage, Role::Row, "Day 2, 8.5 °C");
    stage.event(Event::Text("7".to_owned()));
    settle(&mut stage);
    let cell = stage.get_by_role_and_label(Role::TextInput, "Temperature on day 2");
    assert!(cell.is_focused());
    stage.event(Event::Text(",25".to_owned()));
    settle(&mut stage);
    press(&mut stage, Key::Enter);
    assert_eq!(readings(&stage)[1], (2, 7.25));
    assert_eq!(stage.state().editor.readings.selected(), Some(3), "as in a spreadsheet");
    press(&mut stage, Key::Enter);
    stage.get_by_role_and_label(Role::TextInput, "Temperature on day 3");
    press(&mut stage, Key::Escape);
    assert_eq!(readings(&stage)[2], (3, 9.0), "Esc changes nothing");
    click(&mut stage, Role::Button, "Undo");
    assert_eq!(readings(&stage), WEEK);
    assert!(shows(&stage, "Undone: edit of day 2"));
}

#[test]
fn what_is_no_temperature_is_refused_in_words_and_what_was_there_stays() {
    let mut stage = stage(world(&WEEK, None));
    click(&mut stage, Role::Row, "Day 2, 8.5 °C");
    stage.event(Event::Text("99".to_owned()));
    settle(&mut stage);
    settle(&mut stage);
    press(&mut stage, Key::Enter);
    assert_eq!(readings(&stage), WEEK);
    assert!(shows(&stage, "\"99\" on day 2 is not accepted; accepted is −5 to 45 °C"));
}

#[test]
fn readings_are_added_and_taken_out() {
    let mut stage = stage(world(&WEEK, None));
    type_into(&mut stage, "New day", "5");
    type_into(&mut stage, "Temperature", "9.5");
    click(&mut stage, Role::Button, "Add");
    assert_eq!(readings(&stage)[3], (5, 9.5));
    type_into(&mut stage, "New day", "5");
    type_into(&mut stage, "Temperature", "1");
    click(&mut stage, Role::Button, "Add");
    assert!(shows(&stage, "Day 5 has a reading already"));
    for row in ["Select Day 1, 8 °C", "Select Day 2, 8.5 °C"] {
        stage.get_by_label(row).click();
        settle(&mut stage);
    }
    click(&mut stage, Role::Button, "Delete 2 readings");
    assert_eq!(readings(&stage), [(3, 9.0), (5, 9.5), (7, 10.0)]);
    click(&mut stage, Role::Row, "Day 3, 9 °C");
    press(&mut stage, Key::Delete);
    assert_eq!(readings(&stage), [(5, 9.5), (7, 10.0)]);
}

#[test]
fn the_curve_is_worked_with_the_keyboard_and_tells_what_it_holds() {
    let mut stage = stage(world(&WEEK, Some(date(2024, 9, 1))));
    stage.get_by_role_and_label(Role::Slider, "Temperature curve").focus();
    settle(&mut stage);
    for key in [Key::ArrowRight, Key::ArrowUp, Key::ArrowUp] {
        press(&mut stage, key);
    }
    stage.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    settle(&mut stage);
    assert_eq!(readings(&stage)[1], (2, 7.7));
    let curve = stage.get_by_role_and_label(Role::Slider, "Temperature curve");
    assert_eq!(curve.accesskit_node().value().as_deref(), Some("Day 2, 2024-09-02, 7.7 °C"));
    stage.get_by_role_and_label(Role::Row, "Day 2, 2024-09-02, 7.7 °C");
    press(&mut stage, Key::Delete);
    assert_eq!(stage.state().editor.draft.days(), [1, 3, 7]);
    click(&mut stage, Role::Button, "Undo");
    click(&mut stage, Role::Button, "Undo");
    assert_eq!(readings(&stage), WEEK, "strokes of the same day are one edit");
}

/// Where a reading is on the screen.
fn point(stage: &Harness<'_, World>, day: u32, temperature_c: f64) -> Pos2 {
    stage.state().editor.curve.point(f64::from(day), temperature_c).unwrap()
}

#[test]
fn a_reading_is_dragged_in_the_curve_and_its_neighbours_stay() {
    let mut stage = stage(world(&WEEK, None));
    let from = point(&stage, 3, 9.0);
    let to = pos2(from.x, point(&stage, 3, 9.6).y);
    stage.hover_at(from);
    settle(&mut stage);
    stage.drag_at(from);
    settle(&mut stage);
    stage.hover_at(from.lerp(to, 0.5));
    settle(&mut stage);
    stage.hover_at(to);
    settle(&mut stage);
    stage.drop_at(to);
    settle(&mut stage);
    assert_eq!(readings(&stage), [(1, 8.0), (2, 8.5), (3, 9.6), (7, 10.0)]);
    assert_eq!(stage.state().editor.readings.selected(), Some(3));
    click(&mut stage, Role::Button, "Undo");
    assert_eq!(readings(&stage), WEEK, "a drag is one edit");
}

#[test]
fn a_column_is_pasted_from_the_selected_day_and_what_was_understood_is_said() {
    let mut stage = stage(world(&WEEK, None));
    click(&mut stage, Role::Row, "Day 3, 9 °C");
    paste(&mut stage, "Temp\r\n7,5\r\nwarm\r\n7,7\r\n");
    assert_eq!(readings(&stage), [(1, 8.0), (2, 8.5), (3, 7.5), (5, 7.7), (7, 10.0)]);
    assert!(shows(
        &stage,
        "2 readings pasted on days 3 to 5, read as one column, a value a day, with decimal comma; 3 readings on other days stayed"
    ));
    assert!(shows(&stage, "Line 3: \"warm\" is no temperature; accepted is −5 to 45 °C"));
    click(&mut stage, Role::Button, "Keep only what was pasted");
    assert_eq!(readings(&stage), [(3, 7.5), (5, 7.7)]);
    click(&mut stage, Role::Button, "Undo");
    click(&mut stage, Role::Button, "Undo");
    assert_eq!(readings(&stage), WEEK);
}

#[test]
fn pasted_dates_name_the_start_date_and_their_order_is_asked_where_none_tells() {
    let mut stage = stage(world(&[], None));
    paste(&mut stage, "03/04/2024\t8\n04/04/2024\t9\n");
    assert!(shows(&stage, "Is the day or the month first in 03/04/2024? No other date tells"));
    assert_eq!(readings(&stage), []);
    click(&mut stage, Role::Button, "The day is first");
    assert_eq!(readings(&stage), [(1, 8.0), (2, 9.0)]);
    assert_eq!(stage.state().editor.start_date(), Some(date(2024, 4, 3)));
    assert!(shows(&stage, "Day 1 is 2024-04-03, the first date that was pasted"));
    stage.get_by_role_and_label(Role::Row, "Day 2, 2024-04-04, 9 °C");
}

#[test]
fn a_paste_that_holds_no_temperature_changes_nothing_and_says_why() {
    let mut stage = stage(world(&WEEK, None));
    paste(&mut stage, "spring\nsummer");
    assert_eq!(readings(&stage), WEEK);
    assert!(shows(&stage, "Nothing could be read of what was pasted; line 2: \"summer\" is no temperature"));
}

#[test]
fn gaps_are_told_and_filled_on_a_button() {
    let mut stage = stage(world(&WEEK, None));
    assert!(shows(&stage, "3 days without a reading in 1 gap: projections interpolate there"));
    click(&mut stage, Role::Button, "Fill 1 gap");
    assert_eq!(readings(&stage)[3..], [(4, 9.25), (5, 9.5), (6, 9.75), (7, 10.0)]);
    assert!(!shows(&stage, "without a reading in"));
}

#[test]
fn a_seasonal_profile_is_made_from_mean_amplitude_and_coldest_day() {
    let mut stage = stage(world(&[], None));
    click(&mut stage, Role::Button, "Make from a pattern…");
    type_into(&mut stage, "Mean of the year", "8");
    type_into(&mut stage, "Amplitude", "3");
    type_into(&mut stage, "Coldest day", "2024-02-15");
    type_into(&mut stage, "Start date", "2026-02-15");
    click(&mut stage, Role::Button, "Make 365 readings");
    let made = readings(&stage);
    assert_eq!((made.len(), made[0]), (365, (1, 5.0)));
    assert!((made[182].1 - 11.0).abs() < 0.001);
    assert_eq!(stage.state().editor.start_date(), Some(date(2026, 2, 15)));
    assert!(stage.query_by_label("Mean of the year").is_none(), "the dialog closes");
    assert!(shows(&stage, "Mean 8.0 °C"));
}

#[test]
fn twelve_figures_are_pasted_and_the_month_of_the_first_is_asked() {
    let mut stage = stage(world(&[], None));
    click(&mut stage, Role::Button, "Make from a pattern…");
    click(&mut stage, Role::Button, "Monthly means");
    let figures = "7,633\t5,977\t4,769\t3,843\t3,303\t4,063\t5,665\t7,767\t9,46\t11,71\t11,97\t9,813";
    paste(&mut stage, figures);
    let make = stage.get_by_role_and_label(Role::Button, "Make readings");
    assert!(make.accesskit_node().is_disabled(), "it is not guessed");
    click(&mut stage, Role::ComboBox, "The first figure is of");
    click(&mut stage, Role::Button, "December");
    let january = stage.get_by_role_and_label(Role::TextInput, "January");
    assert_eq!(january.accesskit_node().value().as_deref(), Some("5.977"));
    click(&mut stage, Role::Button, "Make 365 readings");
    let january: f64 = readings(&stage)[..31].iter().map(|reading| reading.1).sum::<f64>() / 31.0;
    assert!((january - 5.977).abs() < 1e-9, "{january}");
}

#[test]
fn ranges_of_dates_make_readings_and_what_is_wrong_with_them_is_said() {
    let mut stage = stage(world(&[], None));
    click(&mut stage, Role::Button, "Make from a pattern…");
    click(&mut stage, Role::Button, "Date ranges");
    type_into(&mut stage, "Range 1 from", "2026-01-01");
    type_into(&mut stage, "Range 1 to", "2026-01-10");
    type_into(&mut stage, "Range 1 temperature", "6");
    click(&mut stage, Role::Button, "Add a range");
    type_into(&mut stage, "Range 2 from", "2026-01-08");
    type_into(&mut stage, "Range 2 to", "2026-01-20");
    type_into(&mut stage, "Range 2 temperature", "7");
    assert!(shows(&stage, "2026-01-08 lies in the ranges 1 and 2"));
    type_into(&mut stage, "Range 2 from", "2026-01-15");
    click(&mut stage, Role::Button, "Make 16 readings");
    assert_eq!((readings(&stage)[9], readings(&stage)[10]), ((10, 6.0), (15, 7.0)));
}

#[test]
fn a_profile_is_shifted_by_days_by_degrees_and_to_another_start_date() {
    let mut stage = stage(world(&WEEK, Some(date(2024, 9, 1))));
    click(&mut stage, Role::Button, "Shift…");
    type_into(&mut stage, "Later by", "-2");
    assert!(shows(&stage, "2 readings fall before day 1 and are left out"));
    click(&mut stage, Role::Button, "Shift 2 days earlier");
    assert_eq!(readings(&stage), [(1, 9.0), (5, 10.0)]);
    click(&mut stage, Role::Button, "Undo");
    click(&mut stage, Role::Button, "Shift…");
    click(&mut stage, Role::Button, "By degrees");
    type_into(&mut stage, "Warmer by", "-0.5");
    click(&mut stage, Role::Button, "Make 0.5 °C colder");
    assert_eq!(readings(&stage)[0], (1, 7.5));
    click(&mut stage, Role::Button, "Shift…");
    click(&mut stage, Role::Button, "To another start date");
    type_into(&mut stage, "New start date", "2024-08-30");
    click(&mut stage, Role::Button, "Count from the new start date");
    assert_eq!(readings(&stage)[0], (3, 7.5));
    assert_eq!(stage.state().editor.start_date(), Some(date(2024, 8, 30)));
    stage.get_by_role_and_label(Role::Row, "Day 3, 2024-09-01, 7.5 °C");
}

#[test]
fn the_coming_year_is_made_from_loggers_and_from_profiles_with_a_date() {
    let mut world = world(&[], None);
    let flat = |temperature_c| {
        let reading = |day_number| TemperatureReading { day_number, temperature_c };
        (1..=365).map(reading).collect::<Vec<_>>()
    };
    world.profiles.push(FarmProfile {
        id: 1,
        name: "Shelf 2023".to_owned(),
        readings: Some(Arc::new(flat(6.0))),
    });
    let mut stage = stage(world);
    click(&mut stage, Role::Button, "Coming year from measurements…");
    click(&mut stage, Role::Button, "Add logger files…");
    assert_eq!(stage.state().commands, [Command::AskFile(FilePurpose::LoggerFiles)]);
    let logger = LoggerSeries {
        path: "loggers/north-pen.csv".into(),
        start_date: Some(date(2024, 1, 1)),
        readings: flat(10.0),
        warnings: vec!["gaps without temperatures: 2".to_owned()],
    };
    stage.state_mut().editor.take_loggers(&Ok(vec![logger]));
    settle(&mut stage);
    assert!(shows(&stage, "Gaps without temperatures: 2"));
    click(&mut stage, Role::CheckBox, "Shelf 2023");
    type_into(&mut stage, "Day 1 of Shelf 2023", "2023-01-01");
    assert!(shows(&stage, "2 calendar years, 2023 to 2024"));
    click(&mut stage, Role::Button, "Make 365 readings");
    let made = readings(&stage);
    assert_eq!(made.len(), 365);
    assert!(made[..364].iter().all(|reading| (reading.1 - 8.0).abs() < 0.2), "{made:?}");
    assert_eq!(stage.state().editor.start_date(), Some(date(2027, 1, 1)));
}

#[test]
fn in_a_file_that_can_only_be_read_nothing_is_changed() {
    let mut world = world(&WEEK, None);
    world.can_edit = false;
    let mut stage = stage(world);
    paste(&mut stage, "1\n2\n");
    click(&mut stage, Role::Row, "Day 2, 8.5 °C");
    press(&mut stage, Key::Enter);
    press(&mut stage, Key::Delete);
    assert!(stage.query_by_label("Temperature on day 2").is_none());
    stage.get_by_role_and_label(Role::Slider, "Temperature curve").focus();
    settle(&mut stage);
    press(&mut stage, Key::ArrowUp);
    press(&mut stage, Key::Delete);
    assert_eq!(readings(&stage), WEEK);
    assert!(stage.get_by_label("Shift…").accesskit_node().is_disabled());
}

#[test]
fn the_editor_is_reached_by_tab_alone() {
    let mut stage = stage(world(&WEEK, None));
    let mut seen = Vec::new();
    for _ in 0..24 {
        press(&mut stage, Key::Tab);
        for label in ["Make from a pattern…", "Shift…", "Fill 1 gap", "New day"] {
            if stage.get_by_label(label).is_focused() {
                seen.push(label);
            }
        }
        let named = [(Role::Table, "Readings"), (Role::Slider, "Temperature curve")];
        for (role, label) in named {
            if stage.get_by_role_and_label(role, label).is_focused() {
                seen.push(label);
            }
        }
    }
    for label in ["Make from a pattern…", "Shift…", "Fill 1 gap", "Readings", "New day", "Temperature curve"]
    {
        assert!(seen.contains(&label), "{label}: {seen:?}");
    }
}
