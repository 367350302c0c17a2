//! What a user does with what was observed of batches: recording and correcting it, and holding the batch against its run.
use serde::Serialize;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::Farm;
use super::kept::{KeptBatches, KeptPlan};
use super::observing::{doubts_about, new_among};
use crate::domain::actual::{Actual, Doubt};
use crate::domain::batch::Batch;
use crate::domain::document::read_json;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::ids::{BatchId, ObservationId, RunId};
use crate::domain::observation::{Correction, Observation, Observations, Recorded};
use crate::domain::person::Right;
use crate::domain::run::{ParametersSnapshot, Projection, ProjectionRun};
use crate::engine::calibration::{Calibration, calibrate};
use crate::engine::forecast::{Forecast, ForecastDate, forecast};
use crate::engine::gathered::GrowthInFull;
use crate::engine::variance::{Variance, variance};
use crate::exchange::observations::{self, Wishes};
use crate::exchange::rejected::RejectedLine;
use crate::exchange::{table, text};
use crate::store::Tx;

/// The weights of which a report says the dates.
const REPORTED_WEIGHTS_G: [f64; 5] = [1000.0, 2000.0, 3000.0, 4000.0, 5000.0];
/// Below so many measured weights a fit's own error says little, and the forecast has no band.
const LEAST_FOR_A_BAND: usize = 4;

/// What was recorded of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordedFile {
    /// The batch.
    pub batch_number: String,
    /// Observations that were written down.
    pub recorded: usize,
    /// Observations that were there already, to the last figure, and were not written down again.
    pub known_already: usize,
    /// Lines that were left out.
    pub rejected_lines: Vec<RejectedLine>,
    /// What to look at twice.
    pub warnings: Vec<String>,
}

/// What a batch is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The run.
    pub run: ProjectionRun,
    /// Its days.
    pub projection: Arc<Projection>,
    /// Its recipe.
    pub recipe: Arc<ParametersSnapshot>,
    /// Why it is this run, where the batch is not pinned to it: to be said plainly.
    pub instead: Option<String>,
}

/// A batch day by day, beside the run that it is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// The batch.
    pub batch: Batch,
    /// What was observed.
    pub observations: Arc<Observations>,
    /// What it is held against.
    pub plan: Plan,
    /// Its actual days.
    pub actual: Arc<Actual>,
    /// How far it lies from the plan; none where they share no day.
    pub variance: Option<Variance>,
    /// What is worked out of it once, when it is first asked for.
    worked_out: WorkedOut,
}

/// What follows from a growth and nothing else, so that two equal growths are equal whichever was asked already.
#[derive(Debug, Clone, Default)]
struct WorkedOut {
    learnt: OnceLock<Arc<Calibration>>,
    outlook: OnceLock<Arc<Forecast>>,
}

impl PartialEq for WorkedOut {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where a batch will be.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthForecast {
    /// The days to come.
    pub forecast: Forecast,
    /// When it reaches the weights asked for.
    pub dates: Vec<ForecastDate>,
}

impl Growth {
    /// Forecasts the batch, and says when it reaches weights.
    pub fn forecast(&self, weights_g: &[f64]) -> GrowthForecast {
        let forecast = self.outlook();
        let when = |weight: &f64| forecast.when(*weight, &self.actual.batch, &self.plan.projection);
        GrowthForecast { dates: weights_g.iter().map(when).collect(), forecast: Forecast::clone(forecast) }
    }

    /// The days to come.
    pub fn outlook(&self) -> &Arc<Forecast> {
        self.worked_out.outlook.get_or_init(|| {
            let tgc = self.learnt().tgc.filter(|tgc| tgc.observations >= LEAST_FOR_A_BAND);
            let error = tgc.and_then(|tgc| Some(tgc.error? / tgc.value)).filter(|share| share.is_finite());
            let error = error.unwrap_or(0.0).clamp(0.0, 1.0);
            Arc::new(forecast(&self.actual, &self.plan.recipe, &self.plan.projection, error))
        })
    }

