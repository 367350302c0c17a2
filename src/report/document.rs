//! A comparison as data: what `run compare --json` answers, and what a JSON report holds.
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::ids::{FcrModelId, MortalityModelId, TgcModelId};
use crate::domain::run::{DayDocument, ProjectionRun, RunDetail, RunOrigin};
use crate::domain::scenario::Scenario;
use crate::engine::comparison::{Better, DayDelta, RunComparison, aligned_days};
use crate::engine::parameter_diff::ParameterDifference;
use crate::engine::summary::Summary;

/// A run in detail: the fields of the lists, and `parameters_snapshot, notes, created_by_name, inputs_hash,
/// engine_version`; beyond the seed `origin` ("computed" or "migrated"), `warnings` and `summary`.
#[derive(Serialize)]
pub struct RunDocument<'a> {
    #[serde(flatten)]
    run: &'a ProjectionRun,
    /// Null for runs that were there before inputs were kept.
    parameters_snapshot: Option<SnapshotDocument<'a>>,
    notes: &'a str,
    created_by_name: &'a str,
    inputs_hash: Option<&'a str>,
    engine_version: &'a str,
    origin: RunOrigin,
    warnings: &'a [String],
    summary: &'a Summary,
}

impl<'a> RunDocument<'a> {
    /// The document of a run.
    pub fn of(detail: &'a RunDetail, summary: &'a Summary) -> Self {
        Self {
            run: &detail.run,
            parameters_snapshot: SnapshotDocument::of(detail),
            notes: &detail.notes,
            created_by_name: &detail.created_by_name,
            inputs_hash: detail.inputs_hash.as_deref(),
            engine_version: &detail.engine_version,
            origin: detail.origin,
            warnings: &detail.warnings,
            summary,
        }
    }
}

/// The seed's snapshot (its section 2.2), and under `inputs` the whole recipe in its canonical order: the document that
/// `scenario import` reads, and that the run can be recomputed from.
#[derive(Serialize)]
struct SnapshotDocument<'a> {
    tgc_model: TgcDocument<'a>,
    fcr_model: FcrDocument<'a>,
    mortality_model: MortalityDocument<'a>,
    scenario: ScenarioFigures,
    captured_at: DateTime<Utc>,
    inputs: &'a Scenario,
}

#[derive(Serialize)]
struct TgcDocument<'a> {
    id: Option<TgcModelId>,
    name: &'a str,
    tgc_value: f64,
    exponent_n: f64,
    exponent_m: f64,
}

#[derive(Serialize)]
struct FcrDocument<'a> {
    id: Option<FcrModelId>,
    name: &'a str,
}

#[derive(Serialize)]
struct MortalityDocument<'a> {
    id: Option<MortalityModelId>,
    name: &'a str,
    rate: f64,
    frequency: &'static str,
}

#[derive(Serialize)]
struct ScenarioFigures {
    initial_weight: f64,
    initial_count: u64,
    duration_days: u32,
}

impl<'a> SnapshotDocument<'a> {
    fn of(detail: &'a RunDetail) -> Option<Self> {
        let inputs = detail.snapshot.as_ref()?.inputs();
        let (tgc, fcr, mortality) = (&inputs.tgc_model, &inputs.fcr_model, &inputs.mortality_model);
        Some(Self {
            tgc_model: TgcDocument {
                id: detail.models.tgc,
                name: &tgc.name,
                tgc_value: tgc.tgc_value,
                exponent_n: tgc.exponent_n,
                exponent_m: tgc.exponent_m,
            },
            fcr_model: FcrDocument { id: detail.models.fcr, name: &fcr.name },
            mortality_model: MortalityDocument {
                id: detail.models.mortality,
                name: &mortality.name,
                rate: mortality.rate_percent,
                frequency: mortality.frequency.as_str(),
            },
            scenario: ScenarioFigures {
                initial_weight: inputs.initial_weight_g,
                initial_count: inputs.initial_count,
                duration_days: inputs.duration_days,
            },
            captured_at: detail.run.run_date,
            inputs,
        })
    }
}

