//! The actual state of batches, held against what the system of the seed computed (`tests/golden/README.md`), and the rules
//! that its figures do not show.
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use salmon_run::domain::actual::{Actual, ActualDay, Anchor, WeightSource};
use salmon_run::domain::constraints::{BiologicalConstraints, StageConstraint};
use salmon_run::domain::growth::StageTgc;
use salmon_run::domain::lifecycle;
use salmon_run::domain::mortality::{Frequency, StageMortality};
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observations, SelectionMethod, TransferIn,
    TransferOut, Treatment, WaterReading,
};
use salmon_run::domain::pen::Pen;
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::temperature::TemperatureReading;
use salmon_run::engine::assimilation::{Batch, PenStart, assimilate};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::support::autumn;

// ---- golden cases ----

#[derive(Deserialize)]
struct Inputs {
    batch_start_date: NaiveDate,
    assignment: Assignment,
    tgc_value_used_as_x1000: f64,
    tgc_stage_overrides: Map<String, Value>,
    temperature_profile: Vec<TemperatureReading>,
    daily_mortality_fraction_of_the_model: Map<String, Value>,
    stage_max_weight_g: Map<String, Value>,
    growth_samples: Vec<GrowthSample>,
    temperature_readings: Vec<WaterReading>,
    mortality_events: Vec<MortalityEvent>,
    feeding_events: Vec<FeedingEvent>,
    transfers_out: Vec<TransferOut>,
}

#[derive(Deserialize)]
struct Assignment {
    container: String,
    assignment_date: NaiveDate,
    population_count: f64,
    avg_weight_g: f64,
    stage: String,
}

#[derive(Deserialize)]
struct Row {
    day_number: u32,
    date: NaiveDate,
    avg_weight_g: f64,
    population: f64,
    biomass_kg: f64,
    temp_c: f64,
    mortality_count: f64,
    feed_kg: f64,
    observed_fcr: Option<f64>,
    anchor_type: Option<String>,
    stage: String,
    weight_source: String,
    weight_confidence: f64,
    temp_source: String,
    temp_confidence: f64,
    mortality_source: String,
    mortality_confidence: f64,
    feed_source: String,
    feed_confidence: f64,
    fcr_source: String,
    fcr_confidence: f64,
}

fn figures(map: &Map<String, Value>) -> impl Iterator<Item = (String, f64)> {
    map.iter().map(|(stage, value)| (stage.clone(), value.as_f64().unwrap()))
}

impl Inputs {
    fn recipe(&self) -> ParametersSnapshot {
        let mut scenario = autumn();
        scenario.lifecycle = lifecycle::standard();
        scenario.model_changes.clear();
        scenario.tgc_model.tgc_value = self.tgc_value_used_as_x1000;
        scenario.tgc_model.schedule.clear();
        scenario.tgc_model.stage_overrides = figures(&self.tgc_stage_overrides)
            .map(|(stage, tgc_value)| StageTgc { stage, tgc_value })
            .collect();
        scenario.tgc_model.temperature_profile.readings.clone_from(&self.temperature_profile);
        scenario.mortality_model.frequency = Frequency::Daily;
        scenario.mortality_model.stage_overrides = figures(&self.daily_mortality_fraction_of_the_model)
            .map(|(stage, fraction)| StageMortality { stage, daily_rate_percent: fraction * 100.0 })
            .collect();
        let stage = |(stage, max_weight_g)| StageConstraint {
            stage,
            min_weight_g: 0.0,
            max_weight_g,
            min_temperature_c: None,
            max_temperature_c: None,
            max_freshwater_weight_g: None,
            typical_duration_days: None,
        };
        let stages = figures(&self.stage_max_weight_g).map(stage).collect();
        scenario.biological_constraints = Some(BiologicalConstraints { name: "As given".to_owned(), stages });
        ParametersSnapshot::freeze(scenario).unwrap()
    }

    fn observations(&self) -> Observations {
        Observations {
            growth_samples: self.growth_samples.clone(),
            temperature_readings: self.temperature_readings.clone(),
            mortality_events: self.mortality_events.clone(),
            feeding_events: self.feeding_events.clone(),
            transfers_out: self.transfers_out.clone(),
            ..Observations::default()
        }
    }

    fn start(&self) -> PenStart {
        let it = &self.assignment;
        PenStart {
            name: it.container.clone(),
            date: it.assignment_date,
            population: it.population_count,
            weight_g: it.avg_weight_g,
            stage: it.stage.clone(),
        }
    }
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/assimilation").join(name)
}

