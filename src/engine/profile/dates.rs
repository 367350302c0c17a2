//! Calendar dates as relative day numbers, and back: day 1 is the start date that the planner names.
use chrono::{Days, NaiveDate};

use crate::domain::accepted;

/// The day number of a date; none before day 1 and beyond the last day that a profile may have.
pub fn day_number(date: NaiveDate, start: NaiveDate) -> Option<u32> {
    let day = u32::try_from((date - start).num_days()).ok()?.checked_add(1)?;
    accepted::READING_DAY.holds(f64::from(day)).then_some(day)
}

/// The date of a day number; none for day 0, which there is not.
pub fn date_of(day_number: u32, start: NaiveDate) -> Option<NaiveDate> {
    start.checked_add_days(Days::new(u64::from(day_number.checked_sub(1)?)))
}

/// How many days later the readings of a profile stand when its day 1 becomes `to` and every reading keeps its date:
/// fewer than none when the profile then begins later.
pub fn days_moved(from: NaiveDate, to: NaiveDate) -> i64 {
    (from - to).num_days()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_date, day};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_start_date_is_day_1_and_a_leap_day_counts() {
        let start = day(2024, 2, 28);
        assert_eq!(day_number(start, start), Some(1));
        assert_eq!(day_number(day(2024, 3, 1), start), Some(3));
        assert_eq!(day_number(day(2024, 2, 27), start), None);
        assert_eq!(date_of(2, start), Some(day(2024, 2, 29)));
        assert_eq!(date_of(0, start), None);
        assert_eq!(day_number(day(2190, 1, 1), start), None, "no profile is so long");
    }

    proptest! {
        #[test]
        fn a_day_number_becomes_a_date_and_the_same_number_again(start in any_date(), number in 1_u32..36_600) {
            let date = date_of(number, start).unwrap();
            prop_assert_eq!(day_number(date, start), Some(number));
        }
    }
}
