//! The projection run: one execution of a scenario, the snapshot that produced it, and its days.
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::document;
use super::fault::Outcome;
use super::ids::{FcrModelId, MortalityModelId, RunId, ScenarioId, TgcModelId};
use super::scenario::Scenario;

/// Everything that determines a run, checked and brought into one order: what the engine computes from.
///
/// It can only be made from a recipe that passed [`Scenario::check`], so the engine needs no second look.
#[derive(Debug, Clone, PartialEq)]
pub struct ParametersSnapshot {
    inputs: Scenario,
}

impl ParametersSnapshot {
    /// Freezes a recipe as it is now.
    pub fn freeze(mut inputs: Scenario) -> Outcome<Self> {
        inputs.check()?;
        inputs.sort();
        Ok(Self { inputs })
    }

    /// Reads a snapshot back from its canonical form.
    pub fn read(canonical: &str) -> Outcome<Self> {
        Self::freeze(document::read_json(canonical)?)
    }

    /// The recipe.
    pub fn inputs(&self) -> &Scenario {
        &self.inputs
    }

    /// The canonical form: one line of JSON, keys in the document's order, lists in the order of days and stages,
    /// every number as the shortest decimal that reads back to the same bits.
    pub fn canonical(&self) -> String {
        serde_json::to_string(&self.inputs).unwrap_or_default()
    }

    /// SHA-256 of the canonical form, in hexadecimal: equal inputs have equal hashes.
    pub fn inputs_hash(&self) -> String {
        hash(&self.canonical())
    }
}

/// SHA-256 of a canonical form, in hexadecimal.
pub fn hash(canonical: &str) -> String {
    Sha256::digest(canonical.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One projected day. Nothing is rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProjectionDay {
    /// The calendar day.
    pub projection_date: NaiveDate,
    /// Day of the scenario, from 1.
    pub day_number: u32,
    /// Place of the day's stage in [`Projection::stages`].
    pub stage: u8,
    /// Mean weight at the day's end.
    pub average_weight_g: f64,
    /// Fish alive at the day's end: the expected number, a real number.
    pub population: f64,
    /// Biomass at the day's end.
    pub biomass_kg: f64,
    /// Feed given that day.
    pub daily_feed_kg: f64,
    /// Feed given up to and with that day.
    pub cumulative_feed_kg: f64,
    /// Water temperature of the day.
    pub temperature_c: f64,
}

/// What the engine makes of a snapshot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Projection {
    /// Names of the lifecycle's stages, in order; a day refers to them by place.
    pub stages: Vec<String>,
    /// The days, in order, day 1 first.
    pub days: Vec<ProjectionDay>,
    /// What a planner should know: unusual values, model changes and stage transitions, in order.
    pub warnings: Vec<String>,
}

impl Projection {
    /// The name of a day's stage.
    pub fn stage_name(&self, day: &ProjectionDay) -> &str {
        self.stages.get(usize::from(day.stage)).map_or("", String::as_str)
    }
}

/// A day as documents write it (`cli.md`, "JSON of a day").
#[derive(Debug, Clone, Serialize)]
pub struct DayDocument<'a> {
    /// The calendar day.
    pub projection_date: NaiveDate,
    /// Day of the scenario, from 1.
    pub day_number: u32,
    /// Mean weight in g.
    pub average_weight: f64,
    /// Fish alive.
    pub population: f64,
    /// Biomass in kg.
    pub biomass: f64,
    /// Feed of the day in kg.
    pub daily_feed: f64,
    /// Feed so far in kg.
    pub cumulative_feed: f64,
    /// Temperature in °C.
    pub temperature: f64,
    /// Name of the stage.
    pub current_stage: &'a str,
}

