//! The models that recipes are made of: lists by kind, who uses them, their editors, and two side by side.
mod columns;
mod compare;
mod constraints;
mod curves;
mod detail;
mod editor;
mod lifecycle;
mod list;
mod name_dialog;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod season_tests;
mod temperature;
#[cfg(test)]
mod tests;

use egui::Ui;

use self::temperature::TemperatureLook;
use crate::app::command::Commands;
use crate::app::command::models::{DraftKey, ModelCommand};
use crate::app::facts::Facts;
use crate::domain::fault::Fault;
use crate::domain::recipe::{PartKey, PartKind};
use crate::service::profiles::LoggerSeries;

/// The models: lists, editors, two side by side.
#[derive(Debug, Default)]
pub struct ModelsView {
    list: list::ModelList,
    editor: editor::Editor,
    compare: compare::CompareTwo,
}

impl ModelsView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, commands: &mut Commands) {
        self.editor.follow(facts);
        if self.editor.is_open() {
            if self.editor.ui(ui, facts, commands) {
                self.list.come_back(self.editor.close());
            }
        } else if self.compare.is_open() {
            if self.compare.ui(ui, facts) {
                self.list.come_back(self.compare.close());
            }
        } else {
            self.list.ui(ui, facts, &self.editor, commands);
        }
    }

    /// Shows what a command asks for.
    pub fn hear(&mut self, command: &ModelCommand) {
        match command {
            ModelCommand::ShowKind(kind) => self.show_list(*kind, None),
            ModelCommand::Show(key) => self.show_list(key.kind, Some(*key)),
            ModelCommand::New(kind) => self.edit(DraftKey::new(*kind)),
            ModelCommand::Edit(key) => self.edit((*key).into()),
            ModelCommand::Compare(one, other) => {
                self.editor.close();
                self.compare.open(*one, *other);
            }
            ModelCommand::TakeSaved { draft, outcome } => self.editor.take_saved(*draft, outcome),
            _ => {}
        }
    }

    fn show_list(&mut self, kind: PartKind, at: Option<PartKey>) {
        self.editor.close();
        self.compare.close();
        self.list.show_kind(kind);
        self.list.come_back(at);
    }

    fn edit(&mut self, draft: DraftKey) {
        self.compare.close();
        self.list.show_kind(draft.kind);
        self.editor.open(draft);
    }

    /// The list has the keyboard, unless something is being edited.
    pub fn take_keyboard(&mut self) {
        if !self.editor.is_open() && !self.compare.is_open() {
            self.list.take_keyboard();
        }
    }

    /// Whether an editor holds anything that is not saved.
    pub fn has_unsaved(&self) -> bool {
        self.unsaved_count() > 0
    }

    /// How many models have changes that are not saved.
    pub fn unsaved_count(&self) -> usize {
        self.editor.unsaved_count()
    }

    /// Hears what logger files hold that the editor of a temperature profile asked for.
    pub fn take_loggers(&mut self, loggers: &Result<Vec<LoggerSeries>, Fault>) {
        if let Some(look) = self.editor.temperature() {
            look.take_loggers(loggers);
        }
    }

    /// The names of the edits that would be taken back, or made again, within the editor that is open.
    pub fn next_steps(&self) -> (Option<&str>, Option<&str>) {
        self.editor.temperature_seen().map_or((None, None), TemperatureLook::next_steps)
    }

    /// Takes the last edit within the editor back; says whether there was one.
    pub fn undo_edit(&mut self) -> bool {
        self.editor.temperature().is_some_and(TemperatureLook::undo)
    }

    /// Makes the edit again that was taken back last; says whether there was one.
    pub fn redo_edit(&mut self) -> bool {
        self.editor.temperature().is_some_and(TemperatureLook::redo)
    }

    /// Forgets what is not saved.
    pub fn forget_drafts(&mut self) {
        self.editor = editor::Editor::default();
    }
}
