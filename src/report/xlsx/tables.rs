//! The sheets of what differs: key figures with formulas, and the parameters.
use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError, utility::row_col_to_cell};
use serde_json::Value;

use super::formats::{Formats, head_height};
use crate::engine::parameter_words::ParameterCell;
use crate::report::contents::Contents;

/// The column of the baseline: before it stand a name and its unit or path.
const BASELINE: u16 = 2;
/// Width of a column of figures.
const FIGURE: f64 = 22.0;
/// Width of a column of parameters.
const PARAMETER: f64 = 30.0;

/// Key figures of all runs, and of each but the baseline what it has more: a formula, so that it follows the figures.
pub(super) fn differences(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(if contents.has_several() { "Differences" } else { "Key figures" })?;
    let runs = contents.compared.runs.len() as u16;
    heads(sheet, contents, ["Figure", "Unit"], (&formats.head, &formats.head_of_numbers), FIGURE)?;
    for run in 1..runs {
        let (other, base) = (contents.names.short(usize::from(run)), contents.names.short(0));
        let column = first_of(run, runs);
        sheet.write_string_with_format(
            0,
            column,
            format!("{other} less {base}"),
            &formats.head_of_numbers,
        )?;
        sheet.write_string_with_format(
            0,
            column + 1,
            format!("{other} in percent"),
            &formats.head_of_numbers,
        )?;
        sheet.write_string_with_format(0, column + 2, "Better or worse", &formats.head_of_texts)?;
    }
    for (row, (figure, words)) in
        (1..).zip(contents.compared.comparison.key_figures.iter().zip(&contents.figures))
    {
        sheet.write_string(row, 0, figure.label)?;
        sheet.write_string(row, 1, figure.quantity.unit())?;
        let is_day = figure.key == "peak_biomass_day";
        let format = if is_day { formats.day.clone() } else { formats.quantity(figure.quantity) };
        for (run, value) in (0..).zip(&figure.values) {
            if let Some(value) = value {
                sheet.write_number_with_format(row, BASELINE + run, *value, &format)?;
            }
        }
        for run in 1..runs {
            let place = usize::from(run);
            let column = first_of(run, runs);
            let (base, own) = (row_col_to_cell(row, BASELINE), row_col_to_cell(row, BASELINE + run));
            if let Some(difference) = figure.differences.get(place).copied().flatten() {
                let formula = Formula::new(format!("={own}-{base}")).set_result(difference.to_string());
                sheet.write_formula_with_format(
                    row,
                    column,
                    formula,
                    &formats.difference(figure.quantity),
                )?;
            }
            let percent = figure.differences_percent.get(place).copied().flatten();
            if let Some(percent) = percent.filter(|_| figure.has_share()) {
                let formula = Formula::new(format!("=({own}-{base})/ABS({base})"));
                let formula = formula.set_result((percent / 100.0).to_string());
                sheet.write_formula_with_format(row, column + 1, formula, &formats.share)?;
            }
            match words.get(place).and_then(|words| words.is_better) {
                Some(true) => sheet.write_string_with_format(row, column + 2, "better", &formats.better)?,
                Some(false) => sheet.write_string_with_format(row, column + 2, "worse", &formats.worse)?,
                None => sheet,
            };
        }
    }
    finish(sheet, &[(0, 26.0), (1, 12.0)], runs + 3 * runs.saturating_sub(1), FIGURE)
}

/// Where the three columns of differences of a run begin.
fn first_of(run: u16, runs: u16) -> u16 {
    BASELINE + runs + 3 * (run - 1)
}

/// The parameters in which the runs differ: numbers as numbers, and of profiles how far they lie apart.
pub(super) fn parameters(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Parameters")?;
    heads(
        sheet,
        contents,
        ["Parameter", "Path in the scenario document"],
        (&formats.head, &formats.head),
        PARAMETER,
    )?;
    for (row, parameter) in (1..).zip(&contents.parameters) {
        sheet.write_string_with_format(row, 0, &parameter.name, &formats.wrapped)?;
        sheet.write_string_with_format(row, 1, &parameter.path, &formats.wrapped)?;
        for (run, cell) in (0..).zip(&parameter.cells) {
            parameter_cell(sheet, (row, BASELINE + run), cell, formats)?;
        }
        let names = [parameter.name.as_str(), &parameter.path];
        let words = parameter.cells.iter().map(text_of).collect::<Vec<_>>();
        let texts = names.into_iter().chain(words.iter().map(String::as_str));
        sheet.set_row_height(row, head_height(texts, PARAMETER))?;
    }
    if contents.parameters.is_empty() {
        let words = if contents.without_inputs.is_empty() {
            "Nothing differs: the runs have the same inputs".to_owned()
        } else {
            format!("The inputs were not kept of {}", contents.without_inputs.join(", "))
        };
        sheet.write_string(1, 0, words)?;
    }
    finish(sheet, &[(0, 34.0), (1, 40.0)], contents.compared.runs.len() as u16, PARAMETER)
}

/// A value in words, with how far a profile lies from the baseline's.
fn text_of(cell: &ParameterCell) -> String {
    if cell.profile.is_empty() { cell.words.clone() } else { format!("{}: {}", cell.words, cell.profile) }
}

fn parameter_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &ParameterCell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    if let (Value::Number(number), Some(number_of)) = (&cell.value, cell.value.as_f64())
        && number.as_f64().is_some()
    {
        sheet.write_number_with_format(row, column, number_of, &formats.exact)?;
    } else {
        sheet.write_string_with_format(row, column, text_of(cell), &formats.wrapped)?;
    }
    Ok(())
}

/// The first row; its second format is that of the runs' names.
fn heads(
    sheet: &mut Worksheet,
    contents: &Contents<'_>,
    first: [&str; 2],
    (of_texts, of_runs): (&Format, &Format),
    width: f64,
) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(first) {
        sheet.write_string_with_format(0, column, head, of_texts)?;
    }
    let name = |run: usize| {
        let role = if contents.role(run).is_empty() { "" } else { " (baseline)" };
        format!("{}{role}", contents.names.name(run))
    };
    let names: Vec<String> = contents.places().map(name).collect();
    for (column, name) in (BASELINE..).zip(&names) {
        sheet.write_string_with_format(0, column, name, of_runs)?;
    }
    sheet.set_row_height(0, head_height(names.iter().map(String::as_str), width))?;
    Ok(())
}

fn finish(sheet: &mut Worksheet, widths: &[(u16, f64)], columns: u16, width: f64) -> Result<(), XlsxError> {
    for (column, width) in widths {
        sheet.set_column_width(*column, *width)?;
    }
    for column in 0..columns {
        sheet.set_column_width(BASELINE + column, width)?;
    }
    sheet.set_freeze_panes(1, BASELINE)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
