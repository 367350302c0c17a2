//! The day loop: from a snapshot to its days (`engine.md`, "One day").
use std::ops::ControlFlow;

use chrono::NaiveDate;

use crate::domain::feed::{FcrModel, WeightBandFcr};
use crate::domain::growth::{STANDARD_EXPONENT_M, STANDARD_EXPONENT_N, TgcModel};
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::run::{ParametersSnapshot, Projection, ProjectionDay};
use crate::domain::scenario::{ModelChange, Scenario};
use crate::domain::temperature::TemperatureReading;

/// Days between two calls of the progress callback.
const DAYS_PER_REPORT: u32 = 128;

/// The progress callback stopped the projection; nothing of it is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the projection was stopped")]
pub struct Stopped;

/// Projects a snapshot over all of its days.
///
/// `on_progress` gets the days done and the days to do, every 128 days and at the end; breaking stops the run.
///
/// # Errors
/// [`Stopped`], if the callback broke off; nothing else can fail, for a snapshot holds only what passed its check.
pub fn project(
    snapshot: &ParametersSnapshot,
    mut on_progress: impl FnMut(u32, u32) -> ControlFlow<()>,
) -> Result<Projection, Stopped> {
    let inputs = snapshot.inputs();
    let total = inputs.duration_days;
    let mut out = Projection {
        stages: inputs.lifecycle.iter().map(|stage| stage.name.clone()).collect(),
        days: Vec::with_capacity(total as usize),
        warnings: inputs.oddities(),
    };
    let mut models = Models::at_start(&inputs.tgc_model, &inputs.fcr_model, &inputs.mortality_model);
    let mut changes = inputs.model_changes.iter().peekable();
    let mut fish = Fish {
        date: inputs.start_date,
        weight_g: inputs.initial_weight_g,
        root: Growth::of(models.tgc).root(inputs.initial_weight_g),
        population: inputs.initial_count as f64,
        cumulative_feed_kg: 0.0,
    };
    let mut stage_before = None;
    let mut day = 1;
    while day <= total {
        while let Some(change) = changes.next_if(|change| change.change_day <= day) {
            let growth_before = Growth::of(models.tgc);
            models.apply(change, day, &mut out.warnings);
            let growth = Growth::of(models.tgc);
            if growth != growth_before {
                fish.root = growth.root(fish.weight_g);
            }
        }
        let (stage, last_day_of_stage) = models.stage_on(day, &inputs.lifecycle);
        if let Some(before) = stage_before.replace(stage)
            && before != stage
        {
            out.warnings.push(format!(
                "day {day}: stage {} -> {} ({:.2} g)",
                out.stages[before], out.stages[stage], fish.weight_g
            ));
        }
        let next_change = changes.peek().map_or(u32::MAX, |change| change.change_day);
        let last = total
            .min(last_day_of_stage)
            .min(next_change - 1)
            .min(models.last_day_of_schedules(day))
            .min(day.saturating_add(DAYS_PER_REPORT - 1));
        let stretch = Stretch::of(&models, day, stage, &inputs.lifecycle[stage]);
        fish.live(&stretch, day..=last, &mut out.days);
        if on_progress(last, total).is_break() {
            return Err(Stopped);
        }
        day = last + 1;
    }
    Ok(out)
}

/// The models in force on a day.
pub(super) struct Models<'a> {
    pub(super) tgc: &'a TgcModel,
    pub(super) fcr: &'a FcrModel,
    pub(super) mortality: &'a MortalityModel,
}

impl<'a> Models<'a> {
    fn at_start(tgc: &'a TgcModel, fcr: &'a FcrModel, mortality: &'a MortalityModel) -> Self {
        Self { tgc, fcr, mortality }
    }

    /// The models of a recipe that are in force on a day of the scenario.
    pub(super) fn on(inputs: &'a Scenario, day: u32) -> Self {
        let mut models = Self::at_start(&inputs.tgc_model, &inputs.fcr_model, &inputs.mortality_model);
        for change in inputs.model_changes.iter().take_while(|change| change.change_day <= day) {
            models.tgc = change.new_tgc_model.as_ref().unwrap_or(models.tgc);
            models.fcr = change.new_fcr_model.as_ref().unwrap_or(models.fcr);
            models.mortality = change.new_mortality_model.as_ref().unwrap_or(models.mortality);
        }
        models
    }