#[test]
fn the_five_golden_cases_agree_to_the_tolerances_of_their_readme() {
    for name in [
        "01-daily-everything",
        "02-temperature-gaps-some-mortality",
        "03-no-temperatures-model-only",
        "04-sparse-temperatures-and-a-die-off",
        "05-biased-transfers",
    ] {
        let text = std::fs::read_to_string(golden(name).join("inputs.json")).unwrap();
        let inputs: Inputs = serde_json::from_str(&text).unwrap();
        let mut days = csv::Reader::from_path(golden(name).join("days.csv")).unwrap();
        let rows: Vec<Row> = days.deserialize().collect::<Result<_, _>>().unwrap();
        assert!(rows.len() > 100, "{name}");
        assert_eq!(inputs.batch_start_date, inputs.assignment.assignment_date);
        let (recipe, observations, start) = (inputs.recipe(), inputs.observations(), [inputs.start()]);
        observations.check().unwrap();
        let through = rows.last().map(|row| row.date);
        let batch = Batch { pens: &start, observations: &observations, recipe: &recipe, through };
        let actual = assimilate(&batch);
        assert_eq!(actual.batch.len(), rows.len(), "{name}");
        hold(name, &inputs, &actual, &rows);
    }
}

fn hold(name: &str, inputs: &Inputs, actual: &Actual, rows: &[Row]) {
    let (mut since_anchor, mut moved) = (0, 0.0);
    for (ours, theirs) in actual.batch.iter().zip(rows) {
        let at = format!("{name}, day {}: {ours:?}", theirs.day_number);
        let near = |what: &str, a: f64, b: f64, tolerance: f64| {
            assert!((a - b).abs() <= tolerance, "{what} {a} is not {b} (±{tolerance}), {at}");
        };
        assert_eq!((ours.date, ours.day_number), (theirs.date, theirs.day_number), "{at}");
        // Theirs rounds to two decimals each day before it goes on.
        since_anchor = if ours.anchor.is_some() { 0 } else { since_anchor + 1 };
        let grams = 0.01 + 0.02 * f64::from(since_anchor);
        near("weight", ours.avg_weight_g, theirs.avg_weight_g, grams);
        // Theirs does not take fish out that are moved; the model's dead are a share of those it still counts.
        let out = inputs.transfers_out.iter().filter(|transfer| transfer.date == ours.date);
        moved += out.map(|transfer| transfer.transferred_count as f64).sum::<f64>();
        let dead_of_moved = moved * 0.001 * f64::from(ours.day_number);
        near("population", ours.population + moved, theirs.population, 0.5 + dead_of_moved);
        near(
            "deaths",
            ours.deaths,
            theirs.mortality_count,
            if moved > 0.0 { moved * 0.0008 + 1.0 } else { 0.0 },
        );
        if moved == 0.0 {
            near("biomass", ours.biomass_kg, theirs.biomass_kg, grams * theirs.population / 1000.0 + 0.01);
            let fcr = theirs.observed_fcr.unwrap_or(-1.0);
            near("FCR", ours.observed_fcr.unwrap_or(-1.0), fcr, 0.003 + 0.02 * fcr.abs());
            assert_eq!(ours.fcr_confidence, theirs.fcr_confidence, "{at}");
            let word = if ours.observed_fcr.is_some() { "calculated" } else { "insufficient_data" };
            assert_eq!(word, theirs.fcr_source, "{at}");
        }
        near("temperature", ours.temperature_c, theirs.temp_c, 0.005_001);
        near("feed", ours.feed_kg, theirs.feed_kg, 0.005);
        let anchor = theirs.anchor_type.clone().unwrap_or_default();
        assert_eq!(ours.anchor.map_or("", Anchor::as_str), anchor, "{at}");
        assert_eq!(actual.stage_name(ours), theirs.stage, "{at}");
        for (what, ours, theirs) in [
            (
                "weight",
                (ours.weight.source.as_str(), ours.weight.confidence),
                (&theirs.weight_source, theirs.weight_confidence),
            ),
            (
                "temperature",
                (ours.temperature.source.as_str(), ours.temperature.confidence),
                (&theirs.temp_source, theirs.temp_confidence),
            ),
            (
                "mortality",
                (ours.mortality.source.as_str(), ours.mortality.confidence),
                (&theirs.mortality_source, theirs.mortality_confidence),
            ),
            (
                "feed",
                (ours.feed.source.as_str(), ours.feed.confidence),
                (&theirs.feed_source, theirs.feed_confidence),
            ),
        ] {
            assert_eq!(ours.0, theirs.0, "{what}, {at}");
            near(what, ours.1, theirs.1, 1e-12);
        }
    }
}

