//! Where a batch will be: from its last actual day on by the models of its pinned run, in water as much warmer or colder than
//! the profile as it lately was (`assimilation.md`, "Forward forecast").
use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::assimilation::{heaviest_g, planned_temperature_c};
use super::projection::{Models, daily_mortality, fcr_of, tgc_on, weight_after_a_day_g};
use crate::domain::actual::{Actual, ActualDay, TemperatureSource};
use crate::domain::run::{ParametersSnapshot, Projection};
use crate::domain::scenario::Scenario;

/// Days at the end of which the water is looked at.
const DAYS_OF_BIAS: usize = 14;
/// However strange the last days were, the future is not assumed to be stranger than this.
const MOST_BIAS_C: f64 = 2.0;
/// Longest forecast.
const MOST_DAYS: u32 = 1000;

/// How much warmer the water lately was than the profile says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TemperatureBias {
    /// Mean of measured less planned, cut at ±2 °C; 0 where nothing was measured.
    pub bias_c: f64,
    /// How many of the last 14 days were measured.
    pub days: usize,
}

/// One day of a forecast, for the whole batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ForecastDay {
    /// The calendar day.
    pub date: NaiveDate,
    /// Day of the batch, from 1.
    pub day_number: u32,
    /// Place of the stage in the lifecycle.
    pub stage: u8,
    /// Mean weight at the day's end.
    pub avg_weight_g: f64,
    /// That weight if fish grow as slowly as the error of the TGC allows.
    pub low_weight_g: f64,
    /// That weight if they grow as fast.
    pub high_weight_g: f64,
    /// Fish alive: the expected number, a real number.
    pub population: f64,
    /// Biomass at the day's end.
    pub biomass_kg: f64,
    /// Feed of the day.
    pub feed_kg: f64,
    /// Water temperature.
    pub temperature_c: f64,
}

/// The days to come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// How the water is taken to be.
    pub bias: TemperatureBias,
    /// The days, from the day after the last actual one.
    pub days: Vec<ForecastDay>,
}

/// When a weight is reached, and when the plan said so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ForecastDate {
    /// The weight.
    pub weight_g: f64,
    /// When the batch reaches it, or did; none within the forecast.
    pub date: Option<NaiveDate>,
    /// When the pinned run does.
    pub planned: Option<NaiveDate>,
}

impl ForecastDate {
    /// Days later than planned; fewer than none is sooner.
    pub fn later_days(&self) -> Option<i64> {
        Some((self.date? - self.planned?).num_days())
    }
}

impl Forecast {
    /// When the batch reaches a weight: on one of its actual days or of those to come.
    pub fn when(&self, weight_g: f64, actual: &[ActualDay], run: &Projection) -> ForecastDate {
        let was = actual.iter().find(|day| day.avg_weight_g >= weight_g).map(|day| day.date);
        let will = || self.days.iter().find(|day| day.avg_weight_g >= weight_g).map(|day| day.date);
        let planned =
            run.days.iter().find(|day| day.average_weight_g >= weight_g).map(|day| day.projection_date);
        ForecastDate { weight_g, date: was.or_else(will), planned }
    }
}

/// How much warmer the last days were than the recipe's water, where a sensor said so.
pub fn temperature_bias(days: &[ActualDay], recipe: &ParametersSnapshot) -> TemperatureBias {
    let inputs = recipe.inputs();
    let last = &days[days.len().saturating_sub(DAYS_OF_BIAS)..];
    let measured = last.iter().filter(|day| day.temperature.source == TemperatureSource::Measured);
    let differences: Vec<f64> = measured
        .filter_map(|day| {
            let stage = inputs.lifecycle.get(usize::from(day.stage))?;
            let models = Models::on(inputs, day.day_number);
            Some(day.temperature_c - planned_temperature_c(&models, stage, day.day_number))
        })
        .collect();
    if differences.is_empty() {
        return TemperatureBias::default();
    }
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    TemperatureBias { bias_c: mean.clamp(-MOST_BIAS_C, MOST_BIAS_C), days: differences.len() }
}

/// Forecasts a batch from its last actual day to the last day of its pinned run, at most 1000 days.
///
/// `tgc_error` is the share by which the TGC may be wrong either way (0.05 for 5 %); it gives the band. The days are none
/// where the batch has none, or has outlived the run.
pub fn forecast(actual: &Actual, recipe: &ParametersSnapshot, run: &Projection, tgc_error: f64) -> Forecast {
    let bias = temperature_bias(&actual.batch, recipe);
    let mut forecast = Forecast { bias, days: Vec::new() };
    let (Some(last), Some(end)) = (actual.batch.last(), run.days.last()) else { return forecast };
    let inputs = recipe.inputs();
    let [mut low, mut fish, mut high] =
        [1.0 - tgc_error, 1.0, 1.0 + tgc_error].map(|factor| Fish::after(last, factor.max(0.0)));
    for ahead in 1..=MOST_DAYS {
        let date = last.date + Days::new(u64::from(ahead));
        if date > end.projection_date {
            break;
        }
        let day_number = last.day_number + ahead;
        let models = Models::on(inputs, day_number);
        let (temperature_c, feed_kg) = fish.live(inputs, &models, day_number, bias.bias_c);
        low.live(inputs, &models, day_number, bias.bias_c);
        high.live(inputs, &models, day_number, bias.bias_c);
        forecast.days.push(ForecastDay {
            date,
            day_number,
            stage: u8::try_from(fish.stage).unwrap_or(u8::MAX),
            avg_weight_g: fish.weight_g,
            low_weight_g: low.weight_g,
            high_weight_g: high.weight_g,
            population: fish.population,
            biomass_kg: fish.weight_g * fish.population / 1000.0,
            feed_kg,
            temperature_c,
        });
    }
    forecast
}

/// The fish of the batch between two days.
struct Fish {
    weight_g: f64,
    population: f64,
    stage: usize,
    tgc_factor: f64,
}

impl Fish {
    fn after(day: &ActualDay, tgc_factor: f64) -> Self {
        Self {
            weight_g: day.avg_weight_g,
            population: day.population,
            stage: usize::from(day.stage),
            tgc_factor,
        }
    }

    /// One day as `engine.md` has it; gives the day's temperature and feed.
    fn live(&mut self, inputs: &Scenario, models: &Models<'_>, day_number: u32, bias_c: f64) -> (f64, f64) {
        let Some(stage) = inputs.lifecycle.get(self.stage) else { return (0.0, 0.0) };
        let planned_c = planned_temperature_c(models, stage, day_number);
        // Held water is held.
        let temperature_c = if stage.fixed_temperature_c.is_some() { planned_c } else { planned_c + bias_c };
        let before_g = self.weight_g;
        self.population *= 1.0 - daily_mortality(models.mortality, &stage.name, day_number);
        let mut feed_kg = 0.0;
        if stage.feeds {
            let tgc = tgc_on(models.tgc, &stage.name, day_number) * self.tgc_factor;
            let cap_g = stage.weight_cap_g.unwrap_or(f64::INFINITY);
            self.weight_g = weight_after_a_day_g(models.tgc, tgc, before_g, temperature_c, cap_g);
            let fcr = fcr_of(models.fcr, &stage.name, before_g);
            feed_kg = fcr * (self.weight_g - before_g) * self.population / 1000.0;
        }
        while self.stage + 1 < inputs.lifecycle.len() && self.weight_g >= heaviest_g(inputs, self.stage) {
            self.stage += 1;
        }
        (temperature_c, feed_kg)
    }
}
