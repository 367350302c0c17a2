//! What differs between the recipes of runs, all levels of it, by path.
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

use super::projection::temperature_on;
use crate::domain::constraints::BiologicalConstraints;
use crate::domain::display;
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::MortalityModel;
use crate::domain::recipe::RecipePart;
use crate::domain::run::ParametersSnapshot;
use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

/// How far a temperature profile lies from the baseline's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileDifference {
    /// Days of the longer run on which the two differ.
    pub days_differing: u32,
    /// First of them.
    pub first_day: u32,
    /// Last of them.
    pub last_day: u32,
    /// Mean difference over those days; positive is warmer than the baseline.
    pub mean_difference_c: f64,
    /// The difference that is largest in size, with its sign.
    pub largest_difference_c: f64,
    /// The day on which it stands.
    pub largest_on_day: u32,
}

impl ProfileDifference {
    /// "+0.8 °C on average over days 31–120, at most +1.4 °C on day 75".
    pub fn words(&self) -> String {
        let mean = celsius(self.mean_difference_c);
        if self.days_differing == 1 {
            return format!("{mean} on day {}", self.first_day);
        }
        let days = format!("days {}–{}", self.first_day, self.last_day);
        let over = if self.days_differing == self.last_day - self.first_day + 1 {
            format!("over {days}")
        } else {
            format!("on {} of {days}", display::count(f64::from(self.days_differing)))
        };
        let most = celsius(self.largest_difference_c);
        format!("{mean} on average {over}, at most {most} on day {}", self.largest_on_day)
    }
}

/// A difference that is smaller than a tenth keeps a second decimal: it is not nothing.
fn celsius(difference_c: f64) -> String {
    if difference_c != 0.0 && difference_c.abs() < 0.05 {
        let sign = if difference_c < 0.0 { "−" } else { "+" };
        return format!("{sign}{} °C", display::number(difference_c.abs(), 2));
    }
    display::temperature_difference(difference_c).to_string()
}

/// One parameter in which the runs do not all agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterDifference {
    /// Path in the scenario document; lists are addressed by stage or day: `fcr_model.stages[Adult].fcr_value`.
    pub path: String,
    /// The value of each run, the baseline's first; null where a run has no such parameter.
    pub values: Vec<Value>,
    /// For a temperature profile: how far each run's lies from the baseline's; none where it is equal.
    pub profile: Option<Vec<Option<ProfileDifference>>>,
}

impl ParameterDifference {
    /// The key of the diff in the contract: the seed's two have names of their own, all others are paths.
    pub fn key(&self) -> &str {
        match self.path.as_str() {
            "tgc_model.tgc_value" => "tgc_value",
            "mortality_model.rate" => "mortality_rate",
            path => path,
        }
    }
}

/// Every parameter of a recipe, by path, in the order of the document. A profile's value is its number of readings and
/// their mean.
pub fn parameters(snapshot: &ParametersSnapshot) -> Vec<(String, Value)> {
    let mut flat = Flat::of(snapshot);
    let value = |path: String| {
        let value = flat.values.remove(&path).unwrap_or(Value::Null);
        (path, value)
    };
    flat.order.into_iter().map(value).collect()
}

/// Everything in which the snapshots differ, in the order of the document. A run without a snapshot has no values.
pub fn parameter_diff(snapshots: &[Option<&ParametersSnapshot>]) -> Vec<ParameterDifference> {
    let flat: Vec<Flat<'_>> =
        snapshots.iter().map(|snapshot| snapshot.map_or_else(Flat::default, Flat::of)).collect();
    let days = snapshots.iter().flatten().map(|snapshot| snapshot.inputs().duration_days).max().unwrap_or(0);
    differences(&flat, days)
}

