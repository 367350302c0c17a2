//! How warm a day of a batch was: measured, between measurements, near one, or as the pinned run's profile says.
use crate::domain::actual::{Known, TemperatureSource};

/// How many days a reading speaks for before and after its own.
pub(super) const REACH: usize = 7;
/// How far a temperature can be relied on that lies between readings: less, the further they are apart, down to a least.
const BETWEEN: f64 = 0.9;
const LEAST_BETWEEN: f64 = 0.4;
const DAYS_TO_NOTHING: f64 = 30.0;
/// How far one can be relied on that stands near a reading on one side only, and how far the profile.
const NEAR: f64 = 0.6;
const OF_PROFILE: f64 = 0.5;

/// The temperature of a day (from 0) with its source, of what was measured of each day of a pen; `planned_c` is what the pinned
/// run's recipe has for it.
pub(super) fn on(measured: &[Option<f64>], day: usize, planned_c: f64) -> (f64, Known<TemperatureSource>) {
    if let Some(temperature_c) = measured[day] {
        return (temperature_c, known(TemperatureSource::Measured, 1.0));
    }
    let earliest = day.saturating_sub(REACH);
    let before = (earliest..day).rev().find_map(|other| Some((other, measured[other]?)));
    let after =
        (day + 1..measured.len().min(day + REACH + 1)).find_map(|other| Some((other, measured[other]?)));
    match (before, after) {
        (Some((from, from_c)), Some((to, to_c))) => {
            let span = (to - from) as f64;
            let share = (day - from) as f64 / span;
            let confidence = LEAST_BETWEEN.max(BETWEEN - span / DAYS_TO_NOTHING);
            (from_c + (to_c - from_c) * share, known(TemperatureSource::Interpolated, confidence))
        }
        (Some((_, near_c)), None) => (near_c, known(TemperatureSource::NearestBefore, NEAR)),
        (None, Some((_, near_c))) => (near_c, known(TemperatureSource::NearestAfter, NEAR)),
        (None, None) => (planned_c, known(TemperatureSource::Profile, OF_PROFILE)),
    }
}

fn known(source: TemperatureSource, confidence: f64) -> Known<TemperatureSource> {
    Known { source, confidence }
}
