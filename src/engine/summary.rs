//! A projection in one look: the figures that planners compare.
use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::run::{Projection, ProjectionDay};

/// Weights that planners ask for first: transfer to sea, grading and the usual harvest sizes.
pub const USUAL_TARGET_WEIGHTS_G: [f64; 8] = [100.0, 250.0, 500.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0];

/// The fish before day 1, which no recorded day shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Mean weight.
    pub weight_g: f64,
    /// Fish alive.
    pub population: f64,
}

impl Start {
    fn biomass_kg(self) -> f64 {
        self.weight_g * self.population / 1000.0
    }
}

/// When a weight is reached for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TargetReached {
    /// The weight asked for.
    pub target_weight_g: f64,
    /// The day it is reached; none if it is not.
    pub day_number: Option<u32>,
    /// The date it is reached; none if it is not.
    pub date: Option<NaiveDate>,
}

/// A change from one stage to the next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageTransition {
    /// First day of the new stage.
    pub day_number: u32,
    /// Its date.
    pub date: NaiveDate,
    /// The stage that ends.
    pub from: String,
    /// The stage that begins.
    pub to: String,
    /// Mean weight at the start of that day.
    pub weight_g: f64,
}

/// The figures of a projection. Percentages are of 100, weights in g, masses in kg, rates per day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Days projected.
    pub duration_days: u32,
    /// Last day.
    pub end_date: NaiveDate,
    /// Mean weight before day 1.
    pub initial_weight_g: f64,
    /// Fish before day 1.
    pub initial_count: f64,
    /// Biomass before day 1.
    pub initial_biomass_kg: f64,
    /// Mean weight on the last day.
    pub final_weight_g: f64,
    /// Fish alive on the last day.
    pub final_count: f64,
    /// Biomass on the last day.
    pub final_biomass_kg: f64,
    /// Growth of the mean weight.
    pub total_gain_g: f64,
    /// The same in percent of the initial weight.
    pub total_gain_percent: f64,
    /// Growth of the mean weight per day.
    pub mean_daily_gain_g: f64,
    /// Fish that died.
    pub deaths: f64,
    /// The same in percent of the initial count.
    pub mortality_percent: f64,
    /// Fish alive in percent of the initial count.
    pub survival_percent: f64,
    /// All feed.
    pub total_feed_kg: f64,
    /// Feed per day.
    pub mean_daily_feed_kg: f64,
    /// Feed per kilogram of biomass gained; none without a gain.
    pub economic_fcr: Option<f64>,
    /// Feed per kilogram grown, the dead included; none without growth.
    pub biological_fcr: Option<f64>,
    /// TGC over the whole run: `1000 (cbrt(w_end) - cbrt(w_start)) / degree-days`; none without warmth.
    pub tgc_realised: Option<f64>,
    /// Specific growth rate: `100 (ln w_end - ln w_start) / days`.
    pub sgr_percent_per_day: f64,
    /// Sum of the daily temperatures above 0 °C: at or below it nothing grows.
    pub degree_days: f64,
    /// Coldest day.
    pub temperature_min_c: f64,
    /// Mean over the days.
    pub temperature_mean_c: f64,
    /// Warmest day.
    pub temperature_max_c: f64,
    /// Largest biomass of any day.
    pub peak_biomass_kg: f64,
    /// The first day on which it stands.
    pub peak_biomass_day: u32,
    /// Its date.
    pub peak_biomass_date: NaiveDate,
    /// When each target weight is reached.
    pub targets: Vec<TargetReached>,
    /// Each change of stage.
    pub stage_transitions: Vec<StageTransition>,
}

