//! What a bundle would bring, before it does; where two laptops changed the same value, the two side by side for a choice.
use egui::{Context, Grid, Id, Layout, Ui, vec2};
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::command::bundles::BundleCommand;
use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::facts::{BundleQuestion, Facts, Loaded};
use crate::app::theme::{palette, semibold, size, space};
use crate::app::widgets::icon::Icon;
use crate::app::widgets::modal::{Kind, Shown, modal, scrolled};
use crate::app::widgets::{button, empty_state};
use crate::domain::display::{plural, sentence};
use crate::domain::fault::Fault;
use crate::service::{BundleReport, Disagreement, Settling, Side};

/// Room for two values side by side.
const WIDTH: f32 = 860.0;
/// What stands above and below the list.
const AROUND: f32 = 9.0 * size::ROW;
/// The least and the most height of the list.
const LEAST_HEIGHT: f32 = 160.0;
const MOST_HEIGHT: f32 = 560.0;
/// More lines of one kind are counted, not shown.
const MOST_LINES: usize = 100;

/// What was answered in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Import,
    OtherFile,
    Cancel,
}

/// Asks whether a bundle is imported, and how what disagrees is decided.
#[derive(Debug)]
pub struct BundleDialog {
    path: PathBuf,
    settling: Settling,
    last: Option<Arc<BundleReport>>,
    fault: Option<Fault>,
}

impl BundleDialog {
    /// Asks about this file.
    pub fn new(path: PathBuf) -> Self {
        Self { path, settling: Settling::default(), last: None, fault: None }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, ctx: &Context, facts: &Facts<'_>, commands: &mut Commands) -> bool {
        // What is chosen changes nothing of what is compared, so it is asked for once.
        match facts.library.bundles.get(&BundleQuestion { path: self.path.clone() }) {
            Loaded::Loading => {}
            Loaded::Ready(report) => (self.last, self.fault) = (Some(report), None),
            Loaded::Failed(fault) => (self.last, self.fault) = (None, Some(fault)),
        }
        let kind = Kind { width: WIDTH, ..Kind::default() };
        let contents = |ui: &mut Ui, is_new| self.contents(ui, facts, is_new);
        match modal(ctx, Id::unique("import bundle"), "Import bundle", kind, contents) {
            Shown::Stays => true,
            Shown::Answered(Answer::Import) => {
                let (path, settling) = (self.path.clone(), self.settling.clone());
                commands.push(Command::Bundles(BundleCommand::Import { path, settling }));
                false
            }
            Shown::Answered(Answer::OtherFile) => {
                commands.push(Command::AskFile(FilePurpose::ImportBundle));
                false
            }
            Shown::Answered(Answer::Cancel) | Shown::Dismissed => false,
        }
    }

