//! Schedules: values that change from a day of the scenario on.
//!
//! Days are counted from the scenario's first, whichever model is in force and since when: a model that takes over on day
//! 100 is read at day 100 of its schedule.
use chrono::NaiveDate;

use super::accepted;
use super::fault::Fault;

/// Refuses a day that no scenario has, and one that has a value already.
pub(super) fn check_day(
    path: &str,
    from_day: u32,
    mut earlier: impl Iterator<Item = u32>,
) -> Result<(), Fault> {
    accepted::CHANGE_DAY.check(path, f64::from(from_day))?;
    if earlier.any(|day| day == from_day) {
        return Err(Fault::invalid(
            format!("day {from_day} has a value already"),
            path,
            "Accepted is one value a day",
        ));
    }
    Ok(())
}

/// How months in sea are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// As the calendar has them, from this date on: a month that begins on the 31st begins on the last day of a shorter one.
    Calendar(NaiveDate),
    /// Of thirty days each.
    OfThirtyDays,
}

/// The days from which the months in sea hold, the first of them `first_day`, counted from the scenario's first.
pub fn first_days_of_months(months: Months, first_day: u32, count: u32) -> Vec<u32> {
    let begins = |month: u32| -> Option<u32> {
        let days = match months {
            Months::OfThirtyDays => month.checked_mul(30)?,
            Months::Calendar(start) => {
                let begin = start.checked_add_months(chrono::Months::new(month))?;
                u32::try_from((begin - start).num_days()).ok()?
            }
        };
        first_day.checked_add(days)
    };
    (0..count).map_while(begins).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn calendar_months_are_as_long_as_they_are() {
        let from_september = first_days_of_months(Months::Calendar(date(2024, 9, 1)), 1, 7);
        // September has 30 days, October 31, November 30, December 31, January 31, February 2025 has 28.
        assert_eq!(from_september, [1, 31, 62, 92, 123, 154, 182]);
        assert_eq!(first_days_of_months(Months::Calendar(date(2024, 2, 1)), 1, 2), [1, 30], "a leap year");
    }

    #[test]
    fn a_month_that_begins_on_the_31st_begins_on_the_last_day_of_a_shorter_one() {
        let days = first_days_of_months(Months::Calendar(date(2025, 1, 31)), 1, 4);
        // 31 January, 28 February, 31 March, 30 April.
        assert_eq!(days, [1, 29, 60, 90]);
    }

    #[test]
    fn months_of_thirty_days_and_fish_that_go_to_sea_later() {
        assert_eq!(first_days_of_months(Months::OfThirtyDays, 1, 3), [1, 31, 61]);
        assert_eq!(first_days_of_months(Months::OfThirtyDays, 520, 2), [520, 550]);
    }

    #[test]
    fn what_no_calendar_holds_is_left_out() {
        assert!(first_days_of_months(Months::OfThirtyDays, u32::MAX, 2).len() == 1);
    }

    proptest! {
        #[test]
        fn days_rise_from_month_to_month(day in 0..50_000_i64, first in 1..7000_u32, count in 0..60_u32) {
            let start = date(1990, 1, 1) + chrono::Days::new(day.unsigned_abs());
            for months in [Months::Calendar(start), Months::OfThirtyDays] {
                let days = first_days_of_months(months, first, count);
                prop_assert_eq!(days.len(), count as usize);
                prop_assert!(days.windows(2).all(|pair| (27..=32).contains(&(pair[1] - pair[0]))));
            }
        }
    }
}
