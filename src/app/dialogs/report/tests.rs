//! Reports asked for in the window: chosen, written in the background, cancelled, asked about, refused.
use egui::{Key, Modifiers, Role};
use std::fs;
use std::path::PathBuf;

use crate::app::command::reports::{CopiedTable, ReportCommand, ReportSubject};
use crate::app::command::{Command, Place};
use crate::app::testing::Window;
use crate::domain::run::RunFilter;

/// The two runs of the autumn scenario, the baseline first.
fn two_runs(window: &Window) -> Vec<crate::domain::ids::RunId> {
    let runs = window.stored().runs(RunFilter::default()).unwrap();
    let id = |number| {
        let found = runs.iter().find(|r| r.scenario_name.starts_with("Autumn") && r.run_number == number);
        found.unwrap().run_id
    };
    vec![id(1), id(2)]
}

/// The window with the dialog for the two runs.
fn asked() -> Window {
    let mut window = Window::on_sample();
    let runs = two_runs(&window);
    window.command(Command::CompareRuns(runs));
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export report"));
    window
}

/// Wants these formats and no others.
fn choose(window: &mut Window, formats: &[&str]) {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    for name in ["PDF", "HTML", "XLSX", "CSV", "JSON", "PNG", "SVG"] {
        let node = window.harness.query_by_role_and_label(Role::CheckBox, name);
        let Some(node) = node else { continue };
        let is_on = node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True);
        if is_on != formats.contains(&name) {
            window.click(Role::CheckBox, name);
        }
    }
}

fn file(window: &Window, ending: &str) -> PathBuf {
    window.folder.path().join(format!("Autumn smolt 2024 runs 1 and 2 compared.{ending}"))
}

#[test]
fn a_report_is_chosen_written_in_the_background_and_offered_to_open() {
    let mut window = asked();
    choose(&mut window, &["HTML", "CSV"]);
    assert!(window.shows_part("CSV has , between its fields"));
    assert!(window.shows_part("#2 Updated TGC: Ends "), "the preview says the real sentence");
    window.click(Role::CheckBox, "Parameter snapshots");
    window.click(Role::Button, "Export 2 reports");
    assert!(window.shows("2 reports are written"));
    assert!(window.shows("Open") && window.shows("Open folder"));
    let html = fs::read_to_string(file(&window, "html")).unwrap();
    assert!(html.contains("numbers equal") && !html.contains("Parameter snapshots"));
    assert!(fs::read_to_string(file(&window, "csv")).unwrap().starts_with("run_id,"));
    // The next one proposes the same.
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Export 2 reports"));
    let left_out = &window.harness.state().preferences().report.left_out;
    assert_eq!(left_out, &["appendix"]);
}

#[test]
fn a_file_that_is_there_is_asked_about_and_either_stays_or_is_replaced() {
    let mut window = asked();
    choose(&mut window, &["CSV"]);
    fs::write(file(&window, "csv"), "mine").unwrap();
    window.click(Role::Button, "Export report");
    assert!(window.shows_part("is there already"));
    assert_eq!(fs::read_to_string(file(&window, "csv")).unwrap(), "mine");
    window.click(Role::Button, "Keep both");
    let second = window.folder.path().join("Autumn smolt 2024 runs 1 and 2 compared (2).csv");
    assert!(fs::read_to_string(second).unwrap().starts_with("run_id,"));
    assert_eq!(fs::read_to_string(file(&window, "csv")).unwrap(), "mine");
    window.keys(Modifiers::COMMAND, Key::E);
    window.click(Role::Button, "Export report");
    window.click(Role::Button, "Replace 1 file");
    assert!(fs::read_to_string(file(&window, "csv")).unwrap().starts_with("run_id,"));
}

#[test]
fn a_folder_that_is_not_there_is_told_where_it_was_typed() {
    let mut window = asked();
    choose(&mut window, &["CSV"]);
    use egui_kittest::kittest::Queryable as _;
    window.harness.get_by_role_and_label(Role::TextInput, "Folder").focus();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("/nowhere/at/all");
    window.click(Role::Button, "Export report");
    assert!(window.shows("There is no such folder"));
    assert!(window.shows("Export report"), "what was chosen is kept");
    assert!(!file(&window, "csv").exists());
}

#[test]
fn what_is_cancelled_leaves_nothing() {
    let mut window = asked();
    choose(&mut window, &["CSV", "HTML"]);
    let held = window.harness.state_mut().hold_long_work();
    use egui_kittest::kittest::Queryable as _;
    window.harness.get_by_role_and_label(Role::Button, "Export 2 reports").click();
    window.harness.run_steps(2);
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !window.shows_part("Writing 2 reports") && std::time::Instant::now() < patience {
        window.harness.run_steps(1);
    }
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(&ctx, Command::StopJobs);
    drop(held);
    window.settle();
    assert!(!file(&window, "csv").exists() && !file(&window, "html").exists());
    let left = fs::read_dir(window.folder.path()).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().contains(".part")));
}

#[test]
fn a_run_and_a_batch_have_reports_of_their_own() {
    let mut window = Window::on_sample();
    let run = two_runs(&window)[1];
    window.command(Command::ShowRun(run));
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Projection run #2 Updated TGC of Autumn smolt 2024"));
    assert!(!window.shows("What differs in the recipe"));
    choose(&mut window, &["HTML"]);
    window.click(Role::Button, "Export report");
    let html = fs::read_to_string(window.folder.path().join("Autumn smolt 2024 run 2.html")).unwrap();
    assert!(html.contains("VES-24-02") && !html.contains("baseline</small>"));

    window.command(Command::Show(Place::Batches));
    let batch = window.stored().find_batch("VES-24-02").unwrap();
    window.command(Command::ShowBatch(batch));
    window.keys(Modifiers::COMMAND, Key::E);
    assert!(window.shows("Batch VES-24-02"));
    window.click(Role::Button, "Export report");
    let html = fs::read_to_string(window.folder.path().join("Batch VES-24-02.html")).unwrap();
    assert!(html.contains("Every change of the pin") && html.contains("Updated TGC"));
}

#[test]
fn tables_are_copied_with_their_numbers_in_full() {
    let mut window = Window::on_sample();
    let runs = two_runs(&window);
    window.command(Command::CompareRuns(runs.clone()));
    window.click(Role::Tab, "Key figures");
    window.click(Role::Button, "Copy table");
    assert!(window.shows_part("Key figures copied, 23 rows"));
    let days = ReportCommand::CopyTable(ReportSubject::Runs(vec![runs[0]]), CopiedTable::Days);
    window.command(Command::ShowRun(runs[0]));
    window.command(Command::Reports(days));
    assert!(window.shows_part("Days copied, 480 rows"));
}

#[test]
fn enter_in_a_format_exports_and_space_ticks_it() {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    let mut window = asked();
    choose(&mut window, &["HTML", "CSV"]);
    let is_on = |window: &Window, name: &str| {
        let node = window.harness.get_by_role_and_label(Role::CheckBox, name);
        node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    window.harness.get_by_role_and_label(Role::CheckBox, "CSV").focus();
    window.settle();
    window.key(Key::Space);
    assert!(!is_on(&window, "CSV") && is_on(&window, "HTML"));
    window.harness.get_by_role_and_label(Role::CheckBox, "HTML").focus();
    window.settle();
    window.key(Key::Enter);
    assert!(file(&window, "html").exists() && !file(&window, "csv").exists());
}
