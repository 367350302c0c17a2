//! The fields of a mortality model.
use egui::Ui;

use super::Around;
use crate::app::facts::Facts;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::recipe::RecipePart;

/// What the fields of a mortality model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct MortalityForm {
    model: MortalityModel,
}

impl MortalityForm {
    /// A new model.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self {
            model: MortalityModel {
                name: String::new(),
                frequency: Frequency::Daily,
                rate_percent: 0.02,
                stage_overrides: Vec::new(),
                schedule: Vec::new(),
            },
        }
    }

    /// The fields of a stored model.
    pub fn of(model: &MortalityModel) -> Self {
        Self { model: model.clone() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The model that the fields mean.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        Some(RecipePart::Mortality(self.model.clone()).named(name))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct MortalityLook {}

impl MortalityLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut MortalityForm, _around: &Around<'_>) {}
}
