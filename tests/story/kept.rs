//! The actual state of a batch is kept and brought up to date; it must be what computing all of it anew gives, to the last bit.
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use salmon_run::domain::actual::Actual;
use salmon_run::domain::ids::{BatchId, RunId};
use salmon_run::domain::observation::{
    FeedingEvent, GrowthSample, Harvest, MortalityEvent, Observation, Observations, TransferIn, TransferOut,
    Treatment, WaterReading,
};
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::engine::assimilation::{Batch, Kept, PenStart, assimilate};
use salmon_run::service::Farm;

use super::support::{TestFarm, autumn};

fn day(number: u64) -> NaiveDate {
    autumn().start_date + Days::new(number - 1)
}

fn recipe() -> Arc<ParametersSnapshot> {
    Arc::new(ParametersSnapshot::freeze(autumn()).unwrap())
}

fn pens(names: &[&str]) -> Vec<PenStart> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    PenStart::evenly(day(1), 90_000.0, 110.0, "Post-Smolt", &names)
}

/// Every digit of it.
fn in_full(actual: &Actual) -> String {
    format!("{actual:#?}")
}

/// In the order in which the farm file gives them.
fn by_day(mut observations: Observations) -> Observations {
    observations.growth_samples.sort_by_key(|it| it.date);
    observations.mortality_events.sort_by_key(|it| it.date);
    observations.feeding_events.sort_by_key(|it| it.date);
    observations.temperature_readings.sort_by_key(|it| it.date);
    observations.transfers_out.sort_by_key(|it| it.date);
    observations.transfers_in.sort_by_key(|it| it.date);
    observations.treatments.sort_by_key(|it| it.date);
    observations.harvests.sort_by_key(|it| it.date);
    observations
}

/// A season of daily work in two pens.
fn season(days: u64) -> Observations {
    let mut seen = Observations::default();
    for number in 1..=days {
        for pen in ["1", "2", "3"] {
            let (date, pen) = (day(number), Some(pen.to_owned()));
            seen.mortality_events.push(MortalityEvent {
                date,
                pen: pen.clone(),
                count: number % 7,
                ..MortalityEvent::default()
            });
            seen.feeding_events.push(FeedingEvent {
                date,
                pen: pen.clone(),
                amount_kg: 100.0 + number as f64,
            });
            if number % 10 == 0 {
                seen.growth_samples.push(GrowthSample {
                    date,
                    pen: pen.clone(),
                    avg_weight_g: 110.0 + 2.0 * number as f64,
                    ..GrowthSample::default()
                });
            }
            if number % 3 == 0 {
                seen.temperature_readings.push(WaterReading { date, pen, temperature_c: 8.0 });
            }
        }
    }
    seen
}

/// The season with one observation more, taken in by what is kept: which is held against all of it computed anew. Gives how many
/// days of pens were computed.
fn with_one_more(observation: Observation) -> (usize, Actual, Actual) {
    let (recipe, pens) = (recipe(), pens(&["1", "2", "3"]));
    let mut seen = season(100);
    let mut kept = Kept::of(&pens, &seen, Arc::clone(&recipe));
    let before = Actual::clone(&kept.actual());
    let days = BTreeSet::from([observation.date()]);
    seen.add(observation);
    let seen = by_day(seen);
    let computed = kept.replace(&days, &seen.of_days(&days), seen.last_day());
    let anew = assimilate(&Batch { pens: &pens, observations: &seen, recipe: &recipe, through: None });
    assert_eq!(in_full(&kept.actual()), in_full(&anew));
    (computed, before, anew)
}

fn first_difference(before: &Actual, after: &Actual, pen: usize) -> Option<NaiveDate> {
    let days = before.pens[pen].days.iter().zip(&after.pens[pen].days);
    days.into_iter().find(|(before, after)| before != after).map(|(before, _)| before.date)
}

#[test]
fn a_sample_of_one_pen_computes_that_pen_from_its_day_to_the_next_sample() {
    let (computed, before, after) = with_one_more(Observation::GrowthSample(GrowthSample {
        date: day(73),
        pen: Some("2".to_owned()),
        avg_weight_g: 301.0,
        ..GrowthSample::default()
    }));
    let first = |pen| first_difference(&before, &after, pen);
    assert_eq!([first(0), first(1), first(2)], [None, Some(day(73)), None]);
    // The sample of day 80 says what the pen weighs, whatever was thought before.
    assert_eq!(computed, 8);
}

#[test]
fn a_temperature_reaches_a_week_back_and_deaths_reach_to_the_end() {
    let warm = WaterReading { date: day(50), pen: Some("3".to_owned()), temperature_c: 11.0 };
    let (computed, before, after) = with_one_more(Observation::Temperature(warm));
    assert_eq!(
        first_difference(&before, &after, 2),
        Some(day(49)),
        "the days to the readings before and after"
    );
    assert_eq!(first_difference(&before, &after, 0), None);
    // A week before it and a week after: by then the weight is what it was, for day 50 has a sample.
    assert_eq!(computed, 15);
    let dead =
        MortalityEvent { date: day(90), pen: Some("1".to_owned()), count: 400, ..MortalityEvent::default() };
    let (computed, before, after) = with_one_more(Observation::Mortality(dead));
    assert_eq!(first_difference(&before, &after, 0), Some(day(90)));
    assert_eq!(computed, 11);
}

