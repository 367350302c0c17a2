//! Making temperature profiles: from a pattern, from measurements of other years, by moving one that is there.
//!
//! Readings go in and come out in the order of their days, one a day; temperatures are in °C; day 1 of a profile is the
//! date that the planner names. Nothing here knows where a profile is kept.
pub mod coming_year;
pub mod dates;
pub mod figures;
pub mod gaps;
pub mod pattern;
pub mod shift;

use chrono::NaiveDate;

use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;

/// The days that a profile is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: NaiveDate,
    days: u32,
}

impl Span {
    /// `days` days from `start` on, which is day 1.
    ///
    /// # Errors
    /// If no plan can have this start date, or no profile so many days.
    pub fn new(start: NaiveDate, days: u32) -> Outcome<Self> {
        accepted::check_start_date("start_date", start)?;
        accepted::READING_DAY.check("days", f64::from(days))?;
        Ok(Self { start, days })
    }

    /// The date of day 1.
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// How many days there are.
    pub fn days(self) -> u32 {
        self.days
    }

    /// Each day with its date, in order.
    pub fn dated_days(self) -> impl Iterator<Item = (u32, NaiveDate)> {
        (1..=self.days).zip(self.start.iter_days())
    }
}

/// Refuses readings that no profile may hold, naming the first by its day.
fn check_all(readings: Vec<TemperatureReading>) -> Outcome<Vec<TemperatureReading>> {
    let range = accepted::TEMPERATURE_C;
    match readings.iter().find(|reading| !range.holds(reading.temperature_c)) {
        None => Ok(readings),
        Some(bad) => Err(Fault::invalid(
            format!("day {} would have {} °C", bad.day_number, rounded(bad.temperature_c)),
            "temperature",
            format!("Accepted is {}", range.words()),
        )),
    }
}

/// To a hundredth of a degree, for words.
fn rounded(temperature_c: f64) -> f64 {
    (temperature_c * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    //! What the tests of this room share: its other rooms see it too.
    use super::*;
    use proptest::prelude::*;

    pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    pub fn readings(pairs: &[(u32, f64)]) -> Vec<TemperatureReading> {
        pairs
            .iter()
            .map(|&(day_number, temperature_c)| TemperatureReading { day_number, temperature_c })
            .collect()
    }

    /// Any profile: up to 60 readings on the first `days` days.
    pub fn any_readings(days: u32) -> impl Strategy<Value = Vec<TemperatureReading>> {
        prop::collection::btree_map(1..=days, -5.0_f64..45.0, 1..60)
            .prop_map(|map| readings(&map.into_iter().collect::<Vec<_>>()))
    }

    pub fn any_date() -> impl Strategy<Value = NaiveDate> {
        (0_u64..73_000).prop_map(|days| day(1960, 1, 1) + chrono::Days::new(days))
    }
}
