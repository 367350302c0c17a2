//! How the parameters of a run read for people: their names and values in plain words.
//!
//! A parameter is known by its path in the scenario document, `fcr_model.stages[Adult].fcr_value`; beside it a planner
//! reads "FCR model › Adult › FCR".
use serde_json::Value;

use super::display::{self, NO_VALUE};

/// What stands between the levels of a name.
const WITHIN: &str = " › ";

/// The name of a parameter in plain words, by its path: "TGC model › TGC", "Mortality › Rate".
#[must_use]
pub fn name(path: &str) -> String {
    if path == "name" {
        return "Scenario name".to_owned();
    }
    let mut parts = Vec::new();
    let mut rest = path;
    if let Some((day, after)) = rest.strip_prefix("model_changes[day ").and_then(|rest| rest.split_once("]."))
    {
        parts.push(format!("From day {day}"));
        rest = after.strip_prefix("new_").unwrap_or(after);
    }
    for (key, item) in levels(rest) {
        let word = word(key);
        if !word.is_empty() {
            parts.push(word);
        }
        parts.extend(item.map(item_words));
    }
    // A profile belongs to a TGC model, but to a planner it is a thing of its own.
    if parts.iter().any(|part| part == "Temperature profile") {
        parts.retain(|part| part != "TGC model" && part != "Readings");
    }
    parts.join(WITHIN)
}

/// A band of weights has a dash, a day of a schedule holds from then on; a stage keeps the hyphen of its name.
fn item_words(item: &str) -> String {
    if item.strip_prefix("day ").is_some_and(|day| day.parse::<u32>().is_ok()) {
        return format!("From {item}");
    }
    if item.ends_with(" g") { item.replacen('-', "–", 1) } else { item.to_owned() }
}

/// The levels of a path, each with the item of the list that is meant.
fn levels(path: &str) -> Vec<(&str, Option<&str>)> {
    let mut levels = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        // An item may hold any character, points too: it ends where its bracket does.
        let (item, after) = match after.strip_prefix('[').and_then(|inner| {
            let end = inner.find("].").or_else(|| inner.ends_with(']').then(|| inner.len() - 1))?;
            Some((&inner[..end], &inner[end + 1..]))
        }) {
            Some((item, after)) => (Some(item), after),
            None => (None, after),
        };
        levels.push((key, item));
        let after = after.strip_prefix('.').unwrap_or(after);
        if after.len() == rest.len() {
            // Not a path of ours: what is left is shown as it is.
            levels.push((after, None));
            break;
        }
        rest = after;
    }
    levels
}

/// The word for one level; empty where the item after it says enough.
fn word(key: &str) -> String {
    match key {
        "name" => "Name",
        "start_date" => "Start date",
        "duration_days" => "Duration",
        "initial_count" => "Initial count",
        "initial_weight" => "Initial weight",
        "tgc_model" => "TGC model",
        "tgc_value" => "TGC",
        "exponent_n" => "Exponent n of the temperature",
        "exponent_m" => "Exponent m of the weight",
        "release_period" => "Release period",
        "temperature_profile" => "Temperature profile",
        "fcr_model" => "FCR model",
        "fcr_value" => "FCR",
        "mortality_model" => "Mortality",
        "daily_rate_percent" => "Daily rate",
        "biological_constraints" => "Constraints",
        "order" => "Place among the stages",
        "fixed_temperature" => "Fixed temperature",
        "weight_cap" => "Heaviest weight",
        "min_weight_g" => "Lightest fish",
        "max_weight_g" => "Heaviest fish",
        "min_temperature_c" => "Coldest water",
        "max_temperature_c" => "Warmest water",
        "max_freshwater_weight_g" => "Heaviest fish in fresh water",
        "typical_duration_days" => "Usual duration",
        "stages" | "stage_overrides" | "overrides" | "schedule" => "",
        "warn_outside_constraints" => "Warnings outside the constraints",
        other => return sentence_case(other),
    }
    .to_owned()
}

fn sentence_case(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A parameter's value in plain words, with its unit and all its digits.
#[must_use]
pub fn value(path: &str, value: &Value) -> String {
    match value {
        Value::Null => NO_VALUE.to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |number| with_unit(path, number))
        }
        Value::String(text) if text.trim().is_empty() => NO_VALUE.to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(readings) => {
            let count = readings.get("count").and_then(Value::as_u64).unwrap_or(0);
            let mean_c = readings.get("mean_c").and_then(Value::as_f64).unwrap_or(f64::NAN);
            let count = display::plural(usize::try_from(count).unwrap_or(usize::MAX), "reading", "readings");
            format!("{count}, mean {}", display::temperature(mean_c))
        }
        Value::Array(_) => value.to_string(),
    }
}

