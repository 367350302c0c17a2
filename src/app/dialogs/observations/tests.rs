//! Entering what was observed by keyboard alone, as a planner does on a Monday morning.
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::sheet::{Paste, Sheet};
use crate::app::command::Command;
use crate::app::command::observing::ObservingCommand;
use crate::app::testing::Window;
use crate::domain::batch::Batch;
use crate::domain::ids::BatchId;
use crate::domain::observation::{Observation, ObservationKind, Recorded};

fn batch(window: &Window) -> Batch {
    let farm = window.stored();
    let id = farm.find_batch("VES-24-01").unwrap();
    farm.batch(id).unwrap()
}

fn entering(kind: ObservationKind) -> Window {
    let mut window = Window::on_sample();
    let id: BatchId = batch(&window).batch_id;
    window.command(Command::Observing(ObservingCommand::AskEnter(id, kind)));
    window
}

fn recorded(window: &Window) -> Vec<Recorded> {
    window.stored().recorded(batch(window).batch_id).unwrap()
}

/// Types into the cell that has the keyboard, in place of what is there.
fn type_over(window: &mut Window, text: &str) {
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(text);
}

#[test]
fn a_row_is_typed_with_tab_and_enter_and_the_next_one_appears_with_its_pen_and_day() {
    let mut window = entering(ObservationKind::Mortality);
    let pens: Vec<String> = batch(&window).pens.iter().map(|pen| pen.name.clone()).collect();
    window.keys(Modifiers::COMMAND, Key::Home);
    window.key(Key::ArrowLeft);
    window.key(Key::ArrowLeft);
    type_over(&mut window, "3.9.2024");
    window.key(Key::Tab);
    window.key(Key::Tab);
    for (count, cause) in [("12", "Gill disease"), ("7", "")] {
        window.type_text(count);
        window.key(Key::Tab);
        window.type_text(cause);
        window.key(Key::Enter);
        window.key(Key::ArrowLeft);
        window.key(Key::ArrowRight);
    }
    assert!(window.shows("Save 2 observations"), "{pens:?}");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.harness.state().dialog().is_none());
    let all = recorded(&window);
    let rows: Vec<(String, Option<&str>)> =
        all.iter().map(|one| (one.observation.date().to_string(), one.observation.pen())).collect();
    assert_eq!(
        rows,
        [
            ("2024-09-03".to_owned(), Some(pens[0].as_str())),
            ("2024-09-03".to_owned(), Some(pens[1].as_str()))
        ]
    );
    let Observation::Mortality(first) = &all[0].observation else { panic!("{all:?}") };
    assert_eq!((first.count, first.cause.as_str()), (12, "Gill disease"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(recorded(&window).is_empty(), "taken back as one");
}

#[test]
fn a_cell_that_is_not_accepted_says_what_is_and_nothing_is_saved_until_all_is_right() {
    let mut window = entering(ObservationKind::GrowthSample);
    window.type_text("0");
    window.key(Key::Tab);
    let name = "Mean weight, row 1, 0: \"0\" is not accepted; accepted is 0.001 to 50000 g";
    assert!(window.shows(name));
    assert!(window.shows("1 row is not accepted"));
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.harness.state().dialog().is_some());
    window.click(Role::Button, "Go to it");
    let cell = window.harness.get_by_role_and_label(Role::TextInput, "Mean weight, row 1");
    assert!(cell.is_focused());
    window.type_text("149,5");
    window.key(Key::Enter);
    assert!(window.shows("Save 1 observation"));
    assert!(recorded(&window).is_empty());
}

#[test]
fn a_block_out_of_a_spreadsheet_is_pasted_and_its_doubts_are_asked_about() {
    let mut window = entering(ObservationKind::Temperature);
    let block = "Dato\tTemp (°C)\tVær\r\n13.09.2024\t10,4\tsol\r\n14.09.2024\t40\tregn\r\n";
    window.harness.event(Event::Paste(block.to_owned()));
    window.settle();
    assert!(window.shows("2 rows pasted; passed over Vær"));
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert!(window.shows("1 thing cannot well be"));
    assert!(window.shows_part("2024-09-14: 40 °C is unusual"));
    window.click(Role::Button, "Go back");
    assert!(recorded(&window).is_empty());
    assert!(window.shows("Save 2 observations"), "what was pasted is still there");
    window.keys(Modifiers::COMMAND, Key::Enter);
    window.click(Role::Button, "Save all the same");
    assert_eq!(recorded(&window).len(), 2);
}

#[test]
fn dates_that_may_be_two_days_are_asked_about_before_they_are_pasted() {
    let mut window = entering(ObservationKind::Temperature);
    window.harness.event(Event::Paste("03/09/2024\t\t10.4\n04/09/2024\t\t10.2\n".to_owned()));
    window.settle();
    assert!(window.shows("Which day is 03/09/2024 in row 1?"));
    window.click(Role::Button, "2024-09-03");
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(recorded(&window)[0].observation.date().to_string(), "2024-09-03");
}

