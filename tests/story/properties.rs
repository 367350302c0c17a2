//! What holds for every scenario, shown on drawn ones.
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use salmon_run::domain::document::read_json;
use salmon_run::domain::fault::Outcome;
use salmon_run::domain::feed::{FcrModel, FcrStage, WeightBandFcr};
use salmon_run::domain::growth::{STANDARD_EXPONENT_M, StageTgc, TgcFrom, TgcModel};
use salmon_run::domain::lifecycle;
use salmon_run::domain::mortality::{Frequency, MortalityFrom, MortalityModel, StageMortality};
use salmon_run::domain::run::{ParametersSnapshot, Projection, ProjectionDay};
use salmon_run::domain::scenario::{ModelChange, Scenario, ScenarioFormat, ScenarioVersion};
use salmon_run::domain::temperature::{TemperatureProfile, TemperatureReading};
use salmon_run::engine::projection::{daily_share, project, temperature_on};
use serde_json::Value;

fn go(scenario: &Scenario) -> Projection {
    let snapshot = ParametersSnapshot::freeze(scenario.clone()).unwrap();
    project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap()
}

fn numbers(day: &ProjectionDay) -> [f64; 6] {
    [
        day.average_weight_g,
        day.population,
        day.biomass_kg,
        day.daily_feed_kg,
        day.cumulative_feed_kg,
        day.temperature_c,
    ]
}

fn bits(days: &[ProjectionDay]) -> Vec<(NaiveDate, u32, u8, [u64; 6])> {
    days.iter().map(|d| (d.projection_date, d.day_number, d.stage, numbers(d).map(f64::to_bits))).collect()
}

/// Whether two figures agree to so small a share of themselves.
fn near(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() <= share * a.abs().max(b.abs()) || a.to_bits() == b.to_bits()
}

// ---- drawing scenarios ----

fn stage_names() -> Vec<String> {
    lifecycle::standard().into_iter().map(|stage| stage.name).collect()
}

fn some_stages(least: usize) -> impl Strategy<Value = Vec<String>> {
    let names = stage_names();
    let most = names.len();
    subsequence(names, least..=most)
}

fn profiles() -> impl Strategy<Value = TemperatureProfile> {
    proptest::collection::btree_map(1_u32..1500, -3.0..22.0_f64, 1..25).prop_map(|map| TemperatureProfile {
        name: "Drawn".to_owned(),
        readings: map
            .into_iter()
            .map(|(day_number, temperature_c)| TemperatureReading { day_number, temperature_c })
            .collect(),
    })
}

/// Values from days on, of which some lie after the end of every drawn scenario; in no order.
fn schedules(most: f64) -> impl Strategy<Value = Vec<(u32, f64)>> {
    let drawn = proptest::collection::btree_map(1_u32..700, 0.0..most, 0..6);
    prop_oneof![Just(Vec::new()), drawn.prop_map(|map| map.into_iter().collect::<Vec<_>>()).prop_shuffle()]
}

fn tgc_models() -> impl Strategy<Value = TgcModel> {
    let exponents = prop_oneof![
        3 => Just((1.0, STANDARD_EXPONENT_M)),
        1 => (0.0..2.0_f64, 0.15..0.9_f64),
    ];
    (0.0..6.0_f64, exponents, some_stages(0), 0.0..6.0_f64, schedules(6.0), profiles()).prop_map(
        |(tgc_value, (exponent_n, exponent_m), stages, other, schedule, temperature_profile)| TgcModel {
            name: "Drawn".to_owned(),
            location: String::new(),
            release_period: String::new(),
            tgc_value,
            exponent_n,
            exponent_m,
            stage_overrides: stages.into_iter().map(|stage| StageTgc { stage, tgc_value: other }).collect(),
            schedule: schedule
                .into_iter()
                .map(|(from_day, tgc_value)| TgcFrom { from_day, tgc_value })
                .collect(),
            temperature_profile,
        },
    )
}

