//! A planner compares runs, by pointer and by keyboard, on the sample farm.
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::display;
use crate::domain::growth::TgcModel;
use crate::domain::ids::RunId;
use crate::domain::plan::ScenarioPlan;
use crate::service::{RunRequest, headline};
use std::ops::ControlFlow;

const BASELINE: &str = "#1 Baseline";
const UPDATED: &str = "#2 Updated TGC";

/// The run of a scenario by its number, from the lists that the window has.
fn run(window: &Window, scenario: &str, number: u32) -> RunId {
    let crate::app::FarmState::Open(data) = window.harness.state().farm() else { panic!("no farm is open") };
    let found = data.runs.iter().find(|run| run.scenario_name == scenario && run.run_number == number);
    found.unwrap().run_id
}

/// The sample's two runs of one scenario, #1 being the baseline.
fn two(window: &Window) -> Vec<RunId> {
    vec![run(window, "Autumn smolt 2024", 1), run(window, "Autumn smolt 2024", 2)]
}

/// A window that compares the sample's two runs.
fn comparing() -> Window {
    let mut window = Window::on_sample();
    let ids = two(&window);
    window.command(Command::CompareRuns(ids));
    window
}

fn tab(window: &mut Window, name: &str) {
    window
        .harness
        .get_by(|node| node.role() == Role::Tab && node.label().is_some_and(|l| l.starts_with(name)))
        .click();
    window.settle();
}

/// The row of a table that starts with these words, as a screen reader reads it.
fn row(window: &Window, start: &str) -> String {
    let row = window.harness.get_by(|node| {
        node.role() == Role::Row && node.label().is_some_and(|label| label.starts_with(start))
    });
    row.accesskit_node().label().unwrap_or_default()
}

/// Runs a scenario of the sample again, beside the window.
fn run_again(window: &mut Window, scenario: &str, times: usize) -> Vec<RunId> {
    let first = run(window, scenario, 1);
    let mut farm = window.stored();
    let scenario = farm.run_detail(first).unwrap().run.scenario;
    let request = RunRequest { scenario, label: String::new(), notes: String::new() };
    let ids = (0..times)
        .map(|_| farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap().run.run_id)
        .collect();
    window.command(Command::Refresh);
    ids
}

/// Changes the sample's first scenario and runs it again, beside the window.
fn run_changed(window: &mut Window, change: impl FnOnce(&mut ScenarioPlan, &mut TgcModel)) -> RunId {
    let scenario = "Autumn smolt 2024";
    let first = run(window, scenario, 1);
    let mut farm = window.stored();
    let id = farm.run_detail(first).unwrap().run.scenario;
    let mut plan = farm.scenario_plan(id).unwrap();
    let mut model = farm.tgc_model(plan.tgc_model).unwrap();
    change(&mut plan, &mut model);
    model.name = format!("{} once more", model.name);
    plan.tgc_model = farm.store_tgc_model(&model).unwrap();
    farm.save_scenario(Some(id), &plan).unwrap();
    run_again(window, scenario, 1)[0]
}

#[test]
fn both_runs_are_shown_with_what_sets_them_apart() {
    let window = comparing();
    assert!(window.shows(BASELINE) && window.shows(UPDATED));
    let stored = window.stored().compare_runs(&two(&window)).unwrap();
    let words = headline(&stored.runs[0].summary, &stored.runs[1].summary).words();
    assert!(words.contains("heavier") && words.contains("earlier") && words.contains("more feed"), "{words}");
    assert!(window.shows(&words), "{words}");
}