    /// What the observations say TGC, FCR and mortality are.
    pub fn learnt(&self) -> &Arc<Calibration> {
        self.worked_out.learnt.get_or_init(|| Arc::new(calibrate(&self.actual, &self.plan.recipe)))
    }

    /// Works out what takes milliseconds with a large batch, so that nobody waits for it later.
    pub fn work_out(&self) {
        self.outlook();
    }

    /// All that a report says of it.
    pub fn in_full(&self) -> GrowthInFull {
        let GrowthForecast { forecast, dates } = self.forecast(&REPORTED_WEIGHTS_G);
        GrowthInFull {
            instead: self.plan.instead.clone(),
            observations: Observations::clone(&self.observations),
            actual: Actual::clone(&self.actual),
            variance: self.variance,
            forecast,
            dates,
            calibration: self.calibration(),
        }
    }

    /// What the observations say TGC, FCR and mortality are.
    pub fn calibration(&self) -> Calibration {
        Calibration::clone(self.learnt())
    }
}

impl Farm {
    /// All that was observed of a batch, one by one.
    pub fn recorded(&self, batch: BatchId) -> Outcome<Vec<Recorded>> {
        self.file.read(|tx| tx.recorded(batch))
    }

    /// Every correction of what was observed of a batch, newest first.
    pub fn corrections(&self, batch: BatchId) -> Outcome<Vec<Correction>> {
        self.file.read(|tx| tx.corrections(batch))
    }

    /// Writes down what a file says of a batch: a JSON document, CSV or XLSX; all of it or nothing. What is there already is
    /// not written down again, so that a file may be read a second time when it has grown.
    pub fn record_file(&mut self, batch: BatchId, path: &Path, wishes: Wishes) -> Outcome<RecordedFile> {
        let file = path.display().to_string();
        let bytes = text::read_bytes(path)?;
        let read = read_observations(bytes, wishes).map_err(|fault| fault.within(&file))?;
        let mut answer =
            self.record(batch, &read.observations).map_err(|fault| match fault.place.as_str() {
                "" => fault,
                _ => fault.within(&file),
            })?;
        answer.rejected_lines = read.rejected_lines();
        Ok(answer)
    }

    /// Writes observations of a batch down, in one transaction.
    pub fn record(&mut self, batch: BatchId, seen: &Observations) -> Outcome<RecordedFile> {
        seen.check()?;
        let days = seen.days();
        self.change_with_kept(Right::Edit, |tx, act, kept| {
            let of = tx.batch(batch)?;
            check_pens(&of, seen)?;
            let there = tx.observations_of_days(batch, &days)?;
            let (new, known_already) = new_among(&there, seen);
            let warnings = doubts_about(tx, kept, &of, &HashSet::new(), &new, act.at)?;
            let warnings = warnings.iter().map(Doubt::words).collect();
            tx.insert_observations(batch, &new, act.by, act.at)?;
            let (batch_number, recorded, rejected_lines) = (of.batch_number, new.len(), Vec::new());
            Ok(RecordedFile { batch_number, recorded, known_already, rejected_lines, warnings })
        })
    }

    /// Corrects an observation, or removes it without `after`. What it was is kept with who did it, when and why.
    pub fn correct_observation(
        &mut self,
        id: ObservationId,
        after: Option<&Observation>,
        reason: &str,
    ) -> Outcome<BatchId> {
        if let Some(after) = after {
            let mut one = Observations::default();
            one.add(after.clone());
            one.check()?;
        }
        self.change(Right::Edit, |tx, act| {
            if let Some(after) = after
                && let Some((batch, _)) = tx.recorded_one(id)?
            {
                let mut one = Observations::default();
                one.add(after.clone());
                check_pens(&tx.batch(batch)?, &one)?;
            }
            tx.correct_observation(id, after, act.by, act.at, reason)
        })
    }

