//! The key figures of all runs, with their differences to the baseline and what those mean.
use egui::Ui;

use super::runs_table::{Cursor, NUMBER, RunsTable};
use super::shown::Shown;
use super::table_row::{CellText, TableRow};
use crate::app::theme::size;
use crate::app::views::run_plots::RunNames;
use crate::domain::display::{self, Reading};
use crate::domain::quantity::Quantity;
use crate::service::{KeyFigure, RunComparison};

/// Width of the figures' names.
const NAMES: f32 = 164.0;

/// The figures of a comparison as they are read.
pub(super) fn rows(comparison: &RunComparison, names: &RunNames) -> Vec<TableRow> {
    let figures = comparison.comparison.key_figures.iter();
    figures.map(|figure| TableRow::new(figure.label.to_owned(), names, cells(figure))).collect()
}

fn cells(figure: &KeyFigure) -> Vec<CellText> {
    let values = display::quantities(&figure.values, figure.quantity);
    let differences = display::quantity_differences(&figure.differences, &figure.values, figure.quantity);
    let cell = |(run, (value, difference)): (usize, (&Reading, &Reading))| {
        let mut cell = CellText { value: value_words(figure, value), ..CellText::default() };
        if run > 0 && !difference.is_absent() {
            // What reads as nothing is neither better nor worse.
            let reads = difference.number.starts_with(['+', '−']);
            (cell.difference, cell.share) = if reads {
                difference_words(figure, run, difference)
            } else {
                ("same".to_owned(), String::new())
            };
            cell.is_better = figure.is_better(run).filter(|_| reads);
        }
        cell
    };
    values.iter().zip(&differences).enumerate().map(cell).collect()
}

/// A day is a place in the run, not a length of time.
fn value_words(figure: &KeyFigure, value: &Reading) -> String {
    match figure.key {
        "peak_biomass_day" if !value.is_absent() => format!("day {}", value.number),
        _ => value.to_string(),
    }
}

/// "+410 g" and "+6.7 %". Percent that differ by percent are points, and a temperature has no zero to take a share of.
fn difference_words(figure: &KeyFigure, run: usize, difference: &Reading) -> (String, String) {
    match figure.quantity {
        Quantity::Percent => (format!("{} points", difference.number), String::new()),
        Quantity::TemperatureC | Quantity::PercentPerDay | Quantity::Days => {
            (difference.to_string(), String::new())
        }
        _ => {
            let percent = figure.differences_percent.get(run).copied().flatten();
            let share = percent.map(|percent| display::percent_difference(percent, 1).to_string());
            (difference.to_string(), share.unwrap_or_default())
        }
    }
}

/// The tab with the key figures.
#[derive(Debug, Default)]
pub(super) struct KeyFiguresTab {
    cursor: Cursor,
}

impl KeyFiguresTab {
    /// Draws the tab.
    pub fn ui(&mut self, ui: &mut Ui, shown: &Shown) {
        let table = RunsTable {
            name: "Key figures",
            first: "Figure",
            first_width: NAMES,
            names: &shown.names,
            runs: shown.runs().len(),
            row_height: size::CLICK,
            has_differences: true,
            value_width: NUMBER,
        };
        table.show(ui, &mut self.cursor, &shown.figures, |_, _, _| {});
    }
}
