//! The recipes: list, search, editor.
use egui::Ui;

use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::domain::ids::ScenarioId;

/// The recipes: list, search, editor.
#[derive(Debug, Default)]
pub struct ScenariosView;

impl ScenariosView {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, _facts: &Facts<'_>, _commands: &mut Commands) {
        ui.heading("Scenarios");
    }

    /// Opens the editor: for a new scenario without a number.
    pub fn edit(&mut self, _id: Option<ScenarioId>) {}
}
