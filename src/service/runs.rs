//! What a user does with runs.
use std::ops::ControlFlow;

use super::{Farm, RunInFull};
use crate::domain::accepted;
use crate::domain::batch::Batch;
use crate::domain::display;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{RunId, ScenarioId};
use crate::domain::person::Right;
use crate::domain::run::{ParametersSnapshot, Projection, ProjectionRun, RunDetail, RunFilter};
use crate::engine::summary::{Start, Summary, USUAL_TARGET_WEIGHTS_G, summarise};
use crate::engine::{ENGINE_VERSION, projection};
use crate::store::{NewRun, PinChange};

/// What is asked for when a scenario is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRequest {
    /// The scenario.
    pub scenario: ScenarioId,
    /// What the run shall be called; may be empty.
    pub label: String,
    /// Free text; may be empty.
    pub notes: String,
}

/// What a finished run is answered with.
#[derive(Debug, Clone, PartialEq)]
pub struct RunReport {
    /// The new run.
    pub run: ProjectionRun,
    /// Its figures.
    pub summary: Summary,
    /// What a planner should know.
    pub warnings: Vec<String>,
    /// An earlier run of the scenario that was made from the very same inputs, if there is one.
    pub same_inputs_as: Option<ProjectionRun>,
}

/// Computes a projection without any farm file.
pub fn project(
    snapshot: &ParametersSnapshot,
    on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
) -> Outcome<(Projection, Summary)> {
    let projection = projection::project(snapshot, on_progress)
        .map_err(|_| Fault::cancelled("the projection was cancelled"))?;
    let start = start_of(snapshot);
    let summary = summarise(&projection, start, &USUAL_TARGET_WEIGHTS_G)
        .ok_or_else(|| Fault::refused("the projection has no days", "Give the scenario at least one day"))?;
    Ok((projection, summary))
}

fn start_of(snapshot: &ParametersSnapshot) -> Start {
    let inputs = snapshot.inputs();
    Start { weight_g: inputs.initial_weight_g, population: inputs.initial_count as f64 }
}

/// The figures of a stored run. Where the inputs were not kept, its first day stands for the start.
pub(super) fn summary_of(detail: &RunDetail, projection: &Projection) -> Outcome<Summary> {
    let start = match (&detail.snapshot, projection.days.first()) {
        (Some(snapshot), _) => Some(start_of(snapshot)),
        (None, Some(day)) => Some(Start { weight_g: day.average_weight_g, population: day.population }),
        (None, None) => None,
    };
    start
        .and_then(|start| summarise(projection, start, &USUAL_TARGET_WEIGHTS_G))
        .ok_or_else(|| Fault::refused(format!("the run {} has no days", detail.run.run_id), "Open a backup"))
}

impl Farm {
    /// Runs a scenario: a new run with the next number. Earlier runs and all pins stay as they are.
    ///
    /// `on_progress` gets days done and days to do; breaking stops it, and nothing is kept.
    pub fn run_scenario(
        &mut self,
        request: &RunRequest,
        on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
    ) -> Outcome<RunReport> {
        accepted::check_length("label", &request.label, accepted::LABEL_CHARS)?;
        accepted::check_length("notes", &request.notes, accepted::NOTES_CHARS)?;
        let (plan, scenario, made_by) = self.file.read(|tx| {
            let plan = tx.scenario_plan(request.scenario)?;
            let scenario = tx.assemble(&plan)?;
            Ok((plan, scenario, tx.scenario_maker(request.scenario)?))
        })?;
        let right = Right::Run { made_by: &made_by };
        // Asked before the work is done as well as when it is stored.
        self.access()?.check(right)?;
        let snapshot = ParametersSnapshot::freeze(scenario)?;
        let (projection, summary) = project(&snapshot, on_progress)?;
        self.change(right, |tx, act| {
            let same = tx.run_with_inputs(request.scenario, &snapshot.inputs_hash())?;
            let run_id = tx.insert_run(&NewRun {
                scenario: request.scenario,
                label: request.label.trim(),
                notes: &request.notes,
                run_date: act.at,
                created_by: act.by,
                engine_version: ENGINE_VERSION,
                snapshot: &snapshot,
                models: plan.models(),
                projection: &projection,
            })?;
            Ok(RunReport {
                run: tx.run(run_id)?,
                summary: summary.clone(),
                warnings: projection.warnings.clone(),
                same_inputs_as: same.map(|id| tx.run(id)).transpose()?,
            })
        })
    }