/// What `run compare` answers. With two runs the seed's `run_a` and `run_b` are there too.
#[derive(Serialize)]
pub struct ComparisonDocument<'a> {
    runs: Vec<RunDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_a: Option<RunDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_b: Option<RunDocument<'a>>,
    /// By `tgc_value`, `mortality_rate`, or path: with two runs `{"run_a":…,"run_b":…}`, with more
    /// `{"values":{RUN_ID:…}}`. A temperature profile's values are its number of readings and their mean, and a
    /// `profile` beside them says how far the others lie from the baseline's, by run id.
    parameter_diff: Map<String, Value>,
    key_figures: Vec<KeyFigureDocument<'a>>,
    days: Vec<AlignedDayDocument<'a>>,
}

/// A figure of every run, the baseline's first, with each run's difference to the baseline, plain and in percent.
#[derive(Serialize)]
struct KeyFigureDocument<'a> {
    key: &'a str,
    label: &'a str,
    unit: &'static str,
    /// "higher", "lower", or null where neither is better.
    better: Option<Better>,
    values: &'a [Option<f64>],
    differences: &'a [Option<f64>],
    differences_percent: &'a [Option<f64>],
}

/// A day number with the day of every run and its difference to the baseline; null where a run is shorter.
#[derive(Serialize)]
struct AlignedDayDocument<'a> {
    day_number: u32,
    runs: Vec<Option<DayDocument<'a>>>,
    deltas: Vec<Option<DayDelta>>,
}

impl<'a> ComparisonDocument<'a> {
    /// The answer for runs side by side.
    pub fn of(compared: &'a RunComparison) -> Self {
        let document =
            |place: usize| compared.runs.get(place).map(|run| RunDocument::of(&run.detail, &run.summary));
        let are_two = compared.runs.len() == 2;
        let projections: Vec<_> = compared.runs.iter().map(|run| &run.projection).collect();
        let days = aligned_days(&projections)
            .iter()
            .map(|day| AlignedDayDocument {
                day_number: day.day_number,
                runs: day
                    .days
                    .iter()
                    .zip(&projections)
                    .map(|(day, projection)| Some(DayDocument::of(projection, (*day)?)))
                    .collect(),
                deltas: (0..projections.len()).map(|run| day.delta(run)).collect(),
            })
            .collect();
        Self {
            runs: (0..compared.runs.len()).filter_map(document).collect(),
            run_a: document(0).filter(|_| are_two),
            run_b: document(1).filter(|_| are_two),
            parameter_diff: compared
                .comparison
                .parameter_diff
                .iter()
                .map(|difference| (difference.key().to_owned(), difference_document(difference, compared)))
                .collect(),
            key_figures: compared
                .comparison
                .key_figures
                .iter()
                .map(|figure| KeyFigureDocument {
                    key: figure.key,
                    label: figure.label,
                    unit: figure.quantity.unit(),
                    better: figure.better,
                    values: &figure.values,
                    differences: &figure.differences,
                    differences_percent: &figure.differences_percent,
                })
                .collect(),
            days,
        }
    }
}

fn difference_document(difference: &ParameterDifference, compared: &RunComparison) -> Value {
    let by_run = |values: &mut dyn Iterator<Item = Value>| -> Value {
        let runs = compared.runs.iter().map(|run| run.detail.run.run_id.to_string());
        Value::Object(runs.zip(values).collect())
    };
    let mut document = Map::new();
    if let [a, b] = difference.values.as_slice() {
        document.insert("run_a".to_owned(), a.clone());
        document.insert("run_b".to_owned(), b.clone());
    } else {
        document.insert("values".to_owned(), by_run(&mut difference.values.iter().cloned()));
    }
    if let Some(profile) = &difference.profile {
        let mut profiles = profile.iter().map(|one| serde_json::to_value(one).unwrap_or_default());
        document.insert("profile".to_owned(), by_run(&mut profiles));
    }
    Value::Object(document)
}
