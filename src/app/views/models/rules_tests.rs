//! Lifecycles and constraints in the whole window on a real farm file, and the scenarios that are held against them.
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::Command;
use crate::app::command::models::ModelCommand;
use crate::app::testing::Window;
use crate::domain::constraints::BiologicalConstraints;
use crate::domain::lifecycle::{LifecycleStage, Water};
use crate::domain::recipe::{PartKey, PartKind, RecipePart};
use crate::domain::run::RunFilter;

const STANDARD: i64 = 1;

fn edit(window: &mut Window, kind: PartKind) {
    window.command(Command::Models(ModelCommand::Edit(PartKey::new(kind, STANDARD))));
}

fn type_over(window: &mut Window, field: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::TextInput, field).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

fn click(window: &mut Window, role: Role, label: &str) {
    window.harness.get_by_role_and_label(role, label).click_accesskit();
    window.settle();
}

fn stages(window: &Window, id: i64) -> Vec<LifecycleStage> {
    match window.stored().part_in_full(PartKey::new(PartKind::Lifecycle, id)).unwrap().part {
        RecipePart::Lifecycle(lifecycle) => lifecycle.stages,
        other => panic!("{other:?}"),
    }
}

fn constraints(window: &Window) -> BiologicalConstraints {
    match window.stored().part_in_full(PartKey::new(PartKind::Constraints, STANDARD)).unwrap().part {
        RecipePart::Constraints(constraints) => constraints,
        other => panic!("{other:?}"),
    }
}

fn is_enabled(window: &Window, button: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled()
}

#[test]
fn a_new_lifecycle_is_made_of_the_standard_one_with_a_stage_more_and_another_order() {
    let mut window = Window::on_sample();
    window.command(Command::Models(ModelCommand::New(PartKind::Lifecycle)));
    assert!(window.shows("Not accepted yet: Name"));
    type_over(&mut window, "Name", "Large smolts");
    click(&mut window, Role::Button, "Add a stage");
    // The new stage has the keyboard.
    window.type_text("Adult");
    assert!(window.shows("Stage 7: There is a stage Adult already"));
    assert!(!is_enabled(&window, "Save lifecycle"));
    type_over(&mut window, "Stage 7", "Large smolt");
    click(&mut window, Role::RadioButton, "Stage 7 Fresh");
    type_over(&mut window, "Stage 7 fixed temperature", "13,5");
    type_over(&mut window, "Stage 7 heaviest weight", "500");
    click(&mut window, Role::Button, "Move Large smolt up");
    click(&mut window, Role::Button, "Move Large smolt up");
    click(&mut window, Role::CheckBox, "Stage 1 feeds");
    click(&mut window, Role::Button, "Save lifecycle");
    let saved = stages(&window, 2);
    let names: Vec<&str> = saved.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["Egg&Alevin", "Fry", "Parr", "Smolt", "Large smolt", "Post-Smolt", "Adult"]);
    assert_eq!(saved.iter().map(|stage| stage.order).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert!(saved[0].feeds);
    let large = &saved[4];
    assert_eq!(
        (large.water, large.fixed_temperature_c, large.weight_cap_g),
        (Water::Fresh, Some(13.5), Some(500.0))
    );
    assert_eq!(stages(&window, STANDARD).len(), 6, "the standard one is as it was");
}

#[test]
fn a_stage_that_a_scenarios_fcr_model_names_does_not_vanish_and_it_is_said_which() {
    let mut window = Window::on_sample();
    edit(&mut window, PartKind::Lifecycle);
    click(&mut window, Role::Button, "Remove Parr");
    click(&mut window, Role::Button, "Save lifecycle");
    assert!(window.shows_part("The scenario \"Egg to harvest 2024\" could not be run with it"));
    assert!(window.shows_part("no stage \"Parr\", which its FCR model \"Egg to harvest FCR\" names"));
    assert_eq!(stages(&window, STANDARD).len(), 6);
    assert!(window.shows("Unsaved changes"), "what was changed is kept");
    // The way out.
    click(&mut window, Role::Button, "Save as new…");
    window.key(Key::Enter);
    assert_eq!(stages(&window, 2).len(), 5);
    assert_eq!(stages(&window, STANDARD).len(), 6);
}

#[test]
fn a_lifecycle_written_as_it_was_keeps_its_numbers_and_one_whose_order_changed_is_counted_anew() {
    let mut window = Window::on_sample();
    edit(&mut window, PartKind::Lifecycle);
    type_over(&mut window, "Stage 4 heaviest weight", "300");
    click(&mut window, Role::Button, "Save lifecycle");
    let saved = stages(&window, STANDARD);
    assert_eq!((saved[3].name.as_str(), saved[3].order, saved[3].weight_cap_g), ("Smolt", 4, Some(300.0)));
    window.command(Command::Undo);
    assert_eq!(stages(&window, STANDARD)[3].weight_cap_g, Some(250.0));
}

