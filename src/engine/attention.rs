//! What of a batch needs a person: it lies far from its plan, a weight that was waited for is near, nobody weighed it lately,
//! its plan is old or missing, or what was observed cannot well be.
use chrono::NaiveDate;
use serde::Serialize;

use super::forecast::{Forecast, ForecastDate};
use super::variance::Variance;
use crate::domain::actual::ActualDay;
use crate::domain::batch::{Batch, BatchStatus};
use crate::domain::display;
use crate::domain::goal_weights::{Goal, GoalWeights};
use crate::domain::run::Projection;

/// A date within so many days needs a person.
pub const SOON_DAYS: i64 = 30;
/// A sample older than this says little of today.
pub const OLD_SAMPLE_DAYS: i64 = 30;

/// When a weight that is waited for is reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GoalDate {
    /// What it is waited for.
    pub goal: Goal,
    /// When that is, and when the plan has it.
    #[serde(flatten)]
    pub date: ForecastDate,
    /// Whether the fish are so heavy already.
    pub is_reached: bool,
}

impl GoalDate {
    /// When a batch reaches each of the weights.
    pub fn of(goals: GoalWeights, forecast: &Forecast, actual: &[ActualDay], run: &Projection) -> [Self; 2] {
        let last = actual.last().map(|day| day.date);
        goals.each().map(|(goal, weight_g)| {
            let date = forecast.when(weight_g, actual, run);
            Self { goal, date, is_reached: date.date.is_some() && date.date <= last }
        })
    }

    /// Days from `today` until the weight is reached, if it is not yet and will be; fewer than none where that day has passed and
    /// nobody has looked since.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.date.date.filter(|_| !self.is_reached).map(|date| (date - today).num_days())
    }

    /// Whether a person must see to it now.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.days_left(today).is_some_and(|days| days <= SOON_DAYS)
    }
}

/// One thing that needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Attention {
    /// There is no run to hold it against.
    NoPlan,
    /// It is pinned to no run and held against another for the time being.
    NotPinned,
    /// Its weight lies far from the plan.
    FarOff {
        /// By how many percent it is more than planned.
        percent: f64,
    },
    /// A weight that is waited for is near, or was due.
    GoalDue {
        /// What it is waited for.
        goal: Goal,
        /// When it is reached by the forecast.
        date: NaiveDate,
        /// In how many days that is; fewer than none where it has passed.
        days: i64,
    },
    /// Fish were not weighed lately.
    OldSample {
        /// When they last were; none if never.
        date: Option<NaiveDate>,
        /// How many days that is ago, or the batch is old.
        days: i64,
    },
    /// The scenario of its run has a newer run.
    NewerRun {
        /// Its number.
        run_number: u32,
    },
    /// Observations that cannot well be.
    Doubts {
        /// How many.
        count: usize,
    },
}

impl Attention {
    /// In a few words: "weight +14.7 %", "harvest in 12 days".
    pub fn short(&self) -> String {
        match *self {
            Self::NoPlan => "no run".to_owned(),
            Self::NotPinned => "not pinned".to_owned(),
            Self::FarOff { percent } => format!("weight {}", display::percent_difference(percent, 1)),
            Self::GoalDue { goal, days, .. } => {
                let what = if goal == Goal::Transfer { "transfer" } else { "harvest" };
                match days {
                    0 => format!("{what} today"),
                    1.. => format!("{what} in {}", display::days(days)),
                    _ => format!("{what} was due"),
                }
            }
            Self::OldSample { date: None, .. } => "never weighed".to_owned(),
            Self::OldSample { days, .. } => format!("sample {} old", display::days(days)),
            Self::NewerRun { run_number } => format!("newer run #{run_number}"),
            Self::Doubts { count } => format!("{} to look at twice", display::number(count as f64, 0)),
        }
    }

    /// In a whole sentence, without its full stop.
    pub fn sentence(&self) -> String {
        match *self {
            Self::NoPlan => "There is no run to hold it against".to_owned(),
            Self::NotPinned => "It is pinned to no run".to_owned(),
            Self::FarOff { percent } => {
                let word = if percent < 0.0 { "lighter" } else { "heavier" };
                format!("The fish are {} {word} than the run says", display::percent(percent.abs(), 1))
            }
            Self::GoalDue { goal, date, days } => {
                let (name, date) = (goal.weight_name(), display::date(date));
                match days {
                    0.. => format!("{name} is forecast for {date}, in {}", display::days(days)),
                    _ => format!("{name} was forecast for {date}, {} ago", display::days(-days)),
                }
            }
            Self::OldSample { date: None, days } => {
                format!("Its fish were never weighed, and it is {} old", display::days(days))
            }
            Self::OldSample { date: Some(date), days } => {
                format!("Its fish were last weighed on {}, {} ago", display::date(date), display::days(days))
            }
            Self::NewerRun { run_number } => format!("The scenario of its run has a newer run #{run_number}"),
            Self::Doubts { count } => {
                let what = display::plural(count, "observation", "observations");
                format!(
                    "{what} cannot well be and {} to be looked at twice",
                    if count == 1 { "is" } else { "are" }
                )
            }
        }
    }
}

/// What is known of how a batch stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The batch.
    pub batch: &'a Batch,
    /// Whether there is a run to hold it against.
    pub has_plan: bool,
    /// How far it lies from the plan; none where nothing was observed.
    pub variance: Option<&'a Variance>,
    /// When the weights that are waited for are reached; none where nothing was observed.
    pub goals: &'a [GoalDate],
    /// When fish were last weighed.
    pub last_sample: Option<NaiveDate>,
    /// Observations that cannot well be.
    pub doubts: usize,
}

/// All that needs a person today, the most urgent first. A batch that is closed needs nobody.
pub fn attention(of: &Standing<'_>, today: NaiveDate) -> Vec<Attention> {
    let mut all = Vec::new();
    if of.batch.status == BatchStatus::Closed {
        return all;
    }
    if !of.has_plan {
        all.push(Attention::NoPlan);
    } else if of.batch.pinned_projection_run.is_none() {
        all.push(Attention::NotPinned);
    }
    // The weight alone: several batches are often pinned to one run, whose number of fish is that of none of them.
    if let Some(weight) = of.variance.map(|variance| &variance.weight_g).filter(|it| it.is_significant()) {
        let percent = weight.current.percent().unwrap_or_default();
        all.push(Attention::FarOff { percent });
    }
    for goal in of.goals.iter().filter(|goal| goal.is_due(today)) {
        if let (Some(date), Some(days)) = (goal.date.date, goal.days_left(today)) {
            all.push(Attention::GoalDue { goal: goal.goal, date, days });
        }
    }
    let days = (today - of.last_sample.unwrap_or(of.batch.start_date)).num_days();
    if days > OLD_SAMPLE_DAYS {
        all.push(Attention::OldSample { date: of.last_sample, days });
    }
    if let Some(run_number) = of.batch.newer_run_number {
        all.push(Attention::NewerRun { run_number });
    }
    if of.doubts > 0 {
        all.push(Attention::Doubts { count: of.doubts });
    }
    all
}
