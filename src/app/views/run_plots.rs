//! The plots of runs, as data: the same in the detail of one run and in a comparison of several.
use std::sync::Arc;

use crate::app::theme::Palette;
use crate::app::widgets::plots::{
    Axis, LineLook, NumberFormat, PlotSeries, PlotSpec, StageMark, Target, ticks,
};
use crate::domain::display;
use crate::domain::run::ProjectionDay;
use crate::service::RunInFull;

pub use crate::domain::measure::Measure;
pub use crate::domain::run_names::RunNames;

impl Measure {
    /// Unit, divisor and number format for values up to `largest` in size: the same turning points as everywhere.
    pub(super) fn shown(self, largest: f64) -> (&'static str, f64, NumberFormat) {
        let reading = match self {
            Self::Population => return ("fish", 1.0, ticks::whole),
            Self::Temperature => return ("°C", 1.0, ticks::tenths),
            Self::Weight => display::weight(largest),
            Self::Biomass | Self::DailyFeed | Self::CumulativeFeed => display::biomass(largest),
        };
        match reading.unit {
            "kg" if self == Self::Weight => ("kg", 1000.0, ticks::hundredths),
            "g" if largest < 100.0 => ("g", 1.0, ticks::hundredths),
            "g" => ("g", 1.0, ticks::whole),
            "t" => ("t", 1000.0, ticks::tenths),
            unit => (unit, 1.0, ticks::tenths),
        }
    }
}

/// The x of a day.
pub fn x_of(day: &ProjectionDay, axis: Axis) -> f64 {
    match axis {
        Axis::Days => f64::from(day.day_number),
        Axis::Dates => ticks::day_of(day.projection_date),
    }
}

/// A curve without points, looking as the run at this place does everywhere: the first is the baseline.
pub fn series(names: &RunNames, run: usize, colors: &Palette) -> PlotSeries {
    let color = match run.checked_sub(1) {
        None => colors.baseline(),
        Some(place) => colors.series(place),
    };
    PlotSeries {
        name: names.name(run).to_owned(),
        short: names.short(run).to_owned(),
        color,
        baseline: run == 0,
        line: LineLook::nth(run),
        x: Arc::from([]),
        y: Arc::from([]),
    }
}

/// One measure of runs, the baseline first, with the baseline's changes of stage and, for weights, the targets.
pub fn plot(
    measure: Measure,
    runs: &[RunInFull],
    names: &RunNames,
    axis: Axis,
    target_weights_g: &[f64],
    colors: &Palette,
) -> PlotSpec {
    let values = || runs.iter().flat_map(|run| &run.projection.days).map(|day| measure.of(day));
    let largest = values().map(f64::abs).fold(0.0, f64::max);
    let (unit, scale, format) = measure.shown(largest);
    let mut spec = PlotSpec::new(measure.name(), measure.name(), unit);
    (spec.scale, spec.format) = (scale, format);
    spec.from_zero = measure != Measure::Temperature;
    spec.series = runs
        .iter()
        .enumerate()
        .map(|(i, run)| PlotSeries {
            x: run.projection.days.iter().map(|day| x_of(day, axis)).collect(),
            y: run.projection.days.iter().map(|day| measure.of(day)).collect(),
            ..series(names, i, colors)
        })
        .collect();
    spec.stages = stages(runs, axis);
    if measure == Measure::Weight {
        let target = |y: &f64| Target { y: *y, label: display::weight(*y).to_string() };
        spec.targets = target_weights_g.iter().map(target).collect();
    }
    spec
}

/// How much more (or less) of a measure each run has than the baseline, which is the zero line.
pub fn difference(
    measure: Measure,
    runs: &[RunInFull],
    names: &RunNames,
    axis: Axis,
    colors: &Palette,
) -> PlotSpec {
    let Some((baseline, others)) = runs.split_first() else {
        return PlotSpec::new(measure.name(), measure.name(), "");
    };
    let base: Vec<(f64, f64)> =
        baseline.projection.days.iter().map(|day| (x_of(day, axis), measure.of(day))).collect();
    let base_at = |x: f64| {
        let place = base.partition_point(|(day, _)| *day < x);
        base.get(place).filter(|(day, _)| *day == x).map(|(_, value)| *value)
    };
    let curves: Vec<PlotSeries> = others
        .iter()
        .enumerate()
        .map(|(i, run)| {
            let (x, y): (Vec<f64>, Vec<f64>) = run
                .projection
                .days
                .iter()
                .filter_map(|day| {
                    let x = x_of(day, axis);
                    Some((x, measure.of(day) - base_at(x)?))
                })
                .unzip();
            PlotSeries { x: x.into(), y: y.into(), ..series(names, i + 1, colors) }
        })
        .collect();
    let largest = curves.iter().flat_map(|curve| curve.y.iter()).map(|y| y.abs()).fold(0.0, f64::max);
    let (unit, scale, format) = measure.shown(largest);
    let title = format!("{} less that of {}", measure.name(), names.short(0));
    let mut spec = PlotSpec::new(format!("{} difference", measure.name()), title, unit);
    (spec.scale, spec.format) = (scale, format);
    spec.series = curves;
    spec.stages = stages(runs, axis);
    spec
}

/// The baseline's stages, each where it begins.
fn stages(runs: &[RunInFull], axis: Axis) -> Vec<StageMark> {
    let Some(baseline) = runs.first() else { return Vec::new() };
    let projection = &baseline.projection;
    let mut marks: Vec<StageMark> = Vec::new();
    let mut before = None;
    for day in &projection.days {
        if before.replace(day.stage) != Some(day.stage) {
            marks.push(StageMark { x: x_of(day, axis), name: projection.stage_name(day).to_owned() });
        }
    }
    marks
}
