//! The fields of an FCR model.
use egui::Ui;

use super::Around;
use crate::app::facts::Facts;
use crate::domain::feed::FcrModel;
use crate::domain::recipe::RecipePart;

/// What the fields of an FCR model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct FcrForm {
    model: FcrModel,
}

impl FcrForm {
    /// A new model.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { model: FcrModel { name: String::new(), stages: Vec::new() } }
    }

    /// The fields of a stored model.
    pub fn of(model: &FcrModel) -> Self {
        Self { model: model.clone() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The model that the fields mean.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        Some(RecipePart::Fcr(self.model.clone()).named(name))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct FcrLook {}

impl FcrLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut FcrForm, _around: &Around<'_>) {}
}
