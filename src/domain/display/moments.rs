//! Days and moments: when something was, and how long ago.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};

use super::words::plural_of;

/// A date in its ISO form: `2024-09-01`.
#[must_use]
pub fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// A date with its ISO week, as sites plan in weeks: `2024-09-01 · W35`.
#[must_use]
pub fn date_with_week(date: NaiveDate) -> String {
    format!("{} · W{:02}", self::date(date), date.iso_week().week())
}

/// How long ago something was: `just now`, `3 minutes ago`, `over 1 year ago`.
///
/// A moment after `now` means that a clock was set back, or that the file comes from a computer whose clock is
/// ahead. Then the bare date is the only thing that is true to say: `dated 2026-03-04`.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    const MONTH_DAYS: i64 = 30;
    const YEAR_DAYS: i64 = 365;
    let elapsed = now.signed_duration_since(then);
    if elapsed <= -TimeDelta::minutes(1) {
        return format!("dated {}", date(then.date_naive()));
    }
    let (minutes, hours, days) = (elapsed.num_minutes(), elapsed.num_hours(), elapsed.num_days());
    if minutes < 1 {
        "just now".to_owned()
    } else if hours < 1 {
        format!("{} ago", plural_of(minutes, "minute", "minutes"))
    } else if days < 1 {
        format!("{} ago", plural_of(hours, "hour", "hours"))
    } else if days < MONTH_DAYS {
        format!("{} ago", plural_of(days, "day", "days"))
    } else if days < YEAR_DAYS {
        // The last days of a year are twelve times thirty days, yet not a year.
        let months = (days / MONTH_DAYS).min(11);
        format!("{} ago", plural_of(months, "month", "months"))
    } else {
        format!("over {} ago", plural_of(days / YEAR_DAYS, "year", "years"))
    }
}

/// The exact moment, for where [`ago`] is too coarse: `2024-09-01 14:05:09 UTC`.
#[must_use]
pub fn exact_time(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, hour, minute, second).single().unwrap()
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_iso_and_weeks_are_those_of_the_site_calendar() {
        assert_eq!(date(day(2024, 9, 1)), "2024-09-01");
        assert_eq!(date_with_week(day(2024, 9, 1)), "2024-09-01 · W35");
        assert_eq!(date_with_week(day(2024, 12, 30)), "2024-12-30 · W01");
        assert_eq!(date_with_week(day(2021, 1, 3)), "2021-01-03 · W53");
    }

    #[test]
    fn how_long_ago_is_told_in_the_largest_unit_that_fits() {
        let now = at(2025, 6, 15, 12, 0, 0);
        let before = |seconds: i64| ago(now - TimeDelta::seconds(seconds), now);
        assert_eq!(before(0), "just now");
        assert_eq!(before(59), "just now");
        assert_eq!(before(60), "1 minute ago");
        assert_eq!(before(3 * 60), "3 minutes ago");
        assert_eq!(before(3599), "59 minutes ago");
        assert_eq!(before(2 * 3600), "2 hours ago");
        assert_eq!(before(86_399), "23 hours ago");
        assert_eq!(before(3 * 86_400), "3 days ago");
        assert_eq!(before(30 * 86_400), "1 month ago");
        assert_eq!(before(65 * 86_400), "2 months ago");
        assert_eq!(before(364 * 86_400), "11 months ago");
        assert_eq!(before(365 * 86_400), "over 1 year ago");
        assert_eq!(before(900 * 86_400), "over 2 years ago");
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_nonsense() {
        let now = at(2025, 6, 15, 12, 0, 0);
        assert_eq!(ago(now + TimeDelta::seconds(20), now), "just now");
        assert_eq!(ago(now + TimeDelta::hours(3), now), "dated 2025-06-15");
        assert_eq!(ago(at(2026, 3, 4, 1, 0, 0), now), "dated 2026-03-04");
        assert_eq!(exact_time(at(2024, 9, 1, 14, 5, 9)), "2024-09-01 14:05:09 UTC");
    }

    proptest! {
        #[test]
        fn ago_never_fails(then in -8_000_000_000_000_i64..8_000_000_000_000, now in -8_000_000_000_000_i64..8_000_000_000_000) {
            let moment = |seconds| DateTime::from_timestamp(seconds, 0);
            if let (Some(then), Some(now)) = (moment(then), moment(now)) {
                prop_assert!(!ago(then, now).is_empty());
            }
        }
    }
}
