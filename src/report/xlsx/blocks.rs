//! Sheets that are drawn from the tables of a report, every cell as the number or date it is.
use std::collections::{BTreeSet, HashMap};

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError, utility::row_col_to_cell};

use super::days;
use super::formats::{Formats, head_height};
use crate::domain::measure::Measure;
use crate::domain::quantity::Quantity;
use crate::report::blocks::{Block, Cell, CellValue, ColumnKind, Table};
use crate::report::contents::Contents;
use crate::report::wishes::Every;

/// Width of a column of short texts, of numbers, and of texts that may need several lines.
const SHORT: f64 = 16.0;
const NUMBER: f64 = 16.0;
const TEXT: f64 = 30.0;

/// A sheet with these tables below each other; the first one's head stays in sight if it is the only one.
pub(super) fn tables(
    sheet: &mut Worksheet,
    name: &str,
    blocks: &[Block],
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let tables = || blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
    let is_alone = tables() == 1;
    let mut row = 0;
    for block in blocks {
        match block {
            Block::Table(table) => {
                if !is_alone {
                    sheet.write_string_with_format(row, 0, &table.name, &formats.section)?;
                    row += 1;
                }
                if is_alone && row == 0 {
                    sheet.set_freeze_panes(1, 1)?;
                    sheet.set_repeat_rows(0, 0)?;
                }
                row = write_table(sheet, row, table, formats)? + 1;
            }
            Block::Says(text) | Block::Note(text) | Block::Heading(text) => {
                sheet.write_string_with_format(row, 0, text, &formats.muted)?;
                row += 1;
            }
            Block::Items(_) | Block::Runs(_) | Block::Legend | Block::Plots(_) => {}
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Writes head and rows from a row on, and gives the row after them.
fn write_table(sheet: &mut Worksheet, from: u32, table: &Table, formats: &Formats) -> Result<u32, XlsxError> {
    for (column, head) in (0..).zip(&table.columns) {
        let words =
            if head.note.is_empty() { head.head.clone() } else { format!("{} ({})", head.head, head.note) };
        let is_number = head.kind == ColumnKind::Number && column > 0;
        let format = if is_number { &formats.head_of_numbers } else { &formats.head };
        sheet.write_string_with_format(from, column, words, format)?;
        sheet.set_column_width(column, width(head.kind, column))?;
    }
    let heads = table.columns.iter().map(|column| column.head.as_str());
    sheet.set_row_height(from, head_height(heads, NUMBER))?;
    let mut row = from;
    for cells in &table.rows {
        row += 1;
        let mut height: f64 = 0.0;
        for (column, (cell, head)) in (0..).zip(cells.iter().zip(&table.columns)) {
            write_cell(sheet, (row, column), cell, head.kind, formats)?;
            if matches!(head.kind, ColumnKind::Text | ColumnKind::Code) {
                let text = cell.in_one_line();
                height = height.max(head_height(std::iter::once(text.as_str()), width(head.kind, column)));
            }
        }
        if height > 15.0 {
            sheet.set_row_height(row, height)?;
        }
    }
    Ok(row + 1)
}

fn width(kind: ColumnKind, column: u16) -> f64 {
    match kind {
        ColumnKind::Number => NUMBER,
        ColumnKind::Short => SHORT,
        ColumnKind::Text | ColumnKind::Code if column == 0 => TEXT + 6.0,
        ColumnKind::Text | ColumnKind::Code => TEXT,
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: ColumnKind,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell.value {
        CellValue::Number(value, Some(quantity)) => {
            sheet.write_number_with_format(row, column, value, &formats.quantity(quantity))?;
        }
        CellValue::Number(value, None) if kind == ColumnKind::Number => {
            sheet.write_number_with_format(row, column, value, &formats.whole_or_not)?;
        }
        CellValue::Number(value, None) => {
            sheet.write_number_with_format(row, column, value, &formats.exact)?;
        }
        CellValue::Date(date) => {
            sheet.write_datetime_with_format(row, column, date, &formats.date)?;
        }
        CellValue::None => {
            let text = cell.in_one_line();
            let format: &Format =
                if kind == ColumnKind::Number { &formats.wrapped_to_the_right } else { &formats.wrapped };
            sheet.write_string_with_format(row, column, text, format)?;
        }
    }
    Ok(())
}

/// The weeks or months of all runs below each other: what is fed in one and its mean temperature follow from the days in
/// the runs' sheets by formulas.
pub(super) fn steps(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    sheets: &[String],
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (name, first) =
        if contents.wishes.every == Every::Month { ("Months", "Month") } else { ("Weeks", "Week") };
    sheet.set_name(name)?;
    let heads = [
        ("Run", &formats.head, 26.0),
        (first, &formats.head, 12.0),
        ("Last day", &formats.head_of_numbers, 12.0),
        ("Day", &formats.head_of_numbers, 8.0),
        ("Days", &formats.head_of_numbers, 8.0),
        ("Stage", &formats.head_of_texts, 16.0),
        ("Mean weight, g", &formats.head_of_numbers, 18.0),
        ("Fish", &formats.head_of_numbers, 14.0),
        ("Biomass, kg", &formats.head_of_numbers, 18.0),
        ("Feed, kg", &formats.head_of_numbers, 18.0),
        ("Feed so far, kg", &formats.head_of_numbers, 18.0),
        ("Mean temperature, °C", &formats.head_of_numbers, 14.0),
    ];
    for (column, (head, format, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(0, column, head, format)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 30)?;
    let [weight, count, mass, celsius] =
        [Quantity::WeightG, Quantity::Count, Quantity::BiomassKg, Quantity::TemperatureC]
            .map(|quantity| formats.quantity(quantity));
    let mut row = 0;
    for (place, (head, name)) in contents.runs.iter().zip(sheets).enumerate() {
        let Some(run) = contents.compared.runs.get(place) else { continue };
        let quoted = name.replace('\'', "''");
        for step in &head.steps {
            row += 1;
            let last = &step.last;
            // A day stands in the row below its number.
            let (from, to) = (last.day_number + 1 - step.days, last.day_number);
            let range = |measure| {
                let column = days::column(measure);
                format!("'{quoted}'!{}:{}", row_col_to_cell(from, column), row_col_to_cell(to, column))
            };
            sheet.write_string(row, 0, contents.names.name(place))?;
            sheet.write_string(row, 1, &step.name)?;
            sheet.write_datetime_with_format(row, 2, last.projection_date, &formats.date)?;
            sheet.write_number_with_format(row, 3, last.day_number, &formats.whole)?;
            sheet.write_number_with_format(row, 4, step.days, &formats.whole)?;
            sheet.write_string_with_format(row, 5, run.projection.stage_name(last), &formats.text)?;
            sheet.write_number_with_format(row, 6, last.average_weight_g, &weight)?;
            sheet.write_number_with_format(row, 7, last.population, &count)?;
            sheet.write_number_with_format(row, 8, last.biomass_kg, &mass)?;
            let feed = Formula::new(format!("=SUM({})", range(Measure::DailyFeed)));
            sheet.write_formula_with_format(row, 9, feed.set_result(step.feed_kg.to_string()), &mass)?;
            sheet.write_number_with_format(row, 10, last.cumulative_feed_kg, &mass)?;
            let mean = Formula::new(format!("=AVERAGE({})", range(Measure::Temperature)));
            sheet.write_formula_with_format(
                row,
                11,
                mean.set_result(step.mean_temperature_c.to_string()),
                &celsius,
            )?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, row.max(1), 11)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The readings of every temperature profile, a column each.
pub(super) fn profiles(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Profiles")?;
    sheet.write_string_with_format(0, 0, "Day", &formats.head_of_numbers)?;
    let celsius = formats.quantity(Quantity::TemperatureC);
    let profiles = contents.distinct_profiles();
    let readings = profiles.iter().flat_map(|(profile, _)| &profile.readings);
    let days: BTreeSet<u32> = readings.map(|reading| reading.day_number).collect();
    // A row for each day that has a reading in one of them.
    let rows: HashMap<u32, u32> = days.into_iter().zip(1..).collect();
    for (day, row) in &rows {
        sheet.write_number_with_format(*row, 0, *day, &formats.whole)?;
    }
    for (column, (profile, runs)) in (1..).zip(profiles) {
        let whose: Vec<&str> = runs.iter().map(|run| contents.names.short(*run)).collect();
        let head = format!("{} ({})", profile.name, whose.join(", "));
        sheet.write_string_with_format(0, column, head, &formats.head_of_numbers)?;
        sheet.set_column_width(column, 28)?;
        for reading in &profile.readings {
            if let Some(row) = rows.get(&reading.day_number) {
                sheet.write_number_with_format(*row, column, reading.temperature_c, &celsius)?;
            }
        }
    }
    sheet.set_row_height(0, 45)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}
