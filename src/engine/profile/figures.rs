//! The figures that a planner knows a profile by.
use super::gaps::gaps;
use crate::domain::temperature::TemperatureReading;
use crate::engine::projection::temperatures;

/// A profile in a few figures, over all days from its first reading to its last as a projection reads them: days
/// without a reading count with what is interpolated there, so that a gap in winter does not make a profile warmer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The day of the first reading.
    pub first_day: u32,
    /// The day of the last reading.
    pub last_day: u32,
    /// How many readings there are.
    pub readings: usize,
    /// Spans of days without a reading between two that have one.
    pub gaps: usize,
    /// Days in those spans.
    pub days_in_gaps: u32,
    /// The mean over the days, in °C.
    pub mean_c: f64,
    /// The coldest reading, in °C.
    pub lowest_c: f64,
    /// The warmest reading, in °C.
    pub highest_c: f64,
    /// The sum over the days of their temperature in °C, days below zero counting nothing, as runs count them.
    pub degree_days: f64,
}

/// The figures of a profile; none of one without readings.
pub fn figures(readings: &[TemperatureReading]) -> Option<Figures> {
    let (first, last) = (readings.first()?, readings.last()?);
    let (mut sum, mut degree_days) = (0.0, 0.0);
    for temperature_c in temperatures(readings, first.day_number..=last.day_number) {
        sum += temperature_c;
        degree_days += temperature_c.max(0.0);
    }
    let days = last.day_number - first.day_number + 1;
    let gaps = gaps(readings);
    let values = || readings.iter().map(|reading| reading.temperature_c);
    Some(Figures {
        first_day: first.day_number,
        last_day: last.day_number,
        readings: readings.len(),
        gaps: gaps.len(),
        days_in_gaps: gaps.iter().map(|gap| gap.days()).sum(),
        mean_c: sum / f64::from(days),
        lowest_c: values().fold(f64::INFINITY, f64::min),
        highest_c: values().fold(f64::NEG_INFINITY, f64::max),
        degree_days,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::readings;
    use super::*;

    #[test]
    fn figures_count_every_day_and_cold_days_give_no_warmth() {
        // Days 1 to 5 as read: −1, 0, 1, 2, 3.
        let figures = figures(&readings(&[(1, -1.0), (5, 3.0)])).unwrap();
        assert_eq!((figures.mean_c, figures.lowest_c, figures.highest_c), (1.0, -1.0, 3.0));
        assert_eq!(figures.degree_days, 6.0);
        assert_eq!((figures.first_day, figures.last_day, figures.readings), (1, 5, 2));
        assert_eq!((figures.gaps, figures.days_in_gaps), (1, 3));
        assert_eq!(super::figures(&[]), None);
    }
}