#[test]
fn key_figures_are_those_of_the_farm_file_with_their_differences() {
    let mut window = comparing();
    tab(&mut window, "Key figures");
    let stored = window.stored().compare_runs(&two(&window)).unwrap();
    let figure = stored.comparison.key_figures.iter().find(|figure| figure.key == "final_weight_g").unwrap();
    let (base, other) = (figure.values[0].unwrap(), figure.values[1].unwrap());
    let said = format!(
        "Final weight; {BASELINE} {}; {UPDATED} {}, {} ({}) better",
        display::weight(base),
        display::weight(other),
        display::weight_difference(other - base),
        display::percent_difference(100.0 * (other - base) / base, 1),
    );
    assert_eq!(row(&window, "Final weight"), said);
    assert!(row(&window, "Economic FCR").ends_with("worse"), "it eats more for each kilogram");
    assert!(row(&window, "Final count").ends_with(", same"), "nothing else was changed");
}

#[test]
fn another_baseline_turns_all_signs() {
    let mut window = comparing();
    tab(&mut window, "Key figures");
    let before = row(&window, "Final weight");
    window.click(Role::Button, &format!("Make baseline {UPDATED}"));
    let after = row(&window, "Final weight");
    assert!(before.contains("+417 g") && before.ends_with("better"), "{before}");
    assert!(after.contains("−417 g") && after.ends_with("worse"), "{after}");
    assert!(window.shows_part("lighter") && !window.shows_part("heavier"));
    assert!(window.shows(&format!("Make baseline {BASELINE}")));
}

#[test]
fn a_third_run_of_another_scenario_is_added_and_removed() {
    let mut window = comparing();
    window.click(Role::Button, "Add run…");
    window.click(Role::ComboBox, "Run to add");
    window.click(Role::Button, "Spring smolt 2025 - Run #1 · Baseline");
    let third = "Spring smolt 2025 #1 Baseline";
    assert!(window.shows(third) && window.shows("Autumn smolt 2024 #1 Baseline"), "runs go by scenario now");
    assert!(!window.shows("Run to add"), "the picker is gone");
    let plots = crate::app::views::run_plots::RunNames::of(
        &window.stored().compare_runs(&[two(&window)[1], run(&window, "Spring smolt 2025", 1)]).unwrap().runs,
    );
    assert_eq!((plots.short(0), plots.short(1)), ("Autumn #2", "Spring #1"), "where room is scarce");
    tab(&mut window, "Key figures");
    assert!(row(&window, "Final weight").contains(third));
    window.click(Role::Button, &format!("Remove {third}"));
    assert!(!window.shows_part("Spring smolt"));
    assert!(window.shows(BASELINE));
}

#[test]
fn delete_on_a_run_takes_it_out_of_the_comparison() {
    let mut window = comparing();
    window.harness.get_by_role_and_label(Role::Button, UPDATED).focus();
    window.settle();
    window.key(Key::Delete);
    assert!(window.shows("Choose a second run"));
    assert!(window.shows(BASELINE));
    assert!(window.stored().run_detail(two(&window)[1]).is_ok(), "the run itself stays");
}

#[test]
fn six_runs_are_the_most() {
    let mut window = Window::on_sample();
    let mut ids = two(&window);
    ids.extend(run_again(&mut window, "Spring smolt 2025", 4));
    window.command(Command::CompareRuns(ids.clone()));
    assert!(window.shows("At most six runs can be compared: remove one to add another"));
    let add = window.harness.get_by_role_and_label(Role::Button, "Add run…");
    assert!(add.accesskit_node().is_disabled());

    ids.push(run(&window, "Spring smolt 2025", 1));
    window.command(Command::CompareRuns(ids));
    assert!(window.shows("At most six runs can be compared at once; the others were left out"));
    assert_eq!(window.harness.query_all_by_label_contains("Make baseline").count(), 5);
}

