//! Profiles from a pattern: constant, seasonal, from monthly means, from date ranges.
use chrono::{Datelike as _, Months, NaiveDate};
use std::collections::BTreeMap;
use std::f64::consts::TAU;

use super::{Span, check_all, dates};
use crate::domain::accepted;
use crate::domain::fault::{Fault, Outcome};
use crate::domain::temperature::TemperatureReading;

/// One temperature from one date to another, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedValue {
    /// The first date that has it.
    pub from: NaiveDate,
    /// The last date that has it.
    pub to: NaiveDate,
    /// The temperature, in °C.
    pub temperature_c: f64,
}

/// What a profile is made from.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// The same temperature every day, in °C.
    Constant(f64),
    /// A cosine over the calendar year.
    Seasonal {
        /// The mean over a year, in °C.
        mean_c: f64,
        /// How much colder than the mean the coldest day is, and how much warmer the warmest, in °C.
        amplitude_c: f64,
        /// A date on the coldest day: only its day and month count. 29 February is 28 February in common years.
        coldest: NaiveDate,
    },
    /// Twelve monthly means in °C, January first: see [`from_january`].
    Monthly([f64; 12]),
    /// One temperature for each range of dates. Days between two ranges have no reading.
    Ranges {
        /// The ranges, in any order.
        ranges: Vec<DatedValue>,
        /// Whether they come again every year, before and after.
        every_year: bool,
    },
}

/// Twelve monthly figures brought into the order of the calendar: `first_month` (1 is January) is the month that the first
/// of them belongs to.
pub fn from_january(figures: [f64; 12], first_month: u32) -> [f64; 12] {
    let mut ordered = figures;
    // Right by so many months: what is listed first goes to the place of its month.
    ordered.rotate_right((first_month.saturating_sub(1) % 12) as usize);
    ordered
}

/// Makes the readings of a profile. For every pattern but ranges there is one on each day of the span.
///
/// # Errors
/// If a figure, or a day that would follow from them, is outside of what is accepted; if ranges run backwards or two of
/// them hold the same day; if no day of the span is in a range.
pub fn make(pattern: &Pattern, span: Span) -> Outcome<Vec<TemperatureReading>> {
    let on_each_day = |temperature_c: &dyn Fn(NaiveDate) -> f64| {
        let reading =
            |(day_number, date)| TemperatureReading { day_number, temperature_c: temperature_c(date) };
        check_all(span.dated_days().map(reading).collect())
    };
    match pattern {
        Pattern::Constant(temperature_c) => {
            accepted::TEMPERATURE_C.check("temperature", *temperature_c)?;
            on_each_day(&|_| *temperature_c)
        }
        Pattern::Seasonal { mean_c, amplitude_c, coldest } => {
            accepted::TEMPERATURE_C.check("mean", *mean_c)?;
            on_each_day(&|date| mean_c - amplitude_c * libm::cos(TAU * share_of_year(date, *coldest)))
        }
        Pattern::Monthly(means_c) => {
            for (month, mean_c) in means_c.iter().enumerate() {
                accepted::TEMPERATURE_C.check(&format!("month {}", month + 1), *mean_c)?;
            }
            let line = MonthlyLine::through(means_c, span);
            on_each_day(&|date| line.on(date))
        }
        Pattern::Ranges { ranges, every_year } => in_ranges(ranges, *every_year, span),
    }
}

/// How far the year from one coldest day to the next has gone: 0 on it, a half in the middle.
fn share_of_year(date: NaiveDate, coldest: NaiveDate) -> f64 {
    let in_year = |year: i32| {
        let on = |day| NaiveDate::from_ymd_opt(year, coldest.month(), day);
        on(coldest.day()).or_else(|| on(28)).unwrap_or(date)
    };
    let this = in_year(date.year());
    let (last, next) =
        if this <= date { (this, in_year(date.year() + 1)) } else { (in_year(date.year() - 1), this) };
    (date - last).num_days() as f64 / (next - last).num_days().max(1) as f64
}

/// Months beyond both ends of a span that are solved with it: what is assumed beyond them is then without effect.
const MONTHS_BESIDE: i32 = 12;

/// Straight lines from the middle of one month to that of the next, whose daily values have exactly the given mean in
/// every whole month.
///
/// A line through the means themselves would not have them: it cuts the peaks, by 0.3 °C for a sea that warms by 2.5 °C
/// a month. So the values in the middles are solved for (Taylor, Williamson & Zwiers 2000, "The sea surface temperature
/// and sea-ice concentration boundary conditions for AMIP II simulations", PCMDI Report 60), here over days rather than
/// continuous time. They lie a little beyond the means where the curve turns: a peak must be higher than its month.
struct MonthlyLine {
    /// Months since the year 0.
    first: i32,
    middles_c: Vec<f64>,
}

