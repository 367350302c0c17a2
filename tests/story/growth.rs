//! A batch against the run it is pinned to: variance, forecast and calibration.
use std::f64::consts::TAU;
use std::ops::ControlFlow;

use chrono::{Days, NaiveDate};
use salmon_run::domain::actual::Actual;
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, MortalityEvent, Observations, TransferIn, WaterReading,
};
use salmon_run::domain::run::{ParametersSnapshot, Projection};
use salmon_run::engine::assimilation::{Batch, PenStart, assimilate};
use salmon_run::engine::calibration::calibrate;
use salmon_run::engine::forecast::{forecast, temperature_bias};
use salmon_run::engine::variance::{Ahead, variance};
use salmon_run::service::project;

use super::support::autumn;

fn recipe() -> ParametersSnapshot {
    let mut scenario = autumn();
    scenario.model_changes.clear();
    scenario.biological_constraints = None;
    for stage in &mut scenario.lifecycle {
        // The plan's stages follow its durations; those of a batch its weight. Here they shall not matter.
        stage.weight_cap_g = (stage.name == "Post-Smolt").then_some(700.0);
    }
    scenario.tgc_model.stage_overrides.clear();
    scenario.mortality_model.stage_overrides.clear();
    ParametersSnapshot::freeze(scenario).unwrap()
}

fn run(recipe: &ParametersSnapshot) -> Projection {
    project(recipe, |_, _| ControlFlow::Continue(())).unwrap().0
}

fn start(recipe: &ParametersSnapshot) -> Vec<PenStart> {
    let inputs = recipe.inputs();
    PenStart::evenly(
        inputs.start_date,
        inputs.initial_count as f64,
        inputs.initial_weight_g,
        "Post-Smolt",
        &[],
    )
}

fn day(recipe: &ParametersSnapshot, number: u64) -> NaiveDate {
    recipe.inputs().start_date + Days::new(number - 1)
}

fn actual(recipe: &ParametersSnapshot, observations: &Observations, through: u64) -> Actual {
    let pens = start(recipe);
    assimilate(&Batch { pens: &pens, observations, recipe, through: Some(day(recipe, through)) })
}

fn sample(date: NaiveDate, avg_weight_g: f64) -> GrowthSample {
    GrowthSample { date, avg_weight_g, ..GrowthSample::default() }
}

#[test]
fn a_batch_that_nobody_looked_at_is_as_the_plan_says() {
    let recipe = recipe();
    let run = run(&recipe);
    let variance = variance(&actual(&recipe, &Observations::default(), 60).batch, &run).unwrap();
    assert_eq!(variance.days, 60);
    assert!(variance.weight_g.current.percent().unwrap().abs() < 1e-9, "{variance:?}");
    assert!(
        variance.population.current.percent().unwrap().abs() < 0.1,
        "deaths are whole fish: {variance:?}"
    );
    assert!(!variance.weight_g.is_significant());
    assert_eq!(variance.ahead, Ahead::Days(0));
    assert_eq!(variance.cumulative_feed_kg.current.actual, 0.0, "nobody wrote feed down");
    assert!(variance.cumulative_feed_kg.is_significant());
}

#[test]
fn a_batch_that_lags_says_by_how_much_and_by_how_many_days() {
    let recipe = recipe();
    let run = run(&recipe);
    let planned_g = run.days[59].average_weight_g;
    // What the plan has on day 50, found on day 60.
    let found_g = run.days[49].average_weight_g;
    let observations =
        Observations { growth_samples: vec![sample(day(&recipe, 60), found_g)], ..Observations::default() };
    let variance = variance(&actual(&recipe, &observations, 60).batch, &run).unwrap();
    assert!((variance.weight_g.current.difference() - (found_g - planned_g)).abs() < 1e-9);
    assert_eq!(variance.weight_g.largest.date, day(&recipe, 60));
    assert!(variance.weight_g.is_significant());
    assert_eq!(variance.ahead, Ahead::Days(-10));
    let mean = (found_g - planned_g) / 60.0;
    assert!((variance.weight_g.mean_difference - mean).abs() < 1e-9);
}

#[test]
fn fish_heavier_than_the_run_ever_gets_or_lighter_than_it_began_are_said_to_be_so() {
    let recipe = recipe();
    let run = run(&recipe);
    for (weight_g, ahead) in [(50_000.0, Ahead::BeyondTheRun), (20.0, Ahead::BeforeTheRun)] {
        let observations = Observations {
            growth_samples: vec![sample(day(&recipe, 5), weight_g)],
            ..Observations::default()
        };
        assert_eq!(variance(&actual(&recipe, &observations, 5).batch, &run).unwrap().ahead, ahead);
    }
}