/// Summarises a projection. None if it has no days.
pub fn summarise(projection: &Projection, start: Start, target_weights_g: &[f64]) -> Option<Summary> {
    let days = &projection.days;
    let (first, last) = (days.first()?, days.last()?);
    let count = days.len() as f64;
    let gain_g = last.average_weight_g - start.weight_g;
    let biomass_gain_kg = last.biomass_kg - start.biomass_kg();
    let total_feed_kg = last.cumulative_feed_kg;
    let degree_days: f64 = days.iter().map(|day| day.temperature_c.max(0.0)).sum();
    let temperatures = || days.iter().map(|day| day.temperature_c);
    let peak = days.iter().fold(first, |peak, day| if day.biomass_kg > peak.biomass_kg { day } else { peak });
    Some(Summary {
        duration_days: last.day_number,
        end_date: last.projection_date,
        initial_weight_g: start.weight_g,
        initial_count: start.population,
        initial_biomass_kg: start.biomass_kg(),
        final_weight_g: last.average_weight_g,
        final_count: last.population,
        final_biomass_kg: last.biomass_kg,
        total_gain_g: gain_g,
        total_gain_percent: 100.0 * gain_g / start.weight_g,
        mean_daily_gain_g: gain_g / count,
        deaths: start.population - last.population,
        mortality_percent: 100.0 * (start.population - last.population) / start.population,
        survival_percent: 100.0 * last.population / start.population,
        total_feed_kg,
        mean_daily_feed_kg: total_feed_kg / count,
        economic_fcr: positive_ratio(total_feed_kg, biomass_gain_kg),
        biological_fcr: positive_ratio(total_feed_kg, biomass_gain_kg + biomass_of_the_dead_kg(days, start)),
        tgc_realised: positive_ratio(
            1000.0 * (libm::cbrt(last.average_weight_g) - libm::cbrt(start.weight_g)),
            degree_days,
        ),
        sgr_percent_per_day: 100.0 * (libm::log(last.average_weight_g) - libm::log(start.weight_g)) / count,
        degree_days,
        temperature_min_c: temperatures().fold(f64::INFINITY, f64::min),
        temperature_mean_c: temperatures().sum::<f64>() / count,
        temperature_max_c: temperatures().fold(f64::NEG_INFINITY, f64::max),
        peak_biomass_kg: peak.biomass_kg,
        peak_biomass_day: peak.day_number,
        peak_biomass_date: peak.projection_date,
        targets: target_weights_g
            .iter()
            .filter(|&&target_g| target_g > start.weight_g)
            .map(|&target_g| when_reached(days, target_g))
            .collect(),
        stage_transitions: stage_transitions(projection, start),
    })
}

/// The first day on which the mean weight is at least the target.
pub fn when_reached(days: &[ProjectionDay], target_weight_g: f64) -> TargetReached {
    // Weight never falls, so the days before the target are a beginning of the run.
    let day = days.get(days.partition_point(|day| day.average_weight_g < target_weight_g));
    TargetReached {
        target_weight_g,
        day_number: day.map(|day| day.day_number),
        date: day.map(|day| day.projection_date),
    }
}

/// The changes of stage, with the weight at the start of the day.
pub fn stage_transitions(projection: &Projection, start: Start) -> Vec<StageTransition> {
    let mut weight_g = start.weight_g;
    let mut before: Option<&ProjectionDay> = None;
    let mut transitions = Vec::new();
    for day in &projection.days {
        if let Some(before) = before.filter(|before| before.stage != day.stage) {
            transitions.push(StageTransition {
                day_number: day.day_number,
                date: day.projection_date,
                from: projection.stage_name(before).to_owned(),
                to: projection.stage_name(day).to_owned(),
                weight_g,
            });
        }
        weight_g = day.average_weight_g;
        before = Some(day);
    }
    transitions
}

/// The dead of a day weigh what the living weigh at its end, for a day's fish grow before they die.
fn biomass_of_the_dead_kg(days: &[ProjectionDay], start: Start) -> f64 {
    let mut alive = start.population;
    let mut sum_kg = 0.0;
    for day in days {
        sum_kg += (alive - day.population) * day.average_weight_g / 1000.0;
        alive = day.population;
    }
    sum_kg
}

fn positive_ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}
