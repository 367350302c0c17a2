//! A batch beside its run, as a planner sees it: by mouse and by keyboard.
use chrono::NaiveDate;
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::path::Path;

use super::series::{self, Shown, Wanted};
use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::app::theme::Palette;
use crate::app::views::run_plots::Measure;
use crate::app::widgets::plots::Axis;
use crate::domain::batch::BatchStatus;
use crate::domain::display;
use crate::domain::goal_weights::GoalWeights;
use crate::domain::ids::{BatchId, ScenarioId};
use crate::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, Treatment, WaterReading,
};
use crate::exchange::batches;

/// A month of a site's journal: fish that lag behind.
fn journal() -> String {
    let mut text = String::from("Dato;Snittvekt (g);N;Døde;Fôr (kg);Temperatur\n");
    for day in 1..=30 {
        let sample = if day % 10 == 0 { format!("{};60", 110 + day) } else { ";".to_owned() };
        text.push_str(&format!("{day:02}.09.2024;{sample};{};{};10,{}\n", day % 4, 200 + day, day % 10));
    }
    text
}

fn batch(window: &Window) -> BatchId {
    window.stored().find_batch("VES-24-01").unwrap()
}

fn recorded() -> Window {
    let mut window = Window::on_sample();
    let path = window.folder.path().join("journal.csv");
    std::fs::write(&path, journal()).unwrap();
    let batch = batch(&window);
    window.command(Command::RecordObservations(batch, vec![path]));
    window
}

/// Half a year of a journal in which fish are ahead of their run.
fn season() -> Window {
    let mut window = Window::on_sample();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/season.csv");
    let batch = batch(&window);
    window.command(Command::RecordObservations(batch, vec![path]));
    window
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

/// What a plot says of the day at its cursor.
fn said(window: &Window, plot: &str) -> String {
    window.harness.get_by_role_and_label(Role::Slider, plot).value().unwrap_or_default()
}

fn focus(window: &mut Window, plot: &str) {
    window.harness.get_by_role_and_label(Role::Slider, plot).focus();
    window.settle();
}

#[test]
fn a_batch_that_nobody_looked_at_says_what_to_do() {
    let mut window = Window::on_sample();
    let batch = batch(&window);
    window.command(Command::ShowGrowth(batch));
    assert!(window.shows("Nothing was observed yet"));
    assert_eq!(window.harness.state().place, Place::Growth);
}

#[test]
fn a_recorded_journal_is_held_against_the_run_at_once() {
    let window = recorded();
    assert_eq!(window.harness.state().place, Place::Growth);
    assert!(window.shows_part("lighter than the run says"), "the banner beyond 5 %");
    assert!(window.shows_part("behind"), "days behind");
    assert!(window.shows_part("3 samples"));
    let growth = window.stored().growth(batch(&window), None).unwrap();
    assert_eq!(growth.actual.batch.len(), 30);
    assert!(window.shows_part(&display::weight(growth.actual.batch[29].avg_weight_g).number));
}

#[test]
fn another_run_is_previewed_without_pinning_it_and_pinned_from_there() {
    let mut window = recorded();
    let id = batch(&window);
    let pinned = window.stored().batch(id).unwrap().pinned_projection_run;
    window.click(Role::ComboBox, "Projection Run");
    window.click(Role::Button, "Run #2 · Updated TGC");
    let banner = "Preview against run #2: batch VES-24-01 stays pinned to run #1";
    assert!(window.shows(banner));
    assert!(said(&window, "Weight, g").contains("Run #2 "), "the other run is plotted");
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run, pinned);
    window.click(Role::Button, "Back to the pinned run");
    assert!(!window.shows(banner));
    assert!(said(&window, "Weight, g").contains("Run #1 "));
    // The newer run of its scenario is one click away.
    assert!(window.shows("The scenario of its run has a newer run #2"));
    window.click(Role::Button, "Preview run #2");
    assert!(window.shows(banner));
    window.click(Role::Button, "Pin to this run…");
    window.click(Role::Button, "Pin 1 batch");
    assert!(!window.shows(banner), "pinned to it, a run is no preview any more");
    let now = window.stored().batch(id).unwrap().pinned_projection_run.unwrap();
    assert_eq!(now.run_number, 2);
}