// ---- the rules ----

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 9, 1).unwrap() + Days::new(number - 1)
}

fn recipe() -> ParametersSnapshot {
    let mut scenario = autumn();
    scenario.model_changes.clear();
    ParametersSnapshot::freeze(scenario).unwrap()
}

fn pens(names: &[&str]) -> Vec<PenStart> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    PenStart::evenly(day(1), 100_000.0, 110.0, "Post-Smolt", &names)
}

fn go(pens: &[PenStart], observations: &Observations, through: u64) -> Actual {
    let recipe = recipe();
    assimilate(&Batch { pens, observations, recipe: &recipe, through: Some(day(through)) })
}

fn sample(on: u64, pen: Option<&str>, weight_g: f64) -> GrowthSample {
    GrowthSample {
        date: day(on),
        pen: pen.map(str::to_owned),
        avg_weight_g: weight_g,
        ..GrowthSample::default()
    }
}

#[test]
fn fish_that_are_moved_out_or_harvested_leave_the_population() {
    let observations = Observations {
        transfers_out: vec![TransferOut {
            date: day(3),
            transferred_count: 20_000,
            ..TransferOut::default()
        }],
        harvests: vec![Harvest { date: day(5), harvested_count: 10_000, ..Harvest::default() }],
        mortality_events: (1..=6)
            .map(|on| MortalityEvent { date: day(on), ..MortalityEvent::default() })
            .collect(),
        ..Observations::default()
    };
    let actual = go(&pens(&[]), &observations, 6);
    let alive: Vec<f64> = actual.batch.iter().map(|day| day.population).collect();
    assert_eq!(alive, [100_000.0, 100_000.0, 80_000.0, 80_000.0, 70_000.0, 70_000.0]);
}

#[test]
fn fish_that_go_to_another_pen_come_in_there_with_their_weight() {
    let observations = Observations {
        growth_samples: vec![sample(2, Some("A"), 120.0), sample(2, Some("B"), 100.0)],
        transfers_out: vec![TransferOut {
            date: day(3),
            pen: Some("A".to_owned()),
            to_pen: Some("B".to_owned()),
            transferred_count: 10_000,
            measured_avg_weight_g: Some(150.0),
            selection_method: SelectionMethod::Largest,
        }],
        mortality_events: (1..=3)
            .map(|on| MortalityEvent { date: day(on), ..MortalityEvent::default() })
            .collect(),
        ..Observations::default()
    };
    let actual = go(&pens(&["A", "B"]), &observations, 3);
    let [a, b] = [0, 1].map(|pen| *actual.pens[pen].days.last().unwrap());
    assert_eq!((a.population, b.population), (40_000.0, 60_000.0));
    // The largest were taken: the pen they left weighs less than they do.
    assert_eq!((a.avg_weight_g, a.weight.confidence), (150.0 * 0.88, 0.95));
    let grown = b.avg_weight_g * 60_000.0 - 150.0 * 10_000.0;
    assert!((grown / 50_000.0) > 100.0 && (grown / 50_000.0) < 103.0, "those of B grew a day's worth: {b:?}");
    assert_eq!(actual.batch[2].population, 100_000.0);
}

#[test]
fn fish_from_outside_join_and_a_pen_that_starts_later_counts_from_its_day() {
    let observations = Observations {
        transfers_in: vec![TransferIn {
            date: day(2),
            pen: Some("A".to_owned()),
            transferred_count: 50_000,
            measured_avg_weight_g: Some(90.0),
        }],
        mortality_events: (1..=4)
            .map(|on| MortalityEvent { date: day(on), ..MortalityEvent::default() })
            .collect(),
        ..Observations::default()
    };
    let mut two = pens(&["A", "B"]);
    two[1].date = day(3);
    let actual = go(&two, &observations, 4);
    let alive: Vec<f64> = actual.batch.iter().map(|day| day.population).collect();
    assert_eq!(alive, [50_000.0, 100_000.0, 150_000.0, 150_000.0]);
    assert_eq!(actual.pens[1].days[0].date, day(3));
    assert_eq!(actual.pens[1].days[0].day_number, 3);
}

