//! The recipe in parts: what is stored once and shared by the scenarios that use it.
//!
//! A command line speaks of the four [`ModelKind`]s; the window edits these six kinds of parts. Each of the four is one of
//! the six.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::constraints::BiologicalConstraints;
use super::fault::Outcome;
use super::feed::FcrModel;
use super::growth::TgcModel;
use super::ids::{ProfileId, RunId, ScenarioId, TgcModelId};
use super::lifecycle::{self, LifecycleStage};
use super::mortality::MortalityModel;
use super::plan::ModelKind;
use super::temperature::TemperatureProfile;

/// Which kind of part is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// How warm the water is.
    Temperature,
    /// How fish grow.
    Tgc,
    /// What fish eat.
    Fcr,
    /// How many fish die.
    Mortality,
    /// The stages that fish go through.
    Lifecycle,
    /// What fish of a stage may weigh and live in.
    Constraints,
}

impl PartKind {
    /// All of them, in the order in which a recipe is read.
    pub const ALL: [Self; 6] =
        [Self::Temperature, Self::Tgc, Self::Fcr, Self::Mortality, Self::Lifecycle, Self::Constraints];

    /// What a list of them is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Temperature => "Temperature",
            Self::Tgc => "TGC",
            Self::Fcr => "FCR",
            Self::Mortality => "Mortality",
            Self::Lifecycle => "Lifecycles",
            Self::Constraints => "Constraints",
        }
    }

    /// One of them, in words.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Temperature => ModelKind::Temperature.noun(),
            Self::Tgc => ModelKind::Tgc.noun(),
            Self::Fcr => ModelKind::Fcr.noun(),
            Self::Mortality => ModelKind::Mortality.noun(),
            Self::Lifecycle => "lifecycle",
            Self::Constraints => "set of constraints",
        }
    }

    /// One of them, as the head of a line.
    pub fn short_noun(self) -> &'static str {
        match self {
            Self::Temperature => "Temperature profile",
            Self::Tgc => "TGC model",
            Self::Fcr => "FCR model",
            Self::Mortality => "Mortality model",
            Self::Lifecycle => "Lifecycle",
            Self::Constraints => "Constraints",
        }
    }

    /// Several of them, in words.
    pub fn nouns(self) -> &'static str {
        match self {
            Self::Temperature => "temperature profiles",
            Self::Tgc => "TGC models",
            Self::Fcr => "FCR models",
            Self::Mortality => "mortality models",
            Self::Lifecycle => "lifecycles",
            Self::Constraints => "sets of constraints",
        }
    }

    /// Where a scenario document has it.
    pub fn path(self) -> &'static str {
        match self {
            Self::Temperature => "temperature_profile",
            Self::Tgc => "tgc_model",
            Self::Fcr => "fcr_model",
            Self::Mortality => "mortality_model",
            Self::Lifecycle => "lifecycle",
            Self::Constraints => "biological_constraints",
        }
    }
}

impl From<ModelKind> for PartKind {
    fn from(kind: ModelKind) -> Self {
        match kind {
            ModelKind::Temperature => Self::Temperature,
            ModelKind::Tgc => Self::Tgc,
            ModelKind::Fcr => Self::Fcr,
            ModelKind::Mortality => Self::Mortality,
        }
    }
}

/// One part of a farm file: numbers are counted for each kind by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartKey {
    /// Its kind.
    pub kind: PartKind,
    /// Its number among those of its kind.
    pub id: i64,
}

impl PartKey {
    /// The part of this kind and number.
    pub const fn new(kind: PartKind, id: i64) -> Self {
        Self { kind, id }
    }
}

/// A TGC model as it is stored: with the number of the profile that it reads.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTgc {
    /// The model; the profile in it is what was stored when it was read.
    pub model: TgcModel,
    /// The profile that it reads, which other TGC models may read too. This counts when it is written.
    pub profile: ProfileId,
}

