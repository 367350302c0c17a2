//! TGC and mortality that change along a scenario, as Norwegian planners give them by month in sea.
use std::ops::ControlFlow;

use chrono::Utc;
use rusqlite::Connection;
use salmon_run::domain::growth::TgcFrom;
use salmon_run::domain::mortality::{Frequency, MortalityFrom};
use salmon_run::domain::run::ParametersSnapshot;
use salmon_run::domain::scenario::Scenario;
use salmon_run::engine::parameter_diff::parameter_diff;
use salmon_run::service::{Farm, Verdict};
use salmon_run::store::schema;

use super::support::{TestFarm, autumn};

/// The first four months in sea of NTNU's "regular" smolt.
fn by_month() -> Scenario {
    let mut scenario = autumn();
    scenario.model_changes.clear();
    scenario.tgc_model.stage_overrides.clear();
    scenario.mortality_model.stage_overrides.clear();
    scenario.tgc_model.schedule = [(1, 2.92), (31, 3.12), (62, 4.39), (92, 4.46)]
        .map(|(from_day, tgc_value)| TgcFrom { from_day, tgc_value })
        .to_vec();
    scenario.mortality_model.schedule = [(31, 0.0156), (62, 0.0106)]
        .map(|(from_day, daily_rate_percent)| MortalityFrom { from_day, daily_rate_percent })
        .to_vec();
    scenario
}

#[test]
fn each_day_grows_and_dies_by_the_month_it_lies_in() {
    let mut farm = TestFarm::new();
    let scenario = farm.farm.import_scenarios(&[by_month()]).unwrap()[0];
    let run = farm.run_of(scenario, "By month").run.run_id;
    let days = farm.farm.run_days(run).unwrap().days;
    let base_rate = by_month().mortality_model.rate_percent;
    for (day, tgc, rate_percent) in [
        (2, 2.92, base_rate),
        (30, 2.92, base_rate),
        (31, 3.12, 0.0156),
        (61, 3.12, 0.0156),
        (62, 4.39, 0.0106),
    ] {
        let (before, after) = (days[day - 2], days[day - 1]);
        let grown = (before.average_weight_g.cbrt() + tgc / 1000.0 * after.temperature_c).powi(3);
        assert!(
            (after.average_weight_g / grown - 1.0).abs() < 1e-12,
            "day {day}: {after:?}, by hand {grown}"
        );
        let alive = before.population * (1.0 - rate_percent / 100.0);
        assert!((after.population / alive - 1.0).abs() < 1e-12, "day {day}: {after:?}, by hand {alive}");
    }
    let verdict = farm.farm.verify_run(run, |_, _| ControlFlow::Continue(())).unwrap().verdict;
    assert!(matches!(verdict, Verdict::Equal { .. }), "{verdict:?}");
}

#[test]
fn a_stage_of_its_own_goes_before_the_schedule() {
    let mut scenario = by_month();
    let stage = scenario.fcr_model.stages[0].stage.clone();
    scenario.tgc_model.stage_overrides = vec![salmon_run::domain::growth::StageTgc { stage, tgc_value: 1.0 }];
    let mut farm = TestFarm::new();
    let id = farm.farm.import_scenarios(&[scenario.clone()]).unwrap()[0];
    let run = farm.run_of(id, "").run.run_id;
    let first = farm.farm.run_days(run).unwrap().days[0];
    let grown = (scenario.initial_weight_g.cbrt() + 1.0 / 1000.0 * first.temperature_c).powi(3);
    assert!((first.average_weight_g / grown - 1.0).abs() < 1e-12);
}

#[test]
fn schedules_come_back_from_the_farm_file_as_they_went_in() {
    let mut farm = TestFarm::new();
    let mut scenario = by_month();
    scenario.mortality_model.frequency = Frequency::Monthly;
    scenario.warn_outside_constraints = true;
    let id = farm.farm.import_scenarios(std::slice::from_ref(&scenario)).unwrap()[0];
    assert_eq!(farm.farm.scenario_document(id).unwrap(), scenario);
    let mut other = scenario.clone();
    other.tgc_model.schedule[0].tgc_value = 2.93;
    let other = farm.farm.import_scenarios(&[other]).unwrap()[0];
    let model = |id| farm.farm.scenario_plan(id).unwrap().tgc_model;
    assert_ne!(model(id), model(other), "another schedule is another model");
}

