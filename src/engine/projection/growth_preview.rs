//! What a TGC model makes of fish, without a scenario: the editor shows it at every change.
use chrono::NaiveDate;

use super::{Fish, Growth, Models, Stretch, tgc_on};
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::run::ProjectionDay;

/// How fish would grow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GrowthPreview {
    /// The days, in order; of each only weight, temperature and stage have a meaning.
    pub days: Vec<ProjectionDay>,
    /// The TGC in force on each of them.
    pub tgc_values: Vec<f64>,
    /// The names of the stages; a day refers to them by place.
    pub stages: Vec<String>,
}

/// Lets fish of this weight grow over so many days, by the same arithmetic as a run.
///
/// How long a stage lasts is an FCR model's matter, and there is none: a stage ends when its fish have its heaviest weight,
/// and those that take no feed are passed over. Schedules and readings must be in the order of their days.
pub fn growth_preview(
    model: &TgcModel,
    lifecycle: &[LifecycleStage],
    start_weight_g: f64,
    duration_days: u32,
) -> GrowthPreview {
    let mut stages: Vec<&LifecycleStage> = lifecycle.iter().filter(|stage| stage.feeds).collect();
    stages.sort_by_key(|stage| stage.order);
    let mut out = GrowthPreview {
        stages: stages.iter().map(|stage| stage.name.clone()).collect(),
        ..GrowthPreview::default()
    };
    if stages.is_empty() {
        return out;
    }
    let fcr = FcrModel { name: String::new(), stages: Vec::new() };
    let mortality = MortalityModel {
        name: String::new(),
        frequency: Frequency::Daily,
        rate_percent: 0.0,
        stage_overrides: Vec::new(),
        schedule: Vec::new(),
    };
    let models = Models::at_start(model, &fcr, &mortality);
    let mut fish = Fish {
        date: NaiveDate::default(),
        weight_g: start_weight_g,
        root: Growth::of(model).root(start_weight_g),
        population: 1.0,
        cumulative_feed_kg: 0.0,
    };
    let mut place = 0;
    for day in 1..=duration_days {
        let is_outgrown =
            |place: usize| stages[place].weight_cap_g.is_some_and(|heaviest_g| fish.weight_g >= heaviest_g);
        while place + 1 < stages.len() && is_outgrown(place) {
            place += 1;
        }
        let stretch = Stretch::of(&models, day, place, stages[place]);
        fish.live(&stretch, day..=day, &mut out.days);
        out.tgc_values.push(tgc_on(model, &stages[place].name, day));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, StageTgc, TgcFrom};
    use crate::domain::lifecycle;
    use crate::domain::temperature::{TemperatureProfile, TemperatureReading};

    fn model(tgc_value: f64) -> TgcModel {
        TgcModel {
            name: "Trial".to_owned(),
            location: String::new(),
            release_period: String::new(),
            tgc_value,
            exponent_n: STANDARD_EXPONENT_N,
            exponent_m: STANDARD_EXPONENT_M,
            stage_overrides: Vec::new(),
            schedule: Vec::new(),
            temperature_profile: TemperatureProfile {
                name: "Ten degrees".to_owned(),
                readings: vec![TemperatureReading { day_number: 1, temperature_c: 10.0 }],
            },
        }
    }

    fn last_weight_g(model: &TgcModel, start_weight_g: f64, days: u32) -> f64 {
        growth_preview(model, &lifecycle::standard(), start_weight_g, days)
            .days
            .last()
            .unwrap()
            .average_weight_g
    }

    #[test]
    fn fish_grow_by_the_formula_of_thermal_growth() {
        // (cbrt(1000) + 3.0/1000 * 10 * 100)^3 = (10 + 3)^3
        assert!((last_weight_g(&model(3.0), 1000.0, 100) - 2197.0).abs() < 1e-9);
    }

    #[test]
    fn fish_move_on_to_the_next_stage_when_they_have_its_heaviest_weight_and_start_where_they_belong() {
        let preview = growth_preview(&model(3.0), &lifecycle::standard(), 200.0, 300);
        let name = |day: &ProjectionDay| preview.stages[usize::from(day.stage)].as_str();
        assert_eq!(name(&preview.days[0]), "Smolt");
        let mut passed: Vec<&str> = preview.days.iter().map(name).collect();
        passed.dedup();
        assert_eq!(passed, ["Smolt", "Post-Smolt", "Adult"]);
        // A smolt plant holds 12 °C whatever the profile says.
        assert_eq!(preview.days[0].temperature_c, 12.0);
    }

    #[test]
    fn a_stage_and_a_schedule_have_their_own_tgc_from_their_day_on() {
        let mut model = model(2.0);
        model.schedule = vec![TgcFrom { from_day: 31, tgc_value: 3.5 }];
        let tgc = |model: &TgcModel, day: usize| {
            growth_preview(model, &lifecycle::standard(), 1000.0, 60).tgc_values[day - 1]
        };
        assert_eq!([tgc(&model, 30), tgc(&model, 31), tgc(&model, 60)], [2.0, 3.5, 3.5]);
        model.stage_overrides = vec![StageTgc { stage: "Adult".to_owned(), tgc_value: 2.7 }];
        assert_eq!(tgc(&model, 31), 2.7);
    }

    #[test]
    fn without_a_stage_that_feeds_nothing_grows() {
        assert!(growth_preview(&model(3.0), &lifecycle::standard()[..1], 0.2, 10).days.is_empty());
    }
}
