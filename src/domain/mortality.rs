//! Mortality: what share of the living fish dies each day.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::document;
use super::fault::Fault;
use super::growth::note;
use super::lifecycle::{self, LifecycleStage};
use super::schedule;

/// The period that a mortality rate is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    /// Percent a day.
    Daily,
    /// Percent a week, spread so that seven days make the week's loss.
    Weekly,
    /// Percent a month, a twelfth of a year of 365.25 days, spread so that twelve months make the year's loss.
    Monthly,
}

impl Frequency {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// The word of documents and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// The frequency that a word of documents and databases means.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
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

/// A daily rate that holds from a day of the scenario on, until the next one does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MortalityFrom {
    /// The first day that it holds for, counted from the scenario's first.
    #[serde(deserialize_with = "document::whole")]
    pub from_day: u32,
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
    /// Daily rates by day; before the first of them [`Self::rate_percent`] holds, and a stage's own goes before them. Not
    /// written where there are none, so that a document without them stays as it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<MortalityFrom>,
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
        for (i, item) in self.schedule.iter().enumerate() {
            let path = format!("{path}.schedule[{i}]");
            let earlier = self.schedule[..i].iter().map(|other| other.from_day);
            schedule::check_day(&format!("{path}.from_day"), item.from_day, earlier)?;
            accepted::MORTALITY_PERCENT
                .check(&format!("{path}.daily_rate_percent"), item.daily_rate_percent)?;
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
        for (i, item) in self.schedule.iter().enumerate() {
            let path = format_args!("{path}.schedule[{i}].daily_rate_percent");
            note(&mut odd, &accepted::MORTALITY_PERCENT, path, "a mortality rate", item.daily_rate_percent);
        }
        odd
    }
}
