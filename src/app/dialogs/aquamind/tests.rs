//! A file of AquaMind as a planner brings it along.
use egui::{Key, Modifiers, Role};
use rusqlite::Connection;

use crate::app::command::{Command, FilePurpose};
use crate::app::testing::Window;

fn database(window: &Window) -> String {
    let path = window.folder.path().join("db.sqlite3");
    let there = Connection::open(&path).unwrap();
    there.execute_batch(include_str!("../../../../tests/fixtures/aquamind/current.sql")).unwrap();
    path.display().to_string()
}

fn look_at(window: &mut Window, file: &str) {
    window.command(Command::AskFile(FilePurpose::ImportAquamind));
    window.type_text(file);
    window.key(Key::Enter);
}

#[test]
fn a_file_is_looked_at_before_anything_is_stored_and_then_imported() {
    let mut window = Window::on_empty_farm();
    let file = database(&window);
    look_at(&mut window, &file);
    assert!(window.shows("This would come"));
    assert!(window.shows("AquaMind database since ProjectionRun"));
    assert!(window.shows_part("TGC 0.0029 was stored divided by 1000 and is 2.9"));
    assert!(window.stored().scenarios().unwrap().is_empty(), "nothing is stored yet");
    window.click(Role::Button, "Import");
    assert!(window.shows("This came"));
    assert!(window.shows("5 scenarios, 7 runs and 7 batches imported"));
    assert_eq!(window.stored().batches().unwrap().len(), 7);
    window.click(Role::Button, "Close");
    assert!(window.harness.state().dialog().is_none());
    // A second time there is nothing to import.
    look_at(&mut window, &file);
    assert!(window.shows("All of it came before"));
    window.key(Key::Escape);
    assert!(window.harness.state().dialog().is_none());
}

/// All rows of what an import brings, but counters.
fn rows(window: &Window) -> Vec<String> {
    let farm = Connection::open(window.folder.path().join("farm.salmonrun")).unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'pin_event' ORDER BY name";
    let mut all = Vec::new();
    for table in farm.prepare(tables).unwrap().query_map([], |row| row.get::<_, String>(0)).unwrap() {
        let table = table.unwrap();
        let mut statement = farm.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let cells = columns.iter().enumerate().filter(|(_, name)| *name != "last_run_number");
            let cells = cells.map(|(place, name)| format!("{name} {:?}", row.get_ref(place).unwrap()));
            all.push(format!("{table}: {}", cells.collect::<Vec<_>>().join(", ")));
        }
    }
    all.sort();
    all
}

#[test]
fn an_import_is_undone_and_done_again_by_its_name() {
    let mut window = Window::on_sample();
    let file = database(&window);
    let before = rows(&window);
    look_at(&mut window, &file);
    window.click(Role::Button, "Import");
    window.click(Role::Button, "Close");
    let after = rows(&window);
    assert!(after.len() > before.len() + 100);
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.shows("Undone: import from AquaMind"));
    assert!(rows(&window) == before, "the farm file is as it was before the import");
    window.keys(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(window.shows("Done again: import from AquaMind"));
    assert!(rows(&window) == after, "the farm file is as it was after the import");
}

#[test]
fn what_is_no_file_of_aquamind_says_so_and_another_can_be_chosen() {
    let mut window = Window::on_empty_farm();
    let letter = window.folder.path().join("letter.json");
    std::fs::write(&letter, "Dear Sir").unwrap();
    look_at(&mut window, &letter.display().to_string());
    assert!(window.shows("The file cannot be imported"));
    assert!(window.shows_part("his is not valid JSON"));
    window.click(Role::Button, "Another file…");
    assert!(window.shows("Browse…"));
}
