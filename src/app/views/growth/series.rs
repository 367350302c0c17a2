//! The curves of a batch as data: what was, what was planned, what was measured, and what will be.
use chrono::NaiveDate;
use std::sync::Arc;

use crate::app::theme::Palette;
use crate::app::views::run_plots::Measure;
use crate::app::widgets::plots::{
    Axis, Band, Certainty, Flag, LineLook, MarkShape, Marks, Observed, PlotSeries, PlotSpec, StageMark,
    Target, ticks,
};
use crate::domain::actual::{ActualDay, Anchor, Doubt};
use crate::domain::actual_words::SURE_FROM;
use crate::domain::display::{self, sentence};
use crate::domain::goal_weights::{Goal, GoalWeights};
use crate::service::{Forecast, ForecastDay, Growth};

/// The name of the curve of what was.
const ACTUAL: &str = "Actual";

/// Something that is drawn of a batch and can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What the run says.
    Plan,
    /// What the batch was.
    Actual,
    /// What was weighed in samples.
    Samples,
    /// What was weighed when fish were moved.
    Transfers,
    /// What was weighed at treatments.
    Treatments,
    /// What it will be.
    Forecast,
}

impl Part {
    /// In the order in which they can be left out.
    pub const ALL: [Self; 6] =
        [Self::Plan, Self::Actual, Self::Forecast, Self::Samples, Self::Transfers, Self::Treatments];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "Run",
            Self::Actual => ACTUAL,
            Self::Samples => "Samples",
            Self::Transfers => "Transfers",
            Self::Treatments => "Treatments",
            Self::Forecast => "Forecast",
        }
    }

    /// What tells it from the others: a line's style, or the shape of marks.
    pub fn sign(self) -> Result<LineLook, MarkShape> {
        match self {
            Self::Plan | Self::Actual => Ok(LineLook::Solid),
            Self::Forecast => Ok(LineLook::Dotted),
            Self::Samples => Err(MarkShape::Circle),
            Self::Transfers => Err(MarkShape::Diamond),
            Self::Treatments => Err(MarkShape::Triangle),
        }
    }

    /// Its colour: the run in that of text, the batch in another, what was measured apart from both.
    pub fn color(self, colors: &Palette) -> egui::Color32 {
        match self {
            Self::Plan => colors.baseline(),
            Self::Actual | Self::Forecast => colors.series(0),
            Self::Samples => colors.series(1),
            Self::Transfers => colors.series(3),
            Self::Treatments => colors.series(2),
        }
    }

    /// The measured weights that it stands for.
    pub fn anchor(self) -> Option<Anchor> {
        match self {
            Self::Samples => Some(Anchor::GrowthSample),
            Self::Transfers => Some(Anchor::Transfer),
            Self::Treatments => Some(Anchor::Treatment),
            Self::Plan | Self::Actual | Self::Forecast => None,
        }
    }
}

/// Which of them are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown([bool; Part::ALL.len()]);

impl Default for Shown {
    fn default() -> Self {
        Self([true; Part::ALL.len()])
    }
}

impl Shown {
    /// Whether a part is drawn.
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }

    /// The same, to be changed.
    pub fn of(&mut self, part: Part) -> &mut bool {
        &mut self.0[part as usize]
    }
}

/// What is to be drawn of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Which parts.
    pub shown: Shown,
    /// One pen, or the whole batch.
    pub pen: Option<usize>,
    /// By day or by date.
    pub axis: Axis,
    /// The weights that are waited for, as dashed lines.
    pub goals: GoalWeights,
}

/// Days of a batch or of one of its pens.
pub fn days_of(growth: &Growth, pen: Option<usize>) -> &[ActualDay] {
    match pen.and_then(|pen| growth.actual.pens.get(pen)) {
        Some(pen) => &pen.days,
        None => &growth.actual.batch,
    }
}

