//! Comparisons for the tests of reports.
use crate::domain::observation::{GrowthSample, Observation, Observations};
use crate::engine::assimilation::{self, PenStart, assimilate};
use crate::engine::calibration::calibrate;
use crate::engine::forecast::forecast;
use crate::engine::gathered::GrowthInFull;
use crate::engine::variance::variance;
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;

use crate::domain::batch::{Batch, BatchStatus, PinnedRun};
use crate::domain::document::read_json;
use crate::domain::ids::{BatchId, RunId, ScenarioId};
use crate::domain::pen::Pen;
use crate::domain::run::{ModelIds, ParametersSnapshot, ProjectionRun, RunDetail, RunOrigin};
use crate::domain::scenario::Scenario;
use crate::domain::verdict::Verdict;
use crate::engine::comparison::{RunComparison, RunInFull};
use crate::engine::gathered::{About, Gathered};
use crate::engine::projection::project;
use crate::engine::summary::{Start, USUAL_TARGET_WEIGHTS_G, summarise};

const DOCUMENT: &str = include_str!("../../assets/sample/autumn-smolt-2024.json");

/// What a run's recipe has changed.
pub(super) type Change = fn(&mut Scenario);

/// Runs of the sample's autumn scenario, each with its label and what it has changed.
pub(super) fn compared(runs: &[(&str, Change)]) -> RunComparison {
    let runs: Vec<RunInFull> = runs
        .iter()
        .zip(1_u32..)
        .map(|((label, change), number)| {
            let mut scenario: Scenario = read_json(DOCUMENT).unwrap();
            change(&mut scenario);
            run(label, number, scenario)
        })
        .collect();
    RunComparison::of(runs)
}

fn run(label: &str, number: u32, scenario: Scenario) -> RunInFull {
    let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
    let projection = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    let inputs = snapshot.inputs();
    let start = Start { weight_g: inputs.initial_weight_g, population: inputs.initial_count as f64 };
    let summary = summarise(&projection, start, &USUAL_TARGET_WEIGHTS_G).unwrap();
    let row = ProjectionRun {
        run_id: RunId(i64::from(number) + 40),
        scenario: ScenarioId(1),
        scenario_name: inputs.name.clone(),
        run_number: number,
        label: label.to_owned(),
        run_date: moment(),
        total_projections: inputs.duration_days,
        final_weight_g: summary.final_weight_g,
        final_biomass_kg: summary.final_biomass_kg,
        pinned_batch_count: 0,
        archived: false,
        is_latest: true,
    };
    let detail = RunDetail {
        run: row,
        notes: String::new(),
        created_by_name: "anna".to_owned(),
        engine_version: "1".to_owned(),
        origin: RunOrigin::Computed,
        inputs_hash: Some(snapshot.inputs_hash()),
        snapshot: Some(snapshot),
        models: ModelIds::default(),
        warnings: projection.warnings.clone(),
    };
    RunInFull { detail, projection, summary }
}

fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_736_935_200, 0).unwrap()
}

/// A batch that is pinned to a run.
pub(super) fn batch(number: &str, run: &ProjectionRun) -> Batch {
    Batch {
        batch_id: BatchId(7),
        batch_number: number.to_owned(),
        start_date: moment().date_naive(),
        initial_count: 200_000,
        initial_weight_g: 110.0,
        stage: "Post-Smolt".to_owned(),
        site: "Vestmanna".to_owned(),
        pens: vec![Pen::named("1"), Pen::named("2")],
        scenario: Some(run.scenario),
        pinned_projection_run: Some(PinnedRun {
            run_id: run.run_id,
            scenario_name: run.scenario_name.clone(),
            run_number: run.run_number,
            run_label: run.label.clone(),
        }),
        pinned_scenario: Some(run.scenario),
        newer_run_number: None,
        species: "Atlantic salmon".to_owned(),
        status: BatchStatus::Active,
        notes: String::new(),
    }
}

/// What became of a batch of a run that was weighed every ten days for a month, a tenth lighter than planned.
pub(super) fn grown(run: &RunInFull) -> GrowthInFull {
    let recipe = run.detail.snapshot.as_ref().unwrap();
    let inputs = recipe.inputs();
    let start = inputs.start_date;
    let mut observations = Observations::default();
    for day in [10, 20, 30] {
        let planned = &run.projection.days[day - 1];
        observations.add(Observation::GrowthSample(GrowthSample {
            date: planned.projection_date,
            avg_weight_g: 0.9 * planned.average_weight_g,
            sample_size: Some(60),
            ..GrowthSample::default()
        }));
    }
    let pens =
        PenStart::evenly(start, inputs.initial_count as f64, inputs.initial_weight_g, "Post-Smolt", &[]);
    let actual =
        assimilate(&assimilation::Batch { pens: &pens, observations: &observations, recipe, through: None });
    let forecast = forecast(&actual, recipe, &run.projection, 0.05);
    GrowthInFull {
        instead: None,
        variance: variance(&actual.batch, &run.projection),
        dates: vec![forecast.when(150.0, &actual.batch, &run.projection)],
        calibration: calibrate(&actual, recipe),
        forecast,
        observations,
        actual,
    }
}

/// What is gathered of them for a report: each verified, one batch pinned to the baseline.
pub(super) fn gathered(compared: RunComparison) -> Gathered {
    let about = About {
        farm_file: "North.salmonrun".to_owned(),
        by: "anna".to_owned(),
        at: moment(),
        program: "Salmon Run 0.1.0".to_owned(),
    };
    let mut pinned: Vec<Vec<Batch>> = vec![Vec::new(); compared.runs.len()];
    if let (Some(batches), Some(run)) = (pinned.first_mut(), compared.runs.first()) {
        batches.push(batch("VES-24-01", &run.detail.run));
    }
    let verdicts = compared
        .runs
        .iter()
        .map(|run| match run.detail.snapshot {
            Some(_) => Verdict::Equal { numbers: 9 * run.projection.days.len() + 3 },
            None => Verdict::CannotRecompute { why: "it was made before runs kept their inputs".to_owned() },
        })
        .collect();
    Gathered { about, compared, verdicts, pinned, batch: None, growth: None }
}
