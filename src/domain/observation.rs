//! What was observed of a batch: samples, deaths, feed, temperatures, transfers, treatments and harvests, each on a day and,
//! where it is known, in a pen.
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::accepted::{self, Range};
use super::document;
use super::fault::{Fault, Outcome};
use super::ids::ObservationId;

/// How the fish of a transfer were picked, which says how far their mean weight lies from the pen's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SelectionMethod {
    /// As they came.
    #[default]
    Average,
    /// The largest first.
    Largest,
    /// The smallest first.
    Smallest,
}

impl SelectionMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Average, Self::Largest, Self::Smallest];

    /// The word of documents and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Average => "AVERAGE",
            Self::Largest => "LARGEST",
            Self::Smallest => "SMALLEST",
        }
    }

    /// What the weight of the picked fish is multiplied by to get the pen's (`assimilation.md`, step 1).
    pub fn correction(self) -> f64 {
        match self {
            Self::Average => 1.0,
            Self::Largest => 0.88,
            Self::Smallest => 1.12,
        }
    }
}

/// Fish taken out of a pen, weighed and put back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthSample {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Mean weight in g.
    pub avg_weight_g: f64,
    /// Fish weighed, where it was written down.
    #[serde(default, deserialize_with = "document::whole_or_none")]
    pub sample_size: Option<u32>,
    /// Standard deviation of the single weights in g, where it was worked out.
    #[serde(default)]
    pub std_deviation_g: Option<f64>,
    /// Mean length in cm.
    #[serde(default)]
    pub avg_length_cm: Option<f64>,
    /// Fulton's condition factor: 100 · g / cm³.
    #[serde(default)]
    pub condition_factor: Option<f64>,
}

/// Fish found dead.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MortalityEvent {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Dead fish.
    #[serde(deserialize_with = "document::whole")]
    pub count: u64,
    /// What they died of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
}

/// Feed given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedingEvent {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Feed in kg.
    pub amount_kg: f64,
}

/// The water of a day as it was measured; several readings a day are averaged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterReading {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named; else it holds for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Water temperature.
    #[serde(rename = "temperature")]
    pub temperature_c: f64,
}

/// Fish moved out of a pen: to another of the batch, or away.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferOut {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen that they left, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// The pen of the same batch that they came to; without one they left the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_pen: Option<String>,
    /// Fish moved.
    #[serde(deserialize_with = "document::whole")]
    pub transferred_count: u64,
    /// Their mean weight in g, if they were weighed.
    #[serde(default)]
    pub measured_avg_weight_g: Option<f64>,
    /// How they were picked.
    #[serde(default)]
    pub selection_method: SelectionMethod,
}

/// Fish that came into a pen from outside of the batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferIn {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Fish that came.
    #[serde(deserialize_with = "document::whole")]
    pub transferred_count: u64,
    /// Their mean weight in g, if they were weighed; else they count as heavy as those there.
    #[serde(default)]
    pub measured_avg_weight_g: Option<f64>,
}

/// A treatment or vaccination at which fish were weighed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// What was done.
    #[serde(default)]
    pub kind: String,
    /// Mean weight in g, if fish were weighed.
    #[serde(default)]
    pub measured_avg_weight_g: Option<f64>,
}

/// Fish slaughtered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harvest {
    /// The day.
    #[serde(deserialize_with = "document::date")]
    pub date: NaiveDate,
    /// The pen, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pen: Option<String>,
    /// Fish slaughtered.
    #[serde(deserialize_with = "document::whole")]
    pub harvested_count: u64,
    /// Their mean live weight in g, if it is known. It does not say what the pen weighs: the largest go first.
    #[serde(default)]
    pub avg_weight_g: Option<f64>,
}

/// What kind of thing was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservationKind {
    /// Fish weighed.
    GrowthSample,
    /// Fish found dead.
    Mortality,
    /// Feed given.
    Feeding,
    /// Water measured.
    Temperature,
    /// Fish moved out, or to another pen.
    TransferOut,
    /// Fish that came in.
    TransferIn,
    /// A treatment.
    Treatment,
    /// Fish slaughtered.
    Harvest,
}

impl ObservationKind {
    /// All of them, in the order in which documents have them.
    pub const ALL: [Self; 8] = [
        Self::GrowthSample,
        Self::Mortality,
        Self::Feeding,
        Self::Temperature,
        Self::TransferOut,
        Self::TransferIn,
        Self::Treatment,
        Self::Harvest,
    ];