#[test]
fn plots_show_the_runs_or_their_differences_by_day_or_by_date() {
    let mut window = comparing();
    for plot in [
        "Weight, g",
        "Biomass, t",
        "Population, fish",
        "Daily feed, kg",
        "Cumulative feed, t",
        "Temperature, °C",
    ] {
        let value = window.harness.get_by_role_and_label(Role::Slider, plot).value().unwrap_or_default();
        assert!(
            value.starts_with("Day ") && value.contains(BASELINE) && value.contains(UPDATED),
            "{plot}: {value}"
        );
    }
    window.click(Role::CheckBox, "Difference to baseline");
    let weight =
        window.harness.get_by_role_and_label(Role::Slider, "Weight less that of #1, g").value().unwrap();
    assert!(
        !weight.contains(BASELINE) && weight.contains(UPDATED),
        "the baseline is the zero line: {weight}"
    );
    window.click(Role::CheckBox, "Difference to baseline");
    window.click(Role::Button, "By date");
    let weight = window.harness.get_by_role_and_label(Role::Slider, "Weight, g").value().unwrap();
    assert!(weight.starts_with("202"), "{weight}");
}

#[test]
fn the_day_at_the_cursor_shows_all_measures_of_all_runs() {
    let mut window = comparing();
    window.harness.get_by_role_and_label(Role::Slider, "Weight, g").focus();
    window.settle();
    window.key(Key::ArrowLeft);
    let stored = window.stored().compare_runs(&two(&window)).unwrap();
    // The cursor starts at the last day there is, and goes back from there by one.
    let place = stored.runs[0].projection.days.len() - 2;
    let (base, other) = (&stored.runs[0].projection.days[place], &stored.runs[1].projection.days[place]);
    assert!(window.shows(&format!("Values, Day {}", base.day_number)));
    let said = row(&window, &format!("{UPDATED}; Weight"));
    let weight = format!(
        "Weight {}, {}",
        display::weight(other.average_weight_g),
        display::weight_difference(other.average_weight_g - base.average_weight_g)
    );
    assert!(said.contains(&weight), "{said}");
    assert!(said.contains("Temperature") && said.ends_with("0.0 °C"), "both have the same water: {said}");
}

#[test]
fn one_measure_can_be_seen_alone_and_zoom_is_reset() {
    let mut window = comparing();
    window.click(Role::ComboBox, "Measures");
    window.click(Role::Button, "Biomass");
    assert!(window.harness.query_by_role_and_label(Role::Slider, "Weight, g").is_none());
    window.harness.get_by_role_and_label(Role::Slider, "Biomass, t").focus();
    window.settle();
    let reset = |window: &Window| {
        window.harness.get_by_role_and_label(Role::Button, "Reset zoom").accesskit_node().is_disabled()
    };
    assert!(reset(&window), "nothing is zoomed yet");
    window.key(Key::Plus);
    assert!(!reset(&window));
    window.click(Role::Button, "Reset zoom");
    assert!(reset(&window));
}

#[test]
fn a_weight_of_ones_own_is_added_to_the_targets_and_removed() {
    let mut window = comparing();
    tab(&mut window, "Target weights");
    assert!(row(&window, "5,000 g").ends_with("not reached"));
    window.harness.get_by_role_and_label(Role::TextInput, "Another weight").focus();
    window.settle();
    window.type_text("3500");
    window.key(Key::Enter);
    let stored = window.stored().compare_runs(&two(&window)).unwrap();
    let at = |i: usize| crate::service::when_reached(&stored.runs[i].projection.days, 3500.0);
    let later = i64::from(at(1).day_number.unwrap()) - i64::from(at(0).day_number.unwrap());
    let said = row(&window, "3,500 g");
    assert!(said.contains(&format!("{} · day {}", at(0).date.unwrap(), at(0).day_number.unwrap())), "{said}");
    assert!(said.ends_with(&display::days_difference(later).to_string()) && later < 0, "{said}");
    window.click(Role::Button, "Remove 3,500 g");
    assert!(!window.shows_part("3,500 g"));
}

#[test]
fn the_changed_tgc_is_named_in_plain_words_with_both_values() {
    let mut window = comparing();
    tab(&mut window, "What differs");
    assert_eq!(row(&window, "TGC model › TGC"), format!("TGC model › TGC; {BASELINE} 2.81; {UPDATED} 2.95"));
    assert!(
        window.harness.query_all_by_role(Role::Row).count() == 2,
        "its model has another name, nothing else"
    );
}

