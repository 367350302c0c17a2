//! How values are written where two of them stand side by side.
use chrono::{DateTime, Utc};

use crate::domain::display;
use crate::domain::observation::Observation;
use crate::domain::run::ParametersSnapshot;
use crate::domain::scenario::Scenario;
use crate::engine::parameter_diff::parameter_diff;

/// Most parameters that are named where two recipes differ.
const MOST_PARAMETERS: usize = 4;

/// A text as it stands, or that there is none.
pub fn text(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("\"{text}\"") }
}

/// Since when a run is put away.
pub fn archived(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "in the lists".to_owned(), |at| format!("archived {}", display::date(at.date_naive())))
}

/// What was observed, on one line.
pub fn observation(observation: &Observation) -> String {
    let date = display::date(observation.date());
    let in_pen = |pen: &Option<String>| pen.as_ref().map(|pen| format!(" in pen {pen}")).unwrap_or_default();
    let fish = |count: u64| format!("{} fish", display::count(count as f64));
    let (what, pen) = match observation {
        Observation::GrowthSample(it) => (format!("sample of {}", display::weight(it.avg_weight_g)), &it.pen),
        Observation::Mortality(it) => (format!("{} dead", fish(it.count)), &it.pen),
        Observation::Feeding(it) => (format!("{} fed", display::feed(it.amount_kg)), &it.pen),
        Observation::Temperature(it) => (display::temperature(it.temperature_c).to_string(), &it.pen),
        Observation::TransferOut(it) => (format!("{} moved out", fish(it.transferred_count)), &it.pen),
        Observation::TransferIn(it) => (format!("{} moved in", fish(it.transferred_count)), &it.pen),
        Observation::Treatment(it) => (format!("treatment {}", it.kind), &it.pen),
        Observation::Harvest(it) => (format!("{} harvested", fish(it.harvested_count)), &it.pen),
    };
    format!("{date}{}: {what}", in_pen(pen))
}

/// What an observation is now.
pub fn now(now: Option<&Observation>) -> String {
    now.map_or_else(|| "removed".to_owned(), observation)
}

/// What of a recipe is other than in another one.
pub fn recipe(of: Option<&Scenario>, beside: Option<&Scenario>) -> String {
    let (Some(of), Some(beside)) = (of, beside) else { return "another recipe".to_owned() };
    let freeze = |scenario: &Scenario| ParametersSnapshot::freeze(scenario.clone()).ok();
    let (mine, other) = (freeze(of), freeze(beside));
    let mut differing = parameter_diff(&[mine.as_ref(), other.as_ref()]);
    let more = differing.len().saturating_sub(MOST_PARAMETERS);
    differing.truncate(MOST_PARAMETERS);
    let mut words: Vec<String> = Vec::new();
    if of.name != beside.name {
        words.push(text(&of.name));
    }
    for one in &differing {
        let value = one.values.first().map(|value| value.as_str().map_or_else(|| value.to_string(), text));
        words.push(format!("{} {}", one.path, value.unwrap_or_default()));
    }
    if more > 0 {
        words.push(format!("and {more} more"));
    }
    words.join(", ")
}
