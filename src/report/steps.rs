//! A run by ISO weeks, as sites plan, or by days or months.
use chrono::{Datelike as _, NaiveDate};

use super::wishes::Every;
use crate::domain::display;
use crate::domain::run::{Projection, ProjectionDay};

/// One week, day or month of a run: how it ends, and what was fed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// "2024-W35", "2024-09-01" or "2024-09".
    pub name: String,
    /// Days of the run that lie in it: the first and the last week may be cut.
    pub days: u32,
    /// The last of them.
    pub last: ProjectionDay,
    /// Feed of these days, in kg.
    pub feed_kg: f64,
    /// Mean temperature of these days, in °C.
    pub mean_temperature_c: f64,
}

/// The steps of a run, in order.
pub fn steps(projection: &Projection, every: Every) -> Vec<Step> {
    let chunks =
        projection.days.chunk_by(|a, b| key(a.projection_date, every) == key(b.projection_date, every));
    chunks
        .filter_map(|days| {
            let last = *days.last()?;
            Some(Step {
                name: name(last.projection_date, every),
                days: days.len() as u32,
                last,
                feed_kg: days.iter().map(|day| day.daily_feed_kg).sum(),
                mean_temperature_c: days.iter().map(|day| day.temperature_c).sum::<f64>() / days.len() as f64,
            })
        })
        .collect()
}

fn key(date: NaiveDate, every: Every) -> (i32, u32) {
    match every {
        Every::Day => (date.year(), date.ordinal()),
        Every::Week => (date.iso_week().year(), date.iso_week().week()),
        Every::Month => (date.year(), date.month()),
    }
}

fn name(date: NaiveDate, every: Every) -> String {
    match every {
        Every::Day => display::date(date),
        Every::Week => format!("{}-W{:02}", date.iso_week().year(), date.iso_week().week()),
        Every::Month => format!("{}-{:02}", date.year(), date.month()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::compared;

    #[test]
    fn steps_have_all_the_days_and_all_the_feed() {
        let compared = compared(&[("a", |_| {}), ("b", |s| s.duration_days = 1)]);
        let projection = &compared.runs[0].projection;
        for every in Every::ALL {
            let steps_of_run = steps(projection, every);
            assert_eq!(
                steps_of_run.iter().map(|step| step.days as usize).sum::<usize>(),
                projection.days.len()
            );
            let fed: f64 = steps_of_run.iter().map(|step| step.feed_kg).sum();
            assert!((fed - compared.runs[0].summary.total_feed_kg).abs() < 1e-6 * fed);
            assert_eq!(steps_of_run.last().unwrap().last, *projection.days.last().unwrap());
            assert_eq!(steps(&compared.runs[1].projection, every).len(), 1);
        }
    }

    #[test]
    fn weeks_are_those_of_the_iso_calendar() {
        // The sample begins on a Sunday, so that its first week has one day.
        let compared = compared(&[("a", |_| {}), ("b", |_| {})]);
        let weeks = steps(&compared.runs[0].projection, Every::Week);
        assert_eq!((weeks[0].name.as_str(), weeks[0].days), ("2024-W35", 1));
        assert!(weeks[1..weeks.len() - 1].iter().all(|week| week.days == 7));
        // 2024-12-30 is in the first week of 2025.
        assert!(weeks.iter().any(|week| week.name == "2025-W01"));
        let months = steps(&compared.runs[0].projection, Every::Month);
        assert_eq!((months[0].name.as_str(), months[0].days), ("2024-09", 30));
    }
}
