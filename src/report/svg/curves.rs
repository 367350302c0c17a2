//! What a plot draws, as data: curves in one unit on one axis.
use std::fmt::Write as _;

use crate::domain::display::{self, Reading};
use crate::domain::measure::Measure;
use crate::domain::parameter;
use crate::domain::quantity::Quantity;
use crate::domain::run::ProjectionDay;
use crate::domain::scale::ValueAxis;
use crate::report::contents::Contents;
use crate::report::wishes::PlotOf;

/// The curves of one plot.
#[derive(Debug)]
pub(super) struct Curves {
    /// "Weight".
    pub title: String,
    /// "kg".
    pub unit: &'static str,
    /// What values are divided by to be in this unit.
    pub scale: f64,
    /// The vertical axis, in this unit.
    pub values: ValueAxis,
    /// Days of the longest run.
    pub days: u32,
    /// Whether more and less are shown rather than how much.
    pub is_difference: bool,
    /// Whether weights that are aimed at can be drawn in.
    pub has_targets: bool,
    /// The curves, the baseline's first where it has one.
    pub curves: Vec<Curve>,
    quantity: Quantity,
}

/// What one run has.
#[derive(Debug)]
pub(super) struct Curve {
    /// The place of the run.
    pub run: usize,
    /// Day by value, in g, fish, kg or °C.
    pub points: Vec<(f64, f64)>,
    /// What it is called, where it is not called as the run.
    pub name: Option<&'static str>,
    /// Whether only its points are drawn, for what was measured.
    pub is_points: bool,
}

impl Curves {
    pub fn of(contents: &Contents<'_>, of: &PlotOf) -> Self {
        let (title, quantity, curves) = match of {
            PlotOf::Measure(measure) => {
                (measure.name().to_owned(), measure.quantity(), measured(contents, *measure))
            }
            PlotOf::Difference(measure) => {
                let title = format!("{}, difference to {}", measure.name(), contents.names.short(0));
                (title, measure.quantity(), differences(contents, *measure))
            }
            PlotOf::Growth(measure) => (
                format!("{}, planned and actual", measure.name()),
                measure.quantity(),
                grown(contents, *measure),
            ),
            PlotOf::Profile(path) => {
                (parameter::name(path), Quantity::TemperatureC, profiles(contents, path))
            }
        };
        let is_difference = matches!(of, PlotOf::Difference(_));
        let values = || curves.iter().flat_map(|curve| &curve.points).map(|(_, value)| *value);
        let largest = values().map(f64::abs).fold(0.0, f64::max);
        let (unit, scale) = unit(quantity, largest);
        let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value / scale), high.max(value / scale))
        });
        // Nothing between them has its line in the middle.
        let (low, high) = if is_difference && largest == 0.0 { (-1.0, 1.0) } else { (low, high) };
        let from_zero = is_difference || quantity != Quantity::TemperatureC;
        Self {
            title,
            unit,
            scale,
            values: ValueAxis::around(low, high, from_zero, 5),
            days: contents.longest().max(last_day(&curves)).max(1),
            is_difference,
            has_targets: *of == PlotOf::Measure(Measure::Weight),
            curves,
            quantity,
        }
    }

    /// A value as it is read.
    pub fn words(&self, value: f64) -> Reading {
        if self.is_difference {
            display::quantity_difference(value, self.quantity)
        } else {
            display::quantity(value, self.quantity)
        }
    }

    /// What the plot shows, for those who do not see it.
    pub fn alternative(&self, contents: &Contents<'_>) -> String {
        let mut words = format!("{} by day of the run.", self.title);
        for curve in &self.curves {
            if let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) {
                let said = format!(
                    "from {} on day {} to {} on day {}",
                    self.words(first.1),
                    display::count(first.0),
                    self.words(last.1),
                    display::count(last.0)
                );
                let _ = write!(words, " {} goes {}.", curve.name(contents), contents.say(said));
            }
        }
        words
    }
}

impl Curve {
    /// A line of a run.
    fn of_run(run: usize, points: Vec<(f64, f64)>) -> Self {
        Self { run, points, name: None, is_points: false }
    }

    /// Its whole name.
    pub fn name<'c>(&self, contents: &'c Contents<'_>) -> &'c str {
        self.name.unwrap_or_else(|| contents.names.name(self.run))
    }

    /// Its name where room is scarce.
    pub fn short<'c>(&self, contents: &'c Contents<'_>) -> &'c str {
        self.name.unwrap_or_else(|| contents.names.short(self.run))
    }

