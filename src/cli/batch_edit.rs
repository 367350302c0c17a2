//! `batch edit|delete`: what a batch is, written anew, and the end of one.
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::batch;
use super::documents::scenario_id;
use super::session::Session;
use super::stop::Done;
use crate::domain::batch::{Batch, BatchDocument, BatchStatus};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ScenarioId};
use crate::domain::pen::Pen;

/// What of a batch shall be another.
#[derive(Debug, Args)]
pub struct Edits {
    /// What the farm calls it
    #[arg(long, value_name = "TEXT")]
    number: Option<String>,
    /// The day its fish came in, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    start_date: Option<NaiveDate>,
    /// Fish at its start
    #[arg(long, value_name = "FISH")]
    initial_count: Option<u64>,
    /// Mean weight at its start in g
    #[arg(long, value_name = "G", allow_negative_numbers = true)]
    initial_weight: Option<f64>,
    /// The stage its fish came in
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Where it stands
    #[arg(long, value_name = "TEXT")]
    site: Option<String>,
    /// All its pens, with what came into each where that is known: "Pen 1: 50000 at 112 g; Pen 2"
    #[arg(long, value_name = "PENS")]
    pens: Option<String>,
    /// The scenario it was planned with: its number in `scenario list`
    #[arg(long, value_parser = scenario_id, value_name = "SCENARIO")]
    scenario: Option<ScenarioId>,
    /// It was planned with no scenario
    #[arg(long, conflicts_with = "scenario")]
    no_scenario: bool,
    /// What fish they are
    #[arg(long, value_name = "TEXT")]
    species: Option<String>,
    /// Whether its fish are still in the water
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// What else there is to say
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

/// Whether fish of a batch are still in the water.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    /// They are
    Active,
    /// They are not
    Closed,
}

impl Edits {
    /// The batch with what is named here in the place of what it was; what is not named stays.
    fn applied(self, before: BatchDocument) -> Outcome<BatchDocument> {
        let pens = match &self.pens {
            Some(text) => Pen::read_list(text).map_err(|fault| fault.at("--pens"))?,
            None => before.pens,
        };
        let status = match self.status {
            Some(Status::Active) => BatchStatus::Active,
            Some(Status::Closed) => BatchStatus::Closed,
            None => before.status,
        };
        Ok(BatchDocument {
            batch_number: self.number.unwrap_or(before.batch_number),
            start_date: self.start_date.unwrap_or(before.start_date),
            initial_count: self.initial_count.unwrap_or(before.initial_count),
            initial_weight_g: self.initial_weight.unwrap_or(before.initial_weight_g),
            stage: self.stage.unwrap_or(before.stage),
            site: self.site.unwrap_or(before.site),
            pens,
            scenario: if self.no_scenario { None } else { self.scenario.or(before.scenario) },
            species: self.species.unwrap_or(before.species),
            status,
            notes: self.notes.unwrap_or(before.notes),
        })
    }
}

#[derive(Serialize)]
struct EditedDocument<'a> {
    success: bool,
    batch: &'a Batch,
}

/// Writes a batch anew.
pub fn edit(session: &mut Session<'_>, name: &str, edits: Edits) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_batch(name)?;
    let before = farm.batch(id)?.document();
    let now = edits.applied(before.clone())?;
    if now == before {
        let hint = "Name what shall be another: `salmon-run batch edit --help` lists what there is";
        return Err(Fault::invalid("nothing of the batch is another than it was", "", hint).into());
    }
    let edited = farm.update_batch(id, &now)?;
    if session.out.is_json() {
        return session.out.json(&EditedDocument { success: true, batch: &edited });
    }
    session.out.line(format!("Batch {} is changed", edited.batch_number))?;
    batch::show_one(session, &edited)
}

#[derive(Serialize)]
struct DeletedDocument<'a> {
    success: bool,
    batch_id: BatchId,
    batch_number: &'a str,
}

/// Deletes a batch.
pub fn delete(session: &mut Session<'_>, name: &str, with_observations: bool) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_batch(name)?;
    let number = farm.delete_batch(id, with_observations)?;
    if session.out.is_json() {
        return session.out.json(&DeletedDocument { success: true, batch_id: id, batch_number: &number });
    }
    session.out.line(format!("Batch {number} is deleted"))
}
