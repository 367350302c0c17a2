//! One day of a batch (`assimilation.md`, "Order of one day"): from what its pens were the evening before to what they are.
use chrono::NaiveDate;

use super::records::{Arrival, Measured, Record, Records};
use super::{PenStart, heaviest_g, observed_fcr, planned_temperature_c};
use crate::domain::actual::{ActualDay, Doubt, FeedSource, Known, MortalitySource, WeightSource};
use crate::domain::scenario::Scenario;
use crate::engine::projection::{Models, daily_mortality, tgc_on, weight_after_a_day_g};

/// How far a computed weight can be relied on at most.
const COMPUTED_CONFIDENCE: f64 = 0.8;
/// How far deaths that a model gives can be relied on.
const MODEL_DEATHS_CONFIDENCE: f64 = 0.4;
/// A weight that falls by this share overnight is doubted.
const DOUBTFUL_FALL: f64 = 1.0 / 3.0;

/// What of a pen's day the next one follows from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evening {
    pub weight_g: f64,
    pub population: f64,
    /// Place in the lifecycle.
    pub stage: usize,
}

impl Evening {
    pub fn of(day: &ActualDay) -> Self {
        Self { weight_g: day.avg_weight_g, population: day.population, stage: usize::from(day.stage) }
    }

    /// Whether the next day follows from it as from another, to the last bit.
    pub fn is_same(self, other: Self) -> bool {
        let bits = |it: Self| (it.weight_g.to_bits(), it.population.to_bits(), it.stage);
        bits(self) == bits(other)
    }

    fn biomass_kg(self) -> f64 {
        self.weight_g * self.population / 1000.0
    }
}

/// A day, and what all pens bring to it.
pub(super) struct Day<'a> {
    pub inputs: &'a Scenario,
    pub records: &'a Records,
    pub pens: &'a [PenStart],
    /// Which day, from 0.
    pub day: usize,
    pub date: NaiveDate,
    /// What each pen was the evening before; what it began with where its fish are yet to come.
    pub yesterday: &'a [Evening],
    /// Whether the fish of each pen are there.
    pub is_there: &'a [bool],
}

/// A pen's day, and what of it cannot well be.
pub(super) struct Lived {
    pub row: ActualDay,
    pub doubts: Vec<Doubt>,
}

/// What the day brings to one pen, before it is known what the batch as a whole was measured at.
struct Step {
    weight_g: f64,
    computed_g: f64,
    row: ActualDay,
    left: f64,
    arrived_kg: f64,
    doubts: Vec<Doubt>,
}

