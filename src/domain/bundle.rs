//! What laptops exchange: scenarios, runs and batches under names that are the same everywhere, and each value that may
//! change with the versions by which it is known who changed it last. Neither files nor the farm file are known here.
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

use super::batch::BatchStatus;
use super::constraints::BiologicalConstraints;
use super::document::{self, constant};
use super::feed::FcrModel;
use super::growth::TgcModel;
use super::mortality::MortalityModel;
use super::observation::Observation;
use super::pen::Pen;
use super::recipe::NamedLifecycle;
use super::run::{Projection, ProjectionDay, hash};
use super::scenario::Scenario;
use super::temperature::{TemperatureProfile, TemperatureReading};
use super::template::Template;
use super::{accepted, fault::Outcome};

constant!(
    /// The `format` of a bundle.
    BundleFormat, &'static str, "salmon-run/bundle", String
);
constant!(
    /// The `version` of a bundle's format.
    BundleVersion, u32, 1, u32
);

/// By what a record is known in every farm file, beside the number that it has in one of them.
pub type Uid = String;

/// A value that may change, and the versions that it had before as far as they were shared.
///
/// A version is made of its value and of the versions it came from, so two laptops that do the same get the same one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared<T> {
    /// What it is.
    pub value: T,
    /// The version that this is.
    pub version: String,
    /// The versions that it takes the place of.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub earlier: BTreeSet<String>,
}

/// How a value of ours and one of theirs stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They are equal.
    Equal,
    /// Theirs came after ours.
    TheirsIsLater,
    /// Ours came after theirs.
    OursIsLater,
    /// Both were changed, and neither knew of the other.
    Disagree,
}

impl<T: Serialize + PartialEq + Clone> Shared<T> {
    /// A value that was never shared before.
    pub fn first(value: T) -> Self {
        let version = version_of(&value, &BTreeSet::new());
        Self { value, version, earlier: BTreeSet::new() }
    }

    /// A value that takes the place of others, which were of these versions.
    pub fn after(value: T, parents: &[&str], mut earlier: BTreeSet<String>) -> Self {
        let parents: BTreeSet<String> = parents.iter().map(|&parent| parent.to_owned()).collect();
        let version = version_of(&value, &parents);
        earlier.extend(parents);
        Self { value, version, earlier }
    }

    /// How it stands to theirs.
    pub fn beside(&self, theirs: &Self) -> Standing {
        if self.value == theirs.value {
            Standing::Equal
        } else if theirs.earlier.contains(&self.version) {
            Standing::TheirsIsLater
        } else if self.earlier.contains(&theirs.version) {
            Standing::OursIsLater
        } else {
            Standing::Disagree
        }
    }

    /// The two as one. Where they disagree it is the value that was chosen, and takes the place of both.
    pub fn merged(&self, theirs: &Self, choose_theirs: bool) -> Self {
        let earlier: BTreeSet<String> = self.earlier.union(&theirs.earlier).cloned().collect();
        let keep = |of: &Self| Self { earlier: earlier.clone(), ..of.clone() };
        if self.version == theirs.version || self.earlier.contains(&theirs.version) {
            return keep(self);
        }
        if theirs.earlier.contains(&self.version) {
            return keep(theirs);
        }
        let value = if choose_theirs { &theirs.value } else { &self.value };
        Self::after(value.clone(), &[&self.version, &theirs.version], earlier)
    }
}

fn version_of(value: &impl Serialize, parents: &BTreeSet<String>) -> String {
    let mut words = value_hash(value);
    for parent in parents {
        words.push(' ');
        words.push_str(parent);
    }
    short_hash(&words)
}

/// The hash of a value, by which it is known whether it changed.
pub fn value_hash(value: &impl Serialize) -> String {
    short_hash(&serde_json::to_string(value).unwrap_or_default())
}

/// Ninety-six bits of a hash: enough for two of a billion values never to meet by chance.
pub fn short_hash(text: &str) -> String {
    hash(text)[..24].to_owned()
}

/// A recipe whose temperature profiles are kept once for the whole bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedRecipe {
    /// The scenario document, its profiles without readings.
    pub document: Scenario,
    /// Where the readings stand, in the order in which the document names profiles.
    pub profiles: Vec<String>,
}

/// Temperature readings by their hash.
pub type Profiles = BTreeMap<String, Vec<TemperatureReading>>;

impl PackedRecipe {
    /// Takes the readings out of a recipe and keeps them among the others.
    pub fn pack(mut document: Scenario, profiles: &mut Profiles) -> Self {
        let mut names = Vec::new();
        for profile in profiles_of(&mut document) {
            names.push(keep_readings(profile, profiles));
        }
        Self { document, profiles: names }
    }

