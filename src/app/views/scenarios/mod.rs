//! The recipes: list, search, summary of the one with the cursor, and the editor.
mod detail;
mod editor;
mod list;
mod search;
mod start;
#[cfg(test)]
mod tests;

use egui::Ui;

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::keys;
use crate::domain::fault::Fault;
use crate::domain::ids::ScenarioId;

/// The recipes: list, search, summary, editor.
#[derive(Debug, Default)]
pub struct ScenariosView {
    list: list::ScenarioList,
    editor: editor::Editor,
}

impl ScenariosView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        self.editor.follow(facts);
        if self.editor.is_open() {
            if self.editor.ui(ui, facts, commands) {
                self.list.come_back(self.editor.close());
            }
            return;
        }
        self.list.ui(ui, facts, &self.editor, commands);
        if keys::run_pressed(ui.ctx()) {
            let chosen = self.list.chosen();
            if !chosen.is_empty() {
                commands.push(Command::AskRun(chosen));
            }
        }
    }

    /// Opens the editor: for a new scenario without a number. What was typed there before is still there.
    pub fn edit(&mut self, id: Option<ScenarioId>) {
        self.editor.open(id);
    }

    /// The list has the keyboard, unless something is being edited.
    pub fn take_keyboard(&mut self) {
        if !self.editor.is_open() {
            self.list.take_keyboard();
        }
    }

    /// Hears how saving went.
    pub fn take_saved(&mut self, draft: Option<ScenarioId>, outcome: &Result<ScenarioId, Fault>) {
        self.editor.take_saved(draft, outcome);
    }

    /// Whether the editor holds anything that is not saved.
    pub fn has_unsaved(&self) -> bool {
        self.editor.has_unsaved()
    }

    /// How many scenarios have changes that are not saved.
    pub fn unsaved_count(&self) -> usize {
        self.editor.unsaved_count()
    }

    /// Forgets what is not saved.
    pub fn forget_drafts(&mut self) {
        self.editor = editor::Editor::default();
    }
}
