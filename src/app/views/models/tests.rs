//! The models in the whole window on a real farm file, as planners work with them.
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::models::ModelCommand;
use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::ids::{FcrModelId, MortalityModelId, ScenarioId, TgcModelId};
use crate::domain::mortality::Frequency;
use crate::domain::recipe::{PartKey, PartKind};
use crate::domain::run::RunFilter;

const AUTUMN: ScenarioId = ScenarioId(1);

/// The TGC by month in sea of Norwegian regular fish (olav-bjorlykke/tpppsf, `data/tgc_aasen.txt`).
const NORWEGIAN: [f64; 24] = [
    2.92, 3.12, 4.39, 4.46, 4.32, 2.84, 2.53, 2.73, 2.44, 3.15, 2.71, 2.69, 2.81, 2.92, 2.81, 2.81, 2.81,
    2.81, 2.81, 2.81, 2.81, 2.81, 2.81, 2.81,
];

fn norwegian_column() -> String {
    NORWEGIAN.map(|value| value.to_string().replace('.', ",")).join("\r\n")
}

/// The TGC, FCR and mortality models of the autumn smolt.
fn keys(window: &Window) -> (PartKey, PartKey, PartKey) {
    let plan = window.stored().scenario_plan(AUTUMN).unwrap();
    (
        PartKey::new(PartKind::Tgc, plan.tgc_model.0),
        PartKey::new(PartKind::Fcr, plan.fcr_model.0),
        PartKey::new(PartKind::Mortality, plan.mortality_model.0),
    )
}

fn edit(window: &mut Window, key: PartKey) {
    window.command(Command::Models(ModelCommand::Edit(key)));
}

fn field<'a>(window: &'a Window, label: &'a str) -> egui_kittest::Node<'a> {
    window.harness.get_by_role_and_label(Role::TextInput, label)
}

/// Puts the keyboard into a field and types over what it holds.
fn type_over(window: &mut Window, label: &str, text: &str) {
    field(window, label).focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

/// Types into the many lines of a dialog.
fn type_months(window: &mut Window, label: &str, text: &str) {
    window.harness.get_by_role_and_label(Role::MultilineTextInput, label).focus();
    window.settle();
    window.type_text(text);
}

fn press(window: &mut Window, label: &str) {
    window.harness.get_by_role_and_label(Role::Button, label).click_accesskit();
    window.settle();
}

fn tab(window: &mut Window, kind: PartKind) {
    window.command(Command::Models(ModelCommand::ShowKind(kind)));
}

#[test]
fn a_model_says_which_scenarios_and_runs_use_it() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    let name = window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().name;
    window.command(Command::Show(Place::Models));
    window.click(Role::Tab, "TGC");
    window.command(Command::Models(ModelCommand::Show(tgc)));
    assert!(window.shows(&name));
    assert!(window.shows("Autumn smolt 2024"), "its scenario is named");
    assert!(window.shows_part("made from it"));
}

#[test]
fn a_run_that_was_made_from_a_model_is_shown_from_there() {
    let mut window = Window::on_sample();
    let (_, fcr, _) = keys(&window);
    window.command(Command::Models(ModelCommand::Show(fcr)));
    press(&mut window, "Autumn smolt 2024 #1");
    assert_eq!(window.harness.state().place, Place::Runs);
}

#[test]
fn saving_changes_what_scenarios_run_next_and_no_run_that_was_made() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    let runs = window.stored().runs(RunFilter { scenario: Some(AUTUMN), archived: true }).unwrap();
    let snapshots = |window: &Window| {
        let farm = window.stored();
        runs.iter().map(|run| farm.run_detail(run.run_id).unwrap().snapshot).collect::<Vec<_>>()
    };
    let before = snapshots(&window);
    edit(&mut window, tgc);
    assert!(window.shows_part("1 scenario uses this model and will run with the change: Autumn smolt 2024"));
    assert!(window.shows_part("keeps its snapshot"));
    type_over(&mut window, "TGC", "3.3");
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().tgc_value, 3.3);
    assert_eq!(window.stored().scenario_document(AUTUMN).unwrap().tgc_model.tgc_value, 3.3);
    assert!(snapshots(&window) == before, "runs keep their snapshot");
    assert!(window.shows_part("runs with it from now on"));
    assert!(!window.shows("Unsaved changes"));
}

#[test]
fn what_was_saved_is_undone_and_done_again() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    let before = window.stored().tgc_model(TgcModelId(tgc.id)).unwrap();
    edit(&mut window, tgc);
    type_over(&mut window, "TGC", "3.3");
    window.keys(Modifiers::COMMAND, Key::S);
    window.command(Command::Undo);
    assert_eq!(window.stored().tgc_model(TgcModelId(tgc.id)).unwrap(), before);
    assert_eq!(field(&window, "TGC").value().as_deref(), Some(before.tgc_value.to_string().as_str()));
    window.command(Command::Redo);
    assert_eq!(window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().tgc_value, 3.3);
}