    /// The recipe with its readings; none where some are missing.
    pub fn unpack(&self, profiles: &Profiles) -> Option<Scenario> {
        let mut document = self.document.clone();
        let places = profiles_of(&mut document);
        if places.len() != self.profiles.len() {
            return None;
        }
        for (profile, name) in places.into_iter().zip(&self.profiles) {
            profile.readings.clone_from(profiles.get(name)?);
        }
        Some(document)
    }
}

/// Keeps the readings of a profile among the others, and gives the hash under which they stand.
fn keep_readings(profile: &mut TemperatureProfile, profiles: &mut Profiles) -> String {
    let readings = std::mem::take(&mut profile.readings);
    let name = value_hash(&readings);
    profiles.entry(name.clone()).or_insert(readings);
    name
}

/// A model whose temperature readings are kept once for the whole bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedModel<T> {
    /// The model, without readings.
    pub model: T,
    /// The hash of its readings.
    pub readings: String,
}

impl PackedModel<TemperatureProfile> {
    /// A profile.
    pub fn pack(mut model: TemperatureProfile, profiles: &mut Profiles) -> Self {
        let readings = keep_readings(&mut model, profiles);
        Self { model, readings }
    }

    /// The profile with its readings; none where they are missing.
    pub fn unpack(&self, profiles: &Profiles) -> Option<TemperatureProfile> {
        Some(TemperatureProfile { readings: profiles.get(&self.readings)?.clone(), ..self.model.clone() })
    }
}

impl PackedModel<TgcModel> {
    /// A TGC model.
    pub fn pack(mut model: TgcModel, profiles: &mut Profiles) -> Self {
        let readings = keep_readings(&mut model.temperature_profile, profiles);
        Self { model, readings }
    }

    /// The model with its profile's readings; none where they are missing.
    pub fn unpack(&self, profiles: &Profiles) -> Option<TgcModel> {
        let mut model = self.model.clone();
        model.temperature_profile.readings.clone_from(profiles.get(&self.readings)?);
        Some(model)
    }
}

fn profiles_of(document: &mut Scenario) -> Vec<&mut TemperatureProfile> {
    let later = document.model_changes.iter_mut().filter_map(|change| change.new_tgc_model.as_mut());
    let all = std::iter::once(&mut document.tgc_model).chain(later);
    all.map(|model| &mut model.temperature_profile).collect()
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedScenario {
    /// By what it is known.
    pub uids: BTreeSet<Uid>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What it is.
    pub recipe: Shared<PackedRecipe>,
}

/// A run. Its days are left out where whoever reads it can compute them from the inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedRun {
    /// By what it is known.
    pub uids: BTreeSet<Uid>,
    /// The scenario it is a run of.
    pub scenario: Uid,
    /// The number that it has where it comes from.
    pub run_number: u32,
    /// When it was computed.
    pub run_date: DateTime<Utc>,
    /// Who ran it.
    pub created_by: String,
    /// Where it comes from, as the farm file says it.
    pub origin: String,
    /// The engine that computed it.
    pub engine_version: String,
    /// All that determined it, among the bundle's inputs; none where that was not kept.
    pub inputs_hash: Option<String>,
    /// What was noted while it ran.
    pub warnings: Vec<String>,
    /// The hash of its days.
    pub days_hash: String,
    /// Its days, where they cannot be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<PackedDays>,
    /// What planners call it.
    pub label: Shared<String>,
    /// Free text.
    pub notes: Shared<String>,
    /// Since when it is put away.
    pub archived_at: Shared<Option<DateTime<Utc>>>,
}

/// Days, column by column.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedDays {
    /// The stages that occur.
    pub stages: Vec<String>,
    /// Day of the scenario.
    pub day_number: Vec<u32>,
    /// The calendar day.
    pub projection_date: Vec<NaiveDate>,
    /// Place of the stage.
    pub stage: Vec<u8>,
    /// Mean weight in g.
    pub average_weight_g: Vec<f64>,
    /// Fish alive.
    pub population: Vec<f64>,
    /// Biomass in kg.
    pub biomass_kg: Vec<f64>,
    /// Feed of the day in kg.
    pub daily_feed_kg: Vec<f64>,
    /// Feed so far in kg.
    pub cumulative_feed_kg: Vec<f64>,
    /// Temperature in °C.
    pub temperature_c: Vec<f64>,
}

