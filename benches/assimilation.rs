//! The promises for a batch of 20 pens over 900 days with every kind of observation daily (90,000 records), on one core: all its
//! actual days in under 200 ms, one new sample in under 20 ms; and 100,000 lines of CSV read in under 2 s.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![allow(missing_docs, reason = "criterion's macros make items without docs")]

use chrono::{Days, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, TransferOut, WaterReading,
};
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::Scenario;
use salmon_run::engine::assimilation::{Batch, PenStart, assimilate, assimilate_from};
use salmon_run::exchange::{observations, table};
use std::fmt::Write as _;
use std::hint::black_box;

const PENS: u32 = 20;
const DAYS: u64 = 900;

fn recipe() -> ParametersSnapshot {
    let mut scenario = Scenario::read(include_str!("../assets/sample/autumn-smolt-2024.json")).unwrap();
    scenario.duration_days = u32::try_from(DAYS).unwrap();
    ParametersSnapshot::freeze(scenario).unwrap()
}

fn season(start: NaiveDate) -> Observations {
    let mut seen = Observations::default();
    for day in 0..DAYS {
        let date = start + Days::new(day);
        for number in 1..=PENS {
            let pen = Some(number.to_string());
            let weight_g = 110.0 * 1.004_f64.powi(day as i32);
            seen.growth_samples.push(GrowthSample {
                date,
                pen: pen.clone(),
                avg_weight_g: weight_g,
                ..GrowthSample::default()
            });
            seen.mortality_events.push(MortalityEvent {
                date,
                pen: pen.clone(),
                count: 3,
                ..MortalityEvent::default()
            });
            seen.feeding_events.push(FeedingEvent { date, pen: pen.clone(), amount_kg: weight_g });
            seen.temperature_readings.push(WaterReading { date, pen: pen.clone(), temperature_c: 9.0 });
            seen.transfers_out.push(TransferOut {
                date,
                pen,
                transferred_count: 1,
                ..TransferOut::default()
            });
        }
    }
    seen
}

fn batch<'a>(pens: &'a [PenStart], seen: &'a Observations, recipe: &'a ParametersSnapshot) -> Batch<'a> {
    Batch { pens, observations: seen, recipe, through: None }
}

fn assimilation(c: &mut Criterion) {
    let recipe = recipe();
    let start = recipe.inputs().start_date;
    let names: Vec<String> = (1..=PENS).map(|number| number.to_string()).collect();
    let pens = PenStart::evenly(start, 4_000_000.0, 110.0, "Post-Smolt", &names);
    let mut seen = season(start);
    let records = seen.len();
    c.bench_function(&format!("all days of {records} records"), |b| {
        b.iter(|| black_box(assimilate(&batch(&pens, &seen, &recipe))));
    });
    let known = assimilate(&batch(&pens, &seen, &recipe));
    let last = start + Days::new(DAYS - 1);
    seen.growth_samples.push(GrowthSample {
        date: last,
        pen: Some("7".to_owned()),
        avg_weight_g: 4000.0,
        ..GrowthSample::default()
    });
    c.bench_function("one new sample on the last day", |b| {
        b.iter(|| black_box(assimilate_from(&known, last, &batch(&pens, &seen, &recipe))));
    });
}

fn reading(c: &mut Criterion) {
    let mut text = String::from("date,pen,avg_weight_g,deaths,feed_kg,temperature\n");
    let start = NaiveDate::from_ymd_opt(2024, 9, 1).unwrap();
    for line in 0..100_000_u64 {
        let date = start + Days::new(line / 100);
        writeln!(
            text,
            "{date},{},{}.5,{},{}.25,9.{}",
            line % 100,
            110 + line / 100,
            line % 9,
            line % 300,
            line % 10
        )
        .unwrap();
    }
    let mut group = c.benchmark_group("reading");
    group.sample_size(10);
    group.bench_function("100,000 lines of CSV", |b| {
        b.iter(|| {
            let table = table::read(text.clone().into_bytes()).unwrap();
            black_box(observations::read(&table, observations::Wishes::default()).unwrap())
        });
    });
}

criterion_group!(benches, assimilation, reading);
criterion_main!(benches);
