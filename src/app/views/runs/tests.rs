use egui::{Key, Modifiers, Role, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::{Command, Commands, Place};
use crate::app::facts::{Facts, FarmData, Library};
use crate::app::testing::Window;
use crate::app::widgets::run_picker::{ABOUT_PARAMETER_SNAPSHOT, ABOUT_RUN_NUMBER};
use crate::app::widgets::testing::stage_with;
use crate::domain::display;
use crate::domain::goal_weights::GoalWeights;
use crate::domain::ids::{RunId, ScenarioId};
use crate::domain::run::{ProjectionRun, RunFilter};
use crate::service::Farm;

const BASELINE: &str = "Autumn smolt 2024 - Run #1 (Baseline)";
const UPDATED: &str = "Autumn smolt 2024 - Run #2 (Updated TGC)";
const SPRING: &str = "Spring smolt 2025 - Run #1 (Baseline)";

/// The window on the runs of the sample farm.
fn runs() -> Window {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Runs));
    window
}

fn stored_run(window: &Window, name: &str) -> ProjectionRun {
    let runs = window.stored().runs(RunFilter { scenario: None, archived: true }).unwrap();
    runs.into_iter().find(|run| run.full_name() == name).unwrap()
}

fn has_row(window: &Window, name: &str) -> bool {
    window.harness.query_by_role_and_label(Role::Row, name).is_some()
}

/// The names of the rows from top to bottom.
fn rows(window: &Window) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = window
        .harness
        .query_all_by_role(Role::Row)
        .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

fn select_row(window: &mut Window, name: &str) {
    window.click(Role::Row, name);
}

fn check(window: &mut Window, name: &str) {
    window.click(Role::CheckBox, &format!("Select {name}"));
}

fn find(window: &mut Window, text: &str) {
    window.harness.get_by_label("Find runs").focus();
    window.settle();
    window.type_text(text);
}

#[test]
fn the_newest_run_is_first_and_in_detail() {
    let window = runs();
    assert_eq!(rows(&window).len(), 4);
    assert_eq!(rows(&window)[0], UPDATED);
    assert!(window.shows("4 runs"));
    assert!(window.shows_part("by anna"));
    let run = stored_run(&window, UPDATED);
    let figure = format!("Final weight {}", display::weight(run.final_weight_g));
    assert!(window.shows(&figure), "{figure}");
}

#[test]
fn runs_are_found_by_label_scenario_and_number() {
    let mut window = runs();
    find(&mut window, "autumn #2");
    assert_eq!(rows(&window), [UPDATED]);
    assert!(window.shows("1 of 4 runs"));
}

#[test]
fn a_search_without_a_hit_says_so_and_offers_to_show_all() {
    let mut window = runs();
    find(&mut window, "trout");
    assert!(window.shows("No runs to show"));
    assert!(window.shows_part("\"trout\""));
    window.click(Role::Button, "Show all runs");
    assert_eq!(rows(&window).len(), 4);
}

#[test]
fn one_scenario_can_be_chosen() {
    let mut window = runs();
    let scenario = stored_run(&window, UPDATED).scenario;
    window.command(Command::ShowRunsOf(Some(scenario)));
    assert_eq!(rows(&window), [UPDATED, BASELINE]);
    window.command(Command::ShowRunsOf(None));
    assert_eq!(rows(&window).len(), 4);
}

#[test]
fn heads_sort_and_the_order_outlives_a_change_of_scenario() {
    let mut window = runs();
    window.click(Role::ColumnHeader, "Final weight");
    let mut runs = window.stored().runs(RunFilter::default()).unwrap();
    runs.sort_by(|a, b| b.final_weight_g.total_cmp(&a.final_weight_g));
    let heaviest_first: Vec<String> = runs.iter().map(ProjectionRun::full_name).collect();
    assert_eq!(rows(&window), heaviest_first);
    window.click(Role::ColumnHeader, "Final weight");
    assert_eq!(rows(&window), heaviest_first.iter().rev().cloned().collect::<Vec<_>>());
    let autumn = stored_run(&window, UPDATED).scenario;
    window.command(Command::ShowRunsOf(Some(autumn)));
    assert_eq!(rows(&window), [BASELINE, UPDATED], "the lighter one is still first");
}

#[test]
fn two_selected_runs_are_compared_with_the_older_as_baseline() {
    let mut window = runs();
    assert!(
        window.harness.get_by_role_and_label(Role::Button, "Compare runs").accesskit_node().is_disabled()
    );
    check(&mut window, UPDATED);
    check(&mut window, BASELINE);
    assert!(window.shows("2 selected"));
    window.click(Role::Button, "Compare 2");
    assert_eq!(window.harness.state().place, Place::Compare);
}

