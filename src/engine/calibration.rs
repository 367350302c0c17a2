//! What a batch's own observations say its TGC, FCR and mortality are, each with its error (`assimilation.md`, "Calibration").
//!
//! An error is half the width of the interval that holds the true value 95 times in 100.
use chrono::NaiveDate;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::HashSet;

use super::measured_water::MeasuredWater;
use super::projection::{Growth, Models, daily_mortality, fcr_of, tgc_on};
use crate::domain::actual::{Actual, ActualDay, FeedSource, MortalitySource, PenDays};
use crate::domain::growth::TgcModel;
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
    /// What the models of the plan say over the very same days, fitted the same way.
    pub planned: f64,
    /// How far an ordinary observation lies from the fit, in percent of it; none where there is too little to say.
    pub scatter_percent: Option<f64>,
    /// The share of what the observations vary by that the fit explains, 0 to 1; none where that says nothing.
    pub explained: Option<f64>,
    /// The first and the last day that it was fitted to.
    pub from: NaiveDate,
    /// See `from`.
    pub to: NaiveDate,
    /// The first day again, counted from the batch's first, and the place of its stage in the lifecycle.
    #[serde(skip)]
    pub first: FirstSeen,
}

/// Where the observations of a fit begin: what a recipe says of days before them, they say nothing of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstSeen {
    /// Day of the batch, from 1.
    pub day_number: u32,
    /// Place of the stage in the lifecycle.
    pub stage: u8,
}

/// What a fit says of the figure that the plan has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitVerdict {
    /// Too few observations to tell how wrong it may be.
    TooFew,
    /// The plan's figure lies within the error: nothing speaks against it.
    Agrees,
    /// The plan's figure lies outside of the error.
    Differs,
}