impl MonthlyLine {
    /// Solves for the middles of all months of the span: a tridiagonal system, diagonally dominant since more than half
    /// of a month's mean hangs on its own middle, so elimination from the first to the last is safe (Thomas algorithm).
    fn through(means_c: &[f64; 12], span: Span) -> Self {
        let last_date = dates::date_of(span.days(), span.start()).unwrap_or(span.start());
        let (first, last) = (month_of(span.start()) - MONTHS_BESIDE, month_of(last_date) + MONTHS_BESIDE);
        let mean = |month: i32| means_c[month.rem_euclid(12) as usize];
        let mut eliminated: Vec<(f64, f64)> = Vec::new();
        for month in first..=last {
            let [before, own, after] = weights(month);
            // Beyond the ends the middles are taken for the means.
            let (up, solved) = eliminated.last().copied().unwrap_or((0.0, mean(month - 1)));
            let known = mean(month) - before * solved;
            let pivot = own - before * up;
            let is_last = month == last;
            let known = if is_last { known - after * mean(month + 1) } else { known };
            eliminated.push((if is_last { 0.0 } else { after / pivot }, known / pivot));
        }
        let mut middles_c = vec![0.0; eliminated.len()];
        let mut following = 0.0;
        for (place, (up, solved)) in eliminated.iter().enumerate().rev() {
            following = solved - up * following;
            middles_c[place] = following;
        }
        Self { first, middles_c }
    }

    /// The temperature at noon of a date.
    fn on(&self, date: NaiveDate) -> f64 {
        let month = month_of(date);
        let (share, other) = share_of_neighbour(month, date.day0());
        let middle = |month: i32| {
            let place = usize::try_from(month - self.first).unwrap_or(0);
            self.middles_c.get(place).copied().unwrap_or_default()
        };
        let own = middle(month);
        own + share * (middle(other) - own)
    }
}

/// What the mean of a month's days owes to the middles of the month before, of itself, and of the month after: they
/// add up to 1.
fn weights(month: i32) -> [f64; 3] {
    let days = length(month);
    let mut weights = [0.0; 3];
    for day0 in 0..days {
        let (share, other) = share_of_neighbour(month, day0);
        weights[if other < month { 0 } else { 2 }] += share;
        weights[1] += 1.0 - share;
    }
    weights.map(|weight| weight / f64::from(days))
}

/// How far noon of a day lies on the way from the middle of its month to that of the nearer other one, and which that is.
fn share_of_neighbour(month: i32, day0: u32) -> (f64, i32) {
    let from_middle = f64::from(day0) + 0.5 - 0.5 * f64::from(length(month));
    let other = if from_middle < 0.0 { month - 1 } else { month + 1 };
    (from_middle.abs() / (0.5 * f64::from(length(month) + length(other))), other)
}

/// Months since the year 0.
fn month_of(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}

/// Days of a month.
fn length(month: i32) -> u32 {
    let first = |month: i32| {
        NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1).unwrap_or_default()
    };
    u32::try_from((first(month + 1) - first(month)).num_days()).unwrap_or(30)
}

fn in_ranges(ranges: &[DatedValue], every_year: bool, span: Span) -> Outcome<Vec<TemperatureReading>> {
    let last = dates::date_of(span.days(), span.start()).unwrap_or(span.start());
    let mut days: BTreeMap<u32, (usize, f64)> = BTreeMap::new();
    for (place, range) in ranges.iter().enumerate() {
        let name = format!("range {}", place + 1);
        accepted::TEMPERATURE_C.check(&name, range.temperature_c)?;
        if range.to < range.from {
            return Err(Fault::invalid(
                format!("the range ends on {}, before it begins on {}", range.to, range.from),
                name,
                "Accepted is a last date on or after the first",
            ));
        }
        let years = if every_year {
            // A range may reach over a new year, so one more on either side is tried.
            (span.start().year() - range.to.year() - 1)..=(last.year() - range.from.year() + 1)
        } else {
            0..=0
        };
        for year in years {
            let (Some(from), Some(to)) = (years_later(range.from, year), years_later(range.to, year)) else {
                continue;
            };
            let (from, to) = (from.max(span.start()), to.min(last));
            for date in from.iter_days().take_while(|date| *date <= to) {
                let Some(day) = dates::day_number(date, span.start()) else { continue };
                if let Some((other, _)) = days.insert(day, (place, range.temperature_c)) {
                    return Err(Fault::invalid(
                        format!("{date} lies in the ranges {} and {}", other + 1, place + 1),
                        name,
                        "Accepted is one temperature a day",
                    ));
                }
            }
        }
    }
    if days.is_empty() {
        return Err(Fault::invalid(
            format!("no range holds a day from {} to {last}", span.start()),
            "ranges",
            "Accepted is at least one day with a temperature",
        ));
    }
    let reading = |(day_number, (_, temperature_c))| TemperatureReading { day_number, temperature_c };
    Ok(days.into_iter().map(reading).collect())
}

