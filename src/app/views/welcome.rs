//! What is shown before a farm file is open: make one, open one, or look at the sample.
use egui::{RichText, Ui};
use std::path::PathBuf;

use crate::app::command::{Command, Commands, FilePurpose};
use crate::app::theme::{self, palette, size, space};
use crate::app::widgets::button;

/// The welcome.
#[derive(Debug, Default)]
pub struct WelcomeView;

impl WelcomeView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, recent: &[PathBuf], commands: &mut Commands) {
        let muted = palette(ui.visuals()).text_muted;
        ui.vertical_centered(|ui| {
            ui.set_max_width(size::DIALOG);
            ui.add_space(ui.available_height() * 0.12);
            ui.label(RichText::new("Salmon Run").text_style(theme::key_figure()));
            ui.colored_label(muted, "Plans that stand still: every projection is kept, and batches stay pinned to the one they rely on");
            ui.add_space(space::XL);
            ui.horizontal(|ui| {
                ui.add_space((ui.available_width() - 3.0 * (size::FIELD + space::S)).max(0.0) / 2.0);
                if button::primary(ui, "New farm file…").clicked() {
                    commands.push(Command::AskFile(FilePurpose::NewFarm));
                }
                if ui.button("Open farm file…").clicked() {
                    commands.push(Command::AskFile(FilePurpose::OpenFarm));
                }
                if ui.button("Open the sample farm").clicked() {
                    commands.push(Command::OpenSample);
                }
            });
            ui.add_space(space::XL);
            if !recent.is_empty() {
                ui.heading("Recent");
                for path in recent {
                    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                    if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                        commands.push(Command::OpenFarm(path.clone()));
                    }
                }
                ui.add_space(space::L);
            }
            ui.colored_label(muted, "A farm file can also be dropped onto this window");
        });
    }
}
