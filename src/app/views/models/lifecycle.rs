//! The editor of lifecycles.
use egui::Ui;

use super::editor::Around;
use crate::app::facts::Facts;
use crate::domain::lifecycle::{self, LifecycleStage};
use crate::domain::recipe::{NamedLifecycle, RecipePart};

/// What the fields of a lifecycle hold.
#[derive(Debug, Clone, PartialEq)]
pub struct LifecycleForm {
    stages: Vec<LifecycleStage>,
}

impl LifecycleForm {
    /// A new lifecycle: the standard one, to be changed.
    pub fn blank(_facts: &Facts<'_>) -> Self {
        Self { stages: lifecycle::standard() }
    }

    /// The fields of a stored lifecycle.
    pub fn of(lifecycle: &NamedLifecycle) -> Self {
        Self { stages: lifecycle.stages.clone() }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, _facts: &Facts<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The lifecycle that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, _facts: &Facts<'_>) -> Option<RecipePart> {
        let lifecycle = NamedLifecycle { name: name.to_owned(), stages: self.stages.clone() };
        Some(RecipePart::Lifecycle(lifecycle))
    }
}

/// What the editor remembers beside the fields.
#[derive(Debug, Default)]
pub struct LifecycleLook {}

impl LifecycleLook {
    /// Draws the fields.
    pub fn ui(&mut self, _ui: &mut Ui, _form: &mut LifecycleForm, _around: &Around<'_>) {}
}
