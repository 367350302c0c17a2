use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::app::widgets::run_picker::ABOUT_PINNED_RUN;
use crate::domain::batch::{Batch, PinnedRun};

fn on_batches() -> Window {
    let mut window = Window::on_sample();
    window.command(Command::Show(Place::Batches));
    window
}

/// What a batch is pinned to in the file: "Autumn smolt 2024 #2", or nothing.
fn pin_of(window: &Window, number: &str) -> String {
    let batch = stored(window, number);
    batch
        .pinned_projection_run
        .map_or(String::new(), |run: PinnedRun| format!("{} #{}", run.scenario_name, run.run_number))
}

fn stored(window: &Window, number: &str) -> Batch {
    let farm = window.stored();
    farm.batch(farm.find_batch(number).unwrap()).unwrap()
}

fn all_pins(window: &Window) -> Vec<String> {
    let batches = window.stored().batches().unwrap();
    batches.iter().map(|batch| pin_of(window, &batch.batch_number)).collect()
}

/// Clicks within the dialog, as what lies under it may be called the same.
fn click_in_dialog(window: &mut Window, dialog: &str, role: Role, label: &str) {
    let dialog = window.harness.get_by_role_and_label(Role::Dialog, dialog);
    dialog.get_by_role_and_label(role, label).click();
    window.settle();
}

fn rows(window: &Window) -> Vec<String> {
    let table = window.harness.query_all_by_role(Role::Row);
    table.filter_map(|row| row.accesskit_node().label()).collect()
}

fn select(window: &mut Window, numbers: &[&str]) {
    for number in numbers {
        window.click(Role::CheckBox, &format!("Select {number}"));
    }
}

const PIN: &str = "Pin 1 batch";
const PIN_3: &str = "Pin 3 batches";

#[test]
fn each_batch_shows_the_run_it_is_pinned_to_and_whether_there_is_a_newer_one() {
    let mut window = on_batches();
    assert_eq!(rows(&window), ["HAT-24-01", "SEN-25-01", "SEN-25-02", "VES-24-01", "VES-24-02", "VES-24-03"]);
    assert!(window.shows("6 batches"));
    assert_eq!(window.harness.query_all_by_label("Run #1").count(), 4);
    assert_eq!(window.harness.query_all_by_label("Run #2").count(), 1);
    assert_eq!(window.harness.query_all_by_label("newer run available").count(), 2);
    window.harness.get_by_label("Run #2").hover();
    window.harness.run_steps(6);
    assert!(window.shows(ABOUT_PINNED_RUN));
}

#[test]
fn one_batch_is_pinned_with_the_mouse_after_a_preview() {
    let mut window = on_batches();
    window.click(Role::Row, "VES-24-01");
    window.click(Role::Button, "Pin 1 batch…");
    assert!(window.shows("3,881 g → 4,298 g"), "the final weight now and then");
    assert!(window.shows("719.8 t → 797.2 t"), "the final biomass now and then");
    assert!(window.shows("with the run"));
    assert_eq!(pin_of(&window, "VES-24-01"), "Autumn smolt 2024 #1", "a preview changes nothing");
    click_in_dialog(&mut window, PIN, Role::Button, "Pin 1 batch");
    assert!(window.shows("1 batch pinned to Autumn smolt 2024 - Run #2 (Updated TGC)"));
    assert_eq!(pin_of(&window, "VES-24-01"), "Autumn smolt 2024 #2");
    assert_eq!(pin_of(&window, "VES-24-03"), "Autumn smolt 2024 #1", "nobody else was changed");
}

