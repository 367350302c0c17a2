//! What a mortality rate comes to over a day, a month and a year.
use super::projection::daily_share;
use crate::domain::mortality::Frequency;

/// Days of a month, a twelfth of a year of 365.25 days.
const MONTH_DAYS: f64 = 365.25 / 12.0;
/// Days of a year, leap years shared out.
const YEAR_DAYS: f64 = 365.25;

/// The share of the fish that a rate takes, over the periods in which planners think.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EquivalentLoss {
    /// Percent a day: what the engine takes each day.
    pub daily_percent: f64,
    /// Percent of those at its start that are gone after a month of 30.44 days.
    pub monthly_percent: f64,
    /// Percent of those at its start that are gone after a year.
    pub yearly_percent: f64,
}

/// What `rate_percent` of the living fish in each period comes to.
pub fn equivalent_loss(frequency: Frequency, rate_percent: f64) -> EquivalentLoss {
    let share = daily_share(frequency, rate_percent);
    let after = |days: f64| (1.0 - libm::pow(1.0 - share, days)) * 100.0;
    EquivalentLoss {
        daily_percent: share * 100.0,
        monthly_percent: after(MONTH_DAYS),
        yearly_percent: after(YEAR_DAYS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_a_percent_a_month_is_nearly_six_percent_a_year() {
        let loss = equivalent_loss(Frequency::Monthly, 0.5);
        assert!((loss.monthly_percent - 0.5).abs() < 1e-12);
        // Twelve months of 0.5 %: 1 - 0.995^12.
        assert!((loss.yearly_percent - 5.838).abs() < 0.001, "{loss:?}");
        // 1 - 0.995^(12/365.25)
        assert!((loss.daily_percent - 0.016_467).abs() < 1e-6, "{loss:?}");
    }

    #[test]
    fn a_week_of_one_percent_makes_a_week_of_one_percent() {
        let loss = equivalent_loss(Frequency::Weekly, 1.0);
        let week = (1.0 - libm::pow(1.0 - loss.daily_percent / 100.0, 7.0)) * 100.0;
        assert!((week - 1.0).abs() < 1e-12);
    }

    #[test]
    fn none_and_all_are_none_and_all_in_every_period() {
        for frequency in Frequency::ALL {
            assert_eq!(equivalent_loss(frequency, 0.0).yearly_percent, 0.0);
            assert_eq!(equivalent_loss(frequency, 100.0).daily_percent, 100.0);
        }
    }

    proptest! {
        #[test]
        fn the_longer_the_period_the_more_is_gone(rate in 0.0..50.0_f64) {
            for frequency in Frequency::ALL {
                let loss = equivalent_loss(frequency, rate);
                prop_assert!(loss.daily_percent <= loss.monthly_percent);
                prop_assert!(loss.monthly_percent <= loss.yearly_percent && loss.yearly_percent <= 100.0);
            }
        }
    }
}