#[test]
fn kinds_are_turned_by_keyboard_and_saved_together_and_leaving_asks() {
    let mut window = entering(ObservationKind::GrowthSample);
    window.type_text("149.5");
    window.keys(Modifiers::COMMAND, Key::PageDown);
    window.type_text("12");
    window.key(Key::Enter);
    assert!(window.shows("Growth sample (1)") && window.shows("Mortality (1)"));
    window.key(Key::Escape);
    assert!(window.shows("2 observations are not saved yet"));
    window.click(Role::Button, "Go back");
    assert!(window.shows("Save 2 observations"));
    window.key(Key::Escape);
    window.click(Role::Button, "Leave without saving");
    assert!(window.harness.state().dialog().is_none());
    assert!(recorded(&window).is_empty());
}

#[test]
fn escape_takes_back_what_was_typed_into_a_cell() {
    let mut window = entering(ObservationKind::Feeding);
    window.type_text("219,28");
    window.key(Key::Enter);
    window.key(Key::ArrowUp);
    type_over(&mut window, "99999");
    window.key(Key::Escape);
    let cell = window.harness.get_by_role_and_label(Role::TextInput, "Feed, row 1");
    assert_eq!(cell.accesskit_node().value().as_deref(), Some("219.28"));
}

fn typed(text: &str) -> Event {
    Event::Text(text.to_owned())
}

fn pressed(modifiers: Modifiers, key: Key) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

fn press(key: Key) -> Event {
    pressed(Modifiers::NONE, key)
}

/// All of it comes between two frames.
fn in_one_frame(window: &mut Window, events: impl IntoIterator<Item = Event>) {
    let events: Vec<Event> = events.into_iter().collect();
    // Each key of the grid that waits asks for another frame.
    let frames = events.len();
    window.harness.input_mut().events.extend(events);
    window.harness.run_steps(frames);
    window.settle();
}

fn deaths(window: &Window) -> Vec<(u64, String)> {
    let all = recorded(window).into_iter();
    all.map(|one| match one.observation {
        Observation::Mortality(it) => (it.count, it.cause),
        other => panic!("{other:?}"),
    })
    .collect()
}

#[test]
fn whoever_types_faster_than_frames_are_drawn_loses_nothing() {
    let mut window = entering(ObservationKind::Mortality);
    let row = |count: &str| [typed(count), press(Key::Tab), typed("Gill disease"), press(Key::Enter)];
    let mut events: Vec<Event> = ["12", "7", "31"].into_iter().flat_map(row).collect();
    // The keys that save come in the same frame, and save what was typed before them.
    events.push(pressed(Modifiers::COMMAND, Key::Enter));
    in_one_frame(&mut window, events);
    let cause = "Gill disease".to_owned();
    assert_eq!(deaths(&window), [(12, cause.clone()), (7, cause.clone()), (31, cause)]);
    assert!(window.harness.state().dialog().is_none());
}

#[test]
fn keys_of_one_frame_go_and_correct_in_their_order() {
    let mut window = entering(ObservationKind::Mortality);
    in_one_frame(
        &mut window,
        [
            typed("1"),
            typed("3"),
            press(Key::Backspace),
            typed("2"),
            press(Key::Enter),
            typed("99"),
            press(Key::Escape),
            typed("7"),
            press(Key::ArrowUp),
            // Nothing was typed here: the arrow leads to the next cell.
            press(Key::ArrowRight),
            typed("Handlin"),
            // Something was: it leads to the text's start, where no letter is lost.
            press(Key::Home),
            press(Key::ArrowRight),
            press(Key::End),
            typed("g"),
            press(Key::Tab),
        ],
    );
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(deaths(&window), [(12, "Handling".to_owned()), (7, String::new())]);
}

#[test]
fn what_is_typed_while_the_grid_is_still_being_opened_goes_into_its_cells() {
    let mut window = Window::on_sample();
    let id: BatchId = batch(&window).batch_id;
    let ctx = window.harness.ctx.clone();
    let ask = Command::Observing(ObservingCommand::AskEnter(id, ObservationKind::Mortality));
    window.harness.state_mut().carry_out(&ctx, ask);
    in_one_frame(&mut window, [typed("12"), press(Key::Tab), typed("Lice"), press(Key::Enter), typed("7")]);
    window.keys(Modifiers::COMMAND, Key::Enter);
    assert_eq!(deaths(&window), [(12, "Lice".to_owned()), (7, String::new())]);
}

