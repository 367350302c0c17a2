//! The scenario as it is kept: its own figures, and which of the farm file's shared models it uses.
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::ids::{FcrModelId, MortalityModelId, RunId, ScenarioId, TgcModelId};
use super::run::ModelIds;

/// A model change by reference to stored models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlannedChange {
    /// Day from which on the new models hold.
    pub change_day: u32,
    /// The new TGC model.
    pub new_tgc_model: Option<TgcModelId>,
    /// The new FCR model.
    pub new_fcr_model: Option<FcrModelId>,
    /// The new mortality model.
    pub new_mortality_model: Option<MortalityModelId>,
}

/// A scenario as it is stored: its own figures, and which stored models it uses.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioPlan {
    /// What planners call it.
    pub name: String,
    /// The first day.
    pub start_date: NaiveDate,
    /// How many days are projected.
    pub duration_days: u32,
    /// Fish at the start.
    pub initial_count: u64,
    /// Mean weight at the start.
    pub initial_weight_g: f64,
    /// The strain of the fish.
    pub genotype: String,
    /// Who delivers the fish.
    pub supplier: String,
    /// The lifecycle, by its number.
    pub lifecycle: i64,
    /// The TGC model.
    pub tgc_model: TgcModelId,
    /// The FCR model.
    pub fcr_model: FcrModelId,
    /// The mortality model.
    pub mortality_model: MortalityModelId,
    /// The constraints, by their number.
    pub constraints: Option<i64>,
    /// Whether a run warns where its days leave the constraints.
    pub warn_outside_constraints: bool,
    /// Models that take over later, in the order of their days.
    pub model_changes: Vec<PlannedChange>,
}

impl ScenarioPlan {
    /// The three models that it starts with.
    pub fn models(&self) -> ModelIds {
        ModelIds {
            tgc: Some(self.tgc_model),
            fcr: Some(self.fcr_model),
            mortality: Some(self.mortality_model),
        }
    }
}

/// A scenario as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioRow {
    /// Its number.
    #[serde(rename = "scenario")]
    pub scenario_id: ScenarioId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub start_date: NaiveDate,
    /// Its days.
    pub duration_days: u32,
    /// Fish at its start.
    pub initial_count: u64,
    /// Mean weight at its start.
    #[serde(rename = "initial_weight")]
    pub initial_weight_g: f64,
    /// The strain of the fish.
    pub genotype: String,
    /// Who delivers the fish.
    pub supplier: String,
    /// Name of its TGC model.
    pub tgc_model: String,
    /// Name of its FCR model.
    pub fcr_model: String,
    /// Name of its mortality model.
    pub mortality_model: String,
    /// How many runs it has.
    pub run_count: u32,
    /// Its newest run.
    pub latest_run_id: Option<RunId>,
    /// That run's number.
    pub latest_run_number: Option<u32>,
    /// When that run was made.
    pub latest_run_date: Option<DateTime<Utc>>,
    /// How many batches are pinned to runs of it.
    pub pinned_batch_count: u32,
    /// Who made it.
    pub created_by: String,
}

/// Which kind of model is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModelKind {
    /// How warm the water is.
    Temperature,
    /// How fish grow.
    Tgc,
    /// What fish eat.
    Fcr,
    /// How many fish die.
    Mortality,
}

impl ModelKind {
    /// All of them, in the order in which a recipe is read.
    pub const ALL: [Self; 4] = [Self::Temperature, Self::Tgc, Self::Fcr, Self::Mortality];

    /// The word of the command line and of JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Temperature => "temperature",
            Self::Tgc => "tgc",
            Self::Fcr => "fcr",
            Self::Mortality => "mortality",
        }
    }

    /// One of them, in words.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Temperature => "temperature profile",
            Self::Tgc => "TGC model",
            Self::Fcr => "FCR model",
            Self::Mortality => "mortality model",
        }
    }
}

/// A model as pickers show it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRow {
    /// Its number among the models of its kind.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What tells it from another of the same name: "2.9 · Faroe shelf".
    pub gist: String,
    /// How many scenarios use it, be it from a change on.
    pub used_by: u32,
    /// How many TGC models read it; none but temperature profiles are read by others.
    pub used_by_tgc_models: u32,
}
