//! How quantities read for people: the same in the window, on the command line and in reports.
//!
//! Here lives the choice of unit, decimals, signs and words. No I/O, no clock (`now` is passed in) and no colour
//! or size: how a reading is drawn is for the faces. Text that machines read back (CSV, JSON) is not made here
//! either, as it must not lose digits.
mod digits;
mod moments;
mod words;

use std::fmt;

use self::digits::{MINUS, Sign, fixed, rounds_below, signed};
use super::quantity::Quantity;

pub(crate) use self::digits::group;
pub use self::digits::{NO_VALUE, exact, number};
pub use self::moments::{ago, date, date_with_week, exact_time};
pub use self::words::{file_size, pens, plural, sentence};

/// From here on a weight reads in kilograms.
const KILOGRAMS_FROM_G: f64 = 10_000.0;

/// From here on a biomass or an amount of feed reads in tonnes.
const TONNES_FROM_KG: f64 = 10_000.0;

/// A quantity as people read it. Number and unit are kept apart so that a table can put the unit in its head and a
/// key figure can draw it muted; [`fmt::Display`] joins them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The number with its sign and separators, or [`NO_VALUE`].
    pub number: String,
    /// The unit, empty when there is none.
    pub unit: &'static str,
}

impl Reading {
    fn new(number: String, unit: &'static str) -> Self {
        Self { number, unit }
    }

    fn absent() -> Self {
        Self::new(NO_VALUE.to_owned(), "")
    }

    /// Is there no number to show?
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.number == NO_VALUE
    }
}

impl From<String> for Reading {
    /// A number without a unit, such as a ratio or a count.
    fn from(number: String) -> Self {
        Self::new(number, "")
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unit.is_empty() {
            // `pad`, so that a width asked for by the caller counts.
            f.pad(&self.number)
        } else {
            f.pad(&format!("{} {}", self.number, self.unit))
        }
    }
}

/// Any figure that planners read, by its kind.
#[must_use]
pub fn quantity(value: f64, kind: Quantity) -> Reading {
    quantity_in(value, kind, Sign::OnlyMinus)
}

/// How much more there is of any figure that planners read, by its kind.
#[must_use]
pub fn quantity_difference(difference: f64, kind: Quantity) -> Reading {
    quantity_in(difference, kind, Sign::Both)
}

/// Figures of one kind that stand in one row: all in the unit that the largest of them has, so that they can be held
/// against each other.
#[must_use]
pub fn quantities(values: &[Option<f64>], kind: Quantity) -> Vec<Reading> {
    let turned = turned(values, kind);
    values
        .iter()
        .map(|value| value.map_or_else(Reading::absent, |it| read(it, kind, turned, Sign::OnlyMinus)))
        .collect()
}

/// Differences of the figures of one row, in the unit that [`quantities`] gives those.
#[must_use]
pub fn quantity_differences(
    differences: &[Option<f64>],
    values: &[Option<f64>],
    kind: Quantity,
) -> Vec<Reading> {
    let turned = turned(values, kind);
    differences
        .iter()
        .map(|difference| difference.map_or_else(Reading::absent, |it| read(it, kind, turned, Sign::Both)))
        .collect()
}

/// Unit and decimals of a row whose largest figure has turned to a larger unit: a thousand of its own make one.
fn turned(values: &[Option<f64>], kind: Quantity) -> Option<(&'static str, usize)> {
    let finite = values.iter().flatten().filter(|value| value.is_finite());
    let largest = finite.fold(0.0, |largest: f64, value| largest.max(value.abs()));
    match (kind, quantity_in(largest, kind, Sign::OnlyMinus).unit) {
        (Quantity::WeightG, "kg") => Some(("kg", 2)),
        (Quantity::BiomassKg | Quantity::FeedKg, "t") => Some(("t", 1)),
        (Quantity::KgPerDay, "t/day") => Some(("t/day", 1)),
        _ => None,
    }
}