#[test]
fn the_next_kind_gets_what_is_typed_behind_the_keys_that_turn_to_it() {
    let mut window = entering(ObservationKind::GrowthSample);
    let turn = |key| pressed(Modifiers::COMMAND, key);
    in_one_frame(
        &mut window,
        [typed("149.5"), turn(Key::PageDown), typed("12"), press(Key::Enter), turn(Key::PageUp), typed("60")],
    );
    assert!(window.shows("Growth sample (2)") && window.shows("Mortality (1)"), "60 g is a second sample");
}

#[test]
fn what_is_typed_behind_the_keys_that_leave_is_for_nobody() {
    let mut window = entering(ObservationKind::Mortality);
    in_one_frame(
        &mut window,
        [typed("12"), press(Key::Enter), press(Key::Escape), typed("99"), press(Key::Enter)],
    );
    assert!(window.shows("1 observation is not saved yet"), "Enter behind it answers nothing");
    window.click(Role::Button, "Go back");
    assert!(window.shows("Save 1 observation"));
    assert!(window.harness.query_by_role_and_label(Role::Cell, "Dead fish, row 1, 12").is_some());
}

#[test]
fn undoing_in_a_cell_brings_nothing_of_another() {
    let mut window = entering(ObservationKind::Mortality);
    window.type_text("12");
    window.key(Key::Enter);
    window.keys(Modifiers::COMMAND, Key::Z);
    let cell = window.harness.get_by_role_and_label(Role::TextInput, "Dead fish, row 2");
    assert_eq!(cell.accesskit_node().value().unwrap_or_default(), "");
}

#[test]
fn tab_out_of_an_empty_row_goes_on_to_the_buttons() {
    let mut window = entering(ObservationKind::Feeding);
    window.key(Key::Tab);
    let button = window.harness.get_by_role_and_label(Role::Button, "Cancel");
    assert!(button.is_focused());
    assert!(window.harness.query_by_role_and_label(Role::TextInput, "Feed, row 2").is_none());
}

#[test]
fn five_thousand_rows_are_pasted_and_only_those_in_sight_are_drawn() {
    let mut window = entering(ObservationKind::Feeding);
    let day = |n: u64| chrono::NaiveDate::from_ymd_opt(2024, 9, 2).unwrap() + chrono::Days::new(n / 20);
    let block: String =
        (0..5000).map(|n| format!("{}\t\t{},5\n", day(n).format("%d.%m.%Y"), 100 + n % 50)).collect();
    window.harness.event(Event::Paste(block));
    window.settle();
    assert!(window.shows("Save 5,000 observations"));
    let cells = window.harness.query_all_by_role(Role::Cell).count();
    assert!(cells < 200, "{cells} cells are drawn");
    window.keys(Modifiers::COMMAND, Key::End);
    assert!(window.shows("Feed, row 5001"), "the row that waits");
}

fn sheet(kind: ObservationKind) -> (Sheet, Batch) {
    let window = Window::on_sample();
    let batch = batch(&window);
    (Sheet::new(kind, &batch, batch.start_date), batch)
}

#[test]
fn a_column_pasted_at_a_cell_goes_on_pen_by_pen_and_day_by_day() {
    let (mut sheet, batch) = sheet(ObservationKind::Mortality);
    let pens = batch.pens.len();
    let column = sheet.first_value();
    let block: String = (0..pens + 1).map(|n| format!("{n}\n")).collect();
    assert_eq!(sheet.paste(&block, 0, column, None), Paste::Done { rows: pens + 1, passed_over: Vec::new() });
    let all: Vec<&Observation> = sheet.observations().collect();
    assert_eq!(all.len(), pens + 1);
    assert_eq!(all[pens - 1].pen(), Some(batch.pens[pens - 1].name.as_str()));
    assert_eq!(all[pens].pen(), Some(batch.pens[0].name.as_str()));
    assert_eq!(all[pens].date(), batch.start_date + chrono::Days::new(1));
    assert_eq!(sheet.len(), pens + 2, "a row waits below");
}

#[test]
fn a_waiting_row_follows_the_one_above_until_it_is_touched() {
    let (mut sheet, batch) = sheet(ObservationKind::Temperature);
    *sheet.text_mut(0, 2) = "10,5".to_owned();
    sheet.typed(0, 2);
    let next = (batch.start_date + chrono::Days::new(1)).to_string();
    assert_eq!(sheet.text(1, 0), next);
    *sheet.text_mut(0, 0) = "2024-12-24".to_owned();
    sheet.typed(0, 0);
    assert_eq!(sheet.text(1, 0), "2024-12-25");
    *sheet.text_mut(1, 0) = "2025-01-01".to_owned();
    sheet.typed(1, 0);
    *sheet.text_mut(0, 0) = "2024-11-01".to_owned();
    sheet.typed(0, 0);
    assert_eq!(sheet.text(1, 0), "2025-01-01");
}
