//! Temperatures as planners hold them: one value for each relative day, with gaps allowed.
use serde::{Deserialize, Serialize};

use super::accepted;
use super::fault::Fault;

/// The water temperature on one day of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemperatureReading {
    /// Day, counted from 1 on the scenario's first day.
    #[serde(deserialize_with = "super::document::whole")]
    pub day_number: u32,
    /// Water temperature that day.
    #[serde(rename = "temperature")]
    pub temperature_c: f64,
}

/// A named series of temperatures by relative day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemperatureProfile {
    /// What planners call it.
    pub name: String,
    /// The readings; between two of them the engine interpolates, outside of them the nearest one holds.
    pub readings: Vec<TemperatureReading>,
}

impl TemperatureProfile {
    /// Brings the readings into the order of their days, which is the only order that matters.
    pub fn sort(&mut self) {
        self.readings.sort_by_key(|reading| reading.day_number);
    }

    /// Refuses an empty profile, a doubled day and an impossible temperature.
    pub fn check(&self, path: &str) -> Result<(), Fault> {
        accepted::check_name(&format!("{path}.name"), &self.name)?;
        if self.readings.is_empty() {
            return Err(Fault::invalid(
                "the temperature profile is empty",
                format!("{path}.readings"),
                "Accepted is at least one reading",
            ));
        }
        let mut days = std::collections::HashMap::with_capacity(self.readings.len());
        for (i, reading) in self.readings.iter().enumerate() {
            let path = format!("{path}.readings[{i}]");
            accepted::READING_DAY.check(&format!("{path}.day_number"), f64::from(reading.day_number))?;
            accepted::TEMPERATURE_C.check(&format!("{path}.temperature"), reading.temperature_c)?;
            if let Some(first) = days.insert(reading.day_number, i) {
                return Err(Fault::invalid(
                    format!("day {} has a reading already, in readings[{first}]", reading.day_number),
                    format!("{path}.day_number"),
                    "Accepted is one reading a day",
                ));
            }
        }
        Ok(())
    }
}
