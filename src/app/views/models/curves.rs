//! The curves of models: temperatures and TGC by day, of one or of several side by side.
use crate::app::widgets::plots::{LineLook, PlotSeries, PlotSpec, ticks};
use crate::domain::growth::TgcModel;
use crate::domain::recipe::RecipePart;
use crate::domain::temperature::TemperatureProfile;
use crate::service::tgc_on;

/// The TGC of a model without a schedule is drawn for this long.
const LEAST_DAYS: u32 = 365;

/// The curves of models of one kind, each as a line of its plots; none where a kind has no curve. Colours are put in when
/// they are drawn.
pub fn curves(parts: &[&RecipePart]) -> Vec<PlotSpec> {
    let profiles: Vec<&TemperatureProfile> = parts
        .iter()
        .filter_map(|part| match part {
            RecipePart::Temperature(profile) => Some(profile),
            RecipePart::Tgc(stored) => Some(&stored.model.temperature_profile),
            _ => None,
        })
        .collect();
    let models: Vec<&TgcModel> = parts
        .iter()
        .filter_map(|part| match part {
            RecipePart::Tgc(stored) => Some(&stored.model),
            _ => None,
        })
        .collect();
    let mut specs = Vec::new();
    // A TGC that stays the same is no curve.
    if models.iter().any(|model| !model.schedule.is_empty()) {
        specs.push(tgc_values(&models));
    }
    if !profiles.is_empty() {
        specs.push(temperatures(&profiles));
    }
    specs
}

fn temperatures(profiles: &[&TemperatureProfile]) -> PlotSpec {
    let mut spec = PlotSpec::new("temperature", "Temperature", "°C");
    (spec.from_zero, spec.format) = (false, ticks::tenths);
    let points = |profile: &TemperatureProfile| -> Vec<(f64, f64)> {
        profile.readings.iter().map(|r| (f64::from(r.day_number), r.temperature_c)).collect()
    };
    let all = profiles.iter().enumerate();
    spec.series = all.map(|(place, profile)| series(place, &profile.name, &points(profile))).collect();
    spec
}

/// The TGC by day, without the stages' own.
fn tgc_values(models: &[&TgcModel]) -> PlotSpec {
    let last_day = |model: &&TgcModel| model.schedule.last().map_or(0, |item| item.from_day + 30);
    let days = models.iter().map(last_day).max().unwrap_or(0).max(LEAST_DAYS);
    let mut spec = PlotSpec::new("tgc", "TGC by day", "");
    spec.format = ticks::hundredths;
    let points = |model: &TgcModel| -> Vec<(f64, f64)> {
        (1..=days).map(|day| (f64::from(day), tgc_on(model, "", day))).collect()
    };
    let all = models.iter().enumerate();
    spec.series = all.map(|(place, model)| series(place, &model.name, &points(model))).collect();
    spec
}

fn series(place: usize, name: &str, points: &[(f64, f64)]) -> PlotSeries {
    PlotSeries {
        name: name.to_owned(),
        short: if place == 0 { "First" } else { "Second" }.to_owned(),
        color: egui::Color32::PLACEHOLDER,
        baseline: false,
        line: LineLook::nth(place),
        x: points.iter().map(|point| point.0).collect(),
        y: points.iter().map(|point| point.1).collect(),
    }
}
