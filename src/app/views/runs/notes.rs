//! What people wrote about a run, edited where it stands.
use egui::{Key, Modifiers, TextEdit, Ui};
use std::collections::HashMap;

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::theme::{palette, size};
use crate::domain::accepted::NOTES_CHARS;
use crate::domain::display::count;
use crate::domain::ids::RunId;
use crate::service::RunInFull;

/// Notes that were typed and are not stored yet, by their run: they stay while one looks at other runs.
#[derive(Debug, Default)]
pub struct Notes {
    drafts: HashMap<RunId, String>,
}

impl Notes {
    /// Whether something was typed that is not stored.
    pub fn is_changed(&self, full: &RunInFull) -> bool {
        self.drafts.get(&full.detail.run.run_id).is_some_and(|draft| *draft != full.detail.notes)
    }

    /// Draws the notes of a run.
    pub fn ui(&mut self, ui: &mut Ui, full: &RunInFull, facts: &Facts<'_>, commands: &mut Commands) {
        let id = full.detail.run.run_id;
        if let Some(why) = facts.why_not_write() {
            let nothing = if full.detail.notes.is_empty() { "No notes" } else { &full.detail.notes };
            ui.add(egui::Label::new(nothing).wrap().selectable(true)).on_hover_text(why);
            return;
        }
        let draft = self.drafts.entry(id).or_insert_with(|| full.detail.notes.clone());
        let edit_id = egui::Id::unique("notes of a run").with(id);
        // Before the field sees it: there Enter begins a new line.
        let by_key = ui.memory(|memory| memory.has_focus(edit_id))
            && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let edit = TextEdit::multiline(draft)
            .id(edit_id)
            .hint_text("What is worth remembering about this run")
            .desired_rows(5)
            .desired_width(size::FIELD_WIDE * 2.0);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("Notes"));
        let length = draft.chars().count();
        let is_changed = *draft != full.detail.notes;
        if length > NOTES_CHARS {
            let (most, length) = (count(NOTES_CHARS as f64), count(length as f64));
            let danger = palette(ui.visuals()).danger;
            ui.colored_label(danger, format!("At most {most} characters; these are {length}"));
        } else if is_changed {
            let keys = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
            let about = ui.ctx().format_shortcut(&keys);
            let saves = ui.horizontal(|ui| {
                let saves = ui.button("Save notes").on_hover_text(about).clicked();
                if ui.button("Discard changes").clicked() {
                    draft.clone_from(&full.detail.notes);
                }
                saves
            });
            if saves.inner || by_key {
                commands.push(Command::NoteRun(id, draft.clone()));
            }
        }
        if !is_changed && !response.has_focus() {
            self.drafts.remove(&id);
        }
    }
}