#[test]
fn a_transfer_reaches_the_pen_that_it_carries_to_and_no_other() {
    let (computed, before, after) = with_one_more(Observation::TransferOut(TransferOut {
        date: day(95),
        pen: Some("1".to_owned()),
        to_pen: Some("3".to_owned()),
        transferred_count: 500,
        ..TransferOut::default()
    }));
    let first = |pen| first_difference(&before, &after, pen);
    assert_eq!([first(0), first(1), first(2)], [Some(day(95)), None, Some(day(95))]);
    assert_eq!(computed, 12);
}

#[test]
fn a_sample_of_the_whole_batch_reaches_all_pens_and_a_new_last_day_is_computed_for_all() {
    let whole = GrowthSample { date: day(99), avg_weight_g: 320.0, ..GrowthSample::default() };
    assert_eq!(with_one_more(Observation::GrowthSample(whole)).0, 6);
    let later = FeedingEvent { date: day(102), pen: Some("1".to_owned()), amount_kg: 5.0 };
    let (recipe, pens) = (recipe(), pens(&["1", "2", "3"]));
    let mut seen = season(100);
    let mut kept = Kept::of(&pens, &seen, recipe);
    let days = BTreeSet::from([later.date]);
    seen.feeding_events.push(later);
    assert_eq!(kept.replace(&days, &seen.of_days(&days), seen.last_day()), 6);
    assert_eq!(kept.actual().batch.len(), 102);
}

// ---- whatever is done, in whatever order ----

fn some_observation() -> impl Strategy<Value = Observation> {
    let pen = || prop::option::weighted(0.7, prop::sample::select(vec!["1".to_owned(), "2".to_owned()]));
    // A few lie before the batch's first day.
    let on = || (0_u64..40).prop_map(|number| day(1) + Days::new(number) - Days::new(2));
    let weight = || 40.0..400.0_f64;
    prop_oneof![
        (on(), pen(), weight(), prop::option::of((1_u32..50, 1.0..40.0_f64))).prop_map(
            |(date, pen, avg_weight_g, scatter)| Observation::GrowthSample(GrowthSample {
                date,
                pen,
                avg_weight_g,
                sample_size: scatter.map(|(size, _)| size),
                std_deviation_g: scatter.map(|(_, deviation)| deviation),
                ..GrowthSample::default()
            })
        ),
        (on(), pen(), 0_u64..60_000).prop_map(|(date, pen, count)| Observation::Mortality(MortalityEvent {
            date,
            pen,
            count,
            cause: String::new()
        })),
        (on(), pen(), 0.0..900.0_f64).prop_map(|(date, pen, amount_kg)| Observation::Feeding(FeedingEvent {
            date,
            pen,
            amount_kg
        })),
        (on(), pen(), -1.0..24.0_f64).prop_map(|(date, pen, temperature_c)| Observation::Temperature(
            WaterReading { date, pen, temperature_c }
        )),
        (on(), pen(), pen(), 0_u64..60_000, prop::option::of(weight())).prop_map(
            |(date, pen, to_pen, transferred_count, measured_avg_weight_g)| {
                Observation::TransferOut(TransferOut {
                    date,
                    pen,
                    to_pen,
                    transferred_count,
                    measured_avg_weight_g,
                    ..TransferOut::default()
                })
            }
        ),
        (on(), pen(), 0_u64..60_000, prop::option::of(weight())).prop_map(
            |(date, pen, transferred_count, measured_avg_weight_g)| {
                Observation::TransferIn(TransferIn { date, pen, transferred_count, measured_avg_weight_g })
            }
        ),
        (on(), pen(), prop::option::of(weight())).prop_map(|(date, pen, measured_avg_weight_g)| {
            Observation::Treatment(Treatment { date, pen, kind: String::new(), measured_avg_weight_g })
        }),
        (on(), pen(), 0_u64..60_000).prop_map(|(date, pen, harvested_count)| Observation::Harvest(Harvest {
            date,
            pen,
            harvested_count,
            avg_weight_g: None
        })),
    ]
}

/// Something that a user does; a number picks which of the observations that are there it is done to.
#[derive(Debug, Clone)]
enum Deed {
    Record(Vec<Observation>),
    Correct(usize, Observation),
    Remove(usize),
    Pin(usize),
}

fn some_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => prop::collection::vec(some_observation(), 1..5).prop_map(Deed::Record),
        2 => (any::<usize>(), some_observation()).prop_map(|(which, after)| Deed::Correct(which, after)),
        2 => any::<usize>().prop_map(Deed::Remove),
        1 => (0_usize..2).prop_map(Deed::Pin),
    ]
}

