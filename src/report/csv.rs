//! The days of all runs as CSV in long form, one line a run and day, every digit of every number.
use ::csv::Writer;

use super::contents::Contents;
use crate::domain::display;

/// The columns, with their units.
const HEADS: [&str; 12] = [
    "run_id",
    "run",
    "scenario",
    "day_number",
    "date",
    "average_weight_g",
    "population",
    "biomass_kg",
    "daily_feed_kg",
    "cumulative_feed_kg",
    "temperature_c",
    "stage",
];

/// The report as CSV: UTF-8, separated by commas, with a line of heads.
pub(super) fn render(contents: &Contents<'_>) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(HEADS)?;
    for run in &contents.compared.runs {
        let row = &run.detail.run;
        let (id, name, scenario) = (row.run_id.to_string(), row.short_name(), harmless(&row.scenario_name));
        for day in &run.projection.days {
            writer.write_record([
                id.as_str(),
                &name,
                &scenario,
                &day.day_number.to_string(),
                &display::date(day.projection_date),
                &day.average_weight_g.to_string(),
                &day.population.to_string(),
                &day.biomass_kg.to_string(),
                &day.daily_feed_kg.to_string(),
                &day.cumulative_feed_kg.to_string(),
                &day.temperature_c.to_string(),
                &harmless(run.projection.stage_name(day)),
            ])?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A text that no spreadsheet takes for a formula: whoever opens the file must not run what a name says.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::{compared, gathered};
    use crate::report::wishes::Wishes;

    #[test]
    fn every_day_of_every_run_is_there_with_every_digit() {
        let compared = compared(&[("Plain", |_| {}), ("Shorter", |s| s.duration_days = 100)]);
        let bytes = render(&Contents::of(&gathered(compared.clone()), &Wishes::default())).unwrap();
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        assert_eq!(reader.headers().unwrap(), HEADS.as_slice());
        let mut lines = reader.records().map(Result::unwrap);
        for run in &compared.runs {
            for day in &run.projection.days {
                let line = lines.next().unwrap();
                assert_eq!(line[0].parse::<i64>().unwrap(), run.detail.run.run_id.0);
                assert_eq!(&line[1], run.detail.run.short_name());
                assert_eq!(line[3].parse::<u32>().unwrap(), day.day_number);
                assert_eq!(line[4].parse::<chrono::NaiveDate>().unwrap(), day.projection_date);
                let numbers: Vec<f64> = (5..11).map(|place| line[place].parse().unwrap()).collect();
                let stored = [
                    day.average_weight_g,
                    day.population,
                    day.biomass_kg,
                    day.daily_feed_kg,
                    day.cumulative_feed_kg,
                    day.temperature_c,
                ];
                assert_eq!(numbers, stored);
                assert_eq!(&line[11], run.projection.stage_name(day));
            }
        }
        assert!(lines.next().is_none());
    }

    #[test]
    fn a_name_is_never_a_formula_and_keeps_its_letters() {
        for (name, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("Sandoy, \"vár\" Σολομός 鲑鱼 🐟", "Sandoy, \"vár\" Σολομός 鲑鱼 🐟"),
        ] {
            let compared = compared(&[("a", |_| {}), ("b", |_| {})]);
            let mut compared = compared;
            compared.runs[0].detail.run.scenario_name = name.to_owned();
            let bytes = render(&Contents::of(&gathered(compared.clone()), &Wishes::default())).unwrap();
            let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
            assert_eq!(&reader.records().next().unwrap().unwrap()[2], written);
        }
    }
}