#[test]
fn the_older_run_is_the_baseline_in_whatever_order_they_are_selected() {
    let farm = farm_of(3);
    let library = Library::default();
    let verdicts = std::collections::HashMap::new();
    let facts = facts_of(&farm, &library, &verdicts);
    let selected = [RunId(3), RunId(1), RunId(2)];
    assert_eq!(super::actions::oldest_first(&selected, &facts), [RunId(1), RunId(2), RunId(3)]);
}

#[test]
fn a_label_is_edited_in_its_row_with_the_keyboard_alone() {
    let mut window = runs();
    select_row(&mut window, UPDATED);
    window.key(Key::F2);
    assert!(window.harness.get_by_role_and_label(Role::TextInput, "Label").is_focused());
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("Warm autumn");
    window.key(Key::Enter);
    assert!(has_row(&window, "Autumn smolt 2024 - Run #2 (Warm autumn)"));
    assert_eq!(stored_run(&window, "Autumn smolt 2024 - Run #2 (Warm autumn)").label, "Warm autumn");
    window.key(Key::F2);
    assert!(
        window.harness.query_by_role_and_label(Role::TextInput, "Label").is_some(),
        "the table hears again"
    );
    window.key(Key::Escape);
    window.command(Command::Undo);
    assert!(has_row(&window, UPDATED));
}

#[test]
fn esc_leaves_a_label_as_it_was() {
    let mut window = runs();
    select_row(&mut window, UPDATED);
    window.key(Key::F2);
    window.type_text(" and more");
    window.key(Key::Escape);
    assert!(window.harness.query_by_role_and_label(Role::TextInput, "Label").is_none());
    assert_eq!(stored_run(&window, UPDATED).label, "Updated TGC");
}

#[test]
fn a_label_that_is_too_long_is_said_to_be_and_stays() {
    let mut window = runs();
    select_row(&mut window, UPDATED);
    window.key(Key::F2);
    window.type_text(&"x".repeat(100));
    assert!(window.shows("At most 100 characters; these are 111"));
    window.key(Key::Enter);
    assert!(window.harness.query_by_role_and_label(Role::TextInput, "Label").is_some());
    assert_eq!(stored_run(&window, UPDATED).label, "Updated TGC");
}

#[test]
fn a_label_is_edited_in_the_detail() {
    let mut window = runs();
    window.click(Role::Button, "Rename the label");
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("Second plan");
    window.key(Key::Enter);
    assert!(has_row(&window, "Autumn smolt 2024 - Run #2 (Second plan)"));
}

#[test]
fn notes_are_edited_and_saved_with_the_keyboard() {
    let mut window = runs();
    window.click(Role::Tab, "Notes");
    assert!(!window.shows("Save notes"), "nothing was changed yet");
    window.harness.get_by_role_and_label(Role::MultilineTextInput, "Notes").focus();
    window.settle();
    window.type_text("Cold spring. ");
    assert!(window.shows("Save notes") && window.shows("Notes (not saved)"));
    window.keys(Modifiers::COMMAND, Key::Enter);
    let id = stored_run(&window, UPDATED).run_id;
    let notes = window.stored().run_detail(id).unwrap().notes;
    assert!(notes.contains("Cold spring. ") && !notes.contains('\n'), "{notes}");
    assert!(!window.shows("Save notes"));
}

#[test]
fn delete_archives_and_undo_brings_back() {
    let mut window = runs();
    select_row(&mut window, SPRING);
    window.key(Key::Delete);
    assert!(!has_row(&window, SPRING) && window.shows("3 of 4 runs"));
    assert!(stored_run(&window, SPRING).archived);
    window.click(Role::CheckBox, "Show archived");
    assert!(has_row(&window, SPRING) && window.shows("archived"));
    window.command(Command::Undo);
    assert!(!stored_run(&window, SPRING).archived);
    assert!(has_row(&window, SPRING));
}

#[test]
fn an_archived_run_that_is_asked_for_is_shown() {
    let mut window = runs();
    let id = stored_run(&window, SPRING).run_id;
    window.command(Command::ArchiveRuns(vec![id]));
    assert!(!has_row(&window, SPRING));
    window.command(Command::ShowRun(id));
    assert!(has_row(&window, SPRING));
    assert!(window.shows("of Spring smolt 2025"), "and it is in detail");
}

#[test]
fn deleting_a_pinned_run_names_the_batches_first() {
    let mut window = runs();
    select_row(&mut window, BASELINE);
    window.click(Role::Button, "More actions");
    window.click(Role::Button, "Delete…");
    assert!(window.shows("VES-24-01") && window.shows("VES-24-03"));
    assert!(window.shows("Unpin 2 batches and delete"));
    window.click(Role::Button, "Cancel");
    assert!(has_row(&window, BASELINE));
}

