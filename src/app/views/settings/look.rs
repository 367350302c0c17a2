//! How the window looks: theme and zoom.
use egui::Ui;

use crate::app::command::{Command, Commands};
use crate::app::theme::space;
use crate::service::{Preferences, ThemeChoice};

/// Zooms that can be chosen, in percent.
const ZOOMS_PERCENT: [u8; 7] = [80, 90, 100, 110, 125, 150, 200];

/// Draws the section.
pub(super) fn ui(ui: &mut Ui, preferences: &Preferences, commands: &mut Commands) {
    ui.label("Theme");
    ui.horizontal(|ui| {
        for (theme, name) in [
            (ThemeChoice::System, "As the system"),
            (ThemeChoice::Light, "Light"),
            (ThemeChoice::Dark, "Dark"),
        ] {
            if ui.selectable_label(preferences.theme == theme, name).clicked() {
                commands.push(Command::SetTheme(theme));
            }
        }
    });
    ui.add_space(space::L);
    ui.label("Size of everything");
    ui.horizontal(|ui| {
        let now = preferences.zoom.unwrap_or(1.0);
        for percent in ZOOMS_PERCENT {
            let zoom = f32::from(percent) / 100.0;
            let chosen = (now - zoom).abs() < 0.005;
            if ui.selectable_label(chosen, format!("{percent} %")).clicked() {
                commands.push(Command::SetZoom(zoom));
            }
        }
    });
}
