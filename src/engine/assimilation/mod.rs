//! The actual days of a batch: what was observed, and between observations what the models of its pinned run say
//! (`assimilation.md`).
//!
//! [`records`] sorts what was observed by pen and day, [`temperature`] says how warm each day was, [`day`] is one day of the pens, and
//! [`kept`] goes through the days that are wanted: all of them, or those that a change reaches. Nothing is drawn at random and
//! nothing rounded but deaths that a model gives, which are whole fish.
mod day;
mod kept;
mod records;
mod temperature;
mod total;

use chrono::NaiveDate;
use std::sync::Arc;

use super::projection::{Models, temperature_on};
use crate::domain::actual::Actual;
use crate::domain::batch;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::observation::Observations;
use crate::domain::pen::{self, Pen as PenOfBatch};
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;

pub use kept::Kept;

/// How far an observed FCR can be relied on at most.
const FCR_CONFIDENCE: f64 = 0.9;
/// An FCR beyond this says that something else happened: it is cut.
const MOST_FCR: f64 = 10.0;
/// Less growth than this is none to divide feed by.
const LEAST_GAIN_KG: f64 = 1.0;

/// Fish as they came into a pen.
#[derive(Debug, Clone, PartialEq)]
pub struct PenStart {
    /// The pen; empty where a batch stands in one that has no name.
    pub name: String,
    /// The day on which they came.
    pub date: NaiveDate,
    /// How many.
    pub population: f64,
    /// Their mean weight.
    pub weight_g: f64,
    /// Their stage.
    pub stage: String,
}

impl PenStart {
    /// The pens of a batch as its fish came in, the fish that no pen counts shared by the others; one pen without a name where
    /// none is named.
    pub fn of(batch: &batch::Batch) -> Vec<Self> {
        let (count, weight_g) = (batch.initial_count as f64, batch.initial_weight_g);
        Self::shared(batch.start_date, count, weight_g, &batch.stage, &batch.pens)
    }

    /// Pens that fish came into on one day, shared evenly.
    pub fn evenly(date: NaiveDate, count: f64, weight_g: f64, stage: &str, pens: &[String]) -> Vec<Self> {
        let pens: Vec<PenOfBatch> = pens.iter().map(|name| PenOfBatch::named(name)).collect();
        Self::shared(date, count, weight_g, stage, &pens)
    }

    fn shared(date: NaiveDate, count: f64, weight_g: f64, stage: &str, pens: &[PenOfBatch]) -> Vec<Self> {
        let unnamed = [PenOfBatch::default()];
        let pens = if pens.is_empty() { &unnamed } else { pens };
        let pen = |(pen, population): (&PenOfBatch, f64)| Self {
            name: pen.name.clone(),
            date,
            population,
            weight_g: pen.initial_weight_g.unwrap_or(weight_g),
            stage: stage.to_owned(),
        };
        pens.iter().zip(pen::shares(pens, count)).map(pen).collect()
    }
}

/// What the actual state follows from.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// How the fish came in.
    pub pens: &'a [PenStart],
    /// What was observed since.
    pub observations: &'a Observations,
    /// The recipe of the run that the batch is pinned to. Day 1 of its models is the batch's first day.
    pub recipe: &'a ParametersSnapshot,
    /// The last day that is wanted; without one, the last on which anything was observed.
    pub through: Option<NaiveDate>,
}

/// The actual state of a batch from its first day on.
///
/// Gives a row a pen and day, and one a day for the whole batch; none where no fish came in.
pub fn assimilate(batch: &Batch<'_>) -> Actual {
    Arc::unwrap_or_clone(kept::Pens::of(batch).into_actual())
}

/// The place of a stage in the lifecycle; a name that it does not have is its first.
fn place(inputs: &Scenario, stage: &str) -> usize {
    inputs.lifecycle.iter().position(|known| known.name == stage).unwrap_or(0)
}

/// The weight at which fish of a stage move on: that of the constraints if there are any for it, else the stage's own.
pub(super) fn heaviest_g(inputs: &Scenario, stage: usize) -> f64 {
    let stage = &inputs.lifecycle[stage];
    let constraints = inputs.biological_constraints.iter().flat_map(|constraints| &constraints.stages);
    let of_stage = constraints.into_iter().find(|constraint| constraint.stage == stage.name);
    of_stage.map(|constraint| constraint.max_weight_g).or(stage.weight_cap_g).unwrap_or(f64::INFINITY)
}

/// The temperature that a recipe has for a stage on a day: held in the hatchery, else the profile's.
pub(super) fn planned_temperature_c(models: &Models<'_>, stage: &LifecycleStage, day_number: u32) -> f64 {
    let readings = &models.tgc.temperature_profile.readings;
    stage.fixed_temperature_c.unwrap_or_else(|| temperature_on(readings, day_number))
}

fn observed_fcr(feed_kg: f64, gain_kg: f64, feed_confidence: f64) -> (Option<f64>, f64) {
    if feed_kg > 0.0 && gain_kg > LEAST_GAIN_KG {
        (Some((feed_kg / gain_kg).min(MOST_FCR)), feed_confidence.min(FCR_CONFIDENCE))
    } else {
        (None, 0.0)
    }
}