fn differences(flat: &[Flat<'_>], days: u32) -> Vec<ParameterDifference> {
    let mut order: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for path in flat.iter().flat_map(|one| &one.order) {
        if seen.insert(path.as_str()) {
            order.push(path);
        }
    }
    order.into_iter().filter_map(|path| difference(path, flat, days)).collect()
}

/// Everything in which parts of recipes differ, the first being what the others are held against.
pub fn part_diff(parts: &[&RecipePart]) -> Vec<ParameterDifference> {
    let flat: Vec<Flat<'_>> = parts.iter().map(|part| Flat::of_part(part)).collect();
    let days = flat.iter().flat_map(|one| one.profiles.values()).filter_map(|readings| readings.last());
    let days = days.map(|reading| reading.day_number).max().unwrap_or(0);
    differences(&flat, days)
}

/// All parameters of a part, by path, in the order of the document.
pub fn part_parameters(part: &RecipePart) -> Vec<(String, Value)> {
    let mut flat = Flat::of_part(part);
    let values = &mut flat.values;
    flat.order.iter().map(|path| (path.clone(), values.remove(path).unwrap_or_default())).collect()
}

fn difference(path: &str, flat: &[Flat<'_>], days: u32) -> Option<ParameterDifference> {
    let values: Vec<Value> =
        flat.iter().map(|one| one.values.get(path).cloned().unwrap_or(Value::Null)).collect();
    let profiles: Vec<_> = flat.iter().map(|one| one.profiles.get(path).copied()).collect();
    if profiles.iter().any(Option::is_some) {
        let base = profiles.first().copied().flatten();
        if profiles.iter().all(|profile| *profile == base) {
            return None;
        }
        let profile = profiles.iter().map(|other| profile_difference(base?, (*other)?, days)).collect();
        return Some(ParameterDifference { path: path.to_owned(), values, profile: Some(profile) });
    }
    let base = values.first()?;
    if values.iter().all(|value| value == base) {
        return None;
    }
    Some(ParameterDifference { path: path.to_owned(), values, profile: None })
}

/// How far one profile lies from another over the days 1 to `days`; none where they agree on all of them.
pub fn profile_difference(
    base: &[TemperatureReading],
    other: &[TemperatureReading],
    days: u32,
) -> Option<ProfileDifference> {
    let mut found: Option<ProfileDifference> = None;
    let mut sum_c = 0.0;
    for day in 1..=days {
        let difference_c = temperature_on(other, day) - temperature_on(base, day);
        if difference_c == 0.0 {
            continue;
        }
        sum_c += difference_c;
        let so_far = found.get_or_insert(ProfileDifference {
            days_differing: 0,
            first_day: day,
            last_day: day,
            mean_difference_c: 0.0,
            largest_difference_c: 0.0,
            largest_on_day: day,
        });
        so_far.days_differing += 1;
        so_far.last_day = day;
        if difference_c.abs() > so_far.largest_difference_c.abs() {
            so_far.largest_difference_c = difference_c;
            so_far.largest_on_day = day;
        }
    }
    if let Some(found) = &mut found {
        found.mean_difference_c = sum_c / f64::from(found.days_differing);
    }
    found
}

/// A recipe as a flat list of paths and values, profiles kept apart.
#[derive(Default)]
struct Flat<'a> {
    order: Vec<String>,
    values: HashMap<String, Value>,
    profiles: HashMap<String, &'a [TemperatureReading]>,
}

impl<'a> Flat<'a> {
    fn of(snapshot: &'a ParametersSnapshot) -> Self {
        let mut flat = Self::default();
        let s = snapshot.inputs();
        flat.put("name", s.name.as_str());
        flat.put("start_date", s.start_date.to_string());
        flat.put("duration_days", s.duration_days);
        flat.put("initial_count", s.initial_count);
        flat.put("initial_weight", s.initial_weight_g);
        flat.put("genotype", s.genotype.as_str());
        flat.put("supplier", s.supplier.as_str());
        flat.lifecycle(&s.lifecycle);
        flat.tgc("tgc_model", &s.tgc_model);
        flat.fcr("fcr_model", &s.fcr_model);
        flat.mortality("mortality_model", &s.mortality_model);
        for change in &s.model_changes {
            let path = format!("model_changes[day {}]", change.change_day);
            if let Some(model) = &change.new_tgc_model {
                flat.tgc(&format!("{path}.new_tgc_model"), model);
            }
            if let Some(model) = &change.new_fcr_model {
                flat.fcr(&format!("{path}.new_fcr_model"), model);
            }
            if let Some(model) = &change.new_mortality_model {
                flat.mortality(&format!("{path}.new_mortality_model"), model);
            }
        }
        if let Some(constraints) = &s.biological_constraints {
            flat.constraints(constraints);
        }
        flat.put("warn_outside_constraints", s.warn_outside_constraints);
        flat
    }

    fn of_part(part: &'a RecipePart) -> Self {
        let mut flat = Self::default();
        match part {
            RecipePart::Temperature(profile) => flat.profile("temperature_profile", profile),
            RecipePart::Tgc(stored) => flat.tgc("tgc_model", &stored.model),
            RecipePart::Fcr(model) => flat.fcr("fcr_model", model),
            RecipePart::Mortality(model) => flat.mortality("mortality_model", model),
            RecipePart::Lifecycle(lifecycle) => {
                flat.put("lifecycle.name", lifecycle.name.as_str());
                flat.lifecycle(&lifecycle.stages);
            }
            RecipePart::Constraints(constraints) => flat.constraints(constraints),
        }
        flat
    }

    fn lifecycle(&mut self, stages: &[LifecycleStage]) {
        for stage in stages {
            let path = format!("lifecycle[{}]", stage.name);
            self.put_all(&path, &serde_json::to_value(stage).unwrap_or_default(), &["stage"]);
        }
    }

    fn constraints(&mut self, constraints: &BiologicalConstraints) {
        self.put("biological_constraints.name", constraints.name.as_str());
        for stage in &constraints.stages {
            let path = format!("biological_constraints.stages[{}]", stage.stage);
            self.put_all(&path, &serde_json::to_value(stage).unwrap_or_default(), &["stage"]);
        }
    }

    fn profile(&mut self, path: &str, profile: &'a TemperatureProfile) {
        self.put(format!("{path}.name"), profile.name.as_str());
        let readings = format!("{path}.readings");
        let mean_c =
            profile.readings.iter().map(|r| r.temperature_c).sum::<f64>() / profile.readings.len() as f64;
        self.put(readings.clone(), serde_json::json!({"count": profile.readings.len(), "mean_c": mean_c}));
        self.profiles.insert(readings, &profile.readings);
    }

    fn put(&mut self, path: impl Into<String>, value: impl Into<Value>) {
        let path = path.into();
        self.order.push(path.clone());
        self.values.insert(path, value.into());
    }

    fn put_all(&mut self, path: &str, object: &Value, without: &[&str]) {
        for (key, value) in object.as_object().into_iter().flatten() {
            if !without.contains(&key.as_str()) {
                self.put(format!("{path}.{key}"), value.clone());
            }
        }
    }

    fn tgc(&mut self, path: &str, model: &'a TgcModel) {
        self.put(format!("{path}.name"), model.name.as_str());
        self.put(format!("{path}.location"), model.location.as_str());
        self.put(format!("{path}.release_period"), model.release_period.as_str());
        self.put(format!("{path}.tgc_value"), model.tgc_value);
        self.put(format!("{path}.exponent_n"), model.exponent_n);
        self.put(format!("{path}.exponent_m"), model.exponent_m);
        for item in &model.stage_overrides {
            self.put(format!("{path}.stage_overrides[{}].tgc_value", item.stage), item.tgc_value);
        }
        for item in &model.schedule {
            self.put(format!("{path}.schedule[day {}].tgc_value", item.from_day), item.tgc_value);
        }
        self.profile(&format!("{path}.temperature_profile"), &model.temperature_profile);
    }

    fn fcr(&mut self, path: &str, model: &FcrModel) {
        self.put(format!("{path}.name"), model.name.as_str());
        for item in &model.stages {
            let path = format!("{path}.stages[{}]", item.stage);
            self.put(format!("{path}.fcr_value"), item.fcr_value);
            self.put(format!("{path}.duration_days"), item.duration_days);
            for band in &item.overrides {
                let band_path =
                    format!("{path}.overrides[{}-{} g].fcr_value", band.min_weight_g, band.max_weight_g);
                self.put(band_path, band.fcr_value);
            }
        }
    }

    fn mortality(&mut self, path: &str, model: &MortalityModel) {
        self.put(format!("{path}.name"), model.name.as_str());
        self.put(format!("{path}.frequency"), model.frequency.as_str());
        self.put(format!("{path}.rate"), model.rate_percent);
        for item in &model.stage_overrides {
            self.put(
                format!("{path}.stage_overrides[{}].daily_rate_percent", item.stage),
                item.daily_rate_percent,
            );
        }
        for item in &model.schedule {
            self.put(
                format!("{path}.schedule[day {}].daily_rate_percent", item.from_day),
                item.daily_rate_percent,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference() -> ProfileDifference {
        ProfileDifference {
            days_differing: 90,
            first_day: 31,
            last_day: 120,
            mean_difference_c: 0.8,
            largest_difference_c: 1.4,
            largest_on_day: 75,
        }
    }

    #[test]
    fn a_changed_profile_says_by_how_much_and_where() {
        assert_eq!(difference().words(), "+0.8 °C on average over days 31–120, at most +1.4 °C on day 75");
        let with_gaps = ProfileDifference { days_differing: 12, mean_difference_c: -0.02, ..difference() };
        assert_eq!(with_gaps.words(), "−0.02 °C on average on 12 of days 31–120, at most +1.4 °C on day 75");
        let one_day = ProfileDifference { days_differing: 1, last_day: 31, ..difference() };
        assert_eq!(one_day.words(), "+0.8 °C on day 31");
    }

    #[test]
    fn a_profile_that_is_warmer_for_a_while_is_found_where_it_is() {
        let readings = |warmer: f64| -> Vec<TemperatureReading> {
            (1..=200)
                .map(|day_number| {
                    let more = if (31..=120).contains(&day_number) { warmer } else { 0.0 };
                    TemperatureReading { day_number, temperature_c: 9.0 + more }
                })
                .collect()
        };
        let found = profile_difference(&readings(0.0), &readings(0.5), 200).unwrap();
        assert_eq!((found.first_day, found.last_day, found.days_differing), (31, 120, 90));
        assert!(found.words().starts_with("+0.5 °C on average over days 31–120"));
        assert_eq!(profile_difference(&readings(0.5), &readings(0.5), 200), None);
    }

    #[test]
    fn of_two_models_only_what_differs_is_listed_and_of_one_all_that_it_holds() {
        let model = |rate_percent: f64| {
            RecipePart::Mortality(MortalityModel {
                name: "Calm site".to_owned(),
                frequency: crate::domain::mortality::Frequency::Daily,
                rate_percent,
                stage_overrides: Vec::new(),
                schedule: Vec::new(),
            })
        };
        let paths: Vec<String> =
            part_diff(&[&model(0.02), &model(0.03)]).into_iter().map(|difference| difference.path).collect();
        assert_eq!(paths, ["mortality_model.rate"]);
        assert!(part_diff(&[&model(0.02), &model(0.02)]).is_empty());
        let all: Vec<String> = part_parameters(&model(0.02)).into_iter().map(|(path, _)| path).collect();
        assert_eq!(all, ["mortality_model.name", "mortality_model.frequency", "mortality_model.rate"]);
    }

    #[test]
    fn two_profiles_differ_over_the_days_that_either_has() {
        let profile = |days: u32, temperature_c: f64| {
            let readings = (1..=days).map(|day_number| TemperatureReading { day_number, temperature_c });
            RecipePart::Temperature(TemperatureProfile {
                name: "Shelf".to_owned(),
                readings: readings.collect(),
            })
        };
        let found = part_diff(&[&profile(100, 8.0), &profile(365, 9.0)]);
        let profile = found[0].profile.as_ref().unwrap()[1].as_ref().unwrap();
        assert_eq!((found.len(), profile.days_differing, profile.mean_difference_c), (1, 365, 1.0));
    }
}
