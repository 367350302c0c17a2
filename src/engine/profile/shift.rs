//! A profile moved: later or earlier by days, warmer or colder by degrees.
use super::check_all;
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;
use crate::engine::projection::temperature_on;

/// A profile that was moved by days.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The readings on their new days.
    pub readings: Vec<TemperatureReading>,
    /// Readings that fell off: before day 1, or beyond the last day that a profile may have.
    pub left_out: usize,
}

/// The same temperatures `days` days later; earlier with a negative number. What a projection reads on day d is then
/// what it read on day d − `days`, for every day there is: where day 1 falls between two readings, it gets the
/// temperature interpolated there, so that the line does not break off.
///
/// # Errors
/// If no reading would be left.
pub fn by_days(readings: &[TemperatureReading], days: i64) -> Outcome<Moved> {
    let moved_to = |day_number: u32| {
        let to = u32::try_from(i64::from(day_number).checked_add(days)?).ok()?;
        accepted::READING_DAY.holds(f64::from(to)).then_some(to)
    };
    let mut moved: Vec<TemperatureReading> = readings
        .iter()
        .filter_map(|reading| {
            Some(TemperatureReading { day_number: moved_to(reading.day_number)?, ..*reading })
        })
        .collect();
    let left_out = readings.len() - moved.len();
    let Some(first) = moved.first() else {
        return Err(Fault::invalid(
            "no reading would be left",
            "days",
            "Move it by fewer days, so that some of its days stay",
        ));
    };
    let is_cut_between = first.day_number > 1 && days < 0 && left_out > 0;
    if let (true, Ok(was)) = (is_cut_between, u32::try_from(1 - days)) {
        moved.insert(0, TemperatureReading { day_number: 1, temperature_c: temperature_on(readings, was) });
    }
    Ok(Moved { readings: moved, left_out })
}

/// Every reading `degrees_c` warmer; colder with a negative number.
///
/// # Errors
/// If a reading would leave the range that is accepted; the first such day is named.
pub fn by_degrees(readings: &[TemperatureReading], degrees_c: f64) -> Outcome<Vec<TemperatureReading>> {
    let warmer = |reading: &TemperatureReading| TemperatureReading {
        temperature_c: reading.temperature_c + degrees_c,
        ..*reading
    };
    check_all(readings.iter().map(warmer).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_readings, readings};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_falls_before_day_1_is_counted_and_day_1_keeps_its_temperature() {
        let profile = readings(&[(1, 5.0), (31, 8.0), (40, 9.0)]);
        let earlier = by_days(&profile, -10).unwrap();
        assert_eq!(earlier.readings, readings(&[(1, 6.0), (21, 8.0), (30, 9.0)]));
        assert_eq!(earlier.left_out, 1);
        let later = by_days(&profile, 10).unwrap();
        assert_eq!(later.readings, readings(&[(11, 5.0), (41, 8.0), (50, 9.0)]));
        assert_eq!(later.left_out, 0);
        assert_eq!(by_days(&profile, -40).unwrap_err().message, "no reading would be left");
        assert_eq!(by_days(&profile, i64::MAX).unwrap_err().message, "no reading would be left");
    }

    #[test]
    fn a_profile_that_would_get_too_warm_is_refused_by_its_day() {
        let profile = readings(&[(1, 5.0), (2, 41.0)]);
        assert_eq!(by_degrees(&profile, -1.5).unwrap(), readings(&[(1, 3.5), (2, 39.5)]));
        let fault = by_degrees(&profile, 4.5).unwrap_err();
        assert_eq!(fault.message, "day 2 would have 45.5 °C");
        assert!(by_degrees(&profile, f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn a_projection_reads_the_same_so_many_days_later(profile in any_readings(300), days in -320_i64..320) {
            let Ok(moved) = by_days(&profile, days) else {
                prop_assert!(i64::from(profile.last().unwrap().day_number) + days < 1);
                return Ok(());
            };
            prop_assert!(moved.readings.windows(2).all(|pair| pair[0].day_number < pair[1].day_number));
            for day in 1..=700_u32 {
                let was = i64::from(day) - days;
                let expected = temperature_on(&profile, u32::try_from(was).unwrap_or(0));
                prop_assert!((temperature_on(&moved.readings, day) - expected).abs() < 1e-9, "day {}", day);
            }
        }

        #[test]
        fn there_and_back_is_where_it_was(profile in any_readings(300), days in 0_i64..500) {
            let there = by_days(&profile, days).unwrap();
            prop_assert_eq!(by_days(&there.readings, -days).unwrap().readings, profile);
        }
    }
}