#[test]
fn a_weight_that_was_reached_is_waited_for_no_more() {
    let window = Window::on_sample();
    let growth = window.stored().growth(window.stored().find_batch("VES-24-02").unwrap(), None).unwrap();
    let goals = GoalWeights::default();
    let wanted = Wanted { shown: Shown::default(), pen: None, axis: Axis::Days, goals };
    let forecast = growth.forecast(&[]).forecast;
    let plot = series::plot(Measure::Weight, &growth, &forecast, wanted, Palette::of(false));
    let lines: Vec<f64> = plot.targets.iter().map(|target| target.y).collect();
    assert!(growth.actual.batch.last().unwrap().avg_weight_g > goals.transfer_g);
    assert_eq!(lines, [goals.harvest_g]);
}

#[test]
fn arrows_say_of_every_day_what_its_values_are_made_of() {
    let mut window = recorded();
    focus(&mut window, "Weight, g");
    window.key(Key::Home);
    // The keyboard begins at the end of the forecast: months back, then days.
    for _ in 0..20 {
        window.keys(egui::Modifiers::COMMAND, Key::ArrowLeft);
    }
    for _ in 0..9 {
        window.key(Key::ArrowRight);
    }
    let tenth = said(&window, "Weight, g");
    assert!(tenth.starts_with("Day 10, Post-Smolt; "), "{tenth}");
    assert!(tenth.contains("; Samples 120 g"), "{tenth}");
    assert!(tenth.ends_with("Weight weighed in a sample, 100 % sure"), "{tenth}");
    assert!(window.shows("Weighed in a sample, 100 %"), "the same in the card above");
    assert!(said(&window, "Daily feed, kg").ends_with("Feed recorded, 100 % sure"));
    window.key(Key::ArrowRight);
    let next = said(&window, "Weight, g");
    assert!(next.starts_with("Day 11") && !next.contains("Samples"), "no sample between samples: {next}");
    assert!(next.ends_with("Weight computed from the day before, 80 % sure"), "{next}");
    assert!(said(&window, "Temperature, °C").ends_with("Temperature measured, 100 % sure"));
    assert!(said(&window, "Population, fish").ends_with("Deaths counted, 100 % sure"));
}

#[test]
fn the_pointer_says_the_same() {
    let mut window = season();
    window.click(Role::ComboBox, "Figures");
    window.click(Role::Button, "Weight");
    let rect = window.harness.get_by_role_and_label(Role::Slider, "Weight, g").rect();
    window.harness.hover_at(rect.left_center() + egui::vec2(10.0, 0.0));
    window.settle();
    assert!(window.harness.state().views.growth.beside.plots.cursor().is_some(), "{rect:?}");
    let said = said(&window, "Weight, g");
    let first = said.split(',').next().unwrap().trim_start_matches("Day ").parse::<u32>().unwrap();
    assert!((1..40).contains(&first), "{said}");
    assert!(said.contains("Weight computed from the day before"), "{said}");
    let date = day(8, 31) + chrono::Days::new(u64::from(first));
    assert!(window.shows(&display::date_with_week(date)), "the card is of that day");
}

#[test]
fn every_series_can_be_left_out() {
    let mut window = season();
    focus(&mut window, "Weight, g");
    let all = said(&window, "Weight, g");
    assert!(all.contains("Run #1") && all.contains("Actual") && all.contains("Forecast"), "{all}");
    for name in ["Run", "Actual", "Forecast", "Samples"] {
        window.click(Role::CheckBox, name);
    }
    let none = said(&window, "Weight, g");
    assert!(!none.contains("Run #1") && !none.contains("Actual") && !none.contains("Forecast"), "{none}");
    assert!(!none.contains("sure"), "{none}");
    window.click(Role::CheckBox, "Run");
    assert!(said(&window, "Weight, g").contains("Run #1"));
    assert!(!window.shows("Treatments"), "what the batch has nothing of needs no switch");
}

#[test]
fn a_pen_is_shown_alone_and_dates_take_the_place_of_days() {
    let mut window = season();
    window.click(Role::ComboBox, "Pen");
    window.click(Role::Button, "Pen 2");
    focus(&mut window, "Population, fish");
    let pen = said(&window, "Population, fish");
    assert!(!pen.contains("Run #1") && !pen.contains("Forecast"), "a pen holds a share of the fish: {pen}");
    assert!(said(&window, "Weight, g").contains("Run #1"));
    window.click(Role::Button, "By date");
    focus(&mut window, "Weight, g");
    let text = said(&window, "Weight, g");
    assert!(text.starts_with("2025-") || text.starts_with("2024-"), "{text}");
}

