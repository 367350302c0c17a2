//! Where an axis puts its marks and how it writes them. Pure arithmetic; the calendar is chrono's.
use chrono::{Datelike as _, NaiveDate};

use super::spec::{Axis, NumberFormat};
use crate::domain::display::group;

pub use crate::domain::scale::{ValueAxis, nice_step};

/// A number with thousands separators, a real minus and so many decimals.
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    // What rounds to zero has no sign.
    let is_below_zero = value < 0.0 && digits.bytes().any(|b| (b'1'..=b'9').contains(&b));
    format!("{}{}", if is_below_zero { "−" } else { "" }, group(&digits))
}

/// Whole numbers, "6,462".
#[must_use]
pub fn whole(value: f64) -> String {
    grouped(value, 0)
}

/// One decimal, "1,148.2".
#[must_use]
pub fn tenths(value: f64) -> String {
    grouped(value, 1)
}

/// Two decimals, "6.46".
#[must_use]
pub fn hundredths(value: f64) -> String {
    grouped(value, 2)
}

/// A difference with its sign; what rounds to zero has none.
#[must_use]
pub fn signed(difference: f64, format: NumberFormat) -> String {
    let size = format(difference.abs());
    if !size.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        return size;
    }
    format!("{}{size}", if difference < 0.0 { "−" } else { "+" })
}

/// The date of a day counted from 1970-01-01.
#[must_use]
pub fn date_of(days: f64) -> Option<NaiveDate> {
    // chrono counts from the first day of the year 1; 1970-01-01 is its day 719,163.
    let days = days.round();
    if !(-719_162.0..=2_200_000.0).contains(&days) {
        return None;
    }
    NaiveDate::from_num_days_from_ce_opt(days as i32 + 719_163)
}

/// The day, counted from 1970-01-01, of a date.
#[must_use]
pub fn day_of(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce() - 719_163)
}

/// The day at the cursor in words: "Day 120", or "2024-09-01, week 35".
#[must_use]
pub fn day_text(axis: Axis, x: f64) -> String {
    match (axis, date_of(x)) {
        (Axis::Dates, Some(date)) => format!("{date}, week {}", date.iso_week().week()),
        _ => format!("Day {}", whole(x)),
    }
}

/// Marks of a horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DayMarks {
    /// Each mark's day and text.
    pub marks: Vec<(f64, String)>,
    /// The least distance between two marks in days.
    pub spacing: f64,
    /// Days that get a short stroke without a text: the months between the marks.
    pub minor: Vec<f64>,
}

/// Marks for the visible days, where a text may not be closer to the next than `min_days`.
#[must_use]
pub fn day_marks(axis: Axis, view: (f64, f64), min_days: f64) -> DayMarks {
    match axis {
        Axis::Days => numbers(view, min_days),
        Axis::Dates => dates(view, min_days),
    }
}

/// Day numbers at round distances; whole days at the closest.
fn numbers(view: (f64, f64), min_days: f64) -> DayMarks {
    let step = match nice_step(min_days.max(1.0)) {
        // There is no day 2.5.
        2.5 => 5.0,
        s => s,
    };
    let axis = ValueAxis { min: view.0, max: view.1, step };
    DayMarks {
        marks: axis.marks().into_iter().map(|d| (d, whole(d))).collect(),
        spacing: step,
        minor: Vec::new(),
    }
}

/// Starts of months, or of weeks and days when few are seen.
fn dates(view: (f64, f64), min_days: f64) -> DayMarks {
    if min_days <= 14.0 {
        return weeks(view, min_days);
    }
    // A month has 28 days at least, so marks this many months apart keep their distance.
    const MONTHS: [u32; 8] = [1, 2, 3, 6, 12, 24, 60, 120];
    let step = MONTHS.into_iter().find(|&m| days_in_months(m) >= min_days).unwrap_or(240);
    let (mut marks, mut minor) = (Vec::new(), Vec::new());
    let mut next = date_of(view.0).and_then(|d| NaiveDate::from_ymd_opt(d.year(), d.month(), 1));
    while let Some(month) = next {
        let day = day_of(month);
        if day > view.1 {
            break;
        }
        let count = month.year() * 12 + month.month0() as i32;
        if day >= view.0 && step <= 12 {
            minor.push(day);
        }
        if day >= view.0 && count.rem_euclid(step as i32) == 0 {
            let text = if step >= 12 { month.format("%Y") } else { month.format("%b %Y") };
            marks.push((day, text.to_string()));
        }
        next = month.checked_add_months(chrono::Months::new(1));
    }
    DayMarks { marks, spacing: days_in_months(step), minor }
}

/// The least days that so many months last.
fn days_in_months(months: u32) -> f64 {
    match months {
        1 => 28.0,
        2 => 59.0,
        3 => 89.0,
        6 => 181.0,
        m => 365.0 * f64::from(m / 12),
    }
}