#[test]
fn the_best_measurement_of_a_day_counts() {
    let mut observations = Observations {
        treatments: vec![Treatment {
            date: day(2),
            measured_avg_weight_g: Some(130.0),
            ..Treatment::default()
        }],
        ..Observations::default()
    };
    let anchor = |observations: &Observations| {
        let day = go(&pens(&[]), observations, 2).batch[1];
        (day.anchor.unwrap(), day.avg_weight_g, day.weight.confidence)
    };
    assert_eq!(anchor(&observations), (Anchor::Treatment, 130.0, 0.9));
    observations.transfers_out = vec![TransferOut {
        date: day(2),
        transferred_count: 10,
        measured_avg_weight_g: Some(125.0),
        ..TransferOut::default()
    }];
    assert_eq!(anchor(&observations), (Anchor::Transfer, 125.0, 0.95));
    observations.growth_samples = vec![sample(2, None, 121.0)];
    assert_eq!(anchor(&observations), (Anchor::GrowthSample, 121.0, 1.0));
}

#[test]
fn samples_of_a_day_are_pooled_by_the_fish_in_them_and_their_scatter_shows() {
    let one = |weight, size, deviation| GrowthSample {
        sample_size: Some(size),
        std_deviation_g: Some(deviation),
        ..sample(2, None, weight)
    };
    let observations = Observations {
        growth_samples: vec![one(120.0, 30, 24.0), one(110.0, 10, 24.0)],
        ..Observations::default()
    };
    let day = go(&pens(&[]), &observations, 2).batch[1];
    assert_eq!(day.avg_weight_g, 117.5);
    let standard_error_g = 24.0 / 40.0_f64.sqrt();
    let expected = 1.0 - 1.96 * standard_error_g / 117.5;
    assert!((day.weight.confidence - expected).abs() < 1e-12, "{} is not {expected}", day.weight.confidence);
}

#[test]
fn a_sample_of_the_whole_batch_brings_each_pen_along_in_proportion() {
    let observations = Observations {
        growth_samples: vec![
            sample(2, Some("A"), 100.0),
            sample(2, Some("B"), 200.0),
            sample(3, None, 180.0),
        ],
        ..Observations::default()
    };
    let actual = go(&pens(&["A", "B"]), &observations, 3);
    assert!((actual.batch[2].avg_weight_g - 180.0).abs() < 1e-9);
    let [a, b] = [0, 1].map(|pen| actual.pens[pen].days[2].avg_weight_g);
    assert!(a < 130.0 && b > 230.0, "{a} {b}");
    assert_eq!(actual.batch[2].weight.source, WeightSource::Measured);
}

#[test]
fn what_cannot_well_be_is_marked_and_never_dropped_in_silence() {
    let observations = Observations {
        growth_samples: vec![
            sample(4, None, 60.0),
            GrowthSample { date: day(1) - Days::new(3), ..sample(1, None, 99.0) },
        ],
        mortality_events: vec![
            MortalityEvent { date: day(5), count: 200_000, ..MortalityEvent::default() },
            MortalityEvent { date: day(9), count: 1, ..MortalityEvent::default() },
        ],
        temperature_readings: vec![WaterReading {
            date: day(2),
            temperature_c: 40.0,
            ..WaterReading::default()
        }],
        feeding_events: vec![FeedingEvent { date: day(2), pen: Some("Pen 9".to_owned()), amount_kg: 3.0 }],
        ..Observations::default()
    };
    let actual = go(&pens(&[]), &observations, 6);
    let doubts: Vec<(NaiveDate, &str)> = actual.doubts.iter().map(|d| (d.date, d.what.as_str())).collect();
    for (date, words) in [
        (day(1) - Days::new(3), "from before the batch's start"),
        (day(2), "40 °C is unusual for salmon; it counts as measured"),
        (day(2), "the batch has no such pen; this amount of feed does not count"),
        (day(4), "the measured 60 g lie more than a third below the"),
        (day(5), "more than the"),
        (day(9), "from after the batch's last day, 2024-09-06; it does not count"),
    ] {
        assert!(doubts.iter().any(|(on, what)| *on == date && what.contains(words)), "{words}: {doubts:?}");
    }
    assert_eq!(doubts.len(), 6, "{doubts:?}");
    assert_eq!(actual.batch[5].population, 0.0);
    assert_eq!(actual.batch[3].avg_weight_g, 60.0);
}