#[test]
fn plots_are_made_once_and_not_in_every_frame() {
    let mut window = season();
    let made = |window: &Window| window.harness.state().views.growth.beside.plots.made;
    let before = made(&window);
    window.harness.run_steps(10);
    assert_eq!(made(&window), before);
    window.click(Role::CheckBox, "Samples");
    assert_eq!(made(&window), before + 1);
}

#[test]
fn the_variance_of_all_four_figures_is_a_table() {
    let mut window = season();
    window.click(Role::Button, "Variance");
    let growth = window.stored().growth(batch(&window), None).unwrap();
    let variance = growth.variance.unwrap();
    for name in ["Mean weight", "Fish", "Biomass", "Feed so far"] {
        assert!(window.shows(name), "{name}");
    }
    let weight = variance.weight_g;
    for text in [
        display::percent_difference(weight.current.percent().unwrap(), 1).to_string(),
        display::percent_difference(weight.mean_percent.unwrap(), 1).to_string(),
        display::weight_difference(weight.largest.difference()).to_string(),
        display::date(weight.largest.date),
        display::feed(variance.cumulative_feed_kg.current.actual).to_string(),
    ] {
        assert!(window.shows(&text), "{text}");
    }
    assert!(window.shows_part("days ahead"));
}

#[test]
fn the_weights_that_are_waited_for_are_set_and_remembered() {
    let mut window = season();
    window.click(Role::Button, "Forecast");
    let growth = window.stored().growth(batch(&window), None).unwrap();
    let forecast = growth.forecast(&[3000.0]);
    let field = || "Harvest weight";
    window.harness.get_by_role_and_label(Role::TextInput, field()).focus();
    window.settle();
    window.keys(egui::Modifiers::COMMAND, Key::A);
    window.type_text("3000");
    window.key(Key::Enter);
    assert!(window.shows(&display::date(forecast.dates[0].date.unwrap())));
    assert!(window.shows(&display::days_difference(forecast.dates[0].later_days().unwrap()).to_string()));
    assert_eq!(
        window.harness.state().preferences().goals,
        GoalWeights { harvest_g: 3000.0, ..GoalWeights::default() }
    );
    let remembered = crate::service::Preferences::load(&window.folder.path().join("config"));
    assert_eq!(remembered.goals.harvest_g, 3000.0);
    assert!(
        window.shows_part("Needs attention: was due"),
        "the forecast is long past, and nobody looked since"
    );
    window.harness.get_by_role_and_label(Role::TextInput, field()).focus();
    window.settle();
    window.keys(egui::Modifiers::COMMAND, Key::A);
    window.type_text("-3");
    window.key(Key::Enter);
    assert_eq!(
        window.harness.state().preferences().goals.harvest_g,
        3000.0,
        "what is not accepted is not taken"
    );
    assert!(window.shows_part("A number from 1 to 50,000 g"));
}

#[test]
fn the_overview_says_who_needs_a_person_and_sorts() {
    let mut window = season();
    assert!(window.shows_part("VES-24-01, needs attention: weight +14.7 %"));
    assert!(window.shows("HAT-24-01, needs attention: no run · never weighed"));
    window.click(Role::Button, "All columns");
    assert!(window.shows("Vesteralen South"), "alone it has all columns");
    window.click(Role::ColumnHeader, "To run");
    let rows: Vec<String> =
        window.harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
    assert!(rows[0].starts_with("VES-24-01"), "{rows:?}");
    window.click(Role::Button, "Fewer columns");
    assert!(window.shows("Plots"), "beside the selected batch again");
    window.click(Role::ColumnHeader, "Batch");
    window.click(Role::ColumnHeader, "Needs attention");
    window.click(Role::ColumnHeader, "Needs attention");
    let rows: Vec<String> =
        window.harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
    assert!(rows[0].starts_with("VES-24-01"), "most reasons first: {rows:?}");
}

#[test]
fn closed_batches_stand_apart_and_need_nobody() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        let mut sample = crate::service::make_sample_at(path, "anna").unwrap();
        let mut document = batches::read(
            r#"[{"batch_number":"OLD-22-01","start_date":"2022-09-01","initial_count":1000,"initial_weight":110,"stage":"Post-Smolt"}]"#,
        )
        .unwrap();
        document[0].status = BatchStatus::Closed;
        sample.farm.import_batches(&document).unwrap();
    });
    window.command(Command::Show(Place::Growth));
    assert!(!window.shows_part("OLD-22-01"));
    window.click(Role::Button, "Closed 1");
    assert!(window.shows("OLD-22-01"), "its row says nothing of attention");
    assert!(!window.shows_part("HAT-24-01"));
    let closed = window.stored().find_batch("OLD-22-01").unwrap();
    window.click(Role::Button, "Open 6");
    window.command(Command::ShowGrowth(closed));
    assert!(window.shows("OLD-22-01"), "a batch that is asked for is listed");
}

