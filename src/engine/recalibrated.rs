//! A recipe with models that say what a batch's observations say.
//!
//! A fit is one figure; a model may have several, by stage, by day, by weight. They keep their proportions: each is changed
//! by the share by which the fit differs from what the plan has over the same days, so that a model of one figure becomes
//! the fit itself. What holds only before the first observation is left as it is, for nothing is known of it.
use super::calibration::{Calibration, Fitted};
use super::projection::daily_share;
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::scenario::Scenario;

/// Which figures of a calibration are taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Learn {
    /// How fish grow.
    pub tgc: bool,
    /// What fish eat.
    pub fcr: bool,
    /// How many fish die.
    pub mortality: bool,
    /// How warm the water was.
    pub water: bool,
}

impl Learn {
    /// All that there is a fit of.
    pub fn all_of(calibration: &Calibration) -> Self {
        Self {
            tgc: calibration.tgc.is_some(),
            fcr: calibration.fcr.is_some(),
            mortality: calibration.daily_mortality_percent.is_some(),
            water: calibration.water.is_some(),
        }
    }

    /// Whether nothing is taken over.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// The recipe with the chosen figures of a calibration; the models that say something else now are called `name`, and where
/// several of a kind follow each other, those that take over later also by their day.
pub fn recalibrated(inputs: &Scenario, calibration: &Calibration, learn: Learn, name: &str) -> Scenario {
    let mut recipe = inputs.clone();
    let called = |day: u32| if day <= 1 { name.to_owned() } else { format!("{name}, from day {day}") };
    let lifecycle = &inputs.lifecycle;
    if let Some(fit) = calibration.tgc.filter(|_| learn.tgc) {
        for (day, model) in still_in_force(&mut recipe, fit.first.day_number, tgc_models) {
            tgc(model, &fit, lifecycle);
            model.name = called(day);
        }
    }
    if let Some(water) = calibration.water.as_ref().filter(|_| learn.water) {
        let (start, days) = (inputs.start_date, inputs.duration_days);
        for (day, model) in still_in_force(&mut recipe, water.first_day_number, tgc_models) {
            model.temperature_profile.readings = water.over(&model.temperature_profile, start, days);
            model.temperature_profile.name = called(day);
            // A model reads one profile, so another profile makes another model.
            model.name = called(day);
        }
    }
    if let Some(fit) = calibration.fcr.filter(|_| learn.fcr) {
        for (day, model) in still_in_force(&mut recipe, fit.first.day_number, fcr_models) {
            fcr(model, &fit, lifecycle);
            model.name = called(day);
        }
    }
    if let Some(fit) = calibration.daily_mortality_percent.filter(|_| learn.mortality) {
        for (day, model) in still_in_force(&mut recipe, fit.first.day_number, mortality_models) {
            mortality(model, &fit, lifecycle);
            model.name = called(day);
        }
    }
    recipe
}

/// A model with the day from which on it holds.
type From<'a, M> = (u32, &'a mut M);

fn tgc_models(recipe: &mut Scenario) -> Vec<From<'_, TgcModel>> {
    let later = recipe.model_changes.iter_mut();
    let later = later.filter_map(|change| Some((change.change_day, change.new_tgc_model.as_mut()?)));
    std::iter::once((1, &mut recipe.tgc_model)).chain(later).collect()
}

fn fcr_models(recipe: &mut Scenario) -> Vec<From<'_, FcrModel>> {
    let later = recipe.model_changes.iter_mut();
    let later = later.filter_map(|change| Some((change.change_day, change.new_fcr_model.as_mut()?)));
    std::iter::once((1, &mut recipe.fcr_model)).chain(later).collect()
}

fn mortality_models(recipe: &mut Scenario) -> Vec<From<'_, MortalityModel>> {
    let later = recipe.model_changes.iter_mut();
    let later = later.filter_map(|change| Some((change.change_day, change.new_mortality_model.as_mut()?)));
    std::iter::once((1, &mut recipe.mortality_model)).chain(later).collect()
}

/// The models of a kind that are in force on the first observed day or on a later one.
fn still_in_force<'a, M>(
    recipe: &'a mut Scenario,
    first_day: u32,
    of_kind: fn(&'a mut Scenario) -> Vec<From<'a, M>>,
) -> Vec<From<'a, M>> {
    let mut models = of_kind(recipe);
    let gone = begun(models.iter().map(|(day, _)| *day), first_day).saturating_sub(1);
    models.drain(..gone);
    models
}

/// How many of these days, in their order, are not after a day.
fn begun(days: impl Iterator<Item = u32>, day: u32) -> usize {
    days.take_while(|from| *from <= day).count()
}

/// What becomes of a figure of the plan.
fn changed(was: f64, fit: &Fitted, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    let now = if fit.planned > 0.0 { was * fit.value / fit.planned } else { fit.value };
    (now * scale).round() / scale
}

