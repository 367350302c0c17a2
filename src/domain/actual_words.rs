//! Where the values of an actual day come from and how far they can be relied on, in words: the same in the window and on the
//! command line.
use super::actual::{ActualDay, Anchor, FeedSource, MortalitySource, TemperatureSource, WeightSource};
use super::display;
use super::measure::Measure;

/// From here on a value counts as sure: what was measured, what follows from it by a model, and what lies between two
/// readings that are at most six days apart (`assimilation.md` gives the confidences).
pub const SURE_FROM: f64 = 0.7;

/// "80 % sure".
pub fn how_sure(confidence: f64) -> String {
    format!("{} sure", display::percent(100.0 * confidence, 0))
}

impl Anchor {
    /// How fish were weighed.
    pub fn words(self) -> &'static str {
        match self {
            Self::GrowthSample => "weighed in a sample",
            Self::Transfer => "weighed at a transfer",
            Self::Treatment => "weighed at a treatment",
        }
    }
}

impl ActualDay {
    /// Where its weight comes from.
    pub fn weight_from(&self) -> &'static str {
        match (self.anchor, self.weight.source) {
            (Some(anchor), _) => anchor.words(),
            (None, WeightSource::Measured) => "weighed",
            (None, WeightSource::TgcComputed) => "computed from the day before",
        }
    }

    /// Where its temperature comes from.
    pub fn temperature_from(&self) -> &'static str {
        match self.temperature.source {
            TemperatureSource::Measured => "measured",
            TemperatureSource::Interpolated => "between two readings",
            TemperatureSource::NearestBefore => "the last reading before",
            TemperatureSource::NearestAfter => "the next reading after",
            TemperatureSource::Profile => "the run's profile",
        }
    }

    /// Where the number of its dead comes from.
    pub fn deaths_from(&self) -> &'static str {
        match self.mortality.source {
            MortalitySource::Actual => "counted",
            MortalitySource::Model => "the run's model",
        }
    }

    /// Where the amount of its feed comes from.
    pub fn feed_from(&self) -> &'static str {
        match self.feed.source {
            FeedSource::Actual => "recorded",
            FeedSource::None => "none recorded",
        }
    }

    /// How far a measure of the day can be relied on: that of its weakest part.
    pub fn confidence(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Weight => self.weight.confidence,
            Measure::Population => self.mortality.confidence,
            Measure::Biomass => self.weight.confidence.min(self.mortality.confidence),
            Measure::DailyFeed | Measure::CumulativeFeed => self.feed.confidence,
            Measure::Temperature => self.temperature.confidence,
        }
    }

    /// What a measure of the day is made of: "Weight weighed in a sample, 100 % sure".
    pub fn made_of(&self, measure: Measure) -> String {
        let weight = || format!("Weight {}, {}", self.weight_from(), how_sure(self.weight.confidence));
        let deaths = || format!("Deaths {}, {}", self.deaths_from(), how_sure(self.mortality.confidence));
        match measure {
            Measure::Weight => weight(),
            Measure::Population => deaths(),
            Measure::Biomass => format!("{}\n{}", weight(), deaths()),
            Measure::DailyFeed | Measure::CumulativeFeed => {
                format!("Feed {}, {}", self.feed_from(), how_sure(self.feed.confidence))
            }
            Measure::Temperature => {
                format!("Temperature {}, {}", self.temperature_from(), how_sure(self.temperature.confidence))
            }
        }
    }
}
