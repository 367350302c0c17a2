//! The promise: saving a run of 900 days, durably, costs at most twice what bare SQLite needs to write the same rows
//! in one transaction.
//!
//! Both write to a file of the farm's schema with the same journal and the same durability. The bare one has no
//! triggers, no foreign keys, no hash and no types: prepared statements and values.
//! `cargo bench --bench save_run`
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has nothing to measure")]

use std::ops::ControlFlow;
use std::path::Path;

use chrono::Utc;
use criterion::{Criterion, criterion_group, criterion_main};
use rusqlite::{Connection, params};
use salmon_run::domain::run::{ParametersSnapshot, Projection};
use salmon_run::domain::scenario::Scenario;
use salmon_run::engine::projection::project;
use salmon_run::service::Farm;
use salmon_run::store::{FarmFile, NewRun};

fn sample() -> (Scenario, ParametersSnapshot, Projection) {
    let scenario = Scenario::read(include_str!("../assets/sample/egg-to-harvest-2024.json")).unwrap();
    let snapshot = ParametersSnapshot::freeze(scenario.clone()).unwrap();
    let projection = project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(projection.days.len(), 900);
    (scenario, snapshot, projection)
}

/// The rows of a run as plain values, written by hand-made statements.
struct Bare {
    connection: Connection,
    days: Vec<(String, [f64; 6], String)>,
    canonical: String,
    warnings: String,
    next: i64,
}

impl Bare {
    fn at(path: &Path, snapshot: &ParametersSnapshot, projection: &Projection) -> Self {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        let triggers: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for trigger in triggers {
            connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        let days = projection
            .days
            .iter()
            .map(|day| {
                let numbers = [
                    day.average_weight_g,
                    day.population,
                    day.biomass_kg,
                    day.daily_feed_kg,
                    day.cumulative_feed_kg,
                    day.temperature_c,
                ];
                (day.projection_date.to_string(), numbers, projection.stage_name(day).to_owned())
            })
            .collect();
        Self {
            connection,
            days,
            canonical: snapshot.canonical(),
            warnings: serde_json::to_string(&projection.warnings).unwrap(),
            next: 1,
        }
    }

    fn save(&mut self) {
        let run_id = self.next;
        self.next += 1;
        let transaction = self.connection.transaction().unwrap();
        {
            let mut insert = transaction
                .prepare_cached(
                    "INSERT INTO scenario_projection VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )
                .unwrap();
            for (i, (date, n, stage)) in self.days.iter().enumerate() {
                insert
                    .execute(params![run_id, i + 1, date, n[0], n[1], n[2], n[3], n[4], n[5], stage])
                    .unwrap();
            }
            transaction
                .prepare_cached(
                    "INSERT INTO run_inputs (inputs_hash, canonical) VALUES ('h', ?1) ON CONFLICT DO NOTHING",
                )
                .unwrap()
                .execute([&self.canonical])
                .unwrap();
            let last = &self.days[self.days.len() - 1];
            transaction
                .prepare_cached(
                    "INSERT INTO projection_run (run_id, scenario_id, run_number, label, notes, run_date, created_by,
                        origin, engine_version, inputs_hash, tgc_model_id, fcr_model_id, mortality_model_id, warnings,
                        total_projections, final_weight_g, final_biomass_kg)
                     VALUES (?1, 1, ?1, 'Baseline', '', '2024-09-01T00:00:00.000Z', 'bench', 'computed', '1', 'h',
                        1, 1, 1, ?2, ?3, ?4, ?5)",
                )
                .unwrap()
                .execute(params![run_id, self.warnings, self.days.len(), last.1[0], last.1[2]])
                .unwrap();
        }
        transaction.commit().unwrap();
    }
}

fn save_run(c: &mut Criterion) {
    // The build folder is on a disk; a system's temporary folder may be in memory, where nothing is durable.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (scenario, snapshot, projection) = sample();
    let mut group = c.benchmark_group("save a run of 900 days");

    let bare_path = folder.path().join("bare.salmonrun");
    Farm::create(&bare_path).unwrap().import_scenarios(std::slice::from_ref(&scenario)).unwrap();
    let mut bare = Bare::at(&bare_path, &snapshot, &projection);
    group.bench_function("bare SQLite", |b| b.iter(|| bare.save()));

    let path = folder.path().join("ours.salmonrun");
    let id = Farm::create(&path).unwrap().import_scenarios(&[scenario]).unwrap()[0];
    let mut file = FarmFile::open(&path).unwrap();
    let models = file.read(|tx| Ok(tx.scenario_plan(id)?.models())).unwrap();
    let save = |file: &mut FarmFile| {
        let new = NewRun {
            scenario: id,
            label: "Baseline",
            notes: "",
            run_date: Utc::now(),
            created_by: "bench",
            engine_version: "1",
            snapshot: &snapshot,
            models,
            projection: &projection,
        };
        file.write(|tx| tx.insert_run(&new)).unwrap()
    };
    group.bench_function("Salmon Run", |b| b.iter(|| save(&mut file)));
    group.finish();
}

criterion_group!(benches, save_run);
criterion_main!(benches);