/// Whether fish of a stage were observed, or come after those that were.
fn is_seen(stage: &str, fit: &Fitted, lifecycle: &[LifecycleStage]) -> bool {
    let place = lifecycle.iter().position(|known| known.name == stage);
    place.is_none_or(|place| place >= usize::from(fit.first.stage))
}

/// Digits of a TGC or FCR that anyone reads.
const RATIO_DECIMALS: i32 = 3;
/// Digits of a daily mortality in percent that anyone reads.
const RATE_DECIMALS: i32 = 5;

fn tgc(model: &mut TgcModel, fit: &Fitted, lifecycle: &[LifecycleStage]) {
    for item in model.stage_overrides.iter_mut().filter(|item| is_seen(&item.stage, fit, lifecycle)) {
        item.tgc_value = changed(item.tgc_value, fit, RATIO_DECIMALS);
    }
    let begun = begun(model.schedule.iter().map(|item| item.from_day), fit.first.day_number);
    if begun == 0 {
        model.tgc_value = changed(model.tgc_value, fit, RATIO_DECIMALS);
    }
    for item in model.schedule.iter_mut().skip(begun.saturating_sub(1)) {
        item.tgc_value = changed(item.tgc_value, fit, RATIO_DECIMALS);
    }
}

fn fcr(model: &mut FcrModel, fit: &Fitted, lifecycle: &[LifecycleStage]) {
    for item in model.stages.iter_mut().filter(|item| is_seen(&item.stage, fit, lifecycle)) {
        item.fcr_value = changed(item.fcr_value, fit, RATIO_DECIMALS);
        for band in &mut item.overrides {
            band.fcr_value = changed(band.fcr_value, fit, RATIO_DECIMALS);
        }
    }
}