/// The plot of one measure.
pub fn plot(
    measure: Measure,
    growth: &Growth,
    forecast: &Forecast,
    wanted: Wanted,
    colors: &Palette,
) -> PlotSpec {
    let place = |date: NaiveDate| place(growth, wanted.axis, date);
    let days = days_of(growth, wanted.pen);
    let is_shown = |part| wanted.shown.has(part);
    let is_whole = wanted.pen.is_none();
    let mut series = Vec::new();
    // A pen holds a share of the fish: weight and water alone can be held against a run of them all.
    if is_shown(Part::Plan) && (is_whole || matches!(measure, Measure::Weight | Measure::Temperature)) {
        let run = &growth.plan.run;
        let points = growth.plan.projection.days.iter();
        // By days of the batch: the run may have begun on another date.
        let points = points.map(|day| (place(day.projection_date), measure.of(day)));
        let name = format!("Run #{}", run.run_number);
        series.push(PlotSeries { baseline: true, ..curve(&name, Part::Plan, points, colors) });
    }
    let actual = || accumulated(measure, 0.0, days.iter().map(Figures::from));
    if is_shown(Part::Actual) {
        let points = days.iter().zip(actual()).map(|(day, value)| (place(day.date), value));
        series.push(curve(ACTUAL, Part::Actual, points, colors));
    }
    let mut observed = Observed { flag_color: colors.warning, ..Observed::default() };
    if is_shown(Part::Forecast) && is_whole && !forecast.days.is_empty() {
        // It goes on where the actual state ends.
        let last = days.last().zip(actual().last()).map(|(day, value)| (place(day.date), value));
        let fed_kg = days.iter().map(|day| day.feed_kg).sum();
        let coming = accumulated(measure, fed_kg, forecast.days.iter().map(Figures::from));
        let coming = forecast.days.iter().zip(coming).map(|(day, value)| (place(day.date), value));
        series.push(curve(Part::Forecast.name(), Part::Forecast, last.into_iter().chain(coming), colors));
        observed.bands.extend(band(measure, forecast, &place, colors));
    }
    if measure == Measure::Weight {
        let parts = Part::ALL.into_iter().filter(|part| is_shown(*part));
        observed.marks = parts.filter_map(|part| marks(part, growth, wanted.pen, &place, colors)).collect();
    }
    if is_shown(Part::Actual) {
        let x: Arc<[f64]> = days.iter().map(|day| place(day.date)).collect();
        let share = days.iter().map(|day| day.confidence(measure)).collect();
        let color = Part::Actual.color(colors);
        let of = ACTUAL.to_owned();
        observed.certainty = Some(Certainty { of, color, x, share, sure_from: SURE_FROM });
        observed.notes = notes(measure, days, &place);
    }
    observed.flags = flags(growth, wanted.pen, &place);
    series.retain(|curve| !curve.x.is_empty());
    let (unit, scale, format) = measure.shown(largest(&series, &observed));
    let mut spec = PlotSpec::new(measure.name(), measure.name(), unit);
    (spec.scale, spec.format) = (scale, format);
    spec.from_zero = measure != Measure::Temperature;
    spec.series = series;
    spec.stages = stages(growth, forecast, wanted.pen, &place);
    spec.observed = Some(Arc::new(observed));
    if measure == Measure::Weight {
        let target = |(goal, y): (Goal, f64)| Target {
            y,
            label: format!("{} {}", goal.weight_name(), display::weight(y)),
        };
        // A weight that was reached is waited for no more.
        let weight_g = days.last().map_or(0.0, |day| day.avg_weight_g);
        let goals = wanted.goals.each().into_iter();
        spec.targets = goals.filter(|(_, goal_g)| *goal_g > weight_g).map(target).collect();
    }
    spec
}

/// Where a date lies on the axis: a day of the batch, from 1, or a date.
pub fn place(growth: &Growth, axis: Axis, date: NaiveDate) -> f64 {
    match axis {
        Axis::Days => (date - growth.batch.start_date).num_days() as f64 + 1.0,
        Axis::Dates => ticks::day_of(date),
    }
}