impl Day<'_> {
    /// Lives the day in the pens that are wanted. Where the whole batch was measured that must be all that are there.
    pub fn live(&self, wanted: &[bool]) -> Vec<Option<Lived>> {
        let day_number = u32::try_from(self.day + 1).unwrap_or(u32::MAX);
        let models = Models::on(self.inputs, day_number);
        let alive = self.sum(|pen| pen.population);
        let biomass_kg = self.sum(Evening::biomass_kg);
        let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
        let step = |(place, wanted): (usize, &bool)| {
            let pen = self.yesterday[place];
            let shares = (share(pen.population, alive), share(pen.biomass_kg(), biomass_kg));
            wanted.then(|| self.step(place, day_number, &models, shares))
        };
        let mut steps: Vec<Option<Step>> = wanted.iter().enumerate().map(step).collect();
        if let Some(measured) = self.records.whole(self.day).anchor {
            scale_to(&mut steps, measured);
        }
        let finish = |(place, step): (usize, Option<Step>)| step.map(|step| self.finish(place, step));
        steps.into_iter().enumerate().map(finish).collect()
    }

    fn sum(&self, of: impl Fn(Evening) -> f64) -> f64 {
        let there = self.yesterday.iter().zip(self.is_there).filter(|(_, there)| **there);
        there.map(|(pen, _)| of(*pen)).sum()
    }

    /// Steps 2 to 6. `shares` of what was observed of the whole batch fall to this pen: by fish and by biomass.
    fn step(&self, place: usize, day_number: u32, models: &Models<'_>, shares: (f64, f64)) -> Step {
        let record: &Record = self.records.pen(place, self.day);
        let whole = self.records.whole(self.day);
        let pen = self.yesterday[place];
        let stage = &self.inputs.lifecycle[pen.stage];
        let planned_c = planned_temperature_c(models, stage, day_number);
        let (temperature_c, temperature) = self.records.temperature_on(place, self.day, planned_c);

        let counted = match (record.deaths, whole.deaths) {
            (None, None) => None,
            (own, all) => Some(own.unwrap_or(0.0) + all.unwrap_or(0.0) * shares.0),
        };
        let fraction = daily_mortality(models.mortality, &stage.name, day_number);
        let deaths = counted.unwrap_or_else(|| (pen.population * fraction).round());
        let left = record.left + whole.left * shares.0;
        let arrived = record.arrivals.iter().fold(0.0, |sum, arrival| sum + arrival.count);
        let staying = pen.population - left - deaths;
        let mut doubts = Vec::new();
        if staying < -0.5 {
            let what = format!(
                "{deaths:.0} dead and {left:.0} moved or harvested are more than the {:.0} fish that were there; the pen is \
                 taken as empty",
                pen.population
            );
            doubts.push(self.doubt(place, what));
        }
        let staying = staying.max(0.0);
        let is_seen = record.anchor.is_some() || record.feed_kg.is_some_and(|feed_kg| feed_kg > 0.0);
        if is_seen && pen.population < 0.5 && arrived <= 0.0 {
            let what =
                "fish were weighed or fed although none are left; it counts as it was recorded".to_owned();
            doubts.push(self.doubt(place, what));
        }

        let feed_kg = match (record.feed_kg, whole.feed_kg) {
            (None, None) => None,
            (own, all) => Some(own.unwrap_or(0.0) + all.unwrap_or(0.0) * shares.1),
        };
        let computed_g = if stage.feeds {
            let tgc = tgc_on(models.tgc, &stage.name, day_number);
            let cap_g = stage.weight_cap_g.unwrap_or(f64::INFINITY);
            weight_after_a_day_g(models.tgc, tgc, pen.weight_g, temperature_c, cap_g)
        } else {
            pen.weight_g
        };
        let weight_of = |arrival: &Arrival| match (arrival.weight_g, arrival.from) {
            (Some(weight_g), _) => weight_g,
            (None, Some(from)) => self.yesterday[from].weight_g,
            (None, None) => pen.weight_g,
        };
        let arrived_kg = record.arrivals.iter().fold(0.0, |sum, a| sum + a.count * weight_of(a)) / 1000.0;
        let population = staying + arrived;
        let mixed_g = if arrived > 0.0 && population > 0.0 {
            (computed_g * staying + arrived_kg * 1000.0) / population
        } else {
            computed_g
        };
        let weight = match record.anchor {
            Some(anchor) => Known { source: WeightSource::Measured, confidence: anchor.confidence },
            None => Known {
                source: WeightSource::TgcComputed,
                confidence: temperature.confidence.min(COMPUTED_CONFIDENCE),
            },
        };
        let row = ActualDay {
            date: self.date,
            day_number,
            stage: 0,
            avg_weight_g: 0.0,
            weight,
            anchor: record.anchor.map(|anchor| anchor.kind),
            is_of_whole_batch: false,
            unanchored_weight_g: record.anchor.map(|_| mixed_g),
            population,
            biomass_kg: 0.0,
            temperature_c,
            temperature,
            deaths,
            mortality: match counted {
                Some(_) => Known { source: MortalitySource::Actual, confidence: 1.0 },
                None => Known { source: MortalitySource::Model, confidence: MODEL_DEATHS_CONFIDENCE },
            },
            fish_in: arrived,
            fish_out: left,
            feed_kg: feed_kg.unwrap_or(0.0),
            feed: match feed_kg {
                Some(_) => Known { source: FeedSource::Actual, confidence: 1.0 },
                None => Known { source: FeedSource::None, confidence: 0.0 },
            },
            observed_fcr: None,
            fcr_confidence: 0.0,
        };
        let weight_g = record.anchor.map_or(mixed_g, |anchor| anchor.weight_g);
        Step { weight_g, computed_g: mixed_g, row, left, arrived_kg, doubts }
    }

    /// Steps 7 and 8: biomass, observed FCR and stage.
    fn finish(&self, place: usize, step: Step) -> Lived {
        let Step { weight_g, computed_g, mut row, left, arrived_kg, mut doubts } = step;
        let before = self.yesterday[place];
        if row.anchor.is_some() && weight_g < computed_g * (1.0 - DOUBTFUL_FALL) {
            let what = format!(
                "the measured {weight_g:.0} g lie more than a third below the {computed_g:.0} g that were expected; they \
                 count as measured"
            );
            doubts.push(self.doubt(place, what));
        }
        row.avg_weight_g = weight_g;
        row.biomass_kg = weight_g * row.population / 1000.0;
        // Fish that were moved away had grown until then; those that came had grown elsewhere.
        let gain_kg = row.biomass_kg + left * weight_g / 1000.0 - arrived_kg - before.biomass_kg();
        (row.observed_fcr, row.fcr_confidence) = observed_fcr(row.feed_kg, gain_kg, row.feed.confidence);
        let mut stage = before.stage;
        while stage + 1 < self.inputs.lifecycle.len() && weight_g >= heaviest_g(self.inputs, stage) {
            stage += 1;
        }
        row.stage = u8::try_from(stage).unwrap_or(u8::MAX);
        Lived { row, doubts }
    }

    fn doubt(&self, place: usize, what: String) -> Doubt {
        Doubt { date: self.date, pen: self.pens[place].name.clone(), what }
    }
}

/// A measurement of the whole batch says what the mean over its pens is: each pen is brought along in proportion.
fn scale_to(steps: &mut [Option<Step>], measured: Measured) {
    let there = || steps.iter().flatten();
    let fish: f64 = there().map(|step| step.row.population).sum();
    let mean_g = there().map(|step| step.row.population * step.weight_g).sum::<f64>() / fish;
    if !(fish > 0.0 && mean_g > 0.0) {
        return;
    }
    for step in steps.iter_mut().flatten() {
        if step.row.anchor.is_none() {
            step.row.unanchored_weight_g = Some(step.weight_g);
            step.weight_g *= measured.weight_g / mean_g;
            step.row.anchor = Some(measured.kind);
            step.row.is_of_whole_batch = true;
            step.row.weight = Known { source: WeightSource::Measured, confidence: measured.confidence };
        }
    }
}