/// The same day and month so many years later; 29 February becomes 28 February where there is none.
fn years_later(date: NaiveDate, years: i32) -> Option<NaiveDate> {
    let months = Months::new(years.unsigned_abs() * 12);
    if years < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{any_date, day};
    use super::*;
    use proptest::prelude::*;

    fn made(pattern: &Pattern, start: NaiveDate, days: u32) -> Vec<f64> {
        let readings = make(pattern, Span::new(start, days).unwrap()).unwrap();
        assert!(readings.iter().zip(1..).all(|(reading, day)| reading.day_number == day));
        readings.iter().map(|reading| reading.temperature_c).collect()
    }

    /// The mean of each whole month of made days, with the place of the month in the year.
    fn whole_months(values: &[f64], start: NaiveDate) -> Vec<(usize, f64)> {
        let mut months: BTreeMap<i32, (f64, u32)> = BTreeMap::new();
        for (value, date) in values.iter().zip(start.iter_days()) {
            let (sum, count) = months.entry(month_of(date)).or_default();
            *sum += value;
            *count += 1;
        }
        let whole = months.into_iter().filter(|(month, (_, count))| *count == length(*month));
        whole.map(|(month, (sum, count))| (month.rem_euclid(12) as usize, sum / f64::from(count))).collect()
    }

    /// Monthly means of the sea at Senja, as the NTNU project on production planning lists them (olav-bjorlykke/tpppsf): it
    /// does not say which month comes first, here December is taken.
    const SENJA: [f64; 12] =
        [7.633, 5.977, 4.769, 3.843, 3.303, 4.063, 5.665, 7.767, 9.46, 11.71, 11.97, 9.813];

    #[test]
    fn a_constant_is_the_same_every_day() {
        assert_eq!(made(&Pattern::Constant(8.5), day(2024, 9, 1), 3), [8.5; 3]);
    }

    #[test]
    fn a_season_is_coldest_on_its_day_and_warmest_half_a_year_later() {
        let pattern = Pattern::Seasonal { mean_c: 8.0, amplitude_c: 3.0, coldest: day(2000, 2, 15) };
        let values = made(&pattern, day(2023, 1, 1), 365 + 366);
        let coldest: Vec<usize> = (0..values.len()).filter(|day| values[*day] < 5.000_001).collect();
        // 15 February is day 46 of either year.
        assert_eq!(coldest, [45, 365 + 45]);
        let year = &values[45..45 + 365];
        assert!((year.iter().sum::<f64>() / 365.0 - 8.0).abs() < 1e-9);
        let warmest = year.iter().copied().fold(0.0, f64::max);
        assert!((warmest - 11.0).abs() < 0.001);
        assert_eq!(year.iter().position(|value| *value == warmest), Some(182));
    }

    #[test]
    fn a_coldest_29_february_is_the_28th_in_common_years() {
        let pattern = Pattern::Seasonal { mean_c: 8.0, amplitude_c: 3.0, coldest: day(2024, 2, 29) };
        let values = made(&pattern, day(2023, 2, 28), 367);
        assert_eq!((values[0], values[366]), (5.0, 5.0));
    }

    #[test]
    fn monthly_figures_begin_with_the_month_that_is_named() {
        let figures = std::array::from_fn(|place| place as f64 + 1.0);
        assert_eq!(from_january(figures, 1), figures);
        // The first figure is December's: January has the second.
        assert_eq!(from_january(figures, 12)[..2], [2.0, 3.0]);
        assert_eq!(from_january(figures, 12)[11], 1.0);
        assert_eq!(from_january(figures, 3)[2], 1.0);
    }

    #[test]
    fn the_days_of_every_month_have_the_given_mean_and_no_step_between_them() {
        let means = from_january(SENJA, 12);
        let start = day(2023, 1, 1);
        let values = made(&Pattern::Monthly(means), start, 365 + 366);
        let months = whole_months(&values, start);
        assert_eq!(months.len(), 24);
        for (month, mean) in months {
            assert!((mean - means[month]).abs() < 1e-12, "month {}: {mean}", month + 1);
        }
        let steepest = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
        assert!(steepest < 0.12, "no day differs from the next by {steepest} °C");
        let (warmest, coldest) =
            (values.iter().copied().fold(0.0, f64::max), values.iter().copied().fold(99.0, f64::min));
        assert!(warmest > 11.97 && warmest < 12.8, "{warmest}");
        assert!(coldest < 3.303 && coldest > 2.8, "{coldest}");
    }

    #[test]
    fn a_range_holds_from_its_first_date_to_its_last_and_between_two_there_is_nothing() {
        let range = |from, to, temperature_c| DatedValue { from, to, temperature_c };
        let ranges =
            vec![range(day(2024, 9, 3), day(2024, 9, 4), 9.0), range(day(2024, 8, 1), day(2024, 9, 1), 11.0)];
        let span = Span::new(day(2024, 8, 31), 10).unwrap();
        let pattern = |ranges, every_year| Pattern::Ranges { ranges, every_year };
        let found: Vec<(u32, f64)> = make(&pattern(ranges.clone(), false), span)
            .unwrap()
            .iter()
            .map(|reading| (reading.day_number, reading.temperature_c))
            .collect();
        assert_eq!(found, [(1, 11.0), (2, 11.0), (4, 9.0), (5, 9.0)]);
        let told = |ranges| make(&pattern(ranges, false), span).unwrap_err().message;
        let doubled = vec![ranges[0], range(day(2024, 9, 4), day(2024, 9, 9), 8.0)];
        assert_eq!(told(doubled), "2024-09-04 lies in the ranges 1 and 2");
        assert_eq!(
            told(vec![range(day(2024, 9, 4), day(2024, 9, 1), 8.0)]),
            "the range ends on 2024-09-01, before it begins on 2024-09-04"
        );
        assert_eq!(
            told(vec![range(day(2030, 1, 1), day(2030, 2, 1), 8.0)]),
            "no range holds a day from 2024-08-31 to 2024-09-09"
        );
    }

    #[test]
    fn ranges_come_again_every_year_also_over_a_new_year() {
        let range = |from, to, temperature_c| DatedValue { from, to, temperature_c };
        let pattern = Pattern::Ranges {
            ranges: vec![
                range(day(2024, 11, 1), day(2025, 4, 30), 5.0),
                range(day(2024, 5, 1), day(2024, 10, 31), 11.0),
            ],
            every_year: true,
        };
        let values = made(&pattern, day(2030, 1, 1), 365);
        assert_eq!(
            (values[0], values[119], values[120], values[303], values[304]),
            (5.0, 5.0, 11.0, 11.0, 5.0)
        );
    }

    #[test]
    fn figures_that_no_water_has_are_refused_with_their_place() {
        let span = Span::new(day(2024, 1, 1), 400).unwrap();
        let told = |pattern| make(&pattern, span).unwrap_err().to_string();
        assert_eq!(
            told(Pattern::Constant(46.0)),
            "46 is not accepted (temperature). Accepted is -5 to 45 °C"
        );
        let mut means = [8.0; 12];
        means[4] = f64::NAN;
        assert!(told(Pattern::Monthly(means)).contains("month 5"));
        let season = Pattern::Seasonal { mean_c: 1.0, amplitude_c: 9.0, coldest: day(2024, 2, 1) };
        assert!(told(season).starts_with("day 1 would have -6.75 °C"));
        assert!(Span::new(day(1900, 1, 1), 10).is_err());
        assert!(Span::new(day(2024, 1, 1), 0).is_err());
    }

    proptest! {
        #[test]
        fn means_are_met_in_every_whole_month_of_any_span(
            means in prop::array::uniform12(2.0_f64..16.0),
            start in any_date(),
            days in 1_u32..1500,
        ) {
            let span = Span::new(start, days).unwrap();
            if let Ok(readings) = make(&Pattern::Monthly(means), span) {
                let values: Vec<f64> = readings.iter().map(|reading| reading.temperature_c).collect();
                for (month, mean) in whole_months(&values, start) {
                    prop_assert!((mean - means[month]).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn a_season_stays_within_its_amplitude(
            mean_c in 0.0_f64..20.0,
            amplitude_c in -5.0_f64..5.0,
            coldest in any_date(),
            start in any_date(),
        ) {
            let pattern = Pattern::Seasonal { mean_c, amplitude_c, coldest };
            for reading in make(&pattern, Span::new(start, 800).unwrap()).unwrap() {
                prop_assert!((reading.temperature_c - mean_c).abs() <= amplitude_c.abs() + 1e-12);
            }
        }

        #[test]
        fn no_ranges_make_it_panic(
            ranges in prop::collection::vec((any_date(), any_date(), -9.0_f64..50.0), 0..5),
            every_year in any::<bool>(),
            start in any_date(),
            days in 1_u32..2000,
        ) {
            let ranges = ranges.into_iter().map(|(from, to, temperature_c)| DatedValue { from, to, temperature_c });
            let pattern = Pattern::Ranges { ranges: ranges.collect(), every_year };
            if let Ok(readings) = make(&pattern, Span::new(start, days).unwrap()) {
                prop_assert!(readings.windows(2).all(|pair| pair[0].day_number < pair[1].day_number));
                prop_assert!(readings.iter().all(|reading| reading.day_number <= days));
            }
        }
    }
}
