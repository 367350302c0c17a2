//! The promises for a batch of 20 pens over 900 days with every kind of observation daily (90,000 records), on one core: all its
//! actual days in under 200 ms; one new sample, from its recording to what the window shows, in under 20 ms; and 100,000 lines
//! of CSV read and stored in under 2 s. Farm files are on this machine's disk.
//! `cargo bench --bench assimilation`
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has nothing to measure")]
#![allow(missing_docs, reason = "criterion's macros make items without docs")]

use chrono::{Days, NaiveDate};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use salmon_run::domain::batch::{BatchDocument, BatchStatus};
use salmon_run::domain::ids::BatchId;
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, TransferOut, WaterReading,
};
use salmon_run::domain::pen::Pen;
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::Scenario;
use salmon_run::engine::assimilation::{Batch, PenStart, assimilate};
use salmon_run::service::{Farm, ObservationWishes, RunRequest};
use std::fmt::Write as _;
use std::hint::black_box;
use std::ops::ControlFlow;
use tempfile::TempDir;

const PENS: u32 = 20;
const DAYS: u64 = 900;

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

fn scenario() -> Scenario {
    let mut scenario = Scenario::read(include_str!("../assets/sample/autumn-smolt-2024.json")).unwrap();
    scenario.duration_days = u32::try_from(DAYS).unwrap();
    scenario
}

fn pens(count: u32) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

fn all_days(c: &mut Criterion) {
    let recipe = ParametersSnapshot::freeze(scenario()).unwrap();
    let start = recipe.inputs().start_date;
    let pens = PenStart::evenly(start, 4_000_000.0, 110.0, "Post-Smolt", &pens(PENS));
    let seen = season(start);
    c.bench_function(&format!("all actual days of {} records", seen.len()), |b| {
        let batch = Batch { pens: &pens, observations: &seen, recipe: &recipe, through: None };
        b.iter(|| black_box(assimilate(&batch)));
    });
}

/// A farm file with one run.
struct Site {
    _folder: TempDir,
    farm: Farm,
    start: NaiveDate,
    batches: u32,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut farm = Farm::create(&folder.path().join("bench.salmonrun")).unwrap();
        let scenario = scenario();
        let start = scenario.start_date;
        let scenario = farm.import_scenarios(&[scenario]).unwrap()[0];
        let request = RunRequest { scenario, label: String::new(), notes: String::new() };
        farm.run_scenario(&request, |_, _| ControlFlow::Continue(())).unwrap();
        Self { _folder: folder, farm, start, batches: 0 }
    }

    /// A batch that is pinned to the run.
    fn batch(&mut self, pens: &[String]) -> BatchId {
        self.batches += 1;
        let document = BatchDocument {
            batch_number: format!("B-{}", self.batches),
            start_date: self.start,
            initial_count: 4_000_000,
            initial_weight_g: 110.0,
            stage: "Post-Smolt".to_owned(),
            site: String::new(),
            pens: pens.iter().map(|name| Pen::named(name)).collect(),
            scenario: None,
            species: String::new(),
            status: BatchStatus::Active,
            notes: String::new(),
        };
        let batch = self.farm.import_batches(&[document]).unwrap()[0];
        let run = self.farm.find_run("1#1").unwrap();
        self.farm.pin_batches(&[batch], run, "").unwrap();
        batch
    }
}

fn one_sample(c: &mut Criterion) {
    let mut site = Site::new();
    let batch = site.batch(&pens(PENS));
    let seen = season(site.start);
    site.farm.record(batch, &seen).unwrap();
    // The window holds what it shows while the next is worked out.
    let mut shown = site.farm.growth(batch, None).unwrap();
    let mut weight_g = 4000.0;
    for (name, day) in [("the last day", DAYS - 1), ("the first day", 0)] {
        c.bench_function(&format!("one new sample on {name}"), |b| {
            b.iter(|| {
                weight_g += 0.01;
                let sample = GrowthSample {
                    date: site.start + Days::new(day),
                    pen: Some("7".to_owned()),
                    avg_weight_g: weight_g,
                    ..GrowthSample::default()
                };
                let one = Observations { growth_samples: vec![sample], ..Observations::default() };
                site.farm.record(batch, &one).unwrap();
                shown = site.farm.growth(batch, None).unwrap();
            });
        });
    }
    black_box(&shown);
    c.bench_function("open the file and show the batch", |b| {
        b.iter(|| black_box(Farm::open(site.farm.path()).unwrap().growth(batch, None).unwrap()));
    });
}

/// Pens of a whole company, so that 100,000 lines are 1,000 days.
const MANY_PENS: u32 = 100;

/// The journal of a company: a line a day and pen.
fn journal(start: NaiveDate, lines: u64) -> String {
    let mut text = String::from("date,pen,avg_weight_g,deaths,feed_kg,temperature\n");
    for line in 0..lines {
        let (pen, grown) = (line % u64::from(MANY_PENS) + 1, line / u64::from(MANY_PENS));
        let date = start + Days::new(grown);
        // Fish are weighed every other week.
        let weight = if grown.is_multiple_of(14) { format!("{}.5", 110 + grown) } else { String::new() };
        writeln!(text, "{date},{pen},{weight},{},{}.25,9.{}", line % 9, line % 300, line % 10).unwrap();
    }
    text
}

fn importing(c: &mut Criterion) {
    let mut site = Site::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.csv");
    std::fs::write(&path, journal(site.start, 100_000)).unwrap();
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    group.bench_function("100,000 lines of CSV, stored", |b| {
        let site = std::cell::RefCell::new(&mut site);
        b.iter_batched(
            || site.borrow_mut().batch(&pens(MANY_PENS)),
            |batch| {
                let mut site = site.borrow_mut();
                let read = site.farm.record_file(batch, &path, ObservationWishes::default()).unwrap();
                assert!(read.recorded > 300_000);
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, all_days, one_sample, importing);
criterion_main!(benches);
