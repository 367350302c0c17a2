//! `batch calibrate` and `scenario from-batch`: what was observed of a batch as figures of models, kept as new ones, and planned
//! with again.
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::ops::ControlFlow;

use super::growth::read;
use super::output::Columns;
use super::session::Session;
use super::stop::{Done, Stop};
use crate::domain::display;
use crate::domain::ids::{RunId, ScenarioId};
use crate::domain::recipe::PartKey;
use crate::domain::run::ProjectionRun;
use crate::service::{Calibration, Growth, Learn, LearnRequest, Learnt, ReplanRequest, Replanned, fit_words};

/// Fit TGC, FCR and mortality to what was observed, each with its error
///
/// With --save the figures are kept as new models; the old ones stay as they are. With --run a new scenario is made too,
/// of the recipe of the pinned run with the new models in place, and is run: compare the two runs, and pin the batch to
/// the new one.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run batch calibrate VES-24-01
  salmon-run batch calibrate VES-24-01 --save \"Vestur, winter\"
  salmon-run batch calibrate VES-24-01 --run --only tgc --label \"As measured\"")]
pub struct Calibrate {
    /// Its number or its id
    batch: String,
    /// Look at another run than the pinned one; pins nothing
    #[arg(long, value_name = "RUN")]
    against: Option<String>,
    /// Keep the figures as new models of this name
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// Make a scenario with the new models, and run it
    #[arg(long)]
    run: bool,
    /// With --save or --run: take over this figure only; may be given several times [default: those that speak against the
    /// plan by more than their error, and the water where it was another than planned]
    #[arg(long, value_enum, value_name = "FIGURE")]
    only: Vec<Figure>,
    /// With --run: what the new scenario is called
    #[arg(long, value_name = "NAME", requires = "run")]
    scenario: Option<String>,
    /// With --run: what the new run is called
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, requires = "run")]
    label: String,
}

/// A figure of a calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Figure {
    Tgc,
    Fcr,
    Mortality,
    Water,
}

/// What scripts read of `batch calibrate`.
#[derive(Serialize)]
struct CalibrationDocument<'a> {
    batch_number: &'a str,
    projection_run: &'a ProjectionRun,
    planned_tgc_value: f64,
    #[serde(flatten)]
    calibration: &'a Calibration,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    kept: Option<KeptDocument<'a>>,
}

/// What was kept; the names of a run are those of `scenario run`.
#[derive(Serialize)]
struct KeptDocument<'a> {
    success: bool,
    saved_models: Vec<ModelDocument<'a>>,
    scenario: Option<ScenarioId>,
    scenario_name: Option<&'a str>,
    baseline_run_id: Option<RunId>,
    projection_run_id: Option<RunId>,
    run_number: Option<u32>,
}

#[derive(Serialize)]
struct ModelDocument<'a> {
    kind: &'static str,
    id: i64,
    name: &'a str,
}

/// What came of it: models alone, or a plan that was run again.
enum Kept {
    Models(Learnt),
    Run(Box<Replanned>),
}

impl Kept {
    fn models(&self) -> &[(PartKey, String)] {
        match self {
            Self::Models(learnt) => &learnt.models,
            Self::Run(again) => &again.models,
        }
    }

    fn document(&self) -> KeptDocument<'_> {
        let again = match self {
            Self::Models(_) => None,
            Self::Run(again) => Some(again),
        };
        KeptDocument {
            success: true,
            saved_models: self
                .models()
                .iter()
                .map(|(key, name)| ModelDocument { kind: key.kind.path(), id: key.id, name })
                .collect(),
            scenario: again.map(|again| again.scenario),
            scenario_name: again.map(|again| again.report.run.scenario_name.as_str()),
            baseline_run_id: again.map(|again| again.baseline),
            projection_run_id: again.map(|again| again.report.run.run_id),
            run_number: again.map(|again| again.report.run.run_number),
        }
    }
}

impl Calibrate {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let growth = read(session, &self.batch, self.against.as_ref())?;
        let calibration = growth.calibration();
        let kept = self.keep(session, &growth, &calibration)?;
        if session.out.is_json() {
            return session.out.json(&CalibrationDocument {
                batch_number: &growth.batch.batch_number,
                projection_run: &growth.plan.run,
                planned_tgc_value: growth.plan.recipe.inputs().tgc_model.tgc_value,
                calibration: &calibration,
                kept: kept.as_ref().map(Kept::document),
            });
        }
        show(session, &growth, &calibration)?;
        match kept {
            None => Ok(()),
            Some(kept) => show_kept(session, &self.batch, &kept),
        }
    }

    fn keep(
        &self,
        session: &Session<'_>,
        growth: &Growth,
        calibration: &Calibration,
    ) -> Result<Option<Kept>, Stop> {
        if self.save.is_none() && !self.run {
            return Ok(None);
        }
        let has = |figure| self.only.contains(&figure);
        let learn = if self.only.is_empty() {
            Growth::worth_learning(calibration)
        } else {
            Learn {
                tgc: has(Figure::Tgc),
                fcr: has(Figure::Fcr),
                mortality: has(Figure::Mortality),
                water: has(Figure::Water),
            }
        };
        let mut farm = session.farm()?;
        let against = self.against.as_ref().map(|run| farm.find_run(run)).transpose()?;
        let request = LearnRequest { against, learn, name: self.save.clone().unwrap_or_default() };
        let batch = growth.batch.batch_id;
        if !self.run {
            return Ok(Some(Kept::Models(farm.save_learnt(batch, &request)?)));
        }
        let again = ReplanRequest {
            scenario_name: self.scenario.clone().unwrap_or_default(),
            label: self.label.clone(),
            notes: String::new(),
        };
        let on_progress = |_, _| ControlFlow::Continue(());
        let again = farm.replan(batch, &request, &again, on_progress)?;
        Ok(Some(Kept::Run(Box::new(again))))
    }
}

