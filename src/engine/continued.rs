//! A recipe that goes on where fish are today.
//!
//! What a recipe says by days it says of days since its own start; here they are counted from another day. The water is a
//! matter of dates: each date keeps the temperature that it has in the plan. What is of the fish, their months in sea, the
//! models that take over and the stages, goes by the days that the batch has lived, as its actual days and its forecast do.
use chrono::NaiveDate;

use super::profile::shift;
use super::projection::Models;
use crate::domain::fault::Outcome;
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::scenario::{ModelChange, Scenario};
use crate::domain::temperature::TemperatureReading;

/// Days of a recipe whose fish have outlived their plan.
const DAYS_BEYOND_THE_PLAN: u32 = 180;

/// How fish stand at the end of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The day after: the first of the new recipe.
    pub start_date: NaiveDate,
    /// Days that the batch has lived up to then.
    pub days_lived: u32,
    /// Fish alive.
    pub count: u64,
    /// Their mean weight.
    pub weight_g: f64,
    /// Their stage.
    pub stage: String,
    /// Days that they have been of that stage.
    pub days_in_stage: u32,
}

/// The recipe from where fish stand to the end of their plan. `called` names the models that say something else than before
/// because their days are counted anew.
///
/// # Errors
/// If a temperature profile cannot be moved.
pub fn continued(inputs: &Scenario, from: &Standing, called: &str) -> Outcome<Scenario> {
    let mut recipe = inputs.clone();
    let since_plan = (from.start_date - inputs.start_date).num_days();
    recipe.start_date = from.start_date;
    recipe.initial_count = from.count;
    recipe.initial_weight_g = from.weight_g;
    let left = i64::from(inputs.duration_days) - since_plan;
    recipe.duration_days = u32::try_from(left).ok().filter(|days| *days > 0).unwrap_or(DAYS_BEYOND_THE_PLAN);

    let first_day = from.days_lived + 1;
    let now = Models::on(inputs, first_day);
    let fed = fed_days(now.fcr, from, inputs);
    let move_tgc = |model: &TgcModel| tgc(model, from.days_lived, since_plan, called);
    let move_mortality = |model: &MortalityModel| mortality(model, from.days_lived, called);
    let move_fcr = |model: &FcrModel| fcr(model, fed, called);
    recipe.tgc_model = move_tgc(now.tgc)?;
    recipe.fcr_model = move_fcr(now.fcr);
    recipe.mortality_model = move_mortality(now.mortality);
    recipe.model_changes = Vec::new();
    for change in inputs.model_changes.iter().filter(|change| change.change_day > first_day) {
        recipe.model_changes.push(ModelChange {
            change_day: change.change_day - from.days_lived,
            new_tgc_model: change.new_tgc_model.as_ref().map(move_tgc).transpose()?,
            new_fcr_model: change.new_fcr_model.as_ref().map(move_fcr),
            new_mortality_model: change.new_mortality_model.as_ref().map(move_mortality),
        });
    }
    Ok(recipe)
}

/// How many days of the FCR model's stages are over: as many as bring its stage to that of the fish, as far into it as they
/// are. By the plan's days alone, fish that grew slower than planned would be of a stage that they have not reached.
fn fed_days(model: &FcrModel, from: &Standing, inputs: &Scenario) -> u32 {
    let order = |name: &str| inputs.lifecycle.iter().position(|stage| stage.name == name);
    let of_fish = order(&from.stage);
    let mut before = 0;
    for stage in &model.stages {
        let place = order(&stage.stage);
        if place == of_fish {
            // Fish that have just lived its last day move on with the plan; those that have been of it for longer lag behind
            // the plan, and are of it for a day more.
            let is_just_over = from.days_in_stage == stage.duration_days;
            return before
                + if is_just_over {
                    stage.duration_days
                } else {
                    from.days_in_stage.min(stage.duration_days - 1)
                };
        }
        if place > of_fish {
            return before;
        }
        before += stage.duration_days;
    }
    // The last stage of a model goes on for ever.
    before.saturating_sub(1)
}