fn read(value: f64, kind: Quantity, turned: Option<(&'static str, usize)>, sign: Sign) -> Reading {
    match turned {
        // What is less than the last digit keeps its kilograms behind the point: it is not nothing.
        Some((unit, decimals)) if rounds_below(value / 1000.0, decimals as i32, 0.1) => {
            reading(value / 1000.0, if value == 0.0 { decimals } else { 3 }, unit, sign)
        }
        Some((unit, decimals)) => reading(value / 1000.0, decimals, unit, sign),
        None => quantity_in(value, kind, sign),
    }
}

/// The weight of one fish: `0.12 g`, `45.3 g`, `6,462 g`, and from ten kilograms on `12.35 kg`.
#[must_use]
pub fn weight(weight_g: f64) -> Reading {
    weight_in(weight_g, Sign::OnlyMinus)
}

/// The standing stock: `950.3 kg`, and from ten tonnes on `1,148.2 t`.
#[must_use]
pub fn biomass(biomass_kg: f64) -> Reading {
    mass_in(biomass_kg, Sign::OnlyMinus)
}

/// An amount of feed, which reads as biomass does so that the two can be held against each other.
#[must_use]
pub fn feed(feed_kg: f64) -> Reading {
    mass_in(feed_kg, Sign::OnlyMinus)
}

/// A number of fish: `200,000`.
#[must_use]
pub fn count(count: f64) -> String {
    number(count, 0)
}

/// A share in percent: `percent(4.12, 1)` is `4.1 %`.
#[must_use]
pub fn percent(percent: f64, decimals: usize) -> Reading {
    reading(percent, decimals, "%", Sign::OnlyMinus)
}

/// A ratio such as the feed conversion ratio: `1.12`.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    number(ratio, 2)
}

/// A thermal growth coefficient, with as many decimals as it needs: `2.0`, `2.75`, `2.875`.
///
/// Some farms write it without the usual factor of a thousand; below 0.1 three significant digits are kept, as three
/// decimals would make 0.0027 and 0.0031 the same.
#[must_use]
pub fn tgc(tgc: f64) -> String {
    tgc_in(tgc, Sign::OnlyMinus)
}

fn tgc_in(tgc: f64, sign: Sign) -> String {
    let magnitude = tgc.abs();
    let decimals = if magnitude > 0.0 && magnitude < 0.1 {
        // At most 12, so that noise from a calculation that should have given zero is zero.
        (2.0 - magnitude.log10().floor()).clamp(3.0, 12.0) as usize
    } else {
        3
    };
    let text = fixed(tgc, decimals, sign);
    let Some(point) = text.find('.') else { return text };
    let needed = text.trim_end_matches('0').len();
    text[..needed.max(point + 2)].to_owned()
}

/// A temperature of the water: `9.4 °C`.
#[must_use]
pub fn temperature(temperature_c: f64) -> Reading {
    reading(temperature_c, 1, "°C", Sign::OnlyMinus)
}

/// A sum of temperatures over days: `4,512 degree-days`.
#[must_use]
pub fn degree_days(degree_days: f64) -> Reading {
    degree_days_in(degree_days, Sign::OnlyMinus)
}

/// A length of time in whole days: `1 day`, `480 days`.
#[must_use]
pub fn days(days: i64) -> Reading {
    days_in(days, Sign::OnlyMinus)
}

/// A weight and the limit that it is held against: `6,462 g` and `6,000 g`, in one unit. The limit is written as it was
/// set, and the weight with as many decimals as part the two.
#[must_use]
pub fn weight_beside(weight_g: f64, limit_g: f64) -> (String, String) {
    match weight(weight_g.abs().max(limit_g.abs())).unit {
        "kg" => beside(weight_g / 1000.0, limit_g / 1000.0, 2, "kg"),
        _ if rounds_below(weight_g, 2, 10.0) => beside(weight_g, limit_g, 2, "g"),
        _ if rounds_below(weight_g, 1, 100.0) => beside(weight_g, limit_g, 1, "g"),
        _ => beside(weight_g, limit_g, 0, "g"),
    }
}

