//! The fields of a TGC model.
use egui::Ui;

use super::Around;
use crate::app::facts::Facts;
use crate::domain::recipe::{RecipePart, StoredTgc};

/// What the fields of a TGC model hold.
#[derive(Debug, Clone, PartialEq)]
pub struct TgcForm {
    stored: Option<StoredTgc>,
}

impl TgcForm {
    /// A new model.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { stored: None }
    }

    /// The fields of a stored model.
    pub fn of(stored: &StoredTgc) -> Self {
        Self { stored: Some(stored.clone()) }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The model that the fields mean.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        self.stored.clone().map(|stored| RecipePart::Tgc(stored).named(name))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct TgcLook {}

impl TgcLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut TgcForm, _around: &Around<'_>) {}
}