fn with_unit(path: &str, number: f64) -> String {
    let key = path.rsplit('.').next().unwrap_or(path);
    let unit = match key {
        "duration_days" | "typical_duration_days" if number == 1.0 => "day",
        "duration_days" | "typical_duration_days" => "days",
        "initial_count" => "fish",
        "initial_weight" | "weight_cap" | "min_weight_g" | "max_weight_g" | "max_freshwater_weight_g" => "g",
        "fixed_temperature" | "min_temperature_c" | "max_temperature_c" => "°C",
        "rate" | "daily_rate_percent" => "%",
        _ => "",
    };
    let number = readable(number);
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

/// All digits of a number that somebody typed. One that was calculated may have sixteen: it is rounded, and says so.
fn readable(number: f64) -> String {
    const DECIMALS: usize = 8;
    let exact = display::exact(number);
    match exact.split_once('.') {
        Some((_, decimals)) if decimals.len() > DECIMALS => {
            let rounded = display::number(number, DECIMALS);
            format!("≈ {}", rounded.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => exact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_level_of_a_path_is_read_in_plain_words() {
        for (path, words) in [
            ("name", "Scenario name"),
            ("initial_weight", "Initial weight"),
            ("tgc_model.tgc_value", "TGC model › TGC"),
            ("tgc_model.stage_overrides[Adult].tgc_value", "TGC model › Adult › TGC"),
            ("tgc_model.temperature_profile.readings", "Temperature profile"),
            ("tgc_model.temperature_profile.name", "Temperature profile › Name"),
            ("fcr_model.stages[Adult].fcr_value", "FCR model › Adult › FCR"),
            ("fcr_model.stages[Post-Smolt].duration_days", "FCR model › Post-Smolt › Duration"),
            (
                "fcr_model.stages[Adult].overrides[1000-2500.5 g].fcr_value",
                "FCR model › Adult › 1000–2500.5 g › FCR",
            ),
            ("tgc_model.schedule[day 62].tgc_value", "TGC model › From day 62 › TGC"),
            ("mortality_model.rate", "Mortality › Rate"),
            ("mortality_model.stage_overrides[Smolt].daily_rate_percent", "Mortality › Smolt › Daily rate"),
            ("lifecycle[Adult].weight_cap", "Lifecycle › Adult › Heaviest weight"),
            ("model_changes[day 120].new_tgc_model.tgc_value", "From day 120 › TGC model › TGC"),
            (
                "model_changes[day 120].new_tgc_model.temperature_profile.readings",
                "From day 120 › Temperature profile",
            ),
            ("biological_constraints.stages[Fry].min_weight_g", "Constraints › Fry › Lightest fish"),
            ("something_new", "Something new"),
        ] {
            assert_eq!(name(path), words, "{path}");
        }
    }

    #[test]
    fn a_value_has_its_unit_and_all_its_digits() {
        for (path, given, words) in [
            ("tgc_model.tgc_value", json!(2.875), "2.875"),
            ("tgc_model.tgc_value", json!(2.95 + 0.1 + 0.1 + 0.1), "≈ 3.25"),
            ("tgc_model.tgc_value", json!(0.000_27), "0.00027"),
            ("initial_count", json!(200_000), "200,000 fish"),
            ("initial_weight", json!(120.5), "120.5 g"),
            ("duration_days", json!(480), "480 days"),
            ("mortality_model.rate", json!(0.035), "0.035 %"),
            ("lifecycle[Fry].feeds", json!(true), "yes"),
            ("lifecycle[Adult].fixed_temperature", Value::Null, "–"),
            ("genotype", json!(""), "–"),
            ("start_date", json!("2024-09-01"), "2024-09-01"),
            (
                "tgc_model.temperature_profile.readings",
                json!({"count": 480, "mean_c": 9.44}),
                "480 readings, mean 9.4 °C",
            ),
        ] {
            assert_eq!(value(path, &given), words, "{path}");
        }
    }

    #[test]
    fn a_path_that_is_none_does_not_make_it_hang() {
        for path in ["", "[", "a[b", "a[b]c", "..", "a].b[", "[x]"] {
            let _ = name(path);
        }
    }
}
