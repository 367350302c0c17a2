//! When runs reach weights, as it is read: the same in the window and in reports.
use chrono::NaiveDate;

use super::comparison::RunInFull;
use super::summary::when_reached;
use crate::domain::display;

/// When every run reaches a weight.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetRow {
    /// The weight, in g.
    pub weight_g: f64,
    /// What each run does.
    pub runs: Vec<Reached>,
}

/// Whether and when a run reaches a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Its fish weigh so much before the first day.
    FromTheStart,
    /// Its fish never weigh so much.
    Never,
    /// They do from this day on.
    On {
        /// The day of the run.
        day_number: u32,
        /// Its date.
        date: NaiveDate,
        /// How much later that is than in the baseline, where both reach it.
        later: Option<Later>,
    },
}

/// How much later a run reaches a weight than the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    /// In days of its own.
    pub days: i64,
    /// In the calendar, which is another number where the runs start on other dates.
    pub dates: i64,
}

/// Whether and when a run reaches a weight, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReachedWords {
    /// "2025-03-04", "from the start" or "not reached".
    pub value: String,
    /// "day 185"; empty where there is none.
    pub day: String,
    /// "−23 days"; empty for the baseline.
    pub difference: String,
    /// "+30 by date", where that is another number.
    pub by_date: String,
}

impl TargetRow {
    /// When these runs reach a weight; the first is the baseline.
    pub fn of(weight_g: f64, runs: &[RunInFull]) -> Self {
        let base = runs.first().and_then(|baseline| day_of(weight_g, baseline));
        let reached = |(place, run): (usize, &RunInFull)| {
            if weight_g <= run.summary.initial_weight_g {
                return Reached::FromTheStart;
            }
            let Some((day_number, date)) = day_of(weight_g, run) else { return Reached::Never };
            let later = base.filter(|_| place > 0).map(|(base_day, base_date)| Later {
                days: i64::from(day_number) - i64::from(base_day),
                dates: (date - base_date).num_days(),
            });
            Reached::On { day_number, date, later }
        };
        Self { weight_g, runs: runs.iter().enumerate().map(reached).collect() }
    }
}

/// None where it is never reached, or was before the first day.
fn day_of(weight_g: f64, run: &RunInFull) -> Option<(u32, NaiveDate)> {
    let reached = when_reached(&run.projection.days, weight_g);
    Some((reached.day_number?, reached.date?)).filter(|_| weight_g > run.summary.initial_weight_g)
}

impl Reached {
    /// As it is read.
    pub fn words(self) -> ReachedWords {
        match self {
            Self::FromTheStart => {
                ReachedWords { value: "from the start".to_owned(), ..ReachedWords::default() }
            }
            Self::Never => ReachedWords { value: "not reached".to_owned(), ..ReachedWords::default() },
            Self::On { day_number, date, later } => ReachedWords {
                value: display::date(date),
                day: format!("day {}", display::count(f64::from(day_number))),
                difference: later
                    .map(|later| display::days_difference(later.days).to_string())
                    .unwrap_or_default(),
                by_date: later
                    .filter(|later| later.dates != later.days)
                    .map(|later| format!("{} by date", display::days_difference(later.dates).number))
                    .unwrap_or_default(),
            },
        }
    }
}
