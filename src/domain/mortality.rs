//! Mortality: what share of the living fish dies each day.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::fault::Fault;
use super::growth::note;
use super::lifecycle::{self, LifecycleStage};

/// The period that a mortality rate is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    /// Percent a day.
    Daily,
    /// Percent a week, spread so that seven days make the week's loss.
    Weekly,
}

impl Frequency {
    /// The word of documents and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }
}

/// A daily rate that one stage has instead of the model's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageMortality {
    /// The stage's name.
    pub stage: String,
    /// Percent of the living fish that die each day.
    pub daily_rate_percent: f64,
}

/// How many fish die.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MortalityModel {
    /// What planners call it.
    pub name: String,
    /// The period that the rate is given for.
    pub frequency: Frequency,
    /// Percent of the living fish that die in that period.
    #[serde(rename = "rate")]
    pub rate_percent: f64,
    /// Stages with a daily rate of their own.
    #[serde(default)]
    pub stage_overrides: Vec<StageMortality>,
}

impl MortalityModel {
    /// Refuses impossible values and stages that the lifecycle does not know.
    pub fn check(&self, path: &str, stages: &[LifecycleStage]) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        accepted::MORTALITY_PERCENT.check(&format!("{path}.rate"), self.rate_percent)?;
        for (i, item) in self.stage_overrides.iter().enumerate() {
            let path = format!("{path}.stage_overrides[{i}]");
            accepted::MORTALITY_PERCENT
                .check(&format!("{path}.daily_rate_percent"), item.daily_rate_percent)?;
            let path = format!("{path}.stage");
            lifecycle::check_known(&path, &item.stage, stages)?;
            lifecycle::check_once(
                &path,
                &item.stage,
                self.stage_overrides[..i].iter().map(|o| o.stage.as_str()),
            )?;
        }
        Ok(())
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, path: &str) -> Vec<String> {
        let mut odd = Vec::new();
        note(
            &mut odd,
            &accepted::MORTALITY_PERCENT,
            format_args!("{path}.rate"),
            "a mortality rate",
            self.rate_percent,
        );
        odd
    }
}
