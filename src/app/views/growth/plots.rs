//! The curves of a batch: what was, what was planned, what was measured, and what will be.
use chrono::NaiveDate;
use egui::Ui;
use std::sync::Arc;

use crate::app::theme::{Palette, palette};
use crate::app::views::run_plots::Measure;
use crate::app::widgets::plots::{Axis, LineLook, LinkedPlots, PlotSeries, PlotSpec, PlotsLook, ticks};
use crate::domain::actual::ActualDay;
use crate::service::{ForecastDay, Growth, GrowthForecast};

/// Which curves are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// What the run says.
    pub plan: bool,
    /// What the batch was.
    pub actual: bool,
    /// What was weighed.
    pub samples: bool,
    /// What it will be.
    pub forecast: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self { plan: true, actual: true, samples: true, forecast: true }
    }
}

/// What the curves were made of.
#[derive(Clone)]
struct MadeOf {
    growth: Arc<Growth>,
    shown: Shown,
    pen: Option<usize>,
    axis: Axis,
    is_dark: bool,
}

/// The curves, and what they were made of.
pub struct GrowthPlots {
    linked: LinkedPlots,
    made_of: Option<MadeOf>,
    specs: Vec<PlotSpec>,
}

impl Default for GrowthPlots {
    fn default() -> Self {
        Self { linked: LinkedPlots::new("growth"), made_of: None, specs: Vec::new() }
    }
}

impl std::fmt::Debug for GrowthPlots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GrowthPlots").finish_non_exhaustive()
    }
}

impl GrowthPlots {
    /// Draws the curves of the whole batch, or of one pen.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        growth: &Arc<Growth>,
        forecast: &GrowthForecast,
        shown: Shown,
        pen: Option<usize>,
        axis: Axis,
    ) {
        let is_dark = ui.visuals().dark_mode;
        let is_same = |of: &MadeOf| {
            Arc::ptr_eq(&of.growth, growth)
                && (of.shown, of.pen, of.axis, of.is_dark) == (shown, pen, axis, is_dark)
        };
        if !self.made_of.as_ref().is_some_and(is_same) {
            let before = self.made_of.as_ref();
            let is_other = |of: &MadeOf| of.growth.batch.batch_id != growth.batch.batch_id || of.axis != axis;
            if before.is_none_or(is_other) {
                self.linked.set_view(None);
            }
            let colors = palette(ui.visuals());
            let make = |measure| plot(measure, growth, forecast, shown, pen, axis, colors);
            self.specs = Measure::ALL.into_iter().map(make).collect();
            self.made_of = Some(MadeOf { growth: Arc::clone(growth), shown, pen, axis, is_dark });
        }
        let look = PlotsLook { axis, ..PlotsLook::new(ui) };
        self.linked.show(ui, &self.specs, &look);
    }
}