#[test]
fn saved_as_new_it_leaves_the_other_and_its_scenarios_alone() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    let before = window.stored().tgc_model(TgcModelId(tgc.id)).unwrap();
    edit(&mut window, tgc);
    type_over(&mut window, "TGC", "3.3");
    press(&mut window, "Save as new…");
    type_over(&mut window, "New name", "Faroes, fast");
    window.key(Key::Enter);
    let models = window.stored().models(PartKind::Tgc).unwrap();
    let new = models.iter().find(|row| row.name == "Faroes, fast").unwrap();
    assert_eq!((new.used_by, new.used_by_runs), (0, 0));
    assert_eq!(window.stored().tgc_model(TgcModelId(tgc.id)).unwrap(), before);
    assert_eq!(window.stored().scenario_plan(AUTUMN).unwrap().tgc_model.0, tgc.id);
    assert!(window.shows("Faroes, fast"), "the editor goes on with the new one");
    assert!(window.shows("No scenario uses this model"));
}

#[test]
fn a_norwegian_tgc_by_month_in_sea_is_made_from_24_values() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    edit(&mut window, tgc);
    press(&mut window, "By month…");
    type_over(&mut window, "First month begins on", "2024-09-01");
    window.harness.get_by_role_and_label(Role::MultilineTextInput, "TGC of each month, one a line").focus();
    window.settle();
    window.harness.event(Event::Paste(norwegian_column()));
    window.settle();
    assert!(window.shows("Month 1 from day 1: 2.92"));
    assert!(window.shows("Month 3 from day 62: 4.39"));
    press(&mut window, "Use 24 months");
    assert!(window.shows_part("after 730 days"), "the curve answers at once");
    window.keys(Modifiers::COMMAND, Key::S);
    let schedule = window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().schedule;
    assert_eq!(schedule.iter().map(|item| item.tgc_value).collect::<Vec<_>>(), NORWEGIAN);
    assert_eq!(schedule.iter().map(|item| item.from_day).take(4).collect::<Vec<_>>(), [1, 31, 62, 92]);
}

#[test]
fn a_value_that_is_none_is_named_and_the_months_cannot_be_used() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    edit(&mut window, tgc);
    press(&mut window, "By month…");
    type_months(&mut window, "TGC of each month, one a line", "2.92 spring");
    assert!(window.shows("\"spring\" is no value. Accepted is 0 to 20"));
    let button = window.harness.get_by_role_and_label(Role::Button, "Use 1 month");
    assert!(button.accesskit_node().is_disabled());
}

#[test]
fn a_column_that_is_pasted_into_a_cell_fills_those_below() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    edit(&mut window, tgc);
    press(&mut window, "Add a day");
    assert!(field(&window, "From day, row 1").is_focused(), "one can type at once");
    window.harness.event(Event::Paste("1\t2,92\r\n31\t3,12\r\n62\t4,39\r\n".to_owned()));
    window.settle();
    assert_eq!(field(&window, "TGC, row 3").value().as_deref(), Some("4.39"));
    window.keys(Modifiers::COMMAND, Key::S);
    let schedule = window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().schedule;
    assert_eq!(schedule.iter().map(|item| item.from_day).collect::<Vec<_>>(), [1, 31, 62]);
}

#[test]
fn a_stage_has_a_tgc_of_its_own_until_its_field_is_emptied() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    edit(&mut window, tgc);
    type_over(&mut window, "TGC of Adult", "2.55");
    window.keys(Modifiers::COMMAND, Key::S);
    let stages = |window: &Window| window.stored().tgc_model(TgcModelId(tgc.id)).unwrap().stage_overrides;
    assert!(stages(&window).iter().any(|item| item.stage == "Adult" && item.tgc_value == 2.55));
    type_over(&mut window, "TGC of Adult", "25");
    assert!(window.shows_part("Not accepted yet: TGC of Adult"));
    field(&window, "TGC of Adult").focus();
    window.keys(Modifiers::COMMAND, Key::A);
    window.key(Key::Delete);
    window.keys(Modifiers::COMMAND, Key::S);
    assert!(stages(&window).iter().all(|item| item.stage != "Adult"));
}