#[test]
fn what_cannot_well_be_is_marked_listed_and_leads_to_its_day() {
    let mut window = season();
    let id = batch(&window);
    let falls = Observations {
        growth_samples: vec![GrowthSample {
            date: day(11, 20),
            avg_weight_g: 60.0,
            sample_size: Some(20),
            ..GrowthSample::default()
        }],
        ..Observations::default()
    };
    window.stored().record(id, &falls).unwrap();
    window.command(Command::Refresh);
    let doubts = window.stored().growth(id, None).unwrap().actual.doubts.clone();
    let first = doubts.iter().find(|doubt| doubt.date == day(11, 20)).expect("a doubt");
    assert!(window.shows_part("to be looked at twice"));
    window.click(Role::Button, "List them");
    assert!(window.shows(&display::sentence(&first.what)));
    window.key(Key::Tab);
    window.harness.get_by_role_and_label(Role::Table, "To look at twice").focus();
    window.settle();
    window.key(Key::Home);
    window.key(Key::Enter);
    assert!(window.shows(&display::date_with_week(doubts[0].date)), "the card is of that day");
    let text = said(&window, "Weight, g");
    assert!(text.contains(&doubts[0].what[1..]), "the plot says why: {text}");
}

#[test]
fn weighings_at_treatments_are_told_from_samples() {
    let mut window = season();
    let id = batch(&window);
    let bath = Observations {
        treatments: vec![Treatment {
            date: day(12, 12),
            measured_avg_weight_g: Some(420.0),
            ..Treatment::default()
        }],
        temperature_readings: vec![WaterReading {
            date: day(12, 12),
            temperature_c: 8.0,
            ..WaterReading::default()
        }],
        ..Observations::default()
    };
    window.stored().record(id, &bath).unwrap();
    window.command(Command::Refresh);
    assert!(window.shows("Treatments"), "there is a switch for them now");
    focus(&mut window, "Weight, g");
    for _ in 0..20 {
        window.keys(egui::Modifiers::COMMAND, Key::ArrowLeft);
    }
    // 2024-12-12 is day 103.
    for _ in 0..14 {
        window.keys(egui::Modifiers::SHIFT, Key::ArrowRight);
    }
    for _ in 0..4 {
        window.key(Key::ArrowRight);
    }
    let text = said(&window, "Weight, g");
    assert!(text.starts_with("Day 103"), "{text}");
    assert!(text.contains("Treatments 420 g") && text.contains("Weight weighed at a treatment"), "{text}");
    assert!(window.shows("Weighed at a treatment, 90 %"), "and without it, in the card");
}

#[test]
fn the_fitted_models_stand_beside_those_of_the_plan() {
    let mut window = recorded();
    window.click(Role::Button, "Calibration");
    let calibration = window.stored().growth(batch(&window), None).unwrap().calibration();
    assert!(window.shows(&display::tgc(calibration.tgc.unwrap().value)));
    assert!(window.shows("from 3 measured weights"));
    assert!(window.shows("from 30 days counted"));
}

#[test]
fn a_batch_without_a_run_offers_to_pin_it() {
    let mut window = Window::on_sample();
    let hatchery = window.stored().find_batch("HAT-24-01").unwrap();
    window.command(Command::ShowGrowth(hatchery));
    assert!(window.shows("There is nothing to hold this batch against"));
    window.click(Role::Button, "Pin to a run…");
    assert!(window.shows("Pin 1 batch"), "the dialog of pins is open");
}

/// A batch that is pinned to no run and was planned with a scenario.
fn planned_with(scenario: i64) -> Window {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        let mut sample = crate::service::make_sample_at(path, "anna").unwrap();
        let mut plan = sample.farm.scenario_plan(ScenarioId(1)).unwrap();
        plan.name = "Never ran".to_owned();
        sample.farm.save_scenario(None, &plan).unwrap();
        let document = batches::read(&format!(
            r#"[{{"batch_number":"P-1","start_date":"2024-09-01","initial_count":1000,"initial_weight":110,"stage":"Post-Smolt","scenario":{scenario}}}]"#,
        ));
        sample.farm.import_batches(&document.unwrap()).unwrap();
    });
    let id = window.stored().find_batch("P-1").unwrap();
    window.command(Command::ShowGrowth(id));
    window
}