#[test]
fn days_are_matched_by_date_and_a_batch_of_another_time_has_no_variance() {
    let recipe = recipe();
    let run = run(&recipe);
    let mut pens = start(&recipe);
    pens[0].date = day(&recipe, 11);
    let none = Observations::default();
    let batch = Batch { pens: &pens, observations: &none, recipe: &recipe, through: Some(day(&recipe, 20)) };
    let later = variance(&assimilate(&batch).batch, &run).unwrap();
    assert_eq!((later.days, later.weight_g.current.planned), (10, run.days[19].average_weight_g));
    pens[0].date = day(&recipe, 5000);
    let batch = Batch { pens: &pens, observations: &none, recipe: &recipe, through: None };
    assert_eq!(variance(&assimilate(&batch).batch, &run), None);
}

#[test]
fn the_forecast_of_an_unseen_batch_is_the_rest_of_its_plan() {
    let recipe = recipe();
    let run = run(&recipe);
    let actual = actual(&recipe, &Observations::default(), 60);
    let forecast = forecast(&actual, &recipe, &run, 0.0);
    assert_eq!(forecast.days.len(), run.days.len() - 60);
    assert_eq!(forecast.bias.days, 0);
    // Up to where the plan changes stage by its days, and the batch by its weight.
    for (will, planned) in forecast.days.iter().zip(&run.days[60..]).take(20) {
        assert_eq!(will.date, planned.projection_date);
        assert!((will.avg_weight_g / planned.average_weight_g - 1.0).abs() < 1e-9, "{will:?} {planned:?}");
        assert!((will.feed_kg / planned.daily_feed_kg - 1.0).abs() < 1e-3, "{will:?} {planned:?}");
    }
    let reached = forecast.when(2000.0, &actual.batch, &run);
    assert!(reached.later_days().unwrap().abs() <= 1, "{reached:?}");
}

#[test]
fn warmer_water_of_the_last_fortnight_is_taken_to_last_but_not_beyond_two_degrees() {
    let recipe = recipe();
    let run = run(&recipe);
    let profile = |number: u64| run.days[number as usize - 1].temperature_c;
    let warmer_by = |more_c: f64| {
        let temperature_readings = (51..=60)
            .map(|number| WaterReading {
                date: day(&recipe, number),
                pen: None,
                temperature_c: profile(number) + more_c,
            })
            .collect();
        let observations = Observations { temperature_readings, ..Observations::default() };
        actual(&recipe, &observations, 60)
    };
    let bias = temperature_bias(&warmer_by(0.8).batch, &recipe);
    assert!((bias.bias_c - 0.8).abs() < 1e-9, "{bias:?}");
    assert_eq!(bias.days, 10, "only measured days count");
    assert_eq!(temperature_bias(&warmer_by(5.0).batch, &recipe).bias_c, 2.0);
    let cold = warmer_by(0.0);
    let warm = warmer_by(0.8);
    let harvest = |actual: &Actual| forecast(actual, &recipe, &run, 0.0).when(2000.0, &actual.batch, &run);
    assert!(harvest(&warm).later_days() < harvest(&cold).later_days(), "warm fish are sooner there");
}

#[test]
fn the_band_of_a_forecast_holds_it_and_grows_with_the_days() {
    let recipe = recipe();
    let run = run(&recipe);
    let forecast = forecast(&actual(&recipe, &Observations::default(), 30), &recipe, &run, 0.05);
    let widths: Vec<f64> = forecast.days.iter().map(|day| day.high_weight_g - day.low_weight_g).collect();
    assert!(
        forecast.days.iter().all(|d| d.low_weight_g < d.avg_weight_g && d.avg_weight_g < d.high_weight_g)
    );
    assert!(widths[100] > 3.0 * widths[10], "{widths:?}");
}

// ---- calibration ----

/// Numbers that look drawn and are the same on every machine.
struct Drawn(u64);

impl Drawn {
    fn uniform(&mut self) -> f64 {
        // PCG's multiplier and step; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Box and Muller: mean 0, standard deviation 1.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (TAU * self.uniform()).cos()
    }
}

/// Samples of a batch that grew with this TGC in the recipe's water, each 2.6 % off: 60 fish that vary by 20 %.
fn made_up(recipe: &ParametersSnapshot, run: &Projection, tgc: f64, drawn: &mut Drawn) -> Observations {
    let mut root = recipe.inputs().initial_weight_g.cbrt();
    let mut growth_samples = Vec::new();
    for day in run.days.iter().take(240) {
        root += tgc / 1000.0 * day.temperature_c;
        if day.day_number.is_multiple_of(20) {
            let mean_g = root.powi(3) * (1.0 + 0.2 / 60.0_f64.sqrt() * drawn.normal());
            growth_samples.push(sample(day.projection_date, mean_g));
        }
    }
    Observations { growth_samples, ..Observations::default() }
}

