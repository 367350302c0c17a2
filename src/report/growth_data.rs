//! What became of a batch as data: what a JSON report holds of it, and the lines of a CSV report.
use chrono::NaiveDate;
use serde::Serialize;

use super::contents::Contents;
use super::sections::growth::{observed, provenance};
use crate::domain::actual::{Actual, ActualDay, Doubt};
use crate::engine::calibration::Calibration;
use crate::engine::forecast::{ForecastDate, TemperatureBias};
use crate::engine::variance::{Ahead, FigureVariance, Variance};

/// A batch beside its plan, as data.
#[derive(Serialize)]
pub(super) struct GrowthDocument<'a> {
    /// Why it is held against this run, where it is not pinned to it.
    note: Option<&'a str>,
    as_of: Option<NaiveDate>,
    variance: Option<VarianceDocument>,
    forecast_bias: TemperatureBias,
    forecast: Vec<DateDocument>,
    calibration: &'a Calibration,
    observations: Vec<ObservedDocument>,
    sources: Vec<SourceDocument>,
    doubts: &'a [Doubt],
    actual_days: Vec<DayDocument<'a>>,
}

#[derive(Serialize)]
struct VarianceDocument {
    days: usize,
    /// Days ahead of the plan; null where it never has the batch's weight.
    days_ahead: Option<i64>,
    weight_g: FigureDocument,
    population: FigureDocument,
    biomass_kg: FigureDocument,
    cumulative_feed_kg: FigureDocument,
}

#[derive(Serialize)]
struct FigureDocument {
    actual: f64,
    planned: f64,
    difference: f64,
    percent: Option<f64>,
    mean_percent: Option<f64>,
    largest_percent: Option<f64>,
    largest_on: NaiveDate,
    significant: bool,
}

#[derive(Serialize)]
struct DateDocument {
    weight_g: f64,
    date: Option<NaiveDate>,
    planned: Option<NaiveDate>,
    later_days: Option<i64>,
}

#[derive(Serialize)]
struct ObservedDocument {
    kind: &'static str,
    records: usize,
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Serialize)]
struct SourceDocument {
    figure: &'static str,
    days_observed: usize,
    other_days: usize,
    otherwise: &'static str,
    mean_confidence: f64,
}

#[derive(Serialize)]
struct DayDocument<'a> {
    date: NaiveDate,
    day_number: u32,
    stage: &'a str,
    avg_weight_g: f64,
    weight_source: &'static str,
    weight_confidence: f64,
    population: f64,
    biomass_kg: f64,
    temperature_c: f64,
    temperature_source: &'static str,
    temperature_confidence: f64,
    deaths: f64,
    mortality_source: &'static str,
    feed_kg: f64,
    feed_source: &'static str,
}

impl<'a> GrowthDocument<'a> {
    /// That of a report, if it has one.
    pub fn of(contents: &'a Contents<'_>) -> Option<Self> {
        let growth = contents.growth?;
        let actual = &growth.actual;
        Some(Self {
            note: growth.instead.as_deref(),
            as_of: actual.batch.last().map(|day| day.date),
            variance: growth.variance.as_ref().map(VarianceDocument::of),
            forecast_bias: growth.forecast.bias,
            forecast: growth.dates.iter().map(DateDocument::of).collect(),
            calibration: &growth.calibration,
            observations: observed(growth)
                .into_iter()
                .map(|seen| ObservedDocument {
                    kind: seen.name,
                    records: seen.count,
                    first: seen.first,
                    last: seen.last,
                })
                .collect(),
            sources: provenance(growth)
                .into_iter()
                .map(|row| SourceDocument {
                    figure: row.name,
                    days_observed: row.observed,
                    other_days: row.taken,
                    otherwise: row.otherwise,
                    mean_confidence: row.confidence,
                })
                .collect(),
            doubts: &actual.doubts,
            actual_days: actual.batch.iter().map(|day| DayDocument::of(actual, day)).collect(),
        })
    }
}

impl VarianceDocument {
    fn of(variance: &Variance) -> Self {
        Self {
            days: variance.days,
            days_ahead: match variance.ahead {
                Ahead::Days(days) => Some(days),
                Ahead::BeyondTheRun | Ahead::BeforeTheRun => None,
            },
            weight_g: FigureDocument::of(&variance.weight_g),
            population: FigureDocument::of(&variance.population),
            biomass_kg: FigureDocument::of(&variance.biomass_kg),
            cumulative_feed_kg: FigureDocument::of(&variance.cumulative_feed_kg),
        }
    }
}

impl FigureDocument {
    fn of(figure: &FigureVariance) -> Self {
        Self {
            actual: figure.current.actual,
            planned: figure.current.planned,
            difference: figure.current.difference(),
            percent: figure.current.percent(),
            mean_percent: figure.mean_percent,
            largest_percent: figure.largest.percent(),
            largest_on: figure.largest.date,
            significant: figure.is_significant(),
        }
    }
}

impl DateDocument {
    fn of(reached: &ForecastDate) -> Self {
        Self {
            weight_g: reached.weight_g,
            date: reached.date,
            planned: reached.planned,
            later_days: reached.later_days(),
        }
    }
}

impl<'a> DayDocument<'a> {
    fn of(actual: &'a Actual, day: &ActualDay) -> Self {
        Self {
            date: day.date,
            day_number: day.day_number,
            stage: actual.stage_name(day),
            avg_weight_g: day.avg_weight_g,
            weight_source: day.weight.source.as_str(),
            weight_confidence: day.weight.confidence,
            population: day.population,
            biomass_kg: day.biomass_kg,
            temperature_c: day.temperature_c,
            temperature_source: day.temperature.source.as_str(),
            temperature_confidence: day.temperature.confidence,
            deaths: day.deaths,
            mortality_source: day.mortality.source.as_str(),
            feed_kg: day.feed_kg,
            feed_source: day.feed.source.as_str(),
        }
    }
}