    /// A batch day by day beside the run it is pinned to. Without a pin it is held against the latest run of the scenario it
    /// was planned with, and says so; `against` looks at another run without pinning it.
    pub fn growth(&self, batch: BatchId, against: Option<RunId>) -> Outcome<Growth> {
        self.look(|tx, kept| growth_of(tx, kept, tx.batch(batch)?, against))
    }
}

/// A batch as it is now beside its plan.
pub(super) fn growth_of(
    tx: &Tx<'_>,
    kept: &mut KeptBatches,
    batch: Batch,
    against: Option<RunId>,
) -> Outcome<Growth> {
    let plan = plan(tx, kept, &batch, against)?;
    let (observations, actual) = kept.actual(tx, &batch, &plan.recipe)?;
    let variance = variance(&actual.batch, &plan.projection);
    Ok(Growth { batch, observations, plan, actual, variance, worked_out: WorkedOut::default() })
}

pub(super) fn key(observation: &Observation) -> String {
    serde_json::to_string(observation).unwrap_or_default()
}

fn read_observations(bytes: Vec<u8>, wishes: Wishes) -> Outcome<observations::Read> {
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if bare.trim_ascii_start().starts_with(b"{") {
        let observations: Observations = read_json(&text::decode(bytes)?)?;
        let rows = observations.len();
        return Ok(observations::Read { observations, rows, ..observations::Read::default() });
    }
    observations::read(&table::read(bytes)?, wishes)
}

/// Refuses a pen that the batch does not have, before anything is written down under it.
pub(super) fn check_pens(batch: &Batch, seen: &Observations) -> Outcome<()> {
    let mut named: Vec<String> = Vec::new();
    for observation in seen.each() {
        for pen in [observation.pen(), observation.to_pen()].into_iter().flatten() {
            if !named.iter().any(|name| name == pen) {
                named.push(pen.to_owned());
            }
        }
    }
    match named.iter().find(|pen| !batch.has_pen(pen)) {
        None => Ok(()),
        Some(unknown) => {
            let pens = if batch.pens.is_empty() {
                format!("batch {} has no named pens: leave the pen out", batch.batch_number)
            } else {
                format!(
                    "Accepted is one of the pens of batch {}: {}",
                    batch.batch_number,
                    batch.pen_names().join(", ")
                )
            };
            Err(Fault::invalid(format!("there is no pen \"{unknown}\""), "pen", pens))
        }
    }
}

/// The seed's order: the pinned run, else any scenario that is linked to the batch, said plainly; else what to do.
pub(super) fn plan(
    tx: &Tx<'_>,
    kept: &mut KeptBatches,
    batch: &Batch,
    against: Option<RunId>,
) -> Outcome<Plan> {
    let number = &batch.batch_number;
    let (id, instead) = match (against, &batch.pinned_projection_run, batch.scenario) {
        (Some(other), pinned, _) => {
            let is_pinned = pinned.as_ref().is_some_and(|pinned| pinned.run_id == other);
            (
                other,
                (!is_pinned)
                    .then(|| format!("batch {number} is not pinned to this run: it is only looked at")),
            )
        }
        (None, Some(pinned), _) => (pinned.run_id, None),
        (None, None, Some(scenario)) => {
            let row = tx.scenarios()?.into_iter().find(|row| row.scenario_id == scenario);
            let latest = row.and_then(|row| row.latest_run_id).ok_or_else(|| {
                Fault::refused(
                    format!(
                        "batch {number} is pinned to no run, and the scenario it was planned with never ran"
                    ),
                    "Run that scenario, or pin the batch to a run",
                )
            })?;
            let why = format!(
                "batch {number} is pinned to no run: this is the latest of the scenario it was planned with"
            );
            (latest, Some(why))
        }
        (None, None, None) => {
            return Err(Fault::refused(
                format!("batch {number} is pinned to no run and was planned with no scenario"),
                "Pin it to a run: `salmon-run batch pin BATCH RUN`, or \"Pin batches…\" in the window",
            ));
        }
    };
    let KeptPlan { run, projection, recipe } = kept.plan(tx, id)?;
    Ok(Plan { run, projection, recipe, instead })
}