#[test]
fn the_tgc_that_samples_were_drawn_with_is_found_within_its_own_error() {
    let recipe = recipe();
    let run = run(&recipe);
    let mut drawn = Drawn(2024);
    let mut found = 0;
    for _ in 0..1000 {
        let observations = made_up(&recipe, &run, 2.65, &mut drawn);
        let tgc = calibrate(&actual(&recipe, &observations, 240), &recipe).tgc.unwrap();
        assert_eq!(tgc.observations, 12);
        let error = tgc.error.unwrap();
        assert!(error < 0.5, "an error that says nothing: {error}");
        found += usize::from((tgc.value - 2.65).abs() <= error);
    }
    // 95 in 100, give or take what a thousand draws scatter by (three standard deviations are 21).
    assert!((929..=971).contains(&found), "{found} of 1,000");
}

#[test]
fn samples_without_scatter_give_the_tgc_back_exactly_and_each_interval_too() {
    let recipe = recipe();
    let run = run(&recipe);
    let mut root = recipe.inputs().initial_weight_g.cbrt();
    let mut growth_samples = Vec::new();
    for day in run.days.iter().take(100) {
        root += 3.1 / 1000.0 * day.temperature_c;
        if day.day_number.is_multiple_of(25) {
            growth_samples.push(sample(day.projection_date, root.powi(3)));
        }
    }
    let observations = Observations { growth_samples, ..Observations::default() };
    let calibration = calibrate(&actual(&recipe, &observations, 100), &recipe);
    let tgc = calibration.tgc.unwrap();
    assert!((tgc.value - 3.1).abs() < 1e-9 && tgc.error.unwrap() < 1e-9, "{tgc:?}");
    assert_eq!(calibration.intervals.len(), 3);
    assert!(calibration.intervals.iter().all(|interval| (interval.tgc_value - 3.1).abs() < 1e-9));
    assert!(calibration.residuals.iter().all(|at| (at.measured_g / at.fitted_g - 1.0).abs() < 1e-9));
}

#[test]
fn fish_that_come_in_between_two_samples_break_the_line() {
    let recipe = recipe();
    let observations = Observations {
        growth_samples: vec![sample(day(&recipe, 10), 120.0), sample(day(&recipe, 40), 90.0)],
        transfers_in: vec![TransferIn {
            date: day(&recipe, 20),
            transferred_count: 300_000,
            measured_avg_weight_g: Some(60.0),
            ..TransferIn::default()
        }],
        ..Observations::default()
    };
    assert_eq!(calibrate(&actual(&recipe, &observations, 40), &recipe).tgc, None);
}

#[test]
fn feed_and_deaths_that_were_written_down_give_fcr_and_mortality_back() {
    let recipe = recipe();
    let run = run(&recipe);
    let mut observations = Observations::default();
    let mut population = recipe.inputs().initial_count as f64;
    let mut before_g = recipe.inputs().initial_weight_g;
    for day in run.days.iter().take(90) {
        let date = day.projection_date;
        let count = (population * 0.0005).round();
        population -= count;
        let gain_kg = (day.average_weight_g - before_g) * population / 1000.0;
        before_g = day.average_weight_g;
        observations.mortality_events.push(MortalityEvent {
            date,
            count: count as u64,
            ..MortalityEvent::default()
        });
        observations.feeding_events.push(FeedingEvent { date, pen: None, amount_kg: 1.17 * gain_kg });
        if day.day_number.is_multiple_of(15) {
            observations.growth_samples.push(sample(date, day.average_weight_g));
        }
    }
    let calibration = calibrate(&actual(&recipe, &observations, 90), &recipe);
    let (fcr, mortality) = (calibration.fcr.unwrap(), calibration.daily_mortality_percent.unwrap());
    assert!((fcr.value - 1.17).abs() < 1e-6, "{fcr:?}");
    assert_eq!(fcr.observations, 5);
    assert!((mortality.value - 0.05).abs() < 1e-4, "{mortality:?}");
    assert!(mortality.error.unwrap() < 0.002, "{mortality:?}");
    let mut unfed = observations;
    unfed.feeding_events.clear();
    assert_eq!(calibrate(&actual(&recipe, &unfed, 90), &recipe).fcr, None);
}

#[test]
fn a_sample_of_the_whole_batch_is_one_observation_however_many_pens_there_are() {
    let recipe = recipe();
    let run = run(&recipe);
    let observations = made_up(&recipe, &run, 2.65, &mut Drawn(7));
    let inputs = recipe.inputs();
    let pens: Vec<String> = (1..=8).map(|pen| pen.to_string()).collect();
    let pens = PenStart::evenly(
        inputs.start_date,
        inputs.initial_count as f64,
        inputs.initial_weight_g,
        "Post-Smolt",
        &pens,
    );
    let eight =
        assimilate(&Batch { pens: &pens, observations: &observations, recipe: &recipe, through: None });
    let one = actual(&recipe, &observations, 240);
    let [eight, one] = [&eight, &one].map(|actual| calibrate(actual, &recipe).tgc.unwrap());
    assert_eq!((eight.observations, one.observations), (12, 12));
    assert!((eight.value - one.value).abs() < 1e-9, "{eight:?} {one:?}");
    assert!((eight.error.unwrap() - one.error.unwrap()).abs() < 1e-9, "{eight:?} {one:?}");
}