    fn contents(&mut self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.heading("Import bundle");
        let muted = palette(ui.visuals()).text_muted;
        let path = self.path.display().to_string();
        ui.add(egui::Label::new(egui::RichText::new(path).color(muted)).truncate());
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(LEAST_HEIGHT, MOST_HEIGHT);
        let mut answer = None;
        match (self.last.clone(), &self.fault) {
            (Some(report), _) => {
                scrolled(height).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    self.report(ui, &report);
                });
            }
            (None, Some(fault)) => {
                if empty_state::fault(ui, "The bundle cannot be imported", fault, "Another file…") {
                    answer = Some(Answer::OtherFile);
                }
            }
            (None, None) => {
                empty_state::loading(ui, "Comparing the bundle with this farm file", "", None);
            }
        }
        answer.or(self.buttons(ui, facts, is_new))
    }

    fn report(&mut self, ui: &mut Ui, report: &BundleReport) {
        ui.label(format!("Made by {}: {}", report.made_by, held(report)));
        if report.is_nothing_new() && report.disagreements.is_empty() {
            ui.label(semibold("All of it is here already"));
            return;
        }
        new_records(ui, report);
        if !report.changed.is_empty() {
            ui.add_space(space::S);
            ui.label(semibold("Changed later there, so it changes here"));
            Grid::new("changed").num_columns(3).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
                for one in report.changed.iter().take(MOST_LINES) {
                    ui.label(format!("{}, {}", sentence(&one.of), one.value));
                    ui.label(&one.before);
                    ui.horizontal(|ui| {
                        ui.label("→");
                        ui.label(&one.after);
                    });
                    ui.end_row();
                }
            });
            more(ui, report.changed.len());
        }
        if !report.disagreements.is_empty() {
            ui.add_space(space::S);
            self.disagreements(ui, &report.disagreements);
        }
    }

    fn disagreements(&mut self, ui: &mut Ui, all: &[Disagreement]) {
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, palette(ui.visuals()).warning);
            ui.label(semibold(format!("{} changed on both sides", plural(all.len(), "value", "values"))));
        });
        ui.label("What you do not choose stays as it is here, and is asked again with the next bundle");
        if all.len() > 1 {
            ui.horizontal(|ui| {
                for (side, text) in [(Side::Mine, "Keep all of mine"), (Side::Theirs, "Take all of theirs")] {
                    if ui.button(text).clicked() {
                        all.iter().for_each(|one| self.choose(&one.key, side));
                    }
                }
            });
        }
        Grid::new("disagreements").num_columns(3).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
            for text in ["", "Mine", "Theirs"] {
                ui.label(semibold(text));
            }
            ui.end_row();
            for one in all.iter().take(MOST_LINES) {
                let what = format!("{}, {}", sentence(&one.of), one.value);
                ui.label(&what);
                let chosen = self.settling.of(&one.key);
                for (side, value) in [(Side::Mine, &one.mine), (Side::Theirs, &one.theirs)] {
                    let response = ui.radio(chosen == Some(side), value);
                    if response.clicked() {
                        self.choose(&one.key, side);
                    }
                }
                ui.end_row();
            }
        });
        more(ui, all.len());
    }

    fn choose(&mut self, key: &str, side: Side) {
        let (to, from) = match side {
            Side::Mine => (&mut self.settling.mine, &mut self.settling.theirs),
            Side::Theirs => (&mut self.settling.theirs, &mut self.settling.mine),
        };
        from.remove(key);
        to.insert(key.to_owned());
    }

    fn buttons(&self, ui: &mut Ui, facts: &Facts<'_>, is_new: bool) -> Option<Answer> {
        let has_something = self.last.as_ref().is_some_and(|report| {
            !report.is_nothing_new() || !self.settling.mine.is_empty() || !self.settling.theirs.is_empty()
        });
        let row = vec2(ui.available_width(), size::ROW);
        let layout = Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(row, layout, |ui| {
            let nothing = (!has_something).then(|| "There is nothing to import".to_owned());
            let why_not = facts.why_not_write().or(nothing);
            let import = button::unless(ui, why_not, |ui| button::primary(ui, "Import bundle"));
            let cancel = ui.button("Cancel");
            if is_new {
                cancel.request_focus();
            }
            if import.clicked() { Some(Answer::Import) } else { cancel.clicked().then_some(Answer::Cancel) }
        })
        .inner
    }
}

/// What it holds, in words.
fn held(report: &BundleReport) -> String {
    let holds = &report.holds;
    [
        plural(holds.scenarios, "scenario", "scenarios"),
        plural(holds.runs, "run", "runs"),
        plural(holds.batches, "batch", "batches"),
        plural(holds.observations, "observation", "observations"),
    ]
    .join(", ")
}