// ---- properties ----

fn some_observations() -> impl Strategy<Value = Observations> {
    let pen = || prop::option::of(prop::sample::select(vec!["A".to_owned(), "B".to_owned(), "C".to_owned()]));
    let on = || (1_u64..60).prop_map(day);
    (
        prop::collection::vec(
            (on(), pen(), 50.0..400.0_f64).prop_map(|(date, pen, avg_weight_g)| GrowthSample {
                date,
                pen,
                avg_weight_g,
                ..GrowthSample::default()
            }),
            0..8,
        ),
        prop::collection::vec(
            (on(), pen(), 0_u64..9000).prop_map(|(date, pen, count)| MortalityEvent {
                date,
                pen,
                count,
                ..MortalityEvent::default()
            }),
            0..20,
        ),
        prop::collection::vec(
            (on(), pen(), -2.0..20.0_f64).prop_map(|(date, pen, temperature_c)| WaterReading {
                date,
                pen,
                temperature_c,
            }),
            0..20,
        ),
        prop::collection::vec(
            (on(), pen(), 0.0..900.0_f64).prop_map(|(date, pen, amount_kg)| FeedingEvent {
                date,
                pen,
                amount_kg,
            }),
            0..20,
        ),
        prop::collection::vec(
            (on(), pen(), pen(), 0_u64..9000, prop::option::of(50.0..400.0_f64)).prop_map(
                |(date, pen, to_pen, transferred_count, measured_avg_weight_g)| TransferOut {
                    date,
                    pen,
                    to_pen,
                    transferred_count,
                    measured_avg_weight_g,
                    ..TransferOut::default()
                },
            ),
            0..6,
        ),
    )
        .prop_map(
            |(growth_samples, mortality_events, temperature_readings, feeding_events, transfers_out)| {
                Observations {
                    growth_samples,
                    mortality_events,
                    temperature_readings,
                    feeding_events,
                    transfers_out,
                    ..Observations::default()
                }
            },
        )
}

fn every_figure_is_sound(day: &ActualDay) -> bool {
    let figures = [day.avg_weight_g, day.population, day.biomass_kg, day.deaths, day.feed_kg];
    let confidences =
        [day.weight.confidence, day.temperature.confidence, day.mortality.confidence, day.feed.confidence];
    figures.iter().all(|figure| figure.is_finite() && *figure >= 0.0)
        && confidences.iter().all(|confidence| (0.0..=1.0).contains(confidence))
}

proptest! {
    #[test]
    fn every_day_is_sound_and_the_batch_is_the_sum_of_its_pens(observations in some_observations()) {
        let actual = go(&pens(&["A", "B"]), &observations, 60);
        prop_assert_eq!(actual.batch.len(), 60);
        for (at, total) in actual.batch.iter().enumerate() {
            prop_assert!(every_figure_is_sound(total), "{:?}", total);
            let sum: f64 = actual.pens.iter().map(|pen| pen.days[at].population).sum();
            prop_assert!((total.population - sum).abs() < 1e-6);
            let biomass: f64 = actual.pens.iter().map(|pen| pen.days[at].biomass_kg).sum();
            prop_assert!((total.biomass_kg - biomass).abs() < 1e-6);
        }
    }
}

#[test]
fn fish_of_a_batch_begin_in_the_pens_that_they_were_counted_into() {
    let mut farm = super::support::TestFarm::new();
    let mut batch = super::support::batch("P-1");
    let counted = Pen { initial_count: Some(150_000), initial_weight_g: Some(98.5), ..Pen::named("3") };
    batch.pens = vec![Pen::named("1"), counted, Pen::named("2")];
    let id = farm.farm.import_batches(&[batch]).unwrap()[0];
    let run = farm.run("Plan").run.run_id;
    farm.farm.pin_batches(&[id], run, "").unwrap();
    let actual = farm.farm.growth(id, None).unwrap().actual;
    let fish = |pen: usize| actual.pens[pen].days[0].population + actual.pens[pen].days[0].deaths;
    assert_eq!([fish(0), fish(1), fish(2)], [25_000.0, 150_000.0, 25_000.0]);
    assert!(actual.pens[1].days[0].avg_weight_g < 101.0 && actual.pens[0].days[0].avg_weight_g > 111.0);
}