#[test]
fn drafts_are_kept_wherever_one_goes_and_asked_about_before_they_are_lost() {
    let mut window = Window::on_sample();
    let (tgc, _, mortality) = keys(&window);
    edit(&mut window, tgc);
    type_over(&mut window, "TGC", "3.3");
    edit(&mut window, mortality);
    type_over(&mut window, "Mortality rate", "0.05");
    window.command(Command::Show(Place::Runs));
    edit(&mut window, tgc);
    assert_eq!(field(&window, "TGC").value().as_deref(), Some("3.3"));
    window.command(Command::CloseFarm);
    assert!(window.shows("Changes are not saved: 2 models"));
    window.key(Key::Escape);
    press(&mut window, "Discard changes");
    edit(&mut window, mortality);
    press(&mut window, "Discard changes");
    window.command(Command::CloseFarm);
    assert!(!window.shows("Leave with unsaved changes?"));
}

#[test]
fn escape_leaves_the_field_first_and_then_the_editor() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    edit(&mut window, tgc);
    field(&window, "TGC").focus();
    window.settle();
    window.key(Key::Escape);
    assert!(window.shows("Back"), "the field is left");
    window.key(Key::Escape);
    let table = window.harness.get_by_role_and_label(Role::Table, "TGC");
    assert!(table.is_focused(), "the list has the keyboard, on what was edited");
}

#[test]
fn bands_that_overlap_are_refused_beside_them_and_gaps_are_shown() {
    let mut window = Window::on_sample();
    let (_, fcr, _) = keys(&window);
    window.command(Command::Models(ModelCommand::Duplicate(fcr)));
    let model = window.stored().models(PartKind::Fcr).unwrap();
    let copy = model.iter().find(|row| row.name.ends_with("(copy)")).unwrap().id;
    let stored = window.stored().fcr_model(FcrModelId(copy)).unwrap();
    let adult = stored.stages.iter().find(|stage| stage.stage == "Adult").unwrap();
    for _ in &adult.overrides {
        press(&mut window, "Remove band 1 of Adult");
    }
    let add = |window: &mut Window, place: usize, from: &str, to: &str| {
        let buttons = window.harness.query_all_by_role_and_label(Role::Button, "Add a band to Adult");
        buttons.last().unwrap().click_accesskit();
        window.settle();
        type_over(window, &format!("From weight, band {place} of Adult"), from);
        type_over(window, &format!("To weight, band {place} of Adult"), to);
    };
    add(&mut window, 1, "300", "700");
    add(&mut window, 2, "650", "1000");
    assert!(window.shows("Overlaps 300–700 g: a weight has one FCR"));
    assert!(window.shows_part("Not accepted yet: band 1 of Adult, band 2 of Adult"));
    type_over(&mut window, "From weight, band 2 of Adult", "700");
    assert!(!window.shows_part("Not accepted yet"), "bands that meet are fine");
    type_over(&mut window, "From weight, band 2 of Adult", "750");
    assert!(window.shows_part("No band holds 700–750 g; the stage's FCR"));
    window.keys(Modifiers::COMMAND, Key::S);
    let stored = window.stored().fcr_model(FcrModelId(copy)).unwrap();
    let adult = stored.stages.iter().find(|stage| stage.stage == "Adult").unwrap();
    assert_eq!(adult.overrides.len(), 2);
}

#[test]
fn a_stage_is_added_in_the_order_of_the_lifecycle() {
    let mut window = Window::on_sample();
    window.command(Command::Models(ModelCommand::New(PartKind::Fcr)));
    type_over(&mut window, "Name", "With smolts");
    press(&mut window, "Add Smolt");
    window.keys(Modifiers::COMMAND, Key::S);
    let models = window.stored().models(PartKind::Fcr).unwrap();
    let id = models.iter().find(|row| row.name == "With smolts").unwrap().id;
    let stored = window.stored().fcr_model(FcrModelId(id)).unwrap();
    let stages: Vec<&str> = stored.stages.iter().map(|stage| stage.stage.as_str()).collect();
    assert_eq!(stages, ["Smolt", "Post-Smolt", "Adult"]);
}

#[test]
fn a_mortality_rate_says_what_it_comes_to_in_a_day_a_month_and_a_year() {
    let mut window = Window::on_sample();
    window.command(Command::Models(ModelCommand::New(PartKind::Mortality)));
    type_over(&mut window, "Name", "Half a percent a month");
    window.harness.get_by_role_and_label(Role::RadioButton, "a month").click_accesskit();
    window.settle();
    type_over(&mut window, "Mortality rate", "0,5");
    // 1 - 0.995^(12/365.25), 0.5 %, 1 - 0.995^12
    for figure in ["0.0165", "0.50", "5.8"] {
        assert!(window.shows_part(figure), "{figure}");
    }
    window.keys(Modifiers::COMMAND, Key::S);
    let models = window.stored().models(PartKind::Mortality).unwrap();
    let id = models.iter().find(|row| row.name == "Half a percent a month").unwrap().id;
    let stored = window.stored().mortality_model(MortalityModelId(id)).unwrap();
    assert_eq!((stored.frequency, stored.rate_percent), (Frequency::Monthly, 0.5));
}

