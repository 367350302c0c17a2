//! The editor of temperature profiles.
use egui::Ui;

use super::editor::Around;
use crate::app::facts::Facts;
use crate::domain::recipe::RecipePart;
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

/// What the fields of a profile hold.
#[derive(Debug, Clone, PartialEq)]
pub struct TemperatureForm {
    readings: Vec<TemperatureReading>,
}

impl TemperatureForm {
    /// A new profile.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { readings: Vec::new() }
    }

    /// The fields of a stored profile.
    pub fn of(profile: &TemperatureProfile) -> Self {
        Self { readings: profile.readings.clone() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        if self.readings.is_empty() { vec!["Readings".to_owned()] } else { Vec::new() }
    }

    /// The profile that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let profile = TemperatureProfile { name: name.to_owned(), readings: self.readings.clone() };
        Some(RecipePart::Temperature(profile))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct TemperatureLook {}

impl TemperatureLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut TemperatureForm, _around: &Around<'_>) {}
}
