//! The scenario: the recipe that runs are made from, and the document it is written down as.
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::accepted;
use super::constraints::BiologicalConstraints;
use super::document::{self, constant};
use super::fault::{Fault, Outcome};
use super::feed::FcrModel;
use super::growth::{TgcModel, note};
use super::lifecycle::{self, LifecycleStage};
use super::mortality::MortalityModel;

constant!(
    /// The `format` of a scenario document.
    ScenarioFormat, &'static str, "salmon-run/scenario", String
);
constant!(
    /// The `version` of a scenario document.
    ScenarioVersion, u32, 1, u32
);

/// From a day on, another model: what is not given stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelChange {
    /// Day of the scenario from which on the new models hold.
    #[serde(deserialize_with = "document::whole")]
    pub change_day: u32,
    /// The new TGC model, with its own temperature profile.
    #[serde(default)]
    pub new_tgc_model: Option<TgcModel>,
    /// The new FCR model, with its own durations.
    #[serde(default)]
    pub new_fcr_model: Option<FcrModel>,
    /// The new mortality model.
    #[serde(default)]
    pub new_mortality_model: Option<MortalityModel>,
}

/// A whole recipe: everything that determines a run, and nothing else but its name and the fish's origin.
///
/// The fields stand in the order of the document, so that writing one always gives the same text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Says what document this is.
    pub format: ScenarioFormat,
    /// Says which version of the document this is.
    pub version: ScenarioVersion,
    /// What planners call it.
    pub name: String,
    /// The first day.
    #[serde(deserialize_with = "document::date")]
    pub start_date: NaiveDate,
    /// How many days are projected.
    #[serde(deserialize_with = "document::whole")]
    pub duration_days: u32,
    /// Fish at the start of the first day.
    #[serde(deserialize_with = "document::whole")]
    pub initial_count: u64,
    /// Mean weight at the start of the first day.
    #[serde(rename = "initial_weight")]
    pub initial_weight_g: f64,
    /// The strain of the fish.
    #[serde(default)]
    pub genotype: String,
    /// Who delivers the fish.
    #[serde(default)]
    pub supplier: String,
    /// The stages that fish go through; a document without them means the standard ones.
    #[serde(default = "lifecycle::standard", deserialize_with = "stages_or_standard")]
    pub lifecycle: Vec<LifecycleStage>,
    /// How fish grow.
    pub tgc_model: TgcModel,
    /// What fish eat, and how long each stage lasts.
    pub fcr_model: FcrModel,
    /// How many fish die.
    pub mortality_model: MortalityModel,
    /// Models that take over on a later day.
    #[serde(default)]
    pub model_changes: Vec<ModelChange>,
    /// The constraints that the scenario is held against, if any.
    #[serde(default)]
    pub biological_constraints: Option<BiologicalConstraints>,
    /// Whether a run warns where its days leave the constraints. Not written where it is off, so that a document without
    /// it stays as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warn_outside_constraints: bool,
}

fn stages_or_standard<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<LifecycleStage>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(lifecycle::standard))
}

impl Scenario {
    /// Reads a scenario document and refuses whatever could not be run.
    pub fn read(json: &str) -> Outcome<Self> {
        let scenario: Self = document::read_json(json)?;
        scenario.check()?;
        Ok(scenario)
    }

    /// Refuses the first value that could not be run, by its path in the document.
    pub fn check(&self) -> Outcome<()> {
        accepted::check_name("name", &self.name)?;
        accepted::check_start_date("start_date", self.start_date)?;
        accepted::DURATION_DAYS.check("duration_days", f64::from(self.duration_days))?;
        accepted::INITIAL_COUNT.check("initial_count", self.initial_count as f64)?;
        accepted::INITIAL_WEIGHT_G.check("initial_weight", self.initial_weight_g)?;
        accepted::check_length("genotype", &self.genotype, accepted::NAME_CHARS)?;
        accepted::check_length("supplier", &self.supplier, accepted::NAME_CHARS)?;
        lifecycle::check("lifecycle", &self.lifecycle)?;
        self.tgc_model.check("tgc_model", &self.lifecycle)?;
        self.fcr_model.check("fcr_model", &self.lifecycle)?;
        self.mortality_model.check("mortality_model", &self.lifecycle)?;
        for (i, change) in self.model_changes.iter().enumerate() {
            change.check(&format!("model_changes[{i}]"), &self.lifecycle, &self.model_changes[..i])?;
        }
        match &self.biological_constraints {
            Some(constraints) => constraints.check("biological_constraints", &self.lifecycle),
            None => Ok(()),
        }
    }

