//! The history of runs, and one run in detail.
mod actions;
mod days;
mod detail;
mod list;
mod notes;
mod plots;
mod rename;
mod snapshot;
mod summary;
#[cfg(test)]
mod tests;

use egui::{Frame, Key, Modifiers, Panel, Ui};

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::theme::{size, space};
use crate::app::widgets::{button, empty_state};
use crate::domain::ids::{RunId, ScenarioId};
use rename::{Rename, Spot};

/// What a disabled action says of a farm file that can only be read.
const READ_ONLY: &str = "The farm file is read-only, so nothing can be changed";

/// The history of runs, and one run in detail.
#[derive(Debug, Default)]
pub struct RunsView {
    list: list::List,
    detail: detail::Detail,
    /// The label that is being edited.
    rename: Option<Rename>,
    /// A run to be shown as soon as it is among the facts.
    wanted: Option<RunId>,
}

impl RunsView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        self.follow(facts);
        self.title_line(ui, facts, commands);
        ui.add_space(space::S);
        if facts.farm.runs.is_empty() {
            no_runs_yet(ui, facts, commands);
            return;
        }
        self.filter_row(ui, facts, commands);
        ui.add_space(space::S);
        let was_typing = self.is_typing_a_label();
        let room = ui.available_height();
        let least = size::ROW * 5.0;
        Panel::bottom("run detail")
            .resizable(true)
            .default_size((room * 0.6).max(least))
            .size_range(least..=(room - least).max(least))
            .frame(Frame::new())
            .show(ui, |ui| self.show_detail(ui, facts, commands));
        self.show_list(ui, facts, commands);
        // The keyboard goes back to the rows, unless a click gave it to something else.
        if was_typing && !self.is_typing_a_label() && ui.memory(|memory| memory.focused().is_none()) {
            self.list.focus();
            ui.ctx().request_repaint();
        }
    }

    fn is_typing_a_label(&self) -> bool {
        self.rename.as_ref().is_some_and(|rename| !rename.is_saving())
    }

    /// The list has the keyboard.
    pub fn take_keyboard(&mut self) {
        self.list.focus();
    }

    /// Shows the runs of one scenario, or of all.
    pub fn show_runs_of(&mut self, scenario: Option<ScenarioId>) {
        self.wanted = None;
        self.list.show_runs_of(scenario);
    }

    /// Shows a run.
    pub fn show_run(&mut self, id: RunId) {
        self.wanted = Some(id);
    }

    /// Brings what is remembered in line with the lists, which may have changed.
    fn follow(&mut self, facts: &Facts<'_>) {
        if let Some(run) = self.wanted.and_then(|id| facts.farm.run(id)) {
            self.list.reveal(run, facts);
            self.wanted = None;
        }
        self.list.follow(facts);
        if self.rename.as_mut().is_some_and(|rename| !rename.follow(facts)) {
            self.rename = None;
        }
    }

    fn show_detail(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        // A page that needs less room must not make the detail smaller.
        ui.set_min_size(ui.available_size());
        ui.add_space(space::S);
        match self.list.cursor().and_then(|id| facts.farm.run(id)) {
            Some(run) => self.detail.ui(ui, run, &mut self.rename, facts, commands),
            None => detail::nothing_selected(ui),
        }
    }

    fn show_list(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        if self.list.is_empty() {
            let sentence = self.list.why_empty(facts);
            if empty_state::empty(ui, "No runs to show", &sentence, "Show all runs") {
                self.list.show_everything();
            }
            return;
        }
        let before = (self.list.cursor(), self.list.checked().len());
        let output = self.list.ui(ui, &mut self.rename, facts, commands);
        if output.opened.is_some() {
            self.detail.focus();
        }
        // What stands above the table, and the detail, were drawn before it.
        if output.opened.is_some() || before != (self.list.cursor(), self.list.checked().len()) {
            ui.ctx().request_repaint();
        }
        if output.has_focus {
            self.hear_keys(ui, facts, commands);
        }
    }

    /// The keys of the rows, while the table has the keyboard.
    fn hear_keys(&mut self, ui: &Ui, facts: &Facts<'_>, commands: &mut Commands) {
        let (renames, archives) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::F2), pressed(Key::Delete))
        });
        if !facts.can_write() {
            return;
        }
        if renames && let Some(run) = self.list.cursor().and_then(|id| facts.farm.run(id)) {
            self.rename = Some(Rename::of(run, Spot::List));
        }
        if archives {
            let ids = actions::not_archived(&self.list.chosen(), facts);
            if !ids.is_empty() {
                commands.push(Command::ArchiveRuns(ids));
                self.list.uncheck_all();
            }
        }
    }
}

/// Nothing was run yet: what runs are for, and the first step.
fn no_runs_yet(ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
    let about =
        "A run keeps a projection as it was, so that batches can rely on it and later runs be compared";
    if !facts.can_write() {
        empty_state_without_step(ui, "No runs yet", READ_ONLY);
    } else if facts.farm.scenarios.is_empty() {
        if empty_state::empty(ui, "No runs yet", &format!("{about}. A scenario comes first"), "New scenario…")
        {
            commands.push(Command::NewScenario);
        }
    } else if empty_state::empty(ui, "No runs yet", about, "Run projections…") {
        commands.push(Command::AskRun(Vec::new()));
    }
}

/// An empty state in which nothing can be done.
fn empty_state_without_step(ui: &mut Ui, heading: &str, sentence: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(space::XXL);
        ui.heading(heading);
        ui.weak(sentence);
    });
}

/// The primary button of this view, which is disabled in a file that can only be read.
fn primary_if(ui: &mut Ui, enabled: bool, text: &str) -> egui::Response {
    ui.add_enabled_ui(enabled, |ui| button::primary(ui, text)).inner
}
