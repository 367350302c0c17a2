//! Which values are accepted, in one place: the door of documents, the fields of the window and the
//! messages of both read these ranges.
use chrono::NaiveDate;

use super::fault::Fault;

/// An inclusive range of numbers with its unit; `sensible` is the narrower range outside of which a planner is warned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Smallest value accepted.
    pub min: f64,
    /// Largest value accepted.
    pub max: f64,
    /// The unit as it is written behind a number; empty for plain numbers.
    pub unit: &'static str,
    /// Outside of this range a value is accepted with a warning.
    pub sensible: Option<(f64, f64)>,
}

impl Range {
    const fn new(min: f64, max: f64, unit: &'static str) -> Self {
        Self { min, max, unit, sensible: None }
    }

    const fn sensible(mut self, from: f64, to: f64) -> Self {
        self.sensible = Some((from, to));
        self
    }

    /// Whether the value may pass; NaN and the infinities never do.
    pub fn holds(&self, value: f64) -> bool {
        value >= self.min && value <= self.max
    }

    /// Whether a planner should look twice at an accepted value.
    pub fn is_odd(&self, value: f64) -> bool {
        self.sensible.is_some_and(|(from, to)| value < from || value > to)
    }

    /// The range in words: "0 to 100 %".
    pub fn words(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        format!("{} to {}{unit}", number(self.min), number(self.max))
    }

    /// The sensible range in words, where there is one.
    pub fn sensible_words(&self) -> Option<String> {
        let (from, to) = self.sensible?;
        Some(Self { min: from, max: to, unit: self.unit, sensible: None }.words())
    }

    /// Refuses a value outside of the range, naming place, value and range.
    pub fn check(&self, path: &str, value: f64) -> Result<(), Fault> {
        if self.holds(value) {
            return Ok(());
        }
        Err(Fault::invalid(
            format!("{} is not accepted", number(value)),
            path,
            format!("Accepted is {}", self.words()),
        ))
    }
}

fn number(value: f64) -> String {
    if value.abs() >= 1e15 { format!("{value:e}") } else { format!("{value}") }
}

/// Days of a scenario: one day to twenty years.
pub const DURATION_DAYS: Range = Range::new(1.0, 7305.0, "days");
/// Fish at the start.
pub const INITIAL_COUNT: Range = Range::new(1.0, 1e12, "fish");
/// Mean weight at the start; an egg weighs about 0.1 g.
pub const INITIAL_WEIGHT_G: Range = Range::new(0.001, 50_000.0, "g").sensible(0.01, 10_000.0);
/// A weight that fish are grown towards.
pub const GOAL_WEIGHT_G: Range = Range::new(1.0, 50_000.0, "g").sensible(20.0, 10_000.0);
/// Any weight that bounds a band or a stage.
pub const BOUND_WEIGHT_G: Range = Range::new(0.0, 100_000.0, "g");
/// The most that fish of a stage may weigh.
pub const WEIGHT_CAP_G: Range = Range::new(0.001, 100_000.0, "g");
/// Thermal growth coefficient, in the ×1000 convention.
pub const TGC: Range = Range::new(0.0, 20.0, "").sensible(0.5, 6.0);
/// TGC of one stage: 0 is how a stage that does not grow is written.
pub const STAGE_TGC: Range = Range::new(0.0, 20.0, "");
/// Exponent n of the temperature.
pub const EXPONENT_N: Range = Range::new(0.0, 3.0, "").sensible(0.5, 1.5);
/// Exponent m of the weight.
pub const EXPONENT_M: Range = Range::new(0.1, 1.0, "").sensible(0.2, 0.7);
/// Water temperature: sea water freezes near −2 °C, and no salmon lives at 45.
pub const TEMPERATURE_C: Range = Range::new(-5.0, 45.0, "°C").sensible(-2.0, 25.0);
/// Day numbers of a temperature profile, counted from the scenario's first day.
pub const READING_DAY: Range = Range::new(1.0, 36_600.0, "");
/// Feed conversion ratio; 0 where a stage takes no feed.
pub const FCR: Range = Range::new(0.0, 20.0, "").sensible(0.5, 3.0);
/// Days of a stage in an FCR model.
pub const STAGE_DURATION_DAYS: Range = Range::new(1.0, 36_600.0, "days");
/// Mortality in percent of the living fish, per day, week or month.
pub const MORTALITY_PERCENT: Range = Range::new(0.0, 100.0, "%").sensible(0.0, 5.0);
/// Day on which a model change or an entry of a schedule takes effect.
pub const CHANGE_DAY: Range = Range::new(1.0, 7305.0, "");
/// Feed given to a pen in a day.
pub const FEED_KG: Range = Range::new(0.0, 1e7, "kg");
/// Mean length of fish in a sample.
pub const LENGTH_CM: Range = Range::new(0.0, 200.0, "cm");
/// Fulton's condition factor; salmon have about 1.
pub const CONDITION_FACTOR: Range = Range::new(0.0, 10.0, "").sensible(0.7, 1.8);
/// Place of a stage in the lifecycle.
pub const STAGE_ORDER: Range = Range::new(0.0, 1000.0, "");
/// Most stages of a lifecycle: a day stores its stage as one byte.
pub const MOST_STAGES: usize = 255;
/// Pens that a batch may stand in.
pub const MOST_PENS: usize = 1000;
/// Longest name.
pub const NAME_CHARS: usize = 200;
/// Longest label of a run (the seed's `max_length`).
pub const LABEL_CHARS: usize = 100;
/// Longest note.
pub const NOTES_CHARS: usize = 10_000;

/// First and last start date accepted.
pub fn start_dates() -> (NaiveDate, NaiveDate) {
    (
        NaiveDate::from_ymd_opt(1950, 1, 1).unwrap_or_default(),
        NaiveDate::from_ymd_opt(2200, 12, 31).unwrap_or_default(),
    )
}

/// Refuses a start date that no plan can have.
pub fn check_start_date(path: &str, date: NaiveDate) -> Result<(), Fault> {
    let (first, last) = start_dates();
    if date >= first && date <= last {
        return Ok(());
    }
    Err(Fault::invalid(format!("{date} is not accepted"), path, format!("Accepted is {first} to {last}")))
}

/// Refuses a name that is blank or too long.
pub fn check_name(path: &str, name: &str) -> Result<(), Fault> {
    if name.trim().is_empty() {
        return Err(Fault::invalid(
            "the name is blank",
            path,
            format!("Accepted is 1 to {NAME_CHARS} characters"),
        ));
    }
    check_length(path, name, NAME_CHARS)
}

/// Refuses a text that is longer than the given number of characters.
pub fn check_length(path: &str, text: &str, most: usize) -> Result<(), Fault> {
    let found = text.chars().count();
    if found <= most {
        return Ok(());
    }
    Err(Fault::invalid(
        format!("the text has {found} characters"),
        path,
        format!("Accepted is up to {most} characters"),
    ))
}
