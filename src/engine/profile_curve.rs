//! The temperature profile that a difference is about, as the curve that a run reads.
use crate::domain::growth::TgcModel;
use crate::domain::scenario::Scenario;
use crate::domain::temperature::TemperatureProfile;

/// The profile that a path of a difference means: the recipe's, or that of a model which takes over on a later day.
pub fn profile_at<'a>(inputs: &'a Scenario, path: &str) -> Option<&'a TemperatureProfile> {
    let of = |model: &'a TgcModel| &model.temperature_profile;
    match path.strip_prefix("model_changes[day ") {
        None => Some(of(&inputs.tgc_model)),
        Some(rest) => {
            let day: u32 = rest.split_once(']')?.0.parse().ok()?;
            let change = inputs.model_changes.iter().find(|change| change.change_day == day)?;
            change.new_tgc_model.as_ref().map(of)
        }
    }
}

/// A profile over the days of its run, day and °C: straight between readings, level before the first and after the last.
pub fn profile_curve(profile: &TemperatureProfile, days: u32) -> Vec<(f64, f64)> {
    let readings = profile.readings.as_slice();
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else { return Vec::new() };
    let mut points = Vec::with_capacity(readings.len() + 2);
    if first.day_number > 1 {
        points.push((1.0, first.temperature_c));
    }
    points.extend(
        readings
            .iter()
            .filter(|reading| reading.day_number <= days)
            .map(|reading| (f64::from(reading.day_number), reading.temperature_c)),
    );
    if last.day_number < days {
        points.push((f64::from(days), last.temperature_c));
    }
    points
}