    /// What is accepted but out of sense, one line each, by its path in the document.
    pub fn oddities(&self) -> Vec<String> {
        let mut odd = Vec::new();
        note(
            &mut odd,
            &accepted::INITIAL_WEIGHT_G,
            format_args!("initial_weight"),
            "a start weight",
            self.initial_weight_g,
        );
        odd.extend(self.tgc_model.oddities("tgc_model"));
        odd.extend(self.fcr_model.oddities("fcr_model", &self.lifecycle));
        odd.extend(self.mortality_model.oddities("mortality_model"));
        for (i, change) in self.model_changes.iter().enumerate() {
            let path = format!("model_changes[{i}]");
            if change.change_day > self.duration_days {
                odd.push(format!(
                    "{path}.change_day: day {} is after the end of the scenario and has no effect",
                    change.change_day
                ));
            }
            odd.extend(change.oddities(&path, &self.lifecycle));
        }
        odd
    }

    /// Brings everything whose order has no meaning into one order, so that equal recipes are written alike.
    pub(super) fn sort(&mut self) {
        self.lifecycle.sort_by_key(|stage| stage.order);
        let rank: Vec<String> = self.lifecycle.iter().map(|stage| stage.name.clone()).collect();
        let rank = |name: &str| rank.iter().position(|known| known == name);
        let changes = self.model_changes.iter_mut();
        let (mut tgc, mut fcr, mut mortality) =
            (vec![&mut self.tgc_model], vec![&mut self.fcr_model], vec![&mut self.mortality_model]);
        for change in changes {
            tgc.extend(&mut change.new_tgc_model);
            fcr.extend(&mut change.new_fcr_model);
            mortality.extend(&mut change.new_mortality_model);
        }
        for model in tgc {
            model.temperature_profile.sort();
            model.stage_overrides.sort_by_key(|item| rank(&item.stage));
            model.schedule.sort_by_key(|item| item.from_day);
        }
        for model in fcr {
            model.stages.sort_by_key(|item| rank(&item.stage));
        }
        for model in mortality {
            model.stage_overrides.sort_by_key(|item| rank(&item.stage));
            model.schedule.sort_by_key(|item| item.from_day);
        }
        self.model_changes.sort_by_key(|change| change.change_day);
        if let Some(constraints) = &mut self.biological_constraints {
            constraints.stages.sort_by_key(|item| rank(&item.stage));
        }
    }
}

impl ModelChange {
    fn check(&self, path: &str, stages: &[LifecycleStage], earlier: &[Self]) -> Outcome<()> {
        accepted::CHANGE_DAY.check(&format!("{path}.change_day"), f64::from(self.change_day))?;
        let twice = |has: fn(&Self) -> bool| {
            has(self) && earlier.iter().any(|other| other.change_day == self.change_day && has(other))
        };
        for (key, doubled) in [
            ("new_tgc_model", twice(|c| c.new_tgc_model.is_some())),
            ("new_fcr_model", twice(|c| c.new_fcr_model.is_some())),
            ("new_mortality_model", twice(|c| c.new_mortality_model.is_some())),
        ] {
            if doubled {
                return Err(Fault::invalid(
                    format!("day {} has such a change already", self.change_day),
                    format!("{path}.{key}"),
                    "Accepted is one change of a model a day",
                ));
            }
        }
        if let Some(model) = &self.new_tgc_model {
            model.check(&format!("{path}.new_tgc_model"), stages)?;
        }
        if let Some(model) = &self.new_fcr_model {
            model.check(&format!("{path}.new_fcr_model"), stages)?;
        }
        if let Some(model) = &self.new_mortality_model {
            model.check(&format!("{path}.new_mortality_model"), stages)?;
        }
        Ok(())
    }

    fn oddities(&self, path: &str, stages: &[LifecycleStage]) -> Vec<String> {
        let mut odd = Vec::new();
        if let Some(model) = &self.new_tgc_model {
            odd.extend(model.oddities(&format!("{path}.new_tgc_model")));
        }
        if let Some(model) = &self.new_fcr_model {
            odd.extend(model.oddities(&format!("{path}.new_fcr_model"), stages));
        }
        if let Some(model) = &self.new_mortality_model {
            odd.extend(model.oddities(&format!("{path}.new_mortality_model")));
        }
        odd
    }
}
