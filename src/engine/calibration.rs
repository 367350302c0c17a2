//! What a batch's own observations say its TGC, FCR and mortality are, each with its error (`assimilation.md`, "Calibration").
//!
//! An error is half the width of the interval that holds the true value 95 times in 100.
use chrono::NaiveDate;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::HashSet;

use super::projection::{Growth, Models};
use crate::domain::actual::{Actual, ActualDay, FeedSource, MortalitySource, PenDays};
use crate::domain::run::ParametersSnapshot;

/// A figure that was fitted to observations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fitted {
    /// The figure, in the unit of its model.
    pub value: f64,
    /// How far the true one may lie from it, 95 times in 100; none where there is too little to say.
    pub error: Option<f64>,
    /// What it was fitted to: weights, intervals or days.
    pub observations: usize,
}

/// One measured weight, and the fit's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Residual {
    /// The pen; empty where it has no name.
    pub pen: String,
    /// The day.
    pub date: NaiveDate,
    /// Degree-days since the pen's first measured weight.
    pub degree_days: f64,
    /// What was measured.
    pub measured_g: f64,
    /// What the fit says.
    pub fitted_g: f64,
}

/// The TGC between two measured weights that follow each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntervalTgc {
    /// The pen; empty where it has no name.
    pub pen: String,
    /// Day of the first weight.
    pub from: NaiveDate,
    /// Day of the second.
    pub to: NaiveDate,
    /// `1000 (w2^m - w1^m) / Σ T^n`, in the ×1000 convention.
    pub tgc_value: f64,
}

/// What the observations of a batch say.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Calibration {
    /// TGC, in the ×1000 convention; none with fewer than two measured weights in a row.
    pub tgc: Option<Fitted>,
    /// Feed in kg for a kg of growth; none without both between two measured weights.
    pub fcr: Option<Fitted>,
    /// Percent of the living fish that die each day; none where nobody counted.
    pub daily_mortality_percent: Option<Fitted>,
    /// TGC from one measured weight to the next.
    pub intervals: Vec<IntervalTgc>,
    /// How far each measured weight lies from the fit.
    pub residuals: Vec<Residual>,
}

/// Fits TGC, FCR and mortality to the actual days of a batch, all pens together.
///
/// The TGC is the slope of `w^m` over the sum of `T^n` (of cbrt(w) over degree-days with the standard exponents) through the
/// measured weights, by weighted least squares: one slope for all pens, and a line's height of its own for each pen, anew where
/// fish came in. A sample's mean is taken to be wrong in proportion to the weight, so a weight counts by 1/w^2m.
pub fn calibrate(actual: &Actual, recipe: &ParametersSnapshot) -> Calibration {
    let of_pen = |pen| chains_of(pen, actual, recipe, |day| !day.is_of_whole_batch);
    let mut chains: Vec<Chain<'_>> = actual.pens.iter().flat_map(of_pen).collect();
    // A weight of the whole batch is one observation, though each pen was brought along by it.
    let whole = PenDays { name: String::new(), days: actual.batch.clone() };
    if actual.pens.len() > 1 {
        chains.extend(chains_of(&whole, actual, recipe, |day| day.is_of_whole_batch));
    }
    let slope = slope(&chains);
    let mut calibration = Calibration {
        fcr: fcr(&chains),
        daily_mortality_percent: mortality(actual),
        intervals: chains.iter().flat_map(Chain::intervals).collect(),
        ..Calibration::default()
    };
    if let Some(slope) = slope {
        calibration.tgc = Some(Fitted {
            value: slope.value * 1000.0,
            error: slope.error.map(|error| error * 1000.0),
            observations: slope.observations,
        });
        calibration.residuals = chains.iter().flat_map(|chain| chain.residuals(slope.value)).collect();
    }
    calibration
}

/// Measured weights of a pen between which no fish came in.
struct Chain<'a> {
    pen: &'a str,
    law: Growth,
    points: Vec<Point>,
}

