//! The editor of biological constraints.
use egui::Ui;

use super::editor::Around;
use crate::app::facts::Facts;
use crate::domain::constraints::{self, BiologicalConstraints, StageConstraint};
use crate::domain::recipe::RecipePart;

/// What the fields of a set of constraints hold.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintsForm {
    stages: Vec<StageConstraint>,
}

impl ConstraintsForm {
    /// A new set: the standard one, to be changed.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { stages: constraints::standard().stages }
    }

    /// The fields of a stored set.
    pub fn of(constraints: &BiologicalConstraints) -> Self {
        Self { stages: constraints.stages.clone() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The set that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let constraints = BiologicalConstraints { name: name.to_owned(), stages: self.stages.clone() };
        Some(RecipePart::Constraints(constraints))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct ConstraintsLook {}

impl ConstraintsLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut ConstraintsForm, _around: &Around<'_>) {}
}