/// Mondays, or single days when there is room.
fn weeks(view: (f64, f64), min_days: f64) -> DayMarks {
    let step: i64 = [1, 2, 7, 14].into_iter().find(|&s| s as f64 >= min_days).unwrap_or(14);
    // 1970-01-05 was a Monday.
    const MONDAY: i64 = 4;
    let first = view.0.ceil() as i64;
    let first = first + (MONDAY - first).rem_euclid(step);
    let marks = (first..=view.1.floor() as i64)
        .step_by(step as usize)
        .filter_map(|d| date_of(d as f64).map(|date| (d as f64, date.format("%-d %b").to_string())))
        .collect();
    DayMarks { marks, spacing: step as f64, minor: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> f64 {
        day_of(NaiveDate::from_ymd_opt(y, m, d).unwrap())
    }

    #[test]
    fn months_stand_on_their_first_day_also_in_a_leap_year() {
        let marks = day_marks(Axis::Dates, (day(2024, 1, 15), day(2024, 4, 2)), 20.0).marks;
        let expected = vec![
            (day(2024, 2, 1), "Feb 2024".to_owned()),
            (day(2024, 3, 1), "Mar 2024".to_owned()),
            (day(2024, 4, 1), "Apr 2024".to_owned()),
        ];
        assert_eq!(marks, expected);
        assert_eq!(marks[1].0 - marks[0].0, 29.0);
        assert_eq!(day(1970, 1, 1), 0.0);
    }

    #[test]
    fn a_long_view_counts_quarters_and_years() {
        let texts = |from, to, min| -> Vec<String> {
            day_marks(Axis::Dates, (from, to), min).marks.into_iter().map(|m| m.1).collect()
        };
        assert_eq!(texts(day(2023, 12, 1), day(2024, 8, 1), 80.0), ["Jan 2024", "Apr 2024", "Jul 2024"]);
        assert_eq!(texts(day(2020, 6, 1), day(2024, 6, 1), 300.0), ["2021", "2022", "2023", "2024"]);
    }

    #[test]
    fn a_close_view_counts_weeks_from_monday() {
        let marks = day_marks(Axis::Dates, (day(2024, 8, 28), day(2024, 9, 20)), 5.0).marks;
        assert_eq!(marks.iter().map(|m| m.1.as_str()).collect::<Vec<_>>(), ["2 Sep", "9 Sep", "16 Sep"]);
        assert!(marks.iter().all(|m| date_of(m.0).unwrap().weekday() == chrono::Weekday::Mon));
    }

    #[test]
    fn numbers_are_grouped_and_carry_a_real_minus() {
        assert_eq!(grouped(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(grouped(-1234.0, 0), "−1,234");
        assert_eq!(grouped(-0.04, 1), "0.0");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(signed(-12.0, whole), "−12");
        assert_eq!(signed(0.2, whole), "0");
        assert_eq!(signed(41.0, tenths), "+41.0");
    }

    #[test]
    fn an_amount_starts_at_zero_and_a_temperature_does_not() {
        let amount = ValueAxis::around(40.0, 6462.0, true, 5);
        assert_eq!(amount.min, 0.0);
        assert!(amount.max >= 6462.0);
        let temperature = ValueAxis::around(8.1, 11.9, false, 5);
        assert!(temperature.min > 0.0 && temperature.min <= 8.1);
    }

    #[test]
    fn a_constant_gets_room() {
        for (value, from_zero) in [(0.0, true), (7.0, true), (7.0, false), (-3.0, false), (-3.0, true)] {
            let axis = ValueAxis::around(value, value, from_zero, 5);
            assert!(axis.min <= value && value <= axis.max && axis.max > axis.min, "{axis:?}");
            assert!(axis.marks().len() >= 2, "{axis:?}");
        }
        let nothing = ValueAxis::around(f64::INFINITY, f64::NEG_INFINITY, true, 5);
        assert_eq!((nothing.min, nothing.max > 0.0), (0.0, true));
    }

    #[test]
    fn marks_have_the_decimals_their_step_needs() {
        let axis = ValueAxis { min: 0.0, max: 1.0, step: 0.25 };
        let texts: Vec<_> = axis.marks().into_iter().map(|m| axis.text(m)).collect();
        assert_eq!(texts, ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(ValueAxis { min: 0.0, max: 1e4, step: 2500.0 }.text(7500.0), "7,500");
    }

    proptest! {
        #[test]
        fn an_axis_holds_its_values_with_few_marks(a in -1e7f64..1e7, b in -1e7f64..1e7, zero: bool, n in 2usize..9) {
            let (low, high) = (a.min(b), a.max(b));
            let axis = ValueAxis::around(low, high, zero, n);
            prop_assert!(axis.min <= low && high <= axis.max);
            let marks = axis.marks();
            prop_assert!(marks.len() <= n + 3, "{} marks of {:?}", marks.len(), axis);
            prop_assert!(marks.iter().all(|m| (axis.min - 1e-6 * axis.step.abs()) <= *m));
        }

        #[test]
        fn month_marks_are_first_days_in_order(from in -30_000f64..60_000.0, span in 40f64..9_000.0, parts in 2f64..20.0) {
            let min = span / parts;
            prop_assume!(min > 14.0);
            let found = day_marks(Axis::Dates, (from, from + span), min);
            prop_assert!(found.marks.windows(2).all(|w| w[1].0 - w[0].0 >= min));
            prop_assert!(found.marks.iter().all(|m| date_of(m.0).is_some_and(|d| d.day() == 1)));
            prop_assert!(found.marks.iter().all(|m| from <= m.0 && m.0 <= from + span));
        }
    }
}
