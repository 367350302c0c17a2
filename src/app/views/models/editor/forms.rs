//! The fields of each kind of model, and what its editor remembers beside them: one arm a kind.
use egui::Ui;

use super::super::constraints::{ConstraintsForm, ConstraintsLook};
use super::super::lifecycle::{LifecycleForm, LifecycleLook};
use super::super::temperature::{TemperatureForm, TemperatureLook};
use super::Around;
use super::fcr::{FcrForm, FcrLook};
use super::mortality::{MortalityForm, MortalityLook};
use super::tgc::{TgcForm, TgcLook};
use crate::app::facts::Facts;
use crate::domain::recipe::{PartKind, RecipePart};

/// What the fields of a model hold, but its name, which every kind has.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Of a temperature profile.
    Temperature(TemperatureForm),
    /// Of a TGC model.
    Tgc(TgcForm),
    /// Of an FCR model.
    Fcr(FcrForm),
    /// Of a mortality model.
    Mortality(MortalityForm),
    /// Of a lifecycle.
    Lifecycle(LifecycleForm),
    /// Of a set of constraints.
    Constraints(ConstraintsForm),
}

impl Form {
    /// A new model.
    pub fn blank(kind: PartKind, facts: &Facts<'_>) -> Self {
        match kind {
            PartKind::Temperature => Self::Temperature(TemperatureForm::blank(facts)),
            PartKind::Tgc => Self::Tgc(TgcForm::blank(facts)),
            PartKind::Fcr => Self::Fcr(FcrForm::blank(facts)),
            PartKind::Mortality => Self::Mortality(MortalityForm::blank(facts)),
            PartKind::Lifecycle => Self::Lifecycle(LifecycleForm::blank(facts)),
            PartKind::Constraints => Self::Constraints(ConstraintsForm::blank(facts)),
        }
    }

    /// The fields of a stored model.
    pub fn of(part: &RecipePart) -> Self {
        match part {
            RecipePart::Temperature(profile) => Self::Temperature(TemperatureForm::of(profile)),
            RecipePart::Tgc(stored) => Self::Tgc(TgcForm::of(stored)),
            RecipePart::Fcr(model) => Self::Fcr(FcrForm::of(model)),
            RecipePart::Mortality(model) => Self::Mortality(MortalityForm::of(model)),
            RecipePart::Lifecycle(lifecycle) => Self::Lifecycle(LifecycleForm::of(lifecycle)),
            RecipePart::Constraints(constraints) => Self::Constraints(ConstraintsForm::of(constraints)),
        }
    }

    /// The fields that hold something that is not accepted, by their labels.
    pub fn wrong(&self, facts: &Facts<'_>) -> Vec<String> {
        match self {
            Self::Temperature(form) => form.wrong(facts),
            Self::Tgc(form) => form.wrong(facts),
            Self::Fcr(form) => form.wrong(facts),
            Self::Mortality(form) => form.wrong(facts),
            Self::Lifecycle(form) => form.wrong(facts),
            Self::Constraints(form) => form.wrong(facts),
        }
    }

    /// The model that the fields mean, called `name`; none while anything is not accepted.
    pub fn part(&self, name: &str, facts: &Facts<'_>) -> Option<RecipePart> {
        match self {
            Self::Temperature(form) => form.part(name, facts),
            Self::Tgc(form) => form.part(name, facts),
            Self::Fcr(form) => form.part(name, facts),
            Self::Mortality(form) => form.part(name, facts),
            Self::Lifecycle(form) => form.part(name, facts),
            Self::Constraints(form) => form.part(name, facts),
        }
    }
}

/// What the editors remember beside the fields: plots with their zoom, dialogs that are open.
#[derive(Debug, Default)]
pub struct Looks {
    temperature: TemperatureLook,
    tgc: TgcLook,
    fcr: FcrLook,
    mortality: MortalityLook,
    lifecycle: LifecycleLook,
    constraints: ConstraintsLook,
}

impl Looks {
    /// Draws the fields, and what follows from them.
    pub fn ui(&mut self, ui: &mut Ui, form: &mut Form, around: &Around<'_>) {
        match form {
            Form::Temperature(form) => self.temperature.ui(ui, form, around),
            Form::Tgc(form) => self.tgc.ui(ui, form, around),
            Form::Fcr(form) => self.fcr.ui(ui, form, around),
            Form::Mortality(form) => self.mortality.ui(ui, form, around),
            Form::Lifecycle(form) => self.lifecycle.ui(ui, form, around),
            Form::Constraints(form) => self.constraints.ui(ui, form, around),
        }
    }
}
