//! What scripts read (`cli.md`): each answer is one of these structs, written as JSON.
use serde::Serialize;

use crate::domain::fault::FaultDocument;
use crate::domain::ids::{RunId, ScenarioId};
pub use crate::report::document::{ComparisonDocument, RunDocument};
use crate::service::{RunReport, Summary};

/// What `scenario run` answers for one scenario. `same_inputs_as` is the id of the newest earlier run that was made from
/// the very same inputs, or null; the first of the `warnings` says so too.
#[derive(Serialize)]
pub struct RanDocument<'a> {
    success: bool,
    scenario: ScenarioId,
    projection_run_id: RunId,
    run_number: u32,
    message: String,
    summary: &'a Summary,
    warnings: Vec<String>,
    same_inputs_as: Option<RunId>,
}

impl<'a> RanDocument<'a> {
    /// The answer for a run.
    pub fn of(report: &'a RunReport) -> Self {
        Self {
            success: true,
            scenario: report.run.scenario,
            projection_run_id: report.run.run_id,
            run_number: report.run.run_number,
            message: format!("Projection run #{} created.", report.run.run_number),
            summary: &report.summary,
            warnings: warnings(report),
            same_inputs_as: report.same_inputs_as.as_ref().map(|run| run.run_id),
        }
    }
}

/// What a planner should know of a run that was just made.
pub fn warnings(report: &RunReport) -> Vec<String> {
    let same = report.same_inputs_as.as_ref().map(|same| {
        let (id, name) = (same.run_id, same.short_name());
        format!("nothing has changed since run {name} (run {id}): it was made from the very same inputs")
    });
    same.into_iter().chain(report.warnings.iter().cloned()).collect()
}

/// What `scenario run` answers, among several, for a scenario that could not be run.
#[derive(Serialize)]
pub struct NotRunDocument<'a> {
    /// False.
    pub success: bool,
    /// Which one.
    pub scenario: ScenarioId,
    /// Why not.
    pub error: FaultDocument<'a>,
}

/// What `scenario run` answers for each of several scenarios.
#[derive(Serialize)]
#[serde(untagged)]
pub enum ResultDocument<'a> {
    /// It ran.
    Ran(RanDocument<'a>),
    /// It did not.
    NotRun(NotRunDocument<'a>),
}

/// Reads the number of a scenario on the command line.
pub fn scenario_id(text: &str) -> Result<ScenarioId, &'static str> {
    text.parse().map(ScenarioId).map_err(|_| "a scenario goes by its number in `scenario list`")
}
