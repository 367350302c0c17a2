//! The actual days of a batch: what was observed, and between observations what the models of its pinned run say
//! (`assimilation.md`).
//!
//! [`records`] sorts what was observed by pen and day, [`temperature`] says how warm each day was, and here is the day loop.
//! Nothing is drawn at random and nothing rounded but deaths that a model gives, which are whole fish.
mod records;
mod temperature;
mod total;

use chrono::{Days, NaiveDate};

use super::projection::{Models, daily_mortality, temperature_on, tgc_on, weight_after_a_day_g};
use crate::domain::actual::{
    Actual, ActualDay, Doubt, FeedSource, Known, MortalitySource, PenDays, WeightSource,
};
use crate::domain::batch;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::observation::Observations;
use crate::domain::pen::{self, Pen as PenOfBatch};
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;
use records::{Arrival, Record, Records};
use temperature::Thermometers;

/// How far a computed weight can be relied on at most.
const COMPUTED_CONFIDENCE: f64 = 0.8;
/// How far deaths that a model gives can be relied on.
const MODEL_DEATHS_CONFIDENCE: f64 = 0.4;
/// How far an observed FCR can be relied on at most.
const FCR_CONFIDENCE: f64 = 0.9;
/// An FCR beyond this says that something else happened: it is cut.
const MOST_FCR: f64 = 10.0;
/// Less growth than this is none to divide feed by.
const LEAST_GAIN_KG: f64 = 1.0;
/// A weight that falls by this share overnight is doubted.
const DOUBTFUL_FALL: f64 = 1.0 / 3.0;

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
    assimilate_from(&Actual::default(), NaiveDate::MIN, batch)
}

/// The actual state of a batch of which all days before `first_change` are known already: `known` is what they were.
///
/// A temperature speaks for the week before and after it, so the days are computed anew from a week before that date.
pub fn assimilate_from(known: &Actual, first_change: NaiveDate, batch: &Batch<'_>) -> Actual {
    let Some(first) = batch.pens.iter().map(|pen| pen.date).min() else { return Actual::default() };
    let records = Records::of(batch, first);
    let anew =
        first_change - Days::new(temperature::REACH_DAYS.min(days_since(NaiveDate::MIN, first_change)));
    let kept = usize::try_from((anew - first).num_days()).unwrap_or(0).min(records.days);
    let inputs = batch.recipe.inputs();
    let mut walk = Walk {
        inputs,
        thermometers: Thermometers::of(&records),
        doubts: records.doubts.clone(),
        pens: pens_at_start(batch, inputs, first),
        records: &records,
        first,
    };
    let is_kept = known.pens.len() == walk.pens.len() && known.batch.len() >= kept;
    let from = if is_kept { walk.take_over(known, kept) } else { 0 };
    for day in from..records.days {
        walk.live(day);
    }
    walk.into_actual()
}

fn days_since(from: NaiveDate, to: NaiveDate) -> u64 {
    u64::try_from((to - from).num_days()).unwrap_or(0)
}

/// The place of a stage in the lifecycle; a name that it does not have is its first.
fn place(inputs: &Scenario, stage: &str) -> usize {
    inputs.lifecycle.iter().position(|known| known.name == stage).unwrap_or(0)
}

/// A pen between two days.
struct Pen {
    name: String,
    /// The day, from 0, on which its fish came in.
    starts: usize,
    weight_g: f64,
    population: f64,
    stage: usize,
    days: Vec<ActualDay>,
}

impl Pen {
    fn biomass_kg(&self) -> f64 {
        self.weight_g * self.population / 1000.0
    }
}

fn pens_at_start(batch: &Batch<'_>, inputs: &Scenario, first: NaiveDate) -> Vec<Pen> {
    let pen = |start: &PenStart| Pen {
        name: start.name.clone(),
        starts: usize::try_from((start.date - first).num_days()).unwrap_or(0),
        weight_g: start.weight_g,
        population: start.population,
        stage: place(inputs, &start.stage),
        days: Vec::new(),
    };
    batch.pens.iter().map(pen).collect()
}

/// What one day brings to one pen, before it is known what the batch as a whole was measured at.
struct Step {
    weight_g: f64,
    computed_g: f64,
    row: ActualDay,
    left: f64,
    arrived_kg: f64,
}

struct Walk<'a> {
    inputs: &'a Scenario,
    records: &'a Records,
    thermometers: Thermometers,
    pens: Vec<Pen>,
    doubts: Vec<Doubt>,
    first: NaiveDate,
}