#[derive(Clone, Copy)]
struct Point {
    date: NaiveDate,
    weight_g: f64,
    /// `w^m`.
    root: f64,
    /// Sum of `T^n` since the chain's first point, over days on which fish feed.
    warmth: f64,
    /// Since the point before: growth of the living and feed in kg, and whether each day's feed was recorded.
    gain_kg: f64,
    feed_kg: f64,
    is_fed_on_record: bool,
}

/// The chains of a pen's days; `counts` says which of the measured weights are observations of their own.
fn chains_of<'a>(
    pen: &'a PenDays,
    actual: &Actual,
    recipe: &ParametersSnapshot,
    counts: fn(&ActualDay) -> bool,
) -> Vec<Chain<'a>> {
    let inputs = recipe.inputs();
    let law = Growth::of(&inputs.tgc_model);
    let mut chains: Vec<Chain<'a>> = Vec::new();
    let mut points: Vec<Point> = Vec::new();
    let (mut warmth, mut gain_kg, mut feed_kg, mut on_record) = (0.0, 0.0, 0.0, true);
    let mut before: Option<&ActualDay> = None;
    for day in &pen.days {
        let feeds = inputs.lifecycle.iter().any(|stage| stage.name == actual.stage_name(day) && stage.feeds);
        if feeds && day.temperature_c > 0.0 {
            warmth += Growth::of(Models::on(inputs, day.day_number).tgc).warmth(day.temperature_c);
        }
        if let Some(before) = before {
            gain_kg += (day.avg_weight_g - before.avg_weight_g) * day.population / 1000.0;
        }
        feed_kg += day.feed_kg;
        on_record &= day.feed.source == FeedSource::Actual;
        before = Some(day);
        if day.fish_in > 0.0 && !points.is_empty() {
            chains.push(Chain { pen: &pen.name, law, points: std::mem::take(&mut points) });
        }
        if day.anchor.is_none() || !counts(day) {
            continue;
        }
        if points.is_empty() {
            warmth = 0.0;
        }
        points.push(Point {
            date: day.date,
            weight_g: day.avg_weight_g,
            root: law.root(day.avg_weight_g),
            warmth,
            gain_kg,
            feed_kg,
            is_fed_on_record: on_record,
        });
        (gain_kg, feed_kg, on_record) = (0.0, 0.0, true);
    }
    chains.push(Chain { pen: &pen.name, law, points });
    chains.retain(|chain| chain.points.len() > 1);
    chains
}

impl Chain<'_> {
    fn pairs(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.points.iter().copied().zip(self.points.iter().skip(1).copied())
    }

    fn intervals(&self) -> Vec<IntervalTgc> {
        let grown = |(a, b): (Point, Point)| {
            let warmth = b.warmth - a.warmth;
            (warmth > 0.0).then(|| IntervalTgc {
                pen: self.pen.to_owned(),
                from: a.date,
                to: b.date,
                tgc_value: 1000.0 * (b.root - a.root) / warmth,
            })
        };
        self.pairs().filter_map(grown).collect()
    }

    /// The height of the line: weighted mean of root less slope times warmth.
    fn height(&self, slope: f64) -> f64 {
        let weight: f64 = self.points.iter().map(Point::counts).sum();
        self.points.iter().map(|point| point.counts() * (point.root - slope * point.warmth)).sum::<f64>()
            / weight
    }

    fn residuals(&self, slope: f64) -> Vec<Residual> {
        let height = self.height(slope);
        let residual = |point: &Point| Residual {
            pen: self.pen.to_owned(),
            date: point.date,
            degree_days: point.warmth,
            measured_g: point.weight_g,
            fitted_g: self.law.weight_g(height + slope * point.warmth),
        };
        self.points.iter().map(residual).collect()
    }
}

impl Point {
    /// How much the point counts: its error is in proportion to its root.
    fn counts(&self) -> f64 {
        1.0 / (self.root * self.root)
    }
}