    /// The word of documents and databases.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GrowthSample => "growth_sample",
            Self::Mortality => "mortality",
            Self::Feeding => "feeding",
            Self::Temperature => "temperature",
            Self::TransferOut => "transfer_out",
            Self::TransferIn => "transfer_in",
            Self::Treatment => "treatment",
            Self::Harvest => "harvest",
        }
    }

    /// What people call one: "Growth sample".
    pub fn name(self) -> &'static str {
        match self {
            Self::GrowthSample => "Growth sample",
            Self::Mortality => "Mortality",
            Self::Feeding => "Feed",
            Self::Temperature => "Temperature",
            Self::TransferOut => "Transfer out",
            Self::TransferIn => "Transfer in",
            Self::Treatment => "Treatment",
            Self::Harvest => "Harvest",
        }
    }
}

/// One thing that was observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    /// Fish weighed.
    GrowthSample(GrowthSample),
    /// Fish found dead.
    Mortality(MortalityEvent),
    /// Feed given.
    Feeding(FeedingEvent),
    /// Water measured.
    Temperature(WaterReading),
    /// Fish moved out.
    TransferOut(TransferOut),
    /// Fish that came in.
    TransferIn(TransferIn),
    /// A treatment.
    Treatment(Treatment),
    /// Fish slaughtered.
    Harvest(Harvest),
}

/// An observation as the farm file has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// Its number in the farm file.
    pub observation_id: ObservationId,
    /// What was observed.
    pub observation: Observation,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// What an observation was before somebody corrected it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// The observation.
    pub observation_id: ObservationId,
    /// When.
    pub corrected_at: DateTime<Utc>,
    /// Who did it.
    pub corrected_by: String,
    /// Why.
    pub reason: String,
    /// What it was.
    pub before: Observation,
    /// What it is since; none if it was removed.
    pub after: Option<Observation>,
}

/// One change of an observation that is there, or was: what takes it back is the same with `before` and `after` swapped.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationChange {
    /// Its number in the farm file.
    pub observation_id: ObservationId,
    /// Who wrote it down first.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// What stands there now; none if it was removed.
    pub before: Option<Observation>,
    /// What shall stand there; none removes it.
    pub after: Option<Observation>,
}

impl ObservationChange {
    /// A change of what is recorded.
    pub fn of(recorded: &Recorded, after: Option<Observation>) -> Self {
        Self {
            observation_id: recorded.observation_id,
            recorded_by: recorded.recorded_by.clone(),
            recorded_at: recorded.recorded_at,
            before: Some(recorded.observation.clone()),
            after,
        }
    }
}

impl Observation {
    /// What kind of thing it is.
    pub fn kind(&self) -> ObservationKind {
        match self {
            Self::GrowthSample(_) => ObservationKind::GrowthSample,
            Self::Mortality(_) => ObservationKind::Mortality,
            Self::Feeding(_) => ObservationKind::Feeding,
            Self::Temperature(_) => ObservationKind::Temperature,
            Self::TransferOut(_) => ObservationKind::TransferOut,
            Self::TransferIn(_) => ObservationKind::TransferIn,
            Self::Treatment(_) => ObservationKind::Treatment,
            Self::Harvest(_) => ObservationKind::Harvest,
        }
    }

    /// The pen, if one is named.
    pub fn pen(&self) -> Option<&str> {
        match self {
            Self::GrowthSample(it) => it.pen.as_deref(),
            Self::Mortality(it) => it.pen.as_deref(),
            Self::Feeding(it) => it.pen.as_deref(),
            Self::Temperature(it) => it.pen.as_deref(),
            Self::TransferOut(it) => it.pen.as_deref(),
            Self::TransferIn(it) => it.pen.as_deref(),
            Self::Treatment(it) => it.pen.as_deref(),
            Self::Harvest(it) => it.pen.as_deref(),
        }
    }

    /// The pen that fish were moved to, if it is one of the batch.
    pub fn to_pen(&self) -> Option<&str> {
        match self {
            Self::TransferOut(it) => it.to_pen.as_deref(),
            _ => None,
        }
    }

    /// Every pen that it names, to be called otherwise.
    pub fn pens_mut(&mut self) -> impl Iterator<Item = &mut Option<String>> {
        let (pen, to) = match self {
            Self::GrowthSample(it) => (&mut it.pen, None),
            Self::Mortality(it) => (&mut it.pen, None),
            Self::Feeding(it) => (&mut it.pen, None),
            Self::Temperature(it) => (&mut it.pen, None),
            Self::TransferOut(it) => (&mut it.pen, Some(&mut it.to_pen)),
            Self::TransferIn(it) => (&mut it.pen, None),
            Self::Treatment(it) => (&mut it.pen, None),
            Self::Harvest(it) => (&mut it.pen, None),
        };
        std::iter::once(pen).chain(to)
    }

