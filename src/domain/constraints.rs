//! Biological constraints: the weights and temperatures that fish of a stage may have.
//!
//! A run does not obey them; it carries them, so that it can be checked against them.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::display;
use super::fault::Fault;
use super::lifecycle::{self, LifecycleStage};

/// What fish of one stage may weigh and live in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageConstraint {
    /// The stage's name.
    pub stage: String,
    /// Lightest fish of the stage.
    pub min_weight_g: f64,
    /// Heaviest fish of the stage.
    pub max_weight_g: f64,
    /// Coldest water, if it is limited.
    #[serde(default)]
    pub min_temperature_c: Option<f64>,
    /// Warmest water, if it is limited.
    #[serde(default)]
    pub max_temperature_c: Option<f64>,
    /// Heaviest fish that may still live in fresh water, if it is limited.
    #[serde(default)]
    pub max_freshwater_weight_g: Option<f64>,
    /// How long the stage usually lasts.
    #[serde(default)]
    pub typical_duration_days: Option<u32>,
}

/// A named set of constraints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BiologicalConstraints {
    /// What planners call it.
    pub name: String,
    /// The constraint of each stage that has one.
    pub stages: Vec<StageConstraint>,
}

impl BiologicalConstraints {
    /// Refuses impossible values and stages that the lifecycle does not know.
    pub fn check(&self, path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        for (i, item) in self.stages.iter().enumerate() {
            let path = format!("{path}.stages[{i}]");
            lifecycle::check_known(&format!("{path}.stage"), &item.stage, stages)?;
            let earlier = self.stages[..i].iter().map(|o| o.stage.as_str());
            lifecycle::check_once(&format!("{path}.stage"), &item.stage, earlier)?;
            item.check(&path)?;
        }
        Ok(())
    }

    /// What is odd about the weight that fish start with in this stage, by its path in the document.
    pub fn oddity_of_start(&self, weight_g: f64, first_stage: &str) -> Option<String> {
        let holding: Vec<&str> =
            self.stages.iter().filter(|its| its.holds(weight_g)).map(|its| its.stage.as_str()).collect();
        let weight = display::weight(weight_g);
        if holding.is_empty() {
            let lightest_g = self.stages.iter().map(|its| its.min_weight_g).reduce(f64::min)?;
            let heaviest_g = self.stages.iter().map(|its| its.max_weight_g).reduce(f64::max)?;
            return Some(format!(
                "initial_weight: {weight} is outside of what every stage of the constraints {} may have, which is {} g to {} g",
                self.name,
                display::exact(lightest_g),
                display::exact(heaviest_g)
            ));
        }
        let its = self.stages.iter().find(|its| its.stage == first_stage && !its.holds(weight_g))?;
        let (side, limit_g) = if weight_g < its.min_weight_g {
            ("below", its.min_weight_g)
        } else {
            ("above", its.max_weight_g)
        };
        let (weight, limit) = display::weight_beside(weight_g, limit_g);
        Some(format!(
            "initial_weight: {weight} is {side} the {limit} that {first_stage}, the stage of the first day, may have; {} may have it",
            holding.join(" and ")
        ))
    }
}

impl StageConstraint {
    /// Whether fish of the stage may have this weight.
    pub fn holds(&self, weight_g: f64) -> bool {
        weight_g >= self.min_weight_g && weight_g <= self.max_weight_g
    }

    fn check(&self, path: &str) -> Result<(), Fault> {
        let weight = &accepted::BOUND_WEIGHT_G;
        let temperature = &accepted::TEMPERATURE_C;
        weight.check(&format!("{path}.min_weight_g"), self.min_weight_g)?;
        weight.check(&format!("{path}.max_weight_g"), self.max_weight_g)?;
        for (name, value, range) in [
            ("min_temperature_c", self.min_temperature_c, temperature),
            ("max_temperature_c", self.max_temperature_c, temperature),
            ("max_freshwater_weight_g", self.max_freshwater_weight_g, weight),
            (
                "typical_duration_days",
                self.typical_duration_days.map(f64::from),
                &accepted::STAGE_DURATION_DAYS,
            ),
        ] {
            if let Some(value) = value {
                range.check(&format!("{path}.{name}"), value)?;
            }
        }
        let upside_down = |name: &str, low: f64| {
            Err(Fault::invalid(
                "the range ends before it starts",
                format!("{path}.{name}"),
                format!("Accepted is {low} or more"),
            ))
        };
        if self.min_weight_g > self.max_weight_g {
            return upside_down("max_weight_g", self.min_weight_g);
        }
        match (self.min_temperature_c, self.max_temperature_c) {
            (Some(low), Some(high)) if low > high => upside_down("max_temperature_c", low),
            _ => Ok(()),
        }
    }
}

/// The constraints that a new farm file starts with: the weight bands of the standard lifecycle's stages.
pub fn standard() -> BiologicalConstraints {
    let mut lightest_g = 0.0;
    let stages = lifecycle::standard()
        .into_iter()
        .map(|stage| {
            let heaviest_g = stage.weight_cap_g.unwrap_or(lightest_g);
            let constraint = StageConstraint {
                stage: stage.name,
                min_weight_g: lightest_g,
                max_weight_g: heaviest_g,
                min_temperature_c: None,
                max_temperature_c: None,
                max_freshwater_weight_g: (stage.water == lifecycle::Water::Fresh).then_some(heaviest_g),
                typical_duration_days: None,
            };
            lightest_g = heaviest_g;
            constraint
        })
        .collect();
    BiologicalConstraints { name: "Standard".to_owned(), stages }
}
