//! `batch record|growth|forecast`: what was observed of a batch, and what follows from it.
use chrono::{Days, Utc};
use serde::Serialize;
use std::path::Path;

use super::output::Columns;
use super::session::Session;
use super::stop::Done;
use crate::domain::actual::Doubt;
use crate::domain::display::{self, NO_VALUE, plural};
use crate::domain::fault::Outcome;
use crate::domain::ids::BatchId;
use crate::domain::observation::Observations;
use crate::domain::run::{DayDocument, ProjectionRun};
use crate::service::{
    ActualDayDocument, Ahead, Farm, FigureVariance, Forecast, ForecastDate, Growth, ObservationWishes,
    Variance, write_actual_days_csv,
};

/// Weights that a forecast says the dates of, where none are asked for.
const USUAL_WEIGHTS_G: [f64; 3] = [1000.0, 3000.0, 5000.0];
/// Days within which a date needs attention.
const SOON_DAYS: u64 = 30;

/// Writes down what a file says of a batch.
pub fn record(session: &mut Session<'_>, batch: &str, file: &Path, wishes: ObservationWishes) -> Done {
    let mut farm = session.farm()?;
    let id = farm.find_batch(batch)?;
    let recorded = farm.record_file(id, file, wishes)?;
    if session.out.is_json() {
        let mut answer = serde_json::to_value(&recorded).map_err(std::io::Error::from)?;
        if let Some(object) = answer.as_object_mut() {
            object.insert("success".to_owned(), true.into());
        }
        return session.out.json(&answer);
    }
    let count = plural(recorded.recorded, "observation", "observations");
    session.out.line(format!("{count} of batch {} recorded", recorded.batch_number))?;
    if recorded.known_already > 0 {
        session.out.line(format!("  {} were there already", recorded.known_already))?;
    }
    for bad in &recorded.rejected_lines {
        session.out.line(format!("  left out: line {}, {}", bad.line, bad.reason))?;
    }
    for warning in &recorded.warnings {
        session.out.line(format!("  look twice: {warning}"))?;
    }
    Ok(())
}

/// A batch beside its run, or beside another.
pub(super) fn read(session: &Session<'_>, batch: &str, against: Option<&String>) -> Outcome<Growth> {
    let farm: Farm = session.farm()?;
    let id: BatchId = farm.find_batch(batch)?;
    let against = against.map(|run| farm.find_run(run)).transpose()?;
    farm.growth(id, against)
}

/// What scripts read of `batch growth`.
#[derive(Serialize)]
struct GrowthDocument<'a> {
    batch_number: &'a str,
    projection_run: &'a ProjectionRun,
    /// Why it is this run, where the batch is not pinned to it.
    note: Option<&'a str>,
    #[serde(flatten)]
    observations: &'a Observations,
    actual_daily_states: Vec<ActualDayDocument<'a>>,
    pen_daily_states: Vec<ActualDayDocument<'a>>,
    projection: Vec<DayDocument<'a>>,
    variance: Option<VarianceDocument>,
    doubts: &'a [Doubt],
}

/// The variance with what its figures come to.
#[derive(Serialize)]
struct VarianceDocument {
    days: usize,
    weight_g: FigureDocument,
    population: FigureDocument,
    biomass_kg: FigureDocument,
    cumulative_feed_kg: FigureDocument,
    /// Days ahead of the run; null where the run never has the batch's weight.
    days_ahead: Option<i64>,
}

#[derive(Serialize)]
struct FigureDocument {
    actual: f64,
    planned: f64,
    current_difference: f64,
    current_percent: Option<f64>,
    mean_difference: f64,
    mean_percent: Option<f64>,
    largest_difference: f64,
    largest_percent: Option<f64>,
    largest_on: chrono::NaiveDate,
    significant: bool,
}

impl FigureDocument {
    fn of(figure: &FigureVariance) -> Self {
        Self {
            actual: figure.current.actual,
            planned: figure.current.planned,
            current_difference: figure.current.difference(),
            current_percent: figure.current.percent(),
            mean_difference: figure.mean_difference,
            mean_percent: figure.mean_percent,
            largest_difference: figure.largest.difference(),
            largest_percent: figure.largest.percent(),
            largest_on: figure.largest.date,
            significant: figure.is_significant(),
        }
    }
}