/// A temperature and the limit that it is held against: `13.2 °C` and `12 °C`.
#[must_use]
pub fn temperature_beside(temperature_c: f64, limit_c: f64) -> (String, String) {
    beside(temperature_c, limit_c, 1, "°C")
}

fn beside(value: f64, limit: f64, least_decimals: usize, unit: &'static str) -> (String, String) {
    // More digits than these an f64 near a planner's figure does not hold.
    const MOST_DECIMALS: usize = 12;
    let parts = |decimals: &usize| {
        fixed(value, *decimals, Sign::OnlyMinus) != fixed(limit, *decimals, Sign::OnlyMinus)
    };
    let decimals = (least_decimals..=MOST_DECIMALS).find(parts).unwrap_or(least_decimals);
    (reading(value, decimals, unit, Sign::OnlyMinus).to_string(), format!("{} {unit}", exact(limit)))
}

/// How much heavier a fish is: `+340 g`, `−1.20 g`.
#[must_use]
pub fn weight_difference(difference_g: f64) -> Reading {
    weight_in(difference_g, Sign::Both)
}

/// How much more biomass there is: `+57.3 t`, `−950.3 kg`.
#[must_use]
pub fn biomass_difference(difference_kg: f64) -> Reading {
    mass_in(difference_kg, Sign::Both)
}

/// How much more feed is needed: `+57.3 t`.
#[must_use]
pub fn feed_difference(difference_kg: f64) -> Reading {
    mass_in(difference_kg, Sign::Both)
}

/// How many more fish there are: `+1,200`, `−35`.
#[must_use]
pub fn count_difference(difference: f64) -> String {
    fixed(difference, 0, Sign::Both)
}

/// A relative difference: `+4.1 %`.
#[must_use]
pub fn percent_difference(difference_percent: f64, decimals: usize) -> Reading {
    reading(difference_percent, decimals, "%", Sign::Both)
}

/// How much a ratio differs: `+0.03`.
#[must_use]
pub fn ratio_difference(difference: f64) -> String {
    fixed(difference, 2, Sign::Both)
}

/// How much warmer it is: `+0.5 °C`.
#[must_use]
pub fn temperature_difference(difference_c: f64) -> Reading {
    reading(difference_c, 1, "°C", Sign::Both)
}

/// How much later something is: `−23 days`, `+1 day`, `0 days`.
#[must_use]
pub fn days_difference(difference_days: i64) -> Reading {
    days_in(difference_days, Sign::Both)
}

fn weight_in(weight_g: f64, sign: Sign) -> Reading {
    // The limits hold for what is read, not for what was calculated: 9.999 g reads "10.0 g", not "10.00 g".
    let reads_below = |decimals, limit| rounds_below(weight_g, decimals, limit);
    if reads_below(2, 10.0) {
        reading(weight_g, 2, "g", sign)
    } else if reads_below(1, 100.0) {
        reading(weight_g, 1, "g", sign)
    } else if reads_below(0, KILOGRAMS_FROM_G) {
        reading(weight_g, 0, "g", sign)
    } else {
        reading(weight_g / 1000.0, 2, "kg", sign)
    }
}

fn mass_in(mass_kg: f64, sign: Sign) -> Reading {
    if rounds_below(mass_kg, 1, TONNES_FROM_KG) {
        reading(mass_kg, 1, "kg", sign)
    } else {
        reading(mass_kg / 1000.0, 1, "t", sign)
    }
}

fn degree_days_in(degree_days: f64, sign: Sign) -> Reading {
    let number = fixed(degree_days, 0, sign);
    let unit = if is_one(&number) { "degree-day" } else { "degree-days" };
    with_unit(number, unit, degree_days)
}

/// Days that were calculated and may not be whole, such as a mean.
fn fractional_days_in(days: f64, sign: Sign) -> Reading {
    let decimals = usize::from(days.fract() != 0.0);
    let number = fixed(days, decimals, sign);
    let unit = if is_one(&number) { "day" } else { "days" };
    with_unit(number, unit, days)
}