/// The date at a place on the axis.
pub fn date_at(growth: &Growth, axis: Axis, x: f64) -> Option<NaiveDate> {
    match axis {
        Axis::Days => growth.batch.start_date.checked_add_signed(chrono::TimeDelta::days(x as i64 - 1)),
        Axis::Dates => ticks::date_of(x),
    }
}

fn curve(name: &str, part: Part, points: impl Iterator<Item = (f64, f64)>, colors: &Palette) -> PlotSeries {
    let (x, y): (Vec<f64>, Vec<f64>) = points.unzip();
    PlotSeries {
        name: name.to_owned(),
        short: name.to_owned(),
        color: part.color(colors),
        baseline: false,
        line: part.sign().unwrap_or(LineLook::Points),
        x: x.into(),
        y: y.into(),
    }
}

/// The error of the TGC is that of weights, and so of biomass.
fn band(
    measure: Measure,
    forecast: &Forecast,
    place: &impl Fn(NaiveDate) -> f64,
    colors: &Palette,
) -> Option<Band> {
    let days = &forecast.days;
    let is_banded = days.iter().any(|day| day.low_weight_g < day.high_weight_g);
    let of = |weight_g: f64, day: &ForecastDay| match measure {
        Measure::Weight => Some(weight_g),
        Measure::Biomass => Some(weight_g * day.population / 1000.0),
        _ => None,
    };
    let all = |weight: fn(&ForecastDay) -> f64| -> Option<Arc<[f64]>> {
        days.iter().map(|day| of(weight(day), day)).collect()
    };
    is_banded.then_some(())?;
    Some(Band {
        name: "Forecast range".to_owned(),
        color: Part::Forecast.color(colors),
        x: days.iter().map(|day| place(day.date)).collect(),
        low: all(|day| day.low_weight_g)?,
        high: all(|day| day.high_weight_g)?,
    })
}

/// What was weighed: samples as they were, the others as the weight that the pen was taken to have.
fn marks(
    part: Part,
    growth: &Growth,
    pen: Option<usize>,
    place: &impl Fn(NaiveDate) -> f64,
    colors: &Palette,
) -> Option<Marks> {
    let (anchor, Err(shape)) = (part.anchor()?, part.sign()) else { return None };
    let mut points: Vec<(NaiveDate, f64, f64)> = if anchor == Anchor::GrowthSample {
        let name = pen.and_then(|pen| growth.actual.pens.get(pen)).map(|pen| pen.name.as_str());
        let samples = growth.observations.growth_samples.iter();
        // A sample that names no pen is one of them all.
        let of_pen = samples.filter(|sample| match (name, sample.pen.as_deref()) {
            (Some(name), Some(of)) => name == of,
            _ => true,
        });
        of_pen.map(|it| (it.date, it.avg_weight_g, it.std_deviation_g.unwrap_or(f64::NAN))).collect()
    } else {
        let pens = growth.actual.pens.iter().enumerate().filter(|(at, _)| pen.is_none_or(|pen| pen == *at));
        let days = pens.flat_map(|(_, pen)| &pen.days).filter(|day| day.anchor == Some(anchor));
        days.map(|day| (day.date, day.avg_weight_g, f64::NAN)).collect()
    };
    points.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // A weighing of the whole batch is one, however many pens it holds for.
    points.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
    (!points.is_empty()).then(|| Marks {
        name: part.name().to_owned(),
        shape,
        color: part.color(colors),
        x: points.iter().map(|point| place(point.0)).collect(),
        y: points.iter().map(|point| point.1).collect(),
        spread: points.iter().map(|point| point.2).collect(),
    })
}

