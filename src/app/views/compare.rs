//! Runs side by side.
use egui::Ui;

use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::domain::ids::RunId;

/// Runs side by side.
#[derive(Debug, Default)]
pub struct CompareView;

impl CompareView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, _facts: &Facts<'_>, _commands: &mut Commands) {
        ui.heading("Compare");
    }

    /// Shows these runs; the first is the baseline.
    pub fn show(&mut self, _ids: Vec<RunId>) {}
}