fn is_one(number: &str) -> bool {
    number.trim_start_matches([MINUS, '+']) == "1"
}

fn quantity_in(value: f64, kind: Quantity, sign: Sign) -> Reading {
    match kind {
        Quantity::WeightG => weight_in(value, sign),
        Quantity::BiomassKg | Quantity::FeedKg => mass_in(value, sign),
        Quantity::Count => reading(value, 0, "", sign),
        Quantity::Percent => reading(value, 1, "%", sign),
        // A daily mortality or growth is small: 0.035 % a day is a normal one.
        Quantity::PercentPerDay => reading(value, 3, "%/day", sign),
        Quantity::GramsPerDay => reading(value, 2, "g/day", sign),
        Quantity::KgPerDay if rounds_below(value, 1, TONNES_FROM_KG) => reading(value, 1, "kg/day", sign),
        Quantity::KgPerDay => reading(value / 1000.0, 1, "t/day", sign),
        Quantity::Ratio => reading(value, 2, "", sign),
        Quantity::Tgc => Reading::new(tgc_in(value, sign), ""),
        Quantity::TemperatureC => reading(value, 1, "°C", sign),
        Quantity::DegreeDays => degree_days_in(value, sign),
        Quantity::Days => fractional_days_in(value, sign),
    }
}

fn days_in(days: i64, sign: Sign) -> Reading {
    let unit = if days.unsigned_abs() == 1 { "day" } else { "days" };
    let digits = group(&days.unsigned_abs().to_string());
    Reading::new(signed(days < 0, days > 0, &digits, sign), unit)
}

fn reading(value: f64, decimals: usize, unit: &'static str, sign: Sign) -> Reading {
    with_unit(fixed(value, decimals, sign), unit, value)
}

