//! The models that recipes are made of: lists by kind, who uses them, their editors, and two side by side.
mod compare;
mod constraints;
mod curves;
mod detail;
mod editor;
mod lifecycle;
mod list;
mod name_dialog;
mod temperature;
#[cfg(test)]
mod tests;

use egui::Ui;

use crate::app::command::Commands;
use crate::app::command::models::{DraftKey, ModelCommand};
use crate::app::facts::Facts;
use crate::domain::recipe::{PartKey, PartKind};

/// What a disabled button says where nothing can be written.
const READ_ONLY: &str = "The farm file can only be read";

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

    /// Forgets what is not saved.
    pub fn forget_drafts(&mut self) {
        self.editor = editor::Editor::default();
    }
}