fn plot(
    measure: Measure,
    growth: &Growth,
    forecast: &GrowthForecast,
    shown: Shown,
    pen: Option<usize>,
    axis: Axis,
    colors: &Palette,
) -> PlotSpec {
    let start = growth.batch.start_date;
    let x_of = |date: NaiveDate| match axis {
        Axis::Days => (date - start).num_days() as f64 + 1.0,
        Axis::Dates => ticks::day_of(date),
    };
    let days = match pen.and_then(|pen| growth.actual.pens.get(pen)) {
        Some(pen) => &pen.days,
        None => &growth.actual.batch,
    };
    let curve = |name: &str, place: usize, line: LineLook, points: Vec<(f64, f64)>| {
        let (x, y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
        PlotSeries {
            name: name.to_owned(),
            short: name.to_owned(),
            color: colors.series(place),
            baseline: false,
            line,
            x: x.into(),
            y: y.into(),
        }
    };
    let mut series = Vec::new();
    if shown.plan && pen.is_none() {
        let planned = growth.plan.projection.days.iter();
        let points = planned.map(|day| (x_of(day.projection_date), measure.of(day))).collect();
        let name = format!("Plan #{}", growth.plan.run.run_number);
        series.push(PlotSeries { baseline: true, ..curve(&name, 0, LineLook::Dashed, points) });
    }
    if shown.actual {
        series.push(curve(
            "Actual",
            0,
            LineLook::Solid,
            points_of(measure, 0.0, days.iter().map(Figures::from), &x_of),
        ));
    }
    if shown.samples && measure == Measure::Weight {
        let name = pen.and_then(|pen| growth.actual.pens.get(pen)).map(|pen| pen.name.as_str());
        let samples = growth.observations.growth_samples.iter();
        let of_pen = samples.filter(|sample| name.is_none() || sample.pen.as_deref() == name);
        let points = of_pen.map(|sample| (x_of(sample.date), sample.avg_weight_g)).collect();
        series.push(curve("Samples", 1, LineLook::Points, points));
    }
    if shown.forecast && pen.is_none() {
        let ahead = &forecast.forecast.days;
        let fed_kg = days.iter().map(|day| day.feed_kg).sum();
        let points = points_of(measure, fed_kg, ahead.iter().map(Figures::from), &x_of);
        series.push(curve("Forecast", 2, LineLook::Dotted, points));
        let is_banded = ahead.iter().any(|day| day.low_weight_g < day.high_weight_g);
        if measure == Measure::Weight && is_banded {
            let low = ahead.iter().map(|day| (x_of(day.date), day.low_weight_g)).collect();
            let high = ahead.iter().map(|day| (x_of(day.date), day.high_weight_g)).collect();
            series.push(curve("At slowest", 2, LineLook::DashDotDot, low));
            series.push(curve("At fastest", 2, LineLook::DashDotDot, high));
        }
    }
    series.retain(|curve| !curve.x.is_empty());
    let largest = series.iter().flat_map(|curve| curve.y.iter()).map(|y| y.abs()).fold(0.0, f64::max);
    let (unit, scale, format) = measure.shown(largest);
    let mut spec = PlotSpec::new(measure.name(), measure.name(), unit);
    (spec.scale, spec.format) = (scale, format);
    spec.from_zero = measure != Measure::Temperature;
    spec.series = series;
    spec
}

/// What is plotted of a day, be it past or to come.
struct Figures {
    date: NaiveDate,
    weight_g: f64,
    population: f64,
    biomass_kg: f64,
    feed_kg: f64,
    temperature_c: f64,
}

impl From<&ActualDay> for Figures {
    fn from(day: &ActualDay) -> Self {
        Self {
            date: day.date,
            weight_g: day.avg_weight_g,
            population: day.population,
            biomass_kg: day.biomass_kg,
            feed_kg: day.feed_kg,
            temperature_c: day.temperature_c,
        }
    }
}

impl From<&ForecastDay> for Figures {
    fn from(day: &ForecastDay) -> Self {
        Self {
            date: day.date,
            weight_g: day.avg_weight_g,
            population: day.population,
            biomass_kg: day.biomass_kg,
            feed_kg: day.feed_kg,
            temperature_c: day.temperature_c,
        }
    }
}

/// The points of a measure, before which `fed_kg` were fed.
fn points_of(
    measure: Measure,
    mut fed_kg: f64,
    days: impl Iterator<Item = Figures>,
    x_of: &impl Fn(NaiveDate) -> f64,
) -> Vec<(f64, f64)> {
    days.map(|day| {
        fed_kg += day.feed_kg;
        let value = match measure {
            Measure::Weight => day.weight_g,
            Measure::Population => day.population,
            Measure::Biomass => day.biomass_kg,
            Measure::DailyFeed => day.feed_kg,
            Measure::CumulativeFeed => fed_kg,
            Measure::Temperature => day.temperature_c,
        };
        (x_of(day.date), value)
    })
    .collect()
}