#[test]
fn three_batches_are_pinned_with_the_keyboard_alone() {
    let mut window = Window::on_sample();
    window.keys(Modifiers::COMMAND, Key::Num4);
    window.harness.get_by_label("Find batches").focus();
    window.settle();
    // Into the table, and three rows checked.
    for key in [Key::ArrowDown, Key::ArrowDown, Key::Space, Key::ArrowDown, Key::Space, Key::ArrowDown] {
        window.key(key);
    }
    for key in [Key::Space, Key::P] {
        window.key(key);
    }
    // The picker has the keyboard: the second run in it is the autumn's baseline.
    assert!(window.harness.get_by_label("Projection run to pin").is_focused());
    for key in [Key::Enter, Key::ArrowDown, Key::Enter] {
        window.key(key);
    }
    // Past the list to "Why", and Enter.
    let mut tabs = 0;
    while !window.harness.get_by_role_and_label(Role::TextInput, "Why").is_focused() {
        window.key(Key::Tab);
        tabs += 1;
        assert!(tabs < 12, "\"Why\" is reached with Tab");
    }
    window.type_text("Moved to the autumn plan");
    window.key(Key::Enter);
    assert!(window.shows("3 batches pinned to Autumn smolt 2024 - Run #1 (Baseline)"));
    for number in ["HAT-24-01", "SEN-25-01", "SEN-25-02"] {
        assert_eq!(pin_of(&window, number), "Autumn smolt 2024 #1");
    }
}

#[test]
fn the_preview_says_where_a_run_was_made_for_other_fish() {
    let mut window = on_batches();
    select(&mut window, &["HAT-24-01", "VES-24-01", "SEN-25-01"]);
    window.click(Role::Button, "Pin 3 batches…");
    assert!(window.shows("Select a projection run to see what changes"));
    window.click(Role::ComboBox, "Projection run to pin");
    window.click(Role::Button, "Autumn smolt 2024 - Run #1 · Baseline");
    assert!(window.shows(
        "SEN-25-01 came in 226 days after this run starts, and as Post-Smolt, while the run has its fish in Adult"
    ));
    assert!(window.shows(
        "HAT-24-01 came in 235 days before this run starts, and as Egg&Alevin, while the run has its fish in \
         Post-Smolt"
    ));
    assert!(window.shows("No change"), "VES-24-01 is pinned to it already");
    click_in_dialog(&mut window, PIN_3, Role::Button, "Pin 2 batches");
    assert_eq!(pin_of(&window, "HAT-24-01"), "Autumn smolt 2024 #1", "a doubt forbids nothing");
}

#[test]
fn the_newer_run_of_a_batch_is_pinned_from_its_row() {
    let mut window = on_batches();
    window.click(Role::Button, "Pin VES-24-03 to run #2…");
    assert!(window.shows("9 days after the run"));
    click_in_dialog(&mut window, PIN, Role::Button, "Pin 1 batch");
    assert_eq!(pin_of(&window, "VES-24-03"), "Autumn smolt 2024 #2");
    assert_eq!(window.harness.query_all_by_label("newer run available").count(), 1);
}