fn slope(chains: &[Chain<'_>]) -> Option<Fitted> {
    let (mut xx, mut xy, mut points) = (0.0, 0.0, 0);
    for chain in chains {
        let weight: f64 = chain.points.iter().map(Point::counts).sum();
        let mean = |of: fn(&Point) -> f64| {
            chain.points.iter().map(|point| point.counts() * of(point)).sum::<f64>() / weight
        };
        let (x, y) = (mean(|point| point.warmth), mean(|point| point.root));
        for point in &chain.points {
            xx += point.counts() * (point.warmth - x) * (point.warmth - x);
            xy += point.counts() * (point.warmth - x) * (point.root - y);
        }
        points += chain.points.len();
    }
    if xx <= 0.0 {
        return None;
    }
    let value = xy / xx;
    let square = |chain: &Chain<'_>| {
        let height = chain.height(value);
        let off = |point: &Point| point.root - height - value * point.warmth;
        chain.points.iter().map(|point| point.counts() * off(point) * off(point)).sum::<f64>()
    };
    let squares: f64 = chains.iter().map(square).sum();
    let freedom = points.saturating_sub(chains.len() + 1);
    let error = width(freedom).map(|width| width * (squares / freedom as f64 / xx).sqrt());
    Some(Fitted { value, error, observations: points })
}

/// Half the width of a 95 % interval in standard errors: Student's t for so many degrees of freedom.
fn width(freedom: usize) -> Option<f64> {
    if freedom == 0 {
        return None;
    }
    Some(StudentsT::new(0.0, 1.0, freedom as f64).ok()?.inverse_cdf(0.975))
}

/// Feed over growth, summed over the intervals between measured weights in which each day's feed was recorded.
fn fcr(chains: &[Chain<'_>]) -> Option<Fitted> {
    let of_interval = |(_, to): (Point, Point)| to.is_fed_on_record.then_some((to.feed_kg, to.gain_kg));
    let intervals: Vec<(f64, f64)> =
        chains.iter().flat_map(|chain| chain.pairs().filter_map(of_interval)).collect();
    let feed_kg: f64 = intervals.iter().map(|(feed, _)| feed).sum();
    let gain_kg: f64 = intervals.iter().map(|(_, gain)| gain).sum();
    if feed_kg <= 0.0 || gain_kg <= 0.0 {
        return None;
    }
    let value = feed_kg / gain_kg;
    // The error of a ratio of sums, by its residuals.
    let squares: f64 =
        intervals.iter().map(|(feed, gain)| (feed - value * gain) * (feed - value * gain)).sum();
    let count = intervals.len();
    let freedom = count.saturating_sub(1);
    let error =
        width(freedom).map(|width| width * (count as f64 * squares / freedom as f64).sqrt() / gain_kg);
    Some(Fitted { value, error, observations: count })
}

/// The dead over the living, summed over the days on which they were counted. Deaths come in waves: the error is that of a
/// Poisson law, widened by how much more the days scatter.
fn mortality(actual: &Actual) -> Option<Fitted> {
    let is_counted = |day: &ActualDay| day.mortality.source == MortalitySource::Actual;
    // Where the dead of all pens are known, the day is one observation: they may have been counted together.
    let whole = actual.batch.iter().filter(|day| is_counted(day));
    let known: HashSet<NaiveDate> = whole.clone().map(|day| day.date).collect();
    let of_pens = actual.pens.iter().flat_map(|pen| &pen.days);
    let others = of_pens.filter(|day| is_counted(day) && !known.contains(&day.date));
    let days: Vec<(f64, f64)> = whole
        .chain(others)
        .map(|day| (day.deaths, day.population + day.deaths))
        .filter(|(_, alive)| *alive > 0.0)
        .collect();
    let deaths: f64 = days.iter().map(|(deaths, _)| deaths).sum();
    let alive: f64 = days.iter().map(|(_, alive)| alive).sum();
    if alive <= 0.0 {
        return None;
    }
    let rate = deaths / alive;
    let freedom = days.len().saturating_sub(1);
    let error = width(freedom).filter(|_| deaths > 0.0).map(|width| {
        let scatter: f64 =
            days.iter().map(|(dead, alive)| (dead - rate * alive).powi(2) / (rate * alive)).sum();
        let wider = (scatter / freedom as f64).max(1.0);
        width * (wider * deaths).sqrt() / alive
    });
    Some(Fitted { value: 100.0 * rate, error: error.map(|error| 100.0 * error), observations: days.len() })
}
