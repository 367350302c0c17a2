//! What an AquaMind file brings, in the words of this program, each thing with the rows that it was made of.
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::batch::BatchDocument;
use crate::domain::import_report::{Ledger, Remark};
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::observation::Observation;
use crate::domain::plan::ScenarioPlan;
use crate::domain::recipe::RecipePart;
use crate::domain::run::{Projection, hash};

/// Rows of a table that one thing was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsOf {
    /// The table.
    pub table: &'static str,
    /// Rows whose values come as they are.
    pub plain: u64,
    /// Rows of which a value was adapted.
    pub adapted: u64,
}

impl RowsOf {
    /// Rows that come as they are.
    pub fn plain(table: &'static str, plain: u64) -> Self {
        Self { table, plain, adapted: 0 }
    }

    /// One row, adapted or not.
    pub fn one(table: &'static str, is_adapted: bool) -> Self {
        Self { table, plain: u64::from(!is_adapted), adapted: u64::from(is_adapted) }
    }
}

/// One thing that an AquaMind file brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<T> {
    /// Its primary key there.
    pub key: i64,
    /// By what it is known again: the same out of the database, its later versions and a dumpdata.
    pub uid: String,
    /// Changes when what it says changes.
    pub fingerprint: String,
    /// What it is called, for people: "TGC model \"Faroes\"".
    pub name: String,
    /// What it was made of.
    pub rows: Vec<RowsOf>,
    /// What was adapted, in words.
    pub adapted: Vec<String>,
    /// The thing.
    pub what: T,
}

/// A scenario; models are named by their keys there, and the lifecycle is the parcel's.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtScenario {
    /// Its figures and models.
    pub plan: ScenarioPlan,
    /// Who made it, where that is known.
    pub created_by: Option<String>,
    /// When.
    pub created_at: Option<DateTime<Utc>>,
}

/// A run with its days.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtRun {
    /// The key of its scenario.
    pub scenario: i64,
    /// Its number there.
    pub number: u32,
    /// Its label.
    pub label: String,
    /// Its notes.
    pub notes: String,
    /// When it was run.
    pub date: Option<DateTime<Utc>>,
    /// Who ran it.
    pub created_by: Option<String>,
    /// Its days as they are, and what a planner should know of it.
    pub projection: Projection,
}

/// What a batch was pinned to there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BroughtPin {
    /// Nothing.
    None,
    /// A run, by its key.
    Run(i64),
    /// A scenario that never ran, by its key and name: there is no run that the pin could hold.
    NeverRan(i64, String),
    /// A run that the file does not hold.
    Gone(i64),
}

/// A pen of a batch, and which assignments it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtPen {
    /// Its name.
    pub name: String,
    /// How many assignments.
    pub assignments: u64,
}

/// A batch with what was observed of it.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtBatch {
    /// The batch; its scenario is not given here.
    pub document: BatchDocument,
    /// The key of the scenario that it was planned with.
    pub scenario: Option<i64>,
    /// Its pin.
    pub pin: BroughtPin,
    /// Whether its pens say what came into them: else its fish are a plan's, or stand for what is not known.
    pub says_its_fish: bool,
    /// Its pens.
    pub pens: Vec<BroughtPen>,
    /// What was observed of it.
    pub observations: Vec<Item<Observation>>,
}

/// Rows that came along as words of other things, such as the name of a container as that of a pen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The table.
    pub table: &'static str,
    /// Rows that something refers to.
    pub used: u64,
    /// Why the others are left.
    pub why_left: &'static str,
}

/// Everything that an AquaMind file brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// What the file is, in words.
    pub source: String,
    /// The accounts: what is left has its reason already.
    pub ledger: Ledger,
    /// The stages that its fish go through.
    pub lifecycle: Vec<LifecycleStage>,
    /// What of the stages was adapted.
    pub lifecycle_adapted: Vec<Remark>,
    /// Temperature profiles, then what refers to them.
    pub parts: Vec<Item<RecipePart>>,
    /// Scenarios.
    pub scenarios: Vec<Item<BroughtScenario>>,
    /// Runs, in the order of their numbers.
    pub runs: Vec<Item<BroughtRun>>,
    /// Batches.
    pub batches: Vec<Item<BroughtBatch>>,
    /// Rows that came along as words.
    pub asides: Vec<Aside>,
    /// What did not come, in words.
    pub left: Vec<Remark>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// By what a row is known again. Its key alone would not do, since every installation counts from 1.
pub fn uid(table: &str, key: i64, created: Option<DateTime<Utc>>) -> String {
    let created = created.map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string());
    format!("{UID_PREFIX}{table}:{key}@{created}")
}

/// What all uids of this program's imports from AquaMind begin with.
pub const UID_PREFIX: &str = "aquamind:";

/// Changes when what is said changes.
pub fn fingerprint(what: &impl Serialize) -> String {
    short(&serde_json::to_string(what).unwrap_or_default())
}

/// Changes when what a batch is called, or what is said of it, changes.
pub fn words_of_batch(batch: &BatchDocument) -> String {
    fingerprint(&(&batch.batch_number, &batch.stage, &batch.species, batch.status, &batch.notes))
}

/// Changes when the fish of a batch change: count, weight, first day, pens and where those are.
pub fn fish_of_batch(batch: &BatchDocument) -> String {
    fingerprint(&(
        batch.start_date,
        batch.initial_count,
        batch.initial_weight_g.to_bits(),
        &batch.pens,
        &batch.site,
    ))
}

/// Ninety-six bits of a hash.
pub fn short(text: &str) -> String {
    hash(text).chars().take(24).collect()
}