#[test]
fn a_run_that_was_archived_is_not_offered_as_the_newer_one() {
    let mut window = on_batches();
    let updated = stored(&window, "VES-24-02").pinned_projection_run.unwrap().run_id;
    window.command(Command::ArchiveRuns(vec![updated]));
    assert!(!window.shows("newer run available"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.harness.query_all_by_label("newer run available").count(), 2);
}

#[test]
fn picking_a_run_in_the_detail_asks_with_a_preview_first() {
    let mut window = on_batches();
    window.click(Role::Row, "VES-24-01");
    assert!(window.shows("2 batches using this run"));
    window.click(Role::ComboBox, "Projection Run");
    window.click(Role::Button, "Run #2 · Updated TGC");
    assert!(window.shows("3,881 g → 4,298 g"));
    window.key(Key::Escape);
    assert_eq!(pin_of(&window, "VES-24-01"), "Autumn smolt 2024 #1");
    assert!(window.harness.get_by_role_and_label(Role::ComboBox, "Projection Run").is_focused());
}

#[test]
fn many_are_unpinned_after_a_preview_and_those_without_a_pin_are_left_out() {
    let mut window = on_batches();
    window.click(Role::CheckBox, "Select all");
    window.click(Role::Button, "Unpin 5 batches…");
    click_in_dialog(&mut window, "Unpin 5 batches", Role::CheckBox, "Select SEN-25-02");
    click_in_dialog(&mut window, "Unpin 5 batches", Role::Button, "Unpin 4 batches");
    assert!(window.shows("4 batches unpinned"));
    assert_eq!(all_pins(&window), ["", "", "Spring smolt 2025 #1", "", "", ""]);
}

#[test]
fn the_history_tells_who_changed_what_when_and_why() {
    // Made just now, as it tells.
    let mut window = Window::of([1280.0, 800.0], egui::Theme::Light, |path| {
        drop(crate::service::make_sample_at(path, "anna").unwrap());
    });
    window.command(Command::Show(Place::Batches));
    window.click(Role::Row, "VES-24-02");
    let of = |window: &Window| -> Vec<String> {
        rows(window).into_iter().filter(|row| row.contains(" by ")).collect()
    };
    assert_eq!(
        of(&window),
        [
            "just now by anna, from Run #1 Baseline to Run #2 Updated TGC, Grows faster than planned",
            "just now by anna, from not pinned to Run #1 Baseline, Plan of the season",
        ]
    );
    window.key(Key::Delete);
    window.type_text("Sold to a neighbour");
    window.key(Key::Enter);
    assert_eq!(
        of(&window)[0],
        "just now by anna, from Run #2 Updated TGC to not pinned, Sold to a neighbour"
    );
    assert!(window.shows("Not pinned: select the run that this batch is to be measured against"));
}

#[test]
fn pins_are_taken_back_and_made_again_and_the_history_tells_both() {
    let mut window = on_batches();
    let before = all_pins(&window);
    select(&mut window, &["VES-24-01", "VES-24-03", "HAT-24-01"]);
    window.key(Key::P);
    window.click(Role::ComboBox, "Projection run to pin");
    window.click(Role::Button, "Autumn smolt 2024 - Run #2 · Updated TGC");
    click_in_dialog(&mut window, PIN_3, Role::Button, "Pin 3 batches");
    let pinned = all_pins(&window);
    assert_ne!(before, pinned);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("Undone: pin of 3 batches"));
    assert_eq!(all_pins(&window), before);
    window.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(window.shows("Done again: pin of 3 batches"));
    assert_eq!(all_pins(&window), pinned);
    let hatchery = stored(&window, "HAT-24-01").batch_id;
    let history = window.stored().pin_history(hatchery).unwrap();
    let told: Vec<(bool, &str)> =
        history.iter().map(|event| (event.to.is_some(), event.reason.as_str())).collect();
    assert_eq!(told, [(true, "Done again"), (false, "Undone"), (true, "")]);
}

#[test]
fn what_is_undone_and_done_again_keeps_its_name() {
    let mut window = on_batches();
    select(&mut window, &["VES-24-01"]);
    window.key(Key::Delete);
    click_in_dialog(&mut window, "Unpin 1 batch", Role::Button, "Unpin 1 batch");
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("Undone: unpin of 1 batch"));
    window.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(window.shows("Done again: unpin of 1 batch"));
    assert_eq!(pin_of(&window, "VES-24-01"), "");
}

#[test]
fn an_undo_to_a_run_that_is_gone_says_so_and_the_earlier_changes_can_still_be_undone() {
    let mut window = on_batches();
    let (farm, number) = (window.stored(), "HAT-24-01");
    let hatchery = farm.find_batch(number).unwrap();
    let runs = farm.runs(crate::domain::run::RunFilter::default()).unwrap();
    let run = |name: &str| runs.iter().find(|run| run.scenario_name == name).unwrap().run_id;
    let (egg, autumn) = (run("Egg to harvest 2024"), run("Autumn smolt 2024"));
    let pin = |run| Command::PinBatches { batches: vec![hatchery], run, reason: String::new() };
    window.command(Command::UnpinBatches {
        batches: vec![stored(&window, "VES-24-01").batch_id],
        reason: String::new(),
    });
    window.command(pin(egg));
    window.command(pin(autumn));
    // By somebody else: what was done here would be undone first.
    window.stored().delete_run(egg, true).unwrap();
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("The pin of 1 batch cannot be undone"));
    assert_eq!(pin_of(&window, number), "Autumn smolt 2024 #2", "all stays as it was");
    window.keys(Modifiers::COMMAND, Key::Z);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert_eq!(pin_of(&window, "VES-24-01"), "Autumn smolt 2024 #1");
}