impl Walk<'_> {
    /// Takes over the days that are known, and gives the first that is not.
    fn take_over(&mut self, known: &Actual, kept: usize) -> usize {
        for (pen, known) in self.pens.iter_mut().zip(&known.pens) {
            pen.days = known.days.iter().take(kept.saturating_sub(pen.starts)).copied().collect();
            if let Some(last) = pen.days.last() {
                (pen.weight_g, pen.population, pen.stage) =
                    (last.avg_weight_g, last.population, usize::from(last.stage));
            }
        }
        let before = self.first + Days::new(kept as u64);
        // What the records themselves doubt is there already.
        let of_days = known.doubts.iter().filter(|doubt| doubt.date < before && !self.doubts.contains(doubt));
        let of_days: Vec<Doubt> = of_days.cloned().collect();
        self.doubts.extend(of_days);
        kept
    }

    fn live(&mut self, day: usize) {
        let day_number = u32::try_from(day + 1).unwrap_or(u32::MAX);
        let models = Models::on(self.inputs, day_number);
        let yesterday: Vec<f64> = self.pens.iter().map(|pen| pen.weight_g).collect();
        let is_there: Vec<bool> = self.pens.iter().map(|pen| pen.starts <= day).collect();
        let alive: f64 = self.sum(&is_there, |pen| pen.population);
        let biomass_kg: f64 = self.sum(&is_there, Pen::biomass_kg);
        let whole = self.records.whole(day);
        let mut steps: Vec<Option<Step>> = Vec::with_capacity(self.pens.len());
        for (place, there) in is_there.iter().enumerate() {
            if !there {
                steps.push(None);
                continue;
            }
            let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
            let pen = &self.pens[place];
            let shares = (share(pen.population, alive), share(pen.biomass_kg(), biomass_kg));
            steps.push(Some(self.step(place, day, day_number, &models, &yesterday, shares)));
        }
        if let Some(measured) = whole.anchor {
            scale_to(&mut steps, measured);
        }
        for (place, step) in steps.into_iter().enumerate() {
            if let Some(step) = step {
                self.finish(place, &step);
            }
        }
    }

    fn sum(&self, is_there: &[bool], of: impl Fn(&Pen) -> f64) -> f64 {
        self.pens.iter().zip(is_there).filter(|(_, there)| **there).map(|(pen, _)| of(pen)).sum()
    }

    /// Steps 2 to 6 of a day. `shares` of what was observed of the whole batch fall to this pen: by fish and by biomass.
    fn step(
        &mut self,
        place: usize,
        day: usize,
        day_number: u32,
        models: &Models<'_>,
        yesterday_g: &[f64],
        shares: (f64, f64),
    ) -> Step {
        let date = self.first + Days::new(day as u64);
        let record: &Record = self.records.pen(place, day);
        let whole = self.records.whole(day);
        let pen = &self.pens[place];
        let stage = &self.inputs.lifecycle[pen.stage];
        let planned_c = planned_temperature_c(models, stage, day_number);
        let (temperature_c, temperature) = self.thermometers.on(place, day, planned_c);

        let counted = match (record.deaths, whole.deaths) {
            (None, None) => None,
            (own, all) => Some(own.unwrap_or(0.0) + all.unwrap_or(0.0) * shares.0),
        };
        let fraction = daily_mortality(models.mortality, &stage.name, day_number);
        let deaths = counted.unwrap_or_else(|| (pen.population * fraction).round());
        let left = record.left + whole.left * shares.0;
        let arrived = record.arrivals.iter().fold(0.0, |sum, arrival| sum + arrival.count);
        let staying = pen.population - left - deaths;
        if staying < -0.5 {
            let what = format!(
                "{deaths:.0} dead and {left:.0} moved or harvested are more than the {:.0} fish that were there; the pen is \
                 taken as empty",
                pen.population
            );
            self.doubts.push(Doubt { date, pen: pen.name.clone(), what });
        }
        let staying = staying.max(0.0);
        let is_seen = record.anchor.is_some() || record.feed_kg.is_some_and(|feed_kg| feed_kg > 0.0);
        if is_seen && pen.population < 0.5 && arrived <= 0.0 {
            let what =
                "fish were weighed or fed although none are left; it counts as it was recorded".to_owned();
            self.doubts.push(Doubt { date, pen: pen.name.clone(), what });
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
            (None, Some(from)) => yesterday_g[from],
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
            date,
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
        Step { weight_g, computed_g: mixed_g, row, left, arrived_kg }
    }

    /// Steps 7 and 8: biomass, observed FCR and stage.
    fn finish(&mut self, place: usize, step: &Step) {
        let Step { weight_g, computed_g, mut row, left, arrived_kg } = *step;
        let pen = &mut self.pens[place];
        if row.anchor.is_some() && weight_g < computed_g * (1.0 - DOUBTFUL_FALL) {
            let what = format!(
                "the measured {weight_g:.0} g lie more than a third below the {computed_g:.0} g that were expected; they \
                 count as measured"
            );
            self.doubts.push(Doubt { date: row.date, pen: pen.name.clone(), what });
        }
        let before_kg = pen.biomass_kg();
        row.avg_weight_g = weight_g;
        row.biomass_kg = weight_g * row.population / 1000.0;
        // Fish that were moved away had grown until then; those that came had grown elsewhere.
        let gain_kg = row.biomass_kg + left * weight_g / 1000.0 - arrived_kg - before_kg;
        (row.observed_fcr, row.fcr_confidence) = observed_fcr(row.feed_kg, gain_kg, row.feed.confidence);
        while pen.stage + 1 < self.inputs.lifecycle.len() && weight_g >= heaviest_g(self.inputs, pen.stage) {
            pen.stage += 1;
        }
        row.stage = u8::try_from(pen.stage).unwrap_or(u8::MAX);
        (pen.weight_g, pen.population) = (weight_g, row.population);
        pen.days.push(row);
    }

    fn into_actual(mut self) -> Actual {
        self.doubts.sort_by(|a, b| (a.date, &a.pen, &a.what).cmp(&(b.date, &b.pen, &b.what)));
        let pens: Vec<PenDays> =
            self.pens.into_iter().map(|pen| PenDays { name: pen.name, days: pen.days }).collect();
        Actual {
            stages: self.inputs.lifecycle.iter().map(|stage| stage.name.clone()).collect(),
            batch: total::of(&pens, self.first, self.records.days),
            pens,
            doubts: self.doubts,
        }
    }
}

/// A measurement of the whole batch says what the mean over its pens is: each pen is brought along in proportion.
fn scale_to(steps: &mut [Option<Step>], measured: records::Measured) {
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