    /// What the run has on a day, if it has such a day.
    pub fn on(&self, day: u32) -> Option<f64> {
        let after = self.points.partition_point(|(at, _)| *at < f64::from(day));
        let (to, high) = *self.points.get(after)?;
        if to == f64::from(day) {
            return Some(high);
        }
        // A profile has no reading on each day: it is straight between those that it has.
        let (from, low) = *self.points.get(after.checked_sub(1)?)?;
        Some(low + (high - low) * (f64::from(day) - from) / (to - from))
    }
}

fn measured(contents: &Contents<'_>, measure: Measure) -> Vec<Curve> {
    let point = |day: &ProjectionDay| (f64::from(day.day_number), measure.of(day));
    let runs = contents.compared.runs.iter().enumerate();
    runs.map(|(run, full)| Curve::of_run(run, full.projection.days.iter().map(point).collect())).collect()
}

/// The days that both have, by day number.
fn differences(contents: &Contents<'_>, measure: Measure) -> Vec<Curve> {
    let runs = &contents.compared.runs;
    let Some(baseline) = runs.first() else { return Vec::new() };
    let point = |(base, day): (&ProjectionDay, &ProjectionDay)| {
        (f64::from(day.day_number), measure.of(day) - measure.of(base))
    };
    let curve = |(run, full): (usize, &crate::engine::comparison::RunInFull)| {
        Curve::of_run(run, baseline.projection.days.iter().zip(&full.projection.days).map(point).collect())
    };
    runs.iter().enumerate().skip(1).map(curve).collect()
}

/// What was planned, what was, what is forecast and what was weighed, by the days of the plan.
fn grown(contents: &Contents<'_>, measure: Measure) -> Vec<Curve> {
    let (Some(growth), Some(plan)) = (contents.growth, contents.compared.runs.first()) else {
        return Vec::new();
    };
    let Some(start) = plan.projection.days.first().map(|day| day.projection_date) else { return Vec::new() };
    let day_of = |date: chrono::NaiveDate| (date - start).num_days() as f64 + 1.0;
    let mut fed_kg = 0.0;
    let mut value = |weight_g: f64, fish: f64, biomass_kg: f64, feed_kg: f64, water_c: f64| {
        fed_kg += feed_kg;
        match measure {
            Measure::Weight => weight_g,
            Measure::Population => fish,
            Measure::Biomass => biomass_kg,
            Measure::DailyFeed => feed_kg,
            Measure::CumulativeFeed => fed_kg,
            Measure::Temperature => water_c,
        }
    };
    let line = |run, name, points: Vec<(f64, f64)>, is_points| {
        let points: Vec<(f64, f64)> = points.into_iter().filter(|(day, _)| *day >= 1.0).collect();
        (!points.is_empty()).then_some(Curve { run, points, name: Some(name), is_points })
    };
    let planned = plan.projection.days.iter().map(|day| (f64::from(day.day_number), measure.of(day)));
    let actual: Vec<(f64, f64)> = growth
        .actual
        .batch
        .iter()
        .map(|day| {
            let value =
                value(day.avg_weight_g, day.population, day.biomass_kg, day.feed_kg, day.temperature_c);
            (day_of(day.date), value)
        })
        .collect();
    let ahead: Vec<(f64, f64)> = growth
        .forecast
        .days
        .iter()
        .map(|day| {
            let value =
                value(day.avg_weight_g, day.population, day.biomass_kg, day.feed_kg, day.temperature_c);
            (day_of(day.date), value)
        })
        .collect();
    let mut samples: Vec<(f64, f64)> = match measure {
        Measure::Weight => {
            let of = |sample: &crate::domain::observation::GrowthSample| {
                (day_of(sample.date), sample.avg_weight_g)
            };
            growth.observations.growth_samples.iter().map(of).collect()
        }
        _ => Vec::new(),
    };
    samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    [
        line(0, "Plan", planned.collect(), false),
        line(1, "Actual", actual, false),
        line(2, "Forecast", ahead, false),
        line(1, "Samples", samples, true),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn profiles(contents: &Contents<'_>, path: &str) -> Vec<Curve> {
    let profiles = contents.profiles(path).into_iter().enumerate();
    profiles.filter_map(|(run, points)| Some(Curve::of_run(run, points?))).collect()
}

/// The last day that any of them has.
fn last_day(curves: &[Curve]) -> u32 {
    let last = curves.iter().filter_map(|curve| curve.points.last()).map(|(day, _)| *day);
    last.fold(0.0, f64::max) as u32
}

/// The unit that values up to the largest are drawn in, and what they are divided by.
fn unit(quantity: Quantity, largest: f64) -> (&'static str, f64) {
    let unit = match quantity {
        Quantity::Count => "fish",
        _ => display::quantity(largest, quantity).unit,
    };
    let is_turned = matches!((quantity, unit), (Quantity::WeightG, "kg") | (_, "t"));
    (unit, if is_turned { 1000.0 } else { 1.0 })
}
