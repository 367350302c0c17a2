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
use crate::app::widgets::empty_state;
use crate::domain::ids::{RunId, ScenarioId};
use rename::{Rename, Spot};

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
        if renames
            && facts.can_write()
            && let Some(run) = self.list.cursor().and_then(|id| facts.farm.run(id))
        {
            self.rename = Some(Rename::of(run, Spot::List));
        }
        if archives {
            let ids = actions::not_archived(&self.list.chosen(), facts);
            if !ids.is_empty() {
                commands.push(Command::ArchiveRuns(ids));
                if facts.can_write() {
                    self.list.uncheck_all();
                }
            }
        }
    }
}

/// Nothing was run yet: what runs are for, and the first step.
fn no_runs_yet(ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
    let about =
        "A run keeps a projection as it was, so that batches can rely on it and later runs be compared";
    let (about, step, command) = match facts.farm.scenarios.is_empty() {
        true => (format!("{about}. A scenario comes first"), "New scenario…", Command::NewScenario),
        false => (about.to_owned(), "Run projections…", Command::AskRun(Vec::new())),
    };
    if empty_state::empty_unless(ui, "No runs yet", &about, step, facts.why_not(&command)) {
        commands.push(command);
    }
}