    /// The day.
    pub fn date(&self) -> NaiveDate {
        match self {
            Self::GrowthSample(it) => it.date,
            Self::Mortality(it) => it.date,
            Self::Feeding(it) => it.date,
            Self::Temperature(it) => it.date,
            Self::TransferOut(it) => it.date,
            Self::TransferIn(it) => it.date,
            Self::Treatment(it) => it.date,
            Self::Harvest(it) => it.date,
        }
    }
}

/// All that was observed of a batch, as a document has it (`cli.md`, `batch record`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Observations {
    /// Fish weighed.
    pub growth_samples: Vec<GrowthSample>,
    /// Fish found dead.
    pub mortality_events: Vec<MortalityEvent>,
    /// Feed given.
    pub feeding_events: Vec<FeedingEvent>,
    /// Water measured.
    pub temperature_readings: Vec<WaterReading>,
    /// Fish moved out.
    pub transfers_out: Vec<TransferOut>,
    /// Fish that came in.
    pub transfers_in: Vec<TransferIn>,
    /// Treatments.
    pub treatments: Vec<Treatment>,
    /// Fish slaughtered.
    pub harvests: Vec<Harvest>,
}

/// The mean weight of fish in a sample.
const WEIGHT_G: Range = accepted::INITIAL_WEIGHT_G;

impl Observations {
    /// Refuses the first value that nobody can have observed, by its path in the document.
    ///
    /// What can have been observed but is strange (a weight that falls by a third overnight) is not refused: the entry asks
    /// about it, and the assimilation marks it.
    pub fn check(&self) -> Outcome<()> {
        each("growth_samples", &self.growth_samples, |it| {
            on(it.date, it.pen.as_deref())?;
            WEIGHT_G.check("avg_weight_g", it.avg_weight_g)?;
            if it.sample_size == Some(0) {
                return Err(Fault::invalid(
                    "0 fish are no sample",
                    "sample_size",
                    "Accepted is 1 or more, or nothing",
                ));
            }
            let positive = Range { min: 0.0, ..WEIGHT_G };
            optional(&positive, "std_deviation_g", it.std_deviation_g)?;
            optional(&accepted::LENGTH_CM, "avg_length_cm", it.avg_length_cm)?;
            optional(&accepted::CONDITION_FACTOR, "condition_factor", it.condition_factor)
        })?;
        each("mortality_events", &self.mortality_events, |it| {
            on(it.date, it.pen.as_deref())?;
            accepted::check_length("cause", &it.cause, accepted::NAME_CHARS)?;
            fish("count", it.count)
        })?;
        each("feeding_events", &self.feeding_events, |it| {
            on(it.date, it.pen.as_deref())?;
            accepted::FEED_KG.check("amount_kg", it.amount_kg)
        })?;
        each("temperature_readings", &self.temperature_readings, |it| {
            on(it.date, it.pen.as_deref())?;
            accepted::TEMPERATURE_C.check("temperature", it.temperature_c)
        })?;
        each("transfers_out", &self.transfers_out, |it| {
            on(it.date, it.pen.as_deref())?;
            pen("to_pen", it.to_pen.as_deref())?;
            fish("transferred_count", it.transferred_count)?;
            optional(&WEIGHT_G, "measured_avg_weight_g", it.measured_avg_weight_g)
        })?;
        each("transfers_in", &self.transfers_in, |it| {
            on(it.date, it.pen.as_deref())?;
            fish("transferred_count", it.transferred_count)?;
            optional(&WEIGHT_G, "measured_avg_weight_g", it.measured_avg_weight_g)
        })?;
        each("treatments", &self.treatments, |it| {
            on(it.date, it.pen.as_deref())?;
            accepted::check_length("kind", &it.kind, accepted::NAME_CHARS)?;
            optional(&WEIGHT_G, "measured_avg_weight_g", it.measured_avg_weight_g)
        })?;
        each("harvests", &self.harvests, |it| {
            on(it.date, it.pen.as_deref())?;
            fish("harvested_count", it.harvested_count)?;
            optional(&WEIGHT_G, "avg_weight_g", it.avg_weight_g)
        })
    }

    /// Takes one more in.
    pub fn add(&mut self, observation: Observation) {
        match observation {
            Observation::GrowthSample(it) => self.growth_samples.push(it),
            Observation::Mortality(it) => self.mortality_events.push(it),
            Observation::Feeding(it) => self.feeding_events.push(it),
            Observation::Temperature(it) => self.temperature_readings.push(it),
            Observation::TransferOut(it) => self.transfers_out.push(it),
            Observation::TransferIn(it) => self.transfers_in.push(it),
            Observation::Treatment(it) => self.treatments.push(it),
            Observation::Harvest(it) => self.harvests.push(it),
        }
    }