    fn apply(&mut self, change: &'a ModelChange, day: u32, warnings: &mut Vec<String>) {
        if let Some(model) = &change.new_tgc_model {
            self.tgc = model;
            warnings.push(format!("day {day}: TGC model -> {}", model.name));
        }
        if let Some(model) = &change.new_fcr_model {
            self.fcr = model;
            warnings.push(format!("day {day}: FCR model -> {}", model.name));
        }
        if let Some(model) = &change.new_mortality_model {
            self.mortality = model;
            warnings.push(format!("day {day}: mortality model -> {}", model.name));
        }
    }

    /// The last day on which the schedules say what they say on this one.
    fn last_day_of_schedules(&self, day: u32) -> u32 {
        let (tgc, mortality) = (&self.tgc.schedule, &self.mortality.schedule);
        let next_tgc = tgc.get(begun(tgc, day, |item| item.from_day)).map(|item| item.from_day);
        let next_mortality =
            mortality.get(begun(mortality, day, |item| item.from_day)).map(|item| item.from_day);
        next_tgc.into_iter().chain(next_mortality).min().map_or(u32::MAX, |next| next - 1)
    }

    /// The lifecycle's place of the stage that a day belongs to, and the last day that belongs to it.
    fn stage_on(&self, day: u32, lifecycle: &[LifecycleStage]) -> (usize, u32) {
        let place = |name: &str| lifecycle.iter().position(|stage| stage.name == name).unwrap_or(0);
        let mut last_day = 0;
        for item in &self.fcr.stages {
            last_day += item.duration_days;
            if day <= last_day {
                return (place(&item.stage), last_day);
            }
        }
        (self.fcr.stages.last().map_or(0, |item| place(&item.stage)), u32::MAX)
    }
}

/// How many entries of a schedule hold or held on a day: the last of them is the one in force.
fn begun<T>(schedule: &[T], day: u32, from_day: impl Fn(&T) -> u32) -> usize {
    schedule.partition_point(|item| from_day(item) <= day)
}

/// The law by which fish grow: `w' = (w^m + k/1000 * T^n)^(1/m)`, a TGC `k` in the ×1000 convention.
///
/// With n = 1 and m = 1/3 it is `(cbrt(w) + k/1000 * T)^3` (Iwama & Tautz 1981). What grows evenly is the root
/// `w^m`, so the root is what is carried from day to day: no root is drawn again inside the loop.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Growth {
    n: f64,
    m: f64,
}

impl Growth {
    pub(super) fn of(model: &TgcModel) -> Self {
        Self { n: model.exponent_n, m: model.exponent_m }
    }

    pub(super) fn root(self, weight_g: f64) -> f64 {
        if self.m == STANDARD_EXPONENT_M { libm::cbrt(weight_g) } else { libm::pow(weight_g, self.m) }
    }

    #[inline(always)]
    pub(super) fn weight_g(self, root: f64) -> f64 {
        if self.m == STANDARD_EXPONENT_M { root * root * root } else { libm::pow(root, 1.0 / self.m) }
    }

    #[inline(always)]
    pub(super) fn warmth(self, temperature_c: f64) -> f64 {
        if self.n == STANDARD_EXPONENT_N { temperature_c } else { libm::pow(temperature_c, self.n) }
    }
}

/// The weight at the end of one day of growth by a TGC (×1000 convention): the law of [`project`], for fish whose root is
/// not carried along. A cap never makes a fish lose weight.
pub(super) fn weight_after_a_day_g(
    model: &TgcModel,
    tgc: f64,
    weight_g: f64,
    temperature_c: f64,
    cap_g: f64,
) -> f64 {
    if temperature_c <= 0.0 || weight_g >= cap_g {
        return weight_g;
    }
    let growth = Growth::of(model);
    let grown_g = growth.weight_g(growth.root(weight_g) + tgc / 1000.0 * growth.warmth(temperature_c));
    grown_g.max(weight_g).min(cap_g)
}

