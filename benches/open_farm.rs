//! The promise: a farm file with 10,000 runs of 480 days opens, with all the lists that the window shows, in under
//! 200 ms.
//!
//! The file (4.8 million rows, some 600 MB) is made once, in the build folder, and kept for the next time; delete
//! `open_farm-*.salmonrun` there to have it made anew.
//! `cargo bench --bench open_farm`
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has nothing to measure")]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use rusqlite::{Connection, params};
use salmon_run::domain::batch::{BatchDocument, BatchStatus};
use salmon_run::domain::pen::Pen;
use salmon_run::domain::plan::ModelKind;
use salmon_run::domain::run::{ParametersSnapshot, Projection, RunFilter};
use salmon_run::domain::scenario::Scenario;
use salmon_run::engine::projection::project;
use salmon_run::service::Farm;

const RUNS: usize = 10_000;
const BATCHES: usize = 1_000;

fn sample() -> Scenario {
    Scenario::read(include_str!("../assets/sample/autumn-smolt-2024.json")).unwrap()
}

/// A farm file with so many scenarios, among which 10,000 runs are shared out evenly.
fn farm_of(scenarios: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("open_farm-{scenarios}.salmonrun"));
    if Farm::open(&path).is_ok_and(|farm| farm.batches().is_ok_and(|batches| batches.len() == BATCHES)) {
        return path;
    }
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    let mut farm = Farm::create(&path).unwrap();
    let mut documents = Vec::new();
    for i in 0..scenarios {
        let mut document = sample();
        document.name = format!("Autumn smolt {i}");
        document.tgc_model.tgc_value += f64::from(u32::try_from(i % 50).unwrap()) / 100.0;
        documents.push(document);
    }
    farm.import_scenarios(&documents).unwrap();
    drop(farm);
    write_runs(&path, scenarios);
    let mut farm = Farm::open(&path).unwrap();
    let batches: Vec<BatchDocument> = (0..BATCHES)
        .map(|i| BatchDocument {
            batch_number: format!("B-{i:04}"),
            start_date: sample().start_date,
            initial_count: 200_000,
            initial_weight_g: 110.0,
            stage: "Post-Smolt".to_owned(),
            site: "North".to_owned(),
            pens: vec![Pen::named("1"), Pen::named("2")],
            scenario: None,
            species: String::new(),
            status: BatchStatus::Active,
            notes: String::new(),
        })
        .collect();
    let ids = farm.import_batches(&batches).unwrap();
    let runs = farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
    for (i, id) in ids.iter().enumerate() {
        farm.pin_batches(&[*id], runs[i * runs.len() / BATCHES].run_id, "").unwrap();
    }
    path
}

/// Raw statements in one transaction: the product's own way would make each of the 10,000 runs durable by itself.
fn write_runs(path: &Path, scenarios: usize) {
    let snapshot = ParametersSnapshot::freeze(sample()).unwrap();
    let projection: Projection = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(projection.days.len(), 480);
    let mut connection = Connection::open(path).unwrap();
    let transaction = connection.transaction().unwrap();
    let canonical = snapshot.canonical();
    let warnings = serde_json::to_string(&projection.warnings).unwrap();
    let last = projection.days.last().unwrap();
    for run in 1..=RUNS {
        let mut insert = transaction
            .prepare_cached(
                "INSERT INTO scenario_projection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )
            .unwrap();
        for day in &projection.days {
            insert
                .execute(params![
                    run,
                    day.day_number,
                    day.projection_date,
                    day.average_weight_g,
                    day.population,
                    day.biomass_kg,
                    day.daily_feed_kg,
                    day.cumulative_feed_kg,
                    day.temperature_c,
                    projection.stage_name(day)
                ])
                .unwrap();
        }
        let hash = format!("{run:064}");
        transaction
            .prepare_cached("INSERT INTO run_inputs (inputs_hash, canonical) VALUES (?1, ?2)")
            .unwrap()
            .execute([&hash, &canonical])
            .unwrap();
        transaction
            .prepare_cached(
                "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by,
                    origin, engine_version, inputs_hash, tgc_model_id, fcr_model_id, mortality_model_id, warnings,
                    total_projections, final_weight_g, final_biomass_kg)
                 VALUES (?1, ?2, ?3, 'Updated TGC', 'Grows faster than planned', ?4, 'bench', 'computed', '1', ?5,
                    1, 1, 1, ?6, ?7, ?8, ?9)",
            )
            .unwrap()
            .execute(params![
                run,
                (run - 1) % scenarios + 1,
                (run - 1) / scenarios + 1,
                format!("2024-09-01T{:02}:{:02}:{:02}.000Z", run / 3600, run / 60 % 60, run % 60),
                hash,
                warnings,
                projection.days.len(),
                last.average_weight_g,
                last.biomass_kg
            ])
            .unwrap();
    }
    transaction.commit().unwrap();
}

/// What the window reads when it opens a farm file.
fn open_with_lists(path: &Path) -> usize {
    let farm = Farm::open(path).unwrap();
    let runs = farm.runs(RunFilter { scenario: None, archived: true }).unwrap();
    black_box(farm.scenarios().unwrap());
    black_box(farm.batches().unwrap());
    for kind in [ModelKind::Tgc, ModelKind::Fcr, ModelKind::Mortality] {
        black_box(farm.models(kind).unwrap());
    }
    runs.len()
}

fn open_farm(c: &mut Criterion) {
    let mut group = c.benchmark_group("open a farm file of 10,000 runs");
    group.sample_size(20);
    for scenarios in [100, 5_000] {
        let path = farm_of(scenarios);
        assert_eq!(open_with_lists(&path), RUNS);
        group.bench_function(format!("{scenarios} scenarios"), |b| b.iter(|| open_with_lists(&path)));
    }
    group.finish();
}

criterion_group!(benches, open_farm);
criterion_main!(benches);