impl VarianceDocument {
    fn of(variance: &Variance) -> Self {
        Self {
            days: variance.days,
            weight_g: FigureDocument::of(&variance.weight_g),
            population: FigureDocument::of(&variance.population),
            biomass_kg: FigureDocument::of(&variance.biomass_kg),
            cumulative_feed_kg: FigureDocument::of(&variance.cumulative_feed_kg),
            days_ahead: match variance.ahead {
                Ahead::Days(days) => Some(days),
                Ahead::BeyondTheRun | Ahead::BeforeTheRun => None,
            },
        }
    }
}

/// Shows a batch day by day beside its run.
pub fn growth(
    session: &mut Session<'_>,
    batch: &str,
    csv: bool,
    pens: bool,
    against: Option<&String>,
) -> Done {
    let growth = read(session, batch, against)?;
    let actual = &growth.actual;
    if csv {
        let out = session.out.raw();
        if pens {
            write_actual_days_csv(ActualDayDocument::of_pens(actual), out)?;
        } else {
            write_actual_days_csv(ActualDayDocument::of_batch(actual), out)?;
        }
        return Ok(());
    }
    if session.out.is_json() {
        let projection = &growth.plan.projection;
        return session.out.json(&GrowthDocument {
            batch_number: &growth.batch.batch_number,
            projection_run: &growth.plan.run,
            note: growth.plan.instead.as_deref(),
            observations: &growth.observations,
            actual_daily_states: ActualDayDocument::of_batch(actual).collect(),
            pen_daily_states: ActualDayDocument::of_pens(actual).collect(),
            projection: projection.days.iter().map(|day| DayDocument::of(projection, day)).collect(),
            variance: growth.variance.as_ref().map(VarianceDocument::of),
            doubts: &actual.doubts,
        });
    }
    head(session, &growth)?;
    let mut days =
        Columns::new(["Date", ">Day", ">Weight", "", ">Fish", ">Biomass", ">Water", ">Feed", "Stage"]);
    let last = actual.batch.len().saturating_sub(1);
    let is_shown = |at: usize| at == last || actual.batch[at].anchor.is_some() || (at + 1).is_multiple_of(30);
    for (_, day) in actual.batch.iter().enumerate().filter(|(at, _)| is_shown(*at)) {
        days.row([
            display::date(day.date),
            display::count(f64::from(day.day_number)),
            display::weight(day.avg_weight_g).to_string(),
            if day.anchor.is_some() { "measured".to_owned() } else { String::new() },
            display::count(day.population),
            display::biomass(day.biomass_kg).to_string(),
            display::temperature(day.temperature_c).to_string(),
            display::feed(day.feed_kg).to_string(),
            actual.stage_name(day).to_owned(),
        ]);
    }
    session.out.heading("Actual days: each measured one, every 30th and the last")?;
    session.out.table(&days)?;
    if !actual.doubts.is_empty() {
        session.out.heading("To look at twice")?;
        for doubt in &actual.doubts {
            session.out.line(format!("  {}: {}", doubt.date, doubt.what))?;
        }
    }
    Ok(())
}