/// A stretch of days over which stage and models stay the same.
struct Stretch<'a> {
    stage: u8,
    feeds: bool,
    growth: Growth,
    /// TGC divided by 1000.
    k: f64,
    cap_g: f64,
    /// Share of the fish that is still alive after a day.
    survival: f64,
    fcr: f64,
    bands: &'a [WeightBandFcr],
    fixed_temperature_c: Option<f64>,
    readings: &'a [TemperatureReading],
}

impl<'a> Stretch<'a> {
    fn of(models: &Models<'a>, day: u32, place: usize, stage: &LifecycleStage) -> Self {
        let fcr = models.fcr.stages.iter().find(|item| item.stage == stage.name);
        Self {
            // A lifecycle has at most 255 stages: that is checked at the door.
            stage: u8::try_from(place).unwrap_or(u8::MAX),
            feeds: stage.feeds,
            growth: Growth::of(models.tgc),
            k: tgc_on(models.tgc, &stage.name, day) / 1000.0,
            cap_g: stage.weight_cap_g.unwrap_or(f64::INFINITY),
            survival: 1.0 - daily_mortality(models.mortality, &stage.name, day),
            fcr: fcr.map_or(0.0, |item| item.fcr_value),
            bands: fcr.map_or(&[], |item| &item.overrides),
            fixed_temperature_c: stage.fixed_temperature_c,
            readings: &models.tgc.temperature_profile.readings,
        }
    }

    #[inline(always)]
    fn fcr_at(&self, weight_g: f64) -> f64 {
        fcr_in(self.bands, self.fcr, weight_g)
    }
}

/// The first band that holds the weight decides, else the stage.
#[inline(always)]
fn fcr_in(bands: &[WeightBandFcr], of_stage: f64, weight_g: f64) -> f64 {
    let holds = |band: &&WeightBandFcr| weight_g >= band.min_weight_g && weight_g <= band.max_weight_g;
    bands.iter().find(holds).map_or(of_stage, |band| band.fcr_value)
}

/// The TGC that a model has for a stage on a day of the scenario (×1000 convention): the stage's own, else the
/// schedule's, else the model's.
pub fn tgc_on(model: &TgcModel, stage: &str, day: u32) -> f64 {
    if let Some(item) = model.stage_overrides.iter().find(|item| item.stage == stage) {
        return item.tgc_value;
    }
    let begun = begun(&model.schedule, day, |item| item.from_day);
    model.schedule[..begun].last().map_or(model.tgc_value, |item| item.tgc_value)
}

/// The FCR that a model has for fish of a stage: that of the first weight band that holds them, else the stage's. A stage that
/// the model does not name has that of its last.
pub(super) fn fcr_of(model: &FcrModel, stage: &str, weight_g: f64) -> f64 {
    let Some(item) = model.stages.iter().find(|item| item.stage == stage).or(model.stages.last()) else {
        return 0.0;
    };
    fcr_in(&item.overrides, item.fcr_value, weight_g)
}

/// The share of the living fish of a stage that dies on a day of the scenario, 0 to 1: by the stage's own rate, else the
/// schedule's, else the model's.
pub fn daily_mortality(model: &MortalityModel, stage: &str, day: u32) -> f64 {
    if let Some(item) = model.stage_overrides.iter().find(|item| item.stage == stage) {
        return item.daily_rate_percent / 100.0;
    }
    let begun = begun(&model.schedule, day, |item| item.from_day);
    match model.schedule[..begun].last() {
        Some(item) => item.daily_rate_percent / 100.0,
        None => daily_share(model.frequency, model.rate_percent),
    }
}

/// The share of the living fish, 0 to 1, that dies in a day if `rate_percent` of them die in a period.
///
/// The rate r of a period of p days is spread so that p days make the period's loss: `1 - (1 - r/100)^(1/p)`; a month has
/// 365.25/12 days.
pub fn daily_share(frequency: Frequency, rate_percent: f64) -> f64 {
    let rate = rate_percent / 100.0;
    match frequency {
        Frequency::Daily => rate,
        Frequency::Weekly => 1.0 - libm::pow(1.0 - rate, 1.0 / 7.0),
        Frequency::Monthly => 1.0 - libm::pow(1.0 - rate, 12.0 / 365.25),
    }
}

