//! The actual state of a batch: what each of its days was, with the source and the confidence of every value.
//!
//! Confidence runs from 0 (nothing is known) to 1 (it was measured). Sources stand in their order: the strongest first.
use chrono::NaiveDate;
use serde::Serialize;

use super::pen::called;

macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// The word of documents and databases.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

/// Where a mean weight comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightSource {
    /// It was measured that day.
    Measured,
    /// It was computed from the day before.
    TgcComputed,
}
words!(WeightSource { Measured => "measured", TgcComputed => "tgc_computed" });

/// Where a temperature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemperatureSource {
    /// It was measured that day.
    Measured,
    /// It lies between readings of the week before and the week after.
    Interpolated,
    /// The last reading, at most a week old.
    NearestBefore,
    /// The next reading, at most a week away.
    NearestAfter,
    /// The profile of the pinned run.
    Profile,
}
words!(TemperatureSource {
    Measured => "measured",
    Interpolated => "interpolated",
    NearestBefore => "nearest_before",
    NearestAfter => "nearest_after",
    Profile => "profile",
});

/// Where the dead of a day come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MortalitySource {
    /// They were counted.
    Actual,
    /// The mortality model of the pinned run.
    Model,
}
words!(MortalitySource { Actual => "actual", Model => "model" });

/// Where the feed of a day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedSource {
    /// It was recorded.
    Actual,
    /// Nothing was recorded.
    None,
}
words!(FeedSource { Actual => "actual", None => "none" });

/// What a measured weight was measured at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// A growth sample.
    GrowthSample,
    /// A transfer whose fish were weighed.
    Transfer,
    /// A treatment or vaccination at which fish were weighed.
    Treatment,
}
words!(Anchor { GrowthSample => "growth_sample", Transfer => "transfer", Treatment => "treatment" });

/// A value with its source and its confidence, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Known<S> {
    /// Where it comes from.
    pub source: S,
    /// How far it can be relied on.
    pub confidence: f64,
}

/// One day of a pen, or of the whole batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ActualDay {
    /// The calendar day.
    pub date: NaiveDate,
    /// Day of the batch, from 1.
    pub day_number: u32,
    /// Place of the day's stage in [`Actual::stages`].
    pub stage: u8,
    /// Mean weight at the day's end.
    pub avg_weight_g: f64,
    /// Where that weight comes from.
    pub weight: Known<WeightSource>,
    /// What it was measured at, if it was.
    pub anchor: Option<Anchor>,
    /// Whether the whole batch was measured, of which this pen is a share: then the pens' weights are one observation.
    pub is_of_whole_batch: bool,
    /// What it would have been without the measurement, where there is one: how far the model had gone astray.
    pub unanchored_weight_g: Option<f64>,
    /// Fish alive at the day's end.
    pub population: f64,
    /// Biomass at the day's end.
    pub biomass_kg: f64,
    /// Water temperature.
    pub temperature_c: f64,
    /// Where that temperature comes from.
    pub temperature: Known<TemperatureSource>,
    /// Fish that died.
    pub deaths: f64,
    /// Where that number comes from.
    pub mortality: Known<MortalitySource>,
    /// Fish that came in, from outside or from another pen.
    pub fish_in: f64,
    /// Fish that were moved out or harvested.
    pub fish_out: f64,
    /// Feed given.
    pub feed_kg: f64,
    /// Where that amount comes from.
    pub feed: Known<FeedSource>,
    /// Feed for a kilogram of growth that day, at most 10; none where there was no feed or no growth to speak of.
    pub observed_fcr: Option<f64>,
    /// How far that ratio can be relied on.
    pub fcr_confidence: f64,
}

/// The days of one pen.
#[derive(Debug, Clone, PartialEq)]
pub struct PenDays {
    /// The pen; empty where a batch stands in one that has no name.
    pub name: String,
    /// Its days, in order, from the day on which fish came into it.
    pub days: Vec<ActualDay>,
}

/// Something that was observed and cannot well be: it is shown, and what was done with it is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Doubt {
    /// The day.
    pub date: NaiveDate,
    /// The pen; empty where none is named.
    pub pen: String,
    /// What is doubtful, and what was made of it.
    pub what: String,
}

impl Doubt {
    /// Day, pen and doubt in one line: "2024-09-10, pen 1: the measured 50 g …".
    pub fn words(&self) -> String {
        let Self { date, pen, what } = self;
        if pen.is_empty() { format!("{date}: {what}") } else { format!("{date}, {}: {what}", called(pen)) }
    }
}

/// The actual state of a batch, day by day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Actual {
    /// Names of the stages, in order; a day refers to them by place.
    pub stages: Vec<String>,
    /// The pens.
    pub pens: Vec<PenDays>,
    /// The whole batch: sums, and means weighted by the fish of each pen.
    pub batch: Vec<ActualDay>,
    /// What was observed and cannot well be, by day.
    pub doubts: Vec<Doubt>,
}

impl Actual {
    /// The name of a day's stage.
    pub fn stage_name(&self, day: &ActualDay) -> &str {
        self.stages.get(usize::from(day.stage)).map_or("", String::as_str)
    }
}
