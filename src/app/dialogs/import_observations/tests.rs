//! A site's journal, as it is looked at before it is recorded.
use egui::{Key, Role};

use crate::app::command::Command;
use crate::app::command::observing::ObservingCommand;
use crate::app::testing::Window;
use crate::domain::ids::BatchId;

fn batch(window: &Window) -> BatchId {
    window.stored().find_batch("VES-24-01").unwrap()
}

fn looked_at(name: &str, contents: &str) -> Window {
    let mut window = Window::on_sample();
    let path = window.folder.path().join(name);
    std::fs::write(&path, contents).unwrap();
    let id = batch(&window);
    window.command(Command::Observing(ObservingCommand::LookAt(id, vec![path])));
    window
}

fn count(window: &Window) -> usize {
    window.stored().recorded(batch(window)).unwrap().len()
}

#[test]
fn a_journal_is_understood_and_recorded_and_taken_back() {
    let mut window =
        looked_at("journal.csv", "Dato;Vær;Døde;Temperatur\n13.09.2024;sol;3;10,4\n14.09.2024;regn;2;10,2\n");
    for words in [
        "Passed over",
        "Vær",
        "CSV, semicolon between columns, decimal comma, 1 kB",
        "2024-09-13 to 2024-09-14",
    ] {
        assert!(window.shows(words), "{words}");
    }
    assert_eq!(count(&window), 0, "looking records nothing");
    window.click(Role::Button, "Record 4 observations");
    assert_eq!(count(&window), 4);
    assert!(window.harness.state().dialog().is_none());
    window.keys(egui::Modifiers::COMMAND, Key::Z);
    assert_eq!(count(&window), 0);
    window.keys(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::Z);
    assert_eq!(count(&window), 4);
}

#[test]
fn what_may_be_two_days_and_an_unknown_pen_are_asked_about() {
    let mut window = looked_at("journal.csv", "date,pen,deaths\n03/09/2024,North,3\n04/09/2024,North,2\n");
    assert!(window.shows("Say first whether the day or the month comes first"));
    window.click(Role::RadioButton, "2024-09-03: the day comes first");
    assert!(window.shows("Say first what the unknown pen is"));
    window.click(Role::ComboBox, "What is North");
    window.click(Role::Button, "No pen of its own: the whole batch");
    window.click(Role::Button, "Record 2 observations");
    let all = window.stored().recorded(batch(&window)).unwrap();
    assert_eq!(all[0].observation.date().to_string(), "2024-09-03");
    assert!(all.iter().all(|one| one.observation.pen().is_none()));
}

#[test]
fn rejected_lines_are_named_and_doubts_asked_about_and_nothing_known_is_recorded_twice() {
    let mut window = looked_at(
        "journal.csv",
        "date,deaths,temperature\n2024-09-13,3,40\n2024-09-14,many,10\n2024-09-15,2,10\n",
    );
    assert!(window.shows("1 line cannot be read"));
    assert!(window.shows_part("Line 3: deaths: \"many\" is not accepted"));
    window.click(Role::Button, "Record 4 observations without the 1 rejected line");
    assert!(window.shows("1 thing cannot well be"));
    assert!(window.shows_part("40 °C is unusual"));
    window.click(Role::Button, "Go back");
    assert_eq!(count(&window), 0);
    window.click(Role::Button, "Record 4 observations without the 1 rejected line");
    window.click(Role::Button, "Save all the same");
    assert_eq!(count(&window), 4);
    let path = window.folder.path().join("journal.csv");
    let id = batch(&window);
    window.command(Command::Observing(ObservingCommand::LookAt(id, vec![path])));
    assert!(window.shows("Nothing in it is new"));
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_stores_nothing() {
    let mut window = looked_at("letter.csv", "Dear Anna,\nthe counts follow tomorrow\n");
    assert!(window.shows("The file cannot be read"));
    assert!(window.shows_part("date is missing"));
    window.key(Key::Escape);
    assert!(window.harness.state().dialog().is_none());
}
