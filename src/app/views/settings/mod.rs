//! The settings: a list of sections at the left, the chosen one beside it. A section is a file of its own.
mod look;
mod old_runs;
mod people;
#[cfg(test)]
mod tests;

use egui::{Align, Layout, Ui, vec2};

use crate::app::command::{Commands, Section};
use crate::app::facts::Facts;
use crate::app::theme::{self, size, space};
use crate::service::Preferences;

/// The settings.
#[derive(Debug, Default)]
pub struct SettingsView {
    section: Section,
    people: people::PeopleSection,
    old_runs: old_runs::OldRunsSection,
}

impl SettingsView {
    /// Goes to a section.
    pub fn show_section(&mut self, section: Section) {
        self.section = section;
    }

    /// Draws them.
    pub fn ui(&mut self, ui: &mut Ui, facts: &Facts<'_>, preferences: &Preferences, commands: &mut Commands) {
        ui.heading("Settings");
        ui.add_space(space::M);
        let room = ui.available_size();
        ui.horizontal_top(|ui| {
            let list = Layout::top_down_justified(Align::Min);
            ui.allocate_ui_with_layout(vec2(size::RAIL, room.y), list, |ui| self.sections(ui));
            ui.add_space(space::L);
            ui.vertical(|ui| {
                ui.heading(self.section.name());
                ui.add_space(space::S);
                match self.section {
                    Section::Look => look::ui(ui, preferences, commands),
                    Section::People => self.people.ui(ui, facts, commands),
                    Section::OldRuns => self.old_runs.ui(ui, facts, commands),
                }
            });
        });
    }

    fn sections(&mut self, ui: &mut Ui) {
        for section in Section::ALL {
            let chosen = self.section == section;
            let text = if chosen { theme::semibold(section.name()) } else { section.name().into() };
            if ui.selectable_label(chosen, text).clicked() {
                self.section = section;
            }
        }
    }
}
