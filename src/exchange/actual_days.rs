//! The actual days of a batch as documents and CSV write them, with the seed's names: each value, its source, its confidence.
use chrono::NaiveDate;
use serde::Serialize;
use std::io::{self, Write};

use super::days::of_csv;
use crate::domain::actual::{Actual, ActualDay, Anchor};

/// One actual day.
#[derive(Debug, Clone, Serialize)]
pub struct ActualDayDocument<'a> {
    /// The pen; empty for the whole batch or where it has no name.
    pub pen: &'a str,
    /// Day of the batch, from 1.
    pub day_number: u32,
    /// The calendar day.
    pub date: NaiveDate,
    /// Mean weight in g.
    pub avg_weight_g: f64,
    /// Fish alive.
    pub population: f64,
    /// Biomass in kg.
    pub biomass_kg: f64,
    /// Water temperature in °C.
    pub temp_c: f64,
    /// Fish that died.
    pub mortality_count: f64,
    /// Fish that came in.
    pub fish_in: f64,
    /// Fish that were moved out or harvested.
    pub fish_out: f64,
    /// Feed in kg.
    pub feed_kg: f64,
    /// Feed for a kg of growth.
    pub observed_fcr: Option<f64>,
    /// What the weight was measured at.
    pub anchor_type: Option<&'static str>,
    /// Name of the stage.
    pub stage: &'a str,
    /// Where the weight comes from, and how far it can be relied on; the others likewise.
    pub weight_source: &'static str,
    /// 0 to 1.
    pub weight_confidence: f64,
    /// See [`Self::weight_source`].
    pub temp_source: &'static str,
    /// 0 to 1.
    pub temp_confidence: f64,
    /// See [`Self::weight_source`].
    pub mortality_source: &'static str,
    /// 0 to 1.
    pub mortality_confidence: f64,
    /// See [`Self::weight_source`].
    pub feed_source: &'static str,
    /// 0 to 1.
    pub feed_confidence: f64,
    /// "calculated", or "`insufficient_data`".
    pub fcr_source: &'static str,
    /// 0 to 1.
    pub fcr_confidence: f64,
}

impl<'a> ActualDayDocument<'a> {
    /// The document of a day of a pen, or of the whole batch.
    pub fn of(actual: &'a Actual, pen: &'a str, day: &ActualDay) -> Self {
        Self {
            pen,
            day_number: day.day_number,
            date: day.date,
            avg_weight_g: day.avg_weight_g,
            population: day.population,
            biomass_kg: day.biomass_kg,
            temp_c: day.temperature_c,
            mortality_count: day.deaths,
            fish_in: day.fish_in,
            fish_out: day.fish_out,
            feed_kg: day.feed_kg,
            observed_fcr: day.observed_fcr,
            anchor_type: day.anchor.map(Anchor::as_str),
            stage: actual.stage_name(day),
            weight_source: day.weight.source.as_str(),
            weight_confidence: day.weight.confidence,
            temp_source: day.temperature.source.as_str(),
            temp_confidence: day.temperature.confidence,
            mortality_source: day.mortality.source.as_str(),
            mortality_confidence: day.mortality.confidence,
            feed_source: day.feed.source.as_str(),
            feed_confidence: day.feed.confidence,
            fcr_source: if day.observed_fcr.is_some() { "calculated" } else { "insufficient_data" },
            fcr_confidence: day.fcr_confidence,
        }
    }

    /// The days of the whole batch.
    pub fn of_batch(actual: &'a Actual) -> impl Iterator<Item = Self> {
        actual.batch.iter().map(|day| Self::of(actual, "", day))
    }

    /// The days of every pen, pen by pen.
    pub fn of_pens(actual: &'a Actual) -> impl Iterator<Item = Self> {
        let of_pen = |pen: &'a crate::domain::actual::PenDays| {
            pen.days.iter().map(|day| Self::of(actual, &pen.name, day))
        };
        actual.pens.iter().flat_map(of_pen)
    }
}

/// Writes days as CSV with a line of heads.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv<'a>(days: impl Iterator<Item = ActualDayDocument<'a>>, out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for day in days {
        writer.serialize(day).map_err(of_csv)?;
    }
    writer.flush()
}