    /// The scenario's latest run, if nothing that determines a run has changed since: running again would give the same.
    pub fn unchanged_since(&self, scenario: ScenarioId) -> Outcome<Option<ProjectionRun>> {
        self.file.read(|tx| {
            let snapshot = ParametersSnapshot::freeze(tx.scenario(scenario)?)?;
            let Some(latest) = tx.latest_run(scenario)? else { return Ok(None) };
            let detail = tx.run_detail(latest)?;
            Ok((detail.inputs_hash == Some(snapshot.inputs_hash())).then_some(detail.run))
        })
    }

    /// The runs that a filter lets through, newest first.
    pub fn runs(&self, filter: RunFilter) -> Outcome<Vec<ProjectionRun>> {
        self.file.read(|tx| tx.runs(filter))
    }

    /// A run by the name users give it: its id, or `SCENARIO#NUMBER`.
    pub fn find_run(&self, name: &str) -> Outcome<RunId> {
        let wrong = || {
            Fault::invalid(
                format!("\"{name}\" names no run"),
                "",
                "Give a run id such as 12, or SCENARIO#NUMBER such as 3#2",
            )
        };
        self.file.read(|tx| match name.split_once('#') {
            Some((scenario, number)) => {
                let scenario = ScenarioId(scenario.parse().map_err(|_| wrong())?);
                tx.run_by_number(scenario, number.parse().map_err(|_| wrong())?)
            }
            None => Ok(tx.run(RunId(name.parse().map_err(|_| wrong())?))?.run_id),
        })
    }

    /// A run with its snapshot and warnings.
    pub fn run_detail(&self, id: RunId) -> Outcome<RunDetail> {
        self.file.read(|tx| tx.run_detail(id))
    }

    /// The days of a run.
    pub fn run_days(&self, id: RunId) -> Outcome<Projection> {
        self.file.read(|tx| {
            tx.run(id)?;
            tx.run_days(id)
        })
    }

    /// A run with its days and figures.
    pub fn run_in_full(&self, id: RunId) -> Outcome<RunInFull> {
        self.file.read(|tx| {
            let detail = tx.run_detail(id)?;
            let projection = tx.run_days(id)?;
            let summary = summary_of(&detail, &projection)?;
            Ok(RunInFull { detail, projection, summary })
        })
    }

    /// Gives a run another label.
    pub fn label_run(&mut self, id: RunId, label: &str) -> Outcome<()> {
        accepted::check_length("label", label, accepted::LABEL_CHARS)?;
        self.change(Right::Edit, |tx, _| tx.set_label(id, label.trim()))
    }

    /// Gives a run other notes.
    pub fn note_run(&mut self, id: RunId, notes: &str) -> Outcome<()> {
        accepted::check_length("notes", notes, accepted::NOTES_CHARS)?;
        self.change(Right::Edit, |tx, _| tx.set_notes(id, notes))
    }

    /// Puts runs away: out of the lists, still there for the batches pinned to them.
    pub fn archive_runs(&mut self, ids: &[RunId]) -> Outcome<()> {
        self.change(Right::Edit, |tx, act| ids.iter().try_for_each(|id| tx.set_archived(*id, Some(act.at))))
    }

    /// Brings archived runs back into the lists.
    pub fn restore_runs(&mut self, ids: &[RunId]) -> Outcome<()> {
        self.change(Right::Edit, |tx, _| ids.iter().try_for_each(|id| tx.set_archived(*id, None)))
    }

    /// The batches that are pinned to a run.
    pub fn batches_pinned_to(&self, id: RunId) -> Outcome<Vec<Batch>> {
        self.file.read(|tx| tx.batches_pinned_to(id))
    }

    /// Deletes a run. While batches are pinned to it this is refused, by their names, unless `unpin` says to unpin them
    /// in the same transaction; they are given back.
    pub fn delete_run(&mut self, id: RunId, unpin: bool) -> Outcome<Vec<Batch>> {
        self.change(Right::Delete, |tx, act| {
            let run = tx.run(id)?;
            let pinned = tx.batches_pinned_to(id)?;
            if !pinned.is_empty() && !unpin {
                return Err(Fault::refused(
                    format!(
                        "{} is the pinned run of {}",
                        run.full_name(),
                        display::plural(pinned.len(), "batch", "batches")
                    ),
                    "Pin them to another run first, or unpin them with --unpin",
                )
                .at(super::batches::names(&pinned)));
            }
            for batch in &pinned {
                tx.change_pin(&PinChange {
                    batch: batch.batch_id,
                    to: None,
                    by: act.by,
                    at: act.at,
                    reason: "The run was deleted",
                })?;
            }
            tx.delete_run(id)?;
            Ok(pinned)
        })
    }
}
