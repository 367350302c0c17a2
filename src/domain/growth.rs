//! Growth: the thermal growth coefficient, its exponents, and the temperatures it feeds on.
use serde::{Deserialize, Serialize};
use std::fmt::Arguments;

use super::accepted;
use super::document;
use super::fault::Fault;
use super::lifecycle::{self, LifecycleStage};
use super::schedule;
use super::temperature::TemperatureProfile;

/// The temperature exponent of the standard TGC formula.
pub const STANDARD_EXPONENT_N: f64 = 1.0;
/// The weight exponent of the standard TGC formula (Iwama & Tautz 1981).
pub const STANDARD_EXPONENT_M: f64 = 1.0 / 3.0;

/// A TGC that one stage has instead of the model's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTgc {
    /// The stage's name.
    pub stage: String,
    /// Its TGC, in the ×1000 convention.
    pub tgc_value: f64,
}

/// A TGC that holds from a day of the scenario on, until the next one does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TgcFrom {
    /// The first day that it holds for, counted from the scenario's first.
    #[serde(deserialize_with = "document::whole")]
    pub from_day: u32,
    /// The TGC, in the ×1000 convention.
    pub tgc_value: f64,
}

/// How fish grow with temperature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TgcModel {
    /// What planners call it.
    pub name: String,
    /// Where it was fitted.
    #[serde(default)]
    pub location: String,
    /// When its fish go to sea.
    #[serde(default)]
    pub release_period: String,
    /// Thermal growth coefficient, in the ×1000 convention.
    pub tgc_value: f64,
    /// Exponent n of the temperature.
    #[serde(default = "standard_n")]
    pub exponent_n: f64,
    /// Exponent m of the weight.
    #[serde(default = "standard_m")]
    pub exponent_m: f64,
    /// Stages with a TGC of their own.
    #[serde(default)]
    pub stage_overrides: Vec<StageTgc>,
    /// TGCs by day, as planners give them by month in sea; before the first of them [`Self::tgc_value`] holds, and a
    /// stage's own goes before them. Not written where there are none, so that a document without them stays as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<TgcFrom>,
    /// The temperatures that this model reads.
    pub temperature_profile: TemperatureProfile,
}

fn standard_n() -> f64 {
    STANDARD_EXPONENT_N
}

fn standard_m() -> f64 {
    STANDARD_EXPONENT_M
}

impl TgcModel {
    /// Refuses impossible values and stages that the lifecycle does not know.
    pub fn check(&self, path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        accepted::check_length(&format!("{path}.location"), &self.location, accepted::NAME_CHARS)?;
        accepted::check_length(
            &format!("{path}.release_period"),
            &self.release_period,
            accepted::NAME_CHARS,
        )?;
        accepted::TGC.check(&format!("{path}.tgc_value"), self.tgc_value)?;
        accepted::EXPONENT_N.check(&format!("{path}.exponent_n"), self.exponent_n)?;
        accepted::EXPONENT_M.check(&format!("{path}.exponent_m"), self.exponent_m)?;
        for (i, item) in self.stage_overrides.iter().enumerate() {
            let path = format!("{path}.stage_overrides[{i}]");
            accepted::STAGE_TGC.check(&format!("{path}.tgc_value"), item.tgc_value)?;
            let path = format!("{path}.stage");
            lifecycle::check_known(&path, &item.stage, stages)?;
            lifecycle::check_once(
                &path,
                &item.stage,
                self.stage_overrides[..i].iter().map(|o| o.stage.as_str()),
            )?;
        }
        for (i, item) in self.schedule.iter().enumerate() {
            let path = format!("{path}.schedule[{i}]");
            let earlier = self.schedule[..i].iter().map(|other| other.from_day);
            schedule::check_day(&format!("{path}.from_day"), item.from_day, earlier)?;
            accepted::STAGE_TGC.check(&format!("{path}.tgc_value"), item.tgc_value)?;
        }
        self.temperature_profile.check(&format!("{path}.temperature_profile"))
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, path: &str) -> Vec<String> {
        let mut odd = Vec::new();
        if self.tgc_value > 0.0 && self.tgc_value < 0.01 {
            odd.push(format!(
                "{path}.tgc_value: {} looks divided by 1000; this program writes TGC as 2.9, not 0.0029",
                self.tgc_value
            ));
        } else {
            note(&mut odd, &accepted::TGC, format_args!("{path}.tgc_value"), "a TGC", self.tgc_value);
        }
        note(
            &mut odd,
            &accepted::EXPONENT_N,
            format_args!("{path}.exponent_n"),
            "an exponent n",
            self.exponent_n,
        );
        note(
            &mut odd,
            &accepted::EXPONENT_M,
            format_args!("{path}.exponent_m"),
            "an exponent m",
            self.exponent_m,
        );
        for (i, item) in self.schedule.iter().enumerate() {
            let path = format_args!("{path}.schedule[{i}].tgc_value");
            note(&mut odd, &accepted::TGC, path, "a TGC", item.tgc_value);
        }
        let strange = |t: f64| accepted::TEMPERATURE_C.is_odd(t);
        let readings = &self.temperature_profile.readings;
        if let Some((i, first)) = readings.iter().enumerate().find(|(_, r)| strange(r.temperature_c)) {
            let count = readings.iter().filter(|r| strange(r.temperature_c)).count();
            odd.push(format!(
                "{path}.temperature_profile.readings[{i}].temperature: {} °C on day {} is unusual for salmon ({count} such readings)",
                first.temperature_c, first.day_number
            ));
        }
        odd
    }
}

/// Adds a line if a value lies outside of the range in which planners' figures lie. Few do, so no path is written for the
/// others.
pub(super) fn note(
    odd: &mut Vec<String>,
    range: &accepted::Range,
    path: Arguments<'_>,
    what: &str,
    value: f64,
) {
    if range.is_odd(value)
        && let Some(words) = range.sensible_words()
    {
        odd.push(format!("{path}: {what} of {value} is unusual; planners' figures lie in {words}"));
    }
}
