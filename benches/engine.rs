//! The promise: on one core, a projection of 900 days with all nine columns takes at most 15 microseconds.
//!
//! `cargo bench --bench engine`
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has nothing to measure")]

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use salmon_run::domain::constraints;
use salmon_run::domain::feed::WeightBandFcr;
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::{ModelChange, Scenario};
use salmon_run::domain::temperature::TemperatureReading;
use salmon_run::engine::projection::project;

/// Egg to harvest in 900 days through all six stages, with a month's reading here and there.
fn sample() -> Scenario {
    Scenario::read(include_str!("../assets/sample/egg-to-harvest-2024.json")).unwrap()
}

/// The same with everything that a planner may add: a reading for each day, weight bands, models that change.
fn rich() -> Scenario {
    let mut scenario = sample();
    scenario.tgc_model.temperature_profile.readings = (1..=900)
        .map(|day_number| {
            let angle = f64::from(day_number) / 365.25 * std::f64::consts::TAU;
            TemperatureReading { day_number, temperature_c: 8.5 + 3.0 * angle.sin() }
        })
        .collect();
    for stage in &mut scenario.fcr_model.stages {
        stage.overrides = (0..6)
            .map(|i| WeightBandFcr {
                min_weight_g: f64::from(i) * 1000.0,
                max_weight_g: f64::from(i + 1) * 1000.0,
                fcr_value: 1.0 + 0.05 * f64::from(i),
            })
            .collect();
    }
    let mut warmer = scenario.tgc_model.clone();
    warmer.tgc_value += 0.1;
    scenario.model_changes =
        vec![ModelChange { change_day: 600, new_tgc_model: Some(warmer), ..ModelChange::default() }];
    scenario
}

/// The rich one, held against its constraints on each of its days and outside of them in winter and as smolt.
fn warned() -> Scenario {
    let mut scenario = rich();
    let mut constraints = constraints::standard();
    for stage in &mut constraints.stages {
        (stage.min_temperature_c, stage.max_temperature_c) = (Some(7.0), Some(11.0));
    }
    scenario.biological_constraints = Some(constraints);
    scenario.warn_outside_constraints = true;
    scenario
}

/// The same with exponents that no root is drawn for by a shortcut: two general powers a day.
fn other_exponents() -> Scenario {
    let mut scenario = sample();
    scenario.tgc_model.exponent_n = 1.2;
    scenario.tgc_model.exponent_m = 0.4;
    scenario
}

fn engine(c: &mut Criterion) {
    let mut group = c.benchmark_group("project 900 days");
    group.throughput(Throughput::Elements(900));
    for (name, scenario) in [
        ("sample", sample()),
        ("rich", rich()),
        ("rich, with warnings outside the constraints", warned()),
        ("exponents other than the standard ones", other_exponents()),
    ] {
        assert_eq!(scenario.duration_days, 900);
        let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| project(black_box(&snapshot), |_, _| ControlFlow::Continue(())).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
