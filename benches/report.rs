//! The promise: a report of six runs of 900 days is made in less than 300 ms as HTML, XLSX or CSV, and in less than 3 s as
//! PDF, on one core and in less than 300 MB.
//!
//! The runs are real projections, held in memory; what is measured is from gathered contents to the bytes of the file.
//! `cargo bench --bench report`
use std::hint::black_box;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use salmon_run::domain::ids::{RunId, ScenarioId};
use salmon_run::domain::run::{ModelIds, ParametersSnapshot, ProjectionRun, RunDetail, RunOrigin};
use salmon_run::report::{About, Contents, Format, Gathered, Wishes};
use salmon_run::service::{RunComparison, RunInFull, project, sample_scenarios};

const RUNS: u32 = 6;
const DAYS: u32 = 900;

/// A run that differs from its neighbours in its TGC.
fn run(number: u32) -> RunInFull {
    let mut inputs = sample_scenarios().expect("the sample is readable").remove(0);
    inputs.duration_days = DAYS;
    inputs.tgc_model.tgc_value *= 1.0 + 0.01 * f64::from(number);
    let snapshot = ParametersSnapshot::freeze(inputs).expect("the sample can be run");
    let (projection, summary) =
        project(&snapshot, |_, _| ControlFlow::Continue(())).expect("nothing stops the projection");
    let run = ProjectionRun {
        run_id: RunId(i64::from(number)),
        scenario: ScenarioId(1),
        scenario_name: snapshot.inputs().name.clone(),
        run_number: number,
        label: "Updated TGC".to_owned(),
        run_date: DateTime::<Utc>::UNIX_EPOCH,
        total_projections: DAYS,
        final_weight_g: summary.final_weight_g,
        final_biomass_kg: summary.final_biomass_kg,
        pinned_batch_count: 0,
        archived: false,
        is_latest: false,
    };
    let detail = RunDetail {
        run,
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

fn gathered() -> Gathered {
    Gathered {
        about: About {
            farm_file: "North.salmonrun".to_owned(),
            by: "anna".to_owned(),
            at: DateTime::<Utc>::UNIX_EPOCH,
            program: "Salmon Run".to_owned(),
        },
        compared: RunComparison::of((1..=RUNS).map(run).collect()),
        verdicts: Vec::new(),
        pinned: vec![Vec::new(); RUNS as usize],
        batch: None,
        growth: None,
    }
}

fn reports(c: &mut Criterion) {
    let (gathered, wishes) = (gathered(), Wishes::default());
    let mut group = c.benchmark_group("report of six runs of 900 days");
    group.sample_size(10);
    for (format, name) in Format::ALL {
        group.bench_function(name, |b| {
            b.iter(|| {
                let contents = Contents::of(black_box(&gathered), &wishes);
                black_box(format.render(&contents).expect("the report can be made"))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reports);
criterion_main!(benches);
