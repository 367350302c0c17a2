//! The first sheet: what was compared, what stands out, when weights are reached, and the charts.
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts;
use super::formats::Formats;
use crate::domain::measure::Measure;
use crate::domain::quantity::Quantity;
use crate::engine::comparison::RunInFull;
use crate::report::contents::{Contents, NOT_KEPT, Reached};

/// Where the table of runs begins, with its title and its heads.
const RUNS: u32 = 6;
/// Rows that a chart covers.
const CHART: u32 = 22;
const WIDTHS: [f64; 14] = [24.0, 26.0, 8.0, 20.0, 20.0, 14.0, 12.0, 8.0, 14.0, 15.0, 15.0, 60.0, 24.0, 12.0];

/// Writes it; `sheets` are the names of the runs' own.
pub(super) fn write(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    sheets: &[String],
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let about = &contents.about;
    sheet.write_string_with_format(0, 0, &contents.title, &formats.title)?;
    sheet.write_string_with_format(1, 0, "Farm file", &formats.muted)?;
    sheet.write_string(1, 1, &about.farm_file)?;
    sheet.write_string_with_format(2, 0, "Made by", &formats.muted)?;
    sheet.write_string(2, 1, &about.by)?;
    sheet.write_string_with_format(3, 0, "Made (UTC)", &formats.muted)?;
    sheet.write_datetime_with_format(3, 1, about.at.naive_utc(), &formats.moment)?;
    sheet.write_string_with_format(4, 0, "Made with", &formats.muted)?;
    sheet.write_string(4, 1, &about.program)?;
    let mut row = runs(sheet, contents, formats, RUNS)?;
    row = targets(sheet, contents, formats, row + 1)?;
    row = stages(sheet, contents, formats, row + 1)?;
    row = warnings(sheet, contents, formats, row + 1)?;
    for (place, measure) in [Measure::Weight, Measure::Biomass].into_iter().enumerate() {
        let chart = charts::chart(contents, sheets, RUNS + 2, measure);
        sheet.insert_chart(row + 1 + place as u32 * CHART, 0, &chart)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The title of a table, and its heads in the row below.
fn begin(
    sheet: &mut Worksheet,
    formats: &Formats,
    row: u32,
    title: &str,
    heads: &[(&str, bool)],
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, title, &formats.section)?;
    for (column, (head, is_number)) in (0..).zip(heads) {
        let format = if *is_number { &formats.head_of_numbers } else { &formats.head };
        sheet.write_string_with_format(row + 1, column, *head, format)?;
    }
    Ok(row + 2)
}

fn runs(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let heads = [
        ("Run", false),
        ("Scenario", false),
        ("Number", true),
        ("Label", false),
        ("Made (UTC)", true),
        ("Made by", false),
        ("First day", true),
        ("Days", true),
        ("Final weight", true),
        ("Final biomass", true),
        ("Total feed", true),
        ("In one look", false),
        ("Batches pinned", false),
        ("Engine", false),
        ("Hash of the inputs (SHA-256)", false),
    ];
    let mut row = begin(sheet, formats, row, "Runs, the baseline first", &heads)?;
    for (place, run) in contents.compared.runs.iter().enumerate() {
        run_row(sheet, contents, formats, (row, place), run)?;
        row += 1;
    }
    Ok(row)
}

fn run_row(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    (row, place): (u32, usize),
    run: &RunInFull,
) -> Result<(), XlsxError> {
    let (detail, summary) = (&run.detail, &run.summary);
    let texts = [
        (0, contents.names.name(place)),
        (1, detail.run.scenario_name.as_str()),
        (3, &detail.run.label),
        (5, &detail.created_by_name),
        (13, &detail.engine_version),
        (14, detail.inputs_hash.as_deref().unwrap_or(NOT_KEPT)),
    ];
    for (column, text) in texts {
        sheet.write_string_with_format(row, column, text, &formats.wrapped)?;
    }
    sheet.write_number_with_format(row, 2, detail.run.run_number, &formats.whole)?;
    sheet.write_datetime_with_format(row, 4, detail.run.run_date.naive_utc(), &formats.moment)?;
    if let Some(head) = contents.runs.get(place) {
        if let Some(start) = head.start {
            sheet.write_datetime_with_format(row, 6, start, &formats.date)?;
        }
        sheet.write_string_with_format(row, 11, &head.sentence, &formats.wrapped)?;
        sheet.write_string_with_format(row, 12, head.batches.join(", "), &formats.wrapped)?;
    }
    sheet.write_number_with_format(row, 7, summary.duration_days, &formats.whole)?;
    for (column, value, kind) in [
        (8, summary.final_weight_g, Quantity::WeightG),
        (9, summary.final_biomass_kg, Quantity::BiomassKg),
        (10, summary.total_feed_kg, Quantity::FeedKg),
    ] {
        sheet.write_number_with_format(row, column, value, &formats.quantity(kind))?;
    }
    Ok(())
}

/// One row a run and weight, so that they can be filtered and sorted.
fn targets(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let heads = [
        ("Run", false),
        ("Weight", true),
        ("Day", true),
        ("Date", true),
        ("Days later than the baseline", true),
    ];
    let mut row = begin(sheet, formats, row, "When weights are reached", &heads)?;
    for target in &contents.targets {
        for (place, reached) in target.runs.iter().enumerate() {
            sheet.write_string(row, 0, contents.names.name(place))?;
            sheet.write_number_with_format(row, 1, target.weight_g, &formats.quantity(Quantity::WeightG))?;
            match reached {
                Reached::FromTheStart => sheet.write_string(row, 3, "from the start")?,
                Reached::Never => sheet.write_string(row, 3, "not reached")?,
                Reached::On { day_number, date, later_days } => {
                    if let Some(later) = later_days {
                        let format = formats.difference(Quantity::Days);
                        sheet.write_number_with_format(row, 4, *later as f64, &format)?;
                    }
                    sheet.write_number_with_format(row, 2, *day_number, &formats.whole)?;
                    sheet.write_datetime_with_format(row, 3, *date, &formats.date)?
                }
            };
            row += 1;
        }
    }
    Ok(row)
}

fn stages(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let heads =
        [("Run", false), ("To", false), ("Day", true), ("From", false), ("Date", true), ("Weight", true)];
    let mut row = begin(sheet, formats, row, "Changes of stage", &heads)?;
    for (place, run) in contents.compared.runs.iter().enumerate() {
        for change in &run.summary.stage_transitions {
            sheet.write_string(row, 0, contents.names.name(place))?;
            sheet.write_string(row, 1, &change.to)?;
            sheet.write_number_with_format(row, 2, change.day_number, &formats.whole)?;
            sheet.write_string(row, 3, &change.from)?;
            sheet.write_datetime_with_format(row, 4, change.date, &formats.date)?;
            sheet.write_number_with_format(row, 5, change.weight_g, &formats.quantity(Quantity::WeightG))?;
            row += 1;
        }
    }
    Ok(row)
}

fn warnings(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    row: u32,
) -> Result<u32, XlsxError> {
    let mut row =
        begin(sheet, formats, row, "Worth knowing", &[("Run", false), ("Noted while it ran", false)])?;
    for (place, run) in contents.compared.runs.iter().enumerate() {
        for warning in &run.detail.warnings {
            sheet.write_string(row, 0, contents.names.name(place))?;
            sheet.write_string(row, 1, warning)?;
            row += 1;
        }
    }
    Ok(row)
}