/// A lifecycle with the name that it is chosen by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedLifecycle {
    /// What planners call it.
    pub name: String,
    /// Its stages, in order.
    pub stages: Vec<LifecycleStage>,
}

/// A part of the recipe, of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipePart {
    /// A temperature profile.
    Temperature(TemperatureProfile),
    /// A TGC model.
    Tgc(StoredTgc),
    /// An FCR model.
    Fcr(FcrModel),
    /// A mortality model.
    Mortality(MortalityModel),
    /// A lifecycle.
    Lifecycle(NamedLifecycle),
    /// A set of constraints.
    Constraints(BiologicalConstraints),
}

impl RecipePart {
    /// Its kind.
    pub fn kind(&self) -> PartKind {
        match self {
            Self::Temperature(_) => PartKind::Temperature,
            Self::Tgc(_) => PartKind::Tgc,
            Self::Fcr(_) => PartKind::Fcr,
            Self::Mortality(_) => PartKind::Mortality,
            Self::Lifecycle(_) => PartKind::Lifecycle,
            Self::Constraints(_) => PartKind::Constraints,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Temperature(profile) => &profile.name,
            Self::Tgc(stored) => &stored.model.name,
            Self::Fcr(model) => &model.name,
            Self::Mortality(model) => &model.name,
            Self::Lifecycle(lifecycle) => &lifecycle.name,
            Self::Constraints(constraints) => &constraints.name,
        }
    }

    /// The same part, called otherwise.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let own = match &mut self {
            Self::Temperature(profile) => &mut profile.name,
            Self::Tgc(stored) => &mut stored.model.name,
            Self::Fcr(model) => &mut model.name,
            Self::Mortality(model) => &mut model.name,
            Self::Lifecycle(lifecycle) => &mut lifecycle.name,
            Self::Constraints(constraints) => &mut constraints.name,
        };
        name.clone_into(own);
        self
    }

    /// Refuses what could not be used in a scenario of these stages, by its path in a scenario document.
    pub fn check(&self, stages: &[LifecycleStage]) -> Outcome<()> {
        let path = self.kind().path();
        match self {
            Self::Temperature(profile) => profile.check(path),
            Self::Tgc(stored) => stored.model.check(path, stages),
            Self::Fcr(model) => model.check(path, stages),
            Self::Mortality(model) => model.check(path, stages),
            Self::Lifecycle(lifecycle) => {
                accepted::check_name("name", &lifecycle.name)?;
                lifecycle::check(path, &lifecycle.stages)
            }
            Self::Constraints(constraints) => constraints.check(path, stages),
        }
    }

    /// Whether the two say the same. What a TGC model's profile holds is the profile's matter, not the model's.
    pub fn is_same(&self, other: &Self) -> bool {
        let (Self::Tgc(one), Self::Tgc(other)) = (self, other) else { return self == other };
        let mut model = one.model.clone();
        model.temperature_profile.clone_from(&other.model.temperature_profile);
        one.profile == other.profile && model == other.model
    }
}

/// A run that was made from a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunMadeFrom {
    /// The run.
    pub run_id: RunId,
    /// Its number among the runs of its scenario.
    pub run_number: u32,
    /// The name of its scenario.
    pub scenario_name: String,
}

/// Who uses a part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartUsers {
    /// The scenarios that use it, be it from a change on, by number. They run with what it holds then.
    pub scenarios: Vec<(ScenarioId, String)>,
    /// The TGC models that read it; none but temperature profiles are read by others.
    pub tgc_models: Vec<(TgcModelId, String)>,
    /// The runs that were made from it, newest first. They hold what it was then, so they do not stand in the way of a
    /// change. Lifecycles and constraints are not remembered by number.
    pub runs: Vec<RunMadeFrom>,
}

impl PartUsers {
    /// Whether it must not be deleted.
    pub fn is_used(&self) -> bool {
        !self.scenarios.is_empty() || !self.tgc_models.is_empty()
    }
}
