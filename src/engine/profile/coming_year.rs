//! The coming year as measurements of other years let one expect it.
use chrono::{Datelike as _, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

use super::{Span, dates};
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;

/// Days of the year that is worked in: a common one.
const YEAR_DAYS: usize = 365;
/// The place of 28 February among them.
const END_OF_FEBRUARY: usize = 58;
/// Most days on either side that are smoothed over.
pub const MOST_SMOOTHED_DAYS: u32 = 45;

/// Measurements with dates: a profile, and the date of its day 1.
#[derive(Debug, Clone, Copy)]
pub struct DatedSeries<'a> {
    /// The date of day 1.
    pub start: NaiveDate,
    /// The readings.
    pub readings: &'a [TemperatureReading],
}

/// What is expected of one day of the year, all in °C.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The mean over the years.
    pub mean_c: f64,
    /// The coldest year.
    pub lowest_c: f64,
    /// The warmest year.
    pub highest_c: f64,
    /// The standard deviation between years (of a sample: n − 1); none where fewer than two years were measured.
    pub deviation_c: Option<f64>,
    /// In how many years this day was measured; 0 where all of it is interpolated.
    pub years: usize,
}

/// The year that several years of measurements make.
#[derive(Debug, Clone, PartialEq)]
pub struct ComingYear {
    /// From 1 January to 31 December of a common year.
    days: Vec<Expected>,
    /// The years that were measured, in order.
    pub years: Vec<i32>,
    /// Days of the year that were measured in no year, and are interpolated between their neighbours.
    pub days_without: usize,
}