#[test]
fn mortality_by_month_becomes_the_daily_rates_that_make_it() {
    let mut window = Window::on_sample();
    let (_, _, mortality) = keys(&window);
    edit(&mut window, mortality);
    press(&mut window, "By month…");
    window.harness.get_by_role_and_label(Role::RadioButton, "Months of 30 days").click_accesskit();
    window.settle();
    type_months(&mut window, "Percent that die in each month, one a line", "0.771282936 0.473927937");
    assert!(window.shows("Month 1 from day 1: 0.771282936 % a month, 0.02543 % a day"));
    press(&mut window, "Use 2 months");
    assert!(window.shows_part("0.771 % a month"), "what each row comes to stands beside it");
    window.keys(Modifiers::COMMAND, Key::S);
    let schedule = window.stored().mortality_model(MortalityModelId(mortality.id)).unwrap().schedule;
    assert_eq!(schedule.iter().map(|item| item.from_day).collect::<Vec<_>>(), [1, 31]);
    assert!((schedule[0].daily_rate_percent - 0.025_435).abs() < 1e-5, "{schedule:?}");
}

#[test]
fn a_model_is_renamed_from_the_list_and_the_name_taken_back() {
    let mut window = Window::on_sample();
    let (_, _, mortality) = keys(&window);
    let before = window.stored().mortality_model(MortalityModelId(mortality.id)).unwrap().name;
    window.command(Command::Models(ModelCommand::Show(mortality)));
    window.key(Key::F2);
    type_over(&mut window, "New name", "Calm site");
    window.key(Key::Enter);
    let name =
        |window: &Window| window.stored().mortality_model(MortalityModelId(mortality.id)).unwrap().name;
    assert_eq!(name(&window), "Calm site");
    window.command(Command::Undo);
    assert_eq!(name(&window), before);
}

#[test]
fn a_used_model_is_not_deleted_and_an_unused_one_comes_back_when_that_is_undone() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    window.command(Command::Models(ModelCommand::AskDelete(tgc)));
    assert!(window.shows_part("cannot be deleted"));
    window.key(Key::Escape);
    window.command(Command::Models(ModelCommand::Duplicate(tgc)));
    window.key(Key::Escape);
    window.key(Key::Escape);
    let count = |window: &Window| window.stored().models(PartKind::Tgc).unwrap().len();
    let with_copy = count(&window);
    let models = window.stored().models(PartKind::Tgc).unwrap();
    let copy = models.iter().find(|row| row.name.ends_with("(copy)")).unwrap().id;
    window.command(Command::Models(ModelCommand::AskDelete(PartKey::new(PartKind::Tgc, copy))));
    press(&mut window, "Delete TGC model");
    assert_eq!(count(&window), with_copy - 1);
    window.command(Command::Undo);
    assert_eq!(count(&window), with_copy);
}

#[test]
fn two_models_stand_side_by_side_with_what_differs() {
    let mut window = Window::on_sample();
    let (tgc, ..) = keys(&window);
    let mut farm = window.stored();
    let copy = farm.duplicate_part(tgc).unwrap();
    let crate::domain::recipe::RecipePart::Tgc(mut stored) = copy.now.unwrap() else { panic!() };
    stored.model.tgc_value = 3.25;
    farm.save_part(Some(copy.key), &crate::domain::recipe::RecipePart::Tgc(stored)).unwrap();
    window.command(Command::Refresh);
    window.command(Command::Models(ModelCommand::Compare(tgc, copy.key)));
    assert!(window.shows("2 parameters differ"), "name and TGC");
    assert!(window.shows("TGC model › TGC") && window.shows("3.25"));
    assert!(!window.shows("TGC model › Exponent n of the temperature"));
    window.harness.get_by_role_and_label(Role::CheckBox, "Show all parameters").click_accesskit();
    window.settle();
    assert!(window.shows("TGC model › Exponent n of the temperature"));
    window.key(Key::Escape);
    assert!(window.shows("Compare two"), "back in the list");
}

#[test]
fn an_empty_list_says_what_it_is_for_and_offers_the_first_step() {
    let mut window = Window::on_empty_farm();
    tab(&mut window, PartKind::Mortality);
    assert!(window.shows("No mortality models yet"));
    window.harness.get_all_by_role_and_label(Role::Button, "New mortality model…").last().unwrap().click();
    window.settle();
    assert!(window.shows("New mortality model"));
    type_over(&mut window, "Name", "Calm site");
    window.keys(Modifiers::COMMAND, Key::S);
    assert_eq!(window.stored().models(PartKind::Mortality).unwrap().len(), 1);
    window.command(Command::Models(ModelCommand::New(PartKind::Tgc)));
    assert!(window.shows_part("Not accepted yet: Name, Temperature profile"), "there is no profile yet");
}