#[test]
fn without_a_pin_the_scenario_it_was_planned_with_stands_in_and_it_is_said() {
    let mut window = planned_with(1);
    assert!(
        window.shows("Batch P-1 is pinned to no run: this is the latest of the scenario it was planned with")
    );
    assert!(window.shows_part("P-1, needs attention: not pinned"));
    window.click(Role::Button, "Pin to this run…");
    window.click(Role::Button, "Pin 1 batch");
    let id = window.stored().find_batch("P-1").unwrap();
    assert_eq!(window.stored().batch(id).unwrap().pinned_projection_run.unwrap().run_number, 2);
}

#[test]
fn a_scenario_that_never_ran_is_offered_to_be_run() {
    let mut window = planned_with(4);
    assert!(window.shows("There is nothing to hold this batch against"));
    window.click(Role::Button, "Run projections…");
    assert!(window.harness.state().dialog().is_some(), "the dialog of runs is open");
}

#[test]
fn a_run_that_cannot_be_read_says_so_and_is_tried_again() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        crate::service::make_sample_at(path, "anna").unwrap();
        let file = rusqlite::Connection::open(path).unwrap();
        file.execute_batch("DROP TRIGGER inputs_do_not_change; UPDATE run_inputs SET canonical = '{}'")
            .unwrap();
    });
    let id = batch(&window);
    window.command(Command::ShowGrowth(id));
    assert!(window.shows("The growth of this batch cannot be shown"));
    window.click(Role::Button, "Try again");
    assert!(window.shows("The growth of this batch cannot be shown"), "it is damaged still");
}

/// A batch in 20 pens, of which everything was observed each of 800 days, of a run of 900.
fn huge(path: &Path) {
    const PENS: u32 = 20;
    const DAYS: usize = 800;
    let mut farm = crate::service::make_sample_at(path, "anna").unwrap().farm;
    let pens: Vec<String> = (1..=PENS).map(|pen| format!("\"{pen}\"")).collect();
    let document = format!(
        r#"[{{"batch_number":"HUGE-1","start_date":"2024-01-10","initial_count":4000000,"initial_weight":0.2,"stage":"Egg&Alevin","pens":[{}]}}]"#,
        pens.join(",")
    );
    let id = farm.import_batches(&batches::read(&document).unwrap()).unwrap()[0];
    let run = farm.find_run("3#1").unwrap();
    farm.pin_batches(&[id], run, "").unwrap();
    let planned = farm.run_days(run).unwrap();
    let mut seen = Observations::default();
    for day in planned.days.iter().take(DAYS) {
        let date = day.projection_date;
        for pen in (1..=PENS).map(|pen| Some(pen.to_string())) {
            let avg_weight_g = day.average_weight_g * 1.02;
            seen.growth_samples.push(GrowthSample {
                date,
                pen: pen.clone(),
                avg_weight_g,
                sample_size: Some(60),
                std_deviation_g: Some(avg_weight_g / 5.0),
                ..GrowthSample::default()
            });
            seen.mortality_events.push(MortalityEvent {
                date,
                pen: pen.clone(),
                count: 3,
                ..Default::default()
            });
            seen.feeding_events.push(FeedingEvent { date, pen: pen.clone(), amount_kg: avg_weight_g });
            seen.temperature_readings.push(WaterReading { date, pen, temperature_c: day.temperature_c });
        }
    }
    farm.record(id, &seen).unwrap();
}

#[test]
fn the_largest_batch_that_is_followed_opens_and_shows_every_page() {
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, huge);
    let id = window.stored().find_batch("HUGE-1").unwrap();
    window.command(Command::ShowGrowth(id));
    assert!(window.shows_part("16,000 samples"));
    focus(&mut window, "Weight, g");
    assert!(said(&window, "Weight, g").contains("Actual"));
    for (page, shows) in [
        ("Variance", "Mean weight"),
        ("Forecast", "Harvest weight"),
        ("Calibration", "from 16,000 measured weights"),
    ] {
        window.click(Role::Button, page);
        assert!(window.shows(shows), "{page}");
    }
}
