//! The measures of a day: what is plotted, tabled and written of a run.
use super::quantity::Quantity;
use super::run::ProjectionDay;

/// What is plotted of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Mean weight.
    Weight,
    /// Fish alive.
    Population,
    /// Standing stock.
    Biomass,
    /// Feed of each day.
    DailyFeed,
    /// Feed up to each day.
    CumulativeFeed,
    /// Water temperature.
    Temperature,
}

impl Measure {
    /// In the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Weight,
        Self::Biomass,
        Self::Population,
        Self::DailyFeed,
        Self::CumulativeFeed,
        Self::Temperature,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weight => "Weight",
            Self::Population => "Population",
            Self::Biomass => "Biomass",
            Self::DailyFeed => "Daily feed",
            Self::CumulativeFeed => "Cumulative feed",
            Self::Temperature => "Temperature",
        }
    }

    /// What a day has of it: g, fish, kg or °C.
    pub fn of(self, day: &ProjectionDay) -> f64 {
        match self {
            Self::Weight => day.average_weight_g,
            Self::Population => day.population,
            Self::Biomass => day.biomass_kg,
            Self::DailyFeed => day.daily_feed_kg,
            Self::CumulativeFeed => day.cumulative_feed_kg,
            Self::Temperature => day.temperature_c,
        }
    }

    /// What kind of figure it is.
    pub fn quantity(self) -> Quantity {
        match self {
            Self::Weight => Quantity::WeightG,
            Self::Population => Quantity::Count,
            Self::Biomass => Quantity::BiomassKg,
            Self::DailyFeed | Self::CumulativeFeed => Quantity::FeedKg,
            Self::Temperature => Quantity::TemperatureC,
        }
    }
}
