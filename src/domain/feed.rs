//! Feed: the stages with their durations, and how much feed a kilogram of growth takes.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::fault::Fault;
use super::growth::note;
use super::lifecycle::{self, LifecycleStage};

/// An FCR that holds for fish between two weights, both included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightBandFcr {
    /// Lightest fish it holds for.
    pub min_weight_g: f64,
    /// Heaviest fish it holds for.
    pub max_weight_g: f64,
    /// Feed conversion ratio in this band.
    pub fcr_value: f64,
}

/// One stage of an FCR model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FcrStage {
    /// The stage's name.
    pub stage: String,
    /// Feed conversion ratio: kilograms of feed for a kilogram of growth.
    pub fcr_value: f64,
    /// How long the stage lasts.
    #[serde(deserialize_with = "super::document::whole")]
    pub duration_days: u32,
    /// Bands of weight with an FCR of their own; the first that holds a weight counts.
    #[serde(default)]
    pub overrides: Vec<WeightBandFcr>,
}

/// Which stages a scenario goes through, for how long, and what they eat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FcrModel {
    /// What planners call it.
    pub name: String,
    /// The stages that take part.
    pub stages: Vec<FcrStage>,
}

impl FcrModel {
    /// Refuses impossible values and stages that the lifecycle does not know.
    pub fn check(&self, path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        if self.stages.is_empty() {
            return Err(Fault::invalid(
                "the FCR model has no stages",
                format!("{path}.stages"),
                "Accepted is at least one stage: its durations say which stage a day belongs to",
            ));
        }
        for (i, item) in self.stages.iter().enumerate() {
            let path = format!("{path}.stages[{i}]");
            lifecycle::check_known(&format!("{path}.stage"), &item.stage, stages)?;
            let earlier = self.stages[..i].iter().map(|o| o.stage.as_str());
            lifecycle::check_once(&format!("{path}.stage"), &item.stage, earlier)?;
            accepted::FCR.check(&format!("{path}.fcr_value"), item.fcr_value)?;
            accepted::STAGE_DURATION_DAYS
                .check(&format!("{path}.duration_days"), f64::from(item.duration_days))?;
            for (j, band) in item.overrides.iter().enumerate() {
                band.check(&format!("{path}.overrides[{j}]"))?;
            }
        }
        Ok(())
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, path: &str, stages: &[LifecycleStage]) -> Vec<String> {
        let mut odd = Vec::new();
        for (i, item) in self.stages.iter().enumerate() {
            let feeds = stages.iter().any(|stage| stage.name == item.stage && stage.feeds);
            if feeds {
                let path = format_args!("{path}.stages[{i}].fcr_value");
                note(&mut odd, &accepted::FCR, path, "an FCR", item.fcr_value);
            }
        }
        odd
    }
}

impl WeightBandFcr {
    fn check(&self, path: &str) -> Result<(), Fault> {
        accepted::BOUND_WEIGHT_G.check(&format!("{path}.min_weight_g"), self.min_weight_g)?;
        accepted::BOUND_WEIGHT_G.check(&format!("{path}.max_weight_g"), self.max_weight_g)?;
        accepted::FCR.check(&format!("{path}.fcr_value"), self.fcr_value)?;
        if self.min_weight_g > self.max_weight_g {
            return Err(Fault::invalid(
                format!("the band starts at {} g and ends at {} g", self.min_weight_g, self.max_weight_g),
                format!("{path}.max_weight_g"),
                format!("Accepted is {} g or more", self.min_weight_g),
            ));
        }
        Ok(())
    }
}