fn head(session: &mut Session<'_>, growth: &Growth) -> Done {
    let run = growth.plan.run.full_name();
    session.out.line(format!("Batch {} against {run}", growth.batch.batch_number))?;
    if let Some(why) = &growth.plan.instead {
        session.out.line(format!("  {}", display::sentence(why)))?;
    }
    let Some(variance) = &growth.variance else {
        return session
            .out
            .line("The batch and the run share no day, so there is nothing to hold against it");
    };
    let mut table = Columns::new(["", ">Actual", ">Planned", ">Difference", ">Mean", ">Largest"]);
    let percent = |value: Option<f64>| {
        value.map_or_else(|| NO_VALUE.to_owned(), |value| display::percent_difference(value, 1).to_string())
    };
    type Words = fn(f64) -> String;
    let weight: Words = |value| display::weight(value).to_string();
    let biomass: Words = |value| display::biomass(value).to_string();
    let feed: Words = |value| display::feed(value).to_string();
    for (name, figure, words) in [
        ("Mean weight", &variance.weight_g, weight),
        ("Fish", &variance.population, display::count),
        ("Biomass", &variance.biomass_kg, biomass),
        ("Feed so far", &variance.cumulative_feed_kg, feed),
    ] {
        table.row([
            name.to_owned(),
            words(figure.current.actual),
            words(figure.current.planned),
            percent(figure.current.percent()),
            percent(figure.mean_percent),
            percent(figure.largest.percent()),
        ]);
    }
    session.out.table(&table)?;
    session.out.line(match variance.ahead {
        Ahead::Days(0) => "On the run's day".to_owned(),
        Ahead::Days(days) if days > 0 => format!("{} ahead of the run", display::days(days)),
        Ahead::Days(days) => format!("{} behind the run", display::days(-days)),
        Ahead::BeyondTheRun => "Heavier than the run ever gets".to_owned(),
        Ahead::BeforeTheRun => "Lighter than the run began".to_owned(),
    })
}

/// What scripts read of `batch forecast`.
#[derive(Serialize)]
struct ForecastDocument<'a> {
    batch_number: &'a str,
    projection_run: &'a ProjectionRun,
    note: Option<&'a str>,
    dates: Vec<DateDocument>,
    #[serde(flatten)]
    forecast: &'a Forecast,
}

#[derive(Serialize)]
struct DateDocument {
    #[serde(flatten)]
    date: ForecastDate,
    later_days: Option<i64>,
    needs_attention: bool,
}

/// Forecasts a batch to the end of its run.
pub fn forecast(session: &mut Session<'_>, batch: &str, weights_g: &[f64], against: Option<&String>) -> Done {
    let growth = read(session, batch, against)?;
    let weights = if weights_g.is_empty() { &USUAL_WEIGHTS_G } else { weights_g };
    let answer = growth.forecast(weights);
    let today = Utc::now().date_naive();
    let is_soon = |date: &ForecastDate| {
        date.date.is_some_and(|date| date >= today && date <= today + Days::new(SOON_DAYS))
    };
    if session.out.is_json() {
        let document = |date: &ForecastDate| DateDocument {
            date: *date,
            later_days: date.later_days(),
            needs_attention: is_soon(date),
        };
        return session.out.json(&ForecastDocument {
            batch_number: &growth.batch.batch_number,
            projection_run: &growth.plan.run,
            note: growth.plan.instead.as_deref(),
            dates: answer.dates.iter().map(document).collect(),
            forecast: &answer.forecast,
        });
    }
    let run = growth.plan.run.full_name();
    session.out.line(format!("Batch {} to the end of {run}", growth.batch.batch_number))?;
    if let Some(why) = &growth.plan.instead {
        session.out.line(format!("  {}", display::sentence(why)))?;
    }
    let bias = answer.forecast.bias;
    session.out.line(if bias.days == 0 {
        "No temperatures were measured lately: the water is taken to be as planned".to_owned()
    } else {
        let warmer = display::temperature_difference(bias.bias_c);
        format!(
            "The water is taken to stay {warmer} off the plan, as over the last {} measured days",
            bias.days
        )
    })?;
    let mut table = Columns::new([">Weight", "Reached on", "Planned", ">Difference", ""]);
    let date =
        |date: Option<chrono::NaiveDate>| date.map_or_else(|| "not within the run".to_owned(), display::date);
    for reached in &answer.dates {
        table.row([
            display::weight(reached.weight_g).to_string(),
            date(reached.date),
            date(reached.planned),
            reached
                .later_days()
                .map_or_else(|| NO_VALUE.to_owned(), |days| display::days_difference(days).to_string()),
            if is_soon(reached) { "needs attention".to_owned() } else { String::new() },
        ]);
    }
    session.out.table(&table)?;
    match answer.forecast.days.last() {
        None => session.out.line("The batch has outlived its run: there is nothing left to forecast"),
        Some(last) => session.out.line(format!(
            "On {}: {} fish of {}, {}",
            display::date(last.date),
            display::count(last.population),
            display::weight(last.avg_weight_g),
            display::biomass(last.biomass_kg)
        )),
    }
}