#[test]
fn verifying_marks_the_runs() {
    let mut window = runs();
    assert!(!window.shows("verified"));
    window.click(Role::Button, "Verify all 4 runs");
    assert_eq!(window.harness.query_all_by_label("verified").count(), 5, "four rows and the detail");
}

#[test]
fn the_finder_verifies_all_runs_of_the_file() {
    let mut window = runs();
    window.command(Command::VerifyRuns(Vec::new()));
    assert!(window.shows_part("4 runs verified"));
}

#[test]
fn the_pages_show_what_is_stored() {
    let mut window = runs();
    let full = window.stored().run_in_full(stored_run(&window, UPDATED).run_id).unwrap();
    window.click(Role::Tab, "Summary");
    let summary = &full.summary;
    assert!(window.shows(&display::count(summary.deaths)));
    assert!(window.shows(&display::degree_days(summary.degree_days).to_string()));
    assert!(window.shows(&display::date_with_week(summary.end_date)));

    window.click(Role::Tab, "Parameters");
    let snapshot = full.detail.snapshot.as_ref().unwrap().inputs();
    assert!(window.shows(&display::tgc(snapshot.tgc_model.tgc_value)));
    assert!(window.shows(&snapshot.mortality_model.name));
    assert!(window.shows(full.detail.inputs_hash.as_ref().unwrap()));
    window.harness.get_by_label("Info: Parameter snapshot").focus();
    window.settle();
    assert!(window.shows(ABOUT_PARAMETER_SNAPSHOT));

    window.click(Role::Tab, "Days");
    let day = &full.projection.days[0];
    assert!(window.shows(&display::date(day.projection_date)));
    assert!(window.shows(&display::biomass(day.biomass_kg).to_string()));
}

#[test]
fn days_are_listed_by_week_and_month_as_the_seed_has_it() {
    let mut window = runs();
    window.click(Role::Tab, "Days");
    let has = |window: &Window, day: u32| has_row(window, &format!("Day {day}"));
    assert!(has(&window, 1) && has(&window, 2));
    window.click(Role::Button, "Weekly");
    assert!(!has(&window, 1) && has(&window, 7) && has(&window, 14));
    window.click(Role::Button, "Monthly");
    assert!(!has(&window, 7) && has(&window, 30) && has(&window, 60));
}

#[test]
fn the_number_of_a_run_explains_itself() {
    let mut window = runs();
    window.harness.get_all_by_label("Run #2").next().unwrap().hover();
    window.harness.run_steps(8);
    assert!(window.shows(ABOUT_RUN_NUMBER));
}

#[test]
fn an_empty_farm_offers_a_scenario_first() {
    let mut window = Window::on_empty_farm();
    window.command(Command::Show(Place::Runs));
    assert!(window.shows("No runs yet"));
    window.click(Role::Button, "New scenario…");
    assert_eq!(window.harness.state().place, Place::Scenarios);
}

#[test]
fn a_farm_with_scenarios_offers_to_run_them() {
    let mut window = Window::of([1280.0, 800.0], Theme::Dark, |path| {
        let mut farm = Farm::create(path).unwrap();
        farm.import_scenarios(&crate::service::sample_scenarios().unwrap()).unwrap();
    });
    window.command(Command::Show(Place::Runs));
    assert!(window.shows("No runs yet"));
    window.command(Command::AskRun(Vec::new()));
    window.key(Key::Enter);
    assert_eq!(rows(&window).len(), 3);
}

fn farm_of(count: u32) -> FarmData {
    let day = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let run = |i: u32| ProjectionRun {
        run_id: RunId(i64::from(i)),
        scenario: ScenarioId(1),
        scenario_name: "Autumn smolt".to_owned(),
        run_number: i,
        label: if i.is_multiple_of(10) { "Tenth".to_owned() } else { String::new() },
        run_date: day + chrono::TimeDelta::minutes(i64::from(i)),
        total_projections: 480,
        final_weight_g: 5000.0 + f64::from(i),
        final_biomass_kg: 900_000.0,
        pinned_batch_count: 0,
        archived: false,
        is_latest: i == count,
    };
    FarmData {
        path: "many.salmonrun".into(),
        read_only: true,
        runs: (1..=count).rev().map(run).collect(),
        ..FarmData::default()
    }
}

fn facts_of<'a>(
    farm: &'a FarmData,
    library: &'a Library,
    verdicts: &'a std::collections::HashMap<RunId, crate::service::Verdict>,
) -> Facts<'a> {
    let now = chrono::DateTime::from_timestamp(1_710_000_000, 0).unwrap();
    Facts {
        farm,
        library,
        verdicts,
        revision: 1,
        now,
        today: now.date_naive(),
        goals: GoalWeights::default(),
        care: Box::leak(Box::default()),
    }
}

