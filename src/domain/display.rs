//! How quantities read for people: the same in the window, on the command line and in reports.
//!
//! Here lives the choice of unit, decimals, signs and words. No I/O, no clock (`now` is passed in) and no colour
//! or size: how a reading is drawn is for the faces. Text that machines read back (CSV, JSON) is not made here
//! either, as it must not lose digits.

use std::fmt;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};

use super::pen::Pen;
use super::quantity::Quantity;

/// What stands where there is no number.
pub const NO_VALUE: &str = "–";

/// The real minus sign, as wide as a digit in our typeface; a hyphen is too short to be seen before a figure.
const MINUS: char = '\u{2212}';

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

/// Any other number, rounded to the given decimals and separated: `number(1234.56, 1)` is `1,234.6`.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    fixed(value, decimals, Sign::OnlyMinus)
}

/// A number with all its digits, separated, as a person would type it: `1,234.5678`.
#[must_use]
pub fn exact(value: f64) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    signed(value < 0.0, false, &group(&value.abs().to_string()), Sign::OnlyMinus)
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

/// What a fault says, as a sentence on its own begins.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The pens of a batch with what came into each, where that is known: "1: 50,000 of 112 g, 2".
#[must_use]
pub fn pens(pens: &[Pen]) -> String {
    let words = |pen: &Pen| match (pen.initial_count, pen.initial_weight_g) {
        (Some(fish), Some(weight_g)) => {
            format!("{}: {} of {}", pen.name, count(fish as f64), weight(weight_g))
        }
        (Some(fish), None) => format!("{}: {}", pen.name, count(fish as f64)),
        (None, Some(weight_g)) => format!("{}: {}", pen.name, weight(weight_g)),
        (None, None) => pen.name.clone(),
    };
    pens.iter().map(words).collect::<Vec<_>>().join(", ")
}

/// The size of a file as systems show it: `812 KB`, `14.2 MB`, `1.3 GB`.
#[must_use]
pub fn file_size(bytes: u64) -> String {
    let size = bytes as f64;
    if size < 999_500.0 {
        format!("{} KB", number((size / 1e3).ceil(), 0))
    } else if size < 999.95e6 {
        format!("{} MB", number(size / 1e6, 1))
    } else {
        format!("{} GB", number(size / 1e9, 1))
    }
}

/// A number of things with the right word: `1 batch`, `1,200 batches`.
#[must_use]
pub fn plural(n: usize, one: &str, many: &str) -> String {
    let word = if n == 1 { one } else { many };
    format!("{} {word}", group(&n.to_string()))
}

fn plural_of(n: i64, one: &str, many: &str) -> String {
    plural(usize::try_from(n).unwrap_or(0), one, many)
}

/// Whether a number that is more than nothing carries a plus.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    OnlyMinus,
    Both,
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

fn rounds_below(value: f64, decimals: i32, limit: f64) -> bool {
    let scale = 10_f64.powi(decimals);
    (value.abs() * scale).round() < limit * scale
}

/// Half away from zero, as people round, and by the shortest decimal form of the number: 2.675 was typed as
/// 2.675 and reads "2.68", though its nearest binary fraction lies a hair below.
fn fixed(value: f64, decimals: usize, sign: Sign) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let digits = group(&round_half_away(value.abs(), decimals));
    let is_nothing = digits.bytes().all(|b| !b.is_ascii_digit() || b == b'0');
    signed(value < 0.0 && !is_nothing, value > 0.0 && !is_nothing, &digits, sign)
}

fn signed(is_less: bool, is_more: bool, digits: &str, sign: Sign) -> String {
    if is_less {
        format!("{MINUS}{digits}")
    } else if is_more && sign == Sign::Both {
        format!("+{digits}")
    } else {
        digits.to_owned()
    }
}

fn round_half_away(magnitude: f64, decimals: usize) -> String {
    // `Display` writes the shortest decimal form that reads back as the same number, never an exponent.
    let shortest = magnitude.to_string();
    let (whole, fraction) = shortest.split_once('.').unwrap_or((&shortest, ""));
    let mut digits: Vec<u8> = whole.bytes().collect();
    digits.extend(fraction.bytes().chain(std::iter::repeat(b'0')).take(decimals));
    if fraction.as_bytes().get(decimals).is_some_and(|&next| next >= b'5') {
        let mut carries = true;
        for digit in digits.iter_mut().rev() {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                carries = false;
                break;
            }
        }
        if carries {
            digits.insert(0, b'1');
        }
    }
    let mut text: String = digits.into_iter().map(char::from).collect();
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    text
}

/// Puts a comma between every three digits before the point.
fn group(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_unit_that_systems_show_it_in() {
        let sizes = [0, 1, 81_920, 999_400, 14_200_000, 1_300_000_000].map(file_size);
        assert_eq!(sizes, ["0 KB", "1 KB", "82 KB", "1,000 KB", "14.2 MB", "1.3 GB"]);
    }
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, hour, minute, second).single().unwrap()
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

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

    #[test]
    fn one_batch_is_not_one_batches() {
        assert_eq!(plural(0, "batch", "batches"), "0 batches");
        assert_eq!(plural(1, "batch", "batches"), "1 batch");
        assert_eq!(plural(1200, "batch", "batches"), "1,200 batches");
    }

    fn read_back(text: &str) -> f64 {
        text.replace(',', "").replace(MINUS, "-").replace('+', "").parse().unwrap()
    }

    proptest! {
        #[test]
        fn what_is_read_is_within_half_a_last_digit(value in -1e9..1e9_f64, decimals in 0_usize..4) {
            let text = number(value, decimals);
            let half = 0.5 / 10_f64.powi(decimals as i32);
            prop_assert!((read_back(&text) - value).abs() <= half * 1.000_001, "{} as {}", value, text);
        }

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

        #[test]
        fn ago_never_fails(then in -8_000_000_000_000_i64..8_000_000_000_000, now in -8_000_000_000_000_i64..8_000_000_000_000) {
            let moment = |seconds| DateTime::from_timestamp(seconds, 0);
            if let (Some(then), Some(now)) = (moment(then), moment(now)) {
                prop_assert!(!ago(then, now).is_empty());
            }
        }
    }
}