impl Fitted {
    /// Whether the observations speak against the plan.
    pub fn verdict(&self) -> FitVerdict {
        match self.error {
            None => FitVerdict::TooFew,
            Some(error) if (self.value - self.planned).abs() <= error => FitVerdict::Agrees,
            Some(_) => FitVerdict::Differs,
        }
    }
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
    /// How warm the water was; none where nobody measured.
    pub water: Option<MeasuredWater>,
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
    let slope = slope(&chains, &recipe.inputs().tgc_model);
    let mut calibration = Calibration {
        fcr: fcr(&chains),
        daily_mortality_percent: mortality(actual, recipe),
        water: MeasuredWater::of(actual, recipe),
        intervals: chains.iter().flat_map(Chain::intervals).collect(),
        ..Calibration::default()
    };
    if let Some(slope) = slope {
        calibration.tgc = Some(Fitted {
            value: slope.value * 1000.0,
            error: slope.error.map(|error| error * 1000.0),
            planned: slope.planned * 1000.0,
            ..slope
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
    seen: FirstSeen,
    weight_g: f64,
    /// `w^m`.
    root: f64,
    /// Sum of `T^n` since the chain's first point, over days on which fish feed.
    warmth: f64,
    /// By how much the root grew over these days by the TGC of the plan.
    planned_root: f64,
    /// Since the point before: growth of the living and feed in kg, what that growth takes by the FCR of the plan, and
    /// whether each day's feed was recorded.
    gain_kg: f64,
    feed_kg: f64,
    planned_feed_kg: f64,
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
    let (mut warmth, mut planned_root) = (0.0, 0.0);
    let (mut gain_kg, mut feed_kg, mut planned_feed_kg, mut on_record) = (0.0, 0.0, 0.0, true);
    let mut before: Option<&ActualDay> = None;
    for day in &pen.days {
        let stage = actual.stage_name(day);
        let models = Models::on(inputs, day.day_number);
        let feeds = inputs.lifecycle.iter().any(|known| known.name == stage && known.feeds);
        if feeds && day.temperature_c > 0.0 {
            let of_day = Growth::of(models.tgc).warmth(day.temperature_c);
            warmth += of_day;
            planned_root += tgc_on(models.tgc, stage, day.day_number) / 1000.0 * of_day;
        }
        if let Some(before) = before {
            let of_day_kg = (day.avg_weight_g - before.avg_weight_g) * day.population / 1000.0;
            gain_kg += of_day_kg;
            planned_feed_kg += fcr_of(models.fcr, stage, before.avg_weight_g) * of_day_kg;
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
            (warmth, planned_root) = (0.0, 0.0);
        }
        points.push(Point {
            date: day.date,
            seen: FirstSeen { day_number: day.day_number, stage: day.stage },
            weight_g: day.avg_weight_g,
            root: law.root(day.avg_weight_g),
            warmth,
            planned_root,
            gain_kg,
            feed_kg,
            planned_feed_kg,
            is_fed_on_record: on_record,
        });
        (gain_kg, feed_kg, planned_feed_kg, on_record) = (0.0, 0.0, 0.0, true);
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

/// The first and the last of what a fit was made of, by date.
fn period(of: impl Iterator<Item = (NaiveDate, FirstSeen)>) -> Option<(NaiveDate, NaiveDate, FirstSeen)> {
    of.fold(None, |period, (date, seen)| match period {
        None => Some((date, date, seen)),
        Some((from, to, first)) => {
            Some((from.min(date), to.max(date), if date < from { seen } else { first }))
        }
    })
}

/// The slope of the roots over warmth, in the model's own units and not yet ×1000.
fn slope(chains: &[Chain<'_>], model: &TgcModel) -> Option<Fitted> {
    let (mut xx, mut xy, mut yy, mut x_planned, mut points) = (0.0, 0.0, 0.0, 0.0, 0);
    for chain in chains {
        let weight: f64 = chain.points.iter().map(Point::counts).sum();
        let mean = |of: fn(&Point) -> f64| {
            chain.points.iter().map(|point| point.counts() * of(point)).sum::<f64>() / weight
        };
        let (x, y) = (mean(|point| point.warmth), mean(|point| point.root));
        let planned = mean(|point| point.planned_root);
        for point in &chain.points {
            let warmth = point.warmth - x;
            xx += point.counts() * warmth * warmth;
            xy += point.counts() * warmth * (point.root - y);
            yy += point.counts() * (point.root - y) * (point.root - y);
            x_planned += point.counts() * warmth * (point.planned_root - planned);
        }
        points += chain.points.len();
    }
    let seen = chains.iter().flat_map(|chain| &chain.points).map(|point| (point.date, point.seen));
    let (from, to, first) = period(seen)?;
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
    // A root that is off by a hundredth is a weight off by 1/m hundredths.
    let scatter = (freedom > 0).then(|| 100.0 * (squares / freedom as f64).sqrt() / model.exponent_m);
    Some(Fitted {
        value,
        error,
        observations: points,
        planned: x_planned / xx,
        scatter_percent: scatter,
        explained: (freedom > 0 && yy > 0.0).then(|| 1.0 - squares / yy),
        from,
        to,
        first,
    })
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
    let intervals: Vec<(Point, Point)> = chains.iter().flat_map(Chain::pairs).collect();
    let fed: Vec<&(Point, Point)> = intervals.iter().filter(|(_, to)| to.is_fed_on_record).collect();
    let sum = |of: fn(&Point) -> f64| fed.iter().map(|(_, to)| of(to)).sum::<f64>();
    let (feed_kg, gain_kg) = (sum(|to| to.feed_kg), sum(|to| to.gain_kg));
    if feed_kg <= 0.0 || gain_kg <= 0.0 {
        return None;
    }
    let value = feed_kg / gain_kg;
    // The error of a ratio of sums, by its residuals.
    let off = |to: &Point| to.feed_kg - value * to.gain_kg;
    let squares: f64 = fed.iter().map(|(_, to)| off(to) * off(to)).sum();
    let count = fed.len();
    let freedom = count.saturating_sub(1);
    let error =
        width(freedom).map(|width| width * (count as f64 * squares / freedom as f64).sqrt() / gain_kg);
    let scatter = (freedom > 0).then(|| 100.0 * (squares / freedom as f64).sqrt() / (feed_kg / count as f64));
    let ends = fed.iter().flat_map(|(from, to)| [(from.date, from.seen), (to.date, to.seen)]);
    let (from, to, first) = period(ends)?;
    Some(Fitted {
        value,
        error,
        observations: count,
        planned: sum(|to| to.planned_feed_kg) / gain_kg,
        scatter_percent: scatter,
        explained: None,
        from,
        to,
        first,
    })
}

/// The dead over the living, summed over the days on which they were counted. Deaths come in waves: the error is that of a
/// Poisson law, widened by how much more the days scatter.
fn mortality(actual: &Actual, recipe: &ParametersSnapshot) -> Option<Fitted> {
    let is_counted = |day: &ActualDay| day.mortality.source == MortalitySource::Actual;
    // Where the dead of all pens are known, the day is one observation: they may have been counted together.
    let whole = actual.batch.iter().filter(|day| is_counted(day));
    let known: HashSet<NaiveDate> = whole.clone().map(|day| day.date).collect();
    let of_pens = actual.pens.iter().flat_map(|pen| &pen.days);
    let others = of_pens.filter(|day| is_counted(day) && !known.contains(&day.date));
    let days: Vec<(&ActualDay, f64)> = whole
        .chain(others)
        .map(|day| (day, day.population + day.deaths))
        .filter(|(_, alive)| *alive > 0.0)
        .collect();
    let deaths: f64 = days.iter().map(|(day, _)| day.deaths).sum();
    let alive: f64 = days.iter().map(|(_, alive)| alive).sum();
    let seen = |day: &ActualDay| FirstSeen { day_number: day.day_number, stage: day.stage };
    let (from, to, first) = period(days.iter().map(|(day, _)| (day.date, seen(day))))?;
    let planned_share = |day: &ActualDay| {
        let model = Models::on(recipe.inputs(), day.day_number).mortality;
        daily_mortality(model, actual.stage_name(day), day.day_number)
    };
    let planned: f64 = days.iter().map(|(day, alive)| alive * planned_share(day)).sum::<f64>() / alive;
    let rate = deaths / alive;
    let freedom = days.len().saturating_sub(1);
    // How much more the days scatter than deaths do that have nothing to do with each other.
    let wider = (freedom > 0 && deaths > 0.0).then(|| {
        let off = |day: &ActualDay, alive: f64| (day.deaths - rate * alive).powi(2) / (rate * alive);
        let scatter: f64 = days.iter().map(|(day, alive)| off(day, *alive)).sum();
        scatter / freedom as f64
    });
    let error =
        width(freedom).zip(wider).map(|(width, wider)| width * (wider.max(1.0) * deaths).sqrt() / alive);
    let of_day = deaths / days.len() as f64;
    Some(Fitted {
        value: 100.0 * rate,
        error: error.map(|error| 100.0 * error),
        observations: days.len(),
        planned: 100.0 * planned,
        scatter_percent: wider.map(|wider| 100.0 * (wider / of_day).sqrt()),
        explained: None,
        from,
        to,
        first,
    })
}