fn fcr_models() -> impl Strategy<Value = FcrModel> {
    let bands = proptest::collection::vec((0.0..3000.0_f64, 0.0..3000.0_f64, 0.5..3.0_f64), 0..3);
    let stage = (0.0..3.0_f64, 1_u32..400, bands);
    (some_stages(1), proptest::collection::vec(stage, 6)).prop_map(|(names, stages)| FcrModel {
        name: "Drawn".to_owned(),
        stages: names
            .into_iter()
            .zip(stages)
            .map(|(stage, (fcr_value, duration_days, bands))| FcrStage {
                stage,
                fcr_value,
                duration_days,
                overrides: bands
                    .into_iter()
                    .map(|(a, b, fcr_value)| WeightBandFcr {
                        min_weight_g: a.min(b),
                        max_weight_g: a.max(b),
                        fcr_value,
                    })
                    .collect(),
            })
            .collect(),
    })
}

fn mortality_models() -> impl Strategy<Value = MortalityModel> {
    let rate = prop_oneof![4 => 0.0..2.0_f64, 1 => select(vec![0.0, 100.0])];
    (select(Frequency::ALL.to_vec()), rate, some_stages(0), 0.0..3.0_f64, schedules(3.0)).prop_map(
        |(frequency, rate_percent, stages, other, schedule)| MortalityModel {
            name: "Drawn".to_owned(),
            frequency,
            rate_percent,
            stage_overrides: stages
                .into_iter()
                .map(|stage| StageMortality { stage, daily_rate_percent: other })
                .collect(),
            schedule: schedule
                .into_iter()
                .map(|(from_day, daily_rate_percent)| MortalityFrom { from_day, daily_rate_percent })
                .collect(),
        },
    )
}

fn changes() -> impl Strategy<Value = Vec<ModelChange>> {
    let models = (
        proptest::option::of(tgc_models()),
        proptest::option::of(fcr_models()),
        proptest::option::of(mortality_models()),
    );
    proptest::collection::btree_map(1_u32..900, models, 0..3).prop_map(|map: BTreeMap<u32, _>| {
        map.into_iter()
            .map(|(change_day, (new_tgc_model, new_fcr_model, new_mortality_model))| ModelChange {
                change_day,
                new_tgc_model,
                new_fcr_model,
                new_mortality_model,
            })
            .collect()
    })
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let figures = (0_u64..20_000, 1_u32..1000, 1_u64..2_000_000_000, 0.05..2000.0_f64);
    (figures, tgc_models(), fcr_models(), mortality_models(), changes()).prop_map(
        |((date, duration_days, initial_count, initial_weight_g), tgc, fcr, mortality, model_changes)| {
            Scenario {
                format: ScenarioFormat,
                version: ScenarioVersion,
                name: "Drawn".to_owned(),
                start_date: NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(date),
                duration_days,
                initial_count,
                initial_weight_g,
                genotype: String::new(),
                supplier: String::new(),
                lifecycle: lifecycle::standard(),
                tgc_model: tgc,
                fcr_model: fcr,
                mortality_model: mortality,
                model_changes,
                biological_constraints: None,
                warn_outside_constraints: false,
            }
        },
    )
}

// ---- the day loop once more, written as `engine.md` reads, without any shortcut ----