#[test]
fn another_temperature_profile_says_where_it_differs_and_is_plotted() {
    let mut window = Window::on_sample();
    let ids = vec![run(&window, "Autumn smolt 2024", 1), run(&window, "Spring smolt 2025", 1)];
    window.command(Command::CompareRuns(ids));
    tab(&mut window, "What differs");
    let said = row(&window, "Temperature profile; ");
    assert!(said.contains("on average") && said.contains("at most"), "{said}");
    window.click(Role::Button, "Show plot");
    assert!(window.harness.query_by_role_and_label(Role::Slider, "Temperature, °C").is_some());
    window.click(Role::Button, "Close the plot");
    assert!(window.harness.query_by_role(Role::Slider).is_none());
}

#[test]
fn a_warmer_season_is_said_with_its_days() {
    let mut window = Window::on_sample();
    let baseline = two(&window)[1];
    let warmer = run_changed(&mut window, |_, model| {
        for reading in &mut model.temperature_profile.readings {
            if (100..=200).contains(&reading.day_number) {
                reading.temperature_c += 1.5;
            }
        }
    });
    window.command(Command::CompareRuns(vec![baseline, warmer]));
    tab(&mut window, "What differs");
    let stored = window.stored().compare_runs(&[baseline, warmer]).unwrap();
    let profile =
        stored.comparison.parameter_diff.iter().find_map(|difference| difference.profile.clone()).unwrap();
    let words = profile[1].clone().unwrap().words();
    assert!(words.starts_with('+') && words.contains("+1.5 °C on day"), "{words}");
    assert!(row(&window, "Temperature profile; ").ends_with(&words));
}

#[test]
fn a_run_that_starts_later_and_lasts_longer_stands_by_day_or_by_date() {
    let mut window = Window::on_sample();
    let baseline = two(&window)[1];
    let later = run_changed(&mut window, |plan, _| {
        plan.start_date += chrono::TimeDelta::days(40);
        plan.duration_days += 20;
    });
    window.command(Command::CompareRuns(vec![baseline, later]));
    assert!(window.shows_part("starts 40 days later, runs 20 days longer"));
    let ends = |window: &Window| {
        let plot = window.harness.get_by_role_and_label(Role::Slider, "Weight, g");
        let node = plot.accesskit_node();
        node.max_numeric_value().unwrap() - node.min_numeric_value().unwrap()
    };
    let by_day = ends(&window);
    window.click(Role::Button, "By date");
    assert!((ends(&window) - by_day - 40.0).abs() < 3.0, "the calendar holds 40 days more");
    window.harness.get_by_role_and_label(Role::Slider, "Weight, g").focus();
    window.settle();
    window.key(Key::ArrowLeft);
    assert!(row(&window, "#2 Updated TGC; ").contains("Weight –"), "the baseline has ended by then");
    tab(&mut window, "Target weights");
    assert!(row(&window, "250 g").contains("by date"), "{}", row(&window, "250 g"));
}

#[test]
fn runs_of_the_same_inputs_are_said_to_have_them() {
    let mut window = Window::on_sample();
    let again = run_again(&mut window, "Spring smolt 2025", 1);
    let first = run(&window, "Spring smolt 2025", 1);
    window.command(Command::CompareRuns(vec![first, again[0]]));
    assert!(window.shows_part("ends at the same weight"));
    tab(&mut window, "What differs");
    assert!(window.shows("Nothing differs: the runs have the same inputs"));
}

#[test]
fn a_run_whose_inputs_were_not_kept_is_compared_by_its_results_and_says_so() {
    let mut window = Window::on_sample();
    let ids = two(&window);
    // As a run from before runs existed is read: without a snapshot, so without any parameter.
    let mut comparison = window.stored().compare_runs(&ids).unwrap();
    comparison.runs[0].detail.snapshot = None;
    for difference in &mut comparison.comparison.parameter_diff {
        difference.values[0] = serde_json::Value::Null;
    }
    window.harness.state_mut().library.comparisons.put(ids.clone(), Ok(comparison));
    window.command(Command::CompareRuns(ids));
    assert!(window.shows_part("heavier"));
    tab(&mut window, "What differs");
    assert!(window.shows_part(&format!("The inputs of {BASELINE} were not kept")));
    assert!(!window.shows("Nothing differs: the runs have the same inputs"));
    assert!(window.harness.query_by_role(Role::Row).is_none(), "there is nothing to compare with");
}

