//! The sheet of one run: its days, a row each, every digit of every number.
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::formats::Formats;
use crate::domain::measure::Measure;
use crate::engine::comparison::RunInFull;

/// The measures in the order of their columns.
const MEASURES: [Measure; 6] = [
    Measure::Weight,
    Measure::Population,
    Measure::Biomass,
    Measure::DailyFeed,
    Measure::CumulativeFeed,
    Measure::Temperature,
];
const HEADS: [&str; 6] =
    ["Mean weight, g", "Fish", "Biomass, kg", "Feed of the day, kg", "Feed so far, kg", "Temperature, °C"];
/// The column with the day numbers.
pub(super) const DAY: u16 = 0;
const DATE: u16 = 1;
const STAGE: u16 = 2;
const FIRST_MEASURE: u16 = 3;

/// The column of a measure.
pub(super) fn column(measure: Measure) -> u16 {
    let place = MEASURES.iter().position(|other| *other == measure).unwrap_or(0);
    FIRST_MEASURE + place as u16
}

/// Writes it.
pub(super) fn write(
    sheet: &mut Worksheet,
    run: &RunInFull,
    name: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, DAY, "Day", &formats.head_of_numbers)?;
    sheet.write_string_with_format(0, DATE, "Date", &formats.head_of_numbers)?;
    sheet.write_string_with_format(0, STAGE, "Stage", &formats.head_of_texts)?;
    for (measure, head) in MEASURES.into_iter().zip(HEADS) {
        sheet.write_string_with_format(0, column(measure), head, &formats.head_of_numbers)?;
        sheet.set_column_width(column(measure), 20)?;
    }
    sheet.set_column_width(DAY, 8)?;
    sheet.set_column_width(DATE, 12)?;
    sheet.set_column_width(STAGE, 16)?;
    let of_measures: Vec<_> =
        MEASURES.into_iter().map(|measure| (measure, formats.quantity(measure.quantity()))).collect();
    let mut row = 0;
    for day in &run.projection.days {
        row += 1;
        sheet.write_number_with_format(row, DAY, day.day_number, &formats.whole)?;
        sheet.write_datetime_with_format(row, DATE, day.projection_date, &formats.date)?;
        sheet.write_string_with_format(row, STAGE, run.projection.stage_name(day), &formats.text)?;
        for (measure, format) in &of_measures {
            sheet.write_number_with_format(row, column(*measure), measure.of(day), format)?;
        }
    }
    sheet.set_freeze_panes(1, FIRST_MEASURE)?;
    sheet.autofilter(0, DAY, row.max(1), column(Measure::Temperature))?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