fn carry_out(farm: &mut Farm, batch: BatchId, runs: &[RunId], deed: &Deed) {
    let there = farm.recorded(batch).unwrap();
    let picked =
        |which: usize| there.get(which.checked_rem(there.len()).unwrap_or(0)).map(|it| it.observation_id);
    match deed {
        Deed::Record(seen) => {
            let mut all = Observations::default();
            seen.iter().for_each(|one| all.add(one.clone()));
            farm.record(batch, &all).unwrap();
        }
        Deed::Correct(which, after) => {
            if let Some(id) = picked(*which) {
                farm.correct_observation(id, Some(after), "").unwrap();
            }
        }
        Deed::Remove(which) => {
            if let Some(id) = picked(*which) {
                farm.correct_observation(id, None, "").unwrap();
            }
        }
        Deed::Pin(run) => {
            farm.pin_batches(&[batch], runs[*run], "").unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_kept_is_what_all_of_it_gives_whatever_comes_and_goes(
        before in prop::collection::vec(some_observation(), 0..40),
        turns in prop::collection::vec((prop::collection::vec(some_observation(), 0..4), any::<prop::sample::Index>()), 1..8),
    ) {
        let (recipe, mut two) = (recipe(), pens(&["1", "2"]));
        two[1].date = day(6);
        let mut all = before;
        let gathered = |all: &[Observation]| {
            let mut seen = Observations::default();
            all.iter().for_each(|one| seen.add(one.clone()));
            by_day(seen)
        };
        let mut kept = Kept::of(&two, &gathered(&all), Arc::clone(&recipe));
        for (more, gone) in turns {
            let mut days: BTreeSet<NaiveDate> = more.iter().map(Observation::date).collect();
            if !all.is_empty() {
                days.insert(all.remove(gone.index(all.len())).date());
            }
            all.extend(more);
            let seen = gathered(&all);
            kept.replace(&days, &seen.of_days(&days), seen.last_day());
            let anew = assimilate(&Batch { pens: &two, observations: &seen, recipe: &recipe, through: None });
            prop_assert_eq!(in_full(&kept.actual()), in_full(&anew));
        }
    }
}

proptest! {
    // Each case is a farm file of its own, with every change on the disk.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_farm_that_was_open_all_along_shows_what_one_opened_now_does(
        deeds in prop::collection::vec((some_deed(), any::<bool>()), 1..12),
    ) {
        let mut test = TestFarm::new();
        let first = test.run("Plan").run.run_id;
        test.set_tgc(3.3);
        let runs = [first, test.run("Faster").run.run_id];
        test.pin(&[0], first);
        let batch = test.batches[0];
        // Another window, or the command line, on the same file.
        let mut other = Farm::open(&test.path).unwrap();
        for (deed, by_other) in &deeds {
            carry_out(if *by_other { &mut other } else { &mut test.farm }, batch, &runs, deed);
            let anew = Farm::open(&test.path).unwrap();
            for against in [None, Some(runs[1])] {
                let fresh = anew.growth(batch, against).unwrap();
                let kept = test.farm.growth(batch, against).unwrap();
                prop_assert_eq!(in_full(&kept.actual), in_full(&fresh.actual));
                prop_assert_eq!(kept, fresh);
            }
        }
    }
}

#[test]
fn a_change_that_another_program_makes_behind_our_back_is_seen() {
    let mut test = TestFarm::new();
    let run = test.run("Plan").run.run_id;
    test.pin(&[0], run);
    let batch = test.batches[0];
    let sample = GrowthSample { date: day(20), avg_weight_g: 150.0, ..GrowthSample::default() };
    let seen = Observations { growth_samples: vec![sample], ..Observations::default() };
    test.farm.record(batch, &seen).unwrap();
    let weight = |test: &TestFarm| test.farm.growth(batch, None).unwrap().actual.batch[19].avg_weight_g;
    assert!((weight(&test) - 150.0).abs() < 1e-9);
    test.raw().execute("UPDATE observation SET avg_weight_g = 160.0", []).unwrap();
    assert!((weight(&test) - 160.0).abs() < 1e-9);
}

#[test]
fn what_was_rolled_back_is_not_shown() {
    let mut test = TestFarm::new();
    let run = test.run("Plan").run.run_id;
    test.pin(&[0], run);
    let batch = test.batches[0];
    let sample = |avg_weight_g, date| GrowthSample { date, avg_weight_g, ..GrowthSample::default() };
    let of = |samples: Vec<GrowthSample>| Observations { growth_samples: samples, ..Observations::default() };
    test.farm.record(batch, &of(vec![sample(150.0, day(20))])).unwrap();
    let before = in_full(&test.farm.growth(batch, None).unwrap().actual);
    // Another program refuses the second of two rows, so that the first is taken back with it.
    test.raw()
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON observation WHEN NEW.avg_weight_g > 200
             BEGIN SELECT RAISE(ABORT, 'refused'); END;",
        )
        .unwrap();
    test.farm.record(batch, &of(vec![sample(140.0, day(10)), sample(300.0, day(12))])).unwrap_err();
    assert_eq!(in_full(&test.farm.growth(batch, None).unwrap().actual), before);
}
