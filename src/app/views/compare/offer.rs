//! The offer to pin the batch that a run was made from: one click, where the two runs are compared.
use egui::{Button, Ui};

use crate::app::command::{Command, Commands};
use crate::app::facts::Facts;
use crate::app::offer;
use crate::app::theme::palette;
use crate::app::widgets::icon::Icon;
use crate::domain::ids::{BatchId, RunId};

/// The batch, and the run that follows from what it taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offer {
    pub batch: BatchId,
    pub run: RunId,
}

impl Offer {
    /// Draws it, while that run is compared; says whether it stays.
    pub fn ui(self, ui: &mut Ui, compared: &[RunId], facts: &Facts<'_>, commands: &mut Commands) -> bool {
        let (Some(batch), Some(run)) = (facts.farm.batch(self.batch), facts.farm.run(self.run)) else {
            return false;
        };
        if !compared.contains(&self.run) {
            return false;
        }
        let colors = palette(ui.visuals());
        let number = &batch.batch_number;
        let is_pinned = batch.pinned_projection_run.as_ref().is_some_and(|pinned| pinned.run_id == self.run);
        let mut stays = true;
        ui.horizontal(|ui| {
            if is_pinned {
                Icon::Pin.show(ui, colors.text_muted);
                ui.label(format!("Batch {number} is pinned to {}", run.full_name()));
                if ui.add(Button::new("Show its growth")).clicked() {
                    commands.push(Command::ShowGrowth(self.batch));
                }
            } else {
                ui.label(format!("{} follows from what batch {number} taught", run.full_name()));
                let verb = format!("Pin {number} to it");
                let pin = Command::PinBatches {
                    batches: vec![self.batch],
                    run: self.run,
                    reason: "Planned again with what it taught".to_owned(),
                };
                offer::primary_unless(ui, facts, verb, None, pin, commands);
            }
            stays = !Icon::Close.button(ui, "Dismiss the offer").clicked();
        });
        stays
    }
}