#[test]
fn the_order_of_a_schedule_does_not_matter_but_a_day_has_one_value() {
    let mut shuffled = by_month();
    shuffled.tgc_model.schedule.reverse();
    let hash = |scenario: Scenario| ParametersSnapshot::freeze(scenario).unwrap().inputs_hash();
    assert_eq!(hash(shuffled), hash(by_month()));
    let mut doubled = by_month();
    doubled.mortality_model.schedule[1].from_day = 31;
    let fault = doubled.check().unwrap_err();
    assert_eq!(fault.place, "mortality_model.schedule[1].from_day");
    assert_eq!(fault.message, "day 31 has a value already");
    let mut early = by_month();
    early.tgc_model.schedule[0].from_day = 0;
    let fault = early.check().unwrap_err();
    assert_eq!(fault.place, "tgc_model.schedule[0].from_day");
}

#[test]
fn a_recipe_without_schedules_is_written_as_it_always_was() {
    let canonical = ParametersSnapshot::freeze(autumn()).unwrap().canonical();
    assert!(!canonical.contains("schedule") && !canonical.contains("warn_outside"), "{canonical}");
}

#[test]
fn a_comparison_names_each_day_of_a_schedule_that_differs() {
    let mut other = by_month();
    other.tgc_model.schedule[2].tgc_value = 4.1;
    other.mortality_model.schedule.pop();
    let (a, b) =
        (ParametersSnapshot::freeze(by_month()).unwrap(), ParametersSnapshot::freeze(other).unwrap());
    let paths: Vec<String> =
        parameter_diff(&[Some(&a), Some(&b)]).into_iter().map(|difference| difference.path).collect();
    assert_eq!(
        paths,
        ["tgc_model.schedule[day 62].tgc_value", "mortality_model.schedule[day 62].daily_rate_percent"]
    );
    let name = salmon_run::domain::parameter::name;
    assert_eq!(name(&paths[0]), "TGC model › From day 62 › TGC");
}

#[test]
fn a_downgrade_turns_a_monthly_rate_into_the_weekly_one_that_kills_as_many() {
    let mut farm = TestFarm::new();
    let mut ids = Vec::new();
    for rate_percent in [0.0, 0.771_282_936, 5.0, 60.0, 99.0, 100.0] {
        let mut scenario = by_month();
        scenario.mortality_model.name = format!("Monthly {rate_percent}");
        scenario.mortality_model.frequency = Frequency::Monthly;
        scenario.mortality_model.rate_percent = rate_percent;
        ids.push((farm.farm.import_scenarios(&[scenario]).unwrap()[0], rate_percent));
    }
    let path = farm.path.clone();
    drop(farm.farm);
    schema::migrate(&path, 6, Utc::now()).unwrap();
    let connection = Connection::open(&path).unwrap();
    for (id, rate_percent) in ids {
        let (frequency, weekly): (String, f64) = connection
            .query_row(
                "SELECT frequency, rate_percent FROM mortality_model JOIN scenario USING (mortality_model_id)
                 WHERE scenario_id = ?1",
                [id.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        let expected = 100.0 * (1.0 - (1.0 - rate_percent / 100.0_f64).powf(7.0 * 12.0 / 365.25));
        assert_eq!(frequency, "weekly");
        assert!((weekly - expected).abs() < 1e-9, "{rate_percent} % a month: {weekly}, expected {expected}");
    }
    drop(connection);
    schema::migrate(&path, schema::CURRENT, Utc::now()).unwrap();
    let farm = Farm::open(&path).unwrap();
    assert_eq!(farm.scenarios().unwrap().len(), 7, "all scenarios are there and can be opened");
}