fn with_unit(number: String, unit: &'static str, value: f64) -> Reading {
    if value.is_finite() { Reading::new(number, unit) } else { Reading::absent() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_of_a_row_share_the_unit_of_the_largest() {
        let read = |values: &[Option<f64>], kind| {
            quantities(values, kind).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(read(&[Some(9_950.0), Some(10_300.0)], Quantity::BiomassKg), ["10.0 t", "10.3 t"]);
        assert_eq!(read(&[Some(9_950.0), None], Quantity::FeedKg), ["9,950.0 kg", NO_VALUE]);
        assert_eq!(read(&[Some(9_800.0), Some(10_050.0)], Quantity::WeightG), ["9.80 kg", "10.05 kg"]);
        let differences = |values: &[Option<f64>], of: &[Option<f64>]| {
            let read = quantity_differences(values, of, Quantity::BiomassKg);
            read.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let tonnes = [Some(719_800.0), Some(727_500.0)];
        assert_eq!(differences(&[Some(0.0), Some(7_655.1)], &tonnes), ["0.0 t", "+7.7 t"]);
        assert_eq!(differences(&[Some(-12.0), None], &tonnes), ["−0.012 t", NO_VALUE]);
        assert_eq!(differences(&[Some(-950.3)], &[Some(2_000.0)]), ["−950.3 kg"]);
    }

    #[test]
    fn a_weight_gains_decimals_as_the_fish_gets_smaller() {
        assert_eq!(weight(0.12).to_string(), "0.12 g");
        assert_eq!(weight(9.994).to_string(), "9.99 g");
        assert_eq!(weight(45.26).to_string(), "45.3 g");
        assert_eq!(weight(100.0).to_string(), "100 g");
        assert_eq!(weight(6461.7).to_string(), "6,462 g");
        assert_eq!(weight(12_345.0).to_string(), "12.35 kg");
        assert_eq!(weight(0.0).to_string(), "0.00 g");
    }

    #[test]
    fn a_weight_changes_its_unit_by_what_is_read() {
        assert_eq!(weight(9.996).to_string(), "10.0 g");
        assert_eq!(weight(99.96).to_string(), "100 g");
        assert_eq!(weight(9_999.4).to_string(), "9,999 g");
        assert_eq!(weight(9_999.5).to_string(), "10.00 kg");
        assert_eq!(weight(10_000.0).to_string(), "10.00 kg");
    }

    #[test]
    fn biomass_and_feed_turn_to_tonnes_at_ten() {
        assert_eq!(biomass(950.3).to_string(), "950.3 kg");
        assert_eq!(biomass(9_999.94).to_string(), "9,999.9 kg");
        assert_eq!(biomass(9_999.96).to_string(), "10.0 t");
        assert_eq!(biomass(1_148_231.0).to_string(), "1,148.2 t");
        assert_eq!(feed(1_148_231.0), biomass(1_148_231.0));
        assert_eq!(biomass(0.0).to_string(), "0.0 kg");
    }

    #[test]
    fn a_count_is_whole_and_separated() {
        assert_eq!(count(200_000.0), "200,000");
        assert_eq!(count(199_999.6), "200,000");
        assert_eq!(count(999.0), "999");
        assert_eq!(count(1_234_567.0), "1,234,567");
        assert_eq!(count(-0.3), "0");
        assert_eq!(count(-1_200.0), "−1,200");
    }

    #[test]
    fn shares_ratios_and_temperatures_have_fixed_decimals() {
        assert_eq!(percent(4.123, 1).to_string(), "4.1 %");
        assert_eq!(percent(100.0, 0).to_string(), "100 %");
        assert_eq!(ratio(1.115), "1.12");
        assert_eq!(ratio(1.1), "1.10");
        assert_eq!(temperature(9.44).to_string(), "9.4 °C");
        assert_eq!(temperature(-1.0).to_string(), "−1.0 °C");
        assert_eq!(degree_days(4512.4).to_string(), "4,512 degree-days");
        assert_eq!(degree_days(1.0).to_string(), "1 degree-day");
        assert_eq!(number(1234.56, 1), "1,234.6");
        assert_eq!(exact(-1234.5678), "−1,234.5678");
        assert_eq!(exact(-0.0), "0");
    }

    #[test]
    fn a_growth_coefficient_keeps_what_it_needs() {
        assert_eq!(tgc(2.0), "2.0");
        assert_eq!(tgc(2.5), "2.5");
        assert_eq!(tgc(2.75), "2.75");
        assert_eq!(tgc(2.8754), "2.875");
        assert_eq!(tgc(0.025), "0.025");
        assert_eq!(tgc(0.0027), "0.0027");
        assert_eq!(tgc(0.00312), "0.00312");
        assert_eq!(tgc(0.0), "0.0");
        assert_eq!(tgc(1e-300), "0.0");
        assert_eq!(tgc(f64::NAN), "–");
    }

    #[test]
    fn a_difference_carries_its_sign_unless_it_reads_as_nothing() {
        assert_eq!(weight_difference(340.2).to_string(), "+340 g");
        assert_eq!(weight_difference(-1.2).to_string(), "−1.20 g");
        assert_eq!(weight_difference(-0.001).to_string(), "0.00 g");
        assert_eq!(biomass_difference(57_300.0).to_string(), "+57.3 t");
        assert_eq!(feed_difference(-950.3).to_string(), "−950.3 kg");
        assert_eq!(percent_difference(4.1, 1).to_string(), "+4.1 %");
        assert_eq!(percent_difference(-0.04, 1).to_string(), "0.0 %");
        assert_eq!(percent_difference(0.04, 1).to_string(), "0.0 %");
        assert_eq!(ratio_difference(0.034), "+0.03");
        assert_eq!(count_difference(-35.0), "−35");
        assert_eq!(temperature_difference(0.5).to_string(), "+0.5 °C");
        assert_eq!(days_difference(-23).to_string(), "−23 days");
        assert_eq!(days_difference(1).to_string(), "+1 day");
        assert_eq!(days_difference(-1).to_string(), "−1 day");
        assert_eq!(days_difference(0).to_string(), "0 days");
        assert_eq!(days(480).to_string(), "480 days");
        assert_eq!(days(i64::MIN).number, "−9,223,372,036,854,775,808");
    }

    #[test]
    fn every_kind_of_figure_reads_as_its_own_function_does() {
        let read = |value, kind| quantity(value, kind).to_string();
        assert_eq!(quantity(6462.0, Quantity::WeightG), weight(6462.0));
        assert_eq!(quantity(1_148_231.0, Quantity::FeedKg), feed(1_148_231.0));
        assert_eq!(quantity(9.4, Quantity::TemperatureC), temperature(9.4));
        assert_eq!(quantity(4512.0, Quantity::DegreeDays), degree_days(4512.0));
        assert_eq!(quantity(480.0, Quantity::Days), days(480));
        assert_eq!(read(200_000.0, Quantity::Count), count(200_000.0));
        assert_eq!(read(2.75, Quantity::Tgc), tgc(2.75));
        assert_eq!(read(1.115, Quantity::Ratio), ratio(1.115));
        assert_eq!(read(0.035, Quantity::PercentPerDay), "0.035 %/day");
        assert_eq!(read(31.234, Quantity::GramsPerDay), "31.23 g/day");
        assert_eq!(read(12_345.0, Quantity::KgPerDay), "12.3 t/day");
        assert_eq!(read(3.25, Quantity::Days), "3.3 days");
        assert_eq!(read(4.12, Quantity::Percent), "4.1 %");
        assert_eq!(quantity_difference(-23.0, Quantity::Days), days_difference(-23));
        assert_eq!(quantity_difference(1.0, Quantity::Days), days_difference(1));
        assert_eq!(quantity_difference(0.125, Quantity::Tgc).to_string(), "+0.125");
        assert_eq!(read(f64::NAN, Quantity::Tgc), NO_VALUE);
    }

    #[test]
    fn what_is_not_a_number_reads_as_a_dash_without_a_unit() {
        for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for reading in [
                weight(broken),
                biomass(broken),
                percent(broken, 1),
                temperature(broken),
                degree_days(broken),
                weight_difference(broken),
            ] {
                assert_eq!(reading.to_string(), "–");
                assert!(reading.is_absent());
            }
            assert_eq!(count(broken), "–");
            assert_eq!(ratio(broken), "–");
        }
    }

    #[test]
    fn number_and_unit_can_be_drawn_apart() {
        let reading = weight(6462.0);
        assert_eq!((reading.number.as_str(), reading.unit), ("6,462", "g"));
        assert_eq!(format!("{reading:>10}"), "   6,462 g");
    }

    fn read_back(text: &str) -> f64 {
        text.replace(',', "").replace(MINUS, "-").replace('+', "").parse().unwrap()
    }

    proptest! {
        #[test]
        fn no_reading_is_minus_nothing_or_holds_a_hyphen(value in proptest::num::f64::ANY) {
            for text in [
                weight(value).to_string(),
                biomass(value).to_string(),
                count(value),
                tgc(value),
                percent_difference(value, 1).to_string(),
                biomass_difference(value).to_string(),
            ] {
                prop_assert!(!text.contains('-'), "{}", text);
                let is_nothing = !text.chars().any(|c| ('1'..='9').contains(&c));
                prop_assert!(!(is_nothing && text.contains([MINUS, '+'])), "{}", text);
            }
        }

        #[test]
        fn every_group_after_the_first_has_three_digits(value in 0.0..1e15_f64) {
            let text = count(value);
            let mut groups = text.split(',');
            let first = groups.next().unwrap_or_default();
            prop_assert!((1..=3).contains(&first.len()));
            prop_assert!(groups.all(|group| group.len() == 3), "{}", text);
        }

        #[test]
        fn a_heavier_fish_never_reads_lighter(a in 0.0..60_000.0_f64, more in 0.0..1_000.0_f64) {
            let grams = |reading: Reading| read_back(&reading.number) * if reading.unit == "kg" { 1000.0 } else { 1.0 };
            prop_assert!(grams(weight(a + more)) >= grams(weight(a)));
        }
    }
}