fn fcr(model: &FcrModel, days_over: u32, called: &str) -> FcrModel {
    let mut moved = model.clone();
    let mut over = days_over;
    moved.stages.retain_mut(|stage| {
        let gone = over.min(stage.duration_days);
        over -= gone;
        stage.duration_days -= gone;
        stage.duration_days > 0
    });
    if let (true, Some(last)) = (moved.stages.is_empty(), model.stages.last()) {
        let mut last = last.clone();
        last.duration_days = 1;
        moved.stages.push(last);
    }
    if moved != *model {
        moved.name = name(&model.name, called);
    }
    moved
}

fn tgc(model: &TgcModel, days_lived: u32, since_plan: i64, called: &str) -> Outcome<TgcModel> {
    let mut moved = model.clone();
    let profile = &mut moved.temperature_profile;
    let last = profile.readings.last().copied();
    profile.readings = match last {
        // The profile ended before: its last temperature holds.
        Some(last) if i64::from(last.day_number) <= since_plan => {
            vec![TemperatureReading { day_number: 1, temperature_c: last.temperature_c }]
        }
        _ => shift::by_days(&profile.readings, -since_plan)?.readings,
    };
    if profile.readings != model.temperature_profile.readings {
        profile.name = name(&model.temperature_profile.name, called);
    }
    let begun = model.schedule.partition_point(|item| item.from_day <= days_lived + 1);
    if let Some(in_force) = model.schedule[..begun].last() {
        moved.tgc_value = in_force.tgc_value;
    }
    moved.schedule.drain(..begun);
    moved.schedule.iter_mut().for_each(|item| item.from_day -= days_lived);
    if moved != *model {
        moved.name = name(&model.name, called);
    }
    Ok(moved)
}

fn mortality(model: &MortalityModel, days_lived: u32, called: &str) -> MortalityModel {
    let mut moved = model.clone();
    let begun = model.schedule.partition_point(|item| item.from_day <= days_lived + 1);
    if let Some(in_force) = model.schedule[..begun].last() {
        (moved.frequency, moved.rate_percent) = (Frequency::Daily, in_force.daily_rate_percent);
    }
    moved.schedule.drain(..begun);
    moved.schedule.iter_mut().for_each(|item| item.from_day -= days_lived);
    if moved != *model {
        moved.name = name(&model.name, called);
    }
    moved
}