/// What the value of each day is made of. Days that are made of the same share their words.
fn notes(measure: Measure, days: &[ActualDay], place: &impl Fn(NaiveDate) -> f64) -> Vec<(f64, Arc<str>)> {
    let mut notes: Vec<(f64, Arc<str>)> = Vec::with_capacity(days.len());
    let mut before: Option<(String, Arc<str>)> = None;
    for day in days {
        let text = day.made_of(measure);
        let note = match before.take() {
            Some((words, note)) if words == text => (words, note),
            _ => {
                let note = Arc::from(text.as_str());
                (text, note)
            }
        };
        notes.push((place(day.date), Arc::clone(&note.1)));
        before = Some(note);
    }
    notes
}

/// The days to look at twice, of one pen or of all.
fn flags(growth: &Growth, pen: Option<usize>, place: &impl Fn(NaiveDate) -> f64) -> Vec<(f64, Flag)> {
    let name = pen.and_then(|pen| growth.actual.pens.get(pen)).map(|pen| pen.name.as_str());
    let doubts = growth.actual.doubts.iter();
    let of_pen = doubts.filter(|doubt| name.is_none_or(|name| doubt.pen.is_empty() || doubt.pen == name));
    let flag = |doubt: &Doubt| {
        let whose = if doubt.pen.is_empty() { String::new() } else { format!("Pen {}: ", doubt.pen) };
        (place(doubt.date), Flag { text: sentence(&format!("{whose}{}", doubt.what)) })
    };
    let mut flags: Vec<(f64, Flag)> = of_pen.map(flag).collect();
    flags.sort_by(|a, b| a.0.total_cmp(&b.0));
    flags
}

/// Where the fish enter each stage, on days that were and on days to come.
fn stages(
    growth: &Growth,
    forecast: &Forecast,
    pen: Option<usize>,
    place: &impl Fn(NaiveDate) -> f64,
) -> Vec<StageMark> {
    let were = days_of(growth, pen).iter().map(|day| (day.date, day.stage));
    let coming = forecast.days.iter().filter(|_| pen.is_none()).map(|day| (day.date, day.stage));
    let mut marks: Vec<StageMark> = Vec::new();
    let mut before = None;
    for (date, stage) in were.chain(coming) {
        if before.replace(stage) != Some(stage)
            && let Some(name) = growth.actual.stages.get(usize::from(stage))
        {
            marks.push(StageMark { x: place(date), name: name.clone() });
        }
    }
    marks
}

fn largest(series: &[PlotSeries], observed: &Observed) -> f64 {
    let curves = series.iter().flat_map(|curve| curve.y.iter());
    let marks = observed.marks.iter().flat_map(|marks| marks.y.iter());
    let bands = observed.bands.iter().flat_map(|band| band.high.iter());
    curves.chain(marks).chain(bands).map(|y| y.abs()).fold(0.0, f64::max)
}

/// What is plotted of a day, be it past or to come.
struct Figures {
    weight_g: f64,
    population: f64,
    biomass_kg: f64,
    feed_kg: f64,
    temperature_c: f64,
}

impl From<&ActualDay> for Figures {
    fn from(day: &ActualDay) -> Self {
        Self {
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
            weight_g: day.avg_weight_g,
            population: day.population,
            biomass_kg: day.biomass_kg,
            feed_kg: day.feed_kg,
            temperature_c: day.temperature_c,
        }
    }
}

/// The values of a measure, before which `fed_kg` were fed.
fn accumulated(
    measure: Measure,
    mut fed_kg: f64,
    days: impl Iterator<Item = Figures>,
) -> impl Iterator<Item = f64> {
    days.map(move |day| {
        fed_kg += day.feed_kg;
        match measure {
            Measure::Weight => day.weight_g,
            Measure::Population => day.population,
            Measure::Biomass => day.biomass_kg,
            Measure::DailyFeed => day.feed_kg,
            Measure::CumulativeFeed => fed_kg,
            Measure::Temperature => day.temperature_c,
        }
    })
}