/// Walks a profile forward: exact on a reading, linear between two, the nearest before the first and after the last.
struct Thermometer<'a> {
    /// The last reading on or before the day; before the first reading, that one.
    last: TemperatureReading,
    /// The readings after it.
    ahead: &'a [TemperatureReading],
}

impl<'a> Thermometer<'a> {
    fn new(readings: &'a [TemperatureReading], first_day: u32) -> Self {
        let passed = readings.partition_point(|reading| reading.day_number <= first_day);
        let last = readings.get(passed.saturating_sub(1)).copied();
        // An empty profile is refused at the door.
        let last = last.unwrap_or(TemperatureReading { day_number: 0, temperature_c: 0.0 });
        Self { last, ahead: &readings[passed..] }
    }

    /// Days must not be asked for backwards.
    #[inline(always)]
    fn on(&mut self, day: u32) -> f64 {
        while let [next, ahead @ ..] = self.ahead
            && next.day_number <= day
        {
            self.last = *next;
            self.ahead = ahead;
        }
        let a = self.last;
        match self.ahead {
            [b, ..] if day > a.day_number => {
                let share = f64::from(day - a.day_number) / f64::from(b.day_number - a.day_number);
                a.temperature_c + (b.temperature_c - a.temperature_c) * share
            }
            _ => a.temperature_c,
        }
    }
}

/// The temperature of a profile on a day: what the engine reads there. Readings must be in the order of their days.
pub fn temperature_on(readings: &[TemperatureReading], day: u32) -> f64 {
    Thermometer::new(readings, day).on(day)
}

/// The fish as they stand between two days.
#[derive(Clone, Copy)]
struct Fish {
    date: NaiveDate,
    weight_g: f64,
    /// `weight_g` to the power of the weight exponent m, carried exactly.
    root: f64,
    population: f64,
    cumulative_feed_kg: f64,
}

impl Fish {
    /// Lives through a stretch of days and records each.
    fn live(
        &mut self,
        stretch: &Stretch<'_>,
        days: std::ops::RangeInclusive<u32>,
        out: &mut Vec<ProjectionDay>,
    ) {
        let mut thermometer = Thermometer::new(stretch.readings, *days.start());
        let root_at_cap = stretch.growth.root(stretch.cap_g);
        // In variables of their own, which need not be written back to memory each day.
        let Self { mut date, mut weight_g, mut root, mut population, mut cumulative_feed_kg } = *self;
        for day_number in *days.start()..*days.end() + 1 {
            let temperature_c = match stretch.fixed_temperature_c {
                Some(fixed) => fixed,
                None => thermometer.on(day_number),
            };
            let weight_before_g = weight_g;
            if stretch.feeds && temperature_c > 0.0 && weight_before_g < stretch.cap_g {
                root += stretch.k * stretch.growth.warmth(temperature_c);
                // The cube of a root may fall short of the weight by its last bit; fish do not shrink.
                let grown_g = stretch.growth.weight_g(root).max(weight_before_g);
                weight_g = grown_g.min(stretch.cap_g);
                if grown_g > stretch.cap_g {
                    root = root_at_cap;
                }
            }
            population *= stretch.survival;
            let daily_feed_kg = if stretch.feeds {
                stretch.fcr_at(weight_before_g) * (weight_g - weight_before_g) * population / 1000.0
            } else {
                0.0
            };
            cumulative_feed_kg += daily_feed_kg;
            out.push(ProjectionDay {
                projection_date: date,
                day_number,
                stage: stretch.stage,
                average_weight_g: weight_g,
                population,
                biomass_kg: weight_g * population / 1000.0,
                daily_feed_kg,
                cumulative_feed_kg,
                temperature_c,
            });
            date = date.succ_opt().unwrap_or(date);
        }
        *self = Self { date, weight_g, root, population, cumulative_feed_kg };
    }
}
