//! A season planned by a Norwegian planner, from the figures that they hold to the run, without leaving the window.
use chrono::NaiveDate;
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;

use crate::app::command::models::ModelCommand;
use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::recipe::PartKind;
use crate::domain::run::RunFilter;
use crate::domain::scenario::Scenario;

/// What the NTNU master's project "Tactical production planning in salmon farming" feeds its models with (repository
/// olav-bjorlykke/tpppsf, data/temps_aasen.txt, tgc_aasen.txt, mortality_aasen_new.txt): Vesterålen, regular smolt.
/// The temperatures do not say which month comes first; here they begin in November.
const TEMPERATURES: [f64; 12] =
    [7.827, 6.452, 5.448, 4.143, 3.145, 3.98, 6.345, 9.623, 12.139, 13.419, 11.66, 9.481];
const TGC: [f64; 16] =
    [2.92, 3.12, 4.39, 4.46, 4.32, 2.84, 2.53, 2.73, 2.44, 3.15, 2.71, 2.69, 2.81, 2.92, 2.81, 2.81];
const MORTALITY_PERCENT: [f64; 16] = [
    0.771282936,
    0.473927937,
    0.321518562,
    0.33297096,
    0.369095449,
    0.37280492,
    0.39943669,
    0.399836326,
    0.385312726,
    0.42075692,
    0.465008311,
    0.521680473,
    0.581176954,
    0.609753806,
    0.621449889,
    0.592324886,
];

/// A column as it is copied from a Norwegian spreadsheet.
fn column(figures: &[f64]) -> String {
    let figures: Vec<String> = figures.iter().map(|figure| figure.to_string().replace('.', ",")).collect();
    figures.join("\r\n")
}

fn click(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click_accesskit();
    window.settle();
}

fn type_over(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

fn paste(window: &mut Window, figures: &[f64]) {
    window.harness.event(Event::Paste(column(figures)));
    window.settle();
}

fn new_model(window: &mut Window, kind: PartKind, name: &str) {
    window.command(Command::Show(Place::Models));
    window.command(Command::Models(ModelCommand::New(kind)));
    type_over(window, "Name", name);
}

fn save(window: &mut Window, name: &str) {
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(window.shows(&format!("{name} is saved")), "{name}");
}

/// The values of months in sea from 1 May 2027 on, which is the scenario's first day.
fn by_month(window: &mut Window, what: &str, figures: &[f64]) {
    click(window, Role::Button, "By month…");
    type_over(window, "First month begins on", "2027-05-01");
    window.harness.get_by_role_and_label(Role::MultilineTextInput, what).focus();
    window.settle();
    paste(window, figures);
    click(window, Role::Button, "Use 16 months");
}

fn pick(window: &mut Window, list: &str, model: &str) {
    click(window, Role::ComboBox, list);
    click(window, Role::Button, model);
}

#[test]
fn a_planner_makes_a_norwegian_sea_phase_of_ntnus_figures_without_leaving_the_window() {
    let mut window = Window::on_sample();

    new_model(&mut window, PartKind::Temperature, "Vesterålen 2027");
    click(&mut window, Role::Button, "Make from a pattern…");
    click(&mut window, Role::Button, "Monthly means");
    paste(&mut window, &TEMPERATURES);
    click(&mut window, Role::ComboBox, "The first figure is of");
    click(&mut window, Role::Button, "November");
    type_over(&mut window, "Start date", "2027-05-01");
    type_over(&mut window, "Days", "480");
    click(&mut window, Role::Button, "Make 480 readings");
    save(&mut window, "Vesterålen 2027");

    new_model(&mut window, PartKind::Tgc, "Regular smolt by month");
    pick(&mut window, "Temperature profile", "Vesterålen 2027");
    by_month(&mut window, "TGC of each month, one a line", &TGC);
    save(&mut window, "Regular smolt by month");

    new_model(&mut window, PartKind::Mortality, "Regular smolt deaths by month");
    by_month(&mut window, "Percent that die in each month, one a line", &MORTALITY_PERCENT);
    save(&mut window, "Regular smolt deaths by month");

    window.command(Command::Show(Place::Scenarios));
    window.command(Command::NewScenario);
    type_over(&mut window, "Name", "Vesterålen, May 2027");
    type_over(&mut window, "Start date", "2027-05-01");
    type_over(&mut window, "Duration", "456");
    type_over(&mut window, "Initial weight", "150");
    pick(&mut window, "TGC model", "Regular smolt by month");
    pick(&mut window, "FCR model", "Sea phase FCR");
    pick(&mut window, "Mortality model", "Regular smolt deaths by month");
    save(&mut window, "Vesterålen, May 2027");
    window.keys(Modifiers::COMMAND, Key::R);
    window.type_text("First plan");
    window.key(Key::Enter);

    let farm = window.stored();
    let row = farm.scenarios().unwrap().into_iter().find(|row| row.name == "Vesterålen, May 2027").unwrap();
    let scenario: Scenario = farm.scenario_document(row.scenario_id).unwrap();
    assert_eq!(scenario.start_date, NaiveDate::from_ymd_opt(2027, 5, 1).unwrap());
    let tgc: Vec<f64> = scenario.tgc_model.schedule.iter().map(|item| item.tgc_value).collect();
    assert_eq!(tgc, TGC);
    let from: Vec<u32> = scenario.tgc_model.schedule.iter().map(|item| item.from_day).take(4).collect();
    assert_eq!(from, [1, 32, 62, 93], "1 May, 1 June, 1 July, 1 August");
    let readings = &scenario.tgc_model.temperature_profile.readings;
    assert_eq!(readings.len(), 480);
    // August is the warmest month of a list that begins in November.
    let august = readings[92..123].iter().map(|reading| reading.temperature_c).sum::<f64>() / 31.0;
    assert!((august - 13.419).abs() < 1e-9, "{august}");
    // Each month's rate, day by day, makes the month's loss, to the digits that the editor shows of it.
    let first = scenario.mortality_model.schedule[0].daily_rate_percent / 100.0;
    let loss = 1.0 - (1.0 - first).powf(365.25 / 12.0);
    assert!((loss * 100.0 - MORTALITY_PERCENT[0]).abs() < 1e-6, "{loss}");

    let runs = farm.runs(RunFilter { scenario: Some(row.scenario_id), archived: true }).unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].label.as_str(), runs[0].total_projections), ("First plan", 456));
    let harvest_g = runs[0].final_weight_g;
    assert!((4000.0..=6500.0).contains(&harvest_g), "{harvest_g} g after 15 months in sea");
    let days = farm.run_days(runs[0].run_id).unwrap().days;
    let left = days.last().unwrap().population / 200_000.0;
    // The sixteen months' losses one after the other, of which the run has fifteen.
    let expected: f64 = MORTALITY_PERCENT[..15].iter().map(|percent| 1.0 - percent / 100.0).product();
    assert!((left - expected).abs() < 0.002, "{left} of the fish are left, {expected} expected");
}