impl<'a> DayDocument<'a> {
    /// The document of one day of a projection.
    pub fn of(projection: &'a Projection, day: &ProjectionDay) -> Self {
        Self {
            projection_date: day.projection_date,
            day_number: day.day_number,
            average_weight: day.average_weight_g,
            population: day.population,
            biomass: day.biomass_kg,
            daily_feed: day.daily_feed_kg,
            cumulative_feed: day.cumulative_feed_kg,
            temperature: day.temperature_c,
            current_stage: projection.stage_name(day),
        }
    }
}

/// Where a run comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunOrigin {
    /// This program computed it and kept all its inputs: it can be verified.
    Computed,
    /// It was there before runs existed; its inputs were not kept, so it cannot be recomputed.
    Migrated,
    /// It came from another program, which did not keep its inputs: its days are as they were there.
    Imported,
}

/// A run as lists show it: the seed's list serializer, and what a list of ours needs beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectionRun {
    /// Number of the run in the farm file.
    pub run_id: RunId,
    /// The scenario it is a run of.
    pub scenario: ScenarioId,
    /// That scenario's name.
    pub scenario_name: String,
    /// Number of the run within its scenario: 1, 2, 3… never used twice.
    pub run_number: u32,
    /// What planners call it; may be empty.
    pub label: String,
    /// When it was computed.
    pub run_date: DateTime<Utc>,
    /// How many days it has.
    pub total_projections: u32,
    /// Mean weight on its last day.
    pub final_weight_g: f64,
    /// Biomass on its last day.
    pub final_biomass_kg: f64,
    /// How many batches are pinned to it.
    pub pinned_batch_count: u32,
    /// Put away: still there for whoever relies on it, but out of the lists.
    pub archived: bool,
    /// Whether it is its scenario's newest run.
    pub is_latest: bool,
}

impl ProjectionRun {
    /// "#2 Updated TGC", or "#2" without a label: how a run is named within its scenario.
    pub fn short_name(&self) -> String {
        if self.label.is_empty() {
            format!("#{}", self.run_number)
        } else {
            format!("#{} {}", self.run_number, self.label)
        }
    }

    /// "Autumn smolt - Run #2 (Updated TGC)": the seed's name of a run.
    pub fn full_name(&self) -> String {
        let label = if self.label.is_empty() { String::new() } else { format!(" ({})", self.label) };
        format!("{} - Run #{}{label}", self.scenario_name, self.run_number)
    }
}

/// A run with everything that is known of it but its days.
#[derive(Debug, Clone, PartialEq)]
pub struct RunDetail {
    /// The run as lists show it.
    pub run: ProjectionRun,
    /// Free text.
    pub notes: String,
    /// Who ran it.
    pub created_by_name: String,
    /// Version of the engine that computed it; empty where that is not known.
    pub engine_version: String,
    /// Where it comes from.
    pub origin: RunOrigin,
    /// All that determined it; none where the inputs were not kept.
    pub snapshot: Option<ParametersSnapshot>,
    /// Hash of the inputs; none where they were not kept.
    pub inputs_hash: Option<String>,
    /// The ids that the three models had in the farm file when it was run.
    pub models: ModelIds,
    /// What was noted while it ran.
    pub warnings: Vec<String>,
}

impl RunDetail {
    /// Why its inputs are not known and it cannot be recomputed, where they are not.
    pub fn why_no_inputs(&self) -> String {
        match self.origin {
            RunOrigin::Imported => {
                format!("imported, cannot be recomputed: {} did not keep its inputs", self.engine_version)
            }
            RunOrigin::Computed | RunOrigin::Migrated => {
                "it was made before runs kept their inputs".to_owned()
            }
        }
    }
}

/// Which stored models a scenario uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelIds {
    /// The TGC model.
    pub tgc: Option<TgcModelId>,
    /// The FCR model.
    pub fcr: Option<FcrModelId>,
    /// The mortality model.
    pub mortality: Option<MortalityModelId>,
}

/// Which runs are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunFilter {
    /// Only runs of this scenario.
    pub scenario: Option<ScenarioId>,
    /// Archived runs too.
    pub archived: bool,
}
