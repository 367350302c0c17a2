//! Models as documents: the JSON object as it stands in a scenario document, of any kind.
use serde::Serialize;

use crate::domain::accepted;
use crate::domain::document::read_json;
use crate::domain::fault::Outcome;
use crate::domain::feed::FcrModel;
use crate::domain::growth::TgcModel;
use crate::domain::lifecycle::LifecycleStage;
use crate::domain::mortality::MortalityModel;
use crate::domain::plan::ModelKind;
use crate::domain::temperature::TemperatureProfile;

/// A model of any kind, written as a scenario document has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ModelDocument {
    /// A temperature profile.
    Temperature(TemperatureProfile),
    /// A TGC model with its profile.
    Tgc(TgcModel),
    /// An FCR model.
    Fcr(FcrModel),
    /// A mortality model.
    Mortality(MortalityModel),
}

impl ModelDocument {
    /// Reads a JSON object of this kind. What goes by days is brought into their order.
    pub fn read(kind: ModelKind, text: &str) -> Outcome<Self> {
        let mut document = match kind {
            ModelKind::Temperature => Self::Temperature(read_json(text)?),
            ModelKind::Tgc => Self::Tgc(read_json(text)?),
            ModelKind::Fcr => Self::Fcr(read_json(text)?),
            ModelKind::Mortality => Self::Mortality(read_json(text)?),
        };
        match &mut document {
            Self::Temperature(profile) => profile.sort(),
            Self::Tgc(model) => {
                model.temperature_profile.sort();
                model.schedule.sort_by_key(|item| item.from_day);
            }
            Self::Mortality(model) => model.schedule.sort_by_key(|item| item.from_day),
            Self::Fcr(_) => {}
        }
        Ok(document)
    }

    /// Which kind of model it is.
    pub fn kind(&self) -> ModelKind {
        match self {
            Self::Temperature(_) => ModelKind::Temperature,
            Self::Tgc(_) => ModelKind::Tgc,
            Self::Fcr(_) => ModelKind::Fcr,
            Self::Mortality(_) => ModelKind::Mortality,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Temperature(model) => &model.name,
            Self::Tgc(model) => &model.name,
            Self::Fcr(model) => &model.name,
            Self::Mortality(model) => &model.name,
        }
    }

    /// The same model, called otherwise.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let own = match &mut self {
            Self::Temperature(model) => &mut model.name,
            Self::Tgc(model) => &mut model.name,
            Self::Fcr(model) => &mut model.name,
            Self::Mortality(model) => &mut model.name,
        };
        name.clone_into(own);
        self
    }

    /// Refuses what could not be used in a scenario of these stages.
    pub fn check(&self, stages: &[LifecycleStage]) -> Outcome<()> {
        match self {
            Self::Temperature(model) => model.check("temperature_profile"),
            Self::Tgc(model) => model.check("tgc_model", stages),
            Self::Fcr(model) => model.check("fcr_model", stages),
            Self::Mortality(model) => model.check("mortality_model", stages),
        }
    }

    /// Values that are accepted but out of sense, in words.
    pub fn oddities(&self, stages: &[LifecycleStage]) -> Vec<String> {
        match self {
            Self::Temperature(model) => {
                let odd = |value: f64| accepted::TEMPERATURE_C.is_odd(value);
                let count = model.readings.iter().filter(|reading| odd(reading.temperature_c)).count();
                let first = model.readings.iter().find(|reading| odd(reading.temperature_c));
                first
                    .map(|first| {
                        let (value, day) = (first.temperature_c, first.day_number);
                        format!("{value} °C on day {day} is unusual for salmon ({count} such readings)")
                    })
                    .into_iter()
                    .collect()
            }
            Self::Tgc(model) => model.oddities("tgc_model"),
            Self::Fcr(model) => model.oddities("fcr_model", stages),
            Self::Mortality(model) => model.oddities("mortality_model"),
        }
    }
}
