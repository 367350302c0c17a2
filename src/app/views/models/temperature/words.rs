//! How readings and days read for people.
use super::draft::Draft;
use crate::domain::display;
use crate::service::profiles::Gap;

/// A temperature with all its digits, as it is typed: "8.437".
pub fn degrees(temperature_c: f64) -> String {
    display::exact(temperature_c)
}

/// A day by its number, and by its date where day 1 has one.
pub fn day(draft: &Draft, day: u32) -> String {
    let number = display::count(f64::from(day));
    draft
        .date(day)
        .map_or_else(|| format!("Day {number}"), |date| format!("Day {number}, {}", display::date(date)))
}

/// A reading: "Day 12, 2024-09-12, 8.4 °C".
pub fn reading(draft: &Draft, day: u32) -> String {
    let temperature =
        draft.temperature(day).map_or(display::NO_VALUE.to_owned(), |it| format!("{} °C", rounded(it)));
    format!("{}, {temperature}", self::day(draft, day))
}

/// A temperature to at most two decimals: means have endless ones.
pub fn rounded(temperature_c: f64) -> String {
    degrees((temperature_c * 100.0).round() / 100.0)
}

/// Days without a reading: "3 days".
pub fn gap(gap: Gap) -> String {
    display::days(i64::from(gap.days())).to_string()
}

/// Something that happened to readings: "365 readings".
pub fn readings(count: usize) -> String {
    display::plural(count, "reading", "readings")
}
