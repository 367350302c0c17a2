//! How warm the water of a batch was, beside what the plan said, and a profile that says so.
//!
//! A TGC is fitted to the water that fish were in. Where that was another than planned, a plan with the new TGC and the old
//! water misses the fish by as much as before.
use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::assimilation::planned_temperature_c;
use super::forecast::temperature_bias;
use super::projection::{Models, temperatures};
use crate::domain::accepted;
use crate::domain::actual::{Actual, ActualDay, TemperatureSource};
use crate::domain::run::ParametersSnapshot;
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

/// A mean that lies nearer to the plan than this is as planned.
const AS_PLANNED_C: f64 = 0.1;

/// The water of a batch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasuredWater {
    /// Its mean over the days on which it is known.
    pub measured_c: f64,
    /// What the plan has on those days.
    pub planned_c: f64,
    /// How many they are.
    pub days: usize,
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// How much warmer than planned it is taken to stay, as in the forecast.
    pub bias_c: f64,
    /// Day by day.
    #[serde(skip)]
    pub by_day: Vec<(NaiveDate, f64)>,
    /// The first of them, counted from the batch's first.
    #[serde(skip)]
    pub first_day_number: u32,
}

impl MeasuredWater {
    /// What was measured of a batch, and what follows from it for the days between; none where nobody measured.
    pub fn of(actual: &Actual, recipe: &ParametersSnapshot) -> Option<Self> {
        let inputs = recipe.inputs();
        let known = || actual.batch.iter().filter(|day| day.temperature.source != TemperatureSource::Profile);
        let planned = |day: &ActualDay| {
            let stage = inputs.lifecycle.get(usize::from(day.stage))?;
            Some(planned_temperature_c(&Models::on(inputs, day.day_number), stage, day.day_number))
        };
        let (first, last) = (known().next()?, known().next_back()?);
        let days = known().count();
        let mean = |sum: f64| sum / days as f64;
        Some(Self {
            measured_c: mean(known().map(|day| day.temperature_c).sum()),
            planned_c: mean(known().filter_map(planned).sum()),
            days,
            from: first.date,
            to: last.date,
            bias_c: temperature_bias(&actual.batch, recipe).bias_c,
            by_day: known().map(|day| (day.date, day.temperature_c)).collect(),
            first_day_number: first.day_number,
        })
    }

    /// By how much it was warmer than planned.
    pub fn difference_c(&self) -> f64 {
        self.measured_c - self.planned_c
    }

    /// Whether it was as the plan says, as near as anyone measures.
    pub fn is_as_planned(&self) -> bool {
        self.difference_c().abs() < AS_PLANNED_C && self.bias_c.abs() < AS_PLANNED_C
    }

    /// A profile of a scenario that starts on `start`, with what was measured on its days and, after the last of them, as much
    /// warmer as the water is taken to stay.
    pub fn over(&self, profile: &TemperatureProfile, start: NaiveDate, days: u32) -> Vec<TemperatureReading> {
        let last = profile.readings.last().map_or(days, |reading| reading.day_number.max(days));
        let reading = |(day_number, planned_c): (u32, f64)| {
            let date = start + Days::new(u64::from(day_number - 1));
            let measured = self.by_day.binary_search_by_key(&date, |(date, _)| *date);
            let temperature_c = match measured {
                Ok(at) => self.by_day[at].1,
                Err(_) if date > self.to => planned_c + self.bias_c,
                Err(_) => planned_c,
            };
            let range = accepted::TEMPERATURE_C;
            // Thousandths of a degree: more than any sensor tells.
            let temperature_c = ((temperature_c * 1000.0).round() / 1000.0).clamp(range.min, range.max);
            TemperatureReading { day_number, temperature_c }
        };
        (1..=last).zip(temperatures(&profile.readings, 1..=last)).map(reading).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 9, number).unwrap()
    }

    #[test]
    fn a_profile_has_what_was_measured_on_its_days_and_the_rest_of_the_plan_as_much_warmer_after_them() {
        let reading = |day_number, temperature_c| TemperatureReading { day_number, temperature_c };
        let profile = TemperatureProfile {
            name: "Shelf".to_owned(),
            readings: vec![reading(1, 10.0), reading(5, 8.0)],
        };
        let water = MeasuredWater {
            measured_c: 12.0,
            planned_c: 9.25,
            days: 2,
            from: day(2),
            to: day(4),
            bias_c: 2.0,
            by_day: vec![(day(2), 12.0), (day(4), 11.5)],
            first_day_number: 1,
        };
        assert!(!water.is_as_planned());
        let temperatures: Vec<f64> =
            water.over(&profile, day(1), 7).iter().map(|reading| reading.temperature_c).collect();
        assert_eq!(temperatures, [10.0, 12.0, 9.0, 11.5, 10.0, 10.0, 10.0]);
        // A scenario that began a day later reads each date where it is.
        let later: Vec<f64> =
            water.over(&profile, day(2), 5).iter().map(|reading| reading.temperature_c).collect();
        assert_eq!(later, [12.0, 9.5, 11.5, 10.5, 10.0]);
    }
}
