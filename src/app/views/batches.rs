//! Batches, the run each is pinned to, and the history of its pins.
use egui::Ui;

use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::domain::ids::BatchId;

/// Batches, the run each is pinned to, and the history of its pins.
#[derive(Debug, Default)]
pub struct BatchesView;

impl BatchesView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, _facts: &Facts<'_>, _commands: &mut Commands) {
        ui.heading("Batches");
    }

    /// Shows a batch.
    pub fn show_batch(&mut self, _id: BatchId) {}
}