#[test]
fn the_empty_view_says_what_it_is_for_and_proposes_the_newest_pair() {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Compare));
    assert!(window.shows_part("Put two to six projection runs side by side"));
    assert!(window.shows("Go to Runs"));
    window.click(Role::Button, "Compare #2 Updated TGC with #1 Baseline");
    assert!(window.shows_part("heavier"), "the older of the two is the baseline");
}

#[test]
fn a_farm_without_runs_leads_to_the_scenarios() {
    let mut window = Window::on_empty_farm();
    window.command(Command::Show(Place::Compare));
    assert!(window.shows("Nothing to compare yet"));
    window.click(Role::Button, "Go to Scenarios");
    assert!(!window.shows("Nothing to compare yet"));
}

#[test]
fn to_one_run_the_one_before_it_is_proposed() {
    let mut window = Window::on_sample();
    let second = two(&window)[1];
    window.command(Command::CompareRuns(vec![second]));
    assert!(window.shows("Choose a second run"));
    window.click(Role::Button, &format!("Compare with {BASELINE}"));
    assert!(window.shows_part("lighter"), "the run that was chosen first is the baseline");
}

#[test]
fn while_runs_are_loaded_it_says_which() {
    let mut window = Window::on_sample();
    let ids = two(&window);
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(&ctx, Command::CompareRuns(ids));
    window.harness.step();
    assert!(window.shows("Loading the runs"));
    assert!(window.shows(&format!("{BASELINE} and {UPDATED}")));
    window.settle();
    assert!(!window.shows("Loading the runs"));
}

#[test]
fn a_run_that_was_deleted_is_dropped_with_words() {
    let mut window = Window::on_sample();
    let again = run_again(&mut window, "Spring smolt 2025", 1);
    let mut ids = two(&window);
    ids.push(again[0]);
    window.command(Command::CompareRuns(ids));
    window.stored().delete_run(again[0], false).unwrap();
    window.command(Command::Refresh);
    assert!(window.shows("Spring smolt 2025 - Run #2 was deleted, so it is no longer compared"));
    assert!(window.shows(BASELINE) && window.shows(UPDATED));
    window.click(Role::Button, "Dismiss");
    assert!(!window.shows_part("was deleted"));
}

#[test]
fn what_cannot_be_compared_says_why_and_leads_out() {
    let mut window = Window::on_sample();
    let again = run_again(&mut window, "Spring smolt 2025", 1);
    // Deleted beside the window, which has not read the lists again.
    window.stored().delete_run(again[0], false).unwrap();
    let first = run(&window, "Spring smolt 2025", 1);
    window.command(Command::CompareRuns(vec![first, again[0]]));
    assert!(window.shows("These runs could not be compared"));
    window.click(Role::Button, "Read the farm file again");
    assert!(window.shows("Choose a second run"));
    assert!(window.shows("Spring smolt 2025 - Run #2 was deleted, so it is no longer compared"));
}

#[test]
fn a_table_is_worked_with_the_keyboard() {
    let mut window = comparing();
    tab(&mut window, "Key figures");
    window.harness.get_by_role_and_label(Role::Table, "Key figures").focus();
    window.settle();
    window.key(Key::ArrowDown);
    window.key(Key::ArrowDown);
    let table = window.harness.get_by_role_and_label(Role::Table, "Key figures");
    assert!(table.value().unwrap_or_default().starts_with("Final count"));
    window.key(Key::End);
    let table = window.harness.get_by_role_and_label(Role::Table, "Key figures");
    assert!(table.value().unwrap_or_default().starts_with("Duration"));
}
