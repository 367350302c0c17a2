//! `batch record|growth`: what was observed of a batch, and how it stands against its run.
use chrono::Local;
use serde::Serialize;
use std::path::Path;

use super::forecast::GoalDocument;
use super::output::Columns;
use super::session::Session;
use super::stop::Done;
use crate::domain::actual::Doubt;
use crate::domain::display::{self, NO_VALUE, plural};
use crate::domain::fault::Outcome;
use crate::domain::ids::BatchId;
use crate::domain::observation::Observations;
use crate::domain::quantity::Quantity;
use crate::domain::run::{DayDocument, ProjectionRun};
use crate::service::{
    ActualDayDocument, Ahead, Attention, Farm, FigureVariance, Growth, ObservationWishes,
    SIGNIFICANT_PERCENT, Variance, write_actual_days_csv,
};

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
    goals: Vec<GoalDocument>,
    attention: &'a [Attention],
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
    let today = Local::now().date_naive();
    let goals = growth.goal_dates(&growth.forecast(&[]).forecast, session.goals());
    let attention = growth.attention(&goals, today);
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
            goals: goals.iter().map(|goal| GoalDocument::of(goal, today)).collect(),
            attention: &attention,
            doubts: &actual.doubts,
        });
    }
    head(session, &growth)?;
    if !attention.is_empty() {
        session.out.heading("Needs attention")?;
        for reason in &attention {
            session.out.line(format!("  {}", reason.sentence()))?;
        }
    }
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
    let heads = ["", ">Actual", ">Run", ">Now", ">%", ">Mean", ">%", ">Largest", ">%", "On", ""];
    let mut table = Columns::new(heads);
    let percent = |value: Option<f64>| {
        value.map_or_else(|| NO_VALUE.to_owned(), |value| display::percent_difference(value, 1).to_string())
    };
    for (name, figure, kind) in [
        ("Mean weight", &variance.weight_g, Quantity::WeightG),
        ("Fish", &variance.population, Quantity::Count),
        ("Biomass", &variance.biomass_kg, Quantity::BiomassKg),
        ("Feed so far", &variance.cumulative_feed_kg, Quantity::FeedKg),
    ] {
        let difference = |value: f64| display::quantity_difference(value, kind).to_string();
        let beyond = format!("beyond {}", display::percent(SIGNIFICANT_PERCENT, 0));
        table.row([
            name.to_owned(),
            display::quantity(figure.current.actual, kind).to_string(),
            display::quantity(figure.current.planned, kind).to_string(),
            difference(figure.current.difference()),
            percent(figure.current.percent()),
            difference(figure.mean_difference),
            percent(figure.mean_percent),
            difference(figure.largest.difference()),
            percent(figure.largest.percent()),
            display::date(figure.largest.date),
            if figure.is_significant() { beyond } else { String::new() },
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
