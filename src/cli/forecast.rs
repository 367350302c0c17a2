//! `batch forecast`: where a batch will be, and when it reaches weights.
use chrono::{Local, NaiveDate};
use serde::Serialize;

use super::growth::read;
use super::output::Columns;
use super::session::Session;
use super::stop::Done;
use crate::domain::accepted;
use crate::domain::display::{self, NO_VALUE};
use crate::domain::goal_weights::{Goal, GoalWeights};
use crate::domain::run::ProjectionRun;
use crate::service::{Forecast, ForecastDate, GoalDate, Growth, SOON_DAYS};

/// Weights that a forecast says the dates of beside those that the farm grows its fish towards, where none are asked for.
const USUAL_WEIGHTS_G: [f64; 3] = [1000.0, 3000.0, 5000.0];

/// When a weight is reached, as scripts read it.
#[derive(Serialize)]
pub struct GoalDocument {
    /// What it is waited for, if the farm has set it.
    goal: Option<Goal>,
    #[serde(flatten)]
    date: ForecastDate,
    /// Days later than the run says.
    later_days: Option<i64>,
    /// Whether the fish are so heavy already.
    is_reached: bool,
    /// Whether it comes within 30 days, or should have come.
    needs_attention: bool,
}

impl GoalDocument {
    /// The document of a weight that is waited for.
    pub fn of(goal: &GoalDate, today: NaiveDate) -> Self {
        Self {
            goal: Some(goal.goal),
            needs_attention: goal.is_due(today),
            ..Self::at(goal.date, goal.is_reached)
        }
    }

    fn at(date: ForecastDate, is_reached: bool) -> Self {
        Self { goal: None, date, later_days: date.later_days(), is_reached, needs_attention: false }
    }
}

/// What scripts read of `batch forecast`.
#[derive(Serialize)]
struct ForecastDocument<'a> {
    batch_number: &'a str,
    projection_run: &'a ProjectionRun,
    note: Option<&'a str>,
    dates: Vec<GoalDocument>,
    #[serde(flatten)]
    forecast: &'a Forecast,
}

/// Forecasts a batch to the end of its run.
pub fn forecast(session: &mut Session<'_>, batch: &str, weights_g: &[f64], against: Option<&String>) -> Done {
    weights_g.iter().try_for_each(|weight| accepted::INITIAL_WEIGHT_G.check("--weight", *weight))?;
    let growth = read(session, batch, against)?;
    let answer = growth.forecast(&[]).forecast;
    let today = Local::now().date_naive();
    let dates = dates(&growth, &answer, weights_g, session.goals(), today);
    if session.out.is_json() {
        return session.out.json(&ForecastDocument {
            batch_number: &growth.batch.batch_number,
            projection_run: &growth.plan.run,
            note: growth.plan.instead.as_deref(),
            dates,
            forecast: &answer,
        });
    }
    let run = growth.plan.run.full_name();
    session.out.line(format!("Batch {} to the end of {run}", growth.batch.batch_number))?;
    if let Some(why) = &growth.plan.instead {
        session.out.line(format!("  {}", display::sentence(why)))?;
    }
    let bias = answer.bias;
    session.out.line(if bias.days == 0 {
        "No temperatures were measured lately: the water is taken to be as planned".to_owned()
    } else {
        let warmer = display::temperature_difference(bias.bias_c);
        format!(
            "The water is taken to stay {warmer} off the plan, as over the last {} measured days",
            bias.days
        )
    })?;
    let mut table = Columns::new([">Weight", "", "Reached on", "By the run", ">Later", ""]);
    let date = |date: Option<NaiveDate>| date.map_or_else(|| "not within the run".to_owned(), display::date);
    for reached in &dates {
        table.row([
            display::weight(reached.date.weight_g).to_string(),
            reached.goal.map_or_else(String::new, |goal| goal.weight_name().to_owned()),
            date(reached.date.date),
            date(reached.date.planned),
            reached
                .later_days
                .map_or_else(|| NO_VALUE.to_owned(), |days| display::days_difference(days).to_string()),
            match (reached.needs_attention, reached.is_reached) {
                (true, _) => "needs attention".to_owned(),
                (_, true) => "reached".to_owned(),
                _ => String::new(),
            },
        ]);
    }
    session.out.table(&table)?;
    match answer.days.last() {
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

/// When the weights that were asked for are reached; else the usual ones and those that the farm grows its fish towards, the
/// lighter first.
fn dates(
    growth: &Growth,
    forecast: &Forecast,
    asked_g: &[f64],
    goals: GoalWeights,
    today: NaiveDate,
) -> Vec<GoalDocument> {
    let actual = &growth.actual.batch;
    let when = |weight_g: &f64| {
        let date = forecast.when(*weight_g, actual, &growth.plan.projection);
        let is_reached = date.date.is_some() && date.date <= actual.last().map(|day| day.date);
        let is_soon = date.date.is_some_and(|date| !is_reached && (date - today).num_days() <= SOON_DAYS);
        GoalDocument { needs_attention: is_soon, ..GoalDocument::at(date, is_reached) }
    };
    if !asked_g.is_empty() {
        return asked_g.iter().map(when).collect();
    }
    let set = growth.goal_dates(forecast, goals);
    let usual = USUAL_WEIGHTS_G.iter().filter(|usual| goals.each().iter().all(|(_, set)| set != *usual));
    let mut all: Vec<GoalDocument> = set.iter().map(|goal| GoalDocument::of(goal, today)).collect();
    all.extend(usual.map(when));
    all.sort_by(|a, b| a.date.weight_g.total_cmp(&b.date.weight_g));
    all
}
