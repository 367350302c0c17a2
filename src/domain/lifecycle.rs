//! The stages a salmon goes through, and what water, temperature and weight they bring.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::fault::Fault;

/// The water that a stage lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Water {
    /// Hatchery and smolt plant.
    Fresh,
    /// Sea pens.
    Sea,
}

/// One stage of a lifecycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifecycleStage {
    /// The stage's name, by which models refer to it.
    #[serde(rename = "stage")]
    pub name: String,
    /// Its place among the stages; they follow each other in rising order.
    #[serde(deserialize_with = "super::document::whole")]
    pub order: u32,
    /// Whether fish of this stage eat, and so grow.
    pub feeds: bool,
    /// The water it lives in.
    pub water: Water,
    /// A temperature that is held all year, if there is one; else the profile decides.
    #[serde(rename = "fixed_temperature")]
    pub fixed_temperature_c: Option<f64>,
    /// The weight beyond which fish of this stage do not grow, if there is one.
    #[serde(rename = "weight_cap")]
    pub weight_cap_g: Option<f64>,
}

/// The standard lifecycle of Atlantic salmon (`engine.md`): what a document without a lifecycle means.
pub fn standard() -> Vec<LifecycleStage> {
    let stage = |order, name: &str, feeds, water, fixed_temperature_c, weight_cap_g| LifecycleStage {
        name: name.to_owned(),
        order,
        feeds,
        water,
        fixed_temperature_c,
        weight_cap_g: Some(weight_cap_g),
    };
    let hatchery_c = Some(12.0);
    vec![
        stage(1, "Egg&Alevin", false, Water::Fresh, hatchery_c, 1.0),
        stage(2, "Fry", true, Water::Fresh, hatchery_c, 10.0),
        stage(3, "Parr", true, Water::Fresh, hatchery_c, 100.0),
        stage(4, "Smolt", true, Water::Fresh, hatchery_c, 250.0),
        stage(5, "Post-Smolt", true, Water::Sea, None, 700.0),
        stage(6, "Adult", true, Water::Sea, None, 8000.0),
    ]
}

/// Refuses a lifecycle that has no stages, doubled names or orders, or impossible figures.
pub fn check(path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
    if stages.is_empty() || stages.len() > accepted::MOST_STAGES {
        return Err(Fault::invalid(
            format!("the lifecycle has {} stages", stages.len()),
            path,
            format!("Accepted is 1 to {} stages", accepted::MOST_STAGES),
        ));
    }
    for (i, stage) in stages.iter().enumerate() {
        let path = format!("{path}[{i}]");
        accepted::check_name(&format!("{path}.stage"), &stage.name)?;
        accepted::STAGE_ORDER.check(&format!("{path}.order"), f64::from(stage.order))?;
        if let Some(t) = stage.fixed_temperature_c {
            accepted::TEMPERATURE_C.check(&format!("{path}.fixed_temperature"), t)?;
        }
        if let Some(cap) = stage.weight_cap_g {
            accepted::WEIGHT_CAP_G.check(&format!("{path}.weight_cap"), cap)?;
        }
        let earlier = &stages[..i];
        if earlier.iter().any(|other| other.name == stage.name) {
            return Err(Fault::invalid(
                format!("the stage \"{}\" is listed twice", stage.name),
                format!("{path}.stage"),
                "Accepted is each stage once",
            ));
        }
        if earlier.iter().any(|other| other.order == stage.order) {
            return Err(Fault::invalid(
                format!("the order {} is taken by another stage", stage.order),
                format!("{path}.order"),
                "Accepted is a different number for each stage",
            ));
        }
    }
    Ok(())
}

/// Refuses the name of a stage that the lifecycle does not have.
pub fn check_known(path: &str, name: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
    if stages.iter().any(|stage| stage.name == name) {
        return Ok(());
    }
    let known: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
    Err(Fault::invalid(
        format!("the lifecycle has no stage \"{name}\""),
        path,
        format!("Accepted is one of {}", known.join(", ")),
    ))
}

/// Refuses a stage that a list of per-stage values names a second time.
pub(super) fn check_once<'a>(
    path: &str,
    name: &str,
    mut earlier: impl Iterator<Item = &'a str>,
) -> Result<(), Fault> {
    if earlier.all(|other| other != name) {
        return Ok(());
    }
    Err(Fault::invalid(format!("the stage \"{name}\" is given twice"), path, "Accepted is each stage once"))
}