impl PackedDays {
    /// The days of a run.
    pub fn pack(projection: &Projection) -> Self {
        let mut packed = Self { stages: projection.stages.clone(), ..Self::default() };
        for day in &projection.days {
            packed.day_number.push(day.day_number);
            packed.projection_date.push(day.projection_date);
            packed.stage.push(day.stage);
            packed.average_weight_g.push(day.average_weight_g);
            packed.population.push(day.population);
            packed.biomass_kg.push(day.biomass_kg);
            packed.daily_feed_kg.push(day.daily_feed_kg);
            packed.cumulative_feed_kg.push(day.cumulative_feed_kg);
            packed.temperature_c.push(day.temperature_c);
        }
        packed
    }

    /// The days again; none where a column is shorter than the others or a stage is not named.
    pub fn unpack(&self) -> Option<Projection> {
        let mut projection = Projection { stages: self.stages.clone(), ..Projection::default() };
        for place in 0..self.day_number.len() {
            let stage = *self.stage.get(place)?;
            self.stages.get(usize::from(stage))?;
            projection.days.push(ProjectionDay {
                day_number: self.day_number[place],
                projection_date: *self.projection_date.get(place)?,
                stage,
                average_weight_g: *self.average_weight_g.get(place)?,
                population: *self.population.get(place)?,
                biomass_kg: *self.biomass_kg.get(place)?,
                daily_feed_kg: *self.daily_feed_kg.get(place)?,
                cumulative_feed_kg: *self.cumulative_feed_kg.get(place)?,
                temperature_c: *self.temperature_c.get(place)?,
            });
        }
        Some(projection)
    }
}

/// The hash of a run's days: equal only where every figure is, to the bit.
pub fn days_hash(projection: &Projection) -> String {
    let mut digest = Sha256::new();
    for day in &projection.days {
        digest.update(day.day_number.to_le_bytes());
        digest.update(day.projection_date.to_string());
        digest.update(projection.stage_name(day));
        for figure in [
            day.average_weight_g,
            day.population,
            day.biomass_kg,
            day.daily_feed_kg,
            day.cumulative_feed_kg,
            day.temperature_c,
        ] {
            digest.update(figure.to_le_bytes());
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A batch with the history of its pins and all that was observed of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedBatch {
    /// By what it is known.
    pub uids: BTreeSet<Uid>,
    /// What the farm calls it.
    pub batch_number: Shared<String>,
    /// The day its fish came in.
    pub start_date: Shared<NaiveDate>,
    /// Fish at its start.
    pub initial_count: Shared<u64>,
    /// Mean weight at its start in g.
    pub initial_weight: Shared<f64>,
    /// The stage its fish came in.
    pub stage: Shared<String>,
    /// Where it stands.
    pub site: Shared<String>,
    /// The pens it stands in.
    pub pens: Shared<SharedPens>,
    /// What fish they are.
    pub species: Shared<String>,
    /// Whether they are still in the water.
    pub status: Shared<BatchStatus>,
    /// What else there is to say.
    pub notes: Shared<String>,
    /// The scenario it was planned with.
    pub scenario: Shared<Option<Uid>>,
    /// The run it is pinned to.
    pub pin: Shared<Option<Uid>>,
    /// Every change of its pin.
    pub pin_history: BTreeSet<SharedPinEvent>,
    /// What was observed.
    pub observations: Vec<SharedObservation>,
}

/// The pens of a batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SharedPens(
    /// One by one.
    #[serde(deserialize_with = "document::at_most::<{ accepted::MOST_PENS }, _, _>")]
    pub Vec<Pen>,
);

/// A run as the history of a pin remembers it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RememberedRun {
    /// Its scenario's name.
    pub scenario_name: String,
    /// Its number within the scenario.
    pub run_number: u32,
    /// Its label.
    pub run_label: String,
}

/// One change of a batch's pin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedPinEvent {
    /// When it happened.
    pub changed_at: DateTime<Utc>,
    /// Who did it.
    pub changed_by: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The run it was pinned to before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RememberedRun>,
    /// The run it is pinned to since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<RememberedRun>,
    /// The scenario of a pin that an upgrade could not carry over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_scenario_name: Option<String>,
}

/// Something that was observed. It is known by what was written down first; of equal ones each counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedObservation {
    /// What was written down first.
    pub first: Observation,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// What it is now, where it was corrected; an empty value where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Shared<Option<Observation>>>,
    /// Every correction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<SharedCorrection>,
}

/// One correction of an observation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedCorrection {
    /// When it happened.
    pub corrected_at: DateTime<Utc>,
    /// Who did it.
    pub corrected_by: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// What it was before.
    pub before: Observation,
    /// What it is since; none if it was removed.
    #[serde(default)]
    pub after: Option<Observation>,
}