/// Makes the coming year.
///
/// For each day of the year the mean over the years is taken, every year counting once: several readings of one day,
/// from several series, are averaged first. A reading of 29 February goes to 28 February. Days that no year has are
/// interpolated between their neighbours around the year. Then mean, lowest, highest and deviation are smoothed alike: a
/// moving average over the day and `days_on_either_side` days before and after it, around the year. So the mean always
/// lies between lowest and highest, and the mean over the year is not changed by smoothing.
///
/// # Errors
/// If there is no reading, or more days are to be smoothed over than are accepted.
pub fn coming_year(series: &[DatedSeries<'_>], days_on_either_side: u32) -> Outcome<ComingYear> {
    if days_on_either_side > MOST_SMOOTHED_DAYS {
        return Err(Fault::invalid(
            format!("{days_on_either_side} is not accepted"),
            "smoothing",
            format!("Accepted is 0 to {MOST_SMOOTHED_DAYS} days on either side"),
        ));
    }
    let of_years = by_day_of_year(series);
    let years: BTreeSet<i32> = of_years.iter().flat_map(|day| day.keys().copied()).collect();
    let measured: Vec<Option<Expected>> = of_years.iter().map(of_day).collect();
    let days_without = measured.iter().filter(|day| day.is_none()).count();
    let filled = fill_around(&measured).ok_or_else(|| {
        Fault::invalid(
            "there is no measurement",
            "measurements",
            "Choose at least one series that has readings",
        )
    })?;
    let days = smooth_around(&filled, days_on_either_side as usize);
    Ok(ComingYear { days, years: years.into_iter().collect(), days_without })
}

impl ComingYear {
    /// What is expected on a date; 29 February lies midway between its neighbours.
    pub fn on(&self, date: NaiveDate) -> Option<Expected> {
        let day = self.days.get(place_of(date))?;
        if !is_leap_day(date) {
            return Some(*day);
        }
        let after = self.days.get(END_OF_FEBRUARY + 1)?;
        let middle = |a: f64, b: f64| 0.5 * (a + b);
        Some(Expected {
            mean_c: middle(day.mean_c, after.mean_c),
            lowest_c: middle(day.lowest_c, after.lowest_c),
            highest_c: middle(day.highest_c, after.highest_c),
            deviation_c: day.deviation_c.zip(after.deviation_c).map(|(a, b)| middle(a, b)),
            years: day.years.min(after.years),
        })
    }

    /// The expected days of a span, with their day numbers: for showing the spread.
    pub fn expected(&self, span: Span) -> Vec<(u32, Expected)> {
        span.dated_days().filter_map(|(day, date)| Some((day, self.on(date)?))).collect()
    }

    /// The means as the readings of a profile, one for each day of the span; a span beyond a year has it again.
    pub fn readings(&self, span: Span) -> Vec<TemperatureReading> {
        let reading =
            |(day_number, day): (u32, Expected)| TemperatureReading { day_number, temperature_c: day.mean_c };
        self.expected(span).into_iter().map(reading).collect()
    }
}

fn is_leap_day(date: NaiveDate) -> bool {
    (date.month(), date.day()) == (2, 29)
}

/// The place of a date among the days of a common year.
fn place_of(date: NaiveDate) -> usize {
    let is_after_leap_day = date.leap_year() && date.ordinal0() as usize > END_OF_FEBRUARY;
    date.ordinal0() as usize - usize::from(is_after_leap_day)
}

/// What each year measured on each day of the year.
fn by_day_of_year(series: &[DatedSeries<'_>]) -> Vec<BTreeMap<i32, f64>> {
    let mut sums: Vec<BTreeMap<i32, (f64, u32)>> = vec![BTreeMap::new(); YEAR_DAYS];
    for one in series {
        for reading in one.readings {
            let Some(date) = dates::date_of(reading.day_number, one.start) else { continue };
            let Some(day) = sums.get_mut(place_of(date)) else { continue };
            let (sum, count) = day.entry(date.year()).or_default();
            *sum += reading.temperature_c;
            *count += 1;
        }
    }
    let mean = |(year, (sum, count)): (i32, (f64, u32))| (year, sum / f64::from(count));
    sums.into_iter().map(|day| day.into_iter().map(mean).collect()).collect()
}

fn of_day(years: &BTreeMap<i32, f64>) -> Option<Expected> {
    let count = years.len();
    if count == 0 {
        return None;
    }
    let mean_c = years.values().sum::<f64>() / count as f64;
    let squares: f64 = years.values().map(|value| (value - mean_c) * (value - mean_c)).sum();
    Some(Expected {
        mean_c,
        lowest_c: years.values().copied().fold(f64::INFINITY, f64::min),
        highest_c: years.values().copied().fold(f64::NEG_INFINITY, f64::max),
        deviation_c: (count > 1).then(|| (squares / (count - 1) as f64).sqrt()),
        years: count,
    })
}

/// Days without a measurement on a straight line between their neighbours; the year is a circle. None if no day has one.
fn fill_around(days: &[Option<Expected>]) -> Option<Vec<Expected>> {
    let known: Vec<(usize, Expected)> =
        days.iter().enumerate().filter_map(|(place, day)| Some((place, (*day)?))).collect();
    let (first, last) = (known.first()?, known.last()?);
    let mut filled = Vec::with_capacity(days.len());
    for (place, day) in days.iter().enumerate() {
        if let Some(day) = day {
            filled.push(*day);
            continue;
        }
        let next = known.partition_point(|(other, _)| *other < place);
        let (before, from) = match next.checked_sub(1).and_then(|before| known.get(before)) {
            Some((before, day)) => (*before as f64, day),
            None => (last.0 as f64 - days.len() as f64, &last.1),
        };
        let (after, to) = match known.get(next) {
            Some((after, day)) => (*after as f64, day),
            None => (first.0 as f64 + days.len() as f64, &first.1),
        };
        let share = (place as f64 - before) / (after - before);
        let between = |a: f64, b: f64| a + share * (b - a);
        filled.push(Expected {
            mean_c: between(from.mean_c, to.mean_c),
            lowest_c: between(from.lowest_c, to.lowest_c),
            highest_c: between(from.highest_c, to.highest_c),
            deviation_c: None,
            years: 0,
        });
    }
    Some(filled)
}

/// A moving average over `beside` days on either side; the year is a circle. Deviations are averaged over the days that
/// have one.
fn smooth_around(days: &[Expected], beside: usize) -> Vec<Expected> {
    if beside == 0 {
        return days.to_vec();
    }
    let count = days.len();
    let width = (2 * beside + 1) as f64;
    (0..count)
        .map(|place| {
            let window = || (0..=2 * beside).map(|offset| days[(place + count + offset - beside) % count]);
            let mean = |of: fn(&Expected) -> f64| window().map(|day| of(&day)).sum::<f64>() / width;
            let deviations: Vec<f64> = window().filter_map(|day| day.deviation_c).collect();
            let deviation = deviations.iter().sum::<f64>() / deviations.len() as f64;
            let lowest_c = mean(|day| day.lowest_c);
            let highest_c = mean(|day| day.highest_c);
            Expected {
                // Sums of many differ in their last bits; between the two it lies for certain.
                mean_c: mean(|day| day.mean_c).max(lowest_c).min(highest_c.max(lowest_c)),
                lowest_c,
                highest_c: highest_c.max(lowest_c),
                deviation_c: (!deviations.is_empty()).then_some(deviation),
                years: days[place].years,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_date, any_readings, day, readings};
    use super::*;
    use proptest::prelude::*;

    fn series(start: NaiveDate, readings: &[TemperatureReading]) -> DatedSeries<'_> {
        DatedSeries { start, readings }
    }

    fn dated(
        start: NaiveDate,
        days: u32,
        temperature_c: impl Fn(NaiveDate) -> f64,
    ) -> Vec<TemperatureReading> {
        let days = Span::new(start, days).unwrap().dated_days();
        days.map(|(day_number, date)| TemperatureReading { day_number, temperature_c: temperature_c(date) })
            .collect()
    }

    #[test]
    fn each_year_counts_once_and_the_spread_is_that_between_years() {
        // 2021 at 6 °C by two loggers, 2022 at 8 °C, 2023 at 10 °C.
        let warmth = |date: NaiveDate| f64::from(date.year() - 2021) * 2.0 + 6.0;
        let long = dated(day(2021, 1, 1), 3 * 365, warmth);
        let other = dated(day(2021, 1, 1), 365, warmth);
        let year =
            coming_year(&[series(day(2021, 1, 1), &long), series(day(2021, 1, 1), &other)], 7).unwrap();
        assert_eq!((year.years.as_slice(), year.days_without), (&[2021, 2022, 2023][..], 0));
        let expected = year.on(day(2027, 6, 1)).unwrap();
        assert!((expected.mean_c - 8.0).abs() < 1e-12);
        assert!((expected.lowest_c - 6.0).abs() < 1e-12 && (expected.highest_c - 10.0).abs() < 1e-12);
        assert!((expected.deviation_c.unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(expected.years, 3);
    }

    #[test]
    fn one_year_without_smoothing_comes_again_as_it_was() {
        let measured = dated(day(2023, 1, 1), 365, |date| f64::from(date.ordinal()) / 100.0);
        let year = coming_year(&[series(day(2023, 1, 1), &measured)], 0).unwrap();
        assert_eq!(year.readings(Span::new(day(2026, 1, 1), 365).unwrap()), measured);
        assert_eq!(year.on(day(2026, 5, 5)).unwrap().deviation_c, None, "one year has no deviation");
    }

    #[test]
    fn a_leap_day_is_measured_with_the_28th_and_expected_between_its_neighbours() {
        let measured = readings(&[(1, 4.0), (2, 6.0), (3, 8.0)]);
        // 28 and 29 February, 1 March.
        let year = coming_year(&[series(day(2024, 2, 28), &measured)], 0).unwrap();
        assert_eq!(year.on(day(2027, 2, 28)).unwrap().mean_c, 5.0);
        assert_eq!(year.on(day(2028, 2, 29)).unwrap().mean_c, 6.5);
        assert_eq!(year.on(day(2028, 3, 1)).unwrap().mean_c, 8.0);
        assert_eq!(year.on(day(2028, 12, 31)).unwrap().years, 0);
        let leap_year = year.readings(Span::new(day(2028, 1, 1), 366).unwrap());
        assert_eq!((leap_year.len(), leap_year[59].temperature_c), (366, 6.5));
    }

    #[test]
    fn days_that_no_year_has_are_interpolated_around_the_new_year() {
        // 22 December at 4 °C and 11 January at 6 °C: twenty days apart.
        let measured = readings(&[(1, 4.0), (21, 6.0)]);
        let year = coming_year(&[series(day(2023, 12, 22), &measured)], 0).unwrap();
        assert_eq!(year.on(day(2027, 1, 1)).unwrap().mean_c, 5.0);
        assert_eq!(year.days_without, 363);
        assert_eq!(year.years, [2023, 2024]);
    }

    #[test]
    fn a_spike_is_spread_over_the_days_on_either_side_also_around_the_new_year() {
        let spike = |date: NaiveDate| if date.ordinal() == 1 { 18.0 } else { 3.0 };
        let measured = dated(day(2023, 1, 1), 365, spike);
        let year = coming_year(&[series(day(2023, 1, 1), &measured)], 2).unwrap();
        for (month, on, wanted) in [(12, 29, 3.0), (12, 30, 6.0), (1, 1, 6.0), (1, 3, 6.0), (1, 4, 3.0)] {
            assert!((year.on(day(2023, month, on)).unwrap().mean_c - wanted).abs() < 1e-12, "{month}-{on}");
        }
    }

    #[test]
    fn nothing_measured_and_too_much_smoothing_are_refused() {
        assert_eq!(coming_year(&[], 7).unwrap_err().message, "there is no measurement");
        assert!(coming_year(&[series(day(2024, 1, 1), &readings(&[(1, 4.0)]))], 46).is_err());
    }

    proptest! {
        #[test]
        fn the_mean_lies_within_its_spread_and_that_within_what_was_measured(
            all in prop::collection::vec((any_date(), any_readings(2000)), 1..4),
            beside in 0_u32..=MOST_SMOOTHED_DAYS,
            at in any_date(),
        ) {
            let measured: Vec<DatedSeries<'_>> = all.iter().map(|(start, readings)| series(*start, readings)).collect();
            let year = coming_year(&measured, beside).unwrap();
            let values = || all.iter().flat_map(|(_, readings)| readings).map(|reading| reading.temperature_c);
            let (low, high) = (values().fold(99.0, f64::min), values().fold(-99.0, f64::max));
            for (_, expected) in year.expected(Span::new(at, 366).unwrap()) {
                prop_assert!(expected.lowest_c <= expected.mean_c && expected.mean_c <= expected.highest_c);
                prop_assert!(low - 1e-9 <= expected.lowest_c && expected.highest_c <= high + 1e-9);
                prop_assert!(expected.deviation_c.is_none_or(|deviation| deviation >= 0.0));
            }
        }

        #[test]
        fn smoothing_keeps_the_mean_of_the_year(readings in any_readings(365), beside in 1_u32..=MOST_SMOOTHED_DAYS) {
            let measured = [series(day(2023, 1, 1), &readings)];
            let mean = |beside| {
                let year = coming_year(&measured, beside).unwrap();
                year.readings(Span::new(day(2023, 1, 1), 365).unwrap()).iter().map(|r| r.temperature_c).sum::<f64>() / 365.0
            };
            prop_assert!((mean(0) - mean(beside)).abs() < 1e-9);
        }
    }
}
