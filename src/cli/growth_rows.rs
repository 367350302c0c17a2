//! `batch growth` without a batch: how all of them stand, a line each.
use chrono::{Local, NaiveDate};
use serde::Serialize;
use std::collections::HashMap;

use super::forecast::GoalDocument;
use super::output::Columns;
use super::session::Session;
use super::stop::Done;
use crate::domain::batch::BatchStatus;
use crate::domain::display::{self, NO_VALUE};
use crate::domain::goal_weights::Goal;
use crate::service::{Ahead, Attention, GrowthRow};

/// How a batch stands, as scripts read it.
#[derive(Serialize)]
struct RowDocument<'a> {
    batch_number: &'a str,
    status: BatchStatus,
    last_day: Option<NaiveDate>,
    avg_weight_g: Option<f64>,
    weight_difference_g: Option<f64>,
    weight_percent: Option<f64>,
    days_ahead: Option<i64>,
    last_sample: Option<NaiveDate>,
    goals: Vec<GoalDocument>,
    attention: &'a [Attention],
    /// Why there is nothing to hold it against.
    note: Option<String>,
}

impl<'a> RowDocument<'a> {
    fn of(row: &'a GrowthRow, batch_number: &'a str, status: BatchStatus, today: NaiveDate) -> Self {
        Self {
            batch_number,
            status,
            last_day: row.last_day,
            avg_weight_g: row.avg_weight_g,
            weight_difference_g: row.weight_difference_g,
            weight_percent: row.weight_percent,
            days_ahead: match row.ahead {
                Some(Ahead::Days(days)) => Some(days),
                _ => None,
            },
            last_sample: row.last_sample,
            goals: row.goals.iter().flatten().map(|goal| GoalDocument::of(goal, today)).collect(),
            attention: &row.attention,
            note: row.fault.as_ref().map(ToString::to_string),
        }
    }
}

/// Lists the open batches, or those that need attention, or with `closed` those that are closed.
pub fn all(session: &mut Session<'_>, needs_attention: bool, closed: bool) -> Done {
    let farm = session.farm()?;
    let today = Local::now().date_naive();
    let batches = farm.batches()?;
    let batches: HashMap<_, _> = batches.iter().map(|batch| (batch.batch_id, batch)).collect();
    let status = if closed { BatchStatus::Closed } else { BatchStatus::Active };
    let rows = farm.growth_overview(session.goals(), today)?;
    let rows: Vec<(&GrowthRow, &str)> = rows
        .iter()
        .filter_map(|row| Some((row, *batches.get(&row.batch_id)?)))
        .filter(|(row, batch)| batch.status == status && (!needs_attention || !row.attention.is_empty()))
        .map(|(row, batch)| (row, batch.batch_number.as_str()))
        .collect();
    if session.out.is_json() {
        let documents: Vec<RowDocument<'_>> =
            rows.iter().map(|(row, number)| RowDocument::of(row, number, status, today)).collect();
        return session.out.json(&documents);
    }
    if rows.is_empty() {
        return session.out.line("There is no such batch");
    }
    let mut table = Columns::new([
        "Batch",
        ">Weight",
        ">To run",
        ">%",
        "Ahead",
        "Transfer",
        "Harvest",
        "Last sample",
        "Needs attention",
    ]);
    let none = || NO_VALUE.to_owned();
    for (row, number) in rows {
        let on = |goal: Goal| {
            let goal = row.goals.iter().flatten().find(|it| it.goal == goal);
            match goal {
                None => none(),
                Some(goal) if goal.is_reached => "reached".to_owned(),
                Some(goal) => goal.date.date.map_or_else(|| "not reached".to_owned(), display::date),
            }
        };
        let attention = row.attention.iter().map(Attention::short).collect::<Vec<_>>().join(", ");
        table.row([
            number.to_owned(),
            row.avg_weight_g.map_or_else(none, |g| display::weight(g).to_string()),
            row.weight_difference_g.map_or_else(none, |g| display::weight_difference(g).to_string()),
            row.weight_percent.map_or_else(none, |it| display::percent_difference(it, 1).to_string()),
            match row.ahead {
                None => none(),
                Some(Ahead::Days(days)) => display::days_difference(days).to_string(),
                Some(Ahead::BeyondTheRun) => "beyond the run".to_owned(),
                Some(Ahead::BeforeTheRun) => "before the run".to_owned(),
            },
            on(Goal::Transfer),
            on(Goal::Harvest),
            row.last_sample.map_or_else(none, display::date),
            attention,
        ]);
    }
    session.out.table(&table)
}