/// "Faroes Sept (VES-24-01 from 2025-02-28)": the same model, its days counted anew, however often.
fn name(of: &str, called: &str) -> String {
    let base = of.split(" (").next().unwrap_or(of);
    format!("{base} ({called})").chars().take(crate::domain::accepted::NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::growth::TgcFrom;
    use crate::domain::mortality::MortalityFrom;
    use crate::domain::run::{ParametersSnapshot, Projection};
    use crate::engine::projection::{project, temperature_on};
    use chrono::Days;
    use std::ops::ControlFlow;

    /// The sample's autumn fish, with everything in it that is counted by days.
    fn recipe() -> Scenario {
        let mut recipe = Scenario::read(include_str!("../../assets/sample/autumn-smolt-2024.json")).unwrap();
        recipe.tgc_model.stage_overrides.clear();
        recipe.mortality_model.stage_overrides.clear();
        let from = |from_day, tgc_value| TgcFrom { from_day, tgc_value };
        recipe.tgc_model.schedule = vec![from(31, 2.9), from(62, 3.2), from(200, 2.4)];
        recipe.mortality_model.schedule = vec![
            MortalityFrom { from_day: 10, daily_rate_percent: 0.02 },
            MortalityFrom { from_day: 150, daily_rate_percent: 0.04 },
        ];
        let later = TgcModel { name: "Later".to_owned(), tgc_value: 3.0, ..recipe.tgc_model.clone() };
        recipe.model_changes =
            vec![ModelChange { change_day: 120, new_tgc_model: Some(later), ..ModelChange::default() }];
        recipe
    }

    fn run(recipe: &Scenario) -> Projection {
        let snapshot = ParametersSnapshot::freeze(recipe.clone()).unwrap();
        project(&snapshot, |_, _| ControlFlow::Continue(())).unwrap()
    }

    /// How the fish of a run stand at the end of one of its days.
    fn standing(run: &Projection, day: usize) -> Standing {
        let at = &run.days[day - 1];
        Standing {
            start_date: at.projection_date + Days::new(1),
            days_lived: at.day_number,
            count: at.population.round() as u64,
            weight_g: at.average_weight_g,
            stage: run.stage_name(at).to_owned(),
            days_in_stage: run.days[..day].iter().filter(|other| other.stage == at.stage).count() as u32,
        }
    }

    #[test]
    fn a_recipe_that_goes_on_from_any_day_of_its_run_gives_the_rest_of_that_run() {
        let whole = run(&recipe());
        for day in [1, 9, 10, 30, 31, 61, 89, 90, 91, 119, 120, 150, 199, 300, 479] {
            let from = standing(&whole, day);
            let rest = run(&continued(&recipe(), &from, "Rest").unwrap());
            assert_eq!(rest.days.len(), whole.days.len() - day, "day {day}");
            for (is, was) in rest.days.iter().zip(&whole.days[day..]) {
                assert_eq!(is.projection_date, was.projection_date);
                assert_eq!(rest.stage_name(is), whole.stage_name(was), "day {day}: {is:?}");
                let near = |is: f64, was: f64, by: f64| (is - was).abs() <= by * was.abs().max(1e-9);
                assert!(near(is.temperature_c, was.temperature_c, 1e-9), "day {day}: {is:?} {was:?}");
                assert!(near(is.average_weight_g, was.average_weight_g, 1e-9), "day {day}: {is:?} {was:?}");
                // The fish that it begins with are whole.
                assert!(near(is.population, was.population, 1e-5), "day {day}: {is:?} {was:?}");
                assert!(near(is.daily_feed_kg, was.daily_feed_kg, 1e-4), "day {day}: {is:?} {was:?}");
            }
        }
    }

    #[test]
    fn dates_keep_their_water_where_the_batch_came_later_than_its_plan() {
        let recipe = recipe();
        let mut from = standing(&run(&recipe), 60);
        // Put to sea a month after the plan, and looked at after sixty days in the sea.
        from.start_date = from.start_date + Days::new(30);
        let rest = continued(&recipe, &from, "Rest").unwrap();
        let planned = &recipe.tgc_model.temperature_profile.readings;
        let moved = &rest.tgc_model.temperature_profile.readings;
        assert!((temperature_on(moved, 1) - temperature_on(planned, 91)).abs() < 1e-9);
        assert_eq!(rest.tgc_model.tgc_value, 2.9, "of the second month in the sea");
        assert_eq!(rest.tgc_model.schedule[0].from_day, 2, "the third begins on day 62 of the batch");
        assert_eq!(rest.duration_days, recipe.duration_days - 90, "it ends with the plan");
    }

    #[test]
    fn fish_that_lag_stay_in_their_stage_as_long_as_it_lasts() {
        let recipe = recipe();
        let whole = run(&recipe);
        let first = whole.days.iter().find(|day| whole.stage_name(day) == "Adult").unwrap().day_number;
        let mut from = standing(&whole, first as usize + 20);
        (from.stage, from.days_in_stage) = ("Post-Smolt".to_owned(), first + 20);
        let rest = continued(&recipe, &from, "Rest").unwrap();
        assert_eq!(rest.fcr_model.stages[0].stage, "Post-Smolt");
        assert_eq!(
            rest.fcr_model.stages[0].duration_days, 1,
            "it is over by the plan, so it ends with the day"
        );
    }

    #[test]
    fn what_does_not_change_keeps_its_name_and_so_stays_the_model_that_is_stored() {
        let mut plain = recipe();
        plain.mortality_model.schedule.clear();
        let from = standing(&run(&plain), 40);
        let rest = continued(&plain, &from, "B-1 from 2024-10-11").unwrap();
        assert_eq!(rest.mortality_model, plain.mortality_model);
        let base = plain.tgc_model.name.clone();
        assert_eq!(rest.tgc_model.name, format!("{base} (B-1 from 2024-10-11)"));
        let again = Standing { start_date: from.start_date, days_lived: 0, ..from };
        let once_more = continued(&rest, &again, "later").unwrap();
        assert_eq!(once_more.tgc_model.name, rest.tgc_model.name, "nothing was moved");
    }

    #[test]
    fn a_batch_that_outlived_its_plan_goes_on_in_the_last_water_that_it_knows() {
        let recipe = recipe();
        let mut from = standing(&run(&recipe), 480);
        from.start_date = from.start_date + Days::new(3000);
        let rest = continued(&recipe, &from, "Rest").unwrap();
        assert_eq!((rest.duration_days, rest.tgc_model.temperature_profile.readings.len()), (180, 1));
        rest.check().unwrap();
    }
}
