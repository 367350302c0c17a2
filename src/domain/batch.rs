//! The batch: fish in the water, and the run they are measured against.
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::accepted;
use super::document;
use super::fault::Outcome;
use super::ids::{BatchId, RunId, ScenarioId};
use super::pen::{self, Pen};

/// A batch as it is written down for import (`cli.md`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchDocument {
    /// What the farm calls it; each number once in a farm file.
    pub batch_number: String,
    /// The day its fish came in.
    #[serde(deserialize_with = "document::date")]
    pub start_date: NaiveDate,
    /// Fish at its start.
    #[serde(deserialize_with = "document::whole")]
    pub initial_count: u64,
    /// Mean weight at its start.
    #[serde(rename = "initial_weight")]
    pub initial_weight_g: f64,
    /// The stage its fish came in.
    pub stage: String,
    /// Where it stands.
    #[serde(default)]
    pub site: String,
    /// The pens it stands in: a plain text or, where it is known what came into it, an object.
    #[serde(default, deserialize_with = "document::at_most::<{ accepted::MOST_PENS }, _, _>")]
    pub pens: Vec<Pen>,
    /// The scenario it was planned with, if any.
    #[serde(default)]
    pub scenario: Option<ScenarioId>,
    /// What fish they are.
    #[serde(default)]
    pub species: String,
    /// Whether its fish are still in the water.
    #[serde(default)]
    pub status: BatchStatus,
    /// What else there is to say.
    #[serde(default)]
    pub notes: String,
}

impl BatchDocument {
    /// Refuses the first value that no batch can have; `path` is the place of the document in its list, or empty.
    pub fn check(&self, path: &str) -> Outcome<()> {
        let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        accepted::check_name(&at("batch_number"), &self.batch_number)?;
        accepted::check_start_date(&at("start_date"), self.start_date)?;
        accepted::INITIAL_COUNT.check(&at("initial_count"), self.initial_count as f64)?;
        accepted::INITIAL_WEIGHT_G.check(&at("initial_weight"), self.initial_weight_g)?;
        accepted::check_name(&at("stage"), &self.stage)?;
        accepted::check_length(&at("site"), &self.site, accepted::NAME_CHARS)?;
        accepted::check_length(&at("species"), &self.species, accepted::NAME_CHARS)?;
        accepted::check_length(&at("notes"), &self.notes, accepted::NOTES_CHARS)?;
        pen::check(&at("pens"), &self.pens, self.initial_count)
    }
}

/// A run as a pin remembers it: readable even when the run is long gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinnedRun {
    /// The run.
    pub run_id: RunId,
    /// Its scenario's name.
    pub scenario_name: String,
    /// Its number within the scenario.
    pub run_number: u32,
    /// Its label.
    pub run_label: String,
}

/// Whether fish of a batch are still in the water.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchStatus {
    /// They are.
    #[default]
    Active,
    /// They are not.
    Closed,
}

impl BatchStatus {
    /// The word of documents and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// A batch as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Batch {
    /// Number of the batch in the farm file.
    pub batch_id: BatchId,
    /// What the farm calls it.
    pub batch_number: String,
    /// The day its fish came in.
    pub start_date: NaiveDate,
    /// Fish at its start.
    pub initial_count: u64,
    /// Mean weight at its start.
    #[serde(rename = "initial_weight")]
    pub initial_weight_g: f64,
    /// The stage its fish came in.
    pub stage: String,
    /// Where it stands.
    pub site: String,
    /// The pens it stands in.
    pub pens: Vec<Pen>,
    /// The scenario it was planned with, if any.
    pub scenario: Option<ScenarioId>,
    /// What fish they are.
    pub species: String,
    /// Whether they are still in the water.
    pub status: BatchStatus,
    /// What else there is to say.
    pub notes: String,
    /// The run it is measured against.
    pub pinned_projection_run: Option<PinnedRun>,
    /// The scenario of the pinned run.
    pub pinned_scenario: Option<ScenarioId>,
    /// The newest run of the pinned run's scenario that is not archived, if that is a later one.
    pub newer_run_number: Option<u32>,
}

impl Batch {
    /// The names of its pens, in their order.
    pub fn pen_names(&self) -> Vec<&str> {
        self.pens.iter().map(|pen| pen.name.as_str()).collect()
    }

    /// Whether it stands in a pen of this name.
    pub fn has_pen(&self, name: &str) -> bool {
        self.pens.iter().any(|pen| pen.name == name)
    }

    /// The same as a document has it.
    pub fn document(&self) -> BatchDocument {
        BatchDocument {
            batch_number: self.batch_number.clone(),
            start_date: self.start_date,
            initial_count: self.initial_count,
            initial_weight_g: self.initial_weight_g,
            stage: self.stage.clone(),
            site: self.site.clone(),
            pens: self.pens.clone(),
            scenario: self.scenario,
            species: self.species.clone(),
            status: self.status,
            notes: self.notes.clone(),
        }
    }
}

/// One change of a batch's pin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinEvent {
    /// Number of the event; later events have larger ones.
    pub pin_event_id: i64,
    /// The batch.
    pub batch_number: String,
    /// When it happened.
    pub changed_at: DateTime<Utc>,
    /// Who did it.
    pub changed_by: String,
    /// The run it was pinned to before.
    pub from: Option<PinnedRun>,
    /// The run it is pinned to since.
    pub to: Option<PinnedRun>,
    /// Why.
    pub reason: String,
}
