//! The kinds of figures that planners read: which unit each has.
use serde::Serialize;

/// A kind of figure, with the unit that its plain number is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Mean weight of a fish, in g.
    WeightG,
    /// Biomass, in kg.
    BiomassKg,
    /// Feed, in kg.
    FeedKg,
    /// Fish.
    Count,
    /// Percent.
    Percent,
    /// Percent a day.
    PercentPerDay,
    /// Grams a day.
    GramsPerDay,
    /// Kilograms a day.
    KgPerDay,
    /// A plain ratio, such as an FCR.
    Ratio,
    /// Thermal growth coefficient, ×1000 convention.
    Tgc,
    /// Temperature in °C.
    TemperatureC,
    /// Degree-days.
    DegreeDays,
    /// Days.
    Days,
}

impl Quantity {
    /// The unit of the plain number, as documents write it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::WeightG => "g",
            Self::BiomassKg | Self::FeedKg => "kg",
            Self::Count => "fish",
            Self::Percent => "%",
            Self::PercentPerDay => "%/day",
            Self::GramsPerDay => "g/day",
            Self::KgPerDay => "kg/day",
            Self::Ratio | Self::Tgc => "",
            Self::TemperatureC => "°C",
            Self::DegreeDays => "degree-days",
            Self::Days => "days",
        }
    }
}
