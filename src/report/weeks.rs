//! A run by ISO weeks, as sites plan.
use chrono::{Datelike as _, IsoWeek};

use crate::domain::run::{Projection, ProjectionDay};

/// One week of a run: how it ends, and what was fed in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Week {
    /// Which week.
    pub week: IsoWeek,
    /// Days of the run that lie in it: the first and the last week may be cut.
    pub days: u32,
    /// The last of them.
    pub last: ProjectionDay,
    /// Feed of these days, in kg.
    pub feed_kg: f64,
    /// Mean temperature of these days, in °C.
    pub mean_temperature_c: f64,
}

impl Week {
    /// "2024-W35".
    pub fn name(&self) -> String {
        format!("{}-W{:02}", self.week.year(), self.week.week())
    }
}

/// The weeks of a run, in order.
pub fn weeks(projection: &Projection) -> Vec<Week> {
    let days = projection.days.as_slice();
    days.chunk_by(|a, b| a.projection_date.iso_week() == b.projection_date.iso_week())
        .filter_map(|days| {
            let last = *days.last()?;
            let count = days.len() as f64;
            Some(Week {
                week: last.projection_date.iso_week(),
                days: days.len() as u32,
                last,
                feed_kg: days.iter().map(|day| day.daily_feed_kg).sum(),
                mean_temperature_c: days.iter().map(|day| day.temperature_c).sum::<f64>() / count,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::compared;

    #[test]
    fn weeks_have_all_the_days_and_all_the_feed() {
        // The sample begins on a Sunday, so that its first week has one day.
        let compared = compared(&[("a", |_| {}), ("b", |s| s.duration_days = 1)]);
        let projection = &compared.runs[0].projection;
        let weeks_of_run = weeks(projection);
        assert_eq!((weeks_of_run[0].name().as_str(), weeks_of_run[0].days), ("2024-W35", 1));
        assert!(weeks_of_run[1..weeks_of_run.len() - 1].iter().all(|week| week.days == 7));
        assert_eq!(weeks_of_run.iter().map(|week| week.days as usize).sum::<usize>(), projection.days.len());
        let fed: f64 = weeks_of_run.iter().map(|week| week.feed_kg).sum();
        assert!((fed - compared.runs[0].summary.total_feed_kg).abs() < 1e-6 * fed);
        assert_eq!(weeks(&compared.runs[1].projection).len(), 1);
        // 2024-12-30 is in the first week of 2025.
        assert!(weeks_of_run.iter().any(|week| week.name() == "2025-W01"));
    }
}
