//! Which batches to which run, with what changes for whom.
use egui::Context;

use crate::app::command::Commands;
use crate::app::facts::Facts;
use crate::domain::ids::{BatchId, RunId};

/// Asks which batches to pin to which run, or which to unpin, after a preview.
#[derive(Debug)]
pub struct PinDialog {
    batches: Vec<BatchId>,
    run: Option<RunId>,
}

impl PinDialog {
    /// Asks for a pin. Without batches it asks which; without a run it asks which.
    pub fn pin(batches: Vec<BatchId>, run: Option<RunId>) -> Self {
        Self { batches, run }
    }

    /// Asks whether to unpin.
    pub fn unpin(batches: Vec<BatchId>) -> Self {
        Self { batches, run: None }
    }

    /// Draws the dialog; says whether it stays.
    pub fn show(&mut self, _ctx: &Context, _facts: &Facts<'_>, _commands: &mut Commands) -> bool {
        let _ = (&self.batches, self.run);
        false
    }
}