fn new_records(ui: &mut Ui, report: &BundleReport) {
    let names = |ui: &mut Ui, what: String, names: &[String]| {
        if names.is_empty() {
            return;
        }
        ui.label(semibold(what));
        for name in names.iter().take(MOST_LINES) {
            ui.label(name);
        }
        more(ui, names.len());
    };
    names(ui, plural(report.scenarios.len(), "new scenario", "new scenarios"), &report.scenarios);
    let runs: Vec<String> = report
        .runs
        .iter()
        .map(|run| match run.run_number == run.run_number_there {
            true => run.name.clone(),
            false => format!("{}, which is #{} there", run.name, run.run_number_there),
        })
        .collect();
    names(ui, plural(runs.len(), "new run", "new runs"), &runs);
    names(ui, plural(report.batches.len(), "new batch", "new batches"), &report.batches);
    let arrived = &report.arrived;
    for (n, one, many) in [
        (arrived.observations, "new observation", "new observations"),
        (arrived.corrections, "new correction of an observation", "new corrections of observations"),
        (arrived.pin_events, "new line in the history of pins", "new lines in the history of pins"),
        (arrived.models, "new model or template", "new models and templates"),
    ] {
        if n > 0 {
            ui.label(semibold(plural(n, one, many)));
        }
    }
}

fn more(ui: &mut Ui, of: usize) {
    if of > MOST_LINES {
        let muted = palette(ui.visuals()).text_muted;
        ui.colored_label(muted, format!("and {} more", of - MOST_LINES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::bundles::BundleOf;
    use crate::app::testing::Window;
    use crate::service::Farm;
    use egui::{Key, Role};
    use std::ops::ControlFlow;

    fn bundle(window: &mut Window, farm: &mut Farm) -> PathBuf {
        let path = window.folder.path().join("north.salmonbundle");
        std::fs::write(&path, farm.export_bundle(&BundleOf::All.wishes()).unwrap().bytes).unwrap();
        path
    }

    fn look_at(window: &mut Window, path: PathBuf) {
        window.command(Command::Bundles(BundleCommand::LookAt(path)));
    }

    #[test]
    fn a_bundle_is_seen_before_it_is_imported_and_brings_what_was_seen() {
        let from = Window::on_sample();
        let mut window = Window::on_empty_farm();
        let mut farm = from.stored();
        let path = bundle(&mut window, &mut farm);
        look_at(&mut window, path);
        assert!(
            window.shows("3 new scenarios") && window.shows("4 new runs") && window.shows("6 new batches")
        );
        assert!(window.stored().scenarios().unwrap().is_empty(), "nothing is imported yet");
        window.click(Role::Button, "Import bundle");
        assert_eq!(window.stored().batches().unwrap().len(), 6);
        assert!(window.shows_part("The bundle of"));
    }

    #[test]
    fn what_both_changed_is_chosen_side_by_side_by_mouse_and_by_keyboard() {
        let mut window = Window::on_sample();
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("north.salmonrun");
        window.stored().export_bundle(&BundleOf::All.wishes()).unwrap();
        window.stored().back_up_to(&copy, &mut |_, _| ControlFlow::Continue(())).unwrap();
        let mut north = Farm::open(&copy).unwrap().acting_as("bo");
        let run = north.runs(crate::domain::run::RunFilter::default()).unwrap()[0].run_id;
        north.label_run(run, "North").unwrap();
        window.command(Command::LabelRun(run, "South".to_owned()));
        let path = bundle(&mut window, &mut north);
        look_at(&mut window, path.clone());
        assert!(window.shows("1 value changed on both sides"));
        window.click(Role::RadioButton, "\"North\"");
        window.click(Role::Button, "Import bundle");
        assert_eq!(window.stored().run_detail(run).unwrap().run.label, "North");
        look_at(&mut window, path);
        assert!(window.shows("All of it is here already"));
        window.key(Key::Escape);
        assert!(window.harness.state().dialog().is_none());
    }

    #[test]
    fn another_file_is_said_to_be_none_with_the_way_out() {
        let mut window = Window::on_sample();
        let path = window.folder.path().join("notes.txt");
        std::fs::write(&path, "no bundle").unwrap();
        look_at(&mut window, path);
        assert!(window.shows("The bundle cannot be imported"));
        assert!(window.shows_part("his is not a bundle of Salmon Run"));
        window.click(Role::Button, "Another file…");
        assert!(window.shows("Browse…"));
    }
}