/// Date, stage and the six figures of each day.
fn by_the_book(scenario: &Scenario) -> Vec<(NaiveDate, String, [f64; 6])> {
    let (mut tgc, mut fcr, mut mortality) =
        (&scenario.tgc_model, &scenario.fcr_model, &scenario.mortality_model);
    let mut w = scenario.initial_weight_g;
    let mut fish = scenario.initial_count as f64;
    let mut fed = 0.0;
    let mut days = Vec::new();
    for d in 1..=scenario.duration_days {
        for change in scenario.model_changes.iter().filter(|change| change.change_day == d) {
            tgc = change.new_tgc_model.as_ref().unwrap_or(tgc);
            fcr = change.new_fcr_model.as_ref().unwrap_or(fcr);
            mortality = change.new_mortality_model.as_ref().unwrap_or(mortality);
        }
        let elapsed = d - 1;
        let mut end = 0;
        let in_stage = fcr.stages.iter().find(|stage| {
            end += stage.duration_days;
            elapsed < end
        });
        let of_feed = in_stage.unwrap_or(&fcr.stages[fcr.stages.len() - 1]);
        let stage = scenario.lifecycle.iter().find(|stage| stage.name == of_feed.stage).unwrap();
        let t = stage.fixed_temperature_c.unwrap_or_else(|| by_hand(&tgc.temperature_profile, d));
        let scheduled = tgc.schedule.iter().filter(|o| o.from_day <= d).max_by_key(|o| o.from_day);
        let by_day = scheduled.map_or(tgc.tgc_value, |o| o.tgc_value);
        let k = tgc.stage_overrides.iter().find(|o| o.stage == stage.name).map_or(by_day, |o| o.tgc_value);
        let (n, m) = (tgc.exponent_n, tgc.exponent_m);
        let mut w2 = w;
        if stage.feeds && t > 0.0 {
            w2 = (w.powf(m) + k / 1000.0 * t.powf(n)).powf(1.0 / m);
            w2 = w2.min(stage.weight_cap_g.unwrap_or(f64::INFINITY)).max(w);
        }
        let q = mortality.stage_overrides.iter().find(|o| o.stage == stage.name);
        let scheduled = mortality.schedule.iter().filter(|o| o.from_day <= d).max_by_key(|o| o.from_day);
        let rate = mortality.rate_percent / 100.0;
        let q = match (q, scheduled, mortality.frequency) {
            (Some(own), _, _) => own.daily_rate_percent / 100.0,
            (None, Some(own), _) => own.daily_rate_percent / 100.0,
            (None, None, Frequency::Daily) => rate,
            (None, None, Frequency::Weekly) => 1.0 - (1.0 - rate).powf(1.0 / 7.0),
            (None, None, Frequency::Monthly) => 1.0 - (1.0 - rate).powf(1.0 / (365.25 / 12.0)),
        };
        fish *= 1.0 - q;
        let band = of_feed.overrides.iter().find(|b| b.min_weight_g <= w && w <= b.max_weight_g);
        let ratio = band.map_or(of_feed.fcr_value, |band| band.fcr_value);
        let feed = if stage.feeds { ratio * (w2 - w) * fish / 1000.0 } else { 0.0 };
        fed += feed;
        w = w2;
        let date = scenario.start_date + Days::new(u64::from(elapsed));
        days.push((date, stage.name.clone(), [w, fish, w * fish / 1000.0, feed, fed, t]));
    }
    days
}

fn by_hand(profile: &TemperatureProfile, day: u32) -> f64 {
    let after = profile.readings.iter().find(|r| r.day_number >= day);
    let before = profile.readings.iter().rev().find(|r| r.day_number <= day);
    match (before, after) {
        (Some(a), Some(b)) if a.day_number < b.day_number => {
            let share = f64::from(day - a.day_number) / f64::from(b.day_number - a.day_number);
            a.temperature_c * (1.0 - share) + b.temperature_c * share
        }
        (Some(only), _) | (None, Some(only)) => only.temperature_c,
        (None, None) => unreachable!("a drawn profile has readings"),
    }
}