fn mortality(model: &mut MortalityModel, fit: &Fitted, lifecycle: &[LifecycleStage]) {
    for item in model.stage_overrides.iter_mut().filter(|item| is_seen(&item.stage, fit, lifecycle)) {
        item.daily_rate_percent = changed(item.daily_rate_percent, fit, RATE_DECIMALS);
    }
    let begun = begun(model.schedule.iter().map(|item| item.from_day), fit.first.day_number);
    if begun == 0 {
        // A week's or month's rate is not in proportion to a day's, so the day's is what is written.
        let daily_percent = 100.0 * daily_share(model.frequency, model.rate_percent);
        (model.frequency, model.rate_percent) =
            (Frequency::Daily, changed(daily_percent, fit, RATE_DECIMALS));
    }
    for item in model.schedule.iter_mut().skip(begun.saturating_sub(1)) {
        item.daily_rate_percent = changed(item.daily_rate_percent, fit, RATE_DECIMALS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feed::{FcrStage, WeightBandFcr};
    use crate::domain::growth::{StageTgc, TgcFrom};
    use crate::domain::mortality::MortalityFrom;
    use crate::domain::scenario::ModelChange;
    use crate::engine::calibration::FirstSeen;

    fn recipe() -> Scenario {
        let text = include_str!("../../assets/sample/autumn-smolt-2024.json");
        let mut recipe = Scenario::read(text).unwrap();
        recipe.model_changes.clear();
        recipe.tgc_model.tgc_value = 2.5;
        recipe.tgc_model.stage_overrides.clear();
        recipe.mortality_model.stage_overrides.clear();
        recipe
    }

    /// A fit that begins on a day of post-smolts.
    fn fit(value: f64, planned: f64, day_number: u32) -> Fitted {
        Fitted {
            value,
            error: Some(0.1),
            observations: 9,
            planned,
            scatter_percent: None,
            explained: None,
            from: recipe().start_date,
            to: recipe().start_date,
            first: FirstSeen { day_number, stage: 4 },
        }
    }

    fn learnt(recipe: &Scenario, calibration: &Calibration) -> Scenario {
        let learnt = recalibrated(recipe, calibration, Learn::all_of(calibration), "Learnt");
        learnt.check().unwrap();
        learnt
    }

    fn growth(recipe: &Scenario, fit: Fitted) -> Scenario {
        learnt(recipe, &Calibration { tgc: Some(fit), ..Calibration::default() })
    }

    #[test]
    fn a_model_of_one_figure_becomes_the_fit() {
        let before = recipe();
        let after = growth(&before, fit(2.34567, 2.5, 10));
        assert_eq!((after.tgc_model.tgc_value, after.tgc_model.name.as_str()), (2.346, "Learnt"));
        assert_eq!(after.tgc_model.temperature_profile, before.tgc_model.temperature_profile);
        assert_eq!((after.fcr_model, after.mortality_model), (before.fcr_model, before.mortality_model));
    }

    #[test]
    fn only_what_was_chosen_is_taken_over() {
        let calibration = Calibration {
            tgc: Some(fit(2.0, 2.5, 10)),
            daily_mortality_percent: Some(fit(0.05, 0.03, 1)),
            ..Calibration::default()
        };
        let before = recipe();
        let only = Learn { mortality: true, ..Learn::default() };
        let after = recalibrated(&before, &calibration, only, "Learnt");
        assert_eq!(after.tgc_model, before.tgc_model);
        assert_eq!(after.mortality_model.name, "Learnt");
        assert!(Learn::all_of(&calibration).tgc && !Learn::all_of(&calibration).fcr);
    }

    #[test]
    fn stages_keep_their_proportions_and_those_before_the_observed_one_keep_their_figures() {
        let mut before = recipe();
        let of = |stage: &str, tgc_value| StageTgc { stage: stage.to_owned(), tgc_value };
        before.tgc_model.stage_overrides = vec![of("Parr", 1.5), of("Post-Smolt", 3.0), of("Adult", 2.0)];
        let after = growth(&before, fit(2.7, 3.0, 10));
        assert_eq!(
            after.tgc_model.stage_overrides,
            [of("Parr", 1.5), of("Post-Smolt", 2.7), of("Adult", 1.8)]
        );
    }

    #[test]
    fn months_that_were_over_before_the_first_observation_keep_their_figures() {
        let mut before = recipe();
        let from = |from_day, tgc_value| TgcFrom { from_day, tgc_value };
        before.tgc_model.schedule = vec![from(1, 2.0), from(31, 3.0), from(62, 4.0)];
        let after = growth(&before, fit(2.7, 3.0, 40)).tgc_model;
        assert_eq!(after.schedule, [from(1, 2.0), from(31, 2.7), from(62, 3.6)]);
        assert_eq!(after.tgc_value, 2.5, "it held before the first day of the schedule");
        before.mortality_model.schedule = vec![MortalityFrom { from_day: 100, daily_rate_percent: 0.1 }];
        let calibration =
            Calibration { daily_mortality_percent: Some(fit(0.06, 0.03, 40)), ..Calibration::default() };
        let after = learnt(&before, &calibration).mortality_model;
        assert_eq!(after.schedule[0].daily_rate_percent, 0.2);
    }

    #[test]
    fn a_model_that_had_gone_before_the_first_observation_stays_and_later_ones_are_told_apart() {
        let mut before = recipe();
        let later = |change_day, tgc_value| ModelChange {
            change_day,
            new_tgc_model: Some(TgcModel { tgc_value, ..before.tgc_model.clone() }),
            ..ModelChange::default()
        };
        let changes = vec![later(50, 3.0), later(200, 4.0)];
        before.model_changes = changes;
        let after = growth(&before, fit(3.3, 3.0, 60));
        assert_eq!(after.tgc_model, before.tgc_model, "it was over on day 49");
        let later: Vec<_> = after.model_changes.iter().flat_map(|change| &change.new_tgc_model).collect();
        assert_eq!((later[0].tgc_value, later[0].name.as_str()), (3.3, "Learnt, from day 50"));
        assert_eq!((later[1].tgc_value, later[1].name.as_str()), (4.4, "Learnt, from day 200"));
    }

    #[test]
    fn feed_is_changed_stage_by_stage_and_band_by_band() {
        let mut before = recipe();
        let band = |fcr_value| WeightBandFcr { min_weight_g: 100.0, max_weight_g: 300.0, fcr_value };
        let stage = |name: &str, fcr_value, of_band| FcrStage {
            stage: name.to_owned(),
            fcr_value,
            duration_days: 90,
            overrides: vec![band(of_band)],
        };
        before.fcr_model.stages =
            vec![stage("Smolt", 1.0, 0.9), stage("Post-Smolt", 1.0, 0.8), stage("Adult", 1.2, 1.0)];
        let calibration = Calibration { fcr: Some(fit(1.2, 1.0, 10)), ..Calibration::default() };
        let after = learnt(&before, &calibration).fcr_model;
        assert_eq!(
            after.stages,
            [stage("Smolt", 1.0, 0.9), stage("Post-Smolt", 1.2, 0.96), stage("Adult", 1.44, 1.2)]
        );
    }

    #[test]
    fn a_weekly_mortality_becomes_a_daily_one_and_a_plan_without_deaths_takes_the_fit() {
        let mut before = recipe();
        (before.mortality_model.frequency, before.mortality_model.rate_percent) = (Frequency::Weekly, 0.7);
        let daily = 100.0 * daily_share(Frequency::Weekly, 0.7);
        let fitted = |fit| Calibration { daily_mortality_percent: Some(fit), ..Calibration::default() };
        let after = learnt(&before, &fitted(fit(daily * 2.0, daily, 1))).mortality_model;
        assert_eq!(after.frequency, Frequency::Daily);
        assert!((after.rate_percent - 2.0 * daily).abs() < 1e-5);
        before.mortality_model.rate_percent = 0.0;
        let after = learnt(&before, &fitted(fit(0.04, 0.0, 1))).mortality_model;
        assert_eq!((after.frequency, after.rate_percent), (Frequency::Daily, 0.04));
    }
}