    /// One by one, kind by kind.
    pub fn each(&self) -> impl Iterator<Item = Observation> + '_ {
        let samples = self.growth_samples.iter().cloned().map(Observation::GrowthSample);
        samples
            .chain(self.mortality_events.iter().cloned().map(Observation::Mortality))
            .chain(self.feeding_events.iter().cloned().map(Observation::Feeding))
            .chain(self.temperature_readings.iter().cloned().map(Observation::Temperature))
            .chain(self.transfers_out.iter().cloned().map(Observation::TransferOut))
            .chain(self.transfers_in.iter().cloned().map(Observation::TransferIn))
            .chain(self.treatments.iter().cloned().map(Observation::Treatment))
            .chain(self.harvests.iter().cloned().map(Observation::Harvest))
    }

    /// The days on which anything was observed, with repetition, in no order.
    pub(super) fn dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let samples = self.growth_samples.iter().map(|it| it.date);
        samples
            .chain(self.mortality_events.iter().map(|it| it.date))
            .chain(self.feeding_events.iter().map(|it| it.date))
            .chain(self.temperature_readings.iter().map(|it| it.date))
            .chain(self.transfers_out.iter().map(|it| it.date))
            .chain(self.transfers_in.iter().map(|it| it.date))
            .chain(self.treatments.iter().map(|it| it.date))
            .chain(self.harvests.iter().map(|it| it.date))
    }

    /// The last day on which anything was observed.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.dates().max()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.growth_samples.len()
            + self.mortality_events.len()
            + self.feeding_events.len()
            + self.temperature_readings.len()
            + self.transfers_out.len()
            + self.transfers_in.len()
            + self.treatments.len()
            + self.harvests.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A check names a field; which item it is of stands before it.
fn each<T>(key: &str, list: &[T], check: impl Fn(&T) -> Outcome<()>) -> Outcome<()> {
    list.iter().enumerate().try_for_each(|(i, item)| {
        check(item).map_err(|fault| {
            let place = format!("{key}[{i}].{}", fault.place);
            fault.at(place)
        })
    })
}

fn on(date: NaiveDate, named: Option<&str>) -> Outcome<()> {
    accepted::check_start_date("date", date)?;
    pen("pen", named)
}

fn pen(path: &str, named: Option<&str>) -> Outcome<()> {
    named.map_or(Ok(()), |named| accepted::check_name(path, named))
}

fn fish(path: &str, count: u64) -> Outcome<()> {
    Range { min: 0.0, ..accepted::INITIAL_COUNT }.check(path, count as f64)
}

fn optional(range: &Range, path: &str, value: Option<f64>) -> Outcome<()> {
    value.map_or(Ok(()), |value| range.check(path, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> String {
        let read = document::read_json(json).and_then(|read: Observations| read.check());
        read.unwrap_err().to_string()
    }

    #[test]
    fn the_document_of_the_contract_is_read() {
        let read: Observations = document::read_json(
            r#"{"growth_samples": [{"date": "2024-10-01", "avg_weight_g": 149.5, "sample_size": 60}],
                "transfers_out": [{"date": "2024-10-01", "transferred_count": 10000, "measured_avg_weight_g": 150.0,
                    "selection_method": "LARGEST", "pen": "Pen 2"}]}"#,
        )
        .unwrap();
        read.check().unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read.growth_samples[0].sample_size, Some(60));
        assert_eq!(read.transfers_out[0].selection_method, SelectionMethod::Largest);
    }

    #[test]
    fn a_refusal_names_place_value_and_what_is_accepted() {
        for (json, words) in [
            (
                r#"{"growth_samples": [{"date": "2024-10-01", "avg_weight_g": 0}]}"#,
                "0 is not accepted (growth_samples[0].avg_weight_g). Accepted is 0.001 to 50000 g",
            ),
            (
                r#"{"temperature_readings": [{"date": "2024-10-01", "temperature": 50}]}"#,
                "50 is not accepted (temperature_readings[0].temperature). Accepted is -5 to 45 °C",
            ),
            (
                r#"{"mortality_events": [{"date": "2024-10-01", "count": -1}]}"#,
                "-1 is not accepted (mortality_events[0].count). Accepted is a whole number that is not negative",
            ),
            (
                r#"{"growth_samples": [{"date": "2024-10-01", "avg_weight_g": 9, "sample_size": 0}]}"#,
                "0 fish are no sample (growth_samples[0].sample_size). Accepted is 1 or more, or nothing",
            ),
            (
                r#"{"feedings": []}"#,
                "the key \"feedings\" is not known (feedings). Accepted are the keys growth_samples,",
            ),
        ] {
            let told = told(json);
            assert!(told.starts_with(words), "{told}");
        }
    }
}