fn show(session: &mut Session<'_>, growth: &Growth, calibration: &Calibration) -> Done {
    let run = growth.plan.run.full_name();
    session.out.line(format!("Batch {} against {run}", growth.batch.batch_number))?;
    if let Some(why) = &growth.plan.instead {
        session.out.line(format!("  {}", display::sentence(why)))?;
    }
    let mut table =
        Columns::new(["", ">Fitted", ">Error (95 %)", ">Planned", ">Difference", "From", "Fit", ""]);
    for fit in fit_words(calibration) {
        let of = if fit.period.is_empty() { fit.of } else { format!("{}, {}", fit.of, fit.period) };
        table.row([
            fit.name.to_owned(),
            fit.observed,
            fit.error,
            fit.planned,
            fit.difference,
            of,
            fit.quality,
            fit.verdict,
        ]);
    }
    session.out.table(&table)
}

fn show_kept(session: &mut Session<'_>, batch: &str, kept: &Kept) -> Done {
    session.out.heading("Kept as new models")?;
    let mut table = Columns::new(["Kind", ">ID", "Name"]);
    for (key, name) in kept.models() {
        table.row([key.kind.short_noun().to_owned(), key.id.to_string(), name.clone()]);
    }
    session.out.table(&table)?;
    let Kept::Run(again) = kept else { return Ok(()) };
    let run = &again.report.run;
    session.out.line(format!("{} is ready, as scenario {}", run.full_name(), again.scenario))?;
    session.out.line(format!("  Compare: salmon-run run compare {} {}", again.baseline, run.run_id))?;
    session.out.line(format!("  Pin: salmon-run batch pin {batch} {}", run.run_id))
}

/// Make a scenario that goes on where a batch is
///
/// It starts the day after the last on which anything was observed, with the fish, the weight and the stage of that day, and
/// has the recipe of the pinned run with its days counted from there: dates keep their water, and schedules, model changes and
/// stages go on where the fish are in them.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  salmon-run scenario from-batch VES-24-01
  salmon-run scenario from-batch VES-24-01 --name \"Vestur, spring\"")]
pub struct FromBatch {
    /// The batch: its number or its id
    batch: String,
    /// Take the recipe of another run than the pinned one; pins nothing
    #[arg(long, value_name = "RUN")]
    against: Option<String>,
    /// What the new scenario is called
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    name: String,
}

/// What `scenario from-batch` answers.
#[derive(Serialize)]
struct FromBatchDocument<'a> {
    success: bool,
    scenario: ScenarioId,
    name: &'a str,
    batch_number: &'a str,
    recipe_of: &'a str,
    start_date: chrono::NaiveDate,
    duration_days: u32,
    initial_count: u64,
    initial_weight: f64,
}

impl FromBatch {
    /// Does what was asked for.
    pub fn carry_out(self, session: &mut Session<'_>) -> Done {
        let mut farm = session.farm()?;
        let batch = farm.find_batch(&self.batch)?;
        let against = self.against.as_ref().map(|run| farm.find_run(run)).transpose()?;
        let made = farm.scenario_from_batch(batch, against, &self.name)?;
        let document = &made.document;
        if session.out.is_json() {
            return session.out.json(&FromBatchDocument {
                success: true,
                scenario: made.scenario,
                name: &document.name,
                batch_number: &made.batch_number,
                recipe_of: &made.recipe_of,
                start_date: document.start_date,
                duration_days: document.duration_days,
                initial_count: document.initial_count,
                initial_weight: document.initial_weight_g,
            });
        }
        session.out.line(format!("Scenario {} made: {}", made.scenario, document.name))?;
        session.out.line(format!(
            "  {} fish of {} on {}, {} by the recipe of {}",
            display::count(document.initial_count as f64),
            display::weight(document.initial_weight_g),
            display::date(document.start_date),
            display::days(i64::from(document.duration_days)),
            made.recipe_of
        ))?;
        session.out.line(format!("  Run: salmon-run scenario run {}", made.scenario))
    }
}
