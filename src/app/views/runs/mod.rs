//! The history of runs, and one run in detail.
use egui::Ui;

use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::domain::ids::{RunId, ScenarioId};

/// The history of runs, and one run in detail.
#[derive(Debug, Default)]
pub struct RunsView;

impl RunsView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, _facts: &Facts<'_>, _commands: &mut Commands) {
        ui.heading("Runs");
    }

    /// Shows the runs of one scenario, or of all.
    pub fn show_runs_of(&mut self, _scenario: Option<ScenarioId>) {}

    /// Shows a run.
    pub fn show_run(&mut self, _id: RunId) {}
}
