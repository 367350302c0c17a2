//! The settings: a list of sections at the left, the chosen one beside it. A section is a file of its own.
mod backups;
#[cfg(test)]
mod care_tests;
mod check;
mod look;
mod old_runs;
mod people;
#[cfg(test)]
mod tests;

use egui::{Align, Layout, ProgressBar, Ui, vec2};

use crate::app::care::Doing;
use crate::app::command::{Command, Commands, Section};
use crate::app::facts::{Facts, FileFacts};
use crate::app::theme::{self, palette, size, space};
use crate::app::widgets::icon::Icon;
use crate::domain::display::sentence;
use crate::domain::fault::Fault;
use crate::service::Preferences;

/// The settings.
#[derive(Debug, Default)]
pub struct SettingsView {
    section: Section,
    backups: backups::BackupsSection,
    people: people::PeopleSection,
    old_runs: old_runs::OldRunsSection,
}

impl SettingsView {
    /// Goes to a section.
    pub fn show_section(&mut self, section: Section) {
        self.section = section;
        if section == Section::Backups {
            self.backups.take_keyboard();
        }
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
                    Section::Backups => self.backups.ui(ui, &facts.file(), commands),
                    Section::Check => check::ui(ui, &facts.file(), commands),
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
                self.show_section(section);
            }
        }
    }

    /// What can be done for a farm file that is too damaged to be opened: bring a backup back, or mend it.
    pub fn first_aid(&mut self, ui: &mut Ui, fault: &Fault, file: &FileFacts<'_>, commands: &mut Commands) {
        let colours = palette(ui.visuals());
        ui.horizontal(|ui| {
            Icon::Warning.show(ui, colours.danger);
            ui.heading("The farm file could not be opened");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("Back").clicked() {
                    commands.push(Command::CloseFarm);
                }
            });
        });
        ui.label(sentence(&fault.message));
        ui.colored_label(colours.text_muted, &fault.place);
        ui.add_space(space::L);
        ui.heading("Restore a backup");
        ui.add_space(space::S);
        let half = ui.available_height() / 2.0;
        ui.allocate_ui(vec2(ui.available_width(), half), |ui| self.backups.ui(ui, file, commands));
        ui.add_space(space::L);
        ui.heading("Or mend it");
        ui.add_space(space::S);
        check::ui(ui, file, commands);
    }
}

/// What is done for the whole file now: how far it is, and the way to stop it.
fn doing(ui: &mut Ui, doing: &Doing, commands: &mut Commands) {
    ui.horizontal(|ui| {
        ui.label(&doing.what);
        if let Some(share) = doing.share {
            let accent = palette(ui.visuals()).accent;
            let bar = ProgressBar::new(share).desired_width(size::FIELD_WIDE).desired_height(space::XS);
            ui.add(bar.fill(accent));
        }
        let verb = if doing.is_stopping { "Cancelling…" } else { "Cancel" };
        if ui.add_enabled(!doing.is_stopping, egui::Button::new(verb)).clicked() {
            commands.push(Command::StopJobs);
        }
    });
}