#[test]
fn of_ten_thousand_runs_only_those_in_sight_are_drawn() {
    let farm = farm_of(10_000);
    let library = Library::default();
    let verdicts = std::collections::HashMap::new();
    let mut stage = stage_with([1116.0, 700.0], super::RunsView::default(), move |ui, view| {
        let mut commands = Commands::new();
        view.ui(ui, &facts_of(&farm, &library, &verdicts), &mut commands);
        assert!(commands.is_empty());
    });
    // It comes to rest by itself: an idle window draws nothing.
    stage.run();
    let drawn = stage.query_all_by_role(Role::Row).count();
    assert!((3..40).contains(&drawn), "{drawn} rows");
    assert!(stage.query_by_label("10,000 runs").is_some());
    let verbs = ["Pin batches…", "Run projections…"];
    for verb in verbs {
        assert!(stage.get_by_role_and_label(Role::Button, verb).accesskit_node().is_disabled(), "{verb}");
    }
    stage.get_by_label("Find runs").focus();
    stage.run_steps(1);
    stage.event(egui::Event::Text("tenth".to_owned()));
    stage.run_steps(3);
    assert!(stage.query_by_label("1,000 of 10,000 runs").is_some());
}

#[test]
fn enter_goes_from_a_row_into_its_detail() {
    let mut window = runs();
    select_row(&mut window, SPRING);
    window.key(Key::Enter);
    assert!(window.harness.get_by_role_and_label(Role::Tab, "Plots").is_focused());
}

#[test]
fn selected_runs_are_put_away_and_brought_back_together() {
    let mut window = runs();
    check(&mut window, UPDATED);
    check(&mut window, SPRING);
    window.click(Role::Button, "Archive 2 runs");
    assert!(window.shows("2 of 4 runs") && !window.shows("2 selected"));
    window.click(Role::CheckBox, "Show archived");
    check(&mut window, UPDATED);
    check(&mut window, SPRING);
    window.click(Role::Button, "Restore 2 runs");
    assert!(!stored_run(&window, UPDATED).archived && !stored_run(&window, SPRING).archived);
}

#[test]
fn what_is_selected_stays_selected_while_a_filter_hides_it() {
    let mut window = runs();
    check(&mut window, SPRING);
    find(&mut window, "updated");
    check(&mut window, UPDATED);
    assert!(window.shows("2 selected, 1 not shown"));
    window.click(Role::CheckBox, "Select all");
    assert!(window.shows("1 selected, 1 not shown"), "only what is in sight is deselected");
}

#[test]
fn a_label_that_could_not_be_saved_is_open_again_with_what_was_typed() {
    #[derive(Default)]
    struct World {
        view: super::RunsView,
        commands: Commands,
        revision: u64,
    }
    let farm = FarmData { read_only: false, ..farm_of(3) };
    let library = Library::default();
    let verdicts = std::collections::HashMap::new();
    let mut stage = stage_with([1116.0, 700.0], World::default(), move |ui, world: &mut World| {
        let facts = Facts { revision: world.revision, ..facts_of(&farm, &library, &verdicts) };
        world.view.ui(ui, &facts, &mut world.commands);
    });
    stage.get_by_role_and_label(Role::Row, "Autumn smolt - Run #2").click();
    stage.run_steps(3);
    stage.key_press(Key::F2);
    stage.run_steps(3);
    stage.event(egui::Event::Text("Cold year".to_owned()));
    stage.run_steps(2);
    stage.key_press(Key::Enter);
    stage.run_steps(3);
    assert_eq!(stage.state().commands, [Command::LabelRun(RunId(2), "Cold year".to_owned())]);
    assert!(stage.query_by_role_and_label(Role::TextInput, "Label").is_none());
    // It failed: the lists are read again and have the label of before.
    stage.state_mut().revision += 1;
    stage.run_steps(3);
    let field = stage.get_by_role_and_label(Role::TextInput, "Label");
    assert!(field.is_focused());
    assert_eq!(field.accesskit_node().value().as_deref(), Some("Cold year"));
}

#[test]
fn notes_that_are_not_saved_stay_while_one_looks_at_another_run() {
    let mut window = runs();
    window.click(Role::Tab, "Notes");
    window.harness.get_by_role_and_label(Role::MultilineTextInput, "Notes").focus();
    window.settle();
    window.type_text("Lice in May. ");
    select_row(&mut window, SPRING);
    assert!(!window.shows("Save notes"));
    select_row(&mut window, UPDATED);
    window.click(Role::Button, "Save notes");
    let id = stored_run(&window, UPDATED).run_id;
    assert!(window.stored().run_detail(id).unwrap().notes.contains("Lice in May. "));
}