/// Whether two lists of days agree. Growth is carried as `w^m`, so `1/m` times its relative error is the weight's, and
/// a day's feed is a difference of two weights: its error is measured by the weight, not by the difference.
fn agrees(
    ours: &Projection,
    book: &[(NaiveDate, String, [f64; 6])],
    share: f64,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(ours.days.len(), book.len());
    for (day, (date, stage, b)) in ours.days.iter().zip(book) {
        let a = numbers(day);
        prop_assert_eq!(day.projection_date, *date);
        prop_assert_eq!(ours.stage_name(day), stage);
        for i in [0, 1, 2, 5] {
            // Between two readings of opposite sign the temperature may come near 0, where no share of it is small.
            let zero = if i == 5 { 1e-12 } else { 0.0 };
            prop_assert!(
                near(a[i], b[i], share) || (a[i] - b[i]).abs() <= zero,
                "day {}, figure {i}: {} and {}",
                day.day_number,
                a[i],
                b[i]
            );
        }
        for i in [3, 4] {
            let allowed = share * (3.0 * b[2] + b[4]);
            prop_assert!(
                (a[i] - b[i]).abs() <= allowed,
                "day {}, figure {i}: {} and {}",
                day.day_number,
                a[i],
                b[i]
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_run_of_d_days_is_the_beginning_of_a_longer_one(scenario in scenarios(), more in 1_u32..500) {
        let short = go(&scenario);
        let mut longer = scenario;
        longer.duration_days += more;
        let long = go(&longer);
        prop_assert_eq!(bits(&short.days), bits(&long.days[..short.days.len()]));
    }

    #[test]
    fn weight_never_falls_fish_never_appear_and_feed_adds_up(scenario in scenarios()) {
        let projection = go(&scenario);
        let (mut weight, mut fish, mut fed) = (scenario.initial_weight_g, scenario.initial_count as f64, 0.0);
        for (i, day) in projection.days.iter().enumerate() {
            prop_assert_eq!(day.day_number as usize, i + 1);
            prop_assert!(numbers(day).iter().all(|number| number.is_finite()), "{:?}", day);
            prop_assert!(day.average_weight_g >= weight, "{:?}", day);
            prop_assert!(day.population <= fish && day.population >= 0.0, "{:?}", day);
            prop_assert!(day.daily_feed_kg >= 0.0, "{:?}", day);
            fed += day.daily_feed_kg;
            prop_assert_eq!(day.cumulative_feed_kg.to_bits(), fed.to_bits());
            (weight, fish) = (day.average_weight_g, day.population);
        }
    }

    #[test]
    fn the_engine_does_what_its_book_says(scenario in scenarios()) {
        // A thousand days of rounding, 2^-53 each, times 1/m of at most 7: far below this.
        agrees(&go(&scenario), &by_the_book(&scenario), 1e-10)?;
    }

    #[test]
    fn the_third_power_and_a_general_one_beside_it_agree(mut scenario in scenarios()) {
        scenario.model_changes.clear();
        scenario.tgc_model.exponent_m = STANDARD_EXPONENT_M;
        let cube = go(&scenario);
        // The next number after 1/3: the shortcut is not taken for it.
        scenario.tgc_model.exponent_m = f64::from_bits(STANDARD_EXPONENT_M.to_bits() + 1);
        agrees(&go(&scenario), &by_the_book(&scenario), 1e-10)?;
        let general = go(&scenario);
        for (a, b) in cube.days.iter().zip(&general.days) {
            prop_assert!(near(a.average_weight_g, b.average_weight_g, 1e-10), "{:?} {:?}", a, b);
        }
    }

    /// The profile with a reading on every day between its readings, each interpolated as the engine does it, is read
    /// back exactly, so nothing at all changes.
    #[test]
    fn a_profile_with_its_gaps_filled_in_changes_nothing(scenario in scenarios()) {
        let mut filled = scenario.clone();
        let readings = &scenario.tgc_model.temperature_profile.readings;
        let (first, last) = (readings[0].day_number, readings[readings.len() - 1].day_number);
        filled.tgc_model.temperature_profile.readings = (first..=last)
            .map(|day_number| TemperatureReading { day_number, temperature_c: temperature_on(readings, day_number) })
            .collect();
        prop_assert_eq!(bits(&go(&scenario).days), bits(&go(&filled).days));
    }

    /// With only some gaps filled in, days beside a new reading are interpolated from it instead of from the old ones:
    /// the same value but for the rounding of one product and one sum of figures below 32 °C, so 1e-13 °C holds.
    #[test]
    fn a_profile_with_one_more_reading_on_its_line_changes_nothing_but_roundings(
        scenario in scenarios(), at in any::<Index>(),
    ) {
        let mut more = scenario.clone();
        let readings = &scenario.tgc_model.temperature_profile.readings;
        let (first, last) = (readings[0].day_number, readings[readings.len() - 1].day_number);
        let day_number = first + at.index((last - first + 1) as usize) as u32;
        if readings.iter().any(|reading| reading.day_number == day_number) {
            return Ok(());
        }
        let temperature_c = temperature_on(readings, day_number);
        more.tgc_model.temperature_profile.readings.push(TemperatureReading { day_number, temperature_c });
        for (a, b) in go(&scenario).days.iter().zip(&go(&more).days) {
            prop_assert!((a.temperature_c - b.temperature_c).abs() <= 1e-13, "{:?} {:?}", a, b);
            prop_assert_eq!(a.stage, b.stage);
        }
    }

    #[test]
    fn a_snapshot_written_and_read_back_gives_the_same_bits(scenario in scenarios()) {
        let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
        let canonical = snapshot.canonical();
        let back = ParametersSnapshot::read(&canonical).unwrap();
        prop_assert_eq!(&back, &snapshot);
        prop_assert_eq!(back.canonical(), canonical);
        prop_assert_eq!(back.inputs_hash(), snapshot.inputs_hash());
        let go = |snapshot| project(snapshot, |_, _| ControlFlow::Continue(())).unwrap();
        let (a, b) = (go(&snapshot), go(&back));
        prop_assert_eq!(bits(&a.days), bits(&b.days));
        prop_assert_eq!(a.warnings, b.warnings);
    }

    /// Order that has no meaning makes no other snapshot.
    #[test]
    fn the_same_recipe_in_another_order_has_the_same_hash(scenario in scenarios()) {
        let mut turned = scenario.clone();
        turned.lifecycle.reverse();
        turned.tgc_model.temperature_profile.readings.reverse();
        turned.tgc_model.stage_overrides.reverse();
        turned.fcr_model.stages.reverse();
        turned.mortality_model.stage_overrides.reverse();
        turned.model_changes.reverse();
        let hash = |scenario| ParametersSnapshot::freeze(scenario).unwrap().inputs_hash();
        prop_assert_eq!(hash(scenario), hash(turned));
    }

    #[test]
    fn a_stopped_projection_leaves_nothing_and_is_stopped_at_once(scenario in scenarios(), at in 0_u32..8) {
        let snapshot = ParametersSnapshot::freeze(scenario).unwrap();
        let mut calls = 0;
        let mut before = 0;
        let mut total_calls = 0;
        project(&snapshot, |done, total| {
            assert!(done > before && done <= total, "progress goes forward");
            assert!(done - before <= 128, "and is told every 128 days");
            before = done;
            total_calls += 1;
            ControlFlow::Continue(())
        }).unwrap();
        prop_assert_eq!(before, snapshot.inputs().duration_days);
        let stop_at = at % total_calls + 1;
        let outcome = project(&snapshot, |_, _| {
            calls += 1;
            if calls == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        prop_assert!(outcome.is_err());
        prop_assert_eq!(calls, stop_at);
    }

    #[test]
    fn the_days_of_a_period_make_the_periods_loss(rate in 0.0..100.0_f64) {
        // One minus a share near 0 or 1 loses digits; 1e-12 of all fish is none.
        let alive = (1.0 - daily_share(Frequency::Weekly, rate)).powi(7);
        prop_assert!((alive - (1.0 - rate / 100.0)).abs() < 1e-12, "{}", alive);
        let alive_after_a_year = (1.0 - daily_share(Frequency::Monthly, rate)).powf(365.25);
        prop_assert!((alive_after_a_year - (1.0 - rate / 100.0).powi(12)).abs() < 1e-12, "{}", alive_after_a_year);
    }
}

// ---- documents that are not what they should be ----

/// Something that may stand where a value stood.
const INSTEAD: [&str; 26] = [
    "NaN",
    "Infinity",
    "1e999",
    "-1e999",
    "-1",
    "-0.0",
    "0",
    "1e308",
    "5e-324",
    "99999999999999999999",
    "0.5",
    "2.0",
    "null",
    "true",
    "\"\"",
    "\"2024-02-30\"",
    "\"\\ud800\"",
    "\"Adult\"",
    "\"Kelt\"",
    "[]",
    "{}",
    "[null]",
    "[[[[]]]]",
    "{\"day_number\":1}",
    "\"1\"",
    "",
];

fn places(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| places(v, &format!("{here}/{k}"), all)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| places(v, &format!("{here}/{i}"), all));
        }
        _ => {}
    }
}

/// A refusal names what is wrong and where; what is not refused can be run.
fn refused_in_words_or_runnable(text: &str) -> Result<(), TestCaseError> {
    let outcome: Outcome<Scenario> = read_json(text).and_then(|scenario: Scenario| {
        scenario.check()?;
        Ok(scenario)
    });
    match outcome {
        Ok(scenario) => {
            let projection = go(&scenario);
            prop_assert!(projection.days.iter().all(|d| numbers(d).iter().all(|n| n.is_finite())));
            prop_assert_eq!(projection.days.len(), scenario.duration_days as usize);
        }
        Err(fault) => {
            prop_assert!(!fault.message.trim().is_empty(), "{:?}", fault);
            prop_assert!(!fault.place.trim().is_empty(), "{:?}", fault);
        }
    }
    Ok(())
}

fn small_document() -> Value {
    let mut scenario = super::support::autumn();
    scenario.duration_days = 40;
    scenario.tgc_model.schedule = vec![TgcFrom { from_day: 7, tgc_value: 2.5 }];
    scenario.mortality_model.schedule = vec![MortalityFrom { from_day: 9, daily_rate_percent: 0.1 }];
    scenario.warn_outside_constraints = true;
    scenario.tgc_model.temperature_profile.readings.truncate(3);
    let mut change = ModelChange { change_day: 9, ..ModelChange::default() };
    change.new_mortality_model = Some(scenario.mortality_model.clone());
    scenario.model_changes = vec![change];
    scenario.biological_constraints = Some(salmon_run::domain::constraints::standard());
    scenario.lifecycle = lifecycle::standard();
    serde_json::to_value(&scenario).unwrap()
}

const MARK: &str = "put something else here";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_document_with_another_value_somewhere(at in any::<Index>(), instead in select(INSTEAD.to_vec())) {
        let mut document = small_document();
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let place = &all[at.index(all.len())];
        *document.pointer_mut(place).unwrap() = Value::String(MARK.to_owned());
        let text = document.to_string().replace(&format!("\"{MARK}\""), instead);
        refused_in_words_or_runnable(&text)?;
    }

    #[test]
    fn a_document_without_a_key_or_with_one_too_many(at in any::<Index>(), drop in any::<bool>()) {
        let mut document = small_document();
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let objects: Vec<&String> =
            all.iter().filter(|p| document.pointer(p).is_some_and(Value::is_object)).collect();
        let place = objects[at.index(objects.len())].clone();
        let object = document.pointer_mut(&place).unwrap().as_object_mut().unwrap();
        if drop {
            let key = object.keys().nth(at.index(object.len())).unwrap().clone();
            object.remove(&key);
        } else {
            object.insert("surprise".to_owned(), Value::Null);
        }
        let text = document.to_string();
        refused_in_words_or_runnable(&text)?;
        if !drop {
            let fault = read_json::<Scenario>(&text).unwrap_err();
            prop_assert!(fault.message.contains("surprise"), "{:?}", fault);
        }
    }

    #[test]
    fn a_document_with_flipped_bits(flips in proptest::collection::vec((any::<Index>(), 0_u32..8), 1..6)) {
        let mut bytes = small_document().to_string().into_bytes();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        refused_in_words_or_runnable(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn a_document_that_was_cut_off_or_goes_on(at in any::<Index>(), tail in "[\\[{\"}\\],:0-9a-z ]{0,4}") {
        let text = small_document().to_string();
        refused_in_words_or_runnable(&format!("{}{tail}", &text[..at.index(text.len())]))?;
        refused_in_words_or_runnable(&format!("{text}{tail}"))?;
    }

    #[test]
    fn any_text_at_all(text in ".{0,200}") {
        refused_in_words_or_runnable(&text)?;
        prop_assert!(ParametersSnapshot::read(&text).is_err());
    }
}

#[test]
fn other_exponents_give_the_figures_that_a_pocket_calculator_gives() {
    let mut scenario = super::support::autumn();
    scenario.model_changes.clear();
    for (n, m) in [(1.2, STANDARD_EXPONENT_M), (1.0, 0.25), (1.2, 0.25), (0.0, 1.0), (0.9, 0.5)] {
        scenario.tgc_model.exponent_n = n;
        scenario.tgc_model.exponent_m = m;
        let projection = go(&scenario);
        let day = projection.days[0];
        let k: f64 = scenario.tgc_model.tgc_value / 1000.0;
        let expected = (scenario.initial_weight_g.powf(m) + k * day.temperature_c.powf(n)).powf(1.0 / m);
        assert!(near(day.average_weight_g, expected, 1e-13), "n {n}, m {m}: {day:?}, expected {expected}");
        agrees(&projection, &by_the_book(&scenario), 1e-10).unwrap();
    }
}
