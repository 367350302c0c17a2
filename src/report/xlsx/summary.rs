//! The first sheet: what was compared, what stands out, when weights are reached, and the charts. A column a run.
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::charts;
use super::formats::{Formats, head_height};
use crate::domain::display;
use crate::domain::measure::Measure;
use crate::domain::quantity::Quantity;
use crate::engine::comparison::RunInFull;
use crate::engine::parameter_words::NOT_KEPT;
use crate::engine::target_words::Reached;
use crate::report::contents::Contents;
use crate::report::wishes::Part;

/// The row with the names of the runs, from the second column on.
pub(super) const NAMES: u32 = 6;
/// The column of the first run.
pub(super) const FIRST_RUN: u16 = 1;
/// Rows that a chart covers.
const CHART: u32 = 22;
/// Width of the columns of runs.
const WIDTH: f64 = 34.0;

/// Writes it; `sheets` are the names of the runs' own.
pub(super) fn write(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    sheets: &[String],
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 28)?;
    for run in contents.places() {
        sheet.set_column_width(FIRST_RUN + run as u16, WIDTH)?;
    }
    let about = &contents.about;
    sheet.write_string_with_format(0, 0, &contents.title, &formats.title)?;
    sheet.write_string_with_format(1, 0, "Farm file", &formats.muted)?;
    sheet.write_string(1, FIRST_RUN, &about.farm_file)?;
    sheet.write_string_with_format(2, 0, "Made by", &formats.muted)?;
    sheet.write_string(2, FIRST_RUN, &about.by)?;
    sheet.write_string_with_format(3, 0, "Made (UTC)", &formats.muted)?;
    sheet.write_datetime_with_format(3, FIRST_RUN, about.at.naive_utc(), &formats.moment_to_the_left)?;
    sheet.write_string_with_format(4, 0, "Made with", &formats.muted)?;
    sheet.write_string(4, FIRST_RUN, &about.program)?;
    names(sheet, contents, formats)?;
    let parts = contents.wishes.parts;
    let mut row = runs(sheet, contents, formats, NAMES + 1)?;
    if parts.has(Part::Events) && !contents.runs.is_empty() {
        row = targets(sheet, contents, formats, row + 1)?;
        row = stages_and_warnings(sheet, contents, formats, row + 1)?;
    }
    if parts.has(Part::Plots) && !contents.runs.is_empty() {
        for (place, measure) in Measure::ALL.into_iter().enumerate() {
            let chart = charts::chart(contents, sheets, measure);
            sheet.insert_chart(row + 1 + place as u32 * CHART, 0, &chart)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn names(sheet: &mut Worksheet, contents: &Contents<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let first = if contents.has_several() { "Run, the baseline first" } else { "Run" };
    sheet.write_string_with_format(NAMES, 0, first, &formats.head)?;
    for run in contents.places() {
        sheet.write_string_with_format(
            NAMES,
            FIRST_RUN + run as u16,
            contents.names.name(run),
            &formats.head_of_numbers,
        )?;
    }
    let names = contents.places().map(|run| contents.names.name(run));
    sheet.set_row_height(NAMES, head_height(names, WIDTH))?;
    Ok(())
}

/// Who made each run, when, from what, and what it comes to.
fn runs(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    from: u32,
) -> Result<u32, XlsxError> {
    let labels = [
        "In one look",
        "Scenario",
        "Number",
        "Label",
        "Made (UTC)",
        "Made by",
        "First day",
        "Days",
        "Final weight",
        "Final biomass",
        "Total feed",
        "Batches pinned",
        "Notes",
        "Engine version",
        "Hash of the inputs (SHA-256)",
        "Verified",
    ];
    for (row, label) in (from..).zip(labels) {
        sheet.write_string_with_format(row, 0, label, &formats.wrapped)?;
    }
    for (place, run) in contents.compared.runs.iter().enumerate() {
        column(sheet, contents, formats, (from, place), run)?;
    }
    let sentences = contents.runs.iter().map(|run| run.sentence.as_str());
    sheet.set_row_height(from, head_height(sentences, WIDTH))?;
    let notes = contents.compared.runs.iter().map(|run| run.detail.notes.as_str());
    sheet.set_row_height(from + 12, head_height(notes, WIDTH))?;
    let verdicts: Vec<String> = contents.runs.iter().filter_map(|head| Some(head.verdict?.words())).collect();
    sheet.set_row_height(from + 15, head_height(verdicts.iter().map(String::as_str), WIDTH))?;
    // A hash has 64 digits.
    sheet.set_row_height(from + 14, head_height(std::iter::once("0".repeat(64).as_str()), WIDTH))?;
    Ok(from + labels.len() as u32)
}

fn column(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    (from, place): (u32, usize),
    run: &RunInFull,
) -> Result<(), XlsxError> {
    let (detail, summary) = (&run.detail, &run.summary);
    let column = FIRST_RUN + place as u16;
    let head = contents.runs.get(place);
    let pinned = contents.pinned.get(place).map(Vec::as_slice).unwrap_or_default();
    let batches: Vec<&str> = pinned.iter().map(|batch| batch.batch_number.as_str()).collect();
    let batches = batches.join(", ");
    let sentence = head.map(|head| display::sentence(&head.sentence)).unwrap_or_default();
    let verified = head.and_then(|head| head.verdict).map(|verdict| contents.say(verdict.words()));
    let verified = display::sentence(&verified.unwrap_or_default());
    let texts = [
        (15, verified.as_str()),
        (0, sentence.as_str()),
        (1, detail.run.scenario_name.as_str()),
        (3, &detail.run.label),
        (5, &detail.created_by_name),
        (11, &batches),
        (12, &detail.notes),
        (13, &detail.engine_version),
        (14, detail.inputs_hash.as_deref().unwrap_or(NOT_KEPT)),
    ];
    for (row, text) in texts {
        sheet.write_string_with_format(from + row, column, text, &formats.wrapped_to_the_right)?;
    }
    if let Some(start) = head.and_then(|head| head.start) {
        sheet.write_datetime_with_format(from + 6, column, start, &formats.date)?;
    }
    sheet.write_datetime_with_format(from + 4, column, detail.run.run_date.naive_utc(), &formats.moment)?;
    sheet.write_number_with_format(from + 2, column, detail.run.run_number, &formats.whole)?;
    sheet.write_number_with_format(from + 7, column, summary.duration_days, &formats.whole)?;
    for (row, value, kind) in [
        (8, summary.final_weight_g, Quantity::WeightG),
        (9, summary.final_biomass_kg, Quantity::BiomassKg),
        (10, summary.total_feed_kg, Quantity::FeedKg),
    ] {
        sheet.write_number_with_format(from + row, column, value, &formats.quantity(kind))?;
    }
    Ok(())
}

/// Two rows a weight: the date on which each run reaches it, and the day of the run.
fn targets(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    from: u32,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, 0, "When weights are reached", &formats.section)?;
    let mut row = from + 1;
    for target in &contents.targets {
        let weight = contents.say(display::weight(target.weight_g));
        sheet.write_string(row, 0, format!("{weight}, date"))?;
        sheet.write_string(row + 1, 0, format!("{weight}, day of the run"))?;
        for (column, reached) in (FIRST_RUN..).zip(&target.runs) {
            let words: &Format = &formats.wrapped_to_the_right;
            match reached {
                Reached::FromTheStart => {
                    sheet.write_string_with_format(row, column, "from the start", words)?;
                }
                Reached::Never => {
                    sheet.write_string_with_format(row, column, "not reached", words)?;
                }
                Reached::On { day_number, date, .. } => {
                    sheet.write_datetime_with_format(row, column, *date, &formats.date)?;
                    sheet.write_number_with_format(row + 1, column, *day_number, &formats.whole)?;
                }
            }
        }
        row += 2;
    }
    Ok(row)
}

/// Below each run what happened in it, a row each.
fn stages_and_warnings(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
    from: u32,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, 0, "Changes of stage", &formats.section)?;
    let words = &formats.wrapped_to_the_right;
    let runs = &contents.compared.runs;
    let changes = runs.iter().map(|run| run.summary.stage_transitions.len()).max().unwrap_or(0);
    for (column, run) in (FIRST_RUN..).zip(runs) {
        for (row, change) in (from + 1..).zip(&run.summary.stage_transitions) {
            let date = display::date(change.date);
            let text =
                format!("{} on {date} with {}", change.to, contents.say(display::weight(change.weight_g)));
            sheet.write_string_with_format(row, column, text, words)?;
        }
    }
    let from = from + 1 + changes as u32 + 1;
    sheet.write_string_with_format(from, 0, "Worth knowing", &formats.section)?;
    let warnings = runs.iter().map(|run| run.detail.warnings.len()).max().unwrap_or(0);
    for (column, run) in (FIRST_RUN..).zip(runs) {
        for (row, warning) in (from + 1..).zip(&run.detail.warnings) {
            sheet.write_string_with_format(row, column, warning, words)?;
        }
    }
    for (place, row) in (0..warnings).zip(from + 1..) {
        let texts = runs.iter().filter_map(|run| run.detail.warnings.get(place).map(String::as_str));
        sheet.set_row_height(row, head_height(texts, WIDTH))?;
    }
    Ok(from + 1 + warnings as u32)
}