#[test]
fn constraints_are_typed_shown_as_bands_and_refused_upside_down() {
    let mut window = Window::on_sample();
    edit(&mut window, PartKind::Constraints);
    assert!(window.shows("Parr: 10 g to 100 g, in fresh water up to 100 g"));
    type_over(&mut window, "Parr heaviest", "120");
    assert!(window.shows("Parr: 10 g to 120 g, in fresh water up to 100 g"), "the bands follow at once");
    type_over(&mut window, "Parr warmest", "12");
    type_over(&mut window, "Parr coldest", "14");
    assert!(window.shows("Parr: the coldest water is warmer than the warmest"));
    assert!(!is_enabled(&window, "Save set of constraints"));
    type_over(&mut window, "Parr coldest", "4");
    type_over(&mut window, "Parr usual days", "90");
    click(&mut window, Role::Button, "Remove Fry");
    assert!(!window.shows_part("Fry: "));
    click(&mut window, Role::Button, "Save set of constraints");
    let saved = constraints(&window);
    let names: Vec<&str> = saved.stages.iter().map(|stage| stage.stage.as_str()).collect();
    assert_eq!(names, ["Egg&Alevin", "Parr", "Smolt", "Post-Smolt", "Adult"]);
    let parr = &saved.stages[1];
    assert_eq!((parr.min_weight_g, parr.max_weight_g), (10.0, 120.0));
    assert_eq!((parr.min_temperature_c, parr.max_temperature_c), (Some(4.0), Some(12.0)));
    assert_eq!((parr.max_freshwater_weight_g, parr.typical_duration_days), (Some(100.0), Some(90)));
}

#[test]
fn a_removed_stage_comes_back_from_the_list_of_those_that_lifecycles_have() {
    let mut window = Window::on_sample();
    edit(&mut window, PartKind::Constraints);
    assert!(window.shows("Every stage of the farm's lifecycles is there"));
    click(&mut window, Role::Button, "Remove Adult");
    click(&mut window, Role::ComboBox, "Add a stage…");
    click(&mut window, Role::Button, "Adult");
    assert!(window.shows("Not accepted yet: Adult"), "its heaviest weight is not said yet");
    type_over(&mut window, "Adult heaviest", "9000");
    click(&mut window, Role::Button, "Save set of constraints");
    let adult = constraints(&window).stages.pop().unwrap();
    assert_eq!((adult.stage.as_str(), adult.min_weight_g, adult.max_weight_g), ("Adult", 700.0, 9000.0));
}

#[test]
fn a_scenario_chooses_constraints_sees_what_does_not_go_together_and_its_runs_warn_once_a_stretch() {
    let mut window = Window::on_sample();
    let autumn = window.stored().scenarios().unwrap()[0].scenario_id;
    window.command(Command::EditScenario(autumn));
    let warns = "Warn of the days of a run that leave the constraints";
    let switch = window.harness.get_by_role_and_label(Role::CheckBox, warns);
    assert!(switch.accesskit_node().is_disabled(), "there is nothing to warn of yet");
    click(&mut window, Role::ComboBox, "Constraints");
    click(&mut window, Role::Button, "Standard");
    assert!(
        window.shows_part("110 g is below the 250 g that Post-Smolt, the stage of the first day, may have")
    );
    click(&mut window, Role::CheckBox, warns);
    assert!(window.shows_part("at least, below the 250 g that Post-Smolt may have"));
    click(&mut window, Role::Button, "Save scenario");
    let saved = window.stored().scenario_plan(autumn).unwrap();
    assert_eq!((saved.constraints, saved.warn_outside_constraints), (Some(STANDARD), true));
    window.keys(Modifiers::COMMAND, Key::R);
    window.key(Key::Enter);
    let runs = window.stored().runs(RunFilter { scenario: Some(autumn), archived: true }).unwrap();
    let told = window.stored().run_detail(runs[0].run_id).unwrap().warnings;
    let too_light: Vec<&String> =
        told.iter().filter(|line| line.contains("below the 250 g that Post-Smolt may have")).collect();
    assert_eq!(too_light.len(), 1, "{told:?}");
    // Without constraints the switch goes off by itself.
    window.command(Command::EditScenario(autumn));
    click(&mut window, Role::ComboBox, "Constraints");
    click(&mut window, Role::Button, "No constraints");
    click(&mut window, Role::Button, "Save scenario");
    let saved = window.stored().scenario_plan(autumn).unwrap();
    assert_eq!((saved.constraints, saved.warn_outside_constraints), (None, false));
}