#[test]
fn batches_are_found_by_their_words_and_by_the_state_of_their_pin() {
    let mut window = on_batches();
    window.harness.get_by_label("Find batches").focus();
    window.settle();
    window.type_text("smolt SEN");
    assert_eq!(rows(&window), ["SEN-25-01", "SEN-25-02"]);
    assert!(window.shows("2 of 6 batches"));
    window.type_text("x");
    assert!(window.shows("No batch matches"));
    window.click(Role::Button, "Show all");
    assert_eq!(rows(&window).len(), 6);
    window.click(Role::Button, "Not pinned");
    assert_eq!(rows(&window), ["HAT-24-01"]);
    window.click(Role::Button, "Newer run available");
    assert_eq!(rows(&window), ["VES-24-01", "VES-24-03"]);
    window.click(Role::Button, "Pinned");
    assert_eq!(rows(&window).len(), 5);
    window.click(Role::ColumnHeader, "Fish");
    assert_eq!(rows(&window)[0], "VES-24-01", "the largest first");
}

#[test]
fn what_a_filter_hides_is_not_acted_on() {
    let mut window = on_batches();
    select(&mut window, &["SEN-25-01", "VES-24-01"]);
    window.click(Role::Button, "Newer run available");
    window.click(Role::Button, "Unpin 1 batch…");
    click_in_dialog(&mut window, "Unpin 1 batch", Role::Button, "Unpin 1 batch");
    assert_eq!(pin_of(&window, "VES-24-01"), "");
    assert_eq!(pin_of(&window, "SEN-25-01"), "Spring smolt 2025 #1");
}

#[test]
fn a_batch_that_is_asked_for_is_shown_whatever_hides_it() {
    let mut window = on_batches();
    window.click(Role::Button, "Not pinned");
    let batch = stored(&window, "VES-24-02").batch_id;
    window.command(Command::ShowBatch(batch));
    assert!(window.shows_part("from Run #1 Baseline to Run #2 Updated TGC"));
    window.key(Key::Enter);
    assert!(window.harness.get_by_role_and_label(Role::ComboBox, "Projection Run").is_focused());
}

#[test]
fn batches_for_a_run_are_chosen_in_the_dialog_those_of_its_scenario_first() {
    let mut window = on_batches();
    let runs = window.stored().runs(crate::domain::run::RunFilter::default()).unwrap();
    let updated = runs.iter().find(|run| run.label == "Updated TGC").unwrap().run_id;
    window.command(Command::AskPin { batches: Vec::new(), run: Some(updated) });
    let dialog = window.harness.get_by_role_and_label(Role::Dialog, "Pin batches");
    let listed: Vec<String> =
        dialog.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect();
    assert_eq!(listed[..3], ["VES-24-01", "VES-24-02", "VES-24-03"]);
    // The list has the keyboard; the second is pinned to this run already.
    for key in [Key::ArrowDown, Key::Space, Key::ArrowDown, Key::ArrowDown, Key::Space, Key::Enter] {
        window.key(key);
    }
    assert_eq!(pin_of(&window, "VES-24-01"), "Autumn smolt 2024 #2");
    assert_eq!(pin_of(&window, "VES-24-03"), "Autumn smolt 2024 #2");
    assert_eq!(pin_of(&window, "SEN-25-01"), "Spring smolt 2025 #1");
}

#[test]
fn a_file_that_can_only_be_read_shows_all_and_changes_nothing() {
    let mut window = on_batches();
    let crate::app::FarmState::Open(data) = &mut window.harness.state_mut().farm else { panic!() };
    data.read_only = true;
    window.settle();
    window.click(Role::Row, "VES-24-01");
    for button in ["Pin 1 batch…", "Unpin 1 batch…", "Import…", "Pin VES-24-01 to run #2…", "Pin run #2…"]
    {
        assert!(window.harness.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled());
    }
    assert!(window.harness.get_by_role(Role::ComboBox).accesskit_node().is_disabled());
    window.key(Key::P);
    window.key(Key::Delete);
    assert!(window.harness.state().dialog().is_none());
}

#[test]
fn a_farm_without_batches_says_what_they_are_for_and_offers_the_import() {
    let mut window = Window::on_empty_farm();
    window.command(Command::Show(Place::Batches));
    assert!(window.shows("No batches yet"));
    window.click(Role::Button, "Import batches…");
    assert!(window.harness.query_by_role_and_label(Role::Dialog, "Import batches").is_some());
}
