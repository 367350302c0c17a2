//! Days without a reading, which projections interpolate.
use crate::domain::temperature::TemperatureReading;
use crate::engine::projection::temperatures;

/// Days without a reading between two that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first day without one.
    pub from_day: u32,
    /// The last day without one.
    pub to_day: u32,
}

impl Gap {
    /// How many days it has.
    pub fn days(self) -> u32 {
        self.to_day - self.from_day + 1
    }
}

/// The gaps of a profile, in order.
pub fn gaps(readings: &[TemperatureReading]) -> Vec<Gap> {
    let pairs = readings.windows(2).map(|pair| (pair[0].day_number, pair[1].day_number));
    pairs
        .filter(|(before, after)| after - before > 1)
        .map(|(before, after)| Gap { from_day: before + 1, to_day: after - 1 })
        .collect()
}

/// The same profile with a reading on every day from its first to its last: the ones that are there stay as they are,
/// each gap is filled with what a projection reads there, a straight line between its neighbours. So no run of it
/// changes.
pub fn fill(readings: &[TemperatureReading]) -> Vec<TemperatureReading> {
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else { return Vec::new() };
    let days = first.day_number..=last.day_number;
    let filled = days.clone().zip(temperatures(readings, days));
    filled.map(|(day_number, temperature_c)| TemperatureReading { day_number, temperature_c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_readings, readings};
    use super::*;
    use crate::engine::projection::temperature_on;
    use proptest::prelude::*;

    #[test]
    fn gaps_are_named_by_their_days_and_filled_on_a_straight_line() {
        let profile = readings(&[(2, 4.0), (3, 5.0), (7, 9.0), (9, 9.0)]);
        assert_eq!(gaps(&profile), [Gap { from_day: 4, to_day: 6 }, Gap { from_day: 8, to_day: 8 }]);
        assert_eq!(gaps(&profile)[0].days(), 3);
        let filled: Vec<f64> = fill(&profile).iter().map(|reading| reading.temperature_c).collect();
        assert_eq!(filled, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 9.0, 9.0]);
        assert!(gaps(&[]).is_empty() && fill(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn filling_changes_nothing_that_a_projection_reads(profile in any_readings(400)) {
            let filled = fill(&profile);
            prop_assert!(gaps(&filled).is_empty());
            for day in 1..=420 {
                let (before, after) = (temperature_on(&profile, day), temperature_on(&filled, day));
                prop_assert_eq!(before.to_bits(), after.to_bits(), "day {}", day);
            }
            for reading in &profile {
                prop_assert!(filled.contains(reading));
            }
        }
    }
}
