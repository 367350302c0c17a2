//! How batches stand: what of one needs a person, and a row for each of them all.
use chrono::NaiveDate;

use super::Farm;
use super::growth::{Growth, growth_of};
use crate::domain::batch::Batch;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::goal_weights::GoalWeights;
use crate::domain::ids::BatchId;
use crate::engine::attention::{Attention, GoalDate, Standing, attention};
use crate::engine::forecast::Forecast;
use crate::engine::variance::Ahead;

/// How a batch stands, for a list of all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthRow {
    /// The batch.
    pub batch_id: BatchId,
    /// Its last actual day; none where nothing was observed yet.
    pub last_day: Option<NaiveDate>,
    /// Its mean weight then.
    pub avg_weight_g: Option<f64>,
    /// By how much it is heavier than the run says.
    pub weight_difference_g: Option<f64>,
    /// The same in percent.
    pub weight_percent: Option<f64>,
    /// Days ahead of the run.
    pub ahead: Option<Ahead>,
    /// When fish were last weighed.
    pub last_sample: Option<NaiveDate>,
    /// When it reaches the weights that are waited for; none where nothing was observed yet.
    pub goals: Option<[GoalDate; 2]>,
    /// Whether the run that it is held against is another than one it is pinned to.
    pub is_instead: bool,
    /// What of it needs a person, the most urgent first.
    pub attention: Vec<Attention>,
    /// Why it cannot be held against a run.
    pub fault: Option<Fault>,
}

impl Growth {
    /// When the batch reaches the weights that are waited for, by a forecast of it.
    pub fn goal_dates(&self, forecast: &Forecast, goals: GoalWeights) -> [GoalDate; 2] {
        GoalDate::of(goals, forecast, &self.actual.batch, &self.plan.projection)
    }

    /// What of the batch needs a person today.
    pub fn attention(&self, goals: &[GoalDate], today: NaiveDate) -> Vec<Attention> {
        // A batch that nobody looked at stands where its plan began, which says nothing of it.
        let is_observed = !self.observations.is_empty();
        let standing = Standing {
            batch: &self.batch,
            has_plan: true,
            variance: self.variance.as_ref().filter(|_| is_observed),
            goals: if is_observed { goals } else { &[] },
            last_sample: self.last_sample(),
            doubts: self.actual.doubts.len(),
        };
        attention(&standing, today)
    }

    /// When fish were last weighed in a sample.
    pub fn last_sample(&self) -> Option<NaiveDate> {
        self.observations.growth_samples.iter().map(|sample| sample.date).max()
    }
}

impl Farm {
    /// How every batch stands today, in the order of their numbers, and when each reaches the weights that are waited for.
    pub fn growth_overview(&self, goals: GoalWeights, today: NaiveDate) -> Outcome<Vec<GrowthRow>> {
        self.look(|tx, kept| {
            let mut rows = Vec::new();
            for batch in tx.batches()? {
                let growth = growth_of(tx, kept, batch.clone(), None);
                rows.push(row_of(&batch, growth, goals, today));
            }
            Ok(rows)
        })
    }
}

fn row_of(batch: &Batch, growth: Outcome<Growth>, goals: GoalWeights, today: NaiveDate) -> GrowthRow {
    let mut row = GrowthRow {
        batch_id: batch.batch_id,
        last_day: None,
        avg_weight_g: None,
        weight_difference_g: None,
        weight_percent: None,
        ahead: None,
        last_sample: None,
        goals: None,
        is_instead: false,
        attention: Vec::new(),
        fault: None,
    };
    let growth = match growth {
        Ok(growth) => growth,
        Err(fault) => {
            let standing =
                Standing { batch, has_plan: false, variance: None, goals: &[], last_sample: None, doubts: 0 };
            row.attention = attention(&standing, today);
            row.fault = Some(fault);
            return row;
        }
    };
    row.is_instead = growth.plan.instead.is_some();
    row.last_sample = growth.last_sample();
    if !growth.observations.is_empty() {
        let last = growth.actual.batch.last();
        row.last_day = last.map(|day| day.date);
        row.avg_weight_g = last.map(|day| day.avg_weight_g);
        let weight = growth.variance.as_ref().map(|variance| variance.weight_g.current);
        row.weight_difference_g = weight.map(|weight| weight.difference());
        row.weight_percent = weight.and_then(|weight| weight.percent());
        row.ahead = growth.variance.as_ref().map(|variance| variance.ahead);
        row.goals = Some(growth.goal_dates(growth.outlook(), goals));
    }
    row.attention = growth.attention(row.goals.as_ref().map_or(&[], |goals| goals), today);
    row
}
