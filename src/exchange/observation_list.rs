//! Recorded observations as CSV: a line each, with the columns that reading has, so that the file may be read again.
use std::io::{self, Write};

use super::days::of_csv;
use super::observations::{COLUMNS, at};
use crate::domain::observation::{Observation, Recorded};

/// Writes a list of observations, with who recorded each and when.
///
/// # Errors
/// If it cannot be written.
pub fn write_csv(to: impl Write, recorded: &[Recorded]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let mut heads: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    heads.extend(["observation_id", "recorded_by", "recorded_at"]);
    writer.write_record(&heads).map_err(of_csv)?;
    for one in recorded {
        let mut line = vec![String::new(); heads.len()];
        line[at::DATE] = one.observation.date().to_string();
        line[at::PEN] = one.observation.pen().unwrap_or_default().to_owned();
        fill(&mut line, &one.observation);
        line[COLUMNS.len()] = one.observation_id.to_string();
        line[COLUMNS.len() + 1].clone_from(&one.recorded_by);
        line[COLUMNS.len() + 2] = one.recorded_at.to_rfc3339();
        writer.write_record(&line).map_err(of_csv)?;
    }
    writer.flush()
}

fn fill(line: &mut [String], observation: &Observation) {
    let number = |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
    match observation {
        Observation::GrowthSample(it) => {
            line[at::WEIGHT] = it.avg_weight_g.to_string();
            line[at::SAMPLE_SIZE] = it.sample_size.map_or(String::new(), |size| size.to_string());
            line[at::DEVIATION] = number(it.std_deviation_g);
            line[at::LENGTH] = number(it.avg_length_cm);
            line[at::CONDITION] = number(it.condition_factor);
        }
        Observation::Mortality(it) => {
            line[at::DEATHS] = it.count.to_string();
            line[at::CAUSE].clone_from(&it.cause);
        }
        Observation::Feeding(it) => line[at::FEED] = it.amount_kg.to_string(),
        Observation::Temperature(it) => line[at::TEMPERATURE] = it.temperature_c.to_string(),
        Observation::TransferOut(it) => {
            line[at::MOVED_OUT] = it.transferred_count.to_string();
            line[at::TO_PEN] = it.to_pen.clone().unwrap_or_default();
            line[at::MOVED_OUT_WEIGHT] = number(it.measured_avg_weight_g);
            line[at::SELECTION] = it.selection_method.as_str().to_lowercase();
        }
        Observation::TransferIn(it) => {
            line[at::MOVED_IN] = it.transferred_count.to_string();
            line[at::MOVED_IN_WEIGHT] = number(it.measured_avg_weight_g);
        }
        Observation::Treatment(it) => {
            line[at::TREATMENT].clone_from(&it.kind);
            line[at::TREATMENT_WEIGHT] = number(it.measured_avg_weight_g);
        }
        Observation::Harvest(it) => {
            line[at::HARVESTED] = it.harvested_count.to_string();
            line[at::HARVEST_WEIGHT] = number(it.avg_weight_g);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ObservationId;
    use crate::domain::observation::{MortalityEvent, TransferOut, WaterReading};
    use crate::exchange::observations::{Wishes, read};
    use crate::exchange::table::read_text;
    use chrono::NaiveDate;

    #[test]
    fn a_list_is_read_again_as_it_was_recorded() {
        let date = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap();
        let all = [
            Observation::Mortality(MortalityEvent {
                date,
                pen: Some("A".to_owned()),
                count: 3,
                cause: "Gill, \"acute\"".to_owned(),
            }),
            Observation::Temperature(WaterReading { date, pen: None, temperature_c: 0.1 + 0.2 }),
            Observation::TransferOut(TransferOut { date, transferred_count: 10, ..TransferOut::default() }),
        ];
        let recorded: Vec<Recorded> = all
            .iter()
            .cloned()
            .map(|observation| Recorded {
                observation_id: ObservationId(1),
                observation,
                recorded_by: "anna".to_owned(),
                recorded_at: chrono::DateTime::default(),
            })
            .collect();
        let mut file = Vec::new();
        write_csv(&mut file, &recorded).unwrap();
        let back = read(&read_text(&String::from_utf8(file).unwrap()).unwrap(), Wishes::default()).unwrap();
        assert_eq!(back.observations.each().collect::<Vec<_>>(), all);
    }
}
