//! Two models of a kind side by side.
use egui::Ui;

use crate::app::facts::Facts;
use crate::domain::recipe::PartKey;

/// The two models on show, if any.
#[derive(Debug, Default)]
pub struct CompareTwo {
    open: Option<(PartKey, PartKey)>,
}

impl CompareTwo {
    /// Whether two models are on show.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Shows two models.
    pub fn open(&mut self, one: PartKey, other: PartKey) {
        self.open = Some((one, other));
    }

    /// Closes it and says which model was shown first.
    pub fn close(&mut self) -> Option<PartKey> {
        self.open.take().map(|(one, _)| one)
    }

    /// Draws it; says whether it is to be closed.
    pub fn ui(&mut self, ui: &mut Ui, _facts: &Facts<'_>) -> bool {
        ui.button("Back").clicked()
    }
}