/// The models that no scenario of the bundle needs, and the templates: each is known by what it holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SharedModels {
    /// Temperature profiles.
    pub temperature: Vec<PackedModel<TemperatureProfile>>,
    /// TGC models with their profiles.
    pub tgc: Vec<PackedModel<TgcModel>>,
    /// FCR models.
    pub fcr: Vec<FcrModel>,
    /// Mortality models.
    pub mortality: Vec<MortalityModel>,
    /// Lifecycles.
    pub lifecycles: Vec<NamedLifecycle>,
    /// Sets of constraints.
    pub constraints: Vec<BiologicalConstraints>,
    /// Templates.
    pub templates: Vec<Template>,
}

/// All that a bundle holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Says what document this is.
    pub format: BundleFormat,
    /// Says which version of the format this is.
    pub version: BundleVersion,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: String,
    /// Temperature readings by their hash.
    pub profiles: Profiles,
    /// What determined the runs, by its hash.
    pub inputs: BTreeMap<String, PackedRecipe>,
    /// Models and templates.
    #[serde(default)]
    pub models: SharedModels,
    /// Scenarios.
    pub scenarios: Vec<SharedScenario>,
    /// Runs, each after those of its scenario that have a smaller number.
    pub runs: Vec<SharedRun>,
    /// Batches.
    pub batches: Vec<SharedBatch>,
}

impl Bundle {
    /// A bundle that holds nothing yet.
    pub fn empty(made_at: DateTime<Utc>, made_by: &str) -> Self {
        Self {
            format: BundleFormat,
            version: BundleVersion,
            made_at,
            made_by: made_by.to_owned(),
            profiles: Profiles::new(),
            inputs: BTreeMap::new(),
            models: SharedModels::default(),
            scenarios: Vec::new(),
            runs: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Reads a bundle's JSON.
    pub fn read(json: &str) -> Outcome<Self> {
        document::read_json(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn first(value: &str) -> Shared<String> {
        Shared::first(value.to_owned())
    }

    fn changed(of: &Shared<String>, value: &str) -> Shared<String> {
        Shared::after(value.to_owned(), &[&of.version], of.earlier.clone())
    }

    #[test]
    fn who_changed_last_is_known_and_two_who_changed_at_once_disagree() {
        let base = first("Baseline");
        let (ours, theirs) = (changed(&base, "Plan A"), changed(&base, "Plan B"));
        assert_eq!(base.beside(&theirs), Standing::TheirsIsLater);
        assert_eq!(ours.beside(&base), Standing::OursIsLater);
        assert_eq!(ours.beside(&theirs), Standing::Disagree);
        let settled = ours.merged(&theirs, true);
        assert_eq!(settled.value, "Plan B");
        assert_eq!(theirs.beside(&settled), Standing::Equal);
        assert_eq!(ours.beside(&settled), Standing::TheirsIsLater);
        // The same choice on the other laptop is the same version.
        assert_eq!(theirs.merged(&ours, false), settled);
    }

    #[test]
    fn a_value_that_comes_back_is_later_than_the_one_between() {
        let base = first("A");
        let between = changed(&base, "B");
        let back = changed(&between, "A");
        assert_eq!(between.beside(&back), Standing::TheirsIsLater);
        assert_eq!(back.beside(&between), Standing::OursIsLater);
    }

    #[test]
    fn equal_values_of_two_histories_become_one_version_on_both_sides() {
        let (ours, theirs) = (changed(&first("A"), "C"), changed(&first("B"), "C"));
        assert_eq!(ours.beside(&theirs), Standing::Equal);
        assert_eq!(ours.merged(&theirs, false), theirs.merged(&ours, true));
    }

    proptest! {
        /// Whatever three laptops do with one label and in whatever order they exchange it: once all have seen all, there
        /// is one value on all of them.
        #[test]
        fn laptops_that_exchange_a_value_end_with_the_same(
            steps in prop::collection::vec((0..3_usize, 0..3_usize, 0..4_usize, any::<bool>()), 0..30)
        ) {
            let mut laptops = vec![first("a"); 3];
            for (who, from, value, theirs) in steps {
                laptops[who] = if who == from {
                    changed(&laptops[who], ["a", "b", "c", "d"][value])
                } else {
                    laptops[who].merged(&laptops[from].clone(), theirs)
                };
            }
            for (who, from) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
                laptops[who] = laptops[who].merged(&laptops[from].clone(), true);
            }
            prop_assert_eq!(&laptops[0], &laptops[1]);
            prop_assert_eq!(&laptops[0], &laptops[2]);
        }
    }
}
